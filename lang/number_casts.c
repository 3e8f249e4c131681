// SPDX-License-Identifier: MIT
// Leaves that look at numbers as the machine does: casts, unchecked arithmetic, bits; and parsing
// of text in given notations.
#include <math.h>
#include <string.h>

#include "lang/character.h"
#include "lang/number_decimal.h"
#include "lang/number_double.h"
#include "lang/number_integer.h"
#include "lang/number_primitives.h"
#include "lang/string.h"

// --- Casts ----------------------------------------------------------------------------------
_Noreturn static void out_of_range(struct cpu *cpu, value_t v, const char *type) {
  error_raise(cpu, ERROR_ARGUMENT, "Value out of range for %s: %S", type, v);
}

int64_t number_cast_long(struct cpu *cpu, value_t v, const char *type) {
  int64_t n;
  switch (number_level(v)) {
  case NUMBER_LONG:
    return number_int64(v);
  case NUMBER_BIG:
    if (!integer_fits(v, &n)) out_of_range(cpu, v, "long"); // told of first
    return n;
  case NUMBER_RATIO:
    v = number_to_integer(cpu, v);
    if (!integer_fits(v, &n)) out_of_range(cpu, v, "long");
    return n;
  case NUMBER_DECIMAL:
  case NUMBER_DOUBLE: {
    double d = number_to_double(cpu, v);
    if (d < -0x1p63 || d > 0x1p63) out_of_range(cpu, number_from_double(cpu, d), "long");
    return isnan(d) ? 0 : d >= 0x1p63 ? INT64_MAX : (int64_t)d;
  }
  default:
    if (value_is_character(v)) return value_character(v);
    number_check(cpu, v, type);
    return 0;
  }
}

static int64_t saturated(double d, int64_t least, int64_t most) {
  if (isnan(d)) return 0;
  if (d <= (double)least) return least;
  return d >= (double)most ? most : (int64_t)d;
}

int64_t number_unchecked_long(struct cpu *cpu, value_t v) {
  switch (number_level(v)) {
  case NUMBER_LONG:
    return number_int64(v);
  case NUMBER_DOUBLE:
    return saturated(number_double(v), INT64_MIN, INT64_MAX);
  case NUMBER_NONE:
    number_check(cpu, v, "unchecked-long");
    return 0;
  default:
    return (int64_t)integer_low_bits(number_to_integer(cpu, v));
  }
}

// Java narrows a double to the small types by way of int.
static int64_t unchecked_int(struct cpu *cpu, value_t v) {
  if (number_is_double(v) || value_is_kind(v, KIND_RATIO))
    return saturated(number_to_double(cpu, v), INT32_MIN, INT32_MAX);
  return (int32_t)number_unchecked_long(cpu, v);
}

static int64_t cast_within(struct cpu *cpu, value_t v, int64_t least, int64_t most,
                           const char *type) {
  if (number_is_double(v)) { // the range is asked of the double itself
    double d = number_double(v);
    if (d < (double)least || d > (double)most) out_of_range(cpu, v, type);
  }
  int64_t n = number_cast_long(cpu, v, type);
  if (n < least || n > most) out_of_range(cpu, v, type);
  return n;
}

// What does not fit is an overflow in Clojure, but a double is out of range.
static int64_t cast_int(struct cpu *cpu, value_t v) {
  if (number_is_double(v)) return cast_within(cpu, v, INT32_MIN, INT32_MAX, "int");
  int64_t n = number_cast_long(cpu, v, "long");
  if (n != (int32_t)n) error_raise(cpu, ERROR_ARITHMETIC, "integer overflow");
  return n;
}

static value_t core_long(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  return number_from_int64(cpu, number_cast_long(cpu, arguments[0], "long"));
}

static value_t core_int(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  return value_of_fixnum(cast_int(cpu, arguments[0]));
}

static value_t core_short(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  return value_of_fixnum(cast_within(cpu, arguments[0], INT16_MIN, INT16_MAX, "short"));
}

