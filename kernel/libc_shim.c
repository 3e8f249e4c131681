// SPDX-License-Identifier: MIT
// Symbols that Debian's static archives expect of glibc and that musl does not have.
//
// The archives are compiled with _FORTIFY_SOURCE, so some calls carry the size of the object they
// write to; a write beyond it is a bug of ours and stops the machine. Under glibc (the unit and
// sanitizer builds) the originals are used.
#include <string.h>

#ifndef __GLIBC__

#include "kernel/base.h"

void *__memcpy_chk(void *to, const void *from, size_t length, size_t room);
void *__memmove_chk(void *to, const void *from, size_t length, size_t room);
void *__memset_chk(void *to, int byte, size_t length, size_t room);

void *__memcpy_chk(void *to, const void *from, size_t length, size_t room) {
  ASSERT(length <= room);
  return memcpy(to, from, length);
}

void *__memmove_chk(void *to, const void *from, size_t length, size_t room) {
  ASSERT(length <= room);
  return memmove(to, from, length);
}

void *__memset_chk(void *to, int byte, size_t length, size_t room) {
  ASSERT(length <= room);
  return memset(to, byte, length);
}

#endif
