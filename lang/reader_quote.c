// SPDX-License-Identifier: MIT
// Syntax-quote, as clojure.lang.LispReader's SyntaxQuoteReader: a form becomes a form that makes
// it.
//
//   symbol        (quote resolved), x# the same fresh symbol all over one syntax-quote
//   ~x            x
//   (a ~b ~@c)    (seq (concat (list 'a) (list b) c))
//   [..] {..} #{..}  (apply vector (seq (concat ...))) and so on
//   ^{m} form     (with-meta form' m')
// Forms of any depth: a collection under work is a QUASI frame.
#include "lang/reader_state.h"

#include <string.h>

#include "lang/collections.h"
#include "lang/language.h"
#include "lang/namespace.h"
#include "lang/number.h"
#include "lang/set.h"
#include "lang/string.h"
#include "lang/symbol.h"
#include "lang/type.h"

enum { QUASI_MAP_LIMIT = 16 * 1024 };

value_t reader_core_symbol(struct reader *reader, const char *name) {
  struct cpu *cpu = reader->cpu;
  return symbol_intern(cpu, string_from_c(cpu, "clojure.core"), string_from_c(cpu, name));
}

static value_t quoted(struct reader *reader, value_t form) {
  return reader_pair(reader, language_of(reader->cpu)->symbol.quote, form);
}

// The names that the compiler takes as they are, never qualified.
static bool is_special(value_t symbol) {
  static const char *const names[] = {
      "def", "loop*",   "recur",         "if", "case*",        "let*",     "letfn*", "do",
      "fn*", "quote",   "var",           ".",  "set!",         "try",      "throw",  "catch",
      "new", "finally", "monitor-enter", "&",  "monitor-exit", "deftype*", "reify*"};
  value_t name = symbol_name(symbol), namespace = symbol_namespace(symbol);
  if (!value_is_nil(namespace))
    return string_equal_c(namespace, "clojure.core") && string_equal_c(name, "import*");
  for (size_t i = 0; i < array_length(names); i++)
    if (string_equal_c(name, names[i])) return true;
  return false;
}

// The type that a name without a namespace stands for, or nil.
static value_t type_named(struct cpu *cpu, value_t name) {
  value_t found = namespace_resolve(cpu, name);
  if (value_is_kind(found, KIND_VAR)) found = var_root(cpu, found);
  return value_is_kind(found, KIND_TYPE) ? found : VALUE_NIL;
}

static value_t quasi_symbol(struct reader *reader, value_t symbol) {
  struct cpu *cpu = reader->cpu;
  symbol = symbol_canonical(symbol);
  if (is_special(symbol)) return symbol;
  value_t name = symbol_name(symbol);
  const char *bytes = string_bytes(name);
  size_t length = string_byte_length(name);
  if (!value_is_nil(symbol_namespace(symbol))) { // Type/member with the whole name of the type
    value_t type = type_named(cpu, symbol_intern(cpu, VALUE_NIL, symbol_namespace(symbol)));
    if (!value_is_nil(type)) {
      struct text text;
      text_start(&text, cpu);
      symbol_print(&text, object_slot(value_object(type), TYPE_NAME));
      return symbol_intern(cpu, string_from_text(cpu, text.bytes, text.length), name);
    }
  }
  if (!value_is_nil(symbol_namespace(symbol)) || length == 0)
    return namespace_resolve_symbol(cpu, symbol);
  if (bytes[length - 1] == '#') {
    value_t known = map_get_try(cpu, reader->gensyms, symbol, VALUE_NIL);
    if (!value_is_nil(known)) return known;
    known = reader_gensym(reader, bytes, length - 1, "__auto__");
    reader->gensyms = map_assoc_try(cpu, reader->gensyms, symbol, known);
    return known;
  }
  if (bytes[0] == '.') return symbol;
  if (bytes[length - 1] == '.') {
    // Type. constructs: a type that is known is qualified, another's name stays; so does the dot.
    value_t found =
        type_named(cpu, symbol_intern(cpu, VALUE_NIL, string_from_text(cpu, bytes, length - 1)));
    if (value_is_nil(found)) return symbol;
    struct text text;
    text_start(&text, cpu);
    symbol_print(&text, object_slot(value_object(found), TYPE_NAME));
    text_add_byte(&text, '.');
    return symbol_from_text(cpu, text.bytes, text.length);
  }
  return namespace_resolve_symbol(cpu, symbol);
}

