// SPDX-License-Identifier: MIT
// What the interpreter keeps in struct cpu between a leaf and the call it asks for.
#include "collection_fixture.h"

#include "kernel/process/process.h"
#include "lang/compiler.h"
#include "lang/language.h"
#include "lang/primitive.h"
#include "lang/primitives.h"
#include "lang/process.h"
#include "lang/vm.h"

enum { THREAD, FUNCTION }; // roots

static bool call_ended(struct cpu *of) {
  (void)of;
  return value_fixnum(thread_get(roots[THREAD], THREAD_STATE)) == THREAD_ENDED;
}

// What the function returns in a process of its own; nil when it fails.
static value_t call(value_t function, uint32_t count, const value_t *arguments) {
  value_t process = process_first(cpu, function, count, arguments);
  roots[THREAD] = process_get(process, PROCESS_THREADS);
  vm_run(cpu, call_ended);
  cpu->environment = language_of(cpu)->base_environment;
  return thread_get(roots[THREAD], THREAD_RESULT);
}

// A leaf that announces a call with a rest sequence, as `apply` does, and fails before it is made.
static value_t announce_and_fail(struct cpu *of, const value_t *arguments, uint32_t count) {
  (void)arguments, (void)count;
  of->tail_rest = true;
  error_raise(of, ERROR_ARGUMENT, "this call is not made");
}

START_TEST(test_a_call_that_was_not_made_leaves_nothing) {
  static const struct primitive failing = {"test", announce_and_fail, 0, 0, NULL, NULL};
  value_t leaf = primitive_value(cpu, "nacre.primitive/identity-hash");
  const struct primitive **rows = calloc(primitive_count(), sizeof(struct primitive *));
  for (uint32_t i = 0; i < primitive_count(); i++) rows[i] = primitive_by_index(i);
  rows[primitive_index(leaf)] = &failing;
  cpu->primitive_rows = rows;

  value_t text = s("(fn* [first & more] more)");
  value_t reader = reader_new(cpu, text, VALUE_NIL, VALUE_NIL, 0, 0);
  reader = reader_next(cpu, &reader, 1);
  roots[FUNCTION] = call(compiler_compile(cpu, reader_form(reader), VALUE_NIL), 0, NULL);
  REQUIRE(value_is_kind(roots[FUNCTION], KIND_FUNCTION));
  value_t arguments[] = {n(1), n(2), n(3)};
  REQUIRE(same(call(roots[FUNCTION], 3, arguments), L(n(2), n(3))));
  REQUIRE(value_is_nil(call(leaf, 0, NULL)));
  REQUIRE(same(call(roots[FUNCTION], 3, arguments), L(n(2), n(3))));
  free(rows);
}
END_TEST

FIXTURE_MAIN("vm", tcase_add_test(tc, test_a_call_that_was_not_made_leaves_nothing);)
