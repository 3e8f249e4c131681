;; SPDX-License-Identifier: MIT
;;
;; Regular expressions over the matching leaf. A match is a vector [start end group0 group1 ...],
;; groups that took no part being nil.
(in-ns 'nacre.core)
(clojure.core/refer 'clojure.core)

(defn groups-of
  "What re-find answers for a match: the matched text, or the vector of the groups if it has any."
  [match]
  (if (= 3 (count match)) (nth match 2) (subvec match 2)))

(defn search-from
  "The first match of the pattern in s from the position on, or nil."
  [re s position]
  (if (<= position (count s)) (nacre.primitive/regex-search re s position) nil))

(defn matchable
  "The text of a CharSequence: its own, or that of its characters."
  [s]
  (cond (string? s) s
        (char-sequence? s) (if (nacre.primitive/type-method s 'toString) (str s) (apply str (seq s)))
        :else (nacre.primitive/raise-cast s "java.lang.CharSequence")))

(defn call-with-text
  "What a leaf answers for the text of a CharSequence."
  [leaf s]
  (leaf (matchable s)))

(defn check-match
  "Throws for a pattern or a text of the wrong kind: first what does not fit, then what is missing."
  [re s]
  (when-not (or (nacre.primitive/regex? re) (nil? re))
    (nacre.primitive/raise-cast re "java.util.regex.Pattern"))
  (matchable s)
  (when (nil? re) (nacre.primitive/raise-cast re "java.util.regex.Pattern")))

(defn position-behind
  "Where to look for the next match behind one: an empty match moves on by one character."
  [match]
  (let [end (nth match 1)]
    (if (= end (nth match 0)) (inc end) end)))

(defn- spans-of
  "Where the groups of a match are: [start0 end0 start1 end1 ...], -1 for those that took no part."
  [re s match]
  (let [start (nth match 0)
        whole (nacre.primitive/regex-spans re s start true)]
    ;; matches may have come to its end otherwise than find
    (if (and whole (= (nth whole 1) (nth match 1)))
      whole
      (nacre.primitive/regex-spans re s start false))))

(declare replace-all replace-one expand-replacement)

;; Matches are looked for in `text`, the part of `source` from `offset` on that is the region; `found` is
;; a match of it. What was appended of the source ends at `appended`.
(deftype ^{:full-name "java.util.regex.Matcher"} Matcher
    [^:unsynchronized-mutable source ^:unsynchronized-mutable pattern ^:unsynchronized-mutable text
     ^:unsynchronized-mutable offset ^:unsynchronized-mutable position
     ^:unsynchronized-mutable found ^:unsynchronized-mutable appended]
  clojure.lang.IDeref
  (deref [this] found)
  clojure.lang.Indexed
  (nth [this i]
    (if (< -1 i (- (count found) 2))
      (nth found (+ 2 i))
      (throw (nacre.primitive/exception-new
              IndexOutOfBoundsException (str "No group " i) nil nil))))
  (nth [this i otherwise]
    (if (< -1 i (- (count found) 2)) (nth found (+ 2 i)) otherwise))
  Object
  (find [this]
    (let [match (search-from pattern text position)]
      (set! found match)
      (set! position (if match (position-behind match) (inc (count text))))
      (boolean match)))
  (matches [this]
    (let [match (nacre.primitive/regex-matches pattern text)]
      (set! found match)
      (boolean match)))
  (find [this from]
    (.reset this)
    (set! position from)
    (.find this))
  (lookingAt [this]
    (let [match (search-from pattern text 0)
          match (if (and match (zero? (nth match 0))) match nil)]
      (set! found match)
      (when match (set! position (position-behind match)))
      (boolean match)))
  (region [this start end]
    (when-not (<= 0 start end (count source))
      (throw (nacre.primitive/exception-new
              IndexOutOfBoundsException (if (<= 0 start (count source)) "end" "start") nil nil)))
    (.reset this)
    (set! text (if (= [0 (count source)] [start end]) source (subs source start end)))
    (set! offset start)
    this)
  (regionStart [this] offset)
  (regionEnd [this] (+ offset (count text)))
  (usePattern [this other]
    (when (nil? other)
      (throw (nacre.primitive/exception-new IllegalArgumentException "Pattern cannot be null"
                                            nil nil)))
    (set! pattern other)
    (set! found nil)
    this)
  (matched [this]
    (or found (throw (nacre.primitive/exception-new IllegalStateException "No match found" nil nil))))
  (group [this] (nth (.matched this) 2))
  (groupPlace [this i]
    (if (number? i)
      (if (< -1 i (- (count (.matched this)) 2))
        i
        (throw (nacre.primitive/exception-new
                IndexOutOfBoundsException (str "No group " i) nil nil)))
      (or (nacre.primitive/regex-group-index pattern i)
          (throw (nacre.primitive/exception-new
                  IllegalArgumentException (str "No group with name <" i ">") nil nil)))))
  (group [this i] (nth (.matched this) (+ 2 (.groupPlace this i))))
  (groupCount [this]
    (nacre.primitive/regex-group-count pattern))
  (placed [this]
    (or found
        (throw (nacre.primitive/exception-new IllegalStateException "No match available" nil nil))))
  (place [this i side]
    (let [match (.placed this)
          at (nth (spans-of pattern text match) (+ side (* 2 (.groupPlace this i))))]
      (if (neg? at) at (+ offset at))))
  (start [this] (+ offset (nth (.placed this) 0)))
  (end [this] (+ offset (nth (.placed this) 1)))
  (start [this i] (.place this i 0))
  (end [this i] (.place this i 1))
  (hitEnd [this] (or (nil? found) (= (nth found 1) (count text))))
  (pattern [this] pattern)
  (reset [this]
    (set! text source)
    (set! offset 0)
    (set! position 0)
    (set! found nil)
    (set! appended 0)
    this)
  (reset [this other] (set! source (matchable other)) (.reset this))
  (appendReplacement [this builder replacement]
    (let [match (.placed this)]
      (.append builder (subs source appended (+ offset (nth match 0))))
      (.append builder (expand-replacement pattern replacement match))
      (set! appended (+ offset (nth match 1)))
      this))
  (appendTail [this builder]
    (.append builder (subs source appended))
    builder)
  (replaceAll [this replacement] (replace-all source pattern replacement))
  (replaceFirst [this replacement] (replace-one source pattern replacement))
  (toMatchResult [this] (->Matcher source pattern text offset position found appended)))

(intern-type 'java.util.regex.Matcher Matcher)
(intern-type 'java.util.regex.MatchResult Matcher)

(in-ns 'clojure.core)

(defn re-matcher
  "A cell that goes from match to match of the pattern in s; for re-find and re-groups."
  [re s]
  (nacre.core/check-match re s)
  (let [text (nacre.core/matchable s)]
    (nacre.core/->Matcher text re text 0 0 nil 0)))

(defn- check-matcher
  "Throws unless m is a matcher."
  [m]
  (when-not (instance? nacre.core.Matcher m)
    (nacre.primitive/raise-cast m "java.util.regex.Matcher")))

(defn re-groups
  "The last match of a matcher: its text, or the vector of the groups."
  [m]
  (check-matcher m)
  (let [match (deref m)]
    (if (nil? match)
      (throw (nacre.primitive/exception-new IllegalStateException "No match found" nil nil))
      (nacre.core/groups-of match))))

(defn re-find
  "The next match of a matcher, or the first of the pattern in s: its text, or the vector of the text
  and the groups; nil when there is none."
  ([m] (check-matcher m) (if (.find m) (re-groups m) nil))
  ([re s]
   (when-not (and (string? s) (nacre.primitive/regex? re)) (nacre.core/check-match re s))
   (let [match (nacre.core/search-from re (nacre.core/matchable s) 0)]
     (if match (nacre.core/groups-of match) nil))))

(defn re-matches
  "The match of the pattern with all of s, as re-find answers it, or nil."
  [re s]
  (when-not (and (string? s) (nacre.primitive/regex? re)) (nacre.core/check-match re s))
  (let [match (nacre.primitive/regex-matches re (nacre.core/matchable s))]
    (if match (nacre.core/groups-of match) nil)))

(defn re-seq
  "The lazy sequence of all matches of the pattern in s, as re-find answers them; nil when there are
  none."
  [re s]
  (when-not (and (string? s) (nacre.primitive/regex? re)) (nacre.core/check-match re s))
  (let [s (nacre.core/matchable s)
        step (fn step [position]
               (when-let [match (nacre.core/search-from re s position)]
                 (cons (nacre.core/groups-of match)
                       (lazy-seq (step (nacre.core/position-behind match))))))]
    (step 0)))
