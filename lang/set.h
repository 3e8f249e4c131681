// SPDX-License-Identifier: MIT
// Persistent sets: KIND_HASH_SET has the slots of a hash map (lang/map.h), and its trie entries are
// keys alone. Always in hash order, as in Clojure.
#ifndef NACRE_LANG_SET_H
#define NACRE_LANG_SET_H

#include "lang/collections.h"
#include "lang/equality.h"
#include "lang/primitive.h"

value_t set_empty(struct cpu *cpu);
value_t set_new(struct cpu *cpu, value_t meta, value_t root, int64_t count);
size_t set_count(value_t set);
// The element of the set that equals v, `otherwise` when there is none; VALUE_ABSENT: Lisp decides.
value_t set_get_within(struct work *work, value_t set, value_t v, value_t otherwise);
value_t set_get_try(struct cpu *cpu, value_t set, value_t v, value_t otherwise);
value_t set_conj_try(struct cpu *cpu, value_t set, value_t v);
value_t set_disjoin_try(struct cpu *cpu, value_t set, value_t v);
// As map_put_hashed and its like in lang/map.h, for hash sets.
value_t set_put_hashed(struct cpu *cpu, value_t set, value_t v, uint32_t hash);
value_t set_remove_hashed(struct cpu *cpu, value_t set, uint32_t hash, value_t existing);
bool set_candidate(struct cpu *cpu, value_t set, value_t v, uint32_t hash, size_t n,
                   value_t *found);

extern const struct primitive set_primitives[];

#endif
