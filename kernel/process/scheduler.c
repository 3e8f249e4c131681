// SPDX-License-Identifier: MIT
#include "kernel/process/scheduler.h"

#include <stdlib.h>

#include "kernel/platform.h"

static void visit_roots(struct cpu *cpu, struct gc_visitor *visitor, bool minor) {
  // Processes and threads are pinned in old space: a minor collection learns of what they hold
  // through the remembered list.
  if (minor) return;
  struct scheduler *scheduler = cpu->system->scheduler;
  gc_visit_range(visitor, scheduler->buckets, scheduler->buckets + scheduler->bucket_count);
  for (size_t i = 0; i < array_length(scheduler->queues); i++) {
    gc_visit(visitor, &scheduler->queues[i].first);
    gc_visit(visitor, &scheduler->queues[i].last);
  }
  gc_visit_range(visitor, scheduler->timers, scheduler->timers + scheduler->timer_count);
  gc_visit(visitor, &scheduler->console_waiter);
  gc_visit(visitor, &scheduler->console_owner);
}

void scheduler_start(struct cpu *cpu) {
  struct scheduler *scheduler = calloc(1, sizeof *scheduler);
  ASSERT(scheduler);
  scheduler->bucket_count = 256;
  scheduler->buckets = malloc(scheduler->bucket_count * sizeof(value_t));
  ASSERT(scheduler->buckets);
  for (size_t i = 0; i < scheduler->bucket_count; i++) scheduler->buckets[i] = VALUE_NIL;
  for (size_t i = 0; i < array_length(scheduler->queues); i++)
    scheduler->queues[i] = (struct run_queue){VALUE_NIL, VALUE_NIL};
  scheduler->console_waiter = scheduler->console_owner = VALUE_NIL;
  cpu->system->scheduler = scheduler;
  gc_add_root_provider(cpu->system, visit_roots);
}

// Called with the lock held, before a process is added.
void scheduler_grow_table(struct scheduler *scheduler) {
  if (scheduler->process_count < scheduler->bucket_count) return;
  size_t count = scheduler->bucket_count * 4;
  value_t *buckets = malloc(count * sizeof *buckets);
  if (!buckets) return; // longer chains, nothing lost
  for (size_t i = 0; i < count; i++) buckets[i] = VALUE_NIL;
  for (size_t i = 0; i < scheduler->bucket_count; i++)
    for (value_t p = scheduler->buckets[i], next; !value_is_nil(p); p = next) {
      struct object *process = value_object(p);
      next = process_get(p, PROCESS_NEXT);
      value_t *bucket = &buckets[(uint64_t)value_fixnum(process_get(p, PROCESS_PID)) & (count - 1)];
      // Both are in old space: no barrier is needed for a link among pinned objects.
      slot_initialize(&process->slots[PROCESS_NEXT], *bucket);
      *bucket = p;
    }
  free(scheduler->buckets);
  scheduler->buckets = buckets;
  scheduler->bucket_count = count;
}

// --- The run queue --------------------------------------------------------------------------

void scheduler_ready(struct cpu *cpu, value_t thread) {
  struct run_queue *queue = &cpu->system->scheduler->queues[cpu->index];
  thread_set(cpu, thread, THREAD_STATE, value_of_fixnum(THREAD_READY));
  thread_set(cpu, thread, THREAD_NEXT, VALUE_NIL);
  if (value_is_nil(queue->first))
    queue->first = thread;
  else
    thread_set(cpu, queue->last, THREAD_NEXT, thread);
  queue->last = thread;
}

bool scheduler_has_ready(struct cpu *cpu) {
  return !value_is_nil(cpu->system->scheduler->queues[cpu->index].first);
}

static uint64_t deadline_of(value_t thread) {
  return (uint64_t)value_fixnum(thread_get(thread, THREAD_DEADLINE));
}

static void wake_due(struct cpu *cpu) {
  struct scheduler *scheduler = cpu->system->scheduler;
  while (scheduler->timer_count &&
         deadline_of(scheduler->timers[0]) <= platform_clock_nanoseconds()) {
    value_t thread = scheduler->timers[0];
    thread_set(cpu, thread, THREAD_TIMED_OUT, value_of_fixnum(1));
    scheduler_wake(cpu, thread);
  }
}

static void wake_console_waiter(struct cpu *cpu) {
  // It looks for input again and parks again when there is none.
  struct scheduler *scheduler = cpu->system->scheduler;
  value_t thread = scheduler->console_waiter;
  if (value_is_nil(thread)) return;
  scheduler->console_waiter = VALUE_NIL;
  scheduler_wake(cpu, thread);
}

bool scheduler_poll(struct cpu *cpu) {
  wake_due(cpu);
  wake_console_waiter(cpu);
  return scheduler_has_ready(cpu);
}

