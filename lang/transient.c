// SPDX-License-Identifier: MIT
// Transients: see transient.h.
#include "lang/transient.h"

#include <string.h>

#include "lang/collection.h"
#include "lang/collections_state.h"
#include "lang/map.h"
#include "lang/map_hash.h"
#include "lang/number.h"
#include "lang/sequence.h"
#include "lang/set.h"
#include "lang/vector.h"

// --- The cell -----------------------------------------------------------------------------------
static value_t make(struct cpu *cpu, enum kind kind, value_t root, value_t count, value_t last) {
  value_t transient = cell_new(cpu, kind, TRANSIENT_SLOTS, root);
  struct object *object = value_object(transient);
  object_initialize(object, TRANSIENT_OWNER_EPOCH, cpu->epoch);
  object_initialize(object, TRANSIENT_TOKEN, value_of_fixnum((int64_t)collections_new_token(cpu)));
  object_initialize(object, TRANSIENT_COUNT, count);
  object_initialize(object, TRANSIENT_TAIL, last);
  return transient;
}

// cell_write, with the commonest case in place: a young object that has not been published.
static inline void young_write(struct cpu *cpu, struct object *object, size_t slot, value_t v) {
  if (likely(gc_address_in_nursery(object) && !(object_flags(object) & OBJECT_FORWARDED)))
    slot_initialize(&object->slots[slot], v);
  else
    cell_write(cpu, object, &object->slots[slot], v);
}
static inline void store(struct cpu *cpu, struct object *object, size_t slot, value_t v) {
  if (!value_same(object_slot(object, slot), v)) young_write(cpu, object, slot, v);
}

// What a store of v into the object will store. Publishing may run out of memory, so where several
// stores belong together each value is made ready before the first one.
static value_t ready(struct cpu *cpu, const struct object *object, value_t v) {
  return gc_address_in_nursery(object) ? v : gc_publish(cpu, v);
}

_Noreturn static void used_after(struct cpu *cpu) {
  error_raise(cpu, ERROR_TRANSIENT, "Transient used after persistent! call");
}

static struct object *open_for_read(struct cpu *cpu, value_t transient) {
  struct object *object = cell_for_read(cpu, transient);
  if (unlikely(object_raw(object, TRANSIENT_TOKEN) == 0)) used_after(cpu);
  return object;
}

// The state to write to and the token whose nodes may be written in place.
static struct object *open_for_write(struct cpu *cpu, value_t transient, uint64_t *token) {
  struct object *object = cell_for_write(cpu, transient);
  if (unlikely(object_raw(object, TRANSIENT_TOKEN) == 0)) used_after(cpu);
  if (unlikely(!value_same(object_slot(object, TRANSIENT_OWNER_EPOCH), cpu->epoch))) {
    store(cpu, object, TRANSIENT_OWNER_EPOCH, cpu->epoch);
    store(cpu, object, TRANSIENT_TOKEN, value_of_fixnum((int64_t)collections_new_token(cpu)));
  }
  *token = (uint64_t)value_fixnum(object_slot(object, TRANSIENT_TOKEN));
  return object;
}

// --- Vectors ------------------------------------------------------------------------------------
static bool node_owned(value_t node, uint64_t token) {
  struct object *object = value_object(node);
  return object_extra(object) == 1 && object_raw(object, VECTOR_WIDTH) == token << 2;
}

// A node of full width with room for its token, holding the first `count` slots of another.
static value_t node_own(struct cpu *cpu, uint64_t token, value_t node, size_t count) {
  struct object *copy = gc_allocate_extra(cpu, KIND_VECTOR_NODE, VECTOR_WIDTH + 1, 1);
  if (count > 0) slots_copy(copy->slots, value_object(node)->slots, count);
  slots_fill(copy->slots + count, VALUE_NIL, VECTOR_WIDTH - count);
  object_initialize(copy, VECTOR_WIDTH, value_of_fixnum((int64_t)token));
  return value_of_object(copy);
}

static value_t node_writable(struct cpu *cpu, uint64_t token, value_t node) {
  if (node_owned(node, token)) return node;
  return node_own(cpu, token, node, vector_node_words(value_object(node)));
}

