;; SPDX-License-Identifier: MIT
;;
;; Exceptions with their traces, printed.
(ns clojure.stacktrace
  "Prints exceptions with their traces.")

(defn root-cause
  "The exception at the end of the chain of causes."
  [tr]
  (if-let [cause (ex-cause tr)] (recur cause) tr))

(defn print-trace-element
  "Prints a frame of a trace."
  [e]
  (print (str e)))

(defn print-throwable
  "Prints the class, the message and the data of an exception."
  [tr]
  (printf "%s: %s" (.getName (class tr)) (ex-message tr))
  (when-let [data (ex-data tr)]
    (newline)
    (pr data)))

(defn print-stack-trace
  "Prints an exception and n frames of its trace, or all."
  ([tr] (print-stack-trace tr nil))
  ([tr n]
   (let [frames (.getStackTrace tr)]
     (print-throwable tr)
     (newline)
     (print " at ")
     (if-let [frame (first frames)]
       (print-trace-element frame)
       (print "[empty stack trace]"))
     (newline)
     (doseq [frame (if n (take (dec n) (rest frames)) (rest frames))]
       (print "    ")
       (print-trace-element frame)
       (newline)))))

(defn print-cause-trace
  "As print-stack-trace, for the exception and its causes."
  ([tr] (print-cause-trace tr nil))
  ([tr n]
   (print-stack-trace tr n)
   (when-let [cause (ex-cause tr)]
     (print "Caused by: ")
     (recur cause n))))

(defn e
  "Prints a short trace of the last exception at the prompt."
  []
  (print-stack-trace (root-cause *e) 8))
