// SPDX-License-Identifier: MIT
// Integer operations whose time is more than linear: small ones go straight to number_integer.c,
// large ones are cut into pieces that a leaf has time for (lang/number_work.h) by divide and
// conquer, which is also the faster way.
#include <math.h>

#include "lang/number_integer.h"
#include "lang/number_work.h"
#include "lang/string.h"

// Pieces up to this many digit products are done at once.
enum { PIECE_PRODUCTS = 1 << 16, PIECE_DIGITS = 256 };

static value_t shift_digits(struct cpu *cpu, value_t v, size_t digits) {
  return integer_shift_left(cpu, v, (uint64_t)digits * INTEGER_DIGIT_BITS);
}

// high * 2^(60 digits) + low
static value_t combine(struct cpu *cpu, value_t high, value_t low, size_t digits) {
  return integer_add(cpu, shift_digits(cpu, high, digits), low);
}

static value_t pair(struct cpu *cpu, value_t a, value_t b) {
  struct object *object = gc_allocate(cpu, KIND_CHUNK, 2);
  object_initialize(object, 0, a);
  object_initialize(object, 1, b);
  return value_of_object(object);
}

static value_t pair_slot(value_t v, size_t slot) { return object_slot(value_object(v), slot); }

// --- Products: Karatsuba and Ofman ----------------------------------------------------------
static value_t multiply_split(struct cpu *cpu, value_t a, value_t b) {
  size_t length_a = integer_digit_count(a), length_b = integer_digit_count(b);
  if (length_a < length_b) return multiply_split(cpu, b, a);
  size_t half = (length_a + 1) / 2;
  value_t a0 = integer_slice(cpu, a, 0, half), a1 = integer_slice(cpu, a, half, half);
  if (length_b <= half) {
    value_t magnitude = integer_absolute(cpu, b);
    value_t low = integer_multiply(cpu, a0, magnitude);
    return combine(cpu, integer_multiply(cpu, a1, magnitude), low, half);
  }
  value_t b0 = integer_slice(cpu, b, 0, half), b1 = integer_slice(cpu, b, half, half);
  value_t low = integer_multiply(cpu, a0, b0), high = integer_multiply(cpu, a1, b1);
  value_t middle = integer_multiply(cpu, integer_add(cpu, a0, a1), integer_add(cpu, b0, b1));
  middle = integer_subtract(cpu, integer_subtract(cpu, middle, low), high);
  return combine(cpu, combine(cpu, high, middle, half), low, half);
}

value_t integer_multiply(struct cpu *cpu, value_t a, value_t b) {
  int64_t x, y;
  if (integer_fits(a, &x) && integer_fits(b, &y)) return integer_multiply_64(cpu, x, y);
  uint64_t products = (uint64_t)integer_digit_count(a) * integer_digit_count(b);
  if (products <= NUMBER_WORK_SMALL) return integer_multiply_direct(cpu, a, b);
  if (integer_digit_count(a) + integer_digit_count(b) > INTEGER_BIT_LIMIT / INTEGER_DIGIT_BITS)
    integer_too_large(cpu);
  value_t mark = number_work_mark(cpu), product = number_work_find(cpu, WORK_MULTIPLY, a, b);
  if (!value_same(product, VALUE_ABSENT)) return product;
  if (products <= PIECE_PRODUCTS) {
    number_work_spend(cpu, products);
    product = integer_multiply_direct(cpu, a, b);
  } else {
    product = multiply_split(cpu, a, b);
    if (integer_sign(a) != integer_sign(b)) product = integer_negate(cpu, product);
  }
  return number_work_finish(cpu, mark, WORK_MULTIPLY, a, b, product);
}

// --- Quotients: Burnikel, Ziegler, "Fast Recursive Division", 1998 --------------------------
static void divide_balanced(struct cpu *cpu, value_t a, value_t b, size_t n, value_t *quotient,
                            value_t *rest);

