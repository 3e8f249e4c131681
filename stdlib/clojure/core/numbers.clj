;; SPDX-License-Identifier: MIT
;;
;; What of numbers is not a leaf: the precision of decimals. The leaves of lang/number_decimal.c
;; round to what nacre.core/*math-context* is bound to.
(in-ns 'clojure.core)

(def ^{:dynamic true :doc "What with-precision binds; nil: decimals are exact."} *math-context* nil)

(defmacro with-precision
  "Evaluates exprs with results of operations on BigDecimals rounded to that many digits. The mode
  of rounding is one of the symbols UP DOWN CEILING FLOOR HALF_UP HALF_DOWN HALF_EVEN UNNECESSARY,
  HALF_UP when none is given: (with-precision 10 :rounding DOWN (/ 1M 3))."
  [precision & exprs]
  (let [[mode body] (if (= :rounding (first exprs))
                      [(second exprs) (nnext exprs)]
                      ['HALF_UP exprs])]
    `(let [context# (nacre.primitive/math-context (nacre.core/check-precision ~precision ~(= :rounding (first exprs)))
                                                 ~(name mode))]
       (binding [*math-context* context#, nacre.core/*math-context* context#]
         ~@body))))
