// SPDX-License-Identifier: MIT
// Threads as the VM sees them: safepoints, switching, unwinding, forking.
#include "kernel/platform.h"
#include "kernel/process/process.h"
#include "lang/code.h"
#include "lang/collections.h"
#include "lang/exception.h"
#include "lang/language.h"
#include "lang/liveness.h"
#include "lang/opcodes.h"
#include "lang/primitive.h"
#include "lang/process.h"
#include "lang/scratch.h"
#include "lang/stack.h"
#include "lang/type.h"
#include "lang/vm.h"
#include "lang/vm_internal.h"

// One past the last register of the running frame. A leaf's call that has grown past it (a
// trampoline's arguments) counts as well.
static value_t *running_top(struct cpu *cpu) {
  struct object *code = function_code_at(cpu->frame[-2], cpu->program_counter + 1);
  ASSERT(code);
  return cpu->frame + code_frame_slots(code);
}

// --- Switching ------------------------------------------------------------------------------

static void load_thread(struct cpu *cpu, value_t thread) {
  value_t process = thread_get(thread, THREAD_PROCESS);
  process_enter_nursery(cpu, process);
  cpu->thread = thread;
  cpu->process = process;
  cpu->environment = process_get(process, PROCESS_ENVIRONMENT);
  cpu->epoch = process_get(process, PROCESS_EPOCH);
  cpu->bindings = thread_get(thread, THREAD_BINDINGS);
  struct stack_snapshot snapshot = {
      .stack = thread_get(thread, THREAD_STACK),
      .base = (uint32_t)value_fixnum(thread_get(thread, THREAD_BASE)),
      .top = (uint32_t)value_fixnum(thread_get(thread, THREAD_TOP)),
      .counter = (const uint64_t *)(uintptr_t)object_raw(value_object(thread), THREAD_COUNTER),
  };
  stack_restore(cpu, &snapshot);
  thread_set(cpu, thread, THREAD_STATE, value_of_fixnum(THREAD_RUNNING));
  thread_set(cpu, thread, THREAD_STACK, VALUE_NIL);
}

// The processor runs nobody.
static void unload(struct cpu *cpu) {
  cpu->thread = cpu->process = cpu->bindings = cpu->rest_stack = VALUE_NIL;
  cpu->environment = cpu->epoch = cpu->tail_function = VALUE_NIL;
  cpu->tail_count = 0;
  cpu->frame = cpu->frame_top = cpu->stack_bottom;
}

static void save_snapshot(struct cpu *cpu, value_t thread, const struct stack_snapshot *snapshot) {
  thread_set(cpu, thread, THREAD_STACK, snapshot->stack);
  thread_set(cpu, thread, THREAD_BASE, value_of_fixnum(snapshot->base));
  thread_set(cpu, thread, THREAD_TOP, value_of_fixnum(snapshot->top));
  object_set_raw(value_object(thread), THREAD_COUNTER, (uint64_t)(uintptr_t)snapshot->counter);
}

static void save_thread(struct cpu *cpu) {
  value_t thread = cpu->thread, process = cpu->process;
  struct stack_snapshot snapshot;
  value_t *top = running_top(cpu);
  liveness_clear_dead(cpu, top, cpu->program_counter);
  stack_snapshot(cpu, top, &snapshot);
  save_snapshot(cpu, thread, &snapshot);
  thread_set(cpu, thread, THREAD_BINDINGS, cpu->bindings);
  process_set(cpu, process, PROCESS_ENVIRONMENT, cpu->environment);
  process_set(cpu, process, PROCESS_EPOCH, cpu->epoch);
  unload(cpu);
}

void vm_suspend(struct cpu *cpu) {
  value_t thread = cpu->thread;
  switch (value_fixnum(thread_get(thread, THREAD_STATE))) {
  case THREAD_ENDED:
    unload(cpu);
    return;
  case THREAD_RUNNING: // gives way
    save_thread(cpu);
    scheduler_ready(cpu, thread);
    return;
  default:
    save_thread(cpu);
    return;
  }
}

bool vm_resume_next(struct cpu *cpu) {
  for (;;) {
    value_t thread = scheduler_next(cpu);
    if (!value_is_nil(thread)) {
      load_thread(cpu, thread);
      value_t pending = process_take_pending(cpu);
      if (value_is_nil(pending)) return true;
      error_throw(cpu, pending);
    }
    // Nothing runs: a good moment to collect what the last one left, then to wait.
    if (cpu->attention & ATTENTION_COLLECT) {
      __atomic_fetch_and(&cpu->attention, (uint32_t)~ATTENTION_COLLECT, __ATOMIC_RELAXED);
      scratch_reset(cpu);
      gc_safepoint(cpu);
    }
    if (!scheduler_idle(cpu)) return false;
    uint32_t bits =
        __atomic_fetch_and(&cpu->attention, (uint32_t)~ATTENTION_INTERRUPT, __ATOMIC_RELAXED);
    if (bits & ATTENTION_INTERRUPT) process_console_interrupt(cpu);
  }
}

void vm_thread_done(struct cpu *cpu, value_t result) {
  value_t thread = cpu->thread;
  cpu->frame = cpu->frame_top = cpu->stack_bottom;
  thread_set(cpu, thread, THREAD_RESULT, result);
  thread_set(cpu, thread, THREAD_STATE, value_of_fixnum(THREAD_ENDED));
  process_thread_ended(cpu, thread, VALUE_NIL);
  unload(cpu);
}

// --- Safepoints -----------------------------------------------------------------------------

