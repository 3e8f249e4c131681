// SPDX-License-Identifier: MIT
// Persistent sets: see set.h.
#include "lang/set.h"

#include "lang/collections_state.h"
#include "lang/map.h"
#include "lang/map_hash.h"
#include "lang/sorted.h"

value_t set_empty(struct cpu *cpu) { return collections_of(cpu)->empty_set; }

value_t set_new(struct cpu *cpu, value_t meta, value_t root, int64_t count) {
  struct object *set = gc_allocate(cpu, KIND_HASH_SET, HASH_MAP_SLOTS);
  object_initialize(set, HASH_MAP_META, meta);
  object_initialize(set, HASH_MAP_ROOT, root);
  object_initialize(set, HASH_MAP_COUNT, value_of_fixnum(count));
  return value_of_object(set);
}

bool value_is_set(value_t v) {
  enum kind kind = value_kind(v);
  return kind == KIND_HASH_SET || kind == KIND_SORTED_SET;
}

size_t set_count(value_t set) {
  if (value_is_kind(set, KIND_SORTED_SET)) return sorted_count(set);
  return (size_t)value_fixnum(object_slot(value_object(set), HASH_MAP_COUNT));
}

value_t set_get_within(struct work *work, value_t set, value_t v, value_t otherwise) {
  bool unknown = false;
  if (value_is_kind(set, KIND_SORTED_SET)) {
    value_t key, value;
    if (sorted_find_try(work->cpu, set, v, &key, &value, &unknown)) return key;
    return unknown ? VALUE_ABSENT : otherwise;
  }
  value_t root = object_slot(value_object(set), HASH_MAP_ROOT);
  if (value_is_nil(root)) return otherwise;
  uint32_t hash;
  if (!hash_within(work, v, &hash)) return VALUE_ABSENT;
  const value_t *entry = trie_find(work, root, v, hash, 0, &unknown);
  if (entry != NULL) return trie_key(slot_read(entry));
  return unknown ? VALUE_ABSENT : otherwise;
}

value_t set_get_try(struct cpu *cpu, value_t set, value_t v, value_t otherwise) {
  struct work work = work_start(cpu);
  return set_get_within(&work, set, v, otherwise);
}

static value_t set_change(struct cpu *cpu, struct object *set, struct trie_change *change,
                          bool remove) {
  value_t root = object_slot(set, HASH_MAP_ROOT);
  int64_t count = value_fixnum(object_slot(set, HASH_MAP_COUNT));
  value_t new_root = remove ? trie_remove(change, root) : trie_put(change, root);
  if (change->outcome == TRIE_UNKNOWN) return VALUE_ABSENT;
  if (change->outcome == TRIE_SAME) return value_of_object(set);
  count += change->outcome == TRIE_REMOVED ? -1 : 1;
  return set_new(cpu, object_slot(set, HASH_MAP_META), new_root, count);
}

static value_t set_conj_within(struct work *work, value_t set, value_t v) {
  uint32_t hash;
  if (!hash_within(work, v, &hash)) return VALUE_ABSENT;
  struct trie_change change;
  trie_change_start(&change, work, v, hash, VALUE_NIL, 0);
  return set_change(work->cpu, value_object(set), &change, false);
}

value_t set_conj_try(struct cpu *cpu, value_t set, value_t v) {
  if (value_is_kind(set, KIND_SORTED_SET)) return sorted_put_try(cpu, set, v, v);
  struct work work = work_start(cpu);
  return set_conj_within(&work, set, v);
}

value_t set_disjoin_try(struct cpu *cpu, value_t set, value_t v) {
  if (value_is_kind(set, KIND_SORTED_SET)) return sorted_remove_try(cpu, set, v);
  struct work work = work_start(cpu);
  uint32_t hash;
  if (!hash_within(&work, v, &hash)) return VALUE_ABSENT;
  struct trie_change change;
  trie_change_start(&change, &work, v, hash, VALUE_NIL, 0);
  return set_change(cpu, value_object(set), &change, true);
}

value_t set_put_hashed(struct cpu *cpu, value_t set, value_t v, uint32_t hash) {
  struct work work = work_start(cpu);
  struct trie_change change;
  trie_change_start(&change, &work, v, hash, VALUE_NIL, 0);
  change.match = TRIE_MATCH_NONE;
  return set_change(cpu, value_object(set), &change, false);
}

value_t set_remove_hashed(struct cpu *cpu, value_t set, uint32_t hash, value_t existing) {
  struct work work = work_start(cpu);
  struct trie_change change;
  trie_change_start(&change, &work, existing, hash, VALUE_NIL, 0);
  change.match = TRIE_MATCH_IDENTICAL;
  change.existing = existing;
  return set_change(cpu, value_object(set), &change, true);
}

bool set_candidate(struct cpu *cpu, value_t set, value_t v, uint32_t hash, size_t n,
                   value_t *found) {
  struct work work = work_start(cpu);
  value_t root = object_slot(value_object(set), HASH_MAP_ROOT);
  const value_t *entry = trie_candidate(&work, root, v, hash, n, 0);
  if (entry == NULL) return false;
  *found = trie_key(slot_read(entry));
  return true;
}

value_t set_from_array_try(struct cpu *cpu, const value_t *values, size_t count) {
  value_t set = set_empty(cpu);
  struct work work = work_start(cpu);
  for (size_t i = 0; i < count; i++) {
    set = set_conj_within(&work, set, values[i]);
    if (value_same(set, VALUE_ABSENT)) return set;
  }
  return set;
}
