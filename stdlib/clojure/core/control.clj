;; SPDX-License-Identifier: MIT
;;
;; Control macros: conditionals, loops for side effects, case, threading variants, assertions,
;; local functions, and the functions about functions that the macros of later files use.
(in-ns 'clojure.core)

(def ^{:dynamic true :doc "True when assert checks at run time what it is given."} *assert* true)

(declare some every? boolean map concat)

;; concat and what a syntax quote expands to come first: every macro below is written with one.
(defn concat
  "The elements of the collections one after the other, lazily."
  {:arglists '([] [x] [x y] [x y & zs])}
  ([] (lazy-seq nil))
  ([x] (lazy-seq x))
  ([x y]
   (lazy-seq
    (let [s (seq x)]
      (if s
        (if (chunked-seq? s)
          (chunk-cons (chunk-first s) (concat (chunk-rest s) y))
          (cons (first s) (concat (rest s) y)))
        y))))
  ([x y & more]
   (let [join (fn join [xy more]
                (lazy-seq
                 (let [s (seq xy)]
                   (if s
                     (if (chunked-seq? s)
                       (chunk-cons (chunk-first s) (join (chunk-rest s) more))
                       (cons (first s) (join (rest s) more)))
                     (if more
                       (join (first more) (next more))
                       nil)))))]
     (join (concat x y) more))))

(defn list*
  "A sequence of the first arguments followed by the elements of the last one."
  ([args] (seq args))
  ([a args] (cons a args))
  ([a b args] (cons a (cons b args)))
  ([a b c args] (cons a (cons b (cons c args))))
  ([a b c d & more]
   (cons a (cons b (cons c (cons d (let [items (eager-vector more)]
                                     (loop [result (seq (peek items)) i (- (count items) 2)]
                                       (if (neg? i)
                                         result
                                         (recur (cons (nth items i) result) (dec i)))))))))))

(defn not=
  "True when the arguments are not all equal."
  ([x] false)
  ([x y] (not (= x y)))
  ([x y & more] (not (apply = x y more))))

(defmacro assert
  "Throws an AssertionError that shows the expression (and the message) when x is nil or false."
  ([x]
   `(when *assert*
      (when-not ~x
        (throw (nacre.primitive/exception-new AssertionError
                                              (str "Assert failed: " (pr-str '~x)) nil nil)))))
  ([x message]
   `(when *assert*
      (when-not ~x
        (throw (nacre.primitive/exception-new
                AssertionError (str "Assert failed: " ~message "\n" (pr-str '~x)) nil nil))))))

(defn- check-pairs
  "Throws unless the macro's binding form is a vector of exactly `n` forms."
  [what bindings n]
  (cond (not (vector? bindings))
        (argument-error (str what " requires a vector for its binding, not " (pr-str bindings)))
        (not (= n (count bindings)))
        (argument-error (str what " requires exactly " n " forms in binding vector"))
        :else nil))

(defmacro if-let
  "Evaluates then with the pattern bound to the value of the test when that is neither nil nor
  false, else (without the binding) otherwise."
  {:arglists '([bindings then] [bindings then else & oldform])}
  ([bindings then] `(if-let ~bindings ~then nil))
  ([bindings then else & oldform]
   (when (seq oldform) (argument-error "if-let takes a then and at most one else form"))
   (check-pairs "if-let" bindings 2)
   (let [form (nth bindings 0) test (nth bindings 1)]
     `(let [temp# ~test]
        (if temp#
          (let [~form temp#] ~then)
          ~else)))))

(defmacro when-let
  "Evaluates the body with the pattern bound to the value of the test when that is true."
  [bindings & body]
  (check-pairs "when-let" bindings 2)
  (let [form (nth bindings 0) test (nth bindings 1)]
    `(let [temp# ~test]
       (when temp#
         (let [~form temp#] ~@body)))))

(defmacro if-some
  "As if-let, but only nil counts as missing."
  {:arglists '([bindings then] [bindings then else & oldform])}
  ([bindings then] `(if-some ~bindings ~then nil))
  ([bindings then else & oldform]
   (when (seq oldform) (argument-error "if-some takes a then and at most one else form"))
   (check-pairs "if-some" bindings 2)
   (let [form (nth bindings 0) test (nth bindings 1)]
     `(let [temp# ~test]
        (if (nil? temp#)
          ~else
          (let [~form temp#] ~then))))))

(defmacro when-some
  "As when-let, but only nil counts as missing."
  [bindings & body]
  (check-pairs "when-some" bindings 2)
  (let [form (nth bindings 0) test (nth bindings 1)]
    `(let [temp# ~test]
       (if (nil? temp#)
         nil
         (let [~form temp#] ~@body)))))

(defmacro when-first
  "Evaluates the body with x bound to the first element of xs, when xs has one."
  [bindings & body]
  (check-pairs "when-first" bindings 2)
  (let [x (nth bindings 0) xs (nth bindings 1)]
    `(when-let [xs# (seq ~xs)]
       (let [~x (first xs#)]
         ~@body))))

(defmacro while
  "Evaluates the body again and again as long as test is true. Answers nil."
  [test & body]
  `(loop []
     (when ~test
       ~@body
       (recur))))

(defmacro dotimes
  "Evaluates the body n times with the name bound to 0 up to n-1. Answers nil."
  [bindings & body]
  (check-pairs "dotimes" bindings 2)
  (let [i (nth bindings 0) n (nth bindings 1)]
    `(let [n# (long ~n)]
       (loop [~i 0]
         (when (< ~i n#)
           ~@body
           (recur (unchecked-inc ~i)))))))

(defmacro letfn
  "Binds names to functions that may refer to each other: (letfn [(name [params*] exprs*)+] body*)."
  [fnspecs & body]
  `(letfn* ~(loop [result [] specs (seq fnspecs)]
              (if specs
                (recur (conj result (first (first specs)) (cons `fn (first specs))) (next specs))
                result))
           ~@body))

(defn- in-steps
  "The form that binds g to x and to the value of each step in turn, but for the last step, which is its
  value: so the last may hold recur."
  [g x steps]
  (loop [bindings [g x] items (seq steps)]
    (cond (nil? items) `(let ~bindings ~g)
          (next items) (recur (conj bindings g (first items)) (next items))
          :else `(let ~bindings ~(first items)))))

(defn- conditional-steps
  "The steps of cond-> and cond->>, which thread g by the macro `arrow`."
  [g arrow clauses]
  (loop [result [] items (seq clauses)]
    (if items
      (recur (conj result (list 'if (first items) (list arrow g (second items)) g)) (nnext items))
      result)))

(defn- steps-until-nil
  "The steps of some-> and some->>."
  [g arrow forms]
  (loop [result [] items (seq forms)]
    (if items
      (recur (conj result `(if (nil? ~g) nil (~arrow ~g ~(first items)))) (next items))
      result)))

(defmacro cond->
  "Threads x as -> does through those of the forms whose tests are true."
  {:arglists '([expr & clauses])}
  [x & clauses]
  (assert (even? (count clauses)))
  (let [g (gensym "cond__")]
    (in-steps g x (conditional-steps g `-> clauses))))

(defmacro cond->>
  "Threads x as ->> does through those of the forms whose tests are true."
  {:arglists '([expr & clauses])}
  [x & clauses]
  (assert (even? (count clauses)))
  (let [g (gensym "cond__")]
    (in-steps g x (conditional-steps g `->> clauses))))

(defmacro as->
  "Binds name to x, then to the value of each form in turn; answers the last."
  {:arglists '([expr name & forms])}
  [x name & forms]
  `(let [~name ~x
         ~@(loop [result [] items (seq forms)]
             (if (next items) (recur (conj result name (first items)) (next items)) result))]
     ~(loop [items (seq forms)]
        (if (next items) (recur (next items)) (if items (first items) name)))))

(defmacro some->
  "As ->, but stops with nil as soon as a value is nil."
  {:arglists '([expr & forms])}
  [x & forms]
  (let [g (gensym "some__")]
    (in-steps g x (steps-until-nil g `-> forms))))

(defmacro some->>
  "As ->>, but stops with nil as soon as a value is nil."
  {:arglists '([expr & forms])}
  [x & forms]
  (let [g (gensym "some__")]
    (in-steps g x (steps-until-nil g `->> forms))))

(defmacro doto
  "Evaluates x and puts it as the first argument into each form, for effect; answers x."
  [x & forms]
  (let [g (gensym "doto__")]
    `(let [~g ~x]
       ~@(loop [result [] items (seq forms)]
           (if items
             (let [form (first items)]
               (recur (conj result (if (seq? form)
                                     (with-meta (list* (first form) g (next form)) (meta form))
                                     (list form g)))
                      (next items)))
             result))
       ~g)))

(defmacro ..
  "Chains member accesses: (.. x (a) b) is (. (. x (a)) b)."
  ([x form] `(. ~x ~form))
  ([x form & more] `(.. (. ~x ~form) ~@more)))

;; --- case and condp ------------------------------------------------------------------------------
(defn- several-codes?
  "Are there values that are equal to the constant and have another hashCode, which Clojure's case
  compares first? Numbers that are no integers have such, and what holds them."
  [constant]
  (cond (number? constant) (not (integer? constant))
        (or (vector? constant) (set? constant)) (boolean (some several-codes? constant))
        (map? constant) (boolean (some (fn [[k v]] (or (several-codes? k) (several-codes? v)))
                                       constant))
        :else false))

(defmacro case
  "Chooses by the constant value of e: clauses are constant result, a list of constants standing for
  any of them, and an optional default at the end. Constants are not evaluated. Throws
  IllegalArgumentException when nothing matches and there is no default."
  [e & clauses]
  (let [clauses (eager-vector clauses)
        n (count clauses)
        value (gensym "case__")
        default (if (odd? n)
                  (peek clauses)
                  `(throw (nacre.primitive/exception-new
                           IllegalArgumentException (str "No matching clause: " ~value) nil nil)))
        pairs (if (odd? n) (dec n) n)]
    (loop [table {} forms [] i 0]
      (if (< i pairs)
        (let [test (nth clauses i)
              index (count forms)
              form (nth clauses (inc i))
              add (fn [table constant index]
                    (when (contains? table constant)
                      (argument-error (str "Duplicate case test constant: " (pr-str constant))))
                    (assoc table constant index))
              constants (if (seq? test) (seq test) (list test))]
          (recur (loop [table table items (seq constants) next-index (inc index)]
                   (if items
                     (if (several-codes? (first items))
                       (recur (add table (first items) next-index) (next items) (inc next-index))
                       (recur (add table (first items) index) (next items) next-index))
                     table))
                 (loop [forms (conj forms form) items (seq constants)]
                   (if items
                     (recur (if (several-codes? (first items))
                              (conj forms `(if (nacre.core/same-code? ~value '~(first items))
                                             ~form
                                             ~default))
                              forms)
                            (next items))
                     forms))
                 (+ i 2)))
        (if (zero? pairs)
          `(let [~value ~e] ~default)
          `(let [~value ~e] (case* ~value ~table ~default ~forms)))))))

(defmacro condp
  "Takes clauses test-expr result-expr, or test-expr :>> function, and an optional default; the
  first for which (pred test-expr expr) is true gives the answer. Throws IllegalArgumentException
  when none is and there is no default."
  [pred expr & clauses]
  (let [gpred (gensym "pred__")
        gexpr (gensym "expr__")
        emit (fn emit [clauses]
               (let [n (if (= :>> (second clauses)) 3 2)
                     available (count (eager-vector clauses))]
                 (cond (zero? available)
                       `(throw (nacre.primitive/exception-new
                                IllegalArgumentException (str "No matching clause: " ~gexpr)
                                nil nil))
                       (= 1 available) (first clauses)
                       (= 3 n)
                       `(if-let [p# (~gpred ~(first clauses) ~gexpr)]
                          (~(nth clauses 2) p#)
                          ~(emit (next (nnext clauses))))
                       :else
                       `(if (~gpred ~(first clauses) ~gexpr)
                          ~(second clauses)
                          ~(emit (nnext clauses))))))]
    `(let [~gpred ~pred
           ~gexpr ~expr]
       ~(emit clauses))))

;; --- Functions of functions ----------------------------------------------------------------------
(defn constantly
  "A function that takes any arguments and answers x."
  [x]
  (fn [& args] x))

(defn complement
  "A function of the same arguments that answers the opposite truth value of f."
  [f]
  (fn
    ([] (not (f)))
    ([x] (not (f x)))
    ([x y] (not (f x y)))
    ([x y & zs] (not (apply f x y zs)))))

(defn comp
  "The composition of functions: the last is called with the arguments, each one before it with the
  answer."
  ([] identity)
  ([f] f)
  ([f g]
   (fn
     ([] (f (g)))
     ([x] (f (g x)))
     ([x y] (f (g x y)))
     ([x y z] (f (g x y z)))
     ([x y z & args] (f (apply g x y z args)))))
  ([f g & fs]
   (loop [result (comp f g) fs (seq fs)]
     (if fs (recur (comp result (first fs)) (next fs)) result))))

(defn partial
  "A function that calls f with the given arguments followed by its own."
  {:arglists '([f] [f arg1] [f arg1 arg2] [f arg1 arg2 arg3] [f arg1 arg2 arg3 & more])}
  ([f] f)
  ([f a]
   (fn
     ([] (f a))
     ([x] (f a x))
     ([x y] (f a x y))
     ([x y z] (f a x y z))
     ([x y z & args] (apply f a x y z args))))
  ([f a b]
   (fn
     ([] (f a b))
     ([x] (f a b x))
     ([x y] (f a b x y))
     ([x y z] (f a b x y z))
     ([x y z & args] (apply f a b x y z args))))
  ([f a b c]
   (fn
     ([] (f a b c))
     ([x] (f a b c x))
     ([x y] (f a b c x y))
     ([x y z] (f a b c x y z))
     ([x y z & args] (apply f a b c x y z args))))
  ([f a b c & more]
   (fn [& args] (apply f a b c (concat more args)))))

(defn juxt
  "A function that answers the vector of what each function gives for its arguments."
  ([f]
   (fn
     ([] [(f)])
     ([x] [(f x)])
     ([x y] [(f x y)])
     ([x y z] [(f x y z)])
     ([x y z & args] [(apply f x y z args)])))
  ([f g]
   (fn
     ([] [(f) (g)])
     ([x] [(f x) (g x)])
     ([x y] [(f x y) (g x y)])
     ([x y z] [(f x y z) (g x y z)])
     ([x y z & args] [(apply f x y z args) (apply g x y z args)])))
  ([f g h]
   (fn
     ([] [(f) (g) (h)])
     ([x] [(f x) (g x) (h x)])
     ([x y] [(f x y) (g x y) (h x y)])
     ([x y z] [(f x y z) (g x y z) (h x y z)])
     ([x y z & args] [(apply f x y z args) (apply g x y z args) (apply h x y z args)])))
  ([f g h & fs]
   (let [all (list* f g h fs)]
     (fn [& args]
       (loop [result [] fs (seq all)]
         (if fs (recur (conj result (apply (first fs) args)) (next fs)) result))))))

(defn fnil
  "A function like f in which nil as one of the first arguments is replaced by x, y and z."
  ([f x]
   (fn
     ([a] (f (if (nil? a) x a)))
     ([a b] (f (if (nil? a) x a) b))
     ([a b c] (f (if (nil? a) x a) b c))
     ([a b c & ds] (apply f (if (nil? a) x a) b c ds))))
  ([f x y]
   (fn
     ([a b] (f (if (nil? a) x a) (if (nil? b) y b)))
     ([a b c] (f (if (nil? a) x a) (if (nil? b) y b) c))
     ([a b c & ds] (apply f (if (nil? a) x a) (if (nil? b) y b) c ds))))
  ([f x y z]
   (fn
     ([a b] (f (if (nil? a) x a) (if (nil? b) y b)))
     ([a b c] (f (if (nil? a) x a) (if (nil? b) y b) (if (nil? c) z c)))
     ([a b c & ds] (apply f (if (nil? a) x a) (if (nil? b) y b) (if (nil? c) z c) ds)))))

(defn trampoline
  "Calls f with the arguments, then whatever functions come back, until an answer is no function."
  ([f]
   (loop [answer (f)]
     (if (fn? answer) (recur (answer)) answer)))
  ([f & args]
   (trampoline (fn [] (apply f args)))))

(defn every-pred
  "A predicate that is true when all the predicates are true of all its arguments."
  {:arglists '([p] [p1 p2] [p1 p2 p3] [p1 p2 p3 & ps])}
  ([p]
   (fn ep
     ([] true)
     ([x] (boolean (p x)))
     ([x y] (boolean (and (p x) (p y))))
     ([x y z] (boolean (and (p x) (p y) (p z))))
     ([x y z & args] (boolean (and (ep x y z) (every? p args))))))
  ([p & ps]
   ;; The first three arguments go to one predicate after the other; further ones to all in turn
   ;; when the predicates are few, as Clojure's do.
   (let [ps (cons p ps) few (< (count ps) 4)]
     (fn
       ([] true)
       ([x] (every? (fn [p] (p x)) ps))
       ([x y] (every? (fn [p] (and (p x) (p y))) ps))
       ([x y z] (every? (fn [p] (and (p x) (p y) (p z))) ps))
       ([x y z & args]
        (and (every? (fn [p] (and (p x) (p y) (p z))) ps)
             (if few
               (every? (fn [x] (every? (fn [p] (p x)) ps)) args)
               (every? (fn [p] (every? p args)) ps))))))))

(defn- first-true
  "The first true (f x) of the elements of a seq, or the last one's."
  [f s]
  (let [answer (f (first s)) s (next s)]
    (if (or answer (nil? s)) answer (recur f s))))

(defn some-fn
  "A function that answers the first true value that one of the predicates gives for one of its
  arguments."
  {:arglists '([p] [p1 p2] [p1 p2 p3] [p1 p2 p3 & ps])}
  ([p]
   (fn
     ([] nil)
     ([x] (p x))
     ([x y] (or (p x) (p y)))
     ([x y z] (or (p x) (p y) (p z)))
     ([x y z & args] (or (p x) (p y) (p z) (some p args)))))
  ([p & ps]
   ;; The first three arguments go to one predicate after the other, further ones to all in turn.
   ;; When no answer is true, few predicates give the last one and many nil, as Clojure's do.
   (let [ps (cons p ps)
         few (< (count ps) 4)
         ask (if few first-true some)]
     (fn
       ([] nil)
       ([x] (ask (fn [p] (p x)) ps))
       ([x y] (ask (fn [p] (or (p x) (p y))) ps))
       ([x y z] (ask (fn [p] (or (p x) (p y) (p z))) ps))
       ([x y z & args]
        (or (ask (fn [p] (or (p x) (p y) (p z))) ps)
            (if few
              (some (fn [x] (first-true (fn [p] (p x)) ps)) args)
              (some (fn [p] (some p args)) ps))))))))
