// SPDX-License-Identifier: MIT
// The console of the hosted machine: standard input, output and error.
//
// Invariants
// - Standard input's flags are never changed (they belong to the terminal, which others share);
//   reading is made non-blocking by asking poll first.
// - A terminal is raw from the first platform_console_read on, and restored at every end: exit,
//   fatal signal, Ctrl-Z. Signals stay on (ISIG), so that Ctrl-C reaches a busy loop.
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "kernel/hosted/hosted.h"

enum { INPUT = 0, OUTPUT = 1, ERRORS = 2 };

static struct termios terminal_before;
static volatile sig_atomic_t terminal_is_raw;
static bool raw_was_tried;
static bool input_ended;
static bool input_reported; // platform_idle has told of waiting input; nobody has read since

static void (*interrupt_handler)(void *);
static void *interrupt_argument;
static int wake_event = -1; // readable when Ctrl-C came since the last platform_idle

// --- Output -----------------------------------------------------------------------------------
static void write_all(int file, const char *bytes, size_t length) {
  while (length > 0) {
    ssize_t n = write(file, bytes, length);
    if (n >= 0) {
      bytes += n;
      length -= (size_t)n;
    } else if (errno == EAGAIN) {
      struct pollfd wait = {.fd = file, .events = POLLOUT};
      poll(&wait, 1, -1);
    } else if (errno == EPIPE && file == OUTPUT) {
      // The reader has gone: end as SIGPIPE would have ended us.
      hosted_terminal_restore();
      _exit(128 + SIGPIPE);
    } else if (errno != EINTR) {
      return; // closed or broken: there is nobody to tell
    }
  }
}

void platform_console_write(const char *bytes, size_t length) { write_all(OUTPUT, bytes, length); }

void platform_console_write_error(const char *bytes, size_t length) {
  write_all(ERRORS, bytes, length);
}

bool platform_console_interactive(void) { return isatty(INPUT) && isatty(OUTPUT); }

unsigned platform_console_columns(void) {
  struct winsize size;
  if (ioctl(OUTPUT, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 80;
  return size.ws_col;
}

// --- The terminal's mode ----------------------------------------------------------------------
static void terminal_make_raw(void) {
  struct termios raw = terminal_before;
  raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO | ECHONL | IEXTEN);
  raw.c_iflag &= ~(tcflag_t)(IXON | INLCR | IGNCR);
  raw.c_cc[VMIN] = 1;
  raw.c_cc[VTIME] = 0;
  terminal_is_raw = 1;
  tcsetattr(INPUT, TCSADRAIN, &raw);
}

void hosted_terminal_restore(void) {
  if (!terminal_is_raw) return;
  tcsetattr(INPUT, TCSADRAIN, &terminal_before);
  terminal_is_raw = 0;
}

static void on_fatal_signal(int number) {
  hosted_terminal_restore();
  signal(number, SIG_DFL);
  raise(number);
}

// Ctrl-Z: the shell gets its terminal as it gave it, and raw mode returns with us.
static void on_stop_signal(int number) {
  int saved = errno;
  hosted_terminal_restore();
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, number);
  signal(number, SIG_DFL);
  raise(number);
  sigprocmask(SIG_UNBLOCK, &set, NULL); // stops here until SIGCONT
  struct sigaction action = {.sa_handler = on_stop_signal, .sa_flags = SA_RESTART};
  sigaction(number, &action, NULL);
  terminal_make_raw();
  errno = saved;
}

static void start_raw_mode(void) {
  raw_was_tried = true;
  if (!platform_console_interactive() || tcgetattr(INPUT, &terminal_before) != 0) return;
  static const int fatal[] = {SIGHUP, SIGTERM, SIGQUIT, SIGABRT};
  for (size_t i = 0; i < array_length(fatal); i++) signal(fatal[i], on_fatal_signal);
  if (!interrupt_handler) signal(SIGINT, on_fatal_signal);
  struct sigaction stop = {.sa_handler = on_stop_signal, .sa_flags = SA_RESTART};
  sigaction(SIGTSTP, &stop, NULL);
  terminal_make_raw();
}

// --- Input ------------------------------------------------------------------------------------
static bool input_waits(void) {
  struct pollfd wait = {.fd = INPUT, .events = POLLIN};
  return poll(&wait, 1, 0) > 0;
}

size_t platform_console_read(char *buffer, size_t capacity) {
  if (!raw_was_tried) start_raw_mode();
  input_reported = false;
  if (input_ended || capacity == 0 || !input_waits()) return 0;
  ssize_t n = read(INPUT, buffer, capacity);
  if (n > 0) return (size_t)n;
  if (n == 0 || (errno != EINTR && errno != EAGAIN)) input_ended = true;
  return 0;
}

bool platform_console_ended(void) { return input_ended; }

static void on_interrupt_signal(int number) {
  (void)number;
  int saved = errno;
  interrupt_handler(interrupt_argument);
  uint64_t one = 1;
  ssize_t n = write(wake_event, &one, sizeof one);
  (void)n; // full means that the wake-up is there already
  errno = saved;
}

void platform_console_on_interrupt(void (*handler)(void *), void *argument) {
  if (wake_event < 0) wake_event = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
  interrupt_argument = argument;
  interrupt_handler = handler;
  struct sigaction action = {.sa_handler = on_interrupt_signal, .sa_flags = SA_RESTART};
  sigaction(SIGINT, &action, NULL);
}

// A pipe whose reader goes away gives EPIPE on write, which write_all deals with.
__attribute__((constructor)) static void ignore_broken_pipes(void) { signal(SIGPIPE, SIG_IGN); }

void hosted_console_wait(uint64_t deadline) {
  for (;;) {
    struct pollfd wait[2] = {
        {.fd = input_ended || input_reported ? -1 : INPUT, .events = POLLIN},
        {.fd = wake_event, .events = POLLIN},
    };
    struct timespec rest = {0, 0};
    uint64_t now = platform_clock_nanoseconds();
    if (deadline > now) {
      rest.tv_sec = (time_t)((deadline - now) / 1000000000);
      rest.tv_nsec = (long)((deadline - now) % 1000000000);
    }
    int n = ppoll(wait, 2, deadline == UINT64_MAX ? NULL : &rest, NULL);
    if (n < 0) continue; // a signal: Ctrl-C has made wake_event readable
    if (n == 0) return;
    if (wait[0].revents) input_reported = true;
    if (wait[1].revents) {
      uint64_t count;
      ssize_t got = read(wake_event, &count, sizeof count);
      (void)got;
    }
    return;
  }
}
