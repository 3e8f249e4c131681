;; SPDX-License-Identifier: MIT
;;
;; pprint of values that are no plain maps, vectors and lists, and of what just fits on a line.
(ns nacre.test.pretty-printing
  (:require [clojure.pprint :as pprint :refer [pprint]]
            [clojure.string :as string]
            [clojure.test :refer [are deftest is]]))

(defn text
  "What pprint prints, without the line break behind it; identities are shown as N."
  [x]
  (string/replace (string/trim-newline (with-out-str (pprint x))) #"@[0-9a-f]+" "@N"))

(deftest sets-have-one-element-a-line
  (is (= "#{0 1 2}" (text (set (range 3)))))
  (is (= 50 (count (string/split-lines (text (set (range 50))))))))

(deftest arrays
  (is (= "[1, 2, 3]" (text (int-array [1 2 3]))))
  (is (= "[1, \"a\", [2]]" (text (object-array [1 "a" [2]]))))
  (is (= ["[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16,"
          " 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29]"]
         (binding [pprint/*print-right-margin* 60]
           (string/split-lines (text (int-array (range 30))))))))

(deftest queues
  (is (= "<-(1 2 3)-<" (text (into clojure.lang.PersistentQueue/EMPTY [1 2 3])))))

(deftest references
  (is (= "#<Atom@N: {:a 1}>" (text (atom {:a 1}))))
  (is (= "{:a #<Ref@N: 1>}" (text {:a (ref 1)})))
  (is (= "#<Delay@N: :not-delivered>" (text (delay 1))))
  (is (= "#'clojure.core/inc" (text #'inc)))
  (let [lines (binding [pprint/*print-right-margin* 20]
                (string/split-lines (text (atom [:aaaaaaa :bbbbbbbb :ccc]))))]
    (is (= ["#<Atom@N: " "  [:aaaaaaa" "   :bbbbbbbb" "   :ccc]>"] lines))))

(deftest metadata
  (binding [*print-meta* true]
    (is (= "^{:m 1} [1]" (text (with-meta [1] {:m 1}))))
    (is (= "^{:tag String} [^{:a 1} {}]" (text (with-meta [(with-meta {} {:a 1})] {:tag 'String}))))
    (is (= "[1]" (text [1])))
    (is (= ["^{:m 1}" "[:aaaaa" " :bbbbb]"]
           (binding [pprint/*print-right-margin* 10]
             (string/split-lines (text (with-meta [:aaaaa :bbbbb] {:m 1}))))))))

(deftest what-just-fits
  (binding [pprint/*print-right-margin* 20]
    (are [lines x] (= lines (string/split-lines (text x)))
      ["[:aaaaaaaa :bbbbbbb]"] [:aaaaaaaa :bbbbbbb]
      ["[:aaaaaaaa" " :bbbbbbbb]"] [:aaaaaaaa :bbbbbbbb]
      ;; A comma and a blank behind it need room too.
      ["{:k [:aaaaa :bbbb]," " :z 1}"] {:k [:aaaaa :bbbb] :z 1}
      ["{:k" " [:aaaaa :bbbbb]," " :z 1}"] {:k [:aaaaa :bbbbb] :z 1}
      ["[[:aaaaaaaa :bbbbb]" " 1]"] [[:aaaaaaaa :bbbbb] 1]
      ["[[:aaaaaaaa" "  :bbbbbb]" " 1]"] [[:aaaaaaaa :bbbbbb] 1])))

(deftest length
  (binding [*print-length* 2]
    (is (= "(0 1 ...)" (text (range 9))))
    (is (= ["{:aaaaaa" " 1," " :bbbbb" " 2," " ...}"]
           (binding [pprint/*print-right-margin* 10]
             (string/split-lines (text (array-map :aaaaaa 1 :bbbbb 2 :c 3))))))))

(deftest numbers-of-cl-format
  (are [text format numbers] (= text (apply pprint/cl-format nil format numbers))
    "1.0 0.3333333333333333 100000000000000000000.0" "~f ~f ~f" [1 1/3 1.0E20]
    "0.0000001|123456.789" "~f|~f" [1e-7 123456.789]
    "3.14159E+4 3.14E+4   3.142E+4|" "~e ~,2e ~10,3e|" [31415.9 31415.9 31415.9]
    "-1.23E-3 1.0E+100 1.0E+1" "~e ~e ~,1e" [-0.00123 1e100 9.99]
    "3.14     31415926535.    " "~g ~g" [3.14 31415926535.0]
    "0.33 2.00" "~$ ~$" [1/3 2]
    "4,000 MMMCMXCIX MDCCCCLXXXXVIIII" "~@r ~@r ~:@r" [4000 3999 1999]))
