;; SPDX-License-Identifier: MIT
;; What a fork costs, whatever the size of what is forked. Prints, in nanoseconds, medians of
;; batches of 100:
;;
;;     MEGABYTES spawn TIME        (spawn f) and the child's exit, seen by a message
;;     MEGABYTES fork TIME         (fork) and the child's exit, 10,000 frames deep
;;     MEGABYTES parent-write TIME the parent's first write to a var and an atom after a (fork)
;;     MEGABYTES child-write TIME  the child's
;;
;; with 10,000 vars and 1,000 atoms alive. Arguments: the sizes of the live heap in megabytes.
(ns nacre.bench.fork
  (:require [nacre.process :as process]))

(def written 0)

(def var-count 10000)
(def atom-count 1000)
(def depth 10000)
(def batches 9)
(def batch 100)

(defn cells
  "Makes the vars and returns the atoms."
  []
  (let [home (create-ns 'nacre.bench.cells)]
    (dotimes [i var-count] (intern home (symbol (str "v" i)) i))
    (vec (map atom (range atom-count)))))

(defn live-heap
  "About this many megabytes of small vectors, all reachable from the result."
  [megabytes]
  (let [vectors (quot (* megabytes 1048576) 300)]
    (loop [i 0 all (transient [])]
      (if (< i vectors)
        (recur (inc i)
               (conj! all [i i i i i i i i i i i i i i i i i i i i i i i i i i i i i i i i]))
        (persistent! all)))))

(defn median [numbers] (nth (sort numbers) (quot (count numbers) 2)))

(defn timed-batches
  "Median over the batches of the nanoseconds a call of f takes."
  [f]
  (dotimes [_ 20] (f))
  (median (vec (for [_ (range batches)]
                 (let [start (System/nanoTime)]
                   (dotimes [_ batch] (f))
                   (quot (- (System/nanoTime) start) batch))))))

(defn spawn-and-exit []
  (let [parent (process/self)]
    (process/spawn (fn [] (process/send! parent :done)))
    (process/receive)))

(defn fork-and-exit []
  (let [parent (process/self)]
    (if (process/fork)
      (process/receive)
      (do (process/send! parent :done)
          (process/exit! (process/self) :normal)))))

(defn first-write
  "Nanoseconds of one def and one swap!."
  [cell]
  (let [start (System/nanoTime)]
    (def written start)
    (swap! cell inc)
    (- (System/nanoTime) start)))

(defn write-after-fork
  "[parent child] nanoseconds of the first writes after one fork."
  [cell]
  (let [parent (process/self)]
    (if (process/fork)
      (let [mine (first-write cell)]
        [mine (process/receive)])
      (do (process/send! parent (first-write cell))
          (process/exit! (process/self) :normal)))))

(defn deep
  "Calls f with n frames below it."
  [n f]
  (if (zero? n)
    (f)
    (let [result (deep (dec n) f)]
      (if (nil? result) :none result))))

(defn measure [megabytes cells]
  (let [heap (live-heap megabytes)
        report (fn [what time] (println megabytes what time))]
    (report "spawn" (timed-batches spawn-and-exit))
    (report "fork" (deep depth #(timed-batches fork-and-exit)))
    (let [writes (deep depth (fn [] (vec (for [i (range 200)]
                                           (write-after-fork (nth cells (mod i atom-count)))))))]
      (report "parent-write" (median (map first writes)))
      (report "child-write" (median (map second writes))))
    (when-not (= (peek (peek heap)) (dec (count heap)))
      (throw (ex-info "the live heap changed" {:megabytes megabytes})))))

(let [cells (cells)]
  (doseq [size *command-line-args*]
    (measure (parse-long size) cells)))
