;; SPDX-License-Identifier: MIT
;; What an exception tells that a form of a file, of a text or of eval ends in: its phase and place.
(ns nacre.test.loading-errors
  (:require [clojure.string :as string]
            [clojure.test :refer [are deftest is testing]]))

(defn told
  "[phase line column symbol class-of-the-cause] of what f throws; of what no phase wraps its class."
  [f]
  (try
    (f)
    (catch clojure.lang.Compiler$CompilerException e
      (let [{:clojure.error/keys [phase line column symbol]} (ex-data e)]
        [phase line column symbol (class (ex-cause e))]))
    (catch Throwable e (class e))))

(def failing
  "Texts, and what is told of them when they are loaded."
  [["\n(defn f [x]\n  (foo x))" [:compile-syntax-check 3 3 nil RuntimeException]]
   ["\n(foo x)" [:compile-syntax-check 2 1 nil RuntimeException]]
   ["1\n  (/ 1 0)" [:execution 2 3 nil ArithmeticException]]
   ["(def y\n  (/ 1 0))" [:execution 2 3 nil ArithmeticException]]
   ["1 (throw (ex-info \"boo\" {:a 1}))" [:execution 1 3 nil clojure.lang.ExceptionInfo]]
   ["(assert false)" [:execution 1 1 nil AssertionError]]
   ["(throw (Error. \"x\"))" [:execution 1 1 nil Error]]
   ["1\n 2 ]" [:read-source 2 5 nil RuntimeException]]
   ["\n(def x [1 2))" [:read-source 2 13 nil RuntimeException]]
   ["(def z\n  #nacre.test/no-such-tag 3)" [:read-source 2 28 nil RuntimeException]]
   ["(defmacro m [x] (throw (ex-info \"in macro\" {:b 2})))\n  (m 3)"
    [:macro-syntax-check 2 3 'm clojure.lang.ExceptionInfo]]
   ["(defmacro m [x] (throw (IllegalArgumentException. \"in macro\")))\n(defn g []\n  (m 3))"
    [:macro-syntax-check 3 3 'm IllegalArgumentException]]
   ["(defmacro m [x] (throw (NullPointerException. \"in macro\")))\n(m 3)"
    [:macroexpansion 2 1 'm NullPointerException]]
   ["(defmacro m [x] (throw (Error. \"in macro\")))\n(m 3)" [:macroexpansion 2 1 'm Error]]
   ["(defmacro m [x] x)\n(m)" [:execution 2 1 nil clojure.lang.ArityException]]
   ["(defmacro m [x] x)\n(fn []\n (m))" [:compile-syntax-check 3 2 nil clojure.lang.ArityException]]
   ["(defn f [] (loop []\n (+ 1 (recur))))"
    [:compile-syntax-check 2 7 'recur (if (resolve 'nacre.core/eval-form)
                                        RuntimeException
                                        UnsupportedOperationException)]]
   ["\n (if)" [:compile-syntax-check 2 2 'if RuntimeException]]
   ["(def)" [:compile-syntax-check 1 1 'def RuntimeException]]])

(defn in-space
  "The value of f with the current namespace set, which loading may change."
  [f]
  (binding [*ns* (the-ns 'nacre.test.loading-errors)]
    (f)))

(deftest texts-that-are-loaded
  (doseq [[text expected] failing]
    (is (= expected (told #(in-space (fn [] (load-string text))))) text)
    (is (= expected (told #(in-space (fn [] (load-reader (java.io.StringReader. text)))))) text))
  (is (not (contains? (try (load-string "(foo)") (catch Throwable e (ex-data e)))
                      :clojure.error/source))))

(deftest files-that-are-loaded
  (let [file (java.io.File/createTempFile "loading" ".clj")]
    (doseq [[text expected] failing]
      (spit file text)
      (is (= expected (told #(in-space (fn [] (load-file (str file)))))) text)
      (is (= (.getName file)
             (try (in-space #(load-file (str file)))
                  (catch Throwable e
                    (last (string/split (:clojure.error/source (ex-data e)) #"/")))))
          text))
    (spit file (str "(load-file " (pr-str (str file ".inner")) ")"))
    (spit (str file ".inner") "\n\n(/ 1 0)")
    (testing "what is told first stays"
      (is (= [:execution 3 1 nil ArithmeticException] (told #(load-file (str file))))))
    (.delete (java.io.File. (str file ".inner")))
    (.delete file)
    (is (= java.io.FileNotFoundException (told #(load-file (str file)))))))

(deftest forms-that-are-evaluated
  (are [expected form] (= expected (told #(in-space (fn [] (eval form)))))
    ArithmeticException '(/ 1 0)
    ArithmeticException '(do (def a-value 1) (/ 1 0))
    ArithmeticException '(let [] (def a-value (/ 1 0)))
    AssertionError '(assert false)
    clojure.lang.ArityException '(defmacro)
    clojure.lang.ArityException '((fn [x] x)))
  (is (= [:execution ArithmeticException]
         (map (told #(in-space (fn [] (eval '(def a-value (/ 1 0)))))) [0 4]))))

(deftest phases-as-data
  (is (= :read-source (:phase (Throwable->map (try (load-string ")") (catch Exception e e))))))
  (is (= :execution (:phase (Throwable->map (try (load-string "(/ 1 0)") (catch Exception e e))))))
  (is (nil? (:phase (Throwable->map (try (/ 1 0) (catch Exception e e)))))))

(deftest messages-start-with-the-place
  (are [start text] (string/starts-with?
                     (try (load-string text) (catch Exception e (ex-message e))) start)
    "Syntax error compiling at (1:2)." " (foo)"
    "Syntax error compiling if at (1:1)." "(if)"
    "Syntax error reading source at (1:2)." ")"
    "Syntax error macroexpanding cond at (1:1)." "(cond 1)"))
