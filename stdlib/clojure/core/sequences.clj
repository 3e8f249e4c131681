;; SPDX-License-Identifier: MIT
;;
;; Lazy sequence functions, with their transducers: map, filter, take, drop and their relatives.
;; A chunked source stays chunked where Clojure keeps it so.
(in-ns 'clojure.core)

(declare sequence tree-seq rand-int)

(defn- map-chunk
  "The chunk of (f x) for each element x of a chunk."
  [f source]
  (let [n (count source)
        buffer (chunk-buffer n)]
    (loop [i 0]
      (if (< i n)
        (do (chunk-append buffer (f (nth source i)))
            (recur (inc i)))
        (chunk buffer)))))

(defn map
  "The lazy sequence of (f x) for each element, or of (f x y ...) for elements of several
  collections side by side, as long as the shortest. Without a collection, a transducer."
  ([f]
   (fn [rf]
     (fn
       ([] (rf))
       ([result] (rf result))
       ([result input] (rf result (f input)))
       ([result input & inputs] (rf result (apply f input inputs))))))
  ([f coll]
   (lazy-seq
    (let [s (seq coll)]
      (if s
        (if (chunked-seq? s)
          (chunk-cons (map-chunk f (chunk-first s)) (map f (chunk-rest s)))
          (cons (f (first s)) (map f (rest s))))
        nil))))
  ([f c1 c2]
   (lazy-seq
    (let [s1 (seq c1) s2 (seq c2)]
      (if (and s1 s2)
        (cons (f (first s1) (first s2)) (map f (rest s1) (rest s2)))
        nil))))
  ([f c1 c2 c3]
   (lazy-seq
    (let [s1 (seq c1) s2 (seq c2) s3 (seq c3)]
      (if (and s1 s2 s3)
        (cons (f (first s1) (first s2) (first s3)) (map f (rest s1) (rest s2) (rest s3)))
        nil))))
  ([f c1 c2 c3 & colls]
   (let [step (fn step [cs]
                (lazy-seq
                 (let [ss (map seq cs)]
                   (if (every? identity ss)
                     (cons (map first ss) (step (map rest ss)))
                     nil))))]
     (map (fn [args] (apply f args)) (step (list* c1 c2 c3 colls))))))

(defn- filter-chunk
  "The chunk of those elements of a chunk of which pred is true."
  [pred source]
  (let [n (count source)
        buffer (chunk-buffer n)]
    (loop [i 0]
      (if (< i n)
        (let [x (nth source i)]
          (if (pred x) (chunk-append buffer x) nil)
          (recur (inc i)))
        (chunk buffer)))))

(defn filter
  "The lazy sequence of the elements of which pred is true. Without coll, a transducer."
  ([pred]
   (fn [rf]
     (fn
       ([] (rf))
       ([result] (rf result))
       ([result input] (if (pred input) (rf result input) result)))))
  ([pred coll]
   (lazy-seq
    (let [s (seq coll)]
      (if s
        (if (chunked-seq? s)
          (chunk-cons (filter-chunk pred (chunk-first s)) (filter pred (chunk-rest s)))
          (let [x (first s) more (rest s)]
            (if (pred x)
              (cons x (filter pred more))
              (filter pred more))))
        nil)))))

(defn remove
  "The lazy sequence of the elements of which pred is not true. Without coll, a transducer."
  ([pred] (filter (complement pred)))
  ([pred coll] (filter (complement pred) coll)))

(defn keep
  "The lazy sequence of the values of (f x) that are not nil. Without coll, a transducer."
  ([f]
   (fn [rf]
     (fn
       ([] (rf))
       ([result] (rf result))
       ([result input]
        (let [v (f input)]
          (if (nil? v) result (rf result v)))))))
  ([f coll]
   (lazy-seq
    (when-let [s (seq coll)]
      (if (chunked-seq? s)
        (let [source (chunk-first s)
              n (count source)
              buffer (chunk-buffer n)]
          (dotimes [i n]
            (let [v (f (nth source i))]
              (when-not (nil? v) (chunk-append buffer v))))
          (chunk-cons (chunk buffer) (keep f (chunk-rest s))))
        (let [v (f (first s))]
          (if (nil? v)
            (keep f (rest s))
            (cons v (keep f (rest s))))))))))

(defn map-indexed
  "The lazy sequence of (f 0 x0), (f 1 x1) and so on. Without coll, a transducer."
  ([f]
   (fn [rf]
     (let [index (volatile! -1)]
       (fn
         ([] (rf))
         ([result] (rf result))
         ([result input] (rf result (f (vreset! index (inc @index)) input)))))))
  ([f coll]
   (let [step (fn step [index coll]
                (lazy-seq
                 (when-let [s (seq coll)]
                   (if (chunked-seq? s)
                     (let [source (chunk-first s)
                           n (count source)
                           buffer (chunk-buffer n)]
                       (dotimes [i n]
                         (chunk-append buffer (f (+ index i) (nth source i))))
                       (chunk-cons (chunk buffer) (step (+ index n) (chunk-rest s))))
                     (cons (f index (first s)) (step (inc index) (rest s)))))))]
     (step 0 coll))))

(defn keep-indexed
  "The lazy sequence of those (f index x) that are not nil. Without coll, a transducer."
  ([f]
   (fn [rf]
     (let [index (volatile! -1)]
       (fn
         ([] (rf))
         ([result] (rf result))
         ([result input]
          (let [v (f (vreset! index (inc @index)) input)]
            (if (nil? v) result (rf result v))))))))
  ([f coll]
   (let [step (fn step [index coll]
                (lazy-seq
                 (when-let [s (seq coll)]
                   (if (chunked-seq? s)
                     (let [source (chunk-first s)
                           n (count source)
                           buffer (chunk-buffer n)]
                       (dotimes [i n]
                         (let [v (f (+ index i) (nth source i))]
                           (when-not (nil? v) (chunk-append buffer v))))
                       (chunk-cons (chunk buffer) (step (+ index n) (chunk-rest s))))
                     (let [v (f index (first s))]
                       (if (nil? v)
                         (step (inc index) (rest s))
                         (cons v (step (inc index) (rest s)))))))))]
     (step 0 coll))))

(defn mapcat
  "The elements of the collections that f answers, one after the other. Without a collection, a
  transducer."
  ([f] (comp (map f) cat))
  ([f & colls] (apply concat (apply map f colls))))

(defn take
  "The lazy sequence of the first n elements, or all there are. Without coll, a transducer."
  ([n]
   (fn [rf]
     (let [left (volatile! n)]
       (fn
         ([] (rf))
         ([result] (rf result))
         ([result input]
          (let [n @left
                now (vreset! left (dec n))
                result (if (pos? n) (rf result input) result)]
            (if (pos? now) result (ensure-reduced result))))))))
  ([n coll]
   (lazy-seq
    (when (pos? n)
      (when-let [s (seq coll)]
        (cons (first s) (take (dec n) (rest s))))))))

(defn drop
  "The lazy sequence of all but the first n elements. Without coll, a transducer."
  ([n]
   (fn [rf]
     (let [left (volatile! n)]
       (fn
         ([] (rf))
         ([result] (rf result))
         ([result input]
          (let [n @left]
            (if (pos? n)
              (do (vreset! left (dec n)) result)
              (rf result input))))))))
  ([n coll]
   (lazy-seq
    (loop [n n s (seq coll)]
      (if (and (pos? n) s)
        (recur (dec n) (next s))
        s)))))

(defn take-while
  "The lazy sequence of the elements up to the first of which pred is not true. Without coll, a
  transducer."
  ([pred]
   (fn [rf]
     (fn
       ([] (rf))
       ([result] (rf result))
       ([result input] (if (pred input) (rf result input) (reduced result))))))
  ([pred coll]
   (lazy-seq
    (when-let [s (seq coll)]
      (when (pred (first s))
        (cons (first s) (take-while pred (rest s))))))))

(defn drop-while
  "The lazy sequence of the elements from the first of which pred is not true. Without coll, a
  transducer."
  ([pred]
   (fn [rf]
     (let [dropping (volatile! true)]
       (fn
         ([] (rf))
         ([result] (rf result))
         ([result input]
          (if (and @dropping (pred input))
            result
            (do (vreset! dropping false)
                (rf result input))))))))
  ([pred coll]
   (lazy-seq
    (loop [s (seq coll)]
      (if (and s (pred (first s)))
        (recur (next s))
        s)))))

(defn take-nth
  "The lazy sequence of every nth element, the first one included. Without coll, a transducer."
  ([n]
   (fn [rf]
     (let [index (volatile! -1)]
       (fn
         ([] (rf))
         ([result] (rf result))
         ([result input]
          (if (zero? (rem (vreset! index (inc @index)) n))
            (rf result input)
            result))))))
  ([n coll]
   (lazy-seq
    (when-let [s (seq coll)]
      (cons (first s) (take-nth n (drop n s)))))))

(defn drop-last
  "The lazy sequence of all but the last n (one when not given) elements."
  ([coll] (drop-last 1 coll))
  ([n coll] (map (fn [x _] x) coll (drop n coll))))

(defn take-last
  "A seq of the last n elements, nil when there are none. Walks the collection."
  [n coll]
  (loop [s (seq coll) lead (seq (drop n coll))]
    (if lead
      (recur (next s) (next lead))
      s)))

(defn last
  "The last element, by walking; nil when there is none."
  [coll]
  (if (vector? coll)
    (peek coll)
    (loop [s (seq coll)]
      (if (next s) (recur (next s)) (first s)))))

(defn butlast
  "A seq of all but the last element, nil when that is empty. Walks the collection."
  [coll]
  (loop [result [] s (seq coll)]
    (if (next s)
      (recur (conj result (first s)) (next s))
      (seq result))))

(defn split-at
  "[(take n coll) (drop n coll)]"
  [n coll]
  [(take n coll) (drop n coll)])

(defn split-with
  "[(take-while pred coll) (drop-while pred coll)]"
  [pred coll]
  [(take-while pred coll) (drop-while pred coll)])

(defn nthnext
  "The nth next of coll; (seq coll) when n is zero."
  [coll n]
  (loop [n n s (seq coll)]
    (if (and s (pos? n)) (recur (dec n) (next s)) s)))

(defn nthrest
  "The nth rest of coll; coll itself when n is zero."
  [coll n]
  (if (pos? n)
    (loop [n n s coll]
      (let [s (if (pos? n) (seq s) s)]
        (if (and s (pos? n))
          (recur (dec n) (rest s))
          (if (nil? s) () s))))
    coll))

(defn iterate
  "The lazy sequence x, (f x), (f (f x)) and so on."
  [f x]
  (nacre.primitive/cons-iterate x (lazy-seq (iterate f (f x)))))

(defn repeat
  "A lazy sequence of x over and over, or n times."
  ([x] (nacre.primitive/repeat-new -1 x))
  ([n x] (if (pos? n) (nacre.primitive/repeat-new (long n) x) ())))

(defn repeatedly
  "A lazy sequence of the answers of (f), called again for each element; n of them if given."
  ([f] (lazy-seq (cons (f) (repeatedly f))))
  ([n f] (take n (repeatedly f))))

(defn replicate
  "n times x; `repeat` does the same."
  {:deprecated "1.3"}
  [n x]
  (take n (repeat x)))

(defn cycle
  "A lazy sequence of the elements of coll over and over; empty when coll is."
  [coll]
  (if-let [s (seq coll)]
    (let [turn (fn turn [xs]
                 (lazy-seq
                  (let [xs (or (seq xs) s)]
                    (nacre.primitive/cons-cycle (first xs) (turn (rest xs))))))]
      (nacre.primitive/cons-cycle (first s) (turn (rest s))))
    ()))

(defn interleave
  "The first elements of the collections, then the second ones and so on, lazily."
  ([] ())
  ([c1] (lazy-seq c1))
  ([c1 c2]
   (lazy-seq
    (let [s1 (seq c1) s2 (seq c2)]
      (when (and s1 s2)
        (cons (first s1) (cons (first s2) (interleave (rest s1) (rest s2))))))))
  ([c1 c2 & colls]
   (lazy-seq
    (let [ss (map seq (list* c1 c2 colls))]
      (when (every? identity ss)
        (concat (map first ss) (apply interleave (map rest ss))))))))

(defn interpose
  "The elements with sep between them, lazily. Without coll, a transducer."
  ([sep]
   (fn [rf]
     (let [started (volatile! false)]
       (fn
         ([] (rf))
         ([result] (rf result))
         ([result input]
          (if @started
            (let [result (rf result sep)]
              (if (reduced? result) result (rf result input)))
            (do (vreset! started true)
                (rf result input))))))))
  ([sep coll] (drop 1 (interleave (repeat sep) coll))))

(defn distinct
  "The lazy sequence of the elements without those that came before. Without coll, a transducer."
  ([]
   (fn [rf]
     (let [seen (volatile! #{})]
       (fn
         ([] (rf))
         ([result] (rf result))
         ([result input]
          (if (contains? @seen input)
            result
            (do (vreset! seen (conj @seen input))
                (rf result input))))))))
  ([coll]
   (let [step (fn step [xs seen]
                (lazy-seq
                 (nth xs 0 nil) ; takes what nth takes: no set and no map
                 (loop [s (seq xs)]
                   (if s
                     (let [x (first s)]
                       (if (contains? seen x)
                         (recur (next s))
                         (cons x (step (rest s) (conj seen x)))))
                     nil))))]
     (step coll #{}))))

(defn dedupe
  "The lazy sequence of the elements without repetitions of the one just before. Without coll, a
  transducer."
  ([]
   (fn [rf]
     (let [before (volatile! ::none)]
       (fn
         ([] (rf))
         ([result] (rf result))
         ([result input]
          (let [prior @before]
            (vreset! before input)
            (if (= prior input) result (rf result input))))))))
  ([coll] (sequence (dedupe) coll)))

(defn flatten
  "The leaves of nested sequential things as one lazy sequence; () when x is not sequential."
  [x]
  (filter (complement sequential?)
          (rest (tree-seq sequential? seq x))))

(defn tree-seq
  "The lazy sequence of the nodes of a tree, depth first: branch? tells whether a node may have
  children, (children node) gives them."
  [branch? children root]
  (let [walk (fn walk [node]
               (lazy-seq
                (cons node
                      (when (branch? node)
                        (mapcat walk (children node))))))]
    (walk root)))

(defn xml-seq
  "A tree-seq over nested maps with :content, as xml parsers make them."
  [root]
  (tree-seq (complement string?) (comp seq :content) root))

(defn reductions
  "The lazy sequence of the intermediate values of (reduce f init coll)."
  ([f coll]
   (lazy-seq
    (if-let [s (seq coll)]
      (reductions f (first s) (rest s))
      (list (f)))))
  ([f init coll]
   (if (reduced? init)
     (list (unreduced init))
     (cons init
           (lazy-seq
            (when-let [s (seq coll)]
              (reductions f (f init (first s)) (rest s))))))))

(defn dorun
  "Walks a sequence (n elements of it) for its side effects. Answers nil."
  ([coll]
   (loop [s (seq coll)]
     (when s (recur (next s)))))
  ([n coll]
   (loop [n n s (seq coll)]
     (when (and s (pos? n)) (recur (dec n) (next s))))))

(defn doall
  "Walks a sequence (n elements of it) for its side effects and answers it."
  ([coll] (dorun coll) coll)
  ([n coll] (dorun n coll) coll))

(defn bounded-count
  "The count of coll, or at most n when that has to be found by walking."
  [n coll]
  (if (counted? coll)
    (count coll)
    (loop [i 0 s (seq coll)]
      (if (and s (< i n)) (recur (inc i) (next s)) i))))

(defn empty?
  "True when coll has no elements; for a lazy one this realises the first."
  [coll]
  (if (counted? coll) (zero? (count coll)) (not (seq coll))))

(defn not-empty
  "coll when it has elements, else nil."
  [coll]
  (if (seq coll) coll nil))

(defn reverse
  "The elements in reverse order as a list. Not lazy."
  [coll]
  (reduce conj () coll))

(defn rand-nth
  "A random element of a sequential collection."
  [coll]
  (nth coll (rand-int (count coll))))
