;; SPDX-License-Identifier: MIT
;; The collections against naive models: long random runs of operations, each step compared with
;; a model that keeps an association list or a plain list. Seeded, so a failure can be replayed:
;; its message holds the seed and the number of the step.
(ns nacre.test.properties
  (:require [clojure.test :refer [deftest is]]))

(defn next-seed
  "One step of a 31-bit linear congruential generator."
  [seed]
  (mod (+ (* seed 1103515245) 12345) 2147483648))

(defn picks
  "An endless sequence of integers in [0, n), from this seed."
  [seed n]
  (map (fn [s] (mod (quot s 65536) n)) (rest (iterate next-seed seed))))

(defn checked
  "Runs `step` over [real model] for each random pair; nil when `agree?` held after every step,
  else what is needed to replay."
  [seed steps start step agree?]
  (loop [state start n 0 numbers (picks seed 1000)]
    (if (= n steps)
      nil
      (let [[a b c & more] numbers
            state (step state a b c)]
        (if (agree? state)
          (recur state (inc n) more)
          {:seed seed :step n :choices [a b c] :state (pr-str state)})))))

;; --- Maps: the model is a list of [key value] with no key twice ------------------------------

(defn model-without [model k] (remove (fn [[k2]] (= k k2)) model))
(defn model-get [model k] (second (first (filter (fn [[k2]] (= k k2)) model))))

