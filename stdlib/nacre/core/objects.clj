;; SPDX-License-Identifier: MIT
;;
;; Objects of the JVM that portable programs make: files, calendars and what formats them, thread
;; locals; and proxy, which is reify over interfaces and the few classes that can be extended.
(in-ns 'nacre.core)
(clojure.core/refer 'clojure.core)

;; --- proxy ---------------------------------------------------------------------------------------
(def ^:private extensible
  "The classes that proxy extends: locals around the object, for which proxy$arguments is the vector of
  what its constructor is given, and the methods it has by itself."
  (let [writer '[(append [this x] (.write this (clojure.core/str x)) this)
                 (append [this x start end]
                   (.write this (clojure.core/subs (clojure.core/str x) start end))
                   this)
                 (flush [this] nil)
                 (close [this] nil)]
        filter-writer '[[proxy$target (clojure.core/first proxy$arguments)]
                        [(write [this x] (.write proxy$target x))
                         (write [this x start length] (.write proxy$target x start length))
                         (append [this x] (.write this (clojure.core/str x)) this)
                         (append [this x start end]
                           (.write this (clojure.core/subs (clojure.core/str x) start end))
                           this)
                         (newLine [this] (.write this "\n"))
                         (flush [this] (.flush proxy$target))
                         (close [this] (.close proxy$target))]]]
    {'java.lang.Object [[] []]
     'java.lang.ThreadLocal
     '[[proxy$cell (clojure.core/atom nil)]
       [(get [this]
             (clojure.core/first
              (clojure.core/or @proxy$cell
                               (clojure.core/reset! proxy$cell [(.initialValue this)]))))
        (set [this x] (clojure.core/reset! proxy$cell [x]) nil)
        (remove [this] (clojure.core/reset! proxy$cell nil) nil)
        (initialValue [this] nil)]]
     'java.io.Writer [[] writer]
     'java.io.BufferedWriter
     ['[proxy$target (clojure.core/first proxy$arguments)
        proxy$held (nacre.core/construct java.io.StringWriter)]
      (into '[(write [this x] (.write proxy$held x))
              (write [this x start length] (.write proxy$held x start length))
              (newLine [this] (.write this "\n"))
              (flush [this]
                (.write proxy$target (.toString proxy$held))
                (.clear proxy$held)
                (.flush proxy$target))
              (close [this]
                (.flush this)
                (.close proxy$target))]
            (remove (fn [[mname]] (contains? '#{flush close} mname)) writer))]
     'java.io.PrintWriter filter-writer
     'java.io.StringWriter
     ['[proxy$target (nacre.core/construct java.io.StringWriter)]
      (into '[(write [this x] (.write proxy$target x))
              (write [this x start length] (.write proxy$target x start length))
              (toString [this] (.toString proxy$target))
              (getBuffer [this] (.getBuffer proxy$target))]
            writer)]
     'java.io.Reader
     '[[] [(close [this] nil)
           (readLine [this] (.readLine (nacre.core/construct java.io.BufferedReader this)))
           (readForm [this options]
                     (.readForm (nacre.core/construct java.io.PushbackReader this) options))]]
     'clojure.lang.ASeq
     '[[proxy$meta (clojure.core/first proxy$arguments)]
       [(seq [this] this)
        (more [this] (clojure.core/or (.next this) ()))
        (cons [this x] (clojure.core/cons x this))
        (empty [this] ())
        (count [this] (clojure.core/inc (clojure.core/count (.next this))))
        (hasheq [this] (clojure.core/hash-ordered-coll this))
        (hashCode [this] (clojure.core/hash-ordered-coll this))
        (meta [this] proxy$meta)]]}))

