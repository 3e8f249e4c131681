;; SPDX-License-Identifier: MIT
;; Processes: isolation by fork and spawn, messages, preemption, exits. Nacre only: Clojure on the
;; JVM has no processes.
(ns nacre.test.processes
  (:require [clojure.test :refer [deftest is testing]]
            [nacre.process :as process]
            [nacre.system :refer [gc memory]]
            [nacre.test-runner :refer [scaled small?]]))

(def limit "Milliseconds after which an awaited message counts as lost." 120000)

(defn in-spawned
  "What f returns in a spawned process, as [:value v], or [:threw message]."
  [f]
  (let [parent (process/self) tag (gensym "tag")]
    (process/spawn (fn []
                     (process/send! parent
                                    [tag (try [:value (f)]
                                              (catch Throwable t [:threw (ex-message t)]))])))
    (loop []
      (let [message (process/receive limit)]
        (cond (nil? message) [:lost]
              (= tag (first message)) (second message)
              :else (recur))))))

(defn in-forked
  "What f returns in a forked child, as [:value v], or [:threw message]."
  [f]
  (let [parent (process/self) tag (gensym "tag")]
    (if (process/fork)
      (loop []
        (let [message (process/receive limit)]
          (cond (nil? message) [:lost]
                (= tag (first message)) (second message)
                :else (recur))))
      (do (process/send! parent [tag (try [:value (f)]
                                          (catch Throwable t [:threw (ex-message t)]))])
          (process/exit! (process/self) :normal)))))

;; --- Fork -------------------------------------------------------------------------------------

(def a-var 1)
(def ^:dynamic *bound* :root)
(def an-atom (atom {:n 0}))

(deftest fork-returns-twice-test
  (let [parent (process/self)
        child (process/fork)]
    (if (nil? child)
      (do (process/send! parent [:child (process/self)])
          (process/exit! (process/self) :normal))
      (let [[what pid] (process/receive limit)]
        (is (= :child what))
        (is (= child pid))
        (is (not= child parent))
        (is (= parent (process/self)))))))

