;; SPDX-License-Identifier: MIT
;; What the expressions of templates/types.edn name; loaded by evaluate.cljc on both sides.
(ns nacre.differential.prelude
  (:require [clojure.core.reducers] [clojure.data] [clojure.edn] [clojure.math] [clojure.set]
            [clojure.datafy] [clojure.main] [clojure.pprint] [clojure.repl] [clojure.spec.alpha]
            [clojure.stacktrace] [clojure.string] [clojure.template] [clojure.walk] [clojure.zip]))

(defrecord Point [x y])
(defrecord Leaf [value])
(defrecord Tree [left right])

(defprotocol Shape
  (area [this])
  (perimeter [this]))

(defrecord Circle [radius]
  Shape
  (area [_] (* 3 radius radius)))

(defrecord Square [side]
  Shape
  (area [_] (* side side))
  (perimeter [_] (* 4 side)))

(defprotocol Describe
  (describe [this] [this other]))

(extend-protocol Describe
  nil (describe ([_] :nil) ([_ other] [:nil other]))
  Long (describe ([x] [:long x]) ([x other] [:long x other]))
  Number (describe ([x] [:number x]) ([x other] [:number x other]))
  String (describe ([s] [:string s]))
  clojure.lang.IPersistentMap (describe ([m] [:map (count m)]) ([m other] [:map other]))
  clojure.lang.Sequential (describe ([s] [:sequential (count s)]))
  clojure.lang.Keyword (describe ([k] [:keyword k]))
  Point (describe ([p] [:point (:x p)])))

(deftype Version [major]
  Object
  (toString [_] (str "v" major))
  (equals [_ other] (and (instance? Version other) (= major (.major ^Version other))))
  (hashCode [_] (hash major))
  Comparable
  (compareTo [_ other] (compare major (.major ^Version other))))

(deftype Bag [items]
  clojure.lang.IPersistentCollection
  (seq [_] (seq items))
  (cons [_ x] (Bag. (conj items x)))
  (empty [_] (Bag. []))
  (equiv [_ other] (and (instance? Bag other) (= items (.items ^Bag other))))
  (count [_] (count items))
  clojure.lang.Indexed
  (nth [_ i] (nth items i))
  (nth [_ i otherwise] (nth items i otherwise))
  clojure.lang.ILookup
  (valAt [_ k] (get items k))
  (valAt [_ k otherwise] (get items k otherwise))
  clojure.lang.IFn
  (invoke [_ i] (nth items i)))

(defmethod print-method Bag [bag ^java.io.Writer writer]
  (.write writer (str "#bag " (pr-str (.items ^Bag bag)))))

(defmethod print-method Version [version ^java.io.Writer writer]
  (.write writer (str "#version \"" version "\"")))

(defprotocol Bump (bump [this]))
(deftype Counter [^:unsynchronized-mutable n]
  Bump
  (bump [_] (set! n (inc n)) n))

(defmulti shape-name :shape)
(defmethod shape-name :circle [_] "circle")
(defmethod shape-name :a [m] ["a" m])

(defmulti kind-of class)
(defmethod kind-of Long [x] [:long x])
(defmethod kind-of Number [x] [:number x])
(defmethod kind-of CharSequence [x] [:text x])
(defmethod kind-of java.util.Collection [x] [:collection (count x)])
(defmethod kind-of nil [_] :nil)
(prefer-method kind-of clojure.lang.IPersistentMap java.util.Collection)

(defmulti combine (fn [a b] [(class a) (class b)]))
(defmethod combine [Long String] [a b] (str a b))
(defmethod combine [clojure.lang.IPersistentVector clojure.lang.IPersistentVector] [a b] (into a b))
(defmethod combine :default [a b] [:no a b])

(derive ::square ::shape)
(derive ::circle ::shape)
(derive ::dog ::animal)
(defmulti ancestry identity)
(defmethod ancestry ::shape [x] [:shape x])
(defmethod ancestry ::animal [x] [:animal x])
