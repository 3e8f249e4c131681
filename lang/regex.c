// SPDX-License-Identifier: MIT
// Regular expressions as Lisp sees them: see lang/regex.h.
#include "lang/regex.h"

#include <stdlib.h>
#include <string.h>

#include "kernel/platform.h"
#include "lang/collections.h"
#include "lang/number.h"
#include "lang/regex_cache.h"
#include "lang/regex_job.h"
#include "lang/sequence.h"
#include "lang/string.h"

enum {
  REGEX_LEAF_STEPS = 2000,     // backtracking steps at one start before a job takes over
  REGEX_LEAF_KIBIBYTES = 1024, // of backtracking state within a leaf
  REGEX_FIRST_WINDOW = 64,     // places that are tried in the first go
  REGEX_CHEAP_WINDOW = 4096,   // how far a go may reach because the last one was quick
  REGEX_LEAF_NANOSECONDS = 60 * 1000,
  REGEX_USUAL_GROUPS = 31, // up to here their places lie on the C stack
};

value_t regex_new(struct cpu *cpu, value_t pattern) {
  regex_code_release(cpu, regex_code_acquire(cpu, pattern));
  struct object *object = gc_allocate(cpu, KIND_REGEX, 1);
  object_initialize(object, 0, pattern);
  return value_of_object(object);
}

// The state of a search: what was asked, and where it is.
enum {
  MATCH_REGEX,
  MATCH_STRING,
  MATCH_MODE,
  MATCH_OFFSET, // bytes: where the search goes on
  MATCH_WINDOW, // bytes: how far the next go may reach
  MATCH_COST,   // nanoseconds that the last go took
  MATCH_JOB,    // handle, or nil while it runs within the leaf
  MATCH_SPANS,  // true: only where the groups are is asked for
  MATCH_WORDS
};

static value_t match_again(struct cpu *cpu, const value_t *state) {
  value_t chunk = chunk_from_array(cpu, state, MATCH_WORDS);
  return primitive_tail_call(cpu, primitive_value(cpu, "nacre.primitive/regex-step"), 1, &chunk);
}

static uint32_t mode_options(enum regex_mode mode) {
  return mode == REGEX_WHOLE        ? PCRE2_ANCHORED | PCRE2_ENDANCHORED
         : mode == REGEX_LOOKING_AT ? PCRE2_ANCHORED
                                    : 0;
}

// What Lisp gets for offsets in bytes.
static value_t match_vector(struct cpu *cpu, value_t string, const size_t *ovector, size_t groups) {
  value_t *values = scratch_allocate(cpu, (groups + 3) * sizeof(value_t));
  // \K is refused by the translation, so start <= end.
  size_t start = string_index_of_offset(string, ovector[0]);
  size_t end = string_index_of_offset(string, ovector[1]);
  values[0] = value_of_fixnum((int64_t)start);
  values[1] = value_of_fixnum((int64_t)end);
  for (size_t i = 0; i <= groups; i++) {
    values[i + 2] = VALUE_NIL;
    if (ovector[2 * i] == PCRE2_UNSET) continue;
    values[i + 2] = string_slice(cpu, string, string_index_of_offset(string, ovector[2 * i]),
                                 string_index_of_offset(string, ovector[2 * i + 1]));
  }
  return vector_from_array(cpu, values, groups + 3);
}

// [start0 end0 start1 end1 ...], -1 for a group that took no part.
static value_t match_spans(struct cpu *cpu, value_t string, const size_t *ovector, size_t groups) {
  size_t length = 2 * (groups + 1);
  value_t *values = scratch_allocate(cpu, length * sizeof(value_t));
  for (size_t i = 0; i < length; i++)
    values[i] = value_of_fixnum(
        ovector[i] == PCRE2_UNSET ? -1 : (int64_t)string_index_of_offset(string, ovector[i]));
  return vector_from_array(cpu, values, length);
}

_Noreturn static void fail_match(struct cpu *cpu, int result, value_t regex) {
  if (result == PCRE2_ERROR_HEAPLIMIT || result == PCRE2_ERROR_DEPTHLIMIT)
    error_raise(cpu, ERROR_STACK, "%V needs too much memory to match this text", regex);
  if (result == PCRE2_ERROR_NOMEMORY)
    error_raise(cpu, ERROR_MEMORY, "No memory left to match %V", regex);
  char message[160];
  pcre2_get_error_message(result, (PCRE2_UCHAR *)message, sizeof message);
  error_raise(cpu, ERROR_RUNTIME, "%V cannot be matched: %s", regex, message);
}

