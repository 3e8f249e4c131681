;; SPDX-License-Identifier: MIT
(ns nacre.test.walk
  (:require [clojure.test :refer [deftest is]]
            [clojure.walk :as walk]))

(deftest walk-test
  (is (= '[2 3] (walk/walk inc identity [1 2])))
  (is (= 5 (walk/walk inc #(reduce + %) [1 2])))
  (is (= '(3 1) (walk/walk first reverse [[1 2] [3 4]])))
  (is (= '(2 3) (walk/walk inc identity '(1 2))))
  (is (= '{:a 1} (walk/walk identity identity {:a 1})))
  (is (= '#{3 2} (walk/walk inc identity #{1 2})))
  (is (= 5 (walk/walk inc identity 5))))

(deftest postwalk-and-prewalk-test
  (is (= '[2 [3 {:a 4}] #{5} (6)]
       (walk/postwalk #(if (number? %) (inc %) %) [1 [2 {:a 3}] #{4} '(5)])))
  (is (= '[2 [3 {:a 4}]] (walk/prewalk #(if (number? %) (inc %) %) [1 [2 {:a 3}]])))
  (is (= '{:a [1 {:b 2}]} (walk/postwalk identity {:a [1 {:b 2}]})))
  (is (= '[[1]] (walk/prewalk #(if (vector? %) (vec (take 1 %)) %) [[1 2] [3]])))
  (is (= '{:y {:z 3}} (walk/postwalk #(if (map? %) (dissoc % :x) %) {:x 1 :y {:x 2 :z 3}})))
  (is (= 6 (walk/postwalk #(if (seq? %) (apply + (filter number? %)) %) '(+ 1 (+ 2 3)))))
  (is (= '{"a" {"b" "c"}} (walk/postwalk #(if (keyword? %) (name %) %) {:a {:b :c}})))
  (is (= '[1 2 [2] [1 [2]]]
       (let [a (atom [])] (walk/postwalk #(do (swap! a conj %) %) [1 [2]]) @a)))
  (is (= '[[1 [2]] 1 [2] 2]
       (let [a (atom [])] (walk/prewalk #(do (swap! a conj %) %) [1 [2]]) @a)))
  (is (= true (seq? (walk/postwalk identity '(1 2)))))
  (is (= true (vector? (walk/postwalk identity [1]))))
  (is (= true (set? (walk/postwalk identity #{1})))))

(deftest replace-test
  (is (= '[:b {:b :b} (:b)] (walk/postwalk-replace {:a :b} [:a {:a :a} '(:a)])))
  (is (= '[:b [:b]] (walk/prewalk-replace {:a :b} [:a [:a]])))
  (is (= '[2 3] (walk/postwalk-replace {1 2 2 3} [1 2])))
  (is (= '[[3]] (walk/prewalk-replace {[1] [2] 2 3} [[1]])))
  (is (= '(+ 5 (* 5 y)) (walk/postwalk-replace {'x 5} '(+ x (* x y))))))

(deftest keys-test
  (is (= '{:a 1, :b {:c 2}} (walk/keywordize-keys {"a" 1 "b" {"c" 2}})))
  (is (= '{"a" 1, "b" {"c" 2}} (walk/stringify-keys {:a 1 :b {:c 2}})))
  (is (= '[{:a 1} {:b 2}] (walk/keywordize-keys [{"a" 1} {:b 2}])))
  (is (= '{"b" 1} (walk/stringify-keys {:a/b 1})))
  (is (= '{1 2} (walk/keywordize-keys {1 2})))
  (is (= '(if a (do (if b (do c)))) (walk/macroexpand-all '(when a (when b c))))))
