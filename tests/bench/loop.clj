;; SPDX-License-Identifier: MIT
;; A loop of 50 million additions, and as many steps of the counter.
(load-file (str (or (first *command-line-args*) "tests/bench") "/measure.clj"))

(defn sum-below [limit]
  (loop [i 0 sum 0]
    (if (< i limit)
      (recur (+ i 1) (+ sum i))
      sum)))

(measure "loop" 3 1249999975000000 #(sum-below 50000000))
