// SPDX-License-Identifier: MIT
// The reader's words and strings: symbols, keywords, characters, arguments of #(), escapes.
#define _GNU_SOURCE // memmem, memrchr
#include "lang/reader_state.h"

#include <string.h>

#include "lang/collections.h"
#include "lang/namespace.h"
#include "lang/string.h"
#include "lang/symbol.h"
#include "lang/token.h"
#include "lang/utf8.h"

enum { READER_ARGUMENT_LIMIT = 20, READER_PIECE_BYTES = 8 * 1024 };

static bool text_is(const char *bytes, size_t length, const char *word) {
  return length == strlen(word) && memcmp(bytes, word, length) == 0;
}
static bool is_digit(char c) { return c >= '0' && c <= '9'; }

// The name part of ns/name begins here; NULL when the body is no symbol. Clojure's pattern:
// [:]?([\D&&[^/]].*/)?(/|[\D&&[^/]][^/]*)
static const char *symbol_name_start(const char *body, size_t length, bool keyword) {
  if (length == 0) return NULL;
  const char *end = body + length;
  if (length == 1) return body;
  if (body[0] == '/') return NULL;
  const char *slash = memrchr(body, '/', length);
  const char *name;
  if (slash == NULL) {
    name = body;
  } else if (slash + 1 == end) {
    // Only foo// is left: the name is the slash itself.
    if (length < 3 || slash[-1] != '/') return NULL;
    name = slash;
  } else {
    name = slash + 1;
    // class/1 to class/9 name arrays.
    if (is_digit(name[0]) && (keyword || name + 1 != end || name[0] == '0')) return NULL;
  }
  if (name != body && name[-2] == ':') return NULL;
  return name;
}

// The edn format lets one slash part a namespace from a name, where Clojure takes more of them.
static bool has_two_slashes(const char *body, size_t length) {
  const char *slash = memchr(body, '/', length);
  return slash != NULL && length > 1 && memrchr(body, '/', length) != slash &&
         slash + 2 != body + length;
}

// ::name and ::alias/name.
static value_t auto_keyword(struct reader *reader, const char *body, size_t length) {
  struct cpu *cpu = reader->cpu;
  const char *slash = length > 1 ? memchr(body, '/', length) : NULL;
  value_t current = namespace_current(cpu);
  if (slash == NULL)
    return keyword_intern(cpu, symbol_name(namespace_name(current)),
                          string_from_text(cpu, body, length));
  value_t alias =
      symbol_intern(cpu, VALUE_NIL, string_from_text(cpu, body, (size_t)(slash - body)));
  value_t namespace = namespace_alias(cpu, current, alias);
  if (value_is_nil(namespace)) namespace = namespace_find(cpu, alias);
  if (value_is_nil(namespace)) reader_fail(reader, "Invalid token: ::%.*s", (int)length, body);
  size_t before = (size_t)(slash - body) + 1;
  return keyword_intern(cpu, symbol_name(namespace_name(namespace)),
                        string_from_text(cpu, slash + 1, length - before));
}

value_t reader_word(struct reader *reader, const char *bytes, size_t length) {
  struct cpu *cpu = reader->cpu;
  if (text_is(bytes, length, "nil")) return VALUE_NIL;
  if (text_is(bytes, length, "true")) return VALUE_TRUE;
  if (text_is(bytes, length, "false")) return VALUE_FALSE;
  if (reader->flags & READER_EDN) // these are no macros there, nor parts of names
    for (size_t i = 0; i < length; i++)
      if (bytes[i] == '@' || bytes[i] == '`' || bytes[i] == '~')
        reader_fail(reader, "Invalid %s character: %c", i == 0 ? "leading" : "constituent",
                    bytes[i]);
  bool keyword = bytes[0] == ':';
  bool automatic = keyword && length > 1 && bytes[1] == ':';
  const char *body = bytes + keyword + automatic;
  size_t body_length = length - (size_t)keyword - (size_t)automatic;
  bool doubled = body_length > 1 && memmem(bytes + 1, length - 1, "::", 2) != NULL && !automatic;
  if (automatic) doubled = memmem(bytes + 2, length - 2, "::", 2) != NULL || body_length == 0;
  if (automatic && body_length != 0 && body[0] == ':') doubled = true;
  bool ends = body_length == 0 || body[body_length - 1] == ':';
  if (doubled || ends || symbol_name_start(body, body_length, keyword) == NULL ||
      ((reader->flags & READER_EDN) && (automatic || has_two_slashes(body, body_length))))
    reader_fail(reader, "Invalid token: %.*s", (int)minimum(length, 100), bytes);
  if (automatic) return auto_keyword(reader, body, body_length);
  return keyword ? keyword_from_text(cpu, body, body_length)
                 : symbol_from_text(cpu, body, body_length);
}

