;; SPDX-License-Identifier: MIT
;;
;; format: the directives of java.util.Formatter. C takes the format string apart and formats
;; numbers; here the arguments are chosen and everything else is turned into text.
(in-ns 'nacre.core)

(defn- format-error
  "Throws for a directive that cannot take the argument."
  [atype & message]
  (throw (nacre.primitive/exception-new atype (apply str message) nil nil)))

(defn- check-conversion
  "Throws unless the conversion takes x."
  [conversion x]
  (when-not (case conversion
              (\d \o \x \X \e \E \f \g \G \a \A \c \C) true
              false)
    (format-error java.util.UnknownFormatConversionException "Conversion = '" conversion "'"))
  (when-not (or (nil? x)
                (case conversion
                  (\d \o \x \X) (and (integer? x) (not (instance? clojure.lang.BigInt x)))
                  (\e \E \f \g \G \a \A) (or (float? x) (decimal? x))
                  (or (char? x) (and (int? x) (<= 0 x 1114111)))))
    (format-error java.util.IllegalFormatConversionException
                  conversion " != " (nacre.primitive/type-name (class x)))))

(defn- pad
  "The text filled with blanks to the width."
  [text flags width]
  (let [missing (if width (- width (count text)) 0)]
    (if (pos? missing)
      (let [blanks (apply str (repeat missing \space))]
        (if (clojure.string/includes? flags "-") (str text blanks) (str blanks text)))
      text)))

(defn- cut
  "The text cut to the precision."
  [text precision]
  (if (and precision (< precision (count text))) (subs text 0 precision) text))

(defn- check-flags
  "Throws for flags, a width or a precision that do not go with the conversion of a number."
  [flags width precision conversion]
  (let [has (fn [flag] (clojure.string/includes? flags flag))
        kind (first (clojure.string/lower-case (str conversion)))
        fail (fn [atype & words] (apply format-error atype "format: " words))]
    (cond (not= (count flags) (count (distinct flags)))
          (fail java.util.DuplicateFormatFlagsException "a flag stands twice in " flags)
          (and (nil? width) (or (has "-") (has "0")))
          (format-error java.util.MissingFormatWidthException "%" flags conversion)
          (or (and (has "-") (has "0")) (and (has "+") (has " ")))
          (fail java.util.IllegalFormatFlagsException "the flags " flags " exclude each other")
          (and precision (contains? #{\d \o \x} kind))
          (format-error java.util.IllegalFormatPrecisionException precision)
          (or (and (has "#") (contains? #{\d \g} kind))
              (and (has ",") (contains? #{\o \x \e \a} kind))
              (and (has "(") (= \a kind)))
          (fail java.util.FormatFlagsConversionMismatchException
                "the flags " flags " do not go with %" conversion))))

(def ^:private time-patterns
  "What the letters behind %t show, as patterns of SimpleDateFormat."
  {\H "HH" \I "hh" \k "H" \l "h" \M "mm" \S "ss" \L "SSS" \p "a" \z "Z" \Z "z" \B "MMMM" \b "MMM" \h "MMM"
   \A "EEEE" \a "EEE" \Y "yyyy" \y "yy" \j "DDD" \m "MM" \d "dd" \e "d" \R "HH:mm" \T "HH:mm:ss"
   \r "hh:mm:ss a" \D "MM/dd/yy" \F "yyyy-MM-dd" \c "EEE MMM dd HH:mm:ss z yyyy"})

(defn- time-text
  "What a directive like tY shows of a moment: a date or its milliseconds."
  [conversion x]
  (let [letter (nth conversion 1)
        milliseconds (cond (int? x) x
                           (inst? x) (inst-ms x)
                           :else (format-error java.util.IllegalFormatConversionException
                                               letter " != " (nacre.primitive/type-name (class x))))
        text (case letter
               \s (str (quot milliseconds 1000))
               \Q (str milliseconds)
               \N (str (subs (str (+ 1000 (rem milliseconds 1000))) 1) "000000")
               (if-let [pattern (get time-patterns letter)]
                 (invoke-method (construct (find-class 'java.text.SimpleDateFormat) pattern) 'format
                                (nacre.primitive/instant-new milliseconds))
                 (format-error java.util.UnknownFormatConversionException
                               "Conversion = '" conversion "'")))]
    (cond (= \T (nth conversion 0)) (clojure.string/upper-case text)
          (= \p letter) (clojure.string/lower-case text)
          :else text)))

(defn- format-one
  "The text of one directive for its argument."
  [flags width precision conversion x]
  (let [text (case conversion
               (\s \S) (cut (if (nil? x) "null" (str x)) precision)
               (\b \B) (cut (str (if (boolean? x) x (not (nil? x)))) precision)
               (\c \C) (cond (nil? x) "null"
                             (char? x) (str x)
                             :else (do (check-conversion conversion x) (str (code-point->char x))))
               (\h \H) (if (nil? x) "null" (nacre.primitive/hexadecimal (bit-and 0xffffffff (java-hash x))))
               (cond (not (string? conversion)) nil
                     (nil? x) "null"
                     :else (time-text conversion x)))]
    (if text
      (pad (if (contains? #{\S \B \C \H} conversion) (clojure.string/upper-case text) text)
           flags width)
      (do
        (when (or precision (not= "" flags)) (check-flags flags width precision conversion))
        (check-conversion conversion x)
        (nacre.primitive/format-number flags width precision conversion x)))))

(defn format-text
  "The text of a format string for a vector of arguments."
  [fmt args]
  (let [argument (fn [i directive]
                   (if (< -1 i (count args))
                     (nth args i)
                     (format-error java.util.MissingFormatArgumentException
                                   "Format specifier '" directive "'")))]
    (loop [parts [] at 0 ordinary 0 last-index -1]
      (let [[literal index flags width precision conversion next-at]
            (nacre.primitive/format-parse fmt at)
            directive (str "%" (cond (nil? index) "" (= -1 index) "<" :else (str index "$")) flags width
                           (if precision (str "." precision) "") conversion)
            parts (if (= "" literal) parts (conj parts literal))]
        (cond
          (= "" conversion)
          (format-error java.util.UnknownFormatConversionException "Conversion = '%'")
          (nil? conversion) (nacre.primitive/join-strings parts)
          (= \n conversion) (recur (conj parts "\n") next-at ordinary last-index)
          (= \% conversion) (recur (conj parts (pad "%" flags width)) next-at ordinary last-index)
          :else
          (let [i (cond (nil? index) ordinary
                        (= -1 index) last-index
                        :else (dec index))]
            (recur (conj parts (format-one flags width precision conversion (argument i directive)))
                   next-at
                   (if (nil? index) (inc ordinary) ordinary)
                   i)))))))
