// SPDX-License-Identifier: MIT
// The interpreter: one computed-goto loop over the opcodes of lang/opcodes.h. What is rare stands
// in lang/vm_call.c (arity, other callees) and lang/vm_thread.c (switching, unwinding).
#include "lang/vm.h"

#include <setjmp.h>

#include "lang/cell.h"
#include "lang/code.h"
#include "lang/collections.h"
#include "lang/environment.h"
#include "lang/language.h"
#include "lang/map.h"
#include "lang/namespace.h"
#include "lang/number.h"
#include "lang/opcodes.h"
#include "lang/primitive.h"
#include "lang/stack.h"
#include "lang/vector.h"
#include "lang/vm_internal.h"

#define A instruction_a(instruction)
#define B instruction_b(instruction)
#define C instruction_c(instruction)
#define N instruction_n(instruction)
#define BX instruction_bx(instruction)
#define SIGNED_B ((int16_t)B)
#define SIGNED_C ((int16_t)C)
#define WORD(n) ((int64_t)(n)*4) // a small integer as fixnum bits

#define NEXT()                                                                                     \
  do {                                                                                             \
    instruction = *pc++;                                                                           \
    goto *labels[(instruction >> 2) & 0xff];                                                       \
  } while (0)

// Before anything that may raise, walk the stack or collect; so before each allocation, too.
#define SAVE() (cpu->program_counter = pc, cpu->frame = R)

// R[A] = a double, which rarely needs a box.
#define RESULT_DOUBLE(expression)                                                                  \
  do {                                                                                             \
    double d = (expression);                                                                       \
    value_t flonum = value_try_flonum(d);                                                          \
    if (unlikely(!value_is_flonum(flonum))) {                                                      \
      SAVE();                                                                                      \
      flonum = number_box_double(cpu, d);                                                          \
    }                                                                                              \
    R[A] = flonum;                                                                                 \
  } while (0)

// Arithmetic: fixnum pairs here, self-tagged double pairs here, all else in lang/number.c.
#define ARITHMETIC(name, overflow_builtin, operator, function)                                     \
  op_##name : {                                                                                    \
    value_t x = R[B], y = R[C], z;                                                                 \
    if (likely(value_both_fixnum(x, y)) &&                                                         \
        likely(!overflow_builtin((int64_t)x.bits, (int64_t)y.bits, (int64_t *)&z.bits))) {         \
      R[A] = z;                                                                                    \
      NEXT();                                                                                      \
    }                                                                                              \
    if (value_is_flonum(x) && value_is_flonum(y)) {                                                \
      RESULT_DOUBLE(value_flonum(x) operator value_flonum(y));                                     \
      NEXT();                                                                                      \
    }                                                                                              \
    SAVE();                                                                                        \
    R[A] = function(cpu, x, y);                                                                    \
    NEXT();                                                                                        \
  }

#define COMPARISON_VALUE(name, operator, function)                                                 \
  op_##name : {                                                                                    \
    value_t x = R[B], y = R[C];                                                                    \
    bool holds;                                                                                    \
    if (likely(value_both_fixnum(x, y)))                                                           \
      holds = (int64_t)x.bits operator(int64_t) y.bits;                                            \
    else if (value_is_flonum(x) && value_is_flonum(y))                                             \
      holds = value_flonum(x) operator value_flonum(y);                                            \
    else {                                                                                         \
      SAVE();                                                                                      \
      holds = function(cpu, x, y);                                                                 \
    }                                                                                              \
    R[A] = value_boolean(holds);                                                                   \
    NEXT();                                                                                        \
  }

#define COMPARISON_BRANCH(name, operator, function)                                                \
  op_##name : {                                                                                    \
    value_t x = R[A], y = R[B];                                                                    \
    bool holds;                                                                                    \
    if (likely(value_both_fixnum(x, y)))                                                           \
      holds = (int64_t)x.bits operator(int64_t) y.bits;                                            \
    else if (value_is_flonum(x) && value_is_flonum(y))                                             \
      holds = value_flonum(x) operator value_flonum(y);                                            \
    else {                                                                                         \
      SAVE();                                                                                      \
      holds = function(cpu, x, y);                                                                 \
    }                                                                                              \
    if (!holds) pc += SIGNED_C;                                                                    \
    NEXT();                                                                                        \
  }

