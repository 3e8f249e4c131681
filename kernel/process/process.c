// SPDX-License-Identifier: MIT
#include "kernel/process/process.h"

#include "kernel/process/scheduler.h"

enum { NURSERY_MOVES = 2 }; // in PROCESS_NURSERY: see process_enter_nursery

value_t epoch_new(struct cpu *cpu, value_t parent, int64_t owner_pid) {
  struct object *epoch = gc_allocate_old(cpu, KIND_EPOCH, 4, 0);
  int64_t depth = 0;
  value_t jump = VALUE_NIL;
  if (!value_is_nil(parent)) {
    // Myers: jump over the parent's jump when the last two jumps were of equal length.
    depth = value_fixnum(object_slot(value_object(parent), 2)) + 1;
    value_t parent_jump = object_slot(value_object(parent), 1);
    jump = parent;
    if (!value_is_nil(parent_jump)) {
      value_t next = object_slot(value_object(parent_jump), 1);
      int64_t first = depth - 1 - value_fixnum(object_slot(value_object(parent_jump), 2));
      if (!value_is_nil(next) && first == value_fixnum(object_slot(value_object(parent_jump), 2)) -
                                              value_fixnum(object_slot(value_object(next), 2)))
        jump = next;
    }
  }
  object_initialize(epoch, 0, parent);
  object_initialize(epoch, 1, jump);
  object_initialize(epoch, 2, value_of_fixnum(depth));
  object_initialize(epoch, 3, value_of_fixnum(owner_pid));
  return value_of_object(epoch);
}

static int64_t epoch_depth(value_t epoch) {
  return value_fixnum(object_slot(value_object(epoch), 2));
}

int64_t epoch_owner(value_t epoch) { return value_fixnum(object_slot(value_object(epoch), 3)); }

bool epoch_descends(value_t epoch, value_t ancestor) {
  int64_t depth = epoch_depth(ancestor);
  while (epoch_depth(epoch) > depth) {
    value_t jump = object_slot(value_object(epoch), 1);
    epoch = epoch_depth(jump) >= depth ? jump : object_slot(value_object(epoch), 0);
  }
  return value_same(epoch, ancestor);
}

static value_t *bucket_of(struct scheduler *scheduler, int64_t pid) {
  return &scheduler->buckets[(uint64_t)pid & (scheduler->bucket_count - 1)];
}

value_t process_new(struct cpu *cpu, value_t environment, value_t epoch, value_t overlay,
                    int64_t parent_pid, int64_t capabilities) {
  struct scheduler *scheduler = cpu->system->scheduler;
  struct object *object = gc_allocate_old(cpu, KIND_PROCESS, PROCESS_SLOTS, 0);
  for (int i = 0; i < PROCESS_SLOTS; i++) object_initialize(object, i, VALUE_NIL);
  value_t process = value_of_object(object);
  process_set(cpu, process, PROCESS_ENVIRONMENT, environment);
  process_set(cpu, process, PROCESS_EPOCH, epoch);
  process_set(cpu, process, PROCESS_OVERLAY, overlay);
  process_set(cpu, process, PROCESS_MAIL_COUNT, value_of_fixnum(0));
  process_set(cpu, process, PROCESS_STATE, value_of_fixnum(PROCESS_FRESH));
  process_set(cpu, process, PROCESS_CAPABILITIES, value_of_fixnum(capabilities));
  process_set(cpu, process, PROCESS_PARENT, value_of_fixnum(parent_pid));
  process_set(cpu, process, PROCESS_NURSERY, value_of_fixnum(gc_nursery_index(cpu)));
  int64_t pid = __atomic_add_fetch(&scheduler->last_pid, 1, __ATOMIC_RELAXED);
  process_set(cpu, process, PROCESS_PID, value_of_fixnum(pid));
  return process;
}

// Puts a fresh process into the table. Nothing here can fail.
static void process_enter(struct cpu *cpu, value_t process) {
  struct scheduler *scheduler = cpu->system->scheduler;
  spinlock_acquire(cpu, &scheduler->lock);
  scheduler_grow_table(scheduler);
  value_t *bucket = bucket_of(scheduler, value_fixnum(process_get(process, PROCESS_PID)));
  process_set(cpu, process, PROCESS_NEXT, *bucket);
  *bucket = process;
  scheduler->process_count++;
  spinlock_release(cpu, &scheduler->lock);
  process_set(cpu, process, PROCESS_STATE, value_of_fixnum(PROCESS_LIVE));
}

void process_set_apart(struct cpu *cpu, value_t process) {
  if (!gc_has_two_nurseries(cpu)) return;
  process_set(cpu, process, PROCESS_NURSERY,
              value_of_fixnum(NURSERY_MOVES | gc_nursery_index(cpu)));
}

void process_enter_nursery(struct cpu *cpu, value_t process) {
  if (likely(!gc_has_two_nurseries(cpu))) return;
  int64_t index = value_fixnum(process_get(process, PROCESS_NURSERY));
  gc_switch_nursery(cpu, (unsigned)index & 1);
  if (!(index & NURSERY_MOVES)) return;
  index &= 1;
  if (gc_empty_nursery(cpu)) gc_switch_nursery(cpu, (unsigned)(index = 1 - index));
  process_set(cpu, process, PROCESS_NURSERY, value_of_fixnum(index));
}

