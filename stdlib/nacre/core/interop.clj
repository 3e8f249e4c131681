;; SPDX-License-Identifier: MIT
;;
;; The small set of host interop that portable Clojure code uses: static functions and constants as
;; vars of namespaces named as the classes, methods of built-in values by one table, constructors.
(in-ns 'nacre.core)
(clojure.core/refer 'clojure.core)

(declare source-loader date-of date-part instant-of-milliseconds invoke-method java-hash no-method utf8-text encode-text decode-bytes
         trace-elements)

;; --- Statics -------------------------------------------------------------------------------------
(defn- statics
  "Interns the values in the namespace of the class's simple name, where its full name finds them too;
  the class can be imported."
  [simple package members]
  (let [full-name (symbol (str package "." simple))]
    (when-not (find-class full-name)
      (intern-type full-name (nacre.primitive/type-new full-name [] {} [Object] {}))))
  (let [ns (nacre.primitive/create-namespace (symbol simple))]
    (doseq [[member value] members]
      (nacre.primitive/var-set-root (nacre.primitive/var-intern ns member) value))))

(defn- not-a-number
  "Throws for a text that is no number, in Java's words."
  ([s] (not-a-number s 10))
  ([s radix]
   (throw (nacre.primitive/exception-new
           NumberFormatException
           (cond (nil? s) "Cannot parse null string"
                 (nil? radix) "empty String" ; of a double
                 (< radix 2) (str "radix " radix " less than Character.MIN_RADIX")
                 (< 36 radix) (str "radix " radix " greater than Character.MAX_RADIX")
                 :else (str "For input string: \"" s "\"" (if (= radix 10) "" (str " under radix " radix))))
           nil nil))))

(defn- parse-number
  "A function that parses a string or throws NumberFormatException."
  [parse]
  (fn
    ([s]
     (want-string s)
     (let [n (if (string? s) (parse s) nil)]
       (cond (some? n) n
             (and s (identical? parse parse-double)) ; which leaves out blanks around
             (let [s (clojure.string/trim s)] (if (= "" s) (not-a-number s nil) (not-a-number s)))
             :else (not-a-number s))))
    ([s radix]
     (want-string s)
     (let [radix (want-int radix)
           n (if (and s (<= 2 radix 36))
               (try (nacre.primitive/parse-integer s radix) (catch NumberFormatException _ nil))
               nil)]
       (if (and n (<= -9223372036854775808 n 9223372036854775807)) n (not-a-number s radix))))))

(defn- parse-int
  "Integer.parseInt: what Long.parseLong answers and an int holds."
  ([s] (parse-int s 10))
  ([s radix]
   (let [n ((parse-number parse-long) s radix)]
     (if (<= -2147483648 n 2147483647) n (not-a-number s radix)))))

(defn- in-radix
  "The text of a long in a radix; a negative one as its 64 bits for the powers of two."
  [n radix]
  (let [radix (want-int radix)]
    (nacre.primitive/integer-text n (if (<= 2 radix 36) radix 10))))

(defn- function-class-named
  "The class of the function that a var holds, from a name as clojure.core$map, else nil."
  [full-name]
  (let [[space n :as parts] (clojure.string/split full-name #"\$")
        found (when (= 2 (count parts)) (find-ns (symbol (clojure.repl/demunge space))))
        v (when found (ns-resolve found (symbol (clojure.repl/demunge n))))
        c (when (and (var? v) (bound? v) (fn? @v)) (class @v))]
    (when (and c (= full-name (str (nacre.primitive/type-name c)))) c)))

(defn- class-named
  "The type of that full name."
  [full-name]
  (or (find-class (symbol full-name))
      (function-class-named full-name)
      (throw (nacre.primitive/exception-new ClassNotFoundException (str full-name) nil nil))))

(defn- reduced-integer
  "A long when the integer is one."
  [n]
  (if (<= -9223372036854775808 n 9223372036854775807) (long n) n))

(defn- literal-map
  "The map of alternating keys and values, each key once."
  [entries]
  (read-collection {} (vec (seq entries))))

(statics "Math" "java.lang"
         {'abs (of-numbers abs) 'max (of-numbers max) 'min (of-numbers min) 'sqrt clojure.math/sqrt 'cbrt clojure.math/cbrt
          'pow clojure.math/pow 'exp clojure.math/exp 'expm1 clojure.math/expm1
          'log clojure.math/log 'log10 clojure.math/log10 'log1p clojure.math/log1p
          'sin clojure.math/sin 'cos clojure.math/cos 'tan clojure.math/tan
          'asin clojure.math/asin 'acos clojure.math/acos 'atan clojure.math/atan
          'atan2 clojure.math/atan2 'sinh clojure.math/sinh 'cosh clojure.math/cosh
          'tanh clojure.math/tanh 'floor clojure.math/floor 'ceil clojure.math/ceil
          'rint clojure.math/rint 'round (of-numbers clojure.math/round) 'signum (of-numbers clojure.math/signum)
          'hypot clojure.math/hypot 'random clojure.math/random
          'toRadians clojure.math/to-radians 'toDegrees clojure.math/to-degrees
          'floorDiv (of-numbers clojure.math/floor-div) 'floorMod (of-numbers clojure.math/floor-mod)
          'addExact clojure.math/add-exact 'subtractExact clojure.math/subtract-exact
          'multiplyExact clojure.math/multiply-exact 'negateExact clojure.math/negate-exact
          'incrementExact clojure.math/increment-exact 'decrementExact clojure.math/decrement-exact
          'copySign (of-numbers clojure.math/copy-sign) 'ulp (of-numbers clojure.math/ulp)
          'scalb clojure.math/scalb 'getExponent (of-numbers clojure.math/get-exponent)
          'nextUp (of-numbers clojure.math/next-up) 'nextDown (of-numbers clojure.math/next-down)
          'nextAfter clojure.math/next-after 'IEEEremainder clojure.math/IEEE-remainder
          'toIntExact int
          'PI clojure.math/PI 'E clojure.math/E})

(statics "Long" "java.lang"
         {'TYPE (get primitive-types :long)
          'MAX_VALUE 9223372036854775807
          'MIN_VALUE -9223372036854775808
          'SIZE 64 'BYTES 8
          'parseLong (parse-number parse-long)
          'valueOf (fn ([x] (if (int? x)
                              x
                              (if (or (string? x) (nil? x)) ((parse-number parse-long) x) (no-overload x))))
                     ([s radix] ((parse-number parse-long) s radix)))
          'toString (of-longs (fn ([n] (str n)) ([n radix] (in-radix n radix))))
          'toHexString (fn [n] (nacre.primitive/integer-text (bits-64 n) 16))
          'highestOneBit (of-longs (fn [n] (if (zero? n) 0 (loop [i 63] (if (bit-test n i) (bit-shift-left 1 i) (recur (dec i)))))))
          'lowestOneBit (of-longs (fn [n] (bit-and n (unchecked-negate n))))
          'rotateLeft (of-longs (fn [n by] (bit-or (bit-shift-left n by) (unsigned-bit-shift-right n (- 64 (bit-and by 63))))))
          'rotateRight (of-longs (fn [n by] (bit-or (unsigned-bit-shift-right n by) (bit-shift-left n (- 64 (bit-and by 63))))))
          'reverse (of-longs (fn [n] (reduce (fn [r i] (if (bit-test n i) (bit-set r (- 63 i)) r)) 0 (range 64))))
          'toBinaryString (fn [n] (nacre.primitive/integer-text (bits-64 n) 2))
          'toOctalString (fn [n] (nacre.primitive/integer-text (bits-64 n) 8))
          'compare (of-longs (fn [a b] (compare a b)))
          'max (of-longs max) 'min (of-longs min) 'sum (of-longs +)
          'abs (of-longs abs)
          'signum (of-longs (fn [n] (cond (pos? n) 1 (neg? n) -1 :else 0)))
          'hashCode (of-longs (fn [n] (unchecked-int (bit-xor n (unsigned-bit-shift-right n 32)))))
          'bitCount (of-longs (fn [n] (loop [n n c 0]
                              (if (zero? n) c (recur (bit-and n (unchecked-dec n)) (inc c))))))
          'numberOfTrailingZeros (of-longs (fn [n] (if (zero? n) 64
                                             (loop [i 0] (if (bit-test n i) i (recur (inc i)))))))
          'numberOfLeadingZeros (of-longs (fn [n] (loop [i 63]
                                          (cond (neg? i) 64
                                                (bit-test n i) (- 63 i)
                                                :else (recur (dec i))))))})

