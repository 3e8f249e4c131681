// SPDX-License-Identifier: MIT
// The collector as the layers above see it.
//
// Invariants
// - Allocation never collects; values in C locals stay valid until the next safepoint (law 3).
// - An object must be fully initialised before the next safepoint; a fresh object's slots hold
//   garbage until then.
// - Immutable objects are filled with object_initialize; after that only CELL and REMEMBER kinds
//   may be written, through cell_write / remembered_write (law 6).
#ifndef NACRE_GC_GC_H
#define NACRE_GC_GC_H

#include "kernel/platform.h"
#include "gc/cpu.h"

// --- Life cycle -----------------------------------------------------------------------------
struct gc_options {
  uint64_t heap_limit;            // bytes old space may take; 0: from platform_memory_total
  size_t nursery_bytes;           // eden; 0: the default
  bool stress_minor;              // a minor collection at every safepoint
  unsigned stress_minor_interval; // ... at every Nth safepoint instead (0 or 1: every)
  unsigned stress_major_interval; // a major at every Nth safepoint (0: never)
  bool verify;                    // run the heap verifier after each major (and minor under stress)
  bool poison;              // fill freed memory with a pattern; tells ASan where built with it
  bool two_nurseries;       // alternate two nurseries on one processor (tests law 6)
  uint64_t fail_allocation; // fail the Nth allocation (0: none)
};
// Sets up heap and nurseries for system->cpu_count processors; the cpus exist already, zeroed.
void gc_start(struct system *system, const struct gc_options *options);

// --- Allocation -----------------------------------------------------------------------------
// Objects above this many payload words go to runs of blocks of their own, in old space: what is
// stored into such an object must be published first (gc_publish) unless its kind is REMEMBER.
enum { GC_LARGE_WORDS = 1000 };

#ifdef __SANITIZE_ADDRESS__
// Unallocated nursery memory is poisoned in AddressSanitizer builds; a birth shows its own part.
void __asan_poison_memory_region(void const volatile *start, size_t bytes);
void __asan_unpoison_memory_region(void const volatile *start, size_t bytes);
static inline void gc_show_fresh(void *start, size_t bytes) {
  __asan_unpoison_memory_region(start, bytes);
}
#else
static inline void gc_show_fresh(void *start, size_t bytes) { (void)start, (void)bytes; }
#endif

struct object *gc_allocate_slow(struct cpu *cpu, enum kind kind, size_t words, uint32_t extra);

// A fresh object in the nursery. Its slots are uninitialised.
static inline struct object *gc_allocate_extra(struct cpu *cpu, enum kind kind, size_t words,
                                               uint32_t extra) {
  // Asked first: beyond any memory the sum below would not even be an address.
  if (unlikely(words > GC_LARGE_WORDS)) return gc_allocate_slow(cpu, kind, words, extra);
  char *start = cpu->allocation_next;
  char *next = start + 8 + words * 8;
  if (unlikely(next > cpu->allocation_limit)) return gc_allocate_slow(cpu, kind, words, extra);
  gc_show_fresh(start, 8 + words * 8);
  cpu->allocation_next = next;
  struct object *object = (struct object *)start;
  object_set_header(object, OBJECT_HEADER(kind, 0, words, extra));
  return object;
}
static inline struct object *gc_allocate(struct cpu *cpu, enum kind kind, size_t words) {
  return gc_allocate_extra(cpu, kind, words, 0);
}
// A fresh object in old space, never to be moved before its first use: for PINNED kinds and
// whatever is interned. Everything stored into it must be published. Slots are uninitialised.
struct object *gc_allocate_old(struct cpu *cpu, enum kind kind, size_t words, uint32_t extra);

