// SPDX-License-Identifier: MIT
// Segments, the interrupt table, and the report on a CPU exception.
//
// Invariants
// - Interrupts run with interrupts off, on one stack; exceptions on another, so that a fault in an
//   interrupt handler is reported too. Double fault, NMI and machine check have stacks of their
//   own.
// - An exception here is a bug of the kernel: it is reported whole and stops the machine.
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "kernel/x86_64/cpu_instructions.h"
#include "kernel/x86_64/machine.h"
#include "kernel/x86_64/paging.h"

// --- Stacks and segments ----------------------------------------------------------------------
// X(name, bytes): the interrupt stack table, from 1 on.
#define INTERRUPT_STACKS(X)                                                                        \
  X(INTERRUPT, 8192)                                                                               \
  X(EXCEPTION, 16384)                                                                              \
  X(DOUBLE_FAULT, 16384)                                                                           \
  X(NON_MASKABLE, 16384)                                                                           \
  X(MACHINE_CHECK, 16384)                                                                          \
  X(PAGE_FAULT, 16384)

enum interrupt_stack {
  STACK_NONE,
#define X(name, bytes) STACK_##name,
  INTERRUPT_STACKS(X)
#undef X
};

#define X(name, bytes) static char stack_##name[bytes] __attribute__((aligned(16)));
INTERRUPT_STACKS(X)
#undef X

struct task_state {
  uint32_t reserved0;
  uint64_t privilege_stacks[3];
  uint64_t reserved1;
  uint64_t interrupt_stacks[7]; // table entry 1 is element 0
  uint64_t reserved2;
  uint16_t reserved3, io_map;
} __attribute__((packed));

enum { PAGE_FAULT = 14 };
enum { SELECTOR_CODE = 8, SELECTOR_DATA = 16, SELECTOR_TASK = 24 };

static struct task_state task_state;
static uint64_t segments[5];

struct table_pointer {
  uint16_t limit;
  const void *base;
} __attribute__((packed));

