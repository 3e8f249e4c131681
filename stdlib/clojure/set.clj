;; SPDX-License-Identifier: MIT
;;
;; Set operations, and relations as sets of maps.
(ns clojure.set
  "Set operations, and relational algebra over sets of maps.")

(defn- greatest-first
  "The sets with that for which k is greatest first, the last one of several."
  [k sets]
  (let [greatest (apply max-key k sets)
        at (first (keep-indexed (fn [i s] (when (identical? s greatest) i)) sets))]
    (cons greatest (concat (take at sets) (drop (inc at) sets)))))

(defn union
  "The set of the elements of all the sets."
  ([] #{})
  ([s1] s1)
  ([s1 s2]
   (if (< (count s1) (count s2))
     (reduce conj s2 s1)
     (reduce conj s1 s2)))
  ([s1 s2 & sets]
   (let [sets (greatest-first count (conj sets s2 s1))]
     (reduce into (first sets) (rest sets)))))

(defn intersection
  "The set of the elements that are in every one of the sets."
  ([s1] s1)
  ([s1 s2]
   (if (< (count s2) (count s1))
     (recur s2 s1)
     (reduce (fn [result x] (if (contains? s2 x) result (disj result x))) s1 s1)))
  ([s1 s2 & sets]
   (let [sets (greatest-first (fn [s] (- (count s))) (conj sets s2 s1))]
     (reduce intersection (first sets) (rest sets)))))

(defn difference
  "The first set without the elements of the others."
  ([s1] s1)
  ([s1 s2]
   (if (< (count s1) (count s2))
     (reduce (fn [result x] (if (contains? s2 x) (disj result x) result)) s1 s1)
     (reduce disj s1 s2)))
  ([s1 s2 & sets]
   (reduce difference s1 (conj sets s2))))

(defn select
  "The set of the elements of which pred is true."
  [pred xset]
  (reduce (fn [s k] (if (pred k) s (disj s k))) xset xset))

(defn project
  "The relation with only the keys ks in its maps."
  [xrel ks]
  (with-meta (set (map (fn [m] (select-keys m ks)) xrel)) (meta xrel)))

(defn rename-keys
  "The map with the keys of kmap renamed to its values."
  [map kmap]
  (reduce (fn [m [old new]]
            (if (contains? map old)
              (assoc m new (get map old))
              m))
          (apply dissoc map (keys kmap))
          kmap))

(defn rename
  "The relation with the keys of its maps renamed as kmap says."
  [xrel kmap]
  (with-meta (set (map (fn [m] (rename-keys m kmap)) xrel)) (meta xrel)))

(defn index
  "The map of each combination of the values of ks to the set of the maps that have it."
  [xrel ks]
  (reduce (fn [m x]
            (let [ik (select-keys x ks)]
              (assoc m ik (conj (get m ik #{}) x))))
          {} xrel))

(defn map-invert
  "The map of the values to the keys."
  [m]
  (persistent! (reduce-kv (fn [m k v] (assoc! m v k)) (transient {}) m)))

(defn join
  "The relation of the maps of both merged where they agree: on all keys they share, or as km, a map
  of keys of the first to keys of the second, says."
  ([xrel yrel]
   (if (and (seq xrel) (seq yrel))
     (let [ks (intersection (set (keys (first xrel))) (set (keys (first yrel))))
           [r s] (if (<= (count xrel) (count yrel)) [xrel yrel] [yrel xrel])
           idx (index r ks)]
       (reduce (fn [result x]
                 (let [found (idx (select-keys x ks))]
                   (if found
                     (reduce (fn [result y] (conj result (merge y x))) result found)
                     result)))
               #{} s))
     #{}))
  ([xrel yrel km]
   (let [[r s k] (if (<= (count xrel) (count yrel))
                   [xrel yrel (map-invert km)]
                   [yrel xrel km])
         idx (index r (vals k))]
     (reduce (fn [result x]
               (let [found (idx (rename-keys (select-keys x (keys k)) k))]
                 (if found
                   (reduce (fn [result y] (conj result (merge y x))) result found)
                   result)))
             #{} s))))

(defn subset?
  "Is every element of set1 in set2?"
  [set1 set2]
  (and (<= (count set1) (count set2))
       (every? (fn [x] (contains? set2 x)) set1)))

(defn superset?
  "Is every element of set2 in set1?"
  [set1 set2]
  (and (>= (count set1) (count set2))
       (every? (fn [x] (contains? set1 x)) set2)))
