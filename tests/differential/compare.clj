;; SPDX-License-Identifier: MIT
;; Compares the answers of Clojure and Nacre to the same expressions:
;;
;;     build/nacre tests/differential/compare.clj EXPRESSIONS CLOJURE NACRE EXPLAINED
;;
;; The first three are files of lines: expressions, and what evaluate.cljc printed. EXPLAINED is a
;; vector of maps: :reason, and patterns that must all be found (those not given always are)
;; :expression, :clojure, :nacre. Prints each difference that no entry explains, the number of
;; differences by entry, and the totals.
(ns nacre.differential.compare
  (:require [clojure.string :as string]))

(defn answers
  "The map of the index of a line to its answer."
  [path]
  (into {}
        (keep (fn [line]
                (when-let [[_ index answer] (re-matches #"(\d+) (.*)" line)]
                  [(parse-long index) answer])))
        (string/split-lines (slurp path))))

(def double-text #"-?[0-9]+\.(?:0|[0-9]*[1-9])(?:E-?[0-9]+)?(?![0-9M])")

(defn same?
  "Are two answers the same, doubles compared by value?"
  [a b]
  (or (= a b)
      (and (= (string/split a double-text -1) (string/split b double-text -1))
           (= (map parse-double (re-seq double-text a)) (map parse-double (re-seq double-text b))))))

(defn explains? [entry expression clojure nacre]
  (every? (fn [[k text]] (or (nil? (k entry)) (re-find (k entry) text)))
          {:expression expression :clojure clojure :nacre nacre}))

(let [[expressions clojure nacre explained] *command-line-args*
      texts (string/split-lines (slurp expressions))
      clojure (answers clojure)
      nacre (answers nacre)
      explained (read-string (slurp explained))
      judged (for [i (range (count texts))
                   :let [text (nth texts i)
                         theirs (get clojure i "none")
                         ours (get nacre i "none: the program ended here")]]
               (cond (re-find #"^(no answer|none|throws java.lang.(OutOfMemory|StackOverflow)Error)" theirs)
                     [:out i]
                     (same? theirs ours) [:passed i]
                     :else
                     (if-let [entry (first (filter (fn [e] (explains? e text theirs ours)) explained))]
                       [:explained (:reason entry)]
                       (do (println (str "DIFFERENT " i ": " text "\n    Clojure: " theirs
                                         "\n    Nacre:   " ours))
                           [:failed i]))))
      by-verdict (group-by first judged)
      number (fn [verdict] (count (by-verdict verdict)))]
  (doseq [[reason n] (sort-by (comp - val) (frequencies (map second (by-verdict :explained))))]
    (println (str n " explained: " reason)))
  (println (str (number :out) " left out: Clojure itself has no answer (time, memory, stack)"))
  (println (str (+ (number :passed) (number :explained)) " passed, " (number :failed) " failed"))
  (System/exit (if (zero? (number :failed)) 0 1)))
