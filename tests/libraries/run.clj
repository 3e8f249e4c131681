;; SPDX-License-Identifier: MIT
;; Runs the programs that use libraries; on Clojure too:
;;
;;     build/nacre -cp FOLDERS tests/libraries/run.clj FILE...
;;
;; NAME.clj holds the namespace nacre.libraries.NAME. A program that does not load counts as one
;; failure. The last line is `N passed, N failed`.
(ns nacre.libraries.run
  (:require [clojure.string :as string]
            [clojure.test :as test]))

(defn run-file [path]
  (let [file-name (last (string/split path #"/"))
        space (symbol (str "nacre.libraries."
                           (string/replace (string/replace file-name #"\.cljc?$" "") "_" "-")))]
    (try
      (load-file path)
      (test/run-tests space)
      (catch Throwable problem
        (println "FAIL" path "does not run:" (str problem) (str (ex-cause problem)))
        {:pass 0 :fail 1 :error 0}))))

(let [totals (apply merge-with + (map (fn [path] (select-keys (run-file path) [:pass :fail :error]))
                                      *command-line-args*))
      failed (+ (:fail totals 0) (:error totals 0))]
  (println (str (:pass totals 0) " passed, " failed " failed"))
  (flush)
  (System/exit (if (zero? failed) 0 1)))
