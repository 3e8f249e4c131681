// SPDX-License-Identifier: MIT
// Work on strings of any length in steps that a leaf may take (law 4).
#ifndef NACRE_LANG_STRING_STEPS_H
#define NACRE_LANG_STRING_STEPS_H

#include "lang/primitive.h"

// The strings of a vector in one, with `separator` (a string or nil) between them. The answer of a
// leaf: a string, or VALUE_TAIL_CALL when it takes more than one.
value_t string_join(struct cpu *cpu, value_t strings, value_t separator);

// clang-format off
#define STRING_CHANGES(CHANGE) \
  CHANGE(UPPER) CHANGE(LOWER) \
  CHANGE(CAPITALIZE)      /* the first character up, the others down */ \
  CHANGE(REVERSE) \
  CHANGE(REPLACE_CHARACTER) /* a by b */ \
  CHANGE(REPLACE_STRING)  /* every a by b */
// clang-format on
enum string_change {
#define CHANGE(id) STRING_##id,
  STRING_CHANGES(CHANGE)
#undef CHANGE
};
// string with every part of it changed; a and b as the change says, else nil. The answer of a leaf.
value_t string_transform(struct cpu *cpu, enum string_change change, value_t string, value_t a,
                         value_t b);

// Code points start <= end <= count as a string of their own. The answer of a leaf.
value_t string_slice_steps(struct cpu *cpu, value_t string, size_t start, size_t end);

// The code point index of the first `needle` at or after index `from`, or nil; of the last one that
// starts at or before `from`. The answers of leaves.
value_t string_find(struct cpu *cpu, value_t string, value_t needle, size_t from);
value_t string_find_last(struct cpu *cpu, value_t string, value_t needle, size_t from);

// string without white space at one or both ends. The answer of a leaf.
enum string_trim { STRING_TRIM_LEFT = 1, STRING_TRIM_RIGHT = 2, STRING_TRIM_LINE_ENDS = 4 };
value_t string_trim(struct cpu *cpu, value_t string, unsigned which);

extern const struct primitive string_step_primitives[];

#endif
