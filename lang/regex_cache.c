// SPDX-License-Identifier: MIT
// See lang/regex_cache.h. No error is raised while the lock is held, and none between taking a
// reference and giving it back.
#include "lang/regex_cache.h"

#include <stdlib.h>
#include <string.h>

#include "gc/spinlock.h"
#include "lang/error.h"
#include "lang/language.h"
#include "lang/regex_translate.h"
#include "lang/string.h"

enum {
  REGEX_CACHE_ENTRIES = 128,
  REGEX_PATTERN_BYTES = 32 * 1024, // compiling a longer one would take a leaf too long
};

struct regex_cache {
  struct spinlock lock;
  uint64_t clock;
  struct regex_code *entries[REGEX_CACHE_ENTRIES];
};

static struct regex_cache *cache_of(struct cpu *cpu) {
  struct regex_cache **place = &language_of(cpu)->regexes;
  struct regex_cache *cache = __atomic_load_n(place, __ATOMIC_ACQUIRE);
  if (likely(cache != NULL)) return cache;
  struct regex_cache *fresh = calloc(1, sizeof *fresh);
  if (fresh == NULL) error_raise(cpu, ERROR_MEMORY, "No memory for regular expressions");
  if (__atomic_compare_exchange_n(place, &cache, fresh, false, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
    return fresh;
  free(fresh);
  return cache;
}

static void code_free(struct regex_code *code) {
  pcre2_code_free(code->code);
  pcre2_code_free(code->stepping);
  free(code->pattern);
  free(code);
}

// NULL with *error set when it does not compile.
static pcre2_code *compile(const struct regex_translation *translation, uint32_t options,
                           int *error, size_t *offset) {
  pcre2_compile_context *context = pcre2_compile_context_create(NULL);
  if (context == NULL) {
    *error = PCRE2_ERROR_NOMEMORY;
    return NULL;
  }
  pcre2_set_newline(context, translation->unix_lines ? PCRE2_NEWLINE_LF : PCRE2_NEWLINE_ANYCRLF);
  pcre2_set_bsr(context, PCRE2_BSR_UNICODE);
  // Texts may hold half of a surrogate pair (lang/utf8.h); such an escape matches it, as texts are
  // matched with PCRE2_NO_UTF_CHECK.
  pcre2_set_compile_extra_options(context, PCRE2_EXTRA_ALLOW_SURROGATE_ESCAPES);
  if (translation->unicode_classes) options |= PCRE2_UCP;
  // Fields of a translation of nothing are NULL.
  PCRE2_SPTR text = (PCRE2_SPTR)(translation->text.length != 0 ? translation->text.bytes : "");
  pcre2_code *code = pcre2_compile(text, translation->text.length,
                                   options | PCRE2_UTF | PCRE2_NO_UTF_CHECK |
                                       PCRE2_USE_OFFSET_LIMIT | PCRE2_NEVER_BACKSLASH_C,
                                   error, offset, context);
  pcre2_compile_context_free(context);
  return code;
}

static struct regex_code *code_new(struct cpu *cpu, value_t pattern) {
  const char *bytes = string_bytes(pattern);
  size_t length = string_byte_length(pattern);
  if (length > REGEX_PATTERN_BYTES)
    error_raise(cpu, ERROR_PATTERN, "A pattern may have %d bytes, not %zu", REGEX_PATTERN_BYTES,
                length);
  struct regex_translation translation;
  regex_translate(cpu, &translation, bytes, length);
  int error;
  size_t offset;
  pcre2_code *compiled = compile(&translation, 0, &error, &offset);
  if (compiled == NULL) {
    char message[160];
    pcre2_get_error_message(error, (PCRE2_UCHAR *)message, sizeof message);
    if (error == PCRE2_ERROR_NOMEMORY) error_raise(cpu, ERROR_MEMORY, "%s", message);
    // The place is one in the translation: near enough where both run alike.
    regex_fail(cpu, message, bytes, length, minimum(offset, length));
  }
  struct regex_code *code = calloc(1, sizeof *code);
  char *copy = malloc(length + 1);
  if (code == NULL || copy == NULL) {
    pcre2_code_free(compiled);
    free(code);
    free(copy);
    error_raise(cpu, ERROR_MEMORY, "No memory for a regular expression");
  }
  memcpy(copy, bytes, length);
  // cppcheck-suppress deallocuse; error_raise above does not return
  *code = (struct regex_code){.references = 1,
                              .hash = string_hash(pattern),
                              .pattern = copy,
                              .length = length,
                              .code = compiled,
                              .whole_search = translation.needs_search_start};
  pcre2_pattern_info(compiled, PCRE2_INFO_CAPTURECOUNT, &code->groups);
  return code;
}

static struct regex_code *cache_find(struct regex_cache *cache, uint32_t hash, const char *bytes,
                                     size_t length) {
  for (size_t i = 0; i < REGEX_CACHE_ENTRIES; i++) {
    struct regex_code *code = cache->entries[i];
    if (code != NULL && code->hash == hash && code->length == length &&
        memcmp(code->pattern, bytes, length) == 0)
      return code;
  }
  return NULL;
}

struct regex_code *regex_code_acquire(struct cpu *cpu, value_t pattern) {
  struct regex_cache *cache = cache_of(cpu);
  const char *bytes = string_bytes(pattern);
  size_t length = string_byte_length(pattern);
  uint32_t hash = string_hash(pattern);
  spinlock_acquire(cpu, &cache->lock);
  struct regex_code *code = cache_find(cache, hash, bytes, length);
  if (code != NULL) {
    code->references++;
    code->used = ++cache->clock;
  }
  spinlock_release(cpu, &cache->lock);
  if (code != NULL) return code;

  code = code_new(cpu, pattern);
  struct regex_code *dropped = NULL;
  spinlock_acquire(cpu, &cache->lock);
  // Another processor may have been faster; then both exist for a while, and one is found.
  size_t oldest = 0;
  for (size_t i = 0; i < REGEX_CACHE_ENTRIES; i++) {
    if (cache->entries[i] == NULL) {
      oldest = i;
      break;
    }
    if (cache->entries[i]->used < cache->entries[oldest]->used) oldest = i;
  }
  dropped = cache->entries[oldest];
  code->references++; // the cache's own
  code->used = ++cache->clock;
  cache->entries[oldest] = code;
  bool last = dropped != NULL && --dropped->references == 0;
  spinlock_release(cpu, &cache->lock);
  if (last) code_free(dropped);
  return code;
}

pcre2_code *regex_code_stepping(struct cpu *cpu, struct regex_code *code) {
  pcre2_code *stepping = __atomic_load_n(&code->stepping, __ATOMIC_ACQUIRE);
  if (stepping != NULL) return stepping;
  struct regex_translation translation;
  regex_translate(cpu, &translation, code->pattern, code->length);
  int error;
  size_t offset;
  pcre2_code *fresh = compile(&translation, PCRE2_AUTO_CALLOUT, &error, &offset);
  if (fresh == NULL) return NULL;
  if (__atomic_compare_exchange_n(&code->stepping, &stepping, fresh, false, __ATOMIC_ACQ_REL,
                                  __ATOMIC_ACQUIRE))
    return fresh;
  pcre2_code_free(fresh);
  return stepping;
}

void regex_code_keep(struct cpu *cpu, struct regex_code *code) {
  struct regex_cache *cache = cache_of(cpu);
  spinlock_acquire(cpu, &cache->lock);
  code->references++;
  spinlock_release(cpu, &cache->lock);
}

void regex_code_release(struct cpu *cpu, struct regex_code *code) {
  struct regex_cache *cache = cache_of(cpu);
  spinlock_acquire(cpu, &cache->lock);
  bool last = --code->references == 0;
  spinlock_release(cpu, &cache->lock);
  if (last) code_free(code);
}
