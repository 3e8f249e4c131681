;; SPDX-License-Identifier: MIT
(ns nacre.test.reader
  (:require [clojure.test :refer [deftest is]]
            [clojure.edn]
            [clojure.string :as str]))

(deftest integers-test
  (is (= "42" (pr-str 42)))
  (is (= "-42" (pr-str -42)))
  (is (= "7" (pr-str +7)))
  (is (= "0" (pr-str 0)))
  (is (= "0" (pr-str -0)))
  (is (= "31" (pr-str 0x1F)))
  (is (= "255" (pr-str 0xff)))
  (is (= "-16" (pr-str -0x10)))
  (is (= "15" (pr-str 017)))
  (is (= "11" (pr-str 2r1011)))
  (is (= "1295" (pr-str 36rZZ)))
  (is (= "255" (pr-str 16rff)))
  (is (= "-15" (pr-str -8r17)))
  (is (= "9223372036854775807" (pr-str 9223372036854775807)))
  (is (= "-9223372036854775808" (pr-str -9223372036854775808)))
  (is (= "9223372036854775808N" (pr-str 9223372036854775808)))
  (is (= "123N" (pr-str 123N)))
  (is (= "-5N" (pr-str -5N)))
  (is (= "100000000000000000000N" (pr-str 100000000000000000000)))
  (is (= "0N" (pr-str 0N))))

