;; SPDX-License-Identifier: MIT
;;
;; Strings: what takes functions, patterns or collections. The rest of clojure.string are leaves in
;; C.
(ns clojure.string
  "Operations on strings."
  (:refer-clojure :exclude [replace reverse]))

(defn- check-string
  "s when it is a string; an error otherwise."
  [s]
  (if (string? s) s (nacre.primitive/raise-cast s "java.lang.String")))

(defn- text-of
  "What toString gives of s: the functions of this namespace that take any object."
  [s]
  (cond (string? s) s
        (nil? s) (throw (NullPointerException. "nil where a string is needed"))
        :else (str s)))

;; Leaves take strings; these take whatever has a text.
(def ^:private upper-case-text upper-case)
(def ^:private lower-case-text lower-case)
(def ^:private capitalize-text capitalize)
(def ^:private starts-with-text? starts-with?)
(def ^:private ends-with-text? ends-with?)
(def ^:private includes-text? includes?)
(def ^:private index-in-text index-of)
(def ^:private last-index-in-text last-index-of)

(defn upper-case
  "The text of s in upper case."
  [s]
  (upper-case-text (text-of s)))

(defn lower-case
  "The text of s in lower case."
  [s]
  (lower-case-text (text-of s)))

(defn capitalize
  "The text of s with its first character in upper case, all others in lower case."
  [s]
  (capitalize-text (text-of s)))

(defn starts-with?
  "Does the text of s begin with substr?"
  [s substr]
  (starts-with-text? (text-of s) substr))

(defn ends-with?
  "Does the text of s end with substr?"
  [s substr]
  (ends-with-text? (text-of s) substr))

(defn includes?
  "Is substr somewhere in the text of s?"
  [s substr]
  (includes-text? (text-of s) (if (string? substr) substr (nacre.core/matchable substr))))

(defn index-of
  "Where value, a string or character, first stands in the text of s, from an index on; nil when it
  does not."
  ([s value] (index-in-text (text-of s) value))
  ([s value ^long from-index] (index-in-text (text-of s) value from-index)))

(defn last-index-of
  "Where value, a string or character, last stands in the text of s, up to an index; nil when it does
  not."
  ([s value] (last-index-in-text (text-of s) value))
  ([s value ^long from-index] (last-index-in-text (text-of s) value from-index)))

(defn- check-char
  "c when it is a character; an error otherwise."
  [c]
  (if (char? c)
    c
    (nacre.primitive/raise-cast c "java.lang.Character")))

(defn join
  "The elements of coll as one string, with the separator between them."
  ([coll]
   (nacre.primitive/join-strings (mapv str coll)))
  ([separator coll]
   (let [separator (str separator)]
     (loop [parts [] s (seq coll)]
       (if s
         (let [part (str (first s)) s (next s)]
           (recur (if s (conj parts part separator) (conj parts part)) s))
         (nacre.primitive/join-strings parts))))))

(defn re-quote-replacement
  "The replacement string that stands for the text itself."
  [replacement]
  (join (map (fn [c] (if (or (= c \\) (= c \$)) (str \\ c) c)) (text-of replacement))))

(defn- digit?
  "Is c a decimal digit?"
  [c]
  (and (char? c) (<= 48 (int c) 57)))

