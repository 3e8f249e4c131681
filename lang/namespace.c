// SPDX-License-Identifier: MIT
#include <stdlib.h>

#include "lang/namespace.h"

#include "gc/spinlock.h"
#include "lang/cell.h"
#include "lang/collections.h"
#include "lang/language.h"
#include "lang/primitive.h"
#include "lang/scratch.h"
#include "lang/string.h"
#include "lang/symbol.h"
#include "lang/type.h"

// Vars or namespaces by name: open addressing over the addresses of their interned symbols, which
// never move. Entries are never removed, but for a var that makes room for a new one of its name:
// code that means the old one goes on doing so.
struct name_table {
  struct spinlock lock;
  value_t *entries;
  size_t count, capacity; // capacity: a power of two
  value_t *replaced;
  size_t replaced_count;
};

static size_t hash_names(value_t namespace, value_t name) {
  uint64_t h = (namespace.bits >> 4) * UINT64_C(0x9e3779b97f4a7c15) ^ (name.bits >> 4);
  return (size_t)((h * UINT64_C(0xff51afd7ed558ccd)) >> 17);
}

static value_t entry_namespace(value_t entry) {
  return value_is_kind(entry, KIND_VAR) ? var_namespace(entry) : VALUE_NIL;
}
static value_t entry_name(value_t entry) {
  return value_is_kind(entry, KIND_VAR) ? var_name(entry) : namespace_name(entry);
}

// A table with room for `expected` entries.
static struct name_table *table_new(size_t expected) {
  struct name_table *table = calloc(1, sizeof *table);
  ASSERT(table);
  for (table->capacity = 1024; table->capacity < 2 * expected;) table->capacity *= 2;
  table->entries = calloc(table->capacity, sizeof *table->entries);
  ASSERT(table->entries);
  return table;
}

// The place of the entry, or of the hole where it belongs. A hole is a zero word.
static value_t *table_place(struct name_table *table, value_t namespace, value_t name) {
  size_t at = hash_names(namespace, name);
  for (;; at++) {
    value_t *place = &table->entries[at & (table->capacity - 1)];
    if (place->bits == 0) return place;
    if (value_same(entry_namespace(*place), namespace) && value_same(entry_name(*place), name))
      return place;
  }
}

static void table_add(struct name_table *table, value_t entry) {
  if ((table->count + 1) * 2 > table->capacity) {
    struct name_table bigger = {.capacity = table->capacity * 2};
    bigger.entries = calloc(bigger.capacity, sizeof *bigger.entries);
    ASSERT(bigger.entries);
    for (size_t i = 0; i < table->capacity; i++) {
      value_t old = table->entries[i];
      if (old.bits) *table_place(&bigger, entry_namespace(old), entry_name(old)) = old;
    }
    free(table->entries);
    table->entries = bigger.entries;
    table->capacity = bigger.capacity;
  }
  *table_place(table, entry_namespace(entry), entry_name(entry)) = entry;
  table->count++;
}

static uint32_t take_slots(struct cpu *cpu, uint32_t count) {
  struct language *language = language_of(cpu);
  uint32_t first = __atomic_fetch_add(&language->slot_count, count, __ATOMIC_RELAXED);
  if (first + count > ENVIRONMENT_SLOT_LIMIT)
    error_raise(cpu, ERROR_MEMORY, "too many vars: the environment holds %d slots",
                (int)ENVIRONMENT_SLOT_LIMIT);
  return first;
}

// --- Vars -----------------------------------------------------------------------------------

static value_t var_new(struct cpu *cpu, value_t namespace, value_t name) {
  uint32_t slot = take_slots(cpu, 2);
  struct object *fresh = gc_allocate_old(cpu, KIND_VAR, 3, cpu_new_serial(cpu));
  object_initialize(fresh, 0, namespace);
  object_initialize(fresh, 1, name);
  object_initialize(fresh, 2, value_of_fixnum(slot));
  return value_of_object(fresh);
}

