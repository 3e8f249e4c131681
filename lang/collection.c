// SPDX-License-Identifier: MIT
// Look-up and change over all kinds of collections: see collection.h.
#include "lang/collection.h"

#include <math.h>

#include "lang/map.h"
#include "lang/number.h"
#include "lang/number_primitives.h"
#include "lang/number_integer.h"
#include "lang/queue.h"
#include "lang/sequence.h"
#include "lang/set.h"
#include "lang/sorted.h"
#include "lang/string.h"
#include "lang/transient.h"
#include "lang/type.h"
#include "lang/vector.h"

static value_t call(struct cpu *cpu, enum hook hook, value_t a) {
  return hook_call(cpu, hook, 1, &a);
}
static value_t call2(struct cpu *cpu, enum hook hook, value_t a, value_t b) {
  value_t arguments[] = {a, b};
  return hook_call(cpu, hook, 2, arguments);
}
static value_t call3(struct cpu *cpu, enum hook hook, value_t a, value_t b, value_t c) {
  value_t arguments[] = {a, b, c};
  return hook_call(cpu, hook, 3, arguments);
}

// --- Sequences
// ------------------------------------------------------------------------------------
value_t collection_seq(struct cpu *cpu, value_t collection) {
  value_t seq = seq_try(cpu, collection);
  return likely(!value_same(seq, VALUE_ABSENT)) ? seq : call(cpu, HOOK_SEQ, collection);
}

value_t collection_first(struct cpu *cpu, value_t collection) {
  value_t fast = seq_first_fast(collection);
  if (likely(!value_same(fast, VALUE_ABSENT))) return fast;
  if (value_is_kind(collection, KIND_VECTOR))
    return vector_count(collection) == 0 ? VALUE_NIL : vector_nth_fast(value_object(collection), 0);
  value_t seq = seq_try(cpu, collection);
  if (value_same(seq, VALUE_ABSENT)) return call(cpu, HOOK_FIRST, collection);
  return value_is_nil(seq) ? seq : seq_first(cpu, seq);
}

value_t collection_rest(struct cpu *cpu, value_t collection) {
  value_t fast = seq_rest_fast(collection);
  if (likely(!value_same(fast, VALUE_ABSENT))) return fast;
  value_t seq = seq_try(cpu, collection);
  if (value_same(seq, VALUE_ABSENT)) return call(cpu, HOOK_REST, collection);
  if (value_is_kind(collection, KIND_EMPTY_LIST)) return collection; // with its metadata
  value_t rest = value_is_nil(seq) ? seq : seq_rest(cpu, seq);
  return value_is_nil(rest) ? list_empty(cpu) : rest;
}

value_t collection_next(struct cpu *cpu, value_t collection) {
  value_t seq = seq_try(cpu, collection);
  if (value_same(seq, VALUE_ABSENT)) return call(cpu, HOOK_NEXT, collection);
  if (value_is_nil(seq)) return seq;
  value_t rest = seq_rest(cpu, seq);
  value_t next = seq_try(cpu, rest);
  return likely(!value_same(next, VALUE_ABSENT)) ? next : call(cpu, HOOK_SEQ, rest);
}

value_t collection_cons_on(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  value_t rest = arguments[1];
  return cons_new(cpu, arguments[0], value_is_nil(rest) ? list_empty(cpu) : rest);
}

value_t collection_cons(struct cpu *cpu, value_t v, value_t collection) {
  if (value_is_nil(collection)) return list_new(cpu, v, list_empty(cpu));
  if (value_is_class(collection, CLASS_SEQ)) return cons_new(cpu, v, collection);
  value_t seq = seq_try(cpu, collection);
  if (value_same(seq, VALUE_ABSENT))
    return primitive_call_then(cpu, hook_function(cpu, HOOK_SEQ), 1, &collection,
                               collection_cons_on, v);
  return cons_new(cpu, v, value_is_nil(seq) ? list_empty(cpu) : seq);
}

// --- Looking up
// -----------------------------------------------------------------------------------
int64_t collection_int(value_t integer) { return (int32_t)integer_low_bits(integer); }

