;; SPDX-License-Identifier: MIT
;; Writes expressions, one a line:
;;
;;     build/nacre tests/differential/generate.clj SEED COUNT FOLDER > FILE
;;
;; FOLDER holds the templates: files *.edn, each a map from a type to forms that answer a value of it,
;; in which a symbol ?type stands for an expression of that type. Row I is made from template I (they
;; take turns) by a random stream that depends on SEED and I alone. Holes are filled with literals of
;; tests/differential/templates/literals.edn or with other templates; now and then with a value of
;; another type, since errors are answers too. Every sixth row calls a function of calls.edn or a macro
;; of macros.edn with any arguments.
(ns nacre.differential.generate
  (:require [clojure.string :as string]))

;; --- Chance ----------------------------------------------------------------------------------------
(def state (volatile! 0))

(defn start-row
  "Begins the stream of that row."
  [seed index]
  (vreset! state (bit-and (unchecked-multiply (unchecked-add (unchecked-multiply seed 1000003) index)
                                              25214903917)
                          0xffffffffffff)))

(defn chance
  "A number from 0 to n - 1."
  [n]
  (let [x (bit-and (unchecked-add (unchecked-multiply @state 25214903917) 11) 0xffffffffffff)]
    (vreset! state x)
    (rem (bit-shift-right x 17) n)))

(defn one-of [xs] (nth xs (chance (count xs))))

;; --- What there is to choose from ------------------------------------------------------------------
(def folder (nth *command-line-args* 2))
(defn data [name] (read-string (slurp (str folder "/" name ".edn"))))

(def topics '[numbers text collections sequences functions control types printing state forms namespaces
              pretty arities ordered words libraries])

(def rows
  "All templates as [type form], in an order that mixes the topics."
  (let [all (vec (for [topic topics [type forms] (data topic) form forms] [type form]))
        size (count all)
        step (first (filter (fn [n] (= 1 (loop [a n b size] (if (zero? b) a (recur b (rem a b))))))
                            (iterate inc (quot (* size 5) 13))))]
    (mapv (fn [i] (nth all (rem (* i step) size))) (range size))))

(def by-type
  (reduce (fn [result [type form]] (update result type (fnil conj []) form)) {} rows))

(def literals (data "literals"))
(def kinds
  "Types that stand for one of several others."
  (data "kinds"))
(def calls (vec (for [[space names] (data "calls") name names]
                  (if (= space 'clojure.core) name (symbol (str space) (str name))))))
(def macros (data "macros"))

;; --- Expressions -----------------------------------------------------------------------------------
(declare fill)

(defn hole
  "The type that a symbol ?type or ?type1 stands for, or nil."
  [form]
  (when (and (symbol? form) (nil? (namespace form)) (string/starts-with? (name form) "?")
             (< 1 (count (name form))))
    (symbol (string/replace (subs (name form) 1) #"(?<!f|nf)\d+$" ""))))

(defn expression
  "An expression of that type, nested so deep at most. strict: no other type."
  [type depth strict]
  (let [type (if (and (not strict) (zero? (chance 25))) 'any type)
        choices (get kinds type)]
    (if choices
      (recur (one-of choices) depth true)
      (let [simple (get literals type)
            forms (get by-type type)]
        (when-not (or simple forms)
          (throw (ex-info (str "No type " type) {})))
        (if (and forms (or (not simple) (and (pos? depth) (zero? (chance 3)))))
          (fill (one-of forms) (dec depth))
          (fill (one-of simple) depth))))))

(defn fill
  "The form with its holes filled. ?& in a vector or list: up to four more of the hole behind it."
  [form depth]
  (letfn [(each [forms]
            (loop [done [] forms (seq forms)]
              (cond (nil? forms) done
                    (= '?& (first forms))
                    (recur (into done (repeatedly (chance 5) #(fill (second forms) depth)))
                           (nnext forms))
                    :else (recur (conj done (fill (first forms) depth)) (next forms)))))]
    (cond (hole form) (expression (hole form) depth false)
          (seq? form) (apply list (each form))
          (vector? form) (with-meta (each form) (meta form))
          (map? form) (if (contains? form '?&)
                        (let [k (get form '?&)]
                          (loop [m {} n (chance 5)]
                            (if (zero? n)
                              m
                              (recur (assoc m (fill (first k) depth) (fill (second k) depth))
                                     (dec n)))))
                        (with-meta (reduce (fn [m [k v]] (assoc m (fill k depth) (fill v depth))) {} form)
                          (meta form)))
          (set? form) (if (contains? form '?&)
                        (into #{} (repeatedly (chance 5) #(fill (first (disj form '?&)) depth)))
                        (into #{} (map #(fill % depth)) form))
          :else form)))

(defn macro-call
  "A call of any macro or special form with arguments of any shape."
  []
  (apply list (one-of macros) (repeatedly (chance 5) #(expression 'shape 1 true))))

(defn call
  "A call of any function with any arguments."
  []
  (apply list (one-of calls)
         (repeatedly (one-of [0 1 1 1 2 2 2 2 3 3 4]) #(expression 'argument 1 true))))

(defn written
  "The text of an expression, with its metadata."
  [form]
  (binding [*print-meta* true] (pr-str form)))

(let [[seed number] (map parse-long *command-line-args*)]
  (dotimes [i number]
    (start-row seed i)
    (dotimes [_ 8] (chance 2))
    (println (written (if (= 5 (rem i 6))
                       (if (zero? (chance 5)) (macro-call) (call))
                       (let [[_ form] (nth rows (rem (- i (quot i 6)) (count rows)))]
                         (fill form (chance 3))))))))
