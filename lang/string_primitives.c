// SPDX-License-Identifier: MIT
// Strings as Lisp sees them: str, subs, the leaves of clojure.string.
#include <stdio.h>
#include <string.h>

#include "lang/character.h"
#include "lang/collections.h"
#include "lang/instant.h"
#include "lang/namespace.h"
#include "lang/number.h"
#include "lang/regex.h"
#include "lang/sequence.h"
#include "lang/string.h"
#include "lang/string_steps.h"
#include "lang/symbol.h"
#include "lang/type.h"
#include "lang/utf8.h"
#include "lang/uuid.h"

// --- str ----------------------------------------------------------------------------------------
// Adds what (str v) gives when v is a scalar; false when Lisp must say.
static bool str_into(struct text *text, value_t v) {
  if (value_is_nil(v)) return true;
  if (value_is_character(v)) {
    text_add_character(text, value_character(v));
    return true;
  }
  if (value_is_boolean(v)) {
    text_add_c(text, value_same(v, VALUE_TRUE) ? "true" : "false");
    return true;
  }
  if (number_is(v)) {
    number_print(text, v, false);
    return true;
  }
  switch (value_kind(v)) {
  case KIND_STRING:
    text_add(text, string_bytes(v), string_byte_length(v));
    return true;
  case KIND_SYMBOL:
  case KIND_KEYWORD:
    symbol_print(text, v);
    return true;
  case KIND_UUID:
    uuid_print(text, v);
    return true;
  case KIND_INSTANT:
    instant_print_plain(text, v);
    return true;
  case KIND_REGEX:
    text_add(text, string_bytes(regex_pattern(v)), string_byte_length(regex_pattern(v)));
    return true;
  case KIND_TYPE:
    if (!type_is_flagged(text->cpu, v, "primitive"))
      text_add_c(text, type_is_interface(text->cpu, v) ? "interface " : "class ");
    symbol_print(text, object_slot(value_object(v), TYPE_NAME));
    return true;
  case KIND_NAMESPACE:
    symbol_print(text, namespace_name(v));
    return true;
  case KIND_VAR:
    var_print(text, v);
    return true;
  default:
    return false;
  }
}

// The state of a str that waits for Lisp: a chunk of the texts so far (a vector), then the
// arguments from the one in question on.
static value_t str_continue(struct cpu *cpu, value_t parts, const value_t *arguments, size_t count);

static value_t str_resume(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  struct object *state = value_object(arguments[0]);
  if (!value_is_string(arguments[1]))
    error_raise(cpu, error_of_cast(arguments[1]), "str: the text of %T is %V, which is no string",
                object_slot(state, 1), arguments[1]);
  value_t parts = vector_conj(cpu, object_slot(state, 0), arguments[1]);
  size_t rest = object_size(state) - 2;
  value_t *values = scratch_allocate(cpu, (rest + 1) * sizeof(value_t));
  for (size_t i = 0; i < rest; i++) values[i] = object_slot(state, i + 2);
  return str_continue(cpu, parts, values, rest);
}

static value_t str_continue(struct cpu *cpu, value_t parts, const value_t *arguments,
                            size_t count) {
  struct text text;
  text_start(&text, cpu);
  for (size_t i = 0; i < count; i++) {
    value_t v = arguments[i];
    if (value_is_string(v) && string_byte_length(v) > STRING_LEAF_BYTES / 8) {
      // Long strings are joined, not copied here.
      if (text.length != 0) parts = vector_conj(cpu, parts, text_string(&text));
      parts = vector_conj(cpu, parts, v);
      text.length = 0;
      continue;
    }
    if (text.length > STRING_LEAF_BYTES) {
      parts = vector_conj(cpu, parts, text_string(&text));
      text.length = 0;
    }
    if (str_into(&text, v)) continue;
    if (text.length != 0) parts = vector_conj(cpu, parts, text_string(&text));
    value_t *state = scratch_allocate(cpu, (count - i + 1) * sizeof(value_t));
    state[0] = parts;
    memcpy(state + 1, arguments + i, (count - i) * sizeof(value_t));
    return primitive_call_then(cpu, hook_function(cpu, HOOK_STR), 1, &v, str_resume,
                               chunk_from_array(cpu, state, count - i + 1));
  }
  if (vector_count(parts) == 0) return text_string(&text);
  if (text.length != 0) parts = vector_conj(cpu, parts, text_string(&text));
  return string_join(cpu, parts, VALUE_NIL);
}

