// SPDX-License-Identifier: MIT
#include "lang/compiler.h"

#include <stdarg.h>

#include "lang/code.h"
#include "lang/collections.h"
#include "lang/compiler_internal.h"
#include "lang/exception.h"
#include "lang/namespace.h"
#include "lang/print.h"
#include "lang/set.h"
#include "lang/string.h"
#include "lang/symbol.h"
#include "lang/type.h"

_Noreturn void compile_error(struct function *f, value_t form, const char *format, ...) {
  struct compiler *c = f->compiler;
  struct text text;
  text_start(&text, c->cpu);
  va_list list;
  va_start(list, format);
  text_format_values(&text, format, list);
  va_end(list);
  value_t cause = exception_new(c->cpu, type_builtin(c->cpu, TYPE_RUNTIME_EXCEPTION),
                                text_string(&text), VALUE_NIL, VALUE_NIL);
  value_t head = value_is_kind(form, KIND_LIST) ? list_first(form) : VALUE_NIL;
  const struct source_failure failure = {.phase = "compile-syntax-check",
                                         .symbol = value_is_symbol(head) ? head : VALUE_NIL,
                                         .file = c->file,
                                         .line = c->line ? value_of_fixnum(c->line) : VALUE_NIL,
                                         .column = value_of_fixnum(c->column)};
  text_format(&text, ": ");
  print_value(&text, form, PRINT_READABLY | PRINT_CUT, PRINT_ERROR_BYTES, PRINT_ERROR_DEPTH);
  error_throw(c->cpu, exception_of_source(c->cpu, &failure, text_string(&text), cause));
}

// --- Forms as data --------------------------------------------------------------------------

bool form_is_list(value_t form) {
  switch (value_kind(form)) {
  case KIND_LIST:
  case KIND_CONS:
  case KIND_LAZY_SEQ:
  case KIND_CHUNKED_CONS:
  case KIND_VECTOR_SEQ:
  case KIND_ARRAY_SEQ:
  case KIND_MAP_SEQ:
    return true;
  default:
    return false;
  }
}

value_t *form_elements(struct function *f, value_t form, uint32_t *count) {
  struct cpu *cpu = f->compiler->cpu;
  int64_t n = sequence_elements_try(cpu, form, NULL, 0);
  if (n < 0) compile_error(f, form, "form holds an unrealised sequence");
  value_t *elements = scratch_allocate(cpu, ((size_t)n + 1) * sizeof *elements);
  sequence_elements_try(cpu, form, elements, (size_t)n);
  *count = (uint32_t)n;
  return elements;
}

bool form_mentions(struct function *f, value_t form, value_t symbol) {
  if (value_is_symbol(form)) return symbol_equal(form, symbol);
  if (value_is_map(form) || value_is_set(form)) return true; // not looked into
  if (!form_is_list(form) && !value_is_vector(form)) return false;
  uint32_t count;
  value_t *elements = form_elements(f, form, &count);
  for (uint32_t i = 0; i < count; i++)
    if (form_mentions(f, elements[i], symbol)) return true;
  return false;
}

static void note_place(struct function *f, value_t form) {
  struct compiler *c = f->compiler;
  value_t meta = meta_of(form);
  if (!value_is_map(meta)) return;
  struct language_keywords *keyword = &language_of(c->cpu)->keyword;
  value_t line = map_get_try(c->cpu, meta, keyword->line, VALUE_NIL);
  value_t column = map_get_try(c->cpu, meta, keyword->column, VALUE_NIL);
  if (value_is_fixnum(line)) c->line = (uint32_t)value_fixnum(line);
  if (value_is_fixnum(column)) c->column = (uint32_t)value_fixnum(column);
}

// --- Locals ---------------------------------------------------------------------------------

void local_push(struct function *f, value_t symbol, uint32_t reg, bool boxed) {
  struct local *local = scratch_allocate(f->compiler->cpu, sizeof *local);
  *local = (struct local){symbol, reg, boxed, f->locals};
  f->locals = local;
}

// A local of this very function.
static struct local *own_local(struct function *f, value_t symbol) {
  for (struct local *local = f->locals; local; local = local->outer)
    if (symbol_equal(local->symbol, symbol)) return local;
  return NULL;
}

static bool is_self(struct function *f, value_t symbol) {
  return !value_is_nil(f->name) && symbol_equal(f->name, symbol);
}

// The index of the captured value, -1 when no enclosing function has such a local.
static int64_t capture_find(struct function *f, value_t symbol, bool *boxed) {
  for (uint32_t i = 0; i < *f->capture_count; i++)
    if (symbol_equal(f->captures[i].symbol, symbol)) {
      *boxed = f->captures[i].boxed;
      return i;
    }
  struct function *outer = f->outer;
  if (!outer) return -1;
  struct capture capture = {.symbol = symbol};
  struct local *local = own_local(outer, symbol);
  if (local) {
    capture.index = local->reg;
    capture.boxed = local->boxed;
  } else if (is_self(outer, symbol)) {
    // The enclosing function itself: CLOSURE takes it from a register of its own.
    capture.index = UINT32_MAX;
  } else {
    int64_t index = capture_find(outer, symbol, &capture.boxed);
    if (index < 0) return -1;
    capture.from_capture = true;
    capture.index = (uint32_t)index;
  }
  if (*f->capture_count == 256) compile_error(f, symbol, "more than 256 captured locals");
  *boxed = capture.boxed;
  f->captures[*f->capture_count] = capture;
  return (*f->capture_count)++;
}

