// SPDX-License-Identifier: MIT
// Leaves over functions: calling with a list of arguments, compiling, knowing arities.
#include "lang/code.h"
#include "lang/collections.h"
#include "lang/compiler.h"
#include "lang/exception.h"
#include "lang/language.h"
#include "lang/meta.h"
#include "lang/number.h"
#include "lang/primitive.h"
#include "lang/print.h"
#include "lang/sequence.h"
#include "lang/string.h"
#include "lang/symbol.h"
#include "lang/vm.h"
#include "lang/vm_internal.h"

// The arguments of a call that a leaf can make are bounded; this many at most go in registers,
// a longer tail only to a variadic function, as its rest list.
enum { APPLY_LIMIT = 30 };

static bool is_function(value_t v) {
  return value_is_kind(v, KIND_FUNCTION) || value_is_kind(v, KIND_PRIMITIVE);
}
static value_t is_fn(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)cpu, (void)count;
  return value_boolean(is_function(arguments[0]));
}

static struct object *variadic_code(value_t function) {
  if (!value_is_kind(function, KIND_FUNCTION)) return NULL;
  // A function accepts any large number of arguments only if it is variadic.
  struct object *code = function_select(value_object(function), 1000000);
  return code && code_is_variadic(code) ? code : NULL;
}

// [f] how many arguments must be spread before the rest may stay a seq; for what takes no rest: how
// many at most are of use, so that one more shows the mistake.
static value_t function_required_count(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)cpu, (void)count;
  struct object *code = variadic_code(arguments[0]);
  return value_of_fixnum(code ? code_required(code) : APPLY_LIMIT);
}

// [f vector rest] calls f with the vector's elements, and rest (a seq or nil) behind them. rest is
// given to a variadic f as it stands, unrealised.
static value_t apply_seq(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  value_t function = arguments[0], vector = arguments[1], rest = arguments[2];
  size_t given = vector_count(vector);
  struct object *code = variadic_code(function);
  if (value_is_nil(rest) && given <= APPLY_LIMIT) {
    value_t values[APPLY_LIMIT];
    for (size_t i = 0; i < given; i++) values[i] = vector_nth(vector, i);
    return primitive_tail_call(cpu, function, (uint32_t)given, values);
  }
  if (code && code_required(code) <= given) {
    uint32_t required = code_required(code);
    for (size_t i = given; i > required; i--) rest = cons_new(cpu, vector_nth(vector, i - 1), rest);
    value_t values[APPLY_LIMIT + 1];
    if (required > APPLY_LIMIT)
      error_raise(cpu, ERROR_ARITY, "cannot apply a function of %u parameters", required);
    for (uint32_t i = 0; i < required; i++) values[i] = vector_nth(vector, i);
    values[required] = rest;
    cpu->tail_rest = true;
    return primitive_tail_call(cpu, function, required + 1, values);
  }
  if (!value_is_kind(function, KIND_FUNCTION) && !value_is_nil(rest))
    return VALUE_ABSENT; // not reached: Lisp spreads the rest for a primitive
  vm_arity_error(cpu, function, (uint32_t)given + 1);
}

// [primitive vector] a variadic primitive reads its arguments from memory, any number of them.
static value_t apply_vector(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  value_t function = arguments[0], vector = arguments[1];
  if (!value_is_kind(function, KIND_PRIMITIVE)) {
    value_t triple[] = {function, vector, VALUE_NIL};
    size_t given = vector_count(vector);
    struct object *code = variadic_code(function);
    uint32_t required = code ? code_required(code) : 0;
    if (code && required <= APPLY_LIMIT && given > required &&
        function_select(value_object(function), (uint32_t)given) == code) {
      // The rest is a list, as that of a form: macros are called this way.
      value_t rest = list_empty(cpu);
      for (size_t i = given; i > required; i--)
        rest = list_new(cpu, vector_nth(vector, i - 1), rest);
      value_t fixed[APPLY_LIMIT];
      for (uint32_t i = 0; i < required; i++) fixed[i] = vector_nth(vector, i);
      triple[1] = vector_from_array(cpu, fixed, required);
      triple[2] = rest;
    }
    return apply_seq(cpu, triple, 3);
  }
  size_t given = vector_count(vector);
  const struct primitive *row = cpu->primitive_rows[primitive_index(function)];
  if ((int64_t)given < row->minimum || (row->maximum >= 0 && (int64_t)given > row->maximum))
    error_raise(cpu, ERROR_ARITY, "Wrong number of args (%zu) passed to: %s",
                given > 20 ? 21 : given, row->name);
  value_t *values = scratch_allocate(cpu, (given + 1) * sizeof *values);
  for (size_t i = 0; i < given; i++) values[i] = vector_nth(vector, i);
  return row->function(cpu, values, (uint32_t)given);
}

