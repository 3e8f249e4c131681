// SPDX-License-Identifier: MIT
// Memory of the hosted machine: one reserved range of addresses, from the stdlib image to the end
// of the heap, of which pages are made accessible on demand.
//
// Invariants
// - The reservation is made before main, so that no library's mapping can lie in the range.
// - `committed` counts what callers hold; it never passes `limit`.
// - Small released runs stay accessible (and read as zero): Linux limits the number of mappings a
//   process may have, and a heap full of holes would reach that limit.
#define _GNU_SOURCE
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/sysinfo.h>
#include <unistd.h>

#include "kernel/hosted/hosted.h"
#include "kernel/size.h"

#ifndef MAP_FIXED_NOREPLACE
#define MAP_FIXED_NOREPLACE 0x100000
#endif

enum { PAGE = 4096, PROTECT_AGAIN_BYTES = 1 << 20 };
// Below this offset in the heap small pages are used, so that a short run touches little memory.
#define SMALL_PAGE_SPAN (UINT64_C(1) << 26)

static bool reserved;
static uint64_t limit_bytes;
static uint64_t committed;

__attribute__((constructor)) static void reserve(void) {
  void *base = (void *)(uintptr_t)PLATFORM_IMAGE_BASE;
  size_t bytes = PLATFORM_HEAP_LIMIT - PLATFORM_IMAGE_BASE;
  int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE;
  // Under a limit on address space (ulimit -v) this fails, and every commit maps for itself.
  reserved = mmap(base, bytes, PROT_NONE, flags, -1, 0) == base;
  if (!reserved) return;
  // Pages of 2 MiB wherever a whole one is committed.
  uint64_t large = PLATFORM_HEAP_BASE + SMALL_PAGE_SPAN;
  madvise((void *)(uintptr_t)large, PLATFORM_HEAP_LIMIT - large, MADV_HUGEPAGE);
}

static uint64_t read_number(const char *path) {
  char text[32];
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return UINT64_MAX;
  ssize_t length = read(file, text, sizeof text - 1);
  close(file);
  if (length <= 0) return UINT64_MAX;
  text[length] = 0;
  char *end;
  uint64_t n = strtoull(text, &end, 10); // "max" is no number: no limit
  return end == text ? UINT64_MAX : n;
}

// What this process may use: three quarters of the smallest of the machine's memory, the cgroup's
// limits and the address space allowed; the rest is for libraries and the page cache.
static uint64_t find_limit(void) {
  struct sysinfo machine;
  uint64_t bytes = UINT64_C(1) << 30;
  if (sysinfo(&machine) == 0) bytes = (uint64_t)machine.totalram * machine.mem_unit;

  static const char *const paths[] = {"/sys/fs/cgroup/memory.max",
                                      "/sys/fs/cgroup/memory/memory.limit_in_bytes"};
  for (size_t i = 0; i < array_length(paths); i++) {
    uint64_t n = read_number(paths[i]);
    if (n < bytes) bytes = n;
  }
  struct rlimit space;
  if (getrlimit(RLIMIT_AS, &space) == 0 && space.rlim_cur != RLIM_INFINITY &&
      space.rlim_cur < bytes)
    bytes = space.rlim_cur;

  bytes = bytes / 4 * 3;
  uint64_t asked;
  const char *wish = getenv("NACRE_HEAP");
  if (wish && size_parse(wish, &asked) && asked < bytes) bytes = asked;
  return bytes & ~(uint64_t)(PAGE - 1);
}

uint64_t platform_memory_total(void) {
  if (limit_bytes == 0) limit_bytes = find_limit();
  return limit_bytes;
}

uint64_t platform_memory_free(void) {
  uint64_t total = platform_memory_total();
  uint64_t used = __atomic_load_n(&committed, __ATOMIC_RELAXED);
  return used < total ? total - used : 0;
}

static bool make_accessible(void *address, size_t bytes) {
  if (reserved) return mprotect(address, bytes, PROT_READ | PROT_WRITE) == 0;
  int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED;
  return mmap(address, bytes, PROT_READ | PROT_WRITE, flags, -1, 0) == address;
}

bool platform_memory_commit(void *address, size_t bytes) {
  uint64_t start = (uint64_t)(uintptr_t)address;
  ASSERT(start % PAGE == 0 && bytes % PAGE == 0);
  ASSERT(start >= PLATFORM_IMAGE_BASE && bytes <= PLATFORM_HEAP_LIMIT - start);

  uint64_t now = __atomic_add_fetch(&committed, bytes, __ATOMIC_RELAXED);
  if (now > platform_memory_total() || !make_accessible(address, bytes)) {
    __atomic_sub_fetch(&committed, bytes, __ATOMIC_RELAXED);
    return false;
  }
  return true;
}

void platform_memory_release(void *address, size_t bytes) {
  ASSERT((uintptr_t)address % PAGE == 0 && bytes % PAGE == 0);
  madvise(address, bytes, MADV_DONTNEED);
  if (bytes >= PROTECT_AGAIN_BYTES) mprotect(address, bytes, PROT_NONE);
  __atomic_sub_fetch(&committed, bytes, __ATOMIC_RELAXED);
}

// --- The stdlib image -------------------------------------------------------------------------
extern const char image_start[], image_end[]; // kernel/image.S
extern const char __ehdr_start[];             // by the linker: the ELF header in memory

// Where in the program's file a byte of its memory comes from; -1 when it comes from none.
static off_t file_offset_of(const char *byte) {
  const Elf64_Ehdr *header = (const Elf64_Ehdr *)__ehdr_start;
  const Elf64_Phdr *segments = (const Elf64_Phdr *)(__ehdr_start + header->e_phoff);
  uint64_t bias = 0;
  for (unsigned i = 0; i < header->e_phnum; i++)
    if (segments[i].p_type == PT_LOAD && segments[i].p_offset == 0)
      bias = (uint64_t)(uintptr_t)__ehdr_start - segments[i].p_vaddr;
  uint64_t place = (uint64_t)(uintptr_t)byte - bias;
  for (unsigned i = 0; i < header->e_phnum; i++)
    if (segments[i].p_type == PT_LOAD && place - segments[i].p_vaddr < segments[i].p_filesz)
      return (off_t)(place - segments[i].p_vaddr + segments[i].p_offset);
  return -1;
}

// The pages of the program's own file, copied on write: only pages touched cost anything.
static bool map_from_file(void *base, size_t size) {
  off_t offset = file_offset_of(image_start);
  if (offset < 0 || offset % PAGE != 0) return false;
  int file = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
  if (file < 0) return false;
  void *at = mmap(base, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_FIXED, file, offset);
  close(file);
  // The file might have been replaced since the program started: then the bytes differ.
  return at == base && memcmp(base, image_start, minimum(size, PAGE)) == 0;
}

size_t platform_image_map(void) {
  size_t size = (uintptr_t)image_end - (uintptr_t)image_start;
  if (size == 0) return 0;
  void *base = (void *)(uintptr_t)PLATFORM_IMAGE_BASE;
  if (!map_from_file(base, size)) {
    if (!make_accessible(base, align_up(size, PAGE)))
      PANIC("no memory for the stdlib image of %zu bytes", size);
    memcpy(base, image_start, size);
  }
  return size;
}
