// SPDX-License-Identifier: MIT
// What the interpreter loop (vm.c) asks of vm_call.c and vm_thread.c. Before each of these calls
// the loop has saved cpu->frame and cpu->program_counter.
#ifndef NACRE_LANG_VM_INTERNAL_H
#define NACRE_LANG_VM_INTERNAL_H

#include "gc/gc.h"

// --- vm_call.c ------------------------------------------------------------------------------
_Noreturn void vm_arity_error(struct cpu *cpu, value_t callee, uint32_t count);
// The value of an unbound slot: raises, naming the var.
value_t vm_unbound(struct cpu *cpu, uint32_t slot);
// Calls what is neither function nor primitive (keyword, map, set, vector, symbol, var,
// user-defined type), as a leaf: slot[0] callee, slot[2]... arguments.
value_t vm_call_other(struct cpu *cpu, value_t *slot, uint32_t count);
value_t vm_lookup(struct cpu *cpu, value_t keyword, value_t map, value_t otherwise);
value_t vm_equal(struct cpu *cpu, const value_t *pair);
// Leaves that opcodes hand over to.
enum vm_leaf {
  LEAF_BIT_AND,
  LEAF_BIT_OR,
  LEAF_BIT_XOR,
  LEAF_SHIFT_LEFT,
  LEAF_SHIFT_RIGHT,
  LEAF_EQUAL,
  LEAF_GET,
  LEAF_CONJ,
  LEAF_NTH,
  LEAF_CONS,
  LEAF_LIMIT
};
// The one that is this function of clojure.core.
enum vm_leaf vm_leaf_named(const char *name);
value_t vm_binary_leaf(struct cpu *cpu, enum vm_leaf leaf, value_t x, value_t y);
// Freezes what lies below slot (its frame goes on at `counter`) and moves the call (callee, count
// arguments) to the bottom of the area. Returns the new slot.
value_t *vm_overflow(struct cpu *cpu, value_t *slot, uint32_t count, const uint64_t *counter);
// Sets up the call a leaf has noted in cpu->tail_*: a frame of the trampoline at slot, which calls
// and returns; with vm_call_then, one that goes on to the continuation primitive.
void vm_trampoline(struct cpu *cpu, value_t *slot, const uint64_t *counter);
void vm_call_then(struct cpu *cpu, value_t *slot, const uint64_t *counter);
void vm_call_start(struct cpu *cpu);
// A fresh stack (KIND_STACK) that calls function with the arguments and ends.
value_t vm_initial_stack(struct cpu *cpu, value_t function, uint32_t count,
                         const value_t *arguments);
const uint64_t *vm_initial_counter(struct cpu *cpu, uint32_t count); // where such a stack starts

// --- vm_thread.c ----------------------------------------------------------------------------
// A safepoint at which attention is wanted: collects, switches, raises. False: the thread no longer
// runs here (its state is saved).
bool vm_attention(struct cpu *cpu);
// Saves the running thread, which has been parked or gives way.
void vm_suspend(struct cpu *cpu);
// Makes the next ready thread the running one, waiting when there is none; false when nothing is
// left that could ever run. A pending exception of it is raised.
bool vm_resume_next(struct cpu *cpu);
void vm_thread_done(struct cpu *cpu, value_t result);
// Looks for a handler of cpu->error and makes its frame the running one; without any the thread
// ends and the answer is false.
bool vm_unwind(struct cpu *cpu);
void vm_check_throwable(struct cpu *cpu);
// Forks the running process at slot; returns the child's pid.
value_t vm_fork(struct cpu *cpu, value_t *slot);

#endif
