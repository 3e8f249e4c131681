#!/bin/sh
# SPDX-License-Identifier: MIT
# Programs of ours over libraries of Debian, unmodified:
#
#     run.sh [--oracle | --booted] [PROGRAM...]
#
# Unpacks the sources of the packages' jars into a temporary folder and runs each program of
# tests/libraries with that folder on the source path; with --booted on the kernel, the folder in /boot;
# with --oracle on Debian's `clojure`, the jars on the class path. A program whose package is not installed is skipped, and named. The last line is
# `N passed, N failed`.
#   NACRE NACRE_OPTIONS   the hosted program, build/nacre by default, and options for it
set -u
oracle='' booted=''
case ${1:-} in
  --oracle) oracle=yes && shift ;;
  --booted) booted=yes && shift ;;
esac
cd "$(dirname "$0")/../.." || exit 2
here=tests/libraries
jars=/usr/share/java
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# program | its jars
table() {
  cat <<'TABLE'
medley_stock|medley
combinatorics_party|math.combinatorics
tools_cli_copy|tools.cli
tools_reader_lint|tools.reader
core_match_terms|core.match tools.reader
instaparse_arithmetic|instaparse
TABLE
}

passed=0 failed=0
table >"$work/table"
while IFS='|' read -r program needed; do
  case " ${*:-$program} " in *" $program "*) ;; *) continue ;; esac
  path='' missing=''
  for jar in $needed; do
    if [ ! -f "$jars/$jar.jar" ]; then
      missing=$jar
    elif [ -n "$oracle" ]; then
      path=$path${path:+:}$jars/$jar.jar
    else
      if [ ! -d "$work/$jar" ]; then
        mkdir "$work/$jar"
        unzip -qo "$jars/$jar.jar" '*.clj' '*.cljc' -x 'META-INF/*' -d "$work/$jar" 2>/dev/null
      fi
      path=$path${path:+:}$work/$jar
    fi
  done
  if [ -n "$missing" ]; then
    echo "$program: skipped, there is no $jars/$missing.jar (.ci/packages.sh install test)"
    continue
  fi
  if [ -n "$oracle" ]; then
    clojure -cp "$path" $here/run.clj "$here/$program.clj" >"$work/log" 2>&1 </dev/null
  elif [ -n "$booted" ]; then
    SCRIPT=$here/run.clj ARGS=/boot/$program.clj FILES=$here/$program.clj \
      FOLDERS=$(echo "$path" | tr : ' ') MEMORY=1G TIMEOUT=${LIMIT:-300} \
      sh .ci/boot.sh kernel >"$work/log" 2>&1 </dev/null
  else
    # shellcheck disable=SC2086
    timeout -k 5 "${LIMIT:-300}" ${NACRE:-build/nacre} ${NACRE_OPTIONS:-} -cp "$path" $here/run.clj \
      "$here/$program.clj" >"$work/log" 2>&1 </dev/null
  fi
  figures=$(tail -n 1 "$work/log" | sed -n 's/^\([0-9]*\) passed, \([0-9]*\) failed$/\1 \2/p')
  if [ -z "$figures" ]; then
    cat "$work/log"
    figures="0 1"
  fi
  [ "${figures#* }" = 0 ] || cat "$work/log"
  echo "$program: ${figures% *} passed, ${figures#* } failed"
  passed=$((passed + ${figures% *})) failed=$((failed + ${figures#* }))
done <"$work/table"
echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
