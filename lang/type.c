// SPDX-License-Identifier: MIT
#include "lang/type.h"

#include "lang/collections.h"
#include "lang/function_class.h"
#include "lang/language.h"
#include "lang/namespace.h"
#include "lang/number.h"
#include "lang/scratch.h"
#include "lang/sequence.h"
#include "lang/string.h"
#include "lang/symbol.h"
#include "lang/transient.h"

static const struct {
  const char *name;
  enum builtin_type parent;
} rows[TYPE_LIMIT] = {
#define TYPE(id, name, parent) [TYPE_##id] = {name, TYPE_##parent},
    LANGUAGE_TYPES_TABLE(TYPE)
#undef TYPE
};

// What kind has which type where one kind is one type.
static const uint8_t kind_types[KIND_LIMIT] = {
    [KIND_LONG] = TYPE_LONG,
    [KIND_DOUBLE] = TYPE_DOUBLE,
    [KIND_BIG_INTEGER] = TYPE_BIG_INT,
    [KIND_RATIO] = TYPE_RATIO,
    [KIND_DECIMAL] = TYPE_DECIMAL,
    [KIND_STRING] = TYPE_STRING,
    [KIND_SYMBOL] = TYPE_SYMBOL,
    [KIND_KEYWORD] = TYPE_KEYWORD,
    [KIND_REGEX] = TYPE_PATTERN,
    [KIND_UUID] = TYPE_UUID,
    [KIND_INSTANT] = TYPE_DATE,
    [KIND_TAGGED_LITERAL] = TYPE_TAGGED_LITERAL,
    [KIND_READER_CONDITIONAL] = TYPE_READER_CONDITIONAL,
    [KIND_EMPTY_LIST] = TYPE_EMPTY_LIST,
    [KIND_LIST] = TYPE_LIST,
    [KIND_CONS] = TYPE_CONS,
    [KIND_LAZY_SEQ] = TYPE_LAZY_SEQ,
    [KIND_VECTOR_SEQ] = TYPE_VECTOR_SEQ,
    [KIND_ARRAY_SEQ] = TYPE_ARRAY_SEQ,
    [KIND_STRING_SEQ] = TYPE_STRING_SEQ,
    [KIND_MAP_SEQ] = TYPE_MAP_SEQ,
    [KIND_TREE_SEQ] = TYPE_TREE_SEQ,
    [KIND_RANGE] = TYPE_RANGE,
    [KIND_CHUNK] = TYPE_CHUNK,
    [KIND_CHUNKED_CONS] = TYPE_CHUNKED_CONS,
    [KIND_CHUNK_BUFFER] = TYPE_CHUNK_BUFFER,
    [KIND_REPEAT] = TYPE_REPEAT,
    [KIND_VECTOR] = TYPE_VECTOR,
    [KIND_SUBVECTOR] = TYPE_SUBVECTOR,
    [KIND_MAP_ENTRY] = TYPE_MAP_ENTRY,
    [KIND_TRANSIENT_VECTOR] = TYPE_TRANSIENT_VECTOR,
    [KIND_ARRAY_MAP] = TYPE_ARRAY_MAP,
    [KIND_SHAPE_MAP] = TYPE_ARRAY_MAP,
    [KIND_HASH_MAP] = TYPE_HASH_MAP,
    [KIND_TRANSIENT_MAP] = TYPE_TRANSIENT_MAP,
    [KIND_HASH_SET] = TYPE_HASH_SET,
    [KIND_TRANSIENT_SET] = TYPE_TRANSIENT_SET,
    [KIND_SORTED_MAP] = TYPE_SORTED_MAP,
    [KIND_SORTED_SET] = TYPE_SORTED_SET,
    [KIND_QUEUE] = TYPE_QUEUE,
    [KIND_QUEUE_SEQ] = TYPE_QUEUE_SEQ,
    [KIND_VAR] = TYPE_VAR,
    [KIND_NAMESPACE] = TYPE_NAMESPACE,
    [KIND_TYPE] = TYPE_CLASS,
    [KIND_REDUCED] = TYPE_REDUCED,
    [KIND_ATOM] = TYPE_ATOM,
    [KIND_SHARED_CELL] = TYPE_ATOM,
    [KIND_VOLATILE] = TYPE_VOLATILE,
    [KIND_BOX] = TYPE_BOX,
    [KIND_ARRAY] = TYPE_ARRAY,
    [KIND_TYPED_ARRAY] = TYPE_ARRAY,
    [KIND_BYTES] = TYPE_BYTES,
    [KIND_DELAY] = TYPE_DELAY,
    [KIND_PROMISE] = TYPE_PROMISE,
    [KIND_PROCESS] = TYPE_PROCESS,
    [KIND_THREAD] = TYPE_THREAD,
};

