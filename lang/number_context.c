// SPDX-License-Identifier: MIT
#include "lang/number_context.h"

#include "lang/language.h"
#include "lang/namespace.h"

struct decimal_context number_context(struct cpu *cpu) {
  value_t var = language_of(cpu)->hooks[HOOK_MATH_CONTEXT];
  if (!value_is_kind(var, KIND_VAR)) return DECIMAL_EXACT; // while the system starts
  return number_context_of_value(var_value(cpu, var));
}
