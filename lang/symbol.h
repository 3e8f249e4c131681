// SPDX-License-Identifier: MIT
// Symbols and keywords: interned in tables of struct language, pinned, compared by address. A
// symbol with metadata is a fresh object whose `canonical` slot leads to the interned one.
//
//   KIND_SYMBOL   name, namespace (string or nil), meta, canonical (itself when interned); raw hash
//   KIND_KEYWORD  name, namespace; raw hash
#ifndef NACRE_LANG_SYMBOL_H
#define NACRE_LANG_SYMBOL_H

#include "gc/gc.h"
#include "lang/scratch.h"

enum symbol_slot {
  SYMBOL_NAME,
  SYMBOL_NAMESPACE,
  SYMBOL_META,
  SYMBOL_CANONICAL,
  SYMBOL_HASH,
  SYMBOL_WORDS
};
enum keyword_slot { KEYWORD_NAME, KEYWORD_NAMESPACE, KEYWORD_HASH, KEYWORD_WORDS };

// Makes the two tables of system->language (boot, before anything is interned). With an image,
// symbol_register then takes each symbol and keyword of the image in.
void symbol_start(struct cpu *cpu);
void symbol_register(struct cpu *cpu, value_t symbol_or_keyword);
void symbol_visit_roots(struct cpu *cpu, struct gc_visitor *visitor);

// namespace and name are strings; namespace may be nil.
value_t symbol_intern(struct cpu *cpu, value_t namespace, value_t name);
value_t keyword_intern(struct cpu *cpu, value_t namespace, value_t name);
// From text "name" or "namespace/name", split at the first slash ("/" alone is a name).
value_t symbol_from_text(struct cpu *cpu, const char *bytes, size_t length);
value_t keyword_from_text(struct cpu *cpu, const char *bytes, size_t length); // without the colon
value_t symbol_from_c(struct cpu *cpu, const char *text);
value_t keyword_from_c(struct cpu *cpu, const char *text);

static inline bool value_is_symbol(value_t v) { return value_is_kind(v, KIND_SYMBOL); }
static inline bool value_is_keyword(value_t v) { return value_is_kind(v, KIND_KEYWORD); }
static inline value_t symbol_name(value_t symbol) {
  return object_slot(value_object(symbol), SYMBOL_NAME);
}
static inline value_t symbol_namespace(value_t symbol) {
  return object_slot(value_object(symbol), SYMBOL_NAMESPACE);
}
static inline value_t symbol_meta(value_t symbol) {
  return object_slot(value_object(symbol), SYMBOL_META);
}
static inline value_t symbol_canonical(value_t symbol) {
  return object_slot(value_object(symbol), SYMBOL_CANONICAL);
}
value_t symbol_with_meta(struct cpu *cpu, value_t symbol, value_t meta);
static inline bool symbol_equal(value_t a, value_t b) {
  return value_same(symbol_canonical(a), symbol_canonical(b));
}
static inline value_t keyword_name(value_t keyword) {
  return object_slot(value_object(keyword), KEYWORD_NAME);
}
static inline value_t keyword_namespace(value_t keyword) {
  return object_slot(value_object(keyword), KEYWORD_NAMESPACE);
}
static inline uint32_t symbol_hash(value_t symbol) {
  return (uint32_t)object_raw(value_object(symbol), SYMBOL_HASH);
}
static inline uint32_t keyword_hash(value_t keyword) {
  return (uint32_t)object_raw(value_object(keyword), KEYWORD_HASH);
}
// Clojure's order: no namespace before any, then by namespace, then by name. Two symbols or two
// keywords.
int symbol_compare(value_t a, value_t b);
// "ns/name", with the colon for a keyword.
void symbol_print(struct text *text, value_t symbol_or_keyword);

#endif