(defn- proxy-arity
  "One arity of a method, with the object as its first parameter."
  [[params & body]]
  (list* (into ['this] params) body))

(defn- super-name
  "What a method of a class that proxy extends is called when the proxy has one of that name."
  [mname]
  (symbol (str "super$" mname)))

(defn call-super
  "Calls a method of the class that a proxy extends."
  [this mname & args]
  (if-let [method (nacre.primitive/type-method this (super-name mname))]
    (apply method this args)
    (case mname
      toString (object-label this)
      hashCode (System/identityHashCode this)
      equals (identical? this (first args))
      (apply invoke-method this mname args))))

(defn- extended-class
  "The type that a symbol of a proxy form names."
  [sym]
  (let [found (or (find-class sym) (resolve sym))]
    (if (class? found)
      found
      (throw (nacre.primitive/exception-new ClassNotFoundException (str sym) nil nil)))))

(defn- absent-class
  "The first of the symbols that names a class of the JVM that is not here, or nil."
  [symbols]
  (first (filter (fn [sym] (and (nil? (find-class sym)) (nacre.expander/absent-class? sym))) symbols)))

(in-ns 'clojure.core)

(defmacro proxy
  "An object that implements interfaces, or extends one of the classes that docs name, with the
  methods given, in which `this` is the object: (proxy [class-or-interface*] [args*] (method [params*]
  body*)*)."
  {:arglists '([class-and-interfaces args & fs])}
  [class-and-interfaces args & fs]
  (if-let [absent (nacre.core/absent-class class-and-interfaces)]
    `(nacre.core/absent-member '~absent)
    (let [methods (map (fn [[mname & tail]]
                         (cons mname (if (vector? (first tail))
                                       [(nacre.core/proxy-arity tail)]
                                       (map nacre.core/proxy-arity tail))))
                       fs)
          given (set (map first fs))
          types (map nacre.core/extended-class class-and-interfaces)
          bases (keep (fn [atype] (get nacre.core/extensible (nacre.primitive/type-name atype))) types)
          inherited (map (fn [[mname & tail]]
                           (cons (if (contains? given mname) (nacre.core/super-name mname) mname) tail))
                         (mapcat second bases))]
      (doseq [atype types]
        (when-not (or (:interface (nacre.primitive/type-flags atype))
                      (:abstract (nacre.primitive/type-flags atype))
                      (get nacre.core/extensible (nacre.primitive/type-name atype)))
          (throw (nacre.primitive/exception-new
                  UnsupportedOperationException
                  (str "proxy extends interfaces and " (sort (keys nacre.core/extensible)) ", not "
                       (nacre.primitive/type-name atype))
                  nil nil))))
      `(let [~@(when (seq bases) ['proxy$arguments (vec args)])
             ~@(mapcat first bases)]
         (reify ~(or (first class-and-interfaces) 'Object)
           ~@methods
           ~@inherited
           ~@(rest class-and-interfaces))))))

(defmacro proxy-super
  "Within a method of a proxy: calls the method of the class that the proxy extends."
  [meth & args]
  `(nacre.core/call-super ~'this '~meth ~@args))

(in-ns 'nacre.core)

(deftype ^{:full-name "java.lang.ThreadLocal"} ThreadLocal [initial ^:unsynchronized-mutable cell]
  Object
  (get [this]
    (when (nil? cell) (set! cell [(initial)]))
    (nth cell 0))
  (set [this x] (set! cell [x]) nil)
  (remove [this] (set! cell nil) nil))
(intern-type 'java.lang.ThreadLocal ThreadLocal)
(swap! constructors assoc ThreadLocal (fn [] (->ThreadLocal (fn [] nil) nil)))
(statics "ThreadLocal" "java.lang"
         {'withInitial (fn [supplier]
                         (->ThreadLocal (if (fn? supplier) supplier (fn [] (.get supplier))) nil))})

;; --- Time ----------------------------------------------------------------------------------------
(defn- civil-of
  "[year month day] of a count of days since 1970-01-01."
  [days]
  (let [z (+ days 719468)
        era (quot (if (neg? z) (- z 146096) z) 146097)
        day-of-era (- z (* era 146097))
        year-of-era (quot (- day-of-era (quot day-of-era 1460) (- (quot day-of-era 36524))
                             (quot day-of-era 146096))
                          365)
        day-of-year (- day-of-era (- (+ (* 365 year-of-era) (quot year-of-era 4))
                                     (quot year-of-era 100)))
        m (quot (+ (* 5 day-of-year) 2) 153)
        month (if (< m 10) (+ m 3) (- m 9))]
    [(+ year-of-era (* era 400) (if (<= month 2) 1 0))
     month
     (inc (- day-of-year (quot (+ (* 153 m) 2) 5)))]))

(defn- days-of
  "The count of days since 1970-01-01 of a date; a month beyond 12 counts into the next years."
  [year month day]
  (let [year (+ year (Math/floorDiv (dec month) 12))
        month (inc (mod (dec month) 12))
        y (if (<= month 2) (dec year) year)
        era (quot (if (neg? y) (- y 399) y) 400)
        year-of-era (- y (* era 400))
        day-of-year (+ (quot (+ (* 153 (if (< 2 month) (- month 3) (+ month 9))) 2) 5) (dec day))
        day-of-era (+ (* 365 year-of-era) (quot year-of-era 4) (- (quot year-of-era 100)) day-of-year)]
    (+ (* era 146097) day-of-era -719468)))

(def ^:private day-milliseconds 86400000)

(defn- parts-of
  "What a count of milliseconds since 1970-01-01 says on a calendar and a clock."
  [milliseconds]
  (let [days (Math/floorDiv milliseconds day-milliseconds)
        left (Math/floorMod milliseconds day-milliseconds)
        [year month day] (civil-of days)]
    {:year year :month month :day day :weekday (inc (mod (+ 4 days) 7))
     :hour (quot left 3600000) :minute (rem (quot left 60000) 60) :second (rem (quot left 1000) 60)
     :millisecond (rem left 1000)}))

(defn- milliseconds-of
  "The count of milliseconds since 1970-01-01 of the parts."
  [{:keys [year month day hour minute second millisecond]}]
  (+ (* day-milliseconds (days-of year month 1)) (* day-milliseconds (dec day))
     (* 3600000 hour) (* 60000 minute) (* 1000 second) millisecond))

(define-interface 'java.time.ZoneId [])
(define-interface 'java.time.ZoneOffset [java.time.ZoneId])
(defn- date-of
  "The Date of a year counted from 1900, a month counted from 0, and so on, in UTC."
  [year month day hour minute second]
  (nacre.primitive/instant-new
   (milliseconds-of {:year (+ 1900 year) :month (inc month) :day day :hour hour :minute minute
                     :second second :millisecond 0})))

(defn- date-part
  "What a Date says in UTC."
  [date part]
  (get (parts-of (inst-ms date)) part))

(deftype ^{:full-name "java.util.TimeZone"} TimeZone [id minutes]
  java.time.ZoneOffset
  (getID [this] id)
  (getRawOffset [this] (* 60000 minutes))
  (equals [this other] (and (instance? TimeZone other) (= id (.getID other))))
  (hashCode [this] (hash id))
  (toString [this] id))
(intern-type 'java.util.TimeZone TimeZone)

(defn- zone-named
  "The time zone GMT, UTC or GMT+hh:mm; GMT for any other name."
  [id]
  (if-let [[_ sign hours minutes] (re-matches #"GMT([+-])(\d\d?):?(\d\d)?" id)]
    (->TimeZone id (* (if (= sign "-") -1 1)
                      (+ (* 60 (parse-long hours)) (if minutes (parse-long minutes) 0))))
    (->TimeZone (if (= id "UTC") id "GMT") 0)))

(statics "TimeZone" "java.util"
         {'getTimeZone zone-named 'getDefault (fn [] (zone-named "UTC"))})

(def ^:private calendar-fields
  "The numbers of a calendar's fields."
  {1 :year 2 :month 5 :day 7 :weekday 11 :hour 12 :minute 13 :second 14 :millisecond})

(deftype ^{:full-name "java.util.GregorianCalendar"} GregorianCalendar
    [^:unsynchronized-mutable local ^:unsynchronized-mutable zone]
  java.util.Calendar
  clojure.lang.Inst
  (set [this field x]
    (let [part (get calendar-fields field)]
      (set! local (milliseconds-of (assoc (parts-of local) part (if (= part :month) (inc x) x))))
      nil))
  (get [this field]
    (let [part (get calendar-fields field)
          x (get (parts-of local) part)]
      (if (= part :month) (dec x) x)))
  (add [this field n]
    (.set this field (+ n (.get this field))))
  (setTimeZone [this z] (set! zone z) nil)
  (getTimeZone [this] zone)
  (getTimeInMillis [this] (- local (.getRawOffset zone)))
  (setTimeInMillis [this milliseconds] (set! local (+ milliseconds (.getRawOffset zone))) nil)
  (getTime [this] (nacre.primitive/instant-new (.getTimeInMillis this)))
  (setTime [this date] (.setTimeInMillis this (inst-ms date)))
  (compareTo [this other] (compare (.getTimeInMillis this) (.getTimeInMillis other)))
  (equals [this other]
    (and (instance? GregorianCalendar other) (= (.getTimeInMillis this) (.getTimeInMillis other))))
  (hashCode [this] (hash (.getTimeInMillis this))))
(intern-type 'java.util.GregorianCalendar GregorianCalendar)

(defn- calendar-now
  "A calendar that shows the present."
  ([] (calendar-now (zone-named "UTC")))
  ([zone] (doto (->GregorianCalendar 0 zone)
            (.setTimeInMillis (nacre.primitive/wall-milliseconds)))))

(swap! constructors assoc
       GregorianCalendar
       (fn
         ([] (calendar-now))
         ([zone] (calendar-now zone))
         ([year month day] (construct GregorianCalendar year month day 0 0 0))
         ([year month day hour minute] (construct GregorianCalendar year month day hour minute 0))
         ([year month day hour minute second]
          (->GregorianCalendar (milliseconds-of {:year year :month (inc month) :day day :hour hour
                                                 :minute minute :second second :millisecond 0})
                               (zone-named "UTC")))))
(statics "Calendar" "java.util"
         {'YEAR 1 'MONTH 2 'DATE 5 'DAY_OF_MONTH 5 'DAY_OF_WEEK 7 'HOUR_OF_DAY 11 'MINUTE 12 'SECOND 13
          'MILLISECOND 14 'getInstance calendar-now})

(deftype ^{:full-name "java.sql.Timestamp"} Timestamp [seconds ^:unsynchronized-mutable nanoseconds]
  clojure.lang.Inst
  (getTime [this] (+ (* 1000 seconds) (quot nanoseconds 1000000)))
  (getNanos [this] nanoseconds)
  (setNanos [this n] (set! nanoseconds n) nil)
  (compareTo [this other]
    (compare [(.getTime this) nanoseconds] [(.getTime other) (.getNanos other)]))
  (equals [this other]
    (and (instance? Timestamp other) (zero? (.compareTo this other))))
  (hashCode [this] (hash (.getTime this))))
(intern-type 'java.sql.Timestamp Timestamp)
(extend Timestamp clojure.core/Inst {:inst-ms* (fn [t] (.getTime t))})
(swap! constructors assoc
       Timestamp (fn [milliseconds]
                   (->Timestamp (Math/floorDiv milliseconds 1000)
                                (* 1000000 (Math/floorMod milliseconds 1000)))))

(defn- padded
  "The digits of n, at least so many."
  [n width]
  (let [digits (str n)]
    (apply str (concat (repeat (- width (count digits)) "0") [digits]))))

;; --- Files ---------------------------------------------------------------------------------------
(declare ->File)

(defn- up-to-slash
  "The part of a path before its last slash, or nil."
  [path]
  (let [at (clojure.string/last-index-of path "/")]
    (cond (nil? at) nil
          (zero? at) (if (= path "/") nil "/")
          :else (subs path 0 at))))

(deftype ^{:full-name "java.io.File"} File [path]
  java.lang.Comparable
  (getPath [this] path)
  (getName [this] (let [at (clojure.string/last-index-of path "/")] (if at (subs path (inc at)) path)))
  (getParent [this] (up-to-slash path))
  (getParentFile [this] (let [parent (up-to-slash path)] (if parent (->File parent) nil)))
  (getAbsolutePath [this] path)
  (getCanonicalPath [this] path)
  (getAbsoluteFile [this] this)
  (getCanonicalFile [this] this)
  (isAbsolute [this] (clojure.string/starts-with? path "/"))
  (exists [this] (nacre.primitive/file-exists? path))
  (isDirectory [this] (nacre.primitive/file-directory? path))
  (isFile [this]
    (and (nacre.primitive/file-exists? path) (not (nacre.primitive/file-directory? path))))
  (isHidden [this] (clojure.string/starts-with? (.getName this) "."))
  (canRead [this] (nacre.primitive/file-exists? path))
  (length [this] (or (first (nacre.primitive/file-status path)) 0))
  (list [this] (if (.isDirectory this) (into-array (nacre.primitive/file-list path)) nil))
  (listFiles [this]
    (if (.isDirectory this)
      (into-array (map (fn [entry] (->File (str path "/" entry))) (nacre.primitive/file-list path)))
      nil))
  (delete [this]
    (if (nacre.primitive/file-exists? path) (do (nacre.primitive/file-remove path) true) false))
  (deleteOnExit [this] nil)
  (toPath [this] path)
  (lastModified [this] (or (second (nacre.primitive/file-status path)) 0))
  (renameTo [this other] false)
  (mkdir [this]
    (if (nacre.primitive/file-exists? path) false (do (nacre.primitive/directory-make path) true)))
  (mkdirs [this]
    (let [parent (.getParentFile this)]
      (when (and parent (not (.exists parent))) (.mkdirs parent))
      (.mkdir this)))
  (createNewFile [this]
    (if (nacre.primitive/file-exists? path)
      false
      (do (nacre.primitive/file-write path "" false) true)))
  (toURI [this] (file-uri (.getAbsolutePath this) (.isDirectory this)))
  (compareTo [this other] (compare path (str other)))
  (equals [this other] (and (instance? File other) (= path (str other))))
  (hashCode [this] (bit-xor (java-hash path) 1234321))
  (toString [this] path))
(intern-type 'java.io.File File)

(in-ns 'clojure.core)

(defn file-seq
  "The lazy sequence of a file and, when it is a folder, all below it."
  [dir]
  (tree-seq (fn [f] (.isDirectory f)) (fn [f] (seq (.listFiles f))) dir))

(in-ns 'nacre.core)
(swap! constructors assoc
       File (fn ([path] (->File (str path)))
              ([parent child] (->File (if (nil? parent) (str child) (str parent "/" child))))))
(statics "File" "java.io" {'separator "/" 'separatorChar \/ 'pathSeparator ":" 'pathSeparatorChar \:})
;; --- Parts of Clojure's reader -------------------------------------------------------------------
(defn- to-quote
  "The characters of a reader up to a double quote that is not escaped, which is taken too."
  [reader]
  (loop [parts []]
    (let [c (.read reader)]
      (cond (neg? c) (throw (nacre.primitive/exception-new
                             RuntimeException "EOF while reading string" nil nil))
            (= 34 c) (apply str parts)
            (= 92 c) (recur (conj parts \\ (char (.read reader))))
            :else (recur (conj parts (char c)))))))

(swap! constructors assoc
       clojure.lang.LispReader$StringReader
       (fn [] (fn [reader quote-char & options] (read-string (str "\"" (to-quote reader) "\""))))
       clojure.lang.LispReader$RegexReader
       (fn [] (fn [reader quote-char & options] (re-pattern (to-quote reader)))))
(statics "LispReader" "clojure.lang"
         {'read (fn [reader eof-is-error eof-value & more] (read reader eof-is-error eof-value))})
