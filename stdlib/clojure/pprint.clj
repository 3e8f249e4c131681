;; SPDX-License-Identifier: MIT
;;
;; Pretty printing: a value on one line if that fits the right margin, else its parts on lines of
;; their own, indented. cl-format is in clojure/pprint/format.clj, code-dispatch in code.clj there.
(ns clojure.pprint
  "Pretty printing and Common Lisp's format."
  (:require [clojure.string :as str]))

(def ^{:dynamic true :doc "True to break lines in write."} *print-pretty* true)
(def ^{:dynamic true :doc "The function of a value that pprint prints with."}
  *print-pprint-dispatch* nil)
(def ^{:dynamic true :doc "The column that lines should not go beyond."} *print-right-margin* 72)
(def ^{:dynamic true :doc "Kept for programs that set it."} *print-miser-width* 40)
(def ^{:dynamic true :doc "True to print symbols without their namespaces."}
  *print-suppress-namespaces* nil)
(def ^{:dynamic true :doc "True to print the radix of integers."} *print-radix* nil)
(def ^{:dynamic true :doc "The base that integers are printed in."} *print-base* 10)

;; --- Blocks --------------------------------------------------------------------------------------
;; What is written between the start and the end of the outermost block is kept as tokens, and laid out
;; when the block ends. A token is [kind block x]:
;;   :text     x: [text blanks-behind-it], which a line break swallows
;;   :start    of the block
;;   :end      of the block
;;   :newline  x: :linear :miser :fill :mandatory
;;   :indent   x: [:block or :current, columns]
;; A block is a volatile of a map: :parent :prefix :per-line :suffix, and what is known of it while it is
;; laid out: :start and :indent, columns; :broken, has a line been broken in it or in a block within?

(defn- width
  "How many columns a token takes."
  [[kind block x]]
  (case kind
    :text (+ (count (nth x 0)) (count (nth x 1)))
    :start (count (:prefix @block))
    :end (count (:suffix @block))
    0))

(defn- fit?
  "Is there room for the tokens behind the column?"
  [tokens column]
  (or (not *print-right-margin*)
      (loop [column column tokens (seq tokens)]
        (and (< column *print-right-margin*)
             (or (nil? tokens) (recur (+ column (width (first tokens))) (next tokens)))))))

(defn- within?
  "Is the block somewhere within the outer one?"
  [block outer]
  (loop [b (:parent @block)]
    (and b (or (identical? b outer) (recur (:parent @b))))))

(defn- newline-token? [token] (= :newline (nth token 0)))

;; A layout knows where it stands, and the blanks that it has not written yet.
(defn- put
  "Writes a text."
  [{:keys [emit column]} text]
  (let [at (str/last-index-of text "\n")]
    (emit text)
    (vreset! column (if at (- (count text) at 1) (+ @column (count text))))))

(defn- put-blanks
  "Writes the blanks that were held back."
  [{:keys [blanks] :as layout}]
  (when-let [text @blanks]
    (vreset! blanks nil)
    (put layout text)))

(defn- break-line
  "Breaks the line within the block."
  [{:keys [blanks] :as layout} block]
  (put layout (str "\n" (:per-line @block)
                   (str/join (repeat (- (:indent @block) (count (:per-line @block))) " "))))
  (vreset! blanks nil)
  (loop [b block]
    (when b
      (vswap! b assoc :broken true)
      (recur (:parent @b)))))

(defn- put-token
  "Writes a token; of newlines those that must be."
  [{:keys [column blanks] :as layout} [kind block x]]
  (if (= kind :newline)
    (if (or (= x :mandatory) (and (not= x :fill) (:broken @block)))
      (break-line layout block)
      (put-blanks layout))
    (do (put-blanks layout)
        (case kind
          :text (do (put layout (nth x 0))
                    (vreset! blanks (not-empty (nth x 1))))
          :start (do (put layout (:prefix @block))
                     (vswap! block assoc :start @column :indent @column))
          :end (put layout (:suffix @block))
          :indent (vswap! block assoc :indent
                          (+ (nth x 1) (if (= :current (nth x 0)) @column (:start @block))))))))

(defn- put-all [layout tokens]
  (doseq [token tokens] (put-token layout token)))

