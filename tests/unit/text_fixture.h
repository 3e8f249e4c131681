// SPDX-License-Identifier: MIT
// A language without its standard library, and a little driver in the VM's place: it runs leaves by
// name, makes the tail calls they ask for, and collects between two leaves.
#ifndef NACRE_TESTS_TEXT_FIXTURE_H
#define NACRE_TESTS_TEXT_FIXTURE_H

#include <check.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lang/boot.h"
#include "lang/collections.h"
#include "lang/environment.h"
#include "lang/exception.h"
#include "lang/language.h"
#include "lang/namespace.h"
#include "lang/primitive.h"
#include "lang/print.h"
#include "lang/scratch.h"
#include "lang/string.h"
#include "lang/symbol.h"
#include "lang/type.h"

static struct cpu *cpu;
static jmp_buf text_landing;
static unsigned long text_leaves; // leaves run since the last text_call
static value_t text_stack[512];   // what a safepoint finds instead of frames

static void text_boot(void) {
  // The nursery collects at every safepoint, so that whatever a leaf leaves behind has moved.
  struct boot_options options = {.gc = {.stress_minor = true}};
  cpu = boot_start(&options);
  cpu->error_landing = &text_landing;
  // *ns* is user.
  value_t user = namespace_intern(cpu, language_of(cpu)->symbol.user);
  environment_store(cpu, var_slot(language_of(cpu)->first_namespace_var), user);
}

static void text_safepoint(void) {
  cpu->stack_bottom = text_stack;
  cpu->stack_end = text_stack + array_length(text_stack);
  cpu->frame = text_stack;
  cpu->frame_top = text_stack + array_length(text_stack);
  cpu->attention = 0;
  gc_safepoint(cpu);
}

// The slots of text_stack: 0.. for tests, the upper part for the driver.
enum { TEXT_ARGUMENTS = 300, TEXT_STATE = 400 };

// Runs a leaf on values, to its end. An error gives VALUE_ABSENT and text_error.
static char text_error[512];
static value_t text_call(const char *name, uint32_t count, const value_t *arguments) {
  // Setjmp keeps only what is volatile or static.
  static value_t answer, function;
  static uint32_t argument_count, continuations;
  text_leaves = 0;
  continuations = 0;
  if (setjmp(text_landing)) {
    value_t message = object_slot(value_object(cpu->error), EXCEPTION_MESSAGE);
    value_t type = object_slot(value_object(cpu->error), EXCEPTION_TYPE);
    const char *type_name = string_bytes(symbol_name(object_slot(value_object(type), TYPE_NAME)));
    snprintf(text_error, sizeof text_error, "%s: %s", strrchr(type_name, '.') + 1,
             string_bytes(message));
    scratch_reset(cpu);
    return VALUE_ABSENT;
  }
  function = primitive_value(cpu, name);
  argument_count = count;
  for (uint32_t i = 0; i < count; i++) text_stack[TEXT_ARGUMENTS + i] = arguments[i];
  for (;;) {
    value_t index = object_slot(value_object(function), 2);
    const struct primitive *row = primitive_by_index((uint32_t)value_fixnum(index));
    if (argument_count < (uint32_t)row->minimum) ck_abort_msg("too few arguments: %s", row->name);
    answer = row->function(cpu, &text_stack[TEXT_ARGUMENTS], argument_count);
    scratch_reset(cpu);
    text_leaves++;
    if (value_same(answer, VALUE_CALL_THEN)) {
      if (continuations == 20) ck_abort_msg("continuations are nested too deeply");
      text_stack[TEXT_STATE + 2 * continuations] = cpu->tail_continuation;
      text_stack[TEXT_STATE + 2 * continuations++ + 1] = cpu->tail_state;
    } else if (!value_same(answer, VALUE_TAIL_CALL)) {
      if (continuations == 0) return answer;
      continuations--;
      function = text_stack[TEXT_STATE + 2 * continuations];
      text_stack[TEXT_ARGUMENTS] = text_stack[TEXT_STATE + 2 * continuations + 1];
      text_stack[TEXT_ARGUMENTS + 1] = answer;
      argument_count = 2;
      continue;
    }
    function = cpu->tail_function;
    argument_count = cpu->tail_count;
    for (uint32_t i = 0; i < argument_count; i++)
      text_stack[TEXT_ARGUMENTS + i] = cpu->tail_arguments[i];
    text_safepoint();
  }
}

// A value as pr-str shows it, "!Class: message" for an error. Lives until the next call.
static const char *text_show(value_t v) {
  static char shown[4096];
  if (value_same(v, VALUE_ABSENT)) {
    snprintf(shown, sizeof shown, "!%s", text_error);
    return shown;
  }
  struct text text;
  text_start(&text, cpu);
  print_value(&text, v, PRINT_READABLY | PRINT_CUT, sizeof shown - 8, PRINT_DEPTH_LIMIT);
  memcpy(shown, text.bytes, text.length);
  shown[text.length] = 0;
  scratch_reset(cpu);
  return shown;
}

// Does the shown text match? "prefix..." compares the beginning only.
static void text_expect(const char *input, value_t v, const char *expected) {
  const char *shown = text_show(v);
  size_t length = strlen(expected);
  bool same = length > 3 && strcmp(expected + length - 3, "...") == 0
                  ? strncmp(shown, expected, length - 3) == 0
                  : strcmp(shown, expected) == 0;
  if (!same) ck_abort_msg("%.200s\n  gives    %.200s\n  expected %.200s", input, shown, expected);
}

#endif
