// SPDX-License-Identifier: MIT
#include "lang/type.h"
#include "lang/vm_internal.h"

#include <string.h>

#include "lang/code.h"
#include "lang/collection.h"
#include "lang/collections.h"
#include "lang/function_class.h"
#include "lang/language.h"
#include "lang/liveness.h"
#include "lang/map.h"
#include "lang/namespace.h"
#include "lang/number.h"
#include "lang/opcodes.h"
#include "lang/primitive.h"
#include "lang/stack.h"
#include "lang/string.h"
#include "lang/symbol.h"
#include "lang/vm.h"

static const char *const leaf_names[LEAF_LIMIT] = {
    [LEAF_BIT_AND] = "clojure.core/bit-and",
    [LEAF_BIT_OR] = "clojure.core/bit-or",
    [LEAF_BIT_XOR] = "clojure.core/bit-xor",
    [LEAF_SHIFT_LEFT] = "clojure.core/bit-shift-left",
    [LEAF_SHIFT_RIGHT] = "clojure.core/bit-shift-right",
    [LEAF_EQUAL] = "clojure.core/=",
    [LEAF_GET] = "clojure.core/get",
    [LEAF_CONJ] = "clojure.core/conj",
    [LEAF_NTH] = "clojure.core/nth",
    [LEAF_CONS] = "clojure.core/cons",
};

enum vm_leaf vm_leaf_named(const char *name) {
  for (int leaf = 0; leaf < LEAF_LIMIT; leaf++)
    if (!strcmp(strchr(leaf_names[leaf], '/') + 1, name)) return (enum vm_leaf)leaf;
  PANIC("%s is no leaf of an opcode", name);
}

static primitive_function *leaf_function(struct cpu *cpu, enum vm_leaf leaf) {
  return cpu->primitive_rows[language_of(cpu)->leaf_indices[leaf]]->function;
}

value_t vm_binary_leaf(struct cpu *cpu, enum vm_leaf leaf, value_t x, value_t y) {
  value_t pair[] = {x, y};
  return leaf_function(cpu, leaf)(cpu, pair, 2);
}

value_t vm_equal(struct cpu *cpu, const value_t *pair) {
  return leaf_function(cpu, LEAF_EQUAL)(cpu, pair, 2);
}

value_t vm_lookup(struct cpu *cpu, value_t keyword, value_t map, value_t otherwise) {
  value_t arguments[] = {map, keyword, otherwise};
  return leaf_function(cpu, LEAF_GET)(cpu, arguments, 3);
}

uint32_t primitive_index(value_t primitive) {
  return (uint32_t)(object_raw(value_object(primitive), 2) >> 2);
}

// --- Errors ---------------------------------------------------------------------------------

// Beyond 20 arguments Clojure counts no further than 21.
_Noreturn void vm_arity_error(struct cpu *cpu, value_t callee, uint32_t count) {
  error_raise(cpu, ERROR_ARITY, "Wrong number of args (%u) passed to: %s", count > 20 ? 21 : count,
              function_class_text(cpu, callee));
}

value_t vm_unbound(struct cpu *cpu, uint32_t slot) {
  return var_unbound_value(cpu, namespace_var_of_slot(cpu, slot));
}

// --- Callees that are not functions ---------------------------------------------------------

static void want_arguments(struct cpu *cpu, value_t callee, uint32_t count, uint32_t least,
                           uint32_t most) {
  if (count < least || count > most)
    error_raise(cpu, ERROR_ARITY,
                value_is_kind(callee, KIND_KEYWORD) ? "Wrong number of args (%u) passed to: %V"
                                                    : "Wrong number of args (%u) passed to: %T",
                count, callee);
}

