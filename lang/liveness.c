// SPDX-License-Identifier: MIT
#include "lang/liveness.h"

#include <stdlib.h>

#include "gc/spinlock.h"
#include "lang/code.h"
#include "lang/language.h"
#include "lang/opcodes.h"

enum {
  TABLE_BUCKETS = 1024,
  ANALYSIS_LIMIT = 1 << 16, // bytes of bit sets a code object may need, else nothing is cleared
};

// The registers that are live before each instruction, as bit sets of `words` words.
struct analysis {
  const struct object *code;
  struct analysis *next;
  uint32_t words;
  uint64_t live[]; // instruction * words
};

struct liveness {
  struct spinlock lock;
  struct analysis *bucket[TABLE_BUCKETS];
};

static struct liveness *liveness_of(struct system *system) {
  if (!system->language->liveness) {
    system->language->liveness = calloc(1, sizeof(struct liveness));
    if (!system->language->liveness) PANIC("no memory for the table of live registers");
  }
  return system->language->liveness;
}

// --- What an instruction reads and writes ---------------------------------------------------

static void use(uint64_t *live, uint32_t reg) { live[reg / 64] |= UINT64_C(1) << reg % 64; }
static void define(uint64_t *live, uint32_t reg) { live[reg / 64] &= ~(UINT64_C(1) << reg % 64); }

static void use_arguments(uint64_t *live, uint32_t base, uint32_t count) {
  for (uint32_t i = 0; i < count; i++) use(live, base + 2 + i);
}

// Turns the registers live after *at into those live before it.
static void apply(uint64_t *live, const uint64_t *at) {
  uint64_t i = *at;
  uint32_t a = instruction_a(i), b = instruction_b(i), c = instruction_c(i);
  switch (instruction_opcode(i)) {
  case OPCODE_CONSTANT:
  case OPCODE_WORD:
  case OPCODE_GLOBAL:
  case OPCODE_DYNAMIC:
  case OPCODE_CAPTURE:
  case OPCODE_SELF:
    define(live, a);
    break;
  case OPCODE_MOVE:
  case OPCODE_BOX_NEW:
  case OPCODE_BOX_GET:
  case OPCODE_ADD_WORD:
  case OPCODE_NOT:
  case OPCODE_IS_NIL:
    define(live, a);
    use(live, b);
    break;
  case OPCODE_CLOSURE:
    define(live, a);
    for (uint64_t k = 0; k < at[1] >> 2; k++)
      if (!(at[2 + k] & 4)) use(live, (uint32_t)(at[2 + k] >> 3));
    break;
  case OPCODE_CALL:
    define(live, a);
    use(live, a);
    use_arguments(live, a, b);
    break;
  case OPCODE_CALL_GLOBAL:
  case OPCODE_PRIMITIVE:
    define(live, a);
    use_arguments(live, a, instruction_n(i));
    break;
  case OPCODE_LOOKUP:
    define(live, a);
    use_arguments(live, a, instruction_n(i) == 2 ? 2 : 1);
    break;
  case OPCODE_EQUAL:
    define(live, a);
    use_arguments(live, a, 2);
    break;
  case OPCODE_RETURN:
  case OPCODE_THROW:
  case OPCODE_JUMP_FALSE:
  case OPCODE_JUMP_TRUE:
  case OPCODE_JUMP_NIL:
  case OPCODE_JUMP_NOT_NIL:
  case OPCODE_TABLE:
  case OPCODE_UNLESS_LESS_WORD:
  case OPCODE_UNLESS_LESS_EQUAL_WORD:
  case OPCODE_UNLESS_GREATER_WORD:
  case OPCODE_UNLESS_GREATER_EQUAL_WORD:
  case OPCODE_UNLESS_SAME_NUMBER_WORD:
  case OPCODE_WHILE_LESS_WORD:
  case OPCODE_WHILE_LESS_EQUAL_WORD:
  case OPCODE_WHILE_GREATER_WORD:
  case OPCODE_WHILE_GREATER_EQUAL_WORD:
    use(live, a);
    break;
  case OPCODE_BOX_SET:
  case OPCODE_UNLESS_LESS:
  case OPCODE_UNLESS_LESS_EQUAL:
  case OPCODE_UNLESS_SAME_NUMBER:
  case OPCODE_UNLESS_IDENTICAL:
  case OPCODE_WHILE_LESS:
  case OPCODE_WHILE_LESS_EQUAL:
    use(live, a);
    use(live, b);
    break;
  case OPCODE_ADD:
  case OPCODE_SUBTRACT:
  case OPCODE_MULTIPLY:
  case OPCODE_DIVIDE:
  case OPCODE_DIVIDE_DOUBLES:
  case OPCODE_QUOTIENT:
  case OPCODE_REMAINDER:
  case OPCODE_LESS:
  case OPCODE_LESS_EQUAL:
  case OPCODE_SAME_NUMBER:
  case OPCODE_IDENTICAL:
  case OPCODE_PAIR:
  case OPCODE_CONJ:
  case OPCODE_NTH:
  case OPCODE_GET:
  case OPCODE_BIT_AND:
  case OPCODE_BIT_OR:
  case OPCODE_BIT_XOR:
  case OPCODE_SHIFT_LEFT:
  case OPCODE_SHIFT_RIGHT:
    define(live, a);
    use(live, b);
    use(live, c);
    break;
  case OPCODE_JUMP:
  case OPCODE_LOOP:
  case OPCODE_UNDERFLOW:
  case OPCODE_LIMIT:
    break;
  }
}

