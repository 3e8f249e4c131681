// SPDX-License-Identifier: MIT
// The table of opcodes: register bytecode, one 64-bit word an instruction.
//
//   63        48 47        32 31        16 15    10 9         2 1 0
//   [ c          | b          | a          | n      | opcode   |0 0]
//   [ bx (signed)             | a          | n      | opcode   |0 0]
// The two low bits are 0, so instructions look like fixnums to the collector, and a code object is
// an array of values throughout. R is the frame's base, K a constant at a distance of bx words from
// the *next* instruction, S an environment slot.
//
// A call stands at R[a]: R[a] callee, R[a+1] link (filled by the call), R[a+2]... arguments; its
// result replaces R[a]. Returning reads `a` out of the instruction before the return address, so
// every opcode that may call keeps its base in `a`.
//
//   OPCODE(name, effect)
#ifndef NACRE_LANG_OPCODES_H
#define NACRE_LANG_OPCODES_H

#include <stdint.h>

// clang-format off
#define LANGUAGE_OPCODES(OPCODE) \
  /* loads */ \
  OPCODE(MOVE,           "R[a] = R[b]") \
  OPCODE(CONSTANT,       "R[a] = K[bx]") \
  OPCODE(WORD,           "R[a] = the word bx, sign-extended: small fixnums, nil, booleans, chars") \
  OPCODE(GLOBAL,         "R[a] = S[bx]; raises when unbound") \
  OPCODE(DYNAMIC,        "R[a] = value of the var K[bx] in this thread") \
  OPCODE(CAPTURE,        "R[a] = captured value b of the running function") \
  OPCODE(SELF,           "R[a] = the running function") \
  OPCODE(CLOSURE,        "R[a] = a function of code K[bx] with n-or-more captures, described by the words behind") \
  OPCODE(BOX_NEW,        "R[a] = a box (local cell) holding R[b]") \
  OPCODE(BOX_GET,        "R[a] = content of the box R[b]") \
  OPCODE(BOX_SET,        "content of the box R[a] = R[b]") \
  /* calls */ \
  OPCODE(CALL,           "R[a] = R[a](R[a+2] ... b arguments)") \
  OPCODE(CALL_GLOBAL,    "R[a] = S[bx](R[a+2] ... n arguments)") \
  OPCODE(PRIMITIVE,      "R[a] = primitive bx (R[a+2] ... n arguments)") \
  OPCODE(LOOKUP,         "R[a] = look up the keyword K[bx] in R[a+2], not found: R[a+3] if n is 2") \
  OPCODE(EQUAL,          "R[a] = (= R[a+2] R[a+3])") \
  OPCODE(PAIR,           "R[a] = pair leaf n (R[b], R[c]), which it is shown at R[a+2], R[a+3]") \
  OPCODE(CONJ,           "R[a] = (conj R[b] R[c]), likewise") \
  OPCODE(NTH,            "R[a] = (nth R[b] R[c]), likewise") \
  OPCODE(GET,            "R[a] = (get R[b] R[c]), likewise") \
  OPCODE(RETURN,         "return R[a]") \
  OPCODE(THROW,          "throw R[a]") \
  OPCODE(UNDERFLOW,      "resume the frame below, which is frozen, with R[0]") \
  /* control */ \
  OPCODE(JUMP,           "go bx words on") \
  OPCODE(LOOP,           "go bx words back: a safepoint") \
  OPCODE(WHILE_LESS,         "go c words back if fixnums R[a] < R[b] and no attention is wanted") \
  OPCODE(WHILE_LESS_EQUAL,   "... if R[a] <= R[b]") \
  OPCODE(WHILE_LESS_WORD,    "... if R[a] < b, b a signed 16-bit integer") \
  OPCODE(WHILE_LESS_EQUAL_WORD,    "... if R[a] <= b") \
  OPCODE(WHILE_GREATER_WORD,       "... if R[a] > b") \
  OPCODE(WHILE_GREATER_EQUAL_WORD, "... if R[a] >= b") \
  OPCODE(JUMP_FALSE,     "go bx words on if R[a] is nil or false") \
  OPCODE(JUMP_TRUE,      "go bx words on unless R[a] is nil or false") \
  OPCODE(JUMP_NIL,       "go bx words on if R[a] is nil") \
  OPCODE(JUMP_NOT_NIL,   "go bx words on unless R[a] is nil") \
  OPCODE(TABLE,          "go R[a] + 1 words on, R[a] a fixnum from -1") \
  /* tests fused with a branch: go c words on (signed) when the test fails */ \
  OPCODE(UNLESS_LESS,          "unless R[a] < R[b]") \
  OPCODE(UNLESS_LESS_EQUAL,    "unless R[a] <= R[b]") \
  OPCODE(UNLESS_SAME_NUMBER,   "unless R[a] == R[b]") \
  OPCODE(UNLESS_IDENTICAL,     "unless (identical? R[a] R[b])") \
  OPCODE(UNLESS_LESS_WORD,          "unless R[a] < b, b a signed 16-bit integer") \
  OPCODE(UNLESS_LESS_EQUAL_WORD,    "unless R[a] <= b") \
  OPCODE(UNLESS_GREATER_WORD,       "unless R[a] > b") \
  OPCODE(UNLESS_GREATER_EQUAL_WORD, "unless R[a] >= b") \
  OPCODE(UNLESS_SAME_NUMBER_WORD,   "unless R[a] == b") \
  /* arithmetic and tests into a register */ \
  OPCODE(ADD,            "R[a] = R[b] + R[c]") \
  OPCODE(ADD_WORD,       "R[a] = R[b] + c, c a signed 16-bit integer") \
  OPCODE(SUBTRACT,       "R[a] = R[b] - R[c]") \
  OPCODE(MULTIPLY,       "R[a] = R[b] * R[c]") \
  OPCODE(DIVIDE,         "R[a] = R[b] / R[c]") \
  OPCODE(DIVIDE_DOUBLES, "R[a] = R[b] / R[c], one of which is written as a double") \
  OPCODE(QUOTIENT,       "R[a] = (quot R[b] R[c])") \
  OPCODE(REMAINDER,      "R[a] = (rem R[b] R[c])") \
  OPCODE(LESS,           "R[a] = R[b] < R[c]") \
  OPCODE(LESS_EQUAL,     "R[a] = R[b] <= R[c]") \
  OPCODE(SAME_NUMBER,    "R[a] = R[b] == R[c]") \
  OPCODE(IDENTICAL,      "R[a] = (identical? R[b] R[c])") \
  OPCODE(NOT,            "R[a] = (not R[b])") \
  OPCODE(IS_NIL,         "R[a] = (nil? R[b])") \
  OPCODE(BIT_AND,        "R[a] = (bit-and R[b] R[c])") \
  OPCODE(BIT_OR,         "R[a] = (bit-or R[b] R[c])") \
  OPCODE(BIT_XOR,        "R[a] = (bit-xor R[b] R[c])") \
  OPCODE(SHIFT_LEFT,     "R[a] = (bit-shift-left R[b] R[c])") \
  OPCODE(SHIFT_RIGHT,    "R[a] = (bit-shift-right R[b] R[c])")
