// SPDX-License-Identifier: MIT
// Equality of what is too large or too deep for one leaf: a machine whose whole state is a work
// list on the heap, so that it may stop anywhere, and depth costs a frame a level and no stack.
//
// A frame says what is left to compare when what stands above it was equal:
//   PAIR      outer, a, b
//   SEQUENCE  outer, rest of a, place, rest of b, place     lang/walk.h
//   ENTRIES   outer, a, place, b, true                      maps or sets
// A collection whose last element is looked at needs no frame any more. What only Lisp can compare
// or realise is asked for with the list as state.
#include "lang/map.h"
#include "lang/number.h"
#include "lang/set.h"
#include "lang/slots.h"
#include "lang/vector.h"
#include "lang/walk.h"

#define PRIMITIVE(name) static value_t name(struct cpu *cpu, const value_t *args, uint32_t count)
#define UNUSED_COUNT (void)count

enum { FRAME_OUTER, FRAME_A, FRAME_A_PLACE, FRAME_B, FRAME_B_PLACE, FRAME_SLOTS };
enum { PAIR_A = 1, PAIR_B, PAIR_SLOTS };

enum mode { MODE_PAIR, MODE_SEQUENCE, MODE_ENTRIES, MODE_POP };
struct machine {
  struct work work;
  value_t stack;
  int pushes;
  value_t x, y;                // MODE_PAIR
  struct sequence_cursor a, b; // MODE_SEQUENCE
  value_t map, place, other;   // MODE_ENTRIES
};

static void push(struct machine *machine, const value_t *slots, size_t count) {
  machine->stack = walk_frame(machine->work.cpu, slots, count);
  machine->pushes++;
}
static void push_pair(struct machine *machine, value_t a, value_t b) {
  push(machine, (value_t[]){machine->stack, a, b}, PAIR_SLOTS);
}
static void push_sequence(struct machine *machine) {
  value_t slots[FRAME_SLOTS] = {machine->stack};
  walk_save(&machine->a, &slots[FRAME_A], &slots[FRAME_A_PLACE]);
  walk_save(&machine->b, &slots[FRAME_B], &slots[FRAME_B_PLACE]);
  push(machine, slots, FRAME_SLOTS);
}
static void push_entries(struct machine *machine) {
  push(machine,
       (value_t[]){machine->stack, machine->map, machine->place, machine->other, VALUE_TRUE},
       FRAME_SLOTS);
}
static enum mode pop(struct machine *machine) {
  struct object *frame = value_object(machine->stack);
  machine->stack = object_slot(frame, FRAME_OUTER);
  if (object_size(frame) == PAIR_SLOTS) {
    machine->x = object_slot(frame, PAIR_A);
    machine->y = object_slot(frame, PAIR_B);
    return MODE_PAIR;
  }
  value_t a = object_slot(frame, FRAME_A), b = object_slot(frame, FRAME_B);
  value_t a_place = object_slot(frame, FRAME_A_PLACE), b_place = object_slot(frame, FRAME_B_PLACE);
  if (value_same(b_place, VALUE_TRUE)) {
    machine->map = a;
    machine->place = a_place;
    machine->other = b;
    return MODE_ENTRIES;
  }
  walk_restore(&machine->a, machine->work.cpu, a, a_place);
  walk_restore(&machine->b, machine->work.cpu, b, b_place);
  return MODE_SEQUENCE;
}

// Compares what is no collection; any collection is UNKNOWN unless it obviously differs.
static enum equality shallow(struct work *work, value_t a, value_t b) {
  work->depth = 0;
  return equality_within(work, a, b);
}

static bool spent(const struct machine *machine) {
  return machine->work.steps < 0 || machine->pushes >= WALK_PUSH_LIMIT;
}
static value_t call_then(struct machine *machine, value_t function, uint32_t count,
                         const value_t *arguments, primitive_function *then) {
  return primitive_call_then(machine->work.cpu, function, count, arguments, then, machine->stack);
}
static value_t hook_then(struct machine *machine, enum hook hook, uint32_t count,
                         const value_t *arguments, primitive_function *then) {
  return call_then(machine, hook_function(machine->work.cpu, hook), count, arguments, then);
}

PRIMITIVE(equal_resume);
PRIMITIVE(equal_hashed);
PRIMITIVE(equal_unlike);
PRIMITIVE(equal_found);
PRIMITIVE(equal_realized_a);
PRIMITIVE(equal_realized_b);

