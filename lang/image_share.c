// SPDX-License-Identifier: MIT
// Equal parts of an image made one: argument vectors, metadata, nodes of namespaces' maps, texts.
// What never changes and has no identity of its own may be shared; objects that were found equal
// make those that point to them equal in the next round.
#include "lang/image_share.h"

#include <stdlib.h>
#include <string.h>

#include "kernel/platform.h"
#include "lang/string.h"

struct sharing {
  char *bytes;
  size_t start, length;
  uint32_t *same;  // by place / 8: the place of the object that stands for this one
  uint32_t *table; // open addressing by content: places, 0 for none
  size_t slots;
};

static void *allocate(size_t count, size_t size) {
  void *memory = calloc(count, size);
  if (memory == NULL) PANIC("no memory to share %zu things in an image", count);
  return memory;
}

static struct object *object_at(const struct sharing *s, size_t place) {
  return (struct object *)(s->bytes + place);
}
static size_t place_of_value(value_t v) { return v.bits - VALUE_TAG_POINTER - PLATFORM_IMAGE_BASE; }
static size_t object_bytes(const struct object *object) { return 8 + 8 * object_size(object); }

static bool is_shareable(const struct object *object, size_t place) {
  switch (object_kind(object)) {
  case KIND_LONG:
  case KIND_DOUBLE:
  case KIND_BIG_INTEGER:
  case KIND_RATIO:
  case KIND_DECIMAL:
  case KIND_STRING:
  case KIND_CONS:
  case KIND_LIST:
  case KIND_CHUNK:
  case KIND_VECTOR:
  case KIND_VECTOR_NODE:
  case KIND_MAP_ENTRY:
  case KIND_ARRAY_MAP:
  case KIND_SHAPE_MAP:
  case KIND_HASH_MAP:
  case KIND_MAP_NODE:
  case KIND_HASHED_KEY:
  case KIND_BYTES:
    return true;
  case KIND_SYMBOL: // with metadata: the others are one each already
    return place_of_value(object_slot(object, 3)) != place;
  default:
    return false;
  }
}

// The place of the first object of this content, which is `place` when there was none.
static size_t first_equal(struct sharing *s, size_t place) {
  const struct object *object = object_at(s, place);
  size_t bytes = object_bytes(object);
  uint64_t hash = 0;
  for (size_t i = 0; i < bytes / 8; i++) {
    uint64_t word;
    memcpy(&word, s->bytes + place + 8 * i, 8);
    hash = (hash ^ word) * UINT64_C(0x9e3779b97f4a7c15);
    hash ^= hash >> 29;
  }
  for (size_t at = hash;; at++) {
    uint32_t *entry = &s->table[at & (s->slots - 1)];
    if (*entry == 0) {
      *entry = (uint32_t)place;
      return place;
    }
    // The header, which comes first, holds the size.
    if (memcmp(s->bytes + *entry, object, 8) == 0 && memcmp(s->bytes + *entry, object, bytes) == 0)
      return *entry;
  }
}

// Turns the pointers in an object to the places in `to`.
static void turn_pointers(const struct sharing *s, size_t place, const uint32_t *to) {
  struct object *object = object_at(s, place);
  const struct kind_layout *layout = &gc_kind_layouts[object_kind(object)];
  size_t words = object_size(object);
  size_t end = layout->count == KIND_ALL ? words : (size_t)layout->first + layout->count;
  for (size_t i = layout->first; i < end; i++) {
    value_t v = object_slot(object, i);
    if (!value_is_pointer(v)) continue;
    v.bits = PLATFORM_IMAGE_BASE + to[place_of_value(v) / 8] + VALUE_TAG_POINTER;
    object_initialize(object, i, v);
  }
}

// One round: true when objects were found that were not known to be equal before.
static bool find_equals(struct sharing *s) {
  bool found = false;
  memset(s->table, 0, s->slots * sizeof *s->table);
  for (size_t place = s->start; place < s->length; place += object_bytes(object_at(s, place))) {
    if (s->same[place / 8] != place || !is_shareable(object_at(s, place), place)) continue;
    size_t first = first_equal(s, place);
    if (first == place) continue;
    s->same[place / 8] = (uint32_t)first;
    found = true;
  }
  for (size_t place = s->start; place < s->length; place += object_bytes(object_at(s, place)))
    if (s->same[place / 8] == place) turn_pointers(s, place, s->same);
  return found;
}

size_t image_share(char *bytes, size_t start, size_t length, uint64_t *const *values,
                   const size_t *counts) {
  struct sharing s = {.bytes = bytes, .start = start, .length = length};
  s.same = allocate(length / 8, sizeof *s.same);
  size_t objects = 0;
  for (size_t place = start; place < length; place += object_bytes(object_at(&s, place))) {
    s.same[place / 8] = (uint32_t)place;
    objects++;
    // Hashes that are known in one of two equal strings would make them differ.
    if (object_kind(object_at(&s, place)) == KIND_STRING)
      string_hash(value_of_object(object_at(&s, place)));
  }
  for (s.slots = 64; s.slots < 2 * objects; s.slots *= 2) continue;
  s.table = allocate(s.slots, sizeof *s.table);
  while (find_equals(&s)) continue;

  // Those that are left move together.
  uint32_t *moved = allocate(length / 8, sizeof *moved);
  size_t to = start;
  for (size_t place = start; place < length; place += object_bytes(object_at(&s, place))) {
    if (s.same[place / 8] != place) continue;
    moved[place / 8] = (uint32_t)to;
    to += object_bytes(object_at(&s, place));
  }
  for (size_t place = start, size; place < length; place += size) {
    size = object_bytes(object_at(&s, place));
    if (s.same[place / 8] != place) continue;
    turn_pointers(&s, place, moved);
    memmove(bytes + moved[place / 8], bytes + place, size);
  }
  for (size_t list = 0; values[list] != NULL; list++)
    for (size_t i = 0; i < counts[list]; i++) {
      value_t v = {values[list][i]};
      if (!value_is_pointer(v)) continue;
      size_t place = place_of_value(v);
      while (s.same[place / 8] != place) place = s.same[place / 8];
      values[list][i] = PLATFORM_IMAGE_BASE + moved[place / 8] + VALUE_TAG_POINTER;
    }
  free(moved);
  free(s.table);
  free(s.same);
  return to;
}
