// SPDX-License-Identifier: MIT
// Temporary C memory of one leaf call: freed by the VM when the leaf has returned or raised, so
// that an error in the middle leaks nothing. Values kept in it are not seen by the collector, which
// cannot run before the leaf ends anyway.
#ifndef NACRE_LANG_SCRATCH_H
#define NACRE_LANG_SCRATCH_H

#include <stdarg.h>

#include "gc/cpu.h"

// 16-byte aligned, uninitialised. Raises ERROR_MEMORY when the machine has none left.
void *scratch_allocate(struct cpu *cpu, size_t bytes);
// Called by the VM only.
void scratch_reset(struct cpu *cpu);
// Frees what was allocated after the mark was taken, for leaves that compute a lot in little room.
struct scratch_mark {
  struct scratch *chunk;
  size_t used;
};
struct scratch_mark scratch_mark(struct cpu *cpu);
void scratch_release(struct cpu *cpu, struct scratch_mark mark);

// A growing run of bytes in scratch memory, for building strings.
struct text {
  struct cpu *cpu;
  char *bytes;
  size_t length, capacity;
};
void text_start(struct text *text, struct cpu *cpu);
// Room for at least `more` further bytes: text->bytes + text->length may be written up to there.
void text_reserve(struct text *text, size_t more);
void text_add(struct text *text, const char *bytes, size_t length);
void text_add_byte(struct text *text, char byte);
void text_add_c(struct text *text, const char *zero_terminated);
void text_add_character(struct text *text, uint32_t code_point); // as UTF-8
// Well-formed text as UTF-8 that may leave Nacre: '?' for a lone half of a surrogate pair.
void text_add_encoded(struct text *text, const char *bytes, size_t length);
void text_format(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
// The format of error_raise: printf's %s %d %i %u %x %X %o %c %g %f %e %p %% with flags, width,
// precision and length, plus %V (a value_t as pr-str would show it, cut), %S (as str would, cut)
// and %T (a value_t's type).
void text_format_values(struct text *text, const char *format, va_list arguments);
value_t text_string(struct text *text); // a KIND_STRING of what was added

#endif
