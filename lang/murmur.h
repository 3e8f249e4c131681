// SPDX-License-Identifier: MIT
// Murmur3 (Appleby 2011), 32 bits, as clojure.lang.Murmur3 uses it on numbers and collections.
#ifndef NACRE_LANG_MURMUR_H
#define NACRE_LANG_MURMUR_H

#include <stdint.h>

static inline uint32_t murmur_rotate(uint32_t n, unsigned by) { return n << by | n >> (32 - by); }
static inline uint32_t murmur_mix_key(uint32_t k) {
  return murmur_rotate(k * 0xcc9e2d51u, 15) * 0x1b873593u;
}
static inline uint32_t murmur_mix(uint32_t h, uint32_t k) {
  return murmur_rotate(h ^ k, 13) * 5 + 0xe6546b64u;
}
// length: of what was hashed, in bytes (numbers) or elements (collections).
static inline uint32_t murmur_finish(uint32_t h, uint32_t length) {
  h ^= length;
  h = (h ^ h >> 16) * 0x85ebca6bu;
  h = (h ^ h >> 13) * 0xc2b2ae35u;
  return h ^ h >> 16;
}

static inline uint32_t murmur_int64(uint64_t n) {
  if (n == 0) return 0;
  uint32_t h = murmur_mix(0, murmur_mix_key((uint32_t)n));
  return murmur_finish(murmur_mix(h, murmur_mix_key((uint32_t)(n >> 32))), 8);
}

#endif
