#!/bin/sh
# SPDX-License-Identifier: MIT
# Fails the Nth allocation of a program, for many N: the system must never fall. Up to where the
# program itself runs the error ends it, with a report; from there on it catches the error and must
# end with all its data whole and no process left over. NACRE names the program under test.
# The last line is `N passed, N failed`.
set -u
cd "$(dirname "$0")/../.." || exit 2
NACRE=${NACRE:-build/nacre}
passed=0 failed=0 caught=0
output=$(mktemp)
trap 'rm -f "$output"' EXIT
n=1
while [ $n -lt 100000 ]; do
  timeout 60 "$NACRE" --fail-allocation=$n tests/memory/failing.clj >"$output" 2>&1 </dev/null
  status=$?
  if grep -q WRONG "$output"; then
    good=
  elif [ $status = 0 ]; then
    good=$(grep -x 'end 1 [01]' "$output")
    [ "$good" != 'end 1 1' ] || caught=$((caught + 1))
  elif [ $status = 1 ]; then
    good=$(grep OutOfMemoryError "$output")
  else
    good=
  fi
  if [ -n "$good" ]; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    echo "FAIL --fail-allocation=$n: status $status, output:"
    tail -n 5 "$output"
  fi
  n=$((n + 1 + n / 64))
done
echo "caught by the program in $caught of $((passed + failed)) cases"
[ $caught -gt 30 ] || failed=$((failed + 1))
echo "$passed passed, $failed failed"
[ $failed = 0 ]
