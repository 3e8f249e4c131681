;; SPDX-License-Identifier: MIT
;; A bank by message passing: every account is a process that alone knows its balance. Tellers run
;; at the same time and move money about; none is made and none is lost.
(ns example.bank
  (:require [nacre.process :as process]))

(defn account
  "Serves requests [from operation amount] for ever; answers [pid :ok balance] or
  [pid :refused balance]."
  [balance]
  (let [[from operation amount] (process/receive)
        after (case operation
                :deposit (+ balance amount)
                :withdraw (- balance amount)
                :balance balance)
        good (not (neg? after))]
    (process/send! from [(process/self) (if good :ok :refused) (if good after balance)])
    (recur (if good after balance))))

(defn ask
  "Sends a request and waits for its answer: [:ok balance] or [:refused balance]."
  [pid operation amount]
  (process/send! pid [(process/self) operation amount])
  (let [[_ verdict balance] (process/receive)]
    [verdict balance]))

(defn transfer [from to amount]
  (let [[verdict] (ask from :withdraw amount)]
    (when (= verdict :ok) (ask to :deposit amount))
    verdict))

(defn balances [accounts] (mapv (fn [pid] (second (ask pid :balance 0))) accounts))

(let [accounts (mapv (fn [_] (process/spawn account 100)) (range 4))
      [a b c d] accounts]
  (println "opened:   " (balances accounts))
  (println "30 a -> b:" (transfer a b 30) (balances accounts))
  (println "99 a -> c:" (transfer a c 99) (balances accounts))
  (println "70 a -> d:" (transfer a d 70) (balances accounts))
  (let [parent (process/self)
        tellers 5]
    (dotimes [teller tellers]
      (process/spawn
       (fn []
         (dotimes [i 100]
           (transfer (nth accounts (mod (+ i teller) 4)) (nth accounts (mod (* 7 i) 4))
                     (mod (* 13 (+ i teller)) 50)))
         (process/send! parent :finished))))
    (dotimes [_ tellers] (process/receive))
    (println "after" (* tellers 100) "transfers:" (reduce + (balances accounts)) "in all,"
             (if (some neg? (balances accounts)) "someone overdrawn" "no one overdrawn")))
  (doseq [pid accounts] (process/exit! pid :closed)))
