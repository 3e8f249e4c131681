// SPDX-License-Identifier: MIT
// See options.h.
#include "repl/options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/size.h"

enum { STRESS_MAJOR_INTERVAL = 1000 };

struct option {
  const char *name, *short_form, *value, *help;
};

static const struct option table[OPTION_LIMIT] = {
#define OPTION(field, name, short_form, value, help) {name, short_form, value, help},
    OPTIONS(OPTION)
#undef OPTION
};

static bool fail(struct options *options, const char *word, const char *reason) {
  // A hostile word is cut, the reason is not.
  snprintf(options->error, sizeof options->error, "%.80s: %s", word, reason);
  return false;
}

static bool parse_number(const char *text, uint64_t *result) {
  uint64_t number = 0;
  if (*text == 0) return false;
  for (; *text; text++) {
    if (*text < '0' || *text > '9') return false;
    if (__builtin_mul_overflow(number, 10, &number) ||
        __builtin_add_overflow(number, (uint64_t)(*text - '0'), &number))
      return false;
  }
  *result = number;
  return true;
}

// Splits at blanks; quotes of both kinds hold blanks together, a backslash takes the next
// character as it is.
static bool split_words(struct options *options, const char *text) {
  size_t length = strlen(text);
  char *copy = malloc(length + 1);
  const char **words = malloc((length / 2 + 1) * sizeof *words);
  if (copy == NULL || words == NULL) return fail(options, "args", "no memory");
  options->arguments = words;
  options->argument_count = 0;
  for (;;) {
    while (*text == ' ' || *text == '\t') text++;
    if (*text == 0) return true;
    words[options->argument_count++] = copy;
    char quote = 0;
    for (; *text && (quote || (*text != ' ' && *text != '\t')); text++) {
      if (*text == '\\' && text[1]) {
        *copy++ = *++text;
      } else if (quote ? *text == quote : *text == '"' || *text == '\'') {
        quote = quote ? 0 : *text;
      } else {
        *copy++ = *text;
      }
    }
    if (quote) return fail(options, "args", "a quote that does not end");
    *copy++ = 0;
  }
}

static bool take(struct options *options, enum option_id id, const char *word, const char *value) {
  uint64_t number = 0;
  if (options->text[id]) return fail(options, word, "given twice");
  options->text[id] = value;
  switch (id) {
  case OPTION_heap:
    if (!size_parse(value, &options->heap) || options->heap == 0)
      return fail(options, word, "not a size like 512M");
    options->collector.heap_limit = options->heap;
    return true;
  case OPTION_processors:
    if (!parse_number(value, &number) || number == 0 || number > SYSTEM_CPU_LIMIT)
      return fail(options, word, "not a number of processors from 1 to 16");
    options->processors = (unsigned)number;
    return true;
  case OPTION_fail_allocation:
    if (!parse_number(value, &number) || number == 0)
      return fail(options, word, "not a number from 1");
    options->collector.fail_allocation = number;
    return true;
  case OPTION_stress:
    number = 1;
    if (*value && (!parse_number(value, &number) || number == 0 || number > UINT32_MAX))
      return fail(options, word, "not a number from 1");
    options->collector.stress_minor = true;
    options->collector.stress_minor_interval = (unsigned)number;
    options->collector.stress_major_interval = STRESS_MAJOR_INTERVAL;
    options->collector.verify = true;
    return true;
  case OPTION_verify:
    options->collector.verify = true;
    return true;
  case OPTION_poison:
    options->collector.poison = true;
    return true;
  case OPTION_two_nurseries:
    options->collector.two_nurseries = true;
    return true;
  case OPTION_script_arguments:
    return split_words(options, value);
  case OPTION_nrepl:
    return fail(options, word, "this version has no nREPL");
  case OPTION_repl:
    if (*value && strcmp(value, "com1") != 0) return fail(options, word, "the prompt is on com1");
    return true;
  default:
    return true;
  }
}

// The option that a word names, and where its value begins (NULL: the word has none).
static enum option_id find(const char *word, bool kernel_line, const char **value) {
  *value = NULL;
  bool dashes = word[0] == '-' && word[1] == '-';
  const char *name = dashes ? word + 2 : word;
  size_t length = strcspn(name, "=");
  if (name[length] == '=') *value = name + length + 1;
  for (int id = 0; id < OPTION_LIMIT; id++) {
    const struct option *option = &table[id];
    if (option->short_form && strcmp(word, option->short_form) == 0) return id;
    bool named = strlen(option->name) == length && memcmp(option->name, name, length) == 0;
    if (named && (dashes || *value || kernel_line)) return id;
  }
  return OPTION_LIMIT;
}

bool options_parse(struct options *options, const char *const *words, size_t count,
                   bool kernel_line) {
  *options = (struct options){.arguments = words};
  size_t i = 0;
  for (; i < count; i++) {
    const char *word = words[i], *value;
    bool ends_options = strcmp(word, "--") == 0;
    enum option_id id = ends_options ? OPTION_LIMIT : find(word, kernel_line, &value);
    if (id == OPTION_LIMIT) {
      if (!ends_options && (kernel_line || (word[0] == '-' && word[1] != 0)))
        return fail(options, word, "no such option (--help lists them)");
      i += ends_options;
      break;
    }
    const char *kind = table[id].value;
    if (kind == NULL && value) return fail(options, word, "takes no value");
    if (kind && kind[0] != '[' && value == NULL) {
      if (++i == count) return fail(options, word, "wants a value");
      value = words[i];
    }
    if (!take(options, id, word, value ? value : "")) return false;
  }
  // What remains is the file and its arguments.
  if (i < count && !options_given(options, OPTION_script) &&
      !options_given(options, OPTION_expression) && !options_given(options, OPTION_build_image))
    options->text[OPTION_script] = words[i++];
  if (i < count) {
    if (options_given(options, OPTION_script_arguments))
      return fail(options, words[i], "arguments are given by args= already");
    options->arguments = words + i;
    options->argument_count = count - i;
  }
  if (options_given(options, OPTION_build_image) && options->argument_count != 1)
    return fail(options, "--build-image", "wants the folder of the standard library");
  return true;
}

void options_help(void (*write)(const char *text)) {
  char line[256];
  write("Usage: nacre [OPTIONS] [FILE ARGUMENTS]\n"
        "\n"
        "Runs FILE; without one and without -e, shows the prompt.\n"
        "An option is written --NAME, --NAME=VALUE or NAME=VALUE; on the kernel's command line\n"
        "also NAME alone.\n"
        "\n");
  for (int id = 0; id < OPTION_LIMIT; id++) {
    const struct option *option = &table[id];
    char usage[64];
    bool optional = option->value && option->value[0] == '[';
    snprintf(usage, sizeof usage, "%s%s--%s%s%s", option->short_form ? option->short_form : "",
             option->short_form ? ", " : "", option->name,
             option->value ? optional ? "[=" : "=" : "",
             option->value ? option->value + optional : "");
    snprintf(line, sizeof line, "  %-24s %s\n", usage, option->help);
    write(line);
  }
}
