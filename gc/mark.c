// SPDX-License-Identifier: MIT
// Marking old space: snapshot at the beginning, in steps, with an explicit stack.
//
// Between mark_begin and mark_end the program may run: cells log what they overwrite, and objects
// are born marked. (Today a major collection does all steps at once; nothing here relies on it but
// the plain read-modify-write of mark words in mark_value, which becomes an atomic or.)
//
// A marked object is pushed once, to have its slots scanned. Where the stack cannot grow the object
// is dropped and mark_overflow set: once the stack is empty, all marked objects are scanned again,
// which finds what was missed, however little memory there is.
//
// Stack entries: the address of an object; or, with bit 0 set, of a large object of which a part
// has been scanned, under it the index of the next word to scan.
#include <string.h>

#include "gc/heap.h"
#include "gc/poison.h"

enum {
  SCAN_SLICE = 1024, // words of a large object scanned at a time
  FETCH_LINES = 4,   // cache lines of an object fetched ahead
};

void mark_clear(struct heap *heap) {
  heap->mark_stack.next = heap->mark_stack.start;
  heap->mark_overflow = false;
  heap->mark_ring_count = 0;
  heap->weak_nodes.next = heap->weak_nodes.start;
  for (uint32_t i = 0; i < heap->top; i++) {
    struct block *block = block_entry(i);
    if (block->state == BLOCK_SMALL) {
      memset(bitmap_word(TABLE_MARKS, block_address(i)), 0, BLOCK_BYTES / 64);
      memset(block->cover, 0, sizeof block->cover);
    } else if (block->state == BLOCK_LARGE_HEAD) {
      *bitmap_word(TABLE_MARKS, block_address(i)) = 0;
    }
  }
}

static inline void push(struct heap *heap, struct object *object) {
  if (unlikely(!words_push(&heap->mark_stack, (uint64_t)(uintptr_t)object)))
    heap->mark_overflow = true;
}

// Sets the mark bit; true when it was not set.
static inline bool set_mark(const struct object *object) {
  uint64_t *word = bitmap_word(TABLE_MARKS, object);
  uint64_t bit = bitmap_bit(object), old = __atomic_load_n(word, __ATOMIC_RELAXED);
  if (old & bit) return false;
  __atomic_store_n(word, old | bit, __ATOMIC_RELAXED);
  return true;
}

static void mark_young(struct heap *heap, struct object *object) {
  if (!gc_address_in_nursery(object) || object_flags(object) & OBJECT_MARKED) return;
  object_set_flags(object, OBJECT_MARKED);
  push(heap, object);
  uint64_t header = object_header(object);
  if (header & (uint64_t)OBJECT_FORWARDED << 8) mark_value(heap, forwarding_of(object, header));
}

void mark_value(struct heap *heap, value_t v) {
  if (!value_is_pointer(v)) return;
  struct object *object = value_object(v);
  if (!address_in_old(object)) {
    if (unlikely(heap->mark_young)) mark_young(heap, object);
  } else if (set_mark(object)) {
    push(heap, object);
  }
}

void mark_visit(struct gc_visitor *visitor, value_t *slot) {
  mark_value(visitor->heap, slot_read(slot));
}

// An object longer than a line keeps all lines it reaches into.
static void cover_lines(struct object *object, size_t bytes) {
  if (bytes <= LINE_BYTES) return;
  uint64_t offset = (uint64_t)(uintptr_t)object & (BLOCK_BYTES - 1);
  struct block *block = block_entry(block_index(object));
  unsigned last = (unsigned)((offset + bytes - 1) >> LINE_SHIFT);
  for (unsigned line = (unsigned)(offset >> LINE_SHIFT) + 1; line <= last; line++)
    block->cover[line / 64] |= UINT64_C(1) << (line % 64);
}

void mark_birth(struct heap *heap, struct object *object, size_t bytes) {
  (void)heap;
  __atomic_fetch_or(bitmap_word(TABLE_MARKS, object), bitmap_bit(object), __ATOMIC_RELAXED);
  if (!(object_flags(object) & OBJECT_LARGE)) cover_lines(object, bytes);
}