value_t vm_call_other(struct cpu *cpu, value_t *slot, uint32_t count) {
  value_t callee = *slot, *arguments = slot + 2;
  switch (value_kind(callee)) {
  case KIND_KEYWORD:
  case KIND_SYMBOL:
    want_arguments(cpu, callee, count, 1, 2);
    return vm_lookup(cpu, callee, arguments[0], count == 2 ? arguments[1] : VALUE_NIL);
  case KIND_ARRAY_MAP:
  case KIND_SHAPE_MAP:
  case KIND_HASH_MAP:
  case KIND_SORTED_MAP:
  case KIND_TRANSIENT_MAP:
    want_arguments(cpu, callee, count, 1, 2);
    return vm_lookup(cpu, arguments[0], callee, count == 2 ? arguments[1] : VALUE_NIL);
  case KIND_HASH_SET:
  case KIND_SORTED_SET:
    want_arguments(cpu, callee, count, 1, 1);
    return vm_lookup(cpu, arguments[0], callee, VALUE_NIL);
  case KIND_TRANSIENT_SET:
    want_arguments(cpu, callee, count, 1, 2);
    return vm_lookup(cpu, arguments[0], callee, count == 2 ? arguments[1] : VALUE_NIL);
  case KIND_VECTOR:
  case KIND_SUBVECTOR:
  case KIND_MAP_ENTRY:
  case KIND_TRANSIENT_VECTOR: {
    want_arguments(cpu, callee, count, 1, 1);
    if (!number_is_integer(arguments[0])) error_raise(cpu, ERROR_ARGUMENT, "Key must be integer");
    value_t pair[] = {callee, value_of_fixnum(collection_int(arguments[0]))};
    return primitive_tail_call(cpu, primitive_value(cpu, "clojure.core/nth"), 2, pair);
  }
  case KIND_VAR:
    if (count > array_length(cpu->tail_arguments)) break;
    return primitive_tail_call(cpu, var_value(cpu, callee), count, arguments);
  case KIND_RECORD:
  case KIND_INSTANCE: {
    // A method takes the object as its first argument.
    value_t method = type_method(cpu, callee, language_of(cpu)->symbol.invoke);
    if (!value_is_kind(method, KIND_FUNCTION) || count >= array_length(cpu->tail_arguments)) break;
    value_t all[array_length(cpu->tail_arguments)];
    all[0] = callee;
    for (uint32_t i = 0; i < count; i++) all[i + 1] = arguments[i];
    return primitive_tail_call(cpu, method, count + 1, all);
  }
  default:
    if (value_is_nil(callee)) error_raise(cpu, ERROR_NIL, "Cannot call nil as a function");
    error_raise(cpu, ERROR_TYPE, "%T cannot be cast to clojure.lang.IFn: %V", callee, callee);
  }
  value_t pair[] = {callee, list_from_array(cpu, arguments, count)};
  return hook_call(cpu, HOOK_INVOKE, 2, pair);
}

value_t *vm_overflow(struct cpu *cpu, value_t *slot, uint32_t count, const uint64_t *counter) {
  value_t callee = *slot;
  value_t arguments[STACK_RESERVE];
  ASSERT(count <= STACK_RESERVE);
  for (uint32_t i = 0; i < count; i++) arguments[i] = slot[2 + i];
  liveness_clear_suspended(cpu, counter);
  stack_freeze(cpu, slot, counter);
  return stack_place_call(cpu, callee, arguments, count) - 2;
}

// --- Trampolines ----------------------------------------------------------------------------
// Two functions made at start, each with one code object a number of arguments n:
//   trampoline   R0 callee, R1 link, R2... arguments:  CALL 0 n; RETURN 0
//   callback     R0 continuation, R1 link, R2 state, R3 result, R4 callee, R5 link, R6...
//   arguments:
//                CALL 4 n; MOVE 3 4; CALL 0 2; RETURN 0
// They make a leaf's wish an ordinary frame that may be frozen, preempted and run again.

static value_t make_code(struct cpu *cpu, const uint64_t *instructions, size_t count,
                         uint32_t frame_slots) {
  struct object *code = gc_allocate_old(cpu, KIND_CODE, CODE_FIRST + count + 1, 0);
  object_initialize(code, CODE_FIRST + count, VALUE_NIL); // no label
  for (int i = 0; i < CODE_FIRST; i++) object_initialize(code, i, VALUE_NIL);
  object_set_raw(code, CODE_ENTRY, code_entry_word(0, frame_slots));
  object_initialize(code, CODE_REQUIRED, value_of_fixnum(0));
  object_initialize(code, CODE_INSTRUCTIONS_COUNT, value_of_fixnum((int64_t)count));
  for (size_t i = 0; i < count; i++) object_set_raw(code, CODE_FIRST + i, instructions[i]);
  return value_of_object(code);
}

static value_t make_family(struct cpu *cpu, bool callback) {
  struct object *overloads = gc_allocate_old(cpu, KIND_CHUNK, LANGUAGE_TRAMPOLINES, 0);
  for (uint32_t n = 0; n < LANGUAGE_TRAMPOLINES; n++) {
    uint64_t plain[] = {instruction_abc(OPCODE_CALL, 0, n, 0),
                        instruction_abc(OPCODE_RETURN, 0, 0, 0)};
    uint64_t then[] = {instruction_abc(OPCODE_CALL, 4, n, 0), instruction_abc(OPCODE_MOVE, 3, 4, 0),
                       instruction_abc(OPCODE_CALL, 0, 2, 0),
                       instruction_abc(OPCODE_RETURN, 0, 0, 0)};
    object_initialize(overloads, n,
                      callback ? make_code(cpu, then, array_length(then), n + 6)
                               : make_code(cpu, plain, array_length(plain), n + 2));
  }
  value_t list = value_of_object(overloads);
  for (uint32_t n = 0; n < LANGUAGE_TRAMPOLINES; n++)
    object_initialize(value_object(object_slot(overloads, n)), CODE_OVERLOADS, list);
  struct object *function = gc_allocate_old(cpu, KIND_FUNCTION, FUNCTION_CAPTURES, 0);
  object_initialize(function, FUNCTION_CODE, object_slot(overloads, 0));
  object_initialize(function, FUNCTION_META, VALUE_NIL);
  return value_of_object(function);
}

