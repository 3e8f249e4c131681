;; SPDX-License-Identifier: MIT
;;
;; What deftype, defrecord, reify and multimethods refuse, and how their values take part in functions
;; of clojure.core beyond those that types.clj asks.
(ns nacre.test.user-types
  (:require [clojure.pprint :as pprint]
            [clojure.string :as string]
            [clojure.test :refer [deftest is]]))

(defprotocol Speaker (speak [this] [this loudly]))

(defrecord Pair [a b])
(defrecord Hinted [^long n ^double x])
(deftype Quiet [a])
(deftype Loud [a] Speaker (speak [_] a))

(deftype Walk [xs]
  clojure.lang.ISeq
  (first [_] (first xs))
  (next [_] (when-let [n (next xs)] (Walk. n)))
  (more [_] (if-let [n (next xs)] (Walk. n) ()))
  (cons [_ o] (Walk. (cons o xs)))
  (count [_] (count xs))
  (empty [_] ())
  (equiv [_ o] (= xs (seq o)))
  (seq [this] this)
  clojure.lang.Sequential)

(deftype Bag [m]
  clojure.lang.IPersistentMap
  (assoc [_ k v] (Bag. (assoc m k v)))
  (without [_ k] (Bag. (dissoc m k)))
  (valAt [_ k] (get m k))
  (valAt [_ k otherwise] (get m k otherwise))
  (containsKey [_ k] (contains? m k))
  (entryAt [_ k] (find m k))
  (seq [_] (seq m))
  (count [_] (count m))
  (equiv [_ o] (= m (if (instance? Bag o) (.-m ^Bag o) o))))

(deftype Table [m]
  java.util.Map
  (get [_ k] (get m k))
  (entrySet [_] (set m)))

(deftype Called []
  clojure.lang.IFn
  (invoke [_ a b] [:invoked a b])
  (applyTo [_ args] [:applied args]))

