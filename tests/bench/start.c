// SPDX-License-Identifier: MIT
// Prints the median, in microseconds, of the time from start to exit of a program:
//   start RUNS COMMAND ARGS...
// Its output goes to /dev/null; a failing status ends the measurement.
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double microseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static int compare(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

int main(int argc, char **argv) {
  int runs = argc > 2 ? atoi(argv[1]) : 0;
  if (runs < 1 || runs > 10000) {
    fprintf(stderr, "usage: start RUNS COMMAND ARGS...\n");
    return 2;
  }
  double *times = calloc((size_t)runs, sizeof *times);
  if (!times) return 2;
  for (int run = 0; run < runs; run++) {
    double begun = microseconds();
    pid_t child = fork();
    if (child == 0) {
      int null = open("/dev/null", O_RDWR);
      dup2(null, 0);
      dup2(null, 1);
      execvp(argv[2], argv + 2);
      _exit(127);
    }
    int status = 0;
    if (child < 0 || waitpid(child, &status, 0) != child || status != 0) {
      fprintf(stderr, "start: %s failed with status %d\n", argv[2], status);
      free(times);
      return 1;
    }
    times[run] = microseconds() - begun;
  }
  qsort(times, (size_t)runs, sizeof *times, compare);
  printf("%.0f\n", times[runs / 2]);
  free(times);
  return 0;
}
