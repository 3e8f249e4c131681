// SPDX-License-Identifier: MIT
// Makes equal parts of an image one, so that it gets smaller. Used while it is written.
#ifndef NACRE_LANG_IMAGE_SHARE_H
#define NACRE_LANG_IMAGE_SHARE_H

#include "gc/gc.h"

// bytes[start, length) are objects back to back whose pointers are those of the image when it is
// mapped. Moves what is left together, turns the pointers in the lists `values` (counts[i] values
// in values[i]; NULL ends) and returns the new length.
size_t image_share(char *bytes, size_t start, size_t length, uint64_t *const *values,
                   const size_t *counts);

#endif
