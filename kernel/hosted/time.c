// SPDX-License-Identifier: MIT
// Clocks, the timer and idling of the hosted machine.
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <sys/time.h>
#include <time.h>

#include "kernel/hosted/hosted.h"

static uint64_t start_nanoseconds;
static uint32_t timer_period; // microseconds; 0: not started
static void (*timer_tick)(void *);
static void *timer_argument;

static uint64_t monotonic_nanoseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

__attribute__((constructor)) static void remember_start(void) {
  start_nanoseconds = monotonic_nanoseconds();
}

uint64_t platform_clock_nanoseconds(void) { return monotonic_nanoseconds() - start_nanoseconds; }

int64_t platform_wall_clock_milliseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void on_alarm(int number) {
  (void)number;
  int saved = errno;
  timer_tick(timer_argument);
  errno = saved;
}

static void timer_arm(uint32_t period) {
  struct timeval interval = {.tv_sec = period / 1000000, .tv_usec = period % 1000000};
  struct itimerval timer = {.it_interval = interval, .it_value = interval};
  setitimer(ITIMER_REAL, &timer, NULL);
}

void platform_timer_start(uint32_t period, void (*tick)(void *), void *argument) {
  timer_argument = argument;
  timer_tick = tick;
  timer_period = period;
  struct sigaction action = {.sa_handler = on_alarm, .sa_flags = SA_RESTART};
  sigaction(SIGALRM, &action, NULL);
  timer_arm(period);
}

void platform_idle(uint64_t deadline) {
  if (timer_period) timer_arm(0);
  hosted_console_wait(deadline);
  if (timer_period) timer_arm(timer_period);
}
