;; SPDX-License-Identifier: MIT
;; Conway's game of life. The world is a set of living cells; a generation is a function from one
;; set to the next, and all generations exist at once in one lazy sequence.
(ns example.life)

(def size 8)

(defn neighbours [[x y]]
  (for [dx [-1 0 1] dy [-1 0 1] :when (not= 0 dx dy)]
    [(mod (+ x dx) size) (mod (+ y dy) size)]))

(defn step [cells]
  (set (for [[cell n] (frequencies (mapcat neighbours cells))
             :when (or (= n 3) (and (= n 2) (cells cell)))]
         cell)))

(defn show [cells]
  (doseq [y (range size)]
    (println (apply str (for [x (range size)] (if (cells [x y]) "# " ". "))))))

(def glider #{[1 0] [2 1] [0 2] [1 2] [2 2]})
(def generations (iterate step glider))

(doseq [n [0 1 2 3 4]]
  (println "generation" n)
  (show (nth generations n)))

(println "after" (* 4 size) "generations the glider is where it began:"
         (= glider (nth generations (* 4 size))))
