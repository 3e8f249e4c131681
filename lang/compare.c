// SPDX-License-Identifier: MIT
// Clojure's compare: nil first, then numbers, strings, names, characters, booleans, vectors,
// UUIDs and instants with their like.
#include "lang/equality.h"

#include "lang/number.h"
#include "lang/sequence.h"
#include "lang/string.h"
#include "lang/symbol.h"
#include "lang/vector.h"

static int order_of(int64_t a, int64_t b) { return a < b ? -1 : a > b; }

static int compare_names(value_t a_namespace, value_t a_name, value_t b_namespace, value_t b_name) {
  if (value_is_nil(a_namespace) != value_is_nil(b_namespace))
    return value_is_nil(a_namespace) ? -1 : 1;
  if (!value_is_nil(a_namespace)) {
    int order = string_compare(a_namespace, b_namespace);
    if (order != 0) return order;
  }
  return string_compare(a_name, b_name);
}

static bool compare_vectors(struct work *work, value_t a, value_t b, int *order) {
  size_t count = vector_count(a);
  *order = order_of((int64_t)count, (int64_t)vector_count(b));
  if (*order != 0) return true;
  if (work->depth == 0) return false;
  work->depth--;
  bool known = true;
  for (size_t i = 0; i < count && known && *order == 0; i++)
    known = compare_within(work, vector_nth(a, i), vector_nth(b, i), order);
  work->depth++;
  return known;
}

bool compare_within(struct work *work, value_t a, value_t b, int *order) {
  struct cpu *cpu = work->cpu;
  *order = 0;
  if (value_same(a, b)) return true;
  if (--work->steps < 0) return false;
  if (value_is_nil(a) || value_is_nil(b)) {
    *order = value_is_nil(a) ? -1 : 1;
    return true;
  }
  if (number_is(a) && number_is(b)) {
    *order = number_compare(cpu, a, b);
    return true;
  }
  if (value_is_character(a) && value_is_character(b)) {
    *order = (int)value_character(a) - (int)value_character(b);
    return true;
  }
  if (value_is_boolean(a) && value_is_boolean(b)) {
    *order = value_same(a, VALUE_TRUE) ? 1 : -1;
    return true;
  }
  if (value_is_class(a, CLASS_USER)) return false;
  if (value_is_class(a, CLASS_VECTOR) && value_is_class(b, CLASS_USER)) return false;
  if (value_is_class(a, CLASS_VECTOR) && value_is_class(b, CLASS_VECTOR))
    return compare_vectors(work, a, b, order);
  if (value_is_pointer(a) && value_is_pointer(b) && value_kind(a) == value_kind(b)) {
    struct object *x = value_object(a), *y = value_object(b);
    switch (object_kind(x)) {
    case KIND_STRING:
      *order = string_compare(a, b);
      return true;
    case KIND_SYMBOL:
      *order =
          compare_names(symbol_namespace(a), symbol_name(a), symbol_namespace(b), symbol_name(b));
      return true;
    case KIND_KEYWORD:
      *order = compare_names(keyword_namespace(a), keyword_name(a), keyword_namespace(b),
                             keyword_name(b));
      return true;
    case KIND_UUID:
      *order = order_of((int64_t)object_raw(x, 0), (int64_t)object_raw(y, 0));
      if (*order == 0) *order = order_of((int64_t)object_raw(x, 1), (int64_t)object_raw(y, 1));
      return true;
    case KIND_INSTANT:
      *order = order_of((int64_t)object_raw(x, 0), (int64_t)object_raw(y, 0));
      return true;
    default:
      if (gc_identical(cpu, a, b)) return true;
    }
  }
  error_raise(cpu, ERROR_TYPE, "%T cannot be compared with %T: %V, %V", a, b, a, b);
}

bool compare_try(struct cpu *cpu, value_t a, value_t b, int *order) {
  struct work work = work_start(cpu);
  return compare_within(&work, a, b, order);
}

bool compare_has_order(value_t v) {
  if (!value_is_pointer(v) || number_is(v)) return true;
  switch (value_kind(v)) {
  case KIND_STRING:
  case KIND_SYMBOL:
  case KIND_KEYWORD:
  case KIND_UUID:
  case KIND_INSTANT:
    return true;
  default:
    return value_is_class(v, CLASS_VECTOR);
  }
}
