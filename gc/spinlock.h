// SPDX-License-Identifier: MIT
// A spinlock for state that processors share. Held for a few hundred instructions at most, never
// across a safepoint; while one is held cpu->critical is above zero, so that a fault is a panic.
#ifndef NACRE_GC_SPINLOCK_H
#define NACRE_GC_SPINLOCK_H

#include "gc/cpu.h"

struct spinlock {
  uint32_t held;
};

static inline void spinlock_acquire(struct cpu *cpu, struct spinlock *lock) {
  cpu->critical++;
  while (unlikely(__atomic_exchange_n(&lock->held, 1, __ATOMIC_ACQUIRE)))
    while (__atomic_load_n(&lock->held, __ATOMIC_RELAXED)) __builtin_ia32_pause();
}
static inline void spinlock_release(struct cpu *cpu, struct spinlock *lock) {
  __atomic_store_n(&lock->held, 0, __ATOMIC_RELEASE);
  cpu->critical--;
}

#endif
