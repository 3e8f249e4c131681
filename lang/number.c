// SPDX-License-Identifier: MIT
// The tower's arithmetic and order: each operation finds the level of both operands and works on
// the higher one, long < BigInt < Ratio < BigDecimal < double, as clojure.lang.Numbers does.
#include "lang/number.h"

#include <math.h>

#include "lang/collections.h"
#include "lang/error.h"
#include "lang/number_context.h"
#include "lang/number_decimal.h"
#include "lang/number_double.h"
#include "lang/number_integer.h"

// --- Representation -------------------------------------------------------------------------
value_t number_box_long(struct cpu *cpu, int64_t n) {
  struct object *object = gc_allocate(cpu, KIND_LONG, 1);
  object_set_raw(object, 0, (uint64_t)n);
  return value_of_object(object);
}

value_t number_box_double(struct cpu *cpu, double d) {
  uint64_t bits;
  memcpy(&bits, &d, sizeof bits);
  struct object *object = gc_allocate(cpu, KIND_DOUBLE, 1);
  object_set_raw(object, 0, bits);
  return value_of_object(object);
}

value_t number_from_float(struct cpu *cpu, float f) {
  double d = f;
  uint64_t bits;
  memcpy(&bits, &d, sizeof bits);
  struct object *object = gc_allocate_extra(cpu, KIND_DOUBLE, 1, DOUBLE_IS_FLOAT);
  object_set_raw(object, 0, bits);
  return value_of_object(object);
}

bool number_is_float(value_t v) {
  return value_is_kind(v, KIND_DOUBLE) && object_extra(value_object(v)) & DOUBLE_IS_FLOAT;
}
bool number_is(value_t v) { return number_level(v) != NUMBER_NONE; }
bool number_is_long(value_t v) { return number_level(v) == NUMBER_LONG; }
bool number_is_integer(value_t v) { return number_level(v) <= NUMBER_BIG; }
bool number_is_double(value_t v) { return number_level(v) == NUMBER_DOUBLE; }
bool number_is_java_big_integer(value_t v) {
  return value_is_kind(v, KIND_BIG_INTEGER) && object_extra(value_object(v)) & INTEGER_JAVA;
}

int64_t number_int64(value_t v) {
  return value_is_fixnum(v) ? value_fixnum(v) : (int64_t)object_raw(value_object(v), 0);
}

double number_double(value_t v) {
  if (value_is_flonum(v)) return value_flonum(v);
  uint64_t bits = object_raw(value_object(v), 0);
  double d;
  memcpy(&d, &bits, sizeof d);
  return d;
}

_Noreturn static void not_a_number(struct cpu *cpu, value_t v, const char *operation) {
  if (value_is_nil(v)) error_raise(cpu, ERROR_NIL, "%s: nil is not a number", operation);
  error_raise(cpu, ERROR_TYPE, "%s: %V is not a number (%T)", operation, v, v);
}

void number_check(struct cpu *cpu, value_t v, const char *operation) {
  if (unlikely(number_level(v) == NUMBER_NONE)) not_a_number(cpu, v, operation);
}

void number_check_both(struct cpu *cpu, value_t a, value_t b, const char *operation) {
  if (unlikely(number_level(a) == NUMBER_NONE || number_level(b) == NUMBER_NONE))
    not_a_number(cpu, value_is_nil(b) || number_level(a) != NUMBER_NONE ? b : a, operation);
}

static bool is_zero(struct cpu *cpu, value_t v) {
  return number_sign(cpu, v) == 0 && !(number_is_double(v) && isnan(number_double(v)));
}

// Which of two operands Clojure complains about, nil or another kind of value, depends on the order
// in which an operation looks at them.
enum blame {
  BLAME_NIL,    // nil, wherever it stands
  BLAME_OTHERS, // what is not nil
  BLAME_SECOND, // the second before the first
  BLAME_ZERO,   // as BLAME_SECOND, but a second that is zero before all
};
_Noreturn static void not_numbers(struct cpu *cpu, value_t a, value_t b, const char *operation,
                                  enum blame blame) {
  bool first = number_level(a) == NUMBER_NONE, second = number_level(b) == NUMBER_NONE;
  if (blame == BLAME_ZERO && !second && is_zero(cpu, b))
    error_raise(cpu, ERROR_ARITHMETIC, "Divide by zero");
  if (first && second && blame < BLAME_SECOND)
    second = value_is_nil(b) == (blame == BLAME_NIL) || value_is_nil(a) == value_is_nil(b);
  not_a_number(cpu, second ? b : a, operation);
}

