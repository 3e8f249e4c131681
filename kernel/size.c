// SPDX-License-Identifier: MIT
#include "kernel/size.h"

static unsigned suffix_shift(char c) {
  switch (c | 0x20) {
  case 'k':
    return 10;
  case 'm':
    return 20;
  case 'g':
    return 30;
  case 't':
    return 40;
  default:
    return 0;
  }
}

bool size_parse(const char *text, uint64_t *bytes) {
  uint64_t n = 0;
  const char *p = text;
  for (; *p >= '0' && *p <= '9'; p++) {
    if (__builtin_mul_overflow(n, 10u, &n)) return false;
    if (__builtin_add_overflow(n, (uint64_t)(*p - '0'), &n)) return false;
  }
  if (p == text) return false;
  if (*p) {
    unsigned shift = suffix_shift(*p++);
    if (shift == 0 || *p || n > UINT64_MAX >> shift) return false;
    n <<= shift;
  }
  *bytes = n;
  return true;
}
