// SPDX-License-Identifier: MIT
// Readers of Multiboot 1, Multiboot 2 and PVH boot information (the layouts are those of the GNU
// Multiboot specifications and of Xen's arch-x86/hvm/start_info.h).
#include <string.h>

#include "kernel/x86_64/boot_info.h"
#include "kernel/x86_64/cpu_instructions.h"

extern const char kernel_start[], kernel_end[]; // kernel.ld

enum { PAGE = 4096 };
#define LOW_MEMORY_END UINT64_C(0x100000) // the firmware's, and the loader's tables
#define DIRECT_MAP_END (UINT64_C(512) << 30)
#define MULTIBOOT1_LOADER 0x2badb002u
#define MULTIBOOT2_LOADER 0x36d76289u
#define PVH_LOADER 0x336ec578u

// --- Collecting -------------------------------------------------------------------------------
static char text_pool[BOOT_TEXT_BYTES];
static size_t text_used;
static struct boot_range reserved[BOOT_RANGE_LIMIT];
static size_t reserved_count;

static const char *copy_text(struct boot_info *info, uint64_t address) {
  const char *text = physical_pointer(address);
  if (!address) return "";
  size_t length = strnlen(text, sizeof text_pool);
  if (length + 1 > sizeof text_pool - text_used) {
    info->truncated = true;
    return "";
  }
  char *copy = text_pool + text_used;
  memcpy(copy, text, length);
  copy[length] = 0;
  text_used += length + 1;
  return copy;
}

static void add_module(struct boot_info *info, uint64_t start, uint64_t end, const char *text) {
  if (info->module_count == BOOT_MODULE_LIMIT || end < start) {
    info->truncated = true;
    return;
  }
  info->modules[info->module_count++] = (struct boot_module){start, end, text};
}

// One entry of a memory map; type 1 is memory that may be used.
static void add_memory(struct boot_info *info, uint64_t start, uint64_t length, uint32_t type) {
  uint64_t end;
  if (length == 0 || __builtin_add_overflow(start, length, &end)) return;
  if (type != 1) {
    if (reserved_count < BOOT_RANGE_LIMIT)
      reserved[reserved_count++] = (struct boot_range){start, end};
    return;
  }
  start = maximum(align_up(start, PAGE), LOW_MEMORY_END);
  end = minimum(end & ~(uint64_t)(PAGE - 1), DIRECT_MAP_END);
  if (start >= end) return;
  if (info->ram_count == BOOT_RANGE_LIMIT) {
    info->truncated = true;
    return;
  }
  info->ram[info->ram_count++] = (struct boot_range){start, end};
}

// Takes [start, end) out of the memory that may be used.
static void exclude(struct boot_info *info, uint64_t start, uint64_t end) {
  start &= ~(uint64_t)(PAGE - 1);
  end = align_up(end, PAGE);
  for (size_t i = 0; i < info->ram_count; i++) {
    struct boot_range *r = &info->ram[i];
    if (end <= r->start || start >= r->end) continue;
    struct boot_range below = {r->start, start}, above = {end, r->end};
    bool keep_below = below.start < below.end, keep_above = above.start < above.end;
    if (keep_below && keep_above) {
      *r = below;
      if (info->ram_count < BOOT_RANGE_LIMIT)
        info->ram[info->ram_count++] = above;
      else
        info->truncated = true;
    } else if (keep_below || keep_above) {
      *r = keep_below ? below : above;
    } else {
      *r = info->ram[--info->ram_count];
      i--;
    }
  }
}

// Sorts by address and cuts overlaps, so that no page is handed out twice.
static void put_in_order(struct boot_info *info) {
  struct boot_range *ram = info->ram;
  for (size_t i = 1; i < info->ram_count; i++)
    for (size_t j = i; j > 0 && ram[j].start < ram[j - 1].start; j--) {
      struct boot_range swap = ram[j];
      ram[j] = ram[j - 1];
      ram[j - 1] = swap;
    }
  size_t kept = 0;
  for (size_t i = 0; i < info->ram_count; i++) {
    if (kept > 0 && ram[i].start < ram[kept - 1].end) ram[i].start = ram[kept - 1].end;
    if (ram[i].start < ram[i].end) ram[kept++] = ram[i];
  }
  info->ram_count = kept;
}

// --- Multiboot 1 ------------------------------------------------------------------------------
struct multiboot1 {
  uint32_t flags, memory_lower, memory_upper, boot_device, command_line;
  uint32_t module_count, modules, symbols[4];
  uint32_t map_length, map;
  uint32_t drives[2], configuration, loader_name;
};
enum {
  MULTIBOOT1_MEMORY = 1 << 0,
  MULTIBOOT1_COMMAND_LINE = 1 << 2,
  MULTIBOOT1_MODULES = 1 << 3,
  MULTIBOOT1_MAP = 1 << 6,
  MULTIBOOT1_LOADER_NAME = 1 << 9,
};
struct multiboot1_module {
  uint32_t start, end, text, reserved;
};
struct multiboot1_map {
  uint32_t size;
  uint64_t start, length;
  uint32_t type;
} __attribute__((packed));

