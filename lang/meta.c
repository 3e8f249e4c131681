// SPDX-License-Identifier: MIT
// Metadata. Most kinds keep it in their first slot; the table says where the others do.
#include "lang/meta.h"

#include "lang/code.h"
#include "lang/map.h"
#include "lang/queue.h"
#include "lang/sequence.h"
#include "lang/sorted.h"
#include "lang/symbol.h"
#include "lang/vector.h"

// The slot of the metadata plus one; 0: none.
static const uint8_t meta_slots[KIND_LIMIT] = {
    [KIND_EMPTY_LIST] = LIST_META + 1,
    [KIND_LIST] = LIST_META + 1,
    [KIND_CONS] = LIST_META + 1,
    [KIND_LAZY_SEQ] = LAZY_SEQ_META + 1,
    [KIND_VECTOR_SEQ] = SEQ_META + 1,
    [KIND_ARRAY_SEQ] = SEQ_META + 1,
    [KIND_STRING_SEQ] = SEQ_META + 1,
    [KIND_MAP_SEQ] = SEQ_META + 1,
    [KIND_TREE_SEQ] = SEQ_META + 1,
    [KIND_RANGE] = SEQ_META + 1,
    [KIND_CHUNKED_CONS] = SEQ_META + 1,
    [KIND_REPEAT] = SEQ_META + 1,
    [KIND_VECTOR] = VECTOR_META + 1,
    [KIND_SUBVECTOR] = SUBVECTOR_META + 1,
    [KIND_ARRAY_MAP] = ARRAY_MAP_META + 1,
    [KIND_SHAPE_MAP] = SHAPE_MAP_META + 1,
    [KIND_HASH_MAP] = HASH_MAP_META + 1,
    [KIND_HASH_SET] = HASH_MAP_META + 1,
    [KIND_SORTED_MAP] = SORTED_META + 1,
    [KIND_SORTED_SET] = SORTED_META + 1,
    [KIND_QUEUE] = QUEUE_META + 1,
    [KIND_QUEUE_SEQ] = QUEUE_META + 1,
    [KIND_SYMBOL] = 3,
    [KIND_FUNCTION] = FUNCTION_META + 1,
    [KIND_RECORD] = 2,
};

value_t meta_of(value_t v) {
  unsigned slot = meta_slots[value_kind(v)];
  if (slot == 0) return VALUE_NIL;
  struct object *object = value_object(v);
  if (object_kind(object) == KIND_LAZY_SEQ) object = cell_resolve(object);
  return object_slot(object, slot - 1);
}

value_t meta_with(struct cpu *cpu, value_t v, value_t meta) {
  unsigned slot = meta_slots[value_kind(v)];
  if (slot == 0) return VALUE_ABSENT;
  struct object *object = value_object(v);
  if (value_same(meta_of(v), meta)) return v;
  switch (object_kind(object)) {
  case KIND_SYMBOL:
    return symbol_with_meta(cpu, v, meta);
  case KIND_LAZY_SEQ: {
    value_t seq = lazy_seq_resolve(cpu, v);
    return value_same(seq, VALUE_ABSENT) ? seq : lazy_seq_of(cpu, seq, meta);
  }
  case KIND_EMPTY_LIST:
    return list_empty_with_meta(cpu, meta);
  case KIND_ARRAY_MAP:
    return map_with_meta(cpu, v, meta);
  default:
    break;
  }
  size_t words = object_size(object);
  // A function with other metadata is another function: it gets a serial of its own (lang/hash.c).
  uint32_t extra = object_kind(object) == KIND_FUNCTION ? 0 : object_extra(object);
  struct object *copy = gc_allocate_extra(cpu, object_kind(object), words, extra);
  // The collector's flags are the copy's own; the kind's flags come along.
  object_set_header(copy, object_header(copy) |
                              (uint64_t)(object_flags(object) & (OBJECT_USER_1 | OBJECT_USER_2))
                                  << 8);
  for (size_t i = 0; i < words; i++)
    object_initialize(copy, i, i == slot - 1 ? meta : object_slot(object, i));
  return value_of_object(copy);
}
