// SPDX-License-Identifier: MIT
// Leaves over types, instances, records and exceptions.
#include "lang/cell.h"
#include "lang/collections.h"
#include "lang/exception.h"
#include "lang/function_class.h"
#include "lang/language.h"
#include "lang/number.h"
#include "lang/primitive.h"
#include "lang/string.h"
#include "lang/symbol.h"
#include "lang/type.h"
#include "lang/vector.h"

static value_t want_type(struct cpu *cpu, value_t v) {
  if (!value_is_kind(v, KIND_TYPE)) error_raise(cpu, error_of_cast(v), "%T is no type: %V", v, v);
  return v;
}
static struct object *want_kind(struct cpu *cpu, value_t v, enum kind kind, const char *what) {
  if (!value_is_kind(v, kind)) error_raise(cpu, error_of_cast(v), "%T is no %s: %V", v, what, v);
  return value_object(v);
}
static struct object *type_object(value_t type) { return value_object(type); }

// Raises for a value that is not what is wanted: [x wanted], wanted a string.
static value_t raise_cast(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  string_check(cpu, arguments[1], "raise-cast");
  error_raise(cpu, error_of_cast(arguments[0]), "%T cannot be cast to %s: %V", arguments[0],
              string_bytes(arguments[1]), arguments[0]);
}

// --- Types ----------------------------------------------------------------------------------

static value_t type_leaf(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  return type_exact_of(cpu, arguments[0]);
}
static value_t is_instance(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  value_t wanted = want_type(cpu, arguments[0]), type = type_known(cpu, arguments[1]);
  return value_boolean(!value_is_nil(type) && type_is(type, wanted));
}
static value_t is_subtype(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  return value_boolean(type_is(want_type(cpu, arguments[0]), want_type(cpu, arguments[1])));
}
static value_t is_class(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)cpu, (void)count;
  return value_boolean(value_is_kind(arguments[0], KIND_TYPE));
}
// [name fields flags parents methods]
static value_t type_new_leaf(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  if (!value_is_symbol(arguments[0]))
    error_raise(cpu, ERROR_TYPE, "a type is named by a symbol, not %V", arguments[0]);
  if (!value_is_vector(arguments[1]) || !value_is_vector(arguments[3]))
    error_raise(cpu, ERROR_TYPE, "fields and parents of %V must be vectors", arguments[0]);
  bool record =
      value_is_map(arguments[2]) &&
      !value_is_falsy(map_get_try(cpu, arguments[2], keyword_from_c(cpu, "record"), VALUE_NIL));
  value_t type = type_new(cpu, arguments[0], arguments[1], arguments[3], record);
  object_initialize(type_object(type), TYPE_META, gc_publish(cpu, arguments[2]));
  if (count == 5) object_initialize(type_object(type), TYPE_METHODS, gc_publish(cpu, arguments[4]));
  return type;
}
// Types are shared by all processes; these two complete them while the stdlib is built.
static value_t type_set_parents(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  object_initialize(type_object(want_type(cpu, arguments[0])), TYPE_PARENTS,
                    gc_publish(cpu, arguments[1]));
  return arguments[0];
}
static value_t type_set_methods(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  object_initialize(type_object(want_type(cpu, arguments[0])), TYPE_METHODS,
                    gc_publish(cpu, arguments[1]));
  return arguments[0];
}
static value_t type_slot_of(struct cpu *cpu, value_t type, enum type_slot slot) {
  return object_slot(type_object(want_type(cpu, type)), slot);
}
static value_t type_fields(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  return type_slot_of(cpu, arguments[0], TYPE_FIELDS);
}
static value_t type_methods(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  return type_slot_of(cpu, arguments[0], TYPE_METHODS);
}
static value_t type_name_leaf(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  return type_slot_of(cpu, arguments[0], TYPE_NAME);
}
static value_t type_parents(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  return type_slot_of(cpu, arguments[0], TYPE_PARENTS);
}
static value_t type_flags(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  return type_slot_of(cpu, arguments[0], TYPE_META);
}
// [x method-symbol] the function under that symbol in the methods of x's type, nil when none.
static value_t type_method_leaf(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  return type_method(cpu, arguments[0], arguments[1]);
}
static value_t type_find_leaf(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  if (!value_is_symbol(arguments[0])) error_raise(cpu, ERROR_TYPE, "%V is no symbol", arguments[0]);
  return type_find(cpu, arguments[0]);
}

