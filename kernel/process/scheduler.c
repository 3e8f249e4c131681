// SPDX-License-Identifier: MIT
#include "kernel/process/scheduler.h"

#include <stdlib.h>

#include "kernel/platform.h"

enum { WAITING_BUCKETS = 4096, WAKE_AT_ONCE = 64 };
#define CONSOLE_TURN (INT64_C(1) << 32) // waited for like a cell; no cell has that serial

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
  gc_visit(visitor, &scheduler->console_reader);
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
  scheduler->console_waiter = scheduler->console_reader = scheduler->console_owner = VALUE_NIL;
  scheduler->waking = VALUE_NIL;
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
         deadline_of(scheduler->timers[0]) <= platform_clock_nanoseconds())
    scheduler_wake(cpu, scheduler->timers[0]);
}

static void wake_console_waiter(struct cpu *cpu) {
  // It looks for input again and parks again when there is none.
  struct scheduler *scheduler = cpu->system->scheduler;
  value_t thread = scheduler->console_waiter;
  if (value_is_nil(thread)) return;
  scheduler->console_waiter = VALUE_NIL;
  scheduler_wake(cpu, thread);
}

// Wakes some of those whose cells have changed.
static void wake_changed(struct cpu *cpu) {
  struct scheduler *scheduler = cpu->system->scheduler;
  for (int i = 0; i < WAKE_AT_ONCE && !value_is_nil(scheduler->waking); i++)
    scheduler_wake(cpu, scheduler->waking);
}

bool scheduler_poll(struct cpu *cpu) {
  wake_due(cpu);
  wake_changed(cpu);
  wake_console_waiter(cpu);
  return scheduler_has_ready(cpu);
}

value_t scheduler_next(struct cpu *cpu) {
  struct run_queue *queue = &cpu->system->scheduler->queues[cpu->index];
  wake_due(cpu);
  wake_changed(cpu);
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
  if (deadline_nanoseconds) scheduler_add_timer(cpu, thread, deadline_nanoseconds);
}

void scheduler_wake(struct cpu *cpu, value_t thread) {
  scheduler_cancel_timer(cpu, thread);
  scheduler_forget(cpu, thread);
  if (value_fixnum(thread_get(thread, THREAD_STATE)) == THREAD_PARKED) scheduler_ready(cpu, thread);
}

// --- Waiting for a cell to change -----------------------------------------------------------
// Threads that wait for the same cell form a ring. The first of a ring stands in a list of rings:
// that of its bucket, or, once the cell has changed, the list of those to be woken. In the others
// THREAD_RINGS is false. What the first waits for counts for its ring: 0 once it is to be woken.

static value_t *list_of(struct scheduler *scheduler, int64_t serial) {
  return serial == 0 ? &scheduler->waking : &scheduler->waiting[(uint64_t)serial % WAITING_BUCKETS];
}

// Takes a ring out of its list and puts another one (or what came after it) there.
static void replace_ring(struct cpu *cpu, value_t *list, value_t first, value_t with) {
  if (value_same(*list, first)) {
    *list = with;
    return;
  }
  value_t before = *list;
  while (!value_same(thread_get(before, THREAD_RINGS), first))
    before = thread_get(before, THREAD_RINGS);
  thread_set(cpu, before, THREAD_RINGS, with);
}

static value_t find_ring(struct scheduler *scheduler, int64_t serial) {
  if (!scheduler->waiting) return VALUE_NIL;
  value_t first = *list_of(scheduler, serial);
  while (!value_is_nil(first) && value_fixnum(thread_get(first, THREAD_WAIT)) != serial)
    first = thread_get(first, THREAD_RINGS);
  return first;
}

void scheduler_await(struct cpu *cpu, value_t thread, int64_t serial,
                     uint64_t deadline_nanoseconds) {
  struct scheduler *scheduler = cpu->system->scheduler;
  if (!scheduler->waiting) {
    scheduler->waiting = malloc(WAITING_BUCKETS * sizeof(value_t));
    if (!scheduler->waiting) cpu->system->out_of_memory(cpu, WAITING_BUCKETS * sizeof(value_t));
    for (size_t i = 0; i < WAITING_BUCKETS; i++) scheduler->waiting[i] = VALUE_NIL;
  }
  scheduler_park(cpu, thread, deadline_nanoseconds);
  value_t first = find_ring(scheduler, serial), last = thread, rings = VALUE_FALSE;
  if (value_is_nil(first)) {
    value_t *list = list_of(scheduler, serial);
    rings = *list;
    *list = first = thread;
  } else {
    last = thread_get(first, THREAD_BEFORE);
  }
  thread_set(cpu, thread, THREAD_WAIT, value_of_fixnum(serial));
  thread_set(cpu, thread, THREAD_RINGS, rings);
  thread_set(cpu, thread, THREAD_NEXT, first);
  thread_set(cpu, thread, THREAD_BEFORE, last);
  thread_set(cpu, last, THREAD_NEXT, thread);
  thread_set(cpu, first, THREAD_BEFORE, thread);
}

void scheduler_forget(struct cpu *cpu, value_t thread) {
  value_t serial = thread_get(thread, THREAD_WAIT), rings = thread_get(thread, THREAD_RINGS);
  if (value_is_nil(serial)) return;
  value_t next = thread_get(thread, THREAD_NEXT), before = thread_get(thread, THREAD_BEFORE);
  if (!value_same(rings, VALUE_FALSE)) {
    if (!value_same(next, thread)) {
      thread_set(cpu, next, THREAD_WAIT, serial);
      thread_set(cpu, next, THREAD_RINGS, rings);
      rings = next;
    }
    replace_ring(cpu, list_of(cpu->system->scheduler, value_fixnum(serial)), thread, rings);
  }
  thread_set(cpu, before, THREAD_NEXT, next);
  thread_set(cpu, next, THREAD_BEFORE, before);
  thread_set(cpu, thread, THREAD_WAIT, VALUE_NIL);
  thread_set(cpu, thread, THREAD_NEXT, VALUE_NIL);
  thread_set(cpu, thread, THREAD_BEFORE, VALUE_NIL);
  thread_set(cpu, thread, THREAD_RINGS, VALUE_NIL);
}

void scheduler_changed(struct cpu *cpu, uint32_t serial) {
  struct scheduler *scheduler = cpu->system->scheduler;
  value_t first = find_ring(scheduler, serial);
  if (value_is_nil(first)) return;
  replace_ring(cpu, list_of(scheduler, serial), first, thread_get(first, THREAD_RINGS));
  thread_set(cpu, first, THREAD_WAIT, value_of_fixnum(0));
  thread_set(cpu, first, THREAD_RINGS, scheduler->waking);
  scheduler->waking = first;
  wake_changed(cpu);
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

bool scheduler_take_console(struct cpu *cpu, value_t thread) {
  value_t *reader = &cpu->system->scheduler->console_reader;
  if (value_is_nil(*reader)) *reader = thread;
  if (value_same(*reader, thread)) return true;
  scheduler_await(cpu, thread, CONSOLE_TURN, 0);
  return false;
}

void scheduler_give_console(struct cpu *cpu, value_t thread) {
  struct scheduler *scheduler = cpu->system->scheduler;
  if (!value_same(scheduler->console_reader, thread)) return;
  value_t next = find_ring(scheduler, CONSOLE_TURN);
  scheduler->console_reader = next;
  if (value_same(scheduler->console_waiter, thread)) scheduler->console_waiter = VALUE_NIL;
  if (!value_is_nil(next)) scheduler_wake(cpu, next);
}

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
