// SPDX-License-Identifier: MIT
#include "lang/code.h"

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

void code_position(const struct object *code, const uint64_t *counter, uint32_t *line,
                   uint32_t *column) {
  *line = *column = 0;
  value_t lines = object_slot(code, CODE_LINES);
  if (value_is_nil(lines)) return;
  int64_t offset = counter - 1 - code_instructions(code);
  for (size_t i = 0; i < object_size(value_object(lines)); i++) {
    int64_t entry = value_fixnum(object_slot(value_object(lines), i));
    if (entry >> 32 > offset) break;
    *line = (uint32_t)(entry >> 12) & 0xfffff;
    *column = (uint32_t)entry & 0xfff;
  }
}
