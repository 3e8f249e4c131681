;; SPDX-License-Identifier: MIT
;; Equality, hash and printing of nested data took a frame of the Lisp stack a level: comparing lists
;; nested ten million deep wanted a machine of 4 GB. Tagged literals that deep were never equal.
(ns nacre.test.depth-costs-stack
  (:require [clojure.test :refer [deftest is testing]]))

(defn nested [n wrap] (nth (iterate wrap nil) n))

(def shapes
  {:list list
   :vector vector
   :entry (fn [x] (first {1 x}))
   :wide-list (fn [x] (list 1 x 2))
   :wide-vector (fn [x] [1 x 2])
   :seq (fn [x] (seq [1 x 2]))
   :cons (fn [x] (cons 1 (map identity [x 2])))
   :lazy (fn [x] (lazy-seq (list x 1)))
   :map (fn [x] {:a x})
   :wide-map (fn [x] {:a x :b 1})
   :sorted-map (fn [x] (sorted-map 1 x 2 3))
   :hash-map (fn [x] (hash-map 1 x 2 3))
   :large-map (fn [x] (into {:x x} (map (fn [i] [i i])) (range 20)))
   :set (fn [x] #{x})
   :wide-set (fn [x] #{x 1})
   :tagged (fn [x] (tagged-literal 'a [x]))})

(deftest answers-test
  (doseq [[shape wrap] shapes
          depth [1 30 33 200]]
    (testing [shape depth]
      (let [a (nested depth wrap) b (nested depth wrap)]
        (is (= a b))
        (is (not= a (nested (inc depth) wrap)))
        (is (not= (nested (inc depth) wrap) a))
        (is (= (hash a) (hash b)))
        (is (= (pr-str a) (pr-str b)))
        (is (= a a (nested depth wrap)))
        (is (not (= a a (nested (inc depth) wrap))))))))

(deftest differences-test
  (let [deep (fn [end] (nth (iterate (fn [x] [0 {:k (list x 1)}]) end) 100))]
    (is (= (deep 1) (deep 1)))
    (is (not= (deep 1) (deep 2)))
    (is (not= (deep 1) (deep 1.0)))
    (is (= (deep [1 2]) (deep '(1 2))))
    (is (= (hash (deep [1 2])) (hash (deep '(1 2)))))))

;; Keys that are deep themselves, and keys that share their hash.
(deftest keys-test
  (let [deep (fn [end] (nested 100 (fn [x] (if x (list x) end))))]
    (is (= {(deep 1) :one (deep 2) :two} {(deep 2) :two (deep 1) :one}))
    (is (not= {(deep 1) :one (deep 2) :two} {(deep 2) :two (deep 1) :three}))
    (is (not= {(deep 1) :one (deep 2) :two} {(deep 2) :two (deep 3) :one}))
    (is (= (set (map deep (range 20))) (set (map deep (reverse (range 20))))))
    (is (= (hash (set (map deep (range 20)))) (hash (set (map deep (reverse (range 20)))))))
    (let [same [(list 1 (deep "Aa")) (list 1 (deep "BB")) (list 1 (deep "CC"))]
          m (zipmap same (range))]
      (is (= m (into (hash-map) (reverse (seq m)))))
      (is (not= m (zipmap same (range 1 4)))))))

;; Sequences of a user-defined type in the middle, and lazy ones that are not realised.
(deftest mixed-test
  (let [n 20000]
    (is (= (range n) (map identity (range n)) (concat (range 10000) (lazy-seq (range 10000 n)))))
    (is (= (hash (range n)) (hash (map identity (range n))) (hash (vec (range n)))))
    (is (not= (range n) (map identity (range (inc n)))))
    (is (not= (range n) (concat (range (dec n)) [:x])))
    (is (thrown? ArithmeticException
                 (= (range n) (map (fn [i] (if (= i (dec n)) (/ 1 0) i)) (range n)))))))
