;; SPDX-License-Identifier: MIT
;; Files as bytes, in other character sets, and below folders; bits of floats.
(ns nacre.test.file-bytes
  (:require [clojure.java.io :as io]
            [clojure.test :refer [are deftest is]])
  (:import [java.io File FileOutputStream InputStream OutputStream]))

(defn temporary []
  (File/createTempFile "bytes" ".bin"))

(def every-byte (map unchecked-byte (range 256)))

(deftest bytes-come-back
  (let [f (temporary)]
    (with-open [out (io/output-stream f)]
      (is (instance? OutputStream out))
      (.write out (byte-array every-byte))
      (.write out 7)
      (.write out 263)
      (.write out (byte-array [1 2 3 4]) 1 2))
    (is (= 260 (.length f)))
    (with-open [in (io/input-stream f)]
      (is (instance? InputStream in))
      (is (= (concat (range 256) [7 7 2 3 -1]) (repeatedly 261 #(.read in)))))
    (with-open [out (io/output-stream f :append true)]
      (.write out -1))
    (is (= [3 255] (with-open [in (io/input-stream (str f))]
                     (take-last 2 (doall (take-while (complement neg?) (repeatedly #(.read in))))))))
    (with-open [out (FileOutputStream. f)]
      (.write out 65)
      (.flush out)
      (is (= "A" (slurp f))))
    (with-open [out (FileOutputStream. (str f) true)]
      (.write out (byte-array [-61 -87])))
    (is (= "Aé" (slurp f)))
    (let [copy (temporary)]
      (with-open [out (io/output-stream f)]
        (.write out (byte-array every-byte)))
      (io/copy f copy)
      (is (= (range 256) (with-open [in (io/input-stream copy)] (doall (repeatedly 256 #(.read in))))))
      (.delete copy))
    (.delete f))
  (is (thrown? java.io.FileNotFoundException (io/input-stream "/no/such/file")))
  (is (thrown? java.io.FileNotFoundException (io/output-stream "/no/such/file")))
  (is (thrown? IllegalArgumentException (io/output-stream 1)))
  (is (thrown? IllegalArgumentException (io/input-stream 1))))

(deftest files-in-character-sets
  (let [f (temporary)]
    (spit f "aé" :encoding "ISO-8859-1")
    (is (= 2 (.length f)))
    (is (= "aé" (slurp f :encoding "ISO-8859-1") (slurp (str f) :encoding "ISO-8859-1")))
    (spit f "ü" :encoding "ISO-8859-1" :append true)
    (is (= "aéü" (with-open [r (io/reader f :encoding "ISO-8859-1")] (slurp r))))
    (with-open [w (io/writer f :encoding "UTF-16BE")]
      (.write w "aé"))
    (is (= [0 97 0 233 -1] (with-open [in (io/input-stream f)] (doall (repeatedly 5 #(.read in))))))
    (with-open [w (io/writer f :encoding "ISO-8859-1" :append true)]
      (.write w "é"))
    (is (= 5 (.length f)))
    (.delete f)))

(deftest places-of-files
  (let [f (temporary)]
    (spit f "x")
    (is (= "x" (slurp (io/as-url f)) (slurp (io/input-stream (io/as-url f)))
           (with-open [r (io/reader (.toURI f))] (.readLine r))))
    (is (= "http://a.b/c" (str (io/as-url "http://a.b/c"))))
    (is (nil? (io/as-url nil)))
    (.delete f)))

(deftest folders
  (let [folder (temporary)]
    (.delete folder)
    (io/make-parents (io/file folder "inner" "a"))
    (spit (io/file folder "inner" "a") "1")
    (spit (io/file folder "b") "2")
    (let [files (file-seq folder)]
      (is (every? #(instance? File %) files))
      (is (= folder (first files)))
      (is (= [["a" true] ["b" true] ["inner" false]]
             (sort (map (fn [f] [(.getName f) (.isFile f)]) (rest files))))))
    (is (= [folder] (file-seq (doto folder
                                (-> (io/file "inner" "a") io/delete-file)
                                (-> (io/file "inner") io/delete-file)
                                (-> (io/file "b") io/delete-file)))))
    (.delete folder)))

(deftest bits-of-floats
  (are [bits x] (and (= bits (Float/floatToIntBits (float x)))
                     (= (float x) (Float/intBitsToFloat bits)))
    0 0.0
    1065353216 1.0
    -1073741824 -2.0
    1036831949 0.1
    1 1.401298464324817E-45
    8388607 1.1754942106924411E-38
    8388608 1.1754943508222875E-38
    2139095039 3.4028234663852886E38)
  (are [bits x] (and (= bits (Float/floatToIntBits x)) (= x (Float/intBitsToFloat bits)))
    2139095040 Float/POSITIVE_INFINITY
    -8388608 Float/NEGATIVE_INFINITY)
  (is (= Integer/MIN_VALUE (Float/floatToRawIntBits (float -0.0))))
  (is (= 2143289344 (Float/floatToIntBits (float ##NaN))))
  (is (Float/isNaN (Float/intBitsToFloat 2143289344))))