struct local *local_find(struct function *f, value_t symbol) {
  static struct local elsewhere; // "a local, but not of this function": only its being matters
  if (!value_is_nil(symbol_namespace(symbol))) return NULL;
  for (struct function *g = f; g; g = g->outer) {
    struct local *local = own_local(g, symbol);
    if (local) return g == f ? local : &elsewhere;
    if (is_self(g, symbol)) return &elsewhere;
  }
  return NULL;
}

bool form_is_local(struct function *f, value_t form) {
  return value_is_symbol(form) && local_find(f, form);
}

// --- Delivering -----------------------------------------------------------------------------

void compile_deliver(struct function *f, uint32_t reg, int32_t destination) {
  if (destination == DESTINATION_TAIL)
    emit(f, instruction_abc(OPCODE_RETURN, reg, 0, 0));
  else if (destination >= 0 && (uint32_t)destination != reg)
    emit(f, instruction_abc(OPCODE_MOVE, (uint32_t)destination, reg, 0));
}

static void deliver_constant(struct function *f, value_t v, int32_t destination) {
  if (destination == DESTINATION_NONE) return;
  uint32_t reg = destination >= 0 ? (uint32_t)destination : register_take(f, 1);
  emit_constant(f, reg, v);
  if (destination < 0) {
    compile_deliver(f, reg, destination);
    f->next = reg;
  }
}

uint32_t compile_temporary(struct function *f, value_t form) {
  uint32_t reg = register_take(f, 1);
  compile_form(f, form, (int32_t)reg);
  return reg;
}

uint32_t compile_operand(struct function *f, value_t form) {
  if (value_is_symbol(form) && value_is_nil(symbol_namespace(form))) {
    struct local *local = own_local(f, form);
    if (local && !local->boxed) return local->reg;
  }
  return compile_temporary(f, form);
}

static void compile_forms(struct function *f, value_t *elements, uint32_t count,
                          int32_t destination) {
  if (!count) deliver_constant(f, VALUE_NIL, destination);
  struct loop *loop = f->loop;
  for (uint32_t i = 0; i < count; i++) {
    f->loop = i + 1 == count ? loop : NULL; // recur: from the last form only
    compile_form(f, elements[i], i + 1 == count ? destination : DESTINATION_NONE);
  }
  f->loop = loop;
}

void compile_body(struct function *f, value_t forms, int32_t destination) {
  uint32_t count;
  value_t *elements = form_elements(f, forms, &count);
  compile_forms(f, elements, count, destination);
}

// --- Literals -------------------------------------------------------------------------------

bool form_constant(struct function *f, value_t form, value_t *constant) {
  struct cpu *cpu = f->compiler->cpu;
  if (value_is_symbol(form) || value_is_kind(form, KIND_VAR)) return false;
  if (form_is_list(form)) {
    uint32_t count;
    value_t *elements = form_elements(f, form, &count);
    if (count != 2 || !value_is_symbol(elements[0]) ||
        !symbol_equal(elements[0], language_of(cpu)->symbol.quote))
      return false;
    *constant = elements[1];
    return true;
  }
  if (value_is_vector(form)) {
    size_t count = vector_count(form);
    value_t *values = scratch_allocate(cpu, (count + 1) * sizeof *values);
    bool same = value_is_kind(form, KIND_VECTOR);
    for (size_t i = 0; i < count; i++) {
      value_t element = vector_nth(form, i);
      if (!form_constant(f, element, &values[i])) return false;
      same = same && value_same(element, values[i]);
    }
    *constant = same ? form : meta_with(cpu, vector_from_array(cpu, values, count), meta_of(form));
    return value_is_nil(meta_of(form));
  }
  if (value_is_map(form)) {
    size_t count = map_count(form), at = 0;
    value_t *pairs = scratch_allocate(cpu, (2 * count + 1) * sizeof *pairs);
    struct map_cursor cursor;
    map_cursor_start(&cursor, form);
    for (value_t key, v; map_cursor_next(&cursor, &key, &v); at += 2)
      if (!form_constant(f, key, &pairs[at]) || !form_constant(f, v, &pairs[at + 1])) return false;
    if (!value_is_nil(meta_of(form))) return false;
    *constant = map_from_array_try(cpu, pairs, count);
    return !value_same(*constant, VALUE_ABSENT);
  }
  if (value_is_set(form)) {
    uint32_t count;
    if (!value_is_kind(form, KIND_HASH_SET) || !value_is_nil(meta_of(form))) return false;
    value_t *elements = form_elements(f, form, &count);
    for (uint32_t i = 0; i < count; i++)
      if (!form_constant(f, elements[i], &elements[i])) return false;
    *constant = set_from_array_try(cpu, elements, count);
    return !value_same(*constant, VALUE_ABSENT) && set_count(*constant) == count;
  }
  *constant = form;
  return true;
}

