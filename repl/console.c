// SPDX-License-Identifier: MIT
// See console.h. A read never blocks (law 4): when the bytes at hand do not make a text, the thread
// is parked until more come, and the leaf runs again. Bytes beyond the end of a text are kept for
// the next read. Who begins to read while another one reads waits for its turn, first come first
// served.
#include "repl/console.h"

#include <stdlib.h>
#include <string.h>

#include "kernel/platform.h"
#include "kernel/process/process.h"
#include "lang/string.h"
#include "repl/line_editor.h"

enum {
  INPUT_BYTES = 4096,
  LEAF_BYTES = 512,    // fed to the editor in one leaf
  PROMPT_LIMIT = 1024, // bytes
};

struct console {
  struct line_editor *editor;
  char input[INPUT_BYTES];
  size_t input_next, input_end;
  bool reading; // a read has begun and not ended
};

void console_start(struct system *system) {
  struct console *console = calloc(1, sizeof *console);
  enum line_editor_mode mode = EDITOR_PIPE;
  if (platform_console_interactive()) mode = EDITOR_TERMINAL;
#ifdef NACRE_METAL
  mode = EDITOR_CONSOLE;
#endif
  if (console) console->editor = line_editor_new(mode);
  if (console == NULL || console->editor == NULL) PANIC("no memory for the console");
  system->console = console;
}

static void flush(struct console *console) {
  size_t length;
  const char *output = line_editor_output(console->editor, &length);
  if (length > 0) platform_console_write(output, length);
  line_editor_output_clear(console->editor);
}

static void begin(struct cpu *cpu, value_t prompt, enum line_editor_unit unit) {
  struct console *console = cpu->system->console;
  char text[PROMPT_LIMIT];
  size_t length = minimum(string_byte_length(prompt), sizeof text - 1);
  memcpy(text, string_bytes(prompt), length);
  text[length] = 0;
  // Ctrl-C has broken the last read off: its text stands there, and the rest of what was typed is
  // not wanted any more.
  if (console->reading && platform_console_interactive()) {
    platform_console_write("^C\n", 3);
    console->input_next = console->input_end = 0;
  }
  console->reading = true;
  line_editor_begin(console->editor, text, platform_console_columns(), unit);
  flush(console);
}

// Feeds what has come, until an event; at most LEAF_BYTES.
static enum line_editor_event feed(struct console *console) {
  if (console->input_next == console->input_end) {
    console->input_next = 0;
    console->input_end = platform_console_read(console->input, sizeof console->input);
    if (console->input_end == 0 && platform_console_ended())
      return line_editor_finish(console->editor);
  }
  size_t end = minimum(console->input_end, console->input_next + LEAF_BYTES);
  while (console->input_next < end) {
    enum line_editor_event event =
        line_editor_feed(console->editor, (unsigned char)console->input[console->input_next++]);
    if (event != EDITOR_NONE) return event;
  }
  return EDITOR_NONE;
}

// [prompt unit]: the state of a read is in the editor, so running again goes on.
static value_t continue_read(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  struct console *console = cpu->system->console;
  enum line_editor_event event = feed(console);
  bool more = console->input_next < console->input_end;
  if (event == EDITOR_NONE && !more) line_editor_refresh(console->editor);
  flush(console);
  if (event == EDITOR_TEXT || event == EDITOR_END) {
    console->reading = false;
    scheduler_give_console(cpu, cpu->thread);
  }
  switch (event) {
  case EDITOR_TEXT: {
    size_t length;
    const char *text = line_editor_text(console->editor, &length);
    return string_new(cpu, text, length);
  }
  case EDITOR_END:
    return VALUE_NIL;
  case EDITOR_TOO_LONG: {
    static const char message[] = "Input of more than 1 MiB is not read; use a file.\n";
    platform_console_write(message, sizeof message - 1);
  }
    // fall through
  case EDITOR_INTERRUPT:
    console->reading = false;
    begin(cpu, arguments[0], (enum line_editor_unit)value_fixnum(arguments[1]));
    return VALUE_AGAIN;
  case EDITOR_NONE:
    break;
  }
  if (!more) scheduler_await_console(cpu, cpu->thread);
  return VALUE_AGAIN;
}

static value_t start_read(struct cpu *cpu, value_t prompt, enum line_editor_unit unit) {
  string_check(cpu, prompt, "read from the console");
  if (!scheduler_take_console(cpu, cpu->thread)) return VALUE_AGAIN;
  begin(cpu, prompt, unit);
  value_t state[] = {prompt, value_of_fixnum(unit)};
  return primitive_tail_call(cpu, primitive_value(cpu, "nacre.console/continue-read"), 2, state);
}

static value_t read_form_text(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  return start_read(cpu, arguments[0], EDITOR_FORMS);
}

static value_t read_line_text(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  return start_read(cpu, arguments[0], EDITOR_LINE);
}

const struct primitive repl_primitives[] = {
    {"nacre.console/read-form-text", read_form_text, 1, 1, "([prompt])",
     "Shows the prompt and returns the text of whole forms that is typed, or nil at the end of the "
     "input. Other processes run meanwhile."},
    {"nacre.console/read-line-text", read_line_text, 1, 1, "([prompt])",
     "Shows the prompt and returns the line that is typed, or nil at the end of the input. Other "
     "processes run meanwhile."},
    {"nacre.console/continue-read", continue_read, 2, 2, "([prompt unit])",
     "Goes on with a read that waits; internal."},
    {NULL, NULL, 0, 0, NULL, NULL},
};
