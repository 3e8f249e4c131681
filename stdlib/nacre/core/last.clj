;; SPDX-License-Identifier: MIT
;;
;; The last file of the standard library: the namespace that programs start in, and the list of what
;; came with the system.
(in-ns 'user)
(clojure.core/refer 'clojure.core)
(in-ns 'nacre.core)

;; C gives the parameter lists of its leaves as text.
(doseq [ns (all-ns)
        v (vals (ns-interns ns))
        :let [m (meta v)]]
  (when (string? (:arglists m))
    (reset-meta! v (assoc m :arglists (read-string (:arglists m))))))

;; What programs cannot name needs no text in the image: a tenth of it would be that.
(doseq [ns (all-ns)
        v (vals (ns-interns ns))
        :let [m (meta v)]
        :when (and (:doc m)
                   (or (:private m) (contains? '#{nacre.core nacre.expander} (ns-name ns))))]
  (reset-meta! v (dissoc m :doc)))

(alter-var-root #'clojure.core/*loaded-libs* (fn [libs] (ref @libs)))
(alter-var-root #'*file* (fn [_] "NO_SOURCE_PATH"))
(seal-libraries)
