// SPDX-License-Identifier: MIT
// Runs of slots, word by word with relaxed accesses (law 8), and the hash a collection caches.
#ifndef NACRE_LANG_SLOTS_H
#define NACRE_LANG_SLOTS_H

#include "gc/gc.h"

static inline void slots_copy(value_t *to, const value_t *from, size_t count) {
  for (size_t i = 0; i < count; i++) slot_initialize(&to[i], slot_read(&from[i]));
}
static inline void slots_fill(value_t *to, value_t v, size_t count) {
  for (size_t i = 0; i < count; i++) slot_initialize(&to[i], v);
}

// The number of set bits. The hosted program asks for the instruction (kernel/hosted/main.c looks
// whether it is there); QEMU's plainest processor, on which the kernel must boot, lacks it.
static inline unsigned bits_count(uint32_t word) {
#ifdef __POPCNT__
  return (unsigned)__builtin_popcount(word);
#else
  word -= (word >> 1) & 0x55555555;
  word = (word & 0x33333333) + ((word >> 2) & 0x33333333);
  word = (word + (word >> 4)) & 0x0f0f0f0f;
  return (word * 0x01010101) >> 24;
#endif
}

// Immutable collections cache their hash in the extra half of their header: 0 is "not computed".
// A write-once cache, so the race between two who compute it is harmless; only that half is
// stored, so the collector's flags in the other half are never touched.
static inline uint32_t object_cached_hash(const struct object *object) {
  return object_extra(object);
}
static inline void object_cache_hash(struct object *object, uint32_t hash) {
  __atomic_store_n((uint32_t *)&object->header + 1, hash, __ATOMIC_RELAXED);
}

#endif
