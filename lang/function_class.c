// SPDX-License-Identifier: MIT
// Code objects that were made by the running system hold their class themselves, in the last slot.
// Those of the image, which point only into the image, and primitives have it in a table by their
// number.
#include "lang/function_class.h"

#include <stdlib.h>

#include "lang/code.h"
#include "lang/collections.h"
#include "lang/language.h"
#include "lang/primitive.h"
#include "lang/string.h"
#include "lang/symbol.h"
#include "lang/scratch.h"
#include "lang/type.h"
#include "lang/vm.h"

// What Clojure's munge writes for the characters that no Java name has.
static const struct {
  char character;
  const char *text;
} munged_rows[] = {
    {'-', "_"},
    {'.', "_DOT_"},
    {':', "_COLON_"},
    {'+', "_PLUS_"},
    {'>', "_GT_"},
    {'<', "_LT_"},
    {'=', "_EQ_"},
    {'~', "_TILDE_"},
    {'!', "_BANG_"},
    {'@', "_CIRCA_"},
    {'#', "_SHARP_"},
    {'\'', "_SINGLEQUOTE_"},
    {'"', "_DOUBLEQUOTE_"},
    {'%', "_PERCENT_"},
    {'^', "_CARET_"},
    {'&', "_AMPERSAND_"},
    {'*', "_STAR_"},
    {'|', "_BAR_"},
    {'{', "_LBRACE_"},
    {'}', "_RBRACE_"},
    {'[', "_LBRACK_"},
    {']', "_RBRACK_"},
    {'/', "_SLASH_"},
    {'\\', "_BSLASH_"},
    {'?', "_QMARK_"},
};

static const char *munged(char c) {
  for (size_t i = 0; i < array_length(munged_rows); i++)
    if (munged_rows[i].character == c) return munged_rows[i].text;
  return NULL;
}

static void add_munged(struct text *text, value_t string, bool dots) {
  const char *bytes = string_bytes(string);
  for (size_t i = 0; i < string_byte_length(string); i++) {
    const char *instead = bytes[i] == '.' && dots ? NULL : munged(bytes[i]);
    if (instead)
      text_add(text, instead, strlen(instead));
    else
      text_add_byte(text, bytes[i]);
  }
}

static struct object *primary_code(value_t function) {
  return value_object(object_slot(value_object(function), FUNCTION_CODE));
}

value_t function_kind_type(struct cpu *cpu, value_t function) {
  if (value_is_kind(function, KIND_PRIMITIVE)) {
    const struct primitive *row = cpu->primitive_rows[primitive_index(function)];
    return type_builtin(cpu, row->maximum == PRIMITIVE_VARIADIC ? TYPE_REST_FN : TYPE_FN);
  }
  // with-meta wraps a function in Clojure.
  struct object *object = value_object(function);
  if (!value_is_nil(object_slot(object, FUNCTION_META)) &&
      !(object_flags(object) & FUNCTION_HAS_LITERAL_META))
    return type_builtin(cpu, TYPE_FN_WITH_META);
  // Of any large number of arguments only a variadic function takes all.
  struct object *code = function_select(object, 1000000);
  return type_builtin(cpu, code && code_is_variadic(code) ? TYPE_REST_FN : TYPE_FN);
}

bool function_class_is(value_t type) {
  return value_is_kind(type, KIND_TYPE) &&
         value_same(object_slot(value_object(type), TYPE_META), VALUE_FALSE);
}