// `length` digits of that base; -1 when they are something else.
static int64_t parse_digits(const char *bytes, size_t length, unsigned base) {
  int64_t n = 0;
  if (length == 0 || length > 8) return -1;
  for (size_t i = 0; i < length; i++) {
    char c = bytes[i];
    unsigned digit = is_digit(c)            ? (unsigned)(c - '0')
                     : c >= 'a' && c <= 'f' ? (unsigned)(c - 'a' + 10)
                     : c >= 'A' && c <= 'F' ? (unsigned)(c - 'A' + 10)
                                            : 99;
    if (digit >= base) return -1;
    n = n * base + digit;
  }
  return n;
}

value_t reader_character(struct reader *reader, const char *bytes, size_t length) {
  static const struct {
    const char *name;
    uint32_t code_point;
  } names[] = {{"newline", '\n'},   {"space", ' '},     {"tab", '\t'},
               {"backspace", '\b'}, {"formfeed", '\f'}, {"return", '\r'}};
  const char *word = bytes + 1;
  size_t rest = length - 1;
  if (rest == 0) reader_fail(reader, "EOF while reading character");
  unsigned width;
  uint32_t code_point = utf8_decode(word, &width);
  if (width == rest) return value_of_character(code_point);
  for (size_t i = 0; i < array_length(names); i++)
    if (text_is(word, rest, names[i].name)) return value_of_character(names[i].code_point);
  if (word[0] == 'u') {
    int64_t n = rest == 5 ? parse_digits(word + 1, 4, 16) : -1;
    if (n < 0)
      reader_fail_as(reader, ERROR_ARGUMENT, "Invalid unicode character: %.*s",
                     (int)minimum(length, 100), bytes);
    if (code_point_is_surrogate((uint32_t)n))
      reader_fail(reader, "Invalid character constant: \\u%x", (unsigned)n);
    return value_of_character((uint32_t)n);
  }
  if (word[0] == 'o') {
    if (rest > 4) reader_fail(reader, "Invalid octal escape sequence length: %zu", rest - 1);
    int64_t n = parse_digits(word + 1, rest - 1, 8);
    if (n < 0 || n > 0377)
      reader_fail(reader, "Octal escape sequence must be in range [0, 377]: %.*s", (int)length,
                  bytes);
    return value_of_character((uint32_t)n);
  }
  reader_fail(reader, "Unsupported character: %.*s", (int)minimum(length, 100), bytes);
}

value_t reader_gensym(struct reader *reader, const char *prefix, size_t length,
                      const char *suffix) {
  struct text text;
  text_start(&text, reader->cpu);
  text_add(&text, prefix, length);
  text_format(&text, "__%u%s", cpu_new_serial(reader->cpu), suffix);
  return symbol_intern(reader->cpu, VALUE_NIL, text_string(&text));
}

// --- Arguments of #() ---------------------------------------------------------------------------
// reader->arguments is a vector: at 0 the symbol for %&, at N that for %N; nil where not seen yet.
static value_t argument_symbol(struct reader *reader, size_t index) {
  struct cpu *cpu = reader->cpu;
  while (vector_count(reader->arguments) <= index)
    reader->arguments = vector_conj(cpu, reader->arguments, VALUE_NIL);
  value_t symbol = vector_nth(reader->arguments, index);
  if (!value_is_nil(symbol)) return symbol;
  char prefix[16] = "rest";
  size_t length = 4;
  if (index != 0) {
    length = 0;
    prefix[length++] = 'p';
    if (index >= 10) prefix[length++] = (char)('0' + index / 10);
    prefix[length++] = (char)('0' + index % 10);
  }
  symbol = reader_gensym(reader, prefix, length, "#");
  reader->arguments = vector_assoc(cpu, reader->arguments, index, symbol);
  return symbol;
}

