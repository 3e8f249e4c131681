;; SPDX-License-Identifier: MIT
;;
;; Types by name: the interfaces that Clojure programs name in deftype, extend-protocol and
;; instance?, hung above the built-in types by one table; import; making instances by name.
(in-ns 'nacre.core)
(clojure.core/refer 'clojure.core)

(defn- intern-type
  "Makes a var that holds the type in the namespace named as its package."
  [full-name atype]
  (let [text (name full-name)
        dot (loop [i (dec (count text))] (if (= \. (nth text i)) i (recur (dec i))))
        space (nacre.primitive/create-namespace (symbol (subs text 0 dot)))]
    (nacre.primitive/var-set-root
     (nacre.primitive/var-intern space (symbol (subs text (inc dot)))) atype)))

;; Interfaces in the order parents before children: [name parents...].
(def ^:private interfaces
  '[[clojure.lang.Seqable]
    [clojure.lang.Sequential]
    [clojure.lang.Counted]
    [clojure.lang.ILookup]
    [clojure.lang.IDeref]
    [clojure.lang.IBlockingDeref]
    [clojure.lang.IPending]
    [clojure.lang.IMeta]
    [clojure.lang.IObj clojure.lang.IMeta]
    [clojure.lang.IHashEq]
    [clojure.lang.IReduceInit]
    [clojure.lang.IReduce clojure.lang.IReduceInit]
    [clojure.lang.IKVReduce]
    [clojure.lang.MapEquivalence]
    [clojure.lang.IRecord]
    [clojure.lang.IType]
    [clojure.lang.IEditableCollection]
    [clojure.lang.ITransientCollection]
    [clojure.lang.ITransientAssociative clojure.lang.ITransientCollection clojure.lang.ILookup]
    [clojure.lang.ITransientMap clojure.lang.ITransientAssociative clojure.lang.Counted]
    [clojure.lang.ITransientVector clojure.lang.ITransientAssociative]
    [clojure.lang.ITransientSet clojure.lang.ITransientCollection clojure.lang.Counted]
    [clojure.lang.Reversible]
    [clojure.lang.Sorted]
    [clojure.lang.Fn]
    [java.lang.Runnable]
    [java.util.concurrent.Callable]
    [java.util.Comparator]
    [clojure.lang.IFn java.lang.Runnable java.util.concurrent.Callable]
    [clojure.lang.IPersistentCollection clojure.lang.Seqable]
    [clojure.lang.ISeq clojure.lang.IPersistentCollection]
    [clojure.lang.IChunkedSeq clojure.lang.ISeq clojure.lang.Sequential]
    [clojure.lang.Associative clojure.lang.IPersistentCollection clojure.lang.ILookup]
    [clojure.lang.Indexed clojure.lang.Counted]
    [clojure.lang.IPersistentStack clojure.lang.IPersistentCollection]
    [java.lang.Iterable]
    [java.util.Iterator]
    [java.util.Collection java.lang.Iterable]
    [java.util.List java.util.Collection]
    [java.util.Set java.util.Collection]
    [java.util.Map]
    [java.util.Map$Entry]
    [java.util.RandomAccess]
    [java.lang.Comparable]
    [java.lang.AutoCloseable]
    [java.io.Closeable java.lang.AutoCloseable]
    [java.io.Flushable]
    [java.lang.Appendable]
    [java.lang.Readable]
    [java.lang.Cloneable]
    [java.io.Serializable]
    [java.io.Writer java.lang.Appendable java.io.Closeable java.io.Flushable]
    [java.io.Reader java.lang.Readable java.io.Closeable]
    [java.io.InputStream java.io.Closeable]
    [java.io.OutputStream java.io.Closeable java.io.Flushable]
    [java.net.URL]
    [java.net.URI java.lang.Comparable]
    [java.lang.reflect.Constructor]
    [java.lang.reflect.Method]
    [java.lang.reflect.Field]
    [java.util.Locale]
    [java.util.Calendar java.lang.Comparable]
    [clojure.lang.PersistentHashMap$NodeSeq]
    [clojure.lang.APersistentMap$KeySeq]
    [clojure.lang.APersistentMap$ValSeq]
    [clojure.lang.APersistentVector$RSeq]
    [clojure.lang.IteratorSeq]
    [clojure.lang.Range]
    [clojure.lang.PersistentStructMap]
    [clojure.lang.ReaderConditional]
    [clojure.lang.IProxy]
    [clojure.core.Vec]
    [java.util.Queue java.util.Collection]
    [java.util.Deque java.util.Queue]
    [java.util.SortedMap java.util.Map]
    [java.util.SortedSet java.util.Set]
    [java.util.concurrent.ConcurrentMap java.util.Map]
    [java.util.concurrent.Future]
    [java.util.ListIterator java.util.Iterator]
    [java.util.Enumeration]
    [java.util.function.Function]
    [java.util.function.BiFunction]
    [java.util.function.Predicate]
    [java.util.function.Supplier]
    [java.util.function.Consumer]
    [java.util.AbstractCollection java.util.Collection]
    [java.util.AbstractList java.util.AbstractCollection java.util.List]
    [java.util.AbstractSet java.util.AbstractCollection java.util.Set]
    [java.util.AbstractMap java.util.Map]
    [clojure.lang.LispReader]
    [clojure.lang.LispReader$StringReader]
    [clojure.lang.LispReader$RegexReader]
    [clojure.lang.Compiler]
    [clojure.lang.Compiler$LocalBinding]
    [clojure.lang.RT]
    [clojure.lang.Reflector]
    [clojure.lang.Numbers]
    [clojure.lang.Util]
    [clojure.lang.Murmur3]
    [clojure.lang.IMapEntry java.util.Map$Entry]
    [clojure.lang.IPersistentVector clojure.lang.Associative clojure.lang.Sequential
     clojure.lang.IPersistentStack clojure.lang.Reversible clojure.lang.Indexed]
    [clojure.lang.APersistentVector clojure.lang.IPersistentVector clojure.lang.IFn java.util.List
     java.lang.Comparable java.util.RandomAccess java.io.Serializable]
    [clojure.lang.IPersistentMap clojure.lang.Associative clojure.lang.Counted java.lang.Iterable]
    [clojure.lang.APersistentMap clojure.lang.IPersistentMap clojure.lang.IFn java.util.Map
     clojure.lang.MapEquivalence java.io.Serializable]
    [clojure.lang.IPersistentSet clojure.lang.IPersistentCollection clojure.lang.Counted]
    [clojure.lang.APersistentSet clojure.lang.IPersistentSet clojure.lang.IFn java.util.Set
     java.io.Serializable]
    [clojure.lang.IPersistentList clojure.lang.Sequential clojure.lang.IPersistentStack]
    [clojure.lang.ASeq clojure.lang.ISeq clojure.lang.IHashEq clojure.lang.Sequential java.util.List
     java.io.Serializable]
    [clojure.lang.AFn clojure.lang.IFn]
    [clojure.lang.IReference clojure.lang.IMeta]
    [clojure.lang.IRef clojure.lang.IDeref]
    [clojure.lang.ARef clojure.lang.IRef clojure.lang.IReference]
    [clojure.lang.IAtom]
    [clojure.lang.IAtom2 clojure.lang.IAtom]
    [clojure.lang.IExceptionInfo]
    [clojure.lang.Inst]
    [clojure.lang.Settable]])

;; Those among them that are classes on the JVM.
(def ^:private classes-without-instances
  '#{java.io.Writer java.io.Reader java.io.InputStream java.io.OutputStream java.net.URL java.net.URI
     java.lang.reflect.Constructor java.lang.reflect.Method java.lang.reflect.Field java.util.Locale
     java.util.Calendar clojure.lang.PersistentHashMap$NodeSeq
     clojure.lang.APersistentMap$KeySeq clojure.lang.APersistentMap$ValSeq
     clojure.lang.APersistentVector$RSeq clojure.lang.IteratorSeq clojure.lang.Range
     clojure.lang.PersistentStructMap clojure.lang.ReaderConditional clojure.core.Vec
     java.util.AbstractCollection java.util.AbstractList java.util.AbstractSet java.util.AbstractMap
     clojure.lang.LispReader clojure.lang.LispReader$StringReader
     clojure.lang.LispReader$RegexReader clojure.lang.Compiler clojure.lang.Compiler$LocalBinding
     clojure.lang.RT clojure.lang.Reflector clojure.lang.Numbers clojure.lang.Util
     clojure.lang.Murmur3 clojure.lang.APersistentVector clojure.lang.APersistentMap
     clojure.lang.APersistentSet clojure.lang.ASeq clojure.lang.AFn clojure.lang.ARef})