// A literal collection whose elements need code: made by `maker` from a batch of elements, then
// grown batch by batch by `adder`.
static void compile_batches(struct function *f, value_t *elements, uint32_t count,
                            const char *maker, const char *adder, int32_t destination) {
  struct cpu *cpu = f->compiler->cpu;
  uint32_t saved = f->next;
  uint32_t base = call_base(f, destination);
  uint32_t done = 0;
  do {
    uint32_t batch = (uint32_t)minimum(count - done, COMPILER_LITERAL_BATCH);
    uint32_t mark = f->next;
    uint32_t link = register_take(f, 1);
    uint32_t given = batch;
    uint32_t at = base;
    if (done) { // what is there already becomes the first argument of a call above it
      at = link;
      register_take(f, 1);
      emit(f, instruction_abc(OPCODE_MOVE, register_take(f, 1), base, 0));
      given++;
    }
    for (uint32_t i = 0; i < batch; i++) compile_temporary(f, elements[done + i]);
    emit(f, instruction_abx(OPCODE_PRIMITIVE, at, given,
                            (int32_t)primitive_index_of(cpu, done ? adder : maker)));
    if (at != base) emit(f, instruction_abc(OPCODE_MOVE, base, at, 0));
    f->next = mark;
    done += batch;
  } while (done < count);
  f->next = saved;
  compile_deliver(f, base, destination);
}

static void compile_literal(struct function *f, value_t form, int32_t destination) {
  struct cpu *cpu = f->compiler->cpu;
  value_t meta = meta_of(form);
  if (!value_is_nil(meta)) {
    value_t arguments[] = {meta_with(cpu, form, VALUE_NIL), meta};
    compile_primitive(f, "clojure.core/with-meta", arguments, 2, destination);
    return;
  }
  uint32_t count;
  if (value_is_map(form)) {
    value_t *pairs = scratch_allocate(cpu, (2 * map_count(form) + 1) * sizeof *pairs);
    struct map_cursor cursor;
    map_cursor_start(&cursor, form);
    count = 0;
    for (value_t key, v; map_cursor_next(&cursor, &key, &v);) {
      pairs[count++] = key;
      pairs[count++] = v;
    }
    compile_batches(f, pairs, count, "nacre.primitive/map-literal", "nacre.primitive/literal-more",
                    destination);
    return;
  }
  value_t *elements = form_elements(f, form, &count);
  bool set = value_is_set(form);
  compile_batches(f, elements, count, set ? "nacre.primitive/set-literal" : "clojure.core/vector",
                  set ? "nacre.primitive/literal-more" : "clojure.core/conj", destination);
}

// --- Symbols --------------------------------------------------------------------------------

static void compile_global(struct function *f, value_t var, int32_t destination) {
  struct cpu *cpu = f->compiler->cpu;
  uint32_t saved = f->next;
  uint32_t reg = destination >= 0 ? (uint32_t)destination : register_take(f, 1);
  if (var_flag(cpu, var, language_of(cpu)->keyword.dynamic))
    emit_with_constant(f, OPCODE_DYNAMIC, reg, 0, var);
  else
    emit(f, instruction_abx(OPCODE_GLOBAL, reg, 0, (int32_t)var_slot(var)));
  f->next = saved;
  if (destination < 0) compile_deliver(f, reg, destination);
}

// Puts a captured value or the function itself into a register.
static void emit_capture(struct function *f, uint32_t reg, int64_t index, bool boxed) {
  if (index < 0)
    emit(f, instruction_abc(OPCODE_SELF, reg, 0, 0));
  else
    emit(f, instruction_abc(OPCODE_CAPTURE, reg, (uint32_t)index, 0));
  if (boxed) emit(f, instruction_abc(OPCODE_BOX_GET, reg, reg, 0));
}

static void compile_symbol(struct function *f, value_t symbol, int32_t destination) {
  struct cpu *cpu = f->compiler->cpu;
  uint32_t saved = f->next;
  if (value_is_nil(symbol_namespace(symbol))) {
    struct local *local = own_local(f, symbol);
    if (local && !local->boxed) {
      compile_deliver(f, local->reg, destination);
      return;
    }
    bool boxed = false;
    int64_t index = -1;
    if (local || is_self(f, symbol) || (index = capture_find(f, symbol, &boxed)) >= 0) {
      if (destination == DESTINATION_NONE) return;
      uint32_t reg = destination >= 0 ? (uint32_t)destination : register_take(f, 1);
      if (local)
        emit(f, instruction_abc(OPCODE_BOX_GET, reg, local->reg, 0));
      else
        emit_capture(f, reg, index, boxed);
      f->next = saved;
      if (destination < 0) compile_deliver(f, reg, destination);
      return;
    }
  }
  value_t resolved = namespace_resolve(cpu, symbol);
  if (value_is_nil(resolved)) compile_error(f, symbol, "Unable to resolve symbol in this context");
  if (value_is_kind(resolved, KIND_VAR))
    compile_global(f, resolved, destination);
  else
    deliver_constant(f, resolved, destination);
}

// --- Functions ------------------------------------------------------------------------------

