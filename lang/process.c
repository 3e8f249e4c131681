// SPDX-License-Identifier: MIT
#include "lang/process.h"

#include <string.h>

#include "kernel/platform.h"
#include "kernel/process/process.h"
#include "lang/cell.h"
#include "lang/code.h"
#include "lang/collections.h"
#include "lang/error.h"
#include "lang/exception.h"
#include "lang/language.h"
#include "lang/number.h"
#include "lang/primitive.h"
#include "lang/stack.h"
#include "lang/string.h"
#include "lang/symbol.h"
#include "lang/type.h"
#include "lang/vm.h"
#include "lang/vm_internal.h"

enum { TIME_SLICE_MICROSECONDS = 1000 };
// Who waits for another thread's claim is woken when it is given back; in case that thread ends
// without doing so, it looks again after this time.
enum { CLAIM_PAUSE_NANOSECONDS = 1000000000 };
enum { CAPABILITY_ALL = 0xffff };

static int64_t pid_of(value_t process) { return value_fixnum(process_get(process, PROCESS_PID)); }

static void start_thread(struct cpu *cpu, value_t process, value_t function, uint32_t count,
                         const value_t *arguments) {
  // The stack first: a thread that memory does not suffice for must not be half there.
  value_t stack = vm_initial_stack(cpu, function, count, arguments);
  value_t thread = thread_new(cpu, process);
  thread_set(cpu, thread, THREAD_STACK, stack);
  thread_set(cpu, thread, THREAD_BASE, value_of_fixnum(2));
  thread_set(cpu, thread, THREAD_TOP, value_of_fixnum(4 + count));
  object_set_raw(value_object(thread), THREAD_COUNTER,
                 (uint64_t)(uintptr_t)vm_initial_counter(cpu, count));
  thread_set(cpu, thread, THREAD_BINDINGS, cpu->bindings);
  scheduler_ready(cpu, thread);
}

// A child of the running process in the state that fork gives it, without threads.
static value_t child_process(struct cpu *cpu) {
  value_t parent = cpu->process, inherited = cpu->epoch;
  value_t child =
      process_new(cpu, cpu->environment, VALUE_NIL, process_get(parent, PROCESS_OVERLAY),
                  pid_of(parent), value_fixnum(process_get(parent, PROCESS_CAPABILITIES)));
  process_set(cpu, child, PROCESS_EPOCH, epoch_new(cpu, inherited, pid_of(child)));
  cpu->epoch = epoch_new(cpu, inherited, pid_of(parent));
  return child;
}

value_t process_spawn(struct cpu *cpu, value_t function, uint32_t count, const value_t *arguments) {
  value_t child = child_process(cpu);
  process_set_apart(cpu, child);
  start_thread(cpu, child, function, count, arguments);
  return child;
}

value_t process_first(struct cpu *cpu, value_t function, uint32_t count, const value_t *arguments) {
  struct language *language = language_of(cpu);
  value_t process =
      process_new(cpu, language->base_environment, VALUE_NIL, VALUE_NIL, 0, CAPABILITY_ALL);
  value_t epoch = epoch_new(cpu, language->base_epoch, pid_of(process));
  process_set(cpu, process, PROCESS_EPOCH, epoch);
  start_thread(cpu, process, function, count, arguments);
  return process;
}

value_t process_fork(struct cpu *cpu) { return thread_new(cpu, child_process(cpu)); }

// Threads that have ended leave the list of their process once no living one stands before them.
// New ones come to the front, so the list stays as long as there are threads at a time, and the
// walk is short: a program may start millions, and a message looks at all that are listed.
void process_thread_ended(struct cpu *cpu, value_t thread, value_t error) {
  value_t process = thread_get(thread, THREAD_PROCESS);
  value_t first = process_get(process, PROCESS_THREADS);
  while (!value_is_nil(first) && value_fixnum(thread_get(first, THREAD_STATE)) == THREAD_ENDED)
    first = thread_get(first, THREAD_SIBLING);
  process_set(cpu, process, PROCESS_THREADS, first);
  if (value_is_nil(first)) process_end(cpu, process, error);
}