value_t type_builtin(struct cpu *cpu, enum builtin_type type) {
  return language_of(cpu)->types[type];
}

// The interfaces of the predicates, nil until the stdlib has made them.
static value_t predicate_interfaces(struct cpu *cpu) {
  value_t var = language_of(cpu)->hooks[HOOK_PREDICATES];
  value_t interfaces = value_is_kind(var, KIND_VAR) ? var_root(cpu, var) : VALUE_NIL;
  bool known =
      value_is_kind(interfaces, KIND_VECTOR) && vector_count(interfaces) == PREDICATE_LIMIT;
  return known ? interfaces : VALUE_NIL;
}

bool type_answers(struct cpu *cpu, value_t type, enum type_predicate predicate) {
  value_t known = object_slot(value_object(type), TYPE_PREDICATES);
  if (likely(value_is_fixnum(known))) return value_fixnum(known) >> predicate & 1;
  value_t interfaces = predicate_interfaces(cpu);
  return !value_is_nil(interfaces) && type_is(type, vector_nth(interfaces, predicate));
}

// A type's parents are final, but for what the stdlib makes before those interfaces.
static value_t find_predicates(struct cpu *cpu, value_t type) {
  value_t interfaces = predicate_interfaces(cpu);
  if (value_is_nil(interfaces)) return VALUE_NIL;
  int64_t bits = 0;
  for (int i = 0; i < PREDICATE_LIMIT; i++)
    if (type_is(type, vector_nth(interfaces, (size_t)i))) bits |= INT64_C(1) << i;
  return value_of_fixnum(bits);
}

value_t type_new(struct cpu *cpu, value_t name, value_t fields, value_t parents, bool record) {
  struct object *type = gc_allocate_old(cpu, KIND_TYPE, TYPE_SLOTS, cpu_new_serial(cpu));
  object_initialize(type, TYPE_NAME, gc_publish(cpu, name));
  object_initialize(type, TYPE_FIELDS, gc_publish(cpu, fields));
  object_initialize(type, TYPE_PARENTS, gc_publish(cpu, parents));
  object_initialize(type, TYPE_META, VALUE_NIL);
  object_initialize(type, TYPE_IS_RECORD, value_boolean(record));
  object_initialize(type, TYPE_METHODS, VALUE_NIL);
  object_initialize(type, TYPE_PREDICATES, find_predicates(cpu, value_of_object(type)));
  return value_of_object(type);
}

bool type_is_flagged(struct cpu *cpu, value_t type, const char *name) {
  value_t flags = object_slot(value_object(type), TYPE_META);
  if (!value_is_map(flags)) return false;
  return !value_is_falsy(map_get_try(cpu, flags, keyword_from_c(cpu, name), VALUE_NIL));
}

bool type_is_interface(struct cpu *cpu, value_t type) {
  return type_is_flagged(cpu, type, "interface");
}