static bool is_list(value_t form) {
  return value_is_kind(form, KIND_LIST) || value_is_kind(form, KIND_CONS) ||
         value_is_kind(form, KIND_EMPTY_LIST);
}
static bool is_filled_list(value_t form) {
  return is_list(form) && !value_is_kind(form, KIND_EMPTY_LIST);
}

// Is form (clojure.core/NAME x)? Then *inner is x.
static bool is_call_of(value_t form, const char *name, value_t *inner) {
  if (!is_filled_list(form)) return false;
  value_t symbol = list_first(form);
  if (!value_is_symbol(symbol) || value_is_nil(symbol_namespace(symbol))) return false;
  if (!string_equal_c(symbol_namespace(symbol), "clojure.core") ||
      !string_equal_c(symbol_name(symbol), name))
    return false;
  value_t rest = list_rest(form);
  *inner = is_filled_list(rest) ? list_first(rest) : VALUE_NIL;
  return true;
}

// The metadata that the user wrote on form: without :line and :column; nil when none is left.
static value_t user_meta(struct reader *reader, value_t form) {
  struct cpu *cpu = reader->cpu;
  value_t meta = meta_of(form);
  if (!value_is_map(meta)) return VALUE_NIL;
  meta = map_dissoc_try(cpu, meta, language_of(cpu)->keyword.line);
  meta = map_dissoc_try(cpu, meta, language_of(cpu)->keyword.column);
  return map_count(meta) == 0 ? VALUE_NIL : meta;
}

// Keys and values of a map, or elements of a set, as a list.
static value_t flatten(struct reader *reader, value_t form) {
  struct cpu *cpu = reader->cpu;
  bool map = value_is_map(form);
  size_t count = map ? map_count(form) : set_count(form);
  if (count > QUASI_MAP_LIMIT)
    reader_fail(reader, "A %s of %zu elements is too large for syntax-quote", map ? "map" : "set",
                count);
  value_t *values = scratch_allocate(cpu, (2 * count + 1) * sizeof(value_t));
  size_t filled = 0;
  struct map_cursor cursor;
  value_t key, value;
  map_cursor_start(&cursor, form);
  while (map_cursor_next(&cursor, &key, &value)) {
    values[filled++] = key;
    if (map) values[filled++] = value;
  }
  reader->budget -= (int64_t)filled;
  return list_from_array(cpu, values, filled);
}

// The quoted form of anything but a collection with elements; VALUE_ABSENT for those.
static value_t quasi_simple(struct reader *reader, value_t form) {
  if (value_is_symbol(form)) return quoted(reader, quasi_symbol(reader, form));
  if (value_is_nil(form)) return quoted(reader, form);
  if (value_is_boolean(form)) return quoted(reader, form);
  if (!value_is_pointer(form)) return form;
  if (value_is_kind(form, KIND_EMPTY_LIST))
    return list_new(reader->cpu, reader_core_symbol(reader, "list"), list_empty(reader->cpu));
  if (is_list(form) || value_is_vector(form) || value_is_map(form) || value_is_set(form))
    return VALUE_ABSENT;
  if (value_is_string(form) || value_is_keyword(form) || number_is(form)) return form;
  return quoted(reader, form);
}

