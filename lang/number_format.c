// SPDX-License-Identifier: MIT
// Formatting of numbers by the rules of java.util.Formatter: conversions d x o e f g a, flags
// - # + space 0 , ( and width and precision. Doubles are rounded half up from their shortest
// digits, as Java does it.
#include <math.h>
#include <string.h>

#include "lang/collections.h"
#include "lang/number_decimal.h"
#include "lang/number_double.h"
#include "lang/number_integer.h"
#include "lang/number_primitives.h"
#include "lang/string.h"

// A directive of a format string. width and precision are -1 when not given.
struct directive {
  bool left, alternate, plus, space, zero, group, parentheses;
  int64_t width, precision;
  char conversion; // lower case
  bool upper;
};

// The text of a number between its sign and its padding.
struct magnitude {
  struct text text;
  bool negative;
  bool pads_with_zeros; // not for NaN and infinities
};

static const char flag_letters[] = "-#+ 0,(";

_Noreturn static void flag_mismatch(struct cpu *cpu, const struct directive *directive,
                                    const char *flag) {
  error_raise(cpu, ERROR_ARGUMENT, "format: the flag %s does not go with %%%c", flag,
              directive->conversion);
}

static struct directive take_directive(struct cpu *cpu, const value_t *arguments) {
  struct directive directive = {.width = -1, .precision = -1};
  if (!value_is_string(arguments[0]) || !value_is_character(arguments[3]))
    error_raise(cpu, ERROR_TYPE, "format-number: flags are a string and the conversion is a char");
  bool *const fields[] = {&directive.left,       &directive.alternate, &directive.plus,
                          &directive.space,      &directive.zero,      &directive.group,
                          &directive.parentheses};
  for (size_t i = 0; i < string_byte_length(arguments[0]); i++) {
    char letter = string_bytes(arguments[0])[i];
    const char *known = strchr(flag_letters, letter);
    if (!known || !letter) error_raise(cpu, ERROR_ARGUMENT, "format: unknown flag %c", letter);
    if (*fields[known - flag_letters])
      error_raise(cpu, ERROR_ARGUMENT, "format: the flag %c stands twice", letter);
    *fields[known - flag_letters] = true;
  }
  if (!value_is_nil(arguments[1]))
    directive.width = number_to_index(cpu, arguments[1], "the width");
  if (!value_is_nil(arguments[2]))
    directive.precision = number_to_index(cpu, arguments[2], "the precision");
  const int64_t limit = 1000000;
  if (directive.width > limit || directive.precision > limit)
    error_raise(cpu, ERROR_ARGUMENT, "format: a width or precision above %lld", (long long)limit);
  uint32_t conversion = value_character(arguments[3]);
  directive.upper = conversion >= 'A' && conversion <= 'Z';
  directive.conversion = conversion < 128 ? (char)(conversion | 32) : 0;
  if (!strchr("dxoefga", directive.conversion) || !directive.conversion ||
      (directive.upper && strchr("dof", directive.conversion)))
    error_raise(cpu, ERROR_ARGUMENT, "format: unknown conversion %V", arguments[3]);
  if ((directive.left || directive.zero) && directive.width < 0)
    error_raise(cpu, ERROR_ARGUMENT, "format: the flag %c needs a width",
                directive.left ? '-' : '0');
  if ((directive.left && directive.zero) || (directive.plus && directive.space))
    error_raise(cpu, ERROR_ARGUMENT, "format: the flags %s exclude each other",
                directive.left && directive.zero ? "- and 0" : "+ and space");
  char c = directive.conversion;
  if (directive.alternate && (c == 'd' || c == 'g')) flag_mismatch(cpu, &directive, "#");
  if (directive.group && c != 'd' && c != 'f' && c != 'g') flag_mismatch(cpu, &directive, ",");
  if (directive.parentheses && c == 'a') flag_mismatch(cpu, &directive, "(");
  if (directive.precision >= 0 && strchr("dxo", c))
    error_raise(cpu, ERROR_ARGUMENT, "format: %%%c takes no precision", c);
  return directive;
}

_Noreturn static void wrong_type(struct cpu *cpu, const struct directive *directive, value_t v) {
  error_raise(cpu, ERROR_ARGUMENT, "format: %%%c does not take %V (%T)", directive->conversion, v,
              v);
}

// --- Integers -------------------------------------------------------------------------------
static void add_grouped(struct text *text, const char *digits, size_t length, bool group) {
  for (size_t i = 0; i < length; i++) {
    if (group && i > 0 && (length - i) % 3 == 0) text_add_byte(text, ',');
    text_add_byte(text, digits[i]);
  }
}

