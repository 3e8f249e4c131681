;; SPDX-License-Identifier: MIT
;; What core functions answer for arguments that are just beyond what they are for.
(ns nacre.test.odd-arguments
  (:require [clojure.string :as string]
            [clojure.test :refer [deftest is]]))

(defn- message [f]
  (try (f) (catch Throwable e (ex-message e))))

(deftest digits-of-other-scripts
  (is (= 3M (bigdec "٣")))
  (is (= 3 (parse-long "٣")))
  (is (nil? (parse-double "٣")))
  (is (= 34N (bigint "٣٤")))
  (is (= 34 (Long/parseLong "٣٤")))
  (is (= 3 (Integer/parseInt "٣" 10)))
  (is (nil? (parse-long "٣x"))))

(deftest texts-that-are-no-numbers
  (is (= "For input string: \"a\\b\"" (message #(Double/parseDouble "a\\b"))))
  (is (= "For input string: \"a\"b\"" (message #(Long/parseLong "a\"b"))))
  (is (= "For input string: \"zz\" under radix 16" (message #(Long/parseLong "zz" 16))))
  (is (= "radix 99 greater than Character.MAX_RADIX" (message #(Long/parseLong "1" 99))))
  (is (= "radix 1 less than Character.MIN_RADIX" (message #(Long/parseLong "1" 1))))
  (is (thrown? NumberFormatException (Long/parseLong "9999999999999999999" 10)))
  (is (thrown? NumberFormatException (Integer/parseInt "99999999999")))
  (is (thrown? ArithmeticException (Long/parseLong "5" (identity 5e10))))
  (is (thrown? ArithmeticException (Long/toString 5 (identity 5000000000)))))

(deftest numbers-out-of-range
  (is (= \A (char 65.7)))
  (is (= "Value out of range for char: -Infinity" (message #(char ##-Inf))))
  (is (= "Value out of range for char: NaN" (message #(char ##NaN))))
  (is (thrown? ArithmeticException (unchecked-inc-int (identity 1.0E10))))
  (is (= 2 (unchecked-inc-int (identity 1.5))))
  (is (thrown? NegativeArraySizeException (boolean-array 620448401733239439360000N)))
  (is (thrown? NegativeArraySizeException (StringBuilder. -1))))

(deftest integers-of-java-have-their-own-code
  (is (= -1 (.hashCode (numerator -1/2))))
  (is (= 5 (.hashCode (biginteger 5))))
  (is (= -5 (.hashCode (biginteger -5))))
  (is (= 30 (.hashCode [(biginteger -1)])))
  (is (= 0 (.hashCode -1N))))

(deftest answers-of-comparators
  (is (thrown? NullPointerException (sort (fn [_ _] nil) [1 2])))
  (is (thrown? ClassCastException (sort (fn [_ _] "x") [1 2])))
  (is (= [2 1] (sort (fn [_ _] 0.5) [2 1])))
  (is (= [2 1] (sort (fn [_ _] 4294967296) [2 1])))
  (is (thrown? NullPointerException (sorted-set-by (fn [_ _] nil) 1 2)))
  (is (= "#{1}" (pr-str (sorted-set-by (fn [_ _] 0.5) 1 2))))
  (is (= () (sort-by identity :c [])))
  (is (thrown? ClassCastException (sort-by keys :c [3 1])))
  (is (thrown? NullPointerException (sort-by identity nil [2 1]))))

(deftest sorting-an-array-of-objects-sorts-it
  (let [a (to-array [3 1 2])]
    (is (= [1 2 3] (sort a)))
    (is (= [1 2 3] (vec a)))
    (is (= [3 2 1] (sort-by - a)))
    (is (= [3 2 1] (vec a))))
  (let [a (long-array [3 1 2])]
    (is (= [1 2 3] (sort a)))
    (is (= [3 1 2] (vec a)))))

(deftest callees-that-are-collections
  (is (= "Wrong number of args (0) passed to: clojure.lang.PersistentArrayMap" (message #({}))))
  (is (= "Wrong number of args (2) passed to: clojure.lang.PersistentVector" (message #(apply [] [1 2]))))
  (is (= [0 true]
         (try ((fn [x] x)) (catch clojure.lang.ArityException e [(.actual e) (string? (.name e))])))))

(deftest missing-values
  (is (= "No value supplied for key: a" (message #(hash-map "a"))))
  (is (= "No value supplied for key: null" (message #(hash-map nil))))
  (is (= "No value supplied for key: a" (message #(sorted-map "a")))))

(deftest what-is-told-first
  (is (thrown? NullPointerException (subvec nil 2 3)))
  (is (thrown? IndexOutOfBoundsException (subvec nil 2 1)))
  (is (thrown? ClassCastException (swap! nil 1 2)))
  (is (thrown? ClassCastException (swap! nil 1 2 3 4)))
  (is (thrown? ClassCastException (swap-vals! nil 1 2)))
  (is (thrown? NullPointerException (swap! nil inc 2)))
  (is (thrown? ClassCastException (Throwable->map false)))
  (is (thrown? NullPointerException (Throwable->map nil)))
  (is (thrown? IllegalArgumentException (ns-resolve 'user false 'x)))
  (is (thrown? IllegalArgumentException (require {:x #{} :y nil})))
  (is (thrown? IllegalArgumentException (into [] (partition-all -1) [1 2]))))

(deftest constructors-of-exceptions
  (let [make (fn [a b] (Exception. a b))]
    (is (thrown? ClassCastException (make {} (Error. "a"))))
    (is (thrown? ClassCastException (make "a" "b")))
    (is (= "a" (ex-message (make "a" nil))))))

(deftest vars-without-a-name
  (is (= "[#<Var: --unnamed-->]" (with-local-vars [x 1] (pr-str [x]))))
  (is (= "#<Var: --unnamed-->" (with-local-vars [x 1] (str x)))))

(deftest texts-of-arrays
  (is (= "ab" (String/valueOf (char-array "ab"))))
  (is (= "bc" (String. (char-array "abc") 1 2)))
  (is (thrown? StringIndexOutOfBoundsException (String. (char-array "") 0 2)))
  (is (thrown? StringIndexOutOfBoundsException (String. (char-array "abc") 1 -2)))
  (is (= [\A \ǅ] [(Character/toTitleCase \a) (Character/toTitleCase \ǆ)])))

(deftest quoted-patterns
  (is (= "\\Qa.b\\E" (java.util.regex.Pattern/quote "a.b")))
  (is (= "\\Qa\\E\\\\E\\Qb\\E" (java.util.regex.Pattern/quote "a\\Eb")))
  (is (= "x\\Ey" (re-find (re-pattern (java.util.regex.Pattern/quote "x\\Ey")) "ax\\Eyb"))))

(deftest places-of-groups
  (let [m (re-matcher #"(.)(.)(c)?" "xaaay")]
    (.find m)
    (is (.find m))
    (is (= [2 3 3 4 -1 -1] (mapcat (fn [i] [(.start m i) (.end m i)]) [1 2 3])))
    (is (= 3 (.groupCount m)))
    (is (thrown? IndexOutOfBoundsException (.start m 4))))
  (let [m (re-matcher #"a|ab" "ab")]
    (is (.matches m))
    (is (= [0 2] [(.start m 0) (.end m 0)])))
  (let [m (re-matcher #"(?<a>\w)(?<b>\d)?" "%s")]
    (is (= "No match available" (message #(.start m 1))))
    (is (.find m))
    (is (= ["s" nil 1 -1] [(.group m "a") (.group m "b") (.start m 1) (.end m 2)])))
  (is (= 1 (.groupCount (re-matcher #"[()](\()\Q(\E" ""))))
  (is (= "xa!y" (string/replace "xay" #"[(](?<q>b)|(?<x>a)" "${x}!"))))

(deftest what-the-compiler-finds
  (let [phase (fn [code] (try (eval (read-string code))
                              (catch Throwable e (:clojure.error/phase (ex-data e)))))]
    (is (= :compile-syntax-check (phase "(nope)")))
    (is (= :compile-syntax-check (phase "(new Nope)")))
    (is (= :macro-syntax-check (phase "(let [x] x)")))
    (is (= :macro-syntax-check (phase "(case 1 1 2 1 3)")))
    (is (= :compile-syntax-check (phase "(try 1 (catch \"a\" e 1))")))
    (is (= :macro-syntax-check (phase "(reify :else)")))
    (is (= :macro-syntax-check (phase "(defrecord R [] :nope 1)")))))

(deftest places-of-subs
  (is (thrown? ArithmeticException (subs "abc" 5000000000)))
  (is (thrown? ArithmeticException (subs "abc" 0 5000000000)))
  (is (thrown? StringIndexOutOfBoundsException (subs "abc" -1)))
  (is (= "Invalid token: ::x/y" (message #(read-string "::x/y"))))
  (is (= "empty String" (message #(Double/parseDouble " "))))
  (is (string/starts-with? (pr-str instance?) "#object[clojure.core$instance_QMARK_")))

(defrecord Plain [x y])

(deftest what-has-no-order
  (is (thrown? ClassCastException (subseq (->Plain 1 2) > 1)))
  (is (thrown? ClassCastException (rsubseq [1] > 1 < 3)))
  (is (thrown? ClassCastException (set-validator! (volatile! 1) [1])))
  (is (thrown? ClassCastException (java.io.StringReader. (identity 5))))
  (is (thrown? IllegalArgumentException (.pattern (identity 5)))))

(deftest more-messages
  (is (= "Value out of range for long: -123456789012345678901234567890"
         (message #(short -123456789012345678901234567890N))))
  (is (= "Value out of range for byte: 300" (message #(byte 300N))))
  (is (= "No value supplied for key: \n" (message #(hash-map \newline))))
  (is (= "For input string: \"tab\"" (message #(Double/parseDouble "\ttab\t"))))
  (is (true? (.regionMatches "ff" 0 "1e3" 0 -1)))
  (is (thrown? ClassCastException (require (sorted-map 3 :c 1 :a 2 :b)))))

(deftest many-arguments
  (let [counted (fn [f args] (try (apply f args) (catch clojure.lang.ArityException e (.actual e))))]
    (is (= [20 21 21 21] (map (fn [n] (counted (fn [a b] a) (range n))) [20 21 25 40])))
    (is (= 21 (counted inc (range 40))))))

(deftest timeouts-of-deref
  (is (thrown? ClassCastException (deref (promise) \a true)))
  (is (thrown? ClassCastException (deref nil false 1)))
  (is (thrown? NullPointerException (deref nil 1 2)))
  (is (= :late (deref (promise) 1.5 :late))))

(deftest metadata-of-what-is-empty
  (is (= {:m 1} (meta (rest (with-meta () {:m 1})))))
  (is (nil? (meta (rest (with-meta '(1) {:m 1}))))))

(deftest metadata-before-constructors
  (binding [*print-dup* true *print-meta* true]
    (is (= "^long #=(clojure.lang.PersistentArrayMap/create {})" (pr-str (with-meta {} {:tag 'long}))))))

(deftest indices-of-any-number
  (is (= ["bc" "bc" "bc"] [(subs "abc" 1M) (subs "abc" 3/2) (subs "abc" 1.5)]))
  (is (thrown? ClassCastException (subs "abc" :a))))
