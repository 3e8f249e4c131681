;; SPDX-License-Identifier: MIT
;; Which implementation of a protocol a value gets, before and after extensions, and what protocols
;; and interfaces say of themselves.
(ns nacre.test.protocol-dispatch
  (:require [clojure.test :refer [deftest is testing]]))

(defprotocol Kind (kind [x]))
(deftype Inline [] Kind (kind [_] :inline))
(deftype Plain [])
(extend-protocol Kind
  Number (kind [_] :number)
  clojure.lang.Seqable (kind [_] :seqable)
  clojure.lang.IPersistentVector (kind [_] :vector)
  clojure.lang.Associative (kind [_] :associative)
  Throwable (kind [_] :throwable)
  RuntimeException (kind [_] :runtime-exception))

(deftest nearest-implementation-test
  (dotimes [_ 3] ; what was found is remembered
    (is (= [:number :number :inline :vector :associative :seqable :seqable]
           (map kind [1 1.5M (Inline.) [1] {} #{} '(1)])))
    (is (= [:runtime-exception :throwable] (map kind [(ex-info "" {}) (Exception.)])))
    (is (= [:seqable :seqable :associative] (map kind [(map inc [1]) (range 3) (sorted-map)]))))
  (is (thrown-with-msg? IllegalArgumentException
                        #"No implementation of method: :kind of protocol: #'nacre.test.protocol-dispatch/Kind found for class: nil"
                        (kind nil)))
  (is (thrown? IllegalArgumentException (kind (Plain.))))
  (is (thrown? IllegalArgumentException (kind "a"))))

(defprotocol Growing (grown [x]))
(extend-protocol Growing Object (grown [_] :object))
(deftest later-extensions-test
  (is (= [:object :object :object] (map grown [1 "a" inc])))
  (extend Number Growing {:grown (fn [_] :number)})
  (is (= [:number :object] (map grown [1 "a"])))
  (extend Long Growing {:grown (fn [_] :long)})
  (is (= [:long :number] (map grown [1 1.5])))
  (extend nil Growing {:grown (fn [_] :nil)})
  (is (= :nil (grown nil)))
  (extend Long Growing {:grown (fn [_] :again)})
  (is (= [:again :again] (map grown [1 2])))
  (is (= :object (grown (Plain.))))
  (extend-type Plain Growing (grown [_] :plain))
  (is (= :plain (grown (Plain.)))))

;; Many types and many maps of implementations share what is remembered.
(defprotocol A (a [x])) (defprotocol B (b [x])) (defprotocol C (c [x]))
(extend-protocol A clojure.lang.Sequential (a [_] :a) Object (a [_] :object))
(extend-protocol B clojure.lang.IPersistentCollection (b [_] :b))
(extend-protocol C clojure.lang.Counted (c [_] :c) nil (c [_] :nil))
(deftest many-types-test
  (let [values (cycle [[] () {} #{} (sorted-map) (sorted-set) (range 3) (list 1) (subvec [1 2] 1)])
        garbage (volatile! nil)]
    (doseq [x (take 2000 values)]
      (vreset! garbage (vec (range 20)))
      (when-not (and (= (if (sequential? x) :a :object) (a x)) (= :b (b x)) (= :c (c x)) (= :nil (c nil)))
        (is (= :right (class x)))))
    (is (= 20 (count @garbage)))))

(deftest questions-test
  (is (= [false true true false false]
         (map (fn [t] (extends? Kind t)) [Long Number Inline String clojure.lang.PersistentVector])))
  (is (= [false true true false] (map (fn [x] (satisfies? Kind x)) [nil 1 (Inline.) (Plain.)])))
  (is (= #{Number clojure.lang.Seqable clojure.lang.IPersistentVector clojure.lang.Associative
           Throwable RuntimeException}
         (set (extenders Kind))))
  (is (= [:kind] (keys (find-protocol-impl Kind 1))))
  (is (nil? (find-protocol-impl Kind "a"))))

(definterface Marker (mark []))
(deftest classes-as-objects-test
  (is (= ["class java.lang.Long" "interface clojure.lang.Associative" "interface java.lang.Comparable"
          "interface nacre.test.protocol_dispatch.Marker" "class clojure.lang.PersistentVector"]
         (map str [Long clojure.lang.Associative Comparable Marker (class [])])))
  (is (= [true true true false false false true false]
         (map (fn [t] (.isInterface t)) [Comparable clojure.lang.IFn java.util.Map clojure.lang.AFn
                                         Number String CharSequence java.io.Writer])))
  (testing "a method of a class as an object"
    (is (= ["java.lang.String" "String" true "class java.lang.Long"]
           [(.getName String) (.getSimpleName String) (.isInterface clojure.lang.Associative)
            (.toString Long)]))
    (is (= 12 (. Long parseLong "12")))
    (is (= '(. (clojure.core/identity String) getName) (macroexpand-1 '(.getName String))))))

(defprotocol Lengths
  (length [x] [x unit])
  (width [x]))

(extend-type String
  Lengths
  (length [x] :one)
  (length [x unit] :two)
  (width [x] 1)
  (width [x] 2))

(extend-protocol Lengths
  clojure.lang.Keyword
  (length ([x] :one) ([x unit] :two)))

(deftest of-two-methods-of-one-name-the-last-counts
  (is (thrown? clojure.lang.ArityException (length "x")))
  (is (= :two (length "x" :cm)))
  (is (= 2 (width "x")))
  (is (= [:one :two] [(length :x) (length :x :cm)])))
