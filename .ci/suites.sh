#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs test suites one after the other and sums up:  suites.sh NAME COMMAND [NAME COMMAND]...
# A suite's output is shown as it comes; its last line of the form `N passed, N failed` counts. A
# suite that ends with a failing status, or without such a line, counts as one failure more.
# The last line of all is `N passed, N failed`.
set -u
passed=0 failed=0 summary=
log=$(mktemp)
trap 'rm -f "$log"' EXIT
while [ $# -ge 2 ]; do
  name=$1 command=$2
  shift 2
  echo "== $name"
  start=$(date +%s)
  { sh -c "$command" || echo "suite ended with status $?"; } 2>&1 | tee "$log"
  seconds=$(($(date +%s) - start))
  counts=$(sed -n 's/^\([0-9][0-9]*\) passed, \([0-9][0-9]*\) failed.*/\1 \2/p' "$log" | tail -n 1)
  good=${counts% *} bad=${counts#* }
  if [ -z "$counts" ]; then
    good=0 bad=1
    echo "$name: no line of the form 'N passed, N failed'"
  elif [ "$bad" -eq 0 ] && grep -q '^suite ended with status' "$log"; then
    bad=1
  fi
  passed=$((passed + good)) failed=$((failed + bad))
  summary="$summary$(printf '  %-28s %6d passed %5d failed %5d s' "$name" "$good" "$bad" "$seconds")
"
done
echo "== sum"
printf '%s' "$summary"
echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
