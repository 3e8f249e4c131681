;; SPDX-License-Identifier: MIT
;; What portable programs use of java.util and java.io, and proxy.
(ns nacre.test.java-util
  (:require [clojure.test :refer [deftest are is testing]])
  (:import (clojure.lang LineNumberingPushbackReader)
           (java.io BufferedReader PushbackReader StringReader StringWriter)
           (java.util ArrayList GregorianCalendar HashMap HashSet LinkedList Random TimeZone)
           (java.util.concurrent CountDownLatch LinkedBlockingQueue TimeUnit)))

(deftest lists
  (let [items (ArrayList. [1 2])]
    (is (.add items 3))
    (is (= [3 1 [1 2 3]] [(.size items) (.get items 0) items]))
    (is (= items [1 2 3]))
    (is (= [1 2 3] (vec items) (seq items)))
    (is (= [3 2] (let [[_ b c] items] [c b])))
    (is (= 2 (.indexOf items 3)))
    (is (= [1 "[1 9 3]"] (do (.set items 1 9) [(.get items 0) (pr-str items)])))
    (is (thrown? IndexOutOfBoundsException (.get items 3)))
    (is (= 13 (reduce + items)))
    (is (not (sequential? items)))
    (is (instance? java.util.Collection items)))
  (let [queue (LinkedList. [1 2 3])]
    (is (= [1 2 [3]] [(.poll queue) (.pop queue) queue]))
    (is (nil? (do (.clear queue) (.peek queue))))
    (is (thrown? java.util.NoSuchElementException (.getFirst queue))))
  (let [items (ArrayList. [1 2 3 4]) iterator (.iterator items)]
    (while (.hasNext iterator)
      (when (even? (.next iterator)) (.remove iterator)))
    (is (= [1 3] items))))

