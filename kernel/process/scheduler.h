// SPDX-License-Identifier: MIT
// The scheduler's own state: run queues, timers, the process table. Private to kernel/process/.
#ifndef NACRE_KERNEL_PROCESS_SCHEDULER_H
#define NACRE_KERNEL_PROCESS_SCHEDULER_H

#include "gc/spinlock.h"
#include "kernel/process/process.h"

struct run_queue {
  value_t first, last; // linked by THREAD_NEXT; nil: empty
};

struct scheduler {
  struct spinlock lock; // guards the process table
  value_t *buckets;     // processes by pid, linked by PROCESS_NEXT
  size_t bucket_count;  // a power of two
  size_t process_count;
  int64_t last_pid;
  struct run_queue queues[SYSTEM_CPU_LIMIT];
  // Binary heap of threads by THREAD_DEADLINE; a thread knows its place (THREAD_TIMER).
  value_t *timers;
  size_t timer_count, timer_capacity;
  // Who waits for a change of a cell: rings of threads, a ring for each serial, in buckets by
  // serial; and the rings of those who are to be woken.
  value_t *waiting; // WAITING_BUCKETS, or NULL: nobody has waited yet
  value_t waking;
  value_t console_waiter; // thread or nil
  value_t console_reader; // whose turn it is to read, or nil
  value_t console_owner;  // thread or nil
};

void scheduler_grow_table(struct scheduler *scheduler);
void scheduler_add_timer(struct cpu *cpu, value_t thread, uint64_t deadline_nanoseconds);
void scheduler_cancel_timer(struct cpu *cpu, value_t thread);

#endif
