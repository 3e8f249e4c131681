// SPDX-License-Identifier: MIT
// The numeric leaves of clojure.core: arithmetic, comparison, predicates, parts of numbers.
#include "lang/number_primitives.h"

#include <math.h>
#include <string.h>

#include "lang/number_context.h"
#include "lang/number_decimal.h"
#include "lang/number_integer.h"
#include "lang/number_random.h"
#include "lang/string.h"

// --- Arithmetic -----------------------------------------------------------------------------
typedef value_t binary_operation(struct cpu *cpu, value_t a, value_t b);

static value_t fold(struct cpu *cpu, const value_t *arguments, uint32_t count,
                    binary_operation *operation) {
  value_t result = arguments[0];
  for (uint32_t i = 1; i < count; i++) result = operation(cpu, result, arguments[i]);
  return result;
}

// One operand is the answer; nil passes, as it does where Java casts.
static value_t cast_to_number(struct cpu *cpu, value_t v, const char *operation) {
  if (!value_is_nil(v)) number_check(cpu, v, operation);
  return v;
}

static value_t core_add(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  if (count == 0) return value_of_fixnum(0);
  if (count == 1) return cast_to_number(cpu, arguments[0], "+");
  return fold(cpu, arguments, count, number_add);
}

static value_t core_add_promoting(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  if (count == 0) return value_of_fixnum(0);
  if (count == 1) return cast_to_number(cpu, arguments[0], "+'");
  return fold(cpu, arguments, count, number_add_promoting);
}

static value_t core_subtract(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  if (count == 1) return number_negate(cpu, arguments[0]);
  return fold(cpu, arguments, count, number_subtract);
}

static value_t core_subtract_promoting(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  if (count == 1)
    return number_is_long(arguments[0]) ? integer_negate(cpu, arguments[0])
                                        : number_negate(cpu, arguments[0]);
  return fold(cpu, arguments, count, number_subtract_promoting);
}

static value_t core_multiply(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  if (count == 0) return value_of_fixnum(1);
  if (count == 1) return cast_to_number(cpu, arguments[0], "*");
  return fold(cpu, arguments, count, number_multiply);
}

static value_t core_multiply_promoting(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  if (count == 0) return value_of_fixnum(1);
  if (count == 1) return cast_to_number(cpu, arguments[0], "*'");
  return fold(cpu, arguments, count, number_multiply_promoting);
}

static value_t core_divide(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  if (count == 1) {
    number_check(cpu, arguments[0], "/");
    if (number_is_double(arguments[0]) && number_double(arguments[0]) == 0)
      error_raise(cpu, ERROR_ARITHMETIC, "Divide by zero");
    return number_divide(cpu, value_of_fixnum(1), arguments[0]);
  }
  return fold(cpu, arguments, count, number_divide);
}

static value_t divide_doubles(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  return number_divide_doubles(cpu, arguments[0], arguments[1]);
}

static value_t core_increment(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  return number_add(cpu, arguments[0], value_of_fixnum(1));
}

static value_t core_decrement(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  return number_subtract(cpu, arguments[0], value_of_fixnum(1));
}

static value_t core_increment_promoting(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  return number_add_promoting(cpu, arguments[0], value_of_fixnum(1));
}

static value_t core_decrement_promoting(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  return number_subtract_promoting(cpu, arguments[0], value_of_fixnum(1));
}

static value_t core_quotient(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  return number_quotient(cpu, arguments[0], arguments[1]);
}

static value_t core_remainder(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  return number_remainder(cpu, arguments[0], arguments[1]);
}

static value_t core_modulus(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  return number_modulus(cpu, arguments[0], arguments[1]);
}

static value_t core_absolute(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  return number_absolute(cpu, arguments[0]);
}

static value_t core_is_true_double(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)cpu;
  (void)count;
  return value_boolean(number_is_double(arguments[0]) && !number_is_float(arguments[0]));
}

static bool is_not_a_number(value_t v) { return number_is_double(v) && isnan(number_double(v)); }

static value_t core_maximum(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  value_t result = arguments[0]; // the answer, whatever it is, when there is no other
  for (uint32_t i = 1; i < count; i++) {
    value_t v = arguments[i];
    number_check_both(cpu, result, v, "max");
    if (is_not_a_number(result)) continue;
    if (is_not_a_number(v) || !number_less(cpu, v, result)) result = v;
  }
  return result;
}