(defn- breaks?
  "Does that conditional newline break the line? section: the tokens up to the next newline outside of
  its block, part: to the next one in its block or outside of it."
  [layout [_ block kind] section part]
  (let [linear (fn [] (or (:broken @block) (not (fit? section @(:column layout)))))
        miser (fn [] (and *print-miser-width* *print-right-margin*
                          (>= (:start @block) (- *print-right-margin* *print-miser-width*))
                          (linear)))]
    (case kind
      :mandatory true
      :linear (linear)
      :miser (miser)
      :fill (or (:broken @block) (not (fit? part @(:column layout))) (miser)))))

(defn- lay-out-some
  "Puts tokens up to the first newline, and decides about that; the tokens that are left."
  [layout tokens]
  (let [[before tokens] (split-with (complement newline-token?) tokens)]
    (put-all layout before)
    (if (empty? tokens)
      nil
      (let [[_ block :as token] (first tokens)
            behind (next tokens)
            outside (fn [t] (and (newline-token? t) (within? block (nth t 1))))
            [section remainder] (split-with (complement outside) behind)
            part (take-while (fn [t] (not (or (outside t)
                                              (and (newline-token? t) (identical? block (nth t 1))))))
                             behind)
            broken (breaks? layout token section part)
            _ (when broken (break-line layout block))
            left (if broken behind tokens)]
        (if (fit? left @(:column layout))
          left
          ;; What is left of the section is laid out for itself.
          (do (when-not broken (put-blanks layout))
              (loop [section (seq section)]
                (when section
                  (if (fit? section @(:column layout))
                    (put-all layout section)
                    (recur (seq (lay-out-some layout section))))))
              remainder))))))

(defn- lay-out
  "Writes the tokens of the outermost block from the column on by emit; the column behind them."
  [emit column tokens]
  (let [layout {:emit emit :column (volatile! column) :blanks (volatile! nil)}]
    (loop [tokens (seq tokens)]
      (when tokens
        (if (fit? tokens @(:column layout))
          (put-all layout tokens)
          (recur (seq (lay-out-some layout tokens))))))
    (put-blanks layout)
    @(:column layout)))

;; A writer that knows its column, and the block that is open.
(deftype PrettyWriter [target ^:unsynchronized-mutable column ^:unsynchronized-mutable block
                       ^:unsynchronized-mutable tokens]
  java.io.Writer
  (write [this text]
    (let [text (nacre.core/written-text text)]
      (if block
        (let [bare (str/trimr text)]
          (.add this [:text block [bare (subs text (count bare))]]))
        (let [at (str/last-index-of text "\n")]
          (nacre.core/write-text target text)
          (set! column (if at (- (count text) at 1) (+ column (count text))))))
      nil))
  (append [this text] (.write this (str text)) this)
  (append [this text start end] (.write this (subs (str text) start end)) this)
  (flush [this] nil)
  (close [this] nil)
  (getColumn [this] (reduce + column (map width tokens)))
  (inBlock [this] (some? block))
  (add [this token] (set! tokens (conj tokens token)) nil)
  (openBlock [this prefix per-line suffix]
    (set! block (volatile! {:parent block :prefix prefix :per-line per-line :suffix suffix}))
    (.add this [:start block nil]))
  (closeBlock [this]
    (.add this [:end block nil])
    (set! block (:parent @block))
    (when-not block
      (let [held tokens]
        (set! tokens [])
        (set! column (lay-out (fn [text] (nacre.core/write-text target text)) column held))))
    nil)
  (newline [this kind]
    (cond block (.add this [:newline block kind])
          (= kind :mandatory) (.write this "\n")))
  (indent [this relative-to n]
    (when block (.add this [:indent block [relative-to n]]))))

(defn get-pretty-writer
  "A writer for pprint around the given one, or that itself when it is one."
  [writer]
  (if (instance? PrettyWriter writer) writer (->PrettyWriter writer 0 nil [])))

(defn- column-of
  "The column that the writer stands at; 0 when it does not know."
  [w]
  (if (instance? PrettyWriter w) (.getColumn w) 0))

(defn fresh-line
  "A line break, unless *out* stands at the start of a line."
  []
  (if (instance? PrettyWriter *out*)
    (when-not (zero? (.getColumn *out*)) (prn))
    (prn)))