// What a processor keeps for its matches of patterns with few groups: PCRE2's backtracking memory
// hangs on the match data, so making it anew would cost more than most matches.
struct regex_matcher {
  pcre2_match_data *data; // for REGEX_USUAL_GROUPS
  pcre2_match_context *context;
};

static struct regex_matcher *matcher_of(struct cpu *cpu) {
  struct regex_matcher *matcher = cpu->regex_matcher;
  if (likely(matcher != NULL)) return matcher;
  matcher = calloc(1, sizeof *matcher);
  if (matcher == NULL) return NULL;
  matcher->data = pcre2_match_data_create(REGEX_USUAL_GROUPS + 1, NULL);
  matcher->context = pcre2_match_context_create(NULL);
  if (matcher->data == NULL || matcher->context == NULL) {
    pcre2_match_data_free(matcher->data);
    pcre2_match_context_free(matcher->context);
    free(matcher);
    return NULL;
  }
  pcre2_set_match_limit(matcher->context, REGEX_LEAF_STEPS);
  pcre2_set_heap_limit(matcher->context, REGEX_LEAF_KIBIBYTES);
  cpu->regex_matcher = matcher;
  return matcher;
}

// One go within the leaf. *result: as pcre2_match; ovector filled for `groups`.
static int match_here(struct cpu *cpu, struct regex_code *code, value_t string, size_t offset,
                      size_t window, enum regex_mode mode, size_t *ovector) {
  struct regex_matcher *matcher = matcher_of(cpu);
  if (matcher == NULL) return PCRE2_ERROR_NOMEMORY;
  bool usual = code->groups <= REGEX_USUAL_GROUPS;
  pcre2_match_data *data =
      usual ? matcher->data : pcre2_match_data_create_from_pattern(code->code, NULL);
  if (data == NULL) return PCRE2_ERROR_NOMEMORY;
  bool windowed = mode == REGEX_SEARCH && !code->whole_search;
  pcre2_set_offset_limit(matcher->context, windowed ? offset + window : PCRE2_UNSET);
  int result = pcre2_match(code->code, (PCRE2_SPTR)string_bytes(string), string_byte_length(string),
                           offset, mode_options(mode) | PCRE2_NO_UTF_CHECK, data, matcher->context);
  if (result > 0)
    memcpy(ovector, pcre2_get_ovector_pointer(data),
           2 * ((size_t)code->groups + 1) * sizeof(size_t));
  if (!usual) pcre2_match_data_free(data);
  return result;
}

// Runs the job, or starts one. True: the search is over, with *result and ovector.
static bool match_job(struct cpu *cpu, value_t *state, struct regex_code *code, size_t *ovector,
                      int *result) {
  enum regex_job_state job = REGEX_JOB_LOST;
  size_t words = 2 * ((size_t)code->groups + 1);
  if (!value_is_nil(state[MATCH_JOB]))
    job = regex_job_run(cpu, value_fixnum(state[MATCH_JOB]), result, ovector, words);
  if (job == REGEX_JOB_DONE) return true;
  if (job == REGEX_JOB_LOST) {
    int64_t handle;
    value_t string = state[MATCH_STRING];
    job = regex_job_start(cpu, code, string_bytes(string), string_byte_length(string),
                          (size_t)value_fixnum(state[MATCH_OFFSET]),
                          mode_options((enum regex_mode)value_fixnum(state[MATCH_MODE])), &handle);
    // No room: a job that does not exist is lost, and so is asked for again.
    state[MATCH_JOB] = value_of_fixnum(job == REGEX_JOB_RUNNING ? handle : 0xff);
  }
  return false;
}

// How far the next go may reach. A go that took four times the window in less than twice the time
// spends it on something else: PCRE2 looks for the pattern's first byte through the whole text.
static size_t next_window(size_t window, uint64_t cost, uint64_t last_cost) {
  if (cost < REGEX_LEAF_NANOSECONDS / 3)
    return maximum(window, minimum(window * 4, REGEX_CHEAP_WINDOW));
  if (last_cost == 0 || cost < 2 * last_cost) return window * 4;
  return maximum(window / 4, 1);
}

