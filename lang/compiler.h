// SPDX-License-Identifier: MIT
// The compiler: one expanded form to a function without arguments that evaluates it.
//
// Its input is what the expander (stdlib/nacre/core/expander.clj) puts out: special forms, calls
// and literals, with every global name replaced by its KIND_VAR and every type by its KIND_TYPE.
// Plain symbols are accepted too and resolved in the current namespace, so that the expander itself
// can be compiled before it exists.
#ifndef NACRE_LANG_COMPILER_H
#define NACRE_LANG_COMPILER_H

#include "gc/gc.h"

// file: a string or nil, for traces. Raises ERROR_COMPILER naming the place and the form.
value_t compiler_compile(struct cpu *cpu, value_t form, value_t file);

#endif
