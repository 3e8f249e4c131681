// SPDX-License-Identifier: MIT
// A machine of one processor for tests of the collector: fake roots, a fake stack, a fake VM.
#ifndef NACRE_TESTS_GC_FIXTURE_H
#define NACRE_TESTS_GC_FIXTURE_H

#include <check.h>
#include <setjmp.h>
#include <stdlib.h>

#include "gc/heap.h"
#include "gc/poison.h"

// ck_assert writes to a file each time; this does so only when it fails.
#define REQUIRE(condition)                                                                         \
  do {                                                                                             \
    if (!(condition)) ck_abort_msg("line %d: %s does not hold", __LINE__, #condition);             \
  } while (0)

enum { FIXTURE_ROOTS = 64, FIXTURE_STACK = 1024 };

static struct system fixture_system;
static struct cpu fixture_cpu;
static value_t fixture_roots[FIXTURE_ROOTS];
static value_t fixture_stack[FIXTURE_STACK];
static jmp_buf fixture_out_of_memory;
static size_t fixture_bytes_asked;

static void fixture_visit(struct cpu *cpu, struct gc_visitor *visitor, bool minor) {
  (void)cpu, (void)minor;
  gc_visit_range(visitor, fixture_roots, fixture_roots + FIXTURE_ROOTS);
}

static void fixture_raise(struct cpu *cpu, size_t bytes) {
  (void)cpu;
  fixture_bytes_asked = bytes;
  longjmp(fixture_out_of_memory, 1);
}

static inline struct cpu *fixture_start(struct gc_options options) {
  struct cpu *cpu = &fixture_cpu;
  fixture_system = (struct system){.cpu_count = 1, .out_of_memory = fixture_raise};
  fixture_system.cpus[0] = cpu;
  *cpu = (struct cpu){.system = &fixture_system};
  value_t *fields[] = {&cpu->environment, &cpu->thread,   &cpu->process,       &cpu->epoch,
                       &cpu->rest_stack,  &cpu->bindings, &cpu->tail_function, &cpu->error};
  for (size_t i = 0; i < array_length(fields); i++) *fields[i] = VALUE_NIL;
  for (size_t i = 0; i < FIXTURE_ROOTS; i++) fixture_roots[i] = VALUE_NIL;
  for (size_t i = 0; i < FIXTURE_STACK; i++) fixture_stack[i] = VALUE_NIL;
  cpu->thread = VALUE_TRUE; // somebody runs
  cpu->stack_bottom = cpu->frame_top = fixture_stack;
  cpu->stack_end = fixture_stack + FIXTURE_STACK;
  gc_start(&fixture_system, &options);
  gc_add_root_provider(&fixture_system, fixture_visit);
  return cpu;
}

static inline struct gc_statistics fixture_statistics(void) {
  struct gc_statistics statistics;
  gc_statistics(&fixture_system, &statistics);
  return statistics;
}

// What the VM does at a call or back edge.
static inline void fixture_safepoint(struct cpu *cpu) {
  if (!__atomic_load_n(&cpu->attention, __ATOMIC_RELAXED)) return;
  cpu->attention = 0;
  cpu->stack_limit = fixture_stack + FIXTURE_STACK;
  gc_safepoint(cpu);
}

static inline value_t fixture_pair(struct cpu *cpu, value_t a, value_t b) {
  struct object *pair = gc_allocate(cpu, KIND_MAP_ENTRY, 2);
  object_initialize(pair, 0, a);
  object_initialize(pair, 1, b);
  return value_of_object(pair);
}

// A local cell: word 0 is what a published original forwards through, word 1 the content.
static inline value_t fixture_box(struct cpu *cpu, value_t content) {
  struct object *box = gc_allocate_extra(cpu, KIND_BOX, 2, cpu_new_serial(cpu));
  object_initialize(box, 0, VALUE_NIL);
  object_initialize(box, 1, content);
  return value_of_object(box);
}
static inline value_t fixture_unbox(value_t box) {
  return object_slot(cell_resolve(value_object(box)), 1);
}
static inline void fixture_set_box(struct cpu *cpu, value_t box, value_t content) {
  struct object *cell = cell_resolve(value_object(box));
  cell_write(cpu, cell, &cell->slots[1], content);
}

static inline value_t fixture_first(value_t pair) { return object_slot(value_object(pair), 0); }
static inline value_t fixture_rest(value_t pair) { return object_slot(value_object(pair), 1); }

// The list n, n-1 ... 1 in pairs; safepoints on the way when `safe` names a root to keep it in.
static inline value_t fixture_list(struct cpu *cpu, int64_t n, int safe) {
  value_t list = VALUE_NIL;
  for (int64_t i = 1; i <= n; i++) {
    list = fixture_pair(cpu, value_of_fixnum(i), list);
    if (safe < 0) continue;
    fixture_roots[safe] = list;
    fixture_safepoint(cpu);
    list = fixture_roots[safe];
  }
  return list;
}
static inline void fixture_check_list(value_t list, int64_t n) {
  for (; n > 0; n--, list = fixture_rest(list)) {
    if (!value_is_kind(list, KIND_MAP_ENTRY) || value_fixnum(fixture_first(list)) != n)
      ck_abort_msg("the list is broken at element %lld", (long long)n);
  }
  REQUIRE(value_is_nil(list));
}

static inline bool fixture_is_old(value_t v) {
  return value_is_pointer(v) && address_in_old(value_object(v)) &&
         (object_flags(value_object(v)) & OBJECT_OLD);
}

#define FIXTURE_MAIN(title, ...)                                                                   \
  int main(void) {                                                                                 \
    Suite *suite = suite_create(title);                                                            \
    TCase *tc = tcase_create(title);                                                               \
    tcase_set_timeout(tc, 120);                                                                    \
    __VA_ARGS__                                                                                    \
    suite_add_tcase(suite, tc);                                                                    \
    SRunner *runner = srunner_create(suite);                                                       \
    srunner_run_all(runner, CK_NORMAL);                                                            \
    int failed = srunner_ntests_failed(runner);                                                    \
    srunner_free(runner);                                                                          \
    return failed != 0;                                                                            \
  }

#endif
