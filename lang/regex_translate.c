// SPDX-License-Identifier: MIT
// One pass over the pattern, with the flags of the open groups on a stack. Every literal is written
// so that PCRE2 cannot take it for anything else.
#include "lang/regex_translate.h"

#include <stdio.h>
#include <string.h>

#include "lang/error.h"
#include "lang/regex_property.h"
#include "lang/utf8.h"

enum { GROUP_DEPTH_LIMIT = 250, CLASS_DEPTH_LIMIT = 50 };

// What flags say where the translation stands.
struct flags {
  bool comments;     // (?x)
  bool caseless;     // (?i)
  bool unicode_case; // (?u), (?U)
};

struct translator {
  struct cpu *cpu;
  const char *start, *p, *end;
  struct regex_translation *out;
  struct text *text;
  struct flags flags;
  struct flags saved[GROUP_DEPTH_LIMIT]; // those outside each open group
  unsigned depth;
  unsigned groups; // capturing groups opened so far
  bool atom;       // something that can be repeated stands before
};

_Noreturn void regex_fail(struct cpu *cpu, const char *message, const char *pattern, size_t length,
                          size_t offset) {
  size_t index = utf8_count(pattern, minimum(offset, length));
  if (offset < length && index < 1000) // a mark below the place
    error_raise(cpu, ERROR_PATTERN, "%s near index %zu\n%.*s\n%*s", message, index,
                (int)minimum(length, 1000), pattern, (int)index + 1, "^");
  error_raise(cpu, ERROR_PATTERN, "%s near index %zu\n%.*s", message, index,
              (int)minimum(length, 1000), pattern);
}
_Noreturn static void fail(struct translator *t, const char *message) {
  regex_fail(t->cpu, message, t->start, (size_t)(t->end - t->start), (size_t)(t->p - t->start));
}

static bool is_ascii_letter(uint32_t c) { return (c | 32) >= 'a' && (c | 32) <= 'z'; }
static bool is_ascii_digit(uint32_t c) { return c >= '0' && c <= '9'; }
static int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if ((c | 32) >= 'a' && (c | 32) <= 'f') return (c | 32) - 'a' + 10;
  return -1;
}

// The same for what was seen to be wrong only behind its last byte.
_Noreturn static void fail_before(struct translator *t, const char *message) {
  t->p--;
  fail(t, message);
}

// A character that stands for itself, in or out of a class.
static void add_literal(struct text *text, uint32_t c) {
  if ((c < 0x20 || c == 0x7f) || code_point_is_surrogate(c)) {
    text_format(text, "\\x{%x}", c);
  } else {
    if (c < 0x80 && !is_ascii_letter(c) && !is_ascii_digit(c)) text_add_byte(text, '\\');
    text_add_character(text, c);
  }
}

// The same out of a class. Without (?u) the case of ASCII letters alone is ignored.
static void add_character(struct translator *t, uint32_t c) {
  bool exact = c >= 0x80 && t->flags.caseless && !t->flags.unicode_case;
  if (exact) text_add_c(t->text, "(?-i:");
  add_literal(t->text, c);
  if (exact) text_add_byte(t->text, ')');
}

static uint32_t take_hex(struct translator *t, unsigned digits) {
  uint32_t n = 0;
  for (unsigned i = 0; i < digits; i++) {
    int value = t->p < t->end ? hex_value(*t->p) : -1;
    if (value < 0)
      fail(t,
           digits == 4 ? "Illegal Unicode escape sequence" : "Illegal hexadecimal escape sequence");
    n = n * 16 + (uint32_t)value;
    t->p++;
  }
  return n;
}

