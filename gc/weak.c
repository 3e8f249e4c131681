// SPDX-License-Identifier: MIT
// Weak tables: nodes of a WEAK kind hold pairs of a key and a value, and a value lives only as long
// as its key is reached from elsewhere (an ephemeron: Hayes, "Ephemerons: a new finalization
// mechanism", 1997). The layout of a node is told in gc/kinds.h.
//
// Marking notes such nodes instead of going through their pairs. When nothing else is left, values
// whose key has been marked are marked in turn, until that brings nothing new; then what is left is
// cleared. Minor collections take the pairs as they take any other slots, and so does marking where
// the list of nodes cannot grow or nodes are young: then a pair lives until the next time.
#include "gc/heap.h"

enum { ROUNDS = 16 }; // of looking at all pairs; what is not decided by then lives on

static bool is_leaf(const struct object *node) { return object_extra(node) == 0; }

bool weak_note(struct heap *heap, struct object *node) {
  return words_push(&heap->weak_nodes, (uint64_t)(uintptr_t)node) && is_leaf(node);
}

static bool is_live(const struct heap *heap, value_t v) {
  if (!value_is_pointer(v)) return false;
  const struct object *object = value_object(v);
  if (address_in_old(object)) return bitmap_test(TABLE_MARKS, object);
  return !heap->mark_young || !gc_address_in_nursery(object) ||
         object_flags(object) & OBJECT_MARKED;
}

bool weak_trace(struct heap *heap, unsigned round) {
  bool found = false;
  size_t count = words_count(&heap->weak_nodes);
  for (size_t i = 0; i < count; i++) {
    // To and fro: a chain of values that hold each other's keys is found in either direction.
    uint64_t word = heap->weak_nodes.start[round % 2 ? count - 1 - i : i];
    struct object *node = (struct object *)(uintptr_t)word;
    if (!is_leaf(node)) continue;
    size_t words = object_size(node);
    for (size_t slot = 1; slot + 1 < words; slot += 2) {
      value_t key = object_slot(node, slot), v = object_slot(node, slot + 1);
      if (is_live(heap, v) || !value_is_pointer(v)) continue;
      if (!is_live(heap, key)) {
        if (round < ROUNDS) continue;
        mark_value(heap, key);
      }
      mark_value(heap, v);
      found = true;
      // Scanned at once, so that the next pairs of this round know of it.
      while (!mark_step(heap, SIZE_MAX)) {
      }
    }
  }
  return found;
}

static bool is_empty(const struct object *node) {
  size_t words = object_size(node);
  for (size_t slot = 1; slot < words; slot++)
    if (!value_is_nil(object_slot(node, slot))) return false;
  return true;
}

void weak_clear(struct heap *heap) {
  // Nodes are noted before those below them: backwards, the leaves come first.
  for (uint64_t *word = heap->weak_nodes.next; word-- > heap->weak_nodes.start;) {
    struct object *node = (struct object *)(uintptr_t)*word;
    size_t words = object_size(node);
    for (size_t slot = 1; slot < words; slot += is_leaf(node) ? 2 : 1) {
      value_t v = object_slot(node, slot);
      if (!is_leaf(node)) {
        if (value_is_pointer(v) && address_in_old(value_object(v)) && is_empty(value_object(v)))
          object_initialize(node, slot, VALUE_NIL);
      } else if (!is_live(heap, v)) {
        object_initialize(node, slot, VALUE_NIL);
        object_initialize(node, slot + 1, VALUE_NIL);
      }
    }
  }
  heap->weak_nodes.next = heap->weak_nodes.start;
}
