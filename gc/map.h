// SPDX-License-Identifier: MIT
// The map of the heap's address range, private to gc/.
//
//   PLATFORM_HEAP_BASE
//   +  0 GiB  nurseries: 1 GiB a processor, in two halves (the second for two_nurseries)
//               half:  + 0 MiB survivor area 0 | + 64 MiB survivor area 1 | + 128 MiB eden
//   + 16 GiB  shadow: for each nursery word one word; that of a published immutable object's
//             header holds the value_t of its copy
//   + 32 GiB  tables: block table, bitmaps, work lists (all fixed places, committed on demand)
//   + 48 GiB  old space: blocks of 32 KiB, numbered from 0
//
// Fixed places make every look-up an addition and a shift, and keep the metadata outside blocks.
#ifndef NACRE_GC_MAP_H
#define NACRE_GC_MAP_H

#include "kernel/platform.h"
#include "gc/gc.h"

#define GIB (UINT64_C(1) << 30)
#define MIB (UINT64_C(1) << 20)

#define NURSERY_CPU_SPAN (UINT64_C(1) << 30)
#define NURSERY_HALF_SPAN (UINT64_C(512) << 20)
enum { NURSERY_AREA_SHIFT = 26 }; // areas of 64 MiB: 0 and 1 survivors, 2 and up eden
#define NURSERY_AREA_SPAN (UINT64_C(1) << NURSERY_AREA_SHIFT)
#define NURSERY_EDEN_OFFSET (2 * NURSERY_AREA_SPAN)
#define NURSERY_SHADOW_DISTANCE GC_NURSERY_SPAN

#define TABLE_BASE (PLATFORM_HEAP_BASE + 32 * GIB)
#define TABLE_BLOCKS TABLE_BASE             // struct block, 128 bytes a block
#define TABLE_MARKS (TABLE_BASE + 1 * GIB)  // a bit a word: marked object starts here
#define TABLE_STARTS (TABLE_BASE + 5 * GIB) // a bit a word: object starts here (verifier only)
#define TABLE_FREE (TABLE_BASE + 9 * GIB)   // a bit a block: free and committed
#define TABLE_WEAK_NODES (TABLE_BASE + 9 * GIB + 512 * MIB)
#define TABLE_MARK_STACK (TABLE_BASE + 10 * GIB)
#define TABLE_IMAGE_CELLS (TABLE_BASE + 11 * GIB)
#define TABLE_NURSERY_LISTS (TABLE_BASE + 12 * GIB) // four lists a nursery half
#define TABLE_LIST_SPAN (32 * MIB)

enum {
  BLOCK_SHIFT = 15,
  BLOCK_BYTES = 1 << BLOCK_SHIFT,
  LINE_SHIFT = 7,
  LINE_BYTES = 1 << LINE_SHIFT,
  BLOCK_LINES = BLOCK_BYTES / LINE_BYTES,
};
#define BLOCK_BASE (PLATFORM_HEAP_BASE + 48 * GIB)
#define BLOCK_COUNT_LIMIT ((uint32_t)((PLATFORM_HEAP_LIMIT - BLOCK_BASE) >> BLOCK_SHIFT))

static inline bool address_in_old(const void *address) {
  return (uint64_t)(uintptr_t)address - BLOCK_BASE < PLATFORM_HEAP_LIMIT - BLOCK_BASE;
}
static inline uint32_t block_index(const void *address) {
  return (uint32_t)(((uint64_t)(uintptr_t)address - BLOCK_BASE) >> BLOCK_SHIFT);
}
static inline char *block_address(uint32_t index) {
  return (char *)(uintptr_t)(BLOCK_BASE + ((uint64_t)index << BLOCK_SHIFT));
}

// Bitmaps with a bit a word of old space.
static inline uint64_t *bitmap_word(uint64_t table, const void *address) {
  return (uint64_t *)(uintptr_t)table + (((uint64_t)(uintptr_t)address - BLOCK_BASE) >> 9);
}
static inline uint64_t bitmap_bit(const void *address) {
  return UINT64_C(1) << (((uint64_t)(uintptr_t)address >> 3) & 63);
}
static inline bool bitmap_test(uint64_t table, const void *address) {
  return __atomic_load_n(bitmap_word(table, address), __ATOMIC_RELAXED) & bitmap_bit(address);
}

// The word where a published immutable nursery object keeps the value of its copy.
static inline value_t *shadow_slot(const struct object *object) {
  return (value_t *)((uintptr_t)object + NURSERY_SHADOW_DISTANCE);
}

#endif
