// SPDX-License-Identifier: MIT
// Allocation in old space: bump allocators into holes of mark-region blocks (Immix, Blackburn and
// McKinley 2008), pinned objects, and large objects in runs of blocks of their own.
//
// A block's `live` bitmap is as of the last sweep; the hole search never goes back in a block, so
// the bitmap needs no update when a hole is taken.
#include <string.h>

#include "gc/heap.h"
#include "gc/poison.h"

void old_allocator_start(struct old_allocator *allocator, enum block_use use, bool medium) {
  *allocator = (struct old_allocator){.block = NO_BLOCK, .use = use, .medium = medium};
}

void old_allocator_retire(struct old_allocator *allocator) {
  old_allocator_start(allocator, allocator->use, allocator->medium);
}

// The first line at or after `line` whose live bit is `live`, or BLOCK_LINES.
static unsigned find_line(const struct block *block, unsigned line, bool live) {
  while (line < BLOCK_LINES) {
    uint64_t word = block->live[line / 64];
    if (!live) word = ~word;
    word >>= line % 64;
    if (word) return line + (unsigned)__builtin_ctzll(word);
    line = (line | 63) + 1;
  }
  return BLOCK_LINES;
}

static bool next_hole(struct old_allocator *allocator, size_t bytes) {
  if (allocator->block == NO_BLOCK) return false;
  struct block *block = block_entry(allocator->block);
  for (;;) {
    unsigned first = find_line(block, allocator->line, false);
    if (first == BLOCK_LINES) return false;
    unsigned last = find_line(block, first, true);
    allocator->line = last;
    size_t room = (size_t)(last - first) * LINE_BYTES;
    if (room < bytes) continue;
    char *start = block_address(allocator->block);
    allocator->next = allocator->scan = start + (size_t)first * LINE_BYTES;
    allocator->limit = start + (size_t)last * LINE_BYTES;
    poison_show(allocator->next, room);
    return true;
  }
}

static uint32_t take_free(struct heap *heap, struct old_allocator *allocator, uint32_t leave) {
  uint32_t index = blocks_take(heap, 1, leave);
  if (index != NO_BLOCK)
    *block_entry(index) = (struct block){
        .state = BLOCK_SMALL, .use = (uint8_t)allocator->use, .free_lines = BLOCK_LINES};
  return index;
}

static uint32_t take_recycled(struct heap *heap, enum block_use use, enum block_room room) {
  uint32_t index = heap->recycled[use][room];
  if (index != NO_BLOCK) {
    heap->recycled[use][room] = block_entry(index)->next;
    heap->recycled_lines -= block_entry(index)->free_lines;
  }
  return index;
}

// Gives the allocator a block: one with holes that suit it, or a free one; when there is none of
// them, one with small holes, and at last one of the reserve.
static bool next_block(struct nursery *nursery, struct old_allocator *allocator, uint32_t leave) {
  struct heap *heap = cpu_heap(nursery->cpu);
  enum block_use use = allocator->use;
  spinlock_acquire(nursery->cpu, &heap->lock);
  uint32_t index = allocator->medium ? NO_BLOCK : take_recycled(heap, use, BLOCK_TIGHT);
  if (index == NO_BLOCK) index = take_recycled(heap, use, BLOCK_ROOMY);
  if (index == NO_BLOCK) index = take_free(heap, allocator, heap->reserve);
  if (index == NO_BLOCK) index = take_recycled(heap, use, BLOCK_TIGHT);
  if (index == NO_BLOCK && leave < heap->reserve) index = take_free(heap, allocator, leave);
  // All that is free in the block counts as used, since holes that are passed over are lost until
  // the next sweep: so the heap's footprint, not only its content, brings a collection on.
  if (index != NO_BLOCK) heap->used_bytes += (uint64_t)block_entry(index)->free_lines * LINE_BYTES;
  spinlock_release(nursery->cpu, &heap->lock);
  allocator->block = index;
  allocator->line = 0;
  return index != NO_BLOCK;
}