// a / b for b of 2 h digits, its highest bit set, and a < b * 2^(60 h).
static void divide_three_halves(struct cpu *cpu, value_t a, value_t b, size_t h, value_t *quotient,
                                value_t *rest) {
  value_t b1 = integer_slice(cpu, b, h, h), b0 = integer_slice(cpu, b, 0, h);
  value_t top = integer_slice(cpu, a, h, 2 * h), q, r;
  if (integer_compare(integer_slice(cpu, a, 2 * h, h), b1) < 0) {
    divide_balanced(cpu, top, b1, h, &q, &r);
  } else { // the quotient is the largest of h digits
    value_t one = value_of_fixnum(1);
    q = integer_subtract(cpu, shift_digits(cpu, one, h), one);
    r = integer_add(cpu, integer_subtract(cpu, top, shift_digits(cpu, b1, h)), b1);
  }
  r = combine(cpu, r, integer_slice(cpu, a, 0, h), h);
  r = integer_subtract(cpu, r, integer_multiply(cpu, q, b0));
  while (integer_sign(r) < 0) { // twice at most
    q = integer_subtract(cpu, q, value_of_fixnum(1));
    r = integer_add(cpu, r, b);
  }
  *quotient = q;
  *rest = r;
}

// a / b for b of n digits, its highest bit set, and a < b * 2^(60 n); n is even until it is a
// piece.
static void divide_balanced(struct cpu *cpu, value_t a, value_t b, size_t n, value_t *quotient,
                            value_t *rest) {
  value_t mark = number_work_mark(cpu), found = number_work_find(cpu, WORK_DIVIDE, a, b);
  if (!value_same(found, VALUE_ABSENT)) {
    *quotient = pair_slot(found, 0);
    *rest = pair_slot(found, 1);
    return;
  }
  if (n <= PIECE_DIGITS) {
    number_work_spend(cpu, n * n);
    integer_divide_direct(cpu, a, b, quotient, rest);
  } else {
    size_t h = n / 2;
    value_t high, low, r;
    divide_three_halves(cpu, integer_slice(cpu, a, h, 3 * h), b, h, &high, &r);
    divide_three_halves(cpu, combine(cpu, r, integer_slice(cpu, a, 0, h), h), b, h, &low, rest);
    *quotient = combine(cpu, high, low, h);
  }
  number_work_finish(cpu, mark, WORK_DIVIDE, a, b, pair(cpu, *quotient, *rest));
}

// Magnitudes, a long and b short or long: the digits of a are taken in blocks as for a division on
// paper.
static void divide_blocks(struct cpu *cpu, value_t a, value_t b, value_t *quotient, value_t *rest) {
  size_t length = integer_digit_count(b), n = length, block;
  uint64_t shift = 0;
  if (n <= PIECE_DIGITS) {
    block = PIECE_PRODUCTS / n;
  } else {
    int halvings = 0;
    while (n > PIECE_DIGITS) {
      n = (n + 1) / 2;
      halvings++;
    }
    block = n <<= halvings;
    shift = (uint64_t)n * INTEGER_DIGIT_BITS - integer_bit_length(b);
    a = integer_shift_left(cpu, a, shift);
    b = integer_shift_left(cpu, b, shift);
  }
  size_t count = (integer_digit_count(a) + block - 1) / block;
  value_t *parts = scratch_allocate(cpu, count * sizeof *parts), r = value_of_fixnum(0);
  for (size_t i = count; i-- > 0;) {
    value_t part = combine(cpu, r, integer_slice(cpu, a, i * block, block), block);
    if (length > PIECE_DIGITS) {
      divide_balanced(cpu, part, b, n, &parts[i], &r);
      continue;
    }
    value_t mark = number_work_mark(cpu), found = number_work_find(cpu, WORK_DIVIDE, part, b);
    if (value_same(found, VALUE_ABSENT)) {
      number_work_spend(cpu, block * n);
      integer_divide_direct(cpu, part, b, &parts[i], &r);
      number_work_finish(cpu, mark, WORK_DIVIDE, part, b, pair(cpu, parts[i], r));
    } else {
      parts[i] = pair_slot(found, 0);
      r = pair_slot(found, 1);
    }
  }
  *quotient = integer_join(cpu, parts, count, block);
  *rest = integer_shift_right(cpu, r, shift);
}

