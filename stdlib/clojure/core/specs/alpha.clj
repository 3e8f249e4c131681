;; SPDX-License-Identifier: MIT
;;
;; The grammar of the macros of clojure.core that bind names, as specs for macros of programs that take
;; the same. The macros of clojure.core check their arguments by themselves, not by these.
(ns clojure.core.specs.alpha
  "Specs of binding forms, of what follows defn and fn, and of the clauses of ns."
  (:require [clojure.spec.alpha :as s]))

;; --- Names and destructuring ---------------------------------------------------------------------
(s/def ::local-name (s/and simple-symbol? #(not= '& %)))

(s/def ::binding-form
  (s/or :local-symbol ::local-name
        :seq-destructure ::seq-binding-form
        :map-destructure ::map-binding-form))

(s/def ::seq-binding-form
  (s/and vector?
         (s/cat :forms (s/* ::binding-form)
                :rest-forms (s/? (s/cat :ampersand #{'&} :form ::binding-form))
                :as-form (s/? (s/cat :as #{:as} :as-sym ::local-name)))))

(s/def ::keys (s/coll-of ident? :kind vector?))
(s/def ::syms (s/coll-of symbol? :kind vector?))
(s/def ::strs (s/coll-of simple-symbol? :kind vector?))
(s/def ::or (s/map-of simple-symbol? any?))
(s/def ::as ::local-name)

(s/def ::map-special-binding (s/keys :opt-un [::as ::or ::keys ::syms ::strs]))
(s/def ::map-binding (s/tuple ::binding-form any?))
(s/def ::ns-keys
  (s/tuple (s/and qualified-keyword? #(contains? #{"keys" "syms"} (name %)))
           (s/coll-of simple-symbol? :kind vector?)))
(s/def ::map-bindings
  (s/every (s/or :map-binding ::map-binding
                 :qualified-keys-or-syms ::ns-keys
                 :special-binding (s/tuple #{:as :or :keys :syms :strs} any?))
           :kind map?))
(s/def ::map-binding-form (s/merge ::map-bindings ::map-special-binding))

(defn even-number-of-forms?
  "Has each name of a vector of bindings its value?"
  [forms]
  (even? (count forms)))

(s/def ::binding (s/cat :form ::binding-form :init-expr any?))
(s/def ::bindings (s/and vector? even-number-of-forms? (s/* ::binding)))

;; --- Functions -----------------------------------------------------------------------------------
(s/def ::param-list
  (s/and vector?
         (s/cat :params (s/* ::binding-form)
                :var-params (s/? (s/cat :ampersand #{'&} :var-form ::binding-form)))))

(s/def ::params+body
  (s/cat :params ::param-list
         :body (s/alt :prepost+body (s/cat :prepost map? :body (s/+ any?))
                      :body (s/* any?))))

(s/def ::defn-args
  (s/cat :fn-name simple-symbol?
         :docstring (s/? string?)
         :meta (s/? map?)
         :fn-tail (s/alt :arity-1 ::params+body
                         :arity-n (s/cat :bodies (s/+ (s/spec ::params+body))
                                         :attr-map (s/? map?)))))

;; --- Namespaces ----------------------------------------------------------------------------------
(s/def ::exclude (s/coll-of simple-symbol?))
(s/def ::only (s/coll-of simple-symbol?))
(s/def ::rename (s/map-of simple-symbol? simple-symbol?))
(s/def ::filters (s/keys* :opt-un [::exclude ::only ::rename]))
(s/def ::as-alias simple-symbol?)
(s/def ::refer (s/or :all #{:all} :syms (s/coll-of simple-symbol?)))

(s/def ::libspec
  (s/alt :lib simple-symbol?
         :lib+opts (s/spec (s/cat :lib simple-symbol?
                                  :options (s/keys* :opt-un [::as ::refer ::as-alias])))))
(s/def ::prefix-list
  (s/spec (s/cat :prefix simple-symbol? :libspecs (s/+ ::libspec))))
(s/def ::use-libspec
  (s/alt :lib simple-symbol?
         :lib+opts (s/spec (s/cat :lib simple-symbol?
                                  :options (s/keys* :opt-un [::as ::refer ::exclude ::only
                                                             ::rename])))))
(s/def ::use-prefix-list
  (s/spec (s/cat :prefix simple-symbol? :libspecs (s/+ ::use-libspec))))
(s/def ::package-list
  (s/spec (s/cat :package simple-symbol? :classes (s/+ simple-symbol?))))
(s/def ::import-list (s/* (s/alt :class simple-symbol? :package-list ::package-list)))

(s/def ::ns-refer-clojure (s/spec (s/cat :clause #{:refer-clojure} :refer-filters ::filters)))
(s/def ::ns-require
  (s/spec (s/cat :clause #{:require}
                 :body (s/+ (s/alt :libspec ::libspec
                                   :prefix-list ::prefix-list
                                   :flag #{:reload :reload-all :verbose})))))
(s/def ::ns-import (s/spec (s/cat :clause #{:import} :classes ::import-list)))
(s/def ::ns-use
  (s/spec (s/cat :clause #{:use}
                 :libs (s/+ (s/alt :libspec ::use-libspec
                                   :prefix-list ::use-prefix-list
                                   :flag #{:reload :reload-all :verbose})))))
(s/def ::ns-refer
  (s/spec (s/cat :clause #{:refer} :lib simple-symbol? :refer-filters ::filters)))
(s/def ::ns-load (s/spec (s/cat :clause #{:load} :libs (s/* string?))))

(s/def ::ns-clauses
  (s/* (s/alt :refer-clojure ::ns-refer-clojure
              :require ::ns-require
              :import ::ns-import
              :use ::ns-use
              :refer ::ns-refer
              :load ::ns-load)))
(s/def ::ns-form
  (s/cat :ns-name simple-symbol?
         :docstring (s/? string?)
         :attr-map (s/? map?)
         :ns-clauses ::ns-clauses))