bool process_must_wait(struct cpu *cpu, value_t claimant, struct object *cell) {
  if (value_fixnum(thread_get(claimant, THREAD_STATE)) == THREAD_ENDED ||
      !value_same(thread_get(claimant, THREAD_PROCESS), cpu->process))
    return false;
  scheduler_await(cpu, cpu->thread, cell_watch_object(cpu, cell),
                  platform_clock_nanoseconds() + CLAIM_PAUSE_NANOSECONDS);
  return true;
}

bool process_slice_over(struct cpu *cpu) { return scheduler_poll(cpu); }

static value_t live_console_owner(struct cpu *cpu) {
  value_t thread = scheduler_console_owner(cpu);
  if (value_is_nil(thread)) return VALUE_NIL;
  return value_fixnum(thread_get(thread, THREAD_STATE)) == THREAD_ENDED ? VALUE_NIL : thread;
}

void process_console_interrupt(struct cpu *cpu) {
  value_t thread = live_console_owner(cpu);
  if (value_is_nil(thread)) return;
  thread_set(cpu, thread, THREAD_PENDING, VALUE_TRUE);
  scheduler_wake(cpu, thread);
}

// Is this a function of the prompt itself?
static bool is_prompt(value_t function) {
  if (!value_is_kind(function, KIND_FUNCTION)) return false;
  struct object *code = value_object(object_slot(value_object(function), FUNCTION_CODE));
  value_t name = object_slot(code, CODE_NAME);
  return value_is_symbol(name) && !value_is_nil(symbol_namespace(name)) &&
         strcmp(string_bytes(symbol_namespace(name)), "nacre.repl") == 0;
}

value_t process_take_pending(struct cpu *cpu) {
  value_t pending = thread_get(cpu->thread, THREAD_PENDING);
  if (value_is_nil(pending)) return VALUE_NIL;
  if (value_same(pending, VALUE_TRUE)) {
    if (is_prompt(cpu->frame[-2])) {
      cpu_request_attention(cpu, ATTENTION_PENDING);
      return VALUE_NIL;
    }
    cpu->program_counter++; // the instruction that was to run is the one that raises
    pending = exception_new(cpu, type_builtin(cpu, TYPE_INTERRUPTION),
                            string_from_c(cpu, "by Ctrl-C"), VALUE_NIL, VALUE_NIL);
  } else {
    cpu->program_counter++;
  }
  thread_set(cpu, cpu->thread, THREAD_PENDING, VALUE_NIL);
  scheduler_give_console(cpu, cpu->thread); // a read is broken off
  return pending;
}

static void on_tick(void *cpu) { cpu_request_attention(cpu, ATTENTION_TIMER); }
static void on_interrupt(void *cpu) { cpu_request_attention(cpu, ATTENTION_INTERRUPT); }

void process_start(struct cpu *cpu) {
  platform_console_on_interrupt(on_interrupt, cpu);
  platform_timer_start(TIME_SLICE_MICROSECONDS, on_tick, cpu);
}

// --- Leaves ---------------------------------------------------------------------------------

static value_t fork_leaf(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)cpu, (void)arguments, (void)count;
  return VALUE_FORK;
}

// [f arguments-list] the function runs below process-main, which reports what it throws.
static value_t spawn_leaf(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  value_t child = process_spawn(cpu, hook_function(cpu, HOOK_PROCESS_MAIN), 2, arguments);
  return process_get(child, PROCESS_PID);
}

// [f arguments-list] the same as another thread of the running process.
static value_t thread_spawn_leaf(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  start_thread(cpu, cpu->process, hook_function(cpu, HOOK_PROCESS_MAIN), 2, arguments);
  return VALUE_NIL;
}

static value_t self_leaf(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)arguments, (void)count;
  return process_get(cpu->process, PROCESS_PID);
}