value_t reader_argument(struct reader *reader, const char *bytes, size_t length) {
  if (value_is_nil(reader->arguments)) return reader_word(reader, bytes, length);
  if (length == 1) return argument_symbol(reader, 1);
  if (length == 2 && bytes[1] == '&') return argument_symbol(reader, 0);
  size_t n = 0;
  for (size_t i = 1; i < length; i++) {
    if (!is_digit(bytes[i]))
      reader_fail_as(reader, ERROR_STATE, "arg literal must be %%, %%& or %%integer, not %.*s",
                     (int)minimum(length, 100), bytes);
    n = minimum(n * 10 + (size_t)(bytes[i] - '0'), 1000);
  }
  if (n == 0 || n > READER_ARGUMENT_LIMIT)
    reader_fail_as(reader, ERROR_STATE, "An argument of #() is one of %%1 to %%%d, not %.*s",
                   READER_ARGUMENT_LIMIT, (int)minimum(length, 100), bytes);
  return argument_symbol(reader, n);
}

value_t reader_function_arguments(struct reader *reader) {
  struct cpu *cpu = reader->cpu;
  size_t count = vector_count(reader->arguments);
  value_t symbols[READER_ARGUMENT_LIMIT + 3];
  size_t filled = 0;
  for (size_t i = 1; i < count; i++) symbols[filled++] = argument_symbol(reader, i);
  if (count != 0 && !value_is_nil(vector_nth(reader->arguments, 0))) {
    symbols[filled++] = symbol_from_c(cpu, "&");
    symbols[filled++] = vector_nth(reader->arguments, 0);
  }
  return vector_from_array(cpu, symbols, filled);
}

// --- Namespaced maps ----------------------------------------------------------------------------
// After "#:": finds out the namespace and opens the map.
void reader_namespaced_map(struct reader *reader) {
  struct cpu *cpu = reader->cpu;
  const char *bytes = reader->bytes;
  size_t at = reader->offset;
  bool automatic = at < reader->length && bytes[at] == ':';
  if (automatic && (reader->flags & READER_EDN))
    reader_fail(reader, "Namespaced map must specify a valid namespace");
  at += automatic;
  size_t start = at;
  if (at < reader->length && bytes[at] != '{' && token_blank(bytes, reader->length, at) == 0) {
    struct token token = token_next(bytes, reader->length, at, reader->flags & READER_EDN);
    if (token.kind != TOKEN_WORD)
      reader_fail(reader, "Namespaced map must specify a valid namespace");
    at = token.end;
  }
  size_t end = at;
  size_t blank, limit = at + TOKEN_RUN_LIMIT;
  while (at < limit && (blank = token_blank(bytes, reader->length, at)) != 0) at += blank;
  if (start == end && !automatic) reader_fail(reader, "Namespaced map must specify a namespace");
  if (at >= reader->length || bytes[at] != '{')
    reader_fail(reader, "Namespaced map must specify a map");
  value_t name;
  if (start == end) {
    name = symbol_name(namespace_name(namespace_current(cpu)));
  } else {
    value_t symbol = reader_word(reader, bytes + start, end - start);
    if (!value_is_symbol(symbol) || !value_is_nil(symbol_namespace(symbol)))
      reader_fail(reader, "Namespaced map must specify a valid namespace: %V", symbol);
    name = symbol_name(symbol);
    if (automatic) {
      value_t namespace = namespace_alias(cpu, namespace_current(cpu), symbol);
      if (value_is_nil(namespace)) namespace = namespace_find(cpu, symbol);
      if (value_is_nil(namespace))
        reader_fail(reader, "Unknown auto-resolved namespace alias: %V", symbol);
      name = symbol_name(namespace_name(namespace));
    }
  }
  reader->offset = at + 1;
  reader_push(reader, READER_MAP_FRAME);
  reader->frame.extra = name;
}

value_t reader_qualify_key(struct reader *reader, value_t key, value_t namespace) {
  bool keyword = value_is_keyword(key);
  if (!keyword && !value_is_symbol(key)) return key;
  value_t own = keyword ? keyword_namespace(key) : symbol_namespace(key);
  value_t name = keyword ? keyword_name(key) : symbol_name(key);
  value_t target;
  if (value_is_nil(own)) {
    target = namespace;
  } else if (string_equal_c(own, "_")) {
    target = VALUE_NIL;
  } else {
    return key;
  }
  return keyword ? keyword_intern(reader->cpu, target, name)
                 : symbol_intern(reader->cpu, target, name);
}

