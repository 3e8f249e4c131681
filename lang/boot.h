// SPDX-License-Identifier: MIT
// From nothing to a running system: out of the image that the program carries, or (the image
// builder only) out of the sources of the standard library.
#ifndef NACRE_LANG_BOOT_H
#define NACRE_LANG_BOOT_H

#include "gc/gc.h"

struct boot_options {
  struct gc_options gc;
};

// Sets up one processor, the heap and the language; takes the image when there is one, else starts
// with primitives only. Panics when the image does not fit this program. The cpu lives for ever.
struct cpu *boot_start(const struct boot_options *options);
// True when boot_start found an image.
bool boot_has_image(struct cpu *cpu);

// Runs the first process: the function named by `namespace`/`name` on strings, until that process
// has ended. 0, or 1 when it ended with an exception (which is then printed).
int boot_run(struct cpu *cpu, const char *namespace, const char *name, const char *const *arguments,
             size_t count);

// Loads the files that <directory>/MANIFEST lists and writes the image. 0, or 1 after a message.
int boot_build_image(struct cpu *cpu, const char *directory, const char *output);

#endif
