// SPDX-License-Identifier: MIT
// The vocabulary every layer shares: fixed-width types, hints to the compiler, checks.
//
// Nothing here allocates, prints or knows of any other module.
#ifndef NACRE_KERNEL_BASE_H
#define NACRE_KERNEL_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct system; // one a machine: what all processors share
struct cpu;    // one a processor: what it owns alone

static inline bool likely(bool condition) { return __builtin_expect(condition, 1); }
static inline bool unlikely(bool condition) { return __builtin_expect(condition, 0); }

static inline size_t align_up(size_t n, size_t alignment) {
  return (n + alignment - 1) & ~(alignment - 1);
}

static inline size_t minimum(size_t a, size_t b) { return a < b ? a : b; }
static inline size_t maximum(size_t a, size_t b) { return a > b ? a : b; }

#define array_length(array) (sizeof(array) / sizeof((array)[0]))

// A broken invariant of Nacre itself, never a user's mistake: reports and stops the machine.
_Noreturn void panic(const char *file, int line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
#define PANIC(...) panic(__FILE__, __LINE__, __VA_ARGS__)
#define ASSERT(condition)                                                                          \
  ((condition) ? (void)0 : panic(__FILE__, __LINE__, "assertion failed: %s", #condition))

#endif
