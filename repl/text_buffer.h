// SPDX-License-Identifier: MIT
// Bytes that grow: a plain buffer to append to, and a text with a gap to edit in.
//
// Memory comes from malloc. Every function that may need some returns false when there is none,
// and has then changed nothing.
#ifndef NACRE_REPL_TEXT_BUFFER_H
#define NACRE_REPL_TEXT_BUFFER_H

#include "kernel/base.h"

struct byte_buffer {
  char *bytes;
  size_t length, capacity;
};

bool byte_buffer_append(struct byte_buffer *buffer, const char *bytes, size_t length);
bool byte_buffer_append_string(struct byte_buffer *buffer, const char *string);
void byte_buffer_free(struct byte_buffer *buffer);

// The text lies in bytes[0, gap_start) and bytes[gap_end, capacity), so that a run of insertions
// at one place moves nothing.
struct text_buffer {
  char *bytes;
  size_t gap_start, gap_end, capacity;
};

static inline size_t text_buffer_length(const struct text_buffer *text) {
  return text->capacity - (text->gap_end - text->gap_start);
}

bool text_buffer_insert(struct text_buffer *text, size_t at, const char *bytes, size_t length);
// Deletes the bytes [from, to).
void text_buffer_delete(struct text_buffer *text, size_t from, size_t to);
// The whole text in one piece, valid until the next change. Not zero-terminated; never NULL.
const char *text_buffer_bytes(struct text_buffer *text);
void text_buffer_free(struct text_buffer *text);

#endif