(deftest floats-test
  (is (= "1.5" (pr-str 1.5)))
  (is (= "-1.5" (pr-str -1.5)))
  (is (= "1000.0" (pr-str 1e3)))
  (is (= "1000.0" (pr-str 1E3)))
  (is (= "0.001" (pr-str 1.0e-3)))
  (is (= "1.0E10" (pr-str 1e10)))
  (is (= "0.1" (pr-str 0.1)))
  (is (= "1.0" (pr-str 1.0)))
  (is (= "##Inf" (pr-str ##Inf)))
  (is (= "##-Inf" (pr-str ##-Inf)))
  (is (= "1.5M" (pr-str 1.5M)))
  (is (= "100M" (pr-str 100M)))
  (is (= "-0.25M" (pr-str -0.25M)))
  (is (= "1E+3M" (pr-str 1e3M)))
  (is (= "true" (pr-str (Double/isNaN ##NaN)))))

(deftest ratios-test
  (is (= "1/2" (pr-str 1/2)))
  (is (= "2" (pr-str 4/2)))
  (is (= "-1/2" (pr-str -3/6)))
  (is (= "2" (pr-str 6/3)))
  (is (= "0" (pr-str 0/5)))
  (is (= "5/2" (pr-str (read-string "10/4")))))

(deftest characters-read-test
  (is (= "\\a" (pr-str \a)))
  (is (= "\\space" (pr-str \space)))
  (is (= "\\newline" (pr-str \newline)))
  (is (= "\\tab" (pr-str \tab)))
  (is (= "\\return" (pr-str \return)))
  (is (= "\\backspace" (pr-str \backspace)))
  (is (= "\\formfeed" (pr-str \formfeed)))
  (is (= "\\\\" (pr-str \\)))
  (is (= "\\\"" (pr-str \")))
  (is (= "\\(" (pr-str \()))
  (is (= "\\A" (pr-str \u0041)))
  (is (= "\\A" (pr-str \o101)))
  (is (= "\\0" (pr-str \0)))
  (is (= "\\é" (pr-str \é)))
  (is (= "\\λ" (pr-str \λ)))
  (is (= "233" (pr-str (int \u00e9)))))

(deftest strings-read-test
  (is (= "\"plain\"" (pr-str (str "plain"))))
  (is (= "\"a\\nb\"" (pr-str (str "a\nb"))))
  (is (= "\"tab\\there\"" (pr-str (str "tab\there"))))
  (is (= "\"quote\\\"inside\"" (pr-str (str "quote\"inside"))))
  (is (= "\"back\\\\slash\"" (pr-str (str "back\\slash"))))
  (is (= "\"Aé\"" (pr-str (str "\u0041\u00e9"))))
  (is (= "\"A\"" (pr-str (str "\101"))))
  (is (= "\"\\r\\f\\b\"" (pr-str (str "\r\f\b"))))
  (is (= "\"\"" (pr-str (str ""))))
  (is (= "\"multi\\nline\""
       (pr-str (str "multi
line"))))
  (is (= "3" (pr-str (count "a\tb")))))

(deftest symbols-and-keywords-test
  (is (= "a" (pr-str 'a)))
  (is (= "a/b" (pr-str 'a/b)))
  (is (= "a.b.c" (pr-str 'a.b.c)))
  (is (= "a'" (pr-str 'a')))
  (is (= "+" (pr-str '+)))
  (is (= "-" (pr-str '-)))
  (is (= "-a" (pr-str '-a)))
  (is (= "+a" (pr-str '+a)))
  (is (= ".a" (pr-str '.a)))
  (is (= "/" (pr-str '/)))
  (is (= "clojure.core//" (pr-str 'clojure.core//)))
  (is (= "a#b" (pr-str 'a#b)))
  (is (= "*x*" (pr-str '*x*)))
  (is (= "<=" (pr-str '<=)))
  (is (= "a1" (pr-str 'a1)))
  (is (= "->x" (pr-str '->x)))
  (is (= "%1" (pr-str '%1)))
  (is (= ":a" (pr-str :a)))
  (is (= ":a/b" (pr-str :a/b)))
  (is (= ":a.b/c" (pr-str :a.b/c)))
  (is (= ":+" (pr-str :+)))
  (is (= ":a'" (pr-str :a')))
  (is (= ":1" (pr-str :1)))
  (is (= ":a#b" (pr-str :a#b)))
  (is (= ":nacre.test.reader/local" (pr-str ::local)))
  (is (= ":clojure.string/join" (pr-str ::str/join)))
  (is (= "\"nacre.test.reader\"" (pr-str (namespace ::local))))
  (is (= ":a/b" (pr-str (read-string ":a/b")))))

(deftest nil-and-booleans-test
  (is (= "nil" (pr-str nil)))
  (is (= "true" (pr-str true)))
  (is (= "false" (pr-str false)))
  (is (= "nil" (pr-str 'nil)))
  (is (= "true" (pr-str 'true))))

(deftest collections-read-test
  (is (= "()" (pr-str '())))
  (is (= "(1 2)" (pr-str '(1 2))))
  (is (= "[1 2]" (pr-str [1 2])))
  (is (= "[]" (pr-str [])))
  (is (= "{}" (pr-str {})))
  (is (= "{:a 1}" (pr-str {:a 1})))
  (is (= "#{}" (pr-str #{})))
  (is (= "#{1}" (pr-str #{1})))
  (is (= "(1 [2 {3 #{4}}])" (pr-str '(1 [2 {3 #{4}}]))))
  (is (= "[a b c]" (pr-str '[a b c])))
  (is (= "[1 2 3]" (pr-str [1,2,,,3]))))

(deftest quote-and-deref-sugar-test
  (is (= "(quote a)" (pr-str ''a)))
  (is (= "(clojure.core/deref a)" (pr-str '@a)))
  (is (= "(var a)" (pr-str '#'a)))
  (is (= "(quote a)" (pr-str '(quote a))))
  (is (= "(clojure.core/unquote a)" (pr-str '~a)))
  (is (= "(clojure.core/unquote-splicing a)" (pr-str '~@a)))
  (is (= "a" (pr-str '^:m a)))
  (is (= "(quote a)" (pr-str (read-string "'a"))))
  (is (= "(clojure.core/deref a)" (pr-str (read-string "@a"))))
  (is (= "(var a)" (pr-str (read-string "#'a"))))
  (is (= "(clojure.core/unquote a)" (pr-str (read-string "~a"))))
  (is (= "(clojure.core/unquote-splicing a)" (pr-str (read-string "~@a")))))

(deftest comments-and-discard-test
  (is (= "[1 2]"
       (pr-str [1 ;; comment
 2])))
  (is (= "[1 3]" (pr-str [1 #_2 3])))
  (is (= "[1 4]" (pr-str [1 #_ #_ 2 3 4])))
  (is (= "[]" (pr-str [#_1])))
  (is (= "{:a 1}" (pr-str {:a #_x 1})))
  (is (= "3" (pr-str (+ 1 #_(/ 1 0) 2))))
  (is (= "[1 2]"
       (pr-str [1 #!shebang
 2]))))

(deftest metadata-sugar-test
  (is (= "{:a true}" (pr-str (meta '^:a x))))
  (is (= "{:a 1}" (pr-str (meta '^{:a 1} x))))
  (is (= "{:a true}" (pr-str (meta ^:a [1]))))
  (is (= "{:a 1, :b 2}" (pr-str (meta ^{:a 1 :b 2} []))))
  (is (= "{:tag java.lang.String}" (pr-str (meta ^String []))))
  (is (= "{:tag \"x\"}" (pr-str (meta ^"x" []))))
  (is (= "{:b true, :a true}" (pr-str (meta '^:a ^:b x))))
  (is (= "{:a 1, :b 3}" (pr-str (meta '^{:a 1} ^{:a 2 :b 3} x)))))

(deftest anonymous-function-literals-test
  (is (= 3 (#(+ 1 %) 2)))
  (is (= 5 (#(+ %1 %2) 2 3)))
  (is (= '[(1 2)] (#(vector %&) 1 2)))
  (is (= '[1 (2 3)] (#(vector %1 %&) 1 2 3)))
  (is (= '[3] (#(vector %3) 1 2 3)))
  (is (= '(1 4 9) (map #(* % %) [1 2 3])))
  (is (= 5 (#(do 5))))
  (is (= '[2 1] (#(identity [%2 %1]) 1 2))))

(deftest regex-literals-test
  (is (= "aaa" (re-matches #"a+" "aaa")))
  (is (= "123" (re-matches #"\d+" "123")))
  (is (= "a\\d\\\"b" (str #"a\d\"b")))
  (is (= "\\" (re-find #"\\" "a\\b"))))

(deftest namespaced-maps-test
  (is (= "true" (pr-str (= #:a{:b 1 :c 2} {:a/b 1 :a/c 2}))))
  (is (= "true" (pr-str (= #:a{:_/b 1 :c 2} {:b 1 :a/c 2}))))
  (is (= "true" (pr-str (= '#:a{b 1} '{a/b 1}))))
  (is (= "true" (pr-str (= #::{:k 1} {::k 1}))))
  (is (= "true" (pr-str (= #::str{:k 1} {:clojure.string/k 1})))))

(deftest tagged-literals-test
  (is (= '#inst "2020-01-01T00:00:00.000-00:00" #inst "2020-01-01T00:00:00.000-00:00"))
  (is (= '#uuid "f81d4fae-7dec-11d0-a765-00a0c91e6bf6"
       #uuid "f81d4fae-7dec-11d0-a765-00a0c91e6bf6"))
  (is (= "#uuid \"f81d4fae-7dec-11d0-a765-00a0c91e6bf6\""
       (pr-str #uuid "f81d4fae-7dec-11d0-a765-00a0c91e6bf6")))
  (is (= "#inst \"2020-01-02T03:04:05.006-00:00\"" (pr-str #inst "2020-01-02T03:04:05.006-00:00")))
  (is (= true (uuid? #uuid "f81d4fae-7dec-11d0-a765-00a0c91e6bf6")))
  (is (= true (inst? #inst "2020-01-01")))
  (is (= 1000 (inst-ms #inst "1970-01-01T00:00:01Z")))
  (is (= 1582976096789 (inst-ms #inst "2020-02-29T12:34:56.789+01:00")))
  (is (= 42 (binding [*data-readers* {'my/inc inc}] (read-string "#my/inc 41"))))
  (is (= '["zork" [1]]
       (binding [*default-data-reader-fn* (fn [t v] [(name t) v])] (read-string "#zork [1]"))))
  (is (thrown? Throwable (read-string "#zork 1")))
  (is (= true (tagged-literal? (tagged-literal 'a 1))))
  (is (= 1 (:form (tagged-literal 'a 1)))))

(deftest read-string-test
  (is (= '(1 2 3) (read-string "(1 2 3)")))
  (is (= 42 (read-string "  42  ")))
  (is (= 42 (read-string "42 43")))
  (is (= 5 (read-string ";; hi\n 5")))
  (is (= 'b (read-string "#_a b")))
  (is (= '[1 {:a (x y)} #{2}] (read-string "[1 {:a (x y)} #{2}]")))
  (is (= 'fn* (first (read-string "#(+ % 1)"))))
  (is (= 2 (count (second (read-string "#(+ % %2)"))))))

(deftest read-errors-test
  (is (thrown? Throwable (read-string "(")))
  (is (thrown? Throwable (read-string ")")))
  (is (thrown? Throwable (read-string "(1 2]")))
  (is (thrown? Throwable (read-string "[1 2)")))
  (is (thrown? Throwable (read-string "{:a}")))
  (is (thrown? Throwable (read-string "{:a 1 :a 2}")))
  (is (thrown? Throwable (read-string "#{1 1}")))
  (is (thrown? Throwable (read-string "\"abc")))
  (is (thrown? Throwable (read-string "")))
  (is (thrown? Throwable (read-string "  ")))
  (is (thrown? Throwable (read-string "1a")))
  (is (thrown? Throwable (read-string "08")))
  (is (thrown? Throwable (read-string "2r2")))
  (is (thrown? Throwable (read-string "1/0")))
  (is (thrown? Throwable (read-string "\\foo")))
  (is (thrown? Throwable (read-string "\"\\q\"")))
  (is (thrown? Throwable (read-string ":")))
  (is (thrown? Throwable (read-string "a/")))
  (is (thrown? Throwable (read-string "a:")))
  (is (thrown? Throwable (read-string "::x/y")))
  (is (thrown? Throwable (read-string "#<x>")))
  (is (thrown? Throwable (read-string "\\uD800")))
  (is (thrown? Throwable (read-string "\"\\u12\"")))
  (is (thrown? Throwable (read-string "^a")))
  (is (thrown? Throwable (read-string "#")))
  (is (thrown? Throwable (read-string "'")))
  (is (thrown? Throwable (read-string "#:a[1]")))
  (is (thrown? Throwable (read-string "##Foo")))
  (is (thrown? Throwable (read-string "1.2.3")))
  (is (thrown? Throwable (read-string "0x")))
  (is (thrown? Throwable (read-string "#\"abc"))))

(deftest end-of-input-test
  (is (= :done (read-string {:eof :done} "")))
  (is (= :done (read-string {:eof :done} " ;; nothing")))
  (is (= nil (read-string {:eof nil} ""))))

(deftest reader-conditionals-test
  (is (= 2 (read-string {:read-cond :allow} "#?(:no 1 :default 2)")))
  (is (= '[1 2 3 4] (read-string {:read-cond :allow} "[1 #?@(:default [2 3]) 4]")))
  (is (= '[1 3] (read-string {:read-cond :allow} "[1 #?(:no 2) 3]")))
  (is (= 1 (read-string {:read-cond :allow :features #{:foo}} "#?(:foo 1 :default 2)")))
  (is (= 1 (read-string {:read-cond :allow :features #{:foo}} "#?(:no 0 :foo 1 :default 2)")))
  (is (= true (reader-conditional? (read-string {:read-cond :preserve} "#?(:a 1)"))))
  (is (thrown? Throwable (read-string "#?(:default 1)"))))

(deftest syntax-quote-test
  (is (= 'a.b/c `a.b/c))
  (is (= '[1 2 3] `[1 2 ~(+ 1 2)]))
  (is (= '(1 2 3 4) `(1 ~@[2 3] 4)))
  (is (= '{:a 2} `{:a ~(inc 1)}))
  (is (= '#{2} `#{~(inc 1)}))
  (is (= 'nacre.test.reader/x `x))
  (is (= 'clojure.core/map `map))
  (is (= 'if `if))
  (is (= :k `:k)))

(deftest s-test
  (is (= 'clojure.string/join `str/join))
  (is (= '(1 2) `(1 ~@nil 2)))
  (is (= nil `(~@[])))
  (is (= '[1 2 3] `[~@[1 2] ~@[3]]))
  (is (= 3 `~(+ 1 2)))
  (is (= false (= `a# `a#)))
  (is (= true (let [[a b] `(x# x#)] (= a b))))
  (is (= '(nacre.test.reader/a . nacre.test.reader/b) `(a . b)))
  (is (= '.foo `.foo))
  (is (= 'Foo. `Foo.))
  (is (= 2 ``~~(+ 1 1)))
  (is (= 2 (eval ``~~(+ 1 1))))
  (is (= true (seq? `(1 2))))
  (is (= true (vector? `[1])))
  (is (= () `()))
  (is (= [] `[]))
  (is (= nil `nil))
  (is (= '(5 x) (let [x 5] `(~x ~'x))))
  (is (= true (boolean (re-matches #"x__\d+__auto__" (name `x#))))))

(deftest evaluation-order-of-literals-test
  (is (= '[1 2] (let [a (atom [])] [(do (swap! a conj 1) 1) (do (swap! a conj 2) 2)] @a)))
  (is (= '[1 2 3 4] (let [a (atom []) f #(do (swap! a conj %) %)] {(f 1) (f 2) (f 3) (f 4)} @a))))

(deftest constructor-of-a-class-as-a-tag
  (is (= "x" (read-string "#java.lang.String[\"x\"]")))
  (is (thrown? Exception (read-string "#no.such.Class[1]"))))

(deftest octal-escapes-in-strings
  (is (= ["\u0000" "\n" "AA" "\u0002 and" "\u0001\u0002"]
         (map read-string ["\"\\0\"" "\"\\12\"" "\"\\101A\"" "\"\\2 and\"" "\"\\1\\2\""])))
  (doseq [text ["\"\\08\"" "\"\\0800\"" "\"\\2and\"" "\"\\400\"" "\"\\8\"" "\"\\7-\""]]
    (is (thrown? Exception (read-string text)))
    (is (thrown? Exception (clojure.edn/read-string text)))))

(deftest reading-on-after-an-error
  (let [all (fn [s]
              (let [r (java.io.PushbackReader. (java.io.StringReader. s))]
                (loop [forms [] n 0]
                  (let [x (try (read {:eof ::end} r) (catch Throwable _ :error))]
                    (if (or (= x ::end) (= n 9)) forms (recur (conj forms x) (inc n)))))))]
    (is (= [1 :error 2] (all "1 ) 2")))
    (is (= [:error 2 :error 3] (all "(1 ] 2 ) 3")))
    (is (= [:error 1] (all "08 1")))
    (is (= [:error 2] (all "#no.such/tag [1] 2")))
    (is (= [:error 2] (all "#inst \"x\" 2")))
    (is (= [:error 2] (all "{1 2 1 3} 2")))
    (is (= [:error] (all "(1 2")))))

(deftest syntax-quoted-members-test
  (is (= ['java.lang.String/valueOf 'java.lang.Math/PI 'clojure.core/inc] `[String/valueOf Math/PI inc]))
  (is (= "1" (eval `(String/valueOf 1)))))
