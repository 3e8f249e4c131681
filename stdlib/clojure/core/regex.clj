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

(defn position-behind
  "Where to look for the next match behind one: an empty match moves on by one character."
  [match]
  (let [end (nth match 1)]
    (if (= end (nth match 0)) (inc end) end)))

(deftype Matcher [pattern text ^:unsynchronized-mutable position ^:unsynchronized-mutable found]
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
  (group [this] (nth found 2))
  (group [this i] (nth found (+ 2 i)))
  (groupCount [this] (- (count found) 3))
  (start [this] (nth found 0))
  (end [this] (nth found 1)))

(in-ns 'clojure.core)

(defn re-matcher
  "A cell that goes from match to match of the pattern in s; for re-find and re-groups."
  [re s]
  (nacre.core/->Matcher re s 0 nil))

(defn re-groups
  "The last match of a matcher: its text, or the vector of the groups."
  [m]
  (let [match (deref m)]
    (if (nil? match)
      (throw (nacre.primitive/exception-new IllegalStateException "No match found" nil nil))
      (nacre.core/groups-of match))))

(defn re-find
  "The next match of a matcher, or the first of the pattern in s: its text, or the vector of the text
  and the groups; nil when there is none."
  ([m] (if (.find m) (re-groups m) nil))
  ([re s]
   (let [match (nacre.core/search-from re s 0)]
     (if match (nacre.core/groups-of match) nil))))

(defn re-matches
  "The match of the pattern with all of s, as re-find answers it, or nil."
  [re s]
  (let [match (nacre.primitive/regex-matches re s)]
    (if match (nacre.core/groups-of match) nil)))

(defn re-seq
  "The lazy sequence of all matches of the pattern in s, as re-find answers them; nil when there are
  none."
  [re s]
  (let [step (fn step [position]
               (when-let [match (nacre.core/search-from re s position)]
                 (cons (nacre.core/groups-of match)
                       (lazy-seq (step (nacre.core/position-behind match))))))]
    (step 0)))
