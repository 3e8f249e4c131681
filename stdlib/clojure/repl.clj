;; SPDX-License-Identifier: MIT
;;
;; Helpers for people at the prompt: doc, find-doc, apropos, dir, source, pst.
(ns clojure.repl
  "Helpers for people at the prompt."
  (:require [clojure.string :as string]))

(def ^:private special-docs
  "Forms and descriptions of the special forms."
  '{def [(def symbol doc-string? init?) "Makes a var of that name in the current namespace, with the value of init as its root."]
    if [(if test then else?) "Evaluates then when test is neither nil nor false, else otherwise."]
    do [(do exprs*) "Evaluates the expressions one after the other; the value of the last."]
    let* [(let* [bindings*] exprs*) "let without destructuring."]
    loop* [(loop* [bindings*] exprs*) "loop without destructuring."]
    recur [(recur exprs*) "Goes back to the nearest loop or function with new values; in tail position only."]
    fn* [(fn* name? ([params*] exprs*)+) "fn without destructuring."]
    letfn* [(letfn* [bindings*] exprs*) "Binds functions that may refer to each other."]
    quote [(quote form) "The form itself."]
    var [(var symbol) "The var that the symbol names."]
    throw [(throw expr) "Throws the exception that expr gives."]
    try [(try expr* catch-clause* finally-clause?) "Evaluates the expressions; an exception goes to the first (catch class name expr*) it fits; (finally expr*) is evaluated in any case."]
    set! [(set! place value) "Changes a thread-bound var or a mutable field."]
    new [(Classname. args*) "An instance of a type."]
    . [(. object (method args*)) "Calls a method of the object."]})

(def ^:private doc-of
  "The special form under which a symbol is described that is only a part of it."
  {'catch 'try 'finally 'try '& 'fn*})

(defn- print-doc
  "Prints the documentation that the metadata holds."
  [{n :ns nm :name :keys [forms arglists special-form doc macro]}]
  (println "-------------------------")
  (println (if n (str (ns-name n) "/" nm) (str nm)))
  (when forms
    (doseq [f forms] (print "  ") (prn f)))
  (when arglists (prn arglists))
  (cond special-form (println "Special Form")
        macro (println "Macro"))
  (when doc (println " " doc)))

(defn print-documentation
  "Prints the documentation of what a symbol names."
  [sym]
  (if-let [[form text] (get special-docs (get doc-of sym sym))]
    (print-doc {:name (get doc-of sym sym) :forms [form] :special-form true :doc text})
    (if-let [ns (find-ns sym)]
      (do (println "-------------------------")
          (println (str (ns-name ns)))
          (when-let [text (:doc (meta ns))] (println " " text)))
      (let [v (resolve sym)]
        (when (var? v) (print-doc (meta v))))))
  nil)

(defmacro doc
  "Prints the documentation of a var, special form or namespace by its name."
  [name]
  `(print-documentation '~name))

(defn find-doc
  "Prints the documentation of every var whose name or docstring matches the pattern."
  [re-string-or-pattern]
  (let [re (re-pattern re-string-or-pattern)]
    (doseq [ns (all-ns)
            v (map val (sort-by (comp str key) (ns-publics ns)))
            :let [m (meta v)]
            :when (and (:doc m)
                       (or (re-find re (:doc m)) (re-find re (str (:name m)))))]
      (print-doc m))))

(defn apropos
  "The sorted qualified names of the public vars whose names contain the string or match the pattern."
  [str-or-pattern]
  (let [matches? (if (instance? java.util.regex.Pattern str-or-pattern)
                   (fn [n] (re-find str-or-pattern (str n)))
                   (fn [n] (string/includes? (str n) (str str-or-pattern))))]
    (sort (mapcat (fn [ns]
                    (let [space (str (ns-name ns))]
                      (map (fn [n] (symbol space (str n)))
                           (filter matches? (keys (ns-publics ns))))))
                  (all-ns)))))

(defn dir-fn
  "The sorted names of the public vars of a namespace or alias."
  [ns]
  (sort (map first (ns-publics (the-ns (get (ns-aliases *ns*) ns ns))))))

(defmacro dir
  "Prints the sorted names of the public vars of a namespace or alias."
  [nsname]
  `(doseq [v# (dir-fn '~nsname)]
     (println v#)))

(defn source-fn
  "The source text of the var that the symbol names, nil when its file is not there."
  [x]
  (when-let [v (resolve x)]
    (let [{:keys [file line]} (meta v)]
      (when (and file line (nacre.primitive/file-exists? file))
        (let [lines (drop (dec line) (string/split-lines (slurp file)))
              text (string/join "\n" lines)
              reader (nacre.primitive/reader-next
                      (nacre.primitive/reader-new text {:read-cond :preserve}))]
          (subs text 0 (nth (nacre.primitive/reader-position reader) 0)))))))

(defmacro source
  "Prints the source text of a var."
  [n]
  `(println (or (source-fn '~n) (str "Source not found"))))

(def ^:private unmunged
  "What munge made of characters, and the characters."
  (into {} (map (fn [c] [(munge (str c)) (str c)])) "-:+><=~!@#'\"%^&*|{}[]/\\?"))

(defn demunge
  "The name that munge turned into fn-name, with a slash between namespace and function."
  [fn-name]
  (string/replace fn-name #"_[A-Z]+_|_|\$"
                  (fn [found] (case found "_" "-" "$" "/" (get unmunged found found)))))

(defn root-cause
  "The innermost cause of an exception."
  [t]
  (loop [cause t]
    (if-let [inner (ex-cause cause)] (recur inner) cause)))

(defn stack-element-str
  "A frame of a trace as text."
  [el]
  (let [[f file line] el]
    (str f " (" file ":" line ")")))

(defn pst
  "Prints the trace of an exception (*e), at most depth (12) frames, and of its causes."
  ([] (pst 12))
  ([e-or-depth]
   (if (nacre.primitive/exception? e-or-depth)
     (pst e-or-depth 12)
     (when-let [e *e] (pst (root-cause e) e-or-depth))))
  ([e depth]
   (binding [*out* *err*]
     (println (str (nacre.primitive/type-name (class e)) " " (ex-message e)
                   (when-let [data (ex-data e)] (str " " (pr-str data)))))
     (doseq [frame (take depth (nacre.primitive/exception-trace e))]
       (println (str "\t" (stack-element-str frame))))
     (when-let [cause (ex-cause e)]
       (println "Caused by:")
       (pst cause depth)))))
