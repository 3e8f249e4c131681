// SPDX-License-Identifier: MIT
// Minor collection: copies what lives of one nursery, by Cheney's method.
//
// What lives in eden goes to the empty survivor area; what lives in the other survivor area has
// survived once already and goes to old space: age by place. A moved object's header becomes the
// address of its copy (bit 0 clear).
//
// Law 6: unless its kind is REMEMBER, a promoted object may point into no nursery, so what it
// points to is promoted with it. Immutable objects point to older ones, hence only cells written
// after their birth make this happen; promoted objects are scanned before survivors to find it
// early. Where a child has been copied to the survivor area before that (a conflict), the copy is
// promoted in its turn, its corpse forwards, and a last pass over survivors, roots and remembered
// objects turns all references to the corpses.
#include <string.h>

#include "gc/heap.h"
#include "gc/poison.h"

enum { FORWARDED_BIT = OBJECT_FORWARDED << 8, OLD_BIT = OBJECT_OLD << 8 };

static inline size_t header_bytes(uint64_t header) { return 8 + ((header >> 13) & 0x7fff8); }

static inline void copy_object(uint64_t *to, const uint64_t *from, uint64_t header, size_t bytes) {
  to[0] = header;
  for (size_t i = 1; i < bytes / 8; i++) to[i] = from[i];
}

static inline value_t value_at(const void *object) { return value_of_object(object); }

// Copies a nursery object to old space and leaves the address.
static inline struct object *promote(struct gc_visitor *visitor, struct object *object,
                                     uint64_t header) {
  struct nursery *nursery = visitor->nursery;
  size_t bytes = header_bytes(header);
  struct object *copy = old_allocate_copy(nursery, bytes);
  copy_object((uint64_t *)copy, (const uint64_t *)object, header | OLD_BIT, bytes);
  object_set_header(object, (uint64_t)(uintptr_t)copy);
  nursery->promoted_bytes += bytes;
  if (unlikely(visitor->heap->note_allocation)) old_note(visitor->heap, copy, bytes);
  return copy;
}

static __attribute__((noinline)) struct object *promote_conflict(struct gc_visitor *visitor,
                                                                 struct object *survivor) {
  uint64_t header = object_header(survivor);
  if (!(header & 1)) return (struct object *)(uintptr_t)header;
  visitor->nursery->conflicts++;
  return promote(visitor, survivor, header);
}

static inline bool in_area(const struct gc_visitor *visitor, const void *address, unsigned area) {
  return ((uint64_t)(uintptr_t)address - (visitor->base - VALUE_TAG_POINTER)) >>
             NURSERY_AREA_SHIFT ==
         area;
}

// The new place of v. close: the holder lies in old space and its kind is not REMEMBER.
static inline value_t forward(struct gc_visitor *visitor, value_t v, uint64_t offset, bool close) {
  struct object *object = value_object(v);
  unsigned area = (unsigned)(offset >> NURSERY_AREA_SHIFT);
  uint64_t header = object_header(object);
  if (area == visitor->to) return close ? value_at(promote_conflict(visitor, object)) : v;
  if (!(header & 1)) {
    struct object *copy = (struct object *)(uintptr_t)header;
    if (close && in_area(visitor, copy, visitor->to)) copy = promote_conflict(visitor, copy);
    return value_at(copy);
  }
  if (unlikely(header & FORWARDED_BIT)) return forwarding_of(object, header);
  if (close || area < 2 || visitor->promote_all) return value_at(promote(visitor, object, header));
  size_t bytes = header_bytes(header);
  struct object *copy = (struct object *)visitor->to_next;
  visitor->to_next += bytes;
  copy_object((uint64_t *)copy, (const uint64_t *)object, header, bytes);
  object_set_header(object, (uint64_t)(uintptr_t)copy);
  return value_at(copy);
}

static inline void visit_slots(struct gc_visitor *visitor, value_t *slot, value_t *end,
                               bool close) {
  for (; slot < end; slot++) {
    value_t v = slot_read(slot);
    uint64_t offset = v.bits - visitor->base;
    if (offset >= NURSERY_HALF_SPAN || (offset & 7) != 0) continue;
    slot_initialize(slot, forward(visitor, v, offset, close));
  }
}

