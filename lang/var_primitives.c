// SPDX-License-Identifier: MIT
// Leaves over vars, namespaces and dynamic bindings.
#include "lang/cell.h"
#include "lang/collections.h"
#include "lang/compiler.h"
#include "lang/language.h"
#include "lang/namespace.h"
#include "lang/primitive.h"
#include "lang/string.h"
#include "lang/symbol.h"

static value_t want_var(struct cpu *cpu, value_t v) {
  if (!value_is_kind(v, KIND_VAR)) error_raise(cpu, error_of_cast(v), "%T is no var: %V", v, v);
  return v;
}
static value_t want_symbol(struct cpu *cpu, value_t v) {
  if (!value_is_symbol(v)) error_raise(cpu, error_of_cast(v), "%T is no symbol: %V", v, v);
  return v;
}
static value_t want_namespace(struct cpu *cpu, value_t v) {
  if (value_is_kind(v, KIND_NAMESPACE)) return v;
  value_t ns = namespace_find(cpu, want_symbol(cpu, v));
  if (value_is_nil(ns)) error_raise(cpu, ERROR_RUNTIME, "No namespace: %V found", v);
  return ns;
}

// --- Vars -----------------------------------------------------------------------------------

static value_t def_var(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  struct language_keywords *keyword = &language_of(cpu)->keyword;
  value_t var = arguments[0], meta = arguments[1];
  if (!value_is_map(meta)) meta = map_empty(cpu);
  meta = map_assoc_try(cpu, meta, keyword->name, var_name(var));
  meta = map_assoc_try(cpu, meta, keyword->ns, namespace_of_var(cpu, var));
  var_set_meta(cpu, var, meta);
  if (count < 3) return var;
  if (unlikely(object_flags(value_object(var)) & OBJECT_USER_1))
    return hook_call(cpu, HOOK_DEFINE_WATCHED, 2, (value_t[]){var, arguments[2]});
  environment_store(cpu, var_slot(var), arguments[2]);
  return var;
}

// From now on a def of the var asks Lisp, which knows its watches and its validator.
static value_t var_mark_watched(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  struct object *var = value_object(want_var(cpu, arguments[0]));
  object_set_header(var, object_header(var) | (uint64_t)OBJECT_USER_1 << 8);
  return arguments[0];
}

static value_t var_intern_leaf(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  value_t ns = want_namespace(cpu, arguments[0]), name = want_symbol(cpu, arguments[1]);
  value_t var = namespace_own_var(cpu, ns, name);
  if (value_is_nil(var_meta(cpu, var))) {
    value_t pairs[] = {language_of(cpu)->keyword.ns, ns, language_of(cpu)->keyword.name,
                       var_name(var)};
    var_set_meta(cpu, var, map_from_array_try(cpu, pairs, 2));
  }
  return var;
}

