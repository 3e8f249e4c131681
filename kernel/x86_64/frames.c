// SPDX-License-Identifier: MIT
#include <string.h>

#include "kernel/x86_64/cpu_instructions.h"
#include "kernel/x86_64/frames.h"

enum { FRAMES_PER_REGION = 512, MAP_WORDS = FRAMES_PER_REGION / 64, NONE = UINT32_MAX };

struct region {
  uint64_t map[MAP_WORDS]; // bit set: this page is free
  uint32_t free;           // number of bits set
  uint32_t next, previous; // in the list it is on, by index
};

// The regions of one range of memory that were never used lie in [next, end).
struct virgin {
  uint32_t next, end;
};

static struct {
  struct region *regions; // by physical address / 2 MiB
  uint32_t split;         // regions with free pages that are not whole: doubly linked
  uint32_t whole;         // whole regions that were used before: singly linked
  struct virgin virgin[BOOT_RANGE_LIMIT];
  size_t virgin_count;
  uint64_t total, free;
  uint64_t promised; // part of free
} frames = {.split = NONE, .whole = NONE};

// --- The list of split regions ----------------------------------------------------------------
static void split_insert(uint32_t index) {
  struct region *region = &frames.regions[index];
  region->previous = NONE;
  region->next = frames.split;
  if (frames.split != NONE) frames.regions[frames.split].previous = index;
  frames.split = index;
}

static void split_remove(uint32_t index) {
  struct region *region = &frames.regions[index];
  if (region->previous == NONE)
    frames.split = region->next;
  else
    frames.regions[region->previous].next = region->next;
  if (region->next != NONE) frames.regions[region->next].previous = region->previous;
}

// --- Start ------------------------------------------------------------------------------------
static uint64_t region_start(uint32_t index) { return index * FRAME_LARGE_BYTES; }

// Pages of a region that is not free as a whole become free.
static void add_pages(uint64_t start, uint64_t end) {
  for (; start < end; start += FRAME_BYTES) frame_free(start);
}

static void add_range(uint64_t start, uint64_t end) {
  frames.total += end - start;
  uint64_t first = align_up(start, FRAME_LARGE_BYTES), last = end & ~(FRAME_LARGE_BYTES - 1);
  if (first >= last) {
    add_pages(start, minimum(first, end));
    if (first < end) add_pages(first, end);
    return;
  }
  add_pages(start, first);
  add_pages(last, end);
  frames.free += last - first;
  frames.virgin[frames.virgin_count++] =
      (struct virgin){(uint32_t)(first / FRAME_LARGE_BYTES), (uint32_t)(last / FRAME_LARGE_BYTES)};
}

// Cuts the descriptors' memory out of the end of a range below 4 GiB, where it is mapped already.
static void place_descriptors(struct boot_range *ram, size_t count, size_t bytes) {
  for (size_t i = count; i-- > 0;)
    if (ram[i].end <= UINT64_C(1) << 32 && ram[i].end - ram[i].start >= bytes) {
      ram[i].end -= bytes;
      frames.regions = physical_pointer(ram[i].end);
      return;
    }
  PANIC("no room for %zu bytes of page descriptors", bytes);
}

void frames_start(const struct boot_info *info) {
  ASSERT(info->ram_count > 0);
  struct boot_range ram[BOOT_RANGE_LIMIT];
  memcpy(ram, info->ram, sizeof ram);
  uint64_t regions = align_up(ram[info->ram_count - 1].end, FRAME_LARGE_BYTES) / FRAME_LARGE_BYTES;
  place_descriptors(ram, info->ram_count, align_up(regions * sizeof(struct region), FRAME_BYTES));
  // Descriptors of the regions at the ends of ranges are used at once, and several ranges may
  // share one: those are cleared first, all others when their region is first taken.
  for (size_t i = 0; i < info->ram_count; i++) {
    uint64_t ends[] = {ram[i].start, ram[i].end - 1};
    for (size_t j = 0; j < 2; j++)
      memset(&frames.regions[ends[j] / FRAME_LARGE_BYTES], 0, sizeof(struct region));
  }
  for (size_t i = 0; i < info->ram_count; i++) add_range(ram[i].start, ram[i].end);
}

