// SPDX-License-Identifier: MIT
// The primitives over sequences, and those that ask or read any collection.
#include "lang/sequence.h"

#include "lang/collection.h"
#include "lang/map.h"
#include "lang/number.h"
#include "lang/queue.h"
#include "lang/symbol.h"
#include "lang/type.h"
#include "lang/vector.h"

#define PRIMITIVE(name) static value_t name(struct cpu *cpu, const value_t *args, uint32_t count)
#define UNUSED_COUNT (void)count

// --- The protocol
// ---------------------------------------------------------------------------------
PRIMITIVE(do_seq) {
  UNUSED_COUNT;
  return collection_seq(cpu, args[0]);
}
PRIMITIVE(do_first) {
  UNUSED_COUNT;
  return collection_first(cpu, args[0]);
}
PRIMITIVE(do_rest) {
  UNUSED_COUNT;
  return collection_rest(cpu, args[0]);
}
PRIMITIVE(do_next) {
  UNUSED_COUNT;
  return collection_next(cpu, args[0]);
}
PRIMITIVE(do_cons) {
  UNUSED_COUNT;
  return collection_cons(cpu, args[0], args[1]);
}
PRIMITIVE(do_count) {
  UNUSED_COUNT;
  return collection_count(cpu, args[0]);
}
PRIMITIVE(do_nth) {
  return collection_nth(cpu, args[0], args[1], count > 2 ? args[2] : VALUE_ABSENT);
}
PRIMITIVE(do_get) { return collection_get(cpu, args[0], args[1], count > 2 ? args[2] : VALUE_NIL); }
static value_t seq_flagged(value_t seq, unsigned flag) {
  struct object *object = value_object(seq); // fresh: nobody else has seen it
  object_set_header(object, object_header(object) | (uint64_t)flag << 8);
  return seq;
}
PRIMITIVE(do_cons_iterate) {
  UNUSED_COUNT;
  return seq_flagged(cons_new(cpu, args[0], args[1]), SEQ_IS_ITERATE);
}
PRIMITIVE(do_cons_cycle) {
  UNUSED_COUNT;
  return seq_flagged(cons_new(cpu, args[0], args[1]), SEQ_IS_CYCLE);
}
PRIMITIVE(do_chunk_cons_range) {
  UNUSED_COUNT;
  if (!value_is_kind(args[0], KIND_CHUNK) || chunk_count(args[0]) == 0)
    error_raise(cpu, ERROR_ARGUMENT, "chunk-cons-range: no elements");
  return seq_flagged(chunked_cons_new(cpu, args[0], args[1]), SEQ_IS_RANGE);
}
PRIMITIVE(do_contains) {
  UNUSED_COUNT;
  return collection_contains(cpu, args[0], args[1]);
}
PRIMITIVE(do_find) {
  UNUSED_COUNT;
  return collection_find(cpu, args[0], args[1]);
}
PRIMITIVE(do_conj_then) {
  UNUSED_COUNT;
  return collection_each_then(cpu, args, collection_conj, do_conj_then);
}
PRIMITIVE(do_conj) {
  if (likely(count == 2)) {
    if (value_is_kind(args[0], KIND_VECTOR))
      return vector_conj_plain(cpu, value_object(args[0]), args[1]);
    return collection_conj(cpu, args[0], args[1]);
  }
  if (count == 0) return vector_empty(cpu);
  return collection_each(cpu, args[0], args + 1, count - 1, collection_conj, do_conj_then);
}
PRIMITIVE(do_peek) {
  UNUSED_COUNT;
  return collection_peek(cpu, args[0]);
}
PRIMITIVE(do_pop) {
  UNUSED_COUNT;
  return collection_pop(cpu, args[0]);
}
PRIMITIVE(do_empty) {
  UNUSED_COUNT;
  return collection_empty(cpu, args[0]);
}
PRIMITIVE(do_array_seq) {
  UNUSED_COUNT;
  return vector_array_seq(cpu, args[0]);
}
PRIMITIVE(do_rseq) {
  UNUSED_COUNT;
  switch (value_kind(args[0])) {
  case KIND_VECTOR:
  case KIND_SUBVECTOR:
  case KIND_MAP_ENTRY:
    return vector_rseq(cpu, args[0]);
  case KIND_SORTED_MAP:
    return map_rseq(cpu, args[0], MAP_SEQ_ENTRIES);
  case KIND_SORTED_SET:
    return map_rseq(cpu, args[0], MAP_SEQ_ELEMENTS);
  default:
    break;
  }
  if (value_is_nil(args[0])) error_raise(cpu, ERROR_NIL, "rseq of nil");
  if (value_is_class(args[0], CLASS_USER)) return hook_call(cpu, HOOK_RSEQ, 1, args);
  error_raise(cpu, ERROR_TYPE, "%T cannot be cast to Reversible: rseq of %V", args[0], args[0]);
}