// The index that a key means in a vector of `count`, or -1.
static int64_t key_index(value_t key, size_t count) {
  if (likely(value_is_fixnum(key) && (uint64_t)value_fixnum(key) < count)) return value_fixnum(key);
  if (!number_is_integer(key)) return -1;
  int64_t index = collection_int(key);
  return index >= 0 && (size_t)index < count ? index : -1;
}

// The same for get on a string, which takes the intValue of any number.
static int64_t text_index(struct cpu *cpu, value_t key, size_t count) {
  if (number_is_integer(key) || !number_is(key)) return key_index(key, count);
  value_t whole = number_is_double(key) ? key : number_to_integer(cpu, key);
  int64_t index = (int32_t)number_unchecked_long(cpu, whole);
  if (number_is_double(key)) index = number_double(key) >= (double)count ? -1 : index;
  return index >= 0 && (size_t)index < count ? index : -1;
}

value_t collection_get(struct cpu *cpu, value_t collection, value_t key, value_t otherwise) {
  if (value_is_nil(collection)) return otherwise;
  value_t found = otherwise;
  switch (value_kind(collection)) {
  case KIND_ARRAY_MAP:
  case KIND_SHAPE_MAP:
  case KIND_HASH_MAP:
  case KIND_SORTED_MAP:
    found = map_get_try(cpu, collection, key, otherwise);
    break;
  case KIND_HASH_SET:
  case KIND_SORTED_SET:
    found = set_get_try(cpu, collection, key, otherwise);
    break;
  case KIND_VECTOR:
  case KIND_SUBVECTOR:
  case KIND_MAP_ENTRY: {
    int64_t index = key_index(key, vector_count(collection));
    return index < 0 ? otherwise : vector_nth(collection, (size_t)index);
  }
  case KIND_STRING: {
    int64_t index = text_index(cpu, key, string_count(collection));
    return index < 0 ? otherwise : value_of_character(string_character(collection, (size_t)index));
  }
  case KIND_TRANSIENT_VECTOR:
  case KIND_TRANSIENT_MAP:
  case KIND_TRANSIENT_SET:
    found = transient_get_try(cpu, collection, key, otherwise);
    break;
  case KIND_ARRAY:
  case KIND_TYPED_ARRAY:
  case KIND_BYTES:
  case KIND_TAGGED_LITERAL:
  case KIND_READER_CONDITIONAL:
  case KIND_INSTANCE:
    found = VALUE_ABSENT;
    break;
  case KIND_RECORD:
    found = record_get_try(cpu, collection, key, otherwise);
    break;
  default:
    return otherwise;
  }
  if (likely(!value_same(found, VALUE_ABSENT))) return found;
  return call3(cpu, HOOK_GET, collection, key, otherwise);
}

value_t collection_contains(struct cpu *cpu, value_t collection, value_t key) {
  if (value_is_nil(collection)) return VALUE_FALSE;
  value_t found;
  switch (value_kind(collection)) {
  case KIND_ARRAY_MAP:
  case KIND_SHAPE_MAP:
  case KIND_HASH_MAP:
  case KIND_SORTED_MAP:
    found = map_get_try(cpu, collection, key, VALUE_UNBOUND);
    break;
  case KIND_HASH_SET:
  case KIND_SORTED_SET:
    found = set_get_try(cpu, collection, key, VALUE_UNBOUND);
    break;
  case KIND_TRANSIENT_VECTOR:
  case KIND_TRANSIENT_MAP:
  case KIND_TRANSIENT_SET:
    found = transient_get_try(cpu, collection, key, VALUE_UNBOUND);
    break;
  case KIND_VECTOR:
  case KIND_SUBVECTOR:
  case KIND_MAP_ENTRY:
    return value_boolean(key_index(key, vector_count(collection)) >= 0);
  case KIND_STRING:
    if (!number_is(key))
      error_raise(cpu, ERROR_ARGUMENT, "contains? not supported on type: %T", collection);
    return value_boolean(text_index(cpu, key, string_count(collection)) >= 0);
  case KIND_ARRAY:
  case KIND_TYPED_ARRAY:
  case KIND_BYTES:
  case KIND_RECORD:
  case KIND_INSTANCE:
    return call2(cpu, HOOK_CONTAINS, collection, key);
  default:
    error_raise(cpu, ERROR_ARGUMENT, "contains? not supported on type: %T", collection);
  }
  if (value_same(found, VALUE_ABSENT)) return call2(cpu, HOOK_CONTAINS, collection, key);
  return value_boolean(!value_same(found, VALUE_UNBOUND));
}