static void format_integer(struct cpu *cpu, const struct directive *directive, value_t v,
                           struct magnitude *out) {
  if (!number_is_integer(v)) wrong_type(cpu, directive, v);
  size_t length;
  if (directive->conversion == 'd') {
    out->negative = integer_sign(v) < 0;
    const char *digits = integer_digits(cpu, v, 10, &length);
    add_grouped(&out->text, digits, length, directive->group);
    return;
  }
  unsigned radix = directive->conversion == 'x' ? 16 : 8;
  if (number_is_long(v)) { // shown as the 64 bits it is
    if (directive->plus) flag_mismatch(cpu, directive, "+");
    if (directive->space) flag_mismatch(cpu, directive, "space");
    if (directive->parentheses) flag_mismatch(cpu, directive, "(");
    v = integer_from_uint64(cpu, (uint64_t)number_int64(v));
  }
  out->negative = integer_sign(v) < 0;
  const char *digits = integer_digits(cpu, v, radix, &length);
  text_add(&out->text, digits, length);
}

// --- Decimal fractions ----------------------------------------------------------------------
// value = 0.d1d2d3... * 10^exponent
struct digits {
  char *digits;
  int64_t length, exponent;
};

// Keeps `keep` digits, rounding half up.
static void round_digits(struct digits *d, int64_t keep) {
  if (keep >= d->length) return;
  bool up = keep >= 0 && d->digits[keep] >= '5';
  d->length = keep > 0 ? keep : 0;
  if (!up) return;
  int64_t i = d->length;
  while (i > 0 && d->digits[i - 1] == '9') i--;
  if (i == 0) {
    d->digits[0] = '1';
    d->length = 1;
    d->exponent++;
  } else {
    d->digits[i - 1]++;
    d->length = i;
  }
}

static char digit_at(const struct digits *d, int64_t i) {
  return i >= 0 && i < d->length ? d->digits[i] : '0';
}

static void add_fixed(struct text *text, const struct directive *directive, struct digits d,
                      int64_t places) {
  round_digits(&d, d.exponent + places);
  int64_t whole = d.length > 0 && d.exponent > 0 ? d.exponent : 0;
  for (int64_t i = 0; i < whole; i++) {
    if (directive->group && i > 0 && (whole - i) % 3 == 0) text_add_byte(text, ',');
    text_add_byte(text, digit_at(&d, i));
  }
  if (whole == 0) text_add_byte(text, '0');
  if (places > 0 || directive->alternate) text_add_byte(text, '.');
  int64_t start = d.length > 0 ? d.exponent : 0;
  for (int64_t i = 0; i < places; i++) text_add_byte(text, digit_at(&d, start + i));
}

static void add_scientific(struct text *text, const struct directive *directive, struct digits d,
                           int64_t places) {
  round_digits(&d, places + 1);
  text_add_byte(text, digit_at(&d, 0));
  if (places > 0 || directive->alternate) text_add_byte(text, '.');
  for (int64_t i = 1; i <= places; i++) text_add_byte(text, digit_at(&d, i));
  bool zero = d.length == 0 || (d.length == 1 && d.digits[0] == '0');
  text_format(text, "e%+03lld", zero ? 0LL : (long long)(d.exponent - 1));
}

static void format_digits(const struct directive *directive, struct digits d, struct text *text) {
  int64_t precision = directive->precision < 0 ? 6 : directive->precision;
  switch (directive->conversion) {
  case 'f':
    add_fixed(text, directive, d, precision);
    break;
  case 'e':
    add_scientific(text, directive, d, precision);
    break;
  default:
    if (precision == 0) precision = 1;
    if (d.length == 1 && d.digits[0] == '0') {
      add_fixed(text, directive, d, precision - 1);
      break;
    }
    round_digits(&d, precision);
    if (d.exponent - 1 < -4 || d.exponent - 1 >= precision)
      add_scientific(text, directive, d, precision - 1);
    else
      add_fixed(text, directive, d, precision - d.exponent);
  }
}

