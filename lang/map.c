// SPDX-License-Identifier: MIT
// Maps of all forms: chooses among map_array.c, map_shape.c, map_hash.c and sorted.c.
#include "lang/map.h"

#include "lang/collections_state.h"
#include "lang/map_hash.h"
#include "lang/murmur.h"
#include "lang/slots.h"
#include "lang/sorted.h"
#include "lang/symbol.h"
#include "lang/vector.h"

value_t map_empty(struct cpu *cpu) { return collections_of(cpu)->empty_map; }

value_t map_empty_with_meta(struct cpu *cpu, value_t meta) {
  if (value_is_nil(meta)) return map_empty(cpu);
  struct object *map = gc_allocate(cpu, KIND_ARRAY_MAP, ARRAY_MAP_FIRST);
  object_initialize(map, ARRAY_MAP_META, meta);
  return value_of_object(map);
}

value_t hash_map_new(struct cpu *cpu, value_t meta, value_t root, int64_t count) {
  struct object *map = gc_allocate(cpu, KIND_HASH_MAP, HASH_MAP_SLOTS);
  object_initialize(map, HASH_MAP_META, meta);
  object_initialize(map, HASH_MAP_ROOT, root);
  object_initialize(map, HASH_MAP_COUNT, value_of_fixnum(count));
  return value_of_object(map);
}

value_t hash_map_empty(struct cpu *cpu, value_t meta) {
  if (value_is_nil(meta)) return collections_of(cpu)->empty_hash_map;
  return hash_map_new(cpu, meta, VALUE_NIL, 0);
}

bool value_is_map(value_t v) {
  switch (value_kind(v)) {
  case KIND_ARRAY_MAP:
  case KIND_SHAPE_MAP:
  case KIND_HASH_MAP:
  case KIND_SORTED_MAP:
    return true;
  default:
    return false;
  }
}

size_t map_count(value_t map) {
  struct object *object = value_object(map);
  switch (object_kind(object)) {
  case KIND_ARRAY_MAP:
    return array_map_count(object);
  case KIND_SHAPE_MAP:
    return shape_map_count(object);
  case KIND_SORTED_MAP:
    return sorted_count(map);
  default:
    return (size_t)value_fixnum(object_slot(object, HASH_MAP_COUNT));
  }
}

// --- Looking up ---------------------------------------------------------------------------------
bool map_find_within(struct work *work, value_t map, value_t key, value_t *found_key,
                     value_t *found_value, bool *unknown) {
  struct object *object = value_object(map);
  switch (object_kind(object)) {
  case KIND_SHAPE_MAP: {
    if (value_is_keyword(key)) {
      int index = shape_index(object_slot(object, SHAPE_MAP_SHAPE), key);
      if (index < 0) return false;
      *found_key = key;
      *found_value = object_slot(object, SHAPE_MAP_FIRST + (size_t)index);
      return true;
    }
    // Only a user-defined type may say that it equals a keyword.
    if (value_is_kind(key, KIND_INSTANCE)) *unknown = true;
    return false;
  }
  case KIND_ARRAY_MAP: {
    int64_t index = array_map_index_within(work, object, key);
    if (index < 0) {
      if (index == -2) *unknown = true;
      return false;
    }
    *found_key = object_slot(object, ARRAY_MAP_FIRST + 2 * (size_t)index);
    *found_value = object_slot(object, ARRAY_MAP_FIRST + 2 * (size_t)index + 1);
    return true;
  }
  case KIND_SORTED_MAP:
    return sorted_find_try(work->cpu, map, key, found_key, found_value, unknown);
  default: {
    uint32_t hash;
    value_t root = object_slot(object, HASH_MAP_ROOT);
    if (value_is_nil(root)) return false;
    if (!hash_within(work, key, &hash)) {
      *unknown = true;
      return false;
    }
    const value_t *entry = trie_find(work, root, key, hash, 1, unknown);
    if (entry == NULL) return false;
    *found_key = trie_key(slot_read(entry));
    *found_value = slot_read(entry + 1);
    return true;
  }
  }
}

value_t map_get_within(struct work *work, value_t map, value_t key, value_t otherwise) {
  value_t found_key, found_value;
  bool unknown = false;
  if (map_find_within(work, map, key, &found_key, &found_value, &unknown)) return found_value;
  return unknown ? VALUE_ABSENT : otherwise;
}

