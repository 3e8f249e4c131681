;; SPDX-License-Identifier: MIT
;; What proxy extends, and calls of what is extended.
(ns nacre.test.proxies
  (:require [clojure.test :refer [deftest is testing]])
  (:import [clojure.lang ASeq]
           [java.io BufferedWriter StringWriter Writer]))

(deftest writers-that-pass-on
  (let [target (StringWriter.)
        flushes (atom 0)
        w (proxy [BufferedWriter] [target]
            (flush []
              (swap! flushes inc)
              (proxy-super flush)))]
    (is (instance? BufferedWriter w))
    (is (instance? Writer w))
    (binding [*out* w]
      (println "hi")
      (is (= 1 @flushes))
      (print {:a 1})
      (is (= 1 @flushes))
      (flush)
      (is (= 2 @flushes))
      (binding [*flush-on-newline* false]
        (prn 1))
      (is (= 2 @flushes)))
    (.append w \c)
    (.append w "abc" 1 3)
    (.write w "xyz" 1 1)
    (.write w 65)
    (.newLine w)
    (.flush w)
    (is (= "hi\n{:a 1}1\ncbcyA\n" (str target)))))

(deftest names-of-the-program-stay
  (let [target 5
        w (proxy [StringWriter] []
            (toString [] (str "<" (proxy-super toString) target ">")))]
    (.write w "abc")
    (.write w 65)
    (.append w "x")
    (is (= "<abcAx5>" (str w)))))

(defn counted-up [from end]
  (proxy [ASeq] [nil]
    (first [] from)
    (next [] (when (< (inc from) end) (counted-up (inc from) end)))))

(deftest sequences
  (let [s (counted-up 0 4)]
    (is (= s '(0 1 2 3)))
    (is (= [0 1 2 3] s))
    (is (= (hash '(0 1 2 3)) (hash s)))
    (is (= #{'(0 1 2 3)} (into #{} [s '(0 1 2 3)])))
    (is (= 4 (count s)))
    (is (= [1 2 3] (rest s)))
    (is (= () (rest (counted-up 0 1)) (empty s)))
    (is (= [9 0 1 2 3] (conj s 9)))
    (is (= "(0 1 2 3)" (pr-str s)))
    (is (= 2 (nth s 2)))
    (is (= 6 (reduce + s)))
    (is (nil? (meta s)))
    (is (and (seq? s) (sequential? s) (instance? java.util.List s)))))

(deftest methods-that-every-object-has
  (let [o (proxy [Object] []
            (equals [other] (proxy-super equals other))
            (hashCode [] 7)
            (toString [] "me"))]
    (is (= [true false 7 "me"] [(= o o) (= o 1) (.hashCode o) (str o)]))))

(deftest values-of-threads
  (let [local (ThreadLocal/withInitial (reify java.util.function.Supplier (get [_] 42)))]
    (is (= 42 (.get local)))
    (.set local 1)
    (is (= 1 (.get local)))
    (.remove local)
    (is (= 42 (.get local)))))

(deftest what-a-buffered-writer-holds-back
  (doseq [make [(fn [target] (BufferedWriter. target)) (fn [target] (proxy [BufferedWriter] [target]))]
          :let [target (StringWriter.)
                w (make target)]]
    (.write w "a")
    (is (= "" (str target)))
    (.flush w)
    (is (= "a" (str target)))
    (.write w "b")
    (.close w)
    (is (= "ab" (str target)))))
