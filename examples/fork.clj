;; SPDX-License-Identifier: MIT
;; Fork returns twice, like Unix: nil in the child, the child's pid in the parent. Vars and atoms
;; look shared and are not: what one side changes, the other never sees. Nothing was copied for
;; that but one pointer.
(ns example.fork
  (:require [nacre.process :as process]))

(def greeting "hello")
(def visits (atom 1))

(defn greet [name] (str greeting ", " name ", visit " @visits))

(let [parent (process/self)
      child (process/fork)]
  (if (nil? child)
    (do
      (def greeting "bonjour")
      (defn greet [name] (str greeting " " name " ! visite " @visits))
      (swap! visits + 41)
      (process/send! parent (greet "child"))
      (process/exit! (process/self) :normal))
    (let [answer (process/receive)]
      (println "the child says: " answer)
      (println "the parent says:" (greet "parent"))
      (swap! visits inc)
      (println "and later:      " (greet "parent")))))
