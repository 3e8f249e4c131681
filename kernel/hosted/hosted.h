// SPDX-License-Identifier: MIT
// What the files of the hosted machine share. Nothing outside kernel/hosted includes this.
//
// Signal handlers take no argument, so the state they touch is in file-level variables here: the
// machine is the one place where law 8 cannot hold, because there is one machine a program.
#ifndef NACRE_KERNEL_HOSTED_HOSTED_H
#define NACRE_KERNEL_HOSTED_HOSTED_H

#include "kernel/platform.h"

// Remembers what main was given.
void hosted_set_arguments(int argc, char **argv);
// A report with registers for SIGSEGV, SIGBUS, SIGFPE and SIGILL, then the signal's default end.
void hosted_install_fault_handlers(void);

// Puts the terminal back as it was found; safe in a signal handler, and when it was never changed.
void hosted_terminal_restore(void);

// Waits until input that was not reported yet, Ctrl-C or the deadline: platform_idle without its
// dealing with the timer.
void hosted_console_wait(uint64_t deadline_nanoseconds);

#endif
