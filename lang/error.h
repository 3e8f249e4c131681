// SPDX-License-Identifier: MIT
// Raising errors from C leaves. error_raise builds the exception and jumps to the VM, which looks
// for a handler; it never returns, so hold nothing that needs freeing (use scratch_allocate).
#ifndef NACRE_LANG_ERROR_H
#define NACRE_LANG_ERROR_H

#include <stdarg.h>

#include "gc/gc.h"
#include "lang/errors.h"

// printf-style, plus: each %V takes a value_t and shows it as `pr-str` would, cut to some 60
// characters (never realising a lazy seq); %S shows it as `str` would, cut likewise; each %T takes
// a value_t and shows the name of its type.
_Noreturn void error_raise(struct cpu *cpu, enum language_error error, const char *format, ...);

// The message that a format and its values make, as error_raise has it.
value_t error_message(struct cpu *cpu, const char *format, va_list list);

// What is wrong with a value that is not of the kind wanted: nil is missing, anything else does not
// fit.
static inline enum language_error error_of_cast(value_t v) {
  return value_is_nil(v) ? ERROR_NIL : ERROR_TYPE;
}
// Throws an exception value (KIND_EXCEPTION).
_Noreturn void error_throw(struct cpu *cpu, value_t exception);

#endif
