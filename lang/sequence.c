// SPDX-License-Identifier: MIT
// Sequences: the protocol over all kinds, and the plain seqs (vectors, strings, arrays, ranges).
#include "lang/sequence.h"

#include "lang/collections_state.h"
#include "lang/map.h"
#include "lang/queue.h"
#include "lang/set.h"
#include "lang/slots.h"
#include "lang/sorted.h"
#include "lang/string.h"
#include "lang/vector.h"

const uint16_t collection_classes[KIND_LIMIT] = {
#define SEQ CLASS_COLLECTION | CLASS_SEQ | CLASS_SEQUENTIAL
#define VEC                                                                                        \
  CLASS_COLLECTION | CLASS_SEQUENTIAL | CLASS_VECTOR | CLASS_COUNTED | CLASS_ASSOCIATIVE |         \
      CLASS_REVERSIBLE
#define MAP CLASS_COLLECTION | CLASS_MAP | CLASS_COUNTED | CLASS_ASSOCIATIVE
#define SET CLASS_COLLECTION | CLASS_SET | CLASS_COUNTED
    [KIND_EMPTY_LIST] = SEQ | CLASS_LIST | CLASS_COUNTED,
    [KIND_LIST] = SEQ | CLASS_LIST | CLASS_COUNTED,
    [KIND_CONS] = SEQ,
    [KIND_LAZY_SEQ] = SEQ,
    [KIND_VECTOR_SEQ] = SEQ | CLASS_COUNTED,
    [KIND_ARRAY_SEQ] = SEQ | CLASS_COUNTED,
    [KIND_STRING_SEQ] = SEQ | CLASS_COUNTED,
    [KIND_MAP_SEQ] = SEQ,
    [KIND_TREE_SEQ] = SEQ,
    [KIND_RANGE] = SEQ | CLASS_COUNTED,
    [KIND_CHUNKED_CONS] = SEQ,
    [KIND_REPEAT] = SEQ,
    [KIND_QUEUE_SEQ] = SEQ,
    [KIND_VECTOR] = VEC,
    [KIND_SUBVECTOR] = VEC,
    [KIND_MAP_ENTRY] = VEC,
    [KIND_ARRAY_MAP] = MAP,
    [KIND_SHAPE_MAP] = MAP,
    [KIND_HASH_MAP] = MAP,
    [KIND_SORTED_MAP] = MAP | CLASS_SORTED | CLASS_REVERSIBLE,
    [KIND_HASH_SET] = SET,
    [KIND_SORTED_SET] = SET | CLASS_SORTED | CLASS_REVERSIBLE,
    [KIND_QUEUE] = CLASS_COLLECTION | CLASS_SEQUENTIAL | CLASS_LIST | CLASS_COUNTED,
    [KIND_TRANSIENT_VECTOR] = CLASS_TRANSIENT | CLASS_COUNTED,
    [KIND_TRANSIENT_MAP] = CLASS_TRANSIENT | CLASS_COUNTED,
    [KIND_TRANSIENT_SET] = CLASS_TRANSIENT | CLASS_COUNTED,
    [KIND_RECORD] = CLASS_USER,
    [KIND_INSTANCE] = CLASS_USER,
#undef SEQ
#undef VEC
#undef MAP
#undef SET
};

static struct object *seq_new(struct cpu *cpu, enum kind kind, size_t words, uint32_t extra) {
  struct object *seq = gc_allocate_extra(cpu, kind, words, extra);
  object_initialize(seq, SEQ_META, VALUE_NIL);
  return seq;
}
static inline int64_t fixnum_slot(const struct object *object, size_t slot) {
  return value_fixnum(object_slot(object, slot));
}

