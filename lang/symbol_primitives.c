// SPDX-License-Identifier: MIT
// Symbols and keywords as Lisp sees them.
#include "lang/symbol.h"

#include "lang/intern.h"
#include "lang/language.h"
#include "lang/namespace.h"
#include "lang/primitive.h"
#include "lang/sequence.h"
#include "lang/string.h"

// name and namespace of both kinds lie in the same slots.
static value_t ident_name(value_t v) { return object_slot(value_object(v), SYMBOL_NAME); }
static value_t ident_namespace(value_t v) { return object_slot(value_object(v), SYMBOL_NAMESPACE); }
static bool is_ident(value_t v) { return value_is_symbol(v) || value_is_keyword(v); }

// One row a predicate: the C name, when it holds for v.
#define PREDICATE(name, condition)                                                                 \
  static value_t core_##name(struct cpu *cpu, const value_t *arguments, uint32_t count) {          \
    (void)cpu, (void)count;                                                                        \
    value_t v = arguments[0];                                                                      \
    return value_boolean(condition);                                                               \
  }
PREDICATE(is_symbol, value_is_symbol(v))
PREDICATE(is_keyword, value_is_keyword(v))
PREDICATE(is_ident, is_ident(v))
PREDICATE(is_simple_ident, is_ident(v) && value_is_nil(ident_namespace(v)))
PREDICATE(is_qualified_ident, is_ident(v) && !value_is_nil(ident_namespace(v)))
PREDICATE(is_simple_symbol, value_is_symbol(v) && value_is_nil(ident_namespace(v)))
PREDICATE(is_qualified_symbol, value_is_symbol(v) && !value_is_nil(ident_namespace(v)))
PREDICATE(is_simple_keyword, value_is_keyword(v) && value_is_nil(ident_namespace(v)))
PREDICATE(is_qualified_keyword, value_is_keyword(v) && !value_is_nil(ident_namespace(v)))
#undef PREDICATE

// name or namespace of what is neither symbol nor keyword: types of the program may have them.
static value_t named_slow(struct cpu *cpu, const char *function_name, const char *method,
                          value_t v) {
  if (value_is_class(v, CLASS_USER))
    return hook_call(cpu, HOOK_NAMED, 2,
                     (value_t[]){v, symbol_intern(cpu, VALUE_NIL, string_from_c(cpu, method))});
  if (value_is_nil(v))
    error_raise(cpu, ERROR_NIL, "%s: a symbol, keyword or string is needed, not nil",
                function_name);
  error_raise(cpu, ERROR_TYPE, "%s: %V (%T) cannot be cast to clojure.lang.Named", function_name, v,
              v);
}

static value_t core_name(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  if (value_is_string(arguments[0])) return arguments[0];
  if (!is_ident(arguments[0])) return named_slow(cpu, "name", "getName", arguments[0]);
  return ident_name(arguments[0]);
}

static value_t core_namespace(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  if (!is_ident(arguments[0])) return named_slow(cpu, "namespace", "getNamespace", arguments[0]);
  return ident_namespace(arguments[0]);
}

static value_t string_or_nil(struct cpu *cpu, value_t v, const char *function_name) {
  if (!value_is_nil(v)) string_check(cpu, v, function_name);
  return v;
}

static value_t core_symbol(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  value_t v = arguments[0];
  if (count == 2) {
    string_or_nil(cpu, v, "symbol"); // a wrong kind is told before a missing name
    string_check(cpu, arguments[1], "symbol");
    return symbol_intern(cpu, v, arguments[1]);
  }
  if (value_is_symbol(v)) return v;
  if (value_is_string(v)) return symbol_from_text(cpu, string_bytes(v), string_byte_length(v));
  if (value_is_keyword(v)) return symbol_intern(cpu, keyword_namespace(v), keyword_name(v));
  if (value_is_kind(v, KIND_VAR))
    return symbol_intern(cpu, symbol_name(var_namespace(v)), symbol_name(var_name(v)));
  error_raise(cpu, ERROR_ARGUMENT, "no conversion to symbol");
}

static value_t core_keyword(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  value_t v = arguments[0];
  if (count == 2) {
    string_or_nil(cpu, v, "keyword"); // a wrong kind is told before a missing name
    string_check(cpu, arguments[1], "keyword");
    return keyword_intern(cpu, v, arguments[1]);
  }
  if (value_is_keyword(v)) return v;
  if (value_is_symbol(v)) return keyword_intern(cpu, symbol_namespace(v), symbol_name(v));
  if (value_is_string(v)) return keyword_from_text(cpu, string_bytes(v), string_byte_length(v));
  return VALUE_NIL;
}

// The keyword if it has been interned before, without interning it.
static value_t core_find_keyword(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  value_t v = arguments[0], symbol;
  if (count == 1 && !value_is_symbol(v) && !value_is_string(v))
    return value_is_keyword(v) ? v : VALUE_NIL;
  // A symbol stands for the pair of names: its table is small change beside the keywords'.
  symbol = core_symbol(cpu, arguments, count);
  value_t found =
      intern_table_find(cpu, language_of(cpu)->keywords, symbol_hash(symbol) + 0x9e3779b9u,
                        symbol_namespace(symbol), symbol_name(symbol));
  return value_same(found, VALUE_ABSENT) ? VALUE_NIL : found;
}

const struct primitive symbol_primitives[] = {
    {"clojure.core/symbol?", core_is_symbol, 1, 1, "([x])", "Returns true if x is a symbol."},
    {"clojure.core/keyword?", core_is_keyword, 1, 1, "([x])", "Returns true if x is a keyword."},
    {"clojure.core/ident?", core_is_ident, 1, 1, "([x])",
     "Returns true if x is a symbol or keyword."},
    {"clojure.core/simple-ident?", core_is_simple_ident, 1, 1, "([x])",
     "Returns true if x is a symbol or keyword without a namespace."},
    {"clojure.core/qualified-ident?", core_is_qualified_ident, 1, 1, "([x])",
     "Returns true if x is a symbol or keyword with a namespace."},
    {"clojure.core/simple-symbol?", core_is_simple_symbol, 1, 1, "([x])",
     "Returns true if x is a symbol without a namespace."},
    {"clojure.core/qualified-symbol?", core_is_qualified_symbol, 1, 1, "([x])",
     "Returns true if x is a symbol with a namespace."},
    {"clojure.core/simple-keyword?", core_is_simple_keyword, 1, 1, "([x])",
     "Returns true if x is a keyword without a namespace."},
    {"clojure.core/qualified-keyword?", core_is_qualified_keyword, 1, 1, "([x])",
     "Returns true if x is a keyword with a namespace."},
    {"clojure.core/name", core_name, 1, 1, "([x])", "The name of a symbol, keyword or string."},
    {"clojure.core/namespace", core_namespace, 1, 1, "([x])",
     "The namespace of a symbol or keyword, or nil."},
    {"clojure.core/symbol", core_symbol, 1, 2, "([name] [ns name])",
     "The symbol with that name and namespace."},
    {"clojure.core/keyword", core_keyword, 1, 2, "([name] [ns name])",
     "The keyword with that name and namespace; nil for what names nothing."},
    {"clojure.core/find-keyword", core_find_keyword, 1, 2, "([name] [ns name])",
     "The keyword if there has been one of that name, else nil."},
    {NULL, NULL, 0, 0, NULL, NULL},
};
