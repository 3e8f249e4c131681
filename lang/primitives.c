// SPDX-License-Identifier: MIT
#include "lang/primitives.h"

#include <stdlib.h>

#include "lang/collections.h"
#include "lang/language.h"
#include "lang/namespace.h"
#include "lang/string.h"
#include "lang/symbol.h"

#define PRIMITIVE_TABLES(TABLE)                                                                    \
  TABLE(number_primitives)                                                                         \
  TABLE(number_cast_primitives)                                                                    \
  TABLE(number_format_primitives)                                                                  \
  TABLE(math_primitives)                                                                           \
  TABLE(list_primitives)                                                                           \
  TABLE(vector_primitives)                                                                         \
  TABLE(map_primitives)                                                                            \
  TABLE(set_primitives)                                                                            \
  TABLE(sequence_primitives)                                                                       \
  TABLE(equality_primitives)                                                                       \
  TABLE(equality_deep_primitives)                                                                  \
  TABLE(hash_deep_primitives)                                                                      \
  TABLE(transient_primitives)                                                                      \
  TABLE(sort_primitives)                                                                           \
  TABLE(sorted_primitives)                                                                         \
  TABLE(array_primitives)                                                                          \
  TABLE(meta_primitives)                                                                           \
  TABLE(string_primitives)                                                                         \
  TABLE(string_step_primitives)                                                                    \
  TABLE(symbol_primitives)                                                                         \
  TABLE(character_primitives)                                                                      \
  TABLE(regex_primitives)                                                                          \
  TABLE(reader_primitives)                                                                         \
  TABLE(print_primitives)                                                                          \
  TABLE(print_deep_primitives)                                                                     \
  TABLE(tagged_primitives)                                                                         \
  TABLE(instant_primitives)                                                                        \
  TABLE(uuid_primitives)                                                                           \
  TABLE(var_primitives)                                                                            \
  TABLE(type_primitives)                                                                           \
  TABLE(protocol_primitives)                                                                       \
  TABLE(cell_primitives)                                                                           \
  TABLE(function_primitives)                                                                       \
  TABLE(process_primitives)                                                                        \
  TABLE(system_primitives)                                                                         \
  TABLE(repl_primitives)

#define TABLE(name) extern const struct primitive name[] __attribute__((weak));
PRIMITIVE_TABLES(TABLE)
#undef TABLE

static const struct primitive *const tables[] = {
#define TABLE(name) name,
    PRIMITIVE_TABLES(TABLE)
#undef TABLE
};

enum { ROW_LIMIT = 2048, NAME_BUCKETS = 8192 };

// All rows in one array, and a hash table from names to indices. Made once; constant from then on.
struct rows {
  uint32_t count;
  const struct primitive *row[ROW_LIMIT];
  uint16_t bucket[NAME_BUCKETS];   // by name: index + 1, 0: empty
  uint16_t function[NAME_BUCKETS]; // by function, likewise: the first row of each
};
static struct rows rows;

static uint32_t hash_name(const char *name) {
  uint32_t h = 2166136261u;
  for (; *name; name++) h = (h ^ (uint8_t)*name) * 16777619u;
  return h;
}

static uint16_t *bucket_of(const char *name) {
  for (uint32_t at = hash_name(name);; at++) {
    uint16_t *bucket = &rows.bucket[at % NAME_BUCKETS];
    if (!*bucket || !strcmp(rows.row[*bucket - 1]->name, name)) return bucket;
  }
}

static uint16_t *function_bucket(primitive_function *function) {
  for (uint64_t at = (uint64_t)(uintptr_t)function * 0x9e3779b97f4a7c15u >> 32;; at++) {
    uint16_t *bucket = &rows.function[at % NAME_BUCKETS];
    if (!*bucket || rows.row[*bucket - 1]->function == function) return bucket;
  }
}

