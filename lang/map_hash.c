// SPDX-License-Identifier: MIT
// Hash tries: see map_hash.h. Recursion is as deep as the trie: at most 2 * (32 / MAP_BITS + 2).
#include "lang/map_hash.h"

#include "kernel/platform.h"

static value_t put(struct trie_change *change, value_t node, unsigned shift);
static value_t take(struct trie_change *change, value_t node, unsigned shift);

// --- Nodes --------------------------------------------------------------------------------------
static inline size_t node_words(const struct object *node) {
  return object_size(node) - object_extra(node);
}
static inline struct object *node_new(struct trie_change *change, size_t words, uint32_t data,
                                      uint32_t nodes) {
  uint32_t owned = change->token != 0;
  struct object *node = gc_allocate_extra(change->work->cpu, KIND_MAP_NODE, words + owned, owned);
  object_set_raw(node, 0, data | (uint64_t)nodes << 32);
  if (owned) object_initialize(node, words, value_of_fixnum((int64_t)change->token));
  return node;
}
static inline bool node_owned(const struct trie_change *change, const struct object *node) {
  return change->token != 0 && object_kind(node) == KIND_MAP_NODE && object_extra(node) == 1 &&
         object_raw(node, object_size(node) - 1) == change->token << 2;
}
// A node with one slot changed: the node itself when the change's transient owns it.
static value_t node_replace(struct trie_change *change, struct object *node, size_t slot,
                            value_t v) {
  if (node_owned(change, node)) {
    cell_write(change->work->cpu, node, &node->slots[slot], v);
    return value_of_object(node);
  }
  uint64_t bitmaps = object_raw(node, 0);
  size_t words = node_words(node);
  struct object *copy = node_new(change, words, (uint32_t)bitmaps, (uint32_t)(bitmaps >> 32));
  slots_copy(copy->slots + 1, node->slots + 1, words - 1);
  object_initialize(copy, slot, v);
  return value_of_object(copy);
}
static inline uint32_t chunk_of(uint32_t hash, unsigned shift) { return hash >> shift & MAP_MASK; }
static inline bool is_single(value_t node, unsigned entry_shift) {
  struct object *object = value_object(node);
  return object_kind(object) == KIND_MAP_NODE && object_raw(object, 0) >> 32 == 0 &&
         node_words(object) == (size_t)1 + ((size_t)1 << entry_shift);
}

// --- Entries ------------------------------------------------------------------------------------
void trie_change_start(struct trie_change *change, struct work *work, value_t key, uint32_t hash,
                       value_t v, unsigned entry_shift) {
  *change = (struct trie_change){.work = work,
                                 .key = key,
                                 .stored = key,
                                 .value = v,
                                 .existing = VALUE_ABSENT,
                                 .hash = hash,
                                 .match = TRIE_MATCH_EQUAL,
                                 .entry_shift = (uint8_t)entry_shift};
  if (likely(hash_is_cheap(key))) return;
  struct object *hashed = gc_allocate_extra(work->cpu, KIND_HASHED_KEY, 1, hash);
  object_initialize(hashed, 0, key);
  change->stored = value_of_object(hashed);
}

// Fixnums differ when their bits do; other pairs are asked.
static enum equality keys_equal(struct work *work, value_t key, uint32_t hash, bool seeded,
                                value_t stored) {
  if (value_same(key, stored)) return EQUALITY_YES;
  if (value_both_fixnum(key, stored)) return EQUALITY_NO;
  if (value_is_pointer(stored) && object_kind(value_object(stored)) == KIND_HASHED_KEY) {
    struct object *hashed = value_object(stored);
    if (!seeded && object_extra(hashed) != hash) return EQUALITY_NO;
    stored = object_slot(hashed, 0);
    if (value_same(key, stored)) return EQUALITY_YES;
  }
  return equality_within(work, key, stored);
}

static enum equality matches(struct trie_change *change, value_t stored) {
  switch (change->match) {
  case TRIE_MATCH_NONE:
    return EQUALITY_NO;
  case TRIE_MATCH_IDENTICAL:
    return gc_identical(change->work->cpu, trie_key(stored), change->existing) ? EQUALITY_YES
                                                                               : EQUALITY_NO;
  default:
    return keys_equal(change->work, change->key, change->hash, change->seeded, stored);
  }
}

