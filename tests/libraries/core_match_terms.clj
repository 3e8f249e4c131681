;; SPDX-License-Identifier: MIT
;; Simplifying and evaluating terms with core.match.
(ns nacre.libraries.core-match-terms
  (:require [clojure.core.match :refer [match matchv]]
            [clojure.test :refer [deftest is]]))

(defn simplify [term]
  (match [term]
    [[:+ 0 x]] (simplify x)
    [[:+ x 0]] (simplify x)
    [[:* 0 _]] 0
    [[:* _ 0]] 0
    [[:* 1 x]] (simplify x)
    [[:* x 1]] (simplify x)
    [[op x y]] (let [a (simplify x) b (simplify y)]
                 (if (= [x y] [a b]) [op a b] (recur [op a b])))
    :else term))

(defn negative? [x] (and (number? x) (neg? x)))

(defn kind [x]
  (match x
    nil :nothing
    (n :guard negative?) [:negative n]
    (:or 0 1) :bit
    [] :empty
    [one] [:one one]
    [a & more] [:more a (count more)]
    {:type :circle :r r} [:circle r]
    {:type :square :side (s :guard even?)} [:even-square s]
    {:type t} [:shape t]
    "text" :text
    'sym :symbol
    _ :other))

(defn lisp [form]
  (match [form]
    [(['add a b] :seq)] (+ (lisp a) (lisp b))
    [(['neg a] :seq)] (- (lisp a))
    [(['all & more] :seq)] (reduce + (map lisp more))
    [(n :guard number?)] n))

(defn balance
  "The red-black rebalancing of Okasaki."
  [tree]
  (match [tree]
    [(:or [:black [:red [:red a x b] y c] z d]
          [:black [:red a x [:red b y c]] z d]
          [:black a x [:red [:red b y c] z d]]
          [:black a x [:red b y [:red c z d]]])]
    [:red [:black a x b] y [:black c z d]]
    :else tree))

(deftest terms
  (is (= :y (simplify [:+ [:* 0 :x] [:* 1 :y]])))
  (is (= [:+ :a :b] (simplify [:+ [:* 1 :a] [:+ :b 0]])))
  (is (= 0 (simplify [:* [:+ 0 0] :x]))))

(deftest kinds
  (is (= [:nothing [:negative -3] :bit :bit :empty [:one :a] [:more 1 2]]
         (map kind [nil -3 0 1 [] [:a] [1 2 3]])))
  (is (= [[:circle 2] [:even-square 4] [:shape :square] [:shape :star]]
         (map kind [{:type :circle :r 2} {:type :square :side 4} {:type :square :side 3}
                    {:type :star}])))
  (is (= [:text :symbol :other] (map kind ["text" 'sym 2.5]))))

(deftest lists
  (is (= 5 (lisp '(add 2 (neg (neg 3))))))
  (is (= 10 (lisp '(all 1 2 (add 3 4)))))
  (is (thrown? IllegalArgumentException (lisp :nothing))))

(deftest trees
  (is (= [:red [:black 1 :x 2] :y [:black 3 :z 4]]
         (balance [:black [:red [:red 1 :x 2] :y 3] :z 4])
         (balance [:black 1 :x [:red 2 :y [:red 3 :z 4]]])))
  (is (= [:black 1 2 3] (balance [:black 1 2 3]))))

(deftest several-at-once
  (is (= ["FizzBuzz" 1 2 "Fizz" 4 "Buzz"]
         (map (fn [n] (match [(mod n 3) (mod n 5)] [0 0] "FizzBuzz" [0 _] "Fizz" [_ 0] "Buzz" :else n))
              (range 6))))
  (is (= [:b 3] (let [x 3] (match [1 x] [2 _] [:a x] [1 y] [:b y])))))
