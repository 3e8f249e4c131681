;; SPDX-License-Identifier: MIT
;; What core functions refuse, and what they let pass though one would not think so.
(ns nacre.test.strictness
  (:require [clojure.edn :as edn]
            [clojure.string :as string]
            [clojure.test :refer [deftest is are]]))

(defmacro kind
  "The class of what evaluating the form throws, or its value."
  [form]
  `(try ~form (catch Throwable problem# (class problem#))))

(deftest float-test
  (is (= [Float Double Double] [(class (float 1.5)) (class (+ (float 1.5) (float 1)))
                                (class (double (float 1.5)))]))
  (is (= ["1.1" "1.0E10" "1.0E-5" "3.4E38"] (map (comp str float) [1.1 1e10 1e-5 3.4e38])))
  (is (= "[1.1 1.4E-45]" (pr-str [(float 1.1) Float/MIN_VALUE])))
  (is (= [true false true true] [(float? (float 1)) (double? (float 1)) (number? (float 1))
                                 (= (float 1.5) 1.5)]))
  (is (not= (float 1.1) 1.1))
  (is (= [1065353216 1066192077 0 0] (map (comp hash float) [1.0 1.1 0.0 -0.0])))
  (is (= :found (get {1.5 :found} (float 1.5))))
  (is (= [2.100000023841858 -1.100000023841858] [(+ (float 1.1) 1) (- (float 1.1))]))
  (is (= [Float 1.100000023841858] [(class (aget (float-array [1.1]) 0))
                                    (double (first (float-array [1.1])))]))
  (is (= 1.100000023841858M (bigdec (float 1.1)))))

(deftest numbers-test
  (is (= ["x" nil] [(max "x") (min nil)]))
  (is (= ClassCastException (kind (max "x" 1))))
  (is (nil? (num nil)))
  (is (= ClassCastException (kind (num "a"))))
  (are [v start end] (= v (subvec [1 2 3] start end))
    [] ##NaN ##NaN
    [1 2 3] ##NaN 3
    [1 2] 1/2 5/2
    [2] 1.9M 2N)
  (is (= IndexOutOfBoundsException (kind (subvec [1 2 3] 2 4)))))

(deftest transients-test
  (is (= {:a 1 :b nil} (persistent! (assoc! (transient {:a 1}) :a 1 :b))))
  (is (= [1 nil] (persistent! (apply assoc! (transient []) [0 1 1])))))

(deftest collections-test
  (is (= IllegalArgumentException (kind (cycle 42))))
  (is (= () (cycle [])))
  (is (= ClassCastException (kind (realized? ())) (kind (realized? '(1))) (kind (realized? (range 3)))))
  (is (= ClassCastException (kind (shuffle {:a 1}))))
  (is (= [1] (shuffle #{1})))
  (is (= [false true IllegalArgumentException]
         [(contains? (int-array 3) 3) (contains? (int-array 3) 1.5)
          (kind (contains? (int-array 3) :a))]))
  (is (= [false 3 2] [(counted? (object-array 3)) (count (object-array 3))
                      (nth (int-array [1 2]) 1)])))

(deftest hierarchies-test
  (are [h] (string? (try (str (derive h ::a ::b) nil) (catch Throwable problem (str problem))))
    nil {} {:parents {} :descendants {}} 42)
  (is (= #{::b} (parents (derive (make-hierarchy) ::a ::b) ::a))))

(deftest strings-test
  (is (= [":bar" "[:bar]" "bar"] [(string/replace :foo "foo" "bar") (string/replace [:foo] "foo" "bar")
                                  (string/replace-first 'foo "foo" "bar")]))
  (is (= ClassCastException
         (kind (string/replace "a" \a "b")) (kind (string/replace "a" "a" \b))
         (kind (string/replace "a" #"." (constantly \1))) (kind (string/trim :a))
         (kind (string/escape :foo {}))))
  (is (= NullPointerException (kind (string/escape nil {})) (kind (string/trim nil)))))

(deftest matcher-test
  (let [m (re-matcher #"(\d+),(\d+)" "12,34")]
    (is (= ["12,34" "12" "34"] (re-find m)))
    (is (= ["12,34" "34" :none] [(nth m 0) (nth m 2) (nth m 5 :none)]))
    (is (= IndexOutOfBoundsException (kind (nth m 5))))))

(deftest special-symbols-test
  (is (= '[deftype* reify* monitor-enter monitor-exit if . & catch]
         (filter special-symbol? '[deftype* reify* monitor-enter monitor-exit if . & catch ns let]))))

(deftest edn-dispatch-test
  (are [text] (= RuntimeException (kind (edn/read-string text)))
    "#!shebang" "#! x\n1" "# inst \"2010\"" "#<x>")
  (is (= 1 (read-string "#! x\n1"))))

(defn hold [object]
  (let [lock object]
    (try (monitor-enter lock)
         (locking lock :done)
         (finally (monitor-exit lock)))))

(deftest monitors-test
  (is (= [:done :done] (let [object (Object.)] [(hold object) (hold object)]))))

(deftest seq-types-test
  (are [name s] (= name (.getName (class s)))
    "clojure.lang.Iterate" (iterate inc 0)
    "clojure.lang.Iterate" (next (iterate inc 0))
    "clojure.lang.Cycle" (cycle [1 2])
    "clojure.lang.Range" (range 1.5)
    "clojure.lang.APersistentMap$KeySeq" (keys {:a 1})
    "clojure.lang.APersistentMap$ValSeq" (vals (hash-map :a 1))
    "clojure.lang.APersistentMap$KeySeq" (seq #{1})
    "clojure.lang.PersistentArrayMap$Seq" (seq {:a 1})
    "clojure.lang.PersistentHashMap$NodeSeq" (seq (hash-map :a 1))
    "clojure.lang.APersistentVector$RSeq" (rseq [1 2]))
  (is (= [0 1 2 0 1] (take 5 (cycle (range 3)))))
  (is (= [true true] [(realized? (iterate inc 0)) (realized? (cycle [1]))])))

(deftest identity-test
  (let [v [1] m {:a 1} f (fn [])]
    (is (= [true true true] [(identical? v (with-meta v nil)) (identical? m (with-meta m nil))
                             (identical? f (with-meta f nil))])))
  (let [f (fn [] #{:a 'b})]
    (is (identical? (f) (f)))))

(deftest transient-array-map-test
  (are [expected k] (= expected (keys (persistent! (dissoc! (transient (array-map :a 1 :b 2 :c 3 :d 4)) k))))
    [:d :b :c] :a
    [:a :d :c] :b
    [:a :b :d] :c
    [:a :b :c] :d
    [:a :b :c :d] :e)
  (is (= :no ((transient #{1}) 2 :no))))

(def watched 1)
(defn redefine [value] (def watched value))
(deftest watched-var-test
  (let [log (atom [])]
    (add-watch #'watched :log (fn [key reference old new] (swap! log conj [key old new])))
    (alter-var-root #'watched inc)
    (redefine 5)
    (remove-watch #'watched :log)
    (redefine 6)
    (is (= [[:log 1 2] [:log 2 5]] @log))
    (set-validator! #'watched pos?)
    (is (thrown? IllegalStateException (redefine -1)))
    (set-validator! #'watched nil)
    (is (= 6 watched))))

(deftest host-statics-test
  (is (= [2147483647 3.141592653589793] [(Integer/MAX_VALUE) (Math/PI)]))
  (is (= ["ffffffffffffffff" "ffffffff" "ff"] [(Long/toHexString -1) (Integer/toHexString -1)
                                               (Long/toHexString 255)]))
  (is (= [Long/MIN_VALUE 8 1 64 4] [(Long/reverse 1) (Long/rotateLeft 1 3) (Long/rotateRight 8 3)
                                    (Long/highestOneBit 100) (Long/lowestOneBit 12)]))
  (is (= "5e918d2" (format "%h" "hello")))
  (is (= ["I" "i"] [(.toUpperCase "i" java.util.Locale/ENGLISH) (.toLowerCase "I")]))
  (is (= :nil (try (throw nil) (catch NullPointerException _ :nil))))
  (is (= :owner (try (hold (reify Object)) (monitor-exit (Object.))
                     (catch IllegalMonitorStateException _ :owner)))))

(deftest messages-test
  (is (= "count not supported on this type: ExceptionInfo"
         (try (count (ex-info "x" {})) (catch UnsupportedOperationException e (ex-message e))))))

(defprotocol Speaks (speak [this]))
(deftype Dog [] Speaks (speak [_] "wau"))
(defrecord Cat [] Speaks (speak [_] "miau"))

(deftest protocol-interface-test
  (is (class? nacre.test.strictness.Speaks))
  (is (= [true true false] (map #(instance? nacre.test.strictness.Speaks %) [(Dog.) (Cat.) "x"])))
  (is (= #{nacre.test.strictness.Speaks Object clojure.lang.IType} (parents Dog) (supers Dog)))
  (is (contains? (ancestors Cat) nacre.test.strictness.Speaks))
  (is (isa? Dog nacre.test.strictness.Speaks))
  (is (= ["wau" "miau"] (map speak [(Dog.) (Cat.)]))))
