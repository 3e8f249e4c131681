// SPDX-License-Identifier: MIT
// Transients that lie in old space: what an operation stores is published first, which may fail for
// want of memory; then nothing may have changed.
#include "collection_fixture.h"

#include "gc/heap.h"

enum { SUBJECT, KEY, CONTENT }; // roots
enum { STEPS = 40 };

// The Nth allocation or publishing from now on fails; 0: none.
static void fail_at(uint64_t nth) {
  struct heap *heap = cpu->system->heap;
  heap->allocations = 0;
  heap->options.fail_allocation = nth;
  cpu->allocation_limit = nth ? NULL : cpu->allocation_next; // every allocation is looked at
}

static value_t made(int64_t count) {
  value_t transient = transient_new(cpu, vector_empty(cpu));
  for (int64_t i = 0; i < count; i++) transient_conj_try(cpu, transient, n(i));
  return transient;
}

static void is_whole(value_t transient, int64_t count) {
  REQUIRE((int64_t)transient_count(cpu, transient) == count);
  for (int64_t i = 0; i < count; i++)
    REQUIRE(same(transient_get_try(cpu, transient, n(i), VALUE_NIL), n(i)));
}

// Carries one operation out on the subject while the Nth allocation fails: did it fail?
static bool fails(void (*operation)(value_t), uint64_t nth) {
  jmp_buf landing;
  volatile bool failed = true;
  cpu->error_landing = &landing;
  cpu->thread = VALUE_TRUE; // so that there is somebody to be told
  if (setjmp(landing) == 0) {
    fail_at(nth);
    operation(roots[SUBJECT]);
    failed = false;
  }
  fail_at(0);
  cpu->thread = VALUE_NIL;
  cpu->error_landing = NULL;
  return failed;
}

// --- Vectors ------------------------------------------------------------------------------------
static void add(value_t transient) {
  transient_conj_try(cpu, transient, n((int64_t)transient_count(cpu, transient)));
}
static void take(value_t transient) { transient_pop(cpu, transient); }

// On old transients of all interesting sizes, failing at each place once.
static void check(void (*operation)(value_t), int64_t change) {
  static const int64_t sizes[] = {1,    31,   32,   33,   63,   64,   65,
                                  1023, 1024, 1055, 1056, 1057, 1088, 1089};
  for (size_t i = 0; i < array_length(sizes); i++) {
    bool failed = true;
    for (uint64_t nth = 1; failed; nth++) {
      REQUIRE(nth < 40);
      fixture_safepoint();
      roots[SUBJECT] = gc_publish(cpu, made(sizes[i]));
      failed = fails(operation, nth);
      is_whole(roots[SUBJECT], sizes[i] + (failed ? 0 : change));
      // It can be taken up and down from there.
      for (int step = 0; step < STEPS; step++) add(roots[SUBJECT]);
      is_whole(roots[SUBJECT], sizes[i] + (failed ? 0 : change) + STEPS);
      for (int step = 0; step < STEPS; step++) take(roots[SUBJECT]);
      is_whole(roots[SUBJECT], sizes[i] + (failed ? 0 : change));
    }
  }
}

START_TEST(test_conj_is_whole) { check(add, 1); }
END_TEST
START_TEST(test_pop_is_whole) { check(take, -1); }
END_TEST

// --- Maps turn from arrays into tries, grow and shrink ------------------------------------------
static value_t entry_value(int64_t i) { return V(n(i), n(-i)); }
static void map_is_whole(value_t transient, int64_t count) {
  REQUIRE((int64_t)transient_count(cpu, transient) == count);
  for (int64_t i = 0; i < count; i++)
    REQUIRE(same(transient_get_try(cpu, transient, n(i), VALUE_NIL), entry_value(i)));
}
static void put(value_t transient) {
  transient_assoc_try(cpu, transient, roots[KEY], roots[CONTENT]);
}
static void drop(value_t transient) { transient_remove_try(cpu, transient, roots[KEY]); }

START_TEST(test_maps_are_whole) {
  for (int64_t size = 0; size < 70; size++) {
    for (int removing = 0; removing < 2; removing++) {
      bool failed = true;
      for (uint64_t nth = 1; failed; nth++) {
        REQUIRE(nth < 40);
        fixture_safepoint();
        roots[SUBJECT] = transient_new(cpu, map_empty(cpu));
        for (int64_t i = 0; i < size + removing; i++)
          transient_assoc_try(cpu, roots[SUBJECT], n(i), entry_value(i));
        roots[SUBJECT] = gc_publish(cpu, roots[SUBJECT]);
        roots[KEY] = n(size);
        roots[CONTENT] = entry_value(size);
        failed = fails(removing ? drop : put, nth);
        map_is_whole(roots[SUBJECT], size + (failed == (removing != 0)));
      }
    }
  }
}
END_TEST

FIXTURE_MAIN("transient", tcase_add_test(tc, test_conj_is_whole);
             tcase_add_test(tc, test_pop_is_whole); tcase_add_test(tc, test_maps_are_whole);)
