;; SPDX-License-Identifier: MIT
;; The conformance runner:
;;
;;     build/nacre tests/conformance/run.clj PATH-TO-common.edn [FIRST [LAST [verbose]]]
;;     build/nacre tests/conformance/run.clj PATH-TO-common.edn unmatched
;;
;; The file is one vector of rows {:suite :label :actual :expected}. Each row runs in a fresh
;; namespace with clojure.core referred: :actual and :expected are read and evaluated, and must be
;; =; where :expected is :throws, evaluating :actual must throw. A row runs in a process of its own
;; with a limit of five seconds: one that hangs, ends its process or exhausts a resource fails.
;;
;; Rows that differ on purpose stand in differences.edn, by suite and label, with the reason: they
;; count as explained. An entry whose row holds is a failure, and so is one that no row answers to
;; (`unmatched` lists those).
;;
;; Output: one line a failing row (index, suite, label, expected, got), one an explained row, totals
;; last: `N passed, N failed, N explained`. FIRST and LAST choose rows by index, FIRST included, LAST
;; not. With `verbose` a line `row I` comes before each row, so that a driver knows where a crash
;; happened. The exit status is 0 when every row ran, whatever it gave: run.sh judges.
(ns nacre.conformance
  (:require [clojure.string :as string]
            [nacre.process :as process]
            [nacre.system :as system]))

(def limit-milliseconds 5000)

(defn shortened [text]
  (let [line (string/replace (str text) "\n" "\\n")]
    (if (> (count line) 160) (str (subs line 0 157) "...") line)))

(defn message-of [problem]
  (shortened (try (or (ex-message problem) (str (class problem)))
                  (catch Throwable _ "an error without a message"))))

(defn evaluate
  "The value of the first form in this text."
  [text]
  (eval (read-string text)))

(defn judge
  "Evaluates one row in a fresh namespace, named `user` as at a prompt; returns [:pass] or
  [:fail got]."
  [{:keys [actual expected]}]
  (let [namespace (do (remove-ns 'user) (create-ns 'user))]
    (binding [*ns* namespace]
      (refer 'clojure.core)
      (if (= expected :throws)
        (let [outcome (try [:value (let [v (evaluate actual)]
                                     ;; A lazy answer throws when it is looked at.
                                     (pr-str v))]
                           (catch Throwable _ [:threw]))]
          (if (= outcome [:threw]) [:pass] [:fail (shortened (second outcome))]))
        (try
          (let [got (evaluate actual)
                wanted (evaluate expected)]
            (if (= wanted got)
              [:pass]
              [:fail (try (shortened (pr-str got)) (catch Throwable _ "unprintable"))]))
          (catch Throwable problem
            [:fail (str "threw: " (message-of problem))]))))))

(defn run-row
  "Runs one row in its own process; returns [:pass], [:fail got]."
  [index row]
  (let [parent (process/self)
        child (process/spawn
               (fn []
                 (let [verdict (try (judge row)
                                    (catch Throwable problem
                                      [:fail (str "threw: " (message-of problem))]))]
                   (process/send! parent [:verdict index verdict]))))
        started (System/nanoTime)]
    (loop [waiting limit-milliseconds]
      (let [message (process/receive (max 1 waiting))]
        (cond
          (and (vector? message) (= :verdict (first message)) (= index (second message)))
          (nth message 2)

          (and (some? message) (pos? waiting))
          (recur (- limit-milliseconds (quot (- (System/nanoTime) started) 1000000)))

          :else
          (do (try (process/exit! child :kill) (catch Throwable _ nil))
              [:fail "no answer within 5 s, or the process ended"]))))))

(defn differences
  "A map of [suite label] to the reason why such rows differ. Booted, the file lies in /boot."
  []
  (let [text (try (slurp "tests/conformance/differences.edn")
                  (catch Exception _ (slurp "/boot/differences.edn")))]
    (into {} (map (juxt (juxt :suite :label) :reason)) (read-string text))))

(defn unmatched [path]
  (let [known (into #{} (map (juxt :suite :label)) (read-string (slurp path)))]
    (doseq [[[suite label]] (differences)
            :when (not (contains? known [suite label]))]
      (println (str "FAIL - [" suite "] " label " | no row answers to this entry of differences.edn")))))

(defn report
  "What is printed of a row that failed or is explained; :pass, :fail or :explained."
  [index row verdict got reason]
  (let [place (str index " [" (:suite row) "] " (:label row) " | ")]
    (cond (and (= verdict :pass) (nil? reason)) :pass
          (= verdict :pass) (do (println (str "FAIL " place "holds, though differences.edn explains it"))
                                :fail)
          reason (do (println (str "EXPLAINED " place reason)) :explained)
          :else (do (println (str "FAIL " place "expected: " (shortened (:expected row)) " | got: " got))
                    :fail))))

(defn main [path & [first-index last-index verbose]]
  (let [rows (read-string (slurp path))
        reasons (differences)
        from (if first-index (parse-long first-index) 0)
        to (if last-index (min (parse-long last-index) (count rows)) (count rows))]
    (loop [index from counts {:pass 0 :fail 0 :explained 0}]
      (if (< index to)
        (let [row (nth rows index)
              _ (when verbose (println "row" index))
              [verdict got] (run-row index row)
              result (report index row verdict got (get reasons [(:suite row) (:label row)]))]
          (recur (inc index) (update counts result inc)))
        (println (str (:pass counts) " passed, " (:fail counts) " failed, " (:explained counts)
                      " explained"))))))

(if (= "unmatched" (second *command-line-args*))
  (unmatched (first *command-line-args*))
  (apply main *command-line-args*))
(system/exit 0)
