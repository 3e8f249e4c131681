// SPDX-License-Identifier: MIT
// Metadata of values: the primitives over meta_of and meta_with (lang/collections.h).
#ifndef NACRE_LANG_META_H
#define NACRE_LANG_META_H

#include "lang/primitive.h"

extern const struct primitive meta_primitives[];

#endif
