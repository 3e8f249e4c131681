// SPDX-License-Identifier: MIT
// The ends of the machine: off and again. Each way is tried in turn; what a machine does not have
// ignores the attempt.
#include "kernel/x86_64/cpu_instructions.h"
#include "kernel/x86_64/machine.h"

enum {
  PORT_DEBUG_EXIT = 0xf4, // QEMU's isa-debug-exit: its exit status is (value << 1) | 1
  PORT_KEYBOARD = 0x64,
  KEYBOARD_INPUT_FULL = 2,
  KEYBOARD_RESET = 0xfe,
  QEMU_SLEEP = 0x2000,
};

// An exception that cannot be delivered resets the processor.
static void triple_fault(void) {
  static const struct {
    uint16_t limit;
    uint64_t base;
  } __attribute__((packed)) nothing = {0, 0};
  __asm__ volatile("lidt %0; ud2" : : "m"(nothing));
}

static void halt_for_ever(void) {
  for (;;) __asm__ volatile("cli; hlt");
}

static void reset(void) {
  acpi_reset();
  for (int i = 0; i < 100000 && port_read8(PORT_KEYBOARD) & KEYBOARD_INPUT_FULL; i++) {
  }
  port_write8(PORT_KEYBOARD, KEYBOARD_RESET);
  for (int i = 0; i < 100000; i++) __asm__ volatile("pause");
  triple_fault();
}

void platform_exit(int status) {
  interrupts_disable();
  if (cpu_is_virtual()) port_write32(PORT_DEBUG_EXIT, (uint32_t)status);
  acpi_power_off();
  if (cpu_is_virtual()) {
    // QEMU's power management on q35 and pc, for when its tables were not found.
    port_write16(0x604, QEMU_SLEEP);
    port_write16(0xb004, QEMU_SLEEP);
    // Rather start again, or end under -no-reboot, than hang a test.
    reset();
  }
  halt_for_ever();
  __builtin_unreachable();
}

void platform_reboot(void) {
  interrupts_disable();
  reset();
  halt_for_ever();
  __builtin_unreachable();
}

unsigned platform_cpu_count(void) { return acpi_cpu_count(); }
