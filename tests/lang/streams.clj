;; SPDX-License-Identifier: MIT
;; Bytes as portable code meets them: character sets, streams, URIs and their encoding.
(ns nacre.test.streams
  (:require [clojure.java.io]
            [clojure.test :refer [deftest is are testing]])
  (:import [java.io ByteArrayInputStream ByteArrayOutputStream InputStreamReader OutputStreamWriter
            PipedInputStream PipedOutputStream BufferedReader]
           [java.net URI URLDecoder URLEncoder]))

(deftest character-sets-test
  (are [bytes charset text] (and (= bytes (vec (.getBytes text charset)))
                                 (= text (String. (byte-array bytes) charset)))
    [97 -61 -87 -30 -126 -84] "UTF-8" "aé€"
    [97 -23] "ISO-8859-1" "aé"
    [97 -23 -128] "windows-1252" "aé€"
    [-2 -1 0 97 32 -84] "UTF-16" "a€"
    [97 0 -84 32] "UTF-16LE" "a€"
    [0 97] "UTF-16BE" "a")
  (is (= [97 63] (vec (.getBytes "aé" "US-ASCII"))))
  (is (= [-61 -87] (vec (.getBytes "é")) (vec (.getBytes "é" java.nio.charset.StandardCharsets/UTF_8))))
  (is (thrown? java.io.UnsupportedEncodingException (.getBytes "x" "nowhere")))
  (is (= "bc" (String. (byte-array [97 98 99]) 1 2)))
  (is (= [[-23 -1 44] [1 2] [3 3]] [(vec (byte-array [233 -1 300])) (vec (int-array [1.7 2]))
                                    (vec (byte-array 2 (byte 3)))]))
  (is (thrown? IllegalArgumentException (byte 233))))

(deftest encoding-test
  (is (= "a+b%26c%3D%C3%A9%2F%7E.-*_%2B%25" (URLEncoder/encode "a b&c=é/~.-*_+%" "UTF-8")))
  (is (= "%E9" (URLEncoder/encode "é" "ISO-8859-1")))
  (is (= "a b&c=é" (URLDecoder/decode "a+b%26c%3D%C3%A9" "UTF-8")))
  (is (= "foo/bar" (URLDecoder/decode "foo%FE%FF%00%2Fbar" "UTF-16")))
  (is (thrown? IllegalArgumentException (URLDecoder/decode "a%zz" "UTF-8"))))

(deftest uri-test
  (let [u (URI. "http://me@ex.com:8080/a%20b/c?q=1%202#frag")]
    (is (= ["http" "ex.com" 8080 "/a b/c" "/a%20b/c" "q=1 2" "frag" "me@ex.com:8080" "me" true false]
           [(.getScheme u) (.getHost u) (.getPort u) (.getPath u) (.getRawPath u) (.getQuery u)
            (.getFragment u) (.getAuthority u) (.getUserInfo u) (.isAbsolute u) (.isOpaque u)])))
  (is (= [nil "/rel" -1 "x"] (let [u (URI. "/rel?x")] [(.getScheme u) (.getPath u) (.getPort u)
                                                       (.getQuery u)])))
  (is (= ["mailto" nil true "a@b"] (let [u (URI. "mailto:a@b")] [(.getScheme u) (.getPath u) (.isOpaque u)
                                                                 (.getSchemeSpecificPart u)])))
  (is (thrown? java.net.URISyntaxException (URI. "a b")))
  (is (thrown? IllegalArgumentException (URI/create "a b")))
  (is (= 1 (get {(URI. "x") 1} (URI. "x"))))
  (is (= [true false] [(uri? (URI. "x")) (uri? "x")]))
  (is (neg? (compare (URI. "a") (URI. "b")))))

(deftest byte-streams-test
  (let [out (ByteArrayOutputStream.)]
    (.write out 65)
    (.write out (byte-array [66 67]))
    (.write out (byte-array [1 68 69]) 1 2)
    (is (= ["ABCDE" 5 [65 66 67 68 69]] [(.toString out) (.size out) (vec (.toByteArray out))])))
  (let [in (ByteArrayInputStream. (byte-array [1 -1]))]
    (is (= [1 1 255 -1] [(.read in) (.available in) (.read in) (.read in)])))
  (let [in (ByteArrayInputStream. (.getBytes "héllo")) buffer (byte-array 3)]
    (is (= [3 [104 -61 -87] "llo"] [(.read in buffer) (vec buffer) (slurp in)])))
  (is (= "é" (slurp (ByteArrayInputStream. (.getBytes "é" "ISO-8859-1")) :encoding "ISO-8859-1")))
  (is (= [104 -61 -87] (let [out (ByteArrayOutputStream.)] (spit out "hé") (vec (.toByteArray out)))))
  (let [in (BufferedReader. (InputStreamReader. (ByteArrayInputStream. (.getBytes "a\nb"))))]
    (is (= ["a" "b" nil] [(.readLine in) (.readLine in) (.readLine in)])))
  (let [out (ByteArrayOutputStream.) writer (OutputStreamWriter. out)]
    (.write writer "héx")
    (.flush writer)
    (is (= "héx" (str out)))))

