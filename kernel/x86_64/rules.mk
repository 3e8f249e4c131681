# SPDX-License-Identifier: MIT
# How the kernel is linked. Included by the top Makefile, which names KERNEL_OBJECTS.
# Inline assembly here pushes, so nothing may lie below the stack pointer.
KERNEL_CFLAGS := -mno-red-zone -fno-asynchronous-unwind-tables
# Page faults are served without saving floating-point registers.
CFLAGS_kernel/x86_64/paging.c := -mgeneral-regs-only
CFLAGS_kernel/x86_64/frames.c := -mgeneral-regs-only

MUSL_LIBC := /usr/lib/x86_64-linux-musl/libc.a
LIBGCC = $(shell $(MUSL_CC) -print-libgcc-file-name)
KERNEL_SCRIPT := kernel/x86_64/kernel.ld
KERNEL_LINK = ld -n -nostdlib -static -z max-page-size=4096 --no-warn-rwx-segments \
  -T $(KERNEL_SCRIPT)
KERNEL_ARCHIVES = --start-group $(KERNEL_LIBRARIES) $(MUSL_LIBC) $(LIBGCC) --end-group

# Boot loaders read the whole file, so what only a debugger wants lies beside it (gdb finds it).
define link_kernel
$(Q)$(KERNEL_LINK) -Map=$@.map -o $@.full $(1) $(KERNEL_ARCHIVES)
$(Q)$(OBJCOPY) --only-keep-debug $@.full $@.debug
$(Q)$(OBJCOPY) --strip-all --add-gnu-debuglink=$@.debug $@.full $@
@rm -f $@.full
endef

build/nacre.elf: $(KERNEL_OBJECTS) $(KERNEL_SCRIPT) $(KERNEL_LIBRARIES)
	$(say) LINK $@
	$(call link_kernel,$(KERNEL_OBJECTS))

# The machine without Nacre on it: tests/boot/machine.c over platform.h, on metal and hosted.
MACHINE_KERNEL := build/kernel/tests/boot/machine.o build/kernel/kernel/image-none.o \
  $(filter build/kernel/kernel/%,$(filter-out build/kernel/kernel/process/% \
    build/kernel/kernel/image.o,$(KERNEL_OBJECTS)))
MACHINE_HOSTED := build/hosted/tests/boot/machine.o build/hosted/kernel/image-none.o \
  $(filter build/hosted/kernel/%,$(filter-out build/hosted/kernel/process/%,$(HOSTED_OBJECTS)))

build/machine.elf: $(MACHINE_KERNEL) $(KERNEL_SCRIPT)
	$(say) LINK $@
	$(call link_kernel,$(MACHINE_KERNEL))

build/machine: $(MACHINE_HOSTED)
	$(say) LINK $@
	$(Q)$(MUSL_CC) -static -no-pie -o $@ $^ $(LIBRARIES)
