// SPDX-License-Identifier: MIT
// Persistent maps in three forms that Lisp sees as two types (array map, hash map):
//
//   KIND_ARRAY_MAP   meta, key, value, key, value, ...      insertion order, looked up linearly
//   KIND_SHAPE_MAP   shape, meta, value, value, ...         an array map whose keys are keywords
//   KIND_SHAPE       parent shape, key, key, ...            interned; header extra: serial (not 0)
//   KIND_HASH_MAP    meta, root node or nil, fixnum count   see map_hash.h
// Header extra of the maps: cached hash. Array maps have up to ARRAY_MAP_LIMIT entries unless
// `array-map` made them larger; a new key beyond the limit makes a hash map. An array map of
// keywords only, within the limit, is a shape map while there is room for shapes.
#ifndef NACRE_LANG_MAP_H
#define NACRE_LANG_MAP_H

#include "lang/collections.h"
#include "lang/equality.h"
#include "lang/primitive.h"

enum { ARRAY_MAP_LIMIT = 8 };
enum { ARRAY_MAP_META, ARRAY_MAP_FIRST };
enum { SHAPE_MAP_SHAPE, SHAPE_MAP_META, SHAPE_MAP_FIRST };
enum { SHAPE_PARENT, SHAPE_FIRST };
enum { HASH_MAP_META, HASH_MAP_ROOT, HASH_MAP_COUNT, HASH_MAP_SLOTS }; // KIND_HASH_SET as well

// --- Shapes, for inline caches --------------------------------------------------------------
static inline uint32_t shape_serial(value_t shape) { return object_extra(value_object(shape)); }
static inline size_t shape_count(const struct object *shape) {
  return object_size(shape) - SHAPE_FIRST;
}
static inline value_t shape_map_shape(value_t map) {
  return object_slot(value_object(map), SHAPE_MAP_SHAPE);
}
static inline value_t shape_map_slot(value_t map, uint32_t index) {
  return object_slot(value_object(map), SHAPE_MAP_FIRST + index);
}
// The index of keyword in shape, or -1.
static inline int shape_index(value_t shape, value_t keyword) {
  const struct object *object = value_object(shape);
  size_t count = shape_count(object);
  for (size_t i = 0; i < count; i++)
    if (value_same(object_slot(object, SHAPE_FIRST + i), keyword)) return (int)i;
  return -1;
}
// The shape with one more keyword (not yet in it); nil when there is no room for another shape.
value_t shape_with(struct cpu *cpu, value_t shape, value_t keyword);
// Enters a shape that came with an image. Its serial must be below collections_of()->shape_serial.
void shape_register(struct cpu *cpu, value_t shape);

// --- Making ---------------------------------------------------------------------------------
// An array map (or shape map) of any size, for `array-map`. Later values win, earlier keys stay.
value_t array_map_from_try(struct cpu *cpu, const value_t *keys_and_values, size_t pairs);
// A hash map of any size, for `hash-map`.
value_t hash_map_from_try(struct cpu *cpu, const value_t *keys_and_values, size_t pairs);
value_t map_empty_with_meta(struct cpu *cpu, value_t meta);
value_t hash_map_empty(struct cpu *cpu, value_t meta);
value_t hash_map_new(struct cpu *cpu, value_t meta, value_t root, int64_t count);

// --- Within one piece of work (lang/equality.h): what equality and hashing call ------------------
value_t map_get_within(struct work *work, value_t map, value_t key, value_t otherwise);
// The entry as (key, value): false when there is none. Raises nothing; *unknown: Lisp must decide.
bool map_find_within(struct work *work, value_t map, value_t key, value_t *found_key,
                     value_t *found_value, bool *unknown);

// --- Keys that only Lisp can compare --------------------------------------------------------
// The caller has the hash and says which key of the map is meant: `existing`, a key found by
// map_candidate, or VALUE_ABSENT: none, this key is new.
value_t map_put_hashed(struct cpu *cpu, value_t map, value_t key, uint32_t hash, value_t existing,
                       value_t v);
value_t map_remove_hashed(struct cpu *cpu, value_t map, uint32_t hash, value_t existing);
// The nth entry (in no special order) whose key may be equal to key, having that hash; false when
// there are no more.
bool map_candidate(struct cpu *cpu, value_t map, value_t key, uint32_t hash, size_t n,
                   value_t *found_key, value_t *found_value);

value_t map_with_meta(struct cpu *cpu, value_t map, value_t meta);

// --- Fast path ------------------------------------------------------------------------------
// The value at a keyword in a shape map, `otherwise` when there is none.
static inline value_t shape_map_get(value_t map, value_t keyword, value_t otherwise) {
  int index = shape_index(shape_map_shape(map), keyword);
  return index < 0 ? otherwise : shape_map_slot(map, (uint32_t)index);
}

// The value at a fixnum or keyword of a hash map, at a keyword of a shape map, `otherwise` when
// there is none; VALUE_ABSENT when the question is another one, for map_get_try. map: any object.
value_t map_get_plain(value_t map, value_t key, value_t otherwise);

extern const struct primitive map_primitives[];

// --- Between map.c, map_array.c, map_shape.c ------------------------------------------------
value_t array_map_get_within(struct work *work, struct object *map, value_t key, value_t otherwise);
// The index of key's pair, -1: none, -2: Lisp must decide.
int64_t array_map_index_within(struct work *work, struct object *map, value_t key);
value_t array_map_assoc_index(struct cpu *cpu, struct object *map, int64_t index, value_t key,
                              value_t v);
value_t array_map_dissoc_index(struct cpu *cpu, struct object *map, int64_t index);
static inline size_t array_map_count(const struct object *map) {
  return (object_size(map) - ARRAY_MAP_FIRST) / 2;
}
static inline size_t shape_map_count(const struct object *map) {
  return object_size(map) - SHAPE_MAP_FIRST;
}
static inline value_t shape_map_key(const struct object *map, size_t index) {
  return object_slot(value_object(object_slot(map, SHAPE_MAP_SHAPE)), SHAPE_FIRST + index);
}
value_t shape_map_assoc_index(struct cpu *cpu, struct object *map, int index, value_t v);
// A new key; VALUE_ABSENT when the result cannot be a shape map.
value_t shape_map_add(struct cpu *cpu, struct object *map, value_t keyword, value_t v);
value_t shape_map_dissoc_index(struct cpu *cpu, struct object *map, int index);
// The same map as a plain array map.
value_t shape_map_unshape(struct cpu *cpu, struct object *map);

#endif
