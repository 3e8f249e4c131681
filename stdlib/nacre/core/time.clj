;; SPDX-License-Identifier: MIT
;;
;; The part of java.time that programs use to stamp and to print moments: Instant, ZoneId, Duration and
;; formatters over the patterns of SimpleDateFormat.
(in-ns 'nacre.core)
(clojure.core/refer 'clojure.core)

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
          'from (fn [moment] (instant-of-milliseconds (inst-ms moment)))
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
(deftype ^{:full-name "java.time.format.DateTimeFormatter"} DateTimeFormatter [pattern zone]
  Object
  (withZone [this other] (->DateTimeFormatter pattern other))
  (withLocale [this locale] this)
  (getZone [this] zone)
  (format [this moment]
    (if (nil? pattern)
      (str (.toInstant moment))
      (do (when (nil? zone) (time-error "Unable to format " moment " without a zone"))
          (.format (doto (java.text.SimpleDateFormat. pattern) (.setTimeZone zone))
                   (nacre.primitive/instant-new (inst-ms moment))))))
  (parse [this text] (parse-instant text))
  (toString [this] (or pattern "ISO_INSTANT")))
(intern-type 'java.time.format.DateTimeFormatter DateTimeFormatter)
(statics "DateTimeFormatter" "java.time.format"
         {'ofPattern (fn ([pattern] (->DateTimeFormatter pattern nil))
                       ([pattern locale] (->DateTimeFormatter pattern nil)))
          'ISO_INSTANT (->DateTimeFormatter nil nil)})
