;; SPDX-License-Identifier: MIT
;;
;; Generators of random values, for clojure.spec.alpha. A generator is a function of a size (from 0
;; on, larger sizes giving larger values); there is no shrinking. Where test.check is on the source path,
;; its generators are made instead, as in Clojure, so that those of libraries mix with those of specs.
(ns clojure.spec.gen.alpha
  "Generators of random values."
  (:refer-clojure :exclude [boolean bytes cat char delay double hash-map int keyword list map
                            not-empty set shuffle symbol uuid vector])
  (:require [clojure.core :as c]))

(deftype Generator [produce])

(defn generator?
  "Is x a generator?"
  [x]
  (instance? Generator x))

(defn- call
  "A value of the generator for that size."
  [g size]
  ((.-produce g) size))

(defn- make
  "The generator of what (f size) answers."
  [f]
  (->Generator f))

(defn- between
  "A random integer from low to high, both included."
  [low high]
  (+' low (bigint (* (rand) (inc (-' high low))))))

(defn generate
  "A value of the generator."
  ([g] (generate g 30))
  ([g size] (call g size)))

(defn sample
  "n (10) values of the generator, for growing sizes."
  ([g] (sample g 10))
  ([g n] (c/map (fn [size] (call g size)) (range n))))

(defn return
  "Always that value."
  [value]
  (make (fn [_] value)))

(defn fmap
  "The answers of f for values of the generator."
  [f g]
  (make (fn [size] (f (call g size)))))

(defn bind
  "Values of the generator that f answers for a value of g."
  [g f]
  (make (fn [size] (call (f (call g size)) size))))

(defn such-that
  "Values of g for which pred is true; an error after max-tries (10) that were none."
  ([pred g] (such-that pred g 10))
  ([pred g max-tries]
   (make (fn [size]
           (loop [left max-tries size size]
             (if (zero? left)
               (throw (ex-info (str "Couldn't satisfy such-that predicate after " max-tries " tries.")
                               {:pred pred :gen g :max-tries max-tries}))
               (let [value (call g size)]
                 (if (pred value) value (recur (dec left) (inc size))))))))))

(defn choose
  "Integers from lower to upper, both included."
  [lower upper]
  (make (fn [_] (let [n (between lower upper)] (if (<= Long/MIN_VALUE n Long/MAX_VALUE) (long n) n)))))

(defn elements
  "The elements of coll."
  [coll]
  (let [coll (vec coll)]
    (make (fn [_] (nth coll (rand-int (count coll)))))))

(defn one-of
  "Values of any of the generators."
  [generators]
  (let [generators (vec generators)]
    (make (fn [size] (call (nth generators (rand-int (count generators))) size)))))

(defn frequency
  "Values of the generators in pairs [weight generator]."
  [pairs]
  (let [all (mapcat (fn [[weight g]] (repeat weight g)) pairs)]
    (one-of all)))

(defn tuple
  "Vectors of a value of each generator."
  [& generators]
  (make (fn [size] (mapv (fn [g] (call g size)) generators))))

(defn- many
  "A vector of values of g: as many as number, or from least to most, or up to the size."
  [g size least most]
  (mapv (fn [_] (call g size)) (range (between least (or most (max least size))))))

(defn vector
  "Vectors of values of g: of a number of them, or from a least to a greatest number."
  ([g] (make (fn [size] (many g size 0 nil))))
  ([g number] (make (fn [size] (many g size number number))))
  ([g least most] (make (fn [size] (many g size least most)))))

(defn list
  "Lists of values of g."
  [g]
  (fmap (fn [v] (apply c/list v)) (vector g)))

