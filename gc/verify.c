// SPDX-License-Identifier: MIT
// The heap verifier: walks from the roots through everything reachable and panics with the object,
// the slot and the rule that is broken.
//
//   - every pointer leads to the start of an object with a sane header: in a nursery one of those
//     that lie there one behind the other, in old space one whose start was noted at its birth
//   - an old object points into a nursery only if its kind is REMEMBER and it is on the list of
//     that nursery (law 6); an object of a nursery only into the same one
//   - pinned kinds are never in a nursery; flags agree with the place
//   - no slot holds the tag 011, which poison has
#include <stdlib.h>

#include "gc/heap.h"
#include "gc/poison.h"

struct verified_area {
  struct nursery *nursery;
  char *start, *end;
  uint64_t *starts; // a bit a word
};

struct verifier {
  struct heap *heap;
  struct object *holder;
  const char *place;    // of the slots that are shown now
  struct nursery *side; // the nursery that they may point into; NULL: none
  bool any_side;
  bool whole;
  struct verified_area areas[SYSTEM_CPU_LIMIT * 4];
  unsigned area_count;
};

static _Noreturn void fail(const struct verifier *verifier, const value_t *slot, const char *rule) {
  const struct object *holder = verifier->holder;
  if (holder == NULL)
    PANIC("heap: %s: slot %p holds %#llx: %s", verifier->place, (const void *)slot,
          (unsigned long long)slot_read(slot).bits, rule);
  PANIC("heap: %s: %s at %p (header %#llx), slot %lld holds %#llx: %s", verifier->place,
        object_kind(holder) < KIND_LIMIT ? gc_kind_layouts[object_kind(holder)].name : "object",
        (const void *)holder, (unsigned long long)object_header(holder),
        slot ? (long long)(slot - holder->slots) : -1LL,
        slot ? (unsigned long long)slot_read(slot).bits : 0ULL, rule);
}

static const struct verified_area *area_of(const struct verifier *verifier, const char *address) {
  for (unsigned i = 0; i < verifier->area_count; i++)
    if (address >= verifier->areas[i].start && address < verifier->areas[i].end)
      return &verifier->areas[i];
  return NULL;
}

static void check_nursery_pointer(struct verifier *verifier, value_t *slot, struct object *object) {
  const struct verified_area *area = area_of(verifier, (char *)object);
  if (area == NULL) fail(verifier, slot, "points to free nursery memory");
  size_t word = (size_t)((char *)object - area->start) / 8;
  if (!(area->starts[word / 64] >> (word % 64) & 1))
    fail(verifier, slot, "points into a nursery, but not to the start of an object");
  if (object_kind(object) == KIND_FREE) fail(verifier, slot, "points to a promoted survivor");
  if (verifier->any_side) return;
  if (verifier->side == NULL) fail(verifier, slot, "points from old space into a nursery");
  if (verifier->side != area->nursery) fail(verifier, slot, "points into a foreign nursery");
}

static void check_old_pointer(struct verifier *verifier, value_t *slot, struct object *object) {
  uint32_t index = block_index(object);
  if (index >= verifier->heap->top) fail(verifier, slot, "points behind the heap");
  const struct block *block = block_entry(index);
  if (block->state != BLOCK_SMALL && block->state != BLOCK_LARGE_HEAD)
    fail(verifier, slot, "points into a free block or inside a large object");
  if (!bitmap_test(TABLE_STARTS, object))
    fail(verifier, slot, "points into old space, but not to the start of an object");
  unsigned flags = object_flags(object);
  if (!(flags & OBJECT_OLD)) fail(verifier, slot, "points to an old object without its flag");
  if (!(flags & OBJECT_LARGE) != (block->state == BLOCK_SMALL))
    fail(verifier, slot, "points to an object whose flag LARGE does not fit its block");
}

