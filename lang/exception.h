// SPDX-License-Identifier: MIT
// Exceptions: KIND_EXCEPTION, immutable. A trace is taken where the exception is made.
//
//   type, message (string or nil), data (map or nil), cause (exception or nil),
//   trace (chunk: code, fixnum offset, code, ... innermost first; or nil), meta
#ifndef NACRE_LANG_EXCEPTION_H
#define NACRE_LANG_EXCEPTION_H

#include "gc/gc.h"

enum exception_slot {
  EXCEPTION_TYPE,
  EXCEPTION_MESSAGE,
  EXCEPTION_DATA,
  EXCEPTION_CAUSE,
  EXCEPTION_TRACE,
  EXCEPTION_META,
  EXCEPTION_SLOTS
};

value_t exception_new(struct cpu *cpu, value_t type, value_t message, value_t data, value_t cause);
// The trace as a vector of vectors [name-symbol file line column].
value_t exception_trace(struct cpu *cpu, value_t exception);

#endif
