// SPDX-License-Identifier: MIT
#include <stdlib.h>

#include "lang/stack.h"

#include "kernel/platform.h"
#include "lang/error.h"
#include "lang/opcodes.h"

// A frame whose link is the second word returns into the UNDERFLOW instruction; the first word is
// what RETURN reads `a` = 0 from.
static const uint64_t underflow_code[2] = {(uint64_t)OPCODE_CALL << 2,
                                           (uint64_t)OPCODE_UNDERFLOW << 2};

void stack_start(struct cpu *cpu) {
  cpu->stack_bottom = calloc(STACK_SLOTS + STACK_RESERVE, sizeof(value_t));
  ASSERT(cpu->stack_bottom);
  cpu->stack_end = cpu->stack_bottom + STACK_SLOTS + STACK_RESERVE;
  // Attention may be wanted already (stress).
  cpu->stack_limit = cpu->attention ? NULL : stack_true_limit(cpu);
  uint64_t bytes = minimum(platform_memory_total() / 4, STACK_DEPTH_BYTES);
  cpu->stack_depth_limit = bytes / sizeof(value_t);
  cpu->frame = cpu->frame_top = cpu->stack_bottom;
  cpu->rest_stack = cpu->bindings = VALUE_NIL;
}

static value_t *words_of(value_t stack) { return &value_object(stack)->slots[STACK_WORDS]; }

// Words in all that is frozen below the area. Each frozen stack knows its own sum.
static uint64_t stack_depth(struct cpu *cpu) {
  return value_is_nil(cpu->rest_stack) ? 0 : object_raw(value_object(cpu->rest_stack), 0) >> 32;
}

static value_t copy_area(struct cpu *cpu, value_t *top) {
  size_t count = (size_t)(top - cpu->stack_bottom);
  struct object *stack = gc_allocate(cpu, KIND_STACK, STACK_WORDS + count);
  object_set_raw(stack, 0, cpu->rest_top | (stack_depth(cpu) + count) << 32);
  object_initialize(stack, 1, cpu->rest_stack);
  object_set_raw(stack, 2, (uint64_t)(uintptr_t)cpu->rest_counter);
  for (size_t i = 0; i < count; i++)
    object_initialize(stack, STACK_WORDS + i, cpu->stack_bottom[i]);
  return value_of_object(stack);
}

void stack_freeze(struct cpu *cpu, value_t *top, const uint64_t *counter) {
  uint64_t count = (uint64_t)(top - cpu->stack_bottom);
  if (count == 0) return;
  if (unlikely(stack_depth(cpu) > cpu->stack_depth_limit))
    error_raise(cpu, ERROR_STACK, "the stack has grown to %llu MiB",
                (unsigned long long)(stack_depth(cpu) >> 17));
  cpu->rest_stack = copy_area(cpu, top);
  cpu->rest_top = count;
  cpu->rest_counter = counter;
}

// Copies words [base - 2, top) of `stack` to the bottom of the area; what lies below becomes rest.
static value_t *thaw_frame(struct cpu *cpu, value_t stack, uint64_t base, uint64_t top) {
  value_t *words = words_of(stack), *bottom = cpu->stack_bottom;
  uint64_t start = base - 2;
  for (uint64_t i = start; i < top; i++) bottom[i - start] = slot_read(&words[i]);
  if (start == 0) {
    struct object *object = value_object(stack);
    cpu->rest_top = (uint32_t)object_raw(object, 0);
    cpu->rest_stack = object_slot(object, 1);
    cpu->rest_counter = (const uint64_t *)(uintptr_t)object_raw(object, 2);
  } else {
    cpu->rest_stack = stack;
    cpu->rest_top = start;
    cpu->rest_counter = (const uint64_t *)(uintptr_t)bottom[1].bits;
  }
  bottom[1].bits = (uint64_t)(uintptr_t)&underflow_code[1];
  return bottom + 2;
}

value_t *stack_thaw(struct cpu *cpu, const uint64_t **counter) {
  if (value_is_nil(cpu->rest_stack)) return NULL;
  *counter = cpu->rest_counter;
  uint64_t top = cpu->rest_top;
  return thaw_frame(cpu, cpu->rest_stack, top - instruction_a((*counter)[-1]), top);
}

value_t *stack_place_call(struct cpu *cpu, value_t callee, const value_t *arguments,
                          uint32_t count) {
  value_t *bottom = cpu->stack_bottom;
  for (uint32_t i = 0; i < count; i++) bottom[2 + i] = arguments[i];
  bottom[0] = callee;
  bottom[1].bits = (uint64_t)(uintptr_t)&underflow_code[1];
  return bottom + 2;
}

void stack_snapshot(struct cpu *cpu, value_t *top, struct stack_snapshot *snapshot) {
  snapshot->stack = copy_area(cpu, top);
  snapshot->base = (uint32_t)(cpu->frame - cpu->stack_bottom);
  snapshot->top = (uint32_t)(top - cpu->stack_bottom);
  snapshot->counter = cpu->program_counter;
}

void stack_restore(struct cpu *cpu, const struct stack_snapshot *snapshot) {
  cpu->frame = thaw_frame(cpu, snapshot->stack, snapshot->base, snapshot->top);
  cpu->frame_top = cpu->frame + (snapshot->top - snapshot->base);
  cpu->program_counter = snapshot->counter;
}

bool stack_walk_start(struct cpu *cpu, struct stack_walk *walk) {
  if (cpu->frame < cpu->stack_bottom + 2) return false;
  walk->base = cpu->frame;
  walk->function = walk->base[-2];
  walk->counter = cpu->program_counter;
  walk->stack = VALUE_NIL;
  return true;
}

bool stack_walk_next(struct cpu *cpu, struct stack_walk *walk) {
  uint64_t top;
  if (walk->base) {
    walk->counter = (const uint64_t *)(uintptr_t)walk->base[-1].bits;
    if (walk->counter != &underflow_code[1]) {
      walk->base -= instruction_a(walk->counter[-1]) + 2;
      walk->function = walk->base[-2];
      return true;
    }
    walk->base = NULL;
    walk->stack = cpu->rest_stack;
    walk->counter = cpu->rest_counter;
    top = cpu->rest_top;
  } else {
    top = walk->base_index - 2;
    if (top == 0) {
      struct object *object = value_object(walk->stack);
      walk->stack = object_slot(object, 1);
      walk->counter = (const uint64_t *)(uintptr_t)object_raw(object, 2);
      top = (uint32_t)object_raw(object, 0);
    } else {
      walk->counter = (const uint64_t *)(uintptr_t)words_of(walk->stack)[walk->base_index - 1].bits;
    }
  }
  if (value_is_nil(walk->stack)) return false;
  walk->base_index = top - instruction_a(walk->counter[-1]);
  walk->function = words_of(walk->stack)[walk->base_index - 2];
  return true;
}
