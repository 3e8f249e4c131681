;; SPDX-License-Identifier: MIT
;;
;; What programs that read and evaluate for themselves take from the prompt of Clojure.
(ns clojure.main
  "A read-eval-print loop to build others on, and helpers for showing exceptions."
  (:require [clojure.repl :as repl]
            [clojure.pprint :as pprint]
            [clojure.spec.alpha :as spec]
            [clojure.stacktrace :as stacktrace]
            [clojure.string :as string]))

(defn demunge
  "The name that munge turned into fn-name, with a slash between namespace and function."
  [fn-name]
  (repl/demunge fn-name))

(defn root-cause
  "The exception at the end of the chain of causes."
  [t]
  (stacktrace/root-cause t))

(defn stack-element-str
  "A frame of a trace as text."
  [el]
  (str el))

(defn repl-prompt
  "Prints the prompt: the current namespace."
  []
  (printf "%s=> " (ns-name *ns*)))

(defn skip-if-eol
  "Takes a line's end from the input if it comes next: :line-start then, :stream-end at the input's
  end, else :body."
  [s]
  (let [c (.read s)]
    (cond (= c (int \newline)) :line-start
          (= c -1) :stream-end
          :else (do (.unread s c) :body))))

(defn skip-whitespace
  "Takes white space from the input, a line's end at most: answers as skip-if-eol."
  [s]
  (let [c (.read s)]
    (cond (= c (int \newline)) :line-start
          (= c -1) :stream-end
          (= c (int \;)) (do (.readLine s) :line-start)
          (or (Character/isWhitespace (char c)) (= c (int \,))) (recur s)
          :else (do (.unread s c) :body))))

(defn repl-read
  "Reads a form from *in*: request-prompt at the start of a line, request-exit at the input's end."
  [request-prompt request-exit]
  (case (skip-whitespace *in*)
    :line-start request-prompt
    :stream-end request-exit
    (let [form (read {:read-cond :allow} *in*)]
      (skip-if-eol *in*)
      form)))

(defn repl-exception
  "The cause of an exception that matters to whom it is shown."
  [throwable]
  (root-cause throwable))

