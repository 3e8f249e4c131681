// SPDX-License-Identifier: MIT
// Lazy seqs: write-once cells (DESIGN.md section 6).
//
//   state     fixnum LAZY_FRESH, or the KIND_THREAD that has claimed it, or
//             LAZY_STORED:   content is what the thunk returned, not a seq yet; a further lazy seq
//                            is a link of a chain, which whoever realises the chain walks
//             LAZY_REALISED: content is a seq or nil
//   content   the thunk until it has been stored
// Threads of one process wait for the one that has claimed it (lang/process.h, process_must_wait);
// another process computes as well, and the first to store wins. Claims are given back when the
// thunk throws, and are void when their thread has ended.
#include "lang/sequence.h"

#include "lang/cell.h"
#include "lang/error.h"
#include "lang/primitive.h"
#include "lang/process.h"

enum { LAZY_FRESH, LAZY_STORED, LAZY_REALISED };
enum { LAZY_LINKS = 4096 }; // followed in one leaf

value_t lazy_seq_new(struct cpu *cpu, value_t thunk) {
  struct object *lazy = gc_allocate(cpu, KIND_LAZY_SEQ, LAZY_SEQ_SLOTS);
  object_initialize(lazy, LAZY_SEQ_STATE, value_of_fixnum(LAZY_FRESH));
  object_initialize(lazy, LAZY_SEQ_CONTENT, thunk);
  object_initialize(lazy, LAZY_SEQ_META, VALUE_NIL);
  return value_of_object(lazy);
}

value_t lazy_seq_of(struct cpu *cpu, value_t seq, value_t meta) {
  struct object *lazy = gc_allocate(cpu, KIND_LAZY_SEQ, LAZY_SEQ_SLOTS);
  object_initialize(lazy, LAZY_SEQ_STATE, value_of_fixnum(LAZY_REALISED));
  object_initialize(lazy, LAZY_SEQ_CONTENT, seq);
  object_initialize(lazy, LAZY_SEQ_META, meta);
  return value_of_object(lazy);
}

static bool in_state(const struct object *lazy, int64_t state) {
  return value_same(object_slot(lazy, LAZY_SEQ_STATE), value_of_fixnum(state));
}

// What a stored lazy seq holds, in one write after another: readers look at the state first, so the
// content is written before it.
static void settle(struct cpu *cpu, struct object *lazy, value_t answer) {
  cell_write(cpu, lazy, &lazy->slots[LAZY_SEQ_CONTENT], answer);
  lazy = cell_resolve(lazy);
  bool link = value_is_kind(answer, KIND_LAZY_SEQ);
  cell_write(cpu, lazy, &lazy->slots[LAZY_SEQ_STATE],
             value_of_fixnum(link ? LAZY_STORED : LAZY_REALISED));
  cell_changed(cpu, lazy);
}

value_t lazy_seq_resolve(struct cpu *cpu, value_t lazy) {
  struct object *object = cell_resolve(value_object(lazy));
  if (likely(in_state(object, LAZY_REALISED))) return object_slot(object, LAZY_SEQ_CONTENT);
  struct object *last = object;
  for (int links = 0; in_state(last, LAZY_STORED); links++) {
    if (links == LAZY_LINKS) return VALUE_ABSENT;
    last = cell_resolve(value_object(object_slot(last, LAZY_SEQ_CONTENT)));
  }
  if (!in_state(last, LAZY_REALISED)) return VALUE_ABSENT;
  value_t seq = object_slot(last, LAZY_SEQ_CONTENT);
  settle(cpu, object, seq);
  return seq;
}

value_t lazy_seq_link(value_t lazy) {
  return object_slot(cell_resolve(value_object(lazy)), LAZY_SEQ_CONTENT);
}

value_t lazy_seq_claim(struct cpu *cpu, value_t lazy) {
  struct object *object = cell_resolve(value_object(lazy));
  value_t state = object_slot(object, LAZY_SEQ_STATE);
  value_t thunk = object_slot(object, LAZY_SEQ_CONTENT);
  if (value_is_fixnum(state) && value_fixnum(state) != LAZY_FRESH) return VALUE_NIL;
  if (value_is_pointer(state)) {
    if (value_same(state, cpu->thread))
      error_raise(cpu, ERROR_STATE, "A lazy seq needs itself to be realised");
    if (process_must_wait(cpu, state, object)) return VALUE_AGAIN;
  }
  if (value_is_pointer(cpu->thread))
    cell_write(cpu, object, &object->slots[LAZY_SEQ_STATE], cpu->thread);
  return thunk;
}

static bool is_settled(const struct object *lazy) {
  value_t state = object_slot(lazy, LAZY_SEQ_STATE);
  return value_is_fixnum(state) && value_fixnum(state) != LAZY_FRESH;
}

value_t lazy_seq_store(struct cpu *cpu, value_t lazy, value_t answer, value_t root) {
  struct object *object = cell_resolve(value_object(lazy));
  if (!is_settled(object)) {
    settle(cpu, object, answer);
    object = cell_resolve(object);
  }
  answer = object_slot(object, LAZY_SEQ_CONTENT);
  struct object *head = cell_resolve(value_object(root));
  if (head != object && is_settled(head)) settle(cpu, head, answer);
  return answer;
}

void lazy_seq_release(struct cpu *cpu, value_t lazy) {
  struct object *object = cell_resolve(value_object(lazy));
  if (value_same(object_slot(object, LAZY_SEQ_STATE), cpu->thread))
    cell_write(cpu, object, &object->slots[LAZY_SEQ_STATE], value_of_fixnum(LAZY_FRESH));
  cell_changed(cpu, object);
}
