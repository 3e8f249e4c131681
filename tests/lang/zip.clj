;; SPDX-License-Identifier: MIT
(ns nacre.test.zip
  (:require [clojure.test :refer [deftest is]]
            [clojure.zip :as zip]
            [clojure.data :as data]
            [clojure.math :as math]))

(def tree (zip/vector-zip [1 [2 [3 4]] 5]))

(deftest moving-test
  (is (= 1 (-> tree zip/down zip/node)))
  (is (= '[2 [3 4]] (-> tree zip/down zip/right zip/node)))
  (is (= '[3 4] (-> tree zip/down zip/right zip/down zip/right zip/node)))
  (is (= 5 (-> tree zip/down zip/rightmost zip/node)))
  (is (= 1 (-> tree zip/down zip/right zip/left zip/node)))
  (is (= '[1 [2 [3 4]] 5] (-> tree zip/down zip/right zip/up zip/node)))
  (is (= nil (-> tree zip/down zip/left)))
  (is (= nil (-> tree zip/up)))
  (is (= nil (-> tree zip/down zip/right zip/right zip/right)))
  (is (= '([2 [3 4]] 5) (-> tree zip/down zip/rights)))
  (is (= '(1 [2 [3 4]]) (-> tree zip/down zip/rightmost zip/lefts)))
  (is (= '[[1 [2 [3 4]] 5]] (-> tree zip/down zip/right zip/path)))
  (is (= '[2 [3 4]] (-> tree zip/next zip/next zip/node)))
  (is (= 1 (-> tree zip/next zip/next zip/prev zip/node)))
  (is (= true (zip/branch? tree)))
  (is (= '(1 [2 [3 4]] 5) (zip/children tree)))
  (is (= false (zip/end? tree)))
  (is (= 1 (-> tree zip/down zip/rightmost zip/leftmost zip/node))))

(deftest editing-test
  (is (= '[2 [2 [3 4]] 5] (-> tree zip/down (zip/edit inc) zip/root)))
  (is (= '[:x [2 [3 4]] 5] (-> tree zip/down (zip/replace :x) zip/root)))
  (is (= '[1 [0 2 [3 4]] 5] (-> tree zip/down zip/right (zip/insert-child 0) zip/root)))
  (is (= '[1 [2 [3 4] 9] 5] (-> tree zip/down zip/right (zip/append-child 9) zip/root)))
  (is (= '[1 :r [2 [3 4]] 5] (-> tree zip/down (zip/insert-right :r) zip/root)))
  (is (= '[:l 1 [2 [3 4]] 5] (-> tree zip/down (zip/insert-left :l) zip/root)))
  (is (= '[[2 [3 4]] 5] (-> tree zip/down zip/remove zip/root)))
  (is (= '[10 [20 [30 40]] 50]
       (loop [loc tree] (if (zip/end? loc) (zip/root loc) (recur (zip/next (if (number? (zip/node loc)) (zip/edit loc * 10) loc)))))))
  (is (= '[[1 [2 [3 4]] 5] 1 [2 [3 4]] 2 [3 4] 3 4 5]
       (loop [loc tree acc []] (if (zip/end? loc) acc (recur (zip/next loc) (conj acc (zip/node loc)))))))
  (is (= 2 (-> (zip/seq-zip '(1 (2 3))) zip/down zip/right zip/down zip/node)))
  (is (= 1
       (-> (zip/zipper map? vals (fn [n cs] (zipmap (keys n) cs)) {:a {:b 1}}) zip/down zip/down zip/node))))

(deftest diff-test
  (is (= '[nil nil 1] (data/diff 1 1)))
  (is (= '[1 2 nil] (data/diff 1 2)))
  (is (= '[[nil 2] [nil 4] [1 nil 3]] (data/diff [1 2 3] [1 4 3])))
  (is (= '({:b 2} {:b 3, :c 4} {:a 1}) (data/diff {:a 1 :b 2} {:a 1 :b 3 :c 4})))
  (is (= '[#{1} #{3} #{2}] (data/diff #{1 2} #{2 3})))
  (is (= '({:a {:b 1}} {:a {:b 2}} nil) (data/diff {:a {:b 1}} {:a {:b 2}})))
  (is (= '[nil [nil nil 3] [1 2]] (data/diff [1 2] [1 2 3])))
  (is (= '[nil nil nil] (data/diff nil nil)))
  (is (= '[nil 1 nil] (data/diff nil 1)))
  (is (= '[nil nil (1 2)] (data/diff '(1 2) [1 2])))
  (is (= '["a" "b" nil] (data/diff "a" "b"))))

(deftest math-test
  (is (= 4.0 (math/sqrt 16)))
  (is (= 8.0 (math/pow 2 3)))
  (is (= 1.0 (math/floor 1.5)))
  (is (= 2.0 (math/ceil 1.5)))
  (is (= 2 (math/round 1.5)))
  (is (= -4 (math/floor-div -7 2)))
  (is (= 1 (math/floor-mod -7 2)))
  (is (= -1.0 (math/signum -3.0)))
  (is (= 1.0 (math/exp 0)))
  (is (= 0.0 (math/log 1)))
  (is (= 3.0 (math/log10 1000)))
  (is (= 0.0 (math/sin 0)))
  (is (= 1.0 (math/cos 0)))
  (is (= 5.0 (math/hypot 3 4)))
  (is (= 2.0 (math/cbrt 8)))
  (is (= 3.141592653589793 math/PI))
  (is (= 2.718281828459045 math/E))
  (is (= 180.0 (math/to-degrees math/PI)))
  (is (= 2.0 (math/rint 2.5)))
  (is (= 0.0 (math/atan2 0 1)))
  (is (= 3 (math/add-exact 1 2)))
  (is (thrown? Throwable (math/add-exact 9223372036854775807 1))))
