// SPDX-License-Identifier: MIT
// try, catch, finally by handler tables: entering a try costs nothing.
//
//   region 1   body                 -> clauses (the exception in a register)
//   region 2   body and clauses     -> finally, then throw again
// Inner regions stand before outer ones in the table, as they are finished first.
#include "lang/collections.h"
#include "lang/compiler_internal.h"
#include "lang/namespace.h"
#include "lang/symbol.h"
#include "lang/type.h"

static bool is_clause(struct function *f, value_t form, value_t symbol) {
  if (!form_is_list(form)) return false;
  uint32_t count;
  value_t *elements = form_elements(f, form, &count);
  return count && value_is_symbol(elements[0]) && symbol_equal(elements[0], symbol);
}

static void add_handler(struct function *f, uint32_t start, uint32_t end, uint32_t handler,
                        uint32_t reg) {
  if (start == end) return;
  uint32_t entry[] = {start, end, handler, reg};
  for (size_t i = 0; i < array_length(entry); i++) words_add(f->compiler, &f->handlers, entry[i]);
}

// (catch Type name body...) with the exception in `exception`; the result goes to `target`. The
// type :default stands for every Throwable, :any for Ctrl-C (nacre.lang.Interruption) as well.
static uint32_t compile_catch(struct function *f, value_t clause, uint32_t exception,
                              uint32_t target) {
  struct cpu *cpu = f->compiler->cpu;
  uint32_t count, saved = f->next, skip = UINT32_MAX;
  value_t *elements = form_elements(f, clause, &count);
  if (count < 3 || !value_is_symbol(elements[2]))
    compile_error(f, clause, "catch wants a class and a name");
  struct local *locals = f->locals;
  local_push(f, elements[2], exception, false);
  value_t class = elements[1];
  if (value_same(class, language_of(cpu)->keyword.default_))
    class = type_builtin(cpu, TYPE_THROWABLE);
  if (!value_is_keyword(class)) {
    value_t arguments[] = {class, elements[2]};
    uint32_t test = register_take(f, 1);
    compile_primitive(f, "nacre.primitive/exception-of?", arguments, 2, (int32_t)test);
    skip = emit_jump(f, OPCODE_JUMP_FALSE, test);
    f->next = saved;
  } else if (!value_same(class, language_of(cpu)->keyword.any)) {
    compile_error(f, clause, "catch wants a class, :default or :any");
  }
  if (count == 3) emit_constant(f, target, VALUE_NIL);
  for (uint32_t i = 3; i < count; i++)
    compile_form(f, elements[i], i + 1 == count ? (int32_t)target : DESTINATION_NONE);
  f->locals = locals;
  f->next = saved;
  return skip;
}

void compile_try(struct function *f, value_t form, value_t *elements, uint32_t count,
                 int32_t destination) {
  struct cpu *cpu = f->compiler->cpu;
  struct language_symbols *symbol = &language_of(cpu)->symbol;
  struct loop *loop = f->loop;
  struct loop across_try = {.barred = "Cannot recur across try"};
  f->loop = NULL;
  uint32_t saved = f->next;
  value_t finally = VALUE_ABSENT;
  uint32_t body_end = 1;
  while (body_end < count && !is_clause(f, elements[body_end], symbol->catch_) &&
         !is_clause(f, elements[body_end], symbol->finally))
    body_end++;
  uint32_t clauses_end = count;
  if (body_end < count && is_clause(f, elements[count - 1], symbol->finally)) {
    finally = list_rest(elements[count - 1]);
    clauses_end--;
  }
  for (uint32_t i = body_end; i < clauses_end; i++)
    if (!is_clause(f, elements[i], symbol->catch_))
      compile_error(f, form,
                    is_clause(f, elements[i], symbol->finally)
                        ? "finally clause must be last in try expression"
                        : "Only catch or finally clause can follow catch in try expression");
  uint32_t target = register_take(f, 1), exception = register_take(f, 1);

  uint32_t start = f->instructions.count;
  if (body_end == 1) emit_constant(f, target, VALUE_NIL);
  for (uint32_t i = 1; i < body_end; i++) {
    if (loop && i + 1 == body_end) f->loop = &across_try;
    compile_form(f, elements[i], i + 1 == body_end ? (int32_t)target : DESTINATION_NONE);
  }
  f->loop = NULL;
  uint32_t body_stop = f->instructions.count;

  uint32_t *ends = scratch_allocate(cpu, (count + 1) * sizeof *ends);
  uint32_t end_count = 0;
  if (body_end < clauses_end) {
    ends[end_count++] = emit_jump(f, OPCODE_JUMP, 0);
    add_handler(f, start, body_stop, f->instructions.count, exception);
    bool catches_all = false;
    for (uint32_t i = body_end; i < clauses_end && !catches_all; i++) {
      uint32_t skip = compile_catch(f, elements[i], exception, target);
      ends[end_count++] = emit_jump(f, OPCODE_JUMP, 0);
      if (skip == UINT32_MAX)
        catches_all = true;
      else
        patch_here(f, skip);
    }
    if (!catches_all) emit(f, instruction_abc(OPCODE_THROW, exception, 0, 0));
  }
  uint32_t clauses_stop = f->instructions.count;
  if (!value_same(finally, VALUE_ABSENT)) {
    ends[end_count++] = emit_jump(f, OPCODE_JUMP, 0);
    add_handler(f, start, clauses_stop, f->instructions.count, exception);
    compile_body(f, finally, DESTINATION_NONE);
    emit(f, instruction_abc(OPCODE_THROW, exception, 0, 0));
  }
  for (uint32_t i = 0; i < end_count; i++) patch_here(f, ends[i]);
  if (!value_same(finally, VALUE_ABSENT)) compile_body(f, finally, DESTINATION_NONE);
  f->loop = loop;
  f->next = saved;
  compile_deliver(f, target, destination);
}
