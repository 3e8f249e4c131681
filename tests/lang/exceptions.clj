;; SPDX-License-Identifier: MIT
(ns nacre.test.exceptions
  (:require [clojure.test :refer [deftest is]]))

(deftest try-and-catch-test
  (is (= 1 (try 1)))
  (is (= 1 (try 1 (catch Exception e 2))))
  (is (= "m" (try (throw (Exception. "m")) (catch Exception e (.getMessage e)))))
  (is (= '{:a 1} (try (throw (ex-info "m" {:a 1})) (catch Exception e (ex-data e)))))
  (is (= :arith (try (/ 1 0) (catch ArithmeticException e :arith))))
  (is (= "Divide by zero" (try (/ 1 0) (catch Exception e (ex-message e)))))
  (is (= 2
       (try (throw (RuntimeException. "r")) (catch IllegalArgumentException e 1) (catch RuntimeException e 2))))
  (is (= 1
       (try (throw (IllegalArgumentException. "r")) (catch IllegalArgumentException e 1) (catch RuntimeException e 2))))
  (is (= 2 (try (throw (Exception. "a")) (catch RuntimeException e 1) (catch Exception e 2))))
  (is (= '[:outer "in"]
       (try (try (throw (Exception. "in")) (catch RuntimeException e 1)) (catch Exception e [:outer (ex-message e)]))))
  (is (= 2 (try (throw (Error. "e")) (catch Exception e 1) (catch Throwable t 2))))
  (is (= :info (try (throw (ex-info "x" {})) (catch clojure.lang.ExceptionInfo e :info))))
  (is (= '["2" "1"]
       (try (try (throw (ex-info "1" {})) (catch Exception e (throw (ex-info "2" {} e)))) (catch Exception e [(ex-message e) (ex-message (ex-cause e))]))))
  (is (= nil (try nil)))
  (is (= nil (try))))

(deftest finally-test
  (is (= '[1 [:f]] (let [a (atom [])] [(try 1 (finally (swap! a conj :f))) @a])))
  (is (= '[:c [:f]]
       (let [a (atom [])] [(try (throw (Exception. "x")) (catch Exception e :c) (finally (swap! a conj :f))) @a])))
  (is (= '[1 2]
       (let [a (atom [])] (try (try (throw (Exception. "x")) (finally (swap! a conj 1))) (catch Exception e (swap! a conj 2))) @a)))
  (is (= '[1 2 "y"]
       (let [a (atom [])] (try (try (throw (Exception. "x")) (catch Exception e (swap! a conj 1) (throw (Exception. "y"))) (finally (swap! a conj 2))) (catch Exception e (swap! a conj (ex-message e)))) @a)))
  (is (= 1 (try 1 (finally 2))))
  (is (= "b"
       (try (try (throw (Exception. "a")) (finally (throw (Exception. "b")))) (catch Exception e (ex-message e)))))
  (is (= 10 (let [a (atom 0)] (dotimes [_ 5] (try (swap! a inc) (finally (swap! a inc)))) @a)))
  (is (= '[1 2 3 4]
       (let [a (atom [])] (try (try (try (throw (Exception. "x")) (finally (swap! a conj 1))) (finally (swap! a conj 2))) (catch Exception _ (swap! a conj 3)) (finally (swap! a conj 4))) @a)))
  (is (= '[:ret [:x]]
       (let [a (atom []) f (fn [] (try :ret (finally (swap! a conj :x))))] [(f) @a])))
  (is (= '[0 :f 1 :f 2 :f]
       (let [a (atom [])] (loop [i 0] (when (< i 3) (try (swap! a conj i) (finally (swap! a conj :f))) (recur (inc i)))) @a))))

(deftest nested-functions-and-recursion-test
  (is (= "deep"
       (letfn [(f [n] (if (zero? n) (throw (ex-info "deep" {:n n})) (f (dec n))))] (try (f 100) (catch Exception e (ex-message e))))))
  (is (= :caught
       (letfn [(f [n] (if (zero? n) (throw (ex-info "deep" {})) (inc (f (dec n)))))] (try (f 1000) (catch Exception e :caught)))))
  (is (= 3
       (try (doall (map (fn [x] (if (= x 3) (throw (ex-info "x" {:x x})) x)) (range 10))) (catch Exception e (:x (ex-data e))))))
  (is (= '{:a 3}
       (try (reduce (fn [a x] (if (= x 3) (throw (ex-info "" {:a a})) (+ a x))) (range 10)) (catch Exception e (ex-data e)))))
  (is (= '(0 :odd 2 :odd)
       (map (fn [x] (try (if (odd? x) (throw (Exception. "odd")) x) (catch Exception e :odd))) (range 4))))
  (is (= "lazy"
       (let [s (map (fn [x] (throw (ex-info "lazy" {}))) [1])] (try (first s) (catch Exception e (ex-message e))))))
  (is (= '[0 :e 2]
       (loop [i 0 acc []] (if (< i 3) (recur (inc i) (conj acc (try (if (odd? i) (throw (Exception. "o")) i) (catch Exception e :e)))) acc))))
  (is (= "in swap"
       (try (swap! (atom 1) (fn [x] (throw (ex-info "in swap" {})))) (catch Exception e (ex-message e)))))
  (is (= "key"
       (try (sort-by (fn [x] (throw (ex-info "key" {}))) [1 2]) (catch Exception e (ex-message e)))))
  (is (= 1 (let [x 1] (try (let [x 2] (throw (Exception. "m"))) (catch Exception e x)))))
  (is (= '[1 2 "q"]
       (let [a 1 b 2] (try (throw (Exception. "q")) (catch Exception e [a b (ex-message e)]) (finally [a b])))))
  (is (= 51
       (let [n (atom 0) f (fn f [k] (try (if (pos? k) (f (dec k)) (throw (Exception. "bottom"))) (finally (swap! n inc))))] (try (f 50) (catch Exception _)) @n))))

(deftest ex-info-test
  (is (= "m" (ex-message (ex-info "m" {}))))
  (is (= '{:a 1} (ex-data (ex-info "m" {:a 1}))))
  (is (= "c" (ex-message (ex-cause (ex-info "m" {} (Exception. "c"))))))
  (is (= nil (ex-cause (ex-info "m" {}))))
  (is (= nil (ex-data (Exception. "x"))))
  (is (= nil (ex-message nil)))
  (is (= nil (ex-data nil)))
  (is (= nil (ex-message 1)))
  (is (= nil (ex-data {:a 1})))
  (is (= true (instance? Throwable (ex-info "" {}))))
  (is (= true (instance? Exception (ex-info "" {}))))
  (is (= true (instance? RuntimeException (ex-info "" {}))))
  (is (= nil (ex-message (Exception.))))
  (is (= true (instance? ArithmeticException (try (/ 1 0) (catch Throwable t t)))))
  (is (= "why" (:cause (Throwable->map (ex-info "why" {:a 1})))))
  (is (= '{:a 1} (:data (Throwable->map (ex-info "why" {:a 1})))))
  (is (= "kept" (ex-message (try (throw (ex-info "kept" {})) (catch Throwable t t)))))
  (is (= true (let [e (ex-info "same" {})] (identical? e (try (throw e) (catch Throwable t t)))))))

(deftest kinds-of-errors-test
  (is (= :index (try (nth [1] 5) (catch IndexOutOfBoundsException e :index))))
  (is (= :null (try (inc nil) (catch NullPointerException e :null))))
  (is (= :class (try (inc "a") (catch ClassCastException e :class))))
  (is (= :overflow (try (+ 9223372036854775807 1) (catch ArithmeticException e :overflow))))
  (is (= :arity (try ((fn [x] x)) (catch clojure.lang.ArityException e :arity))))
  (is (= :assert (try (assert false) (catch AssertionError e :assert))))
  (is (= :read (try (read-string "(") (catch RuntimeException e :read))))
  (is (= "s"
       (try (throw (IllegalStateException. "s")) (catch IllegalStateException e (ex-message e)))))
  (is (= "u"
       (try (throw (UnsupportedOperationException. "u")) (catch UnsupportedOperationException e (ex-message e)))))
  (is (= :nf (try (Long/parseLong "x") (catch NumberFormatException e :nf))))
  (is (= :iae (try (case 9 1 1) (catch IllegalArgumentException e :iae))))
  (is (= :ise (try (pop []) (catch IllegalStateException e :ise))))
  (is (= :cce (try (1 2) (catch ClassCastException e :cce))))
  (is (= :ioobe (try (assoc [1] 5 1) (catch IndexOutOfBoundsException e :ioobe))))
  (is (= :sioobe (try (subs "a" 5) (catch StringIndexOutOfBoundsException e :sioobe))))
  (is (= :unresolved (try (eval 'nope-nope-nope) (catch Exception e :unresolved))))
  (is (= :cce (try (sort [1 :a]) (catch ClassCastException e :cce))))
  (is (= :iae (try (first 1) (catch IllegalArgumentException e :iae)))))

(deftest messages-name-the-value-test
  (is (= "Divide by zero" (try (/ 1 0) (catch Exception e (ex-message e)))))
  (is (= true
       (boolean (re-find #"Wrong number of args \(2\)" (try ((fn foo [x] x) 1 2) (catch Exception e (ex-message e)))))))
  (is (= "hello" (try (throw (ex-info "hello" {})) (catch Exception e (.getMessage e)))))
  (is (= true
       (boolean (re-find #"nope-sym" (try (eval 'nope-sym) (catch Throwable e (str (ex-message e) (some-> (ex-cause e) ex-message)))))))))

(deftest errors-test
  (is (thrown? Throwable (throw 1)))
  (is (thrown? Throwable (throw nil)))
  (is (thrown? Throwable (throw "a")))
  (is (thrown? Throwable (throw (ex-info "m" {}))))
  (is (thrown? Throwable (ex-info)))
  (is (thrown? Throwable (ex-info "m")))
  (is (thrown? Throwable (throw (Exception. "x"))))
  (is (thrown? Throwable (eval '(try (catch)))))
  (is (thrown? Throwable (eval '(try 1 (finally 2) (catch Exception e 3)))))
  (is (thrown? Throwable (eval '(try 1 (catch NoSuchClassAtAll e 3)))))
  (is (thrown? Throwable (eval '(throw (NoSuchClass.)))))
  (is (thrown? Throwable (eval '(loop [x 1] (try (recur 2) (finally 3))))))
  (is (thrown? Throwable (deref (delay (throw (Exception. "x"))))))
  (is (thrown? Throwable (eval '(try 1 (finally 1) (finally 2))))))

(deftest with-open-and-assertions-test
  (is (= '[:result [:body :closed]]
       (let [log (atom []) r (reify java.io.Closeable (close [_] (swap! log conj :closed)))] [(with-open [x r] (swap! log conj :body) :result) @log]))))

(deftest error-as-values-test
  (is (= '[2 nil :bad 1] (mapv #(try (% 1) (catch Throwable _ :bad)) [inc :k 5 #{1}])))
  (is (= :matched
       (try (throw (ex-info "a" {:type ::x})) (catch clojure.lang.ExceptionInfo e (case (:type (ex-data e)) ::x :matched :else))))))

(deftest reasons-of-the-compiler
  (let [reason (fn [form]
                 (binding [*ns* (the-ns 'nacre.test.exceptions)]
                   (try (eval form)
                        (catch clojure.lang.Compiler$CompilerException e
                          (.getMessage (.getCause e))))))]
    (is (= "Unable to resolve symbol: nope in this context" (reason 'nope)))
    (is (= "No such namespace: nope" (reason 'nope/x)))
    (is (= "No such var: clojure.core/nope" (reason '(clojure.core/nope 1))))
    (is (= "Can't take value of a macro: #'clojure.core/when" (reason 'when)))
    (is (= "Unable to resolve var: nope in this context" (reason '(var nope))))
    (is (= "Unable to resolve classname: Nope" (reason '(new Nope 1))))
    (is (= "Can only recur from tail position" (reason '(loop [x 1] (do (recur 2) 3)))))
    (is (= "Too few arguments to if" (reason '(if))))
    (is (= "Too few arguments to def" (reason '(def))))
    (is (= "First argument to def must be a Symbol" (reason '(def 1 2))))
    (is (= "Can't refer to qualified var that doesn't exist" (reason '(def no.such/x 1))))
    (is (= "Can't have 2 overloads with same arity" (reason '(fn* ([a] 1) ([b] 2)))))
    (is (= "cond requires an even number of forms" (reason '(cond 1))))))

(deftest where-a-text-cannot-be-parsed
  (let [e (java.text.ParseException. "bad" 3)]
    (is (= ["bad" 3 nil] [(ex-message e) (.getErrorOffset e) (ex-data e)]))
    (is (= 3 (try (throw e) (catch java.text.ParseException e (.getErrorOffset e)))))))
