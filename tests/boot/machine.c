// SPDX-License-Identifier: MIT
// A program over kernel/platform.h alone, in the place of Nacre: it tries every function of the
// machine, on metal (build/machine.elf) and hosted (build/machine), and ends with a line
// `N passed, N failed`. Its arguments name what to do after that: see `last_acts`.
#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <tommath.h>
#include <utf8proc.h>
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "kernel/platform.h"
#include "kernel/size.h"

static unsigned passed, failed;

static __attribute__((format(printf, 1, 2))) void say(const char *format, ...) {
  char text[512];
  va_list arguments;
  va_start(arguments, format);
  int length = vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  platform_console_write(text, minimum((size_t)length, sizeof text - 1));
}

static void check(bool good, int line, const char *what) {
  if (good) {
    passed++;
  } else {
    failed++;
    say("machine.c:%d: not so: %s\n", line, what);
  }
}
#define CHECK(condition) check(condition, __LINE__, #condition)

static uint64_t mega(uint64_t n) { return n << 20; }

// --- The C library ------------------------------------------------------------------------------
static int compare_ints(const void *a, const void *b) { return *(const int *)a - *(const int *)b; }

static void test_library(void) {
  char text[64];
  snprintf(text, sizeof text, "%a %.17g %Lf", 1.5, 0.1, 2.25L);
  CHECK(strcmp(text, "0x1.8p+0 0.10000000000000001 2.250000") == 0);
  CHECK(strtod("1e-310", NULL) == 1e-310);
  volatile double one = 1, two = 2, half = 0.5;
  CHECK(fabs(sin(one) - 0.8414709848078965) < 1e-15);
  CHECK(pow(two, half) == 1.4142135623730951);
  int numbers[100];
  for (int i = 0; i < 100; i++) numbers[i] = i * 37 % 101;
  qsort(numbers, 100, sizeof *numbers, compare_ints);
  bool sorted = true;
  for (int i = 1; i < 100; i++) sorted &= numbers[i - 1] <= numbers[i];
  CHECK(sorted);
  jmp_buf landing;
  volatile int jumps = 0;
  if (setjmp(landing) < 3) {
    jumps = jumps + 1;
    longjmp(landing, jumps);
  }
  CHECK(jumps == 3);
  errno = EIO;
  CHECK(errno == EIO);
}

static void test_archives(void) {
  mp_int big;
  CHECK(mp_init_u32(&big, 3) == MP_OKAY && mp_expt_u32(&big, 1000, &big) == MP_OKAY);
  char digits[600];
  size_t length;
  CHECK(mp_to_radix(&big, digits, sizeof digits, &length, 10) == MP_OKAY && length == 479);
  mp_clear(&big);
  CHECK(utf8proc_toupper(0xe9) == 0xc9);
  int error;
  PCRE2_SIZE where;
  pcre2_code *code = pcre2_compile((PCRE2_SPTR) "(\\w+)@(\\w+)", PCRE2_ZERO_TERMINATED,
                                   PCRE2_UTF | PCRE2_UCP, &error, &where, NULL);
  CHECK(code != NULL);
  pcre2_match_data *match = pcre2_match_data_create_from_pattern(code, NULL);
  CHECK(pcre2_match(code, (PCRE2_SPTR) "to joe@example", 14, 0, 0, match, NULL) == 3);
  pcre2_match_data_free(match);
  pcre2_code_free(code);
}