;; What stands directly above the built-in types, besides what lang/types.h says.
(def ^:private built-in-parents
  '[[java.lang.String java.lang.Comparable java.io.Serializable]
    [java.lang.Number java.io.Serializable]
    [java.lang.Long java.lang.Comparable]
    [java.lang.Double java.lang.Comparable]
    [java.lang.Boolean java.lang.Comparable java.io.Serializable]
    [java.lang.Character java.lang.Comparable java.io.Serializable]
    [clojure.lang.Symbol clojure.lang.IObj clojure.lang.IFn clojure.lang.IHashEq
     java.lang.Comparable java.io.Serializable]
    [clojure.lang.Keyword clojure.lang.IFn clojure.lang.IHashEq java.lang.Comparable
     java.io.Serializable]
    [java.util.UUID java.lang.Comparable]
    [java.util.Date java.lang.Comparable]
    [java.math.BigInteger java.lang.Number java.lang.Comparable]
    [clojure.lang.BigInt java.lang.Number clojure.lang.IHashEq]
    [java.math.BigDecimal java.lang.Number java.lang.Comparable]
    [clojure.lang.Ratio java.lang.Number java.lang.Comparable]
    [java.util.regex.Pattern java.io.Serializable]
    [clojure.lang.PersistentList$EmptyList clojure.lang.IPersistentList clojure.lang.ISeq
     clojure.lang.Counted clojure.lang.IObj java.util.List clojure.lang.IHashEq
     java.io.Serializable]
    [clojure.lang.PersistentList clojure.lang.ASeq clojure.lang.IPersistentList
     clojure.lang.Counted clojure.lang.IReduce clojure.lang.IObj clojure.lang.IHashEq]
    [clojure.lang.Cons clojure.lang.ASeq clojure.lang.IObj clojure.lang.IHashEq]
    [clojure.lang.LazySeq clojure.lang.ISeq clojure.lang.Sequential java.util.List
     clojure.lang.IPending clojure.lang.IObj clojure.lang.IHashEq java.io.Serializable]
    [clojure.lang.ChunkedCons clojure.lang.ASeq clojure.lang.IChunkedSeq clojure.lang.IObj]
    [clojure.lang.PersistentVector$ChunkedSeq clojure.lang.ASeq clojure.lang.IChunkedSeq
     clojure.lang.Counted clojure.lang.IObj]
    [clojure.lang.APersistentVector$RSeq clojure.lang.ASeq clojure.lang.Counted clojure.lang.IObj]
    [clojure.lang.APersistentVector$Seq clojure.lang.ASeq clojure.lang.Counted clojure.lang.IReduce
     clojure.lang.IObj]
    [clojure.lang.PersistentQueue$Seq clojure.lang.ASeq clojure.lang.IObj]
    [clojure.lang.APersistentMap$KeySeq clojure.lang.ASeq clojure.lang.IObj]
    [clojure.lang.APersistentMap$ValSeq clojure.lang.ASeq clojure.lang.IObj]
    [clojure.lang.PersistentHashMap$NodeSeq clojure.lang.ASeq clojure.lang.IObj]
    [clojure.lang.Range clojure.lang.ASeq clojure.lang.IChunkedSeq clojure.lang.IReduce
     clojure.lang.IObj]
    [clojure.lang.ArraySeq clojure.lang.ASeq clojure.lang.Counted clojure.lang.IObj]
    [clojure.lang.StringSeq clojure.lang.ASeq clojure.lang.Counted clojure.lang.IObj]
    [clojure.lang.PersistentArrayMap$Seq clojure.lang.ASeq clojure.lang.Counted clojure.lang.IObj]
    [clojure.lang.PersistentTreeMap$Seq clojure.lang.ASeq clojure.lang.Counted clojure.lang.IObj]
    [clojure.lang.LongRange clojure.lang.ASeq clojure.lang.IChunkedSeq clojure.lang.Counted
     clojure.lang.IReduce clojure.lang.IObj]
    [clojure.lang.Repeat clojure.lang.ASeq clojure.lang.IReduce clojure.lang.IObj]
    [clojure.lang.Iterate clojure.lang.ASeq clojure.lang.IReduce clojure.lang.IPending
     clojure.lang.IObj]
    [clojure.lang.Cycle clojure.lang.ASeq clojure.lang.IReduce clojure.lang.IPending
     clojure.lang.IObj]
    [clojure.lang.PersistentVector clojure.lang.APersistentVector clojure.lang.IObj
     clojure.lang.IEditableCollection clojure.lang.IReduce clojure.lang.IKVReduce
     clojure.lang.IHashEq]
    [clojure.lang.APersistentVector$SubVector clojure.lang.APersistentVector clojure.lang.IObj
     clojure.lang.IHashEq]
    [clojure.lang.MapEntry clojure.lang.APersistentVector clojure.lang.IMapEntry
     clojure.lang.IHashEq]
    [clojure.lang.PersistentArrayMap clojure.lang.APersistentMap clojure.lang.IObj
     clojure.lang.IEditableCollection clojure.lang.IKVReduce clojure.lang.IHashEq]
    [clojure.lang.PersistentHashMap clojure.lang.APersistentMap clojure.lang.IObj
     clojure.lang.IEditableCollection clojure.lang.IKVReduce clojure.lang.IHashEq]
    [clojure.lang.PersistentTreeMap clojure.lang.APersistentMap clojure.lang.IObj
     clojure.lang.Sorted clojure.lang.Reversible clojure.lang.IKVReduce clojure.lang.IHashEq]
    [clojure.lang.PersistentHashSet clojure.lang.APersistentSet clojure.lang.IObj
     clojure.lang.IEditableCollection clojure.lang.IHashEq]
    [clojure.lang.PersistentTreeSet clojure.lang.APersistentSet clojure.lang.IObj
     clojure.lang.Sorted clojure.lang.Reversible clojure.lang.IHashEq]
    [clojure.lang.PersistentQueue clojure.lang.IPersistentList clojure.lang.Counted
     java.util.Collection clojure.lang.IObj clojure.lang.IHashEq]
    [clojure.lang.PersistentVector$TransientVector clojure.lang.ITransientVector clojure.lang.IFn
     clojure.lang.Counted]
    [clojure.lang.PersistentHashMap$TransientHashMap clojure.lang.ITransientMap clojure.lang.IFn]
    [clojure.lang.PersistentArrayMap$TransientArrayMap clojure.lang.ITransientMap clojure.lang.IFn]
    [clojure.lang.PersistentHashSet$TransientHashSet clojure.lang.ITransientSet clojure.lang.IFn]
    [clojure.lang.AFunction clojure.lang.AFn clojure.lang.Fn clojure.lang.IObj java.util.Comparator
     java.io.Serializable]
    [clojure.lang.Var clojure.lang.ARef clojure.lang.IFn clojure.lang.Settable]
    [clojure.lang.Var$Unbound clojure.lang.AFn]
    [clojure.lang.Namespace clojure.lang.IReference]
    [clojure.lang.Reduced clojure.lang.IDeref]
    [clojure.lang.Atom clojure.lang.ARef clojure.lang.IAtom2]
    [clojure.lang.Volatile clojure.lang.IDeref]
    [clojure.lang.Delay clojure.lang.IDeref clojure.lang.IPending]
    [clojure.lang.ExceptionInfo clojure.lang.IExceptionInfo]])

