// SPDX-License-Identifier: MIT
// Processes and threads (DESIGN.md section 7). A process is the unit of isolation, a thread the
// unit of execution. This layer knows the collector, not the language: a stack, an environment or a
// message is a value to it.
//
// KIND_PROCESS and KIND_THREAD are pinned; their slots are written by process_set / thread_set.
// A thread is in one of the states below; only the processor that runs it, or whose queue holds it,
// touches it.
#ifndef NACRE_KERNEL_PROCESS_PROCESS_H
#define NACRE_KERNEL_PROCESS_PROCESS_H

#include "gc/gc.h"

enum process_slot {
  PROCESS_PID,         // fixnum
  PROCESS_ENVIRONMENT, // while no thread of it runs; else cpu->environment is the truth
  PROCESS_EPOCH,       // likewise
  PROCESS_OVERLAY,     // local cells written since the last fork: lang/cell.h
  PROCESS_MAIL_FIRST,  // KIND_MESSAGE or nil: the oldest
  PROCESS_MAIL_LAST,
  PROCESS_MAIL_COUNT,   // fixnum
  PROCESS_THREADS,      // the first of its threads, linked by THREAD_SIBLING
  PROCESS_NAME,         // registered name or nil
  PROCESS_STATE,        // fixnum: enum process_state
  PROCESS_REASON,       // why it ended
  PROCESS_LINKS,        // owned by the language: links and monitors
  PROCESS_CAPABILITIES, // fixnum of bits that only ever shrink
  PROCESS_PARENT,       // pid of the parent
  PROCESS_NEXT,         // in its bucket of the process table
  PROCESS_NURSERY,      // fixnum: which of two it allocates in
  PROCESS_SLOTS
};

enum thread_slot {
  THREAD_PROCESS,
  THREAD_STACK,    // while it does not run: its frozen frames, or nil once it has ended
  THREAD_BASE,     // fixnum: base of the top frame in THREAD_STACK
  THREAD_TOP,      // fixnum: its end
  THREAD_COUNTER,  // raw: where it goes on
  THREAD_BINDINGS, // dynamic bindings
  THREAD_STATE,    // fixnum: enum thread_state
  THREAD_PENDING,  // an exception to be thrown where it goes on, true for Ctrl-C, or nil
  THREAD_DEADLINE, // fixnum: nanoseconds of platform_clock_nanoseconds, 0: none
  THREAD_TIMER,    // fixnum: 1 + index in the timer heap, 0: not in it
  THREAD_WAIT,     // fixnum: serial of the cell for whose change it waits, or nil
  THREAD_RESULT,   // once it has ended
  THREAD_NEXT,     // in the run queue; or who waits for the same, in a ring
  THREAD_SIBLING,  // in its process
  THREAD_WORK,     // pieces of a long computation on numbers (lang/number_work.h), or nil
  THREAD_BEFORE,   // in the ring of those who wait for the same
  THREAD_RINGS,    // in the first of a ring: the first of another ring, or nil
  THREAD_SLOTS
};

enum process_state { PROCESS_FRESH, PROCESS_LIVE, PROCESS_ENDED }; // fresh: without any thread
enum thread_state { THREAD_READY, THREAD_RUNNING, THREAD_PARKED, THREAD_ENDED };
enum { PROCESS_MAIL_LIMIT = 1000000 };
enum message_slot { MESSAGE_CONTENT, MESSAGE_NEXT, MESSAGE_SLOTS };

static inline value_t process_get(value_t process, enum process_slot slot) {
  return object_slot(value_object(process), slot);
}
static inline value_t thread_get(value_t thread, enum thread_slot slot) {
  return object_slot(value_object(thread), slot);
}
static inline void process_set(struct cpu *cpu, value_t process, enum process_slot slot,
                               value_t v) {
  struct object *object = value_object(process);
  remembered_write(cpu, object, &object->slots[slot], v);
}
static inline void thread_set(struct cpu *cpu, value_t thread, enum thread_slot slot, value_t v) {
  struct object *object = value_object(thread);
  remembered_write(cpu, object, &object->slots[slot], v);
}