// Blocks of many sizes, each filled with its own byte; what overlaps or gets lost shows.
static void test_malloc(void) {
  enum { COUNT = 200, ROUNDS = 20 };
  static struct {
    unsigned char *bytes;
    size_t size;
  } blocks[COUNT];
  bool whole = true;
  uint32_t random = 12345;
  for (int round = 0; round < ROUNDS * COUNT; round++) {
    random = random * 1664525 + 1013904223;
    int i = (int)(random >> 8) % COUNT;
    if (blocks[i].bytes)
      for (size_t k = 0; k < blocks[i].size; k += 61) whole &= blocks[i].bytes[k] == i;
    size_t size = (random >> 4) % (random >> 28 == 0 ? 300000 : 2000) + 1;
    if (random & 1) {
      blocks[i].bytes = realloc(blocks[i].bytes, size);
    } else {
      free(blocks[i].bytes);
      blocks[i].bytes = malloc(size);
    }
    if (!blocks[i].bytes) break;
    blocks[i].size = size;
    memset(blocks[i].bytes, i, size);
  }
  CHECK(whole);
  for (int i = 0; i < COUNT; i++) free(blocks[i].bytes);
  char *large = malloc(mega(20));
  CHECK(large != NULL);
  if (large) memset(large, 1, mega(20));
  free(large);
  volatile size_t too_much = (size_t)1 << 50;
  CHECK(malloc(too_much) == NULL);
  CHECK(calloc(too_much, too_much) == NULL);
  unsigned char *zeroed = calloc(1000, 8);
  bool zero = zeroed != NULL;
  for (int i = 0; zero && i < 8000; i++) zero = zeroed[i] == 0;
  CHECK(zero);
  free(zeroed);
  void *aligned = aligned_alloc(4096, 8192);
  CHECK(aligned != NULL && (uintptr_t)aligned % 4096 == 0);
  free(aligned);
}

// --- Memory -------------------------------------------------------------------------------------
static bool all_bytes(const char *bytes, size_t length, char wanted) {
  for (size_t i = 0; i < length; i++)
    if (bytes[i] != wanted) return false;
  return true;
}

static void test_memory(void) {
  char *heap = (char *)(uintptr_t)PLATFORM_HEAP_BASE;
  uint64_t before = platform_memory_free();
  CHECK(before <= platform_memory_total() && before > mega(16));
  CHECK(platform_memory_commit(heap, 32768) && all_bytes(heap, 32768, 0));
  memset(heap, 7, 32768);
  CHECK(platform_memory_free() <= before - 32768);
  platform_memory_release(heap, 32768);
  CHECK(platform_memory_commit(heap, 32768) && all_bytes(heap, 32768, 0));
  platform_memory_release(heap, 32768);

  // Holes in large pages, and their filling.
  CHECK(platform_memory_commit(heap, mega(16)));
  memset(heap, 1, mega(16));
  char *hole = heap + mega(4) + 32768;
  platform_memory_release(hole, 32768);
  CHECK(platform_memory_commit(hole, 32768) && all_bytes(hole, 32768, 0));
  CHECK(hole[-1] == 1 && hole[32768] == 1);
  platform_memory_release(heap + mega(1), mega(14));
  CHECK(platform_memory_commit(heap + mega(1), mega(14)) &&
        all_bytes(heap + mega(1), mega(14), 0) && heap[mega(1) - 1] == 1);
  platform_memory_release(heap, mega(16));

  // Memory that was never touched is given back in parts, and touched from the middle on.
  CHECK(platform_memory_commit(heap, mega(8)));
  platform_memory_release(heap + mega(1), mega(2));
  CHECK(platform_memory_commit(heap + mega(1), mega(2)));
  bool zero = true;
  for (size_t at = mega(8); at > 12288; at -= 12288) {
    zero &= heap[at - 1] == 0;
    heap[at - 1] = 3;
  }
  CHECK(zero);
  CHECK(heap[mega(8) - 1] == 3 && heap[mega(8) - 2] == 0);
  platform_memory_release(heap + mega(3) + 4096, mega(4));
  platform_memory_release(heap, mega(3) + 4096);
  platform_memory_release(heap + mega(7) + 4096, mega(1) - 4096);

  CHECK(!platform_memory_commit(heap, (size_t)200 << 30));
  uint64_t after = platform_memory_free();
  CHECK(after + mega(1) >= before); // page tables may stay
}