// The trie walk for keys whose equality is identity and whose hash is at hand; VALUE_ABSENT when
// it is not that simple. Short, so that the processor can begin the next look-up while this one
// waits for memory.
static inline value_t hash_map_get_simple(struct object *map, value_t key, uint32_t hash,
                                          value_t otherwise) {
  value_t node = object_slot(map, HASH_MAP_ROOT);
  if (value_is_nil(node)) return otherwise;
  for (unsigned shift = 0; shift < MAP_SHIFT_LIMIT; shift += MAP_BITS) {
    struct object *object = value_object(node);
    uint64_t bitmaps = object_raw(object, 0);
    uint32_t data = (uint32_t)bitmaps, nodes = (uint32_t)(bitmaps >> 32);
    uint32_t chunk = hash >> shift & MAP_MASK, bit = 1u << chunk;
    if (nodes == UINT32_MAX) {
      node = object_slot(object, 1 + chunk);
      if (shift > 0) trie_prefetch_full(node);
    } else if (nodes & bit) {
      node = object_slot(object, 1 + 2 * bits_count(data) + bits_count(nodes & (bit - 1)));
      trie_prefetch_small(node);
    } else if (data & bit) {
      size_t slot = 1 + 2 * bits_count(data & (bit - 1));
      value_t stored = object_slot(object, slot);
      if (value_same(stored, key)) return object_slot(object, slot + 1);
      return value_is_pointer(stored) && !value_is_keyword(stored) ? VALUE_ABSENT : otherwise;
    } else {
      return otherwise;
    }
  }
  return VALUE_ABSENT;
}

value_t map_get_plain(value_t map, value_t key, value_t otherwise) {
  struct object *object = value_object(map);
  enum kind kind = object_kind(object);
  if (kind == KIND_HASH_MAP) {
    if (value_is_fixnum(key)) {
      uint32_t hash = murmur_int64((uint64_t)value_fixnum(key));
      return hash_map_get_simple(object, key, hash, otherwise);
    }
    if (value_is_keyword(key))
      return hash_map_get_simple(object, key, keyword_hash(key), otherwise);
  } else if (kind == KIND_SHAPE_MAP && value_is_keyword(key)) {
    return shape_map_get(map, key, otherwise);
  }
  return VALUE_ABSENT;
}

value_t map_get_try(struct cpu *cpu, value_t map, value_t key, value_t otherwise) {
  value_t found = map_get_plain(map, key, otherwise);
  if (likely(!value_same(found, VALUE_ABSENT))) return found;
  struct work work = work_start(cpu);
  return map_get_within(&work, map, key, otherwise);
}

// --- Changing -----------------------------------------------------------------------------------
static value_t hash_map_change(struct cpu *cpu, struct object *map, struct trie_change *change,
                               bool remove) {
  value_t root = object_slot(map, HASH_MAP_ROOT);
  int64_t count = value_fixnum(object_slot(map, HASH_MAP_COUNT));
  value_t new_root = remove ? trie_remove(change, root) : trie_put(change, root);
  switch ((enum trie_outcome)change->outcome) {
  case TRIE_UNKNOWN:
    return VALUE_ABSENT;
  case TRIE_SAME:
    return value_of_object(map);
  case TRIE_ADDED:
    count++;
    break;
  case TRIE_REMOVED:
    count--;
    break;
  case TRIE_REPLACED:
    break;
  }
  return hash_map_new(cpu, object_slot(map, HASH_MAP_META), new_root, count);
}

static value_t hash_map_assoc(struct work *work, struct object *map, value_t key, value_t v) {
  uint32_t hash;
  if (!hash_within(work, key, &hash)) return VALUE_ABSENT;
  struct trie_change change;
  trie_change_start(&change, work, key, hash, v, 1);
  return hash_map_change(work->cpu, map, &change, false);
}

// The pairs of an array or shape map in a new hash map. Their keys' hashes are cheap or cached, or
// Lisp must compute them: VALUE_ABSENT.
static value_t as_hash_map(struct work *work, value_t map) {
  struct cpu *cpu = work->cpu;
  struct map_cursor cursor;
  value_t key, v, root = VALUE_NIL;
  map_cursor_start(&cursor, map);
  int64_t count = 0;
  while (map_cursor_next(&cursor, &key, &v)) {
    uint32_t hash;
    if (!hash_within(work, key, &hash)) return VALUE_ABSENT;
    struct trie_change change;
    trie_change_start(&change, work, key, hash, v, 1);
    change.match = TRIE_MATCH_NONE;
    root = trie_put(&change, root);
    count++;
  }
  return hash_map_new(cpu, meta_of(map), root, count);
}