static value_t core_str(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  if (count == 1) {
    value_t v = arguments[0];
    if (value_is_string(v)) return v;
    if (value_is_symbol(v) && value_is_nil(symbol_namespace(v))) return symbol_name(v);
    struct text text;
    text_start(&text, cpu);
    if (str_into(&text, v)) return text_string(&text);
    return hook_call(cpu, HOOK_STR, 1, arguments);
  }
  return str_continue(cpu, vector_from_array(cpu, NULL, 0), arguments, count);
}

static value_t primitive_str_of(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  struct text text;
  text_start(&text, cpu);
  return str_into(&text, arguments[0]) ? text_string(&text) : VALUE_NIL;
}

// --- Arguments ----------------------------------------------------------------------------------
// What clojure.string takes for text: a string, or a scalar's own text (as toString gives it).
static value_t text_argument(struct cpu *cpu, value_t v, const char *function_name) {
  if (likely(value_is_string(v))) return v;
  struct text text;
  text_start(&text, cpu);
  if (value_is_nil(v) || !str_into(&text, v)) string_check(cpu, v, function_name);
  return text_string(&text);
}

// What a leaf of one argument that wants a CharSequence answers for anything but a string.
static value_t with_text(struct cpu *cpu, value_t v, const char *function_name) {
  if (value_is_nil(v)) string_check(cpu, v, function_name);
  char name[64];
  snprintf(name, sizeof name, "clojure.string/%s", function_name);
  return hook_call(cpu, HOOK_WITH_TEXT, 2, (value_t[]){primitive_value(cpu, name), v});
}

static value_t needle_argument(struct cpu *cpu, value_t v, const char *function_name) {
  if (value_is_character(v)) return string_from_character(cpu, value_character(v));
  string_check(cpu, v, function_name);
  return v;
}

// An index as Clojure's (int x) takes it: a double loses its fraction.
static int64_t index_argument(struct cpu *cpu, value_t v, const char *what) {
  if (!number_is_double(v)) return number_to_index(cpu, v, what);
  double d = number_double(v);
  if (!(d > -1e18 && d < 1e18)) error_raise(cpu, ERROR_ARGUMENT, "%s: %V is out of range", what, v);
  return (int64_t)d;
}

// --- Parts --------------------------------------------------------------------------------------
// An index of subs, which is an int in Java: any number is cut.
static int64_t place_argument(struct cpu *cpu, value_t v, const char *what) {
  number_check(cpu, v, what);
  int64_t i = index_argument(cpu, number_is_double(v) ? v : number_to_integer(cpu, v), what);
  if (i != (int32_t)i) error_raise(cpu, ERROR_ARITHMETIC, "integer overflow");
  return i;
}

static value_t core_subs(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  if (unlikely(value_is_nil(arguments[0]))) // indices of a wrong kind are told before
    for (uint32_t i = 1; i < count; i++) place_argument(cpu, arguments[i], "subs: an index");
  string_check(cpu, arguments[0], "subs");
  int64_t length = (int64_t)string_count(arguments[0]);
  int64_t start = place_argument(cpu, arguments[1], "subs: the start");
  int64_t end = count > 2 ? place_argument(cpu, arguments[2], "subs: the end") : length;
  if (start < 0 || end > length || start > end)
    error_raise(cpu, ERROR_STRING_INDEX, "begin %lld, end %lld, length %lld", (long long)start,
                (long long)end, (long long)length);
  return string_slice_steps(cpu, arguments[0], (size_t)start, (size_t)end);
}

static value_t core_is_string(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)cpu, (void)count;
  return value_boolean(value_is_string(arguments[0]));
}

// --- clojure.string -----------------------------------------------------------------------------
static value_t string_upper_case(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  return string_transform(cpu, STRING_UPPER, text_argument(cpu, arguments[0], "upper-case"),
                          VALUE_NIL, VALUE_NIL);
}
static value_t string_lower_case(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  return string_transform(cpu, STRING_LOWER, text_argument(cpu, arguments[0], "lower-case"),
                          VALUE_NIL, VALUE_NIL);
}
static value_t string_capitalize(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  return string_transform(cpu, STRING_CAPITALIZE, text_argument(cpu, arguments[0], "capitalize"),
                          VALUE_NIL, VALUE_NIL);
}
static value_t string_reverse(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  if (!value_is_string(arguments[0])) return with_text(cpu, arguments[0], "reverse");
  return string_transform(cpu, STRING_REVERSE, arguments[0], VALUE_NIL, VALUE_NIL);
}

// Every a by b: two characters or two strings.
static value_t primitive_replace(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  value_t a = arguments[1], b = arguments[2];
  string_check(cpu, arguments[0], "replace");
  if (value_is_character(a)) {
    if (!value_is_character(b))
      error_raise(cpu, ERROR_TYPE, "replace: the replacement of %V must be a character, not %V", a,
                  b);
    return string_transform(cpu, STRING_REPLACE_CHARACTER, arguments[0], a, b);
  }
  string_check(cpu, a, "replace");
  string_check(cpu, b, "replace");
  return string_transform(cpu, STRING_REPLACE_STRING, arguments[0], a, b);
}