(defn find-class
  "The type that a symbol names, or nil."
  [sym]
  (let [found (if (clojure.string/starts-with? (name sym) "[")
                (array-class sym)
                (nacre.primitive/type-find sym))
        found (if (var? found)
                (if (nacre.primitive/var-bound? found) (var-get found) nil)
                found)]
    (cond (class? found) found
          (map? found) (let [interface (get found :on-interface)]
                         (if (class? interface) interface nil))
          :else nil)))

(defn- type-named
  "The type of that full name."
  [full-name]
  (or (find-class full-name)
      (throw (nacre.primitive/exception-new ClassNotFoundException (str full-name) nil nil))))

(doseq [[full-name & parents] interfaces]
  (when-not (find-class full-name)
    (intern-type full-name
                 (nacre.primitive/type-new full-name []
                                           (if (contains? classes-without-instances full-name)
                                             {:abstract true}
                                             {:interface true})
                                           (conj (mapv type-named parents) Object) {}))))

;; Exceptions that no C code throws: [name parent].
(doseq [[full-name parent]
        '[[java.util.IllegalFormatException java.lang.IllegalArgumentException]
          [java.util.IllegalFormatConversionException java.util.IllegalFormatException]
          [java.util.MissingFormatArgumentException java.util.IllegalFormatException]
          [java.util.UnknownFormatConversionException java.util.IllegalFormatException]
          [java.util.DuplicateFormatFlagsException java.util.IllegalFormatException]
          [java.util.IllegalFormatFlagsException java.util.IllegalFormatException]
          [java.util.IllegalFormatPrecisionException java.util.IllegalFormatException]
          [java.util.MissingFormatWidthException java.util.IllegalFormatException]
          [java.util.FormatFlagsConversionMismatchException java.util.IllegalFormatException]
          [java.lang.CloneNotSupportedException java.lang.Exception]
          [java.lang.ReflectiveOperationException java.lang.Exception]
          [java.lang.NoSuchMethodException java.lang.ReflectiveOperationException]
          [java.lang.NoSuchFieldException java.lang.ReflectiveOperationException]
          [java.lang.IllegalAccessException java.lang.ReflectiveOperationException]
          [java.lang.InstantiationException java.lang.ReflectiveOperationException]
          [java.lang.NegativeArraySizeException java.lang.RuntimeException]
          [java.lang.ArrayStoreException java.lang.RuntimeException]
          [java.lang.EnumConstantNotPresentException java.lang.RuntimeException]
          [java.lang.IllegalMonitorStateException java.lang.RuntimeException]
          [java.util.EmptyStackException java.lang.RuntimeException]
          [java.util.InputMismatchException java.util.NoSuchElementException]
          [java.util.concurrent.CancellationException java.lang.IllegalStateException]
          [java.io.EOFException java.io.IOException]
          [java.io.UnsupportedEncodingException java.io.IOException]
          [java.net.URISyntaxException java.lang.Exception]
          [java.net.MalformedURLException java.io.IOException]
          [java.text.ParseException java.lang.Exception]
          [java.time.format.DateTimeParseException java.time.DateTimeException]
          [java.lang.NoClassDefFoundError java.lang.LinkageError]
          [java.lang.ExceptionInInitializerError java.lang.LinkageError]
          [java.lang.InternalError java.lang.Error]
          [java.io.IOError java.lang.Error]
          [java.nio.charset.CoderMalfunctionError java.lang.Error]
          [java.lang.ThreadDeath java.lang.Error]
          [clojure.lang.LispReader$ReaderException java.lang.RuntimeException]
          [clojure.lang.EdnReader$ReaderException java.lang.RuntimeException]]]
  (when-not (find-class full-name)
    (intern-type full-name (nacre.primitive/type-new full-name [] {} [(type-named parent)] {}))))

