// SPDX-License-Identifier: MIT
// The command line of both builds: one table drives parsing and help.
//
// An option NAME is written --NAME, --NAME=VALUE or NAME=VALUE. A program's arguments on Linux may
// also use the short forms and begin with a file name; on the kernel's command line a flag may be
// a bare word, and the file is given as script=.
#ifndef NACRE_REPL_OPTIONS_H
#define NACRE_REPL_OPTIONS_H

#include "gc/gc.h"

//   OPTION(field, name, short form, what the value is (NULL: a flag), help)
// A value in brackets may be left out.
// clang-format off
#define OPTIONS(OPTION) \
  OPTION(expression, "eval", "-e", "EXPR", "evaluate the forms of EXPR and print their values") \
  OPTION(class_path, "path", "-cp", "DIRS", "folders to look for namespaces in, with : between them") \
  OPTION(features, "features", NULL, "KEYS", "what reader conditionals take besides :default, with " \
                                             "commas between; nacre,clj when not given") \
  OPTION(script, "script", NULL, "FILE", "run this file, as a file name without an option does") \
  OPTION(script_arguments, "args", NULL, "WORDS", "*command-line-args* for it, split at blanks") \
  OPTION(repl, "repl", "-r", "[com1]", "the prompt; without a file it comes by itself") \
  OPTION(nrepl, "nrepl", NULL, "PORT", "not in this version") \
  OPTION(heap, "heap", NULL, "SIZE", "bytes the heap may grow to, with K, M or G") \
  OPTION(processors, "cpus", NULL, "N", "processors to use; this version uses one") \
  OPTION(test, "test", NULL, NULL, "a panic ends the machine with a failing status") \
  OPTION(stress, "stress", NULL, "[N]", "a minor collection at every (Nth) safepoint, a major at " \
                                        "every 1,000th, verified") \
  OPTION(verify, "verify", NULL, NULL, "verify the heap after each major collection") \
  OPTION(poison, "poison", NULL, NULL, "fill freed memory with a pattern") \
  OPTION(two_nurseries, "two-nurseries", NULL, NULL, "alternate two nurseries on one processor") \
  OPTION(fail_allocation, "fail-allocation", NULL, "N", "fail the Nth allocation") \
  OPTION(build_image, "build-image", NULL, "OUT", "compile the standard library in the folder that " \
                                                  "follows, write its image and exit") \
  OPTION(help, "help", "-h", NULL, "print this and exit") \
  OPTION(version, "version", NULL, NULL, "print the version and exit")
// clang-format on

enum option_id {
#define OPTION(field, name, short_form, value, help) OPTION_##field,
  OPTIONS(OPTION)
#undef OPTION
      OPTION_LIMIT
};

struct options {
  const char *text[OPTION_LIMIT]; // as given; "" for a flag or a value left out; NULL: not given
  const char *const *arguments;   // what follows the file, or what args= was split into
  size_t argument_count;
  struct gc_options collector;
  uint64_t heap;       // 0: not given
  unsigned processors; // 0: not given
  char error[160];     // what is wrong, when parsing fails
};

// Reads the words after the program's name. `kernel_line`: they come from a kernel command line.
// False: options->error says which word is wrong, and why. Words must outlive `options`; memory
// that args= is split into is never freed.
bool options_parse(struct options *options, const char *const *words, size_t count,
                   bool kernel_line);
static inline bool options_given(const struct options *options, enum option_id option) {
  return options->text[option] != NULL;
}
// Calls write(text) for each piece of the help.
void options_help(void (*write)(const char *text));

#endif