(deftest pipes-test
  (let [in (PipedInputStream.) out (PipedOutputStream. in)]
    (future (.write out (byte-array [1 2])) (.close out))
    (is (= [1 2 -1] [(.read in) (.read in) (.read in)])))
  (let [out (PipedOutputStream.) in (PipedInputStream. out)]
    (future (spit out "Hello"))
    (is (= "Hello" (slurp in))))
  (is (thrown? java.io.IOException (.write (PipedOutputStream.) 1))))

(deftest older-character-sets-test
  (are [bytes charset text] (and (= bytes (vec (.getBytes text charset)))
                                 (= text (String. (byte-array bytes) charset)))
    [-26 -28] "windows-1251" "жд"
    [-42] "KOI8-R" "ж"
    [-90] "cp866" "ж"
    [-92] "ISO-8859-15" "€"
    [-77 -96] "ISO-8859-2" "ł\u00a0"
    [-127] "IBM437" "ü"
    [97 -126 -94 -118 -65 -54 98] "Shift_JIS" "aい漢ﾊb"
    [97 -92 -92 -76 -63 -114 -54 98] "EUC-JP" "aい漢ﾊb"
    [97 27 36 66 36 36 52 65 27 40 66 98] "ISO-2022-JP" "aい漢b"
    [27 40 73 74 27 40 66] "ISO-2022-JP" "ﾊ"
    [0 0 0 97 0 1 -10 0] "UTF-32" "a😀"
    [97 0 0 0] "UTF-32LE" "a")
  (is (= [63 97] (vec (.getBytes "中a" "windows-1251")) (vec (.getBytes "😀a" "sjis"))))
  (is (= [92 126] (vec (.getBytes "\u00a5\u203e" "EUC-JP"))))
  (is (= ["Shift_JIS" "windows-1251" "ISO-8859-2"]
         (map (fn [charset] (.name (java.nio.charset.Charset/forName charset))) ["SJIS" "cp1251" "l2"])))
  (is (= [true false] (map (fn [charset] (java.nio.charset.Charset/isSupported charset)) ["KOI8-U" "nope"])))
  (is (thrown? java.nio.charset.UnsupportedCharsetException (java.nio.charset.Charset/forName "nope")))
  (is (= ["%82%A2" "いx"] [(URLEncoder/encode "い" "Shift_JIS") (URLDecoder/decode "%82%A2x" "Shift_JIS")]))
  (is (thrown? java.io.UnsupportedEncodingException (URLEncoder/encode "a" "nope")))
  (is (thrown-with-msg? IllegalArgumentException #"Incomplete trailing escape" (URLDecoder/decode "a%4" "UTF-8")))
  (is (thrown-with-msg? IllegalArgumentException #"Error at index 1 in: \"4z\"" (URLDecoder/decode "%4z" "UTF-8")))
  (is (= "ij" (String. (byte-array [104 105 106]) 1 2 "UTF-8"))))

(deftest copies-test
  (let [copied (fn [input & options]
                 (let [out (ByteArrayOutputStream.)]
                   (apply clojure.java.io/copy input out options)
                   (vec (.toByteArray out))))]
    (is (= [97 -61 -87] (copied "aé") (copied (java.io.StringReader. "aé")) (copied (byte-array [97 -61 -87]))
           (copied (ByteArrayInputStream. (byte-array [97 -61 -87])))))
    (is (= [97 -23] (copied "aé" :encoding "ISO-8859-1"))))
  (is (= ["abc" "ab" "é"] [(slurp (char-array "abc")) (slurp (byte-array [97 98]))
                           (slurp (byte-array [-23]) :encoding "ISO-8859-1")]))
  (is (= "éA" (slurp (clojure.java.io/reader (byte-array [-23 65]) :encoding "ISO-8859-1"))))
  (is (= "hé" (slurp (clojure.java.io/input-stream (.getBytes "hé")))))
  (is (= ["a" "é"] (with-open [r (clojure.java.io/reader (ByteArrayInputStream. (.getBytes "a\né")))]
                     (doall (line-seq r)))))
  (is (= [0 97 0 -23] (let [out (ByteArrayOutputStream.)]
                        (with-open [w (clojure.java.io/writer out :encoding "UTF-16BE")] (.write w "aé"))
                        (vec (.toByteArray out))))))

(deftest uris-of-their-parts
  (are [text uri] (= text (str uri))
    "http://a.b/p%20q#f" (java.net.URI. "http" "a.b" "/p q" "f")
    "http://u@a.b:80/p%3Fq?x=1&y=a%20b#f%23" (java.net.URI. "http" "u" "a.b" 80 "/p?q" "x=1&y=a b" "f#")
    "http://a.b/" (java.net.URI. "http" nil "a.b" -1 "/" nil nil)
    "mailto:a@b" (java.net.URI. "mailto" "a@b" nil)
    "http://a:80/x" (java.net.URI. "http" "a:80" "/x" nil nil)
    "/x%20y%25" (java.net.URI. nil nil "/x y%" nil)))
