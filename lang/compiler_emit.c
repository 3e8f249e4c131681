// SPDX-License-Identifier: MIT
#include "lang/code.h"
#include "lang/compiler_internal.h"
#include "lang/language.h"
#include "lang/primitive.h"
#include "lang/symbol.h"
#include "lang/vm.h"

void words_add(struct compiler *c, struct words *words, uint64_t word) {
  if (words->count == words->capacity) {
    uint32_t capacity = words->capacity ? words->capacity * 2 : 32;
    uint64_t *data = scratch_allocate(c->cpu, capacity * sizeof *data);
    if (words->count) memcpy(data, words->data, words->count * sizeof *data);
    words->data = data;
    words->capacity = capacity;
  }
  words->data[words->count++] = word;
}

void function_start(struct function *f, struct compiler *compiler, struct function *outer) {
  memset(f, 0, sizeof *f);
  f->compiler = compiler;
  f->outer = outer;
  f->name = VALUE_NIL;
}

uint32_t register_take(struct function *f, uint32_t count) {
  uint32_t first = f->next;
  f->next += count;
  if (f->next > f->max) f->max = f->next;
  if (f->max > CODE_FRAME_LIMIT - 100)
    compile_error(f, VALUE_NIL, "function needs more than %d registers", CODE_FRAME_LIMIT - 100);
  return first;
}

uint32_t emit(struct function *f, uint64_t instruction) {
  struct compiler *c = f->compiler;
  if (c->line) {
    uint64_t place = ((uint64_t)(c->line & 0xfffff) << 12) | (c->column & 0xfff);
    uint64_t last = f->lines.count ? f->lines.data[f->lines.count - 1] : 0;
    if ((last & 0xffffffff) != place || !f->lines.count)
      words_add(c, &f->lines, (uint64_t)f->instructions.count << 32 | place);
  }
  words_add(c, &f->instructions, instruction);
  return f->instructions.count - 1;
}

uint32_t emit_jump(struct function *f, enum opcode op, uint32_t a) {
  return emit(f, instruction_abx(op, a, 0, 0));
}

void patch_to(struct function *f, uint32_t jump, uint32_t target) {
  uint64_t *instruction = &f->instructions.data[jump];
  int32_t distance = (int32_t)target - (int32_t)jump - 1;
  enum opcode op = instruction_opcode(*instruction);
  if (op < OPCODE_UNLESS_LESS || op > OPCODE_UNLESS_SAME_NUMBER_WORD) {
    *instruction = (*instruction & 0xffffffff) | (uint64_t)(uint32_t)distance << 32;
    return;
  }
  if (distance > INT16_MAX) f->compiler->too_far = true;
  *instruction = (*instruction & 0xffffffffffff) | (uint64_t)(uint16_t)distance << 48;
}

void patch_here(struct function *f, uint32_t jump) { patch_to(f, jump, f->instructions.count); }

// Constants are kept beside the code until its length is known; until then bx is their index, and
// f->constants holds pairs: instruction, value.
void emit_with_constant(struct function *f, enum opcode op, uint32_t a, uint32_t n, value_t v) {
  uint32_t at = emit(f, instruction_abx(op, a, n, 0));
  words_add(f->compiler, &f->constants, at);
  words_add(f->compiler, &f->constants, v.bits);
}

void emit_constant(struct function *f, uint32_t reg, value_t v) {
  if (!value_is_pointer(v) && (int64_t)v.bits == (int32_t)v.bits)
    emit(f, instruction_abx(OPCODE_WORD, reg, 0, (int32_t)v.bits));
  else
    emit_with_constant(f, OPCODE_CONSTANT, reg, 0, v);
}

uint32_t primitive_index_of(struct cpu *cpu, const char *name) {
  return primitive_index(primitive_value(cpu, name));
}

static value_t chunk_of(struct cpu *cpu, const struct words *words, bool shift) {
  if (!words->count) return VALUE_NIL;
  struct object *chunk = gc_allocate_old(cpu, KIND_CHUNK, words->count, 0);
  for (uint32_t i = 0; i < words->count; i++)
    object_initialize(chunk, i,
                      shift ? value_of_fixnum((int64_t)words->data[i]) : (value_t){words->data[i]});
  return value_of_object(chunk);
}

value_t function_finish(struct function *f, uint32_t required, bool variadic) {
  struct cpu *cpu = f->compiler->cpu;
  struct language *language = language_of(cpu);
  uint32_t count = f->instructions.count, constants = f->constants.count / 2;
  size_t words = CODE_FIRST + (size_t)count + constants + language->from_image;
  struct object *code =
      gc_allocate_old(cpu, KIND_CODE, words, language->from_image ? 0 : ++language->code_count);
  value_t label = f->compiler->label;
  if (language->from_image)
    object_initialize(code, words - 1, label);
  else if (!value_is_nil(label))
    object_set_flags(code, value_is_nil(symbol_namespace(label)) ? CODE_IS_NESTED : CODE_IS_APART);
  for (uint32_t i = 0; i < constants; i++) {
    uint64_t at = f->constants.data[2 * i];
    uint64_t *instruction = &f->instructions.data[at];
    int32_t distance = (int32_t)(count + i) - (int32_t)at - 1;
    *instruction = (*instruction & 0xffffffff) | (uint64_t)(uint32_t)distance << 32;
    value_t constant = gc_publish(cpu, (value_t){f->constants.data[2 * i + 1]});
    object_initialize(code, CODE_FIRST + count + i, constant);
  }
  for (uint32_t i = 0; i < count; i++)
    object_set_raw(code, CODE_FIRST + i, f->instructions.data[i]);
  object_set_raw(code, CODE_ENTRY,
                 code_entry_word(variadic ? CODE_VARIADIC : required, f->max + 1));
  object_initialize(code, CODE_NAME, gc_publish(cpu, f->compiler->full_name));
  object_initialize(code, CODE_FILE, gc_publish(cpu, f->compiler->file));
  object_initialize(code, CODE_LINES, code_lines_pack(cpu, f->lines.data, f->lines.count));
  object_initialize(code, CODE_HANDLERS, chunk_of(cpu, &f->handlers, true));
  object_initialize(code, CODE_OVERLOADS, VALUE_NIL);
  object_initialize(code, CODE_REQUIRED, value_of_fixnum(required));
  object_initialize(code, CODE_INSTRUCTIONS_COUNT, value_of_fixnum(count));
  return value_of_object(code);
}
