// SPDX-License-Identifier: MIT
// The nursery: birth, ageing, promotion, roots, remembered objects, two nurseries, switches.
#include "gc_fixture.h"

static const struct gc_options checked = {.verify = true, .poison = true};

START_TEST(test_allocation_never_collects) {
  struct cpu *cpu = fixture_start((struct gc_options){.nursery_bytes = 64 * 1024});
  // Far more than eden, with no safepoint: every object stays where it was born.
  value_t list = fixture_list(cpu, 1000000, -1);
  ck_assert_uint_eq(fixture_statistics().minor_collections, 0);
  ck_assert(cpu->attention & ATTENTION_COLLECT);
  ck_assert_ptr_null(cpu->stack_limit);
  fixture_check_list(list, 1000000);
  fixture_roots[0] = list;
  fixture_safepoint(cpu);
  ck_assert_uint_eq(fixture_statistics().minor_collections, 1);
  fixture_check_list(fixture_roots[0], 1000000);
}
END_TEST

START_TEST(test_second_survival_promotes) {
  struct cpu *cpu = fixture_start(checked);
  fixture_roots[0] = fixture_pair(cpu, VALUE_TRUE, VALUE_NIL);
  ck_assert(gc_in_nursery(fixture_roots[0]));
  gc_collect_minor(cpu);
  ck_assert(gc_in_nursery(fixture_roots[0]));
  gc_collect_minor(cpu);
  ck_assert(fixture_is_old(fixture_roots[0]));
  value_t old = fixture_roots[0];
  gc_collect_minor(cpu);
  ck_assert(value_same(old, fixture_roots[0]));
  ck_assert(value_same(fixture_first(old), VALUE_TRUE));
}
END_TEST

START_TEST(test_garbage_costs_nothing) {
  struct gc_options options = checked;
  options.nursery_bytes = MIB;
  struct cpu *cpu = fixture_start(options);
  for (int i = 0; i < 200000; i++) {
    fixture_pair(cpu, value_of_fixnum(i), VALUE_NIL);
    fixture_safepoint(cpu);
  }
  struct gc_statistics statistics = fixture_statistics();
  ck_assert_uint_ge(statistics.minor_collections, 4);
  ck_assert_uint_eq(statistics.promoted_bytes, 0);
  ck_assert_uint_eq(statistics.allocated_bytes, 200000 * 24);
}
END_TEST

START_TEST(test_fields_are_roots) {
  struct cpu *cpu = fixture_start(checked);
  value_t *fields[] = {&cpu->environment,
                       &cpu->thread,
                       &cpu->process,
                       &cpu->epoch,
                       &cpu->error,
                       &cpu->tail_function,
                       &cpu->rest_stack,
                       &cpu->bindings,
                       &cpu->tail_arguments[0],
                       &cpu->tail_arguments[31]};
  cpu->tail_count = 32;
  for (size_t i = 0; i < 32; i++) cpu->tail_arguments[i] = VALUE_NIL;
  for (size_t i = 0; i < array_length(fields); i++)
    *fields[i] = fixture_pair(cpu, value_of_fixnum((int64_t)i), VALUE_NIL);
  for (int round = 0; round < 3; round++) {
    if (round == 2) gc_collect_major(cpu);
    gc_collect_minor(cpu);
    for (size_t i = 0; i < array_length(fields); i++)
      ck_assert_int_eq(value_fixnum(fixture_first(*fields[i])), (int64_t)i);
  }
}
END_TEST

START_TEST(test_raw_words_on_the_stack) {
  struct cpu *cpu = fixture_start(checked);
  // Program counters and raw integers have the low bits 00 and are left alone.
  fixture_stack[0] = (value_t){(uint64_t)(uintptr_t)cpu->allocation_next};
  fixture_stack[1] = fixture_pair(cpu, VALUE_TRUE, VALUE_NIL);
  fixture_stack[2] = (value_t){fixture_stack[1].bits - VALUE_TAG_POINTER};
  cpu->frame_top = fixture_stack + 3;
  value_t before[3] = {fixture_stack[0], fixture_stack[1], fixture_stack[2]};
  gc_collect_minor(cpu);
  ck_assert(value_same(before[0], fixture_stack[0]));
  ck_assert(!value_same(before[1], fixture_stack[1]));
  ck_assert(value_same(before[2], fixture_stack[2]));
}
END_TEST

