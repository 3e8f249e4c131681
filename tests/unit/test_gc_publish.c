// SPDX-License-Identifier: MIT
// Publishing and the cell barriers: law 6 between two safepoints.
#include "gc_fixture.h"

static struct cpu *start(void) {
  return fixture_start((struct gc_options){.verify = true, .poison = true});
}

START_TEST(test_scalars_and_old_values) {
  struct cpu *cpu = start();
  value_t scalars[] = {VALUE_NIL, value_of_fixnum(7), VALUE_TRUE, value_try_flonum(1.5)};
  for (size_t i = 0; i < array_length(scalars); i++)
    ck_assert(value_same(gc_publish(cpu, scalars[i]), scalars[i]));
  value_t old = gc_publish(cpu, fixture_pair(cpu, VALUE_NIL, VALUE_NIL));
  ck_assert(value_same(gc_publish(cpu, old), old));
  ck_assert_uint_eq(fixture_statistics().published_bytes, 24);
}
END_TEST

START_TEST(test_original_stays_readable) {
  struct cpu *cpu = start();
  value_t list = fixture_list(cpu, 1000, -1);
  value_t copy = gc_publish(cpu, list);
  fixture_check_list(list, 1000);
  fixture_check_list(copy, 1000);
  value_t a = list, b = copy;
  for (; !value_is_nil(a); a = fixture_rest(a), b = fixture_rest(b)) {
    REQUIRE(gc_in_nursery(a) && fixture_is_old(b));
    REQUIRE(gc_identical(cpu, a, b) && gc_identical(cpu, b, a));
    REQUIRE(value_same(gc_publish(cpu, a), b));
    REQUIRE(value_same(gc_resolve(a), b));
  }
  ck_assert(!gc_identical(cpu, list, fixture_rest(copy)));
  ck_assert(!gc_identical(cpu, list, VALUE_NIL));
}
END_TEST

START_TEST(test_references_converge) {
  struct cpu *cpu = start();
  value_t list = fixture_list(cpu, 10, -1);
  fixture_roots[0] = list;
  fixture_roots[1] = fixture_pair(cpu, list, VALUE_NIL);
  value_t copy = gc_publish(cpu, list);
  gc_collect_minor(cpu);
  ck_assert(value_same(fixture_roots[0], copy));
  ck_assert(value_same(fixture_first(fixture_roots[1]), copy));
}
END_TEST

START_TEST(test_sharing_is_kept) {
  struct cpu *cpu = start();
  value_t shared = fixture_pair(cpu, VALUE_TRUE, VALUE_NIL);
  value_t tree = shared;
  // 2^60 paths, 61 objects.
  for (int i = 0; i < 60; i++) tree = fixture_pair(cpu, tree, tree);
  gc_publish(cpu, tree);
  ck_assert_uint_eq(fixture_statistics().published_bytes, 61 * 24);
}
END_TEST

START_TEST(test_cells_forward) {
  struct cpu *cpu = start();
  value_t box = fixture_box(cpu, value_of_fixnum(1));
  value_t holder = fixture_pair(cpu, box, VALUE_NIL);
  value_t published = gc_publish(cpu, holder);
  // The stale handle and the copy are one cell.
  fixture_set_box(cpu, box, value_of_fixnum(2));
  ck_assert_int_eq(value_fixnum(fixture_unbox(fixture_first(published))), 2);
  // Also when a caller still holds the slot of the original.
  struct object *stale = value_object(box);
  cell_write(cpu, stale, &stale->slots[1], value_of_fixnum(3));
  ck_assert_int_eq(value_fixnum(fixture_unbox(fixture_first(published))), 3);
  ck_assert_int_eq(value_fixnum(fixture_unbox(box)), 3);
  ck_assert(gc_identical(cpu, box, fixture_first(published)));
  ck_assert(cell_resolve(stale) == value_object(fixture_first(published)));
  gc_verify(&fixture_system);
}
END_TEST

START_TEST(test_cycles_through_cells) {
  struct cpu *cpu = start();
  value_t a = fixture_box(cpu, VALUE_NIL), b = fixture_box(cpu, a);
  fixture_set_box(cpu, a, b);
  value_t a_old = gc_publish(cpu, a);
  ck_assert(fixture_is_old(fixture_unbox(a_old)));
  ck_assert(value_same(fixture_unbox(fixture_unbox(a_old)), a_old));
  fixture_roots[0] = b;
  gc_collect_minor(cpu);
  ck_assert(value_same(fixture_unbox(fixture_unbox(fixture_roots[0])), fixture_roots[0]));
}
END_TEST