static void check_slot(struct verifier *verifier, value_t *slot) {
  value_t v = slot_read(slot);
  if ((v.bits & 7) == 3) fail(verifier, slot, "holds no value (poison?)");
  if (!value_is_pointer(v)) return;
  struct object *object = value_object(v);
  bool image = gc_address_in_image(object);
  if (gc_address_in_nursery(object))
    check_nursery_pointer(verifier, slot, object);
  else if (address_in_old(object))
    check_old_pointer(verifier, slot, object);
  else if (!image)
    fail(verifier, slot, "points into the heap's tables");
  // The image does not change; looking at all it holds once a major collection is enough.
  if (image && !verifier->whole) return;
  uint64_t header = object_header(object);
  enum kind kind = object_kind(object);
  if (!(header & 1) || kind == KIND_FREE || kind >= KIND_LIMIT)
    fail(verifier, slot, "points to something without a valid header");
  if (!image && verifier->whole) mark_value(verifier->heap, v);
}

void verify_visit(struct gc_visitor *visitor, value_t *slot) {
  check_slot(visitor->verifier, slot);
}

static void check_slot_of(void *context, value_t *slot) { check_slot(context, slot); }

// --- Nurseries ------------------------------------------------------------------------------
static void note_area(struct verifier *verifier, struct nursery *nursery, char *start, char *end) {
  struct verified_area *area = &verifier->areas[verifier->area_count++];
  *area = (struct verified_area){.nursery = nursery, .start = start, .end = end};
  area->starts = calloc(1, (size_t)(end - start) / 64 + 8);
  if (area->starts == NULL) PANIC("no memory for the heap verifier");
  while (start < end) {
    struct object *object = (struct object *)start;
    verifier->holder = object;
    uint64_t header = object_header(object);
    enum kind kind = object_kind(object);
    if (!(header & 1) || kind >= KIND_LIMIT) fail(verifier, NULL, "has no valid header");
    if (gc_kind_layouts[kind].flags & KIND_PINNED)
      fail(verifier, NULL, "is of a pinned kind, but lies in a nursery");
    if (object_flags(object) & (OBJECT_OLD | OBJECT_LARGE | OBJECT_REMEMBERED))
      fail(verifier, NULL, "has flags of an old object, but lies in a nursery");
    size_t word = (size_t)(start - area->start) / 8;
    area->starts[word / 64] |= UINT64_C(1) << (word % 64);
    start += 8 + object_size(object) * 8;
  }
  if (start != end) fail(verifier, NULL, "reaches beyond the end of its area");
  verifier->holder = NULL;
}

static void check_nursery_object(void *context, struct object *object) {
  struct verifier *verifier = context;
  verifier->holder = object;
  verifier->place = "nursery object";
  uint64_t header = object_header(object);
  if (header & (uint64_t)OBJECT_FORWARDED << 8) {
    value_t copy = forwarding_of(object, header);
    if (!value_is_pointer(copy) || !address_in_old(value_object(copy)))
      fail(verifier, NULL, "was published, but does not lead to old space");
    if (object_kind(value_object(copy)) != object_kind(object))
      fail(verifier, NULL, "was published, but its copy is of another kind");
  }
  gc_object_slots(object, check_slot_of, verifier);
}

static void check_remembered(struct verifier *verifier, struct nursery *nursery) {
  verifier->side = nursery;
  verifier->place = "remembered object";
  const struct words *list = &nursery->remembered;
  for (uint64_t *entry = list->start; entry < list->next; entry++) {
    struct object *object = (struct object *)(uintptr_t)*entry;
    verifier->holder = object;
    if (gc_address_in_nursery(object)) fail(verifier, NULL, "is not old");
    if (!(object_flags(object) & OBJECT_REMEMBERED)) fail(verifier, NULL, "lacks its flag");
    gc_object_slots(object, check_slot_of, verifier);
  }
}

