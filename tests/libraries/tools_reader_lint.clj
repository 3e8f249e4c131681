;; SPDX-License-Identifier: MIT
;; A small lint over source text, with the places that tools.reader gives.
(ns nacre.libraries.tools-reader-lint
  (:require [clojure.test :refer [deftest is testing]]
            [clojure.tools.reader :as reader]
            [clojure.tools.reader.edn :as edn]
            [clojure.tools.reader.reader-types :as types]))

(defn forms [text]
  (let [source (types/indexing-push-back-reader text)]
    (doall (take-while (fn [form] (not= form ::end))
                       (repeatedly #(reader/read {:eof ::end :read-cond :allow :features #{:clj}}
                                                 source))))))

(defn calls [form]
  (filter (fn [x] (and (seq? x) (symbol? (first x)))) (tree-seq coll? seq form)))

(defn findings
  "[line message] of an if without an else and of a def inside another form."
  [text]
  (for [top (forms text)
        call (calls top)
        :let [message (cond (and (= 'if (first call)) (= 3 (count call))) "if without else"
                            (and (= 'def (first call)) (not (identical? call top))) "inner def")]
        :when message]
    [(:line (meta call)) message]))

(deftest lint
  (is (= [[2 "if without else"] [5 "inner def"]]
         (findings "(defn f [x]\n  (if x\n    1))\n(defn g []\n  (def h 1))\n(def fine 2)")))
  (is (= [] (findings "(defn f [x] #?(:clj (if x 1 2) :cljs (if x 1)))"))))

(deftest values
  (is (= '[1 2N 3.5 1/2 0x1F 2r101 1e3M] (first (forms "[1 2N 3.5 1/2 0x1F 2r101 1e3M]"))))
  (is (= ["a\tb" \newline \u0041 :a/b 'c/d nil true]
         (first (forms "[\"a\\tb\" \\newline \\u0041 :a/b c/d nil true]"))))
  (is (= #{1 2} (first (forms "#{1 2}"))))
  (is (= {:a/b 1 :c 2} (first (forms "#:a{:b 1 :_/c 2}"))))
  (is (= '(quote (var x)) (first (forms "'#'x"))))
  (is (= '(fn* [p1] (+ p1 1)) (let [[f [p] body] (first (forms "#(+ % 1)"))]
                                (list f ['p1] (replace {p 'p1} body)))))
  (is (= "a.c" (str (first (forms "#\"a.c\"")))))
  (is (= [1 [2 3]] (eval (first (forms "(let [x 1] `[~x [~@(list 2 3)]])")))))
  (is (= '{:tag String} (dissoc (meta (first (forms "^String x"))) :line :column :end-line :end-column)))
  (is (= #inst "2020-02-29T12:00:00Z" (first (forms "#inst \"2020-02-29T12:00:00Z\"")))))

(deftest places
  (let [[a b] (forms "(a)\n   (b\n c)")]
    (is (= [1 1 1 4] ((juxt :line :column :end-line :end-column) (meta a))))
    (is (= [2 4 3 4] ((juxt :line :column :end-line :end-column) (meta b))))))

(deftest errors
  (testing "an error says where"
    (let [problem (try (doall (forms "(a\n b]")) nil (catch clojure.lang.ExceptionInfo e e))]
      (is (= [:reader-exception 2] ((juxt :type :line) (ex-data problem))))
      (is (= :reader-error (:ex-kind (ex-data problem))))))
  (is (thrown-with-msg? clojure.lang.ExceptionInfo #"Unexpected EOF" (forms "(a")))
  (is (thrown? clojure.lang.ExceptionInfo (forms "{:a}"))))

(deftest edn-values
  (is (= {:a [1 #{2}]} (edn/read-string "{:a [1 #{2}]}")))
  (is (= [:tagged 'point [1 2]]
         (edn/read-string {:readers {'point (fn [v] [:tagged 'point v])}} "#point [1 2]")))
  (is (= :end (edn/read-string {:eof :end} " ; nothing")))
  (is (thrown? Exception (edn/read-string "#nosuch 1"))))
