// SPDX-License-Identifier: MIT
// The heap's own state, private to gc/: blocks, allocators into old space, nurseries, marking.
//
// Invariants
// - Blocks [0, top) have a table entry; a block is COMMITTED memory unless RELEASED.
// - `reserve` blocks, free or still to be committed, are kept back from the program, so that
//   promotion and publishing, which cannot fail halfway, find room; only they may go below. Pinned
//   objects, which cannot lie in the holes of others, may have half of it.
// - `lock` guards everything about blocks that processors share. An allocator's current block is
//   its processor's alone.
#ifndef NACRE_GC_HEAP_H
#define NACRE_GC_HEAP_H

#include "gc/map.h"
#include "gc/spinlock.h"
#include "gc/words.h"

enum block_state {
  BLOCK_RELEASED,   // no memory behind it
  BLOCK_FREE,       // memory, nothing in it
  BLOCK_SMALL,      // objects up to GC_LARGE_WORDS
  BLOCK_LARGE_HEAD, // first block of one large object
  BLOCK_LARGE_TAIL, // a further block of it
};

// The two kinds of small blocks: objects in pinned ones never move.
enum block_use { BLOCK_MOVING, BLOCK_PINNED, BLOCK_USES };
// Blocks with holes: the holes of roomy ones are long enough for most objects above a line.
enum block_room { BLOCK_TIGHT, BLOCK_ROOMY, BLOCK_ROOMS };

enum { NO_BLOCK = UINT32_MAX };

enum { MARK_RING = 8 };

struct block {
  uint8_t state, use;
  uint16_t free_lines; // as of the last sweep
  uint32_t next;       // the next of a recycled list
  uint64_t words;      // LARGE_HEAD: payload words
  uint64_t run;        // LARGE_HEAD: blocks in the run
  // A bit a line. live: not to be allocated into, as of the last sweep. cover: lines that a marked
  // object longer than a line reaches into, beyond the one it starts in.
  uint64_t live[BLOCK_LINES / 64], cover[BLOCK_LINES / 64];
} __attribute__((aligned(128)));
_Static_assert(sizeof(struct block) == 128, "32 blocks' entries fill a page");

// A bump allocator into holes of old blocks. Objects in [scan, next) and in the gray ranges have
// been copied and not yet scanned, during a collection or a publish; at other times scan == next.
struct old_allocator {
  char *next, *limit, *scan;
  uint32_t block; // NO_BLOCK: none
  unsigned line;  // where the search for the block's next hole goes on
  bool medium;    // for objects longer than a line that did not fit another hole
  enum block_use use;
};

// A part of a nursery: memory up to `committed`, shadow words up to `shadowed`, both on demand.
struct nursery_area {
  char *start, *committed, *shadowed;
};

// One nursery and what belongs to its processor alone. See gc/nursery.c.
struct nursery {
  struct cpu *cpu;
  unsigned half;
  char *base; // of the half
  // Areas 0 and 1 are for survivors, area 2 is eden. Eden is given out at will up to eden_limit,
  // and beyond it, in steps, until the next safepoint.
  struct nursery_area areas[3];
  char *eden_limit;
  char *next, *limit; // the allocation pointers, while this nursery is not the current one
  // Survivors of the last minor collection lie in area `from`, up to here.
  unsigned from;
  char *survivors_next;
  bool collect_wanted;

  struct old_allocator small, medium, pinned;
  struct words gray;        // ranges (start, end) copied and not yet scanned
  struct words remembered;  // old objects of REMEMBER kinds that may point into this nursery
  struct words overwritten; // while marking: what cells held before a store

  uint64_t allocated_bytes; // up to the last minor collection
  uint64_t promoted_bytes, published_bytes, old_bytes;
  uint64_t minor_collections, conflicts, copied_objects;
};

struct heap {
  struct system *system;
  struct gc_options options;
  struct spinlock lock;

  uint32_t top;                               // blocks with a table entry
  uint32_t table_limit;                       // blocks the committed tables have room for
  uint32_t committed, free, limit, reserve;   // all in blocks
  uint32_t free_hint;                         // no free block below
  uint32_t recycled[BLOCK_USES][BLOCK_ROOMS]; // blocks with holes, by address
  uint64_t recycled_lines;                    // free lines in them

  uint64_t used_bytes; // old space in use: live at the last sweep, and holes taken since
  uint64_t live_bytes; // at the last sweep
  uint64_t threshold;  // used_bytes that makes a major collection due
  bool major_wanted;
  bool tight;     // less than twice the reserve was left when a block was last taken or freed
  bool exhausted; // the last major collection left too little, which is still to be raised
  unsigned exhausted_errors; // errors raised since a major collection has left enough

