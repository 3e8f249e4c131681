;; SPDX-License-Identifier: MIT
(ns nacre.test.namespaces
  "A docstring for this one."
  (:require [clojure.test :refer [deftest is]]
            [clojure.string :as str :refer [join blank?]]
            [clojure.set])
  (:refer-clojure :exclude [replace]))

(def replace :mine)

(def ^{:doc "documented" :private true} hidden 1)

(def bound-later)

(declare forward)

(defn uses-forward [] (forward 1))

(defn forward [x] [:forward x])

(defonce once-only 1)

(defonce once-only 2)

(deftest requires-test
  (is (= "1,2" (join "," [1 2])))
  (is (= "A" (str/upper-case "a")))
  (is (= "a" (clojure.string/trim " a ")))
  (is (= '#{1 2} (clojure.set/union #{1} #{2})))
  (is (= true (blank? "")))
  (is (= :mine replace))
  (is (= '[2] (clojure.core/replace {1 2} [1])))
  (is (= '[:forward 1] (uses-forward)))
  (is (= 1 once-only)))

(deftest ns-functions-test
  (is (= 'clojure.core (ns-name (find-ns 'clojure.core))))
  (is (= nil (find-ns 'no.such.namespace)))
  (is (= 'clojure.string (ns-name (the-ns 'clojure.string))))
  (is (= true (some? (ns-resolve 'clojure.core 'map))))
  (is (= nil (ns-resolve 'clojure.core 'no-such-thing)))
  (is (= true (= #'clojure.core/map (resolve 'clojure.core/map))))
  (is (= nil (resolve 'no-such-thing-at-all)))
  (is (= true (contains? (ns-publics 'clojure.set) 'union)))
  (is (= true (contains? (ns-interns 'clojure.set) 'union)))
  (is (= false (contains? (ns-publics 'nacre.test.namespaces) 'hidden)))
  (is (= true (contains? (ns-interns 'nacre.test.namespaces) 'hidden)))
  (is (= 'clojure.string (ns-name (get (ns-aliases 'nacre.test.namespaces) 'str))))
  (is (= true (contains? (ns-refers 'nacre.test.namespaces) 'join)))
  (is (= true (contains? (ns-map 'nacre.test.namespaces) 'map)))
  (is (= "nacre.test.tmp1" (str (ns-name (create-ns 'nacre.test.tmp1)))))
  (is (= true (some? (find-ns 'nacre.test.tmp1))))
  (is (= nil (do (remove-ns 'nacre.test.tmp1) (find-ns 'nacre.test.tmp1))))
  (is (= "A docstring for this one." (:doc (meta (find-ns 'nacre.test.namespaces)))))
  (is (= true (some #(= 'clojure.set (ns-name %)) (all-ns))))
  (is (= true (boolean (some #{'clojure.set} (map ns-name (all-ns))))))
  (is (= 5 (do (create-ns 'nacre.test.tmp2) @(intern 'nacre.test.tmp2 'x 5))))
  (is (= 2
       (do (create-ns 'nacre.test.tmp3) (intern 'nacre.test.tmp3 'y 1) (intern 'nacre.test.tmp3 'y 2) @(ns-resolve 'nacre.test.tmp3 'y))))
  (is (= nil (do (ns-unmap 'nacre.test.tmp3 'y) (ns-resolve 'nacre.test.tmp3 'y))))
  (is (= "#'clojure.core/map" (str #'clojure.core/map)))
  (is (= "#'clojure.core/map" (pr-str #'clojure.core/map)))
  (is (= "clojure.set" (str (find-ns 'clojure.set)))))

(deftest in-ns-and-eval-test
  (is (= 10
       (binding [*ns* (create-ns 'nacre.test.tmp4)] (clojure.core/refer 'clojure.core) (eval '(def z 9)) (eval '(+ z 1)))))
  (is (= 'nacre.test.tmp4 (binding [*ns* (the-ns 'nacre.test.tmp4)] (eval '(ns-name *ns*)))))
  (is (= 'nacre.test.tmp5 (binding [*ns* *ns*] (in-ns 'nacre.test.tmp5) (ns-name *ns*))))
  (is (= 9 @(ns-resolve 'nacre.test.tmp4 'z)))
  (is (= "Q"
       (binding [*ns* (create-ns 'nacre.test.tmp6)] (eval '(clojure.core/ns nacre.test.tmp6 (:require [clojure.string :as s]))) (eval '(s/upper-case "q")))))
  (is (= '#{1 2}
       (binding [*ns* (create-ns 'nacre.test.tmp7)] (eval '(clojure.core/ns nacre.test.tmp7 (:require [clojure.set :refer [union] :rename {union u}]))) (eval '(u #{1} #{2})))))
  (is (= '#{1}
       (binding [*ns* (create-ns 'nacre.test.tmp8)] (eval '(clojure.core/ns nacre.test.tmp8 (:use [clojure.set :only [difference]]))) (eval '(difference #{1 2} #{2})))))
  (is (= 2
       (binding [*ns* (create-ns 'nacre.test.tmp9)] (eval '(clojure.core/ns nacre.test.tmp9 (:refer-clojure :only [inc]))) (eval '(inc 1))))))

(deftest var-basics-test
  (is (= true (var? #'replace)))
  (is (= false (var? replace)))
  (is (= 1 @#'hidden))
  (is (= 1 (deref #'once-only)))
  (is (= 1 (var-get #'once-only)))
  (is (= 2 (#'clojure.core/inc 1)))
  (is (= true (bound? #'once-only)))
  (is (= false (bound? #'bound-later)))
  (is (= 'hidden (:name (meta #'hidden))))
  (is (= 'nacre.test.namespaces (ns-name (:ns (meta #'hidden)))))
  (is (= "documented" (:doc (meta #'hidden))))
  (is (= true (= #'hidden #'hidden)))
  (is (= true (fn? @#'forward)))
  (is (= 3 (apply #'+ [1 2])))
  (is (= '(2 3) (map #'inc [1 2])))
  (is (= false (thread-bound? #'once-only)))
  (is (= true (ifn? #'hidden)))
  (is (= 'nacre.test.namespaces/hidden (symbol #'hidden)))
  (is (= '[1 2] (do (def redefined 1) (let [a redefined] (def redefined 2) [a redefined]))))
  (is (= 2 (do (def fnv (fn [] 1)) (let [f #(fnv)] (def fnv (fn [] 2)) (f)))))
  (is (= true (var? (def some-def 1))))
  (is (= 11 (do (alter-var-root #'once-only + 10) once-only)))
  (is (= nil (do (def with-nil nil) with-nil)))
  (is (= 3
       (do (intern 'nacre.test.namespaces 'interned-here 3) (eval 'nacre.test.namespaces/interned-here))))
  (is (= :stub (with-redefs [forward (fn [_] :stub)] (uses-forward))))
  (is (= '[:forward 1]
       (do (try (with-redefs [forward (fn [_] (throw (Exception. "x")))] (uses-forward)) (catch Exception _)) (uses-forward))))
  (is (= true (nil? (find-var 'clojure.core/nope-nope))))
  (is (= 1 (do (alter-meta! #'once-only assoc :tag1 1) (:tag1 (meta #'once-only)))))
  (is (= 7 (with-redefs-fn {#'forward (fn [_] 7)} uses-forward))))

(deftest errors-test
  (is (thrown? Throwable (eval '(require 'no.such.lib))))
  (is (thrown? Throwable (the-ns 'no.such.ns)))
  (is (thrown? Throwable (eval 'clojure.set/nope)))
  (is (thrown? Throwable (ns-resolve 'no.such.ns 'x)))
  (is (thrown? Throwable (eval '(clojure.core/refer 'no.such.ns))))
  (is (thrown? Throwable (alias 'zz 'no.such.ns)))
  (is (thrown? Throwable (ns-publics 'no.such.ns)))
  (is (thrown? Throwable (intern 'no.such.ns 'x)))
  (is (thrown? Throwable (eval '(def no.such.ns/x 1))))
  (is (thrown? Throwable (eval '(clojure.set/nope 1))))
  (is (thrown? Throwable (find-var 'unqualified)))
  (is (thrown? Throwable (eval '(clojure.core/require '[clojure.string :refer [nope-nope]])))))

(deftest unmapped-names-are-defined-anew
  (binding [*ns* (create-ns 'nacre.test.namespaces.unmapped)]
    (refer-clojure)
    (eval '(def x 1))
    (let [old (ns-resolve *ns* 'x)
          f (eval '(fn [] x))]
      (ns-unmap *ns* 'x)
      (is (nil? (ns-resolve *ns* 'x)))
      (is (= [1 1] [(f) @old]))
      (eval '(def x))
      (is (not (bound? (ns-resolve *ns* 'x))))
      (eval '(def x 5))
      (is (= [1 1 5] [(f) @old (eval 'x)]))
      (is (not= old (ns-resolve *ns* 'x))))
    (eval '(do (defmulti kind identity) (defmethod kind 1 [_] :one)))
    (ns-unmap *ns* 'kind)
    (eval '(defmulti kind str))
    (is (= {} (methods (deref (ns-resolve *ns* 'kind)))))))

(deftest removed-namespaces-live-on
  (let [space (create-ns 'nacre.test.namespaces.removed)
        old (intern space 'x 1)]
    (is (= space (remove-ns 'nacre.test.namespaces.removed)))
    (is (nil? (find-ns 'nacre.test.namespaces.removed)))
    (is (not-any? (fn [n] (= 'nacre.test.namespaces.removed (ns-name n))) (all-ns)))
    (is (= '[x] (keys (ns-publics space))))
    (is (nil? (meta space)))
    (is (= 1 @old))
    (let [again (create-ns 'nacre.test.namespaces.removed)]
      (is (nil? (ns-resolve again 'x)))
      (is (not (bound? (intern again 'x))))
      (is (= 1 @old)))))

(deftest namespaces-are-loaded-when-their-references-are
  (is (thrown? Exception
               (binding [*ns* *ns*] (eval '(ns nacre.test.namespaces.half (:require no.such.lib-at-all))))))
  (is (not (contains? (loaded-libs) 'nacre.test.namespaces.half))))

(deftest names-of-what-is-not-there
  (is (thrown-with-msg? IllegalArgumentException #"No such namespace: no\.such"
                        (find-var 'no.such/x))))

(deftest definitions-with-the-own-namespace
  (binding [*ns* (create-ns 'nacre.test.namespaces.own)]
    (refer-clojure)
    (is (= 3 (eval '(do (def nacre.test.namespaces.own/y 3) y))))))

(deftest names-that-two-namespaces-give
  (let [one (create-ns 'nacre.test.namespaces.one) two (create-ns 'nacre.test.namespaces.two)]
    (doseq [n [one two]] (intern n 'x (ns-name n)))
    (binding [*ns* (create-ns 'nacre.test.namespaces.both)]
      (refer (ns-name one))
      (refer (ns-name one))
      (is (thrown-with-msg? IllegalStateException
                            #"x already refers to: #'nacre\.test\.namespaces\.one/x in namespace"
                            (refer (ns-name two))))
      (is (nil? (refer (ns-name two) :rename '{x y})))
      (is (= [one two] (map (fn [s] (:ns (meta (ns-resolve *ns* s)))) '[x y]))))))