// --- Publishing and cells -------------------------------------------------------------------
static inline bool gc_in_nursery(value_t v);
// v itself, or its copy in old space after everything reachable from it has been copied there
// too. The originals stay readable; cells among them forward (OBJECT_FORWARDED).
value_t gc_publish(struct cpu *cpu, value_t v);
// Stores into a slot of a CELL object. An old object gets the published value; while marking, the
// old content is logged (snapshot at the beginning).
void cell_write(struct cpu *cpu, struct object *cell, value_t *slot, value_t v);
// Stores into a slot of a REMEMBER object, and remembers it when old -> nursery arises.
void remembered_write(struct cpu *cpu, struct object *holder, value_t *slot, value_t v);
// The object to work on for a CELL: follows OBJECT_FORWARDED (payload word 0 is the new value_t).
static inline struct object *cell_resolve(struct object *cell) {
  while (unlikely(object_flags(cell) & OBJECT_FORWARDED)) cell = value_object(object_slot(cell, 0));
  return cell;
}
// Where v lies now: the published copy of a nursery original, else v itself.
value_t gc_resolve(value_t v);
// Are a and b the same object, wherever its copies lie? (Scalars: same bits.)
bool gc_identical(struct cpu *cpu, value_t a, value_t b);

// --- Collection, at safepoints only ---------------------------------------------------------
// Called by the VM with cpu->frame, frame_top and program_counter stored. Collects when due.
void gc_safepoint(struct cpu *cpu);
// The same where an exception has just been caught: when memory is still short, that is told at the
// next safepoint only, so that the handler can do something.
void gc_safepoint_in_handler(struct cpu *cpu);
bool gc_safepoint_collects(const struct cpu *cpu); // will the next one?
void gc_collect_minor(struct cpu *cpu);
void gc_collect_major(struct cpu *cpu);
// Makes a major collection due at the next safepoint.
void gc_request_major(struct cpu *cpu);

// Two nurseries on one processor (options.two_nurseries): makes nursery 0 or 1 the current one.
// The scheduler gives each process one of them and switches with it; a process forked from another
// shares its nursery. Both are as far apart as those of two processors.
void gc_switch_nursery(struct cpu *cpu, unsigned index);
unsigned gc_nursery_index(const struct cpu *cpu);
bool gc_has_two_nurseries(const struct cpu *cpu);
// Promotes all that lives in the current nursery, so that who uses it may go on in another one.
// False: there is no room for it.
bool gc_empty_nursery(struct cpu *cpu);

void gc_add_root_provider(struct system *system,
                          void (*visit)(struct cpu *, struct gc_visitor *, bool minor));
// For root providers: shows one slot (it may be rewritten), or a run of them.
void gc_visit(struct gc_visitor *visitor, value_t *slot);
void gc_visit_range(struct gc_visitor *visitor, value_t *start, value_t *end);

// --- Knowledge ------------------------------------------------------------------------------
// Nurseries lie in the first part of the heap range, so that one compare answers.
#define GC_NURSERY_BASE UINT64_C(0x7e9000000000)
#define GC_NURSERY_SPAN (UINT64_C(16) << 30) // 1 GiB of addresses a processor
static inline bool gc_address_in_nursery(const void *address) {
  return (uint64_t)(uintptr_t)address - GC_NURSERY_BASE < GC_NURSERY_SPAN;
}
static inline bool gc_in_nursery(value_t v) {
  return value_is_pointer(v) && gc_address_in_nursery(value_object(v));
}
// The image lies outside the heap range: its objects live for ever.
static inline bool gc_address_in_image(const void *address) {
  return (uint64_t)(uintptr_t)address - PLATFORM_HEAP_BASE >=
         PLATFORM_HEAP_LIMIT - PLATFORM_HEAP_BASE;
}
struct gc_statistics {
  uint64_t minor_collections, major_collections, promoted_bytes, published_bytes;
  uint64_t old_bytes_live, old_bytes_committed, allocated_bytes;
  uint64_t pause_max_nanoseconds, pause_total_nanoseconds;
};
void gc_statistics(struct system *system, struct gc_statistics *out);
// Changes whenever what this processor's code holds may have moved or been freed.
uint64_t gc_collection_count(const struct cpu *cpu);
// Bytes this processor has moved to or allocated in old space so far: the difference between two
// readings is what the process that ran in between has to answer for.
uint64_t gc_promoted_bytes(const struct cpu *cpu);
// Walks the whole heap; panics with the object, slot and rule broken.
void gc_verify(struct system *system);
// Calls visit for each value slot of one object, as the kinds table says.
void gc_object_slots(struct object *object, void (*visit)(void *context, value_t *slot),
                     void *context);

#endif