void type_start(struct cpu *cpu) {
  static const enum builtin_type interfaces[] = {TYPE_NAMED, TYPE_CHAR_SEQUENCE, TYPE_ITERABLE,
                                                 TYPE_COMPARABLE, TYPE_RUNNABLE};
  value_t none = vector_from_array(cpu, NULL, 0);
  for (int i = 0; i < TYPE_LIMIT; i++) {
    value_t parents = none;
    if (rows[i].parent != TYPE_NONE)
      parents = vector_from_array(cpu, &language_of(cpu)->types[rows[i].parent], 1);
    language_of(cpu)->types[i] =
        type_new(cpu, symbol_from_c(cpu, rows[i].name), none, parents, false);
  }
  value_t entry[] = {keyword_from_c(cpu, "interface"), VALUE_TRUE};
  value_t flags = gc_publish(cpu, map_from_array_try(cpu, entry, 1));
  for (size_t i = 0; i < sizeof interfaces / sizeof *interfaces; i++)
    object_initialize(value_object(language_of(cpu)->types[interfaces[i]]), TYPE_META, flags);
}

// What one kind of seq is in Clojure by where it comes from.
static enum builtin_type seq_type(const struct object *seq) {
  unsigned flags = object_flags(seq);
  switch (object_kind(seq)) {
  case KIND_CONS:
    return flags & SEQ_IS_ITERATE ? TYPE_ITERATE : flags & SEQ_IS_CYCLE ? TYPE_CYCLE : TYPE_CONS;
  case KIND_CHUNKED_CONS:
    return flags & SEQ_IS_RANGE ? TYPE_NUMBER_RANGE : TYPE_CHUNKED_CONS;
  case KIND_VECTOR_SEQ:
    switch (flags & VECTOR_SEQ_DESCENDING) {
    case VECTOR_SEQ_DESCENDING:
      return TYPE_REVERSE_SEQ;
    case VECTOR_SEQ_OF_SUBVECTOR:
      return TYPE_SUBVECTOR_SEQ;
    case VECTOR_SEQ_OF_ARRAY:
      return TYPE_ARRAY_SEQ;
    default:
      return TYPE_VECTOR_SEQ;
    }
  case KIND_LIST:
    return flags & LIST_OF_ARGUMENTS ? TYPE_ARRAY_SEQ : TYPE_LIST;
  case KIND_TREE_SEQ:
  case KIND_MAP_SEQ:
    switch (object_extra(seq) & 3) {
    case MAP_SEQ_ENTRIES:
      if (object_kind(seq) == KIND_TREE_SEQ) return TYPE_TREE_SEQ;
      return value_is_map(object_slot(seq, MAP_SEQ_NODE)) ? TYPE_MAP_SEQ : TYPE_NODE_SEQ;
    case MAP_SEQ_VALUES:
      return TYPE_VALUE_SEQ;
    default:
      return TYPE_KEY_SEQ;
    }
  default:
    return TYPE_INTERNAL;
  }
}

value_t type_of(struct cpu *cpu, value_t v) {
  if (!value_is_pointer(v)) {
    if (value_is_fixnum(v)) return type_builtin(cpu, TYPE_LONG);
    if (value_is_flonum(v)) return type_builtin(cpu, TYPE_DOUBLE);
    if (value_is_character(v)) return type_builtin(cpu, TYPE_CHARACTER);
    if (value_is_boolean(v)) return type_builtin(cpu, TYPE_BOOLEAN);
    return VALUE_NIL;
  }
  struct object *object = value_object(v);
  enum kind kind = object_kind(object);
  switch (kind) {
  case KIND_RECORD:
  case KIND_EXCEPTION:
    return object_slot(object, 0);
  case KIND_INSTANCE:
    return object_slot(object, 0);
  case KIND_BIG_INTEGER:
    return type_builtin(cpu, number_is_java_big_integer(v) ? TYPE_BIG_INTEGER : TYPE_BIG_INT);
  case KIND_LIST:
  case KIND_CONS:
  case KIND_CHUNKED_CONS:
  case KIND_VECTOR_SEQ:
  case KIND_MAP_SEQ:
  case KIND_TREE_SEQ:
    return type_builtin(cpu, seq_type(object));
  case KIND_FUNCTION:
  case KIND_PRIMITIVE:
    return function_kind_type(cpu, v);
  case KIND_TRANSIENT_MAP:
    return type_builtin(cpu,
                        transient_is_array_map(v) ? TYPE_TRANSIENT_ARRAY_MAP : TYPE_TRANSIENT_MAP);
  case KIND_DOUBLE:
    return type_builtin(cpu, number_is_float(v) ? TYPE_FLOAT : TYPE_DOUBLE);
  default:
    // OBJECT is row 0 and no kind's own type, so 0 means "internal".
    return type_builtin(cpu, kind_types[kind] ? kind_types[kind] : TYPE_INTERNAL);
  }
}

