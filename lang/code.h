// SPDX-License-Identifier: MIT
// Code objects and functions.
//
//   KIND_CODE      the slots of enum code_slot, then instructions, then constants. Immutable,
//                  pinned, shared by every process, carried by images. All words are values to the
//                  collector (instructions look like fixnums). Header extra: its number among the
//                  codes of the image, else 0; then one more slot, the last, is for the class of
//                  its functions (lang/function_class.h). Until that is asked for it holds their
//                  label: what tells them from others under CODE_NAME, nil or a symbol (a path of
//                  names, `fn` for none, with `$` between them; with a namespace when it does not
//                  begin in the function of a def). The codes of the image have flags in place of
//                  `fn`.
//   KIND_FUNCTION  code, meta, captured values ...
// A function of several arities has one code object an arity; its `code` slot is the primary one,
// whose CODE_OVERLOADS lists them all.
#ifndef NACRE_LANG_CODE_H
#define NACRE_LANG_CODE_H

#include "gc/gc.h"

enum code_slot {
  CODE_ENTRY,     // fixnum-like word: arguments << 32 | frame bytes; arguments is CODE_VARIADIC
                  // for a variadic code, so that the fast test of a call fails
  CODE_NAME,      // symbol "namespace/function", or nil
  CODE_FILE,      // string or nil
  CODE_LINES,     // KIND_BYTES, where instructions come from (code_lines_pack), or nil
  CODE_HANDLERS,  // chunk of fixnums, four an entry: start, end, handler offset, register; nil
  CODE_OVERLOADS, // chunk of codes (fixed arities ascending, variadic last), or nil when alone
  CODE_REQUIRED,  // fixnum: fixed parameters
  CODE_INSTRUCTIONS_COUNT, // fixnum
  CODE_FIRST               // index of the first instruction
};
enum { CODE_VARIADIC = 0x3fffffff, CODE_FRAME_LIMIT = 1000 };

enum { CODE_IS_NESTED = OBJECT_USER_1, CODE_IS_APART = OBJECT_USER_2 }; // label fn, clojure.core/fn
enum { FUNCTION_HAS_LITERAL_META = OBJECT_USER_1 }; // it came with the form, not from with-meta
enum function_slot { FUNCTION_CODE, FUNCTION_META, FUNCTION_CAPTURES };

static inline uint64_t code_entry_word(uint32_t arguments, uint32_t frame_slots) {
  return (uint64_t)arguments << 32 | (uint64_t)frame_slots * 8;
}
static inline uint32_t code_frame_slots(const struct object *code) {
  return (uint32_t)object_raw(code, CODE_ENTRY) / 8;
}
static inline bool code_is_variadic(const struct object *code) {
  return object_raw(code, CODE_ENTRY) >> 32 == CODE_VARIADIC;
}
static inline uint32_t code_required(const struct object *code) {
  return (uint32_t)value_fixnum(object_slot(code, CODE_REQUIRED));
}
static inline const uint64_t *code_instructions(const struct object *code) {
  return &code->slots[CODE_FIRST].bits;
}

// The code of `function` for that many arguments, or NULL.
struct object *function_select(const struct object *function, uint32_t arguments);
// The code among the function's arities that `counter` points into (just behind an instruction);
// NULL when it is in none (a call that has not begun).
struct object *function_code_at(value_t function, const uint64_t *counter);
// Places of instructions, packed into a few bytes each: entries of instruction offset << 32 | line
// << 12 | column, by ascending offset.
value_t code_lines_pack(struct cpu *cpu, const uint64_t *entries, size_t count);
// Line and column of the instruction before `counter`; 0 when unknown.
void code_position(const struct object *code, const uint64_t *counter, uint32_t *line,
                   uint32_t *column);

#endif
