// SPDX-License-Identifier: MIT
// The hash of what is too large or too deep for one leaf: a machine whose whole state is a work
// list on the heap, so that it may stop anywhere, and depth costs a frame a level and no stack.
//
// A frame is a collection that has been begun and waits for the hash of one of its parts:
//   VALUE     outer, v                              not begun
//   TAGGED    outer, literal, hash of its tag or nil
//   SEQUENCE  outer, rest, place, hash, count       lang/walk.h; place true: rest is a vector, of
//                                                   which count elements are done
//   ENTRIES   outer, coll, place, hash, key's hash or nil
#include "lang/map.h"
#include "lang/number.h"
#include "lang/slots.h"
#include "lang/walk.h"

#define PRIMITIVE(name) static value_t name(struct cpu *cpu, const value_t *args, uint32_t count)
#define UNUSED_COUNT (void)count

enum { FRAME_OUTER, FRAME_REST, FRAME_PLACE, FRAME_HASH, FRAME_COUNT, FRAME_SLOTS };
enum { FRAME_KEY_HASH = FRAME_COUNT, TAGGED_SLOTS = 3, VALUE_SLOTS = 2 };

enum mode { MODE_VALUE, MODE_RESULT, MODE_SEQUENCE, MODE_ENTRIES, MODE_POP };
struct machine {
  struct work work;
  value_t stack;
  int pushes;
  value_t v;                     // MODE_VALUE
  uint32_t result;               // MODE_RESULT
  value_t collection;            // what caches its hash, or VALUE_ABSENT
  uint32_t hash, count;          // of what is done of the collection
  struct sequence_cursor cursor; // MODE_SEQUENCE
  value_t place, key_hash;       // MODE_ENTRIES
};

static value_t from_hash(uint32_t hash) { return value_of_fixnum((int32_t)hash); }
static uint32_t to_hash(value_t v) { return (uint32_t)value_fixnum(v); }

static void push(struct machine *machine, const value_t *slots, size_t count) {
  machine->stack = walk_frame(machine->work.cpu, slots, count);
  machine->pushes++;
}
static void push_sequence(struct machine *machine) {
  value_t slots[FRAME_SLOTS] = {machine->stack, machine->collection, VALUE_TRUE,
                                from_hash(machine->hash), value_of_fixnum(machine->count)};
  if (value_same(machine->collection, VALUE_ABSENT))
    walk_save(&machine->cursor, &slots[FRAME_REST], &slots[FRAME_PLACE]);
  push(machine, slots, FRAME_SLOTS);
}
static void push_entries(struct machine *machine) {
  push(machine,
       (value_t[]){machine->stack, machine->collection, machine->place, from_hash(machine->hash),
                   machine->key_hash},
       FRAME_SLOTS);
}

static enum mode pop(struct machine *machine) {
  struct cpu *cpu = machine->work.cpu;
  struct object *frame = value_object(machine->stack);
  machine->stack = object_slot(frame, FRAME_OUTER);
  value_t rest = object_slot(frame, FRAME_REST);
  if (object_size(frame) == VALUE_SLOTS) {
    machine->v = rest;
    return MODE_VALUE;
  }
  machine->hash = to_hash(object_slot(frame, FRAME_HASH));
  machine->place = object_slot(frame, FRAME_PLACE);
  machine->collection = rest;
  if (value_is_class(rest, CLASS_MAP | CLASS_SET)) {
    machine->key_hash = object_slot(frame, FRAME_KEY_HASH);
    return MODE_ENTRIES;
  }
  machine->count = (uint32_t)value_fixnum(object_slot(frame, FRAME_COUNT));
  if (value_same(machine->place, VALUE_TRUE)) {
    sequence_cursor_start(&machine->cursor, cpu, rest);
    machine->cursor.index += machine->count;
  } else {
    machine->collection = VALUE_ABSENT;
    walk_restore(&machine->cursor, cpu, rest, machine->place);
  }
  return MODE_SEQUENCE;
}

