// SPDX-License-Identifier: MIT
// The page tables of the one address space.
//
//   0                        never mapped once paging_start has run: null pointers fault
//   4 KiB .. RAM's end       physical memory at its own address; the kernel's text read-only
//   PLATFORM_IMAGE_BASE      the stdlib image, then the heap: platform_memory_commit
//   PAGING_ARENA_BASE        malloc's arena (arena.c)
//   PAGING_STACK_TOP         the boot processor's stack, growing down to an unmapped page
#ifndef NACRE_KERNEL_X86_64_PAGING_H
#define NACRE_KERNEL_X86_64_PAGING_H

#include "kernel/x86_64/boot_info.h"

#define PAGING_ARENA_BASE UINT64_C(0x7ee000000000)
#define PAGING_ARENA_LIMIT UINT64_C(0x7eef00000000)
#define PAGING_STACK_TOP UINT64_C(0x7ef000000000)
#define PAGING_STACK_BYTES (UINT64_C(1) << 19)

// Maps the memory above 4 GiB and takes from the kernel what it should not touch.
void paging_start(const struct boot_info *info);
// Promises zeroed memory: it is there when first touched (paging_fault). False: there is not so
// much, and nothing is promised. None of the range may be mapped or promised already.
bool paging_promise(uint64_t address, uint64_t bytes);
// Deals with a page fault: true when the address was promised and is there now. Runs on the fault's
// own stack, and touches no floating-point register.
bool paging_fault(uint64_t address, uint64_t error);
// Maps zeroed pages of memory at once, 2 MiB ones where a whole one fits. False: memory ran out,
// and nothing is mapped. None of the range may be mapped already.
bool paging_commit(uint64_t address, uint64_t bytes);
// Unmaps pages that were mapped or promised, in whole or in part, and frees their memory.
void paging_release(uint64_t address, uint64_t bytes);
// Maps physical pages where they are wanted, writable.
void paging_map(uint64_t address, uint64_t physical, uint64_t bytes);
// May this byte be read without a fault? For reports.
bool paging_is_mapped(uint64_t address);

#endif