// A new key for an array or shape map.
static value_t small_map_add(struct work *work, value_t map, value_t key, value_t v) {
  struct cpu *cpu = work->cpu;
  struct object *object = value_object(map);
  if (object_kind(object) == KIND_SHAPE_MAP) {
    if (shape_map_count(object) < ARRAY_MAP_LIMIT) {
      value_t made = value_is_keyword(key) ? shape_map_add(cpu, object, key, v) : VALUE_ABSENT;
      if (!value_same(made, VALUE_ABSENT)) return made;
      map = shape_map_unshape(cpu, object);
      return array_map_assoc_index(cpu, value_object(map), -1, key, v);
    }
  } else {
    size_t count = array_map_count(object);
    if (count == 0 && value_is_keyword(key)) {
      value_t shape = shape_with(cpu, collections_of(cpu)->empty_shape, key);
      if (!value_is_nil(shape)) {
        struct object *made = gc_allocate(cpu, KIND_SHAPE_MAP, SHAPE_MAP_FIRST + 1);
        object_initialize(made, SHAPE_MAP_SHAPE, shape);
        object_initialize(made, SHAPE_MAP_META, object_slot(object, ARRAY_MAP_META));
        object_initialize(made, SHAPE_MAP_FIRST, v);
        return value_of_object(made);
      }
    }
    if (count < ARRAY_MAP_LIMIT) return array_map_assoc_index(cpu, object, -1, key, v);
  }
  map = as_hash_map(work, map);
  if (value_same(map, VALUE_ABSENT)) return map;
  return hash_map_assoc(work, value_object(map), key, v);
}

static value_t map_assoc_within(struct work *work, value_t map, value_t key, value_t v) {
  struct cpu *cpu = work->cpu;
  struct object *object = value_object(map);
  switch (object_kind(object)) {
  case KIND_SHAPE_MAP: {
    if (value_is_keyword(key)) {
      int index = shape_index(object_slot(object, SHAPE_MAP_SHAPE), key);
      if (index < 0) return small_map_add(work, map, key, v);
      if (value_same(object_slot(object, SHAPE_MAP_FIRST + (size_t)index), v)) return map;
      return shape_map_assoc_index(cpu, object, index, v);
    }
    if (value_is_kind(key, KIND_INSTANCE)) return VALUE_ABSENT;
    return small_map_add(work, map, key, v);
  }
  case KIND_ARRAY_MAP: {
    int64_t index = array_map_index_within(work, object, key);
    if (index == -2) return VALUE_ABSENT;
    if (index < 0) return small_map_add(work, map, key, v);
    if (value_same(object_slot(object, ARRAY_MAP_FIRST + 2 * (size_t)index + 1), v)) return map;
    return array_map_assoc_index(cpu, object, index, key, v);
  }
  case KIND_SORTED_MAP:
    return sorted_put_try(cpu, map, key, v);
  default:
    return hash_map_assoc(work, object, key, v);
  }
}

value_t map_assoc_try(struct cpu *cpu, value_t map, value_t key, value_t v) {
  struct work work = work_start(cpu);
  return map_assoc_within(&work, map, key, v);
}

value_t map_dissoc_try(struct cpu *cpu, value_t map, value_t key) {
  struct work work = work_start(cpu);
  struct object *object = value_object(map);
  switch (object_kind(object)) {
  case KIND_SHAPE_MAP: {
    if (value_is_kind(key, KIND_INSTANCE)) return VALUE_ABSENT;
    int index = value_is_keyword(key) ? shape_index(object_slot(object, SHAPE_MAP_SHAPE), key) : -1;
    return index < 0 ? map : shape_map_dissoc_index(cpu, object, index);
  }
  case KIND_ARRAY_MAP: {
    int64_t index = array_map_index_within(&work, object, key);
    if (index == -2) return VALUE_ABSENT;
    return index < 0 ? map : array_map_dissoc_index(cpu, object, index);
  }
  case KIND_SORTED_MAP:
    return sorted_remove_try(cpu, map, key);
  default: {
    uint32_t hash;
    if (!hash_within(&work, key, &hash)) return VALUE_ABSENT;
    struct trie_change change;
    trie_change_start(&change, &work, key, hash, VALUE_NIL, 1);
    return hash_map_change(cpu, object, &change, true);
  }
  }
}

