// SPDX-License-Identifier: MIT
// Decimals of any precision, with the meaning of java.math.BigDecimal.
//
//   KIND_DECIMAL   unscaled value (an integer), raw scale: value = unscaled * 10^-scale
// Scales are 32-bit; results whose scale would not fit raise ERROR_ARITHMETIC, as in Java.
#ifndef NACRE_LANG_NUMBER_DECIMAL_H
#define NACRE_LANG_NUMBER_DECIMAL_H

#include "lang/number.h"

// java.math.RoundingMode, in its order.
#define DECIMAL_ROUNDINGS(ROUNDING)                                                                \
  ROUNDING(UP)                                                                                     \
  ROUNDING(DOWN)                                                                                   \
  ROUNDING(CEILING)                                                                                \
  ROUNDING(FLOOR) ROUNDING(HALF_UP) ROUNDING(HALF_DOWN) ROUNDING(HALF_EVEN) ROUNDING(UNNECESSARY)
enum decimal_rounding {
#define ROUNDING(name) DECIMAL_##name,
  DECIMAL_ROUNDINGS(ROUNDING)
#undef ROUNDING
};

// What with-precision sets. precision 0: exact.
struct decimal_context {
  uint32_t precision;
  enum decimal_rounding rounding;
};
static const struct decimal_context DECIMAL_EXACT = {0, DECIMAL_HALF_UP};

value_t decimal_new(struct cpu *cpu, value_t unscaled, int64_t scale);
value_t decimal_unscaled(value_t d);
int32_t decimal_scale(value_t d);
value_t decimal_from_integer(struct cpu *cpu, value_t integer);
// The exact value of a finite double, and the one of its shortest digits (BigDecimal.valueOf).
value_t decimal_from_double_exact(struct cpu *cpu, double d);
value_t decimal_from_double(struct cpu *cpu, double d);

// Each rounds to the context when its precision is not 0.
value_t decimal_add(struct cpu *cpu, value_t a, value_t b, struct decimal_context context);
value_t decimal_subtract(struct cpu *cpu, value_t a, value_t b, struct decimal_context context);
value_t decimal_multiply(struct cpu *cpu, value_t a, value_t b, struct decimal_context context);
// Raises ERROR_ARITHMETIC when b is zero, and when there is no exact result and no precision.
value_t decimal_divide(struct cpu *cpu, value_t a, value_t b, struct decimal_context context);
value_t decimal_quotient(struct cpu *cpu, value_t a, value_t b, struct decimal_context context);
value_t decimal_remainder(struct cpu *cpu, value_t a, value_t b, struct decimal_context context);
value_t decimal_negate(struct cpu *cpu, value_t a, struct decimal_context context);

int decimal_compare(struct cpu *cpu, value_t a, value_t b);
size_t decimal_precision(struct cpu *cpu, value_t d); // digits of the unscaled value, 1 for zero
value_t decimal_round(struct cpu *cpu, value_t d, struct decimal_context context);
value_t decimal_set_scale(struct cpu *cpu, value_t d, int64_t scale,
                          enum decimal_rounding rounding);
value_t decimal_strip_zeros(struct cpu *cpu, value_t d);
value_t decimal_to_integer(struct cpu *cpu, value_t d); // truncates
double decimal_to_double(struct cpu *cpu, value_t d);
uint32_t decimal_hash(struct cpu *cpu, value_t d); // of the value without trailing zeros
// digits [. digits] [e [sign] digits] with a sign before; VALUE_ABSENT when it is none.
value_t decimal_parse(struct cpu *cpu, const char *bytes, size_t length);
void decimal_print(struct text *text, value_t d); // BigDecimal.toString, no M

// numerator / denominator (integers, denominator not zero) to the context.
value_t decimal_of_quotient(struct cpu *cpu, value_t numerator, value_t denominator,
                            struct decimal_context context);

#endif
