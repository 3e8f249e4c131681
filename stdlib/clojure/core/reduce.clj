;; SPDX-License-Identifier: MIT
;;
;; reduce and what stands on it: walking a collection by chunks, stopping at `reduced`; into,
;; transduce and the transducers' plumbing.
(in-ns 'clojure.core)

(defn- reduce-chunk
  "Reduces the elements of a chunk from index i on; a reduced answer is handed on as it is."
  [f acc chunk i]
  (let [n (count chunk)]
    (loop [i i acc acc]
      (if (< i n)
        (let [acc (f acc (nth chunk i))]
          (if (reduced? acc) acc (recur (inc i) acc)))
        acc))))

(defn- reduce-seq
  "Reduces the elements of a seq or nil."
  [f acc s]
  (loop [s s acc acc]
    (if (nil? s)
      acc
      (if (chunked-seq? s)
        (let [acc (reduce-chunk f acc (chunk-first s) 0)]
          (if (reduced? acc)
            (unreduced acc)
            (recur (chunk-next s) acc)))
        (let [acc (f acc (first s))]
          (if (reduced? acc)
            (unreduced acc)
            (recur (next s) acc)))))))

(defn reduce
  "Combines the elements of coll with f, from the left: (f (f init x1) x2) and so on. Without init
  the first element takes its place; with neither, (f). A `reduced` answer of f ends the walk."
  {:arglists '([f coll] [f val coll])}
  ([f coll]
   (when-not (fn? f) (nacre.core/check-reducer f coll false))
   (if (nacre.primitive/user-instance? coll)
     (nacre.core/user-reduce f coll)
     (let [s (seq coll)]
       (if (nil? s)
         (f)
         (if (chunked-seq? s)
           (let [chunk (chunk-first s)
                 acc (reduce-chunk f (nth chunk 0) chunk 1)]
             (if (reduced? acc)
               (unreduced acc)
               (reduce-seq f acc (chunk-next s))))
           (reduce-seq f (first s) (next s)))))))
  ([f init coll]
   (when-not (fn? f) (nacre.core/check-reducer f coll false))
   (cond (vector? coll)
         (let [n (count coll)]
           (if (< n 33)
             (loop [i 0 acc init]
               (if (< i n)
                 (let [acc (f acc (nth coll i))]
                   (if (reduced? acc) (unreduced acc) (recur (inc i) acc)))
                 acc))
             (reduce-seq f init (seq coll))))
         (nacre.primitive/user-instance? coll)
         (nacre.core/user-reduce f init coll)
         :else
         (reduce-seq f init (seq coll)))))

(defn reduce-kv
  "As reduce over a map or a vector, calling (f acc key value); a vector's keys are its indices."
  [f init coll]
  (when-not (fn? f) (nacre.core/check-reducer f coll true))
  (cond (nil? coll) init
        (and (vector? coll) (not (map-entry? coll)))
        (let [n (count coll)]
          (loop [i 0 acc init]
            (if (< i n)
              (let [acc (f acc i (nth coll i))]
                (if (reduced? acc) (unreduced acc) (recur (inc i) acc)))
              acc)))
        (nacre.primitive/user-instance? coll)
        (nacre.core/user-reduce-kv f init coll)
        :else
        (loop [s (seq coll) acc init]
          (if (nil? s)
            acc
            (let [entry (first s)
                  acc (f acc (key entry) (val entry))]
              (if (reduced? acc) (unreduced acc) (recur (next s) acc)))))))

(defn completing
  "A reducing function of f whose one-argument arity is cf (identity when not given)."
  ([f] (completing f identity))
  ([f cf]
   (fn
     ([] (f))
     ([x] (cf x))
     ([x y] (f x y)))))

(defn transduce
  "Reduces coll with the transducer applied to f, then completes the answer with (f answer)."
  ([xform f coll] (transduce xform f (f) coll))
  ([xform f init coll]
   (let [step (xform f)]
     (step (reduce step init coll)))))

(defn into
  "Adds all elements of from to the collection to, through the transducer if one is given. Keeps the
  metadata of to."
  ([] [])
  ([to] to)
  ([to from]
   (let [few (if (identical? to []) (nacre.primitive/vector-of from) nil)]
     (cond few few
           (nacre.primitive/editable? to)
           (with-meta (persistent! (reduce conj! (transient to) from)) (meta to))
           :else (reduce conj to from))))
  ([to xform from]
   (if (nacre.primitive/editable? to)
     (let [m (meta to)]
       (transduce xform
                  (fn
                    ([acc] (with-meta (persistent! acc) m))
                    ([acc x] (conj! acc x)))
                  (transient to) from))
     (transduce xform conj to from))))

(defn- preserving-reduced
  "rf with a reduced answer wrapped once more, for a reduce inside a reduce."
  [rf]
  (fn [acc x]
    (let [answer (rf acc x)]
      (if (reduced? answer) (reduced answer) answer))))

(defn cat
  "A transducer that puts the elements of each input one after the other."
  [rf]
  (let [inner (preserving-reduced rf)]
    (fn
      ([] (rf))
      ([result] (rf result))
      ([result input] (reduce inner result input)))))

(defn halt-when
  "A transducer that ends the whole reduction when pred is true of an input; the answer is then
  (retf completed-result input), or the input itself without retf."
  ([pred] (halt-when pred nil))
  ([pred retf]
   (fn [rf]
     (fn
       ([] (rf))
       ([result]
        (if (and (map? result) (contains? result ::halt))
          (get result ::halt)
          (rf result)))
       ([result input]
        (if (pred input)
          (reduced {::halt (if retf (retf (rf result) input) input)})
          (rf result input)))))))

(defn run!
  "Calls proc with each element of coll, for effect. Answers nil."
  [proc coll]
  (reduce (fn [_ x] (proc x)) nil coll)
  nil)

(defn every?
  "True when pred is true of every element; looks no further than the first of which it is not."
  [pred coll]
  (loop [s (seq coll)]
    (if (nil? s)
      true
      (if (pred (first s)) (recur (next s)) false))))

(defn not-every?
  "True when pred is not true of every element."
  [pred coll]
  (not (every? pred coll)))

(defn some
  "The first true value of (pred x) for an element x, nil when there is none."
  [pred coll]
  (loop [s (seq coll)]
    (if (nil? s)
      nil
      (let [answer (pred (first s))]
        (if answer answer (recur (next s)))))))

(defn not-any?
  "True when pred is true of no element."
  [pred coll]
  (not (some pred coll)))