// --- Keys that only Lisp can compare ------------------------------------------------------------
// The index of `existing` among the keys of an array or shape map.
static int64_t index_of_identical(struct cpu *cpu, value_t map, value_t existing) {
  if (value_same(existing, VALUE_ABSENT)) return -1;
  struct object *object = value_object(map);
  bool shaped = object_kind(object) == KIND_SHAPE_MAP;
  size_t count = map_count(map);
  for (size_t i = 0; i < count; i++) {
    value_t key = shaped ? shape_map_key(object, i) : object_slot(object, ARRAY_MAP_FIRST + 2 * i);
    if (gc_identical(cpu, key, existing)) return (int64_t)i;
  }
  return -1;
}

value_t map_put_hashed(struct cpu *cpu, value_t map, value_t key, uint32_t hash, value_t existing,
                       value_t v) {
  struct work work = work_start(cpu);
  struct object *object = value_object(map);
  bool fresh = value_same(existing, VALUE_ABSENT);
  if (object_kind(object) == KIND_SHAPE_MAP) {
    int64_t index = index_of_identical(cpu, map, existing);
    if (index >= 0) return shape_map_assoc_index(cpu, object, (int)index, v);
    map = shape_map_unshape(cpu, object);
    object = value_object(map);
  }
  if (object_kind(object) == KIND_ARRAY_MAP) {
    int64_t index = index_of_identical(cpu, map, existing);
    if (index >= 0 || array_map_count(object) < ARRAY_MAP_LIMIT)
      return array_map_assoc_index(cpu, object, index, key, v);
    map = as_hash_map(&work, map);
    if (value_same(map, VALUE_ABSENT)) return map;
    object = value_object(map);
  }
  struct trie_change change;
  trie_change_start(&change, &work, key, hash, v, 1);
  change.match = fresh ? TRIE_MATCH_NONE : TRIE_MATCH_IDENTICAL;
  change.existing = existing;
  return hash_map_change(cpu, object, &change, false);
}

value_t map_remove_hashed(struct cpu *cpu, value_t map, uint32_t hash, value_t existing) {
  struct object *object = value_object(map);
  if (object_kind(object) != KIND_HASH_MAP) {
    int64_t index = index_of_identical(cpu, map, existing);
    if (index < 0) return map;
    return object_kind(object) == KIND_SHAPE_MAP ? shape_map_dissoc_index(cpu, object, (int)index)
                                                 : array_map_dissoc_index(cpu, object, index);
  }
  struct work work = work_start(cpu);
  struct trie_change change;
  trie_change_start(&change, &work, existing, hash, VALUE_NIL, 1);
  change.match = TRIE_MATCH_IDENTICAL;
  change.existing = existing;
  return hash_map_change(cpu, object, &change, true);
}

bool map_candidate(struct cpu *cpu, value_t map, value_t key, uint32_t hash, size_t n,
                   value_t *found_key, value_t *found_value) {
  struct work work = work_start(cpu);
  struct object *object = value_object(map);
  if (object_kind(object) == KIND_HASH_MAP) {
    const value_t *entry =
        trie_candidate(&work, object_slot(object, HASH_MAP_ROOT), key, hash, n, 1);
    if (entry == NULL) return false;
    *found_key = trie_key(slot_read(entry));
    *found_value = slot_read(entry + 1);
    return true;
  }
  struct map_cursor cursor;
  map_cursor_start(&cursor, map);
  while (map_cursor_next(&cursor, found_key, found_value))
    if (equality_within(&work, key, *found_key) != EQUALITY_NO && n-- == 0) return true;
  return false;
}

// --- Making -------------------------------------------------------------------------------------
value_t array_map_from_try(struct cpu *cpu, const value_t *keys_and_values, size_t pairs) {
  struct work work = work_start(cpu);
  value_t map = map_empty(cpu);
  for (size_t i = 0; i < pairs; i++) {
    value_t key = keys_and_values[2 * i], v = keys_and_values[2 * i + 1];
    struct object *object = value_object(map);
    if (object_kind(object) == KIND_SHAPE_MAP && shape_map_count(object) >= ARRAY_MAP_LIMIT)
      object = value_object(map = shape_map_unshape(cpu, object));
    if (object_kind(object) == KIND_ARRAY_MAP && array_map_count(object) >= ARRAY_MAP_LIMIT) {
      int64_t index = array_map_index_within(&work, object, key);
      if (index == -2) return VALUE_ABSENT;
      map = array_map_assoc_index(cpu, object, index, key, v);
    } else {
      map = map_assoc_within(&work, map, key, v);
      if (value_same(map, VALUE_ABSENT)) return map;
    }
  }
  return map;
}

