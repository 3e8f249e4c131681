#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs every example and compares what it prints with expected/NAME.out:
#
#     check.sh [--booted]
#
# The last line is `N passed, N failed`. NACRE names the hosted program, build/nacre by default,
# NACRE_OPTIONS options for it.
set -u
booted=
if [ "${1:-}" = --booted ]; then booted=yes; fi
cd "$(dirname "$0")/.." || exit 2
NACRE=${NACRE:-build/nacre} NACRE_OPTIONS=${NACRE_OPTIONS:-}
passed=0 failed=0
output=$(mktemp)
trap 'rm -f "$output"' EXIT

# The file an example is given, if any.
data_of() {
  case $1 in
    edn_query) echo examples/data/planets.edn ;;
    word_count) echo examples/data/rain.txt ;;
  esac
}

for expected in examples/expected/*.out; do
  name=$(basename "$expected" .out)
  data=$(data_of "$name")
  if [ -n "$booted" ]; then
    SCRIPT=examples/$name.clj FILES=$data ARGS=${data:+/boot/$(basename "$data")} TIMEOUT=120 \
      sh .ci/boot.sh kernel </dev/null >"$output" 2>&1
  else
    # shellcheck disable=SC2086
    timeout 120 $NACRE $NACRE_OPTIONS "examples/$name.clj" $data </dev/null >"$output" 2>&1
  fi
  status=$?
  if [ $status = 0 ] && cmp -s "$output" "$expected"; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    echo "FAIL example $name, status $status"
    diff "$expected" "$output" | head -n 10
  fi
done
for program in examples/*.clj; do
  [ -f "examples/expected/$(basename "$program" .clj).out" ] && continue
  failed=$((failed + 1))
  echo "FAIL $program has no expected output"
done
echo "$passed passed, $failed failed"
[ $failed = 0 ] && [ $passed -gt 0 ]
