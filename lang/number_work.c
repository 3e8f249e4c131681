// SPDX-License-Identifier: MIT
#include "lang/number_work.h"

#include "kernel/process/process.h"
#include "lang/error.h"
#include "lang/number_integer.h"

enum note_slot { NOTE_WORK, NOTE_A, NOTE_B, NOTE_RESULT, NOTE_NEXT, NOTE_SLOTS };

static bool is_running(struct cpu *cpu) { return value_is_kind(cpu->thread, KIND_THREAD); }

static value_t earlier_notes(struct cpu *cpu) {
  return is_running(cpu) ? thread_get(cpu->thread, THREAD_WORK) : VALUE_NIL;
}

static value_t note_slot(value_t note, enum note_slot slot) {
  return object_slot(value_object(note), slot);
}

static value_t add_note(struct cpu *cpu, value_t next, value_t work, value_t a, value_t b,
                        value_t result) {
  struct object *note = gc_allocate(cpu, KIND_CHUNK, NOTE_SLOTS);
  object_initialize(note, NOTE_WORK, work);
  object_initialize(note, NOTE_A, a);
  object_initialize(note, NOTE_B, b);
  object_initialize(note, NOTE_RESULT, result);
  object_initialize(note, NOTE_NEXT, next);
  cpu->number_work = value_of_object(note);
  return result;
}

static bool same_number(value_t a, value_t b) {
  return value_same(a, b) ||
         (integer_digit_count(a) == integer_digit_count(b) && integer_compare(a, b) == 0);
}

static value_t find_among(value_t notes, enum number_work work, value_t a, value_t b) {
  for (value_t note = notes; value_is_pointer(note); note = note_slot(note, NOTE_NEXT))
    if (value_same(note_slot(note, NOTE_WORK), value_of_fixnum(work)) &&
        same_number(note_slot(note, NOTE_A), a) && same_number(note_slot(note, NOTE_B), b))
      return note;
  return VALUE_ABSENT;
}

value_t number_work_find(struct cpu *cpu, enum number_work work, value_t a, value_t b) {
  value_t note = find_among(cpu->number_work, work, a, b);
  if (!value_same(note, VALUE_ABSENT)) return note_slot(note, NOTE_RESULT);
  note = find_among(earlier_notes(cpu), work, a, b);
  if (value_same(note, VALUE_ABSENT)) return note;
  return add_note(cpu, cpu->number_work, note_slot(note, NOTE_WORK), note_slot(note, NOTE_A),
                  note_slot(note, NOTE_B), note_slot(note, NOTE_RESULT));
}

value_t number_work_finish(struct cpu *cpu, value_t mark, enum number_work work, value_t a,
                           value_t b, value_t result) {
  return add_note(cpu, mark, value_of_fixnum(work), a, b, result);
}

// A run begins by finding its way back to where the last one stopped, which costs some passes over
// the operands; its time must outweigh that.
static int64_t time_of_a_run(struct cpu *cpu) {
  size_t digits = 0;
  for (value_t note = cpu->number_work; value_is_pointer(note); note = note_slot(note, NOTE_NEXT)) {
    digits = maximum(digits, integer_digit_count(note_slot(note, NOTE_A)));
    digits = maximum(digits, integer_digit_count(note_slot(note, NOTE_B)));
  }
  return NUMBER_WORK_LEAF + (int64_t)digits * 20;
}

void number_work_spend(struct cpu *cpu, uint64_t products) {
  if (cpu->number_time <= 0) {
    cpu->number_time = time_of_a_run(cpu);
    if (is_running(cpu) && cpu->error_landing) {
      thread_set(cpu, cpu->thread, THREAD_WORK, cpu->number_work);
      cpu->number_work = VALUE_NIL;
      error_throw(cpu, VALUE_AGAIN);
    }
  }
  cpu->number_time -= (int64_t)products;
}
