// SPDX-License-Identifier: MIT
// A value: one 64-bit word, low-bit tagged, in a struct so that C type-checks it.
//
//   63                                              3 2 1 0
//   [ 62-bit signed integer                          |0 0]   fixnum (tags 000 and 100)
//   [ address of an object, 8-byte aligned         |0 0 1]   pointer
//   [ a double, rotated (see below)        |010, 101, 110]   self-tagged double
//   [ payload                            |class  |1 1 1]     immediate: nil, booleans, chars, marks
//   tag 011 is unused.
//
// Doubles are self-tagged (Melançon, Feeley, Serrano, "Float Self-Tagging", 2024): the top three
// exponent bits, moved by a constant, become the tag. The constant is 2, so the common ranges
// 011 and 100 (magnitudes from 2^-255 to 2^256) and 000 (zero, tiny) become 101, 110 and 010. Any
// other double (huge, middling tiny, infinite, NaN) is boxed by lang/ (KIND_DOUBLE).
//
// A word whose two low bits are 00 is never looked at by the collector, so 8-byte aligned raw
// addresses (program counters) and raw integers shifted by two may stand where values stand.
#ifndef NACRE_GC_VALUE_H
#define NACRE_GC_VALUE_H

#include <string.h>

#include "kernel/base.h"

typedef struct {
  uint64_t bits;
} value_t;

struct object;

enum { VALUE_TAG_MASK = 7, VALUE_TAG_POINTER = 1, VALUE_TAG_IMMEDIATE = 7 };

#define VALUE_IMMEDIATE(class, payload) ((value_t){((uint64_t)(payload) << 8) | ((class) << 3) | 7})
#define VALUE_NIL VALUE_IMMEDIATE(0, 0)
#define VALUE_FALSE VALUE_IMMEDIATE(1, 0)
#define VALUE_TRUE VALUE_IMMEDIATE(2, 0)
#define VALUE_UNBOUND VALUE_IMMEDIATE(3, 0)   // the content of a slot that has no value
#define VALUE_ABSENT VALUE_IMMEDIATE(4, 0)    // "not found" between C functions; never seen by Lisp
#define VALUE_TAIL_CALL VALUE_IMMEDIATE(5, 0) // a leaf's answer: "make the call I have noted"
// More answers of a leaf to the VM (lang/primitive.h): call and come back to a continuation; park
// (or give way) and run the same instruction again; fork here.
#define VALUE_CALL_THEN VALUE_IMMEDIATE(6, 0)
#define VALUE_AGAIN VALUE_IMMEDIATE(7, 0)
#define VALUE_FORK VALUE_IMMEDIATE(8, 0)
#define VALUE_CHARACTER_CLASS 31

static inline bool value_same(value_t a, value_t b) { return a.bits == b.bits; }
static inline bool value_is_nil(value_t v) { return v.bits == VALUE_NIL.bits; }
// nil (0x07) and false (0x0f) differ in one bit, so one compare answers.
static inline bool value_is_falsy(value_t v) { return (v.bits | 8) == VALUE_FALSE.bits; }
static inline value_t value_boolean(bool b) { return b ? VALUE_TRUE : VALUE_FALSE; }
static inline bool value_is_boolean(value_t v) {
  return v.bits == VALUE_TRUE.bits || v.bits == VALUE_FALSE.bits;
}

// --- Pointers -------------------------------------------------------------------------------
static inline bool value_is_pointer(value_t v) { return (v.bits & 7) == VALUE_TAG_POINTER; }
static inline struct object *value_object(value_t v) {
  return (struct object *)(uintptr_t)(v.bits - VALUE_TAG_POINTER);
}
static inline value_t value_of_object(const void *object) {
  return (value_t){(uint64_t)(uintptr_t)object + VALUE_TAG_POINTER};
}

// --- Fixnums --------------------------------------------------------------------------------
#define FIXNUM_MAX ((INT64_C(1) << 61) - 1)
#define FIXNUM_MIN (-(INT64_C(1) << 61))
static inline bool value_is_fixnum(value_t v) { return (v.bits & 3) == 0; }
static inline bool value_both_fixnum(value_t a, value_t b) { return ((a.bits | b.bits) & 3) == 0; }
static inline int64_t value_fixnum(value_t v) { return (int64_t)v.bits >> 2; }
static inline bool fixnum_fits(int64_t n) { return n >= FIXNUM_MIN && n <= FIXNUM_MAX; }
// n must fit; number_from_int64 of lang/ boxes what does not.
static inline value_t value_of_fixnum(int64_t n) { return (value_t){(uint64_t)n << 2}; }

// --- Characters (Unicode code points) -------------------------------------------------------
static inline bool value_is_character(value_t v) { return (v.bits & 0xff) == 0xff; }
static inline uint32_t value_character(value_t v) { return (uint32_t)(v.bits >> 8); }
static inline value_t value_of_character(uint32_t code_point) {
  return VALUE_IMMEDIATE(VALUE_CHARACTER_CLASS, code_point);
}

// --- Self-tagged doubles --------------------------------------------------------------------
#define VALUE_DOUBLE_SHIFT (UINT64_C(2) << 60)
static inline bool value_is_flonum(value_t v) { return (0x64u >> (v.bits & 7)) & 1; }
static inline double value_flonum(value_t v) {
  uint64_t bits = ((v.bits >> 4) | (v.bits << 60)) - VALUE_DOUBLE_SHIFT;
  double d;
  memcpy(&d, &bits, sizeof d);
  return d;
}
// The self-tagged word of d, or a word for which value_is_flonum is false when d must be boxed.
static inline value_t value_try_flonum(double d) {
  uint64_t bits;
  memcpy(&bits, &d, sizeof bits);
  bits += VALUE_DOUBLE_SHIFT;
  return (value_t){(bits << 4) | (bits >> 60)};
}

#endif
