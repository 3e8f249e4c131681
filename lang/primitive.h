// SPDX-License-Identifier: MIT
// Primitives: Lisp functions written in C. Each is a leaf (law 4): it never calls the VM, never
// blocks, allocates at most 64 KiB and runs at most about 100 µs.
//
// A leaf that needs Lisp ends with primitive_tail_call (or hook_call): the VM makes that call in
// its place, with the leaf's caller as the one who gets the result. A leaf that has more to do than
// it may do at once tail-calls a primitive with its state. primitive_call_then asks for a call
// whose result comes back to a primitive: continuation(state, result).
#ifndef NACRE_LANG_PRIMITIVE_H
#define NACRE_LANG_PRIMITIVE_H

#include "gc/gc.h"
#include "lang/error.h"
#include "lang/hooks.h"
#include "lang/scratch.h"

typedef value_t primitive_function(struct cpu *cpu, const value_t *arguments, uint32_t count);

enum { PRIMITIVE_VARIADIC = -1 };

// One row a primitive. name is "namespace/name"; names of clojure.* are public vars there, those
// that only the stdlib calls live in "nacre.primitive". The VM has checked the arity before the
// call. arglists is Lisp text, "([coll x])". A row with name NULL ends a table.
struct primitive {
  const char *name;
  primitive_function *function;
  int16_t minimum, maximum; // arguments; maximum may be PRIMITIVE_VARIADIC
  const char *arglists;
  const char *doc;
};

// Each module exports one table; lang/primitives.c lists them all. The index of a primitive in
// that concatenation is what code and images hold.
const struct primitive *primitive_by_index(uint32_t index);
uint32_t primitive_count(void);
// The row of a function that stands in a table.
uint32_t primitive_index_by_function(primitive_function *function);
// The function value of a named primitive ("nacre.primitive/print-step").
value_t primitive_value(struct cpu *cpu, const char *name);

// At most array_length(cpu->tail_arguments) arguments.
static inline value_t primitive_tail_call(struct cpu *cpu, value_t function, uint32_t count,
                                          const value_t *arguments) {
  cpu->tail_function = function;
  cpu->tail_count = count;
  for (uint32_t i = 0; i < count; i++) cpu->tail_arguments[i] = arguments[i];
  return VALUE_TAIL_CALL;
}
// Calls function(arguments...), then the primitive `continuation` with (state, result); what that
// returns is the answer of the whole. It may ask for further calls in the same way.
value_t primitive_call_then(struct cpu *cpu, value_t function, uint32_t count,
                            const value_t *arguments, primitive_function *continuation_primitive,
                            value_t state);

// Tail-calls a Lisp function of the stdlib by its row in lang/hooks.h.
value_t hook_function(struct cpu *cpu, enum hook hook);
static inline value_t hook_call(struct cpu *cpu, enum hook hook, uint32_t count,
                                const value_t *arguments) {
  return primitive_tail_call(cpu, hook_function(cpu, hook), count, arguments);
}

#endif
