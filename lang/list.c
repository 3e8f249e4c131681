// SPDX-License-Identifier: MIT
// Lists and conses: see list.h.
#include "lang/list.h"

#include "lang/collections_state.h"

value_t list_empty(struct cpu *cpu) { return collections_of(cpu)->empty_list; }

value_t list_empty_with_meta(struct cpu *cpu, value_t meta) {
  if (value_is_nil(meta)) return list_empty(cpu);
  struct object *list = gc_allocate(cpu, KIND_EMPTY_LIST, 1);
  object_initialize(list, LIST_META, meta);
  return value_of_object(list);
}

static value_t pair_new(struct cpu *cpu, enum kind kind, uint32_t count, value_t first,
                        value_t rest) {
  struct object *pair = gc_allocate_extra(cpu, kind, LIST_SLOTS, count);
  object_initialize(pair, LIST_META, VALUE_NIL);
  object_initialize(pair, LIST_FIRST, first);
  object_initialize(pair, LIST_REST, rest);
  return value_of_object(pair);
}

value_t list_new(struct cpu *cpu, value_t first, value_t rest) {
  struct object *object = value_object(rest);
  uint32_t count = object_kind(object) == KIND_LIST ? object_extra(object) : 0;
  // A count that does not fit its 32 bits: no longer a counted list.
  if (unlikely(count == UINT32_MAX)) return cons_new(cpu, first, rest);
  return pair_new(cpu, KIND_LIST, count + 1, first, rest);
}

value_t list_from_array(struct cpu *cpu, const value_t *values, size_t count) {
  value_t list = list_empty(cpu);
  while (count > 0) list = list_new(cpu, values[--count], list);
  return list;
}

value_t list_of_arguments(struct cpu *cpu, const value_t *values, size_t count) {
  value_t list = list_empty(cpu);
  for (uint32_t i = 1; i <= count; i++) {
    list = pair_new(cpu, KIND_LIST, i, values[count - i], list);
    object_set_header(value_object(list),
                      OBJECT_HEADER(KIND_LIST, LIST_OF_ARGUMENTS, LIST_SLOTS, i));
  }
  return list;
}

value_t cons_new(struct cpu *cpu, value_t first, value_t rest) {
  return pair_new(cpu, KIND_CONS, 0, first, rest);
}

value_t list_first(value_t list) { return object_slot(value_object(list), LIST_FIRST); }
value_t list_rest(value_t list) { return object_slot(value_object(list), LIST_REST); }

value_t list_pop(struct cpu *cpu, value_t list) {
  struct object *object = value_object(list);
  if (object_kind(object) == KIND_EMPTY_LIST) error_raise(cpu, ERROR_STATE, "Can't pop empty list");
  value_t rest = object_slot(object, LIST_REST);
  return value_is_kind(rest, KIND_EMPTY_LIST)
             ? list_empty_with_meta(cpu, object_slot(object, LIST_META))
             : rest;
}