static inline void node_write(struct cpu *cpu, value_t node, size_t slot, value_t v) {
  young_write(cpu, value_object(node), slot, v);
}

// As vector_push_leaf, in place where the nodes are owned.
static value_t push_leaf(struct cpu *cpu, uint64_t token, value_t node, unsigned shift,
                         size_t index, value_t leaf) {
  if (shift == 0) return leaf;
  size_t slot = (index >> shift) & VECTOR_MASK;
  value_t owned =
      value_is_nil(node) ? node_own(cpu, token, node, 0) : node_writable(cpu, token, node);
  bool fresh = (index & (((size_t)1 << shift) - 1)) == 0;
  value_t child = fresh ? VALUE_NIL : object_slot(value_object(owned), slot);
  node_write(cpu, owned, slot, push_leaf(cpu, token, child, shift - VECTOR_BITS, index, leaf));
  return owned;
}

static value_t trie_assoc(struct cpu *cpu, uint64_t token, value_t node, unsigned shift,
                          size_t index, value_t v) {
  value_t owned = node_writable(cpu, token, node);
  size_t slot = (index >> shift) & VECTOR_MASK;
  if (shift > 0)
    v = trie_assoc(cpu, token, object_slot(value_object(owned), slot), shift - VECTOR_BITS, index,
                   v);
  node_write(cpu, owned, slot, v);
  return owned;
}

static void vector_conj_in_place(struct cpu *cpu, value_t transient, value_t v) {
  uint64_t token;
  struct object *object = open_for_write(cpu, transient, &token);
  value_t geometry = object_slot(object, TRANSIENT_COUNT);
  size_t count = vector_geometry_count(geometry);
  unsigned shift = vector_geometry_shift(geometry);
  value_t tail = object_slot(object, TRANSIENT_TAIL);
  size_t used = count & VECTOR_MASK;
  value_t root = object_slot(object, TRANSIENT_ROOT);
  // All that may run out of memory comes before the first store that counts: what is beyond the
  // count is not looked at.
  if (used == 0 && count > 0) {
    size_t index = count - VECTOR_WIDTH;
    value_t full = tail;
    tail = node_own(cpu, token, VALUE_NIL, 0);
    if (index >> shift >= VECTOR_WIDTH) {
      value_t top = node_own(cpu, token, VALUE_NIL, 0);
      node_write(cpu, top, 0, root);
      node_write(cpu, top, 1, push_leaf(cpu, token, VALUE_NIL, shift, index, full));
      root = top;
      shift += VECTOR_BITS;
    } else {
      root = push_leaf(cpu, token, root, shift, index, full);
    }
  } else if (value_is_nil(tail) || !node_owned(tail, token)) {
    tail = node_own(cpu, token, tail, used);
  }
  node_write(cpu, tail, used, v);
  root = ready(cpu, object, root);
  tail = ready(cpu, object, tail);
  store(cpu, object, TRANSIENT_ROOT, root);
  store(cpu, object, TRANSIENT_TAIL, tail);
  store(cpu, object, TRANSIENT_COUNT, vector_geometry(count + 1, shift));
}

static void vector_assoc_in_place(struct cpu *cpu, value_t transient, size_t index, value_t v) {
  uint64_t token;
  struct object *object = open_for_write(cpu, transient, &token);
  value_t geometry = object_slot(object, TRANSIENT_COUNT);
  size_t count = vector_geometry_count(geometry);
  if (index == count) {
    vector_conj_in_place(cpu, transient, v);
    return;
  }
  if (index >= vector_tail_offset(count)) {
    value_t tail = node_writable(cpu, token, object_slot(object, TRANSIENT_TAIL));
    node_write(cpu, tail, index & VECTOR_MASK, v);
    store(cpu, object, TRANSIENT_TAIL, tail);
    return;
  }
  value_t root = object_slot(object, TRANSIENT_ROOT);
  store(cpu, object, TRANSIENT_ROOT,
        trie_assoc(cpu, token, root, vector_geometry_shift(geometry), index, v));
}

