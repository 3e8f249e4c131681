// SPDX-License-Identifier: MIT
// See line_editor.h. Bytes become keys (escape sequences and UTF-8 are put together here), keys
// change the text; what the terminal must show is left to screen.c.
//
// Invariants: 0 <= cursor <= length of the text, and the cursor stands between code points;
// bytes before `changed_from` are shown as they are; the scanner has seen text[0, scanned).
#include "repl/line_editor.h"

#include <stdlib.h>
#include <string.h>

#include <utf8proc.h>

#include "repl/form_scanner.h"
#include "repl/history.h"
#include "repl/screen.h"
#include "repl/text_buffer.h"

enum { UNCHANGED = -1, SEQUENCE_LIMIT = 16 };

enum input_state {
  INPUT_PLAIN,
  INPUT_ESCAPE,  // after ESC
  INPUT_CONTROL, // after ESC [
  INPUT_SINGLE,  // after ESC O
  INPUT_UTF8,    // inside a code point
};

struct line_editor {
  enum line_editor_mode mode;
  enum line_editor_unit unit;
  bool after_return; // the last byte was CR: a LF belongs to it
  bool too_long;     // the rest of the line is dropped
  enum input_state input;
  char sequence[SEQUENCE_LIMIT]; // parameters of ESC [, or the bytes of a code point
  size_t sequence_length, sequence_wanted;

  struct text_buffer text;
  size_t cursor;
  struct form_scanner scanner;
  size_t scanned;

  struct screen screen;
  size_t changed_from; // (size_t)UNCHANGED when nothing is
  char *prompt;        // for Ctrl-L
  struct byte_buffer output;

  struct byte_buffer killed; // what Ctrl-Y brings back
  struct history history;
  size_t history_back;      // 0: the text being written; n: the nth newest entry
  struct byte_buffer draft; // the text being written, while an entry is shown
};

struct line_editor *line_editor_new(enum line_editor_mode mode) {
  struct line_editor *editor = calloc(1, sizeof *editor);
  if (editor == NULL) return NULL;
  editor->mode = mode;
  editor->changed_from = (size_t)UNCHANGED;
  form_scanner_init(&editor->scanner);
  return editor;
}

void line_editor_free(struct line_editor *editor) {
  if (editor == NULL) return;
  text_buffer_free(&editor->text);
  form_scanner_free(&editor->scanner);
  byte_buffer_free(&editor->output);
  byte_buffer_free(&editor->killed);
  byte_buffer_free(&editor->draft);
  history_free(&editor->history);
  free(editor->prompt);
  free(editor);
}

static bool is_interactive(const struct line_editor *editor) { return editor->mode != EDITOR_PIPE; }

static size_t text_length(const struct line_editor *editor) {
  return text_buffer_length(&editor->text);
}

// --- Changing the text ----------------------------------------------------------------------

static void note_change(struct line_editor *editor, size_t at) {
  if (at < editor->changed_from) editor->changed_from = at;
  if (at < editor->scanned) {
    form_scanner_reset(&editor->scanner);
    editor->scanned = 0;
  }
}

static void ring_bell(struct line_editor *editor) {
  if (is_interactive(editor)) byte_buffer_append(&editor->output, "\a", 1);
}

static void insert_bytes(struct line_editor *editor, const char *bytes, size_t length) {
  if (text_length(editor) + length > LINE_EDITOR_TEXT_LIMIT ||
      !text_buffer_insert(&editor->text, editor->cursor, bytes, length)) {
    editor->too_long = true;
    return;
  }
  note_change(editor, editor->cursor);
  editor->cursor += length;
}

static void delete_range(struct line_editor *editor, size_t from, size_t to) {
  if (from >= to) return;
  text_buffer_delete(&editor->text, from, to);
  note_change(editor, from);
  editor->cursor = from;
}

// As delete_range, and Ctrl-Y brings the bytes back.
static void kill_range(struct line_editor *editor, size_t from, size_t to) {
  if (from >= to) return;
  editor->killed.length = 0;
  byte_buffer_append(&editor->killed, text_buffer_bytes(&editor->text) + from, to - from);
  delete_range(editor, from, to);
}

static void replace_text(struct line_editor *editor, const char *bytes, size_t length) {
  delete_range(editor, 0, text_length(editor));
  insert_bytes(editor, bytes, length);
}

