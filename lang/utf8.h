// SPDX-License-Identifier: MIT
// UTF-8, one code point at a time. The bytes of a KIND_STRING are always well formed, so the
// unchecked functions are for those; utf8_decode_checked is for bytes from outside.
//
// Within Nacre a text may hold half of a surrogate pair, encoded like any other code point (three
// bytes, ED A0..BF xx). A high half is never followed by a low one: whoever puts texts together
// makes one code point of such two (WTF-8). What leaves as UTF-8 has '?' for a lone half, and what
// comes in never has one.
#ifndef NACRE_LANG_UTF8_H
#define NACRE_LANG_UTF8_H

#include "kernel/base.h"

enum { UTF8_REPLACEMENT = 0xfffd, UTF8_LIMIT = 0x110000 };

static inline bool utf8_is_continuation(char byte) { return ((unsigned char)byte & 0xc0) == 0x80; }
static inline bool code_point_is_surrogate(uint32_t c) { return c >= 0xd800 && c <= 0xdfff; }
static inline bool code_point_is_high_surrogate(uint32_t c) { return c >= 0xd800 && c <= 0xdbff; }
static inline bool code_point_is_low_surrogate(uint32_t c) { return c >= 0xdc00 && c <= 0xdfff; }
static inline uint32_t code_point_of_pair(uint32_t high, uint32_t low) {
  return 0x10000 + ((high & 0x3ff) << 10 | (low & 0x3ff));
}
// A code point that UTF-8 can hold.
static inline bool code_point_is_scalar(uint32_t c) {
  return c < UTF8_LIMIT && !code_point_is_surrogate(c);
}

// Bytes of the character that starts with `lead`.
static inline unsigned utf8_width(char lead) {
  unsigned char byte = (unsigned char)lead;
  return byte < 0x80 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
}
// The character at p of well-formed text; *width gets its bytes.
static inline uint32_t utf8_decode(const char *text, unsigned *width) {
  const unsigned char *p = (const unsigned char *)text;
  if (p[0] < 0x80) {
    *width = 1;
    return p[0];
  }
  if (p[0] < 0xe0) {
    *width = 2;
    return (uint32_t)(p[0] & 0x1f) << 6 | (p[1] & 0x3f);
  }
  if (p[0] < 0xf0) {
    *width = 3;
    return (uint32_t)(p[0] & 0x0f) << 12 | (uint32_t)(p[1] & 0x3f) << 6 | (p[2] & 0x3f);
  }
  *width = 4;
  return (uint32_t)(p[0] & 0x07) << 18 | (uint32_t)(p[1] & 0x3f) << 12 |
         (uint32_t)(p[2] & 0x3f) << 6 | (p[3] & 0x3f);
}
// The start of the character before p.
static inline const char *utf8_previous(const char *p) {
  do p--;
  while (utf8_is_continuation(*p));
  return p;
}
// Writes a code point, returns the bytes it took (at most 4). What is none becomes U+FFFD.
static inline unsigned utf8_encode(char *out, uint32_t c) {
  if (c >= UTF8_LIMIT) c = UTF8_REPLACEMENT;
  if (c < 0x80) {
    out[0] = (char)c;
    return 1;
  }
  if (c < 0x800) {
    out[0] = (char)(0xc0 | c >> 6);
    out[1] = (char)(0x80 | (c & 0x3f));
    return 2;
  }
  if (c < 0x10000) {
    out[0] = (char)(0xe0 | c >> 12);
    out[1] = (char)(0x80 | (c >> 6 & 0x3f));
    out[2] = (char)(0x80 | (c & 0x3f));
    return 3;
  }
  out[0] = (char)(0xf0 | c >> 18);
  out[1] = (char)(0x80 | (c >> 12 & 0x3f));
  out[2] = (char)(0x80 | (c >> 6 & 0x3f));
  out[3] = (char)(0x80 | (c & 0x3f));
  return 4;
}
static inline unsigned utf8_encoded_width(uint32_t c) {
  return c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
}

// Is the character at p half of a surrogate pair? No other has the lead ED and such a second byte.
static inline bool utf8_is_high_surrogate(const char *p) {
  return (unsigned char)p[0] == 0xed && ((unsigned char)p[1] & 0xf0) == 0xa0;
}
static inline bool utf8_is_low_surrogate(const char *p) {
  return (unsigned char)p[0] == 0xed && ((unsigned char)p[1] & 0xf0) == 0xb0;
}
// Does the text end with a high half?
static inline bool utf8_ends_high(const char *bytes, size_t length) {
  return length >= 3 && utf8_is_high_surrogate(bytes + length - 3);
}
static inline bool utf8_starts_low(const char *bytes, size_t length) {
  return length >= 3 && utf8_is_low_surrogate(bytes);
}

// The character at the start of `length` > 0 bytes from outside. False when they are malformed
// there: *width is then the bytes to replace by one U+FFFD (the longest prefix of a character).
bool utf8_decode_checked(const char *text, size_t length, uint32_t *code_point, unsigned *width);
// Characters in well-formed bytes.
size_t utf8_count(const char *bytes, size_t length);
// Bytes before the first half of a surrogate pair in well-formed text; `length` when there is none.
size_t utf8_find_surrogate(const char *bytes, size_t length);
// Bytes of the longest prefix that is all ASCII.
size_t utf8_ascii_prefix(const char *bytes, size_t length);

#endif
