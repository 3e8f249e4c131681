// SPDX-License-Identifier: MIT
// Compiled patterns, by the text of the pattern: C memory that the heap never points to. One cache
// a system, bounded, least recently used first out; an entry lives on while somebody matches with
// it.
#ifndef NACRE_LANG_REGEX_CACHE_H
#define NACRE_LANG_REGEX_CACHE_H

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "gc/gc.h"

struct regex_code {
  uint32_t references; // under the cache's lock
  uint32_t hash;
  uint64_t used; // the cache's clock when it was last asked for
  char *pattern; // as Lisp wrote it
  size_t length;
  pcre2_code *code;
  pcre2_code *stepping; // the same with callouts, for jobs; made when first needed, else NULL
  uint32_t groups;      // capturing ones
  bool whole_search;    // has \G: a search must not be cut into windows
};

// The code of a pattern (KIND_STRING), with a reference for the caller. Raises ERROR_PATTERN,
// ERROR_MEMORY.
struct regex_code *regex_code_acquire(struct cpu *cpu, value_t pattern);
// code->stepping, compiled if need be; NULL when there is no memory.
pcre2_code *regex_code_stepping(struct cpu *cpu, struct regex_code *code);
void regex_code_keep(struct cpu *cpu, struct regex_code *code); // one more reference
void regex_code_release(struct cpu *cpu, struct regex_code *code);

#endif
