;; SPDX-License-Identifier: MIT
;;
;; Where printed text goes and read text comes from: the console, strings. Whatever has the methods
;; write, append and flush (readLine, read) can stand in their places.
(in-ns 'nacre.core)

(declare read-next end-of-input)

(deftype ConsoleWriter [error]
  java.io.Writer
  (write [this text]
    (let [text (if (int? text) (str (char text)) text)]
      (if error
        (nacre.primitive/console-write-error text)
        (nacre.primitive/console-write text)))
    nil)
  (append [this text] (.write this (str text)) this)
  (flush [this] nil)
  (close [this] nil))

(deftype StringWriter [^:unsynchronized-mutable parts]
  java.io.Writer
  (write [this text]
    (set! parts (conj parts (if (int? text) (str (char text)) (str text))))
    nil)
  (append [this text] (.write this (str text)) this)
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
    (let [text (if (int? text) (str (char text)) (str text))]
      (set! parts (conj parts text))
      (when (and autoflush (nacre.primitive/string-index text "\n" 0)) (.flush this))
      nil))
  (append [this text] (.write this (str text)) this)
  (flush [this]
    (let [text (nacre.primitive/join-strings parts)]
      (set! parts [])
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

;; A reader over a string: the text and the index of the next character.
(deftype StringReader [text ^:unsynchronized-mutable position]
  java.io.Reader
  (read [this]
    (if (< position (count text))
      (let [c (nth text position)]
        (set! position (inc position))
        (int c))
      -1))
  (readLine [this]
    (if (< position (count text))
      (let [end (or (nacre.primitive/string-index text "\n" position) (count text))
            line (subs text position end)]
        (set! position (inc end))
        (if (and (pos? (count line)) (= \return (nth line (dec (count line)))))
          (subs line 0 (dec (count line)))
          line))
      nil))
  (readForm [this options]
    (let [reader (nacre.primitive/reader-next
                  (nacre.primitive/reader-new (subs text position) options))]
      (set! position (+ position (nth (nacre.primitive/reader-position reader) 0)))
      (if (nacre.primitive/reader-end? reader)
        (end-of-input options)
        (nacre.primitive/reader-form reader))))
  (unread [this c] (set! position (dec position)) nil)
  (remaining [this] (subs text position))
  (rest [this] (let [left (subs text position)] (set! position (count text)) left))
  (close [this] nil))

(deftype ConsoleReader []
  java.io.Reader
  (readLine [this] (nacre.console/read-line-text ""))
  (readForm [this options]
    (let [text (nacre.console/read-form-text "")]
      (if (nil? text)
        (end-of-input options)
        (read-next (nacre.primitive/reader-new text options) options))))
  (close [this] nil))

(intern-type 'java.io.StringWriter StringWriter)
(intern-type 'java.io.StringReader StringReader)
(swap! constructors assoc
       StringWriter (fn [] (string-writer))
       StringReader (fn [text] (->StringReader text 0)))
