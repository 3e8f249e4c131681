;; SPDX-License-Identifier: MIT
;;
;; clojure.java.io over text: files are read and written as wholes.
(ns clojure.java.io
  "Readers and writers of files.")

(defn as-file
  "The file of a path, a file or nil."
  [x]
  (if (or (nil? x) (instance? java.io.File x)) x (java.io.File. (str x))))

(defn file
  "The file of a path, or of paths below one another."
  ([arg] (as-file arg))
  ([parent child] (java.io.File. (str parent) (str child)))
  ([parent child & more] (reduce file (file parent child) more)))

(defn as-relative-path
  "The path of a file that is not absolute."
  [x]
  (let [f (as-file x)]
    (if (.isAbsolute f)
      (throw (IllegalArgumentException. (str f " is not a relative path")))
      (.getPath f))))

(defn as-url
  "The URL of a text or a file, or the URL itself."
  [x]
  (cond (or (nil? x) (instance? java.net.URL x)) x
        (instance? java.net.URI x) (.toURL x)
        (instance? java.io.File x) (.toURL (.toURI x))
        (string? x) (java.net.URL. x)
        :else (throw (IllegalArgumentException. (str "No URL: " (pr-str x))))))

(defn- file-like?
  "Does it name a file?"
  [x]
  (or (string? x) (instance? java.io.File x)
      (and (instance? java.net.URL x) (= "file" (.getProtocol x)))
      (and (instance? java.net.URI x) (= "file" (.getScheme x)))))

(defn input-stream
  "A stream of the bytes of a file, by its path, of an array, or the stream itself."
  [x & opts]
  (cond (instance? java.io.InputStream x) x
        (nacre.core/array? x) (java.io.ByteArrayInputStream. x)
        (file-like? x) (java.io.ByteArrayInputStream. (nacre.core/file-bytes (nacre.core/file-path x)))
        :else (throw (IllegalArgumentException.
                      (str "Cannot open <" (pr-str x) "> as an InputStream.")))))

(defn output-stream
  "A stream to a file, by its path, which is emptied unless :append is true; or the stream itself."
  [x & {:keys [append]}]
  (cond (instance? java.io.OutputStream x) x
        (file-like? x) (nacre.core/file-output-stream (nacre.core/file-path x) (boolean append))
        :else (throw (IllegalArgumentException.
                      (str "Cannot open <" (pr-str x) "> as an OutputStream.")))))

(defn- encoding-of
  "The character set that the options name, UTF-8 without one."
  [opts]
  (or (:encoding (apply hash-map opts)) "UTF-8"))

(defn reader
  "A reader of a file, by its path, of a stream, or before another reader."
  [x & opts]
  (cond (instance? java.io.BufferedReader x) x
        (instance? java.io.InputStream x)
        (java.io.BufferedReader. (java.io.InputStreamReader. x (encoding-of opts)))
        (instance? java.io.Reader x) (java.io.BufferedReader. x)
        (file-like? x)
        (java.io.BufferedReader.
         (java.io.StringReader. (nacre.core/file-text (nacre.core/file-path x) (:encoding (apply hash-map opts)))))
        (nacre.core/array? x) (java.io.BufferedReader. (java.io.StringReader. (apply slurp x opts)))
        :else (throw (IllegalArgumentException.
                      (str "Cannot open <" (pr-str x) "> as a Reader.")))))

(deftype FileWriter [path ^:unsynchronized-mutable parts]
  java.io.Writer
  (write [this text]
    (set! parts (conj parts (nacre.core/written-text text)))
    nil)
  (write [this text start length]
    (.write this (subs (nacre.core/written-text text) start (+ start length))))
  (append [this text] (.write this (str text)) this)
  (newLine [this] (.write this "\n"))
  (flush [this]
    (let [[text half] (nacre.core/split-half (apply str parts))]
      (nacre.primitive/file-write path text true)
      (set! parts [half])
      nil))
  (close [this]
    (nacre.primitive/file-write path (apply str parts) true)
    (set! parts [])
    nil))

(defn writer
  "A writer of a file, by its path, which is emptied unless :append is true; one to a stream, in the
  character set :encoding; or a writer itself."
  [x & {:keys [append encoding] :or {encoding "UTF-8"}}]
  (cond (instance? java.io.Writer x) x
        (instance? java.io.OutputStream x) (java.io.OutputStreamWriter. x encoding)
        (file-like? x)
        (if (= "UTF-8" (nacre.core/charset-named encoding))
          (do (when-not append (spit (nacre.core/file-path x) ""))
              (->FileWriter (nacre.core/file-path x) []))
          (java.io.OutputStreamWriter. (output-stream x :append append) encoding))
        :else (throw (IllegalArgumentException.
                      (str "Cannot open <" (pr-str x) "> as a Writer.")))))

(defn resource
  "The path of a file in the folders that require looks in, or nil."
  ([n] (nacre.core/find-resource n))
  ([n loader] (resource n)))

(defn copy
  "Copies what a reader, stream, file, array or string has to a writer, stream or file."
  [input output & opts]
  (let [encoding (encoding-of opts)
        bytes (cond (instance? java.io.InputStream input) (.readAllBytes input)
                    (instance? java.io.File input) (nacre.core/file-bytes (str input))
                    (nacre.core/array-of? :byte input) input
                    :else nil)
        text (cond bytes nil
                   (string? input) input
                   :else (slurp input))]
    (cond (instance? java.io.OutputStream output)
          (.write output (or bytes (byte-array (map unchecked-byte
                                                    (nacre.core/encode-text text encoding)))))
          (instance? java.io.File output)
          (if bytes
            (nacre.core/write-file-bytes (str output) (seq bytes) false)
            (nacre.core/write-file (str output) text false encoding))
          :else (.write output (or text (nacre.core/decode-bytes (seq bytes) encoding))))
    nil))

(defn delete-file
  "Deletes a file; an error, or the value of `silently` when it is true, when it cannot be."
  ([f] (delete-file f false))
  ([f silently]
   (or (.delete (as-file f))
       silently
       (throw (java.io.IOException. (str "Couldn't delete " f))))))

(defn make-parents
  "Makes the folders that the file would lie in."
  [f & more]
  (when-let [parent (.getParentFile (apply file f more))]
    (.mkdirs parent)))
