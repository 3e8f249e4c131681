// SPDX-License-Identifier: MIT
// What all processors share of the language: intern tables, the slot counter of the environment,
// well-known values. One per system, made by boot or taken from the image.
#ifndef NACRE_LANG_LANGUAGE_H
#define NACRE_LANG_LANGUAGE_H

#include "gc/gc.h"
#include "lang/hooks.h"

struct intern_table;      // lang/intern.h
struct regex_cache;       // lang/regex_cache.h
struct regex_jobs;        // lang/regex_job.h
struct collections_state; // lang/collections_state.h
struct liveness;          // lang/liveness.c
struct name_table;        // lang/namespace.c: vars and namespaces by name

// Values that C code needs by name, all old or immortal: the collector sees them as roots and the
// image carries them.
//   WELL_KNOWN(field, how)   how: a symbol's or keyword's text
// clang-format off
#define LANGUAGE_SYMBOLS(SYMBOL) \
  SYMBOL(def, "def") SYMBOL(if_, "if") SYMBOL(do_, "do") SYMBOL(let_star, "let*") \
  SYMBOL(loop_star, "loop*") SYMBOL(recur, "recur") SYMBOL(fn_star, "fn*") \
  SYMBOL(letfn_star, "letfn*") SYMBOL(quote, "quote") SYMBOL(var, "var") SYMBOL(throw_, "throw") \
  SYMBOL(try_, "try") SYMBOL(catch_, "catch") SYMBOL(finally, "finally") SYMBOL(set, "set!") \
  SYMBOL(new_, "new") SYMBOL(dot, ".") SYMBOL(case_star, "case*") SYMBOL(ampersand, "&") \
  SYMBOL(monitor_enter, "monitor-enter") SYMBOL(monitor_exit, "monitor-exit") \
  SYMBOL(deftype_star, "deftype*") SYMBOL(reify_star, "reify*") \
  SYMBOL(import_star, "clojure.core/import*") \
  SYMBOL(clojure_core, "clojure.core") SYMBOL(nacre_core, "nacre.core") \
  SYMBOL(nacre_primitive, "nacre.primitive") SYMBOL(user, "user") SYMBOL(in_ns, "in-ns") SYMBOL(ns, "ns") SYMBOL(catch_default, "default") \
  SYMBOL(invoke, "invoke") SYMBOL(hasheq, "hasheq")

#define LANGUAGE_KEYWORDS(KEYWORD) \
  KEYWORD(line, "line") KEYWORD(column, "column") KEYWORD(file, "file") KEYWORD(name, "name") \
  KEYWORD(ns, "ns") KEYWORD(macro, "macro") KEYWORD(dynamic, "dynamic") KEYWORD(doc, "doc") \
  KEYWORD(arglists, "arglists") KEYWORD(private_, "private") KEYWORD(mappings, "mappings") KEYWORD(removed, "removed") \
  KEYWORD(aliases, "aliases") KEYWORD(tag, "tag") KEYWORD(default_, "default") KEYWORD(any, "any") KEYWORD(static_, "static") \
  KEYWORD(impls, "impls") KEYWORD(inline_, "inline") KEYWORD(once, "once") KEYWORD(rettag, "rettag") \
  KEYWORD(meta, "meta") KEYWORD(end_line, "end-line") KEYWORD(end_column, "end-column") KEYWORD(primitive, "primitive")
// clang-format on

struct language_symbols {
#define SYMBOL(field, text) value_t field;
  LANGUAGE_SYMBOLS(SYMBOL)
#undef SYMBOL
};
struct language_keywords {
#define KEYWORD(field, text) value_t field;
  LANGUAGE_KEYWORDS(KEYWORD)
#undef KEYWORD
};

enum { LANGUAGE_TRAMPOLINES = 33, LANGUAGE_TYPES = 160 }; // trampolines: 0 to 32 arguments

struct language {
  struct intern_table *symbols, *keywords;
  struct regex_cache *regexes;   // lang/regex_cache.h; made when first needed
  struct regex_jobs *regex_jobs; // lang/regex_job.h; likewise
  struct collections_state *collections;
  struct liveness *liveness;
  struct name_table *vars, *namespaces;
  uint32_t next_id;    // for gensym
  uint32_t slot_count; // environment slots given out
  struct language_symbols symbol;
  struct language_keywords keyword;
  value_t hooks[HOOK_LIMIT];     // KIND_VAR each
  value_t types[LANGUAGE_TYPES]; // KIND_TYPE by enum builtin_type (lang/types.h)
  value_t *primitives;           // KIND_PRIMITIVE by index
  uint32_t primitive_count;
  uint32_t code_count;                       // numbered code objects: those of the image
  value_t *function_classes;                 // lang/function_class.c; made when first needed
  value_t trampoline, callback;              // functions of the VM itself: lang/vm_call.c
  uint32_t leaf_indices[16];                 // primitives that opcodes hand over to
  value_t first_namespace_var;               // the var *ns*
  value_t file_var;                          // the var *file*
  value_t first_process;                     // its end is the system's end
  value_t builder_thread, builder_values[2]; // of the image builder (lang/boot.c)
  bool from_image;
  uint32_t console_high_surrogate; // written to the console, and its other half not yet; or 0
  value_t base_environment;        // what the first process starts with
  value_t base_epoch;              // the epoch of everything made before the first process
};

// Shows every value above to the collector.
void language_visit_roots(struct cpu *cpu, struct gc_visitor *visitor);

static inline struct language *language_of(struct cpu *cpu) { return cpu->system->language; }

#endif