(statics "Integer" "java.lang"
         {'TYPE (get primitive-types :int)
          'MAX_VALUE 2147483647
          'MIN_VALUE -2147483648
          'SIZE 32 'BYTES 4
          'parseInt parse-int
          'valueOf (fn ([x] (cond (int? x) (int x)
                                  (or (string? x) (nil? x)) (parse-int x)
                                  :else (no-overload x)))
                     ([s radix] (parse-int s radix)))
          'toString (of-ints (fn ([n] (str n)) ([n radix] (in-radix n radix))))
          'toHexString (fn [n] (nacre.primitive/hexadecimal (bits-32 n)))
          'toBinaryString (fn [n] (nacre.primitive/integer-text (bits-32 n) 2))
          'toOctalString (fn [n] (nacre.primitive/integer-text (bits-32 n) 8))
          'compare (of-ints (fn [a b] (compare a b)))
          'max (of-ints max) 'min (of-ints min) 'sum (of-ints +)
          'bitCount (fn [n] (loop [n (bits-32 n) c 0]
                              (if (zero? n) c (recur (bit-and n (dec n)) (inc c)))))
          'signum (of-ints (fn [n] (cond (pos? n) 1 (neg? n) -1 :else 0)))})

(statics "Short" "java.lang" {'TYPE (get primitive-types :short) 'MAX_VALUE 32767 'MIN_VALUE -32768})
(statics "Byte" "java.lang" {'TYPE (get primitive-types :byte) 'MAX_VALUE 127 'MIN_VALUE -128})

(statics "Double" "java.lang"
         {'TYPE (get primitive-types :double)
          'MAX_VALUE 1.7976931348623157E308
          'MIN_VALUE 4.9E-324
          'MIN_NORMAL 2.2250738585072014E-308
          'MAX_EXPONENT 1023 'MIN_EXPONENT -1022 'SIZE 64 'BYTES 8
          'POSITIVE_INFINITY ##Inf
          'NEGATIVE_INFINITY ##-Inf
          'NaN ##NaN
          'parseDouble (fn [s] ((parse-number parse-double)
                                (if (nil? s) (nacre.primitive/raise-cast s "java.lang.String") s)))
          'valueOf (fn [x] (cond (string? x) ((parse-number parse-double) x)
                                 (double? x) x
                                 (nil? x) (nacre.primitive/raise-cast x "java.lang.String")
                                 :else (no-overload x)))
          'toString (of-doubles (fn [x] (str (double x))))
          'isNaN (of-doubles (fn [x] (NaN? x)))
          'isInfinite (of-doubles (fn [x] (infinite? x)))
          'isFinite (of-doubles (fn [x] (not (or (NaN? x) (infinite? x)))))
          'compare (of-doubles (fn [a b] (compare a b)))
          'doubleToLongBits (fn [x] (nacre.primitive/double-bits x))
          'doubleToRawLongBits (fn [x] (nacre.primitive/double-bits x))
          'longBitsToDouble (fn [n] (nacre.primitive/bits-double n))})

(defn- float-bits
  "The bits of a float as an int."
  [x]
  (let [x (double x)
        bits (nacre.primitive/double-bits x)
        sign (if (neg? bits) -2147483648 0)
        exponent (bit-and 0x7ff (unsigned-bit-shift-right bits 52))]
    (cond (NaN? x) 0x7fc00000
          (infinite? x) (+ sign 0x7f800000)
          (<= exponent 896) (+ sign (long (/ (Math/abs x) 1.401298464324817E-45))) ; in steps of 2^-149
          :else (+ sign (bit-shift-left (- exponent 896) 23)
                   (unsigned-bit-shift-right (bit-and bits 0xfffffffffffff) 29)))))

(defn- bits-float
  "The float whose bits an int has."
  [n]
  (let [n (bit-and n 0xffffffff)
        sign (if (zero? (bit-and n 0x80000000)) 1.0 -1.0)
        exponent (bit-and 0xff (unsigned-bit-shift-right n 23))
        fraction (bit-and n 0x7fffff)]
    (unchecked-float
     (cond (= exponent 255) (if (zero? fraction) (* sign ##Inf) ##NaN)
           (zero? exponent) (* sign fraction 1.401298464324817E-45)
           :else (nacre.primitive/bits-double
                  (bit-or (if (neg? sign) Long/MIN_VALUE 0)
                          (bit-shift-left (+ exponent 896) 52)
                          (bit-shift-left fraction 29)))))))

(statics "Float" "java.lang"
         {'TYPE (get primitive-types :float)
          'MAX_VALUE (float 3.4028234663852886E38)
          'MIN_VALUE (float 1.401298464324817E-45)
          'MAX_EXPONENT 127 'MIN_EXPONENT -126 'SIZE 32 'BYTES 4
          'parseFloat (fn [s] (float ((parse-number parse-double)
                                      (if (nil? s) (nacre.primitive/raise-cast s "java.lang.String") s))))
          'valueOf (fn [x] (cond (string? x) (float ((parse-number parse-double) x))
                                 (number? x) (float x)
                                 (nil? x) (nacre.primitive/raise-cast x "java.lang.String")
                                 :else (no-overload x)))
          'floatToIntBits float-bits 'floatToRawIntBits float-bits 'intBitsToFloat bits-float
          'isNaN (fn [x] (NaN? x))
          'POSITIVE_INFINITY (unchecked-float ##Inf)
          'NEGATIVE_INFINITY (unchecked-float ##-Inf)
          'NaN (float ##NaN)})

(statics "Boolean" "java.lang"
         {'TYPE (get primitive-types :boolean)
          'TRUE true 'FALSE false
          'parseBoolean (fn [s] (= "true" (if (want-string s) (clojure.string/lower-case s) nil)))
          'valueOf (fn [x] (cond (string? x) (= "true" (clojure.string/lower-case x))
                                 (boolean? x) x
                                 (nil? x) false
                                 :else (no-overload x)))
          'toString (fn [x] (if (boolean? x) (str x) (nacre.primitive/raise-cast x "java.lang.Boolean")))})

(statics "String" "java.lang"
         {'valueOf (fn [x] (cond (nil? x) "null"
                                 (array-of? :char x) (apply str (seq x))
                                 :else (str x)))
          'format (fn [fmt & args] (format-text fmt (vec (if (and (= 1 (count args))
                                                                    (or (sequential? (first args)) (array? (first args))))
                                                            (first args)
                                                            args))))
          'join (fn
                  ([separator parts]
                   (when-not (or (nil? separator) (string? separator)) (no-overload separator))
                   (when-not (or (nil? parts) (instance? Iterable parts) (coll? parts) (array? parts))
                     (no-overload parts))
                   (when (or (nil? separator) (nil? parts))
                     (nacre.primitive/raise-cast nil "java.lang.CharSequence"))
                   (doseq [part (seq parts)] (when-not (nil? part) (want-string part)))
                   (clojure.string/join separator (map (fn [part] (if (nil? part) "null" part)) (seq parts)))))})

