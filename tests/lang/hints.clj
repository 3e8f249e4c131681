;; SPDX-License-Identifier: MIT
;; What ^long and ^double on parameters and answers do: functions see and give primitives.
(ns nacre.test.hints
  (:require [clojure.test :refer [deftest is are]]))

(defmacro kind [form]
  `(try ~form
        (catch IllegalArgumentException _# :argument)
        (catch ClassCastException _# :class)
        (catch NullPointerException _# :nil)))

(deftest parameters-test
  (let [f (fn [^long x] x)]
    (is (= [7 3 3 5] (mapv f [7 3.9 7/2 5N])))
    (is (= [:argument :argument :class :class :nil]
           (mapv (fn [x] (kind (f x))) [18446744073709551616N ##Inf \a "7" nil]))))
  (let [f (fn [^double x] x)]
    (is (= [7.0 3.5 2.5] (mapv f [7 7/2 2.5M])))
    (is (= [:class :nil] (mapv (fn [x] (kind (f x))) ["7" nil])))))

(defn ^long cut [x] x)
(defn widened ^double [x] x)
(defn counted-up ^long [^long x] (if (< x 10) (recur (inc x)) x))
(defn summed ^double [^double acc xs] (if (seq xs) (recur (+ acc (first xs)) (rest xs)) acc))
(defn arities (^long [^long a] a) (^long [^long a {:keys [b]}] (+ a b)))

(deftest answers-test
  (is (= [0 5 -9223372036854775808 3] (mapv cut [18446744073709551616N 18446744073709551621N
                                                 9223372036854775808N 3.9])))
  (is (= [:class :class :nil] (mapv (fn [x] (kind (cut x))) [:a "s" nil])))
  (is (= [5.0 2.5] (mapv widened [5 5/2])))
  (is (= [10 11] (mapv counted-up [3.5 11N])))
  (is (= 6.0 (summed 0 [1 2 3])))
  (is (= [1 3] [(arities 1.5) (arities 1.5 {:b 2})]))
  (is (= 7.0 (reduce (fn [^double acc ^double x] (+ acc x)) 1 [1 2 3])))
  (is (= 45 ((fn [^long n] (loop [i 0 acc 0] (if (< i n) (recur (inc i) (+ acc i)) acc))) 10))))
