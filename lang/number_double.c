// SPDX-License-Identifier: MIT
#include "lang/number_double.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lang/scratch.h"

// Most doubles that people write have few decimal places. If n / 10^k, where both are exact, gives
// d, then the k-th place is the last: the quotient is rounded once, so its text reads back as d,
// and with at most 15 digits no shorter text does.
static bool digits_by_scaling(double d, uint64_t *n, int *places) {
  static const double powers[] = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6, 1e7,
                                  1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14};
  if (d >= 1e15 || d < 1e-5) return false;
  for (int k = 0; k < (int)array_length(powers); k++) {
    double scaled = d * powers[k];
    if (scaled >= 1e15) return false;
    double whole = rint(scaled);
    if (whole / powers[k] == d) {
      *n = (uint64_t)whole;
      *places = k;
      return true;
    }
  }
  return false;
}

int double_digits(double d, char digits[DOUBLE_DIGITS + 1], int *exponent) {
  uint64_t n;
  int places, count = 0;
  if (digits_by_scaling(d, &n, &places)) {
    char reversed[24];
    int length = 0;
    for (; n; n /= 10) reversed[length++] = (char)('0' + n % 10);
    *exponent = length - places;
    while (length > 0) digits[count++] = reversed[--length];
  } else {
    // 15 digits are right for normal doubles that have a text as short as that; 17 always are.
    char text[40];
    int precision = d < 0x1p-1021 ? 2 : 15;
    for (;; precision++) {
      snprintf(text, sizeof text, "%.*e", precision - 1, d);
      if (precision == DOUBLE_DIGITS || strtod(text, NULL) == d) break;
    }
    char *e = strchr(text, 'e');
    *exponent = atoi(e + 1) + 1;
    for (char *c = text; c < e; c++)
      if (*c != '.') digits[count++] = *c;
  }
  while (count > 1 && digits[count - 1] == '0') count--;
  digits[count] = 0;
  return count;
}

size_t double_print(double d, char buffer[DOUBLE_TEXT]) {
  char *at = buffer;
  if (isnan(d)) {
    memcpy(buffer, "NaN", 3);
    return 3;
  }
  if (signbit(d)) {
    *at++ = '-';
    d = -d;
  }
  if (isinf(d)) {
    memcpy(at, "Infinity", 8);
    return (size_t)(at + 8 - buffer);
  }
  if (d == 0) {
    memcpy(at, "0.0", 3);
    return (size_t)(at + 3 - buffer);
  }
  char digits[DOUBLE_DIGITS + 1];
  int exponent, count = double_digits(d, digits, &exponent), i = 0;
  if (d >= 1e-3 && d < 1e7) {
    if (exponent <= 0) {
      *at++ = '0';
    } else {
      for (; i < exponent; i++) *at++ = i < count ? digits[i] : '0';
    }
    *at++ = '.';
    for (int zeros = exponent; zeros < 0; zeros++) *at++ = '0';
    if (i >= count) *at++ = '0';
    for (; i < count; i++) *at++ = digits[i];
    return (size_t)(at - buffer);
  }
  *at++ = digits[0];
  *at++ = '.';
  if (count == 1) *at++ = '0';
  for (i = 1; i < count; i++) *at++ = digits[i];
  at += sprintf(at, "E%d", exponent - 1);
  return (size_t)(at - buffer);
}

static bool is_digit(char c, bool hexadecimal) {
  return (c >= '0' && c <= '9') || (hexadecimal && (c | 32) >= 'a' && (c | 32) <= 'f');
}

bool double_parse(struct cpu *cpu, const char *bytes, size_t length, double *result) {
  while (length > 0 && (unsigned char)bytes[0] <= ' ') bytes++, length--;
  while (length > 0 && (unsigned char)bytes[length - 1] <= ' ') length--;
  // strtod takes more than Java does (inf, nan(x), 0x1): the grammar is checked here.
  size_t at = 0;
  bool negative = false;
  if (at < length && (bytes[at] == '+' || bytes[at] == '-')) negative = bytes[at++] == '-';
  if (length - at == 3 && memcmp(bytes + at, "NaN", 3) == 0) {
    *result = NAN;
    return true;
  }
  if (length - at == 8 && memcmp(bytes + at, "Infinity", 8) == 0) {
    *result = negative ? -INFINITY : INFINITY;
    return true;
  }
  bool hexadecimal = length - at > 2 && bytes[at] == '0' && (bytes[at + 1] | 32) == 'x';
  if (hexadecimal) at += 2;
  size_t digits = 0;
  while (at < length && is_digit(bytes[at], hexadecimal)) at++, digits++;
  if (at < length && bytes[at] == '.') {
    at++;
    while (at < length && is_digit(bytes[at], hexadecimal)) at++, digits++;
  }
  if (digits == 0) return false;
  if (at < length && (bytes[at] | 32) == (hexadecimal ? 'p' : 'e')) {
    at++;
    if (at < length && (bytes[at] == '+' || bytes[at] == '-')) at++;
    if (at == length || !is_digit(bytes[at], false)) return false;
    while (at < length && is_digit(bytes[at], false)) at++;
  } else if (hexadecimal) {
    return false; // Java asks for the exponent
  }
  size_t end = at;
  if (at < length && ((bytes[at] | 32) == 'd' || (bytes[at] | 32) == 'f')) at++;
  if (at != length) return false;
  char *copy = scratch_allocate(cpu, end + 1);
  memcpy(copy, bytes, end);
  copy[end] = 0;
  *result = strtod(copy, NULL);
  return true;
}