// --- Places in the text ---------------------------------------------------------------------

static char byte_at(const struct line_editor *editor, size_t at) {
  const struct text_buffer *text = &editor->text;
  return text->bytes[at < text->gap_start ? at : at + (text->gap_end - text->gap_start)];
}

static bool is_continuation(char byte) { return ((unsigned char)byte & 0xc0) == 0x80; }

// True when the code point at `at` is drawn over the one before it.
static bool is_combining(const struct line_editor *editor, size_t at) {
  char bytes[4];
  size_t length = 0;
  do bytes[length++] = byte_at(editor, at++);
  while (length < 4 && at < text_length(editor) && is_continuation(byte_at(editor, at)));
  utf8proc_int32_t code_point;
  if (utf8proc_iterate((const utf8proc_uint8_t *)bytes, length, &code_point) <= 0) return false;
  return screen_width(code_point) == 0;
}

// The place before the character that ends at `at`; 0 at the beginning.
static size_t previous_place(const struct line_editor *editor, size_t at) {
  while (at > 0) {
    at--;
    if (!is_continuation(byte_at(editor, at)) && !is_combining(editor, at)) break;
  }
  return at;
}

static size_t next_place(const struct line_editor *editor, size_t at) {
  size_t length = text_length(editor);
  if (at >= length) return length;
  do at++;
  while (at < length && (is_continuation(byte_at(editor, at)) || is_combining(editor, at)));
  return at;
}

static size_t line_start(const struct line_editor *editor, size_t at) {
  while (at > 0 && byte_at(editor, at - 1) != '\n') at--;
  return at;
}

static size_t line_end(const struct line_editor *editor, size_t at) {
  while (at < text_length(editor) && byte_at(editor, at) != '\n') at++;
  return at;
}

// Words are what stands between blanks and brackets.
static bool in_word(const struct line_editor *editor, size_t at) {
  char byte = byte_at(editor, at);
  return byte != 0 && strchr(" \t\n,()[]{}\"';`~@^#\\", byte) == NULL;
}

static size_t word_start(const struct line_editor *editor, size_t at) {
  while (at > 0 && !in_word(editor, at - 1)) at--;
  while (at > 0 && in_word(editor, at - 1)) at--;
  return at;
}

static size_t word_end(const struct line_editor *editor, size_t at) {
  size_t length = text_length(editor);
  while (at < length && !in_word(editor, at)) at++;
  while (at < length && in_word(editor, at)) at++;
  return at;
}

// --- History and movement between lines -----------------------------------------------------

static void show_history(struct line_editor *editor, size_t back) {
  const struct history_entry *entry = back ? history_get(&editor->history, back - 1) : NULL;
  if (back > 0 && entry == NULL) {
    ring_bell(editor);
    return;
  }
  if (editor->history_back == 0) {
    editor->draft.length = 0;
    byte_buffer_append(&editor->draft, text_buffer_bytes(&editor->text), text_length(editor));
  }
  editor->history_back = back;
  if (entry)
    replace_text(editor, entry->bytes, entry->length);
  else
    replace_text(editor, editor->draft.bytes ? editor->draft.bytes : "", editor->draft.length);
}

// Characters between two places of one line.
static size_t characters_between(const struct line_editor *editor, size_t from, size_t to) {
  size_t count = 0;
  for (; from < to; from = next_place(editor, from)) count++;
  return count;
}

static void place_in_line(struct line_editor *editor, size_t start, size_t characters) {
  size_t end = line_end(editor, start);
  while (characters-- > 0 && start < end) start = next_place(editor, start);
  editor->cursor = start;
}

static void move_up(struct line_editor *editor) {
  size_t start = line_start(editor, editor->cursor);
  if (start == 0) {
    show_history(editor, editor->history_back + 1);
    return;
  }
  size_t characters = characters_between(editor, start, editor->cursor);
  place_in_line(editor, line_start(editor, start - 1), characters);
}

static void move_down(struct line_editor *editor) {
  size_t end = line_end(editor, editor->cursor);
  if (end == text_length(editor)) {
    if (editor->history_back > 0) show_history(editor, editor->history_back - 1);
    return;
  }
  size_t start = line_start(editor, editor->cursor);
  place_in_line(editor, end + 1, characters_between(editor, start, editor->cursor));
}

