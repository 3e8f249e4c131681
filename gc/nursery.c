// SPDX-License-Identifier: MIT
// The nursery: where objects are born, by bumping a pointer.
//
// Eden is given out up to eden_limit at full speed; past it the slow path goes on in steps, so that
// the leaf that runs can finish (law 3), and asks for a collection at the next safepoint. Switches
// that want to see each allocation (fail_allocation) set the visible limit to zero.
#include "gc/heap.h"
#include "gc/poison.h"

enum {
  // Measured on trees, maps and lazy walks: 4 MiB copies half of what 1 MiB does, and a walk over
  // garbage is as fast. A small machine (64 MiB) gets 256 KiB.
  EDEN_MOST = 4 << 20,
  EDEN_SHARE = 256, // of the machine's memory
  EDEN_MINIMUM = 64 * 1024,
  EDEN_STEP = 256 * 1024, // by which eden goes on beyond its limit
  COMMIT_LEAST = 128 * 1024,
  COMMIT_MOST = 2 * 1024 * 1024,
};

// How much to commit at once for `end` to be reached: more and more, as the area grows.
static size_t commit_step(const char *start, const char *committed, const char *end) {
  size_t have = (size_t)(committed - start);
  size_t step = maximum(COMMIT_LEAST, minimum(have, COMMIT_MOST));
  return align_up(maximum(step, (size_t)(end - committed)), 4096);
}

bool nursery_commit(struct nursery_area *area, char *end) {
  if (likely(end <= area->committed)) return true;
  size_t step = commit_step(area->start, area->committed, end);
  if (!platform_memory_commit(area->committed, step)) {
    step = align_up((size_t)(end - area->committed), 4096);
    if (!platform_memory_commit(area->committed, step)) return false;
  }
  poison_hide(area->committed, step);
  area->committed += step;
  return true;
}

bool nursery_shadow(struct nursery_area *area, char *end) {
  if (likely(end <= area->shadowed)) return true;
  size_t step = commit_step(area->start, area->shadowed, end);
  if (!platform_memory_commit(area->shadowed + NURSERY_SHADOW_DISTANCE, step)) return false;
  area->shadowed += step;
  return true;
}

static void nursery_release(struct nursery_area *area, char *end) {
  if (area->committed > end) {
    size_t bytes = (size_t)(area->committed - end);
    poison_show(end, bytes);
    platform_memory_release(end, bytes);
    area->committed = end;
  }
  if (area->shadowed > end) {
    platform_memory_release(end + NURSERY_SHADOW_DISTANCE, (size_t)(area->shadowed - end));
    area->shadowed = end;
  }
}

static char *first_limit(const struct heap *heap, const struct nursery *nursery) {
  if (heap->options.fail_allocation) return NULL;
  char *committed = nursery->areas[EDEN].committed;
  return committed < nursery->eden_limit ? committed : nursery->eden_limit;
}

void nursery_start(struct heap *heap, struct cpu *cpu, unsigned half, size_t eden_bytes) {
  struct nursery *nursery = &heap->nurseries[cpu->index][half];
  if (eden_bytes == 0) eden_bytes = minimum(EDEN_MOST, platform_memory_total() / EDEN_SHARE);
  eden_bytes = align_up(maximum(minimum(eden_bytes, NURSERY_AREA_SPAN / 2), EDEN_MINIMUM), 4096);
  nursery->cpu = cpu;
  nursery->half = half;
  nursery->base = (char *)(uintptr_t)(GC_NURSERY_BASE + cpu->index * NURSERY_CPU_SPAN +
                                      half * NURSERY_HALF_SPAN);
  for (unsigned i = 0; i < 3; i++) {
    struct nursery_area *area = &nursery->areas[i];
    area->start = area->committed = area->shadowed = nursery->base + i * NURSERY_AREA_SPAN;
  }
  nursery->eden_limit = nursery_eden(nursery) + eden_bytes;
  nursery->survivors_next = nursery->areas[0].start;
  uint64_t lists = TABLE_NURSERY_LISTS + (cpu->index * 2 + half) * UINT64_C(4) * TABLE_LIST_SPAN;
  if (!nursery_commit(&nursery->areas[EDEN], nursery_eden(nursery) + EDEN_MINIMUM) ||
      !words_place(&nursery->remembered, lists, TABLE_LIST_SPAN, 64 * 1024) ||
      !words_place(&nursery->gray, lists + TABLE_LIST_SPAN, TABLE_LIST_SPAN, 64 * 1024) ||
      !words_place(&nursery->overwritten, lists + 2 * TABLE_LIST_SPAN, TABLE_LIST_SPAN, 0))
    PANIC("no memory for a nursery");
  old_allocator_start(&nursery->small, BLOCK_MOVING, false);
  old_allocator_start(&nursery->medium, BLOCK_MOVING, true);
  old_allocator_start(&nursery->pinned, BLOCK_PINNED, false);
  nursery->next = nursery_eden(nursery);
  nursery->limit = first_limit(heap, nursery);
}