// --- What is it?
// ----------------------------------------------------------------------------------
static value_t ask(struct cpu *cpu, value_t v, unsigned classes, enum type_predicate predicate) {
  unsigned found = collection_classes[value_kind(v)];
  if (likely(!(found & CLASS_USER))) return value_boolean(found & classes);
  return value_boolean(type_answers(cpu, type_of(cpu, v), predicate));
}

PRIMITIVE(is_seq) {
  UNUSED_COUNT;
  return ask(cpu, args[0], CLASS_SEQ, PREDICATE_SEQ);
}
PRIMITIVE(is_collection) {
  UNUSED_COUNT;
  return ask(cpu, args[0], CLASS_COLLECTION, PREDICATE_COLLECTION);
}
PRIMITIVE(is_sequential) {
  UNUSED_COUNT;
  return ask(cpu, args[0], CLASS_SEQUENTIAL, PREDICATE_SEQUENTIAL);
}
PRIMITIVE(is_associative) {
  UNUSED_COUNT;
  return ask(cpu, args[0], CLASS_ASSOCIATIVE, PREDICATE_ASSOCIATIVE);
}
PRIMITIVE(is_counted) {
  UNUSED_COUNT;
  if (value_is_kind(args[0], KIND_MAP_SEQ)) // counted over array maps, as in Clojure
    return value_boolean(value_is_map(object_slot(value_object(args[0]), MAP_SEQ_NODE)) &&
                         object_extra(value_object(args[0])) == MAP_SEQ_ENTRIES);
  return ask(cpu, args[0], CLASS_COUNTED, PREDICATE_COUNTED);
}
PRIMITIVE(is_reversible) {
  UNUSED_COUNT;
  return ask(cpu, args[0], CLASS_REVERSIBLE, PREDICATE_REVERSIBLE);
}
PRIMITIVE(is_sorted) {
  UNUSED_COUNT;
  return ask(cpu, args[0], CLASS_SORTED, PREDICATE_SORTED);
}
PRIMITIVE(is_indexed) {
  UNUSED_COUNT;
  if (value_is_kind(args[0], KIND_TRANSIENT_VECTOR)) return VALUE_TRUE;
  return ask(cpu, args[0], CLASS_VECTOR, PREDICATE_INDEXED);
}
PRIMITIVE(is_list) {
  UNUSED_COUNT;
  if (list_is_of_arguments(args[0])) return VALUE_FALSE;
  return ask(cpu, args[0], CLASS_LIST, PREDICATE_LIST);
}
PRIMITIVE(is_map) {
  UNUSED_COUNT;
  return ask(cpu, args[0], CLASS_MAP, PREDICATE_MAP);
}
PRIMITIVE(is_set) {
  UNUSED_COUNT;
  return ask(cpu, args[0], CLASS_SET, PREDICATE_SET);
}
PRIMITIVE(is_vector) {
  UNUSED_COUNT;
  return ask(cpu, args[0], CLASS_VECTOR, PREDICATE_VECTOR);
}

