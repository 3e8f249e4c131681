// SPDX-License-Identifier: MIT
// What with-precision has set for the running thread: how decimals are rounded.
//
// It is the value of the dynamic var nacre.core/*math-context*: nil (exact), or a fixnum made by
// the leaf nacre.primitive/math-context: precision << 3 | rounding.
#ifndef NACRE_LANG_NUMBER_CONTEXT_H
#define NACRE_LANG_NUMBER_CONTEXT_H

#include "lang/number_decimal.h"

struct decimal_context number_context(struct cpu *cpu);

static inline value_t number_context_value(struct decimal_context context) {
  return value_of_fixnum((int64_t)context.precision << 3 | context.rounding);
}
static inline struct decimal_context number_context_of_value(value_t v) {
  return value_is_fixnum(v) ? (struct decimal_context){(uint32_t)(value_fixnum(v) >> 3),
                                                       (enum decimal_rounding)(value_fixnum(v) & 7)}
                            : DECIMAL_EXACT;
}

#endif
