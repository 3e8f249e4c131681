// SPDX-License-Identifier: MIT
// BigDecimal over integers of any size: arithmetic with scales and rounding as the contract of
// java.math.BigDecimal (Java SE 17) states it.
#include "lang/number_decimal.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lang/error.h"
#include "lang/number_double.h"
#include "lang/number_integer.h"

value_t decimal_new(struct cpu *cpu, value_t unscaled, int64_t scale) {
  if (scale > INT32_MAX || scale < INT32_MIN) {
    if (integer_sign(unscaled) == 0)
      scale = scale < 0 ? INT32_MIN : INT32_MAX;
    else
      error_raise(cpu, ERROR_ARITHMETIC, scale > 0 ? "Underflow" : "Overflow");
  }
  struct object *object = gc_allocate(cpu, KIND_DECIMAL, 2);
  object_initialize(object, 0, unscaled);
  object_set_raw(object, 1, (uint64_t)scale);
  return value_of_object(object);
}

value_t decimal_unscaled(value_t d) { return object_slot(value_object(d), 0); }
int32_t decimal_scale(value_t d) { return (int32_t)object_raw(value_object(d), 1); }

value_t decimal_from_integer(struct cpu *cpu, value_t integer) {
  return decimal_new(cpu, integer_normalize(cpu, integer), 0);
}

value_t decimal_from_double_exact(struct cpu *cpu, double d) {
  if (!isfinite(d)) error_raise(cpu, ERROR_NUMBER_FORMAT, "Infinite or NaN");
  int exponent;
  int64_t fraction = (int64_t)ldexp(frexp(d, &exponent), 53);
  exponent -= 53;
  if (fraction == 0) return decimal_new(cpu, value_of_fixnum(0), 0);
  int zeros = __builtin_ctzll((uint64_t)fraction);
  fraction >>= zeros;
  exponent += zeros;
  value_t n = number_from_int64(cpu, fraction);
  if (exponent >= 0) return decimal_new(cpu, integer_shift_left(cpu, n, (uint64_t)exponent), 0);
  // n / 2^e = n * 5^e / 10^e
  value_t fives = integer_power(cpu, value_of_fixnum(5), (uint32_t)-exponent);
  return decimal_new(cpu, integer_multiply(cpu, n, fives), -exponent);
}

value_t decimal_from_double(struct cpu *cpu, double d) {
  if (!isfinite(d)) error_raise(cpu, ERROR_NUMBER_FORMAT, "Infinite or NaN");
  char buffer[DOUBLE_TEXT];
  return decimal_parse(cpu, buffer, double_print(d, buffer));
}

// --- Rounding -------------------------------------------------------------------------------
static value_t power_of_ten(struct cpu *cpu, int64_t exponent) {
  return integer_power_of_ten(cpu, (uint64_t)exponent);
}

// unscaled / divisor, rounded; divisor is positive.
static value_t divide_rounded(struct cpu *cpu, value_t unscaled, value_t divisor,
                              enum decimal_rounding rounding) {
  value_t quotient, rest;
  integer_divide(cpu, unscaled, divisor, &quotient, &rest);
  int sign = integer_sign(rest);
  if (sign == 0) return quotient;
  int half = 0; // how the rest compares with a half
  if (rounding >= DECIMAL_HALF_UP && rounding <= DECIMAL_HALF_EVEN)
    half = integer_compare(integer_shift_left(cpu, integer_absolute(cpu, rest), 1), divisor);
  bool away = false;
  switch (rounding) {
  case DECIMAL_UP:
    away = true;
    break;
  case DECIMAL_DOWN:
    break;
  case DECIMAL_CEILING:
    away = sign > 0;
    break;
  case DECIMAL_FLOOR:
    away = sign < 0;
    break;
  case DECIMAL_HALF_UP:
    away = half >= 0;
    break;
  case DECIMAL_HALF_DOWN:
    away = half > 0;
    break;
  case DECIMAL_HALF_EVEN:
    away = half > 0 || (half == 0 && integer_is_odd(quotient));
    break;
  case DECIMAL_UNNECESSARY:
    error_raise(cpu, ERROR_ARITHMETIC, "Rounding necessary");
  }
  return away ? integer_add(cpu, quotient, value_of_fixnum(sign)) : quotient;
}

