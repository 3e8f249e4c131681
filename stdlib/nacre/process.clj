;; SPDX-License-Identifier: MIT
;;
;; Processes: fork, spawn, messages. fork, self and alive? are leaves in C; what waits for messages
;; and looks into them is here.
(ns nacre.process
  "Isolated processes with mailboxes.")

(defn spawn
  "Starts a process with the same environment that calls f with the args; answers its pid."
  [f & args]
  (nacre.primitive/spawn f (vec args)))

(defn send!
  "Puts a message into the mailbox of the process; true, or false when there is no such process."
  [pid message]
  (nacre.primitive/send pid message))

(defn matches?
  "Does the message fit the pattern? A function decides itself; _ and :_ fit anything; vectors fit
  element by element, maps by the keys they have; anything else fits what it equals."
  [pattern message]
  (cond (fn? pattern) (boolean (pattern message))
        (or (= pattern '_) (= pattern :_)) true
        (vector? pattern) (and (vector? message)
                               (= (count pattern) (count message))
                               (every? true? (map matches? pattern message)))
        (map? pattern) (and (map? message)
                            (every? (fn [[k p]] (and (contains? message k)
                                                     (matches? p (get message k))))
                                    pattern))
        :else (= pattern message)))

(defn- receive-matching
  "Takes the first message that fits out of the mailbox, waiting until the deadline."
  [pattern deadline timeout-value]
  (loop [cursor nil]
    (let [message (nacre.primitive/mail-wait cursor deadline)]
      (if (nil? message)
        timeout-value
        (let [content (nacre.primitive/mail-content message)]
          (if (matches? pattern content)
            (do (nacre.primitive/mail-remove cursor)
                content)
            (recur message)))))))

(defn receive
  "Takes a message out of the mailbox, waiting for one: the first, or the first that fits a pattern (see
  matches?). With a number of milliseconds it waits no longer and answers timeout-value (nil)."
  ([] (receive-matching :_ nil nil))
  ([timeout-or-pattern]
   (if (number? timeout-or-pattern)
     (receive :_ timeout-or-pattern)
     (receive-matching timeout-or-pattern nil nil)))
  ([pattern timeout-ms] (receive pattern timeout-ms nil))
  ([pattern timeout-ms timeout-value]
   (receive-matching pattern
                     (+ (nacre.primitive/nanoseconds) (long (* 1000000 timeout-ms)))
                     timeout-value)))

(defn exit!
  "Ends a process, this one when no pid is given, with the reason."
  ([reason] (exit! (self) reason))
  ([pid reason] (nacre.primitive/process-exit pid reason)))

(defn processes
  "The pids of all processes."
  []
  (seq (nacre.primitive/pids)))

(defn process-info
  "What is known of a process: {:pid :parent :name :messages}, nil when there is no such process."
  [pid]
  (when-let [facts (nacre.primitive/process-facts pid)]
    (zipmap [:pid :parent :name :messages] facts)))

(defn sleep
  "Waits so many milliseconds."
  [milliseconds]
  (nacre.primitive/sleep-until (+ (nacre.primitive/nanoseconds) (long (* 1000000 milliseconds))))
  nil)

(defn call
  "Sends a request {:call id :from pid :message message} and waits for the answer that reply! sends; an
  error when none comes within the time (5000 ms)."
  ([pid message] (call pid message 5000))
  ([pid message timeout-ms]
   (let [id [(self) (nacre.primitive/next-id)]]
     (when-not (send! pid {:call id :from (self) :message message})
       (throw (ex-info (str "No process " pid) {:pid pid})))
     (let [answer (receive {:reply id} timeout-ms ::none)]
       (if (= ::none answer)
         (throw (ex-info (str "No answer from process " pid " within " timeout-ms " ms")
                         {:pid pid :message message}))
         (:value answer))))))

(defn reply!
  "Answers a request that came by call."
  [request value]
  (send! (:from request) {:reply (:call request) :value value}))
