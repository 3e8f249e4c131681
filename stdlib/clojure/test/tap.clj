;; SPDX-License-Identifier: MIT
;;
;; What clojure.test finds, told in the lines of the Test Anything Protocol.
(ns clojure.test.tap
  "Reports of clojure.test as lines of the Test Anything Protocol."
  (:require [clojure.stacktrace :as stacktrace]
            [clojure.string :as string]
            [clojure.test :as test]))

(defn print-tap-plan
  "Prints how many tests there are."
  {:added "1.1"}
  [n]
  (println (str "1.." n)))

(defn print-tap-diagnostic
  "Prints a text as comments, line by line."
  {:added "1.1"}
  [data]
  (doseq [line (string/split data #"\n")]
    (println "#" line)))

(defn print-tap-pass
  "Prints that a test has passed."
  {:added "1.1"}
  [msg]
  (println "ok" msg))

(defn print-tap-fail
  "Prints that a test has failed."
  {:added "1.1"}
  [msg]
  (println "not ok" msg))

(defmulti ^:dynamic tap-report
  "Reports what happened, as its :type says."
  :type)

(defmethod tap-report :default [data]
  (test/with-test-out
   (print-tap-diagnostic (pr-str data))))

(defn print-diagnostics
  "Prints where a test stands, its message, and what was expected and found."
  [data]
  (when (seq test/*testing-contexts*)
    (print-tap-diagnostic (test/testing-contexts-str)))
  (when (:message data)
    (print-tap-diagnostic (:message data)))
  (print-tap-diagnostic (str "expected:" (pr-str (:expected data))))
  (if (= :pass (:type data))
    (print-tap-diagnostic (str "  actual:" (pr-str (:actual data))))
    (print-tap-diagnostic
     (str "  actual:"
          (with-out-str
            (if (instance? Throwable (:actual data))
              (stacktrace/print-cause-trace (:actual data) test/*stack-trace-depth*)
              (prn (:actual data))))))))

(defmethod tap-report :pass [data]
  (test/with-test-out
   (test/inc-report-counter :pass)
   (print-tap-pass (test/testing-vars-str data))
   (print-diagnostics data)))

(defn- report-failure
  "Counts a failure of that kind and tells of it."
  [counter data]
  (test/with-test-out
   (test/inc-report-counter counter)
   (print-tap-fail (test/testing-vars-str data))
   (print-diagnostics data)))

(defmethod tap-report :fail [data] (report-failure :fail data))
(defmethod tap-report :error [data] (report-failure :error data))

(defmethod tap-report :summary [data]
  (test/with-test-out
   (print-tap-plan (+ (:pass data) (:fail data) (:error data)))))

(defmacro with-tap-output
  "Evaluates the body with the reports of clojure.test in the form of TAP."
  {:added "1.1"}
  [& body]
  `(binding [test/report tap-report]
     ~@body))