static void read_multiboot1(struct boot_info *info, const struct multiboot1 *from) {
  info->protocol = "multiboot1";
  if (from->flags & MULTIBOOT1_COMMAND_LINE)
    info->command_line = copy_text(info, from->command_line);
  // QEMU puts the path of the kernel before the command line; GRUB does not.
  if (from->flags & MULTIBOOT1_LOADER_NAME &&
      strcmp(physical_pointer(from->loader_name), "qemu") == 0) {
    const char *space = strchr(info->command_line, ' ');
    info->command_line = space ? space + 1 : "";
  }
  if (from->flags & MULTIBOOT1_MODULES) {
    const struct multiboot1_module *modules = physical_pointer(from->modules);
    for (uint32_t i = 0; i < from->module_count; i++)
      add_module(info, modules[i].start, modules[i].end, copy_text(info, modules[i].text));
  }
  if (from->flags & MULTIBOOT1_MAP) {
    const char *at = physical_pointer(from->map), *end = at + from->map_length;
    while (at < end) {
      const struct multiboot1_map *entry = (const struct multiboot1_map *)at;
      add_memory(info, entry->start, entry->length, entry->type);
      at += entry->size + sizeof entry->size;
    }
  } else if (from->flags & MULTIBOOT1_MEMORY) {
    add_memory(info, LOW_MEMORY_END, (uint64_t)from->memory_upper * 1024, 1);
  }
}

// --- Multiboot 2 ------------------------------------------------------------------------------
struct multiboot2_tag {
  uint32_t type, size;
};
enum {
  MULTIBOOT2_END = 0,
  MULTIBOOT2_COMMAND_LINE = 1,
  MULTIBOOT2_MODULE = 3,
  MULTIBOOT2_MAP = 6,
  MULTIBOOT2_RSDP_OLD = 14,
  MULTIBOOT2_RSDP = 15,
};
struct multiboot2_module {
  struct multiboot2_tag tag;
  uint32_t start, end;
  char text[];
};
struct multiboot2_map {
  struct multiboot2_tag tag;
  uint32_t entry_size, entry_version;
};
struct multiboot2_map_entry {
  uint64_t start, length;
  uint32_t type, reserved;
};

static void read_multiboot2_map(struct boot_info *info, const struct multiboot2_map *map) {
  const char *at = (const char *)(map + 1), *end = (const char *)map + map->tag.size;
  for (; map->entry_size && at + map->entry_size <= end; at += map->entry_size) {
    const struct multiboot2_map_entry *entry = (const struct multiboot2_map_entry *)at;
    add_memory(info, entry->start, entry->length, entry->type);
  }
}

static void read_multiboot2(struct boot_info *info, const char *from) {
  static char rsdp_copy[64] __attribute__((aligned(16)));
  info->protocol = "multiboot2";
  uint32_t total = *(const uint32_t *)from;
  for (uint32_t at = 8; at + sizeof(struct multiboot2_tag) <= total;) {
    const struct multiboot2_tag *tag = (const struct multiboot2_tag *)(from + at);
    uint64_t content = (uint64_t)(uintptr_t)(tag + 1);
    switch (tag->type) {
    case MULTIBOOT2_END:
      return;
    case MULTIBOOT2_COMMAND_LINE:
      info->command_line = copy_text(info, content);
      break;
    case MULTIBOOT2_MODULE: {
      const struct multiboot2_module *module = (const struct multiboot2_module *)tag;
      uint64_t text = (uint64_t)(uintptr_t)module->text;
      add_module(info, module->start, module->end, copy_text(info, text));
      break;
    }
    case MULTIBOOT2_MAP:
      read_multiboot2_map(info, (const struct multiboot2_map *)tag);
      break;
    case MULTIBOOT2_RSDP_OLD:
    case MULTIBOOT2_RSDP:
      memcpy(rsdp_copy, tag + 1, minimum(tag->size - sizeof *tag, sizeof rsdp_copy));
      info->rsdp = (uint64_t)(uintptr_t)rsdp_copy;
      break;
    default:
      break;
    }
    if (tag->size < sizeof *tag) return;
    at += align_up(tag->size, 8);
  }
}

// --- PVH --------------------------------------------------------------------------------------
struct pvh_start_info {
  uint32_t magic, version, flags, module_count;
  uint64_t modules, command_line, rsdp;
  uint64_t map; // from version 1 on
  uint32_t map_count, reserved;
};
struct pvh_module {
  uint64_t start, size, text, reserved;
};
struct pvh_map_entry {
  uint64_t start, length;
  uint32_t type, reserved;
};

static void read_pvh(struct boot_info *info, const struct pvh_start_info *from) {
  info->protocol = "pvh";
  info->command_line = copy_text(info, from->command_line);
  info->rsdp = from->rsdp;
  const struct pvh_module *modules = physical_pointer(from->modules);
  for (uint32_t i = 0; i < from->module_count; i++)
    add_module(info, modules[i].start, modules[i].start + modules[i].size,
               copy_text(info, modules[i].text));
  if (from->version >= 1) {
    const struct pvh_map_entry *map = physical_pointer(from->map);
    for (uint32_t i = 0; i < from->map_count; i++)
      add_memory(info, map[i].start, map[i].length, map[i].type);
  }
}

bool boot_info_read(struct boot_info *info, uint32_t magic, uint32_t address) {
  info->command_line = "";
  const void *from = physical_pointer(address);
  switch (magic) {
  case MULTIBOOT1_LOADER:
    read_multiboot1(info, from);
    break;
  case MULTIBOOT2_LOADER:
    read_multiboot2(info, from);
    break;
  case PVH_LOADER:
    read_pvh(info, from);
    break;
  default:
    return false;
  }
  for (size_t i = 0; i < reserved_count; i++) exclude(info, reserved[i].start, reserved[i].end);
  exclude(info, (uint64_t)(uintptr_t)kernel_start, (uint64_t)(uintptr_t)kernel_end);
  for (size_t i = 0; i < info->module_count; i++)
    exclude(info, info->modules[i].start, info->modules[i].end);
  put_in_order(info);
  return true;
}
