#!/bin/sh
# SPDX-License-Identifier: MIT
# Several who read the console get its lines in the order in which they came: threads, processes, one
# of which is ended while it reads. NACRE names the program. The last line is `N passed, N failed`.
set -u
cd "$(dirname "$0")/../.." || exit 2
NACRE=${NACRE:-build/nacre}
program=$(mktemp)
trap 'rm -f "$program"' EXIT
cat >"$program" <<'END'
(require '[nacre.process :as process])
(let [f (future (read-line))]
  (Thread/sleep 50)
  (let [g (future (read-line))]
    (Thread/sleep 50)
    (let [mine (read-line)]
      (println @f @g mine))))
(let [me (process/self)
      reader (fn [k] (let [pid (process/spawn (fn [] (process/send! me [k (read-line)])))]
                       (process/sleep 20)
                       pid))
      a (reader :a) b (reader :b) c (reader :c)]
  (process/exit! b :stop)
  (println (process/receive) (process/receive) (read-line)))
END
# The lines come while all wait for them.
answer=$( (
  sleep 1
  for line in one two three four five six; do
    echo $line
    sleep 0.2
  done
) | timeout 60 "$NACRE" "$program")
expected='one two three
[:a four] [:c five] six'
if [ "$answer" = "$expected" ]; then
  echo "1 passed, 0 failed"
else
  echo "FAIL: $answer"
  echo "0 passed, 1 failed"
  exit 1
fi