START_TEST(test_stale_words_above_the_frame) {
  struct cpu *cpu = fixture_start(checked);
  for (int i = 0; i < 8; i++) fixture_stack[i] = fixture_pair(cpu, VALUE_TRUE, VALUE_NIL);
  cpu->frame_top = fixture_stack + 4;
  gc_collect_minor(cpu);
  for (int i = 0; i < 4; i++) ck_assert(value_is_pointer(fixture_stack[i]));
  for (int i = 4; i < FIXTURE_STACK; i++) REQUIRE(value_is_nil(fixture_stack[i]));
}
END_TEST

START_TEST(test_freed_memory_is_poisoned) {
#ifndef __SANITIZE_ADDRESS__
  struct cpu *cpu = fixture_start(checked);
  value_t stale = fixture_pair(cpu, VALUE_TRUE, VALUE_NIL);
  gc_collect_minor(cpu);
  ck_assert_uint_eq(fixture_first(stale).bits, POISON_WORD);
  ck_assert(!value_is_pointer(fixture_first(stale)));
  fixture_roots[0] = fixture_pair(cpu, VALUE_TRUE, VALUE_NIL);
  gc_collect_minor(cpu);
  stale = fixture_roots[0];
  gc_collect_minor(cpu);
  ck_assert_uint_eq(fixture_first(stale).bits, POISON_WORD);
#endif
}
END_TEST

// --- Law 6 ----------------------------------------------------------------------------------
START_TEST(test_promotion_is_closed) {
  struct cpu *cpu = fixture_start(checked);
  fixture_roots[0] = fixture_box(cpu, VALUE_NIL);
  gc_collect_minor(cpu);
  // The cell is about to be promoted and now holds what was just born.
  fixture_set_box(cpu, fixture_roots[0], fixture_list(cpu, 1000, -1));
  gc_collect_minor(cpu);
  ck_assert(fixture_is_old(fixture_roots[0]));
  value_t list = fixture_unbox(fixture_roots[0]);
  for (value_t rest = list; !value_is_nil(rest); rest = fixture_rest(rest))
    REQUIRE(fixture_is_old(rest));
  fixture_check_list(list, 1000);
  gc_verify(&fixture_system);
}
END_TEST

START_TEST(test_promotion_conflict) {
  struct cpu *cpu = fixture_start(checked);
  fixture_roots[9] = fixture_box(cpu, VALUE_NIL);
  gc_collect_minor(cpu);
  // Roots before the cell bring its content to the survivors first.
  value_t list = fixture_list(cpu, 100, -1);
  fixture_roots[0] = fixture_pair(cpu, list, VALUE_TRUE);
  fixture_roots[1] = list;
  fixture_roots[2] = fixture_rest(list);
  fixture_set_box(cpu, fixture_roots[9], fixture_roots[0]);
  gc_collect_minor(cpu);
  ck_assert_uint_gt(cpu->nursery->conflicts, 0);
  // One copy of each: references to the survivors' corpses have been turned.
  ck_assert(value_same(fixture_unbox(fixture_roots[9]), fixture_roots[0]));
  ck_assert(value_same(fixture_first(fixture_roots[0]), fixture_roots[1]));
  ck_assert(value_same(fixture_rest(fixture_roots[1]), fixture_roots[2]));
  ck_assert(fixture_is_old(fixture_roots[1]));
  fixture_check_list(fixture_roots[1], 100);
  gc_verify(&fixture_system);
  gc_collect_minor(cpu);
  gc_verify(&fixture_system);
  fixture_check_list(fixture_roots[1], 100);
}
END_TEST

// --- Remembered objects ---------------------------------------------------------------------
static value_t page(struct cpu *cpu, size_t slots) {
  struct object *object = gc_allocate(cpu, KIND_PAGE, slots);
  for (size_t i = 0; i < slots; i++) object_initialize(object, i, VALUE_NIL);
  return value_of_object(object);
}