// --- Instances and records ------------------------------------------------------------------

static value_t instance_new(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  value_t type = want_type(cpu, arguments[0]);
  value_t fields = object_slot(type_object(type), TYPE_FIELDS);
  if (vector_count(fields) != count - 1)
    error_raise(cpu, ERROR_ARITY, "%V has %zu fields, not %u",
                object_slot(type_object(type), TYPE_NAME), vector_count(fields), count - 1);
  bool record = value_same(object_slot(type_object(type), TYPE_IS_RECORD), VALUE_TRUE);
  size_t first = record ? RECORD_FIELDS : INSTANCE_FIELDS;
  struct object *instance = gc_allocate_extra(cpu, record ? KIND_RECORD : KIND_INSTANCE,
                                              first + count - 1, cpu_new_serial(cpu));
  object_initialize(instance, 0, type);
  if (record) {
    object_initialize(instance, RECORD_META, VALUE_NIL);
    object_initialize(instance, RECORD_EXTENSION, VALUE_NIL);
  }
  for (uint32_t i = 1; i < count; i++) object_initialize(instance, first + i - 1, arguments[i]);
  return value_of_object(instance);
}
static bool is_user(value_t v) {
  return value_is_kind(v, KIND_INSTANCE) || value_is_kind(v, KIND_RECORD);
}
static value_t is_user_instance(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)cpu, (void)count;
  return value_boolean(is_user(arguments[0]));
}
static value_t is_record(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)cpu, (void)count;
  return value_boolean(value_is_kind(arguments[0], KIND_RECORD));
}
// The slot of field i, checked.
static size_t field_slot(struct cpu *cpu, value_t instance, value_t index) {
  if (!is_user(instance))
    error_raise(cpu, ERROR_TYPE, "%T is no instance of a deftype: %V", instance, instance);
  struct object *object = value_object(instance);
  size_t first = object_kind(object) == KIND_RECORD ? RECORD_FIELDS : INSTANCE_FIELDS;
  int64_t i = number_to_index(cpu, index, "field");
  if (i < 0 || (size_t)i >= object_size(object) - first)
    error_raise(cpu, ERROR_INDEX, "%T has no field %lld", instance, (long long)i);
  return first + (size_t)i;
}
static value_t instance_field(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  return object_slot(value_object(arguments[0]), field_slot(cpu, arguments[0], arguments[1]));
}
// [x symbol] where instance-field finds the field of that name; nil when x has none.
static value_t instance_field_index(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  value_t x = arguments[0], name = arguments[1];
  if (!is_user(x) || !value_is_kind(name, KIND_SYMBOL)) return VALUE_NIL;
  value_t fields = object_slot(type_object(type_of(cpu, x)), TYPE_FIELDS);
  for (size_t i = 0, fields_count = vector_count(fields); i < fields_count; i++)
    if (symbol_equal(vector_nth(fields, i), name)) return value_of_fixnum((int64_t)i);
  return VALUE_NIL;
}
static value_t record_set_field(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  want_kind(cpu, arguments[0], KIND_RECORD, "record");
  return instance_with_slot(cpu, arguments[0], field_slot(cpu, arguments[0], arguments[1]),
                            arguments[2]);
}
static value_t record_extension(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  return object_slot(want_kind(cpu, arguments[0], KIND_RECORD, "record"), RECORD_EXTENSION);
}
static value_t record_set_extension(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  want_kind(cpu, arguments[0], KIND_RECORD, "record");
  return instance_with_slot(cpu, arguments[0], RECORD_EXTENSION, arguments[1]);
}
static value_t record_field_index(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  value_t type = value_is_kind(arguments[0], KIND_TYPE) ? arguments[0] : type_of(cpu, arguments[0]);
  if (!value_is_keyword(arguments[1])) return VALUE_NIL;
  int64_t index = type_field_index(want_type(cpu, type), arguments[1]);
  return index < 0 ? VALUE_NIL : value_of_fixnum(index);
}
// [record] the entries of its declared fields, a vector.
static value_t record_entries(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  struct object *record = want_kind(cpu, arguments[0], KIND_RECORD, "record");
  value_t fields = object_slot(value_object(object_slot(record, 0)), TYPE_FIELDS);
  value_t entries = vector_from_array(cpu, NULL, 0);
  for (size_t i = 0; RECORD_FIELDS + i < object_size(record); i++) {
    value_t key = keyword_intern(cpu, VALUE_NIL, symbol_name(vector_nth(fields, i)));
    value_t entry = map_entry_new(cpu, key, object_slot(record, RECORD_FIELDS + i));
    entries = vector_conj(cpu, entries, entry);
  }
  return entries;
}
// [x meta] records only; other user types decide in Lisp.
static value_t record_with_meta(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  want_kind(cpu, arguments[0], KIND_RECORD, "record");
  return instance_with_slot(cpu, arguments[0], RECORD_META, arguments[1]);
}
static value_t record_meta(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  return object_slot(want_kind(cpu, arguments[0], KIND_RECORD, "record"), RECORD_META);
}