// Takes what the machine has, up to a limit that keeps the test short.
static void test_memory_end(void) {
  char *heap = (char *)(uintptr_t)PLATFORM_HEAP_BASE + mega(1024);
  uint64_t before = platform_memory_free();
  size_t step = mega(2) + 4096, held = 0;
  bool zero = true;
  while (held < mega(512) && platform_memory_commit(heap + held, step)) {
    // All of it in small machines, so that every promise is called in.
    for (size_t at = 0; at < step; at += before < mega(256) ? 4096 : step - 1) {
      zero &= heap[held + at] == 0;
      heap[held + at] = 1;
    }
    held += step;
  }
  CHECK(zero);
  CHECK(held >= minimum(before - before / 8, mega(500)));
  if (held < mega(512)) CHECK(platform_memory_free() < 2 * step);
  for (size_t at = 0; at < held; at += step) platform_memory_release(heap + at, step);
  CHECK(platform_memory_free() + mega(2) >= before);
}

// --- Time ---------------------------------------------------------------------------------------
static volatile unsigned ticks, interrupts;
static void on_tick(void *argument) {
  (void)argument;
  ticks = ticks + 1;
}
static void on_interrupt(void *argument) {
  (void)argument;
  interrupts = interrupts + 1;
}

// Floating-point numbers in both kinds of registers stay what they are under ticks.
static void test_timer(void) {
  platform_timer_start(1000, on_tick, NULL);
  uint64_t start = platform_clock_nanoseconds();
  unsigned ticks_before = ticks;
  bool same = true;
  double sum = 0;
  // The machine may be held up as a whole: fifty ticks are not early, and come in the end.
  while (ticks - ticks_before < 50 && platform_clock_nanoseconds() - start < 10000000000) {
    double x = 1.25;
    for (int i = 0; i < 1000; i++) x = x * 1.0000001 + 0.5;
    long double y = x;
    y = y * 3.0L / 3.0L;
    same &= (double)y == x;
    sum += x;
  }
  CHECK(same && sum > 0);
  CHECK(ticks - ticks_before >= 50);
  CHECK(platform_clock_nanoseconds() - start > 25000000);

  platform_idle(0); // tells of input that waits, so that the next one need not
  start = platform_clock_nanoseconds();
  ticks_before = ticks;
  for (uint64_t now = start; now < start + 30000000; now = platform_clock_nanoseconds())
    platform_idle(start + 30000000);
  uint64_t took = platform_clock_nanoseconds() - start;
  CHECK(took >= 30000000 && took < 300000000);
  CHECK(ticks - ticks_before < 10);
}

static void test_clock(void) {
  uint64_t last = 0;
  bool monotonic = true;
  for (int i = 0; i < 10000; i++) {
    uint64_t now = platform_clock_nanoseconds();
    monotonic &= now >= last;
    last = now;
  }
  CHECK(monotonic);
  CHECK(platform_wall_clock_milliseconds() > INT64_C(1700000000000));
}

static void test_entropy(void) {
  unsigned char a[100] = {0}, b[100] = {0};
  platform_entropy(a, sizeof a);
  platform_entropy(b, sizeof b);
  CHECK(memcmp(a, b, sizeof a) != 0);
  bool seen[256] = {false};
  unsigned different = 0;
  for (size_t i = 0; i < sizeof a; i++) {
    different += !seen[a[i]];
    seen[a[i]] = true;
  }
  CHECK(different > 50);
}

// --- Files --------------------------------------------------------------------------------------
static struct platform_file_request request;

static int64_t file_do(enum platform_file_operation operation, const char *path, int64_t handle,
                       void *buffer, size_t length) {
  request = (struct platform_file_request){
      .operation = operation, .path = path, .handle = handle, .buffer = buffer, .length = length};
  platform_file_submit(&request);
  while (!request.complete) platform_idle(UINT64_MAX);
  return request.result;
}
static int64_t path_do(enum platform_file_operation operation, const char *path) {
  return file_do(operation, path, 0, NULL, 0);
}

