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

(def ^:private allowed
  "What a directive may have: its parameters, numbers and characters, and flags (:both: together)."
  (into {} (for [[directives kinds flags]
                 [["as" "nnnc" [\: \@ :both]] ["dbox" "nccn" [\: \@ :both]] ["r" "nnccn" [\: \@ :both]]
                  ["f" "nnncc" [\@]] ["eg" "nnnnccc" [\@]] ["$" "nnnc" [\: \@ :both]]
                  ["cp" "" [\: \@ :both]] ["%&|~" "n" []] ["\n" "" [\: \@]] ["t" "nn" [\@]]
                  ["*" "n" [\: \@]] ["?" "" [\@]] ["(" "" [\: \@ :both]] [")" "" []]
                  ["[" "n" [\: \@]] ["]" "" []] [";" "nn" [\:]] ["{" "n" [\: \@ :both]] ["}" "" [\:]]
                  ["<" "nnnc" [\: \@ :both]] [">" "" [\:]] ["^" "nnn" [\:]] ["w_" "" [\: \@ :both]]
                  ["i" "n" [\:]]]
                 c directives]
             [c [kinds (set flags)]])))

(defn- check-directive
  "Throws for a directive with parameters or flags that it does not take."
  [c params flags]
  (when-let [[kinds may-have] (get allowed c)]
    (let [most (count kinds)]
      (when (< most (count params))
        (format-error "Too many parameters for directive \"" (str/upper-case (str c)) "\": "
                      (count params) " were specified but only " most (if (= 1 most) " is" " are")
                      " allowed")))
    (doseq [[kind p] (map vector kinds params)]
      (when (if (= kind \n) (char? p) (integer? p))
        (format-error "Parameter " (pr-str p) " has bad type in directive \"" c "\"")))
    (doseq [flag flags]
      (when-not (contains? may-have flag)
        (format-error "\"" flag "\" is an illegal flag for format directive \"" c "\"")))
    (when (and (next flags) (not (contains? may-have :both)))
      (format-error "Cannot combine \"@\" and \":\" flags for format directive \"" c "\""))))

