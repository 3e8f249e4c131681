// SPDX-License-Identifier: MIT
// Big integers over libtommath.
//
// error_raise jumps and libtommath allocates with malloc, so an mp_int must never own memory:
// operands look into the heap (view), results into scratch memory that is large enough beforehand
// (room), and of libtommath only those functions are called that then need no memory of their own:
// add, subtract, shifts, and products below its Karatsuba threshold. Division, greatest common
// divisor and radix conversion, which allocate there, are written here.
#include "lang/number_integer.h"

#include <math.h>
#include <string.h>

#include <tommath.h>

#include "lang/error.h"

_Static_assert(MP_DIGIT_BIT == 60 && sizeof(mp_digit) == 8, "heap digits are libtommath digits");

enum { DIGIT_BITS = INTEGER_DIGIT_BITS, SMALL_DIGITS = 2 };
#define M_LOG10_2 0.30102999566398120 // log10(2)
#define DIGIT_MASK ((UINT64_C(1) << DIGIT_BITS) - 1)

// The digits of an integer of any form.
struct view {
  mp_int mp;
  mp_digit small[SMALL_DIGITS];
};

// Is v outside of int64? Only then it must be KIND_BIG_INTEGER.
bool integer_fits(value_t v, int64_t *n) {
  if (value_is_fixnum(v)) {
    *n = value_fixnum(v);
    return true;
  }
  struct object *object = value_object(v);
  if (object_kind(object) == KIND_LONG) {
    *n = (int64_t)object_raw(object, 0);
    return true;
  }
  size_t size = object_size(object);
  if (size > 2) return false;
  unsigned __int128 magnitude = object_raw(object, 0);
  if (size == 2) magnitude |= (unsigned __int128)object_raw(object, 1) << DIGIT_BITS;
  bool negative = object_extra(object) & INTEGER_NEGATIVE;
  if (magnitude > (unsigned __int128)INT64_MAX + negative) return false;
  *n = negative ? (int64_t)(0 - (uint64_t)magnitude) : (int64_t)magnitude;
  return true;
}

static void view_magnitude(struct view *view, uint64_t magnitude, bool negative) {
  view->small[0] = magnitude & DIGIT_MASK;
  view->small[1] = magnitude >> DIGIT_BITS;
  view->mp = (mp_int){.used = view->small[1]   ? 2
                              : view->small[0] ? 1
                                               : 0,
                      .alloc = SMALL_DIGITS,
                      .sign = negative ? MP_NEG : MP_ZPOS,
                      .dp = view->small};
}

static void view_set(struct view *view, value_t v) {
  int64_t n;
  if (!value_is_kind(v, KIND_BIG_INTEGER)) {
    integer_fits(v, &n);
    view_magnitude(view, n < 0 ? 0 - (uint64_t)n : (uint64_t)n, n < 0);
    return;
  }
  struct object *object = value_object(v);
  int used = (int)object_size(object);
  if (used == 1 && object_raw(object, 0) == 0) used = 0;
  view->mp = (mp_int){.used = used,
                      .alloc = used,
                      .sign = object_extra(object) & INTEGER_NEGATIVE ? MP_NEG : MP_ZPOS,
                      .dp = (mp_digit *)&object->slots[0]};
}

// What is called here fails only for want of memory, and has been given all it needs.
static void must(mp_err error) { ASSERT(error == MP_OKAY); }

_Noreturn void integer_too_large(struct cpu *cpu) {
  error_raise(cpu, ERROR_ARITHMETIC, "integer of more than %lld bits",
              (long long)INTEGER_BIT_LIMIT);
}

static void check_size(struct cpu *cpu, uint64_t digits) {
  if (unlikely(digits > INTEGER_BIT_LIMIT / DIGIT_BITS)) integer_too_large(cpu);
}

// An mp_int of value zero with room for that many digits.
static mp_int room(struct cpu *cpu, uint64_t digits) {
  check_size(cpu, digits);
  mp_digit *dp = scratch_allocate(cpu, (digits + 1) * sizeof *dp);
  memset(dp, 0, (digits + 1) * sizeof *dp);
  return (mp_int){.used = 0, .alloc = (int)digits + 1, .sign = MP_ZPOS, .dp = dp};
}

static void trim(mp_int *a) {
  while (a->used > 0 && a->dp[a->used - 1] == 0) a->used--;
  if (a->used == 0) a->sign = MP_ZPOS;
}