// --- Pages of 2 MiB ---------------------------------------------------------------------------
static uint64_t take_large(void) {
  uint32_t index = frames.whole;
  if (index != NONE) {
    frames.whole = frames.regions[index].next;
  } else {
    while (frames.virgin_count > 0) {
      struct virgin *virgin = &frames.virgin[0];
      if (virgin->next < virgin->end) {
        index = virgin->next++;
        break;
      }
      frames.virgin_count--;
      memmove(virgin, virgin + 1, frames.virgin_count * sizeof *virgin);
    }
    if (index == NONE) return 0;
  }
  memset(&frames.regions[index], 0, sizeof(struct region));
  frames.free -= FRAME_LARGE_BYTES;
  return region_start(index);
}

uint64_t frame_allocate_large(void) {
  return frames_free_bytes() >= FRAME_LARGE_BYTES ? take_large() : 0;
}

void frame_free_large(uint64_t address) {
  ASSERT(address % FRAME_LARGE_BYTES == 0);
  uint32_t index = (uint32_t)(address / FRAME_LARGE_BYTES);
  struct region *region = &frames.regions[index];
  ASSERT(region->free == 0);
  region->next = frames.whole;
  frames.whole = index;
  frames.free += FRAME_LARGE_BYTES;
}

// --- Pages of 4 KiB ---------------------------------------------------------------------------
static bool split_whole_region(void) {
  uint64_t address = take_large();
  if (address == 0) return false;
  uint32_t index = (uint32_t)(address / FRAME_LARGE_BYTES);
  struct region *region = &frames.regions[index];
  memset(region->map, 0xff, sizeof region->map);
  region->free = FRAMES_PER_REGION;
  frames.free += FRAME_LARGE_BYTES;
  split_insert(index);
  return true;
}

static uint64_t take(void) {
  if (frames.split == NONE && !split_whole_region()) return 0;
  uint32_t index = frames.split;
  struct region *region = &frames.regions[index];
  unsigned word = 0;
  while (region->map[word] == 0) word++;
  unsigned bit = (unsigned)__builtin_ctzll(region->map[word]);
  region->map[word] &= region->map[word] - 1;
  if (--region->free == 0) split_remove(index);
  frames.free -= FRAME_BYTES;
  return region_start(index) + (word * 64 + bit) * FRAME_BYTES;
}

uint64_t frame_allocate(void) { return frames_free_bytes() >= FRAME_BYTES ? take() : 0; }

void frame_free(uint64_t address) {
  uint32_t index = (uint32_t)(address / FRAME_LARGE_BYTES);
  struct region *region = &frames.regions[index];
  unsigned frame = (unsigned)(address % FRAME_LARGE_BYTES / FRAME_BYTES);
  uint64_t bit = UINT64_C(1) << frame % 64;
  if (region->map[frame / 64] & bit) PANIC("page %#llx freed twice", (unsigned long long)address);
  region->map[frame / 64] |= bit;
  frames.free += FRAME_BYTES;
  if (region->free++ == 0) split_insert(index);
  if (region->free == FRAMES_PER_REGION) {
    split_remove(index);
    region->free = 0;
    region->next = frames.whole;
    frames.whole = index;
  }
}

uint64_t frames_total_bytes(void) { return frames.total; }
uint64_t frames_free_bytes(void) { return frames.free - frames.promised; }

// --- Promises ---------------------------------------------------------------------------------
bool frames_promise(uint64_t bytes) {
  if (bytes > frames_free_bytes()) return false;
  frames.promised += bytes;
  return true;
}

void frames_unpromise(uint64_t bytes) {
  ASSERT(bytes <= frames.promised);
  frames.promised -= bytes;
}

uint64_t frame_take_promised(void) {
  frames_unpromise(FRAME_BYTES);
  uint64_t address = take();
  if (address == 0) PANIC("memory that was promised is not there");
  return address;
}

uint64_t frame_take_promised_large(void) {
  uint64_t address = take_large();
  if (address) frames_unpromise(FRAME_LARGE_BYTES);
  return address;
}
