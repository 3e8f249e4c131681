;; SPDX-License-Identifier: MIT
;;
;; The expander: from forms as read to forms as the compiler wants them. Macros are called, global
;; names become their vars, class names their types, .method and Class. forms calls of nacre.core
;; functions; what remains are special forms, calls and literals.
;;
;; It is the first file of the standard library, so it is compiled before any macro exists: only
;; special forms and primitives may be used here. Being Lisp, it recurs on the VM's stack, realises
;; lazy forms, can be preempted anywhere and raises with a place (DESIGN.md, law 5).
;;
;; env: a map whose keys are the symbols of the locals in scope, nil when there is none.
(clojure.core/in-ns 'nacre.expander)
(nacre.primitive/namespace-set-content
 'nacre.expander (nacre.primitive/namespace-content 'clojure.core))

(def expand)

(def to-list
  (fn* to-list [v] (nacre.primitive/apply-vector list v)))

;; The metadata of the list that was entered last: the place of a symbol, which carries none.
(def place nil)

;; The elements of any seq as a vector.
(def vector-of
  (fn* vector-of [s]
    (loop* [v [] s (seq s)] (if s (recur (conj v (first s)) (next s)) v))))

;; The elements of any seq, each through f with env, as a vector put behind `into`.
(def expand-each
  (fn* expand-each [into forms env]
    (loop* [v into s (seq forms)]
      (if s
        (recur (conj v (expand (first s) env)) (next s))
        v))))

