;; SPDX-License-Identifier: MIT
;;
;; The first file of the standard library: from the special forms fn* let* loop* if def and the
;; primitives written in C up to the macros every later file is written with: let, fn, loop, defn,
;; defmacro with destructuring, when, cond, and, or, ->, ->>.
;;
;; Nothing here may use a syntax quote: `concat` does not exist yet.
(in-ns 'clojure.core)

;; Until the printing functions exist.
(def pr-str (fn* pr-str [x] (nacre.primitive/print-bounded x 200)))
(def assert)

(def ^{:private true :doc "Throws an IllegalArgumentException with the message."}
  argument-error
  (fn* argument-error [message]
    (throw (nacre.primitive/exception-new IllegalArgumentException message nil nil))))

;; --- Plain versions, replaced below once destructuring exists ------------------------------------
(def ^{:macro true :doc "let without destructuring."} let
  (fn* let [&form &env bindings & body] (cons 'let* (cons bindings body))))
(def ^{:macro true :doc "loop without destructuring."} loop
  (fn* loop [&form &env bindings & body] (cons 'loop* (cons bindings body))))
(def ^{:macro true :doc "fn without destructuring."} fn
  (fn* fn [&form &env & parts] (with-meta (cons 'fn* parts) (meta &form))))

(def ^{:macro true :arglists '([test & body])
       :doc "Evaluates the body, in an implicit do, when test is neither nil nor false."}
  when
  (fn* when [&form &env test & body] (list 'if test (cons 'do body))))

(def ^{:macro true :arglists '([test & body])
       :doc "Evaluates the body, in an implicit do, when test is nil or false."}
  when-not
  (fn* when-not [&form &env test & body] (list 'if test nil (cons 'do body))))

(def ^{:macro true :arglists '([test then] [test then else])
       :doc "The opposite of if: evaluates then when test is nil or false, else otherwise."}
  if-not
  (fn* if-not
    ([&form &env test then] (list 'if (list 'clojure.core/not test) then nil))
    ([&form &env test then else] (list 'if (list 'clojure.core/not test) then else))))

(def ^{:macro true :arglists '([& clauses])
       :doc "Takes pairs of test and expression; answers the expression of the first test that is
  true, nil when there is none."}
  cond
  (fn* cond [&form &env & clauses]
    (if (seq clauses)
      (if (next clauses)
        (list 'if (first clauses) (first (next clauses))
              (if (next (next clauses))
                (cons 'clojure.core/cond (next (next clauses)))
                nil))
        (argument-error "cond requires an even number of forms"))
      nil)))

(def ^{:arglists '([] [prefix-string])
       :doc "A symbol that occurs nowhere else: the prefix (G__ when none) and a number."}
  gensym
  (fn* gensym
    ([] (gensym "G__"))
    ([prefix] (symbol (str prefix (nacre.primitive/next-id))))))

(def ^{:macro true :arglists '([] [x] [x & next])
       :doc "Evaluates the forms one by one; answers the first that is nil or false without going
  on, else the last. (and) is true."}
  and
  (fn* and
    ([&form &env] true)
    ([&form &env x] x)
    ([&form &env x & more]
     (let* [local (gensym "and__")]
       (list 'let* (vector local x) (list 'if local (cons 'clojure.core/and more) local))))))

(def ^{:macro true :arglists '([] [x] [x & next])
       :doc "Evaluates the forms one by one; answers the first that is neither nil nor false without
  going on, else the last. (or) is nil."}
  or
  (fn* or
    ([&form &env] nil)
    ([&form &env x] x)
    ([&form &env x & more]
     (let* [local (gensym "or__")]
       (list 'let* (vector local x) (list 'if local local (cons 'clojure.core/or more)))))))

;; --- Reading the parts of a definition -----------------------------------------------------------
(def ^{:private true :doc "The elements of a seqable as a vector, without laziness."}
  eager-vector
  (fn* eager-vector [coll]
    (loop* [result [] items (seq coll)]
      (if items (recur (conj result (first items)) (next items)) result))))

(def ^{:private true :doc "A list of the elements of a vector."}
  vector-to-list
  (fn* vector-to-list [v]
    (loop* [result () i (dec (count v))]
      (if (neg? i) result (recur (cons (nth v i) result) (dec i))))))

(def ^{:private true :doc "The arities of a function's tail: ([params] body*) or (([params] body*)+)."}
  arities-of
  (fn* arities-of [tail]
    (if (vector? (first tail)) (list tail) tail)))

(def ^{:private true :doc "The parameter vectors of a function's tail, as defn's :arglists has them."}
  arglists-of
  (fn* arglists-of [tail]
    (loop* [result [] items (seq (arities-of tail))]
      (if items
        (let* [arity (first items)]
          (if (if (seq? arity) (vector? (first arity)) false)
            (recur (conj result (first arity)) (next items))
            (argument-error
             (str "A function's arity must be a list that starts with a parameter vector, not "
                  (pr-str arity)))))
        (vector-to-list result)))))

(def ^{:private true :doc "All entries of the second map put into the first (or into {})."}
  merge-plain
  (fn* merge-plain [a b]
    (loop* [result (if a a {}) entries (seq b)]
      (if entries
        (recur (assoc result (key (first entries)) (val (first entries))) (next entries))
        result))))

(def ^{:private true
       :doc "Takes apart (name doc? attributes? tail attributes?): [name-with-meta tail]."}
  definition-parts
  (fn* definition-parts [kind name parts]
    (if (symbol? name) nil
        (argument-error (str "First argument to " kind " must be a symbol, not " (pr-str name))))
    (let* [doc (if (string? (first parts)) (first parts) nil)
           parts (if doc (next parts) parts)
           attributes (if (map? (first parts)) (first parts) nil)
           parts (if attributes (next parts) parts)
           parts (if (vector? (first parts)) (list parts) parts)
           items (eager-vector parts)
           final (if (map? (peek items)) (peek items) nil)
           items (if final (pop items) items)
           tail (vector-to-list items)
           documented (if doc (assoc (merge-plain (meta name) nil) :doc doc) (meta name))
           given (merge-plain (merge-plain documented attributes) final)]
      (if (seq tail) nil (argument-error (str "Parameter declaration missing in " kind " " name)))
      (let* [listed (if (contains? given :arglists)
                      given
                      (assoc given :arglists (list 'quote (arglists-of tail))))]
        [(with-meta name listed) tail]))))

(def ^{:macro true :arglists '([name doc-string? attr-map? [params*] prepost-map? body]
                               [name doc-string? attr-map? ([params*] prepost-map? body) + attr-map?])
       :doc "Defines a function under the name in the current namespace: (def name (fn ...)), with the
  docstring, the attributes and the parameter vectors in the var's metadata."}
  defn
  (fn* defn [&form &env name & parts]
    (let* [split (definition-parts "defn" name parts)]
      (list 'def (nth split 0)
            (let* [made (cons 'clojure.core/fn (nth split 1))
                   tag (get (meta (nth split 0)) :tag)]
              (if tag (with-meta made {:rettag tag}) made))))))

(def ^{:macro true :arglists '([name doc-string? attr-map? [params*] body]
                               [name doc-string? attr-map? ([params*] body) + attr-map?])
       :doc "Defines a macro: a function of unevaluated forms whose answer is evaluated in place of the
  call. Its body sees the whole call as &form and the local names as the keys of &env."}
  defmacro
  (fn* defmacro [&form &env name & parts]
    (let* [split (definition-parts "defmacro" name parts)
           named (nth split 0)
           arities (loop* [result [] items (seq (nth split 1))]
                     (if items
                       (let* [arity (first items)
                              params (first arity)
                              full (loop* [v ['&form '&env] more (seq params)]
                                     (if more (recur (conj v (first more)) (next more)) v))]
                         (recur (conj result (cons full (next arity))) (next items)))
                       (vector-to-list result)))]
      (list 'def (with-meta named (assoc (meta named) :macro true))
            (cons 'clojure.core/fn arities)))))

(defmacro defn-
  "As defn, for a function private to its namespace."
  {:arglists '([name & decls])}
  [name & decls]
  (cons 'clojure.core/defn
        (cons (with-meta name (assoc (merge-plain (meta name) nil) :private true)) decls)))

(defmacro declare
  "Makes the names as vars without values, for definitions that refer to later ones."
  [& names]
  (cons 'do
        (loop [result [] items (seq names)]
          (if items
            (let [name (first items)]
              (recur (conj result
                           (list 'def (with-meta name (assoc (merge-plain (meta name) nil)
                                                             :declared true))))
                     (next items)))
            (vector-to-list result)))))

(defn second
  "The second element of a collection, nil when there is none."
  [x]
  (first (next x)))

(defn ffirst
  "(first (first x))"
  [x]
  (first (first x)))

(defn nfirst
  "(next (first x))"
  [x]
  (next (first x)))

(defn fnext
  "(first (next x))"
  [x]
  (first (next x)))

(defn nnext
  "(next (next x))"
  [x]
  (next (next x)))

(defn identity
  "Answers its argument."
  [x]
  x)

;; --- Destructuring -------------------------------------------------------------------------------
(declare destructure-into)

(defn- destructure-vector
  "Adds the bindings that take the vector pattern apart to the vector `out`. Without & elements come
  by nth, with & by first and next."
  [out pattern value]
  (let [whole (gensym "vec__")
        start (gensym "seq__")
        walks (loop [i 0]
                (cond (= i (count pattern)) false
                      (= '& (nth pattern i)) true
                      :else (recur (inc i))))
        out (if walks
              (conj out whole value start (list 'clojure.core/seq whole))
              (conj out whole value))]
    (loop [out out walk start rest-seen false i 0]
      (if (< i (count pattern))
        (let [item (nth pattern i)]
          (cond
            (= item '&)
            (recur (destructure-into out (nth pattern (inc i)) walk) walk true (+ i 2))

            (= item :as)
            (recur (destructure-into out (nth pattern (inc i)) whole) walk rest-seen (+ i 2))

            rest-seen
            (argument-error "Unsupported binding form, only :as can follow & parameter")

            walks
            (let [head (gensym "first__")
                  tail (gensym "seq__")]
              (recur (destructure-into (conj out head (list 'clojure.core/first walk)
                                             tail (list 'clojure.core/next walk))
                                       item head)
                     tail false (inc i)))

            :else
            (recur (destructure-into out item (list 'clojure.core/nth whole i nil))
                   walk false (inc i))))
        out))))

(defn- destructure-key
  "The value of `key` in the map named by the symbol `whole`, with the default of the local name."
  [whole local key defaults]
  (if (contains? defaults local)
    (list 'clojure.core/get whole key (get defaults local))
    (list 'clojure.core/get whole key)))

(defn- destructure-names
  "Adds the bindings of one :keys, :strs or :syms directive."
  [out whole directive names defaults]
  (let [kind (name directive)
        space (namespace directive)]
    (loop [out out items (seq names)]
      (if items
        (let [item (first items)
              local (if (keyword? item)
                      (symbol (name item))
                      (with-meta (symbol (name item)) (meta item)))
              own (if space space (namespace item))
              key (cond (= kind "keys") (keyword own (name item))
                        (= kind "syms") (list 'quote (symbol own (name item)))
                        :else (name item))]
          (recur (conj out local (destructure-key whole local key defaults)) (next items)))
        out))))

(defn- destructure-map
  "Adds the bindings that take the map pattern apart to the vector `out`."
  [out pattern value]
  (let [whole (gensym "map__")
        defaults (get pattern :or)
        out (conj out whole value
                  whole (list 'if (list 'clojure.core/seq? whole)
                              (list 'clojure.core/seq-to-map-for-destructuring whole)
                              whole))
        out (if (contains? pattern :as) (conj out (get pattern :as) whole) out)]
    (loop [out out entries (seq pattern)]
      (if entries
        (let [left (key (first entries))
              right (val (first entries))
              out (cond
                    (keyword? left)
                    (cond (= left :as) out
                          (= left :or) out
                          (or (= (name left) "keys") (= (name left) "strs") (= (name left) "syms"))
                          (destructure-names out whole left right defaults)
                          :else (argument-error (str "Unsupported binding form: " left)))
                    (symbol? left)
                    (conj out left (destructure-key whole (symbol (name left)) right defaults))
                    :else (destructure-into out left (list 'clojure.core/get whole right)))]
          (recur out (next entries)))
        out))))

(defn- destructure-into
  "Adds the plain bindings of `pattern` to the form `value` to the vector `out`."
  [out pattern value]
  (cond (symbol? pattern) (if (namespace pattern)
                            (argument-error (str "Can't let qualified name: " pattern))
                            (conj out pattern value))
        (vector? pattern) (destructure-vector out pattern value)
        (map? pattern) (destructure-map out pattern value)
        :else (argument-error (str "Unsupported binding form: " (pr-str pattern)))))

(defn- plain-bindings?
  "True when every pattern of a binding vector is a simple symbol."
  [bindings]
  (loop [i 0]
    (cond (< i (count bindings)) (let [item (nth bindings i)]
                                   (if (symbol? item)
                                     (if (namespace item) false (recur (+ i 2)))
                                     false))
          :else true)))

(defn destructure
  "Rewrites a vector of patterns and forms into one of symbols and forms that binds the same names."
  [bindings]
  (if (plain-bindings? bindings)
    bindings
    (loop [out [] i 0]
      (if (< i (count bindings))
        (recur (destructure-into out (nth bindings i) (nth bindings (inc i))) (+ i 2))
        out))))

(defn seq-to-map-for-destructuring
  "The map that a pattern of & {:keys [...]} sees: keys and values of the seq, to which a trailing
  map may be added."
  [s]
  (if (next s)
    (loop [given [] items (seq s)]
      (if (next items)
        (recur (conj (conj given (first items)) (second items)) (nnext items))
        (loop [given given entries (seq (if items (conj {} (first items)) nil))]
          (if entries
            (recur (conj (conj given (key (first entries))) (val (first entries))) (next entries))
            (nacre.primitive/apply-vector array-map given)))))
    (if (seq s) (first s) {})))

(defn- check-bindings
  "Throws unless `bindings` is a vector of an even number of forms."
  [what bindings]
  (cond (not (vector? bindings))
        (argument-error (str what " requires a vector for its binding, not " (pr-str bindings)))
        (odd? (count bindings))
        (argument-error (str what " requires an even number of forms in binding vector: "
                             (pr-str bindings)))
        :else nil))

;; --- fn ------------------------------------------------------------------------------------------
(defn- conditions-to-asserts
  "A list of (assert condition) forms put before `tail`."
  [conditions tail]
  (loop [result tail i (dec (count conditions))]
    (if (neg? i)
      result
      (recur (cons (list 'clojure.core/assert (nth conditions i)) result) (dec i)))))

(defn- arity-with-conditions
  "The body of an arity with its {:pre [...] :post [...]} map, if any, turned into assertions."
  [params body]
  (let [given (if (if (map? (first body)) (next body) false) (first body) nil)
        body (if given (next body) body)
        conditions (if given given (let [m (meta params)]
                                     (if (or (contains? m :pre) (contains? m :post)) m nil)))
        pre (if conditions (get conditions :pre) nil)
        post (if conditions (get conditions :post) nil)
        body (if post
               (list (cons 'clojure.core/let
                           (cons ['% (if (next body) (cons 'do body) (first body))]
                                 (conditions-to-asserts post (list '%)))))
               body)]
    (if pre (conditions-to-asserts pre body) body)))

(defn- plain-params?
  "True when every parameter is a symbol."
  [params]
  (loop [i 0]
    (cond (= i (count params)) true
          (symbol? (nth params i)) (recur (inc i))
          :else false)))

(defn- mentions-recur?
  "Does recur occur in the form?"
  [form]
  (cond (symbol? form) (= form 'recur)
        (coll? form) (loop [items (seq form)]
                       (cond (not items) false
                             (mentions-recur? (first items)) true
                             :else (recur (next items))))
        :else false))

(defn- hinted-params
  "Bindings that make numbers of the parameters hinted ^long or ^double what Clojure's primitive
  functions get; empty when there are none."
  [params]
  (loop [bindings [] i 0]
    (if (< i (count params))
      (let [param (nth params i)
            tag (if (symbol? param) (get (meta param) :tag) nil)]
        (cond (= param '&) bindings
              (= tag 'long)
              (recur (conj bindings param (list 'nacre.primitive/hint-long-argument param)) (inc i))
              (= tag 'double)
              (recur (conj bindings param (list 'nacre.primitive/hint-double param)) (inc i))
              :else (recur bindings (inc i))))
      bindings)))

(defn- hinted-answer
  "The body of an arity whose answer is hinted ^long or ^double makes it that number."
  [params tag body]
  (let [convert (cond (= tag 'long) 'nacre.primitive/hint-long-answer
                      (= tag 'double) 'nacre.primitive/hint-double
                      :else nil)
        plain (loop [plain [] i 0]
                (cond (= i (count params)) plain
                      (= '& (nth params i)) nil
                      :else (recur (conj plain (with-meta (nth params i) nil)) (inc i))))]
    (if (if convert plain false)
      (list (list convert
                  (if (mentions-recur? body)
                    (cons 'loop* (cons (loop [bindings [] i 0]
                                         (if (< i (count plain))
                                           (recur (conj bindings (nth plain i) (nth plain i)) (inc i))
                                           bindings))
                                       body))
                    (cons 'do body))))
      body)))

(defn- hinted-arity
  "An arity of fn* with what its hints ask for; tag is that of the answer when the parameters have
  none."
  [params tag body]
  (let [answer (get (meta params) :tag)
        body (hinted-answer params (if answer answer tag) body)
        bindings (hinted-params params)]
    (if (seq bindings)
      (list params (cons 'let* (cons bindings body)))
      (cons params body))))

(defn- fn-arity
  "An arity of fn as one of fn*: patterns replaced by symbols and taken apart in a let."
  [arity tag]
  (let [params (first arity)
        _ (if (vector? params) nil
              (argument-error (if (seq? arity)
                                (str "Parameter declaration " (pr-str params) " should be a vector")
                                (str "Invalid signature " (pr-str arity) " should be a list"))))
        body (arity-with-conditions params (next arity))]
    (if (plain-params? params)
      (hinted-arity params tag body)
      (loop [plain [] bindings [] i 0]
        (if (< i (count params))
          (let [param (nth params i)]
            (if (symbol? param)
              (recur (conj plain param) bindings (inc i))
              (let [local (gensym "p__")]
                (recur (conj plain local) (conj bindings param local) (inc i)))))
          (hinted-arity (with-meta plain (meta params)) tag
                        (list (cons 'clojure.core/let (cons bindings body)))))))))

(defmacro fn
  "A function: (fn name? [params*] body*) or (fn name? ([params*] body*)+). Parameters may be
  patterns; a first map {:pre [tests] :post [tests]} of a longer body holds assertions, % in :post
  being the answer."
  {:arglists '([& sigs])}
  [& sigs]
  (let [name (if (symbol? (first sigs)) (first sigs) nil)
        sigs (if name (next sigs) sigs)
        _ (if (seq sigs) nil (argument-error "Parameter declaration missing"))
        arities (loop [result [] items (seq (if (vector? (first sigs)) (list sigs) sigs))]
                  (if items
                    (let [arity (first items)]
                      (recur (conj result
                                   (fn-arity (if (seq? arity)
                                               arity
                                               (argument-error
                                                (if (next sigs)
                                                  (str "Invalid signature " (pr-str arity)
                                                       " should be a list")
                                                  (str "Parameter declaration " (pr-str arity)
                                                       " should be a vector"))))
                                             (get (meta &form) :rettag)))
                             (next items)))
                    (vector-to-list result)))]
    (with-meta (cons 'fn* (if name (cons name arities) arities)) (meta &form))))

(defmacro let
  "Binds names to the values of forms, one after the other, and evaluates the body in their scope.
  Names may be patterns."
  {:arglists '([bindings & body])}
  [bindings & body]
  (check-bindings "let" bindings)
  (cons 'let* (cons (destructure bindings) body)))

(defmacro loop
  "As let, and a place that recur in tail position of the body goes back to with new values."
  [bindings & body]
  (check-bindings "loop" bindings)
  (if (plain-bindings? bindings)
    (cons 'loop* (cons bindings body))
    (loop [outer [] plain [] inner [] i 0]
      (if (< i (count bindings))
        (let [pattern (nth bindings i)
              value (nth bindings (inc i))]
          (if (symbol? pattern)
            (recur (conj outer pattern value) (conj plain pattern pattern) inner (+ i 2))
            (let [local (gensym "loop__")]
              (recur (conj outer local value pattern local)
                     (conj plain local local)
                     (conj inner pattern local)
                     (+ i 2)))))
        (list 'clojure.core/let outer
              (list 'loop* plain (cons 'clojure.core/let (cons inner body))))))))

;; --- Threading -----------------------------------------------------------------------------------
(defmacro ->
  "Threads x through the forms: as the second item of the first form, that as the second item of the
  next, and so on. A form that is no list is made one."
  [x & forms]
  (loop [x x forms (seq forms)]
    (if forms
      (let [form (first forms)]
        (recur (if (seq? form)
                 (with-meta (cons (first form) (cons x (next form))) (meta form))
                 (list form x))
               (next forms)))
      x)))

(defmacro ->>
  "Threads x through the forms: as the last item of the first form, that as the last item of the
  next, and so on. A form that is no list is made one."
  [x & forms]
  (loop [x x forms (seq forms)]
    (if forms
      (let [form (first forms)]
        (recur (if (seq? form)
                 (with-meta (vector-to-list (conj (eager-vector form) x)) (meta form))
                 (list form x))
               (next forms)))
      x)))

(defmacro lazy-seq
  "A sequence whose body is evaluated when it is first asked for an element, and only once."
  [& body]
  (list 'nacre.primitive/lazy-seq (cons 'fn* (cons [] body))))

(defmacro comment
  "Ignores its body; answers nil."
  [& body]
  nil)

(defn- refer-core-into
  "Makes every public var of clojure.core that exists by now known in the namespace."
  [space]
  (let [content (nacre.primitive/namespace-content space)
        core (get (nacre.primitive/namespace-content (nacre.primitive/find-namespace 'clojure.core))
                  :mappings)]
    (loop [mappings (get content :mappings) entries (seq core)]
      (if entries
        (let [thing (val (first entries))]
          (recur (if (and (var? thing) (not (get (meta thing) :private)))
                   (assoc mappings (key (first entries)) thing)
                   mappings)
                 (next entries)))
        (nacre.primitive/namespace-set-content space (assoc content :mappings mappings))))))

(refer-core-into (nacre.primitive/create-namespace 'nacre.core))