static value_t make_big(struct cpu *cpu, const mp_int *a, unsigned extra) {
  check_size(cpu, (uint64_t)a->used);
  size_t words = a->used > 0 ? (size_t)a->used : 1;
  if (a->sign == MP_NEG && a->used > 0) extra |= INTEGER_NEGATIVE;
  struct object *object = gc_allocate_extra(cpu, KIND_BIG_INTEGER, words, extra);
  object_set_raw(object, 0, 0);
  for (int i = 0; i < a->used; i++) object_set_raw(object, (size_t)i, a->dp[i]);
  return value_of_object(object);
}

// The normalised integer of an mp_int's digits.
static value_t finish(struct cpu *cpu, mp_int *a) {
  trim(a);
  if (a->used <= 2) {
    unsigned __int128 magnitude = 0;
    if (a->used > 0) magnitude = a->dp[0];
    if (a->used > 1) magnitude |= (unsigned __int128)a->dp[1] << DIGIT_BITS;
    bool negative = a->sign == MP_NEG;
    if (magnitude <= (unsigned __int128)INT64_MAX + negative)
      return number_from_int64(cpu,
                               negative ? (int64_t)(0 - (uint64_t)magnitude) : (int64_t)magnitude);
  }
  return make_big(cpu, a, 0);
}

// ... and gives back the scratch memory it was computed in.
static value_t finish_and_release(struct cpu *cpu, mp_int *a, struct scratch_mark mark) {
  value_t result = finish(cpu, a);
  scratch_release(cpu, mark);
  return result;
}

static value_t from_int128(struct cpu *cpu, __int128 n) {
  if (n >= INT64_MIN && n <= INT64_MAX) return number_from_int64(cpu, (int64_t)n);
  unsigned __int128 magnitude = n < 0 ? -(unsigned __int128)n : (unsigned __int128)n;
  mp_digit digits[3] = {magnitude & DIGIT_MASK, (magnitude >> DIGIT_BITS) & DIGIT_MASK,
                        (mp_digit)(magnitude >> 2 * DIGIT_BITS)};
  mp_int a = {.used = 3, .alloc = 3, .sign = n < 0 ? MP_NEG : MP_ZPOS, .dp = digits};
  return finish(cpu, &a);
}

value_t integer_from_uint64(struct cpu *cpu, uint64_t n) { return from_int128(cpu, n); }

value_t integer_to_big(struct cpu *cpu, value_t v) {
  if (value_is_kind(v, KIND_BIG_INTEGER) && !(object_extra(value_object(v)) & INTEGER_JAVA))
    return v;
  struct view view;
  view_set(&view, v);
  return make_big(cpu, &view.mp, 0);
}

value_t integer_to_java(struct cpu *cpu, value_t v) {
  if (value_is_kind(v, KIND_BIG_INTEGER) && object_extra(value_object(v)) & INTEGER_JAVA) return v;
  struct view view;
  view_set(&view, v);
  return make_big(cpu, &view.mp, INTEGER_JAVA);
}

value_t integer_normalize(struct cpu *cpu, value_t v) {
  int64_t n;
  if (value_is_fixnum(v)) return v;
  return integer_fits(v, &n) ? number_from_int64(cpu, n) : v;
}

// --- Looking --------------------------------------------------------------------------------
int integer_sign(value_t v) {
  int64_t n;
  if (integer_fits(v, &n)) return (n > 0) - (n < 0);
  return object_extra(value_object(v)) & INTEGER_NEGATIVE ? -1 : 1;
}

bool integer_is_odd(value_t v) {
  if (value_is_fixnum(v)) return value_fixnum(v) & 1;
  return object_raw(value_object(v), 0) & 1;
}

int integer_compare(value_t a, value_t b) {
  int64_t x, y;
  bool small_a = integer_fits(a, &x), small_b = integer_fits(b, &y);
  if (small_a && small_b) return (x > y) - (x < y);
  if (small_a) return -integer_sign(b);
  if (small_b) return integer_sign(a);
  struct view va, vb;
  view_set(&va, a);
  view_set(&vb, b);
  return mp_cmp(&va.mp, &vb.mp);
}

size_t integer_digit_count(value_t v) {
  return value_is_kind(v, KIND_BIG_INTEGER) ? object_size(value_object(v)) : 1;
}

static size_t mp_bits(const mp_int *a) {
  if (a->used == 0) return 0;
  return (size_t)a->used * DIGIT_BITS - (size_t)(__builtin_clzll(a->dp[a->used - 1]) - 4);
}

size_t integer_bit_length(value_t v) {
  struct view view;
  view_set(&view, v);
  return mp_bits(&view.mp);
}

