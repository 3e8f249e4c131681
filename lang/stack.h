// SPDX-License-Identifier: MIT
// Stacks (DESIGN.md section 5). A processor has one active area of contiguous frames; what lies
// below it is frozen: immutable heap objects that any number of threads may share. Overflow, fork
// and switching freeze the area; returning into a frozen frame copies that one frame out.
//
//   frame       [callee][link][R0][R1]...     base points at R0; link: return address
//   KIND_STACK  raw: previous_top, depth << 32 (words, with all below); previous stack; previous
//   counter; words of the frames
// A return address is enough to find the caller's frame: the instruction before it tells where in
// the caller's registers the callee stood (lang/opcodes.h). The bottom frame of the area links to
// an UNDERFLOW instruction.
//
// cpu->rest_stack/rest_top/rest_counter name what lies below the area: the frame that ends at word
// rest_top of rest_stack and goes on at rest_counter; nil: nothing, the thread is done.
#ifndef NACRE_LANG_STACK_H
#define NACRE_LANG_STACK_H

#include "gc/gc.h"
#include "lang/code.h"

enum {
  STACK_SLOTS = 980,           // of the active area; a frozen one still fits the nursery
  STACK_RESERVE = 64,          // past the limit: room for the arguments of a leaf's tail call
  STACK_DEPTH_BYTES = 1 << 30, // the deepest recursion; a quarter of memory on small machines
  STACK_WORDS = 3,             // first frame word of a KIND_STACK
};

// Gives the processor its active area.
void stack_start(struct cpu *cpu);
// The limit for the VM's one compare, unless attention is wanted.
static inline value_t *stack_true_limit(struct cpu *cpu) { return cpu->stack_end - STACK_RESERVE; }

// Freezes the words [stack_bottom, top): frames whose last one goes on at `counter`. The rest of
// the computation is then the new stack object; the area is empty.
void stack_freeze(struct cpu *cpu, value_t *top, const uint64_t *counter);
// Copies the innermost frozen frame into the (empty) area. Returns its base; *counter is where it
// goes on, R[instruction_a((*counter)[-1])] is where a result belongs. NULL when nothing is left.
value_t *stack_thaw(struct cpu *cpu, const uint64_t **counter);
// Puts callee and arguments at the bottom of the empty area, with the link that underflows.
value_t *stack_place_call(struct cpu *cpu, value_t callee, const value_t *arguments,
                          uint32_t count);

// The running computation with all its frames as one value, to be resumed (any number of times) by
// stack_restore. `top` is the end of the top frame, which goes on at cpu->program_counter with its
// base at cpu->frame.
struct stack_snapshot {
  value_t stack;
  uint32_t base, top;
  const uint64_t *counter;
};
void stack_snapshot(struct cpu *cpu, value_t *top, struct stack_snapshot *snapshot);
// Makes the snapshot the running computation: sets cpu->frame and cpu->program_counter.
void stack_restore(struct cpu *cpu, const struct stack_snapshot *snapshot);

// Walks the frames from the running one outwards.
struct stack_walk {
  value_t function;
  const uint64_t *counter; // where the frame goes on
  // private
  value_t *base, stack;
  uint64_t base_index;
};
bool stack_walk_start(struct cpu *cpu, struct stack_walk *walk);
bool stack_walk_next(struct cpu *cpu, struct stack_walk *walk);

#endif
