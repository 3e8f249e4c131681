;; SPDX-License-Identifier: MIT
;;
;; Functions held to their specs while they run, or by calls with generated arguments.
(ns clojure.spec.test.alpha
  "Instruments and checks functions with an fdef."
  (:require [clojure.spec.alpha :as s]
            [clojure.spec.gen.alpha :as gen]))

(def ^{:dynamic true :private true :doc "False while a check of an instrumented call runs."}
  *checking* true)

(def ^{:private true :doc "An atom of the map of instrumented vars to {:raw :wrapped}."}
  instrumented (atom {}))

(defmacro with-instrument-disabled
  "Evaluates the body; instrumented functions check nothing meanwhile."
  [& body]
  `(binding [*checking* false] ~@body))

(defn- symbols-of
  "The symbols that sym-or-syms names."
  [sym-or-syms]
  (if (coll? sym-or-syms) sym-or-syms [sym-or-syms]))

(defn instrumentable-syms
  "The symbols of the functions with an fdef, or that opts give a spec for."
  ([] (instrumentable-syms nil))
  ([opts]
   (into (set (filter (fn [k] (and (symbol? k) (:args (s/get-spec k)))) (keys (s/registry))))
         (concat (keys (:spec opts)) (:stub opts) (keys (:replace opts))))))

(defn checkable-syms
  "The symbols of the functions that check can call."
  ([] (checkable-syms nil))
  ([opts]
   (into (set (filter (fn [k] (and (symbol? k) (:args (s/get-spec k)))) (keys (s/registry))))
         (keys (:spec opts)))))

(defn- kwargs-after
  "How many arguments stand before those by keyword of a function with these lists, nil for one that has
  none."
  [arglists]
  (some (fn [params]
          (let [[fixed tail] (split-with (fn [p] (not= p '&)) params)]
            (when (map? (second tail)) (count fixed))))
        arglists))

(defn- with-pairs
  "Arguments whose last may be a map of those by keyword, as a call by keywords has them."
  [arguments fixed]
  (let [pairs (drop fixed arguments)]
    (if (and (odd? (count pairs)) (map? (last pairs)))
      (concat (take fixed arguments) (butlast pairs) (mapcat identity (last pairs)))
      arguments)))

(defn- caller
  "Where the program called an instrumented function: {:file :line :var-scope}, nil when unknown."
  [trace]
  (when-let [[function file line]
             (first (remove (fn [[_ file]] (clojure.string/starts-with? (str file) "stdlib/")) trace))]
    (cond-> {:file (last (clojure.string/split (str file) #"/")) :line line}
      function (assoc :var-scope function))))

(defn- checked
  "f, with its arguments held to the spec."
  [v f fspec]
  (let [args (:args fspec)
        fixed (kwargs-after (:arglists (meta v)))]
    (fn [& arguments]
      (if *checking*
        (do
          (with-instrument-disabled
            (when (and args (not (s/valid? args (if fixed (with-pairs arguments fixed) arguments))))
              (let [name (symbol v)
                    place (caller (nacre.primitive/exception-trace (Exception.)))
                    data (assoc (s/explain-data* args [] (if-let [n (::s/name (meta args))] [n] []) []
                                                 arguments)
                                ::s/fn name ::s/args arguments ::s/failure :instrument)
                    data (if place (assoc data ::caller place) data)]
                (throw (ex-info (str "Call to " name " did not conform to spec.") data)))))
          (with-instrument-disabled nil)
          (apply f arguments))
        (apply f arguments)))))

(defn instrument
  "Has the functions of the symbols (all that can be) check their arguments by their fdef. opts: :spec
  a map of symbols to other specs, :stub a set of symbols whose functions answer what their spec
  generates, :replace a map of symbols to functions, :gen overrides for stubs. Answers the symbols."
  ([] (instrument (instrumentable-syms)))
  ([sym-or-syms] (instrument sym-or-syms nil))
  ([sym-or-syms opts]
   (vec
    (for [sym (symbols-of sym-or-syms)
          :let [v (resolve sym)
                spec (get (:spec opts) sym (s/get-spec sym))]
          :when (and (var? v) spec)]
      (let [known (get @instrumented v)
            current (deref v)
            raw (if (= current (:wrapped known)) (:raw known) current)
            f (cond (contains? (set (:stub opts)) sym) (gen/generate (s/gen spec (:gen opts)))
                    (contains? (:replace opts) sym) (get (:replace opts) sym)
                    :else raw)
            wrapped (checked v f spec)]
        (alter-var-root v (constantly wrapped))
        (swap! instrumented assoc v {:raw raw :wrapped wrapped})
        (symbol v))))))

(defn unstrument
  "Takes back instrument for the symbols (all). Answers those that were."
  ([] (unstrument (map symbol (keys @instrumented))))
  ([sym-or-syms]
   (vec
    (for [sym (symbols-of sym-or-syms)
          :let [v (resolve sym)
                {:keys [raw wrapped]} (get @instrumented v)]
          :when wrapped]
      (do
        (when (= wrapped (deref v)) (alter-var-root v (constantly raw)))
        (swap! instrumented dissoc v)
        (symbol v))))))

(defn- failure-of
  "nil when f keeps to the spec for the arguments, else an exception that says why not."
  [f {argspec :args retspec :ret fnspec :fn} arguments]
  (try
    (let [answer (apply f arguments)
          value (if retspec (s/conform retspec answer) answer)
          fail (fn [path spec x]
                 (ex-info "Specification-based check failed"
                          (assoc (s/explain-data* spec [path] [] [] x)
                                 ::args arguments ::val x ::s/failure :check-failed)))]
      (cond (s/invalid? value) (fail :ret retspec answer)
            (nil? fnspec) nil
            :else (let [both {:args (s/conform argspec arguments) :ret value}]
                    (when-not (s/valid? fnspec both) (fail :fn fnspec both)))))
    (catch Throwable e e)))

(defn check-fn
  "Calls f with arguments that the spec generates. opts: {:clojure.spec.test.check/opts {:num-tests n}}
  (1000)."
  ([f spec] (check-fn f spec nil))
  ([f spec opts]
   (let [n (get-in opts [:clojure.spec.test.check/opts :num-tests] 1000)]
     (with-instrument-disabled
       (loop [i 0]
         (if (< i n)
           (let [arguments (gen/generate (s/gen (:args spec) (:gen opts)) (mod i 200))
                 failure (failure-of f spec arguments)]
             (if failure
               {:result failure :pass? false :num-tests (inc i) :fail [arguments]}
               (recur (inc i))))
           {:result true :pass? true :num-tests n}))))))

(defn check
  "Checks the functions of the symbols (all with an fdef) with generated arguments. Answers maps of
  :sym, :spec, the result under :clojure.spec.test.check/ret, and :failure when there is one."
  ([] (check (checkable-syms)))
  ([sym-or-syms] (check sym-or-syms nil))
  ([sym-or-syms opts]
   (for [sym (symbols-of sym-or-syms)
         :let [v (resolve sym)
               spec (get (:spec opts) sym (s/get-spec sym))]
         :when (and (var? v) (:args spec))]
     (let [raw (get-in @instrumented [v :raw] (deref v))
           result (check-fn raw spec opts)]
       (cond-> {:sym sym :spec spec :clojure.spec.test.check/ret result}
         (not (:pass? result)) (assoc :failure (:result result)))))))

(defn abbrev-result
  "The result of a check, abbreviated."
  [x]
  (if (:failure x)
    (-> (dissoc x :clojure.spec.test.check/ret)
        (update :spec s/describe)
        (update :failure (fn [e] (or (ex-data e) e))))
    (dissoc x :spec :clojure.spec.test.check/ret)))

(defn summarize-results
  "Prints the results of check; answers a map of how many there were of each kind."
  ([check-results] (summarize-results check-results abbrev-result))
  ([check-results summary-result]
   (reduce (fn [summary result]
             (println (summary-result result))
             (-> summary
                 (update :total inc)
                 (update (if (:failure result) :check-failed :check-passed) (fnil inc 0))))
           {:total 0}
           check-results)))
