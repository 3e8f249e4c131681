;; SPDX-License-Identifier: MIT
;;
;; The constants of clojure.math; its functions are leaves in C.
(ns clojure.math
  "Functions and constants of numbers.")

(def ^{:const true :tag 'double :doc "The base of the natural logarithms."} E 2.718281828459045)
(def ^{:const true :tag 'double :doc "The ratio of a circle's circumference to its diameter."} PI
  3.141592653589793)
