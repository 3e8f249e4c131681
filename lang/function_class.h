// SPDX-License-Identifier: MIT
// The classes of functions. As in Clojure each function has its own, named after its namespace,
// what surrounds it and itself: my.space$sum, my.space$sum$fn__12, my.space$eval13$fn__14. It is
// made when somebody asks for it, one for all closures over the same code. Above it stands
// clojure.lang.AFunction or clojure.lang.RestFn, which is all that instance? wants to know.
#ifndef NACRE_LANG_FUNCTION_CLASS_H
#define NACRE_LANG_FUNCTION_CLASS_H

#include "gc/gc.h"

// The built-in type that a function (KIND_FUNCTION or KIND_PRIMITIVE) is an instance of.
value_t function_kind_type(struct cpu *cpu, value_t function);
// Its own class / the one that was made already, else what function_kind_type says.
value_t function_class(struct cpu *cpu, value_t function);
value_t function_class_known(struct cpu *cpu, value_t function);
// Is it the class of a function, so that `$` is part of its simple name?
bool function_class_is(value_t type);
// "my.space/sum/fn--12" of its class, for messages. Lives until the next safepoint.
const char *function_class_text(struct cpu *cpu, value_t function);

// Shows the classes that the system holds to the collector; they lie in old space.
void function_class_visit(struct cpu *cpu, struct gc_visitor *visitor);

#endif