static uint32_t stored_hash(struct trie_change *change, value_t stored) {
  if (change->seeded) return hash_seeded(change->work->cpu, trie_key(stored), change->seed);
  if (value_is_pointer(stored) && object_kind(value_object(stored)) == KIND_HASHED_KEY)
    return object_extra(value_object(stored));
  uint32_t hash = 0;
  struct work work = work_start(change->work->cpu);
  if (!hash_within(&work, stored, &hash)) PANIC("a map's key has no hash");
  return hash;
}

static inline void entry_copy(value_t *to, const value_t *entry, unsigned entry_shift) {
  slot_initialize(to, slot_read(entry));
  if (entry_shift) slot_initialize(to + 1, slot_read(entry + 1));
}
static inline void entry_new(struct trie_change *change, value_t *to) {
  slot_initialize(to, change->stored);
  if (change->entry_shift) slot_initialize(to + 1, change->value);
}

// A node of the old entry and the new one, whose hashes agree in all chunks before shift.
static value_t pair_new(struct trie_change *change, const value_t *entry, uint32_t entry_hash,
                        unsigned shift) {
  unsigned width = 1u << change->entry_shift;
  if (shift >= MAP_SHIFT_LIMIT) {
    struct object *node =
        gc_allocate(change->work->cpu, KIND_COLLISION_NODE, COLLISION_FIRST + 2 * width);
    object_initialize(node, COLLISION_HASH, value_of_fixnum(entry_hash));
    bool first = value_is_nil(change->stored); // Clojure keeps nil apart and shows it first
    entry_copy(&node->slots[COLLISION_FIRST + (first ? width : 0)], entry, change->entry_shift);
    entry_new(change, &node->slots[COLLISION_FIRST + (first ? 0 : width)]);
    return value_of_object(node);
  }
  uint32_t a = chunk_of(entry_hash, shift), b = chunk_of(change->hash, shift);
  if (a == b) {
    value_t child = pair_new(change, entry, entry_hash, shift + MAP_BITS);
    struct object *node = node_new(change, 2, 0, 1u << a);
    object_initialize(node, 1, child);
    return value_of_object(node);
  }
  struct object *node = node_new(change, 1 + 2 * width, 1u << a | 1u << b, 0);
  entry_copy(&node->slots[a < b ? 1 : 1 + width], entry, change->entry_shift);
  entry_new(change, &node->slots[a < b ? 1 + width : 1]);
  return value_of_object(node);
}

// --- Collision nodes ----------------------------------------------------------------------------
static size_t collision_count(const struct object *node, unsigned entry_shift) {
  return (object_size(node) - COLLISION_FIRST) >> entry_shift;
}

// The slot of the entry that matches in a flat node.
static const value_t *flat_find(struct trie_change *change, struct object *node, bool *unknown) {
  size_t count = collision_count(node, change->entry_shift);
  bool unsure = false;
  for (size_t i = 0; i < count; i++) {
    const value_t *entry = &node->slots[COLLISION_FIRST + (i << change->entry_shift)];
    switch (matches(change, slot_read(entry))) {
    case EQUALITY_YES:
      return entry;
    case EQUALITY_UNKNOWN:
      unsure = true;
      break;
    case EQUALITY_NO:
      break;
    }
  }
  *unknown |= unsure;
  return NULL;
}

static value_t flat_put(struct trie_change *change, struct object *node);

// A flat node that has grown too long, as a trie on the seeded hash with the new entry in it.
static value_t flat_to_trie(struct trie_change *change, struct object *node) {
  struct cpu *cpu = change->work->cpu;
  unsigned entry_shift = change->entry_shift;
  size_t count = collision_count(node, entry_shift);
  uint64_t seed = 0;
  platform_entropy(&seed, sizeof seed);
  seed >>= 4;
  struct trie_change inner = *change;
  inner.seeded = true;
  inner.seed = seed;
  inner.token = 0;
  inner.match = TRIE_MATCH_NONE;
  value_t root = VALUE_NIL;
  for (size_t i = 0; i <= count; i++) {
    if (i < count) {
      const value_t *entry = &node->slots[COLLISION_FIRST + (i << entry_shift)];
      inner.stored = slot_read(entry);
      inner.value = entry_shift ? slot_read(entry + 1) : VALUE_NIL;
    } else {
      inner.stored = change->stored;
      inner.value = change->value;
    }
    inner.hash = hash_seeded(cpu, trie_key(inner.stored), seed);
    root = trie_put(&inner, root);
  }
  struct object *trie = gc_allocate_extra(cpu, KIND_COLLISION_NODE, COLLISION_TRIE_SLOTS, 1);
  object_initialize(trie, COLLISION_HASH, object_slot(node, COLLISION_HASH));
  object_initialize(trie, COLLISION_SEED, value_of_fixnum((int64_t)seed));
  object_initialize(trie, COLLISION_ROOT, root);
  object_initialize(trie, COLLISION_COUNT, value_of_fixnum((int64_t)count + 1));
  return value_of_object(trie);
}