(deftest fork-isolates-vars-test
  (is (= [:value 2] (in-forked (fn [] (def a-var 2) a-var))))
  (is (= 1 a-var))
  (is (= [:value 1] (in-forked (fn [] a-var))))
  (is (= [:value [:new 5]] (in-forked (fn [] (def only-in-the-child 5) [:new only-in-the-child]))))
  (is (not (bound? #'only-in-the-child)))
  (is (= [:value 10] (in-forked (fn [] (alter-var-root #'a-var (constantly 10)) a-var))))
  (is (= 1 a-var)))

(defn changeable [] :old)
(deftest fork-isolates-functions-test
  (is (= [:value :new] (in-forked (fn [] (defn changeable [] :new) (changeable)))))
  (is (= :old (changeable))))

(deftest fork-isolates-atoms-test
  (reset! an-atom {:n 0})
  (is (= [:value {:n 1}] (in-forked (fn [] (swap! an-atom update :n inc)))))
  (is (= {:n 0} @an-atom))
  (is (= [:value {:n 0}] (in-forked (fn [] @an-atom))))
  (swap! an-atom assoc :n 7)
  (is (= [:value {:n 8}] (in-forked (fn [] (swap! an-atom update :n inc)))))
  (is (= {:n 7} @an-atom)))

(deftest fork-isolates-the-parent-from-a-waiting-child-test
  (let [parent (process/self)
        cell (atom :before)
        child (process/fork)]
    (if (nil? child)
      (do (process/receive limit)
          (process/send! parent [:seen @cell a-var])
          (process/exit! (process/self) :normal))
      (do (reset! cell :after)
          (def a-var 99)
          (process/send! child :go)
          (is (= [:seen :before 1] (process/receive limit)))
          (def a-var 1)))))

(deftest fork-isolates-other-cells-test
  (let [v (volatile! 1)
        b (atom [])
        t (transient [1 2])]
    (is (= [:value 2] (in-forked (fn [] (vreset! v 2) @v))))
    (is (= 1 @v))
    (is (= [:value [1]] (in-forked (fn [] (swap! b conj 1) @b))))
    (is (= [] @b))
    (is (= [:value [1 2 3]] (in-forked (fn [] (persistent! (conj! t 3))))))
    (is (= [1 2 4] (persistent! (conj! t 4))))))

(deftest fork-keeps-bindings-test
  (binding [*bound* :here]
    (is (= [:value :here] (in-forked (fn [] *bound*))))
    (is (= [:value :there] (in-forked (fn [] (set! *bound* :there) *bound*))))
    (is (= :here *bound*))))

(deftest fork-in-the-middle-of-things-test
  (let [parent (process/self)]
    ;; In a lazy sequence's function, under try and finally, inside a loop.
    (let [log (atom [])
          result (try
                   (doall (map (fn [x]
                                 (when (= x 3)
                                   (when-not (process/fork)
                                     (process/send! parent [:child x @log])
                                     (process/exit! (process/self) :normal)))
                                 (swap! log conj x)
                                 (* x x))
                               (list 1 2 3 4)))
                   (finally (swap! log conj :finally)))]
      (is (= [1 4 9 16] result))
      (is (= [:child 3 [1 2]] (process/receive limit)))
      (is (= [1 2 3 4 :finally] @log)))))

(defn fork-below
  "Forks n frames down; both sides come back up all the way with the sum of the frames."
  [n]
  (if (zero? n)
    (if (process/fork) 0 1000000)
    (+ 1 (fork-below (dec n)))))

(deftest fork-deep-in-the-stack-test
  (let [parent (process/self)
        sum (fork-below 5000)]
    (if (>= sum 1000000)
      (do (process/send! parent [:child sum]) (process/exit! (process/self) :normal))
      (do (is (= 5000 sum))
          (is (= [:child 1005000] (process/receive limit)))))))

(deftest forks-of-forks-test
  (let [root (process/self)]
    (dotimes [_ 3]
      (process/fork))
    (if (= root (process/self))
      (is (= 7 (count (filter #{:here} (map (fn [_] (process/receive limit)) (range 7))))))
      (do (process/send! root :here) (process/exit! (process/self) :normal)))))

(deftest a-thousand-forks-test
  (let [parent (process/self)
        cell (atom 0)]
    (loop [i 0]
      (when (< i 1000)
        (if (process/fork)
          (recur (inc i))
          (do (swap! cell + i)
              (process/send! parent @cell)
              (process/exit! (process/self) :normal)))))
    (is (= 499500 (reduce + (map (fn [_] (process/receive limit)) (range 1000)))))
    (is (= 0 @cell))))

(deftest fork-realises-lazy-sequences-apart-test
  (let [runs (atom 0)
        s (map (fn [x] (swap! runs inc) (* 2 x)) (list 1 2 3))]
    (is (= [:value [[2 4 6] 3]] (in-forked (fn [] [(doall s) @runs]))))
    (is (= [2 4 6] s))
    (let [d (delay (swap! runs inc) :done)]
      (is (= [:value :done] (in-forked (fn [] @d))))
      (is (= :done @d)))))

;; --- Spawn ------------------------------------------------------------------------------------

(deftest spawn-isolates-test
  (reset! an-atom {:n 0})
  (is (= [:value {:n 1}] (in-spawned (fn [] (swap! an-atom update :n inc)))))
  (is (= {:n 0} @an-atom))
  (is (= [:value 5] (in-spawned (fn [] (def a-var 5) a-var))))
  (is (= 1 a-var)))

(deftest spawn-passes-arguments-test
  (let [me (process/self)]
    (process/spawn (fn [to a b & more] (process/send! to [a b more])) me 1 2 3 4)
    (is (= [1 2 [3 4]] (process/receive limit)))
    (process/spawn process/send! me :direct)
    (is (= :direct (process/receive limit)))))

(deftest pids-differ-test
  (let [me (process/self)
        pids (mapv (fn [_] (process/spawn (fn [] (process/send! me (process/self))))) (range 20))
        said (mapv (fn [_] (process/receive limit)) (range 20))]
    (is (= 20 (count (set pids))))
    (is (= (set pids) (set said)))))

(deftest ten-thousand-processes-test
  (let [me (process/self)]
    (dotimes [i 10000]
      (process/spawn (fn [] (process/send! me i))))
    (is (= 49995000 (loop [n 0 sum 0]
                      (if (= n 10000) sum (recur (inc n) (+ sum (process/receive limit)))))))))

(deftest waiting-processes-test
  (let [me (process/self)
        pids (vec (for [i (range 2000)]
                    (process/spawn (fn [] (process/send! me (+ i (process/receive)))))))]
    (doseq [pid pids] (process/send! pid 1))
    (is (= 2001000 (reduce + (map (fn [_] (process/receive limit)) pids))))))

;; --- Messages ---------------------------------------------------------------------------------

(deftest messages-come-in-order-test
  (let [me (process/self)]
    (process/spawn (fn [] (dotimes [i 1000] (process/send! me i))))
    (is (= (range 1000) (mapv (fn [_] (process/receive limit)) (range 1000))))))

(deftest messages-of-every-kind-test
  (let [me (process/self)
        values [nil true 0 -1 1.5 1/2 100000000000000000000 1.5M \a "text" :k 'sym [1 [2]] '(1 2)
                {:a {:b #{1}}} #{:x} (range 100) (vec (range 2000)) (zipmap (range 500) (range))
                (sorted-map 2 1 1 2)]]
    (doseq [value values]
      (process/spawn (fn [] (process/send! me [value])))
      (is (= [value] (process/receive limit))))
    (let [lazy (map inc (range 10))]
      (process/spawn (fn [] (process/send! me (map inc (range 10)))))
      (is (= lazy (process/receive limit))))
    (process/spawn (fn [] (process/send! me inc)))
    (is (= 2 ((process/receive limit) 1)))
    (let [k 5]
      (process/spawn (fn [] (process/send! me (fn [x] (* k x)))))
      (is (= 10 ((process/receive limit) 2))))))

(deftest a-sent-value-never-changes-test
  (let [me (process/self)
        cell (atom [1 2 3])]
    (process/spawn (fn [v] (process/send! me (conj v :child))) @cell)
    (swap! cell conj 4)
    (is (= [1 2 3 :child] (process/receive limit)))
    (is (= [1 2 3 4] @cell))))

(deftest receive-with-a-timeout-test
  (let [start (System/nanoTime)]
    (is (nil? (process/receive 50)))
    (is (<= 45 (quot (- (System/nanoTime) start) 1000000) 2000)))
  (is (nil? (process/receive 0)))
  (process/send! (process/self) :to-myself)
  (is (= :to-myself (process/receive 0))))

(deftest request-and-answer-test
  (let [server (process/spawn (fn serve []
                                (let [[from x] (process/receive)]
                                  (process/send! from (* x x))
                                  (recur))))]
    (is (= (map #(* % %) (range 100))
           (mapv (fn [i] (process/send! server [(process/self) i]) (process/receive limit))
                 (range 100))))
    (process/exit! server :finished)))

(deftest sending-to-the-dead-does-no-harm-test
  (let [pid (process/spawn (fn [] nil))]
    (process/receive 50)
    (process/send! pid :too-late)
    (is (= 3 (+ 1 2)))))

;; --- Preemption, exits and errors -------------------------------------------------------------

(deftest an-endless-loop-is-preempted-test
  (let [spinner (process/spawn (fn [] (loop [] (recur))))
        counter (process/spawn (fn [] (loop [n 0] (recur (inc n)))))]
    (is (= [:value 4950] (in-spawned (fn [] (reduce + (range 100))))))
    (is (nil? (process/receive 30)))
    (process/exit! spinner :kill)
    (process/exit! counter :kill)
    (process/receive 30)
    (is (not-any? #{spinner counter} (process/processes)))))

(deftest an-error-ends-one-process-test
  (let [pid (process/spawn (fn [] (throw (ex-info "expected: a process of the tests ends" {}))))]
    (loop [] (when (process/alive? pid) (Thread/sleep 1) (recur)))
    (is (not-any? #{pid} (process/processes)))
    (is (= [:threw "inner"] (in-spawned (fn [] (throw (ex-info "inner" {}))))))))

(deftest kill-runs-no-finally-test
  (let [me (process/self)
        pid (process/spawn (fn [] (try (loop [] (recur))
                                       (finally (process/send! me :finally)))))]
    (process/receive 20)
    (process/exit! pid :kill)
    (is (nil? (process/receive 50)))))

(deftest exit-ends-a-waiting-process-test
  (let [pid (process/spawn (fn [] (process/receive)))]
    (is (some #{pid} (process/processes)))
    (process/exit! pid :kill)
    (process/receive 20)
    (is (not-any? #{pid} (process/processes)))))

(deftest processes-are-listed-test
  (is (some #{(process/self)} (process/processes))))

;; --- Threads --------------------------------------------------------------------------------

(defn live-bytes-after-collecting []
  (gc)
  (process/receive 0) ; a safepoint
  (:live-bytes (memory)))

(deftest ended-threads-leave-nothing-behind-test
  (let [run (fn [n] (dotimes [_ n] @(future 1)))
        before (do (run 100) (live-bytes-after-collecting))]
    (run 5000)
    ;; A thread takes over a hundred bytes as long as anybody knows it.
    (is (< (- (live-bytes-after-collecting) before) 250000))))

;; --- Depth ------------------------------------------------------------------------------------

(defn deep [n] (if (zero? n) 0 (+ 1 (deep (dec n)))))

(deftest recursion-far-beyond-a-c-stack-test
  (is (= 100000 (deep 100000)))
  (let [n (scaled 1000000 200000)] (is (= n (deep n))))
  (is (= [:value 200000] (in-spawned (fn [] (deep 200000))))))

(deftest endless-recursion-is-a-catchable-error-test
  ;; Where collections are frequent, growing a stack to its limit of a gigabyte takes hours.
  (when-not small?
    (is (= :threw (first (in-spawned (fn [] (letfn [(f [n] (+ 1 (f (inc n))))] (f 0)))))))
    (is (= :caught (try ((fn f [n] (+ 1 (f (inc n)))) 0) (catch Throwable _ :caught))))))

(defn nested-list [n] (loop [i 0 l nil] (if (< i n) (recur (inc i) (list l)) l)))

(deftest deep-values-test
  (let [n (scaled 200000 10000) a (nested-list n) b (nested-list n)]
    (is (= a b))
    (is (not= a (nested-list (inc n))))
    (is (= (hash a) (hash b)))
    (is (= (+ 3 (* 2 n)) (count (pr-str a))))
    (is (= a (read-string (pr-str a))))))

;; --- Shared cells -----------------------------------------------------------------------------

(deftest shared-atom-test
  (let [shared (atom 0 :shared true)
        own (atom 0)]
    (is (= [:value 1] (in-spawned #(swap! shared inc))))
    (is (= [:value 2] (in-forked #(do (swap! own inc) (swap! shared inc)))))
    (is (= 2 @shared))
    (is (= 0 @own))
    (is (process/shared? shared))
    (is (not (process/shared? own))))
  (let [counter (atom 0 :shared true)
        workers (doall (repeatedly 4 #(process/spawn (fn [] (dotimes [_ 1000] (swap! counter inc))))))]
    (loop [] (when (some process/alive? workers) (Thread/sleep 1) (recur)))
    (is (= 4000 @counter))))

(deftest share-test
  (let [a (atom {:n 1})]
    (is (identical? a (process/share! a)))
    (is (= [:value {:n 2}] (in-spawned #(swap! a update :n inc))))
    (is (= {:n 2} @a)))
  (let [inherited (atom 1)]
    (in-forked (fn [] 1))
    (is (thrown? IllegalStateException (process/share! inherited))))
  (is (thrown? ClassCastException (process/share! 1))))

(deftest shared-watch-test
  (let [seen (atom [])
        shared (atom 0 :shared true)]
    (add-watch shared :seen (fn [k _ old new] (swap! seen conj [k old new])))
    (swap! shared inc)
    (in-spawned #(swap! shared inc))
    (is (= 2 @shared))
    (is (= [[:seen 0 1]] @seen))))

(deftest shared-promise-test
  (let [p (promise)]
    (process/spawn #(deliver p [:from :afar]))
    (is (= [:from :afar] (deref p limit :lost)))
    (is (= [:value [:from :afar]] (in-spawned #(deref p))))))

;; --- Memory -----------------------------------------------------------------------------------

(defn allocated-per-level
  "The bytes that f allocates for each of n levels."
  [n f]
  (let [before (:allocated-bytes (memory))]
    (f)
    (quot (- (:allocated-bytes (memory)) before) n)))

;; Equality, hash and printing keep a work list: a small frame a level, no stack.
(deftest depth-costs-little-test
  (let [n (scaled 100000 20000)
        nested (fn [wrap] (nth (iterate wrap nil) n))]
    (doseq [[shape wrap] {:list list
                          :vector vector
                          :wide-list (fn [x] (list 1 x 2))
                          :wide-vector (fn [x] [1 x 2])
                          :map (fn [x] {:a x})
                          :wide-map (fn [x] {:a x :b 1})}]
      (testing shape
        (let [a (nested wrap) b (nested wrap)
              text (quot (count (pr-str a)) n)]
          (is (>= 64 (allocated-per-level n (fn [] (is (= a b))))))
          (is (>= 64 (allocated-per-level n (fn [] (hash a)))))
          ;; Printing makes the text from pieces, and a frame for each part of a level.
          (is (>= (+ 128 (* 4 text)) (allocated-per-level n (fn [] (pr-str a))))))))))

;; What a process has made of cells older than its last fork goes when the cells go.
(deftest overlay-forgets-test
  (let [n (scaled 10000 1000)
        live (fn [] (gc) (gc) (:live-bytes (memory)))
        fork-once (fn [] (when (nil? (process/fork)) (process/exit! (process/self) :normal)))
        round (fn []
                (let [cells (vec (repeatedly n (fn [] (atom nil))))]
                  (fork-once)
                  (doseq [c cells] (reset! c (vec (range 20))))
                  (assert (every? (fn [c] (= 20 (count @c))) cells))))]
    (is (= [:value true]
           (in-forked (fn []
                        (round)
                        (let [before (live)]
                          (dotimes [_ 10] (round))
                          (> (* n 400) (- (live) before)))))))))

;; A copy holds the next cell, and that one's copy the one after it: all are reached from the first.
(deftest overlay-keeps-chains-test
  (is (= [:value 1000]
         (let [cells (vec (repeatedly 1000 (fn [] (atom nil))))
               order (concat (range 0 1000 2) (reverse (range 1 1000 2)))]
           (in-forked (fn []
                        (doseq [[a b] (partition 2 1 order)] (reset! (cells a) (cells b)))
                        (let [first-cell (cells (first order))]
                          (gc)
                          (gc)
                          (loop [c first-cell n 0] (if c (recur @c (inc n)) n)))))))))

;; The first write after a fork copies a path, whatever the array holds.
(deftest array-after-fork-test
  (let [array (long-array 1000000)
        allocated (fn [f]
                    (let [before (:allocated-bytes (memory))]
                      (f)
                      (- (:allocated-bytes (memory)) before)))]
    (is (= [:value true] (in-forked (fn [] (> 65536 (allocated (fn [] (aset array 777777 1))))))))
    (is (> 65536 (allocated (fn [] (aset array 5 2)))))
    (is (= [0 2] [(aget array 777777) (aget array 5)]))))

;; Each side of a fork has an array of its own, whose nodes the other no longer sees change.
(deftest array-on-both-sides-of-a-fork-test
  (let [array (int-array (range 100))
        forked (in-forked (fn []
                            (dotimes [i 100] (aset array i (- (aget array i))))
                            (vec array)))]
    (is (= [:value (mapv - (range 100))] forked))
    (is (= (range 100) (vec array)))
    (let [before (vec array)]
      (dotimes [i 100] (aset array i 7))
      (is (= (range 100) before))
      (is (= (repeat 100 7) (vec array))))))

;; The list of processes is made in steps, while processes are born and end.
(deftest all-processes-are-listed-test
  (let [waiting (fn [] (process/spawn (fn [] (process/receive))))
        n (scaled 5000 500)
        early (vec (repeatedly n waiting))
        other (process/spawn (fn [] (loop [] (process/exit! (waiting) :stop) (recur))))
        lists (vec (repeatedly 5 (fn []
                                   (dotimes [_ (scaled 1000 50)] (waiting))
                                   (vec (process/processes)))))]
    (process/exit! other :stop)
    (doseq [pids lists]
      (is (every? (set pids) early))
      (is (apply distinct? pids)))
    (doseq [pid (process/processes)]
      (when (and (not= pid (process/self)) (<= (first early) pid)) (process/exit! pid :stop)))
    (is (not-any? (set (process/processes)) early))))

;; --- Waiting for cells ------------------------------------------------------------------------

;; Who waits sleeps until the cell changes: it does not look again and again.
(deftest waiting-costs-nothing-test
  (let [n (scaled 2000 200)
        p (promise)
        waiting (vec (repeatedly n (fn [] (future (inc @p)))))
        timed (vec (repeatedly 10 (fn [] (future (deref p 3600000 :late)))))]
    (process/sleep 20)
    (let [before (:allocated-bytes (memory))]
      (process/sleep 100)
      (is (> 100000 (- (:allocated-bytes (memory)) before))))
    (deliver p 41)
    (is (= (* n 42) (reduce + (map deref waiting))))
    (is (= (repeat 10 41) (map deref timed)))))

;; Some of those who wait for the same give up, in any order, or are ended; the others are woken.
(deftest giving-up-waiting-test
  (dotimes [round 6]
    (let [p (promise)
          me (process/self)
          wait (fn [i]
                 (case (long (mod (+ i round) 3))
                   0 (future (deref p limit :late))
                   1 (future (deref p (mod (* 7 i) 20) :late))
                   2 (future (deref p 1 :late))))
          waiting (vec (map wait (range 30)))
          others (vec (repeatedly 5 (fn []
                                      (process/spawn (fn []
                                                       (dotimes [_ 3] (future @p))
                                                       (process/send! me [:woken @p]))))))]
      (process/sleep 25)
      (doseq [pid (take-nth 2 others)] (process/exit! pid :stop))
      (deliver p :done)
      (doseq [i (range 30)]
        (is (contains? (if (= 0 (mod (+ i round) 3)) #{:done} #{:late :done}) @(waiting i))))
      (is (= [[:woken :done] [:woken :done]] [(process/receive limit) (process/receive limit)])))))

;; A cell is waited for in one epoch and changed in the next.
(deftest waiting-across-a-fork-test
  (let [f (future (process/sleep 60) :slept)
        waiter (future [@f])]
    (process/sleep 10)
    (when (nil? (process/fork)) (process/exit! (process/self) :normal))
    (is (= [:slept] @waiter))
    (is (= :slept @f))))

;; Threads that wait for another one's delay or lazy sequence are woken when it is there.
(deftest waiting-for-claims-test
  (doseq [[make ask] [[(fn [f] (delay (f))) (fn [d] (first @d))]
                      [(fn [f] (lazy-seq (f))) first]]]
    (let [gate (promise)
          it (make (fn [] @gate [:made]))
          waiting (vec (repeatedly (scaled 500 50) (fn [] (future (ask it)))))]
      (process/sleep 20)
      (deliver gate true)
      (is (= #{:made} (set (map deref waiting)))))
    (let [tries (atom 0)
          gate (promise)
          it (make (fn [] @gate (if (= 1 (swap! tries inc)) (throw (ex-info "once" {})) [:made])))
          waiting (vec (repeatedly 20 (fn [] (future (try (ask it) (catch Throwable _ :threw))))))]
      (process/sleep 20)
      (deliver gate true)
      (is (every? #{:made :threw} (map deref waiting))))))
