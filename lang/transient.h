// SPDX-License-Identifier: MIT
// Transients: vectors, maps and sets that change in place. They are local cells (lang/cell.h): a
// fork leaves each side with its own state of them.
//
//   KIND_TRANSIENT_VECTOR  root, epoch, owner epoch, token, geometry, tail
//   KIND_TRANSIENT_MAP     root or array map, epoch, owner epoch, token, count, capacity
//   KIND_TRANSIENT_SET     root, epoch, owner epoch, token, count, unused
//     token     fixnum, 0 once persistent! has been called. A trie node that bears it (in its last
//               word, header extra 1) was made by this transient and nobody else reaches it.
//     owner     the epoch in which the token was taken. In any other one the nodes that bear it may
//     epoch     be another process's too, so a new token is taken first.
//     capacity  > 0: content is an array or shape map, which turns into a trie beyond it; 0: a trie
// A node that has moved to old space is written through cell_write, which publishes what it stores.
#ifndef NACRE_LANG_TRANSIENT_H
#define NACRE_LANG_TRANSIENT_H

#include "lang/cell.h"
#include "lang/collections.h"
#include "lang/primitive.h"

enum transient_slot {
  TRANSIENT_ROOT = CELL_CONTENT,
  TRANSIENT_OWNER_EPOCH = CELL_SLOTS,
  TRANSIENT_TOKEN,
  TRANSIENT_COUNT,
  TRANSIENT_TAIL,
  TRANSIENT_CAPACITY = TRANSIENT_TAIL,
  TRANSIENT_SLOTS
};

// Can `transient` be made of it?
bool transient_possible(value_t v);
// Of a KIND_TRANSIENT_MAP: has it few entries, so that it is no trie?
static inline bool transient_is_array_map(value_t transient) {
  struct object *object = cell_resolve(value_object(transient));
  return !value_same(object_slot(object, TRANSIENT_CAPACITY), value_of_fixnum(0));
}
value_t transient_new(struct cpu *cpu, value_t collection);
// ERROR_TRANSIENT once persistent! has been called, here and below.
value_t transient_persistent(struct cpu *cpu, value_t transient);
size_t transient_count(struct cpu *cpu, value_t transient);
// The value at key (sets: the element), `otherwise` when there is none, VALUE_ABSENT: Lisp decides.
value_t transient_get_try(struct cpu *cpu, value_t transient, value_t key, value_t otherwise);
// These change the transient and answer false when Lisp must decide.
bool transient_conj_try(struct cpu *cpu, value_t transient, value_t v); // vectors, sets
bool transient_assoc_try(struct cpu *cpu, value_t transient, value_t key, value_t v);
bool transient_remove_try(struct cpu *cpu, value_t transient, value_t key); // maps, sets
void transient_pop(struct cpu *cpu, value_t transient);                     // vectors
// The element of a transient vector; false when there is none.
bool transient_vector_get(struct cpu *cpu, value_t transient, int64_t index, value_t *found);
void transient_vector_set(struct cpu *cpu, value_t transient, size_t index, value_t v); // it exists
// A persistent vector of the elements now; the transient can be used on.
value_t transient_snapshot(struct cpu *cpu, value_t transient);

// As in lang/map.h, for transient maps and sets. existing VALUE_ABSENT: a new key. False: the array
// map in it must become a hash map first, and only Lisp can tell the hashes of its keys.
bool transient_put_hashed(struct cpu *cpu, value_t transient, value_t key, uint32_t hash,
                          value_t existing, value_t v);
// Turns a transient map that holds an array map into an empty one that holds a trie; answers the
// array map.
value_t transient_empty_trie(struct cpu *cpu, value_t transient);
void transient_remove_hashed(struct cpu *cpu, value_t transient, uint32_t hash, value_t existing);
bool transient_candidate(struct cpu *cpu, value_t transient, value_t key, uint32_t hash, size_t n,
                         value_t *found_key, value_t *found_value);

extern const struct primitive transient_primitives[];

#endif