  bool track_starts;    // keep TABLE_STARTS for the verifier
  bool marking;         // between the start and the end of a mark: cells log, births are black
  bool note_allocation; // track_starts or marking: every birth in old space is noted
  bool mark_overflow;   // the mark stack lost an object: look for it again by its mark
  bool mark_young;      // nurseries have not been collected: find out what lives in them
  struct words mark_stack;
  // Entries on their way from the stack to being scanned, while the processor fetches them.
  struct mark_entry {
    uint64_t entry, index;
  } mark_ring[MARK_RING];
  unsigned mark_ring_first, mark_ring_count;
  struct words image_cells; // cells of the image that were written: roots
  struct words weak_nodes;  // nodes of weak tables that this mark has met

  uint64_t safepoints, allocations;
  uint64_t major_collections, pause_max, pause_total, minor_pause_max;
  uint32_t serials;

  struct nursery nurseries[SYSTEM_CPU_LIMIT][2];
};

static inline struct heap *cpu_heap(struct cpu *cpu) { return cpu->system->heap; }

// An allocation of `bytes` cannot be served: raises in the running thread (gc/heap.c).
_Noreturn void raise_out_of_memory(struct cpu *cpu, size_t bytes);
// Counts an allocation and fails the one that options.fail_allocation names.
void count_allocation(struct cpu *cpu, size_t bytes);

// --- gc/blocks.c ----------------------------------------------------------------------------
static inline struct block *block_entry(uint32_t index) {
  return (struct block *)(uintptr_t)TABLE_BLOCKS + index;
}
// Commits more blocks: one or more anywhere, or at least `count` > 1 at the top. False: limit
// reached, or no memory.
bool blocks_grow(struct heap *heap, uint32_t count);
// Takes `count` neighbouring free blocks off the free set and returns the first, or NO_BLOCK when
// fewer than `leave` could be had after that: the reserve, when a program asks. heap->lock held.
uint32_t blocks_take(struct heap *heap, uint32_t count, uint32_t leave);
// Puts blocks back into the free set. heap->lock held.
void blocks_give(struct heap *heap, uint32_t first, uint32_t count);
// Returns memory of free blocks beyond `keep` of them to the platform.
void blocks_release_surplus(struct heap *heap, uint32_t keep);
// Blocks that can be had in all, free or by growing.
uint32_t blocks_in_all(const struct heap *heap);
// Sets heap->tight.
void blocks_look(struct heap *heap);

// --- gc/old.c -------------------------------------------------------------------------------
void old_allocator_start(struct old_allocator *allocator, enum block_use use, bool medium);
// Makes the allocator's next allocation look for a new hole.
void old_allocator_retire(struct old_allocator *allocator);
// Room for `bytes` (a multiple of 8, at most 8 * (GC_LARGE_WORDS + 1)) in a new hole; when the hole
// changes, what lies unscanned in the old one joins nursery->gray. `leave` blocks stay behind, as
// for blocks_take. NULL: no memory.
void *old_allocate_slow(struct nursery *nursery, struct old_allocator *allocator, size_t bytes,
                        uint32_t leave);
// Book-keeping of a birth in old space while heap->note_allocation.
void old_note(struct heap *heap, struct object *object, size_t bytes);

// --- gc/cells.c -----------------------------------------------------------------------------
// Puts an old object of a REMEMBER kind on the nursery's list, unless it is on a list already.
// False: no memory for the list.
bool remember_for(struct nursery *nursery, struct object *object);

// Room in old space for a copy, from the moving allocators; never fails.
static inline void *old_allocate_copy(struct nursery *nursery, size_t bytes) {
  struct old_allocator *small = &nursery->small;
  char *start = small->next;
  if (likely(bytes <= (size_t)(small->limit - start))) {
    small->next = start + bytes;
    return start;
  }
  struct old_allocator *medium = &nursery->medium;
  // Objects longer than a line that do not fit the hole go to an allocator of their own, so that
  // small holes are not given up for them (Immix, Blackburn and McKinley 2008).
  void *room = old_allocate_slow(nursery, bytes > LINE_BYTES ? medium : small, bytes, 0);
  if (unlikely(room == NULL)) PANIC("no memory left to copy %zu bytes into old space", bytes);
  return room;
}

// --- gc/nursery.c ---------------------------------------------------------------------------
void nursery_start(struct heap *heap, struct cpu *cpu, unsigned half, size_t eden_bytes);
// After a collection: eden is empty; sets the cpu's allocation pointers (forced into the slow path
// where a switch wants to see each allocation).
void nursery_reset(struct nursery *nursery);
// Makes an area reach to `end`, or its shadow. False: no memory.
bool nursery_commit(struct nursery_area *area, char *end);
bool nursery_shadow(struct nursery_area *area, char *end);
enum { EDEN = 2 };
static inline char *nursery_eden(const struct nursery *nursery) {
  return nursery->areas[EDEN].start;
}
// One past the last object of eden, whether the nursery is current or not.
static inline char *nursery_eden_next(const struct nursery *nursery) {
  return nursery->cpu->nursery == nursery ? nursery->cpu->allocation_next : nursery->next;
}
static inline struct nursery *nursery_of(struct cpu *cpu) { return cpu->nursery; }

