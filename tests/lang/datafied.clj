;; SPDX-License-Identifier: MIT
;;
;; clojure.datafy: what values show of themselves as data.
(ns nacre.test.datafied
  (:require [clojure.core.protocols :as protocols]
            [clojure.datafy :refer [datafy nav]]
            [clojure.test :refer [deftest is]]))

(defn visible "A var to find." [] 1)
(def ^:private hidden 2)

(deftest values-that-are-data
  (is (= [1 nil "a" {:a 1}] (map datafy [1 nil "a" {:a 1}])))
  (is (= 1 (nav {:a 1} :a 1))))

(deftest references
  (is (= [1] (datafy (atom 1)) (datafy (ref 1)) (datafy (agent 1))))
  (is (= {:m 1} (select-keys (meta (datafy (atom 1 :meta {:m 1}))) [:m])))
  (is (= 'clojure.lang.Atom (:clojure.datafy/class (meta (datafy (atom 1)))))))

(deftest exceptions
  (let [data (datafy (ex-info "outside" {:a 1} (ex-info "inside" {:b 2})))]
    (is (= ["inside" {:b 2}] ((juxt :cause :data) data)))
    (is (= ["outside" "inside"] (map :message (:via data))))))

(deftest namespaces
  (let [data (datafy (the-ns 'nacre.test.datafied))]
    (is (= 'nacre.test.datafied (:name data)))
    (is (= #'visible (get-in data [:publics 'visible])))
    (is (nil? (get-in data [:publics 'hidden])))
    (is (var? (get-in data [:interns 'hidden])))
    (is (sorted? (:publics data)))))

(deftest by-metadata
  (let [shown (datafy (with-meta {:z 1} {`protocols/datafy (fn [_] {:d 1})}))]
    (is (= {:d 1} shown))
    (is (= {:z 1} (:clojure.datafy/obj (meta shown))))))