static value_t core_byte(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  return value_of_fixnum(cast_within(cpu, arguments[0], INT8_MIN, INT8_MAX, "byte"));
}

static value_t core_double(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  return number_from_double(cpu, number_to_double(cpu, arguments[0]));
}

static value_t core_float(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  if (number_is_float(arguments[0])) return arguments[0]; // infinite ones, too
  double d = number_to_double(cpu, arguments[0]);
  if (d < -0x1.fffffep127 || d > 0x1.fffffep127) out_of_range(cpu, arguments[0], "float");
  return number_from_float(cpu, (float)d);
}

static value_t core_num(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  if (!value_is_nil(arguments[0])) number_check(cpu, arguments[0], "num");
  return arguments[0];
}

// What becomes of an argument or an answer that is hinted ^long or ^double: it must be a number; a
// long argument is checked for its range, a long answer cut to 64 bits.
static value_t hint_long_argument(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  if (likely(value_is_fixnum(arguments[0]))) return arguments[0];
  number_check(cpu, arguments[0], "long");
  return number_from_int64(cpu, number_cast_long(cpu, arguments[0], "long"));
}
static value_t hint_long_answer(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  if (likely(value_is_fixnum(arguments[0]))) return arguments[0];
  number_check(cpu, arguments[0], "long");
  return number_from_int64(cpu, number_unchecked_long(cpu, arguments[0]));
}
static value_t hint_double(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  if (likely(value_is_flonum(arguments[0]))) return arguments[0];
  return number_from_double(cpu, number_to_double(cpu, arguments[0]));
}

// The text with the digits of all scripts as ASCII ones, which Java's parsers of integers and
// decimals take alike.
static value_t with_ascii_digits(struct cpu *cpu, value_t text, int radix) {
  if (string_is_ascii(text)) return text;
  size_t count = string_count(text);
  for (size_t i = 0; i < count; i++) {
    uint32_t c = string_character(text, i);
    if (c > 0xffff || (c >= 128 && character_digit(c, radix) < 0)) return text;
  }
  char *bytes;
  value_t ascii = string_allocate(cpu, count, count, &bytes);
  for (size_t i = 0; i < count; i++) {
    uint32_t c = string_character(text, i);
    int digit = c < 128 ? -1 : character_digit(c, radix);
    bytes[i] = digit < 0 ? (char)c : "0123456789abcdefghijklmnopqrstuvwxyz"[digit];
  }
  string_finish(ascii);
  return ascii;
}

// A text as an integer of any size with a sign; raises when it is none.
static value_t integer_of_text(struct cpu *cpu, value_t given, unsigned radix) {
  value_t text = with_ascii_digits(cpu, given, (int)radix);
  const char *bytes = string_bytes(text);
  size_t length = string_byte_length(text), at = 0;
  bool negative = false;
  if (length > 0 && (bytes[0] == '-' || bytes[0] == '+')) negative = bytes[at++] == '-';
  bool valid = at < length;
  for (size_t i = at; i < length && valid; i++) {
    char c = bytes[i];
    unsigned digit = c >= '0' && c <= '9'                 ? (unsigned)(c - '0')
                     : (c | 32) >= 'a' && (c | 32) <= 'z' ? (unsigned)((c | 32) - 'a' + 10)
                                                          : 99;
    valid = digit < radix;
  }
  if (!valid) error_raise(cpu, ERROR_NUMBER_FORMAT, "For input string: %V", given);
  value_t n = integer_parse(cpu, bytes + at, length - at, radix);
  return negative ? integer_negate(cpu, n) : n;
}

static void check_convertible(struct cpu *cpu, value_t v, const char *to) {
  if (!number_is(v) && !value_is_nil(v))
    error_raise(cpu, ERROR_ARGUMENT, "%V (%T) cannot be made %s", v, v, to);
}

