// SPDX-License-Identifier: MIT
// The leaves of clojure.math: the C library's functions, with Java's answers where they differ.
#include <math.h>
#include <string.h>

#include "lang/number_integer.h"
#include "lang/number_primitives.h"
#include "lang/number_random.h"

// Java: infinite bases of magnitude one and NaN exponents of one are not decided.
static double java_power(double a, double b) {
  if (isnan(b) || (fabs(a) == 1 && isinf(b))) return NAN;
  return pow(a, b);
}

static double java_signum(double d) { return d > 0 ? 1.0 : d < 0 ? -1.0 : d; }

static double unit_in_last_place(double d) {
  if (isnan(d)) return d;
  d = fabs(d);
  if (isinf(d)) return d;
  double next = nextafter(d, INFINITY);
  return isinf(next) ? d - nextafter(d, 0) : next - d;
}

static double next_up(double d) { return nextafter(d, INFINITY); }
static double next_down(double d) { return nextafter(d, -INFINITY); }
static double to_radians(double d) { return d * 0.017453292519943295; }
static double to_degrees(double d) { return d * 57.29577951308232; }

// clang-format off
#define REAL_FUNCTIONS(FUNCTION) \
  FUNCTION(sin, sin) FUNCTION(cos, cos) FUNCTION(tan, tan) FUNCTION(asin, asin) FUNCTION(acos, acos) \
  FUNCTION(atan, atan) FUNCTION(to_radians, to_radians) FUNCTION(to_degrees, to_degrees) \
  FUNCTION(exp, exp) FUNCTION(log, log) FUNCTION(log10, log10) FUNCTION(sqrt, sqrt) \
  FUNCTION(cbrt, cbrt) FUNCTION(ceil, ceil) FUNCTION(floor, floor) FUNCTION(rint, rint) \
  FUNCTION(ulp, unit_in_last_place) FUNCTION(signum, java_signum) FUNCTION(sinh, sinh) \
  FUNCTION(cosh, cosh) FUNCTION(tanh, tanh) FUNCTION(expm1, expm1) FUNCTION(log1p, log1p) \
  FUNCTION(next_up, next_up) FUNCTION(next_down, next_down)
#define REAL_PAIRS(FUNCTION) \
  FUNCTION(remainder, remainder) FUNCTION(atan2, atan2) FUNCTION(pow, java_power) \
  FUNCTION(hypot, hypot) FUNCTION(copy_sign, copysign) FUNCTION(next_after, nextafter)
// clang-format on
#define FUNCTION(name, compute)                                                                    \
  static value_t math_##name(struct cpu *cpu, const value_t *arguments, uint32_t count) {          \
    (void)count;                                                                                   \
    return number_from_double(cpu, compute(number_to_double(cpu, arguments[0])));                  \
  }
REAL_FUNCTIONS(FUNCTION)
#undef FUNCTION
#define FUNCTION(name, compute)                                                                    \
  static value_t math_##name(struct cpu *cpu, const value_t *arguments, uint32_t count) {          \
    (void)count;                                                                                   \
    double a = number_to_double(cpu, arguments[0]), b = number_to_double(cpu, arguments[1]);       \
    return number_from_double(cpu, compute(a, b));                                                 \
  }
REAL_PAIRS(FUNCTION)
#undef FUNCTION

static value_t math_round(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  double d = number_to_double(cpu, arguments[0]);
  if (isnan(d)) return value_of_fixnum(0);
  double whole = floor(d);
  if (d - whole >= 0.5) whole += 1; // ties go up
  if (whole >= 0x1p63) return number_from_int64(cpu, INT64_MAX);
  return number_from_int64(cpu, whole <= -0x1p63 ? INT64_MIN : (int64_t)whole);
}

static value_t math_random(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)arguments, (void)count;
  return number_from_double(cpu, random_double(cpu));
}

// --- Longs ----------------------------------------------------------------------------------
_Noreturn static void long_overflow(struct cpu *cpu) {
  error_raise(cpu, ERROR_ARITHMETIC, "long overflow");
}