void mark_log(struct cpu *cpu, value_t v) {
  struct heap *heap = cpu_heap(cpu);
  if (!value_is_pointer(v) || !address_in_old(value_object(v))) return;
  if (bitmap_test(TABLE_MARKS, value_object(v))) return;
  if (words_push(&cpu->nursery->overwritten, v.bits)) return;
  spinlock_acquire(cpu, &heap->lock);
  mark_value(heap, v);
  spinlock_release(cpu, &heap->lock);
}

// --- Scanning -------------------------------------------------------------------------------
static inline size_t values_end(const struct kind_layout *layout, size_t words) {
  return layout->count == KIND_ALL ? words : (size_t)layout->first + layout->count;
}

// The next entry to scan. What comes from the stack waits a few turns while it is fetched, which
// hides most of the time that memory takes (Cher, Hosking, Vitek, "Software prefetching for
// mark-sweep garbage collection", 2004).
static inline bool next_entry(struct heap *heap, struct mark_entry *out) {
  struct words *stack = &heap->mark_stack;
  while (heap->mark_ring_count < MARK_RING && stack->next != stack->start) {
    struct mark_entry *last =
        &heap->mark_ring[(heap->mark_ring_first + heap->mark_ring_count++) % MARK_RING];
    last->entry = *--stack->next;
    if (last->entry & 1) last->index = *--stack->next;
    char *object = (char *)(uintptr_t)last->entry;
    for (int line = 0; line < FETCH_LINES; line++) __builtin_prefetch(object + line * 64);
  }
  if (heap->mark_ring_count == 0) return false;
  *out = heap->mark_ring[heap->mark_ring_first];
  heap->mark_ring_first = (heap->mark_ring_first + 1) % MARK_RING;
  heap->mark_ring_count--;
  return true;
}

struct object *mark_next(struct heap *heap, value_t **start, value_t **end) {
  struct words *stack = &heap->mark_stack;
  struct mark_entry next;
  if (!next_entry(heap, &next)) return NULL;
  struct object *object = (struct object *)(uintptr_t)(next.entry & ~UINT64_C(1));
  const struct kind_layout *layout = &gc_kind_layouts[object_kind(object)];
  size_t words = object_size(object);
  size_t first = layout->first, last = values_end(layout, words);
  unsigned flags = object_flags(object);
  if (likely(!(flags & OBJECT_LARGE))) {
    if (likely(flags & OBJECT_OLD)) cover_lines(object, 8 + words * 8);
  } else {
    if (next.entry & 1) first = next.index;
    if (last > first && last - first > SCAN_SLICE) {
      // The rest waits; without room for that, all of it is scanned now.
      if (words_push(stack, first + SCAN_SLICE)) {
        if (words_push(stack, (uint64_t)(uintptr_t)object | 1))
          last = first + SCAN_SLICE;
        else
          stack->next--;
      }
    }
  }
  *start = object->slots + first;
  *end = object->slots + last;
  return object;
}

// Scans marked objects again after the stack has overflowed.
static void rescan_block(struct heap *heap, uint32_t index) {
  struct block *block = block_entry(index);
  size_t words = block->state == BLOCK_SMALL        ? BLOCK_BYTES / 512
                 : block->state == BLOCK_LARGE_HEAD ? 1
                                                    : 0;
  uint64_t *marks = bitmap_word(TABLE_MARKS, block_address(index));
  for (size_t i = 0; i < words; i++) {
    for (uint64_t bits = marks[i]; bits; bits &= bits - 1) {
      size_t offset = i * 512 + (size_t)__builtin_ctzll(bits) * 8;
      struct object *object = (struct object *)(block_address(index) + offset);
      const struct kind_layout *layout = &gc_kind_layouts[object_kind(object)];
      size_t size = object_size(object), end = values_end(layout, size);
      if (block->state == BLOCK_SMALL) cover_lines(object, 8 + size * 8);
      for (size_t slot = layout->first; slot < end; slot++)
        mark_value(heap, object_slot(object, slot));
    }
  }
}

