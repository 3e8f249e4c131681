;; SPDX-License-Identifier: MIT
;; Equality, hash and entries of records: what C answers alone and what it leaves to Lisp.
(ns nacre.test.records
  (:require [clojure.test :refer [deftest is testing]]))

(defrecord Point [a b])
(defrecord Other [a b])
(defrecord Empty [])
(deftype Any [] Object (equals [_ other] true) (hashCode [_] 1))

(def point (->Point 1 2))

(deftest equality-test
  (is (= point (->Point 1 2)))
  (is (= (->Point [1 {:p point}] 2) (->Point (list 1 {:p (->Point 1 2)}) 2)))
  (is (not= point (->Other 1 2)))
  (is (not= point (->Point 2 1)))
  (is (not= point {:a 1 :b 2}))
  (is (not= {:a 1 :b 2} point))
  (is (not= point nil))
  (is (not= nil point))
  (is (not= point [1 2]))
  (is (= (->Empty) (->Empty)))
  (is (= point (with-meta point {:m 1})))
  (testing "more entries than were declared"
    (is (= (assoc point :c 1) (assoc (->Point 1 2) :c 1)))
    (is (not= point (assoc point :c 1)))
    (is (not= (assoc point :c 1) (assoc point :c 2)))
    (is (= point (dissoc (assoc point :c 1) :c)))
    (is (= point (map->Point {:a 1 :b 2}))))
  (testing "fields that only a type can compare"
    (is (= (->Point (->Any) 2) (->Point 1 2)))
    (is (not= (->Point 1 2) (->Point (->Any) 2)))
    (is (= (->Point (range 3) (map inc [1])) (->Point [0 1 2] [2]))))
  (testing "as keys and elements"
    (is (= :found (get {point :found} (->Point 1 2))))
    (is (contains? #{point} (->Point 1 2)))
    (is (nil? (get {point :found} {:a 1 :b 2})))
    (is (= #{point} (conj #{(->Point 1 2)} (->Point 1 2)))))
  (testing "deep"
    (let [deep (fn [n] (reduce (fn [r _] (->Point r nil)) nil (range n)))]
      (is (= (deep 500) (deep 500)))
      (is (not= (deep 500) (deep 501)))
      (is (= (hash (deep 500)) (hash (deep 500)))))))

(deftest hash-test
  (is (= (unchecked-int (bit-xor (hash 'nacre.test.records.Point) (hash {:a 1 :b 2}))) (hash point)))
  (is (= (unchecked-int (bit-xor (hash 'nacre.test.records.Point) (hash {:a 1 :b 2 :c [3] "d" nil})))
         (hash (assoc point :c [3] "d" nil))))
  (is (= (unchecked-int (bit-xor (hash 'nacre.test.records.Empty) (hash {}))) (hash (->Empty))))
  (is (= (hash point) (hash (with-meta point {:m 1}))))
  (is (= (hash (->Point (map inc [1]) (->Any))) (hash (->Point [2] (->Any))))))

(deftest entries-test
  (is (= [[:a 1] [:b 2] [:c 3]] (seq (assoc point :c 3))))
  (is (every? map-entry? (assoc point :c 3)))
  (is (nil? (seq (->Empty))))
  (is (= {:a 1 :b 2} (into {} point)))
  (is (= [[:a :b] [1 2]] [(keys point) (vals point)])))

(deftest assoc-test
  (is (= [(->Point 3 2) (->Point 1 3)] [(assoc point :a 3) (assoc point :b 3)]))
  (is (= {:m 1} (meta (assoc (with-meta point {:m 1}) :a 3 :z 4))))
  (is (= (->Point 1 2) point) "the first one stays")
  (is (record? (assoc point "a" 1 'a 2 :n/a 3 nil 4)))
  (is (= {"a" 1 'a 2 :n/a 3 nil 4 :a 1 :b 2} (into {} (assoc point "a" 1 'a 2 :n/a 3 nil 4))))
  (is (= 9 (get (assoc point (->Any) 9) (->Any))) "a key that only Lisp can hash")
  (is (= (->Point 1 {:k 2}) (assoc-in point [:b] {:k 2}) (update (->Point 1 {}) :b assoc :k 2))))

(def many-fields (mapv (fn [i] (symbol (str "x" i))) (range 100)))

(deftest more-fields-than-parameters
  (binding [*ns* (the-ns 'nacre.test.records)]
    (eval (list 'defrecord 'Wide many-fields))
    (eval (list 'defrecord 'Wider (subvec many-fields 0 21)))
    (eval (list 'deftype 'WideType many-fields 'Object
                (list 'toString '[this] '(str x0 x19 x20 x99)))))
  (let [maker (ns-resolve 'nacre.test.records '->Wide)
        wider (ns-resolve 'nacre.test.records '->Wider)]
    (is (= [99 100] ((juxt :x99 count) (apply maker (range 100)))))
    (is (= [(conj (subvec many-fields 0 20) '& 'overage)] (:arglists (meta maker))))
    (is (= 7 (:x50 ((ns-resolve 'nacre.test.records 'map->Wide) {:x50 7}))))
    (is (= 20 (:x20 (apply wider (range 21)))))
    (doseq [n [19 20 22]]
      (is (thrown? clojure.lang.ArityException (apply wider (range n))))))
  (is (= "0192099" (str (apply (ns-resolve 'nacre.test.records '->WideType) (range 100)))))
  (is (= "0192099" (str (binding [*ns* (the-ns 'nacre.test.records)]
                          (eval (list* 'WideType. (range 100))))))))

(defrecord Pair [left ^long right])
(deftest constructor-with-metadata-and-more-test
  (let [p (Pair. 1 2 {:m 1} {:e 5})]
    (is (= [{:m 1} 5 3] [(meta p) (:e p) (count p)]))
    (is (= p (assoc (Pair. 1 2) :e 5))))
  (is (= (Pair. 1 2) (Pair. 1 2 nil nil))))
