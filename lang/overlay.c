// SPDX-License-Identifier: MIT
#include "lang/overlay.h"

#include "lang/slots.h"

enum { WIDTH = 1 << OVERLAY_BITS, MASK = WIDTH - 1 };

static uint32_t bit_at(uint32_t serial, unsigned level) {
  return UINT32_C(1) << ((uint64_t)serial >> (level * OVERLAY_BITS) & MASK);
}
static uint32_t bitmap_of(const struct object *node) { return (uint32_t)object_raw(node, 0); }

// The first slot of what stands at a bit, or would.
static size_t slot_of(uint32_t bitmap, uint32_t bit, unsigned level) {
  return 1 + bits_count(bitmap & (bit - 1)) * (level == 0 ? 2 : 1);
}

static bool reaches(uint32_t serial, unsigned level) {
  return (uint64_t)serial >> ((level + 1) * OVERLAY_BITS) == 0;
}

value_t overlay_get(value_t overlay, uint32_t serial) {
  if (value_is_nil(overlay) || !reaches(serial, object_extra(value_object(overlay))))
    return VALUE_NIL;
  while (!value_is_nil(overlay)) {
    struct object *node = value_object(overlay);
    unsigned level = object_extra(node);
    uint32_t bit = bit_at(serial, level), bitmap = bitmap_of(node);
    if (!(bitmap & bit)) return VALUE_NIL;
    size_t slot = slot_of(bitmap, bit, level);
    if (level == 0) return object_slot(node, slot + 1);
    overlay = object_slot(node, slot);
  }
  return VALUE_NIL;
}

// What is at one place of a node: a child, or a cell and its copy.
struct place {
  value_t first, second;
};

// A copy of a node (nil: an empty one) with `place` at `bit`, and without what has been cleared.
static value_t node_with(struct cpu *cpu, value_t from, unsigned level, uint32_t bit,
                         struct place place) {
  struct place places[WIDTH];
  uint32_t bitmap = 0, old = value_is_nil(from) ? 0 : bitmap_of(value_object(from));
  size_t count = 0;
  for (uint32_t left = old | bit; left; left &= left - 1) {
    uint32_t at = left & -left;
    struct place kept = place;
    if (at != bit) {
      size_t slot = slot_of(old, at, level);
      kept.first = object_slot(value_object(from), slot);
      kept.second = level == 0 ? object_slot(value_object(from), slot + 1) : VALUE_NIL;
      if (value_is_nil(kept.first)) continue;
    }
    places[count++] = kept;
    bitmap |= at;
  }
  size_t words = level == 0 ? 2 : 1;
  struct object *node = gc_allocate_extra(cpu, KIND_OVERLAY, 1 + count * words, level);
  object_set_raw(node, 0, bitmap);
  for (size_t i = 0; i < count; i++) {
    object_initialize(node, 1 + i * words, places[i].first);
    if (level == 0) object_initialize(node, 2 + i * words, places[i].second);
  }
  return value_of_object(node);
}

// Recursion is as deep as the trie: seven levels at most.
static value_t put(struct cpu *cpu, value_t node, unsigned level, uint32_t serial,
                   struct place place) {
  uint32_t bit = bit_at(serial, level);
  if (level > 0) {
    value_t child = VALUE_NIL;
    if (!value_is_nil(node) && bitmap_of(value_object(node)) & bit)
      child = object_slot(value_object(node), slot_of(bitmap_of(value_object(node)), bit, level));
    place = (struct place){put(cpu, child, level - 1, serial, place), VALUE_NIL};
  }
  return node_with(cpu, node, level, bit, place);
}

value_t overlay_put(struct cpu *cpu, value_t overlay, value_t cell, value_t copy) {
  uint32_t serial = object_extra(value_object(cell));
  unsigned level = value_is_nil(overlay) ? 0 : object_extra(value_object(overlay));
  while (!reaches(serial, level)) {
    level++;
    if (!value_is_nil(overlay))
      overlay = node_with(cpu, VALUE_NIL, level, 1, (struct place){overlay, VALUE_NIL});
  }
  return put(cpu, overlay, level, serial, (struct place){cell, copy});
}
