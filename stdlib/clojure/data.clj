;; SPDX-License-Identifier: MIT
;;
;; The differences of two values.
(ns clojure.data
  "The differences of two values: what only the first has, what only the second has, what both have."
  (:require [clojure.set :as set]))

(declare diff)

(defn- atom-diff
  "The difference of values that are not looked into."
  [a b]
  (if (= a b) [nil nil a] [a b nil]))

(defn- vectorize
  "A vector of the values of a map from indices, nil elsewhere; nil for an empty map."
  [m]
  (when (seq m)
    (reduce (fn [result [k v]] (assoc result k v))
            (vec (repeat (apply max (keys m)) nil))
            m)))

(defn- diff-key
  "The difference of two associative things under one key, each part a map or nil."
  [a b k]
  (let [va (get a k) vb (get b k)
        [a* b* ab] (diff va vb)
        in-a (contains? a k)
        in-b (contains? b k)
        same (and in-a in-b (or (not (nil? ab)) (and (nil? va) (nil? vb))))]
    [(when (and in-a (or (not (nil? a*)) (not same))) {k a*})
     (when (and in-b (or (not (nil? b*)) (not same))) {k b*})
     (when same {k ab})]))

(defn- diff-keys
  "The difference of two associative things under the keys."
  [a b ks]
  (reduce (fn [parts k] (doall (map merge parts (diff-key a b k))))
          [nil nil nil] ks))

(defprotocol EqualityPartition
  "Which kind of thing a value is to diff: two of different kinds have nothing in common."
  (equality-partition [x] "One of :atom :set :sequential :map."))

(defprotocol Diff
  "How two values of the same kind differ."
  (diff-similar [a b] "[only-in-a only-in-b in-both]"))

(extend-protocol EqualityPartition
  nil
  (equality-partition [x] :atom)
  Object
  (equality-partition [x]
    (cond (map? x) :map
          (set? x) :set
          (sequential? x) :sequential
          (instance? java.util.Map x) :map
          (instance? java.util.Set x) :set
          (or (instance? java.util.List x) (nacre.core/array? x)) :sequential
          :else :atom)))

(extend-protocol Diff
  nil
  (diff-similar [a b] (atom-diff a b))
  Object
  (diff-similar [a b]
    (case (equality-partition a)
      :map (diff-keys a b (set/union (keys a) (keys b)))
      :set (let [a (set a) b (set b)]
             [(not-empty (set/difference a b))
              (not-empty (set/difference b a))
              (not-empty (set/intersection a b))])
      :sequential (vec (map vectorize
                            (diff-keys (if (vector? a) a (vec a))
                                       (if (vector? b) b (vec b))
                                       (range (max (count a) (count b))))))
      (atom-diff a b))))

(defn diff
  "[things-only-in-a things-only-in-b things-in-both], recursively for maps and sequential things."
  [a b]
  (if (= a b)
    [nil nil a]
    (if (= (equality-partition a) (equality-partition b))
      (diff-similar a b)
      (atom-diff a b))))