// --- Keys and values
// ------------------------------------------------------------------------------
static value_t keys_or_values(struct cpu *cpu, value_t v, enum map_seq_mode mode, enum hook hook) {
  if (value_is_map(v)) return map_seq(cpu, v, mode);
  if (value_is_class(v, CLASS_USER)) return hook_call(cpu, hook, 1, &v);
  value_t seq = seq_try(cpu, v);
  return value_is_nil(seq) ? seq : hook_call(cpu, hook, 1, &v);
}
PRIMITIVE(do_keys) {
  UNUSED_COUNT;
  return keys_or_values(cpu, args[0], MAP_SEQ_KEYS, HOOK_KEYS);
}
PRIMITIVE(do_vals) {
  UNUSED_COUNT;
  return keys_or_values(cpu, args[0], MAP_SEQ_VALUES, HOOK_VALS);
}
static void check_entry(struct cpu *cpu, value_t v) {
  if (value_is_kind(v, KIND_MAP_ENTRY)) return;
  if (value_is_nil(v)) error_raise(cpu, ERROR_NIL, "nil is no map entry");
  error_raise(cpu, ERROR_TYPE, "%T cannot be cast to Map$Entry: %V", v, v);
}
PRIMITIVE(do_key) {
  UNUSED_COUNT;
  if (value_is_class(args[0], CLASS_USER)) return hook_call(cpu, HOOK_KEY, 1, args);
  check_entry(cpu, args[0]);
  return map_entry_key(args[0]);
}
PRIMITIVE(do_val) {
  UNUSED_COUNT;
  if (value_is_class(args[0], CLASS_USER)) return hook_call(cpu, HOOK_VAL, 1, args);
  check_entry(cpu, args[0]);
  return map_entry_value(args[0]);
}
PRIMITIVE(is_map_entry) {
  (void)cpu;
  UNUSED_COUNT;
  return value_boolean(value_is_kind(args[0], KIND_MAP_ENTRY));
}
PRIMITIVE(do_map_entry_new) {
  UNUSED_COUNT;
  return map_entry_new(cpu, args[0], args[1]);
}

// --- Ranges, queues, reduced
// ----------------------------------------------------------------------
PRIMITIVE(do_range_new) {
  UNUSED_COUNT;
  int64_t start = number_to_index(cpu, args[0], "the start of a range");
  int64_t end = number_to_index(cpu, args[1], "the end of a range");
  int64_t step = number_to_index(cpu, args[2], "the step of a range");
  if (step == 0) error_raise(cpu, ERROR_ARGUMENT, "the step of a range is 0");
  if (step > 0 ? start >= end : start <= end) return list_empty(cpu);
  // Every number on the way is a fixnum when the last one and its successor are.
  __int128 length = step > 0 ? ((__int128)end - start + step - 1) / step
                             : ((__int128)start - end - step - 1) / -(__int128)step;
  __int128 last = start + length * step;
  if (!fixnum_fits(start) || !fixnum_fits(step) || length > FIXNUM_MAX || last > FIXNUM_MAX ||
      last < FIXNUM_MIN)
    return VALUE_NIL;
  return range_new(cpu, start, step, (int64_t)length);
}
PRIMITIVE(do_repeat_new) {
  UNUSED_COUNT;
  int64_t n = number_to_index(cpu, args[0], "the count of repeat");
  return repeat_new(cpu, n < -1 ? 0 : n, args[1]);
}
PRIMITIVE(do_queue_new) {
  UNUSED_COUNT;
  (void)args;
  return queue_empty(cpu, VALUE_NIL);
}
PRIMITIVE(do_reduced) {
  UNUSED_COUNT;
  struct object *reduced = gc_allocate(cpu, KIND_REDUCED, 1);
  object_initialize(reduced, 0, args[0]);
  return value_of_object(reduced);
}
PRIMITIVE(is_reduced) {
  (void)cpu;
  UNUSED_COUNT;
  return value_boolean(value_is_kind(args[0], KIND_REDUCED));
}
PRIMITIVE(do_unreduced) {
  (void)cpu;
  UNUSED_COUNT;
  return value_is_kind(args[0], KIND_REDUCED) ? object_slot(value_object(args[0]), 0) : args[0];
}
PRIMITIVE(do_ensure_reduced) {
  return value_is_kind(args[0], KIND_REDUCED) ? args[0] : do_reduced(cpu, args, count);
}

