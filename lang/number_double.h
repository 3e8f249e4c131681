// SPDX-License-Identifier: MIT
// Doubles as text, in Java's form with the shortest digits that read back.
#ifndef NACRE_LANG_NUMBER_DOUBLE_H
#define NACRE_LANG_NUMBER_DOUBLE_H

#include "kernel/base.h"

enum { DOUBLE_TEXT = 32, DOUBLE_DIGITS = 17 };

// The shortest decimal digits (at least two of them when only two tell a subnormal apart, as in
// Java) that read back as the finite, positive d: value = 0.d1d2d3... * 10^*exponent. Returns how
// many; no trailing zeros.
int double_digits(double d, char digits[DOUBLE_DIGITS + 1], int *exponent);
// Double.toString: "1.0", "1.0E10", "Infinity", "NaN"; returns the length (no zero at the end).
size_t double_print(double d, char buffer[DOUBLE_TEXT]);
// Double.parseDouble of a whole text: blanks around, sign, NaN, Infinity, hexadecimal, a d or f at
// the end. False when it is none.

bool double_parse(struct cpu *cpu, const char *bytes, size_t length, double *result);

#endif
