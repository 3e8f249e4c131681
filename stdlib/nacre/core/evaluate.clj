;; SPDX-License-Identifier: MIT
;;
;; Reading forms one after the other, evaluating them, loading files and libraries: the hooks that
;; the reader calls for tags and #=, and what load-file, load-string, eval and require stand on.
(in-ns 'nacre.core)
(clojure.core/refer 'clojure.core)

(declare eval-form read-record record-tag? file-name)

;; --- Reading -------------------------------------------------------------------------------------
(defn end-of-input
  "What a read answers at the end of its source: the option :eof, or an error without one."
  [options]
  (if (contains? options :eof)
    (get options :eof)
    (throw (nacre.primitive/exception-new RuntimeException "EOF while reading" nil nil))))

(defn read-next
  "The next form of a reader made by reader-new."
  [reader options]
  (let [behind (nacre.primitive/reader-next reader)]
    (if (nacre.primitive/reader-end? behind)
      (end-of-input options)
      (nacre.primitive/reader-form behind))))

(defn- at-place
  "The value of f. What it throws is an error at the place in a source file, unless that is nil."
  [place f]
  (if (nil? place)
    (f)
    (try
      (f)
      (catch Throwable e
        (throw (if (instance? clojure.lang.Compiler$CompilerException e)
                 e
                 (nacre.primitive/compiler-exception
                  "read-source" nil (nth place 0) {:line (nth place 1) :column (nth place 2)}
                  (ex-message e) e)))))))

(defn read-tagged
  "The value of #tag form. A reader with :readers among its options asks those and :default; any other
  asks *data-readers*, the standard ones and *default-data-reader-fn*."
  [tag form options place]
  (let [edn (:edn options)
        reader (or (get (if edn (:readers options) *data-readers*) tag)
                   (get default-data-readers tag))
        default (if edn (:default options) *default-data-reader-fn*)]
    (at-place
     place
     (fn []
       (cond reader (reader form)
             default (default tag form)
             (and (not edn) (record-tag? tag form)) (read-record tag form)
             :else (throw (nacre.primitive/exception-new
                           RuntimeException (str "No reader function for tag " tag) nil nil)))))))

(defn- record-tag?
  "Does the tag name a type: of the program, or any whose constructor is given its arguments?"
  [tag form]
  (let [t (find-class tag)]
    (and t (or (vector? form) (nacre.primitive/type-flags t)))))

(defn- read-record
  "The record of #type{...} or #type[...]."
  [tag form]
  (let [t (find-class tag)
        unreadable (fn [text]
                     (throw (nacre.primitive/exception-new RuntimeException text nil nil)))]
    (cond (and (map? form) (nacre.primitive/type-flags t))
          (do
            (doseq [k (keys form)]
              (when-not (keyword? k)
                (unreadable (str "Unreadable defrecord form: key must be of type clojure.lang.Keyword, got "
                                 (pr-str k)))))
            (record-from-map t form))
          (vector? form)
          (if (and (nacre.primitive/type-flags t)
                   (not= (count form) (count (nacre.primitive/type-fields t))))
            (unreadable (str "Unexpected number of constructor arguments to " t ": got " (count form)))
            (apply construct t form))
          :else (unreadable (str "Unreadable constructor form starting with \"#" tag "\"")))))

(defn- read-call
  "What #= stands before: the name of a class, or a call of a function, a constructor or a static
  method, whose arguments are taken as they are read."
  [form]
  (cond
    (symbol? form)
    (or (find-class form)
        (throw (nacre.primitive/exception-new ClassNotFoundException (str form) nil nil)))
    (seq? form)
    (let [head (first form) args (rest form)]
      (when-not (symbol? head)
        (nacre.primitive/raise-cast head "clojure.lang.Symbol"))
      (let [quoted (fn [] (map (fn [x] (list 'quote x)) args))
            found (nacre.primitive/resolve-symbol head)]
        (cond (= head 'var) (eval-form form)
              (clojure.string/ends-with? (name head) ".") (eval-form (cons head (quoted)))
              (var? found) (apply (deref found) args)
              (namespace head) (eval-form (cons head (quoted)))
              :else (throw (nacre.primitive/exception-new
                            RuntimeException (str "Can't resolve " head) nil nil)))))
    :else (throw (nacre.primitive/exception-new
                  IllegalArgumentException "Unsupported #= form" nil nil))))

(defn read-eval
  "The value of #=form."
  [form options place]
  (at-place
   place
   (fn []
     (if (and *read-eval* (not= *read-eval* :unknown))
       (read-call form)
       (throw (nacre.primitive/exception-new RuntimeException
                                             "EvalReader not allowed when *read-eval* is false."
                                             nil nil))))))

(defn read-collection
  "A map or set literal whose elements only Lisp can compare: coll with the elements added."
  [coll elements]
  (let [duplicate (fn [x]
                    (throw (nacre.primitive/exception-new
                            IllegalArgumentException (str "Duplicate key: " (pr-str x)) nil nil)))]
    (if (map? coll)
      (reduce (fn [m [k v]] (if (contains? m k) (duplicate k) (assoc m k v)))
              coll (partition 2 elements))
      (reduce (fn [s x] (if (contains? s x) (duplicate x) (conj s x))) coll elements))))

;; --- Evaluating ----------------------------------------------------------------------------------
(defn eval-form
  "The value of a form."
  [form]
  (nacre.primitive/evaluate form))

(defn load-text
  "Evaluates the forms of a source text one after the other; answers the value of the last."
  [text file]
  (nacre.primitive/evaluate-all
   (nacre.primitive/reader-new text {:read-cond :allow} file 1)))

(defn load-source
  "Evaluates a source text as the content of a file, with bindings of its own for what a file may
  set!."
  [text file]
  (binding [*ns* *ns*
            *file* file
            *source-path* (file-name file)
            *data-readers* *data-readers*
            *warn-on-reflection* *warn-on-reflection*
            *unchecked-math* *unchecked-math*]
    (load-text text file)))

(defn- file-name
  "What stands behind the last slash of a path."
  [path]
  (loop [i (dec (count path))]
    (cond (neg? i) path
          (= \/ (nth path i)) (subs path (inc i))
          :else (recur (dec i)))))

;; --- Finding libraries ---------------------------------------------------------------------------
(def ^{:dynamic true :doc "The folders that require looks for libraries in."} *load-path* ["."])

(defn find-resource
  "The path of the first file of that name in the folders of *load-path*, or nil."
  [relative]
  (loop [folders (seq *load-path*)]
    (if folders
      (let [folder (first folders)
            path (if (or (= folder "") (= folder ".")) relative (str folder "/" relative))]
        (if (nacre.primitive/file-exists? path) path (recur (next folders))))
      nil)))

(defn find-resources
  "The paths of all files of that name in the folders of *load-path*."
  [relative]
  (keep (fn [folder] (binding [*load-path* [folder]] (find-resource relative))) *load-path*))

(defn library-source?
  "Is there a library file of that path without its suffix?"
  [base]
  (boolean (or (find-resource (str base ".clj")) (find-resource (str base ".cljc")))))

(defn load-resource
  "Loads the library file of that path without its suffix, .clj or .cljc."
  [base]
  (let [path (or (find-resource (str base ".clj")) (find-resource (str base ".cljc")))]
    (if path
      (load-source (slurp path) path)
      (throw (nacre.primitive/exception-new
              java.io.FileNotFoundException
              (str "Could not locate " base ".clj or " base ".cljc on the source path.")
              nil nil)))))

(def ^:private built-in-libraries
  "The names of the namespaces that came with the image; nil while it is being made."
  (atom nil))

(defn built-in-library?
  "Did that namespace come with the system? While the system is being made, any did."
  [lib]
  (let [names @built-in-libraries]
    (or (nil? names) (contains? names lib))))

(defn seal-libraries
  "Called last when the image is built: what there is now came with the system."
  []
  (reset! built-in-libraries (disj (set (map ns-name (all-ns))) 'user)))

(defn set-load-path
  "Sets the folders of *load-path* for every process started from here."
  [folders]
  (alter-var-root #'*load-path* (fn [_] (vec folders))))

(defn set-features
  "Sets the keys that reader conditionals take, :default apart, for every process started from here."
  [features]
  (alter-var-root #'*features* (fn [_] (set features))))

;; --- The bottom of every process -----------------------------------------------------------------
(defn simple-name
  "The name of a type without its package."
  [atype]
  (let [text (str (nacre.primitive/type-name atype))
        function (false? (nacre.primitive/type-flags atype))] ; its $ stands for the namespace's slash
    (loop [i (dec (count text))]
      (cond (neg? i) text
            (or (= \. (nth text i)) (and (= \$ (nth text i)) (not function))) (subs text (inc i))
            :else (recur (dec i))))))

(defn process-main
  "Calls f with the arguments; an exception that nobody catches is reported and ends the process."
  [f args]
  (try
    (apply f args)
    (catch :any e
      (write-text *err* (str "process " (nacre.process/self) " ended by "
                             (simple-name (class e)) ": " (ex-message e) "\n"
                             (apply str (mapcat (fn [[function file line column]]
                                                  ["  at " function " (" file ":" line ":" column
                                                   ")\n"])
                                                (take 8 (nacre.primitive/exception-trace e))))))
      (throw e))))
