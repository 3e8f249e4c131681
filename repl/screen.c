// SPDX-License-Identifier: MIT
// See screen.h. Output that finds no memory is lost; the next full redraw (Ctrl-L) mends it.
#include "repl/screen.h"

#include <stdio.h>
#include <string.h>

#include <utf8proc.h>

enum { LEAST_COLUMNS = 20 };

int screen_width(int32_t code_point) {
  if (code_point < 0x20 || (code_point >= 0x7f && code_point < 0xa0)) return -1;
  if (code_point < 0x300) return 1;
  return utf8proc_charwidth(code_point);
}

static void next_row(struct screen_place *place, struct byte_buffer *output) {
  place->row++;
  place->column = 0;
  if (output) byte_buffer_append(output, "\n", 1);
}

static void show_blanks(struct screen_place *place, unsigned count, struct byte_buffer *output) {
  place->column += count;
  for (; output && count > 0; count--) byte_buffer_append(output, " ", 1);
}

// Moves `place` over text[from, to), which must be valid UTF-8, and shows it when there is an
// output to show it on.
static void lay_out(const struct screen *screen, struct screen_place *place, const char *text,
                    size_t from, size_t to, struct byte_buffer *output) {
  while (from < to) {
    utf8proc_int32_t code_point = (unsigned char)text[from];
    size_t length = 1;
    if (code_point >= 0x80) {
      utf8proc_ssize_t read =
          utf8proc_iterate((const utf8proc_uint8_t *)text + from, to - from, &code_point);
      if (read > 0)
        length = read;
      else
        code_point = '?';
    }
    if (code_point == '\n') {
      next_row(place, output);
      show_blanks(place, screen->indent, output);
    } else if (code_point == '\t') {
      show_blanks(place, minimum(8 - place->column % 8, screen->columns - place->column), output);
    } else {
      int width = screen_width(code_point);
      if (width > 0 && place->column + width > screen->columns) next_row(place, output);
      if (width > 0) place->column += width;
      if (output && width >= 0) byte_buffer_append(output, text + from, length);
    }
    if (place->column >= screen->columns) next_row(place, output);
    from += length;
  }
}

static void emit_sequence(struct byte_buffer *output, size_t count, char final) {
  char sequence[32];
  snprintf(sequence, sizeof sequence, "\x1b[%zu%c", count, final);
  byte_buffer_append_string(output, sequence);
}

static void move_cursor(struct screen *screen, struct screen_place to, struct byte_buffer *output) {
  struct screen_place *at = &screen->cursor;
  if (to.row < at->row) emit_sequence(output, at->row - to.row, 'A');
  if (to.row > at->row) emit_sequence(output, to.row - at->row, 'B');
  if (to.column == 0 && at->column != 0)
    byte_buffer_append(output, "\r", 1);
  else if (to.column + 1 == at->column)
    byte_buffer_append(output, "\b", 1);
  else if (to.column < at->column)
    emit_sequence(output, at->column - to.column, 'D');
  else if (to.column > at->column)
    emit_sequence(output, to.column - at->column, 'C');
  *at = to;
}

void screen_begin(struct screen *screen, const char *prompt, unsigned columns,
                  struct byte_buffer *output) {
  *screen = (struct screen){.columns = maximum(columns, LEAST_COLUMNS)};
  const char *last_row = strrchr(prompt, '\n');
  byte_buffer_append(output, prompt, last_row ? (size_t)(last_row + 1 - prompt) : 0);
  if (last_row) prompt = last_row + 1;
  lay_out(screen, &screen->cursor, prompt, 0, strlen(prompt), output);
  if (screen->cursor.row == 0 && screen->cursor.column <= screen->columns / 2)
    screen->indent = screen->cursor.column;
  screen->origin = screen->end = screen->cursor;
}

void screen_update(struct screen *screen, const char *text, size_t length, size_t changed_from,
                   size_t cursor, struct byte_buffer *output) {
  if (changed_from < screen->shown || screen->shown != length) {
    struct screen_place start = screen->end;
    if (changed_from < screen->shown) {
      start = screen->origin;
      lay_out(screen, &start, text, 0, changed_from, NULL);
    } else {
      changed_from = screen->shown;
    }
    move_cursor(screen, start, output);
    if (changed_from < screen->shown) byte_buffer_append_string(output, "\x1b[J");
    lay_out(screen, &screen->cursor, text, changed_from, length, output);
    screen->end = screen->cursor;
    screen->shown = length;
  }
  struct screen_place target = screen->end;
  if (cursor < length) {
    target = screen->origin;
    lay_out(screen, &target, text, 0, cursor, NULL);
  }
  move_cursor(screen, target, output);
}