static value_t core_minimum(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  value_t result = arguments[0]; // the answer, whatever it is, when there is no other
  for (uint32_t i = 1; i < count; i++) {
    value_t v = arguments[i];
    number_check_both(cpu, result, v, "min");
    if (is_not_a_number(result)) continue;
    if (is_not_a_number(v) || !number_less(cpu, result, v)) result = v;
  }
  return result;
}

// --- Comparison -----------------------------------------------------------------------------
static bool greater(struct cpu *cpu, value_t a, value_t b) { return number_less(cpu, b, a); }
static bool greater_equal(struct cpu *cpu, value_t a, value_t b) {
  return number_less_equal(cpu, b, a);
}

static value_t chain(struct cpu *cpu, const value_t *arguments, uint32_t count,
                     bool (*holds)(struct cpu *cpu, value_t a, value_t b)) {
  for (uint32_t i = 1; i < count; i++)
    if (!holds(cpu, arguments[i - 1], arguments[i])) return VALUE_FALSE;
  return VALUE_TRUE;
}

static value_t core_less(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  return chain(cpu, arguments, count, number_less);
}
static value_t core_less_equal(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  return chain(cpu, arguments, count, number_less_equal);
}
static value_t core_greater(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  return chain(cpu, arguments, count, greater);
}
static value_t core_greater_equal(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  return chain(cpu, arguments, count, greater_equal);
}
static value_t core_equal_value(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  return chain(cpu, arguments, count, number_equal_value);
}

// --- Predicates -----------------------------------------------------------------------------
// A predicate's row: name and what must hold of the argument v, whose level is `level`.
// clang-format off
#define PREDICATES(PREDICATE) \
  PREDICATE(is_number, level != NUMBER_NONE) \
  PREDICATE(is_integer, level <= NUMBER_BIG) \
  PREDICATE(is_int, level == NUMBER_LONG) \
  PREDICATE(is_ratio, level == NUMBER_RATIO) \
  PREDICATE(is_rational, level <= NUMBER_DECIMAL) \
  PREDICATE(is_decimal, level == NUMBER_DECIMAL) \
  PREDICATE(is_double, level == NUMBER_DOUBLE) \
  PREDICATE(is_positive_int, level == NUMBER_LONG && number_int64(v) > 0) \
  PREDICATE(is_natural_int, level == NUMBER_LONG && number_int64(v) >= 0) \
  PREDICATE(is_negative_int, level == NUMBER_LONG && number_int64(v) < 0)
// clang-format on
#define PREDICATE(name, condition)                                                                 \
  static value_t core_##name(struct cpu *cpu, const value_t *arguments, uint32_t count) {          \
    (void)cpu, (void)count;                                                                        \
    value_t v = arguments[0];                                                                      \
    enum number_level level = number_level(v);                                                     \
    (void)v;                                                                                       \
    return value_boolean(condition);                                                               \
  }
PREDICATES(PREDICATE)
#undef PREDICATE

static value_t core_is_zero(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  number_check(cpu, arguments[0], "zero?");
  return value_boolean(number_sign(cpu, arguments[0]) == 0 && !is_not_a_number(arguments[0]));
}

static value_t core_is_positive(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  number_check(cpu, arguments[0], "pos?");
  return value_boolean(number_sign(cpu, arguments[0]) > 0);
}

static value_t core_is_negative(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  number_check(cpu, arguments[0], "neg?");
  return value_boolean(number_sign(cpu, arguments[0]) < 0);
}

static bool is_odd(struct cpu *cpu, value_t v) {
  if (!number_is_integer(v)) error_raise(cpu, ERROR_ARGUMENT, "Argument must be an integer: %S", v);
  return integer_is_odd(v);
}

static value_t core_is_odd(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  return value_boolean(is_odd(cpu, arguments[0]));
}

static value_t core_is_even(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  return value_boolean(!is_odd(cpu, arguments[0]));
}

static value_t core_is_nan(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  number_check(cpu, arguments[0], "NaN?");
  return value_boolean(is_not_a_number(arguments[0]));
}

static value_t core_is_infinite(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  number_check(cpu, arguments[0], "infinite?");
  return value_boolean(isinf(number_to_double(cpu, arguments[0])));
}