static bool is_function(value_t v) {
  return value_is_kind(v, KIND_FUNCTION) || value_is_kind(v, KIND_PRIMITIVE);
}

value_t type_known(struct cpu *cpu, value_t v) {
  return is_function(v) ? function_class_known(cpu, v) : type_of(cpu, v);
}

value_t type_exact_of(struct cpu *cpu, value_t v) {
  return is_function(v) ? function_class(cpu, v) : type_of(cpu, v);
}

const char *type_name_of(struct cpu *cpu, value_t v) {
  value_t type = type_exact_of(cpu, v);
  if (value_is_nil(type)) return "nil";
  return string_bytes(symbol_name(object_slot(value_object(type), TYPE_NAME)));
}

const char *type_simple_name_of(struct cpu *cpu, value_t v) {
  const char *name = type_name_of(cpu, v), *simple = name;
  for (; *name; name++)
    if (*name == '.' || (*name == '$' && !is_function(v))) simple = name + 1;
  return simple;
}

bool type_is(value_t type, value_t ancestor) {
  if (value_same(type, ancestor)) return true;
  if (!value_is_kind(type, KIND_TYPE)) return false;
  value_t parents = object_slot(value_object(type), TYPE_PARENTS);
  for (size_t i = 0; i < vector_count(parents); i++)
    if (type_is(vector_nth(parents, i), ancestor)) return true;
  return false;
}

static value_t find_builtin(struct cpu *cpu, const char *name) {
  bool qualified = strchr(name, '.') != NULL;
  for (int i = 0; i < TYPE_LIMIT; i++) {
    if (!strcmp(rows[i].name, name)) return language_of(cpu)->types[i];
    // The simple name works for java.lang, and for what Clojure imports everywhere.
    if (qualified) continue;
    const char *simple = strrchr(rows[i].name, '.') + 1;
    bool imported = !strncmp(rows[i].name, "java.lang.", 10) || i == TYPE_DECIMAL ||
                    i == TYPE_BIG_INTEGER || i == TYPE_EXCEPTION_INFO;
    if (imported && !strcmp(simple, name)) return language_of(cpu)->types[i];
  }
  return VALUE_NIL;
}

