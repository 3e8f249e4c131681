// SPDX-License-Identifier: MIT
// Publishing (law 6) and the write barriers of cells and of remembered kinds.
//
// Publishing copies the nursery graph under a value to old space between two safepoints. The
// originals stay whole, because C code and frames hold them: an immutable original is the same
// value as its copy, and its shadow word leads the next minor collection, gc_identical and further
// publishing to that copy; a cell's original gets its copy's value into payload word 0, and every
// access to a cell follows that.
#include "gc/heap.h"

enum { FORWARDED_BIT = OBJECT_FORWARDED << 8, OLD_BIT = OBJECT_OLD << 8 };

// --- Publishing -----------------------------------------------------------------------------
static value_t publish_object(struct nursery *nursery, struct object *object) {
  uint64_t header = object_header(object);
  if (header & FORWARDED_BIT) return forwarding_of(object, header);
  if (unlikely((uint64_t)((char *)object - nursery->base) >= NURSERY_HALF_SPAN))
    PANIC("%s at %p lies in the nursery of another processor",
          gc_kind_layouts[object_kind(object)].name, (void *)object);
  size_t words = (header >> 16) & 0xffff;
  size_t bytes = 8 + words * 8;
  struct object *copy = old_allocate_copy(nursery, bytes);
  object_set_header(copy, header | OLD_BIT);
  for (size_t i = 0; i < words; i++) object_initialize(copy, i, object_slot(object, i));
  nursery->published_bytes += bytes;
  struct heap *heap = cpu_heap(nursery->cpu);
  if (unlikely(heap->note_allocation)) old_note(heap, copy, bytes);

  value_t value = value_of_object(copy);
  if (gc_kind_layouts[(header >> 1) & 0x7f].flags & KIND_CELL) {
    ASSERT(words > 0);
    object_initialize(object, 0, value);
  } else {
    slot_initialize(shadow_slot(object), value);
  }
  object_set_header(object, header | FORWARDED_BIT);
  return value;
}

static char *publish_children(struct nursery *nursery, char *address) {
  struct object *object = (struct object *)address;
  size_t words = (object_header(object) >> 16) & 0xffff;
  const struct kind_layout *layout = &gc_kind_layouts[object_kind(object)];
  size_t end = layout->count == KIND_ALL ? words : (size_t)layout->first + layout->count;
  for (size_t i = layout->first; i < end; i++) {
    value_t v = object_slot(object, i);
    if (gc_in_nursery(v)) object_initialize(object, i, publish_object(nursery, value_object(v)));
  }
  return address + 8 + words * 8;
}

static char *publish_next(struct nursery *nursery, struct old_allocator *allocator) {
  // Moved on first: when the hole changes meanwhile, what follows joins the gray ranges.
  char *object = allocator->scan;
  allocator->scan += 8 + 8 * ((object_header((struct object *)object) >> 16) & 0xffff);
  return publish_children(nursery, object);
}

static value_t publish_graph(struct cpu *cpu, struct object *object) {
  struct nursery *nursery = nursery_of(cpu);
  struct heap *heap = cpu_heap(cpu);
  if (unlikely(heap->options.fail_allocation)) count_allocation(cpu, object_size(object) * 8);
  // A half-published graph would break law 6, so once begun it may use the reserve.
  if (unlikely(heap->tight && heap_short(heap)) ||
      !nursery_shadow(&nursery->areas[EDEN], cpu->allocation_next) ||
      !nursery_shadow(&nursery->areas[nursery->from], nursery->survivors_next))
    raise_out_of_memory(cpu, object_size(object) * 8);
  value_t value = publish_object(nursery, object);
  struct old_allocator *small = &nursery->small, *medium = &nursery->medium;
  for (;;) {
    if (small->scan != small->next) {
      publish_next(nursery, small);
    } else if (medium->scan != medium->next) {
      publish_next(nursery, medium);
    } else if (words_count(&nursery->gray)) {
      char *end = (char *)(uintptr_t) * --nursery->gray.next;
      char *start = (char *)(uintptr_t) * --nursery->gray.next;
      while (start != end) start = publish_children(nursery, start);
    } else {
      break;
    }
  }
  old_watch_threshold(cpu);
  return value;
}

