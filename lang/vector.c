// SPDX-License-Identifier: MIT
// Persistent vectors: see vector.h.
#include "lang/vector.h"

#include "lang/collections_state.h"
#include "lang/slots.h"

static struct object *node_new(struct cpu *cpu, size_t words) {
  return gc_allocate(cpu, KIND_VECTOR_NODE, words);
}
static value_t node_from(struct cpu *cpu, const value_t *values, size_t count) {
  struct object *node = node_new(cpu, count);
  slots_copy(node->slots, values, count);
  return value_of_object(node);
}

static inline value_t vector_make(struct cpu *cpu, value_t meta, value_t geometry, value_t root,
                                  value_t tail) {
  struct object *vector = gc_allocate(cpu, KIND_VECTOR, VECTOR_SLOTS);
  object_initialize(vector, VECTOR_META, meta);
  object_initialize(vector, VECTOR_GEOMETRY, geometry);
  object_initialize(vector, VECTOR_ROOT, root);
  object_initialize(vector, VECTOR_TAIL, tail);
  return value_of_object(vector);
}

value_t vector_new(struct cpu *cpu, value_t meta, size_t count, unsigned shift, value_t root,
                   value_t tail) {
  return vector_make(cpu, meta, vector_geometry(count, shift), root, tail);
}

value_t vector_empty(struct cpu *cpu) { return collections_of(cpu)->empty_vector; }

static value_t empty_with_meta(struct cpu *cpu, value_t meta) {
  if (value_is_nil(meta)) return vector_empty(cpu);
  return vector_new(cpu, meta, 0, VECTOR_BITS, VALUE_NIL, VALUE_NIL);
}

value_t map_entry_new(struct cpu *cpu, value_t key, value_t v) {
  struct object *entry = gc_allocate(cpu, KIND_MAP_ENTRY, MAP_ENTRY_SLOTS);
  object_initialize(entry, MAP_ENTRY_KEY, key);
  object_initialize(entry, MAP_ENTRY_VALUE, v);
  return value_of_object(entry);
}

value_t vector_from_entry(struct cpu *cpu, value_t vector) {
  if (!value_is_kind(vector, KIND_MAP_ENTRY)) return vector;
  return vector_from_array(cpu, value_object(vector)->slots, MAP_ENTRY_SLOTS);
}

bool value_is_vector(value_t v) {
  switch (value_kind(v)) {
  case KIND_VECTOR:
  case KIND_SUBVECTOR:
  case KIND_MAP_ENTRY:
    return true;
  default:
    return false;
  }
}

size_t vector_count(value_t vector) {
  struct object *object = value_object(vector);
  switch (object_kind(object)) {
  case KIND_VECTOR:
    return vector_count_fast(object);
  case KIND_SUBVECTOR:
    return (size_t)(value_fixnum(object_slot(object, SUBVECTOR_END)) -
                    value_fixnum(object_slot(object, SUBVECTOR_START)));
  default:
    return MAP_ENTRY_SLOTS;
  }
}

value_t vector_nth(value_t vector, size_t index) {
  struct object *object = value_object(vector);
  switch (object_kind(object)) {
  case KIND_VECTOR:
    return vector_nth_fast(object, index);
  case KIND_SUBVECTOR:
    return vector_nth_fast(value_object(object_slot(object, SUBVECTOR_VECTOR)),
                           index + (size_t)value_fixnum(object_slot(object, SUBVECTOR_START)));
  default:
    return object_slot(object, index);
  }
}

// --- The trie -----------------------------------------------------------------------------------
value_t vector_push_leaf(struct cpu *cpu, value_t node, unsigned shift, size_t index,
                         value_t leaf) {
  if (shift == 0) return leaf;
  size_t slot = (index >> shift) & VECTOR_MASK;
  // The last child is there already unless the leaf is its first.
  bool fresh = value_is_nil(node) || (index & (((size_t)1 << shift) - 1)) == 0;
  value_t child = fresh ? VALUE_NIL : object_slot(value_object(node), slot);
  child = vector_push_leaf(cpu, child, shift - VECTOR_BITS, index, leaf);
  struct object *copy = node_new(cpu, slot + 1);
  if (slot > 0) slots_copy(copy->slots, value_object(node)->slots, slot);
  object_initialize(copy, slot, child);
  return value_of_object(copy);
}

value_t vector_pop_leaf(struct cpu *cpu, value_t node, unsigned shift, size_t index) {
  size_t slot = (index >> shift) & VECTOR_MASK;
  value_t child = VALUE_NIL;
  if (shift > VECTOR_BITS)
    child = vector_pop_leaf(cpu, object_slot(value_object(node), slot), shift - VECTOR_BITS, index);
  size_t words = slot + (value_is_nil(child) ? 0 : 1);
  if (words == 0) return VALUE_NIL;
  struct object *copy = node_new(cpu, words);
  slots_copy(copy->slots, value_object(node)->slots, slot);
  if (words > slot) object_initialize(copy, slot, child);
  return value_of_object(copy);
}