uint64_t integer_low_bits(value_t v) {
  struct view view;
  view_set(&view, v);
  uint64_t low = view.mp.used > 0 ? view.mp.dp[0] : 0;
  if (view.mp.used > 1) low |= view.mp.dp[1] << DIGIT_BITS;
  return view.mp.sign == MP_NEG ? 0 - low : low;
}

uint32_t integer_hash(value_t v) {
  struct view view;
  view_set(&view, v);
  size_t words = (mp_bits(&view.mp) + 31) / 32;
  uint32_t hash = 0;
  for (size_t i = words; i-- > 0;) {
    size_t bit = i * 32, digit = bit / DIGIT_BITS, offset = bit % DIGIT_BITS;
    uint64_t word = view.mp.dp[digit] >> offset;
    if (offset > DIGIT_BITS - 32 && digit + 1 < (size_t)view.mp.used)
      word |= view.mp.dp[digit + 1] << (DIGIT_BITS - offset);
    hash = 31 * hash + (uint32_t)word;
  }
  return view.mp.sign == MP_NEG ? 0 - hash : hash;
}

// --- Sums and products ----------------------------------------------------------------------
value_t integer_add(struct cpu *cpu, value_t a, value_t b) {
  int64_t x, y;
  if (integer_fits(a, &x) && integer_fits(b, &y)) return from_int128(cpu, (__int128)x + y);
  struct scratch_mark mark = scratch_mark(cpu);
  struct view va, vb;
  view_set(&va, a);
  view_set(&vb, b);
  mp_int sum = room(cpu, maximum((size_t)va.mp.used, (size_t)vb.mp.used) + 1);
  must(mp_add(&va.mp, &vb.mp, &sum));
  return finish_and_release(cpu, &sum, mark);
}

value_t integer_subtract(struct cpu *cpu, value_t a, value_t b) {
  int64_t x, y;
  if (integer_fits(a, &x) && integer_fits(b, &y)) return from_int128(cpu, (__int128)x - y);
  struct scratch_mark mark = scratch_mark(cpu);
  struct view va, vb;
  view_set(&va, a);
  view_set(&vb, b);
  mp_int difference = room(cpu, maximum((size_t)va.mp.used, (size_t)vb.mp.used) + 1);
  must(mp_sub(&va.mp, &vb.mp, &difference));
  return finish_and_release(cpu, &difference, mark);
}

value_t integer_negate(struct cpu *cpu, value_t a) {
  return integer_subtract(cpu, value_of_fixnum(0), a);
}

value_t integer_absolute(struct cpu *cpu, value_t a) {
  return integer_sign(a) < 0 ? integer_negate(cpu, a) : integer_normalize(cpu, a);
}

// c = |a| * |b|; c has room for all digits and is zero. Blocks of the longer operand are short
// enough for libtommath's column-wise product, which allocates nothing.
enum { BLOCK_DIGITS = 64 };
static void multiply_magnitudes(struct cpu *cpu, const mp_int *a, const mp_int *b, mp_int *c) {
  if (b->used == 1) {
    must(mp_mul_d(a, b->dp[0], c));
    return;
  }
  if (a->used <= BLOCK_DIGITS && b->used <= BLOCK_DIGITS) {
    must(mp_mul(a, b, c));
    return;
  }
  mp_int product = room(cpu, 2 * BLOCK_DIGITS + 2);
  for (int i = 0; i < a->used; i += BLOCK_DIGITS)
    for (int j = 0; j < b->used; j += BLOCK_DIGITS) {
      mp_int x = {.used = a->used - i < BLOCK_DIGITS ? a->used - i : BLOCK_DIGITS, .dp = a->dp + i};
      mp_int y = {.used = b->used - j < BLOCK_DIGITS ? b->used - j : BLOCK_DIGITS, .dp = b->dp + j};
      x.alloc = x.used;
      y.alloc = y.used;
      trim(&x);
      trim(&y);
      if (x.used == 0 || y.used == 0) continue;
      must(mp_mul(&x, &y, &product));
      uint64_t carry = 0;
      mp_digit *to = c->dp + i + j;
      for (int k = 0; k < product.used || carry; k++) {
        uint64_t sum = to[k] + carry + (k < product.used ? product.dp[k] : 0);
        to[k] = sum & DIGIT_MASK;
        carry = sum >> DIGIT_BITS;
      }
    }
  c->used = a->used + b->used;
}