// --- Exceptions -----------------------------------------------------------------------------

static value_t exception_new_leaf(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  return exception_new(cpu, want_type(cpu, arguments[0]), arguments[1], arguments[2], arguments[3]);
}
static value_t exception_slot(value_t exception, enum exception_slot slot) {
  return value_is_kind(exception, KIND_EXCEPTION) ? object_slot(value_object(exception), slot)
                                                  : VALUE_NIL;
}
static value_t exception_message(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)cpu, (void)count;
  return exception_slot(arguments[0], EXCEPTION_MESSAGE);
}
static value_t exception_data(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)cpu, (void)count;
  return exception_slot(arguments[0], EXCEPTION_DATA);
}
static value_t exception_cause(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)cpu, (void)count;
  return exception_slot(arguments[0], EXCEPTION_CAUSE);
}
static value_t exception_trace_leaf(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  want_kind(cpu, arguments[0], KIND_EXCEPTION, "exception");
  return exception_trace(cpu, arguments[0]);
}
static value_t is_exception(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)cpu, (void)count;
  return value_boolean(value_is_kind(arguments[0], KIND_EXCEPTION));
}
// [class exception] for catch: a class that is no type catches nothing but says so. Ctrl-C is
// caught under its own name only, so that a program that catches everything can be stopped.
static value_t exception_of(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  if (!value_is_kind(arguments[0], KIND_TYPE))
    error_raise(cpu, ERROR_TYPE, "catch wants a class, not %V", arguments[0]);
  value_t type = type_of(cpu, arguments[1]);
  value_t interruption = type_builtin(cpu, TYPE_INTERRUPTION);
  if (value_same(type, interruption)) return value_boolean(value_same(arguments[0], interruption));
  return value_boolean(type_is(type, arguments[0]));
}

