#!/bin/sh
# SPDX-License-Identifier: MIT
# Checks what no compiler checks; prints `file:line: message` and fails when something is wrong.
#
#   - the first line (or the second, after #!) is the SPDX line
#   - includes are written from the root and point one way (README.md, "The map"):
#     kernel/platform.h, kernel/base.h <- gc/ <- kernel/process/ <- lang/ <- repl/
#   - include guards are named after the path
#   - no file has more than 1,000 lines unless its folder's README.md names it with a reason
#   - every folder has a README.md (one for all below stdlib/, examples/ and tests/); in C folders it names every file
#   - what lies in the root is named here; text has no control characters
#   - no tabs or trailing blanks in Lisp and shell sources, no notes of unfinished work
set -eu
cd "$(dirname "$0")/.."

# Tracked and new files; without git, everything outside build/.
list() {
  if git rev-parse --is-inside-work-tree >/dev/null 2>&1; then
    git ls-files --cached --others --exclude-standard
  else
    find . -type f -not -path './build/*' | sed 's|^\./||'
  fi | grep -v '^build/' | sort
}

files=$(list | while read -r file; do [ -f "$file" ] && echo "$file"; done || true)
sources=$(echo "$files" |
  grep -E '(\.(c|h|S|re|clj|cljc|sh|mk|ld|erl|lua|exp)|(^|/)Makefile|^\.ci/run)$' || true)
problems=$(mktemp)
trap 'rm -f "$problems"' EXIT

# Line-wise rules, all files in one awk.
# shellcheck disable=SC2086,SC2129
awk '
  # The place of a path in the order of layers; -1: not part of it.
  function layer(path) {
    if (path ~ /^kernel\/process\//) return 2
    if (path ~ /^kernel\//) return 0
    if (path ~ /^gc\//) return 1
    if (path ~ /^lang\//) return 3
    if (path ~ /^repl\//) return 4
    return -1
  }
  function report(message) { printf "%s:%d: %s\n", FILENAME, FNR, message }
  function machine(path) {
    return match(path, /^kernel\/(x86_64|hosted)\//) ? substr(path, 8, RLENGTH - 8) : ""
  }
  FNR == 1 {
    licensed = 0
    is_c = FILENAME ~ /\.(c|h|S|re)$/
    guard = ""
    if (FILENAME ~ /\.h$/ && FILENAME !~ /^tests\//) {
      guard = "NACRE_" toupper(FILENAME)
      gsub(/[^A-Z0-9]/, "_", guard)
    }
  }
  FNR <= 2 && /SPDX-License-Identifier: MIT/ { licensed = 1 }
  FNR == 2 && !licensed { report("no SPDX line") }
  FILENAME ~ /\.(clj|cljc|sh)$/ && /\t/ { report("tab") }
  /[ \t]$/ { report("trailing blank") }
  # Written so that this line does not find itself.
  /(TO)DO|(FIX)ME|(X)XX:/ { report("a note of unfinished work") }
  guard != "" && /^#ifndef/ {
    if ($2 != guard) report("include guard " $2 " should be " guard)
    guard = ""
  }
  is_c && /^[ \t]*#[ \t]*include[ \t]*"/ {
    split($0, part, "\"")
    target = part[2]
    if (FILENAME ~ /^tests\//) next
    if (target !~ /\//) { report("include \"" target "\" is not written from the root"); next }
    from = layer(FILENAME)
    to = layer(target)
    if (from < 0) next
    if (to < 0) { report("include of " target ", which is no layer of the system"); next }
    if (to > from) report("include of " target " points upwards")
    if (machine(target) != "" && machine(target) != machine(FILENAME))
      report("include of " target ", the inside of a machine")
    if (from > 0 && to == 0 && target !~ /^kernel\/(platform|base|size)\.h$/)
      report("include of " target ": only platform.h, base.h and size.h are open to those above")
  }
' $sources >>"$problems"

# What a test has left behind.
echo "$files" | grep -v / | grep -vxE 'Makefile|README\.md|LICENSE|\.gitignore|\.clang-format' |
  sed 's/$/:1: does not belong into the root/' >>"$problems" || true

# shellcheck disable=SC2086
LC_ALL=C grep -nP '[\x00-\x08\x0b-\x1f\x7f]' -a $sources | cut -d: -f1,2 |
  sed 's/$/: control character/' >>"$problems" || true

# Size.
echo "$sources" | while read -r file; do
  lines=$(wc -l <"$file")
  if [ "$lines" -gt 1000 ]; then
    grep -qF "$(basename "$file")" "$(dirname "$file")/README.md" 2>/dev/null &&
      grep -F "$(basename "$file")" "$(dirname "$file")/README.md" | grep -q 'lines' ||
      echo "$file:1: $lines lines, and its README.md gives no reason ('N lines, because ...')"
  fi
done >>"$problems"

# A README.md in each folder, naming the files of source folders.
echo "$files" | grep -v '^\.' | sed -n 's|/[^/]*$||p' | sort -u | while read -r folder; do
  # Namespaces and data are described where their tree begins.
  case $folder in stdlib/* | examples/* | tests/*) continue ;; esac
  readme=$folder/README.md
  if [ ! -f "$readme" ]; then
    echo "$folder:1: no README.md"
    continue
  fi
  case $folder in kernel* | gc* | lang* | repl*) ;; *) continue ;; esac
  echo "$sources" | grep "^$folder/[^/]*$" | while read -r file; do
    name=$(basename "$file")
    grep -qF -e "$name" -e "${name%.*}." -e "\`${name%.*}\`" "$readme" ||
      echo "$readme:1: does not say what $name is for"
  done
done >>"$problems"

if [ -s "$problems" ]; then
  sort "$problems"
  echo "lint: $(wc -l <"$problems") problems" >&2
  exit 1
fi
echo "lint: $(echo "$sources" | wc -l) files, no problem"