void integer_divide(struct cpu *cpu, value_t a, value_t b, value_t *quotient, value_t *remainder) {
  size_t length_a = integer_digit_count(a), length_b = integer_digit_count(b);
  if (length_a <= length_b || (length_a - length_b) * length_b <= NUMBER_WORK_SMALL) {
    integer_divide_direct(cpu, a, b, quotient, remainder);
    return;
  }
  value_t mark = number_work_mark(cpu), found = number_work_find(cpu, WORK_DIVIDE, a, b), q, r;
  if (value_same(found, VALUE_ABSENT)) {
    uint64_t products = (uint64_t)(length_a - length_b) * length_b;
    if (products <= PIECE_PRODUCTS) {
      number_work_spend(cpu, products);
      integer_divide_direct(cpu, a, b, &q, &r);
    } else {
      divide_blocks(cpu, integer_absolute(cpu, a), integer_absolute(cpu, b), &q, &r);
      if (integer_sign(a) != integer_sign(b)) q = integer_negate(cpu, q);
      if (integer_sign(a) < 0) r = integer_negate(cpu, r);
    }
    number_work_finish(cpu, mark, WORK_DIVIDE, a, b, pair(cpu, q, r));
  } else {
    q = pair_slot(found, 0);
    r = pair_slot(found, 1);
  }
  if (quotient) *quotient = q;
  if (remainder) *remainder = r;
}

value_t integer_quotient(struct cpu *cpu, value_t a, value_t b) {
  value_t quotient;
  integer_divide(cpu, a, b, &quotient, NULL);
  return quotient;
}

// --- Greatest common divisor ----------------------------------------------------------------
value_t integer_gcd(struct cpu *cpu, value_t a, value_t b) {
  size_t length = maximum(integer_digit_count(a), integer_digit_count(b));
  if (length <= 16) {
    integer_gcd_reduce(cpu, &a, &b, UINT64_MAX);
    return a;
  }
  value_t mark = number_work_mark(cpu), found = number_work_find(cpu, WORK_GCD, a, b);
  if (!value_same(found, VALUE_ABSENT)) return found;
  value_t x = a, y = b;
  if (integer_sign(y) != 0 && integer_sign(x) != 0) {
    // Numbers of different length: one division makes them alike.
    if (integer_digit_count(x) < integer_digit_count(y)) x = b, y = a;
    if (integer_digit_count(x) > integer_digit_count(y)) {
      value_t rest;
      integer_divide(cpu, x, y, NULL, &rest);
      x = y;
      y = rest;
    }
  }
  value_t state_mark = number_work_mark(cpu);
  found = number_work_find(cpu, WORK_GCD_STATE, a, b);
  if (!value_same(found, VALUE_ABSENT)) {
    x = pair_slot(found, 0);
    y = pair_slot(found, 1);
  }
  for (;;) {
    number_work_spend(cpu, PIECE_PRODUCTS);
    if (integer_gcd_reduce(cpu, &x, &y, PIECE_PRODUCTS)) break;
    number_work_finish(cpu, state_mark, WORK_GCD_STATE, a, b, pair(cpu, x, y));
  }
  return number_work_finish(cpu, mark, WORK_GCD, a, b, x);
}

// --- Powers ---------------------------------------------------------------------------------
value_t integer_power(struct cpu *cpu, value_t base, uint32_t exponent) {
  value_t whole_base = base, whole_exponent = value_of_fixnum(exponent);
  if ((uint64_t)exponent * (integer_bit_length(base) - (integer_sign(base) != 0)) >
      (uint64_t)INTEGER_BIT_LIMIT)
    integer_too_large(cpu);
  bool large = (uint64_t)exponent * integer_bit_length(base) > 64 * INTEGER_DIGIT_BITS;
  value_t mark = number_work_mark(cpu);
  if (large) {
    value_t found = number_work_find(cpu, WORK_POWER, whole_base, whole_exponent);
    if (!value_same(found, VALUE_ABSENT)) return found;
  }
  value_t result = value_of_fixnum(1);
  for (; exponent; exponent >>= 1) {
    if (exponent & 1) result = integer_multiply(cpu, result, base);
    if (exponent > 1) base = integer_multiply(cpu, base, base);
  }
  return large ? number_work_finish(cpu, mark, WORK_POWER, whole_base, whole_exponent, result)
               : result;
}

