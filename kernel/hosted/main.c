// SPDX-License-Identifier: MIT
// The entry of the hosted machine: main, arguments, the end.
#include <cpuid.h>
#include <stdio.h>
#include <stdlib.h>

#include "kernel/hosted/hosted.h"

static int argument_count;
static const char *const *argument_words;

void hosted_set_arguments(int argc, char **argv) {
  argument_count = argc;
  argument_words = (const char *const *)argv;
}

int platform_arguments(const char *const **argv) {
  *argv = argument_words;
  return argument_count;
}

const char *platform_environment(const char *name) { return getenv(name); }

void platform_exit(int status) {
  hosted_terminal_restore();
  exit(status);
}

void platform_reboot(void) { platform_exit(0); }

// The hosted flavour is compiled for processors with POPCNT (all since 2008).
static void require_processor(void) {
#ifdef __POPCNT__
  unsigned a, b, c, d;
  if (__get_cpuid(1, &a, &b, &c, &d) && (c & bit_POPCNT)) return;
  fputs("nacre: this processor lacks the instruction POPCNT\n", stderr);
  exit(1);
#endif
}

int main(int argc, char **argv) {
  require_processor();
  hosted_set_arguments(argc, argv);
  hosted_install_fault_handlers();
  platform_exit(nacre_main());
}
