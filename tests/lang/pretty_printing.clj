;; SPDX-License-Identifier: MIT
;;
;; pprint of values that are no plain maps, vectors and lists, and of what just fits on a line.
(ns nacre.test.pretty-printing
  (:require [clojure.pprint :as pprint :refer [pprint]]
            [clojure.string :as string]
            [clojure.test :refer [are deftest is]]))

(defn text
  "What pprint prints, without the line break behind it; identities are shown as N."
  [x]
  (string/replace (string/trim-newline (with-out-str (pprint x))) #"@[0-9a-f]+" "@N"))

(deftest sets-have-one-element-a-line
  (is (= "#{0 1 2}" (text (set (range 3)))))
  (is (= 50 (count (string/split-lines (text (set (range 50))))))))

(deftest arrays
  (is (= "[1, 2, 3]" (text (int-array [1 2 3]))))
  (is (= "[1, \"a\", [2]]" (text (object-array [1 "a" [2]]))))
  (is (= ["[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16,"
          " 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29]"]
         (binding [pprint/*print-right-margin* 60]
           (string/split-lines (text (int-array (range 30))))))))

(deftest queues
  (is (= "<-(1 2 3)-<" (text (into clojure.lang.PersistentQueue/EMPTY [1 2 3])))))

(deftest references
  (is (= "#<Atom@N: {:a 1}>" (text (atom {:a 1}))))
  (is (= "{:a #<Ref@N: 1>}" (text {:a (ref 1)})))
  (is (= "#<Delay@N: :not-delivered>" (text (delay 1))))
  (is (= "#'clojure.core/inc" (text #'inc)))
  (let [lines (binding [pprint/*print-right-margin* 20]
                (string/split-lines (text (atom [:aaaaaaa :bbbbbbbb :ccc]))))]
    (is (= ["#<Atom@N: " "  [:aaaaaaa" "   :bbbbbbbb" "   :ccc]>"] lines))))

(deftest metadata
  (binding [*print-meta* true]
    (is (= "^{:m 1} [1]" (text (with-meta [1] {:m 1}))))
    (is (= "^{:tag String} [^{:a 1} {}]" (text (with-meta [(with-meta {} {:a 1})] {:tag 'String}))))
    (is (= "[1]" (text [1])))
    (is (= ["^{:m 1}" "[:aaaaa" " :bbbbb]"]
           (binding [pprint/*print-right-margin* 10]
             (string/split-lines (text (with-meta [:aaaaa :bbbbb] {:m 1}))))))))

(deftest what-just-fits
  (binding [pprint/*print-right-margin* 20]
    (are [lines x] (= lines (string/split-lines (text x)))
      ["[:aaaaaaaa :bbbbbbb]"] [:aaaaaaaa :bbbbbbb]
      ["[:aaaaaaaa" " :bbbbbbbb]"] [:aaaaaaaa :bbbbbbbb]
      ;; A comma and a blank behind it need room too.
      ["{:k [:aaaaa :bbbb]," " :z 1}"] {:k [:aaaaa :bbbb] :z 1}
      ["{:k" " [:aaaaa :bbbbb]," " :z 1}"] {:k [:aaaaa :bbbbb] :z 1}
      ["[[:aaaaaaaa :bbbbb]" " 1]"] [[:aaaaaaaa :bbbbb] 1]
      ["[[:aaaaaaaa" "  :bbbbbb]" " 1]"] [[:aaaaaaaa :bbbbbb] 1])))

(deftest length
  (binding [*print-length* 2]
    (is (= "(0 1 ...)" (text (range 9))))
    (is (= ["{:aaaaaa" " 1," " :bbbbb" " 2," " ...}"]
           (binding [pprint/*print-right-margin* 10]
             (string/split-lines (text (array-map :aaaaaa 1 :bbbbb 2 :c 3))))))))

(deftest numbers-of-cl-format
  (are [text format numbers] (= text (apply pprint/cl-format nil format numbers))
    "1.0 0.3333333333333333 100000000000000000000.0" "~f ~f ~f" [1 1/3 1.0E20]
    "0.0000001|123456.789" "~f|~f" [1e-7 123456.789]
    "3.14159E+4 3.14E+4   3.142E+4|" "~e ~,2e ~10,3e|" [31415.9 31415.9 31415.9]
    "-1.23E-3 1.0E+100 1.0E+1" "~e ~e ~,1e" [-0.00123 1e100 9.99]
    "3.14     31415926535.    " "~g ~g" [3.14 31415926535.0]
    "0.33 2.00" "~$ ~$" [1/3 2]
    "4,000 MMMCMXCIX MDCCCCLXXXXVIIII" "~@r ~@r ~:@r" [4000 3999 1999]))

(deftest directives
  (are [text format arguments] (= text (apply pprint/cl-format nil format arguments))
    "6." "~0f" [5.5]
    "minus zeroth" "~:r" [-1/2]
    "0.E-7" "~4,-1e" [1.0E-7]
    "123." "~4f" [123.456]
    "12.35" "~5f" [12.3456]
    "10." "~3f" [9.99]
    ".1" "~2f" [0.05]
    ".00" "~3f" [0.001]
    ".0000" "~5f" [1.0E-5]
    "      0." "~8f" [1.0E-10]
    ".000000001" "~10f" [5.0E-10]
    "0." "~,0f" [0.25]
    "1." "~,0f" [0.5]
    ".5" "~2,1f" [0.5]
    "-.5" "~3,1f" [-0.5]
    "50.00" "~,2,2f" [0.5]
    "10.0" "~4,1,-1f" [99.5]
    "****" "~4,,,'*f" [1.0E7]
    "+1.23" "~5@f" [1.234567]
    "000-0.50" "~8,2,,,'0f" [-0.5]
    "1.2E+0" "~6e" [1.23456]
    "1.235E+5" "~8e" [123456.0]
    "123.45E+1" "~,,,3e" [1234.5]
    "12.35E+2" "~,3,,2e" [1234.5]
    "0.100E+2" "~,3,,-1e" [9.99]
    "  0.150E+1" "~10,3,1,0e" [1.5]
    "****" "~4,1,,,'*e" [1.5]
    "1.50^+0" "~,2,,,,,'^e" [1.5]
    "0.    " "~g" [0]
    "0.0    " "~g" [0.0]
    "1." "~0$" [0.5]
    "5" "~d" [5.0]
    "ff" "~x" [255.0]
    "1,234,567" "~:d" [1234567.0]
    "1" "~d" [1.5M]
    "         +10-00" "~15,' ,'-,2:@d" [1E+3M]
    "1,000,000,000,000,000,000,000,000,000,000,000,000,000,000,000,000,000,000,000,000,000" "~:b" [9.223372036854776E18]
    "I" "~@r" [1.5]
    "2.5000000" "~v,vf" [7 5 2.5]
    "x          |" "~v,va|" [10 3 "x"]
    "1|" "~#,va|" [5 1]
    " nil" "~3* ~a" [1 2 3]
    " nil" "~5@* ~a" [1 2]
    " 1" "~:* ~a" [1 2]
    "nil" "~:*~a" []
    "%d $1" "~@(~a~)" ["%d $1"]
    " Hello world" "~@(~a~)" [" hello WORLD"]
    "Foo_bar Don'T 1a-B" "~:(~a~)" ["foo_bar don't 1a-b"]
    "a" "~:c" [\a]
    "Newline" "~:c" [\newline]
    "Meta-i" "~:c" [\é]
    "Space" "~:@c" [\space]
    "nil" "~c" [nil]
    "nil" "~:a" [nil]
    "" "~:[a~]" [true]
    "1,3" "~:{~a~:^,~}" [[[1 2] [3]]]))

(deftest errors-of-cl-format
  (are [kind format arguments]
       (= kind (try (apply pprint/cl-format nil format arguments)
                     (catch Exception e (.getName (class e)))))
    "java.lang.Exception" "~a ~a" [1]
    "java.lang.Exception" "~{~a ~a~}" [[1 2 3]]
    "java.lang.RuntimeException" "~@@a" [1]
    "java.lang.RuntimeException" "~,a" [1]
    "java.lang.RuntimeException" "~1,2%" []
    "java.lang.RuntimeException" "~'xa" [1]
    "java.lang.RuntimeException" "~:f" [1]
    "java.lang.RuntimeException" "~:@[a~]" [1]
    "java.lang.IllegalArgumentException" "~{~a~}" [5]
    "java.lang.IllegalArgumentException" "~:{~a~}" [[1 2]]))

(deftest levels-of-maps
  (are [text level x] (= text (pprint/write x :stream nil :level level))
    "#" 0 {:a 1}
    "{#}" 1 {:a {:b 1}}
    "{:a #}" 2 {:a {:b 1}}
    "{:a {#}}" 3 {:a {:b {:c 1}}})
  (is (= "[[1]]" (binding [*print-level* false] (text [[1]])))))

(deftest radix
  (is (= "[#xa #x3/4 1.5]" (pprint/write [10 3/4 1.5] :stream nil :base 16 :radix true)))
  (is (= "[10. #10r3/4]" (pprint/write [10 3/4] :stream nil :base 10 :radix true))))

(defn block
  "What a dispatch function of a block prints that separates the elements by newlines of that kind."
  [kind margin xs]
  (binding [pprint/*print-right-margin* margin]
    (with-out-str
      (pprint/with-pprint-dispatch
        (fn [x]
          (pprint/pprint-logical-block :prefix "<" :suffix ">"
            (pprint/print-length-loop [xs (seq x)]
              (when xs
                (pr (first xs))
                (when (next xs)
                  (print " ")
                  (pprint/pprint-newline kind)
                  (recur (next xs)))))))
        (pprint/pprint xs)))))

(deftest kinds-of-newlines
  (are [text kind margin] (= text (block kind margin [1 22 333 4 5]))
    "<1\n 22\n 333\n 4\n 5>\n" :linear 6
    "<1\n 22\n 333\n 4\n 5>\n" :linear 10
    "<1 22 333 4 5>\n" :linear 60
    "<1\n 22\n 333\n 4 5>\n" :fill 6
    "<1\n 22\n 333 4 5>\n" :fill 10
    "<1 22 333 4 5>\n" :fill 60
    "<1\n 22\n 333\n 4\n 5>\n" :miser 6
    "<1\n 22\n 333\n 4\n 5>\n" :miser 10
    "<1 22 333 4 5>\n" :miser 60
    "<1\n 22\n 333\n 4\n 5>\n" :mandatory 6
    "<1\n 22\n 333\n 4\n 5>\n" :mandatory 10
    "<1\n 22\n 333\n 4\n 5>\n" :mandatory 60))

(deftest blocks-of-cl-format
  (are [text margin format x]
       (= text (binding [pprint/*print-right-margin* margin] (pprint/cl-format nil format x)))
    "(\"Hello, World\"\n nil\n 32768)" 10 "~:<~w~^ ~@_~w~^ ~:_~w~:>" ["Hello, World" nil 32768]
    "(1 [2 3] 4)" 40 "~:<~w~^ ~@_~w~^ ~:_~w~:>" [1 [2 3] 4]
    "([1\n  2\n  3]\n 4 5)" 7 "~:<~w~^ ~@_~w~^ ~:_~w~:>" [[1 2 3] 4 5]
    "(10\n 7\n 4\n 1)" 5 "~<(~;~@{~w~^ ~_~}~;)~:>" [10 7 4 1]
    "[:aaaa \n  :bbbb\n  :cccc]" 12 "~<[~;~w ~1I~_~w ~_~w~;]~:>" [:aaaa :bbbb :cccc]
    ":aaaa \n      :bbbb\n      :cccc" 12 "~<~w ~:I~_~w ~_~w~:>" [:aaaa :bbbb :cccc]
    ":aaaa\n:bbbb\n:cccc :dddd :eeee" 20 "~<~@{~w~^ ~:_~}~:>" [:aaaa :bbbb :cccc :dddd :eeee]
    "(:aaaa\n {:b [1 2 3],\n  :c 4})" 14 "~:<~w~^ ~_~w~:>" [:aaaa {:b [1 2 3], :c 4}]))

(deftest code
  (are [text margin form]
       (= text (binding [pprint/*print-right-margin* margin]
                 (with-out-str (pprint/with-pprint-dispatch pprint/code-dispatch (pprint form)))))
    "(defn \n  f\n  [x y]\n  (let \n    [a 1 b (+ x y)]\n    (println a)\n    (* a b)))\n" 40 (quote (defn f [x y] (let [a 1 b (+ x y)] (println a) (* a b))))
    "(defn \n  f\n  [x y]\n  (let \n    [a 1\n     b\n     (+\n       x\n       y)]\n    (println\n      a)\n    (*\n      a\n      b)))\n" 12 (quote (defn f [x y] (let [a 1 b (+ x y)] (println a) (* a b))))
    "(defn f \"Doc.\" ([x] x) ([x y] (+ x y)))\n" 40 (quote (defn f "Doc." ([x] x) ([x y] (+ x y))))
    "(defn \n  f\n  \"Doc.\"\n  ([x] x)\n  ([x y]\n    (+\n      x\n      y)))\n" 12 (quote (defn f "Doc." ([x] x) ([x y] (+ x y))))
    "(defn f \"Doc.\" {:a 1} [x] x y)\n" 40 (quote (defn f "Doc." {:a 1} [x] x y))
    "(defn \n  f\n  \"Doc.\"\n  {:a 1}\n  [x]\n  x\n  y)\n" 12 (quote (defn f "Doc." {:a 1} [x] x y))
    "(if (pred? x) (then x) (else x))\n" 40 (quote (if (pred? x) (then x) (else x)))
    "(if\n  (pred? x)\n  (then x)\n  (else x))\n" 12 (quote (if (pred? x) (then x) (else x)))
    "(cond (a? x) 1 (b? x) 2 :else 3)\n" 40 (quote (cond (a? x) 1 (b? x) 2 :else 3))
    "(cond\n  (a? x) 1\n  (b? x) 2\n  :else 3)\n" 12 (quote (cond (a? x) 1 (b? x) 2 :else 3))
    "(-> x (a 1) (b 2) c)\n" 40 (quote (-> x (a 1) (b 2) c))
    "(->\n x\n (a 1)\n (b 2)\n c)\n" 12 (quote (-> x (a 1) (b 2) c))
    "(fn [x] (inc x))\n" 40 (quote (fn [x] (inc x)))
    "(fn \n  [x]\n  (inc x))\n" 12 (quote (fn [x] (inc x)))
    "(ns \n  foo.bar\n  \"Doc.\"\n  (:require [a.b :as b]\n            [c.d :refer [e]])\n  (:import (java.util List)))\n" 40 (quote (ns foo.bar "Doc." (:require [a.b :as b] [c.d :refer [e]]) (:import (java.util List))))
    "(ns \n  foo.bar\n  \"Doc.\"\n  (:require [a.b :as b]\n            [c.d :refer [e]])\n  (:import (java.util List)))\n" 12 (quote (ns foo.bar "Doc." (:require [a.b :as b] [c.d :refer [e]]) (:import (java.util List))))
    "(let \n  [{:keys [a b]} m [c & d] v]\n  [a b c d])\n" 40 (quote (let [{:keys [a b]} m [c & d] v] [a b c d]))
    "(let \n  [{:keys\n    [a b]}\n   m\n   [c & d]\n   v]\n  [a b c d])\n" 12 (quote (let [{:keys [a b]} m [c & d] v] [a b c d]))
    "'(a b)\n" 40 (quote (quote (a b)))
    "'(a b)\n" 12 (quote (quote (a b)))
    "#(+ % 1)\n" 40 (quote (fn* [p1] (+ p1 1)))
    "#(+ % 1)\n" 12 (quote (fn* [p1] (+ p1 1)))
    "#(+ %2 %1)\n" 40 (quote (fn* [p1 p2] (+ p2 p1)))
    "#(+ %2 %1)\n" 12 (quote (fn* [p1 p2] (+ p2 p1)))
    "(condp = x 1 :a 2 :b :c)\n" 40 (quote (condp = x 1 :a 2 :b :c))
    "(condp\n  =\n  x\n  1 :a\n  2 :b\n  :c)\n" 12 (quote (condp = x 1 :a 2 :b :c))
    "(.. a b c)\n" 40 (quote (.. a b c))
    "(.. a b c)\n" 12 (quote (.. a b c))
    "(let [] x)\n" 40 (quote (let [] x))
    "(let [] x)\n" 12 (quote (let [] x))
    "(a (b (c (d (e (f (g (h (i j)))))))))\n" 40 (quote (a (b (c (d (e (f (g (h (i j))))))))))
    "(a\n  (b\n    (c\n      (d\n        (e\n          (f\n            (g\n              (h\n                (i\n                  j)))))))))\n" 12 (quote (a (b (c (d (e (f (g (h (i j))))))))))
    "(if-let [x y] x z)\n" 40 (quote (if-let [x y] x z))
    "(if-let \n  [x y]\n  x\n  z)\n" 12 (quote (if-let [x y] x z))
    "(def x {:a 1, :b [2 3]})\n" 40 (quote (def x {:a 1, :b [2 3]}))
    "(def\n x\n {:a 1,\n  :b [2 3]})\n" 12 (quote (def x {:a 1, :b [2 3]}))
    "(clojure.core/let [a 1] b)\n" 40 (quote (clojure.core/let [a 1] b))
    "(clojure.core/let \n  [a 1]\n  b)\n" 12 (quote (clojure.core/let [a 1] b))
    "(foo/defn f [x] y)\n" 40 (quote (foo/defn f [x] y))
    "(foo/defn\n  f\n  [x]\n  y)\n" 12 (quote (foo/defn f [x] y))))

(deftest dispatch-functions-see-what-is-within
  (is (= "[<1> 2 {:a <3>}]"
         (string/trim-newline
          (with-out-str
            (pprint/with-pprint-dispatch
              (fn [x]
                (cond (and (int? x) (odd? x)) (print (str "<" x ">"))
                      (vector? x) (pprint/pprint-logical-block
                                    :prefix "[" :suffix "]"
                                    (doseq [[i e] (map-indexed vector x)]
                                      (when (pos? i) (print " "))
                                      (pprint/write-out e)))
                      :else (pprint/simple-dispatch x)))
              (pprint [1 2 {:a 3}])))))))

(defn- code-lines
  "The lines of a form as code, with the margin."
  [margin form]
  (string/split-lines
   (pprint/write form :dispatch pprint/code-dispatch :stream nil :right-margin margin)))

(deftest forms-as-code-test
  (are [margin form lines] (= lines (code-lines margin form))
    72 '(defn area "Of a shape." {:added "1"} [{:keys [w h], :as shape} & more] (let [a (* w h) b (count more)] (if (pos? a) (println "positive" a) (do (print b) (recur a b)))))
    ["(defn area"
     "  \"Of a shape.\""
     "  {:added \"1\"}"
     "  [{:keys [w h], :as shape} & more]"
     "  (let [a (* w h) b (count more)]"
     "    (if (pos? a) (println \"positive\" a) (do (print b) (recur a b)))))"]
    30 '(defn f ([x] (f x 1)) ([x y] (+ x y)))
    ["(defn "
     "  f"
     "  ([x] (f x 1))"
     "  ([x y] (+ x y)))"]
    40 '(cond (pos? x) (println "positive" x) (neg? x) (log x) :else nil)
    ["(cond"
     "  (pos? x) (println \"positive\" x)"
     "  (neg? x) (log x)"
     "  :else nil)"]
    40 '(condp = x 1 (first-result-of-all 1) 2 (second-result 2) other)
    ["(condp"
     "  ="
     "  x"
     "  1 (first-result-of-all 1)"
     "  2 (second-result 2)"
     "  other)"]
    30 '(let [one (some-function x) two 2] (foo one two) bar)
    ["(let "
     "  [one (some-function x)"
     "   two 2]"
     "  (foo one two)"
     "  bar)"]
    20 '(let [one (some-function x) two 2] (foo one two) bar)
    ["(let "
     "  [one"
     "   (some-function"
     "     x)"
     "   two 2]"
     "  (foo one two)"
     "  bar)"]
    60 '(ns a.b "Doc." (:use c.d) (:require e [f.g :as h] (i.j [k :as l])) (:import java.util.Date (java.io File)))
    ["(ns a.b"
     "  \"Doc.\""
     "  (:use c.d)"
     "  (:require e [f.g :as h] (i.j [k :as l]))"
     "  (:import java.util.Date (java.io File)))"]
    30 '(-> order (assoc :price final) (dissoc :items))
    ["(->"
     " order"
     " (assoc :price final)"
     " (dissoc :items))"]
    30 '(when-not ready (start! engine) (wait-for engine))
    ["(when-not"
     "  ready"
     "  (start! engine)"
     "  (wait-for engine))"]
    25 '(call-of-a-function one two #{aaaa bbbb} three)
    ["(call-of-a-function"
     "  one"
     "  two"
     "  #{aaaa bbbb}"
     "  three)"]
    20 '{:key [1 2 3], :other #{:bbb :aaa}, :fn (fn [x] x)}
    ["{:key [1 2 3],"
     " :other"
     " #{:bbb :aaa},"
     " :fn (fn [x] x)}"]
    72 '(fn* [p] (foo p (quote a) (clojure.core/deref b) (var c)))
    ["#(foo % 'a @b #'c)"]
    72 '(fn* [p q] (foo q p))
    ["#(foo %2 %1)"]
    20 '(def name "doc" (value of it all))
    ["(def"
     " name"
     " \"doc\""
     " (value of it all))"])
  (are [margin form lines] (= lines (code-lines margin form))
    72 '(ns a (:gen-class)) ["(ns a" "  (:gen-class))"]
    72 '(ns a "doc \"q\"" {:a 1}) ["(ns a" "  \"doc \"q\"\"" "  {:a 1})"]
    72 '(ns a (:refer-clojure :exclude [map filter]) (:import (java.util Date List)))
    ["(ns a" "  (:refer-clojure :exclude [map filter])" "  (:import (java.util Date List)))"]
    30 '(ns a (:require [b] c [d :refer [e f]]) (:use [clojure.string :only (join split)]))
    ["(ns " "  a" "  (:require [b ]" "            c" "            [d :refer [e f]])"
     "  (:use [clojure.string :only (join" "                               split)]))"])
  (is (= "(a (b #) [1 #] {#})\n(a b ...)\n"
         (with-out-str
           (pprint/with-pprint-dispatch pprint/code-dispatch
             (binding [*print-level* 2] (pprint '(a (b (c (d))) [1 [2 [3]]] {1 {2 {3 4}}})))
             (binding [*print-length* 2] (pprint '(a b c d)))))))
  (is (= "x: (let [a 1] (foo bar))\n"
         (with-out-str
           (print "x: ")
           (pprint/with-pprint-dispatch pprint/code-dispatch (pprint '(let [a 1] (foo bar))))))))

(deftype Changeable [xs]
  clojure.lang.Associative
  (assoc [_ k v] (Changeable. (assoc xs k v))))

(deftest types-that-are-no-collections-to-print
  (is (re-matches #"#object\[\S+Changeable 0x[0-9a-f]+ \"\S+Changeable@[0-9a-f]+\"\]\n"
                  (with-out-str (pprint/pprint (Changeable. {:a 1}))))))
