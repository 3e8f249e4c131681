// SPDX-License-Identifier: MIT
// Leaves over the machine: console, clock, files, power, the collector.
#include <errno.h>
#include <stdlib.h>

#include "kernel/platform.h"
#include "lang/collections.h"
#include "lang/language.h"
#include "lang/number.h"
#include "lang/primitive.h"
#include "lang/scratch.h"
#include "lang/string.h"
#include "lang/symbol.h"
#include "lang/utf8.h"

static value_t want_string(struct cpu *cpu, value_t v, const char *what) {
  if (!value_is_string(v)) error_raise(cpu, ERROR_TYPE, "%s must be a string, not %V", what, v);
  return v;
}

// --- Console --------------------------------------------------------------------------------

// Text with halves of surrogate pairs. A high one at the end waits for what is written next.
static void console_write_halves(struct cpu *cpu, const char *bytes, size_t length) {
  uint32_t *waiting = &language_of(cpu)->console_high_surrogate;
  uint32_t high = __atomic_exchange_n(waiting, 0, __ATOMIC_RELAXED);
  struct text text;
  text_start(&text, cpu);
  unsigned width;
  if (high != 0 && utf8_starts_low(bytes, length)) {
    text_add_character(&text, code_point_of_pair(high, utf8_decode(bytes, &width)));
    bytes += width;
    length -= width;
  } else if (high != 0) {
    text_add_byte(&text, '?');
  }
  if (utf8_ends_high(bytes, length)) {
    length -= 3;
    __atomic_store_n(waiting, utf8_decode(bytes + length, &width), __ATOMIC_RELAXED);
  }
  text_add_encoded(&text, bytes, length);
  if (text.length != 0) platform_console_write(text.bytes, text.length);
}

static value_t console_write(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  value_t text = want_string(cpu, arguments[0], "console output");
  const char *bytes = string_bytes(text);
  size_t length = string_byte_length(text);
  if (length == 0) return VALUE_NIL;
  bool halves = __atomic_load_n(&language_of(cpu)->console_high_surrogate, __ATOMIC_RELAXED) != 0;
  if (!halves && !string_is_ascii(text)) halves = utf8_find_surrogate(bytes, length) < length;
  if (unlikely(halves))
    console_write_halves(cpu, bytes, length);
  else
    platform_console_write(bytes, length);
  return VALUE_NIL;
}

// --- Clock and power ------------------------------------------------------------------------

static value_t nanoseconds(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)arguments, (void)count;
  return number_from_int64(cpu, (int64_t)platform_clock_nanoseconds());
}
static value_t wall_milliseconds(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)arguments, (void)count;
  return number_from_int64(cpu, platform_wall_clock_milliseconds());
}
static value_t exit_machine(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  int64_t status = count ? number_to_index(cpu, arguments[0], "exit status") : 0;
  platform_exit((int)(status & 0xff));
}
static value_t reboot_machine(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)cpu, (void)arguments, (void)count;
  platform_reboot();
}
static value_t environment_variable(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  const char *found =
      platform_environment(string_bytes(want_string(cpu, arguments[0], "variable name")));
  return found ? string_from_c(cpu, found) : VALUE_NIL;
}

// --- Collector ------------------------------------------------------------------------------

static value_t collect(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)arguments, (void)count;
  gc_request_major(cpu);
  return VALUE_NIL;
}
static value_t statistics(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)arguments, (void)count;
  struct gc_statistics s;
  gc_statistics(cpu->system, &s);
  const struct {
    const char *name;
    uint64_t n;
  } rows[] = {
      {"minor-collections", s.minor_collections},
      {"major-collections", s.major_collections},
      {"promoted-bytes", s.promoted_bytes},
      {"published-bytes", s.published_bytes},
      {"live-bytes", s.old_bytes_live},
      {"committed-bytes", s.old_bytes_committed},
      {"allocated-bytes", s.allocated_bytes},
      {"pause-max-nanoseconds", s.pause_max_nanoseconds},
      {"pause-total-nanoseconds", s.pause_total_nanoseconds},
      {"memory-total-bytes", platform_memory_total()},
      {"memory-free-bytes", platform_memory_free()},
  };
  value_t pairs[2 * array_length(rows)];
  for (size_t i = 0; i < array_length(rows); i++) {
    pairs[2 * i] = keyword_from_c(cpu, rows[i].name);
    pairs[2 * i + 1] = number_from_int64(cpu, (int64_t)rows[i].n);
  }
  return map_from_array_try(cpu, pairs, array_length(rows));
}

// --- Files ----------------------------------------------------------------------------------
// A file is read and written in whole: the request is given again (VALUE_AGAIN) while it is not
// complete, so a slow device holds up one thread only.