// clang-format on

enum opcode {
#define OPCODE(name, effect) OPCODE_##name,
  LANGUAGE_OPCODES(OPCODE)
#undef OPCODE
      OPCODE_LIMIT
};

static inline uint64_t instruction_abc(enum opcode op, uint32_t a, uint32_t b, uint32_t c) {
  return (uint64_t)op << 2 | (uint64_t)(a & 0xffff) << 16 | (uint64_t)(b & 0xffff) << 32 |
         (uint64_t)(c & 0xffff) << 48;
}
static inline uint64_t instruction_abx(enum opcode op, uint32_t a, uint32_t n, int32_t bx) {
  return (uint64_t)op << 2 | (uint64_t)(n & 63) << 10 | (uint64_t)(a & 0xffff) << 16 |
         (uint64_t)(uint32_t)bx << 32;
}
static inline enum opcode instruction_opcode(uint64_t i) { return (enum opcode)((i >> 2) & 0xff); }
static inline uint32_t instruction_n(uint64_t i) { return (i >> 10) & 63; }
static inline uint32_t instruction_a(uint64_t i) { return (uint16_t)(i >> 16); }
static inline uint32_t instruction_b(uint64_t i) { return (uint16_t)(i >> 32); }
static inline uint32_t instruction_c(uint64_t i) { return (uint32_t)(i >> 48); }
static inline int32_t instruction_bx(uint64_t i) { return (int32_t)(i >> 32); }

#endif