static value_t trim_with(struct cpu *cpu, value_t v, const char *function_name, unsigned which) {
  if (!value_is_string(v)) return with_text(cpu, v, function_name);
  return string_trim(cpu, v, which);
}
static value_t string_trim_both(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  return trim_with(cpu, arguments[0], "trim", STRING_TRIM_LEFT | STRING_TRIM_RIGHT);
}
static value_t string_trim_left(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  return trim_with(cpu, arguments[0], "triml", STRING_TRIM_LEFT);
}
static value_t string_trim_right(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  return trim_with(cpu, arguments[0], "trimr", STRING_TRIM_RIGHT);
}
static value_t string_trim_newline(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  return trim_with(cpu, arguments[0], "trim-newline", STRING_TRIM_LINE_ENDS);
}

// From a byte offset on, which is a character's start.
static value_t blank_from(struct cpu *cpu, value_t string, size_t offset) {
  enum { SHARE = 16 * 1024 };
  const char *bytes = string_bytes(string);
  size_t length = string_byte_length(string), limit = minimum(length, offset + SHARE);
  while (offset < limit) {
    unsigned width;
    if (!character_is_whitespace(utf8_decode(bytes + offset, &width))) return VALUE_FALSE;
    offset += width;
  }
  if (offset >= length) return VALUE_TRUE;
  const value_t next[2] = {string, value_of_fixnum((int64_t)offset)};
  return primitive_tail_call(cpu, primitive_value(cpu, "nacre.primitive/blank-step"), 2, next);
}
static value_t primitive_blank_step(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  return blank_from(cpu, arguments[0], (size_t)value_fixnum(arguments[1]));
}
static value_t string_is_blank(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  if (value_is_falsy(arguments[0])) return VALUE_TRUE;
  if (!value_is_string(arguments[0])) return with_text(cpu, arguments[0], "blank?");
  return blank_from(cpu, arguments[0], 0);
}

static value_t string_index_of(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  value_t string = text_argument(cpu, arguments[0], "index-of");
  value_t needle = needle_argument(cpu, arguments[1], "index-of");
  int64_t from = count > 2 ? (int32_t)index_argument(cpu, arguments[2], "index-of: from") : 0;
  if (from < 0) from = 0;
  return string_find(cpu, string, needle, minimum((size_t)from, string_count(string)));
}
static value_t string_last_index_of(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  value_t string = text_argument(cpu, arguments[0], "last-index-of");
  value_t needle = needle_argument(cpu, arguments[1], "last-index-of");
  int64_t from =
      count > 2 ? (int32_t)index_argument(cpu, arguments[2], "last-index-of: from") : INT64_MAX;
  if (from < 0) return VALUE_NIL;
  return string_find_last(cpu, string, needle, (size_t)from);
}

static value_t string_starts_with(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  value_t string = text_argument(cpu, arguments[0], "starts-with?");
  string_check(cpu, arguments[1], "starts-with?");
  size_t length = string_byte_length(arguments[1]);
  return value_boolean(length <= string_byte_length(string) &&
                       memcmp(string_bytes(string), string_bytes(arguments[1]), length) == 0);
}
static value_t string_ends_with(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  value_t string = text_argument(cpu, arguments[0], "ends-with?");
  string_check(cpu, arguments[1], "ends-with?");
  size_t length = string_byte_length(arguments[1]), whole = string_byte_length(string);
  return value_boolean(length <= whole && memcmp(string_bytes(string) + whole - length,
                                                 string_bytes(arguments[1]), length) == 0);
}

// includes? is index-of and a look at its answer.
static value_t includes_answer(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)cpu, (void)count;
  return value_boolean(!value_is_nil(arguments[1]));
}
static value_t string_includes(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  value_t string = text_argument(cpu, arguments[0], "includes?");
  string_check(cpu, arguments[1], "includes?");
  if (string_byte_length(string) <= STRING_LEAF_BYTES)
    return value_boolean(!value_is_nil(string_find(cpu, string, arguments[1], 0)));
  const value_t search[2] = {string, arguments[1]};
  return primitive_call_then(cpu, primitive_value(cpu, "clojure.string/index-of"), 2, search,
                             includes_answer, VALUE_NIL);
}

