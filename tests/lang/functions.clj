;; SPDX-License-Identifier: MIT
(ns nacre.test.functions
  (:require [clojure.test :refer [deftest is testing]]))

(defn one "Doc." ([] :zero) ([a] [:one a]) ([a b] [:two a b]) ([a b & r] [:many a b r]))

(defn- secret [x] (* 2 x))

(defn kw-args [a & {:keys [b c] :or {c 3}}] [a b c])

(defn pre-post [x] {:pre [(pos? x)] :post [(< % 100)]} (* x x))

(defn many-args [a b c d e f g h i j k l m n o p q r s t & rest] [a t rest])

(deftest arity-test
  (is (= :zero (one)))
  (is (= '[:one 1] (one 1)))
  (is (= '[:two 1 2] (one 1 2)))
  (is (= '[:many 1 2 (3)] (one 1 2 3)))
  (is (= '[:many 1 2 (3 4)] (one 1 2 3 4)))
  (is (= :zero (apply one [])))
  (is (= '[:two 1 2] (apply one [1 2])))
  (is (= '[:many 1 2 (3)] (apply one 1 [2 3])))
  (is (= '[:many 0 1 (2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29)]
       (apply one (range 30))))
  (is (= nil ((fn []))))
  (is (= 1 ((fn [x] x) 1)))
  (is (= :done ((fn self [n] (if (pos? n) (self (dec n)) :done)) 10)))
  (is (= '(1 2) ((fn ([] 0) ([& r] r)) 1 2)))
  (is (= nil ((fn [& r] r))))
  (is (= 3 ((fn [& r] (count r)) 1 2 3)))
  (is (= 15 (apply + 1 2 3 [4 5])))
  (is (= nil (apply (fn [& r] r) nil)))
  (is (= '[1 2 nil] ((fn [a b & r] [a b r]) 1 2)))
  (is (= '[1 2 3 4 5 0 1 2] (apply vector 1 2 3 4 5 (range 3))))
  (is (= '[1 20 nil] (many-args 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20)))
  (is (= '[1 20 (21 22)] (many-args 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22)))
  (is (= '(0 1 2) (take 3 (apply (fn [& r] r) (range)))))
  (is (= 2 (apply (fn [a b & r] (first r)) (range))))
  (is (= 999 (apply max (range 1000))))
  (is (= 5000 (count (apply list (range 5000)))))
  (is (= '[1 2 3] (apply (fn [a b c] [a b c]) '(1 2 3))))
  (is (= 1 (apply {:a 1} [:a])))
  (is (= 2 (apply :k [{:k 2}])))
  (is (= 8 (apply [7 8] [1]))))

(deftest arity-errors-test
  (is (thrown? Throwable ((fn [x] x))))
  (is (thrown? Throwable ((fn [x] x) 1 2)))
  (is (thrown? Throwable ((fn [])  1)))
  (is (thrown? Throwable ((fn [a b & r] r) 1)))
  (is (thrown? Throwable (secret)))
  (is (thrown? Throwable (secret 1 2)))
  (is (thrown? Throwable (apply secret [1 2])))
  (is (thrown? Throwable (apply inc [])))
  (is (thrown? Throwable (apply inc [1 2])))
  (is (thrown? Throwable (map)))
  (is (thrown? Throwable (first)))
  (is (thrown? Throwable (cons 1)))
  (is (thrown? Throwable (1)))
  (is (thrown? Throwable (eval '(nil))))
  (is (thrown? Throwable ("a" 0)))
  (is (thrown? Throwable (eval '(nil 1))))
  (is (thrown? Throwable (1.5 2)))
  (is (thrown? Throwable (true)))
  (is (thrown? Throwable (\a)))
  (is (thrown? Throwable (apply nil [1])))
  (is (thrown? Throwable (apply 1 [])))
  (is (thrown? Throwable (apply (fn ([a] 1) ([a b] 2)) [])))
  (is (thrown? Throwable (eval '(fn [a] ([b] c)))))
  (is (thrown? Throwable (eval '(loop [x 1] (recur)))))
  (is (thrown? Throwable (eval '(loop [x 1] (recur 1) 2))))
  (is (thrown? Throwable (eval '(fn ([a] 1) ([b] 2)))))
  (is (thrown? Throwable (eval '(fn ([& a] 1) ([& b c] 2))))))

(deftest keyword-arguments-test
  (is (= '[1 nil 3] (kw-args 1)))
  (is (= '[1 2 3] (kw-args 1 :b 2)))
  (is (= '[1 2 4] (kw-args 1 :b 2 :c 4)))
  (is (= '[1 5 3] (kw-args 1 {:b 5})))
  (is (= '[1 nil nil] (kw-args 1 :c nil))))

(deftest pre-and-post-conditions-test
  (is (= 9 (pre-post 3)))
  (is (thrown? Throwable (pre-post -1)))
  (is (thrown? Throwable (pre-post 20)))
  (is (= :assertion (try (pre-post -1) (catch AssertionError e :assertion))))
  (is (thrown? Throwable (assert false)))
  (is (thrown? Throwable (assert nil "message")))
  (is (= nil (assert true)))
  (is (= true
       (try (assert (= 1 2) "no good") (catch AssertionError e (boolean (re-find #"no good" (ex-message e))))))))

(deftest closures-test
  (is (= 1 (let [x 1 f (fn [] x) x 2] (f))))
  (is (= '(0 1 2) (let [fs (map (fn [i] (fn [] i)) (range 3))] (map #(%) fs))))
  (is (= 3 (((fn [x] (fn [y] (+ x y))) 1) 2)))
  (is (= '[1 2 3] ((((fn [a] (fn [b] (fn [c] [a b c]))) 1) 2) 3)))
  (is (= 2 (let [c (atom 0) f #(swap! c inc)] (f) (f) @c)))
  (is (= '[2 11] (let [f (fn [n] (fn [] (inc n)))] [((f 1)) ((f 10))])))
  (is (= false
       (letfn [(ev? [n] (if (zero? n) true (od? (dec n)))) (od? [n] (if (zero? n) false (ev? (dec n))))] (ev? 101))))
  (is (= '[5 6 7]
       (let [x 5] (loop [i 0 fs []] (if (< i 3) (recur (inc i) (conj fs (fn [] (+ x i)))) (mapv #(%) fs))))))
  (is (= '[1 2 3 4 5 6] (let [a 1 b 2 c 3 d 4 e 5 f 6] ((fn [] [a b c d e f])))))
  (is (= 4 (let [f (fn f [x] (if (> x 3) x (f (inc x))))] (f 0))))
  (is (= 3628800
       (let [y (fn [f] ((fn [x] (x x)) (fn [x] (f (fn [v] ((x x) v))))))] ((y (fn [fact] (fn [n] (if (zero? n) 1 (* n (fact (dec n))))))) 10)))))

(deftest combinators-test
  (is (= 7 ((comp inc *) 2 3)))
  (is (= 1 ((comp) 1)))
  (is (= "2" ((comp str inc) 1)))
  (is (= 2 ((comp first rest) [1 2])))
  (is (= 3 ((partial + 1) 2)))
  (is (= 10 ((partial + 1 2) 3 4)))
  (is (= '[1] ((partial vector) 1)))
  (is (= false ((complement odd?) 1)))
  (is (= 5 ((constantly 5) 1 2 3)))
  (is (= '[6 4] ((juxt inc dec) 5)))
  (is (= '[1 2] ((juxt :a :b) {:a 1 :b 2})))
  (is (= 5 ((fnil + 0) nil 5)))
  (is (= '[1] ((fnil conj []) nil 1)))
  (is (= 3 ((fnil + 1 2) nil nil)))
  (is (= true ((every-pred odd? pos?) 3)))
  (is (= false ((every-pred odd? pos?) -3)))
  (is (= true ((every-pred odd?) 1 3 5)))
  (is (= false ((some-fn odd? neg?) 2)))
  (is (= 2 ((some-fn :a :b) {:b 2})))
  (is (= 2 ((memoize inc) 1)))
  (is (= 2 (let [c (atom 0) f (memoize (fn [x] (swap! c inc) x))] (f 1) (f 1) (f 2) @c)))
  (is (= 1 (identity 1)))
  (is (= '(3) (apply (partial map +) [[1] [2]])))
  (is (= false ((comp not zero?) 0)))
  (is (= '(-2 -3) (map (comp - inc) [1 2])))
  (is (= :done2 (trampoline (fn [n] (if (zero? n) :done #(do :done2))) 1)))
  (is (= 0 (trampoline (fn f [n] (if (pos? n) #(f (dec n)) n)) 1000)))
  (is (= 5 ((comp (partial apply +) (partial map inc)) [1 2])))
  (is (= 100 ((apply comp (repeat 100 inc)) 0)))
  (is (= true (not= 1 1 2))))

(deftest predicates-test
  (is (= true (fn? inc)))
  (is (= true (fn? (fn []))))
  (is (= false (fn? :a)))
  (is (= false (fn? {})))
  (is (= true (ifn? :a)))
  (is (= true (ifn? {})))
  (is (= true (ifn? [])))
  (is (= true (ifn? #{})))
  (is (= true (ifn? 'a)))
  (is (= false (ifn? 1)))
  (is (= true (ifn? #'inc)))
  (is (= false (fn? #'inc)))
  (is (= true (ifn? inc)))
  (is (= false (ifn? nil)))
  (is (= false (ifn? "s")))
  (is (= true (fn? partial)))
  (is (= true (fn? (partial + 1))))
  (is (= true (fn? (comp inc)))))

(deftest recursion-with-loop-and-recur-test
  (is (= 499500 (loop [i 0 acc 0] (if (< i 1000) (recur (inc i) (+ acc i)) acc))))
  (is (= 3628800 ((fn [n acc] (if (zero? n) acc (recur (dec n) (* acc n)))) 10 1)))
  (is (= 3 ((fn [& xs] (if (next xs) (recur (rest xs)) (first xs))) 1 2 3)))
  (is (= nil (loop [x 10] (when (pos? x) (recur (dec x))))))
  (is (= '[2 1] (loop [a 1 b 2 n 0] (if (< n 3) (recur b a (inc n)) [a b]))))
  (is (= '(3 2 1)
       (loop [xs [1 2 3] acc ()] (if-let [[x & r] (seq xs)] (recur r (cons x acc)) acc))))
  (is (= 11 (loop [i 0] (let [j (inc i)] (cond (> j 10) j :else (recur j))))))
  (is (= 5 (loop [i 0] (if (< i 5) (do (identity i) (recur (inc i))) i))))
  (is (= '[0 1 2]
       (loop [i 0 v []] (if (< i 3) (recur (inc i) (conj v (loop [j 0] (if (< j i) (recur (inc j)) j)))) v))))
  (is (= :five (loop [i 0] (case i 5 :five (recur (inc i)))))))

(deftest var-arguments-and-names-test
  (is (= '([] [a] [a b] [a b & r]) (:arglists (meta #'one))))
  (is (= "Doc." (:doc (meta #'one))))
  (is (= true (:private (meta #'secret))))
  (is (= 'one (:name (meta #'one))))
  (is (= '[:many 1 2 (nil)] (one 1 2 nil)))
  (is (= "nacre.test.functions" (str (:ns (meta #'one))))))

(defn with-attrs {:added "1.0" :custom 1} [x] x)

(defn ^:tagged with-meta-name "d" {:k 1} ([a] a) {:tail 2})

(deftest defn-metadata-test
  (is (= 1 (:custom (meta #'with-attrs))))
  (is (= true (:tagged (meta #'with-meta-name))))
  (is (= 1 (:k (meta #'with-meta-name))))
  (is (= 2 (:tail (meta #'with-meta-name))))
  (is (= 5 (with-meta-name 5)))
  (is (= "d" (:doc (meta #'with-meta-name)))))

(deftest recursion-depth-test
  (is (= 1000 (let [f (fn f [n] (if (zero? n) 0 (inc (f (dec n)))))] (f 1000))))
  (is (= 21
       (let [ack (fn ack [m n] (cond (zero? m) (inc n) (zero? n) (ack (dec m) 1) :else (ack (dec m) (ack m (dec n)))))] (ack 2 9))))
  (is (= '(0 1 1 2 3 5 8 13 21 34 55 89 144 233 377 610 987 1597 2584 4181)
       (let [fib (fn fib [n] (if (< n 2) n (+ (fib (- n 1)) (fib (- n 2)))))] (map fib (range 20)))))
  (is (= 1023
       (let [h (fn h [n a b c] (if (zero? n) 0 (+ (h (dec n) a c b) 1 (h (dec n) c b a))))] (h 10 :a :b :c))))
  (is (= 5
       (let [tak (fn tak [x y z] (if (< y x) (tak (tak (dec x) y z) (tak (dec y) z x) (tak (dec z) x y)) z))] (tak 12 8 4)))))

(defn- noting
  "A function that notes that it was called, with its number, and answers."
  [log number answer]
  (fn [x] (swap! log conj [number x]) answer))

(deftest order-of-predicates
  (let [calls (fn [maker answer predicates arguments]
                (let [log (atom [])
                      f (apply maker (map (fn [n] (noting log n answer)) (range predicates)))]
                  [(apply f (range arguments)) @log]))]
    (is (= [false [[0 0] [0 1] [1 0] [1 1]]] (calls some-fn false 2 2)))
    (is (= [nil [[0 0] [0 1] [0 2] [1 0] [1 1] [1 2] [0 3] [1 3]]] (calls some-fn false 2 4)))
    (is (= [nil [[0 0] [1 0] [2 0] [3 0]]] (calls some-fn false 4 1)))
    (is (= [nil [[0 0] [0 1] [0 2] [1 0] [1 1] [1 2] [2 0] [2 1] [2 2] [3 0] [3 1] [3 2]
                 [0 3] [0 4] [1 3] [1 4] [2 3] [2 4] [3 3] [3 4]]]
           (calls some-fn nil 4 5)))
    (is (= [true [[0 0] [0 1] [1 0] [1 1]]] (calls every-pred 7 2 2)))
    (is (= [true [[0 0] [0 1] [0 2] [1 0] [1 1] [1 2] [0 3] [1 3] [0 4] [1 4]]]
           (calls every-pred 7 2 5)))
    (is (= [true 20] (update (calls every-pred 7 4 5) 1 count)))
    (is (true? ((some-fn number? odd?) :a 1)))))

(deftest apply-test
  (is (= [3 6 0 "123456789"] [(apply + [1 2]) (apply + 1 2 [3]) (apply + nil)
                              (apply str 1 2 3 4 5 6 7 [8 9])]))
  (is (= [99 499500 1000] [(apply max (range 100)) (apply + (range 1000))
                           (count (apply vector (range 1000)))]))
  (testing "arities and rest arguments"
    (let [f (fn ([a] [:one a]) ([a b] [:two a b]) ([a b & more] [:more a b more]))]
      (is (= [[:one 1] [:two 1 2] [:more 1 2 [3]] [:more 1 2 [3 4]]]
             [(apply f [1]) (apply f 1 '(2)) (apply f [1 2 3]) (apply f 1 2 3 [4])])))
    (is (= [nil nil nil] [(apply (fn [& r] r) nil) (apply (fn [& r] r) []) (apply (fn [a & r] r) [1])]))
    (is (= [0 1 2] (apply (fn [& r] (take 3 r)) (range))) "an endless rest stays unrealised")
    (let [v [1 2 3]]
      (is (= (class (seq v)) (apply (fn [& r] (class r)) v)) "the rest is the seq itself")))
  (testing "what is no function, and collections of any kind"
    (is (= [1 2 3 4 5] [(apply :a [{:a 1}]) (apply {:b 2} [:b]) (apply #'+ [1 2])
                        (apply (partial + 1) [3]) (apply apply + 1 [[4]])]))
    (is (= [[1 3] [2 4]] (apply map vector [[1 2] [3 4]])))
    (is (= ["abc" 3 "[:a 1]"] [(apply str "abc") (apply + #{1 2}) (apply str {:a 1})])))
  (testing "errors"
    (is (thrown? clojure.lang.ArityException (apply (fn [a] a) [1 2])))
    (is (thrown? clojure.lang.ArityException (apply inc [])))
    (is (thrown? ClassCastException (apply 1 [])))
    (is (thrown? NullPointerException (apply nil [])))
    (is (thrown? IllegalArgumentException (apply + 1)))))
