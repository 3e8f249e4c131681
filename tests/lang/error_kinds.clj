;; SPDX-License-Identifier: MIT
;; Which kind of error is told when several things are wrong, or something is nil: by the order in which
;; Clojure looks at its arguments.
(ns nacre.test.error-kinds
  (:require [clojure.edn :as edn]
            [clojure.set :as set]
            [clojure.string :as string]
            [clojure.test :refer [deftest is are]]
            [clojure.walk :as walk]))

(defmacro kind
  "The simple name of the class of what evaluating the form throws, without Exception; or its value."
  [form]
  `(try ~form
        (catch Throwable problem#
          (keyword (string/replace (last (string/split (.getName (class problem#)) #"\.")) "Exception" "")))))

(defn kinds
  "The kinds of (f a b) for a and b out of nil, a keyword and 1, without that of (f 1 1)."
  [f]
  (for [a [nil :k 1] b [nil :k 1] :when (not= [a b] [1 1])] (kind (f a b))))

(deftest arithmetic-test
  (let [npe :NullPointer cce :ClassCast]
    (are [f] (= [npe npe npe npe cce cce npe cce] (kinds f))
      + - * +' *' < <= > >= max min unchecked-add unchecked-subtract unchecked-multiply)
    (are [f] (= [npe cce npe npe cce cce npe cce] (kinds f))
      / -' quot rem mod)
    (is (= [npe cce npe cce cce cce npe cce] (kinds ==))))
  (is (= [nil nil nil nil nil] (map #(apply % [nil]) [+ * +' *' rationalize])))
  (is (= [:ClassCast :ClassCast] [(kind (apply + [:a])) (kind (apply * ["a"]))]))
  (are [f] (= :ClassCast (kind (f \c)))
    unchecked-long unchecked-byte unchecked-short unchecked-inc-int unchecked-negate-int)
  (is (= [99 \c] [(unchecked-int (identity \c)) (unchecked-char (identity \c))]))
  (is (= :ClassCast (kind (unchecked-add-int (identity \c) 1))))
  (is (= ["clojure.lang.BigInt" 5N] [(.getName (class (abs (biginteger -5)))) (abs (biginteger -5))])))

(deftest collections-test
  (are [expected form] (= expected (kind form))
    :ClassCast (conj {} "abc")
    {} (conj {} "")
    :IllegalArgument (conj {} 5)
    :UnsupportedOperation (subvec :a 0)
    :ClassCast (subvec :a 0 1)
    :ClassCast (subvec nil :k)
    :IndexOutOfBounds (subvec nil 1)
    :NullPointer (subvec nil 0)
    :IllegalArgument (symbol nil)
    :ClassCast (symbol :k nil)
    :ClassCast (keyword :k nil)
    :UnsupportedOperation (doall (distinct 5))
    :UnsupportedOperation (doall (distinct #{1}))
    :UnsupportedOperation (doall (distinct {:a 1}))
    :ClassCast (hash-ordered-coll 5)
    :ClassCast (hash-unordered-coll "ab")
    :NullPointer (hash-ordered-coll nil)
    :NullPointer (partition-all nil)
    :ClassCast (partition-all :k)
    :ClassCast (set/map-invert '(1 2))
    {:a 0} (set/map-invert [:a])
    :ClassCast (walk/postwalk-replace "ab" 1)
    :Runtime (to-array 5)
    :NullPointer (realized? nil))
  (is (= \b (get "abc" 1.5) (get "abc" 3/2)))
  (is (= [true false] [(contains? "ab" 1.5) (contains? "ab" 2.5)]))
  (is (= [2 8] (let [v [1 2 3 4] s (subvec v 2)] [(count (assoc s -1 9)) (get (assoc s 1 8) 1)])))
  (is (= :IndexOutOfBounds (kind (assoc (subvec [1 2 3] 1) -2 0)) (kind (assoc [1] -1 0))))
  (is (= [false true] [(nil? (keys #{1})) (nil? (keys #{}))])))

(deftest transients-test
  (are [form] (= :NullPointer (kind form))
    (transient nil) (persistent! nil) (conj! nil 1) (assoc! nil 1 2) (dissoc! nil 1) (disj! nil 1)
    (pop! nil))
  (is (= [nil [1] :a] [(disj! nil) (disj! [1]) (disj! :a)])))

(deftest first-key-test
  (are [form] (= :ClassCast (kind form))
    (sorted-set {}) (sorted-map #{1} 2) (conj (sorted-set) ()) (assoc (sorted-map) inc 1)
    (sorted-set nil {}) (into (sorted-set) [(Object.)]) (sorted-map "a" 1 :b 2))
  (is (= [1 1 1] (map count [(sorted-set nil) (sorted-set [{}]) (sorted-set-by (fn [a b] 0) {})])))
  (is (= [1 :NullPointer] [(count (sorted-set-by nil 1)) (kind (sorted-set-by nil 1 2))]))
  (is (= :IllegalArgument (kind (sorted-map-by nil 1)))))

(deftest literals-test
  (let [a 1 b 1 s (hash-set 1) t (sorted-set 1) l (lazy-seq [1])]
    (are [form] (= :IllegalArgument (kind form))
      #{a b} {a 1 b 2} #{s t} {s 1 t 2} #{l [1]} {l 1 [1] 2}
      #{a 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 b}
      {a 1 2 2 3 3 4 4 5 5 6 6 7 7 8 8 9 9 10 10 11 11 12 12 13 13 14 14 15 15 16 16 17 17 b 18}
      #{a 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 s 18 19 20 21 22 23 24 25 26 27 28 29 30 t})
    (is (= #{1 2} #{a (inc b)}))
    (is (= 31 (count #{a 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29
                       30 s})))))

(deftest calls-test
  (are [expected form] (= expected (kind form))
    :ClassCast (apply 5 'b)
    :ClassCast (apply 5 1 'b)
    :IllegalArgument (apply :a 'b)
    :IllegalArgument (apply nil 'b)
    :NullPointer (apply nil [])
    :ClassCast (reduce 5 [1])
    :ClassCast (reduce 5 '(1))
    :ClassCast (reduce 5 0 [])
    1 (reduce 5 #{1})
    1 (reduce nil [1])
    0 (reduce 5 0 nil)
    :ClassCast (reduce-kv 5 0 {})
    :ClassCast (swap! nil "ab")
    :NullPointer (swap! nil inc)
    :ClassCast (set-validator! nil 1)
    :ClassCast (alter-meta! 1 inc)
    :ClassCast (get-validator (object-array 1))
    :ClassCast (ensure 1)
    :NullPointer (satisfies? {} 1)
    :NullPointer (isa? 'a :b :c)
    :IllegalArgument (atom 1 ())
    :ClassCast (tagged-literal inc 1)
    :ClassCast (sequence 5 5)
    :IllegalArgument (sequence {} inc)
    :ClassCast (sort :k [1])
    [1 2] (sort nil [2 1])
    [] (sort :k [])
    :ClassCast (cast 1 nil)
    :NullPointer (instance? nil nil)
    :ClassCast (ex-info :k nil)
    :ClassCast (format (identity 5))
    :NullPointer (format (identity nil)))
  (is (= "#nil 1" (pr-str (tagged-literal nil 1)))))

(deftest realised-by-apply-test
  (letfn [(realised [f & args]
            (let [log (atom 0)
                  s ((fn step [i] (lazy-seq (swap! log inc) (cons i (step (inc i))))) 0)]
              (apply apply f (concat args [s]))
              @log))]
    (is (= [3 2 4 3 2 3]
           [(realised (fn [a & b] a)) (realised (fn [& b] 1)) (realised (fn [a b & c] 1))
            (realised (fn [a b & c] 1) 9) (realised (fn [a b & c] 1) 9 8)
            (realised (fn ([a] 1) ([a b & d] 2)) 9)]))))

(deftest answers-of-methods-test
  (are [expected form] (= expected (kind form))
    :NullPointer (count (reify clojure.lang.Counted (count [_] nil)))
    :ClassCast (count (reify clojure.lang.Counted (count [_] :a)))
    :ClassCast (str (reify Object (toString [_] 'x)))
    :ClassCast (reduce + (reify clojure.lang.IReduceInit (reduce [_ f init] init)))
    [5] (vec (reify clojure.lang.IReduceInit (reduce [_ f init] (f init 5)))))
  (is (= RuntimeException
         (try (vec (reify clojure.lang.Seqable (seq [_] '(1)))) (catch Throwable e (class e))))))

(deftest arrays-test
  (are [expected form] (= expected (kind form))
    :ClassCast (int-array "ab")
    :ClassCast (char-array [1])
    :ClassCast (boolean-array [1])
    :NullPointer (int-array [nil])
    :NullPointer (long-array nil [1])
    :ClassCast (long-array :k nil)
    :IllegalArgument (long-array 1 :k)
    :ClassCast (aget (identity :k) (identity :k))
    :NullPointer (aget (identity :k) (identity nil))
    :IllegalArgument (into-array [1 "a"])
    :IllegalArgument (into-array String [1])
    :ClassCast (into-array :k 5))
  (is (= [[0 0] [1 2 0] [1] [nil "a"]]
         (map vec [(int-array 2 nil) (int-array 3 [1 2]) (int-array 1 #{1}) (into-array [nil "a"])]))))

(deftest texts-test
  (are [expected form] (= expected (kind form))
    :ClassCast (string/index-of nil "a" :k)
    :NullPointer (string/index-of nil :k)
    :ClassCast (string/index-of "ab" :k)
    :NullPointer (string/index-of "ab" nil)
    nil (string/index-of [1 2] "a")
    1 (string/index-of [1 2] \1)
    0 (string/index-of "ab" "ab" 4294967296)
    1 (string/last-index-of 'aba \b 5/2)
    ":kb" (string/replace-first "ab" \a :k)
    "b" (string/replace-first "ab" \a nil)
    ":k" (string/replace-first "ab" "ab" :k)
    :NullPointer (string/replace-first "ab" "x" nil)
    :NullPointer (string/replace "ab" \a nil)
    :NullPointer (string/re-quote-replacement nil)
    true (string/blank? false)
    :ClassCast (string/split nil :k)
    :ClassCast (string/split "ab" :k 1)
    :NullPointer (string/split "ab" nil 1)
    :NullPointer (string/split nil #"a")
    ["ab"] (string/split "ab" #"a" 1.5)
    :ClassCast (subs nil :k)
    :NullPointer (subs nil 1)
    :ClassCast (re-find 5)
    :ClassCast (re-find :k nil)
    :ClassCast (re-matches nil :k)
    :ClassCast (re-groups (atom 1))
    :ClassCast (edn/read-string [] "1")
    :NullPointer (edn/read-string nil "1")
    :ClassCast (read-string :k "1")))

(deftest indices-test
  (are [expected form] (= expected (kind form))
    :Arithmetic (nth [1 2] (identity 4294967296))
    :IllegalArgument (nth [1 2] (identity 18446744073709551615N) :none)
    :none (nth (identity 5) -1 :none)
    :UnsupportedOperation (nth (identity 5) 0 :none)
    2 ([1 2] 1N)
    :IndexOutOfBounds ([1 2] 18446744073709551615N)
    :IllegalArgument ([1 2] 1.0)
    1 (get [1 2] 4294967296)
    :IllegalArgument (find (object-array 1) 0)
    :ArrayIndexOutOfBounds (nth (object-array 1) (identity 1))))

(deftest zero-divisor-test
  (are [f] (= [:Arithmetic :Arithmetic :Arithmetic] [(kind (f nil 0)) (kind (f :k 0M)) (kind (f 1 0))])
    / quot rem mod)
  (is (= :NullPointer (kind (-' nil 0)))))

(defrecord Pair [a b])
(deftest records-test
  (is (= {:a 1 :b 2 1 2} (into {} (conj (->Pair 1 2) [1 2 3]))))
  (is (= :IndexOutOfBounds (kind (conj (->Pair 1 2) [1]))))
  (is (= "#nacre.test.error_kinds.Pair#"
         (string/replace (binding [*print-level* 0] (pr-str (->Pair 1 2))) "error-kinds" "error_kinds")))
  (is (instance? java.io.Serializable (->Pair 1 2))))

(deftest arity-of-inlined-functions-test
  (are [form] (= "ArityException"
                 (try (eval 'form) nil
                      (catch Throwable problem
                        (.getSimpleName (class (or (ex-cause problem) problem))))))
    (inc 1 2) (fn [] (unchecked-add undefined-name)) (count) (compare 1) (bit-not)))

(deftest halting-test
  (is (= [[1] [2] () [1 3 :h 4]]
         [(sequence (halt-when even?) [1 2 3]) (sequence (comp (halt-when even?) (map inc)) [1 2 3])
          (sequence (halt-when odd?) [1 2 3]) (into [] (halt-when even? (fn [r x] (conj r :h x))) [1 3 4 5])])))

(deftest methods-test
  (are [expected form] (= expected (kind form))
    :IllegalArgument (.indexOf "ab" \a)
    0 (.indexOf "ab" 97)
    :IllegalArgument (.replace "ab" "a" (identity :k))
    :NullPointer (.replace "ab" "a" (identity nil))
    :NullPointer (.concat "a" (identity nil))
    :ClassCast (.contains "a" (identity :k))
    false (.startsWith "ab" "a" 9)
    -1 (.lastIndexOf "ab" "a" -1)
    :IllegalArgument (.trim (identity "a") 1)
    :IllegalArgument (.length (identity '(1)))
    :IllegalArgument (.toArray (identity {}))
    :IllegalArgument (.indexOf (identity #{}) 1)
    :IllegalArgument (Double/valueOf (identity :k))
    :IllegalArgument (Character/getNumericValue (identity 10M))
    :ClassCast (Integer/toHexString (identity :k))
    "1" (Long/toHexString (identity 1.5))
    -1 (Character/digit (identity -7) 10)
    :ClassCast (Long/parseLong (identity 1))
    :NumberFormat (Long/parseLong (identity nil))
    :NullPointer (Double/parseDouble (identity nil))
    :IllegalArgument (Math/abs (identity :k))
    :IllegalArgument (java.util.ArrayList. (identity {}))
    :IllegalArgument (StringBuilder. (identity ()))))

(deftest large-ranges-test
  (is (= [0 1 2] (take 3 (range 4611686018427387904)) (take 3 (range Long/MAX_VALUE))))
  (is (= [9223372036854775805 9223372036854775806] (range 9223372036854775805 Long/MAX_VALUE)))
  (is (= [-9223372036854775808 -1] (take 2 (range Long/MIN_VALUE 5 Long/MAX_VALUE)))))

(defn- reason
  "The message of what f throws, of the cause that the compiler found."
  [f]
  (try (f) (catch Throwable e (ex-message (if (instance? clojure.lang.Compiler$CompilerException e)
                                            (ex-cause e)
                                            e)))))

(defmacro one-argument [x] x)

(deftest messages-test
  (are [message form] (= message (reason (fn [] form)))
    "Wrong number of args (0) passed to: clojure.lang.PersistentVector" ((identity [1]))
    "Wrong number of args (3) passed to: clojure.lang.PersistentArrayMap" ((identity {}) 1 2 3)
    "Wrong number of args (2) passed to: clojure.lang.PersistentHashSet" ((identity #{1}) 1 2)
    "Wrong number of args (0) passed to: clojure.lang.Symbol" ((identity 'a))
    "Argument must be an integer: a" (odd? (identity "a"))
    "Argument must be an integer: " (even? (identity nil))
    "empty String" (Double/parseDouble "")
    "Cannot recur across try" (eval '(fn [x] (try (recur 1) (catch Exception e 1))))
    "Can only recur from tail position" (eval '(fn [x] (try 1 (catch Exception e (recur 1)))))
    "Can only recur from tail position" (eval '(fn [x] (try (recur 1) 2 (finally 1))))
    "finally clause must be last in try expression" (eval '(try 1 (finally 2) (finally 3)))
    "Only catch or finally clause can follow catch in try expression" (eval '(try 1 (catch Exception e 1) 2))
    "Assert failed: (even? (count clauses))" (eval '(cond-> 1 true))
    "Wrong number of args (2) passed to: nacre.test.error-kinds/one-argument"
    (macroexpand-1 '(nacre.test.error-kinds/one-argument 1 2)))
  (is (= "clojure.lang.ExceptionInfo: null {:b 1}" (str (ex-info nil {:b 1}))))
  (is (thrown? NumberFormatException (Integer/parseInt "3000000000"))))

(deftest patterns-that-do-not-compile-test
  (are [message pattern] (= message (reason (fn [] (re-pattern pattern))))
    "Unclosed character class near index 1\n[a\n ^" "[a"
    "Dangling meta character '*' near index 2\na**\n  ^" "a**"
    "Illegal repetition range near index 5\na{2,1}\n     ^" "a{2,1}"
    "Illegal character range near index 3\n[z-a]\n   ^" "[z-a]"
    "Unknown character property name {Foo} near index 6\n\\p{Foo}\n      ^" "\\p{Foo}"
    "Unmatched closing ')' near index 0\na)\n^" "a)"
    "Unclosed group near index 2\n(a" "(a")
  (is (= ["Unclosed group" 4 "(a\nb" "Unclosed group near index 4\n(a\nb"]
         (try (re-pattern "(a\nb")
              (catch java.util.regex.PatternSyntaxException e
                [(.getDescription e) (.getIndex e) (.getPattern e) (.getMessage e)])))))
