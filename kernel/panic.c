// SPDX-License-Identifier: MIT
// The end of the machine when an invariant of its own is broken: one line on the console, then a
// failing exit status, so that no test run hangs. Needs no memory and no interrupts.
#include <stdarg.h>
#include <stdio.h>

#include "kernel/platform.h"

void panic(const char *file, int line, const char *format, ...) {
  char text[1024];
  int length = snprintf(text, sizeof text, "\nnacre: panic at %s:%d: ", file, line);
  if (length < 0 || (size_t)length >= sizeof text) length = 0;

  va_list arguments;
  va_start(arguments, format);
  size_t room = sizeof text - (size_t)length;
  int more = vsnprintf(text + length, room, format, arguments);
  va_end(arguments);

  if (more > 0) length += (int)minimum((size_t)more, room - 1);
  text[minimum((size_t)length, sizeof text - 1)] = '\n';
  platform_console_write_error(text, minimum((size_t)length + 1, sizeof text));
  platform_exit(PLATFORM_EXIT_PANIC);
}
