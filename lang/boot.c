// SPDX-License-Identifier: MIT
// The boot order, as a list: see boot_start.
#include "lang/boot.h"

#include <stdio.h>
#include <stdlib.h>

#include "kernel/platform.h"
#include "kernel/process/process.h"
#include "lang/collections.h"
#include "lang/collections_state.h"
#include "lang/compiler.h"
#include "lang/exception.h"
#include "lang/function_class.h"
#include "lang/image.h"
#include "lang/intern.h"
#include "lang/language.h"
#include "lang/namespace.h"
#include "lang/primitives.h"
#include "lang/print.h"
#include "lang/process.h"
#include "lang/reader.h"
#include "lang/stack.h"
#include "lang/string.h"
#include "lang/symbol.h"
#include "lang/type.h"
#include "lang/vm.h"
#include "lang/vm_internal.h"

static void out_of_memory(struct cpu *cpu, size_t bytes) {
  if (bytes == 0) error_raise(cpu, ERROR_MEMORY, "out of memory: the heap is full");
  error_raise(cpu, ERROR_MEMORY, "out of memory: %zu bytes cannot be allocated", bytes);
}

void language_visit_roots(struct cpu *cpu, struct gc_visitor *visitor) {
  struct language *language = language_of(cpu);
  intern_table_visit(language->symbols, visitor);
  intern_table_visit(language->keywords, visitor);
  if (language->collections) collections_visit(cpu, visitor);
  function_class_visit(cpu, visitor);
  if (language->vars) namespace_visit_roots(cpu, visitor);
  value_t *symbols = (value_t *)&language->symbol, *keywords = (value_t *)&language->keyword;
  gc_visit_range(visitor, symbols, symbols + sizeof language->symbol / sizeof(value_t));
  gc_visit_range(visitor, keywords, keywords + sizeof language->keyword / sizeof(value_t));
  gc_visit_range(visitor, language->hooks, language->hooks + HOOK_LIMIT);
  gc_visit_range(visitor, language->types, language->types + TYPE_LIMIT);
  gc_visit_range(visitor, language->primitives, language->primitives + language->primitive_count);
  value_t *others[] = {&language->trampoline,          &language->callback,
                       &language->base_environment,    &language->base_epoch,
                       &language->first_namespace_var, &language->file_var,
                       &language->first_process,       &language->builder_thread,
                       &language->builder_values[0],   &language->builder_values[1]};
  for (size_t i = 0; i < array_length(others); i++) gc_visit(visitor, others[i]);
}

static void intern_well_known(struct cpu *cpu) {
  struct language *language = language_of(cpu);
#define SYMBOL(field, text) language->symbol.field = symbol_from_c(cpu, text);
  LANGUAGE_SYMBOLS(SYMBOL)
#undef SYMBOL
#define KEYWORD(field, text) language->keyword.field = keyword_from_c(cpu, text);
  LANGUAGE_KEYWORDS(KEYWORD)
#undef KEYWORD
}

static value_t dynamic_var(struct cpu *cpu, const char *name, value_t root) {
  value_t var = var_intern_c(cpu, "clojure.core", name);
  if (value_is_nil(var_meta(cpu, var))) {
    namespace_map(cpu, namespace_intern(cpu, language_of(cpu)->symbol.clojure_core), var_name(var),
                  var);
    var_set_meta(cpu, var,
                 map_assoc_try(cpu, map_empty(cpu), language_of(cpu)->keyword.dynamic, VALUE_TRUE));
    environment_store(cpu, var_slot(var), root);
  }
  return var;
}

// Everything an image would bring, made by C: the state before the first line of stdlib.
static void start_from_nothing(struct cpu *cpu) {
  struct language *language = language_of(cpu);
  language->base_epoch = epoch_new(cpu, VALUE_NIL, 0);
  cpu->epoch = language->base_epoch;
  collections_start(cpu, false);
  intern_well_known(cpu);
  namespace_start(cpu);
  cpu->environment = environment_new(cpu, cpu->epoch);
  type_start(cpu);
  primitives_start(cpu);
#define HOOK(id, name) language->hooks[HOOK_##id] = var_intern_c(cpu, "nacre.core", name);
  LANGUAGE_HOOKS(HOOK)
#undef HOOK
  value_t core = namespace_intern(cpu, language->symbol.clojure_core);
  language->first_namespace_var = dynamic_var(cpu, "*ns*", core);
  language->file_var = dynamic_var(cpu, "*file*", VALUE_NIL);
  language->base_environment = gc_publish(cpu, cpu->environment);
  cpu->environment = language->base_environment;
}