// --- gc/roots.c -----------------------------------------------------------------------------
enum visit_mode { VISIT_MINOR, VISIT_FIX, VISIT_MARK, VISIT_VERIFY };

struct gc_visitor {
  enum visit_mode mode;
  struct cpu *cpu;
  struct heap *heap;
  struct nursery *nursery; // MINOR, FIX: the one that is collected
  // MINOR: where survivors go.
  char *to_next;
  unsigned to;
  bool promote_all;
  uint64_t base; // of the half, as a tagged pointer, so that one subtraction tests and locates
  struct verifier *verifier; // VERIFY
};

// Shows the values in cpu's fields and its stack area.
void roots_of_cpu(struct gc_visitor *visitor, struct cpu *cpu);
void roots_of_providers(struct gc_visitor *visitor, struct cpu *cpu, bool minor);
// After a minor: nothing that lies above the running frame may survive as a stale word.
void roots_clear_stack(struct cpu *cpu);

void minor_visit(struct gc_visitor *visitor, value_t *slot);
void minor_visit_range(struct gc_visitor *visitor, value_t *slot, value_t *end);
void minor_fix(struct gc_visitor *visitor, value_t *slot);
void mark_visit(struct gc_visitor *visitor, value_t *slot);
void verify_visit(struct gc_visitor *visitor, value_t *slot);

// --- gc/minor.c -----------------------------------------------------------------------------
// Collects one nursery. There must be room in old space for all it holds (minor_room). empty: all
// that lives is promoted, whatever its age.
void minor_collect(struct nursery *nursery, bool empty);
// True when promotion of everything in the nursery is sure to find room.
bool minor_room(struct nursery *nursery);

// --- gc/mark.c: from roots to mark bits, in steps -------------------------------------------
// Marks the roots. Every nursery should have been collected just before, and its objects are roots.
// young: that was not so, and they are marked like others (OBJECT_MARKED), and mark_end makes
// fillers of the dead ones; the program must not run in between.
void mark_begin(struct heap *heap, struct cpu *cpu, bool young);
// Scans about `budget` words; true when nothing is left to scan.
bool mark_step(struct heap *heap, size_t budget);
// Scans what is left. Afterwards the mark bits are exact for all old objects but those born since
// the beginning, which are all marked.
void mark_end(struct heap *heap);
// While marking, objects are born marked (black): their contents were published, hence born black
// or reachable when the mark began.
void mark_birth(struct heap *heap, struct object *object, size_t bytes);
// What a cell of the heap held before a store.
void mark_log(struct cpu *cpu, value_t v);
// Marks v's object and notes it for scanning; also the verifier's way through the heap.
void mark_value(struct heap *heap, value_t v);
void mark_clear(struct heap *heap);

// --- weak.c
// Notes a marked node of a weak table. True: its slots are not to be scanned.
bool weak_note(struct heap *heap, struct object *node);
// Marks the values whose keys are marked; true when there were any that had not been.
bool weak_trace(struct heap *heap, unsigned round);
// Writes nil over all pairs whose keys are not marked, and over nodes without any.
void weak_clear(struct heap *heap);
// Takes the next marked object to be scanned, with the run of its values to look at; NULL: none.
struct object *mark_next(struct heap *heap, value_t **start, value_t **end);
// Shows the objects of all nurseries, living or not, to `visit`.
void nursery_objects(struct nursery *nursery, void (*visit)(void *context, struct object *object),
                     void *context);

// --- gc/sweep.c -----------------------------------------------------------------------------
// Turns mark bits into free lines, free blocks and free runs, and sets the next threshold.
void sweep(struct heap *heap);

// --- gc/heap.c ------------------------------------------------------------------------------
// Asks for a major collection when old space has grown past its threshold or memory is short.
void old_watch_threshold(struct cpu *cpu);
bool heap_short(const struct heap *heap);

// --- gc/verify.c ----------------------------------------------------------------------------
// whole: walks all that is reachable; else nurseries, remembered objects and roots only.
void verify_heap(struct heap *heap, bool whole);

// Where a published nursery object's copy lies.
static inline value_t forwarding_of(const struct object *object, uint64_t header) {
  enum kind kind = (enum kind)((header >> 1) & 0x7f);
  return slot_read(gc_kind_layouts[kind].flags & KIND_CELL ? &object->slots[0]
                                                           : shadow_slot(object));
}

#endif
