// SPDX-License-Identifier: MIT
// The heap range and the stdlib image over page tables: platform.h's memory.
#include "kernel/platform.h"
#include "kernel/x86_64/frames.h"
#include "kernel/x86_64/machine.h"
#include "kernel/x86_64/paging.h"

extern const char image_start[], image_end[]; // kernel/image.S

static uint64_t committed;
static uint64_t limit;   // what may be committed in all
static uint64_t reserve; // what stays for page tables, malloc and files

void memory_start(uint64_t asked_limit) {
  uint64_t total = frames_total_bytes();
  // A sixteenth, between 2 and 32 MiB.
  reserve = maximum(minimum(total / 16, UINT64_C(32) << 20), UINT64_C(2) << 20);
  limit = total > reserve ? total - reserve : 0;
  if (asked_limit && asked_limit < limit) limit = asked_limit;
}

uint64_t platform_memory_total(void) { return limit; }

uint64_t platform_memory_free(void) {
  uint64_t free = frames_free_bytes();
  free = free > reserve ? free - reserve : 0;
  return committed < limit ? minimum(limit - committed, free) : 0;
}

bool platform_memory_commit(void *address, size_t bytes) {
  uint64_t start = (uint64_t)(uintptr_t)address;
  ASSERT(start % FRAME_BYTES == 0 && bytes % FRAME_BYTES == 0);
  ASSERT(start >= PLATFORM_IMAGE_BASE && bytes <= PLATFORM_HEAP_LIMIT - start);
  if (bytes > platform_memory_free() || !paging_promise(start, bytes)) return false;
  committed += bytes;
  return true;
}

void platform_memory_release(void *address, size_t bytes) {
  uint64_t start = (uint64_t)(uintptr_t)address;
  ASSERT(start % FRAME_BYTES == 0 && bytes % FRAME_BYTES == 0);
  paging_release(start, bytes);
  committed -= bytes;
}

size_t platform_image_map(void) {
  size_t size = (uintptr_t)image_end - (uintptr_t)image_start;
  if (size == 0) return 0;
  // The loader has read it into pages of its own: those are the private copy.
  paging_map(PLATFORM_IMAGE_BASE, (uint64_t)(uintptr_t)image_start, align_up(size, FRAME_BYTES));
  return size;
}
