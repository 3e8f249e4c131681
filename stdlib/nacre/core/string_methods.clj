;; SPDX-License-Identifier: MIT
;;
;; The methods of Java's String, and what parameters of Java's methods take: other arguments are
;; refused as there.
(in-ns 'nacre.core)
(clojure.core/refer 'clojure.core)

(declare java-hash encode-text utf8-bytes)

;; --- Parameters of static methods -----------------------------------------------------------------
(defn- no-overload
  "Throws because no overload of a static method takes x."
  [x]
  (throw (nacre.primitive/exception-new
          IllegalArgumentException
          (str "No matching method found for " (if (nil? x) "nil" (class x))) nil nil)))

(defn- want-string
  "x, a string or nil."
  [x]
  (if (or (string? x) (nil? x)) x (nacre.primitive/raise-cast x "java.lang.String")))

(defn- want-int
  "x as Java makes it an int parameter."
  [x]
  (if (number? x) (int (long x)) (nacre.primitive/raise-cast x "java.lang.Number")))

(defn- of-numbers
  "f for numbers of any kind, of which there are several overloads."
  [f]
  (fn ([a] (if (number? a) (f a) (no-overload a)))
    ([a b] (cond (not (number? a)) (no-overload a)
                 (not (number? b)) (no-overload b)
                 :else (f a b)))))

(defn- of-longs
  "f with its arguments cast to long, as to parameters of that type."
  [f]
  (let [cast nacre.primitive/hint-long-argument]
    (fn ([a] (f (cast a)))
      ([a b] (let [a (cast a)] (f a (cast b)))))))

(defn- of-ints
  "f with its arguments cast to int, as to parameters of that type."
  [f]
  (fn ([a] (f (want-int a)))
    ([a b] (let [a (want-int a)] (f a (want-int b))))))

(defn- of-doubles
  "f with its arguments cast to double, as to parameters of that type."
  [f]
  (fn ([a] (f (nacre.primitive/hint-double a)))
    ([a b] (let [a (nacre.primitive/hint-double a)] (f a (nacre.primitive/hint-double b))))))

(defn- bits-32
  "The 32 bits of an int parameter."
  [x]
  (bit-and (want-int x) 0xffffffff))

(defn- bits-64
  "The 64 bits of a long parameter."
  [x]
  (let [n (nacre.primitive/hint-long-argument x)]
    (if (neg? n) (+' n 18446744073709551616N) n)))

;; --- Methods of strings ---------------------------------------------------------------------------
(defn- text-index
  "indexOf of a string or a code point: -1 when there is none."
  [s x from]
  (if (and (int? x) (not (<= 0 x 1114111)))
    -1
    (or (clojure.string/index-of s (if (int? x) (code-point->char x) x) from) -1)))

(defn- last-text-index
  "lastIndexOf of a string or a code point, up to an index: -1 when there is none."
  [s x from]
  (if (or (neg? from) (and (int? x) (not (<= 0 x 1114111))))
    -1
    (or (clojure.string/last-index-of s (if (int? x) (code-point->char x) x) from) -1)))

(defn- int-value
  "x as Java makes it an int parameter."
  [x]
  (if (number? x) (int x) (nacre.primitive/raise-cast x "java.lang.Number")))

(defn- int-sized?
  "Is x an integer within 32 bits?"
  [x]
  (and (int? x) (<= -2147483648 x 2147483647)))

(defn- fits-parameter?
  "Does an overload with a parameter of that type take x?"
  [type x]
  (case type
    :int (int? x)
    :char (char? x)
    :array (array? x)
    (:string :string-or-nil) (or (nil? x) (string? x))
    :text (or (nil? x) (instance? CharSequence x))
    :charset (or (nil? x) (string? x) (nacre.primitive/user-instance? x))
    :locale (or (nil? x) (keyword? x))))

(defn- exact?
  "Do the arguments fit the types as they are?"
  [types args]
  (every? true? (map (fn [type x] (if (= type :int) (int-sized? x) (and (some? x) (fits-parameter? type x))))
                     types args)))

(defn- chosen
  "The arguments as an overload takes them. A single one of that many parameters has them cast; of
  several one must fit. What is missing is told last."
  [method overloads args]
  (let [overloads (filterv (fn [types] (= (count types) (count args))) overloads)
        fitting (if (= 1 (count overloads))
                  (first overloads)
                  (first (filter (fn [types] (every? true? (map fits-parameter? types args))) overloads)))]
    (when (nil? fitting)
      (throw (nacre.primitive/exception-new
              IllegalArgumentException
              (str "No matching method " method " found taking " (count args)
                   " args for class java.lang.String") nil nil)))
    (let [cast (mapv (fn [type x]
                       (cond (= type :int) (if (= 1 (count overloads)) (int-value x) (unchecked-int x))
                             (fits-parameter? type x) x
                             :else (nacre.primitive/raise-cast x (name type))))
                     fitting args)]
      (when (and (some nil? cast) (not= fitting [:string-or-nil])) (nacre.primitive/raise-cast nil "java.lang.String"))
      cast)))

(defn- signed
  "f as a method of Java's String with these overloads: vectors of the types of its parameters."
  [method f & overloads]
  (let [overloads (vec overloads)
        [one-type] (first (filter (fn [types] (= 1 (count types))) overloads))
        quick (case one-type :int int-sized? :string string? (constantly false))
        bare (some empty? overloads)]
    (fn
      ([s] (if bare (f s) (chosen method overloads [])))
      ([s a] (if (quick a) (f s a) (f s (first (chosen method overloads [a])))))
      ([s a b]
       (if (some (fn [types] (and (= 2 (count types)) (exact? types [a b]))) overloads)
         (f s a b)
         (let [[a b] (chosen method overloads [a b])] (f s a b))))
      ([s a b & more] (apply f s (chosen method overloads (into [a b] more)))))))

(defn- substring-index
  "Throws for what is no part of the string."
  [s from to]
  (if (<= 0 from to (count s))
    (subs s from to)
    (throw (nacre.primitive/exception-new
            StringIndexOutOfBoundsException
            (str "begin " from ", end " to ", length " (count s)) nil nil))))

(defn- method-table-of
  "The table of methods: each with its name, what it does and its overloads."
  [rows]
  (into {} (map (fn [[method f & overloads]] [method (apply signed method f overloads)])) rows))

(def string-methods
  "The methods of strings: by their names, functions of a string and the arguments."
  (method-table-of
   [['length count []]
    ['charAt (fn [s i]
               (if (< -1 i (count s))
                 (nth s i)
                 (throw (nacre.primitive/exception-new
                         StringIndexOutOfBoundsException
                         (str "index " i ", length " (count s)) nil nil))))
     [:int]]
    ['codePointAt (fn [s i]
                    (if (< -1 i (count s))
                      (int (nth s i))
                      (throw (nacre.primitive/exception-new
                              StringIndexOutOfBoundsException
                              (str "index " i ", length " (count s)) nil nil))))
     [:int]]
    ['codePointBefore (fn [s i]
                        (if (<= 1 i (count s))
                          (int (nth s (dec i)))
                          (throw (nacre.primitive/exception-new
                                  StringIndexOutOfBoundsException
                                  (str "index " i ", length " (count s)) nil nil))))
     [:int]]
    ['indexOf (fn ([s x] (text-index s x 0)) ([s x from] (text-index s x from)))
     [:int] [:string] [:int :int] [:string :int]]
    ['lastIndexOf (fn ([s x] (last-text-index s x (count s))) ([s x from] (last-text-index s x from)))
     [:int] [:string] [:int :int] [:string :int]]
    ['substring (fn ([s from] (substring-index s from (count s))) ([s from to] (substring-index s from to)))
     [:int] [:int :int]]
    ['subSequence substring-index [:int :int]]
    ['toUpperCase (fn ([s] (clojure.string/upper-case s)) ([s locale] (clojure.string/upper-case s)))
     [] [:locale]]
    ['toLowerCase (fn ([s] (clojure.string/lower-case s)) ([s locale] (clojure.string/lower-case s)))
     [] [:locale]]
    ['trim clojure.string/trim []]
    ['strip clojure.string/trim []]
    ['startsWith (fn ([s x] (clojure.string/starts-with? s x))
                   ([s x from] (and (<= 0 from (count s))
                                    (clojure.string/starts-with? (subs s from) x))))
     [:string] [:string :int]]
    ['endsWith clojure.string/ends-with? [:string]]
    ['contains (fn [s x] (clojure.string/includes? s (str x))) [:text]]
    ['replace (fn [s a b] (clojure.string/replace s (str a) (str b))) [:char :char] [:text :text]]
    ['replaceAll (fn [s re text] (clojure.string/replace s (re-pattern re) text)) [:string :string]]
    ['replaceFirst (fn [s re text] (clojure.string/replace-first s (re-pattern re) text))
     [:string :string]]
    ['matches (fn [s re] (boolean (re-matches (re-pattern re) s))) [:string]]
    ['split (fn ([s re] (into-array String (clojure.string/split s (re-pattern re))))
              ([s re limit] (into-array String (clojure.string/split s (re-pattern re) limit))))
     [:string] [:string :int]]
    ['concat str [:string]]
    ['isEmpty (fn [s] (zero? (count s))) []]
    ['isBlank clojure.string/blank? []]
    ['repeat (fn [s n]
               (if (neg? n)
                 (throw (nacre.primitive/exception-new
                         IllegalArgumentException (str "count is negative: " n) nil nil))
                 (clojure.string/join (repeat n s))))
     [:int]]
    ['compareTo compare [:string]]
    ['intern identity []]
    ['toCharArray char-array []]
    ['getChars (fn [s from to array at]
                 (dotimes [i (- to from)] (aset array (+ at i) (nth s (+ from i))))
                 nil)
     [:int :int :array :int]]
    ['getBytes (fn ([s] (byte-array (map unchecked-byte (utf8-bytes s))))
                 ([s charset] (byte-array (map unchecked-byte (encode-text s charset)))))
     [] [:charset] [:charset]]
    ['codePointCount (fn [s from to] (- to from)) [:int :int]]
    ['codePoints (fn [s] (map int s)) []]
    ['chars (fn [s] (map int s)) []]
    ['lines clojure.string/split-lines []]
    ['stripLeading clojure.string/triml []]
    ['stripTrailing clojure.string/trimr []]
    ['regionMatches (fn [s from other start length]
                      (and (<= 0 from) (<= 0 start)
                           (or (<= 0 length) (and (<= from (- (count s) length)) (<= start (- (count other) length))))
                           (<= (+ from length) (count s)) (<= (+ start length) (count other))
                           (or (neg? length)
                               (= (subs s from (+ from length)) (subs other start (+ start length))))))
     [:int :string :int :int]]
    ['equalsIgnoreCase (fn [a b] (and (string? b) (= (clojure.string/lower-case a)
                                                     (clojure.string/lower-case b))))
     [:string-or-nil]]
    ['compareToIgnoreCase (fn [a b] (compare (clojure.string/lower-case a) (clojure.string/lower-case b)))
     [:string]]
    ['contentEquals (fn [a b] (= a (str b))) [:text] [:text]]
    ['hashCode (fn [s] (java-hash s)) []]]))
