# SPDX-License-Identifier: MIT
#| Nacre: an immutable operating system whose language is a Lisp, and the same system on Linux.
#|
#|   make              build/nacre (a program for Linux) and build/nacre.elf (the kernel)
#|   make run          boot in QEMU with the prompt in this terminal; Ctrl-] x ends it
#|   make run SCRIPT=examples/x.clj ARGS="a b"
#|                     run a file on the booted system; FILES="a.txt b.clj" adds files in /boot/
#|   make iso          build/nacre.iso for BIOS and UEFI; SCRIPT, ARGS and FILES are baked in
#|   make test         all tests, hosted and booted
#|   make check        formatter, lint, static analysis
#|   make stress       the language tests under collection at every safepoint
#|   make asan         unit and language tests under AddressSanitizer and UBSan
#|   make bench        figures beside those of lua5.4, erlang and clojure
#|   make debug        gdb on the booting kernel
#|   make format       rewrite the C files in the project's style
#|   make objects      compile every hosted file and link nothing (with -k: go on after errors)
#|   make clean        remove build/
#|
#| `run` and `test` install missing Debian packages with apt-get, as root or through sudo.
#| MEMORY=512M and CPUS=1 set the machine; V=1 shows whole commands; -j2 builds on two processors.
# Nacre's build. `make help` lists the targets. V=1 shows every command.
#
# The order of things: re2c turns lang/*.re into C; every C file is compiled once a flavour
# (a compiler with its flags and its own folder of objects); build/nacre-stage1 is the hosted
# program without a standard library, and it compiles stdlib/ into build/stdlib.image; both
# final programs embed that image through kernel/image.S.
#
#   flavour   folder          compiler                         for
#   hosted    build/hosted    musl-gcc, static                 build/nacre, build/nacre-stage1
#   kernel    build/kernel    musl-gcc + kernel/x86_64 flags   build/nacre.elf
#   unit      build/unit      gcc (glibc), assertions          C unit tests (tests/unit/*.c)
#   asan      build/asan      gcc (glibc), ASan and UBSan      build/nacre-asan, `make asan`
#
# Sources are found by wildcard. Contract with kernel/x86_64/rules.mk, which this file includes:
# it sets KERNEL_CFLAGS (added to every compile of the flavour `kernel`) and has the rule
# `build/nacre.elf: $(KERNEL_OBJECTS)`, using KERNEL_LIBRARIES. Contract with kernel/image.S:
# it is assembled with -DNACRE_IMAGE_FILE="path" to embed an image and without to embed none.

SHELL := /bin/sh
.DELETE_ON_ERROR:
.SUFFIXES:
MAKEFLAGS += --no-builtin-rules

ifeq ($(V),1)
  Q :=
  say := @:
else
  Q := @
  say := @printf '  %-7s %s\n'
endif