static value_t primitive_join(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  value_t separator = count > 1 ? arguments[1] : VALUE_NIL;
  if (!value_is_vector(arguments[0]))
    error_raise(cpu, ERROR_TYPE, "join-strings: a vector is needed, not %V", arguments[0]);
  if (!value_is_nil(separator)) string_check(cpu, separator, "join-strings");
  if (!value_is_nil(separator) && string_byte_length(separator) == 0) separator = VALUE_NIL;
  return string_join(cpu, arguments[0], separator);
}

static value_t primitive_string_byte_count(struct cpu *cpu, const value_t *arguments,
                                           uint32_t count) {
  (void)count;
  string_check(cpu, arguments[0], "string-byte-count");
  return value_of_fixnum((int64_t)string_byte_length(arguments[0]));
}

static value_t primitive_hexadecimal(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  // Negative numbers as Integer/toHexString shows them, or Long/toHexString beyond 32 bits.
  int64_t n = number_to_index(cpu, arguments[0], "hexadecimal");
  struct text text;
  text_start(&text, cpu);
  if (n < 0 && n >= INT32_MIN) {
    text_format(&text, "%x", (unsigned)(uint32_t)n);
  } else {
    text_format(&text, "%lx", (unsigned long)n);
  }
  return text_string(&text);
}

const struct primitive string_primitives[] = {
    {"clojure.core/str", core_str, 0, PRIMITIVE_VARIADIC, "([] [x] [x & ys])",
     "The texts of the arguments in one string; nil has none."},
    {"clojure.core/string?", core_is_string, 1, 1, "([x])", "Returns true if x is a string."},
    {"clojure.core/subs", core_subs, 2, 3, "([s start] [s start end])",
     "The part of s from start up to end, or to its end."},
    {"clojure.string/upper-case", string_upper_case, 1, 1, "([s])", "s in upper case."},
    {"clojure.string/lower-case", string_lower_case, 1, 1, "([s])", "s in lower case."},
    {"clojure.string/capitalize", string_capitalize, 1, 1, "([s])",
     "s with its first character in upper case and the others in lower case."},
    {"clojure.string/reverse", string_reverse, 1, 1, "([s])", "The characters of s backwards."},
    {"clojure.string/trim", string_trim_both, 1, 1, "([s])", "s without white space at its ends."},
    {"clojure.string/triml", string_trim_left, 1, 1, "([s])",
     "s without white space at its start."},
    {"clojure.string/trimr", string_trim_right, 1, 1, "([s])", "s without white space at its end."},
    {"clojure.string/trim-newline", string_trim_newline, 1, 1, "([s])",
     "s without any \\n and \\r at its end."},
    {"clojure.string/blank?", string_is_blank, 1, 1, "([s])",
     "True if s is nil, empty or nothing but white space."},
    {"clojure.string/index-of", string_index_of, 2, 3, "([s value] [s value from-index])",
     "Where value, a string or character, first stands in s; nil when it does not."},
    {"clojure.string/last-index-of", string_last_index_of, 2, 3, "([s value] [s value from-index])",
     "Where value, a string or character, last stands in s; nil when it does not."},
    {"clojure.string/starts-with?", string_starts_with, 2, 2, "([s substr])",
     "True if s starts with substr."},
    {"clojure.string/ends-with?", string_ends_with, 2, 2, "([s substr])",
     "True if s ends with substr."},
    {"clojure.string/includes?", string_includes, 2, 2, "([s substr])",
     "True if substr stands in s."},
    {"nacre.primitive/string-index", string_index_of, 2, 3, "([s value] [s value from])",
     "clojure.string/index-of"},
    {"nacre.primitive/string-replace", primitive_replace, 3, 3, "([s match replacement])",
     "Every match by the replacement: two strings or two characters."},
    {"nacre.primitive/join-strings", primitive_join, 1, 2, "([strings] [strings separator])",
     "The strings of a vector in one, with the separator between them."},
    {"nacre.primitive/str-of", primitive_str_of, 1, 1, "([x])",
     "What (str x) gives for a scalar; nil when Lisp must say."},
    {"nacre.primitive/string-byte-count", primitive_string_byte_count, 1, 1, "([s])",
     "Bytes of s in UTF-8."},
    {"nacre.primitive/blank-step", primitive_blank_step, 2, 2, "([s offset])",
     "More of blank?, from a byte offset on."},
    {"nacre.primitive/str-resume", str_resume, 2, 2, "([state text])",
     "Goes on with the text that Lisp has made, for str's own use."},
    {"nacre.primitive/includes-answer", includes_answer, 2, 2, "([state index])",
     "Whether a search has found something, for includes?'s own use."},
    {"nacre.primitive/hexadecimal", primitive_hexadecimal, 1, 1, "([n])",
     "The digits of an integer to base 16."},
    {NULL, NULL, 0, 0, NULL, NULL},
};