value_t collection_find(struct cpu *cpu, value_t collection, value_t key) {
  if (value_is_nil(collection)) return VALUE_NIL;
  switch (value_kind(collection)) {
  case KIND_ARRAY_MAP:
  case KIND_SHAPE_MAP:
  case KIND_HASH_MAP:
  case KIND_SORTED_MAP: {
    struct work work = work_start(cpu);
    value_t found_key, found;
    bool unknown = false;
    if (map_find_within(&work, collection, key, &found_key, &found, &unknown))
      return map_entry_new(cpu, found_key, found);
    return unknown ? call2(cpu, HOOK_FIND, collection, key) : VALUE_NIL;
  }
  case KIND_VECTOR:
  case KIND_SUBVECTOR:
  case KIND_MAP_ENTRY: {
    int64_t index = key_index(key, vector_count(collection));
    if (index < 0) return VALUE_NIL;
    return map_entry_new(cpu, key, vector_nth(collection, (size_t)index));
  }
  case KIND_TRANSIENT_VECTOR:
  case KIND_TRANSIENT_MAP: {
    value_t found = transient_get_try(cpu, collection, key, VALUE_UNBOUND);
    if (value_same(found, VALUE_ABSENT)) return call2(cpu, HOOK_FIND, collection, key);
    return value_same(found, VALUE_UNBOUND) ? VALUE_NIL : map_entry_new(cpu, key, found);
  }
  case KIND_RECORD:
  case KIND_INSTANCE:
    return call2(cpu, HOOK_FIND, collection, key);
  default:
    error_raise(cpu, ERROR_ARGUMENT, "find not supported on type: %T", collection);
  }
}

value_t collection_count(struct cpu *cpu, value_t collection) {
  int64_t count = seq_count_known(collection);
  if (likely(count >= 0)) return value_of_fixnum(count);
  switch (value_kind(collection)) {
  case KIND_TRANSIENT_VECTOR:
  case KIND_TRANSIENT_MAP:
  case KIND_TRANSIENT_SET:
    return value_of_fixnum((int64_t)transient_count(cpu, collection));
  case KIND_CHUNK:
  case KIND_VECTOR_NODE:
    return value_of_fixnum((int64_t)chunk_count(collection));
  case KIND_CHUNK_BUFFER:
    return value_of_fixnum((int64_t)chunk_buffer_count(cpu, collection));
  case KIND_ARRAY:
  case KIND_TYPED_ARRAY:
  case KIND_BYTES:
  case KIND_RECORD:
  case KIND_INSTANCE:
    return call(cpu, HOOK_COUNT, collection);
  default:
    break;
  }
  if (!value_is_class(collection, CLASS_SEQ))
    error_raise(cpu, ERROR_UNSUPPORTED, "count not supported on this type: %s",
                type_simple_name_of(cpu, collection));
  // A short realised seq is walked here.
  struct sequence_cursor cursor;
  value_t v;
  sequence_cursor_start(&cursor, cpu, collection);
  for (count = 0; count < 2048; count++) {
    enum sequence_step step = sequence_cursor_next(&cursor, &v);
    if (step == SEQUENCE_END) return value_of_fixnum(count);
    if (step == SEQUENCE_UNKNOWN) break;
  }
  return call(cpu, HOOK_COUNT, collection);
}

_Noreturn static void nth_missing(struct cpu *cpu, value_t collection, int64_t index) {
  error_raise(cpu, value_is_string(collection) ? ERROR_STRING_INDEX : ERROR_INDEX,
              "Index %lld is out of bounds of %T of %lld elements", (long long)index, collection,
              (long long)seq_count_known(collection));
}

