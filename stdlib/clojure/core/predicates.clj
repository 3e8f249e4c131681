;; SPDX-License-Identifier: MIT
;;
;; Predicates that are not leaves of their own.
(in-ns 'clojure.core)

(defn some?
  "True unless x is nil."
  [x]
  (not (nil? x)))

(defn true?
  "Is x the value true?"
  [x]
  (identical? x true))

(defn false?
  "Is x the value false?"
  [x]
  (identical? x false))

(defn boolean
  "false for nil and false, true for anything else."
  [x]
  (if x true false))

(defn boolean?
  "Is x true or false?"
  [x]
  (or (identical? x true) (identical? x false)))

(defn any?
  "True for any x."
  [x]
  true)

(defn type
  "The :type of the metadata of x, else its class."
  [x]
  (or (get (meta x) :type) (class x)))

(defn cast
  "x when it is nil or of the type c; throws ClassCastException otherwise."
  [c x]
  (if (or (instance? c x) (nil? x))
    x
    (throw (nacre.primitive/exception-new
            ClassCastException
            (str "Cannot cast " (nacre.primitive/type-name (class x)) " to "
                 (nacre.primitive/type-name c)) nil nil))))

(defn ifn?
  "Can x be called?"
  [x]
  (cond (or (fn? x) (keyword? x)) true
        (nacre.primitive/user-instance? x)
        (or (nacre.core/callable-instance? x)
            (not (nil? (nacre.primitive/type-method x 'invoke)))
            (not (nil? (nacre.primitive/type-method x 'applyTo))))
        :else (or (symbol? x) (map? x) (set? x) (vector? x) (var? x)
                  (instance? clojure.lang.PersistentVector$TransientVector x)
                  (instance? clojure.lang.PersistentHashMap$TransientHashMap x)
                  (instance? clojure.lang.PersistentArrayMap$TransientArrayMap x)
                  (instance? clojure.lang.PersistentHashSet$TransientHashSet x))))

(defn seqable?
  "Can seq be called on x?"
  [x]
  (or (nil? x) (coll? x) (string? x)
      (and (nacre.primitive/user-instance? x)
           (or (not (nil? (nacre.primitive/type-method x 'seq)))
               (not (nil? (nacre.primitive/type-method x 'iterator)))
               (instance? CharSequence x)))))

(defn realized?
  "Has the value of a delay, promise, future or lazy seq been computed?"
  [x]
  (cond (nacre.primitive/lazy-seq? x) (nacre.primitive/lazy-realized? x)
        (delay? x) (nacre.primitive/delay-realized? x)
        (nacre.primitive/type-method x 'isRealized)
        ((nacre.primitive/type-method x 'isRealized) x)
        (or (instance? clojure.lang.Iterate x) (instance? clojure.lang.Cycle x)) true
        :else (nacre.primitive/raise-cast x "clojure.lang.IPending")))

(defn parse-boolean
  "true for \"true\", false for \"false\", nil for any other string."
  [s]
  (if (string? s)
    (cond (= s "true") true (= s "false") false :else nil)
    (argument-error (str "Expected string, got " (if (nil? s) "nil" (pr-str (class s)))))))

(defn namespace-munge
  "The name of a namespace with underscores for dashes, as it stands in the name of a type."
  [ns]
  (apply str (map (fn [c] (if (= c \-) \_ c)) (str ns))))

(def ^:private munged-characters
  {\- "_" \: "_COLON_" \+ "_PLUS_" \> "_GT_" \< "_LT_" \= "_EQ_" \~ "_TILDE_" \! "_BANG_"
   \@ "_CIRCA_" \# "_SHARP_" \' "_SINGLEQUOTE_" \" "_DOUBLEQUOTE_" \% "_PERCENT_" \^ "_CARET_"
   \& "_AMPERSAND_" \* "_STAR_" \| "_BAR_" \{ "_LBRACE_" \} "_RBRACE_" \[ "_LBRACK_"
   \] "_RBRACK_" \/ "_SLASH_" \\ "_BSLASH_" \? "_QMARK_"})

(defn munge
  "The name with the characters that a host's identifiers do not allow spelled out."
  [s]
  ((if (symbol? s) symbol str)
   (apply str (map (fn [c] (get munged-characters c c)) (str s)))))

(defn hash-combine
  "The hash x mixed with the hash of y."
  [x y]
  (nacre.primitive/hash-combine x (nacre.core/java-hash y)))
