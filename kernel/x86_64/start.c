// SPDX-License-Identifier: MIT
// The boot order of the metal machine, from the first C function to nacre_main.
#define _GNU_SOURCE
#include <locale.h>
#include <stdlib.h>

#include "kernel/size.h"
#include "kernel/x86_64/cpu_instructions.h"
#include "kernel/x86_64/frames.h"
#include "kernel/x86_64/machine.h"
#include "kernel/x86_64/paging.h"

enum { MSR_FS_BASE = 0xc0000100, CANARY_WORD = 5 };

_Noreturn void machine_start(uint32_t magic, uint32_t information);

// What musl calls a thread: FS points to it, and its first word to itself. It holds errno, the
// locale, and at 0x28 the canary that code compiled with a stack protector compares with.
static uint64_t thread_block[64] __attribute__((aligned(64)));

static struct boot_info boot_info;

static void start_thread_block(void) {
  thread_block[0] = (uint64_t)(uintptr_t)thread_block;
  thread_block[CANARY_WORD] = tsc_read() * UINT64_C(0x9e3779b97f4a7c15);
  msr_write(MSR_FS_BASE, (uint64_t)(uintptr_t)thread_block);
  uselocale(LC_GLOBAL_LOCALE);
}

static void start_memory(void) {
  frames_start(&boot_info);
  paging_start(&boot_info);
  uint64_t limit = 0;
  const char *wish = command_line_value("heap=");
  if (wish && !size_parse(wish, &limit)) PANIC("heap=%s on the command line is no size", wish);
  memory_start(limit);
}

static void run(void) {
  interrupts_enable();
  platform_exit(nacre_main());
}

void machine_start(uint32_t magic, uint32_t information) {
  start_thread_block();
  serial_start();
  interrupts_start();
  apic_start();
  clock_calibrate_begin();
  if (!boot_info_read(&boot_info, magic, information))
    PANIC("started by no boot loader known (%#x)", magic);
  if (boot_info.truncated)
    PANIC("the boot loader tells more than fits: too many modules or too long texts");
  command_line_start(boot_info.command_line);
  acpi_start(boot_info.rsdp);
  start_memory();
  files_start(&boot_info);
  if (!paging_commit(PAGING_STACK_TOP - PAGING_STACK_BYTES, PAGING_STACK_BYTES))
    PANIC("no memory for the stack");
  serial_start_interrupts();
  clock_calibrate_end();
  stack_continue((void *)(uintptr_t)PAGING_STACK_TOP, run);
}

// The C library's way to give up.
void abort(void) { PANIC("abort was called"); }
