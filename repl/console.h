// SPDX-License-Identifier: MIT
// The console between the platform and Lisp: one line editor, fed from platform_console_read by
// whoever asks for input. One a system.
#ifndef NACRE_REPL_CONSOLE_H
#define NACRE_REPL_CONSOLE_H

#include "gc/cpu.h"
#include "lang/primitive.h"

// Makes system->console. Before the first process runs.
void console_start(struct system *system);

// The primitives of namespace nacre.console; listed in lang/primitives.c.
extern const struct primitive repl_primitives[];

#endif
