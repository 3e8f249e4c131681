// SPDX-License-Identifier: MIT
// The heap's life: setting up, safepoints, statistics.
#include <stdlib.h>
#include <string.h>

#include "gc/heap.h"
#include "gc/poison.h"

enum {
  THRESHOLD_MINIMUM = 32 << 20,
  EXHAUSTED_ERRORS_COLLECTED = 2,
  STRESS_VERIFY_INTERVAL =
      509, // safepoints; prime, so that it walks through what a program repeats
};

_Noreturn void raise_out_of_memory(struct cpu *cpu, size_t bytes) {
  struct heap *heap = cpu_heap(cpu);
  // What the error makes unreachable is collected before its handler runs. A program that catches
  // the error and goes on hoarding is spared that, as it would do nothing but collect; but not when
  // an allocation has failed, since then nothing else may ask for a collection.
  bool possible = bytes > 0 && bytes <= (uint64_t)heap->limit * BLOCK_BYTES;
  if (heap->exhausted_errors++ < EXHAUSTED_ERRORS_COLLECTED || possible) gc_request_major(cpu);
  cpu->system->out_of_memory(cpu, bytes);
  PANIC("the handler of exhausted memory has returned");
}

void count_allocation(struct cpu *cpu, size_t bytes) {
  struct heap *heap = cpu_heap(cpu);
  // Before the first thread runs there is nobody to tell.
  if (value_is_nil(cpu->thread)) return;
  if (++heap->allocations == heap->options.fail_allocation) raise_out_of_memory(cpu, bytes);
}

uint32_t system_take_serials(struct system *system, uint32_t count) {
  return __atomic_fetch_add(&system->heap->serials, count, __ATOMIC_RELAXED);
}

void system_reserve_serials(struct system *system, uint32_t last) {
  __atomic_store_n(&system->heap->serials, last + 1, __ATOMIC_RELAXED);
}

// --- Setting up -----------------------------------------------------------------------------
static uint64_t default_limit(void) {
  // A part is left for the tables (2 %), nurseries and the C libraries.
  uint64_t total = platform_memory_total();
  return total - total / 16;
}

static uint32_t default_reserve(const struct heap *heap, size_t eden_bytes) {
  // Two nurseries full of survivors, or a thirty-second of a larger heap; never above a quarter.
  uint64_t bytes = maximum(4 * eden_bytes, (uint64_t)heap->limit * BLOCK_BYTES / 32);
  bytes = minimum(bytes, 64 * MIB);
  return (uint32_t)minimum((bytes + BLOCK_BYTES - 1) / BLOCK_BYTES, heap->limit / 4);
}

void gc_start(struct system *system, const struct gc_options *options) {
  struct heap *heap = calloc(1, sizeof *heap);
  if (heap == NULL) PANIC("no memory for the heap's state");
  heap->system = system;
  heap->options = *options;
  heap->track_starts = heap->note_allocation = options->verify;
  heap->serials = 1;
  for (unsigned use = 0; use < BLOCK_USES; use++)
    for (unsigned room = 0; room < BLOCK_ROOMS; room++) heap->recycled[use][room] = NO_BLOCK;
  uint64_t limit = options->heap_limit ? options->heap_limit : default_limit();
  limit = minimum(limit, (uint64_t)BLOCK_COUNT_LIMIT << BLOCK_SHIFT);
  heap->limit = (uint32_t)(limit >> BLOCK_SHIFT);
  system->heap = heap;

  if (!words_place(&heap->mark_stack, TABLE_MARK_STACK, GIB, 64 * 1024) ||
      !words_place(&heap->image_cells, TABLE_IMAGE_CELLS, GIB, 64 * 1024) ||
      !words_place(&heap->weak_nodes, TABLE_WEAK_NODES, 512 * MIB, 0))
    PANIC("no memory for the collector's lists");
  ASSERT(system->cpu_count <= SYSTEM_CPU_LIMIT);
  for (unsigned i = 0; i < system->cpu_count; i++) {
    struct cpu *cpu = system->cpus[i];
    nursery_start(heap, cpu, 0, options->nursery_bytes);
    if (options->two_nurseries) nursery_start(heap, cpu, 1, options->nursery_bytes);
    cpu->nursery = &heap->nurseries[i][0];
    nursery_reset(cpu->nursery);
    if (options->stress_minor || options->stress_major_interval)
      cpu_request_attention(cpu, ATTENTION_STRESS);
  }
  const struct nursery *first = &heap->nurseries[0][0];
  heap->reserve = default_reserve(heap, (size_t)(first->eden_limit - nursery_eden(first)));
  heap->threshold = minimum((uint64_t)THRESHOLD_MINIMUM,
                            (uint64_t)(heap->limit - heap->reserve) * BLOCK_BYTES / 2);
  blocks_look(heap);
}

