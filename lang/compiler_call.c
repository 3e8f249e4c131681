// SPDX-License-Identifier: MIT
#include <stdio.h>

#include "lang/code.h"
#include "lang/collections.h"
#include "lang/compiler_internal.h"
#include "lang/namespace.h"
#include "lang/string.h"
#include "lang/symbol.h"
#include "lang/vm_internal.h"

// Functions of clojure.core that become instructions when called by name (Clojure's :inline).
enum inline_shape {
  INLINE_BINARY,    // exactly two operands: op a b c
  INLINE_FOLD,      // two or more, from the left
  INLINE_UNARY,     // op a b
  INLINE_SWAPPED,   // two operands, the other way round
  INLINE_INCREMENT, // one operand and 1 or -1
  INLINE_EQUAL,     // two arguments in a call's place
  INLINE_PAIR,      // a primitive of two arguments, taken from where they are; else as INLINE_LEAF
  INLINE_LEAF,      // a primitive called without looking at the var
};

struct inline_row {
  const char *name;
  enum inline_shape shape;
  enum opcode op;
  int minimum, maximum; // arguments
};

static const struct inline_row inline_rows[] = {
    {"+", INLINE_FOLD, OPCODE_ADD, 2, 8},
    {"-", INLINE_FOLD, OPCODE_SUBTRACT, 2, 8},
    {"*", INLINE_FOLD, OPCODE_MULTIPLY, 2, 8},
    {"/", INLINE_BINARY, OPCODE_DIVIDE, 2, 2},
    {"quot", INLINE_BINARY, OPCODE_QUOTIENT, 2, 2},
    {"rem", INLINE_BINARY, OPCODE_REMAINDER, 2, 2},
    {"inc", INLINE_INCREMENT, OPCODE_ADD_WORD, 1, 1},
    {"dec", INLINE_INCREMENT, OPCODE_ADD_WORD, 1, 1},
    {"<", INLINE_BINARY, OPCODE_LESS, 2, 2},
    {"<=", INLINE_BINARY, OPCODE_LESS_EQUAL, 2, 2},
    {">", INLINE_SWAPPED, OPCODE_LESS, 2, 2},
    {">=", INLINE_SWAPPED, OPCODE_LESS_EQUAL, 2, 2},
    {"==", INLINE_BINARY, OPCODE_SAME_NUMBER, 2, 2},
    {"=", INLINE_EQUAL, OPCODE_EQUAL, 2, 2},
    {"identical?", INLINE_BINARY, OPCODE_IDENTICAL, 2, 2},
    {"not", INLINE_UNARY, OPCODE_NOT, 1, 1},
    {"nil?", INLINE_UNARY, OPCODE_IS_NIL, 1, 1},
    {"bit-and", INLINE_BINARY, OPCODE_BIT_AND, 2, 2},
    {"bit-or", INLINE_BINARY, OPCODE_BIT_OR, 2, 2},
    {"bit-xor", INLINE_BINARY, OPCODE_BIT_XOR, 2, 2},
    {"bit-shift-left", INLINE_BINARY, OPCODE_SHIFT_LEFT, 2, 2},
    {"bit-shift-right", INLINE_BINARY, OPCODE_SHIFT_RIGHT, 2, 2},
    {"first", INLINE_LEAF, OPCODE_PRIMITIVE, 1, 1},
    {"rest", INLINE_LEAF, OPCODE_PRIMITIVE, 1, 1},
    {"next", INLINE_LEAF, OPCODE_PRIMITIVE, 1, 1},
    {"seq", INLINE_LEAF, OPCODE_PRIMITIVE, 1, 1},
    {"count", INLINE_LEAF, OPCODE_PRIMITIVE, 1, 1},
    {"nth", INLINE_PAIR, OPCODE_NTH, 2, 3},
    {"get", INLINE_PAIR, OPCODE_GET, 2, 3},
    {"conj", INLINE_PAIR, OPCODE_CONJ, 2, 2},
    {"cons", INLINE_PAIR, OPCODE_PAIR, 2, 2},
    {"assoc", INLINE_LEAF, OPCODE_PRIMITIVE, 3, 3},
};