// --- Chunks
// ---------------------------------------------------------------------------------------
PRIMITIVE(is_chunked) {
  (void)cpu;
  UNUSED_COUNT;
  return value_boolean(seq_is_chunked(args[0]));
}
static void check_chunked(struct cpu *cpu, value_t v) {
  if (value_is_class(v, CLASS_SEQ) && !seq_is_chunked(v))
    error_raise(cpu, ERROR_TYPE, "%T cannot be cast to IChunkedSeq", v);
}
PRIMITIVE(do_chunk_first) {
  UNUSED_COUNT;
  check_chunked(cpu, args[0]);
  return seq_chunk_first(cpu, args[0]);
}
PRIMITIVE(do_chunk_rest) {
  UNUSED_COUNT;
  check_chunked(cpu, args[0]);
  return seq_chunk_rest(cpu, args[0]);
}
PRIMITIVE(do_chunk_next) {
  UNUSED_COUNT;
  check_chunked(cpu, args[0]);
  return collection_seq(cpu, seq_chunk_rest(cpu, args[0]));
}
static void check_chunk(struct cpu *cpu, value_t v) {
  if (!value_is_kind(v, KIND_CHUNK) && !value_is_kind(v, KIND_VECTOR_NODE))
    error_raise(cpu, ERROR_TYPE, "%T cannot be cast to IChunk: %V", v, v);
}
PRIMITIVE(do_chunk_cons) {
  UNUSED_COUNT;
  check_chunk(cpu, args[0]);
  value_t rest = args[1];
  if (!value_is_nil(rest) && !value_is_class(rest, CLASS_SEQ | CLASS_USER))
    error_raise(cpu, ERROR_TYPE, "%T cannot be cast to ISeq: %V", rest, rest);
  return chunked_cons_new(cpu, args[0], rest);
}
static value_t check_buffer(struct cpu *cpu, value_t v) {
  if (!value_is_kind(v, KIND_CHUNK_BUFFER))
    error_raise(cpu, ERROR_TYPE, "%T cannot be cast to ChunkBuffer: %V", v, v);
  return v;
}
PRIMITIVE(do_chunk_buffer) {
  UNUSED_COUNT;
  int64_t capacity = number_to_index(cpu, args[0], "the capacity of a chunk buffer");
  if (capacity < 0 || capacity > 512)
    error_raise(cpu, ERROR_ARGUMENT, "a chunk buffer for %lld elements", (long long)capacity);
  return chunk_buffer_new(cpu, (size_t)capacity);
}
PRIMITIVE(do_chunk_append) {
  UNUSED_COUNT;
  chunk_buffer_append(cpu, check_buffer(cpu, args[0]), args[1]);
  return VALUE_NIL;
}
PRIMITIVE(do_chunk) {
  UNUSED_COUNT;
  return chunk_buffer_chunk(cpu, check_buffer(cpu, args[0]));
}

// --- Lazy seqs
// ------------------------------------------------------------------------------------
static value_t check_lazy(struct cpu *cpu, value_t v) {
  if (!value_is_kind(v, KIND_LAZY_SEQ))
    error_raise(cpu, ERROR_TYPE, "%T cannot be cast to LazySeq", v);
  return v;
}
PRIMITIVE(do_lazy_seq) {
  UNUSED_COUNT;
  return lazy_seq_new(cpu, args[0]);
}
PRIMITIVE(is_lazy_seq) {
  (void)cpu;
  UNUSED_COUNT;
  return value_boolean(value_is_kind(args[0], KIND_LAZY_SEQ));
}
PRIMITIVE(is_lazy_realized) {
  UNUSED_COUNT;
  value_t seq = lazy_seq_resolve(cpu, check_lazy(cpu, args[0]));
  return value_boolean(!value_same(seq, VALUE_ABSENT));
}
PRIMITIVE(do_lazy_claim) {
  UNUSED_COUNT;
  return lazy_seq_claim(cpu, check_lazy(cpu, args[0]));
}
PRIMITIVE(do_lazy_store) {
  value_t root = count > 2 ? args[2] : args[0];
  return lazy_seq_store(cpu, check_lazy(cpu, args[0]), args[1], check_lazy(cpu, root));
}
PRIMITIVE(do_lazy_link) {
  UNUSED_COUNT;
  return lazy_seq_link(check_lazy(cpu, args[0]));
}
PRIMITIVE(do_lazy_release) {
  UNUSED_COUNT;
  lazy_seq_release(cpu, check_lazy(cpu, args[0]));
  return VALUE_NIL;
}