// --- Vectors ------------------------------------------------------------------------------------
static value_t vector_seq_new(struct cpu *cpu, value_t vector, struct object *node, size_t index,
                              uint32_t bound, unsigned flags) {
  struct object *seq = seq_new(cpu, KIND_VECTOR_SEQ, VECTOR_SEQ_SLOTS, bound);
  if (flags) object_set_header(seq, OBJECT_HEADER(KIND_VECTOR_SEQ, flags, VECTOR_SEQ_SLOTS, bound));
  object_initialize(seq, VECTOR_SEQ_VECTOR, vector);
  object_initialize(seq, VECTOR_SEQ_NODE, value_of_object(node));
  object_initialize(seq, VECTOR_SEQ_INDEX, value_of_fixnum((int64_t)index));
  return value_of_object(seq);
}

// The plain vector below, and which of its elements are meant.
static value_t vector_window(struct cpu *cpu, value_t vector, size_t *start, size_t *end) {
  vector = vector_from_entry(cpu, vector);
  struct object *object = value_object(vector);
  *start = 0;
  *end = vector_count(vector);
  if (object_kind(object) == KIND_VECTOR) return vector;
  *start = (size_t)fixnum_slot(object, SUBVECTOR_START);
  *end = (size_t)fixnum_slot(object, SUBVECTOR_END);
  return object_slot(object, SUBVECTOR_VECTOR);
}

value_t vector_seq(struct cpu *cpu, value_t vector) {
  size_t start, end;
  unsigned flags = value_is_kind(vector, KIND_SUBVECTOR) ? VECTOR_SEQ_OF_SUBVECTOR : 0;
  vector = vector_window(cpu, vector, &start, &end);
  if (start == end) return VALUE_NIL;
  struct object *leaf = vector_leaf(value_object(vector), start);
  return vector_seq_new(cpu, vector, leaf, start, (uint32_t)end, flags);
}

value_t vector_rseq(struct cpu *cpu, value_t vector) {
  size_t start, end;
  vector = vector_window(cpu, vector, &start, &end);
  if (start == end) return VALUE_NIL;
  struct object *leaf = vector_leaf(value_object(vector), end - 1);
  return vector_seq_new(cpu, vector, leaf, end - 1, (uint32_t)start, VECTOR_SEQ_DESCENDING);
}

value_t vector_array_seq(struct cpu *cpu, value_t vector) {
  size_t start, end;
  vector = vector_window(cpu, vector, &start, &end);
  if (start == end) return VALUE_NIL;
  struct object *leaf = vector_leaf(value_object(vector), start);
  return vector_seq_new(cpu, vector, leaf, start, (uint32_t)end, VECTOR_SEQ_OF_ARRAY);
}

static value_t vector_seq_next(struct cpu *cpu, struct object *seq) {
  size_t index = (size_t)fixnum_slot(seq, VECTOR_SEQ_INDEX);
  uint32_t bound = object_extra(seq);
  unsigned flags = object_flags(seq) & VECTOR_SEQ_DESCENDING;
  value_t vector = object_slot(seq, VECTOR_SEQ_VECTOR);
  struct object *leaf = value_object(object_slot(seq, VECTOR_SEQ_NODE));
  if (flags == VECTOR_SEQ_DESCENDING) {
    if (index == bound) return VALUE_NIL;
    if ((index & VECTOR_MASK) == 0) leaf = vector_leaf(value_object(vector), index - 1);
    return vector_seq_new(cpu, vector, leaf, index - 1, bound, flags);
  }
  if (++index >= bound) return VALUE_NIL;
  if ((index & VECTOR_MASK) == 0) leaf = vector_leaf(value_object(vector), index);
  return vector_seq_new(cpu, vector, leaf, index, bound, flags);
}

static int64_t vector_seq_count(const struct object *seq) {
  int64_t index = fixnum_slot(seq, VECTOR_SEQ_INDEX), bound = object_extra(seq);
  bool descending = (object_flags(seq) & VECTOR_SEQ_DESCENDING) == VECTOR_SEQ_DESCENDING;
  return descending ? index - bound + 1 : bound - index;
}

// --- Strings and arrays
// ---------------------------------------------------------------------------
static unsigned utf8_length(unsigned char lead) {
  return lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
}