// --- Hexadecimal doubles --------------------------------------------------------------------
static void add_hexadecimal(struct text *text, double d, int64_t precision) {
  uint64_t bits;
  memcpy(&bits, &d, sizeof bits);
  int exponent = (int)(bits >> 52 & 0x7ff);
  uint64_t fraction = bits & ((UINT64_C(1) << 52) - 1);
  uint64_t lead = exponent != 0;
  exponent = exponent ? exponent - 1023 : fraction ? -1022 : 0;
  if (precision == 0) precision = 1;
  if (precision > 0 && precision < 13) {
    if (!lead && fraction) { // what is rounded is normalised first
      int shift = __builtin_clzll(fraction) - 11;
      fraction = fraction << shift & ((UINT64_C(1) << 52) - 1);
      exponent -= shift;
      lead = 1;
    }
    uint64_t all = lead << 52 | fraction, unit = UINT64_C(1) << (52 - 4 * precision);
    uint64_t rest = all & (unit - 1);
    all -= rest;
    if (rest > unit / 2 || (rest == unit / 2 && all & unit)) all += unit;
    lead = all >> 52;
    fraction = all & ((UINT64_C(1) << 52) - 1);
    if (lead > 1) {
      lead = 1;
      exponent++;
    }
  }
  char digits[16];
  int count = 13;
  for (int i = 0; i < 13; i++) digits[i] = "0123456789abcdef"[fraction >> (48 - 4 * i) & 15];
  if (precision < 0)
    while (count > 1 && digits[count - 1] == '0') count--;
  else if (precision < 13)
    count = (int)precision;
  text_format(text, "0x%d.%.*s", (int)lead, count, digits);
  for (int64_t i = 13; i < precision; i++) text_add_byte(text, '0');
  text_format(text, "p%d", exponent);
}

static void format_fraction(struct cpu *cpu, const struct directive *directive, value_t v,
                            struct magnitude *out) {
  enum number_level level = number_level(v);
  if (level == NUMBER_DECIMAL && directive->conversion != 'a') {
    value_t unscaled = decimal_unscaled(v);
    size_t length;
    const char *digits = integer_digits(cpu, unscaled, 10, &length);
    struct digits d = {scratch_allocate(cpu, length + 1), (int64_t)length,
                       (int64_t)length - decimal_scale(v)};
    memcpy(d.digits, digits, length);
    if (integer_sign(unscaled) == 0) d.exponent = 1;
    if (directive->conversion == 'f' && d.exponent > 1000000)
      error_raise(cpu, ERROR_ARGUMENT, "format: %V has too many digits", v);
    out->negative = integer_sign(unscaled) < 0;
    format_digits(directive, d, &out->text);
    return;
  }
  if (level != NUMBER_DOUBLE) wrong_type(cpu, directive, v);
  double number = number_double(v);
  out->negative = signbit(number) && !isnan(number);
  if (!isfinite(number)) {
    out->pads_with_zeros = false;
    text_add(&out->text, isnan(number) ? "NaN" : "Infinity", isnan(number) ? 3 : 8);
    return;
  }
  number = fabs(number);
  if (directive->conversion == 'a') {
    add_hexadecimal(&out->text, number, directive->precision);
    return;
  }
  char buffer[DOUBLE_DIGITS + 1] = "0";
  struct digits d = {buffer, 1, 1};
  int exponent;
  if (number != 0) {
    d.length = double_digits(number, buffer, &exponent);
    d.exponent = exponent;
  }
  format_digits(directive, d, &out->text);
}

// --- Sign, padding --------------------------------------------------------------------------
static void add_repeated(struct text *text, char c, int64_t count) {
  for (; count > 0; count--) text_add_byte(text, c);
}

static value_t leaf_format_number(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  struct directive directive = take_directive(cpu, arguments);
  value_t v = arguments[4];
  struct magnitude body = {.pads_with_zeros = true};
  text_start(&body.text, cpu);
  char prefix[4];
  int prefix_length = 0;
  bool suffix = false;
  bool integral = strchr("dxo", directive.conversion) != NULL;
  if (value_is_nil(v)) {
    text_add(&body.text, "null", 4);
    if (directive.precision >= 0 && directive.precision < 4)
      body.text.length = (size_t)directive.precision;
    body.pads_with_zeros = false;
  } else {
    if (integral)
      format_integer(cpu, &directive, v, &body);
    else
      format_fraction(cpu, &directive, v, &body);
    bool not_a_number = number_is_double(v) && isnan(number_double(v));
    suffix = body.negative && directive.parentheses;
    if (not_a_number) {
    } else if (body.negative) {
      prefix[prefix_length++] = directive.parentheses ? '(' : '-';
    } else if (directive.plus || directive.space) {
      prefix[prefix_length++] = directive.plus ? '+' : ' ';
    }
    if (directive.alternate && (directive.conversion == 'x' || directive.conversion == 'o')) {
      prefix[prefix_length++] = '0';
      if (directive.conversion == 'x') prefix[prefix_length++] = 'x';
    }
  }
  int64_t fill = directive.width - prefix_length - (int64_t)body.text.length - suffix;
  bool zeros = directive.zero && body.pads_with_zeros;
  struct text text;
  text_start(&text, cpu);
  if (!directive.left && !zeros) add_repeated(&text, ' ', fill);
  text_add(&text, prefix, (size_t)prefix_length);
  size_t hexadecimal = directive.conversion == 'a' && zeros ? 2 : 0; // zeros go behind its 0x
  text_add(&text, body.text.bytes, hexadecimal);
  if (zeros) add_repeated(&text, '0', fill);
  text_add(&text, body.text.bytes + hexadecimal, body.text.length - hexadecimal);
  if (suffix) text_add_byte(&text, ')');
  if (directive.left) add_repeated(&text, ' ', fill);
  if (directive.upper)
    for (size_t i = 0; i < text.length; i++)
      if (text.bytes[i] >= 'a' && text.bytes[i] <= 'z') text.bytes[i] = (char)(text.bytes[i] - 32);
  return text_string(&text);
}

