// SPDX-License-Identifier: MIT
// The heap verifier: each rule, broken on purpose, must end in a panic; the same heap unbroken must
// not.
#include "gc_fixture.h"

static struct cpu *start(void) {
  return fixture_start((struct gc_options){.verify = true, .poison = true});
}

static value_t old_pair(struct cpu *cpu, value_t a, value_t b) {
  return gc_publish(cpu, fixture_pair(cpu, a, b));
}

// Builds one heap with all sorts of objects; `broken` plants one mistake.
static void build(int broken) {
  struct cpu *cpu = start();
  value_t young = fixture_pair(cpu, VALUE_TRUE, VALUE_NIL);
  value_t old = old_pair(cpu, VALUE_TRUE, VALUE_NIL);
  value_t dead = old_pair(cpu, VALUE_TRUE, VALUE_NIL);
  struct object *process = gc_allocate_old(cpu, KIND_PROCESS, 2, 0);
  object_initialize(process, 0, young);
  object_initialize(process, 1, VALUE_NIL);
  struct object *large = gc_allocate(cpu, KIND_ARRAY, 5000);
  for (size_t i = 0; i < 5000; i++) object_initialize(large, i, VALUE_NIL);
  value_t original = fixture_pair(cpu, VALUE_TRUE, VALUE_NIL);
  gc_publish(cpu, original);
  fixture_roots[0] = young;
  fixture_roots[1] = old;
  fixture_roots[2] = value_of_object(process);
  fixture_roots[3] = value_of_object(large);
  fixture_roots[4] = original;
  fixture_roots[5] = fixture_pair(cpu, VALUE_NIL, VALUE_NIL);
  struct object *last = value_object(fixture_roots[5]);
  struct object *holder = value_object(old);
  switch (broken) {
  case 0:
    break;
  // Law 6, from a small, a large and a no longer remembered object.
  case 1:
    object_initialize(holder, 1, young);
    break;
  case 2:
    object_initialize(large, 4999, young);
    break;
  case 3:
    object_clear_flags(process, OBJECT_REMEMBERED);
    break;
  case 4:
    cpu->nursery->remembered.next = cpu->nursery->remembered.start;
    break;
  // Pointers to no object.
  case 5:
    object_initialize(holder, 1, (value_t){old.bits + 8});
    break;
  case 6:
    fixture_roots[6] = (value_t){young.bits + 16};
    break;
  case 7:
    fixture_roots[6] = value_of_object(cpu->allocation_next);
    break;
  case 8:
    fixture_roots[6] = (value_t){value_of_object(large).bits + BLOCK_BYTES};
    break;
  case 9:
    fixture_roots[6] = (value_t){BLOCK_BASE + (UINT64_C(1) << 36) + VALUE_TAG_POINTER};
    break;
  case 10:
    fixture_roots[6] = (value_t){TABLE_BLOCKS + VALUE_TAG_POINTER};
    break;
  // Poison, headers, flags.
  case 11:
    object_initialize(holder, 1, (value_t){POISON_WORD});
    break;
  case 12:
    object_set_header(holder, OBJECT_HEADER(KIND_LIMIT, OBJECT_OLD, 2, 0));
    break;
  case 13:
    object_set_header(last, OBJECT_HEADER(KIND_KEYWORD, 0, 2, 0));
    break;
  case 14:
    object_set_header(last, OBJECT_HEADER(KIND_MAP_ENTRY, 0, 5, 0));
    break;
  case 15:
    object_set_header(last, OBJECT_HEADER(KIND_MAP_ENTRY, OBJECT_REMEMBERED, 2, 0));
    break;
  case 16:
    object_set_header(holder, OBJECT_HEADER(KIND_MAP_ENTRY, 0, 2, 0));
    break;
  case 17:
    *shadow_slot(value_object(original)) = VALUE_NIL;
    break;
  case 18:
    fixture_stack[0] = (value_t){young.bits + 8}, cpu->frame_top = fixture_stack + 1;
    break;
  // A reference that the collector was not shown, after what it led to has been freed.
  case 19:
    gc_collect_major(cpu);
    fixture_roots[6] = dead;
    break;
  }
  gc_verify(&fixture_system);
}

enum { BROKEN = 20 };

START_TEST(test_sound) {
  build(0);
  gc_collect_minor(&fixture_cpu);
  gc_verify(&fixture_system);
  gc_collect_major(&fixture_cpu);
}
END_TEST

START_TEST(test_broken) { build(_i); }
END_TEST

FIXTURE_MAIN("gc verify", tcase_add_test(tc, test_sound);
             tcase_add_loop_exit_test(tc, test_broken, PLATFORM_EXIT_PANIC, 1, BROKEN);)
