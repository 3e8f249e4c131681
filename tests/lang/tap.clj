;; SPDX-License-Identifier: MIT
;;
;; clojure.test.tap: what tests report as lines of the Test Anything Protocol.
(ns nacre.test.tap
  (:require [clojure.string :as string]
            [clojure.test :as test :refer [deftest is testing]]
            [clojure.test.tap :as tap]))

(defmacro lines
  "The lines that the body prints to where tests report."
  [& body]
  `(string/split-lines
    (with-out-str
      (binding [test/*test-out* *out*
                test/*testing-contexts* ()
                test/*testing-vars* ()
                test/*report-counters* (ref test/*initial-report-counters*)]
        ~@body))))

(deftest lines-of-results
  (is (= ["1..3"] (lines (tap/print-tap-plan 3))))
  (is (= ["# a" "# b"] (lines (tap/print-tap-diagnostic "a\nb\n"))))
  (is (= ["ok m" "not ok m"] (lines (tap/print-tap-pass "m") (tap/print-tap-fail "m"))))
  (is (= ["1..6"] (lines (tap/tap-report {:type :summary :pass 1 :fail 2 :error 3})))))

(deftest reports
  (is (= ["ok () (:)" "# fine" "# expected:(= 1 1)" "#   actual:(= 1 1)"]
         (lines (tap/with-tap-output (is (= 1 1) "fine")))))
  (let [[first-line & more] (lines (tap/with-tap-output (testing "context" (is (= 2 3) "bad"))))]
    (is (string/starts-with? first-line "not ok () ("))
    (is (= ["# context" "# bad" "# expected:(= 2 3)" "#   actual:(not (= 2 3))"] more)))
  (is (= "#   actual:clojure.lang.ExceptionInfo: boom"
         (nth (lines (tap/with-tap-output (is (throw (ex-info "boom" {}))))) 2)))
  (is (= ["# {:type :begin-test-var}"]
         (lines (tap/with-tap-output (test/do-report {:type :begin-test-var}))))))
