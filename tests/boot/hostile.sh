#!/bin/sh
# SPDX-License-Identifier: MIT
# Hostile input at the prompt never kills the system. Types what nobody should at the prompt of the
# booted kernel (or, with --hosted, of the program on a terminal of its own) and asks after each
# piece whether it is still there; at the end (+ 1 2) must give 3.
#
#     hostile.sh [--hosted] [STEP...]      steps by name (or shell pattern), all by default
#
# MEMORY is the machine's, 2G by default: the steps deep-* want that much, all others do with 256M and
# are faster then. EXCEPT is a pattern of steps to leave out. The last line is `N passed, N failed`.
set -u
hosted=
if [ "${1:-}" = --hosted ]; then
  hosted=yes
  shift
fi
wanted=$*
set -f # steps may be patterns
cd "$(dirname "$0")/../.." || exit 2
NACRE=${NACRE:-build/nacre}
work=$(mktemp -d)
mkfifo "$work/input"
: >"$work/output"
passed=0 failed=0 mark=0 machine=

start() {
  if [ -n "$hosted" ]; then
    # A terminal of its own, so that Ctrl-C and the line editor are what a person meets.
    script -qfc "$NACRE --heap=${MEMORY:-2G}" /dev/null <"$work/input" >"$work/output" 2>&1 &
  else
    MEMORY=${MEMORY:-2G} sh .ci/boot.sh kernel <"$work/input" >"$work/output" 2>&1 &
  fi
  machine=$!
  exec 3>"$work/input"
}

finish() {
  exec 3>&-
  [ -z "$machine" ] || kill "$machine" 2>/dev/null
  rm -rf "$work"
}
trap finish EXIT
trap 'exit 1' INT TERM
# A machine that has ended must not end this script by its closed pipe.
trap '' PIPE

running() { kill -0 "$machine" 2>/dev/null; }
size() { stat -c %s "$work/output"; }
shown() { tail -c +$(($1 + 1)) "$work/output" | tr -d '\r'; }
type_text() { printf '%s\r' "$1" >&3 2>/dev/null; }
interrupt() { printf '\003' >&3 2>/dev/null; }

# await OFFSET PATTERN SECONDS: true once the output behind OFFSET matches.
await() {
  tries=$(($3 * 5))
  while [ $tries -gt 0 ]; do
    shown "$1" | grep -aq -e "$2" && return 0
    running || return 1
    sleep 0.2
    tries=$((tries - 1))
  done
  return 1
}

# alive SECONDS: true when the prompt answers.
alive() {
  mark=$((mark + 1))
  here=$(size)
  type_text "(clojure.core/str \"alive-\" $mark)"
  await "$here" "\"alive-$mark\"" "$1"
}

chosen() {
  # The patterns are meant to be matched, so they stand without quotes.
  # shellcheck disable=SC2254
  case $1 in ${EXCEPT:-}) return 1 ;; esac
  [ -n "$wanted" ] || return 0
  for pattern in $wanted; do
    # shellcheck disable=SC2254
    case $1 in $pattern) return 0 ;; esac
  done
  return 1
}

verdict() {
  if [ "$2" = good ]; then passed=$((passed + 1)); else
    failed=$((failed + 1))
    echo "FAIL $1: $3"
    shown "$before" | tail -c 400 | tr -c '[:print:]\n' '?' | tail -n 6 | sed 's/^/    | /'
  fi
}

# step NAME SECONDS TEXT [PATTERN]: types the text; within the time the prompt must answer again,
# and the pattern, if any, must have been shown.
step() {
  chosen "$1" || return 0
  running || { failed=$((failed + 1)); echo "FAIL $1: the system is gone"; return; }
  before=$(size)
  type_text "$3"
  if ! alive "$2"; then
    verdict "$1" bad "no answer within $2 s"
    interrupt
    alive 20 || echo "    (nor after Ctrl-C)"
  elif [ -n "${4:-}" ] && ! shown "$before" | grep -aq -e "$4"; then
    verdict "$1" bad "did not show $4"
  else
    verdict "$1" good
  fi
}