static value_t flat_put(struct trie_change *change, struct object *node) {
  struct cpu *cpu = change->work->cpu;
  unsigned entry_shift = change->entry_shift;
  size_t words = object_size(node), width = (size_t)1 << entry_shift;
  bool unknown = false;
  const value_t *entry = flat_find(change, node, &unknown);
  if (entry != NULL) {
    change->outcome = TRIE_SAME;
    if (entry_shift == 0 || value_same(slot_read(entry + 1), change->value))
      return value_of_object(node);
    change->outcome = TRIE_REPLACED;
    struct object *copy = gc_allocate(cpu, KIND_COLLISION_NODE, words);
    slots_copy(copy->slots, node->slots, words);
    slot_initialize(&copy->slots[entry - node->slots + 1], change->value);
    return value_of_object(copy);
  }
  if (unknown) {
    change->outcome = TRIE_UNKNOWN;
    return value_of_object(node);
  }
  change->outcome = TRIE_ADDED;
  if (!change->seeded && collision_count(node, entry_shift) >= MAP_COLLISION_LIMIT)
    return flat_to_trie(change, node);
  struct object *copy = gc_allocate(cpu, KIND_COLLISION_NODE, words + width);
  object_initialize(copy, COLLISION_HASH, object_slot(node, COLLISION_HASH));
  bool first = value_is_nil(change->stored);
  slots_copy(&copy->slots[COLLISION_FIRST + (first ? width : 0)], &node->slots[COLLISION_FIRST],
             words - COLLISION_FIRST);
  entry_new(change, &copy->slots[first ? COLLISION_FIRST : words]);
  return value_of_object(copy);
}

// A node of one entry, which the parent takes in.
static value_t single_new(struct trie_change *change, const value_t *entry, uint32_t bit) {
  struct object *node = node_new(change, 1 + ((size_t)1 << change->entry_shift), bit, 0);
  entry_copy(&node->slots[1], entry, change->entry_shift);
  return value_of_object(node);
}

static value_t flat_take(struct trie_change *change, struct object *node) {
  unsigned entry_shift = change->entry_shift;
  size_t words = object_size(node), width = (size_t)1 << entry_shift;
  bool unknown = false;
  const value_t *entry = flat_find(change, node, &unknown);
  if (entry == NULL) {
    change->outcome = unknown ? TRIE_UNKNOWN : TRIE_SAME;
    return value_of_object(node);
  }
  change->outcome = TRIE_REMOVED;
  size_t slot = (size_t)(entry - node->slots);
  if (collision_count(node, entry_shift) == 2)
    return single_new(change,
                      &node->slots[slot == COLLISION_FIRST ? slot + width : COLLISION_FIRST], 1);
  struct object *copy = gc_allocate(change->work->cpu, KIND_COLLISION_NODE, words - width);
  slots_copy(copy->slots, node->slots, slot);
  slots_copy(copy->slots + slot, node->slots + slot + width, words - slot - width);
  return value_of_object(copy);
}

// --- Collision tries ------------------------------------------------------------------------
struct trie_search {
  struct work *work;
  value_t key;
  uint32_t hash; // Clojure's
  unsigned entry_shift;
  bool candidates;       // count what may be equal instead of deciding
  size_t n;              // candidates to skip
  const value_t *result; // the entry found
  bool unknown;
};

// Looks at one entry; true when the search is over.
static bool search_entry(struct trie_search *search, const value_t *entry, bool seeded) {
  switch (keys_equal(search->work, search->key, search->hash, seeded, slot_read(entry))) {
  case EQUALITY_NO:
    return false;
  case EQUALITY_UNKNOWN:
    if (!search->candidates) {
      search->unknown = true;
      return false;
    }
    break;
  case EQUALITY_YES:
    break;
  }
  if (search->candidates && search->n-- > 0) return false;
  search->result = entry;
  return true;
}