// Any number, cut to an integer.
static int64_t nth_index(struct cpu *cpu, value_t index) {
  number_check(cpu, index, "nth: the index");
  if (!number_is_double(index)) return number_cast_long(cpu, index, "an index");
  double d = number_double(index);
  if (d < INT32_MIN || d > INT32_MAX)
    error_raise(cpu, ERROR_ARGUMENT, "Value out of range for int: %V", index);
  return isnan(d) ? 0 : (int64_t)d;
}

value_t collection_nth(struct cpu *cpu, value_t collection, value_t index, value_t otherwise) {
  int64_t i;
  if (likely(value_is_fixnum(index)))
    i = value_fixnum(index);
  else
    i = nth_index(cpu, index);
  if (unlikely(i != (int32_t)i)) error_raise(cpu, ERROR_ARITHMETIC, "integer overflow");
  bool strict = value_same(otherwise, VALUE_ABSENT);
  if (value_is_nil(collection)) return strict ? VALUE_NIL : otherwise;
  int64_t count;
  switch (value_kind(collection)) {
  case KIND_VECTOR:
  case KIND_SUBVECTOR:
  case KIND_MAP_ENTRY:
    if (i >= 0 && (size_t)i < vector_count(collection)) return vector_nth(collection, (size_t)i);
    break;
  case KIND_STRING:
    if (i >= 0 && (size_t)i < string_count(collection))
      return value_of_character(string_character(collection, (size_t)i));
    break;
  case KIND_CHUNK:
  case KIND_VECTOR_NODE:
    if (i >= 0 && (size_t)i < chunk_count(collection))
      return object_slot(value_object(collection), (size_t)i);
    break;
  case KIND_TRANSIENT_VECTOR: {
    value_t found = transient_get_try(cpu, collection, value_of_fixnum(i), VALUE_UNBOUND);
    if (!value_same(found, VALUE_UNBOUND)) return found;
    break;
  }
  case KIND_ARRAY:
  case KIND_TYPED_ARRAY:
  case KIND_BYTES:
    return strict ? call2(cpu, HOOK_NTH, collection, index)
                  : call3(cpu, HOOK_NTH, collection, index, otherwise);
  case KIND_RANGE:
    count = value_fixnum(object_slot(value_object(collection), RANGE_COUNT));
    if (i >= 0 && i < count)
      return value_of_fixnum(value_fixnum(object_slot(value_object(collection), RANGE_START)) +
                             i * value_fixnum(object_slot(value_object(collection), RANGE_STEP)));
    break;
  case KIND_RECORD:
  case KIND_INSTANCE:
    return strict ? call2(cpu, HOOK_NTH, collection, index)
                  : call3(cpu, HOOK_NTH, collection, index, otherwise);
  default: {
    if (i < 0 && !strict) break;
    if (!value_is_class(collection, CLASS_SEQUENTIAL))
      error_raise(cpu, ERROR_UNSUPPORTED, "nth not supported on this type: %s",
                  type_simple_name_of(cpu, collection));
    if (i < 0) break;
    struct sequence_cursor cursor;
    value_t v = VALUE_NIL;
    sequence_cursor_start(&cursor, cpu, collection);
    for (int64_t at = 0; at < 2048; at++) {
      enum sequence_step step = sequence_cursor_next(&cursor, &v);
      if (step == SEQUENCE_UNKNOWN) break;
      if (step == SEQUENCE_END) {
        if (!strict) return otherwise;
        nth_missing(cpu, collection, i);
      }
      if (at == i) return v;
    }
    return strict ? call2(cpu, HOOK_NTH, collection, value_of_fixnum(i))
                  : call3(cpu, HOOK_NTH, collection, value_of_fixnum(i), otherwise);
  }
  }
  if (!strict) return otherwise;
  nth_missing(cpu, collection, i);
}

// --- Changing
// -------------------------------------------------------------------------------------
static value_t hashed_or_hook(struct cpu *cpu, value_t result, enum hook hook, value_t a,
                              value_t b) {
  return likely(!value_same(result, VALUE_ABSENT)) ? result : call2(cpu, hook, a, b);
}

