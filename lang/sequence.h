// SPDX-License-Identifier: MIT
// Sequences: one protocol over everything that has a first and a rest, and the kinds of seqs.
//
//   KIND_VECTOR_SEQ    meta, vector (KIND_VECTOR), leaf node, fixnum index; extra: its bound
//     flags            VECTOR_SEQ_OF_SUBVECTOR, ...: such seqs are not chunked
//     bound            one past the last index; descending: the last index
//   KIND_ARRAY_SEQ     meta, KIND_CHUNK, fixnum index
//   KIND_STRING_SEQ    meta, string, fixnum byte offset, fixnum index
//   KIND_MAP_SEQ       meta, node, fixnum slot << 32 | position after it, outer frame or nil;
//                      extra: enum map_seq_mode
//   KIND_TREE_SEQ      meta, stack of tree nodes (conses); extra: enum map_seq_mode,
//                      | TREE_SEQ_DESCENDING
//   KIND_RANGE         meta, fixnum start, fixnum step, fixnum count (> 0)
//   KIND_REPEAT        meta, fixnum count (-1: without end), value
//   KIND_CHUNKED_CONS  meta, chunk, fixnum index, rest
//   KIND_CHUNK         values; a full leaf node of a vector serves as a chunk too
//   KIND_CHUNK_BUFFER  fixnum count, epoch, values ...: a local cell (lang/cell.h)
//   KIND_LAZY_SEQ      state, content, meta: see sequence_lazy.c
// "Seq" below means an object of one of these kinds, a list or a cons, never empty, never lazy.
#ifndef NACRE_LANG_SEQUENCE_H
#define NACRE_LANG_SEQUENCE_H

#include "lang/collections.h"
#include "lang/list.h"
#include "lang/primitive.h"

enum { SEQ_META }; // the metadata slot of every seq but lazy ones
enum { VECTOR_SEQ_VECTOR = 1, VECTOR_SEQ_NODE, VECTOR_SEQ_INDEX, VECTOR_SEQ_SLOTS };
enum {
  VECTOR_SEQ_OF_SUBVECTOR = OBJECT_USER_1,
  VECTOR_SEQ_OF_ARRAY = OBJECT_USER_2,
  VECTOR_SEQ_DESCENDING = OBJECT_USER_1 | OBJECT_USER_2
};
enum { ARRAY_SEQ_ARRAY = 1, ARRAY_SEQ_INDEX, ARRAY_SEQ_SLOTS };
enum { STRING_SEQ_STRING = 1, STRING_SEQ_OFFSET, STRING_SEQ_INDEX, STRING_SEQ_SLOTS };
enum { MAP_SEQ_NODE = 1, MAP_SEQ_PLACE, MAP_SEQ_OUTER, MAP_SEQ_SLOTS };
enum { TREE_SEQ_STACK = 1, TREE_SEQ_SLOTS };
enum { RANGE_START = 1, RANGE_STEP, RANGE_COUNT, RANGE_SLOTS };
enum { REPEAT_COUNT = 1, REPEAT_VALUE, REPEAT_SLOTS };
enum { CHUNKED_CONS_CHUNK = 1, CHUNKED_CONS_INDEX, CHUNKED_CONS_REST, CHUNKED_CONS_SLOTS };
enum { CHUNK_BUFFER_COUNT, CHUNK_BUFFER_EPOCH, CHUNK_BUFFER_FIRST };
enum { LAZY_SEQ_STATE, LAZY_SEQ_CONTENT, LAZY_SEQ_META, LAZY_SEQ_SLOTS };
enum map_seq_mode { MAP_SEQ_ENTRIES, MAP_SEQ_KEYS, MAP_SEQ_VALUES, MAP_SEQ_ELEMENTS };
enum { TREE_SEQ_DESCENDING = 4 };
enum { SEQUENCE_CHUNK = 32 };
// Flags of seqs that are made like any other and have another type: conses of iterate and cycle,
// chunks of a range of what are no longs.
enum { SEQ_IS_ITERATE = OBJECT_USER_1, SEQ_IS_CYCLE = OBJECT_USER_2, SEQ_IS_RANGE = OBJECT_USER_1 };

// --- What kinds are ---------------------------------------------------------------------------
enum collection_class {
  CLASS_COLLECTION = 1,
  CLASS_SEQ = 2,
  CLASS_SEQUENTIAL = 4,
  CLASS_LIST = 8, // `list?`
  CLASS_VECTOR = 16,
  CLASS_MAP = 32,
  CLASS_SET = 64,
  CLASS_COUNTED = 128,
  CLASS_ASSOCIATIVE = 256,
  CLASS_REVERSIBLE = 512,
  CLASS_SORTED = 1024,
  CLASS_TRANSIENT = 2048,
  CLASS_USER = 4096, // instances and records: Lisp knows
};
extern const uint16_t collection_classes[KIND_LIMIT];
static inline bool value_is_class(value_t v, unsigned classes) {
  return (collection_classes[value_kind(v)] & classes) != 0;
}

// --- The protocol -----------------------------------------------------------------------------
// A seq over v, nil when there is nothing in it, VALUE_ABSENT when Lisp must decide (an unrealised
// lazy seq, a user-defined type, an array). Raises ERROR_ARGUMENT for what is no collection.
value_t seq_try(struct cpu *cpu, value_t v);
value_t seq_first(struct cpu *cpu, value_t seq);
// What follows the first: a seq, a lazy seq, a list, an empty list or nil; never asks Lisp.
value_t seq_rest(struct cpu *cpu, value_t seq);
// seq_try of the rest.
value_t seq_next_try(struct cpu *cpu, value_t seq);
// The number of elements if it is known without walking, else -1.
int64_t seq_count_known(value_t v);

