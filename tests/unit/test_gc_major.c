// SPDX-License-Identifier: MIT
// Old space: marking, sweeping, holes, large objects.
#include "gc_fixture.h"

static struct cpu *start_limited(uint64_t limit) {
  return fixture_start((struct gc_options){.heap_limit = limit});
}
static struct cpu *start(void) {
  return fixture_start((struct gc_options){.verify = true, .poison = true});
}

static uint64_t live(void) { return fixture_statistics().old_bytes_live; }

START_TEST(test_garbage_is_freed) {
  struct cpu *cpu = start();
  fixture_roots[0] = gc_publish(cpu, fixture_list(cpu, 100000, -1));
  gc_collect_major(cpu);
  uint64_t full = live();
  ck_assert_uint_ge(full, 100000 * 24);
  ck_assert_uint_le(full, 100000 * 24 + 64 * 1024);
  fixture_check_list(fixture_roots[0], 100000);
  fixture_roots[0] = VALUE_NIL;
  gc_collect_major(cpu);
  ck_assert_uint_eq(live(), 0);
}
END_TEST

START_TEST(test_holes_are_used_again) {
  struct cpu *cpu = start();
  // Keep every eighth string of 256 bytes, then fill the holes: the heap must not grow.
  value_t kept = VALUE_NIL;
  for (int i = 0; i < 40000; i++) {
    struct object *string = gc_allocate(cpu, KIND_STRING, 31);
    for (size_t j = 0; j < 31; j++) object_set_raw(string, j, (uint64_t)i);
    value_t old = gc_publish(cpu, value_of_object(string));
    if (i % 8 == 0) kept = fixture_pair(cpu, old, kept);
  }
  fixture_roots[0] = kept;
  gc_collect_major(cpu);
  uint32_t free_before =
      fixture_system.heap->free + fixture_system.heap->limit - fixture_system.heap->committed;
  for (int i = 0; i < 100000; i++) gc_publish(cpu, fixture_pair(cpu, VALUE_NIL, VALUE_NIL));
  uint32_t free_after =
      fixture_system.heap->free + fixture_system.heap->limit - fixture_system.heap->committed;
  ck_assert_uint_le(free_before - free_after, 4);
  int i = 39992;
  for (kept = fixture_roots[0]; !value_is_nil(kept); kept = fixture_rest(kept), i -= 8)
    for (size_t j = 0; j < 31; j++)
      REQUIRE(object_raw(value_object(fixture_first(kept)), j) == (uint64_t)i);
}
END_TEST

START_TEST(test_pinned_objects_stay) {
  struct cpu *cpu = start();
  value_t keywords[200];
  for (size_t i = 0; i < array_length(keywords); i++) {
    for (int garbage = 0; garbage < 10; garbage++) {
      struct object *dead = gc_allocate_old(cpu, KIND_KEYWORD, 3, 0);
      for (size_t j = 0; j < 3; j++) object_initialize(dead, j, VALUE_NIL);
    }
    struct object *keyword = gc_allocate_old(cpu, KIND_KEYWORD, 3, (uint32_t)i);
    object_initialize(keyword, 0, gc_publish(cpu, fixture_pair(cpu, VALUE_TRUE, VALUE_NIL)));
    object_initialize(keyword, 1, VALUE_NIL);
    object_set_raw(keyword, 2, i * 977);
    keywords[i] = value_of_object(keyword);
    fixture_roots[0] = fixture_pair(cpu, keywords[i], fixture_roots[0]);
  }
  for (int round = 0; round < 3; round++) {
    gc_collect_major(cpu);
    size_t i = array_length(keywords);
    for (value_t list = fixture_roots[0]; i-- > 0; list = fixture_rest(list)) {
      REQUIRE(value_same(fixture_first(list), keywords[i]));
      REQUIRE(object_raw(value_object(keywords[i]), 2) == i * 977);
      REQUIRE(value_same(fixture_first(object_slot(value_object(keywords[i]), 0)), VALUE_TRUE));
    }
    for (int j = 0; j < 500; j++) {
      struct object *dead = gc_allocate_old(cpu, KIND_KEYWORD, 3, 0);
      for (size_t k = 0; k < 3; k++) object_initialize(dead, k, VALUE_NIL);
    }
  }
}
END_TEST

