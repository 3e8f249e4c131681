;; SPDX-License-Identifier: MIT
(ns nacre.test.vars
  (:require [clojure.test :refer [deftest is]]))

(def ^:dynamic *a* 1)

(def ^:dynamic *b* 10)

(def ^:dynamic *unbound*)

(defn read-a [] *a*)

(def static 1)

(deftest binding-test
  (is (= 1 *a*))
  (is (= 2 (binding [*a* 2] *a*)))
  (is (= 2 (binding [*a* 2] (read-a))))
  (is (= 1 (do (binding [*a* 2]) *a*)))
  (is (= 3 (binding [*a* 2] (binding [*a* 3] (read-a)))))
  (is (= '[3 2] (binding [*a* 2] [(binding [*a* 3] (read-a)) (read-a)])))
  (is (= '[1 1] (binding [*a* 1 *b* *a*] [*a* *b*])))
  (is (= '[5 6] (binding [*a* 5 *b* 6] [(read-a) *b*])))
  (is (= 1 (do (try (binding [*a* 2] (throw (Exception. "x"))) (catch Exception _)) *a*)))
  (is (= 3 (binding [*a* 2] (set! *a* 3) *a*)))
  (is (= 3 (binding [*a* 2] (set! *a* 3) (read-a))))
  (is (= nil (binding [*a* nil] *a*)))
  (is (= 1 (binding [] 1)))
  (is (= 4 (binding [*unbound* 4] *unbound*)))
  (is (= 9 (binding [*a* 2] (var-set #'*a* 9) *a*)))
  (is (= 1 (let [f (binding [*a* 7] (fn [] *a*))] (f))))
  (is (= 7 (let [f (binding [*a* 7] (bound-fn [] *a*))] (f))))
  (is (= 7 (let [f (binding [*a* 7] (bound-fn* (fn [] *a*)))] (f))))
  (is (= 3 (binding [*a* 3] (first (map (fn [_] *a*) [1])))))
  (is (= 1 (let [s (binding [*a* 3] (map (fn [_] *a*) [1]))] (first s))))
  (is (= 8 (with-bindings {#'*a* 8} *a*)))
  (is (= 8 (with-bindings* {#'*a* 8} read-a)))
  (is (= false (thread-bound? #'*a*)))
  (is (= true (binding [*a* 1] (thread-bound? #'*a*))))
  (is (= 4 (binding [*a* 4] (get (get-thread-bindings) #'*a*))))
  (is (= 2 (with-local-vars [x 1] (var-set x 2) (var-get x))))
  (is (= 2 (binding [*a* 2] (deref #'*a*))))
  (is (= true (:dynamic (meta #'*a*))))
  (is (= 5
       (binding [*a* 2] (loop [i 0] (if (< i 3) (do (set! *a* (inc *a*)) (recur (inc i))) *a*)))))
  (is (= '[0 1 2]
       (loop [i 0 acc []] (if (< i 3) (recur (inc i) (conj acc (binding [*a* i] (read-a)))) acc))))
  (is (= 1
       (binding [*a* 1] (try (binding [*a* 2] (throw (ex-info "" {}))) (catch Exception e *a*) (finally (read-a))))))
  (is (= 9 (binding [*a* 9] (eval 'nacre.test.vars/*a*))))
  (is (= 5 (binding [*a* 5] @(delay *a*))))
  (is (= 5 (binding [*a* 5] @(future *a*))))
  (is (= 1 (binding [*out* *out*] 1))))

(deftest errors-test
  (is (thrown? Throwable (binding [static 2] static)))
  (is (thrown? Throwable (set! *a* 3)))
  (is (thrown? Throwable (eval '(set! nacre.test.vars/static 2))))
  (is (thrown? Throwable (var-set #'*a* 1)))
  (is (thrown? Throwable (eval '(binding [no-such-var 1] 2))))
  (is (thrown? Throwable (eval '(binding [nacre.test.vars/*a*] 2))))
  (is (thrown? Throwable (with-bindings {#'static 2} 1))))

(deftest standard-dynamic-vars-test
  (is (= true (some? *ns*)))
  (is (= "(0 1 ...)" (binding [*print-length* 2] (pr-str (range 5)))))
  (is (= true (var? #'*out*)))
  (is (= true *print-readably*))
  (is (= "a" (binding [*print-readably* false] (pr-str "a"))))
  (is (= true (nil? *print-length*)))
  (is (= true (boolean? *assert*)))
  (is (= true (string? *file*)))
  (is (= true (map? *clojure-version*)))
  (is (= true (string? (clojure-version)))))

(deftest private-vars-of-others
  (create-ns 'closed.to.others)
  (intern 'closed.to.others (with-meta 'hidden {:private true}) 1)
  (intern 'closed.to.others 'open 2)
  (is (= 2 (eval 'closed.to.others/open)))
  (is (thrown? Exception (eval 'closed.to.others/hidden)))
  (is (thrown? Exception (eval '(closed.to.others/hidden 1))))
  (is (= 1 (deref (eval '(var closed.to.others/hidden))))))

(defn variadic [a b & more] (first more))

(deftest vars-are-applied-to-many-arguments
  (is (= 2 (apply #'variadic (range))))
  (is (= 1 (apply #'variadic 1 (range))))
  (is (= 4950 (apply #'+ (range 100)))))
