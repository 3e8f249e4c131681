// SPDX-License-Identifier: MIT
// Tagged literals and reader conditionals as values: KIND_TAGGED_LITERAL holds tag and form,
// KIND_READER_CONDITIONAL form and splicing (a boolean). What their keys mean is Lisp's matter.
#include "lang/primitive.h"

static value_t pair_new(struct cpu *cpu, enum kind kind, const value_t *arguments) {
  struct object *object = gc_allocate(cpu, kind, 2);
  object_initialize(object, 0, arguments[0]);
  object_initialize(object, 1, arguments[1]);
  return value_of_object(object);
}

static value_t tagged_new(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  return pair_new(cpu, KIND_TAGGED_LITERAL, arguments);
}

static value_t conditional_new(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  return pair_new(cpu, KIND_READER_CONDITIONAL, arguments);
}

// [x second?] the first or the second part of either.
static value_t tagged_part(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  if (!value_is_kind(arguments[0], KIND_TAGGED_LITERAL) &&
      !value_is_kind(arguments[0], KIND_READER_CONDITIONAL))
    error_raise(cpu, ERROR_TYPE, "%V is neither a tagged literal nor a reader conditional",
                arguments[0]);
  return object_slot(value_object(arguments[0]), value_is_falsy(arguments[1]) ? 0 : 1);
}

#define LEAF(name) "nacre.primitive/" name
const struct primitive tagged_primitives[] = {
    {LEAF("tagged-literal-new"), tagged_new, 2, 2, "([tag form])", "A tagged literal."},
    {LEAF("reader-conditional-new"), conditional_new, 2, 2, "([form splicing?])",
     "A reader conditional that was kept."},
    {LEAF("tagged-part"), tagged_part, 2, 2, "([x second?])", "One of its two parts."},
    {NULL, NULL, 0, 0, NULL, NULL},
};
