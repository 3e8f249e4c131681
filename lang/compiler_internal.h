// SPDX-License-Identifier: MIT
// What the parts of the compiler share. All its memory is scratch memory: it lives for one leaf.
//
//   compiler.c        forms: literals, locals, special forms
//   compiler_call.c   calls, inlined functions, tests fused with branches
//   compiler_try.c    try, catch, finally
//   compiler_emit.c   instructions, constants, registers; the finished code object
#ifndef NACRE_LANG_COMPILER_INTERNAL_H
#define NACRE_LANG_COMPILER_INTERNAL_H

#include "gc/gc.h"
#include "lang/error.h"
#include "lang/language.h"
#include "lang/opcodes.h"
#include "lang/scratch.h"

enum {
  COMPILER_DEPTH_LIMIT = 800,  // nested forms; bounds the C stack
  COMPILER_CALL_LIMIT = 60,    // arguments in registers; more go through apply
  COMPILER_LITERAL_BATCH = 24, // elements of a literal that are added at once
};

struct local {
  value_t symbol;
  uint32_t reg;
  bool boxed; // the register holds a box (letfn*)
  struct local *outer;
};

struct capture {
  value_t symbol;
  bool from_capture; // of the enclosing function, else its register
  bool boxed;
  uint32_t index;
};

struct loop {
  const char *barred; // why recur may not go there; NULL where it may
  uint32_t start;     // instruction
  uint32_t count;
  uint32_t *regs;
  value_t *symbols;
};

// A growing array in scratch memory.
struct words {
  uint64_t *data;
  uint32_t count, capacity;
};

// One arity of one function.
struct function {
  struct compiler *compiler;
  struct function *outer;
  value_t name; // of the fn*, for self-reference: a symbol or nil
  struct local *locals;
  struct capture *captures; // shared by the arities of one fn*
  uint32_t *capture_count;
  struct loop *loop;  // where recur goes; NULL where it may not
  uint32_t next, max; // registers
  struct words instructions, constants, lines, handlers;
  uint32_t *constant_uses; // instruction offsets are patched once the code's length is known
};

struct compiler {
  struct cpu *cpu;
  value_t file;
  value_t full_name;  // symbol for traces: namespace/outermost
  value_t label;      // of the function that is compiled: lang/code.h
  bool defining;      // the next form is the function that a def names
  bool in_def;        // in a def, at any depth
  unsigned functions; // how many fn* the form stands in
  uint32_t line, column;
  uint32_t depth;
  bool far; // a fused branch was too far once: compile again with long jumps
  bool too_far;
};

// Where a form's value goes.
enum { DESTINATION_TAIL = -1, DESTINATION_NONE = -2 }; // else a register

// --- compiler.c -----------------------------------------------------------------------------
// Compiles a form; its value goes to the destination.
void compile_form(struct function *f, value_t form, int32_t destination);
// Into a fresh register on top (f->next grows by one).
uint32_t compile_temporary(struct function *f, value_t form);
// Into any register: a local's own one, or a fresh one.
uint32_t compile_operand(struct function *f, value_t form);
void compile_body(struct function *f, value_t forms, int32_t destination);
// After a value has been put into `reg`: moves or returns it.
void compile_deliver(struct function *f, uint32_t reg, int32_t destination);
struct local *local_find(struct function *f, value_t symbol);
void local_push(struct function *f, value_t symbol, uint32_t reg, bool boxed);
_Noreturn void compile_error(struct function *f, value_t form, const char *format, ...);
// The elements of a list form (any realised sequence), in scratch memory.
value_t *form_elements(struct function *f, value_t form, uint32_t *count);
bool form_is_list(value_t form);
bool form_mentions(struct function *f, value_t form, value_t symbol);
// A local, a constant, or a call of anything but a special form: has no effect on registers.
bool form_is_local(struct function *f, value_t form);
// The value of a form that needs no code; false when it needs some.
bool form_constant(struct function *f, value_t form, value_t *constant);

// --- compiler_call.c ------------------------------------------------------------------------
void compile_call(struct function *f, value_t form, value_t *elements, uint32_t count,
                  int32_t destination);
// A call of a primitive by name with forms as arguments.
void compile_primitive(struct function *f, const char *name, value_t *arguments, uint32_t count,
                       int32_t destination);
// Emits a test; returns a list of jumps to patch for when it fails.
struct jumps {
  uint32_t at[4];
  uint32_t count;
};
// The head of a call: its var when it is a global symbol that nobody has expanded.
value_t call_head(struct function *f, value_t head);
// Is it a local, a constant, or arithmetic that becomes instructions, on such?
bool form_is_arithmetic(struct function *f, value_t form);
void compile_test(struct function *f, value_t test, struct jumps *if_false);
uint32_t call_base(struct function *f, int32_t destination);

// --- compiler_try.c -------------------------------------------------------------------------
void compile_try(struct function *f, value_t form, value_t *elements, uint32_t count,
                 int32_t destination);

// --- compiler_emit.c ------------------------------------------------------------------------
uint32_t emit(struct function *f, uint64_t instruction);
uint32_t emit_jump(struct function *f, enum opcode op, uint32_t a); // bx to be patched
void patch_here(struct function *f, uint32_t jump);
void patch_to(struct function *f, uint32_t jump, uint32_t target);
void emit_constant(struct function *f, uint32_t reg, value_t v);
// An instruction whose bx is the place of a constant.
void emit_with_constant(struct function *f, enum opcode op, uint32_t a, uint32_t n, value_t v);
uint32_t register_take(struct function *f, uint32_t count);
void function_start(struct function *f, struct compiler *compiler, struct function *outer);
// The code object of a compiled arity.
value_t function_finish(struct function *f, uint32_t required, bool variadic);
void words_add(struct compiler *c, struct words *words, uint64_t word);
uint32_t primitive_index_of(struct cpu *cpu, const char *name);

#endif
