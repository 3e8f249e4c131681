;; SPDX-License-Identifier: MIT
;;
;; Reading instants. There is one type for a point in time, so the three readers are one.
(ns clojure.instant
  "Reads timestamps as #inst writes them."
  (:require [clojure.string :as str]))

(def ^:private timestamp
  #"(\d\d\d\d)(?:-(\d\d)(?:-(\d\d)(?:[T](\d\d)(?::(\d\d)(?::(\d\d)(?:[.](\d+))?)?)?)?)?)?(?:[Z]|([-+])(\d\d):(\d\d))?")

(defn- number-of
  "The number of a text of digits, or otherwise when it is nil."
  [text otherwise]
  (if text (parse-long text) otherwise))

(def ^{:arglists '([new-instant cs])
       :doc "Calls new-instant with years months days hours minutes seconds nanoseconds offset-sign
  offset-hours offset-minutes of the timestamp."}
  parse-timestamp
  (fn [new-instant cs]
    (if-let [[_ years months days hours minutes seconds fraction sign offset-hours offset-minutes]
             (re-matches timestamp cs)]
      (new-instant (number-of years 0)
                    (number-of months 1)
                    (number-of days 1)
                    (number-of hours 0)
                    (number-of minutes 0)
                    (number-of seconds 0)
                    (if fraction
                      (number-of (subs (str fraction "000000000") 0 9) 0)
                      0)
                    (cond (= "-" sign) -1 (= "+" sign) 1 :else 0)
                    (number-of offset-hours 0)
                    (number-of offset-minutes 0))
      (throw (RuntimeException. (str "Unrecognized date/time syntax: " cs))))))

(defn- leap-year?
  "Has the year a 29th of February?"
  [year]
  (and (zero? (mod year 4))
       (or (pos? (mod year 100)) (zero? (mod year 400)))))

(defn- days-in-month
  "The number of days of a month."
  [month leap]
  (nth (if leap
         [31 29 31 30 31 30 31 31 30 31 30 31]
         [31 28 31 30 31 30 31 31 30 31 30 31])
       (dec month)))

(defn- verify
  "Throws unless the test is true."
  [test message]
  (when-not test (throw (RuntimeException. (str "failed: " message)))))

(defn validated
  "new-instant behind checks that the parts are those of a date and time."
  [new-instance]
  (fn [years months days hours minutes seconds nanoseconds sign offset-hours offset-minutes]
    (verify (<= 1 months 12) "(<= 1 months 12)")
    (verify (<= 1 days (days-in-month months (leap-year? years)))
            "(<= 1 days (days-in-month months (leap-year? years)))")
    (verify (<= 0 hours 23) "(<= 0 hours 23)")
    (verify (<= 0 minutes 59) "(<= 0 minutes 59)")
    (verify (<= 0 seconds (if (= minutes 59) 60 59)) "(<= 0 seconds (if (= minutes 59) 60 59))")
    (verify (<= 0 nanoseconds 999999999) "(<= 0 nanoseconds 999999999)")
    (verify (<= -1 sign 1) "(<= -1 offset-sign 1)")
    (verify (<= 0 offset-hours 23) "(<= 0 offset-hours 23)")
    (verify (<= 0 offset-minutes 59) "(<= 0 offset-minutes 59)")
    (new-instance years months days hours minutes seconds nanoseconds sign offset-hours
                  offset-minutes)))

(defn read-instant-date
  "The instant of a timestamp."
  [cs]
  (nacre.primitive/read-instant cs))

(defn read-instant-calendar
  "The instant of a timestamp; there is no other type of calendar."
  [cs]
  (nacre.primitive/read-instant cs))

(defn read-instant-timestamp
  "The instant of a timestamp; there is no other type with nanoseconds."
  [cs]
  (nacre.primitive/read-instant cs))