// conj onto a map: an entry, a pair, nil or a small map; Lisp does the rest.
static value_t map_conj(struct cpu *cpu, value_t map, value_t v) {
  if (value_is_nil(v)) return map;
  if (value_is_vector(v)) {
    if (vector_count(v) != 2)
      error_raise(cpu, ERROR_ARGUMENT, "Vector arg to map conj must be a pair");
    return collection_assoc(cpu, map, vector_nth(v, 0), vector_nth(v, 1));
  }
  if (value_is_map(v) && map_count(v) <= 64) {
    struct map_cursor cursor;
    value_t key, value, result = map;
    map_cursor_start(&cursor, v);
    while (map_cursor_next(&cursor, &key, &value)) {
      result = map_assoc_try(cpu, result, key, value);
      if (value_same(result, VALUE_ABSENT)) return call2(cpu, HOOK_CONJ, map, v);
    }
    return result;
  }
  if (value_is_string(v)) { // a seq, but not of entries
    if (string_count(v) == 0) return map;
    error_raise(cpu, ERROR_TYPE, "java.lang.Character cannot be cast to Map$Entry: conj of %V", v);
  }
  if (!value_is_class(v, CLASS_COLLECTION | CLASS_USER))
    error_raise(cpu, ERROR_ARGUMENT, "Don't know how to create ISeq from: %T", v);
  return call2(cpu, HOOK_CONJ, map, v);
}

value_t collection_conj(struct cpu *cpu, value_t collection, value_t v) {
  switch (value_kind(collection)) {
  case KIND_VECTOR:
  case KIND_SUBVECTOR:
  case KIND_MAP_ENTRY:
    return vector_conj(cpu, collection, v);
  case KIND_EMPTY_LIST:
  case KIND_LIST: {
    if (list_is_of_arguments(collection)) return cons_new(cpu, v, collection);
    value_t list = list_new(cpu, v, collection);
    value_t meta = meta_of(collection);
    if (unlikely(!value_is_nil(meta))) object_initialize(value_object(list), LIST_META, meta);
    return list;
  }
  case KIND_ARRAY_MAP:
  case KIND_SHAPE_MAP:
  case KIND_HASH_MAP:
  case KIND_SORTED_MAP:
    return map_conj(cpu, collection, v);
  case KIND_HASH_SET:
  case KIND_SORTED_SET:
    return hashed_or_hook(cpu, set_conj_try(cpu, collection, v), HOOK_CONJ, collection, v);
  case KIND_QUEUE:
    return queue_conj(cpu, collection, v);
  case KIND_RECORD:
  case KIND_INSTANCE:
    return call2(cpu, HOOK_CONJ, collection, v);
  default:
    break;
  }
  if (value_is_nil(collection)) return list_new(cpu, v, list_empty(cpu));
  if (value_is_kind(collection, KIND_LAZY_SEQ)) {
    value_t seq = lazy_seq_resolve(cpu, collection);
    if (value_same(seq, VALUE_ABSENT)) return call2(cpu, HOOK_CONJ, collection, v);
    return value_is_nil(seq) ? list_new(cpu, v, list_empty(cpu)) : cons_new(cpu, v, seq);
  }
  if (value_is_class(collection, CLASS_SEQ)) return cons_new(cpu, v, collection);
  error_raise(cpu, ERROR_TYPE, "%T cannot be cast to IPersistentCollection: conj to %V", collection,
              collection);
}

static value_t vector_assoc_key(struct cpu *cpu, value_t vector, value_t key, value_t v) {
  if (!number_is_integer(key)) error_raise(cpu, ERROR_ARGUMENT, "Key must be integer");
  size_t count = vector_count(vector);
  int64_t index = likely(value_is_fixnum(key)) ? value_fixnum(key) : collection_int(key);
  if (unlikely(index != (int32_t)index)) index = (int32_t)index;
  int64_t first = 0;
  if (unlikely(index < 0) && value_is_kind(vector, KIND_SUBVECTOR)) // sees the vector it is part of
    first = -value_fixnum(object_slot(value_object(vector), SUBVECTOR_START));
  if (index < first || index > (int64_t)count)
    error_raise(cpu, ERROR_INDEX, "Index %lld is out of bounds of a vector of %zu elements",
                (long long)index, count);
  return vector_assoc(cpu, vector, (size_t)index, v);
}

