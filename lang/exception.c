// SPDX-License-Identifier: MIT
#include "lang/exception.h"

#include <setjmp.h>
#include <stdarg.h>

#include "lang/code.h"
#include "lang/collections.h"
#include "lang/error.h"
#include "lang/language.h"
#include "lang/print.h"
#include "lang/primitive.h"
#include "lang/stack.h"
#include "lang/string.h"
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

value_t exception_of_reader(struct cpu *cpu, enum language_error error, value_t message,
                            size_t read) {
  value_t exception =
      exception_new(cpu, type_builtin(cpu, error_types[error]), message, VALUE_NIL, VALUE_NIL);
  object_initialize(value_object(exception), EXCEPTION_READ, value_of_fixnum((int64_t)read));
  return exception;
}

_Noreturn void error_raise_compiler(struct cpu *cpu, value_t message, value_t reason) {
  value_t cause = exception_new(cpu, type_builtin(cpu, error_types[ERROR_RUNTIME]), reason,
                                VALUE_NIL, VALUE_NIL);
  error_throw(cpu, exception_new(cpu, type_builtin(cpu, error_types[ERROR_COMPILER]), message,
                                 VALUE_NIL, cause));
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
  if (error == ERROR_COMPILER) error_raise_compiler(cpu, message, message);
  error_throw(cpu, exception_new(cpu, type_builtin(cpu, error_types[error]), message, VALUE_NIL,
                                 VALUE_NIL));
}