// The successors of instruction `at`: at most two, but for TABLE, which is asked for separately.
static uint32_t successors(const uint64_t *code, uint32_t at, uint32_t out[2]) {
  uint64_t i = code[at];
  uint32_t next = at + 1;
  enum opcode op = instruction_opcode(i);
  switch (op) {
  case OPCODE_RETURN:
  case OPCODE_THROW:
  case OPCODE_UNDERFLOW:
    return 0;
  case OPCODE_JUMP:
    out[0] = next + (uint32_t)instruction_bx(i);
    return 1;
  case OPCODE_LOOP:
    out[0] = next - (uint32_t)instruction_bx(i);
    return 1;
  case OPCODE_CLOSURE:
    out[0] = next + 1 + (uint32_t)(code[next] >> 2);
    return 1;
  case OPCODE_JUMP_FALSE:
  case OPCODE_JUMP_TRUE:
  case OPCODE_JUMP_NIL:
  case OPCODE_JUMP_NOT_NIL:
    out[0] = next;
    out[1] = next + (uint32_t)instruction_bx(i);
    return 2;
  default:
    break;
  }
  out[0] = next;
  if (op >= OPCODE_UNLESS_LESS && op <= OPCODE_UNLESS_SAME_NUMBER_WORD) {
    out[1] = next + (uint32_t)(int32_t)(int16_t)instruction_c(i);
    return 2;
  }
  if (op >= OPCODE_WHILE_LESS && op <= OPCODE_WHILE_GREATER_EQUAL_WORD) {
    out[1] = next - instruction_c(i);
    return 2;
  }
  return 1;
}

// --- The analysis ---------------------------------------------------------------------------

struct flow {
  const uint64_t *code;
  uint32_t count, words;
  uint64_t *live;
  value_t handlers;
};

static bool merge(uint64_t *into, const uint64_t *from, uint32_t words) {
  bool changed = false;
  for (uint32_t w = 0; w < words; w++) {
    changed |= (from[w] & ~into[w]) != 0;
    into[w] |= from[w];
  }
  return changed;
}

static void flow_into(const struct flow *f, uint64_t *set, uint32_t successor) {
  if (successor < f->count) merge(set, f->live + (size_t)successor * f->words, f->words);
}

// What is live before instruction `at`, from what is known of its successors.
static void live_before(const struct flow *f, uint32_t at, uint64_t *set) {
  memset(set, 0, f->words * sizeof *set);
  uint32_t out[2], count = successors(f->code, at, out);
  for (uint32_t k = 0; k < count; k++) flow_into(f, set, out[k]);
  if (instruction_opcode(f->code[at]) == OPCODE_TABLE)
    for (uint32_t k = at + 1; k < f->count && instruction_opcode(f->code[k]) == OPCODE_JUMP; k++)
      flow_into(f, set, k);
  apply(set, f->code + at);
  // Wherever an exception may leave from, what its handler reads is live as well.
  for (size_t h = 0; !value_is_nil(f->handlers) && h + 3 < object_size(value_object(f->handlers));
       h += 4) {
    struct object *table = value_object(f->handlers);
    if (at < value_fixnum(object_slot(table, h)) || at >= value_fixnum(object_slot(table, h + 1)))
      continue;
    uint32_t exception = (uint32_t)value_fixnum(object_slot(table, h + 3));
    uint64_t bit = UINT64_C(1) << exception % 64, had = set[exception / 64] & bit;
    flow_into(f, set, (uint32_t)value_fixnum(object_slot(table, h + 2)));
    set[exception / 64] = (set[exception / 64] & ~bit) | had;
  }
}