// --- Format strings -------------------------------------------------------------------------
static value_t optional(int64_t n) { return n < 0 ? VALUE_NIL : value_of_fixnum(n); }

static int64_t take_digits(const char *bytes, size_t length, size_t *at) {
  int64_t n = -1;
  while (*at < length && bytes[*at] >= '0' && bytes[*at] <= '9' && n < INT32_MAX)
    n = (n < 0 ? 0 : n * 10) + (bytes[(*at)++] - '0');
  return n;
}

// The literal text from byte `from` on and the directive after it.
static value_t leaf_format_parse(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  if (!value_is_string(arguments[0]))
    error_raise(cpu, ERROR_TYPE, "format: %V is not a string", arguments[0]);
  const char *bytes = string_bytes(arguments[0]);
  size_t length = string_byte_length(arguments[0]);
  int64_t from = number_to_index(cpu, arguments[1], "the position");
  if (from < 0 || (size_t)from > length)
    error_raise(cpu, ERROR_INDEX, "format: position %lld of %zu", (long long)from, length);
  size_t start = (size_t)from;
  const char *percent = memchr(bytes + start, '%', length - start);
  size_t end = percent ? (size_t)(percent - bytes) : length;
  value_t literal = string_from_text(cpu, bytes + start, end - start);
  if (!percent) {
    value_t parts[] = {literal,
                       VALUE_NIL,
                       VALUE_NIL,
                       VALUE_NIL,
                       VALUE_NIL,
                       VALUE_NIL,
                       value_of_fixnum((int64_t)length)};
    return vector_from_array(cpu, parts, array_length(parts));
  }
  // %[index$ or <][flags][width][.precision]conversion
  size_t at = end + 1, mark = at;
  int64_t index = take_digits(bytes, length, &at);
  value_t argument = VALUE_NIL;
  if (index > 0 && at < length && bytes[at] == '$' && bytes[mark] != '0') {
    argument = value_of_fixnum(index);
    at++;
  } else {
    at = mark;
    if (at < length && bytes[at] == '<') {
      argument = value_of_fixnum(-1);
      at++;
    }
  }
  size_t flags = at;
  while (at < length && bytes[at] && strchr(flag_letters, bytes[at])) at++;
  size_t flags_length = at - flags;
  int64_t width = take_digits(bytes, length, &at), precision = -1;
  if (at < length && bytes[at] == '.') {
    at++;
    precision = take_digits(bytes, length, &at);
    if (precision < 0)
      error_raise(cpu, ERROR_ARGUMENT, "format: no digits after the point in %V", arguments[0]);
  }
  size_t conversion = at;
  bool time = at < length && (bytes[at] | 32) == 't';
  if (time) at++;
  bool letter = at < length && (bytes[at] | 32) >= 'a' && (bytes[at] | 32) <= 'z';
  if (!letter && (at >= length || bytes[at] != '%'))
    conversion = at = length; // nothing that could be one: Lisp refuses it
  else
    at++;
  value_t parts[] = {literal,
                     argument,
                     string_from_text(cpu, bytes + flags, flags_length),
                     optional(width),
                     optional(precision),
                     conversion >= length ? string_from_text(cpu, "", 0)
                     : time ? string_from_text(cpu, bytes + conversion, at - conversion)
                            : value_of_character((uint32_t)bytes[conversion]),
                     value_of_fixnum((int64_t)at)};
  return vector_from_array(cpu, parts, array_length(parts));
}

// clang-format off
const struct primitive number_format_primitives[] = {
    {"nacre.primitive/format-number", leaf_format_number, 5, 5, "([flags width precision conversion x])",
     "A number as java.util.Formatter shows it. flags: string of -#+ 0,( ; width and precision: "
     "integer or nil; conversion: one of the chars d x X o e E f g G a A. nil gives \"null\"."},
    {"nacre.primitive/format-parse", leaf_format_parse, 2, 2, "([s position])",
     "What stands in a format string from a byte position on: [literal argument flags width precision "
     "conversion next-position]. argument: 1, 2 ... when the directive has an index, -1 for <, nil else; "
     "conversion is a char, a string for times (tY), nil when no directive is left."},
    {NULL, NULL, 0, 0, NULL, NULL},
};
// clang-format on
