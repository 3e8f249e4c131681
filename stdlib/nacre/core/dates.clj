;; SPDX-License-Identifier: MIT
;;
;; Dates as text: SimpleDateFormat, java.sql.Date. Names of months and days are English.
(in-ns 'nacre.core)
(clojure.core/refer 'clojure.core)

(def ^:private month-names
  ["January" "February" "March" "April" "May" "June" "July" "August" "September" "October" "November"
   "December"])
(def ^:private day-names ["Sunday" "Monday" "Tuesday" "Wednesday" "Thursday" "Friday" "Saturday"])

(defn- name-of-width
  "A name, or its first three letters when the pattern has fewer than four."
  [text width]
  (if (< width 4) (subs text 0 3) text))

(defn- pattern-words
  "The words of a pattern of SimpleDateFormat: runs of one letter, quoted texts, others."
  [pattern]
  (map first (re-seq #"'(?:[^']|'')*'|([A-Za-z])\1*|[^A-Za-z']+" pattern)))

(defn- literal-of-word
  "The text that a word of a pattern stands for, nil when it is a run of letters."
  [word]
  (cond (= word "''") "'"
        (= \' (first word)) (clojure.string/replace (subs word 1 (dec (count word))) "''" "'")
        (re-matches #"[A-Za-z]+" word) nil
        :else word))

;; --- To text -------------------------------------------------------------------------------------
(defn- offset-text
  "The distance of a zone from UTC: X +01, XX +0100, XXX +01:00."
  [offset width]
  (let [minutes (quot (abs offset) 60000)
        hours (padded (quot minutes 60) 2)
        left (padded (rem minutes 60) 2)]
    (str (if (neg? offset) "-" "+") hours (case width 1 "" 2 left (str ":" left)))))

(defn- word-text
  "What a run of letters in a pattern shows of a moment."
  [word parts zone]
  (let [width (count word) {:keys [year month day weekday hour minute second millisecond]} parts
        offset (.getRawOffset zone)]
    (case (first word)
      \G (if (pos? year) "AD" "BC")
      \y (if (= width 2) (padded (mod year 100) 2) (padded year width))
      (\M \L) (if (< width 3) (padded month width) (name-of-width (nth month-names (dec month)) width))
      \d (padded day width)
      \D (padded (inc (- (days-of year month day) (days-of year 1 1))) width)
      \E (name-of-width (nth day-names (dec weekday)) width)
      \u (padded (if (= 1 weekday) 7 (dec weekday)) width)
      \H (padded hour width)
      \k (padded (if (zero? hour) 24 hour) width)
      \K (padded (mod hour 12) width)
      \h (padded (inc (mod (dec hour) 12)) width)
      \m (padded minute width)
      \s (padded second width)
      \S (padded millisecond width)
      \a (if (< hour 12) "AM" "PM")
      \Z (offset-text offset 2)
      \X (if (zero? offset) "Z" (offset-text offset width))
      \z (.getID zone)
      (throw (nacre.primitive/exception-new
              IllegalArgumentException (str "Illegal pattern character '" (first word) "'") nil nil)))))

;; --- From text -----------------------------------------------------------------------------------
(defn- skip-blanks
  "The first place from one on that holds no blank."
  [text at]
  (loop [at at]
    (if (and (< at (count text)) (contains? #{\space \tab} (nth text at))) (recur (inc at)) at)))

(defn- taken
  "[text-of-the-match behind] of a pattern at a place, or nil."
  [pattern text at]
  (let [found (re-find pattern (subs text at))]
    (when found [found (+ at (count found))])))

(defn- take-name
  "[index behind] of the name, or its first three letters, that stands at a place; nil when none does."
  [names text at]
  (let [rest-of-text (clojure.string/lower-case (subs text at))]
    (first (for [width [99 3] i (range (count names))
                 :let [part (subs (nth names i) 0 (min width (count (nth names i))))]
                 :when (clojure.string/starts-with? rest-of-text (clojure.string/lower-case part))]
             [i (+ at (count part))]))))

(defn- two-digit-year
  "The year of two digits that is less than 20 years ahead."
  [n]
  (let [now (:year (parts-of (nacre.primitive/wall-milliseconds)))
        year (+ n (* 100 (quot now 100)))]
    (cond (> year (+ now 20)) (- year 100)
          (<= year (- now 80)) (+ year 100)
          :else year)))

(defn- take-zone
  "[minutes behind] of the zone that stands at a place, or nil."
  [text at]
  (let [[found behind] (taken #"^(?:(?:GMT|UTC)?[+-]\d\d?(?::?\d\d)?|GMT|UTC|Z)" text at)]
    (when found
      (let [[_ sign hours minutes] (re-find #"([+-])(\d\d?):?(\d\d)?" found)]
        [(if sign
           (* (if (= sign "-") -1 1) (+ (* 60 (parse-long hours)) (if minutes (parse-long minutes) 0)))
           0)
         behind]))))

(defn- take-word
  "[parts behind] with what a run of letters in a pattern says at a place of the text, or nil. When a
  number follows at once, only so many digits as there are letters are taken."
  [word parts text at abutting]
  (let [letter (first word) width (count word) at (skip-blanks text at)
        part (fn [key found] (when found [(assoc parts key (nth found 0)) (nth found 1)]))]
    (cond (and (contains? #{\M \L} letter) (<= 3 width))
          (let [[i behind] (take-name month-names text at)]
            (when i [(assoc parts :month (inc i)) behind]))
          (= \E letter) (part :weekday (take-name day-names text at))
          (= \a letter) (part :half (take-name ["AM" "PM"] text at))
          (= \G letter) (part :era (take-name ["BC" "AD"] text at))
          (contains? #{\z \Z \X} letter) (part :offset (take-zone text at))
          :else
          (let [[digits behind] (taken (if abutting (re-pattern (str "^\\d{" width "}")) #"^-?\d+") text at)
                key (get {\y :year \M :month \L :month \d :day \D :day-of-year \H :hour \k :hour \h :hour
                          \K :hour \m :minute \s :second \S :millisecond \u :weekday} letter)]
            (when (and digits key)
              (let [n (parse-long digits)
                    n (cond (and (= \y letter) (<= width 2) (= 2 (count digits))) (two-digit-year n)
                            (and (= \k letter) (= 24 n)) 0
                            (and (= \h letter) (= 12 n)) 0
                            :else n)]
                [(assoc parts key n) behind]))))))

(defn- take-date
  "The parts that a text from its start on says in a pattern, or nil."
  [pattern text]
  (loop [words (pattern-words pattern) parts {} at 0]
    (if (empty? words)
      parts
      (let [word (first words) literal (literal-of-word word)]
        (if literal
          (when (clojure.string/starts-with? (subs text at) literal)
            (recur (rest words) parts (+ at (count literal))))
          (let [behind (second words)
                abutting (and behind (re-matches #"[yMdDHkKhmsS]+" behind)
                              (not (re-matches #"MMM+" behind)))
                [parts at] (take-word word parts text at abutting)]
            (when parts (recur (rest words) parts at))))))))

(def ^:private strict-limits
  "What the parts of a date may be when the format is not lenient."
  {:month [1 12] :hour [0 23] :minute [0 59] :second [0 59] :millisecond [0 999]})

(defn- strictly?
  "Are all parts within their limits?"
  [parts]
  (and (every? (fn [[key [low high]]] (<= low (get parts key low) high)) strict-limits)
       (<= 1 (:day parts 1)
           (- (days-of (:year parts 1970) (inc (:month parts 1)) 1)
              (days-of (:year parts 1970) (:month parts 1) 1)))))

(deftype ^{:full-name "java.text.SimpleDateFormat"} SimpleDateFormat
    [pattern ^:unsynchronized-mutable zone ^:unsynchronized-mutable lenient]
  Object
  (setTimeZone [this z] (set! zone z) nil)
  (getTimeZone [this] zone)
  (setLenient [this on] (set! lenient on) nil)
  (isLenient [this] lenient)
  (toPattern [this] pattern)
  (format [this date]
    (let [parts (parts-of (+ (.getRawOffset zone) (if (inst? date) (inst-ms date) (.getTime date))))]
      (apply str (map (fn [word] (or (literal-of-word word) (word-text word parts zone)))
                      (pattern-words pattern)))))
  (parse [this text]
    (let [found (take-date pattern text)]
      (when (or (nil? found) (not (or lenient (strictly? found))))
        (throw (nacre.primitive/exception-new
                java.text.ParseException (str "Unparseable date: \"" text "\"") 0 nil)))
      (let [parts (merge {:year 1970 :month 1 :day 1 :hour 0 :minute 0 :second 0 :millisecond 0} found)
            parts (if (:day-of-year found) (assoc parts :month 1 :day (:day-of-year found)) parts)
            parts (if (= 1 (:half found)) (update parts :hour (fn [n] (if (< n 12) (+ 12 n) n))) parts)
            parts (if (= 0 (:era found)) (update parts :year (fn [n] (- 1 n))) parts)
            offset (if (:offset found) (* 60000 (:offset found)) (.getRawOffset zone))]
        (nacre.primitive/instant-new (- (milliseconds-of parts) offset))))))
(intern-type 'java.text.SimpleDateFormat SimpleDateFormat)

(defn- date-format
  "A format of that pattern, which is looked through at once."
  [pattern]
  (let [zone (zone-named "UTC")]
    (doseq [word (pattern-words pattern)]
      (when-not (literal-of-word word) (word-text word (parts-of 0) zone)))
    (->SimpleDateFormat pattern zone true)))

(swap! constructors assoc
       SimpleDateFormat (fn ([pattern] (date-format pattern)) ([pattern locale] (date-format pattern))))

;; --- java.sql.Date -------------------------------------------------------------------------------
(deftype ^{:full-name "java.sql.Date"} SqlDate [milliseconds]
  java.lang.Comparable
  clojure.lang.Inst
  (getTime [this] milliseconds)
  (compareTo [this other] (compare milliseconds (inst-ms other)))
  (before [this other] (neg? (.compareTo this other)))
  (after [this other] (pos? (.compareTo this other)))
  (equals [this other] (and (instance? SqlDate other) (= milliseconds (.getTime other))))
  (hashCode [this] (java-hash milliseconds))
  (toString [this]
    (let [{:keys [year month day]} (parts-of milliseconds)]
      (str (padded year 4) "-" (padded month 2) "-" (padded day 2)))))
(intern-type 'java.sql.Date SqlDate)
(extend SqlDate clojure.core/Inst {:inst-ms* (fn [date] (.getTime date))})

(swap! constructors assoc
       SqlDate (fn
                 ([milliseconds] (->SqlDate milliseconds))
                 ([year month day]
                  (->SqlDate (* day-milliseconds (days-of (+ 1900 year) (inc month) day))))))
(statics "Date" "java.sql"
         {'valueOf (fn [text]
                     (let [[_ year month day] (re-matches #"(\d{4})-(\d\d?)-(\d\d?)" (str text))]
                       (when-not year
                         (throw (nacre.primitive/exception-new IllegalArgumentException nil nil nil)))
                       (->SqlDate (* day-milliseconds (days-of (parse-long year) (parse-long month)
                                                              (parse-long day))))))})

;; Where the text is wrong stands where others have their data.
(swap! constructors assoc java.text.ParseException
       (fn [message offset]
         (nacre.primitive/exception-new java.text.ParseException message (int offset) nil)))