// --- Parts ----------------------------------------------------------------------------------
static void check_ratio(struct cpu *cpu, value_t v, const char *operation) {
  if (value_is_nil(v)) error_raise(cpu, ERROR_NIL, "%s: nil is not a ratio", operation);
  if (number_level(v) != NUMBER_RATIO)
    error_raise(cpu, ERROR_TYPE, "%s: %V is not a ratio (%T)", operation, v, v);
}

static value_t core_numerator(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  check_ratio(cpu, arguments[0], "numerator");
  return integer_to_java(cpu, number_numerator(arguments[0]));
}

static value_t core_denominator(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  check_ratio(cpu, arguments[0], "denominator");
  return integer_to_java(cpu, number_denominator(arguments[0]));
}

static value_t core_rationalize(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  value_t v = arguments[0];
  if (value_is_nil(v) || number_level(v) < NUMBER_DECIMAL) return v;
  number_check(cpu, v, "rationalize");
  value_t decimal = number_to_decimal(cpu, v);
  value_t unscaled = decimal_unscaled(decimal);
  int64_t scale = decimal_scale(decimal);
  value_t power = integer_power_of_ten(cpu, (uint64_t)(scale < 0 ? -scale : scale));
  return scale < 0 ? integer_to_big(cpu, integer_multiply(cpu, unscaled, power))
                   : number_ratio(cpu, unscaled, power, true);
}

// --- Random ---------------------------------------------------------------------------------
static value_t leaf_random_double(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)arguments, (void)count;
  return number_from_double(cpu, random_double(cpu));
}

static value_t leaf_random_long(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  if (count == 0) return number_from_int64(cpu, (int64_t)random_next(cpu));
  int64_t bound = number_to_index(cpu, arguments[0], "the bound");
  if (bound <= 0)
    error_raise(cpu, ERROR_ARGUMENT, "the bound must be positive, not %V", arguments[0]);
  return number_from_int64(cpu, (int64_t)random_below(cpu, (uint64_t)bound));
}

// --- Decimals, for with-precision and interop -----------------------------------------------
static const char *const rounding_names[] = {
#define ROUNDING(name) #name,
    DECIMAL_ROUNDINGS(ROUNDING)
#undef ROUNDING
};

static enum decimal_rounding take_rounding(struct cpu *cpu, value_t v) {
  if (value_is_string(v))
    for (size_t i = 0; i < array_length(rounding_names); i++)
      if (string_byte_length(v) == strlen(rounding_names[i]) &&
          memcmp(string_bytes(v), rounding_names[i], string_byte_length(v)) == 0)
        return (enum decimal_rounding)i;
  error_raise(cpu, ERROR_ARGUMENT,
              "%V is no rounding mode: one of UP DOWN CEILING FLOOR HALF_UP HALF_DOWN HALF_EVEN "
              "UNNECESSARY",
              v);
}

static void check_decimal(struct cpu *cpu, value_t v) {
  if (number_level(v) != NUMBER_DECIMAL)
    error_raise(cpu, ERROR_TYPE, "%V is not a decimal (%T)", v, v);
}

static struct decimal_context take_context(struct cpu *cpu, value_t precision, value_t rounding) {
  int64_t digits = number_to_index(cpu, precision, "the precision");
  if (digits < 0 || digits > INT32_MAX)
    error_raise(cpu, ERROR_ARGUMENT, "the precision is out of range: %V", precision);
  return (struct decimal_context){(uint32_t)digits, take_rounding(cpu, rounding)};
}

static value_t leaf_math_context(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  return number_context_value(take_context(cpu, arguments[0], arguments[1]));
}

static value_t leaf_decimal_round(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  check_decimal(cpu, arguments[0]);
  return decimal_round(cpu, arguments[0], take_context(cpu, arguments[1], arguments[2]));
}

static value_t leaf_decimal_set_scale(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  check_decimal(cpu, arguments[0]);
  return decimal_set_scale(cpu, arguments[0], number_to_index(cpu, arguments[1], "the scale"),
                           take_rounding(cpu, arguments[2]));
}

static value_t leaf_decimal_scale(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  check_decimal(cpu, arguments[0]);
  return value_of_fixnum(decimal_scale(arguments[0]));
}

static value_t leaf_decimal_precision(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  check_decimal(cpu, arguments[0]);
  return value_of_fixnum((int64_t)decimal_precision(cpu, arguments[0]));
}

