;; SPDX-License-Identifier: MIT
(ns nacre.test.main
  (:require [clojure.main :as main]
            [clojure.test :refer [deftest is]]))

(deftest names-of-functions
  (is (= ["clojure.core/map" "user/foo-bar/fn--123" "a.b/x?" "a/+" "a!/b*c" "plain"]
         (map main/demunge ["clojure.core$map" "user$foo_bar$fn__123" "a.b$x_QMARK_" "a$_PLUS_"
                            "a_BANG_$b_STAR_c" "plain"]))))

(deftest causes
  (is (= "b" (ex-message (main/root-cause (Exception. "a" (Exception. "b")))))))

(deftest a-loop-of-reading-and-evaluating
  (let [seen (atom [])
        note (fn [kind] (fn [x] (swap! seen conj [kind (if (instance? Throwable x) (class x) x)])))]
    (with-in-str "(+ 1 2) *1\n\n [*1 *2] (/ 1 0) *e (read-line)\nrest of the line\n:end"
      (main/repl :init (fn [] (swap! seen conj :init))
                 :need-prompt (constantly false)
                 :prompt (fn [])
                 :print (note :value)
                 :caught (note :error)))
    (is (= [:init [:value 3] [:value 3] [:value [3 3]] [:error ArithmeticException]
            [:value ArithmeticException] [:value "rest of the line"] [:value :end]]
           @seen))))