static const struct inline_row *inline_find(struct function *f, value_t head, uint32_t count) {
  if (!value_is_kind(head, KIND_VAR)) return NULL;
  const char *name = string_bytes(symbol_name(var_name(head)));
  if (!value_same(var_namespace(head), language_of(f->compiler->cpu)->symbol.clojure_core)) {
    // What the expander writes for / where it knows an operand for a double.
    static const struct inline_row divide = {"divide-doubles", INLINE_BINARY, OPCODE_DIVIDE_DOUBLES,
                                             2, 2};
    return count == 2 && !strcmp(name, divide.name) ? &divide : NULL;
  }
  for (size_t i = 0; i < array_length(inline_rows); i++)
    if (inline_rows[i].name[0] == name[0] && !strcmp(inline_rows[i].name, name))
      return (int)count >= inline_rows[i].minimum && (int)count <= inline_rows[i].maximum
                 ? &inline_rows[i]
                 : NULL;
  return NULL;
}

// Does the form stand for a small integer that an instruction can hold?
static bool small_integer(value_t form, int64_t *n) {
  if (!value_is_fixnum(form)) return false;
  *n = value_fixnum(form);
  return *n > INT16_MIN && *n <= INT16_MAX;
}

uint32_t call_base(struct function *f, int32_t destination) {
  // The destination itself when it is the topmost register, so that the result need not move.
  if (destination >= 0 && (uint32_t)destination + 1 == f->next) {
    if (f->next + 1 > f->max) f->max = f->next + 1;
    return (uint32_t)destination;
  }
  return register_take(f, 1);
}

// The register that a binary instruction writes: the destination, or a fresh one.
static uint32_t result_register(struct function *f, int32_t destination) {
  return destination >= 0 ? (uint32_t)destination : register_take(f, 1);
}

static void compile_inline(struct function *f, const struct inline_row *row, value_t *arguments,
                           uint32_t count, int32_t destination) {
  uint32_t saved = f->next;
  uint32_t target;
  int64_t n;
  switch (row->shape) {
  case INLINE_INCREMENT: {
    uint32_t x = compile_operand(f, arguments[0]);
    target = result_register(f, destination);
    emit(f, instruction_abc(row->op, target, x, row->name[0] == 'i' ? 1 : 0xffff));
    break;
  }
  case INLINE_UNARY: {
    uint32_t x = compile_operand(f, arguments[0]);
    target = result_register(f, destination);
    emit(f, instruction_abc(row->op, target, x, 0));
    break;
  }
  case INLINE_SWAPPED:
  case INLINE_BINARY: {
    uint32_t x = compile_operand(f, arguments[0]), y = compile_operand(f, arguments[1]);
    target = result_register(f, destination);
    if (row->shape == INLINE_SWAPPED)
      emit(f, instruction_abc(row->op, target, y, x));
    else
      emit(f, instruction_abc(row->op, target, x, y));
    break;
  }
  case INLINE_FOLD: {
    uint32_t x = compile_operand(f, arguments[0]);
    target = count == 2 ? 0 : register_take(f, 1);
    for (uint32_t i = 1; i < count; i++) {
      uint32_t mark = f->next;
      bool last = i + 1 == count;
      // x - 0 is not x + 0 when x is -0.0.
      if (small_integer(arguments[i], &n) &&
          (row->op == OPCODE_ADD || (row->op == OPCODE_SUBTRACT && n != 0))) {
        if (last) target = result_register(f, destination);
        emit(f, instruction_abc(OPCODE_ADD_WORD, target, x,
                                (uint32_t)(row->op == OPCODE_ADD ? n : -n)));
      } else {
        uint32_t y = compile_operand(f, arguments[i]);
        if (last) target = result_register(f, destination);
        emit(f, instruction_abc(row->op, target, x, y));
      }
      if (!last) f->next = mark;
      x = target;
    }
    break;
  }
  default:
    PANIC("shape %d of %s", (int)row->shape, row->name);
  }
  f->next = saved;
  if (destination < 0) compile_deliver(f, target, destination);
}

value_t call_head(struct function *f, value_t head) {
  if (!value_is_symbol(head) || local_find(f, head)) return head;
  value_t resolved = namespace_resolve(f->compiler->cpu, head);
  return value_is_nil(resolved) ? head : resolved;
}

