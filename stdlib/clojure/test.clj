;; SPDX-License-Identifier: MIT
;;
;; A test framework: deftest, is, are, testing, fixtures, reports. Reports go through the multimethod
;; `report`, so that other forms of output can take its place.
(ns clojure.test
  "Unit tests."
  (:require [clojure.string :as str]
            [clojure.template :as template]))

(def ^{:dynamic true :doc "False to leave out the code of tests when it is compiled."} *load-tests*
  true)
(def ^{:dynamic true :doc "How many frames of an exception's trace are printed; nil for all."}
  *stack-trace-depth* nil)
(def ^{:dynamic true :doc "The counters of a run, a ref, or nil outside of one."}
  *report-counters* nil)
(def ^{:dynamic true :doc "What the counters of a run start with."} *initial-report-counters*
  {:test 0 :pass 0 :fail 0 :error 0})
(def ^{:dynamic true :doc "The test vars that run now, innermost first."} *testing-vars* (list))
(def ^{:dynamic true :doc "The strings of `testing` that are open now, innermost first."}
  *testing-contexts* (list))
(def ^{:dynamic true :doc "Where reports are printed; nil: *out*."} *test-out* nil)

(defmacro with-test-out
  "Evaluates the body with *out* where reports go."
  [& body]
  `(binding [*out* (or *test-out* *out*)]
     ~@body))

(defn testing-vars-str
  "The names of the running test vars and the place of the assertion."
  [m]
  (let [{:keys [file line]} m]
    (str (pr-str (reverse (map (fn [v] (:name (meta v))) *testing-vars*)))
         " (" file ":" line ")")))

(defn testing-contexts-str
  "The open strings of `testing`, joined."
  []
  (apply str (interpose " " (reverse *testing-contexts*))))

(defn inc-report-counter
  "Adds one to a counter of the run."
  [name]
  (when *report-counters*
    (dosync (commute *report-counters* update name (fnil inc 0)))))

(defn file-position
  "[file line] of the nth frame of a fresh trace."
  {:deprecated "1.2"}
  [n]
  (let [[_ file line] (nth (nacre.primitive/exception-trace (Exception. "")) n [nil nil nil])]
    [file line]))

(defmulti ^:dynamic report
  "Takes a report, a map with :type :pass, :fail, :error, :summary, :begin-test-ns and so on."
  :type)

(defn- caller-place
  "{:file :line} of the nearest caller outside the standard library."
  []
  (let [[_ file line] (first (drop-while (fn [[_ file]]
                                           (and file (clojure.string/starts-with? file "stdlib/")))
                                         (nacre.primitive/exception-trace (Exception. ""))))]
    {:file (or file *file*) :line line}))

(defn do-report
  "Adds the place to a failure or error and hands it to report."
  [m]
  (report (case (:type m)
            (:fail :error) (let [place (caller-place)]
                             (assoc m
                                    :file (or (:file m) (:file place))
                                    :line (or (:line m) (:line place))))
            m)))

(defmethod report :default [m]
  (with-test-out (prn m)))

(defmethod report :pass [m]
  (with-test-out (inc-report-counter :pass)))

(defmethod report :fail [m]
  (with-test-out
    (inc-report-counter :fail)
    (println "\nFAIL in" (testing-vars-str m))
    (when (seq *testing-contexts*) (println (testing-contexts-str)))
    (when-let [message (:message m)] (println message))
    (println "expected:" (pr-str (:expected m)))
    (println "  actual:" (pr-str (:actual m)))))

(defmethod report :error [m]
  (with-test-out
    (inc-report-counter :error)
    (println "\nERROR in" (testing-vars-str m))
    (when (seq *testing-contexts*) (println (testing-contexts-str)))
    (when-let [message (:message m)] (println message))
    (println "expected:" (pr-str (:expected m)))
    (print "  actual: ")
    (let [actual (:actual m)]
      (if (nacre.primitive/exception? actual)
        (do
          (println (str (nacre.primitive/type-name (class actual)) ": " (ex-message actual)))
          (when-let [data (ex-data actual)] (println (str "    " (pr-str data))))
          (doseq [[f file line] (take (or *stack-trace-depth* 20)
                                      (nacre.primitive/exception-trace actual))]
            (println (str "    " f " (" file ":" line ")"))))
        (prn actual)))))

(defmethod report :summary [m]
  (with-test-out
    (println "\nRan" (:test m) "tests containing" (+ (:pass m) (:fail m) (:error m)) "assertions.")
    (println (:fail m) "failures," (:error m) "errors.")))

(defmethod report :begin-test-ns [m]
  (with-test-out (println "\nTesting" (str (ns-name (:ns m))))))

(defmethod report :end-test-ns [m])
(defmethod report :begin-test-var [m])
(defmethod report :end-test-var [m])

;; --- Assertions ----------------------------------------------------------------------------------
(defn get-possibly-unbound-var
  "The value of the var, nil when it has none."
  [v]
  (if (bound? v) (var-get v) nil))

(defn function?
  "Does x, a symbol or a value, stand for a function (not a macro)?"
  [x]
  (if (symbol? x)
    (when-let [v (resolve x)]
      (when (var? v)
        (when-let [value (get-possibly-unbound-var v)]
          (and (fn? value) (not (:macro (meta v)))))))
    (fn? x)))

(defn assert-predicate
  "The code that reports on (function args...): a failure shows the values of the args."
  [msg form]
  (let [args (rest form)
        pred (first form)]
    `(let [values# (list ~@args)
           result# (apply ~pred values#)]
       (if result#
         (do-report {:type :pass :message ~msg :expected '~form :actual (cons '~pred values#)})
         (do-report {:type :fail :message ~msg :expected '~form
                     :line ~(:line (meta form))
                     :actual (list '~'not (cons '~pred values#))}))
       result#)))

(defn assert-any
  "The code that reports on any form."
  [msg form]
  `(let [value# ~form]
     (if value#
       (do-report {:type :pass :message ~msg :expected '~form :actual value#})
       (do-report {:type :fail :message ~msg :expected '~form :actual value#
                   :line ~(:line (meta form))}))
     value#))

(defmulti assert-expr
  "The code that reports on an assertion, by the symbol it begins with."
  (fn [msg form]
    (cond (nil? form) :always-fail
          (seq? form) (first form)
          :else :default)))

(defmethod assert-expr :always-fail [msg form]
  `(do-report {:type :fail :message ~msg}))

(defmethod assert-expr :default [msg form]
  (if (and (sequential? form) (function? (first form)))
    (assert-predicate msg form)
    (assert-any msg form)))

(defmethod assert-expr 'instance? [msg form]
  `(let [class# ~(nth form 1)
         object# ~(nth form 2)
         result# (instance? class# object#)]
     (if result#
       (do-report {:type :pass :message ~msg :expected '~form :actual (class object#)})
       (do-report {:type :fail :message ~msg :expected '~form :actual (class object#)
                   :line ~(:line (meta form))}))
     result#))

(defmethod assert-expr 'thrown? [msg form]
  (let [class (second form)
        body (nthnext form 2)]
    `(try
       ~@body
       (do-report {:type :fail :message ~msg :expected '~form :actual nil
                   :line ~(:line (meta form))})
       (catch ~class e#
         (do-report {:type :pass :message ~msg :expected '~form :actual e#})
         e#))))

(defmethod assert-expr 'thrown-with-msg? [msg form]
  (let [class (nth form 1)
        re (nth form 2)
        body (nthnext form 3)]
    `(try
       ~@body
       (do-report {:type :fail :message ~msg :expected '~form :actual nil
                   :line ~(:line (meta form))})
       (catch ~class e#
         (let [m# (ex-message e#)]
           (if (re-find ~re (str m#))
             (do-report {:type :pass :message ~msg :expected '~form :actual e#})
             (do-report {:type :fail :message ~msg :expected '~form :actual e#
                         :line ~(:line (meta form))})))
         e#))))

(defmacro try-expr
  "The assertion of a form, an exception in it being an error report."
  [msg form]
  `(try
     ~(assert-expr msg form)
     (catch Throwable t#
       (do-report {:type :error :message ~msg :expected '~form :actual t#
                   :line ~(:line (meta form))}))))

(defmacro is
  "Asserts that the form is true. (is (thrown? class body*)) and (is (thrown-with-msg? class re
  body*)) assert that an exception is thrown."
  ([form] `(is ~form nil))
  ([form msg]
   `(try-expr ~msg ~(if (and (seq? form) (nil? (:line (meta form))))
                      (with-meta form (merge {:line (:line (meta &form))} (meta form)))
                      form))))

(defmacro are
  "Asserts the expression for each run of args, the names of argv replaced by them."
  [argv expr & args]
  (if (or (and (empty? argv) (empty? args))
          (and (pos? (count argv))
               (pos? (count args))
               (zero? (mod (count args) (count argv)))))
    `(template/do-template ~argv (is ~expr) ~@args)
    (throw (IllegalArgumentException. "The number of args doesn't match are's argv."))))

(defmacro testing
  "Evaluates the body with the string added to the context that reports show."
  [string & body]
  `(binding [*testing-contexts* (conj *testing-contexts* ~string)]
     ~@body))

;; --- Defining tests ------------------------------------------------------------------------------
(defmacro with-test
  "Evaluates a definition and makes the body the test of the var it defines."
  [definition & body]
  (if *load-tests*
    `(doto ~definition (alter-meta! assoc :test (fn [] ~@body)))
    definition))

(defmacro deftest
  "Defines a test: a function without arguments, under :test of the var's metadata as well."
  [name & body]
  (when *load-tests*
    `(def ~(vary-meta name assoc :test `(fn [] ~@body))
       (fn [] (test-var (var ~name))))))

(defmacro deftest-
  "As deftest, for a private var."
  [name & body]
  (when *load-tests*
    `(def ~(vary-meta name assoc :test `(fn [] ~@body) :private true)
       (fn [] (test-var (var ~name))))))

(defmacro set-test
  "Makes the body the test of the var of that name."
  [name & body]
  (when *load-tests*
    `(alter-meta! (var ~name) assoc :test (fn [] ~@body))))

;; --- Fixtures ------------------------------------------------------------------------------------
(defn- add-ns-meta
  "Puts the fixtures into the metadata of the current namespace."
  [key coll]
  (alter-meta! *ns* assoc key coll))

(defmulti use-fixtures
  "Has functions, each given a function to call, wrapped around the tests of the namespace: :each
  around every test, :once around all."
  (fn [fixture-type & args] fixture-type))

(defmethod use-fixtures :each [fixture-type & args]
  (add-ns-meta ::each-fixtures args))

(defmethod use-fixtures :once [fixture-type & args]
  (add-ns-meta ::once-fixtures args))

(defn compose-fixtures
  "A fixture that is f1 around f2."
  [f1 f2]
  (fn [g] (f1 (fn [] (f2 g)))))

(defn join-fixtures
  "A fixture that is all of them, the first outermost."
  [fixtures]
  (reduce compose-fixtures (fn [f] (f)) fixtures))

;; --- Running -------------------------------------------------------------------------------------
(defn ^:dynamic test-var
  "Runs the test of a var, if it has one."
  [v]
  (when-let [t (:test (meta v))]
    (binding [*testing-vars* (conj *testing-vars* v)]
      (do-report {:type :begin-test-var :var v})
      (inc-report-counter :test)
      (try
        (t)
        (catch Throwable e
          (do-report {:type :error
                      :message "Uncaught exception, not in assertion."
                      :expected nil
                      :actual e
                      :line (:line (meta v))})))
      (do-report {:type :end-test-var :var v}))))

(defn test-vars
  "Runs the tests of the vars with the fixtures of their namespaces."
  [vars]
  (doseq [[ns vars] (group-by (fn [v] (:ns (meta v))) vars)]
    (let [once (join-fixtures (::once-fixtures (meta ns)))
          each (join-fixtures (::each-fixtures (meta ns)))]
      (once
       (fn []
         (doseq [v vars]
           (when (:test (meta v))
             (each (fn [] (test-var v))))))))))

(defn test-all-vars
  "Runs the tests of all vars of the namespace, in the order in which the namespace has them."
  [ns]
  (test-vars (vals (ns-interns ns))))

(defn test-ns
  "Runs the tests of a namespace (its function test-ns-hook, when it has one); answers the counters."
  [ns]
  (binding [*report-counters* (ref *initial-report-counters*)]
    (let [ns-obj (the-ns ns)]
      (do-report {:type :begin-test-ns :ns ns-obj})
      (if-let [hook (get (ns-interns ns-obj) 'test-ns-hook)]
        ((var-get hook))
        (test-all-vars ns-obj))
      (do-report {:type :end-test-ns :ns ns-obj}))
    @*report-counters*))

(defn run-tests
  "Runs the tests of the namespaces (the current one) and reports the sums, which it answers."
  ([] (run-tests *ns*))
  ([& namespaces]
   (let [summary (assoc (apply merge-with + (map test-ns namespaces)) :type :summary)]
     (do-report summary)
     summary)))

(defn run-all-tests
  "Runs the tests of all namespaces, or those whose names match the pattern."
  ([] (apply run-tests (all-ns)))
  ([re]
   (apply run-tests (filter (fn [ns] (re-matches re (name (ns-name ns)))) (all-ns)))))

(defn run-test-var
  "Runs one test var with its fixtures and reports the sums, which it answers."
  [v]
  (binding [*report-counters* (ref *initial-report-counters*)]
    (let [ns-obj (:ns (meta v))
          summary (do
                    (do-report {:type :begin-test-ns :ns ns-obj})
                    (test-vars [v])
                    (do-report {:type :end-test-ns :ns ns-obj})
                    (assoc @*report-counters* :type :summary))]
      (do-report summary)
      summary)))

(defmacro run-test
  "Runs the test of that name with its fixtures."
  [test-symbol]
  (let [test-var (resolve test-symbol)]
    (cond (nil? test-var)
          (binding [*out* *err*]
            (println "Unable to resolve" test-symbol "to a test function."))
          (not (:test (meta test-var)))
          (binding [*out* *err*]
            (println test-symbol "is not a test."))
          :else `(run-test-var (var ~(symbol test-var))))))

(defn successful?
  "Does the summary tell of no failures and no errors?"
  [summary]
  (and (zero? (:fail summary 0))
       (zero? (:error summary 0))))
