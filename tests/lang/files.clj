;; SPDX-License-Identifier: MIT
;; Files under /tmp, which is writable on Linux and on the booted kernel.
(ns nacre.test.files
  (:require [clojure.string :as string]
            [clojure.test :refer [deftest is]]))

(defn scratch [name] (str "/tmp/nacre-test-" name))

(deftest spit-and-slurp-test
  (let [path (scratch "plain.txt")]
    (doseq [text ["" "one line" "two\nlines\n" "λ日本é\n" (apply str (repeat 5000 "0123456789"))]]
      (spit path text)
      (is (= text (slurp path))))
    (spit path "a")
    (spit path "b" :append true)
    (is (= "ab" (slurp path)))
    (spit path 42)
    (is (= "42" (slurp path)))
    (spit path {:a [1 "x"]})
    (is (= {:a [1 "x"]} (read-string (slurp path))))))

(deftest missing-files-test
  (is (thrown? Exception (slurp "/tmp/nacre-no-such-file")))
  (is (thrown? Exception (slurp "/nacre-no-such-folder/file")))
  (is (thrown? Exception (spit "/nacre-no-such-folder/file" "x")))
  (is (thrown? Exception (load-file "/tmp/nacre-no-such-file.clj")))
  (is (re-find #"nacre-no-such-file" (try (slurp "/tmp/nacre-no-such-file")
                                          (catch Exception problem (ex-message problem))))))

(deftest load-file-test
  (let [path (scratch "load.clj")]
    (spit path "(ns nacre.test.loaded)\n(def x 41)\n;; comment\n(inc x)\n")
    (is (= 42 (load-file path)))
    (is (= 41 @(ns-resolve 'nacre.test.loaded 'x)))
    (is (= 'nacre.test.files (ns-name (the-ns 'nacre.test.files))))
    (spit path "(ns nacre.test.loaded2) (def y 1) (def z (/ 1 0)) (def after 2)")
    (is (thrown? Exception (load-file path)))
    (is (= 1 @(ns-resolve 'nacre.test.loaded2 'y)))
    (is (nil? (some-> (ns-resolve 'nacre.test.loaded2 'after) (#(when (bound? %) @%)))))
    (spit path "(def broken (")
    (is (thrown? Exception (load-file path)))
    (spit path "")
    (is (nil? (load-file path)))))

(deftest loading-keeps-the-namespace-test
  (let [path (scratch "namespace.clj") before *ns*]
    (spit path "(ns nacre.test.loaded3) (def here (ns-name *ns*))")
    (load-file path)
    (is (= before *ns*))
    (is (= 'nacre.test.loaded3 @(ns-resolve 'nacre.test.loaded3 'here)))))

(deftest errors-name-the-place-test
  (let [path (scratch "place.clj")]
    (spit path "(def fine 1)\n\n(def broken (no-such-function-here 1))\n")
    (let [problem (try (load-file path) nil (catch Throwable problem problem))
          text (str problem " " (ex-message problem) " " (some-> problem ex-cause ex-message))]
      (is (some? problem))
      (is (string/includes? text "no-such-function-here"))
      (is (re-find #"place\.clj" text))
      (is (re-find #"3" text)))))

(deftest many-writes-test
  (let [path (scratch "many.txt")]
    (spit path "")
    (dotimes [i 200] (spit path (str i "\n") :append true))
    (is (= (map str (range 200)) (string/split-lines (slurp path))))))
