// SPDX-License-Identifier: MIT
// Physical memory: pages of 4 KiB and of 2 MiB.
//
// Invariants
// - Memory is cut into regions of 2 MiB. A region is virgin (its descriptor was never written),
//   whole (free as one), or split: its free pages are the set bits of its map.
// - Starting up touches neither the memory nor the descriptors of virgin regions, so it costs the
//   same on any machine.
// - Memory may be promised: counted as taken, given out when it is first needed. A promise is kept:
//   what others ask for must leave enough.
// - Callers keep interrupts from calling in; handlers never allocate.
#ifndef NACRE_KERNEL_X86_64_FRAMES_H
#define NACRE_KERNEL_X86_64_FRAMES_H

#include "kernel/x86_64/boot_info.h"

#define FRAME_BYTES UINT64_C(4096)
#define FRAME_LARGE_BYTES (UINT64_C(2) << 20)

// Takes over the memory in info->ram. Its descriptors must find room below 4 GiB.
void frames_start(const struct boot_info *info);

// The address of a page with any content, or 0 when none is left.
uint64_t frame_allocate(void);
uint64_t frame_allocate_large(void);
// Gives back a page. A page of 4 KiB may come out of one allocated as part of 2 MiB.
void frame_free(uint64_t address);
void frame_free_large(uint64_t address);

// Promises so many bytes, or takes that back. False: there is not so much.
bool frames_promise(uint64_t bytes);
void frames_unpromise(uint64_t bytes);
// Pages out of what was promised. A page of 4 KiB there always is; of 2 MiB there may be none (0)
// in one piece.
uint64_t frame_take_promised(void);
uint64_t frame_take_promised_large(void);

uint64_t frames_total_bytes(void);
uint64_t frames_free_bytes(void); // not promised to anybody

#endif