#define COMPARISON_WORD(name, operator, holds_otherwise)                                           \
  op_##name : {                                                                                    \
    value_t x = R[A];                                                                              \
    bool holds;                                                                                    \
    if (likely(value_is_fixnum(x)))                                                                \
      holds = (int64_t)x.bits operator WORD(SIGNED_B);                                             \
    else {                                                                                         \
      value_t y = value_of_fixnum(SIGNED_B);                                                       \
      SAVE();                                                                                      \
      holds = holds_otherwise;                                                                     \
    }                                                                                              \
    if (!holds) pc += SIGNED_C;                                                                    \
    NEXT();                                                                                        \
  }

// A back edge that decides the loop's first test itself, for fixnums. Otherwise the LOOP behind it
// goes back to that test.
#define LOOP_WHILE(name, operator)                                                                 \
  op_##name : {                                                                                    \
    value_t x = R[A], y = R[B];                                                                    \
    if (likely(value_both_fixnum(x, y)) && (int64_t)x.bits operator(int64_t) y.bits &&             \
        likely(cpu->stack_limit != NULL))                                                          \
      pc -= C;                                                                                     \
    NEXT();                                                                                        \
  }

#define LOOP_WHILE_WORD(name, operator)                                                            \
  op_##name : {                                                                                    \
    value_t x = R[A];                                                                              \
    if (likely(value_is_fixnum(x)) && (int64_t)x.bits operator WORD(SIGNED_B) &&                   \
        likely(cpu->stack_limit != NULL))                                                          \
      pc -= C;                                                                                     \
    NEXT();                                                                                        \
  }

#define BITWISE(name, expression, leaf)                                                            \
  op_##name : {                                                                                    \
    value_t x = R[B], y = R[C];                                                                    \
    if (likely(value_both_fixnum(x, y))) {                                                         \
      R[A].bits = expression;                                                                      \
      NEXT();                                                                                      \
    }                                                                                              \
    SAVE();                                                                                        \
    R[A] = vm_binary_leaf(cpu, leaf, x, y);                                                        \
    NEXT();                                                                                        \
  }

