;; SPDX-License-Identifier: MIT
;; Seating a party with math.combinatorics.
(ns nacre.libraries.combinatorics-party
  (:require [clojure.math.combinatorics :as c]
            [clojure.test :refer [deftest is]]))

(def guests [:ann :bob :cid :dee])
(def enemies #{#{:ann :bob} #{:cid :dee}})

(defn peaceful? [seats]
  (not-any? enemies (map set (partition 2 1 seats))))

(deftest seats
  (let [plans (filter peaceful? (c/permutations guests))]
    (is (= 24 (c/count-permutations guests)))
    (is (= 8 (count plans)))
    (is (= [:ann :cid :bob :dee] (first plans)))
    (is (every? peaceful? plans))))

(deftest choices
  (is (= [[:ann :bob] [:ann :cid] [:ann :dee] [:bob :cid] [:bob :dee] [:cid :dee]]
         (c/combinations guests 2)))
  (is (= (count (c/combinations (range 12) 5)) (c/count-combinations (range 12) 5) 792))
  (is (= [[] [1] [1] [1 1]] (sort-by count (concat (c/subsets [1 1]) [[1]]))))
  (is (= 16 (c/count-subsets guests)))
  (is (= [[:s :red] [:s :blue] [:m :red] [:m :blue]] (c/cartesian-product [:s :m] [:red :blue])))
  (is (= 27 (count (c/selections [1 2 3] 3)))))

(deftest large-numbers
  (is (= 15511210043330985984000000N (c/count-permutations (range 25))))
  ;; The millionth is Project Euler's 24th answer; it counts from one.
  (is (= [2 7 8 3 9 1 5 4 6 0] (c/nth-permutation (range 10) 999999)))
  (is (= 999999 (c/permutation-index [2 7 8 3 9 1 5 4 6 0])))
  (is (= (nth (c/combinations (range 10) 3) 77) (c/nth-combination (range 10) 3 77)))
  (is (= 2 (count (c/drop-permutations [1 2 3] 4)))))

(deftest repeated-elements
  (is (= [[1 1 2] [1 2 1] [2 1 1]] (c/permutations [1 1 2])))
  (is (= ["a" "b"] (map first (c/permutations ["a" "b"])))))

(deftest parts
  (is (= [[[1 2 3]] [[1 2] [3]] [[1 3] [2]] [[1] [2 3]] [[1] [2] [3]]] (c/partitions [1 2 3])))
  (is (= 15 (count (c/partitions (range 4)))))
  (is (every? (fn [p] (= 2 (count p))) (c/partitions (range 5) :min 2 :max 2))))
