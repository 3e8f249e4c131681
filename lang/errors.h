// SPDX-License-Identifier: MIT
// The table of errors that C code raises: what class the exception has for `catch`.
//
//   ERROR(ID, class)   the class is one of lang/types.h
// The message is given where the error is raised; it names the value and what was wanted.
#ifndef NACRE_LANG_ERRORS_H
#define NACRE_LANG_ERRORS_H

// clang-format off
#define LANGUAGE_ERRORS(ERROR) \
  ERROR(TYPE,        CLASS_CAST_EXCEPTION)              /* a value of the wrong kind */ \
  ERROR(ARGUMENT,    ILLEGAL_ARGUMENT_EXCEPTION)        /* a value out of what is allowed */ \
  ERROR(STATE,       ILLEGAL_STATE_EXCEPTION)           /* not now */ \
  ERROR(ARITY,       ARITY_EXCEPTION)                   /* wrong number of arguments */ \
  ERROR(ARITHMETIC,  ARITHMETIC_EXCEPTION)              /* overflow, division by zero */ \
  ERROR(INDEX,       INDEX_OUT_OF_BOUNDS_EXCEPTION) \
  ERROR(STRING_INDEX, STRING_INDEX_OUT_OF_BOUNDS_EXCEPTION) \
  ERROR(NIL,         NULL_POINTER_EXCEPTION)            /* nil where a value is needed */ \
  ERROR(ABSTRACT,    ABSTRACT_METHOD_ERROR)             /* a protocol's method that a type leaves out */ \
  ERROR(NUMBER_FORMAT, NUMBER_FORMAT_EXCEPTION) \
  ERROR(UNSUPPORTED, UNSUPPORTED_OPERATION_EXCEPTION) \
  ERROR(READER,      RUNTIME_EXCEPTION)                 /* source text that cannot be read */ \
  ERROR(COMPILER,    COMPILER_EXCEPTION)                /* a form that means nothing */ \
  ERROR(STACK,       STACK_OVERFLOW_ERROR) \
  ERROR(MEMORY,      OUT_OF_MEMORY_ERROR) \
  ERROR(INTERRUPTED, INTERRUPTED_EXCEPTION)             /* a thread told another to stop waiting */ \
  ERROR(FILE_NOT_FOUND, FILE_NOT_FOUND_EXCEPTION) \
  ERROR(IO,          IO_EXCEPTION) \
  ERROR(PATTERN,     PATTERN_SYNTAX_EXCEPTION) \
  ERROR(NO_ELEMENT,  NO_SUCH_ELEMENT_EXCEPTION) \
  ERROR(TRANSIENT,   ILLEGAL_ACCESS_ERROR)              /* transient used after persistent! */ \
  ERROR(ASSERTION,   ASSERTION_ERROR) \
  ERROR(CAPABILITY,  SECURITY_EXCEPTION)                /* the process may not */ \
  ERROR(RUNTIME,     RUNTIME_EXCEPTION)
// clang-format on

enum language_error {
#define ERROR(id, class) ERROR_##id,
  LANGUAGE_ERRORS(ERROR)
#undef ERROR
      ERROR_LIMIT
};

#endif
