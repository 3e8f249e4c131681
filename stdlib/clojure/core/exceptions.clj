;; SPDX-License-Identifier: MIT
;;
;; Exceptions as values: ex-info and its parts, and the map form of an exception.
(in-ns 'clojure.core)

(defn ex-info
  "An exception that carries a map of data, a message and perhaps the exception that caused it."
  ([msg map] (ex-info msg map nil))
  ([msg map cause]
   (when-not (or (nil? msg) (string? msg)) (nacre.primitive/raise-cast msg "java.lang.String"))
   (when (nil? map) (argument-error "Additional data must be non-nil."))
   (when-not (clojure.core/map? map)
     (nacre.primitive/raise-cast map "clojure.lang.IPersistentMap"))
   (nacre.primitive/exception-new clojure.lang.ExceptionInfo msg map cause)))

(defn ex-data
  "The data map of an exception made by ex-info; nil for anything else."
  [ex]
  (if (nacre.primitive/exception? ex)
    (let [data (nacre.primitive/exception-data ex)]
      (if (number? data) nil data)) ; where a ParseException found what cannot be parsed
    nil))

(defn ex-message
  "The message of an exception; nil for anything else."
  [ex]
  (if (nacre.primitive/exception? ex) (nacre.primitive/exception-message ex) nil))

(defn ex-cause
  "The exception that caused this one; nil when there is none, or for anything else."
  [ex]
  (if (nacre.primitive/exception? ex) (nacre.primitive/exception-cause ex) nil))

(defn StackTraceElement->vec
  "A frame of a trace as [class-symbol method-symbol file line]."
  [o]
  [(symbol (.getClassName o)) (symbol (.getMethodName o)) (.getFileName o) (.getLineNumber o)])

(defn Throwable->map
  "An exception as a map: :via a vector of {:type :message :data :at} from the outermost to the root
  cause, :cause and :data of the root cause, :trace its frames."
  [o]
  (let [chain (loop [result [] e o]
                (if e (recur (conj result e) (ex-cause e)) result))
        root (peek chain)
        via (mapv (fn [e]
                    (let [frames (nacre.core/trace-elements e)]
                      (merge {:type (nacre.primitive/type-name (type e))}
                             (when-let [m (ex-message e)] {:message m})
                             (when-let [d (ex-data e)] {:data d})
                             (when (seq frames) {:at (StackTraceElement->vec (first frames))}))))
                  chain)]
    (merge {:via via
            :trace (mapv StackTraceElement->vec (nacre.core/trace-elements (or root o)))}
           (when-let [m (ex-message root)] {:cause m})
           (when-let [d (ex-data root)] {:data d})
           (when-let [phase (:clojure.error/phase (ex-data o))] {:phase phase}))))

(defmacro with-open
  "Binds names to the values of forms, evaluates the body, and calls close on each of them afterwards,
  the last one first."
  [bindings & body]
  (check-bindings "with-open" bindings)
  (when-not (or (zero? (count bindings)) (symbol? (nth bindings 0)))
    (argument-error "with-open only allows Symbols in bindings"))
  (if (zero? (count bindings))
    `(do ~@body)
    `(let ~(subvec bindings 0 2)
       (try
         (with-open ~(subvec bindings 2) ~@body)
         (finally
           (. ~(nth bindings 0) (~'close)))))))