_Noreturn static void raise_as(struct cpu *cpu, enum language_error error, int64_t result,
                               value_t path) {
  error_raise(cpu, error, "%s (%s)", string_bytes(path),
              result == -ENOENT         ? "No such file or directory"
              : result == -ENAMETOOLONG ? "File name too long"
              : result == -EACCES       ? "Permission denied"
              : result == -EROFS        ? "Read-only file system"
              : result == -ENOSPC       ? "No space left on device"
              : result == -EISDIR       ? "Is a directory"
              : result == -ENOTDIR      ? "Not a directory"
              : result == -EEXIST       ? "File exists"
                                        : "input/output error");
}

_Noreturn static void raise_errno(struct cpu *cpu, int64_t result, value_t path) {
  raise_as(cpu, result == -ENOENT ? ERROR_FILE_NOT_FOUND : ERROR_IO, result, path);
}

// A file that cannot be opened counts as not found, whatever the reason, as in Clojure.
_Noreturn static void raise_unopened(struct cpu *cpu, int64_t result, value_t path) {
  raise_as(cpu, ERROR_FILE_NOT_FOUND, result, path);
}

static int64_t submit(struct platform_file_request *request) {
  platform_file_submit(request);
  while (!request->complete) platform_idle(platform_clock_nanoseconds() + 1000000);
  return request->result;
}

static int64_t file_request(enum platform_file_operation operation, const char *path,
                            int64_t handle, void *buffer, size_t length) {
  struct platform_file_request request = {
      .operation = operation, .path = path, .handle = handle, .buffer = buffer, .length = length};
  return submit(&request);
}

// The string whose characters are the bytes.
static value_t string_of_bytes(struct cpu *cpu, const char *bytes, size_t length) {
  size_t high = 0;
  for (size_t i = 0; i < length; i++) high += (unsigned char)bytes[i] >> 7;
  char *encoded = scratch_allocate(cpu, length + high + 1), *to = encoded;
  for (size_t i = 0; i < length; i++) to += utf8_encode(to, (unsigned char)bytes[i]);
  return string_new(cpu, encoded, (size_t)(to - encoded));
}

// The bytes that the characters of a string are; how many.
static size_t bytes_of_string(struct cpu *cpu, value_t text, char **bytes) {
  const char *from = string_bytes(text), *end = from + string_byte_length(text);
  char *to = *bytes = scratch_allocate(cpu, string_byte_length(text) + 1);
  for (unsigned width; from < end; from += width) *to++ = (char)utf8_decode(from, &width);
  return (size_t)(to - *bytes);
}

// [path bytes?] as text, or as bytes, each a character.
static value_t file_read(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  value_t path = want_string(cpu, arguments[0], "path");
  int64_t handle = file_request(PLATFORM_FILE_OPEN_READ, string_bytes(path), 0, NULL, 0);
  if (handle < 0) raise_unopened(cpu, handle, path);
  size_t capacity = 64 * 1024, length = 0;
  char *bytes = malloc(capacity);
  int64_t result = 1;
  while (bytes && result > 0) {
    if (length == capacity) {
      char *larger = realloc(bytes, capacity *= 2);
      if (!larger) free(bytes);
      bytes = larger;
      continue;
    }
    result = file_request(PLATFORM_FILE_READ, NULL, handle, bytes + length, capacity - length);
    if (result > 0) length += (size_t)result;
  }
  file_request(PLATFORM_FILE_CLOSE, NULL, handle, NULL, 0);
  if (!bytes) error_raise(cpu, ERROR_MEMORY, "no memory to read %s", string_bytes(path));
  if (result < 0) {
    free(bytes);
    raise_errno(cpu, result, path);
  }
  // string_new raises only when memory has run out; the bytes go first then.
  char *copy = scratch_allocate(cpu, length + 1);
  memcpy(copy, bytes, length);
  free(bytes);
  return count == 2 && !value_is_falsy(arguments[1]) ? string_of_bytes(cpu, copy, length)
                                                     : string_new(cpu, copy, length);
}

// [path text append? bytes?] as text, or as bytes, each a character.
static value_t file_write(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  value_t path = want_string(cpu, arguments[0], "path");
  value_t text = want_string(cpu, arguments[1], "file content");
  bool append = count > 2 && !value_is_falsy(arguments[2]);
  int64_t handle = file_request(append ? PLATFORM_FILE_OPEN_APPEND : PLATFORM_FILE_OPEN_WRITE,
                                string_bytes(path), 0, NULL, 0);
  if (handle < 0) raise_unopened(cpu, handle, path);
  struct text encoded;
  text_start(&encoded, cpu);
  char *bytes = (char *)string_bytes(text);
  size_t done = 0, length = string_byte_length(text);
  if (count > 3 && !value_is_falsy(arguments[3])) {
    length = bytes_of_string(cpu, text, &bytes);
  } else if (utf8_find_surrogate(bytes, length) < length) {
    text_add_encoded(&encoded, bytes, length);
    bytes = encoded.bytes;
    length = encoded.length;
  }
  int64_t result = 0;
  while (done < length && result >= 0) {
    result = file_request(PLATFORM_FILE_WRITE, NULL, handle, bytes + done, length - done);
    if (result > 0)
      done += (size_t)result;
    else if (result == 0)
      result = -EIO;
  }
  file_request(PLATFORM_FILE_CLOSE, NULL, handle, NULL, 0);
  if (result < 0) raise_errno(cpu, result, path);
  return VALUE_NIL;
}

