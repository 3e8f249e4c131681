// SPDX-License-Identifier: MIT
// Places in collections: see walk.h.
#include "lang/walk.h"

#include "lang/map.h"

enum { PLACE_BITS = 31, PLACE_LIMIT = 1 << 30 };

void walk_save(struct sequence_cursor *cursor, value_t *rest, value_t *place) {
  size_t index = cursor->index - cursor->run_left;
  if (value_is_kind(cursor->rest, KIND_VECTOR) && cursor->end < PLACE_LIMIT) {
    *rest = index < cursor->end ? cursor->rest : VALUE_NIL;
    *place = value_of_fixnum((int64_t)(index << PLACE_BITS | cursor->end));
  } else {
    *rest = sequence_cursor_rest(cursor);
    *place = VALUE_NIL;
  }
}

void walk_restore(struct sequence_cursor *cursor, struct cpu *cpu, value_t rest, value_t place) {
  sequence_cursor_start(cursor, cpu, rest);
  if (value_is_nil(place) || value_is_nil(rest)) return;
  cursor->index = (size_t)(value_fixnum(place) >> PLACE_BITS);
  cursor->end = (size_t)value_fixnum(place) & (((size_t)1 << PLACE_BITS) - 1);
}

bool walk_at_end(const struct sequence_cursor *cursor) {
  if (cursor->run_left > 0) return false;
  if (value_is_nil(cursor->rest) || value_is_kind(cursor->rest, KIND_EMPTY_LIST)) return true;
  return value_is_kind(cursor->rest, KIND_VECTOR) && cursor->index >= cursor->end;
}

static bool is_array_map(value_t v) {
  return value_is_kind(v, KIND_ARRAY_MAP) || value_is_kind(v, KIND_SHAPE_MAP);
}

value_t walk_entries(struct cpu *cpu, value_t map_or_set) {
  if (is_array_map(map_or_set)) return value_of_fixnum(0);
  bool set = value_is_class(map_or_set, CLASS_SET);
  return map_seq(cpu, map_or_set, set ? MAP_SEQ_ELEMENTS : MAP_SEQ_ENTRIES);
}

bool walk_entries_at_end(value_t map_or_set, value_t place) {
  return value_is_fixnum(place) ? (size_t)value_fixnum(place) >= map_count(map_or_set)
                                : value_is_nil(place);
}

bool walk_entry(value_t map_or_set, value_t place, value_t *key, value_t *v) {
  if (walk_entries_at_end(map_or_set, place)) return false;
  struct object *map = value_object(map_or_set);
  if (!value_is_fixnum(place)) {
    map_seq_entry(value_object(place), key, v);
    return true;
  }
  size_t index = (size_t)value_fixnum(place);
  if (object_kind(map) == KIND_SHAPE_MAP) {
    *key = shape_map_key(map, index);
    *v = object_slot(map, SHAPE_MAP_FIRST + index);
  } else {
    *key = object_slot(map, ARRAY_MAP_FIRST + 2 * index);
    *v = object_slot(map, ARRAY_MAP_FIRST + 2 * index + 1);
  }
  return true;
}

value_t walk_entry_next(struct cpu *cpu, value_t map_or_set, value_t place) {
  (void)map_or_set;
  if (value_is_fixnum(place)) return value_of_fixnum(value_fixnum(place) + 1);
  struct object *seq = value_object(place);
  return object_kind(seq) == KIND_TREE_SEQ ? tree_seq_next(cpu, seq) : map_seq_next(cpu, seq);
}