value_t integer_power_of_ten(struct cpu *cpu, uint64_t exponent) {
  if (exponent <= 18) {
    int64_t power = 1;
    while (exponent--) power *= 10;
    return number_from_int64(cpu, power);
  }
  // 10^n has 3.32 n bits.
  if (exponent > (uint64_t)INTEGER_BIT_LIMIT / 3) integer_too_large(cpu);
  value_t fives = integer_power(cpu, value_of_fixnum(5), (uint32_t)exponent);
  return integer_shift_left(cpu, fives, exponent);
}

// --- Text -----------------------------------------------------------------------------------
// Shorter texts are converted at once.
enum { TEXT_DIGITS = 64, TEXT_CHARACTERS = 1000 };

// The largest chunk * 2^k below `length`: few different powers of the radix are then needed.
static size_t split_point(size_t length, unsigned radix) {
  int chunk;
  integer_radix_chunk(radix, &chunk);
  size_t split = (size_t)chunk;
  while (split * 2 < length) split *= 2;
  return split;
}

value_t integer_parse(struct cpu *cpu, const char *digits, size_t length, unsigned radix) {
  if (length <= TEXT_CHARACTERS) return integer_parse_direct(cpu, digits, length, radix);
  if (length > (size_t)INTEGER_BIT_LIMIT) integer_too_large(cpu);
  size_t low = split_point(length, radix);
  value_t high_part = integer_parse(cpu, digits, length - low, radix);
  value_t low_part = integer_parse(cpu, digits + length - low, low, radix);
  value_t power = integer_power(cpu, value_of_fixnum(radix), (uint32_t)low);
  return integer_add(cpu, integer_multiply(cpu, high_part, power), low_part);
}

// The digits of a non-negative integer as a string.
static value_t digits_string(struct cpu *cpu, value_t v, unsigned radix) {
  value_t base = value_of_fixnum(radix), mark = number_work_mark(cpu);
  value_t found = number_work_find(cpu, WORK_DIGITS, v, base);
  if (!value_same(found, VALUE_ABSENT)) return found;
  size_t digits = integer_digit_count(v);
  if (digits <= TEXT_DIGITS) {
    number_work_spend(cpu, 8 * digits * digits / 2);
    size_t length;
    const char *bytes = integer_digits_direct(cpu, v, radix, &length);
    return number_work_finish(cpu, mark, WORK_DIGITS, v, base, string_new(cpu, bytes, length));
  }
  // Not overestimated, so that the high part is not zero.
  size_t length = (size_t)((double)(integer_bit_length(v) - 1) / log2(radix) * 0.999999);
  size_t width = split_point(length, radix);
  value_t power = integer_power(cpu, base, (uint32_t)width), high, low;
  integer_divide(cpu, v, power, &high, &low);
  struct text text;
  text_start(&text, cpu);
  if (integer_sign(high) != 0) {
    value_t part = digits_string(cpu, high, radix);
    text_add(&text, string_bytes(part), string_byte_length(part));
  }
  value_t part = digits_string(cpu, low, radix);
  if (text.length != 0)
    for (size_t i = string_byte_length(part); i < width; i++) text_add_byte(&text, '0');
  text_add(&text, string_bytes(part), string_byte_length(part));
  return number_work_finish(cpu, mark, WORK_DIGITS, v, base, text_string(&text));
}

const char *integer_digits(struct cpu *cpu, value_t v, unsigned radix, size_t *length) {
  if (integer_digit_count(v) <= TEXT_DIGITS) return integer_digits_direct(cpu, v, radix, length);
  value_t string = digits_string(cpu, integer_absolute(cpu, v), radix);
  *length = string_byte_length(string);
  return string_bytes(string);
}
