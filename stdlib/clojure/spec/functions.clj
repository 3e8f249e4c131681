;; SPDX-License-Identifier: MIT
;;
;; Specs of functions, ranges of numbers and instants, assertions.
(in-ns 'clojure.spec.alpha)

;; --- Functions -------------------------------------------------------------------------------------
(defmacro fspec
  "A spec of functions: :args of the list of arguments, :ret of the answer, :fn of a map of both under
  those keys, conformed. A function conforms when it holds for arguments that :args generates."
  [& {:keys [args ret fn gen] :or {ret `any?}}]
  `(fspec-impl (spec ~args) '~(res args) (spec ~ret) '~(res ret) (spec ~fn) '~(res fn) ~gen))

(defn- call-holds?
  "Does f keep to the specs when called with the arguments?"
  [f {argspec :args retspec :ret fnspec :fn} arguments]
  (let [value (conform retspec (apply f arguments))]
    (c/and (not (invalid? value))
           (if fnspec
             (pvalid? fnspec {:args (conform argspec arguments) :ret value})
             true))))

(defn- failing-arguments
  "The shortest arguments that were found for which f does not keep to the specs, in a list; nil for
  none."
  [f specs times]
  (let [bad? (c/fn [arguments]
               (not (try (call-holds? f specs arguments) (catch Throwable _ false))))
        g (gen (:args specs))
        failing (filter bad? (gen/sample g times))]
    (when (seq failing)
      (list (apply min-key (c/fn [arguments] (count (pr-str arguments))) failing)))))

(defn fspec-impl
  "What fspec does."
  [argspec aform retspec rform fnspec fform gfn]
  (let [specs {:args argspec :ret retspec :fn fnspec}]
    (reify
      clojure.lang.ILookup
      (valAt [_ k] (get specs k))
      (valAt [_ k not-found] (get specs k not-found))
      Specize
      (specize* [s] s)
      (specize* [s _] s)
      Spec
      (conform* [_ f]
        (when-not argspec
          (throw (Exception. (str "Can't conform fspec without args spec: "
                                  (pr-str `(fspec :args ~aform :ret ~rform :fn ~fform))))))
        (if (c/and (ifn? f) (nil? (failing-arguments f specs *fspec-iterations*))) f ::invalid))
      (unform* [_ f] f)
      (explain* [_ path via in f]
        (if (ifn? f)
          (when-let [[arguments] (failing-arguments f specs 100)]
            (let [[answer thrown] (try [(apply f arguments)] (catch Throwable e [nil e]))]
              (if thrown
                [(assoc (problem path '(apply fn) arguments via in) :reason (ex-message thrown))]
                (let [value (dt retspec answer rform)]
                  (if (invalid? value)
                    (explain-1 rform retspec (conj path :ret) via in answer)
                    (when fnspec
                      (explain-1 fform fnspec (conj path :fn) via in
                                 {:args (conform argspec arguments) :ret value})))))))
          [(problem path 'ifn? f via in)]))
      (gen* [_ overrides _ _]
        (if gfn
          (gfn)
          (gen/return
           (c/fn [& arguments]
             (c/assert (pvalid? argspec arguments) (explain-str argspec arguments))
             (gen/generate (gen retspec overrides))))))
      (with-gen* [_ gfn] (fspec-impl argspec aform retspec rform fnspec fform gfn))
      (describe* [_] `(fspec :args ~aform :ret ~rform :fn ~fform)))))

(defmacro fdef
  "Registers an fspec under the name of a function (or macro): (fdef name :args spec :ret spec :fn
  spec)."
  [fn-sym & specs]
  `(clojure.spec.alpha/def ~fn-sym (fspec ~@specs)))

(defn macroexpand-check
  "Throws when the arguments of a macro do not conform to the :args of its fdef."
  [v args]
  (when-let [arg-spec (:args (get-spec (symbol v)))]
    (when-not (valid? arg-spec args)
      (throw (ex-info (str "Call to " (symbol v) " did not conform to spec.")
                      (assoc (explain-data* arg-spec [] (if-let [n (::name (meta arg-spec))] [n] []) []
                                            args)
                             ::args args))))))

(defn exercise-fn
  "n (10) pairs of arguments that the fspec of f generates and f's answer for them. f is the name of a
  function with an fdef, or fspec is given."
  ([sym] (exercise-fn sym 10))
  ([sym n] (exercise-fn sym n (get-spec sym)))
  ([sym-or-f n fspec]
   (let [f (if (symbol? sym-or-f) (resolve sym-or-f) sym-or-f)]
     (if-let [argspec (c/and fspec (:args fspec))]
       (map (fn [arguments] [arguments (apply f arguments)]) (gen/sample (gen argspec) n))
       (throw (Exception. "No :args spec found, can't generate"))))))

;; --- Ranges --------------------------------------------------------------------------------------
(defn inst-in-range?
  "Is inst an instant from start up to but without end?"
  [start end inst]
  (c/and (inst? inst)
         (<= (inst-ms start) (inst-ms inst))
         (< (inst-ms inst) (inst-ms end))))

(defmacro inst-in
  "A spec of instants from start up to but without end."
  [start end]
  `(let [from# (inst-ms ~start)
         to# (inst-ms ~end)]
     (spec (and inst? #(inst-in-range? ~start ~end %))
       :gen (fn [] (gen/fmap (fn [ms#] (java.util.Date. ms#))
                             (gen/large-integer* {:min from# :max (dec to#)}))))))

(defn int-in-range?
  "Is val an integer of 64 bits from start up to but without end?"
  [start end val]
  (c/and (int? val) (<= start val) (< val end)))

(defmacro int-in
  "A spec of integers of 64 bits from start up to but without end."
  [start end]
  `(spec (and int? #(int-in-range? ~start ~end %))
     :gen (fn [] (gen/large-integer* {:min ~start :max (dec ~end)}))))

(defmacro double-in
  "A spec of doubles from :min to :max; :infinite? false and :NaN? false leave those out."
  [& {:keys [infinite? NaN? min max] :or {infinite? true NaN? true} :as m}]
  `(spec (and double?
              ~@(when-not infinite? [`(fn [~'%] (not (~'Double/isInfinite ~'%)))])
              ~@(when-not NaN? [`(fn [~'%] (not (~'Double/isNaN ~'%)))])
              ~@(when max `[#(<= % ~max)])
              ~@(when min `[#(<= ~min %)]))
     :gen (fn [] (gen/double* ~m))))

;; --- Assertions ----------------------------------------------------------------------------------
(def ^{:private true :doc "An atom: does assert check?"} asserting (atom false))

(defn check-asserts?
  "Does assert check?"
  []
  @asserting)

(defn check-asserts
  "Has assert check, or not; answers flag."
  [flag]
  (reset! asserting flag))

(defn assert*
  "x when it conforms, else an error with the explain-data. What assert does when it checks."
  [spec x]
  (if (valid? spec x)
    x
    (let [data (assoc (explain-data* spec [] [] [] x) ::failure :assertion-failed)]
      (throw (ex-info (str "Spec assertion failed\n" (with-out-str (explain-out data))) data)))))

(defmacro assert
  "x, which must conform to the spec while check-asserts is on."
  [spec x]
  (if *compile-asserts*
    `(if (check-asserts?) (assert* ~spec ~x) ~x)
    x))
