// SPDX-License-Identifier: MIT
// Numbers as the reader takes them and as the printer gives them.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lang/error.h"
#include "lang/number.h"
#include "lang/number_decimal.h"
#include "lang/number_double.h"
#include "lang/number_integer.h"

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

static bool all_digits(const char *bytes, size_t length, unsigned radix) {
  for (size_t i = 0; i < length; i++) {
    char c = bytes[i];
    unsigned digit = is_digit(c)            ? (unsigned)(c - '0')
                     : c >= 'a' && c <= 'z' ? (unsigned)(c - 'a' + 10)
                     : c >= 'A' && c <= 'Z' ? (unsigned)(c - 'A' + 10)
                                            : 99;
    if (digit >= radix) return false;
  }
  return length > 0;
}

// An unsigned integer token in any notation; VALUE_ABSENT when it is none.
static value_t parse_integer(struct cpu *cpu, const char *bytes, size_t length) {
  unsigned radix = 10;
  if (bytes[0] == '0' && length > 1) {
    if ((bytes[1] | 32) == 'x') {
      radix = 16;
      bytes += 2;
      length -= 2;
    } else {
      radix = 8;
      bytes += 1;
      length -= 1;
    }
  } else {
    for (size_t digits = 1; digits <= 2 && digits < length && bytes[0] != '0'; digits++)
      if ((bytes[digits] | 32) == 'r' && all_digits(bytes, digits, 10)) {
        radix = (unsigned)(bytes[0] - '0');
        if (digits == 2) radix = radix * 10 + (unsigned)(bytes[1] - '0');
        if (radix < 2 || radix > 36) return VALUE_ABSENT;
        bytes += digits + 1;
        length -= digits + 1;
        break;
      }
  }
  if (!all_digits(bytes, length, radix)) return VALUE_ABSENT;
  return integer_parse(cpu, bytes, length, radix);
}

static bool is_float(const char *bytes, size_t length) {
  size_t at = 0;
  while (at < length && is_digit(bytes[at])) at++;
  if (at == 0) return false;
  if (at < length && bytes[at] == '.') {
    at++;
    while (at < length && is_digit(bytes[at])) at++;
  }
  if (at < length && (bytes[at] | 32) == 'e') {
    at++;
    if (at < length && (bytes[at] == '+' || bytes[at] == '-')) at++;
    size_t start = at;
    while (at < length && is_digit(bytes[at])) at++;
    if (at == start) return false;
  }
  return at == length;
}

value_t number_parse(struct cpu *cpu, const char *bytes, size_t length) {
  const char *start = bytes;
  size_t whole = length;
  bool negative = false;
  if (length > 0 && (bytes[0] == '+' || bytes[0] == '-')) {
    negative = bytes[0] == '-';
    bytes++;
    length--;
  }
  if (length == 0 || !is_digit(bytes[0])) return VALUE_ABSENT;

  value_t n = parse_integer(cpu, bytes, length);
  bool big = false;
  // After a radix an N is a digit like others.
  bool radix = memchr(bytes, 'r', length) || memchr(bytes, 'R', length);
  if (value_same(n, VALUE_ABSENT) && bytes[length - 1] == 'N' && length > 1 && !radix) {
    n = parse_integer(cpu, bytes, length - 1);
    big = true;
  }
  if (!value_same(n, VALUE_ABSENT)) {
    if (negative) n = integer_negate(cpu, n);
    return big ? integer_to_big(cpu, n) : n;
  }

  const char *slash = memchr(bytes, '/', length);
  if (slash) {
    size_t before = (size_t)(slash - bytes), after = length - before - 1;
    if (!all_digits(bytes, before, 10) || !all_digits(slash + 1, after, 10)) return VALUE_ABSENT;
    n = integer_parse(cpu, bytes, before, 10);
    if (negative) n = integer_negate(cpu, n);
    value_t d = integer_parse(cpu, slash + 1, after, 10);
    int64_t small;
    return number_ratio(cpu, n, d, !integer_fits(n, &small) || !integer_fits(d, &small));
  }

  if (bytes[length - 1] == 'M' && is_float(bytes, length - 1))
    return decimal_parse(cpu, start, whole - 1);
  if (all_digits(bytes, length, 10)) return VALUE_ABSENT; // 08
  double d;
  if (is_float(bytes, length) && double_parse(cpu, start, whole, &d))
    return number_from_double(cpu, d);
  return VALUE_ABSENT;
}

// Decimal digits from the last one on; printf would take several times as long.
static void print_fixnum(struct text *text, int64_t n) {
  char digits[20], *first = digits + sizeof digits;
  uint64_t rest = n < 0 ? -(uint64_t)n : (uint64_t)n;
  do {
    *--first = (char)('0' + rest % 10);
    rest /= 10;
  } while (rest != 0);
  if (n < 0) *--first = '-';
  text_add(text, first, (size_t)(digits + sizeof digits - first));
}

static void print_integer(struct text *text, value_t v) {
  if (value_is_fixnum(v)) {
    print_fixnum(text, value_fixnum(v));
    return;
  }
  size_t length;
  const char *digits = integer_digits(text->cpu, v, 10, &length);
  if (integer_sign(v) < 0) text_add_byte(text, '-');
  text_add(text, digits, length);
}

// The double whose text is the shortest that reads back as this float.
static double float_digits(double d) {
  char text[40];
  for (int precision = 2; precision <= 9 && isfinite(d); precision++) {
    snprintf(text, sizeof text, "%.*e", precision - 1, d);
    double shorter = strtod(text, NULL);
    if ((double)(float)shorter == d) return shorter;
  }
  return d;
}

void number_print(struct text *text, value_t v, bool readably) {
  switch (number_level(v)) {
  case NUMBER_LONG:
    print_integer(text, v);
    break;
  case NUMBER_BIG:
    print_integer(text, v);
    if (readably && !number_is_java_big_integer(v)) text_add_byte(text, 'N');
    break;
  case NUMBER_RATIO:
    print_integer(text, number_numerator(v));
    text_add_byte(text, '/');
    print_integer(text, number_denominator(v));
    break;
  case NUMBER_DECIMAL:
    decimal_print(text, v);
    if (readably) text_add_byte(text, 'M');
    break;
  case NUMBER_DOUBLE: {
    char buffer[DOUBLE_TEXT];
    double d = number_double(v);
    if (readably && !isfinite(d)) {
      text_add(text, isnan(d) ? "##NaN" : d > 0 ? "##Inf" : "##-Inf", isnan(d) || d > 0 ? 5 : 6);
      break;
    }
    text_add(text, buffer, double_print(number_is_float(v) ? float_digits(d) : d, buffer));
    break;
  }
  case NUMBER_NONE:
    PANIC("number_print of what is no number");
  }
}