;; --- Texts ---------------------------------------------------------------------------------------
(defn- number-in-base
  "The text of an integer or ratio as *print-base* and *print-radix* ask."
  [n]
  (let [in-base (fn [n] (nacre.primitive/integer-text n *print-base*))
        digits (if (ratio? n)
                 (str (in-base (numerator n)) "/" (in-base (denominator n)))
                 (in-base n))]
    (if *print-radix*
      (case *print-base*
        2 (str "#b" digits)
        8 (str "#o" digits)
        16 (str "#x" digits)
        10 (if (ratio? n) (str "#10r" digits) (str digits "."))
        (str "#" *print-base* "r" digits))
      digits)))

(defn- atom-text
  "The text of something that is not broken into lines."
  [x]
  (cond (and (or (integer? x) (ratio? x)) (or *print-radix* (not= 10 *print-base*)))
        (number-in-base x)
        (and *print-suppress-namespaces* (symbol? x)) (name x)
        (string? x) (if *print-readably* (pr-str x) x)
        :else (if *print-readably* (pr-str x) (print-str x))))

(declare one-line)

(defn- limited
  "The texts of the elements as far as *print-length* allows."
  [texts]
  (if *print-length*
    (let [shown (take *print-length* texts)]
      (if (seq (drop *print-length* texts)) (concat shown ["..."]) shown))
    texts))

(defn- deeper
  "Calls f one level down, or answers # when that is deeper than *print-level* allows."
  [f]
  (cond (not *print-level*) (f)
        (<= *print-level* 0) "#"
        :else (binding [*print-level* (dec *print-level*)] (f))))

(defn- opening
  "The text before the elements of a collection, and that behind them."
  [x]
  (cond (map? x) ["{" "}"]
        (set? x) ["#{" "}"]
        (or (vector? x) (nacre.core/array? x)) ["[" "]"]
        (instance? clojure.lang.PersistentQueue x) ["<-(" ")-<"]
        :else ["(" ")"]))

(defn- separator
  "What stands before the blank or the line break between two elements of a collection."
  [x]
  (if (nacre.core/array? x) "," ""))

(defn- shared-namespace
  "The namespace that all keys of the map share, when maps are printed so."
  [m]
  (when (and *print-namespace-maps* (pos? (count m)) (not (record? m)))
    (let [of (fn [k] (when (or (keyword? k) (symbol? k)) (namespace k)))
          space (of (key (first m)))]
      (when (and space (every? (fn [k] (= space (of k))) (keys m))) space))))

(defn- without-namespace
  "The entries of the map with its shared namespace left out of the keys."
  [m space]
  (if space
    (map (fn [[k v]] (nacre.primitive/map-entry-new
                      (if (keyword? k) (keyword (name k)) (symbol (name k))) v))
         m)
    (seq m)))

(defn- reader-macro
  "The mark and the form of (quote x) and its like, or nil."
  [x]
  (when (and (seq? x) (= 2 (count x)))
    (when-let [mark (get '{quote "'" var "#'" clojure.core/deref "@"
                           clojure.core/unquote "~"}
                         (first x))]
      [mark (second x)])))

(defn- shown-as-collection?
  "Is x shown by its elements? A type of the program's only when it is a sequence, map or set."
  [x]
  (if (nacre.primitive/user-instance? x)
    (or (sequential? x) (map? x) (set? x))
    (coll? x)))

(defn- reference?
  "Does x print as #<Type@identity: content> with the content that deref gives?"
  [x]
  (and (not (coll? x)) (not (var? x)) (instance? clojure.lang.IDeref x)))

(defn- reference-start
  "What stands before the content of a reference."
  [x]
  (str "#<" (.getSimpleName (class x)) "@"
       (nacre.primitive/hexadecimal (nacre.primitive/identity-hash x))
       (if (and (instance? clojure.lang.Agent x) (agent-error x)) " FAILED" "")
       ": "))

(defn- reference-content
  "What a reference holds, or :not-delivered."
  [x]
  (if (and (nacre.core/pending? x) (not (realized? x))) :not-delivered (deref x)))

(defn- in-lines?
  "Can x be written on several lines?"
  [x]
  (or (shown-as-collection? x) (reference? x) (nacre.core/array? x)))

