;; SPDX-License-Identifier: MIT
;; What portable programs use of java.util and java.io, and proxy.
(ns nacre.test.java-util
  (:require [clojure.test :refer [deftest is testing]])
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