static mp_int mp_slice(const mp_int *a, int from, int count) {
  mp_int slice = {.used = a->used - from < count ? a->used - from : count, .dp = a->dp + from};
  if (slice.used < 0) slice.used = 0;
  slice.alloc = slice.used;
  trim(&slice);
  return slice;
}

// c += x * 2^(60 shift), on magnitudes.
static void add_shifted(mp_int *c, const mp_int *x, int shift) {
  uint64_t carry = 0;
  mp_digit *to = c->dp + shift;
  for (int k = 0; k < x->used || carry; k++) {
    uint64_t sum = to[k] + carry + (k < x->used ? x->dp[k] : 0);
    to[k] = sum & DIGIT_MASK;
    carry = sum >> DIGIT_BITS;
  }
}

// Karatsuba's three products above the threshold; c is zero with room for all digits.
enum { KARATSUBA_DIGITS = 128 };
static void multiply_large(struct cpu *cpu, const mp_int *a, const mp_int *b, mp_int *c) {
  if (a->used < b->used) {
    const mp_int *swap = a;
    a = b;
    b = swap;
  }
  if (b->used < KARATSUBA_DIGITS) {
    multiply_magnitudes(cpu, a, b, c);
    return;
  }
  if (a->used >= 2 * b->used) { // pieces of the longer one, each about as long as the shorter
    for (int i = 0; i < a->used; i += b->used) {
      mp_int piece = mp_slice(a, i, b->used);
      if (piece.used == 0) continue;
      mp_int product = room(cpu, (uint64_t)(piece.used + b->used + 1));
      multiply_large(cpu, &piece, b, &product);
      trim(&product);
      add_shifted(c, &product, i);
    }
    c->used = a->used + b->used;
    return;
  }
  int half = (a->used + 1) / 2;
  mp_int a0 = mp_slice(a, 0, half), a1 = mp_slice(a, half, half);
  mp_int b0 = mp_slice(b, 0, half), b1 = mp_slice(b, half, half);
  mp_int low = room(cpu, (uint64_t)(2 * half + 1)), high = room(cpu, (uint64_t)(2 * half + 1));
  mp_int sum_a = room(cpu, (uint64_t)(half + 1)), sum_b = room(cpu, (uint64_t)(half + 1));
  mp_int middle = room(cpu, (uint64_t)(2 * half + 3));
  multiply_large(cpu, &a0, &b0, &low);
  multiply_large(cpu, &a1, &b1, &high);
  trim(&low);
  trim(&high);
  must(mp_add(&a0, &a1, &sum_a));
  must(mp_add(&b0, &b1, &sum_b));
  multiply_large(cpu, &sum_a, &sum_b, &middle);
  trim(&middle);
  must(mp_sub(&middle, &low, &middle));
  must(mp_sub(&middle, &high, &middle));
  add_shifted(c, &low, 0);
  add_shifted(c, &middle, half);
  add_shifted(c, &high, 2 * half);
  c->used = a->used + b->used;
}

value_t integer_multiply_64(struct cpu *cpu, int64_t a, int64_t b) {
  return from_int128(cpu, (__int128)a * b);
}

value_t integer_multiply_direct(struct cpu *cpu, value_t a, value_t b) {
  struct scratch_mark mark = scratch_mark(cpu);
  struct view va, vb;
  view_set(&va, a);
  view_set(&vb, b);
  if (va.mp.used == 0 || vb.mp.used == 0) return value_of_fixnum(0);
  mp_int product = room(cpu, (uint64_t)va.mp.used + (uint64_t)vb.mp.used + 1);
  multiply_large(cpu, &va.mp, &vb.mp, &product);
  product.sign = va.mp.sign == vb.mp.sign ? MP_ZPOS : MP_NEG;
  return finish_and_release(cpu, &product, mark);
}

// --- Division -------------------------------------------------------------------------------
// n / divisor where the quotient is known to fit 64 bits: one instruction, where C's division of
// 128 bits is a function.
static inline uint64_t divide_word(unsigned __int128 n, uint64_t divisor, uint64_t *rest) {
  uint64_t quotient;
  __asm__("divq %4"
          : "=a"(quotient), "=d"(*rest)
          : "a"((uint64_t)n), "d"((uint64_t)(n >> 64)), "r"(divisor)
          : "cc");
  return quotient;
}

// Divides the magnitude in place by one digit; the remainder.
static uint64_t divide_small(mp_int *a, uint64_t divisor) {
  uint64_t rest = 0;
  for (int i = a->used; i-- > 0;)
    a->dp[i] = divide_word((unsigned __int128)rest << DIGIT_BITS | a->dp[i], divisor, &rest);
  trim(a);
  return rest;
}