// The table, made when the first of these classes is asked for.
static value_t *class_table(struct cpu *cpu) {
  struct language *language = language_of(cpu);
  value_t *table = __atomic_load_n(&language->function_classes, __ATOMIC_ACQUIRE);
  if (table) return table;
  size_t count = language->primitive_count + (size_t)language->code_count;
  value_t *fresh = calloc(count, sizeof(value_t)); // fixnum 0: none yet
  if (!fresh) error_raise(cpu, ERROR_MEMORY, "No memory for %zu classes of functions", count);
  if (__atomic_compare_exchange_n(&language->function_classes, &table, fresh, false,
                                  __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
    return fresh;
  free(fresh); // another processor was faster
  return table;
}

// Where the class stands or will stand; NULL: nowhere, as the library is being built.
static value_t *place_of(struct cpu *cpu, value_t function) {
  struct language *language = language_of(cpu);
  if (!language->from_image) return NULL;
  if (value_is_kind(function, KIND_PRIMITIVE)) return class_table(cpu) + primitive_index(function);
  struct object *code = primary_code(function);
  uint32_t number = object_extra(code);
  if (number == 0) return &code->slots[object_size(code) - 1];
  return class_table(cpu) + language->primitive_count + number - 1;
}

void function_class_visit(struct cpu *cpu, struct gc_visitor *visitor) {
  struct language *language = language_of(cpu);
  value_t *table = language->function_classes;
  if (table)
    gc_visit_range(visitor, table, table + language->primitive_count + language->code_count);
}

static uint32_t next_number(struct cpu *cpu) {
  return __atomic_add_fetch(&language_of(cpu)->next_id, 1, __ATOMIC_RELAXED);
}

// The name of a class that is to be made. label: that of the code, a path of names.
static value_t class_name(struct cpu *cpu, value_t name, value_t label) {
  struct text text;
  text_start(&text, cpu);
  bool apart = value_is_symbol(label) && !value_is_nil(symbol_namespace(label));
  value_t space = symbol_namespace(apart ? label : name);
  if (!value_is_nil(space)) {
    add_munged(&text, space, true);
    text_add_byte(&text, '$');
  }
  if (!apart) add_munged(&text, symbol_name(name), false);
  if (value_is_nil(label)) return symbol_intern(cpu, VALUE_NIL, text_string(&text));
  const char *path = string_bytes(symbol_name(label));
  for (bool first = true; *path; first = false) {
    size_t length = strcspn(path, "$");
    if (!first || !apart) text_add_byte(&text, '$');
    if (first && apart && !strncmp(path, "eval$", 5)) {
      text_format(&text, "eval%u", next_number(cpu));
    } else {
      add_munged(&text, string_new(cpu, path, length), false);
      text_format(&text, "__%u", next_number(cpu));
    }
    path += length + (path[length] == '$');
  }
  return symbol_intern(cpu, VALUE_NIL, text_string(&text));
}

value_t function_class_known(struct cpu *cpu, value_t function) {
  value_t kind = function_kind_type(cpu, function);
  if (value_same(kind, type_builtin(cpu, TYPE_FN_WITH_META))) return kind;
  value_t *place = place_of(cpu, function);
  return place && value_is_kind(*place, KIND_TYPE) ? *place : kind;
}

static value_t label_of(struct cpu *cpu, struct object *code) {
  if (object_extra(code) == 0) return object_slot(code, object_size(code) - 1);
  if (!(object_flags(code) & (CODE_IS_NESTED | CODE_IS_APART))) return VALUE_NIL;
  value_t core = symbol_name(language_of(cpu)->symbol.clojure_core);
  return symbol_intern(cpu, object_flags(code) & CODE_IS_APART ? core : VALUE_NIL,
                       string_from_c(cpu, "fn"));
}

value_t function_class(struct cpu *cpu, value_t function) {
  value_t kind = function_kind_type(cpu, function);
  if (value_same(kind, type_builtin(cpu, TYPE_FN_WITH_META))) return kind;
  value_t *place = place_of(cpu, function);
  if (!place) return kind;
  value_t seen = {__atomic_load_n(&place->bits, __ATOMIC_ACQUIRE)};
  if (value_is_kind(seen, KIND_TYPE)) return seen;
  value_t name, label = VALUE_NIL;
  if (value_is_kind(function, KIND_PRIMITIVE)) {
    name = object_slot(value_object(function), 0);
  } else {
    name = object_slot(primary_code(function), CODE_NAME);
    label = label_of(cpu, primary_code(function));
  }
  if (value_is_nil(name) && value_is_nil(label)) return kind; // of the VM itself
  value_t type = type_new(cpu, class_name(cpu, name, label), vector_from_array(cpu, NULL, 0),
                          vector_from_array(cpu, &kind, 1), false);
  object_initialize(value_object(type), TYPE_META, VALUE_FALSE);
  // Two processors may both have made one: the first counts.
  if (__atomic_compare_exchange_n(&place->bits, &seen.bits, type.bits, false, __ATOMIC_ACQ_REL,
                                  __ATOMIC_ACQUIRE))
    return type;
  return seen;
}

// The character whose munged text stands at `at`, and how long that text is.
static char demunged(const char *at, size_t *length) {
  for (size_t i = 0; i < array_length(munged_rows); i++) {
    *length = strlen(munged_rows[i].text);
    if (*length > 1 && !strncmp(at, munged_rows[i].text, *length)) return munged_rows[i].character;
  }
  *length = 1;
  return *at == '_' ? '-' : *at == '$' ? '/' : *at;
}

const char *function_class_text(struct cpu *cpu, value_t function) {
  struct text text;
  text_start(&text, cpu);
  value_t type = function_class(cpu, function);
  const char *name = string_bytes(symbol_name(object_slot(value_object(type), TYPE_NAME)));
  for (size_t length; *name; name += length) text_add_byte(&text, demunged(name, &length));
  return string_bytes(text_string(&text));
}
