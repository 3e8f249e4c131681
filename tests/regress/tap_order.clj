;; SPDX-License-Identifier: MIT
;; Each tap> had a thread of its own, so taps saw values in any order.
(ns nacre.test.tap-order
  (:require [clojure.test :refer [deftest is]]))

(deftest taps-see-values-in-order-test
  (let [seen (atom [])
        done (promise)
        tap (fn [x] (if (= x :end) (deliver done true) (swap! seen conj x)))]
    (add-tap tap)
    (dotimes [i 200] (tap> i))
    (is (true? (tap> :end)))
    (is (true? (deref done 5000 :late)))
    (remove-tap tap)
    (is (= (range 200) @seen))))