(defn- meta-text
  "The metadata of a collection as *print-meta* asks for it, or nil."
  [x]
  (let [m (if (and *print-meta* (coll? x)) (meta x) nil)]
    (if (seq m) (str "^" (one-line m)) nil)))

(defn- with-meta-text
  "The text of a collection behind that of its metadata."
  [x text]
  (if-let [m (meta-text x)] (str m " " text) text))

(defn- own-text
  "The text that a method of the dispatch function for the class of x prints, or nil."
  [x]
  (let [dispatch *print-pprint-dispatch*]
    (when (and (nacre.core/multimethod? dispatch) (next (methods dispatch)))
      (let [method (get-method dispatch (class x))]
        (when-not (identical? method (get-method dispatch :default))
          (with-out-str (method x)))))))

(defn- one-line
  "The text of x on one line."
  [x]
  (cond (own-text x) (own-text x)
        (map? x)
        (deeper
         (fn []
           (let [[open close] (opening x)
                 space (shared-namespace x)]
             (with-meta-text
              x
              (str (when space (str "#:" space)) open
                  (str/join ", " (limited (map (fn [e] (deeper (fn [] (str (one-line (key e)) " "
                                                                           (one-line (val e))))))
                                               (without-namespace x space))))
                  close)))))
        (reader-macro x) (let [[mark form] (reader-macro x)] (str mark (one-line form)))
        (reference? x)
        (deeper (fn [] (str (reference-start x) (one-line (reference-content x)) ">")))
        (or (shown-as-collection? x) (nacre.core/array? x))
        (deeper
         (fn []
           (let [[open close] (opening x)]
             (with-meta-text x (str open
                                    (str/join (str (separator x) " ") (limited (map one-line x)))
                                    close)))))
        :else (atom-text x)))

;; --- Breaking lines ------------------------------------------------------------------------------
(declare write-broken)

(defn- newline-at
  "A line break and blanks up to the column."
  [w column]
  (.write w (str "\n" (str/join (repeat column " ")))))

(defn- write-at
  "Writes x from where the writer stands; `trail` characters will follow on its last line."
  [w x trail]
  (let [text (one-line x)]
    (if (or (not (in-lines? x))
            (own-text x)
            (nil? *print-right-margin*)
            (<= (+ (column-of w) (count text) trail) *print-right-margin*))
      (.write w text)
      (write-broken w x trail))))

(defn- write-elements
  "Writes the elements on lines of their own, with a separator behind each but the last; `fill` puts as
  many on a line as fit."
  [w xs column trail separator fill]
  (loop [xs (seq xs) left *print-length* first-one true]
    (when xs
      (if (and left (<= left 0))
        (do (when-not first-one (.write w separator) (newline-at w column))
            (.write w "..."))
        (let [more (next xs)
              ;; What is followed by a blank must leave room for it.
              after (if more (inc (count separator)) trail)]
          (when-not first-one
            (.write w separator)
            (if (and fill (<= (+ (column-of w) 1 (count (one-line (first xs))) after)
                              *print-right-margin*))
              (.write w " ")
              (newline-at w column)))
          (write-at w (first xs) after)
          (recur more (when left (dec left)) false))))))

(defn- write-entry
  "Writes a key and its value, on two lines when they do not fit on one. They are a level of their own."
  [w entry trail]
  (if (and *print-level* (<= *print-level* 0))
    (.write w "#")
    (binding [*print-level* (when *print-level* (dec *print-level*))]
      (let [column (column-of w)
            v (one-line (val entry))]
        (write-at w (key entry) 1)
        (if (<= (+ (column-of w) 1 (count v) trail) *print-right-margin*)
          (.write w " ")
          (newline-at w column))
        (write-at w (val entry) trail)))))

