// SPDX-License-Identifier: MIT
// Printing what is too large or too deep for one leaf: a machine whose whole state is a work list
// on the heap. Lisp writes the text that each leaf answers, and prints or realises what C cannot.
//
// A frame says what is still to be printed behind what stands above it:
//   VALUE     outer, v                                      anything
//   OPEN      outer, coll, namespace or nil                 a collection, not to be asked about
//   SEQUENCE  outer, rest, place, what closes it            lang/walk.h
//   ENTRIES   outer, coll, place, what closes it
// "What closes it" is a fixnum: the character and PRINT_* bits.
#include "lang/map.h"
#include "lang/number.h"
#include "lang/print.h"
#include "lang/slots.h"
#include "lang/string.h"
#include "lang/symbol.h"
#include "lang/vector.h"
#include "lang/walk.h"

enum { FRAME_OUTER, FRAME_REST, FRAME_PLACE, FRAME_CLOSE, FRAME_SLOTS };
enum { VALUE_SLOTS = 2, OPEN_SLOTS = 3 };
enum {
  PRINT_BEGUN = 256,   // something stands behind the bracket
  PRINT_VALUE = 512,   // the value of the entry comes, not its key
  PRINT_LIFTED = 1024, // keys are printed without their namespace
};
// What Lisp is to do before the work goes on.
enum wish { WISH_NOTHING, WISH_PRINT, WISH_REALIZE, WISH_LIFT };

struct machine {
  struct text text;
  unsigned flags;
  bool lift; // maps may have a namespace to lift
  int pushes;
  value_t stack;
};

static struct cpu *cpu_of(struct machine *machine) { return machine->text.cpu; }

static void push(struct machine *machine, const value_t *slots, size_t count) {
  machine->stack = walk_frame(cpu_of(machine), slots, count);
  machine->pushes++;
}
static void push_value(struct machine *machine, value_t v) {
  push(machine, (value_t[]){machine->stack, v}, VALUE_SLOTS);
}

static value_t answer(struct machine *machine, enum wish wish, value_t v) {
  struct cpu *cpu = cpu_of(machine);
  value_t parts[] = {text_string(&machine->text), machine->stack, value_of_fixnum(wish), v};
  return vector_from_array(cpu, parts, array_length(parts));
}

// Prints something that is no collection (or an empty one). False when there is no room for it or C
// cannot print it; then nothing was added.
static bool print_plain(struct machine *machine, value_t v) {
  struct text *text = &machine->text;
  size_t start = text->length;
  if (start < PRINT_BYTES_LIMIT &&
      print_value(text, v, machine->flags, PRINT_BYTES_LIMIT - start, 0))
    return true;
  text->length = start;
  return false;
}

static bool is_open_to_us(value_t v) {
  return value_is_class(v, CLASS_COLLECTION) && !value_is_class(v, CLASS_USER) &&
         !value_is_kind(v, KIND_QUEUE);
}

// May there be a namespace to lift out of the map's keys?
static bool maybe_lifted(struct cpu *cpu, value_t map) {
  value_t key, v;
  if (!walk_entry(map, walk_entries(cpu, map), &key, &v)) return false;
  return value_is_keyword(key) ? !value_is_nil(keyword_namespace(key))
                               : value_is_symbol(key) && !value_is_nil(symbol_namespace(key));
}

static void open_collection(struct machine *machine, value_t v, value_t namespace) {
  struct text *text = &machine->text;
  struct cpu *cpu = cpu_of(machine);
  value_t slots[FRAME_SLOTS] = {machine->stack, v, VALUE_NIL};
  int64_t close;
  if (value_is_class(v, CLASS_MAP | CLASS_SET)) {
    close = '}';
    if (!value_is_nil(namespace)) {
      text_add_c(text, "#:");
      text_add(text, string_bytes(namespace), string_byte_length(namespace));
      close |= PRINT_LIFTED;
    }
    text_add_c(text, value_is_class(v, CLASS_MAP) ? "{" : "#{");
    slots[FRAME_PLACE] = walk_entries(cpu, v);
  } else {
    bool vector = value_is_class(v, CLASS_VECTOR);
    struct sequence_cursor cursor;
    close = vector ? ']' : ')';
    text_add_byte(text, vector ? '[' : '(');
    sequence_cursor_start(&cursor, cpu, v);
    walk_save(&cursor, &slots[FRAME_REST], &slots[FRAME_PLACE]);
  }
  slots[FRAME_CLOSE] = value_of_fixnum(close);
  push(machine, slots, FRAME_SLOTS);
}

static void push_back(struct machine *machine, value_t outer, value_t rest, value_t place,
                      int64_t close) {
  push(machine, (value_t[]){outer, rest, place, value_of_fixnum(close)}, FRAME_SLOTS);
}