static bool search_all(struct trie_search *search, struct object *node) {
  uint32_t index = 0;
  const value_t *entry;
  value_t child = VALUE_NIL;
  while (trie_node_step(node, &index, search->entry_shift, &entry, &child)) {
    if (entry != NULL ? search_entry(search, entry, false)
                      : search_all(search, value_object(child)))
      return true;
  }
  return false;
}

static bool search_path(struct trie_search *search, value_t node, uint32_t hash, bool seeded);

// Keys that C can hash a second time lie on the path of that hash, all others on path 0: a key of
// the first sort is looked for on both, one of the other sort everywhere.
static bool search_collision(struct trie_search *search, struct object *node) {
  if (object_extra(node) == 0) return search_all(search, node);
  uint64_t seed = (uint64_t)value_fixnum(object_slot(node, COLLISION_SEED));
  value_t root = object_slot(node, COLLISION_ROOT);
  uint32_t hash = hash_seeded(search->work->cpu, search->key, seed);
  if (hash == 0) return search_all(search, value_object(root));
  return search_path(search, root, hash, true) || search_path(search, root, 0, true);
}

static bool search_path(struct trie_search *search, value_t node, uint32_t hash, bool seeded) {
  for (unsigned shift = 0; shift < MAP_SHIFT_LIMIT; shift += MAP_BITS) {
    struct object *object = value_object(node);
    uint64_t bitmaps = object_raw(object, 0);
    uint32_t data = (uint32_t)bitmaps, nodes = (uint32_t)(bitmaps >> 32);
    uint32_t chunk = chunk_of(hash, shift), bit = 1u << chunk;
    if (nodes == UINT32_MAX) {
      node = object_slot(object, 1 + chunk);
      if (shift > 0) trie_prefetch_full(node);
      continue;
    }
    if (data & bit) {
      size_t slot = 1 + (bits_count(data & (bit - 1)) << search->entry_shift);
      return search_entry(search, &object->slots[slot], seeded);
    }
    if (!(nodes & bit)) return false;
    node = object_slot(object, 1 + (bits_count(data) << search->entry_shift) +
                                   bits_count(nodes & (bit - 1)));
    trie_prefetch_small(node);
  }
  struct object *object = value_object(node);
  return seeded ? search_all(search, object) : search_collision(search, object);
}

const value_t *trie_find(struct work *work, value_t root, value_t key, uint32_t hash,
                         unsigned entry_shift, bool *unknown) {
  if (value_is_nil(root)) return NULL;
  struct trie_search search = {.work = work, .key = key, .hash = hash, .entry_shift = entry_shift};
  search_path(&search, root, hash, false);
  if (search.result == NULL && search.unknown) *unknown = true;
  return search.result;
}

const value_t *trie_candidate(struct work *work, value_t root, value_t key, uint32_t hash, size_t n,
                              unsigned entry_shift) {
  if (value_is_nil(root)) return NULL;
  struct trie_search search = {.work = work,
                               .key = key,
                               .hash = hash,
                               .entry_shift = entry_shift,
                               .candidates = true,
                               .n = n};
  search_path(&search, root, hash, false);
  return search.result;
}

// The change that goes on inside a collision trie: which entry is meant is settled first. False
// when it cannot be.
static bool inner_change(struct trie_change *change, struct object *node,
                         struct trie_change *inner) {
  struct cpu *cpu = change->work->cpu;
  *inner = *change;
  inner->seeded = true;
  inner->token = 0;
  inner->seed = (uint64_t)value_fixnum(object_slot(node, COLLISION_SEED));
  if (change->match == TRIE_MATCH_EQUAL) {
    struct trie_search search = {.work = change->work,
                                 .key = change->key,
                                 .hash = change->hash,
                                 .entry_shift = change->entry_shift};
    search_collision(&search, node);
    if (search.result != NULL) {
      inner->match = TRIE_MATCH_IDENTICAL;
      inner->existing = trie_key(slot_read(search.result));
    } else if (search.unknown) {
      change->outcome = TRIE_UNKNOWN;
      return false;
    } else {
      inner->match = TRIE_MATCH_NONE;
    }
  }
  value_t key = inner->match == TRIE_MATCH_IDENTICAL ? inner->existing : inner->key;
  inner->hash = hash_seeded(cpu, key, inner->seed);
  return true;
}

