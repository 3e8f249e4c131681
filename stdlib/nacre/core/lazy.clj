;; SPDX-License-Identifier: MIT
;;
;; Realising lazy sequences: the hooks that the sequence primitives hand over to when they meet one
;; that has not been realised, or a user-defined type.
;;
;; A lazy seq is a write-once cell. Its thunk is claimed, run and its answer stored; when that answer
;; is again a lazy seq the first one becomes a link to it, so that a long chain of lazy seqs that
;; answer lazy seqs is walked in a loop and its links can be collected. A thunk that throws gives its
;; claim back: the next one who asks runs it again.
(in-ns 'nacre.core)

;; What files of clojure.core before the definition refer to.
(in-ns 'clojure.core)
(declare ifn?)
(in-ns 'nacre.core)
(declare user-seq user-first user-rest user-next user-count user-nth user-reduce user-reduce-kv check-reducer check-reference
         check-metadata-holder check-iterable listable? array? array-of? check-text check-precision
         add-method same-code? anonymous-var array-class commute-apart common-imports struct-basis struct-keys built-in-library? class-label dereferenceable? find-class
         find-method-of format-text import-class import-or-note sorted-seq define-interface library-source? absent-type in-transaction? install-methods load-resource
         empty-table extend-directly callable-instance? make-multimethod make-type multimethod-cell multimethod-default multimethod-hierarchy
         multimethod-name multimethod? pending? print-on prints-as-sequence? record-from-map
         reify-type rest-of-reader sorted-comparison sorted-seq-from with-boxed-locals print-all
         all-texts order-of-answer string-writer text-of iterator-of read-next load-source scalar-text invoke-slow invoke-method construct field stream-text array-text spit-stream note-library lock unlock notify-watches-of java-hash object-text object-label trace-elements file-text write-file file-uri file-path)

(defn- run-thunk
  "Runs the claimed thunk of the lazy seq and stores its answer: a seq, nil or another lazy seq. The
  root, which somebody asked for, is led to the same, so that nothing between them stays alive."
  [lazy thunk root]
  (try
    (let [answer (thunk)
          answer (cond (not (nacre.primitive/lazy-seq? answer)) (seq answer)
                       ;; A seq that is made of itself has nothing in it, as in Clojure.
                       (or (identical? answer lazy) (identical? answer root)) nil
                       :else answer)]
      (nacre.primitive/lazy-store lazy answer root))
    (catch :any e
      (nacre.primitive/lazy-release lazy)
      (throw e))))

(defn realize-lazy
  "The seq (or nil) that the lazy seq stands for."
  [lazy]
  (loop [x lazy]
    (if (nacre.primitive/lazy-seq? x)
      (let [thunk (nacre.primitive/lazy-claim x)]
        (recur (if (nil? thunk)
                 (nacre.primitive/lazy-link x)
                 (run-thunk x thunk lazy))))
      x)))

(defn seq-slow
  "seq of an unrealised lazy seq or a user-defined type."
  [x]
  (if (nacre.primitive/lazy-seq? x) (realize-lazy x) (user-seq x)))

(defn callable
  "f, unless it is something that cannot be called; nil fails when it is."
  [f]
  (if (or (fn? f) (nil? f) (clojure.core/ifn? f)) f (nacre.primitive/raise-cast f "clojure.lang.IFn")))

(defn conj-slow
  "conj where C cannot: to an unrealised lazy seq. hooks.clj has more."
  [coll x]
  (let [s (seq coll)]
    (if s (cons x s) (list x))))

(defn first-slow
  "first of an unrealised lazy seq or a user-defined type."
  [x]
  (if (nacre.primitive/lazy-seq? x) (first (realize-lazy x)) (user-first x)))

(defn rest-slow
  "rest of an unrealised lazy seq or a user-defined type."
  [x]
  (if (nacre.primitive/lazy-seq? x) (rest (realize-lazy x)) (user-rest x)))

(defn next-slow
  "next of an unrealised lazy seq or a user-defined type."
  [x]
  (if (nacre.primitive/lazy-seq? x)
    (next (realize-lazy x))
    (if (nacre.primitive/user-instance? x)
      (user-next x)
      (seq (rest x)))))

(defn count-seq
  "The number of elements from the seq on, added to n."
  [s n]
  (loop [s (seq s) n n]
    (cond (nil? s) n
          (chunked-seq? s) (recur (chunk-next s) (+ n (count (chunk-first s))))
          (counted? s) (+ n (count s))
          :else (recur (next s) (inc n)))))

(defn count-slow
  "count of a collection that C cannot count alone."
  [x]
  (if (nacre.primitive/user-instance? x)
    (let [n (user-count x)]
      (if (integer? n) n (nacre.primitive/raise-cast n "int")))
    (count-seq x 0)))

(defn- nth-walk
  "The index-th element of a sequence by walking; `missing` is called when there is none."
  [coll index missing]
  (if (neg? index)
    (missing)
    (loop [s (seq coll) i index]
      (cond (nil? s) (missing)
            (zero? i) (first s)
            (chunked-seq? s) (let [chunk (chunk-first s)
                                   n (count chunk)]
                               (if (< i n)
                                 (nth chunk i)
                                 (recur (chunk-next s) (- i n))))
            :else (recur (next s) (dec i))))))

(defn nth-slow
  "nth of a sequence that has to be walked, or of a user-defined type."
  ([coll index]
   (if (nacre.primitive/user-instance? coll)
     (user-nth coll index)
     (nth-walk coll index
               (fn []
                 (throw (nacre.primitive/exception-new
                         IndexOutOfBoundsException
                         (str "Index " index " is out of bounds of the sequence") nil nil))))))
  ([coll index not-found]
   (if (nacre.primitive/user-instance? coll)
     (user-nth coll index not-found)
     (nth-walk coll index (fn [] not-found)))))

(defn realize-form
  "A seq of any kind as a list with the same metadata, for the expander."
  [form]
  (loop [items [] s (seq form)]
    (if s
      (recur (conj items (first s)) (next s))
      (loop [result () i (dec (count items))]
        (if (neg? i)
          (with-meta result (meta form))
          (recur (conj result (nth items i)) (dec i)))))))

(defn apply-spread
  "Calls f with the elements of the vector and then those of args. A variadic f gets what is beyond
  its own parameters as it stands, unrealised; for anything else all are gathered."
  [f fixed args]
  (when-not (or (fn? f) (nil? f) (clojure.core/ifn? f))
    (nacre.primitive/raise-cast f "clojure.lang.IFn"))
  (cond
    (clojure.core/var? f) (recur (deref f) fixed args)
    (and (nacre.primitive/user-instance? f) (nacre.primitive/type-method f 'applyTo))
    (loop [s (seq args) i (dec (count fixed))]
      (if (neg? i)
        ((nacre.primitive/type-method f 'applyTo) f s)
        (recur (cons (nth fixed i) s) (dec i))))
    :else
    (let [wanted (nacre.primitive/function-required-count f)]
      (loop [v fixed s (seq args)]
        (if (nil? s)
          (nacre.primitive/apply-vector f v)
          (if (< (count v) wanted)
            (recur (conj v (first s)) (next s))
            (if (< wanted 30)
              (do (next s) ; Clojure looks one further to see that there is more
                  (nacre.primitive/apply-seq f v s))
              (loop [v v s s]
                (if (nil? s)
                  (if (fn? f)
                    (nacre.primitive/apply-vector f v)
                    (invoke-slow f (nacre.primitive/apply-vector list v)))
                  (recur (conj v (first s)) (next s)))))))))))

(def ^{:dynamic true :doc "What with-precision binds: [precision rounding-mode], or nil."}
  *math-context* nil)
(def ^{:dynamic true :doc "The keys that reader conditionals take besides :default."}
  *features* #{:nacre :clj})
