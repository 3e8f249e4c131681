;; SPDX-License-Identifier: MIT
;; A stock list kept with medley.
(ns nacre.libraries.medley-stock
  (:require [clojure.test :refer [deftest is testing]]
            [medley.core :as m]))

(def stock
  {:apple {:price 3/2 :count 10 :tags #{:fruit}}
   :pear {:price 2 :count 0 :tags #{:fruit :soft}}
   :nail {:price 1/100 :count 5000 :tags #{:metal}}})

(defn sell [stock item n]
  (if (<= n (get-in stock [item :count] 0))
    (update-in stock [item :count] - n)
    (throw (ex-info "not enough" {:item item :wanted n}))))

(deftest maps
  (is (= {:apple 10 :pear 0 :nail 5000} (m/map-vals :count stock)))
  (is (= {"apple" 3/2 "pear" 2 "nail" 1/100} (->> stock (m/map-vals :price) (m/map-keys name))))
  (is (= #{:apple :nail} (set (keys (m/remove-vals (comp zero? :count) stock)))))
  (is (= {:apple 15N :pear 0 :nail 50N} (m/map-kv (fn [k v] [k (* (:price v) (:count v))]) stock)))
  (is (= [:nail] (keys (m/filter-kv (fn [k v] (and (= k :nail) (:metal (:tags v)))) stock))))
  (is (= {:a {:b 1}} (m/dissoc-in {:a {:b 1 :c {:d 2}}} [:a :c :d])))
  (is (= {} (m/dissoc-in {:a {:b 1}} [:a :b])))
  (is (= {:a 1 :c 3} (m/assoc-some {:a 1} :b nil :c 3)))
  (testing "kinds of maps stay"
    (is (sorted? (m/map-vals inc (sorted-map :b 1 :a 2))))
    (is (= ["one" 1] ((juxt val key) (m/map-entry 1 "one"))))))

(deftest sequences
  (is (= [:pear {:price 2 :count 0 :tags #{:fruit :soft}}]
         (m/find-first (comp zero? :count val) stock)))
  (is (= [1 :a 2 :b 3] (m/interleave-all [1 2 3] [:a :b])))
  (is (= ["a" "bb" "ccc"] (m/distinct-by count ["a" "bb" "cc" "ccc" "d"])))
  (is (= ["a" "bb" "c"] (into [] (m/dedupe-by count) ["a" "b" "bb" "cc" "c"])))
  (is (= [1 2 3] (m/take-upto #(= % 3) (range 1 10))))
  (is (= [4 5] (into [] (m/drop-upto #(= % 3)) [1 2 3 4 5])))
  (is (= [[0 :a] [1 :b]] (m/indexed [:a :b])))
  (is (= 2 (m/least 3 2 5)))
  (is (= "c" (m/greatest "a" "c" "b")))
  (is (nil? (m/least))))

(deftest state-and-errors
  (let [shelf (atom stock)]
    (is (= stock (m/deref-swap! shelf sell :apple 4)))
    (is (= 6 (get-in @shelf [:apple :count])))
    (let [problem (try (swap! shelf sell :pear 1) (catch clojure.lang.ExceptionInfo e e))]
      (is (= "not enough" (m/ex-message problem)))
      (is (= {:item :pear :wanted 1} (ex-data problem)))
      (is (nil? (m/ex-cause problem))))
    (is (= 6 (get-in (m/deref-reset! shelf {}) [:apple :count]))))
  (is (m/queue? (m/queue [1 2])))
  (is (= [1 2 3] (conj (m/queue [1 2]) 3)))
  (is (m/uuid? (m/uuid "550e8400-e29b-41d4-a716-446655440000")))
  (is (= 6 (m/mapply (fn [& {:keys [a b]}] (+ a b)) {:a 2 :b 4}))))
