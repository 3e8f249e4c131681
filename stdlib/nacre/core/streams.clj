;; SPDX-License-Identifier: MIT
;;
;; Bytes: character sets, streams of bytes in memory and between threads, URIs and their encoding.
;; The character sets are those of Unicode, those of one byte a character and those of JIS X 0208.
(in-ns 'nacre.core)
(clojure.core/refer 'clojure.core)

(defn- new-exception-class
  "Makes a class of exceptions under another."
  [full-name parent]
  (intern-type full-name (nacre.primitive/type-new full-name [] {} [parent] {})))
(new-exception-class 'java.io.UnsupportedEncodingException java.io.IOException)
(new-exception-class 'java.net.URISyntaxException Exception)

(defn- fail
  "Throws an exception of that class."
  [class message]
  (throw (nacre.primitive/exception-new class message nil nil)))

;; --- Character sets --------------------------------------------------------------------------------
(defn- units-16
  "A code point as one or two units of 16 bits, U+FFFD for half a pair."
  [code]
  (cond (<= 0xd800 code 0xdfff) [0xfffd]
        (< code 0x10000) [code]
        :else [(high-half code) (low-half code)]))

(defn- high-first [n] [(bit-and 0xff (bit-shift-right n 8)) (bit-and n 0xff)])
(defn- low-first [n] [(bit-and n 0xff) (bit-and 0xff (bit-shift-right n 8))])

(defn- text-of-units
  "The string of units of 16 bits; half a pair becomes U+FFFD."
  [units]
  (loop [parts [] s (seq units)]
    (if (nil? s)
      (apply str parts)
      (let [unit (first s) behind (second s)]
        (cond (not (<= 0xd800 unit 0xdfff)) (recur (conj parts (char unit)) (next s))
              (not (high-surrogate? unit)) (recur (conj parts \uFFFD) (next s))
              (and behind (low-surrogate? behind))
              (recur (conj parts (char unit) (char behind)) (nnext s))
              ;; As Java does, with what stands in the place of the second half.
              :else (recur (conj parts \uFFFD) (nnext s)))))))

(defn- units-of-bytes
  "The units of 16 bits that bytes are; high: the higher half comes first."
  [numbers high]
  (map (fn [[a b]]
         (if (nil? b) 0xfffd (if high (+ (* 256 a) b) (+ (* 256 b) a))))
       (partition-all 2 numbers)))

(defn- single-byte
  "[encode decode] of a character set of one byte a character, by functions of code points and bytes
  that answer nil for what there is not."
  [byte-of code-of]
  [(fn [s] (map (fn [c] (or (byte-of (int c)) 63)) s))
   (fn [numbers] (apply str (map (fn [n] (char (or (code-of n) 0xfffd))) numbers)))])

(defn- units-32
  "A code point as four bytes, the highest first."
  [code]
  (map (fn [shift] (bit-and 0xff (bit-shift-right code shift))) [24 16 8 0]))

(defn- text-of-units-32
  "The string of bytes, four a code point; high: the highest comes first."
  [numbers high]
  (apply str (map (fn [part]
                    (let [code (reduce (fn [n b] (+ (* 256 n) b)) 0 (if high part (reverse part)))]
                      (if (and (= 4 (count part)) (<= code 0x10ffff)) (code-point->char code) \uFFFD)))
                  (partition-all 4 numbers))))

(defn- upper-half
  "[encode decode] of a character set that differs from Latin-1 in its last bytes, whose characters
  these are."
  [rows]
  (let [table (apply str rows)
        low (- 256 (count table))]
    (single-byte (fn [code]
                   (if (< code low)
                     code
                     (let [i (clojure.string/index-of table (str (code-point->char code)))]
                       (if i (+ low i) nil))))
                 (fn [n]
                   (if (< n low)
                     n
                     (let [c (nth table (- n low))] (if (= c \space) nil (int c))))))))

;; --- JIS X 0208, in three disguises ----------------------------------------------------------------
(defn- jis-place
  "[row cell] of a code point in JIS X 0208, from 1 up, or nil."
  [code]
  (let [s (str (code-point->char code))]
    (loop [row 0]
      (when (< row (count jis-x-0208-rows))
        (let [cell (clojure.string/index-of (nth jis-x-0208-rows row) s)]
          (if (and cell (not= code 32)) [(inc row) (inc cell)] (recur (inc row))))))))

(defn- jis-character
  "The character of a row and cell of JIS X 0208; U+FFFD where there is none."
  [row cell]
  (let [c (get (get jis-x-0208-rows (dec row)) (dec cell) \space)]
    (if (= c \space) \uFFFD c)))

(defn- jis-encoded
  "What one code point is in an encoding of JIS: (ascii byte), (roman byte) where JIS X 0201 differs from
  ASCII, (kana n) from 1 up for a narrow one, (kanji row cell), or unknown."
  [code {:keys [ascii roman kana kanji unknown]}]
  (cond (< code 0x80) (ascii code)
        (= code 0xa5) (roman 92)
        (= code 0x203e) (roman 126)
        (<= 0xff61 code 0xff9f) (kana (- code 0xff60))
        :else (if-let [[row cell] (jis-place code)] (kanji row cell) unknown)))

(def ^:private shift-jis
  {:ascii vector
   :roman vector
   :kana (fn [n] [(+ 0xa0 n)])
   :kanji (fn [row cell]
            (let [lead (quot (dec row) 2)
                  trail (+ cell (if (odd? row) 0x3f 0x9e))]
              [(+ lead (if (< lead 31) 0x81 0xc1))
               (if (and (odd? row) (> trail 0x7e)) (inc trail) trail)]))
   :unknown [63]})

(defn- shift-jis-text
  "The string that bytes mean in Shift_JIS."
  [numbers]
  (loop [parts [] s (seq numbers)]
    (if (nil? s)
      (apply str parts)
      (let [a (first s) b (or (second s) 0)]
        (cond (< a 0x80) (recur (conj parts (char a)) (next s))
              (<= 0xa1 a 0xdf) (recur (conj parts (char (+ a 0xfec0))) (next s))
              (< b 0x40) (recur (conj parts \uFFFD) (next s))
              :else (let [row (inc (* 2 (- a (if (< a 0xa0) 0x81 0xc1))))
                          cell (- b (cond (>= b 0x9f) 0x9e (> b 0x7f) 0x40 :else 0x3f))]
                      (recur (conj parts (jis-character (if (>= b 0x9f) (inc row) row) cell))
                             (nnext s))))))))

(def ^:private euc-jp
  {:ascii vector
   :roman vector
   :kana (fn [n] [0x8e (+ 0xa0 n)])
   :kanji (fn [row cell] [(+ 0xa0 row) (+ 0xa0 cell)])
   :unknown [63]})

(defn- euc-jp-text
  "The string that bytes mean in EUC-JP."
  [numbers]
  (loop [parts [] s (seq numbers)]
    (if (nil? s)
      (apply str parts)
      (let [a (first s) b (or (second s) 0)]
        (cond (< a 0x80) (recur (conj parts (char a)) (next s))
              (< b 0xa1) (recur (conj parts \uFFFD) (next s))
              (= a 0x8e) (recur (conj parts (char (+ b 0xfec0))) (nnext s))
              :else (recur (conj parts (jis-character (- a 0xa0) (- b 0xa0))) (nnext s)))))))

(def ^:private iso-2022-jp
  "Here an encoded code point is [mode bytes], the mode being the end of the escape sequence before it."
  {:ascii (fn [n] [[40 66] [n]])
   :roman (fn [n] [[40 74] [n]])
   :kana (fn [n] [[40 73] [(+ 0x20 n)]])
   :kanji (fn [row cell] [[36 66] [(+ 32 row) (+ 32 cell)]])
   :unknown [[36 66] [33 41]]})

(defn- iso-2022-jp-bytes
  "The bytes of a string in ISO-2022-JP, which begins and ends with ASCII."
  [text]
  (loop [parts [] mode [40 66] codes (seq (map (fn [c] (jis-encoded (int c) iso-2022-jp)) text))]
    (if (nil? codes)
      (if (= mode [40 66]) parts (into parts [27 40 66]))
      (let [[wanted part] (first codes)
            parts (if (= wanted mode) parts (into (conj parts 27) wanted))]
        (recur (into parts part) wanted (next codes))))))

(defn- iso-2022-jp-text
  "The string that bytes mean in ISO-2022-JP."
  [numbers]
  (loop [parts [] mode [40 66] s (seq numbers)]
    (if (nil? s)
      (apply str parts)
      (let [a (first s) b (or (second s) 0)]
        (cond (and (= a 27) (nnext s)) (recur parts [b (nth s 2)] (next (nnext s)))
              (and (= 36 (first mode)) (> a 32))
              (recur (conj parts (jis-character (- a 32) (- b 32))) mode (nnext s))
              (and (= mode [40 73]) (> a 32)) (recur (conj parts (char (+ a 0xff40))) mode (next s))
              (and (= mode [40 74]) (= a 92)) (recur (conj parts \u00a5) mode (next s))
              (and (= mode [40 74]) (= a 126)) (recur (conj parts \u203e) mode (next s))
              :else (recur (conj parts (if (< a 128) (char a) \uFFFD)) mode (next s)))))))

(def ^:private character-sets
  "For each character set [encode decode]: a string to bytes from 0 to 255 and back."
  (into
   {"UTF-8" [utf8-bytes utf8-text]
    "US-ASCII" (single-byte (fn [code] (when (< code 128) code)) (fn [n] (when (< n 128) n)))
    "ISO-8859-1" (single-byte (fn [code] (when (< code 256) code)) identity)
    "UTF-16BE" [(fn [s] (mapcat high-first (mapcat (comp units-16 int) s)))
                (fn [numbers] (text-of-units (units-of-bytes numbers true)))]
    "UTF-16LE" [(fn [s] (mapcat low-first (mapcat (comp units-16 int) s)))
                (fn [numbers] (text-of-units (units-of-bytes numbers false)))]
    "UTF-16" [(fn [s] (concat [0xfe 0xff] (mapcat high-first (mapcat (comp units-16 int) s))))
              (fn [numbers]
                (let [mark (take 2 numbers)]
                  (cond (= mark [0xfe 0xff]) (text-of-units (units-of-bytes (drop 2 numbers) true))
                        (= mark [0xff 0xfe]) (text-of-units (units-of-bytes (drop 2 numbers) false))
                        :else (text-of-units (units-of-bytes numbers true)))))]
    "UTF-32BE" [(fn [s] (mapcat (comp units-32 int) s)) (fn [numbers] (text-of-units-32 numbers true))]
    "UTF-32LE" [(fn [s] (mapcat (comp reverse units-32 int) s))
                (fn [numbers] (text-of-units-32 numbers false))]
    "UTF-32" [(fn [s] (mapcat (comp units-32 int) s))
              (fn [numbers]
                (let [mark (take 4 numbers)]
                  (cond (= mark [0 0 0xfe 0xff]) (text-of-units-32 (drop 4 numbers) true)
                        (= mark [0xff 0xfe 0 0]) (text-of-units-32 (drop 4 numbers) false)
                        :else (text-of-units-32 numbers true))))]
    "Shift_JIS" [(fn [s] (mapcat (fn [c] (jis-encoded (int c) shift-jis)) s)) shift-jis-text]
    "EUC-JP" [(fn [s] (mapcat (fn [c] (jis-encoded (int c) euc-jp)) s)) euc-jp-text]
    "ISO-2022-JP" [iso-2022-jp-bytes iso-2022-jp-text]}
   (map (fn [[charset rows]] [charset (upper-half rows)]))
   upper-halves))

(def ^:private charset-names
  "The names of the character sets in lower case, and others that they have."
  (into other-names
        (map (fn [charset] [(clojure.string/lower-case charset) charset]))
        (keys character-sets)))

(defn charset-named
  "The character set of that name."
  [charset]
  (or (get charset-names (clojure.string/lower-case (str charset)))
      (fail java.io.UnsupportedEncodingException (str charset))))

(defn encode-text
  "The bytes, from 0 to 255, of a string in a character set."
  [s charset]
  ((nth (get character-sets (charset-named charset)) 0) s))

(defn decode-bytes
  "The string that bytes mean in a character set."
  [numbers charset]
  ((nth (get character-sets (charset-named charset)) 1) (map (fn [b] (bit-and b 0xff)) numbers)))

;; --- Files in character sets ----------------------------------------------------------------------
(defn- utf-8?
  "Is it nil or a name of UTF-8?"
  [charset]
  (or (nil? charset) (= "UTF-8" (charset-named charset))))

(defn file-text
  "The text of a file in a character set, UTF-8 when that is nil."
  [path charset]
  (if (utf-8? charset)
    (nacre.primitive/file-read path)
    (decode-bytes (map int (nacre.primitive/file-read path true)) charset)))

(defn file-bytes
  "The content of a file as an array of bytes."
  [path]
  (byte-array (map (fn [c] (unchecked-byte (int c))) (nacre.primitive/file-read path true))))

(defn write-file-bytes
  "Writes numbers, of which the low eight bits count, to a file, or behind what it has."
  [path numbers append]
  (nacre.primitive/file-write path (apply str (map (fn [b] (char (bit-and b 0xff))) numbers))
                              append true))

(defn write-file
  "Writes a text to a file, or behind what it has, in a character set."
  [path text append charset]
  (if (utf-8? charset)
    (nacre.primitive/file-write path text append)
    (write-file-bytes path (encode-text text charset) append)))

(statics "StandardCharsets" "java.nio.charset"
         {'UTF_8 "UTF-8" 'US_ASCII "US-ASCII" 'ISO_8859_1 "ISO-8859-1" 'UTF_16 "UTF-16"
          'UTF_16BE "UTF-16BE" 'UTF_16LE "UTF-16LE"})
(new-exception-class 'java.nio.charset.UnsupportedCharsetException IllegalArgumentException)
(statics "Charset" "java.nio.charset"
         {'forName (fn [charset]
                     (or (get charset-names (clojure.string/lower-case (str charset)))
                         (fail java.nio.charset.UnsupportedCharsetException (str charset))))
          'isSupported (fn [charset]
                         (contains? charset-names (clojure.string/lower-case (str charset))))
          'defaultCharset (fn [] "UTF-8")})

;; --- Streams of bytes ----------------------------------------------------------------------------
(deftype ^{:full-name "java.io.ByteArrayOutputStream"} ByteArrayOutputStream
  [^:unsynchronized-mutable content]
  java.io.OutputStream
  (write [this x]
    (set! content (if (array? x) (into content (seq x)) (conj content (unchecked-byte x))))
    nil)
  (write [this x start length]
    (set! content (into content (take length (drop start x))))
    nil)
  (toByteArray [this] (byte-array content))
  (size [this] (count content))
  (reset [this] (set! content []) nil)
  (writeTo [this out] (.write out (byte-array content)))
  (flush [this] nil)
  (close [this] nil)
  Object
  (toString [this] (decode-bytes content "UTF-8"))
  (toString [this charset] (decode-bytes content charset)))

(defn- read-bytes-into
  "Reads up to length bytes by (next-byte) into an array from a place on; how many, or -1 at the end."
  [next-byte array start length]
  (loop [n 0]
    (if (< n length)
      (let [b (next-byte)]
        (if (neg? b)
          (if (zero? n) -1 n)
          (do (.put array (+ start n) (unchecked-byte b))
              (recur (inc n)))))
      n)))

(deftype ^{:full-name "java.io.ByteArrayInputStream"} ByteArrayInputStream
  [content ^:unsynchronized-mutable position]
  java.io.InputStream
  (read [this]
    (if (< position (count content))
      (let [b (nth content position)]
        (set! position (inc position))
        (bit-and b 0xff))
      -1))
  (read [this array] (read-bytes-into (fn [] (.read this)) array 0 (count array)))
  (read [this array start length] (read-bytes-into (fn [] (.read this)) array start length))
  (readAllBytes [this]
    (let [left (subvec content position)]
      (set! position (count content))
      (byte-array left)))
  (available [this] (- (count content) position))
  (skip [this n]
    (let [n (max 0 (min n (- (count content) position)))]
      (set! position (+ position n))
      n))
  (close [this] nil))

;; A pipe is an atom of {:queue bytes :closed}, which belongs to the input stream.
(deftype ^{:full-name "java.io.PipedInputStream"} PipedInputStream [pipe]
  java.io.InputStream
  (read [this]
    (wait-for pipe (fn [{:keys [queue closed]}] (or closed (seq queue))) nil)
    (let [b (peek (:queue @pipe))]
      (if (nil? b)
        -1
        (do (swap! pipe update :queue pop)
            (bit-and b 0xff)))))
  (read [this array] (read-bytes-into (fn [] (.read this)) array 0 (count array)))
  (read [this array start length] (read-bytes-into (fn [] (.read this)) array start length))
  (readAllBytes [this]
    (loop [all []]
      (let [b (.read this)]
        (if (neg? b) (byte-array (map unchecked-byte all)) (recur (conj all b))))))
  (available [this] (count (:queue @pipe)))
  (connect [this out] (.connect out this))
  (close [this] (swap! pipe assoc :closed true) nil))

(deftype ^{:full-name "java.io.PipedOutputStream"} PipedOutputStream
  [^:unsynchronized-mutable pipe]
  java.io.OutputStream
  (write [this x]
    (when (nil? pipe) (fail java.io.IOException "Pipe not connected"))
    (when (:closed @pipe) (fail java.io.IOException "Pipe closed"))
    (swap! pipe update :queue into (if (array? x) (seq x) [x]))
    nil)
  (write [this x start length] (.write this (byte-array (take length (drop start x)))))
  (connect [this in]
    (when pipe (fail java.io.IOException "Already connected"))
    (set! pipe (.-pipe in))
    nil)
  (flush [this] nil)
  (close [this]
    (when pipe (swap! pipe assoc :closed true))
    nil))

(defn- piped-input
  "An input stream of a pipe that nothing is connected to yet."
  []
  (->PipedInputStream (atom {:queue (nacre.primitive/queue-new) :closed false})))

;; What is written to a file goes there when it is flushed or closed.
(deftype ^{:full-name "java.io.FileOutputStream"} FileOutputStream
    [path ^:unsynchronized-mutable content]
  java.io.OutputStream
  (write [this x]
    (set! content (if (array? x) (into content (seq x)) (conj content x)))
    nil)
  (write [this x start length]
    (set! content (into content (take length (drop start x))))
    nil)
  (flush [this]
    (write-file-bytes path content true)
    (set! content [])
    nil)
  (close [this] (.flush this)))
(intern-type 'java.io.FileOutputStream FileOutputStream)

(defn file-output-stream
  "A stream to a file, which is emptied unless append is true."
  ([f] (file-output-stream f false))
  ([f append]
   (write-file-bytes (str f) [] append)
   (->FileOutputStream (str f) [])))

(intern-type 'java.io.ByteArrayOutputStream ByteArrayOutputStream)
(intern-type 'java.io.ByteArrayInputStream ByteArrayInputStream)
(intern-type 'java.io.PipedInputStream PipedInputStream)
(intern-type 'java.io.PipedOutputStream PipedOutputStream)

(defn stream-text
  "The text of what an input stream has left."
  [in charset]
  (decode-bytes (seq (.readAllBytes in)) charset))

(defn array-text
  "The text of an array of bytes or characters."
  [array charset]
  (cond (array-of? :byte array) (decode-bytes (seq array) charset)
        (array-of? :char array) (apply str (seq array))
        :else (fail IllegalArgumentException (str "Cannot open <" (pr-str array) "> as a Reader."))))

(defn spit-stream
  "Writes a text to an output stream and closes it."
  [out text charset]
  (try
    (.write out (byte-array (encode-text text charset)))
    (finally (.close out))))

;; --- Readers and writers over streams ------------------------------------------------------------
(deftype ^{:full-name "java.io.OutputStreamWriter"} OutputStreamWriter
  [out charset ^:unsynchronized-mutable half]
  java.io.Writer
  (write [this text]
    (let [[text left] (split-half (str half (written-text text)))]
      (set! half left)
      (.write out (byte-array (map unchecked-byte (encode-text text charset))))))
  (write [this text start length] (.write this (subs (written-text text) start (+ start length))))
  (append [this text] (.write this (str text)) this)
  (append [this text start end] (.write this (subs (str text) start end)) this)
  (flush [this] (.flush out))
  (close [this]
    (.write out (byte-array (map unchecked-byte (encode-text half charset))))
    (set! half "")
    (.close out)))
(intern-type 'java.io.OutputStreamWriter OutputStreamWriter)

(defn- stream-reader
  "A reader of the text of an input stream, all of which is read when the first character is asked for."
  [in charset]
  (let [asked (atom false)]
    (->InputStreamReader
     (new-cursor "" (fn [] (when (compare-and-set! asked false true) (stream-text in charset))) in))))

(swap! constructors merge
       {ByteArrayOutputStream (fn ([] (->ByteArrayOutputStream [])) ([size] (->ByteArrayOutputStream [])))
        ByteArrayInputStream (fn ([content] (->ByteArrayInputStream (vec (seq content)) 0))
                               ([content start length]
                                (->ByteArrayInputStream
                                 (vec (take (+ start length) (seq content))) start)))
        FileOutputStream file-output-stream
        PipedInputStream (fn ([] (piped-input))
                           ([out] (let [in (piped-input)] (.connect out in) in)))
        PipedOutputStream (fn ([] (->PipedOutputStream nil))
                            ([in] (doto (->PipedOutputStream nil) (.connect in))))
        OutputStreamWriter (fn ([out] (->OutputStreamWriter out "UTF-8" ""))
                             ([out charset] (->OutputStreamWriter out (charset-named charset) "")))
        InputStreamReader (fn ([in] (stream-reader in "UTF-8"))
                            ([in charset] (stream-reader in charset)))})

;; --- URIs ----------------------------------------------------------------------------------------
(defn- uri-parts
  "[scheme authority path query fragment] of the text of a URI."
  [text]
  (let [[_ _ scheme _ authority path _ query _ fragment]
        (re-matches #"(([^:/?#]+):)?(//([^/?#]*))?([^?#]*)(\?([^#]*))?(#(.*))?" text)]
    [scheme authority path query fragment]))

(defn- unescaped
  "The text with %XX sequences as the characters they stand for, nil for nil."
  [text]
  (when text
    (clojure.string/replace
     text #"(%[0-9a-fA-F]{2})+"
     (fn [[run]]
       (decode-bytes (map (fn [digits] (nacre.primitive/parse-integer digits 16))
                          (re-seq #"[0-9a-fA-F]{2}" run))
                     "UTF-8")))))

(declare url-of)

(deftype ^{:full-name "java.net.URI"} URI [text parts]
  java.lang.Comparable
  (toURL [this] (url-of this))
  (compareTo [this other] (compare text (str other)))
  (getScheme [this] (nth parts 0))
  (getAuthority [this] (unescaped (nth parts 1)))
  (getRawAuthority [this] (nth parts 1))
  (getUserInfo [this] (second (re-matches #"(.*)@.*" (or (nth parts 1) ""))))
  (getHost [this] (second (re-matches #"(?:.*@)?(\[[^\]]*\]|[^:]+)(?::\d*)?" (or (nth parts 1) ""))))
  (getPort [this]
    (let [[_ port] (re-matches #".*:(\d+)" (or (nth parts 1) ""))]
      (if port (parse-long port) -1)))
  (getPath [this] (if (.isOpaque this) nil (unescaped (nth parts 2))))
  (getRawPath [this] (if (.isOpaque this) nil (nth parts 2)))
  (getQuery [this] (unescaped (nth parts 3)))
  (getRawQuery [this] (nth parts 3))
  (getFragment [this] (unescaped (nth parts 4)))
  (getRawFragment [this] (nth parts 4))
  (getSchemeSpecificPart [this]
    (unescaped (subs text (if (nth parts 0) (inc (count (nth parts 0))) 0)
                     (if (nth parts 4) (- (count text) 1 (count (nth parts 4))) (count text)))))
  (isAbsolute [this] (some? (nth parts 0)))
  (isOpaque [this]
    (boolean (and (nth parts 0) (nil? (nth parts 1))
                  (not (clojure.string/starts-with? (nth parts 2) "/")))))
  (toASCIIString [this] text)
  (equals [this other] (and (instance? URI other) (= text (str other))))
  (hashCode [this] (java-hash text))
  (toString [this] text))
(intern-type 'java.net.URI URI)

(defn- new-uri
  "The URI of that text."
  [text]
  (when (nil? text) (fail NullPointerException "No text of a URI"))
  (let [bad (re-find #"[ \"<>\\^`{|}\x00-\x1f]|%(?![0-9a-fA-F]{2})" text)]
    (when bad
      (fail java.net.URISyntaxException
            (str "Illegal character at index " (clojure.string/index-of text bad) ": " text))))
  (->URI text (uri-parts text)))

(defn- quoted-part
  "A part of a URI with what may not stand there as % and digits; the pattern says what else may not."
  [text pattern]
  (clojure.string/replace
   text pattern
   (fn [run]
     (apply str (map (fn [b]
                       (str "%" (clojure.string/upper-case
                                 (subs (nacre.primitive/integer-text (+ 256 (bit-and 255 b)) 16) 1))))
                     (encode-text run "UTF-8"))))))

(defn- uri-of-parts
  "The URI of its parts, each as it is meant, of which any may be nil."
  [scheme authority path query fragment]
  (let [part (fn [before text pattern] (if text (str before (quoted-part text pattern)) ""))]
    (new-uri (str (if scheme (str scheme ":") "")
                  (part "//" authority #"[ \"<>\\^`{|}%/?#\x00-\x1f\x7f]+")
                  (part "" path #"[ \"<>\\^`{|}%?#\[\]\x00-\x1f\x7f]+")
                  (part "?" query #"[ \"<>\\^`{|}%#\x00-\x1f\x7f]+")
                  (part "#" fragment #"[ \"<>\\^`{|}%#\x00-\x1f\x7f]+")))))

(defn- make-uri
  "What (URI. ...) calls."
  ([text] (new-uri text))
  ([scheme specific fragment]
   (new-uri (str (if scheme (str scheme ":") "")
                 (if specific (quoted-part specific #"[ \"<>\\^`{|}#\x00-\x1f\x7f]+") "")
                 (if fragment (str "#" (quoted-part fragment #"[ \"<>\\^`{|}%#\x00-\x1f\x7f]+")) ""))))
  ([scheme host path fragment] (uri-of-parts scheme host path nil fragment))
  ([scheme authority path query fragment] (uri-of-parts scheme authority path query fragment))
  ([scheme user host port path query fragment]
   (uri-of-parts scheme
                 (if host (str (if user (str user "@") "") host (if (neg? port) "" (str ":" port))) nil)
                 path query fragment)))

(deftype ^{:full-name "java.net.URL"} Url [uri]
  Object
  (getProtocol [this] (.getScheme uri))
  (getAuthority [this] (.getRawAuthority uri))
  (getHost [this] (or (.getHost uri) ""))
  (getPort [this] (.getPort uri))
  (getPath [this] (.getRawPath uri))
  (getQuery [this] (.getRawQuery uri))
  (getRef [this] (.getRawFragment uri))
  (getFile [this] (str (.getRawPath uri) (when-let [query (.getRawQuery uri)] (str "?" query))))
  (toURI [this] uri)
  (toExternalForm [this] (str uri))
  (equals [this other] (and (instance? Url other) (= (str uri) (str other))))
  (hashCode [this] (java-hash (str uri)))
  (toString [this] (str uri)))
(intern-type 'java.net.URL Url)

(defn- url-of
  "The URL that an absolute URI is."
  [uri]
  (when-not (.getScheme uri) (fail IllegalArgumentException "URI is not absolute"))
  (->Url uri))

(defn file-uri
  "The URI of the file with that absolute path."
  [path directory]
  (make-uri "file" nil (if directory (str path "/") path) nil))

(defn file-path
  "The path of what names a file: a text, a File, or a URL or URI of one."
  [x]
  (if (and (or (instance? Url x) (instance? URI x))
           (clojure.string/starts-with? (str x) "file:"))
    (.getPath (if (instance? Url x) (.toURI x) x))
    (str x)))
(swap! constructors assoc
       Url (fn [text]
             (let [[_ protocol] (re-matches #"(?s)([A-Za-z][A-Za-z0-9+.-]*):.*" (str text))]
               (cond (nil? protocol) (fail java.net.MalformedURLException (str "no protocol: " text))
                     (contains? #{"http" "https" "ftp" "file" "jar" "mailto"}
                                (clojure.string/lower-case protocol))
                     (->Url (->URI text (uri-parts text)))
                     :else (fail java.net.MalformedURLException
                                 (str "unknown protocol: " (clojure.string/lower-case protocol)))))))
(swap! constructors assoc URI make-uri)
(statics "URI" "java.net"
         {'create (fn [text]
                    (try (new-uri text)
                         (catch java.net.URISyntaxException e
                           (fail IllegalArgumentException (ex-message e)))))})

;; --- Forms of the web ------------------------------------------------------------------------------
(defn- encode-form
  "The text as application/x-www-form-urlencoded has it."
  [text charset]
  (let [charset (charset-named charset)
        escape (fn [run]
                 (apply str (map (fn [b] (str "%" (clojure.string/upper-case
                                                   (subs (nacre.primitive/integer-text (+ 256 b) 16) 1))))
                                 (encode-text run charset))))]
    (clojure.string/replace text #" |[^a-zA-Z0-9.*_ -]+" (fn [run] (if (= run " ") "+" (escape run))))))

(defn- decode-form
  "What encode-form has been made of."
  [text charset]
  (let [charset (charset-named charset)
        decode (fn [run]
                 (decode-bytes (map (fn [digits] (nacre.primitive/parse-integer (subs digits 1) 16))
                                    (re-seq #"%[0-9a-fA-F]{2}" run))
                               charset))]
    (when-let [[_ digits] (re-find #"%(?![0-9a-fA-F]{2})(.{0,2})" text)]
      (fail IllegalArgumentException
            (if (< (count digits) 2)
              "URLDecoder: Incomplete trailing escape (%) pattern"
              (str "URLDecoder: Illegal hex characters in escape (%) pattern - Error at index "
                   (if (re-find #"^[0-9a-fA-F]" digits) 1 0) " in: " (pr-str digits)))))
    (clojure.string/replace text #"\+|(?:%[0-9a-fA-F]{2})+" (fn [run] (if (= run "+") " " (decode run))))))

(statics "URLEncoder" "java.net"
         {'encode (fn ([text] (encode-form text "UTF-8")) ([text charset] (encode-form text charset)))})
(statics "URLDecoder" "java.net"
         {'decode (fn ([text] (decode-form text "UTF-8")) ([text charset] (decode-form text charset)))})

;; --- Base64 --------------------------------------------------------------------------------------
(defn- base-64-digits
  "The 64 digits; the last two are the given ones."
  [last-two]
  (str "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789" last-two))

(deftype ^{:full-name "java.util.Base64$Encoder"} Base64Encoder [digits padding]
  Object
  (encodeToString [this bytes]
    (apply str
           (mapcat (fn [part]
                     (let [n (reduce (fn [n b] (bit-or (bit-shift-left n 8) (bit-and b 255)))
                                     0 (take 3 (concat part [0 0])))
                           used (inc (count part))]
                       (concat (map (fn [i] (nth digits (bit-and 63 (bit-shift-right n (- 18 (* 6 i))))))
                                    (range used))
                               (when padding (repeat (- 4 used) \=)))))
                   (partition-all 3 (seq bytes)))))
  (encode [this bytes] (.getBytes (.encodeToString this bytes)))
  (withoutPadding [this] (->Base64Encoder digits false)))

(deftype ^{:full-name "java.util.Base64$Decoder"} Base64Decoder [values skipping]
  Object
  (decode [this text]
    (let [text (if (string? text) text (String. text))
          text (if skipping (apply str (filter (fn [c] (or (= c \=) (get values c))) text)) text)
          sixes (map (fn [c]
                       (or (get values c)
                           (fail IllegalArgumentException
                                 (str "Illegal base64 character " (Integer/toHexString (int c))))))
                     (clojure.string/replace text #"={1,2}$" ""))]
      (byte-array
       (mapcat (fn [part]
                 (let [n (reduce (fn [n six] (bit-or (bit-shift-left n 6) six))
                                 0 (take 4 (concat part [0 0 0])))]
                   (when (= 1 (count part))
                     (fail IllegalArgumentException
                           "Last unit does not have enough valid bits"))
                   (map (fn [i] (unchecked-byte (bit-shift-right n (- 16 (* 8 i)))))
                        (range (dec (count part))))))
               (partition-all 4 sixes))))))

(define-interface 'java.util.Base64 [])
(let [plain (base-64-digits "+/") url (base-64-digits "-_")
      values (fn [digits] (zipmap digits (range)))]
  (statics "Base64" "java.util"
           {'getEncoder (fn [] (->Base64Encoder plain true))
            'getUrlEncoder (fn [] (->Base64Encoder url true))
            'getDecoder (fn [] (->Base64Decoder (values plain) false))
            'getUrlDecoder (fn [] (->Base64Decoder (values url) false))
            'getMimeDecoder (fn [] (->Base64Decoder (values plain) true))}))
