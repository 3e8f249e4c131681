;; SPDX-License-Identifier: MIT
;; A calculator and a reader of key-value files, with instaparse.
(ns nacre.libraries.instaparse-arithmetic
  (:require [clojure.string :as string]
            [clojure.test :refer [deftest is testing]]
            [instaparse.core :as insta]))

(def arithmetic
  (insta/parser
   "expr = add-sub
    <add-sub> = mul-div | add | sub
    add = add-sub <'+'> mul-div
    sub = add-sub <'-'> mul-div
    <mul-div> = term | mul | div
    mul = mul-div <'*'> term
    div = mul-div <'/'> term
    <term> = number | <'('> add-sub <')'>
    number = #'[0-9]+'"))

(defn calculate [text]
  (insta/transform {:add + :sub - :mul * :div / :number parse-long :expr identity} (arithmetic text)))

(def settings
  (insta/parser
   "file = (line <nl>)* line?
    <line> = pair | comment | blank
    pair = key <ws? '=' ws?> value
    key = #'[a-z.]+'
    value = #'[^\\n]*'
    <comment> = <#'#[^\\n]*'>
    <blank> = <ws?>
    ws = #'[ \\t]+'
    nl = '\\n'"
   :output-format :enlive))

(defn read-settings [text]
  (let [tree (settings text)]
    (into {} (for [{:keys [tag content]} (:content tree)
                   :when (= tag :pair)]
               (mapv (comp first :content) content)))))

(deftest calculator
  (is (= [:expr [:add [:number "1"] [:mul [:number "2"] [:number "3"]]]] (arithmetic "1+2*3")))
  (is (= 7 (calculate "1+2*3")))
  (is (= 9 (calculate "(1+2)*3")))
  (is (= 1/2 (calculate "1-3/(2*3)")))
  (is (= (reduce + (range 60)) (calculate (string/join "+" (range 60))))))

(deftest failures
  (let [failure (arithmetic "1+*3")]
    (is (insta/failure? failure))
    (is (= [2 1 3] ((juxt :index :line :column) (insta/get-failure failure))))
    (is (string/starts-with? (pr-str failure) "Parse error at line 1, column 3:\n1+*3\n  ^")))
  (is (not (insta/failure? (arithmetic "1")))))

(deftest ambiguity
  (let [sentence (insta/parser "S = A A; A = 'a'*")]
    (is (= 3 (count (insta/parses sentence "aa"))))
    (is (= 3 (count (set (insta/parses sentence "aa"))))))
  (testing "ordered choice and look-ahead"
    (let [word (insta/parser "S = keyword / name
                              keyword = ('if' | 'else') !#'[a-z]'
                              name = #'[a-z]+'")]
      (is (= [:S [:keyword "if"]] (word "if")))
      (is (= [:S [:name "iffy"]] (word "iffy"))))))

(deftest files
  (is (= {"a" "1" "b.c" "x y"} (read-settings "# note\na = 1\n\nb.c=x y\n")))
  (is (= {} (read-settings ""))))

(deftest other-ways
  (is (= [:S "a" "b"] ((insta/parser "S = 'a' <ws> 'b'; ws = #'\\s+'") "a   b")))
  (is (= [:S "x" "y"] ((insta/parser "S = 'x' 'y'" :auto-whitespace :standard) " x  y ")))
  (is (= [:S "abc"] ((insta/parser "S = 'abc'" :string-ci true) "AbC")))
  (is (= [:digits [:DIGIT "1"] [:DIGIT "2"]] ((insta/parser "digits = 2DIGIT" :input-format :abnf) "12")))
  (is (= [[:S "a"] [:S "aa"]] (take 2 (sort-by count (map (insta/parser "S = #'a+'") ["a" "aa"])))))
  (is (= [0 3] (insta/span (second (arithmetic "1+2"))))))
