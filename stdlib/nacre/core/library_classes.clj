;; SPDX-License-Identifier: MIT
;;
;; What libraries for Clojure on the JVM name beyond interop.clj and mutable.clj, found by running
;; their own tests: the current thread, properties, tokenizers, latches, references, helpers of
;; Clojure's own classes.
(in-ns 'nacre.core)
(clojure.core/refer 'clojure.core)
(declare ->StringTokenizer)

;; --- Fields that may be set from outside ---------------------------------------------------------
(defn set-field
  "What (set! (.-name x) value) does to a mutable field. Clojure lets only the methods of the type do
  this; here nobody asks who calls."
  [x name value]
  (let [i (nacre.primitive/instance-field-index x name)
        cell (if (nil? i) nil (nacre.primitive/instance-field x i))]
    (cond
      (instance? nacre.lang.Box cell)
      (do (nacre.primitive/box-set cell value) value)
      ;; Where functions of protocols remember on the JVM; here they remember nothing.
      (and (fn? x) (= name '__methodImplCache)) value
      :else
      (throw (nacre.primitive/exception-new
              IllegalArgumentException
              (str "No matching field found: " name " for class "
                   (if (nil? x) "nil" (nacre.primitive/type-name (class x)))) nil nil)))))

(defn- open-class
  "A class of that full name whose fields may be set from outside; (Class. field...) makes one."
  [full-name fields]
  (let [atype (nacre.primitive/type-new full-name fields {} [Object] {})]
    (intern-type full-name atype)
    (swap! constructors assoc atype
           (fn [& values]
             (apply nacre.primitive/instance-new atype
                    (map nacre.primitive/box-new (take (count fields) (concat values (repeat nil)))))))
    atype))
(open-class 'clojure.lang.Box '[val])

;; --- Threads -------------------------------------------------------------------------------------
(deftype ^{:full-name "java.lang.StackTraceElement"} StackTraceElement
    [class-name method-name file line]
  Object
  (getClassName [this] class-name)
  (getMethodName [this] method-name)
  (getFileName [this] file)
  (getLineNumber [this] line)
  (isNativeMethod [this] false)
  (nth [this i] (nth [class-name method-name file line] i))
  (nth [this i otherwise] (nth [class-name method-name file line] i otherwise))
  (equals [this other]
    (and (instance? StackTraceElement other) (= (str this) (str other))))
  (hashCode [this] (java-hash (str this)))
  (toString [this] (str class-name "." method-name "(" file ":" line ")")))
(intern-type 'java.lang.StackTraceElement StackTraceElement)

(defn trace-elements
  "The frames of an exception as an array of what the JVM gives for them."
  [e]
  (into-array
   StackTraceElement
   (map (fn [[function file line]]
          (let [label (str function)]
            (->StackTraceElement
             (if (= label "")
               (str (munge (ns-name *ns*)) "$eval")
               (munge (clojure.string/replace-first label "/" "$")))
             "invoke"
             (if file (last (clojure.string/split (str file) #"/")) nil)
             (or line -1))))
        (drop-while (fn [[function]]
                      (or (= function 'clojure.core/ex-info)
                          (= "nacre.core" (namespace (or function 'x)))))
                    (nacre.primitive/exception-trace e)))))

;; What finds files in the folders that require looks in; their paths stand for their URLs.
(deftype ^{:full-name "java.lang.ClassLoader"} SourceLoader []
  Object
  (getResource [this path] (find-resource path))
  (getResources [this path] (->StringTokenizer (find-resources path)))
  (getResourceAsStream [this path]
    (when-let [found (find-resource path)] ((resolve 'clojure.java.io/input-stream) found)))
  (loadClass [this full-name] (class-named full-name))
  (getParent [this] nil))
(intern-type 'java.lang.ClassLoader SourceLoader)

(defn source-loader
  "The one loader that there is."
  []
  (->SourceLoader))

(deftype RunningThread [number]
  java.lang.Runnable
  (getName [this] (if (zero? number) "main" (str "Thread-" number)))
  (setName [this text] nil)
  (getId [this] (inc number))
  (threadId [this] (inc number))
  (getStackTrace [this] (trace-elements (Exception.)))
  (getContextClassLoader [this] (source-loader))
  (setContextClassLoader [this loader] nil)
  (isInterrupted [this] false)
  (isAlive [this] true)
  (isDaemon [this] false)
  (isVirtual [this] true)
  (getPriority [this] 5)
  (getThreadGroup [this] nil)
  (equiv [this other] (.equals this other))
  (equals [this other] (and (instance? RunningThread other) (= number (.-number other))))
  (hashCode [this] number)
  (toString [this] (str "Thread[" (.getName this) ",5,main]")))

(statics "Thread" "java.lang"
         {'currentThread (fn [] (or @*thread-object* (reset! *thread-object* (->RunningThread *thread*))))
          'interrupted (fn [] false)})

;; A thread that a program makes and starts itself.
(deftype StartedThread [body thread-name ^:unsynchronized-mutable done]
  java.lang.Runnable
  (start [this]
    (set! done (promise))
    (let [ended done]
      (start-thread (fn [] (try (if (fn? body) (body) (.run body)) (finally (deliver ended true))))))
    nil)
  (run [this] (if (fn? body) (body) (.run body)))
  (join [this] (when done (deref done)) nil)
  (join [this milliseconds] (when done (deref done milliseconds nil)) nil)
  (isAlive [this] (boolean (and done (not (realized? done)))))
  (setDaemon [this on] nil)
  (setName [this text] nil)
  (getName [this] thread-name)
  (interrupt [this] nil))
(swap! constructors assoc
       java.lang.Thread (fn ([body] (->StartedThread body "Thread" nil))
                          ([body thread-name] (->StartedThread body thread-name nil))))

;; --- System --------------------------------------------------------------------------------------
(def ^:private properties
  "An atom of the properties of the system."
  (atom {"line.separator" "\n" "file.separator" "/" "path.separator" ":" "os.name" "Nacre"
         "java.io.tmpdir" "/tmp" "java.version" "17" "user.home" "/" "user.name" "nacre" "file.encoding" "UTF-8" "user.dir" "."}))

(defn- copy-places
  "Copies n places of an array from one place on to another's."
  [from start to place n]
  (let [content (vec (seq from))]
    (when (or (neg? n) (< (count content) (+ start n)) (neg? start) (neg? place)
              (< (alength to) (+ place n)))
      (throw (nacre.primitive/exception-new
              ArrayIndexOutOfBoundsException
              (str "arraycopy: " n " places from " start " to " place) nil nil)))
    (dotimes [i n] (aset to (+ place i) (nth content (+ start i))))))

(statics "System" "java.lang"
         {'getProperty (fn ([key] (get @properties key))
                         ([key otherwise] (get @properties key otherwise)))
          'setProperty (fn [key value] (let [before (get @properties key)]
                                         (swap! properties assoc key value)
                                         before))
          'clearProperty (fn [key] (let [before (get @properties key)]
                                     (swap! properties dissoc key)
                                     before))
          'getProperties (fn [] @properties)
          'console (fn [] nil)
          'arraycopy (fn [from start to place n] (copy-places from start to place n) nil)})

;; --- Classes of java.util ------------------------------------------------------------------------
(deftype ^{:full-name "java.util.StringTokenizer"} StringTokenizer [^:unsynchronized-mutable words]
  java.util.Enumeration
  (hasMoreTokens [this] (boolean (seq words)))
  (hasMoreElements [this] (boolean (seq words)))
  (countTokens [this] (count words))
  (nextToken [this]
    (if (seq words)
      (let [word (first words)] (set! words (rest words)) word)
      (throw (nacre.primitive/exception-new java.util.NoSuchElementException nil nil nil))))
  (nextElement [this] (.nextToken this)))
(intern-type 'java.util.StringTokenizer StringTokenizer)

(defn- tokens
  "The parts of a text between characters of a set; with `keep`, those characters too."
  [text separators keep]
  (let [separator? (set separators)]
    (mapcat (fn [run]
              (if (separator? (first run))
                (if keep (map str run) nil)
                [(apply str run)]))
            (partition-by (fn [c] (boolean (separator? c))) text))))

(swap! constructors assoc
       StringTokenizer
       (fn ([text]
            (when-not (or (nil? text) (string? text)) (nacre.primitive/raise-cast text "java.lang.String"))
            (->StringTokenizer (tokens text " \t\n\r\f" false)))
         ([text separators] (->StringTokenizer (tokens text separators false)))
         ([text separators keep] (->StringTokenizer (tokens text separators keep)))))

;; References that the collector of the JVM may empty; here they hold what they were given.
(deftype ^{:full-name "java.lang.ref.ReferenceQueue"} ReferenceQueue [waiting]
  Object
  (poll [this] (let [x (first @waiting)] (swap! waiting (fn [xs] (vec (rest xs)))) x)))
(intern-type 'java.lang.ref.ReferenceQueue ReferenceQueue)
(deftype ^{:full-name "java.lang.ref.WeakReference"} WeakReference
    [^:unsynchronized-mutable content queue]
  Object
  (get [this] content)
  (clear [this] (set! content nil) nil)
  (enqueue [this]
    (set! content nil)
    (if queue (do (swap! (.-waiting queue) conj this) true) false)))
(doseq [full-name '[java.lang.ref.WeakReference java.lang.ref.SoftReference java.lang.ref.Reference]]
  (intern-type full-name WeakReference))
(swap! constructors assoc
       ReferenceQueue (fn [] (->ReferenceQueue (atom [])))
       WeakReference (fn ([x] (->WeakReference x nil)) ([x queue] (->WeakReference x queue))))

;; --- java.util.concurrent ------------------------------------------------------------------------
(deftype ^{:full-name "java.util.concurrent.CountDownLatch"} CountDownLatch
    [^:unsynchronized-mutable left]
  Object
  (countDown [this] (when (pos? left) (set! left (dec left))) nil)
  (getCount [this] left)
  (await [this] (wait-for-field this 0 zero? nil) nil)
  (await [this n unit]
    (wait-for-field this 0 zero? (+ (nacre.primitive/nanoseconds) (* n (nanoseconds-of unit))))))

(intern-type 'java.util.concurrent.CountDownLatch CountDownLatch)

;; A call that may be made once by whoever runs it; get waits for it.
(deftype ^{:full-name "java.util.concurrent.FutureTask"} FutureTask [body answer started]
  java.util.concurrent.Future
  (run [this]
    (when (compare-and-set! started false true)
      (deliver answer (try [(if (fn? body) (body) (.call body)) nil]
                           (catch Throwable e [nil e]))))
    nil)
  (get [this]
    (let [[value failure] (deref answer)]
      (if failure
        (throw (nacre.primitive/exception-new
                java.util.concurrent.ExecutionException (str failure) nil failure))
        value)))
  (get [this n unit]
    (if (nil? (deref answer (quot (* n (nanoseconds-of unit)) 1000000) nil))
      (throw (nacre.primitive/exception-new java.util.concurrent.TimeoutException nil nil nil))
      (.get this)))
  (cancel [this interrupting] (compare-and-set! started false true))
  (isDone [this] (realized? answer))
  (isCancelled [this] (and @started (not (realized? answer)))))
(intern-type 'java.util.concurrent.FutureTask FutureTask)
(swap! constructors assoc FutureTask (fn [body] (->FutureTask body (promise) (atom false))))

;; --- Clojure's own classes -----------------------------------------------------------------------
(defn- java-map-equal?
  "Are the entries of a map those of another, by Java's rules?"
  [m other]
  (and (or (map? other) (instance? java.util.Map other))
       (= (count m) (count other))
       (every? (fn [entry]
                 (let [k (key entry)]
                   (and (contains? other k) (= (val entry) (get other k)))))
               (seq m))))

(statics "APersistentMap" "clojure.lang"
         {'mapHash (fn [m] (reduce (fn [h entry]
                                     (unchecked-add-int h (bit-xor (java-hash (key entry))
                                                                   (java-hash (val entry)))))
                                   0 (seq m)))
          'mapHasheq hash-unordered-coll
          'mapEquals java-map-equal?})
(statics "APersistentSet" "clojure.lang"
         {'setEquals (fn [s other]
                       (and (or (set? other) (instance? java.util.Set other))
                            (= (count s) (count other))
                            (every? (fn [x] (contains? s x)) (seq other))))})
(statics "Util" "clojure.lang"
         {'compare compare 'isInteger integer? 'isPrimitive (fn [atype] false)
          'sneakyThrow (fn [e] (throw e))
          'runtimeException (fn ([text] (RuntimeException. text)) ([text cause] (RuntimeException. text cause)))
          'classOf class 'pcequiv = 'ret1 (fn [x y] x)})
(statics "RT" "clojure.lang"
         {'boundedLength bounded-count 'seqToArray to-array 'seqToTypedArray into-array
          'seqToPassedArray (fn [s array] (into-array (seq s)))
          'DEFAULT_COMPARATOR compare 'iter (fn [coll] (->SeqIterator (seq coll))) 'aset aset 'aget aget 'alength alength
          'shortCast short 'byteCast byte 'floatCast float 'toUrl identity 'T true 'F false
          'checkSpecAsserts false 'object_array object-array
          'map (fn [entries]
                 (let [entries (vec (seq entries))]
                   (if (<= (count entries) 16)
                     (read-collection {} entries)
                     (apply hash-map entries))))
          'mapUniqueKeys (fn [& entries]
                           (apply (if (<= (count entries) 16) array-map hash-map) entries))})
(statics "Numbers" "clojure.lang"
         {'compare compare 'hasheq hash 'max max 'min min 'abs abs
          'unchecked_inc unchecked-inc 'unchecked_dec unchecked-dec 'unchecked_minus unchecked-subtract
          'unchecked_add unchecked-add 'unchecked_multiply unchecked-multiply
          'toBigInt bigint 'toBigDecimal bigdec 'unsignedShiftRight unsigned-bit-shift-right
          'clearBit bit-clear 'setBit bit-set 'flipBit bit-flip 'andNot bit-and-not
          'shiftLeftInt bit-shift-left 'shiftRightInt bit-shift-right 'remainder rem 'ratio /
          'int_array int-array 'long_array long-array 'double_array double-array})
;; Murmur3 on words of 32 bits, which are kept as integers from 0 up.
(defn- word-32 [n] (bit-and n 0xffffffff))
(defn- rotated-32 [n by] (word-32 (bit-or (bit-shift-left n by) (bit-shift-right n (- 32 by)))))
(defn- murmur-key [k]
  (word-32 (unchecked-multiply (rotated-32 (word-32 (unchecked-multiply k 0xcc9e2d51)) 15) 0x1b873593)))
(defn- murmur-mix [h k]
  (word-32 (+ (* 5 (rotated-32 (bit-xor h (murmur-key k)) 13)) 0xe6546b64)))
(defn- murmur-finish [h length]
  (let [h (bit-xor h length)
        h (word-32 (unchecked-multiply (bit-xor h (bit-shift-right h 16)) 0x85ebca6b))
        h (word-32 (unchecked-multiply (bit-xor h (bit-shift-right h 13)) 0xc2b2ae35))]
    (unchecked-int (bit-xor h (bit-shift-right h 16)))))
(statics "Murmur3" "clojure.lang"
         {'hashInt (fn [n] (let [n (int n)] (if (zero? n) 0 (murmur-finish (murmur-mix 0 (word-32 n)) 4))))
          'hashUnencodedChars
          (fn [s]
            (let [units (mapcat (fn [c]
                                  (let [code (int c)]
                                    (if (< code 0x10000) [code] [(high-half code) (low-half code)])))
                                (str s))]
              (loop [h 0 left (seq units)]
                (if (next left)
                  (recur (murmur-mix h (bit-or (first left) (bit-shift-left (second left) 16))) (nnext left))
                  (murmur-finish (if left (bit-xor h (murmur-key (first left))) h)
                                 (* 2 (count units)))))))})
(statics "Var" "clojure.lang"
         {'getThreadBindingFrame nacre.primitive/binding-frame
          'cloneThreadBindingFrame nacre.primitive/binding-frame
          'resetThreadBindingFrame nacre.primitive/reset-binding-frame
          'getThreadBindings get-thread-bindings})
(statics "Compiler" "clojure.lang"
         {'CHAR_MAP (into {} (map (fn [c] [c (munge (str c))])) "-:+>=~!@#'%^&*|{}[]/\\?")
          'demunge (fn [text] (clojure.repl/demunge text))
          'LINE (anonymous-var) 'COLUMN (anonymous-var) 'SOURCE #'clojure.core/*file*
          'METHOD (anonymous-var) 'macroexpand macroexpand
          'maybeResolveIn (fn [ns sym] (ns-resolve ns sym))})

;; --- What is small -------------------------------------------------------------------------------
(defn- unsigned
  "The bits of a long as an integer from 0 up."
  [n]
  (if (neg? n) (+ 18446744073709551616N n) n))

(defn- bits-of
  "The long that has the bits of an integer from 0 up."
  [n]
  (long (if (< n 9223372036854775808N) n (- n 18446744073709551616N))))

(defn- malformed-number
  "Throws for a text that is no such number."
  [text]
  (throw (nacre.primitive/exception-new
          NumberFormatException (str "For input string: " (pr-str text)) nil nil)))

(defn- narrow-parser
  "A function that parses an integer between two bounds."
  [kind least most]
  (fn parse
    ([s] (parse s 10))
    ([s radix]
     (let [n (Long/parseLong s radix)]
       (when-not (<= least n most)
         (throw (nacre.primitive/exception-new
                 NumberFormatException
                 (if (= kind "int")
                   (str "For input string: " (pr-str s))
                   (str "Value out of range. Value:" (pr-str s) " Radix:" radix))
                 nil nil)))
       n))))

(defn- decoded
  "The integer of a text with a sign and a radix 0x, # or 0 before its digits."
  [text]
  (let [[_ sign prefix digits] (re-matches #"([+-]?)(0[xX]|#|0(?=.))?([0-9a-zA-Z]+)" text)]
    (when (nil? digits) (malformed-number text))
    (Long/parseLong (str (if (= sign "-") "-" "") digits)
                    (cond (nil? prefix) 10 (= prefix "0") 8 :else 16))))

(statics "Long" "java.lang"
         {'reverseBytes (fn [n] (reduce (fn [r i]
                                          (bit-or r (bit-shift-left (bit-and 255 (bit-shift-right n (* 8 i)))
                                                                    (- 56 (* 8 i)))))
                                        0 (range 8)))
          'parseUnsignedLong (fn parse ([s] (parse s 10))
                               ([s radix]
                                (let [n (nacre.primitive/parse-integer s radix)]
                                  (if (and n (<= 0 n 18446744073709551615N))
                                    (bits-of n)
                                    (malformed-number s)))))
          'toUnsignedString (fn ([n] (str (unsigned n)))
                              ([n radix] (nacre.primitive/integer-text (unsigned n) radix)))
          'divideUnsigned (fn [a b] (bits-of (quot (unsigned a) (unsigned b))))
          'remainderUnsigned (fn [a b] (bits-of (rem (unsigned a) (unsigned b))))
          'compareUnsigned (fn [a b] (compare (unsigned a) (unsigned b)))
          'decode decoded})
(statics "Short" "java.lang" {'parseShort (narrow-parser "short" -32768 32767) 'valueOf short})
(statics "Byte" "java.lang" {'parseByte (narrow-parser "byte" -128 127) 'valueOf byte})
(defn- in-total-order
  "Which of two doubles comes first: -0.0 before 0.0, NaN last."
  [a b]
  (cond (< a b) -1
        (< b a) 1
        :else (let [bits (fn [x] (if (NaN? x) Long/MAX_VALUE (nacre.primitive/double-bits x)))]
                (compare (bits a) (bits b)))))
(statics "Double" "java.lang"
         {'compare (of-doubles (fn [a b] (in-total-order (double a) (double b))))
          'sum (of-doubles +) 'max (of-doubles max) 'min (of-doubles min)})
(statics "Boolean" "java.lang"
         {'logicalAnd (fn [a b] (and a b)) 'logicalOr (fn [a b] (or a b)) 'logicalXor (fn [a b] (not= a b))
          'compare compare})
(statics "Math" "java.lang"
         {'fma (fn [a b c] (double (+ (* (rationalize a) (rationalize b)) (rationalize c))))
          'multiplyHigh (fn [a b] (let [product (*' a b)
                                   high (quot product 18446744073709551616N)]
                               (long (if (and (neg? product)
                                              (not (zero? (rem product 18446744073709551616N))))
                                       (dec high)
                                       high))))
          'clamp (fn [x least most] (max least (min x most)))
          'absExact (fn [n] (if (= n Long/MIN_VALUE)
                              (throw (nacre.primitive/exception-new
                                      ArithmeticException
                                      "Overflow to represent absolute value of Long.MIN_VALUE" nil nil))
                              (abs n)))})
(statics "String" "java.lang"
         {'valueOf (fn ([x] (cond (nil? x) "null"
                                  (array-of? :char x) (apply str (seq x))
                                  :else (str x)))
                     ([array start length] (apply str (take length (drop start (seq array))))))
          'copyValueOf (fn ([array] (apply str (seq array)))
                         ([array start length] (apply str (take length (drop start (seq array))))))
          'CASE_INSENSITIVE_ORDER (fn [a b] (compare (clojure.string/lower-case a)
                                                     (clojure.string/lower-case b)))})
(statics "List" "java.util" {'of vector 'copyOf (fn [xs] (vec (seq xs)))})
(statics "Set" "java.util" {'of hash-set 'copyOf (fn [xs] (set (seq xs)))})
(statics "Map" "java.util" {'of hash-map 'entry (fn [k v] (nacre.primitive/map-entry-new k v))})
(statics "LongRange" "clojure.lang" {'create range})
(statics "Range" "clojure.lang" {'create range})
(statics "Repeat" "clojure.lang" {'create repeat})
(statics "Iterate" "clojure.lang" {'create iterate})
(statics "System" "java.lang"
         {'identityHashCode (fn [x] (if (nil? x) 0 (nacre.primitive/identity-hash x)))})
(statics "Void" "java.lang" {'TYPE nil})
(statics "Integer" "java.lang"
         {'numberOfLeadingZeros (fn [n] (- (Long/numberOfLeadingZeros (bit-and n 0xffffffff)) 32))
          'numberOfTrailingZeros (fn [n] (min 32 (Long/numberOfTrailingZeros n)))
          'highestOneBit (fn [n] (unchecked-int (Long/highestOneBit (bit-and n 0xffffffff))))
          'lowestOneBit (fn [n] (unchecked-int (bit-and n (unchecked-negate n))))
          'rotateLeft (fn [n by]
                        (let [n (bit-and n 0xffffffff) by (bit-and by 31)]
                          (unchecked-int (bit-or (bit-shift-left n by) (bit-shift-right n (- 32 by))))))
          'rotateRight (fn [n by]
                         (let [n (bit-and n 0xffffffff) by (bit-and by 31)]
                           (unchecked-int (bit-or (bit-shift-right n by) (bit-shift-left n (- 32 by))))))
          'hashCode int 'toUnsignedLong (fn [n] (bit-and n 0xffffffff))
          'parseUnsignedInt (fn ([s] (unchecked-int (Long/parseLong s)))
                              ([s radix] (unchecked-int (Long/parseLong s radix))))
          'reverse (fn [n] (reduce (fn [r i] (if (bit-test n i) (unchecked-int (bit-set r (- 31 i))) r))
                                   0 (range 32)))})
(statics "RoundingMode" "java.math"
         {'UP :up 'DOWN :down 'CEILING :ceiling 'FLOOR :floor 'HALF_UP :half-up 'HALF_DOWN :half-down
          'HALF_EVEN :half-even 'UNNECESSARY :unnecessary})

(statics "BigDecimal" "java.math"
         {'ROUND_UP 0 'ROUND_DOWN 1 'ROUND_CEILING 2 'ROUND_FLOOR 3 'ROUND_HALF_UP 4
          'ROUND_HALF_DOWN 5 'ROUND_HALF_EVEN 6 'ROUND_UNNECESSARY 7})
(statics "Locale" "java.util" {'setDefault (fn [locale] nil) 'forLanguageTag keyword})
(statics "File" "java.io"
         {'createTempFile
          (fn temporary
            ([prefix suffix] (temporary prefix suffix nil))
            ([prefix suffix folder]
             (let [file (java.io.File. (str (or folder "/tmp") "/" prefix
                                            (nacre.primitive/nanoseconds) (or suffix ".tmp")))]
               (.createNewFile file)
               file)))})
(statics "Objects" "java.util"
         {'requireNonNull (fn ([x] (if (nil? x) (throw (NullPointerException.)) x))
                            ([x text] (if (nil? x) (throw (NullPointerException. text)) x)))
          'toString (fn ([x] (if (nil? x) "null" (str x))) ([x otherwise] (if (nil? x) otherwise (str x))))
          'hash (fn [& xs]
                  (java-hash (vec (if (and (= 1 (count xs)) (array? (first xs))) (first xs) xs))))})
(statics "LockingTransaction" "clojure.lang" {'isRunning (fn [] (in-transaction?))})
(statics "Byte" "java.lang" {'toUnsignedLong (fn [n] (bit-and n 255)) 'toUnsignedInt (fn [n] (bit-and n 255))})
(statics "Array" "java.lang.reflect"
         {'newInstance (fn [atype size] (if (number? size)
                                          (make-array atype size)
                                          (apply make-array atype (seq size))))
          'getLength alength 'get aget 'set (fn [array i x] (aset array i x) nil)})

;; Private in clojure.core, and yet called by libraries that make records of their own.
(intern 'clojure.core (with-meta 'imap-cons {:private true}) conj-map)
(intern 'clojure.core (with-meta 'system-newline {:private true}) "\n")
