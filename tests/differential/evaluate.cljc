;; SPDX-License-Identifier: MIT
;; Answers the expressions of a file, one a line, on Clojure and on Nacre alike:
;;
;;     evaluate.cljc PRELUDE FILE FIRST LAST
;;
;; For line I (FIRST included, LAST not) it prints `I answer`, where answer is the printed value as a
;; string literal, `throws CLASS`, or `no answer` after three seconds. Addresses, numbers of gensyms
;; and the names given to anonymous functions are blotted out. Class names are those that both sides report; an error of the compiler is
;; told as CompilerException whatever it wraps.
(ns nacre.differential.evaluate
  (:require [clojure.string :as string]
            #?(:nacre [nacre.process :as process])))

(def limit-milliseconds 3000)

(defn blotted [text]
  (-> text
      (string/replace #"0x[0-9a-f]+" "0x")
      (string/replace #"@[0-9a-fA-F]{1,16}" "@")
      (string/replace #"([a-z.]+\$[A-Za-z_0-9]+?)(?:__[0-9]+)?(?:\$[A-Za-z_0-9$]*)?(?=[ @\"\\)\]}]|$)" "$1")
      (string/replace #"__[0-9]+" "__")))

(defn shortened [text]
  (if (< 3000 (count text)) (str (subs text 0 3000) "...") text))

(defn kind
  "The name of an exception's class. What a macro or an inlined function threw is not wrapped."
  [problem]
  (let [class-name (str (.getName (class problem)))
        cause (ex-cause problem)]
    (cond (not= class-name "clojure.lang.Compiler$CompilerException") class-name
          (instance? clojure.lang.ArityException cause) (kind cause)
          :else "CompilerException")))

(defn answer
  "What there is to say about a text of one expression."
  [text]
  (try
    (let [value (eval (read-string text))]
      (pr-str (shortened (blotted (binding [*print-length* 60 *print-level* 12] (pr-str value))))))
    (catch Throwable problem (str "throws " (kind problem)))))

(defn quiet
  "The answer, with what the expression prints thrown away."
  [text]
  (let [result (volatile! nil)]
    (with-out-str (vreset! result (answer text)))
    @result))

(def home
  "The namespace that expressions are evaluated in."
  (create-ns 'nacre.differential.row))

(def mappings
  "What the namespace maps before the first expression."
  (atom nil))

(def spaces
  "The namespaces that were there before the first expression."
  (atom nil))

(defn set-up [prelude]
  (load-file prelude)
  (binding [*ns* home]
    (refer 'clojure.core)
    (refer 'nacre.differential.prelude)
    (eval '(import (nacre.differential.prelude Point Leaf Tree Circle Square Version Bag Counter))))
  (reset! mappings (ns-map home))
  (reset! spaces (set (all-ns))))

(defn in-home [text]
  (binding [*ns* home
            *print-meta* false
            *print-length* nil
            *print-level* nil
            *print-namespace-maps* false]
    (quiet text)))

#?(:nacre
   (defn limited
     "The answer of a process of its own, or `no answer`."
     [index text]
     (let [parent (process/self)
           child (process/spawn
                  (fn [] (process/send! parent [:answer index (in-home text)])))
           started (System/nanoTime)]
       (loop [waiting limit-milliseconds]
         (let [message (process/receive (max 1 waiting))]
           (cond (and (vector? message) (= [:answer index] (subvec message 0 2))) (nth message 2)
                 (and (some? message) (pos? waiting))
                 (recur (- limit-milliseconds (quot (- (System/nanoTime) started) 1000000)))
                 :else (do (try (process/exit! child :kill)
                                (catch Throwable _ nil))
                           "no answer"))))))
   :clj
   (defn limited
     "The answer of a thread of its own, or `no answer`."
     [_ text]
     (let [result (promise)
           thread (doto (Thread. (bound-fn [] (deliver result (in-home text))))
                    (.setDaemon true)
                    (.start))
           got (deref result limit-milliseconds "no answer")]
       (when (= got "no answer") (.stop thread))
       (doseq [[sym thing] (ns-map home) :when (not (identical? thing (get @mappings sym)))]
         (ns-unmap home sym)
         (when (var? (get @mappings sym)) (.refer home sym (get @mappings sym))))
       (doseq [[sym _] (ns-aliases home)] (ns-unalias home sym))
       (doseq [space (all-ns) :when (not (contains? @spaces space))] (remove-ns (ns-name space)))
       got)))

(let [[prelude file from to] *command-line-args*
      texts (string/split-lines (slurp file))]
  (set-up prelude)
  (doseq [index (range (parse-long from) (min (parse-long to) (count texts)))]
    (println (str index " " (limited index (nth texts index)))))
  (flush)
  (System/exit 0))