static uint32_t utf8_decode(const char *bytes) {
  const unsigned char *b = (const unsigned char *)bytes;
  switch (utf8_length(b[0])) {
  case 1:
    return b[0];
  case 2:
    return (b[0] & 0x1fu) << 6 | (b[1] & 0x3fu);
  case 3:
    return (b[0] & 0x0fu) << 12 | (b[1] & 0x3fu) << 6 | (b[2] & 0x3fu);
  default:
    return (b[0] & 0x07u) << 18 | (b[1] & 0x3fu) << 12 | (b[2] & 0x3fu) << 6 | (b[3] & 0x3fu);
  }
}

static value_t string_seq_at(struct cpu *cpu, value_t string, int64_t offset, int64_t index) {
  if ((size_t)offset >= string_byte_length(string)) return VALUE_NIL;
  struct object *seq = seq_new(cpu, KIND_STRING_SEQ, STRING_SEQ_SLOTS, 0);
  object_initialize(seq, STRING_SEQ_STRING, string);
  object_initialize(seq, STRING_SEQ_OFFSET, value_of_fixnum(offset));
  object_initialize(seq, STRING_SEQ_INDEX, value_of_fixnum(index));
  return value_of_object(seq);
}

value_t string_seq(struct cpu *cpu, value_t string) { return string_seq_at(cpu, string, 0, 0); }

static value_t array_seq_at(struct cpu *cpu, value_t array, int64_t index) {
  if ((size_t)index >= object_size(value_object(array))) return VALUE_NIL;
  struct object *seq = seq_new(cpu, KIND_ARRAY_SEQ, ARRAY_SEQ_SLOTS, 0);
  object_initialize(seq, ARRAY_SEQ_ARRAY, array);
  object_initialize(seq, ARRAY_SEQ_INDEX, value_of_fixnum(index));
  return value_of_object(seq);
}

value_t array_seq(struct cpu *cpu, const value_t *values, size_t count) {
  if (count == 0) return VALUE_NIL;
  return array_seq_at(cpu, chunk_from_array(cpu, values, count), 0);
}

// --- Ranges and repeats
// ---------------------------------------------------------------------------
value_t range_new(struct cpu *cpu, int64_t start, int64_t step, int64_t count) {
  if (count == 0) return list_empty(cpu);
  struct object *range = seq_new(cpu, KIND_RANGE, RANGE_SLOTS, 0);
  object_initialize(range, RANGE_START, value_of_fixnum(start));
  object_initialize(range, RANGE_STEP, value_of_fixnum(step));
  object_initialize(range, RANGE_COUNT, value_of_fixnum(count));
  return value_of_object(range);
}

value_t repeat_new(struct cpu *cpu, int64_t count, value_t v) {
  if (count == 0) return list_empty(cpu);
  struct object *repeat = seq_new(cpu, KIND_REPEAT, REPEAT_SLOTS, 0);
  object_initialize(repeat, REPEAT_COUNT, value_of_fixnum(count));
  object_initialize(repeat, REPEAT_VALUE, v);
  return value_of_object(repeat);
}

