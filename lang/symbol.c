// SPDX-License-Identifier: MIT
// Symbols and keywords: interning, hashing as Clojure does, text.
#include "lang/symbol.h"

#include <string.h>

#include "lang/collections.h"
#include "lang/error.h"
#include "lang/intern.h"
#include "lang/language.h"
#include "lang/string.h"

void symbol_start(struct cpu *cpu) {
  struct language *language = language_of(cpu);
  language->symbols = intern_table_new();
  language->keywords = intern_table_new();
  if (language->symbols == NULL || language->keywords == NULL)
    PANIC("no memory for the tables of symbols");
}

void symbol_register(struct cpu *cpu, value_t v) {
  struct language *language = language_of(cpu);
  if (value_is_symbol(v)) {
    intern_table_add(cpu, language->symbols, symbol_hash(v), v);
  } else {
    intern_table_add(cpu, language->keywords, keyword_hash(v), v);
  }
}

void symbol_visit_roots(struct cpu *cpu, struct gc_visitor *visitor) {
  struct language *language = language_of(cpu);
  if (language->symbols != NULL) intern_table_visit(language->symbols, visitor);
  if (language->keywords != NULL) intern_table_visit(language->keywords, visitor);
}

// clojure.lang.Symbol: the name by Murmur3, the namespace by its Java hash.
static uint32_t symbol_compute_hash(value_t namespace, value_t name) {
  return hash_combine(string_murmur_hash(name),
                      value_is_nil(namespace) ? 0 : string_java_hash(namespace));
}

// Fills name and namespace of a fresh pinned object.
static struct object *symbol_new_interned(struct cpu *cpu, enum kind kind, size_t words,
                                          value_t namespace, value_t name) {
  name = gc_publish(cpu, name);
  namespace = gc_publish(cpu, namespace);
  struct object *object = gc_allocate_old(cpu, kind, words, 0);
  object_initialize(object, 0, name);
  object_initialize(object, 1, namespace);
  return object;
}

value_t symbol_intern(struct cpu *cpu, value_t namespace, value_t name) {
  struct intern_table *table = language_of(cpu)->symbols;
  uint32_t hash = symbol_compute_hash(namespace, name);
  value_t found = intern_table_find(cpu, table, hash, namespace, name);
  if (likely(!value_same(found, VALUE_ABSENT))) return found;
  struct object *object = symbol_new_interned(cpu, KIND_SYMBOL, SYMBOL_WORDS, namespace, name);
  object_initialize(object, SYMBOL_META, VALUE_NIL);
  object_initialize(object, SYMBOL_CANONICAL, value_of_object(object));
  object_set_raw(object, SYMBOL_HASH, hash);
  return intern_table_add(cpu, table, hash, value_of_object(object));
}

value_t keyword_intern(struct cpu *cpu, value_t namespace, value_t name) {
  struct intern_table *table = language_of(cpu)->keywords;
  uint32_t hash = symbol_compute_hash(namespace, name) + 0x9e3779b9u;
  value_t found = intern_table_find(cpu, table, hash, namespace, name);
  if (likely(!value_same(found, VALUE_ABSENT))) return found;
  struct object *object = symbol_new_interned(cpu, KIND_KEYWORD, KEYWORD_WORDS, namespace, name);
  object_set_raw(object, KEYWORD_HASH, hash);
  return intern_table_add(cpu, table, hash, value_of_object(object));
}

typedef value_t symbol_interner(struct cpu *, value_t, value_t);

static value_t symbol_split(struct cpu *cpu, const char *bytes, size_t length,
                            symbol_interner *intern) {
  const char *slash = length > 1 ? memchr(bytes, '/', length) : NULL;
  if (slash == NULL) return intern(cpu, VALUE_NIL, string_from_text(cpu, bytes, length));
  size_t before = (size_t)(slash - bytes);
  value_t namespace = string_from_text(cpu, bytes, before);
  return intern(cpu, namespace, string_from_text(cpu, slash + 1, length - before - 1));
}

value_t symbol_from_text(struct cpu *cpu, const char *bytes, size_t length) {
  return symbol_split(cpu, bytes, length, symbol_intern);
}
value_t keyword_from_text(struct cpu *cpu, const char *bytes, size_t length) {
  return symbol_split(cpu, bytes, length, keyword_intern);
}
value_t symbol_from_c(struct cpu *cpu, const char *text) {
  return symbol_from_text(cpu, text, strlen(text));
}
value_t keyword_from_c(struct cpu *cpu, const char *text) {
  return keyword_from_text(cpu, text, strlen(text));
}

value_t symbol_with_meta(struct cpu *cpu, value_t symbol, value_t meta) {
  value_t canonical = symbol_canonical(symbol);
  if (value_is_nil(meta)) return canonical;
  struct object *object = gc_allocate(cpu, KIND_SYMBOL, SYMBOL_WORDS);
  object_initialize(object, SYMBOL_NAME, symbol_name(symbol));
  object_initialize(object, SYMBOL_NAMESPACE, symbol_namespace(symbol));
  object_initialize(object, SYMBOL_META, meta);
  object_initialize(object, SYMBOL_CANONICAL, canonical);
  object_set_raw(object, SYMBOL_HASH, symbol_hash(symbol));
  return value_of_object(object);
}

int symbol_compare(value_t a, value_t b) {
  struct object *x = value_object(a), *y = value_object(b);
  value_t x_namespace = object_slot(x, 1), y_namespace = object_slot(y, 1);
  bool x_bare = value_is_nil(x_namespace), y_bare = value_is_nil(y_namespace);
  if (x_bare != y_bare) return x_bare ? -1 : 1;
  int order = x_bare ? 0 : string_compare(x_namespace, y_namespace);
  return order != 0 ? order : string_compare(object_slot(x, 0), object_slot(y, 0));
}

void symbol_print(struct text *text, value_t v) {
  struct object *object = value_object(v);
  value_t name = object_slot(object, 0), namespace = object_slot(object, 1);
  if (object_kind(object) == KIND_KEYWORD) text_add_byte(text, ':');
  if (!value_is_nil(namespace)) {
    text_add(text, string_bytes(namespace), string_byte_length(namespace));
    text_add_byte(text, '/');
  }
  text_add(text, string_bytes(name), string_byte_length(name));
}
