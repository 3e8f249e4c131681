// SPDX-License-Identifier: MIT
// Lists and conses.
//
//   KIND_EMPTY_LIST  meta
//   KIND_LIST        meta, first, rest (a list or an empty list); header extra: count
//   KIND_CONS        meta, first, rest (any seq, an empty list or nil)
#ifndef NACRE_LANG_LIST_H
#define NACRE_LANG_LIST_H

#include "lang/collections.h"
#include "lang/primitive.h"

enum { LIST_META, LIST_FIRST, LIST_REST, LIST_SLOTS }; // conses too
// Flag of a KIND_LIST that holds the rest of a call's arguments: it is counted, and no list.
enum { LIST_OF_ARGUMENTS = OBJECT_USER_1 };
static inline bool list_is_of_arguments(value_t list) {
  return value_is_kind(list, KIND_LIST) && (object_flags(value_object(list)) & LIST_OF_ARGUMENTS);
}

// Of a KIND_LIST.
static inline size_t list_count(const struct object *list) { return object_extra(list); }
// An empty list with metadata.
value_t list_empty_with_meta(struct cpu *cpu, value_t meta);
// Raises ERROR_STATE when empty.
value_t list_pop(struct cpu *cpu, value_t list);

extern const struct primitive list_primitives[];

#endif
