;; SPDX-License-Identifier: MIT
;;
;; The protocols by which values take part in reduce, datafy and nav.
(in-ns 'clojure.core.protocols)
(clojure.core/refer 'clojure.core)

(defprotocol CollReduce
  "How a type reduces itself; reduce calls it for user-defined types."
  (coll-reduce [coll f] [coll f val] "reduce, with or without a start value."))

(defprotocol InternalReduce
  "How a kind of seq reduces its rest."
  (internal-reduce [seq f start] "Reduces the seq with f from start."))

(defprotocol IKVReduce
  "How a type reduces its entries; reduce-kv calls it for user-defined types."
  (kv-reduce [amap f init] "reduce-kv."))

(defprotocol Datafiable
  "How a value shows itself as data."
  :extend-via-metadata true
  (datafy [o] "The value as data."))

(defprotocol Navigable
  "How a value under a key of data leads to the thing it stands for."
  :extend-via-metadata true
  (nav [coll k v] "The thing that v, under k of coll, stands for."))

(extend-protocol CollReduce
  nil
  (coll-reduce
    ([coll f] (f))
    ([coll f val] val))
  Object
  (coll-reduce
    ([coll f] (reduce f (seq coll)))
    ([coll f val] (reduce f val (seq coll)))))

(extend-protocol InternalReduce
  nil
  (internal-reduce [s f val] val)
  Object
  (internal-reduce [s f val] (reduce f val s)))

(extend-protocol IKVReduce
  nil
  (kv-reduce [amap f init] init)
  Object
  (kv-reduce [amap f init] (reduce-kv f init amap)))

(extend-protocol Datafiable
  nil
  (datafy [_] nil)
  Object
  (datafy [x] x))

(extend-protocol Navigable
  Object
  (nav [_ _ x] x))

(defn iterator-reduce!
  "Reduces what is left of an iterator (something with hasNext and next)."
  ([iter f]
   (if (.hasNext iter) (iterator-reduce! iter f (.next iter)) (f)))
  ([iter f val]
   (loop [acc val]
     (if (.hasNext iter)
       (let [acc (f acc (.next iter))]
         (if (reduced? acc) @acc (recur acc)))
       acc))))
