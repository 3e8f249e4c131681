;; SPDX-License-Identifier: MIT
;; One namespace of a suite of clojure.test namespaces, for suite.sh:
;;
;;     build/nacre -cp FOLDER tests/conformance/suite.clj NAMESPACE
;;
;; Loads the namespace and runs its tests. What does not pass is printed by clojure.test; the last
;; line is `RESULT passes failures errors left-out`, where left out is what the suite itself says it
;; skips because a var does not exist. The status is 0 when all ran, whatever they gave.
(ns nacre.conformance.suite
  (:require [clojure.string :as string]
            [clojure.test :as test]
            [nacre.system :as system]))

(defn main [name]
  (let [namespace-name (symbol name)
        text (with-out-str
               (require namespace-name)
               (binding [test/*test-out* *out*]
                 (let [{:keys [pass fail error]} (test/run-tests namespace-name)]
                   (println "RESULT" pass fail error))))
        lines (string/split-lines text)
        left-out (filter #(string/starts-with? % "SKIP") lines)
        result (last (filter #(string/starts-with? % "RESULT") lines))]
    (doseq [line lines
            :when (not (or (= line result) (string/blank? line)
                           (re-find #"^(Testing |Ran |0 failures, 0 errors)" line)))]
      (println line))
    (println result (count left-out))
    (system/exit 0)))

(apply main *command-line-args*)
