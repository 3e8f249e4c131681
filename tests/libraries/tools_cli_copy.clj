;; SPDX-License-Identifier: MIT
;; The command line of a program that copies files, read with tools.cli.
(ns nacre.libraries.tools-cli-copy
  (:require [clojure.string :as string]
            [clojure.test :refer [deftest is testing]]
            [clojure.tools.cli :refer [parse-opts summarize get-default-options]]))

(def options
  [["-j" "--jobs N" "How many at once"
    :default 4
    :parse-fn #(Integer/parseInt %)
    :validate [#(< 0 % 0x100) "Must be between 1 and 255"]]
   ["-m" "--mode MODE" "How" :default :copy :parse-fn keyword
    :validate [#{:copy :move} "Must be copy or move"]]
   ["-v" nil "More words; may be repeated" :id :verbosity :default 0 :update-fn inc]
   ["-x" "--exclude PATTERN" "What not to copy" :default []
    :assoc-fn (fn [m k v] (update m k conj v))]
   [nil "--[no-]dry-run" "Only tell" :default false]
   ["-h" "--help"]])

(defn command [& arguments]
  (let [{:keys [options arguments errors]} (parse-opts arguments nacre.libraries.tools-cli-copy/options)]
    (cond errors [:usage errors]
          (:help options) [:help]
          (not= 2 (count arguments)) [:usage ["FROM and TO are wanted"]]
          :else [(:mode options) (select-keys options [:jobs :verbosity :exclude :dry-run]) arguments])))

(deftest commands
  (is (= [:copy {:jobs 4 :verbosity 0 :exclude [] :dry-run false} ["a" "b"]] (command "a" "b")))
  (is (= [:move {:jobs 9 :verbosity 3 :exclude ["*.o" "*.so"] :dry-run true} ["a" "b"]]
         (command "-j9" "--mode=move" "-vvv" "-x" "*.o" "--exclude" "*.so" "--dry-run" "a" "b")))
  (is (= [:copy {:jobs 4 :verbosity 0 :exclude [] :dry-run false} ["-v" "b"]] (command "--" "-v" "b")))
  (is (= [:help] (command "-h")))
  (is (= [:usage ["FROM and TO are wanted"]] (command "a"))))

(deftest errors
  (is (= [:usage ["Failed to validate \"-j 0\": Must be between 1 and 255"]] (command "-j" "0" "a" "b")))
  (is (= [:usage ["Unknown option: \"--nosuch\""]] (command "--nosuch" "a" "b")))
  (is (= [:usage ["Missing required argument for \"-j N\""]] (command "-j")))
  (testing "what a parser throws becomes a message"
    (let [[kind [message]] (command "-j" "many" "a" "b")]
      (is (= :usage kind))
      (is (string/starts-with? message "Error while parsing option \"-j many\"")))))

(deftest texts
  (let [{:keys [summary]} (parse-opts [] options)]
    (is (= 6 (count (string/split-lines summary))))
    (is (= "  -j, --jobs N           4      How many at once" (first (string/split-lines summary))))
    (is (= "  -h, --help" (last (string/split-lines summary)))))
  (is (= {:jobs 4 :mode :copy :verbosity 0 :exclude [] :dry-run false} (get-default-options options))))
