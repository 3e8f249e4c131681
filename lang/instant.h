// SPDX-License-Identifier: MIT
// Instants: milliseconds since 1970-01-01 UTC in one raw word (KIND_INSTANT). Dates before
// 1582-10-15 are Julian, as in Java's GregorianCalendar, which Clojure reads and prints with.
#ifndef NACRE_LANG_INSTANT_H
#define NACRE_LANG_INSTANT_H

#include "gc/gc.h"
#include "lang/scratch.h"

value_t instant_new(struct cpu *cpu, int64_t milliseconds);
int64_t instant_milliseconds(value_t instant);
// yyyy[-mm[-dd[Thh[:mm[:ss[.fraction]]]]]][Z or +hh:mm or -hh:mm], checked as clojure.instant does.
// Raises ERROR_RUNTIME naming the text and the field that is out of range.
value_t instant_parse(struct cpu *cpu, const char *bytes, size_t length);
// 2020-01-31T23:59:59.999-00:00, without #inst.
void instant_print(struct text *text, value_t instant);
// Fri Jan 31 23:59:59 UTC 2020, as `str` shows an instant.
void instant_print_plain(struct text *text, value_t instant);

#endif