(doseq [[full-name & parents] built-in-parents]
  (let [atype (type-named full-name)
        above (nacre.primitive/type-parents atype)]
    (nacre.primitive/type-set-parents
     atype
     (vec (distinct (concat (remove (fn [t] (identical? t Object)) above)
                            (map type-named parents)
                            [Object]))))))

(def record-interfaces
  "What stands above every record type."
  (mapv type-named '[clojure.lang.IRecord clojure.lang.IPersistentMap java.util.Map
                     clojure.lang.IObj clojure.lang.IHashEq java.io.Serializable]))

(def predicate-interfaces
  "The interface that each predicate asks a user-defined type for: seq? coll? sequential? associative?
  counted? reversible? sorted? indexed? list? map? set? vector? (enum type_predicate of
  lang/type.h)."
  [clojure.lang.ISeq clojure.lang.IPersistentCollection clojure.lang.Sequential
   clojure.lang.Associative clojure.lang.Counted clojure.lang.Reversible clojure.lang.Sorted
   clojure.lang.Indexed clojure.lang.IPersistentList clojure.lang.IPersistentMap
   clojure.lang.IPersistentSet clojure.lang.IPersistentVector])

;; --- Names to types ------------------------------------------------------------------------------
(defn- map-type
  "Makes a type known in the current namespace by the last part of a full name, which need not be the
  type's own."
  [full-name atype]
  (let [text (name full-name)
        simple (loop [i (dec (count text))]
                 (cond (neg? i) text
                       (= \. (nth text i)) (subs text (inc i))
                       :else (recur (dec i))))
        content (nacre.primitive/namespace-content *ns*)]
    (nacre.primitive/namespace-set-content
     *ns* (assoc-in content [:mappings (symbol simple)] atype))
    atype))