static void emit_closure(struct function *f, uint32_t reg, value_t code,
                         const struct capture *captures, uint32_t count) {
  if (!count) { // nothing captured: one function object for ever, a constant
    struct cpu *cpu = f->compiler->cpu;
    struct object *function = gc_allocate_old(cpu, KIND_FUNCTION, FUNCTION_CAPTURES, 0);
    object_initialize(function, FUNCTION_CODE, code);
    object_initialize(function, FUNCTION_META, VALUE_NIL);
    emit_constant(f, reg, value_of_object(function));
    return;
  }
  uint32_t saved = f->next;
  uint32_t self = UINT32_MAX;
  for (uint32_t i = 0; i < count && self == UINT32_MAX; i++)
    if (!captures[i].from_capture && captures[i].index == UINT32_MAX) {
      self = register_take(f, 1);
      emit(f, instruction_abc(OPCODE_SELF, self, 0, 0));
    }
  emit_with_constant(f, OPCODE_CLOSURE, reg, 0, code);
  words_add(f->compiler, &f->instructions, (uint64_t)count << 2);
  for (uint32_t i = 0; i < count; i++) {
    uint64_t index =
        captures[i].index == UINT32_MAX && !captures[i].from_capture ? self : captures[i].index;
    words_add(f->compiler, &f->instructions, index << 3 | (captures[i].from_capture ? 4 : 0));
  }
  f->next = saved;
}

// One arity: ([params] body...). Returns its code.
static value_t compile_arity(struct function *outer, value_t name, struct capture *captures,
                             uint32_t *capture_count, value_t arity, uint32_t *required,
                             bool *variadic) {
  struct function f;
  struct compiler *c = outer->compiler;
  struct cpu *cpu = c->cpu;
  function_start(&f, c, outer);
  f.name = name;
  f.captures = captures;
  f.capture_count = capture_count;
  uint32_t count, parameter_count;
  value_t *elements = form_elements(&f, arity, &count);
  if (!count || !value_is_vector(elements[0]))
    compile_error(&f, arity, "fn* wants a vector of parameters");
  value_t *parameters = form_elements(&f, elements[0], &parameter_count);
  *required = 0;
  *variadic = false;
  struct loop loop = {0};
  loop.regs = scratch_allocate(cpu, (parameter_count + 1) * sizeof *loop.regs);
  loop.symbols = scratch_allocate(cpu, (parameter_count + 1) * sizeof *loop.symbols);
  for (uint32_t i = 0; i < parameter_count; i++) {
    if (!value_is_symbol(parameters[i]))
      compile_error(&f, parameters[i], "fn* parameter is no symbol");
    if (symbol_equal(parameters[i], language_of(cpu)->symbol.ampersand)) {
      if (*variadic || i + 2 != parameter_count)
        compile_error(&f, elements[0], "one parameter must follow &");
      *variadic = true;
      continue;
    }
    uint32_t reg = register_take(&f, 1);
    local_push(&f, parameters[i], reg, false);
    loop.regs[loop.count] = reg;
    loop.symbols[loop.count++] = parameters[i];
    if (!*variadic) ++*required;
  }
  if (*required > COMPILER_CALL_LIMIT) compile_error(&f, arity, "more than 60 parameters");
  f.loop = &loop;
  compile_forms(&f, elements + 1, count - 1, DESTINATION_TAIL);
  return function_finish(&f, *required, *variadic);
}

static value_t full_name_of(struct function *f, value_t name) {
  struct compiler *c = f->compiler;
  if (!value_is_nil(c->full_name) || value_is_nil(name)) return c->full_name;
  value_t ns = namespace_current(c->cpu);
  if (!value_is_kind(ns, KIND_NAMESPACE)) return name;
  return symbol_intern(c->cpu, symbol_name(namespace_name(ns)), symbol_name(name));
}

// The label (lang/code.h) of the function of that name, nil for none, that is compiled now: a path
// of names with `$` between them, from `eval` on where no def surrounds it. The library's own
// functions share one short path, which keeps the image small.
static value_t label_of(struct function *f, value_t name) {
  struct compiler *c = f->compiler;
  if (c->defining && value_is_nil(name)) return VALUE_NIL;
  struct text text;
  text_start(&text, c->cpu);
  value_t ns = VALUE_NIL;
  if (!language_of(c->cpu)->from_image) {
    name = VALUE_NIL;
    if (value_is_nil(c->full_name)) ns = language_of(c->cpu)->symbol.clojure_core;
    ns = value_is_nil(ns) ? ns : symbol_name(ns);
  } else if (!value_is_nil(c->label)) {
    text_format(&text, "%s$", string_bytes(symbol_name(c->label)));
    ns = symbol_namespace(c->label);
  } else if (c->functions == 0) {
    if (!c->in_def) text_add_c(&text, "eval$");
    value_t current = namespace_current(c->cpu);
    if (value_is_kind(current, KIND_NAMESPACE)) ns = symbol_name(namespace_name(current));
  }
  text_add_c(&text, value_is_nil(name) ? "fn" : string_bytes(symbol_name(name)));
  return symbol_intern(c->cpu, ns, text_string(&text));
}

