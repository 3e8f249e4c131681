// SPDX-License-Identifier: MIT
// Properties and case of code points, as java.lang.Character has them, over utf8proc.
#ifndef NACRE_LANG_CHARACTER_H
#define NACRE_LANG_CHARACTER_H

#include "lang/primitive.h"

bool character_is_whitespace(uint32_t c); // Character.isWhitespace: without no-break spaces
bool character_is_letter(uint32_t c);
bool character_is_digit(uint32_t c);
bool character_is_upper(uint32_t c);
bool character_is_lower(uint32_t c);
bool character_is_cased(uint32_t c);
uint32_t character_upper(uint32_t c); // one code point to one
uint32_t character_lower(uint32_t c);
// What String.toUpperCase makes of one character: up to 3 code points, their number.
unsigned character_upper_full(uint32_t c, uint32_t out[3]);
// The value of a digit in a radix of 2 to 36, or -1.
int character_digit(uint32_t c, int radix);

extern const struct primitive character_primitives[];

#endif
