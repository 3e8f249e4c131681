;; SPDX-License-Identifier: MIT
;;
;; Reducers: collections with transformations that take place when they are reduced, and fold, which
;; reduces parts and combines their results.
(ns clojure.core.reducers
  "Transformations of reducible collections without sequences in between."
  (:refer-clojure :exclude [reduce map mapcat filter remove take take-while drop flatten cat])
  (:require [clojure.core.protocols :as p]))

(def ^{:doc "Kept for programs that look at it; there is no pool of workers."} pool nil)

(defn fjtask
  "The task of calling f: f itself."
  [f]
  f)

;; What a pool would do: libraries that fold collections of their own call these.
(defn- fjinvoke "Calls f." [f] (f))
(defn- fjfork "Starts a task, which here runs when it is joined." [task] task)
(defn- fjjoin "What a task answers." [task] (task))

(defn reduce
  "As clojure.core/reduce; without init, (f) is the start, and maps are reduced by key and value."
  ([f coll] (reduce f (f) coll))
  ([f init coll]
   (if (map? coll)
     (clojure.core/reduce-kv f init coll)
     (clojure.core/reduce f init coll))))

(defprotocol CollFold
  "How a collection is folded in parts."
  (coll-fold [coll n combinef reducef]))

(defn fold
  "Reduces parts of about n (512) elements with reducef from (combinef) and combines the results with
  combinef."
  ([reducef coll] (fold reducef reducef coll))
  ([combinef reducef coll] (fold 512 combinef reducef coll))
  ([n combinef reducef coll] (coll-fold coll n combinef reducef)))

(defn reducer
  "The collection coll reduced through the transformation xf of reducing functions."
  ([coll xf]
   (reify
     p/CollReduce
     (coll-reduce [this f1] (clojure.core/reduce (xf f1) (f1) coll))
     (coll-reduce [this f1 init] (clojure.core/reduce (xf f1) init coll)))))

(defn folder
  "As reducer, for transformations after which parts may still be folded one by one."
  ([coll xf]
   (reify
     p/CollReduce
     (coll-reduce [this f1] (clojure.core/reduce (xf f1) (f1) coll))
     (coll-reduce [this f1 init] (clojure.core/reduce (xf f1) init coll))
     CollFold
     (coll-fold [this n combinef reducef] (coll-fold coll n combinef (xf reducef))))))

(defn- both-arities
  "A reducing function of one element or of key and value, with (f) and (f result) as they were."
  [f step]
  (fn
    ([] (f))
    ([result x] (step result x))
    ([result k v] (step result (clojure.core/vector k v)))))

(defn map
  "The collection of (f element)."
  {:arglists '([f] [f coll])}
  ([f] (fn [coll] (map f coll)))
  ([f coll]
   (folder coll
           (fn [f1]
             (fn
               ([] (f1))
               ([result x] (f1 result (f x)))
               ([result k v] (f1 result (f k v))))))))

(defn mapcat
  "The collection of the elements of each (f element)."
  {:arglists '([f] [f coll])}
  ([f] (fn [coll] (mapcat f coll)))
  ([f coll]
   (folder coll
           (fn [f1]
             (let [f1* (fn [result x]
                         (let [answer (f1 result x)]
                           (if (reduced? answer) (reduced answer) answer)))]
               (fn
                 ([] (f1))
                 ([result x] (reduce f1* result (f x)))
                 ([result k v] (reduce f1* result (f k v)))))))))

(defn filter
  "The collection of the elements of which pred is true."
  {:arglists '([pred] [pred coll])}
  ([pred] (fn [coll] (filter pred coll)))
  ([pred coll]
   (folder coll
           (fn [f1]
             (fn
               ([] (f1))
               ([result x] (if (pred x) (f1 result x) result))
               ([result k v] (if (pred k v) (f1 result k v) result)))))))

(defn remove
  "The collection of the elements of which pred is not true."
  {:arglists '([pred] [pred coll])}
  ([pred] (fn [coll] (remove pred coll)))
  ([pred coll] (filter (complement pred) coll)))

(defn flatten
  "The collection of the leaves of nested sequential things."
  {:arglists '([] [coll])}
  ([] (fn [coll] (flatten coll)))
  ([coll]
   (folder coll
           (fn [f1]
             (fn
               ([] (f1))
               ([result x]
                (if (sequential? x)
                  (p/coll-reduce (flatten x) f1 result)
                  (f1 result x))))))))

(defn take-while
  "The collection of the elements up to the first of which pred is not true."
  {:arglists '([pred] [pred coll])}
  ([pred] (fn [coll] (take-while pred coll)))
  ([pred coll]
   (reducer coll
            (fn [f1]
              (both-arities f1 (fn [result x]
                                 (if (pred x) (f1 result x) (reduced result))))))))

(defn take
  "The collection of the first n elements."
  {:arglists '([n] [n coll])}
  ([n] (fn [coll] (take n coll)))
  ([n coll]
   (reducer coll
            (fn [f1]
              (let [left (volatile! n)]
                (both-arities f1 (fn [result x]
                                   (if (neg? (vswap! left dec))
                                     (reduced result)
                                     (f1 result x)))))))))

(defn drop
  "The collection of all but the first n elements."
  {:arglists '([n] [n coll])}
  ([n] (fn [coll] (drop n coll)))
  ([n coll]
   (reducer coll
            (fn [f1]
              (let [left (volatile! n)]
                (both-arities f1 (fn [result x]
                                   (if (neg? (vswap! left dec))
                                     (f1 result x)
                                     result))))))))

(deftype Cat [cnt left right]
  clojure.lang.Counted
  (count [this] cnt)
  clojure.lang.Seqable
  (seq [this] (clojure.core/concat (seq left) (seq right)))
  clojure.lang.Sequential
  p/CollReduce
  (coll-reduce [this f1] (p/coll-reduce this f1 (f1)))
  (coll-reduce [this f1 init] (reduce f1 (reduce f1 init left) right))
  CollFold
  (coll-fold [this n combinef reducef]
    (combinef (fold n combinef reducef left) (fold n combinef reducef right))))

(defn cat
  "A combining function that joins collections without copying; with one argument, (cat f) makes one
  whose empty collection is (f)."
  ([] [])
  ([ctor]
   (fn
     ([] (ctor))
     ([left right] (cat left right))))
  ([left right]
   (cond (zero? (count left)) right
         (zero? (count right)) left
         :else (Cat. (+ (count left) (count right)) left right))))

(defn append!
  "Adds x to the accumulator of foldcat."
  [acc x]
  (conj acc x))

(defn foldcat
  "(fold cat append! coll)"
  [coll]
  (fold cat append! coll))

(defn monoid
  "A combining function of op whose (f) is (ctor)."
  [op ctor]
  (fn
    ([] (ctor))
    ([a b] (op a b))))

(defn- fold-vector
  "Folds a vector by halves."
  [v n combinef reducef]
  (cond (zero? (count v)) (combinef)
        (<= (count v) n) (reduce reducef (combinef) v)
        :else (let [half (quot (count v) 2)]
                (combinef (fold-vector (subvec v 0 half) n combinef reducef)
                          (fold-vector (subvec v half) n combinef reducef)))))

(extend-protocol CollFold
  nil
  (coll-fold [coll n combinef reducef] (combinef))
  Object
  (coll-fold [coll n combinef reducef]
    (if (vector? coll)
      (fold-vector coll n combinef reducef)
      (reduce reducef (combinef) coll))))
