;; SPDX-License-Identifier: MIT
;;
;; clojure.spec: what specs are, the registry, predicates, explaining; and, or, nilable. The other
;; files of this folder add regular expressions of sequences, collections, and functions.
(ns clojure.spec.alpha
  "Specifications of data and functions."
  (:refer-clojure :exclude [+ * and assert or cat def keys merge])
  (:require [clojure.core :as c]
            [clojure.spec.gen.alpha :as gen]
            [clojure.walk :as walk]))

(declare macroexpand-check conform explain* explain-printer spec-impl regex-spec-impl op-describe gensub fspec-impl)

(def ^{:dynamic true :doc "How often a generator may recur into the same spec."} *recursion-limit* 4)
(def ^{:dynamic true :doc "How often an fspec calls a function to check it."} *fspec-iterations* 21)
(def ^{:dynamic true :doc "How many elements `every` looks at."} *coll-check-limit* 101)
(def ^{:dynamic true :doc "How many problems `every` explains."} *coll-error-limit* 20)
(def ^{:dynamic true :doc "What explain prints explain-data with."} *explain-out*
  (fn [data] (explain-printer data)))
(def ^{:dynamic true :doc "False: assert checks nothing, whatever check-asserts says."}
  *compile-asserts* true)

(defprotocol Spec
  "What a spec does."
  (conform* [spec x] "x conformed, or ::invalid.")
  (unform* [spec y] "The value that y is the conformed form of.")
  (explain* [spec path via in x] "The problems of x, nil when there are none.")
  (gen* [spec overrides path rmap] "A generator of values.")
  (with-gen* [spec gfn] "The spec with another generator.")
  (describe* [spec] "The form of the spec."))

(defprotocol Specize
  "What can stand for a spec."
  (specize* [_] [_ form] "The spec."))

;; --- The registry --------------------------------------------------------------------------------
(def ^{:private true :doc "An atom of the map of names to specs or further names."} registry-ref
  (atom {}))

(defn registry
  "The map of the names of all specs to the specs."
  []
  @registry-ref)

(defn- reg-resolve
  "The spec that a name stands for, nil when none; anything else itself."
  [k]
  (let [all @registry-ref]
    (loop [k k]
      (if (ident? k) (recur (get all k)) k))))

(defn- reg-resolve!
  "The same; an error when there is none."
  [k]
  (if (ident? k)
    (c/or (reg-resolve k) (throw (Exception. (str "Unable to resolve spec: " k))))
    k))

(defn spec?
  "x if it is a spec object."
  [x]
  (when (instance? clojure.spec.alpha.Spec x) x))

(defn regex?
  "x if it is a regular expression of sequences."
  [x]
  (c/and (::op x) x))

(defn- with-name
  "The spec under that name."
  [spec name]
  (cond (ident? spec) spec
        (regex? spec) (assoc spec ::name name)
        (instance? clojure.lang.IObj spec) (with-meta spec (assoc (meta spec) ::name name))
        :else spec))

(defn- spec-name
  "The name a spec is registered under, or nil."
  [spec]
  (cond (ident? spec) spec
        (regex? spec) (::name spec)
        (instance? clojure.lang.IObj spec) (::name (meta spec))
        :else nil))

(defn- maybe-spec
  "The spec that x is or names, nil when it is none."
  [x]
  (let [s (c/or (c/and (ident? x) (reg-resolve x)) (spec? x) (regex? x) nil)]
    (if (regex? s)
      (with-name (regex-spec-impl s nil) (spec-name s))
      s)))

(defn- the-spec
  "The same; an error when it is none."
  [x]
  (c/or (maybe-spec x) (throw (Exception. (str "Unable to resolve spec: " x)))))

