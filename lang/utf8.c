// SPDX-License-Identifier: MIT
// UTF-8: the parts too long for the header. Pure functions over bytes.
#include "lang/utf8.h"

#include <string.h>

bool utf8_decode_checked(const char *text, size_t length, uint32_t *code_point, unsigned *width) {
  const unsigned char *p = (const unsigned char *)text;
  unsigned char lead = p[0];
  *width = 1;
  *code_point = UTF8_REPLACEMENT;
  if (lead < 0x80) {
    *code_point = lead;
    return true;
  }
  // The second byte's range keeps overlong forms, surrogates and values past U+10FFFF out.
  unsigned char low = 0x80, high = 0xbf;
  unsigned bytes;
  if (lead >= 0xc2 && lead <= 0xdf) {
    bytes = 2;
  } else if (lead >= 0xe0 && lead <= 0xef) {
    bytes = 3;
    if (lead == 0xe0) low = 0xa0;
    if (lead == 0xed) high = 0x9f;
  } else if (lead >= 0xf0 && lead <= 0xf4) {
    bytes = 4;
    if (lead == 0xf0) low = 0x90;
    if (lead == 0xf4) high = 0x8f;
  } else {
    return false;
  }
  if (length < 2 || p[1] < low || p[1] > high) return false;
  for (unsigned i = 2; i < bytes; i++) {
    if (i >= length || (p[i] & 0xc0) != 0x80) {
      *width = i;
      return false;
    }
  }
  *code_point = utf8_decode(text, width);
  return true;
}

size_t utf8_count(const char *bytes, size_t length) {
  size_t continuation = 0, i = 0;
  for (; i + 8 <= length; i += 8) {
    uint64_t word;
    memcpy(&word, bytes + i, 8);
    // Bit 7 set and bit 6 clear marks a continuation byte.
    word = word >> 7 & ~word >> 6 & UINT64_C(0x0101010101010101);
    continuation += (size_t)((word * UINT64_C(0x0101010101010101)) >> 56);
  }
  for (; i < length; i++) continuation += utf8_is_continuation(bytes[i]);
  return length - continuation;
}

size_t utf8_find_surrogate(const char *bytes, size_t length) {
  const char *end = bytes + length, *p = bytes;
  while (p < end && (p = memchr(p, 0xed, (size_t)(end - p))) != NULL) {
    if (end - p >= 3 && ((unsigned char)p[1] & 0xe0) == 0xa0) return (size_t)(p - bytes);
    p++;
  }
  return length;
}

size_t utf8_ascii_prefix(const char *bytes, size_t length) {
  size_t i = 0;
  for (; i + 8 <= length; i += 8) {
    uint64_t word;
    memcpy(&word, bytes + i, 8);
    if (word & UINT64_C(0x8080808080808080)) break;
  }
  while (i < length && (unsigned char)bytes[i] < 0x80) i++;
  return i;
}
