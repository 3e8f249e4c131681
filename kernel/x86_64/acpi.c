// SPDX-License-Identifier: MIT
// The firmware's ACPI tables, as far as switching off, resetting and counting processors need them.
// Field offsets are those of the ACPI specification, chapter 5. Tables are read when asked for, so
// that they cost nothing at boot.
#include <string.h>

#include "kernel/x86_64/cpu_instructions.h"
#include "kernel/x86_64/machine.h"
#include "kernel/x86_64/paging.h"

enum {
  HEADER_BYTES = 36,
  FADT_DSDT = 40,
  FADT_SMI_COMMAND = 48,
  FADT_ACPI_ENABLE = 52,
  FADT_PM1A_CONTROL = 64,
  FADT_PM1B_CONTROL = 68,
  FADT_FLAGS = 112,
  FADT_RESET_REGISTER = 116,
  FADT_RESET_VALUE = 128,
  FADT_X_DSDT = 140,
  FADT_SLEEP_CONTROL = 244,
  FLAG_RESET_SUPPORTED = 1 << 10,
  PM1_SCI_ENABLED = 1,
  PM1_SLEEP_ENABLE = 1 << 13,
  SLEEP_ENABLE = 1 << 5,
  MADT_ENTRIES = 44,
  MADT_LOCAL_APIC = 0,
  MADT_ENABLED = 1,
};

static uint64_t rsdp_told; // by the boot loader; 0: search

void acpi_start(uint64_t rsdp) { rsdp_told = rsdp; }

static uint32_t read32(uint64_t address) {
  uint32_t value;
  memcpy(&value, physical_pointer(address), sizeof value);
  return value;
}

static uint64_t read64(uint64_t address) {
  uint64_t value;
  memcpy(&value, physical_pointer(address), sizeof value);
  return value;
}

static uint64_t find_rsdp(void) {
  if (rsdp_told) return rsdp_told;
  for (uint64_t at = 0xe0000; at < 0x100000; at += 16)
    if (memcmp(physical_pointer(at), "RSD PTR ", 8) == 0) return at;
  return 0;
}

static uint64_t table_length(uint64_t table) { return read32(table + 4); }

static bool table_is_readable(uint64_t table) {
  return table && paging_is_mapped(table) && paging_is_mapped(table + HEADER_BYTES) &&
         table_length(table) >= HEADER_BYTES && paging_is_mapped(table + table_length(table) - 1);
}

// The address of the table with this signature, or 0.
static uint64_t find_table(const char *signature) {
  uint64_t rsdp = find_rsdp();
  if (rsdp == 0) return 0;
  uint8_t revision = *(const uint8_t *)physical_pointer(rsdp + 15);
  bool wide = revision >= 2 && read64(rsdp + 24) != 0;
  uint64_t root = wide ? read64(rsdp + 24) : read32(rsdp + 16);
  if (!table_is_readable(root)) return 0;
  uint64_t width = wide ? 8 : 4;
  for (uint64_t at = root + HEADER_BYTES; at + width <= root + table_length(root); at += width) {
    uint64_t table = wide ? read64(at) : read32(at);
    if (table_is_readable(table) && memcmp(physical_pointer(table), signature, 4) == 0)
      return table;
  }
  return 0;
}

unsigned acpi_cpu_count(void) {
  uint64_t madt = find_table("APIC");
  if (madt == 0) return 1;
  unsigned count = 0;
  uint64_t end = madt + table_length(madt);
  for (uint64_t at = madt + MADT_ENTRIES; at + 8 <= end;) {
    const uint8_t *entry = physical_pointer(at);
    if (entry[0] == MADT_LOCAL_APIC && read32(at + 4) & MADT_ENABLED) count++;
    if (entry[1] < 2) break;
    at += entry[1];
  }
  return count ? count : 1;
}

// --- Registers --------------------------------------------------------------------------------
// Writes a byte to the register that a generic address structure of 12 bytes names.
static bool write_register(uint64_t structure, uint8_t value) {
  uint8_t space = *(const uint8_t *)physical_pointer(structure);
  uint64_t address = read64(structure + 4);
  if (address == 0) return false;
  if (space == 0 && paging_is_mapped(address))
    *(volatile uint8_t *)physical_pointer(address) = value;
  else if (space == 1)
    port_write8((uint16_t)address, value);
  else
    return false;
  return true;
}

// The sleep types of S5 in the package \_S5 of the DSDT; 5 each, QEMU's and usual, when not found.
static void find_sleep_types(uint64_t fadt, unsigned types[2]) {
  types[0] = types[1] = 5;
  uint64_t dsdt = table_length(fadt) >= FADT_X_DSDT + 8 ? read64(fadt + FADT_X_DSDT) : 0;
  if (dsdt == 0) dsdt = read32(fadt + FADT_DSDT);
  if (!table_is_readable(dsdt)) return;
  const uint8_t *start = physical_pointer(dsdt), *end = start + table_length(dsdt);
  for (const uint8_t *p = start + HEADER_BYTES; p + 12 < end; p++) {
    if (memcmp(p, "_S5_", 4) != 0 || p[4] != 0x12) continue; // a package
    p += 5;
    p += 1 + (*p >> 6); // its length
    p += 1;             // number of elements
    for (int i = 0; i < 2 && p + 1 < end; i++) {
      if (*p == 0x0a) p++; // a byte follows; 0 and 1 stand for themselves
      types[i] = *p++;
    }
    return;
  }
}

void acpi_power_off(void) {
  uint64_t fadt = find_table("FACP");
  if (fadt == 0 || table_length(fadt) < FADT_RESET_REGISTER) return;
  unsigned types[2];
  find_sleep_types(fadt, types);
  if (table_length(fadt) >= FADT_SLEEP_CONTROL + 12)
    write_register(fadt + FADT_SLEEP_CONTROL, (uint8_t)(types[0] << 2 | SLEEP_ENABLE));

  uint16_t control_a = (uint16_t)read32(fadt + FADT_PM1A_CONTROL);
  uint16_t control_b = (uint16_t)read32(fadt + FADT_PM1B_CONTROL);
  uint32_t command = read32(fadt + FADT_SMI_COMMAND);
  uint8_t enable = *(const uint8_t *)physical_pointer(fadt + FADT_ACPI_ENABLE);
  if (control_a && command && enable && !(port_read8(control_a) & PM1_SCI_ENABLED)) {
    port_write8((uint16_t)command, enable);
    for (int i = 0; i < 300000 && !(port_read8(control_a) & PM1_SCI_ENABLED); i++) {
    }
  }
  if (control_a) port_write16(control_a, (uint16_t)(types[0] << 10 | PM1_SLEEP_ENABLE));
  if (control_b) port_write16(control_b, (uint16_t)(types[1] << 10 | PM1_SLEEP_ENABLE));
}

void acpi_reset(void) {
  uint64_t fadt = find_table("FACP");
  if (fadt && table_length(fadt) > FADT_RESET_VALUE &&
      read32(fadt + FADT_FLAGS) & FLAG_RESET_SUPPORTED)
    write_register(fadt + FADT_RESET_REGISTER,
                   *(const uint8_t *)physical_pointer(fadt + FADT_RESET_VALUE));
}
