;; SPDX-License-Identifier: MIT
(ns nacre.test.main
  (:require [clojure.main :as main]
            [clojure.test :refer [are deftest is]]))

(deftest names-of-functions
  (is (= ["clojure.core/map" "user/foo-bar/fn--123" "a.b/x?" "a/+" "a!/b*c" "plain"]
         (map main/demunge ["clojure.core$map" "user$foo_bar$fn__123" "a.b$x_QMARK_" "a$_PLUS_"
                            "a_BANG_$b_STAR_c" "plain"]))))

(deftest causes
  (is (= "b" (ex-message (main/root-cause (Exception. "a" (Exception. "b")))))))

(deftest a-loop-of-reading-and-evaluating
  (let [seen (atom [])
        note (fn [kind] (fn [x] (swap! seen conj [kind (if (instance? Throwable x) (class x) x)])))]
    (with-in-str "(+ 1 2) *1\n\n [*1 *2] (/ 1 0) *e (read-line)\nrest of the line\n:end"
      (main/repl :init (fn [] (swap! seen conj :init))
                 :need-prompt (constantly false)
                 :prompt (fn [])
                 :print (note :value)
                 :caught (note :error)))
    (is (= [:init [:value 3] [:value 3] [:value [3 3]] [:error ArithmeticException]
            [:value ArithmeticException] [:value "rest of the line"] [:value :end]]
           @seen))))

(def trace
  '[[clojure.lang.Numbers divide "Numbers.java" 188] [user$f invokeStatic "a.clj" 3]
    [user$f invoke "a.clj" 3] [clojure.core$map invoke "core.clj" 10]])

