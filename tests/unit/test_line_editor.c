// SPDX-License-Identifier: MIT
// The line editor, seen from outside: bytes go in, a small terminal shows what comes out.
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "repl/form_scanner.h"
#include "repl/line_editor.h"

// --- A terminal: 40 columns, as many rows as needed -------------------------------------------

enum { COLUMNS = 40, ROWS = 200 };

struct terminal {
  char cells[ROWS][COLUMNS + 1];
  int row, column, bells;
};

static struct terminal terminal;

static void terminal_clear(void) {
  memset(&terminal, 0, sizeof terminal);
  for (int row = 0; row < ROWS; row++) memset(terminal.cells[row], ' ', COLUMNS);
}

static void clear_to_end(void) {
  memset(terminal.cells[terminal.row] + terminal.column, ' ', COLUMNS - terminal.column);
  for (int row = terminal.row + 1; row < ROWS; row++) memset(terminal.cells[row], ' ', COLUMNS);
}

// Shows one character, as wide as it is; returns its bytes. Of what is not ASCII the tests use
// one letter, one combining accent, CJK and emoji.
static int show_character(const char *bytes) {
  unsigned char first = bytes[0];
  int length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  int width = first == 0xcc ? 0 : length > 2 ? 2 : 1;
  if (terminal.column + width > COLUMNS) ck_abort_msg("text written beyond the last column");
  for (int i = 0; i < width; i++)
    terminal.cells[terminal.row][terminal.column++] = first < 0x80 ? first : '?';
  return length;
}

static void terminal_write(const char *bytes, size_t length) {
  for (size_t i = 0; i < length; i++) {
    unsigned char byte = bytes[i];
    if (byte == '\x1b') {
      ck_assert_int_eq(bytes[++i], '[');
      int count = 0;
      bool given = false;
      for (i++; bytes[i] >= '0' && bytes[i] <= '9'; i++) {
        count = count * 10 + bytes[i] - '0';
        given = true;
      }
      if (!given) count = 1;
      switch (bytes[i]) {
      case 'A':
        terminal.row -= count;
        break;
      case 'B':
        terminal.row += count;
        break;
      case 'C':
        terminal.column += count;
        break;
      case 'D':
        terminal.column -= count;
        break;
      case 'H':
        terminal.row = terminal.column = 0;
        break;
      case 'J':
        if (given) terminal.row = terminal.column = 0;
        clear_to_end();
        break;
      default:
        ck_abort_msg("unknown sequence ESC [ %d %c", count, bytes[i]);
      }
    } else if (byte == '\r') {
      terminal.column = 0;
    } else if (byte == '\n') {
      terminal.column = 0;
      terminal.row++;
    } else if (byte == '\b') {
      terminal.column--;
    } else if (byte == '\a') {
      terminal.bells++;
    } else {
      i += show_character(bytes + i) - 1;
    }
    if (terminal.row < 0 || terminal.row >= ROWS || terminal.column < 0 ||
        terminal.column > COLUMNS)
      ck_abort_msg("cursor at row %d, column %d", terminal.row, terminal.column);
  }
}

// A row without the blanks at its end.
static const char *terminal_row(int row) {
  static char trimmed[COLUMNS + 1];
  memcpy(trimmed, terminal.cells[row], COLUMNS);
  int length = COLUMNS;
  while (length > 0 && trimmed[length - 1] == ' ') length--;
  trimmed[length] = 0;
  return trimmed;
}

// --- Driving the editor ------------------------------------------------------------------------

static struct line_editor *editor;

static void flush(void) {
  size_t length;
  line_editor_refresh(editor);
  const char *output = line_editor_output(editor, &length);
  terminal_write(output, length);
  line_editor_output_clear(editor);
}

static void begin(void) {
  line_editor_begin(editor, "user=> ", COLUMNS, EDITOR_FORMS);
  flush();
}

// Feeds bytes until an event comes; returns the event.
static enum line_editor_event type_bytes(const char *bytes, size_t length) {
  for (size_t i = 0; i < length; i++) {
    enum line_editor_event event = line_editor_feed(editor, bytes[i]);
    if (event != EDITOR_NONE) {
      ck_assert_msg(i + 1 == length, "event %d after %zu of %zu bytes", event, i + 1, length);
      flush();
      return event;
    }
  }
  flush();
  return EDITOR_NONE;
}

