#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs C unit tests (Check) and sums up:  unit.sh PROGRAM...
# The last line is `N passed, N failed`; a program that crashes counts as one failure.
set -u
passed=0 failed=0
for program in "$@"; do
  output=$("$program" 2>&1)
  status=$?
  # "97%: Checks: 164, Failures: 1, Errors: 0"
  counts=$(printf '%s\n' "$output" |
    sed -n 's/^[0-9]*%: Checks: \([0-9]*\), Failures: \([0-9]*\), Errors: \([0-9]*\)$/\1 \2 \3/p')
  checks=0 bad=0
  while read -r all failures errors; do
    [ -n "$all" ] || continue
    checks=$((checks + all))
    bad=$((bad + failures + errors))
  done <<COUNTS
$counts
COUNTS
  if [ $status -ne 0 ] && [ $bad -eq 0 ]; then bad=1 checks=$((checks + 1)); fi
  [ "$checks" -gt 0 ] || { bad=1 checks=1; }
  if [ $bad -gt 0 ]; then
    printf '%s\n' "$output"
    echo "$program: status $status"
  fi
  printf '%s: %d of %d\n' "$(basename "$program")" $((checks - bad)) $checks
  passed=$((passed + checks - bad)) failed=$((failed + bad))
done
echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
