// SPDX-License-Identifier: MIT
// Poison: freed memory is filled with a word that is neither a value (tag 011) nor a header (kind
// 125), and where built with AddressSanitizer the sanitizer is told too.
#ifndef NACRE_GC_POISON_H
#define NACRE_GC_POISON_H

#include "gc/gc.h"

#define POISON_WORD UINT64_C(0x5a5a5a5a5a5a5afb)

static inline void poison_hide(void *start, size_t bytes) {
#ifdef __SANITIZE_ADDRESS__
  __asan_poison_memory_region(start, bytes);
#else
  (void)start, (void)bytes;
#endif
}
static inline void poison_show(void *start, size_t bytes) {
#ifdef __SANITIZE_ADDRESS__
  __asan_unpoison_memory_region(start, bytes);
#else
  (void)start, (void)bytes;
#endif
}
// Frees [start, start + bytes): filled when `fill`, hidden from every reader under ASan.
static inline void poison_region(void *start, size_t bytes, bool fill) {
  if (fill) {
    poison_show(start, bytes);
    uint64_t *word = start;
    for (size_t i = 0; i < bytes / 8; i++) word[i] = POISON_WORD;
  }
  poison_hide(start, bytes);
}

#endif