static struct object *vector_leaf_of(struct object *transient, size_t index) {
  value_t geometry = object_slot(transient, TRANSIENT_COUNT);
  if (index >= vector_tail_offset(vector_geometry_count(geometry)))
    return value_object(object_slot(transient, TRANSIENT_TAIL));
  struct object *node = value_object(object_slot(transient, TRANSIENT_ROOT));
  for (unsigned shift = vector_geometry_shift(geometry); shift > 0; shift -= VECTOR_BITS)
    node = value_object(object_slot(node, (index >> shift) & VECTOR_MASK));
  return node;
}

void transient_pop(struct cpu *cpu, value_t transient) {
  uint64_t token;
  struct object *object = open_for_write(cpu, transient, &token);
  value_t geometry = object_slot(object, TRANSIENT_COUNT);
  size_t count = vector_geometry_count(geometry);
  unsigned shift = vector_geometry_shift(geometry);
  if (count == 0) error_raise(cpu, ERROR_STATE, "Can't pop empty vector");
  size_t used = count - vector_tail_offset(count);
  if (used == 1 && count > 1) {
    // The last leaf becomes the tail; it may be shared.
    struct object *leaf = vector_leaf_of(object, count - 2);
    value_t root = object_slot(object, TRANSIENT_ROOT);
    // All that may run out of memory comes before the first store.
    root = vector_pop_leaf(cpu, root, shift, count - 1 - VECTOR_WIDTH);
    if (shift > VECTOR_BITS && count - 1 - VECTOR_WIDTH == (size_t)1 << shift) {
      root = object_slot(value_object(root), 0);
      shift -= VECTOR_BITS;
    }
    root = ready(cpu, object, root);
    value_t tail = ready(cpu, object, value_of_object(leaf));
    store(cpu, object, TRANSIENT_TAIL, tail);
    store(cpu, object, TRANSIENT_ROOT, root);
  }
  store(cpu, object, TRANSIENT_COUNT, vector_geometry(count - 1, shift));
}

static value_t vector_persistent(struct cpu *cpu, struct object *object) {
  value_t geometry = object_slot(object, TRANSIENT_COUNT);
  size_t count = vector_geometry_count(geometry);
  if (count == 0) return vector_empty(cpu);
  size_t used = count - vector_tail_offset(count);
  struct object *tail = gc_allocate(cpu, KIND_VECTOR_NODE, used);
  slots_copy(tail->slots, value_object(object_slot(object, TRANSIENT_TAIL))->slots, used);
  return vector_new(cpu, VALUE_NIL, count, vector_geometry_shift(geometry),
                    object_slot(object, TRANSIENT_ROOT), value_of_object(tail));
}

bool transient_vector_get(struct cpu *cpu, value_t transient, int64_t index, value_t *found) {
  struct object *object = open_for_read(cpu, transient);
  size_t count = vector_geometry_count(object_slot(object, TRANSIENT_COUNT));
  if (index < 0 || (size_t)index >= count) return false;
  *found = object_slot(vector_leaf_of(object, (size_t)index), (size_t)index & VECTOR_MASK);
  return true;
}

void transient_vector_set(struct cpu *cpu, value_t transient, size_t index, value_t v) {
  vector_assoc_in_place(cpu, transient, index, v);
}

value_t transient_snapshot(struct cpu *cpu, value_t transient) {
  uint64_t token;
  struct object *object = open_for_write(cpu, transient, &token);
  value_t result = vector_persistent(cpu, object);
  // The nodes are the vector's as well now, so none of them may be written again.
  store(cpu, object, TRANSIENT_TOKEN, value_of_fixnum((int64_t)collections_new_token(cpu)));
  return result;
}

// --- Maps and sets ------------------------------------------------------------------------------
static bool is_array(const struct object *object) {
  return object_kind(object) == KIND_TRANSIENT_MAP &&
         !value_same(object_slot(object, TRANSIENT_CAPACITY), value_of_fixnum(0));
}

static unsigned entry_shift_of(const struct object *object) {
  return object_kind(object) == KIND_TRANSIENT_MAP;
}

