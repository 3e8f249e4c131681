// SPDX-License-Identifier: MIT
#include "lang/number_random.h"

#include "kernel/platform.h"

static uint64_t rotate_left(uint64_t n, int bits) { return n << bits | n >> (64 - bits); }

uint64_t random_next(struct cpu *cpu) {
  uint64_t *s = cpu->random_state;
  while (unlikely((s[0] | s[1] | s[2] | s[3]) == 0)) platform_entropy(s, sizeof cpu->random_state);
  uint64_t result = rotate_left(s[1] * 5, 7) * 9, t = s[1] << 17;
  s[2] ^= s[0];
  s[3] ^= s[1];
  s[1] ^= s[2];
  s[0] ^= s[3];
  s[2] ^= t;
  s[3] = rotate_left(s[3], 45);
  return result;
}

double random_double(struct cpu *cpu) { return (double)(random_next(cpu) >> 11) * 0x1p-53; }

uint64_t random_below(struct cpu *cpu, uint64_t bound) {
  // Draws below 2^64 mod bound would make small results likelier: they are drawn again.
  uint64_t reject = (0 - bound) % bound, n;
  do n = random_next(cpu);
  while (n < reject);
  return n % bound;
}
