// SPDX-License-Identifier: MIT
// The character properties of Java's \p{...} as items of a PCRE2 class.
#ifndef NACRE_LANG_REGEX_PROPERTY_H
#define NACRE_LANG_REGEX_PROPERTY_H

#include "lang/scratch.h"

// Adds the property of that name; false when there is none.
bool regex_property(struct text *text, const char *name, size_t length, bool negated);

#endif