// Whole collections as seqs; nil when empty.
value_t vector_seq(struct cpu *cpu, value_t vector);
value_t vector_rseq(struct cpu *cpu, value_t vector);
value_t vector_array_seq(struct cpu *cpu, value_t vector); // as of an array that holds the elements
value_t map_seq(struct cpu *cpu, value_t map_or_set, enum map_seq_mode mode);
value_t map_rseq(struct cpu *cpu, value_t sorted, enum map_seq_mode mode); // sorted ones
value_t string_seq(struct cpu *cpu, value_t string);
value_t array_seq(struct cpu *cpu, const value_t *values, size_t count);        // copies the values
value_t range_new(struct cpu *cpu, int64_t start, int64_t step, int64_t count); // () when 0
value_t repeat_new(struct cpu *cpu, int64_t count, value_t v);
// A seq from a sorted collection's node at the end of `path` on (lang/sorted.h).
value_t tree_seq_from(struct cpu *cpu, value_t sorted, uint64_t path, bool descending);

// --- Pieces of the protocol by kind (sequence_map.c, sequence_lazy.c, chunk.c) ------------------
value_t map_seq_first(struct cpu *cpu, struct object *seq);
value_t map_seq_next(struct cpu *cpu, struct object *seq);
value_t tree_seq_first(struct cpu *cpu, struct object *seq);
value_t tree_seq_next(struct cpu *cpu, struct object *seq);
// Key and value that a map seq or tree seq stands on; in a set both are the element.
void map_seq_entry(struct object *seq, value_t *key, value_t *v);
// The seq (or nil) of a realised lazy seq, else VALUE_ABSENT.
value_t lazy_seq_resolve(struct cpu *cpu, value_t lazy);
value_t lazy_seq_new(struct cpu *cpu, value_t thunk);
// A lazy seq that is realised from birth.
value_t lazy_seq_of(struct cpu *cpu, value_t seq, value_t meta);
// The thunk to run, claimed by the running thread; nil when it has been run (lazy_seq_link has the
// answer). ERROR_STATE when the claim is the thread's own already.
value_t lazy_seq_claim(struct cpu *cpu, value_t lazy);
// Stores the thunk's answer, a seq or nil or another lazy seq, unless somebody was faster; answers
// what is stored. root: the lazy seq at the head of the chain of links, which is led to the same.
value_t lazy_seq_store(struct cpu *cpu, value_t lazy, value_t answer, value_t root);
value_t lazy_seq_link(value_t lazy);
void lazy_seq_release(struct cpu *cpu, value_t lazy);

// --- Chunks -----------------------------------------------------------------------------------
size_t chunk_count(value_t chunk);
value_t chunk_from_array(struct cpu *cpu, const value_t *values, size_t count);
bool seq_is_chunked(value_t seq);
value_t seq_chunk_first(struct cpu *cpu, value_t seq);
value_t seq_chunk_rest(struct cpu *cpu, value_t seq);
value_t chunked_cons_new(struct cpu *cpu, value_t chunk, value_t rest); // rest: as in cons_new

value_t chunk_buffer_new(struct cpu *cpu, size_t capacity);
size_t chunk_buffer_count(struct cpu *cpu, value_t buffer);
// Raises ERROR_INDEX when the buffer is full.
void chunk_buffer_append(struct cpu *cpu, value_t buffer, value_t v);
// What is in the buffer, as a chunk; the buffer is empty then.
value_t chunk_buffer_chunk(struct cpu *cpu, value_t buffer);

// --- Walking without allocating where that can be ------------------------------------------------
enum sequence_step { SEQUENCE_END, SEQUENCE_VALUE, SEQUENCE_UNKNOWN };
struct sequence_cursor {
  struct cpu *cpu;
  value_t rest;       // what follows the run; a KIND_VECTOR goes on from `index`
  const value_t *run; // values at hand
  size_t run_left;
  size_t index, end;
};
// collection: anything sequential, nil, maps and sets too.
void sequence_cursor_start(struct sequence_cursor *cursor, struct cpu *cpu, value_t collection);
enum sequence_step sequence_cursor_load(struct sequence_cursor *cursor, value_t *v);
static inline enum sequence_step sequence_cursor_next(struct sequence_cursor *cursor, value_t *v) {
  if (cursor->run_left == 0) return sequence_cursor_load(cursor, v);
  cursor->run_left--;
  *v = slot_read(cursor->run++);
  return SEQUENCE_VALUE;
}
// What is left: a seq, lazy seq, list or nil.
value_t sequence_cursor_rest(struct sequence_cursor *cursor);

// --- Fast paths for the VM ----------------------------------------------------------------------
// first and next of the commonest kinds; VALUE_ABSENT: call seq_first / seq_next_try instead.
static inline value_t seq_first_fast(value_t v) {
  if (!value_is_pointer(v)) return VALUE_ABSENT;
  struct object *object = value_object(v);
  enum kind kind = object_kind(object);
  return kind == KIND_LIST || kind == KIND_CONS ? object_slot(object, LIST_FIRST) : VALUE_ABSENT;
}
static inline value_t seq_rest_fast(value_t v) {
  if (!value_is_pointer(v)) return VALUE_ABSENT;
  struct object *object = value_object(v);
  return object_kind(object) == KIND_LIST ? object_slot(object, LIST_REST) : VALUE_ABSENT;
}
static inline value_t seq_next_fast(value_t v) {
  value_t rest = seq_rest_fast(v);
  return value_is_kind(rest, KIND_EMPTY_LIST) ? VALUE_NIL : rest;
}

extern const struct primitive sequence_primitives[];

#endif
