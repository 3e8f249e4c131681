;; SPDX-License-Identifier: MIT
;; sort and sort-by: orders that C knows and orders that only Lisp does, alone and mixed.
(ns nacre.test.order
  (:require [clojure.test :refer [deftest is testing]]))

(deftype Rank [n]
  Comparable
  (compareTo [_ other] (compare n (.-n other))))

(def numbers (mapv (fn [i] (mod (* i 7919) 10007)) (range 3000)))

(deftest sort-of-many
  (is (= (range 3000) (sort (map (fn [i] (mod (* i 7) 3000)) (range 3000)))))
  (is (apply <= (sort numbers)))
  (is (= (frequencies numbers) (frequencies (sort numbers))))
  (is (apply >= (sort > numbers)))
  (is (= (sort numbers) (sort < numbers)))
  (is (= (reverse (sort numbers)) (sort (comp - compare) numbers)))
  (is (= (sort (map str numbers)) (sort (fn [a b] (compare a b)) (map str numbers))))
  (doseq [n [0 1 2 31 32 33 63 64 65 255 256 257 288 289]]
    (testing n
      (is (= (range n) (sort (reverse (range n)))))
      (is (= (range n) (sort-by - > (range n)))))))

(deftest sort-is-stable
  (let [pairs (map-indexed (fn [i n] [(mod n 5) i]) numbers)
        stable? (fn [sorted] (every? (fn [group] (apply < (map second group)))
                                     (partition-by first sorted)))]
    (is (stable? (sort-by first pairs)))
    (is (stable? (sort-by (comp str first) pairs)))
    (is (stable? (sort-by (comp / first) < (map (fn [[n i]] [(+ 2 n) i]) pairs))))
    (is (stable? (sort-by first < pairs)))
    (is (stable? (sort-by first > pairs)))
    (is (stable? (sort (fn [a b] (< (first a) (first b))) pairs)))
    (is (stable? (sort-by first (fn [a b] (compare b a)) pairs)))))

(deftest sort-of-what-is-in-order
  (let [asked (atom 0)
        counting (fn [order] (reset! asked 0) (fn [a b] (swap! asked inc) (order a b)))
        v (vec (range 5000))]
    (is (= v (sort (counting compare) v)))
    (is (= 4999 @asked) "each pair of neighbours is compared once")
    (is (= (rseq v) (sort (counting (comp - compare)) v)))
    (is (<= @asked 5001)))
  (doseq [order [compare < (fn [a b] (< a b))]]
    (is (= (range 6000) (sort order (range 6000)) (sort order (range 5999 -1 -1))))
    (is (= (concat (range 5000) [4999]) (sort order (conj (vec (range 5000)) 4999))))
    (is (= (cons -1 (range 5000)) (sort order (conj (vec (range 5000)) -1)))))
  (let [falling (mapv (fn [i] [(quot i 2) i]) (range 5000 0 -1))
        sorted (sort-by first falling)]
    (is (= (map first (reverse falling)) (map first sorted)))
    (is (every? (fn [[[_ a] [_ b]]] (> a b)) (filter (fn [[x y]] (= (first x) (first y)))
                                                    (partition 2 1 sorted)))
        "equal ones keep their order")))

(deftest sort-of-mixed-values
  (is (= [nil nil 1 3/2 2.5 3N 1000000000000000000000] (sort [2.5 1000000000000000000000 nil 3N 1 nil 3/2])))
  (is (= [[] [1] [2] [1 1] [1 2]] (sort [[1 2] [2] [] [1 1] [1]])))
  (is (= [:a :b :a/b] (sort [:a/b :b :a])))
  (is (= [\a \b] (sort "ba")))
  (is (= [false true] (sort [true false])))
  (is (= ["" "a" "aa" "b"] (sort ["b" "aa" "" "a"])))
  (is (= [[:b 1] [:a 2]] (sort-by val {:a 2 :b 1}))))

(deftest sort-of-comparables
  (is (= (range 100) (map (fn [r] (.-n r)) (sort (map ->Rank (shuffle (range 100)))))))
  (is (= (range 100) (map (fn [r] (.-n r)) (sort-by identity (map ->Rank (shuffle (range 100)))))))
  (is (= [[1 0] [2 1]] (map (fn [[r i]] [(.-n r) i]) (sort [[(->Rank 2) 1] [(->Rank 1) 0]])))))

(deftest sort-of-what-has-no-order
  (is (thrown? ClassCastException (sort [1 :a])))
  (is (thrown? ClassCastException (sort (concat (range 100) ["x"]))))
  (is (thrown? ClassCastException (sort < ["b" "a"])))
  (is (thrown? NullPointerException (sort > [1 nil])))
  (is (thrown? ClassCastException (sort [{} []])))
  (is (thrown? NullPointerException (sort-by inc [1 nil])))
  (is (= [nil] (sort-by inc [nil])) "one element is never compared"))

(deftest sort-keeps-metadata
  (is (= {:a 1} (meta (sort-by - (with-meta [1 2] {:a 1})))))
  (is (= () (sort [])))
  (is (= () (sort-by inc nil))))

(defrecord Point [x y])

(deftest record-look-up
  (let [p (assoc (->Point 1 nil) :z 3 "s" 4)]
    (is (= [1 nil 3 4] [(:x p) (:y p) (:z p) (get p "s")]))
    (is (= [nil :none] [(:y p :none) (:n p :none)]))
    (is (= [1 :none nil] [(get p :x) (get p 'x :none) (get p :other/x)]))
    (is (nil? (:y (->Point 1 nil) :none)))
    (is (= :none (:z (->Point 1 2) :none)))))

(deftest sort-of-few-with-an-order-that-contradicts-itself
  (is (= ["(0.0 1.0M 5 ##NaN)" "(##NaN 3 ##NaN 1 2)"]
         [(pr-str (sort [5 1.0M ##NaN 0.0])) (pr-str (sort [##NaN 3 ##NaN 1 2]))])))

(deftest record-of-a-map-keeps-its-kind
  (is (= ["x" "y" "b" "z"] (map name (keys (map->Point (sorted-map :z 1 :b 2 :x 3))))))
  (is (= (keys (dissoc (hash-map :+ 1 'x 2 :k 3 :x 4) :x))
         (drop 2 (keys (map->Point (hash-map :+ 1 'x 2 :k 3 :x 4)))))))

(deftest ranges-of-other-numbers
  (is (= [0 0.5 1.0] (take 3 (range 0 ##NaN 0.5))))
  (is (= [5 4 3] (take 3 (range 5 ##NaN -1))))
  (is (= () (range ##NaN) (range -1.5) (range 3 1 1.0)))
  (is (= [9223372036854775806 9223372036854775807 9223372036854775808N]
         (range 9223372036854775806 9223372036854775809N)))
  (is (= [0 1/4 1/2 3/4] (range 0 1 1/4)))
  (is (= [5 3.5 2.0 0.5] (range 5 0 -1.5))))
