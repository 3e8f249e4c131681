;; SPDX-License-Identifier: MIT
;;
;; What programs that read and evaluate for themselves take from the prompt of Clojure.
(ns clojure.main
  "A read-eval-print loop to build others on, and helpers for showing exceptions."
  (:require [clojure.repl :as repl]
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

(defn repl-caught
  "Prints an exception to *err*."
  [e]
  (binding [*out* *err*]
    (println (str (.getName (class e)) ": " (ex-message e)))
    (flush)))

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