// --- The protocol
// ---------------------------------------------------------------------------------
value_t seq_try(struct cpu *cpu, value_t v) {
  if (value_is_nil(v)) return v;
  switch (value_kind(v)) {
  case KIND_LIST:
  case KIND_CONS:
  case KIND_VECTOR_SEQ:
  case KIND_ARRAY_SEQ:
  case KIND_STRING_SEQ:
  case KIND_MAP_SEQ:
  case KIND_TREE_SEQ:
  case KIND_RANGE:
  case KIND_REPEAT:
  case KIND_QUEUE_SEQ:
  case KIND_CHUNKED_CONS:
    return v;
  case KIND_EMPTY_LIST:
    return VALUE_NIL;
  case KIND_LAZY_SEQ:
    return lazy_seq_resolve(cpu, v);
  case KIND_VECTOR:
  case KIND_SUBVECTOR:
  case KIND_MAP_ENTRY:
    return vector_seq(cpu, v);
  case KIND_ARRAY_MAP:
  case KIND_SHAPE_MAP:
  case KIND_HASH_MAP:
  case KIND_SORTED_MAP:
    return map_seq(cpu, v, MAP_SEQ_ENTRIES);
  case KIND_HASH_SET:
  case KIND_SORTED_SET:
    return map_seq(cpu, v, MAP_SEQ_ELEMENTS);
  case KIND_STRING:
    return string_seq(cpu, v);
  case KIND_QUEUE:
    return queue_seq(cpu, v);
  case KIND_RECORD:
  case KIND_INSTANCE:
  case KIND_ARRAY:
  case KIND_TYPED_ARRAY:
  case KIND_BYTES:
    return VALUE_ABSENT;
  default:
    error_raise(cpu, ERROR_ARGUMENT, "Don't know how to create ISeq from: %T", v);
  }
}

value_t seq_first(struct cpu *cpu, value_t seq) {
  struct object *object = value_object(seq);
  switch (object_kind(object)) {
  case KIND_LIST:
  case KIND_CONS:
    return object_slot(object, LIST_FIRST);
  case KIND_VECTOR_SEQ:
    return object_slot(value_object(object_slot(object, VECTOR_SEQ_NODE)),
                       (size_t)fixnum_slot(object, VECTOR_SEQ_INDEX) & VECTOR_MASK);
  case KIND_ARRAY_SEQ:
    return object_slot(value_object(object_slot(object, ARRAY_SEQ_ARRAY)),
                       (size_t)fixnum_slot(object, ARRAY_SEQ_INDEX));
  case KIND_STRING_SEQ:
    return value_of_character(utf8_decode(string_bytes(object_slot(object, STRING_SEQ_STRING)) +
                                          fixnum_slot(object, STRING_SEQ_OFFSET)));
  case KIND_MAP_SEQ:
    return map_seq_first(cpu, object);
  case KIND_TREE_SEQ:
    return tree_seq_first(cpu, object);
  case KIND_RANGE:
    return object_slot(object, RANGE_START);
  case KIND_REPEAT:
    return object_slot(object, REPEAT_VALUE);
  case KIND_CHUNKED_CONS:
    return object_slot(value_object(object_slot(object, CHUNKED_CONS_CHUNK)),
                       (size_t)fixnum_slot(object, CHUNKED_CONS_INDEX));
  case KIND_QUEUE_SEQ:
    return queue_peek(cpu, seq);
  default:
    PANIC("not a seq: kind %d", (int)object_kind(object));
  }
}

static value_t chunked_cons_rest(struct cpu *cpu, struct object *seq) {
  value_t chunk = object_slot(seq, CHUNKED_CONS_CHUNK);
  int64_t index = fixnum_slot(seq, CHUNKED_CONS_INDEX) + 1;
  value_t rest = object_slot(seq, CHUNKED_CONS_REST);
  if ((size_t)index >= chunk_count(chunk)) return rest;
  struct object *copy = seq_new(cpu, KIND_CHUNKED_CONS, CHUNKED_CONS_SLOTS, 0);
  object_initialize(copy, CHUNKED_CONS_CHUNK, chunk);
  object_initialize(copy, CHUNKED_CONS_INDEX, value_of_fixnum(index));
  object_initialize(copy, CHUNKED_CONS_REST, rest);
  return value_of_object(copy);
}

