;; SPDX-License-Identifier: MIT
(ns nacre.test.state
  (:require [clojure.test :refer [deftest is]]))

(deftest atoms-test
  (is (= 1 @(atom 1)))
  (is (= 1 (deref (atom 1))))
  (is (= '[2 2] (let [a (atom 1)] [(swap! a inc) @a])))
  (is (= 7 (let [a (atom 1)] (swap! a + 1 2 3))))
  (is (= '[5 5] (let [a (atom 1)] [(reset! a 5) @a])))
  (is (= '[true 2] (let [a (atom 1)] [(compare-and-set! a 1 2) @a])))
  (is (= '[false 1] (let [a (atom 1)] [(compare-and-set! a 5 2) @a])))
  (is (= '[1 2] (let [a (atom 1)] (swap-vals! a inc))))
  (is (= '[1 9] (let [a (atom 1)] (reset-vals! a 9))))
  (is (= '{:k 2} (let [a (atom {})] (swap! a assoc :k 1) (swap! a update :k inc) @a)))
  (is (= nil (let [a (atom nil)] @a)))
  (is (= false (= (atom 1) (atom 1))))
  (is (= true (let [a (atom 1)] (= a a))))
  (is (= '[0 1 2 3 4] (let [a (atom [])] (dotimes [i 5] (swap! a conj i)) @a)))
  (is (= 1 (let [a (atom 0)] (swap! a (fn [x] (swap! a identity) (inc x))))))
  (is (= 1 (let [a (atom 1) b (atom a)] @@b)))
  (is (= 2 (let [m {:a (atom 1)}] (swap! (:a m) inc) @(:a m))))
  (is (= '(1 2) (map deref [(atom 1) (atom 2)])))
  (is (= nil (let [a (atom 1)] (swap! a (constantly nil)) @a)))
  (is (= true (let [a (atom :x)] (compare-and-set! a :x :y))))
  (is (= false (let [a (atom "abc")] (compare-and-set! a "zzz" 1)))))

(deftest validators-and-watches-test
  (is (= :invalid
       (let [a (atom 1 :validator pos?)] (try (reset! a -1) (catch Throwable _ :invalid)))))
  (is (= 1 (let [a (atom 1 :validator pos?)] (try (swap! a -) (catch Throwable _)) @a)))
  (is (= :no
       (let [a (atom 1)] (set-validator! a pos?) (try (reset! a -1) (catch Exception _ :no)))))
  (is (= true (fn? (get-validator (atom 1 :validator pos?)))))
  (is (= nil (get-validator (atom 1))))
  (is (= '[[:w 1 2] [:w 2 3]]
       (let [log (atom []) a (atom 1)] (add-watch a :w (fn [k r o n] (swap! log conj [k o n]))) (reset! a 2) (swap! a inc) @log)))
  (is (= []
       (let [log (atom []) a (atom 1)] (add-watch a :w (fn [k r o n] (swap! log conj n))) (remove-watch a :w) (reset! a 2) @log)))
  (is (= 1
       (let [hit (atom 0) a (atom 1)] (add-watch a :w (fn [k r o n] (when (identical? r a) (swap! hit inc)))) (reset! a 1) @hit)))
  (is (thrown? Throwable (atom 1 :validator neg?)))
  (is (thrown? Throwable (set-validator! (atom 1) neg?))))

(deftest volatiles-test
  (is (= 1 @(volatile! 1)))
  (is (= '[2 2] (let [v (volatile! 1)] [(vreset! v 2) @v])))
  (is (= '[3 3] (let [v (volatile! 1)] [(vswap! v + 2) @v])))
  (is (= true (volatile? (volatile! 1))))
  (is (= false (volatile? (atom 1))))
  (is (thrown? Throwable (vswap! (atom 1) inc)))
  (is (thrown? Throwable (swap! (volatile! 1) inc)))
  (is (thrown? Throwable (swap! 1 inc)))
  (is (thrown? Throwable (reset! nil 1)))
  (is (thrown? Throwable (deref 1)))
  (is (thrown? Throwable @nil))
  (is (thrown? Throwable (swap! (atom 1) 5)))
  (is (thrown? Throwable (swap! (atom nil) inc)))
  (is (thrown? Throwable (compare-and-set! [1] 1 2))))

(deftest delays-test
  (is (= 1 @(delay 1)))
  (is (= '[0 1 1 1] (let [n (atom 0) d (delay (swap! n inc))] [@n @d @d @n])))
  (is (= false (realized? (delay 1))))
  (is (= true (let [d (delay 1)] @d (realized? d))))
  (is (= 5 (force (delay 5))))
  (is (= 5 (force 5)))
  (is (= true (delay? (delay 1))))
  (is (= false (delay? 1)))
  (is (= '["x" "x" 1]
       (let [n (atom 0) d (delay (swap! n inc) (throw (Exception. "x")))] [(try @d (catch Exception e (ex-message e))) (try @d (catch Exception e (ex-message e))) @n])))
  (is (= '(3 3 4) (let [d (delay (+ 1 2))] (map force [d d 4]))))
  (is (= nil (deref (delay nil)))))

(deftest promises-and-futures-test
  (is (= 1 (let [p (promise)] (deliver p 1) @p)))
  (is (= 1 (let [p (promise)] (deliver p 1) (deliver p 2) @p)))
  (is (= :timeout (let [p (promise)] (deref p 1 :timeout))))
  (is (= false (realized? (promise))))
  (is (= true (let [p (promise)] (deliver p nil) (realized? p))))
  (is (= 3 @(future (+ 1 2))))
  (is (= true (future? (future 1))))
  (is (= true (let [f (future 1)] @f (future-done? f))))
  (is (= 5 (let [p (promise) f (future (deliver p 5))] @p)))
  (is (= :late (deref (future (Thread/sleep 2000) 1) 5 :late)))
  (is (= :failed (try @(future (throw (ex-info "boom" {}))) (catch Throwable _ :failed))))
  (is (= '[true true]
       (let [f (future (Thread/sleep 5000))] [(future-cancel f) (future-cancelled? f)])))
  (is (= 500
       (let [a (atom 0) fs (doall (map (fn [_] (future (dotimes [_ 100] (swap! a inc)))) (range 5)))] (run! deref fs) @a)))
  (is (= 3 (let [p (promise)] (p 3) @p))))

(deftest refs-test
  (is (= 1 @(ref 1)))
  (is (= 2 (let [r (ref 1)] (dosync (alter r inc)) @r)))
  (is (= 5 (let [r (ref 1)] (dosync (ref-set r 5)) @r)))
  (is (= 3 (let [r (ref 1)] (dosync (commute r + 2)) @r)))
  (is (= '[2 1]
       (let [a (ref 1) b (ref 2)] (dosync (let [x @a] (ref-set a @b) (ref-set b x))) [@a @b])))
  (is (= 1
       (let [r (ref 1)] (try (dosync (alter r inc) (throw (Exception. "x"))) (catch Exception _)) @r)))
  (is (= 1 (let [r (ref 1)] (dosync (ensure r)))))
  (is (thrown? Throwable (alter (ref 1) inc)))
  (is (thrown? Throwable (ref-set (ref 1) 2))))

(deftest agents-test
  (is (= 1 (let [a (agent 0)] (send a inc) (await a) @a)))
  (is (= '[0 1 2 3 4] (let [a (agent [])] (doseq [i (range 5)] (send a conj i)) (await a) @a)))
  (is (= 6 (let [a (agent 1)] (send-off a + 5) (await a) @a))))

(deftest locking-test
  (is (= 1 (locking (Object.) 1)))
  (is (= 2 (let [o (Object.)] (locking o (locking o 2))))))

(deftest transients-test
  (is (= [] (persistent! (transient []))))
  (is (= '[1 2] (persistent! (conj! (transient [1]) 2))))
  (is (= '[:x 2] (persistent! (assoc! (transient [1 2]) 0 :x))))
  (is (= '[1] (persistent! (pop! (transient [1 2])))))
  (is (= '{:a 1} (persistent! (assoc! (transient {}) :a 1))))
  (is (= '{:a 1, :b 2} (persistent! (assoc! (transient {}) :a 1 :b 2))))
  (is (= '{:b 2} (persistent! (dissoc! (transient {:a 1 :b 2}) :a))))
  (is (= '{:a 1} (persistent! (conj! (transient {}) [:a 1]))))
  (is (= '#{1} (persistent! (conj! (transient #{}) 1))))
  (is (= '#{2} (persistent! (disj! (transient #{1 2}) 1))))
  (is (= 2 (count (transient [1 2]))))
  (is (= 1 (get (transient {:a 1}) :a)))
  (is (= 6 (nth (transient [5 6]) 1)))
  (is (= 1 ((transient {:a 1}) :a)))
  (is (= 5 ((transient [5]) 0)))
  (is (= true (contains? (transient #{1}) 1)))
  (is (= '[1 2 3] (let [v [1 2 3] t (transient v)] (assoc! t 0 :x) v)))
  (is (= '[0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32 33 34 35 36 37 38 39]
       (persistent! (reduce conj! (transient []) (range 40)))))
  (is (= '[{:a 1} {:a 2}] (let [m {:a 1} t (assoc! (transient m) :a 2)] [m (persistent! t)])))
  (is (= '{0 0, 7 49, 1 1, 4 16, 6 36, 3 9, 2 4, 11 121, 9 81, 5 25, 10 100, 8 64}
       (persistent! (reduce (fn [t i] (assoc! t i (* i i))) (transient {}) (range 12)))))
  (is (= 1000 (count (persistent! (reduce conj! (transient #{}) (range 1000))))))
  (is (= 1999000 (reduce + (persistent! (reduce conj! (transient []) (range 2000))))))
  (is (= 50
       (count (persistent! (reduce dissoc! (transient (zipmap (range 100) (range))) (range 50))))))
  (is (= true
       (= (zipmap (range 1000) (range)) (persistent! (reduce (fn [t i] (assoc! t i i)) (transient {}) (range 1000))))))
  (is (= '[1 2 3] (let [t (transient [1])] (persistent! (conj! (conj! t 2) 3)))))
  (is (= '{:a 1} (persistent! (conj! (transient {}) {:a 1}))))
  (is (= :d (get (transient [1]) 5 :d)))
  (is (= '#{nil} (persistent! (conj! (conj! (transient #{}) nil) nil))))
  (is (= 30
       (count (persistent! (reduce (fn [t _] (pop! t)) (transient (vec (range 100))) (range 70))))))
  (is (= '[100 4950]
       (let [base (vec (range 100)) t (reduce (fn [t i] (assoc! t i :x)) (transient base) (range 100))] [(count (filter #{:x} (persistent! t))) (reduce + base)]))))

(deftest transient-errors-test
  (is (thrown? Throwable (transient '(1))))
  (is (thrown? Throwable (transient (sorted-map))))
  (is (thrown? Throwable (transient nil)))
  (is (thrown? Throwable (let [t (transient [])] (persistent! t) (conj! t 1))))
  (is (thrown? Throwable (let [t (transient {})] (persistent! t) (assoc! t 1 1))))
  (is (thrown? Throwable (let [t (transient [])] (persistent! t) (persistent! t))))
  (is (thrown? Throwable (conj! [1] 2)))
  (is (thrown? Throwable (persistent! [1])))
  (is (thrown? Throwable (assoc! (transient [1]) 5 1)))
  (is (thrown? Throwable (pop! (transient []))))
  (is (thrown? Throwable (assoc! {} 1 1)))
  (is (thrown? Throwable (nth (transient [1]) 3)))
  (is (thrown? Throwable (dissoc! (transient []) 0))))

(deftest arrays-test
  (is (= 3 (alength (int-array 3))))
  (is (= '[1 2 3] (vec (int-array [1 2 3]))))
  (is (= 6 (aget (long-array [5 6]) 1)))
  (is (= '[7 0 0] (let [a (long-array 3)] (aset a 0 7) (vec a))))
  (is (= '(1 :a) (seq (object-array [1 :a]))))
  (is (= 4 (alength (make-array Long/TYPE 4))))
  (is (= '[1 2] (vec (to-array [1 2]))))
  (is (= '(1 2) (seq (into-array [1 2]))))
  (is (= '[3 1 2] (let [a (int-array [3 1 2])] (vec (aclone a)))))
  (is (= 4.0 (reduce + (double-array [1.5 2.5]))))
  (is (= 3 (count (char-array "abc"))))
  (is (= '[1 2] (vec (byte-array [1 2]))))
  (is (= 3 (areduce (long-array [1 2 3]) i r 0 (+ r i))))
  (is (= '[2 4] (vec (amap (long-array [1 2]) i ret (* 2 (aget ret i))))))
  (is (= 2 (nth (int-array [1 2]) 1)))
  (is (= 1 (get (int-array [1 2]) 0)))
  (is (= '(2 3) (map inc (long-array [1 2]))))
  (is (= :x (let [a (object-array 2)] (aset a 1 :x) (aget a 1))))
  (is (= '(false false) (seq (boolean-array 2))))
  (is (= 3 (aget (to-array-2d [[1 2] [3 4]]) 1 0)))
  (is (thrown? Throwable (aget (int-array 1) 5)))
  (is (thrown? Throwable (aset (int-array 1) 1 1)))
  (is (thrown? Throwable (int-array -1))))

(deftest realised-once-test
  (let [runs (atom 0)
        value (delay (Thread/sleep 5) (swap! runs inc))
        threads (doall (repeatedly 4 #(future @value)))]
    (is (= [1 1 1 1] (map deref threads)))
    (is (= 1 @runs)))
  (let [runs (atom 0)
        s (lazy-seq (Thread/sleep 5) (list (swap! runs inc)))
        threads (doall (repeatedly 4 #(future (first s))))]
    (is (= [1 1 1 1] (map deref threads)))
    (is (= 1 @runs))))

(deftest commuted-refs-cannot-be-set
  (let [r (ref 1)]
    (is (thrown-with-msg? IllegalStateException #"Can't set after commute"
                          (dosync (commute r inc) (alter r inc))))
    (is (thrown? IllegalStateException (dosync (commute r inc) (ref-set r 5))))
    (is (= 1 @r))
    (is (= 3 (dosync (commute r inc) (commute r inc))))
    (is (= 5 (dosync (alter r inc) (commute r inc))))))

(deftest failed-agents-are-told-of
  (let [a (agent 1)]
    (send a (fn [_] (throw (ex-info "failed" {}))))
    (loop [n 0] (when (and (< n 400) (nil? (agent-error a))) (Thread/sleep 5) (recur (inc n))))
    (is (= "failed" (ex-message (agent-error a))))
    (doseq [f [(fn [] (send a inc)) (fn [] (await a)) (fn [] (await-for 1000 a))]]
      (is (thrown-with-msg? RuntimeException #"Agent is failed, needs restart" (f))))
    (is (= 7 (restart-agent a 7)))
    (is (nil? (await a)))
    (is (thrown? ClassCastException (send 1 inc)))))

(deftest references-only-have-watches
  (is (thrown? ClassCastException (add-watch 1 :k (fn [_ _ _ _]))))
  (let [a (atom 0) seen (atom [])]
    (doseq [k [:a :b]] (add-watch a k (fn [k _ old new] (swap! seen conj [k old new]))))
    (swap! a inc)
    (is (= [[:b 0 1] [:a 0 1]] @seen))))

(deftest futures-with-a-time-limit
  (is (= 1 (.get (future 1) 10000 java.util.concurrent.TimeUnit/MILLISECONDS)))
  (is (thrown? java.util.concurrent.TimeoutException
               (.get (future (Thread/sleep 3000)) 5 java.util.concurrent.TimeUnit/MILLISECONDS))))

(deftest methods-of-vars
  (is (= [:k :k] (let [v (intern *ns* (gensym "v") :k)] [(.get v) (.getRawRoot v)])))
  (is (.isPublic #'clojure.core/inc)))

(deftest seque-answers-a-seq
  (is (seq? (seque [1 2 3])))
  (is (nil? (seq (seque [])))))

(deftest no-set-after-commute-test
  (let [r (ref 1)]
    (is (= 20 (dosync (alter r inc) (commute r * 10) @r)))
    (is (= [IllegalStateException "Can't set after commute"]
           (try (dosync (alter r inc) (commute r * 10) (ref-set r 5))
                (catch IllegalStateException e [(class e) (ex-message e)]))
           (try (dosync (commute r inc) (alter r inc))
                (catch IllegalStateException e [(class e) (ex-message e)]))))
    (is (= 20 @r))))