// --- Safepoints -----------------------------------------------------------------------------
bool heap_short(const struct heap *heap) {
  return unlikely(heap->tight) && blocks_in_all(heap) < heap->reserve &&
         heap->recycled_lines < (uint64_t)heap->reserve * BLOCK_LINES;
}

void old_watch_threshold(struct cpu *cpu) {
  struct heap *heap = cpu_heap(cpu);
  if (likely(heap->used_bytes <= heap->threshold && !heap_short(heap))) return;
  if (heap->major_wanted) return;
  heap->major_wanted = true;
  cpu_request_attention(cpu, ATTENTION_COLLECT);
}

void gc_request_major(struct cpu *cpu) {
  cpu_heap(cpu)->major_wanted = true;
  cpu_request_attention(cpu, ATTENTION_COLLECT);
}

static void note_pause(struct heap *heap, uint64_t start) {
  uint64_t pause = platform_clock_nanoseconds() - start;
  if (pause > heap->pause_max) heap->pause_max = pause;
  heap->pause_total += pause;
}

void gc_collect_minor(struct cpu *cpu) {
  struct nursery *nursery = nursery_of(cpu);
  if (!minor_room(nursery)) {
    gc_collect_major(cpu);
    return;
  }
  uint64_t start = platform_clock_nanoseconds();
  minor_collect(nursery, false);
  struct heap *heap = cpu_heap(cpu);
  note_pause(heap, start);
  // Walking the roots takes far longer than a minor collection of next to nothing, so under stress
  // it is done at some of them only; an error stays visible until then.
  if (heap->options.verify && heap->options.stress_minor &&
      heap->safepoints % STRESS_VERIFY_INTERVAL < maximum(1u, heap->options.stress_minor_interval))
    verify_heap(heap, false);
  old_watch_threshold(cpu);
}

bool gc_empty_nursery(struct cpu *cpu) {
  struct nursery *nursery = nursery_of(cpu);
  if (!minor_room(nursery)) return false;
  minor_collect(nursery, true);
  old_watch_threshold(cpu);
  return true;
}

static void drop_dead_remembered(struct nursery *nursery) {
  struct words *list = &nursery->remembered;
  uint64_t *kept = list->start;
  for (uint64_t *entry = list->start; entry < list->next; entry++) {
    void *object = (void *)(uintptr_t)*entry;
    if (!address_in_old(object) || bitmap_test(TABLE_MARKS, object)) *kept++ = *entry;
  }
  list->next = kept;
}

// Collects those nurseries whose promotion is sure to find room; true when that was all of them.
// One without births since its last collection is left alone: what it holds would only grow old
// before its time, and what is written into an old cell is published. The tail of a lazy sequence
// would be so, cell by cell, to its end.
static bool collect_nurseries(struct heap *heap) {
  bool all = true;
  for (unsigned i = 0; i < heap->system->cpu_count; i++) {
    for (unsigned half = 0; half < 2; half++) {
      struct nursery *nursery = &heap->nurseries[i][half];
      if (!nursery->cpu) continue;
      bool births = nursery_eden_next(nursery) != nursery_eden(nursery);
      if (births && minor_room(nursery))
        minor_collect(nursery, false);
      else
        all = false;
    }
  }
  return all;
}

// Has a major collection left so little that the next ones would come one upon another? A sixteenth
// is worth more as an early error than as time spent in collections. What counts is the room that
// there is, in blocks and in holes: the machine may have less than the limit, holes get lost.
static bool nearly_full(const struct heap *heap) {
  uint64_t room = (uint64_t)blocks_in_all(heap) * BLOCK_BYTES + heap->recycled_lines * LINE_BYTES;
  uint64_t reserve = (uint64_t)heap->reserve * BLOCK_BYTES;
  uint64_t limit = (uint64_t)heap->limit * BLOCK_BYTES - reserve;
  return room < reserve + limit / 16;
}

