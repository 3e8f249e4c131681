// SPDX-License-Identifier: MIT
// A heap that is full, nearly full, full of holes, or was full a moment ago.
#include "gc_fixture.h"

static struct cpu *start_limited(uint64_t limit) {
  return fixture_start((struct gc_options){.heap_limit = limit});
}

START_TEST(test_larger_than_memory) {
  struct cpu *cpu = start_limited(64 * MIB);
  size_t sizes[] = {8 * MIB, SIZE_MAX / 16, SIZE_MAX / 8, SIZE_MAX - 1, (size_t)1 << 45};
  volatile size_t i = 0;
  if (setjmp(fixture_out_of_memory)) i++;
  if (i < array_length(sizes)) {
    gc_allocate(cpu, KIND_BYTES, sizes[i]);
    ck_abort_msg("an allocation of %zu words succeeded", sizes[i]);
  }
  ck_assert_uint_eq(i, array_length(sizes));
  ck_assert_uint_eq(cpu->critical, 0);
  fixture_list(cpu, 100000, 0);
  fixture_check_list(fixture_roots[0], 100000);
}
END_TEST

static bool reserve_spent(void) {
  const struct heap *heap = fixture_system.heap;
  return blocks_in_all(heap) < heap->reserve / 2;
}

// A list that grows without end gets an error, again and again, and what was there stays whole.
START_TEST(test_out_of_memory_is_survived) {
  struct cpu *cpu = fixture_start(
      (struct gc_options){.heap_limit = 32 * MIB, .nursery_bytes = 256 * 1024, .verify = true});
  fixture_roots[1] = fixture_list(cpu, 1000, 1);
  volatile int errors = 0;
  if (setjmp(fixture_out_of_memory)) {
    errors++;
    fixture_roots[0] = VALUE_NIL; // the handler lets go
  }
  if (errors < 5) {
    fixture_list(cpu, 100000000, 0);
    ck_abort_msg("a list larger than memory was built");
  }
  fixture_check_list(fixture_roots[1], 1000);
  ck_assert(!reserve_spent());
  fixture_list(cpu, 200000, 0);
  gc_collect_major(cpu);
  fixture_check_list(fixture_roots[0], 200000);
  ck_assert_uint_le(fixture_statistics().old_bytes_committed, 32 * MIB);
}
END_TEST

// A program that catches the error and goes on hoarding eats into the reserve; once it is ended all
// is there again.
START_TEST(test_hoarding_is_survived) {
  struct cpu *cpu =
      fixture_start((struct gc_options){.heap_limit = 32 * MIB, .nursery_bytes = 256 * 1024});
  volatile int errors = 0;
  if (setjmp(fixture_out_of_memory)) errors++;
  while (!reserve_spent()) {
    fixture_roots[0] = fixture_pair(cpu, VALUE_NIL, fixture_roots[0]);
    fixture_safepoint(cpu);
  }
  ck_assert_int_gt(errors, 0);
  fixture_roots[0] = VALUE_NIL; // its process is ended
  gc_collect_major(cpu);
  ck_assert(!reserve_spent());
  fixture_list(cpu, 200000, 0);
  fixture_check_list(fixture_roots[0], 200000);
}
END_TEST

START_TEST(test_published_hoard) {
  struct cpu *cpu =
      fixture_start((struct gc_options){.heap_limit = 32 * MIB, .nursery_bytes = 256 * 1024});
  fixture_roots[2] = gc_publish(cpu, fixture_box(cpu, VALUE_NIL));
  volatile int errors = 0;
  if (setjmp(fixture_out_of_memory)) {
    errors++;
    if (reserve_spent()) fixture_set_box(cpu, fixture_roots[2], VALUE_NIL);
  }
  while (errors < 50) {
    fixture_set_box(cpu, fixture_roots[2],
                    fixture_pair(cpu, VALUE_NIL, fixture_unbox(fixture_roots[2])));
    fixture_safepoint(cpu);
  }
  gc_collect_major(cpu);
}
END_TEST

START_TEST(test_memory_is_returned) {
  struct cpu *cpu = start_limited(0);
  for (int round = 0; round < 3; round++) {
    fixture_list(cpu, 10000000, 0);
    uint64_t full = fixture_statistics().old_bytes_committed;
    ck_assert_uint_ge(full, 220 * MIB);
    fixture_roots[0] = VALUE_NIL;
    for (int i = 0; i < 5; i++) gc_collect_major(cpu); // bit by bit
    ck_assert_uint_lt(fixture_statistics().old_bytes_committed, full / 2);
  }
}
END_TEST

// An object of a block of its own, in front of the list in `root`.
static void keep_block(struct cpu *cpu, size_t root) {
  struct object *block = gc_allocate(cpu, KIND_BYTES, BLOCK_BYTES / 8 - 64);
  memset(block->slots, 0x11, object_size(block) * 8);
  fixture_roots[root] = fixture_pair(cpu, value_of_object(block), fixture_roots[root]);
  fixture_safepoint(cpu);
}

// What was given back to the platform lies in pieces between what lives: a run has no room there,
// but there is room above.
START_TEST(test_run_above_scattered_memory) {
  struct cpu *cpu = start_limited(256 * MIB);
  for (int i = 0; i < 6000; i++) keep_block(cpu, i % 4 == 0 ? 0 : 1);
  fixture_roots[1] = VALUE_NIL;
  for (int i = 0; i < 5; i++) gc_collect_major(cpu);
  uint32_t released = 0;
  for (uint32_t i = 0; i < fixture_system.heap->top; i++)
    if (block_entry(i)->state == BLOCK_RELEASED) released++;
  ck_assert_uint_gt(released, 64);
  for (size_t blocks = 2; blocks <= 64; blocks++) {
    struct object *run = gc_allocate(cpu, KIND_BYTES, blocks * BLOCK_BYTES / 8 - 1);
    memset(run->slots, 0x22, object_size(run) * 8);
    fixture_roots[2] = fixture_pair(cpu, value_of_object(run), fixture_roots[2]);
  }
}
END_TEST

