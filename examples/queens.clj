;; SPDX-License-Identifier: MIT
;; Eight queens: every way to put them so that none attacks another. A partial board is a vector
;; of columns, one a row; boards grow by conj and share their beginnings.
(ns example.queens)

(defn safe? [board column]
  (every? (fn [[row other]]
            (let [distance (- (count board) row)]
              (not (or (= column other)
                       (= distance (abs (- column other)))))))
          (map-indexed vector board)))

(defn boards [size]
  (nth (iterate (fn [boards]
                  (for [board boards
                        column (range size)
                        :when (safe? board column)]
                    (conj board column)))
                [[]])
       size))

(doseq [size (range 1 9)]
  (println size "queens:" (count (boards size))))

(doseq [column (first (boards 8))]
  (println (apply str (for [c (range 8)] (if (= c column) "Q " ". ")))))