value_t collection_assoc(struct cpu *cpu, value_t collection, value_t key, value_t v) {
  if (value_is_nil(collection)) collection = map_empty(cpu);
  switch (value_kind(collection)) {
  case KIND_ARRAY_MAP:
  case KIND_SHAPE_MAP:
  case KIND_HASH_MAP:
  case KIND_SORTED_MAP: {
    value_t result = map_assoc_try(cpu, collection, key, v);
    if (likely(!value_same(result, VALUE_ABSENT))) return result;
    return call3(cpu, HOOK_ASSOC, collection, key, v);
  }
  case KIND_VECTOR:
  case KIND_SUBVECTOR:
  case KIND_MAP_ENTRY:
    return vector_assoc_key(cpu, collection, key, v);
  case KIND_RECORD: {
    value_t result = record_assoc_try(cpu, collection, key, v);
    if (likely(!value_same(result, VALUE_ABSENT))) return result;
    return call3(cpu, HOOK_ASSOC, collection, key, v);
  }
  case KIND_INSTANCE:
    return call3(cpu, HOOK_ASSOC, collection, key, v);
  default:
    error_raise(cpu, ERROR_TYPE, "%T cannot be cast to Associative: assoc to %V", collection,
                collection);
  }
}

value_t collection_dissoc(struct cpu *cpu, value_t collection, value_t key) {
  if (value_is_nil(collection)) return collection;
  if (value_is_map(collection))
    return hashed_or_hook(cpu, map_dissoc_try(cpu, collection, key), HOOK_DISSOC, collection, key);
  if (value_is_class(collection, CLASS_USER)) return call2(cpu, HOOK_DISSOC, collection, key);
  error_raise(cpu, ERROR_TYPE, "%T cannot be cast to IPersistentMap: dissoc from %V", collection,
              collection);
}

value_t collection_disjoin(struct cpu *cpu, value_t collection, value_t v) {
  if (value_is_falsy(collection)) return VALUE_NIL; // as Clojure's (when set ...)
  if (value_is_set(collection))
    return hashed_or_hook(cpu, set_disjoin_try(cpu, collection, v), HOOK_DISJOIN, collection, v);
  if (value_is_class(collection, CLASS_USER)) return call2(cpu, HOOK_DISJOIN, collection, v);
  error_raise(cpu, ERROR_TYPE, "%T cannot be cast to IPersistentSet: disj from %V", collection,
              collection);
}

_Noreturn static void fail_stack(struct cpu *cpu, const char *what, value_t collection) {
  error_raise(cpu, ERROR_TYPE, "%T cannot be cast to IPersistentStack: %s %V", collection, what,
              collection);
}

value_t collection_peek(struct cpu *cpu, value_t collection) {
  if (value_is_nil(collection)) return collection;
  switch (value_kind(collection)) {
  case KIND_VECTOR:
  case KIND_SUBVECTOR:
  case KIND_MAP_ENTRY: {
    size_t count = vector_count(collection);
    return count == 0 ? VALUE_NIL : vector_nth(collection, count - 1);
  }
  case KIND_EMPTY_LIST:
    return VALUE_NIL;
  case KIND_LIST:
    if (unlikely(list_is_of_arguments(collection))) fail_stack(cpu, "peek at", collection);
    return list_first(collection);
  case KIND_QUEUE:
    return queue_peek(cpu, collection);
  case KIND_RECORD:
  case KIND_INSTANCE:
    return call(cpu, HOOK_PEEK, collection);
  default:
    fail_stack(cpu, "peek at", collection);
  }
}

value_t collection_pop(struct cpu *cpu, value_t collection) {
  if (value_is_nil(collection)) return collection;
  switch (value_kind(collection)) {
  case KIND_VECTOR:
  case KIND_SUBVECTOR:
  case KIND_MAP_ENTRY:
    return vector_pop(cpu, collection);
  case KIND_EMPTY_LIST:
  case KIND_LIST:
    if (unlikely(list_is_of_arguments(collection))) fail_stack(cpu, "pop from", collection);
    return list_pop(cpu, collection);
  case KIND_QUEUE:
    return queue_pop(cpu, collection);
  case KIND_RECORD:
  case KIND_INSTANCE:
    return call(cpu, HOOK_POP, collection);
  default:
    fail_stack(cpu, "pop from", collection);
  }
}