static value_t match_step(struct cpu *cpu, value_t *state) {
  value_t regex = state[MATCH_REGEX], string = state[MATCH_STRING];
  enum regex_mode mode = (enum regex_mode)value_fixnum(state[MATCH_MODE]);
  struct regex_code *code = regex_code_acquire(cpu, regex_pattern(regex));
  size_t groups = code->groups, small[2 * (REGEX_USUAL_GROUPS + 1)], *ovector = small;
  if (groups > REGEX_USUAL_GROUPS) {
    // Nothing may raise while the code is held.
    regex_code_release(cpu, code);
    ovector = scratch_allocate(cpu, 2 * (groups + 1) * sizeof(size_t));
    code = regex_code_acquire(cpu, regex_pattern(regex));
  }
  int result = PCRE2_ERROR_NOMATCH;
  bool over = false;
  size_t length = string_byte_length(string);
  uint64_t deadline = platform_clock_nanoseconds() + REGEX_LEAF_NANOSECONDS;
  for (;;) {
    if (!value_is_nil(state[MATCH_JOB])) {
      over = match_job(cpu, state, code, ovector, &result);
      break;
    }
    size_t offset = (size_t)value_fixnum(state[MATCH_OFFSET]);
    size_t window = (size_t)value_fixnum(state[MATCH_WINDOW]);
    uint64_t before = platform_clock_nanoseconds();
    result = match_here(cpu, code, string, offset, window, mode, ovector);
    if (result == PCRE2_ERROR_MATCHLIMIT || result == PCRE2_ERROR_HEAPLIMIT) {
      state[MATCH_JOB] = value_of_fixnum(0xff);
      continue;
    }
    bool windowed = mode == REGEX_SEARCH && !code->whole_search;
    if (result != PCRE2_ERROR_NOMATCH || !windowed || offset + window >= length) {
      over = true;
      break;
    }
    // The next place to try: the first character's start behind the window.
    offset += window + 1;
    const char *bytes = string_bytes(string);
    while (offset < length && ((unsigned char)bytes[offset] & 0xc0) == 0x80) offset++;
    uint64_t now = platform_clock_nanoseconds(), cost = now - before;
    window = next_window(window, cost, (uint64_t)value_fixnum(state[MATCH_COST]));
    state[MATCH_COST] = value_of_fixnum((int64_t)cost);
    state[MATCH_OFFSET] = value_of_fixnum((int64_t)offset);
    state[MATCH_WINDOW] = value_of_fixnum((int64_t)window);
    if (now >= deadline) break;
  }
  regex_code_release(cpu, code);
  if (!over) return match_again(cpu, state);
  if (result > 0)
    return value_is_falsy(state[MATCH_SPANS]) ? match_vector(cpu, string, ovector, groups)
                                              : match_spans(cpu, string, ovector, groups);
  if (result == PCRE2_ERROR_NOMATCH) return VALUE_NIL;
  fail_match(cpu, result, regex);
}

static value_t match_or_spans(struct cpu *cpu, value_t regex, value_t string, size_t from,
                              enum regex_mode mode, bool spans) {
  if (from > string_count(string)) return VALUE_NIL;
  value_t state[MATCH_WORDS] = {regex,
                                string,
                                value_of_fixnum(mode),
                                value_of_fixnum((int64_t)string_offset(string, from)),
                                value_of_fixnum(REGEX_FIRST_WINDOW),
                                value_of_fixnum(0),
                                VALUE_NIL,
                                value_boolean(spans)};
  return match_step(cpu, state);
}

value_t regex_match(struct cpu *cpu, value_t regex, value_t string, size_t from,
                    enum regex_mode mode) {
  return match_or_spans(cpu, regex, string, from, mode, false);
}

// --- Primitives ---------------------------------------------------------------------------------
static value_t primitive_regex_step(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  value_t state[MATCH_WORDS];
  for (size_t i = 0; i < MATCH_WORDS; i++) state[i] = object_slot(value_object(arguments[0]), i);
  return match_step(cpu, state);
}

static void regex_check(struct cpu *cpu, value_t v, const char *function_name) {
  if (value_is_regex(v)) return;
  if (value_is_nil(v))
    error_raise(cpu, ERROR_NIL, "%s: a pattern is needed, not nil", function_name);
  error_raise(cpu, ERROR_TYPE, "%s: a pattern is needed, not %V (%T)", function_name, v, v);
}

