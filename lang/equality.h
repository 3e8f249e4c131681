// SPDX-License-Identifier: MIT
// Equality and hashing within a leaf's bounds. A piece of work is shared by all that one leaf
// compares and hashes, so that nested look-ups cannot multiply their bounds.
#ifndef NACRE_LANG_EQUALITY_H
#define NACRE_LANG_EQUALITY_H

#include "lang/collections.h"
#include "lang/primitive.h"

enum { WORK_DEPTH = 32, WORK_STEPS = 8192 };

struct work {
  struct cpu *cpu;
  int32_t steps; // left; below zero the answer is "unknown"
  int32_t depth; // nesting left
};
static inline struct work work_start(struct cpu *cpu) {
  return (struct work){cpu, WORK_STEPS, WORK_DEPTH};
}

enum equality equality_within(struct work *work, value_t a, value_t b);
// The lazy seq that Clojure realises before it finds the two of different kinds, nil when there is
// none: the first, or the second where the first is no collection.
value_t equality_waits_for(struct cpu *cpu, value_t a, value_t b);
bool hash_within(struct work *work, value_t v, uint32_t *hash);

// What the two cannot finish: leaves' answers that go on in steps, or ask Lisp where user-defined
// types and lazy seqs stand in the way (equality_deep.c, hash_deep.c). Depth costs memory only.
value_t equality_deep(struct cpu *cpu, value_t a, value_t b);
value_t hash_deep(struct cpu *cpu, value_t v); // not itself of a user-defined type

// Keys that are equal to nothing but the same bits: fixnums apart (a BigInt may be equal).
static inline bool value_equal_by_identity(value_t v) {
  if (!value_is_pointer(v)) return (v.bits & 7) == VALUE_TAG_IMMEDIATE;
  enum kind kind = object_kind(value_object(v));
  return kind == KIND_KEYWORD || kind == KIND_VAR || kind == KIND_TYPE;
}
// The hash of the object that v is, whatever is in it.
uint32_t hash_identity(struct cpu *cpu, value_t v);
// Is the hash of v at hand or a matter of a few instructions, never asking Lisp? Map nodes keep
// the hash of all other keys.
bool hash_is_cheap(value_t v);
// A second hash, independent of Clojure's and seeded: for keys that collide. Equal values have
// equal ones; 0 where C cannot look inside, and only there.
uint32_t hash_seeded(struct cpu *cpu, value_t v, uint64_t seed);

// Clojure's compare. False when only Lisp can tell; raises ERROR_TYPE for what has no order.
// compare_within shares in the work.
bool compare_within(struct work *work, value_t a, value_t b, int *order);
bool compare_try(struct cpu *cpu, value_t a, value_t b, int *order);
// Is v something that compare takes? Not to be asked of a user-defined type.
bool compare_has_order(value_t v);

extern const struct primitive equality_primitives[];
extern const struct primitive equality_deep_primitives[];
extern const struct primitive hash_deep_primitives[];

#endif