// Adds the elements of args to the `given` values that are there, while they are at hand, at most
// APPLY_LIMIT in all; false when they are not. Looks no further than that, where
// sequence_elements_try would count the rest.
static bool spread(struct cpu *cpu, value_t args, value_t *values, uint32_t *given) {
  if (value_is_nil(args)) return true;
  if (!value_is_class(args, CLASS_SEQUENTIAL)) return false;
  struct sequence_cursor cursor;
  sequence_cursor_start(&cursor, cpu, args);
  for (;;) {
    value_t v;
    switch (sequence_cursor_next(&cursor, &v)) {
    case SEQUENCE_END:
      return true;
    case SEQUENCE_UNKNOWN:
      return false;
    case SEQUENCE_VALUE:
      if (*given == APPLY_LIMIT) return false;
      values[(*given)++] = v;
    }
  }
}

// apply. Few arguments at hand for what takes them all as parameters are passed on at once; Lisp
// spreads others, and hands a variadic function its rest as it stands.
static value_t apply_leaf(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  value_t function = arguments[0], args = arguments[count - 1], values[APPLY_LIMIT];
  uint32_t fixed = count - 2, given = fixed;
  if (likely(is_function(function) && fixed <= APPLY_LIMIT)) {
    for (uint32_t i = 0; i < fixed; i++) values[i] = arguments[i + 1];
    if (spread(cpu, args, values, &given)) {
      bool primitive = value_is_kind(function, KIND_PRIMITIVE);
      struct object *code = primitive ? NULL : function_select(value_object(function), given);
      if (primitive || (code && (!code_is_variadic(code) || given == code_required(code))))
        return primitive_tail_call(cpu, function, given, values);
    }
  }
  value_t vector = vector_from_array(cpu, arguments + 1, fixed);
  return hook_call(cpu, HOOK_APPLY, 3, (value_t[]){function, vector, args});
}

// [form file] an expanded form as a function without arguments.
static value_t compile_leaf(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  return compiler_compile(cpu, arguments[0], count == 2 ? arguments[1] : VALUE_NIL);
}

// [message form] the message with its %s (the form) or %n (its namespace) filled in.
static value_t compiler_message(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  const char *message = string_bytes(arguments[0]);
  value_t form = arguments[1];
  struct text text;
  text_start(&text, cpu);
  for (const char *c = message; *c; c++) {
    if (c[0] == '%' && c[1] == 'n' && value_is_symbol(form)) {
      value_t ns = symbol_namespace(form);
      text_add(&text, string_bytes(ns), string_byte_length(ns));
      c++;
    } else if (c[0] == '%' && c[1] == 's') {
      print_value(&text, form, PRINT_READABLY | PRINT_CUT, PRINT_ERROR_BYTES, PRINT_ERROR_DEPTH);
      c++;
    } else {
      text_add_byte(&text, *c);
    }
  }
  return text_string(&text);
}

// [phase symbol file place reason cause] what a phase refuses; the place is a map with :line and
// :column, or nil.
static value_t compiler_exception(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  string_check(cpu, arguments[0], "compiler-exception");
  struct source_failure failure = {string_bytes(arguments[0]),
                                   value_is_symbol(arguments[1]) ? arguments[1] : VALUE_NIL,
                                   arguments[2], VALUE_NIL, VALUE_NIL};
  if (value_is_map(arguments[3])) {
    failure.line = map_get_try(cpu, arguments[3], keyword_from_c(cpu, "line"), VALUE_NIL);
    failure.column = map_get_try(cpu, arguments[3], keyword_from_c(cpu, "column"), VALUE_NIL);
  }
  return exception_of_source(cpu, &failure, arguments[4], arguments[5]);
}

static value_t function_name(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)cpu, (void)count;
  if (value_is_kind(arguments[0], KIND_PRIMITIVE))
    return object_slot(value_object(arguments[0]), 0);
  if (!value_is_kind(arguments[0], KIND_FUNCTION)) return VALUE_NIL;
  value_t code = object_slot(value_object(arguments[0]), FUNCTION_CODE);
  return object_slot(value_object(code), CODE_NAME);
}

