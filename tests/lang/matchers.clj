;; SPDX-License-Identifier: MIT
;; Matchers with regions and other patterns, and replacing piece by piece.
(ns nacre.test.matchers
  (:require [clojure.test :refer [are deftest is]])
  (:import [java.util.regex Matcher]))

(deftest regions
  (let [m (re-matcher #"\d+" "12 345 6789")]
    (.region m 3 6)
    (is (= [3 6] [(.regionStart m) (.regionEnd m)]))
    (is (.find m))
    (is (= ["345" 3 6] [(.group m) (.start m) (.end m)]))
    (is (not (.find m)))
    (is (.lookingAt (.region m 7 11)))
    (is (= [7 11] [(.start m) (.end m)]))
    (is (not (.lookingAt (.region m 6 11))))
    (is (.matches (.region m 8 10)))
    (is (= "78" (re-groups m)))
    (is (thrown? IndexOutOfBoundsException (.region m 3 12)))
    (is (thrown? IndexOutOfBoundsException (.region m -1 2)))
    (is (= [0 11] [(.regionStart (.reset m)) (.regionEnd m)]))
    (is (= "12" (re-find m)))
    (is (.find m 4))
    (is (= ["45" 4 6] [(.group m) (.start m) (.end m)]))))

(deftest ends-of-regions-anchor
  (is (.find (.region (re-matcher #"^b$" "abc") 1 2)))
  (is (.find (.region (re-matcher #"\bb" "abc") 1 2)))
  (is (not (.find (.region (re-matcher #"(?<=a)b" "abc") 1 2)))))

(deftest groups-in-regions
  (let [m (.region (re-matcher #"(x)|(?<n>y)(z)?" "aaxyyz") 3 6)]
    (is (.find m))
    (is (= [nil "y" nil -1 -1 3 4 3 -1]
           [(.group m 1) (.group m 2) (.group m 3) (.start m 1) (.end m 1) (.start m 2) (.end m 2)
            (.start m "n") (.start m 3)]))
    (is (.find m))
    (is (= [4 6 5] [(.start m) (.end m) (.start m 3)]))))

(deftest other-patterns
  (let [m (re-matcher #"[a-z]+" "abc123def")]
    (is (.lookingAt m))
    (.region m (.end m) (.regionEnd m))
    (.usePattern m #"\d+")
    (is (= "\\d+" (str (.pattern m))))
    (is (.lookingAt m))
    (is (= "123" (.group m)))
    (.region m (.end m) (.regionEnd m))
    (.usePattern m #"[a-z]+")
    (is (thrown? IllegalStateException (.group m)))
    (is (.lookingAt m))
    (is (= [6 9] [(.start m) (.end m)]))
    (is (thrown? IllegalArgumentException (.usePattern m nil)))))

(deftest replacing-piece-by-piece
  (let [m (re-matcher #"(\d)(\d)" "a12b34c")
        text (StringBuffer.)]
    (while (.find m)
      (.appendReplacement m text (str "<$2$1" (Matcher/quoteReplacement "$\\") ">")))
    (.appendTail m text)
    (is (= "a<21$\\>b<43$\\>c" (str text))))
  (is (thrown? IllegalStateException
               (.appendReplacement (re-matcher #"a" "b") (StringBuffer.) "c"))))

(deftest other-texts
  (let [m (re-matcher #"a" "bab")]
    (is (= 1 (do (.find m) (.start m))))
    (.reset m "ca")
    (is (.find m))
    (is (= 1 (.start m)))
    (is (not (.find m)))
    (is (= "xcxa" (.replaceAll (.reset (re-matcher #"(?=.)" "") "ca") "x")))))

(deftest results-stay
  (let [m (re-matcher #"a." "abac")
        result (do (.find m) (.toMatchResult m))]
    (.find m)
    (are [expected actual] (= expected actual)
      ["ab" 0 2] [(.group result) (.start result) (.end result)]
      ["ac" 2 4] [(.group m) (.start m) (.end m)])))