bool form_is_arithmetic(struct function *f, value_t form) {
  if (!form_is_list(form))
    return !value_is_vector(form) && !value_is_map(form) && !value_is_set(form);
  uint32_t count;
  value_t *elements = form_elements(f, form, &count);
  const struct inline_row *row =
      count ? inline_find(f, call_head(f, elements[0]), count - 1) : NULL;
  if (!row || row->shape >= INLINE_EQUAL) return false;
  for (uint32_t i = 1; i < count; i++)
    if (!form_is_arithmetic(f, elements[i])) return false;
  return true;
}

static void compile_arguments(struct function *f, value_t *arguments, uint32_t count) {
  for (uint32_t i = 0; i < count; i++) compile_temporary(f, arguments[i]);
}

static void compile_leaf(struct function *f, uint32_t index, enum opcode op, value_t *arguments,
                         uint32_t count, int32_t destination) {
  uint32_t saved = f->next;
  uint32_t base = call_base(f, destination);
  register_take(f, 1);
  compile_arguments(f, arguments, count);
  if (op == OPCODE_EQUAL)
    emit(f, instruction_abc(OPCODE_EQUAL, base, 0, 0));
  else
    emit(f, instruction_abx(OPCODE_PRIMITIVE, base, count, (int32_t)index));
  f->next = saved;
  compile_deliver(f, base, destination);
}

static void compile_pair(struct function *f, const struct inline_row *row, value_t *arguments,
                         int32_t destination) {
  uint32_t saved = f->next;
  uint32_t base = call_base(f, destination);
  register_take(f, 1);
  uint32_t x = compile_operand(f, arguments[0]), y = compile_operand(f, arguments[1]);
  // Both may be locals: the leaf wants room for two arguments all the same.
  f->next = base + 2;
  register_take(f, 2);
  emit(f, instruction_abc(row->op, base, x, y) | (uint64_t)vm_leaf_named(row->name) << 10);
  f->next = saved;
  compile_deliver(f, base, destination);
}

void compile_primitive(struct function *f, const char *name, value_t *arguments, uint32_t count,
                       int32_t destination) {
  compile_leaf(f, primitive_index_of(f->compiler->cpu, name), OPCODE_PRIMITIVE, arguments, count,
               destination);
}

// More arguments than registers should hold: (apply f (vector ...)) with the vector made in
// batches by compile_form of a vector literal.
static void compile_huge_call(struct function *f, value_t *elements, uint32_t count,
                              int32_t destination) {
  struct cpu *cpu = f->compiler->cpu;
  value_t list = vector_from_array(cpu, elements + 1, count - 1);
  value_t arguments[] = {elements[0], list};
  compile_primitive(f, "nacre.primitive/apply-vector", arguments, 2, destination);
}

void compile_call(struct function *f, value_t form, value_t *elements, uint32_t count,
                  int32_t destination) {
  struct cpu *cpu = f->compiler->cpu;
  value_t head = elements[0], *arguments = elements + 1;
  uint32_t given = count - 1;
  head = call_head(f, head);
  const struct inline_row *row = inline_find(f, head, given);
  if (row) {
    if (row->shape == INLINE_EQUAL) {
      compile_leaf(f, 0, OPCODE_EQUAL, arguments, given, destination);
    } else if (row->shape == INLINE_PAIR && given == 2) {
      compile_pair(f, row, arguments, destination);
    } else if (row->shape == INLINE_PAIR || row->shape == INLINE_LEAF) {
      char name[64];
      snprintf(name, sizeof name, "clojure.core/%s", row->name);
      compile_primitive(f, name, arguments, given, destination);
    } else {
      compile_inline(f, row, arguments, given, destination);
    }
    return;
  }
  if (given > COMPILER_CALL_LIMIT) {
    compile_huge_call(f, elements, count, destination);
    return;
  }
  uint32_t saved = f->next;
  uint32_t base = call_base(f, destination);
  if (value_is_keyword(head) && (given == 1 || given == 2)) {
    register_take(f, 1);
    compile_arguments(f, arguments, given);
    emit_with_constant(f, OPCODE_LOOKUP, base, given, head);
  } else if (value_is_kind(head, KIND_VAR) &&
             !var_flag(cpu, head, language_of(cpu)->keyword.dynamic)) {
    register_take(f, 1);
    compile_arguments(f, arguments, given);
    emit(f, instruction_abx(OPCODE_CALL_GLOBAL, base, given, (int32_t)var_slot(head)));
  } else {
    compile_form(f, head, (int32_t)base);
    register_take(f, 1);
    compile_arguments(f, arguments, given);
    emit(f, instruction_abc(OPCODE_CALL, base, given, 0));
  }
  f->next = saved;
  compile_deliver(f, base, destination);
  (void)form;
}

