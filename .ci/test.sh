#!/bin/sh
# SPDX-License-Identifier: MIT
# One test suite:  test.sh NAME.  The last line is `N passed, N failed`. The programs are there
# already (the Makefile sees to that). NACRE names the hosted program, build/nacre by default;
# NACRE_OPTIONS are options for it, split at blanks; APPEND are words for the kernel; SMALL=small has
# tests run at smaller sizes where time grows with the square of the size.
set -eu
cd "$(dirname "$0")/.."
NACRE=${NACRE:-build/nacre}
NACRE_OPTIONS=${NACRE_OPTIONS:-}
export NACRE NACRE_OPTIONS

# Language tests and those of fixed bugs, in the same form.
language_files() {
  for file in tests/lang/*.clj tests/lang/*.cljc tests/regress/*.clj; do
    [ -f "$file" ] || continue
    case $file in */run.clj) continue ;; esac
    # EXCEPT: names of suites to leave out, with blanks around each.
    case " ${EXCEPT:-} " in *" $(basename "$file" .clj) "*) continue ;; esac
    echo "$file"
  done
}

case ${1:-} in
  unit) exec sh .ci/unit.sh build/unit/test_* ;;
  unit-asan)
    # Memory that lives until the program ends is not a leak worth a report here.
    ASAN_OPTIONS=detect_leaks=0 exec sh .ci/unit.sh build/asan/test_*
    ;;
  language)
    # shellcheck disable=SC2046,SC2086
    exec timeout "${LIMIT:-1200}" $NACRE $NACRE_OPTIONS tests/lang/run.clj ${SMALL:-} $(language_files)
    ;;
  language-apart)
    # shellcheck disable=SC2046
    exec sh .ci/apart.sh $(language_files)
    ;;
  # Spawned processes allocate in another nursery than their parents, as on another processor.
  language-two-nurseries)
    # shellcheck disable=SC2046
    NACRE_OPTIONS="--two-nurseries --stress=16" exec sh .ci/apart.sh $(language_files)
    ;;
  language-apart-booted)
    # shellcheck disable=SC2046
    exec sh .ci/apart.sh --booted $(language_files)
    ;;
  language-booted)
    FILES=$(language_files)
    ARGS="${SMALL:-} "$(echo "$FILES" | sed 's|.*/|/boot/|' | tr '\n' ' ')
    export FILES ARGS
    SCRIPT=tests/lang/run.clj TIMEOUT=${LIMIT:-1200} APPEND="test ${APPEND:-}" MEMORY=1G \
      exec sh .ci/boot.sh kernel </dev/null
    ;;
  # Boot in every way, and use the prompt there.
  boot-iso | boot-uefi | boot-kernel | boot-microvm)
    exec expect -f tests/boot/prompt.exp "${1#boot-}"
    ;;
  boot-small) exec expect -f tests/boot/prompt.exp kernel 64M ;;
  boot-large) exec expect -f tests/boot/prompt.exp kernel 16G ;;
  boot-two-processors) exec expect -f tests/boot/prompt.exp kernel 256M 2 ;;
  # The Nth allocation fails, for many N.
  failing-allocation) exec sh tests/memory/failing.sh ;;
  machines) exec sh tests/boot/machines.sh ;;
  console) exec sh tests/boot/console.sh ;;
  examples) exec sh examples/check.sh ;;
  examples-booted) exec sh examples/check.sh --booted ;;
  # A file baked into an image prints what it prints hosted, and its status comes out.
  boot-baked)
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    passed=0 failed=0
    printf '%s\n' '(println *command-line-args* (slurp "/boot/data.txt"))' '(System/exit 5)' \
      >"$work/baked.clj"
    printf 'baked in' >"$work/data.txt"
    SCRIPT=$work/baked.clj FILES=$work/data.txt ARGS="one 'two three'" \
      sh .ci/iso.sh build/nacre.elf "$work/baked.iso"
    for how in iso uefi; do
      status=0
      IMAGE=$work/baked.iso TIMEOUT=120 sh .ci/boot.sh $how </dev/null >"$work/output" || status=$?
      if [ $status = 5 ] && grep -qF '(one two three) baked in' "$work/output"; then
        passed=$((passed + 1))
      else
        failed=$((failed + 1))
        echo "FAIL $how: status $status, output:"
        cat "$work/output"
      fi
    done
    echo "$passed passed, $failed failed"
    [ $failed = 0 ]
    ;;
  # What nobody should type; ten million lists in one another want 2 GB, the rest is done in 256 MB.
  hostile) EXCEPT='deep-*' MEMORY=256M exec sh tests/boot/hostile.sh ;;
  hostile-deep) MEMORY=2G exec sh tests/boot/hostile.sh 'deep-*' ;;
  hostile-hosted) EXCEPT='deep-*' MEMORY=256M exec sh tests/boot/hostile.sh --hosted ;;
  # Clojure's answers: every row must hold, or differ on purpose (tests/conformance/differences.edn).
  conformance | conformance-booted)
    corpus=${CORPUS:-../shared/corpus/common.edn}
    if [ ! -f "$corpus" ]; then
      if [ -n "${CI:-}" ]; then
        echo "no $corpus, which continuous integration demands"
        echo "0 passed, 1 failed"
        exit 1
      fi
      echo "no $corpus: skipped"
      echo "0 passed, 0 failed"
      exit 0
    fi
    flag=
    [ "$1" = conformance ] || flag=--booted
    exec sh tests/conformance/run.sh $flag "$corpus"
    ;;
  # Clojure's public vars, and clojure-test-suite: each skips when its data is not there.
  surface)
    census=${SURFACE:-../shared/corpus/surface.edn}
    if [ ! -f "$census" ]; then
      echo "no $census: skipped"
      echo "0 passed, 0 failed"
      exit 0
    fi
    status=0
    sh tests/conformance/surface.sh "$census" || status=$?
    [ $status = 0 ] && echo "1 passed, 0 failed" || echo "0 passed, 1 failed"
    exit $status
    ;;
  clojure-test-suite)
    if [ ! -d "${CLOJURE_TEST_SUITE:-/nowhere}/test/clojure" ]; then
      echo "CLOJURE_TEST_SUITE names no folder with the suite: skipped"
      echo "0 passed, 0 failed"
      exit 0
    fi
    exec sh tests/conformance/suite.sh "$CLOJURE_TEST_SUITE"
    ;;
  # Answers beside Clojure's for generated expressions.
  differential | differential-booted)
    flag=
    [ "$1" = differential ] || flag=--booted
    # shellcheck disable=SC2086
    exec sh tests/differential/run.sh $flag ${SEED:-1} ${COUNT:-20000}
    ;;
  # The same for a fixed part of them, small enough for every run.
  differential-sample) exec sh tests/differential/run.sh 1 3000 ;;
  differential-sample-booted) exec sh tests/differential/run.sh --booted 7 400 ;;
  # Programs over Debian's libraries, whose sources load as they are.
  libraries) exec sh tests/libraries/run.sh ;;
  libraries-booted) exec sh tests/libraries/run.sh --booted ;;
  # Sizes and times that must not grow (.ci/budget.sh).
  budget) exec sh .ci/budget.sh ;;
  *)
    echo "test.sh: no suite '${1:-}'" >&2
    exit 2
    ;;
esac
