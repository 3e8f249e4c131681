// SPDX-License-Identifier: MIT
// Amounts of memory as people write them: "4096", "64K", "512M", "2G".
#ifndef NACRE_KERNEL_SIZE_H
#define NACRE_KERNEL_SIZE_H

#include "kernel/base.h"

// Reads a decimal number with an optional suffix K, M, G or T (powers of 1024, either case). False
// when the text is anything else or does not fit; *bytes is untouched then.
bool size_parse(const char *text, uint64_t *bytes);

#endif