value_t var_intern(struct cpu *cpu, value_t namespace_symbol, value_t name_symbol) {
  struct name_table *table = language_of(cpu)->vars;
  value_t namespace = symbol_canonical(namespace_symbol), name = symbol_canonical(name_symbol);
  spinlock_acquire(cpu, &table->lock);
  value_t var = *table_place(table, namespace, name);
  spinlock_release(cpu, &table->lock);
  if (var.bits) return var;
  value_t fresh = var_new(cpu, namespace, name);
  spinlock_acquire(cpu, &table->lock);
  var = *table_place(table, namespace, name); // another processor may have been first
  if (!var.bits) table_add(table, var = fresh);
  spinlock_release(cpu, &table->lock);
  return var;
}

// A new var in the place of one that is in use.
static value_t var_replace(struct cpu *cpu, value_t old) {
  struct name_table *table = language_of(cpu)->vars;
  value_t fresh = var_new(cpu, var_namespace(old), var_name(old));
  spinlock_acquire(cpu, &table->lock);
  size_t size = (table->replaced_count + 1) * sizeof *table->replaced;
  value_t *replaced = realloc(table->replaced, size);
  ASSERT(replaced);
  table->replaced = replaced;
  value_t *place = table_place(table, var_namespace(old), var_name(old));
  table->replaced[table->replaced_count++] = *place;
  *place = fresh;
  spinlock_release(cpu, &table->lock);
  return fresh;
}

value_t namespace_own_var(struct cpu *cpu, value_t ns, value_t symbol) {
  value_t found = namespace_mapping(cpu, ns, symbol);
  if (value_is_kind(found, KIND_VAR) && value_same(var_namespace(found), namespace_name(ns)))
    return found;
  value_t var = var_intern(cpu, namespace_name(ns), symbol);
  // What this process has taken out of the namespace lives on for who refers to it.
  if (!value_same(var_root(cpu, var), VALUE_UNBOUND) || !value_is_nil(var_meta(cpu, var)))
    var = var_replace(cpu, var);
  namespace_map(cpu, ns, symbol, var);
  return var;
}

value_t var_intern_c(struct cpu *cpu, const char *namespace, const char *name) {
  return var_intern(cpu, symbol_intern(cpu, VALUE_NIL, string_from_c(cpu, namespace)),
                    symbol_intern(cpu, VALUE_NIL, string_from_c(cpu, name)));
}

value_t namespace_var_of_slot(struct cpu *cpu, uint32_t slot) {
  struct name_table *table = language_of(cpu)->vars;
  for (size_t i = 0; i < table->capacity; i++)
    if (table->entries[i].bits && var_slot(table->entries[i]) == slot) return table->entries[i];
  for (size_t i = 0; i < table->replaced_count; i++)
    if (var_slot(table->replaced[i]) == slot) return table->replaced[i];
  PANIC("no var has slot %u", slot);
}

value_t var_unbound_value(struct cpu *cpu, value_t var) {
  struct object *unbound =
      gc_allocate_extra(cpu, KIND_INSTANCE, INSTANCE_FIELDS + 1, cpu_new_serial(cpu));
  object_initialize(unbound, 0, type_builtin(cpu, TYPE_UNBOUND));
  object_initialize(unbound, INSTANCE_FIELDS, var);
  return value_of_object(unbound);
}

value_t var_value(struct cpu *cpu, value_t var) {
  value_t box = var_binding(cpu, var);
  if (!value_is_nil(box)) return box_read(cpu, box);
  value_t v = var_root(cpu, var);
  return unlikely(value_same(v, VALUE_UNBOUND)) ? var_unbound_value(cpu, var) : v;
}

value_t var_binding(struct cpu *cpu, value_t var) {
  if (value_is_nil(cpu->bindings)) return VALUE_NIL;
  return map_get_try(cpu, cpu->bindings, var, VALUE_NIL);
}

value_t var_meta(struct cpu *cpu, value_t var) {
  value_t meta = environment_load(cpu, var_slot(var) + 1);
  return value_same(meta, VALUE_UNBOUND) ? VALUE_NIL : meta;
}

void var_set_meta(struct cpu *cpu, value_t var, value_t meta) {
  environment_store(cpu, var_slot(var) + 1, meta);
}