static value_t special_symbol(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  if (!value_is_symbol(arguments[0])) return VALUE_FALSE;
  value_t symbol = symbol_canonical(arguments[0]);
  struct language_symbols *known = &language_of(cpu)->symbol;
  value_t special[] = {
      known->def,          known->if_,          known->do_,       known->let_star,
      known->loop_star,    known->recur,        known->fn_star,   known->letfn_star,
      known->quote,        known->var,          known->throw_,    known->try_,
      known->catch_,       known->finally,      known->set,       known->new_,
      known->dot,          known->case_star,    known->ampersand, known->monitor_enter,
      known->monitor_exit, known->deftype_star, known->reify_star};
  for (size_t i = 0; i < array_length(special); i++)
    if (value_same(special[i], symbol)) return VALUE_TRUE;
  return VALUE_FALSE;
}

static value_t next_id(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)arguments, (void)count;
  uint32_t *counter = &language_of(cpu)->next_id;
  return value_of_fixnum(__atomic_add_fetch(counter, 1, __ATOMIC_RELAXED));
}

static value_t not_leaf(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)cpu, (void)count;
  return value_boolean(value_is_falsy(arguments[0]));
}
static value_t is_nil(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)cpu, (void)count;
  return value_boolean(value_is_nil(arguments[0]));
}
// The identity serial of an object that was given one at birth, else 0.
static value_t identity_serial(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)cpu, (void)count;
  return value_of_fixnum(value_is_pointer(arguments[0]) ? object_extra(value_object(arguments[0]))
                                                        : 0);
}

// [f meta] The function with the metadata that stands before its form; its class stays its own.
static value_t function_of_literal(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  if (!value_is_kind(arguments[0], KIND_FUNCTION)) return arguments[0];
  value_t function = meta_with(cpu, arguments[0], arguments[1]);
  object_set_flags(value_object(function), FUNCTION_HAS_LITERAL_META);
  return function;
}

// [f n] Can f be called with n arguments? False for what is no function.
static value_t function_takes(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  value_t f = arguments[0];
  uint32_t n = (uint32_t)number_to_index(cpu, arguments[1], "a number of arguments");
  if (value_is_kind(f, KIND_FUNCTION))
    return value_boolean(function_select(value_object(f), n) != NULL);
  if (!value_is_kind(f, KIND_PRIMITIVE)) return VALUE_FALSE;
  const struct primitive *row = cpu->primitive_rows[primitive_index(f)];
  return value_boolean(n >= (uint32_t)row->minimum &&
                       (row->maximum == PRIMITIVE_VARIADIC || n <= (uint32_t)row->maximum));
}

#define LEAF(name) "nacre.primitive/" name
const struct primitive function_primitives[] = {
    {"clojure.core/fn?", is_fn, 1, 1, "([x])", "Is x a function made by fn?"},
    {LEAF("function-required-count"), function_required_count, 1, 1, "([f])",
     "Arguments to spread before a rest seq."},
    {LEAF("function-of-literal"), function_of_literal, 2, 2, "([f meta])",
     "f with the metadata of its form."},
    {LEAF("function-takes?"), function_takes, 2, 2, "([f n])",
     "Can the function be called with n arguments?"},
    {"clojure.core/apply", apply_leaf, 2, PRIMITIVE_VARIADIC,
     "([f args] [f x args] [f x y args] [f x y z args] [f a b c d & args])",
     "Calls f with the arguments and, after them, the elements of the last one."},
    {LEAF("apply-seq"), apply_seq, 3, 3, "([f vector rest])",
     "Calls f with the elements, and rest behind them."},
    {LEAF("apply-vector"), apply_vector, 2, 2, "([f vector])",
     "Calls f with the elements of a vector."},
    {LEAF("compile-expanded"), compile_leaf, 1, 2, "([form] [form file])",
     "An expanded form as a function."},
    {LEAF("compiler-message"), compiler_message, 2, 2, "([message form])",
     "A message of the expander with the form."},
    {LEAF("compiler-exception"), compiler_exception, 6, 6,
     "([phase symbol file place reason cause])", "What reader, expander or compiler refuse."},
    {LEAF("function-name"), function_name, 1, 1, "([f])", "Its symbol for traces, or nil."},
    {"clojure.core/special-symbol?", special_symbol, 1, 1, "([s])", "Does s name a special form?"},
    {LEAF("next-id"), next_id, 0, 0, "([])", "The next number of a counter, for gensym."},
    {"clojure.core/not", not_leaf, 1, 1, "([x])", "true when x is nil or false."},
    {"clojure.core/nil?", is_nil, 1, 1, "([x])", "Is x nil?"},
    {LEAF("identity-serial"), identity_serial, 1, 1, "([x])",
     "The serial given to x at birth, or 0."},
    {NULL, NULL, 0, 0, NULL, NULL},
};