value_t number_numerator(value_t ratio) { return object_slot(value_object(ratio), 0); }
value_t number_denominator(value_t ratio) { return object_slot(value_object(ratio), 1); }

// Of a ratio or an integer.
static value_t numerator_of(value_t v) {
  return value_is_kind(v, KIND_RATIO) ? number_numerator(v) : v;
}
static value_t denominator_of(value_t v) {
  return value_is_kind(v, KIND_RATIO) ? number_denominator(v) : value_of_fixnum(1);
}

_Noreturn static void divide_by_zero(struct cpu *cpu) {
  error_raise(cpu, ERROR_ARITHMETIC, "Divide by zero");
}

value_t number_ratio(struct cpu *cpu, value_t numerator, value_t denominator, bool big) {
  int sign = integer_sign(denominator);
  if (sign == 0) divide_by_zero(cpu);
  value_t gcd = integer_gcd(cpu, numerator, denominator);
  value_t n = numerator, d = denominator;
  if (!value_same(gcd, value_of_fixnum(1))) {
    n = integer_quotient(cpu, n, gcd);
    d = integer_quotient(cpu, d, gcd);
  }
  if (sign < 0) {
    n = integer_negate(cpu, n);
    d = integer_negate(cpu, d);
  }
  n = integer_normalize(cpu, n);
  d = integer_normalize(cpu, d);
  if (value_same(d, value_of_fixnum(1))) return big ? integer_to_big(cpu, n) : n;
  struct object *object = gc_allocate(cpu, KIND_RATIO, 2);
  object_initialize(object, 0, n);
  object_initialize(object, 1, d);
  return value_of_object(object);
}

// --- Conversions ----------------------------------------------------------------------------
// As Ratio.doubleValue: by way of 16 decimal digits.
static double ratio_to_double(struct cpu *cpu, value_t v) {
  const struct decimal_context decimal64 = {16, DECIMAL_HALF_EVEN};
  return decimal_to_double(
      cpu, decimal_of_quotient(cpu, number_numerator(v), number_denominator(v), decimal64));
}

static double to_double(struct cpu *cpu, value_t v, enum number_level level) {
  switch (level) {
  case NUMBER_LONG:
    return (double)number_int64(v);
  case NUMBER_BIG:
    return integer_to_double(v);
  case NUMBER_RATIO:
    return ratio_to_double(cpu, v);
  case NUMBER_DECIMAL:
    return decimal_to_double(cpu, v);
  default:
    return number_double(v);
  }
}

double number_to_double(struct cpu *cpu, value_t v) {
  number_check(cpu, v, "double");
  return to_double(cpu, v, number_level(v));
}

static value_t to_decimal(struct cpu *cpu, value_t v) {
  switch (number_level(v)) {
  case NUMBER_DECIMAL:
    return v;
  case NUMBER_RATIO:
    return decimal_of_quotient(cpu, number_numerator(v), number_denominator(v),
                               number_context(cpu));
  default:
    return decimal_from_integer(cpu, v);
  }
}

value_t number_to_decimal(struct cpu *cpu, value_t v) {
  number_check(cpu, v, "bigdec");
  return number_is_double(v) ? decimal_from_double(cpu, number_double(v)) : to_decimal(cpu, v);
}

value_t number_to_integer(struct cpu *cpu, value_t v) {
  number_check(cpu, v, "bigint");
  switch (number_level(v)) {
  case NUMBER_RATIO:
    return integer_quotient(cpu, number_numerator(v), number_denominator(v));
  case NUMBER_DECIMAL:
    return decimal_to_integer(cpu, v);
  case NUMBER_DOUBLE:
    if (!isfinite(number_double(v))) error_raise(cpu, ERROR_NUMBER_FORMAT, "Infinite or NaN");
    return integer_from_double(cpu, number_double(v));
  default:
    return integer_normalize(cpu, v);
  }
}