// clang-format off
#define EXACT_OPERATIONS(OPERATION) \
  OPERATION(add_exact, 2, __builtin_add_overflow(a, b, &result)) \
  OPERATION(subtract_exact, 2, __builtin_sub_overflow(a, b, &result)) \
  OPERATION(multiply_exact, 2, __builtin_mul_overflow(a, b, &result)) \
  OPERATION(increment_exact, 1, __builtin_add_overflow(a, 1, &result)) \
  OPERATION(decrement_exact, 1, __builtin_sub_overflow(a, 1, &result)) \
  OPERATION(negate_exact, 1, __builtin_sub_overflow(0, a, &result))
// clang-format on
#define OPERATION(name, arity, overflows)                                                          \
  static value_t math_##name(struct cpu *cpu, const value_t *arguments, uint32_t count) {          \
    int64_t a = number_cast_long(cpu, arguments[0], "long"), result;                               \
    int64_t b = count > 1 ? number_cast_long(cpu, arguments[1], "long") : 0;                       \
    (void)b;                                                                                       \
    if (overflows) long_overflow(cpu);                                                             \
    return number_from_int64(cpu, result);                                                         \
  }
EXACT_OPERATIONS(OPERATION)
#undef OPERATION

static void take_division(struct cpu *cpu, const value_t *arguments, int64_t *n, int64_t *d) {
  *n = number_cast_long(cpu, arguments[0], "long");
  *d = number_cast_long(cpu, arguments[1], "long");
  if (*d == 0) error_raise(cpu, ERROR_ARITHMETIC, "/ by zero");
}

static value_t math_floor_div(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  int64_t n, d;
  take_division(cpu, arguments, &n, &d);
  if (d == -1) return number_from_int64(cpu, (int64_t)(0 - (uint64_t)n));
  int64_t quotient = n / d;
  if (n % d != 0 && (n < 0) != (d < 0)) quotient--;
  return number_from_int64(cpu, quotient);
}

static value_t math_floor_mod(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  int64_t n, d;
  take_division(cpu, arguments, &n, &d);
  int64_t rest = d == -1 ? 0 : n % d;
  if (rest != 0 && (rest < 0) != (d < 0)) rest += d;
  return number_from_int64(cpu, rest);
}

static value_t math_get_exponent(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  double d = number_to_double(cpu, arguments[0]);
  uint64_t bits;
  memcpy(&bits, &d, sizeof bits);
  return value_of_fixnum((int64_t)(bits >> 52 & 0x7ff) - 1023);
}

static value_t math_scalb(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  double d = number_to_double(cpu, arguments[0]);
  int64_t exponent = number_cast_long(cpu, arguments[1], "int");
  if (exponent > 5000) exponent = 5000; // beyond the range of doubles either way
  if (exponent < -5000) exponent = -5000;
  return number_from_double(cpu, ldexp(d, (int)exponent));
}