// to[0..from->used] = |from| << bits with bits < 60; to has one digit more than from.
static void shift_digits_left(mp_digit *to, const mp_int *from, int bits) {
  uint64_t carry = 0;
  for (int i = 0; i < from->used; i++) {
    uint64_t digit = from->dp[i];
    to[i] = ((digit << bits) | carry) & DIGIT_MASK;
    carry = bits ? digit >> (DIGIT_BITS - bits) : 0;
  }
  to[from->used] = carry;
}

// Knuth, The Art of Computer Programming 2, 4.3.1, algorithm D, on magnitudes in base 2^60.
// quotient has room for a->used - b->used + 1 digits; rest for a->used + 1.
static void divide_magnitudes(struct cpu *cpu, const mp_int *a, const mp_int *b, mp_int *quotient,
                              mp_int *rest) {
  int n = b->used, m = a->used - n;
  if (m < 0) {
    memcpy(rest->dp, a->dp, (size_t)a->used * sizeof *a->dp);
    rest->used = a->used;
    return;
  }
  if (n == 1) {
    memcpy(quotient->dp, a->dp, (size_t)a->used * sizeof *a->dp);
    quotient->used = a->used;
    rest->dp[0] = divide_small(quotient, b->dp[0]);
    rest->used = 1;
    return;
  }
  int shift = __builtin_clzll(b->dp[n - 1]) - 4;
  mp_int scaled = room(cpu, (uint64_t)n + 1);
  mp_digit *u = rest->dp, *v = scaled.dp;
  shift_digits_left(u, a, shift);
  shift_digits_left(v, b, shift);
  for (int j = m; j >= 0; j--) {
    unsigned __int128 top = (unsigned __int128)u[j + n] << DIGIT_BITS | u[j + n - 1];
    uint64_t left, guess = divide_word(top, v[n - 1], &left);
    while (guess > DIGIT_MASK || (unsigned __int128)guess * v[n - 2] >
                                     ((unsigned __int128)left << DIGIT_BITS | u[j + n - 2])) {
      guess--;
      left += v[n - 1];
      if (left > DIGIT_MASK) break;
    }
    uint64_t q = guess, carry = 0, borrow = 0;
    for (int i = 0; i < n; i++) {
      unsigned __int128 product = (unsigned __int128)q * v[i] + carry;
      carry = (uint64_t)(product >> DIGIT_BITS);
      uint64_t difference = u[i + j] - ((uint64_t)product & DIGIT_MASK) - borrow;
      u[i + j] = difference & DIGIT_MASK;
      borrow = difference >> 63;
    }
    uint64_t difference = u[j + n] - carry - borrow;
    u[j + n] = difference & DIGIT_MASK;
    if (difference >> 63) { // the guess was one too large
      q--;
      carry = 0;
      for (int i = 0; i < n; i++) {
        uint64_t sum = u[i + j] + v[i] + carry;
        u[i + j] = sum & DIGIT_MASK;
        carry = sum >> DIGIT_BITS;
      }
      u[j + n] = (u[j + n] + carry) & DIGIT_MASK;
    }
    quotient->dp[j] = q;
  }
  quotient->used = m + 1;
  for (int i = 0; i < n; i++)
    u[i] = (u[i] >> shift | (shift ? u[i + 1] << (DIGIT_BITS - shift) : 0)) & DIGIT_MASK;
  rest->used = n;
}

void integer_divide_direct(struct cpu *cpu, value_t a, value_t b, value_t *quotient,
                           value_t *remainder) {
  int64_t x, y;
  if (integer_fits(a, &x) && integer_fits(b, &y)) {
    if (quotient) *quotient = from_int128(cpu, (__int128)x / y);
    if (remainder) *remainder = number_from_int64(cpu, y == -1 ? 0 : x % y);
    return;
  }
  struct scratch_mark mark = scratch_mark(cpu);
  struct view va, vb;
  view_set(&va, a);
  view_set(&vb, b);
  mp_int q = room(cpu, (uint64_t)va.mp.used + 1), r = room(cpu, (uint64_t)va.mp.used + 1);
  divide_magnitudes(cpu, &va.mp, &vb.mp, &q, &r);
  q.sign = va.mp.sign == vb.mp.sign ? MP_ZPOS : MP_NEG;
  r.sign = va.mp.sign;
  if (quotient) *quotient = finish(cpu, &q);
  if (remainder) *remainder = finish(cpu, &r);
  scratch_release(cpu, mark);
}

