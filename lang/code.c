// SPDX-License-Identifier: MIT
#include "lang/code.h"

#include <string.h>

#include "lang/scratch.h"

struct object *function_select(const struct object *function, uint32_t arguments) {
  struct object *primary = value_object(object_slot(function, FUNCTION_CODE));
  value_t overloads = object_slot(primary, CODE_OVERLOADS);
  struct object *variadic = NULL;
  size_t count = value_is_nil(overloads) ? 1 : object_size(value_object(overloads));
  for (size_t i = 0; i < count; i++) {
    struct object *code =
        value_is_nil(overloads) ? primary : value_object(object_slot(value_object(overloads), i));
    if (code_is_variadic(code))
      variadic = code;
    else if (code_required(code) == arguments)
      return code;
  }
  return variadic && code_required(variadic) <= arguments ? variadic : NULL;
}

static bool code_contains(const struct object *code, const uint64_t *counter) {
  const uint64_t *start = code_instructions(code);
  int64_t count = value_fixnum(object_slot(code, CODE_INSTRUCTIONS_COUNT));
  return counter >= start && counter <= start + count;
}

struct object *function_code_at(value_t function, const uint64_t *counter) {
  if (!value_is_kind(function, KIND_FUNCTION)) return NULL;
  struct object *primary = value_object(object_slot(value_object(function), FUNCTION_CODE));
  if (code_contains(primary, counter)) return primary;
  value_t overloads = object_slot(primary, CODE_OVERLOADS);
  if (value_is_nil(overloads)) return NULL;
  for (size_t i = 0; i < object_size(value_object(overloads)); i++) {
    struct object *code = value_object(object_slot(value_object(overloads), i));
    if (code_contains(code, counter)) return code;
  }
  return NULL;
}

// --- Places ---------------------------------------------------------------------------------
// KIND_BYTES: a fixnum, how many bytes follow, then for each entry three numbers: how far the
// offset, the line and the column are from those of the entry before. A number is in groups of
// seven bits, low ones first, the top bit of a byte set when another follows; differences of lines
// and columns may be negative, so their sign stands in bit 0.

static uint64_t zigzag(int64_t n) { return (uint64_t)n << 1 ^ (uint64_t)(n >> 63); }
static int64_t unzigzag(uint64_t n) { return (int64_t)(n >> 1) ^ -(int64_t)(n & 1); }

static size_t put_number(uint8_t *out, uint64_t n) {
  size_t length = 0;
  for (; n >= 0x80; n >>= 7) out[length++] = (uint8_t)(n | 0x80);
  out[length++] = (uint8_t)n;
  return length;
}

static uint64_t get_number(const uint8_t **in) {
  uint64_t n = 0;
  for (unsigned shift = 0;; shift += 7) {
    uint8_t byte = *(*in)++;
    n |= (uint64_t)(byte & 0x7f) << shift;
    if (byte < 0x80) return n;
  }
}

value_t code_lines_pack(struct cpu *cpu, const uint64_t *entries, size_t count) {
  if (count == 0) return VALUE_NIL;
  enum { ENTRY_BYTES = 5 + 4 + 3 }; // at most: 32, 21 and 13 bits in groups of seven
  uint8_t *bytes = scratch_allocate(cpu, count * ENTRY_BYTES);
  size_t length = 0;
  int64_t offset = 0, line = 0, column = 0;
  for (size_t i = 0; i < count; i++) {
    int64_t next_offset = (int64_t)(entries[i] >> 32), next_line = entries[i] >> 12 & 0xfffff;
    int64_t next_column = entries[i] & 0xfff;
    length += put_number(bytes + length, (uint64_t)(next_offset - offset));
    length += put_number(bytes + length, zigzag(next_line - line));
    length += put_number(bytes + length, zigzag(next_column - column));
    offset = next_offset, line = next_line, column = next_column;
  }
  struct object *packed = gc_allocate_old(cpu, KIND_BYTES, 1 + (length + 7) / 8, 0);
  object_set_raw(packed, (length + 7) / 8, 0); // what the last word holds beyond the bytes
  object_initialize(packed, 0, value_of_fixnum((int64_t)length));
  memcpy(packed->slots + 1, bytes, length);
  return value_of_object(packed);
}

void code_position(const struct object *code, const uint64_t *counter, uint32_t *line,
                   uint32_t *column) {
  *line = *column = 0;
  value_t lines = object_slot(code, CODE_LINES);
  if (value_is_nil(lines)) return;
  int64_t wanted = counter - 1 - code_instructions(code), offset = 0, at_line = 0, at_column = 0;
  const uint8_t *next = (const uint8_t *)(value_object(lines)->slots + 1);
  const uint8_t *end = next + value_fixnum(object_slot(value_object(lines), 0));
  while (next < end) {
    offset += (int64_t)get_number(&next);
    at_line += unzigzag(get_number(&next));
    at_column += unzigzag(get_number(&next));
    if (offset > wanted) break;
    *line = (uint32_t)at_line;
    *column = (uint32_t)at_column;
  }
}