value_t scheduler_next(struct cpu *cpu) {
  struct run_queue *queue = &cpu->system->scheduler->queues[cpu->index];
  wake_due(cpu);
  while (!value_is_nil(queue->first)) {
    value_t thread = queue->first;
    queue->first = thread_get(thread, THREAD_NEXT);
    if (value_is_nil(queue->first)) queue->last = VALUE_NIL;
    thread_set(cpu, thread, THREAD_NEXT, VALUE_NIL);
    if (value_fixnum(thread_get(thread, THREAD_STATE)) == THREAD_READY) return thread;
  }
  return VALUE_NIL;
}

void scheduler_park(struct cpu *cpu, value_t thread, uint64_t deadline_nanoseconds) {
  thread_set(cpu, thread, THREAD_STATE, value_of_fixnum(THREAD_PARKED));
  thread_set(cpu, thread, THREAD_TIMED_OUT, value_of_fixnum(0));
  if (deadline_nanoseconds) scheduler_add_timer(cpu, thread, deadline_nanoseconds);
}

void scheduler_wake(struct cpu *cpu, value_t thread) {
  scheduler_cancel_timer(cpu, thread);
  if (value_fixnum(thread_get(thread, THREAD_STATE)) == THREAD_PARKED) scheduler_ready(cpu, thread);
}

// --- Timers ---------------------------------------------------------------------------------

static void timer_put(struct cpu *cpu, size_t at, value_t thread) {
  cpu->system->scheduler->timers[at] = thread;
  thread_set(cpu, thread, THREAD_TIMER, value_of_fixnum((int64_t)at + 1));
}

static void timer_sift(struct cpu *cpu, size_t at, value_t thread) {
  struct scheduler *scheduler = cpu->system->scheduler;
  uint64_t deadline = deadline_of(thread);
  while (at > 0 && deadline < deadline_of(scheduler->timers[(at - 1) / 2])) {
    timer_put(cpu, at, scheduler->timers[(at - 1) / 2]);
    at = (at - 1) / 2;
  }
  for (;;) {
    size_t child = 2 * at + 1;
    if (child >= scheduler->timer_count) break;
    if (child + 1 < scheduler->timer_count &&
        deadline_of(scheduler->timers[child + 1]) < deadline_of(scheduler->timers[child]))
      child++;
    if (deadline_of(scheduler->timers[child]) >= deadline) break;
    timer_put(cpu, at, scheduler->timers[child]);
    at = child;
  }
  timer_put(cpu, at, thread);
}

void scheduler_add_timer(struct cpu *cpu, value_t thread, uint64_t deadline_nanoseconds) {
  struct scheduler *scheduler = cpu->system->scheduler;
  scheduler_cancel_timer(cpu, thread);
  if (scheduler->timer_count == scheduler->timer_capacity) {
    size_t capacity = scheduler->timer_capacity ? scheduler->timer_capacity * 2 : 64;
    value_t *timers = realloc(scheduler->timers, capacity * sizeof *timers);
    if (!timers) cpu->system->out_of_memory(cpu, capacity * sizeof *timers);
    scheduler->timers = timers;
    scheduler->timer_capacity = capacity;
  }
  uint64_t latest = (uint64_t)FIXNUM_MAX;
  thread_set(cpu, thread, THREAD_DEADLINE,
             value_of_fixnum((int64_t)minimum(deadline_nanoseconds, latest)));
  timer_sift(cpu, scheduler->timer_count++, thread);
}

void scheduler_cancel_timer(struct cpu *cpu, value_t thread) {
  struct scheduler *scheduler = cpu->system->scheduler;
  int64_t place = value_fixnum(thread_get(thread, THREAD_TIMER));
  if (place == 0) return;
  thread_set(cpu, thread, THREAD_TIMER, value_of_fixnum(0));
  value_t moved = scheduler->timers[--scheduler->timer_count];
  if (!value_same(moved, thread)) timer_sift(cpu, (size_t)place - 1, moved);
}

// --- Waiting --------------------------------------------------------------------------------

void scheduler_await_console(struct cpu *cpu, value_t thread) {
  cpu->system->scheduler->console_waiter = thread;
  scheduler_park(cpu, thread, 0);
}

value_t scheduler_console_owner(struct cpu *cpu) { return cpu->system->scheduler->console_owner; }
void scheduler_set_console_owner(struct cpu *cpu, value_t thread) {
  cpu->system->scheduler->console_owner = thread;
}

bool scheduler_idle(struct cpu *cpu) {
  struct scheduler *scheduler = cpu->system->scheduler;
  // Where somebody sits at the console, Ctrl-C may come.
  if (value_is_nil(scheduler->console_waiter) && scheduler->timer_count == 0 &&
      !platform_console_interactive())
    return false;
  platform_idle(scheduler->timer_count ? deadline_of(scheduler->timers[0]) : UINT64_MAX);
  wake_console_waiter(cpu);
  return true;
}