static bool shallow(struct machine *machine, value_t v, uint32_t *hash) {
  machine->work.depth = 0;
  return hash_within(&machine->work, v, hash);
}
static bool spent(const struct machine *machine) {
  return machine->work.steps < 0 || machine->pushes >= WALK_PUSH_LIMIT;
}

PRIMITIVE(hash_resume);
PRIMITIVE(hash_realized);

static enum mode descend(struct machine *machine, value_t v) {
  machine->v = v;
  return MODE_VALUE;
}
static enum mode finish(struct machine *machine, uint32_t hash, bool keep) {
  if (keep) object_cache_hash(value_object(machine->collection), hash);
  machine->result = hash;
  return MODE_RESULT;
}

// VALUE_ABSENT: go on in *mode. Anything else is what the leaf answers.
static value_t step_value(struct machine *machine, enum mode *mode) {
  struct cpu *cpu = machine->work.cpu;
  value_t v = machine->v;
  if (shallow(machine, v, &machine->result)) {
    *mode = MODE_RESULT;
  } else if (value_is_class(v, CLASS_USER)) {
    return primitive_call_then(cpu, hook_function(cpu, HOOK_HASH), 1, &v, hash_resume,
                               machine->stack);
  } else if (spent(machine)) {
    push(machine, (value_t[]){machine->stack, v}, VALUE_SLOTS);
    *mode = MODE_POP;
  } else if (value_is_class(v, CLASS_SEQUENTIAL)) {
    sequence_cursor_start(&machine->cursor, cpu, v);
    machine->collection = value_is_class(v, CLASS_VECTOR) ? v : VALUE_ABSENT;
    machine->hash = 1;
    machine->count = 0;
    *mode = MODE_SEQUENCE;
  } else if (value_is_class(v, CLASS_MAP | CLASS_SET)) {
    machine->collection = v;
    machine->place = walk_entries(cpu, v);
    machine->key_hash = VALUE_NIL;
    machine->hash = 0;
    *mode = MODE_ENTRIES;
  } else { // tagged literals, reader conditionals
    push(machine, (value_t[]){machine->stack, v, VALUE_NIL}, TAGGED_SLOTS);
    *mode = descend(machine, object_slot(value_object(v), 0));
  }
  return VALUE_ABSENT;
}

static value_t step_sequence(struct machine *machine, enum mode *mode) {
  struct cpu *cpu = machine->work.cpu;
  while (machine->work.steps-- > 0) {
    value_t v;
    uint32_t hash;
    switch (sequence_cursor_next(&machine->cursor, &v)) {
    case SEQUENCE_END:
      *mode = finish(machine, hash_mix_collection(machine->hash, machine->count),
                     !value_same(machine->collection, VALUE_ABSENT));
      return VALUE_ABSENT;
    case SEQUENCE_UNKNOWN:
      v = machine->cursor.rest;
      push_sequence(machine);
      return primitive_call_then(cpu, hook_function(cpu, HOOK_PLAIN_SEQ), 1, &v, hash_realized,
                                 machine->stack);
    case SEQUENCE_VALUE:
      break;
    }
    if (!shallow(machine, v, &hash)) {
      push_sequence(machine);
      // The frame of a vector counts what is done; the cursor is one further.
      *mode = descend(machine, v);
      return VALUE_ABSENT;
    }
    machine->hash = 31 * machine->hash + hash;
    machine->count++;
  }
  push_sequence(machine);
  *mode = MODE_POP;
  return VALUE_ABSENT;
}

// The hash of the key or value that the place is at.
static void take_part(struct machine *machine, uint32_t hash) {
  if (value_is_class(machine->collection, CLASS_SET)) {
    machine->hash += hash;
  } else if (value_is_nil(machine->key_hash)) {
    machine->key_hash = from_hash(hash);
    return;
  } else {
    uint32_t key = to_hash(machine->key_hash);
    machine->hash += hash_mix_collection(31 * (31 + key) + hash, 2);
    machine->key_hash = VALUE_NIL;
  }
  machine->place = walk_entry_next(machine->work.cpu, machine->collection, machine->place);
}