void minor_visit(struct gc_visitor *visitor, value_t *slot) {
  visit_slots(visitor, slot, slot + 1, false);
}

void minor_visit_range(struct gc_visitor *visitor, value_t *slot, value_t *end) {
  visit_slots(visitor, slot, end, false);
}

static inline void object_values(struct object *object, uint64_t header, size_t words,
                                 value_t **start, value_t **end) {
  const struct kind_layout *layout = &gc_kind_layouts[(header >> 1) & 0x7f];
  *start = object->slots + layout->first;
  *end = layout->count == KIND_ALL ? object->slots + words : *start + layout->count;
}

static bool points_into_nursery(struct gc_visitor *visitor, value_t *slot, value_t *end) {
  for (; slot < end; slot++) {
    uint64_t offset = slot_read(slot).bits - visitor->base;
    if (offset < NURSERY_HALF_SPAN && (offset & 7) == 0) return true;
  }
  return false;
}

// Scans one promoted object and returns its end.
static inline char *scan_promoted(struct gc_visitor *visitor, char *address) {
  struct object *object = (struct object *)address;
  uint64_t header = object_header(object);
  value_t *start, *end;
  object_values(object, header, (header >> 16) & 0xffff, &start, &end);
  if (unlikely(gc_kind_layouts[(header >> 1) & 0x7f].flags & KIND_REMEMBER)) {
    visit_slots(visitor, start, end, false);
    // Without memory for the list its children go along, as those of any other kind.
    if (points_into_nursery(visitor, start, end) && !remember_for(visitor->nursery, object))
      visit_slots(visitor, start, end, true);
  } else {
    visit_slots(visitor, start, end, true);
  }
  return address + header_bytes(header);
}

static void drain_promoted(struct gc_visitor *visitor) {
  struct nursery *nursery = visitor->nursery;
  struct old_allocator *small = &nursery->small, *medium = &nursery->medium;
  for (;;) {
    if (small->scan != small->next) {
      // The hole may change while its last object is scanned; then the rest is in a gray range.
      char *object = small->scan;
      small->scan = object + header_bytes(object_header((struct object *)object));
      scan_promoted(visitor, object);
    } else if (medium->scan != medium->next) {
      char *object = medium->scan;
      medium->scan = object + header_bytes(object_header((struct object *)object));
      scan_promoted(visitor, object);
    } else if (nursery->gray.next != nursery->gray.start) {
      char *end = (char *)(uintptr_t) * --nursery->gray.next;
      char *object = (char *)(uintptr_t) * --nursery->gray.next;
      while (object != end) object = scan_promoted(visitor, object);
    } else {
      return;
    }
  }
}

static inline bool promoted_waits(const struct nursery *nursery) {
  return nursery->small.scan != nursery->small.next ||
         nursery->medium.scan != nursery->medium.next || nursery->gray.next != nursery->gray.start;
}

// The size of a survivor, or of its corpse when a conflict has promoted it.
static inline size_t survivor_bytes(uint64_t header) {
  return header_bytes(header & 1 ? header : object_header((struct object *)(uintptr_t)header));
}

static void drain(struct gc_visitor *visitor, char *scan) {
  for (;;) {
    if (promoted_waits(visitor->nursery)) drain_promoted(visitor);
    if (scan == visitor->to_next) return;
    struct object *object = (struct object *)scan;
    uint64_t header = object_header(object);
    scan += survivor_bytes(header);
    if (!(header & 1)) continue;
    value_t *start, *end;
    object_values(object, header, (header >> 16) & 0xffff, &start, &end);
    visit_slots(visitor, start, end, false);
  }
}

// Old objects on the list are roots; those that no longer point into the nursery leave it.
static void visit_remembered(struct gc_visitor *visitor) {
  struct words *list = &visitor->nursery->remembered;
  uint64_t *kept = list->start;
  for (uint64_t *entry = list->start; entry < list->next; entry++) {
    struct object *object = (struct object *)(uintptr_t)*entry;
    value_t *start, *end;
    object_values(object, object_header(object), object_size(object), &start, &end);
    visit_slots(visitor, start, end, false);
    if (points_into_nursery(visitor, start, end))
      *kept++ = *entry;
    else
      object_clear_flags(object, OBJECT_REMEMBERED);
  }
  list->next = kept;
}