static bool is_listed(const struct verifier *verifier, const struct object *object) {
  struct heap *heap = verifier->heap;
  for (unsigned i = 0; i < heap->system->cpu_count * 2; i++) {
    const struct words *list = &heap->nurseries[i / 2][i % 2].remembered;
    for (uint64_t *entry = list->start; entry < list->next; entry++)
      if (*entry == (uint64_t)(uintptr_t)object) return true;
  }
  return false;
}

// --- Old space ------------------------------------------------------------------------------
static void check_old_objects(struct verifier *verifier) {
  value_t *start, *end;
  struct object *object;
  while ((object = mark_next(verifier->heap, &start, &end)) != NULL) {
    verifier->holder = object;
    verifier->place = "old object";
    // A remembered object has been looked at with its list; it only has to be on one.
    verifier->side = NULL;
    verifier->any_side = false;
    if (object_flags(object) & OBJECT_REMEMBERED) {
      if (!(gc_kind_layouts[object_kind(object)].flags & KIND_REMEMBER))
        fail(verifier, NULL, "is remembered, but not of such a kind");
      if (!is_listed(verifier, object)) fail(verifier, NULL, "is flagged, but on no list");
      verifier->any_side = true;
    }
    for (value_t *slot = start; slot < end; slot++) check_slot(verifier, slot);
    verifier->any_side = false;
  }
  if (verifier->heap->mark_overflow) PANIC("no memory for the heap verifier");
}

static void check_roots(struct verifier *verifier) {
  struct heap *heap = verifier->heap;
  struct gc_visitor visitor = {.mode = VISIT_VERIFY, .heap = heap, .verifier = verifier};
  verifier->holder = NULL;
  for (unsigned i = 0; i < heap->system->cpu_count; i++) {
    struct cpu *cpu = heap->system->cpus[i];
    visitor.cpu = cpu;
    verifier->place = "root of a processor";
    verifier->side = cpu->nursery;
    roots_of_cpu(&visitor, cpu);
  }
  verifier->place = "root of a layer";
  verifier->any_side = true;
  visitor.cpu = heap->system->cpus[0];
  roots_of_providers(&visitor, visitor.cpu, false);
  verifier->any_side = false;
  verifier->place = "image";
  verifier->side = NULL;
  verifier->any_side = true;
  for (uint64_t *cell = heap->image_cells.start; cell < heap->image_cells.next; cell++) {
    verifier->holder = (struct object *)(uintptr_t)*cell;
    gc_object_slots(verifier->holder, check_slot_of, verifier);
  }
  verifier->any_side = false;
}

void verify_heap(struct heap *heap, bool whole) {
  if (heap->marking) return; // its marks are needed
  struct verifier *verifier = calloc(1, sizeof *verifier);
  if (verifier == NULL) PANIC("no memory for the heap verifier");
  verifier->heap = heap;
  verifier->whole = whole;
  if (whole) mark_clear(heap);
  for (unsigned i = 0; i < heap->system->cpu_count * 2; i++) {
    struct nursery *nursery = &heap->nurseries[i / 2][i % 2];
    if (!nursery->cpu) continue;
    verifier->place = "nursery";
    note_area(verifier, nursery, nursery->areas[nursery->from].start, nursery->survivors_next);
    note_area(verifier, nursery, nursery_eden(nursery), nursery_eden_next(nursery));
  }
  check_roots(verifier);
  for (unsigned i = 0; i < heap->system->cpu_count * 2; i++) {
    struct nursery *nursery = &heap->nurseries[i / 2][i % 2];
    if (!nursery->cpu) continue;
    check_remembered(verifier, nursery);
    nursery_objects(nursery, check_nursery_object, verifier);
  }
  if (whole) check_old_objects(verifier);
  for (unsigned i = 0; i < verifier->area_count; i++) free(verifier->areas[i].starts);
  free(verifier);
}

void gc_verify(struct system *system) {
  if (!system->heap->track_starts)
    PANIC("the heap verifier needs gc_options.verify from the start");
  verify_heap(system->heap, true);
}