(defn- write-broken
  "Writes a collection that does not fit on the line."
  [w x trail]
  (cond
    (reader-macro x)
    (let [[mark form] (reader-macro x)]
      (.write w mark)
      (write-at w form trail))
    (reference? x)
    (let [column (column-of w)]
      (.write w (reference-start x))
      (newline-at w (+ column 2))
      (write-at w (reference-content x) (inc trail))
      (.write w ">"))
    :else
    (if (and *print-level* (<= *print-level* 0))
      (.write w "#")
      (binding [*print-level* (when *print-level* (dec *print-level*))]
        (let [[open close] (opening x)
              space (when (map? x) (shared-namespace x))
              m (meta-text x)
              start (column-of w)
              _ (when m
                  (.write w m)
                  (newline-at w start))
              _ (.write w (str (when space (str "#:" space)) open))
              column (column-of w)
              trail (inc trail)]
          (cond (map? x)
                (loop [entries (without-namespace x space) left *print-length* first-one true]
                  (when (seq entries)
                    (when-not first-one
                      (.write w ",")
                      (newline-at w column))
                    (if (and left (<= left 0))
                      (.write w "...")
                      (do (write-entry w (first entries) (if (next entries) 2 trail)) ; comma and blank
                          (recur (next entries) (when left (dec left)) false)))))
                :else (write-elements w x column trail (separator x) (nacre.core/array? x)))
          (.write w close))))))

