;; SPDX-License-Identifier: MIT
;;
;; Protocols and types: defprotocol, extend and its macros, deftype, defrecord, reify.
;;
;; The value of a protocol's var is a map; under :impls stand the types that implement it, each with
;; a map of method keyword to function. A method is a function that looks the implementation up for
;; the type of its first argument (nacre.primitive/find-method) and calls it. The methods that a
;; deftype or reify gives for an interface (clojure.lang.ILookup, Object ...) hang on the type by
;; name; the hooks of nacre.core and (.method x) find them there.
(in-ns 'clojure.core)

(defn- type-symbol
  "The full name of a type defined in the current namespace, unless its metadata has another."
  [name]
  (symbol (or (:full-name (meta name))
              (str (namespace-munge (ns-name *ns*)) "." (clojure.core/name name)))))

(defn- method-name
  "The name of a method's function: not the method's own, which the body may mean as a function."
  [mname]
  (symbol (str (name mname) "-method")))

(defn- emit-protocol-method
  "The definition of one method of a protocol: sig is [name arglists doc]."
  [protocol via-metadata sig]
  (let [[mname arglists doc] sig
        k (keyword (name mname))
        qualified (symbol (name (ns-name *ns*)) (name mname))
        arities (map (fn [arglist]
                       (let [params (vec (map (fn [_] (gensym "p__")) arglist))
                             this (nth params 0)]
                         (list params
                               (if via-metadata
                                 `((nacre.core/find-method-of ~protocol ~k '~qualified ~this)
                                   ~@params)
                                 `((nacre.primitive/find-method ~protocol ~k ~this)
                                   ~@params)))))
                     arglists)]
    `(def ~(with-meta mname
             (merge (meta mname)
                    {:arglists (list 'quote arglists) :protocol (list 'var protocol)}
                    (when doc {:doc doc})))
       (fn ~(method-name mname) ~@arities))))

(defn- parse-protocol-sig
  "[name arglists doc] of (name [args]+ doc?)."
  [protocol form]
  (let [mname (first form)
        arglists (take-while vector? (rest form))
        doc (first (drop-while vector? (rest form)))]
    (when (some (fn [arglist] (zero? (count arglist))) arglists)
      (argument-error (str "Definition of function " mname " in protocol " protocol
                           " must take at least one arg.")))
    [mname (apply list arglists) (when (string? doc) doc)]))

(defmacro defprotocol
  "Defines a protocol, a named set of functions that choose their implementation by the type of the
  first argument: (defprotocol name doc? options* (method [this args*]+ doc?)*). The option
  :extend-via-metadata true lets values implement methods by their metadata."
  {:arglists '([name & opts+sigs])}
  [name & opts+sigs]
  (let [doc (when (string? (first opts+sigs)) (first opts+sigs))
        [options sigs] (loop [options {} items (seq opts+sigs)]
                         (cond (string? (first items)) (recur options (next items))
                               (keyword? (first items))
                               (recur (assoc options (first items) (second items)) (nnext items))
                               :else [options items]))
        parsed (mapv (fn [form] (parse-protocol-sig name form)) sigs)
        names (map first parsed)]
    (when-not (or (empty? names) (apply distinct? names))
      (argument-error (str "Function " (first names) " in protocol " name
                           " was redefined. Specify all arities in single definition.")))
    `(do
       (def ~(with-meta name (merge (meta name) (when doc {:doc doc})))
         (merge '~options
                {:on '~(symbol (str (clojure.core/name (ns-name *ns*)) "." (clojure.core/name name)))
                 :name '~(symbol (clojure.core/name (ns-name *ns*)) (clojure.core/name name))
                 :doc ~doc
                 :sigs '~(into {} (map (fn [sig]
                                         [(keyword (clojure.core/name (nth sig 0)))
                                          {:name (with-meta (nth sig 0) nil)
                                           :arglists (nth sig 1)
                                           :doc (nth sig 2)}])
                                       parsed))
                 :method-map ~(into {} (map (fn [sig]
                                              (let [k (keyword (clojure.core/name (nth sig 0)))]
                                                [k k]))
                                            parsed))
                 :var (var ~name)
                 :on-interface (nacre.primitive/type-new '~(type-symbol name) [] {:interface true}
                                                         [Object] {})
                 :impls {}}))
       ~@(map (fn [sig] (emit-protocol-method name (:extend-via-metadata options) sig)) parsed)
       '~name)))

(defn- protocol?
  "Is x the value of a protocol's var?"
  [x]
  (boolean (and (map? x) (:impls x) (:var x))))

(defn- check-protocol
  "Throws unless x is a protocol."
  [x]
  (when-not (protocol? x)
    (argument-error (str (pr-str x) " is not a protocol"))))

(in-ns 'nacre.core)
(clojure.core/defn extend-directly
  "Notes what a type has for a protocol."
  [atype protocol methods]
  (clojure.core/alter-var-root (:var protocol) clojure.core/assoc-in [:impls atype] methods))
(in-ns 'clojure.core)

(defn extend
  "Makes the type implement protocols: pairs of a protocol and a map of method keyword to function.
  The type may be nil."
  [atype & proto+mmaps]
  (doseq [[proto mmap] (partition 2 proto+mmaps)]
    (check-protocol proto)
    (when (and atype (nacre.primitive/subtype? atype (:on-interface proto)))
      (argument-error (str atype " already directly implements " (:on-interface proto)
                           " for protocol:" (:var proto))))
    (nacre.core/extend-directly atype proto mmap)))

(defn- inline?
  "Does the type implement the protocol in its own definition?"
  [protocol atype]
  (and (class? atype) (nacre.primitive/subtype? atype (:on-interface protocol))))

(defn- implementation
  "The method map by which x implements the protocol, or nil."
  [protocol x]
  (nacre.primitive/protocol-methods (var-get (:var protocol)) x))

(defn find-protocol-impl
  "The method map by which x implements the protocol, x itself when its type's definition does, or nil."
  [protocol x]
  (if (inline? protocol (class x)) x (implementation protocol x)))

(defn find-protocol-method
  "The function that implements the protocol's method of that keyword for x, or nil."
  [protocol methodk x]
  (get (implementation protocol x) methodk))

(defn extends?
  "True when the type, not merely an ancestor of it, implements the protocol."
  [protocol atype]
  (when-not (or (nil? atype) (class? atype)) (nacre.primitive/raise-cast atype "java.lang.Class"))
  (or (inline? protocol atype) (contains? (:impls protocol) atype)))

(defn extenders
  "The types that have been extended to the protocol."
  [protocol]
  (seq (remove (fn [t] (inline? protocol t)) (keys (:impls protocol)))))

(defn satisfies?
  "True when x implements the protocol."
  [protocol x]
  (:on-interface protocol) ; what cannot be looked into is told so
  (when-not (protocol? protocol)
    (throw (nacre.primitive/exception-new
            NullPointerException (str (pr-str protocol) " is not a protocol") nil nil)))
  (boolean (implementation protocol x)))

(defn -reset-methods
  "Kept for programs that call it; method look-ups here are never stale."
  [protocol]
  nil)

(defn -cache-protocol-fn
  "Kept for programs that call it: the implementation of the method pf for x."
  [pf x c interf]
  pf)

(defn method-sig
  "The name, parameter types and return type of a method; here the parts of a protocol's :sigs entry."
  [meth]
  [(:name meth) (:arglists meth) (:tag meth)])

;; --- Bodies of methods ---------------------------------------------------------------------------
(defn- group-specs
  "Splits (Type-or-protocol (method ...)* ...)* into a vector of [symbol methods-vector]."
  [specs]
  (loop [groups [] items (seq specs)]
    (if items
      (let [item (first items)]
        ;; The first may be a form that gives a type, as in (extend-protocol P (Class/forName "[B") ...).
        (recur (if (and (seq? item) (seq groups))
                 (conj (pop groups) [(nth (peek groups) 0) (conj (nth (peek groups) 1) item)])
                 (conj groups [item []]))
               (next items)))
      groups)))

(defn- merge-methods
  "Groups of [spec methods] in which a method that is written several times, in one group or in several,
  has all its arities in each: a type has one method of a name. Of two with as many parameters, which
  only their types tell apart, the last counts."
  [groups]
  (let [names (mapcat (fn [[_ methods]] (map (fn [m] (symbol (name (first m)))) methods)) groups)
        shared (set (keep (fn [[mname n]] (when (< 1 n) mname)) (frequencies names)))
        arities-of (fn [[_ & tail]] (if (vector? (first tail)) [tail] tail))
        all (fn [mname]
              (vals (into {} (map (fn [[params :as arity]]
                                    [(if (some (fn [p] (= p '&)) params) :rest (count params)) arity]))
                          (mapcat (fn [[_ methods]]
                                    (mapcat arities-of
                                            (filter (fn [m] (= mname (symbol (name (first m))))) methods)))
                                  groups))))]
    (if (empty? shared)
      groups
      (mapv (fn [[spec methods]]
              [spec (concat (remove (fn [m] (contains? shared (symbol (name (first m))))) methods)
                            (map (fn [mname] (cons mname (all mname)))
                                 (distinct (filter shared (map (fn [m] (symbol (name (first m))))
                                                               methods)))))])
            groups))))

(defn- plain-parameters
  "An arity whose parameters have no namespace, as syntax-quote gives one to _: such a parameter can be
  given, not referred to."
  [[params & body :as arity]]
  (if (some (fn [p] (and (symbol? p) (namespace p))) params)
    (cons (with-meta (mapv (fn [p] (if (and (symbol? p) (namespace p)) (gensym (str (name p) "__")) p))
                           params)
            (meta params))
          body)
    arity))

(defn- group-arities
  "The methods, (name [params] body*) or (name ([params] body*)+), as a vector of [name arities]."
  [methods]
  (loop [names [] table {} items (seq methods)]
    (if items
      (let [[mname & tail] (first items)
            mname (symbol (name mname))
            arities (mapv plain-parameters (if (vector? (first tail)) [tail] tail))]
        (recur (if (contains? table mname) names (conj names mname))
               (assoc table mname (into (get table mname []) arities))
               (next items)))
      (mapv (fn [mname] [mname (get table mname)]) names))))

(defn- emit-extension
  "The map of method keyword to function for extend. As in Clojure all arities of a method stand
  together: of two methods of one name the last one counts."
  [methods]
  (into {}
        (mapcat (fn [method]
                  (map (fn [[mname arities]] [(keyword mname) `(fn ~(method-name mname) ~@arities)])
                       (group-arities [method]))))
        methods))

(defmacro extend-type
  "Makes a type (or nil) implement protocols: (extend-type type protocol (method [this args] body*)*
  ...)."
  {:arglists '([t & specs])}
  [t & specs]
  `(extend ~(if (and (symbol? t) (nacre.expander/absent-class? t)) `(nacre.core/absent-type '~t) t)
     ~@(mapcat (fn [[p methods]] [p (emit-extension methods)]) (group-specs specs))))

(defmacro extend-protocol
  "Makes several types implement a protocol: (extend-protocol protocol type (method [this args]
  body*)* ...)."
  {:arglists '([p & specs])}
  [p & specs]
  `(do
     ~@(map (fn [[t methods]] `(extend-type ~t ~p ~@methods)) (group-specs specs))
     nil))

(defn- mentions?
  "Does the symbol occur anywhere in the form?"
  [form sym]
  (cond (symbol? form) (= form sym)
        (map? form) (some (fn [e] (or (mentions? (key e) sym) (mentions? (val e) sym))) form)
        (coll? form) (some (fn [x] (mentions? x sym)) form)
        :else false))

(defn- mutable-field?
  "Is the field declared mutable?"
  [field]
  (let [m (meta field)]
    (boolean (or (:mutable m) (:unsynchronized-mutable m) (:volatile-mutable m)))))

(defn- method-arity
  "One arity of a method of a type with these fields: the fields that the body mentions are bound from
  the instance, mutable ones by their boxes."
  [fields [params & body]]
  (let [this-param (first params)
        this (if (and (symbol? this-param) (not= this-param '&)
                      (not-any? (fn [p] (= p this-param)) (rest params)))
               this-param
               (gensym "this__"))
        others (vec (rest params))
        shadowed (fn [field] (mentions? params field))
        used (filter (fn [[field _]] (and (not (shadowed field)) (mentions? body field)))
                     (map vector fields (range)))
        boxes (into {} (comp (filter (fn [[field _]] (mutable-field? field)))
                             (map (fn [[field _]] [(with-meta field nil) (gensym (str field "__"))])))
                    used)
        bindings (mapcat (fn [[field i]]
                           [(get boxes field (with-meta field nil))
                            `(nacre.primitive/instance-field ~this ~i)])
                         used)
        destructured (if (or (symbol? this-param) (nil? this-param)) [] [this-param this])
        body (if (seq destructured) [`(let ~destructured ~@body)] body)
        body (if (mentions? body 'recur)
               (let [names (vec (remove (fn [p] (= p '&)) others))]
                 [`(loop [~@(mapcat (fn [p] [p p]) names)] ~@body)])
               body)
        body (if (seq boxes)
               [(nacre.core/with-boxed-locals boxes (cons 'do body))]
               body)]
    (list (into [this] others)
          `(let* [~@bindings] ~@body))))

(defn- int-answer
  "The arity of a method; what hashCode answers is cut to an int."
  [mname [params & body :as arity]]
  (if (and (= mname 'hashCode) (not (mentions? body 'recur)))
    (list params `(unchecked-int (do ~@body)))
    arity))

(defn- emit-methods
  "The map of method symbol to function for the methods of a type with these fields."
  [fields methods]
  (into {} (map (fn [[mname arities]]
                  [(list 'quote mname)
                   `(fn ~(method-name mname)
                      ~@(map (fn [arity] (method-arity fields (int-answer mname arity))) arities))]))
        (group-arities methods)))

(def ^:private object-arities
  "How many parameters the methods have that every type may define."
  '{toString #{1} hashCode #{1} equals #{2} finalize #{1} clone #{1}})

(defn- interface-arities
  "The map of method name to the set of its numbers of parameters that a protocol named in a deftype
  gives; nil for what has methods that nobody here has listed."
  [spec]
  (let [found (if (symbol? spec) (resolve spec) nil)
        protocol (if (var? found) (deref found) found)]
    (cond (protocol? protocol)
          (into {} (map (fn [[k sig]] [(symbol (name k)) (set (map count (:arglists sig)))]))
                (:sigs protocol))
          (identical? protocol Object) object-arities
          :else nil)))

(defn- check-methods
  "The groups; throws for a method without an instance to work on, or that none of the protocols has."
  [groups]
  (let [known (map interface-arities (map first groups))
        ;; Types of nacre.core have methods beyond those of the interfaces they stand under.
        wanted (when (and (every? some? known) (not= 'nacre.core (ns-name *ns*)))
                 (apply merge-with into object-arities known))]
    (doseq [[_ methods] groups
            [mname & tail] methods
            [params] (if (vector? (first tail)) [tail] tail)]
      (when (empty? params)
        (argument-error (str "Must supply at least one argument for 'this' in: " mname)))
      (when (and wanted (not-any? (fn [p] (= p '&)) params)
                 (not (contains? (get wanted (symbol (name mname)) #{}) (count params))))
        (argument-error (str "Can't define method not in interfaces: " (name mname)))))
    groups))

(defn- split-options
  "[options specs] of the tail of deftype and defrecord."
  [tail]
  (loop [options {} items (seq tail)]
    (if (keyword? (first items))
      (recur (assoc options (first items) (second items)) (nnext items))
      (do (when-let [unknown (keys (dissoc options :no-print :load-ns))]
            (argument-error (str "Unsupported option(s) - " (apply str (interpose " " unknown)))))
          [options items]))))

(defn- field-value
  "The form that gives a field its value: one with a primitive type is cast to it."
  [field value]
  (case (:tag (meta field))
    long `(long ~value)
    double `(double ~value)
    value))

(defn- check-fields
  "Throws unless fields is a vector of simple symbols, each once."
  [what name fields]
  (when-not (vector? fields)
    (argument-error (str what " " name " requires a vector of fields, not " (pr-str fields))))
  (when-not (every? (fn [f] (and (symbol? f) (nil? (namespace f)))) fields)
    (argument-error (str what " " name ": fields must be symbols without a namespace")))
  (when (some '#{__meta __extmap __hash __hasheq} fields)
    (argument-error "The names in #{__hash __meta __hasheq __extmap} cannot be used as field names for types or records."))
  (when-not (or (empty? fields) (apply distinct? fields))
    (argument-error (str what " " name ": duplicate field names in " (pr-str fields)))))

(defn- maker-parameters
  "The parameters of the function that makes an instance: those beyond 20 come as a rest."
  [names]
  (if (< 20 (count names))
    (-> (subvec names 0 20) (conj '&) (conj 'overage))
    names))

(defn- maker-function
  "The form of the function that makes an instance of parameters with these names by the body."
  [maker names body]
  (let [params (maker-parameters names)]
    (if (= params names)
      `(fn ~maker ~names ~body)
      (let [overage (gensym "overage__")]
        `(fn ~maker ~(conj (pop params) overage)
           (when-not (= ~(- (count names) 20) (count ~overage))
             (throw (nacre.primitive/exception-new
                     clojure.lang.ArityException
                     (str "Wrong number of args (" (+ 20 (count ~overage)) ") passed to: "
                          ~(str maker))
                     nil nil)))
           (let [~@(mapcat (fn [i] [(nth names i) `(nth ~overage ~(- i 20))])
                           (range 20 (count names)))]
             ~body))))))

(defmacro deftype
  "Defines a type with fields: (deftype name [fields*] (protocol-or-interface (method [this args*]
  body*)*)*). The bodies see the fields as locals; those marked ^:unsynchronized-mutable or
  ^:volatile-mutable may be changed with set!. (name. fields*) and (->name fields*) make instances."
  {:arglists '([name [& fields] & opts+specs])}
  [name fields & opts+specs]
  (check-fields "deftype" name fields)
  (let [[_ specs] (split-options opts+specs)
        groups (merge-methods (check-methods (group-specs specs)))
        plain (mapv (fn [f] (with-meta f nil)) fields)
        maker (symbol (str "->" name))
        params (mapv (fn [f] (gensym (str f "__"))) fields)]
    `(do
       (declare ~name ~maker)
       (def ~name (nacre.core/make-type '~(type-symbol name) '~plain {}
                                        ~(mapv first groups)))
       (def ~(with-meta maker {:arglists (list 'quote (list (maker-parameters plain)))
                               :doc (str "Positional factory function for class "
                                         (type-symbol name) ".")})
         ~(maker-function
           maker params
           `(nacre.primitive/instance-new
             ~name
             ~@(map (fn [f p]
                      (let [v (field-value f p)]
                        (if (mutable-field? f) `(nacre.primitive/box-new ~v) v)))
                    fields params))))
       (nacre.core/install-methods
        ~name ~maker
        [~@(map (fn [[spec methods]] [spec (emit-methods fields methods)]) groups)])
       ~name)))

(defmacro defrecord
  "As deftype, for a type that is also a map of its fields, to which further keys may be added:
  (->name fields*) and (map->name map) make records, which are equal when type and content are."
  {:arglists '([name [& fields] & opts+specs])}
  [name fields & opts+specs]
  (check-fields "defrecord" name fields)
  (let [[_ specs] (split-options opts+specs)
        groups (merge-methods (check-methods (group-specs specs)))
        plain (mapv (fn [f] (with-meta f nil)) fields)
        maker (symbol (str "->" name))
        from-map (symbol (str "map->" name))]
    `(do
       (declare ~name ~maker ~from-map)
       (def ~name (nacre.core/make-type '~(type-symbol name) '~plain {:record true}
                                        ~(mapv first groups)))
       (def ~(with-meta maker {:arglists (list 'quote (list (maker-parameters plain)))
                               :doc (str "Positional factory function for class "
                                         (type-symbol name) ".")})
         ~(maker-function
           maker plain
           `(nacre.primitive/instance-new ~name ~@(map field-value fields plain))))
       (def ~(with-meta from-map {:arglists ''([m])
                                  :doc (str "Factory function for class " (type-symbol name)
                                            ", taking a map of keywords to field values.")})
         (fn ~from-map [m#] (nacre.core/record-from-map ~name m#)))
       (nacre.core/install-methods
        ~name ~maker
        [~@(map (fn [[spec methods]] [spec (emit-methods fields methods)]) groups)])
       ~name)))

(defmacro reify
  "An object that implements protocols and interfaces with the methods given, which see the locals
  around them: (reify (protocol-or-interface (method [this args*] body*)*)*)."
  {:arglists '([& opts+specs])}
  [& opts+specs]
  (let [[_ specs] (split-options opts+specs)
        _ (when-not (or (empty? specs) (symbol? (first specs)))
            (nacre.primitive/raise-cast (first specs) "clojure.lang.Symbol"))
        groups (mapv (fn [[spec methods]] [spec (group-arities methods)])
                     (merge-methods (check-methods (group-specs specs))))
        site (gensym (str (namespace-munge (ns-name *ns*)) "$"
                          (munge (str (or nacre.expander/defining "eval"))) "$reify__"))
        all (vec (mapcat second groups))
        fields (mapv (fn [i] (symbol (str "method" i))) (range (count all)))
        forwarders (fn [[mname arities] i]
                     [(list 'quote mname)
                      `(fn ~(method-name mname)
                         ~@(map (fn [[params]]
                                  (let [params (mapv (fn [p] (if (= p '&) '& (gensym "p__")))
                                                     params)
                                        call `((nacre.primitive/instance-field ~(first params)
                                                                               ~(inc i)))]
                                    (list params
                                          (if (some (fn [p] (= p '&)) params)
                                            `(apply ~@call ~@(remove (fn [p] (= p '&)) params))
                                            `(~@call ~@params)))))
                                arities))])
        numbered (loop [result [] i 0 gs (seq groups)]
                   (if gs
                     (let [[spec methods] (first gs)]
                       (recur (conj result [spec (into {} (map forwarders methods
                                                               (range i (+ i (count methods)))))])
                              (+ i (count methods))
                              (next gs)))
                     result))]
    `(nacre.primitive/instance-new
      (nacre.core/reify-type '~site '~(into ['metadata] fields)
                             (fn* [] [~@(map (fn [[spec methods]] [spec methods]) numbered)]))
      '~(meta &form)
      ~@(map (fn [[mname arities]]
               `(fn ~(method-name mname)
                  ~@(map (fn [[params & body]]
                           (let [this (first params)
                                 others (vec (rest params))]
                             (if (mentions? body 'recur)
                               (list (into [this] others)
                                     `(loop [~@(mapcat (fn [p] [p p])
                                                       (remove (fn [p] (= p '&)) others))]
                                        ~@body))
                               (cons params body))))
                         arities)))
             all))))

(defmacro gen-interface
  "Defines an interface as :name says, a full name; :extends names others. Methods need no declaration."
  {:arglists '([& options])}
  [& options]
  (let [{full-name :name above :extends} (apply hash-map options)]
    `(nacre.core/define-interface '~full-name ~(vec above))))

(defmacro definterface
  "Defines a type without fields that deftype and reify can name: (definterface name (method
  [args*])*)."
  [name & sigs]
  `(do (def ~name (nacre.core/make-type '~(type-symbol name) '[] {:interface true} []))
       ~name))
