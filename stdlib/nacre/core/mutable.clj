;; SPDX-License-Identifier: MIT
;;
;; The part of java.util that portable programs use: lists, maps and sets that change, atomic cells,
;; random numbers. Each is a value of Nacre in a mutable field, so a fork takes it as it is. Nothing is
;; ordered as on the JVM but what has an order of its own; a HashMap is seen in Clojure's order.
(in-ns 'nacre.core)
(clojure.core/refer 'clojure.core)

(declare stack?)

(defn- no-element
  "Throws for the element of something empty."
  []
  (throw (nacre.primitive/exception-new java.util.NoSuchElementException nil nil nil)))

(defn- check-place
  "Throws unless i is a place of the items, or with `end` the one behind the last."
  [items i end]
  (when-not (and (<= 0 i) (if end (<= i (count items)) (< i (count items))))
    (throw (nacre.primitive/exception-new
            IndexOutOfBoundsException
            (str "Index " i " out of bounds for length " (count items)) nil nil))))

(defn- place-of
  "The first index of x among the items, or -1."
  [items x]
  (loop [i 0]
    (cond (= i (count items)) -1
          (= x (nth items i)) i
          :else (recur (inc i)))))

(defn- last-place-of
  "The last index of x among the items, or -1."
  [items x]
  (loop [i (dec (count items))]
    (if (or (neg? i) (= x (nth items i))) i (recur (dec i)))))

(defn- without-place
  "The items without that of index i."
  [items i]
  (into (subvec items 0 i) (subvec items (inc i))))

(defn- with-at
  "The items with others put in before index i."
  [items i others]
  (-> (subvec items 0 i) (into others) (into (subvec items i))))

(defn- test-of
  "A predicate that may be a function or an object with the method test."
  [p]
  (if (nacre.primitive/type-method p 'test) (fn [x] (.test p x)) p))

(defn- function-of
  "A function that may be one, or an object with the method apply."
  [f]
  (if (nacre.primitive/type-method f 'apply) (fn [& args] (apply (nacre.primitive/type-method f 'apply) f args)) f))

;; Iterators with remove know the collection they came from.
(deftype RemovingIterator [owner ^:unsynchronized-mutable left ^:unsynchronized-mutable current]
  java.util.Iterator
  (hasNext [this] (boolean (seq left)))
  (next [this]
    (if (seq left)
      (let [x (first left)]
        (set! current x)
        (set! left (next left))
        x)
      (no-element)))
  (remove [this] (.removeElement owner current) nil))

;; --- Classes that share their methods ------------------------------------------------------------
(defn- make-over
  "An instance of one of these classes with that content in its only field, which is mutable."
  [atype content]
  (nacre.primitive/instance-new atype (nacre.primitive/box-new content)))

(defn- type-like
  "A class of that full name with the methods and the field of another."
  [other full-name parents]
  (let [atype (make-type full-name (nacre.primitive/type-fields other) {}
                         (conj parents java.io.Serializable java.lang.Cloneable))]
    (nacre.primitive/type-set-methods atype (nacre.primitive/type-methods other))
    (intern-type full-name atype)
    atype))

(defn nanoseconds-of
  "The length of a unit of time."
  [unit]
  (get {:nanoseconds 1 :microseconds 1000 :milliseconds 1000000
        :seconds 1000000000 :minutes 60000000000 :hours 3600000000000 :days 86400000000000} unit))

;; --- Lists ---------------------------------------------------------------------------------------
(defn- elements-of
  "The elements of a Java collection, which a map is not."
  [source]
  (cond (nil? source) (nacre.primitive/raise-cast source "java.util.Collection")
        (or (instance? java.util.Collection source) (and (coll? source) (not (map? source))))
        (seq source)
        :else (throw (nacre.primitive/exception-new
                      IllegalArgumentException
                      (str "No matching constructor for " (class source)) nil nil))))

(deftype ^{:full-name "java.util.ArrayList"} ArrayList [^:unsynchronized-mutable items]
  java.util.List
  java.util.RandomAccess
  java.io.Serializable
  java.lang.Cloneable
  (add [this x] (set! items (conj items x)) true)
  (add [this i x] (check-place items i true) (set! items (with-at items i [x])) nil)
  (addAll [this xs] (let [n (count items)] (set! items (into items (seq xs))) (< n (count items))))
  (addAll [this i xs] (check-place items i true) (set! items (with-at items i (seq xs))) true)
  (get [this i] (check-place items i false) (nth items i))
  (set [this i x]
       (check-place items i false)
       (let [before (nth items i)] (set! items (assoc items i x)) before))
  (remove [this] (.removeFirst this))
  (remove [this x]
          (if (int? x)
            (do (check-place items x false)
                (let [before (nth items x)] (set! items (without-place items x)) before))
            (.removeElement this x)))
  (removeElement [this x]
                 (let [i (place-of items x)]
                   (if (neg? i) false (do (set! items (without-place items i)) true))))
  (removeAll [this xs]
             (let [n (count items) gone (set (seq xs))]
               (set! items (into [] (remove (fn [x] (contains? gone x))) items))
               (< (count items) n)))
  (retainAll [this xs]
             (let [n (count items) kept (set (seq xs))]
               (set! items (into [] (filter (fn [x] (contains? kept x))) items))
               (< (count items) n)))
  (removeIf [this p]
            (let [n (count items)]
              (set! items (into [] (remove (test-of p)) items))
              (< (count items) n)))
  (replaceAll [this f] (set! items (mapv (function-of f) items)) nil)
  (clear [this] (set! items []) nil)
  (size [this] (count items))
  (count [this] (count items))
  (isEmpty [this] (zero? (count items)))
  (contains [this x] (<= 0 (place-of items x)))
  (containsAll [this xs] (every? (fn [x] (<= 0 (place-of items x))) (seq xs)))
  (indexOf [this x] (place-of items x))
  (lastIndexOf [this x] (last-place-of items x))
  (iterator [this] (->RemovingIterator this (seq items) nil))
  (listIterator [this] (->RemovingIterator this (seq items) nil))
  (descendingIterator [this] (->RemovingIterator this (rseq items) nil))
  (forEach [this f] (run! f items))
  (toArray [this] (to-array items))
  (toArray [this array] (into-array items))
  (subList [this from to] (subvec items from to))
  (sort [this order] (set! items (vec (if (nil? order) (sort items) (sort order items)))) nil)
  (ensureCapacity [this n] nil)
  (trimToSize [this] nil)
  (clone [this] (construct (class this) items))
  (addFirst [this x] (set! items (into [x] items)) nil)
  (addLast [this x] (set! items (conj items x)) nil)
  (offer [this x] (.add this x))
  (offerLast [this x] (.add this x))
  (offerFirst [this x] (.addFirst this x) true)
  (push [this x] (if (stack? this) (do (.add this x) x) (.addFirst this x)))
  (peekFirst [this] (nth items 0 nil))
  (peekLast [this] (peek items))
  (peek [this] (cond (not (stack? this)) (nth items 0 nil)
                     (empty? items) (no-element)
                     :else (peek items)))
  (getFirst [this] (if (empty? items) (no-element) (nth items 0)))
  (getLast [this] (if (empty? items) (no-element) (peek items)))
  (element [this] (.getFirst this))
  (pollFirst [this] (if (empty? items) nil (.removeFirst this)))
  (pollLast [this] (if (empty? items) nil (.removeLast this)))
  (poll [this] (.pollFirst this))
  (poll [this n unit]
    (wait-for-field this 0 seq (+ (nacre.primitive/nanoseconds) (* n (nanoseconds-of unit))))
    (.pollFirst this))
  (take [this] (wait-for-field this 0 seq nil) (.removeFirst this))
  (put [this x] (.add this x) nil)
  (remainingCapacity [this] Integer/MAX_VALUE)
  (drainTo [this other] (let [n (count items)] (.addAll other items) (set! items []) n))
  (pop [this] (if (stack? this) (.removeLast this) (.removeFirst this)))
  (empty [this] (if (stack? this) (zero? (count items)) nil))
  (removeFirst [this]
               (let [x (.getFirst this)] (set! items (subvec items 1)) x))
  (removeLast [this]
              (let [x (.getLast this)] (set! items (pop items)) x))
  (seq [this] (@#'clojure.core/iterable-seq (seq items)))
  (nth [this i] (check-place items i false) (nth items i))
  (nth [this i otherwise] (nth items i otherwise))
  (valAt [this k] nil)
  (valAt [this k otherwise] otherwise)
  (equiv [this other] (and (list-like? other) (= items (vec other))))
  (equals [this other] (and (list-like? other) (= items (vec other))))
  (hashCode [this] (java-hash items))
  (toString [this]
    (str "[" (clojure.string/join ", " (map (fn [x] (cond (nil? x) "null" (identical? x this) "(this Collection)" :else x))
                                            items))
         "]")))

(def ^:private LinkedList
  (type-like ArrayList 'java.util.LinkedList [java.util.List java.util.Deque]))
(def ^:private ArrayDeque (type-like ArrayList 'java.util.ArrayDeque [java.util.Deque]))
(def ^:private Stack
  (type-like ArrayList 'java.util.Stack [java.util.List java.util.RandomAccess]))
(intern-type 'java.util.ArrayList ArrayList)
(intern-type 'java.util.Vector Stack)
(doseq [atype [ArrayList LinkedList ArrayDeque Stack]]
  (swap! constructors assoc atype
         (fn ([] (make-over atype []))
           ([source] (make-over atype (if (int? source) [] (vec (elements-of source))))))))
(intern-type 'java.util.concurrent.ConcurrentLinkedQueue LinkedList)
(doseq [full-name '[java.util.concurrent.LinkedBlockingQueue java.util.concurrent.ArrayBlockingQueue
                    java.util.concurrent.LinkedBlockingDeque java.util.concurrent.BlockingQueue]]
  (intern-type full-name LinkedList))
(intern-type 'java.util.concurrent.CopyOnWriteArrayList ArrayList)

(defn- stack?
  "Does the list push and pop at its end?"
  [x]
  (instance? Stack x))

;; --- Maps ----------------------------------------------------------------------------------------
(deftype ^{:full-name "java.util.HashMap"} HashMap [^:unsynchronized-mutable content]
  java.util.Map
  java.io.Serializable
  java.lang.Cloneable
  (get [this k] (get content k))
  (getOrDefault [this k otherwise] (get content k otherwise))
  (valAt [this k] (get content k))
  (valAt [this k otherwise] (get content k otherwise))
  (put [this k v] (let [before (get content k)] (set! content (assoc content k v)) before))
  (putIfAbsent [this k v]
               (let [before (get content k)]
                 (when (nil? before) (set! content (assoc content k v)))
                 before))
  (putAll [this m] (set! content (reduce (fn [c e] (assoc c (key e) (val e))) content (seq m))) nil)
  (computeIfAbsent [this k f]
                   (let [before (get content k)]
                     (if (nil? before)
                       (let [v ((function-of f) k)]
                         (when-not (nil? v) (set! content (assoc content k v)))
                         v)
                       before)))
  (computeIfPresent [this k f]
                    (let [before (get content k)]
                      (if (nil? before)
                        nil
                        (let [v ((function-of f) k before)]
                          (set! content (if (nil? v) (dissoc content k) (assoc content k v)))
                          v))))
  (compute [this k f]
           (let [v ((function-of f) k (get content k))]
             (set! content (if (nil? v) (dissoc content k) (assoc content k v)))
             v))
  (merge [this k v f]
         (let [before (get content k)
               after (if (nil? before) v ((function-of f) before v))]
           (set! content (if (nil? after) (dissoc content k) (assoc content k after)))
           after))
  (replace [this k v]
           (let [before (get content k)]
             (when (contains? content k) (set! content (assoc content k v)))
             before))
  (remove [this k] (let [before (get content k)] (set! content (dissoc content k)) before))
  (remove [this k v]
          (if (and (contains? content k) (= v (get content k)))
            (do (set! content (dissoc content k)) true)
            false))
  (removeElement [this entry] (set! content (dissoc content (key entry))) nil)
  (containsKey [this k] (contains? content k))
  (containsValue [this v] (boolean (some (fn [x] (= x v)) (vals content))))
  (entryAt [this k] (find content k))
  (keySet [this] (set (keys content)))
  (values [this] (vec (vals content)))
  (entrySet [this] (set (seq content)))
  (keys [this] (->SeqIterator (keys content)))
  (forEach [this f] (run! (fn [e] ((function-of f) (key e) (val e))) content))
  (firstKey [this] (if (empty? content) (no-element) (key (first content))))
  (lastKey [this] (if (empty? content) (no-element) (key (last content))))
  (clear [this] (set! content (empty content)) nil)
  (size [this] (count content))
  (count [this] (count content))
  (isEmpty [this] (zero? (count content)))
  (iterator [this] (->RemovingIterator this (seq content) nil))
  (seq [this] (seq content))
  (clone [this] (construct (class this) content))
  (equiv [this other]
         (and (or (map? other) (instance? java.util.Map other)) (= content (into {} other))))
  (equals [this other]
          (and (or (map? other) (instance? java.util.Map other)) (= content (into {} other))))
  (hashCode [this] (java-hash content))
  (toString [this]
            (str "{" (clojure.string/join ", " (map (fn [e] (str (key e) "=" (val e))) content))
                 "}")))

(defn- map-maker
  "The constructor of a class of maps: from nothing, a capacity or another map."
  [make empty]
  (fn ([] (make empty))
    ([source] (make (cond (int? source) empty
                          (or (map? source) (instance? java.util.Map source)) (into empty (seq source))
                          :else (sorted-map-by source))))
    ([size load] (make empty))
    ([size load option] (make empty))))

(def ^:private TreeMap (type-like HashMap 'java.util.TreeMap [java.util.SortedMap]))
(def ^:private LinkedHashMap (type-like HashMap 'java.util.LinkedHashMap [java.util.Map]))
(def ^:private ConcurrentHashMap
  (type-like HashMap 'java.util.concurrent.ConcurrentHashMap [java.util.concurrent.ConcurrentMap]))
(intern-type 'java.util.HashMap HashMap)
(doseq [[atype empty-map] {HashMap {} LinkedHashMap {} ConcurrentHashMap {} TreeMap (sorted-map)}]
  (swap! constructors assoc atype (map-maker (fn [content] (make-over atype content)) empty-map)))
(intern-type 'java.util.WeakHashMap HashMap)
(intern-type 'java.util.IdentityHashMap HashMap)
(intern-type 'java.util.Hashtable HashMap)

;; --- Sets ----------------------------------------------------------------------------------------
(deftype ^{:full-name "java.util.HashSet"} HashSet [^:unsynchronized-mutable content]
  java.util.Set
  java.io.Serializable
  java.lang.Cloneable
  (add [this x]
       (if (contains? content x) false (do (set! content (conj content x)) true)))
  (addAll [this xs]
          (let [n (count content)] (set! content (into content (seq xs))) (< n (count content))))
  (remove [this x]
          (if (contains? content x) (do (set! content (disj content x)) true) false))
  (removeElement [this x] (set! content (disj content x)) nil)
  (removeAll [this xs]
             (let [n (count content)]
               (set! content (reduce disj content (seq xs)))
               (< (count content) n)))
  (retainAll [this xs]
             (let [n (count content) kept (set (seq xs))]
               (set! content (into (empty content) (filter (fn [x] (contains? kept x))) content))
               (< (count content) n)))
  (removeIf [this p]
            (let [n (count content)]
              (set! content (into (empty content) (remove (test-of p)) content))
              (< (count content) n)))
  (contains [this x] (contains? content x))
  (containsAll [this xs] (every? (fn [x] (contains? content x)) (seq xs)))
  (clear [this] (set! content (empty content)) nil)
  (size [this] (count content))
  (count [this] (count content))
  (isEmpty [this] (zero? (count content)))
  (iterator [this] (->RemovingIterator this (seq content) nil))
  (forEach [this f] (run! f content))
  (toArray [this] (to-array content))
  (toArray [this array] (into-array content))
  (valAt [this k] nil)
  (valAt [this k otherwise] otherwise)
  (seq [this] (seq content))
  (clone [this] (construct (class this) content))
  (equiv [this other]
         (and (or (set? other) (instance? java.util.Set other)) (= content (set (seq other)))))
  (equals [this other]
          (and (or (set? other) (instance? java.util.Set other)) (= content (set (seq other)))))
  (hashCode [this] (java-hash content))
  (toString [this] (str "[" (clojure.string/join ", " content) "]")))

(defn- set-maker
  "The constructor of a class of sets: from nothing, a capacity or a collection."
  [make empty]
  (fn ([] (make empty))
    ([source] (make (if (int? source) empty (into empty (elements-of source)))))))

(def ^:private TreeSet (type-like HashSet 'java.util.TreeSet [java.util.SortedSet]))
(def ^:private LinkedHashSet (type-like HashSet 'java.util.LinkedHashSet [java.util.Set]))
(intern-type 'java.util.HashSet HashSet)
(doseq [[atype empty-set] {HashSet #{} LinkedHashSet #{} TreeSet (sorted-set)}]
  (swap! constructors assoc atype (set-maker (fn [content] (make-over atype content)) empty-set)))

;; --- Printing ------------------------------------------------------------------------------------
;; Readably as Clojure's own collections, else as objects.
(doseq [[as atypes] {vec [ArrayList Stack]
                     (fn [xs] (apply list xs)) [LinkedList]
                     (fn [entries] (into {} entries)) [HashMap TreeMap ConcurrentHashMap LinkedHashMap]
                     set [HashSet TreeSet LinkedHashSet]}
        atype atypes]
  (defmethod print-method atype [x writer]
    (if *print-readably*
      (print-method (as (seq x)) writer)
      (#'clojure.core/print-object x (str x) writer))))

;; --- Atomic cells --------------------------------------------------------------------------------
(deftype ^{:full-name "java.util.concurrent.atomic.AtomicLong"} AtomicLong
    [^:unsynchronized-mutable value]
  Object
  (get [this] value)
  (set [this x] (set! value x) nil)
  (lazySet [this x] (set! value x) nil)
  (getAndSet [this x] (let [before value] (set! value x) before))
  (incrementAndGet [this] (set! value (inc value)) value)
  (decrementAndGet [this] (set! value (dec value)) value)
  (addAndGet [this n] (set! value (+ value n)) value)
  (getAndIncrement [this] (let [before value] (set! value (inc before)) before))
  (getAndDecrement [this] (let [before value] (set! value (dec before)) before))
  (getAndAdd [this n] (let [before value] (set! value (+ before n)) before))
  (updateAndGet [this f] (set! value ((function-of f) value)) value)
  (getAndUpdate [this f] (let [before value] (set! value ((function-of f) before)) before))
  (compareAndSet [this old new] (if (= old value) (do (set! value new) true) false))
  (intValue [this] value)
  (longValue [this] value)
  (doubleValue [this] (double value))
  (toString [this] (str value)))

(deftype ^{:full-name "java.util.concurrent.atomic.AtomicReference"} AtomicReference
    [^:unsynchronized-mutable value]
  Object
  (get [this] value)
  (set [this x] (set! value x) nil)
  (lazySet [this x] (set! value x) nil)
  (getAndSet [this x] (let [before value] (set! value x) before))
  (updateAndGet [this f] (set! value ((function-of f) value)) value)
  (getAndUpdate [this f] (let [before value] (set! value ((function-of f) before)) before))
  (compareAndSet [this old new] (if (identical? old value) (do (set! value new) true) false))
  (toString [this] (str value)))

(doseq [[full-name atype] {'java.util.concurrent.atomic.AtomicLong AtomicLong
                           'java.util.concurrent.atomic.AtomicInteger AtomicLong
                           'java.util.concurrent.atomic.AtomicReference AtomicReference
                           'java.util.concurrent.atomic.AtomicBoolean AtomicReference}]
  (intern-type full-name atype))
(swap! constructors assoc
       AtomicLong (fn ([] (->AtomicLong 0)) ([n] (->AtomicLong n)))
       AtomicReference (fn ([] (->AtomicReference nil)) ([x] (->AtomicReference x))))

;; --- Random numbers: the generator that java.util.Random documents -------------------------------
(deftype ^{:full-name "java.util.Random"} Random
  [^:unsynchronized-mutable state ^:unsynchronized-mutable spare]
  Object
  (setSeed [this seed]
    (set! state (bit-and (bit-xor seed 0x5DEECE66D) 0xffffffffffff))
    (set! spare nil)
    nil)
  (bits [this n]
    (set! state (bit-and (unchecked-add (unchecked-multiply state 0x5DEECE66D) 0xB) 0xffffffffffff))
    (unchecked-int (bit-shift-right state (- 48 n))))
  (nextInt [this] (.bits this 32))
  (nextInt [this bound]
    (cond (not (pos? bound))
          (throw (nacre.primitive/exception-new
                  IllegalArgumentException "bound must be positive" nil nil))
          (= bound (bit-and bound (- bound)))
          (bit-shift-right (* bound (.bits this 31)) 31)
          :else
          (loop []
            (let [bits (.bits this 31)
                  value (rem bits bound)]
              (if (neg? (unchecked-int (+ (- bits value) (dec bound)))) (recur) value)))))
  (nextInt [this origin bound]
    (when-not (< origin bound)
      (throw (nacre.primitive/exception-new
              IllegalArgumentException "bound must be greater than origin" nil nil)))
    (let [n (- bound origin) m (dec n) first-bits (.bits this 32)]
      (cond
        (< 0x7fffffff n)
        (loop [r first-bits] (if (and (<= origin r) (< r bound)) r (recur (.bits this 32))))
        (zero? (bit-and n m)) (+ origin (bit-and first-bits m))
        :else
        (loop [u (unsigned-bit-shift-right (bit-and first-bits 0xffffffff) 1)]
          (let [r (rem u n)]
            (if (< (- (+ u m) r) 0x80000000)
              (+ origin r)
              (recur (unsigned-bit-shift-right (bit-and (.bits this 32) 0xffffffff) 1))))))))
  (nextBytes [this array]
    (loop [i 0 word 0]
      (when (< i (count array))
        (let [word (if (zero? (rem i 4)) (.bits this 32) (bit-shift-right word 8))]
          (aset array i (unchecked-byte word))
          (recur (inc i) word)))))
  (nextLong [this]
    (let [high (.bits this 32)]
      (unchecked-add (bit-shift-left high 32) (.bits this 32))))
  (nextBoolean [this] (not (zero? (.bits this 1))))
  (nextDouble [this]
    (let [high (.bits this 26)]
      (* (double (+ (bit-shift-left high 27) (.bits this 27))) 1.1102230246251565E-16)))
  (nextFloat [this] (float (/ (.bits this 24) 16777216.0)))
  (nextGaussian [this] ; they are made in pairs
    (if spare
      (let [x spare] (set! spare nil) x)
      (loop []
        (let [a (dec (* 2 (.nextDouble this)))
              b (dec (* 2 (.nextDouble this)))
              s (+ (* a a) (* b b))]
          (if (or (>= s 1) (zero? s))
            (recur)
            (let [factor (clojure.math/sqrt (/ (* -2 (clojure.math/log s)) s))]
              (set! spare (* b factor))
              (* a factor))))))))

(intern-type 'java.util.Random Random)
(swap! constructors assoc
       Random (fn ([] (doto (->Random 0 nil)
                        (.setSeed (nacre.primitive/nanoseconds))))
                ([seed] (doto (->Random 0 nil) (.setSeed seed)))))

;; --- Statics over them ---------------------------------------------------------------------------
(defn- fill-array
  "Sets every place of an array from one on up to another."
  [array from to x]
  (doseq [i (range from to)] (aset array i x)))

(statics "Arrays" "java.util"
         {'asList (fn [& xs] (construct ArrayList
                                        (if (and (= 1 (count xs)) (array? (first xs)))
                                          (seq (first xs))
                                          xs)))
          'toString (fn [array] (if (nil? array)
                                  "null"
                                  (str "[" (clojure.string/join ", " (map (fn [x] (if (nil? x) "null" x))
                                                                          array)) "]")))
          'equals (fn [a b] (or (identical? a b) (and (some? a) (some? b) (= (vec a) (vec b)))))
          'hashCode (fn [array] (if (nil? array) 0 (java-hash (vec array))))
          'fill (fn ([array x] (fill-array array 0 (count array) x))
                  ([array from to x] (fill-array array from to x)))
          'copyOf (fn [array n]
                    (let [result (new-array (.element array) n)]
                      (dotimes [i (min n (count array))] (aset result i (aget array i)))
                      result))
          'copyOfRange (fn [array from to] (let [result (new-array (.element array) (- to from))]
                           (dotimes [i (- (min to (count array)) from)]
                             (aset result i (aget array (+ from i))))
                           result))
          'sort (fn ([array] (dorun (map-indexed (fn [i x] (aset array i x)) (sort (vec array)))))
                  ([array order]
                   (dorun (map-indexed (fn [i x] (aset array i x)) (sort order (vec array))))))
          'stream seq})
(statics "Collections" "java.util"
         {'EMPTY_LIST [] 'EMPTY_MAP {} 'EMPTY_SET #{}
          'sort (fn ([xs] (.sort xs nil)) ([xs order] (.sort xs order)))
          'reverse (fn [xs]
                     (let [items (reverse (vec (seq xs)))]
                       (.clear xs)
                       (.addAll xs items)
                       nil))
          'shuffle (fn ([xs] (let [items (shuffle (vec (seq xs)))] (.clear xs) (.addAll xs items) nil))
                     ([xs random]
                      (loop [items (vec (seq xs)) i (count items)]
                        (if (< 1 i)
                          (let [j (.nextInt random i)]
                            (recur (assoc items (dec i) (nth items j) j (nth items (dec i))) (dec i)))
                          (do (.clear xs) (.addAll xs items) nil)))))
          'unmodifiableList identity 'unmodifiableMap identity 'unmodifiableSet identity
          'unmodifiableCollection identity 'synchronizedMap identity 'synchronizedList identity
          'emptyList (fn [] []) 'emptyMap (fn [] {}) 'emptySet (fn [] #{})
          'singletonList vector 'singleton hash-set 'singletonMap hash-map
          'max (fn [xs] (last (sort (seq xs)))) 'min (fn [xs] (first (sort (seq xs))))
          'frequency (fn [xs x] (count (filter (fn [y] (= x y)) (seq xs))))
          'addAll (fn [xs array] (.addAll xs (seq array)))
          'reverseOrder (fn ([] (fn [a b] (compare b a))) ([order] (fn [a b] (order b a))))})
(statics "ThreadLocalRandom" "java.util.concurrent" {'current (fn [] (construct Random))})