// Carries a change out on a transient that holds a trie.
static bool change_trie(struct cpu *cpu, struct object *object, struct trie_change *change,
                        bool remove) {
  value_t root = object_slot(object, TRANSIENT_ROOT);
  int64_t count = value_fixnum(object_slot(object, TRANSIENT_COUNT));
  value_t new_root = remove ? trie_remove(change, root) : trie_put(change, root);
  switch ((enum trie_outcome)change->outcome) {
  case TRIE_UNKNOWN:
    return false;
  case TRIE_SAME:
    return true;
  case TRIE_ADDED:
    count++;
    break;
  case TRIE_REMOVED:
    count--;
    break;
  case TRIE_REPLACED:
    break;
  }
  store(cpu, object, TRANSIENT_ROOT, new_root);
  store(cpu, object, TRANSIENT_COUNT, value_of_fixnum(count));
  return true;
}

// Takes over a map that has come out of an array map: it may have turned into a hash map.
static void take_map(struct cpu *cpu, struct object *object, value_t map) {
  if (!value_is_kind(map, KIND_HASH_MAP)) {
    store(cpu, object, TRANSIENT_ROOT, map);
    return;
  }
  struct object *hash_map = value_object(map);
  store(cpu, object, TRANSIENT_ROOT, object_slot(hash_map, HASH_MAP_ROOT));
  store(cpu, object, TRANSIENT_COUNT, object_slot(hash_map, HASH_MAP_COUNT));
  store(cpu, object, TRANSIENT_CAPACITY, value_of_fixnum(0));
}

bool transient_conj_try(struct cpu *cpu, value_t transient, value_t v) {
  if (value_is_kind(transient, KIND_TRANSIENT_VECTOR)) {
    vector_conj_in_place(cpu, transient, v);
    return true;
  }
  uint64_t token;
  struct object *object = open_for_write(cpu, transient, &token);
  struct work work = work_start(cpu);
  uint32_t hash;
  if (!hash_within(&work, v, &hash)) return false;
  struct trie_change change;
  trie_change_start(&change, &work, v, hash, VALUE_NIL, 0);
  change.token = token;
  return change_trie(cpu, object, &change, false);
}

bool transient_assoc_try(struct cpu *cpu, value_t transient, value_t key, value_t v) {
  if (value_is_kind(transient, KIND_TRANSIENT_VECTOR)) {
    if (!number_is_integer(key)) error_raise(cpu, ERROR_ARGUMENT, "Key must be integer");
    size_t count = transient_count(cpu, transient);
    int64_t index = collection_int(key);
    if (index < 0 || (size_t)index > count)
      error_raise(cpu, ERROR_INDEX,
                  "Index %lld is out of bounds of a transient vector of %zu elements",
                  (long long)index, count);
    vector_assoc_in_place(cpu, transient, (size_t)index, v);
    return true;
  }
  uint64_t token;
  struct object *object = open_for_write(cpu, transient, &token);
  if (is_array(object)) {
    value_t map = map_assoc_try(cpu, object_slot(object, TRANSIENT_ROOT), key, v);
    if (value_same(map, VALUE_ABSENT)) return false;
    take_map(cpu, object, map);
    return true;
  }
  struct work work = work_start(cpu);
  uint32_t hash;
  if (!hash_within(&work, key, &hash)) return false;
  struct trie_change change;
  trie_change_start(&change, &work, key, hash, v, 1);
  change.token = token;
  return change_trie(cpu, object, &change, false);
}

// `after` is the array map `before` without one entry. In a transient its last entry takes the
// place of the one that is gone, as in Clojure.
static value_t last_into_gap(struct cpu *cpu, value_t before, value_t after) {
  enum { LIMIT = 16 };
  size_t count = map_count(after), gap = 0, at = 0;
  if (count >= map_count(before) || count > LIMIT || count < 2) return after;
  value_t pairs[2 * LIMIT], key, v, old_key, old_v;
  struct map_cursor was, is;
  map_cursor_start(&was, before);
  map_cursor_start(&is, after);
  bool same = true;
  while (map_cursor_next(&is, &key, &v)) {
    if (same && map_cursor_next(&was, &old_key, &old_v) && !value_same(old_key, key)) same = false;
    if (same) gap++;
    pairs[at++] = key;
    pairs[at++] = v;
  }
  if (gap + 1 >= count) return after;
  value_t last[2] = {pairs[at - 2], pairs[at - 1]};
  memmove(pairs + 2 * gap + 2, pairs + 2 * gap, (count - gap - 1) * 2 * sizeof *pairs);
  memcpy(pairs + 2 * gap, last, sizeof last);
  value_t moved = array_map_from_try(cpu, pairs, count);
  return value_same(moved, VALUE_ABSENT) ? after : meta_with(cpu, moved, meta_of(after));
}

