// SPDX-License-Identifier: MIT
// Seqs over maps and sets of all kinds. A map seq stands on one entry and keeps the way back up as
// a chain of frames (map seqs too, whose slot part is not used).
#include "lang/sequence.h"

#include "lang/map.h"
#include "lang/map_hash.h"
#include "lang/sorted.h"
#include "lang/vector.h"

// --- Hash tries and arrays ------------------------------------------------------------------
static value_t frame_new(struct cpu *cpu, value_t node, uint64_t slot, uint32_t position,
                         value_t outer, uint32_t mode) {
  struct object *seq = gc_allocate_extra(cpu, KIND_MAP_SEQ, MAP_SEQ_SLOTS, mode);
  object_initialize(seq, SEQ_META, VALUE_NIL);
  object_initialize(seq, MAP_SEQ_NODE, node);
  object_initialize(seq, MAP_SEQ_PLACE, value_of_fixnum((int64_t)(slot << 32 | position)));
  object_initialize(seq, MAP_SEQ_OUTER, outer);
  return value_of_object(seq);
}
static uint32_t frame_position(const struct object *frame) {
  return (uint32_t)value_fixnum(object_slot(frame, MAP_SEQ_PLACE));
}
static size_t frame_slot(const struct object *frame) {
  return (size_t)(value_fixnum(object_slot(frame, MAP_SEQ_PLACE)) >> 32);
}

// The seq of the first entry at or after `position` in node.
static value_t advance(struct cpu *cpu, value_t node, uint32_t position, value_t outer,
                       uint32_t mode) {
  unsigned entry_shift = mode == MAP_SEQ_ELEMENTS ? 0 : 1;
  for (;;) {
    struct object *object = value_object(node);
    const value_t *entry = NULL;
    value_t child = VALUE_NIL;
    switch (object_kind(object)) {
    case KIND_ARRAY_MAP:
      if (position >= array_map_count(object)) return VALUE_NIL;
      return frame_new(cpu, node, ARRAY_MAP_FIRST + 2 * (uint64_t)position, position + 1, outer,
                       mode);
    case KIND_SHAPE_MAP:
      if (position >= shape_map_count(object)) return VALUE_NIL;
      return frame_new(cpu, node, SHAPE_MAP_FIRST + (uint64_t)position, position + 1, outer, mode);
    default:
      break;
    }
    if (!trie_node_step(object, &position, entry_shift, &entry, &child)) {
      if (value_is_nil(outer)) return VALUE_NIL;
      struct object *frame = value_object(outer);
      node = object_slot(frame, MAP_SEQ_NODE);
      position = frame_position(frame);
      outer = object_slot(frame, MAP_SEQ_OUTER);
    } else if (entry != NULL) {
      return frame_new(cpu, node, (uint64_t)(entry - object->slots), position, outer, mode);
    } else {
      outer = frame_new(cpu, node, 0, position, outer, mode);
      node = child;
      position = 0;
    }
  }
}

static value_t entry_in_mode(struct cpu *cpu, value_t key, value_t v, uint32_t mode) {
  switch (mode) {
  case MAP_SEQ_KEYS:
  case MAP_SEQ_ELEMENTS:
    return key;
  case MAP_SEQ_VALUES:
    return v;
  default:
    return map_entry_new(cpu, key, v);
  }
}

value_t map_seq_first(struct cpu *cpu, struct object *seq) {
  struct object *node = value_object(object_slot(seq, MAP_SEQ_NODE));
  size_t slot = frame_slot(seq);
  uint32_t mode = object_extra(seq);
  if (object_kind(node) == KIND_SHAPE_MAP)
    return entry_in_mode(cpu, shape_map_key(node, slot - SHAPE_MAP_FIRST), object_slot(node, slot),
                         mode);
  value_t key = trie_key(object_slot(node, slot));
  return entry_in_mode(cpu, key, mode == MAP_SEQ_ELEMENTS ? key : object_slot(node, slot + 1),
                       mode);
}

value_t map_seq_next(struct cpu *cpu, struct object *seq) {
  return advance(cpu, object_slot(seq, MAP_SEQ_NODE), frame_position(seq),
                 object_slot(seq, MAP_SEQ_OUTER), object_extra(seq));
}

// --- Trees ------------------------------------------------------------------------------------
static value_t tree_seq_new(struct cpu *cpu, value_t stack, uint32_t mode) {
  if (value_is_nil(stack)) return VALUE_NIL;
  struct object *seq = gc_allocate_extra(cpu, KIND_TREE_SEQ, TREE_SEQ_SLOTS, mode);
  object_initialize(seq, SEQ_META, VALUE_NIL);
  object_initialize(seq, TREE_SEQ_STACK, stack);
  return value_of_object(seq);
}