static enum line_editor_event type(const char *keys) { return type_bytes(keys, strlen(keys)); }

static const char *text(void) {
  static char *copy;
  size_t length;
  const char *bytes = line_editor_text(editor, &length);
  copy = realloc(copy, length + 1);
  memcpy(copy, bytes, length);
  copy[length] = 0;
  return copy;
}

// Types the keys, which must end a text, and returns it; a new prompt stands then.
static const char *entered(const char *keys) {
  ck_assert_int_eq(type(keys), EDITOR_TEXT);
  const char *result = text();
  begin();
  return result;
}

static void setup(void) {
  terminal_clear();
  editor = line_editor_new(EDITOR_TERMINAL);
  begin();
}

static void setup_pipe(void) {
  terminal_clear();
  editor = line_editor_new(EDITOR_PIPE);
  begin();
}

static void teardown(void) { line_editor_free(editor); }

#define UP "\x1b[A"
#define DOWN "\x1b[B"
#define RIGHT "\x1b[C"
#define LEFT "\x1b[D"

// --- Whole forms -------------------------------------------------------------------------------

struct verdict_case {
  const char *text;
  enum form_verdict verdict;
};

static const struct verdict_case verdicts[] = {
    {"", FORM_BLANK},
    {"  ,\t\n", FORM_BLANK},
    {"; only a comment (", FORM_BLANK},
    {"#! only a comment (", FORM_BLANK},
    {"1", FORM_COMPLETE},
    {"a b c", FORM_COMPLETE},
    {"(+ 1 2)", FORM_COMPLETE},
    {"(+ 1 2", FORM_INCOMPLETE},
    {"(let [a 1", FORM_INCOMPLETE},
    {"(let [a 1)", FORM_COMPLETE}, // the reader says what is wrong
    {")", FORM_COMPLETE},
    {"{:a [1 #{2}]}", FORM_COMPLETE},
    {"{:a [1 #{2}]", FORM_INCOMPLETE},
    {"\"abc", FORM_INCOMPLETE},
    {"\"a\\\"", FORM_INCOMPLETE},
    {"\"a\\\\\"", FORM_COMPLETE},
    {"\"(\"", FORM_COMPLETE},
    {"#\"[(\"", FORM_COMPLETE},
    {"#\"[(\\\"", FORM_INCOMPLETE},
    {"[\\( \\[ \\\" \\;]", FORM_COMPLETE},
    {"\\(", FORM_COMPLETE},
    {"(\\", FORM_INCOMPLETE},
    {"(\\)", FORM_INCOMPLETE},
    {"\\newline", FORM_COMPLETE},
    {"(a ; )\n", FORM_INCOMPLETE},
    {"(a ; (\n)", FORM_COMPLETE},
    {"'", FORM_INCOMPLETE},
    {"'x", FORM_COMPLETE},
    {"''x", FORM_COMPLETE},
    {"@", FORM_INCOMPLETE},
    {"~@", FORM_INCOMPLETE},
    {"`(a ~@b)", FORM_COMPLETE},
    {"#'", FORM_INCOMPLETE},
    {"#'x", FORM_COMPLETE},
    {"^:dynamic", FORM_INCOMPLETE},
    {"^:dynamic x", FORM_COMPLETE},
    {"'^:a", FORM_INCOMPLETE},
    {"'^:a x", FORM_COMPLETE},
    {"^{:a 1}", FORM_INCOMPLETE},
    {"^{:a 1} [", FORM_INCOMPLETE},
    {"^{:a 1} []", FORM_COMPLETE},
    {"#_", FORM_INCOMPLETE},
    {"#_x", FORM_COMPLETE},
    {"#_ #_ a", FORM_INCOMPLETE},
    {"#_ #_ a b", FORM_COMPLETE},
    {"'#_ a", FORM_INCOMPLETE},
    {"'#_ a b", FORM_COMPLETE},
    {"#inst", FORM_INCOMPLETE},
    {"#inst \"2026\"", FORM_COMPLETE},
    {"#:a{:b 1", FORM_INCOMPLETE},
    {"#:a{:b 1}", FORM_COMPLETE},
    {"#(+ % 1", FORM_INCOMPLETE},
    {"#(+ % 1)", FORM_COMPLETE},
    {"#?(:clj 1", FORM_INCOMPLETE},
    {"#?(:clj 1)", FORM_COMPLETE},
    {"[#?@(:clj [1])]", FORM_COMPLETE},
    {"##Inf", FORM_COMPLETE},
    {"#<x>", FORM_COMPLETE},
    {"(#1", FORM_COMPLETE},
    {"a#", FORM_COMPLETE},
    {"a'b", FORM_COMPLETE},
    {"\xc3\xa4(", FORM_INCOMPLETE},
    {"(')", FORM_COMPLETE},
};

