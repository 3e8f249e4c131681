#!/bin/sh
# SPDX-License-Identifier: MIT
# Nacre beside its peers, interleaved in one run, from the project's root (`make bench`):
#
#     run.sh [ROUNDS]         3 by default
#
# Every program warms up, measures several rounds inside itself by a monotonic clock and prints
# `NAME MICROSECONDS` a round; the table shows the median of all rounds, the ratio Nacre to peer,
# and the bar. The last line is `N passed, N failed`, a bar held counting as passed. PARTS chooses
# among: calls loop trees map vector start fork.
set -u
cd "$(dirname "$0")/../.." || exit 2
NACRE=${NACRE:-build/nacre} ROUNDS=${1:-3}
PARTS=${PARTS:-calls loop trees map vector start fork}
SIZES=${SIZES:-1 100 1024}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
bench=tests/bench

chosen() { case " $PARTS " in *" $1 "*) true ;; *) false ;; esac; }

# run WHO COMMAND...: appends each `NAME MICROSECONDS` line to the file of that name and program.
run() {
  who=$1
  shift
  timeout 300 "$@" >"$work/out" 2>"$work/errors" || {
    echo "FAILED: $*" >&2
    tail -n 3 "$work/errors" >&2
  }
  awk -v who="$who" -v work="$work" 'NF == 2 && $2 ~ /^[0-9]+$/ { print $2 >>(work "/" $1 "." who) }' \
    "$work/out"
}

median() { [ -s "$1" ] && sort -n "$1" | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

passed=0 failed=0
# row NAME PEER BAR WHAT: prints a line of the table.
row() {
  ours=$(median "$work/$1.nacre") theirs=$(median "$work/$1.$2")
  if [ -z "$ours" ] || [ -z "$theirs" ]; then
    printf '  %-46s no figure\n' "$4"
    failed=$((failed + 1))
    return
  fi
  verdict=$(awk -v o="$ours" -v t="$theirs" -v b="$3" 'BEGIN { print (o / t <= b) ? "held" : "OVER" }')
  printf '  %-46s %10.1f ms %10.1f ms  %6.2f  bar %.1f  %s\n' "$4" \
    "$(awk "BEGIN { print $ours / 1000 }")" "$(awk "BEGIN { print $theirs / 1000 }")" \
    "$(awk "BEGIN { print $ours / $theirs }")" "$3" "$verdict"
  if [ "$verdict" = held ]; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
}

chosen map && erlc -o "$work" $bench/intmap.erl
if chosen start || chosen fork; then
  cc -O2 -o "$work/start-time" $bench/start.c && cc -O2 -o "$work/linux-fork" $bench/fork.c
fi

round=0
while [ "$round" -lt "$ROUNDS" ]; do
  round=$((round + 1))
  if chosen calls; then
    run nacre "$NACRE" $bench/fib.clj
    run lua lua5.4 $bench/fib.lua
  fi
  if chosen loop; then
    run nacre "$NACRE" $bench/loop.clj
    run lua lua5.4 $bench/loop.lua
  fi
  if chosen trees; then
    run nacre "$NACRE" $bench/trees.clj
    run lua lua5.4 $bench/trees.lua
  fi
  if chosen map; then
    run nacre "$NACRE" $bench/intmap.clj
    run erlang erl -noshell -pa "$work" -s intmap main
  fi
  if chosen vector; then
    run nacre "$NACRE" $bench/vector.clj $bench 10
    run clojure clojure $bench/vector.clj $bench 10
  fi
  if chosen start; then
    "$work/start-time" 21 "$NACRE" -e nil >>"$work/start.nacre"
    "$work/start-time" 21 lua5.4 -e "" >>"$work/start.lua"
  fi
done

printf '  %-46s %13s %13s  %6s\n' "" nacre peer ratio
if chosen calls; then
  row fib lua 0.9 "Fibonacci 32, Lua 5.4"
  row tak lua 0.9 "Takeuchi 24 16 8, Lua 5.4"
fi
chosen loop && row loop lua 1.0 "while loop, 50 million additions, Lua 5.4"
chosen trees && row trees lua 0.5 "ten binary trees of depth 16, Lua 5.4"
if chosen map; then
  row map-build erlang 1.0 "map of a million, one at a time, Erlang"
  row map-look-up erlang 1.5 "its million look-ups, Erlang"
fi
if chosen vector; then
  row vector clojure 1.0 "vector of a million by conj, Clojure"
  row keyword-map clojure 4.0 "two million updates of an 8-key map, Clojure"
fi
chosen start && row start lua 5.0 "start to exit of -e nil, Lua 5.4"

# Forks: flat means that the largest heap costs at most twice what the smallest does. Noise of
# a microsecond is let pass.
if chosen fork; then
  # shellcheck disable=SC2086
  {
    timeout 900 "$NACRE" $bench/fork.clj $SIZES >"$work/fork.nacre" || echo "FAILED: fork.clj" >&2
    "$work/linux-fork" 51 $SIZES >"$work/fork.linux"
  }
  echo
  echo "  Fork: nanoseconds, with 10,000 vars, 1,000 atoms and 10,000 frames (Nacre), by live megabytes"
  printf '  %-34s' ""
  for size in $SIZES; do printf '%12s' "$size MB"; done
  echo
  for kind in spawn fork parent-write child-write; do
    printf '  %-34s' "Nacre $kind"
    for size in $SIZES; do
      printf '%12s' "$(awk -v s="$size" -v k="$kind" '$1 == s && $2 == k { print $3 }' "$work/fork.nacre")"
    done
    verdict=$(awk -v k="$kind" '
      $2 == k { n++; if (n == 1) first = $3; last = $3 }
      END { print (n > 1 && last <= 2 * first + 1000) ? "flat" : "NOT FLAT" }' "$work/fork.nacre")
    echo "   $verdict"
    if [ "$verdict" = flat ]; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
  done
  for kind in fork write; do
    printf '  %-34s' "Linux fork(2) $kind"
    for size in $SIZES; do
      printf '%12s' "$(awk -v s="$size" -v k="$kind" '$1 == s && $2 == k { print $3 }' "$work/fork.linux")"
    done
    echo
  done
fi
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
