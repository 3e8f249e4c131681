;; SPDX-License-Identifier: MIT
;;
;; eval, macroexpansion, read and load for programs, and the settings of the reader and compiler.
(in-ns 'clojure.core)

(defn clojure-version
  "The version of the language as a string."
  []
  (let [{:keys [major minor incremental qualifier]} *clojure-version*]
    (str major "." minor (if incremental (str "." incremental) "")
         (if (and qualifier (pos? (count qualifier))) (str "-" qualifier) ""))))

(defn eval
  "The value of a form."
  [form]
  (nacre.core/eval-form form))

(defn read-string
  "The first form of the string. Options: :eof value, :read-cond :allow or :preserve, :features."
  ([s] (read-string {} s))
  ([opts s]
   (when (nil? s) (nacre.primitive/raise-cast s "java.lang.String"))
   (let [opts (cond (map? opts) opts
                    (nil? opts) {}
                    :else (nacre.primitive/raise-cast opts "clojure.lang.IPersistentMap"))]
     (nacre.core/read-next (nacre.primitive/reader-new s opts) opts))))

(defn read
  "The next form of *in* or the reader."
  {:arglists '([] [stream] [stream eof-error? eof-value] [stream eof-error? eof-value recursive?]
               [opts stream])}
  ([] (read *in*))
  ([stream] (read {} stream))
  ([opts stream]
   (let [reader (nacre.core/expect java.io.Reader stream)]
     (.readForm reader (cond (map? opts) opts
                             (nil? opts) {}
                             :else (nacre.primitive/raise-cast opts
                                                               "clojure.lang.IPersistentMap")))))
  ([stream eof-error? eof-value]
   (.readForm (nacre.core/expect java.io.Reader stream) (if eof-error? {} {:eof eof-value})))
  ([stream eof-error? eof-value recursive?]
   (read stream eof-error? eof-value)))

(defn read+string
  "[form text] of the next form of the reader."
  {:arglists '([] [stream] [stream eof-error? eof-value]
               [stream eof-error? eof-value recursive?] [opts stream])}
  ([] (read+string *in*))
  ([stream] (read+string {} stream))
  ([opts stream]
   (let [before (nacre.core/rest-of-reader stream)
         form (read opts stream)
         after (nacre.core/rest-of-reader stream)]
     [form (clojure.string/trim (subs before 0 (- (count before) (count after))))]))
  ([stream eof-error? eof-value]
   (read+string (if eof-error? {} {:eof eof-value}) stream))
  ([stream eof-error? eof-value recursive?]
   (read+string stream eof-error? eof-value)))

(defn load-string
  "Evaluates the forms of the string; answers the value of the last."
  [s]
  (nacre.core/load-source s "NO_SOURCE_PATH"))

(defn load-reader
  "Evaluates the forms of a reader; answers the value of the last."
  [rdr]
  (nacre.core/load-source (slurp rdr) "NO_SOURCE_PATH"))

(defn load-file
  "Evaluates the forms of the file; answers the value of the last."
  [name]
  (nacre.core/load-source (slurp name) name))

(defn test
  "Calls the function under :test of the var's metadata; :ok, or :no-test when there is none."
  [v]
  (if-let [f (:test (meta v))]
    (do (f) :ok)
    :no-test))
