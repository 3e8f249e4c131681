;; SPDX-License-Identifier: MIT
;;
;; Arithmetic behind the methods of java.math's numbers: scales and rounding of decimals, the bytes of
;; integers, primes.
(in-ns 'nacre.core)
(clojure.core/refer 'clojure.core)

(defn scaled
  "The decimal with those digits and that scale."
  [digits scale]
  (bigdec (read-string (str digits "E" (- scale) "M"))))

(def ^:private rounding-modes
  [:up :down :ceiling :floor :half-up :half-down :half-even :unnecessary])

(defn rounded-quotient
  "a / b, both integers and b positive, rounded by a mode."
  [a b mode]
  (let [q (quot a b) r (rem a b)
        away (if (neg? a) (dec' q) (inc' q))
        twice (*' 2 (abs r))]
    (if (zero? r)
      q
      (case mode
        :up away
        :down q
        :ceiling (if (neg? a) q away)
        :floor (if (neg? a) away q)
        :half-up (if (<= b twice) away q)
        :half-down (if (< b twice) away q)
        :half-even (cond (< b twice) away (< twice b) q (even? q) q :else away)
        (throw (nacre.primitive/exception-new ArithmeticException "Rounding necessary" nil nil))))))

(defn exact-decimal
  "The decimal with the very value of a finite double."
  [x]
  (when-not (< ##-Inf x ##Inf)
    (throw (nacre.primitive/exception-new NumberFormatException "Infinite or NaN" nil nil)))
  (let [r (loop [whole x places 0] ; a double times two is exact while it is no integer
            (if (== whole (clojure.math/floor whole)) [(bigint whole) places] (recur (* 2 whole) (inc places))))
        [whole places] r]
    (if (zero? places)
      (bigdec whole)
      (scaled (*' whole (reduce *' (repeat places 5))) places))))

(defn power-of-ten
  "Ten to a power, an integer."
  [n]
  (reduce *' (repeat n 10)))

(defn with-scale
  "The decimal with so many digits behind its point."
  [n digits rounding]
  (let [mode (if (int? rounding) (nth rounding-modes rounding) rounding)
        whole (nacre.primitive/decimal-unscaled n)
        by (- digits (nacre.primitive/decimal-scale n))]
    (scaled (if (neg? by)
              (rounded-quotient whole (power-of-ten (- by)) mode)
              (*' whole (power-of-ten by)))
            digits)))

(defn without-zeros
  "The decimal with the smallest scale it can have."
  [n]
  (loop [whole (nacre.primitive/decimal-unscaled n) scale (nacre.primitive/decimal-scale n)]
    (cond (zero? whole) 0M
          (zero? (rem whole 10)) (recur (quot whole 10) (dec scale))
          :else (scaled whole scale))))

(defn move-point
  "The decimal with its point so many places further to the left."
  [n by]
  (let [scale (+ (nacre.primitive/decimal-scale n) by)]
    (if (neg? scale)
      (scaled (*' (nacre.primitive/decimal-unscaled n) (power-of-ten (- scale))) 0)
      (scaled (nacre.primitive/decimal-unscaled n) scale))))

(defn plain-text
  "A number without an exponent."
  [n]
  (if (decimal? n)
    (let [scale (nacre.primitive/decimal-scale n)
          whole (nacre.primitive/decimal-unscaled n)]
      (if (<= scale 0)
        (str (*' whole (power-of-ten (- scale))))
        (let [digits (str (abs whole))
              digits (str (apply str (repeat (- (inc scale) (count digits)) "0")) digits)
              at (- (count digits) scale)]
          (str (if (neg? whole) "-" "") (subs digits 0 at) "." (subs digits at)))))
    (str n)))

(defn decimal-hash
  "BigDecimal.hashCode."
  [x]
  (let [whole (nacre.primitive/decimal-unscaled x)
        words (loop [n (abs whole) words ()]
                (if (zero? n) words (recur (quot n 4294967296) (cons (rem n 4294967296) words))))
        h (reduce (fn [h word] (unchecked-add-int (unchecked-multiply-int 31 h) (unchecked-int word)))
                  0 words)]
    (unchecked-add-int (unchecked-multiply-int 31 (if (neg? whole) (unchecked-negate-int h) h))
                       (nacre.primitive/decimal-scale x))))

(defn engineering-text
  "A decimal with an exponent, where it needs one, that is a multiple of three."
  [n]
  (let [scale (nacre.primitive/decimal-scale n)
        whole (nacre.primitive/decimal-unscaled n)
        digits (str (abs whole))
        exponent (- (dec (count digits)) scale)] ; of the first digit
    (if (and (>= scale 0) (>= exponent -6))
      (plain-text n)
      (let [ahead (inc (mod exponent 3)) ; digits before the point
            exponent (- exponent (dec ahead))
            [digits exponent] (if (and (zero? whole) (< 1 ahead))
                                [(if (= 2 ahead) "0.00" "0.0") (+ exponent 3)]
                                [digits exponent])
            text (cond (zero? whole) digits
                       (<= (count digits) ahead)
                       (str digits (apply str (repeat (- ahead (count digits)) "0")))
                       :else (str (subs digits 0 ahead) "." (subs digits ahead)))]
        (str (if (neg? whole) "-" "") text
             (if (zero? exponent) "" (str "E" (if (pos? exponent) "+" "") exponent)))))))

(defn integer-bytes
  "The bytes of an integer in two's complement, the highest first, as few as can be."
  [n]
  (loop [bytes () n n]
    (let [low (unchecked-byte (long (mod n 256)))
          bytes (cons low bytes)
          left (quot (-' n (mod n 256)) 256)]
      (if (or (and (zero? left) (not (neg? low))) (and (= left -1) (neg? low)))
        (byte-array bytes)
        (recur bytes left)))))

(defn bytes-integer
  "The integer whose bytes in two's complement are these, the highest first."
  [bytes]
  (biginteger (reduce (fn [n b] (+' (*' 256 n) (bit-and b 255)))
                      (if (and (seq bytes) (neg? (first bytes))) -1 0)
                      (seq bytes))))

(defn probable-prime?
  "Is the integer a prime, as far as the first primes as witnesses tell?"
  [n]
  (let [power (fn [base exponent]
                (loop [result 1 base base exponent exponent]
                  (if (zero? exponent)
                    result
                    (recur (if (odd? exponent) (mod (*' result base) n) result)
                           (mod (*' base base) n)
                           (quot exponent 2)))))
        witness? (fn [a]
                   (loop [d (dec' n) s 0]
                     (if (even? d)
                       (recur (quot d 2) (inc s))
                       (let [x (power a d)]
                         (not (or (= x 1) (= x (dec' n))
                                  (some (fn [y] (= y (dec' n)))
                                        (take s (iterate (fn [y] (mod (*' y y) n)) x)))))))))
        small [2 3 5 7 11 13 17 19 23 29 31 37]]
    (cond (< n 2) false
          (some (fn [p] (= n p)) small) true
          (some (fn [p] (zero? (mod n p))) small) false
          :else (not-any? witness? small))))
