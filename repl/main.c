// SPDX-License-Identifier: MIT
// The program above the platform: reads the command line, boots, and starts the first process.
//
// What the command line asks for is done in Lisp (stdlib/nacre/main.clj). The first process gets
// it as strings: NAME VALUE for each option that Lisp looks at, then "arguments" and the
// arguments, however they begin.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/platform.h"
#include "lang/boot.h"
#include "repl/console.h"
#include "repl/options.h"
#include "repl/version.h"

enum { STATUS_USAGE = 2 };

#ifdef NACRE_METAL
static const bool on_metal = true;
#else
static const bool on_metal = false;
#endif

static void say(const char *text) { platform_console_write(text, strlen(text)); }

// The options that Lisp looks at.
static const enum option_id passed_on[] = {OPTION_script, OPTION_expression, OPTION_class_path,
                                           OPTION_features, OPTION_repl};
static const char *const names[] = {"script", "eval", "path", "features", "repl"};
_Static_assert(array_length(passed_on) == array_length(names), "a name for each");

static int run(struct cpu *cpu, const struct options *options) {
  size_t count = 0, limit = 2 * array_length(passed_on) + 5 + options->argument_count;
  const char **words = malloc(limit * sizeof *words);
  if (words == NULL) PANIC("no memory for the arguments");
  words[count++] = "version";
  words[count++] = NACRE_VERSION;
  words[count++] = "machine";
  words[count++] = on_metal ? "metal" : "hosted";
  for (size_t i = 0; i < array_length(passed_on); i++)
    if (options_given(options, passed_on[i])) {
      words[count++] = names[i];
      words[count++] = options->text[passed_on[i]];
    }
  words[count++] = "arguments";
  for (size_t i = 0; i < options->argument_count; i++) words[count++] = options->arguments[i];
  int status = boot_run(cpu, "nacre.main", "main", words, count);
  free(words);
  return status;
}

int nacre_main(void) {
  const char *const *words;
  size_t count = (size_t)platform_arguments(&words);
  size_t skip = count > 0; // the program's name
  struct options options;
  if (!options_parse(&options, words + skip, count - skip, on_metal)) {
    say("nacre: ");
    say(options.error);
    say("\n");
    return STATUS_USAGE;
  }
  if (options_given(&options, OPTION_help)) {
    options_help(say);
    return 0;
  }
  if (options_given(&options, OPTION_version)) {
    say("Nacre " NACRE_VERSION "\n");
    return 0;
  }
  struct boot_options boot = {.gc = options.collector};
  struct cpu *cpu = boot_start(&boot);
  if (options_given(&options, OPTION_build_image))
    return boot_build_image(cpu, options.arguments[0], options.text[OPTION_build_image]);
  if (!boot_has_image(cpu)) {
    say("nacre: this program has no standard library; it can only --build-image\n");
    return STATUS_USAGE;
  }
  console_start(cpu->system);
  return run(cpu, &options);
}