value_t type_find(struct cpu *cpu, value_t symbol) {
  const char *name = string_bytes(symbol_name(symbol));
  value_t found = find_builtin(cpu, name);
  if (!value_is_nil(found)) return found;
  // "my.space.Name": the var Name of namespace my.space, where deftype and the like keep types.
  const char *dot = strrchr(name, '.');
  if (!dot) { // those of java.lang that are made in Lisp
    value_t lang =
        namespace_find(cpu, symbol_intern(cpu, VALUE_NIL, string_from_c(cpu, "java.lang")));
    value_t var = value_is_nil(lang) ? VALUE_NIL : namespace_mapping(cpu, lang, symbol);
    return value_is_kind(var, KIND_VAR) ? var : VALUE_NIL;
  }
  if (dot == name || !dot[1]) return VALUE_NIL;
  value_t ns_name =
      symbol_intern(cpu, VALUE_NIL, string_from_text(cpu, name, (size_t)(dot - name)));
  value_t ns = namespace_find(cpu, ns_name);
  if (value_is_nil(ns)) {
    // A namespace my-space is spelled my_space in a class name.
    char *dashed = scratch_allocate(cpu, (size_t)(dot - name) + 1);
    memcpy(dashed, name, (size_t)(dot - name));
    dashed[dot - name] = 0;
    for (char *c = dashed; *c; c++)
      if (*c == '_') *c = '-';
    ns = namespace_find(cpu, symbol_intern(cpu, VALUE_NIL, string_from_c(cpu, dashed)));
    if (value_is_nil(ns)) return VALUE_NIL;
  }
  value_t var =
      namespace_mapping(cpu, ns, symbol_intern(cpu, VALUE_NIL, string_from_c(cpu, dot + 1)));
  // Imported into the namespace that is its own package, it is there without a var.
  if (value_is_kind(var, KIND_TYPE) &&
      value_same(object_slot(value_object(var), TYPE_NAME), symbol_canonical(symbol)))
    return var;
  return value_is_kind(var, KIND_VAR) ? var : VALUE_NIL;
}

// --- Methods and fields
// -----------------------------------------------------------------------------
value_t type_method(struct cpu *cpu, value_t v, value_t name) {
  value_t type = type_of(cpu, v);
  if (value_is_nil(type)) return VALUE_NIL;
  value_t methods = object_slot(value_object(type), TYPE_METHODS);
  return value_is_map(methods) ? map_get_try(cpu, methods, name, VALUE_NIL) : VALUE_NIL;
}

int64_t type_field_index(value_t type, value_t keyword) {
  if (!value_is_nil(keyword_namespace(keyword))) return -1;
  value_t fields = object_slot(value_object(type), TYPE_FIELDS), name = keyword_name(keyword);
  size_t count = vector_count(fields);
  for (size_t i = 0; i < count; i++)
    if (string_equal(symbol_name(vector_nth(fields, i)), name)) return (int64_t)i;
  return -1;
}

value_t record_get_try(struct cpu *cpu, value_t record, value_t key, value_t otherwise) {
  struct object *object = value_object(record);
  if (value_is_keyword(key)) {
    int64_t index = type_field_index(object_slot(object, 0), key);
    if (index >= 0) return object_slot(object, RECORD_FIELDS + (size_t)index);
  }
  value_t extension = object_slot(object, RECORD_EXTENSION);
  if (value_is_nil(extension)) return otherwise;
  return value_is_map(extension) ? map_get_try(cpu, extension, key, otherwise) : VALUE_ABSENT;
}

value_t instance_with_slot(struct cpu *cpu, value_t instance, size_t slot, value_t v) {
  struct object *from = value_object(instance);
  size_t words = object_size(from);
  struct object *to = gc_allocate_extra(cpu, object_kind(from), words, cpu_new_serial(cpu));
  for (size_t i = 0; i < words; i++) object_initialize(to, i, object_slot(from, i));
  object_initialize(to, slot, v);
  return value_of_object(to);
}

value_t record_assoc_try(struct cpu *cpu, value_t record, value_t key, value_t v) {
  struct object *object = value_object(record);
  int64_t index = value_is_keyword(key) ? type_field_index(object_slot(object, 0), key) : -1;
  if (index >= 0) return instance_with_slot(cpu, record, RECORD_FIELDS + (size_t)index, v);
  value_t extension = object_slot(object, RECORD_EXTENSION);
  if (value_is_nil(extension)) extension = map_empty(cpu);
  if (!value_is_map(extension)) return VALUE_ABSENT;
  extension = map_assoc_try(cpu, extension, key, v);
  if (value_same(extension, VALUE_ABSENT)) return VALUE_ABSENT;
  return instance_with_slot(cpu, record, RECORD_EXTENSION, extension);
}
