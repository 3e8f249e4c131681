// SPDX-License-Identifier: MIT
// Entropy, processors and faults of the hosted machine.
#define _GNU_SOURCE
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <ucontext.h>

#include "kernel/hosted/hosted.h"

void platform_entropy(void *buffer, size_t bytes) {
  char *p = buffer;
  while (bytes > 0) {
    ssize_t n = getrandom(p, bytes, 0);
    if (n < 0 && errno != EINTR) PANIC("getrandom failed: %s", strerror(errno));
    if (n > 0) {
      p += n;
      bytes -= (size_t)n;
    }
  }
}

unsigned platform_cpu_count(void) {
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) != 0) return 1;
  int n = CPU_COUNT(&set);
  return n > 0 ? (unsigned)n : 1;
}

// --- Faults -----------------------------------------------------------------------------------
// Sanitizers and unit tests want the signal themselves.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)

void hosted_install_fault_handlers(void) {}

#else

static char fault_stack[32 * 1024] __attribute__((aligned(16)));

static void on_fault(int number, siginfo_t *info, void *context) {
  const greg_t *r = ((const ucontext_t *)context)->uc_mcontext.gregs;
  static const struct {
    const char *name;
    int index;
  } registers[] = {
      {"rip", REG_RIP}, {"rsp", REG_RSP}, {"rbp", REG_RBP},   {"rax", REG_RAX}, {"rbx", REG_RBX},
      {"rcx", REG_RCX}, {"rdx", REG_RDX}, {"rsi", REG_RSI},   {"rdi", REG_RDI}, {"r8", REG_R8},
      {"r9", REG_R9},   {"r10", REG_R10}, {"r11", REG_R11},   {"r12", REG_R12}, {"r13", REG_R13},
      {"r14", REG_R14}, {"r15", REG_R15}, {"flags", REG_EFL},
  };
  hosted_terminal_restore();
  char text[1024];
  int length =
      snprintf(text, sizeof text, "\nnacre: %s at address %p\n", strsignal(number), info->si_addr);
  for (size_t i = 0; i < array_length(registers); i++)
    length +=
        snprintf(text + length, sizeof text - (size_t)length, "%6s %016llx%s", registers[i].name,
                 (unsigned long long)r[registers[i].index], i % 3 == 2 ? "\n" : " ");
  platform_console_write_error(text, (size_t)length);
  signal(number, SIG_DFL);
  raise(number);
}

void hosted_install_fault_handlers(void) {
  stack_t stack = {.ss_sp = fault_stack, .ss_size = sizeof fault_stack};
  sigaltstack(&stack, NULL);
  struct sigaction action = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_ONSTACK};
  static const int numbers[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL};
  for (size_t i = 0; i < array_length(numbers); i++) sigaction(numbers[i], &action, NULL);
}

#endif
