#!/bin/sh
# SPDX-License-Identifier: MIT
# Static analysis with cppcheck: its errors and portability warnings, without those that it gets
# wrong here: it takes PANIC and error_raise for functions that return, and hexadecimal floating
# point numbers for integers, and does not know ranges of designators. The compilers' warnings cover what is left out.
# Results are kept in build/cppcheck, so that only changed files are looked at again.
set -eu
cd "$(dirname "$0")/.."
mkdir -p build/cppcheck
set --
for id in missingInclude unknownMacro preprocessorErrorDirective nullPointer \
  nullPointerRedundantCheck arrayIndexOutOfBoundsCond shiftTooManyBits shiftTooManyBitsSigned \
  internalAstError shiftNegative zerodivcond uninitvar memleakOnRealloc; do
  set -- "$@" "--suppress=$id"
done
exec cppcheck --quiet --error-exitcode=1 --std=c11 --platform=unix64 --enable=portability \
  --inline-suppr --cppcheck-build-dir=build/cppcheck -j 2 "$@" -I . kernel gc lang repl