// bigint and biginteger: doubles go by their shortest digits, as BigDecimal.valueOf does.
static value_t any_integer(struct cpu *cpu, value_t v) {
  if (value_is_string(v)) return integer_of_text(cpu, v, 10);
  check_convertible(cpu, v, "an integer");
  if (number_is_double(v)) v = number_to_decimal(cpu, v);
  return number_to_integer(cpu, v);
}

static value_t core_bigint(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  return integer_to_big(cpu, any_integer(cpu, arguments[0]));
}

static value_t core_biginteger(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  return integer_to_java(cpu, any_integer(cpu, arguments[0]));
}

static value_t core_bigdec(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  if (!value_is_string(arguments[0])) {
    check_convertible(cpu, arguments[0], "a decimal");
    return number_to_decimal(cpu, arguments[0]);
  }
  value_t text = with_ascii_digits(cpu, arguments[0], 10);
  value_t d = decimal_parse(cpu, string_bytes(text), string_byte_length(text));
  if (value_same(d, VALUE_ABSENT))
    error_raise(cpu, ERROR_NUMBER_FORMAT, "not a decimal: %V", arguments[0]);
  return d;
}

// --- Unchecked casts and arithmetic ---------------------------------------------------------
static value_t unchecked_long(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  return number_from_int64(cpu, number_unchecked_long(cpu, arguments[0]));
}
static value_t core_unchecked_int(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  if (value_is_character(arguments[0])) return value_of_fixnum(value_character(arguments[0]));
  return value_of_fixnum(unchecked_int(cpu, arguments[0]));
}
static value_t unchecked_short(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  return value_of_fixnum((int16_t)unchecked_int(cpu, arguments[0]));
}
static value_t unchecked_byte(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  return value_of_fixnum((int8_t)unchecked_int(cpu, arguments[0]));
}
static value_t unchecked_char(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  if (value_is_character(arguments[0])) return arguments[0];
  return value_of_character((uint16_t)unchecked_int(cpu, arguments[0]));
}
static value_t unchecked_float(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  return number_from_float(cpu, (float)number_to_double(cpu, arguments[0]));
}

// Longs wrap around; other numbers are as checked ones.
static value_t unchecked_add(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  value_t a = arguments[0], b = arguments[1];
  if (!number_is_long(a) || !number_is_long(b)) return number_add(cpu, a, b);
  return number_from_int64(cpu, (int64_t)((uint64_t)number_int64(a) + (uint64_t)number_int64(b)));
}
static value_t unchecked_subtract(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  value_t a = arguments[0], b = arguments[1];
  if (!number_is_long(a) || !number_is_long(b)) return number_subtract(cpu, a, b);
  return number_from_int64(cpu, (int64_t)((uint64_t)number_int64(a) - (uint64_t)number_int64(b)));
}
static value_t unchecked_multiply(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  value_t a = arguments[0], b = arguments[1];
  if (!number_is_long(a) || !number_is_long(b)) return number_multiply(cpu, a, b);
  return number_from_int64(cpu, (int64_t)((uint64_t)number_int64(a) * (uint64_t)number_int64(b)));
}
static value_t unchecked_negate(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  if (!number_is_long(arguments[0])) return number_negate(cpu, arguments[0]);
  return number_from_int64(cpu, (int64_t)(0 - (uint64_t)number_int64(arguments[0])));
}
static value_t unchecked_increment(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  value_t pair[2] = {arguments[0], value_of_fixnum(1)};
  return unchecked_add(cpu, pair, 2);
}
static value_t unchecked_decrement(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  value_t pair[2] = {arguments[0], value_of_fixnum(1)};
  return unchecked_subtract(cpu, pair, 2);
}

// The -int family takes ints (checked) and wraps at 32 bits.
static uint32_t take_int(struct cpu *cpu, value_t v) {
  number_check(cpu, v, "int"); // no character
  if (number_is_double(v)) v = number_from_int64(cpu, number_cast_long(cpu, v, "long"));
  return (uint32_t)cast_int(cpu, v);
}
static value_t int_value(uint32_t n) { return value_of_fixnum((int32_t)n); }

