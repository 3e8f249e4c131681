// SPDX-License-Identifier: MIT
#include "lang/exception.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include "lang/code.h"
#include "lang/collections.h"
#include "lang/error.h"
#include "lang/language.h"
#include "lang/print.h"
#include "lang/primitive.h"
#include "lang/stack.h"
#include "lang/string.h"
#include "lang/symbol.h"
#include "lang/type.h"

enum { TRACE_FRAMES = 64 }; // innermost frames that are kept

static value_t take_trace(struct cpu *cpu) {
  value_t entries[2 * TRACE_FRAMES];
  size_t count = 0;
  struct stack_walk walk;
  for (bool more = stack_walk_start(cpu, &walk); more && count < array_length(entries);
       more = stack_walk_next(cpu, &walk)) {
    struct object *code = function_code_at(walk.function, walk.counter);
    if (!code || value_is_nil(object_slot(code, CODE_LINES))) continue;
    entries[count++] = value_of_object(code);
    entries[count++] = value_of_fixnum(walk.counter - code_instructions(code));
  }
  if (count == 0) return VALUE_NIL;
  struct object *trace = gc_allocate(cpu, KIND_CHUNK, count);
  for (size_t i = 0; i < count; i++) object_initialize(trace, i, entries[i]);
  return value_of_object(trace);
}

value_t exception_new(struct cpu *cpu, value_t type, value_t message, value_t data, value_t cause) {
  value_t trace = take_trace(cpu);
  struct object *exception = gc_allocate(cpu, KIND_EXCEPTION, EXCEPTION_SLOTS);
  object_initialize(exception, EXCEPTION_TYPE, type);
  object_initialize(exception, EXCEPTION_MESSAGE, message);
  object_initialize(exception, EXCEPTION_DATA, data);
  object_initialize(exception, EXCEPTION_CAUSE, cause);
  object_initialize(exception, EXCEPTION_TRACE, trace);
  object_initialize(exception, EXCEPTION_READ, VALUE_NIL);
  return value_of_object(exception);
}

value_t exception_trace(struct cpu *cpu, value_t exception) {
  value_t trace = object_slot(value_object(exception), EXCEPTION_TRACE);
  value_t result = vector_from_array(cpu, NULL, 0);
  if (value_is_nil(trace)) return result;
  for (size_t i = 0; i < object_size(value_object(trace)); i += 2) {
    struct object *code = value_object(object_slot(value_object(trace), i));
    int64_t offset = value_fixnum(object_slot(value_object(trace), i + 1));
    uint32_t line, column;
    code_position(code, code_instructions(code) + offset, &line, &column);
    value_t entry[] = {object_slot(code, CODE_NAME), object_slot(code, CODE_FILE),
                       value_of_fixnum(line), value_of_fixnum(column)};
    result = vector_conj(cpu, result, vector_from_array(cpu, entry, array_length(entry)));
  }
  return result;
}

static const enum builtin_type error_types[ERROR_LIMIT] = {
#define ERROR(id, class) [ERROR_##id] = TYPE_##class,
    LANGUAGE_ERRORS(ERROR)
#undef ERROR
};

_Noreturn void error_throw(struct cpu *cpu, value_t exception) {
  cpu->error = exception;
  ASSERT(cpu->error_landing);
  longjmp(*(jmp_buf *)cpu->error_landing, 1);
}

// What Clojure says of the phase.
static const char *phase_text(const char *phase) {
  if (strcmp(phase, "read-source") == 0) return "Syntax error reading source";
  if (strcmp(phase, "macro-syntax-check") == 0) return "Syntax error macroexpanding";
  if (strcmp(phase, "macroexpansion") == 0) return "Unexpected error macroexpanding";
  if (strcmp(phase, "execution") == 0) return "Execution error";
  return "Syntax error compiling";
}

// Text that came from no file has a name that says so.
static bool is_source_file(value_t file) {
  return value_is_string(file) && strcmp(string_bytes(file), "NO_SOURCE_PATH") != 0 &&
         strcmp(string_bytes(file), "NO_SOURCE_FILE") != 0;
}

value_t exception_of_source(struct cpu *cpu, const struct source_failure *failure, value_t reason,
                            value_t cause) {
  bool has_file = is_source_file(failure->file), has_line = value_is_fixnum(failure->line),
       has_column = has_line && value_is_fixnum(failure->column);
  struct text text;
  text_start(&text, cpu);
  text_format(&text, "%s", phase_text(failure->phase));
  if (!value_is_nil(failure->symbol)) {
    text_add_byte(&text, ' ');
    symbol_print(&text, failure->symbol);
  }
  if (has_line)
    text_format(&text, " at (%s%s%lld:%lld)", has_file ? string_bytes(failure->file) : "",
                has_file ? ":" : "", (long long)value_fixnum(failure->line),
                has_column ? (long long)value_fixnum(failure->column) : 0LL);
  text_format(&text, ". ");
  if (value_is_string(reason)) text_add(&text, string_bytes(reason), string_byte_length(reason));
  value_t data[10] = {keyword_from_c(cpu, "clojure.error/phase"),
                      keyword_from_c(cpu, failure->phase)};
  size_t used = 2;
  if (has_line) {
    data[used++] = keyword_from_c(cpu, "clojure.error/line");
    data[used++] = failure->line;
  }
  if (has_column) {
    data[used++] = keyword_from_c(cpu, "clojure.error/column");
    data[used++] = failure->column;
  }
  if (has_file) {
    data[used++] = keyword_from_c(cpu, "clojure.error/source");
    data[used++] = failure->file;
  }
  if (!value_is_nil(failure->symbol)) {
    data[used++] = keyword_from_c(cpu, "clojure.error/symbol");
    data[used++] = failure->symbol;
  }
  return exception_new(cpu, type_builtin(cpu, TYPE_COMPILER_EXCEPTION), text_string(&text),
                       map_from_array_try(cpu, data, used / 2), cause);
}

value_t exception_of_reader(struct cpu *cpu, enum language_error error, value_t message,
                            size_t read, const struct source_failure *failure) {
  value_t exception =
      exception_new(cpu, type_builtin(cpu, error_types[error]), message, VALUE_NIL, VALUE_NIL);
  if (failure) exception = exception_of_source(cpu, failure, message, exception);
  object_initialize(value_object(exception), EXCEPTION_READ, value_of_fixnum((int64_t)read));
  return exception;
}

value_t error_message(struct cpu *cpu, const char *format, va_list list) {
  struct text text;
  text_start(&text, cpu);
  text_format_values(&text, format, list);
  return text_string(&text);
}

_Noreturn void error_raise(struct cpu *cpu, enum language_error error, const char *format, ...) {
  va_list list;
  va_start(list, format);
  value_t message = error_message(cpu, format, list);
  va_end(list);
  if (error == ERROR_COMPILER) {
    value_t cause = exception_new(cpu, type_builtin(cpu, TYPE_RUNTIME_EXCEPTION), message,
                                  VALUE_NIL, VALUE_NIL);
    const struct source_failure failure = {"compile-syntax-check", VALUE_NIL, VALUE_NIL, VALUE_NIL,
                                           VALUE_NIL};
    error_throw(cpu, exception_of_source(cpu, &failure, message, cause));
  }
  error_throw(cpu, exception_new(cpu, type_builtin(cpu, error_types[error]), message, VALUE_NIL,
                                 VALUE_NIL));
}