struct cpu *boot_start(const struct boot_options *options) {
  struct system *system = calloc(1, sizeof *system);
  struct cpu *cpu = calloc(1, sizeof *cpu);
  struct language *language = calloc(1, sizeof *language);
  if (!system || !cpu || !language) PANIC("no memory to boot");
  cpu->system = system;
  cpu->thread = cpu->process = cpu->epoch = cpu->environment = VALUE_NIL;
  cpu->bindings = cpu->rest_stack = cpu->error = cpu->tail_function = VALUE_NIL;
  cpu->tail_continuation = cpu->tail_state = VALUE_NIL;
  system->cpus[0] = cpu;
  system->cpu_count = 1;
  system->language = language;
  language->first_process = language->builder_thread = VALUE_NIL;
  language->builder_values[0] = language->builder_values[1] = VALUE_NIL;
  system->out_of_memory = out_of_memory;
  language->symbols = intern_table_new();
  language->keywords = intern_table_new();
  if (!language->symbols || !language->keywords) PANIC("no memory to boot");
  gc_start(system, &options->gc);
  scheduler_start(cpu);
  primitives_attach(cpu);

  size_t image = platform_image_map();
  if (image) {
    if (!image_attach(cpu, image)) PANIC("the image was made by another program");
    intern_well_known(cpu);
    language->first_namespace_var = var_intern_c(cpu, "clojure.core", "*ns*");
    language->file_var = var_intern_c(cpu, "clojure.core", "*file*");
    language->from_image = true;
  } else {
    start_from_nothing(cpu);
  }
  vm_start(cpu);
  if (options->gc.heap_limit)
    cpu->stack_depth_limit =
        minimum(cpu->stack_depth_limit, options->gc.heap_limit / 4 / sizeof(value_t));
  return cpu;
}

bool boot_has_image(struct cpu *cpu) { return language_of(cpu)->from_image; }

// --- Running --------------------------------------------------------------------------------

static bool first_process_ended(struct cpu *cpu) {
  value_t process = language_of(cpu)->first_process;
  return value_fixnum(process_get(process, PROCESS_STATE)) == PROCESS_ENDED;
}

static void print_exception(struct cpu *cpu, value_t exception) {
  struct text text;
  text_start(&text, cpu);
  struct object *object = value_object(exception);
  value_t message = object_slot(object, EXCEPTION_MESSAGE);
  text_format(&text, "%s: ", type_name_of(cpu, exception));
  if (value_is_string(message)) text_add(&text, string_bytes(message), string_byte_length(message));
  text_add_byte(&text, '\n');
  value_t trace = exception_trace(cpu, exception);
  for (size_t i = 0; i < vector_count(trace); i++) {
    value_t entry = vector_nth(trace, i);
    text_add(&text, "  at ", 5);
    print_value(&text, vector_nth(entry, 0), PRINT_CUT, 200, 2);
    text_add(&text, " (", 2);
    print_value(&text, vector_nth(entry, 1), PRINT_CUT, 200, 2);
    text_format(&text, ":%lld)\n", (long long)value_fixnum(vector_nth(entry, 2)));
  }
  struct text encoded;
  text_start(&encoded, cpu);
  text_add_encoded(&encoded, text.bytes, text.length);
  platform_console_write(encoded.bytes, encoded.length);
}

int boot_run(struct cpu *cpu, const char *namespace, const char *name, const char *const *arguments,
             size_t count) {
  struct language *language = language_of(cpu);
  cpu->environment = language->base_environment;
  cpu->epoch = language->base_epoch;
  value_t function = var_root(cpu, var_intern_c(cpu, namespace, name));
  if (value_same(function, VALUE_UNBOUND)) PANIC("%s/%s is missing in the image", namespace, name);
  value_t vector = vector_from_array(cpu, NULL, 0);
  for (size_t i = 0; i < count; i++)
    vector = vector_conj(cpu, vector, string_from_c(cpu, arguments[i]));
  language->first_process = process_first(cpu, function, 1, &vector);
  scheduler_set_console_owner(cpu, process_get(language->first_process, PROCESS_THREADS));
  process_start(cpu);
  vm_run(cpu, first_process_ended);
  if (!first_process_ended(cpu)) {
    static const char message[] = "Nothing can happen any more: every process waits for another.\n";
    platform_console_write_error(message, sizeof message - 1);
    return 1;
  }
  value_t reason = process_get(language->first_process, PROCESS_REASON);
  if (value_is_kind(reason, KIND_EXCEPTION)) print_exception(cpu, reason);
  return value_is_nil(reason) ? 0 : 1;
}

// --- Building the image ---------------------------------------------------------------------
// The builder's process lives outside the table of what runs: C calls functions in it one by one.

static bool builder_thread_ended(struct cpu *cpu) {
  return value_fixnum(thread_get(language_of(cpu)->builder_thread, THREAD_STATE)) == THREAD_ENDED;
}

// Makes the builder's environment the one that C code sees between two calls.
static void adopt(struct cpu *cpu) {
  value_t process = language_of(cpu)->first_process;
  cpu->environment = process_get(process, PROCESS_ENVIRONMENT);
  cpu->epoch = process_get(process, PROCESS_EPOCH);
}