// --- Life -----------------------------------------------------------------------------------
// A process without threads, under a fresh pid. It enters the process table with its first thread:
// what fails for lack of memory in between leaves nothing behind.
value_t process_new(struct cpu *cpu, value_t environment, value_t epoch, value_t overlay,
                    int64_t parent_pid, int64_t capabilities);
// Makes the process's nursery the current one (gc_options.two_nurseries; else there is one only). A
// spawned process starts in its parent's, where its arguments lie, and goes over to the other one
// before it first runs, once all that is promoted: as it would to another processor. Nobody runs.
void process_enter_nursery(struct cpu *cpu, value_t process);
// Lets a fresh process move over to the other nursery before it first runs.
void process_set_apart(struct cpu *cpu, value_t process);
value_t process_by_pid(struct cpu *cpu, int64_t pid); // nil when there is none
// A parked thread of the process, with an empty stack.
value_t thread_new(struct cpu *cpu, value_t process);
// Ends the process: out of the table, its parked and ready threads ended.
void process_end(struct cpu *cpu, value_t process, value_t reason);
// A fresh epoch below `parent` (nil: the root). KIND_EPOCH: parent, jump, depth, owner pid.
value_t epoch_new(struct cpu *cpu, value_t parent, int64_t owner_pid);
// Is `ancestor` the epoch itself or above it? O(log depth) by jump pointers (Myers, "An applicative
// random-access stack", 1983).
bool epoch_descends(value_t epoch, value_t ancestor);
int64_t epoch_owner(value_t epoch);
// Calls visit for some of the live processes, from a place in the table on: 0 at first; answers the
// next place, 0 at the end. Who lives from the first call to the last is visited once, whatever is
// born or ends in between.
uint64_t process_scan(struct cpu *cpu, uint64_t place,
                      void (*visit)(struct cpu *, value_t process, void *context), void *context);

// --- Scheduling -----------------------------------------------------------------------------
void scheduler_start(struct cpu *cpu);
// Puts a thread at the end of this processor's queue.
void scheduler_ready(struct cpu *cpu, value_t thread);
// Takes the next thread that can run, waking those whose deadline has passed; nil when none.
value_t scheduler_next(struct cpu *cpu);
bool scheduler_has_ready(struct cpu *cpu);
// Wakes those whose deadline has passed and whoever waits for the console; is anybody ready?
bool scheduler_poll(struct cpu *cpu);
// Parks the running thread until scheduler_wake or the deadline (0: none).
void scheduler_park(struct cpu *cpu, value_t thread, uint64_t deadline_nanoseconds);
void scheduler_wake(struct cpu *cpu, value_t thread);
// Parks the running thread until scheduler_changed(serial) or the deadline (0: none). Raises when
// there is no memory for the first one who waits.
void scheduler_await(struct cpu *cpu, value_t thread, int64_t serial,
                     uint64_t deadline_nanoseconds);
// Wakes all who wait for that: some at once, the others as the scheduler comes by.
void scheduler_changed(struct cpu *cpu, uint32_t serial);
// Takes a thread out of what it waits for.
void scheduler_forget(struct cpu *cpu, value_t thread);
// Waits for input or the next deadline; false when nothing can ever happen any more.
bool scheduler_idle(struct cpu *cpu);
// One thread reads the console at a time, those who come meanwhile wait for their turn in order.
// True: the thread has the console until it gives it back, is interrupted, or ends. False: it has
// been parked, and is to ask again.
bool scheduler_take_console(struct cpu *cpu, value_t thread);
// Passes the console on to who has waited longest, if the thread has it.
void scheduler_give_console(struct cpu *cpu, value_t thread);
// Parks the thread that has the console until there may be input.
void scheduler_await_console(struct cpu *cpu, value_t thread);
// The thread that Ctrl-C interrupts, or nil. It may have ended.
value_t scheduler_console_owner(struct cpu *cpu);
void scheduler_set_console_owner(struct cpu *cpu, value_t thread);

// --- Messages -------------------------------------------------------------------------------
// Publishes v and appends it; wakes the receiver. False when the mailbox is full.
bool mailbox_send(struct cpu *cpu, value_t process, value_t v);
// The message after `previous` (nil: the first), or nil.
value_t mailbox_peek(value_t process, value_t previous);
// Takes out the message after `previous`.
void mailbox_remove(struct cpu *cpu, value_t process, value_t previous);

#endif
