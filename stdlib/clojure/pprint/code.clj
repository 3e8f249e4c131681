;; SPDX-License-Identifier: MIT
;;
;; code-dispatch: pretty printing of code, a style for the forms of each kind of macro.
(in-ns 'clojure.pprint)

(def ^{:dynamic true :private true} *argument-names*
  "What the parameters of the function literal that is being written are written as: % or %1, %2."
  {})

(defn- in-parentheses
  "Writes a list of code as a block, its parts by f; # when it is too deep."
  [w f]
  (if (and *print-level* (<= *print-level* 0))
    (.write w "#")
    (binding [*print-level* (when *print-level* (dec *print-level*))]
      (.openBlock w "(" "" ")")
      (f)
      (.closeBlock w))))

(defn- then-each
  "Writes the forms, each behind a blank and a newline of that kind."
  [w kind forms]
  (doseq [form forms]
    (.write w " ")
    (.newline w kind)
    (write-out form)))

(defn- elements
  "Writes the forms with newlines between them, as far as *print-length* allows."
  [w forms]
  (loop [forms (seq forms) left *print-length*]
    (when forms
      (if (and left (<= left 0))
        (.write w "...")
        (do (write-out (first forms))
            (when (next forms)
              (.write w " ")
              (.newline w :linear)
              (recur (next forms) (when left (dec left)))))))))

(defn- pairs
  "Writes the forms by twos, each pair a block of its own."
  [w forms]
  (loop [forms (seq forms)]
    (when forms
      (.openBlock w "" "" "")
      (write-out (first forms))
      (when (next forms)
        (.write w " ")
        (.newline w :miser)
        (write-out (second forms)))
      (.closeBlock w)
      (when-let [more (nnext forms)]
        (.write w " ")
        (.newline w :linear)
        (recur more)))))

(defn- write-call
  "(f a b): arguments below each other."
  [w form]
  (in-parentheses w (fn []
                      (.indent w :block 1)
                      (elements w form))))

(defn- write-held
  "(def x 1), (-> x a b): the first argument stays beside the name, if there is room."
  [w [head & args]]
  (in-parentheses w (fn []
                      (write-out head)
                      (then-each w :miser (take 1 args))
                      (then-each w :linear (rest args)))))

(defn- write-if
  "(if a b c): the test stays beside the name, if there is room."
  [w [head & args]]
  (in-parentheses w (fn []
                      (.indent w :block 1)
                      (write-out head)
                      (then-each w :miser (take 1 args))
                      (then-each w :linear (rest args)))))

(defn- write-let
  "(let [a 1 b 2] body): bindings by twos."
  [w [head bindings & body :as form]]
  (in-parentheses w (fn []
                      (if (and (next form) (vector? bindings))
                        (do (write-out head)
                            (.write w " ")
                            (.indent w :block 1)
                            (.newline w :miser)
                            (.openBlock w "[" "" "]")
                            (pairs w bindings)
                            (.closeBlock w)
                            (then-each w :linear body))
                        (write-call w form)))))

(defn- write-cond
  "(cond a b c d): clauses by twos."
  [w [head & clauses]]
  (in-parentheses w (fn []
                      (.indent w :block 1)
                      (write-out head)
                      (when clauses
                        (.write w " ")
                        (.newline w :linear)
                        (pairs w clauses)))))

(defn- write-condp
  "(condp = x a b c d): clauses by twos behind the test."
  [w [_ & args :as form]]
  (in-parentheses w (fn []
                      (.indent w :block 1)
                      (write-out (first form))
                      (then-each w :miser (take 2 args))
                      (when-let [clauses (nnext args)]
                        (.write w " ")
                        (.newline w :linear)
                        (pairs w clauses)))))

(defn- write-defn
  "(defn f doc attributes [x] body), or several bodies."
  [w [head defined & more :as form]]
  (if-not (next form)
    (write-call w form)
    (let [[doc more] (if (string? (first more)) [(take 1 more) (rest more)] [nil more])
          [attributes more] (if (map? (first more)) [(take 1 more) (rest more)] [nil more])]
      (in-parentheses w (fn []
                          (write-out head)
                          (.write w " ")
                          (.indent w :block 1)
                          (.newline w :miser)
                          (write-out defined)
                          (then-each w :linear doc)
                          (then-each w :linear attributes)
                          (if (and (vector? (first more)) (not (or doc attributes)))
                            (do (then-each w :miser (take 1 more))
                                (then-each w :linear (rest more)))
                            (then-each w :linear more)))))))

(defn- in-brackets
  "Writes by f between the brackets of a vector or a list."
  [w x f]
  (.openBlock w (if (vector? x) "[" "(") "" (if (vector? x) "]" ")"))
  (f)
  (.closeBlock w))

(defn- write-filled
  "Writes forms with as many on a line as fit."
  [w forms]
  (loop [forms (seq forms)]
    (when forms
      (write-out (first forms))
      (when (next forms)
        (.write w " ")
        (.newline w :fill))
      (recur (next forms)))))

(defn- write-library
  "[name :as alias] and its like in a reference."
  [w [space option given :as spec]]
  (in-brackets
   w spec
   (fn []
     (write-out space)
     (.write w " ")
     (if (and (= 3 (count spec)) (keyword? option))
       (do (write-out option)
           (.write w " ")
           (if (sequential? given)
             (in-brackets w given (fn [] (write-filled w given)))
             (write-out given)))
       (do (.indent w :current 0)
           (write-filled w (rest spec)))))))

(defn- write-reference
  "(:require [a] [b]): what it refers to below each other."
  [w [head & more :as form]]
  (if (and (sequential? form) more)
    (in-brackets
     w form
     (fn []
       (write-out head)
       (.indent w :current 0)
       (loop [more more]
         (let [spec (first more)]
           (.write w " ")
           (if (sequential? spec) (write-library w spec) (write-out spec))
           (when (next more)
             (.newline w (if (sequential? spec) :linear :fill))
             (recur (next more)))))))
    (write-out form)))

(defn- write-ns
  "(ns name doc attributes references)."
  [w [head space & more :as form]]
  (if-not (next form)
    (write-call w form)
    (in-parentheses w (fn []
                        (write-out head)
                        (.write w " ")
                        (.indent w :block 1)
                        (.newline w :miser)
                        (write-out space)
                        (doseq [part more]
                          (.write w " ")
                          (.newline w :mandatory)
                          (cond (seq? part) (write-reference w part)
                                (string? part) (.write w (str "\"" part "\"")) ; as it is
                                :else (write-out part)))))))

(defn- write-function-literal
  "#(f %) for what the reader has made of it."
  [w [_ params body :as form]]
  (if (vector? params)
    (binding [*argument-names* (if (= 1 (count params))
                                 {(first params) "%"}
                                 (zipmap params (map (fn [n] (str "%" n)) (rest (range)))))]
      (.openBlock w "#(" "" ")")
      (elements w body)
      (.closeBlock w))
    (write-call w form)))

(def ^:private code-styles
  (into {} (for [[style names]
                 {write-held '[def defonce . .. -> locking struct struct-map]
                  write-if '[if if-not when when-not]
                  write-let '[let loop binding with-open with-local-vars when-let if-let when-first
                              doseq dotimes]
                  write-cond '[cond]
                  write-condp '[condp]
                  write-defn '[defn defn- defmacro fn]
                  write-ns '[ns]
                  write-function-literal '[fn*]}
                 n names]
             [n style])))

(defn- style-of
  "How a list of code is written."
  [[head]]
  (or (and (symbol? head)
           (contains? #{nil "clojure.core"} (namespace head))
           (get code-styles (symbol (name head))))
      write-call))

(defmulti code-dispatch
  "Prints a value as code."
  {:arglists '([object])}
  class)

(defmethod code-dispatch :default [object]
  (let [w (get-pretty-writer *out*)]
    (binding [*out* w]
      (cond (reader-macro object) (let [[mark form] (reader-macro object)]
                                    (.write w mark)
                                    (write-out form))
            (and (seq? object) (seq object)) ((style-of object) w object)
            (and (symbol? object) (contains? *argument-names* object))
            (.write w (get *argument-names* object))
            :else (write-in-block w object)))))
