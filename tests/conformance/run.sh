#!/bin/sh
# SPDX-License-Identifier: MIT
# The conformance figure, whatever happens to Nacre on the way:
#
#     run.sh [--booted] PATH-TO-common.edn
#
# Runs tests/conformance/run.clj over the file. Where the program (with --booted: the machine)
# crashes or hangs, the row it was at counts as failing and the run goes on behind it. Output: one
# line a row that fails or that differences.edn explains; totals last, `N passed, N failed, N
# explained` and `N passed, N failed`. The status is 0 when nothing failed and all rows were counted.
#   NACRE    the hosted program, build/nacre by default
#   BATCH    rows a run of the program at most; 400 by default
#   LIMIT    seconds a batch may take; 600 by default
set -u
booted=
if [ "${1:-}" = --booted ]; then booted=yes; shift; fi
if [ $# -ne 1 ] || [ ! -f "$1" ]; then
  echo "usage: run.sh [--booted] PATH-TO-common.edn" >&2
  exit 2
fi
case $1 in /*) data=$1 ;; *) data=$PWD/$1 ;; esac
cd "$(dirname "$0")/../.." || exit 2
NACRE=${NACRE:-build/nacre} BATCH=${BATCH:-400} LIMIT=${LIMIT:-600}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Rows FIRST up to LAST, each after a line `row I`.
rows() {
  if [ -n "$booted" ]; then
    SCRIPT=tests/conformance/run.clj ARGS="/boot/$(basename "$data") $1 $2 verbose" FILES="$data tests/conformance/differences.edn" \
      MEMORY=${MEMORY:-2G} TIMEOUT=$LIMIT sh .ci/boot.sh kernel </dev/null
  else
    timeout -k 5 "$LIMIT" "$NACRE" tests/conformance/run.clj "$data" "$1" "$2" verbose </dev/null
  fi
}

total=$(grep -c '^{:suite ' "$data")
passed=0 failed=0 explained=0 first=0 crashes=0
while [ "$first" -lt "$total" ]; do
  last=$((first + BATCH))
  [ "$last" -le "$total" ] || last=$total
  rows "$first" "$last" >"$work/log" 2>"$work/errors"
  status=$?
  grep -a '^FAIL [0-9]\|^EXPLAINED [0-9]' "$work/log"
  bad=$(grep -ac '^FAIL [0-9]' "$work/log")
  known=$(grep -ac '^EXPLAINED [0-9]' "$work/log")
  explained=$((explained + known))
  if tail -n 3 "$work/log" | grep -aq '^[0-9]* passed, [0-9]* failed'; then
    passed=$((passed + last - first - bad - known)) failed=$((failed + bad)) first=$last
    continue
  fi
  at=$(sed -n 's/^row \([0-9][0-9]*\)$/\1/p' "$work/log" | tail -n 1)
  if [ -z "$at" ]; then
    echo "run.sh: no row ran: status $status" >&2
    tail -n 5 "$work/log" "$work/errors" >&2
    [ $((crashes += 1)) -lt 3 ] || exit 1
    at=$first
  else
    crashes=0
  fi
  grep -aq "^FAIL $at " "$work/log" && bad=$((bad - 1))
  echo "FAIL $at the program ended or hung at this row (status $status): $(tail -n 1 "$work/errors" | cut -c1-120)"
  passed=$((passed + at - first - bad - known)) failed=$((failed + bad + 1)) first=$((at + 1))
done
counted=$((passed + failed + explained))
"$NACRE" tests/conformance/run.clj "$data" unmatched >"$work/log"
cat "$work/log"
failed=$((failed + $(wc -l <"$work/log")))
echo "$passed passed, $failed failed, $explained explained"
echo "$passed passed, $failed failed"
[ "$counted" -eq "$total" ] && [ "$failed" -eq 0 ]
