;; SPDX-License-Identifier: MIT
;; Halves of surrogate pairs: as characters, in strings, and read and written one by one.
(ns nacre.test.surrogates
  (:require [clojure.edn :as edn]
            [clojure.java.io :as io]
            [clojure.string :as string]
            [clojure.test :refer [deftest is are]])
  (:import [java.io BufferedReader ByteArrayOutputStream OutputStreamWriter PushbackReader StringReader
            StringWriter]))

(def high (char 0xd83d))
(def low (char 0xde00))

(deftest char-test
  (is (= [0xd800 0xdfff 0xffff 0] (map (comp int char) [0xd800 0xdfff 0xffff -0.5])))
  (doseq [n [0x10000 0x10ffff 0x110000 -1 65536.0 65536N 1e300]]
    (is (thrown-with-msg? IllegalArgumentException #"Value out of range for char: " (char n)))
    (is (thrown? IllegalArgumentException (apply char [n]))))
  (is (thrown-with-msg? IllegalArgumentException #"Value out of range for char: 70000" (char 70000)))
  (is (= [0xf600 0xffff] (map (comp int unchecked-char) [0x1f600 -1]))))

(deftest joining-test
  (are [text] (= "😀" text)
    (str high low)
    (str (str high) (str low))
    (apply str [high nil "" low])
    (string/join [high low])
    (string/join "" [(str high) "" (str low)])
    (String. (char-array [high low]))
    (str (doto (StringBuilder.) (.append high) (.append low)))
    (str (doto (StringBuilder. "b") (.insert 0 high) (.setCharAt 1 low)))
    (str (.appendCodePoint (StringBuilder.) 0x1f600))
    (str (doto (StringWriter.) (.write 0xd83d) (.write 0xde00)))
    (str (doto (StringWriter.) (.append high) (.write (str low))))
    (str (doto (StringWriter.) (.write (char-array [high low]))))
    (with-out-str (print high) (print low))
    (string/replace (str "x" low) "x" (str high))
    (string/replace (str "x" low) \x high)
    (string/replace (str "x" low) #"x" (str high))
    (string/reverse (str low high))
    (format "%s%c" high low)
    (name (keyword (str high low)))
    (Character/toString 0x1f600)
    (apply str (Character/toChars 0x1f600))
    (String. (Character/toChars 0x1f600))
    (edn/read-string "\"\\ud83d\\ude00\"")
    (read-string (str \" high low \"))
    (read-string "\"\\ud83d\\ude00\""))
  (is (= "😀😀\ud83d" (string/join (str low) [high high high])))
  (is (= [(str "a😀b") (str "a😀")] [(str "a" high (str low "b")) (str (str "a" high) low)]))
  ;; At the seams of long texts, which are put together in steps.
  (doseq [n [8000 8192 16384 65533 65536 70000]]
    (let [text (apply str (repeat n "a"))]
      (is (= (str text "😀" text) (str text high low text)
             (string/join [(str text high) (str low text)])
             (string/replace (str text "x" low text) "x" (str high))))
      (is (= (hash (str text "😀")) (hash (str text high low)))))))

(defn- units-of
  "The units of UTF-16 of a string, whatever its characters are."
  [s]
  (mapcat (fn [c]
            (let [code (int c)]
              (if (< code 0x10000)
                [code]
                [(+ 0xd7c0 (bit-shift-right code 10)) (+ 0xdc00 (bit-and code 0x3ff))])))
          s))

;; Texts of random units, put together from random pieces in several ways.
(deftest random-pieces-test
  (let [random (java.util.Random. 5)
        pick (fn [xs] (nth xs (.nextInt random (count xs))))]
    (dotimes [round 300]
      (let [units (vec (repeatedly (.nextInt random 200)
                                   (fn [] (pick [97 0xe9 0x65e5 0xd83d 0xd83d 0xde00 0xde00 0xdbff]))))
            pieces (loop [left units found []]
                     (if (empty? left)
                       found
                       (let [n (min (count left) (.nextInt random 90))]
                         (recur (subvec left n) (conj found (apply str (map char (subvec left 0 n))))))))
            whole (apply str (map char units))]
        (is (= units (units-of whole)) (str "round " round))
        (is (= whole (apply str pieces) (string/join pieces)
               (str (reduce (fn [b x] (.append b x)) (StringBuilder.) pieces))
               (with-out-str (run! print pieces))
               (read-string (pr-str whole)))
            (str "round " round))
        (is (= (hash whole) (hash (apply str pieces))))
        (is (= (units-of (string/replace whole "a" "")) (remove #{97} units)))
        (is (= whole (apply str (re-seq #"(?s)." whole))))
        (is (= (units-of (string/reverse whole)) (units-of (str (.reverse (StringBuilder. whole))))))))))

(deftest alone-in-a-string-test
  (let [s (str "a" high "b" low)]
    (is (= "a\ud83db\ude00" s))
    (is (= [97 0xd83d 98 0xde00] (map int s) (map (fn [i] (int (nth s i))) (range 4))))
    (is (= 4 (count s) (.length s)))
    (is (= high (nth s 1) (.charAt s 1) (get s 1) (first (subs s 1))))
    (is (= s (str "a" high (subs s 2))))
    (is (= [1 3] [(string/index-of s high) (string/last-index-of s (str low))]))
    (is (= "xb" (string/replace s (re-pattern (str "a" high "|" low)) {(str "a" high) "x" (str low) ""})))
    (is (= (str "A" high "B" low) (string/upper-case s)))
    (is (= (str low "b" high "a") (string/reverse s)))
    (is (= (str high) (string/trim (str " " high " "))))
    (is (not (string/blank? (str high))))
    (is (= {s 1} {(str "a" high "b" low) 1}))
    (is (= s (read-string (pr-str s)) (edn/read-string (pr-str s))))
    (is (= high (read-string (pr-str high))))
    (is (= s (name (symbol s)) (name (keyword s)))))
  (is (= [-848106588 58364] [(hash "\ud83d") (.hashCode "a\ud83d")]))
  (is (= [-1 -56735 56735 1 10178 -1475]
         [(compare "\ud83d" "😀") (compare "\ud83da" "😀") (compare "😀" "\ud83da") (compare "😀" "\ud83d")
          (compare "\uffff" "😀") (compare "a\ud83d" "a\ude00")]))
  (is (= ["a" "\ud83d" "\ud83da" "😀" "\ude00" "\uffff"]
         (sort ["😀" "\ud83d" "\ud83da" "\uffff" "a" "\ude00"])))
  (is (not= (str high) (str low) "?")))

(deftest patterns-test
  (is (= [(str high) nil (str high) (str high) nil (str high)]
         [(re-find #"\ud83d" "a\ud83db") (re-find #"\ud83d" "a😀b") (re-find #"." "\ud83d")
          (re-find #"[\ud800-\udbff]" "a\ud83d") (re-find #"[\ud800-\udbff]" "😀")
          (re-find #"\x{d83d}" "\ud83d")]))
  (is (= ["a" "\ude00" "\ud83d"] (re-seq #"\w|\W" "a\ude00\ud83d")))
  (is (= "\ud83d" (re-find #"\p{Cs}" "a\ud83d") (re-matches #"(?i)\ud83d" "\ud83d")))
  (is (= "😀" (re-find #"\ud83d\ude00" "a😀b") (re-find (re-pattern (str high low)) "a😀b")))
  (is (= ["a" "b"] (string/split "a\ud83db" #"\ud83d")))
  (is (= ["a" "b"] (string/split "a\ud83db" (re-pattern (str high)))))
  (is (= "\ud83d\ud83d" (re-find #"(?:\ud83d)+$" (str "\ude00" high high)))))

(deftest literals-test
  (are [text] (thrown-with-msg? RuntimeException #"Invalid character constant: \\u[0-9a-f]{4}" (read-string text))
    "\\ud83d" "\\uDFFF" "\\ud800")
  (is (thrown-with-msg? IllegalArgumentException #"Invalid unicode character: \\ud8" (read-string "\\ud8")))
  (is (= [[0xd83d] [0xde00 0xd83d] [0xd83d 97]]
         (map (comp (partial map int) read-string) ["\"\\ud83d\"" "\"\\ude00\\ud83d\"" "\"\\ud83da\""]))))

(deftest bytes-test
  (are [charset bytes] (= bytes (vec (.getBytes "a\ud83db" charset)))
    "UTF-8" [97 63 98]
    "ISO-8859-1" [97 63 98]
    "US-ASCII" [97 63 98]
    "UTF-16BE" [0 97 -1 -3 0 98]
    "UTF-16LE" [97 0 -3 -1 98 0])
  (is (= [97 -16 -97 -104 -128] (vec (.getBytes (str "a" high low) "UTF-8"))))
  ;; What comes from outside never has halves.
  (is (= "\ufffdA" (String. (byte-array (map unchecked-byte [0xed 0xa0 0xbd 0x41])) "UTF-8")))
  (is (= ["\ufffd" "\ufffdA" "\ufffd"]
         (map (fn [bytes] (String. (byte-array (map unchecked-byte bytes)) "UTF-16BE"))
              [[0xd8 0x3d 0 0x41] [0xde 0x3d 0 0x41] [0xd8 0x3d]]))))

(deftest files-test
  (let [path "/tmp/nacre-surrogates-test.txt"]
    (spit path "a\ud83db😀")
    (is (= "a?b😀" (slurp path)))
    (with-open [w (io/writer path)]
      (.write w 0xd83d)
      (.flush w)
      (.write w 0xde00)
      (.write w "a\ud83d"))
    (is (= "😀a?" (slurp path)))
    (spit path "")
    (is (= "" (slurp path))))
  (let [out (ByteArrayOutputStream.)]
    (with-open [w (OutputStreamWriter. out "UTF-8")]
      (.write w 0xd83d)
      (.flush w)
      (.write w 0xde00)
      (.write w "\ud83d")
      (.write w "a\ud83d"))
    (is (= "😀?a?" (.toString out "UTF-8")))))

(defn- units
  "What is left in the reader, one by one."
  [reader]
  (loop [found []]
    (let [unit (.read reader)]
      (if (neg? unit) found (recur (conj found unit))))))

(defn- pushback [text] (PushbackReader. (StringReader. text) 10))

(deftest readers-test
  (is (= [97 0xd83d 0xde00 98] (units (StringReader. "a😀b")) (units (pushback "a😀b"))
         (units (BufferedReader. (StringReader. "a😀b")))))
  (is (= "a😀b😀" (str (reduce (fn [b unit] (.append b (char unit))) (StringBuilder.)
                             (units (pushback "a😀b😀"))))))
  (is (= [0xd83d [0xd83d 0xde00 98]]
         (let [r (pushback "😀b") unit (.read r)] (.unread r unit) [unit (units r)])))
  (is (= [97 0xd83d 0xde00 98]
         (let [r (pushback "a😀b") taken [(.read r) (.read r) (.read r)]]
           (doseq [unit (reverse taken)] (.unread r unit))
           (units r))))
  (is (= [0xde00 98] (let [r (pushback "😀b") _ (.read r) unit (.read r)] (.unread r unit) (units r))))
  (is (= [120 0xde00 98] (let [r (pushback "😀b")] (.read r) (.unread r 120) (units r))))
  (is (= [120 98] (let [r (pushback "😀b")] (.read r) (.read r) (.unread r 120) (units r))))
  (is (= [[3 [97 0xd83d 0xde00]] [1 [98 0xd83d 0xde00]]]
         (let [r (StringReader. "a😀b") a (char-array 3)]
           [[(.read r a) (mapv int a)] [(.read r a) (mapv int a)]])))
  (is (= "a😀b" (let [r (StringReader. "a😀b") a (char-array 8)] (String. a 0 (.read r a 0 8)))))
  (is (= [0xd83d 0xde00] (let [r (pushback "😀") a (char-array 2)] (.read r a) (.unread r a 0 2) (units r))))
  (is (= [0xde00 98] (let [r (StringReader. "😀b")] (.skip r 1) (units r))))
  (is (= [[0xd83d 0xde00] [0xde00]]
         (let [r (BufferedReader. (StringReader. "😀"))]
           (.mark r 10)
           (let [all (units r)]
             (.reset r)
             (.read r)
             (.mark r 10)
             (.read r)
             (.reset r)
             [all (units r)])))))

(deftest whole-characters-test
  (is (= ["😀b" "😀" nil] (let [r (BufferedReader. (StringReader. "😀b\n😀"))]
                          [(.readLine r) (.readLine r) (.readLine r)])))
  (is (= [[0xde00 98] "😀"] (let [r (BufferedReader. (StringReader. "😀b\n😀"))]
                             (.read r)
                             [(map int (.readLine r)) (.readLine r)])))
  (is (= ["😀" '[😀 "😀"] :end]
         (let [r (pushback "\"😀\" [😀 \"\\ud83d\\ude00\"]")] [(read r) (read r) (read r false :end)])))
  (is (= '[x😀 [0xd83d 0xde00]] (let [r (pushback "x😀 😀") form (read r)]
                                  (.read r)
                                  [form (units r)])))
  (is (= "😀b" (slurp (StringReader. "😀b"))))
  (is (= ["a😀" "b"] (with-in-str "a😀\nb" [(read-line) (read-line)])))
  (is (= ["😀" "😀😀"] (line-seq (BufferedReader. (StringReader. "😀\n😀😀"))))))

(deftest character-statics-test
  (is (= [true false false true true false true]
         [(Character/isHighSurrogate high) (Character/isHighSurrogate low) (Character/isLowSurrogate high)
          (Character/isLowSurrogate low) (Character/isSurrogate low) (Character/isSurrogate \a)
          (Character/isSurrogatePair high low)]))
  (is (= [0x1f600 high low] [(Character/toCodePoint high low) (Character/highSurrogate 0x1f600)
                             (Character/lowSurrogate 0x1f600)]))
  (is (= [[0xd83d 0xde00] [97] [0xd83d]]
         (map (fn [n] (map int (Character/toChars n))) [0x1f600 97 0xd83d])))
  (doseq [n [-1 0x110000]]
    (is (thrown? IllegalArgumentException (Character/toChars n)))
    (is (thrown? IllegalArgumentException (Character/toString n)))
    (is (thrown? IllegalArgumentException (.appendCodePoint (StringBuilder.) n))))
  (is (= [true false true false] [(Character/isBmpCodePoint 97) (Character/isBmpCodePoint 0x1f600)
                                  (Character/isSupplementaryCodePoint 0x1f600)
                                  (Character/isValidCodePoint -1)]))
  (is (= [0xd800 0xdbff 0xdc00 0xdfff 0xd800 0xdfff]
         (map int [Character/MIN_HIGH_SURROGATE Character/MAX_HIGH_SURROGATE Character/MIN_LOW_SURROGATE
                   Character/MAX_LOW_SURROGATE Character/MIN_SURROGATE Character/MAX_SURROGATE])))
  (is (= [65536 0 1114111] [Character/MIN_SUPPLEMENTARY_CODE_POINT Character/MIN_CODE_POINT
                            Character/MAX_CODE_POINT]))
  (is (= 0x1f600 (.codePointAt "a😀" 1) (Character/codePointAt "a😀" 1)
         (Character/codePointAt (char-array [\a high low]) 1)))
  (is (= [2 19 28 1 9 0] (map (fn [c] (Character/getType c)) [97 0xd83d 0x1f600 65 48 0x378])))
  (is (= [\ß 66560 \A -5] [(Character/toUpperCase \ß) (Character/toUpperCase 0x10428)
                           (Character/toUpperCase \a) (Character/toUpperCase -5)]))
  (is (= [false false true] [(Character/isLetter -5) (Character/isLetter 0x110000)
                             (Character/isLetter 0x20000)]))
  (is (= [7 10 -1 0 -1] [(Character/digit \7 10) (Character/digit \a 16) (Character/digit \a 10)
                         (Character/digit 0x1d7ce 10) (Character/digit \1 99)])))
