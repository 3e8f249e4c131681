// SPDX-License-Identifier: MIT
// The machine, as an interface. Two implementations: kernel/x86_64/ (metal), kernel/hosted/
// (Linux). Everything above is the same code over either (DESIGN.md, law 9).
//
// Invariants
// - No function here blocks, except platform_idle, which is where a processor waits.
// - Nothing here knows of values, collections or processes.
// - The platform's entry (multiboot or main) sets itself up and calls nacre_main().
// - Both builds link musl's libc for mem*, str*, snprintf, strtod, libm, setjmp; malloc and free
//   work in both (metal: an arena of the kernel's own) and serve C libraries, never values.
#ifndef NACRE_KERNEL_PLATFORM_H
#define NACRE_KERNEL_PLATFORM_H

#include "kernel/base.h"

// Where things lie in the virtual address space, the same in both builds.
#define PLATFORM_HEAP_BASE UINT64_C(0x7e9000000000)
#define PLATFORM_HEAP_LIMIT UINT64_C(0x7ed000000000) // 256 GiB reserved, committed on demand
#define PLATFORM_IMAGE_BASE UINT64_C(0x7e8000000000) // the stdlib image, once mapped

// The program above; defined in repl/main.c, called once on the boot processor with interrupts on.
// Returns the exit status of the machine.
int nacre_main(void);

// --- Memory ---------------------------------------------------------------------------------
// Commits zeroed, writable pages at a page-aligned address inside the heap range (or the range
// from PLATFORM_IMAGE_BASE up to the heap). False when the machine has no memory left; nothing is
// committed then.
bool platform_memory_commit(void *address, size_t bytes);
// Gives pages back; their content is lost and the address may be committed again.
void platform_memory_release(void *address, size_t bytes);
// Bytes that may be committed in all / are still free (metal: the memory map; hosted: a limit
// taken from the machine's memory or the cgroup). Both are lowered by `heap=SIZE` on the kernel
// command line and by NACRE_HEAP=SIZE in the environment (kernel/size.h).
uint64_t platform_memory_total(void);
uint64_t platform_memory_free(void);
// Places the stdlib image at PLATFORM_IMAGE_BASE, writable, private to this boot, and returns its
// size in bytes, or 0 when the program was built without one.
size_t platform_image_map(void);

// --- Console --------------------------------------------------------------------------------
// Writes all bytes; metal sends "\n" as "\r\n". Safe with interrupts off and in a panic.
void platform_console_write(const char *bytes, size_t length);
// The same for messages about errors: hosted, the standard error; metal, the console.
void platform_console_write_error(const char *bytes, size_t length);
// Takes up to `capacity` received bytes and returns their number; 0 when none waits. The first
// call puts a terminal into raw mode: no echo, no line editing.
size_t platform_console_read(char *buffer, size_t capacity);
// True once input has ended for good (hosted: end of file).
bool platform_console_ended(void);
// True when the console is a terminal that a person types at (metal: yes).
bool platform_console_interactive(void);
// Columns of the terminal, 80 when unknown.
unsigned platform_console_columns(void);
// Called from the interrupt or signal handler when byte 0x03 (Ctrl-C) arrives. It may only set
// flags. The byte itself is not delivered, what was received before it and not yet read is dropped,
// as terminals do, and platform_idle returns. Hosted, without a handler: the process ends.
void platform_console_on_interrupt(void (*handler)(void *), void *argument);

// --- Time and idling ------------------------------------------------------------------------
// Monotonic. Metal: since the kernel's first instruction, so that its value at the first prompt is
// the boot time. Hosted: since the process started.
uint64_t platform_clock_nanoseconds(void);
int64_t platform_wall_clock_milliseconds(void); // since 1970-01-01 UTC
// Calls `tick` from the timer interrupt (signal) every `period` microseconds on this processor.
// It may only set flags.
void platform_timer_start(uint32_t period_microseconds, void (*tick)(void *), void *argument);
// Halts this processor until input, Ctrl-C or the deadline on platform_clock_nanoseconds
// (UINT64_MAX: none). Returns at once when input waits that no earlier platform_idle has reported
// since the last platform_console_read, or when Ctrl-C arrived since the last platform_idle; so no
// wake-up is lost, and input that nobody reads does not keep the processor busy. No ticks come
// while it halts.
void platform_idle(uint64_t deadline_nanoseconds);

// --- Entropy, processors, power -------------------------------------------------------------
void platform_entropy(void *buffer, size_t bytes);
unsigned platform_cpu_count(void);
// Leaves the terminal as it was found. Metal: isa-debug-exit if there, then power off.
_Noreturn void platform_exit(int status);
_Noreturn void platform_reboot(void); // hosted: exits with status 0
enum { PLATFORM_EXIT_PANIC = 70 };    // exit status of a panic or CPU fault

// --- Arguments ------------------------------------------------------------------------------
// Hosted: argv. Metal: the words of the kernel command line ("script= args= repl= heap= test").
// argv[0] names the program; memory lives for ever.
int platform_arguments(const char *const **argv);
const char *platform_environment(const char *name); // NULL when not set; metal: never set

// --- Files: submit and complete -------------------------------------------------------------
enum platform_file_operation {
  PLATFORM_FILE_OPEN_READ,      // path -> result: handle
  PLATFORM_FILE_OPEN_WRITE,     // path, created or emptied -> result: handle
  PLATFORM_FILE_OPEN_APPEND,    // path, created if missing -> result: handle
  PLATFORM_FILE_READ,           // handle, buffer, length -> result: bytes read, 0 at the end
  PLATFORM_FILE_WRITE,          // handle, buffer, length -> result: bytes written
  PLATFORM_FILE_CLOSE,          // handle
  PLATFORM_FILE_REMOVE,         // path: a file or an empty directory
  PLATFORM_FILE_MAKE_DIRECTORY, // path
  PLATFORM_FILE_STATUS,         // path -> result: size in bytes, directory and modified filled
  // path, buffer, length, offset (entry index) -> result: length of the name put into buffer
  // without a zero, 0 after the last entry; directory filled. In byte order of the names.
  PLATFORM_FILE_LIST,
};

struct platform_file_request {
  enum platform_file_operation operation;
  const char *path; // zero-terminated UTF-8, owned by the caller until completion
  int64_t handle;
  void *buffer;
  size_t length;
  uint64_t offset;
  // Filled at completion:
  bool complete;
  int64_t result; // >= 0, or a negated errno value (-ENOENT, -EACCES, -EROFS, -ENOSPC, ...)
  bool directory;
  int64_t modified_milliseconds;
};
// Starts the request; it may be complete on return. Otherwise platform_idle ends when it is.
// Reads and writes go on where the last one on the handle ended. Metal: /boot holds the boot
// loader's modules, read-only; /tmp is writable memory; a relative path starts at /boot.
void platform_file_submit(struct platform_file_request *request);

// --- Fibers: a C stack of one's own, for native jobs ----------------------------------------
// kernel/fiber.S, shared by both builds: saves callee-saved registers, MXCSR and the x87 control
// word on the current stack, stores its pointer, and continues on the other.
struct platform_fiber {
  void *stack_pointer;
};
void platform_fiber_prepare(struct platform_fiber *fiber, void *stack, size_t bytes,
                            void (*entry)(void *), void *argument);
void platform_fiber_switch(struct platform_fiber *from, struct platform_fiber *to);

#endif