(defn- distinct-elements
  "A vector of different values of g, as options ask for: :num-elements :min-elements :max-elements
  :max-tries."
  [g size {:keys [num-elements min-elements max-elements max-tries] :or {max-tries 10}}]
  (let [least (or num-elements min-elements 0)
        most (or num-elements max-elements (max least size))
        wanted (between least most)]
    (loop [seen #{} result [] misses 0]
      (cond (= (count result) wanted) result
            (> misses max-tries)
            (if (>= (count result) least)
              result
              (throw (ex-info "Couldn't generate enough distinct elements!" {:gen g})))
            :else (let [x (call g (+ size misses))]
                    (if (contains? seen x)
                      (recur seen result (inc misses))
                      (recur (conj seen x) (conj result x) 0)))))))

(defn vector-distinct
  "Vectors of different values of g."
  ([g] (vector-distinct g {}))
  ([g options] (make (fn [size] (distinct-elements g size options)))))

(defn set
  "Sets of values of g."
  ([g] (set g {}))
  ([g options] (fmap c/set (vector-distinct g options))))

(defn map
  "Maps of keys and values of the generators."
  ([key-gen val-gen] (map key-gen val-gen {}))
  ([key-gen val-gen options]
   (make (fn [size]
           (into {} (c/map (fn [k] [k (call val-gen size)]))
                 (distinct-elements key-gen size options))))))

(defn hash-map
  "Maps of the keys given, each with a value of the generator behind it."
  [& keys-and-generators]
  (let [pairs (partition 2 keys-and-generators)]
    (make (fn [size] (into {} (c/map (fn [[k g]] [k (call g size)])) pairs)))))

(defn not-empty
  "Values of g that are not empty."
  [g]
  (such-that seq g 100))

(defn cat
  "The elements of values of the generators, one behind the other."
  [& generators]
  (fmap (fn [parts] (apply concat parts)) (apply tuple generators)))

(defn shuffle
  "Vectors of the elements of coll in random order."
  [coll]
  (make (fn [_] (c/shuffle (vec coll)))))

(defn delay-impl
  "Values of the generator that dereferencing gives, when the first is asked for."
  [delayed]
  (make (fn [size] (call (deref delayed) size))))

(defmacro delay
  "The generator that the form gives, evaluated when the first value is asked for."
  [form]
  `(delay-impl (c/delay ~form)))

;; --- Values without parts ------------------------------------------------------------------------
(defn boolean "true and false." [] (elements [true false]))
(defn int "Integers around 0." [] (make (fn [size] (long (between (- size) size)))))

(defn large-integer*
  "Longs of all sizes, from :min to :max if given."
  [{least :min most :max}]
  (make (fn [size]
          (let [reach (bit-shift-left 1 (rand-int (min 63 (+ 2 size))))
                low (or least (if most (min (- reach) most) (- reach)))
                high (or most (max reach low))
                low (if least low (min low high))
                window (min high (+' low (*' 2 reach)))]
            (long (if (and least most)
                    (if (zero? (rand-int 2)) (between low high) (between low (max low window)))
                    (between low high)))))))

(defn large-integer "Longs of all sizes." [] (large-integer* {}))

(defn double*
  "Doubles from :min to :max; :infinite? and :NaN? false leave those out."
  [{least :min most :max infinite? :infinite? nan? :NaN? :or {infinite? true nan? true}}]
  (make (fn [size]
          (let [special (concat (when (and infinite? (nil? most)) [##Inf])
                                (when (and infinite? (nil? least)) [##-Inf])
                                (when (and nan? (nil? least) (nil? most)) [##NaN]))]
            (if (and (seq special) (zero? (rand-int 20)))
              (rand-nth (vec special))
              (let [reach (c/double (bit-shift-left 1 (min 60 size)))
                    low (or least (if most (- most reach) (- reach)))
                    high (or most (+ low (* 2 reach)))]
                (c/double (+ low (* (rand) (- high low))))))))))

(defn double "Doubles." [] (double* {}))
(defn ratio "Ratios and integers." []
  (fmap (fn [[a b]] (/ a b)) (tuple (int) (such-that (complement zero?) (int) 100))))
(defn char "Characters from 0 to 255." [] (fmap c/char (choose 0 255)))
(defn char-ascii "Characters that ASCII prints." [] (fmap c/char (choose 32 126)))
(defn char-alpha "Letters." []
  (fmap c/char (one-of [(choose 65 90) (choose 97 122)])))
(defn char-alphanumeric "Letters and digits." []
  (fmap c/char (one-of [(choose 48 57) (choose 65 90) (choose 97 122)])))
(defn string "Strings." [] (fmap (fn [cs] (apply str cs)) (vector (char))))
(defn string-ascii "Strings of ASCII characters." []
  (fmap (fn [cs] (apply str cs)) (vector (char-ascii))))
(defn string-alphanumeric "Strings of letters and digits." []
  (fmap (fn [cs] (apply str cs)) (vector (char-alphanumeric))))

(defn- name-text
  "Texts that are names."
  []
  (fmap (fn [[c s]] (str c s)) (tuple (char-alpha) (string-alphanumeric))))

(defn keyword "Keywords." [] (fmap c/keyword (name-text)))
(defn keyword-ns "Keywords with a namespace." []
  (fmap (fn [[a b]] (c/keyword a b)) (tuple (name-text) (name-text))))
(defn symbol "Symbols." [] (fmap c/symbol (name-text)))
(defn symbol-ns "Symbols with a namespace." []
  (fmap (fn [[a b]] (c/symbol a b)) (tuple (name-text) (name-text))))
(defn uuid "UUIDs." [] (make (fn [_] (random-uuid))))
(defn bytes "Arrays of bytes." [] (fmap byte-array (vector (choose -128 127))))

(defn simple-type
  "Values without parts."
  []
  (one-of [(int) (large-integer) (double) (char) (string) (ratio) (boolean) (keyword) (keyword-ns)
           (symbol) (symbol-ns) (uuid)]))

(defn simple-type-printable
  "Values without parts that read back."
  []
  (one-of [(int) (large-integer) (double* {:NaN? false}) (char-alphanumeric) (string-alphanumeric)
           (ratio) (boolean) (keyword) (keyword-ns) (symbol) (symbol-ns) (uuid)]))

(defn- nested
  "Values without parts, and small collections of them."
  [simple]
  (let [inner (fn [g] (make (fn [size] (call g (quot size 4)))))]
    (frequency [[6 simple]
                [1 (inner (vector simple))]
                [1 (inner (list simple))]
                [1 (inner (set simple))]
                [1 (inner (map simple simple))]])))

(defn any "Any values." [] (nested (simple-type)))
(defn any-printable "Any values that read back." [] (nested (simple-type-printable)))

;; --- With test.check on the source path ----------------------------------------------------------
(def ^:private test-check
  "A delay: is test.check there? It is loaded then."
  (c/delay
   (if (nacre.core/library-source? "clojure/test/check/generators")
     (do (require 'clojure.test.check.generators) true)
     false)))

(defn- of-test-check
  "What test.check's generators call by that name, or nil."
  [name]
  (when @test-check
    (deref (ns-resolve 'clojure.test.check.generators name))))

(doseq [name '[generator? generate sample return fmap bind such-that choose elements one-of frequency
               tuple vector list vector-distinct set map hash-map not-empty shuffle large-integer*
               double*]]
  (alter-var-root (ns-resolve 'clojure.spec.gen.alpha name)
                  (fn [own]
                    (fn [& args] (apply (or (of-test-check name) own) args)))))

(doseq [name '[boolean int large-integer double ratio char char-ascii char-alpha char-alphanumeric
               string string-ascii string-alphanumeric keyword keyword-ns symbol symbol-ns uuid bytes
               simple-type simple-type-printable any any-printable]]
  (alter-var-root (ns-resolve 'clojure.spec.gen.alpha name)
                  (fn [own] (fn [] (or (of-test-check name) (own))))))

(alter-var-root #'delay-impl
                (fn [own]
                  (fn [delayed]
                    (if-let [make-generator (of-test-check '->Generator)]
                      (make-generator (fn [random size] ((:gen @delayed) random size)))
                      (own delayed)))))

;; --- Generators of predicates --------------------------------------------------------------------
(defn- natural "Longs from 0 on." [] (large-integer* {:min 0}))

(def ^:private by-predicate
  "A map of predicates to functions that make their generators."
  {any? (fn [] (one-of [(return nil) (any-printable)]))
   some? (fn [] (such-that some? (any-printable) 100))
   number? (fn [] (one-of [(large-integer) (double)]))
   integer? large-integer
   int? large-integer
   pos-int? (fn [] (large-integer* {:min 1}))
   neg-int? (fn [] (large-integer* {:max -1}))
   nat-int? natural
   float? double
   double? double
   boolean? boolean
   string? string-alphanumeric
   ident? (fn [] (one-of [(keyword-ns) (symbol-ns)]))
   simple-ident? (fn [] (one-of [(keyword) (symbol)]))
   qualified-ident? (fn [] (one-of [(keyword-ns) (symbol-ns)]))
   keyword? (fn [] (one-of [(keyword) (keyword-ns)]))
   simple-keyword? keyword
   qualified-keyword? keyword-ns
   symbol? (fn [] (one-of [(symbol) (symbol-ns)]))
   simple-symbol? symbol
   qualified-symbol? symbol-ns
   uuid? uuid
   inst? (fn [] (fmap (fn [ms] (java.util.Date. ms)) (large-integer* {:min 0 :max 4102444800000})))
   seqable? (fn [] (one-of [(return nil) (list (any-printable)) (vector (any-printable))
                            (map (any-printable) (any-printable)) (set (any-printable))
                            (string-alphanumeric)]))
   indexed? (fn [] (vector (any-printable)))
   map? (fn [] (map (simple-type-printable) (simple-type-printable)))
   vector? (fn [] (vector (simple-type-printable)))
   list? (fn [] (list (simple-type-printable)))
   seq? (fn [] (list (simple-type-printable)))
   set? (fn [] (set (simple-type-printable)))
   char? char
   nil? (fn [] (return nil))
   false? (fn [] (return false))
   true? (fn [] (return true))
   zero? (fn [] (return 0))
   rational? (fn [] (one-of [(large-integer) (ratio)]))
   ratio? (fn [] (such-that ratio? (ratio) 100))
   decimal? (fn [] (fmap bigdec (double* {:infinite? false :NaN? false})))
   coll? (fn [] (one-of [(map (simple-type) (simple-type)) (list (simple-type))
                         (vector (simple-type)) (set (simple-type))]))
   empty? (fn [] (elements [nil "" [] () {} #{}]))
   associative? (fn [] (one-of [(map (simple-type) (simple-type)) (vector (simple-type))]))
   sequential? (fn [] (one-of [(list (simple-type)) (vector (simple-type))]))
   bytes? bytes})

(defn gen-for-pred
  "The generator of a predicate of clojure.core or of a set, nil when none is known."
  [pred]
  (if (set? pred)
    (elements pred)
    (when-let [maker (get by-predicate pred)] (maker))))