static void take_overwritten(struct heap *heap) {
  for (unsigned i = 0; i < heap->system->cpu_count; i++) {
    for (unsigned half = 0; half < 2; half++) {
      struct words *list = &heap->nurseries[i][half].overwritten;
      while (list->next != list->start) mark_value(heap, (value_t){*--list->next});
    }
  }
}

static void mark_slot(void *context, value_t *slot) { mark_value(context, slot_read(slot)); }

static void every_nursery(struct heap *heap, void (*visit)(void *context, struct object *object)) {
  for (unsigned i = 0; i < heap->system->cpu_count; i++)
    for (unsigned half = 0; half < 2; half++)
      if (heap->nurseries[i][half].cpu) nursery_objects(&heap->nurseries[i][half], visit, heap);
}

static void rescan_young(void *context, struct object *object) {
  if (object_flags(object) & OBJECT_MARKED) gc_object_slots(object, mark_slot, context);
}

bool mark_step(struct heap *heap, size_t budget) {
  take_overwritten(heap);
  for (size_t done = 0; done < budget;) {
    value_t *start, *end;
    struct object *object = mark_next(heap, &start, &end);
    if (!object) {
      if (!heap->mark_overflow) return true;
      heap->mark_overflow = false;
      for (uint32_t i = 0; i < heap->top; i++) rescan_block(heap, i);
      if (heap->mark_young) every_nursery(heap, rescan_young);
      continue;
    }
    done += (size_t)(end - start) + 1;
    if (unlikely(object_kind(object) == KIND_OVERLAY) && address_in_old(object) &&
        weak_note(heap, object))
      continue;
    for (value_t *slot = start; slot < end; slot++) mark_value(heap, slot_read(slot));
  }
  return false;
}

// --- Roots ----------------------------------------------------------------------------------
static void mark_nursery_object(void *context, struct object *object) {
  struct heap *heap = context;
  uint64_t header = object_header(object);
  if (header & ((uint64_t)OBJECT_FORWARDED << 8)) mark_value(heap, forwarding_of(object, header));
  gc_object_slots(object, mark_slot, heap);
}

// The dead become fillers, so that the nursery can be walked.
static void forget_dead_young(void *context, struct object *object) {
  const struct heap *heap = context;
  size_t words = object_size(object);
  if (object_flags(object) & OBJECT_MARKED) {
    object_clear_flags(object, OBJECT_MARKED);
  } else {
    object_set_header(object, OBJECT_HEADER(KIND_FREE, 0, words, 0));
    poison_region(object->slots, words * 8, heap->options.poison);
  }
}

void mark_begin(struct heap *heap, struct cpu *cpu, bool young) {
  mark_clear(heap);
  heap->marking = heap->note_allocation = true;
  heap->mark_young = young;
  struct gc_visitor visitor = {.mode = VISIT_MARK, .cpu = cpu, .heap = heap};
  for (unsigned i = 0; i < heap->system->cpu_count; i++)
    roots_of_cpu(&visitor, heap->system->cpus[i]);
  if (!young) every_nursery(heap, mark_nursery_object);
  roots_of_providers(&visitor, cpu, false);
  for (uint64_t *cell = heap->image_cells.start; cell < heap->image_cells.next; cell++)
    gc_object_slots((struct object *)(uintptr_t)*cell, mark_slot, heap);
}

void mark_end(struct heap *heap) {
  while (!mark_step(heap, SIZE_MAX)) {
  }
  for (unsigned round = 0; weak_trace(heap, round); round++) {
  }
  weak_clear(heap);
  if (heap->mark_young) every_nursery(heap, forget_dead_young);
  heap->mark_young = heap->marking = false;
  heap->note_allocation = heap->track_starts;
}
