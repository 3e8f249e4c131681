;; SPDX-License-Identifier: MIT
(ns nacre.test.macros
  (:require [clojure.test :refer [deftest is]]))

(defmacro unless "Doc." [c & body] `(if ~c nil (do ~@body)))

(defmacro my-or ([] nil) ([x] x) ([x & more] `(let [v# ~x] (if v# v# (my-or ~@more)))))

(defmacro env-keys [] (vec (sort (keys &env))))

(defmacro form-of [& _] `'~&form)

(defmacro defconst [n v] `(def ~(vary-meta n assoc :const-like true) ~v))

(defconst answer 42)

(defmacro swap-args [[f a b]] (list f b a))

(defmacro with-key [{:keys [a]} & {:keys [b]}] [a b])

(defn ^:private helper [x] (str x "!"))

(defmacro shout [x] (helper (name x)))

(defmacro count-evals [x] `(let [x# ~x] [x# x#]))

(deftest user-macros-test
  (is (= 2 (unless false 1 2)))
  (is (= nil (unless true 1)))
  (is (= nil (my-or)))
  (is (= nil (my-or nil)))
  (is (= 3 (my-or nil false 3)))
  (is (= 1 (my-or 1 (throw (Exception. "no")))))
  (is (= 5 (let [v 5] (my-or nil v))))
  (is (= '[2 1] (let [b 1 a 2] (env-keys))))
  (is (= [] (env-keys)))
  (is (= '(form-of 1 a) (form-of 1 a)))
  (is (= 9 (swap-args (- 1 10))))
  (is (= '[1 2] (with-key {:a 1} :b 2)))
  (is (= "hey!" (shout hey)))
  (is (= 42 answer))
  (is (= true (:const-like (meta #'answer))))
  (is (= true (:macro (meta #'unless))))
  (is (= "Doc." (:doc (meta #'unless))))
  (is (= '([c & body]) (:arglists (meta #'unless))))
  (is (= '[1 1] (let [n (atom 0)] (count-evals (swap! n inc))))))

(deftest macroexpand-test
  (is (= '(if a nil (do b c)) (macroexpand-1 '(nacre.test.macros/unless a b c))))
  (is (= '(if a (do b c)) (macroexpand '(when a b c))))
  (is (= '(inc 1) (macroexpand-1 '(inc 1))))
  (is (= 'x (macroexpand-1 'x)))
  (is (= '(c (b a) d) (macroexpand '(-> a b (c d)))))
  (is (= '(c d (b a)) (macroexpand '(->> a b (c d)))))
  (is (= '(if a nil (do b)) (macroexpand-1 '(when-not a b))))
  (is (= nil (macroexpand-1 '(comment 1))))
  (is (= '(. bar foo 1) (macroexpand '(.foo bar 1))))
  (is (= '(new Foo 1) (macroexpand '(Foo. 1))))
  (is (= nil (macroexpand-1 '(or))))
  (is (= true (macroexpand-1 '(and))))
  (is (= 'x (macroexpand-1 '(and x))))
  (is (= nil (macroexpand-1 '(cond))))
  (is (= '(if a b (clojure.core/cond c d)) (macroexpand-1 '(cond a b c d))))
  (is (= '(.. (. a b) c) (macroexpand-1 '(..  a b c))))
  (is (= '(clojure.core/defn f []) (macroexpand-1 '(defn- f [])))))

(deftest local-shadows-macro-test
  (is (= '[1 2] (let [unless (fn [a b] [a b])] (unless 1 2))))
  (is (= '[1 2] (let [when vector] (when 1 2))))
  (is (= '(1 2 3) (letfn [(cond [& xs] xs)] (cond 1 2 3)))))

(deftest macro-errors-test
  (is (thrown? Throwable (eval '(nacre.test.macros/unless))))
  (is (thrown? Throwable (eval '(defmacro))))
  (is (thrown? Throwable (eval 'nacre.test.macros/unless)))
  (is (thrown? Throwable (eval '(when))))
  (is (thrown? Throwable (eval '(if))))
  (is (thrown? Throwable (eval '(if 1 2 3 4))))
  (is (thrown? Throwable (eval '(let [x]))))
  (is (thrown? Throwable (eval '(cond 1))))
  (is (thrown? Throwable (eval '(fn x))))
  (is (thrown? Throwable (eval '(def))))
  (is (thrown? Throwable (eval '(def 1 2))))
  (is (thrown? Throwable (eval 'undefined-symbol-here)))
  (is (thrown? Throwable (eval '(undefined-function-here 1))))
  (is (thrown? Throwable (eval 'no.such.ns/x)))
  (is (thrown? Throwable (eval '(def a b c d))))
  (is (thrown? Throwable (eval '(var no-such-var))))
  (is (thrown? Throwable (eval '(throw))))
  (is (thrown? Throwable (eval '(new))))
  (is (thrown? Throwable (eval '(set! xyz 1))))
  (is (thrown? Throwable (eval '(for [x]))))
  (is (thrown? Throwable (eval '(doseq 1))))
  (is (thrown? Throwable (eval '(defn f))))
  (is (thrown? Throwable (eval '(ns 1))))
  (is (thrown? Throwable (eval '(case))))
  (is (thrown? Throwable (eval '(loop))))
  (is (thrown? Throwable (eval '(let x))))
  (is (thrown? Throwable (eval '(catch Exception e))))
  (is (thrown? Throwable (eval '(finally)))))

(deftest gensym-hygiene-test
  (is (= 1 (let [x# 1] x#)))
  (is (= false (= (first `(a# a#)) (second `(a# a#)))))
  (is (= 5 (let [f `(fn [x#] x#)] ((eval f) 5))))
  (is (= '(1 2 3) (let [y 1] `(~y ~@[2 3]))))
  (is (= '(clojure.core/let [x 1] x) `(let [~'x 1] ~'x)))
  (is (= 4 (eval `(let [x# 2] (* x# x#)))))
  (is (= 'a `~'a))
  (is (= '[[:a 1]] (let [m {:a 1}] `[~@m])))
  (is (= '(1 (clojure.core/seq (clojure.core/concat (clojure.core/list 2) (clojure.core/list (3 4)))))
       `(1 `(2 ~(3 ~(+ 1 3))))))
  (is (= true (= 'clojure.core/let (first `(let []))))))

(deftest eval-test
  (is (= 3 (eval '(+ 1 2))))
  (is (= 1 (eval 1)))
  (is (= :a (eval :a)))
  (is (= 'a (eval ''a)))
  (is (= '[1 2] (eval [1 '(inc 1)])))
  (is (= '{:a 2} (eval {:a '(inc 1)})))
  (is (= 1 (eval (list 'let ['x 1] 'x))))
  (is (= 5 (eval `(let [a# 5] a#))))
  (is (= 7 (eval '(do (defn zork-eval [] 7) (zork-eval)))))
  (is (= nil (eval nil)))
  (is (= () (eval ())))
  (is (= 16 ((eval '(fn [x] (* x x))) 4)))
  (is (= 1 (eval '(let* [x 1] x))))
  (is (= 1 (eval '(loop* [x 1] x))))
  (is (= '(2 3) (eval (read-string "(map inc [1 2])"))))
  (is (= '#{2} (eval '#{(inc 1)})))
  (is (= 2 (load-string "(def ls-a 1) (+ ls-a 1)")))
  (is (= 2 (eval (list inc 1))))
  (is (= '[1 a] (eval (list 'quote [1 'a])))))

(defmacro plus-name [] `+)
(defmacro no-name [] [:a])

(deftest heads-that-macros-make
  (is (= 3 ((plus-name) 1 (inc 1))))
  (is (= :a ((no-name) (- 1 1)))))

(deftest vars-in-forms
  (is (= #'inc (eval (list 'identity #'inc))))
  (is (= inc (eval (list 'deref #'inc))))
  (is (= [#'inc] (eval [#'inc])))
  (is (= 3 (eval (list #'inc 2)))))

(defrecord Named [a])
(deftype Plain [a])
(definterface Face (look []))
(defprotocol Speaks (speak [_]))

(deftest types-in-syntax-quote
  (is (= "nacre.test.macros.Named" (str (first `[Named]))))
  (is (= "nacre.test.macros.Plain" (str (first `[Plain]))))
  (is (= "nacre.test.macros.Face" (str (first `[Face]))))
  (is (= "nacre.test.macros/Speaks" (str (first `[Speaks]))))
  (is (= "nacre.test.macros/->Named" (str (first `[->Named]))))
  (is (= '(nacre.test.macros.Named. 1) `(Named. 1)))
  (is (= 1 (:a (eval `(Named. 1)))))
  (is (instance? Named (eval `(new Named 1)))))

(defmacro def-adder [n k] `(defmacro ~n [x#] (list '+ ~k x#)))

(def-adder add5 5)

(deftest macro-defining-macro-use-test
  (is (= 6 (add5 1)))
  (is (= '(clojure.core/+ 5 7) (macroexpand-1 '(nacre.test.macros/add5 7)))))

(deftest arguments-of-macros-are-counted-as-written
  (let [message (fn [form]
                  (binding [*ns* (the-ns 'nacre.test.macros)]
                    (try (eval form)
                         (catch Throwable e
                           (.getMessage (if (.getCause e) (.getCause e) e))))))]
    (is (= "Wrong number of args (0) passed to: nacre.test.macros/def-adder" (message '(def-adder))))
    (is (= "Wrong number of args (3) passed to: nacre.test.macros/def-adder"
           (message '(def-adder a b c))))))

(deftest vars-in-code-are-themselves
  (is (= #'inc (eval #'inc)))
  (is (= [#'inc 2] (eval [#'inc '(inc 1)])))
  (is (= 2 (eval (list #'inc 1))))
  (is (= [2 3] (eval (list 'map #'inc [1 2]))))
  (is (= #'inc (eval (list 'let ['v #'inc] 'v)))))

(deftest static-members-by-dot
  (is (= 1 (. Math abs -1) (. Math (abs -1))))
  (is (= "5" (. Long toString 5) (. String valueOf 5)))
  (is (= Math/PI (. Math PI))))
