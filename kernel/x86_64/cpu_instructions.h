// SPDX-License-Identifier: MIT
// The instructions that C has no words for.
#ifndef NACRE_KERNEL_X86_64_CPU_INSTRUCTIONS_H
#define NACRE_KERNEL_X86_64_CPU_INSTRUCTIONS_H

#include "kernel/base.h"

static inline void port_write8(uint16_t port, uint8_t value) {
  __asm__ volatile("outb %0, %1" : : "a"(value), "Nd"(port));
}
static inline void port_write16(uint16_t port, uint16_t value) {
  __asm__ volatile("outw %0, %1" : : "a"(value), "Nd"(port));
}
static inline void port_write32(uint16_t port, uint32_t value) {
  __asm__ volatile("outl %0, %1" : : "a"(value), "Nd"(port));
}
static inline uint8_t port_read8(uint16_t port) {
  uint8_t value;
  __asm__ volatile("inb %1, %0" : "=a"(value) : "Nd"(port));
  return value;
}

static inline void msr_write(uint32_t index, uint64_t value) {
  __asm__ volatile("wrmsr" : : "c"(index), "a"((uint32_t)value), "d"((uint32_t)(value >> 32)));
}
static inline uint64_t msr_read(uint32_t index) {
  uint32_t low, high;
  __asm__ volatile("rdmsr" : "=a"(low), "=d"(high) : "c"(index));
  return (uint64_t)high << 32 | low;
}

struct cpuid {
  uint32_t eax, ebx, ecx, edx;
};
static inline struct cpuid cpuid_read(uint32_t leaf) {
  struct cpuid r;
  __asm__ volatile("cpuid"
                   : "=a"(r.eax), "=b"(r.ebx), "=c"(r.ecx), "=d"(r.edx)
                   : "a"(leaf), "c"(0));
  return r;
}
// Under a hypervisor or emulator, whose ports are known.
static inline bool cpu_is_virtual(void) { return cpuid_read(1).ecx >> 31 & 1; }

static inline uint64_t tsc_read(void) {
  uint32_t low, high;
  __asm__ volatile("rdtsc" : "=a"(low), "=d"(high));
  return (uint64_t)high << 32 | low;
}

static inline void interrupts_disable(void) { __asm__ volatile("cli" ::: "memory"); }
static inline void interrupts_enable(void) { __asm__ volatile("sti" ::: "memory"); }
// Disables them and tells whether they were enabled; interrupts_restore takes that answer.
static inline bool interrupts_save(void) {
  uint64_t flags;
  __asm__ volatile("pushfq; popq %0; cli" : "=r"(flags)::"memory");
  return flags >> 9 & 1;
}
static inline void interrupts_restore(bool enabled) {
  if (enabled) interrupts_enable();
}
// Enables interrupts and halts, with no gap between the two: returns after the next interrupt.
static inline void interrupts_wait(void) { __asm__ volatile("sti; hlt" ::: "memory"); }

static inline uint64_t cr2_read(void) {
  uint64_t value;
  __asm__ volatile("mov %%cr2, %0" : "=r"(value));
  return value;
}
static inline uint64_t cr3_read(void) {
  uint64_t value;
  __asm__ volatile("mov %%cr3, %0" : "=r"(value));
  return value;
}
static inline void cr3_write(uint64_t value) {
  __asm__ volatile("mov %0, %%cr3" : : "r"(value) : "memory");
}
static inline void tlb_forget(uint64_t address) {
  __asm__ volatile("invlpg (%0)" : : "r"(address) : "memory");
}

// Physical memory lies at its own address.
static inline void *physical_pointer(uint64_t address) { return (void *)(uintptr_t)address; }

#endif
