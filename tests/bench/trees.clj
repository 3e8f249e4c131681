;; SPDX-License-Identifier: MIT
;; Allocation: ten binary trees of depth 16, each built and walked.
(load-file (str (or (first *command-line-args*) "tests/bench") "/measure.clj"))

(defn make-tree [depth]
  (if (= depth 0)
    [nil nil]
    [(make-tree (- depth 1)) (make-tree (- depth 1))]))

(defn count-nodes [tree]
  (let [left (nth tree 0)]
    (if left
      (+ 1 (count-nodes left) (count-nodes (nth tree 1)))
      1)))

(measure "trees" 3 1310710
         #(loop [i 0 nodes 0]
            (if (< i 10)
              (recur (+ i 1) (+ nodes (count-nodes (make-tree 16))))
              nodes)))