bool var_flag(struct cpu *cpu, value_t var, value_t keyword) {
  value_t meta = var_meta(cpu, var);
  return !value_is_nil(meta) && !value_is_falsy(map_get_try(cpu, meta, keyword, VALUE_NIL));
}

void var_print(struct text *text, value_t var) {
  value_t name = symbol_name(var_namespace(var));
  if (string_equal_c(name, "nacre.local")) {
    text_add_c(text, "#<Var: --unnamed-->");
    return;
  }
  text_add_c(text, "#'");
  symbol_print(text, var_namespace(var));
  text_add_byte(text, '/');
  symbol_print(text, var_name(var));
}

// --- Namespaces -----------------------------------------------------------------------------

static uint32_t namespace_slot(value_t ns) {
  return (uint32_t)(object_raw(value_object(ns), 1) >> 2);
}

value_t namespace_content(struct cpu *cpu, value_t ns) {
  value_t content = environment_load(cpu, namespace_slot(ns));
  return value_same(content, VALUE_UNBOUND) ? VALUE_NIL : content;
}

void namespace_set_content(struct cpu *cpu, value_t ns, value_t content) {
  environment_store(cpu, namespace_slot(ns), content);
}

static value_t namespace_object(struct cpu *cpu, value_t symbol) {
  struct name_table *table = language_of(cpu)->namespaces;
  spinlock_acquire(cpu, &table->lock);
  value_t ns = *table_place(table, VALUE_NIL, symbol_canonical(symbol));
  spinlock_release(cpu, &table->lock);
  return ns.bits ? ns : VALUE_NIL;
}

// Is it there in this process, and not taken away by remove-ns?
static bool namespace_exists(struct cpu *cpu, value_t ns) {
  value_t content = namespace_content(cpu, ns);
  return !value_is_nil(content) &&
         value_is_nil(map_get_try(cpu, content, language_of(cpu)->keyword.removed, VALUE_NIL));
}

value_t namespace_find(struct cpu *cpu, value_t symbol) {
  value_t ns = namespace_object(cpu, symbol);
  return value_is_nil(ns) || !namespace_exists(cpu, ns) ? VALUE_NIL : ns;
}

value_t namespace_of_var(struct cpu *cpu, value_t var) {
  value_t ns = namespace_object(cpu, var_namespace(var));
  return value_is_nil(ns) || value_is_nil(namespace_content(cpu, ns))
             ? namespace_intern(cpu, var_namespace(var))
             : ns;
}

value_t namespace_intern(struct cpu *cpu, value_t symbol) {
  struct name_table *table = language_of(cpu)->namespaces;
  value_t ns = namespace_object(cpu, symbol);
  if (value_is_nil(ns)) {
    uint32_t slot = take_slots(cpu, 1);
    struct object *fresh = gc_allocate_old(cpu, KIND_NAMESPACE, 2, cpu_new_serial(cpu));
    object_initialize(fresh, 0, symbol_canonical(symbol));
    object_initialize(fresh, 1, value_of_fixnum(slot));
    spinlock_acquire(cpu, &table->lock);
    ns = *table_place(table, VALUE_NIL, symbol_canonical(symbol));
    if (!ns.bits) {
      ns = value_of_object(fresh);
      table_add(table, ns);
    }
    spinlock_release(cpu, &table->lock);
  }
  if (!namespace_exists(cpu, ns)) {
    struct language_keywords *keyword = &language_of(cpu)->keyword;
    value_t pairs[] = {keyword->mappings, map_empty(cpu), keyword->aliases, map_empty(cpu)};
    namespace_set_content(cpu, ns, map_from_array_try(cpu, pairs, 2));
  }
  return ns;
}

value_t namespace_all(struct cpu *cpu) {
  struct name_table *table = language_of(cpu)->namespaces;
  value_t all = vector_from_array(cpu, NULL, 0);
  for (size_t i = 0; i < table->capacity; i++)
    if (table->entries[i].bits && namespace_exists(cpu, table->entries[i]))
      all = vector_conj(cpu, all, table->entries[i]);
  return all;
}

static value_t content_part(struct cpu *cpu, value_t ns, value_t keyword) {
  value_t content = namespace_content(cpu, ns);
  return value_is_nil(content) ? VALUE_NIL : map_get_try(cpu, content, keyword, VALUE_NIL);
}

