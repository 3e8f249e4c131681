// SPDX-License-Identifier: MIT
// The entry of the hosted machine: main, arguments, the end.
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

int main(int argc, char **argv) {
  hosted_set_arguments(argc, argv);
  hosted_install_fault_handlers();
  platform_exit(nacre_main());
}
