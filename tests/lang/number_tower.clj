;; SPDX-License-Identifier: MIT
;;
;; What the rows of numbers.clj do not reach: decimals under a precision, numbers of many digits
;; (which are computed in pieces between safepoints), formats, instants and UUIDs.
(ns nacre.test.number-tower
  (:require [clojure.math :as math]
            [clojure.string :as string]
            [clojure.test :refer [deftest is]]))

(defmacro message-of [class form]
  `(try ~form :nothing-thrown (catch ~class e# (ex-message e#))))

(deftest precision-test
  (is (= "0.3333333333M" (pr-str (with-precision 10 (/ 1M 3)))))
  (is (= "0.666M" (pr-str (with-precision 3 :rounding DOWN (/ 2M 3)))))
  (is (= "0.667M" (pr-str (with-precision 3 (/ 2M 3)))))
  (is (= "-0.667M" (pr-str (with-precision 3 :rounding FLOOR (/ -2M 3)))))
  (is (= "-0.666M" (pr-str (with-precision 3 :rounding CEILING (/ -2M 3)))))
  (is (= ["2.3M" "2.34M"] (map pr-str [(with-precision 2 (+ 1.23M 1.11M)) (+ 1.23M 1.11M)])))
  (is (= "1.2E+4M" (pr-str (with-precision 2 (* 123M 100M)))))
  (is (= 0.25M (with-precision 2 :rounding UNNECESSARY (/ 1M 4))))
  (is (thrown? ArithmeticException (with-precision 2 :rounding UNNECESSARY (/ 1M 3))))
  (is (thrown? ArithmeticException (/ 1M 3)))
  (is (thrown? IllegalArgumentException (with-precision 2 :rounding SIDEWAYS (/ 1M 3)))))

(deftest messages-test
  (is (= "long overflow" (message-of ArithmeticException (+ 9223372036854775807 1))))
  (is (= "integer overflow" (message-of ArithmeticException (int 3000000000))))
  (is (= "Divide by zero" (message-of ArithmeticException (/ 1 0))))
  (is (= "Divide by zero" (message-of ArithmeticException (mod 1N 0))))
  (is (= "Divide by zero" (message-of ArithmeticException (rem 1.5 0))))
  (is (string/includes? (message-of ClassCastException (+ 1 "one")) "\"one\""))
  (is (string/includes? (message-of NullPointerException (< nil 1)) "nil"))
  (is (string/includes? (message-of IllegalArgumentException (odd? 1.5)) "1.5")))

(defn factorial [n] (reduce *' (range 1 (inc n))))

(deftest many-digits-test
  (let [digits (str (factorial 3000))]
    (is (= 9131 (count digits)))
    (is (= "414935960343785408555686709308" (subs digits 0 30)))
    (is (= 748 (count (take-while #{\0} (rseq (vec digits)))))))
  (let [a (factorial 5000) b (factorial 4000)]
    (is (= (reduce *' (range 4001 5001)) (quot a b)))
    (is (= 17 (rem (+ a 17) b)))
    (is (= 1 (/ (* (+ a 1) b) (* b (+ a 1)))))
    (is (= (/ a (+ b 1)) (/ (* a 7) (+ (* b 7) 7))))
    (is (= a (bigint (str a))))
    (is (= a (read-string (pr-str a))))
    (is (< b a))
    (is (= (hash a) (hash (bigint (str a))))))
  (is (= (apply str "1" (repeat 3000 \0)) (str (bigint 1E3000M)))))

(deftest too-large-test
  (is (thrown? ArithmeticException (bigint 1E30000000M)))
  (is (thrown? ArithmeticException (+ 1M 1E1000000000M)))
  (is (true? (< 1M 1E1000000000M)))
  (is (thrown? NumberFormatException (read-string "1E99999999999M"))))

(deftest format-test
  (is (= "3.14" (format "%.2f" 3.14159)))
  (is (= "0.13" (format "%.2f" 0.125)))
  (is (= "1,234,567" (format "%,d" 1234567)))
  (is (= "00042" (format "%05d" 42)))
  (is (= "[42   ]" (format "[%-5d]" 42)))
  (is (= "ff FF 377" (format "%x %X %o" 255 255 255)))
  (is (= "ffffffffffffffff" (format "%x" -1)))
  (is (= "1.234560e+02" (format "%e" 123.456)))
  (is (= "(1.50)" (format "%(.2f" -1.5)))
  (is (= "2 1" (format "%2$d %1$d" 1 2)))
  (is (thrown? IllegalArgumentException (format "%d" 1.5)))
  (is (thrown? IllegalArgumentException (format "%f" 1))))

(deftest math-test
  (is (= 2.0 (math/sqrt 4)))
  (is (= 3 (math/round 2.5)))
  (is (= -2 (math/round -2.5)))
  (is (= 2.0 (math/rint 2.5)))
  (is (= -4 (math/floor-div -7 2)))
  (is (= 1 (math/floor-mod -7 2)))
  (is (= [math/PI math/E] [3.141592653589793 2.718281828459045]))
  (is (thrown? ArithmeticException (math/add-exact 9223372036854775807 1)))
  (is (NaN? (math/sqrt -1))))

(deftest instants-test
  (is (= "#inst \"2020-02-29T12:30:00.500-00:00\"" (pr-str #inst "2020-02-29T12:30:00.5Z")))
  (is (= #inst "2020" #inst "2020-01-01T01:00+01:00"))
  (is (= 1577836800000 (inst-ms #inst "2020")))
  (is (inst? #inst "2020"))
  (is (neg? (compare #inst "2019" #inst "2020")))
  (is (= -1 (inst-ms #inst "1969-12-31T23:59:59.999")))
  (is (= {#inst "2020" 1} {#inst "2020-01-01" 1}))
  (is (thrown? RuntimeException (read-string "#inst \"2020-02-30\"")))
  (is (thrown? RuntimeException (read-string "#inst \"2020x\""))))

(deftest uuids-test
  (let [text "f81d4fae-7dec-11d0-a765-00a0c91e6bf6" uuid (parse-uuid text)]
    (is (uuid? uuid))
    (is (= text (str uuid)))
    (is (= (str "#uuid \"" text "\"") (pr-str uuid)))
    (is (= uuid (read-string (pr-str uuid))))
    (is (= -343263960 (hash uuid))))
  (is (nil? (parse-uuid "f81d4fae")))
  (is (= 4 (count (filter #{\-} (str (random-uuid))))))
  (is (= 100 (count (set (repeatedly 100 random-uuid))))))

(deftest random-test
  (is (every? #(<= 0 % 9) (repeatedly 1000 #(rand-int 10))))
  (is (= 10 (count (set (repeatedly 1000 #(rand-int 10))))))
  (is (every? #(and (<= 0 %) (< % 1)) (repeatedly 1000 rand))))