// A major collection right behind a minor one does not age what is young: a cell that has become
// old makes old what is written into it.
START_TEST(test_young_stays_young) {
  struct cpu *cpu = start();
  fixture_roots[0] = fixture_box(cpu, fixture_pair(cpu, VALUE_TRUE, VALUE_NIL));
  gc_collect_minor(cpu);
  for (int i = 0; i < 3; i++) gc_collect_major(cpu);
  ck_assert(gc_in_nursery(fixture_roots[0]));
  ck_assert(value_same(fixture_first(fixture_unbox(fixture_roots[0])), VALUE_TRUE));
  fixture_pair(cpu, VALUE_NIL, VALUE_NIL);
  gc_collect_major(cpu);
  ck_assert(fixture_is_old(fixture_roots[0]));
}
END_TEST

// --- Marking --------------------------------------------------------------------------------
START_TEST(test_ten_million_deep) {
  struct cpu *cpu = start_limited(0);
  fixture_list(cpu, 10000000, 0);
  gc_collect_major(cpu);
  fixture_check_list(fixture_roots[0], 10000000);
  fixture_roots[0] = VALUE_NIL;
  gc_collect_major(cpu);
  ck_assert_uint_eq(live(), 0);
}
END_TEST

START_TEST(test_wide) {
  struct cpu *cpu = start_limited(0);
  enum { WIDE = 1000000 };
  struct object *wide = gc_allocate(cpu, KIND_ARRAY, WIDE);
  ck_assert(object_flags(wide) & OBJECT_LARGE);
  ck_assert_uint_eq(object_size(wide), WIDE);
  fixture_roots[0] = value_of_object(wide);
  // Filled over many safepoints: until then its slots are values.
  for (size_t i = 0; i < WIDE; i++) {
    cell_write(cpu, wide, &wide->slots[i],
               fixture_pair(cpu, value_of_fixnum((int64_t)i), VALUE_NIL));
    fixture_safepoint(cpu);
    if (i == WIDE / 2) gc_collect_major(cpu);
  }
  gc_collect_major(cpu);
  for (size_t i = 0; i < WIDE; i++)
    REQUIRE(value_fixnum(fixture_first(object_slot(wide, i))) == (int64_t)i);
}
END_TEST

START_TEST(test_mark_stack_overflow) {
  struct cpu *cpu = start_limited(0);
  // A mark stack with room for 16 entries only; wide and deep data.
  struct words *stack = &fixture_system.heap->mark_stack;
  enum { WIDE = 20000 };
  struct object *wide = gc_allocate(cpu, KIND_ARRAY, WIDE);
  fixture_roots[0] = value_of_object(wide);
  for (size_t i = 0; i < WIDE; i++) object_initialize(wide, i, VALUE_NIL);
  // A list a slot, its elements far apart, so that no line is kept by a neighbour.
  for (int64_t element = 1; element <= 5; element++) {
    for (size_t i = 0; i < WIDE; i++) {
      value_t list = fixture_pair(cpu, value_of_fixnum(element), object_slot(wide, i));
      cell_write(cpu, wide, &wide->slots[i], list);
      fixture_safepoint(cpu);
    }
  }
  stack->limit = stack->end = stack->start + 16;
  gc_collect_major(cpu);
  for (int i = 0; i < 100000; i++) gc_publish(cpu, fixture_pair(cpu, VALUE_NIL, VALUE_NIL));
  gc_collect_major(cpu);
  for (size_t i = 0; i < WIDE; i++) fixture_check_list(object_slot(wide, i), 5);
  ck_assert_uint_ge(live(), WIDE * (5 * 24 + 8));
}
END_TEST