static value_t step_entries(struct machine *machine, enum mode *mode) {
  value_t key, v;
  uint32_t hash;
  while ((machine->work.steps -= 4) > 0) {
    if (!walk_entry(machine->collection, machine->place, &key, &v)) {
      uint32_t n = (uint32_t)seq_count_known(machine->collection);
      *mode = finish(machine, hash_mix_collection(machine->hash, n), true);
      return VALUE_ABSENT;
    }
    if (!value_is_nil(machine->key_hash)) key = v;
    if (!shallow(machine, key, &hash)) {
      push_entries(machine);
      *mode = descend(machine, key);
      return VALUE_ABSENT;
    }
    take_part(machine, hash);
  }
  push_entries(machine);
  *mode = MODE_POP;
  return VALUE_ABSENT;
}

// Gives the result to the topmost frame.
static enum mode step_result(struct machine *machine) {
  struct object *frame = value_object(machine->stack);
  uint32_t hash = machine->result;
  if (object_size(frame) == TAGGED_SLOTS) {
    value_t tag = object_slot(frame, 2), literal = object_slot(frame, 1);
    machine->stack = object_slot(frame, FRAME_OUTER);
    if (!value_is_nil(tag)) return finish(machine, 31 * to_hash(tag) + hash, false);
    push(machine, (value_t[]){machine->stack, literal, from_hash(hash)}, TAGGED_SLOTS);
    return descend(machine, object_slot(value_object(literal), 1));
  }
  enum mode mode = pop(machine);
  if (mode == MODE_ENTRIES) {
    take_part(machine, hash);
  } else {
    machine->hash = 31 * machine->hash + hash;
    machine->count++;
    if (!value_same(machine->collection, VALUE_ABSENT)) machine->cursor.index++;
  }
  return mode;
}

static value_t run(struct machine *machine, enum mode mode) {
  struct cpu *cpu = machine->work.cpu;
  for (;;) {
    value_t answer = VALUE_ABSENT;
    if ((mode == MODE_POP || mode == MODE_RESULT) && !value_is_nil(machine->stack) &&
        spent(machine)) {
      value_t state[] = {machine->stack, mode == MODE_POP ? VALUE_NIL : from_hash(machine->result)};
      return primitive_tail_call(cpu, primitive_value(cpu, "nacre.primitive/hash-resume"), 2,
                                 state);
    }
    switch (mode) {
    case MODE_POP:
      mode = pop(machine);
      break;
    case MODE_RESULT:
      if (value_is_nil(machine->stack)) return from_hash(machine->result);
      machine->work.steps--;
      mode = step_result(machine);
      break;
    case MODE_VALUE:
      answer = step_value(machine, &mode);
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

value_t hash_deep(struct cpu *cpu, value_t v) {
  struct machine machine = {.work = work_start(cpu), .stack = VALUE_NIL, .v = v};
  return run(&machine, MODE_VALUE);
}

// [list hash] hash: of what the topmost frame waits for, or nil when that has been stopped itself.
PRIMITIVE(hash_resume) {
  UNUSED_COUNT;
  struct machine machine = {.work = work_start(cpu), .stack = args[0]};
  if (value_is_nil(args[1])) return run(&machine, MODE_POP);
  machine.result = (uint32_t)number_to_index(cpu, args[1], "a hash");
  return run(&machine, MODE_RESULT);
}

// [list seq] the rest of the sequence in the topmost frame, realised.
PRIMITIVE(hash_realized) {
  UNUSED_COUNT;
  struct machine machine = {.work = work_start(cpu), .stack = args[0]};
  enum mode mode = pop(&machine);
  sequence_cursor_start(&machine.cursor, cpu, args[1]);
  return run(&machine, mode);
}

const struct primitive hash_deep_primitives[] = {
    {"nacre.primitive/hash-resume", hash_resume, 2, 2, "([list hash])",
     "The hash of all that is on a work list."},
    {"nacre.primitive/hash-realized", hash_realized, 2, 2, "([list seq])",
     "The hash, with the rest of something realised."},
    {NULL, NULL, 0, 0, NULL, NULL},
};