static value_t unchecked_add_int(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  uint32_t a = take_int(cpu, arguments[0]);
  return int_value(a + take_int(cpu, arguments[1]));
}
static value_t unchecked_subtract_int(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  uint32_t a = take_int(cpu, arguments[0]);
  return int_value(a - take_int(cpu, arguments[1]));
}
static value_t unchecked_multiply_int(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  uint32_t a = take_int(cpu, arguments[0]);
  return int_value(a * take_int(cpu, arguments[1]));
}
static value_t unchecked_divide_int(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  int64_t n = (int32_t)take_int(cpu, arguments[0]), d = (int32_t)take_int(cpu, arguments[1]);
  if (d == 0) error_raise(cpu, ERROR_ARITHMETIC, "/ by zero");
  return int_value((uint32_t)(n / d));
}
static value_t unchecked_remainder_int(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  int64_t n = (int32_t)take_int(cpu, arguments[0]), d = (int32_t)take_int(cpu, arguments[1]);
  if (d == 0) error_raise(cpu, ERROR_ARITHMETIC, "/ by zero");
  return int_value((uint32_t)(n % d));
}
static value_t unchecked_negate_int(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  return int_value(0 - take_int(cpu, arguments[0]));
}
static value_t unchecked_increment_int(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  return int_value(take_int(cpu, arguments[0]) + 1);
}
static value_t unchecked_decrement_int(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  return int_value(take_int(cpu, arguments[0]) - 1);
}

// --- Bits -----------------------------------------------------------------------------------
static uint64_t bits_of(struct cpu *cpu, value_t v) {
  if (likely(value_is_fixnum(v))) return (uint64_t)value_fixnum(v);
  if (value_is_nil(v)) error_raise(cpu, ERROR_NIL, "bit operation not supported for nil");
  if (!number_is_long(v))
    error_raise(cpu, ERROR_ARGUMENT, "bit operation not supported for: class %T", v);
  return (uint64_t)number_int64(v);
}

static value_t bits_value(struct cpu *cpu, uint64_t bits) {
  return number_from_int64(cpu, (int64_t)bits);
}

// clang-format off
#define BIT_FOLDS(FOLD) \
  FOLD(bit_and, bits & more) FOLD(bit_or, bits | more) FOLD(bit_xor, bits ^ more) \
  FOLD(bit_and_not, bits & ~more)
// The places of the two-argument ones count from 0 and are taken modulo 64, as Java's shifts do.
#define BIT_PLACES(PLACE) \
  PLACE(bit_shift_left, bits << place) PLACE(bit_shift_right, (uint64_t)((int64_t)bits >> place)) \
  PLACE(unsigned_bit_shift_right, bits >> place) PLACE(bit_set, bits | UINT64_C(1) << place) \
  PLACE(bit_clear, bits & ~(UINT64_C(1) << place)) PLACE(bit_flip, bits ^ UINT64_C(1) << place)
// clang-format on
#define FOLD(name, expression)                                                                     \
  static value_t core_##name(struct cpu *cpu, const value_t *arguments, uint32_t count) {          \
    uint64_t bits = bits_of(cpu, arguments[0]);                                                    \
    for (uint32_t i = 1; i < count; i++) {                                                         \
      uint64_t more = bits_of(cpu, arguments[i]);                                                  \
      bits = expression;                                                                           \
    }                                                                                              \
    return bits_value(cpu, bits);                                                                  \
  }
BIT_FOLDS(FOLD)
#undef FOLD
#define PLACE(name, expression)                                                                    \
  static value_t core_##name(struct cpu *cpu, const value_t *arguments, uint32_t count) {          \
    (void)count;                                                                                   \
    uint64_t bits = bits_of(cpu, arguments[0]), place = bits_of(cpu, arguments[1]) & 63;           \
    return bits_value(cpu, expression);                                                            \
  }