// --- Tests ----------------------------------------------------------------------------------

static void add_jump(struct jumps *jumps, uint32_t at) { jumps->at[jumps->count++] = at; }

// A fused compare-and-branch; in far mode it skips over a long jump.
static void emit_unless(struct function *f, enum opcode op, uint32_t a, uint32_t b,
                        struct jumps *if_false) {
  uint32_t at = emit(f, instruction_abc(op, a, b, f->compiler->far ? 1 : 0));
  if (!f->compiler->far) {
    add_jump(if_false, at);
    return;
  }
  uint32_t over = emit_jump(f, OPCODE_JUMP, 0);
  add_jump(if_false, emit_jump(f, OPCODE_JUMP, 0));
  patch_here(f, over);
}

static bool compile_fused(struct function *f, const struct inline_row *row, value_t *arguments,
                          struct jumps *if_false) {
  int64_t n;
  static const struct {
    enum opcode value, branch, word, swapped_word;
  } fused[] = {
      {OPCODE_LESS, OPCODE_UNLESS_LESS, OPCODE_UNLESS_LESS_WORD, OPCODE_UNLESS_GREATER_WORD},
      {OPCODE_LESS_EQUAL, OPCODE_UNLESS_LESS_EQUAL, OPCODE_UNLESS_LESS_EQUAL_WORD,
       OPCODE_UNLESS_GREATER_EQUAL_WORD},
      {OPCODE_SAME_NUMBER, OPCODE_UNLESS_SAME_NUMBER, OPCODE_UNLESS_SAME_NUMBER_WORD,
       OPCODE_UNLESS_SAME_NUMBER_WORD},
  };
  if (row->op == OPCODE_IDENTICAL) {
    uint32_t x = compile_operand(f, arguments[0]), y = compile_operand(f, arguments[1]);
    emit_unless(f, OPCODE_UNLESS_IDENTICAL, x, y, if_false);
    return true;
  }
  for (size_t i = 0; i < array_length(fused); i++) {
    if (fused[i].value != row->op) continue;
    bool swapped = row->shape == INLINE_SWAPPED;
    uint32_t x = compile_operand(f, arguments[0]);
    if (small_integer(arguments[1], &n)) {
      emit_unless(f, swapped ? fused[i].swapped_word : fused[i].word, x, (uint32_t)n, if_false);
    } else {
      uint32_t y = compile_operand(f, arguments[1]);
      emit_unless(f, fused[i].branch, swapped ? y : x, swapped ? x : y, if_false);
    }
    return true;
  }
  return false;
}

void compile_test(struct function *f, value_t test, struct jumps *if_false) {
  uint32_t saved = f->next;
  value_t constant;
  if (form_constant(f, test, &constant)) {
    if (value_is_falsy(constant)) add_jump(if_false, emit_jump(f, OPCODE_JUMP, 0));
    return;
  }
  if (form_is_list(test)) {
    uint32_t count;
    value_t *elements = form_elements(f, test, &count);
    value_t head = count ? call_head(f, elements[0]) : VALUE_NIL;
    const struct inline_row *row = count ? inline_find(f, head, count - 1) : NULL;
    if (row && row->shape == INLINE_UNARY) {
      uint32_t x = compile_operand(f, elements[1]);
      f->next = saved;
      add_jump(if_false,
               emit_jump(f, row->op == OPCODE_NOT ? OPCODE_JUMP_TRUE : OPCODE_JUMP_NOT_NIL, x));
      return;
    }
    if (row && row->shape < INLINE_PAIR && compile_fused(f, row, elements + 1, if_false)) {
      f->next = saved;
      return;
    }
  }
  uint32_t x = compile_operand(f, test);
  f->next = saved;
  add_jump(if_false, emit_jump(f, OPCODE_JUMP_FALSE, x));
}