value_t gc_publish(struct cpu *cpu, value_t v) {
  if (!gc_in_nursery(v)) return v;
  struct object *object = value_object(v);
  uint64_t header = object_header(object);
  if (header & FORWARDED_BIT) return forwarding_of(object, header);
  return publish_graph(cpu, object);
}

value_t gc_resolve(value_t v) {
  while (gc_in_nursery(v)) {
    struct object *object = value_object(v);
    uint64_t header = object_header(object);
    if (!(header & FORWARDED_BIT)) break;
    v = forwarding_of(object, header);
  }
  return v;
}

bool gc_identical(struct cpu *cpu, value_t a, value_t b) {
  (void)cpu;
  return value_same(a, b) || value_same(gc_resolve(a), gc_resolve(b));
}

// --- Barriers -------------------------------------------------------------------------------
bool remember_for(struct nursery *nursery, struct object *object) {
  if (object_flags(object) & OBJECT_REMEMBERED) return true;
  if (!words_push(&nursery->remembered, (uint64_t)(uintptr_t)object)) return false;
  object_set_flags(object, OBJECT_REMEMBERED);
  return true;
}

// The image is not marked; an object of it that was written is a root from then on.
static void remember_image_cell(struct cpu *cpu, struct object *object) {
  struct heap *heap = cpu_heap(cpu);
  spinlock_acquire(cpu, &heap->lock);
  bool fits = true;
  if (!(object_flags(object) & OBJECT_IMAGE_WRITTEN)) {
    fits = words_push(&heap->image_cells, (uint64_t)(uintptr_t)object);
    if (fits) object_set_flags(object, OBJECT_IMAGE_WRITTEN);
  }
  spinlock_release(cpu, &heap->lock);
  if (!fits) raise_out_of_memory(cpu, 8);
}

// Before a word of an old object is overwritten: what it held when the mark began must be marked
// (snapshot at the beginning, Yuasa 1990).
static inline void log_old_content(struct cpu *cpu, const value_t *slot) {
  if (unlikely(cpu_heap(cpu)->marking)) mark_log(cpu, slot_read(slot));
}

void cell_write(struct cpu *cpu, struct object *cell, value_t *slot, value_t v) {
  if (gc_address_in_nursery(cell)) {
    if (likely(!(object_flags(cell) & OBJECT_FORWARDED))) {
      slot_initialize(slot, v);
      return;
    }
    struct object *resolved = value_object(gc_resolve(value_of_object(cell)));
    slot = resolved->slots + (slot - cell->slots);
    cell = resolved;
  }
  if (value_is_pointer(v)) {
    if (gc_in_nursery(v)) v = gc_publish(cpu, v);
    if (unlikely(gc_address_in_image(cell)) && !gc_address_in_image(value_object(v)))
      remember_image_cell(cpu, cell);
  }
  log_old_content(cpu, slot);
  slot_initialize(slot, v);
}

void remembered_write(struct cpu *cpu, struct object *holder, value_t *slot, value_t v) {
  if (gc_address_in_nursery(holder)) {
    if (likely(!(object_flags(holder) & OBJECT_FORWARDED))) {
      slot_initialize(slot, v);
      return;
    }
    struct object *resolved = value_object(gc_resolve(value_of_object(holder)));
    slot = resolved->slots + (slot - holder->slots);
    holder = resolved;
  }
  if (value_is_pointer(v)) {
    if (gc_in_nursery(v) && !remember_for(nursery_of(cpu), holder)) v = gc_publish(cpu, v);
    if (unlikely(gc_address_in_image(holder)) && !gc_address_in_image(value_object(v)))
      remember_image_cell(cpu, holder);
  }
  log_old_content(cpu, slot);
  slot_initialize(slot, v);
}
