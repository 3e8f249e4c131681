;; SPDX-License-Identifier: MIT
;; Runs the language tests:
;;
;;     build/nacre tests/lang/run.clj tests/lang/*.clj        (hosted; or folders, see below)
;;     clojure tests/lang/run.clj tests/lang/*.clj            (the oracle)
;;
;; Arguments are test files or folders of them, and the word `small` (see scaled). Each file NAME.clj holds the
;; namespace nacre.test.NAME, with `_` for `-` in the file's name. A file that does not load, or a
;; test that throws, counts as a failure; where loading fails the file is loaded form by form so
;; that one bad form hides only itself. The last line is `N passed, N failed`; the exit status is 0
;; only when nothing failed and something passed.
(ns nacre.test-runner
  (:require [clojure.string :as string]
            [clojure.test :as test]))

(def hosted-on-jvm? (nil? (find-ns 'nacre.system)))

(def small? (boolean (some #{"small"} *command-line-args*)))

(defn scaled
  "A size for a test whose time grows with its square where every safepoint collects and every
  thousandth walks the whole heap: `full`, or `small` when the runner was given that word."
  [full small]
  (if small? small full))

(defn function-of
  "The function of this qualified name, or nil: the oracle has no nacre.system, Nacre no java.io."
  [qualified-name]
  (try (deref (requiring-resolve qualified-name)) (catch Throwable _ nil)))

(defn files-in
  "The test files in this folder, sorted; a path that is no folder is itself."
  [path]
  (let [source? (fn [name]
                  (and (or (string/ends-with? name ".clj") (string/ends-with? name ".cljc"))
                       (not (string/ends-with? name "run.clj"))))]
    (cond
      (string/ends-with? path ".clj") [path]
      (string/ends-with? path ".cljc") [path]
      hosted-on-jvm?
      (->> ((function-of 'clojure.java.io/file) path) file-seq (map str) (filter source?) sort)
      :else
      (->> ((function-of 'nacre.system/list-directory) path)
           (filter source?)
           sort
           (map (fn [name] (if (string/starts-with? name "/") name (str path "/" name))))))))

(defn namespace-of
  "tests/lang/foo_bar.clj -> nacre.test.foo-bar"
  [path]
  (let [name (last (string/split path #"/"))
        stem (subs name 0 (string/last-index-of name "."))]
    (symbol (str "nacre.test." (string/replace stem "_" "-")))))

(defn load-form-by-form
  "Evaluates each form of the text; returns the number of forms that failed."
  [path]
  (let [end (str "end of " path)]
    (binding [*ns* *ns*]
      (with-in-str (slurp path)
        (loop [failed 0]
          (let [form (try (read {:eof end} *in*)
                          (catch Throwable problem
                            (println "UNREADABLE" path (ex-message problem))
                            ::unreadable))]
            (cond
              (= form end) failed
              (= form ::unreadable) (inc failed)
              :else
              (let [problem (try (eval form) nil (catch Throwable problem problem))]
                (when problem
                  (println "NOT LOADED" path
                           (if (seq? form) (str (first form) " " (second form)) form)
                           (or (some-> problem ex-cause ex-message) "") (ex-message problem)))
                (recur (if problem (inc failed) failed))))))))))

(defn run-file
  "Loads and runs one file; returns [passed failed]."
  [path]
  (let [namespace (namespace-of path)
        unloaded (try (binding [*ns* *ns*] (load-file path)) 0
                      (catch Throwable problem
                        (println "LOADING FAILED" path (ex-message problem)
                                 (or (some-> problem ex-cause ex-message) ""))
                        (try (max 1 (load-form-by-form path))
                             (catch Throwable again
                               (println "GIVING UP" path (ex-message again))
                               1))))
        summary (when (find-ns namespace)
                  (try (test/run-tests namespace)
                       (catch Throwable problem
                         (println "TESTS STOPPED" path (ex-message problem))
                         {:pass 0 :fail 0 :error 1})))]
    [(:pass summary 0)
     (+ unloaded (if summary (+ (:fail summary 0) (:error summary 0)) 1))]))

(defn exit [status]
  (if hosted-on-jvm?
    (do (flush) (System/exit status))
    ((function-of 'nacre.system/exit) status)))

(defn run [arguments]
  (let [totals (doall (map run-file (mapcat files-in (remove #{"small"} arguments))))
        passed (reduce + (map first totals))
        failed (reduce + (map second totals))]
    (println (str passed " passed, " failed " failed"))
    (exit (if (and (zero? failed) (pos? passed)) 0 1))))

(run *command-line-args*)
