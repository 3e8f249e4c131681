// SPDX-License-Identifier: MIT
// Chunks: the pieces that map, filter and the rest take from chunked seqs.
#include "lang/sequence.h"

#include "lang/cell.h"
#include "lang/slots.h"
#include "lang/vector.h"

size_t chunk_count(value_t chunk) {
  struct object *object = value_object(chunk);
  return object_kind(object) == KIND_CHUNK ? object_size(object) : vector_node_words(object);
}

value_t chunk_from_array(struct cpu *cpu, const value_t *values, size_t count) {
  struct object *chunk = gc_allocate(cpu, KIND_CHUNK, count);
  if (likely(gc_address_in_nursery(chunk))) {
    slots_copy(chunk->slots, values, count);
  } else {
    for (size_t i = 0; i < count; i++)
      object_initialize(chunk, i, gc_publish(cpu, slot_read(&values[i])));
  }
  return value_of_object(chunk);
}

value_t chunked_cons_new(struct cpu *cpu, value_t chunk, value_t rest) {
  if (chunk_count(chunk) == 0) return rest;
  struct object *seq = gc_allocate(cpu, KIND_CHUNKED_CONS, CHUNKED_CONS_SLOTS);
  object_initialize(seq, SEQ_META, VALUE_NIL);
  object_initialize(seq, CHUNKED_CONS_CHUNK, chunk);
  object_initialize(seq, CHUNKED_CONS_INDEX, value_of_fixnum(0));
  object_initialize(seq, CHUNKED_CONS_REST, rest);
  return value_of_object(seq);
}

bool seq_is_chunked(value_t seq) {
  if (!value_is_pointer(seq)) return false;
  struct object *object = value_object(seq);
  switch (object_kind(object)) {
  case KIND_CHUNKED_CONS:
  case KIND_RANGE:
    return true;
  case KIND_VECTOR_SEQ:
    return !(object_flags(object) & VECTOR_SEQ_DESCENDING);
  default:
    return false;
  }
}

static size_t range_chunk_count(const struct object *range) {
  return minimum((size_t)value_fixnum(object_slot(range, RANGE_COUNT)), SEQUENCE_CHUNK);
}
// Elements of a vector seq that lie in its leaf.
static size_t vector_chunk_count(const struct object *seq) {
  size_t index = (size_t)value_fixnum(object_slot(seq, VECTOR_SEQ_INDEX));
  return minimum(VECTOR_WIDTH - (index & VECTOR_MASK), object_extra(seq) - index);
}

static void check_pointer(struct cpu *cpu, value_t seq) {
  if (value_is_nil(seq)) error_raise(cpu, ERROR_NIL, "nil is no chunked seq");
  if (!value_is_pointer(seq)) error_raise(cpu, ERROR_TYPE, "%V is no chunked seq", seq);
}

value_t seq_chunk_first(struct cpu *cpu, value_t seq) {
  check_pointer(cpu, seq);
  struct object *object = value_object(seq);
  switch (object_kind(object)) {
  case KIND_CHUNKED_CONS: {
    value_t chunk = object_slot(object, CHUNKED_CONS_CHUNK);
    size_t index = (size_t)value_fixnum(object_slot(object, CHUNKED_CONS_INDEX));
    if (index == 0) return chunk;
    return chunk_from_array(cpu, value_object(chunk)->slots + index, chunk_count(chunk) - index);
  }
  case KIND_RANGE: {
    size_t count = range_chunk_count(object);
    int64_t v = value_fixnum(object_slot(object, RANGE_START));
    int64_t step = value_fixnum(object_slot(object, RANGE_STEP));
    struct object *chunk = gc_allocate(cpu, KIND_CHUNK, count);
    for (size_t i = 0; i < count; i++, v += step) object_initialize(chunk, i, value_of_fixnum(v));
    return value_of_object(chunk);
  }
  case KIND_VECTOR_SEQ: {
    size_t count = vector_chunk_count(object);
    value_t node = object_slot(object, VECTOR_SEQ_NODE);
    size_t index = (size_t)value_fixnum(object_slot(object, VECTOR_SEQ_INDEX)) & VECTOR_MASK;
    // A leaf that is full serves as it is; a growing tail is not full.
    if (index == 0 && chunk_count(node) == count) return node;
    return chunk_from_array(cpu, value_object(node)->slots + index, count);
  }
  default:
    error_raise(cpu, ERROR_TYPE, "%V is no chunked seq", seq);
  }
}

