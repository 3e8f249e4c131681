// SPDX-License-Identifier: MIT
// An entry of a page table of any level:
//
//    63          52 51                             12 11      8  7     6..3   2    1    0
//   +--+-----------+---------------------------------+---------+-----+-----+----+----+----+
//   |NX|  ignored  |   physical address of the page  | ignored |LARGE|  -  | -  | W  | P  |
//   +--+-----------+---------------------------------+---------+-----+-----+----+----+----+
//
// Ignored bits are ours. An entry that is not present may be PROMISED: memory that comes when it is
// touched. A promised page of 2 MiB gets a large frame and a table at the first touch; its entries
// are promised then, with the part of the frame that each will map. Runs of 64 KiB are zeroed and
// mapped together, and counted in the table's own entry (bits 52..57); when all 32 of them are
// there, the table makes room for one large page. Once a part of the span has been released, WHOLE
// is cleared and that never happens.
#include <string.h>

#include "kernel/platform.h"
#include "kernel/x86_64/cpu_instructions.h"
#include "kernel/x86_64/frames.h"
#include "kernel/x86_64/paging.h"

typedef uint64_t entry_t;

enum {
  PRESENT = 1,
  WRITABLE = 2,
  LARGE = 0x80,
  PROMISED = 0x200, // in an entry that is not present
  WHOLE = 0x400,    // in the entry of a table all of whose pages lie in one large frame
  ENTRIES = 512,
  RUN = 16, // pages zeroed and mapped at once
  RUNS = ENTRIES / RUN,
  RUN_COUNT_SHIFT = 52,
};
#define RUN_COUNT_ONE (UINT64_C(1) << RUN_COUNT_SHIFT)
#define RUN_COUNT_MASK (UINT64_C(63) << RUN_COUNT_SHIFT)
// What a promised span of 2 MiB needs at most: its pages and their table.
#define SPAN_BYTES (FRAME_LARGE_BYTES + FRAME_BYTES)
#define NO_EXECUTE (UINT64_C(1) << 63)
#define ADDRESS_MASK UINT64_C(0x000ffffffffff000)

extern entry_t boot_page_root[]; // boot.S
extern const char kernel_start[], kernel_text_end[], kernel_read_only_end[], kernel_end[];

static entry_t *entry_table(entry_t entry) { return physical_pointer(entry & ADDRESS_MASK); }

// Zeroes whole pages by the processor's own way, which beats memset's on long runs.
static void zero_pages(uint64_t physical, uint64_t bytes) {
  void *to = physical_pointer(physical);
  uint64_t words = bytes / 8;
  __asm__ volatile("rep stosq" : "+D"(to), "+c"(words) : "a"(0) : "memory");
}

// Level 4 is the root; the entries of level 2 map 2 MiB, those of level 1 map 4 KiB.
static unsigned entry_index(uint64_t address, unsigned level) {
  return address >> (12 + 9 * (level - 1)) & (ENTRIES - 1);
}

// The entry for an address at a level, or NULL when tables on the way are missing and may not be
// made (`make` false) or cannot be (no memory), or when a large page is met on the way.
static entry_t *find_entry(uint64_t address, unsigned level, bool make) {
  entry_t *table = boot_page_root;
  for (unsigned at = 4; at > level; at--) {
    entry_t *entry = &table[entry_index(address, at)];
    if (!(*entry & PRESENT)) {
      if (!make) return NULL;
      ASSERT(*entry == 0); // not promised
      uint64_t fresh = frame_allocate();
      if (fresh == 0) return NULL;
      zero_pages(fresh, FRAME_BYTES);
      *entry = fresh | PRESENT | WRITABLE;
    } else if (*entry & LARGE) {
      return NULL;
    }
    table = entry_table(*entry);
  }
  return &table[entry_index(address, level)];
}

// The same, where there must be one.
static entry_t *need_entry(uint64_t address, unsigned level) {
  entry_t *entry = find_entry(address, level, true);
  if (!entry) PANIC("no memory for page tables");
  return entry;
}

// Replaces a 2 MiB page by 512 entries in `table`, a page of memory.
static void split_large(entry_t *entry, uint64_t table) {
  entry_t *entries = physical_pointer(table);
  for (unsigned i = 0; i < ENTRIES; i++) entries[i] = (*entry & ~(entry_t)LARGE) + i * FRAME_BYTES;
  *entry = table | PRESENT | WRITABLE;
}

// --- Committing -------------------------------------------------------------------------------
static bool commit_large(uint64_t address) {
  entry_t *entry = find_entry(address, 2, true);
  if (!entry) return false;
  if (*entry & PRESENT) return false; // a table of small pages is there already
  uint64_t frame = frame_allocate_large();
  if (frame == 0) return false;
  zero_pages(frame, FRAME_LARGE_BYTES);
  *entry = frame | PRESENT | WRITABLE | LARGE | NO_EXECUTE;
  return true;
}