// young: nurseries that have not been collected are marked as well.
static void mark_and_sweep(struct heap *heap, struct cpu *cpu, bool young) {
  if (!heap->marking) mark_begin(heap, cpu, young);
  mark_end(heap);
  for (unsigned i = 0; i < heap->system->cpu_count; i++)
    for (unsigned half = 0; half < 2; half++)
      if (heap->nurseries[i][half].cpu) drop_dead_remembered(&heap->nurseries[i][half]);
  sweep(heap);
}

void gc_collect_major(struct cpu *cpu) {
  struct heap *heap = cpu_heap(cpu);
  uint64_t start = platform_clock_nanoseconds();
  bool young = !collect_nurseries(heap);
  mark_and_sweep(heap, cpu, young);
  if (young) {
    for (unsigned i = 0; i < heap->system->cpu_count; i++) roots_clear_stack(heap->system->cpus[i]);
    collect_nurseries(heap);
  }
  heap->major_collections++;
  heap->major_wanted = false;
  heap->exhausted = nearly_full(heap);
  if (!heap->exhausted) heap->exhausted_errors = 0;
  note_pause(heap, start);
  if (heap->options.verify) verify_heap(heap, true);
}

static bool every(unsigned interval, uint64_t count) { return interval && count % interval == 0; }

// Which collections the safepoint of that number wants.
static bool minor_due(const struct cpu *cpu, uint64_t number) {
  const struct gc_options *options = &cpu->system->heap->options;
  return cpu->nursery->collect_wanted ||
         (options->stress_minor && every(maximum(1u, options->stress_minor_interval), number));
}
static bool major_due(const struct cpu *cpu, uint64_t number) {
  const struct heap *heap = cpu->system->heap;
  return heap->major_wanted || every(heap->options.stress_major_interval, number);
}

bool gc_safepoint_collects(const struct cpu *cpu) {
  uint64_t next = cpu->system->heap->safepoints + 1;
  return minor_due(cpu, next) || major_due(cpu, next);
}

void gc_safepoint(struct cpu *cpu) {
  struct heap *heap = cpu_heap(cpu);
  gc_safepoint_in_handler(cpu);
  // Between two threads there is nobody to raise it in; the next one will hear of it.
  if (unlikely(heap->exhausted) && !value_is_nil(cpu->thread)) {
    heap->exhausted = false;
    raise_out_of_memory(cpu, 0);
  }
}

void gc_safepoint_in_handler(struct cpu *cpu) {
  struct heap *heap = cpu_heap(cpu);
  const struct gc_options *options = &heap->options;
  uint64_t number = ++heap->safepoints;
  bool minor = minor_due(cpu, number), major = major_due(cpu, number);
  if (minor && !major) {
    gc_collect_minor(cpu);
    major = heap->major_wanted;
  }
  if (major) gc_collect_major(cpu);
  if (options->stress_minor || options->stress_major_interval)
    cpu_request_attention(cpu, ATTENTION_STRESS);
}

// --- Knowledge ------------------------------------------------------------------------------
uint64_t gc_collection_count(const struct cpu *cpu) {
  const struct heap *heap = cpu->system->heap;
  const struct nursery *halves = heap->nurseries[cpu->index];
  return heap->major_collections + halves[0].minor_collections + halves[1].minor_collections;
}

uint64_t gc_promoted_bytes(const struct cpu *cpu) {
  return cpu->nursery->promoted_bytes + cpu->nursery->published_bytes + cpu->nursery->old_bytes;
}

void gc_statistics(struct system *system, struct gc_statistics *out) {
  const struct heap *heap = system->heap;
  *out = (struct gc_statistics){
      .major_collections = heap->major_collections,
      .old_bytes_live = heap->live_bytes,
      .old_bytes_committed = (uint64_t)heap->committed * BLOCK_BYTES,
      .pause_max_nanoseconds = heap->pause_max,
      .pause_total_nanoseconds = heap->pause_total,
  };
  for (unsigned i = 0; i < system->cpu_count; i++) {
    for (unsigned half = 0; half < 2; half++) {
      const struct nursery *nursery = &heap->nurseries[i][half];
      if (!nursery->cpu) continue;
      out->minor_collections += nursery->minor_collections;
      out->promoted_bytes += nursery->promoted_bytes;
      out->published_bytes += nursery->published_bytes;
      out->allocated_bytes += nursery->allocated_bytes + nursery->old_bytes +
                              (uint64_t)(nursery_eden_next(nursery) - nursery_eden(nursery));
    }
  }
}