START_TEST(test_verdict) {
  const struct verdict_case *c = &verdicts[_i];
  struct form_scanner scanner;
  form_scanner_init(&scanner);
  form_scanner_feed(&scanner, c->text, strlen(c->text));
  ck_assert_msg(form_scanner_verdict(&scanner) == c->verdict, "%s: verdict %d", c->text,
                form_scanner_verdict(&scanner));
  // Byte by byte it is the same.
  form_scanner_reset(&scanner);
  for (const char *byte = c->text; *byte; byte++) form_scanner_feed(&scanner, byte, 1);
  ck_assert_int_eq(form_scanner_verdict(&scanner), c->verdict);
  form_scanner_free(&scanner);
}
END_TEST

START_TEST(test_deep_nesting) {
  struct form_scanner scanner;
  form_scanner_init(&scanner);
  for (int i = 0; i < 100000; i++) form_scanner_feed(&scanner, "(", 1);
  for (int i = 0; i < 99999; i++) form_scanner_feed(&scanner, ")", 1);
  ck_assert_int_eq(form_scanner_verdict(&scanner), FORM_INCOMPLETE);
  form_scanner_feed(&scanner, ")", 1);
  ck_assert_int_eq(form_scanner_verdict(&scanner), FORM_COMPLETE);
  // Deeper than any memory: given to the reader, not to the allocator.
  form_scanner_reset(&scanner);
  for (int i = 0; i < 8000000; i++) form_scanner_feed(&scanner, "[", 1);
  ck_assert_int_eq(form_scanner_verdict(&scanner), FORM_COMPLETE);
  form_scanner_free(&scanner);
}
END_TEST

// --- Typing ------------------------------------------------------------------------------------

START_TEST(test_enter_ends_whole_forms) {
  ck_assert_str_eq(entered("(+ 1 2)\r"), "(+ 1 2)");
  ck_assert_str_eq(entered("(+ 3 4)\n"), "(+ 3 4)");
  ck_assert_str_eq(terminal_row(0), "user=> (+ 1 2)");
  ck_assert_str_eq(terminal_row(1), "user=> (+ 3 4)");
  ck_assert_str_eq(terminal_row(2), "user=>");
}
END_TEST

START_TEST(test_return_and_line_feed_are_one_enter) {
  ck_assert_str_eq(entered("1\r"), "1");
  ck_assert_int_eq(type("\n"), EDITOR_NONE);
  ck_assert_str_eq(text(), "");
  ck_assert_int_eq(type("\r\n2\r"), EDITOR_TEXT);
  ck_assert_str_eq(text(), "2");
}
END_TEST

START_TEST(test_enter_waits_for_balance) {
  ck_assert_int_eq(type("(defn f [x]\r(inc x\r"), EDITOR_NONE);
  ck_assert_str_eq(entered("))\r"), "(defn f [x]\n(inc x\n))");
  ck_assert_str_eq(terminal_row(0), "user=> (defn f [x]");
  ck_assert_str_eq(terminal_row(1), "       (inc x");
  ck_assert_str_eq(terminal_row(2), "       ))");
}
END_TEST