// [path] nil when missing, else [size directory? modified-milliseconds]
static value_t file_status(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  value_t path = want_string(cpu, arguments[0], "path");
  struct platform_file_request request = {.operation = PLATFORM_FILE_STATUS,
                                          .path = string_bytes(path)};
  if (submit(&request) < 0) return VALUE_NIL;
  value_t facts[] = {number_from_int64(cpu, request.result), value_boolean(request.directory),
                     number_from_int64(cpu, request.modified_milliseconds)};
  return vector_from_array(cpu, facts, array_length(facts));
}
static value_t file_exists(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  return value_boolean(!value_is_nil(file_status(cpu, arguments, count)));
}
static value_t file_is_directory(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  value_t status = file_status(cpu, arguments, count);
  return value_is_nil(status) ? VALUE_FALSE : vector_nth(status, 1);
}
static value_t file_list(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  value_t path = want_string(cpu, arguments[0], "path");
  value_t names = vector_from_array(cpu, NULL, 0);
  char name[1024];
  for (uint64_t i = 0;; i++) {
    struct platform_file_request request = {.operation = PLATFORM_FILE_LIST,
                                            .path = string_bytes(path),
                                            .buffer = name,
                                            .length = sizeof name,
                                            .offset = i};
    int64_t result = submit(&request);
    if (result == 0 || (result < 0 && i > 0)) return names;
    if (result < 0) raise_errno(cpu, result, path);
    names = vector_conj(cpu, names, string_new(cpu, name, (size_t)result));
  }
}
static value_t file_change(struct cpu *cpu, value_t path, enum platform_file_operation operation) {
  want_string(cpu, path, "path");
  int64_t result = file_request(operation, string_bytes(path), 0, NULL, 0);
  if (result < 0) raise_errno(cpu, result, path);
  return VALUE_NIL;
}
static value_t file_remove(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  return file_change(cpu, arguments[0], PLATFORM_FILE_REMOVE);
}
static value_t directory_make(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  return file_change(cpu, arguments[0], PLATFORM_FILE_MAKE_DIRECTORY);
}

#define LEAF(name) "nacre.primitive/" name
const struct primitive system_primitives[] = {
    {LEAF("console-write"), console_write, 1, 1, "([string])", "Writes to the console."},
    {LEAF("console-write-error"), console_write, 1, 1, "([string])",
     "Writes to the console, for errors."},
    {LEAF("nanoseconds"), nanoseconds, 0, 0, "([])", "The monotonic clock."},
    {LEAF("wall-milliseconds"), wall_milliseconds, 0, 0, "([])",
     "Milliseconds since 1970-01-01 UTC."},
    {"nacre.system/exit", exit_machine, 0, 1, "([] [status])",
     "Ends the program, or powers the machine off."},
    {"nacre.system/reboot", reboot_machine, 0, 0, "([])", "Starts the machine anew."},
    {"nacre.system/gc", collect, 0, 0, "([])", "Asks for a full collection at the next safepoint."},
    {"nacre.system/memory", statistics, 0, 0, "([])",
     "What the collector and the machine know of memory."},
    {LEAF("environment-variable"), environment_variable, 1, 1, "([name])", "Its value, or nil."},
    {LEAF("file-read"), file_read, 1, 2, "([path] [path bytes?])",
     "The content as a string; with bytes?, one whose characters are the bytes."},
    {LEAF("file-write"), file_write, 2, 4,
     "([path text] [path text append?] [path text append? bytes?])", "Writes or appends text."},
    {LEAF("file-status"), file_status, 1, 1, "([path])",
     "[size directory? modified-milliseconds], or nil."},
    {LEAF("file-exists?"), file_exists, 1, 1, "([path])", "Is there such a file?"},
    {LEAF("file-directory?"), file_is_directory, 1, 1, "([path])", "Is it a directory?"},
    {LEAF("file-list"), file_list, 1, 1, "([path])", "The names in a directory."},
    {LEAF("file-remove"), file_remove, 1, 1, "([path])", "Removes a file or an empty directory."},
    {LEAF("directory-make"), directory_make, 1, 1, "([path])", "Makes a directory."},
    {NULL, NULL, 0, 0, NULL, NULL},
};
