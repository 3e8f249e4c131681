;; SPDX-License-Identifier: MIT
;;
;; Functions over maps, sets and vectors that call functions: update, merge, group-by, select-keys,
;; mapv, and the variadic sides of what C does for one argument.
(in-ns 'clojure.core)

(defn mapv
  "As map, as a vector and at once."
  ([f coll]
   (persistent! (reduce (fn [v x] (conj! v (f x))) (transient []) coll)))
  ([f c1 c2] (into [] (map f c1 c2)))
  ([f c1 c2 c3] (into [] (map f c1 c2 c3)))
  ([f c1 c2 c3 & colls] (into [] (apply map f c1 c2 c3 colls))))

(defn filterv
  "As filter, as a vector and at once."
  [pred coll]
  (persistent! (reduce (fn [v x] (if (pred x) (conj! v x) v)) (transient []) coll)))

(defn set
  "The set of the elements of coll."
  [coll]
  (if (set? coll)
    (if (nil? (meta coll)) coll (with-meta coll nil))
    (persistent! (reduce conj! (transient #{}) coll))))

(defn vec
  "A vector of the elements of coll."
  [coll]
  (cond (vector? coll) (if (nil? (meta coll)) coll (with-meta coll nil))
        (and (sequential? coll) (not (nacre.primitive/user-instance? coll))) (into [] coll)
        (if (nacre.primitive/user-instance? coll) (nacre.core/listable? coll) (seqable? coll))
        (into [] coll)
        :else (throw (nacre.primitive/exception-new
                      RuntimeException
                      (str "Unable to convert: " (nacre.primitive/type-name (class coll))
                           " to Object[]")
                      nil nil))))

(defn get-in
  "The value under a path of keys in nested associative things, not-found (nil) when there is none."
  ([m ks]
   (loop [m m ks (seq ks)]
     (if ks (recur (get m (first ks)) (next ks)) m)))
  ([m ks not-found]
   (loop [m m ks (seq ks)]
     (if ks
       (let [v (get m (first ks) ::missing)]
         (if (identical? v ::missing) not-found (recur v (next ks))))
       m))))

(defn assoc-in
  "m with v under the path of keys; missing levels become maps."
  [m [k & ks] v]
  (if ks
    (assoc m k (assoc-in (get m k) ks v))
    (assoc m k v)))

(defn update
  "m with the value under k replaced by (f value args...)."
  ([m k f] (assoc m k (f (get m k))))
  ([m k f x] (assoc m k (f (get m k) x)))
  ([m k f x y] (assoc m k (f (get m k) x y)))
  ([m k f x y z] (assoc m k (f (get m k) x y z)))
  ([m k f x y z & more] (assoc m k (apply f (get m k) x y z more))))

(defn update-in
  "m with the value under the path of keys replaced by (f value args...); missing levels become maps."
  [m ks f & args]
  (let [change (fn change [m ks]
                 (let [k (first ks) ks (next ks)]
                   (if ks
                     (assoc m k (change (get m k) ks))
                     (assoc m k (apply f (get m k) args)))))]
    (change m (seq ks))))

(defn update-vals
  "The map of the same keys with (f value) as values. Keeps the metadata."
  [m f]
  (with-meta
    (persistent! (reduce-kv (fn [acc k v] (assoc! acc k (f v)))
                            (if (nacre.primitive/editable? m) (transient m) (transient {}))
                            m))
    (meta m)))

(defn update-keys
  "The map of (f key) to the same values. Keeps the metadata."
  [m f]
  (with-meta
    (persistent! (reduce-kv (fn [acc k v] (assoc! acc (f k) v)) (transient {}) m))
    (meta m)))

(defn select-keys
  "The map of those entries whose keys are in keyseq. Keeps the metadata."
  [map keyseq]
  (loop [result {} ks (seq keyseq)]
    (if ks
      (let [entry (find map (first ks))]
        (recur (if entry (conj result entry) result) (next ks)))
      (with-meta result (meta map)))))

(defn merge
  "The first map with the entries of the others added, later ones winning; nil when all are nil."
  [& maps]
  (if (some identity maps)
    (reduce (fn [a b] (conj (if a a {}) b)) maps)
    nil))

(defn merge-with
  "As merge, but the value under a key that is there already becomes (f old new)."
  [f & maps]
  (if (some identity maps)
    (let [add-entry (fn [m entry]
                      (let [k (key entry) v (val entry)]
                        (if (contains? m k)
                          (assoc m k (f (get m k) v))
                          (assoc m k v))))]
      (reduce (fn [a b] (reduce add-entry (if a a {}) (seq b))) maps))
    nil))

(defn group-by
  "The map of each (f element) to the vector of its elements, in order."
  [f coll]
  (persistent!
   (reduce (fn [result x]
             (let [k (f x)]
               (assoc! result k (conj (get result k []) x))))
           (transient {}) coll)))

(defn frequencies
  "The map of each element to how often it occurs."
  [coll]
  (persistent!
   (reduce (fn [counts x] (assoc! counts x (inc (get counts x 0))))
           (transient {}) coll)))

(defn replace
  "The elements with those that are keys of smap replaced by its values; a vector for a vector.
  Without coll, a transducer."
  ([smap]
   (map (fn [x] (if-let [entry (find smap x)] (val entry) x))))
  ([smap coll]
   (if (vector? coll)
     (reduce (fn [v i]
               (if-let [entry (find smap (nth v i))]
                 (assoc v i (val entry))
                 v))
             coll (range (count coll)))
     (map (fn [x] (if-let [entry (find smap x)] (val entry) x)) coll))))

(defn max-key
  "The one of the arguments for which (k x) is greatest; the last of those."
  ([k x] x)
  ([k x y] (if (> (k x) (k y)) x y))
  ([k x y & more]
   (let [kx (k x) ky (k y)
         start (if (> kx ky) [x kx] [y ky])]
     (loop [v (nth start 0) kv (nth start 1) more (seq more)]
       (if more
         (let [w (first more) kw (k w)]
           (if (>= kw kv) (recur w kw (next more)) (recur v kv (next more))))
         v)))))

(defn min-key
  "The one of the arguments for which (k x) is least; the last of those."
  ([k x] x)
  ([k x y] (if (< (k x) (k y)) x y))
  ([k x y & more]
   (let [kx (k x) ky (k y)
         start (if (< kx ky) [x kx] [y ky])]
     (loop [v (nth start 0) kv (nth start 1) more (seq more)]
       (if more
         (let [w (first more) kw (k w)]
           (if (<= kw kv) (recur w kw (next more)) (recur v kv (next more))))
         v)))))

(defn distinct?
  "True when no two of the arguments are equal."
  ([x] true)
  ([x y] (not (= x y)))
  ([x y & more]
   (if (= x y)
     false
     (loop [seen #{x y} more (seq more)]
       (if more
         (if (contains? seen (first more))
           false
           (recur (conj seen (first more)) (next more)))
         true)))))

(defn memoize
  "A function like f that remembers the answer for arguments it has been given."
  [f]
  (let [memory (atom {})]
    (fn [& args]
      (if-let [entry (find @memory args)]
        (val entry)
        (let [answer (apply f args)]
          (swap! memory assoc args answer)
          answer)))))

(defn vary-meta
  "obj with (apply f its-metadata args) as its metadata."
  [obj f & args]
  (with-meta obj (apply f (meta obj) args)))

(defn hash-ordered-coll
  "The hash of the elements in order, as lists and vectors have it."
  [coll]
  (nacre.core/check-iterable coll)
  (loop [h 1 n 0 s (seq coll)]
    (if s
      (recur (unchecked-add-int (unchecked-multiply-int 31 h) (hash (first s))) (inc n) (next s))
      (mix-collection-hash h n))))

(defn hash-unordered-coll
  "The hash of the elements in any order, as sets and maps have it."
  [coll]
  (nacre.core/check-iterable coll)
  (loop [h 0 n 0 s (seq coll)]
    (if s
      (recur (unchecked-add-int h (hash (first s))) (inc n) (next s))
      (mix-collection-hash h n))))

;; --- Sorted collections --------------------------------------------------------------------------
(defn- check-even
  "Throws unless there is a value for every key."
  [items]
  (when (odd? (count items))
    (argument-error (str "No value supplied for key: " (if (nil? (peek items)) "null" (peek items))))))

(defn- assoc-all
  "The map with the keys and values of a vector put in."
  [m items]
  (loop [m m i 0]
    (if (< i (count items))
      (recur (if (= (inc i) (count items)) (check-even items) (assoc m (nth items i) (nth items (inc i)))) (+ i 2))
      m)))

(defn sorted-map
  "A map of the keys and values in the order of compare."
  [& keyvals]
  (assoc-all (nacre.primitive/sorted-new true nil) (into [] keyvals)))

(defn- check-comparator
  "The comparator when it can be one. nil is found missing when two keys are to be compared."
  [comparator]
  (cond (or (fn? comparator) (nacre.primitive/type-method comparator 'compare)) comparator
        (nil? comparator) (fn [_ _] (nacre.primitive/raise-cast nil "java.util.Comparator"))
        :else (nacre.primitive/raise-cast comparator "java.util.Comparator")))

(defn sorted-map-by
  "A map of the keys and values in the order of the comparator."
  [comparator & keyvals]
  (assoc-all (nacre.primitive/sorted-new true (check-comparator comparator)) (into [] keyvals)))

(defn sorted-set
  "A set of the elements in the order of compare."
  [& keys]
  (reduce conj (nacre.primitive/sorted-new false nil) keys))

(defn sorted-set-by
  "A set of the elements in the order of the comparator."
  [comparator & keys]
  (reduce conj (nacre.primitive/sorted-new false (check-comparator comparator)) keys))

(defn- entry-key
  "What a sorted collection orders an element of its seq by."
  [sc entry]
  (cond (nacre.primitive/user-instance? sc) (nacre.core/invoke-method sc 'entryKey entry)
        (map? sc) (key entry)
        :else entry))

(defn- holds-bound?
  "Is (test (compare k bound) 0) true in the order of sc?"
  [sc test bound]
  (when-not (sorted? sc) (nacre.primitive/raise-cast sc "clojure.lang.Sorted"))
  (let [compare-fn (nacre.core/sorted-comparison sc)]
    (fn [entry] (test (compare-fn (entry-key sc entry) bound) 0))))

(defn subseq
  "A seq of the elements of a sorted collection whose keys pass the test (or both tests), one of
  < <= > >=, ascending."
  ([sc test key]
   (let [include (holds-bound? sc test key)]
     (if (or (identical? test >) (identical? test >=))
       (when-let [s (nacre.core/sorted-seq-from sc key true)]
         (if (include (first s)) s (next s)))
       (take-while include (nacre.core/sorted-seq sc true)))))
  ([sc start-test start-key end-test end-key]
   (let [include (holds-bound? sc start-test start-key)]
     (when-let [s (nacre.core/sorted-seq-from sc start-key true)]
       (take-while (holds-bound? sc end-test end-key)
                   (if (include (first s)) s (next s)))))))

(defn rsubseq
  "As subseq, descending."
  ([sc test key]
   (let [include (holds-bound? sc test key)]
     (if (or (identical? test <) (identical? test <=))
       (when-let [s (nacre.core/sorted-seq-from sc key false)]
         (if (include (first s)) s (next s)))
       (take-while include (nacre.core/sorted-seq sc false)))))
  ([sc start-test start-key end-test end-key]
   (let [include (holds-bound? sc end-test end-key)]
     (when-let [s (nacre.core/sorted-seq-from sc end-key false)]
       (take-while (holds-bound? sc start-test start-key)
                   (if (include (first s)) s (next s)))))))

;; --- Structs (kept for old programs) ------------------------------------------------------------
(defn create-struct
  "A basis for struct-map: its keys."
  [& keys]
  (when-not (seq keys) (argument-error "Must supply keys"))
  (nacre.core/struct-basis (vec keys)))

(defmacro defstruct
  "(def name (create-struct keys...))"
  [name & keys]
  `(def ~name (create-struct ~@keys)))

(defn struct-map
  "A map with the keys of the basis (nil where not given) and those given."
  [s & inits]
  (merge (zipmap (nacre.core/struct-keys s) (repeat nil)) (apply array-map inits)))

(defn struct
  "A map with the keys of the basis and the vals in their order."
  [s & vals]
  (let [keys (nacre.core/struct-keys s)]
    (when (> (count vals) (count keys)) (argument-error "Too many arguments to struct constructor"))
    (merge (zipmap keys (repeat nil)) (zipmap keys vals))))

(defn accessor
  "A function that looks up the key in a struct of that basis."
  [s key]
  (if (some (fn [k] (= k key)) (nacre.core/struct-keys s))
    (fn [m] (get m key))
    (argument-error (str "Not a key of struct: " (pr-str key)))))
