// SPDX-License-Identifier: MIT
// Linux fork(2) beside Nacre's: a process of MEGABYTES of touched memory prints, in nanoseconds,
//   MEGABYTES fork TIME     fork, exit of the child and wait in the parent
//   MEGABYTES write TIME    the parent's first write to a page after the fork
// each the median of `ROUNDS` rounds:  fork ROUNDS MEGABYTES...
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int64_t nanoseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static int compare(const void *a, const void *b) {
  int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
  return (x > y) - (x < y);
}

static int measure(size_t megabytes, int rounds) {
  size_t bytes = megabytes << 20;
  // Without huge pages, as most heaps are: a fork copies the page tables.
  char *heap = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  int64_t *forks = calloc((size_t)rounds, sizeof *forks);
  int64_t *writes = calloc((size_t)rounds, sizeof *writes);
  if (heap == MAP_FAILED || !forks || !writes) return 1;
  madvise(heap, bytes, MADV_NOHUGEPAGE);
  memset(heap, 1, bytes);
  for (int round = 0; round < rounds; round++) {
    int64_t begun = nanoseconds();
    pid_t child = fork();
    if (child == 0) _exit(0);
    int64_t forked = nanoseconds();
    ((volatile char *)heap)[(size_t)round * 4096 % bytes] = 2;
    writes[round] = nanoseconds() - forked;
    int status;
    if (child < 0 || waitpid(child, &status, 0) != child) return 1;
    forks[round] = nanoseconds() - begun;
  }
  qsort(forks, (size_t)rounds, sizeof *forks, compare);
  qsort(writes, (size_t)rounds, sizeof *writes, compare);
  printf("%zu fork %lld\n", megabytes, (long long)forks[rounds / 2]);
  printf("%zu write %lld\n", megabytes, (long long)writes[rounds / 2]);
  munmap(heap, bytes);
  free(forks);
  free(writes);
  return 0;
}

int main(int argc, char **argv) {
  int rounds = argc > 2 ? atoi(argv[1]) : 0;
  if (rounds < 1 || rounds > 100000) {
    fprintf(stderr, "usage: fork ROUNDS MEGABYTES...\n");
    return 2;
  }
  for (int i = 2; i < argc; i++)
    if (atoi(argv[i]) < 1 || measure((size_t)atoi(argv[i]), rounds) != 0) return 1;
  return 0;
}