size_t decimal_precision(struct cpu *cpu, value_t d) {
  return integer_decimal_length(cpu, decimal_unscaled(d));
}

value_t decimal_round(struct cpu *cpu, value_t d, struct decimal_context context) {
  if (context.precision == 0) return d;
  for (;;) { // a second time when 9.99 became 10.0
    size_t precision = decimal_precision(cpu, d);
    if (precision <= context.precision) return d;
    int64_t drop = (int64_t)(precision - context.precision);
    d = decimal_new(
        cpu, divide_rounded(cpu, decimal_unscaled(d), power_of_ten(cpu, drop), context.rounding),
        decimal_scale(d) - drop);
  }
}

value_t decimal_set_scale(struct cpu *cpu, value_t d, int64_t scale,
                          enum decimal_rounding rounding) {
  int64_t raise = scale - decimal_scale(d);
  value_t unscaled = decimal_unscaled(d);
  if (raise == 0) return d;
  if (integer_sign(unscaled) == 0) return decimal_new(cpu, unscaled, scale);
  if (raise > 0)
    return decimal_new(cpu, integer_multiply(cpu, unscaled, power_of_ten(cpu, raise)), scale);
  // Dropping more digits than there are: the quotient is 0 or 1 whatever the power.
  int64_t drop = -raise, digits = (int64_t)decimal_precision(cpu, d) + 1;
  return decimal_new(
      cpu,
      divide_rounded(cpu, unscaled, power_of_ten(cpu, drop < digits ? drop : digits), rounding),
      scale);
}

// Removes trailing zeros as long as the scale stays at or above `least`.
static value_t strip_to_scale(struct cpu *cpu, value_t unscaled, int64_t scale, int64_t least) {
  if (integer_sign(unscaled) == 0) return decimal_new(cpu, unscaled, scale < least ? scale : least);
  // By halves of what may be left: 10^(2^k) from the largest that may fit downwards.
  int64_t most = scale - least, digits = (int64_t)integer_decimal_length(cpu, unscaled) - 1;
  if (most > digits) most = digits;
  int64_t step = 1;
  while (step * 2 <= most) step *= 2;
  for (; step > 0; step /= 2) {
    while (step <= scale - least && !integer_is_odd(unscaled)) {
      value_t quotient, rest;
      integer_divide(cpu, unscaled, power_of_ten(cpu, step), &quotient, &rest);
      if (integer_sign(rest) != 0) break;
      unscaled = quotient;
      scale -= step;
    }
  }
  return decimal_new(cpu, unscaled, scale);
}

value_t decimal_strip_zeros(struct cpu *cpu, value_t d) {
  if (integer_sign(decimal_unscaled(d)) == 0) return decimal_new(cpu, value_of_fixnum(0), 0);
  return strip_to_scale(cpu, decimal_unscaled(d), decimal_scale(d), INT32_MIN);
}

value_t decimal_to_integer(struct cpu *cpu, value_t d) {
  return decimal_unscaled(decimal_set_scale(cpu, d, 0, DECIMAL_DOWN));
}

