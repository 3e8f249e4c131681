;; SPDX-License-Identifier: MIT
;; A ring of a thousand processes, and a token that goes round it ten times. Each process waits for
;; the token, writes down that it saw it, and hands it on.
(ns example.ring
  (:require [nacre.process :as process]))

(def members 1000)
(def rounds 10)

(defn member [next-pid]
  (let [{:keys [hops] :as token} (process/receive)]
    (process/send! next-pid (assoc token :hops (inc hops)))
    (recur next-pid)))

(let [ring (reduce (fn [pids _] (conj pids (process/spawn member (peek pids))))
                   [(process/self)]
                   (range members))]
  (println (count (rest ring)) "processes in a ring")
  (loop [round 0 token {:hops 0}]
    (if (< round rounds)
      (do (process/send! (peek ring) token)
          (recur (inc round) (process/receive)))
      (println "the token came home after" (:hops token) "hops")))
  (doseq [pid (rest ring)] (process/exit! pid :finished)))
