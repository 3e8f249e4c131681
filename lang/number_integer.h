// SPDX-License-Identifier: MIT
// Integers of any size: fixnum, KIND_LONG or KIND_BIG_INTEGER.
//
//   KIND_BIG_INTEGER   digits of 60 bits, least significant first, at least one word
//     header extra     bit 0: negative; bit 1: Clojure's BigInteger (prints without N)
//
// Every function takes integers in any of the three forms and answers a normalised one: fixnum,
// else KIND_LONG, else KIND_BIG_INTEGER. integer_to_big makes the BigInt that Clojure's 1N is.
// The words of a big integer are libtommath digits, so that an mp_int can look at them in place.
#ifndef NACRE_LANG_NUMBER_INTEGER_H
#define NACRE_LANG_NUMBER_INTEGER_H

#include "lang/number.h"

enum { INTEGER_NEGATIVE = 1, INTEGER_JAVA = 2 };

// More bits than these raise ERROR_ARITHMETIC: sums and shifts, which are done in one leaf, then
// take two milliseconds at most. What takes longer is cut into pieces (lang/number_work.h), so that
// each function below number_large.c may give the running leaf up.
#define INTEGER_BIT_LIMIT (INT64_C(1) << 26)

// True when v fits int64 (*n is it).
bool integer_fits(value_t v, int64_t *n);
value_t integer_from_uint64(struct cpu *cpu, uint64_t n);
value_t integer_to_big(struct cpu *cpu, value_t v);  // KIND_BIG_INTEGER, a BigInt
value_t integer_to_java(struct cpu *cpu, value_t v); // KIND_BIG_INTEGER, a BigInteger
value_t integer_normalize(struct cpu *cpu, value_t v);

int integer_sign(value_t v); // -1, 0, 1
bool integer_is_odd(value_t v);
int integer_compare(value_t a, value_t b);
size_t integer_bit_length(value_t v); // of the magnitude
uint64_t integer_low_bits(value_t v); // the low 64 bits of the two's complement

value_t integer_add(struct cpu *cpu, value_t a, value_t b);
value_t integer_subtract(struct cpu *cpu, value_t a, value_t b);
value_t integer_multiply(struct cpu *cpu, value_t a, value_t b);
value_t integer_negate(struct cpu *cpu, value_t a);
value_t integer_absolute(struct cpu *cpu, value_t a);
// Truncating; b is not zero. Either result may be NULL.
void integer_divide(struct cpu *cpu, value_t a, value_t b, value_t *quotient, value_t *remainder);
value_t integer_quotient(struct cpu *cpu, value_t a, value_t b);
value_t integer_gcd(struct cpu *cpu, value_t a, value_t b); // not negative
value_t integer_shift_left(struct cpu *cpu, value_t a, uint64_t bits);
value_t integer_shift_right(struct cpu *cpu, value_t a, uint64_t bits); // of the magnitude
value_t integer_power(struct cpu *cpu, value_t base, uint32_t exponent);
value_t integer_power_of_ten(struct cpu *cpu, uint64_t exponent);

double integer_to_double(value_t v);                    // nearest, ties to even
value_t integer_from_double(struct cpu *cpu, double d); // truncates; d is finite
uint32_t integer_hash(value_t v);                       // BigInteger.hashCode

// `length` digits of a radix from 2 to 36, all valid, no sign.
value_t integer_parse(struct cpu *cpu, const char *digits, size_t length, unsigned radix);
// The digits of the magnitude, lower case; *length of them, at least one. They are valid until the
// next safepoint.
const char *integer_digits(struct cpu *cpu, value_t v, unsigned radix, size_t *length);
// Decimal digits of the magnitude (1 for zero).
size_t integer_decimal_length(struct cpu *cpu, value_t v);

// --- For number_large.c ---------------------------------------------------------------------
enum { INTEGER_DIGIT_BITS = 60 };
size_t integer_digit_count(value_t v); // 60-bit digits
// Digits from, from+1 ... of the magnitude, `count` of them at most, as a non-negative integer.
value_t integer_slice(struct cpu *cpu, value_t v, size_t from, size_t count);
// The non-negative integer whose digits are those of the parts, least significant first, each of
// `digits` digits at most.
value_t integer_join(struct cpu *cpu, const value_t *parts, size_t count, size_t digits);
_Noreturn void integer_too_large(struct cpu *cpu);
// The largest power of a radix that fits one digit, and its exponent.
uint64_t integer_radix_chunk(unsigned radix, int *exponent);

// The same operations in one piece, in time quadratic in the size.
value_t integer_multiply_64(struct cpu *cpu, int64_t a, int64_t b);
value_t integer_multiply_direct(struct cpu *cpu, value_t a, value_t b);
void integer_divide_direct(struct cpu *cpu, value_t a, value_t b, value_t *quotient,
                           value_t *remainder);
// Euclid's steps on *a and *b for so many digit products. True when *a is the divisor.
bool integer_gcd_reduce(struct cpu *cpu, value_t *a, value_t *b, uint64_t products);
value_t integer_parse_direct(struct cpu *cpu, const char *digits, size_t length, unsigned radix);
const char *integer_digits_direct(struct cpu *cpu, value_t v, unsigned radix, size_t *length);

#endif