// VALUE_ABSENT: go on in *mode. Anything else is what the leaf answers.
static value_t step_pair(struct machine *machine, enum mode *mode) {
  value_t x = machine->x, y = machine->y;
  switch (shallow(&machine->work, x, y)) {
  case EQUALITY_NO:
    return VALUE_FALSE;
  case EQUALITY_YES:
    *mode = MODE_POP;
    return VALUE_ABSENT;
  case EQUALITY_UNKNOWN:
    break;
  }
  if (value_is_class(x, CLASS_USER) || value_is_class(y, CLASS_USER))
    return hook_then(machine, HOOK_EQUAL, 2, (value_t[]){x, y}, equal_resume);
  if (value_is_class(x, CLASS_SORTED) && value_is_class(x, CLASS_SET))
    return hook_then(machine, HOOK_EQUAL, 2, (value_t[]){x, y}, equal_resume);
  value_t lazy = equality_waits_for(machine->work.cpu, x, y);
  if (!value_is_nil(lazy)) return hook_then(machine, HOOK_PLAIN_SEQ, 1, &lazy, equal_unlike);
  if (spent(machine)) {
    push_pair(machine, x, y);
    *mode = MODE_POP;
  } else if (value_is_class(x, CLASS_SEQUENTIAL)) {
    int64_t a_count = seq_count_known(x), b_count = seq_count_known(y);
    if (a_count >= 0 && b_count >= 0 && a_count != b_count) return VALUE_FALSE;
    sequence_cursor_start(&machine->a, machine->work.cpu, x);
    sequence_cursor_start(&machine->b, machine->work.cpu, y);
    *mode = MODE_SEQUENCE;
  } else if (value_is_class(x, CLASS_MAP | CLASS_SET)) {
    if (seq_count_known(x) != seq_count_known(y)) return VALUE_FALSE;
    bool sets =
        value_is_class(x, CLASS_SET); // the second one's elements are looked up in the first
    machine->map = sets ? y : x;
    machine->place = walk_entries(machine->work.cpu, machine->map);
    machine->other = sets ? x : y;
    *mode = MODE_ENTRIES;
  } else { // tagged literals, reader conditionals
    struct object *a = value_object(x), *b = value_object(y);
    push_pair(machine, object_slot(a, 1), object_slot(b, 1));
    machine->x = object_slot(a, 0);
    machine->y = object_slot(b, 0);
  }
  return VALUE_ABSENT;
}

static value_t realize(struct machine *machine, value_t rest, primitive_function *then) {
  push_sequence(machine);
  return hook_then(machine, HOOK_PLAIN_SEQ, 1, &rest, then);
}

static value_t step_sequence(struct machine *machine, enum mode *mode) {
  struct sequence_cursor *a = &machine->a, *b = &machine->b;
  while (machine->work.steps-- > 0) {
    struct sequence_cursor before = *a;
    value_t x = VALUE_NIL, y = VALUE_NIL;
    enum sequence_step a_step = sequence_cursor_next(a, &x);
    if (a_step == SEQUENCE_UNKNOWN) return realize(machine, a->rest, equal_realized_a);
    enum sequence_step b_step = sequence_cursor_next(b, &y);
    if (b_step == SEQUENCE_UNKNOWN) {
      *a = before;
      return realize(machine, b->rest, equal_realized_b);
    }
    if (a_step != b_step) return VALUE_FALSE;
    if (a_step == SEQUENCE_END) {
      *mode = MODE_POP;
      return VALUE_ABSENT;
    }
    enum equality equality = shallow(&machine->work, x, y);
    if (equality == EQUALITY_NO) return VALUE_FALSE;
    if (equality == EQUALITY_YES) continue;
    if (!walk_at_end(a) || !walk_at_end(b)) push_sequence(machine);
    machine->x = x;
    machine->y = y;
    *mode = MODE_PAIR;
    return VALUE_ABSENT;
  }
  push_sequence(machine);
  *mode = MODE_POP;
  return VALUE_ABSENT;
}

// Looks the key up within the leaf: VALUE_ABSENT when Lisp must, VALUE_UNBOUND when it is not
// there.
static value_t look_up(struct machine *machine, value_t key) {
  value_t found_key, found;
  bool unknown = false;
  machine->work.depth = WORK_DEPTH;
  if (value_is_class(machine->map, CLASS_SET))
    return set_get_within(&machine->work, machine->other, key, VALUE_UNBOUND);
  if (map_find_within(&machine->work, machine->other, key, &found_key, &found, &unknown))
    return found;
  return unknown ? VALUE_ABSENT : VALUE_UNBOUND;
}