// --- Greatest common divisor ----------------------------------------------------------------
static uint64_t gcd64(uint64_t a, uint64_t b) {
  if (a == 0 || b == 0) return a | b;
  int shift = __builtin_ctzll(a | b);
  a >>= __builtin_ctzll(a);
  do {
    b >>= __builtin_ctzll(b);
    if (a > b) {
      uint64_t swap = a;
      a = b;
      b = swap;
    }
    b -= a;
  } while (b);
  return a << shift;
}

// result = a * x + b * y on digits, where the sum is known not to be negative and to fit.
static void combine(mp_digit *result, const mp_digit *x, const mp_digit *y, int digits, int64_t a,
                    int64_t b) {
  __int128 carry = 0;
  for (int i = 0; i < digits; i++) {
    carry += (__int128)a * (int64_t)x[i] + (__int128)b * (int64_t)y[i];
    result[i] = (uint64_t)carry & DIGIT_MASK;
    carry >>= DIGIT_BITS;
  }
}

// Bits [bits - 60, bits) of the magnitude as one word.
static int64_t leading(const mp_digit *digits, int used, size_t bits) {
  size_t low = bits - DIGIT_BITS, digit = low / DIGIT_BITS, offset = low % DIGIT_BITS;
  uint64_t word = digit < (size_t)used ? digits[digit] >> offset : 0;
  if (offset && digit + 1 < (size_t)used) word |= digits[digit + 1] << (DIGIT_BITS - offset);
  return (int64_t)(word & DIGIT_MASK);
}

// One round of Lehmer's method (Knuth 2, 4.5.2, algorithm L) on x >= y, y of two digits or more:
// several steps of Euclid on the leading 60 bits, then one linear combination of the long numbers.
// s, t and quotient are room to work in.
static void gcd_round(struct cpu *cpu, mp_int *x, mp_int *y, mp_int *s, mp_int *t,
                      mp_int *quotient) {
  size_t bits = mp_bits(x);
  int64_t xh = leading(x->dp, x->used, bits), yh = leading(y->dp, y->used, bits);
  int64_t a = 1, b = 0, c = 0, d = 1;
  while (yh + c != 0 && yh + d != 0) {
    int64_t q = (xh + a) / (yh + c);
    if (q != (xh + b) / (yh + d)) break;
    __int128 next_c = a - (__int128)q * c, next_d = b - (__int128)q * d;
    if (next_c > INT32_MAX || next_c < INT32_MIN || next_d > INT32_MAX || next_d < INT32_MIN) break;
    int64_t next_y = xh - q * yh;
    a = c;
    c = (int64_t)next_c;
    b = d;
    d = (int64_t)next_d;
    xh = yh;
    yh = next_y;
  }
  if (b == 0) { // nothing gained: one long division
    divide_magnitudes(cpu, x, y, quotient, t);
    trim(t);
    mp_exch(x, y);
    mp_exch(y, t);
  } else {
    int digits = x->used;
    memset(y->dp + y->used, 0, (size_t)(digits - y->used) * sizeof(mp_digit));
    combine(s->dp, x->dp, y->dp, digits, a, b);
    combine(t->dp, x->dp, y->dp, digits, c, d);
    s->used = t->used = digits;
    trim(s);
    trim(t);
    mp_exch(x, s);
    mp_exch(y, t);
  }
  if (mp_cmp_mag(x, y) == MP_LT) mp_exch(x, y);
}

