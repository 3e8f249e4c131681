// SPDX-License-Identifier: MIT
// The bounded printer: see lang/print.h.
#include "lang/print.h"

#include <string.h>

#include "lang/collections.h"
#include "lang/instant.h"
#include "lang/namespace.h"
#include "lang/number.h"
#include "lang/regex.h"
#include "lang/sequence.h"
#include "lang/string.h"
#include "lang/symbol.h"
#include "lang/type.h"
#include "lang/utf8.h"
#include "lang/uuid.h"

struct printer {
  struct text *text;
  unsigned flags;
  size_t end; // text->length must not pass this
  unsigned depth;
  bool cut; // PRINT_CUT: the end was reached
};

void print_quoted(struct text *text, const char *bytes, size_t length) {
  text_add_byte(text, '"');
  size_t run = 0;
  for (size_t i = 0; i < length; i++) {
    char escape;
    switch (bytes[i]) {
    case '"':
      escape = '"';
      break;
    case '\\':
      escape = '\\';
      break;
    case '\n':
      escape = 'n';
      break;
    case '\t':
      escape = 't';
      break;
    case '\r':
      escape = 'r';
      break;
    case '\f':
      escape = 'f';
      break;
    case '\b':
      escape = 'b';
      break;
    default:
      continue;
    }
    text_add(text, bytes + run, i - run);
    text_add_byte(text, '\\');
    text_add_byte(text, escape);
    run = i + 1;
  }
  text_add(text, bytes + run, length - run);
  text_add_byte(text, '"');
}

static void print_character(struct text *text, uint32_t c) {
  const char *name = c == '\n'   ? "newline"
                     : c == ' '  ? "space"
                     : c == '\t' ? "tab"
                     : c == '\b' ? "backspace"
                     : c == '\f' ? "formfeed"
                     : c == '\r' ? "return"
                                 : NULL;
  text_add_byte(text, '\\');
  if (name != NULL) {
    text_add_c(text, name);
  } else {
    text_add_character(text, c);
  }
}

// #"..." that reads back: a quote that is not escaped yet gets its backslash.
static void print_regex(struct text *text, value_t pattern) {
  const char *bytes = string_bytes(pattern);
  size_t length = string_byte_length(pattern);
  bool literal = false; // between \Q and \E
  text_add_c(text, "#\"");
  for (size_t i = 0; i < length; i++) {
    if (bytes[i] == '\\' && i + 1 < length) {
      text_add(text, bytes + i, 2);
      i++;
      if (literal ? bytes[i] == 'E' : bytes[i] == 'Q') literal = !literal;
    } else if (bytes[i] == '"') {
      text_add_c(text, literal ? "\\E\\\"\\Q" : "\\\"");
    } else {
      text_add_byte(text, bytes[i]);
    }
  }
  text_add_byte(text, '"');
}

static bool print_within(struct printer *printer, value_t v);

// Room for more? In strict mode false means: give up.
static bool print_room(struct printer *printer) {
  if (printer->text->length < printer->end) return true;
  printer->cut = true;
  return false;
}

static bool print_map(struct printer *printer, value_t map) {
  struct text *text = printer->text;
  struct map_cursor cursor;
  value_t key, value;
  bool first = true;
  text_add_byte(text, '{');
  map_cursor_start(&cursor, map);
  while (map_cursor_next(&cursor, &key, &value)) {
    if (!first) text_add_c(text, ", ");
    first = false;
    if (!print_room(printer) || !print_within(printer, key)) return false;
    text_add_byte(text, ' ');
    if (!print_room(printer) || !print_within(printer, value)) return false;
  }
  text_add_byte(text, '}');
  return true;
}

static bool print_set(struct printer *printer, value_t set) {
  struct text *text = printer->text;
  struct map_cursor cursor;
  value_t element, same;
  bool first = true;
  text_add_c(text, "#{");
  map_cursor_start(&cursor, set);
  while (map_cursor_next(&cursor, &element, &same)) {
    if (!first) text_add_byte(text, ' ');
    first = false;
    if (!print_room(printer) || !print_within(printer, element)) return false;
  }
  text_add_byte(text, '}');
  return true;
}

static bool print_sequence(struct printer *printer, value_t v, char open, char close) {
  struct text *text = printer->text;
  struct sequence_cursor cursor;
  value_t element;
  bool first = true;
  text_add_byte(text, open);
  sequence_cursor_start(&cursor, text->cpu, v);
  for (;;) {
    enum sequence_step step = sequence_cursor_next(&cursor, &element);
    if (step == SEQUENCE_END) break;
    if (!first) text_add_byte(text, ' ');
    first = false;
    if (step == SEQUENCE_UNKNOWN) {
      if (!(printer->flags & PRINT_CUT)) return false;
      text_add_c(text, "...");
      break;
    }
    if (!print_room(printer) || !print_within(printer, element)) return false;
  }
  text_add_byte(text, close);
  return true;
}

// Clojure's name for a kind with no literal; only Lisp can say more.
static bool print_opaque(struct printer *printer, value_t v) {
  if (!(printer->flags & PRINT_CUT)) return false;
  text_add_c(printer->text, "#object[");
  text_add_c(printer->text, type_name_of(printer->text->cpu, v));
  text_add_byte(printer->text, ']');
  return true;
}