// The entry is behind us; its key's partner is to be compared, if given, and the values of a map.
static void pass_entry(struct machine *machine, value_t key, value_t found_key, value_t v,
                       value_t found, enum mode *mode) {
  machine->place = walk_entry_next(machine->work.cpu, machine->map, machine->place);
  if (!walk_entries_at_end(machine->map, machine->place)) push_entries(machine);
  bool map = value_is_class(machine->map, CLASS_MAP), keys = !value_same(found_key, VALUE_UNBOUND);
  if (map && keys) push_pair(machine, v, found);
  machine->x = keys ? key : v;
  machine->y = keys ? found_key : found;
  *mode = map || keys ? MODE_PAIR : MODE_POP;
}

static bool candidate(struct machine *machine, value_t key, uint32_t hash, size_t n,
                      value_t *found_key, value_t *found) {
  if (value_is_class(machine->map, CLASS_MAP))
    return map_candidate(machine->work.cpu, machine->other, key, hash, n, found_key, found);
  return set_candidate(machine->work.cpu, machine->other, key, hash, n, found_key);
}

// With the key's hash: a single candidate must be its equal; among several Lisp chooses.
static value_t step_hashed(struct machine *machine, uint32_t hash, enum mode *mode) {
  value_t key, v, found_key = VALUE_NIL, found = VALUE_NIL, other_key, other;
  walk_entry(machine->map, machine->place, &key, &v);
  if (!candidate(machine, key, hash, 0, &found_key, &found)) return VALUE_FALSE;
  if (candidate(machine, key, hash, 1, &other_key, &other)) {
    push_entries(machine);
    return hook_then(machine, HOOK_FIND, 2, (value_t[]){machine->other, key}, equal_found);
  }
  pass_entry(machine, key, found_key, v, found, mode);
  return VALUE_ABSENT;
}

static value_t step_entries(struct machine *machine, enum mode *mode) {
  value_t key, v;
  bool set = value_is_class(machine->map, CLASS_SET);
  for (;;) {
    if (!walk_entry(machine->map, machine->place, &key, &v)) {
      *mode = MODE_POP;
      return VALUE_ABSENT;
    }
    bool fresh = machine->work.steps == WORK_STEPS;
    value_t found = look_up(machine, key);
    if (value_same(found, VALUE_UNBOUND)) return VALUE_FALSE;
    if (value_same(found, VALUE_ABSENT)) {
      uint32_t hash;
      if (machine->work.steps < 0 && !fresh) break; // again, with all the time of a leaf
      if (!value_is_class(machine->other, CLASS_SORTED) && hash_within(&machine->work, key, &hash))
        return step_hashed(machine, hash, mode);
      push_entries(machine);
      if (value_is_class(machine->other, CLASS_SORTED))
        return hook_then(machine, HOOK_FIND, 2, (value_t[]){machine->other, key}, equal_found);
      return call_then(machine, primitive_value(machine->work.cpu, "clojure.core/hash"), 1, &key,
                       equal_hashed);
    }
    enum equality equality = set ? EQUALITY_YES : shallow(&machine->work, v, found);
    if (equality == EQUALITY_NO) return VALUE_FALSE;
    if (equality == EQUALITY_UNKNOWN) {
      pass_entry(machine, VALUE_UNBOUND, VALUE_UNBOUND, v, found, mode);
      return VALUE_ABSENT;
    }
    machine->place = walk_entry_next(machine->work.cpu, machine->map, machine->place);
    // Seqs over entries are allocated, so this is dearer than a step of a sequence.
    if ((machine->work.steps -= 8) < 0) break;
  }
  push_entries(machine);
  *mode = MODE_POP;
  return VALUE_ABSENT;
}

static value_t run(struct machine *machine, enum mode mode) {
  struct cpu *cpu = machine->work.cpu;
  for (;;) {
    value_t answer = VALUE_ABSENT;
    switch (mode) {
    case MODE_POP:
      if (value_is_nil(machine->stack)) return VALUE_TRUE;
      if (spent(machine))
        return primitive_tail_call(cpu, primitive_value(cpu, "nacre.primitive/equal-run"), 1,
                                   &machine->stack);
      mode = pop(machine);
      break;
    case MODE_PAIR:
      answer = step_pair(machine, &mode);
      break;
    case MODE_SEQUENCE:
      answer = step_sequence(machine, &mode);
      break;
    case MODE_ENTRIES:
      answer = step_entries(machine, &mode);
      break;
    }
    if (!value_same(answer, VALUE_ABSENT)) return answer;
  }
}

