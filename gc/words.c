// SPDX-License-Identifier: MIT
#include "gc/words.h"

enum { WORDS_STEP = 64 * 1024 };

bool words_place(struct words *words, uint64_t address, uint64_t span, size_t bytes) {
  words->start = words->next = words->limit = (uint64_t *)(uintptr_t)address;
  words->end = (uint64_t *)(uintptr_t)(address + span);
  while ((size_t)((char *)words->limit - (char *)words->start) < bytes)
    if (!words_grow(words)) return false;
  return true;
}

bool words_grow(struct words *words) {
  size_t room = (size_t)((char *)words->end - (char *)words->limit);
  size_t used = (size_t)((char *)words->limit - (char *)words->start);
  // Doubling up to 1 MiB a step keeps the calls few; when memory is short the small step remains.
  size_t step = minimum(room, maximum(WORDS_STEP, minimum(used, 1 << 20)));
  if (step == 0) return false;
  if (!platform_memory_commit(words->limit, step)) {
    step = minimum(room, WORDS_STEP);
    if (!platform_memory_commit(words->limit, step)) return false;
  }
  words->limit = (uint64_t *)((char *)words->limit + step);
  return true;
}
