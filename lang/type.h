// SPDX-License-Identifier: MIT
// Types: KIND_TYPE objects, pinned, compared by address; one for each row of lang/types.h, more
// from deftype, defrecord and reify.
//
//   KIND_TYPE   name (symbol), fields (vector of symbols), parents (vector of types, nearest
//   first),
//               metadata, record flag, methods (map from symbols, or nil),
//               predicates (a bit each, fixnum; nil: not known); header extra: serial
#ifndef NACRE_LANG_TYPE_H
#define NACRE_LANG_TYPE_H

#include "gc/gc.h"
#include "lang/types.h"

enum type_slot {
  TYPE_NAME,
  TYPE_FIELDS,
  TYPE_PARENTS,
  TYPE_META,
  TYPE_IS_RECORD,
  TYPE_METHODS,
  TYPE_PREDICATES,
  TYPE_SLOTS
};

// The predicates that ask a user-defined type for an interface, in the order of
// nacre.core/predicate-interfaces.
enum type_predicate {
  PREDICATE_SEQ,
  PREDICATE_COLLECTION,
  PREDICATE_SEQUENTIAL,
  PREDICATE_ASSOCIATIVE,
  PREDICATE_COUNTED,
  PREDICATE_REVERSIBLE,
  PREDICATE_SORTED,
  PREDICATE_INDEXED,
  PREDICATE_LIST,
  PREDICATE_MAP,
  PREDICATE_SET,
  PREDICATE_VECTOR,
  PREDICATE_LIMIT
};

// Instances of deftype and reify: type, fields. Records: type, metadata, map of further entries or
// nil, fields. Header extra of both: serial.
enum { INSTANCE_FIELDS = 1 };
enum { RECORD_META = 1, RECORD_EXTENSION, RECORD_FIELDS };

void type_start(struct cpu *cpu); // makes the built-in ones
value_t type_new(struct cpu *cpu, value_t name, value_t fields, value_t parents, bool record);
// The type of any value; nil for nil. A function's is that of all functions of its kind, its own is
// asked for by type_exact_of.
value_t type_of(struct cpu *cpu, value_t v);
value_t type_exact_of(struct cpu *cpu, value_t v);
// The same where the class of a function counts only when somebody has it already.
value_t type_known(struct cpu *cpu, value_t v);
// Zero-terminated, for messages: "java.lang.Long"; "nil" for nil. Lives until the next safepoint.
const char *type_name_of(struct cpu *cpu, value_t v);
// The same without its package.
const char *type_simple_name_of(struct cpu *cpu, value_t v);
value_t type_builtin(struct cpu *cpu, enum builtin_type type);
// Is `type` that type or a descendant?
bool type_is(value_t type, value_t ancestor);
// Was it made with the flag :interface?
bool type_is_interface(struct cpu *cpu, value_t type);
// Was type-new told so of it?
bool type_is_flagged(struct cpu *cpu, value_t type, const char *name);
// Does it have the interface of that predicate?
bool type_answers(struct cpu *cpu, value_t type, enum type_predicate predicate);
// The function of a method in the methods of v's type, nil when it has none. name: a symbol.
value_t type_method(struct cpu *cpu, value_t v, value_t name);
// The index of the field that a keyword names among a type's, or -1.
int64_t type_field_index(value_t type, value_t keyword);
// get of a record; VALUE_ABSENT: Lisp must decide.
value_t record_get_try(struct cpu *cpu, value_t record, value_t key, value_t otherwise);
// assoc of a record, likewise.
value_t record_assoc_try(struct cpu *cpu, value_t record, value_t key, value_t v);
// A copy of an instance or record, born now, with another value in one of its object's slots.
value_t instance_with_slot(struct cpu *cpu, value_t instance, size_t slot, value_t v);
// "String", "java.lang.String", "clojure.lang.ILookup": the type, or nil.
value_t type_find(struct cpu *cpu, value_t symbol);

#endif
