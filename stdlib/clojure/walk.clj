;; SPDX-License-Identifier: MIT
;;
;; Walking nested data.
(ns clojure.walk
  "Walks over nested data, replacing what a function is given.")

(defn walk
  "The form with inner applied to each of its elements, and then outer to the whole."
  [inner outer form]
  (cond (list? form) (outer (with-meta (apply list (map inner form)) (meta form)))
        (map-entry? form)
        (outer (nacre.primitive/map-entry-new (inner (key form)) (inner (val form))))
        (seq? form) (outer (with-meta (doall (map inner form)) (meta form)))
        (record? form) (outer (reduce (fn [r x] (conj r (inner x))) form form))
        (coll? form) (outer (into (empty form) (map inner) form))
        :else (outer form)))

(defn postwalk
  "The form with f applied to each part, the inner ones first."
  [f form]
  (walk (fn [x] (postwalk f x)) f form))

(defn prewalk
  "The form with f applied to each part, the outer ones first; f sees what became of the outer."
  [f form]
  (walk (fn [x] (prewalk f x)) identity (f form)))

(defn postwalk-demo
  "Prints each part in the order of postwalk and answers the form."
  [form]
  (postwalk (fn [x] (print "Walked: ") (prn x) x) form))

(defn prewalk-demo
  "Prints each part in the order of prewalk and answers the form."
  [form]
  (prewalk (fn [x] (print "Walked: ") (prn x) x) form))

(defn keywordize-keys
  "The form with the string keys of all its maps made keywords."
  [m]
  (postwalk (fn [x]
              (if (map? x)
                (with-meta (into {} (map (fn [[k v]] (if (string? k) [(keyword k) v] [k v]))) x)
                  (meta x))
                x))
            m))

(defn stringify-keys
  "The form with the keyword keys of all its maps made strings."
  [m]
  (postwalk (fn [x]
              (if (map? x)
                (with-meta (into {} (map (fn [[k v]] (if (keyword? k) [(name k) v] [k v]))) x)
                  (meta x))
                x))
            m))

(defn prewalk-replace
  "The form with the parts that are keys of smap replaced by its values, the outer ones first."
  [smap form]
  (prewalk (fn [x] (if (contains? smap x) (smap x) x)) form))

(defn postwalk-replace
  "The form with the parts that are keys of smap replaced by its values, the inner ones first."
  [smap form]
  (postwalk (fn [x] (if (contains? smap x) (smap x) x)) form))

(defn macroexpand-all
  "The form with all macro calls in it expanded, whatever they stand in."
  [form]
  (prewalk (fn [x] (if (seq? x) (macroexpand x) x)) form))