static value_t trie_assoc(struct cpu *cpu, value_t node, unsigned shift, size_t index, value_t v) {
  struct object *old = value_object(node);
  size_t words = vector_node_words(old);
  struct object *copy = node_new(cpu, words);
  slots_copy(copy->slots, old->slots, words);
  size_t slot = (index >> shift) & VECTOR_MASK;
  object_initialize(
      copy, slot,
      shift == 0 ? v : trie_assoc(cpu, object_slot(old, slot), shift - VECTOR_BITS, index, v));
  return value_of_object(copy);
}

// The vector with a full leaf (the old tail) moved into the trie and a new tail.
static value_t with_new_tail(struct cpu *cpu, value_t meta, size_t count, unsigned shift,
                             value_t root, value_t leaf, value_t tail, size_t tail_count) {
  size_t index = count - VECTOR_WIDTH;
  if (index >> shift >= VECTOR_WIDTH) {
    struct object *top = node_new(cpu, 2);
    object_initialize(top, 0, root);
    object_initialize(top, 1, vector_push_leaf(cpu, VALUE_NIL, shift, index, leaf));
    return vector_new(cpu, meta, count + tail_count, shift + VECTOR_BITS, value_of_object(top),
                      tail);
  }
  root = vector_push_leaf(cpu, root, shift, index, leaf);
  return vector_new(cpu, meta, count + tail_count, shift, root, tail);
}

// Takes slot `used` of a tail for v, if no vector has it yet and it may be written.
static inline bool tail_grow(struct object *tail, size_t used, value_t v) {
  uint64_t header = object_header(tail);
  uint64_t wanted = OBJECT_HEADER(KIND_VECTOR_NODE, 0, header >> 16 & 0xffff, used << 1);
  if (header != wanted || (header >> 16 & 0xffff) <= used) return false;
  slot_initialize(&tail->slots[used], v);
  object_set_header(tail, header + ((uint64_t)2 << 32));
  return true;
}

// A tail of the first `used` slots of another and v, with room for about as many again, or for all
// there may be once the vector has `many` elements.
static value_t tail_with(struct cpu *cpu, value_t tail, size_t used, value_t v, bool many) {
  size_t words = many ? VECTOR_WIDTH : 4;
  while (words <= used) words *= 2;
  if (words > VECTOR_WIDTH) words = VECTOR_WIDTH;
  struct object *copy = gc_allocate_extra(cpu, KIND_VECTOR_NODE, words, (uint32_t)(used + 1) << 1);
  if (used > 0) slots_copy(copy->slots, value_object(tail)->slots, used);
  object_initialize(copy, used, v);
  slots_fill(copy->slots + used + 1, value_of_fixnum(0), words - used - 1);
  return value_of_object(copy);
}

value_t vector_conj_plain(struct cpu *cpu, struct object *vector, value_t v) {
  value_t geometry = object_slot(vector, VECTOR_GEOMETRY);
  size_t count = vector_geometry_count(geometry), used = count & VECTOR_MASK;
  value_t meta = object_slot(vector, VECTOR_META);
  value_t root = object_slot(vector, VECTOR_ROOT);
  value_t tail = object_slot(vector, VECTOR_TAIL);
  unsigned shift = vector_geometry_shift(geometry);
  if (unlikely(used == 0)) {
    value_t fresh = tail_with(cpu, tail, 0, v, count > 0);
    if (count > 0) return with_new_tail(cpu, meta, count, shift, root, tail, fresh, 1);
    tail = fresh;
  } else if (!tail_grow(value_object(tail), used, v)) {
    tail = tail_with(cpu, tail, used, v, count > VECTOR_WIDTH);
  }
  return vector_make(cpu, meta, vector_geometry(count + 1, shift), root, tail);
}

static value_t plain_assoc(struct cpu *cpu, struct object *vector, size_t index, value_t v) {
  value_t geometry = object_slot(vector, VECTOR_GEOMETRY);
  size_t count = vector_geometry_count(geometry);
  if (index == count) return vector_conj_plain(cpu, vector, v);
  unsigned shift = vector_geometry_shift(geometry);
  value_t meta = object_slot(vector, VECTOR_META);
  value_t root = object_slot(vector, VECTOR_ROOT);
  value_t tail = object_slot(vector, VECTOR_TAIL);
  size_t tail_offset = vector_tail_offset(count);
  if (index < tail_offset)
    return vector_new(cpu, meta, count, shift, trie_assoc(cpu, root, shift, index, v), tail);
  size_t used = count - tail_offset;
  struct object *copy = node_new(cpu, used);
  slots_copy(copy->slots, value_object(tail)->slots, used);
  object_initialize(copy, index & VECTOR_MASK, v);
  return vector_new(cpu, meta, count, shift, root, value_of_object(copy));
}

