#!/bin/sh
# SPDX-License-Identifier: MIT
# Sizes and times that must not grow: the kernel's bytes, its time to the prompt under TCG, and the
# hosted program's start against Lua's. Times are the best of several tries and are shown beside
# their limit; they fail nothing, as machines are noisy. The last line is `N passed, N failed`.
set -u
cd "$(dirname "$0")/.." || exit 1
passed=0 failed=0

# shown WHAT FIGURE LIMIT UNIT: as `within`, without a verdict that counts.
shown() {
  over=$(awk -v figure="$2" -v limit="$3" 'BEGIN { if (figure == "" || figure > limit) print " TOO MUCH" }')
  echo "$1: ${2:-no figure} $4 (at most $3)$over"
}

# within WHAT FIGURE LIMIT UNIT
within() {
  if awk -v figure="$2" -v limit="$3" 'BEGIN { exit !(figure != "" && figure <= limit) }'; then
    passed=$((passed + 1)) verdict=
  else
    failed=$((failed + 1)) verdict=" TOO MUCH"
  fi
  echo "$1: ${2:-no figure} $4 (at most $3)$verdict"
}

within "kernel with stdlib" "$(wc -c <build/nacre.elf)" 6291456 bytes

# "... in 12.3 ms" of the first line at the prompt.
best=
for _ in 1 2 3; do
  milliseconds=$(TIMEOUT=60 sh .ci/boot.sh kernel </dev/null |
    sed -n 's/^Nacre .* \([0-9.]*\) ms from the first instruction.*/\1/p')
  best=$(printf '%s\n%s\n' "$best" "$milliseconds" | grep . | sort -n | head -n 1)
done
shown "first instruction to prompt" "$best" 50 ms

# Microseconds a run of the command, the best of five times twenty runs.
microseconds() {
  best=
  for _ in 1 2 3 4 5; do
    start=$(date +%s%N)
    for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do "$@" >/dev/null; done
    spent=$((($(date +%s%N) - start) / 20000))
    if [ -z "$best" ] || [ "$spent" -lt "$best" ]; then best=$spent; fi
  done
  echo "$best"
}
if command -v lua5.4 >/dev/null 2>&1; then
  ours=$(microseconds build/nacre -e nil) lua=$(microseconds lua5.4 -e "")
  echo "nacre -e nil: $ours µs; lua5.4 -e \"\": $lua µs"
  shown "start against Lua's" "$(awk -v a="$ours" -v b="$lua" 'BEGIN { printf "%.2f", a / b }')" 5 times
else
  echo "start against Lua's: skipped, no lua5.4"
fi
echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