(statics "System" "java.lang"
         {'currentTimeMillis (fn [] (nacre.primitive/wall-milliseconds))
          'nanoTime (fn [] (nacre.primitive/nanoseconds))
          'getenv (fn [name] (nacre.primitive/environment-variable name))
          'getProperty (fn
                         ([name] (get {"line.separator" "\n" "file.separator" "/"
                                       "path.separator" ":" "os.name" "Nacre"} name))
                         ([name otherwise] (get {"line.separator" "\n" "file.separator" "/"
                                                 "path.separator" ":" "os.name" "Nacre"}
                                                name otherwise)))
          'lineSeparator (fn [] "\n")
          'identityHashCode (fn [x] (nacre.primitive/identity-hash x))
          'exit (fn [status] (nacre.system/exit status))
          'gc (fn [] (nacre.system/gc) nil)})

(defn- sleep
  "Waits so many milliseconds."
  [milliseconds]
  (nacre.primitive/sleep-until
   (+ (nacre.primitive/nanoseconds) (long (* 1000000 milliseconds))))
  nil)

(statics "Thread" "java.lang"
         {'sleep sleep
          'yield (fn [] (sleep 0))})

(statics "UUID" "java.util"
         {'randomUUID random-uuid
          'fromString (fn [s] (nacre.primitive/read-uuid s))})

(statics "PersistentQueue" "clojure.lang" {'EMPTY (nacre.primitive/queue-new)})
(statics "MapEntry" "clojure.lang" {'create (fn [k v] (nacre.primitive/map-entry-new k v))})
(statics "Util" "clojure.lang" {'hash (fn [x] (java-hash x)) 'hasheq hash 'equiv = 'equals = 'identical identical?
                               'hashCombine nacre.primitive/hash-combine})
(statics "Murmur3" "clojure.lang"
         {'mixCollHash mix-collection-hash
          'hashOrdered hash-ordered-coll
          'hashUnordered hash-unordered-coll
          'hashLong hash
          'hashInt hash})
(def ^:private serial (atom 0))
(statics "RT" "clojure.lang"
         {'nth nth 'get get 'count count 'seq seq 'first first 'second second 'next next 'more rest
          'cons cons 'conj conj 'assoc assoc 'dissoc dissoc 'contains contains? 'find find 'peek peek
          'pop pop 'keys keys 'vals vals 'meta meta 'list list 'toArray to-array 'booleanCast boolean
          'intCast int 'longCast long 'doubleCast double 'charCast char 'length count
          'map (fn [entries] (apply hash-map (seq entries)))
          'mapUniqueKeys (fn [& entries] (apply hash-map entries))
          'set (fn [elements] (set (seq elements)))
          'vector vector
          'nextID (fn [] (swap! serial inc))
          'baseLoader (fn [] (source-loader))
          'classForName (fn [class-name] (class-named class-name))
          'readString read-string 'printString pr-str 'var (fn [ns-name var-name] (intern (symbol ns-name) (symbol var-name)))})
(statics "Numbers" "clojure.lang"
         {'add + 'addP +' 'minus - 'minusP -' 'multiply * 'multiplyP *' 'divide / 'lt < 'lte <= 'gt >
          'gte >= 'equiv == 'equal = 'inc inc 'dec dec 'quotient quot 'remainder rem
          'isZero zero? 'isPos pos? 'isNeg neg? 'reduceBigInt reduced-integer
          'rationalize rationalize 'toRatio rationalize 'num num
          'and bit-and 'or bit-or 'xor bit-xor 'not bit-not 'shiftLeft bit-shift-left
          'shiftRight bit-shift-right 'testBit bit-test
          'unchecked_add unchecked-add 'unchecked_multiply unchecked-multiply})
(statics "BigInt" "clojure.lang"
         {'ZERO 0N 'ONE 1N 'fromBigInteger bigint 'fromLong bigint 'valueOf bigint})
(defn- call-static
  "Calls the static method of that name of a type, or of a type's name."
  [atype method arguments]
  (let [type-symbol (if (class? atype) (nacre.primitive/type-name atype) (symbol (str atype)))
        own (if (class? atype) (record-static atype method) nil)
        found (or own (nacre.primitive/resolve-symbol (symbol (str type-symbol) method)))]
    (if found
      (apply found (seq arguments))
      (throw (nacre.primitive/exception-new
              IllegalArgumentException
              (str "No matching method " method " found for class " type-symbol) nil nil)))))

(statics "Reflector" "clojure.lang"
         {'invokeStaticMethod call-static
          'invokeConstructor (fn [atype arguments] (apply construct atype (seq arguments)))
          'invokeInstanceMethod (fn [x method arguments]
                                  (apply invoke-method x (symbol method) (seq arguments)))
          'invokeNoArgInstanceMember (fn [x member] (invoke-method x (symbol member)))})
(statics "Compiler" "clojure.lang"
         {'LOOP_LOCALS (anonymous-var) 'LOCAL_ENV (anonymous-var)
          'specials (zipmap '[def loop* recur if case* let* letfn* do fn* quote var import* . set!
                              deftype* reify* try throw monitor-enter monitor-exit catch finally new &]
                            (repeat nil))
          'munge munge
          'eval eval 'load (fn [reader] (load-reader reader)) 'macroexpand1 macroexpand-1})
(statics "PersistentList" "clojure.lang"
         {'create (fn [elements] (apply list (seq elements))) 'EMPTY () 'creator list})
(statics "PersistentVector" "clojure.lang"
         {'create (fn [elements] (vec (seq elements))) 'EMPTY []})
(statics "LazilyPersistentVector" "clojure.lang"
         {'create (fn [elements] (vec (seq elements)))
          'createOwning (fn [elements] (vec (seq elements)))})
(statics "PersistentArrayMap" "clojure.lang"
         {'EMPTY {} 'create (fn [m] (into {} (seq m)))
          'createAsIfByAssoc (fn [entries] (apply array-map (seq entries)))
          'createWithCheck (fn [entries] (literal-map entries))})
(statics "PersistentHashMap" "clojure.lang"
         {'EMPTY {} 'create (fn [m] (if (map? m) (into {} m) (apply hash-map (seq m))))
          'createWithCheck (fn [entries] (literal-map entries))})
(statics "PersistentHashSet" "clojure.lang"
         {'EMPTY #{} 'create (fn [elements] (set (seq elements)))
          'createWithCheck (fn [elements] (read-collection #{} (vec (seq elements))))})
(statics "PersistentTreeMap" "clojure.lang"
         {'EMPTY (sorted-map)
          'create (fn ([m] (into (sorted-map) m)) ([order m] (apply sorted-map-by order m)))})
(statics "PersistentTreeSet" "clojure.lang"
         {'EMPTY (sorted-set)
          'create (fn ([elements] (into (sorted-set) elements))
                    ([order elements] (apply sorted-set-by order elements)))})
(statics "Var" "clojure.lang"
         {'create (fn ([] (anonymous-var)) ([x] (doto (anonymous-var) (alter-var-root (constantly x)))))
          'find find-var 'intern (fn [ns sym & more] (apply intern ns sym more))
          'pushThreadBindings push-thread-bindings 'popThreadBindings pop-thread-bindings})
(statics "Namespace" "clojure.lang"
         {'find find-ns 'findOrCreate create-ns 'all all-ns 'remove remove-ns})
(statics "Class" "java.lang"
         {'forName (fn ([class-name] (class-named class-name))
                     ([class-name initialize loader] (class-named class-name)))})
(statics "Locale" "java.util" {'ENGLISH :en 'US :en-US 'ROOT :root 'getDefault (fn [] :root)})
(statics "TimeUnit" "java.util.concurrent"
         {'NANOSECONDS :nanoseconds 'MICROSECONDS :microseconds 'MILLISECONDS :milliseconds
          'SECONDS :seconds 'MINUTES :minutes})
(statics "Keyword" "clojure.lang" {'intern keyword 'find find-keyword})
(statics "Symbol" "clojure.lang" {'intern symbol 'create symbol})
(statics "BigInteger" "java.math"
         {'ONE 1N 'ZERO 0N 'TEN 10N 'valueOf (fn [n] (biginteger n))})
(statics "BigDecimal" "java.math"
         {'ONE 1M 'ZERO 0M 'TEN 10M 'valueOf (fn ([n] (bigdec n)) ([n scale] (scaled n scale)))})
(statics "Objects" "java.util" {'equals = 'hashCode (fn [x] (java-hash x)) 'isNull nil? 'nonNull some?})
(statics "Matcher" "java.util.regex"
         {'quoteReplacement (fn [text] (clojure.string/re-quote-replacement text))})
(statics "Pattern" "java.util.regex"
         {'matches (fn [re s] (boolean (re-matches (re-pattern re) s)))
          'CASE_INSENSITIVE 2 'MULTILINE 8 'DOTALL 32 'COMMENTS 4 'UNICODE_CASE 64 'LITERAL 16
          'compile (fn ([s] (re-pattern s))
                     ([s flags]
                      (re-pattern (str (apply str (keep (fn [[bit letter]]
                                                          (when-not (zero? (bit-and flags bit))
                                                            (str "(?" letter ")")))
                                                        [[2 "i"] [8 "m"] [32 "s"] [4 "x"]]))
                                       (if (zero? (bit-and flags 16))
                                         s
                                         (clojure.string/replace s #"[^A-Za-z0-9_\s]" "\\\\$0"))))))
          ;; as Java has it: a quoted end of quotation ends the quotation, and begins another
          'quote (fn [s]
                   (want-string s)
                   (str "\\Q" (clojure.string/replace s "\\E" "\\E\\\\E\\Q") "\\E"))})

(deftype ^{:full-name "clojure.lang.SeqIterator"} SeqIterator [^:unsynchronized-mutable left]
  java.util.Iterator
  (hasNext [this] (boolean (seq left)))
  (next [this]
    (if (seq left)
      (let [x (first left)]
        (set! left (next left))
        x)
      (throw (nacre.primitive/exception-new java.util.NoSuchElementException nil nil nil)))))

(intern-type 'clojure.lang.SeqIterator SeqIterator)
(swap! constructors assoc SeqIterator (fn [coll] (->SeqIterator (seq coll))))

;; java.util.stream.Stream as far as stream-seq! and its kin go: it is walked once.
(deftype Stream [^:unsynchronized-mutable items]
  java.lang.Iterable
  (iterator [this]
    (let [left items]
      (when (identical? ::walked left)
        (throw (nacre.primitive/exception-new
                IllegalStateException "stream has already been operated upon or closed" nil nil)))
      (set! items ::walked)
      (->SeqIterator left))))

(def replace-all clojure.string/replace)
(def replace-one clojure.string/replace-first)
(def expand-replacement @#'clojure.string/expand-replacement)

;; --- Constructors --------------------------------------------------------------------------------
(def ^:private object-type
  "The type of what (Object.) makes."
  (nacre.primitive/type-new 'java.lang.Object [] {} [Object] {}))

(swap! constructors assoc
       StringBuilder (fn
                       ([] (->TextBuilder [] 0))
                       ([x] (cond (or (string? x) (instance? CharSequence x)) (->TextBuilder [(str x)] 1)
                                  (int? x) (if (neg? (want-int x))
                                                (throw (nacre.primitive/exception-new
                                                        NegativeArraySizeException (str x) nil nil))
                                                (->TextBuilder [] 0))
                                  (nil? x) (nacre.primitive/raise-cast x "java.lang.String")
                                  :else (no-overload x))))
       String (fn ([] "")
                ([x] (cond (array-of? :byte x) (utf8-text x)
                           (array? x) (apply str (seq x))
                           (nil? x) (nacre.primitive/raise-cast x "java.lang.String")
                           (or (string? x) (instance? CharSequence x)) (str x)
                           :else (no-overload x)))
                ([x charset] (decode-bytes (seq x) charset))
                ([x start length]
                 (when-not (<= 0 start (+ start length) (count x))
                   (throw (nacre.primitive/exception-new
                           StringIndexOutOfBoundsException
                           (str "offset " start ", count " length ", length " (count x)) nil nil)))
                 (if (array-of? :byte x)
                   (utf8-text (take length (drop start x)))
                   (apply str (take length (drop start x)))))
                ([x start length charset] (decode-bytes (take length (drop start (seq x))) charset)))
       Object (fn [] (nacre.primitive/instance-new object-type))
       clojure.lang.MapEntry (fn [k v] (nacre.primitive/map-entry-new k v))
       clojure.lang.Reduced reduced
       clojure.lang.Volatile volatile!
       clojure.lang.Atom atom
       clojure.lang.Cons cons
       clojure.lang.Ratio /
       clojure.lang.ArityException
       (fn ([n name] (nacre.primitive/exception-new
                      clojure.lang.ArityException
                      (str "Wrong number of args (" n ") passed to: " name) nil nil)))
       java.util.UUID (fn [high low]
                        (let [digits (fn [n] (let [text (nacre.primitive/hexadecimal n)]
                                               (str (apply str (repeat (- 16 (count text)) "0")) text)))
                              text (str (digits high) (digits low))]
                          (nacre.primitive/read-uuid
                           (clojure.string/join "-" (map (fn [[from to]] (subs text from to))
                                                         [[0 8] [8 12] [12 16] [16 20] [20 32]])))))
       Integer (fn [x] (int (if (string? x) ((parse-number parse-long) x) x)))
       Short (fn [x] (short (if (string? x) ((parse-number parse-long) x) x)))
       Byte (fn [x] (byte (if (string? x) ((parse-number parse-long) x) x)))
       Float (fn [x] (float (if (string? x) ((parse-number parse-double) x) x)))
       Boolean (fn [x] (if (string? x) (= "true" (clojure.string/lower-case x)) (boolean x)))
       Character char
       java.util.Date (fn
                        ([] (nacre.primitive/instant-new (nacre.primitive/wall-milliseconds)))
                        ([milliseconds] (nacre.primitive/instant-new milliseconds))
                        ([year month day] (date-of year month day 0 0 0))
                        ([year month day hour minute] (date-of year month day hour minute 0))
                        ([year month day hour minute second]
                         (date-of year month day hour minute second)))
       java.math.BigDecimal (fn ([x] (cond (string? x) (bigdec (read-string (str x "M")))
                                             (float? x) (exact-decimal (double x))
                                             :else (bigdec x)))
                              ([digits scale] (if (int? scale) (scaled digits scale) (bigdec digits))))
       java.math.BigInteger (fn
                              ([x] (if (array? x)
                                     (bytes-integer x)
                                     (nacre.primitive/parse-integer x 10)))
                              ([x radix] (nacre.primitive/parse-integer x radix)))
       Boolean (fn [x] (if (string? x) (= "true" (clojure.string/lower-case x)) (boolean x)))
       Long (fn [x] (if (string? x) ((parse-number parse-long) x) (long x)))
       Double (fn [x] (if (string? x) ((parse-number parse-double) x) (double x))))

;; --- Methods of built-in values ------------------------------------------------------------------
(defn- string-hash
  "String.hashCode: over the UTF-16 units."
  [s]
  (reduce (fn [h c]
            (let [add (fn [h unit] (unchecked-add-int (unchecked-multiply-int 31 h) unit))
                  code (int c)]
              (if (< code 65536)
                (add h code)
                (let [v (- code 65536)]
                  (add (add h (+ 55296 (quot v 1024))) (+ 56320 (rem v 1024)))))))
          0 s))

(defn java-hash
  "What hashCode gives on the JVM for values that are there as well."
  [x]
  (let [fold (fn [h unit] (unchecked-add-int (unchecked-multiply-int 31 h) unit))]
    (cond (nil? x) 0
          (decimal? x) (decimal-hash x)
          (and (= java.math.BigInteger (class x)) (<= Long/MIN_VALUE x Long/MAX_VALUE))
          (let [magnitude (if (neg? x) (-' (bigint x)) (bigint x))
                h (unchecked-int (+ (* 31 (quot magnitude 4294967296)) (rem magnitude 4294967296)))]
            (if (neg? x) (unchecked-negate-int h) h))
          (and (nacre.primitive/user-instance? x) (nacre.primitive/type-method x 'hashCode))
          ((nacre.primitive/type-method x 'hashCode) x)
          (string? x) (string-hash x)
          (boolean? x) (if x 1231 1237)
          (char? x) (int x)
          (and (integer? x) (<= Long/MIN_VALUE x Long/MAX_VALUE))
          (let [x (long x)] (unchecked-int (bit-xor x (unsigned-bit-shift-right x 32))))
          (double? x) (let [b (nacre.primitive/double-bits x)]
                        (unchecked-int (bit-xor b (unsigned-bit-shift-right b 32))))
          (symbol? x) (nacre.primitive/hash-combine (string-hash (name x))
                                                    (java-hash (namespace x)))
          (keyword? x) (unchecked-add-int (java-hash (symbol x)) -1640531527)
          (map-entry? x) (bit-xor (java-hash (key x)) (java-hash (val x)))
          (map? x) (reduce (fn [h e]
                             (unchecked-add-int h (bit-xor (java-hash (key e))
                                                           (java-hash (val e)))))
                           0 x)
          (set? x) (reduce (fn [h e] (unchecked-add-int h (java-hash e))) 0 x)
          (sequential? x) (reduce (fn [h e] (fold h (java-hash e))) 1 x)
          :else (hash x))))

(defn same-code?
  "Does case take the two, which are equal, for the same?"
  [x constant]
  (= (java-hash x) (java-hash constant)))

(defn utf8-bytes
  "The bytes of a string in UTF-8, as numbers from 0 to 255."
  [s]
  (mapcat (fn [c]
            (let [code (int c)
                  tail (fn [shift] (bit-or 0x80 (bit-and 0x3f (bit-shift-right code shift))))]
              (cond (< code 0x80) [code]
                    (<= 0xd800 code 0xdfff) [63]
                    (< code 0x800) [(bit-or 0xc0 (bit-shift-right code 6)) (tail 0)]
                    (< code 0x10000) [(bit-or 0xe0 (bit-shift-right code 12)) (tail 6) (tail 0)]
                    :else [(bit-or 0xf0 (bit-shift-right code 18)) (tail 12) (tail 6) (tail 0)])))
          s))

(defn utf8-text
  "The string that bytes in UTF-8 stand for; what is not UTF-8 becomes U+FFFD."
  [numbers]
  (loop [parts [] s (seq (map (fn [b] (bit-and b 0xff)) numbers))]
    (if (nil? s)
      (apply str parts)
      (let [lead (first s)
            more (cond (< lead 0x80) 0 (< lead 0xc2) -1 (< lead 0xe0) 1 (< lead 0xf0) 2 (< lead 0xf5) 3
                       :else -1)
            tail (if (pos? more) (take more (next s)) nil)]
        (if (or (neg? more) (not= (count tail) (max more 0))
                (not-every? (fn [b] (= 0x80 (bit-and b 0xc0))) tail))
          (recur (conj parts \uFFFD) (next s))
          (let [start (nth [lead (bit-and lead 0x1f) (bit-and lead 0x0f) (bit-and lead 0x07)] more)
                code (reduce (fn [n b] (bit-or (bit-shift-left n 6) (bit-and b 0x3f))) start tail)]
            (recur (conj parts (if (<= 0xd800 code 0xdfff) \uFFFD (code-point->char code)))
                   (nthnext s (inc more)))))))))

(defn- compare-to
  "What .compareTo answers: compare, but nil has no place in its order."
  [a b]
  (if (nil? b)
    (throw (nacre.primitive/exception-new NullPointerException "compareTo of nil" nil nil))
    (compare a b)))

(def ^:private number-methods
  {'intValue (fn [n] (unchecked-int n))
   'longValue (fn [n] (unchecked-long n))
   'doubleValue double
   'floatValue float
   'toString (fn ([n] (str n)) ([n radix] (in-radix n radix)))
   'toByteArray integer-bytes
   'intValueExact int 'longValueExact long
   'not bit-not 'isProbablePrime (fn [n certainty] (probable-prime? n))
   'shortValue (fn [n] (unchecked-short n))
   'byteValue (fn [n] (unchecked-byte n))
   'compareTo compare-to
   'isNaN (fn [n] (NaN? n))
   'isInfinite (fn [n] (infinite? n))
   'negate -
   'abs abs
   'add +' 'subtract -' 'multiply *' 'divide (fn [a b] (if (integer? a) (quot a b) (/ a b)))
   'remainder rem 'mod mod
   'pow (fn [n exponent] (reduce *' (if (decimal? n) 1M (biginteger 1)) (repeat exponent n)))
   'shiftLeft (fn [n bits] (biginteger (*' n (reduce *' (repeat bits 2)))))
   'shiftRight (fn [n bits] (let [by (reduce *' (repeat bits 2))]
                              (biginteger (quot (if (neg? n) (-' n (dec' by)) n) by))))
   'testBit (fn [n bit] (odd? (quot (if (neg? n) (-' n (dec' (reduce *' (repeat bit 2)))) n)
                                    (reduce *' (repeat bit 2)))))
   'gcd (fn [a b] (loop [a (abs a) b (abs b)] (if (zero? b) (biginteger a) (recur b (rem a b)))))
   'signum (fn [n] (cond (pos? n) 1 (neg? n) -1 :else 0))
   'scale nacre.primitive/decimal-scale
   'precision nacre.primitive/decimal-precision
   'unscaledValue nacre.primitive/decimal-unscaled
   'bitLength nacre.primitive/integer-bit-length
   'setScale (fn ([n digits] (with-scale n digits :unnecessary))
               ([n digits rounding] (with-scale n digits rounding)))
   'stripTrailingZeros (fn [n] (without-zeros n))
   'toPlainString (fn [n] (plain-text n)) 'toEngineeringString (fn [n] (engineering-text n))
   'movePointLeft (fn [n by] (move-point n by)) 'movePointRight (fn [n by] (move-point n (- by)))
   'scaleByPowerOfTen (fn [n by] (scaled (nacre.primitive/decimal-unscaled n)
                                         (- (nacre.primitive/decimal-scale n) by)))
   'toBigInteger (fn [n] (biginteger n)) 'toBigDecimal bigdec 'bigIntegerValue (fn [n] (biginteger n))
   'decimalValue bigdec
   'max max 'min min
   'and bit-and 'or bit-or 'xor bit-xor 'modPow (fn [n power by] (mod (reduce (fn [r _] (mod (*' r n) by)) 1 (range power)) by))
   'numerator numerator
   'denominator denominator})

(def ^:private plain-number-methods
  (dissoc number-methods 'scale 'precision 'unscaledValue 'setScale 'stripTrailingZeros 'toPlainString
          'toEngineeringString 'movePointLeft 'movePointRight 'scaleByPowerOfTen))

(def ^:private name-methods
  {'getName name
   'getNamespace namespace
   'invoke (fn ([k x] (get x k)) ([k x otherwise] (get x k otherwise)))
   'compareTo compare-to
   'sym (fn [k] (symbol k))})

(declare no-method)

(defn- arity-of
  "What the message of an ArityException tells: [message number-of-arguments name], else nil."
  [e]
  (when (instance? clojure.lang.ArityException e)
    (re-matches #"Wrong number of args \((-?\d+)\) passed to: (.*)" (ex-message e))))

(def ^:private exception-methods
  {'getMessage ex-message
   'getErrorOffset nacre.primitive/exception-data
   'getLocalizedMessage ex-message
   'getCause ex-cause
   'getData ex-data
   'getStackTrace (fn [e] (trace-elements e))
   'setStackTrace (fn [e trace] nil) 'fillInStackTrace identity
   'actual (fn [e] (if-let [[_ n] (arity-of e)] (parse-long n) (no-method e "actual" 0)))
   'name (fn [e] (if-let [[_ _ n] (arity-of e)] n (no-method e "name" 0)))
   'getSuppressed (fn [e] (into-array Throwable [])) 'addSuppressed (fn [e other] nil)
   'printStackTrace (fn ([e] (write-text *err* (str e "\n")))
                      ([e w] (write-text w (str e "\n"))))
   ;; Of java.util.regex.PatternSyntaxException, whose message has them all.
   'getDescription (fn [e] (second (re-find #"(?s)^(.*?)(?: near index \d+)?\n" (ex-message e))))
   'getIndex (fn [e] (if-let [[_ index] (re-find #" near index (\d+)\n" (ex-message e))]
                       (parse-long index)
                       -1))
   'getPattern (fn [e] (second (re-find #"(?s)^[^\n]*\n(.*?)(?:\n *\^)?$" (ex-message e))))})

(def ^:private collection-methods
  {'size count
   'count count
   'isEmpty empty?
   'get (fn ([coll k] (if (or (map? coll) (set? coll)) (get coll k) (nth coll k)))
          ([coll k otherwise] (get coll k otherwise)))
   'getOrDefault get
   'nth nth
   'valAt get
   'contains (fn [coll x] (if (or (set? coll) (map? coll))
                            (contains? coll x)
                            (boolean (some (fn [y] (= x y)) coll))))
   'containsKey contains?
   'containsValue (fn [m v] (boolean (some (fn [x] (= x v)) (vals m))))
   'indexOf (fn [coll x] (or (first (keep-indexed (fn [i y] (when (= x y) i)) coll)) -1))
   'lastIndexOf (fn [coll x] (or (last (keep-indexed (fn [i y] (when (= x y) i)) coll)) -1))
   'containsAll (fn [coll xs] (every? (fn [x] (invoke-method coll 'contains x)) (seq xs)))
   'listIterator (fn ([coll] (->SeqIterator (seq coll)))
                   ([coll i] (->SeqIterator (seq (drop i coll)))))
   'length count 'chunkedFirst chunk-first 'chunkedNext chunk-next 'chunkedMore chunk-rest
   'assocN assoc 'assocEx (fn [m k v] (if (contains? m k)
                                        (throw (nacre.primitive/exception-new
                                                RuntimeException "Key already present" nil nil))
                                        (assoc m k v)))
   'forEach (fn [coll f] (if (map? coll)
                           (run! (fn [e] (f (key e) (val e))) coll)
                           (run! f coll)))
   'comparator (fn [coll] compare)
   'applyTo (fn [coll args] (apply coll args))
   'entryAt find
   'keySet (fn [m] (set (keys m)))
   'values vals
   'entrySet (fn [m] (set (seq m)))
   'seqFrom (fn [coll k ascending] (if ascending (subseq coll >= k) (rsubseq coll <= k)))
   'entryKey (fn [coll entry] (if (map? coll) (key entry) entry))
   'seq (fn ([coll] (seq coll)) ([coll ascending] (if ascending (seq coll) (rseq coll)))) 'first first 'next next 'more rest 'rseq rseq
   'cons conj 'conj conj 'assoc assoc 'without dissoc 'disjoin disj
   'empty empty 'peek peek 'pop pop
   'equiv = 'hasheq hash
   'meta meta 'withMeta with-meta
   'getKey key 'getValue val 'key key 'val val
   'iterator (fn [coll] (->SeqIterator (seq coll)))
   'stream (fn [coll] (->Stream (seq coll)))
   'toArray vec
   'subList (fn [coll from to]
              (if (and (not (vector? coll)) (<= 0 to (count coll)) (< to from))
                (throw (nacre.primitive/exception-new
                        IllegalArgumentException (str "fromIndex " from " > toIndex " to) nil nil))
                (subvec (vec coll) from to)))
   'invoke (fn ([coll k] (coll k)) ([coll k otherwise] (coll k otherwise)))
   'reduce (fn ([coll f] (reduce f coll)) ([coll f init] (reduce f init coll)))
   'kvreduce (fn [coll f init] (reduce-kv f init coll))
   'asTransient transient
   'persistent persistent!})

(def ^:private transient-methods
  {'conj conj! 'assoc assoc! 'assocN assoc! 'without dissoc! 'disjoin disj! 'pop pop!
   'persistent persistent! 'count count 'size count 'nth nth 'valAt get 'get get
   'contains contains? 'containsKey contains?
   'invoke (fn ([t k] (t k)) ([t k otherwise] (t k otherwise)))})

(defn- uuid-bits
  "The 64 bits that the groups of hexadecimal digits from one on up to another stand for."
  [uuid from to]
  (let [digits (apply str (subvec (clojure.string/split (str uuid) #"-") from to))]
    (unchecked-long (nacre.primitive/parse-integer digits 16))))
(defn- uuid-high "The upper half of a UUID." [uuid] (uuid-bits uuid 0 3))
(defn- uuid-low "The lower half of a UUID." [uuid] (uuid-bits uuid 3 5))

(deftype Constructor [owner parameters]
  java.lang.reflect.Constructor
  (getParameterTypes [this] (into-array Class (repeat parameters Object)))
  (getParameterCount [this] parameters)
  (getDeclaringClass [this] owner)
  (newInstance [this arguments] (apply construct owner (seq arguments))))

(defn- constructors-of
  "The constructors of a type: that of its fields, and for a record that with metadata and more."
  [atype]
  (let [fields (count (nacre.primitive/type-fields atype))]
    (cond (:record (nacre.primitive/type-flags atype))
          [(->Constructor atype (+ fields 2)) (->Constructor atype fields)]
          (contains? @constructors atype) [(->Constructor atype (max 1 fields))]
          :else [])))

(defn- split-by
  "Pattern.split, of a pattern only."
  [re s n]
  (if (nacre.primitive/regex? re) (into-array String (clojure.string/split s re n)) (no-overload re)))

(def ^:private object-methods
  {'toString str
   'equals (fn [a b] (= a b))
   'hashCode java-hash
   'getClass class
   'deref deref
   'reset reset! 'swap swap! 'compareAndSet compare-and-set!
   'getName (fn [x] (if (class? x) (str (nacre.primitive/type-name x)) (ns-name x)))
   'getSimpleName simple-name
   'isInstance (fn [atype x] (instance? atype x))
   'invoke (fn [f & args] (apply f args))
   'call (fn [f] (f))
   '__methodImplCache (fn [f] (if (fn? f) nil (no-method f '__methodImplCache)))
   'run (fn [f] (f))
   'applyTo apply
   'compare (fn [f a b] ; a predicate is an order too
              (let [order (f a b)]
                (cond (not (boolean? order)) order, order -1, (f b a) 1, :else 0)))
   'compareTo compare-to
   'getTime inst-ms
   'pattern (fn [x] (if (nacre.primitive/regex? x) (str x) (no-method x 'pattern 0)))
   'charValue identity
   'booleanValue identity
   'isRealized realized?
   'ns (fn [v] (:ns (meta v)))
   'sym (fn [v] (:name (meta v)))
   'name (fn [ns] (if (nacre.primitive/namespace? ns) (ns-name ns) (str ns)))
   'toSymbol symbol 'getRawRoot (fn [v] (nacre.primitive/var-root v)) 'isBound bound?
   'hasRoot bound? 'isPublic (fn [v] (not (:private (meta v))))
   'isDynamic (fn [v] (boolean (:dynamic (meta v)))) 'isMacro (fn [v] (boolean (:macro (meta v))))
   'bindRoot (fn [v x] (alter-var-root v (constantly x)) nil)
   'setMeta (fn [v m] (reset-meta! v m)) 'alterRoot (fn [v f args] (apply alter-var-root v f args))
   'setDynamic (fn ([v] (doto v (alter-meta! assoc :dynamic true)))
                 ([v on] (doto v (alter-meta! assoc :dynamic on))))
   'resetMeta reset-meta! 'alterMeta (fn [x f args] (apply alter-meta! x f args))
   'swapVals swap-vals! 'resetVals reset-vals! 'addWatch add-watch 'removeWatch remove-watch
   'getWatches (fn [x] (@#'clojure.core/watches-of x)) 'getValidator get-validator 'setValidator (fn [x f] (set-validator! x f))
   'getMethod get-method
   'getClassLoader (fn [atype] (source-loader))
   'getPackage (fn [atype] nil)
   'isPrimitive primitive-type? 'isEnum (fn [atype] false)
   'getComponentType component-class
   'getEnumConstants (fn [atype] nil)
   'getModifiers (fn [x] 1)
   'getConstructor (fn [atype parameters] (->Constructor atype (count parameters)))
   'getConstructors (fn [atype] (into-array Object (constructors-of atype)))
   'isArray (fn [atype] (clojure.string/starts-with? (str (nacre.primitive/type-name atype)) "["))
   'isInterface (fn [atype] (boolean (:interface (nacre.primitive/type-flags atype))))
   'isAssignableFrom (fn [above below] (nacre.primitive/subtype? below above))
   'getSuperclass (fn [atype] (first (nacre.primitive/type-parents atype)))
   'getInterfaces (fn [atype] (nacre.primitive/type-parents atype))
   'getCanonicalName (fn [atype] (str (nacre.primitive/type-name atype)))
   'getTypeName (fn [atype] (str (nacre.primitive/type-name atype)))
   'getMostSignificantBits uuid-high 'getLeastSignificantBits uuid-low
   'split (fn ([re s] (split-by re s 0)) ([re s n] (split-by re s n)))
   'asPredicate (fn [re] (fn [s] (boolean (re-find re s))))
   'after (fn [a b] (pos? (compare a b))) 'before (fn [a b] (neg? (compare a b)))
   'getYear (fn [date] (- (date-part date :year) 1900)) 'getMonth (fn [date] (dec (date-part date :month)))
   'getDate (fn [date] (date-part date :day)) 'getDay (fn [date] (dec (date-part date :weekday)))
   'getHours (fn [date] (date-part date :hour)) 'getMinutes (fn [date] (date-part date :minute))
   'getSeconds (fn [date] (date-part date :second))
   'toInstant (fn [date] (instant-of-milliseconds (inst-ms date))) 'toEpochMilli inst-ms
   'apply (fn [f & args] (apply f args)) 'accept (fn [f & args] (apply f args)) 'test (fn [f x] (boolean (f x)))
   'get (fn ([f] (if (var? f) (deref f) (f))) ([x k] (if (nacre.primitive/user-instance? x) (get x k) (no-method x 'get 1))))
   'getMappings ns-map
   'getAliases ns-aliases
   'iterator (fn [x] (->SeqIterator (seq x)))
   'matcher re-matcher
   'write (fn [w text] (write-text w (str text)) nil)
   'flush (fn [x] nil)})

;; Of each kind of collection what it has of these.
(def ^:private seq-methods
  (dissoc collection-methods 'nth 'length 'valAt 'getOrDefault 'containsKey 'containsValue 'entryAt
          'assoc 'assocN 'assocEx 'without 'disjoin 'keySet 'values 'entrySet 'rseq 'getKey 'getValue
          'key 'val 'asTransient 'persistent 'kvreduce 'invoke 'peek 'pop))
(def ^:private list-methods (assoc seq-methods 'peek peek 'pop pop))
(declare vector-part vector-tail-start vector-array-for)
(def ^:private vector-methods
  (assoc (dissoc collection-methods 'first 'next 'more 'getOrDefault 'containsValue 'without 'disjoin
                 'keySet 'values 'entrySet 'getKey 'getValue 'key 'val)
         'root (fn [v] (vector-part v :root)) 'shift (fn [v] (vector-part v :shift))
         'tail (fn [v] (vector-part v :tail)) 'cnt count 'tailoff (fn [v] (vector-tail-start v))
         'arrayFor (fn [v i] (vector-array-for v i))))
(def ^:private subvector-methods
  (assoc (dissoc vector-methods 'root 'shift 'tail 'cnt 'tailoff 'arrayFor)
         'v (fn [v] (into [] v)) 'start (fn [v] 0) 'end count))
(def ^:private entry-methods
  (assoc vector-methods 'getKey key 'getValue val 'key key 'val val))
(def ^:private set-methods
  (dissoc collection-methods 'first 'next 'more 'nth 'length 'valAt 'getOrDefault 'containsKey
          'containsValue 'entryAt 'assoc 'assocN 'assocEx 'without 'keySet 'values 'entrySet 'getKey
          'getValue 'key 'val 'indexOf 'lastIndexOf 'listIterator 'subList 'peek 'pop))
(def ^:private map-methods
  (dissoc collection-methods 'first 'next 'more 'nth 'length 'contains 'containsAll 'indexOf
          'lastIndexOf 'listIterator 'subList 'peek 'pop 'toArray 'disjoin 'getKey 'getValue 'key 'val))
(def ^:private queue-methods (assoc set-methods 'peek peek 'pop pop))

(defn- method-table-of
  "The table of methods for a built-in value."
  [x]
  (cond (string? x) string-methods
        (decimal? x) number-methods
        (number? x) plain-number-methods
        (or (keyword? x) (symbol? x)) name-methods
        (nacre.primitive/exception? x) exception-methods
        (instance? clojure.lang.ITransientCollection x) transient-methods
        (instance? clojure.lang.PersistentQueue x) queue-methods
        (list? x) list-methods
        (seq? x) seq-methods
        (map-entry? x) entry-methods
        (instance? clojure.lang.APersistentVector$SubVector x) subvector-methods
        (vector? x) vector-methods
        (map? x) map-methods
        (set? x) set-methods
        (coll? x) collection-methods
        :else nil))

;; method-table-of by class, of those that are met most.
(def ^:private method-tables
  (into {} (map (fn [x] [(class x) (method-table-of x)]))
        ["" 0 0.0 0N 0M 1/2 :a 'a [] '(a) () (seq [1]) (cons 1 nil) (lazy-seq nil) (range 2) {} {:a 1}
         (hash-map :a 1) (sorted-map) #{} #{1} (sorted-set) (nacre.primitive/map-entry-new 1 2)]))

(defn- method-table
  "method-table-of, mostly without asking what x is."
  [x]
  (or (get method-tables (class x)) (method-table-of x)))

(defn no-method
  "Throws for a method that x does not have."
  [x method argument-count]
  (throw (nacre.primitive/exception-new
          IllegalArgumentException
          (if (nil? x)
            (str "Cannot call ." method " on nil")
            (str (if (zero? argument-count)
                   (str "No matching field found: " method)
                   (str "No matching method " method " found taking " argument-count " args"))
                 " for class " (nacre.primitive/type-name (class x))))
          nil nil)))

(defn field
  "What (.-name x) answers: a field of a user-defined type."
  [x name]
  (let [i (nacre.primitive/instance-field-index x name)]
    (if (nil? i)
      (invoke-method x name)
      (let [v (nacre.primitive/instance-field x i)]
        (if (instance? nacre.lang.Box v) (nacre.primitive/box-get v) v)))))

(defn- class-method
  "(. Type member), which names a static member: a function that takes the type too, nil when there is
  none for so many arguments."
  [atype member arguments]
  (let [found (or (record-static atype (name member))
                  (nacre.primitive/resolve-symbol
                   (symbol (str (nacre.primitive/type-name atype)) (name member))))
        static (if (var? found) (deref found) found)]
    (cond (nil? found) nil
          (not (fn? static)) (fn [_] static)
          (nacre.primitive/function-takes? static (dec arguments))
          (fn [_ & arguments] (apply static arguments))
          :else nil)))

(defn- other-method
  "The function of (.method x ...) with that many arguments, x among them, for what has no method of
  its own; throws when there is none."
  [x method arguments]
  (when (nil? x)
    (throw (nacre.primitive/exception-new
            NullPointerException (str "Cannot call ." method " on nil") nil nil)))
  (let [f (or (cond (record? x) (get map-methods method)
                    (class? x) (class-method x method arguments)
                    :else nil)
              (get (method-table x) method)
              (get object-methods method))]
    (if (and f (nacre.primitive/function-takes? f arguments))
      f
      (no-method x method (dec arguments)))))

(defn invoke-method
  "What (.method x args...) calls."
  ([x method]
   (let [own (nacre.primitive/type-method x method)]
     (cond own (own x)
           (nacre.primitive/instance-field-index x method) (field x method)
           :else ((other-method x method 1) x))))
  ([x method a]
   (let [own (nacre.primitive/type-method x method)]
     (if own (own x a) ((other-method x method 2) x a))))
  ([x method a b]
   (let [own (nacre.primitive/type-method x method)]
     (if own (own x a b) ((other-method x method 3) x a b))))
  ([x method a b & more]
   (let [own (nacre.primitive/type-method x method)]
     (apply (if own own (other-method x method (+ 3 (count more)))) x a b more))))
