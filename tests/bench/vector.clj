;; SPDX-License-Identifier: MIT
;; A vector of a million, by conj one at a time; and two million updates of an 8-key keyword map.
;; The same file runs on Clojure; both warm up as often as the second argument says.
(load-file (str (or (first *command-line-args*) "tests/bench") "/measure.clj"))

(defn build-vector []
  (loop [i 0 v []]
    (if (< i 1000000) (recur (+ i 1) (conj v i)) v)))

(def start-map {:a 0 :b 0 :c 0 :d 0 :e 0 :f 0 :g 0 :h 0})
(def map-keys [:a :b :c :d :e :f :g :h])

(defn update-map []
  (loop [i 0 m start-map]
    (if (< i 2000000)
      (recur (+ i 1) (update m (nth map-keys (bit-and i 7)) inc))
      m)))

(when (second *command-line-args*)
  (dotimes [_ (parse-long (second *command-line-args*))]
    (build-vector)
    (update-map)))

(measure "vector" 5 1000000 #(count (build-vector)))
(measure "keyword-map" 5 250000 #(:h (update-map)))
