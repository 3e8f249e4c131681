;; SPDX-License-Identifier: MIT
;;
;; Mutable fields: the bodies of a type's methods see a mutable field as a local, but it is a box.
;; with-boxed-locals rewrites a body, once it is expanded to special forms, so that the field's name
;; reads the box and (set! name v) changes it. Locals of the same name shadow the field.
(in-ns 'nacre.core)

(declare rewrite)

(defn- rewrite-all
  "Rewrites each form of a sequence."
  [boxes forms]
  (map (fn [form] (rewrite boxes form)) forms))

(defn- without
  "The boxes that are not shadowed by the names."
  [boxes names]
  (reduce dissoc boxes (filter symbol? names)))

(defn- rewrite-bindings
  "Rewrites (let* [bindings] body...) and loop*, whose names shadow from there on."
  [boxes [head bindings & body]]
  (loop [boxes boxes out [] i 0]
    (if (< i (count bindings))
      (let [local (nth bindings i)]
        (recur (dissoc boxes local)
               (conj out local (rewrite boxes (nth bindings (inc i))))
               (+ i 2)))
      (list* head out (rewrite-all boxes body)))))

(defn- rewrite-arity
  "Rewrites ([params] body...)."
  [boxes [params & body]]
  (list* params (rewrite-all (without boxes params) body)))

(defn- rewrite-function
  "Rewrites (fn* name? arities...)."
  [boxes [head & parts :as form]]
  (let [fname (when (symbol? (first parts)) (first parts))
        parts (if fname (rest parts) parts)
        boxes (if fname (dissoc boxes fname) boxes)
        arities (if (vector? (first parts)) (list parts) parts)]
    (with-meta
      (list* head (concat (when fname [fname])
                          (map (fn [arity] (rewrite-arity boxes arity)) arities)))
      (meta form))))

(defn- rewrite-special
  "Rewrites an expanded list form."
  [boxes form]
  (let [head (first form)]
    (cond
      (= head 'quote) form
      (= head 'var) form
      (or (= head 'let*) (= head 'loop*)) (rewrite-bindings boxes form)
      (= head 'fn*) (rewrite-function boxes form)
      (= head 'letfn*)
      (let [[_ bindings & body] form
            boxes (without boxes (take-nth 2 bindings))]
        (list* 'letfn* (vec (rewrite-all boxes bindings)) (rewrite-all boxes body)))
      (= head 'catch)
      (let [[_ class local & body] form]
        (list* 'catch class local (rewrite-all (dissoc boxes local) body)))
      (= head 'case*)
      (let [[_ local table default forms] form]
        (if (contains? boxes local)
          (let [g (gensym "case__")]
            `(let* [~g ~(rewrite boxes local)]
               (~'case* ~g ~table ~(rewrite boxes default) ~(vec (rewrite-all boxes forms)))))
          (list 'case* local table (rewrite boxes default) (vec (rewrite-all boxes forms)))))
      (= head 'set!)
      (let [[_ target value] form]
        (if (and (symbol? target) (contains? boxes target))
          (list 'nacre.primitive/box-set (get boxes target) (rewrite boxes value))
          (list 'set! target (rewrite boxes value))))
      (= head '.)
      (let [[_ target member & args] form]
        (list* '. (rewrite boxes target)
               (if (seq? member) (list* (first member) (rewrite-all boxes (rest member))) member)
               (rewrite-all boxes args)))
      (or (= head 'def) (= head 'new))
      (list* head (second form) (rewrite-all boxes (nnext form)))
      (or (= head 'if) (= head 'do) (= head 'recur) (= head 'throw) (= head 'try)
          (= head 'finally))
      (list* head (rewrite-all boxes (rest form)))
      :else (with-meta (apply list (rewrite-all boxes form)) (meta form)))))

(defn- rewrite
  "Rewrites one form, expanding macros on the way."
  [boxes form]
  (cond
    (symbol? form) (if (contains? boxes form)
                     (list 'nacre.primitive/box-get (get boxes form))
                     form)
    (and (seq? form) (seq form))
    (let [expanded (if (and (symbol? (first form)) (not (contains? boxes (first form))))
                     (macroexpand form)
                     form)]
      (if (seq? expanded)
        (rewrite-special boxes expanded)
        (rewrite boxes expanded)))
    (map-entry? form) form
    (vector? form) (with-meta (vec (rewrite-all boxes form)) (meta form))
    (map? form) (with-meta (into {} (map (fn [e] [(rewrite boxes (key e)) (rewrite boxes (val e))]))
                                 form)
                  (meta form))
    (set? form) (with-meta (set (rewrite-all boxes form)) (meta form))
    :else form))

(defn with-boxed-locals
  "The form with the symbols that are keys of boxes read from and set in the boxes that their values
  name."
  [boxes form]
  (rewrite boxes form))