static int64_t list(const char *path, uint64_t index, char *name, size_t room) {
  request = (struct platform_file_request){.operation = PLATFORM_FILE_LIST,
                                           .path = path,
                                           .buffer = name,
                                           .length = room,
                                           .offset = index};
  platform_file_submit(&request);
  if (request.result > 0) name[request.result] = 0;
  return request.result;
}

#define DIRECTORY "/tmp/nacre-machine-test"

static void test_file_content(void) {
  static char bytes[70000], back[5000];
  for (size_t i = 0; i < sizeof bytes; i++) bytes[i] = (char)(i * 7);
  int64_t handle = path_do(PLATFORM_FILE_OPEN_WRITE, DIRECTORY "/b");
  CHECK(handle >= 0);
  for (int i = 0; i < 3; i++)
    CHECK(file_do(PLATFORM_FILE_WRITE, NULL, handle, bytes, sizeof bytes) == sizeof bytes);
  CHECK(file_do(PLATFORM_FILE_CLOSE, NULL, handle, NULL, 0) == 0);
  CHECK(file_do(PLATFORM_FILE_CLOSE, NULL, handle, NULL, 0) == -EBADF);
  handle = path_do(PLATFORM_FILE_OPEN_APPEND, DIRECTORY "/b");
  CHECK(file_do(PLATFORM_FILE_WRITE, NULL, handle, "tail", 4) == 4);
  CHECK(file_do(PLATFORM_FILE_READ, NULL, handle, back, 4) == -EBADF);
  file_do(PLATFORM_FILE_CLOSE, NULL, handle, NULL, 0);
  CHECK(path_do(PLATFORM_FILE_STATUS, DIRECTORY "/b") == 3 * (int64_t)sizeof bytes + 4);
  CHECK(!request.directory);
  int64_t age = platform_wall_clock_milliseconds() - request.modified_milliseconds;
  CHECK(age > -5000 && age < 5000);

  handle = path_do(PLATFORM_FILE_OPEN_READ, DIRECTORY "/b");
  size_t at = 0;
  bool same = true;
  int64_t n;
  while ((n = file_do(PLATFORM_FILE_READ, NULL, handle, back, sizeof back)) > 0)
    for (int64_t i = 0; i < n; i++, at++)
      same &= back[i] ==
              (at < 3 * sizeof bytes ? bytes[at % sizeof bytes] : "tail"[at - 3 * sizeof bytes]);
  CHECK(n == 0 && same && at == 3 * sizeof bytes + 4);
  // A removed file can be read to its end.
  CHECK(path_do(PLATFORM_FILE_REMOVE, DIRECTORY "/b") == 0);
  CHECK(file_do(PLATFORM_FILE_READ, NULL, handle, back, sizeof back) == 0);
  file_do(PLATFORM_FILE_CLOSE, NULL, handle, NULL, 0);
}