static bool commit_small(uint64_t address) {
  entry_t *entry = find_entry(address, 1, true);
  if (!entry) return false;
  ASSERT(!(*entry & PRESENT));
  uint64_t frame = frame_allocate();
  if (frame == 0) return false;
  zero_pages(frame, FRAME_BYTES);
  *entry = frame | PRESENT | WRITABLE | NO_EXECUTE;
  return true;
}

bool paging_commit(uint64_t address, uint64_t bytes) {
  if (bytes > frames_free_bytes()) return false;
  uint64_t at = address, end = address + bytes;
  while (at < end) {
    if (at % FRAME_LARGE_BYTES == 0 && end - at >= FRAME_LARGE_BYTES && commit_large(at)) {
      at += FRAME_LARGE_BYTES;
    } else if (commit_small(at)) {
      at += FRAME_BYTES;
    } else {
      paging_release(address, at - address);
      return false;
    }
  }
  return true;
}

// --- Promising --------------------------------------------------------------------------------
// True while tables are being changed: an interrupt handler must not touch promised memory then.
static bool changing;

static bool promise_pages(uint64_t address, uint64_t pages) {
  if (!frames_promise(pages * FRAME_BYTES)) return false;
  for (uint64_t i = 0; i < pages; i++) {
    entry_t *entry = find_entry(address + i * FRAME_BYTES, 1, true);
    if (!entry) { // no memory for a table; what is marked already is released by the caller
      frames_unpromise((pages - i) * FRAME_BYTES);
      return false;
    }
    ASSERT(*entry == 0);
    *entry = PROMISED;
  }
  return true;
}

static bool promise_span(uint64_t address) {
  entry_t *entry = find_entry(address, 2, true);
  if (!entry) return false;
  if (*entry) return promise_pages(address, ENTRIES); // there is a table already
  if (!frames_promise(SPAN_BYTES)) return false;
  *entry = PROMISED;
  return true;
}

bool paging_promise(uint64_t address, uint64_t bytes) {
  if (bytes > frames_free_bytes()) return false;
  changing = true;
  uint64_t at = address, end = address + bytes;
  bool good = true;
  while (good && at < end) {
    uint64_t next = minimum(end, (at | (FRAME_LARGE_BYTES - 1)) + 1);
    good = next - at == FRAME_LARGE_BYTES ? promise_span(at)
                                          : promise_pages(at, (next - at) / FRAME_BYTES);
    at = next;
  }
  if (!good) paging_release(address, at - address);
  changing = false;
  return good;
}

// Gives a promised span of 2 MiB its table. `with_frame`: and memory in one piece, if there is.
static void make_span_table(entry_t *entry, bool with_frame) {
  uint64_t table = frame_take_promised();
  uint64_t frame = with_frame ? frame_take_promised_large() : 0;
  entry_t *entries = physical_pointer(table);
  for (uint64_t i = 0; i < ENTRIES; i++)
    entries[i] = PROMISED | (frame ? frame + i * FRAME_BYTES : 0);
  *entry = table | PRESENT | WRITABLE | (frame ? WHOLE : 0);
}

// Puts one large page in the place of a table whose pages are all there, in one frame.
static void join_span(entry_t *entry, uint64_t address) {
  uint64_t table = *entry & ADDRESS_MASK;
  uint64_t frame = entry_table(*entry)[0] & ADDRESS_MASK;
  *entry = frame | PRESENT | WRITABLE | LARGE | NO_EXECUTE;
  tlb_forget(address);
  frame_free(table);
}

bool paging_fault(uint64_t address, uint64_t error) {
  if (error & PRESENT || address >> 47 || changing) return false;
  entry_t *span = find_entry(address, 2, false);
  if (!span || *span == 0) return false;
  changing = true;
  if (!(*span & PRESENT)) make_span_table(span, true);
  entry_t *table = entry_table(*span);
  unsigned index = entry_index(address, 1);
  bool promised = (table[index] & (PROMISED | PRESENT)) == PROMISED;
  if (promised) {
    entry_t *run = &table[index / RUN * RUN];
    for (unsigned i = 0; i < RUN; i++) {
      if ((run[i] & (PROMISED | PRESENT)) != PROMISED) continue;
      uint64_t frame = run[i] & ADDRESS_MASK;
      if (frame == 0) frame = frame_take_promised();
      zero_pages(frame, FRAME_BYTES);
      run[i] = frame | PRESENT | WRITABLE | NO_EXECUTE;
    }
    if (*span & WHOLE) {
      *span += RUN_COUNT_ONE;
      if ((*span & RUN_COUNT_MASK) >> RUN_COUNT_SHIFT == RUNS) join_span(span, address);
    }
  }
  changing = false;
  return promised;
}

// --- Releasing --------------------------------------------------------------------------------
static bool table_is_empty(const entry_t *table) {
  for (unsigned i = 0; i < ENTRIES; i++)
    if (table[i]) return false;
  return true;
}