static void compile_function(struct function *f, value_t form, value_t *elements, uint32_t count,
                             int32_t destination) {
  struct compiler *c = f->compiler;
  struct cpu *cpu = c->cpu;
  value_t name = VALUE_NIL, outer_name = c->full_name, outer_label = c->label;
  uint32_t at = 1;
  if (at < count && value_is_symbol(elements[at])) name = elements[at++];
  c->label = label_of(f, name);
  c->defining = false;
  c->functions++;
  c->full_name = full_name_of(f, name);
  value_t single[1];
  value_t *arities = elements + at;
  uint32_t arity_count = count - at;
  if (arity_count && value_is_vector(arities[0])) { // (fn* [params] body...)
    single[0] = list_from_array(cpu, arities, arity_count);
    arities = single;
    arity_count = 1;
  }
  if (!arity_count) compile_error(f, form, "fn* without parameters");
  struct capture *captures = scratch_allocate(cpu, 256 * sizeof *captures);
  uint32_t capture_count = 0;
  value_t *codes = scratch_allocate(cpu, arity_count * sizeof *codes);
  int64_t variadic_required = -1;
  for (uint32_t i = 0; i < arity_count; i++) {
    uint32_t line = c->line, column = c->column, required;
    bool variadic;
    note_place(f, arities[i]);
    codes[i] = compile_arity(f, name, captures, &capture_count, arities[i], &required, &variadic);
    c->line = line;
    c->column = column;
    if (variadic && variadic_required >= 0)
      compile_error(f, form, "Can't have more than 1 variadic overload");
    if (variadic) variadic_required = required;
    for (uint32_t j = 0; j < i; j++) {
      struct object *other = value_object(codes[j]);
      if (!variadic && !code_is_variadic(other) && code_required(other) == required)
        compile_error(f, form, "Can't have 2 overloads with same arity");
    }
  }
  for (uint32_t i = 0; variadic_required >= 0 && i < arity_count; i++)
    if (!code_is_variadic(value_object(codes[i])) &&
        code_required(value_object(codes[i])) > (uint32_t)variadic_required)
      compile_error(f, form,
                    "Can't have fixed arity function with more params than variadic function");
  if (arity_count > 1) {
    struct object *overloads = gc_allocate_old(cpu, KIND_CHUNK, arity_count, 0);
    for (uint32_t i = 0; i < arity_count; i++) object_initialize(overloads, i, codes[i]);
    for (uint32_t i = 0; i < arity_count; i++)
      object_initialize(value_object(codes[i]), CODE_OVERLOADS, value_of_object(overloads));
  }
  c->full_name = outer_name;
  c->label = outer_label;
  c->functions--;
  if (destination == DESTINATION_NONE) return;
  uint32_t saved = f->next;
  uint32_t reg = destination >= 0 ? (uint32_t)destination : register_take(f, 1);
  emit_closure(f, reg, codes[0], captures, capture_count);
  f->next = saved;
  if (destination < 0) compile_deliver(f, reg, destination);
}

// --- Special forms --------------------------------------------------------------------------

static void want_count(struct function *f, value_t form, uint32_t count, uint32_t least,
                       uint32_t most) {
  if (count < least + 1) compile_error(f, form, "Too few arguments to %V", list_first(form));
  if (count > most + 1) compile_error(f, form, "Too many arguments to %V", list_first(form));
}

static void compile_if(struct function *f, value_t form, value_t *elements, uint32_t count,
                       int32_t destination) {
  want_count(f, form, count, 2, 3);
  struct jumps if_false = {0};
  struct loop *loop = f->loop;
  f->loop = NULL;
  compile_test(f, elements[1], &if_false);
  f->loop = loop;
  compile_form(f, elements[2], destination);
  bool has_else = count == 4 || destination != DESTINATION_NONE;
  uint32_t end = 0;
  if (has_else && destination != DESTINATION_TAIL) end = emit_jump(f, OPCODE_JUMP, 0);
  for (uint32_t i = 0; i < if_false.count; i++) patch_here(f, if_false.at[i]);
  if (!has_else) return;
  if (count == 4)
    compile_form(f, elements[3], destination);
  else
    deliver_constant(f, VALUE_NIL, destination);
  if (destination != DESTINATION_TAIL) patch_here(f, end);
}

// let* and loop*: pairs of symbol and value, then a body.
static void compile_let(struct function *f, value_t form, value_t *elements, uint32_t count,
                        bool is_loop, int32_t destination) {
  struct cpu *cpu = f->compiler->cpu;
  if (count < 2 || !value_is_vector(elements[1]))
    compile_error(f, form, "Bad binding form, expected vector");
  uint32_t binding_count;
  value_t *bindings = form_elements(f, elements[1], &binding_count);
  if (binding_count % 2)
    compile_error(f, form, "Bad binding form, expected matched symbol and value");
  uint32_t saved = f->next;
  struct local *locals = f->locals;
  struct loop *outer_loop = f->loop;
  // A value that is to be delivered in a register below may not be built among the locals.
  struct loop loop = {0};
  loop.regs = scratch_allocate(cpu, (binding_count / 2 + 1) * sizeof *loop.regs);
  loop.symbols = scratch_allocate(cpu, (binding_count / 2 + 1) * sizeof *loop.symbols);
  if (is_loop || destination != DESTINATION_TAIL) f->loop = NULL;
  for (uint32_t i = 0; i < binding_count; i += 2) {
    if (!value_is_symbol(bindings[i]) || !value_is_nil(symbol_namespace(bindings[i])))
      compile_error(f, bindings[i], "Can't let qualified name or non-symbol");
    uint32_t reg = register_take(f, 1);
    struct loop *during = f->loop;
    f->loop = NULL;
    compile_form(f, bindings[i + 1], (int32_t)reg);
    f->loop = during;
    local_push(f, bindings[i], reg, false);
    loop.regs[loop.count] = reg;
    loop.symbols[loop.count++] = bindings[i];
  }
  if (is_loop) {
    loop.start = f->instructions.count;
    f->loop = &loop;
  } else {
    f->loop = outer_loop;
  }
  compile_forms(f, elements + 2, count - 2, destination);
  f->loop = outer_loop;
  f->locals = locals;
  f->next = saved;
}