(def ^:private common-names
  "The types that every namespace knows by their simple names."
  (delay
    (into {'BigInteger (find-class 'java.math.BigInteger)
           'BigDecimal (find-class 'java.math.BigDecimal)
           'Callable (find-class 'java.util.concurrent.Callable)
           'Compiler (find-class 'clojure.lang.Compiler)}
          (keep (fn [sym]
                  (let [found (find-class (symbol (str "java.lang." sym)))]
                    (if found [sym found] nil))))
          '[AbstractMethodError Appendable ArithmeticException ArrayIndexOutOfBoundsException
            ArrayStoreException AssertionError Boolean Byte CharSequence Character Class
            ClassCastException ClassCircularityError ClassFormatError ClassLoader
            ClassNotFoundException CloneNotSupportedException Cloneable Comparable Double Enum Error
            Exception ExceptionInInitializerError Float IllegalAccessError IllegalAccessException
            IllegalArgumentException IllegalMonitorStateException IllegalStateException
            IllegalThreadStateException IncompatibleClassChangeError IndexOutOfBoundsException
            InstantiationError InstantiationException Integer InternalError InterruptedException
            Iterable LinkageError Long Math NegativeArraySizeException NoClassDefFoundError
            NoSuchFieldError NoSuchFieldException NoSuchMethodError NoSuchMethodException
            NullPointerException Number NumberFormatException Object OutOfMemoryError Process
            Readable Runnable Runtime RuntimeException SecurityException Short StackOverflowError
            StackTraceElement String StringBuffer StringBuilder StringIndexOutOfBoundsException
            System Thread ThreadDeath ThreadGroup ThreadLocal Throwable UnknownError
            UnsatisfiedLinkError UnsupportedOperationException VerifyError VirtualMachineError
            Void])))

