;; SPDX-License-Identifier: MIT
;; What is evaluated, realised and checked first, and of which kind the sequences are that functions
;; are given or answer.
(ns nacre.test.evaluation
  (:require [clojure.edn]
            [clojure.test :refer [are deftest is]]))

(defmacro kind
  "The simple name of what the form throws, or its value."
  [form]
  `(try ~form
        (catch clojure.lang.Compiler$CompilerException _# :compiler)
        (catch Throwable e# (symbol (.getSimpleName (class e#))))))

(defmacro compiled
  "As kind, with the form compiled when that runs."
  [form]
  `(kind (eval '~form)))

(defn failing [] (lazy-seq (throw (IllegalStateException. "realised"))))

(deftest lazy-seqs-are-realised-to-be-compared
  (are [expected form] (= expected (kind form))
    'IllegalStateException (= (failing) 1)
    'IllegalStateException (= 1 (failing))
    'IllegalStateException (= (failing) nil)
    'IllegalStateException (= (failing) {})
    'IllegalStateException (= :a (failing))
    'IllegalStateException (= [(failing)] [1])
    'IllegalStateException (= {:a 1} {:a (failing)})
    'IllegalStateException (conj (failing) 1)
    false (= nil (failing))
    false (= {} (failing))
    false (= #{} (failing))
    false (= [1 (failing)] [2 1])
    false (= (lazy-seq nil) nil)))

(deftest conj-to-a-lazy-seq
  (is (list? (conj (lazy-seq nil) 1)))
  (is (not (list? (conj (lazy-seq [2]) 1))))
  (let [log (atom 0)]
    (cons 1 (lazy-seq (swap! log inc) nil))
    (is (= 0 @log))
    (conj (lazy-seq (swap! log inc) nil) 1)
    (is (= 1 @log))))

(defn steps
  "How many elements the first step of map takes from xs."
  [xs]
  (let [log (atom 0)]
    (first (map (fn [x] (swap! log inc) x) xs))
    @log))

(deftest chunks
  (are [expected form] (= expected (steps form))
    1 (sort [3 1 2])
    1 (sort-by - [3 1 2])
    1 (to-array [1 2 3])
    1 (long-array [1 2 3])
    1 (subvec [1 2 3] 0)
    1 (eduction (map inc) [1 2 3])
    1 (seque [1 2 3])
    3 (iterator-seq (.iterator [1 2 3]))
    3 (seq [1 2 3])))

(deftest rest-of-arguments
  (let [f (fn [& r] r)]
    (is (= '(1 2) (f 1 2)))
    (is (not (list? (f 1 2))))
    (is (seq? (f 1 2)))
    (is (counted? (f 1 2)))
    (is (= 'ClassCastException (kind (peek (f 1 2)))))
    (is (= 'ClassCastException (kind (pop (f 1 2)))))
    (is (= "clojure.lang.ArraySeq" (.getName (class (f 1 2)))))
    (is (= "clojure.lang.Cons" (.getName (class (conj (f 1 2) 0)))))
    (is (= {:a 1} (meta (with-meta (f 1) {:a 1}))))
    (is (= () (empty (with-meta (f 1) {:a 1}))))
    (is (nil? (meta (empty (with-meta (f 1) {:a 1})))))))

(defmacro body-is-a-list [& body] (list? body))

(deftest macros-get-lists
  (is (true? (body-is-a-list 1 2)))
  (is (= '(inc) (macroexpand-1 '(inc))))
  (is (= '(max 1 2 3) (macroexpand-1 '(max 1 2 3)))))

(deftest callees-and-pairs-come-first
  (let [thrown (fn [] (throw (IllegalStateException. "evaluated")))]
    (are [expected form] (= expected (kind form))
      'ClassCastException (1 (thrown))
      'ClassCastException ("a" (thrown))
      'ClassCastException ((identity 1) (thrown))
      'IllegalStateException ((identity nil) (thrown))
      'IllegalStateException (:a (thrown))
      'ArithmeticException (/ 1 (identity 0) (thrown))
      'ClassCastException (max 1 (identity :a) (thrown))
      'NullPointerException (bit-and 1 (identity nil) (thrown)))))

(deftest refused-by-the-compiler
  (are [form] (= :compiler (compiled form))
    (nil 1) (nil) (var 1) (var) (var (a)) (binding [:a 1] 2) (binding [1 1] 2)
    (import []) (import (x)) (import nil) (refer-clojure 1) (refer-clojure :only 1)
    (refer-clojure :foo [a]) (require) (require :y) (use)))

(deftest kinds-of-errors
  (are [expected form] (= expected (kind form))
    'ClassCastException (future-cancel 1)
    'NullPointerException (future-done? nil)
    'ClassCastException (send 1 inc)
    'ClassCastException (agent-error 1)
    'ClassCastException (await 1)
    'ClassCastException (commute 1 inc)
    'NullPointerException (commute nil inc)
    'ClassCastException (set-error-mode! (agent 1) 1)
    'IllegalStateException (dosync (let [r (ref 1)] (commute r inc) (ref-set r 5)))
    'IllegalStateException (dosync (let [r (ref 1)] (commute r inc) (alter r inc)))
    'ClassCastException (line-seq 1)
    'ClassCastException (iterator-seq 1)
    'ClassCastException (enumeration-seq 1)
    'ClassCastException (clojure.edn/read 1)
    'ClassCastException (read 1)
    'IllegalArgumentException (slurp [])
    'IllegalArgumentException (spit 1 1)
    'IllegalArgumentException (find-var 'no.such/name)
    'ClassCastException (ns-unmap *ns* :a)
    'IllegalArgumentException (intern *ns* 'a/b)
    'ClassCastException (struct-map :a)
    'NullPointerException (struct nil 1)
    'ClassCastException (accessor 1 2)
    'IllegalArgumentException (into-array Long [1 "a"])
    nil (find-keyword 1)
    [nil nil] (vec (make-array Long 2))
    [0 0] (vec (make-array Long/TYPE 2))
    [nil 1] (vec (into-array Long [nil 1]))))

(declare declared)

(deftest unbound-vars
  (is (= "Unbound: #'nacre.test.evaluation/declared" (str declared)))
  (is (= "clojure.lang.Var$Unbound" (.getName (class declared))))
  (is (= 'IllegalStateException (kind (declared 1))))
  (is (= 'ClassCastException (kind (inc declared))))
  (is (ifn? declared))
  (is (not (bound? #'declared))))

(defprotocol Protocol (method [this]))
(defrecord Inline [] Protocol (method [_] 1))
(extend-type String Protocol (method [_] 2))

(deftest protocols-and-classes
  (is (= [String] (extenders Protocol)))
  (is (= (->Inline) (find-protocol-impl Protocol (->Inline))))
  (is (= [:method] (keys (find-protocol-impl Protocol "a"))))
  (is (= ["interface clojure.lang.IPersistentMap" "class java.lang.Long" "long"]
         [(str clojure.lang.IPersistentMap) (str Long) (str Long/TYPE)]))
  (is (= String (get (ns-imports 'nacre.test.evaluation) 'String)))
  (is (= "clojure.lang.PersistentArrayMap$TransientArrayMap" (.getName (class (transient {})))))
  (is (= "clojure.lang.APersistentVector$Seq" (.getName (class (seq (subvec [1 2] 0))))))
  (is (= "clojure.lang.PersistentQueue$Seq"
         (.getName (class (seq (conj clojure.lang.PersistentQueue/EMPTY 1)))))))

(deftest printed-to-be-read-back
  (binding [*print-dup* true]
    (are [text x] (= text (pr-str x))
      "#=(java.math.BigInteger. \"256\")" (biginteger 256)
      "#=(clojure.lang.MapEntry/create [:a 1])" (first {:a 1})
      "#=(java.lang.Float. \"1.0\")" (float 1)
      "#=java.lang.Long" Long
      "#=(var clojure.core/first)" #'first
      "#=(find-ns clojure.core)" (find-ns 'clojure.core))))

(deftest division-by-a-double-zero
  (let [zero 0.0]
    (is (= ##Inf (/ 1 0.0) (/ 1.0 (identity 0)) (/ (identity 1) 0.0) (/ 1 zero)
           (/ (double 1) (identity 0.0)))))
  (are [form] (= 'ArithmeticException (kind form))
    (/ (identity 1.0) 0)
    (/ (identity 1) (identity 0.0))
    (apply / [1 0.0])
    (reduce / [1 0.0])
    ((fn [x] (/ 1 x)) 0.0))
  (is (Double/isNaN (/ (identity ##NaN) (identity 0.0)))))

(deftest case-asks-for-the-code-first
  (is (= [:other :other :other :a :a]
         [(case -0.0 0.0 :a :other) (case 1M 1.0M :a :other) (case (float 1) 1.0 :a :other)
          (case 1.0M (2M 1.0M) :a :other) (case [0.5] [0.5] :a :other)])))

(deftest the-first-set-decides
  (let [by-rest (sorted-set-by (fn [a b] (compare (mod a 3) (mod b 3))) 1)]
    (is (= by-rest #{4}))
    (is (not= #{4} by-rest))
    (is (not= (sorted-set 1 2) #{"a" "b"}))
    (is (not= #{"a"} (sorted-set 1)))
    (is (not= (sorted-set 1) (sorted-set "a")))
    (is (= (sorted-set 1 2) (sorted-set-by > 1 2)))))

(deftest format-takes-no-bigints
  (is (= 'IllegalFormatConversionException (kind (format "%d" 1N))))
  (is (= "1" (format "%d" (biginteger 1)))))

(deftest what-is-evaluated-while-reading
  (are [expected text] (= expected (kind (read-string text)))
    3 "#=(+ 1 2)"
    '{a (b c)} "#=(clojure.lang.PersistentArrayMap/create {a (b c)})"
    '[1 x (y)] "#=(clojure.core/vector 1 x (y))"
    '[[a]] "[#=(vector a)]"
    "ab" "#=(str \"a\" b)"
    3 "#=(java.lang.Math/abs -3)"
    #inst "1970-01-01" "#=(java.util.Date. 0)"
    String "#=java.lang.String"
    #'clojure.core/inc "#=(var clojure.core/inc)"
    'ClassNotFoundException "#=no.Such"
    'ClassCastException "#=(inc (+ 1 2))"
    'ClassCastException "#=(:k {:k 1})"
    'RuntimeException "#=(quote x)"
    'RuntimeException "#=(no-such-function 1)"
    'IllegalArgumentException "#=5"
    'IllegalArgumentException "#=\"x\""
    'IllegalArgumentException "#=[1]"
    'NullPointerException "#=()"))

(deftest what-is-printed-to-be-read-back-is-read-back
  (let [x {'a [1 'b '(c {:d e})] #{1 'x} (sorted-map 1 'y)}]
    (is (= x (read-string (binding [*print-dup* true] (pr-str x)))))))
