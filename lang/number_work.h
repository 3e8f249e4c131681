// SPDX-License-Identifier: MIT
// Work on numbers that is too long for one leaf (law 4).
//
// Such an operation is cut into pieces of tens of microseconds. Each finished piece is noted with
// its operands; when the time of the leaf is up, number_work_spend gives the leaf up: the VM passes
// a safepoint and runs the same instruction again, which finds the pieces done so far instead of
// computing them. As a note says "this operation on these numbers gives that", a note that is out
// of date can do no harm.
//
// A note is a KIND_CHUNK: fixnum enum number_work, a, b, result, next note. cpu->number_work heads
// the notes made or used since the leaf began, THREAD_WORK those of earlier runs. What a run did
// not use is forgotten when it is given up.
#ifndef NACRE_LANG_NUMBER_WORK_H
#define NACRE_LANG_NUMBER_WORK_H

#include "gc/gc.h"

enum number_work {
  WORK_MULTIPLY,
  WORK_DIVIDE, // result: a chunk of quotient and remainder
  WORK_GCD,
  WORK_GCD_STATE, // result: a chunk of the two numbers still to be reduced
  WORK_POWER,
  WORK_DIGITS, // a: number, b: radix, result: string
};

// Time is counted in products of two digits, about a nanosecond each. Work below the smaller figure
// is done without a note.
enum { NUMBER_WORK_SMALL = 4096, NUMBER_WORK_LEAF = 100000 };

// The result noted for (work a b), numbers compared by value; VALUE_ABSENT when there is none.
value_t number_work_find(struct cpu *cpu, enum number_work work, value_t a, value_t b);
// The notes so far, for number_work_finish: what was noted behind the mark went into the result and
// is dropped.
static inline value_t number_work_mark(struct cpu *cpu) { return cpu->number_work; }
value_t number_work_finish(struct cpu *cpu, value_t mark, enum number_work work, value_t a,
                           value_t b, value_t result);
// Called before a piece of work of that length. Does not return when the leaf's time is up.
void number_work_spend(struct cpu *cpu, uint64_t products);

#endif
