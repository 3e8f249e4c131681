#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs each language test file in a process (or machine) of its own, as many at a time as there are
# processors:
#   apart.sh [--booted] FILE...
# What walks the whole heap again and again (`make stress`) is faster while little lives there, and a
# crash costs one file only. NACRE, NACRE_OPTIONS, APPEND, SMALL and LIMIT are those of .ci/test.sh.
# The last line is `N passed, N failed`; a file that ends without such a line counts as one failure.
set -u
booted=
if [ "$1" = --booted ]; then booted=yes && shift; fi
FILES=$(echo "$@") work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export FILES booted work
# shellcheck disable=SC2016
printf '%s\n' "$@" | xargs -P "$(nproc)" -I FILE sh -c '
  name=$(basename "$1")
  if [ -n "$booted" ]; then
    SCRIPT=tests/lang/run.clj ARGS="${SMALL:-} /boot/$name" TIMEOUT=${LIMIT:-1200} \
      APPEND="test ${APPEND:-}" MEMORY=1G sh .ci/boot.sh kernel
  else
    timeout "${LIMIT:-1200}" $NACRE $NACRE_OPTIONS tests/lang/run.clj ${SMALL:-} "$1"
  fi >"$work/$name.log" 2>&1 </dev/null
  echo $? >"$work/$name.status"' sh FILE
passed=0 failed=0
for file in "$@"; do
  log=$work/$(basename "$file").log status=$(cat "$work/$(basename "$file").status")
  cat "$log"
  good=0 bad=0
  counts=$(sed -n 's/^\([0-9][0-9]*\) passed, \([0-9][0-9]*\) failed$/\1 \2/p' "$log" | tail -n 1)
  [ -z "$counts" ] || good=${counts% *} bad=${counts#* }
  if [ "$status" -ne 0 ] && [ "$bad" -eq 0 ]; then
    bad=1
    echo "$file ended with status $status"
  fi
  passed=$((passed + good)) failed=$((failed + bad))
done
echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