START_TEST(test_blank_line_asks_again) {
  ck_assert_int_eq(type("\r"), EDITOR_NONE);
  ck_assert_int_eq(type("  ; nothing\r"), EDITOR_NONE);
  ck_assert_str_eq(text(), "");
  ck_assert_str_eq(terminal_row(0), "user=>");
  ck_assert_str_eq(terminal_row(1), "user=>   ; nothing");
  ck_assert_str_eq(terminal_row(2), "user=>");
}
END_TEST

START_TEST(test_plain_typing_needs_no_escape_sequence) {
  size_t length;
  for (const char *key = "(str \"a\" 1)\r"; *key; key++) {
    line_editor_feed(editor, *key);
    line_editor_refresh(editor);
  }
  const char *output = line_editor_output(editor, &length);
  ck_assert_int_eq(length, strlen("(str \"a\" 1)\n"));
  ck_assert(memcmp(output, "(str \"a\" 1)\n", length) == 0);
}
END_TEST

// --- Editing -----------------------------------------------------------------------------------

struct edit_case {
  const char *keys, *text;
};

static const struct edit_case edits[] = {
    {"ac" LEFT "b\r", "abc"},
    {"bc\x01"
     "a\r",
     "abc"},
    {"bc\x1b[Ha\r", "abc"},
    {"bc\x1b[1~a\r", "abc"},
    {"bc\x1bOHa\r", "abc"},
    {"ab\x01\x05"
     "c\r",
     "abc"},
    {"ab\x01\x1b[F"
     "c\r",
     "abc"},
    {"ab\x01\x1b[4~"
     "c\r",
     "abc"},
    {"abx\x7f"
     "c\r",
     "abc"},
    {"abx\bc\r", "abc"},
    {"xabc\x01\x1b[3~\r", "abc"},
    {"xabc\x01\x04\r", "abc"},
    {"abc def\x02\x02\x02\x02\x0b\r", "abc"},
    {"abc def\x02\x02\x02\x15\r", "def"},
    {"abc def\x17ghi\r", "abc ghi"},
    {"abc def\x17\x19\x19\r", "abc defdef"},
    {"b\x0b\x01\x06\x1b[D\x1b[C\x02"
     "a\r",
     "ab"},
    {"one two\x1b"
     "bx\r",
     "one xtwo"},
    {"one two\x01\x1b"
     "fx\r",
     "onex two"},
    {"one two\x01\x1b"
     "d\r",
     " two"},
    {"one two\x1b[1;5Dx\r", "one xtwo"},
    {"one two\x01\x1b[1;5Cx\r", "onex two"},
    {"a\xc3\xa4"
     "b" LEFT LEFT "x\r",
     "ax\xc3\xa4"
     "b"},
    {"a\xc3\xa4\x7f"
     "b\r",
     "ab"},
    {"a\xe6\x97\xa5\x7f"
     "b\r",
     "ab"},
    {"e\xcc\x81\x7fx\r", "x"}, // a combining mark goes with its letter
    {"\xf0\x9f\x98\x80" LEFT "x\r", "x\xf0\x9f\x98\x80"},
    {LEFT LEFT RIGHT "\x7f\x1b[3~\x15\x0b\x17\x19z\r", "z"}, // nothing to move or delete
    {"a\x01\x0e\x10z\r", "za"},
    {"a\x1b[200~b\x1b[201~c\r", "abc"}, // marks of a bracketed paste
    {"a\x1b[99;99;99;99;99;99;99;99Rb\r", "ab"},
    {"a\x1b[12\x01z\r", "za"}, // a control byte breaks a sequence off
    {"a\x80\xff\xc0\xaf\xfe"
     "b\r",
     "ab"},
    {"a\xe6\x97z\r", "az"},
    {"a\xed\xa0\x80z\r", "az"}, // a surrogate
    {"a\xc2\x9bz\r", "az"},     // a control character beyond ASCII
    {"\"a\tb\"\r", "\"a\tb\""},
};

START_TEST(test_edit) {
  const struct edit_case *c = &edits[_i];
  size_t length = strlen(c->keys);
  ck_assert_int_eq(type_bytes(c->keys, length), EDITOR_TEXT);
  ck_assert_str_eq(text(), c->text);
}
END_TEST