static value_t want_pid(struct cpu *cpu, value_t pid) {
  if (!value_is_fixnum(pid)) error_raise(cpu, ERROR_TYPE, "a pid is an integer, not %V", pid);
  return process_by_pid(cpu, value_fixnum(pid));
}

// [pid value] true, or false when there is no such process (as in Erlang, no error).
static value_t send_leaf(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  value_t process = want_pid(cpu, arguments[0]);
  if (value_is_nil(process)) return VALUE_FALSE;
  if (!mailbox_send(cpu, process, arguments[1]))
    error_raise(cpu, ERROR_STATE, "the mailbox of process %V is full: %d messages", arguments[0],
                (int)PROCESS_MAIL_LIMIT);
  return VALUE_TRUE;
}

// [cursor deadline] the message after the cursor (nil: the first), waiting for it until the
// deadline in nanoseconds (nil: for ever); nil when it has passed.
static value_t mail_wait(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  value_t message = mailbox_peek(cpu->process, arguments[0]);
  if (!value_is_nil(message)) return message;
  uint64_t deadline = 0;
  if (!value_is_nil(arguments[1])) {
    int64_t given = number_to_index(cpu, arguments[1], "deadline");
    deadline = given < 1 ? 1 : (uint64_t)given;
    if (platform_clock_nanoseconds() >= deadline) return VALUE_NIL;
  }
  scheduler_park(cpu, cpu->thread, deadline);
  return VALUE_AGAIN;
}
static value_t mail_content(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  if (!value_is_kind(arguments[0], KIND_MESSAGE))
    error_raise(cpu, ERROR_TYPE, "%V is no message", arguments[0]);
  return object_slot(value_object(arguments[0]), MESSAGE_CONTENT);
}
static value_t mail_remove(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  if (value_is_nil(mailbox_peek(cpu->process, arguments[0])))
    error_raise(cpu, ERROR_STATE, "no message to remove");
  mailbox_remove(cpu, cpu->process, arguments[0]);
  return VALUE_NIL;
}

// [deadline] parks until then; [] gives way once.
static value_t sleep_until(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  int64_t deadline = number_to_index(cpu, arguments[0], "deadline");
  if (deadline <= 0 || platform_clock_nanoseconds() >= (uint64_t)deadline) return VALUE_NIL;
  scheduler_park(cpu, cpu->thread, (uint64_t)deadline);
  return VALUE_AGAIN;
}

// [atom-or-box seen deadline] waits until it holds something else than what was seen: true; or
// until the deadline in nanoseconds (nil: for ever): false.
static value_t await_change(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  if (!value_is_kind(arguments[0], KIND_ATOM) && !value_is_kind(arguments[0], KIND_BOX))
    error_raise(cpu, ERROR_TYPE, "%V is neither an atom nor a box", arguments[0]);
  uint64_t deadline = 0;
  if (!gc_identical(cpu, cell_get(cpu, arguments[0], CELL_CONTENT), arguments[1]))
    return VALUE_TRUE;
  if (!value_is_nil(arguments[2])) {
    int64_t given = number_to_index(cpu, arguments[2], "deadline");
    deadline = given < 1 ? 1 : (uint64_t)given;
    if (platform_clock_nanoseconds() >= deadline) return VALUE_FALSE;
  }
  scheduler_await(cpu, cpu->thread, cell_watch(cpu, arguments[0]), deadline);
  return VALUE_AGAIN;
}

// [pid reason] ends another process, or the running one, without running its `finally`.
static value_t exit_leaf(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  value_t process = want_pid(cpu, arguments[0]);
  if (value_is_nil(process)) return VALUE_FALSE;
  process_end(cpu, process, arguments[1]);
  return value_same(process, cpu->process) ? VALUE_AGAIN : VALUE_TRUE;
}

enum { PIDS_BUCKETS = 512 }; // of the process table that one leaf looks at