int64_t number_to_index(struct cpu *cpu, value_t v, const char *what) {
  int64_t n;
  if (likely(value_is_fixnum(v))) return value_fixnum(v);
  if (value_is_nil(v)) error_raise(cpu, ERROR_NIL, "%s must be an integer, not nil", what);
  if (!number_is_integer(v))
    error_raise(cpu, ERROR_TYPE, "%s must be an integer, not %V (%T)", what, v, v);
  if (!integer_fits(v, &n)) error_raise(cpu, ERROR_ARGUMENT, "%s is out of range: %V", what, v);
  return n;
}

// --- Arithmetic -----------------------------------------------------------------------------
static inline enum number_level higher(enum number_level a, enum number_level b) {
  return a > b ? a : b;
}

_Noreturn static void overflow(struct cpu *cpu) {
  error_raise(cpu, ERROR_ARITHMETIC, "long overflow");
}

// a + b * sign for ratios and integers.
static value_t ratio_add(struct cpu *cpu, value_t a, value_t b, bool negative) {
  value_t x = integer_multiply(cpu, numerator_of(a), denominator_of(b));
  value_t y = integer_multiply(cpu, numerator_of(b), denominator_of(a));
  value_t d = integer_multiply(cpu, denominator_of(a), denominator_of(b));
  return number_ratio(cpu, negative ? integer_subtract(cpu, x, y) : integer_add(cpu, x, y), d,
                      true);
}

static value_t add_slow(struct cpu *cpu, value_t a, value_t b, enum number_level level) {
  switch (level) {
  case NUMBER_BIG:
    return integer_to_big(cpu, integer_add(cpu, a, b));
  case NUMBER_RATIO:
    return ratio_add(cpu, a, b, false);
  case NUMBER_DECIMAL:
    return decimal_add(cpu, to_decimal(cpu, a), to_decimal(cpu, b), number_context(cpu));
  default:
    not_numbers(cpu, a, b, "+", BLAME_NIL);
  }
}

value_t number_add(struct cpu *cpu, value_t a, value_t b) {
  enum number_level x = number_level(a), y = number_level(b), level = higher(x, y);
  if (level == NUMBER_LONG) {
    int64_t sum;
    if (__builtin_add_overflow(number_int64(a), number_int64(b), &sum)) overflow(cpu);
    return number_from_int64(cpu, sum);
  }
  if (level == NUMBER_DOUBLE)
    return number_from_double(cpu, to_double(cpu, a, x) + to_double(cpu, b, y));
  return add_slow(cpu, a, b, level);
}

value_t number_add_promoting(struct cpu *cpu, value_t a, value_t b) {
  int64_t sum;
  if (number_is_long(a) && number_is_long(b) &&
      __builtin_add_overflow(number_int64(a), number_int64(b), &sum))
    return integer_add(cpu, a, b);
  return number_add(cpu, a, b);
}

static value_t subtract_slow(struct cpu *cpu, value_t a, value_t b, enum number_level level) {
  switch (level) {
  case NUMBER_BIG:
    return integer_to_big(cpu, integer_subtract(cpu, a, b));
  case NUMBER_RATIO:
    return ratio_add(cpu, a, b, true);
  case NUMBER_DECIMAL:
    return decimal_subtract(cpu, to_decimal(cpu, a), to_decimal(cpu, b), number_context(cpu));
  default:
    not_numbers(cpu, a, b, "-", BLAME_NIL);
  }
}

value_t number_subtract(struct cpu *cpu, value_t a, value_t b) {
  enum number_level x = number_level(a), y = number_level(b), level = higher(x, y);
  if (level == NUMBER_LONG) {
    int64_t difference;
    if (__builtin_sub_overflow(number_int64(a), number_int64(b), &difference)) overflow(cpu);
    return number_from_int64(cpu, difference);
  }
  if (level == NUMBER_DOUBLE)
    return number_from_double(cpu, to_double(cpu, a, x) - to_double(cpu, b, y));
  return subtract_slow(cpu, a, b, level);
}

value_t number_subtract_promoting(struct cpu *cpu, value_t a, value_t b) {
  int64_t difference;
  if (number_is_long(a) && number_is_long(b) &&
      __builtin_sub_overflow(number_int64(a), number_int64(b), &difference))
    return integer_subtract(cpu, a, b);
  if (unlikely(higher(number_level(a), number_level(b)) == NUMBER_NONE))
    not_numbers(cpu, a, b, "-'", BLAME_SECOND); // it adds the negated second
  return number_subtract(cpu, a, b);
}

