;; SPDX-License-Identifier: MIT
;; Questions to an EDN file, in a query language of thirty lines: a pattern is data with ?variables
;; in it, and a query is a list of patterns that must all match.
;;
;;     edn_query.clj FILE          hosted: examples/data/planets.edn, booted: /boot/planets.edn
(ns example.edn-query
  (:require [clojure.edn :as edn]
            [clojure.string :as string]))

(defn variable? [x] (and (symbol? x) (string/starts-with? (name x) "?")))

(defn match
  "The bindings under which the pattern is this value, or nil."
  [pattern value bindings]
  (cond
    (nil? bindings) nil
    (variable? pattern) (if (contains? bindings pattern)
                          (when (= (bindings pattern) value) bindings)
                          (assoc bindings pattern value))
    (sequential? pattern) (when (and (sequential? value) (= (count pattern) (count value)))
                            (reduce (fn [b [p v]] (match p v b)) bindings
                                    (map vector pattern value)))
    (= pattern value) bindings))

(defn facts
  "[entity attribute value], one a value: a vector in the data is many values."
  [entities]
  (for [entity entities
        [attribute value] entity
        one (if (vector? value) value [value])]
    [(:name entity) attribute one]))

(defn query [wanted patterns database]
  (->> patterns
       (reduce (fn [solutions pattern]
                 (for [bindings solutions
                       fact database
                       :let [more (match pattern fact bindings)]
                       :when more]
                   more))
               [{}])
       (map (fn [bindings] (mapv bindings wanted)))
       distinct
       sort))

(let [planets (edn/read-string (slurp (first *command-line-args*)))
      database (doall (facts planets))]
  (println (count planets) "planets," (count database) "facts")
  (println "rocks with a moon:")
  (doseq [[planet moon] (query '[?planet ?moon]
                               '[[?planet :kind :rock] [?planet :moons ?moon]]
                               database)]
    (println " " planet "has" moon))
  (println "planets of one kind:")
  (doseq [[kind rows] (group-by first (query '[?kind ?planet] '[[?planet :kind ?kind]] database))]
    (println " " (name kind) (map second rows)))
  (println "the widest:" (:name (apply max-key :radius planets)))
  (println "farther than Mars, by distance:"
           (->> planets (filter #(> (:distance %) 228)) (sort-by :distance) (map :name)
                (string/join ", "))))
