;; SPDX-License-Identifier: MIT
;;
;; Threads of one process: promises, futures, agents, refs and transactions, taps, locks. Threads are
;; green and share the process's atoms and vars; who waits for an atom is woken when it changes.
(in-ns 'nacre.core)
(clojure.core/refer 'clojure.core)

(declare nanoseconds-of ^:dynamic *transaction* ^:dynamic *pending-sends*)

(defn expect
  "x, which must be of that type, as what is written with a hint in Clojure."
  [type x]
  (if (instance? type x)
    x
    (nacre.primitive/raise-cast x (name (nacre.primitive/type-name type)))))

(def ^{:dynamic true :doc "The number of the running thread; 0 for a process's first."} *thread* 0)

(def ^{:dynamic true :doc "An atom of the object that stands for the running thread, once asked for."}
  *thread-object* (atom nil))

(defn start-thread
  "Calls f in a new thread of this process, with the bindings of this one."
  [f]
  (binding [*thread* (nacre.primitive/next-id)
            *thread-object* (atom nil)
            *transaction* nil
            *pending-sends* nil]
    (nacre.primitive/thread-spawn f [])))

(defn wait-for
  "Waits until (ready? @cell) is true of an atom: true, or false when the deadline on the clock (nil:
  none) is past. Asked again whenever the atom has changed."
  [cell ready? deadline]
  (loop []
    (let [seen @cell]
      (cond (ready? seen) true
            (nacre.primitive/await-change cell seen deadline) (recur)
            :else false))))

(defn wait-for-field
  "As wait-for, until (ready? content) is true of the mutable field i of x."
  [x i ready? deadline]
  (let [box (nacre.primitive/instance-field x i)]
    (loop []
      (let [seen (nacre.primitive/box-get box)]
        (cond (ready? seen) true
              (nacre.primitive/await-change box seen deadline) (recur)
              :else false)))))

(defn- deadline-after
  "The time of the clock so many milliseconds from now."
  [milliseconds]
  (+ (nacre.primitive/nanoseconds)
     (* 1000000 (min (max (long milliseconds) 0) 4000000000000)))) ; longer is for ever

;; --- Structs -------------------------------------------------------------------------------------
(deftype ^{:full-name "clojure.lang.PersistentStructMap$Def"} StructBasis [keys])

(defn struct-basis
  "What create-struct makes."
  [keys]
  (->StructBasis keys))

(defn struct-keys
  "The keys of a basis."
  [basis]
  (.-keys (expect StructBasis basis)))

;; --- Promises ------------------------------------------------------------------------------------
(deftype ^{:full-name "clojure.core$promise$reify__1"} Promise [state]
  clojure.lang.IDeref
  (deref [this]
    (wait-for state some? nil)
    (nth @state 0))
  (deref [this timeout-ms timeout-val]
    (if (wait-for state some? (deadline-after timeout-ms))
      (nth @state 0)
      timeout-val))
  clojure.lang.IPending
  (isRealized [this] (boolean @state))
  clojure.lang.IFn
  (invoke [this value]
    (if (compare-and-set! state nil [value]) this nil)))

;; --- Futures -------------------------------------------------------------------------------------
(intern-type 'java.util.concurrent.CancellationException
             (nacre.primitive/type-new 'java.util.concurrent.CancellationException [] {}
                                       [IllegalStateException] {}))
(intern-type 'java.util.concurrent.Future
             (nacre.primitive/type-new 'java.util.concurrent.Future [] {:interface true} [Object] {}))

;; state: an atom of nil, [:value v], [:error e] or [:cancelled].
(defn- future-result
  "The value of a finished future, or what its failure throws."
  [[outcome content]]
  (case outcome
    :value content
    :error (throw (nacre.primitive/exception-new
                   java.util.concurrent.ExecutionException (str content) nil content))
    :cancelled (throw (nacre.primitive/exception-new
                       java.util.concurrent.CancellationException nil nil nil))))

(deftype ^{:full-name "clojure.core$future_call$reify__2"} Future [state]
  java.util.concurrent.Future
  (get [this] (.deref this))
  (get [this timeout unit]
    (if (wait-for state some? (+ (nacre.primitive/nanoseconds) (* timeout (nanoseconds-of unit))))
      (future-result @state)
      (throw (nacre.primitive/exception-new (find-class 'java.util.concurrent.TimeoutException)
                                            nil nil nil))))
  (isDone [this] (boolean @state))
  (isCancelled [this] (= [:cancelled] @state))
  (cancel [this interrupt] (compare-and-set! state nil [:cancelled]))
  clojure.lang.IDeref
  (deref [this]
    (wait-for state some? nil)
    (future-result @state))
  (deref [this timeout-ms timeout-val]
    (if (wait-for state some? (deadline-after timeout-ms))
      (future-result @state)
      timeout-val))
  clojure.lang.IPending
  (isRealized [this] (boolean @state)))

;; --- Refs ----------------------------------------------------------------------------------------
(def ^{:dynamic true :doc "The atom of the map of refs to their values in the running transaction."}
  *transaction* nil)

(def ^{:dynamic true :doc "The atom of the actions that wait for the end of a transaction or of an
  agent's action, or nil."}
  *pending-sends* nil)

(defn notify-watches-of
  "Calls the watches of a ref or agent."
  [reference old new]
  (@#'clojure.core/notify-watches reference old new))

(defn in-transaction?
  "Does a transaction run?"
  []
  (not (nil? *transaction*)))

(defn- require-transaction
  "Throws when no transaction runs."
  []
  (when-not *transaction*
    (throw (nacre.primitive/exception-new IllegalStateException "No transaction running" nil nil))))

(deftype ^{:full-name "clojure.lang.Ref"} Ref [state options]
  clojure.lang.Ref
  clojure.lang.IDeref
  (deref [this]
    (if *transaction*
      (let [entry (find @*transaction* this)]
        (if entry (val entry) @state))
      @state))
  clojure.lang.IRef
  clojure.lang.IObj
  (meta [this] (:meta @options))
  clojure.lang.IFn
  (invoke [this & args] (apply (deref this) args))
  java.lang.Comparable
  (compareTo [this other] (compare (hash this) (hash other))))

(def ^{:dynamic true :doc "The atom of the set of refs that were commuted."}
  *commuted* nil)

(defn- put-in-transaction
  "Gives a ref a value in the running transaction, if its validator agrees."
  [r value]
  (let [validator (get-validator r)]
    (when (and validator (not (validator value)))
      (throw (nacre.primitive/exception-new IllegalStateException "Invalid reference state"
                                            nil nil))))
  (swap! *transaction* assoc r value)
  value)

(defn ref-put
  "Sets a ref in the running transaction."
  [r value]
  (require-transaction)
  (when (contains? @*commuted* r)
    (throw (nacre.primitive/exception-new IllegalStateException "Can't set after commute" nil nil)))
  (put-in-transaction r value))

(defn ref-commute
  "Sets a ref to (apply f its-value args) in the running transaction, by a function whose order among
  others does not matter."
  [r f args]
  (require-transaction)
  (swap! *commuted* conj r)
  (put-in-transaction r (apply f (deref r) args)))

(defn ref-value
  "The value of a ref in the running transaction."
  [r]
  (require-transaction)
  (deref r))

(def ^:private commit-lock
  "The number of the thread that runs a transaction, or nil: one at a time in a process."
  (atom nil))

(defn run-transaction
  "Calls f in a transaction: what it sets becomes visible at once when it returns, never when it
  throws. Inside another one it joins that."
  [f]
  (if *transaction*
    (f)
    (do
      (wait-for commit-lock (fn [_] (compare-and-set! commit-lock nil *thread*)) nil)
      (let [changes (atom {})
            pending (atom [])
            answer (try
                     (let [answer (binding [*transaction* changes *pending-sends* pending
                                           *commuted* (atom #{})]
                                   (f))]
                       (doseq [[r value] @changes]
                         (let [old @(.-state r)]
                           (reset! (.-state r) value)
                           (swap! pending conj (fn [] (notify-watches-of r old value)))))
                       answer)
                     (finally (reset! commit-lock nil)))]
        (doseq [action @pending] (action))
        answer))))

;; --- Agents --------------------------------------------------------------------------------------
(deftype ^{:full-name "clojure.lang.Agent"} Agent [state queue options]
  clojure.lang.Agent
  clojure.lang.IDeref
  (deref [this] @state)
  clojure.lang.IRef
  clojure.lang.IObj
  (meta [this] (:meta @options)))

(defn agent-options
  "The atom of an agent's options: :error-mode, :error-handler, :error, :meta."
  [a]
  (.-options (expect clojure.lang.Agent a)))

(defn- agent-failed
  "What an exception in an action does: the handler is called, and in mode :fail the agent stops."
  [a e]
  (let [{:keys [error-handler error-mode]} @(.-options a)]
    (when error-handler
      (try (error-handler a e) (catch :default _ nil)))
    (when-not (= error-mode :continue)
      (swap! (.-options a) assoc :error e))))

(defn- run-action
  "Runs one action of an agent, and what it sends, when it has ended."
  [a [f args]]
  (let [pending (atom [])]
    (try
      (binding [*agent* a *pending-sends* pending]
        (let [old @(.-state a)
              new (apply f old args)
              validator (get-validator a)]
          (when (and validator (not (validator new)))
            (throw (nacre.primitive/exception-new IllegalStateException "Invalid reference state"
                                                  nil nil)))
          (reset! (.-state a) new)
          (notify-watches-of a old new)))
      (doseq [action @pending] (action))
      (catch :any e
        (agent-failed a e)))))

(defn- drain
  "Runs the actions of an agent until there are none left, or one has failed."
  [a]
  (loop []
    (let [actions @(.-queue a)]
      (when (and (seq actions) (not (:error @(.-options a))))
        (run-action a (nth actions 0))
        (swap! (.-queue a) (fn [q] (subvec q 1)))
        (recur)))))

(defn agent-enqueue
  "Puts an action into an agent's queue and sees that somebody runs it."
  [a f args]
  (let [[old _] (swap-vals! (.-queue a) conj [f args])]
    (when (empty? old)
      (start-thread (fn [] (binding [*transaction* nil *pending-sends* nil] (drain a)))))))

(defn agent-restart
  "Has the queue of a stopped agent go on."
  [a]
  (swap! (.-queue a) (fn [q] (if (seq q) (subvec q 1) q)))
  (when (seq @(.-queue a))
    (start-thread (fn [] (drain a)))))

;; --- Locks ---------------------------------------------------------------------------------------
(def ^:private monitors
  "An atom of the map of locked objects to [thread depth]."
  (atom {}))

(defn lock
  "Takes the lock of x, waiting for it; the thread that has it may take it again."
  [x]
  (when (nil? x)
    (throw (nacre.primitive/exception-new NullPointerException "locking on nil" nil nil)))
  (let [me *thread*
        taken? (fn [old]
                 (let [[owner depth] (get old x)]
                   (cond (nil? owner) (compare-and-set! monitors old (assoc old x [me 1]))
                         (= owner me) (compare-and-set! monitors old (assoc old x [me (inc depth)]))
                         :else false)))]
    (wait-for monitors taken? nil)
    nil))

(intern-type 'java.lang.IllegalMonitorStateException
             (nacre.primitive/type-new 'java.lang.IllegalMonitorStateException [] {}
                                       [RuntimeException] {}))

(defn unlock
  "Gives the lock of x back."
  [x]
  (when-not (= *thread* (first (get @monitors x)))
    (throw (nacre.primitive/exception-new (find-class 'java.lang.IllegalMonitorStateException)
                                          "current thread is not owner" nil nil)))
  (swap! monitors (fn [all]
                    (let [[owner depth] (get all x)]
                      (if (= 1 depth) (dissoc all x) (assoc all x [owner (dec depth)])))))
  nil)

(in-ns 'clojure.core)

(defn promise
  "Something that a value is delivered to, once; who dereferences it waits for that. All processes
  that hold it share it."
  []
  (nacre.core/->Promise (atom nil :shared true)))

(defn deliver
  "Gives the promise its value, unless it has one; answers the promise, or nil when it had."
  [promise val]
  (promise val))

(defn future-call
  "A future of (f): called in another thread, its value waits for who dereferences it."
  [f]
  (let [state (atom nil)]
    (nacre.core/start-thread
     (fn []
       (let [result (try [:value (f)] (catch :any e [:error e]))]
         (compare-and-set! state nil result))))
    (nacre.core/->Future state)))

(defmacro future
  "Evaluates the body in another thread; dereferencing the future waits for its value."
  [& body]
  `(future-call (fn [] ~@body)))

(defn future?
  "Is x a future?"
  [x]
  (instance? java.util.concurrent.Future x))

(defn future-done?
  "Has the future ended?"
  [f]
  (.isDone (nacre.core/expect java.util.concurrent.Future f)))

(defn future-cancelled?
  "Was the future cancelled?"
  [f]
  (.isCancelled (nacre.core/expect java.util.concurrent.Future f)))

(defn future-cancel
  "Gives the future up, unless it has ended; true when that was in time."
  [f]
  (.cancel (nacre.core/expect java.util.concurrent.Future f) true))

(defn pmap
  "As map, with the calls of f in threads of their own, some ahead of who reads."
  ([f coll]
   (let [futures (map (fn [x] (future (f x))) coll)
         step (fn step [[x & xs :as vs] ahead]
                (lazy-seq
                 (if-let [s (seq ahead)]
                   (cons (deref x) (step xs (rest s)))
                   (map deref vs))))]
     (step futures (drop 4 futures))))
  ([f coll & colls]
   (let [step (fn step [cs]
                (lazy-seq
                 (let [ss (map seq cs)]
                   (when (every? identity ss)
                     (cons (map first ss) (step (map rest ss)))))))]
     (pmap (fn [args] (apply f args)) (step (cons coll colls))))))

(defn pcalls
  "The lazy sequence of the values of the functions, called in threads of their own."
  [& fns]
  (pmap (fn [f] (f)) fns))

(defmacro pvalues
  "The lazy sequence of the values of the expressions, evaluated in threads of their own."
  [& exprs]
  `(pcalls ~@(map (fn [e] (list `fn [] e)) exprs)))

(defn seque
  "The sequence s, produced ahead of who reads it, at most n elements; here it is produced on demand."
  ([s] (seque 100 s))
  ([n-or-q s]
   (when-not (pos? (int n-or-q))
     (throw (nacre.primitive/exception-new IllegalArgumentException "seque: n must be positive"
                                           nil nil)))
   (let [step (fn step [s]
                (lazy-seq (when-let [s (seq s)] (cons (first s) (step (rest s))))))]
     (step s))))

;; --- Refs ----------------------------------------------------------------------------------------
(defn ref
  "A cell whose changes take place in transactions. Options: :meta, :validator, :min-history,
  :max-history (kept, without effect)."
  {:arglists '([x] [x & options])}
  [x & options]
  (let [{:keys [meta validator min-history max-history]} options
        r (nacre.core/->Ref (atom x) (atom {:meta meta
                                            :min-history (or min-history 0)
                                            :max-history (or max-history 10)}))]
    (when validator (set-validator! r validator))
    r))

(defmacro sync
  "Evaluates the body in a transaction; flags are ignored."
  [flags-ignored-for-now & body]
  `(nacre.core/run-transaction (fn [] ~@body)))

(defmacro dosync
  "Evaluates the body in a transaction: what it changes in refs is seen by others at once and as a
  whole, or never when it throws."
  [& exprs]
  `(sync nil ~@exprs))

(defn ref-set
  "Sets the ref in the running transaction."
  [ref val]
  (nacre.core/ref-put (nacre.core/expect clojure.lang.Ref ref) val))

(defn alter
  "Sets the ref to (apply fun its-value args) in the running transaction."
  [ref fun & args]
  (nacre.core/expect clojure.lang.Ref ref)
  (nacre.core/ref-put ref (apply fun (nacre.core/ref-value ref) args)))

(defn commute
  "As alter; for functions whose order does not matter."
  [ref fun & args]
  (nacre.core/ref-commute (nacre.core/expect clojure.lang.Ref ref) fun args))

(in-ns 'nacre.core)
(defn commute-apart
  "commute in a transaction of its own."
  [r f]
  (clojure.core/dosync (clojure.core/commute r f)))
(in-ns 'clojure.core)

(defn ensure
  "The value of the ref, protected from changes by other transactions."
  [ref]
  (nacre.core/ref-value (nacre.core/expect clojure.lang.Ref ref)))

(defn ref-history-count
  "How many old values the ref keeps; none here."
  [ref]
  (nacre.core/expect clojure.lang.Ref ref)
  0)

(defn ref-min-history
  "The least number of old values to keep, or the ref with another."
  ([ref] (:min-history @(.-options (nacre.core/expect clojure.lang.Ref ref))))
  ([ref n]
   (swap! (.-options (nacre.core/expect clojure.lang.Ref ref)) assoc :min-history (int n))
   ref))

(defn ref-max-history
  "The greatest number of old values to keep, or the ref with another."
  ([ref] (:max-history @(.-options (nacre.core/expect clojure.lang.Ref ref))))
  ([ref n]
   (swap! (.-options (nacre.core/expect clojure.lang.Ref ref)) assoc :max-history (int n))
   ref))

;; --- Agents --------------------------------------------------------------------------------------
(defn agent
  "A cell that is changed by actions sent to it, one after the other, in other threads. Options: :meta,
  :validator, :error-handler, :error-mode (:fail, or :continue, the default with a handler)."
  [state & options]
  (let [{:keys [meta validator error-handler error-mode]} options
        a (nacre.core/->Agent (atom state) (atom [])
                              (atom {:meta meta
                                     :error-handler error-handler
                                     :error-mode (or error-mode (if error-handler :continue :fail))
                                     :error nil}))]
    (when validator (set-validator! a validator))
    a))

(defn- check-agent
  "Throws for what is no agent, and for one that has failed."
  [a]
  (when-not (instance? clojure.lang.Agent a) (nacre.primitive/raise-cast a "clojure.lang.Agent"))
  (when-let [e (:error @(nacre.core/agent-options a))]
    (throw (nacre.primitive/exception-new RuntimeException "Agent is failed, needs restart" nil e))))

(defn send
  "Has the agent become (apply f its-state args) in another thread; answers the agent. Within a
  transaction or an agent's action it is sent when that has ended."
  [a f & args]
  (check-agent a)
  (if nacre.core/*pending-sends*
    (swap! nacre.core/*pending-sends* conj (fn [] (nacre.core/agent-enqueue a f args)))
    (nacre.core/agent-enqueue a f args))
  a)

(defn send-off
  "As send; for actions that may wait."
  [a f & args]
  (apply send a f args))

(defn send-via
  "As send; there are no executors to choose from."
  [executor a f & args]
  (apply send a f args))

(defn release-pending-sends
  "Sends at once what waits for the end of the running action; answers how many."
  []
  (if nacre.core/*pending-sends*
    (let [actions @nacre.core/*pending-sends*]
      (reset! nacre.core/*pending-sends* [])
      (doseq [action actions] (action))
      (count actions))
    0))

(defn- wait-for-agents
  "Waits until no agent has actions left to run; false when the deadline has passed before."
  [agents deadline]
  (run! check-agent agents)
  (every? (fn [a]
            (nacre.core/wait-for (.-queue a)
                                 (fn [queue] (or (empty? queue) (:error @(.-options a))))
                                 deadline))
          (doall (map (fn [a] (nacre.core/expect clojure.lang.Agent a)) agents))))

(defn await
  "Waits until the actions sent to the agents so far have run."
  [& agents]
  (when *agent*
    (throw (nacre.primitive/exception-new Exception "Can't await in agent action" nil nil)))
  (wait-for-agents agents nil)
  nil)

(defn await1
  "await for one agent, which it answers."
  [a]
  (await a)
  a)

(defn await-for
  "As await, at most so many milliseconds; false when that was not enough."
  [timeout-ms & agents]
  (when-not (number? timeout-ms) (nacre.primitive/raise-cast timeout-ms "java.lang.Number"))
  (wait-for-agents agents (+ (nacre.primitive/nanoseconds) (* 1000000 (long timeout-ms)))))

(defn agent-error
  "The exception that stopped the agent, or nil."
  [a]
  (:error @(nacre.core/agent-options a)))

(defn agent-errors
  "A list of the exception that stopped the agent, or nil."
  [a]
  (when-let [e (agent-error a)] (list e)))

(defn restart-agent
  "Has a stopped agent go on with a new state; with :clear-actions true its queue is emptied."
  [a new-state & options]
  (let [{:keys [clear-actions]} options]
    (when-not (agent-error a)
      (throw (nacre.primitive/exception-new RuntimeException "Agent does not need a restart"
                                            nil nil)))
    (reset! (.-state a) new-state)
    (swap! (nacre.core/agent-options a) assoc :error nil)
    (when clear-actions (reset! (.-queue a) []))
    (nacre.core/agent-restart a)
    new-state))

(defn clear-agent-errors
  "Has a stopped agent go on with its last state."
  [a]
  (restart-agent a @a))

(defn set-error-handler!
  "Has (f agent exception) called when an action of the agent throws."
  [a handler-fn]
  (swap! (nacre.core/agent-options a) assoc
         :error-handler (when handler-fn (nacre.core/expect clojure.lang.IFn handler-fn)))
  nil)

(defn error-handler
  "The error handler of the agent, or nil."
  [a]
  (:error-handler @(nacre.core/agent-options a)))

(defn set-error-mode!
  "Has the agent stop (:fail) or go on (:continue) when an action throws."
  [a mode-keyword]
  (swap! (nacre.core/agent-options a) assoc
         :error-mode (nacre.core/expect clojure.lang.Keyword mode-keyword))
  nil)

(defn error-mode
  "The error mode of the agent."
  [a]
  (:error-mode @(nacre.core/agent-options a)))

(defn shutdown-agents
  "Nothing needs to be shut down."
  []
  nil)

(defn set-agent-send-executor!
  "There are no executors; does nothing."
  [executor]
  nil)

(defn set-agent-send-off-executor!
  "There are no executors; does nothing."
  [executor]
  nil)

;; --- Taps ----------------------------------------------------------------------------------------
(def ^:private taps (atom #{}))

(defn add-tap
  "Has f called with what tap> is given."
  [f]
  (swap! taps conj f)
  nil)

(defn remove-tap
  "Takes add-tap back."
  [f]
  (swap! taps disj f)
  nil)

;; What tap> was given and is not delivered yet, in order, and whether a thread delivers.
(def ^:private tapped (atom {:queue (nacre.primitive/queue-new) :running false}))

(defn- deliver-taps
  "Gives what tap> was given to the functions of add-tap, one after the other, until nothing is left."
  []
  (let [old @tapped
        queue (:queue old)]
    (if (seq queue)
      (if (compare-and-set! tapped old (assoc old :queue (pop queue)))
        (let [x (peek queue)]
          (doseq [f @taps] (try (f x) (catch :default _ nil)))
          (recur))
        (recur))
      (when-not (compare-and-set! tapped old (assoc old :running false))
        (recur)))))

(defn tap>
  "Gives x to the functions of add-tap, in another thread, in the order of the calls. True, or false
  when too much waits to be delivered: x is lost then."
  [x]
  (let [old @tapped]
    (cond (<= 1024 (count (:queue old))) false
          (compare-and-set! tapped old (assoc old :queue (conj (:queue old) x) :running true))
          (do (when-not (:running old) (nacre.core/start-thread deliver-taps))
              true)
          :else (recur x))))
