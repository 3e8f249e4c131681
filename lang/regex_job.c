// SPDX-License-Identifier: MIT
// See lang/regex_job.h. The fiber calls pcre2_match once and ends by switching back for good; its
// callouts switch back in between. No error is raised on the fiber.
#include "lang/regex_job.h"

#include <stdlib.h>
#include <string.h>

#include "gc/spinlock.h"
#include "kernel/platform.h"
#include "lang/error.h"
#include "lang/language.h"

enum {
  REGEX_JOBS = 64,
  REGEX_STACK_BYTES = 64 * 1024,
  REGEX_HEAP_KIBIBYTES = 64 * 1024, // of backtracking state; more is an error
  REGEX_STEPS = 2000,               // callouts between two looks at the clock
  REGEX_RUN_NANOSECONDS = 100 * 1000,
};
#define REGEX_IDLE_NANOSECONDS UINT64_C(2000000000)

struct regex_job {
  uint64_t touched; // when it last ran
  bool running, done;
  unsigned steps;
  uint64_t deadline;
  struct platform_fiber caller, fiber;
  struct regex_code *code;
  pcre2_code *stepping;
  pcre2_match_data *data;
  pcre2_match_context *context;
  uint32_t options;
  size_t length, offset;
  char *subject, *stack;
  int result;
};

struct regex_jobs {
  struct spinlock lock;
  uint32_t generation;
  struct {
    uint32_t generation;
    struct regex_job *job;
  } slots[REGEX_JOBS];
};

static struct regex_jobs *jobs_of(struct cpu *cpu) {
  struct regex_jobs **place = &language_of(cpu)->regex_jobs;
  struct regex_jobs *jobs = __atomic_load_n(place, __ATOMIC_ACQUIRE);
  if (likely(jobs != NULL)) return jobs;
  struct regex_jobs *fresh = calloc(1, sizeof *fresh);
  if (fresh == NULL) error_raise(cpu, ERROR_MEMORY, "No memory for regular expressions");
  if (__atomic_compare_exchange_n(place, &jobs, fresh, false, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
    return fresh;
  free(fresh);
  return jobs;
}

// Drops the arena: stack, subject and what PCRE2 has allocated hang off these alone.
static void job_free(struct cpu *cpu, struct regex_job *job) {
  if (job == NULL) return;
  pcre2_match_data_free(job->data);
  pcre2_match_context_free(job->context);
  if (job->code != NULL) regex_code_release(cpu, job->code);
  free(job->subject);
  free(job->stack);
  free(job);
}

// Called by PCRE2 before each item of the pattern, on the fiber.
static int job_callout(pcre2_callout_block *block, void *context) {
  (void)block;
  struct regex_job *job = context;
  if (likely(++job->steps < REGEX_STEPS)) return 0;
  job->steps = 0;
  if (platform_clock_nanoseconds() >= job->deadline)
    platform_fiber_switch(&job->fiber, &job->caller);
  return 0;
}

static void job_main(void *argument) {
  struct regex_job *job = argument;
  job->result = pcre2_match(job->stepping, (PCRE2_SPTR)job->subject, job->length, job->offset,
                            job->options | PCRE2_NO_UTF_CHECK, job->data, job->context);
  job->done = true;
  platform_fiber_switch(&job->fiber, &job->caller);
  PANIC("a finished regular expression was run again");
}

static struct regex_job *job_new(struct cpu *cpu, struct regex_code *code, const char *subject,
                                 size_t length, size_t offset, uint32_t options) {
  struct regex_job *job = calloc(1, sizeof *job);
  if (job == NULL) return NULL;
  job->stepping = regex_code_stepping(cpu, code);
  job->subject = malloc(length + 1);
  job->stack = malloc(REGEX_STACK_BYTES);
  job->context = pcre2_match_context_create(NULL);
  job->data = job->stepping ? pcre2_match_data_create_from_pattern(job->stepping, NULL) : NULL;
  if (job->subject == NULL || job->stack == NULL || job->context == NULL || job->data == NULL) {
    job_free(cpu, job);
    return NULL;
  }
  memcpy(job->subject, subject, length);
  job->subject[length] = 0;
  job->code = code;
  regex_code_keep(cpu, code);
  job->options = options;
  job->length = length;
  job->offset = offset;
  pcre2_set_callout(job->context, job_callout, job);
  pcre2_set_heap_limit(job->context, REGEX_HEAP_KIBIBYTES);
  pcre2_set_match_limit(job->context, UINT32_MAX);
  pcre2_set_depth_limit(job->context, UINT32_MAX);
  platform_fiber_prepare(&job->fiber, job->stack, REGEX_STACK_BYTES, job_main, job);
  return job;
}

enum regex_job_state regex_job_start(struct cpu *cpu, struct regex_code *code, const char *subject,
                                     size_t length, size_t offset, uint32_t options,
                                     int64_t *handle) {
  struct regex_jobs *jobs = jobs_of(cpu);
  struct regex_job *job = job_new(cpu, code, subject, length, offset, options), *dropped = NULL;
  if (job == NULL) return REGEX_JOB_FULL;
  uint64_t now = platform_clock_nanoseconds();
  job->touched = now;
  enum regex_job_state state = REGEX_JOB_FULL;
  spinlock_acquire(cpu, &jobs->lock);
  for (unsigned i = 0; i < REGEX_JOBS; i++) {
    struct regex_job *old = jobs->slots[i].job;
    if (old != NULL && (old->running || now - old->touched < REGEX_IDLE_NANOSECONDS)) continue;
    dropped = old;
    jobs->slots[i].job = job;
    jobs->slots[i].generation = ++jobs->generation;
    *handle = (int64_t)((uint64_t)jobs->slots[i].generation << 8 | i);
    state = REGEX_JOB_RUNNING;
    break;
  }
  spinlock_release(cpu, &jobs->lock);
  job_free(cpu, state == REGEX_JOB_FULL ? job : dropped);
  return state;
}

enum regex_job_state regex_job_run(struct cpu *cpu, int64_t handle, int *result, size_t *ovector,
                                   size_t capacity) {
  struct regex_jobs *jobs = jobs_of(cpu);
  unsigned index = (unsigned)(handle & 0xff);
  struct regex_job *job = NULL;
  if (index >= REGEX_JOBS) return REGEX_JOB_LOST;
  spinlock_acquire(cpu, &jobs->lock);
  if (jobs->slots[index].generation == (uint32_t)(handle >> 8)) job = jobs->slots[index].job;
  // A fork of its process may be running it.
  if (job != NULL && job->running) job = NULL;
  if (job != NULL) job->running = true;
  spinlock_release(cpu, &jobs->lock);
  if (job == NULL) return REGEX_JOB_LOST;

  job->deadline = platform_clock_nanoseconds() + REGEX_RUN_NANOSECONDS;
  platform_fiber_switch(&job->caller, &job->fiber);

  if (!job->done) {
    job->touched = platform_clock_nanoseconds();
    __atomic_store_n(&job->running, false, __ATOMIC_RELEASE);
    return REGEX_JOB_RUNNING;
  }
  *result = job->result;
  size_t words = 2 * (size_t)pcre2_get_ovector_count(job->data);
  const size_t *filled = pcre2_get_ovector_pointer(job->data);
  for (size_t i = 0; i < capacity; i++)
    ovector[i] = job->result > 0 && i < words ? filled[i] : PCRE2_UNSET;
  spinlock_acquire(cpu, &jobs->lock);
  jobs->slots[index].job = NULL;
  spinlock_release(cpu, &jobs->lock);
  job_free(cpu, job);
  return REGEX_JOB_DONE;
}
