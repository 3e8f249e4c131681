#!/bin/sh
# SPDX-License-Identifier: MIT
# How clojure-test-suite fares:
#
#     suite.sh FOLDER-OF-THE-SUITE [NAMESPACE ...]
#
# Runs each of its test namespaces (FOLDER/test/clojure/**/*.cljc, those with a deftest) in a
# process of its own with a time limit; one that crashes, hangs or does not load counts as failing.
# Three times: `unmodified`, when reader conditionals take a key that no file knows, and :default;
# `default`, with the keys that Nacre takes by itself, :nacre and :clj; `overlay`, with :nacre alone
# and the branches of overlay.edn put into a copy. Output: what fails; totals last.
#   NACRE    the hosted program, build/nacre by default
#   LIMIT    seconds a namespace may take; 60 by default
#   HOW      some of the three ways, overlay last; all by default
# The status is 0 when every namespace passes with the overlay.
set -u
if [ $# -lt 1 ] || [ ! -d "$1/test/clojure" ]; then
  echo "usage: suite.sh FOLDER [NAMESPACE ...] (one with test/clojure/ in it)" >&2
  exit 2
fi
suite=$(cd "$1" && pwd)
shift
cd "$(dirname "$0")/../.." || exit 2
NACRE=${NACRE:-build/nacre} LIMIT=${LIMIT:-60} HOW=${HOW:-unmodified default overlay}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

if [ $# -gt 0 ]; then
  printf '%s\n' "$@"
else
  (cd "$suite/test" && grep -rl '(deftest\|(t/deftest\|(test/deftest' clojure --include='*.cljc') |
    sed 's|\.cljc$||; s|/|.|g; s|_|-|g' | sort
fi >"$work/namespaces"
total=$(wc -l <"$work/namespaces")

# One way through all namespaces: NAME KEYS FOLDER; adds to $work/totals.
way() {
  passed=0 assertions=0 failures=0 errors=0 left_out=0
  while read -r namespace; do
    timeout -k 5 "$LIMIT" "$NACRE" --features "$2" -cp "$3" tests/conformance/suite.clj \
      run "$namespace" >"$work/log" 2>&1 </dev/null
    status=$?
    result=$(tail -n 1 "$work/log" | grep -a '^RESULT [0-9 ]*$')
    if [ $status -ne 0 ] || [ -z "$result" ]; then
      echo "FAIL $1 $namespace: did not load or run to its end (status $status)"
      head -n 6 "$work/log" | sed 's/^/    /'
      continue
    fi
    read -r _ pass fail error skip <<END
$result
END
    assertions=$((assertions + pass + fail + error)) failures=$((failures + fail))
    errors=$((errors + error)) left_out=$((left_out + skip))
    [ "$skip" = 0 ] || grep -a '^SKIP' "$work/log" | sed "s/^/    $namespace: /"
    if [ "$fail$error" = 00 ]; then
      passed=$((passed + 1))
    else
      echo "FAIL $1 $namespace: $fail failing and $error erring of $((pass + fail + error)) assertions"
      grep -av '^RESULT\|^SKIP' "$work/log" | sed 's/^/    /'
    fi
  done <"$work/namespaces"
  echo "$1: $passed of $total namespaces pass; $assertions assertions, $failures fail," \
    "$errors err; $left_out left out by the suite" >>"$work/totals"
}

overlaid=1
for how in $HOW; do
  case $how in
    unmodified) way unmodified unknown-key "$suite/test" ;;
    default) way default nacre,clj "$suite/test" ;;
    overlay)
      cp -r "$suite/test" "$work/overlay"
      chmod -R u+w "$work/overlay"
      "$NACRE" tests/conformance/suite.clj overlay tests/conformance/overlay.edn "$work/overlay" ||
        exit 1
      way overlay nacre "$work/overlay"
      [ "$passed" -eq "$total" ] || overlaid=
      ;;
  esac
done
echo "overlay.edn has $(grep -c ':file' tests/conformance/overlay.edn) rows"
cat "$work/totals"
# The bar is every namespace with the overlay.
case " $HOW " in *" overlay "*) echo "$passed passed, $((total - passed)) failed" ;; esac
[ -n "$overlaid" ]