void *old_allocate_slow(struct nursery *nursery, struct old_allocator *allocator, size_t bytes,
                        uint32_t leave) {
  if (bytes > (size_t)(allocator->limit - allocator->next)) {
    if (allocator->scan != allocator->next && allocator != &nursery->pinned &&
        !(words_push(&nursery->gray, (uint64_t)(uintptr_t)allocator->scan) &&
          words_push(&nursery->gray, (uint64_t)(uintptr_t)allocator->next)))
      PANIC("no memory left for the list of copied objects");
    allocator->scan = allocator->next = allocator->limit = NULL;
    while (!next_hole(allocator, bytes))
      if (!next_block(nursery, allocator, leave)) return NULL;
  }
  void *start = allocator->next;
  allocator->next += bytes;
  return start;
}

void old_note(struct heap *heap, struct object *object, size_t bytes) {
  if (heap->track_starts)
    __atomic_fetch_or(bitmap_word(TABLE_STARTS, object), bitmap_bit(object), __ATOMIC_RELAXED);
  if (heap->marking) mark_birth(heap, object, bytes);
}

// --- Large objects --------------------------------------------------------------------------
size_t object_large_size(const struct object *object) {
  return block_entry(block_index(object))->words;
}

static bool kind_has_values(enum kind kind) { return gc_kind_layouts[kind].count != 0; }

// NULL when there is no room.
static struct object *allocate_large(struct cpu *cpu, enum kind kind, size_t words,
                                     uint32_t extra) {
  struct heap *heap = cpu_heap(cpu);
  if (words > (size_t)BLOCK_COUNT_LIMIT * (BLOCK_BYTES / 8)) return NULL;
  size_t bytes = 8 + words * 8;
  uint32_t run = (uint32_t)((bytes + BLOCK_BYTES - 1) >> BLOCK_SHIFT);
  spinlock_acquire(cpu, &heap->lock);
  uint32_t first = blocks_take(heap, run, heap->reserve);
  if (first != NO_BLOCK) {
    *block_entry(first) = (struct block){.state = BLOCK_LARGE_HEAD, .words = words, .run = run};
    for (uint32_t i = 1; i < run; i++)
      *block_entry(first + i) = (struct block){.state = BLOCK_LARGE_TAIL};
  }
  spinlock_release(cpu, &heap->lock);
  if (first == NO_BLOCK) return NULL;
  __atomic_fetch_add(&heap->used_bytes, (uint64_t)run << BLOCK_SHIFT, __ATOMIC_RELAXED);
  cpu->nursery->old_bytes += bytes;

  struct object *object = (struct object *)block_address(first);
  poison_show(object, bytes);
  // A large object is filled over several safepoints: until then its slots must be values.
  if (kind_has_values(kind)) memset(object->slots, 0, words * 8);
  size_t field = words < OBJECT_SIZE_LARGE ? words : OBJECT_SIZE_LARGE;
  object_set_header(object, OBJECT_HEADER(kind, OBJECT_OLD | OBJECT_LARGE, field, extra));
  return object;
}

struct object *gc_allocate_old(struct cpu *cpu, enum kind kind, size_t words, uint32_t extra) {
  struct heap *heap = cpu_heap(cpu);
  struct nursery *nursery = nursery_of(cpu);
  size_t bytes = 8 + words * 8;
  if (unlikely(heap->options.fail_allocation)) count_allocation(cpu, bytes);
  struct object *object = NULL;
  if (words > GC_LARGE_WORDS) {
    object = allocate_large(cpu, kind, words, extra);
  } else {
    struct old_allocator *pinned = &nursery->pinned;
    object = old_allocate_slow(nursery, pinned, bytes, heap->reserve / 2);
    if (object) {
      nursery->old_bytes += bytes;
      object_set_header(object, OBJECT_HEADER(kind, OBJECT_OLD, words, extra));
    }
  }
  if (unlikely(object == NULL)) raise_out_of_memory(cpu, bytes);
  if (unlikely(heap->note_allocation)) old_note(heap, object, bytes);
  old_watch_threshold(cpu);
  // Its first contents are stored without a barrier and may lie in the nursery.
  if ((gc_kind_layouts[kind].flags & KIND_REMEMBER) && !remember_for(nursery, object))
    raise_out_of_memory(cpu, bytes);
  return object;
}
