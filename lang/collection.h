// SPDX-License-Identifier: MIT
// The operations that work on every kind of collection: look-up and change. Each answers what
// Clojure's function of that name does, or VALUE_TAIL_CALL when Lisp goes on (lang/primitive.h),
// and raises what Clojure raises.
#ifndef NACRE_LANG_COLLECTION_H
#define NACRE_LANG_COLLECTION_H

#include "lang/collections.h"
#include "lang/primitive.h"

value_t collection_get(struct cpu *cpu, value_t collection, value_t key, value_t otherwise);
value_t collection_contains(struct cpu *cpu, value_t collection, value_t key);
value_t collection_find(struct cpu *cpu, value_t collection, value_t key);
value_t collection_count(struct cpu *cpu, value_t collection);
// otherwise: VALUE_ABSENT raises ERROR_INDEX instead.
value_t collection_nth(struct cpu *cpu, value_t collection, value_t index, value_t otherwise);

value_t collection_conj(struct cpu *cpu, value_t collection, value_t v);
value_t collection_assoc(struct cpu *cpu, value_t collection, value_t key, value_t v);
value_t collection_dissoc(struct cpu *cpu, value_t collection, value_t key);
value_t collection_disjoin(struct cpu *cpu, value_t collection, value_t v);
value_t collection_peek(struct cpu *cpu, value_t collection);
value_t collection_pop(struct cpu *cpu, value_t collection);
value_t collection_empty(struct cpu *cpu, value_t collection);

// step(collection, argument) for each argument in turn. When Lisp must do one of them, the rest is
// done behind it by the primitive `then`, which calls collection_each_then with its arguments.
typedef value_t collection_step(struct cpu *cpu, value_t collection, value_t argument);
value_t collection_each(struct cpu *cpu, value_t collection, const value_t *arguments,
                        uint32_t count, collection_step *step, primitive_function *then);
value_t collection_each_then(struct cpu *cpu, const value_t *arguments, collection_step *step,
                             primitive_function *then);
// The same for pairs of key and value.
value_t collection_assoc_all(struct cpu *cpu, value_t collection, const value_t *arguments,
                             uint32_t pairs);
primitive_function collection_assoc_then;
primitive_function collection_cons_on; // [v seq]

// first, rest, next, seq with their hooks.
value_t collection_seq(struct cpu *cpu, value_t collection);
value_t collection_first(struct cpu *cpu, value_t collection);
value_t collection_rest(struct cpu *cpu, value_t collection);
value_t collection_next(struct cpu *cpu, value_t collection);
value_t collection_cons(struct cpu *cpu, value_t v, value_t collection);

// The intValue of an integer: its lower 32 bits, which is what Java makes of it as an index.
int64_t collection_int(value_t integer);

#endif
