;; SPDX-License-Identifier: MIT
;;
;; What is left of clojure.core: eductions, instants, and small helpers.
(in-ns 'clojure.core)

;; --- Eductions -----------------------------------------------------------------------------------
(deftype Eduction [xform coll]
  java.lang.Iterable
  (iterator [this] (nacre.core/->SeqIterator (seq (sequence xform coll))))
  clojure.lang.Seqable
  (seq [this] (iterable-seq (seq (sequence xform coll))))
  clojure.lang.Sequential
  clojure.lang.IReduceInit
  (reduce [this f] (transduce xform (completing f) (f) coll))
  (reduce [this f init] (transduce xform (completing f) init coll)))

(defmethod print-method Eduction [x writer]
  (if *print-readably*
    (print-builtin x writer)
    (print-object x (nacre.core/object-label x) writer)))

(defn eduction
  "The elements of coll through the transducers, computed anew each time they are reduced or walked."
  {:arglists '([xform* coll])}
  [& xforms]
  (->Eduction (apply comp (butlast xforms)) (last xforms)))

(defn iteration
  "A seqable and reducible of the values of successive calls of step: (step initk), then
  (step (kf answer)) as long as that is not nil and (somef answer) is true; the elements are
  (vf answer)."
  [step & {:keys [somef vf kf initk]
           :or {vf identity kf identity somef some? initk nil}}]
  (reify
    clojure.lang.Seqable
    (seq [this]
      (let [follow (fn follow [answer]
                     (when (somef answer)
                       (cons (vf answer)
                             (when-some [k (kf answer)]
                               (lazy-seq (follow (step k)))))))]
        (follow (step initk))))
    clojure.lang.IReduceInit
    (reduce [this rf init]
      (loop [acc init answer (step initk)]
        (if (somef answer)
          (let [acc (rf acc (vf answer))]
            (if (reduced? acc)
              @acc
              (let [k (kf answer)]
                (if (some? k) (recur acc (step k)) acc))))
          acc)))))

;; --- Tagged literals ------------------------------------------------------------------------------
(defn tagged-literal
  "What a reader makes of #tag form when it does not know the tag: a value with :tag and :form."
  [tag form]
  (when-not (or (nil? tag) (symbol? tag)) (nacre.primitive/raise-cast tag "clojure.lang.Symbol"))
  (nacre.primitive/tagged-literal-new tag form))

(defn tagged-literal?
  "Is x a tagged literal?"
  [value]
  (instance? clojure.lang.TaggedLiteral value))

(defn reader-conditional
  "What a reader keeps of #?(form) or #?@(form): a value with :form and :splicing?."
  [form splicing?]
  (nacre.primitive/reader-conditional-new form (boolean splicing?)))

(defn reader-conditional?
  "Is x a reader conditional?"
  [value]
  (instance? clojure.lang.ReaderConditional value))

;; --- Instants ------------------------------------------------------------------------------------
(def ^:private date-milliseconds inst-ms)
(def ^:private date? inst?)

(defprotocol Inst
  "What has a time."
  (inst-ms* [inst] "The milliseconds since 1970-01-01 UTC."))

(extend-protocol Inst
  java.util.Date
  (inst-ms* [inst] (date-milliseconds inst)))

(defn inst?
  "Has x a time?"
  [x]
  (or (date? x) (satisfies? Inst x)))

(defn inst-ms
  "The milliseconds from 1970-01-01 UTC to the instant."
  [inst]
  (inst-ms* inst))

;; --- Text ----------------------------------------------------------------------------------------
(def ^{:doc "How characters are written in strings, where not as themselves."} char-escape-string
  {\newline "\\n" \tab "\\t" \return "\\r" \" "\\\"" \\ "\\\\" \formfeed "\\f" \backspace "\\b"})

(def ^{:doc "The names of the characters that have one."} char-name-string
  {\newline "newline" \tab "tab" \space "space" \backspace "backspace" \formfeed "formfeed"
   \return "return"})

;; --- Helpers -------------------------------------------------------------------------------------
(defmacro memfn
  "A function that calls the method of that name of its first argument with the others."
  [name & args]
  (let [target (gensym "target__")]
    `(fn [~target ~@args]
       (. ~target (~name ~@args)))))

(defmacro definline
  "Defines a function whose body is an expansion template: it is called as a function here."
  [name & decl]
  (let [doc (when (string? (first decl)) (first decl))
        decl (if doc (next decl) decl)
        attributes (when (map? (first decl)) (first decl))
        decl (if attributes (next decl) decl)
        [params & body] decl]
    `(defn ~name ~@(when doc [doc]) ~@(when attributes [attributes]) ~params
       ~(eval (list `let (vec (mapcat (fn [p] [p (list 'quote p)]) params))
                    (cons 'do body))))))

(def ^{:doc "What ~ reads as; it has no value of its own."} unquote)
(def ^{:doc "What ~@ reads as; it has no value of its own."} unquote-splicing)

;; --- Streams -------------------------------------------------------------------------------------
(defn stream-seq!
  "A seq of what a stream, or anything else with an iterator, has left."
  [stream]
  (iterator-seq (.iterator stream)))

(defn stream-reduce!
  "reduce over what a stream has left."
  ([f s] (clojure.core.protocols/iterator-reduce! (.iterator s) f))
  ([f init s] (clojure.core.protocols/iterator-reduce! (.iterator s) f init)))

(defn stream-transduce!
  "transduce over what a stream has left."
  ([xform f stream] (stream-transduce! xform f (f) stream))
  ([xform f init stream]
   (let [f (xform f)]
     (f (stream-reduce! f init stream)))))

(defn stream-into!
  "into of what a stream has left."
  ([to stream]
   (if (nacre.primitive/editable? to)
     (with-meta (persistent! (stream-reduce! conj! (transient to) stream)) (meta to))
     (stream-reduce! conj to stream)))
  ([to xform stream]
   (if (nacre.primitive/editable? to)
     (with-meta (persistent! (stream-transduce! xform conj! (transient to) stream)) (meta to))
     (stream-transduce! xform conj to stream))))

;; --- Writers and the source path -----------------------------------------------------------------
(defn PrintWriter-on
  "A writer that keeps what is written until .flush hands it to flush-fn as one string (with
  autoflush?, a newline does too); .close calls close-fn unless that is nil."
  ([flush-fn close-fn] (PrintWriter-on flush-fn close-fn false))
  ([flush-fn close-fn autoflush?]
   (nacre.core/->FlushWriter flush-fn close-fn autoflush? [])))

(defn add-classpath
  "Adds a folder, by its path or file: URL, to those that require looks for libraries in."
  [url]
  (let [text (str url)
        path (if (clojure.string/starts-with? text "file:")
               (clojure.string/replace (subs text 5) #"^//" "")
               text)]
    (alter-var-root #'nacre.core/*load-path* conj path)
    nil))

(defn uri?
  "Is x a URI?"
  [x]
  (instance? java.net.URI x))