static value_t var_get(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  return var_value(cpu, want_var(cpu, arguments[0]));
}
static value_t var_root_leaf(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  value_t root = var_root(cpu, want_var(cpu, arguments[0]));
  return value_same(root, VALUE_UNBOUND) ? VALUE_NIL : root;
}
static value_t var_set_root(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  environment_store(cpu, var_slot(want_var(cpu, arguments[0])), arguments[1]);
  return arguments[1];
}
static value_t var_bound(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  return value_boolean(!value_same(var_root(cpu, want_var(cpu, arguments[0])), VALUE_UNBOUND));
}
static value_t var_unbind(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  environment_store(cpu, var_slot(want_var(cpu, arguments[0])), VALUE_UNBOUND);
  return VALUE_NIL;
}
static value_t flag_of(struct cpu *cpu, value_t var, value_t keyword) {
  return value_boolean(var_flag(cpu, want_var(cpu, var), keyword));
}
static value_t var_is_dynamic(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  return flag_of(cpu, arguments[0], language_of(cpu)->keyword.dynamic);
}
static value_t var_is_macro(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  return flag_of(cpu, arguments[0], language_of(cpu)->keyword.macro);
}
static value_t var_set_dynamic(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  value_t var = want_var(cpu, arguments[0]), meta = var_meta(cpu, var);
  if (value_is_nil(meta)) meta = map_empty(cpu);
  var_set_meta(cpu, var, map_assoc_try(cpu, meta, language_of(cpu)->keyword.dynamic, arguments[1]));
  return var;
}
static value_t var_namespace_leaf(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  return namespace_of_var(cpu, want_var(cpu, arguments[0]));
}
static value_t var_symbol(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  return var_name(want_var(cpu, arguments[0]));
}
static value_t is_var(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)cpu, (void)count;
  return value_boolean(value_is_kind(arguments[0], KIND_VAR));
}
static value_t find_var(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  value_t symbol = want_symbol(cpu, arguments[0]);
  if (value_is_nil(symbol_namespace(symbol)))
    error_raise(cpu, ERROR_ARGUMENT, "Symbol must be namespace-qualified: %V", symbol);
  value_t ns = namespace_find(cpu, symbol_intern(cpu, VALUE_NIL, symbol_namespace(symbol)));
  if (value_is_nil(ns))
    error_raise(cpu, ERROR_ARGUMENT, "No such namespace: %s",
                string_bytes(symbol_namespace(symbol)));
  value_t found = namespace_mapping(cpu, ns, symbol_intern(cpu, VALUE_NIL, symbol_name(symbol)));
  return value_is_kind(found, KIND_VAR) ? found : VALUE_NIL;
}

// --- Namespaces -----------------------------------------------------------------------------

static value_t find_namespace(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  if (value_is_kind(arguments[0], KIND_NAMESPACE)) return arguments[0];
  return namespace_find(cpu, want_symbol(cpu, arguments[0]));
}
static value_t create_namespace(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  return namespace_intern(cpu, want_symbol(cpu, arguments[0]));
}
static value_t remove_namespace(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  value_t ns = namespace_find(cpu, want_symbol(cpu, arguments[0]));
  if (!value_is_nil(ns)) // who holds it may go on using it
    namespace_set_content(cpu, ns,
                          map_assoc_try(cpu, namespace_content(cpu, ns),
                                        language_of(cpu)->keyword.removed, VALUE_TRUE));
  return ns;
}
static value_t all_namespaces(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)arguments, (void)count;
  return namespace_all(cpu);
}
static value_t namespace_name_leaf(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  return namespace_name(want_namespace(cpu, arguments[0]));
}
static value_t namespace_content_leaf(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  return namespace_content(cpu, want_namespace(cpu, arguments[0]));
}
static value_t namespace_set_content_leaf(struct cpu *cpu, const value_t *arguments,
                                          uint32_t count) {
  (void)count;
  namespace_set_content(cpu, want_namespace(cpu, arguments[0]), arguments[1]);
  return arguments[1];
}
static value_t is_namespace(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)cpu, (void)count;
  return value_boolean(value_is_kind(arguments[0], KIND_NAMESPACE));
}
static value_t in_ns(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  value_t ns = namespace_intern(cpu, want_symbol(cpu, arguments[0]));
  value_t var = language_of(cpu)->first_namespace_var, box = var_binding(cpu, var);
  if (value_is_nil(box))
    environment_store(cpu, var_slot(var), ns);
  else
    box_write(cpu, box, ns);
  return ns;
}
// [symbol] what it means in the current namespace: a var, a type, or nil.
static value_t resolve_symbol(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  return namespace_resolve(cpu, want_symbol(cpu, arguments[0]));
}
// [symbol] the namespace that its qualifier means here, or nil.
static value_t resolve_namespace(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  value_t qualifier = symbol_namespace(want_symbol(cpu, arguments[0]));
  return value_is_nil(qualifier) ? VALUE_NIL : namespace_qualified(cpu, qualifier);
}
// [symbol] as syntax-quote qualifies it.
static value_t qualify_symbol(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  return namespace_resolve_symbol(cpu, want_symbol(cpu, arguments[0]));
}
// [symbol] interned and mapped in the current namespace, for def; refuses to take over a var that
// is referred from elsewhere, but for those of clojure.core.
static value_t define_name(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  value_t symbol = want_symbol(cpu, arguments[0]), ns = namespace_current(cpu);
  if (!value_is_nil(symbol_namespace(symbol))) {
    value_t found = namespace_resolve(cpu, symbol);
    if (value_is_nil(found) && value_same(namespace_qualified(cpu, symbol_namespace(symbol)), ns))
      return namespace_own_var(cpu, ns, symbol_intern(cpu, VALUE_NIL, symbol_name(symbol)));
    if (!value_is_kind(found, KIND_VAR) || !value_same(var_namespace(found), namespace_name(ns)))
      error_raise(cpu, ERROR_COMPILER, "Can't refer to qualified var that doesn't exist");
    return found;
  }
  value_t found = namespace_mapping(cpu, ns, symbol);
  if (value_is_kind(found, KIND_VAR) && !value_same(var_namespace(found), namespace_name(ns)) &&
      !value_same(var_namespace(found), language_of(cpu)->symbol.clojure_core))
    error_raise(cpu, ERROR_STATE, "%V already refers to: %V in namespace: %V", symbol, found,
                namespace_name(ns));
  return namespace_own_var(cpu, ns, symbol);
}