# --- Sources ---------------------------------------------------------------------------------
RE2C_SOURCES := $(wildcard lang/*.re)
COMMON_SOURCES := $(wildcard kernel/*.c gc/*.c kernel/process/*.c lang/*.c repl/*.c)
COMMON_ASSEMBLY := $(filter-out kernel/image.S,$(wildcard kernel/*.S))
HOSTED_SOURCES := $(COMMON_SOURCES) $(wildcard kernel/hosted/*.c)
KERNEL_SOURCES := $(COMMON_SOURCES) $(wildcard kernel/x86_64/*.c)
KERNEL_ASSEMBLY := $(COMMON_ASSEMBLY) $(wildcard kernel/x86_64/*.S)
HOSTED_ASSEMBLY := $(COMMON_ASSEMBLY) $(wildcard kernel/hosted/*.S)
STDLIB_SOURCES := $(shell find stdlib -name '*.clj' -o -name '*.cljc' 2>/dev/null)
UNIT_SOURCES := $(wildcard tests/unit/test_*.c)

GENERATED := $(RE2C_SOURCES:lang/%.re=build/gen/%.c)
objects = $(addprefix build/$(1)/,$(addsuffix .o,$(basename $(2) $(GENERATED:build/%=%))))
HOSTED_OBJECTS := $(call objects,hosted,$(HOSTED_SOURCES) $(HOSTED_ASSEMBLY))
KERNEL_OBJECTS := $(call objects,kernel,$(KERNEL_SOURCES) $(KERNEL_ASSEMBLY)) \
                  build/kernel/kernel/image.o
UNIT_OBJECTS := $(call objects,unit,$(HOSTED_SOURCES) $(HOSTED_ASSEMBLY))
ASAN_OBJECTS := $(call objects,asan,$(HOSTED_SOURCES) $(HOSTED_ASSEMBLY))

# --- Compilers and flags ---------------------------------------------------------------------
MUSL_CC := musl-gcc
HOST_CC := gcc
RE2C := re2c
OBJCOPY := objcopy
OPTIMISE := -O2

# No -fwrapv: arithmetic on longs asks for overflow by name (__builtin_*_overflow).
COMMON_CFLAGS := -g -std=gnu11 -Wall -Wextra -fno-strict-aliasing -I.
# For gcc 12's computed goto: the two passes below merge the dispatch tails of the interpreter.
CFLAGS_lang/vm.c := -fno-gcse -fno-crossjumping

hosted_CC := $(MUSL_CC)
hosted_CFLAGS := $(OPTIMISE) -mpopcnt -fno-pie -Ibuild/include
kernel_CC := $(MUSL_CC)
kernel_CFLAGS = $(OPTIMISE) -fno-pie -fno-stack-protector -Ibuild/include -DNACRE_METAL $(KERNEL_CFLAGS)
unit_CC := $(HOST_CC)
unit_CFLAGS := -O1 -fno-pie -fno-omit-frame-pointer
asan_CC := $(HOST_CC)
asan_CFLAGS := -O1 -fno-pie -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize=alignment \
               -fno-sanitize-recover=undefined

# Debian's static archives by full path: musl-gcc does not search glibc's folders, and their
# headers come through links in build/include so that it never sees glibc's headers.
ARCHIVES := /usr/lib/x86_64-linux-gnu
LIBRARIES := $(addprefix $(ARCHIVES)/,libtommath.a libutf8proc.a libpcre2-8.a)
KERNEL_LIBRARIES := $(LIBRARIES)
LIBRARY_HEADERS := build/include/tommath.h build/include/utf8proc.h build/include/pcre2.h

# --- Main targets ----------------------------------------------------------------------------
# Main targets call make again for their files, after the packages are looked after. Two such makes
# at once would write the same files, so only the inner ones run in parallel.
ifndef NACRE_INNER_MAKE
.NOTPARALLEL:
endif

# A make of the same file, on all processors unless the caller has said how many.
submake = NACRE_INNER_MAKE=1 $(MAKE) --no-print-directory \
          $(if $(findstring jobserver,$(MAKEFLAGS))$(filter -j%,$(MAKEFLAGS)),,-j$(shell nproc))

.PHONY: all
all:
	@sh .ci/packages.sh need build
	@+$(submake) build/nacre build/nacre.elf

.PHONY: hosted kernel objects
hosted:
	@+$(submake) build/nacre
kernel:
	@+$(submake) build/nacre.elf
# Every hosted object and no link; with -k all errors of a large change are shown.
objects:
	@+$(submake) $(HOSTED_OBJECTS)

# --- One set of rules a flavour --------------------------------------------------------------
# build/FLAVOUR/flags holds the command, so that changed flags recompile and an edit of this
# file alone does not.
define flavour
build/$(1)/%.o: %.c build/$(1)/flags $(LIBRARY_HEADERS)
	$$(say) CC '$$(if $$(filter-out hosted,$(1)),[$(1)] )$$<'
	@mkdir -p $$(@D)
	$$(Q)$$($(1)_CC) $$(COMMON_CFLAGS) $$($(1)_CFLAGS) $$(CFLAGS_$$<) -MMD -MP -c -o $$@ $$<
build/$(1)/gen/%.o: build/gen/%.c build/$(1)/flags $(LIBRARY_HEADERS)
	$$(say) CC '$$(if $$(filter-out hosted,$(1)),[$(1)] )$$<'
	@mkdir -p $$(@D)
	$$(Q)$$($(1)_CC) $$(COMMON_CFLAGS) $$($(1)_CFLAGS) -MMD -MP -c -o $$@ $$<
build/$(1)/%.o: %.S build/$(1)/flags
	$$(say) AS '$$(if $$(filter-out hosted,$(1)),[$(1)] )$$<'
	@mkdir -p $$(@D)
	$$(Q)$$($(1)_CC) $$(COMMON_CFLAGS) $$($(1)_CFLAGS) -MMD -MP -c -o $$@ $$<
build/$(1)/kernel/image.o: kernel/image.S build/stdlib.image build/$(1)/flags
	$$(say) AS '$$(if $$(filter-out hosted,$(1)),[$(1)] )$$<'
	@mkdir -p $$(@D)
	$$(Q)$$($(1)_CC) $$(COMMON_CFLAGS) $$($(1)_CFLAGS) -DNACRE_IMAGE_FILE='"build/stdlib.image"' \
	  -c -o $$@ $$<
build/$(1)/kernel/image-none.o: kernel/image.S build/$(1)/flags
	$$(say) AS '$$(if $$(filter-out hosted,$(1)),[$(1)] )$$< (none)'
	@mkdir -p $$(@D)
	$$(Q)$$($(1)_CC) $$(COMMON_CFLAGS) $$($(1)_CFLAGS) -c -o $$@ $$<
build/$(1)/flags: FORCE
	@mkdir -p $$(@D)
	@echo '$$($(1)_CC) $$(COMMON_CFLAGS) $$($(1)_CFLAGS)' | cmp -s - $$@ || \
	  echo '$$($(1)_CC) $$(COMMON_CFLAGS) $$($(1)_CFLAGS)' >$$@
endef
.PHONY: FORCE
FORCE:
$(foreach name,hosted kernel unit asan,$(eval $(call flavour,$(name))))

-include kernel/x86_64/rules.mk

build/gen/%.c: lang/%.re
	$(say) RE2C $<
	@mkdir -p $(@D)
	$(Q)$(RE2C) -W --conditions -o $@ $<

build/include/%.h:
	@mkdir -p $(@D)
	@ln -sf /usr/include/$*.h $@

# --- The hosted program and the standard library's image -------------------------------------
# Programs take their names when they are whole, so that a running one is not written over.
build/nacre-stage1: $(HOSTED_OBJECTS) build/hosted/kernel/image-none.o
	$(say) LINK $@
	$(Q)$(MUSL_CC) -static -no-pie -o $@.new $^ $(LIBRARIES) && mv $@.new $@

build/stdlib.image: build/nacre-stage1 stdlib/MANIFEST $(STDLIB_SOURCES)
	$(say) IMAGE $@
	$(Q)build/nacre-stage1 --build-image $@.new stdlib && mv $@.new $@

build/nacre: $(HOSTED_OBJECTS) build/hosted/kernel/image.o
	$(say) LINK $@
	$(Q)$(MUSL_CC) -static -no-pie -o $@.new $^ $(LIBRARIES) && mv $@.new $@

# The programs for tests take glibc, but mathematical functions from musl as the two real ones do:
# last digits differ, and tests see them. The second line is what the first is made of.
MATH := $(addsuffix .lo,acos asin atan atan2 cbrt cos cosh exp expm1 hypot log log10 log1p log2 pow \
  remainder sin sinh tan tanh \
  __cos __sin __tan __rem_pio2 __rem_pio2_large __expo2 __math_divzero __math_invalid __math_oflow \
  __math_uflow __math_xflow exp_data log_data log2_data pow_data remquo)
build/musl-math.a:
	$(say) AR $@
	@rm -rf $@ build/musl-math && mkdir -p build/musl-math
	$(Q)cd build/musl-math && ar x $(MUSL_LIBC) $(MATH) && ar rcs ../../$@ $(MATH)

build/nacre-asan: $(ASAN_OBJECTS) build/asan/kernel/image.o build/musl-math.a
	$(say) LINK $@
	$(Q)$(HOST_CC) -no-pie -fsanitize=address,undefined -o $@.new $^ $(LIBRARIES) -lm -lpthread && \
	  mv $@.new $@

# --- C unit tests: one program a file, linked with all of Nacre ------------------------------
# The archive's main is weak: a test's own wins. The whole archive is linked, as the tables of
# primitives are found by weak references.
WHOLE = -Wl,--whole-archive $(filter %/libnacre.a,$^) -Wl,--no-whole-archive
build/unit/libnacre.a: $(UNIT_OBJECTS) build/unit/kernel/image-none.o
	$(say) AR $@
	@rm -f $@
	$(Q)ar rcs $@ $^ && $(OBJCOPY) --weaken-symbol=main $@

build/asan/libnacre.a: $(ASAN_OBJECTS) build/asan/kernel/image-none.o
	$(say) AR $@
	@rm -f $@
	$(Q)ar rcs $@ $^ && $(OBJCOPY) --weaken-symbol=main $@

build/unit/test_%: build/unit/tests/unit/test_%.o build/unit/libnacre.a build/musl-math.a
	$(say) LINK $@
	$(Q)$(HOST_CC) -no-pie -o $@ $< $(WHOLE) $(LIBRARIES) build/musl-math.a -lcheck -lsubunit -lm -lrt -lpthread

build/asan/test_%: build/asan/tests/unit/test_%.o build/asan/libnacre.a build/musl-math.a
	$(say) LINK $@
	$(Q)$(HOST_CC) -no-pie -fsanitize=address,undefined -o $@ $< $(WHOLE) $(LIBRARIES) \
	  build/musl-math.a -lcheck -lsubunit -lm -lrt -lpthread

UNIT_PROGRAMS := $(UNIT_SOURCES:tests/unit/%.c=build/unit/%)
ASAN_UNIT_PROGRAMS := $(UNIT_SOURCES:tests/unit/%.c=build/asan/%)
.SECONDARY: $(UNIT_SOURCES:%.c=build/unit/%.o) $(UNIT_SOURCES:%.c=build/asan/%.o) $(GENERATED) \
            $(LIBRARY_HEADERS)

.PHONY: unit-programs
unit-programs: $(UNIT_PROGRAMS)

# --- Booting ---------------------------------------------------------------------------------
# SCRIPT, ARGS, FILES, MEMORY and CPUS are given on the command line: see `make help`.
export SCRIPT ARGS FILES MEMORY CPUS

.PHONY: iso run debug
# What the image carries; changes with SCRIPT, ARGS and FILES.
build/iso-contents: FORCE
	@mkdir -p $(@D)
	@for word in "$$SCRIPT" "$$ARGS" "$$FILES"; do printf '%s\n' "$$word"; done >$@.new
	@cmp -s $@.new $@ && rm $@.new || mv $@.new $@

build/nacre.iso: build/nacre.elf build/iso-contents $(SCRIPT) $(FILES) .ci/iso.sh
	$(say) ISO $@
	$(Q)sh .ci/iso.sh build/nacre.elf $@

iso:
	@sh .ci/packages.sh need iso
	@+$(submake) build/nacre.iso

# A script is booted without GRUB, which saves seconds; `make iso SCRIPT=...` goes through it.
ifeq ($(SCRIPT),)
run:
	@sh .ci/packages.sh install run
	@+$(submake) build/nacre.iso
	@sh .ci/boot.sh iso
else
run:
	@sh .ci/packages.sh install run
	@+$(submake) build/nacre.elf
	@sh .ci/boot.sh kernel
endif

# gdb on the kernel in QEMU's stub, stopped at the first instruction.
debug:
	@sh .ci/packages.sh need run debug
	@+$(submake) build/nacre.elf
	@sh .ci/debug.sh

# --- Tests -----------------------------------------------------------------------------------
# A suite is `NAME COMMAND`; its output ends with `N passed, N failed` (.ci/test.sh).
suite = '$(1)' 'sh .ci/test.sh $(1)'
.PHONY: test stress asan bench

test:
	@sh .ci/packages.sh install test
	@+$(submake) build/nacre build/nacre.elf build/nacre.iso build/machine.elf build/machine \
	  unit-programs
	@sh .ci/suites.sh $(foreach name,unit machines language console examples language-booted examples-booted \
	  boot-kernel boot-microvm boot-iso boot-uefi boot-small boot-large boot-two-processors \
	  boot-baked conformance surface clojure-test-suite libraries libraries-booted \
	  differential-sample differential-sample-booted,$(call suite,$(name)))

# The language tests with a minor collection at every safepoint, a major one at every 1,000th and
# the heap verified after each; booted at every 64th.
stress:
	@sh .ci/packages.sh need build run
	@+$(submake) build/nacre build/nacre.elf
	@NACRE_OPTIONS=--stress APPEND=stress=64 SMALL=small \
	  sh .ci/suites.sh $(foreach name,failing-allocation language-two-nurseries language-apart \
	  language-apart-booted, \
	  $(call suite,$(name)))

# AddressSanitizer and UndefinedBehaviorSanitizer: unit tests, language tests.
asan:
	@sh .ci/packages.sh need build test
	@+$(submake) build/nacre-asan $(ASAN_UNIT_PROGRAMS)
	@NACRE=build/nacre-asan NACRE_OPTIONS=--poison ASAN_OPTIONS=detect_leaks=0 \
	  sh .ci/suites.sh $(foreach name,unit-asan language,$(call suite,$(name)))

bench:
	@sh .ci/packages.sh need bench
	@+$(submake) build/nacre
	@sh tests/bench/run.sh

.PHONY: help
help:
	@sed -n 's/^#| \{0,1\}//p' Makefile

# --- Checks ----------------------------------------------------------------------------------
FORMATTED := $(wildcard $(addsuffix /*.[ch],kernel kernel/hosted kernel/x86_64 kernel/process gc \
                                            lang repl tests/*))
.PHONY: check format
check:
	@sh .ci/packages.sh need check
	$(say) FORMAT 'clang-format --dry-run'
	$(Q)clang-format --dry-run -Werror $(FORMATTED)
	$(say) LINT .ci/lint.sh
	$(Q)sh .ci/lint.sh
	$(say) CPPCHK .ci/static.sh
	$(Q)sh .ci/static.sh

# Rewrites the C files in the project's style.
format:
	clang-format -i $(FORMATTED)

.PHONY: clean
clean:
	rm -rf build

DEPENDENCIES := $(HOSTED_OBJECTS:.o=.d) $(KERNEL_OBJECTS:.o=.d) $(UNIT_OBJECTS:.o=.d) \
                $(ASAN_OBJECTS:.o=.d) $(UNIT_SOURCES:%.c=build/unit/%.d) \
                $(UNIT_SOURCES:%.c=build/asan/%.d)
-include $(wildcard $(DEPENDENCIES))