// Calls and runs to the end. False after an exception, which is printed.
static bool builder_call(struct cpu *cpu, value_t function, uint32_t count,
                         const value_t *arguments) {
  struct language *language = language_of(cpu);
  value_t thread = thread_new(cpu, language->first_process);
  language->builder_thread = thread;
  thread_set(cpu, thread, THREAD_STACK, vm_initial_stack(cpu, function, count, arguments));
  thread_set(cpu, thread, THREAD_BASE, value_of_fixnum(2));
  thread_set(cpu, thread, THREAD_TOP, value_of_fixnum(4 + count));
  object_set_raw(value_object(thread), THREAD_COUNTER,
                 (uint64_t)(uintptr_t)vm_initial_counter(cpu, count));
  scheduler_ready(cpu, thread);
  vm_run(cpu, builder_thread_ended);
  adopt(cpu);
  value_t failure = thread_get(thread, THREAD_PENDING);
  if (!value_is_nil(failure)) print_exception(cpu, failure);
  return value_is_nil(failure);
}

static value_t builder_result(struct cpu *cpu) {
  return thread_get(language_of(cpu)->builder_thread, THREAD_RESULT);
}

static char *read_whole_file(const char *path, size_t *length) {
  FILE *file = fopen(path, "rb");
  if (!file) return NULL;
  char *bytes = NULL;
  *length = 0;
  for (size_t got = 1; got; *length += got) {
    bytes = realloc(bytes, *length + 65537);
    ASSERT(bytes);
    got = fread(bytes + *length, 1, 65536, file);
  }
  fclose(file);
  bytes[*length] = 0;
  return bytes;
}

// The first file, before the expander exists: form by form through the bare compiler. What must
// survive a call is published and kept in a root.
static bool load_bare(struct cpu *cpu, value_t source, value_t file) {
  struct language *language = language_of(cpu);
  language->builder_values[0] = gc_publish(cpu, reader_new(cpu, source, VALUE_NIL, file, 1, 1));
  language->builder_values[1] = gc_publish(cpu, file);
  for (;;) {
    value_t next = primitive_value(cpu, "nacre.primitive/reader-next");
    if (!builder_call(cpu, next, 1, &language->builder_values[0])) return false;
    language->builder_values[0] = gc_publish(cpu, builder_result(cpu));
    if (reader_status(language->builder_values[0]) == READER_END) return true;
    value_t form[] = {reader_form(language->builder_values[0]), language->builder_values[1]};
    if (!builder_call(cpu, primitive_value(cpu, "nacre.primitive/compile-expanded"), 2, form) ||
        !builder_call(cpu, builder_result(cpu), 0, NULL))
      return false;
  }
}

static bool load_expanded(struct cpu *cpu, value_t source, value_t file) {
  struct language *language = language_of(cpu);
  environment_store(cpu, var_slot(language->file_var), file);
  environment_store(cpu, var_slot(language->first_namespace_var),
                    namespace_intern(cpu, language->symbol.clojure_core));
  process_set(cpu, language->first_process, PROCESS_ENVIRONMENT, cpu->environment);
  value_t all = var_root(cpu, var_intern_c(cpu, "nacre.primitive", "evaluate-all"));
  value_t reader = reader_new(cpu, source, VALUE_NIL, file, 1, 1);
  return builder_call(cpu, all, 1, &reader);
}

static bool load_file(struct cpu *cpu, const char *directory, const char *name, bool bare) {
  char path[1024];
  size_t length;
  snprintf(path, sizeof path, "%s/%s", directory, name);
  char *bytes = read_whole_file(path, &length);
  if (!bytes) {
    fprintf(stderr, "%s: cannot be read\n", path);
    return false;
  }
  value_t source = string_new(cpu, bytes, length), file = string_from_c(cpu, path);
  free(bytes);
  bool loaded = bare ? load_bare(cpu, source, file) : load_expanded(cpu, source, file);
  if (!loaded) fprintf(stderr, "%s: does not load\n", path);
  return loaded;
}

static bool load_manifest(struct cpu *cpu, const char *directory) {
  char path[1024];
  size_t length;
  snprintf(path, sizeof path, "%s/MANIFEST", directory);
  char *manifest = read_whole_file(path, &length);
  if (!manifest) {
    fprintf(stderr, "%s: cannot be read\n", path);
    return false;
  }
  bool loaded = load_file(cpu, directory, "nacre/expander.clj", true);
  char *save, *line = strtok_r(manifest, "\n", &save);
  for (; loaded && line; line = strtok_r(NULL, "\n", &save))
    if (*line && *line != '#') loaded = load_file(cpu, directory, line, false);
  free(manifest);
  return loaded;
}

int boot_build_image(struct cpu *cpu, const char *directory, const char *output) {
  struct language *language = language_of(cpu);
  language->first_process =
      process_new(cpu, language->base_environment, language->base_epoch, VALUE_NIL, 0, 0);
  thread_new(cpu, language->first_process); // parked for ever: keeps the process alive
  adopt(cpu);
  if (!load_manifest(cpu, directory)) return 1;
  value_t environment = process_get(language->first_process, PROCESS_ENVIRONMENT);
  int64_t result = image_write(cpu, output, environment);
  if (result < 0) {
    fprintf(stderr, "%s: cannot be written (error %lld)\n", output, (long long)-result);
    return 1;
  }
  printf("%s: %lld bytes, %u slots\n", output, (long long)result, language->slot_count);
  return 0;
}
