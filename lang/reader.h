// SPDX-License-Identifier: MIT
// The reader: source text to forms, after clojure.lang.LispReader of Clojure 1.12.
//
// A KIND_READER is an immutable value: where it stands in a source string, and what is open there.
// reader-next answers another reader that stands behind the next form and holds it, so a reader may
// be kept, forked and asked twice (no cell: law 1). One leaf reads some 8 KiB of source; then, or
// when a tag or #= needs Lisp, its state is put into a reader in the midst of a form (law 5). What
// is open is a chain of frames on the heap, so nesting is bounded by memory only.
//
// Options (a map or nil): :read-cond :allow or :preserve; :features a set of keywords besides
// :default and those of nacre.core/*features*; :edn true for clojure.edn's syntax; :incomplete true
// to get a reader that is "incomplete" instead of an error when the source ends within a form. The
// whole map is handed to the hooks DATA_READER [tag form options place], READ_EVAL [form options
// place]; the place is [file line column] when the reader reads a file, else nil.
#ifndef NACRE_LANG_READER_H
#define NACRE_LANG_READER_H

#include "lang/primitive.h"

// file: a string for messages, or nil. line, column: of the source's first character, from 1;
// line 0: lists get no :line and :column.
value_t reader_new(struct cpu *cpu, value_t source, value_t options, value_t file, int64_t line,
                   int64_t column);
// The primitive reader-next: [reader] -> a reader. Ends with a tail call when there is more to do.
value_t reader_next(struct cpu *cpu, const value_t *arguments, uint32_t count);

enum reader_status {
  READER_NEW,        // nothing read yet
  READER_FORM,       // stands behind reader_form
  READER_END,        // no further form
  READER_INCOMPLETE, // the source ends within a form (only with the option)
  READER_WITHIN,     // in the midst of a form: seen by leaves only
};
enum reader_status reader_status(value_t reader);
value_t reader_form(value_t reader);
size_t reader_offset(value_t reader); // in bytes
// Where the next form will be looked for, and where the last one started.
int64_t reader_line(value_t reader);
int64_t reader_column(value_t reader);
int64_t reader_form_line(value_t reader);
int64_t reader_form_column(value_t reader);
static inline bool value_is_reader(value_t v) { return value_is_kind(v, KIND_READER); }

extern const struct primitive reader_primitives[];

#endif
