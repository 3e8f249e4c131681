// SPDX-License-Identifier: MIT
// Leaves over atoms, volatiles, boxes and delays.
#include "lang/cell.h"
#include "lang/collections.h"
#include "lang/language.h"
#include "lang/namespace.h"
#include "lang/number.h"
#include "lang/primitive.h"
#include "lang/process.h"

static value_t want_cell(struct cpu *cpu, value_t v, enum kind kind, const char *what) {
  if (!value_is_kind(v, kind)) error_raise(cpu, error_of_cast(v), "%T is no %s: %V", v, what, v);
  return v;
}

// --- Atoms ----------------------------------------------------------------------------------

static value_t atom_new(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  value_t atom = cell_new(cpu, KIND_ATOM, ATOM_SLOTS, arguments[0]);
  object_initialize(value_object(atom), ATOM_META, arguments[1]);
  object_initialize(value_object(atom), ATOM_VALIDATOR, arguments[2]);
  return atom;
}
// [atom] makes it one cell for all who hold it. Only its maker can, before it forks: afterwards a
// child may have seen it as it was.
static value_t atom_share(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  struct object *atom = cell_resolve(value_object(want_cell(cpu, arguments[0], KIND_ATOM, "atom")));
  value_t epoch = object_slot(atom, CELL_EPOCH);
  if (value_same(epoch, CELL_SHARED)) return arguments[0];
  if (!value_same(epoch, cpu->epoch))
    error_raise(cpu, ERROR_STATE,
                "share! wants an atom that its process has made since its last fork or spawn: %V",
                arguments[0]);
  cell_write(cpu, atom, &atom->slots[CELL_EPOCH], CELL_SHARED);
  return arguments[0];
}
static value_t is_shared(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)cpu, (void)count;
  return value_boolean(
      value_is_kind(arguments[0], KIND_ATOM) &&
      value_same(object_slot(cell_resolve(value_object(arguments[0])), CELL_EPOCH), CELL_SHARED));
}
static value_t is_atom(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)cpu, (void)count;
  return value_boolean(value_is_kind(arguments[0], KIND_ATOM));
}
// [atom old new] true: done; false: its value is no longer old; nil: watches or a validator want
// to be asked first.
static value_t atom_swap(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  struct object *atom = cell_for_write(cpu, want_cell(cpu, arguments[0], KIND_ATOM, "atom"));
  if (!value_is_nil(object_slot(atom, ATOM_WATCHES)) ||
      !value_is_nil(object_slot(atom, ATOM_VALIDATOR)))
    return VALUE_NIL;
  if (!gc_identical(cpu, object_slot(atom, CELL_CONTENT), arguments[1])) return VALUE_FALSE;
  cell_write(cpu, atom, &atom->slots[CELL_CONTENT], arguments[2]);
  cell_changed(cpu, atom);
  return VALUE_TRUE;
}
static value_t atom_exchange(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  struct object *atom = cell_for_write(cpu, want_cell(cpu, arguments[0], KIND_ATOM, "atom"));
  if (!gc_identical(cpu, object_slot(atom, CELL_CONTENT), arguments[1])) return VALUE_FALSE;
  cell_write(cpu, atom, &atom->slots[CELL_CONTENT], arguments[2]);
  cell_changed(cpu, atom);
  return VALUE_TRUE;
}
static value_t atom_value(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  return cell_get(cpu, want_cell(cpu, arguments[0], KIND_ATOM, "atom"), CELL_CONTENT);
}

// Watches and validators of atoms live in the cell, those of vars in their metadata (by Lisp).
static value_t reference_slot(struct cpu *cpu, value_t reference, size_t slot) {
  if (!value_is_kind(reference, KIND_ATOM)) return VALUE_NIL;
  return cell_get(cpu, reference, slot);
}
static value_t reference_set_slot(struct cpu *cpu, value_t reference, size_t slot, value_t v) {
  cell_set(cpu, want_cell(cpu, reference, KIND_ATOM, "reference with watches"), slot, v);
  return v;
}
static value_t reference_watches(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  return reference_slot(cpu, arguments[0], ATOM_WATCHES);
}
static value_t reference_set_watches(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  value_t watches = arguments[1];
  if (value_is_map(watches) && map_count(watches) == 0) watches = VALUE_NIL;
  return reference_set_slot(cpu, arguments[0], ATOM_WATCHES, watches);
}
static value_t reference_validator(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  return reference_slot(cpu, arguments[0], ATOM_VALIDATOR);
}
static value_t reference_set_validator(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  return reference_set_slot(cpu, arguments[0], ATOM_VALIDATOR, arguments[1]);
}
// The content of a namespace, which another process may have made.
static value_t content_here(struct cpu *cpu, value_t ns) {
  value_t content = namespace_content(cpu, ns);
  return value_is_nil(content) ? map_empty(cpu) : content;
}
static value_t reference_meta(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  value_t reference = arguments[0];
  switch (value_kind(reference)) {
  case KIND_ATOM:
    return cell_get(cpu, reference, ATOM_META);
  case KIND_VAR:
    return var_meta(cpu, reference);
  case KIND_NAMESPACE:
    return map_get_try(cpu, content_here(cpu, reference), language_of(cpu)->keyword.meta,
                       VALUE_NIL);
  default:
    return VALUE_NIL;
  }
}
static value_t reference_set_meta(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  value_t reference = arguments[0], meta = arguments[1];
  switch (value_kind(reference)) {
  case KIND_ATOM:
    cell_set(cpu, reference, ATOM_META, meta);
    return meta;
  case KIND_VAR:
    var_set_meta(cpu, reference, meta);
    return meta;
  case KIND_NAMESPACE:
    namespace_set_content(
        cpu, reference,
        map_assoc_try(cpu, content_here(cpu, reference), language_of(cpu)->keyword.meta, meta));
    return meta;
  default:
    error_raise(cpu, error_of_cast(reference), "%T is no reference: %V", reference, reference);
  }
}

