;; SPDX-License-Identifier: MIT
;;
;; Where printed text goes and read text comes from: the console, strings, and what java.io puts before
;; them. Whatever has the methods write, append and flush (readLine, read) can stand in their places.
;; Readers give characters beyond 0xFFFF as Java does: two halves, one after the other.
(in-ns 'nacre.core)

(declare read-next end-of-input construct array?)

(defn- high-surrogate?
  "Is the unit the first half of a character beyond 0xFFFF?"
  [unit]
  (<= 0xd800 unit 0xdbff))

(defn- low-surrogate?
  "Is the unit the second half of a character beyond 0xFFFF?"
  [unit]
  (<= 0xdc00 unit 0xdfff))

(defn- high-half
  "The first of the two units of a code point beyond 0xFFFF."
  [code]
  (+ 0xd7c0 (unsigned-bit-shift-right code 10)))

(defn- low-half
  "The second of the two units of a code point beyond 0xFFFF."
  [code]
  (+ 0xdc00 (bit-and code 0x3ff)))

(defn written-text
  "What write puts out: a number stands for a character, an array for its characters."
  [x]
  (cond (string? x) x
        (int? x) (str (if (<= 0 x 0x10ffff) (code-point->char x) (unchecked-char x)))
        (array? x) (apply str (seq x))
        :else (str x)))

(defn split-half
  "[text rest] of a text that is about to be encoded: the rest is the first half of a pair at its end,
  which waits for what is written next, or empty."
  [text]
  (let [end (dec (count text))]
    (if (and (<= 0 end) (high-surrogate? (int (nth text end))))
      [(subs text 0 end) (subs text end)]
      [text ""])))

(deftype ConsoleWriter [error]
  java.io.Writer
  (write [this text]
    (let [text (if (int? text) (written-text text) text)]
      (if error
        (nacre.primitive/console-write-error text)
        (nacre.primitive/console-write text)))
    nil)
  (append [this text] (.write this (str text)) this)
  (append [this text start end] (.write this (subs (str text) start end)) this)
  (flush [this] nil)
  (close [this] nil))

(deftype ^{:full-name "java.io.StringWriter"} StringWriter [^:unsynchronized-mutable parts]
  java.io.Writer
  (write [this text]
    (set! parts (conj parts (written-text text)))
    nil)
  (write [this text start length]
    (.write this (subs (written-text text) start (+ start length))))
  (append [this text] (.write this (if (nil? text) "null" (str text))) this)
  (append [this text start end] (.write this (subs (str text) start end)) this)
  (getBuffer [this] (construct StringBuilder (.toString this)))
  (clear [this] (set! parts []) nil)
  (flush [this] nil)
  (close [this] nil)
  Object
  (toString [this]
    (let [text (nacre.primitive/join-strings parts)]
      (set! parts [text])
      text)))

(deftype FlushWriter [flush-fn close-fn autoflush ^:unsynchronized-mutable parts]
  java.io.Writer
  (write [this text]
    (let [text (if (int? text) (written-text text) (str text))]
      (set! parts (conj parts text))
      (when (and autoflush (nacre.primitive/string-index text "\n" 0)) (.flush this))
      nil))
  (append [this text] (.write this (str text)) this)
  (append [this text start end] (.write this (subs (str text) start end)) this)
  (flush [this]
    (let [[text half] (split-half (nacre.primitive/join-strings parts))]
      (set! parts [half])
      (flush-fn text)
      nil))
  (close [this]
    (when close-fn (close-fn))
    nil))

(defn rest-of-reader
  "What a string reader has not read yet."
  [reader]
  (.remaining reader))

(defn string-writer
  "A writer that keeps what is written; str of it is the text so far."
  []
  (->StringWriter []))

(defn write-text
  "Writes a string to a writer."
  [writer text]
  (if (instance? ConsoleWriter writer)
    (if (nacre.primitive/instance-field writer 0)
      (nacre.primitive/console-write-error text)
      (nacre.primitive/console-write text))
    (let [write (nacre.primitive/type-method writer 'write)]
      (if write
        (write writer text)
        (throw (nacre.primitive/exception-new
                ClassCastException (str "Not a writer: " (nacre.primitive/type-name (class writer)))
                nil nil))))))

(deftype ConsoleReader []
  java.io.Reader
  (readLine [this] (nacre.console/read-line-text ""))
  (readForm [this options]
    (let [text (nacre.console/read-form-text "")]
      (if (nil? text)
        (end-of-input options)
        (read-next (nacre.primitive/reader-new text options) options))))
  (close [this] nil))

(defn- characters-of-failure
  "How many characters had been read when reading a form from the text threw e: up to where the reader
  gave up, or to the end of the form when a reader of tags did."
  [e text]
  (or (nacre.primitive/reader-failure e)
      (try
        (nth (nacre.primitive/reader-position
              (nacre.primitive/reader-next
               (nacre.primitive/reader-new text {:read-cond :preserve}))) 0)
        (catch Throwable e
          (or (nacre.primitive/reader-failure e) (count text))))))

;; --- Readers -------------------------------------------------------------------------------------
;; All readers over text share one kind of cell: the text that is there, where the next character
;; lies, its line and column, and a function that brings more text (or nil). When the first half of the
;; character before has been read, `half` is its second one, else nil.
(deftype Cursor [^:unsynchronized-mutable text ^:unsynchronized-mutable position
                 ^:unsynchronized-mutable line ^:unsynchronized-mutable column
                 ^:unsynchronized-mutable before ^:unsynchronized-mutable marked
                 ^:unsynchronized-mutable half more source]
  Object
  (fill [this]
    (loop []
      (cond (or half (< position (count text))) true
            (nil? more) false
            :else (let [next-text (more)]
                    (if (nil? next-text)
                      false
                      (do (set! text next-text)
                          (set! position 0)
                          (recur)))))))
  (take [this]
    (cond half (let [unit half]
                 (set! half nil)
                 unit)
          (.fill this)
          (let [c (nth text position) unit (int c)]
            (set! position (inc position))
            (if (= c \newline)
              (do (set! line (inc line))
                  (set! before column)
                  (set! column 1))
              (set! column (inc column)))
            (if (< unit 0x10000)
              unit
              (do (set! half (low-half unit))
                  (high-half unit))))
          :else -1))
  (settle [this]
    (when half
      (set! text (str (char half) (subs text position)))
      (set! position 0)
      (set! half nil)))
  (unread [this c]
    (let [c (code-point->char c)
          last-read (if (pos? position) (nth text (dec position)) nil)
          code (if last-read (int last-read) 0)]
      (cond
        ;; The second half of the last character, or its first one while the second is not read.
        (and (< 0xffff code) (nil? half) (= (int c) (low-half code)))
        (set! half (int c))
        (and (< 0xffff code) half (= (int c) (high-half code)))
        (do (set! half nil)
            (set! position (dec position))
            (set! column (dec column)))
        :else
        (do (.settle this)
            (if (and (pos? position) (= c last-read))
              (set! position (dec position))
              (do (set! text (str c (subs text position)))
                  (set! position 0)))
            (if (= c \newline)
              (do (set! line (dec line))
                  (set! column before))
              (set! column (dec column)))))
      nil))
  (advance [this n]
    (let [end (+ position n)]
      (loop [from position]
        (let [at (nacre.primitive/string-index text "\n" from)]
          (if (and at (< at end))
            (do (set! line (inc line))
                (set! column 1)
                (set! position (inc at))
                (recur (inc at)))
            (do (set! column (+ column (- end position)))
                (set! position end)))))))
  (takeLine [this]
    (.settle this)
    (if (.fill this)
      (loop [parts []]
        (let [end (nacre.primitive/string-index text "\n" position)
              part (subs text position (or end (count text)))
              parts (conj parts part)]
          (.advance this (+ (count part) (if end 1 0)))
          (if (and (nil? end) (.fill this))
            (recur parts)
            (let [found (apply str parts)
                  last-place (dec (count found))]
              (if (and (<= 0 last-place) (= \return (nth found last-place)))
                (subs found 0 last-place)
                found)))))
      nil))
  (remaining [this]
    (.settle this)
    (loop [parts [(subs text position)]]
      (let [next-text (if more (more) nil)]
        (if (nil? next-text)
          (let [left (apply str parts)]
            (set! text left)
            (set! position 0)
            left)
          (recur (conj parts next-text))))))
  (takeForm [this options with-positions]
    (.settle this)
    (if (and (instance? java.io.Reader source) (= position (count text))
             (nacre.primitive/type-method source 'readForm))
      (.readForm source options)
      (let [left (.remaining this)
            reader (try
                     (nacre.primitive/reader-next
                      (if with-positions
                        (nacre.primitive/reader-new left options nil line column)
                        (nacre.primitive/reader-new left options)))
                     (catch Throwable e
                       (.advance this (characters-of-failure e left))
                       (throw e)))]
        (.advance this (nth (nacre.primitive/reader-position reader) 0))
        (if (nacre.primitive/reader-end? reader)
          (end-of-input options)
          (nacre.primitive/reader-form reader)))))
  (mark [this] (set! marked [text position line column before half]) nil)
  (goBack [this]
    (if (nil? marked)
      (throw (nacre.primitive/exception-new java.io.IOException "Stream not marked" nil nil))
      (let [[t p l c b h] marked]
        (set! text t) (set! position p) (set! line l) (set! column c) (set! before b) (set! half h)
        nil)))
  (line [this] line)
  (setLine [this n] (set! line n) nil)
  (column [this] column))

(defn- new-cursor
  "A cursor at the start of a text, or of what `more` brings."
  [text more source]
  (->Cursor text 0 1 1 1 nil nil more source))

(declare cursor-of)

(defn- read-into
  "Reads up to length characters into an array from a place on; how many, or -1 at the end."
  [cursor array start length]
  (loop [n 0]
    (if (< n length)
      (let [c (.take cursor)]
        (if (neg? c)
          (if (zero? n) -1 n)
          (do (.put array (+ start n) (char c))
              (recur (inc n)))))
      n)))

(defn- unread-all
  "Gives characters back, so that they are read again in their order."
  [cursor characters]
  (doseq [c (reverse characters)] (.unread cursor (int c))))

(defmacro ^:private defreader
  "Defines a class of readers over a cursor: its full name, what it stands under, and methods that
  differ from those of all."
  [name full-name parents & own]
  (let [mine (set (map (fn [[mname params]] [mname (count params)]) own))
        shared '[(read [this] (.take cursor))
                 (read [this array] (read-into cursor array 0 (count array)))
                 (read [this array start length] (read-into cursor array start length))
                 (readLine [this] (.takeLine cursor))
                 (readForm [this options] (.takeForm cursor options false))
                 (remaining [this] (.remaining cursor))
                 (rest [this]
                       (let [left (.remaining cursor)]
                         (.advance cursor (count left))
                         left))
                 (unread [this c] (if (array? c) (unread-all cursor (vec c)) (.unread cursor c)))
                 (unread [this array start length]
                         (unread-all cursor (subvec (vec array) start (+ start length))))
                 (skip [this n]
                       (loop [i 0]
                         (if (or (= i n) (neg? (.take cursor))) i (recur (inc i)))))
                 (ready [this] true)
                 (mark [this limit] (.mark cursor))
                 (reset [this] (.goBack cursor))
                 (markSupported [this] true)
                 (close [this] nil)]]
    `(do
       (deftype ~(with-meta name {:full-name full-name}) [~'cursor]
         ~@parents
         ~@own
         ~@(remove (fn [[mname params]] (contains? mine [mname (count params)])) shared))
       (intern-type '~(symbol full-name) ~name))))

(defreader StringReader "java.io.StringReader" [java.io.Reader])
(defreader BufferedReader "java.io.BufferedReader" [java.io.Reader])
(defreader InputStreamReader "java.io.InputStreamReader" [java.io.Reader])
(defreader PushbackReader "java.io.PushbackReader" [java.io.Reader])
(defreader LineNumberReader "java.io.LineNumberReader" [BufferedReader]
  (getLineNumber [this] (dec (.line cursor)))
  (setLineNumber [this n] (.setLine cursor (inc n))))
(defreader LineNumberingPushbackReader "clojure.lang.LineNumberingPushbackReader" [PushbackReader]
  (read [this]
    (let [c (.take cursor)]
      (if (= 13 c)
        (let [behind (.take cursor)]
          (when-not (or (= 10 behind) (neg? behind)) (.unread cursor behind))
          10)
        c)))
  (readForm [this options] (.takeForm cursor options true))
  (getLineNumber [this] (.line cursor))
  (setLineNumber [this n] (.setLine cursor n))
  (getColumnNumber [this] (.column cursor))
  (atLineStart [this] (= 1 (.column cursor))))

(defn string-reader
  "A reader over a string."
  [text]
  (cond (nil? text)
        (throw (nacre.primitive/exception-new NullPointerException "No string to read" nil nil))
        (not (string? text)) (nacre.primitive/raise-cast text "java.lang.String")
        :else (->StringReader (new-cursor text nil nil))))

(defn- cursor-of
  "The cursor of a reader: its own, or a new one before any other reader."
  [reader]
  (cond (nil? reader)
        (throw (nacre.primitive/exception-new NullPointerException "No reader" nil nil))
        (instance? ConsoleReader reader)
        (new-cursor "" (fn [] (let [line (.readLine reader)] (if line (str line "\n") nil))) reader)
        ;; One that reads line ends in its own way is read through, not around.
        (and (= '[cursor] (nacre.primitive/type-fields (class reader)))
             (not (instance? LineNumberingPushbackReader reader)))
        (nacre.primitive/instance-field reader 0)
        :else
        (new-cursor "" (fn [] (let [c (.read reader)] (if (neg? c) nil (str (char c))))) nil)))

;; --- Writers before writers ------------------------------------------------------------------------
(deftype ^{:full-name "java.io.PrintWriter"} PrintWriter [out]
  java.io.Writer
  (write [this text] (write-text out (written-text text)))
  (write [this text start length] (write-text out (subs (written-text text) start (+ start length))))
  (append [this text] (write-text out (if (nil? text) "null" (str text))) this)
  (append [this text start end] (write-text out (subs (str text) start end)) this)
  (print [this x] (write-text out (if (nil? x) "null" (str x))))
  (println [this] (write-text out "\n"))
  (println [this x] (write-text out (str (if (nil? x) "null" (str x)) "\n")))
  (newLine [this] (write-text out "\n"))
  (flush [this] (.flush out) nil)
  (close [this] (.close out) nil))

(deftype ^{:full-name "java.io.BufferedWriter"} BufferedWriter
    [out ^:unsynchronized-mutable parts]
  java.io.Writer
  (write [this text]
    (set! parts (conj parts (written-text text)))
    nil)
  (write [this text start length]
    (.write this (subs (written-text text) start (+ start length))))
  (append [this text] (.write this (if (nil? text) "null" (str text))) this)
  (append [this text start end] (.write this (subs (str text) start end)) this)
  (newLine [this] (.write this "\n"))
  (flush [this]
    (let [text (nacre.primitive/join-strings parts)]
      (set! parts [])
      (write-text out text)
      (.flush out)
      nil))
  (close [this]
    (.flush this)
    (.close out)
    nil))

(doseq [[full-name atype] {'java.io.StringWriter StringWriter
                           'java.io.PrintWriter PrintWriter
                           'java.io.BufferedWriter BufferedWriter}]
  (intern-type full-name atype))
(swap! constructors merge
       {StringWriter (fn ([] (string-writer)) ([size] (string-writer)))
        BufferedWriter (fn ([out] (->BufferedWriter out [])) ([out size] (->BufferedWriter out [])))
        PrintWriter (fn ([out] (->PrintWriter out)) ([out option] (->PrintWriter out)))
        StringReader string-reader}
       (into {} (map (fn [[atype maker]]
                       [atype (fn ([reader] (maker (cursor-of reader)))
                                ([reader size] (maker (cursor-of reader))))]))
             {BufferedReader ->BufferedReader
              PushbackReader ->PushbackReader
              LineNumberReader ->LineNumberReader
              LineNumberingPushbackReader ->LineNumberingPushbackReader}))