(defmulti simple-dispatch
  "Prints a value as data. Methods for classes of a program's own are used inside of collections too."
  {:arglists '([object])}
  class)

(declare write-out)

(defn- write-in-block
  "Writes x within a block of the writer, as a block of its own when it has parts."
  [w x]
  (cond
    (or (own-text x) (reference? x) (not (in-lines? x))) (.write w (one-line x))
    (reader-macro x) (let [[mark form] (reader-macro x)]
                       (.write w mark)
                       (write-out form))
    (and *print-level* (<= *print-level* 0)) (.write w "#")
    :else
    (binding [*print-level* (when *print-level* (dec *print-level*))]
      (let [[open close] (opening x)
            space (when (map? x) (shared-namespace x))
            parts (if (map? x) (without-namespace x space) (seq x))
            mark (if (map? x) "," (separator x))]
        (when-let [m (meta-text x)] (.write w (str m " ")))
        (.openBlock w (str (when space (str "#:" space)) open) "" close)
        (loop [parts (seq parts) left *print-length*]
          (when parts
            (if (and left (<= left 0))
              (.write w "...")
              (do (cond (not (map? x)) (write-out (first parts))
                        (and *print-level* (<= *print-level* 0)) (.write w "#")
                        :else (binding [*print-level* (when *print-level* (dec *print-level*))]
                                (.openBlock w "" "" "")
                                (write-out (key (first parts)))
                                (.write w " ")
                                (.newline w :linear)
                                (write-out (val (first parts)))
                                (.closeBlock w)))
                  (when (next parts)
                    (.write w (str mark " "))
                    (.newline w (if (nacre.core/array? x) :fill :linear)))
                  (recur (next parts) (when left (dec left)))))))
        (.closeBlock w)))))

(defmethod simple-dispatch :default [object]
  (let [w (get-pretty-writer *out*)]
    (if (.inBlock w)
      (binding [*out* w] (write-in-block w object))
      (binding [*out* w] (write-at w object 0)))))

(alter-var-root #'*print-pprint-dispatch* (constantly simple-dispatch))

(defn set-pprint-dispatch
  "Has pprint print with the function."
  [function]
  (if (thread-bound? #'*print-pprint-dispatch*)
    (set! *print-pprint-dispatch* function)
    (alter-var-root #'*print-pprint-dispatch* (constantly function)))
  nil)

(defmacro with-pprint-dispatch
  "Evaluates the body with pprint printing with the function."
  [function & body]
  `(binding [*print-pprint-dispatch* ~function]
     ~@body))

(defn write-out
  "Prints a value to *out* by the dispatch function; for use within one."
  [object]
  (if (and *print-pretty* *print-pprint-dispatch*)
    (*print-pprint-dispatch* object)
    (pr object)))

(defn write
  "Prints a value by the keyword options :base :dispatch :length :level :pretty :radix :readably
  :right-margin :stream (nil: answers the text) :suppress-namespaces."
  [object & kw-args]
  (let [options (apply hash-map kw-args)
        option (fn [k otherwise] (if (contains? options k) (get options k) otherwise))
        print-it (fn []
                   (binding [*print-base* (option :base *print-base*)
                             *print-pprint-dispatch* (option :dispatch *print-pprint-dispatch*)
                             *print-length* (option :length *print-length*)
                             *print-level* (option :level *print-level*)
                             *print-pretty* (option :pretty *print-pretty*)
                             *print-radix* (option :radix *print-radix*)
                             *print-readably* (option :readably *print-readably*)
                             *print-right-margin* (option :right-margin *print-right-margin*)
                             *print-suppress-namespaces* (option :suppress-namespaces
                                                                 *print-suppress-namespaces*)
                             *out* (if *print-pretty* (get-pretty-writer *out*) *out*)]
                     (write-out object)))
        stream (option :stream true)]
    (cond (nil? stream) (with-out-str (print-it))
          (= true stream) (print-it)
          :else (binding [*out* stream] (print-it)))))

(defn pprint
  "Prints a value prettily, and a line break."
  ([object] (pprint object *out*))
  ([object writer]
   (let [w (get-pretty-writer writer)]
     (binding [*out* w *print-pretty* true]
       (write-out object)
       (.write w "\n"))
     nil)))

(defmacro pp
  "Pretty prints the last value of the REPL."
  []
  `(pprint *1))

;; --- Blocks, for dispatch functions --------------------------------------------------------------
(defn pprint-newline
  "A conditional line break in a dispatch function: :linear breaks when its block does not fit on the
  line, :fill when what follows does not, :miser when in addition there is little room, :mandatory
  always."
  [kind]
  (when (instance? PrettyWriter *out*) (.newline *out* kind))
  nil)

(defn pprint-indent
  "Sets the indentation of the open block, relative to its start (:block) or to here (:current)."
  [relative-to n]
  (when (instance? PrettyWriter *out*) (.indent *out* relative-to n))
  nil)

(defn pprint-tab
  "Writes blanks up to a column; a multiple of colinc beyond colnum."
  [kind colnum colinc]
  (let [column (column-of *out*)
        target (cond (< column colnum) colnum
                     (zero? colinc) column
                     :else (+ column (- colinc (mod (- column colnum) colinc))))]
    (print (str/join (repeat (- target column) " ")))))

(defmacro pprint-logical-block
  "Evaluates the body as a block whose lines are indented to its start. Options before it: :prefix,
  :per-line-prefix, :suffix."
  {:arglists '([options* body])}
  [& args]
  (let [[options body] (loop [options {} args args]
                         (if (keyword? (first args))
                           (recur (assoc options (first args) (second args)) (nnext args))
                           [options args]))]
    `(let [w# (get-pretty-writer *out*)]
       (binding [*out* w#]
         (.openBlock w# (str ~(or (:prefix options) (:per-line-prefix options) ""))
                     (str ~(or (:per-line-prefix options) "")) (str ~(or (:suffix options) "")))
         ~@body
         (.closeBlock w#))
       nil)))

(defmacro print-length-loop
  "A loop that ends with ... when it has run *print-length* times."
  {:arglists '([bindings & body])}
  [bindings & body]
  (let [counter (gensym "count__")
        names (mapv first (partition 2 bindings))]
    `(loop [~counter 0 ~@bindings]
       (if (or (not *print-length*) (< ~counter *print-length*))
         (do ~@(clojure.walk/postwalk
                (fn [form]
                  (if (and (seq? form) (= 'recur (first form)))
                    (list* 'recur (list `inc counter) (rest form))
                    form))
                body))
         (print "...")))))

(defn print-table
  "Prints maps as a table with the keys ks, those of the first map when not given."
  ([ks rows]
   (when (seq rows)
     (let [widths (map (fn [k] (apply max (count (str k)) (map (fn [row] (count (str (get row k))))
                                                               rows)))
                       ks)
           cell (fn [text width] (str (str/join (repeat (- width (count text)) " ")) text))
           line (fn [leader divider trailer texts]
                  (str leader (str/join divider texts) trailer))]
       (println)
       (println (line "| " " | " " |" (map (fn [k w] (cell (str k) w)) ks widths)))
       (println (line "|-" "-+-" "-|" (map (fn [w] (str/join (repeat w "-"))) widths)))
       (doseq [row rows]
         (println (line "| " " | " " |" (map (fn [k w] (cell (str (get row k)) w)) ks widths)))))))
  ([rows] (print-table (keys (first rows)) rows)))
