// SPDX-License-Identifier: MIT
// Random numbers for programs: xoshiro256** (Blackman, Vigna, "Scrambled Linear Pseudorandom Number
// Generators", 2021), one state a processor, seeded from the machine's entropy at its first use. A
// forked process draws from the same stream as its parent, so both see different numbers.
#ifndef NACRE_LANG_NUMBER_RANDOM_H
#define NACRE_LANG_NUMBER_RANDOM_H

#include "gc/cpu.h"

uint64_t random_next(struct cpu *cpu);                  // all 64 bits
double random_double(struct cpu *cpu);                  // 0 <= d < 1
uint64_t random_below(struct cpu *cpu, uint64_t bound); // unbiased; bound > 0

#endif