value_t namespace_mapping(struct cpu *cpu, value_t ns, value_t symbol) {
  value_t mappings = content_part(cpu, ns, language_of(cpu)->keyword.mappings);
  if (value_is_nil(mappings)) return VALUE_NIL;
  return map_get_try(cpu, mappings, symbol_canonical(symbol), VALUE_NIL);
}

void namespace_map(struct cpu *cpu, value_t ns, value_t symbol, value_t var_or_type) {
  value_t key = language_of(cpu)->keyword.mappings;
  value_t mappings = content_part(cpu, ns, key);
  if (value_is_nil(mappings)) mappings = map_empty(cpu);
  mappings = map_assoc_try(cpu, mappings, symbol_canonical(symbol), var_or_type);
  namespace_set_content(cpu, ns, map_assoc_try(cpu, namespace_content(cpu, ns), key, mappings));
}

value_t namespace_alias(struct cpu *cpu, value_t ns, value_t symbol) {
  value_t aliases = content_part(cpu, ns, language_of(cpu)->keyword.aliases);
  if (value_is_nil(aliases)) return VALUE_NIL;
  return map_get_try(cpu, aliases, symbol_canonical(symbol), VALUE_NIL);
}

value_t namespace_current(struct cpu *cpu) {
  return var_value(cpu, language_of(cpu)->first_namespace_var);
}

// "java.lang.Math" -> "Math", so that either names the namespace of statics.
static value_t simple_name(struct cpu *cpu, value_t name) {
  const char *bytes = string_bytes(name), *dot = strrchr(bytes, '.');
  return dot && dot[1] ? string_from_c(cpu, dot + 1) : name;
}

value_t namespace_qualified(struct cpu *cpu, value_t qualifier) {
  value_t symbol = symbol_intern(cpu, VALUE_NIL, qualifier);
  value_t ns = namespace_alias(cpu, namespace_current(cpu), symbol);
  if (value_is_nil(ns)) ns = namespace_find(cpu, symbol);
  // The static members of a class are vars of the namespace of its simple name.
  if (value_is_nil(ns) && (!strncmp(string_bytes(qualifier), "java.", 5) ||
                           !strncmp(string_bytes(qualifier), "clojure.lang.", 13)))
    ns = namespace_find(cpu, symbol_intern(cpu, VALUE_NIL, simple_name(cpu, qualifier)));
  return ns;
}

value_t namespace_resolve(struct cpu *cpu, value_t symbol) {
  if (value_is_nil(symbol_namespace(symbol))) {
    value_t found = namespace_mapping(cpu, namespace_current(cpu), symbol);
    if (!value_is_nil(found)) return found;
    // in-ns and ns work in a namespace that refers nothing yet.
    struct language_symbols *known = &language_of(cpu)->symbol;
    value_t canonical = symbol_canonical(symbol);
    if (value_same(canonical, known->in_ns) || value_same(canonical, known->ns))
      return namespace_mapping(cpu, namespace_intern(cpu, known->clojure_core), symbol);
    return type_find(cpu, symbol);
  }
  value_t ns = namespace_qualified(cpu, symbol_namespace(symbol));
  if (value_is_nil(ns)) return VALUE_NIL;
  value_t name = symbol_intern(cpu, VALUE_NIL, symbol_name(symbol));
  value_t found = namespace_mapping(cpu, ns, name);
  // A namespace answers for its own vars only, not for those it refers.
  if (value_is_kind(found, KIND_VAR) && !value_same(var_namespace(found), namespace_name(ns)))
    return VALUE_NIL;
  return found;
}