static void release_entry(entry_t entry, uint64_t kept) {
  uint64_t frame = entry & ADDRESS_MASK;
  if (frame) {
    if (frame != kept) frame_free(frame);
  } else if (entry & PROMISED) {
    frames_unpromise(FRAME_BYTES);
  }
}

// Unmaps the part of one 2 MiB span that lies in [at, end); returns where to go on.
static uint64_t release_span(uint64_t at, uint64_t end) {
  uint64_t span_end = minimum(end, (at | (FRAME_LARGE_BYTES - 1)) + 1);
  entry_t *entry = find_entry(at, 2, false);
  if (!entry || *entry == 0) return span_end;
  bool all = span_end - at == FRAME_LARGE_BYTES;
  uint64_t kept = 0; // a page to be freed that serves as table meanwhile
  if (!(*entry & PRESENT)) {
    if (all) {
      *entry = 0;
      frames_unpromise(SPAN_BYTES);
      return span_end;
    }
    make_span_table(entry, false);
  } else if (*entry & LARGE) {
    uint64_t frame = *entry & ADDRESS_MASK;
    if (all) {
      *entry = 0;
      tlb_forget(at);
      frame_free_large(frame);
      return span_end;
    }
    // The table takes the place of a page that goes: this cannot run out of memory.
    kept = frame + (at & (FRAME_LARGE_BYTES - 1));
    split_large(entry, kept);
    tlb_forget(at);
  }
  *entry &= ~((entry_t)WHOLE | RUN_COUNT_MASK);
  entry_t *table = entry_table(*entry);
  for (uint64_t page = at; page < span_end; page += FRAME_BYTES) {
    entry_t *small = &table[entry_index(page, 1)];
    release_entry(*small, kept);
    if (*small & PRESENT) tlb_forget(page);
    *small = 0;
  }
  if (table_is_empty(table)) {
    uint64_t frame = *entry & ADDRESS_MASK;
    *entry = 0;
    tlb_forget(at);
    frame_free(frame);
  }
  return span_end;
}

void paging_release(uint64_t address, uint64_t bytes) {
  bool outer = changing;
  changing = true;
  for (uint64_t at = address, end = address + bytes; at < end;) at = release_span(at, end);
  changing = outer;
}

// --- Mapping what is there --------------------------------------------------------------------
void paging_map(uint64_t address, uint64_t physical, uint64_t bytes) {
  for (uint64_t done = 0; done < bytes; done += FRAME_BYTES) {
    entry_t *entry = need_entry(address + done, 1);
    *entry = (physical + done) | PRESENT | WRITABLE | NO_EXECUTE;
  }
}

bool paging_is_mapped(uint64_t address) {
  entry_t *table = boot_page_root;
  if (address >> 47) return false;
  for (unsigned level = 4; level > 0; level--) {
    entry_t entry = table[entry_index(address, level)];
    if (!(entry & PRESENT)) return false;
    if (entry & LARGE) return true;
    table = entry_table(entry);
  }
  return true;
}

// --- Start ------------------------------------------------------------------------------------
// Gives the pages of [start, end), mapped one to one, other bits; large pages are split.
static void protect(uint64_t start, uint64_t end, entry_t bits) {
  for (uint64_t at = start; at < end; at += FRAME_BYTES) {
    entry_t *large = find_entry(at, 2, false);
    if (*large & LARGE) {
      uint64_t table = frame_allocate();
      if (table == 0) PANIC("no memory for page tables");
      split_large(large, table);
    }
    *find_entry(at, 1, false) = bits ? at | bits : 0;
  }
}

static void map_high_memory(uint64_t start, uint64_t end) {
  start &= ~(FRAME_LARGE_BYTES - 1);
  if (start < UINT64_C(1) << 32) start = UINT64_C(1) << 32; // boot.S has mapped what is below
  for (uint64_t at = start; at < end; at += FRAME_LARGE_BYTES) {
    entry_t *entry = need_entry(at, 2);
    *entry = at | PRESENT | WRITABLE | LARGE | NO_EXECUTE;
  }
}

void paging_start(const struct boot_info *info) {
  // Page tables themselves must be mapped, so the first free memory below 4 GiB serves for them:
  // frame_allocate hands out from the lowest range on.
  for (size_t i = 0; i < info->ram_count; i++)
    map_high_memory(info->ram[i].start, info->ram[i].end);
  uint64_t text_end = (uint64_t)(uintptr_t)kernel_text_end;
  uint64_t read_only_end = (uint64_t)(uintptr_t)kernel_read_only_end;
  protect(0, FRAME_BYTES, 0);
  protect((uint64_t)(uintptr_t)kernel_start, text_end, PRESENT);
  protect(text_end, read_only_end, PRESENT | NO_EXECUTE);
  protect(read_only_end, (uint64_t)(uintptr_t)kernel_end, PRESENT | WRITABLE | NO_EXECUTE);
  cr3_write(cr3_read());
}