bool integer_gcd_reduce(struct cpu *cpu, value_t *a, value_t *b, uint64_t products) {
  int64_t small_a, small_b;
  if (integer_fits(*a, &small_a) && integer_fits(*b, &small_b)) {
    *a = integer_from_uint64(cpu, gcd64(small_a < 0 ? 0 - (uint64_t)small_a : (uint64_t)small_a,
                                        small_b < 0 ? 0 - (uint64_t)small_b : (uint64_t)small_b));
    return true;
  }
  struct scratch_mark mark = scratch_mark(cpu);
  struct view va, vb;
  view_set(&va, *a);
  view_set(&vb, *b);
  uint64_t size = maximum((size_t)va.mp.used, (size_t)vb.mp.used) + 1;
  mp_int x = room(cpu, size), y = room(cpu, size), s = room(cpu, size), t = room(cpu, size);
  mp_int quotient = room(cpu, size);
  memcpy(x.dp, va.mp.dp, (size_t)va.mp.used * sizeof(mp_digit));
  memcpy(y.dp, vb.mp.dp, (size_t)vb.mp.used * sizeof(mp_digit));
  x.used = va.mp.used;
  y.used = vb.mp.used;
  if (mp_cmp_mag(&x, &y) == MP_LT) mp_exch(&x, &y);
  for (uint64_t done = 0; y.used > 1 && done < products;) {
    done += 8 * (uint64_t)x.used + 64;
    // The first division of two numbers of different length is the only long one.
    if (x.used > y.used + 1) done += (uint64_t)(x.used - y.used) * (uint64_t)y.used;
    gcd_round(cpu, &x, &y, &s, &t, &quotient);
  }
  if (y.used > 1) {
    *a = finish(cpu, &x);
    *b = finish(cpu, &y);
    scratch_release(cpu, mark);
    return false;
  }
  if (y.used == 1) {
    uint64_t divisor = y.dp[0], rest = x.used > 1 ? divide_small(&x, divisor) : x.dp[0];
    *a = integer_from_uint64(cpu, gcd64(rest, divisor));
  } else {
    *a = finish(cpu, &x);
  }
  scratch_release(cpu, mark);
  return true;
}

// --- Shifts and powers ----------------------------------------------------------------------
value_t integer_shift_left(struct cpu *cpu, value_t a, uint64_t bits) {
  if (integer_sign(a) == 0) return value_of_fixnum(0);
  if (bits > (uint64_t)INTEGER_BIT_LIMIT) integer_too_large(cpu);
  struct scratch_mark mark = scratch_mark(cpu);
  struct view view;
  view_set(&view, a);
  mp_int result = room(cpu, (uint64_t)view.mp.used + bits / DIGIT_BITS + 1);
  int digits = (int)(bits / DIGIT_BITS);
  shift_digits_left(result.dp + digits, &view.mp, (int)(bits % DIGIT_BITS));
  result.used = digits + view.mp.used + 1;
  result.sign = view.mp.sign;
  return finish_and_release(cpu, &result, mark);
}

value_t integer_shift_right(struct cpu *cpu, value_t a, uint64_t bits) {
  struct scratch_mark mark = scratch_mark(cpu);
  struct view view;
  view_set(&view, a);
  uint64_t digits = bits / DIGIT_BITS;
  if (digits >= (uint64_t)view.mp.used) return value_of_fixnum(0);
  int offset = (int)(bits % DIGIT_BITS), used = view.mp.used - (int)digits;
  mp_int result = room(cpu, (uint64_t)used);
  const mp_digit *from = view.mp.dp + digits;
  for (int i = 0; i < used; i++) {
    uint64_t above = i + 1 < used && offset ? from[i + 1] << (DIGIT_BITS - offset) : 0;
    result.dp[i] = (from[i] >> offset | above) & DIGIT_MASK;
  }
  result.used = used;
  result.sign = view.mp.sign;
  return finish_and_release(cpu, &result, mark);
}

value_t integer_slice(struct cpu *cpu, value_t v, size_t from, size_t count) {
  struct scratch_mark mark = scratch_mark(cpu);
  struct view view;
  view_set(&view, v);
  if (from >= (size_t)view.mp.used) return value_of_fixnum(0);
  mp_int slice = mp_slice(&view.mp, (int)from, (int)minimum(count, (size_t)view.mp.used));
  return finish_and_release(cpu, &slice, mark);
}

value_t integer_join(struct cpu *cpu, const value_t *parts, size_t count, size_t digits) {
  mp_int whole = room(cpu, count * digits + 1);
  for (size_t i = 0; i < count; i++) {
    struct view part;
    view_set(&part, parts[i]);
    memcpy(whole.dp + i * digits, part.mp.dp, (size_t)part.mp.used * sizeof(mp_digit));
  }
  whole.used = (int)(count * digits);
  return finish(cpu, &whole);
}

// --- Doubles --------------------------------------------------------------------------------
double integer_to_double(value_t v) {
  int64_t n;
  if (integer_fits(v, &n)) return (double)n;
  struct view view;
  view_set(&view, v);
  size_t bits = mp_bits(&view.mp);
  if (bits > 1024) return view.mp.sign == MP_NEG ? -HUGE_VAL : HUGE_VAL;
  // The leading 64 bits, the lowest of them or-ed with all that is below: rounding is then right.
  size_t low = bits - 64, digit = low / DIGIT_BITS, offset = low % DIGIT_BITS;
  unsigned __int128 window = view.mp.dp[digit];
  window |= (unsigned __int128)view.mp.dp[digit + 1] << DIGIT_BITS;
  uint64_t top = (uint64_t)(window >> offset);
  if (digit + 2 < (size_t)view.mp.used) top |= view.mp.dp[digit + 2] << (2 * DIGIT_BITS - offset);
  bool below = view.mp.dp[digit] & ((UINT64_C(1) << offset) - 1);
  for (size_t i = 0; i < digit && !below; i++) below = view.mp.dp[i] != 0;
  double d = ldexp((double)(top | below), (int)low);
  return view.mp.sign == MP_NEG ? -d : d;
}