START_TEST(test_remembered) {
  struct cpu *cpu = fixture_start(checked);
  fixture_roots[0] = page(cpu, 16);
  gc_collect_minor(cpu);
  gc_collect_minor(cpu);
  struct object *old = value_object(fixture_roots[0]);
  ck_assert(fixture_is_old(fixture_roots[0]));
  remembered_write(cpu, old, &old->slots[3], fixture_list(cpu, 10, -1));
  remembered_write(cpu, old, &old->slots[4], object_slot(old, 3));
  ck_assert_uint_eq(words_count(&cpu->nursery->remembered), 1);
  ck_assert(gc_in_nursery(object_slot(old, 3)));
  gc_verify(&fixture_system);
  gc_collect_minor(cpu);
  ck_assert(gc_in_nursery(object_slot(old, 3)));
  ck_assert_uint_eq(words_count(&cpu->nursery->remembered), 1);
  gc_collect_minor(cpu);
  // All it points to is old: it leaves the list.
  ck_assert(fixture_is_old(object_slot(old, 3)));
  ck_assert_uint_eq(words_count(&cpu->nursery->remembered), 0);
  ck_assert(!(object_flags(old) & OBJECT_REMEMBERED));
  ck_assert(value_same(object_slot(old, 3), object_slot(old, 4)));
  fixture_check_list(object_slot(old, 3), 10);
}
END_TEST

START_TEST(test_promoted_page_keeps_young_children) {
  struct cpu *cpu = fixture_start(checked);
  fixture_roots[0] = page(cpu, 16);
  gc_collect_minor(cpu);
  struct object *young = value_object(fixture_roots[0]);
  remembered_write(cpu, young, &young->slots[2], fixture_pair(cpu, VALUE_TRUE, VALUE_NIL));
  ck_assert_uint_eq(words_count(&cpu->nursery->remembered), 0);
  gc_collect_minor(cpu);
  struct object *old = value_object(fixture_roots[0]);
  ck_assert(fixture_is_old(fixture_roots[0]));
  ck_assert(gc_in_nursery(object_slot(old, 2)));
  ck_assert_uint_eq(words_count(&cpu->nursery->remembered), 1);
  gc_verify(&fixture_system);
}
END_TEST

START_TEST(test_dead_remembered_leaves_the_list) {
  struct cpu *cpu = fixture_start(checked);
  fixture_roots[0] = page(cpu, 16);
  gc_collect_minor(cpu);
  gc_collect_minor(cpu);
  struct object *old = value_object(fixture_roots[0]);
  remembered_write(cpu, old, &old->slots[3], fixture_pair(cpu, VALUE_TRUE, VALUE_NIL));
  fixture_roots[0] = VALUE_NIL;
  gc_collect_major(cpu);
  ck_assert_uint_eq(words_count(&cpu->nursery->remembered), 0);
  gc_collect_minor(cpu);
}
END_TEST

START_TEST(test_born_old_and_remembered) {
  struct cpu *cpu = fixture_start(checked);
  // A process record is born old and may at once be given nursery values.
  struct object *process = gc_allocate_old(cpu, KIND_PROCESS, 4, 7);
  for (size_t i = 0; i < 4; i++) object_initialize(process, i, fixture_list(cpu, 5, -1));
  fixture_roots[0] = value_of_object(process);
  gc_collect_minor(cpu);
  gc_verify(&fixture_system);
  gc_collect_minor(cpu);
  ck_assert(value_same(fixture_roots[0], value_of_object(process)));
  for (size_t i = 0; i < 4; i++) fixture_check_list(object_slot(process, i), 5);
  ck_assert_uint_eq(words_count(&cpu->nursery->remembered), 0);
}
END_TEST

// --- Two nurseries --------------------------------------------------------------------------
START_TEST(test_two_nurseries) {
  struct gc_options options = checked;
  options.two_nurseries = true;
  struct cpu *cpu = fixture_start(options);
  // Each nursery's process keeps its data in its own record.
  struct object *process[2];
  for (unsigned i = 0; i < 2; i++) {
    gc_switch_nursery(cpu, i);
    ck_assert_uint_eq(gc_nursery_index(cpu), i);
    process[i] = gc_allocate_old(cpu, KIND_PROCESS, 2, i);
    object_initialize(process[i], 0, fixture_list(cpu, 50 + i, -1));
    object_initialize(process[i], 1, VALUE_NIL);
    fixture_roots[i] = value_of_object(process[i]);
  }
  gc_verify(&fixture_system);
  value_t other = object_slot(process[0], 0);
  gc_collect_minor(cpu);
  ck_assert(value_same(other, object_slot(process[0], 0)));
  fixture_check_list(other, 50);
  gc_switch_nursery(cpu, 0);
  gc_collect_minor(cpu);
  ck_assert(!value_same(other, object_slot(process[0], 0)));
  for (int i = 0; i < 3; i++) {
    gc_collect_major(cpu);
    gc_switch_nursery(cpu, (unsigned)i % 2);
    fixture_list(cpu, 100000, -1);
    gc_collect_minor(cpu);
    for (unsigned j = 0; j < 2; j++) fixture_check_list(object_slot(process[j], 0), 50 + j);
  }
}
END_TEST

