;; SPDX-License-Identifier: MIT
;;
;; Each function has a class of its own, named after what surrounds it.
(ns nacre.test.function-classes
  (:require [clojure.test :refer [deftest is testing]]
            [clojure.main]
            [clojure.repl]))

(defn plain? [x] x)
(defn rest->list [& xs] xs)
(defn several ([] 0) ([x & xs] xs))
(defn makes [] (fn [x] x))
(defn makes-named [] (fn inner [x] x))
(def of-a-let (let [n 1] (fn [x] (+ x n))))

(defprotocol Kind (kind [f]))

(deftest names
  (is (= "nacre.test.function_classes$plain_QMARK_" (.getName (class plain?))))
  (is (= "nacre.test.function_classes$rest__GT_list" (.getName ^Class (type rest->list))))
  (is (= "clojure.core$map" (.getName (class map))))
  (is (= "clojure.core$_PLUS_" (.getName (class +))))
  (is (= "class clojure.core$map" (str (class map))))
  (is (= "clojure.core$map" (pr-str (class map))))
  (is (re-matches #"nacre\.test\.function_classes\$makes\$fn__\d+" (.getName (class (makes)))))
  (is (re-matches #"nacre\.test\.function_classes\$makes_named\$inner__\d+"
                  (.getName (class (makes-named)))))
  (is (re-matches #"nacre\.test\.function_classes\$eval\d+\$fn__\d+"
                  (binding [*ns* (the-ns 'nacre.test.function-classes)]
                    (.getName (class (eval '(fn [x] x)))))))
  (is (re-matches #"nacre\.test\.function_classes\$eval\d+\$named__\d+"
                  (binding [*ns* (the-ns 'nacre.test.function-classes)]
                    (.getName (class (eval '(fn named [x] x)))))))
  (is (= (class map) (Class/forName "clojure.core$map")))
  (is (= "clojure.core$map" (second (re-matches #"#object\[(\S+) 0x.*\]" (pr-str map)))))
  (is (re-matches #"nacre\.test\.function_classes\$plain_QMARK_@[0-9a-f]+" (str plain?))))

(deftest one-a-function
  (is (identical? (class plain?) (class plain?)))
  (is (identical? (class (makes)) (class (makes))) "one for all closures over the same code")
  (is (not= (class (makes)) (class (makes-named))))
  (is (not= (class (fn [])) (class (fn []))))
  (is (= 1 (count (set (map class (repeatedly 5 makes))))))
  (is (instance? (class plain?) plain?))
  (is (not (instance? (class plain?) rest->list)))
  (is (not (instance? (class plain?) 1)))
  (is (= {1 2} (get {(class plain?) {1 2}} (class plain?)))))

(deftest above
  (doseq [f [plain? rest->list several (makes) map + #(inc %) (comp inc dec)]]
    (is (fn? f))
    (is (ifn? f))
    (is (instance? clojure.lang.IFn f))
    (is (instance? clojure.lang.Fn f))
    (is (instance? clojure.lang.AFn f))
    (is (instance? clojure.lang.AFunction f))
    (is (instance? java.util.Comparator f))
    (is (isa? (class f) clojure.lang.AFunction))
    (is (contains? (supers (class f)) clojure.lang.IFn)))
  (is (instance? clojure.lang.RestFn rest->list))
  (is (instance? clojure.lang.RestFn several))
  (is (not (instance? clojure.lang.RestFn plain?)))
  (is (= [clojure.lang.AFunction] (vec (bases (class plain?)))))
  (is (= clojure.lang.RestFn (.getSuperclass (class several)))))

(deftest with-metadata
  (let [f (with-meta plain? {:a 1})]
    (is (= "clojure.lang.AFunction$1" (.getName (class f))))
    (is (instance? clojure.lang.RestFn f))
    (is (fn? f))
    (is (= 3 (f 3)))))

(deftest dispatch
  (extend (class plain?) Kind {:kind (constantly :plain)})
  (extend clojure.lang.AFn Kind {:kind (constantly :any)})
  (is (= :plain (kind plain?)))
  (is (= :any (kind rest->list)))
  (is (= :any (kind (makes))))
  (let [mm (make-hierarchy)]
    (is (isa? mm (class plain?) clojure.lang.IFn)))
  (defmulti by-class class)
  (defmethod by-class clojure.lang.Fn [_] :fn)
  (defmethod by-class (class plain?) [_] :plain)
  (is (= [:fn :plain] [(by-class map) (by-class plain?)])))

(defn message [f] (try (f) (catch Exception e (ex-message e))))

(deftest messages
  (is (= "Wrong number of args (0) passed to: nacre.test.function-classes/plain?"
         (message #(plain?))))
  (is (re-matches #"Wrong number of args \(0\) passed to: nacre\.test\.function-classes/makes/fn--\d+"
                  (message #((makes)))))
  (is (re-matches #"Wrong number of args \(2\) passed to: nacre\.test\.function-classes/makes-named/inner--\d+"
                  (message #((makes-named) 1 2))))
  (is (re-find #"clojure\.core\$map" (message #(+ 1 map)))))

(deftest names-back
  (is (= "clojure.core/even?" (clojure.repl/demunge "clojure.core$even_QMARK_")))
  (is (= "a-b/c->d!" (clojure.main/demunge "a_b$c__GT_d_BANG_")))
  (is (= "clojure.core/map" (clojure.lang.Compiler/demunge (.getName (class map))))))