// Large objects that come and go do not wander up the range of addresses, whose tables grow.
START_TEST(test_large_objects_do_not_wander) {
  struct cpu *cpu = start_limited(256 * MIB);
  uint32_t highest = 0;
  for (int i = 0; i < 100; i++) {
    fixture_roots[0] = VALUE_NIL;
    gc_collect_major(cpu);
    struct object *large = gc_allocate(cpu, KIND_BYTES, (size_t)(100 + i % 7) * MIB / 8);
    fixture_roots[0] = value_of_object(large);
    highest = maximum(highest, fixture_system.heap->top);
  }
  ck_assert_uint_le(highest, 512 * MIB / BLOCK_BYTES);
}
END_TEST

// A heap that fills up, and that is full of holes as its lists replace each other, is not collected
// for every few bytes before the error comes.
START_TEST(test_no_collections_for_little) {
  struct cpu *cpu =
      fixture_start((struct gc_options){.heap_limit = 32 * MIB, .nursery_bytes = 2 * MIB});
  enum { COUNT = 60000 };
  fixture_roots[0] = value_of_object(gc_allocate(cpu, KIND_ARRAY, COUNT));
  if (setjmp(fixture_out_of_memory)) return;
  uint32_t random = 1;
  uint64_t majors = 0, promoted = 0;
  for (;;) {
    random = random * 1664525 + 1013904223;
    value_t list = VALUE_NIL;
    for (unsigned i = 0; i < (random >> 8) % 16; i++) list = fixture_pair(cpu, VALUE_NIL, list);
    struct object *lists = value_object(fixture_roots[0]);
    cell_write(cpu, lists, &lists->slots[(random >> 12) % COUNT], list);
    if (random >> 29 == 0) fixture_roots[1] = fixture_pair(cpu, VALUE_NIL, fixture_roots[1]);
    fixture_safepoint(cpu);
    struct gc_statistics now = fixture_statistics();
    if (now.major_collections == majors) continue;
    majors = now.major_collections;
    uint64_t now_promoted = now.promoted_bytes + now.published_bytes;
    if (majors > 1) ck_assert_uint_ge(now_promoted - promoted, MIB / 4);
    promoted = now_promoted;
  }
}
END_TEST

// Pinned objects do not lie in the holes of others; where those make up the room there is, they are
// allocated all the same.
START_TEST(test_pinned_beside_holes) {
  struct cpu *cpu = start_limited(64 * MIB);
  struct heap *heap = fixture_system.heap;
  while (blocks_in_all(heap) > heap->reserve) {
    struct object *block = gc_allocate(cpu, KIND_BYTES, BLOCK_BYTES / 8 - 64);
    fixture_roots[0] = fixture_pair(cpu, value_of_object(block), fixture_roots[0]);
  }
  for (int i = 0; i < 1000; i++) {
    struct object *keyword = gc_allocate_old(cpu, KIND_KEYWORD, 3, 0);
    for (size_t j = 0; j < 3; j++) object_initialize(keyword, j, VALUE_NIL);
  }
}
END_TEST

// However often the error was raised: what is let go at last is found, also when the nursery, whose
// dead objects lead to all of it, cannot be emptied.
START_TEST(test_memory_is_found_after_errors) {
  struct cpu *cpu = fixture_start((struct gc_options){
      .heap_limit = 32 * MIB, .nursery_bytes = 256 * 1024, .verify = true, .poison = true});
  struct nursery *nursery = cpu->nursery;
  fixture_roots[1] = fixture_list(cpu, 1000, 1);
  volatile int errors = 0, later = 0;
  if (setjmp(fixture_out_of_memory)) {
    errors++;
    if (!minor_room(nursery)) {
      fixture_roots[0] = VALUE_NIL;
      later++;
    }
  }
  while (later == 0) {
    fixture_roots[0] = fixture_pair(cpu, fixture_box(cpu, fixture_roots[0]), fixture_roots[0]);
    fixture_safepoint(cpu);
  }
  ck_assert_int_gt(errors, 2);
  ck_assert_int_le(later, 2);
  fixture_safepoint(cpu);
  for (int i = 0; i < 1000; i++) {
    fixture_roots[2] = gc_publish(cpu, fixture_box(cpu, fixture_pair(cpu, VALUE_TRUE, VALUE_NIL)));
    fixture_safepoint(cpu);
  }
  ck_assert(minor_room(nursery));
  fixture_list(cpu, 100000, 0);
  fixture_check_list(fixture_roots[0], 100000);
  fixture_check_list(fixture_roots[1], 1000);
}
END_TEST

FIXTURE_MAIN("gc limits", tcase_add_test(tc, test_larger_than_memory);
             tcase_add_test(tc, test_out_of_memory_is_survived);
             tcase_add_test(tc, test_hoarding_is_survived);
             tcase_add_test(tc, test_published_hoard); tcase_add_test(tc, test_memory_is_returned);
             tcase_add_test(tc, test_run_above_scattered_memory);
             tcase_add_test(tc, test_large_objects_do_not_wander);
             tcase_add_test(tc, test_no_collections_for_little);
             tcase_add_test(tc, test_pinned_beside_holes);
             tcase_add_test(tc, test_memory_is_found_after_errors);)