const struct primitive sequence_primitives[] = {
    {"clojure.core/seq", do_seq, 1, 1, "([coll])",
     "A seq over the collection, nil when it is empty or nil. Strings, maps and arrays have one "
     "too."},
    {"clojure.core/first", do_first, 1, 1, "([coll])",
     "The first element of the collection, nil when there is none."},
    {"clojure.core/rest", do_rest, 1, 1, "([coll])",
     "What follows the first element, () when nothing does; may be lazy."},
    {"clojure.core/next", do_next, 1, 1, "([coll])",
     "A seq of what follows the first element, nil when nothing does."},
    {"clojure.core/cons", do_cons, 2, 2, "([x seq])", "A seq of x and then the elements of seq."},
    {"nacre.primitive/cons-on", collection_cons_on, 2, 2, "([x seq])", "cons onto a seq or nil."},
    {"clojure.core/count", do_count, 1, 1, "([coll])",
     "The number of elements of a collection, of characters in a string; 0 for nil."},
    {"clojure.core/nth", do_nth, 2, 3, "([coll index] [coll index not-found])",
     "The element at the index. Out of bounds it throws, unless not-found is given."},
    {"clojure.core/get", do_get, 2, 3, "([map key] [map key not-found])",
     "The value under the key, not-found or nil when there is none."},
    {"nacre.primitive/cons-iterate", do_cons_iterate, 2, 2, "([x s])", "cons, for iterate."},
    {"nacre.primitive/cons-cycle", do_cons_cycle, 2, 2, "([x s])", "cons, for cycle."},
    {"nacre.primitive/chunk-cons-range", do_chunk_cons_range, 2, 2, "([chunk s])",
     "chunk-cons, for ranges of numbers that are no longs."},
    {"clojure.core/contains?", do_contains, 2, 2, "([coll key])",
     "Is the key there? In vectors and strings keys are indices."},
    {"clojure.core/find", do_find, 2, 2, "([map key])",
     "The map entry under the key, nil when there is none."},
    {"clojure.core/conj", do_conj, 0, PRIMITIVE_VARIADIC, "([] [coll] [coll x] [coll x & xs])",
     "The collection with the elements added where that is cheap: lists in front, vectors behind."},
    {"nacre.primitive/conj-then", do_conj_then, 2, 2, "([left coll])",
     "conj of a vector's elements."},
    {"clojure.core/peek", do_peek, 1, 1, "([coll])",
     "The first element of a list or queue, the last of a vector; nil when it is empty."},
    {"clojure.core/pop", do_pop, 1, 1, "([coll])",
     "The list or queue without its first element, the vector without its last."},
    {"clojure.core/empty", do_empty, 1, 1, "([coll])",
     "An empty collection of the same kind with the same metadata, nil for what is none."},
    {"nacre.primitive/array-seq", do_array_seq, 1, 1, "([vector])",
     "A seq of the elements as of an array: not chunked."},
    {"clojure.core/rseq", do_rseq, 1, 1, "([rev])",
     "A seq of a vector or sorted collection in reverse, nil when it is empty."},
    {"clojure.core/seq?", is_seq, 1, 1, "([x])", "Is x a seq?"},
    {"clojure.core/coll?", is_collection, 1, 1, "([x])", "Is x a persistent collection?"},
    {"clojure.core/sequential?", is_sequential, 1, 1, "([coll])",
     "Have the elements of coll an order: is it a list, vector or seq?"},
    {"clojure.core/associative?", is_associative, 1, 1, "([coll])", "Does assoc work on coll?"},
    {"clojure.core/counted?", is_counted, 1, 1, "([coll])", "Does coll know its count?"},
    {"clojure.core/reversible?", is_reversible, 1, 1, "([coll])", "Does rseq work on coll?"},
    {"clojure.core/sorted?", is_sorted, 1, 1, "([coll])", "Is coll a sorted map or set?"},
    {"clojure.core/indexed?", is_indexed, 1, 1, "([coll])", "Is nth on coll fast?"},
    {"clojure.core/list?", is_list, 1, 1, "([x])", "Is x a list?"},
    {"clojure.core/map?", is_map, 1, 1, "([x])", "Is x a map?"},
    {"clojure.core/set?", is_set, 1, 1, "([x])", "Is x a set?"},
    {"clojure.core/vector?", is_vector, 1, 1, "([x])", "Is x a vector?"},
    {"clojure.core/keys", do_keys, 1, 1, "([map])", "A seq of the keys of a map, nil when empty."},
    {"clojure.core/vals", do_vals, 1, 1, "([map])",
     "A seq of the values of a map, nil when empty."},
    {"clojure.core/key", do_key, 1, 1, "([e])", "The key of a map entry."},
    {"clojure.core/val", do_val, 1, 1, "([e])", "The value of a map entry."},
    {"clojure.core/map-entry?", is_map_entry, 1, 1, "([x])", "Is x a map entry?"},
    {"nacre.primitive/map-entry-new", do_map_entry_new, 2, 2, "([key value])", "A map entry."},
    {"nacre.primitive/range-new", do_range_new, 3, 3, "([start end step])",
     "A range of longs, nil when its numbers go beyond 62 bits; step is not 0."},
    {"nacre.primitive/repeat-new", do_repeat_new, 2, 2, "([n x])", "x n times; -1: without end."},
    {"nacre.primitive/queue-new", do_queue_new, 0, 0, "([])", "An empty queue."},
    {"clojure.core/reduced", do_reduced, 1, 1, "([x])",
     "Wraps x so that reduce stops with it as its result."},
    {"clojure.core/reduced?", is_reduced, 1, 1, "([x])", "Is x the result of reduced?"},
    {"clojure.core/unreduced", do_unreduced, 1, 1, "([x])", "What reduced has wrapped, or x."},
    {"clojure.core/ensure-reduced", do_ensure_reduced, 1, 1, "([x])", "x, reduced if it is not."},
    {"clojure.core/chunked-seq?", is_chunked, 1, 1, "([s])", "Does the seq come in chunks?"},
    {"clojure.core/chunk-first", do_chunk_first, 1, 1, "([s])",
     "The first chunk of a chunked seq."},
    {"clojure.core/chunk-rest", do_chunk_rest, 1, 1, "([s])",
     "What follows the first chunk, () when nothing does."},
    {"clojure.core/chunk-next", do_chunk_next, 1, 1, "([s])",
     "A seq of what follows the first chunk, nil when nothing does."},
    {"clojure.core/chunk-cons", do_chunk_cons, 2, 2, "([chunk rest])",
     "A chunked seq of the chunk's elements and then the rest."},
    {"clojure.core/chunk-buffer", do_chunk_buffer, 1, 1, "([capacity])",
     "A buffer to make a chunk in."},
    {"clojure.core/chunk-append", do_chunk_append, 2, 2, "([b x])", "Adds x to a chunk buffer."},
    {"clojure.core/chunk", do_chunk, 1, 1, "([b])", "The content of a chunk buffer as a chunk."},
    {"nacre.primitive/lazy-seq", do_lazy_seq, 1, 1, "([thunk])",
     "A lazy seq of what thunk answers."},
    {"nacre.primitive/lazy-seq?", is_lazy_seq, 1, 1, "([x])", "Is x a lazy seq?"},
    {"nacre.primitive/lazy-realized?", is_lazy_realized, 1, 1, "([x])", "Is its seq known?"},
    {"nacre.primitive/lazy-claim", do_lazy_claim, 1, 1, "([x])",
     "The thunk to run, claimed by this thread; nil when it has been run."},
    {"nacre.primitive/lazy-store", do_lazy_store, 2, 3, "([x answer] [x answer root])",
     "Stores a thunk's answer: a seq, nil or a lazy seq. root, the first of a chain of lazy seqs "
     "that\n"
     "answered lazy seqs, is led to the same. Answers what is stored."},
    {"nacre.primitive/lazy-link", do_lazy_link, 1, 1, "([x])", "What is stored in a lazy seq."},
    {"nacre.primitive/lazy-release", do_lazy_release, 1, 1, "([x])", "Gives a claim back."},
    {NULL, NULL, 0, 0, NULL, NULL},
};
