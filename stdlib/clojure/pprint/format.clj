;; SPDX-License-Identifier: MIT
;;
;; cl-format: Common Lisp's format. A control string is parsed into a tree of literals and
;; directives; running it walks the tree with a navigator over the arguments: [args position].
(in-ns 'clojure.pprint)

;; --- Parsing -------------------------------------------------------------------------------------
(defn- format-error
  "Throws for a control string or argument that cannot be."
  [& message]
  (throw (RuntimeException. (apply str message))))

(defn- parse-param
  "[value next-position] of the parameter at position i, nil when there is none."
  [s i]
  (let [c (get s i)]
    (cond (nil? c) nil
          (= c \') [(get s (inc i)) (+ i 2)]
          (or (= c \v) (= c \V)) [:argument (inc i)]
          (= c \#) [:remaining (inc i)]
          :else (when-let [text (re-find #"^[-+]?\d+" (subs s i))]
                  [(parse-long (str/replace text "+" "")) (+ i (count text))]))))

(defn- parse-directive
  "[directive next-position] of the directive behind the ~ at position i."
  [s start]
  (loop [i (inc start) params []]
    (let [[value at] (parse-param s i)
          i (if at at i)]
      (cond (= \, (get s i)) (recur (inc i) (conj params value))
            :else
            (let [params (if at (conj params value) params)
                  flags (loop [i i flags #{}]
                          (if (contains? #{\: \@} (get s i))
                            (recur (inc i) (conj flags (get s i)))
                            [flags i]))
                  [flags i] flags
                  c (get s i)]
              (when (nil? c) (format-error "Format string ended in the middle of a directive"))
              [{:directive (first (str/lower-case (str c)))
                :params params
                :colon (contains? flags \:)
                :at (contains? flags \@)}
               (inc i)])))))

(def ^:private closers {\( \) \[ \] \{ \} \< \>})

(defn- parse-until
  "[clauses closing-directive next-position]: the elements up to the closing directive (the end when
  it is nil), cut at ~; into clauses, each {:elements :separator}."
  [s start closer]
  (loop [i start elements [] clauses []]
    (if (>= i (count s))
      (if closer
        (format-error "No closing ~" closer " found")
        [(conj clauses {:elements elements}) nil i])
      (let [at (or (str/index-of s "~" i) (count s))]
        (if (> at i)
          (recur at (conj elements (subs s i at)) clauses)
          (let [[d at] (parse-directive s i)
                c (:directive d)]
            (cond (= c closer) [(conj clauses {:elements elements}) d at]
                  (= c \;) (recur at [] (conj clauses {:elements elements :separator d}))
                  (= c \newline)
                  (let [rest-text (subs s at)
                        skipped (if (:colon d) 0 (- (count rest-text)
                                                    (count (str/triml rest-text))))]
                    (recur (+ at skipped) (if (:at d) (conj elements "\n") elements) clauses))
                  (contains? closers c)
                  (let [[inner closing at] (parse-until s at (get closers c))]
                    (recur at (conj elements (assoc d :clauses inner :closing closing)) clauses))
                  :else (recur at (conj elements d) clauses))))))))

(defn- parse-format
  "The elements of a control string."
  [s]
  (:elements (first (first (parse-until s 0 nil)))))

;; --- Arguments -----------------------------------------------------------------------------------
(defn- take-argument
  "[value navigator] of the next argument."
  [[args i]]
  (if (< -1 i (count args))
    [(nth args i) [args (inc i)]]
    (format-error "Not enough arguments for format definition")))

(defn- resolve-params
  "[params navigator] with v and # replaced by arguments and their number."
  [params navigator]
  (reduce (fn [[done [args i :as navigator]] p]
            (case p
              :argument (let [[v navigator] (take-argument navigator)] [(conj done v) navigator])
              :remaining [(conj done (- (count args) i)) navigator]
              [(conj done p) navigator]))
          [[] navigator] params))

;; --- Texts ---------------------------------------------------------------------------------------
(defn- repeated
  "The character n times."
  [c n]
  (str/join (repeat n c)))

(defn- padded
  "The text filled up as ~a does."
  [text left [mincol colinc minpad padchar]]
  (let [mincol (or mincol 0) colinc (or colinc 1) minpad (or minpad 0) padchar (or padchar \space)
        missing (max 0 (- mincol (+ minpad (count text))))
        fill (+ minpad (* colinc (quot (+ missing (dec colinc)) colinc)))
        blanks (repeated padchar fill)]
    (if left (str blanks text) (str text blanks))))

(defn- with-commas
  "The digits with a comma between groups of n from the right."
  [digits comma n]
  (let [head (rem (count digits) n)
        groups (map str/join (partition n (drop head digits)))]
    (str/join comma (if (zero? head) groups (cons (subs digits 0 head) groups)))))

(defn- integer-text
  "The text of an integer as ~d does."
  [x base [mincol padchar commachar interval] colon at]
  (if (integer? x)
    (let [digits (nacre.primitive/integer-text (if (neg? x) (-' x) x) base)
          digits (if colon (with-commas digits (or commachar \,) (or interval 3)) digits)
          text (str (cond (neg? x) "-" at "+" :else "") digits)]
      (str (repeated (or padchar \space) (- (or mincol 0) (count text))) text))
    (padded (if (decimal? x) (str x) (print-str x)) true [mincol nil nil padchar])))

(def ^:private small-numbers
  ["zero" "one" "two" "three" "four" "five" "six" "seven" "eight" "nine" "ten" "eleven" "twelve"
   "thirteen" "fourteen" "fifteen" "sixteen" "seventeen" "eighteen" "nineteen"])
(def ^:private tens
  ["" "" "twenty" "thirty" "forty" "fifty" "sixty" "seventy" "eighty" "ninety"])
(def ^:private scales
  ["" "thousand" "million" "billion" "trillion" "quadrillion" "quintillion" "sextillion"
   "septillion" "octillion" "nonillion" "decillion" "undecillion" "duodecillion" "tredecillion"
   "quattuordecillion" "quindecillion" "sexdecillion" "septendecillion" "octodecillion"
   "novemdecillion" "vigintillion"])
(def ^:private ordinals
  {"one" "first" "two" "second" "three" "third" "five" "fifth" "eight" "eighth" "nine" "ninth"
   "twelve" "twelfth"})

(defn- below-thousand
  "The English words of a number below a thousand."
  [n]
  (let [hundreds (quot n 100) left (rem n 100)
        words (cond (zero? left) nil
                    (< left 20) (nth small-numbers left)
                    (zero? (rem left 10)) (nth tens (quot left 10))
                    :else (str (nth tens (quot left 10)) "-" (nth small-numbers (rem left 10))))]
    (if (zero? hundreds)
      words
      (str (nth small-numbers hundreds) " hundred" (if words (str " " words) "")))))

(defn- cardinal
  "An integer in English words."
  [n]
  (if (zero? n)
    "zero"
    (let [parts (loop [n (if (neg? n) (-' n) n) scale 0 parts ()]
                  (if (zero? n)
                    parts
                    (let [group (rem n 1000)]
                      (recur (quot n 1000) (inc scale)
                             (if (zero? group)
                               parts
                               (cons (str (below-thousand (long group))
                                          (if (zero? scale) "" (str " " (nth scales scale))))
                                     parts))))))]
      (str (if (neg? n) "minus " "") (str/join ", " parts)))))

(defn- ordinal
  "An ordinal number in English words."
  [n]
  (let [words (cardinal n)
        at (inc (max (or (str/last-index-of words " ") -1) (or (str/last-index-of words "-") -1)))
        last-word (subs words at)]
    (str (subs words 0 at)
         (or (get ordinals last-word)
             (if (str/ends-with? last-word "y")
               (str (subs last-word 0 (dec (count last-word))) "ieth")
               (str last-word "th"))))))

(defn- roman
  "A Roman numeral; the old form never subtracts."
  [n old]
  (loop [n n text "" table (if old
                             [[1000 "M"] [500 "D"] [100 "C"] [50 "L"] [10 "X"] [5 "V"] [1 "I"]]
                             [[1000 "M"] [900 "CM"] [500 "D"] [400 "CD"] [100 "C"] [90 "XC"]
                              [50 "L"] [40 "XL"] [10 "X"] [9 "IX"] [5 "V"] [4 "IV"] [1 "I"]])]
    (if (zero? n)
      text
      (let [[value letters] (first table)]
        (if (>= n value)
          (recur (- n value) (str text letters) table)
          (recur n text (rest table)))))))

(defn- plain-decimal
  "The shortest digits of a number without an exponent."
  [x]
  (let [text (.toPlainString (bigdec x))]
    (if (str/includes? text ".")
      (let [trimmed (str/replace text #"0+$" "")]
        (if (str/ends-with? trimmed ".") (str trimmed "0") trimmed))
      (str text ".0"))))

(defn- fixed-text
  "The text of a number as ~f does."
  [x [w d k overflow padchar] at]
  (let [x (if (ratio? x) (double x) x)
        x (if (and k (not (zero? k))) (* x (clojure.math/pow 10.0 k)) x)
        magnitude (if (neg? x) (- x) x)
        digits (if d (format (str "%." d "f") (bigdec magnitude)) (plain-decimal magnitude))
        digits (if (= d 0) (str digits ".") digits)
        sign (cond (neg? x) "-" at "+" :else "")
        digits (if (and w (> (+ (count sign) (count digits)) w) (str/starts-with? digits "0.")
                        (> (count digits) 2))
                 (subs digits 1)
                 digits)
        text (str sign digits)]
    (cond (and w overflow (> (count text) w)) (repeated overflow w)
          w (str (repeated (or padchar \space) (- w (count text))) text)
          :else text)))

(defn- significant-digits
  "[digits power] of a number that is not negative: its digits without zeros around them, and the power
  of ten of the first."
  [x]
  (let [x (if (ratio? x) (double x) x)
        exact (bigdec x)
        digits (str (.unscaledValue exact))]
    (if (zero? x)
      ["0" 0]
      [(str/replace digits #"0+$" "") (- (count digits) (.scale exact) 1)])))

(defn- exponent-text
  "The text of a number as ~e does."
  [x [w d e k overflow padchar expchar] at]
  (let [magnitude (if (neg? x) (- x) x)
        [digits power] (significant-digits magnitude)
        mantissa (bigdec (str (subs digits 0 1) "." (subs digits 1) "0"))
        [mantissa power] (if (and d (>= (parse-double (format (str "%." d "f") mantissa)) 10.0))
                           [(/ mantissa 10M) (inc power)]
                           [mantissa power])
        digits (if d (format (str "%." d "f") mantissa) (plain-decimal mantissa))
        exponent (str (if (neg? power) (- power) power))
        exponent (str (repeated \0 (- (or e 1) (count exponent))) exponent)
        text (str (cond (neg? x) "-" at "+" :else "") digits (or expchar "E")
                  (if (neg? power) "-" "+") exponent)]
    (cond (and w overflow (> (count text) w)) (repeated overflow w)
          w (str (repeated (or padchar \space) (- w (count text))) text)
          :else text)))

(defn- general-text
  "The text of a number as ~g does: fixed when its digits allow for that, with blanks in the place of an
  exponent."
  [x [w d e k overflow padchar :as params] at]
  (let [[digits power] (significant-digits (if (neg? x) (- x) x))
        before (if (zero? x) 0 (inc power))
        blanks (if e (+ e 2) 4)
        d (or d (max (count digits) (min before 7)))
        behind (- d before)]
    (if (<= 0 behind d)
      (str (fixed-text x [(when w (- w blanks)) behind 0 overflow padchar] at)
           (repeated \space blanks))
      (exponent-text x params at))))

(defn- money-text
  "The text of a number as ~$ does."
  [x [d n w padchar] colon at]
  (let [d (or d 2) n (or n 1) w (or w 0)
        x (if (ratio? x) (double x) x)
        magnitude (if (neg? x) (- x) x)
        digits (format (str "%." d "f") (bigdec magnitude))
        whole (or (str/index-of digits ".") (count digits))
        digits (str (repeated \0 (- n whole)) digits)
        sign (cond (neg? x) "-" at "+" :else "")
        fill (repeated (or padchar \space) (- w (count sign) (count digits)))]
    (if colon (str sign fill digits) (str fill sign digits))))

(defn- changed-case
  "The text in the case that ~( asks for."
  [text colon at]
  (cond (and colon at) (str/upper-case text)
        colon (str/replace text #"[A-Za-z]+" str/capitalize)
        at (let [lower (str/lower-case text)]
             (str/replace-first lower #"[a-z]" str/upper-case))
        :else (str/lower-case text)))

(defn- character-text
  "The text of a character as ~c does."
  [c colon at]
  (cond at (pr-str c)
        colon (let [named (get char-name-string c)]
                (if named (str/capitalize named) (str c)))
        :else (str c)))

;; --- Running -------------------------------------------------------------------------------------
(declare run-elements)

(defn- ended?
  "Does ~^ end the iteration? By its parameters, else when no arguments are left."
  [params [args i]]
  (case (count (remove nil? params))
    0 (>= i (count args))
    1 (= 0 (first params))
    2 (= (first params) (second params))
    (apply <= params)))

(defn- run-iteration
  "~{: runs the clause again and again over the elements of a list, of sublists (colon) or of the
  arguments themselves (at)."
  [{:keys [clauses closing colon at]} [limit] navigator]
  (let [[body navigator] (if (empty? (:elements (first clauses)))
                           (let [[text navigator] (take-argument navigator)]
                             [(parse-format text) navigator])
                           [(:elements (first clauses)) navigator])
        [items after] (if at
                        (let [[args i] navigator] [(subvec args i) [args (count args)]])
                        (let [[v navigator] (take-argument navigator)] [(vec v) navigator]))]
    (loop [inner [items 0] n 0]
      (let [[args i] inner]
        (if (or (and limit (>= n limit))
                (and (>= i (count args)) (not (and (zero? n) (:colon closing)))))
          (if (and at limit)
            (let [[args i] navigator] [args (+ i (nth inner 1))])
            after)
          (if colon
            (let [result (run-elements body [(vec (nth args i)) 0])]
              (if (= :all (nth result 2 nil))
                after
                (recur [args (inc i)] (inc n))))
            (let [result (run-elements body inner)]
              (if (nth result 2 nil)
                after
                (recur [(nth result 0) (nth result 1)] (inc n))))))))))

(defn- run-conditional
  "~[: the clause of that number; ~:[ false and true; ~@[ the clause when the argument is true."
  [{:keys [clauses colon at]} [n] navigator]
  (if at
    (let [[v _] (take-argument navigator)]
      (if v
        (run-elements (:elements (first clauses)) navigator)
        (nth (take-argument navigator) 1)))
    (let [[v navigator] (if (and n (not colon)) [n navigator] (take-argument navigator))
          default (when (:colon (:separator (last (butlast clauses)))) (last clauses))
          choices (if default (butlast clauses) clauses)
          clause (if colon
                   (nth clauses (if v 1 0))
                   (if (< -1 v (count choices)) (nth choices v) default))]
      (if clause (run-elements (:elements clause) navigator) navigator))))

(defn- run-block
  "~<prefix~;body~;suffix~:> : the elements of one argument, a sequence, as a logical block."
  [{:keys [clauses colon]} navigator]
  (let [[x after] (take-argument navigator)
        literal (fn [clause] (apply str (filter string? (:elements clause))))
        [prefix body suffix] (if (next clauses)
                               [(literal (first clauses)) (second clauses)
                                (literal (nth clauses 2 nil))]
                               [(if colon "(" "") (first clauses) (if colon ")" "")])]
    (if (or (nil? x) (sequential? x) (nacre.core/array? x))
      (pprint-logical-block :prefix prefix :suffix suffix
                            (run-elements (:elements body) [(vec x) 0]))
      (write-out x))
    after))

(defn- run-justified
  "~<: the texts of the clauses spread over a width."
  [{:keys [clauses colon at]} [mincol colinc minpad padchar] navigator]
  (let [[texts navigator]
        (reduce (fn [[texts navigator] clause]
                  (let [after (volatile! nil)
                        text (with-out-str
                               (vreset! after (run-elements (:elements clause) navigator)))]
                    (if (nth @after 2 nil)
                      (reduced [texts (subvec @after 0 2)])
                      [(conj texts text) @after])))
                [[] navigator] clauses)
        mincol (or mincol 0) colinc (or colinc 1) minpad (or minpad 0) padchar (or padchar \space)
        total (reduce + (map count texts))
        lead (or colon (and (= 1 (count texts)) (not at)))
        gaps (max 1 (+ (dec (count texts)) (if lead 1 0) (if at 1 0)))
        needed (+ total (* gaps minpad))
        width (if (<= needed mincol)
                mincol
                (+ mincol (* colinc (quot (+ (- needed mincol) (dec colinc)) colinc))))
        blanks (- width total)
        pads (map (fn [i]
                    (repeated padchar (+ (quot blanks gaps) (if (< i (rem blanks gaps)) 1 0))))
                  (range gaps))]
    (print (str/join (concat (interleave (if lead pads (cons "" pads)) texts)
                             (when at [(last pads)]))))
    navigator))

(defn- run-directive
  "Runs one directive; the navigator behind it, with :stop or :all as a third part after ~^."
  [{:keys [directive colon at] :as d} navigator]
  (let [[params navigator] (resolve-params (:params d) navigator)
        with-argument (fn [f]
                        (let [[x navigator] (take-argument navigator)]
                          (print (f x))
                          navigator))
        n (or (first params) 1)]
    (case directive
      \a (with-argument (fn [x] (padded (cond (and colon (nil? x)) "()" (integer? x) (str x) :else (print-str x))
                                        at params)))
      \s (with-argument (fn [x] (padded (cond (and colon (nil? x)) "()" (integer? x) (str x) :else (pr-str x))
                                        at params)))
      \d (with-argument (fn [x] (integer-text x 10 params colon at)))
      \b (with-argument (fn [x] (integer-text x 2 params colon at)))
      \o (with-argument (fn [x] (integer-text x 8 params colon at)))
      \x (with-argument (fn [x] (integer-text x 16 params colon at)))
      \r (with-argument
          (fn [x]
            (cond (first params) (integer-text x (first params) (rest params) colon at)
                  (and at (< 0 x 4000)) (roman x colon)
                  at (integer-text x 10 [] true false) ; too large for letters
                  colon (ordinal x)
                  :else (cardinal x))))
      \f (with-argument (fn [x] (fixed-text x params at)))
      \e (with-argument (fn [x] (exponent-text x params at)))
      \g (with-argument
          (fn [x]
            (general-text x params at)))
      \$ (with-argument (fn [x] (money-text x params colon at)))
      \c (with-argument (fn [x] (character-text x colon at)))
      \w (let [[x navigator] (take-argument navigator)]
           (write-out x)
           navigator)
      \p (let [[args i] navigator
               navigator (if colon [args (dec i)] navigator)
               [x navigator] (take-argument navigator)]
           (print (if at (if (= 1 x) "y" "ies") (if (= 1 x) "" "s")))
           navigator)
      \% (do (print (repeated \newline n)) navigator)
      \& (do (when (pos? n)
               (fresh-line)
               (print (repeated \newline (dec n))))
             navigator)
      \| (do (print (repeated \formfeed n)) navigator)
      \~ (do (print (repeated \~ n)) navigator)
      \t (let [[column increment] params
               here (column-of *out*)]
           (if at
             (let [target (+ here (or column 1)) increment (or increment 1)
                   target (* increment (quot (+ target (dec increment)) increment))]
               (print (repeated \space (- target here))))
             (pprint-tab :line (or column 1) (or increment 1)))
           navigator)
      \* (let [[args i] navigator]
           (cond at [args (or (first params) 0)]
                 colon [args (- i n)]
                 :else [args (+ i n)]))
      \? (let [[text navigator] (take-argument navigator)]
           (if at
             (vec (take 2 (run-elements (parse-format text) navigator)))
             (let [[inner navigator] (take-argument navigator)]
               (run-elements (parse-format text) [(vec inner) 0])
               navigator)))
      \( (let [after (volatile! nil)
               text (with-out-str
                      (vreset! after (run-elements (:elements (first (:clauses d))) navigator)))]
           (print (changed-case text colon at))
           @after)
      \[ (run-conditional d params navigator)
      \{ (run-iteration d params navigator)
      \< (if (:colon (:closing d)) (run-block d navigator) (run-justified d params navigator))
      \^ (if (ended? params navigator)
           (conj (vec (take 2 navigator)) (if colon :all :stop))
           navigator)
      \_ (do (pprint-newline (if (and colon at) :mandatory :linear)) navigator)
      \i (do (pprint-indent (if colon :current :block) (or (first params) 0)) navigator)
      (format-error "Directive \"" directive "\" is undefined"))))

(defn- run-elements
  "Runs the elements one after the other; the navigator behind them, with a third part when ~^ has
  ended them."
  [elements navigator]
  (loop [elements (seq elements) navigator navigator]
    (if elements
      (let [element (first elements)]
        (if (string? element)
          (do (print element)
              (recur (next elements) navigator))
          (let [navigator (run-directive element navigator)]
            (if (nth navigator 2 nil)
              navigator
              (recur (next elements) navigator)))))
      navigator)))

(defn cl-format
  "Writes the arguments as the control string of Common Lisp's format says: to the writer, to *out*
  when it is true, or as a string, the answer, when it is nil or false."
  [writer format-in & args]
  (let [elements (if (string? format-in) (parse-format format-in) format-in)
        run (fn [] (run-elements elements [(vec args) 0]) nil)]
    (cond (not writer)
          (let [text (nacre.core/string-writer)]
            (binding [*out* (get-pretty-writer text)] (run))
            (str text))
          (true? writer) (binding [*out* (get-pretty-writer *out*)] (run))
          :else (binding [*out* (get-pretty-writer writer)] (run)))))

(defmacro formatter
  "A function of a writer and arguments that formats them by the control string."
  [format-in]
  `(fn [writer# & args#]
     (apply cl-format writer# ~format-in args#)))

(defmacro formatter-out
  "A function of arguments that formats them to *out* by the control string."
  [format-in]
  `(fn [& args#]
     (apply cl-format true ~format-in args#)))