static value_t multiply_slow(struct cpu *cpu, value_t a, value_t b, enum number_level level) {
  switch (level) {
  case NUMBER_BIG:
    return integer_to_big(cpu, integer_multiply(cpu, a, b));
  case NUMBER_RATIO:
    return number_ratio(cpu, integer_multiply(cpu, numerator_of(a), numerator_of(b)),
                        integer_multiply(cpu, denominator_of(a), denominator_of(b)), true);
  case NUMBER_DECIMAL:
    return decimal_multiply(cpu, to_decimal(cpu, a), to_decimal(cpu, b), number_context(cpu));
  default:
    not_numbers(cpu, a, b, "*", BLAME_NIL);
  }
}

value_t number_multiply(struct cpu *cpu, value_t a, value_t b) {
  enum number_level x = number_level(a), y = number_level(b), level = higher(x, y);
  if (level == NUMBER_LONG) {
    int64_t product;
    if (__builtin_mul_overflow(number_int64(a), number_int64(b), &product)) overflow(cpu);
    return number_from_int64(cpu, product);
  }
  if (level == NUMBER_DOUBLE)
    return number_from_double(cpu, to_double(cpu, a, x) * to_double(cpu, b, y));
  return multiply_slow(cpu, a, b, level);
}

value_t number_multiply_promoting(struct cpu *cpu, value_t a, value_t b) {
  int64_t product;
  if (number_is_long(a) && number_is_long(b) &&
      __builtin_mul_overflow(number_int64(a), number_int64(b), &product))
    return integer_multiply(cpu, a, b);
  return number_multiply(cpu, a, b);
}

value_t number_divide(struct cpu *cpu, value_t a, value_t b) {
  enum number_level x = number_level(a), y = number_level(b);
  switch (higher(x, y)) {
  case NUMBER_LONG:
    return number_ratio(cpu, a, b, false);
  case NUMBER_BIG:
    return number_ratio(cpu, a, b, true);
  case NUMBER_RATIO:
    return number_ratio(cpu, integer_multiply(cpu, numerator_of(a), denominator_of(b)),
                        integer_multiply(cpu, denominator_of(a), numerator_of(b)), true);
  case NUMBER_DECIMAL:
    if (number_sign(cpu, b) == 0) divide_by_zero(cpu);
    return decimal_divide(cpu, to_decimal(cpu, a), to_decimal(cpu, b), number_context(cpu));
  case NUMBER_DOUBLE: {
    double dividend = to_double(cpu, a, x), divisor = to_double(cpu, b, y);
    if (divisor == 0 && !isnan(dividend)) divide_by_zero(cpu);
    return number_from_double(cpu, dividend / divisor);
  }
  default:
    not_numbers(cpu, a, b, "/", BLAME_ZERO);
  }
}

value_t number_divide_doubles(struct cpu *cpu, value_t a, value_t b) {
  enum number_level x = number_level(a), y = number_level(b);
  if (higher(x, y) != NUMBER_DOUBLE) return number_divide(cpu, a, b);
  return number_from_double(cpu, to_double(cpu, a, x) / to_double(cpu, b, y));
}

// The truncated quotient of two doubles, as a double.
static double truncated(struct cpu *cpu, double quotient) {
  if (!isfinite(quotient)) error_raise(cpu, ERROR_NUMBER_FORMAT, "Infinite or NaN");
  return trunc(quotient) + 0.0;
}

value_t number_quotient(struct cpu *cpu, value_t a, value_t b) {
  enum number_level x = number_level(a), y = number_level(b), level = higher(x, y);
  if (level == NUMBER_NONE) not_numbers(cpu, a, b, "quot", BLAME_ZERO);
  if (is_zero(cpu, b)) divide_by_zero(cpu);
  switch (level) {
  case NUMBER_LONG: {
    int64_t n = number_int64(a), d = number_int64(b);
    // Java's division wraps for the one quotient that does not fit.
    return number_from_int64(cpu, d == -1 ? (int64_t)(0 - (uint64_t)n) : n / d);
  }
  case NUMBER_BIG:
    return integer_to_big(cpu, integer_quotient(cpu, a, b));
  case NUMBER_RATIO:
    return integer_to_big(
        cpu, integer_quotient(cpu, integer_multiply(cpu, numerator_of(a), denominator_of(b)),
                              integer_multiply(cpu, denominator_of(a), numerator_of(b))));
  case NUMBER_DECIMAL:
    return decimal_quotient(cpu, to_decimal(cpu, a), to_decimal(cpu, b), number_context(cpu));
  default:
    return number_from_double(cpu, truncated(cpu, to_double(cpu, a, x) / to_double(cpu, b, y)));
  }
}

