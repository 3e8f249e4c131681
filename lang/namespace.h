// SPDX-License-Identifier: MIT
// Vars and namespaces. The objects are interned system-wide by name and never change; what they
// hold lies in slots of the process's environment.
//
//   KIND_VAR        namespace symbol, name symbol; raw fixnum: slot of the value, the next slot
//                   holds the metadata
//   KIND_NAMESPACE  name symbol; raw fixnum: slot of the content, a map
//                   {:mappings {symbol var-or-type} :aliases {symbol namespace} :meta map
//                    :removed true, when remove-ns has taken it away}
#ifndef NACRE_LANG_NAMESPACE_H
#define NACRE_LANG_NAMESPACE_H

#include "lang/environment.h"

// --- Vars -----------------------------------------------------------------------------------
// The var of that name, made when new (unbound in every process).
value_t var_intern(struct cpu *cpu, value_t namespace_symbol, value_t name_symbol);
value_t var_intern_c(struct cpu *cpu, const char *namespace, const char *name);
static inline value_t var_namespace(value_t var) { return object_slot(value_object(var), 0); }
static inline value_t var_name(value_t var) { return object_slot(value_object(var), 1); }
static inline uint32_t var_slot(value_t var) {
  return (uint32_t)(object_raw(value_object(var), 2) >> 2);
}
// The root value in the running process; VALUE_UNBOUND when it has none.
static inline value_t var_root(struct cpu *cpu, value_t var) {
  return environment_load(cpu, var_slot(var));
}
// The thread's binding if there is one, else the root.
value_t var_value(struct cpu *cpu, value_t var);
// What a var without a root value answers: an instance of clojure.lang.Var$Unbound.
value_t var_unbound_value(struct cpu *cpu, value_t var);
value_t var_meta(struct cpu *cpu, value_t var); // a map or nil
void var_set_meta(struct cpu *cpu, value_t var, value_t meta);
bool var_flag(struct cpu *cpu, value_t var, value_t keyword); // is that key of its metadata truthy?
// #'namespace/name; a var of with-local-vars has no name to show.
struct text;
void var_print(struct text *text, value_t var);
// The box of the thread's binding of var, or nil.
value_t var_binding(struct cpu *cpu, value_t var);

// The var whose value lies in that slot.
value_t namespace_var_of_slot(struct cpu *cpu, uint32_t slot);

// --- Namespaces -----------------------------------------------------------------------------
// The namespace object of that symbol, with empty content in this process when it had none.
value_t namespace_intern(struct cpu *cpu, value_t symbol);
// nil when this process has no such namespace.
value_t namespace_find(struct cpu *cpu, value_t symbol);
value_t namespace_all(struct cpu *cpu);     // a vector of those that exist in this process
value_t namespace_current(struct cpu *cpu); // the value of *ns*
static inline value_t namespace_name(value_t ns) { return object_slot(value_object(ns), 0); }
value_t namespace_of_var(struct cpu *cpu, value_t var); // also when it has been removed
value_t namespace_content(struct cpu *cpu, value_t ns); // the map, nil when never made here
void namespace_set_content(struct cpu *cpu, value_t ns, value_t content);
// What a symbol of that namespace maps to: a var, a type, or nil.
value_t namespace_mapping(struct cpu *cpu, value_t ns, value_t symbol);
void namespace_map(struct cpu *cpu, value_t ns, value_t symbol, value_t var_or_type);
value_t namespace_alias(struct cpu *cpu, value_t ns, value_t symbol); // a namespace or nil
// The var that the namespace has under that name, made and mapped when it has none. After ns-unmap
// and remove-ns that is another one than before.
value_t namespace_own_var(struct cpu *cpu, value_t ns, value_t symbol);
// The namespace that a qualifier (a string) means here: an alias, a namespace, or a class of
// java.* by its simple name; nil when none.
value_t namespace_qualified(struct cpu *cpu, value_t qualifier);
// What a symbol means in the current namespace: a var, a type, or nil.
value_t namespace_resolve(struct cpu *cpu, value_t symbol);
// The symbol that syntax-quote puts in the place of `symbol`: fully qualified.
value_t namespace_resolve_symbol(struct cpu *cpu, value_t symbol);

// Root provider and image support.
void namespace_visit_roots(struct cpu *cpu, struct gc_visitor *visitor);
void namespace_start(struct cpu *cpu);
void namespace_start_from_image(struct cpu *cpu, value_t vars_and_namespaces);
value_t namespace_image_list(struct cpu *cpu); // a vector of all vars and namespaces

#endif
