// SPDX-License-Identifier: MIT
// Tells whether a text holds whole forms, so that Enter can wait for the rest.
//
// A byte automaton that knows brackets, strings, regular expressions, characters, comments and
// prefixes that want a form after them ('x, @x, ^m x, #_x, #tag x). It never decides whether a
// text is right: a text that no continuation can mend counts as complete, and the reader reports
// it. Time is linear in the bytes fed, memory in the nesting.
#ifndef NACRE_REPL_FORM_SCANNER_H
#define NACRE_REPL_FORM_SCANNER_H

#include "kernel/base.h"

enum form_verdict {
  FORM_BLANK,      // white space and comments only
  FORM_INCOMPLETE, // a bracket, string or prefix still waits
  FORM_COMPLETE,   // whole forms, or something only the reader can judge
};

enum form_state {
  FORM_BETWEEN,
  FORM_TOKEN,         // in a number, symbol, keyword or character
  FORM_TAG,           // in the word after #, which is no form by itself
  FORM_HASH,          // right after #
  FORM_CHARACTER,     // right after a backslash
  FORM_STRING,        // in a string or a regular expression
  FORM_STRING_ESCAPE, // right after a backslash in one
  FORM_COMMENT,
};

struct form_scanner {
  enum form_state state;
  bool broken;      // no continuation can make the text readable
  bool seen;        // something other than blanks and comments has come
  uint32_t waiting; // forms still wanted by prefixes at this level
  // What surrounds the current level, outermost first: (waiting << 8 | closing bracket).
  uint32_t *levels;
  size_t depth, capacity;
};

void form_scanner_init(struct form_scanner *scanner);
// Back to the beginning of a text; keeps the memory.
void form_scanner_reset(struct form_scanner *scanner);
void form_scanner_free(struct form_scanner *scanner);
// Continues over the next bytes of the text.
void form_scanner_feed(struct form_scanner *scanner, const char *bytes, size_t length);
// The verdict if the text ended here with a line break.
enum form_verdict form_scanner_verdict(const struct form_scanner *scanner);

#endif