// --- Events ---------------------------------------------------------------------------------

static enum form_verdict scan_text(struct line_editor *editor) {
  const char *bytes = text_buffer_bytes(&editor->text);
  size_t length = text_length(editor);
  form_scanner_feed(&editor->scanner, bytes + editor->scanned, length - editor->scanned);
  editor->scanned = length;
  return form_scanner_verdict(&editor->scanner);
}

static void clear_text(struct line_editor *editor) {
  text_buffer_delete(&editor->text, 0, text_length(editor));
  if (editor->text.capacity > 64 * 1024) text_buffer_free(&editor->text);
  form_scanner_reset(&editor->scanner);
  editor->scanned = editor->cursor = editor->history_back = 0;
  editor->changed_from = (size_t)UNCHANGED;
  editor->too_long = false;
}

static void begin_again(struct line_editor *editor) {
  clear_text(editor);
  screen_begin(&editor->screen, editor->prompt ? editor->prompt : "", editor->screen.columns,
               &editor->output);
}

// Leaves the text as it is shown and goes to the row below it.
static void leave_text(struct line_editor *editor) {
  editor->cursor = text_length(editor);
  line_editor_refresh(editor);
  if (is_interactive(editor)) byte_buffer_append(&editor->output, "\n", 1);
}

static enum line_editor_event enter(struct line_editor *editor) {
  if (editor->too_long) {
    leave_text(editor);
    clear_text(editor);
    return EDITOR_TOO_LONG;
  }
  switch (editor->unit == EDITOR_LINE ? FORM_COMPLETE : scan_text(editor)) {
  case FORM_COMPLETE:
    leave_text(editor);
    if (is_interactive(editor) && editor->unit == EDITOR_FORMS)
      history_add(&editor->history, text_buffer_bytes(&editor->text), text_length(editor));
    return EDITOR_TEXT;
  case FORM_BLANK:
    leave_text(editor);
    if (is_interactive(editor))
      begin_again(editor);
    else
      clear_text(editor);
    return EDITOR_NONE;
  case FORM_INCOMPLETE:
    break;
  }
  insert_bytes(editor, "\n", 1);
  return EDITOR_NONE;
}

static enum line_editor_event interrupt(struct line_editor *editor) {
  editor->cursor = text_length(editor);
  line_editor_refresh(editor);
  byte_buffer_append_string(&editor->output, "^C\n");
  clear_text(editor);
  return EDITOR_INTERRUPT;
}

// --- Keys -----------------------------------------------------------------------------------

static void delete_forward(struct line_editor *editor) {
  delete_range(editor, editor->cursor, next_place(editor, editor->cursor));
}

static void kill_to_line_end(struct line_editor *editor) {
  size_t end = line_end(editor, editor->cursor);
  if (end == editor->cursor && end < text_length(editor)) end++; // joins with the next line
  kill_range(editor, editor->cursor, end);
}

static void kill_blank_word(struct line_editor *editor) {
  size_t from = editor->cursor;
  while (from > 0 && strchr(" \t\n", byte_at(editor, from - 1))) from--;
  while (from > 0 && !strchr(" \t\n", byte_at(editor, from - 1))) from--;
  kill_range(editor, from, editor->cursor);
}

static void redraw(struct line_editor *editor) {
  byte_buffer_append_string(&editor->output, "\x1b[H\x1b[2J");
  screen_begin(&editor->screen, editor->prompt ? editor->prompt : "", editor->screen.columns,
               &editor->output);
  editor->changed_from = 0;
}

// Ctrl-D on an empty text.
static enum line_editor_event end_key(struct line_editor *editor) {
  if (editor->mode == EDITOR_TERMINAL) {
    byte_buffer_append(&editor->output, "\n", 1);
    return EDITOR_END;
  }
  byte_buffer_append_string(&editor->output, "\n(System/exit 0) ends the machine.\n");
  begin_again(editor);
  return EDITOR_NONE;
}

