// SPDX-License-Identifier: MIT
// Persistent vectors: a trie of VECTOR_WIDTH-way nodes with a tail (Bagwell; Hickey's Clojure).
//
//   KIND_VECTOR       meta, geometry, root, tail; header extra: cached hash
//     geometry        fixnum: count << 6 | shift of the root
//     root            nil while everything is in the tail, else a node whose children have `shift`
//     tail            nil when empty, else a node with at least the tail's elements
//   KIND_VECTOR_NODE  children or elements; header extra:
//     0        as long as what is in it
//     1        made by a transient: VECTOR_WIDTH slots, then its token (lang/transient.h)
//     even     a tail with room to grow: twice the number of slots taken
//   KIND_SUBVECTOR    meta, vector (a KIND_VECTOR), fixnum start, fixnum end; extra: cached hash
//   KIND_MAP_ENTRY    key, value: a vector of two; extra: cached hash
// Law 1 holds for nodes made by a transient too: they change only while that transient is open and
// the only one who reaches them. It holds for growing tails: conj takes the first slot that no
// vector has, so no vector changes. Only a tail in the nursery that has not been published grows:
// one processor knows of it. A vector whose next slot is taken copies its tail.
#ifndef NACRE_LANG_VECTOR_H
#define NACRE_LANG_VECTOR_H

#include "lang/collections.h"
#include "lang/primitive.h"

#ifndef VECTOR_BITS
#define VECTOR_BITS 5
#endif
enum { VECTOR_WIDTH = 1 << VECTOR_BITS, VECTOR_MASK = VECTOR_WIDTH - 1 };

enum vector_slot { VECTOR_META, VECTOR_GEOMETRY, VECTOR_ROOT, VECTOR_TAIL, VECTOR_SLOTS };
enum subvector_slot {
  SUBVECTOR_META,
  SUBVECTOR_VECTOR,
  SUBVECTOR_START,
  SUBVECTOR_END,
  SUBVECTOR_SLOTS
};
enum map_entry_slot { MAP_ENTRY_KEY, MAP_ENTRY_VALUE, MAP_ENTRY_SLOTS };

static inline value_t vector_geometry(size_t count, unsigned shift) {
  return (value_t){(uint64_t)count << 8 | shift << 2};
}
static inline size_t vector_geometry_count(value_t geometry) { return geometry.bits >> 8; }
static inline unsigned vector_geometry_shift(value_t geometry) { return (geometry.bits >> 2) & 63; }
// Elements that lie in the trie, before the tail.
static inline size_t vector_tail_offset(size_t count) {
  return count == 0 ? 0 : (count - 1) & ~(size_t)VECTOR_MASK;
}

// Slots of a node that hold children or elements (or nothing yet).
static inline size_t vector_node_words(const struct object *node) {
  return object_extra(node) == 1 ? VECTOR_WIDTH : object_size(node);
}

// --- Fast paths, for KIND_VECTOR only ---------------------------------------------------------
static inline size_t vector_count_fast(const struct object *vector) {
  return vector_geometry_count(object_slot(vector, VECTOR_GEOMETRY));
}
// The node that holds element `index`, which must exist.
static inline struct object *vector_leaf(const struct object *vector, size_t index) {
  value_t geometry = object_slot(vector, VECTOR_GEOMETRY);
  if (index >= vector_tail_offset(vector_geometry_count(geometry)))
    return value_object(object_slot(vector, VECTOR_TAIL));
  struct object *node = value_object(object_slot(vector, VECTOR_ROOT));
  for (unsigned shift = vector_geometry_shift(geometry); shift > 0; shift -= VECTOR_BITS)
    node = value_object(object_slot(node, (index >> shift) & VECTOR_MASK));
  return node;
}
static inline value_t vector_nth_fast(const struct object *vector, size_t index) {
  return object_slot(vector_leaf(vector, index), index & VECTOR_MASK);
}

// --- The rest -----------------------------------------------------------------------------------
value_t vector_new(struct cpu *cpu, value_t meta, size_t count, unsigned shift, value_t root,
                   value_t tail);
value_t vector_empty(struct cpu *cpu);
// conj of a KIND_VECTOR.
value_t vector_conj_plain(struct cpu *cpu, struct object *vector, value_t v);
// Raises ERROR_STATE when empty. The result keeps the metadata.
value_t vector_pop(struct cpu *cpu, value_t vector);
// start <= end <= count of the vector.
value_t vector_slice(struct cpu *cpu, value_t vector, size_t start, size_t end);
value_t map_entry_new(struct cpu *cpu, value_t key, value_t v);
static inline value_t map_entry_key(value_t entry) {
  return object_slot(value_object(entry), MAP_ENTRY_KEY);
}
static inline value_t map_entry_value(value_t entry) {
  return object_slot(value_object(entry), MAP_ENTRY_VALUE);
}
// A map entry as a KIND_VECTOR; any other vector as it is.
value_t vector_from_entry(struct cpu *cpu, value_t vector);

// Steps that the transients share: the trie with one more full leaf, or without its last one.
// index is that of the leaf's first element; node may be nil.
value_t vector_push_leaf(struct cpu *cpu, value_t node, unsigned shift, size_t index, value_t leaf);
value_t vector_pop_leaf(struct cpu *cpu, value_t node, unsigned shift, size_t index);

extern const struct primitive vector_primitives[];

#endif
