;; SPDX-License-Identifier: MIT
;; Calls and small arithmetic: Fibonacci 32 and Takeuchi 24 16 8.
(load-file (str (or (first *command-line-args*) "tests/bench") "/measure.clj"))

(defn fib [n] (if (< n 2) n (+ (fib (- n 1)) (fib (- n 2)))))

(defn tak [x y z]
  (if (< y x)
    (tak (tak (- x 1) y z) (tak (- y 1) z x) (tak (- z 1) x y))
    z))

(measure "fib" 3 2178309 #(fib 32))
(measure "tak" 3 9 #(tak 24 16 8))
