;; SPDX-License-Identifier: MIT
;; Counts the words of a file:  word_count.clj FILE
;;
;; Hosted the file is any on the disk. Booted it was baked into the image, or given as a module, and
;; lies under /boot/:
;;     make run SCRIPT=examples/word_count.clj FILES=examples/data/rain.txt ARGS=/boot/rain.txt
(ns example.word-count
  (:require [clojure.string :as string]))

(let [text (slurp (first *command-line-args*))
      words (re-seq #"\p{L}+" (string/lower-case text))
      counts (sort-by (juxt (comp - val) key) (frequencies words))]
  (println (count (string/split-lines text)) "lines," (count words) "words,"
           (count text) "characters," (count counts) "different words")
  (doseq [[word n] (take 8 counts)]
    (println (format "%4d  %-8s %s" n word (apply str (repeat n "*")))))
  (println "once only:" (string/join " " (sort (map key (filter #(= 1 (val %)) counts))))))