// Node and what comes before it, on the stack.
static value_t push(struct cpu *cpu, value_t stack, value_t node, uint32_t mode) {
  size_t side = mode & TREE_SEQ_DESCENDING ? TREE_RIGHT : TREE_LEFT;
  for (; !value_is_nil(node); node = object_slot(value_object(node), side))
    stack = cons_new(cpu, node, stack);
  return stack;
}

value_t tree_seq_first(struct cpu *cpu, struct object *seq) {
  struct object *node = value_object(list_first(object_slot(seq, TREE_SEQ_STACK)));
  return entry_in_mode(cpu, object_slot(node, TREE_KEY), object_slot(node, TREE_VALUE),
                       object_extra(seq) & 3);
}

value_t tree_seq_next(struct cpu *cpu, struct object *seq) {
  uint32_t mode = object_extra(seq);
  value_t stack = object_slot(seq, TREE_SEQ_STACK);
  struct object *node = value_object(list_first(stack));
  size_t side = mode & TREE_SEQ_DESCENDING ? TREE_LEFT : TREE_RIGHT;
  return tree_seq_new(cpu, push(cpu, list_rest(stack), object_slot(node, side), mode), mode);
}

value_t tree_seq_from(struct cpu *cpu, value_t sorted, uint64_t path, bool descending) {
  struct object *object = value_object(sorted);
  uint32_t mode = object_kind(object) == KIND_SORTED_SET ? MAP_SEQ_ELEMENTS : MAP_SEQ_ENTRIES;
  if (descending) mode |= TREE_SEQ_DESCENDING;
  value_t node = object_slot(object, SORTED_ROOT), stack = VALUE_NIL;
  if (path == 0) error_raise(cpu, ERROR_ARGUMENT, "There is no such place in a sorted collection");
  for (int bit = 62 - __builtin_clzll(path); bit >= 0 && !value_is_nil(node); bit--) {
    bool right = path >> bit & 1;
    // A node is still to come when the way leads off before it.
    if (right == descending) stack = cons_new(cpu, node, stack);
    node = object_slot(value_object(node), right ? TREE_RIGHT : TREE_LEFT);
  }
  if (!value_is_nil(node)) stack = cons_new(cpu, node, stack);
  return tree_seq_new(cpu, stack, mode);
}

void map_seq_entry(struct object *seq, value_t *key, value_t *v) {
  if (object_kind(seq) == KIND_TREE_SEQ) {
    struct object *node = value_object(list_first(object_slot(seq, TREE_SEQ_STACK)));
    *key = object_slot(node, TREE_KEY);
    *v = object_slot(node, TREE_VALUE);
    return;
  }
  struct object *node = value_object(object_slot(seq, MAP_SEQ_NODE));
  size_t slot = frame_slot(seq);
  if (object_kind(node) == KIND_SHAPE_MAP) {
    *key = shape_map_key(node, slot - SHAPE_MAP_FIRST);
    *v = object_slot(node, slot);
    return;
  }
  *key = trie_key(object_slot(node, slot));
  *v = object_extra(seq) == MAP_SEQ_ELEMENTS ? *key : object_slot(node, slot + 1);
}

// --- Whole collections --------------------------------------------------------------------------
value_t map_rseq(struct cpu *cpu, value_t sorted, enum map_seq_mode mode) {
  uint32_t bits = (uint32_t)mode | TREE_SEQ_DESCENDING;
  value_t root = object_slot(value_object(sorted), SORTED_ROOT);
  return tree_seq_new(cpu, push(cpu, VALUE_NIL, root, bits), bits);
}

value_t map_seq(struct cpu *cpu, value_t map_or_set, enum map_seq_mode mode) {
  struct object *object = value_object(map_or_set);
  switch (object_kind(object)) {
  case KIND_ARRAY_MAP:
  case KIND_SHAPE_MAP:
    return advance(cpu, map_or_set, 0, VALUE_NIL, mode);
  case KIND_SORTED_MAP:
  case KIND_SORTED_SET: {
    value_t root = object_slot(object, SORTED_ROOT);
    return tree_seq_new(cpu, push(cpu, VALUE_NIL, root, mode), mode);
  }
  default: {
    value_t root = object_slot(object, HASH_MAP_ROOT);
    return value_is_nil(root) ? root : advance(cpu, root, 0, VALUE_NIL, mode);
  }
  }
}
