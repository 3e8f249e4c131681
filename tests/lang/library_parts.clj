;; SPDX-License-Identifier: MIT
;;
;; More of what libraries were found to need: metadata of function forms, quoted lazy parts, references
;; of one's own, formatters of moments that are put together.
(ns nacre.test.library-parts
  (:require [clojure.core.reducers :as r]
            [clojure.test :refer [deftest is testing]])
  (:import (java.time Instant ZoneId)
           (java.time.format DateTimeFormatter DateTimeFormatterBuilder)
           (java.time.temporal ChronoField)))

(defmacro with-form-meta [] (with-meta '(fn [x] x) {:m '(inc 1)}))

(deftest metadata-of-function-forms
  (is (= {:a 1} (meta ^{:a 1} (fn []))))
  (is (= {:foo true} (meta ^:foo #(+ 1))))
  (is (= {:a 3} (meta ^{:a (+ 1 2)} (fn [x] x))))
  (is (= {:a 5} (let [k 5] (meta ^{:a k} (fn named [x] x)))))
  (is (= [{:m 2} 3] [(meta (with-form-meta)) ((with-form-meta) 3)]))
  (is (= nil (meta (fn ^String [x] x))))
  (is (= nil (meta ^{:a 1} (let [] (fn [])))))
  (is (= {:q 1} (meta (with-meta ^{:a 1} (fn []) {:q 1}))))
  (is (= {:other 1} (meta ^{:line 33 :rettag 1 :file "x" :column 3 :other 1} (fn []))))
  (is (let [f ^{:a 1} (fn self [] self)] (identical? f (f))))
  (is (re-find #"\$fn__\d+$" (.getName (class ^{:a 1} (fn []))))))

(def ^:dynamic *when* :expansion)
(defmacro quoted-lazily [] (list 'quote (list 'a (map (fn [x] [x *when*]) [1 2]) [(map inc [1])])))
(defn quoted [] (quoted-lazily))

(deftest quoted-sequences-are-realised-when-compiled
  (is (= '(a ([1 :expansion] [2 :expansion]) [(2)])
         (binding [*when* :run] (quoted)))))

(deftype Reference [state]
  clojure.lang.IReference
  (meta [_] (:meta @state))
  (alterMeta [_ f args] (:meta (swap! state update :meta #(apply f % args))))
  (resetMeta [_ m] (:meta (swap! state assoc :meta m)))
  clojure.lang.IRef
  (deref [_] (:value @state))
  (addWatch [this k f] (swap! state assoc-in [:watches k] f) this)
  (removeWatch [this k] (swap! state update :watches dissoc k) this)
  (getWatches [_] (:watches @state))
  (setValidator [_ f])
  (getValidator [_]))

(deftest references-of-ones-own
  (let [r (Reference. (atom {:value 1}))]
    (is (= {:a 1} (reset-meta! r {:a 1})))
    (is (= {:a 1 :b 2} (alter-meta! r assoc :b 2)))
    (is (= {:a 1 :b 2} (meta r)))
    (is (identical? r (add-watch r :k list)))
    (is (= {:k list} (:watches @(.-state r))))
    (is (identical? r (remove-watch r :k)))
    (is (= {} (:watches @(.-state r))))))

(defprotocol Cell (put [this v]) (take-out [this]))
(deftype Box [^:volatile-mutable content]
  Cell
  (put [this v] (let [before (.-content this)] (set! (.-content this) v) before))
  (take-out [this] content))

(deftest mutable-fields-by-name
  (let [b (Box. 1)]
    (is (= [1 2] [(put b 2) (take-out b)]))))

(def lenient
  (-> (DateTimeFormatterBuilder.)
      (.appendPattern "yyyy-MM-dd['T'HH:mm:ss]")
      (.optionalStart) (.appendFraction ChronoField/MICRO_OF_SECOND 0 9 true) (.optionalEnd)
      (.optionalStart) (.appendOffset "+HHMMss" "Z") (.optionalEnd)
      (.optionalStart) (.appendOffset "+HH:MM:ss" "Z") (.optionalEnd)
      (.parseDefaulting ChronoField/HOUR_OF_DAY 0)
      (.parseDefaulting ChronoField/OFFSET_SECONDS 0)
      (.toFormatter)))
(def strict (.withZone (DateTimeFormatter/ofPattern "yyyy-MM-dd'T'HH:mm:ss.SSSXXX") (ZoneId/of "UTC")))

(defn moment [formatter text]
  (try (str (Instant/from (.parse formatter text))) (catch java.time.DateTimeException e :error)))

(deftest formatters-put-together
  (is (= ["2014-02-18T00:00:00Z" "2014-02-18T18:25:37Z" "2014-02-18T18:25:37Z" "2014-02-18T16:25:37Z"
          "2014-02-18T16:25:37Z" "2014-02-18T18:25:37.456700Z" "2014-02-28T00:00:00Z"
          "2018-04-27T18:25:37Z" :error :error :error :error :error]
         (map (partial moment lenient)
              ["2014-02-18" "2014-02-18T18:25:37" "2014-02-18T18:25:37Z" "2014-02-18T18:25:37+0200"
               "2014-02-18T18:25:37+02:00" "2014-02-18T18:25:37.4567Z" "2014-02-30"
               "2018-04-27T18:25:37.Z" "2014-13-01" "201-01-01" "2014-02-18T" ""
               "2014-02-18T25:25:37Z"])))
  (is (= ["2014-02-18T18:25:37.456Z" "2014-02-18T16:25:37.456Z" :error :error :error]
         (map (partial moment strict)
              ["2014-02-18T18:25:37.456Z" "2014-02-18T18:25:37.456+02:00" "2014-02-18"
               "2014-02-18T18:25:37.456+0000" "2014-02-18T18:25:37Z"])))
  (is (= "1970-01-01T00:00:01.000Z" (.format strict (Instant/ofEpochMilli 1000)))))

(deftest tasks-of-reducers
  (is (= 3 (#'r/fjinvoke (fn [] 3)))))

(deftest types-of-array-objects
  (is (re-matches #"#object\[\"\[I\" 0x[0-9a-f]+ \"\[I@[0-9a-f]+\"\]" (pr-str (int-array 1)))))

(deftype OrderedSet [xs]
  clojure.lang.IPersistentSet
  (seq [_] (seq xs))
  (count [_] (count xs))
  (contains [_ x] (boolean (some #{x} xs)))
  (get [_ x] (first (filter #{x} xs)))
  (disjoin [_ x] (OrderedSet. (vec (remove #{x} xs))))
  (cons [_ x] (OrderedSet. (conj xs x)))
  (empty [_] (OrderedSet. []))
  (equiv [_ other] (= (set xs) other))
  Object
  (hashCode [_] (reduce + (map hash xs))))

(deftest instances-in-code-stand-for-themselves
  (let [s (OrderedSet. [9 3 7 1 5 '(inc 1)])]
    (is (= '[9 3 7 1 5 (inc 1)] (seq (eval (list 'identity s)))))))

(deftype Coded [n] Object (hashCode [_] n))

(deftest hash-codes-are-ints
  (is (= -1 (.hashCode (Coded. 4294967295))))
  (is (= 5 (.hashCode (Coded. 5)))))

(deftest loaded-libraries-in-a-ref
  (let [libs @#'clojure.core/*loaded-libs*]
    (is (contains? @libs 'clojure.core.reducers))
    (dosync (commute libs conj 'not.there))
    (is (contains? (loaded-libs) 'not.there))
    (dosync (commute libs disj 'not.there))
    (is (not (contains? (loaded-libs) 'not.there)))))

(deftest urls
  (let [u (java.net.URL. "http://example.com:8080/a/b.html?x=1&y=2#part")]
    (is (= ["http" "example.com" 8080 "/a/b.html" "x=1&y=2" "part" "/a/b.html?x=1&y=2"]
           [(.getProtocol u) (.getHost u) (.getPort u) (.getPath u) (.getQuery u) (.getRef u)
            (.getFile u)]))
    (is (= "http://example.com:8080/a/b.html?x=1&y=2#part" (str u)))
    (is (= -1 (.getPort (java.net.URL. "https://example.com/")))))
  (is (thrown? java.net.MalformedURLException (java.net.URL. "/blog/foo")))
  (is (thrown? java.net.MalformedURLException (java.net.URL. "foo:bar")))
  (is (= 255 (Integer/valueOf "ff" 16))))

(deftest base-64
  (let [encoder (java.util.Base64/getEncoder) decoder (java.util.Base64/getDecoder)]
    (is (= ["" "YQ==" "YWI=" "YWJj" "YWJjZA==" "w7xiZXIg4oKs" "Zm9vPz5iYXJ+fg=="]
           (map #(.encodeToString encoder (.getBytes ^String % "UTF-8"))
                ["" "a" "ab" "abc" "abcd" "über €" "foo?>bar~~"])))
    (is (= "Zm9vPz5iYXJ-fg"
           (.encodeToString (.withoutPadding (java.util.Base64/getUrlEncoder))
                            (.getBytes "foo?>bar~~"))))
    (is (= "über €" (String. (.decode decoder "w7xiZXIg4oKs") "UTF-8")))
    (is (= [[97] [97] [97 98] :bad :bad :bad]
           (map #(try (vec (.decode decoder ^String %)) (catch IllegalArgumentException e :bad))
                ["YQ" "YQ==" "YWI" "a" "a*bc" "!!!!"])))
    (is (= "abc" (String. (.decode (java.util.Base64/getMimeDecoder) "YW\nJj"))))))

(deftest loaders
  (let [loader (.getContextClassLoader (Thread/currentThread))]
    (is (instance? ClassLoader loader))
    (is (nil? (.getResource loader "no/such/thing")))
    (is (empty? (enumeration-seq (.getResources loader "no/such/thing"))))
    (is (= String (.loadClass loader "java.lang.String"))))
  (is (instance? java.time.ZoneOffset java.time.ZoneOffset/UTC))
  (is (instance? ZoneId (ZoneId/of "UTC"))))

(deftest dates-of-parts
  (is (= #inst "2010-10-01" (java.util.Date. 110 9 1)))
  (is (= #inst "2010-10-01T12:30" (java.util.Date. 110 9 1 12 30)))
  (is (= [110 9 1 5 12 30 0]
         (let [^java.util.Date d (java.util.Date. 110 9 1 12 30)]
           [(.getYear d) (.getMonth d) (.getDate d) (.getDay d) (.getHours d) (.getMinutes d)
            (.getSeconds d)])))
  (is (= #inst "2010-10-01T12:30:05" (java.util.Date. 110 9 1 12 30 5))))

(deftest exceptions-made-by-reflection
  (let [e (.newInstance (.getConstructor ArithmeticException (into-array Class [String]))
                        (into-array ["by zero"]))]
    (is (instance? ArithmeticException e))
    (is (= "by zero" (ex-message e)))))
