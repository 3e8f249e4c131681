;; SPDX-License-Identifier: MIT
;;
;; The part of java.time that programs use to stamp and to print moments: Instant, ZoneId, Duration and
;; formatters over the patterns of SimpleDateFormat.
(in-ns 'nacre.core)
(clojure.core/refer 'clojure.core)

(define-interface 'java.time.temporal.TemporalAccessor [])
(declare instant-of ->DateTimeFormatter ->Duration)

(defn- time-error
  "Throws a DateTimeException."
  [& message]
  (throw (nacre.primitive/exception-new java.time.DateTimeException (apply str message) nil nil)))

;; A moment: seconds since 1970 and nanoseconds on top.
(deftype ^{:full-name "java.time.Instant"} Instant [seconds nanos]
  java.lang.Comparable
  (toEpochMilli [this] (+ (* 1000 seconds) (quot nanos 1000000)))
  (getEpochSecond [this] seconds)
  (getNano [this] nanos)
  (plusNanos [this n] (instant-of seconds (+ nanos n)))
  (plusMillis [this n] (instant-of seconds (+ nanos (* 1000000 n))))
  (plusSeconds [this n] (instant-of (+ seconds n) nanos))
  (minusMillis [this n] (.plusMillis this (- n)))
  (minusSeconds [this n] (.plusSeconds this (- n)))
  (isBefore [this other] (neg? (.compareTo this other)))
  (isAfter [this other] (pos? (.compareTo this other)))
  (compareTo [this other]
    (compare [seconds nanos] [(.getEpochSecond other) (.getNano other)]))
  (equals [this other] (and (instance? Instant other) (zero? (.compareTo this other))))
  (hashCode [this] (unchecked-int (bit-xor seconds (unsigned-bit-shift-right seconds 32) (* 51 nanos))))
  (toInstant [this] this)
  (toString [this]
    (let [{:keys [year month day hour minute second]} (parts-of (* 1000 seconds))
          two (fn [n] (padded n 2))
          fraction (cond (zero? nanos) ""
                         (zero? (rem nanos 1000000)) (str "." (padded (quot nanos 1000000) 3))
                         (zero? (rem nanos 1000)) (str "." (padded (quot nanos 1000) 6))
                         :else (str "." (padded nanos 9)))]
      (str (padded year 4) "-" (two month) "-" (two day) "T" (two hour) ":" (two minute) ":" (two second)
           fraction "Z"))))
(intern-type 'java.time.Instant Instant)

(defn- instant-of
  "The instant of seconds and any number of nanoseconds."
  [seconds nanos]
  (->Instant (+ seconds (Math/floorDiv nanos 1000000000)) (Math/floorMod nanos 1000000000)))

(defn- instant-of-milliseconds
  "The instant of milliseconds since 1970."
  [ms]
  (instant-of (Math/floorDiv ms 1000) (* 1000000 (Math/floorMod ms 1000))))

(defn- parse-instant
  "The instant that a text such as 2020-01-02T03:04:05.678Z stands for."
  [text]
  (let [[_ date fraction zone] (re-matches #"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)" (str text))]
    (when-not date (time-error "Text '" text "' could not be parsed at index 0"))
    (instant-of (quot (inst-ms (clojure.instant/read-instant-date
                                (str date (if (= zone "Z") "-00:00" zone)))) 1000)
                (if fraction
                  (Long/parseLong (str fraction (apply str (repeat (- 9 (count fraction)) "0"))))
                  0))))

(extend Instant clojure.core/Inst {:inst-ms* (fn [moment] (.toEpochMilli moment))})
(statics "Instant" "java.time"
         {'now (fn [] (instant-of-milliseconds (System/currentTimeMillis)))
          'ofEpochMilli instant-of-milliseconds
          'ofEpochSecond (fn ([n] (->Instant n 0)) ([n nanos] (instant-of n nanos)))
          'parse parse-instant
          'from (fn [moment]
                  (if (instance? java.time.temporal.TemporalAccessor moment)
                    (.toInstant moment)
                    (instant-of-milliseconds (inst-ms moment))))
          'EPOCH (->Instant 0 0)})
(statics "Date" "java.util"
         {'from (fn [moment] (nacre.primitive/instant-new (inst-ms moment)))})

;; --- Spans and zones -----------------------------------------------------------------------------
(deftype ^{:full-name "java.time.Duration"} Duration [nanos]
  java.lang.Comparable
  (toNanos [this] nanos)
  (toMillis [this] (Math/floorDiv nanos 1000000))
  (getSeconds [this] (Math/floorDiv nanos 1000000000))
  (toMinutes [this] (Math/floorDiv nanos 60000000000))
  (toHours [this] (Math/floorDiv nanos 3600000000000))
  (toDays [this] (Math/floorDiv nanos 86400000000000))
  (plus [this other] (->Duration (+ nanos (.toNanos other))))
  (isNegative [this] (neg? nanos))
  (isZero [this] (zero? nanos))
  (compareTo [this other] (compare nanos (.toNanos other)))
  (equals [this other] (and (instance? Duration other) (= nanos (.toNanos other))))
  (hashCode [this] (java-hash nanos))
  (toString [this]
    (let [seconds (quot nanos 1000000000)
          fraction (clojure.string/replace (padded (abs (rem nanos 1000000000)) 9) #"0+$" "")
          hours (quot seconds 3600) minutes (rem (quot seconds 60) 60) left (rem seconds 60)]
      (if (zero? nanos)
        "PT0S"
        (str "PT" (if (zero? hours) "" (str hours "H")) (if (zero? minutes) "" (str minutes "M"))
             (if (and (zero? left) (= "" fraction))
               ""
               (str left (if (= "" fraction) "" (str "." fraction)) "S")))))))
(intern-type 'java.time.Duration Duration)
(statics "Duration" "java.time"
         {'ofNanos ->Duration 'ofMillis (fn [n] (->Duration (* n 1000000)))
          'ofSeconds (fn [n] (->Duration (* n 1000000000)))
          'ofMinutes (fn [n] (->Duration (* n 60000000000)))
          'ofHours (fn [n] (->Duration (* n 3600000000000)))
          'ofDays (fn [n] (->Duration (* n 86400000000000)))
          'between (fn [a b] (->Duration (+ (* 1000000000 (- (.getEpochSecond b) (.getEpochSecond a)))
                                            (- (.getNano b) (.getNano a)))))
          'ZERO (->Duration 0)})

;; A zone is a TimeZone: UTC, GMT and offsets.
(statics "ZoneId" "java.time" {'of (fn [text] (zone-named text)) 'systemDefault (fn [] (zone-named "UTC"))})
(statics "ZoneOffset" "java.time" {'UTC (zone-named "UTC") 'of (fn [text] (zone-named (str "GMT" text)))})

;; --- Formatters ----------------------------------------------------------------------------------
;; A pattern is read by a regular expression with a group a field. What fields are called here: :year
;; :month :day :hour :minute :second, :fraction (digits of a second), :offset (text), and as numbers
;; those that a default was given for.
(statics "ChronoField" "java.time.temporal"
         {'YEAR :year 'MONTH_OF_YEAR :month 'DAY_OF_MONTH :day 'HOUR_OF_DAY :hour
          'MINUTE_OF_HOUR :minute 'SECOND_OF_MINUTE :second 'MILLI_OF_SECOND :milli
          'MICRO_OF_SECOND :micro 'NANO_OF_SECOND :nano 'OFFSET_SECONDS :offset-seconds})

(defn- offset-seconds
  "The seconds that the text of an offset such as Z or +05:30 stands for."
  [text]
  (let [[_ sign & parts] (re-matches #"([+-])(\d\d):?(\d\d)?:?(\d\d)?" text)]
    (* (if (= sign "-") -1 1)
       (reduce + (map * [3600 60 1] (map (fn [part] (if part (Long/parseLong part) 0)) parts))))))

;; What was read of a text.
(deftype ^{:full-name "java.time.format.Parsed"} Parsed [fields zone]
  java.time.temporal.TemporalAccessor
  (isSupported [this field] (contains? fields field))
  (getLong [this field]
    (or (get fields field) (time-error "Unsupported field: " (clojure.string/upper-case (name field)))))
  (toInstant [this]
    (let [{:keys [year month day hour minute second nano offset-seconds]} fields
          offset (or offset-seconds (when zone (quot (.getRawOffset zone) 1000)))]
      (when-not (and year month day hour offset)
        (time-error "Unable to obtain Instant from TemporalAccessor: " fields))
      (when-not (and (<= 1 month 12) (< hour 24) (< (or minute 0) 60) (< (or second 0) 60)
                     (<= 1 day 31))
        (time-error "Text could not be parsed: Invalid value in " fields))
      ;; The 31st of a shorter month is its last day.
      (instant-of (- (+ (* 86400 (min (days-of year month day) (dec (days-of year (inc month) 1))))
                        (* 3600 hour) (* 60 (or minute 0))
                        (or second 0))
                     offset)
                  (or nano 0))))
  (toString [this] (str fields)))

(defn- read-fields
  "The fields of a text that the expression of a formatter matches, in the order of its groups."
  [text re names defaults]
  (let [found (re-matches re (str text))]
    (when-not found
      (throw (nacre.primitive/exception-new
              java.time.format.DateTimeParseException
              (str "Text '" text "' could not be parsed at index 0") nil nil)))
    (reduce (fn [fields [n text]]
              (cond (nil? text) fields
                    (= n :offset) (assoc fields :offset-seconds (offset-seconds (if (= text "Z") "+00" text)))
                    (= n :fraction)
                    (assoc fields :nano (Long/parseLong
                                         (str text (apply str (repeat (- 9 (count text)) "0")))))
                    :else (assoc fields n (Long/parseLong text))))
            defaults
            (map vector names (rest (if (string? found) [found] found))))))

(defn- pattern-part
  "[expression names] of one word of a pattern: letters of one kind, a quoted text, or another character."
  [word]
  (let [width (count word)
        digits (fn [least most n] [(str "(\\d{" least "," most "})") [n]])]
    (case (first word)
      \' [(java.util.regex.Pattern/quote (if (= word "''") "'" (subs word 1 (dec width)))) []]
      \[ ["(?:" []] \] [")?" []]
      (\y \u) (if (< 3 width) [(str "(-?\\d{" width ",9})") [:year]] (digits width width :year))
      \M (digits width (max 2 width) :month) \d (digits width (max 2 width) :day)
      \H (digits width (max 2 width) :hour) \m (digits width (max 2 width) :minute)
      \s (digits width (max 2 width) :second)
      \S (digits width width :fraction)
      (\X \x \Z) [(str "(" (if (= \X (first word)) "Z|" "") "[+-]\\d\\d"
                       (nth ["(?:\\d\\d)?" "\\d\\d" ":\\d\\d" "\\d\\d(?:\\d\\d)?" ":\\d\\d(?::\\d\\d)?"]
                            (dec (min 5 width)))
                       ")") [:offset]]
      [(java.util.regex.Pattern/quote word) []])))

(defn- pattern-parts
  "[expression names] of a whole pattern."
  [pattern]
  (let [parts (map (fn [[word]] (pattern-part word))
                   (re-seq #"'[^']*'|([A-Za-z])\1*|[^A-Za-z']" pattern))]
    [(apply str (map first parts)) (vec (mapcat second parts))]))

(deftype ^{:full-name "java.time.format.DateTimeFormatter"} DateTimeFormatter
    [pattern zone parts defaults]
  Object
  (withZone [this other] (->DateTimeFormatter pattern other parts defaults))
  (withLocale [this locale] this)
  (getZone [this] zone)
  (format [this moment]
    (if (nil? pattern)
      (str (.toInstant moment))
      (do (when (nil? zone) (time-error "Unable to format " moment " without a zone"))
          (.format (doto (java.text.SimpleDateFormat. pattern) (.setTimeZone zone))
                   (nacre.primitive/instant-new (inst-ms moment))))))
  (parse [this text]
    (let [[re names] (or parts (if pattern (pattern-parts pattern) nil))]
      (if re
        (->Parsed (read-fields text (re-pattern re) names defaults) zone)
        (parse-instant text))))
  (toString [this] (or pattern "ISO_INSTANT")))
(intern-type 'java.time.format.DateTimeFormatter DateTimeFormatter)
(statics "DateTimeFormatter" "java.time.format"
         {'ofPattern (fn ([pattern] (->DateTimeFormatter pattern nil nil {}))
                       ([pattern locale] (->DateTimeFormatter pattern nil nil {})))
          'ISO_INSTANT (->DateTimeFormatter nil nil nil {})})

;; Appends parts to what a formatter will read; it formats what was given as a pattern.
(deftype ^{:full-name "java.time.format.DateTimeFormatterBuilder"} DateTimeFormatterBuilder
    [^:unsynchronized-mutable pattern ^:unsynchronized-mutable re ^:unsynchronized-mutable names
     ^:unsynchronized-mutable defaults]
  Object
  (add [this expression more]
    (set! re (str re expression))
    (set! names (into names more))
    this)
  (appendPattern [this text]
    (set! pattern (str pattern text))
    (let [[expression more] (pattern-parts text)] (.add this expression more)))
  (appendLiteral [this text]
    (set! pattern (str pattern "'" text "'"))
    (.add this (java.util.regex.Pattern/quote (str text)) []))
  (appendValue [this field] (.add this "(-?\\d+)" [field]))
  (appendValue [this field width] (.add this (str "(\\d{" width "})") [field]))
  (appendFraction [this field least most point]
    (.add this (str "(?:" (if point "\\." "") "(\\d{" least "," most "}))"
                    (if (zero? least) "?" ""))
          [:fraction]))
  (appendOffset [this shape zero]
    (let [colon (if (clojure.string/includes? shape ":") ":" "")
          seconds (str colon "\\d\\d")]
      (.add this (str "(" (java.util.regex.Pattern/quote zero) "|[+-]\\d\\d"
                      (case (clojure.string/replace shape ":" "")
                        "+HH" "" "+HHmm" (str "(?:" colon "\\d\\d)?") "+HHMM" (str colon "\\d\\d")
                        "+HHMMSS" (str colon "\\d\\d" seconds)
                        (str colon "\\d\\d(?:" seconds ")?"))
                      ")")
            [:offset])))
  (appendOffsetId [this] (.appendOffset this "+HH:MM:ss" "Z"))
  (optionalStart [this] (.add this "(?:" []))
  (optionalEnd [this] (.add this ")?" []))
  (parseDefaulting [this field n] (set! defaults (assoc defaults field n)) this)
  (parseCaseInsensitive [this] (set! re (str "(?i)" re)) this)
  (toFormatter [this] (->DateTimeFormatter pattern nil [re names] defaults))
  (toFormatter [this locale] (.toFormatter this)))
(intern-type 'java.time.format.DateTimeFormatterBuilder DateTimeFormatterBuilder)
(swap! constructors assoc
       DateTimeFormatterBuilder (fn [] (->DateTimeFormatterBuilder nil "" [] {})))
