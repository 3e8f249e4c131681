;; SPDX-License-Identifier: MIT
;; The functions that load libraries stood in traces without the name of their file, as the file that
;; defines *file* gave it a value while it was being compiled itself.
(ns nacre.test.library-place
  (:require [clojure.test :refer [deftest is]]))

(deftest library-place-test
  (let [problem (try (require 'no.such.library.anywhere) (catch Throwable e e))
        files (map (fn [[_ file]] file) (nacre.primitive/exception-trace problem))]
    (is (some #{"stdlib/clojure/core/namespaces.clj"} files))
    (is (not-any? #{"NO_SOURCE_PATH"} files))
    (is (= "NO_SOURCE_PATH" (load-string "*file*")))))
