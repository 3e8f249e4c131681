// SPDX-License-Identifier: MIT
// Interrupt controllers: the local APIC with its timer, and the I/O APIC for ISA lines. The old
// 8259 pair is masked; a machine without it ignores that.
#include "kernel/x86_64/cpu_instructions.h"
#include "kernel/x86_64/machine.h"

enum {
  MSR_APIC_BASE = 0x1b,
  APIC_ENABLED = 1 << 11,
  PORT_PIC_MASTER = 0x21,
  PORT_PIC_SLAVE = 0xa1
};

// Byte offsets of local registers.
enum {
  LOCAL_ID = 0x20,
  LOCAL_TASK_PRIORITY = 0x80,
  LOCAL_END_OF_INTERRUPT = 0xb0,
  LOCAL_SPURIOUS = 0xf0,
  LOCAL_TIMER = 0x320,
  LOCAL_LINE0 = 0x350,
  LOCAL_LINE1 = 0x360,
  LOCAL_ERROR = 0x370,
  LOCAL_TIMER_INITIAL = 0x380,
  LOCAL_TIMER_CURRENT = 0x390,
  LOCAL_TIMER_DIVIDE = 0x3e0,
};
enum {
  MASKED = 1 << 16,
  DELIVER_NMI = 4 << 8,
  TIMER_PERIODIC = 1 << 17,
  SOFTWARE_ENABLE = 1 << 8,
  DIVIDE_BY_16 = 3,
};
#define IO_APIC_BASE UINT64_C(0xfec00000)

static struct {
  volatile uint32_t *local;
  uint64_t timer_frequency; // counts a second
} apic;

static void local_write(unsigned offset, uint32_t value) { apic.local[offset / 4] = value; }
static uint32_t local_read(unsigned offset) { return apic.local[offset / 4]; }

void apic_start(void) {
  port_write8(PORT_PIC_MASTER, 0xff);
  port_write8(PORT_PIC_SLAVE, 0xff);
  uint64_t base = msr_read(MSR_APIC_BASE);
  msr_write(MSR_APIC_BASE, base | APIC_ENABLED);
  apic.local = physical_pointer(base & UINT64_C(0xffffff000));
  local_write(LOCAL_TASK_PRIORITY, 0);
  local_write(LOCAL_LINE0, MASKED);
  local_write(LOCAL_LINE1, DELIVER_NMI);
  local_write(LOCAL_ERROR, MASKED);
  local_write(LOCAL_TIMER, MASKED | VECTOR_TIMER);
  local_write(LOCAL_TIMER_DIVIDE, DIVIDE_BY_16);
  local_write(LOCAL_SPURIOUS, SOFTWARE_ENABLE | VECTOR_SPURIOUS);
}

void apic_end_of_interrupt(void) { local_write(LOCAL_END_OF_INTERRUPT, 0); }

// --- Timer ------------------------------------------------------------------------------------
void apic_timer_count_from(void) { local_write(LOCAL_TIMER_INITIAL, UINT32_MAX); }

uint32_t apic_timer_counted(void) { return UINT32_MAX - local_read(LOCAL_TIMER_CURRENT); }

void apic_timer_set_frequency(uint64_t per_second) {
  apic.timer_frequency = per_second;
  local_write(LOCAL_TIMER_INITIAL, 0);
}

static uint32_t counts_for(uint64_t nanoseconds) {
  unsigned __int128 counts = (unsigned __int128)nanoseconds * apic.timer_frequency / 1000000000u;
  if (counts > UINT32_MAX) return UINT32_MAX;
  return counts ? (uint32_t)counts : 1;
}

void apic_timer_periodic(uint32_t microseconds) {
  // Stopped first: what is left of a short wait would be the period until the next line, and QEMU
  // may then do nothing any more but serve that timer.
  local_write(LOCAL_TIMER_INITIAL, 0);
  local_write(LOCAL_TIMER, TIMER_PERIODIC | VECTOR_TIMER);
  local_write(LOCAL_TIMER_INITIAL, microseconds ? counts_for(microseconds * UINT64_C(1000)) : 0);
}

void apic_timer_once(uint64_t nanoseconds) {
  local_write(LOCAL_TIMER, VECTOR_TIMER);
  local_write(LOCAL_TIMER_INITIAL, counts_for(nanoseconds));
}

// --- Lines of devices -------------------------------------------------------------------------
static uint32_t io_read(uint32_t index) {
  volatile uint32_t *registers = physical_pointer(IO_APIC_BASE);
  registers[0] = index;
  return registers[4];
}

static void io_write(uint32_t index, uint32_t value) {
  volatile uint32_t *registers = physical_pointer(IO_APIC_BASE);
  registers[0] = index;
  registers[4] = value;
}

bool apic_route_isa(unsigned line, enum interrupt_vector vector) {
  uint32_t version = io_read(1);
  if (version == UINT32_MAX || (version >> 16 & 0xff) < line) return false;
  io_write(0x10 + line * 2 + 1, local_read(LOCAL_ID) & 0xff000000);
  io_write(0x10 + line * 2, vector); // edge, active high, fixed, to one processor
  return true;
}