// --- Sums and products ----------------------------------------------------------------------
static value_t add_signed(struct cpu *cpu, value_t a, value_t b, bool negative,
                          struct decimal_context context) {
  int64_t scale_a = decimal_scale(a), scale_b = decimal_scale(b);
  int64_t scale = scale_a > scale_b ? scale_a : scale_b;
  value_t x = decimal_unscaled(a), y = decimal_unscaled(b);
  if (negative) y = integer_negate(cpu, y);
  if (context.precision) {
    // A zero adds nothing but its scale, as far as the precision allows.
    bool zero_a = integer_sign(x) == 0, zero_b = integer_sign(y) == 0;
    if (zero_a && zero_b) return decimal_new(cpu, value_of_fixnum(0), scale);
    if (zero_a || zero_b) {
      value_t other =
          decimal_round(cpu, decimal_new(cpu, zero_a ? y : x, zero_a ? scale_b : scale_a), context);
      int64_t other_scale = decimal_scale(other);
      if (other_scale >= scale)
        return strip_to_scale(cpu, decimal_unscaled(other), other_scale, scale);
      int64_t space = (int64_t)context.precision - (int64_t)decimal_precision(cpu, other);
      int64_t raise = scale - other_scale < space ? scale - other_scale : space;
      return decimal_set_scale(cpu, other, other_scale + raise, DECIMAL_UNNECESSARY);
    }
    // An operand far below the last digit that counts acts as one unit just below it.
    int64_t gap = scale_a - scale_b;
    if (gap != 0) {
      bool a_big = gap < 0;
      value_t *small = a_big ? &y : &x;
      int64_t big_scale = a_big ? scale_a : scale_b, *small_scale = a_big ? &scale_b : &scale_a;
      int64_t big_precision = (int64_t)integer_decimal_length(cpu, a_big ? x : y);
      int64_t small_precision = (int64_t)integer_decimal_length(cpu, *small);
      int64_t result_end = big_scale - big_precision + context.precision;
      int64_t small_top = *small_scale - small_precision + 1;
      if (small_top > big_scale + 2 && small_top > result_end + 2) {
        *small = value_of_fixnum(integer_sign(*small));
        *small_scale = (big_scale > result_end ? big_scale : result_end) + 3;
        scale = scale_a > scale_b ? scale_a : scale_b;
      }
    }
  }
  if (scale_a < scale) x = integer_multiply(cpu, x, power_of_ten(cpu, scale - scale_a));
  if (scale_b < scale) y = integer_multiply(cpu, y, power_of_ten(cpu, scale - scale_b));
  return decimal_round(cpu, decimal_new(cpu, integer_add(cpu, x, y), scale), context);
}

value_t decimal_add(struct cpu *cpu, value_t a, value_t b, struct decimal_context context) {
  return add_signed(cpu, a, b, false, context);
}

value_t decimal_subtract(struct cpu *cpu, value_t a, value_t b, struct decimal_context context) {
  return add_signed(cpu, a, b, true, context);
}

value_t decimal_negate(struct cpu *cpu, value_t a, struct decimal_context context) {
  value_t negative = integer_negate(cpu, decimal_unscaled(a));
  return decimal_round(cpu, decimal_new(cpu, negative, decimal_scale(a)), context);
}

value_t decimal_multiply(struct cpu *cpu, value_t a, value_t b, struct decimal_context context) {
  value_t product = integer_multiply(cpu, decimal_unscaled(a), decimal_unscaled(b));
  int64_t scale = (int64_t)decimal_scale(a) + decimal_scale(b);
  return decimal_round(cpu, decimal_new(cpu, product, scale), context);
}

// --- Division -------------------------------------------------------------------------------
// n / d * 10^-preferred, rounded to the precision; an exact result loses zeros down to the
// preferred scale.
static value_t divide_to_precision(struct cpu *cpu, value_t n, value_t d, int64_t preferred,
                                   struct decimal_context context) {
  int64_t digits_n = (int64_t)integer_decimal_length(cpu, n);
  int64_t digits_d = (int64_t)integer_decimal_length(cpu, d);
  // With this many more decimal places the quotient has precision or precision + 1 digits.
  int64_t raise = (int64_t)context.precision - digits_n + digits_d;
  if (integer_sign(d) < 0) {
    n = integer_negate(cpu, n);
    d = integer_negate(cpu, d);
  }
  value_t scaled_n = n, scaled_d = d;
  if (raise > 0) scaled_n = integer_multiply(cpu, n, power_of_ten(cpu, raise));
  if (raise < 0) scaled_d = integer_multiply(cpu, d, power_of_ten(cpu, -raise));
  value_t quotient, rest;
  integer_divide(cpu, scaled_n, scaled_d, &quotient, &rest);
  int64_t scale = preferred + raise;
  bool exact = integer_sign(rest) == 0;
  if (integer_decimal_length(cpu, quotient) > context.precision) {
    // One digit too many: round at the next place, in one step from the exact value.
    scaled_d = integer_multiply(cpu, scaled_d, value_of_fixnum(10));
    scale--;
    integer_divide(cpu, scaled_n, scaled_d, &quotient, &rest);
    exact = integer_sign(rest) == 0;
  }
  if (!exact) {
    quotient = divide_rounded(cpu, scaled_n, scaled_d, context.rounding);
    return decimal_round(cpu, decimal_new(cpu, quotient, scale), context);
  }
  return scale > preferred ? strip_to_scale(cpu, quotient, scale, preferred)
                           : decimal_new(cpu, quotient, scale);
}

