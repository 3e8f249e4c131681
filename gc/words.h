// SPDX-License-Identifier: MIT
// A list of words at a fixed place of the tables, growing by committing pages behind its end. It
// never moves, and pushing fails (false) when its span or the machine's memory is used up.
#ifndef NACRE_GC_WORDS_H
#define NACRE_GC_WORDS_H

#include "kernel/platform.h"

struct words {
  uint64_t *start, *next, *limit, *end; // used to next, committed to limit, may grow to end
};

// Places an empty list at `address`, which may grow to `span` bytes, with room for `bytes` at once.
bool words_place(struct words *words, uint64_t address, uint64_t span, size_t bytes);
bool words_grow(struct words *words);

static inline size_t words_count(const struct words *words) {
  return (size_t)(words->next - words->start);
}
static inline bool words_push(struct words *words, uint64_t word) {
  if (unlikely(words->next == words->limit) && !words_grow(words)) return false;
  *words->next++ = word;
  return true;
}

#endif