// --- Volatiles and boxes --------------------------------------------------------------------

static value_t volatile_new(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  return cell_new(cpu, KIND_VOLATILE, CELL_SLOTS, arguments[0]);
}
static value_t is_volatile(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)cpu, (void)count;
  return value_boolean(value_is_kind(arguments[0], KIND_VOLATILE));
}
static value_t volatile_reset(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  cell_set(cpu, want_cell(cpu, arguments[0], KIND_VOLATILE, "volatile"), CELL_CONTENT,
           arguments[1]);
  return arguments[1];
}
static value_t box_new_leaf(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  return box_new(cpu, arguments[0]);
}
static value_t box_get_leaf(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  return box_read(cpu, want_cell(cpu, arguments[0], KIND_BOX, "box"));
}
static value_t box_set_leaf(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  struct object *box = cell_for_write(cpu, want_cell(cpu, arguments[0], KIND_BOX, "box"));
  cell_write(cpu, box, &box->slots[CELL_CONTENT], arguments[1]);
  cell_changed(cpu, box);
  return arguments[1];
}

// --- Delays ---------------------------------------------------------------------------------
// KIND_DELAY: value, state (fixnum), thunk, claiming thread. Write-once: whoever stores first wins.

enum delay_slot { DELAY_VALUE, DELAY_STATE, DELAY_THUNK, DELAY_OWNER, DELAY_SLOTS };
enum delay_state { DELAY_PENDING, DELAY_DONE, DELAY_FAILED };

static struct object *want_delay(struct cpu *cpu, value_t v) {
  return cell_resolve(value_object(want_cell(cpu, v, KIND_DELAY, "delay")));
}
static int64_t delay_state(const struct object *delay) {
  return value_fixnum(object_slot(delay, DELAY_STATE));
}
static value_t delay_new(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  struct object *delay = gc_allocate_extra(cpu, KIND_DELAY, DELAY_SLOTS, cpu_new_serial(cpu));
  object_initialize(delay, DELAY_VALUE, VALUE_NIL);
  object_initialize(delay, DELAY_STATE, value_of_fixnum(DELAY_PENDING));
  object_initialize(delay, DELAY_THUNK, arguments[0]);
  object_initialize(delay, DELAY_OWNER, VALUE_NIL);
  return value_of_object(delay);
}
static value_t is_delay(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)cpu, (void)count;
  return value_boolean(value_is_kind(arguments[0], KIND_DELAY));
}
// The thunk to run when it is pending, nil when it has its value. Threads of one process wait for
// the one that runs it.
static value_t delay_claim(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  struct object *delay = want_delay(cpu, arguments[0]);
  if (delay_state(delay) != DELAY_PENDING) return VALUE_NIL;
  value_t owner = object_slot(delay, DELAY_OWNER);
  if (!value_is_nil(owner)) {
    if (value_same(owner, cpu->thread))
      error_raise(cpu, ERROR_STATE, "A delay needs itself to have its value");
    if (process_must_wait(cpu, owner, delay)) return VALUE_AGAIN;
  }
  value_t thunk = object_slot(delay, DELAY_THUNK);
  if (value_is_pointer(cpu->thread))
    cell_write(cpu, delay, &delay->slots[DELAY_OWNER], cpu->thread);
  return thunk;
}
// Gives a claim back, as the thunk was broken off.
static value_t delay_release(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  struct object *delay = want_delay(cpu, arguments[0]);
  if (value_same(object_slot(delay, DELAY_OWNER), cpu->thread))
    cell_write(cpu, delay, &delay->slots[DELAY_OWNER], VALUE_NIL);
  cell_changed(cpu, delay);
  return VALUE_NIL;
}
// [delay value failed?]
static value_t delay_store(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  struct object *delay = want_delay(cpu, arguments[0]);
  if (delay_state(delay) == DELAY_PENDING) {
    bool failed = count == 3 && !value_is_falsy(arguments[2]);
    cell_write(cpu, delay, &delay->slots[DELAY_VALUE], arguments[1]);
    cell_write(cpu, delay, &delay->slots[DELAY_THUNK], VALUE_NIL);
    cell_write(cpu, delay, &delay->slots[DELAY_OWNER], VALUE_NIL);
    cell_write(cpu, delay, &delay->slots[DELAY_STATE],
               value_of_fixnum(failed ? DELAY_FAILED : DELAY_DONE));
    cell_changed(cpu, delay);
  }
  return object_slot(delay, DELAY_VALUE);
}
static value_t delay_realized(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  return value_boolean(delay_state(want_delay(cpu, arguments[0])) != DELAY_PENDING);
}
static value_t delay_value(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  struct object *delay = want_delay(cpu, arguments[0]);
  if (delay_state(delay) == DELAY_FAILED) error_throw(cpu, object_slot(delay, DELAY_VALUE));
  return object_slot(delay, DELAY_VALUE);
}

