;; SPDX-License-Identifier: MIT
(ns nacre.test.types
  (:require [clojure.test :refer [deftest is]]))

(defprotocol Shape "Doc." (area [s] "The area.") (scale [s k] [s k l]))

(defrecord Square [side] Shape (area [_] (* side side)) (scale [s k] (assoc s :side (* k side))) (scale [s k l] [s k l]))

(defrecord Circle [r])

(extend-type Circle Shape (area [c] (* 3 (:r c) (:r c))) (scale [c k] (->Circle (* k (:r c)))))

(extend-protocol Shape nil (area [_] 0) String (area [s] (count s)) Number (area [n] n) clojure.lang.IPersistentVector (area [v] (reduce + v)))

(deftype Point [x y] Object (toString [_] (str "<" x "," y ">")))

(deftype Counter [^:unsynchronized-mutable n] clojure.lang.IFn (invoke [_] (set! n (inc n)) n) (invoke [_ k] (set! n (+ n k)) n) clojure.lang.IDeref (deref [_] n))

(deftype Eq [v] Object (equals [_ o] (and (instance? Eq o) (= v (.-v ^Eq o)))) (hashCode [_] (hash v)))

(defrecord Person [name age])

(defprotocol Marker)

(defprotocol HasMeta :extend-via-metadata true (info [x]))

(deftype Stack [items] clojure.lang.Seqable (seq [_] (seq items)) clojure.lang.Counted (count [_] (count items)) clojure.lang.ILookup (valAt [_ k] (get items k)) (valAt [_ k d] (get items k d)))

(defrecord WithDefault [a] clojure.lang.IDeref (deref [_] a))