static value_t collision_trie_with(struct trie_change *change, struct object *node, value_t root,
                                   int64_t more) {
  struct object *copy =
      gc_allocate_extra(change->work->cpu, KIND_COLLISION_NODE, COLLISION_TRIE_SLOTS, 1);
  slots_copy(copy->slots, node->slots, COLLISION_TRIE_SLOTS);
  object_initialize(copy, COLLISION_ROOT, root);
  int64_t count = value_fixnum(object_slot(node, COLLISION_COUNT)) + more;
  object_initialize(copy, COLLISION_COUNT, value_of_fixnum(count));
  return value_of_object(copy);
}

static value_t collision_put(struct trie_change *change, struct object *node) {
  if (object_extra(node) == 0) return flat_put(change, node);
  struct trie_change inner;
  if (!inner_change(change, node, &inner)) return value_of_object(node);
  value_t root = trie_put(&inner, object_slot(node, COLLISION_ROOT));
  change->outcome = inner.outcome;
  if (inner.outcome != TRIE_ADDED && inner.outcome != TRIE_REPLACED) return value_of_object(node);
  return collision_trie_with(change, node, root, inner.outcome == TRIE_ADDED);
}

static value_t collision_take(struct trie_change *change, struct object *node) {
  if (object_extra(node) == 0) return flat_take(change, node);
  struct trie_change inner;
  if (!inner_change(change, node, &inner)) return value_of_object(node);
  if (inner.match == TRIE_MATCH_NONE) {
    change->outcome = TRIE_SAME;
    return value_of_object(node);
  }
  value_t root = trie_remove(&inner, object_slot(node, COLLISION_ROOT));
  change->outcome = inner.outcome;
  if (inner.outcome != TRIE_REMOVED) return value_of_object(node);
  if (is_single(root, change->entry_shift)) return root;
  return collision_trie_with(change, node, root, -1);
}

// --- Putting ------------------------------------------------------------------------------------
// The entry at `slot` moves down into a new child with the new one.
static value_t push_down(struct trie_change *change, struct object *node, uint32_t data,
                         uint32_t nodes, uint32_t bit, size_t slot, unsigned shift) {
  size_t width = (size_t)1 << change->entry_shift;
  const value_t *entry = &node->slots[slot];
  value_t child = pair_new(change, entry, stored_hash(change, slot_read(entry)), shift + MAP_BITS);
  size_t words = node_words(node);
  size_t child_slot = 1 + (bits_count(data) << change->entry_shift) + bits_count(nodes & (bit - 1));
  struct object *copy = node_new(change, words - width + 1, data & ~bit, nodes | bit);
  slots_copy(copy->slots + 1, node->slots + 1, slot - 1);
  slots_copy(copy->slots + slot, node->slots + slot + width, child_slot - slot - width);
  object_initialize(copy, child_slot - width, child);
  slots_copy(copy->slots + child_slot - width + 1, node->slots + child_slot, words - child_slot);
  return value_of_object(copy);
}

static value_t put(struct trie_change *change, value_t node, unsigned shift) {
  struct object *object = value_object(node);
  if (unlikely(shift >= MAP_SHIFT_LIMIT))
    return change->seeded ? flat_put(change, object) : collision_put(change, object);
  uint64_t bitmaps = object_raw(object, 0);
  uint32_t data = (uint32_t)bitmaps, nodes = (uint32_t)(bitmaps >> 32);
  uint32_t bit = 1u << chunk_of(change->hash, shift);
  unsigned entry_shift = change->entry_shift;
  if (nodes & bit) {
    size_t slot = 1 + (bits_count(data) << entry_shift) + bits_count(nodes & (bit - 1));
    value_t child = object_slot(object, slot);
    value_t new_child = put(change, child, shift + MAP_BITS);
    if (value_same(child, new_child)) return node;
    return node_replace(change, object, slot, new_child);
  }
  size_t slot = 1 + (bits_count(data & (bit - 1)) << entry_shift);
  if (data & bit) {
    switch (matches(change, object_slot(object, slot))) {
    case EQUALITY_YES:
      change->outcome = TRIE_SAME;
      if (entry_shift == 0 || value_same(object_slot(object, slot + 1), change->value)) return node;
      change->outcome = TRIE_REPLACED;
      return node_replace(change, object, slot + 1, change->value);
    case EQUALITY_UNKNOWN:
      change->outcome = TRIE_UNKNOWN;
      return node;
    case EQUALITY_NO:
      break;
    }
    change->outcome = TRIE_ADDED;
    return push_down(change, object, data, nodes, bit, slot, shift);
  }
  change->outcome = TRIE_ADDED;
  size_t words = node_words(object), width = (size_t)1 << entry_shift;
  struct object *copy = node_new(change, words + width, data | bit, nodes);
  slots_copy(copy->slots + 1, object->slots + 1, slot - 1);
  entry_new(change, copy->slots + slot);
  slots_copy(copy->slots + slot + width, object->slots + slot, words - slot);
  return value_of_object(copy);
}