(defn common-imports
  "The map of their names to the types that every namespace knows."
  []
  (force common-names))

(defn import-class
  "Makes the type of that full name known in the current namespace by its simple name."
  [full-name]
  (let [atype (or (if (clojure.string/includes? (name full-name) ".") (find-class full-name) nil)
                  (throw (nacre.primitive/exception-new ClassNotFoundException (str full-name)
                                                        nil nil)))]
    (map-type full-name atype)))

(def ^:private absent-types
  "An atom of the map of the names of classes that were asked for and are not here to types without
  instances, which stand for them."
  (atom {}))

(defn absent-type
  "The type that stands for the class of that full name, which is not here."
  [full-name]
  (or (get @absent-types full-name)
      (let [atype (nacre.primitive/type-new full-name [] {:interface true :absent true} [Object] {})]
        (swap! absent-types assoc full-name atype)
        atype)))

(defn import-or-note
  "As import-class. A class of the packages java, javax and clojure.lang that is not here becomes a type
  without instances: a library that imports it can be loaded, and what uses it says so when it runs."
  [full-name]
  (let [text (name full-name)]
    (if (and (nil? (find-class full-name))
             (or (clojure.string/starts-with? text "java.") (clojure.string/starts-with? text "javax.")
                 (clojure.string/starts-with? text "clojure.lang.")))
      (map-type full-name (absent-type full-name))
      (import-class full-name))))

