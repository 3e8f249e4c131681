// SPDX-License-Identifier: MIT
// What C code outside the collections needs of them: make, read, add to. Each collection has a
// header of its own with the rest.
//
// A *_try function answers VALUE_ABSENT (or UNKNOWN) when only Lisp can decide: a key or element is
// a user-defined type, an unrealised lazy seq, or too deep to compare within a leaf's bounds. The
// primitives over them then hand over to the hooks of lang/hooks.h.
#ifndef NACRE_LANG_COLLECTIONS_H
#define NACRE_LANG_COLLECTIONS_H

#include "gc/gc.h"

// --- Lists and conses -----------------------------------------------------------------------
value_t list_empty(struct cpu *cpu);                            // ()
value_t list_new(struct cpu *cpu, value_t first, value_t rest); // rest: a list or ()
value_t list_from_array(struct cpu *cpu, const value_t *values, size_t count);
value_t cons_new(struct cpu *cpu, value_t first, value_t rest); // rest: any seq, () or nil
// For KIND_LIST and KIND_CONS only.
value_t list_first(value_t list);
value_t list_rest(value_t list);
// What a variadic function gets of its arguments: a seq that is no list.
value_t list_of_arguments(struct cpu *cpu, const value_t *values, size_t count);
// The elements of a KIND_LIST / CONS chain / EMPTY_LIST / nil / vector / realised seq, when C can
// walk them: fills at most `capacity`, returns the number of elements, or -1 when Lisp must walk.
int64_t sequence_elements_try(struct cpu *cpu, value_t seq, value_t *out, size_t capacity);

// --- Vectors --------------------------------------------------------------------------------
value_t vector_from_array(struct cpu *cpu, const value_t *values, size_t count);
size_t vector_count(value_t vector);              // KIND_VECTOR or KIND_SUBVECTOR or MAP_ENTRY
value_t vector_nth(value_t vector, size_t index); // index < count
value_t vector_conj(struct cpu *cpu, value_t vector, value_t v);
value_t vector_assoc(struct cpu *cpu, value_t vector, size_t index, value_t v); // index <= count
bool value_is_vector(value_t v);

// --- Maps and sets --------------------------------------------------------------------------
value_t map_empty(struct cpu *cpu);
// keys_and_values holds `pairs` pairs; later ones win. VALUE_ABSENT when Lisp must decide.
value_t map_from_array_try(struct cpu *cpu, const value_t *keys_and_values, size_t pairs);
bool value_is_map(value_t v);
size_t map_count(value_t map);
// The value at key, `otherwise` when there is none, VALUE_ABSENT when Lisp must decide.
value_t map_get_try(struct cpu *cpu, value_t map, value_t key, value_t otherwise);
value_t map_assoc_try(struct cpu *cpu, value_t map, value_t key, value_t v);
value_t map_dissoc_try(struct cpu *cpu, value_t map, value_t key);
// Walks a map or a set of any kind in its order, false at the end; O(1) amortised, as the cursor
// keeps the path. In a set the value is the key. Valid within one leaf call.
enum { MAP_CURSOR_DEPTH = 48 };
struct map_cursor {
  value_t node[MAP_CURSOR_DEPTH];
  uint32_t index[MAP_CURSOR_DEPTH];
  int depth;
  unsigned entry_shift;
};
void map_cursor_start(struct map_cursor *cursor, value_t map_or_set);
bool map_cursor_next(struct map_cursor *cursor, value_t *key, value_t *value);
value_t set_from_array_try(struct cpu *cpu, const value_t *values, size_t count);
bool value_is_set(value_t v);

// --- Equality and hash ----------------------------------------------------------------------
enum equality { EQUALITY_NO = 0, EQUALITY_YES = 1, EQUALITY_UNKNOWN = 2 };
// Clojure's =, within bounds of depth and steps.
enum equality equality_try(struct cpu *cpu, value_t a, value_t b);
// Clojure's hash into *hash; false when only Lisp can tell.
bool hash_try(struct cpu *cpu, value_t v, uint32_t *hash);
// Murmur3 pieces as in clojure.lang.Murmur3.
uint32_t hash_int32(uint32_t n);
uint32_t hash_int64(uint64_t n);
uint32_t hash_mix_collection(uint32_t hash, uint32_t count);
uint32_t hash_combine(uint32_t seed, uint32_t hash); // clojure.lang.Util/hashCombine

// --- Metadata -------------------------------------------------------------------------------
// The metadata of any value that carries some (nil otherwise), and a copy with other metadata;
// VALUE_ABSENT when the value cannot carry any.
value_t meta_of(value_t v);
value_t meta_with(struct cpu *cpu, value_t v, value_t meta);

#endif
