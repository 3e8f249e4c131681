;; SPDX-License-Identifier: MIT
;;
;; Vectors of primitives, and the trees in which Clojure keeps vectors. What changes nothing is kept as
;; a value here: a vector of primitives holds a plain vector of converted elements, which any process
;; may read. The nodes and arrays that libraries ask for are made when they ask, and what they build of
;; them is read back.
(in-ns 'clojure.core)

(definterface ArrayManager
  (array [size]) (alength [arr]) (aclone [arr]) (aget [arr i]) (aset [arr i val]))
(definterface IVecImpl
  (tailoff []) (arrayFor [i]) (pushTail [level parent tailnode]) (popTail [level node])
  (newPath [edit level node]) (doAssoc [level node i val]))

(defn- array-manager
  "What handles the arrays that make makes; convert is what they do to elements."
  [make convert]
  (reify ArrayManager
    (array [_ size] (make size))
    (alength [_ arr] (alength arr))
    (aclone [_ arr] (aclone arr))
    (aget [_ arr i] (aget arr i))
    (aset [_ arr i val] (aset arr i (convert val)))))

(defmacro ^:private mk-am
  "The manager of the arrays of a type: elements are converted by the function of that name, and arrays
  made by the one with -array behind it."
  [t]
  `(@#'clojure.core/array-manager ~(symbol (str t "-array")) (fn [x#] (~t x#))))

(def ^:private ams
  {:int (array-manager int-array int) :long (array-manager long-array long)
   :float (array-manager float-array float) :double (array-manager double-array double)
   :byte (array-manager byte-array byte) :short (array-manager short-array short)
   :char (array-manager char-array char) :boolean (array-manager boolean-array boolean)})

(def primitives-classnames
  {Float/TYPE "Float/TYPE" Integer/TYPE "Integer/TYPE" Long/TYPE "Long/TYPE"
   Boolean/TYPE "Boolean/TYPE" Character/TYPE "Character/TYPE" Double/TYPE "Double/TYPE"
   Byte/TYPE "Byte/TYPE" Short/TYPE "Short/TYPE"})

(defn- converter
  "The function that makes of a value what the arrays of am hold."
  [am]
  (let [found (first (keep (fn [[t known]] (when (identical? am known) t)) ams))]
    (if found
      (get {:int int :long long :float float :double double :byte byte :short short :char char
            :boolean boolean}
           found)
      (fn [x] (let [one (.array am 1)] (.aset am one 0 x) (.aget am one 0))))))

;; --- Trees ---------------------------------------------------------------------------------------
(deftype VecNode [edit arr])
(def EMPTY-NODE (->VecNode nil (object-array 32)))

(defn- node-shift
  "The bits of an index that the root of a vector of n elements leaves to its children."
  [n]
  (loop [shift 5] (if (< (bit-shift-right (dec n) 5) (bit-shift-left 1 shift)) shift (recur (+ shift 5)))))

(defn- tail-start
  "How many of n elements are in the tree and not in the tail."
  [n]
  (if (< n 32) 0 (bit-shift-left (bit-shift-right (dec n) 5) 5)))

(defn- tree-of
  "The root over the elements of a vector that are not in its tail. leaf makes an array of elements,
  node a node of an array."
  [elements leaf node]
  (let [end (tail-start (count elements))]
    ((fn build [shift from]
       (if (zero? shift)
         (node (leaf (subvec elements from (+ from 32))))
         (let [children (object-array 32)]
           (dotimes [i 32]
             (let [start (+ from (bit-shift-left i shift))]
               (when (< start end) (aset children i (build (- shift 5) start)))))
           (node children))))
     (node-shift (count elements)) 0)))

(defn- elements-of
  "The first n elements below a node, whose array the function gives."
  [node array shift n]
  (loop [elements [] i 0]
    (if (and (< (count elements) n) (< i 32))
      (let [child (nth (array node) i)]
        (recur (if (zero? shift)
                 (conj elements child)
                 (into elements (elements-of child array (- shift 5) (- n (count elements)))))
               (inc i)))
      elements)))

;; --- Vectors of primitives -----------------------------------------------------------------------
(declare vec-of primitive-seq)

(defn- leaf-array
  "An array of the type of am with these elements."
  [am elements]
  (let [arr (.array am (count elements))]
    (dotimes [i (count elements)] (.aset am arr i (nth elements i)))
    arr))

(deftype Vec [am convert elements _meta]
  Object
  (hashCode [this] (.hashCode elements))
  (equals [this other]
    (boolean (or (identical? this other)
                 (and (or (sequential? other) (instance? java.util.List other))
                      (= elements (seq other))))))
  clojure.lang.IHashEq
  (hasheq [this] (hash elements))
  clojure.lang.Counted
  (count [this] (count elements))
  clojure.lang.IObj
  (meta [this] _meta)
  (withMeta [this m] (vec-of am convert elements m))
  clojure.lang.Indexed
  (nth [this i] (nth elements i))
  (nth [this i otherwise] (nth elements i otherwise))
  clojure.lang.IPersistentCollection
  (cons [this x] (vec-of am convert (conj elements (convert x)) _meta))
  (empty [this] (vec-of am convert [] nil))
  (equiv [this other]
    (cond (instance? Vec other) (= elements (.-elements other))
          (or (sequential? other) (instance? java.util.List other)) (= elements (seq other))
          :else false))
  clojure.lang.IPersistentStack
  (peek [this] (peek elements))
  (pop [this] (vec-of am convert (pop elements) _meta))
  clojure.lang.IPersistentVector
  (assocN [this i x]
    (if (<= 0 i (count elements))
      (vec-of am convert (assoc elements i (convert x)) _meta)
      (throw (IndexOutOfBoundsException.))))
  clojure.lang.Reversible
  (rseq [this] (rseq elements))
  clojure.lang.Associative
  (assoc [this k x]
    (if (int? k) (.assocN this k x) (throw (IllegalArgumentException. "Key must be integer"))))
  (containsKey [this k] (contains? elements k))
  (entryAt [this k] (find elements k))
  clojure.lang.ILookup
  (valAt [this k] (get elements k))
  (valAt [this k otherwise] (get elements k otherwise))
  clojure.lang.IFn
  (invoke [this k]
    (cond (not (int? k)) (throw (IllegalArgumentException. "Key must be integer"))
          (contains? elements k) (nth elements k)
          :else (throw (IndexOutOfBoundsException.))))
  clojure.lang.Seqable
  (seq [this] (if (zero? (count elements)) nil (primitive-seq this 0 nil)))
  clojure.core.protocols/CollReduce
  (coll-reduce [this f] (reduce f elements))
  (coll-reduce [this f start] (reduce f start elements))
  clojure.core.IVecImpl
  (tailoff [this] (tail-start (count elements)))
  (arrayFor [this i]
    (if (contains? elements i)
      (let [start (* 32 (quot i 32))]
        (leaf-array am (subvec elements start (min (count elements) (+ start 32)))))
      (throw (IndexOutOfBoundsException.))))
  (cnt [this] (count elements))
  (shift [this] (node-shift (count elements)))
  (root [this] (tree-of elements (fn [part] (leaf-array am part)) (fn [arr] (->VecNode nil arr))))
  (tail [this] (leaf-array am (subvec elements (tail-start (count elements)))))
  Comparable
  (compareTo [this other] (compare elements (if (instance? Vec other) (.-elements other) other)))
  ;; What a plain vector answers to, a vector of primitives does too.
  Iterable
  java.util.List)

(defn- vec-of
  "A vector of primitives of elements that are converted."
  [am convert elements m]
  (nacre.primitive/instance-new Vec am convert elements m))

(defn ->Vec
  "A vector of primitives of cnt elements: those below root and those in the array tail."
  [am cnt shift root tail _meta]
  (vec-of am (converter am)
          (into (elements-of root (fn [node] (.-arr node)) shift (tail-start cnt))
                (take (- cnt (tail-start cnt)) (seq tail)))
          _meta))
(swap! nacre.core/constructors assoc Vec ->Vec)

(deftype VecSeq [am vec anode i offset _meta]
  clojure.lang.ISeq
  (first [this] (nth vec (+ i offset)))
  (next [this] (if (< (inc (+ i offset)) (count vec)) (primitive-seq vec (inc (+ i offset)) nil) nil))
  (more [this] (or (.next this) ()))
  (cons [this x] (cons x this))
  (count [this] (- (count vec) i offset))
  (empty [this] ())
  (equiv [this other] (and (sequential? other) (= (subvec vec (+ i offset)) (seq other))))
  (equals [this other] (.equiv this other))
  (hashCode [this] (.hashCode (subvec vec (+ i offset))))
  (hasheq [this] (hash (subvec vec (+ i offset))))
  (seq [this] this)
  (toString [this] (pr-str this))
  clojure.lang.Sequential
  clojure.lang.IObj
  (meta [this] _meta)
  (withMeta [this m] (->VecSeq am vec anode i offset m))
  clojure.core.protocols/CollReduce
  (coll-reduce [this f] (reduce f (subvec vec (+ i offset))))
  (coll-reduce [this f start] (reduce f start (subvec vec (+ i offset))))
  clojure.lang.IChunkedSeq
  (chunkedFirst [this] (chunk-first (seq (subvec (.-elements vec) (+ i offset) (min (+ i 32) (count vec))))))
  (chunkedNext [this] (if (< (+ i 32) (count vec)) (primitive-seq vec (+ i 32) nil) nil))
  (chunkedMore [this] (or (.chunkedNext this) ())))

(defn- primitive-seq
  "The seq of a vector of primitives from an index on."
  [v at m]
  (let [start (* 32 (quot at 32))]
    (->VecSeq (.-am v) v nil start (- at start) m)))

(defn vector-of
  "A vector of elements of a primitive type, :int :long :float :double :byte :short :char or :boolean.
  What is added to it is converted."
  ([t]
   (let [am (get ams t)]
     (when-not am (throw (IllegalArgumentException. (str "Unrecognized type " t))))
     (vec-of am (converter am) [] nil)))
  ([t & elements]
   (let [v (vector-of t)]
     (vec-of (.-am v) (.-convert v) (mapv (.-convert v) elements) nil))))

(deftype ArrayChunk [am arr off end])
(defn ->ArrayChunk
  "A chunk of the elements of an array of am's from off up to but without end."
  [am arr off end]
  (let [buffer (chunk-buffer (- end off))]
    (doseq [i (range off end)] (chunk-append buffer (.aget am arr i)))
    (chunk buffer)))
(swap! nacre.core/constructors assoc ArrayChunk ->ArrayChunk)

;; Names of clojure.core that no program sees by itself.
(doseq [v [#'Vec #'VecNode #'VecSeq #'ArrayChunk #'ArrayManager #'IVecImpl]]
  (alter-meta! v assoc :private true))

;; --- The trees of plain vectors ------------------------------------------------------------------
(in-ns 'nacre.core)

(deftype ^{:full-name "clojure.lang.PersistentVector$Node"} VectorNode [edit array])
(intern-type 'clojure.lang.PersistentVector$Node VectorNode)

(defn vector-part
  "What Clojure's own vectors have under the name of a field: :root, :shift or :tail."
  [v part]
  (case part
    :root (@#'clojure.core/tree-of v object-array
           (fn [array] (->VectorNode (java.util.concurrent.atomic.AtomicReference.) array)))
    :shift (@#'clojure.core/node-shift (count v))
    :tail (object-array (subvec v (vector-tail-start v)))))

(defn vector-tail-start
  "How many elements of a vector are not in its tail."
  [v]
  (@#'clojure.core/tail-start (count v)))

(defn vector-array-for
  "An array of the elements of a vector that share an array with the one at an index."
  [v i]
  (when-not (contains? v i) (throw (IndexOutOfBoundsException.)))
  (let [start (* 32 (quot i 32))]
    (object-array (subvec v start (min (count v) (+ start 32))))))

(statics "PersistentVector" "clojure.lang"
         {'EMPTY_NODE (->VectorNode (java.util.concurrent.atomic.AtomicReference.) (object-array 32))})
(swap! constructors assoc
       clojure.lang.APersistentVector$RSeq (fn [v i] (rseq (subvec (vec v) 0 (inc i)))))