bool transient_remove_try(struct cpu *cpu, value_t transient, value_t key) {
  uint64_t token;
  struct object *object = open_for_write(cpu, transient, &token);
  if (is_array(object)) {
    value_t before = object_slot(object, TRANSIENT_ROOT);
    value_t map = map_dissoc_try(cpu, before, key);
    if (value_same(map, VALUE_ABSENT)) return false;
    take_map(cpu, object, last_into_gap(cpu, before, map));
    return true;
  }
  struct work work = work_start(cpu);
  uint32_t hash;
  if (!hash_within(&work, key, &hash)) return false;
  struct trie_change change;
  trie_change_start(&change, &work, key, hash, VALUE_NIL, entry_shift_of(object));
  change.token = token;
  return change_trie(cpu, object, &change, true);
}

bool transient_put_hashed(struct cpu *cpu, value_t transient, value_t key, uint32_t hash,
                          value_t existing, value_t v) {
  uint64_t token;
  struct object *object = open_for_write(cpu, transient, &token);
  if (is_array(object)) {
    value_t root = object_slot(object, TRANSIENT_ROOT);
    value_t map = map_put_hashed(cpu, root, key, hash, existing, v);
    if (value_same(map, VALUE_ABSENT)) return false;
    take_map(cpu, object, map);
    return true;
  }
  struct work work = work_start(cpu);
  struct trie_change change;
  trie_change_start(&change, &work, key, hash, v, entry_shift_of(object));
  change.token = token;
  change.match = value_same(existing, VALUE_ABSENT) ? TRIE_MATCH_NONE : TRIE_MATCH_IDENTICAL;
  change.existing = existing;
  return change_trie(cpu, object, &change, false);
}

value_t transient_empty_trie(struct cpu *cpu, value_t transient) {
  uint64_t token;
  struct object *object = open_for_write(cpu, transient, &token);
  value_t root = object_slot(object, TRANSIENT_ROOT);
  take_map(cpu, object, hash_map_empty(cpu, VALUE_NIL));
  return root;
}

void transient_remove_hashed(struct cpu *cpu, value_t transient, uint32_t hash, value_t existing) {
  uint64_t token;
  struct object *object = open_for_write(cpu, transient, &token);
  if (is_array(object)) {
    take_map(cpu, object,
             map_remove_hashed(cpu, object_slot(object, TRANSIENT_ROOT), hash, existing));
    return;
  }
  struct work work = work_start(cpu);
  struct trie_change change;
  trie_change_start(&change, &work, existing, hash, VALUE_NIL, entry_shift_of(object));
  change.token = token;
  change.match = TRIE_MATCH_IDENTICAL;
  change.existing = existing;
  change_trie(cpu, object, &change, true);
}

bool transient_candidate(struct cpu *cpu, value_t transient, value_t key, uint32_t hash, size_t n,
                         value_t *found_key, value_t *found_value) {
  struct object *object = open_for_read(cpu, transient);
  value_t root = object_slot(object, TRANSIENT_ROOT);
  if (is_array(object)) return map_candidate(cpu, root, key, hash, n, found_key, found_value);
  struct work work = work_start(cpu);
  unsigned entry_shift = entry_shift_of(object);
  const value_t *entry = trie_candidate(&work, root, key, hash, n, entry_shift);
  if (entry == NULL) return false;
  *found_key = trie_key(slot_read(entry));
  *found_value = entry_shift ? slot_read(entry + 1) : *found_key;
  return true;
}

// --- All of them --------------------------------------------------------------------------------
bool transient_possible(value_t v) {
  switch (value_kind(v)) {
  case KIND_VECTOR:
  case KIND_ARRAY_MAP:
  case KIND_SHAPE_MAP:
  case KIND_HASH_MAP:
  case KIND_HASH_SET:
    return true;
  default:
    return false;
  }
}

