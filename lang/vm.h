// SPDX-License-Identifier: MIT
// The virtual machine: runs threads until none is left. All state of a computation is in its
// frames (law 5); safepoints are calls, back edges and calls of primitives.
#ifndef NACRE_LANG_VM_H
#define NACRE_LANG_VM_H

#include "gc/gc.h"

// Makes trampolines and registers the VM's roots.
void vm_start(struct cpu *cpu);
// Runs the threads of this processor's queue until `done` answers true or nothing is left to run or
// to wait for.
void vm_run(struct cpu *cpu, bool (*done)(struct cpu *));

// Calls a function value and runs this processor until that thread has ended; for boot and the
// image builder only (C code of the running system never calls Lisp). The result, or
// VALUE_ABSENT when an exception ended it (then *exception holds it).
value_t vm_call(struct cpu *cpu, value_t function, uint32_t count, const value_t *arguments,
                value_t *exception);

// What the table of opcodes does by inline code and leaves share: a primitive's row by its value.
uint32_t primitive_index(value_t primitive);

#endif
