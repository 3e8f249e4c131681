// SPDX-License-Identifier: MIT
// A line editor for a bare serial line and for terminals: a state machine without input, output
// or time of its own.
//
//   line_editor_begin(editor, "user=> ", columns, EDITOR_FORMS)   shows the prompt
//   event = line_editor_feed(editor, byte)                        for each byte that has arrived
//   line_editor_refresh(editor)                                   when no more bytes wait
//   line_editor_output(editor, &length)                           what to write to the terminal
//
// After an event other than EDITOR_NONE the text is final until line_editor_begin is called again;
// bytes that arrive meanwhile are the caller's to keep. The text is always valid UTF-8 (typed) or
// exactly the bytes that came (a pipe). The cost of a byte is constant when typed at the end, so a
// pasted file is read in linear time.
//
// Keys: arrows, Home, End, Delete, Ctrl-A E B F P N K U W Y L D, Alt-B F D, backspace as 0x7F or
// 0x08, Enter as CR, LF or CR LF. Enter ends the text when its forms are whole (form_scanner.h)
// and breaks the line when not. Other control bytes and bytes that are not UTF-8 are ignored.
#ifndef NACRE_REPL_LINE_EDITOR_H
#define NACRE_REPL_LINE_EDITOR_H

#include "kernel/base.h"

enum { LINE_EDITOR_TEXT_LIMIT = 1024 * 1024 }; // bytes

enum line_editor_event {
  EDITOR_NONE,
  EDITOR_TEXT,      // a text with whole forms stands in line_editor_text
  EDITOR_INTERRUPT, // Ctrl-C: the text is gone
  EDITOR_END,       // the input has ended
  EDITOR_TOO_LONG,  // more than LINE_EDITOR_TEXT_LIMIT bytes: the text is gone
};

struct line_editor;

// What the bytes come from.
enum line_editor_mode {
  EDITOR_PIPE,     // no echo, no keys: bytes are only collected
  EDITOR_TERMINAL, // Ctrl-D on an empty text ends the input
  EDITOR_CONSOLE,  // the machine's own: no key ends it, but the sequence below
};

// Stands for the end of the input on a line that cannot end, sent by the program at the other side
// (.ci/boot.sh). Too long to come up among random bytes.
#define LINE_EDITOR_END_SEQUENCE "\x1b[4;4;4;4;4~"

// NULL when there is no memory.
struct line_editor *line_editor_new(enum line_editor_mode mode);
void line_editor_free(struct line_editor *editor);

// What Enter waits for.
enum line_editor_unit {
  EDITOR_FORMS, // whole forms; blank texts are passed over
  EDITOR_LINE,  // nothing
};

// Shows the prompt and begins an empty text.
void line_editor_begin(struct line_editor *editor, const char *prompt, unsigned columns,
                       enum line_editor_unit unit);
enum line_editor_event line_editor_feed(struct line_editor *editor, unsigned char byte);
// The input has ended: EDITOR_TEXT when something was typed, else EDITOR_END.
enum line_editor_event line_editor_finish(struct line_editor *editor);
// Brings the terminal up to date.
void line_editor_refresh(struct line_editor *editor);

// The bytes to write since the last call of line_editor_output_clear.
const char *line_editor_output(const struct line_editor *editor, size_t *length);
void line_editor_output_clear(struct line_editor *editor);
// The text, without the line break that ended it; valid until the next call.
const char *line_editor_text(struct line_editor *editor, size_t *length);

#endif
