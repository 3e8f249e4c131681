// SPDX-License-Identifier: MIT
// Printing in C: values of built-in kinds, within bounds. The printer proper is Lisp (print-method
// and its like); it asks these leaves first, because most values are small and plain.
//
// Never realises a lazy seq, never prints metadata, never calls Lisp. Recursion is bounded by
// PRINT_DEPTH_LIMIT.
#ifndef NACRE_LANG_PRINT_H
#define NACRE_LANG_PRINT_H

#include "lang/primitive.h"

enum print_flag {
  PRINT_READABLY = 1, // strings quoted, characters by name: *print-readably*
  PRINT_CUT = 2,      // show something for everything, end in "..." where a bound is reached
};
enum {
  PRINT_DEPTH_LIMIT = 64,
  PRINT_BYTES_LIMIT = 16 * 1024,
  PRINT_ERROR_BYTES = 60, // of a value shown in a message
  PRINT_ERROR_DEPTH = 5,
};

// Adds v as `pr` (or `print`) shows it. False when Lisp must print it: a bound is reached, or there
// is an unrealised lazy seq or a value of another kind in it; text then holds a part. With
// PRINT_CUT always true.
bool print_value(struct text *text, value_t v, unsigned flags, size_t bytes, unsigned depth);
// Adds a string as a literal with its quotes.
void print_quoted(struct text *text, const char *bytes, size_t length);

extern const struct primitive print_primitives[];
extern const struct primitive print_deep_primitives[];

#endif