// How often a small prime divides *n; divides it away.
static int64_t remove_factor(struct cpu *cpu, value_t *n, int64_t prime) {
  int64_t count = 0;
  // Powers prime^(2^k) upwards while they divide, then downwards.
  int64_t exponent = 1;
  value_t powers[32], quotient, rest;
  int top = 0;
  powers[0] = value_of_fixnum(prime);
  for (;;) {
    integer_divide(cpu, *n, powers[top], &quotient, &rest);
    if (integer_sign(rest) != 0) break;
    *n = quotient;
    count += exponent;
    if (top == 30) break;
    powers[top + 1] = integer_multiply(cpu, powers[top], powers[top]);
    top++;
    exponent *= 2;
  }
  for (; top >= 0; top--, exponent /= 2) {
    integer_divide(cpu, *n, powers[top], &quotient, &rest);
    if (integer_sign(rest) == 0) {
      *n = quotient;
      count += exponent;
    }
  }
  return count;
}

static value_t divide_exact(struct cpu *cpu, value_t n, value_t d, int64_t preferred) {
  value_t gcd = integer_gcd(cpu, n, d);
  n = integer_quotient(cpu, n, gcd);
  d = integer_quotient(cpu, d, gcd);
  if (integer_sign(d) < 0) {
    n = integer_negate(cpu, n);
    d = integer_negate(cpu, d);
  }
  int64_t twos = remove_factor(cpu, &d, 2), fives = remove_factor(cpu, &d, 5);
  if (!value_same(d, value_of_fixnum(1)))
    error_raise(cpu, ERROR_ARITHMETIC,
                "Non-terminating decimal expansion; no exact representable decimal result.");
  int64_t places = twos > fives ? twos : fives;
  value_t factor = twos > fives
                       ? integer_power(cpu, value_of_fixnum(5), (uint32_t)(twos - fives))
                       : integer_shift_left(cpu, value_of_fixnum(1), (uint64_t)(fives - twos));
  return decimal_new(cpu, integer_multiply(cpu, n, factor), preferred + places);
}

static value_t divide_integers(struct cpu *cpu, value_t n, value_t d, int64_t preferred,
                               struct decimal_context context) {
  if (integer_sign(d) == 0)
    error_raise(cpu, ERROR_ARITHMETIC,
                integer_sign(n) == 0 ? "Division undefined" : "Division by zero");
  if (integer_sign(n) == 0) {
    if (preferred > INT32_MAX) preferred = INT32_MAX;
    if (preferred < INT32_MIN) preferred = INT32_MIN;
    return decimal_new(cpu, value_of_fixnum(0), preferred);
  }
  return context.precision ? divide_to_precision(cpu, n, d, preferred, context)
                           : divide_exact(cpu, n, d, preferred);
}

value_t decimal_divide(struct cpu *cpu, value_t a, value_t b, struct decimal_context context) {
  return divide_integers(cpu, decimal_unscaled(a), decimal_unscaled(b),
                         (int64_t)decimal_scale(a) - decimal_scale(b), context);
}

value_t decimal_of_quotient(struct cpu *cpu, value_t numerator, value_t denominator,
                            struct decimal_context context) {
  return divide_integers(cpu, numerator, denominator, 0, context);
}

