;; SPDX-License-Identifier: MIT
;; What of Clojure's public surface is there:
;;
;;     build/nacre tests/conformance/surface.clj PATH-TO-surface.edn
;;
;; The file maps namespaces to {var {:arglists :macro :dynamic}}. A var is there when it is public
;; in that namespace, its arglists print the same and its macro and dynamic flags are the same.
;; Output: one line a missing or differing var, one a namespace, totals last. The status is 0
;; whatever the figure, 2 when the file cannot be used.
(ns nacre.surface
  (:require [nacre.system :as system]))

(defn flags-of [metadata]
  (vec (filter #(get metadata %) [:macro :dynamic])))

(defn differences
  "What differs between the var of the census and ours, as texts; empty when nothing does."
  [wanted variable]
  (let [metadata (meta variable)
        lists (fn [m] (if-let [a (seq (:arglists m))] (pr-str a) "none"))]
    (cond-> []
      (not= (lists wanted) (lists metadata))
      (conj (str "arglists " (lists metadata) ", not " (lists wanted)))

      (not= (flags-of wanted) (flags-of metadata))
      (conj (str "flags " (flags-of metadata) ", not " (flags-of wanted))))))

(defn problems-of
  "[var text] for each var of the namespace that is not there as it should be."
  [namespace-name variables]
  (let [there (try (require namespace-name)
                   (ns-publics namespace-name)
                   (catch Exception problem
                     (println "no namespace" namespace-name ":" (ex-message problem))
                     {}))]
    (vec (for [[name wanted] (sort-by key variables)
               :let [variable (get there name)
                     text (cond
                            (nil? variable) ["missing"]
                            :else (differences wanted variable))]
               problem text]
           [name problem]))))

(defn main [path]
  (let [surface (binding [*read-eval* false] (read-string (slurp path)))
        results (vec (for [[namespace-name variables] (sort-by key surface)
                           :let [problems (problems-of namespace-name variables)
                                 bad (count (distinct (map first problems)))]]
                       (do (doseq [[name problem] problems]
                             (println (str "  " namespace-name "/" name ": " problem)))
                           (println (str namespace-name ": " (- (count variables) bad) " of "
                                         (count variables)))
                           [namespace-name (count variables) bad])))
        all (reduce + (map second results))
        bad (reduce + (map peek results))
        [_ core core-bad] (first (filter #(= 'clojure.core (first %)) results))]
    (println (str (- core core-bad) " of " core " clojure.core, " (- all bad) " of " all
                  " in all"))
    (println (str (- all bad) " passed, " bad " failed"))))

(if (= 1 (count *command-line-args*))
  (main (first *command-line-args*))
  (do (println "usage: surface.clj PATH-TO-surface.edn")
      (system/exit 2)))
