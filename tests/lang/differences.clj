;; SPDX-License-Identifier: MIT
;; Where Nacre differs from Clojure on the JVM, on purpose. Nacre only.
(ns nacre.test.differences
  (:require [clojure.edn :as edn]
            [clojure.string :as string]
            [clojure.test :refer [deftest is]]))

(deftest a-char-is-a-code-point-test
  (is (= 1 (count "😀")))
  (is (= 3 (count "a😀b")))
  (is (= 128512 (int (first "😀"))))
  (is (= "😀" (str (nacre.core/code-point->char 128512)) (Character/toString 128512)))
  (is (= [\a (first "😀") \b] (vec "a😀b")))
  (is (= "b😀a" (string/reverse "a😀b")))
  (is (= "😀" (subs "a😀b" 1 2)))
  (is (= \b (nth "a😀b" 2)))
  (is (= 2 (string/index-of "a😀b" "b")))
  (is (= "a😀b" (read-string (pr-str "a😀b"))))
  (is (= (first "😀") (read-string (pr-str (first "😀"))) (nacre.core/code-point->char 128512)))
  (is (= \a (nacre.core/code-point->char 97) (nacre.core/code-point->char \a)))
  (is (thrown? IllegalArgumentException (nacre.core/code-point->char 0x110000)))
  (is (thrown? IllegalArgumentException (nacre.core/code-point->char -1)))
  (is (thrown? ClassCastException (nacre.core/code-point->char "a")))
  (is (= ["a" "b"] (string/split "a😀b" #"😀")))
  (is (= "😀" (re-find #"[^a-z]" "a😀b")))
  (is (= 3 (count (re-seq #"." "a😀b")))))

;; Halves that meet are one character; places in a string are those of characters.
(deftest pairs-of-surrogates-test
  (let [high (char 0xd83d) low (char 0xde00)]
    (is (= 1 (count (str high)) (count (str high low)) (count (string/join [high low]))
           (.length (doto (StringBuilder.) (.append high) (.append low)))))
    (is (= [(first "😀")] (seq (str high low))))
    (is (= ["😀"] (re-seq #"." (str high low))))
    (is (= 2 (count (str low high low))))
    (is (nil? (string/index-of "😀" (str high))))
    (is (not (string/starts-with? "😀" (str high))))
    (is (= "x😀" (read-string (str "\"x" high "\\ude00\""))))
    ;; Places by the thousand behind a joined pair.
    (let [text (apply str (mapcat (fn [i] [high low "é"]) (range 5000)))]
      (is (= 10000 (count text)))
      (is (= text (apply str (repeat 5000 "😀é"))))
      (is (= (take 10000 (cycle "😀é")) (map (fn [i] (nth text i)) (range 10000)))))))

;; The number of places in a string, so that a loop by codePointAt meets every character.
(deftest char-count-test
  (is (= 1 (Character/charCount 97) (Character/charCount 128512)))
  (is (= [97 128512 98] (let [s "a😀b"]
                          (loop [i 0 found []]
                            (if (< i (.length s))
                              (let [code (.codePointAt s i)]
                                (recur (+ i (Character/charCount code)) (conj found code)))
                              found))))))

(deftest wide-characters-written-test
  (let [w (java.io.StringWriter.)]
    (doseq [c "a😀b"] (.write w (int c)))
    (is (= "a😀b" (str w)))))

(deftest long-texts-beyond-ascii-test
  (let [text (apply str (repeat 1000 "aé日😀"))]
    (is (= 4000 (count text)))
    (is (= \a (nth text 3996)))
    (is (= 128512 (int (nth text 3999))))
    (is (= "é日😀a" (subs text 2001 2005)))
    (is (= (seq text) (map (fn [i] (nth text i)) (range 4000))))
    (is (= 3996 (string/last-index-of text "aé")))))

;; Clojure 1.12, newer than the oracle.
(deftest qualified-members-test
  (is (= ["ABC" "el" "x"] [(String/.toUpperCase "abc") (java.lang.String/.substring "hello" 1 3)
                           (String/new "x")]))
  (is (= [[1 3] [7]] [(map String/.length ["a" "bcd"]) (map Long/new ["7"])])))

(deftest streams-test
  (is (= [2 3 4] (stream-into! [] (map inc) (.stream [1 2 3]))))
  (is (= #{1 2} (stream-into! #{} (.stream [1 2 1]))))
  (is (= [1 2] (stream-seq! (.stream [1 2]))))
  (is (= 6 (stream-reduce! + (.stream [1 2 3]))))
  (is (= 16 (stream-transduce! (filter odd?) + 12 (.stream [1 2 3]))))
  (let [stream (.stream [1])]
    (stream-seq! stream)
    (is (thrown? IllegalStateException (stream-seq! stream)))))

(deftest build-conditional-test
  (is (= :nacre (read-string {:read-cond :allow} "#?(:cljs :cljs :nacre :nacre :clj :clj)")))
  (is (= [1 2] (read-string {:read-cond :allow} "[#?@(:nacre [1 2])]")))
  (is (= :clj (read-string {:read-cond :allow} "#?(:clj :clj :nacre :nacre :default :other)")))
  (binding [nacre.core/*features* #{:mine}]
    (is (= :mine (read-string {:read-cond :allow} "#?(:clj :clj :nacre :nacre :mine :mine)")))
    (is (= :other (read-string {:read-cond :allow} "#?(:clj :clj :default :other)")))))

;; A seq is a value: later changes of the array do not show in it.
(deftest seq-of-an-array-test
  (let [array (long-array (range 100)) s (seq array)]
    (dotimes [i 100] (aset array i -1))
    (is (= (range 100) s))
    (is (= -100 (reduce + (seq array))))))

(deftest classes-that-are-not-here
  ;; An ns form may import what only a JVM has; using it tells.
  (let [loaded (try
                 (binding [*ns* *ns*]
                   (eval '(ns nacre.test.absent-classes
                            (:import (java.text BreakIterator) java.util.concurrent.ForkJoinPool)))
                   (eval '(defn words [] (BreakIterator/getWordInstance)))
                   (eval '(defn other [] (java.text.Collator/getInstance)))
                   (eval '(defn pool [] (ForkJoinPool.)))
                   (eval '(instance? BreakIterator "text")))
                 (finally nil))]
    (is (false? loaded)))
  (is (thrown? ClassNotFoundException (eval '(nacre.test.absent-classes/words))))
  (is (thrown? ClassNotFoundException (eval '(nacre.test.absent-classes/other))))
  (is (thrown? ClassNotFoundException (eval (quote (nacre.test.absent-classes/pool)))))
  (is (thrown? ClassNotFoundException (Class/forName "java.text.BreakIterator")))
  (is (thrown? ClassNotFoundException (import 'java.text.BreakIterator)))
  (is (nil? (find-ns 'java.text.BreakIterator))))

(deftest data-readers-of-a-folder
  (spit "/tmp/nacre_data_readers.clj" "{test/tag nacre.test.differences/read-tag}")
  (let [before (.getRawRoot #'*data-readers*)]
    (#'nacre.main/read-data-readers "/tmp/nacre_data_readers.clj")
    (is (= 'nacre.test.differences/read-tag
           (symbol (get (.getRawRoot #'*data-readers*) 'test/tag))))
    (alter-var-root #'*data-readers* (constantly before))))

(defn- syntax-error [form]
  (try (eval form) nil (catch Exception e (ex-message (or (ex-cause e) e)))))

(deftest catch-without-a-class-test
  (is (= [:caught {:a 1}] (try (throw (ex-info "x" {:a 1})) (catch e [:caught (ex-data e)]))))
  (is (= [:caught] (try (throw (Error. "x")) (catch e [:caught]) (finally nil))))
  (is (= 1 (try 1 (catch e [:caught]))))
  (is (string/includes? (syntax-error '(try 1 (catch Exception (prn 2)))) "expected symbol"))
  (is (string/includes? (syntax-error '(try 1 (catch java.lang.Unknown (prn 2)))) "expected symbol"))
  (is (string/includes? (syntax-error '(try 1 (catch e f))) "Unable to resolve symbol: e"))
  (is (string/includes? (syntax-error '(try 1 (catch e))) "expected symbol")))

(deftest parse-uuid-takes-whole-groups-test
  (let [text "b6883c0a-0342-4007-9966-bc2dfa6b109e"]
    (is (= (java.util.UUID/fromString text) (parse-uuid text) (parse-uuid (string/upper-case text)))))
  (is (= "00000000-0000-0000-0000-000000000000" (str (java.util.UUID/fromString "0-0-0-0-0"))))
  (is (= [nil nil nil nil]
         (map parse-uuid ["0-0-0-0-0" "b6883c0a-0342-4007-9966-+c2dfa6b109e"
                          "b6883c0a-0342-4007-9966-bc2dfa6b10-e"
                          "b6883c0a00342-4007-9966-bc2dfa6b109e"]))))

(deftest edn-takes-one-slash-test
  (is (= ['a/b :a/b '/ 'a// :/ 'a.b/c] (edn/read-string "[a/b :a/b / a// :/ a.b/c]")))
  (doseq [text ["a/b/c" ":a/b/c" "[a/b//]"]]
    (is (thrown-with-msg? RuntimeException #"Invalid token: :?a/b" (edn/read-string text)) text))
  (is (= ["a" "b/c"] ((juxt namespace name) (read-string "a/b/c")))))

;; Clojure 1.12, which the oracle is not yet.
(defmulti kind-of-array class)
(defmethod kind-of-array long/1 [x] :longs)
(defmethod kind-of-array String/2 [x] :rows)
(deftest class-symbols-of-arrays-test
  (is (= ["[J" "[Ljava.lang.String;" "[[Ljava.util.Date;"]
         (map (fn [c] (.getName c)) [long/1 String/1 java.util.Date/2])))
  (is (= [true false true] [(instance? int/1 (int-array 1)) (instance? int/1 (long-array 1))
                            (= String/1 (class (into-array ["a"])))]))
  (is (= [:longs :rows] [(kind-of-array (long-array 1)) (kind-of-array (make-array String 1 1))]))
  (is (= [String/1 nil] [(resolve 'String/1) (resolve 'nothing/1)]))
  (is (string/includes? (syntax-error 'nothing/1) "No such namespace: nothing")))
