;; SPDX-License-Identifier: MIT
;;
;; The machine: clocks and files; exit, reboot, gc and memory are leaves in C.
(ns nacre.system
  "The machine: clocks, files, memory, power.")

(defn nanoseconds
  "The monotonic clock."
  []
  (nacre.primitive/nanoseconds))

(defn milliseconds
  "The milliseconds since 1970-01-01 UTC."
  []
  (nacre.primitive/wall-milliseconds))

(defn environment
  "The value of an environment variable of the host, or nil."
  [name]
  (nacre.primitive/environment-variable name))

(defn file-exists?
  "Is there a file or folder of that path?"
  [path]
  (nacre.primitive/file-exists? path))

(defn directory?
  "Is the path that of a folder?"
  [path]
  (nacre.primitive/file-directory? path))

(defn list-directory
  "The sorted names in a folder."
  [path]
  (nacre.primitive/file-list path))

(defn file-info
  "{:size :directory? :modified} of a file, nil when there is none."
  [path]
  (when-let [status (nacre.primitive/file-status path)]
    (zipmap [:size :directory? :modified] status)))

(defn delete-file
  "Removes a file or an empty folder."
  [path]
  (nacre.primitive/file-remove path))

(defn make-directory
  "Makes a folder."
  [path]
  (nacre.primitive/directory-make path))