value_t decimal_quotient(struct cpu *cpu, value_t a, value_t b, struct decimal_context context) {
  int64_t preferred = (int64_t)decimal_scale(a) - decimal_scale(b);
  if (preferred > INT32_MAX) preferred = INT32_MAX;
  if (preferred < INT32_MIN) preferred = INT32_MIN;
  value_t n = decimal_unscaled(a), d = decimal_unscaled(b);
  if (integer_sign(d) == 0) error_raise(cpu, ERROR_ARITHMETIC, "Division by zero");
  // a / b = n / d * 10^-preferred
  if (preferred > 0) {
    // Far below one, whatever the power: nothing to compute.
    if (preferred > (int64_t)integer_decimal_length(cpu, n) + 1)
      return decimal_new(cpu, value_of_fixnum(0), preferred);
    d = integer_multiply(cpu, d, power_of_ten(cpu, preferred));
  } else if (preferred < 0) {
    n = integer_multiply(cpu, n, power_of_ten(cpu, -preferred));
  }
  value_t quotient = integer_quotient(cpu, n, d);
  if (integer_sign(quotient) == 0) return decimal_new(cpu, quotient, preferred);
  if (context.precision && integer_decimal_length(cpu, quotient) > context.precision) {
    value_t stripped = strip_to_scale(cpu, quotient, 0, preferred < 0 ? preferred : 0);
    if (decimal_precision(cpu, stripped) > context.precision)
      error_raise(cpu, ERROR_ARITHMETIC, "Division impossible");
    return stripped;
  }
  if (preferred < 0) return strip_to_scale(cpu, quotient, 0, preferred);
  if (context.precision) {
    int64_t space = (int64_t)context.precision - (int64_t)integer_decimal_length(cpu, quotient);
    if (preferred > space) preferred = space;
  }
  return decimal_set_scale(cpu, decimal_new(cpu, quotient, 0), preferred, DECIMAL_UNNECESSARY);
}

value_t decimal_remainder(struct cpu *cpu, value_t a, value_t b, struct decimal_context context) {
  value_t quotient = decimal_quotient(cpu, a, b, context);
  return decimal_subtract(cpu, a, decimal_multiply(cpu, quotient, b, DECIMAL_EXACT), DECIMAL_EXACT);
}

// --- Order, hash, double --------------------------------------------------------------------
int decimal_compare(struct cpu *cpu, value_t a, value_t b) {
  value_t x = decimal_unscaled(a), y = decimal_unscaled(b);
  int sign_x = integer_sign(x), sign_y = integer_sign(y);
  if (sign_x != sign_y) return sign_x < sign_y ? -1 : 1;
  if (sign_x == 0) return 0;
  int64_t scale_a = decimal_scale(a), scale_b = decimal_scale(b);
  if (scale_a == scale_b) return integer_compare(x, y);
  // The place of the leading digit first, so that wide gaps of scale are never multiplied out.
  int64_t top_a = (int64_t)integer_decimal_length(cpu, x) - scale_a;
  int64_t top_b = (int64_t)integer_decimal_length(cpu, y) - scale_b;
  if (top_a != top_b) return top_a < top_b ? -sign_x : sign_x;
  if (scale_a < scale_b) x = integer_multiply(cpu, x, power_of_ten(cpu, scale_b - scale_a));
  if (scale_b < scale_a) y = integer_multiply(cpu, y, power_of_ten(cpu, scale_a - scale_b));
  return integer_compare(x, y);
}

uint32_t decimal_hash(struct cpu *cpu, value_t d) {
  value_t stripped = decimal_strip_zeros(cpu, d);
  return 31 * integer_hash(decimal_unscaled(stripped)) + (uint32_t)decimal_scale(stripped);
}

