;; SPDX-License-Identifier: MIT
;; clojure.spec.alpha: conforming, unforming, explaining. What draws random values is tested by what
;; must hold of them, on Nacre only: Clojure needs test.check for that.
(ns nacre.test.spec
  (:require [clojure.spec.alpha :as s]
            [clojure.string :as string]
            [clojure.test :refer [deftest is are]]))

(s/def ::i int?)
(s/def ::a string?)
(s/def ::b keyword?)
(s/def ::c (s/and int? even?))
(s/def ::alias ::i)
(s/def ::m (s/keys :req [::a (or ::b (and ::c ::i))] :opt [::alias] :req-un [::i] :opt-un [::b]))
(s/def ::list (s/cat :n int? :ks (s/* keyword?) :s (s/? string?)))
(s/def ::nested (s/cat :x int? :y (s/spec ::list) :z ::list))
(s/def ::tree (s/or :leaf int? :node (s/tuple ::tree ::tree)))
(defmulti shape :kind)
(defmethod shape :round [_] (s/keys :req-un [::i]))
(defmethod shape :square [_] (s/keys :req-un [::a]))
(s/def ::shape (s/multi-spec shape :kind))

(defn problems
  "The problems as [pred val path via in reason]."
  [spec x]
  (mapv (juxt :pred :val :path :via :in :reason) (::s/problems (s/explain-data spec x))))

(deftest predicates-test
  (is (= [2 ::s/invalid 1 ::s/invalid 3] [(s/conform even? 2) (s/conform even? 3) (s/conform #{1 2} 1)
                                          (s/conform #{1 2} 3) (s/conform ::alias 3)]))
  (is (= [['clojure.core/even? 3 [] [] [] nil]] (problems even? 3)))
  (is (= [[#{1} 2 [] [] [] nil]] (problems #{1} 2)))
  (is (thrown? Exception (s/conform ::nowhere 1)))
  (is (= [::tmp ::tmp nil] [(s/def ::tmp int?) (s/def ::tmp nil) (s/get-spec ::tmp)]))
  (is (= '(clojure.spec.alpha/and (clojure.core/fn [%] (clojure.core/> % 3)) clojure.core/odd?)
         (s/form (s/and #(> % 3) odd?))))
  (is (= '(and int? even?) (s/describe ::c)))
  (is (= '(keys :req [::a (or ::b (and ::c ::i))] :opt [::alias] :req-un [::i] :opt-un [::b])
         (s/describe ::m)))
  (is (= [true nil] [(boolean (s/spec? (s/get-spec ::c))) (s/spec? int?)]))
  (is (= [true nil] [(boolean (s/regex? (s/get-spec ::list))) (s/regex? ::list)])))

(deftest choices-test
  (let [spec (s/or :i int? :s string?)]
    (is (= [[:s "x"] "x" ::s/invalid] [(s/conform spec "x") (s/unform spec [:s "x"])
                                       (s/conform spec :k)]))
    (is (= [['clojure.core/int? :k [:i] [] [] nil] ['clojure.core/string? :k [:s] [] [] nil]]
           (problems spec :k)))
    (is (= ":k - failed: int? at: [:i]\n:k - failed: string? at: [:s]\n" (s/explain-str spec :k))))
  (is (= "Success!\n" (s/explain-str ::c 2)))
  (is (= "3 - failed: even? spec: :nacre.test.spec/c\n" (s/explain-str ::c 3)))
  (is (= [nil 1] [(s/conform (s/nilable int?) nil) (s/conform (s/nilable int?) 1)]))
  (is (= [['clojure.core/int? "a" [::s/pred] [] [] nil] ['nil? "a" [::s/nil] [] [] nil]]
         (problems (s/nilable int?) "a")))
  (is (= 1 (s/conform (s/nonconforming (s/or :i int?)) 1)))
  (let [spec (s/conformer #(if (string? %) (count %) ::s/invalid) str)]
    (is (= [2 ::s/invalid "2"] [(s/conform spec "ab") (s/conform spec 1) (s/unform spec 2)])))
  (is (thrown? IllegalStateException (s/unform (s/conformer inc) 1)))
  (is (= [:node [[:leaf 1] [:node [[:leaf 2] [:leaf 3]]]]] (s/conform ::tree [1 [2 3]])))
  (is (= [1 [2 3]] (s/unform ::tree (s/conform ::tree [1 [2 3]])))))

(deftest maps-test
  (is (= '[[(clojure.core/fn [%] (clojure.core/contains? % ::a)) {} [] [::m] [] nil]
           [(clojure.core/fn [%] (clojure.core/or (clojure.core/contains? % ::b)
                                                  (clojure.core/and (clojure.core/contains? % ::c)
                                                                    (clojure.core/contains? % ::i))))
            {} [] [::m] [] nil]
           [(clojure.core/fn [%] (clojure.core/contains? % :i)) {} [] [::m] [] nil]]
         (problems ::m {})))
  (is (= [['clojure.core/map? 3 [] [::m] [] nil]] (problems ::m 3)))
  (is (= [['clojure.core/even? 3 [::c] [::m ::c] [::c] nil]]
         (problems ::m {::a "x" ::b :k :i 1 ::c 3})))
  (is (= [['clojure.core/keyword? 2 [:b] [::m ::b] [:b] nil]]
         (problems ::m {::a "x" ::b :k :i 1 :b 2})))
  (is (= {:i 1 :a "x"} (s/conform (s/merge (s/keys :req-un [::i]) (s/keys :req-un [::a])) {:i 1 :a "x"})))
  (is (= {:i 1 :kind :round} (s/conform ::shape {:i 1 :kind :round})))
  (is (= [['nacre.test.spec/shape {:kind :flat} [:flat] [::shape] [] "no method"]]
         (problems ::shape {:kind :flat})))
  (is (= [['clojure.core/string? 1 [:square :a] [::shape ::a] [:a] nil]]
         (problems ::shape {:kind :square :a 1})))
  (is (= {:i 1} (s/conform (s/keys* :req-un [::i]) [:i 1])))
  (is (= {:a 1 :opts {:i 2}} (s/conform (s/cat :a int? :opts (s/keys* :opt-un [::i])) [1 :i 2]))))

(deftest sequences-test
  (are [value spec x] (= value (s/conform spec x))
    {:n 1 :ks [:a :b] :s "x"} ::list [1 :a :b "x"]
    {:n 1} ::list [1]
    {:n 1 :s "x"} ::list '(1 "x")
    ::s/invalid ::list []
    ::s/invalid ::list nil
    {:x 1 :y {:n 2 :ks [:a]} :z {:n 3 :s "s"}} ::nested [1 [2 :a] 3 "s"]
    [] (s/* int?) []
    [1 2] (s/+ int?) [1 2]
    ::s/invalid (s/+ int?) []
    nil (s/? int?) []
    1 (s/? int?) [1]
    [:s "x"] (s/alt :i int? :s string?) ["x"]
    [{:k :a :v 1} {:k :b :v 2}] (s/* (s/cat :k keyword? :v any?)) [:a 1 :b 2]
    [1 2] (s/& (s/* int?) #(even? (count %))) [1 2]
    ::s/invalid (s/& (s/* int?) #(even? (count %))) [1]
    {:a [1 2]} (s/cat :a (s/* int?) :b (s/* int?)) [1 2]
    {:b 1} (s/cat :a (s/? int?) :b int?) [1]
    {:a [{:x 1 :y "a"} {:x 2 :y "b"}]} (s/cat :a (s/+ (s/cat :x int? :y string?))) [1 "a" 2 "b"]
    {} (s/cat :a (s/cat :b (s/? int?))) []
    {} (s/cat) []
    {:a [:x [1 2]]} (s/cat :a (s/alt :x (s/* int?) :y string?)) [1 2]
    {:a 1} (s/and (s/coll-of int?) (s/cat :a int?)) [1])
  (is (= 1000 (count (:ks (s/conform ::list (cons 1 (repeat 1000 :k)))))))
  (are [x spec] (= x (s/unform spec (s/conform spec x)))
    [1 :a :b "x"] ::list
    [1] ::list
    [1 [2 :a] 3 :b "s"] ::nested
    [1 "x"] (s/+ (s/alt :i int? :s string?))
    [1 2] (s/& (s/* int?) seq)))

(deftest explained-sequences-test
  (are [expected spec x] (= expected (problems spec x))
    [['clojure.core/int? () [:n] [::list ::list] [] "Insufficient input"]] ::list []
    [['clojure.core/int? :x [:z :n] [::nested ::list] [2] nil]] ::nested [1 [2] :x]
    [['clojure.core/int? :a [] [] [1] nil]] (s/* int?) [1 :a]
    ['[(clojure.spec.alpha/? clojure.core/int?) (2) [] [] [1] "Extra input"]] (s/? int?) [1 2]
    ['[(clojure.spec.alpha/cat) (1) [] [] [0] "Extra input"]] (s/cat) [1]
    [['clojure.core/string? () [:b] [] [] "Insufficient input"]]
    (s/* (s/cat :a int? :b string?)) [1 "a" 2]
    [['clojure.core/int? :k [:i] [] [0] nil] ['clojure.core/string? :k [:s] [] [0] nil]]
    (s/alt :i int? :s string?) [:k]
    ['[(clojure.core/fn [%] (clojure.core/even? (clojure.core/count %))) [1] [] [] [] nil]]
    (s/& (s/* int?) #(even? (count %))) [1])
  (is (= "(3) - failed: Extra input in: [1 1] at: [:y] spec: :nacre.test.spec/list\n"
         (s/explain-str ::nested [1 [2 3] 3]))))

(deftest collections-test
  (are [value spec x] (let [result (s/conform spec x)]
                        (and (= value result) (= (class value) (class result))))
    [1 2] (s/coll-of int?) [1 2]
    '(1 2) (s/coll-of int?) '(1 2)
    #{1 2} (s/coll-of int? :into #{}) [1 2 2]
    [[:i 1]] (s/coll-of (s/or :i int?)) [1]
    #{[:i 1]} (s/coll-of (s/or :i int?)) #{1}
    {:a [:i 1]} (s/map-of (s/or :k keyword?) (s/or :i int?)) {:a 1}
    {[:k :a] [:i 1]} (s/map-of (s/or :k keyword?) (s/or :i int?) :conform-keys true) {:a 1}
    ::s/invalid (s/coll-of int?) 3
    [1 "a"] (s/tuple int? string?) [1 "a"])
  (are [expected spec x] (= expected (problems spec x))
    '[[int? :a [] [] [1] nil] [int? "b" [] [] [2] nil]] (s/coll-of int?) [1 :a "b"]
    '[[clojure.core/vector? (1) [] [] [] nil]] (s/coll-of int? :kind vector?) '(1)
    '[[(clojure.core/= 2 (clojure.core/count %)) [1] [] [] [] nil]] (s/coll-of int? :count 2) [1]
    '[[(clojure.core/<= 2 (clojure.core/count %) Integer/MAX_VALUE) [1] [] [] [] nil]]
    (s/coll-of int? :min-count 2) [1]
    '[[distinct? [1 1] [] [] [] nil]] (s/coll-of int? :distinct true) [1 1]
    '[[clojure.core/int? :b [1] [] [:a 1] nil]] (s/map-of keyword? int?) {:a :b}
    '[[(clojure.core/= (clojure.core/count %) 2) [1] [] [] [] nil]] (s/tuple int? string?) [1]
    '[[clojure.core/string? 2 [1] [] [1] nil]] (s/tuple int? string?) [1 2])
  (is (= [true false] [(s/valid? (s/every int?) (range 1000)) (s/valid? (s/every int?) [1 :a])]))
  (is (= [1 "a"] (s/unform (s/coll-of (s/or :i int? :s string?)) [[:i 1] [:s "a"]])))
  (is (= {:a 1} (s/unform (s/map-of keyword? (s/or :i int?)) {:a [:i 1]})))
  (is (= '(clojure.spec.alpha/coll-of clojure.core/int? :kind clojure.core/vector?)
         (s/form (s/coll-of int? :kind vector?)))))

(deftest ranges-test
  (is (= [true false false] (map #(s/valid? (s/int-in 1 5) %) [4 5 "x"])))
  (is (= [true false false] (map #(s/valid? (s/double-in :min 0 :max 1 :NaN? false) %) [0.5 2.0 ##NaN])))
  (is (= [true false] (map #(s/valid? (s/inst-in #inst "2000" #inst "2001") %)
                           [#inst "2000-05" #inst "2001"]))))

(defn total [x y] (+ x y))
(s/fdef total :args (s/cat :x int? :y int?) :ret int?)

(deftest functions-test
  (is (= '(clojure.spec.alpha/fspec :args (clojure.spec.alpha/cat :x clojure.core/int?
                                                                  :y clojure.core/int?)
                                    :ret clojure.core/int? :fn nil)
         (s/form `total)))
  (is (s/valid? (:args (s/get-spec `total)) [1 2])))

(deftest assertions-test
  (is (= "x" (s/assert int? "x")))
  (s/check-asserts true)
  (try
    (is (= 3 (s/assert int? 3)))
    (is (= [:assertion-failed "Spec assertion failed\n\"x\" - failed: int?\n"]
           (try (s/assert int? "x")
                (catch Exception e [(::s/failure (ex-data e)) (ex-message e)]))))
    (finally (s/check-asserts false))))

#?(:nacre
   (deftest generators-test
     (doseq [spec [::m ::tree ::nested ::shape (s/coll-of int? :kind set? :min-count 2)
                   (s/map-of keyword? ::i) (s/nilable int?) (s/int-in 3 7) (s/and int? even?)
                   (s/keys* :req-un [::i]) (s/every string? :count 3) (s/& (s/* int?) #(even? (count %)))
                   (s/with-gen int? #(s/gen #{5}))]]
       (let [pairs (s/exercise spec 20)]
         (is (= 20 (count pairs)))
         (is (every? (fn [[x value]] (and (s/valid? spec x) (= value (s/conform spec x)))) pairs))))
     (is (thrown? clojure.lang.ExceptionInfo (s/gen (fn [x] x))))))

#?(:nacre
   (deftest instrument-test
     (require 'clojure.spec.test.alpha)
     (let [instrument (resolve 'clojure.spec.test.alpha/instrument)
           unstrument (resolve 'clojure.spec.test.alpha/unstrument)
           check (resolve 'clojure.spec.test.alpha/check)]
       (is (= [`total] (instrument `total)))
       (is (= 3 (total 1 2)))
       (is (= [:instrument [:y]]
              (try (total 1 "x")
                   (catch Exception e
                     [(::s/failure (ex-data e)) (:path (first (::s/problems (ex-data e))))]))))
       (is (= [`total] (unstrument `total)))
       (is (thrown? ClassCastException (total 1 "x")))
       (is (nil? (:failure (first (check `total {:clojure.spec.test.check/opts {:num-tests 20}})))))
       (is (= 5 (count (s/exercise-fn `total 5)))))))

#?(:nacre
   (deftest generated-keys
     (is (= #{[::a ::b] [::a ::b ::c ::i] [::a ::c ::i]}
            (set (map (comp vec sort keys first)
                      (s/exercise (s/keys :req [::a (or ::b (and ::c ::i))]) 100)))))))

(deftest forms-with-generators
  (is (= '(clojure.spec.alpha/coll-of clojure.core/int? :gen (fn* [] nil))
         (s/form (s/coll-of int? :gen (fn* [] nil))))))

(defmacro in-order [bindings & body] `(do ~@body))

(s/fdef in-order :args (s/cat :bindings (s/coll-of symbol? :kind vector?) :body (s/* any?)))

(deftest macros-with-specs
  (is (= 2 (in-order [a b] 1 2)))
  (let [cause (try (eval `(in-order [~'a 1] 1))
                   (catch Exception e (ex-cause e)))]
    (is (= (str "Call to " `in-order " did not conform to spec.") (ex-message cause)))
    (is (= [1 [:bindings]]
           ((juxt :val :path) (first (::s/problems (ex-data cause))))))
    (is (= '[[a 1] 1] (::s/args (ex-data cause))))))