value_t seq_rest(struct cpu *cpu, value_t seq) {
  struct object *object = value_object(seq);
  switch (object_kind(object)) {
  case KIND_LIST:
  case KIND_CONS:
    return object_slot(object, LIST_REST);
  case KIND_VECTOR_SEQ:
    return vector_seq_next(cpu, object);
  case KIND_ARRAY_SEQ:
    return array_seq_at(cpu, object_slot(object, ARRAY_SEQ_ARRAY),
                        fixnum_slot(object, ARRAY_SEQ_INDEX) + 1);
  case KIND_STRING_SEQ: {
    value_t string = object_slot(object, STRING_SEQ_STRING);
    int64_t offset = fixnum_slot(object, STRING_SEQ_OFFSET);
    offset += utf8_length((unsigned char)string_bytes(string)[offset]);
    return string_seq_at(cpu, string, offset, fixnum_slot(object, STRING_SEQ_INDEX) + 1);
  }
  case KIND_MAP_SEQ:
    return map_seq_next(cpu, object);
  case KIND_TREE_SEQ:
    return tree_seq_next(cpu, object);
  case KIND_RANGE: {
    int64_t step = fixnum_slot(object, RANGE_STEP);
    return range_new(cpu, fixnum_slot(object, RANGE_START) + step, step,
                     fixnum_slot(object, RANGE_COUNT) - 1);
  }
  case KIND_REPEAT: {
    int64_t count = fixnum_slot(object, REPEAT_COUNT);
    return count < 0 ? seq : repeat_new(cpu, count - 1, object_slot(object, REPEAT_VALUE));
  }
  case KIND_CHUNKED_CONS:
    return chunked_cons_rest(cpu, object);
  case KIND_QUEUE_SEQ:
    return queue_pop(cpu, seq);
  default:
    PANIC("not a seq: kind %d", (int)object_kind(object));
  }
}

value_t seq_next_try(struct cpu *cpu, value_t seq) { return seq_try(cpu, seq_rest(cpu, seq)); }

int64_t seq_count_known(value_t v) {
  if (value_is_nil(v)) return 0;
  if (!value_is_pointer(v)) return -1;
  struct object *object = value_object(v);
  switch (object_kind(object)) {
  case KIND_EMPTY_LIST:
    return 0;
  case KIND_LIST:
    return (int64_t)list_count(object);
  case KIND_VECTOR:
  case KIND_SUBVECTOR:
  case KIND_MAP_ENTRY:
    return (int64_t)vector_count(v);
  case KIND_ARRAY_MAP:
  case KIND_SHAPE_MAP:
  case KIND_HASH_MAP:
  case KIND_SORTED_MAP:
    return (int64_t)map_count(v);
  case KIND_HASH_SET:
  case KIND_SORTED_SET:
    return (int64_t)set_count(v);
  case KIND_STRING:
    return (int64_t)string_count(v);
  case KIND_VECTOR_SEQ:
    return vector_seq_count(object);
  case KIND_RANGE:
    return fixnum_slot(object, RANGE_COUNT);
  case KIND_ARRAY_SEQ:
    return (int64_t)object_size(value_object(object_slot(object, ARRAY_SEQ_ARRAY))) -
           fixnum_slot(object, ARRAY_SEQ_INDEX);
  case KIND_STRING_SEQ:
    return (int64_t)string_count(object_slot(object, STRING_SEQ_STRING)) -
           fixnum_slot(object, STRING_SEQ_INDEX);
  case KIND_QUEUE:
  case KIND_QUEUE_SEQ:
    return queue_count(v);
  default:
    return -1;
  }
}

// --- Cursors
// --------------------------------------------------------------------------------------
void sequence_cursor_start(struct sequence_cursor *cursor, struct cpu *cpu, value_t collection) {
  *cursor = (struct sequence_cursor){.cpu = cpu, .rest = collection};
  switch (value_kind(collection)) {
  case KIND_VECTOR:
  case KIND_SUBVECTOR:
  case KIND_MAP_ENTRY:
    cursor->rest = vector_window(cpu, collection, &cursor->index, &cursor->end);
    break;
  default:
    break;
  }
}

// The run that starts at element `index` of a vector.
static void cursor_run(struct sequence_cursor *cursor) {
  size_t index = cursor->index;
  cursor->run = &vector_leaf(value_object(cursor->rest), index)->slots[index & VECTOR_MASK];
  cursor->run_left = minimum(VECTOR_WIDTH - (index & VECTOR_MASK), cursor->end - index);
  cursor->index += cursor->run_left;
}

