// SPDX-License-Identifier: MIT
// Blocks: committing their memory and tables, and the set of free ones (a bitmap searched from the
// lowest address, so that neighbours join by themselves and the heap stays compact).
#include <string.h>

#include "gc/heap.h"

enum {
  TABLE_STEP = 512, // tables are committed for this many blocks (16 MiB) at a time
  GROW_MINIMUM = 2 * 1024 * 1024 / BLOCK_BYTES,
  GROW_MAXIMUM = 16 * 1024 * 1024 / BLOCK_BYTES,
  FREE_PAGE_BLOCKS = 4096 * 8,
};

static uint64_t *free_set(void) { return (uint64_t *)(uintptr_t)TABLE_FREE; }

static bool tables_grow(struct heap *heap) {
  uint32_t first = heap->table_limit;
  char *blocks = (char *)(uintptr_t)TABLE_BLOCKS + (size_t)first * sizeof(struct block);
  size_t bitmap_bytes = (size_t)TABLE_STEP * BLOCK_BYTES / 64;
  char *marks = (char *)(uintptr_t)TABLE_MARKS + first / TABLE_STEP * bitmap_bytes;
  char *starts = (char *)(uintptr_t)TABLE_STARTS + first / TABLE_STEP * bitmap_bytes;
  char *free = (char *)free_set() + first / 8;
  const struct {
    char *start;
    size_t bytes;
  } parts[] = {
      {blocks, TABLE_STEP * sizeof(struct block)},
      {marks, bitmap_bytes},
      {free, first % FREE_PAGE_BLOCKS == 0 ? FREE_PAGE_BLOCKS / 8 : 0},
      {starts, heap->track_starts ? bitmap_bytes : 0},
  };
  for (size_t i = 0; i < array_length(parts); i++) {
    if (parts[i].bytes == 0 || platform_memory_commit(parts[i].start, parts[i].bytes)) continue;
    while (i-- > 0)
      if (parts[i].bytes) platform_memory_release(parts[i].start, parts[i].bytes);
    return false;
  }
  heap->table_limit = first + TABLE_STEP;
  return true;
}

static void free_set_mark(struct heap *heap, uint32_t first, uint32_t count) {
  for (uint32_t i = first; i < first + count; i++) {
    block_entry(i)->state = BLOCK_FREE;
    free_set()[i / 64] |= UINT64_C(1) << (i % 64);
  }
  heap->free += count;
  if (first < heap->free_hint) heap->free_hint = first;
}

// Memory was given back to the platform below the top: take that first.
static bool grow_released(struct heap *heap) {
  if (heap->committed == heap->top) return false;
  uint32_t got = 0;
  for (uint32_t i = 0; i < heap->top && got < GROW_MINIMUM; i++) {
    if (block_entry(i)->state != BLOCK_RELEASED) continue;
    uint32_t n = 1;
    while (i + n < heap->top && got + n < GROW_MINIMUM && heap->committed + n < heap->limit &&
           block_entry(i + n)->state == BLOCK_RELEASED)
      n++;
    if (!platform_memory_commit(block_address(i), (size_t)n * BLOCK_BYTES)) break;
    heap->committed += n;
    free_set_mark(heap, i, n);
    got += n;
    if (heap->committed >= heap->limit) break;
    i += n;
  }
  return got > 0;
}

bool blocks_grow(struct heap *heap, uint32_t count) {
  if (heap->committed >= heap->limit || count > heap->limit - heap->committed) return false;
  // Elsewhere than at the top there may be no neighbours.
  if (count == 1 && grow_released(heap)) return true;
  uint32_t most = (uint32_t)minimum(heap->limit - heap->committed, BLOCK_COUNT_LIMIT - heap->top);
  if (count > most) return false;
  uint32_t want = (uint32_t)minimum(heap->committed / 8, GROW_MAXIMUM);
  want = (uint32_t)minimum(maximum(maximum(want, GROW_MINIMUM), count), most);
  while (heap->table_limit < heap->top + want)
    if (!tables_grow(heap)) return false;
  if (!platform_memory_commit(block_address(heap->top), (size_t)want * BLOCK_BYTES)) {
    if (want == count ||
        !platform_memory_commit(block_address(heap->top), (size_t)count * BLOCK_BYTES))
      return false;
    want = count;
  }
  uint32_t first = heap->top;
  heap->top += want;
  heap->committed += want;
  free_set_mark(heap, first, want);
  return true;
}

// The first of `count` neighbouring free blocks, or NO_BLOCK; *tail is how many free blocks end at
// the top.
static uint32_t find_run(struct heap *heap, uint32_t count, uint32_t *tail) {
  uint32_t length = 0;
  for (uint32_t i = heap->free_hint; i < heap->top; i++) {
    uint64_t word = free_set()[i / 64] >> (i % 64);
    if (word == 0) {
      i |= 63;
      length = 0;
      continue;
    }
    if (!(word & 1)) {
      length = 0;
      continue;
    }
    if (length == 0 && count == 1) return i;
    if (++length == count) return i + 1 - count;
  }
  *tail = length;
  return NO_BLOCK;
}

// Blocks that could still be committed. A sixteenth of the free memory is left for tables.
static uint32_t growable(const struct heap *heap) {
  uint64_t memory = platform_memory_free();
  return (uint32_t)minimum(heap->limit - heap->committed, (memory - memory / 16) >> BLOCK_SHIFT);
}

uint32_t blocks_in_all(const struct heap *heap) { return heap->free + growable(heap); }

void blocks_look(struct heap *heap) { heap->tight = blocks_in_all(heap) < 2 * heap->reserve; }

uint32_t blocks_take(struct heap *heap, uint32_t count, uint32_t leave) {
  if (leave > 0 && (uint64_t)count + leave > blocks_in_all(heap)) return NO_BLOCK;
  uint32_t tail = 0;
  uint32_t first = find_run(heap, count, &tail);
  if (first == NO_BLOCK) {
    // Free blocks at the top become part of the run.
    if (!blocks_grow(heap, count - (uint32_t)minimum(tail, count - 1))) return NO_BLOCK;
    first = find_run(heap, count, &tail);
    if (first == NO_BLOCK) return NO_BLOCK;
  }
  for (uint32_t i = first; i < first + count; i++) free_set()[i / 64] &= ~(UINT64_C(1) << (i % 64));
  heap->free -= count;
  blocks_look(heap);
  if (first == heap->free_hint) heap->free_hint = first + count;
  return first;
}

void blocks_give(struct heap *heap, uint32_t first, uint32_t count) {
  free_set_mark(heap, first, count);
}

void blocks_release_surplus(struct heap *heap, uint32_t keep) {
  for (uint32_t i = heap->top; i > 0 && heap->free > keep;) {
    uint32_t end = i--;
    if (block_entry(i)->state != BLOCK_FREE) continue;
    while (i > 0 && end - i < heap->free - keep && block_entry(i - 1)->state == BLOCK_FREE) i--;
    platform_memory_release(block_address(i), (size_t)(end - i) * BLOCK_BYTES);
    for (uint32_t j = i; j < end; j++) {
      block_entry(j)->state = BLOCK_RELEASED;
      free_set()[j / 64] &= ~(UINT64_C(1) << (j % 64));
    }
    heap->free -= end - i;
    heap->committed -= end - i;
  }
  // Or large objects would go ever higher, and the tables with them.
  while (heap->top > 0 && block_entry(heap->top - 1)->state == BLOCK_RELEASED) heap->top--;
}