// Delivers the quoted form of `form`, or pushes the frame that will.
static void quasi_begin(struct reader *reader, value_t form) {
  value_t inner;
  if (is_call_of(form, "unquote", &inner)) {
    reader_deliver(reader, inner);
    return;
  }
  if (is_call_of(form, "unquote-splicing", &inner))
    reader_fail_as(reader, ERROR_STATE, "splice not in list");
  value_t meta = user_meta(reader, form);
  value_t simple = quasi_simple(reader, form);
  if (!value_is_nil(meta)) {
    reader_push(reader, READER_QUASI_META_FRAME);
    reader->frame.rest = meta;
  }
  if (!value_same(simple, VALUE_ABSENT)) {
    reader_deliver(reader, simple);
    return;
  }
  reader_push(reader, READER_QUASI_FRAME);
  reader->frame.extra = form;
  if (is_list(form)) {
    reader->frame.rest = form;
  } else if (value_is_vector(form)) {
    reader->frame.rest = value_of_fixnum(0);
  } else {
    reader->frame.rest = flatten(reader, form);
  }
}

void reader_quasi_start(struct reader *reader, value_t form) {
  reader->gensyms = map_empty(reader->cpu);
  quasi_begin(reader, form);
}

// (clojure.core/NAME form)
static value_t core_call(struct reader *reader, const char *name, value_t form) {
  return reader_pair(reader, reader_core_symbol(reader, name), form);
}

// All parts are quoted and in order: the call that puts them together. `rest` holds the form.
void reader_quasi_complete(struct reader *reader, value_t parts) {
  struct cpu *cpu = reader->cpu;
  value_t form = reader->frame.rest;
  value_t concat = list_new(cpu, reader_core_symbol(reader, "concat"), parts);
  value_t call = core_call(reader, "seq", concat);
  if (!is_list(form)) {
    const char *maker = value_is_vector(form) ? "vector"
                        : value_is_map(form)  ? "hash-map"
                                              : "hash-set";
    const value_t values[3] = {reader_core_symbol(reader, "apply"),
                               reader_core_symbol(reader, maker), call};
    call = list_from_array(cpu, values, 3);
  }
  reader_finish(reader, call);
}

// The next element of the collection under work; false at its end.
static bool quasi_next(struct reader *reader, value_t *element) {
  struct reader_frame *frame = &reader->frame;
  if (value_is_fixnum(frame->rest)) {
    size_t index = (size_t)value_fixnum(frame->rest);
    if (index == vector_count(frame->extra)) return false;
    *element = vector_nth(frame->extra, index);
    frame->rest = value_of_fixnum((int64_t)index + 1);
    return true;
  }
  if (!is_filled_list(frame->rest)) {
    // The tail of a cons that is neither list nor nil came from a data reader.
    if (!value_is_nil(frame->rest) && !value_is_kind(frame->rest, KIND_EMPTY_LIST))
      reader_fail(reader, "Cannot syntax-quote a %T", frame->rest);
    return false;
  }
  *element = list_first(frame->rest);
  frame->rest = list_rest(frame->rest);
  return true;
}

void reader_quasi_step(struct reader *reader) {
  value_t element, inner;
  reader->budget -= 4;
  if (!quasi_next(reader, &element)) {
    struct reader_frame *frame = &reader->frame;
    frame->rest = frame->extra;
    frame->extra = list_empty(reader->cpu);
    frame->kind = READER_BUILD_LIST_FRAME;
    frame->target = READER_QUASI_FRAME;
    return;
  }
  if (is_call_of(element, "unquote-splicing", &inner)) {
    reader_add_item(reader, inner);
    return;
  }
  quasi_begin(reader, element);
}

void reader_quasi_deliver(struct reader *reader, value_t form) {
  if (reader->frame.kind == READER_QUASI_FRAME) {
    reader_add_item(reader, core_call(reader, "list", form));
    return;
  }
  // QUASI_META: first the quoted form, then its quoted metadata.
  if (reader->frame.count == 0) {
    reader->frame.count = 1;
    reader->frame.extra = form;
    quasi_begin(reader, reader->frame.rest);
    return;
  }
  const value_t values[3] = {reader_core_symbol(reader, "with-meta"), reader->frame.extra, form};
  reader_finish(reader, list_from_array(reader->cpu, values, 3));
}
