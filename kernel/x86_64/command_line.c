// SPDX-License-Identifier: MIT
// The kernel command line as words.
//
// Words are separated by blanks. Quotes, double or single, keep blanks together and go away; they
// may open in the middle of a word (args="a b"). Outside of single quotes a backslash takes the
// next character as it is. GRUB and QEMU both pass such lines on.
#include <string.h>

#include "kernel/x86_64/machine.h"

enum { WORD_LIMIT = 256 };

static char text[BOOT_TEXT_BYTES + 1];
static const char *words[WORD_LIMIT + 1] = {"nacre"};
static int word_count = 1;

static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

void command_line_start(const char *line) {
  char *to = text;
  while (word_count < WORD_LIMIT) {
    while (is_blank(*line)) line++;
    if (!*line) return;
    words[word_count++] = to;
    char quote = 0;
    for (; *line && (quote || !is_blank(*line)); line++) {
      if (quote ? *line == quote : *line == '"' || *line == '\'') {
        quote = quote ? 0 : *line;
      } else {
        if (*line == '\\' && quote != '\'' && line[1]) line++;
        *to++ = *line;
      }
    }
    *to++ = 0;
  }
}

const char *command_line_value(const char *name) {
  size_t length = strlen(name);
  for (int i = 1; i < word_count; i++)
    if (strncmp(words[i], name, length) == 0) return words[i] + length;
  return NULL;
}

int platform_arguments(const char *const **argv) {
  *argv = words;
  return word_count;
}

const char *platform_environment(const char *name) {
  (void)name;
  return NULL;
}