#define LEAF(name) "nacre.primitive/" name
const struct primitive type_primitives[] = {
    {"nacre.primitive/raise-cast", raise_cast, 2, 2, "([x wanted])",
     "Throws because x is not what is wanted, which a text names: nil is missing, others do not "
     "fit."},
    {LEAF("type"), type_leaf, 1, 1, "([x])", "The type of x, nil for nil."},
    {"clojure.core/class", type_leaf, 1, 1, "([x])", "The type of x, nil for nil."},
    {LEAF("instance-of?"), is_instance, 2, 2, "([type x])",
     "Is x of that type or of one below it?"},
    {LEAF("subtype?"), is_subtype, 2, 2, "([type ancestor])", "Is type that ancestor or below it?"},
    {"clojure.core/instance?", is_instance, 2, 2, "([c x])",
     "Is x of the type c or of one below it?"},
    {"clojure.core/class?", is_class, 1, 1, "([x])", "Is x a type?"},
    {LEAF("type-new"), type_new_leaf, 4, 5,
     "([name fields flags parents] [name fields flags parents methods])", "A new type."},
    {LEAF("type-set-parents"), type_set_parents, 2, 2, "([type parents])",
     "While the stdlib is built: what stands above a type."},
    {LEAF("type-set-methods"), type_set_methods, 2, 2, "([type methods])",
     "While the stdlib is built: {symbol function}."},
    {LEAF("type-methods"), type_methods, 1, 1, "([type])", "What type-set-methods gave it."},
    {LEAF("type-fields"), type_fields, 1, 1, "([type])", "Its field symbols."},
    {LEAF("type-name"), type_name_leaf, 1, 1, "([type])", "Its symbol."},
    {LEAF("type-parents"), type_parents, 1, 1, "([type])", "The types above it."},
    {LEAF("type-flags"), type_flags, 1, 1, "([type])", "What type-new was told of it."},
    {LEAF("type-method"), type_method_leaf, 2, 2, "([x symbol])", "A method of x's type, or nil."},
    {LEAF("type-find"), type_find_leaf, 1, 1, "([symbol])",
     "The type or var a class symbol means, or nil."},
    {LEAF("instance-new"), instance_new, 1, PRIMITIVE_VARIADIC, "([type & fields])",
     "An instance."},
    {LEAF("user-instance?"), is_user_instance, 1, 1, "([x])",
     "Is x an instance of a deftype, defrecord or reify?"},
    {"clojure.core/record?", is_record, 1, 1, "([x])", "Is x a record?"},
    {LEAF("instance-field"), instance_field, 2, 2, "([x index])", "A field by its index."},
    {LEAF("record-set-field"), record_set_field, 3, 3, "([record index value])",
     "A copy with one field changed."},
    {LEAF("record-extension"), record_extension, 1, 1, "([record])",
     "The map of keys beyond its fields, or nil."},
    {LEAF("record-set-extension"), record_set_extension, 2, 2, "([record map])",
     "A copy with another such map."},
    {LEAF("instance-field-index"), instance_field_index, 2, 2, "([x symbol])",
     "The index of a field of a user-defined type, or nil."},
    {LEAF("record-field-index"), record_field_index, 2, 2, "([record-or-type keyword])",
     "The index of a field, or nil."},
    {LEAF("record-entries"), record_entries, 1, 1, "([record])",
     "The entries of its declared fields."},
    {LEAF("record-with-meta"), record_with_meta, 2, 2, "([record meta])",
     "A copy with other metadata."},
    {LEAF("record-meta"), record_meta, 1, 1, "([record])", "Its metadata."},
    {LEAF("exception-new"), exception_new_leaf, 4, 4, "([type message data cause])",
     "A new exception."},
    {LEAF("exception-message"), exception_message, 1, 1, "([e])",
     "Its message, nil when e is no exception."},
    {LEAF("exception-data"), exception_data, 1, 1, "([e])", "Its data."},
    {LEAF("exception-cause"), exception_cause, 1, 1, "([e])", "Its cause."},
    {LEAF("exception-trace"), exception_trace_leaf, 1, 1, "([e])",
     "[[function file line column] ...], innermost first."},
    {LEAF("exception?"), is_exception, 1, 1, "([x])", "Is x an exception?"},
    {LEAF("exception-of?"), exception_of, 2, 2, "([type e])", "Would catch take it?"},
    {NULL, NULL, 0, 0, NULL, NULL},
};