// The character of an escape that stands for one; t->p is behind the escape's letter. False when
// the escape is something else.
static bool escape_character(struct translator *t, char letter, uint32_t *c) {
  switch (letter) {
  case 't':
    *c = '\t';
    return true;
  case 'n':
    *c = '\n';
    return true;
  case 'r':
    *c = '\r';
    return true;
  case 'f':
    *c = '\f';
    return true;
  case 'a':
    *c = 7;
    return true;
  case 'e':
    *c = 27;
    return true;
  case 'c':
    if (t->p >= t->end) fail(t, "Illegal control escape sequence");
    *c = (uint32_t)(unsigned char)*t->p++ ^ 64;
    return true;
  case '0': {
    uint32_t n = 0;
    unsigned digits = 0;
    while (t->p < t->end && *t->p >= '0' && *t->p <= '7' && digits < 3 &&
           n * 8 + (uint32_t)(*t->p - '0') <= 0377) {
      n = n * 8 + (uint32_t)(*t->p++ - '0');
      digits++;
    }
    if (digits == 0) fail(t, "Illegal octal escape sequence");
    *c = n;
    return true;
  }
  case 'x':
    if (t->p < t->end && *t->p == '{') {
      uint32_t n = 0;
      for (t->p++; t->p < t->end && hex_value(*t->p) >= 0; t->p++) {
        n = n * 16 + (uint32_t)hex_value(*t->p);
        if (n >= UTF8_LIMIT) fail(t, "Hexadecimal codepoint is too big");
      }
      if (t->p >= t->end || *t->p != '}') fail(t, "Unclosed hexadecimal escape sequence");
      t->p++;
      *c = n;
    } else {
      *c = take_hex(t, 2);
    }
    break;
  case 'u':
    *c = take_hex(t, 4);
    if (*c >= 0xd800 && *c <= 0xdbff && t->end - t->p >= 6 && t->p[0] == '\\' && t->p[1] == 'u') {
      const char *after = t->p;
      t->p += 2;
      uint32_t low = take_hex(t, 4);
      if (code_point_is_low_surrogate(low))
        *c = code_point_of_pair(*c, low);
      else
        t->p = after;
    }
    break;
  default:
    return false;
  }
  return true;
}

// --- Properties ---------------------------------------------------------------------------------
// \p{..} or \P{..}; t->p is behind the letter. Adds it as an item that may stand in a class; false
// when it was written as the opposite of the item (then the caller negates).
static void add_property(struct translator *t, struct text *text, bool negated) {
  const char *name = t->p;
  size_t length = 1;
  if (t->p >= t->end) fail(t, "Unknown character property");
  if (*t->p == '{') {
    name = ++t->p;
    const char *close = memchr(name, '}', (size_t)(t->end - name));
    if (close == NULL) fail(t, "Unclosed character family");
    length = (size_t)(close - name);
    t->p = close + 1;
  } else {
    t->p += utf8_width(*t->p);
    length = (size_t)(t->p - name);
  }
  if (!regex_property(text, name, length, negated)) {
    size_t shown = minimum(length, 60);
    char message[100];
    snprintf(message, sizeof message, "Unknown character property name {%.*s}", (int)shown, name);
    fail_before(t, message);
  }
}

// --- Classes ------------------------------------------------------------------------------------
// A class under translation: what is in it as items of one PCRE2 class, and what is not so simple
// as alternatives, each of which matches exactly one character.
struct class {
  struct text items, alternatives;
};

static void class_start(struct class *class, struct cpu *cpu) {
  text_start(&class->items, cpu);
  text_start(&class->alternatives, cpu);
}
static void class_render(struct class *class, struct text *out) {
  bool both = class->items.length != 0 && class->alternatives.length != 0;
  if (both) text_add_c(out, "(?:");
  if (class->items.length != 0) {
    text_add_byte(out, '[');
    text_add(out, class->items.bytes, class->items.length);
    text_add_byte(out, ']');
  }
  if (both) text_add_byte(out, '|');
  text_add(out, class->alternatives.bytes, class->alternatives.length);
  if (both) text_add_byte(out, ')');
  if (class->items.length == 0 && class->alternatives.length == 0) text_add_c(out, "(?!)");
}
static void class_add_alternative(struct class *class, const struct text *expression) {
  if (class->alternatives.length != 0) text_add_byte(&class->alternatives, '|');
  text_add(&class->alternatives, expression->bytes, expression->length);
}

static void class_skip_comments(struct translator *t) {
  while (t->flags.comments && t->p < t->end) {
    if (strchr(" \t\n\v\f\r", *t->p) != NULL && *t->p != 0) {
      t->p++;
    } else if (*t->p == '#') {
      while (t->p < t->end && *t->p != '\n') t->p++;
    } else {
      return;
    }
  }
}

// One item that may start or end a range: true and the character; false: a set was added to items.
static bool class_item(struct translator *t, struct text *items, uint32_t *c) {
  unsigned width;
  if (*t->p != '\\') {
    *c = utf8_decode(t->p, &width);
    t->p += width;
    return true;
  }
  if (++t->p >= t->end) fail(t, "Unclosed character class");
  *c = utf8_decode(t->p, &width);
  t->p += width;
  char letter = width == 1 ? (char)*c : '!';
  if (escape_character(t, letter, c)) return true;
  if (letter == 'p' || letter == 'P') {
    add_property(t, items, letter == 'P');
    return false;
  }
  if (letter != 0 && strchr("dDsSwWhHvV", letter) != NULL) {
    text_add_byte(items, '\\');
    text_add_byte(items, letter);
    return false;
  }
  if (is_ascii_letter((unsigned char)letter) || is_ascii_digit((unsigned char)letter))
    fail(t, "Illegal/unsupported escape sequence");
  return true;
}

