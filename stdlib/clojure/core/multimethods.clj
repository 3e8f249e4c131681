;; SPDX-License-Identifier: MIT
;;
;; Hierarchies and multimethods. A multimethod is an instance that holds one atom with a value of
;; {:methods :prefers :cache :hierarchy}; the cache of dispatch value to method is part of that value
;; and begins anew whenever methods, preferences or the hierarchy are other values than before.
(in-ns 'clojure.core)

;; --- Hierarchies ---------------------------------------------------------------------------------
(defn make-hierarchy
  "An empty hierarchy for derive, isa? and the :hierarchy option of defmulti."
  []
  {:parents {} :descendants {} :ancestors {}})

(def ^{:private true :doc "The hierarchy that derive and isa? use when none is given."}
  global-hierarchy (make-hierarchy))

(defn- type-ancestors
  "The set of all ancestors of a type."
  [t]
  (loop [result #{} todo (seq (nacre.primitive/type-parents t))]
    (if todo
      (let [parent (first todo)]
        (recur (conj result parent)
               (seq (concat (rest todo) (nacre.primitive/type-parents parent)))))
      result)))

(defn bases
  "The direct parents of a type."
  [c]
  (when c (seq (nacre.primitive/type-parents c))))

(defn supers
  "The set of all ancestors of a type, nil when there are none."
  [class]
  (when class (not-empty (type-ancestors class))))

(defn isa?
  "True when child equals parent, or derives from it in the hierarchy (the global one), or is a type
  below it, or when both are vectors of the same length and each element isa? the other's."
  ([child parent] (isa? global-hierarchy child parent))
  ([h child parent]
   (or (= child parent)
       (and (class? parent) (class? child) (nacre.primitive/subtype? child parent))
       (contains? ((:ancestors h) child) parent)
       (and (class? child)
            (not (zero? (count (:ancestors h))))
            (boolean (some (fn [t] (contains? (get (:ancestors h) t #{}) parent))
                           (type-ancestors child))))
       (and (vector? parent) (vector? child)
            (= (count parent) (count child))
            (loop [i 0]
              (cond (= i (count parent)) true
                    (isa? h (nth child i) (nth parent i)) (recur (inc i))
                    :else false))))))

(defn parents
  "The set of the direct parents of tag in the hierarchy, nil when there are none."
  ([tag] (parents global-hierarchy tag))
  ([h tag]
   (not-empty
    (let [derived (get (:parents h) tag)]
      (if (class? tag)
        (into (set (bases tag)) derived)
        derived)))))

(defn ancestors
  "The set of all ancestors of tag in the hierarchy, nil when there are none."
  ([tag] (ancestors global-hierarchy tag))
  ([h tag]
   (not-empty
    (let [derived (get (:ancestors h) tag)]
      (if (class? tag)
        (let [above (type-ancestors tag)]
          (reduce into above
                  (cons derived (map (fn [t] (get (:ancestors h) t)) above))))
        derived)))))

(defn descendants
  "The set of all descendants of tag in the hierarchy, nil when there are none. Types do not know
  theirs."
  ([tag] (descendants global-hierarchy tag))
  ([h tag]
   (if (class? tag)
     (throw (nacre.primitive/exception-new UnsupportedOperationException
                                           "Can't get descendants of classes" nil nil))
     (not-empty (get (:descendants h) tag)))))

(defn- add-relation
  "The map of tag to set with `values` added to the sets of all `tags`."
  [m tags values]
  (reduce (fn [m tag] (assoc m tag (into (get m tag #{}) values))) m tags))

(defn derive
  "Makes tag a child of parent, in the global hierarchy or as a new value of the given one. parent is
  a keyword or symbol with a namespace, tag that or a type."
  ([tag parent]
   (when-not (namespace parent)
     (throw (nacre.primitive/exception-new AssertionError "Assert failed: (namespace parent)"
                                           nil nil)))
   (when-not (or (class? tag)
                 (and (or (keyword? tag) (symbol? tag)) (namespace tag)))
     (throw (nacre.primitive/exception-new
             AssertionError
             "Assert failed: (or (class? tag) (and (instance? clojure.lang.Named tag) (namespace tag)))"
             nil nil)))
   (alter-var-root #'global-hierarchy derive tag parent)
   nil)
  ([h tag parent]
   (assert (not= tag parent))
   (assert (or (class? tag) (instance? clojure.lang.Named tag)))
   (assert (instance? clojure.lang.Named parent))
   (when-not (and (map? h) (map? (:parents h)) (map? (:ancestors h)) (map? (:descendants h)))
     (argument-error (str (pr-str h) " is no hierarchy")))
   (let [up (:parents h) ta (:ancestors h) td (:descendants h)]
     (if (contains? (get up tag #{}) parent)
       h
       (do
         (when (contains? (get ta tag #{}) parent)
           (throw (nacre.primitive/exception-new
                   Exception (print-str tag "already has" parent "as ancestor") nil nil)))
         (when (contains? (get ta parent #{}) tag)
           (throw (nacre.primitive/exception-new
                   Exception (print-str "Cyclic derivation:" parent "has" tag "as ancestor")
                   nil nil)))
         (let [below (conj (get td tag #{}) tag)
               above (conj (get ta parent #{}) parent)]
           {:parents (assoc up tag (conj (get up tag #{}) parent))
            :ancestors (add-relation ta below above)
            :descendants (add-relation td above below)}))))))

(defn underive
  "Takes derive back, in the global hierarchy or as a new value of the given one."
  ([tag parent]
   (alter-var-root #'global-hierarchy underive tag parent)
   nil)
  ([h tag parent]
   (let [left (disj (or ((:parents h) tag) #{}) parent)
         up (if (empty? left)
              (dissoc (:parents h) tag)
              (assoc (:parents h) tag left))]
     (if (contains? (get (:parents h) tag #{}) parent)
       (reduce (fn [h [child parent]] (derive h child parent))
               (make-hierarchy)
               (for [[child parents] up parent parents] [child parent]))
       h))))

;; --- Multimethods --------------------------------------------------------------------------------
(defn- prefers-over?
  "Is x preferred to y, directly or through their ancestors?"
  [prefers h x y]
  (boolean
   (or (contains? (get prefers x #{}) y)
       (some (fn [p] (prefers-over? prefers h x p)) (parents h y))
       (some (fn [p] (prefers-over? prefers h p y)) (parents h x)))))

(defn- best-method
  "The method for a dispatch value among the table's, nil when there is none."
  [mm state h value]
  (let [prefers (:prefers state)
        dominates? (fn [x y] (or (prefers-over? prefers h x y) (isa? h x y)))
        ;; Where the table is seen in another order than Clojure's, the answer is the same: a method
        ;; that stands above all others wins, wherever it is met.
        candidates (filter (fn [k] (isa? h value k)) (keys (:methods state)))
        best (reduce (fn [best k] (if (dominates? k best) k best)) (first candidates)
                     (rest candidates))
        rival (first (remove (fn [k] (or (= k best) (dominates? best k))) candidates))]
    (cond (empty? candidates) (get (:methods state) (nacre.core/multimethod-default mm))
          (nil? rival) (get (:methods state) best)
          :else (argument-error
                 (str "Multiple methods in multimethod '" (nacre.core/multimethod-name mm)
                      "' match dispatch value: " value " -> " rival " and " best
                      ", and neither is preferred")))))

(defn get-method
  "The method that the multimethod would call for that dispatch value, or nil."
  [multifn dispatch-val]
  (let [cell (nacre.core/multimethod-cell multifn)
        state @cell
        h (nacre.core/multimethod-hierarchy multifn)
        current (identical? h (:hierarchy state))
        cached (if current (get (:cache state) dispatch-val) nil)]
    (if (nil? cached)
      (let [method (best-method multifn state h dispatch-val)]
        (when method
          (reset! cell (assoc state :hierarchy h
                              :cache (assoc (if current (:cache state) {}) dispatch-val method))))
        method)
      cached)))

(defn- change-methods
  "Changes the table of a multimethod and empties its cache."
  [multifn f & args]
  (swap! (nacre.core/multimethod-cell multifn)
         (fn [state] (assoc (apply f state args) :cache {})))
  multifn)

(defmacro defmethod
  "Adds a method to a multimethod for a dispatch value."
  [multifn dispatch-val & fn-tail]
  `(nacre.core/add-method ~(with-meta multifn {:tag 'clojure.lang.MultiFn}) ~dispatch-val
                          (fn ~@fn-tail)))

(defn remove-method
  "Removes the multimethod's method for the dispatch value."
  [multifn dispatch-val]
  (change-methods multifn update :methods dissoc dispatch-val))

(defn remove-all-methods
  "Removes all methods of the multimethod."
  [multifn]
  (change-methods multifn (fn [state] (assoc state :methods nacre.core/empty-table :prefers nacre.core/empty-table))))

(defn prefer-method
  "Has the multimethod prefer the method of one dispatch value to that of another when both match."
  [multifn dispatch-val-x dispatch-val-y]
  (let [state @(nacre.core/multimethod-cell multifn)
        h (nacre.core/multimethod-hierarchy multifn)]
    (when (prefers-over? (:prefers state) h dispatch-val-y dispatch-val-x)
      (throw (nacre.primitive/exception-new
              IllegalStateException
              (str "Preference conflict in multimethod '" (nacre.core/multimethod-name multifn)
                   "': " dispatch-val-y " is already preferred to " dispatch-val-x) nil nil)))
    (change-methods multifn update-in [:prefers dispatch-val-x]
                    (fn [below] (conj (or below #{}) dispatch-val-y)))))

(defn methods
  "The map of dispatch values to methods of the multimethod."
  [multifn]
  (:methods @(nacre.core/multimethod-cell multifn)))

(defn prefers
  "The map of preferred dispatch values to the sets of those they come before."
  [multifn]
  (:prefers @(nacre.core/multimethod-cell multifn)))

(defmacro defmulti
  "Defines a multimethod: a function that calls dispatch-fn with its arguments and then the method of
  the value that answers, or of a value it isa?, or of the default. Options: :default value,
  :hierarchy var. Does nothing when the name is a multimethod already."
  {:arglists '([name docstring? attr-map? dispatch-fn & options])}
  [mm-name & options]
  (let [doc (when (string? (first options)) (first options))
        options (if doc (next options) options)
        attributes (when (map? (first options)) (first options))
        options (if attributes (next options) options)
        dispatch-fn (first options)
        options (rest options)]
    (when (odd? (count options))
      (argument-error "The syntax for defmulti has changed. Example: (defmulti name dispatch-fn :default dispatch-value)"))
    (let [opts (apply hash-map options)
          {:keys [default hierarchy] :or {default :default}} opts
          full (with-meta mm-name (merge (meta mm-name) (when doc {:doc doc}) attributes))]
      (doseq [k (keys opts)]
        (when-not (#{:default :hierarchy} k)
          (argument-error "Only these options are valid: :default, :hierarchy")))
      `(let [v# (def ~full)]
         (when-not (and (nacre.primitive/var-bound? v#)
                        (nacre.core/multimethod? (deref v#)))
           (def ~full (nacre.core/make-multimethod
                       '~mm-name ~dispatch-fn ~default
                       ~(if hierarchy hierarchy `(var global-hierarchy)))))))))