# endless NAME SECONDS TEXT: the text never ends; Ctrl-C after SECONDS must bring the prompt back.
endless() {
  chosen "$1" || return 0
  running || { failed=$((failed + 1)); echo "FAIL $1: the system is gone"; return; }
  before=$(size)
  type_text "$3"
  sleep "$2"
  interrupt
  if alive 30; then verdict "$1" good; else
    verdict "$1" bad "Ctrl-C did not bring the prompt back"
    interrupt
    alive 20
  fi
}

start
before=0
if alive 60; then verdict start good; else
  verdict start bad "no prompt"
  echo "$passed passed, $failed failed"
  exit 1
fi

# --- Forms that do not close, or close too much -------------------------------------------------
step close-round 10 ')'
step close-square 10 ']'
step close-curly 10 '}'
step mismatched 10 '(1 2]'
step odd-map 10 '{:a}'
step double-set 10 '#{1 1}'
step bad-number 10 '1a'
step bad-escape 10 '"\q"'
step bad-character 10 '\zork'
step bad-dispatch 10 '#<x>'
step lone-meta 10 '(^:a)'
step unknown-tag 10 '#zork 1'
endless open-round 1 '((((((((('
endless open-string 1 '"never closed'
endless open-regex 1 '#"never closed'
endless open-meta 1 '^{:a'
endless open-quotes 1 "'''''"
endless open-discard 1 '#_ #_ #_'
endless open-deep 3 "$(head -c 100000 /dev/zero | tr '\0' '(')"
step nested-deep 60 "(count (str '$(head -c 50000 /dev/zero | tr '\0' '[')$(head -c 50000 /dev/zero | tr '\0' ']')))" 100000

# --- A megabyte of noise -----------------------------------------------------------------------
# Without Ctrl-D, which rightly ends the prompt, and, on a terminal, the keys that end or stop a
# program from outside.
if chosen noise; then
  before=$(size)
  head -c 1100000 /dev/urandom | tr -d '\004\032\034' | head -c 1048576 >"$work/noise"
  timeout 300 cat "$work/noise" >&3
  # What may be left open: a string, forms, a search of the history.
  interrupt
  sleep 1
  interrupt
  printf '\r' >&3
  if alive 120; then verdict noise good; else verdict noise bad "no answer after the noise"; fi
fi

# --- What never ends ---------------------------------------------------------------------------
endless loop 1 '(loop [] (recur))'
endless while 1 '(while true)'
endless counting 1 '(loop [n 0] (recur (inc n)))'
endless infinite-count 2 '(count (iterate inc 0))'
endless infinite-reduce 2 '(reduce + (cycle [1 -1]))'
endless infinite-filter 1 '(first (filter neg? (range)))'
endless infinite-print 1 '(range)'
endless printing 1 '(loop [] (println "more") (recur))'
endless swallowing 1 '(while true (try (/ 1 0) (catch Throwable _)))'
endless finally 1 '(try (loop [] (recur)) (finally (println "finally")))'
endless in-swap 1 '(swap! (atom 0) (fn [n] (loop [] (recur))))'
endless in-macro 1 '(do (defmacro spin [] (loop [] (recur))) (eval (quote (spin))))'
endless in-sort 1 '(sort (fn [a b] (loop [] (recur))) [2 1])'
endless in-lazy 1 '(first (lazy-seq (loop [] (recur))))'
endless waiting 1 '(do (require (quote nacre.process)) (eval (quote (nacre.process/receive))))'

# --- What goes too deep ------------------------------------------------------------------------
step recursion 120 '(defn deeper [n] (+ 1 (deeper n))) (deeper 1)'
step recursion-again 120 '(deeper 1)'
step mutual-recursion 120 '(declare b) (defn a [n] (str (b n))) (defn b [n] (str (a n))) (a 1)'
step recursive-macro 120 '(defmacro again [] (quote (again))) (again)'
step recursive-lazy 120 '(def s (lazy-seq s)) (first s)'
step caught-recursion 120 '(try (deeper 1) (catch Throwable e :caught))' ':caught'
step deep-concat 120 '(first (reduce concat (map list (range 1000000))))'

