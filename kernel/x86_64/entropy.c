// SPDX-License-Identifier: MIT
// Random bytes: the ChaCha20 block function (RFC 8439) run over a key that is replaced after each
// request. The key comes from RDSEED or RDRAND where the processor has them; without, it is made of
// the jitter of the time stamp counter and the wall time, which is good against accidents and not
// against an attacker who knows the machine.
#include <string.h>

#include "kernel/x86_64/cpu_instructions.h"
#include "kernel/x86_64/machine.h"

enum { KEY_WORDS = 8, BLOCK_WORDS = 16, JITTER_SAMPLES = 64, RDRAND_BIT = 30 };

static struct {
  bool seeded;
  uint32_t key[KEY_WORDS];
  uint64_t counter;
} entropy;

static uint32_t rotate(uint32_t x, unsigned n) { return x << n | x >> (32 - n); }

static void quarter_round(uint32_t *x, int a, int b, int c, int d) {
  x[a] += x[b];
  x[d] = rotate(x[d] ^ x[a], 16);
  x[c] += x[d];
  x[b] = rotate(x[b] ^ x[c], 12);
  x[a] += x[b];
  x[d] = rotate(x[d] ^ x[a], 8);
  x[c] += x[d];
  x[b] = rotate(x[b] ^ x[c], 7);
}

static void next_block(uint32_t out[BLOCK_WORDS]) {
  uint32_t start[BLOCK_WORDS] = {0x61707865, 0x3320646e, 0x79622d32, 0x6b206574};
  memcpy(start + 4, entropy.key, sizeof entropy.key);
  start[12] = (uint32_t)entropy.counter;
  start[13] = (uint32_t)(entropy.counter++ >> 32);
  memcpy(out, start, sizeof start);
  for (int i = 0; i < 10; i++) {
    quarter_round(out, 0, 4, 8, 12);
    quarter_round(out, 1, 5, 9, 13);
    quarter_round(out, 2, 6, 10, 14);
    quarter_round(out, 3, 7, 11, 15);
    quarter_round(out, 0, 5, 10, 15);
    quarter_round(out, 1, 6, 11, 12);
    quarter_round(out, 2, 7, 8, 13);
    quarter_round(out, 3, 4, 9, 14);
  }
  for (int i = 0; i < BLOCK_WORDS; i++) out[i] += start[i];
}

static void stir(uint32_t word) {
  uint32_t block[BLOCK_WORDS];
  entropy.key[entropy.counter % KEY_WORDS] ^= word;
  next_block(block);
  memcpy(entropy.key, block, sizeof entropy.key);
}

static bool read_hardware(uint64_t *word) {
  for (int tries = 0; tries < 10; tries++) {
    bool good;
    __asm__ volatile("rdrand %0" : "=r"(*word), "=@ccc"(good));
    if (good) return true;
  }
  return false;
}

static void seed(void) {
  entropy.seeded = true;
  uint64_t wall = (uint64_t)platform_wall_clock_milliseconds();
  stir((uint32_t)wall);
  stir((uint32_t)(wall >> 32));
  stir((uint32_t)boot_tsc);
  bool hardware = cpuid_read(1).ecx >> RDRAND_BIT & 1;
  for (int i = 0; i < JITTER_SAMPLES; i++) {
    uint64_t word;
    if (hardware && i < KEY_WORDS && read_hardware(&word)) {
      stir((uint32_t)word);
      stir((uint32_t)(word >> 32));
    }
    port_read8(0x80); // a slow access, whose time varies
    stir((uint32_t)tsc_read());
  }
}

void platform_entropy(void *buffer, size_t bytes) {
  uint32_t block[BLOCK_WORDS];
  if (!entropy.seeded) seed();
  stir((uint32_t)tsc_read());
  for (char *to = buffer; bytes > 0;) {
    size_t n = minimum(bytes, sizeof block);
    next_block(block);
    memcpy(to, block, n);
    to += n;
    bytes -= n;
  }
  // What was given out cannot be computed from the key that stays.
  next_block(block);
  memcpy(entropy.key, block, sizeof entropy.key);
}
