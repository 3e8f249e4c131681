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

// What the table of opcodes does by inline code and leaves share: a primitive's row by its value.
uint32_t primitive_index(value_t primitive);

#endif