BIT_PLACES(PLACE)
#undef PLACE

static value_t core_bit_not(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  return bits_value(cpu, ~bits_of(cpu, arguments[0]));
}

static value_t core_bit_test(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  uint64_t bits = bits_of(cpu, arguments[0]);
  return value_boolean(bits >> (bits_of(cpu, arguments[1]) & 63) & 1);
}

// --- Text -----------------------------------------------------------------------------------
static void check_text(struct cpu *cpu, value_t v) {
  if (!value_is_string(v)) error_raise(cpu, ERROR_ARGUMENT, "Expected string, got %T", v);
}

static value_t core_parse_long(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  check_text(cpu, arguments[0]);
  value_t text = with_ascii_digits(cpu, arguments[0], 10);
  const char *bytes = string_bytes(text);
  size_t length = string_byte_length(text), at = 0;
  bool negative = false;
  if (length > 0 && (bytes[0] == '-' || bytes[0] == '+')) negative = bytes[at++] == '-';
  if (at == length) return VALUE_NIL;
  int64_t n = 0; // built below zero, where there is one value more
  for (; at < length; at++) {
    if (bytes[at] < '0' || bytes[at] > '9') return VALUE_NIL;
    if (__builtin_mul_overflow(n, 10, &n) || __builtin_sub_overflow(n, bytes[at] - '0', &n))
      return VALUE_NIL;
  }
  if (!negative && __builtin_sub_overflow(0, n, &n)) return VALUE_NIL;
  return number_from_int64(cpu, n);
}

static value_t core_parse_double(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  check_text(cpu, arguments[0]);
  double d;
  if (!double_parse(cpu, string_bytes(arguments[0]), string_byte_length(arguments[0]), &d))
    return VALUE_NIL;
  return number_from_double(cpu, d);
}

static unsigned take_radix(struct cpu *cpu, value_t v) {
  int64_t radix = number_to_index(cpu, v, "the radix");
  if (radix < 2 || radix > 36)
    error_raise(cpu, ERROR_ARGUMENT, "the radix must be from 2 to 36, not %V", v);
  return (unsigned)radix;
}

static value_t leaf_parse_integer(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  check_text(cpu, arguments[0]);
  return integer_of_text(cpu, arguments[0], count > 1 ? take_radix(cpu, arguments[1]) : 10);
}

static value_t leaf_integer_text(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  unsigned radix = count > 1 ? take_radix(cpu, arguments[1]) : 10;
  if (!number_is_integer(arguments[0])) number_to_index(cpu, arguments[0], "the number");
  struct text text;
  text_start(&text, cpu);
  size_t length;
  const char *digits = integer_digits(cpu, arguments[0], radix, &length);
  if (integer_sign(arguments[0]) < 0) text_add_byte(&text, '-');
  text_add(&text, digits, length);
  return text_string(&text);
}

static value_t take_integer(struct cpu *cpu, value_t v) {
  if (!number_is_integer(v)) number_to_index(cpu, v, "the number");
  return v;
}

static value_t leaf_integer_gcd(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  return integer_to_java(
      cpu, integer_gcd(cpu, take_integer(cpu, arguments[0]), take_integer(cpu, arguments[1])));
}

static value_t leaf_integer_bit_length(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  value_t n = take_integer(cpu, arguments[0]);
  if (integer_sign(n) < 0) n = integer_subtract(cpu, value_of_fixnum(-1), n);
  return value_of_fixnum((int64_t)integer_bit_length(n));
}

static value_t leaf_double_bits(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  double d = number_to_double(cpu, arguments[0]);
  uint64_t bits = UINT64_C(0x7ff8000000000000); // Java shows one NaN
  if (!isnan(d)) memcpy(&bits, &d, sizeof bits);
  return bits_value(cpu, bits);
}