value_t trie_put(struct trie_change *change, value_t root) {
  if (likely(!value_is_nil(root))) return put(change, root, 0);
  change->outcome = TRIE_ADDED;
  struct object *node =
      node_new(change, 1 + ((size_t)1 << change->entry_shift), 1u << chunk_of(change->hash, 0), 0);
  entry_new(change, &node->slots[1]);
  return value_of_object(node);
}

// --- Removing -----------------------------------------------------------------------------------
// The child at `slot` has shrunk to one entry, which moves up.
static value_t pull_up(struct trie_change *change, struct object *node, uint32_t data,
                       uint32_t nodes, uint32_t bit, size_t slot, struct object *child) {
  size_t width = (size_t)1 << change->entry_shift;
  size_t words = node_words(node);
  size_t entry_slot = 1 + (bits_count(data & (bit - 1)) << change->entry_shift);
  struct object *copy = node_new(change, words + width - 1, data | bit, nodes & ~bit);
  slots_copy(copy->slots + 1, node->slots + 1, entry_slot - 1);
  entry_copy(copy->slots + entry_slot, &child->slots[1], change->entry_shift);
  slots_copy(copy->slots + entry_slot + width, node->slots + entry_slot, slot - entry_slot);
  slots_copy(copy->slots + slot + width, node->slots + slot + 1, words - slot - 1);
  return value_of_object(copy);
}

// The node without the entry; nil when it was the only one.
static value_t take(struct trie_change *change, value_t node, unsigned shift) {
  struct object *object = value_object(node);
  if (unlikely(shift >= MAP_SHIFT_LIMIT))
    return change->seeded ? flat_take(change, object) : collision_take(change, object);
  uint64_t bitmaps = object_raw(object, 0);
  uint32_t data = (uint32_t)bitmaps, nodes = (uint32_t)(bitmaps >> 32);
  uint32_t bit = 1u << chunk_of(change->hash, shift);
  unsigned entry_shift = change->entry_shift;
  if (nodes & bit) {
    size_t slot = 1 + (bits_count(data) << entry_shift) + bits_count(nodes & (bit - 1));
    value_t child = object_slot(object, slot);
    value_t new_child = take(change, child, shift + MAP_BITS);
    if (change->outcome != TRIE_REMOVED) return node;
    if (is_single(new_child, entry_shift)) {
      // Nothing else here: the single entry goes further up.
      if (data == 0 && nodes == bit && shift > 0)
        return single_new(change, &value_object(new_child)->slots[1], 1);
      return pull_up(change, object, data, nodes, bit, slot, value_object(new_child));
    }
    if (value_same(child, new_child)) return node;
    return node_replace(change, object, slot, new_child);
  }
  change->outcome = TRIE_SAME;
  if (!(data & bit)) return node;
  size_t slot = 1 + (bits_count(data & (bit - 1)) << entry_shift);
  switch (matches(change, object_slot(object, slot))) {
  case EQUALITY_NO:
    return node;
  case EQUALITY_UNKNOWN:
    change->outcome = TRIE_UNKNOWN;
    return node;
  case EQUALITY_YES:
    break;
  }
  change->outcome = TRIE_REMOVED;
  size_t words = node_words(object), width = (size_t)1 << entry_shift;
  if (words == 1 + width) return VALUE_NIL;
  struct object *copy = node_new(change, words - width, data & ~bit, nodes);
  slots_copy(copy->slots + 1, object->slots + 1, slot - 1);
  slots_copy(copy->slots + slot, object->slots + slot + width, words - slot - width);
  return value_of_object(copy);
}

value_t trie_remove(struct trie_change *change, value_t root) {
  change->outcome = TRIE_SAME;
  return value_is_nil(root) ? root : take(change, root, 0);
}