(def fail
  (fn* fail [message form]
    (let* [reason (nacre.primitive/compiler-message message form)]
      (throw (nacre.primitive/compiler-exception
              "compile-syntax-check"
              (if (seq? form) (first form) nil)
              (clojure.core/deref #'clojure.core/*file*)
              (if (nil? (meta form)) place (meta form))
              reason
              (nacre.primitive/exception-new java.lang.RuntimeException reason nil nil))))))

;; A list with the place of `form`, which is what traces show.
(def like
  (fn* like [form v] (with-meta (to-list v) (meta form))))

(def local?
  (fn* local? [symbol env]
    (if (nil? env) false (if (nil? (namespace symbol)) (contains? env symbol) false))))

(def with-local
  (fn* with-local [env symbol]
    (assoc (if (nil? env) {} env) symbol true)))

;; --- Names ------------------------------------------------------------------------------------

;; A dotted name that stands for a protocol means its interface, as a class would.
(def protocol-interface
  (fn* protocol-interface [var]
    (let* [value (nacre.primitive/var-root var)]
      (if (map? value)
        (if (class? (get value :on-interface)) (get value :on-interface) var)
        var))))

(def class-symbol?)
(def absent-class?)
(def absent-member?)
(def absent-member)

(def core-var
  (fn* core-var [name] (nacre.primitive/resolve-symbol (symbol "nacre.core" name))))

;; Point/create, Point/getBasis: what records have as static methods. The function, or nil.
(def record-static
  (fn* record-static [symbol]
    (if (nil? (namespace symbol))
      nil
      (let* [found (nacre.primitive/resolve-symbol (clojure.core/symbol (namespace symbol)))
             found (if (var? found) (nacre.primitive/var-root found) found)]
        (if (class? found)
          ((nacre.primitive/var-root (core-var "record-static")) found (name symbol))
          nil)))))

;; The value of the var that a symbol names, nil when it names none.
(def class-of-name
  (fn* class-of-name [symbol env]
    (if (local? symbol env)
      nil
      (let* [found (nacre.primitive/resolve-symbol symbol)]
        (if (var? found) (nacre.primitive/var-root found) nil)))))

;; Class/.method and Class/new, which Clojure 1.12 has: [class-symbol member], else nil.
(def qualified-member
  (fn* qualified-member [symbol env]
    (if (nil? (namespace symbol))
      nil
      (if (if (= (name symbol) "new")
            true
            (if (clojure.string/starts-with? (name symbol) ".") (not (= (name symbol) ".")) false))
        (let* [class (clojure.core/symbol (namespace symbol))]
          (if (if (class-symbol? class env) true (class? (class-of-name class env)))
            [class (name symbol)]
            nil))
        nil))))

;; Such a member as a value: a function.
(def member-function
  (fn* member-function [member env]
    (expand
     (if (= "new" (nth member 1))
       (list 'fn* ['& 'args]
             (list 'clojure.core/apply 'nacre.core/construct (nth member 0) 'args))
       (list 'fn* ['x '& 'args]
             (list 'clojure.core/apply 'nacre.core/invoke-method 'x
                   (list 'quote (symbol (subs (nth member 1) 1))) 'args)))
     env)))

;; Is the var private to another namespace? Nacre's own namespaces stand behind macros everywhere.
(def hidden?
  (fn* hidden? [var symbol]
    (if (nil? (namespace symbol))
      false
      (if (nil? (get (meta var) :private))
        false
        (if (= (nacre.primitive/var-namespace var) *ns*)
          false
          (not (clojure.string/starts-with?
                (name (nacre.primitive/namespace-name (nacre.primitive/var-namespace var))) "nacre.")))))))

;; long/1, String/2: the types of arrays of so many dimensions, which Clojure 1.12 writes so. Their names,
;; such as [J, or nil for another symbol.
(def array-letters
  {"boolean" "Z" "byte" "B" "short" "S" "int" "I" "long" "J" "float" "F" "double" "D" "char" "C"})
(def array-name
  (fn* array-name [symbol env]
    (let* [dimensions (if (nil? (namespace symbol))
                        nil
                        (get {"1" 1 "2" 2 "3" 3 "4" 4 "5" 5 "6" 6 "7" 7 "8" 8 "9" 9} (name symbol)))]
      (if (nil? dimensions)
        nil
        (let* [letter (get array-letters (namespace symbol))
               name (clojure.core/symbol (namespace symbol))
               class (if letter nil (if (local? name env) nil (nacre.primitive/resolve-symbol name)))
               class (if (var? class) (nacre.primitive/var-root class) class)
               element (if letter
                         letter
                         (if (class? class) (str "L" (nacre.primitive/type-name class) ";") nil))]
          (if element
            (clojure.core/symbol (str (subs "[[[[[[[[[" 0 dimensions) element))
            nil))))))

(def expand-symbol
  (fn* expand-symbol [symbol env]
    (if (local? symbol env)
      symbol
      (let* [found (nacre.primitive/resolve-symbol symbol)
             member (if (nil? found) (qualified-member symbol env) nil)
             array (if (nil? found) (array-name symbol env) nil)]
        (if (nil? found)
          (if member
            (member-function member env)
            (if array
              (list (core-var "array-class") (list 'quote array))
              (if (record-static symbol)
                (list (core-var "record-static")
                      (expand-symbol (clojure.core/symbol (namespace symbol)) env)
                      (name symbol))
                (if (if (nil? (namespace symbol))
                      (absent-class? symbol)
                      (absent-member? symbol))
                  (absent-member symbol)
                  (fail (if (nil? (namespace symbol))
                          "Unable to resolve symbol: %s in this context"
                          (if (nil? (nacre.primitive/resolve-namespace symbol))
                            "No such namespace: %n"
                            "No such var: %s"))
                        symbol)))))
          (if (var? found)
            (if (nacre.primitive/var-macro? found)
              (fail "Can't take value of a macro: %s" found)
              (if (hidden? found symbol)
                (fail (str "var: " (nacre.primitive/var-namespace found) "/" (nacre.primitive/var-symbol found) " is not public") found)
                (if (if (nil? (namespace symbol)) (clojure.string/includes? (name symbol) ".") false)
                  (protocol-interface found)
                found)))
            found))))))

;; --- Special forms ----------------------------------------------------------------------------

(def expand-all
  (fn* expand-all [form env] (like form (expand-each [(first form)] (rest form) env))))

(def divide-doubles-var
  (nacre.primitive/var-intern (nacre.primitive/find-namespace 'nacre.primitive) 'divide-doubles))

(def divide-var
  (nacre.primitive/var-intern (nacre.primitive/create-namespace 'clojure.core) '/))

;; Functions that answer a double when one of their arguments is one (1), those that always do (2), and
;; those that want numbers in all other arguments that Clojure does not box either (3).
(def double-functions
  {"+" 1 "-" 1 "*" 1 "/" 1 "inc" 1 "dec" 1 "double" 2 "float" 2 "divide-doubles" 2 "quot" 3 "rem" 3
   "abs" 1 "max" 3 "min" 3 "unchecked-add" 1 "unchecked-subtract" 1 "unchecked-multiply" 1
   "unchecked-inc" 1 "unchecked-dec" 1 "unchecked-negate" 1 "unchecked-double" 2 "unchecked-float" 2
   "signum" 1 "rint" 2 "parseDouble" 2
   "sqrt" 2 "sin" 2 "cos" 2 "tan" 2 "pow" 2 "exp" 2 "log" 2 "log10" 2 "floor" 2 "ceil" 2 "cbrt" 2
   "hypot" 2 "atan" 2 "atan2" 2 "asin" 2 "acos" 2 "toRadians" 2 "toDegrees" 2})

;; Namespaces of constants that Clojure keeps as they are.
(def constant-spaces
  (conj #{} (nacre.primitive/create-namespace 'Math) (nacre.primitive/create-namespace 'Double)))

;; Is it an integer that Clojure does not box?
(def long-form?
  (fn* long-form? [form env] (if (symbol? form) (= :long (get env form)) (int? form))))

;; Does Clojure know that the expanded form answers a double, so that it does not box it?
(def double-form?
  (fn* double-form? [form env]
    (if (seq? form)
      (if (var? (first form))
        (let* [kind (get double-functions (name (nacre.primitive/var-symbol (first form))))]
          (if (nil? kind)
            false
            (if (= kind 2)
              true
              (loop* [s (next form) found false]
                (if s
                  (if (double-form? (first s) env)
                    (if (= kind 1) true (recur (next s) true))
                    (if (= kind 1)
                      (recur (next s) false)
                      (if (long-form? (first s) env) (recur (next s) found) false)))
                  found)))))
        (if (= 'do (first form))
          (loop* [s (next form)]
            (if (next s) (recur (next s)) (if s (double-form? (first s) env) false)))
          (if (= 'if (first form))
            (if (= 4 (count form))
              (if (double-form? (nth form 2) env) (double-form? (nth form 3) env) false)
              false)
            false)))
      (if (symbol? form)
        (= :double (get env form))
        (if (var? form)
          (if (contains? constant-spaces (nacre.primitive/var-namespace form))
            (double? (nacre.primitive/var-root form))
            false)
          (double? form))))))

;; An expanded call of / with two operands: by a double zero as the machine does, where one of the
;; operands is known for a double.
(def division
  (fn* division [form env]
    (if (if (identical? (first form) divide-var) (= 3 (count form)) false)
      (if (if (double-form? (nth form 1) env) true (double-form? (nth form 2) env))
        (like form [divide-doubles-var (nth form 1) (nth form 2)])
        form)
      form)))

(def expand-bindings
  (fn* expand-bindings [form env]
    (let* [bindings (first (next form))]
      (if (vector? bindings)
        (loop* [done [] s (seq bindings) env env]
          (if s
            (if (next s)
              (if (symbol? (first s))
                (if (nil? (namespace (first s)))
                  (let* [value (expand (first (next s)) env)]
                    (recur (conj (conj done (first s)) value)
                           (next (next s))
                           (assoc (with-local env (first s)) (first s)
                                  (if (double-form? value env) :double (if (long-form? value env) :long true)))))
                  (fail "Can't let qualified name: %s" (first s)))
                (fail "Unsupported binding form: %s" (first s)))
              (fail "Bad binding form, expected matched symbol expression pairs: %s" form))
            (like form (expand-each [(first form) done] (next (next form)) env))))
        (fail "Bad binding form, expected vector: %s" form)))))

(def expand-letfn
  (fn* expand-letfn [form env]
    (let* [bindings (first (next form))
           known (if (if (vector? bindings) (even? (count bindings)) false)
                   nil
                   (fail "Bad binding form, expected vector of pairs: %s" form))
           env (loop* [s (seq bindings) env env]
                 (if s (recur (next (next s)) (with-local env (first s))) env))]
      (loop* [done [] s (seq bindings)]
        (if s
          (let* [function (expand (first (next s)) env)]
            (if (if (seq? function) (= 'fn* (first function)) false)
              (recur (conj (conj done (first s)) function) (next (next s)))
              (fail "letfn* binds functions only: %s" form)))
          (like form (expand-each [(first form) done] (next (next form)) env)))))))

(def expand-arity
  (fn* expand-arity [arity env]
    (if (vector? (first arity))
      (let* [env (loop* [s (seq (first arity)) env env]
                   (if s
                     (if (symbol? (first s))
                       (if (nil? (namespace (first s)))
                         (recur (next s)
                                (if (= (first s) '&)
                                  env
                                  (if (= 'double (get (meta (first s)) :tag))
                                    (assoc (with-local env (first s)) (first s) :double)
                                    (with-local env (first s)))))
                         (fail "Can't use qualified name as parameter: %s" (first s)))
                       (fail "fn params must be Symbols: %s" (first s)))
                     env))]
        (like arity (expand-each [(first arity)] (rest arity) env)))
      (fail "Parameter declaration should be a vector: %s" arity))))

;; The metadata of the form is the function's, but for what readers and fn put there.
(def with-literal-meta
  (fn* with-literal-meta [function given env]
    (let* [given (if (map? given) (dissoc given :line :column :file :rettag) given)]
      (if (if (nil? given) true (= given {}))
        function
        (like function [#'nacre.primitive/function-of-literal function (expand given env)])))))

(def expand-fn
  (fn* expand-fn [form env]
    (let* [parts (next form)
           name (if (symbol? (first parts)) (first parts) nil)
           parts (if name (next parts) parts)
           outside env
           env (if name (with-local env name) env)
           start (if name [(first form) name] [(first form)])]
      (if (vector? (first parts))
        (with-literal-meta
         (like form (conj start (expand-arity (with-meta (to-list (vector-of parts)) (meta form)) env)))
         (meta form) outside)
        (loop* [done start s (seq parts)]
          (if s
            (if (seq? (first s))
              (recur (conj done (expand-arity (first s) env)) (next s))
              (fail "Invalid fn arity: %s" (first s)))
            (with-literal-meta (like form done) (meta form) outside)))))))

;; The name that is being defined, nil outside of definitions: types that forms make are named after it.
(def defining nil)

;; (def var metadata value): the metadata is a form, evaluated as Clojure does.
(def expand-def
  (fn* expand-def [form env]
    (let* [symbol (first (next form))
           more (next (next form))]
      (if (next form) nil (fail "Too few arguments to def" form))
      (if (symbol? symbol) nil (fail "First argument to def must be a Symbol" form))
      (if (next (next more)) (fail "Too many arguments to def" form) nil)
      (let* [documented (if (next more) (string? (first more)) false)
             var (nacre.primitive/define-name symbol)
             given (meta symbol)
             given (if (map? given) given {})
             given (if documented (assoc given :doc (first more)) given)
             more (if documented (next more) more)]
        (if (if (next more) true false) (fail "Too many arguments to def" form) nil)
        (if (get given :dynamic) (nacre.primitive/var-set-dynamic var true) nil)
        (let* [outer (nacre.primitive/var-root #'nacre.expander/defining)]
          (nacre.primitive/var-set-root #'nacre.expander/defining symbol)
          (let* [made (like form (expand-each ['def var (expand given env)] more env))]
            (nacre.primitive/var-set-root #'nacre.expander/defining outer)
            made))))))

;; (catch name body ...) without a class takes every Throwable: an error in Clojure, so that no program
;; of its changes its meaning. It is for files whose reader conditionals give a class to the dialects
;; that they know. What looks like a class, Exception or java.io.IOException, still lacks its name.
(def with-class
  (fn* with-class [clause env]
    (let* [name (first (next clause)) body (next (next clause))]
      (if (if body (if (symbol? name) (not (symbol? (first body))) false) false)
        (if (if (namespace name)
              true
              (if (= (str name) (clojure.string/lower-case name)) (class-symbol? name env) true))
          clause
          (like clause (vector-of (cons (first clause) (cons 'Throwable (next clause))))))
        clause))))

(def expand-catch
  (fn* expand-catch [clause env]
    (let* [clause (with-class clause env)
           class (first (next clause))
           name (first (next (next clause)))]
      (if (symbol? name) nil (fail "Bad binding form, expected symbol: %s" clause))
      (if (if (string? class) true (number? class)) (fail "Unable to resolve classname: %s" class) nil)
      (like clause (expand-each [(first clause)
                                 (if (keyword? class)
                                   class
                                   (if (if (symbol? class) (absent-class? class) false)
                                     ((nacre.primitive/var-root (core-var "absent-type")) class)
                                     (expand class env)))
                                 name]
                                (next (next (next clause)))
                                (with-local env name))))))

(def expand-try
  (fn* expand-try [form env]
    (loop* [done [(first form)] s (next form)]
      (if s
        (let* [clause (first s)
               head (if (seq? clause) (first clause) nil)]
          (recur (conj done (if (= head 'catch)
                              (expand-catch clause env)
                              (if (= head 'finally) (expand-all clause env) (expand clause env))))
                 (next s)))
        (like form done)))))

(def expand-var
  (fn* expand-var [form env]
    (let* [named (first (next form))
           found (if (symbol? named) (nacre.primitive/resolve-symbol named) nil)]
      (if (var? found)
        (like form ['var found])
        (fail "Unable to resolve var: %s in this context" named)))))

(def undot)

;; (set! (.field object) value), in each of the forms that read a field.
(def expand-set-field
  (fn* expand-set-field [form target value env]
    (let* [dotted (if (symbol? (first target)) (undot target (first target) env) target)
           member (first (next (next dotted)))]
      (if (if (= '. (first dotted)) (symbol? member) false)
        (like form [(core-var "set-field")
                    (expand (first (next dotted)) env)
                    (list 'quote (if (clojure.string/starts-with? (name member) "-")
                                   (symbol (subs (name member) 1))
                                   member))
                    value])
        (fail "Invalid assignment target: %s" form)))))

(def expand-set
  (fn* expand-set [form env]
    (let* [target (first (next form))
           value (expand (first (next (next form))) env)]
      (if (symbol? target)
        (if (local? target env)
          (fail "Cannot assign to non-mutable: %s" target)
          (let* [found (nacre.primitive/resolve-symbol target)]
            (if (var? found)
              (like form ['set! found value])
              (fail "Unable to resolve symbol: %s in this context" target))))
        (if (seq? target)
          (expand-set-field form target value env)
          (fail "Invalid assignment target: %s" form))))))

(def expand-case
  (fn* expand-case [form env]
    (let* [parts (next form)
           branches (first (next (next (next parts))))]
      (like form ['case*
                  (expand (first parts) env)
                  (first (next parts))
                  (expand (first (next (next parts))) env)
                  (expand-each [] branches env)]))))

;; --- Interop syntax ---------------------------------------------------------------------------

(def find-ns-named
  (fn* find-ns-named [symbol]
    (nacre.primitive/resolve-namespace (clojure.core/symbol (name symbol) "x"))))

;; Does the name stand for a class of the JVM that is not here? One of java and javax that nothing
;; defines, or one that ns imported all the same (nacre.core/import-or-note).
(def absent-class?
  (fn* absent-class? [symbol]
    (let* [found (nacre.primitive/resolve-symbol symbol)
           found (if (var? found) (nacre.primitive/var-root found) found)]
      (if (class? found)
        (if (get (nacre.primitive/type-flags found) :absent) true false)
        (if (nil? found)
          (if (if (clojure.string/starts-with? (name symbol) "java.")
                true
                (if (clojure.string/starts-with? (name symbol) "javax.")
                  true
                  (clojure.string/starts-with? (name symbol) "clojure.lang.")))
            (nil? (find-ns-named symbol))
            false)
          false)))))

;; Is the qualified symbol a member that is not here, of such a class or of another of the JVM's?
(def absent-member?
  (fn* absent-member? [symbol]
    (let* [name (clojure.core/symbol (namespace symbol))]
      (if (absent-class? name)
        true
        (let* [found (nacre.primitive/resolve-symbol name)
               found (if (var? found) (nacre.primitive/var-root found) found)
               text (if (class? found) (clojure.core/name (nacre.primitive/type-name found)) "")]
          (if (clojure.string/starts-with? text "java.")
            true
            (clojure.string/starts-with? text "clojure.lang.")))))))

;; What stands for a member of such a class, or for the class in (new Class): it says so when it runs.
(def absent-member
  (fn* absent-member [form]
    (list (core-var "absent-member") (list 'quote form))))

(def class-symbol?
  (fn* class-symbol? [form env]
    (if (symbol? form)
      (if (local? form env)
        false
        (if (nil? (namespace form))
          (let* [found (nacre.primitive/resolve-symbol form)]
            (if (nil? found)
              (if (nil? (find-ns-named form)) (if (absent-class? form) true false) true)
              (if (if (var? found) (clojure.string/includes? (name form) ".") false)
                (class? (nacre.primitive/var-root found))
                (class? found))))
          false))
      false)))

;; (. object member args ...), (. object (member args ...)), (. object -field)
(def expand-dot
  (fn* expand-dot [form env]
    (let* [object (first (next form))
           member (first (next (next form)))
           together (seq? member)
           args (if together (next member) (next (next (next form))))
           member (if together (first member) member)
           ;; Within a macro, syntax-quote has given the member a namespace.
           member (if (symbol? member) (symbol (name member)) member)]
      (if (symbol? member) nil (fail "Malformed member expression: %s" form))
      (if (class-symbol? object env)
        (let* [static (symbol (name object) (name member))
               found (nacre.primitive/resolve-symbol static)]
          (if (var? found)
            (if (if together true (if args true (fn? (nacre.primitive/var-root found))))
              (expand (like form (vector-of (cons static args))) env)
              (expand static env))
            (if (absent-class? object)
              (absent-member static)
            (if (class? (nacre.primitive/resolve-symbol object))
              (like form (expand-each [(core-var "invoke-method")
                                       (expand object env)
                                       (list 'quote member)]
                                      args env))
              (fail "No matching method or field: %s" form)))))
        (if (clojure.string/starts-with? (name member) "-")
          (like form [(core-var "field")
                      (expand object env)
                      (list 'quote (symbol (subs (name member) 1)))])
          (like form (expand-each [(core-var "invoke-method")
                                   (expand object env)
                                   (list 'quote member)]
                                  args env)))))))

(def expand-new
  (fn* expand-new [form env]
    (let* [class (first (next form))
           global (if (symbol? class)
                    (if (local? class env) false (nil? (namespace class)))
                    false)]
      (if (next form) nil
          (fail "wrong number of arguments, expecting: (new Classname args...)" form))
      (if (if (symbol? class) (not (local? class env)) (class? class))
        nil
        (fail "Unable to resolve classname: %s" form))
      (if (if global (absent-class? class) false)
        (absent-member class)
        (like (if (if global (nil? (nacre.primitive/resolve-symbol class)) false)
                (fail "Unable to resolve classname: %s" class)
                form) (expand-each [(core-var "construct")] (next form) env))))))

;; --- Calls ------------------------------------------------------------------------------------

;; (.method object ...) and (Class. ...) as dot forms; any other call unchanged.
;; (.method Class) is a method of the class as an object, no static one.
(def instance-target
  (fn* instance-target [target env]
    (if (class-symbol? target env) (list 'clojure.core/identity target) target)))

(def undot
  (fn* undot [form head env]
    (let* [text (name head)]
      (if (nil? (namespace head))
        (if (clojure.string/starts-with? text ".")
          (if (= text ".")
            form
            (if (= text "..")
              form
              (if (next form)
                (like form (vector-of
                            (cons '. (cons (instance-target (first (next form)) env)
                                           (cons (symbol (subs text 1))
                                                 (next (next form)))))))
                (fail "Malformed member expression, expecting (.member target ...): %s" form))))
          (if (clojure.string/ends-with? text ".")
            (like form (vector-of
                        (cons 'new (cons (symbol (subs text 0 (dec (count text))))
                                         (next form)))))
            form))
        (let* [member (qualified-member head env)]
          (if (nil? member)
            form
            (if (= "new" (nth member 1))
              (like form (vector-of (cons 'new (cons (nth member 0) (next form)))))
              (if (next form)
                (like form (vector-of
                            (cons '. (cons (first (next form))
                                           (cons (symbol (subs (nth member 1) 1))
                                                 (next (next form)))))))
                (fail "Malformed member expression, expecting (Class/.member target ...): %s"
                      form)))))))))

;; Is what a macro throws a word about its arguments?
(def about-syntax?
  (fn* about-syntax? [type]
    (if (nacre.primitive/subtype? type java.lang.IllegalArgumentException)
      true
      (if (nacre.primitive/subtype? type java.lang.IllegalStateException)
        true
        (if (nacre.primitive/subtype? type clojure.lang.ExceptionInfo)
          true
          (identical? type java.lang.Exception))))))

;; What a macro throws is an error of the compiler, but for a wrong number of arguments.
(def macro-failed
  (fn* macro-failed [form e arguments symbol var]
    (let* [type (nacre.primitive/type e)]
      (if (nacre.primitive/subtype? type clojure.lang.ArityException)
        ;; The form and the environment, which every macro is given, are none of the caller's.
        (let* [message (nacre.primitive/exception-message e)
               name (str (nacre.primitive/var-namespace var) "/" (nacre.primitive/var-symbol var))]
          (throw
           (if (clojure.string/starts-with?
                message (str "Wrong number of args (" (count arguments) ") passed to: " name))
             (nacre.primitive/exception-new
              type (str "Wrong number of args (" (- (count arguments) 2) ") passed to: " name) nil nil)
             e)))
        (if (nacre.primitive/subtype? type clojure.lang.Compiler$CompilerException)
          (throw e)
          (throw (nacre.primitive/compiler-exception
                  (if (about-syntax? type) "macro-syntax-check" "macroexpansion")
                  symbol
                  (clojure.core/deref #'clojure.core/*file*)
                  (if (nil? (meta form)) place (meta form))
                  (nacre.primitive/exception-message e)
                  e)))))))

;; What clojure.spec puts here, once there are specs of functions and macros: asked before each expansion
;; with the macro's var and what it is called with.
(def macro-check nil)

(def call-macro
  (fn* call-macro [form var env]
    (let* [arguments (vector-of (cons form (cons env (next form))))
           checked (if macro-check
                     (try
                       (macro-check var (next form))
                       (catch :default e
                         (macro-failed form e arguments
                                       (symbol (str (nacre.primitive/var-namespace var))
                                               (str (nacre.primitive/var-symbol var)))
                                       var)))
                     nil)
           expanded (try
                      (nacre.primitive/apply-vector (nacre.primitive/var-root var) arguments)
                      (catch :default e (macro-failed form e arguments (first form) var)))]
      (if (seq? expanded)
        (if (nil? (meta expanded))
          (if (nil? (meta form)) expanded (with-meta expanded (meta form)))
          expanded)
        expanded))))

;; Is the form (Class/CONSTANT), which is written like a call and means the value?
(def static-constant?
  (fn* static-constant? [form head found env]
    (if (if (nil? (next form)) (if (namespace head) (var? found) false) false)
      (let* [value (nacre.primitive/var-root found)]
        (if (if (number? value) true (if (string? value) true (char? value)))
          (let* [class (symbol (namespace head))]
            (if (class? (nacre.primitive/resolve-symbol class))
              true
              (class? (class-of-name (symbol (str "java.lang." (namespace head))) env))))
          false))
      false)))

;; The functions whose every call Clojure compiles in place, with the number of arguments they take: a
;; call with another number is refused when it is compiled. :pairs stands for those that take two
;; arguments at a time: what follows them is evaluated afterwards.
(def inlined
  (let* [names (quote
                 {aclone 1 alength 1 bit-not 1 boolean 1 booleans 1 byte 1 bytes 1 char 1 chars 1 count 1
                  dec 1 dec' 1 double 1 doubles 1 float 1 floats 1 inc 1 inc' 1 int 1 ints 1 long 1 longs
                  1 neg? 1 nil? 1 num 1 pos? 1 short 1 shorts 1 unchecked-byte 1 unchecked-char 1
                  unchecked-dec 1 unchecked-dec-int 1 unchecked-double 1 unchecked-float 1 unchecked-inc
                  1 unchecked-inc-int 1 unchecked-int 1 unchecked-long 1 unchecked-negate 1
                  unchecked-negate-int 1 unchecked-short 1 zero? 1 bit-shift-left 2 bit-shift-right 2
                  compare 2 quot 2 rem 2 unchecked-add 2 unchecked-add-int 2 unchecked-divide-int 2
                  unchecked-multiply 2 unchecked-multiply-int 2 unchecked-remainder-int 2
                  unchecked-subtract 2 unchecked-subtract-int 2 unsigned-bit-shift-right 2
                  / :pairs max :pairs min :pairs bit-and :pairs bit-or :pairs bit-xor :pairs
                  bit-and-not :pairs + :pairs - :pairs * :pairs +' :pairs -' :pairs *' :pairs})
         core (nacre.primitive/create-namespace 'clojure.core)]
    (loop* [entries (seq names) result {}]
      (if entries
        (recur (next entries)
               (assoc result (nacre.primitive/var-intern core (key (first entries)))
                      (val (first entries))))
        result))))

;; (op (op a b) c) of (op a b c).
(def paired
  (fn* paired [form head first-argument others]
    (loop* [made first-argument others others]
      (if others
        (recur (like form [head made (first others)]) (next others))
        made))))

(def check-inlined
  (fn* check-inlined [form var]
    (let* [wanted (get inlined var)]
      (if (nil? wanted)
        form
        (if (= wanted :pairs)
          (if (< (count form) 4)
            form
            (paired form (nth form 0) (nth form 1) (next (next form))))
        (if (= wanted (dec (count form)))
          form
          (throw (nacre.primitive/exception-new
                  clojure.lang.ArityException
                  (str "Wrong number of args (" (dec (count form)) ") passed to: clojure.core/"
                       (nacre.primitive/var-symbol var))
                  nil nil))))))))

;; Quoted data with its sequences realised: what a macro left lazy must not wait until the code runs,
;; where the namespace is another.
(def realized
  (fn* realized [x]
    (if (nacre.primitive/user-instance? x)
      x
      (if (seq? x)
        (loop* [v [] same (list? x) s (seq x)]
          (if s
            (let* [r (realized (first s))]
              (recur (conj v r) (if same (identical? r (first s)) false) (next s)))
            (if same x (with-meta (to-list v) (meta x)))))
        (if (vector? x)
          (loop* [v x i 0]
            (if (= i (count x))
              v
              (let* [r (realized (nth x i))]
                (recur (if (identical? r (nth x i)) v (assoc v i r)) (inc i)))))
          (if (map? x)
            (loop* [m x s (seq x)]
              (if s
                (let* [r (realized (val (first s)))]
                  (recur (if (identical? r (val (first s))) m (assoc m (key (first s)) r)) (next s)))
                m))
            x))))))

;; One step: the expansion of a macro call or dot form, else the form itself. compiled: is it to be
;; compiled, so that calls are checked and written as the compiler wants them?
(def expand-1
  (fn* expand-1 [form env compiled]
    (if (seq? form)
      (let* [head (first form)]
        (if (symbol? head)
          (if (special-symbol? head)
            form
            (if (local? head env)
              form
              (let* [found (nacre.primitive/resolve-symbol head)]
                (if (if (var? found) (nacre.primitive/var-macro? found) false)
                  (call-macro form found env)
                  (if (nil? found)
                    (undot form head env)
                    (if (static-constant? form head found env)
                      head
                      (if compiled (check-inlined form found) form)))))))
          (if (var? head)
            (if (nacre.primitive/var-macro? head) (call-macro form head env) form)
            form)))
      form)))

(def special-expanders
  {'quote (fn* [form env]
            (if (= 2 (count form))
              (like form ['quote (realized (first (next form)))])
              (fail (str "Wrong number of args (" (dec (count form)) ") passed to quote") form)))
   'if expand-all 'do expand-all 'recur expand-all 'throw expand-all
   'let* expand-bindings 'loop* expand-bindings 'letfn* expand-letfn
   'fn* expand-fn 'def expand-def 'try expand-try 'var expand-var 'set! expand-set
   'case* expand-case '. expand-dot 'new expand-new
   'monitor-enter (fn* [form env] (like form (expand-each [(core-var "lock")] (next form) env)))
   'monitor-exit (fn* [form env] (like form (expand-each [(core-var "unlock")] (next form) env)))
   'deftype* (fn* [form env] (fail "deftype* is written as deftype: %s" form))
   'reify* (fn* [form env] (fail "reify* is written as reify: %s" form))
   'catch (fn* [form env] (fail "catch outside of try: %s" form))
   'finally (fn* [form env] (fail "finally outside of try: %s" form))
   '& (fn* [form env] (fail "& is no function: %s" form))})

;; What *unchecked-math* makes of arithmetic on two operands (of one, for inc, dec and -).
(def unchecked-names
  {"+" "unchecked-add" "-" "unchecked-subtract" "*" "unchecked-multiply"
   "inc" "unchecked-inc" "dec" "unchecked-dec"})

(def unchecked-setting
  (nacre.primitive/var-intern (nacre.primitive/find-namespace 'clojure.core) '*unchecked-math*))

(def unchecked-head
  (fn* unchecked-head [head count env]
    (if (if (symbol? head) (not (local? head env)) false)
      (let* [found (get unchecked-names (name head))
             one (if found (if (= count 2) (if (= (name head) "-") "unchecked-negate" found) found) nil)]
        (if (if one
              (if (if (= (name head) "inc") true (= (name head) "dec"))
                (= count 2)
                (if (= (name head) "-") (if (= count 2) true (= count 3)) (= count 3)))
              false)
          (if (= (nacre.primitive/resolve-symbol head)
                 (nacre.primitive/resolve-symbol (symbol "clojure.core" (name head))))
            (symbol "clojure.core" one)
            head)
          head))
      head)))

;; Is it a constant that cannot be called?
(def literal?
  (fn* literal? [x]
    (if (number? x) true (if (string? x) true (if (char? x) true (if (= x true) true (= x false)))))))

(def any-call?
  (fn* any-call? [forms]
    (if forms (if (seq? (first forms)) true (recur (next forms))) false)))

;; A call of what no name stands for: that it can be called is told before arguments are evaluated.
(def expand-call-of
  (fn* expand-call-of [form head env]
    (let* [callee (expand head env)
           callee (if (any-call? (next form))
                    (if (if (seq? callee) (= 'fn* (first callee)) false)
                      callee
                      (list (core-var "callable") callee))
                    callee)]
      (like form (expand-each [callee] (rest form) env)))))

(def expand-seq
  (fn* expand-seq [form env]
    (let* [head (first form)
           head (if (if (nacre.primitive/var-bound? unchecked-setting)
                        (clojure.core/deref unchecked-setting)
                        false)
                  (unchecked-head head (count form) env)
                  head)
           form (if (identical? head (first form)) form (like form (vector-of (cons head (rest form)))))]
      (if (nil? (meta form)) nil (nacre.primitive/var-set-root #'nacre.expander/place (meta form)))
      (if (nil? head) (fail "Can't call nil, form: %s" form) nil)
      (if (if (symbol? head) (special-symbol? head) false)
        ((get special-expanders head) form env)
        (let* [expanded (expand-1 form env true)]
          (if (identical? expanded form)
            (if (if (seq? head) true (literal? head))
              (expand-call-of form head env)
              (division (like form (expand-each [(if (var? head) head (expand head env))] (rest form) env))
                        env))
            (expand expanded env)))))))

;; --- Literals ---------------------------------------------------------------------------------

(def keep-meta
  (fn* keep-meta [form made env]
    (if (nil? (meta form))
      made
      (with-meta made (expand (meta form) env)))))

(def expand-map
  (fn* expand-map [form env]
    (if (nacre.primitive/user-instance? form)
      form
      (loop* [v [] s (seq form)]
        (if s
          (recur (conj (conj v (expand (key (first s)) env)) (expand (val (first s)) env))
                 (next s))
          (keep-meta form (nacre.primitive/apply-vector nacre.primitive/map-literal v) env))))))

(def expand
  (fn* expand [form env]
    (if (symbol? form)
      (expand-symbol form env)
      (if (seq? form)
        (if (seq form) (expand-seq form env) form)
        (if (vector? form)
          (if (map-entry? form) form (keep-meta form (expand-each [] form env) env))
          (if (map? form)
            (expand-map form env)
            (if (if (set? form) (not (nacre.primitive/user-instance? form)) false)
              (keep-meta form
                         (nacre.primitive/apply-vector hash-set
                                                       (expand-each [] form env))
                         env)
              ;; A var that a macro put into a form stands for itself.
              (if (var? form) (list 'var form) form))))))))

;; --- What the rest of the system calls --------------------------------------------------------

(clojure.core/in-ns 'nacre.primitive)

(def macroexpand-1
  (fn* macroexpand-1 [form] (nacre.expander/expand-1 form nil false)))

;; What went wrong in a phase, unless a phase within has told of it.
(def phase-failed
  (fn* phase-failed [e phase place]
    (throw (if (nacre.primitive/subtype? (nacre.primitive/type e)
                                         clojure.lang.Compiler$CompilerException)
             e
             (nacre.primitive/compiler-exception
              phase nil (clojure.core/deref #'clojure.core/*file*) place
              (nacre.primitive/exception-message e) e)))))

;; A form as read, as a function without arguments that evaluates it.
(def compile-form
  (fn* compile-form [form]
    (nacre.primitive/var-set-root #'nacre.expander/defining nil)
    (nacre.primitive/compile-expanded
     (try
       (nacre.expander/expand form nil)
       (catch :default e (phase-failed e "compile-syntax-check" nacre.expander/place)))
     (clojure.core/deref #'clojure.core/*file*))))

;; The place of a def's value, else of the def.
(def place-of-def
  (fn* place-of-def [form]
    (let* [place (clojure.core/meta (clojure.core/nth form (clojure.core/dec (clojure.core/count form))))]
      (if (clojure.core/get place :line) place (clojure.core/meta form)))))

;; The value of a form: a do at top level is evaluated form by form, so that each sees what those
;; before it defined. As in Clojure, what the value of a def throws is wrapped.
(def evaluate
  (fn* evaluate [form]
    (let* [expanded (nacre.primitive/macroexpand-1 form)]
      (if (clojure.core/identical? expanded form)
        (let* [head (if (clojure.core/seq? form) (clojure.core/first form) nil)]
          (if (clojure.core/= head 'do)
            (loop* [forms (clojure.core/next form) value nil]
              (if forms
                (recur (clojure.core/next forms)
                       (nacre.primitive/evaluate (clojure.core/first forms)))
                value))
            (let* [function (nacre.primitive/compile-form form)]
              (if (clojure.core/= head 'def)
                (try
                  (function)
                  (catch :default e (phase-failed e "execution" (place-of-def form))))
                (function)))))
        (nacre.primitive/evaluate expanded)))))

;; The reader behind its next form; what reading throws tells where.
(def read-loaded
  (fn* read-loaded [reader]
    (try
      (nacre.primitive/reader-next reader)
      (catch :default e
        (let* [position (nacre.primitive/reader-position reader)]
          (phase-failed e "read-source" {:line (clojure.core/nth position 1)
                                         :column (clojure.core/nth position 2)}))))))

(def evaluate-loaded
  (fn* evaluate-loaded [reader]
    (try
      (nacre.primitive/evaluate (nacre.primitive/reader-form reader))
      (catch :default e
        (let* [position (nacre.primitive/reader-position reader)]
          (phase-failed e "execution" {:line (clojure.core/nth position 3)
                                       :column (clojure.core/nth position 4)}))))))

;; Evaluates the forms of a reader one after the other; the value of the last.
(def evaluate-all
  (fn* evaluate-all [reader]
    (loop* [reader (read-loaded reader) value nil]
      (if (nacre.primitive/reader-end? reader)
        value
        (let* [value (evaluate-loaded reader)]
          (recur (read-loaded reader) value))))))