// The order in which to compile the arguments of a recur: as written, unless all are arithmetic on
// locals; then each as soon as no other one still reads the variable it replaces.
static uint32_t *recur_order(struct function *f, value_t *arguments, const struct loop *loop) {
  uint32_t *order = scratch_allocate(f->compiler->cpu, (loop->count + 1) * sizeof *order);
  bool *taken = scratch_allocate(f->compiler->cpu, loop->count + 1);
  bool pure = true;
  for (uint32_t i = 0; i < loop->count; i++) {
    order[i] = i;
    taken[i] = false;
    pure = pure && form_is_arithmetic(f, arguments[i]);
  }
  if (!pure) return order;
  for (uint32_t k = 0; k < loop->count; k++) {
    uint32_t best = UINT32_MAX;
    for (uint32_t i = 0; i < loop->count && best == UINT32_MAX; i++) {
      bool ready = !taken[i];
      for (uint32_t j = 0; ready && j < loop->count; j++)
        ready = taken[j] || j == i || !form_mentions(f, arguments[j], loop->symbols[i]);
      if (ready) best = i;
    }
    for (uint32_t i = 0; best == UINT32_MAX; i++)
      if (!taken[i]) best = i;
    order[k] = best;
    taken[best] = true;
  }
  return order;
}

// Goes back to `start`. When the loop begins with a fused test on fixnums, that test is decided
// here, so that a turn costs one jump.
static void emit_back_edge(struct function *f, uint32_t start) {
  static const struct {
    enum opcode test, back;
  } pairs[] = {
      {OPCODE_UNLESS_LESS, OPCODE_WHILE_LESS},
      {OPCODE_UNLESS_LESS_EQUAL, OPCODE_WHILE_LESS_EQUAL},
      {OPCODE_UNLESS_LESS_WORD, OPCODE_WHILE_LESS_WORD},
      {OPCODE_UNLESS_LESS_EQUAL_WORD, OPCODE_WHILE_LESS_EQUAL_WORD},
      {OPCODE_UNLESS_GREATER_WORD, OPCODE_WHILE_GREATER_WORD},
      {OPCODE_UNLESS_GREATER_EQUAL_WORD, OPCODE_WHILE_GREATER_EQUAL_WORD},
  };
  uint64_t first = start < f->instructions.count ? f->instructions.data[start] : 0;
  uint32_t distance = f->instructions.count - start;
  for (size_t i = 0; i < array_length(pairs); i++)
    if (instruction_opcode(first) == pairs[i].test && distance < UINT16_MAX && !f->compiler->far)
      emit(f, instruction_abc(pairs[i].back, instruction_a(first), instruction_b(first), distance));
  uint32_t at = emit_jump(f, OPCODE_LOOP, 0);
  f->instructions.data[at] = instruction_abx(OPCODE_LOOP, 0, 0, (int32_t)(at + 1 - start));
}

static void compile_recur(struct function *f, value_t form, value_t *elements, uint32_t count) {
  struct loop *loop = f->loop;
  if (!loop) compile_error(f, form, "Can only recur from tail position");
  if (loop->barred) compile_error(f, form, "%s", loop->barred);
  if (count - 1 != loop->count)
    compile_error(f, form, "Mismatched argument count to recur, expected: %u args, got: %u",
                  loop->count, count - 1);
  uint32_t saved = f->next;
  struct loop *during = f->loop;
  f->loop = NULL;
  register_take(f, 1); // so that no loop register is the topmost, where calls are built
  // An argument goes straight into its register when no later one reads the old value. Arithmetic
  // on locals has no effects, so those arguments may be taken in an order that makes this so.
  uint32_t *order = recur_order(f, elements + 1, loop);
  uint32_t *temporaries = scratch_allocate(f->compiler->cpu, count * sizeof *temporaries);
  for (uint32_t k = 0; k < loop->count; k++) {
    uint32_t i = order[k];
    value_t argument = elements[i + 1];
    bool direct = true;
    for (uint32_t j = k + 1; direct && j < loop->count; j++)
      direct = !form_mentions(f, elements[order[j] + 1], loop->symbols[i]);
    if (form_is_list(argument)) {
      // Only plain calls write their result last; special forms may read locals after.
      value_t head = call_head(f, list_first(argument));
      direct = direct && (value_is_kind(head, KIND_VAR) || value_is_keyword(head));
    }
    temporaries[i] = direct ? loop->regs[i] : register_take(f, 1);
    compile_form(f, argument, (int32_t)temporaries[i]);
  }
  for (uint32_t i = 0; i < loop->count; i++)
    if (temporaries[i] != loop->regs[i])
      emit(f, instruction_abc(OPCODE_MOVE, loop->regs[i], temporaries[i], 0));
  emit_back_edge(f, loop->start);
  f->loop = during;
  f->next = saved;
}

