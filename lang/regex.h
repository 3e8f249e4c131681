// SPDX-License-Identifier: MIT
// Regular expressions in Java's syntax, over PCRE2.
//
//   KIND_REGEX   the pattern as it was written, a string
// The compiled code is C memory, so it lies in a bounded cache of the system by pattern
// (lang/regex_cache.h), never in the heap: a regex can be published, forked and put into an image
// like any value.
//
// A search first runs within the leaf: over a window of the text, with few backtracking steps
// allowed. A pattern that needs more goes on as a native job (lang/regex_job.h).
#ifndef NACRE_LANG_REGEX_H
#define NACRE_LANG_REGEX_H

#include "lang/primitive.h"

// Raises ERROR_PATTERN when the pattern is malformed.
value_t regex_new(struct cpu *cpu, value_t pattern);
static inline bool value_is_regex(value_t v) { return value_is_kind(v, KIND_REGEX); }
static inline value_t regex_pattern(value_t regex) { return object_slot(value_object(regex), 0); }

enum regex_mode {
  REGEX_SEARCH,     // the first match at or after the place
  REGEX_WHOLE,      // from the place to the end of the text
  REGEX_LOOKING_AT, // at the place
};
// The answer of a leaf: nil, or the vector [start end group0 group1 ...] in code points; a group
// that took no part is nil.
value_t regex_match(struct cpu *cpu, value_t regex, value_t string, size_t from,
                    enum regex_mode mode);

extern const struct primitive regex_primitives[];

#endif
