;; SPDX-License-Identifier: MIT
;;
;; Repeating an expression with other values in it.
(ns clojure.template
  "Expressions repeated with other values in the places of names."
  (:require [clojure.walk :as walk]))

(defn apply-template
  "The expression with the names of argv replaced by the values."
  [argv expr values]
  (assert (vector? argv))
  (assert (every? symbol? argv))
  (walk/postwalk-replace (zipmap argv values) expr))

(defmacro do-template
  "Evaluates the expression once for each run of values, the names of argv replaced by them."
  [argv expr & values]
  (let [n (count argv)]
    `(do ~@(map (fn [run] (apply-template argv expr run)) (partition n values)))))