START_TEST(test_store_into_old_cell_publishes) {
  struct cpu *cpu = start();
  fixture_roots[0] = fixture_box(cpu, VALUE_NIL);
  gc_collect_minor(cpu);
  gc_collect_minor(cpu);
  ck_assert(fixture_is_old(fixture_roots[0]));
  value_t list = fixture_list(cpu, 100, -1);
  fixture_set_box(cpu, fixture_roots[0], list);
  ck_assert(fixture_is_old(fixture_unbox(fixture_roots[0])));
  ck_assert(gc_identical(cpu, list, fixture_unbox(fixture_roots[0])));
  gc_verify(&fixture_system);
  gc_collect_minor(cpu);
  fixture_check_list(fixture_unbox(fixture_roots[0]), 100);
}
END_TEST

START_TEST(test_store_that_publishes_its_own_cell) {
  struct cpu *cpu = start();
  // An old cell is given a graph that contains a nursery cell; the latter is then written through
  // the handle from before.
  fixture_roots[0] = fixture_box(cpu, VALUE_NIL);
  gc_collect_minor(cpu);
  gc_collect_minor(cpu);
  value_t young = fixture_box(cpu, VALUE_NIL);
  fixture_set_box(cpu, fixture_roots[0], fixture_pair(cpu, young, VALUE_NIL));
  fixture_set_box(cpu, young, fixture_list(cpu, 3, -1));
  value_t inside = fixture_first(fixture_unbox(fixture_roots[0]));
  fixture_check_list(fixture_unbox(inside), 3);
  gc_verify(&fixture_system);
}
END_TEST

START_TEST(test_deep_and_wide) {
  struct cpu *cpu = start();
  fixture_check_list(gc_publish(cpu, fixture_list(cpu, 300000, -1)), 300000);
  struct object *wide = gc_allocate(cpu, KIND_VECTOR, GC_LARGE_WORDS);
  for (size_t i = 0; i < GC_LARGE_WORDS; i++)
    object_initialize(wide, i, fixture_pair(cpu, value_of_fixnum((int64_t)i), VALUE_NIL));
  struct object *copy = value_object(gc_publish(cpu, value_of_object(wide)));
  for (size_t i = 0; i < GC_LARGE_WORDS; i++) {
    REQUIRE(fixture_is_old(object_slot(copy, i)));
    REQUIRE(value_fixnum(fixture_first(object_slot(copy, i))) == (int64_t)i);
  }
  gc_verify(&fixture_system);
}
END_TEST

START_TEST(test_raw_words_are_copied_blindly) {
  struct cpu *cpu = start();
  struct object *node = gc_allocate_extra(cpu, KIND_MAP_NODE, 2, 0xabcdef01);
  object_set_raw(node, 0, (uint64_t)(uintptr_t)node + VALUE_TAG_POINTER);
  object_initialize(node, 1, fixture_pair(cpu, VALUE_TRUE, VALUE_NIL));
  struct object *copy = value_object(gc_publish(cpu, value_of_object(node)));
  ck_assert_uint_eq(object_raw(copy, 0), (uint64_t)(uintptr_t)node + VALUE_TAG_POINTER);
  ck_assert(fixture_is_old(object_slot(copy, 1)));
  ck_assert_uint_eq(object_extra(copy), 0xabcdef01);
  struct object *empty = gc_allocate(cpu, KIND_BYTES, 0);
  ck_assert(fixture_is_old(gc_publish(cpu, value_of_object(empty))));
}
END_TEST

START_TEST(test_image_cells_are_roots_once_written) {
  struct cpu *cpu = start();
  static uint64_t image[4] __attribute__((aligned(8)));
  struct object *cell = (struct object *)image;
  object_set_header(cell, OBJECT_HEADER(KIND_BOX, OBJECT_OLD, 2, 0));
  object_initialize(cell, 0, VALUE_NIL);
  object_initialize(cell, 1, VALUE_NIL);
  cell_write(cpu, cell, &cell->slots[1], fixture_list(cpu, 20, -1));
  cell_write(cpu, cell, &cell->slots[1], fixture_list(cpu, 30, -1));
  for (int i = 0; i < 3; i++) {
    gc_collect_major(cpu);
    fixture_roots[0] = gc_publish(cpu, fixture_list(cpu, 1000, -1)); // would reuse freed lines
    fixture_check_list(object_slot(cell, 1), 30);
  }
  ck_assert_uint_eq(words_count(&fixture_system.heap->image_cells), 1);
}
END_TEST

FIXTURE_MAIN("gc publish", tcase_add_test(tc, test_scalars_and_old_values);
             tcase_add_test(tc, test_original_stays_readable);
             tcase_add_test(tc, test_references_converge); tcase_add_test(tc, test_sharing_is_kept);
             tcase_add_test(tc, test_cells_forward); tcase_add_test(tc, test_cycles_through_cells);
             tcase_add_test(tc, test_store_into_old_cell_publishes);
             tcase_add_test(tc, test_store_that_publishes_its_own_cell);
             tcase_add_test(tc, test_deep_and_wide);
             tcase_add_test(tc, test_raw_words_are_copied_blindly);
             tcase_add_test(tc, test_image_cells_are_roots_once_written);)