START_TEST(test_zero_byte_is_ignored) {
  ck_assert_int_eq(type_bytes("a\0z\r", 4), EDITOR_TEXT);
  ck_assert_str_eq(text(), "az");
}
END_TEST

START_TEST(test_screen_follows_edits) {
  type("(foo bar)");
  type(LEFT LEFT LEFT LEFT "x ");
  ck_assert_str_eq(terminal_row(0), "user=> (foo x bar)");
  ck_assert_int_eq(terminal.column, 14);
  type("\x0b");
  ck_assert_str_eq(terminal_row(0), "user=> (foo x");
  type("\x19");
  ck_assert_str_eq(terminal_row(0), "user=> (foo x bar)");
  type("\x15");
  ck_assert_str_eq(terminal_row(0), "user=>");
}
END_TEST

START_TEST(test_long_line_wraps) {
  for (int i = 0; i < 100; i++) type("a");
  // 33 letters fit beside the prompt.
  ck_assert_int_eq(strlen(terminal_row(0)), 40);
  ck_assert_int_eq(strlen(terminal_row(1)), 40);
  ck_assert_int_eq(strlen(terminal_row(2)), 27);
  type("\x01(");
  ck_assert_int_eq(terminal.row, 0);
  ck_assert_int_eq(terminal.column, 8);
  ck_assert_int_eq(strlen(terminal_row(2)), 28);
  type("\x05)");
  ck_assert_int_eq(terminal.row, 2);
  ck_assert_int_eq(terminal.column, 29);
  type("\x15");
  ck_assert_str_eq(terminal_row(0), "user=>");
  ck_assert_str_eq(terminal_row(1), "");
  ck_assert_str_eq(terminal_row(2), "");
}
END_TEST

START_TEST(test_wide_characters_take_two_columns) {
  type("\xe6\x97\xa5\xe6\x9c\xac" LEFT);
  ck_assert_int_eq(terminal.column, 9);
  type(LEFT);
  ck_assert_int_eq(terminal.column, 7);
}
END_TEST

START_TEST(test_movement_between_lines) {
  type("[abc\rde\rfghi");
  type(UP UP "X"); // column 4, then the end of the short line, then its column again
  ck_assert_str_eq(text(), "[aXbc\nde\nfghi");
  type(DOWN "Y" DOWN DOWN "Z");
  ck_assert_str_eq(text(), "[aXbc\ndeY\nfghZi");
  ck_assert_int_eq(type("\r"), EDITOR_NONE); // not whole: breaks the line at the cursor
  ck_assert_str_eq(text(), "[aXbc\ndeY\nfghZ\ni");
  ck_assert_str_eq(terminal_row(3), "       i");
}
END_TEST

START_TEST(test_enter_in_the_middle_ends_whole_forms) {
  type("[abc\rd]" UP "\x01");
  ck_assert_int_eq(type("\r"), EDITOR_TEXT);
  ck_assert_str_eq(text(), "[abc\nd]");
  ck_assert_int_eq(terminal.row, 2); // below the text
}
END_TEST

// --- History -----------------------------------------------------------------------------------

START_TEST(test_history) {
  entered("1\r");
  entered("2\r");
  entered("2\r"); // the same again is kept once
  entered("[3\r4]\r");
  type("draft");
  type(UP);
  ck_assert_str_eq(text(), "[3\n4]");
  type(UP UP); // first to the upper line
  ck_assert_str_eq(text(), "2");
  type(UP);
  ck_assert_str_eq(text(), "1");
  type(UP);
  ck_assert_str_eq(text(), "1");
  ck_assert_int_eq(terminal.bells, 1);
  type(DOWN DOWN);
  ck_assert_str_eq(text(), "[3\n4]");
  type(DOWN);
  ck_assert_str_eq(text(), "draft");
  type(DOWN);
  ck_assert_str_eq(text(), "draft");
  ck_assert_str_eq(entered(UP UP UP "0\r"), "20");
  type(UP);
  ck_assert_str_eq(text(), "20");
}
END_TEST

