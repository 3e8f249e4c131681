;; SPDX-License-Identifier: MIT
;;
;; What the first process does: what the command line asks for. repl/main.c calls `main`.
(ns nacre.main
  "The entry point of the program."
  (:require [nacre.repl :as repl]))

;; Where programs begin: everything of clojure.core and the helpers of clojure.repl.
(binding [*ns* (create-ns 'user)]
  (refer 'clojure.core)
  (refer 'clojure.repl))

(defn- status-of
  "Calls f in the namespace user; 0, 1 after an exception, which is reported, or 130 after Ctrl-C, as
  a shell has it."
  [f]
  (try
    (binding [*ns* (create-ns 'user)]
      (f))
    0
    (catch nacre.lang.Interruption e
      (nacre.core/write-text *err* (repl/error-report e 20))
      130)
    (catch Throwable e
      (nacre.core/write-text *err* (repl/error-report e 20))
      1)))

(defn run-file
  "Evaluates a file; the status to end with."
  [path]
  (status-of (fn [] (binding [*print-namespace-maps* true
                              *assert* *assert*
                              *math-context* *math-context*
                              *print-length* *print-length*
                              *print-level* *print-level*
                              *print-meta* *print-meta*]
                      (load-file path)))))

(defn eval-expression
  "Evaluates the forms of a text and prints the values that are not nil; the status to end with."
  [text]
  (status-of
   (fn []
     (binding [*print-namespace-maps* true *file* "EXPR"]
       (loop [reader (nacre.primitive/reader-new text {:read-cond :allow}
                                                 "EXPR" 1)]
         (let [reader (nacre.primitive/reader-next reader)]
           (when-not (nacre.primitive/reader-end? reader)
             (let [value (eval (nacre.primitive/reader-form reader))]
               (when-not (nil? value) (prn value)))
             (recur reader))))))))

(defn- greeting
  "What stands above the first prompt. On metal the clock starts with the first instruction."
  [version machine]
  (if (= machine "metal")
    ;; Not by format, whose pattern would take a third of the time that is shown.
    (let [tenths (quot (nacre.primitive/nanoseconds) 100000)]
      (str "Nacre " version ", " (quot tenths 10) "." (rem tenths 10)
           " ms from the first instruction to this prompt. (doc x) explains x.\n"))
    (str "Nacre " version ". (doc x) explains x; Ctrl-D ends.\n")))

(defn repl
  "Runs the prompt until the input ends; the status to end with."
  [version machine]
  (nacre.core/write-text *out* (greeting version machine))
  (status-of repl/start))

(defn- options-of
  "The words of repl/main.c as [map-of-options arguments]."
  [words]
  (let [pairs (take-while (fn [[option]] (not= option "arguments")) (partition-all 2 words))]
    [(into {} (map vec pairs))
     (nthnext words (inc (* 2 (count pairs))))]))

(defn- project-file
  "Where nacre.edn would be: in the current folder, on metal in /boot."
  [machine]
  (if (= machine "metal") "/boot/nacre.edn" "nacre.edn"))

(defn- project-paths
  "The folders that :paths of a project file names, which lie beside it."
  [path]
  (let [{:keys [paths]} (clojure.edn/read-string (slurp path))
        beside (subs path 0 (- (count path) (count "nacre.edn")))]
    (when-not (and (vector? paths) (every? string? paths))
      (throw (ex-info (str path ": :paths must be a vector of strings") {:paths paths})))
    (mapv (fn [folder] (if (clojure.string/starts-with? folder "/") folder (str beside folder)))
          paths)))

(defn- read-data-readers
  "Adds the readers of tags that a data_readers file in a folder of the source path names."
  [path]
  (when (nacre.primitive/file-exists? path)
    (let [readers (read-string {:read-cond :allow} (slurp path))]
      (alter-var-root #'*data-readers* merge
                      (into {} (map (fn [[tag reader]]
                                      [tag (intern (create-ns (symbol (namespace reader)))
                                                   (symbol (name reader)))]))
                            readers)))))

(defn main
  "Does what the command line asks for, and ends the program with its status. A child that a script
  has forked ends alone."
  [words]
  (let [owner (nacre.process/self)
        [{:strs [script eval path features repl version machine]} arguments] (options-of words)]
    (cond path (nacre.core/set-load-path (clojure.string/split path #":"))
          (nacre.primitive/file-exists? (project-file machine))
          (nacre.core/set-load-path (project-paths (project-file machine)))
          (= machine "metal") (nacre.core/set-load-path ["/boot" "/tmp"]))
    (doseq [folder nacre.core/*load-path* suffix ["clj" "cljc"]]
      (read-data-readers (str folder "/data_readers." suffix)))
    (when features
      (nacre.core/set-features (map keyword (clojure.string/split features #","))))
    (binding [*command-line-args* arguments]
      (let [status (cond script (run-file script)
                         eval (eval-expression eval)
                         :else nil)]
        (when-not (= owner (nacre.process/self))
          (nacre.process/exit! (nacre.process/self) (if (= 0 status) :normal :failed)))
        (nacre.system/exit
         (if (or repl (nil? status))
           (nacre.main/repl version machine)
           status))))))
