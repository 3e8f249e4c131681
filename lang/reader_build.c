// SPDX-License-Identifier: MIT
// The reader's collections: what happens at a closing delimiter. Small ones are built at once;
// large ones become BUILD_ frames that the reader's loop works on in steps (law 4).
#include "lang/reader_state.h"

#include "lang/collections.h"
#include "lang/language.h"
#include "lang/regex.h"
#include "lang/set.h"
#include "lang/string.h"
#include "lang/symbol.h"

enum { READER_AT_ONCE = 512 }; // elements built in one go

value_t reader_position_meta(struct reader *reader, uint32_t line, uint32_t column) {
  struct language *language = language_of(reader->cpu);
  const value_t entries[4] = {language->keyword.line, value_of_fixnum(line),
                              language->keyword.column, value_of_fixnum(column)};
  return map_from_array_try(reader->cpu, entries, 2);
}

// The list of the open frame gets where it was opened; () never does, as in Clojure.
static value_t with_position(struct reader *reader, value_t list) {
  if (!(reader->flags & READER_POSITIONS) || !value_is_kind(list, KIND_LIST)) return list;
  return meta_with(reader->cpu, list,
                   reader_position_meta(reader, reader->frame.line, reader->frame.column));
}

value_t reader_pair(struct reader *reader, value_t first, value_t second) {
  // A cons, as in Clojure: (list? ''a) is false.
  struct cpu *cpu = reader->cpu;
  return cons_new(cpu, first, list_new(cpu, second, list_empty(cpu)));
}

// The items of the frame in source order, in scratch memory.
static value_t *items_array(struct reader *reader, size_t count) {
  value_t *values = scratch_allocate(reader->cpu, (count + 1) * sizeof(value_t));
  value_t items = reader->frame.items;
  for (size_t i = count; i-- > 0; items = list_rest(items)) values[i] = list_first(items);
  return values;
}

_Noreturn static void fail_duplicate(struct reader *reader, const char *what, value_t key) {
  reader_fail_as(reader, ERROR_ARGUMENT, "Duplicate %s: %V", what, key);
}

static value_t small_map(struct reader *reader, size_t count) {
  struct cpu *cpu = reader->cpu;
  const value_t *values = items_array(reader, count);
  value_t map = map_from_array_try(cpu, values, count / 2);
  if (value_same(map, VALUE_ABSENT) || map_count(map) == count / 2) return map;
  value_t seen = map_empty(cpu);
  for (size_t i = 0; i < count; i += 2) {
    if (!value_same(map_get_try(cpu, seen, values[i], VALUE_UNBOUND), VALUE_UNBOUND))
      fail_duplicate(reader, "key", values[i]);
    seen = map_assoc_try(cpu, seen, values[i], VALUE_TRUE);
  }
  return map;
}

static value_t small_set(struct reader *reader, size_t count) {
  struct cpu *cpu = reader->cpu;
  const value_t *values = items_array(reader, count);
  value_t set = set_from_array_try(cpu, values, count);
  if (value_same(set, VALUE_ABSENT) || set_count(set) == count) return set;
  value_t seen = set_empty(cpu);
  for (size_t i = 0; i < count; i++) {
    size_t before = set_count(seen);
    seen = set_conj_try(cpu, seen, values[i]);
    if (set_count(seen) == before) fail_duplicate(reader, "key", values[i]);
  }
  return set;
}

// The whole source-order list of a frame is there: what becomes of it.
static void list_complete(struct reader *reader, enum reader_frame_kind target, value_t list) {
  struct cpu *cpu = reader->cpu;
  switch (target) {
  case READER_LIST_FRAME:
    reader_finish(reader, with_position(reader, list));
    return;
  case READER_FUNCTION_FRAME: {
    const value_t form[3] = {language_of(cpu)->symbol.fn_star, reader_function_arguments(reader),
                             with_position(reader, list)};
    reader->arguments = VALUE_NIL;
    reader_finish(reader, with_position(reader, list_from_array(cpu, form, 3)));
    return;
  }
  case READER_QUASI_FRAME:
    reader_quasi_complete(reader, list);
    return;
  case READER_VECTOR_FRAME:
    reader->frame.kind = READER_BUILD_VECTOR_FRAME;
    reader->frame.extra = vector_from_array(cpu, NULL, 0);
    break;
  case READER_MAP_FRAME:
    reader->frame.kind = READER_BUILD_MAP_FRAME;
    reader->frame.extra = map_empty(cpu);
    break;
  default:
    reader->frame.kind = READER_BUILD_SET_FRAME;
    reader->frame.extra = set_empty(cpu);
    break;
  }
  reader->frame.rest = list;
}

// Pieces of one string: all at once, or into a string that is filled from its end.
static void close_string(struct reader *reader) {
  struct cpu *cpu = reader->cpu;
  if (reader->frame.count == 1) {
    value_t string = list_first(reader->frame.items);
    bool regex = reader->frame.kind == READER_REGEX_FRAME;
    reader_finish(reader, regex ? regex_new(cpu, string) : string);
    return;
  }
  size_t length = 0, count = 0;
  for (value_t items = reader->frame.items; !value_is_nil(items); items = list_rest(items)) {
    length += string_byte_length(list_first(items));
    count += string_count(list_first(items));
  }
  char *bytes;
  reader->frame.extra = string_allocate(cpu, length, count, &bytes);
  reader->frame.target = reader->frame.kind;
  reader->frame.rest = value_of_fixnum((int64_t)length);
  reader->frame.count = count;
  reader->frame.kind = READER_BUILD_STRING_FRAME;
}

