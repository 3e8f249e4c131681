// SPDX-License-Identifier: MIT
// Arrays: instances of the array types of stdlib/clojure/core/arrays.clj, with the flag ARRAY_FLAG.
//
//   type, element (keyword), code (fixnum, enum array_element), content (KIND_TRANSIENT_VECTOR)
//
// The content is a transient vector that never becomes persistent: a local cell whose nodes are
// written in place, and of which a fork copies nothing. A snapshot of it is a vector that shares
// the nodes; the next writes copy those they change.
#include "lang/collections.h"
#include "lang/number.h"
#include "lang/primitive.h"
#include "lang/transient.h"
#include "lang/type.h"

enum { ARRAY_FLAG = OBJECT_USER_1 };
enum { ARRAY_ELEMENT = INSTANCE_FIELDS, ARRAY_CODE, ARRAY_CONTENT, ARRAY_SLOTS };

// As element-codes of arrays.clj.
enum array_element {
  ARRAY_OBJECT,
  ARRAY_BOOLEAN,
  ARRAY_BYTE,
  ARRAY_SHORT,
  ARRAY_INT,
  ARRAY_LONG,
  ARRAY_FLOAT,
  ARRAY_DOUBLE,
  ARRAY_CHAR
};

static inline bool is_array(value_t v) {
  return value_is_kind(v, KIND_INSTANCE) && (object_flags(value_object(v)) & ARRAY_FLAG);
}
static inline value_t content_of(value_t array) {
  return object_slot(value_object(array), ARRAY_CONTENT);
}
static value_t want_array(struct cpu *cpu, value_t v) {
  if (!is_array(v)) error_raise(cpu, ERROR_TYPE, "%T is no array: %V", v, v);
  return v;
}

// Does v go into such an array as it is?
static bool fits(value_t array, value_t v) {
  int64_t code = value_fixnum(object_slot(value_object(array), ARRAY_CODE));
  switch ((enum array_element)code) {
  case ARRAY_OBJECT:
    return true;
  case ARRAY_BOOLEAN:
    return value_is_boolean(v);
  case ARRAY_BYTE:
    return value_is_fixnum(v) && value_fixnum(v) == (int8_t)value_fixnum(v);
  case ARRAY_SHORT:
    return value_is_fixnum(v) && value_fixnum(v) == (int16_t)value_fixnum(v);
  case ARRAY_INT:
    return value_is_fixnum(v) && value_fixnum(v) == (int32_t)value_fixnum(v);
  case ARRAY_LONG:
    return value_is_fixnum(v);
  case ARRAY_DOUBLE:
    return number_is_double(v);
  case ARRAY_CHAR:
    return value_is_character(v);
  case ARRAY_FLOAT: // rounded in Lisp
    break;
  }
  return false;
}

static value_t array_new(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  struct object *array = gc_allocate_extra(cpu, KIND_INSTANCE, ARRAY_SLOTS, cpu_new_serial(cpu));
  object_initialize(array, 0, arguments[0]);
  object_initialize(array, ARRAY_ELEMENT, arguments[1]);
  object_initialize(array, ARRAY_CODE, arguments[2]);
  object_initialize(array, ARRAY_CONTENT, transient_new(cpu, arguments[3]));
  object_set_header(array, object_header(array) | (uint64_t)ARRAY_FLAG << 8); // nobody else saw it
  return value_of_object(array);
}

static value_t array_is(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)cpu, (void)count;
  return value_boolean(is_array(arguments[0]));
}

static value_t array_count(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  value_t array = want_array(cpu, arguments[0]);
  return value_of_fixnum((int64_t)transient_count(cpu, content_of(array)));
}

static value_t array_content(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  return transient_snapshot(cpu, content_of(want_array(cpu, arguments[0])));
}

static value_t array_store(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  value_t content = content_of(want_array(cpu, arguments[0]));
  int64_t index = number_to_index(cpu, arguments[1], "the index");
  if (index < 0 || (size_t)index >= transient_count(cpu, content))
    error_raise(cpu, ERROR_INDEX, "Index %lld is out of bounds of an array of %zu places",
                (long long)index, transient_count(cpu, content));
  transient_vector_set(cpu, content, (size_t)index, arguments[2]);
  return arguments[2];
}

static value_t core_aget(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  value_t array = arguments[0], index = arguments[1], found;
  if (likely(count == 2 && is_array(array) && value_is_fixnum(index)) &&
      transient_vector_get(cpu, content_of(array), value_fixnum(index), &found))
    return found;
  return hook_call(cpu, HOOK_ARRAY_GET, count, arguments);
}

static value_t core_aset(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  value_t array = arguments[0], index = arguments[1], v = arguments[2], old;
  if (likely(count == 3 && is_array(array) && value_is_fixnum(index) && fits(array, v)) &&
      transient_vector_get(cpu, content_of(array), value_fixnum(index), &old)) {
    transient_vector_set(cpu, content_of(array), (size_t)value_fixnum(index), v);
    return v;
  }
  return hook_call(cpu, HOOK_ARRAY_SET, count, arguments);
}

const struct primitive array_primitives[] = {
    {"nacre.primitive/array-new", array_new, 4, 4, "([type element code content])",
     "An array of a type, with its element's keyword and code, of a vector."},
    {"nacre.primitive/array?", array_is, 1, 1, "([x])", "Is x an array?"},
    {"nacre.primitive/array-length", array_count, 1, 1, "([array])", "The number of places."},
    {"nacre.primitive/array-content", array_content, 1, 1, "([array])",
     "A vector of the elements."},
    {"nacre.primitive/array-store", array_store, 3, 3, "([array i value])",
     "Sets a place to a value that has been converted; answers the value."},
    {"clojure.core/aget", core_aget, 2, PRIMITIVE_VARIADIC, "([array idx] [array idx & idxs])",
     "The content of a place of the array, or of nested arrays."},
    {"clojure.core/aset", core_aset, 3, PRIMITIVE_VARIADIC,
     "([array idx val] [array idx idx2 & idxv])",
     "Sets a place of the array, or of nested arrays; answers val."},
    {NULL, NULL, 0, 0, NULL, NULL},
};