enum sequence_step sequence_cursor_load(struct sequence_cursor *cursor, value_t *v) {
  for (;;) {
    value_t rest = cursor->rest;
    if (value_is_nil(rest)) return SEQUENCE_END;
    if (!value_is_pointer(rest)) return SEQUENCE_UNKNOWN;
    struct object *object = value_object(rest);
    switch (object_kind(object)) {
    case KIND_EMPTY_LIST:
      return SEQUENCE_END;
    case KIND_LIST:
    case KIND_CONS:
      *v = object_slot(object, LIST_FIRST);
      cursor->rest = object_slot(object, LIST_REST);
      return SEQUENCE_VALUE;
    case KIND_LAZY_SEQ:
      rest = lazy_seq_resolve(cursor->cpu, rest);
      if (value_same(rest, VALUE_ABSENT)) return SEQUENCE_UNKNOWN;
      cursor->rest = rest;
      continue;
    case KIND_VECTOR:
      if (cursor->index >= cursor->end) return SEQUENCE_END;
      cursor_run(cursor);
      break;
    case KIND_VECTOR_SEQ:
      if ((object_flags(object) & VECTOR_SEQ_DESCENDING) == VECTOR_SEQ_DESCENDING) goto general;
      cursor->rest = object_slot(object, VECTOR_SEQ_VECTOR);
      cursor->index = (size_t)fixnum_slot(object, VECTOR_SEQ_INDEX);
      cursor->end = object_extra(object);
      cursor_run(cursor);
      break;
    case KIND_CHUNKED_CONS: {
      value_t chunk = object_slot(object, CHUNKED_CONS_CHUNK);
      size_t index = (size_t)fixnum_slot(object, CHUNKED_CONS_INDEX);
      cursor->run = &value_object(chunk)->slots[index];
      cursor->run_left = chunk_count(chunk) - index;
      cursor->rest = object_slot(object, CHUNKED_CONS_REST);
      break;
    }
    default:
    general:
      if (value_is_class(rest, CLASS_USER)) return SEQUENCE_UNKNOWN;
      rest = seq_try(cursor->cpu, rest);
      if (value_same(rest, VALUE_ABSENT)) return SEQUENCE_UNKNOWN;
      if (value_is_nil(rest)) return SEQUENCE_END;
      *v = seq_first(cursor->cpu, rest);
      cursor->rest = seq_rest(cursor->cpu, rest);
      return SEQUENCE_VALUE;
    }
    cursor->run_left--;
    *v = slot_read(cursor->run++);
    return SEQUENCE_VALUE;
  }
}

value_t sequence_cursor_rest(struct sequence_cursor *cursor) {
  struct cpu *cpu = cursor->cpu;
  value_t rest = cursor->rest;
  if (value_is_kind(rest, KIND_VECTOR)) {
    size_t index = cursor->index - cursor->run_left;
    if (index >= cursor->end) return VALUE_NIL;
    return vector_seq_new(cpu, rest, vector_leaf(value_object(rest), index), index,
                          (uint32_t)cursor->end, 0);
  }
  if (cursor->run_left == 0) return rest;
  return chunked_cons_new(cpu, chunk_from_array(cpu, cursor->run, cursor->run_left), rest);
}

int64_t sequence_elements_try(struct cpu *cpu, value_t seq, value_t *out, size_t capacity) {
  struct sequence_cursor cursor;
  sequence_cursor_start(&cursor, cpu, seq);
  for (size_t count = 0;; count++) {
    value_t v;
    switch (sequence_cursor_next(&cursor, &v)) {
    case SEQUENCE_END:
      return (int64_t)count;
    case SEQUENCE_UNKNOWN:
      return -1;
    case SEQUENCE_VALUE:
      // More than fits: counted on, if it can be, within a leaf's time.
      if (count < capacity)
        out[count] = v;
      else if (count > capacity + 65536)
        return -1;
    }
  }
}