// --- Strings ------------------------------------------------------------------------------------
// The code unit of \uXXXX at p (behind the u).
static uint32_t unicode_escape(struct reader *reader, const char *p, const char *end) {
  int64_t n = end - p >= 4 ? parse_digits(p, 4, 16) : -1;
  if (n < 0)
    reader_fail_as(reader, ERROR_ARGUMENT, "Invalid unicode escape: \\u%.*s",
                   (int)minimum((size_t)(end - p), 4), p);
  return (uint32_t)n;
}

// The escape at p (behind the backslash, p < end): adds its character, returns where it ends.
static const char *string_escape(struct reader *reader, struct text *text, const char *p,
                                 const char *end) {
  switch (*p) {
  case 't':
    text_add_byte(text, '\t');
    return p + 1;
  case 'r':
    text_add_byte(text, '\r');
    return p + 1;
  case 'n':
    text_add_byte(text, '\n');
    return p + 1;
  case 'b':
    text_add_byte(text, '\b');
    return p + 1;
  case 'f':
    text_add_byte(text, '\f');
    return p + 1;
  case '\\':
  case '"':
    text_add_byte(text, *p);
    return p + 1;
  case 'u': {
    uint32_t c = unicode_escape(reader, p + 1, end);
    p += 5;
    if (c >= 0xd800 && c <= 0xdbff && end - p >= 6 && p[0] == '\\' && p[1] == 'u') {
      uint32_t low = unicode_escape(reader, p + 2, end);
      if (low >= 0xdc00 && low <= 0xdfff) {
        c = code_point_of_pair(c, low);
        p += 6;
      }
    }
    text_add_character(text, c);
    return p;
  }
  default:
    break;
  }
  if (*p >= '0' && *p <= '9') {
    uint32_t n = 0;
    const char *limit = end - p < 3 ? end : p + 3;
    while (p < limit && *p >= '0' && *p <= '7') n = n * 8 + (uint32_t)(*p++ - '0');
    // Fewer than three digits end before white space or what would end a token, as in Clojure.
    if (p < limit && strchr(" ,\t\n\r\f\v\"\\;'@^`~()[]{}%#", *p) == NULL)
      reader_fail_as(reader, ERROR_ARGUMENT, "Invalid digit: %.*s", (int)utf8_width(*p), p);
    if (n > 0377) reader_fail(reader, "Octal escape sequence must be in range [0, 377]");
    text_add_character(text, n);
    return p;
  }
  reader_fail(reader, "Unsupported escape character: \\%.*s", (int)utf8_width(*p), p);
}

// Reads on in a string or regex: to its end, or one piece of it.
void reader_string_step(struct reader *reader) {
  bool regex = reader->frame.kind == READER_REGEX_FRAME;
  const char *start = reader->bytes + reader->offset, *end = reader->bytes + reader->length;
  const char *p = start, *run = start;
  const char *limit = end - p > READER_PIECE_BYTES ? p + READER_PIECE_BYTES : end;
  struct text text;
  text_start(&text, reader->cpu);
  // Past the limit only up to the next character's start, so that a piece is never empty; and not
  // between two halves of a surrogate pair.
  while (p < end && *p != '"' &&
         (p < limit || utf8_is_continuation(*p) ||
          (run < p ? utf8_ends_high(run, (size_t)(p - run))
                   : utf8_ends_high(text.bytes, text.length)))) {
    if (*p != '\\') {
      p++;
      continue;
    }
    if (p + 1 == end) break; // the end of the source in an escape
    if (regex) {
      // A pattern keeps its escapes; the character behind the backslash never ends it.
      p += 1 + utf8_width(p[1]);
      continue;
    }
    text_add(&text, run, (size_t)(p - run));
    p = string_escape(reader, &text, p + 1, end);
    run = p;
  }
  if (p + 1 == end && *p == '\\') p = end;
  text_add(&text, run, (size_t)(p - run));
  reader->budget -= 20 + (p - start) / 40;
  reader->offset = (size_t)(p - reader->bytes);
  if (p < end && *p == '"') {
    reader->offset++;
    if (reader->frame.count != 0 && text.length != 0)
      reader_add_item(reader, text_string(&text));
    else if (reader->frame.count == 0)
      reader_add_item(reader, text_string(&text));
    reader_close(reader);
    return;
  }
  if (text.length != 0) reader_add_item(reader, text_string(&text));
}