value_t seq_chunk_rest(struct cpu *cpu, value_t seq) {
  check_pointer(cpu, seq);
  struct object *object = value_object(seq);
  switch (object_kind(object)) {
  case KIND_CHUNKED_CONS: {
    value_t rest = object_slot(object, CHUNKED_CONS_REST);
    return value_is_nil(rest) ? list_empty(cpu) : rest;
  }
  case KIND_RANGE: {
    int64_t count = (int64_t)range_chunk_count(object);
    int64_t step = value_fixnum(object_slot(object, RANGE_STEP));
    return range_new(cpu, value_fixnum(object_slot(object, RANGE_START)) + step * count, step,
                     value_fixnum(object_slot(object, RANGE_COUNT)) - count);
  }
  case KIND_VECTOR_SEQ: {
    size_t count = vector_chunk_count(object);
    size_t index = (size_t)value_fixnum(object_slot(object, VECTOR_SEQ_INDEX)) + count;
    if (index >= object_extra(object)) return list_empty(cpu);
    value_t vector = object_slot(object, VECTOR_SEQ_VECTOR);
    struct object *next =
        gc_allocate_extra(cpu, KIND_VECTOR_SEQ, VECTOR_SEQ_SLOTS, object_extra(object));
    object_initialize(next, SEQ_META, VALUE_NIL);
    object_initialize(next, VECTOR_SEQ_VECTOR, vector);
    object_initialize(next, VECTOR_SEQ_NODE,
                      value_of_object(vector_leaf(value_object(vector), index)));
    object_initialize(next, VECTOR_SEQ_INDEX, value_of_fixnum((int64_t)index));
    return value_of_object(next);
  }
  default:
    error_raise(cpu, ERROR_TYPE, "%V is no chunked seq", seq);
  }
}

// --- Buffers
// --------------------------------------------------------------------------------------
value_t chunk_buffer_new(struct cpu *cpu, size_t capacity) {
  return cell_new(cpu, KIND_CHUNK_BUFFER, CHUNK_BUFFER_FIRST + capacity, value_of_fixnum(0));
}

size_t chunk_buffer_count(struct cpu *cpu, value_t buffer) {
  return (size_t)value_fixnum(cell_get(cpu, buffer, CHUNK_BUFFER_COUNT));
}

void chunk_buffer_append(struct cpu *cpu, value_t buffer, value_t v) {
  struct object *object = cell_for_write(cpu, buffer);
  size_t count = (size_t)value_fixnum(object_slot(object, CHUNK_BUFFER_COUNT));
  if (CHUNK_BUFFER_FIRST + count >= object_size(object))
    error_raise(cpu, ERROR_INDEX, "a chunk buffer for %zu elements is full", count);
  cell_write(cpu, object, &object->slots[CHUNK_BUFFER_FIRST + count], v);
  cell_write(cpu, object, &object->slots[CHUNK_BUFFER_COUNT], value_of_fixnum((int64_t)count + 1));
}

value_t chunk_buffer_chunk(struct cpu *cpu, value_t buffer) {
  struct object *object = cell_for_write(cpu, buffer);
  size_t count = (size_t)value_fixnum(object_slot(object, CHUNK_BUFFER_COUNT));
  value_t chunk = chunk_from_array(cpu, object->slots + CHUNK_BUFFER_FIRST, count);
  cell_write(cpu, object, &object->slots[CHUNK_BUFFER_COUNT], value_of_fixnum(0));
  return chunk;
}
