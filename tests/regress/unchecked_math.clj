;; SPDX-License-Identifier: MIT
;; *unchecked-math* was taken, and had no effect.
(ns nacre.test.unchecked-math
  (:require [clojure.test :refer [deftest is]]))

(set! *unchecked-math* true)
(defn sum [^long a ^long b] (+ a b))
(defn product [^long a ^long b] (* a b))
(defn next-long [^long a] (inc a))
(set! *unchecked-math* false)
(defn checked-sum [^long a ^long b] (+ a b))

(deftest wraps-where-asked-for
  (is (= Long/MIN_VALUE (sum Long/MAX_VALUE 1)))
  (is (= -2 (product Long/MAX_VALUE 2)))
  (is (= Long/MIN_VALUE (next-long Long/MAX_VALUE)))
  (is (thrown? ArithmeticException (checked-sum Long/MAX_VALUE 1))))
