;; SPDX-License-Identifier: MIT
;;
;; Vectors of primitives, and the trees that libraries look at.
(ns nacre.test.primitive-vectors
  (:require [clojure.test :refer [deftest is testing]])
  (:import (clojure.core Vec VecNode VecSeq ArrayManager)))

(defn failure [f] (try (f) (catch Exception e (class e))))

(deftest conversion
  (is (= [1 2 3] (vector-of :long 1 2 3)))
  (is (= [1 2 4] (conj (vector-of :int 1 2) 4.7)))
  (is (= [9 2] (assoc (vector-of :long 1 2) 0 9.9)))
  (is (= [1 2 3] (assoc (vector-of :long 1 2) 2 3)))
  (is (= [\a \b] (vector-of :char \a \b)))
  (is (= [true false] (vector-of :boolean true nil)))
  (is (= [1.0 2.5] (vector-of :double 1 2.5)))
  (is (= [1 2] (into (vector-of :short) [1.5 2.5])))
  (is (= ClassCastException (failure #(conj (vector-of :int) :a))))
  (is (= IllegalArgumentException (failure #(vector-of :byte 300))))
  (is (= IllegalArgumentException (failure #(vector-of :no 1)))))

(deftest as-a-vector
  (let [v (vector-of :long 1 2 3)]
    (is (= Vec (class v)))
    (is (every? #(% v) [vector? sequential? counted? reversible? associative? coll? ifn? indexed?]))
    (is (= v [1 2 3]))
    (is (= [1 2 3] v))
    (is (= v '(1 2 3)))
    (is (not= v [1 2]))
    (is (= v (vector-of :int 1 2 3)))
    (is (= (hash v) (hash [1 2 3])))
    (is (= (.hashCode v) (.hashCode [1 2 3])))
    (is (= :found (get {[1 2 3] :found} v)))
    (is (= 3 (count v)))
    (is (= [2 2 2 :no nil] [(nth v 1) (v 1) (get v 1) (get v 7 :no) (get v :a)]))
    (is (= IndexOutOfBoundsException (failure #(nth v 10))))
    (is (= IndexOutOfBoundsException (failure #(v 10))))
    (is (= IndexOutOfBoundsException (failure #(assoc v 10 1))))
    (is (= IllegalArgumentException (failure #(v :a))))
    (is (= IllegalArgumentException (failure #(assoc v :a 1))))
    (is (= IllegalStateException (failure #(pop (vector-of :int)))))
    (is (= ClassCastException (failure #(transient v))))
    (is (= [3 [1 2] Vec] [(peek v) (pop v) (class (pop v))]))
    (is (= [[] Vec] [(empty v) (class (empty v))]))
    (is (= '(3 2 1) (rseq v)))
    (is (= [6 16] [(reduce + v) (reduce + 10 v)]))
    (is (= '(2 3 4) (map inc v)))
    (is (= [2 3] (subvec v 1)))
    (is (= [2] (subvec v 1 2)))
    (is (= {:a 1} (meta (conj (with-meta v {:a 1}) 3))))
    (is (= [-1 0] [(compare v [1 2 4]) (compare [1 2 3] v)]))
    (is (= [1 2] (find v 1)))
    (is (= "[1 2 3]" (pr-str v)))
    (is (= [1 2 3] (vec (.toArray v))))))

(deftest seqs
  (let [s (seq (vector-of :long 1 2 3))]
    (is (= VecSeq (class s)))
    (is (= '(1 2 3) s))
    (is (= VecSeq (class (rest s))))
    (is (= '(3) (next (next s))))
    (is (nil? (next (next (next s)))))
    (is (= '() (rest (next (next s)))))
    (is (= 3 (count s)))
    (is (= (hash s) (hash '(1 2 3)))))
  (is (nil? (seq (vector-of :int))))
  (is (= (range 1 101) (map inc (vec (range 100))) (map inc (apply vector-of :long (range 100))))))

(deftest large
  (let [v (reduce conj (vector-of :long) (range 5000))]
    (is (= 5000 (count v)))
    (is (= v (range 5000)))
    (is (= 12497500 (reduce + v)))
    (is (= :x (get {v :x} (vec (range 5000)))))
    (is (= 4000 (nth (assoc v 17 0) 4000)))
    (loop [v v n 5000]
      (when (pos? n)
        (assert (= n (count v)))
        (recur (pop v) (dec n))))))

(deftest parts
  (let [^Vec v (apply vector-of :long (range 70))]
    (is (= [70 5 6] [(.-cnt v) (.-shift v) (alength ^longs (.-tail v))]))
    (is (instance? VecNode (.-root v)))
    (is (instance? ArrayManager (.-am v)))
    (is (= 64 (.tailoff v)))
    (is (= (range 32 64) (seq (.arrayFor v 40))))
    (is (= (range 32 64)
           (seq (.-arr ^VecNode (aget ^objects (.-arr ^VecNode (.-root v)) 1)))))
    (is (nil? (aget ^objects (.-arr ^VecNode (.-root v)) 2)))
    (is (= v (->Vec (.-am v) (.-cnt v) (.-shift v) (.-root v) (.-tail v) nil)))
    (is (= v (Vec. (.-am v) (.-cnt v) (.-shift v) (.-root v) (.-tail v) nil))))
  (let [v (apply vector-of :long (range 2000))]
    (is (= 10 (.-shift v)))
    (is (= v (->Vec (.-am v) (.-cnt v) (.-shift v) (.-root v) (.-tail v) nil))))
  (let [^clojure.lang.PersistentVector v (vec (range 70))]
    (is (= [5 6 32] [(.-shift v) (alength ^objects (.-tail v))
                     (alength ^objects (.-array ^clojure.lang.PersistentVector$Node (.-root v)))]))
    (is (instance? clojure.lang.PersistentVector$Node (.-root v)))
    (is (= (range 32 64) (seq (.arrayFor v 40)))))
  (is (= 32 (alength ^objects (.-arr ^VecNode EMPTY-NODE))))
  (is (= '[am cnt shift root tail _meta] (first (:arglists (meta #'->Vec)))))
  (is (= "Long/TYPE" (get primitives-classnames Long/TYPE))))

;; A vector of one's own type.
(deftype Backwards [v]
  clojure.lang.IPersistentVector
  (count [_] (count v))
  (nth [_ i] (nth v (- (count v) i 1)))
  (nth [_ i otherwise] (nth v (- (count v) i 1) otherwise))
  (seq [_] (rseq v))
  (length [_] (count v))
  (cons [_ x] (Backwards. (into [x] v)))
  (equiv [_ other] (= (reverse v) other))
  (empty [_] (Backwards. []))
  (valAt [_ k] (nth v (- (count v) k 1) nil))
  (valAt [_ k otherwise] (nth v (- (count v) k 1) otherwise)))

(deftest subvec-of-any-vector
  (is (= [3 2] (subvec (Backwards. [1 2 3]) 0 2)))
  (is (= [2 1] (subvec (Backwards. [1 2 3]) 1)))
  (is (= IndexOutOfBoundsException (failure #(subvec (Backwards. [1 2 3]) 1 9))))
  (is (= ClassCastException (failure #(subvec '(1 2 3) 1 2)))))