(defn absent-member
  "Throws for the use of a class that is not here, or of a member of it."
  [sym]
  (throw (nacre.primitive/exception-new
          ClassNotFoundException (str sym " is not here") nil nil)))

;; --- Making instances by name --------------------------------------------------------------------
(def constructors
  "An atom of the map of types to the functions that (Type. args) calls."
  (atom {}))

(defn- full-record
  "A record of its fields, metadata and a map of further entries."
  [atype maker args fields]
  (let [[metadata more] (drop fields args)
        r (with-meta (apply maker (take fields args)) metadata)]
    (if (seq more) (nacre.primitive/record-set-extension r (into {} more)) r)))

(defn construct
  "What (new Type args...) and (Type. args...) call."
  [atype & args]
  (let [maker (get @constructors atype)]
    (cond maker
          (let [fields (count (nacre.primitive/type-fields atype))]
            (if (and (= (count args) (+ 2 fields)) (get (nacre.primitive/type-flags atype) :record))
              (full-record atype maker args fields)
              (apply maker args)))
          (nacre.primitive/subtype? atype Throwable)
          (let [[a b c] args]
            (cond (nacre.primitive/exception? a)
                  (nacre.primitive/exception-new atype (str a) nil a)
                  (map? b) (nacre.primitive/exception-new atype a b c) ; ExceptionInfo
                  (and (= 2 (count args)) (not (or (nil? a) (string? a)))) ; one that takes two
                  (nacre.primitive/raise-cast a "java.lang.String")
                  (and (= 2 (count args)) (not (or (nil? b) (nacre.primitive/exception? b))))
                  (nacre.primitive/raise-cast b "java.lang.Throwable")
                  (not (or (nil? a) (string? a) (identical? atype AssertionError)))
                  (throw (nacre.primitive/exception-new
                          IllegalArgumentException
                          (str "No matching ctor found for class " (nacre.primitive/type-name atype))
                          nil nil))
                  :else
                  (nacre.primitive/exception-new atype (if (nil? a) nil (str a)) nil
                                                 (if (nacre.primitive/exception? b) b nil))))
          :else (throw (nacre.primitive/exception-new
                        IllegalArgumentException
                        (str "No matching constructor found for "
                             (nacre.primitive/type-name atype)) nil nil)))))