value_t collection_empty(struct cpu *cpu, value_t collection) {
  value_t meta = meta_of(collection);
  switch (value_kind(collection)) {
  case KIND_VECTOR:
  case KIND_SUBVECTOR:
    return meta_with(cpu, vector_empty(cpu), meta);
  case KIND_MAP_ENTRY:
    return VALUE_NIL;
  case KIND_ARRAY_MAP:
  case KIND_SHAPE_MAP:
    return map_empty_with_meta(cpu, meta);
  case KIND_HASH_MAP:
    return hash_map_empty(cpu, meta);
  case KIND_HASH_SET:
    return meta_with(cpu, set_empty(cpu), meta);
  case KIND_SORTED_MAP:
  case KIND_SORTED_SET:
    return sorted_new(cpu, value_kind(collection), meta, VALUE_NIL, 0,
                      object_slot(value_object(collection), SORTED_COMPARATOR));
  case KIND_QUEUE:
    return queue_empty(cpu, meta);
  case KIND_EMPTY_LIST:
  case KIND_LIST:
    return list_empty_with_meta(cpu, list_is_of_arguments(collection) ? VALUE_NIL : meta);
  case KIND_RECORD:
  case KIND_INSTANCE:
    return call(cpu, HOOK_EMPTY, collection);
  default:
    return value_is_class(collection, CLASS_SEQ) ? list_empty(cpu) : VALUE_NIL;
  }
}

// --- Many steps
// ----------------------------------------------------------------------------------- The step
// before has asked for a call: what is left is done behind it, by `then`.
static value_t rest_behind(struct cpu *cpu, primitive_function *then, const value_t *arguments,
                           uint32_t count) {
  if (count == 0) return VALUE_TAIL_CALL;
  value_t asked[array_length(cpu->tail_arguments)];
  uint32_t asked_count = cpu->tail_count;
  for (uint32_t i = 0; i < asked_count; i++) asked[i] = cpu->tail_arguments[i];
  value_t left = vector_from_array(cpu, arguments, count);
  return primitive_call_then(cpu, cpu->tail_function, asked_count, asked, then, left);
}

// The arguments of a continuation (state: a vector of what is left) in scratch memory.
static const value_t *left_of(struct cpu *cpu, value_t left, uint32_t *count) {
  *count = (uint32_t)vector_count(left);
  value_t *arguments = scratch_allocate(cpu, *count * sizeof *arguments);
  for (uint32_t i = 0; i < *count; i++) arguments[i] = vector_nth(left, i);
  return arguments;
}

value_t collection_each(struct cpu *cpu, value_t collection, const value_t *arguments,
                        uint32_t count, collection_step *step, primitive_function *then) {
  for (uint32_t i = 0; i < count; i++) {
    collection = step(cpu, collection, arguments[i]);
    if (unlikely(value_same(collection, VALUE_TAIL_CALL)))
      return rest_behind(cpu, then, arguments + i + 1, count - i - 1);
  }
  return collection;
}

value_t collection_each_then(struct cpu *cpu, const value_t *arguments, collection_step *step,
                             primitive_function *then) {
  uint32_t count;
  const value_t *left = left_of(cpu, arguments[0], &count);
  return collection_each(cpu, arguments[1], left, count, step, then);
}

value_t collection_assoc_all(struct cpu *cpu, value_t collection, const value_t *arguments,
                             uint32_t pairs) {
  for (uint32_t i = 0; i < pairs; i++) {
    collection = collection_assoc(cpu, collection, arguments[2 * i], arguments[2 * i + 1]);
    if (unlikely(value_same(collection, VALUE_TAIL_CALL)))
      return rest_behind(cpu, collection_assoc_then, arguments + 2 * i + 2, 2 * (pairs - i - 1));
  }
  return collection;
}

value_t collection_assoc_then(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  uint32_t left_count;
  (void)count;
  const value_t *left = left_of(cpu, arguments[0], &left_count);
  return collection_assoc_all(cpu, arguments[1], left, left_count / 2);
}
