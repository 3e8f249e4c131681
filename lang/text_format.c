// SPDX-License-Identifier: MIT
// printf for messages, with values: the format of error_raise (lang/scratch.h).
#define _GNU_SOURCE // strchrnul
#include "lang/scratch.h"

#include <stdio.h>
#include <string.h>

#include "lang/number.h"
#include "lang/print.h"
#include "lang/string.h"
#include "lang/type.h"

enum { DIRECTIVE_BYTES = 32 };

void text_format(struct text *text, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  text_format_values(text, format, arguments);
  va_end(arguments);
}

// Prints what snprintf makes of one directive.
#define ADD_DIRECTIVE(argument)                                                                    \
  do {                                                                                             \
    int needed =                                                                                   \
        snprintf(text->bytes + text->length, text->capacity - text->length, directive, argument);  \
    if (needed > 0 && (size_t)needed >= text->capacity - text->length) {                           \
      text_reserve(text, (size_t)needed + 1);                                                      \
      needed = snprintf(text->bytes + text->length, text->capacity - text->length, directive,      \
                        argument);                                                                 \
    }                                                                                              \
    if (needed > 0) text->length += (size_t)needed;                                                \
  } while (0)

void text_format_values(struct text *text, const char *format, va_list arguments) {
  for (const char *p = format; *p != 0;) {
    const char *percent = strchrnul(p, '%');
    text_add(text, p, (size_t)(percent - p));
    p = percent;
    if (*p == 0) break;
    // The directive with any stars replaced by their arguments.
    char directive[DIRECTIVE_BYTES];
    size_t length = 0;
    int precision = -1;
    bool in_precision = false;
    directive[length++] = *p++;
    while (*p != 0 && strchr("-+ #0123456789.*hlzjt", *p) != NULL &&
           length < DIRECTIVE_BYTES - 16) {
      if (*p == '.') in_precision = true;
      if (*p == '*') {
        int n = va_arg(arguments, int);
        if (in_precision) precision = n;
        length += (size_t)snprintf(directive + length, 12, "%d", n);
        p++;
        continue;
      }
      if (in_precision && *p >= '0' && *p <= '9')
        precision = (precision < 0 ? 0 : precision * 10) + (*p - '0');
      directive[length++] = *p++;
    }
    char kind = *p;
    if (kind == 0) break;
    p++;
    directive[length] = kind;
    directive[length + 1] = 0;
    bool longs = memchr(directive, 'l', length) != NULL || memchr(directive, 'z', length) != NULL ||
                 memchr(directive, 'j', length) != NULL || memchr(directive, 't', length) != NULL;
    text_reserve(text, 64);
    switch (kind) {
    case '%':
      text_add_byte(text, '%');
      break;
    case 'V':
      print_value(text, va_arg(arguments, value_t), PRINT_READABLY | PRINT_CUT, PRINT_ERROR_BYTES,
                  PRINT_ERROR_DEPTH);
      break;
    case 'S': {
      value_t v = va_arg(arguments, value_t);
      if (number_is(v))
        number_print(text, v, false);
      else if (value_is_string(v) || value_is_character(v))
        print_value(text, v, PRINT_CUT, PRINT_ERROR_BYTES, PRINT_ERROR_DEPTH);
      else if (!value_is_nil(v))
        print_value(text, v, PRINT_READABLY | PRINT_CUT, PRINT_ERROR_BYTES, PRINT_ERROR_DEPTH);
      break;
    }
    case 'T':
      text_add_c(text, type_name_of(text->cpu, va_arg(arguments, value_t)));
      break;
    case 's': {
      const char *string = va_arg(arguments, const char *);
      if (string == NULL) string = "(null)";
      size_t bytes = precision >= 0 ? strnlen(string, (size_t)precision) : strlen(string);
      if (length == 1 || precision >= 0) {
        text_add(text, string, bytes);
      } else {
        ADD_DIRECTIVE(string);
      }
      break;
    }
    case 'c':
      text_add_byte(text, (char)va_arg(arguments, int));
      break;
    case 'd':
    case 'i':
    case 'u':
    case 'x':
    case 'X':
    case 'o':
      if (longs) {
        long n = va_arg(arguments, long);
        ADD_DIRECTIVE(n);
      } else {
        int n = va_arg(arguments, int);
        ADD_DIRECTIVE(n);
      }
      break;
    case 'p':
      ADD_DIRECTIVE(va_arg(arguments, void *));
      break;
    case 'f':
    case 'g':
    case 'e':
      ADD_DIRECTIVE(va_arg(arguments, double));
      break;
    default:
      PANIC("no such directive in a message: %%%c", kind);
    }
  }
}
