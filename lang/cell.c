// SPDX-License-Identifier: MIT
#include "lang/cell.h"

#include "kernel/process/process.h"
#include "lang/error.h"
#include "lang/overlay.h"

value_t cell_new(struct cpu *cpu, enum kind kind, size_t slots, value_t content) {
  struct object *cell = gc_allocate_extra(cpu, kind, slots, cpu_new_serial(cpu));
  object_initialize(cell, CELL_CONTENT, content);
  object_initialize(cell, CELL_EPOCH, cpu->epoch);
  for (size_t i = CELL_SLOTS; i < slots; i++) object_initialize(cell, i, VALUE_NIL);
  return value_of_object(cell);
}

// What this process has made of a cell that is older than its last fork; NULL: nothing.
static struct object *overlay_find(struct cpu *cpu, struct object *cell) {
  if (value_is_nil(cpu->process)) return NULL;
  value_t copy = overlay_get(process_get(cpu->process, PROCESS_OVERLAY), object_extra(cell));
  return value_is_nil(copy) ? NULL : cell_resolve(value_object(copy));
}

struct object *cell_for_read_slow(struct cpu *cpu, value_t cell) {
  struct object *object = cell_resolve(value_object(cell));
  value_t epoch = object_slot(object, CELL_EPOCH);
  if (value_same(epoch, CELL_SHARED)) return object;
  struct object *copy = overlay_find(cpu, object);
  if (copy) return copy;
  if (!epoch_descends(cpu->epoch, epoch))
    error_raise(cpu, ERROR_STATE,
                "this %T belongs to process %lld: share it (share!) or send its value", cell,
                (long long)epoch_owner(epoch));
  return object;
}

struct object *cell_for_write_slow(struct cpu *cpu, value_t cell) {
  struct object *from = cell_for_read_slow(cpu, cell);
  value_t epoch = object_slot(from, CELL_EPOCH);
  if (value_same(epoch, cpu->epoch) || value_same(epoch, CELL_SHARED)) return from;
  size_t slots = object_size(from);
  struct object *copy = gc_allocate_extra(cpu, object_kind(from), slots, object_extra(from));
  for (size_t i = 0; i < slots; i++) {
    value_t v = object_slot(from, i);
    // A large cell is born in old space, where only published values may stand.
    if (!gc_address_in_nursery(copy)) v = gc_publish(cpu, v);
    object_initialize(copy, i, v);
  }
  object_initialize(copy, CELL_EPOCH, cpu->epoch);
  if (object_flags(from) & CELL_WATCHED) object_set_flags(copy, CELL_WATCHED);
  value_t original = value_of_object(cell_resolve(value_object(cell)));
  process_set(cpu, cpu->process, PROCESS_OVERLAY,
              overlay_put(cpu, process_get(cpu->process, PROCESS_OVERLAY), original,
                          value_of_object(copy)));
  return copy;
}

uint32_t cell_watch_object(struct cpu *cpu, struct object *cell) {
  // Only the running process's threads wait for such an object, so nobody else gives it one.
  if (object_extra(cell) == 0)
    __atomic_store_n((uint32_t *)&cell->header + 1, cpu_new_serial(cpu), __ATOMIC_RELAXED);
  object_set_flags(cell, CELL_WATCHED);
  return object_extra(cell);
}

uint32_t cell_watch(struct cpu *cpu, value_t cell) {
  return cell_watch_object(cpu, cell_for_read(cpu, cell));
}

void cell_wake(struct cpu *cpu, struct object *cell) {
  object_clear_flags(cell, CELL_WATCHED);
  scheduler_changed(cpu, object_extra(cell));
}
