;; SPDX-License-Identifier: MIT
;; The specs of what macros of clojure.core take.
(ns nacre.test.core-specs
  (:require [clojure.core.specs.alpha :as specs]
            [clojure.spec.alpha :as s]
            [clojure.test :refer [are deftest is]]))

(deftest what-forms-conform-to
  (are [expected spec form] (= expected (s/conform spec form))
    [:local-symbol 'x] ::specs/binding-form 'x
    ::s/invalid ::specs/binding-form '&
    ::s/invalid ::specs/binding-form 'a/x
    [:seq-destructure {:forms [[:local-symbol 'a] [:seq-destructure {:forms [[:local-symbol 'b]]}]]
                       :rest-forms {:ampersand '& :form [:local-symbol 'r]}
                       :as-form {:as :as :as-sym 'all}}]
    ::specs/binding-form '[a [b] & r :as all]
    [:map-destructure '{:keys [a b/c] :as m :or {a 1} x :x}]
    ::specs/binding-form '{:keys [a b/c] :as m :or {a 1} x :x}
    ::s/invalid ::specs/binding-form '{:keys a}
    [{:form [:local-symbol 'a] :init-expr 1} {:form [:map-destructure '{:strs [b]}] :init-expr '(f)}]
    ::specs/bindings '[a 1 {:strs [b]} (f)]
    ::s/invalid ::specs/bindings '[a]
    {:params [[:local-symbol 'a]] :var-params {:ampersand '& :var-form [:local-symbol 'more]}}
    ::specs/param-list '[a & more]
    {:fn-name 'f :docstring "d"
     :fn-tail [:arity-1 {:params {:params [[:local-symbol 'x]]}
                         :body [:prepost+body {:prepost '{:pre [x]} :body '[1 2]}]}]}
    ::specs/defn-args '(f "d" [x] {:pre [x]} 1 2)
    {:fn-name 'f :meta {:a 1}
     :fn-tail [:arity-n {:bodies [{:params {} :body [:body [1]]}
                                  {:params {:params [[:local-symbol 'x]]} :body [:body '[{x 1}]]}]
                         :attr-map {:b 2}}]}
    ::specs/defn-args '(f {:a 1} ([] 1) ([x] {x 1}) {:b 2})
    ::s/invalid ::specs/defn-args '(f 1)
    '{:ns-name a.b :docstring "d"
      :ns-clauses [[:refer-clojure {:clause :refer-clojure :refer-filters {:exclude [map]}}]
                   [:require {:clause :require
                              :body [[:libspec [:lib x.y]]
                                     [:libspec [:lib+opts {:lib z :options {:as q :refer [:syms [r]]}}]]
                                     [:flag :reload]]}]
                   [:import {:clause :import
                             :classes [[:class java.util.Date]
                                       [:package-list {:package java.util :classes [UUID Map]}]]}]]}
    ::specs/ns-form '(a.b "d" (:refer-clojure :exclude [map])
                          (:require x.y [z :as q :refer [r]] :reload)
                          (:import java.util.Date (java.util UUID Map)))
    ::s/invalid ::specs/ns-form '(a.b (:requires x))))

(deftest forms-come-back
  (are [spec form] (= form (s/unform spec (s/conform spec form)))
    ::specs/binding-form '{:keys [a b] c :c :as m}
    ::specs/bindings '[a 1 b 2]
    ::specs/defn-args '(f "doc" {:a 1} ([x] 1) ([x y] {:pre [x]} 2) {:c 1})))

(deftest pairs
  (is (specs/even-number-of-forms? '[a 1]))
  (is (not (specs/even-number-of-forms? '[a]))))
