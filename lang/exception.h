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
// What a reader throws after so many characters.
value_t exception_of_reader(struct cpu *cpu, enum language_error error, value_t message,
                            size_t read);
// The trace as a vector of vectors [name-symbol file line column].
value_t exception_trace(struct cpu *cpu, value_t exception);

#endif