value_t process_by_pid(struct cpu *cpu, int64_t pid) {
  struct scheduler *scheduler = cpu->system->scheduler;
  spinlock_acquire(cpu, &scheduler->lock);
  value_t process = *bucket_of(scheduler, pid);
  while (!value_is_nil(process) && value_fixnum(process_get(process, PROCESS_PID)) != pid)
    process = process_get(process, PROCESS_NEXT);
  spinlock_release(cpu, &scheduler->lock);
  return process;
}

static uint64_t reverse_bits(uint64_t word) {
  word = __builtin_bswap64(word);
  word = (word >> 4 & 0x0f0f0f0f0f0f0f0f) | (word & 0x0f0f0f0f0f0f0f0f) << 4;
  word = (word >> 2 & 0x3333333333333333) | (word & 0x3333333333333333) << 2;
  return (word >> 1 & 0x5555555555555555) | (word & 0x5555555555555555) << 1;
}

// One bucket after the other, counted up from the highest bit down: when the table grows, what
// stood in the buckets behind us goes to buckets behind us.
uint64_t process_scan(struct cpu *cpu, uint64_t place,
                      void (*visit)(struct cpu *, value_t process, void *context), void *context) {
  struct scheduler *scheduler = cpu->system->scheduler;
  spinlock_acquire(cpu, &scheduler->lock);
  uint64_t mask = scheduler->bucket_count - 1;
  value_t process = scheduler->buckets[place & mask];
  spinlock_release(cpu, &scheduler->lock);
  for (; !value_is_nil(process); process = process_get(process, PROCESS_NEXT))
    visit(cpu, process, context);
  return reverse_bits(reverse_bits(place | ~mask) + 1);
}

value_t thread_new(struct cpu *cpu, value_t process) {
  struct object *object = gc_allocate_old(cpu, KIND_THREAD, THREAD_SLOTS, 0);
  for (int i = 0; i < THREAD_SLOTS; i++) object_initialize(object, i, VALUE_NIL);
  value_t thread = value_of_object(object);
  object_initialize(object, THREAD_PROCESS, process);
  object_initialize(object, THREAD_STATE, value_of_fixnum(THREAD_PARKED));
  object_initialize(object, THREAD_BASE, value_of_fixnum(0));
  object_initialize(object, THREAD_TOP, value_of_fixnum(0));
  object_set_raw(object, THREAD_COUNTER, 0);
  object_initialize(object, THREAD_DEADLINE, value_of_fixnum(0));
  object_initialize(object, THREAD_TIMER, value_of_fixnum(0));
  thread_set(cpu, thread, THREAD_SIBLING, process_get(process, PROCESS_THREADS));
  process_set(cpu, process, PROCESS_THREADS, thread);
  if (value_fixnum(process_get(process, PROCESS_STATE)) == PROCESS_FRESH)
    process_enter(cpu, process);
  return thread;
}

void process_end(struct cpu *cpu, value_t process, value_t reason) {
  struct scheduler *scheduler = cpu->system->scheduler;
  if (value_fixnum(process_get(process, PROCESS_STATE)) == PROCESS_ENDED) return;
  process_set(cpu, process, PROCESS_STATE, value_of_fixnum(PROCESS_ENDED));
  // Another process may live in another nursery: what it is given has to be in none.
  if (!value_same(process, cpu->process)) reason = gc_publish(cpu, reason);
  process_set(cpu, process, PROCESS_REASON, reason);
  for (value_t t = process_get(process, PROCESS_THREADS); !value_is_nil(t);
       t = thread_get(t, THREAD_SIBLING)) {
    scheduler_cancel_timer(cpu, t);
    scheduler_forget(cpu, t);
    scheduler_give_console(cpu, t);
    // A thread still in a run queue is dropped when its turn comes.
    thread_set(cpu, t, THREAD_STATE, value_of_fixnum(THREAD_ENDED));
    thread_set(cpu, t, THREAD_STACK, VALUE_NIL);
    thread_set(cpu, t, THREAD_BINDINGS, VALUE_NIL);
  }
  spinlock_acquire(cpu, &scheduler->lock);
  value_t *bucket = bucket_of(scheduler, value_fixnum(process_get(process, PROCESS_PID)));
  if (value_same(*bucket, process)) {
    *bucket = process_get(process, PROCESS_NEXT);
  } else {
    value_t before = *bucket;
    while (!value_same(process_get(before, PROCESS_NEXT), process))
      before = process_get(before, PROCESS_NEXT);
    process_set(cpu, before, PROCESS_NEXT, process_get(process, PROCESS_NEXT));
  }
  scheduler->process_count--;
  spinlock_release(cpu, &scheduler->lock);
  // What it held is garbage from here on, even while somebody keeps the process object.
  process_set(cpu, process, PROCESS_ENVIRONMENT, VALUE_NIL);
  process_set(cpu, process, PROCESS_OVERLAY, VALUE_NIL);
  process_set(cpu, process, PROCESS_MAIL_FIRST, VALUE_NIL);
  process_set(cpu, process, PROCESS_MAIL_LAST, VALUE_NIL);
}