static enum line_editor_event control_key(struct line_editor *editor, unsigned char byte) {
  size_t cursor = editor->cursor;
  switch (byte) {
  case 'A' - '@':
    editor->cursor = line_start(editor, cursor);
    break;
  case 'B' - '@':
    editor->cursor = previous_place(editor, cursor);
    break;
  case 'C' - '@':
    return interrupt(editor);
  case 'D' - '@':
    if (text_length(editor) == 0) return end_key(editor);
    delete_forward(editor);
    break;
  case 'E' - '@':
    editor->cursor = line_end(editor, cursor);
    break;
  case 'F' - '@':
    editor->cursor = next_place(editor, cursor);
    break;
  case 0x7f:
  case '\b':
    delete_range(editor, previous_place(editor, cursor), cursor);
    break;
  case '\t':
    insert_bytes(editor, "\t", 1);
    break;
  case '\r':
  case '\n':
    return enter(editor);
  case 'K' - '@':
    kill_to_line_end(editor);
    break;
  case 'L' - '@':
    redraw(editor);
    break;
  case 'N' - '@':
    move_down(editor);
    break;
  case 'P' - '@':
    move_up(editor);
    break;
  case 'U' - '@':
    kill_range(editor, line_start(editor, cursor), cursor);
    break;
  case 'W' - '@':
    kill_blank_word(editor);
    break;
  case 'Y' - '@':
    if (editor->killed.length > 0)
      insert_bytes(editor, editor->killed.bytes, editor->killed.length);
    break;
  case 0x1b:
    editor->input = INPUT_ESCAPE;
    break;
  default:
    break;
  }
  return EDITOR_NONE;
}

// ESC [ parameters final, and ESC O final.
static enum line_editor_event sequence_key(struct line_editor *editor, unsigned char final) {
  const char *parameters = editor->sequence;
  if (final == '~' && strcmp(parameters, "4;4;4;4;4") == 0) return line_editor_finish(editor);
  if (final == '~') {
    if (parameters[0] != 0 && parameters[1] != 0)
      return EDITOR_NONE; // function keys, marks of a paste
    switch (parameters[0]) {
    case '1':
    case '7':
      final = 'H';
      break;
    case '3':
      delete_forward(editor);
      return EDITOR_NONE;
    case '4':
    case '8':
      final = 'F';
      break;
    default:
      return EDITOR_NONE;
    }
  }
  bool by_word = strstr(parameters, ";5") || strstr(parameters, ";3"); // with Ctrl or Alt
  switch (final) {
  case 'A':
    move_up(editor);
    break;
  case 'B':
    move_down(editor);
    break;
  case 'C':
    editor->cursor =
        by_word ? word_end(editor, editor->cursor) : next_place(editor, editor->cursor);
    break;
  case 'D':
    editor->cursor =
        by_word ? word_start(editor, editor->cursor) : previous_place(editor, editor->cursor);
    break;
  case 'H':
    editor->cursor = line_start(editor, editor->cursor);
    break;
  case 'F':
    editor->cursor = line_end(editor, editor->cursor);
    break;
  default:
    break;
  }
  return EDITOR_NONE;
}

static void alt_key(struct line_editor *editor, unsigned char byte) {
  switch (byte) {
  case 'b':
    editor->cursor = word_start(editor, editor->cursor);
    break;
  case 'f':
    editor->cursor = word_end(editor, editor->cursor);
    break;
  case 'd':
    kill_range(editor, editor->cursor, word_end(editor, editor->cursor));
    break;
  default:
    break;
  }
}

// Takes one byte of an escape sequence.
static enum line_editor_event escape_byte(struct line_editor *editor, unsigned char byte) {
  if (editor->input == INPUT_ESCAPE) {
    editor->sequence_length = 0;
    memset(editor->sequence, 0, sizeof editor->sequence);
    editor->input = byte == '[' ? INPUT_CONTROL : byte == 'O' ? INPUT_SINGLE : INPUT_PLAIN;
    if (editor->input == INPUT_PLAIN) alt_key(editor, byte);
    return EDITOR_NONE;
  }
  if (editor->input == INPUT_CONTROL && byte >= 0x20 && byte < 0x40) {
    // An endless sequence keeps its first parameters only.
    if (editor->sequence_length + 1 < SEQUENCE_LIMIT)
      editor->sequence[editor->sequence_length++] = byte;
    return EDITOR_NONE;
  }
  editor->input = INPUT_PLAIN;
  return sequence_key(editor, byte);
}

