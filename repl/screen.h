// SPDX-License-Identifier: MIT
// Shows an edited text on a terminal with as few bytes as it can.
//
// Appending needs no escape sequence at all, so a bare serial line shows a clean transcript; the
// rest uses cursor movement and "clear to the end" (ECMA-48), which every terminal knows. A row
// that is full is ended with a line break of our own: the layout is then the same on any terminal
// that is at least `columns` wide.
#ifndef NACRE_REPL_SCREEN_H
#define NACRE_REPL_SCREEN_H

#include "repl/text_buffer.h"

// A place relative to the row where the prompt begins.
struct screen_place {
  size_t row;
  unsigned column;
};

struct screen {
  unsigned columns;
  unsigned indent;            // columns of the prompt; further lines begin below the text
  struct screen_place origin; // where the text begins
  struct screen_place cursor; // where the terminal's cursor stands
  struct screen_place end;    // where the shown text ends
  size_t shown;               // bytes of the text that are on the screen
};

// Columns that a code point takes: 0 for combining marks, 2 for wide ones. -1 when it cannot be
// shown (control characters).
int screen_width(int32_t code_point);

// Writes the prompt where the terminal's cursor stands and begins an empty text after it.
void screen_begin(struct screen *screen, const char *prompt, unsigned columns,
                  struct byte_buffer *output);
// Makes the terminal show `text` with the cursor at byte `cursor`, when the bytes before
// `changed_from` are those already shown (`length`: nothing has changed).
void screen_update(struct screen *screen, const char *text, size_t length, size_t changed_from,
                   size_t cursor, struct byte_buffer *output);

#endif
