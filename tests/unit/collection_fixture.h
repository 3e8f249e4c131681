// SPDX-License-Identifier: MIT
// A booted language without its standard library, for tests of values and collections: roots that
// collections see, a place where errors land, short names for making values.
#ifndef NACRE_TESTS_COLLECTION_FIXTURE_H
#define NACRE_TESTS_COLLECTION_FIXTURE_H

#include <check.h>
#include <setjmp.h>
#include <stdlib.h>

#include "lang/boot.h"
#include "lang/collections_state.h"
#include "lang/equality.h"
#include "lang/exception.h"
#include "lang/list.h"
#include "lang/map.h"
#include "lang/number.h"
#include "lang/reader.h"
#include "lang/sequence.h"
#include "lang/set.h"
#include "lang/sorted.h"
#include "lang/string.h"
#include "lang/symbol.h"
#include "lang/transient.h"
#include "lang/type.h"
#include "lang/vector.h"

// ck_assert writes to a file each time; this does so only when it fails.
#define REQUIRE(condition)                                                                         \
  do {                                                                                             \
    if (!(condition)) ck_abort_msg("line %d: %s does not hold", __LINE__, #condition);             \
  } while (0)

enum { ROOTS = 256 };
static struct cpu *cpu __attribute__((unused));
static value_t roots[ROOTS];

static void roots_visit(struct cpu *of, struct gc_visitor *visitor, bool minor) {
  (void)of, (void)minor;
  gc_visit_range(visitor, roots, roots + ROOTS);
}

static void fixture_boot(void) {
  for (size_t i = 0; i < ROOTS; i++) roots[i] = VALUE_NIL;
  struct boot_options options = {.gc = {.verify = true}};
  cpu = boot_start(&options);
  // Minor collections look at the running environment alone.
  cpu->environment = gc_publish(cpu, cpu->environment);
  language_of(cpu)->base_environment = cpu->environment;
  gc_add_root_provider(cpu->system, roots_visit);
}

// Between two leaves: values that are not in roots[] are lost.
static inline void fixture_safepoint(void) {
  scratch_reset(cpu);
  if (cpu->allocation_limit - cpu->allocation_next < 256 * 1024) gc_collect_minor(cpu);
}

// Runs `statement` and requires that it raises an error of that class.
#define REQUIRE_ERROR(type, statement)                                                             \
  do {                                                                                             \
    jmp_buf landing;                                                                               \
    cpu->error_landing = &landing;                                                                 \
    if (setjmp(landing) == 0) {                                                                    \
      statement;                                                                                   \
      ck_abort_msg("line %d: no error from %s", __LINE__, #statement);                             \
    }                                                                                              \
    REQUIRE(value_same(object_slot(value_object(cpu->error), EXCEPTION_TYPE),                      \
                       type_builtin(cpu, type)));                                                  \
    cpu->error_landing = NULL;                                                                     \
  } while (0)

static inline value_t n(int64_t i) { return number_from_int64(cpu, i); }
static inline value_t s(const char *text) { return string_from_c(cpu, text); }
static inline value_t k(const char *text) { return keyword_from_c(cpu, text); }
static inline value_t y(const char *text) { return symbol_from_c(cpu, text); }
#define V(...)                                                                                     \
  vector_from_array(cpu, (value_t[]){__VA_ARGS__},                                                 \
                    sizeof((value_t[]){__VA_ARGS__}) / sizeof(value_t))
#define L(...)                                                                                     \
  list_from_array(cpu, (value_t[]){__VA_ARGS__}, sizeof((value_t[]){__VA_ARGS__}) / sizeof(value_t))
#define M(...)                                                                                     \
  map_from_array_try(cpu, (value_t[]){__VA_ARGS__},                                                \
                     sizeof((value_t[]){__VA_ARGS__}) / sizeof(value_t) / 2)

static inline bool same(value_t a, value_t b) { return equality_try(cpu, a, b) == EQUALITY_YES; }
static inline int32_t hash_of(value_t v) {
  uint32_t hash;
  REQUIRE(hash_try(cpu, v, &hash));
  return (int32_t)hash;
}

// The first form of a text.
static inline value_t read_text(const char *text) {
  value_t reader = reader_new(cpu, s(text), VALUE_NIL, VALUE_NIL, 0, 0);
  reader = reader_next(cpu, &reader, 1);
  REQUIRE(reader_status(reader) == READER_FORM);
  return reader_form(reader);
}

// A generator of its own, so that a seed names a run.
static inline uint32_t random_next(uint64_t *state) {
  *state = *state * 6364136223846793005u + 1442695040888963407u;
  return (uint32_t)(*state >> 33);
}

#define FIXTURE_MAIN(title, ...)                                                                   \
  int main(void) {                                                                                 \
    Suite *suite = suite_create(title);                                                            \
    TCase *tc = tcase_create(title);                                                               \
    tcase_set_timeout(tc, 240);                                                                    \
    tcase_add_checked_fixture(tc, fixture_boot, NULL);                                             \
    __VA_ARGS__                                                                                    \
    suite_add_tcase(suite, tc);                                                                    \
    SRunner *runner = srunner_create(suite);                                                       \
    srunner_run_all(runner, CK_NORMAL);                                                            \
    int failed = srunner_ntests_failed(runner);                                                    \
    srunner_free(runner);                                                                          \
    return failed != 0;                                                                            \
  }

#endif
