;; SPDX-License-Identifier: MIT
;;
;; Looking up and changing collections whose keys only Lisp can hash or compare: hash maps and sets
;; by their candidates of equal hash, sorted ones by walking the tree with their comparator.
(in-ns 'nacre.core)
(clojure.core/declare tree-seq-from)

;; --- Sorted collections --------------------------------------------------------------------------
(defn order-of-answer
  "What a comparator's answer for a and b says of their order: a number counts as its intValue, false
  is told from equal by asking the other way around."
  [f a b answer]
  (cond (number? answer) (unchecked-int answer)
        (boolean? answer) (if answer -1 (if (f b a) 1 0))
        :else (nacre.primitive/raise-cast answer "java.lang.Number")))

(defn sorted-comparison
  "The three-way comparison of a sorted collection."
  [coll]
  (let [f (if (nacre.primitive/user-instance? coll)
            (invoke-method coll 'comparator)
            (nacre.primitive/sorted-comparator coll))
        f (if (nacre.primitive/type-method f 'compare) (fn [a b] (invoke-method f 'compare a b)) f)]
    (if (nil? f)
      compare
      (fn [a b] (order-of-answer f a b (f a b))))))

(defn- locate
  "Walks a sorted collection to the key: [path node], node nil when it is not there. A path is a
  number: a leading 1, then a bit for each step, 1 for right."
  [coll k]
  (let [compare-fn (sorted-comparison coll)]
    (loop [path 1 node (nacre.primitive/sorted-root coll)]
      (if (nil? node)
        [path nil]
        (let [order (compare-fn k (nacre.primitive/tree-key node))]
          (cond (zero? order) [path node]
                (neg? order) (recur (bit-shift-left path 1) (nacre.primitive/tree-left node))
                :else (recur (bit-or (bit-shift-left path 1) 1)
                             (nacre.primitive/tree-right node))))))))

(defn- locate-new
  "As locate for a key that is put in: it must have an order, though it may be compared with nothing,
  or with nil only."
  [coll k]
  (when (and (nil? (nacre.primitive/sorted-comparator coll))
             (nacre.primitive/user-instance? k)
             (not (nacre.primitive/type-method k 'compareTo)))
    (nacre.primitive/raise-cast k "java.lang.Comparable"))
  (locate coll k))

(defn sorted-seq
  "A seq of a sorted collection, ascending or descending."
  [coll ascending]
  (cond (nacre.primitive/user-instance? coll) (invoke-method coll 'seq ascending)
        ascending (seq coll)
        :else (rseq coll)))

(defn sorted-seq-from
  "A seq of a sorted collection from the first element that is not before the key (descending: not
  after it); nil when there is none."
  [coll k ascending]
  (if (nacre.primitive/user-instance? coll)
    (invoke-method coll 'seqFrom k ascending)
    (tree-seq-from coll k ascending)))

(defn- tree-seq-from
  "sorted-seq-from of a tree."
  [coll k ascending]
  (let [compare-fn (sorted-comparison coll)]
    (loop [path 1 node (nacre.primitive/sorted-root coll) best nil]
      (if (nil? node)
        (if best (nacre.primitive/sorted-tail coll best ascending) nil)
        (let [order (compare-fn k (nacre.primitive/tree-key node))
              left (bit-shift-left path 1)
              right (bit-or left 1)]
          (cond (zero? order) (nacre.primitive/sorted-tail coll path ascending)
                (neg? order) (recur left (nacre.primitive/tree-left node)
                                    (if ascending path best))
                :else (recur right (nacre.primitive/tree-right node)
                             (if ascending best path))))))))

;; --- Hash collections ----------------------------------------------------------------------------
(defn- candidate
  "The [key value] among the candidates of a hash collection whose key equals k, or nil."
  [coll h k]
  (loop [n 0]
    (let [pair (nacre.primitive/hashed-candidate coll k h n)]
      (cond (nil? pair) nil
            (= k (nth pair 0)) pair
            :else (recur (inc n))))))

(defn entry-of
  "The [key value] of a map or set under k, nil when there is none."
  [coll k]
  (if (sorted? coll)
    (let [node (nth (locate coll k) 1)]
      (if (nil? node)
        nil
        [(nacre.primitive/tree-key node) (nacre.primitive/tree-value node)]))
    (candidate coll (hash k) k)))

(defn map-put
  "The map with an entry changed or added."
  [m k v]
  (if (sorted? m)
    (nacre.primitive/sorted-put m (nth (locate-new m k) 0) k v)
    (let [h (hash k) found (candidate m h k)]
      (if found
        (nacre.primitive/hashed-replace m (nth found 0) h v)
        (nacre.primitive/hashed-add m k h v)))))

(defn map-remove
  "The map without the entry under k."
  [m k]
  (if (sorted? m)
    (let [[path node] (locate m k)]
      (if (nil? node) m (nacre.primitive/sorted-remove m path)))
    (let [h (hash k) found (candidate m h k)]
      (if found (nacre.primitive/hashed-remove m (nth found 0) h) m))))

(defn set-add
  "The set with an element added; one that is there stays."
  [s x]
  (if (sorted? s)
    (let [[path node] (locate-new s x)]
      (if (nil? node) (nacre.primitive/sorted-put s path x x) s))
    (let [h (hash x)]
      (if (candidate s h x) s (nacre.primitive/hashed-add s x h x)))))

(defn set-remove
  "The set without an element."
  [s x]
  (if (sorted? s)
    (let [[path node] (locate s x)]
      (if (nil? node) s (nacre.primitive/sorted-remove s path)))
    (let [h (hash x) found (candidate s h x)]
      (if found (nacre.primitive/hashed-remove s (nth found 0) h) s))))

;; --- Transients ----------------------------------------------------------------------------------
(defn- transient-call
  "Calls a method of an instance of a user-defined type, as a transient or one that can become one."
  [x method wanted & args]
  (let [f (nacre.primitive/type-method x method)]
    (if f (apply f x args) (not-castable x wanted))))

(defn transient-slow
  "transient of an instance of a user-defined type."
  [coll]
  (transient-call coll 'asTransient "clojure.lang.IEditableCollection"))

(defn persistent!-slow
  "persistent! of an instance of a user-defined type."
  [t]
  (transient-call t 'persistent "clojure.lang.ITransientCollection"))

(defn pop!-slow
  "pop! of an instance of a user-defined type."
  [t]
  (transient-call t 'pop "clojure.lang.ITransientVector"))

(defn assoc!-slow
  "assoc! of one key where C cannot."
  [t k v]
  (if (nacre.primitive/user-instance? t)
    (transient-call t 'assoc "clojure.lang.ITransientAssociative" k v)
    (let [h (hash k) found (candidate t h k)]
      (if found
        (nacre.primitive/hashed-replace t (nth found 0) h v)
        (nacre.primitive/hashed-add t k h v)))))

(defn conj!-slow
  "conj! where C cannot."
  [t x]
  (cond (nacre.primitive/user-instance? t) (transient-call t 'conj "clojure.lang.ITransientCollection" x)
        (nacre.primitive/transient-map? t)
        (cond (nil? x) t
              (map-entry? x) (assoc! t (key x) (val x))
              (vector? x) (if (= 2 (count x))
                            (assoc! t (nth x 0) (nth x 1))
                            (throw (nacre.primitive/exception-new
                                    IllegalArgumentException
                                    "Vector arg to map conj must be a pair" nil nil)))
              (instance? java.util.Map$Entry x) (assoc! t (key x) (val x))
              :else (reduce (fn [t entry] (assoc! t (key entry) (val entry))) t (seq x)))
        :else (let [h (hash x)]
                (if (candidate t h x) t (nacre.primitive/hashed-add t x h x)))))

(defn dissoc!-slow
  "dissoc! of one key where C cannot."
  [t k]
  (if (nacre.primitive/user-instance? t)
    (transient-call t 'without "clojure.lang.ITransientMap" k)
    (let [h (hash k) found (candidate t h k)]
      (if found (nacre.primitive/hashed-remove t (nth found 0) h) t))))

(defn disj!-slow
  "disj! of one element where C cannot."
  [t x]
  (if (nacre.primitive/user-instance? t)
    (transient-call t 'disjoin "clojure.lang.ITransientSet" x)
    (dissoc!-slow t x)))