bool vm_attention(struct cpu *cpu) {
  uint32_t bits = __atomic_exchange_n(&cpu->attention, 0, __ATOMIC_ACQUIRE);
  __atomic_store_n(&cpu->stack_limit, stack_true_limit(cpu), __ATOMIC_RELAXED);
  scratch_reset(cpu);
  cpu->frame_top = running_top(cpu);
  if (bits & (ATTENTION_COLLECT | ATTENTION_STRESS)) {
    if (gc_safepoint_collects(cpu)) liveness_clear_dead(cpu, cpu->frame_top, cpu->program_counter);
    gc_safepoint(cpu);
  }
  if (bits & ATTENTION_INTERRUPT) process_console_interrupt(cpu);
  value_t pending = process_take_pending(cpu);
  if (!value_is_nil(pending)) error_throw(cpu, pending);
  if (value_fixnum(thread_get(cpu->thread, THREAD_STATE)) == THREAD_ENDED) {
    unload(cpu);
    return false;
  }
  if ((bits & ATTENTION_TIMER) && process_slice_over(cpu)) {
    vm_suspend(cpu);
    return false;
  }
  return true;
}

// --- Unwinding ------------------------------------------------------------------------------

void vm_check_throwable(struct cpu *cpu) {
  if (value_is_kind(cpu->error, KIND_EXCEPTION)) return;
  if (value_is_nil(cpu->error)) error_raise(cpu, ERROR_NIL, "Cannot throw nil");
  error_raise(cpu, ERROR_TYPE, "%T cannot be cast to java.lang.Throwable: %V", cpu->error,
              cpu->error);
}

// The handler of that code for an error raised before `counter`, or NULL. *reg: where the
// exception goes.
static const uint64_t *find_handler(const struct object *code, const uint64_t *counter,
                                    uint32_t *reg) {
  value_t handlers = object_slot(code, CODE_HANDLERS);
  if (value_is_nil(handlers)) return NULL;
  int64_t at = counter - 1 - code_instructions(code);
  struct object *table = value_object(handlers);
  // Inner regions stand before outer ones.
  for (size_t i = 0; i + 3 < object_size(table); i += 4) {
    if (at < value_fixnum(object_slot(table, i)) || at >= value_fixnum(object_slot(table, i + 1)))
      continue;
    *reg = (uint32_t)value_fixnum(object_slot(table, i + 3));
    return code_instructions(code) + value_fixnum(object_slot(table, i + 2));
  }
  return NULL;
}

// After an error for want of memory, what it has made unreachable goes before the handler runs.
static void collect_in_handler(struct cpu *cpu) {
  if (likely(!(cpu->attention & ATTENTION_COLLECT))) return;
  __atomic_fetch_and(&cpu->attention, (uint32_t)~ATTENTION_COLLECT, __ATOMIC_RELAXED);
  cpu->frame_top = running_top(cpu);
  scratch_reset(cpu);
  liveness_clear_dead(cpu, cpu->frame_top, cpu->program_counter);
  gc_safepoint_in_handler(cpu);
}

bool vm_unwind(struct cpu *cpu) {
  value_t *R = cpu->frame;
  const uint64_t *pc = cpu->program_counter;
  value_t error = cpu->error;
  for (;;) {
    struct object *code = function_code_at(R[-2], pc);
    uint32_t reg;
    const uint64_t *handler = code ? find_handler(code, pc, &reg) : NULL;
    if (handler) {
      R[reg] = error;
      cpu->frame = R;
      cpu->program_counter = handler;
      cpu->error = VALUE_NIL;
      collect_in_handler(cpu);
      return true;
    }
    pc = (const uint64_t *)(uintptr_t)R[-1].bits;
    if (instruction_opcode(*pc) != OPCODE_UNDERFLOW) {
      R -= instruction_a(pc[-1]) + 2;
      continue;
    }
    R = stack_thaw(cpu, &pc);
    if (!R) break;
  }
  cpu->error = VALUE_NIL;
  cpu->frame = cpu->frame_top = cpu->stack_bottom;
  thread_set(cpu, cpu->thread, THREAD_STATE, value_of_fixnum(THREAD_ENDED));
  thread_set(cpu, cpu->thread, THREAD_PENDING, error);
  process_thread_ended(cpu, cpu->thread, error);
  unload(cpu);
  return false;
}

// --- Fork -----------------------------------------------------------------------------------

value_t vm_fork(struct cpu *cpu, value_t *slot) {
  *slot = VALUE_NIL; // what the child sees
  struct stack_snapshot snapshot;
  stack_snapshot(cpu, running_top(cpu), &snapshot);
  value_t thread = process_fork(cpu);
  save_snapshot(cpu, thread, &snapshot);
  thread_set(cpu, thread, THREAD_BINDINGS, cpu->bindings);
  scheduler_ready(cpu, thread);
  return process_get(thread_get(thread, THREAD_PROCESS), PROCESS_PID);
}

// --- Roots and boot -------------------------------------------------------------------------

static void visit_roots(struct cpu *cpu, struct gc_visitor *visitor, bool minor) {
  gc_visit(visitor, &cpu->rest_stack);
  gc_visit(visitor, &cpu->bindings);
  if (minor) return;
  liveness_forget(cpu->system); // code objects may go
  language_visit_roots(cpu, visitor);
}

void vm_start(struct cpu *cpu) {
  stack_start(cpu);
  vm_call_start(cpu);
  gc_add_root_provider(cpu->system, visit_roots);
}
