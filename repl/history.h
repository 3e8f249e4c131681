// SPDX-License-Identifier: MIT
// The texts entered at a prompt, newest last, held in memory within bounds.
#ifndef NACRE_REPL_HISTORY_H
#define NACRE_REPL_HISTORY_H

#include "kernel/base.h"

enum {
  HISTORY_ENTRIES = 256,
  HISTORY_ENTRY_BYTES = 16 * 1024, // a longer text is not remembered
};

struct history_entry {
  char *bytes;
  size_t length;
};

struct history {
  struct history_entry entries[HISTORY_ENTRIES]; // a ring
  size_t first, count;
};

// Copies the text to the end, unless it is blank, too long or the same as the newest; the oldest
// goes when the ring is full.
void history_add(struct history *history, const char *bytes, size_t length);
// The entry `back` steps before the newest (0: the newest), or NULL.
const struct history_entry *history_get(const struct history *history, size_t back);
void history_free(struct history *history);

#endif
