// SPDX-License-Identifier: MIT
// An object: one header word, then payload words. Slots are read and written through the inline
// relaxed-atomic accessors below and no other way (law 8).
//
//   header   63           32 31       16 15      8 7      1 0
//            [ extra        | size      | flags   | kind   |1]
//     kind   enum kind
//     flags  enum object_flags
//     size   payload words; OBJECT_SIZE_LARGE: ask the block table (object_size does)
//     extra  kind-specific 32 bits given at birth: a serial, a hash, a count
//   A header with bit 0 clear is a forwarding address, seen only during a minor collection.
#ifndef NACRE_GC_OBJECT_H
#define NACRE_GC_OBJECT_H

#include "gc/value.h"
#include "gc/kinds.h"

struct object {
  uint64_t header;
  value_t slots[];
};

enum object_flags {
  OBJECT_OLD = 1,            // lies in old space (or in the image)
  OBJECT_REMEMBERED = 2,     // on its processor's remembered list
  OBJECT_FORWARDED = 4,      // nursery original of a published object: see gc_resolve
  OBJECT_LARGE = 8,          // has its own run of blocks
  OBJECT_IMAGE_WRITTEN = 16, // of the image, and written since: a root
  OBJECT_MARKED = 32,        // of a nursery, found alive by a marking without a minor collection
  OBJECT_USER_1 = 64,        // free for the kind's owner
  OBJECT_USER_2 = 128,
};
enum { OBJECT_SIZE_LARGE = 0xffff };

#define OBJECT_HEADER(kind, flags, words, extra)                                                   \
  ((uint64_t)1 | (uint64_t)(kind) << 1 | (uint64_t)(flags) << 8 | (uint64_t)(words) << 16 |        \
   (uint64_t)(extra) << 32)

static inline uint64_t object_header(const struct object *object) {
  return __atomic_load_n(&object->header, __ATOMIC_RELAXED);
}
static inline void object_set_header(struct object *object, uint64_t header) {
  __atomic_store_n(&object->header, header, __ATOMIC_RELAXED);
}
static inline enum kind object_kind(const struct object *object) {
  return (enum kind)((object_header(object) >> 1) & 0x7f);
}
static inline unsigned object_flags(const struct object *object) {
  return (object_header(object) >> 8) & 0xff;
}
static inline void object_set_flags(struct object *object, unsigned flags) {
  __atomic_fetch_or(&object->header, (uint64_t)flags << 8, __ATOMIC_RELAXED);
}
static inline void object_clear_flags(struct object *object, unsigned flags) {
  __atomic_fetch_and(&object->header, ~((uint64_t)flags << 8), __ATOMIC_RELAXED);
}
static inline uint32_t object_extra(const struct object *object) {
  return (uint32_t)(object_header(object) >> 32);
}
// Payload words.
size_t object_large_size(const struct object *object);
static inline size_t object_size(const struct object *object) {
  size_t words = (object_header(object) >> 16) & 0xffff;
  return likely(words != OBJECT_SIZE_LARGE) ? words : object_large_size(object);
}

// KIND_FREE when v is no pointer.
static inline enum kind value_kind(value_t v) {
  return value_is_pointer(v) ? object_kind(value_object(v)) : KIND_FREE;
}
static inline bool value_is_kind(value_t v, enum kind kind) {
  return value_is_pointer(v) && object_kind(value_object(v)) == kind;
}

// --- Slots ----------------------------------------------------------------------------------
static inline value_t slot_read(const value_t *slot) {
  return (value_t){__atomic_load_n(&slot->bits, __ATOMIC_RELAXED)};
}
// The first store into a fresh object, before anybody else can see it.
static inline void slot_initialize(value_t *slot, value_t v) {
  __atomic_store_n(&slot->bits, v.bits, __ATOMIC_RELAXED);
}
static inline value_t object_slot(const struct object *object, size_t index) {
  return slot_read(&object->slots[index]);
}
static inline void object_initialize(struct object *object, size_t index, value_t v) {
  slot_initialize(&object->slots[index], v);
}
static inline uint64_t object_raw(const struct object *object, size_t index) {
  return __atomic_load_n(&object->slots[index].bits, __ATOMIC_RELAXED);
}
static inline void object_set_raw(struct object *object, size_t index, uint64_t bits) {
  __atomic_store_n(&object->slots[index].bits, bits, __ATOMIC_RELAXED);
}

#endif
