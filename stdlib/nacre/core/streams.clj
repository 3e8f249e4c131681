;; SPDX-License-Identifier: MIT
;;
;; Bytes: character sets, streams of bytes in memory and between threads, URIs and their encoding.
;; The character sets are those of Unicode, ASCII, Latin-1 and windows-1252.
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
(def ^:private windows-1252
  "The code points of the bytes from 0x80 up to 0x9f; nil where there is none."
  [0x20ac nil 0x201a 0x0192 0x201e 0x2026 0x2020 0x2021 0x02c6 0x2030 0x0160 0x2039 0x0152 nil 0x017d
   nil nil 0x2018 0x2019 0x201c 0x201d 0x2022 0x2013 0x2014 0x02dc 0x2122 0x0161 0x203a 0x0153 nil
   0x017e 0x0178])
(def ^:private windows-1252-bytes
  (into {} (keep-indexed (fn [i code] (when code [code (+ 0x80 i)]))) windows-1252))

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

(def ^:private character-sets
  "For each character set [encode decode]: a string to bytes from 0 to 255 and back."
  {"UTF-8" [utf8-bytes utf8-text]
   "US-ASCII" (single-byte (fn [code] (when (< code 128) code)) (fn [n] (when (< n 128) n)))
   "ISO-8859-1" (single-byte (fn [code] (when (< code 256) code)) identity)
   "windows-1252" (single-byte (fn [code]
                                 (if (or (< code 0x80) (<= 0xa0 code 0xff))
                                   code
                                   (get windows-1252-bytes code)))
                               (fn [n] (if (<= 0x80 n 0x9f) (nth windows-1252 (- n 0x80)) n)))
   "UTF-16BE" [(fn [s] (mapcat high-first (mapcat (comp units-16 int) s)))
               (fn [numbers] (text-of-units (units-of-bytes numbers true)))]
   "UTF-16LE" [(fn [s] (mapcat low-first (mapcat (comp units-16 int) s)))
               (fn [numbers] (text-of-units (units-of-bytes numbers false)))]
   "UTF-16" [(fn [s] (concat [0xfe 0xff] (mapcat high-first (mapcat (comp units-16 int) s))))
             (fn [numbers]
               (let [mark (take 2 numbers)]
                 (cond (= mark [0xfe 0xff]) (text-of-units (units-of-bytes (drop 2 numbers) true))
                       (= mark [0xff 0xfe]) (text-of-units (units-of-bytes (drop 2 numbers) false))
                       :else (text-of-units (units-of-bytes numbers true)))))]})

(def ^:private charset-names
  "The names of the character sets in lower case, and others that they have."
  (into {"utf8" "UTF-8" "ascii" "US-ASCII" "latin1" "ISO-8859-1" "iso8859-1" "ISO-8859-1"
         "iso_8859-1" "ISO-8859-1" "cp1252" "windows-1252" "utf16" "UTF-16" "unicode" "UTF-16"}
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

(statics "StandardCharsets" "java.nio.charset"
         {'UTF_8 "UTF-8" 'US_ASCII "US-ASCII" 'ISO_8859_1 "ISO-8859-1" 'UTF_16 "UTF-16"
          'UTF_16BE "UTF-16BE" 'UTF_16LE "UTF-16LE"})
(statics "Charset" "java.nio.charset" {'forName charset-named 'defaultCharset (fn [] "UTF-8")})

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

(intern-type 'java.io.ByteArrayOutputStream ByteArrayOutputStream)
(intern-type 'java.io.ByteArrayInputStream ByteArrayInputStream)
(intern-type 'java.io.PipedInputStream PipedInputStream)
(intern-type 'java.io.PipedOutputStream PipedOutputStream)

(defn stream-text
  "The text of what an input stream has left."
  [in charset]
  (decode-bytes (seq (.readAllBytes in)) charset))

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

(deftype ^{:full-name "java.net.URI"} URI [text parts]
  java.lang.Comparable
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
(swap! constructors assoc
       Url (fn [text]
             (let [[_ protocol] (re-matches #"(?s)([A-Za-z][A-Za-z0-9+.-]*):.*" (str text))]
               (cond (nil? protocol) (fail java.net.MalformedURLException (str "no protocol: " text))
                     (contains? #{"http" "https" "ftp" "file" "jar" "mailto"}
                                (clojure.string/lower-case protocol))
                     (->Url (->URI text (uri-parts text)))
                     :else (fail java.net.MalformedURLException
                                 (str "unknown protocol: " (clojure.string/lower-case protocol)))))))
(swap! constructors assoc URI new-uri)
(statics "URI" "java.net"
         {'create (fn [text]
                    (try (new-uri text)
                         (catch java.net.URISyntaxException e
                           (fail IllegalArgumentException (ex-message e)))))})

;; --- Forms of the web ------------------------------------------------------------------------------
(defn- encode-form
  "The text as application/x-www-form-urlencoded has it."
  [text charset]
  (let [escape (fn [run]
                 (apply str (map (fn [b] (str "%" (clojure.string/upper-case
                                                   (subs (nacre.primitive/integer-text (+ 256 b) 16) 1))))
                                 (encode-text run charset))))]
    (clojure.string/replace text #" |[^a-zA-Z0-9.*_ -]+" (fn [run] (if (= run " ") "+" (escape run))))))

(defn- decode-form
  "What encode-form has been made of."
  [text charset]
  (let [decode (fn [run]
                 (decode-bytes (map (fn [digits] (nacre.primitive/parse-integer (subs digits 1) 16))
                                    (re-seq #"%[0-9a-fA-F]{2}" run))
                               charset))]
    (when (re-find #"%(?![0-9a-fA-F]{2})" text)
      (fail IllegalArgumentException "URLDecoder: Illegal hex characters in escape (%) pattern"))
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