static struct machine start(struct cpu *cpu, value_t stack) {
  return (struct machine){.work = work_start(cpu), .stack = stack};
}

value_t equality_deep(struct cpu *cpu, value_t a, value_t b) {
  struct machine machine = start(cpu, VALUE_NIL);
  machine.x = a;
  machine.y = b;
  return run(&machine, MODE_PAIR);
}

PRIMITIVE(equal_deep) {
  UNUSED_COUNT;
  return equality_deep(cpu, args[0], args[1]);
}
PRIMITIVE(equal_run) {
  UNUSED_COUNT;
  struct machine machine = start(cpu, args[0]);
  return run(&machine, MODE_POP);
}
// [list equal?]
PRIMITIVE(equal_resume) {
  return value_is_falsy(args[1]) ? VALUE_FALSE : equal_run(cpu, args, count);
}

// [list seq] the rest of a (or b) in the topmost frame, realised.
static value_t realized(struct cpu *cpu, const value_t *args, size_t slot) {
  struct machine machine = start(cpu, args[0]);
  value_t slots[FRAME_SLOTS];
  slots_copy(slots, value_object(args[0])->slots, FRAME_SLOTS);
  slots[slot] = args[1];
  slots[slot + 1] = VALUE_NIL;
  push(&machine, slots, FRAME_SLOTS);
  return run(&machine, MODE_POP);
}
PRIMITIVE(equal_realized_a) {
  UNUSED_COUNT;
  return realized(cpu, args, FRAME_A);
}
PRIMITIVE(equal_realized_b) {
  UNUSED_COUNT;
  return realized(cpu, args, FRAME_B);
}
// [list seq] of what is equal to nothing of the other's kind.
PRIMITIVE(equal_unlike) {
  (void)cpu, (void)args, (void)count;
  return VALUE_FALSE;
}
// [list hash] of the key in the topmost frame.
PRIMITIVE(equal_hashed) {
  UNUSED_COUNT;
  struct machine machine = start(cpu, args[0]);
  enum mode mode = pop(&machine);
  uint32_t hash = (uint32_t)number_to_index(cpu, args[1], "a hash");
  value_t answer = step_hashed(&machine, hash, &mode);
  return value_same(answer, VALUE_ABSENT) ? run(&machine, mode) : answer;
}
// [list entry] what Lisp has found under the key in the topmost frame.
PRIMITIVE(equal_found) {
  UNUSED_COUNT;
  if (value_is_nil(args[1])) return VALUE_FALSE;
  struct machine machine = start(cpu, args[0]);
  enum mode mode = pop(&machine);
  value_t key, v;
  walk_entry(machine.map, machine.place, &key, &v);
  pass_entry(&machine, key, VALUE_UNBOUND, v, map_entry_value(args[1]), &mode);
  return run(&machine, mode);
}

const struct primitive equality_deep_primitives[] = {
    {"nacre.primitive/equal-deep", equal_deep, 2, 2, "([a b])", "= of two large things."},
    {"nacre.primitive/equal-run", equal_run, 1, 1, "([list])", "= of all that is on a work list."},
    {"nacre.primitive/equal-resume", equal_resume, 2, 2, "([list equal?])",
     "= of what is on a work list, if that."},
    {"nacre.primitive/equal-realized-a", equal_realized_a, 2, 2, "([list seq])",
     "= with the rest of the first thing realised."},
    {"nacre.primitive/equal-realized-b", equal_realized_b, 2, 2, "([list seq])",
     "= with the rest of the second thing realised."},
    {"nacre.primitive/equal-unlike", equal_unlike, 2, 2, "([list seq])",
     "= of two of different kinds, one of which is realised now: false."},
    {"nacre.primitive/equal-hashed", equal_hashed, 2, 2, "([list hash])",
     "= with the hash of a key."},
    {"nacre.primitive/equal-found", equal_found, 2, 2, "([list entry])",
     "= with the entry that a key has in the other map."},
    {NULL, NULL, 0, 0, NULL, NULL},
};
