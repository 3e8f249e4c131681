;; SPDX-License-Identifier: MIT
;; Loaded by each benchmark.

(defn measure
  "Calls f once to warm up and `rounds` times with the clock; prints `NAME MICROSECONDS` a round.
  Throws when the answer is not the expected one."
  [name rounds expected f]
  (dotimes [round (inc rounds)]
    (let [start (System/nanoTime)
          answer (f)
          stop (System/nanoTime)]
      (when-not (= answer expected)
        (throw (ex-info (str name " gave a wrong answer") {:expected expected :got answer})))
      (when (pos? round)
        (println name (quot (- stop start) 1000))))))
