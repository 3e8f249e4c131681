// SPDX-License-Identifier: MIT
#include "repl/history.h"

#include <stdlib.h>
#include <string.h>

const struct history_entry *history_get(const struct history *history, size_t back) {
  if (back >= history->count) return NULL;
  return &history->entries[(history->first + history->count - 1 - back) % HISTORY_ENTRIES];
}

void history_add(struct history *history, const char *bytes, size_t length) {
  if (length == 0 || length > HISTORY_ENTRY_BYTES) return;
  const struct history_entry *newest = history_get(history, 0);
  if (newest && newest->length == length && memcmp(newest->bytes, bytes, length) == 0) return;
  char *copy = malloc(length);
  if (copy == NULL) return; // a prompt without memory of this line is better than none
  memcpy(copy, bytes, length);
  if (history->count == HISTORY_ENTRIES) {
    free(history->entries[history->first].bytes);
    history->first = (history->first + 1) % HISTORY_ENTRIES;
    history->count--;
  }
  size_t slot = (history->first + history->count++) % HISTORY_ENTRIES;
  history->entries[slot].bytes = copy;
  history->entries[slot].length = length;
}

void history_free(struct history *history) {
  for (size_t i = 0; i < history->count; i++)
    free(history->entries[(history->first + i) % HISTORY_ENTRIES].bytes);
  *history = (struct history){0};
}