static void add_class(struct translator *t, struct text *out, unsigned depth);

// \Q...\E within a class; t->p is behind the Q.
static void class_quoted(struct translator *t, struct text *items) {
  while (t->p < t->end && !(t->end - t->p >= 2 && t->p[0] == '\\' && t->p[1] == 'E')) {
    unsigned width;
    add_literal(items, utf8_decode(t->p, &width));
    t->p += width;
  }
  t->p = t->end - t->p >= 2 ? t->p + 2 : t->end;
}

// What stands between two && of a class.
static void class_operand(struct translator *t, struct class *class, bool *first, unsigned depth) {
  for (;;) {
    class_skip_comments(t);
    if (t->p >= t->end) fail_before(t, "Unclosed character class");
    size_t before = class->items.length;
    if (*t->p == ']' && !*first) return;
    if (t->end - t->p >= 2 && t->p[0] == '&' && t->p[1] == '&') return;
    if (*t->p == '[') {
      t->p++;
      struct text inner;
      text_start(&inner, t->cpu);
      add_class(t, &inner, depth + 1);
      class_add_alternative(class, &inner);
      *first = false;
      continue;
    }
    if (t->end - t->p >= 2 && t->p[0] == '\\' && t->p[1] == 'Q') {
      t->p += 2;
      class_quoted(t, &class->items);
      // An empty quotation is nothing: a bracket behind it may still be the first character.
      if (class->items.length != before) *first = false;
      continue;
    }
    uint32_t low, high;
    *first = false;
    if (!class_item(t, &class->items, &low)) continue;
    class_skip_comments(t);
    // A range, unless the dash is the last of the class or before another class.
    if (t->end - t->p >= 2 && t->p[0] == '-' && t->p[1] != ']' && t->p[1] != '[') {
      t->p++;
      class_skip_comments(t);
      struct text set;
      text_start(&set, t->cpu);
      if (t->p >= t->end) fail_before(t, "Unclosed character class");
      if (!class_item(t, &set, &high) || high < low) fail_before(t, "Illegal character range");
      add_literal(&class->items, low);
      text_add_byte(&class->items, '-');
      add_literal(&class->items, high);
    } else {
      add_literal(&class->items, low);
    }
  }
}

// A class; t->p is behind its bracket. Adds an expression that matches one character.
static void add_class(struct translator *t, struct text *out, unsigned depth) {
  if (depth > CLASS_DEPTH_LIMIT) fail(t, "Character classes are nested too deeply");
  bool negated = t->p < t->end && *t->p == '^', first = true;
  if (negated) t->p++;
  struct text whole; // (?=A)(?=B) so far
  text_start(&whole, t->cpu);
  struct class class;
  for (;;) {
    class_start(&class, t->cpu);
    class_operand(t, &class, &first, depth);
    if (*t->p == ']') break;
    t->p += 2; // &&
    first = false;
    text_add_c(&whole, "(?=");
    // An empty operand of && is everything.
    if (class.items.length == 0 && class.alternatives.length == 0)
      text_add_c(&class.items, "\\s\\S");
    class_render(&class, &whole);
    text_add_byte(&whole, ')');
  }
  t->p++;
  if (whole.length == 0 && class.alternatives.length == 0 && class.items.length != 0) {
    text_add_c(out, negated ? "[^" : "[");
    text_add(out, class.items.bytes, class.items.length);
    text_add_byte(out, ']');
    return;
  }
  if (whole.length != 0 && class.items.length == 0 && class.alternatives.length == 0)
    text_add_c(&class.items, "\\s\\S");
  class_render(&class, &whole);
  text_add_c(out, negated ? "(?:(?!" : "(?:");
  text_add(out, whole.bytes, whole.length);
  text_add_c(out, negated ? ")[\\s\\S])" : ")");
}

// --- Escapes outside classes --------------------------------------------------------------------
// \1 and on: as many digits as name a group that has been opened, as Java takes them.
static void add_back_reference(struct translator *t, char digit) {
  unsigned n = (unsigned)(digit - '0');
  while (t->p < t->end && is_ascii_digit((unsigned char)*t->p)) {
    unsigned wider = n * 10 + (unsigned)(*t->p - '0');
    if (wider > t->groups) break;
    n = wider;
    t->p++;
  }
  if (n > t->groups) {
    // No such group yet: in Java that never matches.
    text_add_c(t->text, "(?!)");
  } else {
    text_format(t->text, "\\g{%u}", n);
  }
}