static void gather(void) {
  if (rows.count) return;
  for (size_t t = 0; t < array_length(tables); t++)
    for (const struct primitive *row = tables[t]; row && row->name; row++) {
      uint16_t *bucket = bucket_of(row->name);
      if (*bucket) PANIC("primitive %s stands twice in the tables", row->name);
      ASSERT(rows.count < ROW_LIMIT);
      rows.row[rows.count++] = row;
      *bucket = (uint16_t)rows.count;
      uint16_t *by_function = function_bucket(row->function);
      if (!*by_function) *by_function = (uint16_t)rows.count;
    }
}

const struct primitive *primitive_by_index(uint32_t index) {
  return index < rows.count ? rows.row[index] : NULL;
}
uint32_t primitive_count(void) { return rows.count; }

uint32_t primitive_index_by_function(primitive_function *function) {
  uint16_t index = *function_bucket(function);
  if (!index) PANIC("a function stands in no table of primitives");
  return index - 1u;
}

value_t primitive_value(struct cpu *cpu, const char *name) {
  uint16_t index = *bucket_of(name);
  if (!index) PANIC("no primitive is named %s", name);
  return language_of(cpu)->primitives[index - 1];
}

uint64_t primitives_stamp(void) {
  uint64_t stamp = 14695981039346656037u;
  gather();
  for (uint32_t i = 0; i < rows.count; i++)
    stamp = (stamp ^ hash_name(rows.row[i]->name)) * 1099511628211u;
  return stamp;
}

void primitives_attach(struct cpu *cpu) {
  gather();
  cpu->primitive_rows = rows.row;
}

static void bind(struct cpu *cpu, const struct primitive *row, value_t primitive) {
  const char *slash = strchr(row->name, '/');
  value_t ns_symbol =
      symbol_intern(cpu, VALUE_NIL, string_new(cpu, row->name, (size_t)(slash - row->name)));
  value_t name = symbol_intern(cpu, VALUE_NIL, string_from_c(cpu, slash + 1));
  value_t ns = namespace_intern(cpu, ns_symbol);
  value_t var = var_intern(cpu, ns_symbol, name);
  namespace_map(cpu, ns, name, var);
  environment_store(cpu, var_slot(var), primitive);
  struct language_keywords *keyword = &language_of(cpu)->keyword;
  value_t pairs[] = {
      keyword->ns,       ns,
      keyword->name,     name,
      keyword->doc,      row->doc ? string_from_c(cpu, row->doc) : VALUE_NIL,
      keyword->arglists, row->arglists ? string_from_c(cpu, row->arglists) : VALUE_NIL};
  var_set_meta(cpu, var, map_from_array_try(cpu, pairs, array_length(pairs) / 2));
}

void primitives_start(struct cpu *cpu) {
  struct language *language = language_of(cpu);
  primitives_attach(cpu);
  language->primitives = calloc(rows.count, sizeof(value_t));
  ASSERT(language->primitives);
  language->primitive_count = rows.count;
  for (uint32_t i = 0; i < rows.count; i++) {
    const struct primitive *row = rows.row[i];
    struct object *object = gc_allocate_old(cpu, KIND_PRIMITIVE, 3, cpu_new_serial(cpu));
    object_initialize(object, 0, symbol_from_c(cpu, row->name));
    object_initialize(object, 1, VALUE_NIL);
    object_initialize(object, 2, value_of_fixnum(i));
    language->primitives[i] = value_of_object(object);
  }
  for (uint32_t i = 0; i < rows.count; i++) bind(cpu, rows.row[i], language->primitives[i]);
}

value_t hook_function(struct cpu *cpu, enum hook hook) {
  value_t var = language_of(cpu)->hooks[hook], function = var_value(cpu, var);
  if (unlikely(value_is_kind(function, KIND_INSTANCE)))
    error_raise(cpu, ERROR_STATE, "Var %V is not loaded yet", var_name(var));
  return function;
}
