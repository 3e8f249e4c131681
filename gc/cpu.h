// SPDX-License-Identifier: MIT
// The two places where state may hang (law 8): struct system (one a machine) and struct cpu (one a
// processor). Fields of upper layers are opaque here.
#ifndef NACRE_GC_CPU_H
#define NACRE_GC_CPU_H

#include "gc/object.h"

struct heap;      // gc/heap.h: blocks, old space, counters
struct nursery;   // gc/nursery.h
struct language;  // lang/: intern tables, well-known vars and types
struct scheduler; // kernel/process/: run queues, timers, the process table
struct console;   // repl/: the line editor and what waits for it
struct gc_visitor;

enum { SYSTEM_CPU_LIMIT = 16, SYSTEM_ROOT_PROVIDER_LIMIT = 8 };

// Names the slots of one layer that the collector must see. `visit` calls gc_visit for each slot.
// minor: only slots that may point into cpu's nursery are wanted.
struct gc_root_provider {
  void (*visit)(struct cpu *cpu, struct gc_visitor *visitor, bool minor);
};

struct system {
  struct heap *heap;
  struct language *language;
  struct scheduler *scheduler;
  struct console *console; // repl/console.h
  struct cpu *cpus[SYSTEM_CPU_LIMIT];
  unsigned cpu_count;
  struct gc_root_provider root_providers[SYSTEM_ROOT_PROVIDER_LIMIT];
  unsigned root_provider_count;
  // Called when an allocation cannot be served; does not return (raises in the running thread).
  void (*out_of_memory)(struct cpu *cpu, size_t bytes);
};

struct cpu {
  // Allocation: bump from next to limit; past limit gc_allocate_slow finds more and asks for a
  // collection, it never collects.
  char *allocation_next;
  char *allocation_limit;

  // The VM's attention: calls and back edges compare against stack_limit; whoever wants the VM to
  // stop at its next safepoint stores NULL there (cpu_request_attention) after setting its flag.
  value_t *stack_limit;
  value_t environment; // the running process's environment (hot: every global load)

  // The active stack area of this processor and where the running computation stands, as of the
  // last safepoint or leaf call. Words in [stack_bottom, frame_top) are values; the rest is free.
  value_t *stack_bottom;
  value_t *stack_end;
  value_t *frame;     // base of the running frame
  value_t *frame_top; // one past its last register
  const uint64_t *program_counter;

  // What lies below the active area: frames of a frozen stack up to rest_top, to be resumed at
  // rest_counter (lang/stack.h). bindings: the running thread's dynamic bindings (a map, or nil).
  value_t rest_stack;
  uint64_t stack_depth_limit; // words that may lie frozen below
  uint64_t rest_top;
  const uint64_t *rest_counter;
  value_t bindings;

  uint32_t attention; // enum cpu_attention bits, set by interrupts and by C code, cleared by the VM
  uint32_t critical;  // > 0: holds a lock; a fault here is a panic
  unsigned index;

  struct system *system;
  struct nursery *nursery;
  value_t thread;  // KIND_THREAD that runs, or nil
  value_t process; // its KIND_PROCESS
  value_t epoch;   // its current epoch
  uint32_t next_serial, serial_limit;

  const struct primitive *const *primitive_rows; // by index: lang/primitive.h

  // A leaf's last wish (VALUE_TAIL_CALL): lang/primitive.h.
  value_t tail_function;
  uint32_t tail_count;
  bool tail_rest; // the last argument is the rest seq of a variadic callee, as it stands
  value_t tail_arguments[32];
  value_t tail_continuation, tail_state; // VALUE_CALL_THEN: a KIND_PRIMITIVE and its first argument

  uint64_t random_state[4]; // lang/number_random.h; all zero until first used
  value_t number_work;      // lang/number_work.h: valid until the scratch memory is reset
  int64_t number_time;      // ... and the time left to the leaf
  struct scratch *scratch;  // lang/scratch.h: temporary memory of the running leaf
  struct regex_matcher *regex_matcher; // lang/regex.c: kept between matches
  struct method_cache *method_cache;   // lang/protocol.c: what types do for protocols
  void *error_landing;                 // jmp_buf of the VM: error_raise lands there
  value_t error;                       // the exception on its way
};

enum cpu_attention {
  ATTENTION_COLLECT = 1,   // the nursery is full, or a major collection is due
  ATTENTION_TIMER = 2,     // the time slice has ended
  ATTENTION_INTERRUPT = 4, // Ctrl-C
  ATTENTION_SCRATCH = 16,  // temporary memory to be freed once the leaf is done; set without NULL
  ATTENTION_STRESS = 8,    // stress switches want every safepoint
  ATTENTION_PENDING = 32,  // the running thread has an interruption that could not be raised yet
};

static inline void cpu_request_attention(struct cpu *cpu, uint32_t bits) {
  __atomic_fetch_or(&cpu->attention, bits, __ATOMIC_RELAXED);
  __atomic_store_n(&cpu->stack_limit, (value_t *)0, __ATOMIC_RELEASE);
}

// A new identity serial, given at birth (law 7). Wraps after 2^32.
uint32_t system_take_serials(struct system *system, uint32_t count);
// The next serial given out is above `last` (those up to it stand in an image).
void system_reserve_serials(struct system *system, uint32_t last);
static inline uint32_t cpu_new_serial(struct cpu *cpu) {
  if (unlikely(cpu->next_serial == cpu->serial_limit)) {
    cpu->next_serial = system_take_serials(cpu->system, 1024);
    cpu->serial_limit = cpu->next_serial + 1024;
  }
  return cpu->next_serial++;
}

#endif
