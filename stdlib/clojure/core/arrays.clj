;; SPDX-License-Identifier: MIT
;;
;; Arrays: cells of a fixed number of places that a process may change for itself (lang/array.c).
(in-ns 'nacre.core)
(clojure.core/refer 'clojure.core)

;; Every kind of array has a type of its own, below this one, which has the methods.
(declare array-like array-type)

(deftype Array [element code content]
  clojure.lang.Seqable
  (seq [this] (nacre.primitive/array-seq (nacre.primitive/array-content this)))
  clojure.lang.ILookup
  (valAt [this i]
    (get (nacre.primitive/array-content this) (if (number? i) (unchecked-int i) i)))
  (valAt [this i otherwise]
    (get (nacre.primitive/array-content this) (if (number? i) (unchecked-int i) i) otherwise))
  Object
  (count [this] (nacre.primitive/array-length this))
  (nth [this i] (aget this i))
  (nth [this i otherwise] (if (< -1 i (count this)) (aget this i) otherwise))
  (containsKey [this i]
    (if (number? i)
      (< -1 (unchecked-int i) (count this))
      (throw (nacre.primitive/exception-new
              IllegalArgumentException "contains? not supported on type: array" nil nil))))
  (clone [this] (array-like this (nacre.primitive/array-content this)))
  (put [this i value] (aset this i value))
  (read [this] (nacre.primitive/array-content this))
  (element [this] element))

(defn array?
  "Is x an array?"
  [x]
  (nacre.primitive/array? x))

(def ^:private array-types
  "An atom of the map of the names of the array types that were asked for to the types."
  (atom {}))

(defn- array-name?
  "Is the text the name of a type of arrays: [ as often as it has dimensions, and a letter or L...; ?"
  [text]
  (let [element (apply str (drop-while (fn [c] (= c \[)) text))]
    (and (< 0 (count element) (count text))
         (or (contains? #{"Z" "B" "S" "I" "J" "F" "D" "C"} element)
             (and (= \L (nth element 0)) (= \; (nth element (dec (count element)))))))))

(defn array-class
  "The type of arrays of that name, such as [I, or nil when the name is none."
  [full-name]
  (or (get @array-types full-name)
      (when (array-name? (name full-name))
        (let [atype (nacre.primitive/type-new full-name (nacre.primitive/type-fields Array) {}
                                              [Array java.lang.Cloneable java.io.Serializable Object]
                                              {})]
          (nacre.primitive/type-set-methods atype (nacre.primitive/type-methods Array))
          (swap! array-types assoc full-name atype)
          atype))))

(def ^:private element-letters
  {:boolean "Z" :byte "B" :short "S" :int "I" :long "J" :float "F" :double "D" :char "C"
   :object "Ljava.lang.Object;"})

(defn array-type
  "The type of arrays of that type of element: a keyword, or a class."
  [element]
  (array-class
   (symbol (str "[" (if (keyword? element)
                      (get element-letters element)
                      (let [element-name (str (nacre.primitive/type-name element))]
                        (if (= \[ (nth element-name 0)) element-name (str "L" element-name ";"))))))))

(def ^:private element-codes
  "What lang/array.c knows the types of elements by."
  {:object 0 :boolean 1 :byte 2 :short 3 :int 4 :long 5 :float 6 :double 7 :char 8})

(defn- make-array-of
  "An array of a type, with its element, of a vector."
  [atype element content]
  (nacre.primitive/array-new atype element (get element-codes element) content))

(defn retyped
  "The content of an array in another type of arrays of objects."
  [array atype]
  (make-array-of atype :object (.read array)))

(defn- array-like
  "An array of the kind of another."
  [array content]
  (make-array-of (class array) (.element array) content))

(defn no-array
  "Throws for what is no array."
  [x]
  (throw (nacre.primitive/exception-new
          (if (nil? x) NullPointerException IllegalArgumentException)
          (str "Not an array: " (if (nil? x) "nil" (nacre.primitive/type-name (class x)))) nil nil)))

(defn check-index
  "Throws unless i is a place of the array."
  [array i]
  (when-not (array? array)
    (int i) ; an index of the wrong kind is told before
    (no-array array))
  (when-not (< -1 i (count array))
    (throw (nacre.primitive/exception-new
            ArrayIndexOutOfBoundsException
            (str "Index " i " out of bounds for length " (count array)) nil nil))))

(def ^:private conversions
  "For each type of element what a value becomes, and what an empty place holds."
  {:object [identity nil]
   :boolean [boolean false]
   :byte [byte 0] :short [short 0] :int [int 0] :long [long 0]
   :float [(fn [x] (if (instance? Float x) x (float x))) 0.0]
   :double [double 0.0]
   :char [char \u0000]})

(def ^:private fillers
  "As conversions, for what an array is made of: numbers are cut, not checked."
  (merge conversions
         {:byte [unchecked-byte 0] :short [unchecked-short 0] :int [unchecked-int 0]
          :long [unchecked-long 0] :float [unchecked-float (float 0)]}))

(defn- fits?
  "Can x be an element of such an array? nil can be one of an array of objects only."
  [element x]
  (case element
    :object true
    :boolean (boolean? x)
    :char (char? x)
    (number? x)))

(defn- filling
  "x as an element of a new array."
  [element x]
  (if (fits? element x)
    ((nth (get fillers element) 0) x)
    (nacre.primitive/raise-cast
     x (case element :boolean "java.lang.Boolean" :char "java.lang.Character" "java.lang.Number"))))

(defn- check-size
  "Throws for a size below zero."
  [size]
  (when (neg? (unchecked-int size)) ; a fraction is cut, and what is beyond an int
    (throw (nacre.primitive/exception-new
            NegativeArraySizeException (str (unchecked-int size)) nil nil))))

(defn new-array
  "An array of that type of element of a size or of the elements of a sequence; of a size with all
  places holding init, or with the elements of a sequence as far as they go."
  ([element size-or-seq]
   (let [[_ empty] (get fillers element)]
     (make-array-of (array-type element) element
              (if (number? size-or-seq)
                (do (check-size size-or-seq) (vec (repeat (unchecked-int size-or-seq) empty)))
                (mapv (fn [x] (filling element x)) (seq size-or-seq))))))
  ([element size init-val-or-seq]
   (when-not (number? size) (nacre.primitive/raise-cast size "java.lang.Number"))
   (let [size (int size)
         [fill empty] (get fillers element)]
     (check-size size)
     (make-array-of (array-type element) element
              (if (and (not (nil? init-val-or-seq)) (fits? element init-val-or-seq))
                (vec (repeat size (fill init-val-or-seq)))
                (vec (take size (concat (map (fn [x] (filling element x)) (seq init-val-or-seq))
                                        (repeat empty)))))))))

(def primitive-types
  "The types without objects that Long/TYPE and its like are, by the kind of element."
  (into {} (map (fn [element]
                  [element (nacre.primitive/type-new (symbol (name element)) [] {:primitive true}
                                                     [Object] {})]))
        [:boolean :byte :short :int :long :float :double :char]))

(def ^:private primitive-elements
  (into {} (map (fn [[element type]] [type element])) primitive-types))

(defn primitive-type?
  "Is the type one of those?"
  [type]
  (contains? primitive-elements type))

(defn component-class
  "The type of the elements of a type of arrays, or nil."
  [atype]
  (let [text (str (nacre.primitive/type-name atype))
        inner (if (= \[ (nth text 0)) (subs text 1) nil)]
    (cond (nil? inner) nil
          (= \[ (nth inner 0)) (find-class (symbol inner))
          (= \L (nth inner 0)) (find-class (symbol (subs inner 1 (dec (count inner)))))
          :else (some (fn [[element code]] (if (= code inner) (get primitive-types element) nil))
                      element-letters))))

(defn- element-of
  "The kind of element that a class asks for."
  [type]
  (get primitive-elements type :object))

(defn- instance-of-class?
  "Can x be an element of an array of that class? A Long does for the integers that are not here."
  [type x]
  (or (nil? x)
      (instance? type x)
      (and (integer? x) (or (= type Integer) (= type Short) (= type Byte)))))

(defn class-array
  "An array for elements of the type, of the elements of a seq, which must be of that type or nil."
  [type s]
  (let [element (if (nil? type) :object (element-of type))]
    (when type
      (doseq [x s]
        (when-not (case element
                    :object (instance-of-class? type x)
                    :long (int? x)
                    (fits? element x))
          (throw (nacre.primitive/exception-new
                  IllegalArgumentException "array element type mismatch" nil nil)))))
    (let [array (new-array element (or s []))]
      (if (and (= element :object) (class? type))
        (retyped array (array-type type))
        array))))

(defn new-array-of
  "An array of elements of that class."
  [atype size-or-seq]
  (let [element (element-of atype)
        array (new-array element size-or-seq)]
    (if (and (= element :object) (class? atype))
      (retyped array (array-type atype))
      array)))

(defn array-of?
  "Is x an array of that type of element?"
  [element x]
  (and (array? x) (= element (.element x))))

(defn aget-slow
  "aget where C cannot: an index or an array of another kind, nested arrays."
  ([array idx]
   (check-index array idx)
   (aget array (int idx)))
  ([array idx & idxs]
   (apply aget (aget array idx) idxs)))

(defn aset-slow
  "aset where C cannot: as aget, or a value to be converted."
  ([array idx val]
   (check-index array idx)
   (let [[convert] (get conversions (.element array))]
     (nacre.primitive/array-store array (int idx) (convert val))
     val))
  ([array idx idx2 & idxv]
   (apply aset (aget array idx) idx2 idxv)))

(in-ns 'clojure.core)

(defn alength
  "The number of places of the array."
  [array]
  (if (nacre.core/array? array)
    (count array)
    (nacre.core/no-array array)))

(defn aclone
  "A copy of the array."
  [array]
  (.clone array))

(defn object-array
  "An array of a size, or of the elements of a sequence."
  [size-or-seq]
  (nacre.core/new-array :object size-or-seq))

(defn boolean-array
  "An array of booleans."
  ([size-or-seq] (nacre.core/new-array :boolean size-or-seq))
  ([size init-val-or-seq] (nacre.core/new-array :boolean size init-val-or-seq)))

(defn byte-array
  "An array of bytes."
  ([size-or-seq] (nacre.core/new-array :byte size-or-seq))
  ([size init-val-or-seq] (nacre.core/new-array :byte size init-val-or-seq)))

(defn short-array
  "An array of shorts."
  ([size-or-seq] (nacre.core/new-array :short size-or-seq))
  ([size init-val-or-seq] (nacre.core/new-array :short size init-val-or-seq)))

(defn int-array
  "An array of ints."
  ([size-or-seq] (nacre.core/new-array :int size-or-seq))
  ([size init-val-or-seq] (nacre.core/new-array :int size init-val-or-seq)))

(defn long-array
  "An array of longs."
  ([size-or-seq] (nacre.core/new-array :long size-or-seq))
  ([size init-val-or-seq] (nacre.core/new-array :long size init-val-or-seq)))

(defn float-array
  "An array of floats."
  ([size-or-seq] (nacre.core/new-array :float size-or-seq))
  ([size init-val-or-seq] (nacre.core/new-array :float size init-val-or-seq)))

(defn double-array
  "An array of doubles."
  ([size-or-seq] (nacre.core/new-array :double size-or-seq))
  ([size init-val-or-seq] (nacre.core/new-array :double size init-val-or-seq)))

(defn char-array
  "An array of characters."
  ([size-or-seq] (nacre.core/new-array :char size-or-seq))
  ([size init-val-or-seq] (nacre.core/new-array :char size init-val-or-seq)))

(defn make-array
  "An array of empty places for elements of the type; with more sizes, of arrays."
  ([type len]
   (when-not (number? len) (nacre.primitive/raise-cast len "java.lang.Number"))
   (when-not (class? type) (nacre.primitive/raise-cast type "java.lang.Class"))
   (nacre.core/new-array-of type len))
  ([type dim & more-dims]
   (when-not (class? type) (nacre.primitive/raise-cast type "java.lang.Class"))
   (let [rows (mapv (fn [_] (apply make-array type more-dims)) (range dim))]
     (nacre.core/new-array-of (if (seq rows) (class (nth rows 0)) Object) rows))))

(defn into-array
  "An array of the elements of a sequence."
  ([aseq]
   (let [s (seq aseq)]
     (nacre.core/class-array (if (nil? (first s)) nil (class (first s))) s)))
  ([type aseq]
   (when-not (or (class? type) (nil? type)) (nacre.primitive/raise-cast type "java.lang.Class"))
   (let [s (seq aseq)]
     (when (nil? type) (nacre.primitive/raise-cast type "java.lang.Class"))
     (nacre.core/class-array type s))))

(defn to-array
  "An array of the elements of a collection."
  [coll]
  (when-not (nacre.core/listable? coll)
    (throw (nacre.primitive/exception-new
            RuntimeException
            (str "Unable to convert: " (nacre.primitive/type-name (class coll)) " to Object[]")
            nil nil)))
  (nacre.core/new-array :object (or (seq coll) [])))

(defn to-array-2d
  "An array of arrays of the elements of the collections in a collection."
  [coll]
  (nacre.core/new-array-of (nacre.core/array-type :object) (map to-array coll)))

(defn- typed-aset
  "aset with the value converted."
  [convert array args]
  (let [value (convert (last args))]
    (apply aset array (concat (butlast args) [value]))
    value))

(defn aset-int "aset of an int." {:arglists '([array idx val] [array idx idx2 & idxv])}
  [array & args] (typed-aset int array args))
(defn aset-long "aset of a long." {:arglists '([array idx val] [array idx idx2 & idxv])}
  [array & args] (typed-aset long array args))
(defn aset-short "aset of a short." {:arglists '([array idx val] [array idx idx2 & idxv])}
  [array & args] (typed-aset short array args))
(defn aset-byte "aset of a byte." {:arglists '([array idx val] [array idx idx2 & idxv])}
  [array & args] (typed-aset byte array args))
(defn aset-float "aset of a float." {:arglists '([array idx val] [array idx idx2 & idxv])}
  [array & args] (typed-aset float array args))
(defn aset-double "aset of a double." {:arglists '([array idx val] [array idx idx2 & idxv])}
  [array & args] (typed-aset double array args))
(defn aset-boolean "aset of a boolean." {:arglists '([array idx val] [array idx idx2 & idxv])}
  [array & args] (typed-aset boolean array args))
(defn aset-char "aset of a character." {:arglists '([array idx val] [array idx idx2 & idxv])}
  [array & args] (typed-aset char array args))

(defn- typed-cast
  "x when it is an array of that type of element."
  [element x]
  (if (or (nil? x) (nacre.core/array-of? element x))
    x
    (throw (nacre.primitive/exception-new
            ClassCastException (str "Not an array of " (name element) ": " (pr-str x)) nil nil))))

(defn booleans "xs, an array of booleans." [xs] (typed-cast :boolean xs))
(defn bytes "xs, an array of bytes." [xs] (typed-cast :byte xs))
(defn shorts "xs, an array of shorts." [xs] (typed-cast :short xs))
(defn ints "xs, an array of ints." [xs] (typed-cast :int xs))
(defn longs "xs, an array of longs." [xs] (typed-cast :long xs))
(defn floats "xs, an array of floats." [xs] (typed-cast :float xs))
(defn doubles "xs, an array of doubles." [xs] (typed-cast :double xs))
(defn chars "xs, an array of characters." [xs] (typed-cast :char xs))

(defn bytes?
  "Is x an array of bytes?"
  [x]
  (nacre.core/array-of? :byte x))

(defmacro amap
  "A copy of array a with each place set to the value of expr, in which idx is the index and ret the
  copy so far."
  [a idx ret expr]
  `(let [a# ~a
         l# (alength a#)
         ~ret (aclone a#)]
     (loop [~idx 0]
       (if (< ~idx l#)
         (do
           (aset ~ret ~idx ~expr)
           (recur (unchecked-inc ~idx)))
         ~ret))))

(defmacro areduce
  "The last value of ret, which is init and then the value of expr for each index idx of array a."
  [a idx ret init expr]
  `(let [a# ~a
         l# (alength a#)]
     (loop [~idx 0 ~ret ~init]
       (if (< ~idx l#)
         (recur (unchecked-inc ~idx) ~expr)
         ~ret))))
