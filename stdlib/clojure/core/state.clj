;; SPDX-License-Identifier: MIT
;;
;; Vars seen as values, dynamic binding, and the cells that change: atoms with watches and
;; validators, volatiles, delays.
(in-ns 'clojure.core)

(declare prn println print-str format)

;; --- Dynamic binding -----------------------------------------------------------------------------
(defn push-thread-bindings
  "Binds each var of the map to its value in the running thread, until pop-thread-bindings. Use
  binding."
  [bindings]
  (when (nil? bindings) (nacre.primitive/raise-cast bindings "clojure.lang.Associative"))
  (when (and (vector? bindings) (seq bindings))
    (nacre.primitive/raise-cast (nth bindings 0) "clojure.lang.IMapEntry"))
  (nacre.primitive/push-bindings (if (and (associative? bindings) (not (seq bindings))) {} bindings)))

(defn pop-thread-bindings
  "Takes the last push-thread-bindings back."
  []
  (nacre.primitive/pop-bindings))

(defn get-thread-bindings
  "The map of the vars bound in the running thread to their values."
  []
  (nacre.primitive/get-bindings))

(defmacro binding
  "Evaluates the body with the dynamic vars bound to the values in the running thread. The values are
  evaluated before any is bound."
  [bindings & body]
  (check-bindings "binding" bindings)
  (let [pairs (loop [result [] i 0]
                (if (< i (count bindings))
                  (recur (conj result (list 'var (nth bindings i)) (nth bindings (inc i)))
                         (+ i 2))
                  result))]
    `(let []
       (push-thread-bindings (hash-map ~@pairs))
       (try
         ~@body
         (finally (pop-thread-bindings))))))

(defn with-bindings*
  "Calls f with the arguments while the vars of the map are bound to its values."
  [binding-map f & args]
  (push-thread-bindings binding-map)
  (try
    (apply f args)
    (finally (pop-thread-bindings))))

(defmacro with-bindings
  "Evaluates the body while the vars of the map are bound to its values."
  [binding-map & body]
  `(with-bindings* ~binding-map (fn [] ~@body)))

(defn bound-fn*
  "A function that calls f under the bindings in force now, in whatever thread."
  [f]
  (let [bindings (get-thread-bindings)]
    (fn [& args] (apply with-bindings* bindings f args))))

(defmacro bound-fn
  "fn, with the bindings in force now whenever it is called."
  [& fntail]
  `(bound-fn* (fn ~@fntail)))

;; --- Vars ----------------------------------------------------------------------------------------
(defn var-set
  "Sets the thread's binding of the var; an error when it has none."
  [x val]
  (nacre.primitive/var-set-binding x val))

(defn bound?
  "True when every var has a value."
  [& vars]
  (every? (fn [v] (or (nacre.primitive/var-bound? v) (nacre.primitive/var-binding-box v))) vars))

(defn thread-bound?
  "True when every var has a binding in the running thread."
  [& vars]
  (every? (fn [v] (boolean (nacre.primitive/var-binding-box v))) vars))

(defmacro with-local-vars
  "Evaluates the body with the names bound to fresh vars that have the values as thread bindings; use
  var-get and var-set on them."
  [name-vals-vec & body]
  (check-bindings "with-local-vars" name-vals-vec)
  (let [names (take-nth 2 name-vals-vec)
        values (take-nth 2 (rest name-vals-vec))]
    `(let [~@(mapcat (fn [n] [n `(nacre.core/anonymous-var)]) names)]
       (push-thread-bindings (hash-map ~@(interleave names values)))
       (try
         ~@body
         (finally (pop-thread-bindings))))))

;; --- Validators and watches ----------------------------------------------------------------------
(defn- check-valid
  "Throws IllegalStateException when the validator does not accept the value."
  [validator value]
  (when validator
    (when-not (validator value)
      (throw (nacre.primitive/exception-new IllegalStateException "Invalid reference state"
                                            nil nil)))))

(declare swap! assoc-in)

(defn- check-function
  "Throws for what cannot be called, which is told before a missing reference."
  [f]
  (when-not (or (nil? f) (ifn? f)) (nacre.primitive/raise-cast f "clojure.lang.IFn")))

;; Watches and validators of vars and of user-defined references.
(def ^:private other-references
  "An atom of the map of references to {:watches :validator}."
  (nacre.primitive/atom-new {} nil nil))

(defn- watches-of
  "The map of the watches of a reference, or nil."
  [reference]
  (if (nacre.primitive/atom? reference)
    (nacre.primitive/reference-watches reference)
    (:watches (get (deref other-references) reference))))

(defn- set-watches
  "Replaces the map of the watches of a reference."
  [reference watches]
  (if (nacre.primitive/atom? reference)
    (nacre.primitive/reference-set-watches reference watches)
    (do
      (when (var? reference) (nacre.primitive/var-mark-watched reference))
      (swap! other-references assoc-in [reference :watches] watches))))

(defn- notify-watches
  "Calls the watches of a reference."
  [reference old new]
  (let [watches (watches-of reference)]
    (when watches
      (doseq [entry watches]
        ((val entry) (key entry) reference old new)))))

(defn- own-method
  "The method of that name that a user-defined reference has, or nil."
  [reference method]
  (if (nacre.primitive/user-instance? reference)
    (nacre.primitive/type-method reference method)
    nil))

(defn- check-reference
  "Throws for what can have neither watches nor a validator."
  [x]
  (when-not (or (nacre.primitive/atom? x) (var? x)) (nacre.core/check-reference x)))

(defn add-watch
  "Has (f key reference old new) called after each change of the reference; one f a key. A watch runs
  in the process that added it: on an atom that processes share, after changes made by that one."
  [reference key fn]
  (check-reference reference)
  (let [owner (nacre.process/self)
        f (if (nacre.process/shared? reference)
            (fn* [k r old new] (if (= owner (nacre.process/self)) (fn k r old new) nil))
            fn)
        own (own-method reference 'addWatch)]
    (if own
      (own reference key fn)
      (do (set-watches reference (assoc (or (watches-of reference) nacre.core/empty-table) key f))
          reference))))

(defn remove-watch
  "Takes back the watch of that key."
  [reference key]
  (check-reference reference)
  (if-let [own (own-method reference 'removeWatch)]
    (own reference key)
    (let [watches (dissoc (watches-of reference) key)]
      (set-watches reference (if (zero? (count watches)) nil watches))
      reference)))

(defn set-validator!
  "Has every new value of the reference accepted by (f value) before it is set; nil for none."
  [iref validator-fn]
  (when (nil? iref) (check-function validator-fn))
  (nacre.core/check-reference iref)
  (check-valid validator-fn (deref iref))
  (if (nacre.primitive/atom? iref)
    (nacre.primitive/reference-set-validator iref validator-fn)
    (do
      (when (var? iref) (nacre.primitive/var-mark-watched iref))
      (swap! other-references assoc-in [iref :validator] validator-fn)))
  nil)

(defn get-validator
  "The validator of the reference, or nil."
  [iref]
  (check-reference iref)
  (if (nacre.primitive/atom? iref)
    (nacre.primitive/reference-validator iref)
    (:validator (get (deref other-references) iref))))

(defn reset-meta!
  "Sets the metadata of a var, namespace or reference."
  [iref metadata-map]
  (when-not (or (nil? metadata-map) (map? metadata-map))
    (nacre.primitive/raise-cast metadata-map "clojure.lang.IPersistentMap"))
  (if-let [own (own-method iref 'resetMeta)]
    (own iref metadata-map)
    (do (nacre.primitive/reference-set-meta iref metadata-map)
        metadata-map)))

(defn alter-meta!
  "Sets the metadata of a var, namespace or reference to (apply f its-metadata args)."
  [iref f & args]
  (when (nil? iref) (check-function f))
  (if-let [own (own-method iref 'alterMeta)]
    (own iref f args)
    (do (nacre.core/check-metadata-holder iref)
        (reset-meta! iref (apply f (meta iref) args)))))

(defn alter-var-root
  "Sets the root value of the var to (apply f value args)."
  [v f & args]
  (let [old (nacre.primitive/var-root v)
        new (apply f old args)]
    (check-valid (get-validator v) new)
    (nacre.primitive/var-set-root v new)
    (notify-watches v old new)
    new))

(nacre.primitive/var-set-root
 (nacre.primitive/var-intern (nacre.primitive/find-namespace 'nacre.core) 'define-watched)
 (fn define-watched [v value]
   (let [old (nacre.primitive/var-root v)]
     (check-valid (get-validator v) value)
     (nacre.primitive/var-set-root v value)
     (notify-watches v old value)
     v)))

(defn with-redefs-fn
  "Calls func while the vars of the map have its values as roots, seen by every thread."
  [binding-map func]
  (let [set-all (fn [m] (doseq [entry m] (nacre.primitive/var-set-root (key entry) (val entry))))
        old (zipmap (keys binding-map) (map nacre.primitive/var-root (keys binding-map)))]
    (try
      (set-all binding-map)
      (func)
      (finally (set-all old)))))

(defmacro with-redefs
  "Evaluates the body while the vars have the values as roots, seen by every thread."
  [bindings & body]
  `(with-redefs-fn (hash-map ~@(mapcat (fn [pair] [(list 'var (first pair)) (second pair)])
                                       (partition 2 bindings)))
     (fn [] ~@body)))

;; --- Atoms ---------------------------------------------------------------------------------------
(defn atom
  "A cell that holds x. Options: :meta map, :validator function, :shared true for one cell that all
  processes who hold it see change; any other belongs to a process."
  ([x] (nacre.primitive/atom-new x nil nil))
  ([x & options]
   (let [{:keys [meta validator shared]} (apply hash-map options)]
     (when-not (or (nil? meta) (map? meta))
       (throw (nacre.primitive/exception-new
               ClassCastException (str "The metadata of an atom is a map, not " (pr-str meta))
               nil nil)))
     (check-valid validator x)
     (let [a (nacre.primitive/atom-new x meta validator)]
       (if shared (nacre.process/share! a) a)))))

(defn- atom-put
  "Replaces old by new in an atom with watches or a validator; false when old is no longer there."
  [a old new]
  (check-valid (nacre.primitive/reference-validator a) new)
  (if (nacre.primitive/atom-exchange a old new)
    (do (notify-watches a old new) true)
    false))

(defn- call-atom
  "Calls a method of clojure.lang.IAtom or IAtom2 of what is no atom of ours."
  [x method & args]
  (when (and (nil? x) (contains? '#{swap swapVals} method)) (check-function (first args)))
  (if-let [f (and (nacre.primitive/user-instance? x) (nacre.primitive/type-method x method))]
    (apply f x args)
    (nacre.primitive/raise-cast x "clojure.lang.IAtom")))

(defn compare-and-set!
  "Sets the atom to newval when its value is identical to oldval; true when it was."
  [atom oldval newval]
  (if (nacre.primitive/atom? atom)
    (let [done (nacre.primitive/atom-swap atom oldval newval)]
      (if (nil? done) (atom-put atom oldval newval) done))
    (call-atom atom 'compareAndSet oldval newval)))

(defn swap!
  "Sets the atom to (apply f its-value args) and answers that. f may be called again when the value
  has changed meanwhile."
  ([atom f]
   (if (nacre.primitive/atom? atom)
     (loop []
       (let [old (nacre.primitive/atom-value atom) new (f old)
             done (nacre.primitive/atom-swap atom old new)]
         (if (if (nil? done) (atom-put atom old new) done) new (recur))))
     (call-atom atom 'swap f)))
  ([atom f x]
   (if (nacre.primitive/atom? atom)
     (loop []
       (let [old (nacre.primitive/atom-value atom) new (f old x)
             done (nacre.primitive/atom-swap atom old new)]
         (if (if (nil? done) (atom-put atom old new) done) new (recur))))
     (call-atom atom 'swap f x)))
  ([atom f x y]
   (if (nacre.primitive/atom? atom)
     (loop []
       (let [old (nacre.primitive/atom-value atom) new (f old x y)
             done (nacre.primitive/atom-swap atom old new)]
         (if (if (nil? done) (atom-put atom old new) done) new (recur))))
     (call-atom atom 'swap f x y)))
  ([atom f x y & args]
   (if (nacre.primitive/atom? atom)
     (loop []
       (let [old (nacre.primitive/atom-value atom) new (apply f old x y args)]
         (if (compare-and-set! atom old new) new (recur))))
     (call-atom atom 'swap f x y args))))

(defn swap-vals!
  "As swap!, answering [old new]."
  ([atom f]
   (if (nacre.primitive/atom? atom)
     (loop []
       (let [old (nacre.primitive/atom-value atom) new (f old)]
         (if (compare-and-set! atom old new) [old new] (recur))))
     (call-atom atom 'swapVals f)))
  ([atom f x]
   (if (nacre.primitive/atom? atom)
     (swap-vals! atom (fn [v] (f v x)))
     (call-atom atom 'swapVals f x)))
  ([atom f x y]
   (if (nacre.primitive/atom? atom)
     (swap-vals! atom (fn [v] (f v x y)))
     (call-atom atom 'swapVals f x y)))
  ([atom f x y & args]
   (if (nacre.primitive/atom? atom)
     (swap-vals! atom (fn [v] (apply f v x y args)))
     (call-atom atom 'swapVals f x y args))))

(defn reset-vals!
  "As reset!, answering [old new]."
  [atom newval]
  (if (nacre.primitive/atom? atom)
    (loop []
      (let [old (nacre.primitive/atom-value atom)]
        (if (compare-and-set! atom old newval) [old newval] (recur))))
    (call-atom atom 'resetVals newval)))

(defn reset!
  "Sets the atom to newval and answers that."
  [atom newval]
  (if (nacre.primitive/atom? atom)
    (loop []
      (if (compare-and-set! atom (nacre.primitive/atom-value atom) newval) newval (recur)))
    (call-atom atom 'reset newval)))

(defmacro vswap!
  "Sets the volatile to (f its-value args...) and answers that."
  [vol f & args]
  `(let [v# ~vol] (vreset! v# (~f (deref v#) ~@args))))

;; --- Delays --------------------------------------------------------------------------------------
(defmacro delay
  "Something whose body is evaluated when it is first dereferenced or forced, and only once."
  [& body]
  `(nacre.primitive/delay-new (fn* [] ~@body)))

(defn force
  "The value of a delay; any other x itself."
  [x]
  (if (delay? x) (deref x) x))

(defmacro locking
  "Evaluates the body while this thread has the lock of x."
  [x & body]
  `(let [lock# ~x]
     (nacre.core/lock lock#)
     (try
       ~@body
       (finally (nacre.core/unlock lock#)))))

(defmacro defonce
  "As def, unless the var has a value already."
  [name expr]
  `(let [v# (def ~name)]
     (when-not (nacre.primitive/var-bound? v#)
       (def ~name ~expr))))

(defmacro time
  "Evaluates the expression, prints how long that took, and answers its value."
  [expr]
  `(let [start# (nacre.primitive/nanoseconds)
         answer# ~expr]
     (prn (format "Elapsed time: %.6f msecs"
                  (/ (- (nacre.primitive/nanoseconds) start#) 1e6)))
     answer#))

(defmacro io!
  "Throws IllegalStateException when a transaction runs; evaluates the body otherwise."
  [& body]
  (let [message (if (string? (first body)) (first body) "I/O in transaction")
        body (if (string? (first body)) (next body) body)]
    `(if (nacre.core/in-transaction?)
       (throw (nacre.primitive/exception-new IllegalStateException ~message nil nil))
       (do ~@body))))