value_t number_remainder(struct cpu *cpu, value_t a, value_t b) {
  enum number_level x = number_level(a), y = number_level(b), level = higher(x, y);
  if (level == NUMBER_NONE) not_numbers(cpu, a, b, "rem", BLAME_ZERO);
  if (is_zero(cpu, b)) divide_by_zero(cpu);
  switch (level) {
  case NUMBER_LONG: {
    int64_t n = number_int64(a), d = number_int64(b);
    return number_from_int64(cpu, d == -1 ? 0 : n % d);
  }
  case NUMBER_BIG: {
    value_t rest;
    integer_divide(cpu, a, b, NULL, &rest);
    return integer_to_big(cpu, rest);
  }
  case NUMBER_RATIO:
    return number_subtract(cpu, a, number_multiply(cpu, number_quotient(cpu, a, b), b));
  case NUMBER_DECIMAL:
    return decimal_remainder(cpu, to_decimal(cpu, a), to_decimal(cpu, b), number_context(cpu));
  default: {
    double n = to_double(cpu, a, x), d = to_double(cpu, b, y);
    return number_from_double(cpu, n - truncated(cpu, n / d) * d);
  }
  }
}

value_t number_modulus(struct cpu *cpu, value_t a, value_t b) {
  if (value_both_fixnum(a, b) && value_fixnum(b) != 0) {
    int64_t d = value_fixnum(b), rest = d == -1 ? 0 : value_fixnum(a) % d;
    return value_of_fixnum(rest != 0 && (rest < 0) != (d < 0) ? rest + d : rest);
  }
  value_t rest = number_remainder(cpu, a, b);
  if (number_sign(cpu, rest) == 0) return rest;
  if ((number_sign(cpu, a) > 0) == (number_sign(cpu, b) > 0)) return rest;
  return number_add(cpu, rest, b);
}

value_t number_negate(struct cpu *cpu, value_t a) {
  switch (number_level(a)) {
  case NUMBER_LONG:
    return number_subtract(cpu, value_of_fixnum(0), a);
  case NUMBER_BIG:
    return integer_to_big(cpu, integer_negate(cpu, a));
  case NUMBER_RATIO: {
    struct object *object = gc_allocate(cpu, KIND_RATIO, 2);
    object_initialize(object, 1, number_denominator(a));
    object_initialize(object, 0, VALUE_NIL);
    object_initialize(object, 0, integer_negate(cpu, number_numerator(a)));
    return value_of_object(object);
  }
  case NUMBER_DECIMAL:
    return decimal_negate(cpu, a, number_context(cpu));
  case NUMBER_DOUBLE:
    return number_from_double(cpu, -number_double(a));
  default:
    not_a_number(cpu, a, "-");
  }
}

value_t number_absolute(struct cpu *cpu, value_t a) {
  switch (number_level(a)) {
  case NUMBER_LONG: {
    int64_t n = number_int64(a);
    return number_from_int64(cpu, n < 0 ? (int64_t)(0 - (uint64_t)n) : n);
  }
  case NUMBER_DOUBLE:
    return number_from_double(cpu, fabs(number_double(a)));
  case NUMBER_NONE:
    not_a_number(cpu, a, "abs");
  case NUMBER_BIG: // a BigInteger of Java's becomes a BigInt
    return integer_to_big(cpu, integer_sign(a) < 0 ? integer_negate(cpu, a) : a);
  default:
    return number_sign(cpu, a) < 0 ? number_negate(cpu, a) : a;
  }
}

// --- Order and equality ---------------------------------------------------------------------
int number_sign(struct cpu *cpu, value_t v) {
  switch (number_level(v)) {
  case NUMBER_LONG:
  case NUMBER_BIG:
    return integer_sign(v);
  case NUMBER_RATIO:
    return integer_sign(number_numerator(v));
  case NUMBER_DECIMAL:
    return integer_sign(decimal_unscaled(v));
  case NUMBER_DOUBLE:
    return (number_double(v) > 0) - (number_double(v) < 0);
  default:
    not_a_number(cpu, v, "sign");
  }
}

