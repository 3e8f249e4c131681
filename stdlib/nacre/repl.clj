;; SPDX-License-Identifier: MIT
;;
;; The prompt: reads a text of whole forms, evaluates and prints them one by one. An error is shown
;; and kept in *e. A child made by (fork) finishes the form, prints [pid] value and ends.
;;
;; Ctrl-C never breaks off a function of this namespace, only what it calls (lang/process.c). So the
;; prompt always comes back, as long as each call from here to what may take long or fail stands in
;; a try whose handler does neither.
(ns nacre.repl
  "The prompt."
  (:require [clojure.repl]
            [nacre.process :as process]))

(defn- place-text
  "A frame of a trace as one line."
  [[function file line column]]
  (let [place (str (or file "?") ":" line (if column (str ":" column) ""))]
    (if function (str "  at " function " (" place ")") (str "  at " place))))

(defn- machinery?
  "Is the frame one of what reads, expands and compiles, which people do not want to see?"
  [[function]]
  (and function (or (contains? #{"nacre.expander" "nacre.primitive" "nacre.repl" "nacre.main"}
                               (namespace function))
                    (contains? '#{clojure.core/ex-info nacre.core/construct nacre.core/load-text
                                nacre.core/load-source nacre.core/at-place nacre.core/read-tagged
                                nacre.core/read-eval}
                              function))))

(defn- frames-of-interest
  "The frames of an exception's trace down to where the program was called from."
  [e]
  (remove machinery?
          (take-while (fn [[function]] (not= function 'nacre.core/eval-form))
                      (nacre.primitive/exception-trace e))))

(defn- compiler-error?
  "Is it what the compiler wraps around what went wrong?"
  [e]
  (instance? clojure.lang.Compiler$CompilerException e))

(defn- told-by?
  "Does what the compiler says of a form tell all that its cause does?"
  [e cause]
  (and (compiler-error? e)
       (identical? RuntimeException (class cause))
       (nil? (ex-cause cause))
       (clojure.string/includes? (str (ex-message e)) (str (ex-message cause)))))

(defn- matter
  "What to tell of: of a form that failed while it was evaluated, what failed."
  [e]
  (if (and (compiler-error? e) (ex-cause e)
           (= :execution (:clojure.error/phase (ex-data e))))
    (recur (ex-cause e))
    e))

(defn error-report
  "What is shown of an exception: its type, message and data, `depth` frames of its trace, its causes."
  [e depth]
  (let [text (fn text [e prefix]
               (let [trace (frames-of-interest e)
                     shown (take depth trace)
                     more (- (count trace) (count shown))]
                 (str prefix (nacre.core/simple-name (class e))
                      (if (nil? (ex-message e)) "" (str ": " (ex-message e))) "\n"
                      (if-let [data (if (compiler-error? e) nil (ex-data e))]
                        (str "  data: "
                             (binding [*print-length* 20 *print-level* 5] (pr-str data)) "\n")
                        "")
                      (apply str (mapcat (fn [frame] [(place-text frame) "\n"]) shown))
                      (if (pos? more) (str "  and " more " more\n") "")
                      (let [cause (ex-cause e)]
                        (if (or (nil? cause) (told-by? e cause)) "" (text cause "caused by "))))))]
    (text (matter e) "")))

(defn show-error
  "Writes the report of an exception to *err*."
  [e]
  (nacre.core/write-text *err* (error-report e 8)))

(defn- evaluate-and-print
  "Evaluates one form of the prompt and prints its value; true to go on, false in a forked child."
  [form owner]
  (let [value (eval form)]
    (if (= owner (process/self))
      (do
        (set! *3 *2)
        (set! *2 *1)
        (set! *1 value)
        (prn value)
        true)
      (do
        (nacre.core/write-text *out* (str "[" (process/self) "] " (pr-str value) "\n"))
        false))))

(defn- evaluate-text
  "Evaluates and prints the forms of a text; false in a forked child."
  [text owner]
  (loop [reader (nacre.primitive/reader-new text {:read-cond :allow} "REPL" 1)]
    (let [reader (nacre.primitive/reader-next reader)]
      (cond (nacre.primitive/reader-end? reader) true
            (evaluate-and-print (nacre.primitive/reader-form reader) owner) (recur reader)
            :else false))))

(declare ^:private report-failed)

(defn- guarded
  "evaluate-text, an error in it shown; false in a forked child."
  [text owner]
  (try
    (evaluate-text text owner)
    (catch :any e
      (try
        (if (= owner (process/self))
          (do (set! *e e)
              (show-error e)
              true)
          (do (nacre.core/write-text *err* (str "[" (process/self) "] " (error-report e 8)))
              false))
        (catch :any _ (report-failed owner))))))

(defn- report-failed
  "What is said when the report of an exception failed, as its message may run code; as `guarded`."
  [owner]
  (try
    (nacre.core/write-text *err* "An exception whose report failed, or was broken off.\n")
    (= owner (process/self))
    (catch :any _ true)))

(def ^:private helpers
  "What people use at the prompt without a namespace."
  '{clojure.repl [doc find-doc apropos dir source pst]
    nacre.process [fork spawn send! receive self exit! processes]})

(defn- refer-helpers
  "Makes the helpers known in the current namespace, as far as their names are free."
  []
  (let [known (ns-map *ns*)]
    (doseq [[space names] helpers]
      (refer space :only (remove (fn [n] (contains? known n)) names)))))

(defn start
  "Runs the prompt until the input ends."
  []
  (let [owner (process/self)]
    (nacre.primitive/own-console)
    (binding [*ns* (create-ns 'user)
              *1 nil *2 nil *3 nil *e nil
              *repl* true
              *file* "REPL"
              *print-namespace-maps* true
              *print-length* *print-length*
              *print-level* *print-level*
              *print-meta* *print-meta*
              *warn-on-reflection* *warn-on-reflection*
              *unchecked-math* *unchecked-math*
              *data-readers* *data-readers*
              *assert* *assert*]
      (refer-helpers)
      (loop [frame (nacre.primitive/binding-frame)]
        ;; Ctrl-C may strike between a push of bindings and the try that takes them back.
        (nacre.primitive/reset-binding-frame frame)
        (let [text (try
                     (nacre.console/read-form-text (str (ns-name *ns*) "=> "))
                     (catch :any _ ""))] ; Ctrl-C: the next read shows it
          (when-not (nil? text)
            (if (guarded text owner)
              (recur frame)
              (process/exit! (process/self) :normal))))))))