static const uint64_t *family_instructions(value_t family, uint32_t count) {
  struct object *first = value_object(object_slot(value_object(family), FUNCTION_CODE));
  struct object *overloads = value_object(object_slot(first, CODE_OVERLOADS));
  return code_instructions(value_object(object_slot(overloads, count)));
}

// A frame of `family` as the call at slot. When the leaf is itself the last thing such a frame
// does, the frame is taken over, so that a leaf that goes on in steps needs no more stack.
static value_t *family_frame(struct cpu *cpu, value_t family, value_t *slot,
                             const uint64_t *counter) {
  struct language *language = language_of(cpu);
  value_t running = cpu->frame[-2];
  if (slot == cpu->frame &&
      (value_same(running, language->trampoline) || value_same(running, language->callback))) {
    slot[-2] = family;
    return slot;
  }
  if (slot + 2 + LANGUAGE_TRAMPOLINES + 6 > cpu->stack_end)
    slot = vm_overflow(cpu, slot, 0, counter);
  else
    slot[1].bits = (uint64_t)(uintptr_t)counter;
  slot[0] = family;
  return slot + 2;
}

void vm_trampoline(struct cpu *cpu, value_t *slot, const uint64_t *counter) {
  value_t family = language_of(cpu)->trampoline;
  value_t *R = family_frame(cpu, family, slot, counter);
  R[0] = cpu->tail_function;
  R[1] = VALUE_NIL;
  for (uint32_t i = 0; i < cpu->tail_count; i++) R[2 + i] = cpu->tail_arguments[i];
  cpu->frame = R;
  cpu->program_counter = family_instructions(family, cpu->tail_count);
}

void vm_call_then(struct cpu *cpu, value_t *slot, const uint64_t *counter) {
  value_t family = language_of(cpu)->callback;
  value_t *R = family_frame(cpu, family, slot, counter);
  R[0] = cpu->tail_continuation;
  R[2] = cpu->tail_state;
  R[4] = cpu->tail_function;
  R[1] = R[3] = R[5] = VALUE_NIL;
  for (uint32_t i = 0; i < cpu->tail_count; i++) R[6 + i] = cpu->tail_arguments[i];
  cpu->frame = R;
  cpu->program_counter = family_instructions(family, cpu->tail_count);
}

value_t primitive_call_then(struct cpu *cpu, value_t function, uint32_t count,
                            const value_t *arguments, primitive_function *continuation_primitive,
                            value_t state) {
  uint32_t index = primitive_index_by_function(continuation_primitive);
  cpu->tail_continuation = language_of(cpu)->primitives[index];
  cpu->tail_state = state;
  primitive_tail_call(cpu, function, count, arguments);
  return VALUE_CALL_THEN;
}

value_t vm_initial_stack(struct cpu *cpu, value_t function, uint32_t count,
                         const value_t *arguments) {
  value_t family = language_of(cpu)->trampoline;
  struct object *stack = gc_allocate(cpu, KIND_STACK, STACK_WORDS + 4 + count);
  object_set_raw(stack, 0, 0);
  object_initialize(stack, 1, VALUE_NIL);
  object_set_raw(stack, 2, 0);
  object_initialize(stack, STACK_WORDS + 0, family);
  object_set_raw(stack, STACK_WORDS + 1, 0);
  object_initialize(stack, STACK_WORDS + 2, function);
  object_initialize(stack, STACK_WORDS + 3, VALUE_NIL);
  for (uint32_t i = 0; i < count; i++) object_initialize(stack, STACK_WORDS + 4 + i, arguments[i]);
  return value_of_object(stack);
}

const uint64_t *vm_initial_counter(struct cpu *cpu, uint32_t count) {
  return family_instructions(language_of(cpu)->trampoline, count);
}

void vm_call_start(struct cpu *cpu) {
  struct language *language = language_of(cpu);
  if (!value_is_pointer(language->trampoline)) {
    language->trampoline = make_family(cpu, false);
    language->callback = make_family(cpu, true);
  }
  for (int leaf = 0; leaf < LEAF_LIMIT; leaf++)
    language->leaf_indices[leaf] = primitive_index(primitive_value(cpu, leaf_names[leaf]));
}