static void load_segments(void) {
#define X(name, bytes)                                                                             \
  task_state.interrupt_stacks[STACK_##name - 1] = (uint64_t)(uintptr_t)(stack_##name + (bytes));
  INTERRUPT_STACKS(X)
#undef X
  task_state.io_map = sizeof task_state;
  uint64_t base = (uint64_t)(uintptr_t)&task_state;
  segments[1] = UINT64_C(0x00af9a000000ffff); // 64-bit code
  segments[2] = UINT64_C(0x00cf92000000ffff); // data
  segments[3] = (sizeof task_state - 1) | (base & 0xffffff) << 16 | UINT64_C(0x89) << 40 |
                (base >> 24 & 0xff) << 56;
  segments[4] = base >> 32;
  struct table_pointer pointer = {sizeof segments - 1, segments};
  __asm__ volatile("lgdt %0\n\t"
                   "pushq %1\n\t"
                   "leaq 1f(%%rip), %%rax\n\t"
                   "pushq %%rax\n\t"
                   "lretq\n"
                   "1:\n\t"
                   "ltr %w2"
                   :
                   : "m"(pointer), "i"(SELECTOR_CODE), "r"(SELECTOR_TASK)
                   : "rax", "memory");
}

// --- The interrupt table ----------------------------------------------------------------------
struct gate {
  uint16_t offset_low, selector;
  uint8_t stack, type;
  uint16_t offset_middle;
  uint32_t offset_high, reserved;
};

static struct gate gates[256];

extern const char exception_entries[];
void page_fault_entry(void);
void interrupt_timer_entry(void);
void interrupt_serial_entry(void);
void interrupt_ignore_entry(void);

static void set_gate(unsigned vector, uint64_t entry, enum interrupt_stack stack) {
  gates[vector] = (struct gate){.offset_low = (uint16_t)entry,
                                .selector = SELECTOR_CODE,
                                .stack = (uint8_t)stack,
                                .type = 0x8e, // present, interrupt gate
                                .offset_middle = (uint16_t)(entry >> 16),
                                .offset_high = (uint32_t)(entry >> 32)};
}

static uint64_t entry_address(void (*entry)(void)) { return (uint64_t)(uintptr_t)entry; }

void interrupts_start(void) {
  load_segments();
  for (unsigned vector = 0; vector < 32; vector++)
    set_gate(vector, (uint64_t)(uintptr_t)exception_entries + vector * 16, STACK_EXCEPTION);
  set_gate(PAGE_FAULT, entry_address(page_fault_entry), STACK_PAGE_FAULT);
  gates[2].stack = STACK_NON_MASKABLE;
  gates[8].stack = STACK_DOUBLE_FAULT;
  gates[18].stack = STACK_MACHINE_CHECK;
  for (unsigned vector = 32; vector < 256; vector++)
    set_gate(vector, entry_address(interrupt_ignore_entry), STACK_INTERRUPT);
  set_gate(VECTOR_TIMER, entry_address(interrupt_timer_entry), STACK_INTERRUPT);
  set_gate(VECTOR_SERIAL, entry_address(interrupt_serial_entry), STACK_INTERRUPT);
  struct table_pointer pointer = {sizeof gates - 1, gates};
  __asm__ volatile("lidt %0" : : "m"(pointer));
}

// --- Exceptions -------------------------------------------------------------------------------
// X(vector, name)
#define EXCEPTIONS(X)                                                                              \
  X(0, "divide error")                                                                             \
  X(1, "debug")                                                                                    \
  X(2, "non-maskable interrupt")                                                                   \
  X(3, "breakpoint")                                                                               \
  X(4, "overflow")                                                                                 \
  X(5, "bound range exceeded")                                                                     \
  X(6, "invalid opcode")                                                                           \
  X(7, "device not available")                                                                     \
  X(8, "double fault")                                                                             \
  X(10, "invalid task state")                                                                      \
  X(11, "segment not present")                                                                     \
  X(12, "stack segment fault")                                                                     \
  X(13, "general protection fault")                                                                \
  X(14, "page fault")                                                                              \
  X(16, "x87 floating-point error")                                                                \
  X(17, "alignment check")                                                                         \
  X(18, "machine check")                                                                           \
  X(19, "SIMD floating-point error")                                                               \
  X(20, "virtualisation exception")                                                                \
  X(21, "control protection exception")

struct exception_frame {
  uint64_t rax, rbx, rcx, rdx, rsi, rdi, rbp, r8, r9, r10, r11, r12, r13, r14, r15;
  uint64_t vector, error_code;
  uint64_t rip, cs, rflags, rsp, ss; // pushed by the processor
};

enum { STACK_WORDS = 32, TRACE_DEPTH = 24 };

static const char *exception_name(uint64_t vector) {
  switch (vector) {
#define X(number, name)                                                                            \
  case number:                                                                                     \
    return name;
    EXCEPTIONS(X)
#undef X
  default:
    return "reserved exception";
  }
}

static __attribute__((format(printf, 1, 2))) void report(const char *format, ...) {
  char text[256];
  va_list arguments;
  va_start(arguments, format);
  int length = vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  if (length > 0) platform_console_write(text, minimum((size_t)length, sizeof text - 1));
}

static bool words_readable(uint64_t address, uint64_t bytes) {
  return address % 8 == 0 && paging_is_mapped(address) && paging_is_mapped(address + bytes - 1);
}

static void report_page_fault(uint64_t error, uint64_t address) {
  const char *why = "";
  if (address < 4096) why = " (a null pointer)";
  if (address - (PAGING_STACK_TOP - PAGING_STACK_BYTES - 65536) < 65536)
    why = " (the C stack is exhausted)";
  report("%s of %s at %016llx%s\n",
         error & 16  ? "execution"
         : error & 2 ? "write"
                     : "read",
         error & 1 ? "a protected page" : "a page that is not mapped", (unsigned long long)address,
         why);
}

static void report_stack(uint64_t rsp) {
  report("stack:\n");
  for (unsigned i = 0; i < STACK_WORDS && words_readable(rsp + i * 8, 8); i++)
    report("%s%016llx%s", i % 4 == 0 ? "  " : " ",
           (unsigned long long)*(const uint64_t *)(uintptr_t)(rsp + i * 8), i % 4 == 3 ? "\n" : "");
}

// Return addresses along the frame pointers, for addr2line -e build/nacre.elf.
static void report_callers(uint64_t rip, uint64_t rbp) {
  report("called from:\n  %llx", (unsigned long long)rip);
  for (unsigned i = 0; i < TRACE_DEPTH && words_readable(rbp, 16); i++) {
    const uint64_t *frame = (const uint64_t *)(uintptr_t)rbp;
    if (frame[1] == 0) break;
    report(" %llx", (unsigned long long)frame[1]);
    if (frame[0] <= rbp) break;
    rbp = frame[0];
  }
  report("\n");
}

_Noreturn void exception_report(const struct exception_frame *frame);
void exception_report(const struct exception_frame *f) {
  static unsigned depth;
  if (depth++ > 0) { // the report itself has failed
    if (depth == 2)
      report("\nanother exception (%llu) while reporting\n", (unsigned long long)f->vector);
    platform_exit(PLATFORM_EXIT_PANIC);
  }
  uint64_t fault_address = cr2_read();
  report("\nnacre: CPU exception %llu: %s, error code %#llx\n", (unsigned long long)f->vector,
         exception_name(f->vector), (unsigned long long)f->error_code);
  if (f->vector == PAGE_FAULT) report_page_fault(f->error_code, fault_address);
  const struct {
    const char *name;
    uint64_t value;
  } registers[] = {
      {"rip", f->rip},        {"rsp", f->rsp},    {"rbp", f->rbp}, {"rax", f->rax},
      {"rbx", f->rbx},        {"rcx", f->rcx},    {"rdx", f->rdx}, {"rsi", f->rsi},
      {"rdi", f->rdi},        {"r8", f->r8},      {"r9", f->r9},   {"r10", f->r10},
      {"r11", f->r11},        {"r12", f->r12},    {"r13", f->r13}, {"r14", f->r14},
      {"r15", f->r15},        {"cs", f->cs},      {"ss", f->ss},   {"flags", f->rflags},
      {"cr2", fault_address}, {"cr3", cr3_read()}};
  for (size_t i = 0; i < array_length(registers); i++)
    report("%6s %016llx%s", registers[i].name, (unsigned long long)registers[i].value,
           i % 3 == 2 || i + 1 == array_length(registers) ? "\n" : "");
  report_stack(f->rsp & ~UINT64_C(7));
  report_callers(f->rip, f->rbp);
  platform_exit(PLATFORM_EXIT_PANIC);
}