(defn- group-reference
  "[group-text next-position] of the reference behind the $ at position i of a replacement."
  [pattern replacement i match]
  (let [n (count replacement)
        groups (- (count match) 2)]
    (cond
      (and (< i n) (digit? (nth replacement i)))
      (loop [number (- (int (nth replacement i)) 48) at (inc i)]
        (let [wider (if (and (< at n) (digit? (nth replacement at)))
                      (+ (* 10 number) (- (int (nth replacement at)) 48))
                      nil)]
          (if (and wider (< wider groups))
            (recur wider (inc at))
            (if (< number groups)
              [(or (nth match (+ 2 number)) "") at]
              (throw (IndexOutOfBoundsException. (str "No group " number)))))))
      (and (< i n) (= \{ (nth replacement i)) (index-of replacement "}" i))
      (let [end (index-of replacement "}" i)
            group-name (subs replacement (inc i) end)
            number (nacre.primitive/regex-group-index pattern group-name)]
        (if number
          [(or (nth match (+ 2 number)) "") (inc end)]
          (throw (IllegalArgumentException. (str "No group with name {" group-name "}")))))
      :else
      (throw (IllegalArgumentException. "Illegal group reference")))))

(defn- expand-replacement
  "The replacement string for a match: $1 is a group, a backslash quotes."
  [pattern replacement match]
  (if (or (includes? replacement "$") (includes? replacement "\\"))
    (loop [parts [] i 0]
      (if (< i (count replacement))
        (let [c (nth replacement i)]
          (cond (= c \\)
                (if (< (inc i) (count replacement))
                  (recur (conj parts (str (nth replacement (inc i)))) (+ i 2))
                  (throw (IllegalArgumentException. "character to be escaped is missing")))
                (= c \$)
                (let [[text at] (group-reference pattern replacement (inc i) match)]
                  (recur (conj parts text) at))
                :else (recur (conj parts (str c)) (inc i))))
        (join parts)))
    replacement))

(defn- replace-matches
  "s with its matches (the first only, when once) replaced by what (f match) answers."
  [s re f once]
  (loop [parts [] from 0 position 0]
    (let [match (nacre.core/search-from re s position)]
      (if match
        (let [parts (conj parts (subs s from (nth match 0)) (f match))]
          (if once
            (join (conj parts (subs s (nth match 1))))
            (recur parts (nth match 1) (nacre.core/position-behind match))))
        (if (zero? from)
          (if (empty? parts) s (join (conj parts s)))
          (join (conj parts (subs s from))))))))

(defn- replacement-function
  "A function of a match that answers the text in its place."
  [pattern replacement]
  (if (or (string? replacement) (nacre.core/char-sequence? replacement))
    (let [replacement (nacre.core/matchable replacement)]
      (fn [match] (expand-replacement pattern replacement match)))
    (fn [match] (check-string (replacement (nacre.core/groups-of match))))))

(defn- replace-in
  "replace on a string."
  [s match replacement]
  (cond (char? match) (nacre.primitive/string-replace s (str match) (str (check-char replacement)))
        (or (string? match) (nacre.core/char-sequence? match))
        (nacre.primitive/string-replace s (nacre.core/matchable match) (nacre.core/matchable replacement))
        (nacre.primitive/regex? match)
        (replace-matches s match (replacement-function match replacement) false)
        :else (throw (IllegalArgumentException. (str "Invalid match arg: " (pr-str match))))))

(defn replace
  "s with every occurrence of match replaced: a char by a char, a string by a string, a pattern by a
  string (in which $1 is a group) or by what a function answers for what re-find would."
  [s match replacement]
  (let [s (text-of s)]
    (replace-in s match replacement)))

(defn replace-first
  "As replace, for the first occurrence only."
  [s match replacement]
  (let [s (text-of s)]
    (cond (or (char? match) (string? match) (nacre.core/char-sequence? match))
          (let [replacement (if (char? match) replacement (text-of replacement))
                text (str match)
                at (index-of s text)]
            (if at
              (str (subs s 0 at) replacement (subs s (+ at (count text))))
              s))
          (nacre.primitive/regex? match)
          (replace-matches s match (replacement-function match replacement) true)
          :else (throw (IllegalArgumentException. (str "Invalid match arg: " (pr-str match)))))))

(defn- without-empty-tail
  "The vector without the empty strings at its end."
  [parts]
  (loop [parts parts]
    (if (and (pos? (count parts)) (= "" (peek parts)))
      (recur (pop parts))
      parts)))

(defn split
  "The vector of the parts of s between the matches of the pattern, at most limit of them. Without a
  limit empty parts at the end are left out; a negative one keeps them."
  ([s re] (split s re 0))
  ([s re limit]
   (when-not (or (nil? re) (nacre.primitive/regex? re))
     (nacre.primitive/raise-cast re "java.util.regex.Pattern"))
   (when-not (or (nil? s) (string? s)) (nacre.core/matchable s))
   (when (char? limit) (nacre.primitive/raise-cast limit "java.lang.Number"))
   (let [limit (int limit) s (nacre.core/matchable s)]
     (when (nil? re) (nacre.primitive/raise-cast re "java.util.regex.Pattern"))
     (loop [parts [] from 0 position 0]
       (let [match (if (and (pos? limit) (= (inc (count parts)) limit))
                     nil
                     (nacre.core/search-from re s position))
             start (when match (nth match 0))
             end (when match (nth match 1))]
         (cond (nil? match)
               (let [parts (conj parts (subs s from))]
                 (if (zero? limit)
                   (if (= 1 (count parts)) parts (without-empty-tail parts))
                   parts))
               (and (zero? end) (zero? start)) (recur parts from (inc position))
               :else
               (recur (conj parts (subs s from start)) end
                      (nacre.core/position-behind match))))))))

(defn split-lines
  "The vector of the lines of s, without their ends."
  [s]
  (split s #"\r?\n"))

(defn escape
  "s with each character c for which (cmap c) is true replaced by that."
  [s cmap]
  (join (map (fn [c] (or (cmap c) c)) (nacre.core/matchable s))))