START_TEST(test_history_is_bounded) {
  char line[32];
  for (int i = 0; i < 1000; i++) {
    snprintf(line, sizeof line, "%d\r", i);
    entered(line);
    if (terminal.row > 150) {
      terminal_clear();
      begin();
    }
  }
  for (int i = 0; i < 1000; i++) type(UP);
  ck_assert_str_eq(text(), "744"); // 256 entries
}
END_TEST

// --- Control -----------------------------------------------------------------------------------

START_TEST(test_interrupt_drops_the_text) {
  ck_assert_int_eq(type("(a (b \"\x03"), EDITOR_INTERRUPT);
  ck_assert_str_eq(terminal_row(0), "user=> (a (b \"^C");
  begin();
  ck_assert_str_eq(entered("1\r"), "1");
}
END_TEST

START_TEST(test_end_of_input) {
  ck_assert_int_eq(type("\x04"), EDITOR_END);
  begin();
  ck_assert_int_eq(type("ab\x01\x04"), EDITOR_NONE);
  ck_assert_str_eq(text(), "b");
}
END_TEST

START_TEST(test_no_key_ends_a_console) {
  line_editor_free(editor);
  editor = line_editor_new(EDITOR_CONSOLE);
  terminal_clear();
  begin();
  ck_assert_int_eq(type("\x04"), EDITOR_NONE);
  ck_assert_str_eq(terminal_row(1), "(System/exit 0) ends the machine.");
  ck_assert_str_eq(terminal_row(2), "user=>");
  ck_assert_str_eq(entered("1\r"), "1");
  ck_assert_int_eq(type(LINE_EDITOR_END_SEQUENCE), EDITOR_END);
  begin();
  ck_assert_int_eq(type("(a" LINE_EDITOR_END_SEQUENCE), EDITOR_TEXT);
  ck_assert_str_eq(text(), "(a");
}
END_TEST

START_TEST(test_lines) {
  line_editor_begin(editor, "name? ", COLUMNS, EDITOR_LINE);
  ck_assert_int_eq(type("(a \"b\r"), EDITOR_TEXT);
  ck_assert_str_eq(text(), "(a \"b");
  line_editor_begin(editor, "name? ", COLUMNS, EDITOR_LINE);
  ck_assert_int_eq(type("\r"), EDITOR_TEXT);
  ck_assert_str_eq(text(), "");
  begin();
  type(UP); // lines are no history of forms
  ck_assert_str_eq(text(), "");
}
END_TEST

START_TEST(test_clear_screen) {
  entered("1\r");
  type("(abc");
  type("\x0c");
  ck_assert_str_eq(terminal_row(0), "user=> (abc");
  ck_assert_int_eq(terminal.column, 11);
  ck_assert_str_eq(terminal_row(1), "");
}
END_TEST

// --- Pipes -------------------------------------------------------------------------------------

START_TEST(test_pipe_collects_without_echo) {
  ck_assert_int_eq(type("(+ 1\r\n 2)\n"), EDITOR_TEXT);
  ck_assert_str_eq(text(), "(+ 1\n 2)");
  begin();
  ck_assert_int_eq(type("\n; nothing\n"), EDITOR_NONE);
  ck_assert_int_eq(type("\x03\x04\x7f 1\n"), EDITOR_TEXT); // no keys in a pipe
  ck_assert_str_eq(text(), "\x03\x04\x7f 1");
  ck_assert_str_eq(terminal_row(0), "user=> user=>");
}
END_TEST

START_TEST(test_pipe_end) {
  ck_assert_int_eq(type("(a"), EDITOR_NONE);
  ck_assert_int_eq(line_editor_finish(editor), EDITOR_TEXT);
  ck_assert_str_eq(text(), "(a");
  begin();
  ck_assert_int_eq(type("  ; nothing"), EDITOR_NONE);
  ck_assert_int_eq(line_editor_finish(editor), EDITOR_END);
}
END_TEST

// --- Hostile and long input --------------------------------------------------------------------