// clang-format off
const struct primitive math_primitives[] = {
    {"clojure.math/sin", math_sin, 1, 1, "([a])", "The sine of an angle in radians."},
    {"clojure.math/cos", math_cos, 1, 1, "([a])", "The cosine of an angle in radians."},
    {"clojure.math/tan", math_tan, 1, 1, "([a])", "The tangent of an angle in radians."},
    {"clojure.math/asin", math_asin, 1, 1, "([a])", "The arc sine, from -pi/2 to pi/2."},
    {"clojure.math/acos", math_acos, 1, 1, "([a])", "The arc cosine, from 0 to pi."},
    {"clojure.math/atan", math_atan, 1, 1, "([a])", "The arc tangent, from -pi/2 to pi/2."},
    {"clojure.math/atan2", math_atan2, 2, 2, "([y x])", "The angle of the point (x, y), from -pi to pi."},
    {"clojure.math/sinh", math_sinh, 1, 1, "([x])", "The hyperbolic sine."},
    {"clojure.math/cosh", math_cosh, 1, 1, "([x])", "The hyperbolic cosine."},
    {"clojure.math/tanh", math_tanh, 1, 1, "([x])", "The hyperbolic tangent."},
    {"clojure.math/to-radians", math_to_radians, 1, 1, "([deg])", "An angle in degrees as radians."},
    {"clojure.math/to-degrees", math_to_degrees, 1, 1, "([r])", "An angle in radians as degrees."},
    {"clojure.math/exp", math_exp, 1, 1, "([a])", "e to the power of a."},
    {"clojure.math/expm1", math_expm1, 1, 1, "([x])", "e to the power of x, minus 1; exact near 0."},
    {"clojure.math/log", math_log, 1, 1, "([a])", "The natural logarithm."},
    {"clojure.math/log10", math_log10, 1, 1, "([a])", "The logarithm to base 10."},
    {"clojure.math/log1p", math_log1p, 1, 1, "([x])", "The natural logarithm of x + 1; exact near 0."},
    {"clojure.math/sqrt", math_sqrt, 1, 1, "([a])", "The square root; NaN below zero."},
    {"clojure.math/cbrt", math_cbrt, 1, 1, "([a])", "The cube root."},
    {"clojure.math/pow", math_pow, 2, 2, "([a b])", "a to the power of b, as a double."},
    {"clojure.math/hypot", math_hypot, 2, 2, "([x y])", "The square root of x squared plus y squared."},
    {"clojure.math/IEEE-remainder", math_remainder, 2, 2, "([dividend divisor])", "The remainder after IEEE 754: of the nearest quotient."},
    {"clojure.math/ceil", math_ceil, 1, 1, "([a])", "The least whole double not below a."},
    {"clojure.math/floor", math_floor, 1, 1, "([a])", "The greatest whole double not above a."},
    {"clojure.math/rint", math_rint, 1, 1, "([a])", "The nearest whole double, ties to even."},
    {"clojure.math/round", math_round, 1, 1, "([a])", "The nearest long, ties up; 0 for NaN."},
    {"clojure.math/random", math_random, 0, 0, "([])", "A random double from 0 up to, not including, 1."},
    {"clojure.math/signum", math_signum, 1, 1, "([d])", "The sign of d as 1.0, -1.0 or the zero itself."},
    {"clojure.math/copy-sign", math_copy_sign, 2, 2, "([magnitude sign])", "The magnitude of one double with the sign of another."},
    {"clojure.math/ulp", math_ulp, 1, 1, "([d])", "The distance from d to the next double away from zero."},
    {"clojure.math/next-after", math_next_after, 2, 2, "([start direction])", "The double next to start towards direction."},
    {"clojure.math/next-up", math_next_up, 1, 1, "([d])", "The next greater double."},
    {"clojure.math/next-down", math_next_down, 1, 1, "([d])", "The next smaller double."},
    {"clojure.math/get-exponent", math_get_exponent, 1, 1, "([d])", "The exponent of d to base 2; 1024 for NaN and infinities."},
    {"clojure.math/scalb", math_scalb, 2, 2, "([d scaleFactor])", "d times 2 to the power of scaleFactor."},
    {"clojure.math/add-exact", math_add_exact, 2, 2, "([x y])", "The sum of longs; throws on overflow."},
    {"clojure.math/subtract-exact", math_subtract_exact, 2, 2, "([x y])", "The difference of longs; throws on overflow."},
    {"clojure.math/multiply-exact", math_multiply_exact, 2, 2, "([x y])", "The product of longs; throws on overflow."},
    {"clojure.math/increment-exact", math_increment_exact, 1, 1, "([a])", "One more than a long; throws on overflow."},
    {"clojure.math/decrement-exact", math_decrement_exact, 1, 1, "([a])", "One less than a long; throws on overflow."},
    {"clojure.math/negate-exact", math_negate_exact, 1, 1, "([a])", "The negation of a long; throws on overflow."},
    {"clojure.math/floor-div", math_floor_div, 2, 2, "([x y])", "The quotient of longs rounded towards negative infinity."},
    {"clojure.math/floor-mod", math_floor_mod, 2, 2, "([x y])", "The remainder of longs that goes with floor-div."},
    {NULL, NULL, 0, 0, NULL, NULL},
};
// clang-format on
