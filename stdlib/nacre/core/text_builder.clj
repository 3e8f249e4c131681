;; SPDX-License-Identifier: MIT
;;
;; java.lang.StringBuilder.
(in-ns 'nacre.core)

;; The text that a StringBuilder holds lies in parts. Asked for its length or a character, it joins the
;; parts that were appended since, and those before them until each is more than twice as long as all
;; behind it: so there are few, and asking after every append copies no character often.
(defn- starts-low?
  "Is the first character of the text the low half of a surrogate pair?"
  [text]
  (and (pos? (count text)) (<= 0xdc00 (int (nth text 0)) 0xdfff)))

(defn- settled
  "The parts with what lies behind the first n of them joined."
  [parts n]
  (let [end (count parts)]
    (loop [i n size (loop [i n size 0]
                      (if (< i end) (recur (inc i) (+ size (count (nth parts i)))) size))]
      (if (and (pos? i)
               (or (<= (count (nth parts (dec i))) (* 2 size)) (starts-low? (nth parts i))))
        (recur (dec i) (+ size (count (nth parts (dec i)))))
        (conj (into [] (subvec parts 0 i)) (nacre.primitive/join-strings (subvec parts i)))))))

(defn- total-length
  "The characters in settled parts."
  [parts]
  (loop [i 0 n 0]
    (if (< i (count parts)) (recur (inc i) (+ n (count (nth parts i)))) n)))

(defn- character-at
  "The character at an index of settled parts."
  [parts index]
  (loop [i 0 from index]
    (if (and (<= 0 from) (< i (count parts)))
      (let [part (nth parts i)]
        (if (< from (count part)) (nth part from) (recur (inc i) (- from (count part)))))
      (throw (nacre.primitive/exception-new
              StringIndexOutOfBoundsException
              (str "index " index ", length " (total-length parts)) nil nil)))))

(defn- of-length
  "Settled parts cut, or filled with NUL, to n characters."
  [parts n]
  (let [length (total-length parts)]
    (cond (neg? n) (throw (nacre.primitive/exception-new
                           StringIndexOutOfBoundsException
                           (str "String index out of range: " n) nil nil))
          (<= length n) (into parts (repeat (- n length) "\u0000"))
          :else (loop [parts parts length length]
                  (let [part (peek parts) before (- length (count part))]
                    (cond (zero? n) []
                          (<= n before) (recur (pop parts) before)
                          :else (conj (pop parts) (subs part 0 (- n before)))))))))

(deftype ^{:full-name "java.lang.StringBuilder"} TextBuilder
         [^:unsynchronized-mutable parts ^:unsynchronized-mutable known]
  StringBuilder
  (settle [this]
    (when (< known (count parts))
      (set! parts (settled parts known))
      (set! known (count parts)))
    parts)
  (become [this new-parts]
    (set! parts new-parts)
    (set! known 0)
    this)
  (append [this x] (set! parts (conj parts (if (nil? x) "null" (str x)))) this)
  (append [this x start end]
    (set! parts (conj parts (subs (str x) start end)))
    this)
  (length [this] (total-length (.settle this)))
  (charAt [this i] (character-at (.settle this) i))
  (reverse [this] (.become this [(clojure.string/reverse (.toString this))]))
  (insert [this i x]
    (let [text (.toString this)]
      (.become this [(subs text 0 i) (str x) (subs text i)])))
  (setLength [this n]
    (.become this (of-length (.settle this) n))
    nil)
  (deleteCharAt [this i]
    (let [length (.length this)]
      (if (and (= i (dec length)) (pos? length))
        (.become this (of-length parts i))
        (let [text (.toString this)]
          (character-at parts i)
          (.become this [(subs text 0 i) (subs text (inc i))])))))
  (setCharAt [this i c]
    (let [text (.toString this)]
      (.become this [(subs text 0 i) (str c) (subs text (inc i))])
      nil))
  (subSequence [this start end] (subs (.toString this) start end))
  (capacity [this] (.length this))
  (ensureCapacity [this n] nil)
  (appendCodePoint [this code] (.append this (code-point->char code)))
  (lastIndexOf [this x] (or (clojure.string/last-index-of (.toString this) x) -1))
  (delete [this start end]
    (let [text (.toString this)]
      (.become this [(subs text 0 start) (subs text (min end (count text)))])))
  (replace [this start end x]
    (let [text (.toString this)]
      (.become this [(subs text 0 start) (str x) (subs text (min end (count text)))])))
  (compareTo [this other] (compare (.toString this) (str other)))
  (chars [this] (map int (.toString this)))
  (substring [this start] (subs (.toString this) start))
  (substring [this start end] (subs (.toString this) start end))
  (indexOf [this x] (or (clojure.string/index-of (.toString this) x) -1))
  (isEmpty [this] (zero? (.length this)))
  Object
  (toString [this]
    (let [text (nacre.primitive/join-strings parts)]
      (set! parts [text])
      (set! known 1)
      text)))

;; The older class, of which only the name is another.
(intern-type 'java.lang.StringBuffer StringBuilder)