static value_t leaf_bits_double(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  uint64_t bits = bits_of(cpu, arguments[0]);
  double d;
  memcpy(&d, &bits, sizeof d);
  return number_from_double(cpu, d);
}

// clang-format off
const struct primitive number_cast_primitives[] = {
    {"clojure.core/long", core_long, 1, 1, "([x])", "Coerces a number or char to a long; throws when out of range."},
    {"clojure.core/int", core_int, 1, 1, "([x])", "Coerces a number or char to an integer of 32 bits; throws when out of range."},
    {"clojure.core/short", core_short, 1, 1, "([x])", "Coerces a number to an integer of 16 bits; throws when out of range."},
    {"clojure.core/byte", core_byte, 1, 1, "([x])", "Coerces a number to an integer of 8 bits; throws when out of range."},
    {"clojure.core/double", core_double, 1, 1, "([x])", "Coerces a number to a double."},
    {"clojure.core/float", core_float, 1, 1, "([x])", "Rounds a number to the precision of a float; throws when out of range."},
    {"nacre.primitive/hint-long-argument", hint_long_argument, 1, 1, "([x])", "An argument hinted ^long."},
    {"nacre.primitive/hint-long-answer", hint_long_answer, 1, 1, "([x])", "An answer hinted ^long."},
    {"nacre.primitive/hint-double", hint_double, 1, 1, "([x])", "What is hinted ^double."},
    {"clojure.core/num", core_num, 1, 1, "([x])", "Returns x, which must be a number or nil."},
    {"clojure.core/bigint", core_bigint, 1, 1, "([x])", "Coerces a number, or a string of digits, to a BigInt."},
    {"clojure.core/biginteger", core_biginteger, 1, 1, "([x])", "Coerces a number, or a string of digits, to a BigInteger."},
    {"clojure.core/bigdec", core_bigdec, 1, 1, "([x])", "Coerces a number, or a string, to a BigDecimal."},

    {"clojure.core/unchecked-long", unchecked_long, 1, 1, "([x])", "Coerces to a long; may truncate or round."},
    {"clojure.core/unchecked-int", core_unchecked_int, 1, 1, "([x])", "Coerces to 32 bits; may truncate or round."},
    {"clojure.core/unchecked-short", unchecked_short, 1, 1, "([x])", "Coerces to 16 bits; may truncate or round."},
    {"clojure.core/unchecked-byte", unchecked_byte, 1, 1, "([x])", "Coerces to 8 bits; may truncate or round."},
    {"clojure.core/unchecked-char", unchecked_char, 1, 1, "([x])", "Coerces to a char of 16 bits; may truncate or round."},
    {"clojure.core/unchecked-double", core_double, 1, 1, "([x])", "Coerces to a double."},
    {"clojure.core/unchecked-float", unchecked_float, 1, 1, "([x])", "Rounds to the precision of a float; may become infinite."},
    {"clojure.core/unchecked-add", unchecked_add, 2, 2, "([x y])", "Returns the sum; longs wrap around."},
    {"clojure.core/unchecked-subtract", unchecked_subtract, 2, 2, "([x y])", "Returns the difference; longs wrap around."},
    {"clojure.core/unchecked-multiply", unchecked_multiply, 2, 2, "([x y])", "Returns the product; longs wrap around."},
    {"clojure.core/unchecked-negate", unchecked_negate, 1, 1, "([x])", "Returns the negation; longs wrap around."},
    {"clojure.core/unchecked-inc", unchecked_increment, 1, 1, "([x])", "Returns one more; longs wrap around."},
    {"clojure.core/unchecked-dec", unchecked_decrement, 1, 1, "([x])", "Returns one less; longs wrap around."},
    {"clojure.core/unchecked-add-int", unchecked_add_int, 2, 2, "([x y])", "Returns the sum of two ints, wrapped to 32 bits."},
    {"clojure.core/unchecked-subtract-int", unchecked_subtract_int, 2, 2, "([x y])", "Returns the difference of two ints, wrapped to 32 bits."},
    {"clojure.core/unchecked-multiply-int", unchecked_multiply_int, 2, 2, "([x y])", "Returns the product of two ints, wrapped to 32 bits."},
    {"clojure.core/unchecked-divide-int", unchecked_divide_int, 2, 2, "([x y])", "Returns the truncated quotient of two ints."},
    {"clojure.core/unchecked-remainder-int", unchecked_remainder_int, 2, 2, "([x y])", "Returns the remainder of two ints."},
    {"clojure.core/unchecked-negate-int", unchecked_negate_int, 1, 1, "([x])", "Returns the negation of an int, wrapped to 32 bits."},
    {"clojure.core/unchecked-inc-int", unchecked_increment_int, 1, 1, "([x])", "Returns one more than an int, wrapped to 32 bits."},
    {"clojure.core/unchecked-dec-int", unchecked_decrement_int, 1, 1, "([x])", "Returns one less than an int, wrapped to 32 bits."},

    {"clojure.core/bit-and", core_bit_and, 2, PRIMITIVE_VARIADIC, "([x y] [x y & more])", "Bitwise and of longs."},
    {"clojure.core/bit-or", core_bit_or, 2, PRIMITIVE_VARIADIC, "([x y] [x y & more])", "Bitwise or of longs."},
    {"clojure.core/bit-xor", core_bit_xor, 2, PRIMITIVE_VARIADIC, "([x y] [x y & more])", "Bitwise exclusive or of longs."},
    {"clojure.core/bit-and-not", core_bit_and_not, 2, PRIMITIVE_VARIADIC, "([x y] [x y & more])", "Bitwise and with the complement."},
    {"clojure.core/bit-not", core_bit_not, 1, 1, "([x])", "Bitwise complement of a long."},
    {"clojure.core/bit-shift-left", core_bit_shift_left, 2, 2, "([x n])", "Shifts a long left by n modulo 64."},
    {"clojure.core/bit-shift-right", core_bit_shift_right, 2, 2, "([x n])", "Shifts a long right by n modulo 64, keeping the sign."},
    {"clojure.core/unsigned-bit-shift-right", core_unsigned_bit_shift_right, 2, 2, "([x n])", "Shifts a long right by n modulo 64, filling with zeros."},
    {"clojure.core/bit-set", core_bit_set, 2, 2, "([x n])", "Sets bit n."},
    {"clojure.core/bit-clear", core_bit_clear, 2, 2, "([x n])", "Clears bit n."},
    {"clojure.core/bit-flip", core_bit_flip, 2, 2, "([x n])", "Flips bit n."},
    {"clojure.core/bit-test", core_bit_test, 2, 2, "([x n])", "Returns true if bit n is set."},

    {"clojure.core/parse-long", core_parse_long, 1, 1, "([s])", "Reads a string of decimal digits as a long; nil when it is none."},
    {"clojure.core/parse-double", core_parse_double, 1, 1, "([s])", "Reads a string as a double; nil when it is none."},

    {"nacre.primitive/parse-integer", leaf_parse_integer, 1, 2, "([s] [s radix])", "Reads digits as an integer of any size; throws when there are none."},
    {"nacre.primitive/integer-text", leaf_integer_text, 1, 2, "([n] [n radix])", "The digits of an integer, without N."},
    {"nacre.primitive/integer-gcd", leaf_integer_gcd, 2, 2, "([a b])", "The greatest common divisor."},
    {"nacre.primitive/integer-bit-length", leaf_integer_bit_length, 1, 1, "([n])", "BigInteger.bitLength."},
    {"nacre.primitive/double-bits", leaf_double_bits, 1, 1, "([d])", "Double.doubleToLongBits."},
    {"nacre.primitive/bits-double", leaf_bits_double, 1, 1, "([n])", "Double.longBitsToDouble."},
    {NULL, NULL, 0, 0, NULL, NULL},
};
// clang-format on