static bool print_collection(struct printer *printer, value_t v) {
  if (printer->depth == 0) {
    if (!(printer->flags & PRINT_CUT)) return false;
    text_add_byte(printer->text, '#');
    return true;
  }
  printer->depth--;
  bool done;
  if (value_is_class(v, CLASS_USER | CLASS_TRANSIENT) || value_is_kind(v, KIND_QUEUE)) {
    done = print_opaque(printer, v);
  } else if (value_is_class(v, CLASS_MAP)) {
    done = print_map(printer, v);
  } else if (value_is_class(v, CLASS_SET)) {
    done = print_set(printer, v);
  } else if (value_is_class(v, CLASS_VECTOR)) {
    done = print_sequence(printer, v, '[', ']');
  } else {
    done = print_sequence(printer, v, '(', ')');
  }
  printer->depth++;
  return done;
}

// As much of a string as there is room for.
static bool print_string(struct printer *printer, value_t v) {
  struct text *text = printer->text;
  const char *bytes = string_bytes(v);
  size_t length = string_byte_length(v), room = printer->end - text->length;
  bool cut = length > room;
  if (cut) {
    printer->cut = true;
    if (!(printer->flags & PRINT_CUT)) return false;
    length = room;
    while (length > 0 && utf8_is_continuation(bytes[length])) length--;
  }
  if (printer->flags & PRINT_READABLY) {
    print_quoted(text, bytes, length);
  } else {
    text_add(text, bytes, length);
  }
  return !cut;
}

static bool print_within(struct printer *printer, value_t v) {
  struct text *text = printer->text;
  if (!print_room(printer)) return false;
  if (value_is_nil(v)) {
    text_add_c(text, "nil");
    return true;
  }
  if (value_is_boolean(v)) {
    text_add_c(text, value_same(v, VALUE_TRUE) ? "true" : "false");
    return true;
  }
  if (value_is_character(v)) {
    if (printer->flags & PRINT_READABLY) {
      print_character(text, value_character(v));
    } else {
      text_add_character(text, value_character(v));
    }
    return true;
  }
  if (number_is(v)) {
    // A number of a million digits takes too long to show here.
    if (value_is_pointer(v) && object_size(value_object(v)) > 64) return print_opaque(printer, v);
    number_print(text, v, true);
    return true;
  }
  switch (value_kind(v)) {
  case KIND_STRING:
    return print_string(printer, v);
  case KIND_SYMBOL:
  case KIND_KEYWORD:
    symbol_print(text, v);
    return true;
  case KIND_REGEX:
    print_regex(text, regex_pattern(v));
    return true;
  case KIND_UUID:
    text_add_c(text, "#uuid \"");
    uuid_print(text, v);
    text_add_byte(text, '"');
    return true;
  case KIND_INSTANT:
    text_add_c(text, "#inst \"");
    instant_print(text, v);
    text_add_byte(text, '"');
    return true;
  case KIND_VAR:
    var_print(text, v);
    return true;
  case KIND_TYPE:
    symbol_print(text, object_slot(value_object(v), TYPE_NAME));
    return true;
  default:
    break;
  }
  if (value_is_class(v, CLASS_COLLECTION) || value_is_class(v, CLASS_SEQ) ||
      value_is_kind(v, KIND_LAZY_SEQ))
    return print_collection(printer, v);
  return print_opaque(printer, v);
}

bool print_value(struct text *text, value_t v, unsigned flags, size_t bytes, unsigned depth) {
  size_t start = text->length;
  struct printer printer = {text, flags, start + bytes, depth, false};
  bool done = print_within(&printer, v);
  if (!(flags & PRINT_CUT)) return done && text->length <= printer.end;
  if (text->length > printer.end) {
    size_t end = printer.end;
    while (end > start && utf8_is_continuation(text->bytes[end])) end--;
    text->length = end;
    printer.cut = true;
  }
  if (printer.cut) text_add_c(text, "...");
  return true;
}

// --- Primitives ---------------------------------------------------------------------------------
// The whole text, or nil.
static value_t print_with(struct cpu *cpu, value_t v, unsigned flags) {
  if (value_is_string(v) && string_byte_length(v) > PRINT_BYTES_LIMIT) return VALUE_NIL;
  struct text text;
  text_start(&text, cpu);
  if (!print_value(&text, v, flags, PRINT_BYTES_LIMIT, PRINT_DEPTH_LIMIT)) return VALUE_NIL;
  return text_string(&text);
}

static value_t primitive_print_text(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  bool readably = count < 2 || !value_is_falsy(arguments[1]);
  return print_with(cpu, arguments[0], readably ? PRINT_READABLY : 0);
}

static value_t primitive_print_bounded(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  int64_t bytes = count > 1 ? number_to_index(cpu, arguments[1], "print-bounded: the limit")
                            : PRINT_ERROR_BYTES;
  if (bytes < 0 || bytes > PRINT_BYTES_LIMIT)
    error_raise(cpu, ERROR_ARGUMENT, "print-bounded: the limit is 0 to %d, not %V",
                PRINT_BYTES_LIMIT, arguments[1]);
  struct text text;
  text_start(&text, cpu);
  print_value(&text, arguments[0], PRINT_READABLY | PRINT_CUT, (size_t)bytes, PRINT_ERROR_DEPTH);
  return text_string(&text);
}

const struct primitive print_primitives[] = {
    {"nacre.primitive/print-text", primitive_print_text, 1, 2, "([x] [x readably?])",
     "What (pr-str x) or (print-str x) gives, or nil when Lisp must print it: something large, "
     "deep, unrealised or of a kind without a literal."},
    {"nacre.primitive/print-bounded", primitive_print_bounded, 1, 2, "([x] [x bytes])",
     "Something to show for any x, cut after so many bytes, realising nothing."},
    {NULL, NULL, 0, 0, NULL, NULL},
};