(defn- parse-directive
  "[directive next-position] of the directive behind the ~ at position i."
  [s start]
  (loop [i (inc start) params []]
    (let [[value at] (parse-param s i)
          i (if at at i)]
      (cond (= \, (get s i)) (recur (inc i) (conj params value))
            (and (not at) (seq params)) (format-error "Badly formed parameters in format directive")
            :else
            (let [params (if at (conj params value) params)
                  flags (loop [i i flags #{}]
                          (cond (contains? flags (get s i))
                                (format-error "Flag \"" (get s i) "\" appears more than once in a directive")
                                (contains? #{\: \@} (get s i)) (recur (inc i) (conj flags (get s i)))
                                :else [flags i]))
                  [flags i] flags
                  c (get s i)]
              (when (nil? c) (format-error "Format string ended in the middle of a directive"))
              (check-directive (first (str/lower-case (str c))) params flags)
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
  (let [n (count args)]
    (cond (< i n) [(nth args i) [args (inc i)]]
          (< n i) [nil [args n]] ; where ~* went too far
          :else (throw (Exception. "Not enough arguments for format definition")))))

(defn- moved
  "The navigator at that argument. Behind the last one there is nil, once."
  [[args _] i]
  (let [i (max 0 i)]
    [args (if (< i (count args)) i (inc (count args)))]))

(defn- resolve-params
  "[params navigator] with v and # replaced by arguments and their number."
  [params navigator]
  ;; The last one first, as clojure.pprint takes them.
  (reduce (fn [[done [args i :as navigator]] p]
            (case p
              :argument (let [[v navigator] (take-argument navigator)] [(cons v done) navigator])
              :remaining [(cons (max 0 (- (count args) i)) done) navigator]
              [(cons p done) navigator]))
          [() navigator] (reverse params)))

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

(defn- exact-integer
  "The integer that a double without a fraction is."
  [x]
  (bigdec x) ; neither infinite nor NaN
  (loop [x x factor 1N]
    (if (< -4e18 x 4e18)
      (* factor (long x))
      (recur (/ x 2.0) (* 2 factor)))))

(defn- whole
  "The integer that a number stands for in ~d: decimals are cut; nil when it stands for none."
  [x]
  (cond (integer? x) x
        (decimal? x) (bigint x)
        (and (float? x) (= x (clojure.math/floor x))) (exact-integer x)
        :else nil))

(defn- integer-text
  "The text of an integer as ~d does."
  [given base [mincol padchar commachar interval] colon at]
  (if-let [x (whole given)]
    (let [digits (nacre.primitive/integer-text (if (neg? x) (-' x) x) base)
          digits (if colon (with-commas digits (or commachar \,) (or interval 3)) digits)
          text (str (cond (neg? given) "-" at "+" :else "") digits)]
      (str (repeated (or padchar \space) (- (or mincol 0) (count text))) text))
    (padded (print-str given) true [mincol nil nil padchar])))

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
                    (let [group (long (rem n 1000))]
                      (recur (quot n 1000) (inc scale)
                             (if (zero? group)
                               parts
                               (cons (str (below-thousand group)
                                          (if (zero? scale) "" (str " " (nth scales scale))))
                                     parts))))))]
      (str (if (neg? n) "minus " "") (if (empty? parts) "zero" (str/join ", " parts))))))

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

(defn- rounded
  "[digits power] rounded half up to `left` digits."
  [digits power left]
  (cond (<= (count digits) left) [digits power]
        (neg? left) ["0" 0]
        :else
        (let [up (<= (int \5) (int (nth digits left)))
              head (subs digits 0 left)
              text (cond (not up) head
                         (= "" head) "1"
                         :else (str (inc (bigint head))))]
          (cond (= "" text) ["0" (inc power)]
                (< left (count text)) [(subs text 0 (max 1 left)) (inc power)]
                :else [text power]))))

(defn- with-point
  "The digits with a decimal point, and zeros to make up that many decimals; none before the point when
  the power is negative."
  [digits power decimals]
  (let [digits (str (repeated \0 (- -1 power)) digits)
        power (max -1 power)
        digits (str digits (repeated \0 (- (+ power 1 (or decimals 0)) (count digits))))]
    (str (subs digits 0 (inc power)) "." (subs digits (inc power)))))

(defn- sign-text
  "What stands before a number."
  [x at]
  (cond (neg? x) "-" at "+" :else ""))

(defn- in-width
  "The sign and digits of a number in a width. A zero before or behind the point is put where it is
  wished for and there is room."
  [sign digits before behind w overflow padchar]
  (let [length (+ (count sign) (count digits))
        room (or (nil? w) (< length w))
        text (str sign (if (and before room) "0" "") digits (if (and behind room) "0" ""))]
    (cond (and w overflow (< w (count text))) (repeated overflow w)
          w (str (repeated (or padchar \space) (- w (count text))) text)
          :else text)))

(defn- fixed-text
  "The text of a number as ~f does."
  [x [w d k overflow padchar] at]
  (let [sign (sign-text x at)
        [digits power] (significant-digits (if (neg? x) (- x) x))
        power (+ power (or k 0))
        room (when w (- w (count sign)))
        left (cond d (+ power d 1)
                   w (let [room (max 2 room)] ; a digit and the point at least
                       (if (neg? power) (+ room power) (max (inc power) (dec room))))
                   :else (count digits))
        [kept kept-power] (rounded digits power left)
        text (with-point kept kept-power d)
        text (if (and w d (<= 1 d) (str/starts-with? text "0.") (< room (count text)))
               (subs text 1)
               text)]
    (in-width sign text
              (and (str/starts-with? text ".") (not (and d (= text (str "." (repeated \0 d))) w (<= room (count text)))))
              (and (not d) (str/ends-with? text ".") (<= (count digits) (inc power)))
              w overflow padchar)))

(defn- exponent-text
  "The text of a number as ~e does."
  [x [w d e k overflow padchar expchar] at]
  (let [k (or k 1)
        sign (sign-text x at)
        [digits power] (significant-digits (if (neg? x) (- x) x))
        exponent (fn [power]
                   (let [n (- power (dec k)) text (str (if (neg? n) (- n) n))]
                     (str (or expchar "E") (if (neg? n) "-" "+")
                          (repeated \0 (- (or e 1) (count text))) text)))
        left (cond d (if (pos? k) (inc d) (+ d k))
                   w (max 1 (- w (count sign) (count (exponent power)) 1))
                   :else (count digits))
        [kept new-power] (rounded digits power left)
        ;; What a rounding carries goes into the zeros behind the point, if there are any.
        carried (and (neg? k) (not= power new-power))
        kept (if d (str kept (repeated \0 (- left (count kept)))) kept)
        kept (if carried (str (repeated \0 (- -1 k)) kept "0") (str (repeated \0 (- k)) kept))
        power (if (or carried (= "0" (str/replace kept #"0+" "0"))) power new-power)
        before (max k 0)
        kept (str kept (repeated \0 (- before (count kept))))
        end (exponent power)
        text (str (subs kept 0 before) "." (subs kept before))
        room (fn [text] (or (nil? w) (<= (+ (count sign) (count text) (count end) 1) w)))
        text (if (and (not (pos? k)) (room text)) (str "0" text) text)
        text (if (and (not d) (str/ends-with? text ".") (room text)) (str text "0") text)]
    (in-width sign (str text end) false false w overflow padchar)))

(defn- general-text
  "The text of a number as ~g does: fixed when its digits allow for that, with blanks in the place of an
  exponent."
  [x [w d e k overflow padchar :as params] at]
  (let [[digits power] (significant-digits (if (neg? x) (- x) x))
        before (if (and (float? x) (zero? x)) 0 (inc power))
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
        digits (if (= d 0) (str digits ".") digits)
        whole (or (str/index-of digits ".") (count digits))
        digits (str (repeated \0 (- n whole)) digits)
        sign (cond (neg? x) "-" at "+" :else "")
        fill (repeated (or padchar \space) (- w (count sign) (count digits)))]
    (if colon (str sign fill digits) (str fill sign digits))))

(defn- changed-case
  "The text in the case that ~( asks for."
  [text colon at]
  (cond (and colon at) (str/upper-case text)
        colon (let [lower (str/lower-case text)
                    lower (str (str/upper-case (subs lower 0 (min 1 (count lower))))
                               (subs lower (min 1 (count lower))))]
                (str/replace lower #"(\W)([a-z])" (fn [[_ before letter]] (str before (str/upper-case letter)))))
        at (str/replace-first (str/lower-case text) #"^\s*\S" str/upper-case)
        :else (str/lower-case text)))

(defn- character-text
  "The text of a character as ~c does: with a colon the names of what does not print, bits beyond ASCII
  as keys that are held down."
  [c colon at]
  (if colon
    (let [code (int c)
          low (bit-and code 127)
          named (get {8 "Backspace" 9 "Tab" 10 "Newline" 13 "Return" 32 "Space"} low)]
      (str (if (pos? (bit-and code 128)) "Meta-" "")
           (cond named named
                 (< low 32) (str "Control-" (char (+ low 64)))
                 (= low 127) "Control-?"
                 :else (char low))))
    (if at (pr-str c) (print-str c))))

;; --- Running -------------------------------------------------------------------------------------
(declare run-elements)

(def ^{:dynamic true :private true} *sublists-left*
  "Do more sublists follow the one that ~:{ is at? For ~:^."
  true)

(defn- ended?
  "Does ~^ end the iteration? By its parameters, else when no arguments are left."
  [params [args i]]
  (case (count (remove nil? params))
    0 (= i (count args))
    1 (= 0 (first params))
    2 (= (first params) (second params))
    (apply <= params)))

(defn- run-iteration
  "~{: runs the clause again and again over the elements of a list, of sublists (colon) or of the
  arguments themselves (at)."
  [{:keys [clauses closing colon at]} [limit] navigator]
  (let [[body navigator] (if (empty? (:elements (first clauses)))
                           (let [[text navigator] (take-argument navigator)]
                             [text navigator])
                           [(:elements (first clauses)) navigator])
        [items after] (if at
                        (let [[args i] navigator] [(subvec args i) [args (count args)]])
                        (let [[v navigator] (take-argument navigator)] [(vec (seq v)) navigator]))
        body (if (string? body) (parse-format body) body)]
    (loop [inner [items 0] n 0]
      (let [[args i] inner]
        (if (or (and limit (>= n limit))
                (and (>= i (count args)) (not (and (zero? n) (:colon closing)))))
          (if (and at limit)
            (let [[args i] navigator] [args (+ i (nth inner 1))])
            after)
          (if colon
            (let [result (binding [*sublists-left* (< (inc i) (count args))]
                           (run-elements body [(vec (seq (nth args i))) 0]))]
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
                   (nth clauses (if v 1 0) nil)
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
      \a (with-argument (fn [x] (padded (if (integer? x) (str x) (print-str x))
                                        at params)))
      \s (with-argument (fn [x] (padded (if (integer? x) (str x) (pr-str x))
                                        at params)))
      \d (with-argument (fn [x] (integer-text x 10 params colon at)))
      \b (with-argument (fn [x] (integer-text x 2 params colon at)))
      \o (with-argument (fn [x] (integer-text x 8 params colon at)))
      \x (with-argument (fn [x] (integer-text x 16 params colon at)))
      \r (with-argument
          (fn [x]
            (cond (first params) (integer-text x (first params) (rest params) colon at)
                  (and at (number? x) (not (integer? x)) (< 0 x 4000)) (roman (long x) colon)
                  (and at (not (integer? x))) (print-str x)
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
               navigator (if colon (moved navigator (dec i)) navigator)
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
           (moved navigator (cond at (or (first params) 0)
                                  colon (- i n)
                                  :else (+ i n))))
      \? (let [[text navigator] (take-argument navigator)
               text (if (string? text) text (apply str (seq text)))]
           (if at
             (vec (take 2 (run-elements (parse-format text) navigator)))
             (let [[inner navigator] (take-argument navigator)]
               (run-elements (parse-format text) [(vec (seq inner)) 0])
               navigator)))
      \( (let [after (volatile! nil)
               text (with-out-str
                      (vreset! after (run-elements (:elements (first (:clauses d))) navigator)))]
           (print (changed-case text colon at))
           @after)
      \[ (run-conditional d params navigator)
      \{ (run-iteration d params navigator)
      \< (if (:colon (:closing d)) (run-block d navigator) (run-justified d params navigator))
      \^ (if (if (and colon (empty? params)) (not *sublists-left*) (ended? params navigator))
           (conj (vec (take 2 navigator)) (if colon :all :stop))
           navigator)
      \_ (do (pprint-newline (cond (and colon at) :mandatory colon :fill at :miser :else :linear)) navigator)
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
