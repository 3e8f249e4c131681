;; SPDX-License-Identifier: MIT
;;
;; Files and lines: slurp, spit, read-line, line-seq.
(in-ns 'clojure.core)

(defn read-line
  "The next line of *in*, without its end; nil when there is none."
  []
  (.readLine *in*))

(defn line-seq
  "The lazy sequence of the lines of a reader."
  [rdr]
  (when-not (and (nacre.primitive/user-instance? rdr) (nacre.primitive/type-method rdr 'readLine))
    (nacre.primitive/raise-cast rdr "java.io.BufferedReader"))
  (when-let [line (.readLine rdr)]
    (cons line (lazy-seq (line-seq rdr)))))

(defn slurp
  "The text of a file, or what is left of a reader."
  [f & opts]
  (cond (string? f) (nacre.core/file-text f (:encoding (apply hash-map opts)))
        (instance? java.io.InputStream f)
        (nacre.core/stream-text f (or (:encoding (apply hash-map opts)) "UTF-8"))
        (nacre.core/array? f)
        (nacre.core/array-text f (or (:encoding (apply hash-map opts)) "UTF-8"))
        (nacre.primitive/type-method f 'rest) (.rest f)
        (nacre.primitive/type-method f 'readLine)
        (apply str (mapcat (fn [line] [line "\n"]) (line-seq f)))
        (and (nacre.primitive/user-instance? f) (not (record? f)))
        (apply slurp (nacre.core/file-path f) opts)
        :else (argument-error (str "Cannot open <" (pr-str f) "> as a Reader."))))

(defn spit
  "Writes the text of content to a file; with :append true, at its end."
  [f content & options]
  (let [{:keys [append encoding] :or {encoding "UTF-8"}} options]
    (if (instance? java.io.OutputStream f)
      (nacre.core/spit-stream f (str content) encoding)
      (if (and (nacre.primitive/user-instance? f) (nacre.primitive/type-method f 'write))
        (.write f (str content))
        (nacre.core/write-file
         (if (or (string? f) (and (nacre.primitive/user-instance? f) (not (record? f))))
           (str f)
           (argument-error (str "Cannot open <" (pr-str f) "> as a Writer.")))
         (str content) (boolean append) encoding)))
    nil))
