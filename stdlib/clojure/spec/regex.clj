;; SPDX-License-Identifier: MIT
;;
;; Regular expressions of sequences: cat, alt, *, +, ?, &. A regex is a map with ::op. It is taken
;; through the elements by derivatives: what is left to match after an element is a regex again,
;; which holds what has been matched so far.
;;
;;   ::accept :value          nothing left to match
;;   ::cat    :parts :done    parts {:re :key :form} in order; done: the values so far
;;   ::alt    :parts :maybe   one of the parts; :maybe, the form of `?`
;;   ::rep    :re :now :done  as often as may be; :now what is left of the repetition begun, or :re
;;   ::amp    :re :preds :forms
;; Anything without ::op is a predicate or spec of one element. nil matches nothing at all.
(in-ns 'clojure.spec.alpha)

(declare re-nullable? re-value re-step re-add)

(defn- re-resolve
  "The regex that a name stands for; anything else itself."
  [re]
  (if (ident? re)
    (let [spec (reg-resolve! re)]
      (if (regex? spec) spec re))
    re))

(defn- accepting
  "The regex that has matched, with that value."
  [value]
  {::op ::accept :value value})

(defn- accept?
  "Has the regex matched, with nothing left?"
  [re]
  (= ::accept (::op re)))

(defn- re-cat
  "The regex of the parts in order behind the values done. Parts that have matched are done."
  [parts done options]
  (loop [parts (seq parts) done done]
    (let [{:keys [re key]} (first parts)]
      (cond (nil? parts) (accepting done)
            (nil? re) nil
            (accept? re) (let [done (re-add done re key)]
                           (if (next parts) (recur (next parts) done) (accepting done)))
            :else (c/merge options {::op ::cat :parts (vec parts) :done done})))))

(defn- re-alt
  "The regex of one of the parts; those that cannot match are left out."
  [parts options]
  (let [parts (filterv :re parts)
        {:keys [re key]} (first parts)]
    (cond (empty? parts) nil
          (next parts) (c/merge options {::op ::alt :parts parts})
          (nil? key) re
          (accept? re) (accepting (nacre.primitive/map-entry-new key (:value re)))
          :else (c/merge options {::op ::alt :parts parts}))))

(defn- re-either
  "The regex of two, the first preferred."
  [a b]
  (if (c/and a b) (re-alt [{:re a} {:re b}] nil) (c/or a b)))

(defn- re-rep
  "The repetition of re with `now` left of the round begun. splice: the values of a round are those of
  the whole."
  [re now done options]
  (cond (nil? now) nil
        (accept? now) (c/merge options {::op ::rep :re re :now re :done (conj done (:value now))})
        :else (c/merge options {::op ::rep :re re :now now :done done})))

(defn- re-amp
  "The regex whose value must pass the predicates."
  [re preds forms form]
  (cond (nil? re) nil
        (accept? re) (let [value (and-preds (:value re) preds forms)]
                       (if (invalid? value) nil (accepting value)))
        :else {::op ::amp :re re :preds preds :forms forms :form form}))

(defn- no-value?
  "Does a part that matched without elements add nothing?"
  [re value]
  (c/or (identical? value ::nothing)
        (c/and (contains? #{::rep ::cat} (::op (re-resolve re))) (empty? value))))

(defn- re-add
  "The values done with that of a regex, which may end here, under its key."
  [done re key]
  (let [re (re-resolve re)
        value (re-value re)
        add (fn [value] (if key {key value} value))]
    (case (::op re)
      (::rep ::cat) (if (empty? value)
                      done
                      ((if (:splice re) into conj) done (add value)))
      (if (identical? value ::nothing) done (conj done (add value))))))

(defn- re-nullable?
  "May the regex end here?"
  [re]
  (let [{:keys [re now parts preds forms maybe] :as whole} (re-resolve re)]
    (case (::op whole)
      ::accept true
      nil false
      ::amp (c/and (re-nullable? re)
                   (let [value (re-value re)]
                     ;; A part without a value is shown to the predicates as Clojure shows it.
                     (not (invalid? (and-preds (if (identical? value ::nothing) ::nil value)
                                               preds forms)))))
      ::rep (c/or (identical? re now) (re-nullable? now))
      ::cat (every? (fn [part] (re-nullable? (:re part))) parts)
      ::alt (boolean (c/or maybe (some (fn [part] (re-nullable? (:re part))) parts))))))

(defn- re-value
  "The value of a regex that may end here; ::nothing for none."
  [re]
  (let [{:keys [re now parts preds forms done value] :as whole} (re-resolve re)]
    (case (::op whole)
      ::accept value
      nil nil
      ::amp (let [inner (re-value re)]
              (if (no-value? re inner) ::nothing (and-preds inner preds forms)))
      ::rep (if (identical? re now) done (re-add done now nil))
      ::cat (reduce (fn [done part] (re-add done (:re part) (:key part))) done parts)
      ::alt (let [{:keys [re key]} (first (filter (fn [part] (re-nullable? (:re part))) parts))
                  value (if (nil? re) ::nothing (re-value re))]
              (if (c/and key (not (identical? value ::nothing)))
                (nacre.primitive/map-entry-new key value)
                value)))))

(defn- re-step
  "What is left of the regex behind the element x; nil when x cannot follow."
  [re x]
  (let [{:keys [re now parts preds forms done] :as whole} (re-resolve re)
        options (when (regex? whole) (select-keys whole [:maybe :splice :plus :form]))]
    (case (::op whole)
      ::accept nil
      nil (when whole
            (let [value (dt whole x whole)]
              (when-not (invalid? value) (accepting value))))
      ::amp (re-amp (re-step re x) preds forms (:form whole))
      ::cat (when (seq parts)
              (let [{:keys [key] first-re :re :as part} (first parts)]
                (re-either
                 (re-cat (cons (assoc part :re (re-step first-re x)) (next parts)) done options)
                 (when (re-nullable? first-re)
                   (let [left (re-cat (next parts) (re-add done first-re key) options)]
                     (when left (re-step left x)))))))
      ::alt (re-alt (map (fn [part] (update part :re re-step x)) parts) (dissoc options :maybe))
      ::rep (re-either
             (re-rep re (re-step now x) done options)
             (when (c/and (not (identical? re now)) (re-nullable? now))
               (re-step (re-rep re re (re-add done now nil) options) x))))))

;; --- Making them ---------------------------------------------------------------------------------
(defn- parts-of
  "The parts of cat and alt."
  [ks ps forms]
  (mapv (fn [k p form] {:re p :key k :form form})
        (if (seq ks) ks (repeat (count ps) nil)) ps forms))

(defn cat-impl
  "What cat does."
  [ks ps forms]
  {::op ::cat :parts (parts-of ks ps forms) :done {}})

(defn alt-impl
  "What alt does."
  [ks ps forms]
  (assoc {::op ::alt :parts (parts-of ks ps forms)} ::id (Object.)))

(defn rep-impl
  "What * does."
  [form p]
  {::op ::rep :re p :now p :done [] :form form ::id (Object.)})

(defn rep+impl
  "What + does."
  [form p]
  {::op ::cat :plus form :done []
   :parts [{:re p :form form} {:re (assoc (rep-impl form p) :splice true) :form form}]})

(defn maybe-impl
  "What ? does."
  [p form]
  {::op ::alt :maybe form :parts [{:re p :form form} {:re (accepting ::nothing) :form ::nil}]})

(defn amp-impl
  "What & does."
  [re re-form preds pred-forms]
  {::op ::amp :re re :preds preds :forms pred-forms :form re-form})

(defn- named-parts
  "[keys predicates] of k1 p1 k2 p2..."
  [what key-pred-forms]
  (let [pairs (partition 2 key-pred-forms)
        ks (mapv first pairs)]
    (c/assert (c/and (even? (count key-pred-forms)) (every? keyword? ks))
              (str what " expects k1 p1 k2 p2..., where ks are keywords"))
    [ks (mapv second pairs)]))

(defmacro cat
  "A regex of a sequence of parts: (cat :name pred ...). Conforms to a map of names to values."
  [& key-pred-forms]
  (let [[ks ps] (named-parts "cat" key-pred-forms)]
    `(cat-impl ~ks ~ps '~(mapv res ps))))

(defmacro alt
  "A regex of one of several: (alt :name pred ...). Conforms to [name value]."
  [& key-pred-forms]
  (let [[ks ps] (named-parts "alt" key-pred-forms)]
    `(alt-impl ~ks ~ps '~(mapv res ps))))

(defmacro *
  "A regex of any number of matches. Conforms to a vector."
  [pred-form]
  `(rep-impl '~(res pred-form) ~pred-form))

(defmacro +
  "A regex of one or more matches. Conforms to a vector."
  [pred-form]
  `(rep+impl '~(res pred-form) ~pred-form))

(defmacro ?
  "A regex of one match or none."
  [pred-form]
  `(maybe-impl ~pred-form '~(res pred-form)))

(defmacro &
  "A regex whose conformed value must pass the predicates, too."
  [re & preds]
  `(amp-impl ~re '~(res re) ~(vec preds) '~(mapv res preds)))

;; --- Forms, unform -------------------------------------------------------------------------------
(defn- op-describe
  "The form of a regex."
  [re]
  (let [{:keys [parts forms form maybe plus splice] :as whole} (re-resolve re)]
    (case (::op whole)
      ::accept nil
      nil re
      ::amp (list* 'clojure.spec.alpha/& form forms)
      ::cat (if plus
              `(+ ~plus)
              `(cat ~@(mapcat (fn [part] [(c/or (:key part) :_) (:form part)]) parts)))
      ::alt (if maybe
              `(? ~maybe)
              `(alt ~@(mapcat (fn [part] [(:key part) (:form part)]) parts)))
      ::rep (list (if splice `+ `*) form))))

(defn- op-unform
  "The elements that x is the conformed form of."
  [re x]
  (let [{:keys [re parts preds maybe plus value] :as whole} (re-resolve re)]
    (case (::op whole)
      ::accept [value]
      nil [(unform whole x)]
      ::amp (op-unform re (reduce (fn [x pred] (unform pred x)) x (reverse preds)))
      ::rep (mapcat (fn [x] (op-unform re x)) x)
      ::cat (if plus
              (mapcat (fn [x] (op-unform (:re (first parts)) x)) x)
              (mapcat (fn [{:keys [re key]}]
                        (when (contains? x key) (op-unform re (get x key))))
                      parts))
      ::alt (if maybe
              (op-unform (:re (first parts)) x)
              (let [[k x] x]
                (op-unform (:re (first (filter (fn [part] (= k (:key part))) parts))) x))))))

;; --- Matching and explaining ---------------------------------------------------------------------
(defn- re-conform
  "The value of the regex for all the elements, or ::invalid."
  [re elements]
  (loop [re re elements (seq elements)]
    (cond elements (let [left (re-step re (first elements))]
                     (if left (recur left (next elements)) ::invalid))
          (re-nullable? re) (let [value (re-value re)]
                              (if (identical? value ::nothing) nil value))
          :else ::invalid)))

(defn- op-explain
  "The problems of the first of the elements by what is left of a regex; they are all wrong."
  [form re path via in elements]
  (let [whole (re-resolve re)
        via (if-let [name (spec-name re)] (conj via name) via)
        {:keys [re now parts preds forms]} whole
        insufficient (fn [path form]
                       [{:path path :reason "Insufficient input" :pred form :val () :via via
                         :in in}])]
    (case (::op whole)
      ::accept nil
      nil (when whole
            (if (empty? elements)
              (insufficient path form)
              (explain-1 form whole path via in (first elements))))
      ::amp (if (empty? elements)
              (if (re-nullable? re)
                (explain-pred-list forms preds path via in (re-value re))
                (insufficient path (:form whole)))
              (if-let [left (re-step re (first elements))]
                (explain-pred-list forms preds path via in (re-value left))
                (op-explain (:form whole) re path via in elements)))
      ::cat (let [{:keys [re key form]} (if (next parts)
                                          (first (remove (fn [part] (re-nullable? (:re part)))
                                                         parts))
                                          (first parts))
                  path (if key (conj path key) path)
                  form (c/or form (op-describe re))]
              (if (c/and (empty? elements) (nil? re))
                (insufficient path form)
                (op-explain form re path via in elements)))
      ::alt (if (empty? elements)
              (insufficient path (op-describe whole))
              (mapcat (fn [{:keys [re key form]}]
                        (op-explain (c/or form (op-describe re)) re
                                    (if key (conj path key) path) via in elements))
                      parts))
      ::rep (op-explain (if (identical? re now) (:form whole) (op-describe now))
                        now path via in elements))))

(defn- re-explain
  "The problems of the elements by a regex."
  [path via in re elements]
  (loop [left re elements (seq elements) i 0]
    (if (nil? elements)
      (when-not (re-nullable? left)
        (op-explain (op-describe left) left path via in nil))
      (if-let [next-left (re-step left (first elements))]
        (recur next-left (next elements) (inc i))
        (let [in (conj in i)
              extra (fn [pred] [{:path path :reason "Extra input" :pred pred :val elements :via via
                                 :in in}])]
          (if (accept? left)
            (extra (op-describe re))
            (c/or (seq (op-explain (op-describe left) left path via in elements))
                  (extra (op-describe left)))))))))

(defn- re-gen
  "A generator of the elements that a regex matches."
  [re overrides path rmap form]
  (let [whole (re-resolve re)
        rmap (if-let [id (::id whole)] (deeper rmap id) rmap)
        {:keys [re parts preds forms]} whole
        other (c/or (get overrides (spec-name whole)) (get overrides path))
        part-gens (fn []
                    (keep (fn [{:keys [re key form]}]
                            (when-not (c/and (::id whole) (recur-limit? rmap (::id whole) path key))
                              (re-gen re overrides (if key (conj path key) path) rmap form)))
                          parts))]
    (cond other (if (::op whole) (other) (gen/fmap vector (other)))
          (::gfn whole) ((::gfn whole))
          :else
          (case (::op whole)
            ::accept (gen/return (if (identical? ::nothing (:value whole)) [] [(:value whole)]))
            nil (when-let [g (gensub whole overrides path rmap form)] (gen/fmap vector g))
            ::amp (when-let [g (re-gen re overrides path rmap (:form whole))]
                    (gen/such-that
                     (fn [elements]
                       (not (invalid? (re-conform whole elements))))
                     g 100))
            ::cat (let [gens (part-gens)]
                    (when (= (count gens) (count parts)) (apply gen/cat gens)))
            ::alt (let [gens (part-gens)]
                    (when (seq gens) (gen/one-of gens)))
            ::rep (if (recur-limit? rmap (::id whole) [(::id whole)] (::id whole))
                    (gen/return [])
                    (when-let [g (re-gen re overrides path rmap (:form whole))]
                      (gen/fmap (fn [rounds] (apply concat rounds)) (gen/vector g))))))))

(defn regex-spec-impl
  "The spec of the sequences that a regex matches."
  [re gfn]
  (reify
    Specize
    (specize* [s] s)
    (specize* [s _] s)
    Spec
    (conform* [_ x]
      (if (c/or (nil? x) (sequential? x))
        (re-conform re (seq x))
        ::invalid))
    (unform* [_ x] (op-unform re x))
    (explain* [_ path via in x]
      (if (c/or (nil? x) (sequential? x))
        (re-explain path via in re (seq x))
        [(problem path `(fn [~'%] (c/or (nil? ~'%) (sequential? ~'%))) x via in)]))
    (gen* [_ overrides path rmap]
      (if gfn (gfn) (re-gen re overrides path rmap (op-describe re))))
    (with-gen* [_ gfn] (regex-spec-impl re gfn))
    (describe* [_] (op-describe re))))
