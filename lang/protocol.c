// SPDX-License-Identifier: MIT
// Finding what a type does for a protocol. A protocol is a map; under :impls it has {type {method
// function}}, and a type that is not there takes the methods of an ancestor.
//
// Looking at all ancestors takes long, so each processor remembers what it found, under the
// identity of the map and the type. Addresses name both: what was remembered holds only until the
// next collection.
#include <stdlib.h>

#include "lang/collections.h"
#include "lang/language.h"
#include "lang/primitive.h"
#include "lang/symbol.h"
#include "lang/type.h"
#include "lang/vector.h"

enum { METHOD_CACHE_ROWS = 256 };

struct method_cache {
  struct method_cache_row {
    value_t impls, type, methods;
    uint64_t collections; // gc_collection_count when it was written
  } rows[METHOD_CACHE_ROWS];
};

// NULL when there is no memory for one.
static struct method_cache_row *cache_row(struct cpu *cpu, value_t impls, value_t type) {
  struct method_cache *cache = cpu->method_cache;
  if (unlikely(cache == NULL)) {
    cache = cpu->method_cache = calloc(1, sizeof *cache);
    if (cache == NULL) return NULL;
  }
  uint64_t h = (impls.bits >> 4 ^ type.bits >> 3) * UINT64_C(0x9e3779b97f4a7c15);
  return &cache->rows[h >> 56];
}
_Static_assert(METHOD_CACHE_ROWS == 256, "cache_row takes eight bits of the hash");

// The ancestors of a type in impls, Object left out: *best becomes the first one met, or a later
// one that is a descendant of it, as in Clojure.
static void find_best(struct cpu *cpu, value_t impls, value_t type, value_t *best) {
  value_t parents = object_slot(value_object(type), TYPE_PARENTS);
  value_t object = type_builtin(cpu, TYPE_OBJECT);
  for (size_t i = 0; i < vector_count(parents); i++) {
    value_t parent = vector_nth(parents, i);
    if (value_same(parent, object) || !value_is_kind(parent, KIND_TYPE)) continue;
    if (!value_is_nil(map_get_try(cpu, impls, parent, VALUE_NIL)) &&
        (value_is_nil(*best) || type_is(parent, *best)))
      *best = parent;
    find_best(cpu, impls, parent, best);
  }
}

static value_t find_methods(struct cpu *cpu, value_t impls, value_t type) {
  value_t own = map_get_try(cpu, impls, type, VALUE_NIL);
  if (!value_is_nil(own) || !value_is_kind(type, KIND_TYPE)) return own;
  value_t best = VALUE_NIL;
  find_best(cpu, impls, type, &best);
  if (value_is_nil(best)) best = type_builtin(cpu, TYPE_OBJECT);
  return map_get_try(cpu, impls, best, VALUE_NIL);
}

// The map of methods that x has of the protocol, or nil.
static value_t methods_of(struct cpu *cpu, value_t protocol, value_t x) {
  value_t impls = map_get_try(cpu, protocol, language_of(cpu)->keyword.impls, VALUE_NIL);
  if (!value_is_map(impls)) return VALUE_NIL;
  value_t type = type_known(cpu, x);
  struct method_cache_row *row = cache_row(cpu, impls, type);
  uint64_t collections = gc_collection_count(cpu);
  if (row != NULL && likely(row->collections == collections && value_same(row->impls, impls) &&
                            value_same(row->type, type)))
    return row->methods;
  value_t methods = find_methods(cpu, impls, type);
  if (!value_is_map(methods)) methods = VALUE_NIL;
  if (row != NULL) *row = (struct method_cache_row){impls, type, methods, collections};
  return methods;
}

static value_t want_protocol(struct cpu *cpu, value_t protocol) {
  if (!value_is_map(protocol)) error_raise(cpu, ERROR_TYPE, "%V is not a protocol", protocol);
  return protocol;
}

static value_t protocol_methods(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  return methods_of(cpu, want_protocol(cpu, arguments[0]), arguments[1]);
}

static value_t find_method_try(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  value_t methods = methods_of(cpu, want_protocol(cpu, arguments[0]), arguments[2]);
  return value_is_nil(methods) ? methods : map_get_try(cpu, methods, arguments[1], VALUE_NIL);
}

static value_t find_method(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  value_t found = find_method_try(cpu, arguments, count);
  if (likely(!value_is_nil(found))) return found;
  value_t protocol = arguments[0], method = arguments[1], x = arguments[2];
  value_t name = map_get_try(cpu, protocol, keyword_from_c(cpu, "var"), VALUE_NIL);
  value_t impls = map_get_try(cpu, protocol, language_of(cpu)->keyword.impls, VALUE_NIL);
  value_t type = type_of(cpu, x);
  bool user = value_is_kind(x, KIND_RECORD) || value_is_kind(x, KIND_INSTANCE);
  if (user && value_is_map(impls) && !value_is_nil(map_get_try(cpu, impls, type, VALUE_NIL)))
    error_raise(cpu, ERROR_ABSTRACT, "%T does not define method %V of protocol %V", x, method,
                name);
  error_raise(cpu, ERROR_ARGUMENT,
              "No implementation of method: %V of protocol: %V found for class: %T", method, name,
              x);
}

#define LEAF(name) "nacre.primitive/" name
const struct primitive protocol_primitives[] = {
    {LEAF("protocol-methods"), protocol_methods, 2, 2, "([protocol x])",
     "The map of methods that x has of the protocol, or nil."},
    {LEAF("find-method"), find_method, 3, 3, "([protocol method x])",
     "The function that implements a protocol's method for x."},
    {LEAF("find-method-try"), find_method_try, 3, 3, "([protocol method x])",
     "The same, nil when there is none."},
    {NULL, NULL, 0, 0, NULL, NULL},
};
