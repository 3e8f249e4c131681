;; SPDX-License-Identifier: MIT
;;
;; What libraries written for Clojure on the JVM were found to need, by running their own tests.
(ns nacre.test.libraries-need
  (:require [clojure.pprint :as pprint]
            [clojure.spec.alpha :as s]
            [clojure.spec.test.alpha :as stest]
            [clojure.stacktrace :as stacktrace]
            [clojure.test :refer [are deftest is testing]])
  (:import (java.time Duration Instant ZoneId)
           (java.time.format DateTimeFormatter)
           (java.util Map$Entry StringTokenizer)
           (java.util.concurrent CountDownLatch FutureTask)
           (java.lang.ref ReferenceQueue WeakReference)))

(derive Object ::any)
(defmulti add (fn [a b] [(class a) (class b)]))
(defmethod add [Long Long] [a b] :longs)
(defmethod add [::any ::any] [a b] :any)

(deftest methods-of-multimethods
  (is (= :longs (add 1 2)))
  (is (= :any (add "a" 2)))
  (is (instance? clojure.lang.MultiFn add))
  (is (= clojure.lang.MultiFn (class add)))
  (is (= #{[Long Long] [::any ::any]} (set (keys (.getMethodTable add)))))
  (.addMethod add [String String] (fn [a b] :strings))
  (is (= :strings (add "a" "b")))
  (.removeMethod add [String String])
  (is (= :any (add "a" "b"))))

(deftest static-members
  (is (int? (. clojure.lang.RT (nextID))))
  (is (int? (. clojure.lang.RT nextID)))
  (is (= 27 (Integer/numberOfLeadingZeros 16)))
  (is (= 32 (Integer/numberOfTrailingZeros 0)))
  (is (= "_PLUS_" (get clojure.lang.Compiler/CHAR_MAP \+)))
  (is (= (java.lang.Math/abs -3) (Math/abs -3)))
  (testing "of a map of up to 16 elements the order stays"
    (is (= "{:b 1, :a 2}" (pr-str (clojure.lang.RT/map (to-array [:b 1 :a 2])))))))

(deftest arrays-have-classes
  (are [text array] (= text (.getName (class array)))
    "[I" (int-array 1)
    "[D" (double-array 1)
    "[B" (byte-array 1)
    "[Ljava.lang.Object;" (object-array 1)
    "[Ljava.lang.Object;" (to-array [1 2])
    "[Ljava.lang.String;" (into-array ["a"])
    "[Ljava.lang.String;" (make-array String 2)
    "[I" (aclone (int-array 2))
    "[[I" (into-array [(int-array 1)]))
  (is (= (Class/forName "[I") (class (int-array 0))))
  (is (instance? (Class/forName "[Ljava.lang.Object;") (object-array 0)))
  (is (not (instance? (Class/forName "[I") (long-array 1))))
  (is (= Integer/TYPE (.getComponentType (class (int-array 1)))))
  (is (.isArray (class (char-array 1))))
  (let [to (int-array 4)]
    (System/arraycopy (int-array [1 2 3]) 1 to 2 2)
    (is (= [0 0 2 3] (vec to)))))

(deftest text-of-lazy-sequences
  (is (= "clojure.lang.LazySeq@20" (str (lazy-seq [1]))))
  (is (= "clojure.lang.LazySeq@3e2" (str (map inc [0 1]))))
  (is (= "clojure.lang.LazySeq@1" (str (lazy-seq nil))))
  (is (= "[(1)]" (str [(lazy-seq [1])])))
  (is (= "(1)" (pr-str (lazy-seq [1]))))
  (is (= "clojure.lang.LazySeq@20" (format "%s" (lazy-seq [1])))))

(deftest numbers-as-objects
  (is (= "ff" (.toString (biginteger 255) 16)))
  (is (= 66051 (java.math.BigInteger. (byte-array [1 2 3]))))
  (is (= -1 (java.math.BigInteger. (byte-array [-1]))))
  (is (= [0 -1] (vec (.toByteArray (biginteger 255)))))
  (is (= [-1] (vec (.toByteArray (biginteger -1)))))
  (are [x y] (= x y)
    4M (.setScale 4.3M 0 java.math.BigDecimal/ROUND_FLOOR)
    -5M (.setScale -4.3M 0 java.math.BigDecimal/ROUND_FLOOR)
    5M (.setScale 4.3M 0 java.math.BigDecimal/ROUND_CEILING)
    2.13M (.setScale 2.125M 2 java.math.BigDecimal/ROUND_HALF_UP)
    2.12M (.setScale 2.125M 2 java.math.BigDecimal/ROUND_HALF_EVEN)
    1.500M (.setScale 1.5M 3)
    "100" (.toPlainString 1E+2M)
    "-0.05" (.toPlainString -0.05M)
    0.15M (.movePointLeft 1.5M 1)
    1.5M (.stripTrailingZeros 1.500M))
  (is (thrown? ArithmeticException (.setScale 1.55M 1)))
  (is (.isProbablePrime (biginteger 1000003) 10))
  (is (not (.isProbablePrime (biginteger 561) 10))))

;; A last step of these macros is in the place of the whole form.
(deftest recur-in-the-last-step
  (is (= 0 (loop [x 3] (cond-> x (pos? x) (-> dec recur)))))
  (is (= 0 (loop [x 3] (some-> (if (zero? x) x (dec x)) (as-> y (if (= x y) y (recur y)))))))
  (is (= [3] (loop [xs [1 2 3]] (cond->> xs (next xs) (drop 1) (next xs) (recur))))))

(defmacro deftype-by-macro [type-name]
  `(deftype ~type-name [x#]
     clojure.lang.IDeref
     (deref [_] 42)))
(deftype-by-macro Made)

(deftype Sorted [content]
  clojure.lang.Seqable
  (seq [this] (seq content))
  clojure.lang.Reversible
  (rseq [this] (rseq content))
  clojure.lang.Sorted
  (seq [this ascending] (if ascending (seq content) (rseq content)))
  (comparator [this] compare)
  (entryKey [this entry] entry)
  (seqFrom [this k ascending] nil))

(deftype Growing [content]
  clojure.lang.IEditableCollection
  (asTransient [this] (Growing. (transient content)))
  clojure.lang.ITransientCollection
  (conj [this x] (Growing. (conj! content x)))
  (persistent [this] (persistent! content)))

(deftest types-of-programs
  (testing "parameters that syntax-quote qualified"
    (is (= 42 @(Made. 1))))
  (testing "a method of the same name in two interfaces"
    (is (= [1 2] (seq (Sorted. [1 2]))))
    (is (= [2 1] (.seq (Sorted. [1 2]) false)))
    (is (= [2 1] (rseq (Sorted. [1 2])))))
  (testing "transients"
    (is (= [1 2] (persistent! (conj! (transient (Growing. [1])) 2))))
    (is (thrown? ClassCastException (transient (Made. 1))))
    (is (thrown? ClassCastException (rseq (Made. 1))))
    (is (.contains (transient #{1}) 1))))


(deftest syntax-quote-of-constructors
  (is (= 'NotYetKnown. `NotYetKnown.))
  (is (= 'java.lang.String. `String.)))

(defmacro length-of [x] `(. ~x length))

(deftest members-in-macros
  (is (= 2 (length-of "ab"))))

(defrecord Wall [height])
(defmethod pprint/simple-dispatch Wall [wall]
  (print (str "wall of " (:height wall))))

(deftest dispatch-of-pprint
  (is (instance? clojure.lang.MultiFn pprint/simple-dispatch))
  (is (= "wall of 3\n" (with-out-str (pprint/pprint (->Wall 3))))))

(deftest classes-of-the-library
  (is (= ["a" "b"] (let [t (StringTokenizer. "a b")] [(.nextToken t) (.nextToken t)])))
  (is (= ["a" "," "b"] (map str (enumeration-seq (StringTokenizer. "a,b" "," true)))))
  (let [latch (CountDownLatch. 1)]
    (future (.countDown latch))
    (.await latch)
    (is (zero? (.getCount latch))))
  (let [task (FutureTask. (fn [] 42))]
    (.run task)
    (is (= 42 (.get task))))
  (is (= :x (.get (WeakReference. :x))))
  (let [queue (ReferenceQueue.) reference (WeakReference. "x" queue)]
    (.enqueue reference)
    (is (nil? (.get reference)))
    (is (identical? reference (.poll queue))))
  (is (instance? Map$Entry (first {:a 1})))
  (let [iterator (clojure.lang.SeqIterator. (seq [1]))]
    (is (= [true 1 false] [(.hasNext iterator) (.next iterator) (.hasNext iterator)])))
  (let [box (clojure.lang.Box. 1)]
    (set! (.-val box) 2)
    (is (= 2 (.-val box)))
    (set! (. box val) 3)
    (is (= 3 (.val box))))
  (is (string? (.getName (Thread/currentThread))))
  (is (identical? (Thread/currentThread) (Thread/currentThread)))
  (is (not= (Thread/currentThread) @(future (Thread/currentThread))))
  (let [frame (first (.getStackTrace (Exception. "x")))]
    (is (instance? StackTraceElement frame))
    (is (string? (.getClassName frame)))
    (is (int? (.getLineNumber frame))))
  (is (nil? (System/setProperty "nacre.test" "1")))
  (is (= "1" (System/getProperty "nacre.test")))
  (is (= "1" (System/clearProperty "nacre.test")))
  (is (nil? (System/getProperty "nacre.test")))
  (is (= "bc" (str (.subSequence (StringBuilder. "abcd") 1 3))))
  (is (instance? VirtualMachineError (StackOverflowError.))))

(deftest files-that-cannot-be-opened
  (is (thrown? java.io.FileNotFoundException (slurp (apply str (repeat 5000 "x")))))
  (is (thrown? java.io.FileNotFoundException (slurp "/")))
  (is (thrown? java.io.FileNotFoundException (spit "/" "x"))))

(defprotocol Shape (shape [x]))
(extend-protocol Shape
  (Class/forName "[I")
  (shape [x] :ints)
  String
  (shape [x] :text))

(deftype Underscore [content]
  Comparable
  (compareTo [_ other] (compare (.toString _) (str other)))
  Object
  (toString [_] content))

(gen-interface :name nacre.test.libraries_need.Weighed :methods [[weight [] int]])
(deftype Stone [kilos]
  nacre.test.libraries_need.Weighed
  (weight [this] kilos))

(deftype Twice []
  java.util.List
  (remove [this ^int i] true)
  (^boolean remove [this ^Object x] true))

(deftest types-of-programs-again
  (is (= [:ints :text] [(shape (int-array 1)) (shape "a")]))
  (is (neg? (compare (Underscore. "a") "b")))
  (is (= 3 (.weight (Stone. 3))))
  (is (instance? nacre.test.libraries_need.Weighed (Stone. 3)))
  (is (true? (.remove (Twice.) "x")))
  (is (= 7 (. (Stone. 7) weight))))

(deftest hash-codes
  (is (= (.hashCode [1 2]) (clojure.lang.Util/hash [1 2]) (java.util.Objects/hashCode [1 2]))))

(deftest specs
  (testing "the predicates of & see what a regex without elements gives"
    (is (= ::s/invalid (s/conform (s/& (s/* keyword?) #{[:a]}) [])))
    (is (nil? (s/conform (s/& (s/* keyword?) #{[]}) [])))
    (is (= ::s/invalid (s/conform (s/& (s/? keyword?) nil?) [])))
    (is (nil? (s/conform (s/& (s/? keyword?) some?) []))))
  (is (= '(clojure.core/fn [%] (clojure.core/not (Double/isInfinite %)))
         (-> (s/explain-data (s/double-in :infinite? false) ##Inf) ::s/problems first :pred))))

(defn- options-of [a & {:keys [b]}] [a b])
(s/fdef options-of :args (s/cat :a int? :options (s/keys* :opt-un [::b])))

(deftest instrumented-calls
  (stest/instrument `options-of)
  (is (= [1 2] (options-of 1 :b 2)))
  (is (= [1 2] (options-of 1 {:b 2})))
  (let [data (try (options-of :x) (catch Exception e (ex-data e)))]
    (is (= "libraries_need.clj" (-> data ::stest/caller :file)))
    (is (int? (-> data ::stest/caller :line))))
  (stest/unstrument `options-of))

(deftest moments
  (let [moment (Instant/parse "2020-01-02T03:04:05.678Z")]
    (is (= 1577934245678 (.toEpochMilli moment) (inst-ms moment)))
    (is (= "2020-01-02T03:04:05.678Z" (str moment)))
    (is (= "2020-01-02T03:04:05Z" (str (Instant/ofEpochSecond 1577934245))))
    (is (= moment (Instant/ofEpochMilli 1577934245678)))
    (is (.isBefore moment (.plusSeconds moment 1)))
    (is (= #inst "2020-01-02T03:04:05.678Z" (java.util.Date/from moment)))
    (is (= moment (.toInstant #inst "2020-01-02T03:04:05.678Z")))
    (is (= "2020-01-02T03:04:05.678Z" (.format DateTimeFormatter/ISO_INSTANT moment)))
    (is (= "2020/01/02 03:04" (.format (.withZone (DateTimeFormatter/ofPattern "yyyy/MM/dd HH:mm")
                                                  (ZoneId/of "UTC"))
                                       moment)))
    (is (= "PT1H2M3.5S" (str (Duration/ofMillis 3723500))))
    (is (= 1000 (.toMillis (Duration/between moment (.plusSeconds moment 1)))))
    (is (thrown? java.time.DateTimeException (Instant/parse "yesterday")))))

(deftest traces
  (is (= "E1" (ex-message (stacktrace/root-cause (ex-info "E2" {} (ex-info "E1" {}))))))
  (is (re-find #"^clojure.lang.ExceptionInfo: E2\n\{:a 1\}\n at "
               (with-out-str (stacktrace/print-stack-trace (ex-info "E2" {:a 1}) 2))))
  (is (re-find #"Caused by: clojure.lang.ExceptionInfo: E1"
               (with-out-str (stacktrace/print-cause-trace (ex-info "E2" {} (ex-info "E1" {})))))))

(deftest counters-of-tests
  (is (instance? clojure.lang.Ref clojure.test/*report-counters*)))

(deftype Pair [k v]
  java.util.Map$Entry
  (getKey [this] k)
  (getValue [this] v))

(deftype Backwards [content]
  clojure.lang.Sorted
  (comparator [this] >)
  (entryKey [this entry] entry)
  (seq [this ascending] (if ascending (rseq content) (seq content)))
  (seqFrom [this k ascending]
    (seq (if ascending (drop-while #(> % k) (rseq content)) (drop-while #(< % k) content))))
  clojure.lang.Seqable
  (seq [this] (rseq content)))

(deftest entries-and-sorted-types
  (is (= [1 2] [(key (Pair. 1 2)) (val (Pair. 1 2))]))
  (is (= [1] (keys [(Pair. 1 2)])))
  (is (thrown? ClassCastException (key (Made. 1))))
  (let [s (Backwards. [1 2 3 4])]
    (is (= [4 3] (subseq s < 2)))
    (is (= [2 1] (subseq s >= 2)))
    (is (= [1] (rsubseq s > 2)))
    (is (= [3] (subseq s > 4 < 2))))
  (is (neg? (.compare ^java.util.Comparator < 1 2)))
  (is (zero? (.compare ^java.util.Comparator < 1 1))))

(deftest readers-of-readers
  (let [reader (java.io.PushbackReader.
                (clojure.lang.LineNumberingPushbackReader. (java.io.StringReader. "a\rb\r\nc")) 4)
        characters (char-array (repeatedly 4 #(char (.read reader))))]
    (is (= [\a \newline \b \newline] (vec characters)))
    (.unread reader characters 1 2)
    (is (= "\nbc" (apply str (map char (repeatedly 3 #(.read reader)))))))
  (let [into-array (char-array 4)]
    (.getChars "hello" 1 3 into-array 1)
    (is (= [\e \l] (subvec (vec into-array) 1 3)))))

(deftest logical-blocks-of-cl-format
  (are [text format argument] (= text (pprint/cl-format nil format argument))
    "[1, 2, 3]" "~<[~;~@{~w~^, ~:_~}~;]~:>" [1 2 3]
    "{\"a\":1, \"b\":2}" "~<{~;~@{~<~w:~_~w~:>~^, ~_~}~;}~:>" [["a" 1] ["b" 2]]
    "(1 2)" "~<(~;~w ~w~;)~:>" [1 2]
    "(1)" "~:<~w~:>" [1]))

(deftest parts-of-texts-appended-to-writers
  (is (= "bc" (str (doto (java.io.StringWriter.) (.append "abcd" 1 3)))))
  (is (= "bc" (with-out-str (.append *out* "abcd" 1 3))))
  (is (= "b" (str (let [w (java.io.StringWriter.)] (.append (java.io.PrintWriter. w) "abcd" 1 2) w)))))
