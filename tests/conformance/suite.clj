;; SPDX-License-Identifier: MIT
;; What suite.sh needs of Lisp:
;;
;;     build/nacre -cp FOLDER tests/conformance/suite.clj run NAMESPACE
;;     build/nacre tests/conformance/suite.clj overlay OVERLAY.edn FOLDER
;;
;; run: loads the namespace and runs its tests. What does not pass is printed by clojure.test; the
;; last line is `RESULT passes failures errors left-out`, where left out is what the suite itself
;; says it skips because a var does not exist. The status is 0 when all ran, whatever they gave.
;;
;; overlay: puts the rows of the overlay into the files of a copy of the suite. The status is 1, and
;; the row is named, when a row does not fit.
(ns nacre.conformance.suite
  (:require [clojure.edn :as edn]
            [clojure.string :as string]
            [clojure.test :as test]
            [nacre.system :as system]))

(defn run [name]
  (let [namespace-name (symbol name)
        text (with-out-str
               (require namespace-name)
               (binding [test/*test-out* *out*
                         test/*stack-trace-depth* 2]
                 (let [{:keys [pass fail error]} (test/run-tests namespace-name)]
                   (println "RESULT" pass fail error))))
        lines (string/split-lines text)
        left-out (filter #(string/starts-with? % "SKIP") lines)
        result (last (filter #(string/starts-with? % "RESULT") lines))]
    (doseq [line lines
            :when (not (or (= line result) (string/blank? line)
                           (re-find #"^(Testing |Ran |0 failures, 0 errors)" line)))]
      (println line))
    (println result (count left-out))))

(defn conditional-places
  "Where the reader conditionals of a text begin behind their parenthesis."
  [text]
  (loop [places [] from 0]
    (let [simple (string/index-of text "#?(" from)
          splicing (string/index-of text "#?@(" from)
          at (if (and simple splicing) (min simple splicing) (or simple splicing))]
      (if at
        (let [behind (+ at (if (= at splicing) 4 3))]
          (recur (conj places behind) behind))
        places))))

(defn overlaid
  "The text with one row of the overlay put in; nil when the row does not fit."
  [text {:keys [conditional was form]}]
  (when-let [place (get (conditional-places text) conditional)]
    (when (string/starts-with? (subs text place) was)
      (str (subs text 0 place) ":nacre " form "\n" (subs text place)))))

(defn overlay [path folder]
  (doseq [[file rows] (group-by :file (edn/read-string (slurp path)))
          ;; Later ones first, so that the numbers of the others stay right.
          row (sort-by (comp - :conditional) rows)]
    (let [place (str folder "/" file)]
      (if-let [text (overlaid (slurp place) row)]
        (spit place text)
        (do (println "the overlay does not fit:" file "conditional" (:conditional row))
            (system/exit 1))))))

(let [[command & arguments] *command-line-args*]
  (case command
    "run" (apply run arguments)
    "overlay" (apply overlay arguments))
  (system/exit 0))