// Begins or continues a code point; what is not UTF-8 is dropped.
static void utf8_byte(struct line_editor *editor, unsigned char byte) {
  if (editor->input != INPUT_UTF8) {
    editor->sequence_wanted = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    editor->sequence_length = 0;
    editor->input = byte >= 0xc2 && byte <= 0xf4 ? INPUT_UTF8 : INPUT_PLAIN;
  }
  if (editor->input != INPUT_UTF8) return;
  editor->sequence[editor->sequence_length++] = byte;
  if (editor->sequence_length < editor->sequence_wanted) return;
  editor->input = INPUT_PLAIN;
  utf8proc_int32_t code_point;
  utf8proc_ssize_t read = utf8proc_iterate((const utf8proc_uint8_t *)editor->sequence,
                                           editor->sequence_wanted, &code_point);
  if (read == (utf8proc_ssize_t)editor->sequence_wanted && screen_width(code_point) >= 0)
    insert_bytes(editor, editor->sequence, editor->sequence_wanted);
}

static enum line_editor_event interactive_byte(struct line_editor *editor, unsigned char byte) {
  if (editor->input == INPUT_UTF8 && !is_continuation(byte)) editor->input = INPUT_PLAIN;
  bool in_sequence = editor->input == INPUT_ESCAPE || editor->input == INPUT_CONTROL ||
                     editor->input == INPUT_SINGLE;
  // A control byte ends a broken sequence and counts itself.
  if (in_sequence && (byte < 0x20 || byte >= 0x7f)) editor->input = INPUT_PLAIN;
  if (in_sequence && editor->input != INPUT_PLAIN) {
    return escape_byte(editor, byte);
  }
  if (byte >= 0x80) {
    utf8_byte(editor, byte);
    return EDITOR_NONE;
  }
  if (byte < 0x20 || byte == 0x7f) return control_key(editor, byte);
  insert_bytes(editor, (const char *)&byte, 1);
  return EDITOR_NONE;
}

// --- The interface --------------------------------------------------------------------------

void line_editor_begin(struct line_editor *editor, const char *prompt, unsigned columns,
                       enum line_editor_unit unit) {
  editor->unit = unit;
  size_t length = strlen(prompt);
  free(editor->prompt);
  editor->prompt = malloc(length + 1);
  if (editor->prompt) memcpy(editor->prompt, prompt, length + 1);
  clear_text(editor);
  editor->input = INPUT_PLAIN;
  screen_begin(&editor->screen, prompt, columns, &editor->output);
}

enum line_editor_event line_editor_feed(struct line_editor *editor, unsigned char byte) {
  bool second_half = editor->after_return && byte == '\n';
  editor->after_return = byte == '\r';
  if (second_half) return EDITOR_NONE;
  if (is_interactive(editor)) return interactive_byte(editor, byte);
  if (byte == '\n' || byte == '\r') return enter(editor);
  insert_bytes(editor, (const char *)&byte, 1);
  return EDITOR_NONE;
}

enum line_editor_event line_editor_finish(struct line_editor *editor) {
  if (editor->too_long) return enter(editor);
  bool blank = text_length(editor) == 0;
  if (editor->unit == EDITOR_FORMS) blank = scan_text(editor) == FORM_BLANK;
  if (blank) {
    clear_text(editor);
    return EDITOR_END;
  }
  leave_text(editor);
  return EDITOR_TEXT;
}

void line_editor_refresh(struct line_editor *editor) {
  if (!is_interactive(editor)) return;
  screen_update(&editor->screen, text_buffer_bytes(&editor->text), text_length(editor),
                editor->changed_from, editor->cursor, &editor->output);
  editor->changed_from = (size_t)UNCHANGED;
}

const char *line_editor_output(const struct line_editor *editor, size_t *length) {
  *length = editor->output.length;
  return editor->output.bytes ? editor->output.bytes : "";
}

void line_editor_output_clear(struct line_editor *editor) {
  if (editor->output.capacity > 64 * 1024)
    byte_buffer_free(&editor->output);
  else
    editor->output.length = 0;
}

const char *line_editor_text(struct line_editor *editor, size_t *length) {
  *length = text_length(editor);
  return text_buffer_bytes(&editor->text);
}