// The type that a deftype or the like keeps in the var of its name in the current namespace; else
// nil.
static value_t own_type(struct cpu *cpu, value_t var) {
  value_t type = var_root(cpu, var);
  value_t current = namespace_current(cpu);
  if (!value_is_kind(type, KIND_TYPE) || !value_is_kind(current, KIND_NAMESPACE)) return VALUE_NIL;
  value_t space = symbol_name(namespace_name(current)), name = symbol_name(var_name(var));
  if (!string_equal(symbol_name(var_namespace(var)), space)) return VALUE_NIL;
  value_t full = symbol_name(object_slot(value_object(type), TYPE_NAME));
  size_t length = string_byte_length(space);
  const char *bytes = string_bytes(full), *wanted = string_bytes(space);
  if (string_byte_length(full) != length + 1 + string_byte_length(name)) return VALUE_NIL;
  for (size_t i = 0; i < length; i++)
    if (bytes[i] != (wanted[i] == '-' ? '_' : wanted[i])) return VALUE_NIL;
  return bytes[length] == '.' && !strcmp(bytes + length + 1, string_bytes(name)) ? type : VALUE_NIL;
}

value_t namespace_resolve_symbol(struct cpu *cpu, value_t symbol) {
  if (!value_is_nil(symbol_namespace(symbol))) {
    value_t qualifier = symbol_intern(cpu, VALUE_NIL, symbol_namespace(symbol));
    value_t ns = namespace_alias(cpu, namespace_current(cpu), qualifier);
    if (value_is_nil(ns)) return symbol_canonical(symbol);
    return symbol_intern(cpu, symbol_name(namespace_name(ns)), symbol_name(symbol));
  }
  value_t found = namespace_mapping(cpu, namespace_current(cpu), symbol);
  if (value_is_kind(found, KIND_VAR) && !value_is_nil(own_type(cpu, found)))
    return object_slot(value_object(own_type(cpu, found)), TYPE_NAME);
  if (value_is_kind(found, KIND_VAR))
    return symbol_intern(cpu, symbol_name(var_namespace(found)), symbol_name(var_name(found)));
  if (value_is_nil(found)) found = type_find(cpu, symbol);
  if (value_is_kind(found, KIND_TYPE)) return object_slot(value_object(found), TYPE_NAME);
  if (strchr(string_bytes(symbol_name(symbol)), '.')) return symbol_canonical(symbol);
  if (value_is_kind(found, KIND_VAR) && value_is_kind(var_root(cpu, found), KIND_TYPE))
    return object_slot(value_object(var_root(cpu, found)), TYPE_NAME); // of java.lang, made in Lisp
  return symbol_intern(cpu, symbol_name(namespace_name(namespace_current(cpu))),
                       symbol_name(symbol));
}

// --- Life cycle -----------------------------------------------------------------------------

void namespace_visit_roots(struct cpu *cpu, struct gc_visitor *visitor) {
  struct name_table *tables[] = {language_of(cpu)->vars, language_of(cpu)->namespaces};
  for (size_t t = 0; t < array_length(tables); t++) {
    for (size_t i = 0; i < tables[t]->capacity; i++)
      if (tables[t]->entries[i].bits) gc_visit(visitor, &tables[t]->entries[i]);
    for (size_t i = 0; i < tables[t]->replaced_count; i++)
      gc_visit(visitor, &tables[t]->replaced[i]);
  }
}

static void start(struct cpu *cpu, size_t expected_vars) {
  language_of(cpu)->vars = table_new(expected_vars);
  language_of(cpu)->namespaces = table_new(0);
}

void namespace_start(struct cpu *cpu) { start(cpu, 0); }

void namespace_start_from_image(struct cpu *cpu, value_t vars_and_namespaces) {
  struct object *list = value_object(vars_and_namespaces);
  start(cpu, object_size(list));
  for (size_t i = 0; i < object_size(list); i++) {
    value_t entry = object_slot(list, i);
    table_add(value_is_kind(entry, KIND_VAR) ? language_of(cpu)->vars
                                             : language_of(cpu)->namespaces,
              entry);
  }
}

value_t namespace_image_list(struct cpu *cpu) {
  struct name_table *tables[] = {language_of(cpu)->vars, language_of(cpu)->namespaces};
  size_t count = tables[0]->count + tables[1]->count, at = 0;
  struct object *list = gc_allocate_old(cpu, KIND_CHUNK, count, 0);
  for (size_t t = 0; t < array_length(tables); t++)
    for (size_t i = 0; i < tables[t]->capacity; i++)
      if (tables[t]->entries[i].bits) object_initialize(list, at++, tables[t]->entries[i]);
  return value_of_object(list);
}