(defn failure
  "The class and the message of the first cause of what evaluating the form throws."
  [form]
  (try
    (binding [*ns* (the-ns 'nacre.test.user-types)] (eval form))
    (catch Throwable e
      (let [e (loop [e e] (if (.getCause e) (recur (.getCause e)) e))
            message (.getMessage e)]
        ;; Some of what a compiler says stands behind the place.
        [(class e) (or (second (re-find #"(?:: |\. )(Can't define .*|Must supply .*)" message)) message)]))))

(deftest definitions-that-are-refused
  (is (= "Can't define method not in interfaces: shout"
         (second (failure '(deftype A [x] Speaker (shout [_] 1))))))
  (is (= "Can't define method not in interfaces: speak"
         (second (failure '(deftype A [x] Speaker (speak [_ a b] 1))))))
  (is (= "Can't define method not in interfaces: shout"
         (second (failure '(reify Speaker (shout [_] 1))))))
  (is (= "Must supply at least one argument for 'this' in: speak"
         (second (failure '(deftype A [x] Speaker (speak [] 1))))))
  (is (string/includes?
       (second (failure '(defrecord A [__meta])))
       "The names in #{__hash __meta __hasheq __extmap} cannot be used as field names for types or records."))
  (is (= IllegalArgumentException (first (failure '(extend Loud Speaker {:speak (fn [_] 2)})))))
  (is (nil? (extend Quiet Speaker {:speak (fn [_] :quiet)})))
  (is (= :quiet (speak (->Quiet 1)))))

(deftest methods-of-every-type-are-allowed
  (is (= "x" (str (reify Speaker (speak [_] 1) Object (toString [_] "x")))))
  (is (= [1 2] (let [o (reify Speaker (speak [_] 1) (speak [_ loudly] loudly))]
                 [(speak o) (speak o 2)]))))

(deftest members-that-are-not-there
  (is (= [IllegalArgumentException "No matching field found: nope for class nacre.test.user_types.Quiet"]
         (failure '(.nope (->Quiet 1)))))
  (is (= [IllegalArgumentException "No matching field found: nope for class java.lang.String"]
         (failure '(let [s (identity "a")] (.-nope s)))))
  (is (= [IllegalArgumentException "No matching method nope found taking 2 args for class java.lang.String"]
         (failure '(let [s (identity "a")] (.nope s 1 2))))))

(deftest basis-of-types-and-records
  (is (= '[a] (Quiet/getBasis) (. Quiet getBasis)))
  (is (= '[a b] (Pair/getBasis) (. Pair getBasis))))

(deftest fields-of-primitive-types
  (is (= 2.0 (:x (->Hinted 1 2)) (:x (Hinted. 1 2))))
  (is (instance? Double (:x (->Hinted 1 2))))
  (is (thrown? ClassCastException (->Hinted "1" 2))))

(deftest records-from-what-is-no-map
  (is (= (->Pair 1 nil) (map->Pair [[:a 1]])))
  (is (= (assoc (->Pair 1 nil) :c 3) (map->Pair {:a 1 :c 3}))))

(deftest record-literals
  (is (= [RuntimeException "Unexpected number of constructor arguments to class nacre.test.user_types.Pair: got 1"]
         (failure '(read-string "#nacre.test.user_types.Pair[1]"))))
  (is (= [RuntimeException "Unreadable defrecord form: key must be of type clojure.lang.Keyword, got a"]
         (failure '(read-string "#nacre.test.user_types.Pair{a 1}"))))
  (is (= [RuntimeException "Unreadable constructor form starting with \"#nacre.test.user_types.Pair\""]
         (failure '(read-string "#nacre.test.user_types.Pair(1 2)")))))

(deftest records-are-pretty-printed-as-maps
  (is (= "[{:a 1, :b 2}]\n" (with-out-str (pprint/pprint [(->Pair 1 2)])))))

(deftest seqs-that-are-their-own-seq
  (is (= 6 (reduce + (->Walk [1 2 3])) (reduce + 0 (->Walk [1 2 3]))))
  (is (= 3 (reduce (fn [a x] (if (= x 3) (reduced a) (+ a x))) 0 (->Walk [1 2 3 4]))))
  (is (= [1 2 3] (vec (->Walk [1 2 3])) (into [] (->Walk [1 2 3]))))
  (is (= [2 3] (into [] (map inc) (->Walk [1 2]))))
  (is (string/starts-with? (str (->Walk [1])) "nacre.test.user_types.Walk@")))

(deftest types-as-maps
  (is (= (->Bag {:a 1}) {:a 1}))
  (is (not= {:a 1} (->Bag {:a 1})))
  (is (string/starts-with? (str (->Bag {:a 1})) "nacre.test.user_types.Bag@"))
  (is (= [[:a 1]] (seq (->Table {:a 1})))))

(deftest types-as-functions
  (is (= [:invoked 1 2] ((->Called) 1 2)))
  (is (= [:applied [1 2]] (apply (->Called) [1 2]) (apply (->Called) 1 [2])))
  (is (= [:applied nil] (apply (->Called) [])))
  (is (ifn? (reify clojure.lang.IFn)))
  (is (not (ifn? (->Pair 1 2)))))

(deftest types-with-names
  (let [named (reify clojure.lang.Named (getName [_] "n") (getNamespace [_] "s"))]
    (is (= "n" (name named)))
    (is (= "s" (namespace named)))
    (is (thrown? ClassCastException (name (->Quiet 1))))))

(deftest an-interface-is-what-definterface-answers
  (is (class? (eval '(definterface Nodding (nod []))))))

(deftest metadata-of-reify
  (is (= {:k 1} (meta (eval (with-meta (list 'reify 'Object) {:k 1}))))))

(defmulti sound "Docstring." :kind)
(defmethod sound :circle [_] "round")
(defmethod sound :default [_] "?")

(deftest tables-of-methods
  (is (= [:default :circle] (keys (methods sound))))
  (is (= [AssertionError "Assert failed: (instance? clojure.lang.Named parent)"]
         (failure '(derive (make-hierarchy) :a "b"))))
  (is (= [IllegalArgumentException "Only these options are valid: :default, :hierarchy"]
         [(first (failure '(defmulti other identity :foo 1)))
          (re-find #"Only these options.*" (second (failure '(defmulti other identity :foo 1))))])))

(deftest atoms-of-a-program
  (let [log (atom [])
        note (fn [kind & args] (swap! log conj (into [kind] args)) kind)
        a (reify
            clojure.lang.IDeref
            (deref [_] 1)
            clojure.lang.IAtom2
            (swap [_ f] (note :swap f))
            (swap [_ f x] (note :swap f x))
            (swap [_ f x y] (note :swap f x y))
            (swap [_ f x y more] (note :swap f x y more))
            (swapVals [_ f] (note :swap-vals f) [0 :new])
            (swapVals [_ f x] (note :swap-vals f x) [0 :new])
            (swapVals [_ f x y] (note :swap-vals f x y) [0 :new])
            (swapVals [_ f x y more] (note :swap-vals f x y more) [0 :new])
            (compareAndSet [_ old new] (note :cas old new) true)
            (reset [_ x] (note :reset x))
            (resetVals [_ x] (note :reset-vals x) [0 :new]))]
    (is (= :swap (swap! a inc) (swap! a + 2) (swap! a + 2 3) (swap! a + 2 3 4 5)))
    (is (= [0 :new] (swap-vals! a inc) (swap-vals! a + 2) (swap-vals! a + 2 3)
           (swap-vals! a + 2 3 4 5)))
    (is (= :reset (reset! a 4)))
    (is (= [0 :new] (reset-vals! a 4)))
    (is (true? (compare-and-set! a 1 2)))
    (is (= [[:swap inc] [:swap + 2] [:swap + 2 3] [:swap + 2 3 [4 5]]
            [:swap-vals inc] [:swap-vals + 2] [:swap-vals + 2 3] [:swap-vals + 2 3 [4 5]]
            [:reset 4] [:reset-vals 4] [:cas 1 2]]
           @log)))
  (is (thrown? ClassCastException (reset! (reify clojure.lang.IDeref (deref [_] 1)) 2)))
  (is (thrown? ClassCastException (swap! (volatile! 1) inc))))

(deftype Entry [k v]
  java.util.Map$Entry
  (getKey [_] k)
  (getValue [_] v))

(defrecord Holder [a])

(deftest entries-of-a-program
  (let [e (Entry. :b 2)]
    (is (= {:b 2} (conj {} e) (into {} [e]) (persistent! (conj! (transient {}) e)) (into (sorted-map) [e])
           (conj {} (list e))))
    (is (= [:b 2] [(key e) (val e)]))
    (is (= (assoc (->Holder 1) :b 2) (conj (->Holder 1) e)))))