static void compile_letfn(struct function *f, value_t form, value_t *elements, uint32_t count,
                          int32_t destination) {
  if (count < 2 || !value_is_vector(elements[1]))
    compile_error(f, form, "letfn* wants a vector of names and functions");
  uint32_t binding_count;
  value_t *bindings = form_elements(f, elements[1], &binding_count);
  uint32_t saved = f->next;
  struct local *locals = f->locals;
  struct loop *outer_loop = f->loop;
  f->loop = NULL;
  uint32_t first = register_take(f, binding_count / 2);
  for (uint32_t i = 0; i < binding_count / 2; i++) {
    emit_constant(f, first + i, VALUE_NIL);
    emit(f, instruction_abc(OPCODE_BOX_NEW, first + i, first + i, 0));
    local_push(f, bindings[2 * i], first + i, true);
  }
  for (uint32_t i = 0; i < binding_count / 2; i++) {
    uint32_t mark = f->next;
    uint32_t reg = compile_temporary(f, bindings[2 * i + 1]);
    emit(f, instruction_abc(OPCODE_BOX_SET, first + i, reg, 0));
    f->next = mark;
  }
  f->loop = outer_loop;
  compile_forms(f, elements + 2, count - 2, destination);
  f->locals = locals;
  f->next = saved;
}

// (def symbol), (def symbol value), (def symbol "doc" value); from the expander
// (def var meta-form value?).
static void compile_def(struct function *f, value_t form, value_t *elements, uint32_t count,
                        int32_t destination) {
  struct cpu *cpu = f->compiler->cpu;
  struct language_keywords *keyword = &language_of(cpu)->keyword;
  if (count < 2) compile_error(f, form, "Too few arguments to def");
  value_t target = elements[1], meta, value = VALUE_UNBOUND;
  value_t name = VALUE_NIL;
  if (value_is_kind(target, KIND_VAR)) {
    if (count < 3 || count > 4) compile_error(f, form, "def of a var wants metadata and a value");
    meta = elements[2];
    if (count == 4) value = elements[3];
    name = var_name(target);
  } else {
    if (!value_is_symbol(target)) compile_error(f, form, "First argument to def must be a Symbol");
    if (count > 4) compile_error(f, form, "Too many arguments to def");
    value_t ns = namespace_current(cpu);
    name = target;
    meta = symbol_meta(target);
    if (value_is_nil(meta)) meta = map_empty(cpu);
    if (count == 4) meta = map_assoc_try(cpu, meta, keyword->doc, elements[2]);
    if (count > 2) value = elements[count - 1];
    target = namespace_own_var(cpu, ns, target);
    if (!value_is_falsy(map_get_try(cpu, meta, keyword->dynamic, VALUE_NIL)))
      var_set_meta(cpu, target, map_assoc_try(cpu, map_empty(cpu), keyword->dynamic, VALUE_TRUE));
  }
  bool outer_in_def = f->compiler->in_def;
  f->compiler->in_def = true;
  if (value_is_map(meta)) {
    struct compiler *c = f->compiler;
    meta = map_assoc_try(cpu, meta, keyword->line, value_of_fixnum(c->line));
    meta = map_assoc_try(cpu, meta, keyword->column, value_of_fixnum(c->column));
    meta = map_assoc_try(cpu, meta, keyword->file, c->file);
  }
  uint32_t saved = f->next;
  uint32_t base = call_base(f, destination);
  register_take(f, 1);
  emit_constant(f, register_take(f, 1), target);
  compile_temporary(f, meta);
  if (value_same(value, VALUE_UNBOUND)) {
    emit(f, instruction_abx(OPCODE_PRIMITIVE, base, 2,
                            (int32_t)primitive_index_of(cpu, "nacre.primitive/def-var")));
  } else {
    value_t outer_name = f->compiler->full_name;
    if (form_is_list(value)) {
      f->compiler->full_name = full_name_of(f, name);
      f->compiler->defining =
          symbol_equal(list_first(value), language_of(f->compiler->cpu)->symbol.fn_star);
    }
    compile_temporary(f, value);
    f->compiler->defining = false;
    f->compiler->full_name = outer_name;
    emit(f, instruction_abx(OPCODE_PRIMITIVE, base, 3,
                            (int32_t)primitive_index_of(cpu, "nacre.primitive/def-var")));
  }
  f->compiler->in_def = outer_in_def;
  f->next = saved;
  compile_deliver(f, base, destination);
}

static void compile_var(struct function *f, value_t form, value_t *elements, uint32_t count,
                        int32_t destination) {
  want_count(f, form, count, 1, 1);
  value_t var = elements[1];
  if (value_is_symbol(var)) var = namespace_resolve(f->compiler->cpu, var);
  if (!value_is_kind(var, KIND_VAR)) compile_error(f, form, "Unable to resolve var");
  deliver_constant(f, var, destination);
}

// (set! var value): the binding of this thread.
static void compile_set(struct function *f, value_t form, value_t *elements, uint32_t count,
                        int32_t destination) {
  want_count(f, form, count, 2, 2);
  struct cpu *cpu = f->compiler->cpu;
  value_t var = elements[1];
  if (value_is_symbol(var) && !local_find(f, var)) var = namespace_resolve(cpu, var);
  if (!value_is_kind(var, KIND_VAR)) compile_error(f, form, "Invalid assignment target");
  value_t quoted[] = {language_of(cpu)->symbol.quote, var};
  value_t arguments[] = {list_from_array(cpu, quoted, 2), elements[2]};
  compile_primitive(f, "nacre.primitive/var-set-binding", arguments, 2, destination);
}