(deftest maps-and-sets
  (let [m (HashMap. {:a 1})]
    (is (nil? (.put m :b 2)))
    (is (= 1 (.put m :a 3)))
    (is (= [3 3 nil 7] [(.get m :a) (:a m) (get m :c) (get m :c 7)]))
    (is (= {:a 3 :b 2} m (into {} m)))
    (is (contains? m :b))
    (is (= #{:a :b} (set (keys m)) (set (.keySet m))))
    (is (= 2 (.remove m :b)))
    (is (= 1 (count m))))
  (let [s (HashSet. [1 1 2])]
    (is (= [2 false true] [(.size s) (.add s 1) (.contains s 2)]))
    (is (= #{1 2} (set s)))))

(deftest readers
  (is (= ["a" "b" "" "c"] (line-seq (BufferedReader. (StringReader. "a\nb\r\n\nc")))))
  (let [r (PushbackReader. (StringReader. "ab"))]
    (is (= [97 120 98 -1] [(.read r) (do (.unread r 120) (.read r)) (.read r) (.read r)])))
  (let [r (LineNumberingPushbackReader. (StringReader. "[1\n2] :a"))]
    (is (= [[1 2] 2 3] [(read r) (.getLineNumber r) (.getColumnNumber r)]))
    (is (= [:a :end] [(read r) (read r false :end)])))
  (is (= "abcd" (let [w (StringWriter.)] (.write w "ab") (.write w "xcx" 1 1) (.append w \d) (str w)))))

(deftest random-numbers
  (let [r (Random. 42)]
    (is (= [0 9 true] (let [a (.nextInt r 10)] [a (do (.nextInt r) 9) (.nextBoolean r)]))
        "the generator is that of java.util.Random")))

(deftest bytes-of-text
  (is (= [97 -61 -87 -26 -105 -91] (seq (.getBytes "aé日" "UTF-8"))))
  (is (= "aé日" (String. (.getBytes "aé日" "UTF-8") "UTF-8"))))

(deftest proxies
  (let [p (proxy [Comparable clojure.lang.IDeref] []
            (compareTo [other] (if (identical? this other) 0 1))
            (deref [] :held))]
    (is (= [0 1 :held] [(.compareTo p p) (.compareTo p 1) @p])))
  (let [local (proxy [ThreadLocal] [] (initialValue [] (atom 0)))]
    (swap! (.get local) inc)
    (is (= 1 @(.get local)))))

(deftest calendars
  (let [c (doto (GregorianCalendar. 2020 1 29 12 0 0)
            (.setTimeZone (TimeZone/getTimeZone "GMT+01:00")))]
    (is (= #inst "2020-02-29T11:00:00Z" (.getTime c))))
  (is (= "2020-02-29T11:00:00.007"
         (.format (doto (java.text.SimpleDateFormat. "yyyy-MM-dd'T'HH:mm:ss.SSS")
                    (.setTimeZone (TimeZone/getTimeZone "GMT")))
                  #inst "2020-02-29T11:00:00.007Z"))))

(defn- date-format
  "A format whose zone is UTC or that one."
  ([pattern] (date-format pattern "UTC"))
  ([pattern zone]
   (doto (java.text.SimpleDateFormat. pattern java.util.Locale/ENGLISH)
     (.setTimeZone (TimeZone/getTimeZone zone)))))

(deftest dates-to-text
  (are [text pattern] (= text (.format (date-format pattern) #inst "2006-03-24T15:49:07.045Z"))
    "24-03-2006 03:49:07" "dd-MM-yyyy hh:mm:ss"
    "Fri, 24 Mar 2006 15:49:07 +0000" "EEE, d MMM yyyy HH:mm:ss Z"
    "Friday 24 March 06" "EEEE d MMMM yy"
    "20060324T154907.045" "yyyyMMdd'T'HHmmss.SSS"
    "3:49 PM Z 83 15 3 5 AD" "h:mm a X D k K u G"
    "o'clock '15'" "'o''clock' ''H''")
  (are [text pattern] (= text (.format (date-format pattern "GMT+05:30") #inst "2006-03-24T15:49:07Z"))
    "+05 +0530 +05:30 +0530" "X XX XXX Z"
    "2006-03-24T21:19:07+05:30" "yyyy-MM-dd'T'HH:mm:ssXXX")
  (is (thrown? IllegalArgumentException (java.text.SimpleDateFormat. "bq"))))

(deftest dates-from-text
  (are [date pattern text] (= date (.parse (date-format pattern) text))
    #inst "2006-03-24T15:49:00Z" "dd-MM-yyyy hh:mm:ss" "24-03-2006 15:49:00"
    #inst "2006-03-24" "dd-MM-yyyy" "24-03-2006 and more"
    #inst "2006-03-24T15:49:07Z" "yyyyMMddHHmmss" "20060324154907"
    #inst "2006-03-24T10:19:07.045Z" "yyyy-MM-dd'T'HH:mm:ss.SSSZ" "2006-03-24T15:49:07.045+0530"
    #inst "2006-03-24T10:19:07Z" "yyyy-MM-dd'T'HH:mm:ssXXX" "2006-03-24T15:49:07+05:30"
    #inst "2006-03-24T15:49:07Z" "yyyy-MM-dd'T'HH:mm:ssXXX" "2006-03-24T15:49:07Z"
    #inst "2006-03-24T15:49:07Z" "EEE, dd MMM yyyy HH:mm:ss zzz" "Fri, 24 Mar 2006 15:49:07 GMT"
    #inst "2006-03-04" "d MMMM yyyy" "4 march 2006"
    #inst "2006-09-04" "d MMM yyyy" "4 September 2006"
    #inst "2006-03-04" "yy-M-d" "06-3-4"
    #inst "1999-03-04" "yy-M-d" "99-3-4"
    #inst "2006-03-04" "yy-M-d" "2006-3-4"
    #inst "1970-01-01T00:30:00Z" "h:mm a" "12:30 AM"
    #inst "1970-01-01T15:30:00Z" "h:mm a" "3:30 pm"
    #inst "1970-01-02T02:01:00Z" "HH:mm" "25:61"
    #inst "2007-02-09" "yyyy-MM-dd" "2006-13-40"
    #inst "2006-02-09" "yyyy D" "2006 40")
  (is (= #inst "2006-02-28" (.parse (date-format "yyyy-MM-dd HH:mm" "GMT+05:30") "2006-02-28 05:30")))
  (is (thrown-with-msg? java.text.ParseException #"Unparseable date: \"x\"" (.parse (date-format "yyyy") "x")))
  (let [strict (doto (date-format "yyyy-MM-dd") (.setLenient false))]
    (is (thrown? java.text.ParseException (.parse strict "2006-02-30")))
    (is (= #inst "2006-02-28" (.parse strict "2006-02-28")))))

(deftest sql-dates
  (let [date (java.sql.Date/valueOf "1955-07-12")]
    (is (= "1955-07-12" (str date)))
    (is (= date (java.sql.Date. 55 6 12)))
    (is (= [true 5 5] [(inst? date) (inst-ms (java.sql.Date. 5)) (.getTime (java.sql.Date. 5))])))
  (is (thrown? IllegalArgumentException (java.sql.Date/valueOf "x")))
  (is (= [true true false false] (map inst? [(java.util.Date.) (java.sql.Timestamp. 5) (GregorianCalendar.) 5]))))

(defrecord Point [x y])

(deftest statics-of-records
  (is (= (->Point 1 nil) (Point/create {:x 1})))
  (is (= '[x y] (Point/getBasis))))

(deftest waiting-test
  (let [q (LinkedBlockingQueue.)
        taken (future (vec (repeatedly 3 (fn [] (.take q)))))]
    (Thread/sleep 10)
    (.put q 1)
    (.put q 2)
    (Thread/sleep 10)
    (.put q 3)
    (is (= [1 2 3] @taken))
    (is (nil? (.poll q 5 TimeUnit/MILLISECONDS)))
    (let [polled (future (.poll q 60 TimeUnit/SECONDS))]
      (Thread/sleep 10)
      (.put q 4)
      (is (= 4 @polled))))
  (let [latch (CountDownLatch. 2)
        waiting (vec (repeatedly 20 (fn [] (future (.await latch) :done))))]
    (is (false? (.await latch 5 TimeUnit/MILLISECONDS)))
    (.countDown latch)
    (.countDown latch)
    (is (= (repeat 20 :done) (map deref waiting)))
    (is (true? (.await latch 5 TimeUnit/MILLISECONDS)))))

(deftest string-builder-asked-between-appends
  (let [sb (StringBuilder.) expected (volatile! "")]
    (dotimes [i 600]
      (let [piece (apply str (repeat (mod (* i 7) 11) (char (+ 97 (mod i 26)))))]
        (.append sb piece)
        (vswap! expected str piece)
        (when (zero? (mod i 3))
          (.setLength sb (quot (* 9 (.length sb)) 10))
          (vswap! expected (fn [s] (subs s 0 (quot (* 9 (count s)) 10)))))
        (when (and (zero? (mod i 5)) (pos? (.length sb)))
          (.deleteCharAt sb (dec (.length sb)))
          (vswap! expected (fn [s] (subs s 0 (dec (count s))))))
        (let [text @expected n (count text)]
          (when-not (and (= n (.length sb))
                         (or (zero? n) (and (= (nth text (quot n 2)) (.charAt sb (quot n 2)))
                                            (= (nth text (dec n)) (.charAt sb (dec n))))))
            (is (= text (str sb)))))))
    (is (= @expected (str sb)))
    (.setLength sb 2)
    (.setLength sb 4)
    (is (= (str (subs @expected 0 2) "\u0000\u0000") (str sb)))
    (is (thrown-with-msg? StringIndexOutOfBoundsException #"index 4, length 4" (.charAt sb 4)))
    (is (thrown? StringIndexOutOfBoundsException (.charAt sb -1)))
    (is (thrown? StringIndexOutOfBoundsException (.setLength sb -1)))
    (is (thrown? StringIndexOutOfBoundsException (.deleteCharAt sb 4))))
  (let [sb (StringBuilder.)]
    (.append sb (char 0xd83d))
    (is (= 1 (.length sb)))
    (.append sb (char 0xde00))
    (.length sb)
    (is (= "\ud83d\ude00" (str sb)))))

(deftest seeded-random-test
  (let [r (java.util.Random. 7)]
    (is (= [0.8452060657049847 0.9128761787534405 -0.2870786364749953] (repeatedly 3 (fn [] (.nextGaussian r)))))
    (is (= [7 5 1511462400] [(.nextInt r 3 10) (.nextInt r 0 8) (.nextInt r -1000000000 2000000000)])))
  (is (= [-103 23 15 -69 24 52 119]
         (let [a (byte-array 7)] (.nextBytes (java.util.Random. 7) a) (vec a)))))

(deftest numbers-statics-test
  (is (= [0.1000000000000000055511151231257827021181583404541015625M -2.5M 0M 100000000000000000000M]
         (map (fn [x] (BigDecimal. (double x))) [0.1 -2.5 0.0 1e20])))
  (is (= [1.5M "18446744073709551615" 9223372036854775807 1 -1 255 -31 15]
         [(BigDecimal/valueOf 15 1) (Long/toUnsignedString -1) (Long/divideUnsigned -1 2) (Long/remainderUnsigned -1 2)
          (Long/parseUnsignedLong "18446744073709551615") (Long/decode "#ff") (Long/decode "-0x1f") (Long/decode "017")]))
  (is (= [1 -1 1 -1 0] (map (fn [a b] (Double/compare a b)) [0.0 -0.0 ##NaN 1.0 2.0] [-0.0 0.0 1.0 ##NaN 2.0])))
  (is (= [4611686018427387903 -1 4611686018427387904 -1]
         (map (fn [a b] (Math/multiplyHigh a b))
              [9223372036854775807 -1 -9223372036854775808 123] [9223372036854775807 1 -9223372036854775808 -4])))
  (is (= [0 236698494 1118836419] [(clojure.lang.Murmur3/hashInt 0) (clojure.lang.Murmur3/hashInt 5)
                                     (clojure.lang.Murmur3/hashUnencodedChars "abc")]))
  (is (thrown? NumberFormatException (Byte/parseByte "200")))
  (is (= [2 3 0] (vec (java.util.Arrays/copyOfRange (int-array [1 2 3]) 1 4))))
  (is (= ["A" "b" "c"] (sort String/CASE_INSENSITIVE_ORDER ["b" "A" "c"]))))

(deftest texts-of-collections-test
  (is (= ["[1, 2, null]" "{a=1}" "[b]"] [(str (java.util.ArrayList. [1 "2" nil])) (str (java.util.HashMap. {"a" 1}))
                                         (str (java.util.HashSet. ["b"]))]))
  (is (= "[\"a\"] (\"b\") {\"c\" 1} #{\"d\"}"
         (pr-str (java.util.ArrayList. ["a"]) (java.util.LinkedList. ["b"]) (java.util.HashMap. {"c" 1})
                 (java.util.HashSet. ["d"]))))
  (are [pattern x] (re-matches pattern (print-str x))
    #"#object\[java.util.ArrayList 0x[0-9a-f]+ \[a\]\]" (java.util.ArrayList. ["a"])
    #"#object\[java.util.HashMap 0x[0-9a-f]+ \{a=1\}\]" (java.util.HashMap. {"a" 1})
    #"#object\[clojure.core.Eduction 0x[0-9a-f]+ clojure.core.Eduction@[0-9a-f]+\]" (eduction (map inc) [1])))
