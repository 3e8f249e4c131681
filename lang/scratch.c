// SPDX-License-Identifier: MIT
// An arena per processor. Chunks come from malloc and are linked, each twice as large as the one
// before; the largest of moderate size is kept between leaves, so that few leaves call malloc,
// which for such sizes asks the system. cpu->scratch is NULL until the first use.
#include "lang/scratch.h"

#include <stdlib.h>
#include <string.h>

#include "lang/error.h"
#include "lang/string.h"
#include "lang/utf8.h"

enum {
  SCRATCH_CHUNK_BYTES = 64 * 1024,
  SCRATCH_KEPT_BYTES = 512 * 1024, // a larger chunk is not kept: it would stay for ever
  SCRATCH_ALIGNMENT = 16,
};

struct scratch {
  struct scratch *previous; // older chunk
  size_t used, capacity;
  _Alignas(SCRATCH_ALIGNMENT) char bytes[];
};

static struct scratch *scratch_add_chunk(struct cpu *cpu, size_t bytes) {
  size_t usual = SCRATCH_CHUNK_BYTES;
  if (cpu->scratch != NULL) usual = minimum(2 * cpu->scratch->capacity, SCRATCH_KEPT_BYTES);
  size_t capacity = maximum(bytes, usual);
  struct scratch *chunk = bytes > SIZE_MAX / 2 ? NULL : malloc(sizeof(struct scratch) + capacity);
  if (chunk == NULL) error_raise(cpu, ERROR_MEMORY, "No memory for %zu temporary bytes", bytes);
  chunk->previous = cpu->scratch;
  chunk->used = 0;
  chunk->capacity = capacity;
  cpu->scratch = chunk;
  return chunk;
}

void *scratch_allocate(struct cpu *cpu, size_t bytes) {
  struct scratch *chunk = cpu->scratch;
  // The address is made even at the start, as malloc aligns to 16 and the head is padded.
  size_t start = chunk ? align_up(chunk->used, SCRATCH_ALIGNMENT) : 0;
  if (unlikely(chunk == NULL || start > chunk->capacity || bytes > chunk->capacity - start)) {
    chunk = scratch_add_chunk(cpu, bytes);
    start = 0;
  }
  chunk->used = start + bytes;
  return chunk->bytes + start;
}

void scratch_reset(struct cpu *cpu) {
  struct scratch *chunk = cpu->scratch;
  cpu->number_work = VALUE_NIL;
  if (chunk == NULL) return;
  struct scratch *kept = NULL;
  do {
    struct scratch *previous = chunk->previous, *dropped = chunk;
    if (chunk->capacity <= SCRATCH_KEPT_BYTES &&
        (kept == NULL || kept->capacity < chunk->capacity)) {
      dropped = kept;
      kept = chunk;
    }
    free(dropped);
    chunk = previous;
  } while (chunk != NULL);
  if (kept != NULL) {
    kept->used = 0;
    kept->previous = NULL;
  }
  cpu->scratch = kept;
}

struct scratch_mark scratch_mark(struct cpu *cpu) {
  struct scratch *chunk = cpu->scratch;
  return (struct scratch_mark){chunk, chunk ? chunk->used : 0};
}

void scratch_release(struct cpu *cpu, struct scratch_mark mark) {
  while (cpu->scratch != mark.chunk) {
    struct scratch *chunk = cpu->scratch;
    // The first chunk stays, as in scratch_reset, unless it is large.
    if (chunk->previous == NULL && chunk->capacity <= SCRATCH_KEPT_BYTES) {
      chunk->used = 0;
      return;
    }
    cpu->scratch = chunk->previous;
    free(chunk);
  }
  if (mark.chunk != NULL) mark.chunk->used = mark.used;
}

void text_start(struct text *text, struct cpu *cpu) { *text = (struct text){.cpu = cpu}; }

void text_reserve(struct text *text, size_t more) {
  if (likely(more <= text->capacity - text->length)) return;
  if (more > SIZE_MAX / 4) error_raise(text->cpu, ERROR_MEMORY, "A text grew too long");
  size_t capacity = maximum(maximum(text->capacity * 2, text->length + more), 64);
  struct scratch *chunk = text->cpu->scratch;
  // The newest piece of the arena grows in place.
  if (text->bytes != NULL && text->bytes + text->capacity == chunk->bytes + chunk->used &&
      capacity - text->capacity <= chunk->capacity - chunk->used) {
    chunk->used += capacity - text->capacity;
    text->capacity = capacity;
    return;
  }
  char *bytes = scratch_allocate(text->cpu, capacity);
  if (text->length != 0) memcpy(bytes, text->bytes, text->length);
  text->bytes = bytes;
  text->capacity = capacity;
}

void text_add(struct text *text, const char *bytes, size_t length) {
  if (length == 0) return;
  text_reserve(text, length);
  memcpy(text->bytes + text->length, bytes, length);
  text->length += length;
}

void text_add_byte(struct text *text, char byte) {
  text_reserve(text, 1);
  text->bytes[text->length++] = byte;
}

void text_add_c(struct text *text, const char *zero_terminated) {
  text_add(text, zero_terminated, strlen(zero_terminated));
}

void text_add_character(struct text *text, uint32_t code_point) {
  text_reserve(text, 4);
  text->length += utf8_encode(text->bytes + text->length, code_point);
}

void text_add_encoded(struct text *text, const char *bytes, size_t length) {
  text_reserve(text, length);
  for (;;) {
    size_t lone = utf8_find_surrogate(bytes, length);
    text_add(text, bytes, lone);
    if (lone == length) return;
    text_add_byte(text, '?');
    bytes += lone + 3;
    length -= lone + 3;
  }
}

value_t text_string(struct text *text) {
  return string_from_text(text->cpu, text->bytes, text->length);
}
