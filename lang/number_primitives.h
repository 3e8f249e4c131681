// SPDX-License-Identifier: MIT
// The tables of numeric leaves, and how their arguments are taken.
#ifndef NACRE_LANG_NUMBER_PRIMITIVES_H
#define NACRE_LANG_NUMBER_PRIMITIVES_H

#include "lang/number.h"
#include "lang/primitive.h"

extern const struct primitive number_primitives[]; // arithmetic, order, predicates
extern const struct primitive
    number_cast_primitives[];                    // casts, unchecked arithmetic, bits, parsing
extern const struct primitive math_primitives[]; // clojure.math
extern const struct primitive number_format_primitives[];

// Clojure's (long x): truncates, and raises ERROR_ARGUMENT when it does not fit.
int64_t number_cast_long(struct cpu *cpu, value_t v, const char *type);
// Java's conversion of any number to a long: low bits of integers, doubles saturate.
int64_t number_unchecked_long(struct cpu *cpu, value_t v);

#endif
