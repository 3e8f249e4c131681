;; SPDX-License-Identifier: MIT
;; Processes are preempted: one that never ends and never waits cannot keep the others from their
;; work, and can be ended from outside.
(ns example.endless
  (:require [nacre.process :as process]))

(defn spin [] (loop [n 0] (recur (inc n))))

(defn worker [parent n]
  (process/send! parent [n (reduce + (range (* n 1000)))]))

(let [me (process/self)
      spinners (mapv (fn [_] (process/spawn spin)) (range 3))]
  (doseq [n [1 2 3 4 5]] (process/spawn worker me n))
  (let [answers (into (sorted-map) (map (fn [_] (process/receive)) (range 5)))]
    (doseq [[n sum] answers] (println "worker" n "found" sum)))
  (doseq [pid spinners] (process/exit! pid :kill))
  (println "no answer within 20 ms gives" (process/receive 20))
  (println "spinners still alive:" (count (filter (set (process/processes)) spinners))))