START_TEST(test_paste_of_200_kilobytes) {
  // One form of 200 KB over 5,000 lines, and the same number of small forms.
  size_t room = 300000, length = 0;
  char *paste = malloc(room);
  length += sprintf(paste + length, "(do\n");
  for (int i = 0; i < 5000; i++)
    length += sprintf(paste + length, "  (println \"line %6d (of\" [%d])\n", i, i);
  length += sprintf(paste + length, ")");
  ck_assert_int_gt(length, 200000 - 30000);
  for (size_t i = 0; i < length; i++)
    if (line_editor_feed(editor, paste[i]) != EDITOR_NONE) ck_abort_msg("event at byte %zu", i);
  ck_assert_int_eq(line_editor_feed(editor, '\r'), EDITOR_TEXT);
  size_t entered_length;
  const char *entered_text = line_editor_text(editor, &entered_length);
  ck_assert_int_eq(entered_length, length);
  ck_assert(memcmp(entered_text, paste, length) == 0);
  size_t echoed;
  line_editor_output(editor, &echoed);
  ck_assert_int_lt(echoed, 2 * length);
  free(paste);
}
END_TEST

START_TEST(test_paste_of_one_long_line) {
  for (int i = 0; i < 1000000; i++) {
    line_editor_feed(editor, i == 0 ? '"' : 'a');
    if (i % 100 == 0) line_editor_refresh(editor);
  }
  line_editor_feed(editor, '"');
  ck_assert_int_eq(line_editor_feed(editor, '\r'), EDITOR_TEXT);
  size_t length;
  line_editor_text(editor, &length);
  ck_assert_int_eq(length, 1000001);
}
END_TEST

START_TEST(test_too_long_text_is_refused) {
  enum line_editor_event event = EDITOR_NONE;
  line_editor_feed(editor, '"');
  for (int i = 0; i < LINE_EDITOR_TEXT_LIMIT + 10 && event == EDITOR_NONE; i++)
    event = line_editor_feed(editor, 'a');
  ck_assert_int_eq(event, EDITOR_NONE);
  ck_assert_int_eq(line_editor_feed(editor, '\n'), EDITOR_TOO_LONG);
  line_editor_output_clear(editor);
  begin();
  ck_assert_str_eq(entered("1\r"), "1");
}
END_TEST

// Any bytes: no crash, no endless loop, and the prompt works afterwards. `_i` seeds.
START_TEST(test_random_bytes) {
  srand(_i + 1);
  for (int i = 0; i < 100000; i++) {
    enum line_editor_event event = line_editor_feed(editor, rand() >> 8);
    if (i % 64 == 0) line_editor_refresh(editor);
    if (event != EDITOR_NONE) line_editor_begin(editor, "user=> ", COLUMNS, EDITOR_FORMS);
    line_editor_output_clear(editor);
  }
  while (line_editor_feed(editor, 3) != EDITOR_INTERRUPT) {
  }
  line_editor_output_clear(editor);
  terminal_clear();
  begin();
  ck_assert_str_eq(entered("(+ 1 2)\r"), "(+ 1 2)");
}
END_TEST

