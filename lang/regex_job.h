// SPDX-License-Identifier: MIT
// A match that takes long, as a native job (law 4): on a C stack of its own, over copies of its
// inputs, giving control back every so many steps. A job is a pure function of its inputs, so it
// may be dropped at any moment: who asks for it again gets a fresh one.
//
// Jobs lie in a table of the system, REGEX_JOBS at most; one that nobody has come back to for a
// while (its process was killed) makes room for the next.
#ifndef NACRE_LANG_REGEX_JOB_H
#define NACRE_LANG_REGEX_JOB_H

#include "lang/regex_cache.h"

enum regex_job_state {
  REGEX_JOB_RUNNING, // come back
  REGEX_JOB_DONE,    // rc and ovector are filled; the job is gone
  REGEX_JOB_LOST,    // there is no such job (any more): start one
  REGEX_JOB_FULL,    // no room now: come back
};

// Starts a job; *handle names it. Takes its own reference to code. Raises ERROR_MEMORY.
enum regex_job_state regex_job_start(struct cpu *cpu, struct regex_code *code, const char *subject,
                                     size_t length, size_t offset, uint32_t options,
                                     int64_t *handle);
// Runs it for about 100 µs. When done: *result is what pcre2_match answered, and the first
// `capacity` words of ovector are filled (PCRE2_UNSET beyond what there is).
enum regex_job_state regex_job_run(struct cpu *cpu, int64_t handle, int *result, size_t *ovector,
                                   size_t capacity);

#endif
