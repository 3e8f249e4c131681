;; SPDX-License-Identifier: MIT
;;
;; Reading data: nothing is ever evaluated.
(ns clojure.edn
  "Reads data in the edn format."
  (:refer-clojure :exclude [read read-string]))

(defn read
  "The next form of the reader. Options: :eof value, :readers {tag function}, :default function of a
  tag and its form."
  ([] (read *in*))
  ([stream] (read {} stream))
  ([opts stream]
   (nacre.core/expect java.io.Reader stream)
   (.readForm stream (assoc opts :edn true))))

(defn read-string
  "The first form of the string, nil when it is nil or has none. Options as of read."
  ([s] (read-string {:eof nil} s))
  ([opts s]
   (when s
     (when-not (string? s) (nacre.primitive/raise-cast s "java.lang.String"))
     (when-not (map? opts) (nacre.primitive/raise-cast opts "clojure.lang.IPersistentMap"))
     (let [readers (:readers opts)
           opts (assoc opts :edn true)]
       (when-not (or (nil? readers) (map? readers))
         (nacre.primitive/raise-cast readers "clojure.lang.IPersistentMap"))
       (nacre.core/read-next (nacre.primitive/reader-new s opts) opts)))))