// Random keys: what the terminal shows is always what a fresh drawing of the text would show.
START_TEST(test_random_edits_show_the_text) {
  static const char *const keys[] = {
      "a",
      "b",
      " ",
      "(",
      "[",
      "\"",
      "xyz words",
      "\xc3\xa4",
      "\xe6\x97\xa5",
      "\r",
      UP,
      DOWN,
      LEFT,
      RIGHT,
      LEFT,
      "\x01",
      "\x05",
      "\x7f",
      "\x7f",
      "\x1b[3~",
      "\t",
      "\x0b",
      "\x19",
      "\x17",
      "\x15",
      "e\xcc\x81",
      "\x1b"
      "b",
      "\x1b"
      "f",
      "0123456789",
  };
  srand(_i + 1);
  type("(");
  for (int step = 0; step < 400; step++) {
    for (int burst = rand() % 4; burst >= 0; burst--) {
      const char *key = keys[rand() % (sizeof keys / sizeof *keys)];
      for (; *key; key++) {
        enum line_editor_event event = line_editor_feed(editor, *key);
        if (event != EDITOR_NONE && event != EDITOR_TEXT) ck_abort_msg("event %d", event);
        if (event == EDITOR_TEXT) {
          flush();
          terminal_clear();
          begin();
        }
      }
    }
    flush();
    if (terminal.row > ROWS / 2) break;
    struct terminal shown = terminal;
    // A blank entry leaves its rows above the new prompt: compare from the last prompt on.
    int top = terminal.row;
    while (top > 0 && memcmp(shown.cells[top], "user=> ", 7) != 0) top--;
    terminal_clear();
    terminal.row = top;
    struct line_editor *edited = editor;
    editor = line_editor_new(EDITOR_TERMINAL);
    begin();
    size_t length;
    const char *bytes = line_editor_text(edited, &length);
    int depth = 0;
    for (size_t i = 0; i < length; i++) {
      // An open string keeps Enter from ending the copy at a line break.
      depth += line_editor_feed(editor, bytes[i] == '\n' ? '\r' : bytes[i]) != EDITOR_NONE;
    }
    flush();
    if (depth == 0 && strlen(text()) == length)
      for (int row = top; row < ROWS; row++)
        if (memcmp(shown.cells[row], terminal.cells[row], COLUMNS) != 0)
          ck_abort_msg("seed %d step %d row %d shows\n%.40s\ninstead of\n%.40s", _i, step, row,
                       shown.cells[row], terminal.cells[row]);
    line_editor_free(editor);
    editor = edited;
    terminal = shown;
  }
}
END_TEST

int main(void) {
  Suite *suite = suite_create("line editor");
  TCase *scanner = tcase_create("form scanner");
  tcase_add_loop_test(scanner, test_verdict, 0, array_length(verdicts));
  tcase_add_test(scanner, test_deep_nesting);
  suite_add_tcase(suite, scanner);

  TCase *terminals = tcase_create("terminal");
  tcase_add_checked_fixture(terminals, setup, teardown);
  tcase_add_test(terminals, test_enter_ends_whole_forms);
  tcase_add_test(terminals, test_return_and_line_feed_are_one_enter);
  tcase_add_test(terminals, test_enter_waits_for_balance);
  tcase_add_test(terminals, test_blank_line_asks_again);
  tcase_add_test(terminals, test_plain_typing_needs_no_escape_sequence);
  tcase_add_loop_test(terminals, test_edit, 0, array_length(edits));
  tcase_add_test(terminals, test_zero_byte_is_ignored);
  tcase_add_test(terminals, test_screen_follows_edits);
  tcase_add_test(terminals, test_long_line_wraps);
  tcase_add_test(terminals, test_wide_characters_take_two_columns);
  tcase_add_test(terminals, test_movement_between_lines);
  tcase_add_test(terminals, test_enter_in_the_middle_ends_whole_forms);
  tcase_add_test(terminals, test_history);
  tcase_add_test(terminals, test_history_is_bounded);
  tcase_add_test(terminals, test_interrupt_drops_the_text);
  tcase_add_test(terminals, test_end_of_input);
  tcase_add_test(terminals, test_no_key_ends_a_console);
  tcase_add_test(terminals, test_lines);
  tcase_add_test(terminals, test_clear_screen);
  suite_add_tcase(suite, terminals);

  TCase *hostile = tcase_create("hostile");
  tcase_add_checked_fixture(hostile, setup, teardown);
  tcase_add_test(hostile, test_paste_of_200_kilobytes);
  tcase_add_test(hostile, test_paste_of_one_long_line);
  tcase_add_test(hostile, test_too_long_text_is_refused);
  tcase_add_loop_test(hostile, test_random_bytes, 0, 4);
  tcase_add_loop_test(hostile, test_random_edits_show_the_text, 0, 40);
  suite_add_tcase(suite, hostile);

  TCase *pipes = tcase_create("pipe");
  tcase_add_checked_fixture(pipes, setup_pipe, teardown);
  tcase_add_test(pipes, test_pipe_collects_without_echo);
  tcase_add_test(pipes, test_pipe_end);
  suite_add_tcase(suite, pipes);

  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed != 0;
}
