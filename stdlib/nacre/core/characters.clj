;; SPDX-License-Identifier: MIT
;;
;; java.lang.Character: properties of characters and code points, units of UTF-16 (whose arithmetic
;; stands in writers.clj).
(in-ns 'nacre.core)
(clojure.core/refer 'clojure.core)

(defn- letter-test
  "A function of a char or code point over a predicate of both."
  [test]
  (fn [c]
    (cond (char? c) (test c)
          (int? c) (and (<= 0 c 0x10ffff) (test c))
          :else (no-overload c))))

(defn- letter-change
  "A function of a char or code point over a function that changes a letter."
  [change]
  (fn [c]
    (cond (char? c) (change c)
          (not (int? c)) (no-overload c)
          (<= 0 c 0x10ffff) (change c)
          :else c)))

(defn- digit-value
  "The value of a character as a digit of that radix, or -1."
  [c radix]
  (when-not (or (char? c) (int? c)) (no-overload c))
  (when-not (int? radix) (no-overload radix))
  (if (and (<= 2 radix 36) (or (char? c) (<= 0 c 0x10ffff)))
    (nacre.primitive/character-digit c radix)
    -1))

(defn- code-point-of-pair
  "What two halves are together."
  [high low]
  (+ (bit-shift-left (- (int high) 0xd800) 10) (- (int low) 0xdc00) 0x10000))

(defn- code-point-at
  "The code point at a place of a text or an array of characters, of which two may make one."
  [text i]
  (let [text (if (array? text) text (str text))
        unit (int (nth text i))
        behind (if (and (high-surrogate? unit) (< (inc i) (count text))) (int (nth text (inc i))) 0)]
    (if (low-surrogate? behind) (code-point-of-pair unit behind) unit)))

(def ^:private category-numbers
  "The constants of java.lang.Character for Unicode's general categories."
  {"Cn" 0 "Lu" 1 "Ll" 2 "Lt" 3 "Lm" 4 "Lo" 5 "Mn" 6 "Me" 7 "Mc" 8 "Nd" 9 "Nl" 10 "No" 11 "Zs" 12
   "Zl" 13 "Zp" 14 "Cc" 15 "Cf" 16 "Co" 18 "Cs" 19 "Pd" 20 "Ps" 21 "Pe" 22 "Pc" 23 "Po" 24 "Sm" 25
   "Sc" 26 "Sk" 27 "So" 28 "Pi" 29 "Pf" 30})

(statics "Character" "java.lang"
         {'TYPE (get primitive-types :char)
          'isDigit (letter-test nacre.primitive/character-digit?)
          'isLetter (letter-test nacre.primitive/character-letter?)
          'isLetterOrDigit (letter-test nacre.primitive/character-letter-or-digit?)
          'isAlphabetic (letter-test nacre.primitive/character-alphabetic?)
          'isWhitespace (letter-test nacre.primitive/character-whitespace?)
          'isSpaceChar (letter-test nacre.primitive/character-space?)
          'isUpperCase (letter-test nacre.primitive/character-upper?)
          'isLowerCase (letter-test nacre.primitive/character-lower?)
          'isTitleCase (letter-test nacre.primitive/character-title?)
          'isDefined (letter-test nacre.primitive/character-defined?)
          'isISOControl (letter-test nacre.primitive/character-control?)
          'toTitleCase (letter-change nacre.primitive/character-title)
          'toUpperCase (letter-change nacre.primitive/character-upper)
          'toLowerCase (letter-change nacre.primitive/character-lower)
          'getNumericValue (fn [c]
                            (when (and (int? c) (not (<= -2147483648 c 2147483647)))
                              (throw (nacre.primitive/exception-new
                                      ArithmeticException "integer overflow" nil nil)))
                            (digit-value c 36))
          'getType (fn [c]
                     (when-not (or (char? c) (int? c)) (no-overload c))
                     (get category-numbers (nacre.primitive/character-category c)))
          'digit digit-value
          'forDigit (of-ints (fn [n radix]
                      (if (< -1 n radix) (first (nacre.primitive/integer-text n radix)) \u0000)))
          'valueOf (fn [c] (if (char? c) c (nacre.primitive/raise-cast c "java.lang.Character")))
          'toString (fn [c] (if (or (char? c) (int? c)) (str (code-point->char c)) (no-overload c)))
          'isSurrogate (fn [c] (<= 0xd800 (int c) 0xdfff))
          'isHighSurrogate (fn [c] (high-surrogate? (int c)))
          'isLowSurrogate (fn [c] (low-surrogate? (int c)))
          'isSurrogatePair (fn [high low]
                             (and (high-surrogate? (int high)) (low-surrogate? (int low))))
          'highSurrogate (fn [n] (unchecked-char (high-half n)))
          'lowSurrogate (fn [n] (unchecked-char (low-half n)))
          'toCodePoint code-point-of-pair
          'toChars (fn [n]
                     (let [c (code-point->char n)]
                       (char-array (if (< n 0x10000) [c] [(char (high-half n)) (char (low-half n))]))))
          'codePointAt code-point-at
          'codePointBefore (fn [s i] (int (nth (str s) (dec i))))
          'codePointCount (fn [s from to] (- to from))
          ;; The places that it takes in a string of ours, so that a loop by codePointAt meets all.
          'charCount (fn [n] 1)
          'isValidCodePoint (fn [n] (<= 0 n 0x10ffff))
          'isBmpCodePoint (fn [n] (<= 0 n 0xffff))
          'isSupplementaryCodePoint (fn [n] (<= 0x10000 n 0x10ffff))
          'isJavaIdentifierStart
          (letter-test (fn [c] (boolean (re-matches #"[\p{L}\p{Nl}\p{Sc}\p{Pc}]" (str (code-point->char c))))))
          'isJavaIdentifierPart
          (letter-test (fn [c] (boolean (re-matches #"[\p{L}\p{Nl}\p{Sc}\p{Pc}\p{Nd}]"
                                                    (str (code-point->char c))))))
          'hashCode int 'compare (fn [a b] (- (int a) (int b)))
          'MIN_RADIX 2 'MAX_RADIX 36 'SIZE 16 'BYTES 2
          'MIN_CODE_POINT 0 'MAX_CODE_POINT 0x10ffff 'MIN_SUPPLEMENTARY_CODE_POINT 0x10000
          'MIN_SURROGATE (char 0xd800) 'MAX_SURROGATE (char 0xdfff)
          'MIN_HIGH_SURROGATE (char 0xd800) 'MAX_HIGH_SURROGATE (char 0xdbff)
          'MIN_LOW_SURROGATE (char 0xdc00) 'MAX_LOW_SURROGATE (char 0xdfff)
          'MAX_VALUE \uffff 'MIN_VALUE \u0000})
