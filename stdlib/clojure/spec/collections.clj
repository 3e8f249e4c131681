;; SPDX-License-Identifier: MIT
;;
;; Specs of maps and collections: keys, merge, multi-spec, tuple, every and what is made of it.
(in-ns 'clojure.spec.alpha)

;; --- Maps with known keys --------------------------------------------------------------------------
(defmacro keys
  "A spec of maps by their keys, which are names of specs: :req and :opt with their namespace, :req-un
  and :opt-un without it. :req and :req-un may hold (or k k) and (and k k). The values of all keys that
  name a spec must conform."
  [& {:keys [req req-un opt opt-un gen]}]
  (let [plain (fn [k] (keyword (name k)))
        names (fn [form] (filterv keyword? (flatten form)))
        req-keys (names req)
        req-un-specs (names req-un)
        _ (c/assert (every? (fn [k] (c/and (keyword? k) (namespace k)))
                            (concat req-keys req-un-specs opt opt-un))
                    "all keys must be namespace-qualified keywords")
        m (gensym "m__")
        test (fn [form key-of]
               (walk/postwalk (fn [x] (if (keyword? x) `(contains? ~m ~(key-of x)) x)) form))
        tests (into [`(map? ~m)]
                    (concat (map (fn [k] (test k identity)) req)
                            (map (fn [k] (test k plain)) req-un)))
        preds (mapv (fn [t] `(fn* [~m] ~t)) tests)]
    `(map-spec-impl {:req '~req :opt '~opt :req-un '~req-un :opt-un '~opt-un
                     :req-keys '~(into req-keys (map plain) req-un-specs)
                     :req-specs '~(into req-keys req-un-specs)
                     :opt-keys '~(into (vec opt) (map plain) opt-un)
                     :opt-specs '~(into (vec opt) opt-un)
                     :pred-forms '~(mapv res preds)
                     :pred-exprs ~preds
                     :keys-pred (fn* [~m] (c/and ~@tests))
                     :gfn ~gen})))

(defn- keys-gen
  "A generator of the keys that all of the forms of required keys ask for: of an `or` some, of an `and`
  all."
  [forms]
  (gen/fmap (fn [parts] (into [] c/cat parts))
            (apply gen/tuple
                   (map (fn [form]
                          (cond (keyword? form) (gen/return [form])
                                (= "or" (name (first form)))
                                (gen/bind (gen/choose 1 (count (rest form)))
                                          (fn [n] (keys-gen (take n (shuffle (vec (rest form)))))))
                                :else (keys-gen (rest form))))
                        forms))))

(defn map-spec-impl
  "What keys does."
  [{:keys [req-un opt-un keys-pred pred-exprs opt-keys req-specs req req-keys opt-specs pred-forms opt
           gfn]
    :as argm}]
  (let [known (zipmap (concat req-keys opt-keys) (concat req-specs opt-specs))
        spec-of (fn [k] (get known k k))
        id (Object.)]
    (reify
      Specize
      (specize* [s] s)
      (specize* [s _] s)
      Spec
      (conform* [_ m]
        (if (keys-pred m)
          (let [specs (registry)]
            (reduce (fn [result [k v]]
                      (if (contains? specs (spec-of k))
                        (let [value (conform (spec-of k) v)]
                          (cond (invalid? value) (reduced ::invalid)
                                (identical? value v) result
                                :else (assoc result k value)))
                        result))
                    m m))
          ::invalid))
      (unform* [_ m]
        (let [specs (registry)]
          (reduce (fn [result k]
                    (if (contains? specs (spec-of k))
                      (let [v (get m k) value (unform (spec-of k) v)]
                        (if (identical? value v) result (assoc result k value)))
                      result))
                  m (c/keys m))))
      (explain* [_ path via in x]
        (if (map? x)
          (let [specs (registry)]
            (concat
             (keep (fn [[pred form]] (when-not (pred x) (problem path form x via in)))
                   (map vector pred-exprs pred-forms))
             (mapcat (fn [[k v]]
                       (when-not (c/or (not (contains? specs (spec-of k)))
                                       (pvalid? (spec-of k) v k))
                         (explain-1 (spec-of k) (spec-of k) (conj path k) via (conj in k) v)))
                     x)))
          [(problem path `map? x via in)]))
      (gen* [_ overrides path rmap]
        (if gfn
          (gfn)
          (let [rmap (deeper rmap id)
                gen-of (fn [k s] [k (gensub s overrides (conj path k) rmap k)])
                required (map gen-of req-keys req-specs)
                optional (keep (fn [[k s]]
                                 (when-not (recur-limit? rmap id path k)
                                   [k (gen/delay (gensub s overrides (conj path k) rmap k))]))
                               (map vector opt-keys opt-specs))]
            (when (every? second required)
              (gen/bind (gen/tuple (gen/choose 0 (count optional))
                                   (keys-gen (concat (:req argm)
                                                     (walk/postwalk (fn [x] (if (keyword? x) (keyword (name x)) x))
                                                                    (:req-un argm)))))
                        (fn [[n chosen]]
                          (apply gen/hash-map
                                 (mapcat identity
                                         (concat (select-keys (into {} required) chosen)
                                                 (take n (shuffle (vec optional))))))))))))
      (with-gen* [_ gfn] (map-spec-impl (assoc argm :gfn gfn)))
      (describe* [_]
        (cons `keys (mapcat (fn [[k v]] (when v [k v]))
                            [[:req req] [:opt opt] [:req-un req-un] [:opt-un opt-un]]))))))

(defmacro merge
  "A spec of maps that conform to all the specs; their conformed values are merged."
  [& pred-forms]
  `(merge-spec-impl '~(mapv res pred-forms) ~(vec pred-forms) nil))

(defn merge-spec-impl
  "What merge does."
  [forms preds gfn]
  (reify
    Specize
    (specize* [s] s)
    (specize* [s _] s)
    Spec
    (conform* [_ x]
      (let [values (map (fn [pred form] (dt pred x form)) preds forms)]
        (if (some invalid? values) ::invalid (apply c/merge values))))
    (unform* [_ x] (apply c/merge (map (fn [pred] (unform pred x)) (reverse preds))))
    (explain* [_ path via in x]
      (mapcat (fn [form pred] (when-not (pvalid? pred x) (explain-1 form pred path via in x)))
              forms preds))
    (gen* [_ overrides path rmap]
      (if gfn
        (gfn)
        (gen/fmap (fn [maps] (apply c/merge maps))
                  (apply gen/tuple
                         (map (fn [pred form] (gensub pred overrides path rmap form))
                              preds forms)))))
    (with-gen* [_ gfn] (merge-spec-impl forms preds gfn))
    (describe* [_] `(merge ~@forms))))

(defn- kvs->map-spec
  "The conformer behind keys*: the pairs of ::k and ::v as a map."
  []
  (spec-impl ::kvs->map (fn [pairs] (zipmap (map ::k pairs) (map ::v pairs))) nil true
             (fn [m] (map (fn [[k v]] {::k k ::v v}) m))))
(def-impl ::kvs->map ::kvs->map (kvs->map-spec))

(defmacro keys*
  "A regex of keys and values in a row that make a map as keys has it."
  [& kspecs]
  `(let [of-map# (keys ~@kspecs)]
     (with-gen (clojure.spec.alpha/& (* (cat ::k keyword? ::v any?)) ::kvs->map of-map#)
       (fn [] (gen/fmap (fn [m#] (apply concat m#)) (gen of-map#))))))

;; --- Open sets of specs ----------------------------------------------------------------------------
(defmacro multi-spec
  "A spec that the multimethod mm answers for the value; retag, a key or a function of a value and a
  tag, puts the tag into generated values."
  [mm retag]
  `(multi-spec-impl '~(res mm) (var ~mm) ~retag))

(defn multi-spec-impl
  "What multi-spec does."
  ([form mmvar retag] (multi-spec-impl form mmvar retag nil))
  ([form mmvar retag gfn]
   (let [id (Object.)
         tag-of (fn [x] ((nacre.primitive/instance-field @mmvar 1) x))
         spec-of (fn [x] (c/and (get-method @mmvar (tag-of x)) (@mmvar x)))
         tagged (if (keyword? retag) (fn [x tag] (assoc x retag tag)) retag)]
     (reify
       Specize
       (specize* [s] s)
       (specize* [s _] s)
       Spec
       (conform* [_ x] (if-let [pred (spec-of x)] (dt pred x form) ::invalid))
       (unform* [_ x]
         (if-let [pred (spec-of x)]
           (unform pred x)
           (throw (IllegalStateException. (str "No method of: " form " for dispatch value: "
                                               (tag-of x))))))
       (explain* [_ path via in x]
         (let [path (conj path (tag-of x))]
           (if-let [pred (spec-of x)]
             (explain-1 form pred path via in x)
             [(assoc (problem path form x via in) :reason "no method")])))
       (gen* [_ overrides path rmap]
         (if gfn
           (gfn)
           (let [rmap (deeper rmap id)
                 gens (keep (fn [[tag method]]
                              (when-not (c/or (= tag :default) (recur-limit? rmap id path tag))
                                (let [pred (method nil)]
                                  (when pred
                                    (gen/fmap (fn [x] (tagged x tag))
                                              (gen/delay (gensub pred overrides (conj path tag) rmap
                                                                 (list 'method form tag))))))))
                            (methods @mmvar))]
             (when (seq gens) (gen/one-of gens)))))
       (with-gen* [_ gfn] (multi-spec-impl form mmvar retag gfn))
       (describe* [_] `(multi-spec ~form ~retag))))))

;; --- Tuples --------------------------------------------------------------------------------------
(defmacro tuple
  "A spec of vectors with one element for each predicate."
  [& preds]
  (c/assert (seq preds))
  `(tuple-impl '~(mapv res preds) ~(vec preds)))

(defn tuple-impl
  "What tuple does."
  ([forms preds] (tuple-impl forms preds nil))
  ([forms preds gfn]
   (let [size (count preds)]
     (reify
       Specize
       (specize* [s] s)
       (specize* [s _] s)
       Spec
       (conform* [_ x]
         (if (c/and (vector? x) (= (count x) size))
           (loop [result x i 0]
             (if (< i size)
               (let [value (dt (nth preds i) (nth x i) (nth forms i))]
                 (cond (invalid? value) ::invalid
                       (identical? value (nth x i)) (recur result (inc i))
                       :else (recur (assoc result i value) (inc i))))
               result))
           ::invalid))
       (unform* [_ x]
         (c/assert (c/and (vector? x) (= (count x) size)))
         (reduce (fn [result i]
                   (let [v (unform (nth preds i) (nth x i))]
                     (if (identical? v (nth x i)) result (assoc result i v))))
                 x (range size)))
       (explain* [_ path via in x]
         (cond (not (vector? x)) [(problem path `vector? x via in)]
               (not= (count x) size)
               [(problem path `(= (count ~'%) ~size) x via in)]
               :else
               (mapcat (fn [i form pred v]
                         (when-not (pvalid? pred v)
                           (explain-1 form pred (conj path i) via (conj in i) v)))
                       (range) forms preds x)))
       (gen* [_ overrides path rmap]
         (if gfn
           (gfn)
           (apply gen/tuple (map (fn [i pred form] (gensub pred overrides (conj path i) rmap form))
                                 (range) preds forms))))
       (with-gen* [_ gfn] (tuple-impl forms preds gfn))
       (describe* [_] `(tuple ~@forms))))))

;; --- Collections -----------------------------------------------------------------------------------
(defn- kind-of
  "The options with their forms in full, for forms of specs."
  [opts]
  (mapcat (fn [[k v]] [k (if (= k :kind) (res v) v)]) opts))

(defmacro every
  "A spec of collections whose elements conform to pred; only *coll-check-limit* of them are looked
  at, and nothing is conformed. Options: :kind a predicate, :count, :min-count, :max-count, :distinct,
  :into one of [] () {} #{}, :gen-max, :gen."
  [pred & {:keys [into kind count max-count min-count distinct gen-max gen] :as opts}]
  (let [plain (apply dissoc opts (filter (fn [k] (= "clojure.spec.alpha" (namespace k)))
                                              (c/keys opts)))
        described (c/or (::describe opts) `'(every ~(res pred) ~@(kind-of plain)))
        x (gensym "x__")
        tests (cond-> [(list (c/or kind `coll?) x)]
                count (conj `(= ~count (bounded-count (inc ~count) ~x)))
                (c/or min-count max-count)
                (conj `(<= ~(c/or min-count 0)
                           (bounded-count ~(if max-count `(inc ~max-count) min-count) ~x)
                           ~(c/or max-count 'Long/MAX_VALUE)))
                distinct (conj `(c/or (empty? ~x) (apply distinct? ~x))))]
    `(every-impl '~pred ~pred
                 ~(assoc (dissoc opts :gen)
                         ::kind-form `'~(res kind)
                         ::describe described
                         ::cpred `(fn* [~x] (c/and ~@tests)))
                 ~gen)))

(defmacro every-kv
  "As every, for maps: of pairs whose key conforms to kpred and whose value to vpred."
  [kpred vpred & opts]
  (let [described `'(every-kv ~(res kpred) ~(res vpred) ~@(kind-of (apply array-map opts)))]
    `(every (tuple ~kpred ~vpred) ::kfn (fn [i# v#] (nth v# 0)) :into {} ::describe ~described
            ~@opts)))

(defmacro coll-of
  "As every, but all elements are looked at and conformed."
  [pred & opts]
  (let [described `'(coll-of ~(res pred) ~@(kind-of (apply array-map opts)))]
    `(every ~pred ::conform-all true ::describe ~described ~@opts)))

(defmacro map-of
  "As every-kv, but all values are looked at and conformed; keys too with :conform-keys true."
  [kpred vpred & opts]
  (let [described `'(map-of ~(res kpred) ~(res vpred) ~@(kind-of (apply array-map opts)))]
    `(every (tuple ~kpred ~vpred) ::kfn (fn [i# v#] (nth v# 0)) :into {} ::conform-all true
            :kind map? ::describe ~described ~@opts)))

(defn- collection-problems
  "The problems of a collection as a whole."
  [x kind kind-form {:keys [count min-count max-count distinct]} path via in]
  (let [size (when (c/or count min-count max-count)
               (fn [] (bounded-count (inc (c/or count max-count min-count)) x)))]
    (cond (not (pvalid? (c/or kind coll?) x))
          (explain-1 (c/or kind-form `coll?) (c/or kind coll?) path via in x)
          (c/and count (not= count (size)))
          [(problem path `(= ~count (c/count ~'%)) x via in)]
          (c/and (c/or min-count max-count)
                 (not (<= (c/or min-count 0) (size) (c/or max-count Long/MAX_VALUE))))
          [(problem path `(<= ~(c/or min-count 0) (c/count ~'%) ~(c/or max-count 'Integer/MAX_VALUE))
                    x via in)]
          (c/and distinct (seq x) (not (apply distinct? x)))
          [(problem path 'distinct? x via in)]
          :else nil)))

(defn- conforming
  "[start add finish] for the conformed copy of a collection; add gets the copy, the index, the element
  and its conformed value."
  [x target conform-keys]
  (cond (c/and (vector? x) (c/or (nil? target) (vector? target)))
        [identity (fn [result i v value] (if (identical? v value) result (assoc result i value)))
         identity]
        (c/and (map? x) (c/or (nil? target) (map? target)))
        [(if conform-keys empty identity)
         (fn [result i v value]
           (if (c/and (identical? v value) (not conform-keys))
             result
             (assoc result (nth (if conform-keys value v) 0) (nth value 1))))
         identity]
        (c/or (seq? target) (c/and (nil? target) (seq? x)))
        [(constantly ()) (fn [result i v value] (conj result value)) reverse]
        :else
        [(fn [x] (empty (c/or target x))) (fn [result i v value] (conj result value)) identity]))

(defn every-impl
  "What every does."
  ([form pred opts] (every-impl form pred opts nil))
  ([form pred {conform-into :into
               describe-form ::describe
               :keys [kind ::kind-form count max-count min-count distinct gen-max ::kfn ::cpred
                      conform-keys ::conform-all]
               :or {gen-max 20}
               :as opts}
    gfn]
   (let [spec (delay (specize pred form))
         all-of (fn [f x]
                  (let [[start add finish] (conforming x conform-into conform-keys)]
                    (loop [result (start x) i 0 elements (seq x)]
                      (if elements
                        (let [v (first elements)
                              value (f @spec v)]
                          (if (invalid? value)
                            ::invalid
                            (recur (add result i v value) (inc i) (next elements))))
                        (finish result)))))
         fits? (fn [x] (not (invalid? (conform* @spec x))))
         key-of (c/or kfn (fn [i _] i))]
     (reify
       Specize
       (specize* [s] s)
       (specize* [s _] s)
       Spec
       (conform* [_ x]
         (cond (not (cpred x)) ::invalid
               conform-all (all-of conform* x)
               (indexed? x)
               (let [step (max 1 (quot (c/count x) *coll-check-limit*))]
                 (loop [i 0]
                   (cond (>= i (c/count x)) x
                         (fits? (nth x i)) (recur (c/+ i step))
                         :else ::invalid)))
               :else (if (every? fits? (take *coll-check-limit* x)) x ::invalid)))
       (unform* [_ x] (if conform-all (all-of unform* x) x))
       (explain* [_ path via in x]
         (c/or (collection-problems x kind kind-form opts path via in)
               (apply concat
                      ((if conform-all identity (fn [found] (take *coll-error-limit* found)))
                       (keep (fn [[i v]]
                               (when-not (fits? v)
                                 (explain-1 form pred path via (conj in (key-of i v)) v)))
                             (map vector (range) x))))))
       (gen* [_ overrides path rmap]
         (if gfn
           (gfn)
           (let [g (gensub pred overrides path rmap form)
                 target (cond conform-into (empty conform-into)
                              kind (let [made (gen/generate (gensub kind overrides path rmap kind))]
                                     (if (seq? made) () (empty made)))
                              :else [])
                 [least most] (if count
                                [count count]
                                [(c/or min-count 0)
                                 (c/or max-count (max gen-max (c/* 2 (c/or min-count 0))))])
                 elements (if (c/or distinct (set? target) (map? target))
                            (gen/vector-distinct g {:min-elements least :max-elements most
                                                    :max-tries 100})
                            (gen/vector g least most))]
             (gen/such-that cpred
                            (gen/fmap (fn [v] (if (seq? target) (apply list v) (into target v)))
                                      elements)
                            100))))
       (with-gen* [_ gfn] (every-impl form pred opts gfn))
       (describe* [_]
         (c/or describe-form
               `(every ~form ~@(mapcat (fn [[k v]] (when-not (namespace k) [k v])) opts))))))))
