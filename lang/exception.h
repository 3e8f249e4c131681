// SPDX-License-Identifier: MIT
// Exceptions: KIND_EXCEPTION, immutable. A trace is taken where the exception is made.
//
//   type, message (string or nil), data (map or nil), cause (exception or nil),
//   trace (chunk: code, fixnum offset, code, ... innermost first; or nil),
//   how many characters the reader that threw it had read (or nil)
#ifndef NACRE_LANG_EXCEPTION_H
#define NACRE_LANG_EXCEPTION_H

#include "gc/gc.h"
#include "lang/error.h"

enum exception_slot {
  EXCEPTION_TYPE,
  EXCEPTION_MESSAGE,
  EXCEPTION_DATA,
  EXCEPTION_CAUSE,
  EXCEPTION_TRACE,
  EXCEPTION_READ,
  EXCEPTION_SLOTS
};

value_t exception_new(struct cpu *cpu, value_t type, value_t message, value_t data, value_t cause);
// What is refused of a source text: in which phase (the name of :clojure.error/phase), the symbol
// that its form starts with, file, line and column; each but the phase may be nil.
struct source_failure {
  const char *phase;
  value_t symbol, file, line, column;
};
// A CompilerException with all that in message and data, as Clojure has it; the reason is a string.
value_t exception_of_source(struct cpu *cpu, const struct source_failure *failure, value_t reason,
                            value_t cause);
// What a reader throws after so many characters: with a failure, a CompilerException of it.
value_t exception_of_reader(struct cpu *cpu, enum language_error error, value_t message,
                            size_t read, const struct source_failure *failure);
// The trace as a vector of vectors [name-symbol file line column].
value_t exception_trace(struct cpu *cpu, value_t exception);

#endif
