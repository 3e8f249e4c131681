// SPDX-License-Identifier: MIT
// Hash tries: CHAMP (Steindorfer & Vinju 2015) under maps and sets, in Clojure's order.
//
//   KIND_MAP_NODE   raw word: data bitmap (low 32), node bitmap (high 32); then the entries of
//                   the data bitmap, then the children of the node bitmap, both in bit order.
//                   An entry is key, value in maps and key alone in sets.
//     header extra 1: made by a transient: its token stands in the last word
//   KIND_HASHED_KEY key; header extra: its hash. Stands for a key whose hash is not cheap.
//   KIND_COLLISION_NODE below the last level, where all 32 bits are equal:
//     header extra 0: fixnum hash, entries ... in insertion order (nil first, as in Clojure)
//     header extra 1: fixnum hash, fixnum seed, root of a trie on hash_seeded, fixnum count
// A node other than the root has at least two entries below it.
#ifndef NACRE_LANG_MAP_HASH_H
#define NACRE_LANG_MAP_HASH_H

#include "lang/equality.h"
#include "lang/slots.h"

#ifndef MAP_BITS
#define MAP_BITS 5
#endif
enum {
  MAP_WIDTH = 1 << MAP_BITS,
  MAP_MASK = MAP_WIDTH - 1,
  MAP_SHIFT_LIMIT = (32 + MAP_BITS - 1) / MAP_BITS * MAP_BITS, // no hash bits left
  MAP_COLLISION_LIMIT = 8,                                     // entries in a flat collision node
};
enum { COLLISION_HASH, COLLISION_FIRST };
enum { COLLISION_SEED = 1, COLLISION_ROOT, COLLISION_COUNT, COLLISION_TRIE_SLOTS };

enum trie_match {
  TRIE_MATCH_EQUAL,     // the entry whose key equals key
  TRIE_MATCH_IDENTICAL, // the entry whose key is identical to `existing`
  TRIE_MATCH_NONE,      // no entry: the key is known to be new
};
enum trie_outcome { TRIE_SAME, TRIE_ADDED, TRIE_REPLACED, TRIE_REMOVED, TRIE_UNKNOWN };

// One change of a trie.
struct trie_change {
  struct work *work;
  value_t key;    // as the user sees it
  value_t stored; // as the node holds it: key, or its KIND_HASHED_KEY
  value_t value;
  value_t existing;
  uint32_t hash;
  uint8_t match;        // enum trie_match
  uint8_t entry_shift;  // log2 of the words in an entry: 1 in maps, 0 in sets
  uint8_t outcome;      // enum trie_outcome
  bool seeded;          // in a trie below a collision: hashes are hash_seeded with seed
  uint64_t seed, token; // token: of the transient that may write in place, or 0
};

static inline value_t trie_key(value_t stored) {
  if (value_is_pointer(stored) && object_kind(value_object(stored)) == KIND_HASHED_KEY)
    return object_slot(value_object(stored), 0);
  return stored;
}

// In a large map time goes into waiting for memory, so a walk asks for all cache lines of the node
// it comes to, before it knows which of them it needs. Below a full node are large ones; below
// others, which hold entries themselves, are small ones.
static inline void trie_prefetch_full(value_t node) {
  for (size_t offset = 0; offset <= 8 * (2 + MAP_WIDTH); offset += 64)
    __builtin_prefetch((const char *)value_object(node) + offset);
}
static inline void trie_prefetch_small(value_t node) {
  __builtin_prefetch(value_object(node));
  __builtin_prefetch((const char *)value_object(node) + 64);
}

// Sets up a change: computes `stored`. The hash is of key.
void trie_change_start(struct trie_change *change, struct work *work, value_t key, uint32_t hash,
                       value_t v, unsigned entry_shift);
// The root after putting or removing; the same root when nothing changed. root may be nil. With
// outcome TRIE_UNKNOWN nothing has changed and Lisp must decide.
value_t trie_put(struct trie_change *change, value_t root);
value_t trie_remove(struct trie_change *change, value_t root);

// The slot of the entry whose key equals key, NULL when there is none.
const value_t *trie_find(struct work *work, value_t root, value_t key, uint32_t hash,
                         unsigned entry_shift, bool *unknown);
// The slot of the nth entry whose key may be equal to key and has its hash.
const value_t *trie_candidate(struct work *work, value_t root, value_t key, uint32_t hash, size_t n,
                              unsigned entry_shift);

// --- Walking, for cursors and seqs ----------------------------------------------------------
// One step in a node from position `index` (0 at first) on: gives an entry slot or a child to walk,
// and the position after it. False at the node's end.
static inline bool trie_node_step(struct object *node, uint32_t *index, unsigned entry_shift,
                                  const value_t **entry, value_t *child) {
  if (likely(object_kind(node) == KIND_MAP_NODE)) {
    uint64_t bitmaps = object_raw(node, 0);
    uint32_t data = (uint32_t)bitmaps, nodes = (uint32_t)(bitmaps >> 32);
    uint32_t left = *index < 32 ? (data | nodes) >> *index << *index : 0;
    if (left == 0) return false;
    uint32_t bit = left & -left;
    *index = (uint32_t)__builtin_ctz(left) + 1;
    if (data & bit) {
      *entry = &node->slots[1 + (bits_count(data & (bit - 1)) << entry_shift)];
    } else {
      *entry = NULL;
      *child =
          object_slot(node, 1 + (bits_count(data) << entry_shift) + bits_count(nodes & (bit - 1)));
    }
    return true;
  }
  if (object_extra(node) == 0) {
    size_t slot = COLLISION_FIRST + ((size_t)*index << entry_shift);
    if (slot >= object_size(node)) return false;
    *entry = &node->slots[slot];
  } else {
    if (*index > 0) return false;
    *entry = NULL;
    *child = object_slot(node, COLLISION_ROOT);
  }
  ++*index;
  return true;
}

#endif
