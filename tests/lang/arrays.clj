;; SPDX-License-Identifier: MIT
(ns nacre.test.arrays
  (:require [clojure.test :refer [deftest is testing]]))

(deftest places-of-large-arrays
  (doseq [n [0 1 31 32 33 1023 1024 1025 40000]]
    (testing n
      (let [a (long-array n)]
        (dotimes [i n] (aset a i (* 3 i)))
        (is (= n (alength a)))
        (is (= (map (fn [i] (* 3 i)) (range n)) (vec a)))
        (is (= (reduce + (vec a)) (areduce a i s 0 (+ s (aget a i)))))
        (is (thrown? IndexOutOfBoundsException (aget a n)))
        (is (thrown? IndexOutOfBoundsException (aset a n 0)))
        (is (thrown? IndexOutOfBoundsException (aget a -1)))))))

(deftest a-copy-is-another-array
  (let [a (object-array [1 2 3]) b (aclone a) v (into [] a)]
    (aset a 0 :a)
    (aset b 1 :b)
    (is (= [:a 2 3] (vec (seq a))))
    (is (= [1 :b 3] (vec (seq b))))
    (is (= [1 2 3] v))
    (is (= (class a) (class b)))
    (is (not= a b))
    (is (= a a))))

(deftest a-copy-of-a-large-array-is-another-array
  (let [a (long-array (range 2000)) _ (dotimes [i 2000] (aset a i (- i))) b (aclone a)]
    (dotimes [i 2000] (aset a i 1))
    (is (= (map - (range 2000)) (vec b)))
    (dotimes [i 2000] (aset b i 2))
    (is (= [2000 4000] [(reduce + (vec a)) (reduce + (vec b))]))))

(deftest conversion-of-elements
  (is (= [1.0 2.5] (let [a (double-array 2)] (aset a 0 1.0) (aset-double a 1 2.5) (vec a))))
  (is (= [true false] (let [a (boolean-array 2)] (aset a 0 true) (vec a))))
  (is (= [\a \u0000] (let [a (char-array 2)] (aset a 0 \a) (vec a))))
  (is (= [127 -128] (let [a (byte-array 2)] (aset-byte a 0 127) (aset-byte a 1 -128) (vec a))))
  (is (thrown? IllegalArgumentException (aset-byte (byte-array 1) 0 128)))
  (is (thrown? Exception (aset (boolean-array 1) 0 1 2)))
  (is (= [nil :x] (let [a (object-array 2)] (aset a 1 :x) (vec a))))
  (is (= :x (aset (object-array 1) 0 :x))))

(deftest nested-arrays
  (let [a (make-array Long/TYPE 2 3)]
    (aset-long a 1 2 7)
    (is (= 7 (aget a 1 2)))
    (is (= [[0 0 0] [0 0 7]] (mapv vec a))))
  (let [a (to-array-2d [[1 2] [3 4]])]
    (aset a 0 1 :x)
    (is (= [[1 :x] [3 4]] (mapv vec a)))
    (is (= 4 (aget a 1 1)))))

(deftest functions-of-collections-on-arrays
  (let [a (int-array [3 1 2])]
    (is (= [3 6] [(count a) (reduce + a)]))
    (is (= [3 2 :none] [(nth a 0) (get a 2) (get a 3 :none)]))
    (is (= [true false] [(contains? a 2) (contains? a 3)]))
    (is (= [1 2 3] (sort (vec a))))
    (is (= {3 1} (hash-map (first a) (second a))))
    (is (= [4 2 3] (vec (amap a i r (inc (aget a i))))))
    (is (= "312" (apply str a)))))

(deftest floats-in-arrays
  (let [a (float-array 1)]
    (aset a 0 (unchecked-float 1e300))
    (is (= ##Inf (aget a 0)))
    (is (thrown? IllegalArgumentException (aset-float a 0 1e300)))))
