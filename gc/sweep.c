// SPDX-License-Identifier: MIT
// Sweeping: from mark bits to free lines, block by block (Immix). An object of at most a line may
// reach into the line after the one it starts in, which is therefore kept without looking at the
// object; longer objects have set the block's cover bits.
#include <emmintrin.h>

#include "gc/heap.h"
#include "gc/poison.h"

enum {
  RECYCLE_LINES = 8, // a block with fewer free lines is not worth a visit
  ROOMY_LINES = 3,   // the mean length of a roomy block's holes
  THRESHOLD_MINIMUM = 32 << 20,
};

// A bit a line that a marked object starts in. A line is 16 words, so 16 mark bits.
static void lines_with_marks(const uint64_t *marks, uint64_t *lines) {
  const __m128i *from = (const __m128i *)marks;
  const __m128i zero = _mm_setzero_si128();
  for (unsigned i = 0; i < BLOCK_LINES / 64; i++) {
    uint64_t word = 0;
    for (unsigned j = 0; j < 4; j++) {
      __m128i low = _mm_cmpeq_epi16(_mm_loadu_si128(from++), zero);
      __m128i high = _mm_cmpeq_epi16(_mm_loadu_si128(from++), zero);
      unsigned empty = (unsigned)_mm_movemask_epi8(_mm_packs_epi16(low, high));
      word |= (uint64_t)(~empty & 0xffff) << (j * 16);
    }
    lines[i] = word;
  }
}

static void free_memory(struct heap *heap, char *address, size_t bytes) {
  poison_region(address, bytes, heap->options.poison);
}

// For the verifier, only marked objects start anywhere from now on. Dead objects in lines that stay
// are poisoned one by one: their sizes are known here.
static void forget_dead(struct heap *heap, uint32_t index, size_t bitmap_words) {
  char *address = block_address(index);
  uint64_t *starts = bitmap_word(TABLE_STARTS, address);
  const uint64_t *marks = bitmap_word(TABLE_MARKS, address);
  for (size_t i = 0; i < bitmap_words; i++) {
    for (uint64_t dead = starts[i] & ~marks[i]; dead; dead &= dead - 1) {
      struct object *object =
          (struct object *)(address + i * 512 + (size_t)__builtin_ctzll(dead) * 8);
      if (!(object_flags(object) & OBJECT_LARGE))
        free_memory(heap, (char *)object, 8 + object_size(object) * 8);
    }
    starts[i] &= marks[i];
  }
}

static bool wants_free_lines(const struct heap *heap) {
#ifdef __SANITIZE_ADDRESS__
  (void)heap;
  return true;
#else
  return heap->options.poison;
#endif
}

// Puts a block on the list of those with holes to allocate into.
static void recycle(struct heap *heap, uint32_t index) {
  struct block *block = block_entry(index);
  if (block->free_lines < RECYCLE_LINES) return;
  unsigned holes = 0;
  uint64_t before = 0;
  for (unsigned i = 0; i < BLOCK_LINES / 64; i++) {
    uint64_t free = ~block->live[i];
    holes += (unsigned)__builtin_popcountll(free & ~(free << 1 | before));
    before = free >> 63;
  }
  enum block_room room = block->free_lines >= ROOMY_LINES * holes ? BLOCK_ROOMY : BLOCK_TIGHT;
  block->next = heap->recycled[block->use][room];
  heap->recycled[block->use][room] = index;
  heap->recycled_lines += block->free_lines;
}

// Returns the number of live lines; zero: the block has been given back.
static unsigned sweep_small(struct heap *heap, uint32_t index) {
  struct block *block = block_entry(index);
  uint64_t lines[BLOCK_LINES / 64], carry = 0;
  if (heap->track_starts) forget_dead(heap, index, BLOCK_BYTES / 512);
  lines_with_marks(bitmap_word(TABLE_MARKS, block_address(index)), lines);
  unsigned live = 0;
  for (unsigned i = 0; i < BLOCK_LINES / 64; i++) {
    block->live[i] = lines[i] | lines[i] << 1 | carry | block->cover[i];
    carry = lines[i] >> 63;
    live += (unsigned)__builtin_popcountll(block->live[i]);
  }
  block->free_lines = (uint16_t)(BLOCK_LINES - live);
  if (live == 0) {
    free_memory(heap, block_address(index), BLOCK_BYTES);
    blocks_give(heap, index, 1);
    return 0;
  }
  if (wants_free_lines(heap))
    for (unsigned line = 0; line < BLOCK_LINES; line++)
      if (!(block->live[line / 64] >> (line % 64) & 1))
        free_memory(heap, block_address(index) + line * LINE_BYTES, LINE_BYTES);
  return live;
}

static void retire_allocators(struct heap *heap) {
  for (unsigned i = 0; i < heap->system->cpu_count; i++) {
    for (unsigned half = 0; half < 2; half++) {
      struct nursery *nursery = &heap->nurseries[i][half];
      if (!nursery->cpu) continue;
      old_allocator_retire(&nursery->small);
      old_allocator_retire(&nursery->medium);
      old_allocator_retire(&nursery->pinned);
    }
  }
}

// A major collection is due when old space has doubled, or has taken half of the room left.
static void set_threshold(struct heap *heap) {
  uint64_t limit = (uint64_t)(heap->limit - heap->reserve) * BLOCK_BYTES;
  uint64_t room = limit > heap->live_bytes ? limit - heap->live_bytes : 0;
  uint64_t twice = maximum(2 * heap->live_bytes, THRESHOLD_MINIMUM);
  heap->threshold = minimum(twice, heap->live_bytes + room / 2);
}

void sweep(struct heap *heap) {
  retire_allocators(heap);
  for (unsigned use = 0; use < BLOCK_USES; use++)
    for (unsigned room = 0; room < BLOCK_ROOMS; room++) heap->recycled[use][room] = NO_BLOCK;
  heap->recycled_lines = 0;
  uint64_t used = 0;
  // Downwards, so that the lists come out by ascending address.
  for (uint32_t index = heap->top; index-- > 0;) {
    struct block *block = block_entry(index);
    if (block->state == BLOCK_SMALL) {
      unsigned live = sweep_small(heap, index);
      used += (uint64_t)live * LINE_BYTES;
      if (live > 0) recycle(heap, index);
    } else if (block->state == BLOCK_LARGE_HEAD) {
      uint32_t run = (uint32_t)block->run;
      if (heap->track_starts) forget_dead(heap, index, 1);
      if (bitmap_test(TABLE_MARKS, block_address(index))) {
        used += (uint64_t)run << BLOCK_SHIFT;
      } else {
        free_memory(heap, block_address(index), (size_t)run << BLOCK_SHIFT);
        blocks_give(heap, index, run);
      }
    }
  }
  heap->used_bytes = heap->live_bytes = used;
  set_threshold(heap);
  blocks_look(heap);
  // A heap that has shrunk gives memory back bit by bit, since it often grows again soon.
  uint64_t keep = maximum(used, THRESHOLD_MINIMUM) / BLOCK_BYTES + heap->reserve;
  if (heap->free > keep) blocks_release_surplus(heap, (uint32_t)(keep + (heap->free - keep) / 2));
}