static void test_file_tree(void) {
  char name[256];
  CHECK(path_do(PLATFORM_FILE_MAKE_DIRECTORY, DIRECTORY) == -EEXIST);
  CHECK(path_do(PLATFORM_FILE_OPEN_READ, DIRECTORY "/none") == -ENOENT);
  CHECK(path_do(PLATFORM_FILE_OPEN_READ, DIRECTORY) == -EISDIR);
  CHECK(path_do(PLATFORM_FILE_OPEN_WRITE, DIRECTORY "/no/where") == -ENOENT);
  static const char *const names[] = {DIRECTORY "/c", DIRECTORY "/a"};
  for (size_t i = 0; i < 2; i++)
    file_do(PLATFORM_FILE_CLOSE, NULL, path_do(PLATFORM_FILE_OPEN_WRITE, names[i]), NULL, 0);
  CHECK(path_do(PLATFORM_FILE_MAKE_DIRECTORY, DIRECTORY "/b") == 0);
  CHECK(path_do(PLATFORM_FILE_OPEN_READ, DIRECTORY "/a/x") == -ENOTDIR);
  CHECK(list(DIRECTORY, 0, name, sizeof name) == 1 && name[0] == 'a' && !request.directory);
  CHECK(list(DIRECTORY "/b/../.", 1, name, sizeof name) == 1 && name[0] == 'b' &&
        request.directory);
  CHECK(list(DIRECTORY, 2, name, sizeof name) == 1 && name[0] == 'c');
  CHECK(list(DIRECTORY, 3, name, sizeof name) == 0);
  CHECK(path_do(PLATFORM_FILE_REMOVE, DIRECTORY) == -ENOTEMPTY);
  CHECK(path_do(PLATFORM_FILE_REMOVE, DIRECTORY "/b") == 0);
  for (size_t i = 0; i < 2; i++) CHECK(path_do(PLATFORM_FILE_REMOVE, names[i]) == 0);
}

static void test_files(void) {
  path_do(PLATFORM_FILE_REMOVE, DIRECTORY "/b");
  path_do(PLATFORM_FILE_REMOVE, DIRECTORY);
  CHECK(path_do(PLATFORM_FILE_MAKE_DIRECTORY, DIRECTORY) == 0);
  CHECK(path_do(PLATFORM_FILE_STATUS, DIRECTORY) >= 0 && request.directory);
  test_file_content();
  test_file_tree();
  CHECK(path_do(PLATFORM_FILE_REMOVE, DIRECTORY) == 0);
#ifdef NACRE_METAL
  CHECK(path_do(PLATFORM_FILE_OPEN_WRITE, "/boot/new") == -EROFS);
  CHECK(path_do(PLATFORM_FILE_MAKE_DIRECTORY, "/new") == -EROFS);
  // Files may take a quarter of the machine's memory and no more.
  int64_t handle = path_do(PLATFORM_FILE_OPEN_WRITE, "/tmp/large"), n = 0;
  char *bytes = calloc(1, mega(1));
  uint64_t written = 0;
  while (written < mega(256) &&
         (n = file_do(PLATFORM_FILE_WRITE, NULL, handle, bytes, mega(1))) > 0)
    written += (uint64_t)n;
  CHECK(written >= mega(256) || n == -ENOSPC);
  CHECK(platform_memory_free() > platform_memory_total() / 2);
  file_do(PLATFORM_FILE_CLOSE, NULL, handle, NULL, 0);
  CHECK(path_do(PLATFORM_FILE_REMOVE, "/tmp/large") == 0);
  free(bytes);
#endif
}

#ifdef NACRE_METAL
// Tells what lies in /boot, with a sum of the bytes, for the script to compare.
static void show_boot_files(void) {
  char name[256], path[300], bytes[4096];
  for (uint64_t i = 0; list("/boot", i, name, sizeof name - 1) > 0; i++) {
    snprintf(path, sizeof path, "/boot/%s", name);
    int64_t handle = path_do(PLATFORM_FILE_OPEN_READ, path), n;
    uint64_t size = 0;
    uint32_t sum = 0;
    while (handle >= 0 && (n = file_do(PLATFORM_FILE_READ, NULL, handle, bytes, sizeof bytes)) > 0)
      for (int64_t k = 0; k < n; k++, size++) sum += (unsigned char)bytes[k];
    file_do(PLATFORM_FILE_CLOSE, NULL, handle, NULL, 0);
    say("file %s: %llu bytes, sum %u\n", name, (unsigned long long)size, sum);
  }
}
#endif

// --- Fibers, sizes ------------------------------------------------------------------------------
static struct platform_fiber here, there;
static double fiber_sum;