static value_t match_as(struct cpu *cpu, const value_t *arguments, uint32_t count,
                        enum regex_mode mode, bool spans, const char *function_name) {
  regex_check(cpu, arguments[0], function_name);
  string_check(cpu, arguments[1], function_name);
  int64_t from = count > 2 ? number_to_index(cpu, arguments[2], function_name) : 0;
  if (from < 0 || from > (int64_t)string_count(arguments[1]))
    error_raise(cpu, ERROR_INDEX, "%s: no position %lld in a string of %zu characters",
                function_name, (long long)from, string_count(arguments[1]));
  return match_or_spans(cpu, arguments[0], arguments[1], (size_t)from, mode, spans);
}
static value_t match_with(struct cpu *cpu, const value_t *arguments, uint32_t count,
                          enum regex_mode mode, const char *function_name) {
  return match_as(cpu, arguments, count, mode, false, function_name);
}
static value_t primitive_regex_search(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  return match_with(cpu, arguments, count, REGEX_SEARCH, "regex-search");
}
static value_t primitive_regex_matches(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  return match_with(cpu, arguments, count, REGEX_WHOLE, "regex-matches");
}
static value_t primitive_regex_looking_at(struct cpu *cpu, const value_t *arguments,
                                          uint32_t count) {
  return match_with(cpu, arguments, count, REGEX_LOOKING_AT, "regex-looking-at");
}

static value_t primitive_regex_spans(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  enum regex_mode mode = value_is_falsy(arguments[3]) ? REGEX_LOOKING_AT : REGEX_WHOLE;
  return match_as(cpu, arguments, count, mode, true, "regex-spans");
}

static value_t core_re_pattern(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  if (value_is_regex(arguments[0])) return arguments[0];
  string_check(cpu, arguments[0], "re-pattern");
  return regex_new(cpu, arguments[0]);
}
static value_t primitive_is_regex(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)cpu, (void)count;
  return value_boolean(value_is_regex(arguments[0]));
}
static value_t primitive_regex_pattern(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  regex_check(cpu, arguments[0], "regex-pattern");
  return regex_pattern(arguments[0]);
}
static value_t primitive_regex_group_count(struct cpu *cpu, const value_t *arguments,
                                           uint32_t count) {
  (void)count;
  regex_check(cpu, arguments[0], "regex-group-count");
  struct regex_code *code = regex_code_acquire(cpu, regex_pattern(arguments[0]));
  uint32_t groups = code->groups;
  regex_code_release(cpu, code);
  return value_of_fixnum(groups);
}
static value_t primitive_regex_group_index(struct cpu *cpu, const value_t *arguments,
                                           uint32_t count) {
  (void)count;
  regex_check(cpu, arguments[0], "regex-group-index");
  string_check(cpu, arguments[1], "regex-group-index");
  struct regex_code *code = regex_code_acquire(cpu, regex_pattern(arguments[0]));
  int index = pcre2_substring_number_from_name(code->code, (PCRE2_SPTR)string_bytes(arguments[1]));
  regex_code_release(cpu, code);
  return index > 0 ? value_of_fixnum(index) : VALUE_NIL;
}

const struct primitive regex_primitives[] = {
    {"clojure.core/re-pattern", core_re_pattern, 1, 1, "([s])",
     "The pattern that a string describes, in the syntax of java.util.regex."},
    {"nacre.primitive/regex?", primitive_is_regex, 1, 1, "([x])", "True if x is a pattern."},
    {"nacre.primitive/regex-pattern", primitive_regex_pattern, 1, 1, "([re])",
     "The text of a pattern."},
    {"nacre.primitive/regex-search", primitive_regex_search, 2, 3, "([re s] [re s position])",
     "The first match at or after the position: [start end group0 group1 ...] with nil for a group "
     "that took no part; nil when there is none."},
    {"nacre.primitive/regex-matches", primitive_regex_matches, 2, 3, "([re s] [re s position])",
     "The match from the position to the end of s, as regex-search answers it."},
    {"nacre.primitive/regex-looking-at", primitive_regex_looking_at, 2, 3,
     "([re s] [re s position])", "The match that starts at the position."},
    {"nacre.primitive/regex-spans", primitive_regex_spans, 4, 4, "([re s position whole])",
     "Where the groups are of the match that starts at the position, of all the rest if whole: "
     "[start0 end0 start1 end1 ...], -1 for a group that took no part; nil when it does not "
     "match."},
    {"nacre.primitive/regex-group-count", primitive_regex_group_count, 1, 1, "([re])",
     "The number of capturing groups."},
    {"nacre.primitive/regex-group-index", primitive_regex_group_index, 2, 2, "([re name])",
     "The number of the group of that name, or nil."},
    {"nacre.primitive/regex-step", primitive_regex_step, 1, 1, "([state])",
     "More of a match that takes long."},
    {NULL, NULL, 0, 0, NULL, NULL},
};