static void add_quoted(struct translator *t) {
  while (t->p < t->end && !(t->end - t->p >= 2 && t->p[0] == '\\' && t->p[1] == 'E')) {
    unsigned width;
    add_character(t, utf8_decode(t->p, &width));
    t->p += width;
    t->atom = true;
  }
  t->p = t->end - t->p >= 2 ? t->p + 2 : t->end;
}

// An anchor, t->p being behind it. Java repeats anchors; PCRE2 repeats only groups of them.
static void add_anchor(struct translator *t, const char *anchor) {
  bool repeated = t->p < t->end && strchr("?*+{", *t->p) != NULL;
  if (repeated) text_add_c(t->text, "(?:");
  text_add_c(t->text, anchor);
  if (repeated) text_add_byte(t->text, ')');
}

static void add_escape(struct translator *t) {
  if (t->p >= t->end) fail(t, "Unexpected internal error"); // a backslash is the last
  unsigned width;
  uint32_t c = utf8_decode(t->p, &width);
  t->p += width;
  char letter = width == 1 ? (char)c : '!';
  t->atom = true;
  if (letter == 'Q') {
    add_quoted(t);
    return;
  }
  if (letter == 'E') return;
  if (escape_character(t, letter, &c)) {
    add_character(t, c);
    return;
  }
  if (letter >= '1' && letter <= '9') {
    add_back_reference(t, letter);
    return;
  }
  if (letter == 'p' || letter == 'P') {
    text_add_byte(t->text, '[');
    add_property(t, t->text, letter == 'P');
    text_add_byte(t->text, ']');
    return;
  }
  if (letter == 'k') {
    const char *close =
        t->p < t->end && *t->p == '<' ? memchr(t->p, '>', (size_t)(t->end - t->p)) : NULL;
    if (close == NULL) fail(t, "\\k is not followed by '<' for named capturing group");
    text_add_c(t->text, "\\k");
    text_add(t->text, t->p, (size_t)(close + 1 - t->p));
    t->p = close + 1;
    return;
  }
  if (letter == 'b' && t->p < t->end && *t->p == '{') fail(t, "\\b{g} is not supported");
  if (letter != 0 && strchr("dDsSwWhHvVbBAGZzRX", letter) != NULL) {
    if (letter == 'G') t->out->needs_search_start = true;
    char escape[] = {'\\', letter, 0};
    if (strchr("bBAGZz", letter) != NULL)
      add_anchor(t, escape);
    else
      text_add_c(t->text, escape);
    return;
  }
  if (is_ascii_letter((unsigned char)letter)) {
    t->p--;
    fail(t, "Illegal/unsupported escape sequence");
  }
  add_character(t, c);
}

// --- Groups -------------------------------------------------------------------------------------
// Flags from t->p up to : or ); what PCRE2 must know of them is added.
static void take_flags(struct translator *t) {
  bool on = true;
  text_add_c(t->text, "(?");
  for (;; t->p++) {
    char flag = t->p < t->end ? *t->p : 0;
    switch (flag) {
    case 'i':
      t->flags.caseless = on;
      text_add_byte(t->text, flag);
      break;
    case 'm':
    case 's':
      text_add_byte(t->text, flag);
      break;
    case 'x':
      t->flags.comments = on;
      break;
    case 'd':
      t->out->unix_lines |= on;
      break;
    case 'c': // canonical equivalence: taken and ignored
      break;
    case 'u':
      t->flags.unicode_case = on;
      break;
    case 'U':
      t->flags.unicode_case = on;
      t->out->unicode_classes |= on;
      break;
    case '-':
      if (!on) fail(t, "Unknown inline modifier");
      on = false;
      text_add_byte(t->text, '-');
      break;
    case ':':
    case ')':
      return;
    default:
      fail(t, "Unknown inline modifier");
    }
  }
}

