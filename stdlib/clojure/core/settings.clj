;; SPDX-License-Identifier: MIT
;;
;; The dynamic vars that steer the reader, the compiler, printing and the REPL.
(in-ns 'clojure.core)

(def ^{:dynamic true :doc "The map of tag symbols to functions of the form behind the tag."}
  *data-readers* {})
(def ^{:dynamic true :doc "A function of a tag that no reader is known for and its form, or nil."}
  *default-data-reader-fn* nil)
(def ^{:dynamic true :doc "True when #= may evaluate while reading."} *read-eval* true)
(def ^{:dynamic true :doc "Kept for programs that set it; there is no reflection."}
  *warn-on-reflection* false)
(def ^{:dynamic true :doc "Kept for programs that set it; arithmetic is always checked."}
  *unchecked-math* false)
(def ^{:dynamic true :doc "True while an ahead-of-time compilation runs; never here."}
  *compile-files* false)
(def ^{:dynamic true :doc "Kept for programs that look at it."} *compile-path* "classes")
(def ^{:dynamic true :doc "Kept for programs that look at it."} *compiler-options* nil)
(def ^{:dynamic true :doc "Kept for programs that look at it."} *allow-unresolved-vars* false)
(def ^{:dynamic true :doc "Kept for programs that look at it."} *fn-loader* nil)
(def ^{:dynamic true :doc "Kept for programs that look at it."} *use-context-classloader* true)
(def ^{:dynamic true :doc "Kept for programs that look at it."} *suppress-read* nil)
(def ^{:dynamic true :doc "Kept for programs that look at it."} *reader-resolver* nil)
(def ^{:dynamic true :doc "The arguments that the program was started with, or nil."}
  *command-line-args* nil)
(def ^{:dynamic true :doc "The version of the language: a map of :major :minor :incremental :qualifier."}
  *clojure-version* {:major 1 :minor 12 :incremental 4 :qualifier nil})
(def ^{:dynamic true :doc "True in a REPL."} *repl* false)
(def ^{:dynamic true :doc "The value before this one at the REPL."} *1 nil)
(def ^{:dynamic true :doc "The second last value at the REPL."} *2 nil)
(def ^{:dynamic true :doc "The third last value at the REPL."} *3 nil)
(def ^{:dynamic true :doc "The last uncaught exception at the REPL."} *e nil)
(def ^{:dynamic true :doc "The agent whose action is running, or nil."} *agent* nil)

(def ^{:dynamic true :doc "How many elements of a collection are printed; nil for all."}
  *print-length* nil)
(def ^{:dynamic true :doc "How deep nested collections are printed; nil for all levels."}
  *print-level* nil)
(def ^{:dynamic true :doc "True to print metadata before what carries it."} *print-meta* false)
(def ^{:dynamic true :doc "True to print through print-dup."} *print-dup* false)
(def ^{:dynamic true :doc "True to print strings and characters as the reader reads them."}
  *print-readably* true)
(def ^{:dynamic true :doc "True to print maps whose keys share a namespace as #:ns{...}."}
  *print-namespace-maps* false)
(def ^{:dynamic true :doc "True to flush *out* after prn and println."} *flush-on-newline* true)
(def ^{:dynamic true :doc "True to print records with every field by print-dup."}
  *verbose-defrecords* false)
(def ^{:doc "The readers of the tags that every program knows: inst and uuid."} default-data-readers
  {'inst (fn [text] (nacre.primitive/read-instant text))
   'uuid (fn [text] (nacre.primitive/read-uuid text))})