;; --- What went wrong -----------------------------------------------------------------------------
(defn- file-name
  "What stands behind the last slash of a path; nil for what names no file."
  [path]
  (when-not (contains? #{nil "NO_SOURCE_FILE" "NO_SOURCE_PATH"} path)
    (subs path (inc (or (string/last-index-of path "/") -1)))))

(defn- function-of-frame
  "The name that a class and method of a trace stand for: namespace/function, of functions within it up
  to their numbers, else class/method."
  [[class method]]
  (if (contains? '#{invoke invokeStatic} method)
    (let [[space & names] (map (fn [part] (string/replace (demunge part) #"--.*$" ""))
                               (string/split (str class) #"\$"))]
      (symbol space (string/join "$" names)))
    (symbol (name class) (name method))))

(defn- known
  "The entries whose values are not nil."
  [m]
  (into {} (remove (fn [[_ v]] (nil? v))) m))

(defn- of-core?
  "Is it a class of Clojure itself?"
  [class]
  (or (string/starts-with? (str class) "clojure.lang.")
      (string/starts-with? (str class) "clojure.core$")))

(defn ex-triage
  "What Throwable->map tells, as a map with keys of the namespace clojure.error: :phase, and as far as
  known :source :path :line :column :symbol :class :cause :spec."
  [datafied-throwable]
  (let [{:keys [via trace phase] :or {phase :execution}} datafied-throwable
        {:keys [type message data]} (peek (vec via))
        top (:data (first via))
        spec-data (when (:clojure.spec.alpha/problems data) data)
        caller (:clojure.spec.test.alpha/caller data)
        path (:clojure.error/source top)
        place (fn [m]
                (if-let [file (file-name path)]
                  (assoc m :clojure.error/source file :clojure.error/path path)
                  (dissoc m :clojure.error/source)))]
    (assoc
     (case phase
       :read-source
       (merge (place (merge (:data (second via)) top))
              (known {:clojure.error/cause message}))
       (:compile-syntax-check :compilation :macro-syntax-check :macroexpansion)
       (merge (place top)
              (known #:clojure.error{:class type :cause message :spec spec-data}))
       (:read-eval-result :print-eval-result)
       (let [[class method file line] (first trace)]
         (merge top
                (known #:clojure.error{:line line :source (file-name file)
                                       :symbol (when class (function-of-frame [class method]))
                                       :class type :cause message :spec spec-data})))
       (let [[class method file line] (first (drop-while (fn [[class]] (of-core? class)) trace))]
         (known #:clojure.error{:class type
                                :line (or (:line caller) line)
                                :cause message
                                :symbol (or (:clojure.spec.alpha/fn data)
                                            (when class (function-of-frame [class method])))
                                :source (file-name (or (:file caller) file))
                                :spec spec-data})))
     :clojure.error/phase phase)))

(defn ex-str
  "A text for people from what ex-triage tells: phase and place in the first line, then the cause."
  [{:clojure.error/keys [phase source path line column symbol class cause spec] :as triage-data}]
  (let [place (str (or path source "REPL") ":" (or line 1) (if column (str ":" column) ""))
        simple (last (string/split (str class) #"\."))
        kind (if (contains? #{"" "Exception" "RuntimeException"} simple) "" (str " (" simple ")"))
        at (str (if symbol (str symbol " ") "") "at (" place ").\n")
        problems (fn []
                   (with-out-str
                     (spec/explain-out
                      (update spec :clojure.spec.alpha/problems
                              (fn [problems] (map (fn [p] (dissoc p :in)) problems))))))
        reason (format "%s\n" cause)]
    (case phase
      :read-source (str "Syntax error reading source " at reason)
      :macro-syntax-check (str "Syntax error macroexpanding " at (if spec (problems) reason))
      :macroexpansion (str "Unexpected error" kind " macroexpanding " at reason)
      :compile-syntax-check (str "Syntax error" kind " compiling " at reason)
      :compilation (str "Unexpected error" kind " compiling " at reason)
      :read-eval-result (format "Error reading eval result%s at %s (%s).\n%s" kind symbol place reason)
      :print-eval-result (format "Error printing return value%s at %s (%s).\n%s" kind symbol place
                                 reason)
      :execution (if spec
                   (format "Execution error - invalid arguments to %s at (%s).\n%s" symbol place
                           (problems))
                   (str "Execution error" kind " at " (if symbol (str symbol " ") "") "(" place ").\n"
                        reason)))))

(defn err->msg
  "A text for people about an exception."
  [e]
  (ex-str (ex-triage (Throwable->map e))))

(defn report-error
  "Writes all that is known of an exception where :target says, and a text for people to *err*: to a
  temporary file (\"file\"), to *err* (\"stderr\") or not at all (\"none\")."
  [t & {:keys [target] :or {target "file"} :as opts}]
  (when-not (= target "none")
    (let [trace (Throwable->map t)
          triage (ex-triage trace)
          report (binding [*print-namespace-maps* false]
                   (with-out-str
                     (pprint/pprint (array-map :clojure.main/message (ex-str triage)
                                               :clojure.main/triage triage
                                               :clojure.main/trace trace))))
          file (when (= target "file")
                 (try
                   (doto (java.io.File/createTempFile "clojure-" ".edn")
                     (spit report))
                   (catch Exception _ nil)))] ; no file can be made: *err* has it
      (binding [*out* *err*]
        (when-not file (println report))
        (print (ex-str triage))
        (when file (println (str "\nFull report at:\n" (.getAbsolutePath file))))
        (flush)))))

(defn repl-caught
  "Writes a text for people about an exception to *err*."
  [e]
  (binding [*out* *err*]
    (print (err->msg e))
    (flush)))

(defmacro with-read-known
  "The value of the body, with *read-eval* bound to true where it is :unknown."
  [& body]
  `(binding [*read-eval* (if (= :unknown *read-eval*) true *read-eval*)]
     ~@body))

(defn renumbering-read
  "Reads a form from the reader; lists in it say that it starts on that line."
  [opts reader line-number]
  (let [[_ text] (read+string opts reader)]
    (read opts (doto (clojure.lang.LineNumberingPushbackReader. (java.io.StringReader. text))
                 (.setLineNumber line-number)))))

(defmacro with-bindings
  "The value of the body, for which the vars that a prompt sets are bound as they are now."
  [& body]
  `(binding [*ns* *ns*
             *warn-on-reflection* *warn-on-reflection*
             *print-meta* *print-meta*
             *print-length* *print-length*
             *print-level* *print-level*
             *print-namespace-maps* true
             *data-readers* *data-readers*
             *default-data-reader-fn* *default-data-reader-fn*
             *command-line-args* *command-line-args*
             *unchecked-math* *unchecked-math*
             *assert* *assert*
             *1 nil
             *2 nil
             *3 nil
             *e nil]
     ~@body))

(def repl-requires
  "What a prompt refers to in the namespace it starts in."
  '[[clojure.repl :refer [source apropos dir pst doc find-doc]]
    [clojure.pprint :refer [pp pprint]]])

(defn repl
  "Reads, evaluates and prints until its input ends. Options, each a function:
  :init         called first, with the vars of a prompt bound
  :need-prompt  is a prompt wanted? always by default
  :prompt       prints it
  :flush        flushes the output
  :read         (read request-prompt request-exit) the next form, or one of the two
  :eval         the value of a form
  :print        prints a value
  :caught       shows an exception"
  [& options]
  (let [{:keys [init need-prompt prompt flush read eval print caught]
         :or {init (fn [])
              need-prompt (constantly true)
              prompt repl-prompt
              flush clojure.core/flush
              read repl-read
              eval clojure.core/eval
              print prn
              caught repl-caught}} (apply hash-map options)
        request-prompt (Object.)
        request-exit (Object.)
        failed (fn [e]
                 (caught e)
                 (set! *e e))
        step (fn []
               (try
                 (let [form (read request-prompt request-exit)]
                   (if (or (identical? form request-prompt) (identical? form request-exit))
                     form
                     (let [value (eval form)]
                       (set! *3 *2)
                       (set! *2 *1)
                       (set! *1 value)
                       (print value))))
                 (catch Throwable e (failed e))))]
    (with-bindings
      (try (init) (catch Throwable e (failed e)))
      (prompt)
      (flush)
      (loop []
        (when-not (identical? (step) request-exit)
          (when (need-prompt)
            (prompt)
            (flush))
          (recur))))))

(defn load-script
  "Loads a file, or with @ before its path what that names on the source path."
  [path]
  (if (string/starts-with? path "@")
    (load (string/replace (subs path 1) #"\.clj$" ""))
    (load-file path)))
