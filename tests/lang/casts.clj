;; SPDX-License-Identifier: MIT
(ns nacre.test.casts
  "Predicates and conversions over every kind of value."
  (:require [clojure.test :refer [deftest is]]))

(def values [nil true false 0 1 -1 1.5 1/2 3N 2.5M \a "" "s" :k :n/k 'y 'n/y [] [1] () '(1) {} {:a 1} #{} #{1} (sorted-map) (sorted-set) (range 2) (lazy-seq [1]) inc #'inc #"r" (atom 1) (first {:a 1})])

(deftest predicate-tables-test
  (is (= '[true false false false false false false false false false false false false false false false false false false false false false false false false false false false false false false false false false]
       (mapv nil? values)))
  (is (= '[false true true true true true true true true true true true true true true true true true true true true true true true true true true true true true true true true true]
       (mapv some? values)))
  (is (= '[false true false false false false false false false false false false false false false false false false false false false false false false false false false false false false false false false false]
       (mapv true? values)))
  (is (= '[false false true false false false false false false false false false false false false false false false false false false false false false false false false false false false false false false false]
       (mapv false? values)))
  (is (= '[false true true false false false false false false false false false false false false false false false false false false false false false false false false false false false false false false false]
       (mapv boolean? values)))
  (is (= '[false false false true true true true true true true false false false false false false false false false false false false false false false false false false false false false false false false]
       (mapv number? values)))
  (is (= '[false false false true true true false false true false false false false false false false false false false false false false false false false false false false false false false false false false]
       (mapv integer? values)))
  (is (= '[false false false true true true false false false false false false false false false false false false false false false false false false false false false false false false false false false false]
       (mapv int? values)))
  (is (= '[false false false false false false true false false false false false false false false false false false false false false false false false false false false false false false false false false false]
       (mapv float? values)))
  (is (= '[false false false false false false true false false false false false false false false false false false false false false false false false false false false false false false false false false false]
       (mapv double? values)))
  (is (= '[false false false false false false false true false false false false false false false false false false false false false false false false false false false false false false false false false false]
       (mapv ratio? values)))
  (is (= '[false false false true true true false true true true false false false false false false false false false false false false false false false false false false false false false false false false]
       (mapv rational? values)))
  (is (= '[false false false false false false false false false true false false false false false false false false false false false false false false false false false false false false false false false false]
       (mapv decimal? values)))
  (is (= '[false false false false false false false false false false true false false false false false false false false false false false false false false false false false false false false false false false]
       (mapv char? values)))
  (is (= '[false false false false false false false false false false false true true false false false false false false false false false false false false false false false false false false false false false]
       (mapv string? values)))
  (is (= '[false false false false false false false false false false false false false true true false false false false false false false false false false false false false false false false false false false]
       (mapv keyword? values)))
  (is (= '[false false false false false false false false false false false false false false false true true false false false false false false false false false false false false false false false false false]
       (mapv symbol? values)))
  (is (= '[false false false false false false false false false false false false false true true true true false false false false false false false false false false false false false false false false false]
       (mapv ident? values)))
  (is (= '[false false false false false false false false false false false false false true false true false false false false false false false false false false false false false false false false false false]
       (mapv simple-ident? values)))
  (is (= '[false false false false false false false false false false false false false false true false true false false false false false false false false false false false false false false false false false]
       (mapv qualified-ident? values)))
  (is (= '[false false false false false false false false false false false false false false false false false true true true true true true true true true true true true false false false false true]
       (mapv coll? values)))
  (is (= '[false false false false false false false false false false false false false false false false false false false true true false false false false false false true true false false false false false]
       (mapv seq? values)))
  (is (= '[false false false false false false false false false false false false false false false false false false false true true false false false false false false false false false false false false false]
       (mapv list? values)))
  (is (= '[false false false false false false false false false false false false false false false false false true true false false false false false false false false false false false false false false true]
       (mapv vector? values)))
  (is (= '[false false false false false false false false false false false false false false false false false false false false false true true false false true false false false false false false false false]
       (mapv map? values)))
  (is (= '[false false false false false false false false false false false false false false false false false false false false false false false true true false true false false false false false false false]
       (mapv set? values)))
  (is (= '[false false false false false false false false false false false false false false false false false false false false false false false false false true true false false false false false false false]
       (mapv sorted? values)))
  (is (= '[false false false false false false false false false false false false false false false false false true true true true false false false false false false true true false false false false true]
       (mapv sequential? values)))
  (is (= '[false false false false false false false false false false false false false false false false false true true false false true true false false true false false false false false false false true]
       (mapv associative? values)))
  (is (= '[false false false false false false false false false false false false false false false false false true true true true true true true true true true true false false false false false true]
       (mapv counted? values)))
  (is (= '[false false false false false false false false false false false false false false false false false true true false false false false false false true true false false false false false false true]
       (mapv reversible? values)))
  (is (= '[false false false false false false false false false false false false false false false false false true true false false false false false false false false false false false false false false true]
       (mapv indexed? values)))
  (is (= '[true false false false false false false false false false false true true false false false false true true true true true true true true true true true true false false false false true]
       (mapv seqable? values)))
  (is (= '[false false false false false false false false false false false false false false false false false false false false false false false false false false false false false true false false false false]
       (mapv fn? values)))
  (is (= '[false false false false false false false false false false false false false true true true true true true false false true true true true true true false false true true false false true]
       (mapv ifn? values)))
  (is (= '[false false false false false false false false false false false false false false false false false false false false false false false false false false false false false false true false false false]
       (mapv var? values)))
  (is (= '[false false false false false false false false false false false false false false false false false false false false false false false false false false false false false false false false false true]
       (mapv map-entry? values)))
  (is (= '[false true false true true true true true true true true true true true true true true true true true true true true true true true true true true true true true true true]
       (mapv boolean values)))
  (is (= '[true false true false false false false false false false false false false false false false false false false false false false false false false false false false false false false false false false]
       (mapv not values)))
  (is (= '[false false false false false false false false false false false false false false false false false false false false false false false false false false false false false false false false false false]
       (mapv record? values)))
  (is (= '[false false false false true false false false false false false false false false false false false false false false false false false false false false false false false false false false false false]
       (mapv pos-int? values)))
  (is (= '[false false false true true false false false false false false false false false false false false false false false false false false false false false false false false false false false false false]
       (mapv nat-int? values)))
  (is (= '[false false false false false true false false false false false false false false false false false false false false false false false false false false false false false false false false false false]
       (mapv neg-int? values)))
  (is (= '[true true true true true true true true true true true true true true true true true true true true true true true true true true true true true true true true true true]
       (mapv any? values)))
  (is (= '[true :error :error :error :error :error :error :error :error :error :error true false :error :error :error :error true false true false true false true false true true false false :error :error :error :error false]
       (mapv (fn [v] (try (empty? v) (catch Throwable _ :error))) values)))
  (is (= '[0 :error :error :error :error :error :error :error :error :error :error 0 1 :error :error :error :error 0 1 0 1 0 1 0 1 0 0 2 1 :error :error :error :error 2]
       (mapv (fn [v] (try (count v) (catch Throwable _ :error))) values)))
  (is (= '[nil :error :error :error :error :error :error :error :error :error :error nil (\s) :error :error :error :error nil (1) nil (1) nil ([:a 1]) nil (1) nil nil (0 1) (1) :error :error :error :error (:a 1)]
       (mapv (fn [v] (try (seq v) (catch Throwable _ :error))) values)))
  (is (= '[:error :error :error 1 2 0 2.5 3/2 4N 3.5M :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error]
       (mapv (fn [v] (try (inc v) (catch Throwable _ :error))) values)))
  (is (= '[nil :error :error :error :error :error :error :error :error :error :error nil \s :error :error :error :error nil 1 nil 1 nil [:a 1] nil 1 nil nil 0 1 :error :error :error :error :a]
       (mapv (fn [v] (try (first v) (catch Throwable _ :error))) values)))
  (is (= '[([:z 1]) :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error [[:z 1]] [1 [:z 1]] ([:z 1]) ([:z 1] 1) {:z 1} {:a 1, :z 1} #{[:z 1]} #{1 [:z 1]} {:z 1} #{[:z 1]} ([:z 1] 0 1) ([:z 1] 1) :error :error :error :error [:a 1 [:z 1]]]
       (mapv (fn [v] (try (conj v [:z 1]) (catch Throwable _ :error))) values)))
  (is (= '[nil nil nil nil nil nil nil nil nil nil nil nil \s nil nil nil nil nil 1 nil nil nil nil nil nil nil nil nil nil nil nil nil nil :a]
       (mapv (fn [v] (try (get v 0) (catch Throwable _ :error))) values)))
  (is (= '[:error :error :error :error :error :error :error :error :error :error :error "" "s" "k" "k" "y" "y" :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error]
       (mapv (fn [v] (try (name v) (catch Throwable _ :error))) values)))
  (is (= '[[] :error :error :error :error :error :error :error :error :error :error [] [\s] :error :error :error :error [] [1] [] [1] [] [[:a 1]] [] [1] [] [] [0 1] [1] :error :error :error :error [:a 1]]
       (mapv (fn [v] (try (vec v) (catch Throwable _ :error))) values)))
  (is (= '[nil nil nil nil nil nil nil nil nil nil nil nil nil nil nil nil nil [] [] () () {} {} #{} #{} {} #{} () () nil nil nil nil nil]
       (mapv (fn [v] (try (empty v) (catch Throwable _ :error))) values)))
  (is (= '[:error :error :error true false false false false false false :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error]
       (mapv (fn [v] (try (zero? v) (catch Throwable _ :error))) values)))
  (is (= '[{0 :z} :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error [:z] [:z] :error :error {0 :z} {:a 1, 0 :z} :error :error {0 :z} :error :error :error :error :error :error :error [:z 1]]
       (mapv (fn [v] (try (assoc v 0 :z) (catch Throwable _ :error))) values)))
  (is (= '[:error :error :error :error :error :error :error :error :error :error :error :error :error nil nil nil nil :error 1 :error :error nil nil nil nil nil nil :error :error 1 1 :error :error :a]
       (mapv (fn [v] (try (v 0) (catch Throwable _ :error))) values)))
  (is (= '[false :error :error :error :error :error :error :error :error :error :error false true :error :error :error :error false true :error :error false false false false false false :error :error :error :error :error :error true]
       (mapv (fn [v] (try (contains? v 0) (catch Throwable _ :error))) values)))
  (is (= '[nil :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error nil 1 nil 1 :error :error :error :error :error :error :error :error :error :error :error :error 1]
       (mapv (fn [v] (try (peek v) (catch Throwable _ :error))) values)))
  (is (= '[:error :error :error 0 1 -1 1 0 3 2 97 :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error]
       (mapv (fn [v] (try (long v) (catch Throwable _ :error))) values)))
  (is (= '[() :error :error :error :error :error :error :error :error :error :error () (\s) :error :error :error :error () (1) () (1) () ([:a 1]) () (1) () () (1 0) (1) :error :error :error :error (1 :a)]
       (mapv (fn [v] (try (reverse v) (catch Throwable _ :error))) values)))
  (is (= '[:d :error :error :error :error :error :error :error :error :error :error :d \s :error :error :error :error :d 1 :d 1 :error :error :error :error :error :error 0 1 :error :error :error :error :a]
       (mapv (fn [v] (try (nth v 0 :d) (catch Throwable _ :error))) values)))
  (is (= '[[] :error :error :error :error :error :error :error :error :error :error [] :error :error :error :error :error [] :error [] :error [] [:a] [] :error [] [] :error :error :error :error :error :error :error]
       (mapv (fn [v] (try (vec (keys v)) (catch Throwable _ :error))) values)))
  (is (= '[:error :error :error :error :error :error :error :error :error :error :error :error :error nil "n" nil "n" :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error]
       (mapv (fn [v] (try (namespace v) (catch Throwable _ :error))) values)))
  (is (= '[0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0]
       (mapv (fn [v] (try (compare v v) (catch Throwable _ :error))) values)))
  (is (= '[:error :error :error false false true false false false false :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error]
       (mapv (fn [v] (try (neg? v) (catch Throwable _ :error))) values)))
  (is (= '[nil :error nil :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error #{} #{} :error #{} :error :error :error :error :error :error :error]
       (mapv (fn [v] (try (disj v 1) (catch Throwable _ :error))) values)))
  (is (= '[nil :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error {} {:a 1} :error :error {} :error :error :error :error :error :error :error :error]
       (mapv (fn [v] (try (dissoc v 1) (catch Throwable _ :error))) values)))
  (is (= '[:error :error :error true false false :error :error false :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error]
       (mapv (fn [v] (try (even? v) (catch Throwable _ :error))) values)))
  (is (= '[:error :error :error :error :error :error :error :error :error :error :error "" "s" "k" "n/k" "y" "n/y" :error :error :error :error :error :error :error :error :error :error :error :error :error "clojure.core/inc" :error :error :error]
       (mapv (fn [v] (try (str (symbol v)) (catch Throwable _ :error))) values)))
  (is (= '[nil nil nil nil nil nil nil nil nil nil nil :s :k :n/k :y :n/y nil nil nil nil nil nil nil nil nil nil nil nil nil nil nil nil nil]
       (mapv (fn [v] (try (keyword v) (catch Throwable _ :error))) (remove #{""} values))))
  (is (= '[3 4 5 1 1 2 3 3 2 4 2 2 3 2 4 1 3 2 3 2 3 2 6 3 4 2 3 5]
       (mapv (fn [v] (try (count (pr-str v)) (catch Throwable _ :error))) (take 28 values))))
  (is (= '[true true true true true true true true true true true true true true true true true true true true true true true true true true true true true true true true true true]
       (mapv #(= % %) values)))
  (is (= '[true false false false false false false false false false false false false false false false false false false false false false false false false false false false false false false false false false]
       (mapv #(= nil %) values)))
  (is (= '[0 1231 1237 0 1392991556 1651860712 1073217536 3 -1556392013 776 97 0 1975881410 -2146297393 -2146297027 -117328249 -117328363 -2017569654 -1381383523 -2017569654 -1381383523 -15128758 1772842048 -15128758]
       (mapv #(hash %) (take 24 values))))
  (is (= '[:error :error :error :error :error :error :error :error :error :error :error "" "s" :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error]
       (mapv (fn [v] (try (subs v 0) (catch Throwable _ :error))) values)))
  (is (= '[:error :error :error 0 1 -1 1 0 3 2 97 :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error]
       (mapv (fn [v] (try (int v) (catch Throwable _ :error))) values)))
  (is (= '[:error :error :error 0.0 1.0 -1.0 1.5 0.5 3.0 2.5 :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error]
       (mapv (fn [v] (try (double v) (catch Throwable _ :error))) values)))
  (is (= '[#{} :error :error :error :error :error :error :error :error :error :error #{} #{\s} :error :error :error :error #{} #{1} #{} #{1} #{} #{[:a 1]} #{} #{1} #{} #{} #{0 1} #{1} :error :error :error :error #{1 :a}]
       (mapv (fn [v] (try (set v) (catch Throwable _ :error))) values)))
  (is (= '[{} :error :error :error :error :error :error :error :error :error :error {} :error :error :error :error :error {} :error {} :error {} {:a 1} {} :error {} {} :error :error :error :error :error :error :error]
       (mapv (fn [v] (try (into {} v) (catch Throwable _ :error))) values)))
  (is (= '[nil :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error :error [] :error () :error :error :error :error :error :error :error :error :error :error :error :error [:a]]
       (mapv (fn [v] (try (pop v) (catch Throwable _ :error))) values)))
  (is (= '[[] :error :error :error :error :error :error :error :error :error :error [] [\s] :error :error :error :error [] [1] [] [1] [] [[:a 1]] [] [1] [] [] [0 1] [1] :error :error :error :error [:a 1]]
       (mapv (fn [v] (try (apply vector v) (catch Throwable _ :error))) values))))

(deftest floats-stay
  (is (= Float/POSITIVE_INFINITY (float Float/POSITIVE_INFINITY)))
  (is (= Float/NEGATIVE_INFINITY (float Float/NEGATIVE_INFINITY)))
  (is (thrown? IllegalArgumentException (float ##Inf))))

(deftest refused-values-are-shown-as-str-does
  (let [message (fn [f v] (try (f v) (catch Throwable e (ex-message e))))]
    (is (= ["Infinity" "-Infinity" "1.0E30" "70000" "70000"]
           (map (fn [v] (subs (message char v) (count "Value out of range for char: ")))
                [##Inf ##-Inf 1e30 70000N 70000M])))
    (is (= ["1.0E30" "1.0E30" "99999999999999999999"]
           (map (fn [v] (subs (message long v) (count "Value out of range for long: ")))
                [1e30 1e30M 99999999999999999999N])))
    (is (= ["abc" "äö" "a" "" "1.5" "1.5" "1/2" ":a" "[\\a \"b\"]" "Infinity"]
           (map (fn [v] (subs (message odd? v) (count "Argument must be an integer: ")))
                ["abc" "äö" \a nil 1.5 1.5M 1/2 :a [\a "b"] ##Inf])))
    (is (= ["null" "a" "x" "2" "2.5" "[\"a\"]"]
           (map (fn [v] (subs (message hash-map v) (count "No value supplied for key: ")))
                [nil \a "x" 2N 2.5M ["a"]])))))
