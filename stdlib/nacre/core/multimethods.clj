;; SPDX-License-Identifier: MIT
;;
;; The objects that multimethods are: instances of one type, callable by its invoke method.
(in-ns 'nacre.core)

(def ^:private multimethod-type
  (nacre.primitive/type-new 'clojure.lang.MultiFn '[name dispatch default hierarchy cell] {}
                            [clojure.lang.AFn Object] {}))
(intern-type 'clojure.lang.MultiFn multimethod-type)

(def empty-table
  "A map that keeps its entries in the order of their hashes however few they are, as Clojure's tables
  of methods do."
  (dissoc (hash-map nil nil) nil))

(defn multimethod?
  "Is x a multimethod?"
  [x]
  (identical? multimethod-type (class x)))

(defn- check-multimethod
  "Throws unless x is a multimethod."
  [x]
  (when-not (multimethod? x)
    (nacre.primitive/raise-cast x "clojure.lang.MultiFn")))

(defn multimethod-name
  "The symbol a multimethod was defined under."
  [mm]
  (nacre.primitive/instance-field mm 0))

(defn multimethod-default
  "The dispatch value of a multimethod's default method."
  [mm]
  (nacre.primitive/instance-field mm 2))

(defn multimethod-hierarchy
  "The hierarchy that a multimethod uses now."
  [mm]
  (deref (nacre.primitive/instance-field mm 3)))

(defn multimethod-cell
  "The atom of a multimethod's methods, preferences and cache."
  [mm]
  (check-multimethod mm)
  (nacre.primitive/instance-field mm 4))

(defn make-multimethod
  "A multimethod without methods."
  [mm-name dispatch default hierarchy]
  (nacre.primitive/instance-new multimethod-type mm-name dispatch default hierarchy
                                (atom {:methods empty-table :prefers empty-table :cache {}
                                       :hierarchy nil})))

(defn- found-target
  "multimethod-target of a value that the cache does not know."
  [mm value]
  (let [method (get-method mm value)]
    (if (nil? method)
      (throw (nacre.primitive/exception-new
              IllegalArgumentException
              (str "No method in multimethod '" (multimethod-name mm) "' for dispatch value: "
                   (if (nil? value) "null" value)) nil nil))
      method)))

(defn multimethod-target
  "The method for a dispatch value; an error when there is none."
  [mm value]
  (let [state (deref (nacre.primitive/instance-field mm 4))
        method (if (identical? (deref (nacre.primitive/instance-field mm 3)) (get state :hierarchy))
                 (get (get state :cache) value)
                 nil)]
    (if (nil? method) (found-target mm value) method)))

(defn add-method
  "Adds a method for a dispatch value."
  [mm value f]
  (swap! (multimethod-cell mm)
         (fn [state] (assoc state :methods (assoc (:methods state) value f) :cache {})))
  mm)

(nacre.primitive/type-set-methods
 multimethod-type
 {'invoke
  (fn
    ([mm] ((multimethod-target mm ((nacre.primitive/instance-field mm 1)))))
    ([mm a] ((multimethod-target mm ((nacre.primitive/instance-field mm 1) a)) a))
    ([mm a b] ((multimethod-target mm ((nacre.primitive/instance-field mm 1) a b)) a b))
    ([mm a b c] ((multimethod-target mm ((nacre.primitive/instance-field mm 1) a b c)) a b c))
    ([mm a b c & more]
     (apply (multimethod-target mm (apply (nacre.primitive/instance-field mm 1) a b c more))
            a b c more)))
  'addMethod (fn [mm value f] (add-method mm value f))
  'removeMethod (fn [mm value] (remove-method mm value))
  'reset (fn [mm] (remove-all-methods mm))
  'preferMethod (fn [mm value other] (prefer-method mm value other))
  'getMethod (fn [mm value] (get-method mm value))
  'getMethodTable (fn [mm] (methods mm))
  'getPreferTable (fn [mm] (prefers mm))
  'dispatchFn (fn [mm] (nacre.primitive/instance-field mm 1))
  'defaultDispatchVal (fn [mm] (multimethod-default mm))})
