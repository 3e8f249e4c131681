// SPDX-License-Identifier: MIT
// Processes as the language sees them: what fork shares, what an end means, Ctrl-C.
#ifndef NACRE_LANG_PROCESS_H
#define NACRE_LANG_PROCESS_H

#include "gc/gc.h"

// A process that will run function(arguments...) in the running process's environment; ready.
value_t process_spawn(struct cpu *cpu, value_t function, uint32_t count, const value_t *arguments);
// The first process of the system, from the language's base environment.
value_t process_first(struct cpu *cpu, value_t function, uint32_t count, const value_t *arguments);
// The child of the running process, sharing its environment and overlay; both get fresh epochs.
// Returns its one thread, whose stack the VM fills in.
value_t process_fork(struct cpu *cpu);
// A thread has ended, with an exception or VALUE_NIL: its process ends with its last thread.
void process_thread_ended(struct cpu *cpu, value_t thread, value_t error);
// Has a living thread of the running process claimed a write-once cell, so that the running thread
// has to wait for it? Then it has been parked until the cell changes: its leaf returns VALUE_AGAIN.
bool process_must_wait(struct cpu *cpu, value_t claimant, struct object *cell);
// The timer has ticked: should another thread run now?
bool process_slice_over(struct cpu *cpu);
// Ctrl-C: raises an Interruption in the thread that owns the console. No `catch` of a program takes
// it, `finally` runs; the prompt's own functions (namespace nacre.repl) are not broken off, only
// what they call, so that it always comes back.
void process_console_interrupt(struct cpu *cpu);
// The exception that the running thread is to raise now, taken off it, or nil. The program counter
// is then as error_throw wants it: behind the instruction that was to run.
value_t process_take_pending(struct cpu *cpu);
// Turns the machine's timer and Ctrl-C into attention of this processor.
void process_start(struct cpu *cpu);

#endif