double decimal_to_double(struct cpu *cpu, value_t d) {
  value_t unscaled = decimal_unscaled(d);
  int64_t scale = decimal_scale(d), n;
  if (scale == 0) return integer_to_double(unscaled);
  if (integer_fits(unscaled, &n) && n > -(INT64_C(1) << 53) && n < INT64_C(1) << 53 && scale > 0 &&
      scale <= 22) { // both exact, so one rounding
    double power = 1;
    for (int64_t i = 0; i < scale; i++) power *= 10;
    return (double)n / power;
  }
  // No double needs more than 767 digits to be told from its neighbour; a one stands for the rest.
  size_t length = integer_decimal_length(cpu, unscaled);
  const size_t enough = 800;
  if (length > enough) {
    value_t quotient, rest;
    integer_divide(cpu, unscaled, power_of_ten(cpu, (int64_t)(length - enough)), &quotient, &rest);
    scale -= (int64_t)(length - enough);
    if (integer_sign(rest) != 0) {
      value_t ten = integer_multiply(cpu, quotient, value_of_fixnum(10));
      quotient = integer_add(cpu, ten, value_of_fixnum(integer_sign(rest)));
      scale++;
    }
    unscaled = quotient;
  }
  size_t digits;
  const char *text = integer_digits(cpu, unscaled, 10, &digits);
  char buffer[840];
  snprintf(buffer, sizeof buffer, "%s%.*se%lld", integer_sign(unscaled) < 0 ? "-" : "", (int)digits,
           text, (long long)-scale);
  return strtod(buffer, NULL);
}

// --- Text -----------------------------------------------------------------------------------
static bool is_digit(char c) { return c >= '0' && c <= '9'; }

value_t decimal_parse(struct cpu *cpu, const char *bytes, size_t length) {
  size_t at = 0;
  bool negative = false;
  if (at < length && (bytes[at] == '-' || bytes[at] == '+')) negative = bytes[at++] == '-';
  char *digits = scratch_allocate(cpu, length + 1);
  size_t count = 0;
  int64_t scale = 0, exponent = 0;
  while (at < length && is_digit(bytes[at])) digits[count++] = bytes[at++];
  if (at < length && bytes[at] == '.') {
    at++;
    while (at < length && is_digit(bytes[at])) {
      digits[count++] = bytes[at++];
      scale++;
    }
  }
  if (count == 0) return VALUE_ABSENT;
  if (at < length && (bytes[at] == 'e' || bytes[at] == 'E')) {
    at++;
    bool down = false;
    if (at < length && (bytes[at] == '-' || bytes[at] == '+')) down = bytes[at++] == '-';
    if (at == length) return VALUE_ABSENT;
    while (at < length && is_digit(bytes[at])) {
      exponent = exponent * 10 + (bytes[at++] - '0');
      if (exponent > INT64_C(100000000000)) exponent = INT64_C(100000000000);
    }
    if (down) exponent = -exponent;
  }
  if (at != length) return VALUE_ABSENT;
  scale -= exponent;
  if (scale > INT32_MAX || scale < INT32_MIN)
    error_raise(cpu, ERROR_NUMBER_FORMAT, "the exponent of the decimal is out of range");
  size_t zeros = 0;
  while (zeros + 1 < count && digits[zeros] == '0') zeros++;
  value_t unscaled = integer_parse(cpu, digits + zeros, count - zeros, 10);
  if (negative) unscaled = integer_negate(cpu, unscaled);
  return decimal_new(cpu, unscaled, scale);
}

void decimal_print(struct text *text, value_t d) {
  value_t unscaled = decimal_unscaled(d);
  int64_t scale = decimal_scale(d);
  size_t length;
  const char *digits = integer_digits(text->cpu, unscaled, 10, &length);
  if (integer_sign(unscaled) < 0) text_add_byte(text, '-');
  int64_t adjusted = (int64_t)length - 1 - scale;
  if (scale >= 0 && adjusted >= -6) {
    int64_t whole = (int64_t)length - scale; // digits before the point
    if (scale == 0) {
      text_add(text, digits, length);
    } else if (whole > 0) {
      text_add(text, digits, (size_t)whole);
      text_add_byte(text, '.');
      text_add(text, digits + whole, (size_t)scale);
    } else {
      text_add(text, "0.", 2);
      for (int64_t i = whole; i < 0; i++) text_add_byte(text, '0');
      text_add(text, digits, length);
    }
    return;
  }
  text_add_byte(text, digits[0]);
  if (length > 1) {
    text_add_byte(text, '.');
    text_add(text, digits + 1, length - 1);
  }
  if (adjusted != 0) text_format(text, "E%+lld", (long long)adjusted);
}
