// SPDX-License-Identifier: MIT
// What the boot loader told, whichever of the three protocols it speaks.
//
// Invariants
// - Nothing here points into memory that may be handed out: texts are copied, module contents are
//   not part of `ram`.
// - `ram` is sorted, free of overlaps, page-aligned, above 1 MiB and outside of the kernel.
#ifndef NACRE_KERNEL_X86_64_BOOT_INFO_H
#define NACRE_KERNEL_X86_64_BOOT_INFO_H

#include "kernel/base.h"

enum { BOOT_RANGE_LIMIT = 128, BOOT_MODULE_LIMIT = 128, BOOT_TEXT_BYTES = 32 * 1024 };

struct boot_range {
  uint64_t start, end;
};

struct boot_module {
  uint64_t start, end;
  const char *text; // its command line, as the loader gives it
};

struct boot_info {
  const char *protocol;
  const char *command_line;
  struct boot_range ram[BOOT_RANGE_LIMIT];
  size_t ram_count;
  struct boot_module modules[BOOT_MODULE_LIMIT];
  size_t module_count;
  uint64_t rsdp;  // ACPI's root pointer, or 0: search for it
  bool truncated; // there was more than the limits above allow
};

// Reads what `magic` and `address` (from the loader's registers) stand for. False: no known loader.
bool boot_info_read(struct boot_info *info, uint32_t magic, uint32_t address);

#endif