// Of two numbers below the level of doubles.
static int compare_exact(struct cpu *cpu, value_t a, value_t b, enum number_level level) {
  switch (level) {
  case NUMBER_LONG: {
    int64_t x = number_int64(a), y = number_int64(b);
    return (x > y) - (x < y);
  }
  case NUMBER_BIG:
    return integer_compare(a, b);
  case NUMBER_RATIO:
    return integer_compare(integer_multiply(cpu, numerator_of(a), denominator_of(b)),
                           integer_multiply(cpu, numerator_of(b), denominator_of(a)));
  default:
    return decimal_compare(cpu, to_decimal(cpu, a), to_decimal(cpu, b));
  }
}

bool number_less(struct cpu *cpu, value_t a, value_t b) {
  enum number_level x = number_level(a), y = number_level(b), level = higher(x, y);
  if (level < NUMBER_DOUBLE) return compare_exact(cpu, a, b, level) < 0;
  if (level == NUMBER_NONE) not_numbers(cpu, a, b, "<", BLAME_NIL);
  return to_double(cpu, a, x) < to_double(cpu, b, y);
}

bool number_less_equal(struct cpu *cpu, value_t a, value_t b) {
  enum number_level x = number_level(a), y = number_level(b), level = higher(x, y);
  if (level < NUMBER_DOUBLE) return compare_exact(cpu, a, b, level) <= 0;
  if (level == NUMBER_NONE) not_numbers(cpu, a, b, "<=", BLAME_NIL);
  return to_double(cpu, a, x) <= to_double(cpu, b, y);
}

bool number_equal_value(struct cpu *cpu, value_t a, value_t b) {
  enum number_level x = number_level(a), y = number_level(b), level = higher(x, y);
  if (level < NUMBER_DOUBLE) return compare_exact(cpu, a, b, level) == 0;
  if (level == NUMBER_NONE) not_numbers(cpu, a, b, "==", BLAME_OTHERS);
  return to_double(cpu, a, x) == to_double(cpu, b, y);
}

bool number_equivalent(struct cpu *cpu, value_t a, value_t b) {
  enum number_level x = number_level(a), y = number_level(b);
  if (x != y && (x > NUMBER_BIG || y > NUMBER_BIG)) return false;
  if (x == NUMBER_NONE) return false;
  if (x == NUMBER_RATIO)
    return integer_compare(number_numerator(a), number_numerator(b)) == 0 &&
           integer_compare(number_denominator(a), number_denominator(b)) == 0;
  return number_equal_value(cpu, a, b);
}

int number_compare(struct cpu *cpu, value_t a, value_t b) {
  enum number_level x = number_level(a), y = number_level(b), level = higher(x, y);
  if (level < NUMBER_DOUBLE) return compare_exact(cpu, a, b, level);
  if (level == NUMBER_NONE) not_numbers(cpu, a, b, "compare", BLAME_NIL);
  double p = to_double(cpu, a, x), q = to_double(cpu, b, y);
  return (p > q) - (p < q);
}

uint32_t number_hash(struct cpu *cpu, value_t v) {
  int64_t n;
  switch (number_level(v)) {
  case NUMBER_LONG:
    return hash_int64((uint64_t)number_int64(v));
  case NUMBER_BIG:
    return integer_fits(v, &n) ? hash_int64((uint64_t)n) : integer_hash(v);
  case NUMBER_RATIO:
    return integer_hash(number_numerator(v)) ^ integer_hash(number_denominator(v));
  case NUMBER_DECIMAL:
    return decimal_hash(cpu, v);
  case NUMBER_DOUBLE: {
    double d = number_double(v);
    if (d == 0) return 0;
    if (number_is_float(v)) {
      uint32_t narrow = UINT32_C(0x7fc00000);
      float f = (float)d;
      if (!isnan(f)) memcpy(&narrow, &f, sizeof narrow);
      return narrow;
    }
    uint64_t bits = UINT64_C(0x7ff8000000000000); // every NaN
    if (!isnan(d)) memcpy(&bits, &d, sizeof bits);
    return (uint32_t)(bits ^ bits >> 32);
  }
  default:
    not_a_number(cpu, v, "hash");
  }
}