(defn key-of
  "Keys of several kinds, some of which collide in their hash."
  [n]
  (let [n (mod n 60)]
    (case (int (mod n 6))
      0 n
      1 (keyword (str "k" n))
      2 (str "s" n)
      3 (nth ["AaAa" "BBBB" "AaBB" "BBAa" "C" "D"] (mod n 5))
      4 [n]
      5 (nth [nil true false \a 'x 1.5 1/2] (mod n 7)))))

(defn map-step [[m model] a b c]
  (let [k (key-of b)]
    (if (< a 650)
      [(assoc m k c) (cons [k c] (model-without model k))]
      [(dissoc m k) (model-without model k)])))

(defn map-agrees? [[m model]]
  (and (= (count m) (count model))
       (every? (fn [[k v]] (= v (get m k ::none))) model)
       (= (count (seq m)) (count model))
       (every? (fn [[k v]] (= v (model-get model k))) m)))

(deftest maps-follow-the-model-test
  (doseq [seed [1 2 3 4 5]]
    (is (nil? (checked seed 150 [{} ()] map-step map-agrees?)))))

(deftest map-equality-does-not-depend-on-history-test
  (doseq [seed [11 12 13 14]]
    (let [[m model] (reduce (fn [state [a b c]] (map-step state a b c))
                            [{} ()]
                            (take 200 (partition 3 (picks seed 1000))))
          rebuilt (into {} (map vec model))]
      (is (= m rebuilt))
      (is (= rebuilt m))
      (is (= (hash m) (hash rebuilt)))
      (is (= (hash m) (hash (into {} (reverse (map vec model)))))))))

;; --- Transient maps give what persistent ones give -------------------------------------------

(deftest transient-maps-follow-persistent-ones-test
  (doseq [seed [21 22 23]]
    (let [choices (take 300 (partition 3 (picks seed 1000)))
          base (into {} (map (fn [i] [(key-of i) i]) (range 20)))
          persistent (reduce (fn [m [a b c]] (if (< a 600) (assoc m (key-of b) c)
                                                 (dissoc m (key-of b))))
                             base choices)
          before (into {} (seq base))
          transient-result (persistent!
                            (reduce (fn [t [a b c]] (if (< a 600) (assoc! t (key-of b) c)
                                                        (dissoc! t (key-of b))))
                                    (transient base) choices))]
      (is (= persistent transient-result))
      (is (= before base) "the map a transient was made from stays as it was"))))

;; --- Vectors: the model is a list in order ----------------------------------------------------

(defn vector-step [[v model] a b c]
  (cond
    (or (< a 550) (empty? model)) [(conj v c) (concat model (list c))]
    (< a 750) [(pop v) (butlast model)]
    :else (let [i (mod b (count model))]
            [(assoc v i c) (concat (take i model) (list c) (drop (inc i) model))])))

(defn vector-agrees? [[v model]]
  (and (= (count v) (count model))
       (= v (doall (or model ())))
       (= (peek v) (last model))
       (= (seq (rseq (conj v 0))) (cons 0 (reverse model)))))

(deftest vectors-follow-the-model-test
  (doseq [seed [31 32 33]]
    (is (nil? (checked seed 120 [[] ()] (fn [s a b c] (let [[v m] (vector-step s a b c)]
                                                        [v (doall m)]))
                       vector-agrees?)))))

(deftest vectors-at-the-edges-of-their-nodes-test
  (doseq [n [0 1 31 32 33 63 64 65 1023 1024 1025 1055 1056 1057 1087 1088 1089 2047 2049]]
    (let [v (vec (range n))
          built (reduce conj [] (range n))
          popped (pop (conj v :more))]
      (is (= n (count v)))
      (is (= v built (range n)))
      (is (= v popped))
      (is (= (reduce + v) (quot (* n (dec n)) 2)))
      (is (= (map (fn [i] (nth v i)) (range n)) (range n)))
      (is (= (hash v) (hash (apply list (range n)))))
      (when (pos? n)
        (is (= :x (peek (assoc v (dec n) :x))))
        (is (= (dec n) (peek v)))))))

(deftest subvectors-follow-take-and-drop-test
  (let [v (vec (range 100))]
    (doseq [[a b] (take 60 (partition 2 (picks 41 101)))]
      (let [from (min a b) to (max a b)
            part (subvec v from to)
            expected (take (- to from) (drop from (range 100)))]
        (is (= part expected))
        (is (= (conj part :end) (concat expected [:end])))
        (is (= (into part [1 2]) (concat expected [1 2])))))))

;; --- Sets ---------------------------------------------------------------------------------------

(defn set-step [[s model] a b _]
  (let [k (key-of b)
        without (remove (fn [x] (= x k)) model)]
    (if (< a 600) [(conj s k) (cons k without)] [(disj s k) without])))

(deftest sets-follow-the-model-test
  (doseq [seed [51 52 53]]
    (is (nil? (checked seed 150 [#{} ()] set-step
                       (fn [[s model]]
                         (and (= (count s) (count model))
                              (every? (fn [x] (contains? s x)) model)
                              (= s (set model)))))))))

;; --- Sorted collections against sort -------------------------------------------------------------

(deftest sorted-collections-follow-sort-test
  (doseq [seed [61 62 63]]
    (let [numbers (take 300 (picks seed 500))
          removed (take 150 (picks (+ seed 100) 500))
          expected (sort (remove (set removed) (distinct numbers)))
          s (reduce disj (into (sorted-set) numbers) removed)
          m (reduce dissoc (into (sorted-map) (map (fn [n] [n (str n)]) numbers)) removed)]
      (is (= expected (seq s)))
      (is (= expected (keys m)))
      (is (= (map str expected) (vals m)))
      (is (= (reverse expected) (rseq s)))
      (doseq [limit [0 77 250 499 1000]]
        (is (= (filter (fn [x] (>= x limit)) expected) (or (seq (subseq s >= limit)) ())))
        (is (= (filter (fn [x] (< x limit)) expected) (or (seq (subseq s < limit)) ())))
        (is (= (reverse (filter (fn [x] (<= x limit)) expected))
               (or (seq (rsubseq s <= limit)) ())))))))

(deftest sort-is-stable-and-complete-test
  (doseq [seed [71 72 73 74]]
    (let [pairs (map-indexed (fn [i n] [n i]) (take 400 (picks seed 20)))
          by-key (sort-by first pairs)]
      (is (= (frequencies pairs) (frequencies by-key)))
      (is (apply <= (map first by-key)))
      (is (= by-key (sort pairs))))))

;; --- Sequence functions against plain recursion ------------------------------------------------

(defn plain-map [f xs] (if (seq xs) (cons (f (first xs)) (plain-map f (rest xs))) ()))
(defn plain-filter [p xs]
  (cond (empty? xs) ()
        (p (first xs)) (cons (first xs) (plain-filter p (rest xs)))
        :else (plain-filter p (rest xs))))
(defn plain-take [n xs] (if (and (pos? n) (seq xs)) (cons (first xs) (plain-take (dec n) (rest xs))) ()))
(defn plain-drop [n xs] (if (and (pos? n) (seq xs)) (plain-drop (dec n) (rest xs)) (or (seq xs) ())))

(deftest sequence-functions-follow-plain-recursion-test
  (doseq [seed [81 82 83] size [0 1 31 32 33 100]]
    (let [xs (take size (picks seed 100)) v (vec xs) n (mod seed 40)]
      (is (= (plain-map inc xs) (map inc xs) (map inc v) (into [] (map inc) v)))
      (is (= (plain-filter odd? xs) (filter odd? xs) (filter odd? v) (into [] (filter odd?) v)))
      (is (= (plain-take n xs) (take n xs) (take n v) (into [] (take n) v)))
      (is (= (plain-drop n xs) (drop n xs) (drop n v) (into [] (drop n) v)))
      (is (= (concat (plain-filter odd? xs) (plain-filter even? xs))
             (concat (filter odd? v) (remove odd? v))))
      (is (= xs (apply concat (partition-all 7 xs))))
      (is (= xs (apply concat (partition-by odd? xs))))
      (is (= (reduce + 0 xs) (apply + v) (transduce identity + v)))
      (is (= (reverse (reverse xs)) xs))
      (is (= (set xs) (set (distinct xs)) (set (keys (frequencies xs)))))
      (is (= size (reduce + (vals (frequencies xs)))))
      (is (= (sort xs) (sort (shuffle v)))))))

;; --- Numbers: laws -------------------------------------------------------------------------------

(def interesting-integers
  [0 1 -1 2 -2 7 -7 10 -10 255 65536 1000003 -1000003 4294967296 -4294967296
   4611686018427387903 4611686018427387904 -4611686018427387904 -4611686018427387905
   9223372036854775807 -9223372036854775808 9223372036854775808N -9223372036854775809N
   12345678901234567890123 -98765432109876543210987654321])

(defn division-holds? [a b]
  (let [q (quot (bigint a) b) r (rem (bigint a) b) m (mod (bigint a) b)]
    (and (= a (+' (*' q b) r))
         (< (abs (bigint r)) (abs (bigint b)))
         (or (zero? m) (= (neg? m) (neg? b)))
         (zero? (rem (-' a m) b)))))

(deftest integer-division-laws-test
  (doseq [b interesting-integers :when (not (zero? b))]
    (is (= [] (remove (fn [a] (division-holds? a b)) interesting-integers)) (str "divisor " b))))

(defn arithmetic-holds? [a b]
  (and (= (+' a b) (+' b a))
       (= (*' a b) (*' b a))
       (= a (-' (+' a b) b))
       (= (compare a b) (- (compare b a)))
       (= (*' (+' a b) (-' a b)) (-' (*' a a) (*' b b)))
       ;; As big integers: with longs Clojure itself is wrong for Long/MIN_VALUE as a divisor.
       (or (zero? b)
           (and (= a (*' (/ (bigint a) (bigint b)) b))
                (= (*' b a) (/ (bigint (*' a (*' b b))) (bigint b)))))))

(deftest exact-arithmetic-laws-test
  (doseq [b interesting-integers]
    (is (= [] (remove (fn [a] (arithmetic-holds? a b)) interesting-integers)) (str "second " b))
    (is (= b (read-string (str b))))
    (is (= (hash b) (hash (bigint b))))))

(deftest ratio-laws-test
  (let [ratios (for [n [-7 -1 0 1 2 3 10 100000000000000000000] d [1 2 3 7 10 -4]] (/ n d))]
    (doseq [a ratios]
      (is (= [] (remove (fn [b]
                          (and (= (+ a b) (+ b a))
                               (= a (- (+ a b) b))
                               (= (< a b) (neg? (- a b)))
                               (or (zero? b) (= a (* (/ a b) b)))))
                        ratios))
          (str "with " a)))))

(deftest doubles-read-back-test
  (is (= [] (remove (fn [d] (and (= d (read-string (pr-str d)))
                                 (= (- d) (read-string (pr-str (- d))))))
                    (map (fn [n] (* (double (inc n)) (Math/pow 10 (- (mod n 41) 20))))
                         (take 300 (picks 91 32768)))))))

;; --- What is printed reads back ------------------------------------------------------------------

(defn random-value
  "A nested value out of an endless sequence of integers; returns [value rest]."
  [numbers depth]
  (let [[a b & more] numbers
        leaf [nil true b (- b) (/ b 7.0) (/ b 7) (str "s\n\"" b) (char (+ 32 (mod b 90)))
              (keyword (str "k" b)) (symbol "n" (str "s" b)) (bigint b)]]
    (if (or (zero? depth) (< a 300))
      [(nth leaf (mod a 11)) more]
      (let [[items more] (loop [n (mod b 5) items [] more more]
                           (if (zero? n)
                             [items more]
                             (let [[item more] (random-value more (dec depth))]
                               (recur (dec n) (conj items item) more))))]
        [(case (int (mod a 4))
           0 items
           1 (apply list items)
           2 (set items)
           3 (zipmap items (range)))
         more]))))

(deftest printed-values-read-back-test
  (is (= []
         (loop [n 0 numbers (picks 97 1000) bad []]
           (if (= n 200)
             bad
             (let [[value more] (random-value numbers 4)
                   again (read-string (pr-str value))]
               (recur (inc n) more
                      (if (and (= value again)
                               (= (hash value) (hash again))
                               (= (pr-str value) (pr-str again)))
                        bad
                        (conj bad (pr-str value))))))))))