static void build_string_step(struct reader *reader) {
  struct reader_frame *frame = &reader->frame;
  if (value_is_nil(frame->items)) {
    value_t string = frame->extra;
    if (frame->target == READER_REGEX_FRAME) string = regex_new(reader->cpu, string);
    reader_finish(reader, string);
    return;
  }
  value_t piece = list_first(frame->items);
  size_t offset = (size_t)value_fixnum(frame->rest) - string_byte_length(piece);
  frame->count -= string_count(piece);
  string_fill(frame->extra, offset, frame->count, string_bytes(piece), string_byte_length(piece));
  frame->rest = value_of_fixnum((int64_t)offset);
  frame->items = list_rest(frame->items);
  reader->budget -= 10 + (int64_t)string_byte_length(piece) / 100;
}

void reader_close(struct reader *reader) {
  struct cpu *cpu = reader->cpu;
  enum reader_frame_kind kind = reader->frame.kind;
  size_t count = reader->frame.count;
  if (kind == READER_STRING_FRAME || kind == READER_REGEX_FRAME) {
    close_string(reader);
    return;
  }
  if (kind == READER_MAP_FRAME && count % 2 != 0) {
    if (!(reader->flags & READER_POSITIONS))
      reader_fail(reader, "Map literal must contain an even number of forms");
    reader_fail(reader, "Map literal must contain an even number of forms (the map at %u:%u)",
                reader->frame.line, reader->frame.column);
  }
  if (count <= READER_AT_ONCE) {
    reader->budget -= (int64_t)count;
    value_t form = VALUE_ABSENT;
    if (kind == READER_VECTOR_FRAME)
      form = vector_from_array(cpu, items_array(reader, count), count);
    else if (kind == READER_MAP_FRAME)
      form = small_map(reader, count);
    else if (kind == READER_SET_FRAME)
      form = small_set(reader, count);
    if (!value_same(form, VALUE_ABSENT)) {
      reader_finish(reader, form);
      return;
    }
  }
  reader->frame.target = kind;
  reader->frame.kind = READER_BUILD_LIST_FRAME;
  reader->frame.extra = list_empty(cpu);
  reader_build_step(reader);
}

static void build_list_step(struct reader *reader) {
  value_t list = reader->frame.extra, items = reader->frame.items;
  for (; !value_is_nil(items) && reader->budget > 0; items = list_rest(items)) {
    list = list_new(reader->cpu, list_first(items), list);
    reader->budget--;
  }
  reader->frame.extra = list;
  reader->frame.items = items;
  if (value_is_nil(items)) list_complete(reader, reader->frame.target, list);
}

// Takes the next element off the list of what follows.
static value_t take_rest(struct reader *reader) {
  value_t first = list_first(reader->frame.rest);
  reader->frame.rest = list_rest(reader->frame.rest);
  return first;
}

// An element that only Lisp can hash or compare (a tagged literal made it): Lisp builds the rest.
// [collection elements] -> the collection; the elements of a map are keys and values in turn.
static void build_in_lisp(struct reader *reader, value_t rest) {
  reader->frame.kind = READER_BUILD_IN_LISP_FRAME;
  reader->frame.rest = rest;
}

void reader_build_step(struct reader *reader) {
  struct cpu *cpu = reader->cpu;
  struct reader_frame *frame = &reader->frame;
  switch (frame->kind) {
  case READER_BUILD_LIST_FRAME:
    build_list_step(reader);
    return;
  case READER_BUILD_STRING_FRAME:
    build_string_step(reader);
    return;
  default:
    break;
  }
  while (value_is_kind(frame->rest, KIND_LIST) && reader->budget > 0) {
    value_t before = frame->rest, key = take_rest(reader), next;
    reader->budget -= 6;
    if (frame->kind == READER_BUILD_VECTOR_FRAME) {
      next = vector_conj(cpu, frame->extra, key);
    } else if (frame->kind == READER_BUILD_MAP_FRAME) {
      value_t found = map_get_try(cpu, frame->extra, key, VALUE_UNBOUND);
      next = VALUE_ABSENT;
      if (!value_same(found, VALUE_ABSENT)) {
        if (!value_same(found, VALUE_UNBOUND)) fail_duplicate(reader, "key", key);
        next = map_assoc_try(cpu, frame->extra, key, take_rest(reader));
      }
    } else {
      next = set_conj_try(cpu, frame->extra, key);
      if (!value_same(next, VALUE_ABSENT) && set_count(next) == set_count(frame->extra))
        fail_duplicate(reader, "key", key);
    }
    if (value_same(next, VALUE_ABSENT)) {
      build_in_lisp(reader, before);
      return;
    }
    frame->extra = next;
  }
  if (!value_is_kind(frame->rest, KIND_LIST)) reader_finish(reader, frame->extra);
}
