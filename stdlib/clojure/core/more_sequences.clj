;; SPDX-License-Identifier: MIT
;;
;; Sequence functions that cut, order and generate: for, doseq, range, partition and its relatives,
;; sort, sequence of a transducer, iteration.
(in-ns 'clojure.core)

;; --- Comprehensions ------------------------------------------------------------------------------
(defn- comprehension-groups
  "Splits the bindings of for and doseq: a vector of [pattern form modifiers], modifiers a vector of
  [keyword form]."
  [what bindings]
  (check-bindings what bindings)
  (loop [groups [] i 0]
    (if (< i (count bindings))
      (let [left (nth bindings i) right (nth bindings (inc i))]
        (recur (if (keyword? left)
                 (if (empty? groups)
                   (argument-error (str what " must start with a binding, not " left))
                   (if (or (= left :let) (= left :when) (= left :while))
                     (let [group (peek groups)]
                       (conj (pop groups) (assoc group 2 (conj (nth group 2) [left right]))))
                     (argument-error (str "Invalid '" what "' keyword " left))))
                 (conj groups [left right []]))
               (+ i 2)))
      groups)))

(defn- with-modifiers
  "Wraps `inner` in the modifiers: skip is the form for a false :when, stop for a false :while."
  [modifiers inner skip stop]
  (loop [i (dec (count modifiers)) form inner]
    (if (neg? i)
      form
      (let [modifier (nth modifiers i) kind (nth modifier 0) test (nth modifier 1)]
        (recur (dec i)
               (cond (= kind :let) `(let ~test ~form)
                     (= kind :when) `(if ~test ~form ~skip)
                     :else `(if ~test ~form ~stop)))))))

(defmacro doseq
  "Evaluates the body for each element, or each combination of the elements of several collections,
  the last one changing fastest. Bindings may be followed by :let [...], :when test and :while test.
  Answers nil."
  [seq-exprs & body]
  (let [groups (comprehension-groups "doseq" seq-exprs)
        emit (fn emit [i]
               (if (= i (count groups))
                 `(do ~@body)
                 (let [group (nth groups i)
                       s (gensym "seq__") chunk (gensym "chunk__") n (gensym "count__")
                       at (gensym "i__")
                       again `(recur ~s ~chunk ~n (unchecked-inc ~at))]
                   `(loop [~s (seq ~(nth group 1))
                           ~chunk (if (chunked-seq? ~s) (chunk-first ~s) nil)
                           ~n (if ~s (if ~chunk (count ~chunk) 1) 0)
                           ~at 0]
                      (if (< ~at ~n)
                        (let [~(nth group 0) (if ~chunk (nth ~chunk ~at) (first ~s))]
                          ~(with-modifiers (nth group 2) `(do ~(emit (inc i)) ~again) again nil))
                        (let [~s (if ~chunk (chunk-next ~s) (next ~s))]
                          (if ~s
                            (let [~chunk (if (chunked-seq? ~s) (chunk-first ~s) nil)]
                              (recur ~s ~chunk (if ~chunk (count ~chunk) 1) 0))
                            nil)))))))]
    (if (empty? groups) `(do ~@body) (emit 0))))

(defmacro for
  "The lazy sequence of the values of the body for each element, or each combination of the elements
  of several collections, the last one changing fastest. Bindings may be followed by :let [...],
  :when test and :while test."
  [seq-exprs body-expr]
  (let [groups (comprehension-groups "for" seq-exprs)
        emit (fn emit [i]
               (let [group (nth groups i)
                     pattern (nth group 0) modifiers (nth group 2)
                     iter (gensym "iter__") s (gensym "s__")
                     gc (gensym "chunk__") gn (gensym "count__")
                     gb (gensym "buffer__") gi (gensym "i__")
                     skip `(recur (rest ~s))]
                 `((fn* ~iter [~s]
                     (lazy-seq
                      (loop [~s ~s]
                        (let [~s (seq ~s)]
                          (if ~s
                            ~(if (= i (dec (count groups)))
                               `(if (chunked-seq? ~s)
                                  (let [~gc (chunk-first ~s)
                                        ~gn (count ~gc)
                                        ~gb (chunk-buffer ~gn)]
                                    (if (loop [~gi 0]
                                          (if (< ~gi ~gn)
                                            (let [~pattern (nth ~gc ~gi)]
                                              ~(with-modifiers modifiers
                                                 `(do (chunk-append ~gb ~body-expr)
                                                      (recur (unchecked-inc ~gi)))
                                                 `(recur (unchecked-inc ~gi))
                                                 false))
                                            true))
                                      (chunk-cons (chunk ~gb) (~iter (chunk-rest ~s)))
                                      (chunk-cons (chunk ~gb) nil)))
                                  (let [~pattern (first ~s)]
                                    ~(with-modifiers modifiers
                                       `(cons ~body-expr (~iter (rest ~s))) skip nil)))
                               `(let [~pattern (first ~s)]
                                  ~(with-modifiers modifiers
                                     `(let [inner# (seq ~(emit (inc i)))]
                                        (if inner#
                                          (concat inner# (~iter (rest ~s)))
                                          ~skip))
                                     skip nil)))
                            nil)))))
                   ~(nth group 1))))]
    (if (empty? groups)
      (argument-error "for requires at least one binding")
      (emit 0))))

(defmacro lazy-cat
  "concat of collections, each of which is evaluated only when it is reached."
  [& colls]
  `(concat ~@(map (fn [c] (list `lazy-seq c)) colls)))

;; --- range ---------------------------------------------------------------------------------------
(defn- general-range
  "The chunked numbers from start on by step until (behind? number end)."
  [start end step behind?]
  (if (behind? start end)
    ()
    (let [buffer (chunk-buffer 32)]
      (loop [i 0 x start]
        (if (or (= i 32) (behind? x end))
          (nacre.primitive/chunk-cons-range (chunk buffer)
                                            (lazy-seq (general-range x end step behind?)))
          (do (chunk-append buffer x)
              (recur (inc i) (+' x step))))))))

(defn- long-range
  "The range of longs: C's, unless its numbers go beyond what it counts with."
  [start end step]
  (or (nacre.primitive/range-new start end step)
      (general-range start end step (if (pos? step) >= <=))))

(defn range
  "The numbers from start (0) up to but without end (for ever) by step (1), lazily."
  ([] (iterate inc' 0))
  ([end]
   (if (int? end)
     (long-range 0 end 1)
     (if (pos? end) (general-range 0 end 1 >=) ())))
  ([start end]
   (if (and (int? start) (int? end))
     (long-range start end 1)
     (general-range start end 1 >=)))
  ([start end step]
   (cond (zero? step) (if (== start end) () (repeat start))
         (and (int? start) (int? end) (int? step)) (long-range start end step)
         (pos? step) (general-range start end step >=)
         :else (general-range start end step <=))))

;; --- Partitions ----------------------------------------------------------------------------------
(defn partition
  "The lazy sequence of runs of n elements, each starting step (n) after the one before. A shorter
  last run is dropped, or filled from pad as far as that goes."
  ([n coll] (partition n n coll))
  ([n step coll]
   (lazy-seq
    (when-let [s (seq coll)]
      (let [run (doall (take n s))]
        (when (= n (count run))
          (cons run (partition n step (nthrest s step))))))))
  ([n step pad coll]
   (lazy-seq
    (when-let [s (seq coll)]
      (let [run (doall (take n s))]
        (if (= n (count run))
          (cons run (partition n step pad (nthrest s step)))
          (list (take n (concat run pad)))))))))

(defn partition-all
  "As partition, with shorter runs at the end. Without coll, a transducer."
  ([^long n]
   (fn [rf]
     (when-not (<= -2147483648 n 2147483647) ; the size of a list in Java
       (throw (nacre.primitive/exception-new ArithmeticException "integer overflow" nil nil)))
     (when (neg? n)
       (throw (nacre.primitive/exception-new
               IllegalArgumentException (str "Illegal Capacity: " n) nil nil)))
     (let [run (volatile! [])]
       (fn
         ([] (rf))
         ([result]
          (let [rest-run @run
                result (if (zero? (count rest-run))
                         result
                         (do (vreset! run [])
                             (unreduced (rf result rest-run))))]
            (rf result)))
         ([result input]
          (let [full (vreset! run (conj @run input))]
            (if (= n (count full))
              (do (vreset! run [])
                  (rf result full))
              result)))))))
  ([n coll] (partition-all n n coll))
  ([n step coll]
   (lazy-seq
    (when-let [s (seq coll)]
      (let [run (doall (take n s))]
        (cons run (partition-all n step (nthrest s step))))))))

(defn partitionv
  "As partition, with the runs as vectors."
  ([n coll] (partitionv n n coll))
  ([n step coll]
   (lazy-seq
    (when-let [s (seq coll)]
      (let [run (into [] (take n) s)]
        (when (= n (count run))
          (cons run (partitionv n step (nthrest s step))))))))
  ([n step pad coll]
   (lazy-seq
    (when-let [s (seq coll)]
      (let [run (into [] (take n) s)]
        (if (= n (count run))
          (cons run (partitionv n step pad (nthrest s step)))
          (list (into [] (take n) (concat run pad)))))))))

(defn partitionv-all
  "As partition-all, with the runs as vectors. Without coll, a transducer."
  ([n] (partition-all n))
  ([n coll] (partitionv-all n n coll))
  ([n step coll]
   (lazy-seq
    (when-let [s (seq coll)]
      (cons (into [] (take n) s)
            (partitionv-all n step (nthrest s step)))))))

(defn splitv-at
  "As split-at, with the first part as a vector."
  [n coll]
  [(into [] (take n) coll) (drop n coll)])

(defn partition-by
  "The lazy sequence of the runs of elements for which f has the same value. Without coll, a
  transducer."
  ([f]
   (fn [rf]
     (let [run (volatile! []) before (volatile! ::none)]
       (fn
         ([] (rf))
         ([result]
          (let [rest-run @run
                result (if (zero? (count rest-run))
                         result
                         (do (vreset! run [])
                             (unreduced (rf result rest-run))))]
            (rf result)))
         ([result input]
          (let [prior @before
                value (f input)]
            (vreset! before value)
            (if (or (identical? prior ::none) (= value prior))
              (do (vreset! run (conj @run input))
                  result)
              (let [full @run
                    result (rf result full)]
                (vreset! run (if (reduced? result) [] [input]))
                result))))))))
  ([f coll]
   (lazy-seq
    (when-let [s (seq coll)]
      (let [x (first s)
            value (f x)
            run (cons x (take-while (fn [y] (= value (f y))) (next s)))]
        (cons run (partition-by f (lazy-seq (drop (count run) s)))))))))

;; --- Order ---------------------------------------------------------------------------------------
(defn comparator
  "A comparison function of the predicate, which tells whether x belongs before y."
  [pred]
  (fn [x y]
    (cond (pred x y) -1 (pred y x) 1 :else 0)))

(defn- as-comparison
  "A function of two values that answers a number, for what `sort` accepts as a comparator."
  [f]
  (if (identical? f compare)
    f
    (fn [x y] (nacre.core/order-of-answer f x y (f x y)))))

(defn- known-order
  "What C calls the order of a comparator (lang/sort.c), nil when it does not know it."
  [comp]
  (cond (identical? comp compare) 0
        (identical? comp <) 1
        (identical? comp >) 2
        :else nil))

(defn- merge-by
  "Merges the sorted runs v[i, middle) and v[j, to) onto the transient vector `out`."
  [compare-fn v i middle j to out]
  (if (and (< i middle) (< j to))
    (loop [i i x (nth v i) j j y (nth v j)]
      (if (pos? (compare-fn x y))
        (let [j (inc j)]
          (conj! out y)
          (if (< j to) (recur i x j (nth v j)) (merge-by compare-fn v i middle j to out)))
        (let [i (inc i)]
          (conj! out x)
          (if (< i middle) (recur i (nth v i) j y) (merge-by compare-fn v i middle j to out)))))
    (do (loop [i i] (when (< i middle) (conj! out (nth v i)) (recur (inc i))))
        (loop [j j] (when (< j to) (conj! out (nth v j)) (recur (inc j)))))))

(defn- merge-runs
  "merge-by in pieces that C does, where it knows the order."
  [compare-fn order v from middle to out]
  (loop [i from j middle]
    (when (or (< i middle) (< j to))
      (if-let [next-i (nacre.primitive/merge-step out v order i middle j to)]
        (recur next-i (- (+ (count out) middle) next-i))
        (if (pos? (compare-fn (nth v i) (nth v j)))
          (do (conj! out (nth v j)) (recur i (inc j)))
          (do (conj! out (nth v i)) (recur (inc i) j)))))))

(def ^:private ^:const run-size 32) ; SORT_RUN of lang/sort.c

(defn- sorted-runs
  "v with each run of run-size elements in order; nil when C cannot compare them."
  [order v]
  (let [n (count v) out (transient [])]
    (loop [from 0]
      (if (< from n)
        (when-let [from (nacre.primitive/sort-runs out v order from)] (recur from))
        (persistent! out)))))

(defn- merge-unordered
  "merge-sort of what is not in order yet."
  [compare-fn order v]
  (let [n (count v)
        runs (when order (sorted-runs order v))]
    (loop [v (or runs v) width (if runs run-size 1)]
      (if (< width n)
        (let [out (transient [])]
          (loop [from 0]
            (when (< from n)
              (let [middle (min n (+ from width))
                    to (min n (+ middle width))]
                (if order
                  (merge-runs compare-fn order v from middle to out)
                  (merge-by compare-fn v from middle middle to out))
                (recur to))))
          (recur (persistent! out) (* 2 width)))
        v))))

(defn- ordered-until
  "The first index, from 1 on, whose element is to come before its predecessor or, descending, is not.
  nil when C cannot compare."
  [compare-fn order v descending]
  (let [n (count v)]
    (if order
      (loop [from 1]
        (when-let [to (nacre.primitive/ordered-until v order from descending)]
          (if (or (= to from) (= to n)) to (recur to))))
      (loop [i 1 x (nth v 0)]
        (if (< i n)
          (let [y (nth v i)]
            (if (= descending (pos? (compare-fn x y))) (recur (inc i) y) i))
          n)))))

(defn- in-order
  "v, when its elements are in order, or from behind when each is to come before the one ahead of it, as
  Java's sort begins; nil otherwise."
  [compare-fn order v]
  (let [n (count v)]
    (if (< n 2)
      v
      (let [to (ordered-until compare-fn order v false)]
        (cond (= n to) v
              (and (= 1 to) (= n (ordered-until compare-fn order v true))) (into [] (rseq v))
              :else nil)))))

(defn- merge-sort
  "The elements of a vector in order, equal ones as they stood. order: as known-order."
  [compare-fn order v]
  (or (in-order compare-fn order v) (merge-unordered compare-fn order v)))

(defn- comparator-of
  "What sort compares by: a function, an object with compare, or nil for compare."
  [comp]
  (cond (fn? comp) comp
        (nil? comp) compare
        (nacre.primitive/type-method comp 'compare)
        (fn [x y] ((nacre.primitive/type-method comp 'compare) comp x y))
        (nacre.primitive/user-instance? comp) comp
        :else (nacre.primitive/raise-cast comp "java.util.Comparator")))

(defn- in-place
  "The sorted vector as what sort answers for coll: an array of objects is itself sorted."
  [coll sorted]
  (when (nacre.core/array-of? :object coll)
    (reduce (fn [i x] (aset coll i x) (inc i)) 0 sorted))
  (with-meta (nacre.primitive/array-seq sorted) (meta coll)))

(defn sort
  "The elements in order, by comp (compare when not given), which is a predicate or a three-way
  comparison. Equal elements keep their order. An array of objects is sorted itself."
  ([coll] (sort compare coll))
  ([comp coll]
   (if (seq coll)
     (let [comp (comparator-of comp)]
       (in-place coll (merge-sort (as-comparison comp) (known-order comp) (into [] coll))))
     ())))

(defn sort-by
  "The elements in the order of their (keyfn element)."
  ([keyfn coll] (sort-by keyfn compare coll))
  ([keyfn comp coll]
   (let [comp (cond (nil? comp) (fn [_ _] (nacre.primitive/raise-cast nil "java.util.Comparator"))
                    (seq coll) (comparator-of comp)
                    :else compare)
         compare-fn (as-comparison comp)
         order (known-order comp)]
     (if (and order (next coll))
       ;; C compares the keys of entries [key element]: each key is computed once.
       (let [entries (into [] (map (fn [x] (nacre.primitive/map-entry-new (keyfn x) x))) coll)
             sorted (merge-sort (fn [x y] (compare-fn (key x) (key y))) (+ 4 order) entries)]
         (in-place coll (into [] (map val) sorted)))
       (sort (fn [x y] (compare-fn (keyfn x) (keyfn y))) coll)))))

(defn shuffle
  "A vector of the elements in random order."
  [coll]
  (when-not (and (coll? coll) (not (map? coll)))
    (when (nil? coll) (nacre.primitive/raise-cast coll "java.util.Collection"))
    (throw (nacre.primitive/exception-new
            ClassCastException (str "shuffle needs a collection, not " (pr-str coll)) nil nil)))
  (loop [v (transient (into [] coll)) i (dec (count coll))]
    (if (pos? i)
      (let [j (rand-int (inc i))
            x (nth v i)
            v (assoc! v i (nth v j))]
        (recur (assoc! v j x) (dec i)))
      (persistent! v))))

(defn rand
  "A random double from 0 up to but without n (1)."
  ([] (nacre.primitive/random-double))
  ([n] (* n (nacre.primitive/random-double))))

(defn rand-int
  "A random integer from 0 up to but without n."
  [n]
  (let [x (long (rand n))]
    (if (= x (unchecked-int x))
      x
      (throw (nacre.primitive/exception-new ArithmeticException "integer overflow" nil nil)))))

(defn random-sample
  "The elements, each with probability prob. Without coll, a transducer."
  ([prob] (filter (fn [_] (< (rand) prob))))
  ([prob coll] (filter (fn [_] (< (rand) prob)) coll)))

;; --- Transducers as sequences --------------------------------------------------------------------
(defn- transduced-chunks
  "What a transducer puts out for the inputs as a sequence, nil when that is nothing; taken in by runs
  of 32 when asked for. `advance` gives [input rest other-inputs] of a source, or nil at its end. What
  is put out is kept beside the reduction, whose value means nothing."
  [xform source advance]
  (let [buffer (volatile! [])
        step (xform (fn
                      ([acc] acc)
                      ([acc x] (vreset! buffer (conj @buffer x)) acc)))
        ;; Goes on until so many elements have been put out: the rest of the source, nil at the end.
        fill (fn [source wanted]
               (loop [source source]
                 (if (< (count @buffer) wanted)
                   (let [input (advance source)]
                     (if (or (nil? input)
                             (reduced? (if (nil? (nth input 2))
                                         (step nil (nth input 0))
                                         (apply step nil (nth input 0) (nth input 2)))))
                       (do (step nil) nil)
                       (recur (nth input 1))))
                   source)))
        start (fn start [source]
                (let [source (fill source 1)]
                  (if (nil? source)
                    (seq @buffer)
                    (lazy-seq
                     (let [source (fill source 32)
                           out @buffer]
                       (vreset! buffer [])
                       (if (nil? source) out (concat out (start source))))))))]
    (start source)))

(defn sequence
  "coll as a sequence, () when it is empty; with a transducer, the lazy sequence of what that makes of
  the elements (or of the elements of several collections side by side)."
  ([coll]
   (if (seq? coll) coll (or (seq coll) ())))
  ([xform coll]
   (when-not (or (fn? xform) (nil? xform) (ifn? xform))
     (nacre.primitive/raise-cast xform "clojure.lang.IFn"))
   (or (transduced-chunks xform (if (or (seqable? coll) (seq coll)) [coll] nil)
                          (fn [[coll]]
                            (when-let [s (seq coll)]
                              [(first s) [(rest s)] nil])))
       ()))
  ([xform coll & colls]
   (when-not (or (fn? xform) (nil? xform) (ifn? xform))
     (nacre.primitive/raise-cast xform "clojure.lang.IFn"))
   (doseq [coll (cons coll colls)] (when-not (seqable? coll) (seq coll)))
   (or (transduced-chunks xform (cons coll colls)
                          (fn [cs]
                            (let [ss (map seq cs)]
                              (when (every? identity ss)
                                [(first (first ss)) (map rest ss) (map first (rest ss))]))))
       ())))

(defn zipmap
  "The map of the keys to the vals, as far as both go."
  [keys vals]
  (loop [result (transient {}) ks (seq keys) vs (seq vals)]
    (if (and ks vs)
      (recur (assoc! result (first ks) (first vs)) (next ks) (next vs))
      (persistent! result))))

(defn iterator-seq
  "The lazy sequence of what an iterator (something with hasNext and next) gives; nil when that is
  nothing."
  [iter]
  (when-not (and (nacre.primitive/user-instance? iter) (nacre.primitive/type-method iter 'hasNext))
    (nacre.primitive/raise-cast iter "java.util.Iterator"))
  (when (.hasNext iter)
    (lazy-seq
     (let [b (chunk-buffer 32)]
       (loop [n 0]
         (when (and (< n 32) (.hasNext iter))
           (chunk-append b (.next iter))
           (recur (inc n))))
       (chunk-cons (chunk b) (iterator-seq iter))))))

(defn- iterable-seq
  "The seq s of what gives only an iterator: its first element stands for itself, as in Clojure."
  [s]
  (when s (cons (first s) (rest s))))

(defn enumeration-seq
  "The lazy sequence of what an enumeration (something with hasMoreElements and nextElement) gives."
  [e]
  (when-not (and (nacre.primitive/user-instance? e)
                 (nacre.primitive/type-method e 'hasMoreElements))
    (nacre.primitive/raise-cast e "java.util.Enumeration"))
  (when (.hasMoreElements e)
    (cons (.nextElement e) (lazy-seq (enumeration-seq e)))))
