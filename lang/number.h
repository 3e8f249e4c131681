// SPDX-License-Identifier: MIT
// The numeric tower: fixnum, boxed long, big integer (libtommath), ratio, decimal, double.
//
// Invariants: an integer that fits a fixnum is one; one that fits 64 bits is KIND_LONG unless it is
// a BigInt by origin (KIND_BIG_INTEGER, Clojure's 1N, may be small); a ratio is in lowest terms
// with a positive denominator above one; a double is self-tagged whenever it can be;
// a float is always boxed.
#ifndef NACRE_LANG_NUMBER_H
#define NACRE_LANG_NUMBER_H

#include "gc/gc.h"
#include "lang/scratch.h"

// --- Making and taking apart ----------------------------------------------------------------
value_t number_box_long(struct cpu *cpu, int64_t n);
static inline value_t number_from_int64(struct cpu *cpu, int64_t n) {
  return likely(fixnum_fits(n)) ? value_of_fixnum(n) : number_box_long(cpu, n);
}
value_t number_box_double(struct cpu *cpu, double d);
static inline value_t number_from_double(struct cpu *cpu, double d) {
  value_t v = value_try_flonum(d);
  return likely(value_is_flonum(v)) ? v : number_box_double(cpu, d);
}
// A float is a boxed double with this flag in its header: only its type, text and hash differ.
enum { DOUBLE_IS_FLOAT = 1 };
value_t number_from_float(struct cpu *cpu, float f);
// The levels of the tower, in the order of contagion.
enum number_level {
  NUMBER_LONG,
  NUMBER_BIG,
  NUMBER_RATIO,
  NUMBER_DECIMAL,
  NUMBER_DOUBLE,
  NUMBER_NONE, // no number
};
static inline enum number_level number_level(value_t v) {
  if (value_is_fixnum(v)) return NUMBER_LONG;
  if (value_is_flonum(v)) return NUMBER_DOUBLE;
  switch (value_kind(v)) {
  case KIND_LONG:
    return NUMBER_LONG;
  case KIND_DOUBLE:
    return NUMBER_DOUBLE;
  case KIND_BIG_INTEGER:
    return NUMBER_BIG;
  case KIND_RATIO:
    return NUMBER_RATIO;
  case KIND_DECIMAL:
    return NUMBER_DECIMAL;
  default:
    return NUMBER_NONE;
  }
}
bool number_is(value_t v);
bool number_is_long(value_t v);             // fixnum or boxed long: Clojure's int?
bool number_is_integer(value_t v);          // ... or BigInt: Clojure's integer?
bool number_is_double(value_t v);           // ... or float: Clojure's float?
bool number_is_float(value_t v);            // a float and no double
bool number_is_java_big_integer(value_t v); // a BigInteger, as numerator and biginteger give
// Raises ERROR_NIL or ERROR_TYPE unless v is a number; `operation` is for the message.
void number_check(struct cpu *cpu, value_t v, const char *operation);
// The same of two operands; nil is told before another kind of value.
void number_check_both(struct cpu *cpu, value_t a, value_t b, const char *operation);
// The content of a long / of a double; the caller has checked the kind.
int64_t number_int64(value_t v);
double number_double(value_t v);
// Any number as a double (Clojure's `double`).
double number_to_double(struct cpu *cpu, value_t v);
// An index or count argument: raises ERROR_TYPE / ERROR_ARGUMENT naming `what` unless an integer
// that fits int64 (a double is refused; Clojure's nth truncates: callers who want that say so).
int64_t number_to_index(struct cpu *cpu, value_t v, const char *what);
// Any finite number as an integer of any size, truncated; raises ERROR_NUMBER_FORMAT otherwise.
value_t number_to_integer(struct cpu *cpu, value_t v);
value_t number_to_decimal(struct cpu *cpu, value_t v); // as bigdec

// --- Arithmetic (Clojure's +, -, *, /, quot, rem, mod; long overflow raises) -----------------
// The VM has done fixnum and flonum pairs inline already; these do every pair.
value_t number_add(struct cpu *cpu, value_t a, value_t b);
value_t number_subtract(struct cpu *cpu, value_t a, value_t b);
value_t number_multiply(struct cpu *cpu, value_t a, value_t b);
value_t number_divide(struct cpu *cpu, value_t a, value_t b);
// By a double zero as the machine does, where number_divide raises ERROR_ARITHMETIC: Clojure
// divides so where it knows an operand for a double.
value_t number_divide_doubles(struct cpu *cpu, value_t a, value_t b);
value_t number_quotient(struct cpu *cpu, value_t a, value_t b);
value_t number_remainder(struct cpu *cpu, value_t a, value_t b);
value_t number_modulus(struct cpu *cpu, value_t a, value_t b);
value_t number_negate(struct cpu *cpu, value_t a);
// Promoting variants: +' -' *'
value_t number_add_promoting(struct cpu *cpu, value_t a, value_t b);
value_t number_subtract_promoting(struct cpu *cpu, value_t a, value_t b);
value_t number_multiply_promoting(struct cpu *cpu, value_t a, value_t b);
value_t number_absolute(struct cpu *cpu, value_t a);
// numerator / denominator of integers in Clojure's form: a ratio in lowest terms, or an integer
// (a BigInt when `big`). Raises ERROR_ARITHMETIC when the denominator is zero.
value_t number_ratio(struct cpu *cpu, value_t numerator, value_t denominator, bool big);
value_t number_numerator(value_t ratio); // of KIND_RATIO only: an integer
value_t number_denominator(value_t ratio);

// --- Comparison and hash --------------------------------------------------------------------
// < <= == as Clojure has them (false with NaN); raise ERROR_TYPE when one is no number.
bool number_less(struct cpu *cpu, value_t a, value_t b);
bool number_less_equal(struct cpu *cpu, value_t a, value_t b);
bool number_equal_value(struct cpu *cpu, value_t a, value_t b); // ==
bool number_equivalent(struct cpu *cpu, value_t a, value_t b);  // =: category matters, 1 != 1.0
int number_compare(struct cpu *cpu, value_t a, value_t b);      // compare
int number_sign(struct cpu *cpu, value_t v);      // -1, 0, 1; 0 for NaN; raises when no number
uint32_t number_hash(struct cpu *cpu, value_t v); // Clojure's hash

// --- Text -----------------------------------------------------------------------------------
// Reads a whole number token as Clojure's reader does (1, 0x1F, 017, 36rZ, 1N, 1.5, 1e3, 1.5M,
// 22/7, +1, ##Inf is not one). VALUE_ABSENT when it is no number; raises on division by zero.
value_t number_parse(struct cpu *cpu, const char *bytes, size_t length);
// Prints as Clojure does (pr: 1N, 1.5M; `readably` false leaves N and M away as str does).
void number_print(struct text *text, value_t v, bool readably);

#endif
