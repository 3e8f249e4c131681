;; SPDX-License-Identifier: MIT
;; What if? Each plan is tried for real, in a fork of the whole program: it may redefine functions
;; and change state as it likes. Only its verdict comes back; the rest vanishes with the child.
(ns example.what-if
  (:require [nacre.process :as process]))

(def town (atom {:money 100 :people 10 :year 0}))

(defn tax [people] (* 2 people))
(defn growth [people] (quot people 5))

(defn live-a-year! []
  (swap! town (fn [{:keys [money people year]}]
                {:money (+ money (tax people) -15)
                 :people (+ people (growth people))
                 :year (inc year)})))

(def plans
  {"leave it" (fn [] nil)
   "tax hard" (fn []
                (def tax (fn [people] (* 5 people)))
                (def growth (fn [_] -1)))
   "build houses" (fn []
                    (swap! town update :money - 60)
                    (def growth (fn [people] (quot people 2))))})

(defn outcome
  "The town ten years after the plan, found out in a fork."
  [plan]
  (let [parent (process/self)]
    (if (process/fork)
      (process/receive)
      (do (plan)
          (dotimes [_ 10] (live-a-year!))
          (process/send! parent @town)
          (process/exit! (process/self) :normal)))))

(doseq [[name plan] (sort plans)]
  (let [{:keys [money people]} (outcome plan)]
    (println (str name ": " money " coins, " people " people"))))
(println "now:" (:money @town) "coins," (:people @town) "people, year" (:year @town)
         "- and the tax is" (tax 10))
