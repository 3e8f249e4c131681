;; SPDX-License-Identifier: MIT
;; Work of all sorts, in rounds, any of which may meet the allocation that fails (run.sh). The error
;; must be an OutOfMemoryError that can be caught, and all that was there before must be whole.
(require '[clojure.string :as string]
         '[nacre.process :as process])

(def me (process/self))
(def kept {:vector (vec (range 1000)) :map (zipmap (range 500) (map str (range 500)))})
(def cell (atom 0))
(def lazy (map inc (range 1000)))

(defn talk
  "Sends through a spawned process and a fork."
  [i]
  (process/spawn (fn [] (process/send! me [:spawned i (vec (range 10))])))
  (if (process/fork)
    (do (process/receive 200) (process/receive 200))
    (do (process/send! me [:forked i]) (process/exit! (process/self) :normal))))

(def caught (atom 0))

(defn again
  "What f returns; an f that runs out of memory is called once more and must find all as it was."
  [f]
  (let [result (try (f) (catch OutOfMemoryError _ (swap! caught inc) ::again))]
    (if (= result ::again) (f) result)))

(defn transients-are-whole?
  "Transients survive an operation that fails in the middle: of a vector across the edges of its
  nodes, of maps and sets that grow and shrink."
  []
  (and (= (range 1100)
          (loop [t (transient []) i 0]
            (if (= i 1100) (persistent! t) (recur (again #(conj! t i)) (inc i)))))
       (= (range 30)
          (loop [t (transient (vec (range 1100)))]
            (if (= 30 (count t)) (persistent! t) (recur (again #(pop! t))))))
       (= {:a 1}
          (loop [t (transient {:a 1}) i 0]
            (cond (< i 100) (recur (again #(assoc! t i i)) (inc i))
                  (< i 200) (recur (again #(dissoc! t (- i 100))) (inc i))
                  :else (persistent! t))))
       (= #{}
          (loop [t (transient #{}) i 0]
            (cond (< i 50) (recur (again #(conj! t i)) (inc i))
                  (< i 100) (recur (again #(disj! t (- i 50))) (inc i))
                  :else (persistent! t))))))

(def works
  [(fn [i] (= 4950 (reduce + (range 100))))
   (fn [i] (= i (eval (list 'let ['x i] '((fn [y] (try y (finally nil))) x)))))
   (fn [i] (= kept (read-string (pr-str kept))))
   (fn [i] (= "a-b-c" (string/join "-" (re-seq #"[a-c]" "a b c d"))))
   (fn [i] (= (hash kept) (hash (into {} kept))))
   (fn [i] (= (range 300) (sort (shuffle (range 300)))))
   (fn [i] (= 1 (/ (reduce *' (range 1 40)) (reduce *' (range 1 40)))))
   (fn [i] (= 100 (count (persistent! (reduce conj! (transient #{}) (range 100))))))
   (fn [i] (swap! cell inc) true)
   (fn [i] (= 500500 (reduce + lazy)))
   (fn [i] (binding [*print-length* i] (string? (pr-str lazy))))
   (fn [i] (= {:a {:b i}} (assoc-in {} [:a :b] i)))
   (fn [i] (= 2000 (count (str (apply str (repeat 1000 "ä")) (apply str (repeat 1000 "b"))))))
   (fn [i] (= [1 2] (vec (sorted-set 2 1))))
   (fn [i] (= (Math/pow 2 900) (reduce * (repeat 900 2.0))))
   (fn [i] (transients-are-whole?))
   (fn [i] (talk i) true)])

(dotimes [i 3]
  (doseq [work works]
    (try
      (when-not (work i) (println "WRONG" i))
      (catch OutOfMemoryError problem
        (when-not (= me (process/self)) (process/exit! (process/self) :memory))
        (swap! caught inc))))
  (while (process/receive 0)))

;; Children that have been told of the error themselves may still be at it.
(loop [n 0]
  (when (and (< n 100) (< 1 (count (process/processes))))
    (process/receive 1)
    (recur (inc n))))
(when-not (and (= (vec (range 1000)) (:vector kept)) (= "499" (get (:map kept) 499))
               (= 1001 (last (cons 0 (map inc lazy)))))
  (println "WRONG: what was kept"))
(println "end" (count (process/processes)) @caught)