// --- Reading any of them --------------------------------------------------------------------

static value_t deref(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  if (count == 1) switch (value_kind(arguments[0])) {
    case KIND_ATOM:
    case KIND_VOLATILE:
      return cell_get(cpu, arguments[0], CELL_CONTENT);
    case KIND_REDUCED:
      return object_slot(value_object(arguments[0]), 0);
    case KIND_VAR:
      return var_value(cpu, arguments[0]);
    case KIND_DELAY:
      if (delay_state(want_delay(cpu, arguments[0])) != DELAY_PENDING)
        return delay_value(cpu, arguments, count);
      break;
    default:
      break;
    }
  if (count > 2 && !value_is_nil(arguments[1])) // told before what is no reference
    number_check(cpu, arguments[1], "deref: a timeout");
  return hook_call(cpu, HOOK_DEREF, count, arguments);
}

#define LEAF(name) "nacre.primitive/" name
const struct primitive cell_primitives[] = {
    {"nacre.process/share!", atom_share, 1, 1, "([atom])",
     "Makes the atom one cell for all processes that hold it; returns it."},
    {"nacre.process/shared?", is_shared, 1, 1, "([x])", "Is x an atom that processes share?"},
    {LEAF("atom-new"), atom_new, 3, 3, "([value meta validator])", "A new atom."},
    {LEAF("atom?"), is_atom, 1, 1, "([x])", "Is x an atom?"},
    {LEAF("atom-swap"), atom_swap, 3, 3, "([atom old new])",
     "true: done; false: changed meanwhile; nil: ask watches and validator."},
    {LEAF("atom-exchange"), atom_exchange, 3, 3, "([atom old new])",
     "Compare and set, asking nobody."},
    {LEAF("atom-value"), atom_value, 1, 1, "([atom])", "Its value."},
    {LEAF("reference-watches"), reference_watches, 1, 1, "([ref])", "The map of watches, or nil."},
    {LEAF("reference-set-watches"), reference_set_watches, 2, 2, "([ref map])", "Replaces it."},
    {LEAF("reference-validator"), reference_validator, 1, 1, "([ref])", "The validator, or nil."},
    {LEAF("reference-set-validator"), reference_set_validator, 2, 2, "([ref f])", "Replaces it."},
    {LEAF("reference-meta"), reference_meta, 1, 1, "([ref])",
     "Metadata of an atom, var or namespace."},
    {LEAF("reference-set-meta"), reference_set_meta, 2, 2, "([ref map])", "Replaces it."},
    {"clojure.core/volatile!", volatile_new, 1, 1, "([val])",
     "A cell without any ceremony, for transducers."},
    {"clojure.core/volatile?", is_volatile, 1, 1, "([x])", "Is x a volatile?"},
    {"clojure.core/vreset!", volatile_reset, 2, 2, "([vol newval])",
     "Stores newval and returns it."},
    {LEAF("box-new"), box_new_leaf, 1, 1, "([value])", "A box: a local cell for mutable fields."},
    {LEAF("box-get"), box_get_leaf, 1, 1, "([box])", "Its content."},
    {LEAF("box-set"), box_set_leaf, 2, 2, "([box value])", "Replaces it; returns the value."},
    {LEAF("delay-new"), delay_new, 1, 1, "([thunk])", "A delay."},
    {"clojure.core/delay?", is_delay, 1, 1, "([x])", "Is x a delay?"},
    {LEAF("delay-claim"), delay_claim, 1, 1, "([delay])", "Its thunk while pending, else nil."},
    {LEAF("delay-release"), delay_release, 1, 1, "([delay])", "Gives a claim back."},
    {LEAF("delay-store"), delay_store, 2, 3, "([delay value] [delay value failed?])",
     "Ends it, unless it has ended; returns what it holds."},
    {LEAF("delay-realized?"), delay_realized, 1, 1, "([delay])", "Has it ended?"},
    {LEAF("delay-value"), delay_value, 1, 1, "([delay])", "Its value; throws what it failed with."},
    {"clojure.core/deref", deref, 1, 3, "([ref] [ref timeout-ms timeout-val])",
     "The value a reference holds now."},
    {NULL, NULL, 0, 0, NULL, NULL},
};