(defn- function-symbol
  "The name of a function, nil for one without."
  [f]
  (when (fn? f)
    (let [[_ space n] (re-matches #"(.*)\$(.*?)(__[0-9]+)?" (str (nacre.primitive/type-name (class f))))]
      (when (c/and space (not= n "fn"))
        (symbol (clojure.lang.Compiler/demunge space) (clojure.lang.Compiler/demunge n))))))

(extend-protocol Specize
  clojure.lang.Keyword
  (specize* ([k] (specize* (reg-resolve! k)))
    ([k _] (specize* (reg-resolve! k))))
  clojure.lang.Symbol
  (specize* ([s] (specize* (reg-resolve! s)))
    ([s _] (specize* (reg-resolve! s))))
  clojure.lang.IPersistentSet
  (specize* ([s] (spec-impl s s nil nil))
    ([s form] (spec-impl form s nil nil)))
  Object
  (specize* ([o] (if (c/and (not (map? o)) (ifn? o))
                   (spec-impl (c/or (function-symbol o) ::unknown) o nil nil)
                   (spec-impl ::unknown o nil nil)))
    ([o form] (spec-impl form o nil nil))))

(defn- specize
  "The spec that s is or stands for."
  ([s] (c/or (spec? s) (specize* s)))
  ([s form] (c/or (spec? s) (specize* s form))))

(defn get-spec
  "The spec registered under the keyword or symbol (or a var's name), nil when there is none."
  [k]
  (get (registry) (if (keyword? k) k (if (var? k) (symbol k) k))))

(defn def-impl
  "What def does: registers the spec or predicate, or forgets the name when spec is nil."
  [k form spec]
  (c/assert (c/and (ident? k) (namespace k)) "k must be namespaced keyword or resolvable symbol")
  (if (nil? spec)
    (swap! registry-ref dissoc k)
    (let [spec (if (c/or (spec? spec) (regex? spec) (get @registry-ref spec))
                 spec
                 (spec-impl form spec nil nil))]
      (swap! registry-ref assoc k (with-name spec k))))
  (when (symbol? k)
    (nacre.primitive/var-set-root #'nacre.expander/macro-check @#'macroexpand-check))
  k)

;; --- Forms ---------------------------------------------------------------------------------------
(defn- unfn
  "The form of #(...) with % for its parameter."
  [form]
  (if (c/and (seq? form) (symbol? (first form)) (= "fn*" (name (first form))))
    (let [[[param] & body] (rest form)]
      (conj (walk/postwalk-replace {param '%} body) '[%] 'fn))
    form))

(defn- res
  "The form with every symbol that names something in its full form."
  [form]
  (cond (keyword? form) form
        (symbol? form) (let [found (if (special-symbol? form) nil (resolve form))]
                         (cond (var? found) (symbol found)
                               (some? found) found
                               :else form))
        (sequential? form) (walk/postwalk (fn [x] (if (symbol? x) (res x) x)) (unfn form))
        :else form))

(defn- name-form
  "The form that stands for a name in def and fdef: itself or quoted, in full."
  [k]
  (if (symbol? k)
    (let [found (resolve k)]
      (list 'quote (cond (var? found) (symbol found)
                         (namespace k) k
                         :else (symbol (str (ns-name *ns*)) (str k)))))
    k))

(defn abbrev
  "The form without namespaces, and without (fn [%] ...) around predicates."
  [form]
  (cond (seq? form)
        (walk/postwalk (fn [x]
                         (cond (c/and (symbol? x) (namespace x)) (symbol (name x))
                               (c/and (seq? x) (= 'fn (first x)) (= '[%] (second x))) (last x)
                               :else x))
                       form)
        (c/and (symbol? form) (namespace form)) (symbol (name form))
        :else form))

(defn form
  "The form of the spec as data."
  [spec]
  (describe* (specize spec)))

(defn describe
  "The form of the spec, abbreviated."
  [spec]
  (abbrev (form spec)))

;; --- Conforming ----------------------------------------------------------------------------------
(defn invalid?
  "Is ret what conform answers for what does not conform?"
  [ret]
  (identical? ::invalid ret))

(defn conform
  "x as the spec takes it apart, ::clojure.spec.alpha/invalid when it does not conform."
  [spec x]
  (conform* (specize spec) x))

(defn unform
  "The value that x is the conformed form of."
  [spec x]
  (unform* (specize spec) x))

(defn- dt
  "x conformed to a predicate or spec."
  ([pred x form] (dt pred x form nil))
  ([pred x form conforms]
   (if pred
     (if-let [spec (maybe-spec pred)]
       (conform spec x)
       (if (ifn? pred)
         (if conforms (pred x) (if (pred x) x ::invalid))
         (throw (Exception. (str (pr-str form) " is not a fn, expected predicate fn")))))
     x)))

(defn valid?
  "True when x conforms to the spec."
  ([spec x] (valid? spec x nil))
  ([spec x form]
   (let [spec (if form (specize spec form) (specize spec))]
     (not (invalid? (conform* spec x))))))

(defn- pvalid?
  "The same for a predicate or spec."
  ([pred x] (not (invalid? (dt pred x ::unknown))))
  ([pred x form] (not (invalid? (dt pred x form)))))

;; --- Explaining ----------------------------------------------------------------------------------
(defn- problem
  "A problem of what stands at the path."
  [path pred x via in]
  {:path path :pred pred :val x :via via :in in})

(defn- explain-1
  "The problems of x by a predicate or spec."
  [form pred path via in x]
  (let [pred (maybe-spec pred)]
    (if (spec? pred)
      (explain* pred path (if-let [name (spec-name pred)] (conj via name) via) in x)
      [(problem path form x via in)])))

(defn explain-data*
  "What explain-data answers, from within a value."
  [spec path via in x]
  (when-let [problems (explain* (specize spec) path via in x)]
    (when-not (empty? problems)
      {::problems problems ::spec spec ::value x})))

(defn explain-data
  "nil when x conforms, else a map with the key ::problems: maps of :path :pred :val :via :in."
  [spec x]
  (explain-data* spec [] (if-let [name (spec-name spec)] [name] []) [] x))

(defn explain-printer
  "Prints explain-data, a problem a line."
  [ed]
  (if ed
    (let [problems (sort-by (fn [p] [(- (count (:in p))) (- (count (:path p)))]) (::problems ed))]
      (doseq [{:keys [path pred val reason via in] :as p} problems]
        (pr val)
        (print " - failed: ")
        (if reason (print reason) (pr (abbrev pred)))
        (when-not (empty? in) (print (str " in: " (pr-str in))))
        (when-not (empty? path) (print (str " at: " (pr-str path))))
        (when-not (empty? via) (print (str " spec: " (pr-str (last via)))))
        (doseq [[k v] p]
          (when-not (contains? #{:path :pred :val :reason :via :in} k)
            (print "\n\t" (pr-str k) " ")
            (pr v)))
        (newline)))
    (println "Success!")))

(defn explain-out
  "Prints explain-data to *out* as *explain-out* does."
  [ed]
  (*explain-out* ed))

(defn explain
  "Prints why x does not conform."
  [spec x]
  (explain-out (explain-data spec x)))

(defn explain-str
  "What explain prints, as a string."
  [spec x]
  (with-out-str (explain spec x)))

;; --- Generators ----------------------------------------------------------------------------------
(defn with-gen
  "The spec with a generator: gen-fn is a function without arguments that answers one."
  [spec gen-fn]
  (let [spec (reg-resolve spec)]
    (if (regex? spec)
      (assoc spec ::gfn gen-fn)
      (with-gen* (specize spec) gen-fn))))

(defn- gensub
  "The generator of a spec somewhere within another."
  [spec overrides path rmap form]
  (let [spec (specize spec)
        other (c/or (get overrides (c/or (spec-name spec) spec)) (get overrides path))
        g (if other (other) (gen* spec overrides path rmap))]
    (if g
      (gen/such-that (fn [x] (valid? spec x)) g 100)
      (let [shown (abbrev form)]
        (throw (ex-info (str "Unable to construct gen at: " path " for: " shown)
                        {::path path ::form form ::failure :no-gen}))))))

(defn gen
  "A generator of values that conform. overrides: a map of spec names or paths to functions without
  arguments that answer generators."
  ([spec] (gen spec nil))
  ([spec overrides] (gensub spec overrides [] {::recursion-limit *recursion-limit*} spec)))

(defn- recur-limit?
  "Has a generator gone into the spec of that id too often?"
  [rmap id path k]
  (c/and (> (get rmap id 0) (::recursion-limit rmap))
         (contains? (set path) k)))

(defn- deeper
  "rmap, one level further into the spec of that id."
  [rmap id]
  (assoc rmap id (inc (get rmap id 0))))

(defn exercise
  "n (10) pairs of a value that the spec generates and its conformed form."
  ([spec] (exercise spec 10))
  ([spec n] (exercise spec n nil))
  ([spec n overrides] (map (fn [x] [x (conform spec x)]) (gen/sample (gen spec overrides) n))))

;; --- Predicates as specs ---------------------------------------------------------------------------
(defmacro def
  "Registers a spec, a predicate or the name of a spec under k, a keyword or symbol with a namespace;
  nil forgets it. Answers k."
  [k spec-form]
  `(def-impl ~(name-form k) '~(res spec-form) ~spec-form))

(defmacro spec
  "A spec of the predicate, which may be a spec, too; of a regular expression, one that stands for a
  nested sequence. :gen is a function without arguments that answers a generator."
  [form & {:keys [gen]}]
  (when form
    `(spec-impl '~(res form) ~form ~gen nil)))

(defn spec-impl
  "What spec does. cpred?: the answer of pred is the conformed value, and unc undoes it."
  ([form pred gfn cpred?] (spec-impl form pred gfn cpred? nil))
  ([form pred gfn cpred? unc]
   (cond (spec? pred) (if gfn (with-gen pred gfn) pred)
         (regex? pred) (regex-spec-impl pred gfn)
         (ident? pred) (if gfn (with-gen (the-spec pred) gfn) (the-spec pred))
         :else
         (reify
           Specize
           (specize* [s] s)
           (specize* [s _] s)
           Spec
           (conform* [_ x]
             (when-not (c/or (ifn? pred) (not= form ::unknown) (spec? pred))
               (nacre.primitive/raise-cast pred "clojure.lang.IFn"))
             (dt pred x form cpred?))
           (unform* [_ x]
             (if cpred?
               (if unc (unc x) (throw (IllegalStateException. "no unform fn for conformer")))
               x))
           (explain* [_ path via in x]
             (when (invalid? (dt pred x form cpred?))
               [(problem path form x via in)]))
           (gen* [_ _ _ _] (if gfn (gfn) (gen/gen-for-pred pred)))
           (with-gen* [_ gfn] (spec-impl form pred gfn cpred? unc))
           (describe* [_] form)))))

(defmacro conformer
  "A spec whose conformed values are the answers of f, which answers ::invalid for what does not
  conform; unf undoes f."
  ([f] `(spec-impl '(conformer ~(res f)) ~f nil true))
  ([f unf] `(spec-impl '(conformer ~(res f) ~(res unf)) ~f nil true ~unf)))

;; --- and, or, nilable ----------------------------------------------------------------------------
(defn- and-preds
  "x through all predicates, each getting what the one before made of it."
  [x preds forms]
  (loop [x x preds (seq preds) forms forms]
    (if preds
      (let [x (dt (first preds) x (first forms))]
        (if (invalid? x) x (recur x (next preds) (next forms))))
      x)))

(defn- explain-pred-list
  "The problems of x by the first predicate that it does not pass."
  [forms preds path via in x]
  (loop [x x preds (seq preds) forms forms]
    (when preds
      (let [next-x (dt (first preds) x (first forms))]
        (if (invalid? next-x)
          (explain-1 (first forms) (first preds) path via in x)
          (recur next-x (next preds) (next forms)))))))

(defmacro and
  "A spec of what conforms to all; each gets the value conformed by the one before."
  [& pred-forms]
  `(and-spec-impl '~(mapv res pred-forms) ~(vec pred-forms) nil))

(defn and-spec-impl
  "What and does."
  [forms preds gfn]
  (reify
    Specize
    (specize* [s] s)
    (specize* [s _] s)
    Spec
    (conform* [_ x] (and-preds x preds forms))
    (unform* [_ x] (reduce (fn [x pred] (unform pred x)) x (reverse preds)))
    (explain* [_ path via in x] (explain-pred-list forms preds path via in x))
    (gen* [_ overrides path rmap]
      (if gfn (gfn) (gensub (first preds) overrides path rmap (first forms))))
    (with-gen* [_ gfn] (and-spec-impl forms preds gfn))
    (describe* [_] `(and ~@forms))))

(defmacro or
  "A spec of what conforms to one of the specs: (or :name pred ...). Conforms to [name value]."
  [& key-pred-forms]
  (let [pairs (partition 2 key-pred-forms)
        names (mapv first pairs)
        preds (mapv second pairs)]
    (c/assert (c/and (even? (count key-pred-forms)) (every? keyword? names))
              "spec/or expects k1 p1 k2 p2..., where ks are keywords")
    `(or-spec-impl ~names '~(mapv res preds) ~preds nil)))

(defn or-spec-impl
  "What or does."
  [keys forms preds gfn]
  (let [id (Object.)
        by-name (zipmap keys preds)]
    (reify
      Specize
      (specize* [s] s)
      (specize* [s _] s)
      Spec
      (conform* [_ x]
        (loop [i 0]
          (if (< i (count preds))
            (let [value (dt (nth preds i) x (nth forms i))]
              (if (invalid? value)
                (recur (inc i))
                (nacre.primitive/map-entry-new (nth keys i) value)))
            ::invalid)))
      (unform* [_ [k x]] (unform (get by-name k) x))
      (explain* [_ path via in x]
        (when-not (some (fn [pred] (pvalid? pred x)) preds)
          (mapcat (fn [k form pred] (explain-1 form pred (conj path k) via in x))
                  keys forms preds)))
      (gen* [_ overrides path rmap]
        (if gfn
          (gfn)
          (let [rmap (deeper rmap id)
                gens (keep (fn [[k pred form]]
                             (when-not (recur-limit? rmap id path k)
                               (gen/delay (gensub pred overrides (conj path k) rmap form))))
                           (map vector keys preds forms))]
            (when (seq gens) (gen/one-of gens)))))
      (with-gen* [_ gfn] (or-spec-impl keys forms preds gfn))
      (describe* [_] `(or ~@(mapcat vector keys forms))))))

(defmacro nilable
  "A spec of nil and what conforms to pred."
  [pred]
  `(nilable-impl '~(res pred) ~pred nil))

(defn nilable-impl
  "What nilable does."
  [form pred gfn]
  (reify
    Specize
    (specize* [s] s)
    (specize* [s _] s)
    Spec
    (conform* [_ x] (if (nil? x) nil (dt pred x form)))
    (unform* [_ x] (if (nil? x) nil (unform (specize pred form) x)))
    (explain* [_ path via in x]
      (when-not (c/or (nil? x) (pvalid? pred x form))
        (conj (vec (explain-1 form pred (conj path ::pred) via in x))
              (problem (conj path ::nil) 'nil? x via in))))
    (gen* [_ overrides path rmap]
      (if gfn
        (gfn)
        (gen/frequency [[1 (gen/return nil)]
                        [9 (gen/delay (gensub pred overrides (conj path ::pred) rmap form))]])))
    (with-gen* [_ gfn] (nilable-impl form pred gfn))
    (describe* [_] `(nilable ~form))))

(defn nonconforming
  "The spec, whose conformed values are the values themselves."
  [spec]
  (let [inner (delay (specize spec))]
    (reify
      Specize
      (specize* [s] s)
      (specize* [s _] s)
      Spec
      (conform* [_ x] (if (invalid? (conform* @inner x)) ::invalid x))
      (unform* [_ x] x)
      (explain* [_ path via in x] (explain* @inner path via in x))
      (gen* [_ overrides path rmap] (gen* @inner overrides path rmap))
      (with-gen* [_ gfn] (nonconforming (with-gen* @inner gfn)))
      (describe* [_] `(nonconforming ~(describe* @inner))))))
