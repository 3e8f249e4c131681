;; SPDX-License-Identifier: MIT
;; A tiny language in a hundred lines: tokens, a parser by operator precedence, an evaluator. Its
;; environment is an immutable map, so closures are two values side by side.
;;
;;     expression = let NAME = expression in expression | if e then e else e | fn NAME -> e
;;                | operators + - * / < = | application f x | ( e ) | NUMBER | NAME
(ns example.tiny-language)

(defn tokens [text]
  (map (fn [token]
         (cond
           (re-matches #"\d+" token) [:number (parse-long token)]
           (#{"let" "in" "if" "then" "else" "fn"} token) [:word token]
           (re-matches #"[a-z]+" token) [:name (symbol token)]
           :else [:sign token]))
       (re-seq #"\d+|[a-z]+|->|[-+*/<=()]" text)))

(def levels [#{"<" "="} #{"+" "-"} #{"*" "/"}])

(declare expression)

(defn expect
  "The tokens behind this one; throws when another stands there."
  [text [[_ found] & more]]
  (if (= found text)
    more
    (throw (ex-info (str "expected " text ", found " (or found "the end")) {:found found}))))

;; Each parser takes tokens and returns [tree remaining-tokens].

(defn atom-of [[[kind value] & more :as all]]
  (cond
    (= kind :number) [value more]
    (= kind :name) [value more]
    (= value "(") (let [[tree more] (expression more)] [tree (expect ")" more)])
    :else (throw (ex-info (str "unexpected " (or value "end")) {:tokens all}))))

(defn starts-atom? [[kind value]] (or (#{:number :name} kind) (= value "(")))

(defn application [all]
  (loop [[tree more] (atom-of all)]
    (if (starts-atom? (first more))
      (let [[argument more] (atom-of more)]
        (recur [[:call tree argument] more]))
      [tree more])))

(defn operation [level all]
  (if (= level (count levels))
    (application all)
    (loop [[left [[_ sign] :as more]] (operation (inc level) all)]
      (if ((levels level) sign)
        (let [[right more] (operation (inc level) (rest more))]
          (recur [[:operator sign left right] more]))
        [left more]))))

(defn expression [[[kind word] & more :as all]]
  (case (when (= kind :word) word)
    "let" (let [[[_ name] & more] more
                [value more] (expression (expect "=" more))
                [body more] (expression (expect "in" more))]
            [[:let name value body] more])
    "if" (let [[test more] (expression more)
               [then more] (expression (expect "then" more))
               [else more] (expression (expect "else" more))]
           [[:if test then else] more])
    "fn" (let [[[_ name] & more] more
               [body more] (expression (expect "->" more))]
           [[:fn name body] more])
    (operation 0 all)))

(defn parse [text]
  (let [[tree more] (expression (tokens text))]
    (if (seq more)
      (throw (ex-info (str "left over: " (second (first more))) {}))
      tree)))

(def operators {"+" + "-" - "*" * "/" quot "<" < "=" =})

(defn evaluate [tree environment]
  (cond
    (number? tree) tree
    (symbol? tree) (if (contains? environment tree)
                     (environment tree)
                     (throw (ex-info (str "unknown name " tree) {:name tree})))
    :else
    (let [[kind a b c] tree]
      (case kind
        :operator ((operators a) (evaluate b environment) (evaluate c environment))
        :if (if (evaluate a environment) (evaluate b environment) (evaluate c environment))
        :fn [:closure a b environment]
        :let (let [value (evaluate b environment)
                   ;; A closure knows itself by its name, so that it may recur.
                   value (if (vector? value) (conj value a) value)]
               (recur c (assoc environment a value)))
        :call (let [closure (evaluate a environment)
                    argument (evaluate b environment)
                    [_ parameter body captured self] closure]
                (recur body (cond-> (assoc captured parameter argument)
                              self (assoc self closure))))))))

(doseq [text ["1 + 2 * 3"
              "(1 + 2) * 3"
              "let x = 5 in x * x - 1"
              "if 3 < 2 then 10 else 20"
              "(fn x -> x * 2) 21"
              "let add = fn a -> fn b -> a + b in add 30 12"
              "let fact = fn n -> if n < 2 then 1 else n * fact (n - 1) in fact 15"
              "let fib = fn n -> if n < 2 then n else fib (n - 1) + fib (n - 2) in fib 15"
              "let twice = fn f -> fn x -> f (f x) in twice (fn x -> x * x) 7"
              "let gcd = fn a -> fn b -> if b = 0 then a else gcd b (a - a / b * b) in gcd 1071 462"
              "1 + ("
              "nothing + 1"]]
  (println text "=>" (try (evaluate (parse text) {})
                          (catch Exception problem (str "error: " (ex-message problem))))))
