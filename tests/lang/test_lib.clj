;; SPDX-License-Identifier: MIT
;; clojure.test itself: what `is`, `are`, `testing`, fixtures and run-tests report. The tests under
;; test live in a namespace of their own, are run with the output caught, and counted.
(ns nacre.test.test-lib
  (:require [clojure.string :as string]
            [clojure.test :as test :refer [are deftest is testing]]))

(defn summary-of
  "Runs the forms as the body of a test in a fresh namespace: [summary output]."
  [& body]
  (let [home (create-ns (gensym "nacre.test.scratch"))]
    (binding [*ns* home]
      (refer 'clojure.core)
      (require '[clojure.test :refer [deftest is are testing use-fixtures]])
      (eval (list* 'do body)))
    (let [summary (atom nil)
          output (with-out-str
                   (binding [test/*test-out* *out*]
                     (reset! summary (test/run-tests (ns-name home)))))]
      [(select-keys @summary [:test :pass :fail :error]) output])))

(defn counts [& body] (first (apply summary-of body)))

(deftest passing-and-failing-test
  (is (= {:test 1 :pass 1 :fail 0 :error 0} (counts '(deftest a (is (= 1 1))))))
  (is (= {:test 1 :pass 0 :fail 1 :error 0} (counts '(deftest a (is (= 1 2))))))
  (is (= {:test 1 :pass 0 :fail 0 :error 1} (counts '(deftest a (is (throw (ex-info "x" {})))))))
  (is (= {:test 1 :pass 1 :fail 1 :error 1}
         (counts '(deftest a (is true) (is false) (is (/ 1 0))))))
  (is (= {:test 2 :pass 2 :fail 0 :error 0} (counts '(deftest a (is 1)) '(deftest b (is :x)))))
  (is (= {:test 1 :pass 0 :fail 1 :error 0} (counts '(deftest a (is nil)))))
  (is (= {:test 1 :pass 1 :fail 0 :error 1}
         (counts '(deftest a (is true) (throw (ex-info "outside" {})) (is true))))))

(deftest thrown-test
  (is (= {:test 1 :pass 1 :fail 0 :error 0}
         (counts '(deftest a (is (thrown? ArithmeticException (/ 1 0)))))))
  (is (= {:test 1 :pass 0 :fail 1 :error 0} (counts '(deftest a (is (thrown? Exception 1))))))
  (is (= {:test 1 :pass 0 :fail 0 :error 1}
         (counts '(deftest a (is (thrown? ArithmeticException (throw (ex-info "x" {}))))))))
  (is (= {:test 1 :pass 1 :fail 0 :error 0}
         (counts '(deftest a (is (thrown-with-msg? Exception #"b.m" (throw (ex-info "a bom" {}))))))))
  (is (= {:test 1 :pass 0 :fail 1 :error 0}
         (counts '(deftest a (is (thrown-with-msg? Exception #"zip" (throw (ex-info "a" {})))))))))

(deftest instance-test
  (is (= {:test 1 :pass 1 :fail 1 :error 0}
         (counts '(deftest a (is (instance? String "a")) (is (instance? String 1)))))))

(deftest are-test
  (is (= {:test 1 :pass 2 :fail 1 :error 0}
         (counts '(deftest a (are [x y] (= x y) 1 1, 2 2, 3 4)))))
  (are [x y sum] (= sum (+ x y))
    1 2 3
    -1 1 0
    1.5 1.5 3.0))

(deftest failures-name-form-and-values-test
  (let [[_ output] (summary-of '(deftest some-name
                                  (testing "outer" (testing "inner" (is (= 3 (+ 1 1)) "told")))))]
    (is (re-find #"FAIL in \(.*some-name\)" output))
    (is (string/includes? output "outer inner"))
    (is (string/includes? output "told"))
    (is (string/includes? output "expected: (= 3 (+ 1 1))"))
    (is (string/includes? output "actual: (not (= 3 2))"))
    (is (string/includes? output "1 failures, 0 errors."))
    (is (string/includes? output "Ran 1 tests containing 1 assertions."))))

(deftest errors-are-shown-test
  (let [[_ output] (summary-of '(deftest broken (is (= 1 (throw (ex-info "what went wrong" {}))))))]
    (is (re-find #"ERROR in \(.*broken\)" output))
    (is (string/includes? output "what went wrong"))))

(def events (atom []))

(deftest fixtures-test
  (reset! events [])
  (is (= {:test 2 :pass 2 :fail 0 :error 0}
         (counts '(use-fixtures :once (fn [f]
                                        (swap! nacre.test.test-lib/events conj :once-before)
                                        (f)
                                        (swap! nacre.test.test-lib/events conj :once-after)))
                 '(use-fixtures :each (fn [f]
                                        (swap! nacre.test.test-lib/events conj :each-before)
                                        (f)
                                        (swap! nacre.test.test-lib/events conj :each-after)))
                 '(deftest a (is true))
                 '(deftest b (is true)))))
  (is (= [:once-before :each-before :each-after :each-before :each-after :once-after] @events)))

(deftest tests-are-functions-test
  (let [home (create-ns (gensym "nacre.test.scratch"))]
    (binding [*ns* home]
      (refer 'clojure.core)
      (require '[clojure.test :refer [deftest is]])
      (eval '(def ran (atom 0)))
      (eval '(deftest callable (swap! ran inc) (is true)))
      (eval '(callable))
      (is (= 1 (eval '@ran)))
      (is (fn? (:test (meta (eval '(var callable)))))))))

(deftest is-returns-its-value-test
  (is (= 5 (is 5)))
  (is (true? (is (= 1 1)))))

(deftest successful-test
  (is (test/successful? {:fail 0 :error 0}))
  (is (not (test/successful? {:fail 1 :error 0}))))

(deftest ^:of-run-test one-that-is-run (is (= 1 1)))

(deftest run-test-test
  (let [summary (atom nil)
        text (with-out-str
               (binding [test/*test-out* *out*]
                 (reset! summary (test/run-test one-that-is-run))))]
    (is (= {:test 1 :pass 1 :fail 0 :error 0 :type :summary} @summary))
    (is (string/includes? text "Ran 1 tests containing 1 assertions."))))

(deftest order-of-tests-test
  (let [seen (atom [])
        space (create-ns 'nacre.test.test-lib.order)]
    (doseq [n '[a-test b-test c-test d-test]]
      (intern space (with-meta n {:test (fn [] (swap! seen conj n))}) nil))
    (binding [test/*test-out* (java.io.StringWriter.)]
      (test/test-all-vars space))
    (is (= (keys (ns-interns space)) @seen))
    (remove-ns 'nacre.test.test-lib.order)))
