// SPDX-License-Identifier: MIT
// Java's regular expression syntax (java.util.regex.Pattern) written as PCRE2's.
//
// What differs in meaning and stays so: line terminators are \n, \r and \r\n (not U+0085, U+2028,
// U+2029); (?i) goes by Unicode even without (?u); a lookbehind needs alternatives of fixed length.
#ifndef NACRE_LANG_REGEX_TRANSLATE_H
#define NACRE_LANG_REGEX_TRANSLATE_H

#include "lang/scratch.h"

struct regex_translation {
  struct text text;        // the PCRE2 pattern
  bool unicode_classes;    // (?U): \w \d \s \b by Unicode
  bool unix_lines;         // (?d): only \n ends a line
  bool needs_search_start; // has \G
};

// Raises ERROR_PATTERN naming the pattern and the place when it is malformed.
void regex_translate(struct cpu *cpu, struct regex_translation *out, const char *pattern,
                     size_t length);
_Noreturn void regex_fail(struct cpu *cpu, const char *message, const char *pattern, size_t length,
                          size_t offset);

#endif
