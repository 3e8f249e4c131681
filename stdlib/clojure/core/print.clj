;; SPDX-License-Identifier: MIT
;;
;; Printing. Whole values are printed by C in one go as long as nothing but the standard way is asked
;; for; otherwise print-method decides value by value, and user-defined types take part.
(in-ns 'clojure.core)

(declare reader-conditional? tagged-literal?)

(def ^{:dynamic true :doc "The writer that print and its relatives write to."} *out*
  (nacre.core/->ConsoleWriter false))
(def ^{:dynamic true :doc "The writer for messages about errors."} *err*
  (nacre.core/->ConsoleWriter true))
(def ^{:dynamic true :doc "The reader that read and read-line read from."} *in*
  (nacre.core/->ConsoleReader))
(defmulti print-method
  "Prints a value to a writer, as the keyword under :type of its metadata or its type says."
  (fn [x writer]
    (let [t (get (meta x) :type)]
      (if (keyword? t) t (class x)))))

(defmulti print-dup
  "Prints a value to a writer so that reading gives a value of the same type."
  (fn [x writer] (class x)))

(defn- write-meta
  "Writes ^{...} before what carries metadata, when asked for."
  [x w]
  (when *print-meta*
    (let [m (meta x)]
      (when (and m (pos? (count m)) (or *print-dup* *print-readably*))
        (nacre.core/write-text w "^")
        (if (and (= 1 (count m)) (:tag m))
          (nacre.core/print-on (:tag m) w)
          (nacre.core/print-on m w))
        (nacre.core/write-text w " ")))))

(defn- print-sequential
  "Prints the elements between begin and end, as *print-length* and *print-level* allow."
  [begin print-one separator end elements w]
  (if (and *print-level* (not *print-dup*) (neg? (dec *print-level*)))
    (nacre.core/write-text w (if (record? elements)
                               (str "#" (nacre.primitive/type-name (class elements)) "#")
                               "#"))
    (let [walk (fn []
                 (nacre.core/write-text w begin)
                 (loop [s (seq elements) left (if *print-dup* nil *print-length*)]
                   (when s
                     (if (and left (zero? left))
                       (nacre.core/write-text w "...")
                       (do
                         (print-one (first s) w)
                         (when (next s) (nacre.core/write-text w separator))
                         (recur (next s) (if left (dec left) nil))))))
                 (nacre.core/write-text w end))]
      (if *print-level*
        (binding [*print-level* (dec *print-level*)] (walk))
        (walk)))))

(defn- print-entry
  "Prints a map entry inside a map."
  [entry w]
  (nacre.core/print-on (key entry) w)
  (nacre.core/write-text w " ")
  (nacre.core/print-on (val entry) w))

(defn- lifted-namespace
  "The namespace that all keys of a map share, when *print-namespace-maps* asks for it; or nil."
  [m]
  (when (and *print-namespace-maps* (pos? (count m)))
    (let [space-of (fn [k] (if (or (keyword? k) (symbol? k)) (namespace k) nil))
          space (space-of (key (first m)))]
      (when (and space (every? (fn [e] (= space (space-of (key e)))) m))
        space))))

(defn- print-map
  "Prints the entries of a map, with a prefix before the brace."
  [prefix m w]
  (let [space (lifted-namespace m)]
    (if space
      (print-sequential (str prefix "#:" space "{")
                        (fn [entry w]
                          (let [k (key entry)
                                short (if (keyword? k) (keyword (name k)) (symbol (name k)))]
                            (nacre.core/print-on short w)
                            (nacre.core/write-text w " ")
                            (nacre.core/print-on (val entry) w)))
                        ", " "}" m w)
      (print-sequential (str prefix "{") print-entry ", " "}" m w))))

(defn- object-identity
  "The identity of an object in hexadecimal, as #object shows it."
  [x]
  (str "0x" (nacre.primitive/hexadecimal (nacre.primitive/identity-hash x))))

(defn- print-object
  "Prints #object[type identity content]."
  [x content w]
  (nacre.core/write-text
   w (let [label (nacre.core/class-label x)
           label (if (clojure.string/starts-with? (str label) "[") (pr-str (str label)) label)]
       (str "#object[" label " " (object-identity x) " ")))
  (nacre.core/print-on content w)
  (nacre.core/write-text w "]"))

(defn- reference-content
  "What #object shows of something that deref reads: {:status :val}."
  [x]
  (let [pending (and (nacre.core/pending? x) (not (realized? x)))
        [failed value] (if pending
                         nil
                         (try [false (deref x)] (catch Throwable e [true e])))]
    {:status (cond (or failed (and (instance? clojure.lang.Agent x) (agent-error x))) :failed
                   pending :pending
                   :else :ready)
     :val value}))

(defn- print-exception
  "Prints #error {...}."
  [e w]
  (let [{:keys [cause data via trace]} (Throwable->map e)
        write (fn [text] (nacre.core/write-text w text))
        show (fn [x] (nacre.core/print-on x w))]
    (write "#error {\n :cause ")
    (show cause)
    (when data
      (write "\n :data ")
      (show data))
    (when via
      (write "\n :via\n [")
      (loop [items (seq via)]
        (when items
          (let [{:keys [type message data at]} (first items)]
            (write "{:type ")
            (show type)
            (write "\n   :message ")
            (show message)
            (when data
              (write "\n   :data ")
              (show data))
            (when at
              (write "\n   :at ")
              (show at))
            (write "}")
            (when (next items) (write "\n  "))
            (recur (next items)))))
      (write "]"))
    (when trace
      (write "\n :trace\n [")
      (loop [items (seq trace)]
        (when items
          (show (first items))
          (when (next items) (write "\n  "))
          (recur (next items))))
      (write "]"))
    (write "}")))

(defn- print-builtin
  "Prints a value in the standard way."
  [x w]
  (let [text (if (and (not (coll? x)) (not (nacre.primitive/user-instance? x)))
               (nacre.core/scalar-text x)
               nil)]
    (cond
      text (do (write-meta x w) (nacre.core/write-text w text))
      (record? x)
      (do (write-meta x w)
          (print-map (str "#" (nacre.primitive/type-name (class x))) x w))
      (nacre.primitive/exception? x) (print-exception x w)
      (tagged-literal? x)
      (do (nacre.core/write-text w (str "#" (if (nil? (:tag x)) "nil" (:tag x)) " "))
          (nacre.core/print-on (:form x) w))
      (reader-conditional? x)
      (do (nacre.core/write-text w (if (:splicing? x) "#?@" "#?"))
          (nacre.core/print-on (:form x) w))
      (map? x) (do (write-meta x w) (print-map "" x w))
      (vector? x) (do (write-meta x w)
                      (print-sequential "[" nacre.core/print-on " " "]" x w))
      (set? x) (do (write-meta x w) (print-sequential "#{" nacre.core/print-on " " "}" x w))
      (or (seq? x) (nacre.core/prints-as-sequence? x))
      (do (write-meta x w) (print-sequential "(" nacre.core/print-on " " ")" x w))
      (nacre.core/dereferenceable? x) (print-object x (reference-content x) w)
      (coll? x) (do (write-meta x w) (print-object x (nacre.core/object-label x) w))
      :else (print-object x (nacre.core/object-label x) w))))

(defmethod print-method :default [x writer] (print-builtin x writer))

(defmethod print-dup :default [x writer] (print-method x writer))

(doseq [atype [clojure.lang.PersistentArrayMap clojure.lang.PersistentTreeMap clojure.lang.PersistentTreeSet]]
  (defmethod print-dup atype [x writer]
    (write-meta x writer)
    (nacre.core/write-text writer (str "#=(" (nacre.primitive/type-name (class x)) "/create "))
    (if (set? x)
      (print-sequential "[" nacre.core/print-on " " "]" x writer)
      (print-builtin (with-meta x nil) writer))
    (nacre.core/write-text writer ")")))

(doseq [atype [clojure.lang.MapEntry clojure.lang.APersistentVector$SubVector]]
  (defmethod print-dup atype [x writer]
    (nacre.core/write-text writer (str "#=(" (nacre.primitive/type-name (class x)) "/create "))
    (print-builtin x writer)
    (nacre.core/write-text writer ")")))

(doseq [atype [java.math.BigInteger java.lang.Float]]
  (defmethod print-dup atype [x writer]
    (nacre.core/write-text
     writer (str "#=(" (nacre.primitive/type-name (class x)) ". \"" x "\")"))))

(defmethod print-dup java.lang.Class [x writer]
  (nacre.core/write-text writer (str "#=" (nacre.primitive/type-name x))))

(defmethod print-dup clojure.lang.Var [x writer]
  (nacre.core/write-text writer (str "#=(var " (symbol x) ")")))

(defmethod print-dup clojure.lang.Namespace [x writer]
  (nacre.core/write-text writer (str "#=(find-ns " (ns-name x) ")")))

(defmethod print-dup clojure.lang.IRecord [x writer]
  (print-sequential (str "#" (nacre.primitive/type-name (class x)) "[") nacre.core/print-on ", " "]"
                    (vals x) writer))

(defn print-simple
  "Prints the metadata, when asked for, and the text of o."
  [o w]
  (write-meta o w)
  (nacre.core/write-text w (str o)))

(defn print-ctor
  "Prints #=(type. arguments), the arguments by print-args."
  [o print-args w]
  (nacre.core/write-text w (str "#=(" (nacre.primitive/type-name (class o)) ". "))
  (print-args o w)
  (nacre.core/write-text w ")"))

(in-ns 'nacre.core)
(clojure.core/refer 'clojure.core)

(defn- long-string-text
  "The text of a string too long for one leaf, quoted piece by piece."
  [s]
  (let [n (count s)]
    (loop [parts ["\""] i 0]
      (if (< i n)
        (let [end (min n (+ i 4096))
              quoted (nacre.primitive/print-text (subs s i end) true)]
          (recur (conj parts (subs quoted 1 (dec (count quoted)))) end))
        (nacre.primitive/join-strings (conj parts "\""))))))

(defn scalar-text
  "The text of something that is no collection, nil when it has none of its own."
  [x]
  (if *print-readably*
    (or (nacre.primitive/print-text x true)
        (cond (string? x) (long-string-text x)
              (number? x) (str x (if (decimal? x) "M" (if (int? x) "" "N")))
              :else nil))
    (if (string? x) x (nacre.primitive/print-text x false))))

(defn class-label
  "The name of a value's type as #object shows it."
  [x]
  (nacre.primitive/type-name (class x)))

(defn object-label
  "The text that #object shows of x."
  [x]
  (if (or (nacre.primitive/type-method x 'toString) (nacre.primitive/namespace? x))
    (str x)
    (object-text x)))

(defn pending?
  "Can realized? be asked of x?"
  [x]
  (or (delay? x) (instance? clojure.lang.IPending x)))

(defn dereferenceable?
  "Can x be dereferenced, so that #object shows its content?"
  [x]
  (and (not (var? x)) (instance? clojure.lang.IDeref x)))

(defn prints-as-sequence?
  "Is x of a user-defined type that prints like a list?"
  [x]
  (and (nacre.primitive/user-instance? x)
       (or (instance? clojure.lang.Sequential x) (instance? clojure.lang.ISeq x))))

(def ^:private print-check
  "The last seen value of print-method's methods, and whether C may print built-in values."
  (atom [nil true]))

(defn- standard-methods?
  "True while no method of print-method is for a keyword or a type that C prints."
  []
  (let [now (methods print-method)
        seen @print-check]
    (if (identical? now (nth seen 0))
      (nth seen 1)
      (let [standard (every? (fn [k]
                               (or (= k :default)
                                   (and (class? k) (boolean (nacre.primitive/type-flags k)))))
                             (keys now))]
        (reset! print-check [now standard])
        standard))))

(defn plain-printing?
  "True when values are to be printed in the standard way and whole."
  []
  (and (nil? *print-length*) (nil? *print-level*) (not *print-meta*) (not *print-dup*)
       (standard-methods?)))

(defn- text-by-c
  "The text of x when C can print it whole, else nil. C does not lift namespaces out of maps: when that
  is asked for, a text in which there may be something to lift does not count."
  [x readably]
  (let [text (nacre.primitive/print-text x readably)]
    (if (and text *print-namespace-maps* (coll? x)
             (nacre.primitive/string-index text "{")
             (nacre.primitive/string-index text "/"))
      nil
      text)))

(defn text-of
  "The printed text of x when C can print it whole in the way asked for, else nil."
  [x readably]
  (if (plain-printing?) (text-by-c x (boolean readably)) nil))

(defn- printed-by-c?
  "Does C print x bracket by bracket?"
  [x]
  (and (not (nacre.primitive/user-instance? x))
       (or (map? x) (vector? x) (set? x) (seq? x))))

(defn- lifted-out-of
  "The namespace to lift out of the map's keys, or nil."
  [x]
  (if (map? x) (@#'clojure.core/lifted-namespace x) nil))

(defn- print-large
  "Prints a built-in collection that is too large or too deep for one leaf. What is open lies in a work
  list of C's, not on the stack, so that depth costs little."
  [x w]
  (let [readably (boolean *print-readably*)
        lift (boolean *print-namespace-maps*)]
    (loop [work (nacre.primitive/print-open nil x (lifted-out-of x))]
      (let [[text work wish v] (nacre.primitive/print-run work readably lift)]
        (write-text w text)
        (case wish
          0 (when work (recur work))
          1 (do (print-method v w) (recur work))
          2 (recur (nacre.primitive/print-realized work (plain-seq v)))
          3 (recur (nacre.primitive/print-open work v (lifted-out-of v))))))))

(defn print-on
  "Prints x to the writer."
  [x w]
  (let [plain (plain-printing?)
        text (if plain (text-by-c x (boolean *print-readably*)) nil)]
    (cond text (write-text w text)
          *print-dup* (print-dup x w)
          (and plain (printed-by-c? x)) (print-large x w)
          :else (print-method x w))))

(defn all-texts
  "The texts of the values with spaces between them and `end` behind, nil when C cannot print one."
  [xs readably end]
  (loop [parts [] xs (seq xs)]
    (if xs
      (let [text (text-of (first xs) readably)]
        (if text
          (recur (conj parts text (if (next xs) " " end)) (next xs))
          nil))
      (if (zero? (count parts)) end (nacre.primitive/join-strings parts)))))

(defn flush-writer
  "Has a writer of the program's pass on what it may hold back; the others hold nothing back."
  [writer]
  (when-not (or (instance? ConsoleWriter writer) (instance? java.io.StringWriter writer))
    (when-let [f (nacre.primitive/type-method writer 'flush)]
      (f writer)))
  nil)

(defn print-all
  "Prints the values with spaces between them and `end` behind."
  [xs end]
  (let [text (all-texts xs *print-readably* end)]
    (if text
      (write-text *out* text)
      (loop [s (seq xs)]
        (if s
          (do (print-on (first s) *out*)
              (when (next s) (write-text *out* " "))
              (recur (next s)))
          (write-text *out* end))))
    nil))

(defn print-plainly
  "print-all for people. What C prints whole asks no *print-readably*."
  [xs end]
  (let [text (all-texts xs nil end)]
    (if text
      (write-text *out* text)
      (binding [*print-readably* nil] (print-all xs end)))
    nil))

(in-ns 'clojure.core)

(defn ^:dynamic pr
  "Prints the values to *out* as the reader reads them, with spaces between."
  {:arglists '([] [x] [x & more])}
  [& more]
  (nacre.core/print-all more ""))

(defn flush
  "Has *out* pass on what it may hold back."
  []
  (nacre.core/flush-writer *out*))

(defn newline
  "Writes a line break to *out*."
  []
  (nacre.core/write-text *out* "\n")
  nil)

(defn prn
  "pr, then a line break."
  [& more]
  (nacre.core/print-all more "\n")
  (when *flush-on-newline* (nacre.core/flush-writer *out*)))

(defn print
  "Prints the values to *out* for people: strings and characters as they are."
  [& more]
  (nacre.core/print-plainly more ""))

(defn println
  "print, then a line break."
  [& more]
  (nacre.core/print-plainly more "\n")
  (when *flush-on-newline* (nacre.core/flush-writer *out*)))

(defmacro with-out-str
  "The text that the body prints to *out*."
  [& body]
  `(let [w# (nacre.core/string-writer)]
     (binding [*out* w#]
       ~@body
       (str w#))))

(defmacro with-in-str
  "Evaluates the body with *in* reading from the string s."
  [s & body]
  `(binding [*in* (nacre.core/string-reader (nacre.core/check-text ~s))]
     ~@body))

(defn pr-str
  "What pr prints, as a string."
  [& xs]
  (or (nacre.core/all-texts xs *print-readably* "")
      (with-out-str (nacre.core/print-all xs ""))))

(defn prn-str
  "What prn prints, as a string."
  [& xs]
  (or (nacre.core/all-texts xs *print-readably* "\n")
      (with-out-str (nacre.core/print-all xs "\n"))))

(defn print-str
  "What print prints, as a string."
  [& xs]
  (or (nacre.core/all-texts xs nil "") (with-out-str (apply print xs))))

(defn println-str
  "What println prints, as a string."
  [& xs]
  (or (nacre.core/all-texts xs nil "\n") (with-out-str (apply println xs))))

(defn format
  "The text that the format string makes of the arguments, by the rules of java.util.Formatter."
  [fmt & args]
  (when-not (string? fmt) (nacre.primitive/raise-cast fmt "java.lang.String"))
  (nacre.core/format-text fmt (vec args)))

(defn printf
  "Prints what format makes of the arguments."
  [fmt & args]
  (print (apply format fmt args)))
