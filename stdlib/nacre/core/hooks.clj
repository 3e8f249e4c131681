;; SPDX-License-Identifier: MIT
;;
;; The hooks that C leaves hand over to when they meet a user-defined type, or a question about
;; values that only Lisp can answer (lang/hooks.h), and how types get their methods.
;;
;; A method of a type is found by name: nacre.primitive/type-method answers the function that a
;; deftype, defrecord or reify gave for it, whatever interface it stood under.
(in-ns 'nacre.core)
(clojure.core/refer 'clojure.core)

(declare simple-name reified? entry-of map-put map-remove set-add set-remove)

(defn- unsupported
  "Throws for an operation that the type of x does not have."
  [operation x]
  (throw (nacre.primitive/exception-new
          UnsupportedOperationException
          (str operation " not supported on this type: " (simple-name (class x)))
          nil nil)))

(defn- not-castable
  "Throws for a value of the wrong type."
  [x wanted]
  (when (nil? x)
    (throw (nacre.primitive/exception-new
            NullPointerException (str "nil where a " wanted " is needed") nil nil)))
  (throw (nacre.primitive/exception-new
          ClassCastException
          (str "class " (nacre.primitive/type-name (class x)) " cannot be cast to class " wanted)
          nil nil)))

;; --- Records -------------------------------------------------------------------------------------
(defn- record-entries
  "A seq of the entries of a record, declared fields first; nil when it has none."
  [r]
  (seq (concat (nacre.primitive/record-entries r) (nacre.primitive/record-extension r))))

(defn- record-get
  "The value under a key of a record, or `otherwise`."
  [r k otherwise]
  (let [i (if (keyword? k) (nacre.primitive/record-field-index r k) nil)]
    (if (nil? i)
      (get (nacre.primitive/record-extension r) k otherwise)
      (nacre.primitive/instance-field r i))))

(defn- record-has?
  "Is there an entry under the key of a record?"
  [r k]
  (or (and (keyword? k) (boolean (nacre.primitive/record-field-index r k)))
      (contains? (nacre.primitive/record-extension r) k)))

(defn- record-assoc
  "The record with an entry changed or added."
  [r k v]
  (let [i (if (keyword? k) (nacre.primitive/record-field-index r k) nil)]
    (if (nil? i)
      (nacre.primitive/record-set-extension
       r (assoc (or (nacre.primitive/record-extension r) {}) k v))
      (nacre.primitive/record-set-field r i v))))

(defn- record-dissoc
  "The record without an entry; a plain map when the entry was a declared field."
  [r k]
  (if (and (keyword? k) (nacre.primitive/record-field-index r k))
    (with-meta (dissoc (into {} (record-entries r)) k) (meta r))
    (let [extension (nacre.primitive/record-extension r)]
      (if (contains? extension k)
        (nacre.primitive/record-set-extension r (not-empty (dissoc extension k)))
        r))))

(defn- conj-map
  "conj on something with assoc: x is an entry, a pair, a map or nil."
  [m x]
  (cond (nil? x) m
        (map-entry? x) (assoc m (key x) (val x))
        (vector? x) (if (or (= 2 (count x)) (record? m)) ; a record does not ask how many there are
                      (assoc m (nth x 0) (nth x 1))
                      (throw (nacre.primitive/exception-new
                              IllegalArgumentException
                              "Vector arg to map conj must be a pair" nil nil)))
        (instance? java.util.Map$Entry x) (assoc m (key x) (val x))
        :else (reduce (fn [m entry] (assoc m (key entry) (val entry))) m (seq x))))

(defn record-from-map
  "A record of the type with the entries of a map, or of what into takes; missing fields are nil."
  [atype m]
  (let [m (if (map? m) m (into {} m))
        fields (map (fn [f] (keyword (name f))) (nacre.primitive/type-fields atype))
        r (apply nacre.primitive/instance-new atype (map (fn [k] (get m k)) fields))
        plain (if (nacre.primitive/user-instance? m) (into {} m) m)
        extra (not-empty (apply dissoc plain fields))]
    (if extra (nacre.primitive/record-set-extension r extra) r)))

(defn record-static
  "The function that a type of deftype or defrecord has as a static method of that name, or nil."
  [atype method-name]
  (if (nacre.primitive/type-flags atype)
    (cond (and (= method-name "create") (:record (nacre.primitive/type-flags atype)))
                                   (fn [m]
                                          (when-not (map? m)
                                            (nacre.primitive/raise-cast
                                             m "clojure.lang.IPersistentMap"))
                                          (record-from-map atype m))
          (= method-name "getBasis") (fn [] (nacre.primitive/type-fields atype))
          :else nil)
    nil))

;; --- Sequences of user-defined types -------------------------------------------------------------
(defn char-sequence?
  "Is x of a user-defined type of CharSequence?"
  [x]
  (and (nacre.primitive/user-instance? x) (nacre.primitive/instance-of? CharSequence x)))

(defn user-seq
  "seq of an instance of a user-defined type."
  [x]
  (if (record? x)
    (record-entries x)
    (let [method (nacre.primitive/type-method x 'seq)]
      (if method
        (method x)
        (let [iterator (nacre.primitive/type-method x 'iterator)]
          (cond
            iterator (iterator-seq (iterator x))
            (and (instance? java.util.Map x) (nacre.primitive/type-method x 'entrySet))
            (seq ((nacre.primitive/type-method x 'entrySet) x))
            (char-sequence? x)
            (seq (if (nacre.primitive/type-method x 'toString)
                   (str x)
                   (map (fn [i] (.charAt x i)) (range (.length x)))))
            :else (throw (nacre.primitive/exception-new
                    IllegalArgumentException
                    (str "Don't know how to create ISeq from: "
                         (nacre.primitive/type-name (class x))) nil nil))))))))

(defn user-first
  "first of an instance of a user-defined type."
  [x]
  (let [method (nacre.primitive/type-method x 'first)]
    (if method (method x) (first (seq x)))))

(defn user-rest
  "rest of an instance of a user-defined type."
  [x]
  (let [method (nacre.primitive/type-method x 'more)]
    (if method
      (method x)
      (let [next-method (nacre.primitive/type-method x 'next)]
        (if next-method
          (or (next-method x) ())
          (rest (seq x)))))))

(defn user-next
  "next of an instance of a user-defined type."
  [x]
  (let [method (nacre.primitive/type-method x 'next)]
    (if method (method x) (seq (user-rest x)))))

(defn subvec-slow
  "subvec of an instance of a user-defined type: of a copy of its elements."
  [v & bounds]
  (if (instance? clojure.lang.IPersistentVector v)
    (apply subvec (into [] v) bounds)
    (not-castable v "clojure.lang.IPersistentVector")))

(defn rseq-slow
  "rseq of an instance of a user-defined type."
  [x]
  (let [method (nacre.primitive/type-method x 'rseq)]
    (if method (method x) (not-castable x "clojure.lang.Reversible"))))

(defn user-count
  "count of an instance of a user-defined type."
  [x]
  (if (record? x)
    (+ (count (nacre.primitive/type-fields (class x)))
       (count (nacre.primitive/record-extension x)))
    (let [method (nacre.primitive/type-method x 'count)]
      (cond (and method (or (not (coll? x)) (instance? clojure.lang.Counted x))) (method x)
            (and method (nil? (nacre.primitive/type-method x 'seq))) (method x)
            method (loop [n 0 s (seq x)]
                     (cond (nil? s) n
                           (and (counted? s) (not (identical? s x))) (+ n (count s))
                           :else (recur (inc n) (next s))))
            (nacre.primitive/type-method x 'length) ((nacre.primitive/type-method x 'length) x)
            (nacre.primitive/type-method x 'size) ((nacre.primitive/type-method x 'size) x)
            (and (nacre.primitive/type-method x 'seq)
                 (or (coll? x) (instance? java.util.Collection x) (instance? java.util.Map x)))
            (count-seq (user-seq x) 0)
            :else (unsupported "count" x)))))

(defn- plain-seq
  "A lazy sequence of the elements of something whose seq may be itself."
  [x]
  (lazy-seq
   (when-let [s (seq x)]
     (cons (first s) (plain-seq (rest s))))))

(defn user-nth
  "nth of an instance of a user-defined type."
  ([x index]
   (let [method (nacre.primitive/type-method x 'nth)]
     (cond method (method x index)
           (sequential? x) (nth (plain-seq x) index)
           (char-sequence? x) (.charAt x index)
           :else (unsupported "nth" x))))
  ([x index not-found]
   (let [method (nacre.primitive/type-method x 'nth)]
     (cond method (method x index not-found)
           (sequential? x) (nth (plain-seq x) index not-found)
           (char-sequence? x) (if (< -1 index (.length x)) (.charAt x index) not-found)
           :else (unsupported "nth" x)))))

(defn conj-slow
  "conj where C cannot: sorted collections with a comparator, keys only Lisp can compare, records,
  maps added to maps, user-defined types."
  [coll x]
  (cond (record? coll) (conj-map coll x)
        (nacre.primitive/user-instance? coll)
        (let [method (nacre.primitive/type-method coll 'cons)]
          (if method (method coll x) (not-castable coll "clojure.lang.IPersistentCollection")))
        (map? coll) (conj-map coll x)
        (set? coll) (set-add coll x)
        :else (let [s (seq coll)] (if s (cons x s) (list x)))))

(defn- parts-of-entries
  "(part entry) for each element of a seq; what is no entry is found when somebody looks at it."
  [part s]
  (if (map-entry? (first s)) (seq (map part s)) (if s (map part s) nil)))

(defn- entry-part
  "What a method of an entry of a user-defined type answers."
  [x method other]
  (let [f (if (nacre.primitive/instance-of? java.util.Map$Entry x)
            (or (nacre.primitive/type-method x method) (nacre.primitive/type-method x other))
            nil)]
    (if f (f x) (not-castable x "java.util.Map$Entry"))))

(defn key-slow
  "key of an entry of a user-defined type."
  [x]
  (entry-part x 'getKey 'key))

(defn val-slow
  "val of an entry of a user-defined type."
  [x]
  (entry-part x 'getValue 'val))

(defn keys-slow
  "keys of a seq of entries or of a user-defined map."
  [x]
  (parts-of-entries key (seq x)))

(defn vals-slow
  "vals of a seq of entries or of a user-defined map."
  [x]
  (parts-of-entries val (seq x)))

(defn empty-slow
  "empty of a user-defined type."
  [coll]
  (if (record? coll)
    (throw (nacre.primitive/exception-new
            UnsupportedOperationException
            (str "Can't create empty: " (nacre.primitive/type-name (class coll))) nil nil))
    (let [method (nacre.primitive/type-method coll 'empty)]
      (if method (method coll) nil))))

(defn peek-slow
  "peek of a user-defined type."
  [coll]
  (let [method (nacre.primitive/type-method coll 'peek)]
    (if method (method coll) (not-castable coll "clojure.lang.IPersistentStack"))))

(defn pop-slow
  "pop of a user-defined type."
  [coll]
  (let [method (nacre.primitive/type-method coll 'pop)]
    (if method (method coll) (not-castable coll "clojure.lang.IPersistentStack"))))

;; --- Looking up and changing ---------------------------------------------------------------------
(defn- user-get
  "get of an instance of a user-defined type."
  [x k not-found]
  (if (record? x)
    (record-get x k not-found)
    (let [method (nacre.primitive/type-method x 'valAt)]
      (cond method (if (nil? not-found) (method x k) (method x k not-found))
            (nacre.primitive/type-method x 'get)
            (let [answer ((nacre.primitive/type-method x 'get) x k)]
              (if (nil? answer) not-found answer))
            :else not-found))))

(defn get-slow
  "get where C cannot look up."
  ([coll k] (get-slow coll k nil))
  ([coll k not-found]
   (cond (nacre.primitive/user-instance? coll) (user-get coll k not-found)
         (instance? clojure.lang.TaggedLiteral coll)
         (case k
           :tag (nacre.primitive/tagged-part coll false)
           :form (nacre.primitive/tagged-part coll true)
           not-found)
         (instance? clojure.lang.ReaderConditional coll)
         (case k
           :form (nacre.primitive/tagged-part coll false)
           :splicing? (nacre.primitive/tagged-part coll true)
           not-found)
         :else
         (let [entry (entry-of coll k)]
           (if entry (nth entry 1) not-found)))))

(defn contains-slow
  "contains? where C cannot look up."
  [coll k]
  (if (nacre.primitive/user-instance? coll)
    (cond (record? coll) (record-has? coll k)
          (nacre.primitive/type-method coll 'containsKey)
          (boolean ((nacre.primitive/type-method coll 'containsKey) coll k))
          (nacre.primitive/type-method coll 'contains)
          (boolean ((nacre.primitive/type-method coll 'contains) coll k))
          :else (throw (nacre.primitive/exception-new
                        IllegalArgumentException
                        (str "contains? not supported on type: "
                             (nacre.primitive/type-name (class coll))) nil nil)))
    (boolean (entry-of coll k))))

(defn find-slow
  "find where C cannot look up."
  [coll k]
  (if (nacre.primitive/user-instance? coll)
    (cond (record? coll)
          (if (record-has? coll k)
            (nacre.primitive/map-entry-new k (record-get coll k nil))
            nil)
          (nacre.primitive/type-method coll 'entryAt)
          ((nacre.primitive/type-method coll 'entryAt) coll k)
          :else (throw (nacre.primitive/exception-new
                        IllegalArgumentException
                        (str "find not supported on type: "
                             (nacre.primitive/type-name (class coll))) nil nil)))
    (let [entry (entry-of coll k)]
      (if entry (nacre.primitive/map-entry-new (nth entry 0) (nth entry 1)) nil))))

(defn assoc-slow
  "assoc of one key where C cannot."
  [coll k v]
  (cond (record? coll) (record-assoc coll k v)
        (nacre.primitive/user-instance? coll)
        (let [method (nacre.primitive/type-method coll 'assoc)]
          (if method (method coll k v) (not-castable coll "clojure.lang.Associative")))
        :else (map-put coll k v)))

(defn dissoc-slow
  "dissoc of one key where C cannot."
  [coll k]
  (cond (record? coll) (record-dissoc coll k)
        (nacre.primitive/user-instance? coll)
        (let [method (nacre.primitive/type-method coll 'without)]
          (if method (method coll k) (not-castable coll "clojure.lang.IPersistentMap")))
        :else (map-remove coll k)))

(defn disj-slow
  "disj of one element where C cannot."
  [coll x]
  (if (nacre.primitive/user-instance? coll)
    (let [method (nacre.primitive/type-method coll 'disjoin)]
      (if method (method coll x) (not-castable coll "clojure.lang.IPersistentSet")))
    (set-remove coll x)))

;; --- Equality, hash and order --------------------------------------------------------------------
(defn plain-seq
  "A seq over what is left of a sequence, of a kind that C walks as far as it is realised."
  [x]
  (let [s (seq x)]
    (if (nacre.primitive/user-instance? s) (seq (map identity s)) s)))

(defn- equal-sequences
  "Are two sequential things equal element by element?"
  [a b]
  (if (and (counted? a) (counted? b) (not (= (count a) (count b))))
    false
    (loop [s (seq a) t (seq b)]
      (cond (nil? s) (nil? t)
            (nil? t) false
            (= (first s) (first t)) (recur (next s) (next t))
            :else false))))

(defn- equal-maps
  "Do two maps have equal keys with equal values?"
  [a b]
  (and (= (count a) (count b))
       (loop [s (seq a)]
         (if (nil? s)
           true
           (let [entry (first s)
                 other (get b (key entry) ::none)]
             (if (and (not (identical? other ::none)) (= (val entry) other))
               (recur (next s))
               false))))))

(defn- equal-sets
  "Do two sets have the same elements?"
  [a b]
  (and (= (count a) (count b))
       (loop [s (seq a)]
         (cond (nil? s) true
               (contains? b (first s)) (recur (next s))
               :else false))))

(declare list-like?)

(defn- user-equal
  "Equality where a is an instance of a user-defined type."
  [a b]
  (cond (identical? a b) true
        (record? a)
        (and (record? b)
             (identical? (class a) (class b))
             (equal-maps a b))
        :else
        (let [equiv (nacre.primitive/type-method a 'equiv)]
          (if equiv
            (boolean (equiv a b))
            (let [equals (nacre.primitive/type-method a 'equals)]
              (cond (and (coll? b) (list-like? a)) (and (sequential? b) (equal-sequences a b))
                    (coll? b) false
                    equals (boolean (equals a b))
                    :else false))))))

(defn- user-collection?
  "Does a user-defined type take part in equality as a collection?"
  [x]
  (and (nacre.primitive/user-instance? x)
       (not (record? x))
       (or (nacre.primitive/type-method x 'equiv) (nacre.primitive/type-method x 'equals))))

(defn list-like?
  "Is x sequential, or a list in Java's sense?"
  [x]
  (or (sequential? x) (instance? java.util.List x)))

(defn equal-slow
  "= where one of the two is of a user-defined type."
  [a b]
  (cond (identical? a b) true
        (user-collection? a) (user-equal a b)
        (user-collection? b) (cond (sequential? a) (and (list-like? b) (equal-sequences a b))
                                   (map? a) (and (instance? java.util.Map b)
                                                 (or (not (map? b))
                                                     (instance? clojure.lang.MapEquivalence b))
                                                 (equal-maps a b))
                                   (set? a) (and (instance? java.util.Set b) (equal-sets a b))
                                   :else false)
        (nacre.primitive/user-instance? a) (user-equal a b)
        ;; What has no order among the elements of a sorted set is not one of them.
        (set? a) (and (set? b)
                      (= (count a) (count b))
                      (try (every? (fn [x] (contains? a x)) b)
                           (catch ClassCastException _ false)))
        (nacre.primitive/lazy-seq? a) (and (or (seq a) true) (sequential? b) (equal-sequences a b))
        :else (and (not (record? b)) (sequential? a) (sequential? b)
                   (equal-sequences a b))))

(defn- hash-of-map
  "The hash of the entries in any order."
  [entries]
  (loop [h 0 n 0 s (seq entries)]
    (if s
      (let [entry (first s)]
        (recur (unchecked-add-int h (hash-ordered-coll [(key entry) (val entry)]))
               (inc n) (next s)))
      (mix-collection-hash h n))))

(defn hash-slow
  "hash of an instance of a user-defined type."
  [x]
  (let [hasheq (nacre.primitive/type-method x 'hasheq)]
    (cond hasheq (hasheq x)
          (record? x) (unchecked-int (bit-xor (hash (nacre.primitive/type-name (class x)))
                                              (hash-of-map (record-entries x))))
          :else
          (let [hash-code (nacre.primitive/type-method x 'hashCode)]
            (if hash-code
              (let [h (hash-code x)]
                (cond (not (int? h)) (not-castable h "int")
                      (= h (unchecked-int h)) h
                      :else (throw (nacre.primitive/exception-new
                                    ArithmeticException "integer overflow" nil nil))))
              (nacre.primitive/identity-hash x))))))

(defn compare-slow
  "compare where C cannot tell."
  [a b]
  (cond (identical? a b) 0
        (and (vector? a) (vector? b))
        (let [n (count a) m (count b)]
          (cond (< n m) -1
                (> n m) 1
                :else (loop [i 0]
                        (if (< i n)
                          (let [order (compare (nth a i) (nth b i))]
                            (if (zero? order) (recur (inc i)) order))
                          0))))
        (nacre.primitive/type-method a 'compareTo)
        ((nacre.primitive/type-method a 'compareTo) a b)
        :else (not-castable a "java.lang.Comparable")))

;; --- Calling, metadata, deref, text --------------------------------------------------------------
(defn invoke-slow
  "A call of something that is no function: args is a list."
  [callee args]
  (let [method (nacre.primitive/type-method callee 'invoke)]
    (cond method (apply method callee args)
          (nacre.primitive/type-method callee 'applyTo)
          ((nacre.primitive/type-method callee 'applyTo) callee (seq args))
          (and (ifn? callee) (not (nacre.primitive/user-instance? callee)))
          (throw (nacre.primitive/exception-new
                  clojure.lang.ArityException
                  (str "Wrong number of args (" (count args) ") passed to: "
                       (nacre.primitive/type-name (nacre.primitive/type callee)))
                  nil nil))
          :else (not-castable callee "clojure.lang.IFn"))))

;; What a var without a root value answers.
(nacre.primitive/type-set-methods
 clojure.lang.Var$Unbound
 {'toString (fn [this] (str "Unbound: " (nacre.primitive/instance-field this 0)))
  'equals (fn [this other]
            (and (instance? clojure.lang.Var$Unbound other)
                 (identical? (nacre.primitive/instance-field this 0)
                             (nacre.primitive/instance-field other 0))))
  'hashCode (fn [this] (hash (nacre.primitive/instance-field this 0)))
  'invoke (fn [this & args]
            (throw (nacre.primitive/exception-new
                    IllegalStateException
                    (str "Attempting to call unbound fn: " (nacre.primitive/instance-field this 0))
                    nil nil)))})

(defn named-slow
  "name or namespace, as the method says, of an instance of a user-defined type."
  [x method]
  (let [own (nacre.primitive/type-method x method)]
    (if own (own x) (not-castable x "clojure.lang.Named"))))

(defn callable-instance?
  "Does the type of an instance say that it can be called?"
  [x]
  (nacre.primitive/instance-of? clojure.lang.IFn x))

(defn meta-slow
  "meta of an instance of a user-defined type."
  [x]
  (let [method (nacre.primitive/type-method x 'meta)]
    (cond method (method x)
          (reified? x) (nacre.primitive/instance-field x 0)
          :else nil)))

(defn with-meta-slow
  "with-meta of an instance of a user-defined type."
  [x m]
  (let [method (nacre.primitive/type-method x 'withMeta)]
    (cond method (method x m)
          (and (nil? m) (nil? (meta x))) x
          (fn? x) (with-meta (fn [& args] (apply x args)) m)
          (nil? x) (not-castable x "clojure.lang.IObj")
          (reified? x)
          (apply nacre.primitive/instance-new (class x) m
                 (map (fn [i] (nacre.primitive/instance-field x i))
                      (range 1 (count (nacre.primitive/type-fields (class x))))))
          :else (not-castable x "clojure.lang.IObj"))))

(defn- force-delay
  "The value of a delay; runs its body when nobody has yet."
  [d]
  (loop []
    (let [thunk (nacre.primitive/delay-claim d)]
      (if (nil? thunk)
        (nacre.primitive/delay-value d)
        (do
          (try
            (nacre.primitive/delay-store d (thunk) false)
            (catch Throwable e
              (nacre.primitive/delay-store d e true))
            (catch :any e ; Ctrl-C leaves it pending
              (nacre.primitive/delay-release d)
              (throw e)))
          (recur))))))

(defn deref-slow
  "deref of a delay that has not run, or of a user-defined type."
  ([x]
   (if (delay? x)
     (force-delay x)
     (let [method (nacre.primitive/type-method x 'deref)]
       (if method (method x) (not-castable x "clojure.lang.IDeref")))))
  ([x timeout-ms timeout-val]
   (let [method (nacre.primitive/type-method x 'deref)]
     (if method
       (method x timeout-ms timeout-val)
       (not-castable x "clojure.lang.IBlockingDeref")))))

(defn object-text
  "Type@hash, the text of what has no other."
  [x]
  (str (class-label x) "@" (nacre.primitive/hexadecimal (bit-and 0xffffffff (java-hash x)))))

(defn str-slow
  "The text of x as str makes it, where C cannot."
  [x]
  (let [method (nacre.primitive/type-method x 'toString)]
    (cond method (let [text (method x)]
                   (if (or (string? text) (nil? text))
                     text
                     (nacre.primitive/raise-cast text "java.lang.String")))
          (record? x) (object-text x)
          (nacre.primitive/user-instance? x)
          (object-text x)
          (nacre.primitive/exception? x)
          (str (nacre.primitive/type-name (class x))
               (if (and (nil? (ex-message x)) (not (instance? clojure.lang.ExceptionInfo x)))
                 ""
                 (str ": " (if (nil? (ex-message x)) "null" (ex-message x))))
               (if (nil? (ex-data x)) "" (str " " (pr-str (ex-data x)))))
          (or (nacre.primitive/lazy-seq? x) (instance? clojure.lang.PersistentQueue x)) (object-text x)
          (coll? x) (pr-str x)
          (nacre.primitive/namespace? x) (str (ns-name x))
          :else (object-text x))))

;; --- Reducing user-defined types -----------------------------------------------------------------
(defn- own-method
  "The implementation of a protocol's method that x has by its own type, not as an Object."
  [protocol k x]
  (let [atype (class x)
        impls (:impls protocol)
        direct (get impls atype)]
    (if direct
      (get direct k)
      (some (fn [t] (if (identical? t Object) nil (get (get impls t) k)))
            (nacre.primitive/type-parents atype)))))

(defn check-reducer
  "Throws for an f that cannot be called though it might never be, when coll would be asked to reduce
  by itself: by reduce, or by reduce-kv."
  [f coll by-key]
  (when (and (some? f) (not (ifn? f))
             (if by-key (associative? coll) (instance? clojure.lang.IReduceInit coll)))
    (not-castable f "clojure.lang.IFn")))

(defn- iterable?
  "Is x an Iterable? Strings and arrays are none."
  [x]
  (if (nacre.primitive/user-instance? x) (instance? Iterable x) (coll? x)))

(defn check-iterable
  "Throws for what is no Iterable."
  [x]
  (when-not (iterable? x) (not-castable x "java.lang.Iterable")))

(defn listable?
  "Has x elements that vec and to-array take? A type that can only give a seq has none."
  [x]
  (or (nil? x) (string? x) (iterable? x) (array? x)
      (and (nacre.primitive/user-instance? x)
           (or (instance? clojure.lang.ISeq x) (instance? clojure.lang.IReduceInit x)
               (instance? java.util.Collection x) (instance? java.util.Map x)))))

(defn check-text
  "s when it is a string, as with-in-str reads."
  [s]
  (if (string? s) s (not-castable s "java.lang.String")))

(defn check-precision
  "precision when it is a number that with-precision takes. What is none is cast where a mode of
  rounding is named, and finds no constructor elsewhere."
  [precision mode]
  (when (or (nil? precision) (and mode (not (number? precision))))
    (nacre.primitive/raise-cast precision "java.lang.Number"))
  (if (int? precision)
    precision
    (throw (nacre.primitive/exception-new
            IllegalArgumentException (str "Not a precision: " (pr-str precision)) nil nil))))

(defn check-reference
  "Throws for what can have neither watches nor a validator."
  [x]
  (when-not (or (nacre.primitive/atom? x) (var? x) (instance? clojure.lang.IRef x))
    (not-castable x "clojure.lang.IRef")))

(defn check-metadata-holder
  "Throws for what has no metadata that could be set."
  [x]
  (when-not (or (nacre.primitive/atom? x) (var? x) (instance? clojure.lang.IReference x))
    (not-castable x "clojure.lang.IReference")))

(defn- walk-reduce
  "Reduces a seq of a user-defined type, which is asked for its first and next until what is left is of
  another kind."
  [f init s]
  (loop [s s acc init]
    (if (nacre.primitive/user-instance? s)
      (let [acc (f acc (first s))]
        (if (reduced? acc) @acc (recur (next s) acc)))
      (reduce f acc s))))

(defn user-reduce
  "reduce over an instance of a user-defined type."
  ([f coll]
   (let [method (own-method clojure.core.protocols/CollReduce :coll-reduce coll)]
     (cond method (method coll f)
           (instance? clojure.lang.IReduce coll) ((nacre.primitive/type-method coll 'reduce) coll f)
           (and (instance? clojure.lang.IReduceInit coll) (not (iterable? coll)))
           (not-castable coll "clojure.lang.IReduce")
           (nacre.primitive/type-method coll 'reduce)
           ((nacre.primitive/type-method coll 'reduce) coll f)
           :else (let [s (user-seq coll)]
                   (if (nacre.primitive/user-instance? s)
                     (walk-reduce f (first s) (next s))
                     (reduce f s))))))
  ([f init coll]
   (let [method (own-method clojure.core.protocols/CollReduce :coll-reduce coll)]
     (cond method (method coll f init)
           (nacre.primitive/type-method coll 'reduce)
           ((nacre.primitive/type-method coll 'reduce) coll f init)
           :else (walk-reduce f init (user-seq coll))))))

(defn user-reduce-kv
  "reduce-kv over an instance of a user-defined type."
  [f init coll]
  (let [method (own-method clojure.core.protocols/IKVReduce :kv-reduce coll)]
    (cond method (method coll f init)
          (nacre.primitive/type-method coll 'kvreduce)
          ((nacre.primitive/type-method coll 'kvreduce) coll f init)
          :else (reduce (fn [acc entry] (f acc (key entry) (val entry))) init (user-seq coll)))))

;; --- Making types --------------------------------------------------------------------------------
(defn make-type
  "A type of that name with the fields and flags, below the interfaces among the specs."
  [type-name fields flags specs]
  (let [interfaces (vec (keep (fn [spec] (if (map? spec) (:on-interface spec) spec)) specs))
        parents (cond (:record flags) (into interfaces record-interfaces)
                      (:reify flags) (conj interfaces clojure.lang.IObj)
                      (:interface flags) interfaces
                      :else (conj interfaces clojure.lang.IType))]
    (nacre.primitive/type-new type-name fields flags
                              (vec (distinct (conj (vec (remove (fn [t] (identical? t Object))
                                                                parents))
                                                   Object)))
                              {})))

(defn define-interface
  "Makes an interface known under a full name."
  [full-name above]
  (let [atype (make-type full-name [] {:interface true} above)]
    (intern-type full-name atype)
    atype))

(defn install-methods
  "Gives a type its methods: parts is a vector of [protocol-or-interface {symbol function}]."
  [atype maker parts]
  (nacre.primitive/type-set-methods
   atype (reduce into {} (map (fn [part] (nth part 1)) parts)))
  (when maker (swap! constructors assoc atype maker))
  (doseq [[spec methods] parts]
    (when-not (class? spec)
      (extend-directly atype spec (into {} (map (fn [[k f]] [(keyword k) f])) methods)))))

(def ^:private reify-types (atom {}))

(defn reified?
  "Is x made by reify?"
  [x]
  (and (nacre.primitive/user-instance? x)
       (let [fields (nacre.primitive/type-fields (class x))]
         (and (pos? (count fields)) (= 'metadata (nth fields 0))))))

(defn reify-type
  "The type of the reify expression at that site, made when it is first evaluated."
  [site fields parts-thunk]
  (or (get @reify-types site)
      (let [parts (parts-thunk)
            atype (make-type site fields {:reify true} (mapv (fn [part] (nth part 0)) parts))]
        (install-methods atype nil parts)
        (swap! reify-types assoc site atype)
        atype)))

(defn find-method-of
  "The implementation of a protocol method that may be extended by metadata."
  [protocol k qualified x]
  (let [by-meta (get (meta x) qualified)]
    (if by-meta by-meta (nacre.primitive/find-method protocol k x))))

(defn anonymous-var
  "A fresh dynamic var that no namespace knows by a readable name."
  []
  (let [v (nacre.primitive/var-intern (nacre.primitive/create-namespace 'nacre.local)
                                      (gensym "local__"))]
    (nacre.primitive/reference-set-meta v (assoc (or (meta v) {}) :dynamic true))
    v))
