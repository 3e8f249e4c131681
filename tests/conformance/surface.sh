#!/bin/sh
# SPDX-License-Identifier: MIT
# What of Clojure's public vars is there, by a census of them:
#
#     surface.sh PATH-TO-surface.edn
#
# One line a missing or differing var, one a namespace, totals last (surface.clj says more). The
# status is 0 when at least CORE vars of clojure.core and ALL in all are there.
#   NACRE      the hosted program, build/nacre by default
#   CORE, ALL  650 and 945 by default
set -u
if [ $# -ne 1 ] || [ ! -f "$1" ]; then
  echo "usage: surface.sh PATH-TO-surface.edn" >&2
  exit 2
fi
case $1 in /*) data=$1 ;; *) data=$PWD/$1 ;; esac
cd "$(dirname "$0")/../.." || exit 2
timeout -k 5 120 "${NACRE:-build/nacre}" tests/conformance/surface.clj "$data" </dev/null |
  awk -v core="${CORE:-650}" -v all="${ALL:-945}" '
    { print }
    /^[0-9]+ of [0-9]+ clojure.core, / { good = $1 >= core && $5 >= all }
    END { exit !good }'
