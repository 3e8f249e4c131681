;; SPDX-License-Identifier: MIT
(ns nacre.test.deep
  (:require [clojure.test :refer [deftest is]]
            [nacre.test-runner :refer [scaled]]))

(deftest long-walks-test
  (is (= 100000
       (count (loop [s (range 100000) v []] (if s (recur (next s) (conj v (first s))) v)))))
  (is (= 2500050000 (reduce + (map inc (filter odd? (range 100000))))))
  (is (= 100000 (count (vec (range 100000)))))
  (is (= 99999 (last (range 100000))))
  (is (= 100000 (nth (iterate inc 0) 100000)))
  (is (= 100000 (count (doall (map identity (range 100000))))))
  (let [n (scaled 1000000 100000)]
    (is (= (quot (* n (dec n)) 2) (reduce + (range n)))))
  (is (= 100000 (let [a (atom 0)] (dotimes [i 100000] (swap! a inc)) @a)))
  (is (= 1000 (count (into #{} (map #(mod % 1000)) (range 100000)))))
  (is (= 100000 (count (apply str (repeat 50000 "ab")))))
  (is (= 1000000 (loop [i 0] (if (< i 1000000) (recur (inc i)) i))))
  (is (= '{0 499950000, 7 500020000, 1 499960000, 4 499990000, 6 500010000, 3 499980000, 2 499970000, 9 500040000, 5 500000000, 8 500030000}
       (reduce (fn [m i] (update m (mod i 10) (fnil + 0) i)) {} (range 100000))))
  (is (= 200000 (count (loop [i 0 l ()] (if (< i 200000) (recur (inc i) (conj l i)) l))))))

(deftest garbage-test
  (is (= '[299999 299998] (loop [i 0 v nil] (if (< i 300000) (recur (inc i) [i (first v)]) v))))
  (is (= '{:i 199999, :prev 199998}
       (loop [i 0 m {}] (if (< i 200000) (recur (inc i) {:i i :prev (:i m)}) m))))
  (is (= '[10000 "s0" "s9999" true]
       (let [keep (vec (map (fn [i] (str "s" i)) (range 10000)))] (dotimes [_ 50] (doall (map str (range 2000)))) [(count keep) (keep 0) (keep 9999) (every? string? keep)])))
  (is (= 39900
       (let [ts (vec (for [i (range 200)] (atom i)))] (dotimes [k 100] (doseq [t ts] (swap! t inc))) (reduce + (map deref ts))))))

(deftest trees-test
  (is (= 32767
       (letfn [(build [d] (if (zero? d) nil [(build (dec d)) (build (dec d))])) (check [t] (if t (+ 1 (check (t 0)) (check (t 1))) 1))] (check (build 14))))))

(deftest nested-data-test
  (is (= 1000
       (let [v (reduce (fn [a _] [a]) nil (range 1000))] (loop [v v n 0] (if v (recur (first v) (inc n)) n)))))
  (is (= 2003 (count (pr-str (reduce (fn [a _] [a]) nil (range 1000))))))
  (is (= true (let [mk #(reduce (fn [a _] [a]) nil (range 1000))] (= (mk) (mk)))))
  (let [n (scaled 500 100)]
    (is (= n (count (flatten (reduce (fn [a i] [a i]) [] (range n))))))))
