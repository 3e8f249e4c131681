// SPDX-License-Identifier: MIT
// Where the collector starts: the values in struct cpu, the active stack area, and what the root
// providers of the layers above show.
#include <emmintrin.h>

#include "gc/heap.h"

static inline void visit(struct gc_visitor *visitor, value_t *slot) {
  switch (visitor->mode) {
  case VISIT_MINOR:
    minor_visit(visitor, slot);
    break;
  case VISIT_FIX:
    minor_fix(visitor, slot);
    break;
  case VISIT_MARK:
    mark_visit(visitor, slot);
    break;
  case VISIT_VERIFY:
    verify_visit(visitor, slot);
    break;
  }
}

void gc_visit(struct gc_visitor *visitor, value_t *slot) { visit(visitor, slot); }

void gc_visit_range(struct gc_visitor *visitor, value_t *start, value_t *end) {
  if (visitor->mode == VISIT_MINOR) {
    minor_visit_range(visitor, start, end);
    return;
  }
  for (value_t *slot = start; slot < end; slot++) visit(visitor, slot);
}

void roots_of_cpu(struct gc_visitor *visitor, struct cpu *cpu) {
  value_t *fields[] = {&cpu->environment, &cpu->thread,     &cpu->process,  &cpu->epoch,
                       &cpu->error,       &cpu->rest_stack, &cpu->bindings, &cpu->tail_function};
  for (size_t i = 0; i < array_length(fields); i++) visit(visitor, fields[i]);
  gc_visit_range(visitor, cpu->tail_arguments, cpu->tail_arguments + cpu->tail_count);
  if (cpu->stack_bottom) gc_visit_range(visitor, cpu->stack_bottom, cpu->frame_top);
}

void roots_of_providers(struct gc_visitor *visitor, struct cpu *cpu, bool minor) {
  struct system *system = cpu->system;
  for (unsigned i = 0; i < system->root_provider_count; i++)
    system->root_providers[i].visit(cpu, visitor, minor);
}

void roots_clear_stack(struct cpu *cpu) {
  if (!cpu->stack_bottom) return;
  // Two words at a time: most of the area is free, and under stress this is done at every
  // safepoint.
  const __m128i nil = _mm_set1_epi64x((int64_t)VALUE_NIL.bits);
  value_t *slot = cpu->frame_top;
  for (; cpu->stack_end - slot >= 2; slot += 2) _mm_storeu_si128((__m128i *)slot, nil);
  if (slot < cpu->stack_end) *slot = VALUE_NIL;
}

void gc_add_root_provider(struct system *system,
                          void (*visit)(struct cpu *, struct gc_visitor *, bool minor)) {
  ASSERT(system->root_provider_count < SYSTEM_ROOT_PROVIDER_LIMIT);
  system->root_providers[system->root_provider_count++].visit = visit;
}