(defn failed
  "What Throwable->map tells of a form that failed in a phase, with the data of the outer exception, and
  type and message of the inner one."
  [phase data type message & {:as more}]
  {:phase phase
   :trace trace
   :via [{:type 'clojure.lang.Compiler$CompilerException :message "Syntax error" :data data}
         (merge {:type type :message message} more)]})

(deftest phases-and-places
  (are [expected text datafied] (= [expected text]
                                   (let [triage (main/ex-triage datafied)]
                                     [triage (main/ex-str triage)]))
    #:clojure.error{:class 'java.lang.ArithmeticException :line 3 :cause "Divide by zero" :symbol 'user/f
                    :source "a.clj" :phase :execution}
    "Execution error (ArithmeticException) at user/f (a.clj:3).\nDivide by zero\n"
    {:via [{:type 'java.lang.ArithmeticException :message "Divide by zero"}] :trace trace}

    #:clojure.error{:class 'b.c.B :line 3 :cause "inner" :symbol 'user/f :phase :execution}
    "Execution error (B) at user/f (REPL:3).\ninner\n"
    {:via [{:type 'A :message "outer"} {:type 'b.c.B :message "inner"}]
     :trace '[[user$f invoke "NO_SOURCE_FILE" 3]]}

    #:clojure.error{:class 'X :phase :execution}
    "Execution error (X) at (REPL:1).\nnull\n"
    {:via [{:type 'X}] :trace []}

    #:clojure.error{:class 'X :cause "m" :symbol 'foo.bar-baz/q?$g :phase :execution}
    "Execution error (X) at foo.bar-baz/q?$g (REPL:1).\nm\n"
    {:via [{:type 'X :message "m"}] :trace '[[foo.bar_baz$q_QMARK_$g__5 invoke nil nil]]}

    #:clojure.error{:class 'java.lang.ArithmeticException :line 3 :cause "zero" :symbol 'user/f
                    :source "a.clj" :phase :execution}
    "Execution error (ArithmeticException) at user/f (a.clj:3).\nzero\n"
    (failed :execution #:clojure.error{:phase :execution :line 7 :column 8 :source "/x/f.clj"}
            'java.lang.ArithmeticException "zero")

    #:clojure.error{:phase :read-source :line 3 :column 4 :source "f.clj" :path "/x/f.clj" :cause "EOF"}
    "Syntax error reading source at (/x/f.clj:3:4).\nEOF\n"
    (failed :read-source #:clojure.error{:phase :read-source :line 3 :column 4 :source "/x/f.clj"}
            'java.lang.RuntimeException "EOF")

    #:clojure.error{:phase :compile-syntax-check :line 3 :column 4 :source "f.clj" :path "/x/f.clj"
                    :symbol 'def :class 'java.lang.RuntimeException :cause "No such"}
    "Syntax error compiling def at (/x/f.clj:3:4).\nNo such\n"
    (failed :compile-syntax-check
            #:clojure.error{:phase :compile-syntax-check :line 3 :column 4 :source "/x/f.clj" :symbol 'def}
            'java.lang.RuntimeException "No such")

    #:clojure.error{:phase :compilation :line 1 :class 'x.Y :cause "m"}
    "Unexpected error (Y) compiling at (REPL:1).\nm\n"
    (failed :compilation #:clojure.error{:phase :compilation :source "NO_SOURCE_PATH" :line 1} 'x.Y "m")

    #:clojure.error{:phase :macro-syntax-check :line 3 :column 4 :symbol 'foo/m
                    :class 'clojure.lang.ExceptionInfo :cause "No such"}
    "Syntax error macroexpanding foo/m at (REPL:3:4).\nNo such\n"
    (failed :macro-syntax-check
            #:clojure.error{:phase :macro-syntax-check :line 3 :column 4 :symbol 'foo/m}
            'clojure.lang.ExceptionInfo "No such" :data {:b 1})

    #:clojure.error{:phase :macroexpansion :line 3 :symbol 'foo/m
                    :class 'java.lang.NullPointerException}
    "Unexpected error (NullPointerException) macroexpanding foo/m at (REPL:3).\nnull\n"
    (failed :macroexpansion #:clojure.error{:phase :macroexpansion :line 3 :symbol 'foo/m}
            'java.lang.NullPointerException nil)

    #:clojure.error{:phase :print-eval-result :line 188 :source "Numbers.java"
                    :symbol 'clojure.lang.Numbers/divide :class 'x.y.A :cause "pr"}
    "Error printing return value (A) at clojure.lang.Numbers/divide (Numbers.java:188).\npr\n"
    (failed :print-eval-result #:clojure.error{:phase :print-eval-result} 'x.y.A "pr")))

(deftest failed-specs-are-explained
  (let [data #:clojure.spec.alpha{:problems [{:path [:a] :pred 'int? :val 1 :via [] :in [0]}
                                             {:path [] :reason "Extra input" :pred 'any? :val [1]
                                              :via [:u/x] :in []}]
                                  :spec :k :value 1}]
    (is (= "Syntax error macroexpanding foo/m at (REPL:1).\n1 - failed: int? at: [:a]
[1] - failed: Extra input spec: :u/x\n"
           (main/ex-str (main/ex-triage
                         (failed :macro-syntax-check #:clojure.error{:symbol 'foo/m}
                                 'clojure.lang.ExceptionInfo "no" :data data)))))
    (is (= "Execution error - invalid arguments to user/f at (z.clj:9).\n1 - failed: int? at: [:a]
[1] - failed: Extra input spec: :u/x\n"
           (main/ex-str
            (main/ex-triage
             {:via [{:type 'X :message "m"
                     :data (assoc data :clojure.spec.alpha/fn 'user/f
                                  :clojure.spec.test.alpha/caller {:file "z.clj" :line 9})}]
              :trace trace}))))))

(deftest texts-of-exceptions
  (is (re-find #"^Execution error \(ArithmeticException\) at \S+ \(.*\)\.\nDivide by zero\n$"
               (main/err->msg (try (/ 1 0) (catch Exception e e)))))
  (let [report (fn [target]
                 (let [w (java.io.StringWriter.)]
                   (binding [*err* w] (main/report-error (ex-info "x" {:a 1}) :target target))
                   (str w)))]
    (is (= "" (report "none")))
    (is (re-find #"(?s)^\{:clojure.main/message\n.*\n\nExecution error \(ExceptionInfo\) at [^\n]*\nx\n$"
                 (report "stderr")))
    (is (re-find #"(?s)^Execution error .*\nx\n\nFull report at:\n/[^\n]*\.edn\n$" (report "file")))))

(deftest frames-are-data
  (let [{:keys [trace via]} (Throwable->map (try (throw (Exception. "x")) (catch Exception e e)))
        [class method file line] (first trace)]
    (is (symbol? class))
    (is (= 'invoke method))
    (is (= "main.clj" file))
    (is (integer? line))
    (is (= (first trace) (:at (first via))))))

(deftest lines-are-counted-anew
  (let [reader (clojure.lang.LineNumberingPushbackReader. (java.io.StringReader. "(a\n (b)) c"))]
    (is (= {:line 12} (select-keys (meta (second (main/renumbering-read nil reader 11))) [:line])))
    (is (= 'c (read reader)))))