// (case* local {constant index} default [form ...])
static void compile_case(struct function *f, value_t form, value_t *elements, uint32_t count,
                         int32_t destination) {
  want_count(f, form, count, 4, 4);
  struct cpu *cpu = f->compiler->cpu;
  uint32_t saved = f->next, branch_count;
  value_t *branches = form_elements(f, elements[4], &branch_count);
  uint32_t base = register_take(f, 2);
  uint32_t map = register_take(f, 1);
  emit_constant(f, map, elements[2]);
  compile_temporary(f, elements[1]);
  emit_constant(f, register_take(f, 1), value_of_fixnum(-1));
  emit(f, instruction_abx(OPCODE_PRIMITIVE, base, 3,
                          (int32_t)primitive_index_of(cpu, "clojure.core/get")));
  emit(f, instruction_abc(OPCODE_TABLE, base, 0, 0));
  f->next = saved;
  uint32_t table = f->instructions.count;
  for (uint32_t i = 0; i <= branch_count; i++) emit_jump(f, OPCODE_JUMP, 0);
  uint32_t *ends = scratch_allocate(cpu, (branch_count + 1) * sizeof *ends);
  for (uint32_t i = 0; i <= branch_count; i++) {
    patch_here(f, table + i);
    compile_form(f, i == 0 ? elements[3] : branches[i - 1], destination);
    if (destination != DESTINATION_TAIL) ends[i] = emit_jump(f, OPCODE_JUMP, 0);
  }
  for (uint32_t i = 0; destination != DESTINATION_TAIL && i <= branch_count; i++)
    patch_here(f, ends[i]);
}

static bool compile_special(struct function *f, value_t form, value_t *elements, uint32_t count,
                            int32_t destination) {
  value_t head = elements[0];
  if (!value_is_symbol(head)) return false;
  struct language_symbols *symbol = &language_of(f->compiler->cpu)->symbol;
  head = symbol_canonical(head);
  uint32_t saved = f->next;
#define IS(name) value_same(head, symbol->name)
  if (IS(if_))
    compile_if(f, form, elements, count, destination);
  else if (IS(let_star))
    compile_let(f, form, elements, count, false, destination);
  else if (IS(do_))
    compile_forms(f, elements + 1, count - 1, destination);
  else if (IS(fn_star))
    compile_function(f, form, elements, count, destination);
  else if (IS(loop_star)) {
    // A loop that is not in tail position still has its recur there; its value is delivered.
    compile_let(f, form, elements, count, true, destination);
  } else if (IS(recur))
    compile_recur(f, form, elements, count);
  else if (IS(quote)) {
    if (count != 2) compile_error(f, form, "Wrong number of args (%u) passed to quote", count - 1);
    deliver_constant(f, elements[1], destination);
  } else if (IS(def))
    compile_def(f, form, elements, count, destination);
  else if (IS(throw_)) {
    want_count(f, form, count, 1, 1);
    emit(f, instruction_abc(OPCODE_THROW, compile_operand(f, elements[1]), 0, 0));
  } else if (IS(try_))
    compile_try(f, form, elements, count, destination);
  else if (IS(letfn_star))
    compile_letfn(f, form, elements, count, destination);
  else if (IS(var))
    compile_var(f, form, elements, count, destination);
  else if (IS(set))
    compile_set(f, form, elements, count, destination);
  else if (IS(case_star))
    compile_case(f, form, elements, count, destination);
  else
    return false;
#undef IS
  f->next = saved;
  return true;
}

void compile_form(struct function *f, value_t form, int32_t destination) {
  struct compiler *c = f->compiler;
  value_t constant;
  if (value_is_symbol(form)) {
    compile_symbol(f, form, destination);
  } else if (value_is_kind(form, KIND_VAR)) {
    compile_global(f, form, destination);
  } else if (form_is_list(form)) {
    if (++c->depth > COMPILER_DEPTH_LIMIT)
      compile_error(f, form, "forms nested deeper than %d", COMPILER_DEPTH_LIMIT);
    uint32_t line = c->line, column = c->column, count;
    note_place(f, form);
    value_t *elements = form_elements(f, form, &count);
    if (!count) {
      deliver_constant(f, list_empty(c->cpu), destination);
    } else if (!compile_special(f, form, elements, count, destination)) {
      struct loop *loop = f->loop;
      f->loop = NULL; // arguments are not in tail position
      compile_call(f, form, elements, count, destination);
      f->loop = loop;
    }
    c->line = line;
    c->column = column;
    c->depth--;
  } else if (form_constant(f, form, &constant)) {
    deliver_constant(f, constant, destination);
  } else {
    struct loop *loop = f->loop;
    f->loop = NULL;
    compile_literal(f, form, destination);
    f->loop = loop;
  }
}

value_t compiler_compile(struct cpu *cpu, value_t form, value_t file) {
  struct compiler compiler = {.cpu = cpu, .file = file, .full_name = VALUE_NIL, .label = VALUE_NIL};
  for (;;) {
    struct function f;
    uint32_t none = 0;
    function_start(&f, &compiler, NULL);
    f.capture_count = &none;
    compile_form(&f, form, DESTINATION_TAIL);
    if (compiler.too_far && !compiler.far) {
      compiler.far = true;
      continue;
    }
    value_t code = function_finish(&f, 0, false);
    struct object *function = gc_allocate(cpu, KIND_FUNCTION, FUNCTION_CAPTURES);
    object_initialize(function, FUNCTION_CODE, code);
    object_initialize(function, FUNCTION_META, VALUE_NIL);
    return value_of_object(function);
  }
}