static struct analysis *analyse(const struct object *code) {
  struct flow f = {.code = code_instructions(code),
                   .count = (uint32_t)value_fixnum(object_slot(code, CODE_INSTRUCTIONS_COUNT)),
                   .words = (code_frame_slots(code) + 63) / 64,
                   .handlers = object_slot(code, CODE_HANDLERS)};
  size_t bytes = (size_t)f.count * f.words * sizeof(uint64_t);
  if (bytes > ANALYSIS_LIMIT) return NULL;
  struct analysis *analysis = calloc(1, sizeof *analysis + bytes);
  uint32_t *starts = malloc((f.count + 1) * sizeof *starts);
  if (!analysis || !starts) {
    free(analysis);
    free(starts);
    return NULL;
  }
  analysis->code = code;
  analysis->words = f.words;
  f.live = analysis->live;
  uint32_t start_count = 0;
  for (uint32_t at = 0; at < f.count;) {
    starts[start_count++] = at;
    at +=
        instruction_opcode(f.code[at]) == OPCODE_CLOSURE ? 2 + (uint32_t)(f.code[at + 1] >> 2) : 1;
  }
  uint64_t set[(CODE_FRAME_LIMIT + 63) / 64 + 1];
  for (bool changed = true; changed;) {
    changed = false;
    for (uint32_t k = start_count; k-- > 0;) {
      live_before(&f, starts[k], set);
      changed |= merge(f.live + (size_t)starts[k] * f.words, set, f.words);
    }
  }
  free(starts);
  return analysis;
}

static const struct analysis *analysis_of(struct cpu *cpu, const struct object *code) {
  struct liveness *liveness = liveness_of(cpu->system);
  size_t at = ((uintptr_t)code >> 4) * UINT64_C(0x9e3779b97f4a7c15) >> 54;
  spinlock_acquire(cpu, &liveness->lock);
  struct analysis *found = liveness->bucket[at];
  while (found && found->code != code) found = found->next;
  if (!found && (found = analyse(code))) {
    found->next = liveness->bucket[at];
    liveness->bucket[at] = found;
  }
  spinlock_release(cpu, &liveness->lock);
  return found;
}

void liveness_forget(struct system *system) {
  struct liveness *liveness = liveness_of(system);
  for (size_t i = 0; i < TABLE_BUCKETS; i++)
    for (struct analysis **at = &liveness->bucket[i], *a; (a = *at) != NULL;) {
      if (gc_address_in_image(a->code)) {
        at = &a->next;
      } else {
        *at = a->next;
        free(a);
      }
    }
}

// --- Clearing -------------------------------------------------------------------------------

static void clear_registers(value_t *R, const uint64_t *live, uint32_t count) {
  for (uint32_t base = 0; base < count; base += 64) {
    uint64_t dead = ~live[base / 64];
    if (count - base < 64) dead &= (UINT64_C(1) << (count - base)) - 1;
    for (; dead; dead &= dead - 1) R[base + (uint32_t)__builtin_ctzll(dead)] = VALUE_NIL;
  }
}

// From the running frame outwards; `suspended`: that one waits for a call, too, and goes on at
// `counter` when it has returned.
static void clear_frames(struct cpu *cpu, value_t *top, const uint64_t *counter, bool suspended) {
  value_t *R = cpu->frame;
  while (R >= cpu->stack_bottom + 2) {
    struct object *code = function_code_at(R[-2], suspended ? counter : counter + 1);
    const struct analysis *analysis = code ? analysis_of(cpu, code) : NULL;
    if (analysis) {
      const uint64_t *live =
          analysis->live + (size_t)(counter - code_instructions(code)) * analysis->words;
      // The result of a call under way is written before anybody reads it.
      uint32_t limit = suspended ? instruction_a(counter[-1]) : (uint32_t)(top - R);
      clear_registers(R, live, limit);
    }
    counter = (const uint64_t *)(uintptr_t)R[-1].bits;
    if (instruction_opcode(*counter) == OPCODE_UNDERFLOW) return;
    R -= instruction_a(counter[-1]) + 2;
    suspended = true;
  }
}

void liveness_clear_dead(struct cpu *cpu, value_t *top, const uint64_t *counter) {
  clear_frames(cpu, top, counter, false);
}

void liveness_clear_suspended(struct cpu *cpu, const uint64_t *counter) {
  clear_frames(cpu, NULL, counter, true);
}
