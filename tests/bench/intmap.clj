;; SPDX-License-Identifier: MIT
;; A map of a million integers built by assoc one at a time, and a million look-ups in it.
(load-file (str (or (first *command-line-args*) "tests/bench") "/measure.clj"))

(def size 1000000)

(defn build []
  (loop [i 0 m {}]
    (if (< i size) (recur (+ i 1) (assoc m i i)) m)))

(defn look-up [m]
  (loop [i 0 sum 0]
    (if (< i size) (recur (+ i 1) (+ sum (get m i))) sum)))

(measure "map-build" 3 size #(count (build)))
(let [m (build)]
  (measure "map-look-up" 3 499999500000 #(look-up m)))