value_t transient_new(struct cpu *cpu, value_t collection) {
  struct object *object = value_is_pointer(collection) ? value_object(collection) : NULL;
  switch (value_kind(collection)) {
  case KIND_VECTOR:
    return make(cpu, KIND_TRANSIENT_VECTOR, object_slot(object, VECTOR_ROOT),
                object_slot(object, VECTOR_GEOMETRY), object_slot(object, VECTOR_TAIL));
  case KIND_ARRAY_MAP:
  case KIND_SHAPE_MAP: {
    value_t plain = meta_with(cpu, collection, VALUE_NIL);
    return make(cpu, KIND_TRANSIENT_MAP, plain, value_of_fixnum(0), value_of_fixnum(1));
  }
  case KIND_HASH_MAP:
    return make(cpu, KIND_TRANSIENT_MAP, object_slot(object, HASH_MAP_ROOT),
                object_slot(object, HASH_MAP_COUNT), value_of_fixnum(0));
  case KIND_HASH_SET:
    return make(cpu, KIND_TRANSIENT_SET, object_slot(object, HASH_MAP_ROOT),
                object_slot(object, HASH_MAP_COUNT), VALUE_NIL);
  default:
    error_raise(cpu, error_of_cast(collection),
                "%T cannot be cast to IEditableCollection: transient of %V", collection,
                collection);
  }
}

value_t transient_persistent(struct cpu *cpu, value_t transient) {
  uint64_t token;
  struct object *object = open_for_write(cpu, transient, &token);
  value_t root = object_slot(object, TRANSIENT_ROOT);
  int64_t count = value_fixnum(object_slot(object, TRANSIENT_COUNT));
  value_t result;
  switch (object_kind(object)) {
  case KIND_TRANSIENT_VECTOR:
    result = vector_persistent(cpu, object);
    break;
  case KIND_TRANSIENT_SET:
    result = count == 0 ? set_empty(cpu) : set_new(cpu, VALUE_NIL, root, count);
    break;
  default:
    result = is_array(object) ? root : hash_map_new(cpu, VALUE_NIL, root, count);
    break;
  }
  // Spent: the nodes belong to the result now, and nobody has their token.
  store(cpu, object, TRANSIENT_TOKEN, value_of_fixnum(0));
  store(cpu, object, TRANSIENT_ROOT, VALUE_NIL);
  store(cpu, object, TRANSIENT_TAIL, VALUE_NIL);
  return result;
}

size_t transient_count(struct cpu *cpu, value_t transient) {
  struct object *object = open_for_read(cpu, transient);
  value_t count = object_slot(object, TRANSIENT_COUNT);
  if (object_kind(object) == KIND_TRANSIENT_VECTOR) return vector_geometry_count(count);
  if (is_array(object)) return map_count(object_slot(object, TRANSIENT_ROOT));
  return (size_t)value_fixnum(count);
}

value_t transient_get_try(struct cpu *cpu, value_t transient, value_t key, value_t otherwise) {
  struct object *object = open_for_read(cpu, transient);
  value_t root = object_slot(object, TRANSIENT_ROOT);
  if (object_kind(object) == KIND_TRANSIENT_VECTOR) {
    size_t count = vector_geometry_count(object_slot(object, TRANSIENT_COUNT));
    if (!number_is_integer(key)) return otherwise;
    int64_t index = collection_int(key);
    if (index < 0 || (size_t)index >= count) return otherwise;
    return object_slot(vector_leaf_of(object, (size_t)index), (size_t)index & VECTOR_MASK);
  }
  if (is_array(object)) return map_get_try(cpu, root, key, otherwise);
  struct work work = work_start(cpu);
  uint32_t hash;
  if (value_is_nil(root)) return otherwise;
  if (!hash_within(&work, key, &hash)) return VALUE_ABSENT;
  bool unknown = false;
  unsigned entry_shift = entry_shift_of(object);
  const value_t *entry = trie_find(&work, root, key, hash, entry_shift, &unknown);
  if (entry == NULL) return unknown ? VALUE_ABSENT : otherwise;
  return entry_shift ? slot_read(entry + 1) : trie_key(slot_read(entry));
}