START_TEST(test_pointer_into_foreign_nursery) {
  struct gc_options options = checked;
  options.two_nurseries = true;
  struct cpu *cpu = fixture_start(options);
  value_t foreign = fixture_pair(cpu, VALUE_NIL, VALUE_NIL);
  gc_switch_nursery(cpu, 1);
  fixture_roots[0] = fixture_pair(cpu, foreign, VALUE_NIL);
  gc_verify(&fixture_system); // panics
}
END_TEST

// --- Switches -------------------------------------------------------------------------------
START_TEST(test_failing_allocation) {
  volatile unsigned count = 0, failures = 0;
  struct cpu *cpu = fixture_start((struct gc_options){.fail_allocation = 1000});
  if (setjmp(fixture_out_of_memory)) {
    failures++;
    ck_assert_uint_eq(count, 999);
  }
  for (; count < 5000; count++) {
    fixture_pair(cpu, VALUE_NIL, VALUE_NIL);
    if (count % 7 == 0) gc_collect_minor(cpu);
  }
  ck_assert_uint_eq(failures, 1);
}
END_TEST

START_TEST(test_stress_intervals) {
  struct cpu *cpu = fixture_start((struct gc_options){
      .stress_minor = true, .stress_minor_interval = 64, .stress_major_interval = 1000});
  for (int i = 0; i < 6400; i++) fixture_safepoint(cpu);
  // Each major collects the nursery too.
  ck_assert_uint_eq(fixture_statistics().major_collections, 6);
  ck_assert_uint_ge(fixture_statistics().minor_collections, 100);
  ck_assert_uint_le(fixture_statistics().minor_collections, 106);
}
END_TEST

START_TEST(test_serials_are_distinct) {
  struct cpu *cpu = fixture_start(checked);
  uint32_t last = cpu_new_serial(cpu);
  for (int i = 0; i < 5000; i++) {
    uint32_t next = cpu_new_serial(cpu);
    REQUIRE(next > last);
    last = next;
  }
}
END_TEST

#ifdef __SANITIZE_ADDRESS__
// The planted stale read: the sanitizer must report it and end the program with status 1.
START_TEST(test_stale_read_is_reported) {
  struct cpu *cpu = fixture_start((struct gc_options){0});
  volatile uint64_t sum = 0;
  value_t stale = fixture_pair(cpu, VALUE_TRUE, VALUE_NIL);
  if (_i == 0) { // eden after a minor collection
    gc_collect_minor(cpu);
  } else if (_i == 1) { // the survivor area left behind
    fixture_roots[0] = stale;
    gc_collect_minor(cpu);
    stale = fixture_roots[0];
    gc_collect_minor(cpu);
  } else if (_i == 2) { // free lines of old space
    stale = gc_publish(cpu, stale);
    gc_collect_major(cpu);
  } else { // the unallocated rest of eden
    stale = value_of_object(cpu->allocation_next);
  }
  sum += fixture_first(stale).bits;
}
END_TEST
#define STALE_READS tcase_add_loop_exit_test(tc, test_stale_read_is_reported, 1, 0, 4);
#else
#define STALE_READS
#endif

FIXTURE_MAIN("gc nursery", tcase_add_test(tc, test_allocation_never_collects);
             tcase_add_test(tc, test_second_survival_promotes);
             tcase_add_test(tc, test_garbage_costs_nothing);
             tcase_add_test(tc, test_fields_are_roots);
             tcase_add_test(tc, test_raw_words_on_the_stack);
             tcase_add_test(tc, test_stale_words_above_the_frame);
             tcase_add_test(tc, test_freed_memory_is_poisoned);
             tcase_add_test(tc, test_promotion_is_closed);
             tcase_add_test(tc, test_promotion_conflict); tcase_add_test(tc, test_remembered);
             tcase_add_test(tc, test_promoted_page_keeps_young_children);
             tcase_add_test(tc, test_dead_remembered_leaves_the_list);
             tcase_add_test(tc, test_born_old_and_remembered);
             tcase_add_test(tc, test_two_nurseries);
             tcase_add_exit_test(tc, test_pointer_into_foreign_nursery, PLATFORM_EXIT_PANIC);
             tcase_add_test(tc, test_failing_allocation); tcase_add_test(tc, test_stress_intervals);
             tcase_add_test(tc, test_serials_are_distinct); STALE_READS)