static void open_group(struct translator *t) {
  if (t->depth == GROUP_DEPTH_LIMIT) fail(t, "Groups are nested too deeply");
  t->saved[t->depth++] = t->flags;
  t->atom = false;
  if (t->p < t->end && *t->p == '*') fail(t, "Dangling meta character '*'");
  if (t->p >= t->end || *t->p != '?') {
    t->groups++;
    text_add_byte(t->text, '(');
    return;
  }
  t->p++;
  char kind = t->p < t->end ? *t->p : 0;
  char next = t->end - t->p >= 2 ? t->p[1] : 0;
  if (kind == ':' || kind == '=' || kind == '!' || kind == '>') {
    t->p++;
    text_add_c(t->text, "(?");
    text_add_byte(t->text, kind);
  } else if (kind == '<' && (next == '=' || next == '!')) {
    t->p += 2;
    text_add_c(t->text, "(?<");
    text_add_byte(t->text, next);
  } else if (kind == '<') {
    const char *name = t->p + 1, *p = name;
    while (p < t->end &&
           (is_ascii_letter((unsigned char)*p) || (p > name && is_ascii_digit((unsigned char)*p))))
      p++;
    t->p = p;
    if (p == name) fail(t, "capturing group name does not start with a Latin letter");
    if (p >= t->end || *p != '>') fail(t, "named capturing group is missing trailing '>'");
    t->groups++;
    text_add_c(t->text, "(?<");
    text_add(t->text, name, (size_t)(p + 1 - name));
    t->p = p + 1;
  } else {
    take_flags(t);
    if (*t->p++ == ')') {
      // (?i): for the rest of the group around; nothing was opened. A bare (?) keeps nothing.
      t->depth--;
      text_add_byte(t->text, ')');
      if (t->p < t->end && *t->p == '{') {
        // Java lets one repeat it by a count, to no effect.
        text_add_c(t->text, "(?:)");
        t->atom = true;
      }
    } else {
      text_add_byte(t->text, ':');
    }
  }
}

// {n}, {n,} or {n,m} at t->p (at the brace).
static void add_braces(struct translator *t) {
  const char *start = t->p++;
  unsigned long low = 0, high = 0;
  bool digits = false;
  for (; t->p < t->end && is_ascii_digit((unsigned char)*t->p); t->p++, digits = true)
    low = minimum(low * 10 + (unsigned long)(*t->p - '0'), 1000000000);
  if (!digits || !t->atom) {
    t->p = t->atom ? start + 1 : start;
    fail(t, "Illegal repetition");
  }
  high = low;
  if (t->p < t->end && *t->p == ',') {
    high = 0;
    digits = false;
    for (t->p++; t->p < t->end && is_ascii_digit((unsigned char)*t->p); t->p++, digits = true)
      high = minimum(high * 10 + (unsigned long)(*t->p - '0'), 1000000000);
    if (!digits) high = ~0UL;
  }
  if (t->p >= t->end || *t->p != '}') fail(t, "Unclosed counted closure");
  t->p++;
  if (high < low) fail_before(t, "Illegal repetition range");
  text_add(t->text, start, (size_t)(t->p - start));
}

void regex_translate(struct cpu *cpu, struct regex_translation *out, const char *pattern,
                     size_t length) {
  *out = (struct regex_translation){0};
  text_start(&out->text, cpu);
  struct translator translator = {.cpu = cpu,
                                  .start = pattern,
                                  .p = pattern,
                                  .end = pattern + length,
                                  .out = out,
                                  .text = &out->text};
  struct translator *t = &translator;
  while (t->p < t->end) {
    unsigned width;
    uint32_t c = utf8_decode(t->p, &width);
    if (t->flags.comments) {
      const char *before = t->p;
      class_skip_comments(t);
      if (t->p != before) continue;
    }
    switch (c) {
    case '\\':
      t->p++;
      add_escape(t);
      continue;
    case '[':
      t->p++;
      add_class(t, t->text, 0);
      t->atom = true;
      continue;
    case '(':
      t->p++;
      open_group(t);
      continue;
    case ')':
      if (t->depth == 0) {
        t->p -= t->p > t->start;
        fail(t, "Unmatched closing ')'");
      }
      t->flags = t->saved[--t->depth];
      text_add_byte(t->text, ')');
      t->atom = true;
      break;
    case '|':
      text_add_byte(t->text, '|');
      t->atom = false;
      break;
    case '^':
    case '$':
      t->p++;
      add_anchor(t, c == '^' ? "^" : "$");
      t->atom = true;
      continue;
    case '.':
      text_add_byte(t->text, (char)c);
      t->atom = true;
      break;
    case '{':
      add_braces(t);
      goto suffix;
    case '*':
    case '+':
    case '?':
      if (!t->atom)
        fail(t, c == '*'   ? "Dangling meta character '*'"
                : c == '+' ? "Dangling meta character '+'"
                           : "Dangling meta character '?'");
      text_add_byte(t->text, (char)c);
      t->p++;
    suffix:
      // Reluctant or possessive.
      if (t->p < t->end && (*t->p == '?' || *t->p == '+')) text_add_byte(t->text, *t->p++);
      t->atom = false;
      continue;
    default:
      add_character(t, c);
      t->atom = true;
      break;
    }
    t->p += width;
  }
  if (t->depth != 0) fail(t, "Unclosed group");
}