static value_t leaf_decimal_unscaled(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  check_decimal(cpu, arguments[0]);
  return integer_to_java(cpu, decimal_unscaled(arguments[0]));
}

static value_t leaf_decimal_strip_zeros(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  check_decimal(cpu, arguments[0]);
  return decimal_strip_zeros(cpu, arguments[0]);
}

// clang-format off
const struct primitive number_primitives[] = {
    {"clojure.core/+", core_add, 0, PRIMITIVE_VARIADIC, "([] [x] [x y] [x y & more])",
     "Returns the sum of nums. (+) returns 0. Throws on overflow of longs; +' promotes."},
    {"clojure.core/+'", core_add_promoting, 0, PRIMITIVE_VARIADIC, "([] [x] [x y] [x y & more])",
     "Returns the sum of nums. (+') returns 0. Longs that overflow become BigInts."},
    {"clojure.core/-", core_subtract, 1, PRIMITIVE_VARIADIC, "([x] [x y] [x y & more])",
     "Subtracts the ys from x, or negates x. Throws on overflow of longs; -' promotes."},
    {"clojure.core/-'", core_subtract_promoting, 1, PRIMITIVE_VARIADIC, "([x] [x y] [x y & more])",
     "Subtracts the ys from x, or negates x. Longs that overflow become BigInts."},
    {"clojure.core/*", core_multiply, 0, PRIMITIVE_VARIADIC, "([] [x] [x y] [x y & more])",
     "Returns the product of nums. (*) returns 1. Throws on overflow of longs; *' promotes."},
    {"clojure.core/*'", core_multiply_promoting, 0, PRIMITIVE_VARIADIC, "([] [x] [x y] [x y & more])",
     "Returns the product of nums. (*') returns 1. Longs that overflow become BigInts."},
    {"nacre.primitive/divide-doubles", divide_doubles, 2, 2, "([x y])",
     "x / y, by a double zero as the machine does."},
    {"clojure.core//", core_divide, 1, PRIMITIVE_VARIADIC, "([x] [x y] [x y & more])",
     "Divides x by the ys, or 1 by x. Integers give an integer or a ratio in lowest terms."},
    {"clojure.core/inc", core_increment, 1, 1, "([x])",
     "Returns a number one greater than x. Throws on overflow of longs; inc' promotes."},
    {"clojure.core/dec", core_decrement, 1, 1, "([x])",
     "Returns a number one less than x. Throws on overflow of longs; dec' promotes."},
    {"clojure.core/inc'", core_increment_promoting, 1, 1, "([x])",
     "Returns a number one greater than x. A long that overflows becomes a BigInt."},
    {"clojure.core/dec'", core_decrement_promoting, 1, 1, "([x])",
     "Returns a number one less than x. A long that overflows becomes a BigInt."},
    {"clojure.core/quot", core_quotient, 2, 2, "([num div])",
     "The quotient of dividing num by div, truncated towards zero."},
    {"clojure.core/rem", core_remainder, 2, 2, "([num div])",
     "The remainder of dividing num by div, with the sign of num."},
    {"clojure.core/mod", core_modulus, 2, 2, "([num div])",
     "Modulus of num and div: the remainder towards negative infinity, with the sign of div."},
    {"clojure.core/abs", core_absolute, 1, 1, "([a])",
     "Returns the absolute value of a. The least long is its own absolute value."},
    {"clojure.core/max", core_maximum, 1, PRIMITIVE_VARIADIC, "([x] [x y] [x y & more])",
     "Returns the greatest of the nums; NaN when one of them is NaN."},
    {"clojure.core/min", core_minimum, 1, PRIMITIVE_VARIADIC, "([x] [x y] [x y & more])",
     "Returns the least of the nums; NaN when one of them is NaN."},

    {"clojure.core/<", core_less, 1, PRIMITIVE_VARIADIC, "([x] [x y] [x y & more])",
     "Returns true if the nums increase from each to the next."},
    {"clojure.core/<=", core_less_equal, 1, PRIMITIVE_VARIADIC, "([x] [x y] [x y & more])",
     "Returns true if no num is greater than the next."},
    {"clojure.core/>", core_greater, 1, PRIMITIVE_VARIADIC, "([x] [x y] [x y & more])",
     "Returns true if the nums decrease from each to the next."},
    {"clojure.core/>=", core_greater_equal, 1, PRIMITIVE_VARIADIC, "([x] [x y] [x y & more])",
     "Returns true if no num is less than the next."},
    {"clojure.core/==", core_equal_value, 1, PRIMITIVE_VARIADIC, "([x] [x y] [x y & more])",
     "Returns true if the nums all have the same value, whatever their types."},

    {"clojure.core/number?", core_is_number, 1, 1, "([x])", "Returns true if x is a number."},
    {"clojure.core/integer?", core_is_integer, 1, 1, "([n])", "Returns true if n is an integer of any size."},
    {"clojure.core/int?", core_is_int, 1, 1, "([x])", "Returns true if x is an integer of 64 bits."},
    {"clojure.core/ratio?", core_is_ratio, 1, 1, "([n])", "Returns true if n is a ratio."},
    {"clojure.core/rational?", core_is_rational, 1, 1, "([n])", "Returns true if n is an integer, a ratio or a decimal."},
    {"clojure.core/decimal?", core_is_decimal, 1, 1, "([n])", "Returns true if n is a BigDecimal."},
    {"clojure.core/float?", core_is_double, 1, 1, "([n])", "Returns true if n is a floating-point number."},
    {"clojure.core/double?", core_is_true_double, 1, 1, "([x])", "Returns true if x is a double."},
    {"clojure.core/pos-int?", core_is_positive_int, 1, 1, "([x])", "Returns true if x is an integer of 64 bits above zero."},
    {"clojure.core/nat-int?", core_is_natural_int, 1, 1, "([x])", "Returns true if x is an integer of 64 bits, zero or above."},
    {"clojure.core/neg-int?", core_is_negative_int, 1, 1, "([x])", "Returns true if x is an integer of 64 bits below zero."},
    {"clojure.core/zero?", core_is_zero, 1, 1, "([num])", "Returns true if num is zero."},
    {"clojure.core/pos?", core_is_positive, 1, 1, "([num])", "Returns true if num is greater than zero."},
    {"clojure.core/neg?", core_is_negative, 1, 1, "([num])", "Returns true if num is less than zero."},
    {"clojure.core/even?", core_is_even, 1, 1, "([n])", "Returns true if n is even; throws if n is no integer."},
    {"clojure.core/odd?", core_is_odd, 1, 1, "([n])", "Returns true if n is odd; throws if n is no integer."},
    {"clojure.core/NaN?", core_is_nan, 1, 1, "([num])", "Returns true if num is NaN."},
    {"clojure.core/infinite?", core_is_infinite, 1, 1, "([num])", "Returns true if num is negative or positive infinity."},

    {"clojure.core/numerator", core_numerator, 1, 1, "([r])", "Returns the numerator of a ratio."},
    {"clojure.core/denominator", core_denominator, 1, 1, "([r])", "Returns the denominator of a ratio."},
    {"clojure.core/rationalize", core_rationalize, 1, 1, "([num])",
     "Returns the rational value of num: of a double, the value of its shortest digits."},

    {"nacre.primitive/random-double", leaf_random_double, 0, 0, "([])", "A random double from 0 up to, not including, 1."},
    {"nacre.primitive/random-long", leaf_random_long, 0, 1, "([] [bound])",
     "A random long: of all longs, or from 0 up to, not including, bound."},
    {"nacre.primitive/math-context", leaf_math_context, 2, 2, "([precision rounding])",
     "The value for nacre.core/*math-context*; rounding is a string such as \"HALF_UP\"."},
    {"nacre.primitive/decimal-round", leaf_decimal_round, 3, 3, "([d precision rounding])",
     "The decimal d rounded to that many digits (0: as it is)."},
    {"nacre.primitive/decimal-set-scale", leaf_decimal_set_scale, 3, 3, "([d scale rounding])",
     "The decimal d with that many places after the point."},
    {"nacre.primitive/decimal-scale", leaf_decimal_scale, 1, 1, "([d])", "The scale of a decimal."},
    {"nacre.primitive/decimal-precision", leaf_decimal_precision, 1, 1, "([d])", "The number of digits of a decimal."},
    {"nacre.primitive/decimal-unscaled", leaf_decimal_unscaled, 1, 1, "([d])", "The unscaled value of a decimal."},
    {"nacre.primitive/decimal-strip-zeros", leaf_decimal_strip_zeros, 1, 1, "([d])", "The decimal without trailing zeros."},
    {NULL, NULL, 0, 0, NULL, NULL},
};
// clang-format on
