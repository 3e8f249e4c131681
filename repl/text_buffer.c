// SPDX-License-Identifier: MIT
#include "repl/text_buffer.h"

#include <stdlib.h>
#include <string.h>

bool byte_buffer_append(struct byte_buffer *buffer, const char *bytes, size_t length) {
  if (length == 0) return true;
  if (buffer->capacity - buffer->length < length) {
    size_t capacity = maximum(maximum(buffer->capacity * 2, buffer->length + length), 256);
    char *grown = realloc(buffer->bytes, capacity);
    if (grown == NULL) return false;
    buffer->bytes = grown;
    buffer->capacity = capacity;
  }
  memcpy(buffer->bytes + buffer->length, bytes, length);
  buffer->length += length;
  return true;
}

bool byte_buffer_append_string(struct byte_buffer *buffer, const char *string) {
  return byte_buffer_append(buffer, string, strlen(string));
}

void byte_buffer_free(struct byte_buffer *buffer) {
  free(buffer->bytes);
  *buffer = (struct byte_buffer){0};
}

static void move_gap(struct text_buffer *text, size_t at) {
  if (at < text->gap_start) {
    size_t moved = text->gap_start - at;
    memmove(text->bytes + text->gap_end - moved, text->bytes + at, moved);
    text->gap_start -= moved;
    text->gap_end -= moved;
  } else if (at > text->gap_start) {
    size_t moved = at - text->gap_start;
    memmove(text->bytes + text->gap_start, text->bytes + text->gap_end, moved);
    text->gap_start += moved;
    text->gap_end += moved;
  }
}

bool text_buffer_insert(struct text_buffer *text, size_t at, const char *bytes, size_t length) {
  if (length == 0) return true;
  if (text->gap_end - text->gap_start < length) {
    size_t used = text_buffer_length(text);
    size_t capacity = maximum(maximum(text->capacity * 2, used + length), 256);
    char *grown = realloc(text->bytes, capacity);
    if (grown == NULL) return false;
    size_t tail = text->capacity - text->gap_end;
    memmove(grown + capacity - tail, grown + text->gap_end, tail);
    text->bytes = grown;
    text->gap_end = capacity - tail;
    text->capacity = capacity;
  }
  move_gap(text, at);
  memcpy(text->bytes + text->gap_start, bytes, length);
  text->gap_start += length;
  return true;
}

void text_buffer_delete(struct text_buffer *text, size_t from, size_t to) {
  if (from == to) return;
  move_gap(text, from);
  text->gap_end += to - from;
}

const char *text_buffer_bytes(struct text_buffer *text) {
  if (text->bytes == NULL) return "";
  move_gap(text, text_buffer_length(text));
  return text->bytes;
}

void text_buffer_free(struct text_buffer *text) {
  free(text->bytes);
  *text = (struct text_buffer){0};
}