static void fiber_body(void *argument) {
  for (double x = *(int *)argument;; x += sin(x)) {
    fiber_sum += x;
    platform_fiber_switch(&there, &here);
  }
}

static void test_fiber(void) {
  static char stack[65536];
  int start = 3;
  platform_fiber_prepare(&there, stack, sizeof stack, fiber_body, &start);
  double expected = 0, x = 3;
  for (int i = 0; i < 100; i++, x += sin(x)) {
    expected += x;
    platform_fiber_switch(&here, &there);
  }
  CHECK(fiber_sum == expected);
}

static void test_size(void) {
  uint64_t size = 1;
  CHECK(size_parse("2G", &size) && size == (uint64_t)2 << 30);
  CHECK(size_parse("64k", &size) && size == 65536);
  CHECK(size_parse("0", &size) && size == 0);
  CHECK(!size_parse("", &size) && !size_parse("2X", &size) && !size_parse("2GB", &size));
  CHECK(!size_parse("99999999999999999999", &size) && !size_parse("-1", &size));
}

// --- What to do at the end ----------------------------------------------------------------------
static void act_panic(void) { PANIC("asked for by %s", "the test"); }
static void act_fault(void) {
  volatile uintptr_t address = 8;
  *(volatile int *)address = 1;
}
static void act_divide(void) {
  volatile int one = 1, zero = 0;
  say("%d\n", one / zero);
}
static int __attribute__((noinline)) descend(int depth) {
  volatile char room[1000];
  room[0] = (char)depth;
  return depth ? descend(depth - 1) + room[0] : 0;
}
static void act_stack(void) { say("%d\n", descend(100000000)); }
static void act_reboot(void) { platform_reboot(); }
// Ctrl-C reaches a loop that never looks at the console.
static void act_spin(void) {
  say("spinning\n");
  while (interrupts == 0) {
  }
  say("interrupted\n");
}
// Counts what arrives until an 0x04 or the end of input; nothing may get lost.
static void act_echo(void) {
  static char buffer[4096];
  size_t total = 0;
  uint32_t sum = 0;
  say("ready\n");
  for (bool done = false; !done;) {
    size_t n = platform_console_read(buffer, sizeof buffer);
    for (size_t i = 0; i < n; i++) {
      if (buffer[i] == 4)
        done = true;
      else
        sum += (unsigned char)buffer[i];
    }
    total += n;
    if (n == 0 && platform_console_ended()) done = true;
    if (n == 0 && !done) platform_idle(UINT64_MAX);
  }
  say("received %zu bytes, sum %u\n", total, (unsigned)sum);
}

static const struct {
  const char *name;
  void (*act)(void);
} last_acts[] = {
    {"panic", act_panic},   {"fault", act_fault}, {"divide", act_divide}, {"stack", act_stack},
    {"reboot", act_reboot}, {"spin", act_spin},   {"echo", act_echo},
};

int nacre_main(void) {
  say("%llu us from the first instruction\n",
      (unsigned long long)platform_clock_nanoseconds() / 1000);
  const char *const *words;
  int count = platform_arguments(&words);
  for (int i = 1; i < count; i++) say("word %d: %s\n", i, words[i]);
  say("%llu MiB of memory, %u processors\n", (unsigned long long)(platform_memory_total() >> 20),
      platform_cpu_count());
  platform_console_on_interrupt(on_interrupt, NULL);
  test_library();
  test_archives();
  test_malloc();
  test_memory();
  test_memory_end();
  test_clock();
  test_timer();
  test_entropy();
  test_files();
  test_fiber();
  test_size();
#ifdef NACRE_METAL
  show_boot_files();
#endif
  say("%u passed, %u failed\n", passed, failed);
  for (int i = 1; i < count; i++)
    for (size_t k = 0; k < array_length(last_acts); k++)
      if (strcmp(words[i], last_acts[k].name) == 0) last_acts[k].act();
  return failed ? 1 : 0;
}
