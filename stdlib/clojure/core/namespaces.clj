;; SPDX-License-Identifier: MIT
;;
;; Namespaces: what they map, refer to and alias; ns, require, use, refer, import; finding and
;; loading the files of libraries.
;;
;; The content of a namespace is a value, {:mappings {symbol var-or-type} :aliases {symbol
;; namespace}}, in a slot of the process's environment; what these functions do is put another value
;; there.
(in-ns 'clojure.core)

(def ^{:dynamic true :doc "The path of the file that is being loaded."} *file*) ; the builder sets it
(def ^{:dynamic true :doc "The name of the source that is being loaded, or nil."} *source-path*
  "NO_SOURCE_FILE")
(def ^{:dynamic true :private true :doc "True to have require and load tell what they load."}
  *loading-verbosely* false)
(def ^{:dynamic true :private true :doc "The libraries that are being loaded, innermost first."}
  *pending-paths* ())
(def ^{:private true :doc "An atom of the set of the names of the libraries loaded so far."}
  *loaded-libs* (atom (sorted-set)))

;; --- Finding -------------------------------------------------------------------------------------
(defn find-ns
  "The namespace of that name, or nil."
  [sym]
  (nacre.primitive/find-namespace sym))

(defn create-ns
  "The namespace of that name, made when there is none."
  [sym]
  (nacre.primitive/create-namespace sym))

(defn remove-ns
  "Removes the namespace of that name. clojure.core cannot be removed."
  [sym]
  (if (= sym 'clojure.core)
    (argument-error "Cannot remove clojure namespace")
    (nacre.primitive/remove-namespace sym)))

(defn all-ns
  "A sequence of all namespaces."
  []
  (seq (nacre.primitive/all-namespaces)))

(defn the-ns
  "The namespace x, or the one of that name; an error when there is none."
  [x]
  (if (symbol? x)
    (or (find-ns x)
        (throw (nacre.primitive/exception-new Exception (str "No namespace: " x " found") nil nil)))
    (if (instance? clojure.lang.Namespace x)
      x
      (nacre.primitive/raise-cast x "clojure.lang.Namespace"))))

(defn ns-name
  "The name of the namespace, a symbol."
  [ns]
  (nacre.primitive/namespace-name (the-ns ns)))

(defn- mapped
  "The map of what stands in the namespace itself: vars and imported types."
  [ns]
  (get (nacre.primitive/namespace-content (the-ns ns)) :mappings {}))

(defn ns-map
  "The map of all symbols the namespace knows to their vars and types."
  [ns]
  (merge (nacre.core/common-imports) (mapped ns)))

(defn- select-mappings
  "Those mappings of the namespace for which (keep? var-or-type) is true."
  [ns keep?]
  (reduce-kv (fn [result sym thing] (if (keep? thing) (assoc result sym thing) result))
             {} (mapped ns)))

(defn ns-interns
  "The map of the symbols to the vars of the namespace's own."
  [ns]
  (let [own (the-ns ns)]
    (select-mappings ns (fn [x] (and (var? x) (= own (nacre.primitive/var-namespace x)))))))

(defn ns-publics
  "The map of the symbols to the vars of the namespace's own that are not private."
  [ns]
  (let [own (the-ns ns)]
    (select-mappings ns (fn [x]
                          (and (var? x)
                               (= own (nacre.primitive/var-namespace x))
                               (not (:private (meta x))))))))

(defn ns-refers
  "The map of the symbols to the vars of other namespaces that the namespace refers to."
  [ns]
  (let [own (the-ns ns)]
    (select-mappings ns (fn [x] (and (var? x) (not= own (nacre.primitive/var-namespace x)))))))

(defn ns-imports
  "The map of the symbols to the types imported into the namespace, those of java.lang among them."
  [ns]
  (merge (nacre.core/common-imports) (select-mappings ns (fn [x] (not (var? x))))))

(defn ns-aliases
  "The map of the aliases to the namespaces they stand for."
  [ns]
  (get (nacre.primitive/namespace-content (the-ns ns)) :aliases {}))

(defn- change-content
  "Sets the content of the namespace under k to (apply f content-under-k args)."
  [ns k f & args]
  (let [ns (the-ns ns)
        content (nacre.primitive/namespace-content ns)]
    (nacre.primitive/namespace-set-content ns (assoc content k (apply f (get content k {}) args)))
    nil))

(defn- check-symbol
  "Throws unless x is a symbol, and one without a namespace where simple."
  [x simple]
  (when-not (symbol? x) (nacre.primitive/raise-cast x "clojure.lang.Symbol"))
  (when (and simple (namespace x))
    (argument-error "Can't intern namespace-qualified symbol")))

(defn ns-unmap
  "Takes the symbol out of the namespace."
  [ns sym]
  (check-symbol sym true)
  (change-content ns :mappings dissoc sym))

(defn ns-unalias
  "Takes the alias out of the namespace."
  [ns sym]
  (when-not (nil? sym) (check-symbol sym false))
  (change-content ns :aliases dissoc sym))

(defn alias
  "Makes alias stand for the namespace of that name in the current namespace."
  [alias namespace-sym]
  (when-not (nil? alias) (check-symbol alias false))
  (let [target (the-ns namespace-sym)
        now (get (ns-aliases *ns*) alias)]
    (check-symbol alias false)
    (when (and now (not= now target))
      (throw (nacre.primitive/exception-new
              IllegalStateException
              (str "Alias " alias " already exists in namespace " (ns-name *ns*) ", aliasing "
                   (ns-name now)) nil nil)))
    (change-content *ns* :aliases assoc alias target)))

(defn intern
  "The var of that name in the namespace, made when new; with val, its root value is set."
  ([ns name]
   (check-symbol name true)
   (let [v (nacre.primitive/var-intern (the-ns ns) name)]
     (when (meta name) (reset-meta! v (merge (meta v) (meta name))))
     v))
  ([ns name val]
   (let [v (intern ns name)]
     (nacre.primitive/var-set-root v val)
     v)))

(defn ns-resolve
  "The var or type that the symbol means in the namespace, nil when it means none or is a key of env."
  ([ns sym] (ns-resolve ns nil sym))
  ([ns env sym]
   (if (contains? env sym)
     nil
     (let [ns (the-ns ns)
           space (namespace sym)
           array (if space (nacre.expander/array-name sym {}) nil)]
       (cond
         array (nacre.core/array-class array)
         space
         (let [space-sym (symbol space)
               target (or (get (ns-aliases ns) space-sym) (find-ns space-sym))]
           (if target
             (let [v (get (nacre.primitive/namespace-content target) :mappings)
                   v (get v (symbol (name sym)))]
               (if (var? v) v nil))
             nil))
         :else
         (or (get (mapped ns) sym)
             (cond (= sym 'ns) (find-var 'clojure.core/ns)
                   (= sym 'in-ns) (find-var 'clojure.core/in-ns)
                   :else (nacre.core/find-class sym))))))))

(defn resolve
  "The var or type that the symbol means in the current namespace, or nil."
  ([sym] (ns-resolve *ns* sym))
  ([env sym] (ns-resolve *ns* env sym)))

;; --- Referring -----------------------------------------------------------------------------------
(def ^{:private true :doc "An atom of [mappings publics] of the namespace last referred to in full."}
  last-publics (atom nil))

(defn- shared-publics
  "ns-publics, the same map as long as the namespace does not change: most namespaces begin with all of
  clojure.core, so they share it."
  [ns]
  (let [[mappings publics] @last-publics
        now (mapped ns)]
    (if (identical? mappings now)
      publics
      (let [publics (ns-publics ns)]
        (reset! last-publics [now publics])
        publics))))

(defn- refer-one
  "The mappings with one public of the namespace ns added under the name `as`."
  [mappings ns publics sym as]
  (let [v (get publics sym)
        now (get mappings as)
        own *ns*]
    (cond (nil? v)
          (throw (nacre.primitive/exception-new
                  IllegalAccessError
                  (if (get (ns-interns ns) sym)
                    (str sym " is not public")
                    (str sym " does not exist")) nil nil))
          ;; Only what came from clojure.core may be replaced, and that replaces nothing.
          (and (var? now) (not= now v)
               (not= 'clojure.core (ns-name (nacre.primitive/var-namespace now))))
          (if (= 'clojure.core (ns-name (nacre.primitive/var-namespace v)))
            mappings
            (throw (nacre.primitive/exception-new
                    IllegalStateException
                    (str as " already refers to: " now " in namespace: " (ns-name own))
                    nil nil)))
          :else (assoc mappings as v))))

(defn refer
  "Makes the public vars of the namespace known in the current one by their names. Filters: :only
  [names], :exclude [names], :rename {name other-name}."
  [ns-sym & filters]
  (let [ns (or (find-ns ns-sym)
               (throw (nacre.primitive/exception-new Exception (str "No namespace: " ns-sym)
                                                     nil nil)))
        {:keys [only exclude rename]} (apply hash-map filters)
        excluded (set exclude)
        publics (shared-publics ns)]
    (when (and only (not (sequential? only)))
      (throw (nacre.primitive/exception-new
              Exception ":only/:refer value must be a sequential collection of symbols" nil nil)))
    (change-content
     *ns* :mappings
     (fn [mappings]
       (if (and (empty? mappings) (empty? rename) (not only))
         (reduce dissoc publics excluded)
         (reduce (fn [mappings sym]
                   (if (contains? excluded sym)
                     mappings
                     (refer-one mappings ns publics sym (get rename sym sym))))
                 mappings
                 (or only (keys publics))))))))

(defn- unquoted
  "What a form (quote x) quotes; any other form itself."
  [form]
  (if (and (seq? form) (= 'quote (first form)) (= 2 (count form))) (second form) form))

(defn- check-filters
  "Throws unless these are forms of filters of refer: names with what they name."
  [filters]
  (when-not (and (even? (count filters))
                 (every? (fn [[kind form]]
                           ;; (quote a) is taken as a form, and fails when it is evaluated.
                           (some (fn [named]
                                   (and (coll? named)
                                        (case kind
                                          (:only :exclude) (and (not (map? named))
                                                                (every? simple-symbol? named))
                                          :rename (and (map? named)
                                                       (every? simple-symbol?
                                                               (mapcat identity named)))
                                          false)))
                                 [form (unquoted form)]))
                         (partition 2 filters)))
    (argument-error (str "refer-clojure: not filters: " (pr-str filters)))))

(defmacro refer-clojure
  "Refers to clojure.core with the filters of refer, which are evaluated."
  [& filters]
  (check-filters filters)
  `(refer '~'clojure.core ~@filters))

(defn- import-forms
  "Calls of f for each of the types that the arguments of import name."
  [f specs]
  (into []
        (mapcat (fn [spec]
                  (let [spec (unquoted spec)]
                    (when-not (or (symbol? spec)
                                  (and (sequential? spec) (next spec) (every? simple-symbol? spec)))
                      (argument-error
                       (str "import: not a name, nor a package and names: " (pr-str spec))))
                    (if (symbol? spec)
                      [(list f (list 'quote spec))]
                      (map (fn [simple]
                             (list f (list 'quote (symbol (str (first spec) "." simple)))))
                           (rest spec))))))
        specs))

(defmacro import
  "Makes types known in the current namespace by their simple names: each argument is a full name or
  (package name...)."
  [& import-symbols-or-lists]
  `(do ~@(import-forms `nacre.core/import-class import-symbols-or-lists)))

;; --- Libraries -----------------------------------------------------------------------------------
(defn loaded-libs
  "The sorted set of the names of the libraries loaded so far."
  []
  @*loaded-libs*)

(defn- change-loaded
  "Sets the set of loaded libraries to (apply f the-set args). It is an atom until there are refs."
  [f & args]
  (if (nacre.primitive/atom? *loaded-libs*)
    (apply swap! *loaded-libs* f args)
    (nacre.core/commute-apart *loaded-libs* (fn [libs] (apply f libs args)))))

(in-ns 'nacre.core)
(clojure.core/refer 'clojure.core)

(defn note-library
  "Counts the namespace as a loaded library, as ns does."
  [lib]
  (when-not (= lib 'clojure.core)
    (@#'clojure.core/change-loaded conj lib))
  nil)

(in-ns 'clojure.core)

(defn- throw-if
  "Throws an error of the compiler with the message when test is true, as Clojure does."
  [test & message]
  (when test
    (let [message (apply str message)]
      (throw (nacre.primitive/compiler-exception
              "compile-syntax-check" nil *file* nil message
              (nacre.primitive/exception-new Exception message nil nil))))))

(defn- root-resource
  "The path, without a suffix, of a library's file: \"/a/b_c\" for a.b-c."
  [lib]
  (apply str "/" (map (fn [c] (cond (= c \-) \_ (= c \.) \/ :else c)) (name lib))))

(defn- root-directory
  "The folder part of a library's path."
  [lib]
  (let [path (root-resource lib)]
    (subs path 0 (clojure.string/last-index-of path "/"))))

(defn load
  "Loads libraries by their paths without a suffix: absolute ones start with / at a folder of the
  source path, others beside the current namespace's file."
  [& paths]
  (doseq [path paths]
    (let [path (if (clojure.string/starts-with? path "/")
                 path
                 (str (root-directory (ns-name *ns*)) "/" path))]
      (when *loading-verbosely* (println (str "(clojure.core/load \"" path "\")")))
      (throw-if (some (fn [pending] (= pending path)) (rest *pending-paths*))
                "Cyclic load dependency: "
                (apply str (interpose "->" (map (fn [p] (if (= p path) (str "[ " p " ]") p))
                                                (cons path *pending-paths*)))))
      (when-not (= path (first *pending-paths*))
        (binding [*pending-paths* (conj *pending-paths* path)]
          (nacre.core/load-resource (subs path 1)))))))

(defn- load-one
  "Loads a library and checks that its namespace is there."
  [lib need-ns require]
  (load (root-resource lib))
  (throw-if (and need-ns (not (find-ns lib)))
            "namespace '" lib "' not found after loading '" (root-resource lib) "'")
  (when require (change-loaded conj lib)))

(defn- load-all
  "Loads a library again with all that it requires."
  [lib need-ns require]
  (let [before @*loaded-libs*]
    (change-loaded (constantly (sorted-set)))
    (try
      (load-one lib need-ns require)
      (finally
        (change-loaded into before)))))

(defn- load-new
  "Loads a library by the function given. A namespace that was not there before does not stay when that
  fails."
  [lib need-ns require load]
  (let [known (find-ns lib)]
    (try
      (load lib need-ns require)
      (catch Exception e
        (when-not known (remove-ns lib))
        (throw e)))))

(defn- load-lib
  "Loads a library as the options of require and use say."
  [prefix lib & options]
  (when (and prefix (not (or (string? lib) (keyword? lib) (symbol? lib))))
    (nacre.primitive/raise-cast lib "clojure.lang.Named"))
  (when (odd? (count options)) (argument-error (str "No value supplied for key: " (last options))))
  (when-not (symbol? lib) (nacre.primitive/raise-cast lib "clojure.lang.Symbol"))
  (throw-if (and prefix (clojure.string/includes? (name lib) "."))
            "Found lib name '" (name lib) "' containing period with prefix '" prefix
            "'.  lib names inside prefix lists must not contain periods")
  (let [lib (if prefix (symbol (str prefix "." lib)) lib)
        opts (apply hash-map options)
        {:keys [as reload reload-all require use verbose as-alias]} opts
        loaded (contains? @*loaded-libs* lib)
        need-ns (or as use)
        use-filter (select-keys opts [:exclude :only :rename :refer])]
    (if as-alias
      (when-not (find-ns lib) (create-ns lib))
      (binding [*loading-verbosely* (or *loading-verbosely* verbose)]
        (cond reload-all (load-new lib need-ns require load-all)
              (or reload (not require) (not loaded))
              (if (and (find-ns lib) (nacre.core/built-in-library? lib)
                       (or (not reload) (not (nacre.core/library-source? (subs (root-resource lib) 1)))))
                (change-loaded conj lib)
                (load-new lib need-ns require load-one)))))
    (when as (alias as lib))
    (when as-alias (alias as-alias lib))
    (cond use
          (apply refer lib (mapcat (fn [entry] [(key entry) (val entry)])
                                   (dissoc use-filter :refer)))
          (contains? opts :refer)
          (if (= :all (:refer opts))
            (refer lib)
            (apply refer lib :only (:refer opts)
                   (if (:rename opts) [:rename (:rename opts)] nil)))
          (or (contains? opts :rename) (contains? opts :exclude) (contains? opts :only))
          (when (or use (contains? opts :only))
            (apply refer lib (mapcat (fn [entry] [(key entry) (val entry)])
                                     (dissoc use-filter :refer)))))
    nil))

(defn- libspec?
  "Is x a library's name, or a vector of one and options?"
  [x]
  (or (symbol? x)
      (and (vector? x)
           (or (nil? (second x)) (keyword? (second x))))))

(defn- load-libs
  "What require and use share: args are specs, prefix lists and flags."
  [& args]
  (let [flags (filter keyword? args)
        options (interleave flags (repeat true))
        specs (filter (complement keyword?) args)
        unsupported (seq (remove #{:as :reload :reload-all :require :use :verbose :refer :as-alias}
                                 flags))]
    (throw-if unsupported "Unsupported option(s) supplied: "
              (apply str (interpose "," unsupported)))
    (throw-if (not (seq specs)) "Nothing specified to load")
    (doseq [spec specs]
      (when (and (vector? spec) (empty? spec)) (argument-error "No name of a library is supplied"))
      (if (libspec? spec)
        (let [spec (if (symbol? spec) [spec] spec)]
          (apply load-lib nil (first spec) (concat (rest spec) options)))
        (let [prefix (first spec)]
          (throw-if (nil? prefix) "prefix cannot be nil")
          (doseq [inner (rest spec)]
            (let [inner (if (symbol? inner) [inner] inner)]
              (apply load-lib prefix (first inner) (concat (rest inner) options)))))))))

(defn require
  "Loads libraries that are not loaded yet. Each argument is a name, [name options] or a prefix list;
  options are :as alias, :as-alias alias, :refer [names] or :all. Flags: :reload, :reload-all,
  :verbose."
  [& args]
  (apply load-libs :require args))

(defn use
  "As require, and refers to the libraries' public vars; the options of refer are accepted."
  [& args]
  (apply load-libs :require :use args))

(defn requiring-resolve
  "The var of the qualified symbol, after requiring its namespace when it is not known."
  [sym]
  (if (qualified-symbol? sym)
    (or (when (find-ns (symbol (namespace sym))) (resolve sym))
        (do (require (symbol (namespace sym)))
            (resolve sym)))
    (argument-error (str "Not a qualified symbol: " sym))))

(defn macroexpand-1
  "The form that one expansion of the macro call makes; any other form itself."
  [form]
  (nacre.primitive/macroexpand-1 form))

(defn macroexpand
  "The form after expanding it as long as it is a macro call."
  [form]
  (let [expanded (macroexpand-1 form)]
    (if (identical? expanded form) form (recur expanded))))

(defmacro with-loading-context
  "Evaluates the body; there are no class loaders to prepare."
  [& body]
  `((fn [] ~@body)))

(defn- check-references
  "Throws unless these are references of ns."
  [references]
  (doseq [reference references]
    (when-not (and (sequential? reference) (keyword? (first reference)))
      (argument-error (str "ns: not a reference: " (pr-str reference))))
    (when (contains? #{:require :use} (first reference))
      (doseq [spec (rest reference)]
        (when-not (or (symbol? spec) (sequential? spec) (keyword? spec))
          (argument-error (str "ns: not a library: " (pr-str spec))))))))

(defmacro ns
  "Switches to the namespace of that name, made when new, and refers to clojure.core unless
  (:refer-clojure filters) says otherwise. References: (:require specs), (:use specs), (:import
  specs), (:refer-clojure filters), (:load paths)."
  {:arglists '([name docstring? attr-map? references*])}
  [name & references]
  (when-not (simple-symbol? name) (argument-error (str "ns: not a name: " (pr-str name))))
  (let [doc (when (string? (first references)) (first references))
        references (if doc (next references) references)
        attributes (when (map? (first references)) (first references))
        references (if attributes (next references) references)
        checked (check-references references)
        metadata (merge (meta name) (when doc {:doc doc}) attributes)
        process (fn [reference]
                  (let [kind (first reference) args (rest reference)]
                    (cond (= kind :gen-class) nil
                          (= kind :import) `(do ~@(import-forms `nacre.core/import-or-note args))
                          (= kind :refer-clojure)
                          `(refer-clojure ~@(map-indexed (fn [i x] (if (odd? i) (list 'quote x) x)) args))
                          :else
                          `(~(symbol "clojure.core" (clojure.core/name kind))
                            ~@(map (fn [x] (list 'quote x)) args)))))]
    `(do
       (in-ns '~name)
       ~@(when (seq metadata)
           [`(reset-meta! (find-ns '~name)
                          (merge (meta (find-ns '~name)) '~metadata))])
       ~@(when-not (or (= name 'clojure.core)
                       (some (fn [r] (= :refer-clojure (first r))) references))
           [`(refer '~'clojure.core)])
       ~@(remove nil? (map process references))
       (nacre.core/note-library '~name))))
