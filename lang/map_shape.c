// SPDX-License-Identifier: MIT
// Shape maps: small maps of keywords, whose keys stand in an interned shape.
//
// Shapes form a tree: a shape is its parent with one more keyword. The table of all shapes is an
// open-addressing set of pinned objects, probed by (parent serial, keyword); a slot is filled once,
// by compare-and-swap, and never emptied, so readers need no lock.
#include "lang/map.h"

#include "lang/collections_state.h"
#include "lang/slots.h"
#include "lang/symbol.h"

static bool shape_is(value_t shape, value_t parent, value_t keyword) {
  struct object *object = value_object(shape);
  size_t words = object_size(object);
  return words > SHAPE_FIRST && value_same(object_slot(object, words - 1), keyword) &&
         value_same(object_slot(object, SHAPE_PARENT), parent);
}

static uint32_t table_position(value_t parent, value_t keyword) {
  return hash_int64((uint64_t)shape_serial(parent) << 32 | keyword_hash(keyword)) &
         (SHAPE_TABLE_WORDS - 1);
}

// The slot that holds the shape, or the empty one where it belongs.
static value_t *table_slot(struct collections_state *state, value_t parent, value_t keyword) {
  struct object *table = value_object(state->shape_table);
  uint32_t position = table_position(parent, keyword);
  for (;; position = (position + 1) & (SHAPE_TABLE_WORDS - 1)) {
    value_t *slot = &table->slots[position];
    value_t found = slot_read(slot);
    if (!value_is_pointer(found) || shape_is(found, parent, keyword)) return slot;
  }
}

// Enters a new shape; answers the one that stands there in the end.
static value_t table_enter(struct collections_state *state, value_t shape, value_t parent,
                           value_t keyword) {
  for (;;) {
    value_t *slot = table_slot(state, parent, keyword);
    uint64_t expected = slot_read(slot).bits;
    if (value_is_pointer((value_t){expected})) return (value_t){expected};
    if (__atomic_compare_exchange_n(&slot->bits, &expected, shape.bits, false, __ATOMIC_RELEASE,
                                    __ATOMIC_RELAXED))
      return shape;
  }
}

value_t shape_with(struct cpu *cpu, value_t shape, value_t keyword) {
  struct collections_state *state = collections_of(cpu);
  value_t found = slot_read(table_slot(state, shape, keyword));
  if (likely(value_is_pointer(found))) return found;
  struct object *parent = value_object(shape);
  size_t words = object_size(parent);
  if (words >= SHAPE_FIRST + ARRAY_MAP_LIMIT) return VALUE_NIL;
  if (__atomic_fetch_add(&state->shape_count, 1, __ATOMIC_RELAXED) >= SHAPE_LIMIT) {
    __atomic_fetch_sub(&state->shape_count, 1, __ATOMIC_RELAXED);
    return VALUE_NIL;
  }
  uint32_t serial = __atomic_add_fetch(&state->shape_serial, 1, __ATOMIC_RELAXED);
  struct object *made = gc_allocate_old(cpu, KIND_SHAPE, words + 1, serial);
  slots_copy(made->slots, parent->slots, words);
  object_initialize(made, SHAPE_PARENT, shape);
  object_initialize(made, words, keyword);
  return table_enter(state, value_of_object(made), shape, keyword);
}

void shape_register(struct cpu *cpu, value_t shape) {
  struct collections_state *state = collections_of(cpu);
  struct object *object = value_object(shape);
  size_t words = object_size(object);
  if (words == SHAPE_FIRST) {
    state->empty_shape = shape;
    return;
  }
  state->shape_count++;
  if (shape_serial(shape) > state->shape_serial) state->shape_serial = shape_serial(shape);
  table_enter(state, shape, object_slot(object, SHAPE_PARENT), object_slot(object, words - 1));
}

value_t shape_map_assoc_index(struct cpu *cpu, struct object *map, int index, value_t v) {
  size_t words = object_size(map);
  struct object *copy = gc_allocate(cpu, KIND_SHAPE_MAP, words);
  slots_copy(copy->slots, map->slots, words);
  object_initialize(copy, SHAPE_MAP_FIRST + (size_t)index, v);
  return value_of_object(copy);
}

value_t shape_map_add(struct cpu *cpu, struct object *map, value_t keyword, value_t v) {
  value_t shape = object_slot(map, SHAPE_MAP_SHAPE);
  size_t words = object_size(map);
  if (words - SHAPE_MAP_FIRST >= ARRAY_MAP_LIMIT) return VALUE_ABSENT;
  shape = shape_with(cpu, shape, keyword);
  if (value_is_nil(shape)) return VALUE_ABSENT;
  struct object *copy = gc_allocate(cpu, KIND_SHAPE_MAP, words + 1);
  object_initialize(copy, SHAPE_MAP_SHAPE, shape);
  slots_copy(copy->slots + SHAPE_MAP_META, map->slots + SHAPE_MAP_META, words - SHAPE_MAP_META);
  object_initialize(copy, words, v);
  return value_of_object(copy);
}

value_t shape_map_unshape(struct cpu *cpu, struct object *map) {
  size_t count = shape_map_count(map);
  struct object *copy = gc_allocate(cpu, KIND_ARRAY_MAP, ARRAY_MAP_FIRST + 2 * count);
  object_initialize(copy, ARRAY_MAP_META, object_slot(map, SHAPE_MAP_META));
  for (size_t i = 0; i < count; i++) {
    object_initialize(copy, ARRAY_MAP_FIRST + 2 * i, shape_map_key(map, i));
    object_initialize(copy, ARRAY_MAP_FIRST + 2 * i + 1, object_slot(map, SHAPE_MAP_FIRST + i));
  }
  return value_of_object(copy);
}

value_t shape_map_dissoc_index(struct cpu *cpu, struct object *map, int index) {
  size_t count = shape_map_count(map);
  value_t meta = object_slot(map, SHAPE_MAP_META);
  if (count == 1) return map_empty_with_meta(cpu, meta);
  value_t shape = collections_of(cpu)->empty_shape;
  for (size_t i = 0; i < count; i++) {
    if (i == (size_t)index) continue;
    shape = shape_with(cpu, shape, shape_map_key(map, i));
    if (value_is_nil(shape)) {
      value_t plain = shape_map_unshape(cpu, map);
      return array_map_dissoc_index(cpu, value_object(plain), index);
    }
  }
  struct object *copy = gc_allocate(cpu, KIND_SHAPE_MAP, SHAPE_MAP_FIRST + count - 1);
  object_initialize(copy, SHAPE_MAP_SHAPE, shape);
  object_initialize(copy, SHAPE_MAP_META, meta);
  size_t before = (size_t)index;
  slots_copy(copy->slots + SHAPE_MAP_FIRST, map->slots + SHAPE_MAP_FIRST, before);
  slots_copy(copy->slots + SHAPE_MAP_FIRST + before, map->slots + SHAPE_MAP_FIRST + before + 1,
             count - before - 1);
  return value_of_object(copy);
}
