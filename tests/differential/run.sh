#!/bin/sh
# SPDX-License-Identifier: MIT
# Answers of Nacre beside those of Clojure:
#
#     run.sh [--booted] [SEED [COUNT]]
#
# Generates COUNT expressions (20,000 by default) from SEED (1), evaluates them in one run of Debian's
# `clojure` and in build/nacre (with --booted: on the kernel), and prints each difference that
# explained.edn does not explain. The last line is `N passed, N failed`. A row that takes the program
# down fails, and the run goes on behind it.
#   NACRE    the hosted program, build/nacre by default
#   WORK     a folder for what is generated and answered, kept; a temporary one by default
#   LIMIT    seconds a run of Nacre may take; 1200 by default
set -u
booted=
if [ "${1:-}" = --booted ]; then booted=yes; shift; fi
seed=${1:-1} count=${2:-20000}
cd "$(dirname "$0")/../.." || exit 2
here=tests/differential
NACRE=${NACRE:-build/nacre} LIMIT=${LIMIT:-1200}
if ! command -v clojure >/dev/null 2>&1; then
  echo "no clojure to compare with: skipped"
  echo "0 passed, 0 failed"
  exit 0
fi
if [ -n "${WORK:-}" ]; then
  work=$WORK
  mkdir -p "$work"
else
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
fi

"$NACRE" $here/generate.clj "$seed" "$count" $here/templates >"$work/expressions.txt" || exit 2

# What Clojure says depends on the expressions alone.
if ! [ -f "$work/clojure.txt" ] || ! cmp -s "$work/expressions.txt" "$work/answered.txt"; then
  JAVA_TOOL_OPTIONS=-Xmx1500m clojure $here/evaluate.cljc $here/prelude.clj "$work/expressions.txt" \
    0 "$count" >"$work/clojure.txt" 2>"$work/clojure.log" </dev/null
  cp "$work/expressions.txt" "$work/answered.txt"
fi

# Rows from $1 on, as long as the program lives.
answer() {
  if [ -n "$booted" ]; then
    SCRIPT=$here/evaluate.cljc ARGS="/boot/prelude.clj /boot/expressions.txt $1 $count" \
      FILES="$here/prelude.clj $work/expressions.txt" MEMORY=${MEMORY:-2G} TIMEOUT=$LIMIT \
      sh .ci/boot.sh kernel </dev/null
  else
    timeout -k 5 "$LIMIT" "$NACRE" $here/evaluate.cljc $here/prelude.clj "$work/expressions.txt" \
      "$1" "$count" </dev/null
  fi
}
: >"$work/nacre.txt"
first=0
while [ "$first" -lt "$count" ]; do
  answer "$first" >"$work/part.txt" 2>>"$work/nacre.log"
  status=$?
  grep -a '^[0-9][0-9]* ' "$work/part.txt" >>"$work/nacre.txt"
  next=$(($(tail -n 1 "$work/nacre.txt" | grep -o '^[0-9]*' || echo $((first - 1))) + 1))
  if [ "$next" -lt "$count" ]; then
    echo "The program ended at row $next with status $status: $(tail -n 1 "$work/nacre.log" | cut -c1-120)"
    next=$((next + 1))
  fi
  first=$next
done
"$NACRE" $here/compare.clj "$work/expressions.txt" "$work/clojure.txt" "$work/nacre.txt" \
  $here/explained.edn