void nursery_reset(struct nursery *nursery) {
  struct cpu *cpu = nursery->cpu;
  // What one greedy leaf made eden, and the survivor area that is empty now, grow by is given back.
  ptrdiff_t most = nursery->eden_limit + 4 * EDEN_STEP - nursery_eden(nursery);
  struct nursery_area *empty = &nursery->areas[1 - nursery->from];
  nursery_release(&nursery->areas[EDEN], nursery_eden(nursery) + most);
  nursery_release(empty, empty->start + most);
  nursery->next = nursery_eden(nursery);
  nursery->limit = first_limit(cpu_heap(cpu), nursery);
  nursery->collect_wanted = false;
  if (cpu->nursery != nursery) return;
  cpu->allocation_next = nursery->next;
  cpu->allocation_limit = nursery->limit;
}

static void area_objects(char *start, char *end,
                         void (*visit)(void *context, struct object *object), void *context) {
  while (start < end) {
    struct object *object = (struct object *)start;
    start += 8 + object_size(object) * 8;
    visit(context, object);
  }
}

void nursery_objects(struct nursery *nursery, void (*visit)(void *context, struct object *object),
                     void *context) {
  area_objects(nursery->areas[nursery->from].start, nursery->survivors_next, visit, context);
  area_objects(nursery_eden(nursery), nursery_eden_next(nursery), visit, context);
}

unsigned gc_nursery_index(const struct cpu *cpu) { return cpu->nursery->half; }

bool gc_has_two_nurseries(const struct cpu *cpu) {
  return cpu->system->heap->options.two_nurseries;
}

void gc_switch_nursery(struct cpu *cpu, unsigned index) {
  struct heap *heap = cpu_heap(cpu);
  struct nursery *old = cpu->nursery;
  struct nursery *new = &heap->nurseries[cpu->index][index];
  if (old == new) return;
  ASSERT(index < 2 && new->cpu == cpu);
  old->next = cpu->allocation_next;
  old->limit = cpu->allocation_limit;
  cpu->nursery = new;
  cpu->allocation_next = new->next;
  cpu->allocation_limit = new->limit;
}

struct object *gc_allocate_slow(struct cpu *cpu, enum kind kind, size_t words, uint32_t extra) {
  struct heap *heap = cpu_heap(cpu);
  struct nursery *nursery = nursery_of(cpu);
  uint64_t fail = heap->options.fail_allocation;
  if (words > GC_LARGE_WORDS) return gc_allocate_old(cpu, kind, words, extra);
  if (unlikely(fail)) count_allocation(cpu, 8 + words * 8);

  char *start = cpu->allocation_next;
  char *next = start + 8 + words * 8;
  bool full = next > nursery->eden_limit;
  if (full) {
    // The rest of a full eden is used up in steps; each asks again, in case attention was lost.
    nursery->collect_wanted = true;
    cpu_request_attention(cpu, ATTENTION_COLLECT);
  }
  struct nursery_area *eden = &nursery->areas[EDEN];
  if (next > nursery->base + NURSERY_HALF_SPAN || !nursery_commit(eden, next))
    raise_out_of_memory(cpu, 8 + words * 8);
  if (!fail) {
    char *limit = full ? next + EDEN_STEP / 4 : nursery->eden_limit;
    cpu->allocation_limit = limit < eden->committed ? limit : eden->committed;
  }
  gc_show_fresh(start, (size_t)(next - start));
  cpu->allocation_next = next;
  struct object *object = (struct object *)start;
  object_set_header(object, OBJECT_HEADER(kind, 0, words, extra));
  return object;
}