// Marking in steps, with a program that works against it: it moves the only reference to what is
// not yet marked from where the marker will look to where it has looked.
START_TEST(test_snapshot_at_the_beginning) {
  struct cpu *cpu = start();
  struct heap *heap = fixture_system.heap;
  enum { CELLS = 200 };
  value_t cells = VALUE_NIL;
  for (int i = 0; i < CELLS; i++)
    cells = fixture_pair(cpu, fixture_box(cpu, fixture_list(cpu, 10, -1)), cells);
  fixture_roots[0] = gc_publish(cpu, cells);
  struct object *array = gc_allocate(cpu, KIND_ARRAY, CELLS);
  for (size_t i = 0; i < CELLS; i++) object_initialize(array, i, VALUE_NIL);
  fixture_roots[1] = gc_publish(cpu, value_of_object(array));
  array = value_object(fixture_roots[1]);
  gc_collect_major(cpu);
  gc_collect_minor(cpu);
  mark_begin(heap, cpu, false);
  mark_step(heap, CELLS); // the array, the last root, has been scanned
  int steps = 0;
  for (value_t rest = fixture_roots[0]; !value_is_nil(rest); rest = fixture_rest(rest)) {
    value_t box = fixture_first(rest);
    // Born black, 33 words long, found by nobody: the array is not looked at again.
    struct object *node = gc_allocate(cpu, KIND_VECTOR_NODE, 32);
    for (size_t i = 0; i < 32; i++) object_initialize(node, i, fixture_unbox(box));
    cell_write(cpu, array, &array->slots[steps], value_of_object(node));
    fixture_set_box(cpu, box, VALUE_NIL);
    if (steps++ % 4 == 0) mark_step(heap, 3);
    if (steps % 50 == 0) gc_collect_minor(cpu);
  }
  ck_assert(heap->marking);
  gc_collect_major(cpu); // ends the mark
  ck_assert(!heap->marking);
  gc_verify(&fixture_system);
  for (int i = 0; i < 20000; i++) gc_publish(cpu, fixture_pair(cpu, VALUE_NIL, VALUE_NIL));
  for (size_t i = 0; i < CELLS; i++) {
    struct object *node = value_object(object_slot(array, i));
    for (size_t j = 0; j < 32; j++) fixture_check_list(object_slot(node, j), 10);
  }
  // What was overwritten during the mark goes with the next.
  fixture_roots[0] = fixture_roots[1] = VALUE_NIL;
  gc_collect_major(cpu);
  ck_assert_uint_eq(live(), 0);
}
END_TEST

// --- Large objects --------------------------------------------------------------------------
START_TEST(test_large_runs_are_freed_and_joined) {
  struct cpu *cpu = start_limited(64 * MIB);
  // 30 MiB at a time out of 64: works only if runs come back and join.
  for (int i = 0; i < 50; i++) {
    size_t words = (size_t)(1 + i % 30) * MIB / 8;
    struct object *bytes = gc_allocate(cpu, KIND_BYTES, words);
    object_set_raw(bytes, 0, 1);
    object_set_raw(bytes, words - 1, 2);
    fixture_roots[0] = value_of_object(bytes);
    fixture_safepoint(cpu);
    ck_assert_uint_eq(object_size(value_object(fixture_roots[0])), words);
    fixture_roots[0] = VALUE_NIL;
    gc_collect_major(cpu);
  }
  ck_assert_uint_eq(live(), 0);
}
END_TEST

START_TEST(test_large_reused_memory_holds_values) {
  struct cpu *cpu = start_limited(64 * MIB);
  struct object *bytes = gc_allocate(cpu, KIND_BYTES, 100000);
  memset(bytes->slots, 0x11, 800000);
  gc_collect_major(cpu);
  struct object *array = gc_allocate(cpu, KIND_ARRAY, 99000);
  ck_assert_ptr_eq(array, bytes);
  for (size_t i = 0; i < 99000; i++) REQUIRE(object_slot(array, i).bits == 0);
}
END_TEST

FIXTURE_MAIN("gc major", tcase_add_test(tc, test_garbage_is_freed);
             tcase_add_test(tc, test_holes_are_used_again);
             tcase_add_test(tc, test_pinned_objects_stay);
             tcase_add_test(tc, test_young_stays_young); tcase_add_test(tc, test_ten_million_deep);
             tcase_add_test(tc, test_wide); tcase_add_test(tc, test_mark_stack_overflow);
             tcase_add_test(tc, test_snapshot_at_the_beginning);
             tcase_add_test(tc, test_large_runs_are_freed_and_joined);
             tcase_add_test(tc, test_large_reused_memory_holds_values);)