// Runs the current thread from cpu->frame and cpu->program_counter until it parks, gives way or
// ends (then cpu->thread is nil). With `throwing`, cpu->error is on its way first.
static void execute(struct cpu *cpu, bool throwing) {
  static const void *const labels[256] = {
#define OPCODE(name, effect) [OPCODE_##name] = &&op_##name,
      LANGUAGE_OPCODES(OPCODE)
#undef OPCODE
          [OPCODE_LIMIT... 255] = &&op_invalid};

  value_t *R = cpu->frame;
  const uint64_t *pc = cpu->program_counter;
  uint64_t instruction;
  value_t *slot;  // of the call under way
  uint32_t count; // its arguments
  enum vm_leaf leaf;
  value_t result;

  if (throwing) goto raise;
  NEXT();

op_MOVE:
  R[A] = R[B];
  NEXT();
op_CONSTANT:
  R[A].bits = pc[BX];
  NEXT();
op_WORD:
  R[A].bits = (uint64_t)(int64_t)BX;
  NEXT();
op_GLOBAL : {
  value_t v = environment_load(cpu, (uint32_t)BX);
  if (unlikely(value_same(v, VALUE_UNBOUND))) {
    SAVE();
    v = vm_unbound(cpu, (uint32_t)BX);
  }
  R[A] = v;
  NEXT();
}
op_DYNAMIC:
  SAVE();
  R[A] = var_value(cpu, (value_t){pc[BX]});
  NEXT();
op_CAPTURE:
  R[A] = object_slot(value_object(R[-2]), FUNCTION_CAPTURES + B);
  NEXT();
op_SELF:
  R[A] = R[-2];
  NEXT();
op_CLOSURE : {
  // Then one word a capture: index << 3 | (1 << 2 when it is a capture of the running function).
  uint64_t captures = *pc >> 2;
  SAVE();
  struct object *function = gc_allocate(cpu, KIND_FUNCTION, FUNCTION_CAPTURES + captures);
  object_initialize(function, FUNCTION_CODE, (value_t){pc[BX]});
  object_initialize(function, FUNCTION_META, VALUE_NIL);
  pc++;
  for (uint64_t i = 0; i < captures; i++, pc++) {
    uint64_t index = *pc >> 3;
    value_t v = *pc & 4 ? object_slot(value_object(R[-2]), FUNCTION_CAPTURES + index) : R[index];
    object_initialize(function, FUNCTION_CAPTURES + i, v);
  }
  R[A] = value_of_object(function);
  NEXT();
}
op_BOX_NEW:
  SAVE();
  R[A] = box_new(cpu, R[B]);
  NEXT();
op_BOX_GET:
  SAVE();
  R[A] = box_read(cpu, R[B]);
  NEXT();
op_BOX_SET:
  SAVE();
  box_write(cpu, R[A], R[B]);
  NEXT();

op_CALL:
  slot = R + A;
  count = B;
call : {
  value_t callee = *slot;
  if (likely(value_is_pointer(callee))) {
    struct object *object = value_object(callee);
    uint8_t kind = (uint8_t)object_header(object);
    if (likely(kind == (KIND_FUNCTION << 1 | 1))) {
      struct object *code = value_object(object_slot(object, FUNCTION_CODE));
      uint64_t entry = object_raw(code, CODE_ENTRY);
      if (unlikely(entry >> 32 != count)) goto call_arity;
      value_t *base = slot + 2;
      if (unlikely((char *)base + (uint32_t)entry > (char *)cpu->stack_limit)) goto call_limit;
      base[-1].bits = (uint64_t)(uintptr_t)pc;
      R = base;
      pc = code_instructions(code);
      NEXT();
    }
    if (likely(kind == (KIND_PRIMITIVE << 1 | 1))) {
      if (unlikely(!cpu->stack_limit)) goto attention_at_call;
      const struct primitive *row = cpu->primitive_rows[object_raw(object, 2) >> 2];
      SAVE();
      if (unlikely((int32_t)count < row->minimum ||
                   (row->maximum >= 0 && (int32_t)count > row->maximum)))
        vm_arity_error(cpu, callee, count);
      result = row->function(cpu, slot + 2, count);
      goto leaf_result;
    }
  }
  if (unlikely(!cpu->stack_limit)) goto attention_at_call;
  SAVE();
  result = vm_call_other(cpu, slot, count);
  goto leaf_result;
}

op_CALL_GLOBAL : {
  slot = R + A;
  count = N;
  value_t callee = environment_load(cpu, (uint32_t)BX);
  if (unlikely(value_same(callee, VALUE_UNBOUND))) {
    SAVE();
    callee = vm_unbound(cpu, (uint32_t)BX);
  }
  *slot = callee;
  goto call;
}

op_PRIMITIVE:
  slot = R + A;
  SAVE();
  result = cpu->primitive_rows[(uint32_t)BX]->function(cpu, slot + 2, N);
  goto leaf_result;

op_EQUAL : {
  slot = R + A;
  value_t x = slot[2], y = slot[3];
  if (value_same(x, y) && !value_is_pointer(x)) {
    *slot = VALUE_TRUE;
    NEXT();
  }
  if (!value_is_pointer(x) && !value_is_pointer(y) && !value_is_flonum(x)) {
    *slot = VALUE_FALSE;
    NEXT();
  }
  SAVE();
  result = vm_equal(cpu, slot + 2);
  goto leaf_result;
}
op_NTH : {
  value_t x = R[B], y = R[C];
  if (likely(value_is_kind(x, KIND_VECTOR)) && likely(value_is_fixnum(y))) {
    struct object *vector = value_object(x);
    size_t index = (size_t)value_fixnum(y);
    if (likely(index < vector_count_fast(vector))) {
      R[A] = vector_nth_fast(vector, index);
      NEXT();
    }
  }
  leaf = LEAF_NTH;
  goto pair;
}
op_CONJ:
  if (likely(value_is_kind(R[B], KIND_VECTOR))) {
    SAVE();
    R[A] = vector_conj_plain(cpu, value_object(R[B]), R[C]);
    NEXT();
  }
  leaf = LEAF_CONJ;
  goto pair;
op_GET:
  if (likely(value_is_pointer(R[B]))) {
    value_t found = map_get_plain(R[B], R[C], VALUE_NIL);
    if (likely(!value_same(found, VALUE_ABSENT))) {
      R[A] = found;
      NEXT();
    }
  }
  leaf = LEAF_GET;
  goto pair;
op_PAIR:
  leaf = (enum vm_leaf)N;
pair : {
  value_t x = R[B], y = R[C];
  slot = R + A;
  slot[2] = x;
  slot[3] = y;
  SAVE();
  result = cpu->primitive_rows[language_of(cpu)->leaf_indices[leaf]]->function(cpu, slot + 2, 2);
  goto leaf_result;
}
op_LOOKUP:
  slot = R + A;
  SAVE();
  result = vm_lookup(cpu, (value_t){pc[BX]}, slot[2], N == 2 ? slot[3] : VALUE_NIL);
leaf_result:
  // The marks of lang/primitive.h are the immediates of classes 5 to 8.
  if (likely(result.bits - VALUE_TAIL_CALL.bits > VALUE_FORK.bits - VALUE_TAIL_CALL.bits) ||
      (result.bits & 7) != VALUE_TAG_IMMEDIATE) {
    *slot = result;
    NEXT();
  }
  if (value_same(result, VALUE_TAIL_CALL)) goto tail_call;
  SAVE();
  if (value_same(result, VALUE_CALL_THEN)) {
    vm_call_then(cpu, slot, pc);
    R = cpu->frame;
    pc = cpu->program_counter;
    NEXT();
  }
  if (value_same(result, VALUE_FORK)) {
    *slot = vm_fork(cpu, slot);
    NEXT();
  }
  // VALUE_AGAIN: the thread has been parked, or gives way; the instruction runs again later.
  cpu->program_counter = pc - 1;
  vm_suspend(cpu);
  return;

tail_call:
  // The leaf's call stands in its place. A function is entered without looking at attention, as
  // this instruction must not run again; a primitive goes through a trampoline, which may.
  count = cpu->tail_count;
  if (value_is_kind(cpu->tail_function, KIND_FUNCTION)) {
    SAVE();
    if (unlikely(slot + 2 + count > cpu->stack_end)) {
      slot = vm_overflow(cpu, slot, 0, pc);
      cpu->frame = R = slot + 2;
    }
    *slot = cpu->tail_function;
    for (uint32_t i = 0; i < count; i++) slot[2 + i] = cpu->tail_arguments[i];
    cpu->tail_count = 0; // hold on to nothing
    goto enter;
  }
  SAVE();
  vm_trampoline(cpu, slot, pc);
  R = cpu->frame;
  pc = cpu->program_counter;
  NEXT();

call_arity:
  if (unlikely(!cpu->stack_limit)) goto attention_at_call;
  SAVE();
enter : {
  // Any arity, attention already seen to. `slot` holds callee and arguments.
  bool rest_given = cpu->tail_rest;
  cpu->tail_rest = false;
  struct object *code = function_select(value_object(*slot), rest_given ? 1000000 : count);
  if (unlikely(!code)) vm_arity_error(cpu, *slot, count);
  if (code_is_variadic(code) && !rest_given) {
    uint32_t required = code_required(code);
    value_t rest = count == required
                       ? VALUE_NIL
                       : list_of_arguments(cpu, slot + 2 + required, count - required);
    slot[2 + required] = rest;
    count = required + 1;
  }
  if (unlikely((char *)(slot + 2) + (uint32_t)object_raw(code, CODE_ENTRY) >
               (char *)stack_true_limit(cpu)))
    slot = vm_overflow(cpu, slot, count, pc);
  else
    slot[1].bits = (uint64_t)(uintptr_t)pc;
  R = slot + 2;
  pc = code_instructions(code);
  NEXT();
}

call_limit:
  if (!cpu->stack_limit) goto attention_at_call;
  SAVE();
  goto enter;

attention_at_call : {
  // Once seen to, the call is made without asking again: under stress attention is always wanted.
  cpu->program_counter = pc - 1;
  cpu->frame = R;
  if (!vm_attention(cpu)) return;
  R = cpu->frame;
  pc = cpu->program_counter;
  instruction = *pc++;
  slot = R + A;
  count = B;
  if (instruction_opcode(instruction) == OPCODE_CALL_GLOBAL) {
    count = N;
    *slot = environment_load(cpu, (uint32_t)BX);
  }
  SAVE();
  if (unlikely(value_same(*slot, VALUE_UNBOUND))) *slot = vm_unbound(cpu, (uint32_t)BX);
  if (value_is_kind(*slot, KIND_FUNCTION)) goto enter;
  if (!value_is_kind(*slot, KIND_PRIMITIVE)) {
    result = vm_call_other(cpu, slot, count);
    goto leaf_result;
  }
  const struct primitive *row = cpu->primitive_rows[object_raw(value_object(*slot), 2) >> 2];
  if (unlikely((int32_t)count < row->minimum ||
               (row->maximum >= 0 && (int32_t)count > row->maximum)))
    vm_arity_error(cpu, *slot, count);
  result = row->function(cpu, slot + 2, count);
  goto leaf_result;
}

op_RETURN:
  result = R[A];
  pc = (const uint64_t *)(uintptr_t)R[-1].bits;
  instruction = pc[-1];
  R -= A + 2;
  R[A] = result;
  NEXT();

op_UNDERFLOW : {
  const uint64_t *counter; // pc itself must stay in a machine register
  result = R[0];
  R = stack_thaw(cpu, &counter);
  if (unlikely(!R)) {
    vm_thread_done(cpu, result);
    return;
  }
  pc = counter;
  R[instruction_a(pc[-1])] = result;
  NEXT();
}

op_THROW:
  SAVE();
  cpu->error = R[A];
  vm_check_throwable(cpu);
raise:
  if (unlikely(value_same(cpu->error, VALUE_AGAIN))) { // a leaf was given up: lang/number_work.h
    cpu->error = VALUE_NIL;
    cpu->program_counter--;
    goto attention;
  }
  if (!vm_unwind(cpu)) return;
  R = cpu->frame;
  pc = cpu->program_counter;
  NEXT();

op_JUMP:
  pc += BX;
  NEXT();
op_LOOP:
  pc -= BX;
  if (likely(cpu->stack_limit != NULL)) NEXT();
  SAVE();
attention:
  if (!vm_attention(cpu)) return;
  R = cpu->frame;
  pc = cpu->program_counter;
  NEXT();
  LOOP_WHILE(WHILE_LESS, <)
  LOOP_WHILE(WHILE_LESS_EQUAL, <=)
  LOOP_WHILE_WORD(WHILE_LESS_WORD, <)
  LOOP_WHILE_WORD(WHILE_LESS_EQUAL_WORD, <=)
  LOOP_WHILE_WORD(WHILE_GREATER_WORD, >)
  LOOP_WHILE_WORD(WHILE_GREATER_EQUAL_WORD, >=)
op_JUMP_FALSE:
  if (value_is_falsy(R[A])) pc += BX;
  NEXT();
op_JUMP_TRUE:
  if (!value_is_falsy(R[A])) pc += BX;
  NEXT();
op_JUMP_NIL:
  if (value_is_nil(R[A])) pc += BX;
  NEXT();
op_JUMP_NOT_NIL:
  if (!value_is_nil(R[A])) pc += BX;
  NEXT();
op_TABLE:
  pc += value_fixnum(R[A]) + 1;
  NEXT();

  COMPARISON_BRANCH(UNLESS_LESS, <, number_less)
  COMPARISON_BRANCH(UNLESS_LESS_EQUAL, <=, number_less_equal)
  COMPARISON_BRANCH(UNLESS_SAME_NUMBER, ==, number_equal_value)
op_UNLESS_IDENTICAL:
  if (!value_same(R[A], R[B]) && !gc_identical(cpu, R[A], R[B])) pc += SIGNED_C;
  NEXT();
  COMPARISON_WORD(UNLESS_LESS_WORD, <, number_less(cpu, x, y))
  COMPARISON_WORD(UNLESS_LESS_EQUAL_WORD, <=, number_less_equal(cpu, x, y))
  COMPARISON_WORD(UNLESS_GREATER_WORD, >, number_less(cpu, y, x))
  COMPARISON_WORD(UNLESS_GREATER_EQUAL_WORD, >=, number_less_equal(cpu, y, x))
  COMPARISON_WORD(UNLESS_SAME_NUMBER_WORD, ==, number_equal_value(cpu, x, y))

  ARITHMETIC(ADD, __builtin_add_overflow, +, number_add)
  ARITHMETIC(SUBTRACT, __builtin_sub_overflow, -, number_subtract)
op_ADD_WORD : {
  value_t x = R[B], z;
  if (likely(value_is_fixnum(x)) &&
      likely(!__builtin_add_overflow((int64_t)x.bits, WORD(SIGNED_C), (int64_t *)&z.bits))) {
    R[A] = z;
    NEXT();
  }
  SAVE();
  R[A] = number_add(cpu, x, value_of_fixnum(SIGNED_C));
  NEXT();
}
op_MULTIPLY : {
  value_t x = R[B], y = R[C], z;
  if (likely(value_both_fixnum(x, y)) &&
      likely(!__builtin_mul_overflow((int64_t)x.bits >> 2, (int64_t)y.bits, (int64_t *)&z.bits))) {
    R[A] = z;
    NEXT();
  }
  if (value_is_flonum(x) && value_is_flonum(y)) {
    RESULT_DOUBLE(value_flonum(x) * value_flonum(y));
    NEXT();
  }
  SAVE();
  R[A] = number_multiply(cpu, x, y);
  NEXT();
}
op_DIVIDE : {
  value_t x = R[B], y = R[C];
  if (value_is_flonum(x) && value_is_flonum(y) && likely(value_flonum(y) != 0)) {
    RESULT_DOUBLE(value_flonum(x) / value_flonum(y));
    NEXT();
  }
  SAVE();
  R[A] = number_divide(cpu, x, y);
  NEXT();
}
op_DIVIDE_DOUBLES : {
  value_t x = R[B], y = R[C];
  if (value_is_flonum(x) && value_is_flonum(y)) {
    RESULT_DOUBLE(value_flonum(x) / value_flonum(y));
    NEXT();
  }
  SAVE();
  R[A] = number_divide_doubles(cpu, x, y);
  NEXT();
}
op_QUOTIENT : {
  value_t x = R[B], y = R[C];
  if (likely(value_both_fixnum(x, y)) && likely(y.bits != 0)) {
    int64_t quotient = value_fixnum(x) / value_fixnum(y);
    if (likely(fixnum_fits(quotient))) {
      R[A] = value_of_fixnum(quotient);
      NEXT();
    }
  }
  SAVE();
  R[A] = number_quotient(cpu, x, y);
  NEXT();
}
op_REMAINDER : {
  value_t x = R[B], y = R[C];
  if (likely(value_both_fixnum(x, y)) && likely(y.bits != 0)) {
    R[A] = value_of_fixnum(value_fixnum(x) % value_fixnum(y));
    NEXT();
  }
  SAVE();
  R[A] = number_remainder(cpu, x, y);
  NEXT();
}
  COMPARISON_VALUE(LESS, <, number_less)
  COMPARISON_VALUE(LESS_EQUAL, <=, number_less_equal)
  COMPARISON_VALUE(SAME_NUMBER, ==, number_equal_value)
op_IDENTICAL:
  R[A] = value_boolean(value_same(R[B], R[C]) || gc_identical(cpu, R[B], R[C]));
  NEXT();
op_NOT:
  R[A] = value_boolean(value_is_falsy(R[B]));
  NEXT();
op_IS_NIL:
  R[A] = value_boolean(value_is_nil(R[B]));
  NEXT();
  BITWISE(BIT_AND, x.bits & y.bits, LEAF_BIT_AND)
  BITWISE(BIT_OR, x.bits | y.bits, LEAF_BIT_OR)
  BITWISE(BIT_XOR, x.bits ^ y.bits, LEAF_BIT_XOR)
op_SHIFT_LEFT : {
  value_t x = R[B], y = R[C];
  if (likely(value_both_fixnum(x, y))) {
    unsigned by = value_fixnum(y) & 63;
    value_t z = {x.bits << by};
    if (likely((int64_t)z.bits >> by == (int64_t)x.bits)) {
      R[A] = z;
      NEXT();
    }
  }
  SAVE();
  R[A] = vm_binary_leaf(cpu, LEAF_SHIFT_LEFT, x, y);
  NEXT();
}
op_SHIFT_RIGHT : {
  value_t x = R[B], y = R[C];
  if (likely(value_both_fixnum(x, y))) {
    R[A] = value_of_fixnum(value_fixnum(x) >> (value_fixnum(y) & 63));
    NEXT();
  }
  SAVE();
  R[A] = vm_binary_leaf(cpu, LEAF_SHIFT_RIGHT, x, y);
  NEXT();
}
op_invalid:
  PANIC("invalid instruction %#lx before %p", (unsigned long)instruction, (const void *)pc);
}

void vm_run(struct cpu *cpu, bool (*done)(struct cpu *)) {
  jmp_buf landing;
  cpu->error_landing = &landing;
  // An error raised by a leaf lands here with cpu->error set and frame and counter as saved.
  if (setjmp(landing)) {
    scratch_reset(cpu);
    cpu->tail_rest = false; // of a call that was not made
    execute(cpu, true);
  }
  while (!done(cpu) && vm_resume_next(cpu)) execute(cpu, false);
}
