// SPDX-License-Identifier: MIT
// Images: the standard library compiled, as a heap frozen at PLATFORM_IMAGE_BASE. Boot maps it and
// registers its symbols; nothing is parsed or relocated. Image objects are immortal, never marked,
// and point only into the image.
//
//   struct image_header, then objects back to back
#ifndef NACRE_LANG_IMAGE_H
#define NACRE_LANG_IMAGE_H

#include "gc/gc.h"

// Writes everything reachable from the language and the given environment to a file. Nothing may
// run meanwhile. Returns the size in bytes, or a negated errno value.
int64_t image_write(struct cpu *cpu, const char *path, value_t environment);
// Takes over the mapped image; false when it was made by another program (wrong stamp).
bool image_attach(struct cpu *cpu, size_t bytes);

#endif
