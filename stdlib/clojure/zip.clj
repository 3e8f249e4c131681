;; SPDX-License-Identifier: MIT
;;
;; Zippers: a place in a tree, from which one can move and change the tree. A location is a vector
;; [node path]; the path is nil at the root, else a map of what lies to the left and right and above.
(ns clojure.zip
  "Functional zippers: places in trees to move from and edit at."
  (:refer-clojure :exclude [replace remove next]))

(defn zipper
  "A location at the root of a tree: branch? tells whether a node may have children, (children node)
  gives a seq of them, (make-node node children) a node with others."
  [branch? children make-node root]
  ^{:zip/branch? branch? :zip/children children :zip/make-node make-node}
  [root nil])

(defn seq-zip
  "A zipper over nested sequences."
  [root]
  (zipper seq? identity (fn [node children] (with-meta children (meta node))) root))

(defn vector-zip
  "A zipper over nested vectors."
  [root]
  (zipper vector? seq (fn [node children] (with-meta (vec children) (meta node))) root))

(defn xml-zip
  "A zipper over xml elements, maps with :content."
  [root]
  (zipper (complement string?)
          (comp seq :content)
          (fn [node children] (assoc node :content (and children (apply vector children))))
          root))

(defn node
  "The node at the location."
  [loc]
  (loc 0))

(defn branch?
  "May the node at the location have children?"
  [loc]
  ((:zip/branch? (meta loc)) (node loc)))

(defn children
  "A seq of the children of the node at the location."
  [loc]
  (if (branch? loc)
    ((:zip/children (meta loc)) (node loc))
    (throw (Exception. "called children on a leaf node"))))

(defn make-node
  "A node like the given one with those children."
  [loc node children]
  ((:zip/make-node (meta loc)) node children))

(defn path
  "A seq of the nodes above the location, the root first."
  [loc]
  (:pnodes (loc 1)))

(defn lefts
  "A seq of the siblings to the left."
  [loc]
  (seq (:l (loc 1))))

(defn rights
  "A seq of the siblings to the right."
  [loc]
  (:r (loc 1)))

(defn down
  "The location of the leftmost child, nil when there is none."
  [loc]
  (when (branch? loc)
    (let [[node path] loc
          [c & more :as cs] (children loc)]
      (when cs
        (with-meta [c {:l []
                       :pnodes (if path (conj (:pnodes path) node) [node])
                       :ppath path
                       :r more}]
          (meta loc))))))

(defn up
  "The location of the node above, with the changes made below; nil at the root."
  [loc]
  (let [[node {l :l ppath :ppath pnodes :pnodes r :r changed? :changed? :as path}] loc]
    (when pnodes
      (let [pnode (peek pnodes)]
        (with-meta (if changed?
                     [(make-node loc pnode (concat l (cons node r)))
                      (and ppath (assoc ppath :changed? true))]
                     [pnode ppath])
          (meta loc))))))

(defn root
  "The root node, with all changes."
  [loc]
  (if (= :end (loc 1))
    (node loc)
    (let [p (up loc)]
      (if p (recur p) (node loc)))))

(defn right
  "The location of the sibling to the right, nil when there is none."
  [loc]
  (let [[node {l :l [r & rnext :as rs] :r :as path}] loc]
    (when (and path rs)
      (with-meta [r (assoc path :l (conj l node) :r rnext)] (meta loc)))))

(defn rightmost
  "The location of the rightmost sibling, or this one."
  [loc]
  (let [[node {l :l r :r :as path}] loc]
    (if (and path r)
      (with-meta [(last r) (assoc path :l (apply conj l node (butlast r)) :r nil)] (meta loc))
      loc)))

(defn left
  "The location of the sibling to the left, nil when there is none."
  [loc]
  (let [[node {l :l r :r :as path}] loc]
    (when (and path (seq l))
      (with-meta [(peek l) (assoc path :l (pop l) :r (cons node r))] (meta loc)))))

(defn leftmost
  "The location of the leftmost sibling, or this one."
  [loc]
  (let [[node {l :l r :r :as path}] loc]
    (if (and path (seq l))
      (with-meta [(first l) (assoc path :l [] :r (concat (rest l) [node] r))] (meta loc))
      loc)))

(defn insert-left
  "The location with item put in as the sibling to the left."
  [loc item]
  (let [[node {l :l :as path}] loc]
    (if (nil? path)
      (throw (new Exception "Insert at top"))
      (with-meta [node (assoc path :l (conj l item) :changed? true)] (meta loc)))))

(defn insert-right
  "The location with item put in as the sibling to the right."
  [loc item]
  (let [[node {r :r :as path}] loc]
    (if (nil? path)
      (throw (new Exception "Insert at top"))
      (with-meta [node (assoc path :r (cons item r) :changed? true)] (meta loc)))))

(defn replace
  "The location with another node."
  [loc node]
  (let [[_ path] loc]
    (with-meta [node (assoc path :changed? true)] (meta loc))))

(defn edit
  "The location with (f node args...) as its node."
  [loc f & args]
  (replace loc (apply f (node loc) args)))

(defn insert-child
  "The location with item as the leftmost child of its node."
  [loc item]
  (replace loc (make-node loc (node loc) (cons item (children loc)))))

(defn append-child
  "The location with item as the rightmost child of its node."
  [loc item]
  (replace loc (make-node loc (node loc) (concat (children loc) [item]))))

(defn next
  "The next location depth first; at the end one of which end? is true."
  [loc]
  (if (= :end (loc 1))
    loc
    (or (and (branch? loc) (down loc))
        (right loc)
        (loop [p loc]
          (if (up p)
            (or (right (up p)) (recur (up p)))
            [(node p) :end])))))

(defn prev
  "The location before this one depth first, nil at the root."
  [loc]
  (if-let [lloc (left loc)]
    (loop [loc lloc]
      (if-let [child (and (branch? loc) (down loc))]
        (recur (rightmost child))
        loc))
    (up loc)))

(defn end?
  "Is the location behind the last one of a walk by next?"
  [loc]
  (= :end (loc 1)))

(defn remove
  "Takes the node out; answers the location before it depth first."
  [loc]
  (let [[_ {l :l ppath :ppath pnodes :pnodes rs :r :as path}] loc]
    (if (nil? path)
      (throw (new Exception "Remove at top"))
      (if (pos? (count l))
        (loop [loc (with-meta [(peek l) (assoc path :l (pop l) :changed? true)] (meta loc))]
          (if-let [child (and (branch? loc) (down loc))]
            (recur (rightmost child))
            loc))
        (with-meta [(make-node loc (peek pnodes) rs)
                    (and ppath (assoc ppath :changed? true))]
          (meta loc))))))