// --- After conflicts ------------------------------------------------------------------------
void minor_fix(struct gc_visitor *visitor, value_t *slot) {
  value_t v = slot_read(slot);
  if (!value_is_pointer(v) || !in_area(visitor, value_object(v), visitor->to)) return;
  uint64_t header = object_header(value_object(v));
  if (!(header & 1)) slot_initialize(slot, value_at((void *)(uintptr_t)header));
}

static void fix_object(struct gc_visitor *visitor, struct object *object) {
  value_t *start, *end;
  object_values(object, object_header(object), object_size(object), &start, &end);
  for (value_t *slot = start; slot < end; slot++) minor_fix(visitor, slot);
}

static void fix_references(struct gc_visitor *visitor) {
  struct nursery *nursery = visitor->nursery;
  visitor->mode = VISIT_FIX;
  roots_of_cpu(visitor, nursery->cpu);
  roots_of_providers(visitor, nursery->cpu, true);
  for (uint64_t *entry = nursery->remembered.start; entry < nursery->remembered.next; entry++)
    fix_object(visitor, (struct object *)(uintptr_t)*entry);
  char *start = nursery->areas[visitor->to].start;
  for (char *address = start; address < visitor->to_next;) {
    struct object *object = (struct object *)address;
    address += survivor_bytes(object_header(object));
    if (object_header(object) & 1) fix_object(visitor, object);
  }
  // Corpses become raw fillers, so that the area can be walked.
  for (char *address = start; address < visitor->to_next;) {
    struct object *object = (struct object *)address;
    uint64_t header = object_header(object);
    address += survivor_bytes(header);
    if (!(header & 1))
      object_set_header(object, OBJECT_HEADER(KIND_FREE, 0, (survivor_bytes(header) - 8) / 8, 0));
  }
}

bool minor_room(struct nursery *nursery) {
  struct heap *heap = cpu_heap(nursery->cpu);
  size_t bytes = (size_t)(nursery_eden_next(nursery) - nursery_eden(nursery)) +
                 (size_t)(nursery->survivors_next - nursery->areas[nursery->from].start);
  // A block may be left with up to the size of the largest small object unused at its end.
  uint32_t blocks = (uint32_t)(bytes / (BLOCK_BYTES - 8 * (GC_LARGE_WORDS + 1))) + 2;
  return blocks <= heap->free || blocks <= blocks_in_all(heap);
}

void minor_collect(struct nursery *nursery, bool empty) {
  struct cpu *cpu = nursery->cpu;
  struct heap *heap = cpu_heap(cpu);
  size_t eden_used = (size_t)(nursery_eden_next(nursery) - nursery_eden(nursery));
  struct nursery_area *to = &nursery->areas[1 - nursery->from];
  struct gc_visitor visitor = {
      .mode = VISIT_MINOR,
      .cpu = cpu,
      .heap = heap,
      .nursery = nursery,
      .to = 1 - nursery->from,
      .to_next = to->start,
      // When eden has grown beyond what a survivor area may hold, or there is no memory for one.
      .promote_all =
          empty || eden_used > NURSERY_AREA_SPAN || !nursery_commit(to, to->start + eden_used),
      .base = (uint64_t)(uintptr_t)nursery->base + VALUE_TAG_POINTER,
  };
  char *to_start = to->start;
  uint64_t conflicts = nursery->conflicts;
  poison_show(to_start, (size_t)(to->committed - to_start));
  nursery->allocated_bytes += eden_used;
  nursery->minor_collections++;

  roots_of_cpu(&visitor, cpu);
  roots_of_providers(&visitor, cpu, true);
  visit_remembered(&visitor);
  drain(&visitor, to_start);
  if (unlikely(nursery->conflicts != conflicts)) fix_references(&visitor);
  roots_clear_stack(cpu);

  char *from_start = nursery->areas[nursery->from].start;
  bool fill = heap->options.poison;
  poison_region(from_start, (size_t)(nursery->survivors_next - from_start), fill);
  poison_region(nursery_eden(nursery), eden_used, fill);
  poison_hide(visitor.to_next, (size_t)(to->committed - visitor.to_next));
  nursery->from = visitor.to;
  nursery->survivors_next = visitor.to_next;
  nursery_reset(nursery);
}