(deftest protocols-test
  (is (= 9 (area (->Square 3))))
  (is (= 12 (area (->Circle 2))))
  (is (= 0 (area nil)))
  (is (= 3 (area "abc")))
  (is (= 5 (area 5)))
  (is (= 1.5 (area 1.5)))
  (is (= 6 (area [1 2 3])))
  (is (= 6 (:side (scale (->Square 2) 3))))
  (is (= '[#nacre.test.types.Square{:side 2} 1 2] (scale (->Square 2) 1 2)))
  (is (= true (satisfies? Shape (->Square 1))))
  (is (= true (satisfies? Shape "a")))
  (is (= false (satisfies? Shape :k)))
  (is (= true (satisfies? Shape nil)))
  (is (= true (extends? Shape Circle)))
  (is (= true (extends? Shape String)))
  (is (= '(0 2 3) (map area [nil "ab" 3])))
  (is (= :reified (area (reify Shape (area [_] :reified)))))
  (is (= 10 (let [k 5] (area (reify Shape (area [_] (* k 2)))))))
  (is (= true (fn? area)))
  (is (= "The area." (:doc (meta #'area))))
  (is (= true (some? (:sigs Shape))))
  (is (= true (= 9 (area (map->Square {:side 3})))))
  (is (= true (instance? nacre.test.types.Square (->Square 1))))
  (is (= '[:meta [1]] (info (with-meta [1] {`info (fn [x] [:meta x])}))))
  (is (= true (satisfies? Shape (reify Shape))))
  (is (= "custom" (let [o (reify Object (toString [_] "custom"))] (str o))))
  (is (= 4 (apply area [4])))
  (is (thrown? Throwable (area :k)))
  (is (thrown? Throwable (eval '(nacre.test.types/area))))
  (is (thrown? Throwable (eval '(nacre.test.types/area 1 2))))
  (is (thrown? Throwable (apply scale [(->Circle 1) 1 2])))
  (is (thrown? Throwable (info 5))))

(deftest records-test
  (is (= "Al" (:name (->Person "Al" 5))))
  (is (= 5 (.-age (->Person "Al" 5))))
  (is (= "Al" (.name (->Person "Al" 5))))
  (is (= '#nacre.test.types.Person{:name "B", :age 1, :extra 2}
       (map->Person {:name "B" :age 1 :extra 2})))
  (is (= true (= (->Person "A" 1) (->Person "A" 1))))
  (is (= false (= (->Person "A" 1) {:name "A" :age 1})))
  (is (= false (= {:name "A" :age 1} (->Person "A" 1))))
  (is (= false (= (->Person "A" 1) (->Person "A" 2))))
  (is (= true (record? (->Person "A" 1))))
  (is (= false (record? {})))
  (is (= true (map? (->Person "A" 1))))
  (is (= '#nacre.test.types.Person{:name "A", :age 2} (assoc (->Person "A" 1) :age 2)))
  (is (= 9 (:x (assoc (->Person "A" 1) :x 9))))
  (is (= false (record? (dissoc (->Person "A" 1) :name))))
  (is (= true (record? (dissoc (assoc (->Person "A" 1) :x 1) :x))))
  (is (= '(:name :age) (keys (->Person "A" 1))))
  (is (= '("A" 1) (vals (->Person "A" 1))))
  (is (= '([:name "A"] [:age 1]) (seq (->Person "A" 1))))
  (is (= 2 (count (->Person "A" 1))))
  (is (= "A" (get (->Person "A" 1) :name)))
  (is (= :d (get (->Person "A" 1) :zip :d)))
  (is (= "#nacre.test.types.Person{:name \"A\", :age 1}" (pr-str (->Person "A" 1))))
  (is (= '{:name "A", :age 1} (into {} (->Person "A" 1))))
  (is (= '["A" 1] (let [{:keys [name age]} (->Person "A" 1)] [name age])))
  (is (= true (contains? (->Person "A" 1) :name)))
  (is (= '#nacre.test.types.Person{:name "A", :age 3} (merge (->Person "A" 1) {:age 3})))
  (is (= true (= (hash (->Person "A" 1)) (hash (->Person "A" 1)))))
  (is (= '#nacre.test.types.Person{:name "A", :age 2} (update (->Person "A" 1) :age inc)))
  (is (= '{:m 1} (meta (with-meta (->Person "A" 1) {:m 1}))))
  (is (= true (instance? Person (->Person "A" 1))))
  (is (= '#nacre.test.types.Person{:name "C", :age 3} (Person. "C" 3)))
  (is (= 7 @(->WithDefault 7)))
  (is (= '[:name "A" :age 1] (reduce-kv (fn [a k v] (conj a k v)) [] (->Person "A" 1))))
  (is (= false (= (->Square 1) (->Circle 1))))
  (is (= '#nacre.test.types.Person{:name "A", :age 1} (#{(->Person "A" 1)} (->Person "A" 1))))
  (is (= :v (get {(->Person "A" 1) :v} (->Person "A" 1))))
  (is (= nil (:nope (->Person "A" 1))))
  (is (= :d (:nope (->Person "A" 1) :d)))
  (is (= '("A" "B") (map :name [(->Person "A" 1) (->Person "B" 2)])))
  (is (= '#nacre.test.types.Person{:name "L", :age 0} #nacre.test.types.Person{:name "L" :age 0}))
  (is (= false (empty? (->Person 1 2))))
  (is (= '{:age 1} (select-keys (->Person "A" 1) [:age])))
  (is (= '#nacre.test.types.Person{:name nil, :age nil} (map->Person {})))
  (is (= '("A" 1 1) (vals (assoc (->Person "A" 1) :z 1))))
  (is (= '[:age 1] (find (->Person "A" 1) :age)))
  (is (= true (= (assoc (->Person "A" 1) :z 1) (map->Person {:name "A" :age 1 :z 1}))))
  (is (= true (-> (->Person "A" 1) (assoc :b 2) (dissoc :b) (= (->Person "A" 1)))))
  (is (thrown? Throwable (->Person 1)))
  (is (thrown? Throwable ((->Person "A" 1) :name)))
  (is (thrown? Throwable (empty (->Person 1 2)))))

(deftest types-test
  (is (= 1 (.-x (->Point 1 2))))
  (is (= 2 (.y (->Point 1 2))))
  (is (= "<1,2>" (str (->Point 1 2))))
  (is (= false (= (->Point 1 2) (->Point 1 2))))
  (is (= true (let [p (->Point 1 2)] (= p p))))
  (is (= true (instance? Point (->Point 1 2))))
  (is (= '[1 2 7 7] (let [c (->Counter 0)] [(c) (c) (c 5) @c])))
  (is (= true (= (->Eq 1) (->Eq 1))))
  (is (= false (= (->Eq 1) (->Eq 2))))
  (is (= '(1 2) (seq (->Stack [1 2]))))
  (is (= 2 (count (->Stack [1 2]))))
  (is (= 1 (get (->Stack [1 2]) 0)))
  (is (= :d (get (->Stack [1 2]) 9 :d)))
  (is (= '(2 3) (map inc (->Stack [1 2]))))
  (is (= 7 (first (->Stack [7]))))
  (is (= 1 (:a (->Stack {:a 1}))))
  (is (= false (map? (->Point 1 2))))
  (is (= true (contains? #{(->Eq 1)} (->Eq 1))))
  (is (= :v (get {(->Eq [1]) :v} (->Eq [1]))))
  (is (thrown? Throwable (->Point 1)))
  (is (thrown? Throwable (:x (->Point 1 2) (throw (Exception. "evaluated")))))
  (is (thrown? Throwable (.-z (->Point 1 2))))
  (is (thrown? Throwable (seq (->Point 1 2)))))

(defmulti speak "Doc." :kind)

(defmethod speak :dog [_] "woof")

(defmethod speak :cat [{:keys [name]}] (str name " says meow"))

(defmethod speak :default [x] [:unknown (:kind x)])

(def unused-combine nil)

(defmulti by-class class)

(defmethod by-class Number [_] :number)

(defmethod by-class String [_] :string)

(defmethod by-class nil [_] :nil)

(defmulti fact identity)

(defmethod fact 0 [_] 1)

(defmethod fact :default [n] (* n (fact (dec n))))

(derive ::square ::rect)

(derive ::rect ::shape)

(defmulti draw identity)

(defmethod draw ::shape [_] :shape)

(defmethod draw ::rect [_] :rect)

(defmulti no-default identity)

(defmulti own-default identity :default ::none)

(defmethod own-default ::none [x] [:none x])

(deftest multimethods-test
  (is (= "woof" (speak {:kind :dog})))
  (is (= "Tom says meow" (speak {:kind :cat :name "Tom"})))
  (is (= '[:unknown :fish] (speak {:kind :fish})))
  (is (= :number (by-class 1)))
  (is (= :number (by-class 1.5)))
  (is (= :string (by-class "s")))
  (is (= :nil (by-class nil)))
  (is (= 120 (fact 5)))
  (is (= :rect (draw ::square)))
  (is (= :rect (draw ::rect)))
  (is (= :shape (draw ::shape)))
  (is (= '[:none 1] (own-default 1)))
  (is (= true (fn? (get-method speak :dog))))
  (is (= true (contains? (methods speak) :dog)))
  (is (= 3 (count (methods speak))))
  (is (= 1 (do (defmethod no-default :x [_] 1) (no-default :x))))
  (is (= 0 (do (remove-method no-default :x) (count (methods no-default)))))
  (is (= {}
       (do (defmethod no-default :y [_] 2) (remove-all-methods no-default) (methods no-default))))
  (is (= true (ifn? speak)))
  (is (= '("woof" [:unknown nil]) (map speak [{:kind :dog} {}])))
  (is (= '[:three 1 2]
       (do (defmulti arity2 (fn [a b] (+ a b))) (defmethod arity2 3 [a b] [:three a b]) (arity2 1 2))))
  (is (= :onetwo
       (do (defmulti vdisp (fn [& xs] (vec xs))) (defmethod vdisp [1 2] [_ _] :onetwo) (vdisp 1 2))))
  (is (thrown? Throwable (no-default :zip)))
  (is (thrown? Throwable (by-class :k))))

(deftest hierarchies-test
  (is (= true (isa? ::square ::rect)))
  (is (= true (isa? ::square ::shape)))
  (is (= false (isa? ::rect ::square)))
  (is (= true (isa? 1 1)))
  (is (= true (isa? [::square ::rect] [::shape ::shape])))
  (is (= '#{:nacre.test.types/rect} (parents ::square)))
  (is (= '#{:nacre.test.types/rect :nacre.test.types/shape} (ancestors ::square)))
  (is (= '#{:nacre.test.types/rect :nacre.test.types/square} (descendants ::shape)))
  (is (= true (isa? Long Number)))
  (is (= true (isa? String Object)))
  (is (= '[true false #{:c :b} #{:b :a} #{:b}]
       (let [h (-> (make-hierarchy) (derive :a :b) (derive :b :c))] [(isa? h :a :c) (isa? h :c :a) (ancestors h :a) (descendants h :c) (parents h :a)])))
  (is (= false (let [h (derive (make-hierarchy) :a :b)] (isa? (underive h :a :b) :a :b))))
  (is (= nil (parents :nothing)))
  (is (= false (isa? :a :b)))
  (is (thrown? Throwable (derive ::shape ::square)))
  (is (thrown? Throwable (derive :a :b))))

(deftest prefer-method-test
  (is (= :ambiguous
       (do (derive ::both ::left) (derive ::both ::right) (defmulti pick identity) (defmethod pick ::left [_] :l) (defmethod pick ::right [_] :r) (try (pick ::both) (catch Exception e :ambiguous)))))
  (is (= :l (do (prefer-method pick ::left ::right) (pick ::both))))
  (is (= '{:nacre.test.types/left #{:nacre.test.types/right}} (prefers pick))))

(deftest reify-test
  (is (= 5 (deref (reify clojure.lang.IDeref (deref [_] 5)))))
  (is (= 8 ((reify clojure.lang.IFn (invoke [_ x] (* 2 x))) 4)))
  (is (= 9 (count (reify clojure.lang.Counted (count [_] 9)))))
  (is (= '(1 2) (seq (reify clojure.lang.Seqable (seq [_] '(1 2))))))
  (is (= '[:got :a]
       (get (reify clojure.lang.ILookup (valAt [_ k] [:got k]) (valAt [_ k d] d)) :a)))
  (is (= '{:a 1} (meta (with-meta (reify Shape (area [_] 1)) {:a 1}))))
  (is (= true (instance? clojure.lang.IDeref (reify clojure.lang.IDeref (deref [_] 1))))))

(deftest type-and-class-test
  (is (= true (= (type 1) Long)))
  (is (= true (= (type "a") String)))
  (is (= :my (type (with-meta [] {:type :my}))))
  (is (= true (= (class 1.5) Double)))
  (is (= nil (class nil)))
  (is (= nil (type nil)))
  (is (= true (= (type :a) clojure.lang.Keyword)))
  (is (= true (= (type (->Point 1 2)) Point)))
  (is (= true (= (class (->Person 1 2)) Person))))