// --- Dynamic bindings -----------------------------------------------------------------------
// cpu->bindings is a map from vars to boxes; under nil it holds the map it was pushed onto.

static value_t push_bindings(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  if (!value_is_map(arguments[0]))
    error_raise(cpu, ERROR_TYPE, "bindings must be a map, not %V", arguments[0]);
  value_t bindings = value_is_nil(cpu->bindings) ? map_empty(cpu) : cpu->bindings;
  struct map_cursor cursor;
  map_cursor_start(&cursor, arguments[0]);
  for (value_t var, v; map_cursor_next(&cursor, &var, &v);) {
    want_var(cpu, var);
    if (!var_flag(cpu, var, language_of(cpu)->keyword.dynamic))
      error_raise(cpu, ERROR_STATE, "Can't dynamically bind non-dynamic var: %s/%s",
                  string_bytes(symbol_name(var_namespace(var))),
                  string_bytes(symbol_name(var_name(var))));
    bindings = map_assoc_try(cpu, bindings, var, box_new(cpu, v));
  }
  cpu->bindings = map_assoc_try(cpu, bindings, VALUE_NIL, cpu->bindings);
  return VALUE_NIL;
}
static value_t pop_bindings(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)arguments, (void)count;
  if (value_is_nil(cpu->bindings)) error_raise(cpu, ERROR_STATE, "Pop without matching push");
  cpu->bindings = map_get_try(cpu, cpu->bindings, VALUE_NIL, VALUE_NIL);
  return VALUE_NIL;
}
static value_t binding_frame(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)arguments, (void)count;
  return cpu->bindings;
}
static value_t reset_binding_frame(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  cpu->bindings = arguments[0];
  return VALUE_NIL;
}
static value_t get_bindings(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)arguments, (void)count;
  value_t result = map_empty(cpu);
  if (value_is_nil(cpu->bindings)) return result;
  struct map_cursor cursor;
  map_cursor_start(&cursor, cpu->bindings);
  for (value_t var, box; map_cursor_next(&cursor, &var, &box);)
    if (!value_is_nil(var)) result = map_assoc_try(cpu, result, var, box_read(cpu, box));
  return result;
}
static value_t var_binding_box(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  return var_binding(cpu, want_var(cpu, arguments[0]));
}
static value_t var_set_binding(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  value_t box = var_binding(cpu, want_var(cpu, arguments[0]));
  if (value_is_nil(box))
    error_raise(cpu, ERROR_STATE, "Can't change/establish root binding of: %V with set",
                var_name(arguments[0]));
  box_write(cpu, box, arguments[1]);
  return arguments[1];
}