static value_t plain_pop(struct cpu *cpu, struct object *vector) {
  value_t geometry = object_slot(vector, VECTOR_GEOMETRY);
  size_t count = vector_geometry_count(geometry);
  unsigned shift = vector_geometry_shift(geometry);
  value_t meta = object_slot(vector, VECTOR_META);
  value_t root = object_slot(vector, VECTOR_ROOT);
  value_t tail = object_slot(vector, VECTOR_TAIL);
  if (count == 1) return empty_with_meta(cpu, meta);
  size_t used = count - vector_tail_offset(count);
  if (used > 1) {
    tail = node_from(cpu, value_object(tail)->slots, used - 1);
    return vector_new(cpu, meta, count - 1, shift, root, tail);
  }
  tail = value_of_object(vector_leaf(vector, count - 2));
  root = vector_pop_leaf(cpu, root, shift, count - 1 - VECTOR_WIDTH);
  // One child at the top: a level less.
  if (shift > VECTOR_BITS && count - 1 - VECTOR_WIDTH == (size_t)1 << shift) {
    root = object_slot(value_object(root), 0);
    shift -= VECTOR_BITS;
  }
  return vector_new(cpu, meta, count - 1, shift, root, tail);
}

value_t vector_from_array(struct cpu *cpu, const value_t *values, size_t count) {
  if (count == 0) return vector_empty(cpu);
  size_t tail_offset = vector_tail_offset(count);
  value_t root = VALUE_NIL;
  unsigned shift = VECTOR_BITS;
  for (size_t index = 0; index < tail_offset; index += VECTOR_WIDTH) {
    value_t leaf = node_from(cpu, values + index, VECTOR_WIDTH);
    if (index >> shift >= VECTOR_WIDTH) {
      struct object *top = node_new(cpu, 2);
      object_initialize(top, 0, root);
      object_initialize(top, 1, vector_push_leaf(cpu, VALUE_NIL, shift, index, leaf));
      root = value_of_object(top);
      shift += VECTOR_BITS;
    } else {
      root = vector_push_leaf(cpu, root, shift, index, leaf);
    }
  }
  value_t tail = node_from(cpu, values + tail_offset, count - tail_offset);
  return vector_new(cpu, VALUE_NIL, count, shift, root, tail);
}

// --- All kinds of vectors -----------------------------------------------------------------------
static value_t subvector_new(struct cpu *cpu, value_t meta, value_t vector, size_t start,
                             size_t end) {
  struct object *subvector = gc_allocate(cpu, KIND_SUBVECTOR, SUBVECTOR_SLOTS);
  object_initialize(subvector, SUBVECTOR_META, meta);
  object_initialize(subvector, SUBVECTOR_VECTOR, vector);
  object_initialize(subvector, SUBVECTOR_START, value_of_fixnum((int64_t)start));
  object_initialize(subvector, SUBVECTOR_END, value_of_fixnum((int64_t)end));
  return value_of_object(subvector);
}

value_t vector_assoc(struct cpu *cpu, value_t vector, size_t index, value_t v) {
  vector = vector_from_entry(cpu, vector);
  struct object *object = value_object(vector);
  if (object_kind(object) == KIND_VECTOR) return plain_assoc(cpu, object, index, v);
  size_t start = (size_t)value_fixnum(object_slot(object, SUBVECTOR_START));
  size_t end = (size_t)value_fixnum(object_slot(object, SUBVECTOR_END));
  value_t whole = object_slot(object, SUBVECTOR_VECTOR);
  whole = plain_assoc(cpu, value_object(whole), start + index, v);
  return subvector_new(cpu, object_slot(object, SUBVECTOR_META), whole, start,
                       maximum(end, start + index + 1));
}

value_t vector_conj(struct cpu *cpu, value_t vector, value_t v) {
  if (likely(value_is_kind(vector, KIND_VECTOR)))
    return vector_conj_plain(cpu, value_object(vector), v);
  return vector_assoc(cpu, vector, vector_count(vector), v);
}

value_t vector_pop(struct cpu *cpu, value_t vector) {
  vector = vector_from_entry(cpu, vector);
  struct object *object = value_object(vector);
  if (vector_count(vector) == 0) error_raise(cpu, ERROR_STATE, "Can't pop empty vector");
  if (object_kind(object) == KIND_VECTOR) return plain_pop(cpu, object);
  size_t start = (size_t)value_fixnum(object_slot(object, SUBVECTOR_START));
  size_t end = (size_t)value_fixnum(object_slot(object, SUBVECTOR_END));
  if (end - start == 1) return vector_empty(cpu);
  return subvector_new(cpu, object_slot(object, SUBVECTOR_META),
                       object_slot(object, SUBVECTOR_VECTOR), start, end - 1);
}

value_t vector_slice(struct cpu *cpu, value_t vector, size_t start, size_t end) {
  if (start == end) return vector_empty(cpu);
  vector = vector_from_entry(cpu, vector);
  struct object *object = value_object(vector);
  if (object_kind(object) == KIND_SUBVECTOR) {
    size_t offset = (size_t)value_fixnum(object_slot(object, SUBVECTOR_START));
    start += offset;
    end += offset;
    vector = object_slot(object, SUBVECTOR_VECTOR);
  }
  return subvector_new(cpu, VALUE_NIL, vector, start, end);
}