static void collect_pid(struct cpu *cpu, value_t process, void *context) {
  value_t *pids = context;
  *pids = vector_conj(cpu, *pids, process_get(process, PROCESS_PID));
}
// [] [pids place]: the second form goes on in steps.
static value_t pids_leaf(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  value_t pids = count ? arguments[0] : vector_from_array(cpu, NULL, 0);
  uint64_t place = count ? (uint64_t)number_to_index(cpu, arguments[1], "a place") : 0;
  for (int i = 0; i < PIDS_BUCKETS; i++) {
    place = process_scan(cpu, place, collect_pid, &pids);
    if (place == 0) return pids;
  }
  value_t state[] = {pids, value_of_fixnum((int64_t)place)};
  return primitive_tail_call(cpu, primitive_value(cpu, "nacre.primitive/pids"), 2, state);
}
static value_t is_alive(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  return value_boolean(!value_is_nil(want_pid(cpu, arguments[0])));
}
// [pid] [pid parent name messages links] of a live process, else nil.
static value_t process_facts(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  value_t process = want_pid(cpu, arguments[0]);
  if (value_is_nil(process)) return VALUE_NIL;
  value_t facts[] = {process_get(process, PROCESS_PID), process_get(process, PROCESS_PARENT),
                     process_get(process, PROCESS_NAME), process_get(process, PROCESS_MAIL_COUNT)};
  return vector_from_array(cpu, facts, array_length(facts));
}
static value_t own_console(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)arguments, (void)count;
  scheduler_set_console_owner(cpu, cpu->thread);
  return VALUE_NIL;
}
static value_t console_owner(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)arguments, (void)count;
  value_t thread = live_console_owner(cpu);
  return value_is_nil(thread) ? VALUE_NIL
                              : process_get(thread_get(thread, THREAD_PROCESS), PROCESS_PID);
}

#define LEAF(name) "nacre.primitive/" name
const struct primitive process_primitives[] = {
    {"nacre.process/fork", fork_leaf, 0, 0, "([])",
     "Returns twice: nil in the child, the child's pid in the parent."},
    {"nacre.process/self", self_leaf, 0, 0, "([])", "The pid of the running process."},
    {"nacre.process/alive?", is_alive, 1, 1, "([pid])", "Is there such a process?"},
    {LEAF("spawn"), spawn_leaf, 2, 2, "([f arguments])", "A process that applies f; its pid."},
    {LEAF("thread-spawn"), thread_spawn_leaf, 2, 2, "([f arguments])",
     "A thread of this process that applies f."},
    {LEAF("send"), send_leaf, 2, 2, "([pid value])",
     "Puts value into its mailbox; false when there is no such process."},
    {LEAF("mail-wait"), mail_wait, 2, 2, "([cursor deadline])",
     "The message after the cursor, or nil when the deadline has passed."},
    {LEAF("mail-content"), mail_content, 1, 1, "([message])", "What was sent."},
    {LEAF("mail-remove"), mail_remove, 1, 1, "([cursor])",
     "Takes the message after the cursor out."},
    {LEAF("sleep-until"), sleep_until, 1, 1, "([nanoseconds])",
     "Parks until that time of the monotonic clock."},
    {LEAF("process-exit"), exit_leaf, 2, 2, "([pid reason])", "Ends a process."},
    {LEAF("pids"), pids_leaf, 0, 2, "([] [pids place])", "The pids of all live processes."},
    {LEAF("await-change"), await_change, 3, 3, "([cell seen deadline])",
     "Waits until an atom or a box holds something else: true; false when the deadline has "
     "passed."},
    {LEAF("process-facts"), process_facts, 1, 1, "([pid])", "[pid parent name messages], or nil."},
    {LEAF("own-console"), own_console, 0, 0, "([])", "Ctrl-C is for this process from now on."},
    {LEAF("console-owner"), console_owner, 0, 0, "([])", "The pid that owns the console."},
    {NULL, NULL, 0, 0, NULL, NULL},
};
