;; SPDX-License-Identifier: MIT
;; chunk-first, chunk-rest and chunk-next of a value that is no object ended the program.
(ns nacre.test.chunks-of-immediates
  (:require [clojure.test :refer [deftest is]]))

(deftest errors-not-crashes
  (doseq [f [chunk-first chunk-rest chunk-next]]
    (is (thrown? ClassCastException (f \a)))
    (is (thrown? ClassCastException (f 1)))
    (is (thrown? ClassCastException (f true)))
    (is (thrown? NullPointerException (f nil)))))
