;; SPDX-License-Identifier: MIT
;;
;; Values as data, and from data to what it stands for.
(ns clojure.datafy
  "Values shown as data, and the way from data back to values."
  (:require [clojure.core.protocols :as p]))

(defn datafy
  "x as data; when that is another value with metadata, x and its type stand there."
  [x]
  (let [v (p/datafy x)]
    (if (identical? v x)
      v
      (if (instance? clojure.lang.IObj v)
        (vary-meta v assoc ::obj x ::class (-> x class nacre.primitive/type-name symbol))
        v))))

(extend-protocol p/Datafiable
  Throwable
  (datafy [e] (Throwable->map e))

  clojure.lang.IRef
  (datafy [r] (with-meta [(deref r)] (meta r)))

  clojure.lang.Namespace
  (datafy [ns]
    (with-meta {:name (ns-name ns)
                :publics (into (sorted-map) (ns-publics ns))
                :imports (into (sorted-map) (ns-imports ns))
                :interns (into (sorted-map) (ns-interns ns))}
      (meta ns))))

(defn nav
  "The thing that v, under k of coll, stands for."
  [coll k v]
  (p/nav coll k v))