// The next part of the entries in the topmost frame: prints it or leaves it on the list.
static void step_entries(struct machine *machine, struct object *frame) {
  struct text *text = &machine->text;
  struct cpu *cpu = cpu_of(machine);
  value_t outer = object_slot(frame, FRAME_OUTER), coll = object_slot(frame, FRAME_REST);
  value_t place = object_slot(frame, FRAME_PLACE), key, v;
  int64_t close = value_fixnum(object_slot(frame, FRAME_CLOSE));
  bool map = value_is_class(coll, CLASS_MAP);
  machine->stack = outer;
  while (text->length < PRINT_BYTES_LIMIT) {
    if (!walk_entry(coll, place, &key, &v)) {
      text_add_byte(text, '}');
      return;
    }
    value_t part = key;
    if (close & PRINT_VALUE) {
      text_add_byte(text, ' ');
      part = v;
      close &= ~(int64_t)PRINT_VALUE;
      place = walk_entry_next(cpu, coll, place);
    } else {
      if (close & PRINT_BEGUN) text_add_c(text, map ? ", " : " ");
      if (close & PRINT_LIFTED) {
        bool keyword = value_is_keyword(key);
        value_t name = keyword ? keyword_name(key) : symbol_name(key);
        part = keyword ? keyword_intern(cpu, VALUE_NIL, name) : symbol_intern(cpu, VALUE_NIL, name);
      }
      if (map)
        close |= PRINT_VALUE;
      else
        place = walk_entry_next(cpu, coll, place);
    }
    close |= PRINT_BEGUN;
    if (!print_plain(machine, part)) {
      push_back(machine, outer, coll, place, close);
      push_value(machine, part);
      return;
    }
  }
  push_back(machine, outer, coll, place, close);
}

// Likewise of a sequence. True when its rest must be realised.
static bool step_sequence(struct machine *machine, struct object *frame, value_t *unrealized) {
  struct text *text = &machine->text;
  value_t outer = object_slot(frame, FRAME_OUTER), v = VALUE_NIL;
  int64_t close = value_fixnum(object_slot(frame, FRAME_CLOSE));
  struct sequence_cursor cursor;
  walk_restore(&cursor, cpu_of(machine), object_slot(frame, FRAME_REST),
               object_slot(frame, FRAME_PLACE));
  machine->stack = outer;
  bool room = true, asked = false, printed = true;
  while (printed && !asked && (room = text->length < PRINT_BYTES_LIMIT)) {
    switch (sequence_cursor_next(&cursor, &v)) {
    case SEQUENCE_END:
      text_add_byte(text, (char)(close & 0xff));
      return false;
    case SEQUENCE_UNKNOWN:
      *unrealized = cursor.rest;
      asked = true;
      break;
    case SEQUENCE_VALUE:
      if (close & PRINT_BEGUN) text_add_byte(text, ' ');
      close |= PRINT_BEGUN;
      printed = print_plain(machine, v);
      break;
    }
  }
  value_t rest, place;
  walk_save(&cursor, &rest, &place);
  push_back(machine, outer, rest, place, close);
  if (!printed) push_value(machine, v);
  return asked;
}

// [list readably? lift?] as much text as a leaf may make: [text list wish value].
static value_t print_run(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  struct machine machine = {.flags = value_is_falsy(arguments[1]) ? 0 : PRINT_READABLY,
                            .lift = !value_is_falsy(arguments[2]),
                            .stack = arguments[0]};
  text_start(&machine.text, cpu);
  while (!value_is_nil(machine.stack) && machine.text.length < PRINT_BYTES_LIMIT &&
         machine.pushes < WALK_PUSH_LIMIT) {
    struct object *frame = value_object(machine.stack);
    value_t v = object_slot(frame, 1);
    if (object_size(frame) == OPEN_SLOTS) {
      machine.stack = object_slot(frame, FRAME_OUTER);
      open_collection(&machine, v, object_slot(frame, 2));
    } else if (object_size(frame) == FRAME_SLOTS) {
      value_t rest = VALUE_NIL;
      bool entries = value_is_class(v, CLASS_MAP | CLASS_SET);
      if (entries)
        step_entries(&machine, frame);
      else if (step_sequence(&machine, frame, &rest))
        return answer(&machine, WISH_REALIZE, rest);
    } else if (is_open_to_us(v)) {
      machine.stack = object_slot(frame, FRAME_OUTER);
      if (machine.lift && value_is_class(v, CLASS_MAP) && maybe_lifted(cpu, v))
        return answer(&machine, WISH_LIFT, v);
      open_collection(&machine, v, VALUE_NIL);
    } else if (print_plain(&machine, v)) {
      machine.stack = object_slot(frame, FRAME_OUTER);
    } else if (machine.text.length > 0) {
      break; // again, with all the room of a leaf
    } else {
      machine.stack = object_slot(frame, FRAME_OUTER);
      return answer(&machine, WISH_PRINT, v);
    }
  }
  return answer(&machine, WISH_NOTHING, VALUE_NIL);
}

// [list coll namespace] the list with a collection on top, whose keys' namespace is lifted out.
static value_t print_open(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  return walk_frame(cpu, arguments, count);
}

// [list seq] the list with the rest of the topmost sequence realised.
static value_t print_realized(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  value_t slots[FRAME_SLOTS];
  slots_copy(slots, value_object(arguments[0])->slots, FRAME_SLOTS);
  slots[FRAME_REST] = arguments[1];
  slots[FRAME_PLACE] = VALUE_NIL;
  return walk_frame(cpu, slots, FRAME_SLOTS);
}

const struct primitive print_deep_primitives[] = {
    {"nacre.primitive/print-run", print_run, 3, 3, "([list readably? lift?])",
     "Prints on: [text list wish value]; wish 0: nothing, 1: print the value, 2: realise it, 3: "
     "open the map, with a namespace or nil."},
    {"nacre.primitive/print-open", print_open, 3, 3, "([list coll namespace])",
     "The work list with a collection to be printed on top."},
    {"nacre.primitive/print-realized", print_realized, 2, 2, "([list seq])",
     "The work list with the rest of the topmost sequence realised."},
    {NULL, NULL, 0, 0, NULL, NULL},
};