value_t hash_map_from_try(struct cpu *cpu, const value_t *keys_and_values, size_t pairs) {
  struct work work = work_start(cpu);
  value_t map = collections_of(cpu)->empty_hash_map;
  for (size_t i = 0; i < pairs; i++) {
    map = hash_map_assoc(&work, value_object(map), keys_and_values[2 * i],
                         keys_and_values[2 * i + 1]);
    if (value_same(map, VALUE_ABSENT)) return map;
  }
  return map;
}

// As a literal: small ones are array maps, larger ones hash maps.
value_t map_from_array_try(struct cpu *cpu, const value_t *keys_and_values, size_t pairs) {
  if (pairs > ARRAY_MAP_LIMIT) return hash_map_from_try(cpu, keys_and_values, pairs);
  // All keywords, all different: one step to the shape.
  value_t shape = collections_of(cpu)->empty_shape;
  size_t i = 0;
  for (; i < pairs; i++) {
    value_t key = keys_and_values[2 * i];
    if (!value_is_keyword(key) || shape_index(shape, key) >= 0) break;
    shape = shape_with(cpu, shape, key);
    if (value_is_nil(shape)) break;
  }
  if (i == pairs && pairs > 0) {
    struct object *map = gc_allocate(cpu, KIND_SHAPE_MAP, SHAPE_MAP_FIRST + pairs);
    object_initialize(map, SHAPE_MAP_SHAPE, shape);
    object_initialize(map, SHAPE_MAP_META, VALUE_NIL);
    for (i = 0; i < pairs; i++)
      object_initialize(map, SHAPE_MAP_FIRST + i, keys_and_values[2 * i + 1]);
    return value_of_object(map);
  }
  return array_map_from_try(cpu, keys_and_values, pairs);
}

value_t map_with_meta(struct cpu *cpu, value_t map, value_t meta) {
  struct object *object = value_object(map);
  size_t words = object_size(object);
  enum kind kind = object_kind(object);
  struct object *copy = gc_allocate_extra(cpu, kind, words, object_cached_hash(object));
  bool old = !gc_address_in_nursery(copy);
  for (size_t i = 0; i < words; i++) {
    value_t v = object_slot(object, i);
    if (i == (kind == KIND_SHAPE_MAP ? SHAPE_MAP_META : ARRAY_MAP_META)) v = meta;
    object_initialize(copy, i, old ? gc_publish(cpu, v) : v);
  }
  return value_of_object(copy);
}

// --- Cursors ------------------------------------------------------------------------------------
void map_cursor_start(struct map_cursor *cursor, value_t map) {
  struct object *object = value_object(map);
  cursor->depth = 0;
  cursor->node[0] = map;
  cursor->index[0] = 0;
  switch (object_kind(object)) {
  case KIND_HASH_MAP:
  case KIND_HASH_SET: {
    value_t root = object_slot(object, HASH_MAP_ROOT);
    cursor->entry_shift = object_kind(object) == KIND_HASH_MAP;
    cursor->node[0] = root;
    if (value_is_nil(root)) cursor->depth = -1;
    break;
  }
  case KIND_SORTED_MAP:
  case KIND_SORTED_SET:
    sorted_cursor_start(cursor, map);
    break;
  default:
    break;
  }
}

bool map_cursor_next(struct map_cursor *cursor, value_t *key, value_t *value) {
  while (cursor->depth >= 0) {
    struct object *node = value_object(cursor->node[cursor->depth]);
    uint32_t *index = &cursor->index[cursor->depth];
    switch (object_kind(node)) {
    case KIND_ARRAY_MAP:
      if (*index >= array_map_count(node)) return false;
      *key = object_slot(node, ARRAY_MAP_FIRST + 2 * (size_t)*index);
      *value = object_slot(node, ARRAY_MAP_FIRST + 2 * (size_t)*index + 1);
      ++*index;
      return true;
    case KIND_SHAPE_MAP:
      if (*index >= shape_map_count(node)) return false;
      *key = shape_map_key(node, *index);
      *value = object_slot(node, SHAPE_MAP_FIRST + (size_t)*index);
      ++*index;
      return true;
    case KIND_TREE_NODE:
      return sorted_cursor_next(cursor, key, value);
    default:
      break;
    }
    const value_t *entry = NULL;
    value_t child = VALUE_NIL;
    if (!trie_node_step(node, index, cursor->entry_shift, &entry, &child)) {
      cursor->depth--;
    } else if (entry != NULL) {
      *key = trie_key(slot_read(entry));
      *value = cursor->entry_shift ? slot_read(entry + 1) : *key;
      return true;
    } else {
      cursor->depth++;
      cursor->node[cursor->depth] = child;
      cursor->index[cursor->depth] = 0;
    }
  }
  return false;
}