value_t integer_from_double(struct cpu *cpu, double d) {
  if (d >= -0x1p63 && d < 0x1p63) return number_from_int64(cpu, (int64_t)d);
  int exponent;
  double fraction = frexp(d, &exponent);
  return integer_shift_left(cpu, number_from_int64(cpu, (int64_t)ldexp(fraction, 53)),
                            (uint64_t)(exponent - 53));
}

// --- Text -----------------------------------------------------------------------------------
// The largest power of each radix that fits one digit, and its exponent.
uint64_t integer_radix_chunk(unsigned radix, int *exponent) {
  uint64_t power = radix;
  *exponent = 1;
  while (power <= DIGIT_MASK / radix) {
    power *= radix;
    ++*exponent;
  }
  return power;
}

static unsigned digit_value(char c) { return (unsigned)(c <= '9' ? c - '0' : (c | 32) - 'a' + 10); }

value_t integer_parse_direct(struct cpu *cpu, const char *digits, size_t length, unsigned radix) {
  int chunk;
  integer_radix_chunk(radix, &chunk);
  // log2(36) < 5.2 bits a character
  mp_int result = room(cpu, length * 52 / 10 / DIGIT_BITS + 2);
  while (length > 0) {
    size_t take = length % (size_t)chunk ? length % (size_t)chunk : (size_t)chunk;
    uint64_t carry = 0, power = 1;
    for (size_t i = 0; i < take; i++) {
      carry = carry * radix + digit_value(digits[i]);
      power *= radix;
    }
    for (int i = 0; i < result.used || carry; i++) {
      unsigned __int128 sum = (unsigned __int128)result.dp[i] * power + carry;
      result.dp[i] = (uint64_t)sum & DIGIT_MASK;
      carry = (uint64_t)(sum >> DIGIT_BITS);
      if (i >= result.used) result.used = i + 1;
    }
    digits += take;
    length -= take;
  }
  return finish(cpu, &result);
}

const char *integer_digits_direct(struct cpu *cpu, value_t v, unsigned radix, size_t *length) {
  struct view view;
  view_set(&view, v);
  size_t capacity = mp_bits(&view.mp) / (31 - (size_t)__builtin_clz(radix)) + 2;
  char *text = scratch_allocate(cpu, capacity), *at = text + capacity;
  mp_int rest = room(cpu, (uint64_t)view.mp.used);
  memcpy(rest.dp, view.mp.dp, (size_t)view.mp.used * sizeof(mp_digit));
  rest.used = view.mp.used;
  int chunk;
  uint64_t power = integer_radix_chunk(radix, &chunk);
  do {
    uint64_t part = divide_small(&rest, power);
    for (int i = 0; i < chunk && (part || rest.used); i++) {
      *--at = "0123456789abcdefghijklmnopqrstuvwxyz"[part % radix];
      part /= radix;
    }
  } while (rest.used);
  if (at == text + capacity) *--at = '0';
  *length = (size_t)(text + capacity - at);
  return at;
}

size_t integer_decimal_length(struct cpu *cpu, value_t v) {
  int64_t n;
  if (integer_fits(v, &n)) {
    uint64_t magnitude = n < 0 ? 0 - (uint64_t)n : (uint64_t)n;
    size_t length = 1;
    for (; magnitude >= 10; magnitude /= 10) length++;
    return length;
  }
  // The logarithm from the leading 64 bits tells, unless it is all but a whole number.
  size_t bits = integer_bit_length(v);
  value_t top = integer_shift_right(cpu, v, bits - 64);
  double logarithm = log10(fabs(integer_to_double(top))) + (double)(bits - 64) * M_LOG10_2;
  double nearest = rint(logarithm);
  if (fabs(logarithm - nearest) > 1e-6) return (size_t)floor(logarithm) + 1;
  value_t bound = integer_power_of_ten(cpu, (uint64_t)nearest);
  return (size_t)nearest + (integer_compare(integer_absolute(cpu, v), bound) >= 0);
}
