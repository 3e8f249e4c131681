// SPDX-License-Identifier: MIT
// See form_scanner.h. Which bytes end a token follows Clojure's reader: # ' and % do not.
#include "repl/form_scanner.h"

#include <stdlib.h>
#include <string.h>

enum { DEPTH_LIMIT = 1 << 20, WAITING_LIMIT = (1 << 24) - 1 };

void form_scanner_init(struct form_scanner *scanner) {
  *scanner = (struct form_scanner){.state = FORM_BETWEEN};
}

void form_scanner_reset(struct form_scanner *scanner) {
  scanner->state = FORM_BETWEEN;
  scanner->broken = scanner->seen = false;
  scanner->waiting = 0;
  scanner->depth = 0;
}

void form_scanner_free(struct form_scanner *scanner) {
  free(scanner->levels);
  form_scanner_init(scanner);
}

static bool is_blank(unsigned char byte) {
  return byte == ' ' || byte == ',' || (byte >= '\t' && byte <= '\r');
}

static bool ends_token(unsigned char byte) {
  return is_blank(byte) || (byte != 0 && strchr("\"();[]{}\\^`~@", byte) != NULL);
}

static void want_form(struct form_scanner *scanner) {
  scanner->seen = true;
  if (scanner->waiting == 0) scanner->waiting = 1;
}

static void want_another_form(struct form_scanner *scanner) {
  scanner->seen = true;
  if (scanner->waiting < WAITING_LIMIT) scanner->waiting++;
}

static void form_done(struct form_scanner *scanner) {
  scanner->seen = true;
  if (scanner->waiting > 0) scanner->waiting--;
}

static void open_level(struct form_scanner *scanner, unsigned char closer) {
  scanner->seen = true;
  if (scanner->depth == scanner->capacity) {
    size_t capacity = scanner->capacity ? scanner->capacity * 2 : 64;
    uint32_t *levels = NULL;
    if (capacity <= DEPTH_LIMIT)
      levels = realloc(scanner->levels, capacity * sizeof *scanner->levels);
    if (levels == NULL) {
      scanner->broken = true;
      return;
    }
    scanner->levels = levels;
    scanner->capacity = capacity;
  }
  scanner->levels[scanner->depth++] = scanner->waiting << 8 | closer;
  scanner->waiting = 0;
}

static void close_level(struct form_scanner *scanner, unsigned char closer) {
  if (scanner->depth == 0 || (scanner->levels[scanner->depth - 1] & 0xff) != closer) {
    scanner->broken = true;
    return;
  }
  scanner->waiting = scanner->levels[--scanner->depth] >> 8;
  form_done(scanner);
}

// A byte that stands outside tokens, strings and comments.
static void scan_between(struct form_scanner *scanner, unsigned char byte) {
  scanner->state = FORM_BETWEEN;
  switch (byte) {
  case '(':
    open_level(scanner, ')');
    return;
  case '[':
    open_level(scanner, ']');
    return;
  case '{':
    open_level(scanner, '}');
    return;
  case ')':
  case ']':
  case '}':
    close_level(scanner, byte);
    return;
  case '"':
    scanner->state = FORM_STRING;
    break;
  case ';':
    scanner->state = FORM_COMMENT;
    return;
  case '\\':
    scanner->state = FORM_CHARACTER;
    break;
  case '#':
    scanner->state = FORM_HASH;
    return;
  case '\'':
  case '`':
  case '~':
  case '@':
    want_form(scanner);
    return;
  case '^':
    want_form(scanner);
    want_another_form(scanner);
    return;
  default:
    if (is_blank(byte)) return;
    scanner->state = FORM_TOKEN;
  }
  scanner->seen = true;
}

static void scan_after_hash(struct form_scanner *scanner, unsigned char byte) {
  switch (byte) {
  case '(':
  case '{':
  case '"':
  case '^':
    scan_between(scanner, byte);
    return;
  case '!':
    scanner->state = FORM_COMMENT;
    return;
  case '#':
    scanner->seen = true;
    scanner->state = FORM_TOKEN;
    return;
  case '_':
    want_another_form(scanner);
    scanner->state = FORM_BETWEEN;
    return;
  case '\'':
  case '=':
  case '?':
    want_form(scanner);
    scanner->state = FORM_BETWEEN;
    return;
  default:
    // No tag begins like this: #<unreadable> and #1.
    if (ends_token(byte) || byte == '<' || (byte >= '0' && byte <= '9')) {
      scanner->broken = true;
    } else {
      want_form(scanner);
      scanner->state = FORM_TAG;
    }
  }
}

static void scan_byte(struct form_scanner *scanner, unsigned char byte) {
  switch (scanner->state) {
  case FORM_STRING:
    if (byte == '"') {
      scanner->state = FORM_BETWEEN;
      form_done(scanner);
    } else if (byte == '\\') {
      scanner->state = FORM_STRING_ESCAPE;
    }
    return;
  case FORM_STRING_ESCAPE:
    scanner->state = FORM_STRING;
    return;
  case FORM_COMMENT:
    if (byte == '\n') scanner->state = FORM_BETWEEN;
    return;
  case FORM_CHARACTER:
    scanner->state = FORM_TOKEN;
    return;
  case FORM_HASH:
    scan_after_hash(scanner, byte);
    return;
  case FORM_TOKEN:
    if (!ends_token(byte)) return;
    form_done(scanner);
    break;
  case FORM_TAG:
    if (!ends_token(byte)) return;
    break;
  case FORM_BETWEEN:
    break;
  }
  scan_between(scanner, byte);
}

void form_scanner_feed(struct form_scanner *scanner, const char *bytes, size_t length) {
  for (size_t i = 0; i < length && !scanner->broken; i++)
    scan_byte(scanner, (unsigned char)bytes[i]);
}

enum form_verdict form_scanner_verdict(const struct form_scanner *scanner) {
  if (scanner->broken) return FORM_COMPLETE;
  uint32_t waiting = scanner->waiting;
  switch (scanner->state) {
  case FORM_STRING:
  case FORM_STRING_ESCAPE:
    return FORM_INCOMPLETE;
  case FORM_HASH:
  case FORM_CHARACTER:
    return scanner->depth > 0 ? FORM_INCOMPLETE : FORM_COMPLETE;
  case FORM_TOKEN:
    if (waiting > 0) waiting--;
    break;
  case FORM_TAG:
  case FORM_COMMENT:
  case FORM_BETWEEN:
    break;
  }
  if (scanner->depth > 0 || waiting > 0) return FORM_INCOMPLETE;
  return scanner->seen ? FORM_COMPLETE : FORM_BLANK;
}
