// SPDX-License-Identifier: MIT
// Local cells (DESIGN.md section 6): everything a process may change that is not a named var. The
// payload lies in the object with its creator's epoch; after a fork each side sees its own content.
//
//   a local cell   slot 0: content; slot 1: epoch; further slots as its kind wants, all of them
//                  copied together; header extra: serial
//   KIND_BOX       content, epoch
//   KIND_ATOM      content, epoch, meta, watches, validator
//   KIND_VOLATILE  content, epoch
// Reading: epoch mine: the object itself. Else what my overlay holds under its serial, else the
// object's frozen content if its epoch is an ancestor of mine, else an error naming the owner.
// Writing: epoch mine: in place. Else the first write puts a copy into the overlay.
#ifndef NACRE_LANG_CELL_H
#define NACRE_LANG_CELL_H

#include "gc/gc.h"

// CELL_EPOCH is the epoch of whoever made the cell, or CELL_SHARED: then it is a shared cell, one
// for all processes that hold it, and never copied into an overlay.
enum cell_slot { CELL_CONTENT, CELL_EPOCH, CELL_SLOTS };
#define CELL_SHARED VALUE_TRUE
enum atom_slot { ATOM_META = CELL_SLOTS, ATOM_WATCHES, ATOM_VALIDATOR, ATOM_SLOTS };

// A fresh cell of `kind` with `slots` slots: content given, epoch the current one, the rest nil.
value_t cell_new(struct cpu *cpu, enum kind kind, size_t slots, value_t content);
// The object whose slots are this process's state of the cell: to read / to write.
struct object *cell_for_read_slow(struct cpu *cpu, value_t cell);
struct object *cell_for_write_slow(struct cpu *cpu, value_t cell);
static inline struct object *cell_for_read(struct cpu *cpu, value_t cell) {
  struct object *object = cell_resolve(value_object(cell));
  if (likely(value_same(object_slot(object, CELL_EPOCH), cpu->epoch))) return object;
  return cell_for_read_slow(cpu, cell);
}
static inline struct object *cell_for_write(struct cpu *cpu, value_t cell) {
  struct object *object = cell_resolve(value_object(cell));
  if (likely(value_same(object_slot(object, CELL_EPOCH), cpu->epoch))) return object;
  return cell_for_write_slow(cpu, cell);
}
static inline value_t cell_get(struct cpu *cpu, value_t cell, size_t slot) {
  return object_slot(cell_for_read(cpu, cell), slot);
}
static inline void cell_set(struct cpu *cpu, value_t cell, size_t slot, value_t v) {
  struct object *object = cell_for_write(cpu, cell);
  cell_write(cpu, object, &object->slots[slot], v);
}

// --- Waiting --------------------------------------------------------------------------------
// A cell that somebody waits for bears CELL_WATCHED, in all its copies. The leaves that change the
// content of an atom or a box call cell_changed.
enum { CELL_WATCHED = OBJECT_USER_1 };
// Marks a cell as one that is waited for; answers the serial to wait for.
uint32_t cell_watch(struct cpu *cpu, value_t cell);
// The same for the object itself, which may be one that has no serial yet (a lazy seq).
uint32_t cell_watch_object(struct cpu *cpu, struct object *cell);
void cell_wake(struct cpu *cpu, struct object *cell);
static inline void cell_changed(struct cpu *cpu, struct object *cell) {
  if (unlikely(object_flags(cell) & CELL_WATCHED)) cell_wake(cpu, cell);
}

static inline value_t box_new(struct cpu *cpu, value_t content) {
  return cell_new(cpu, KIND_BOX, CELL_SLOTS, content);
}
static inline value_t box_read(struct cpu *cpu, value_t box) {
  return cell_get(cpu, box, CELL_CONTENT);
}
static inline void box_write(struct cpu *cpu, value_t box, value_t v) {
  cell_set(cpu, box, CELL_CONTENT, v);
}

#endif
