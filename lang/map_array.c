// SPDX-License-Identifier: MIT
// Array maps: pairs in insertion order, looked up linearly.
#include "lang/map.h"

#include "lang/slots.h"

int64_t array_map_index_within(struct work *work, struct object *map, value_t key) {
  size_t count = array_map_count(map);
  const value_t *pairs = &map->slots[ARRAY_MAP_FIRST];
  for (size_t i = 0; i < count; i++)
    if (value_same(slot_read(&pairs[2 * i]), key)) return (int64_t)i;
  if (value_equal_by_identity(key)) return -1;
  bool unknown = false;
  for (size_t i = 0; i < count; i++) {
    switch (equality_within(work, key, slot_read(&pairs[2 * i]))) {
    case EQUALITY_YES:
      return (int64_t)i;
    case EQUALITY_UNKNOWN:
      unknown = true;
      break;
    case EQUALITY_NO:
      break;
    }
  }
  return unknown ? -2 : -1;
}

// A large map's array is old: what goes into it is published first.
static void fill(struct cpu *cpu, struct object *map, size_t slot, value_t v) {
  if (unlikely(!gc_address_in_nursery(map))) v = gc_publish(cpu, v);
  object_initialize(map, slot, v);
}
static void fill_from(struct cpu *cpu, struct object *map, size_t slot, const value_t *from,
                      size_t count) {
  if (likely(gc_address_in_nursery(map))) {
    slots_copy(map->slots + slot, from, count);
    return;
  }
  for (size_t i = 0; i < count; i++) fill(cpu, map, slot + i, slot_read(&from[i]));
}

value_t array_map_assoc_index(struct cpu *cpu, struct object *map, int64_t index, value_t key,
                              value_t v) {
  size_t words = object_size(map);
  size_t slot = index < 0 ? words : ARRAY_MAP_FIRST + 2 * (size_t)index;
  struct object *copy = gc_allocate(cpu, KIND_ARRAY_MAP, index < 0 ? words + 2 : words);
  fill_from(cpu, copy, 0, map->slots, words);
  if (index < 0) fill(cpu, copy, slot, key);
  fill(cpu, copy, slot + 1, v);
  return value_of_object(copy);
}

value_t array_map_dissoc_index(struct cpu *cpu, struct object *map, int64_t index) {
  size_t words = object_size(map);
  if (words == ARRAY_MAP_FIRST + 2)
    return map_empty_with_meta(cpu, object_slot(map, ARRAY_MAP_META));
  size_t slot = ARRAY_MAP_FIRST + 2 * (size_t)index;
  struct object *copy = gc_allocate(cpu, KIND_ARRAY_MAP, words - 2);
  fill_from(cpu, copy, 0, map->slots, slot);
  fill_from(cpu, copy, slot, map->slots + slot + 2, words - slot - 2);
  return value_of_object(copy);
}