# --- Ten million lists in one another ----------------------------------------------------------
step deep-list 120 '(def deep (loop [i 0 l nil] (if (< i 10000000) (recur (inc i) (list l)) l)))'
step deep-list-again 120 '(def deep2 (loop [i 0 l nil] (if (< i 10000000) (recur (inc i) (list l)) l)))'
step deep-compare 240 '(str "equal-" (= deep deep2))' 'equal-true'
step deep-compare-differing 240 '(str "equal-" (= deep (list deep2)))' 'equal-false'
step deep-hash 240 '(str "hashes-" (= (hash deep) (hash deep2)))' 'hashes-true'
step deep-print 400 '(str "printed-" (count (pr-str deep)))' 'printed-20000003'
step deep-drop 60 '(do (def deep nil) (def deep2 nil))'

# --- More than there is ------------------------------------------------------------------------
step huge-vector 240 '(vec (range 100000000000))'
step huge-string 240 '(apply str (repeat 100000000000 "xxxxxxxxxxxxxxxx"))'
step doubling-string 240 '(loop [s "x"] (recur (str s s)))'
step huge-array 60 '(long-array 1000000000000)'
step negative-array 60 '(long-array -1)'
step endless-conj 400 '(reduce conj [] (range))'
step endless-map 400 '(reduce (fn [m i] (assoc m i (str i))) {} (range))'
step endless-list 400 '(loop [l ()] (recur (conj l l)))'
endless filling 20 '(while true (try (loop [l ()] (recur (conj l l))) (catch Throwable _)))'
endless hoarding 20 '(let [hoard (atom ())] (while true (try (while true (swap! hoard conj (range 9))) (catch Throwable _))))'
endless huge-number 10 '(loop [n 3N] (recur (* n n)))'
step memory-is-back 60 '(str "sum-" (reduce + (vec (range 1000000))))' 'sum-499999500000'

# --- Patterns that explode, keys that collide --------------------------------------------------
endless regex-nested 2 '(re-matches #"(a+)+b" (apply str (repeat 60 "a")))'
endless regex-twice 2 '(re-find #"(x+x+)+y" (apply str (repeat 5000 "x")))'
step regex-bad 10 '(re-pattern "(((")'
step regex-deep 60 '(re-find (re-pattern (apply str (concat (repeat 100000 "(") (repeat 100000 ")")))) "a")'
step colliding-keys 120 '(def colliding (take 100000 (nth (iterate (fn [ks] (mapcat (fn [k] [(str k "Aa") (str k "BB")]) ks)) [""]) 17)))'
step colliding-hashes 120 '(str "hashes-" (count (distinct (map hash colliding))))' 'hashes-1"'
step colliding-map 120 '(def big (into {} (map vector colliding (range)))) (str "keys-" (count big) "-" (get big (nth colliding 77777)))' 'keys-100000-77777'
step colliding-dissoc 120 '(str "left-" (count (reduce dissoc big (take 99990 colliding))))' 'left-10"'
step colliding-set 120 '(str "set-" (count (set colliding)))' 'set-100000'

# --- Plain mistakes ----------------------------------------------------------------------------
step divide 10 '(/ 1 0)'
step divide-rem 10 '(rem 1 0)'
step smallest-quotient 10 '(quot -9223372036854775808 -1)'
step call-nil 10 '(nil)'
step call-number 10 '(1 2 3)'
step unresolved 10 'no-such-symbol'
step bad-throw 10 '(throw 5)'
step error-in-print 10 '(defrecord Bad []) (defmethod print-method Bad [_ _] (throw (ex-info "while printing" {}))) (->Bad)'
step error-in-hash 10 '(hash (lazy-seq (throw (ex-info "while hashing" {}))))'
step no-core 10 "(in-ns 'nowhere-at-all)"
step back-in-user 10 "(clojure.core/in-ns 'user)"
step redefined 10 '(def + -)'
step undefined 10 "(ns-unmap 'user '+)" # takes the name away for good, as in Clojure
step referred 10 "(refer 'clojure.core :only '[+])"

before=$(size)
type_text '(+ 1 2)'
if await "$before" '^3$' 30; then verdict sum good; else verdict sum bad "(+ 1 2) did not give 3"; fi
echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
