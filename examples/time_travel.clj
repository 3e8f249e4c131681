;; SPDX-License-Identifier: MIT
;; An atom holds a succession of values. The values never change, so keeping all of them is a
;; vector, going back is a look-up, and a second future from an old moment costs nothing.
(ns example.time-travel)

(def document (atom {:title "Untitled" :lines [] :saved true}))
(def history (atom [@document]))

(add-watch document :history (fn [_ _ _ new] (swap! history conj new)))

(defn write! [line] (swap! document #(-> % (update :lines conj line) (assoc :saved false))))
(defn rename! [title] (swap! document assoc :title title))
(defn save! [] (swap! document assoc :saved true))

(defn show [moment {:keys [title lines saved]}]
  (println (str moment ": " title (if saved "  " "* ") lines)))

(rename! "Shopping")
(write! "bread")
(write! "milk")
(save!)
(write! "a pony")

(println "-- the whole past")
(doseq [[moment value] (map-indexed vector @history)] (show moment value))

(println "-- undo the pony")
(reset! document (nth @history 4))
(show "now" @document)

(println "-- another future from moment 2")
(let [other (atom (nth @history 2))]
  (swap! other update :lines conj "cheese")
  (show "other" @other)
  (show "now  " @document))

(println "-- nothing was copied: both moments hold the same line")
(println (identical? (get-in (nth @history 3) [:lines 0]) (get-in (nth @history 5) [:lines 0])))
(println "-- when was milk written?")
(println (count (take-while #(not (some #{"milk"} (:lines %))) @history)))