#define LEAF(name) "nacre.primitive/" name
const struct primitive var_primitives[] = {
    {LEAF("def-var"), def_var, 2, 3, "([var meta] [var meta value])",
     "Gives a var its metadata and root value."},
    {LEAF("var-intern"), var_intern_leaf, 2, 2, "([ns symbol])",
     "The var of that name, made when missing."},
    {"clojure.core/var-get", var_get, 1, 1, "([x])",
     "The value of a var in this thread: its binding, or its root."},
    {LEAF("var-root"), var_root_leaf, 1, 1, "([var])", "Its root value, nil when unbound."},
    {LEAF("var-mark-watched"), var_mark_watched, 1, 1, "([var])",
     "Has a def of the var ask define-watched."},
    {LEAF("var-set-root"), var_set_root, 2, 2, "([var value])", "Gives it a new root value."},
    {LEAF("var-bound?"), var_bound, 1, 1, "([var])", "Has it a root value?"},
    {LEAF("var-unbind"), var_unbind, 1, 1, "([var])", "Takes its root value away."},
    {LEAF("var-dynamic?"), var_is_dynamic, 1, 1, "([var])", "May it be bound dynamically?"},
    {LEAF("var-macro?"), var_is_macro, 1, 1, "([var])", "Is its value a macro?"},
    {LEAF("var-set-dynamic"), var_set_dynamic, 2, 2, "([var dynamic])",
     "Says whether it may be bound."},
    {LEAF("var-namespace"), var_namespace_leaf, 1, 1, "([var])", "Its namespace."},
    {LEAF("var-symbol"), var_symbol, 1, 1, "([var])", "Its simple name."},
    {"clojure.core/var?", is_var, 1, 1, "([v])", "Is v a var?"},
    {"clojure.core/find-var", find_var, 1, 1, "([sym])",
     "The var named by a qualified symbol, or nil; its namespace must exist."},
    {LEAF("find-namespace"), find_namespace, 1, 1, "([symbol])",
     "The namespace of that name, or nil."},
    {LEAF("create-namespace"), create_namespace, 1, 1, "([symbol])",
     "The namespace of that name, made when missing."},
    {LEAF("remove-namespace"), remove_namespace, 1, 1, "([symbol])", "Forgets the namespace."},
    {LEAF("all-namespaces"), all_namespaces, 0, 0, "([])", "A vector of all namespaces."},
    {LEAF("namespace-name"), namespace_name_leaf, 1, 1, "([ns])", "Its symbol."},
    {LEAF("namespace-content"), namespace_content_leaf, 1, 1, "([ns])",
     "{:mappings {symbol var-or-type} :aliases {symbol ns}}"},
    {LEAF("namespace-set-content"), namespace_set_content_leaf, 2, 2, "([ns content])",
     "Replaces that map."},
    {LEAF("namespace?"), is_namespace, 1, 1, "([x])", "Is x a namespace?"},
    {"clojure.core/in-ns", in_ns, 1, 1, "([name])",
     "Makes the namespace of that name, new or old, the current one."},
    {LEAF("resolve-symbol"), resolve_symbol, 1, 1, "([symbol])",
     "What it means in the current namespace."},
    {LEAF("resolve-namespace"), resolve_namespace, 1, 1, "([symbol])",
     "The namespace its qualifier means here, or nil."},
    {LEAF("qualify-symbol"), qualify_symbol, 1, 1, "([symbol])", "As syntax-quote qualifies it."},
    {LEAF("define-name"), define_name, 1, 1, "([symbol])",
     "The var that a def of this symbol defines."},
    {LEAF("push-bindings"), push_bindings, 1, 1, "([map])",
     "Binds vars in this thread until pop-bindings."},
    {LEAF("pop-bindings"), pop_bindings, 0, 0, "([])", "Undoes the last push-bindings."},
    {LEAF("binding-frame"), binding_frame, 0, 0, "([])",
     "What reset-binding-frame takes to come back to the bindings in force now."},
    {LEAF("reset-binding-frame"), reset_binding_frame, 1, 1, "([frame])",
     "Undoes every push-bindings and pop-bindings since binding-frame gave this frame."},
    {LEAF("get-bindings"), get_bindings, 0, 0, "([])", "This thread's bindings, var to value."},
    {LEAF("var-binding-box"), var_binding_box, 1, 1, "([var])",
     "Truthy when this thread binds it."},
    {LEAF("var-set-binding"), var_set_binding, 2, 2, "([var value])",
     "Changes this thread's binding."},
    {NULL, NULL, 0, 0, NULL, NULL},
};
