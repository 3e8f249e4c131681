// SPDX-License-Identifier: MIT
#include "lang/image.h"

#include <stdlib.h>

#include "kernel/platform.h"
#include "lang/collections_state.h"
#include "lang/image_share.h"
#include "lang/intern.h"
#include "lang/language.h"
#include "lang/map.h"
#include "lang/namespace.h"
#include "lang/primitives.h"
#include "lang/symbol.h"
#include "lang/type.h"

#define IMAGE_MAGIC UINT64_C(0x31656741636e4c00)

// What boot needs by name. Lists are KIND_CHUNK objects.
enum image_root {
  IMAGE_ENVIRONMENT,
  IMAGE_EPOCH,
  IMAGE_TRAMPOLINE,
  IMAGE_CALLBACK,
  IMAGE_HOOKS,
  IMAGE_TYPES,
  IMAGE_PRIMITIVES,
  IMAGE_VARS, // vars and namespaces
  IMAGE_EMPTY_LIST,
  IMAGE_EMPTY_VECTOR,
  IMAGE_EMPTY_MAP,
  IMAGE_EMPTY_HASH_MAP,
  IMAGE_EMPTY_SET,
  IMAGE_EMPTY_SHAPE,
  IMAGE_ROOTS
};

struct image_header {
  uint64_t magic, stamp, bytes;
  uint64_t names_offset, name_count; // words: values of symbols, keywords and shapes
  uint32_t slot_count, next_id, next_serial, code_count;
  value_t roots[IMAGE_ROOTS];
};

// --- Writing --------------------------------------------------------------------------------

// The objects already copied: open addressing from address to place in the image.
struct writer {
  struct cpu *cpu;
  char *bytes;
  size_t length, capacity;
  uint64_t *from, *to;
  size_t count, slots;
  uint64_t *names; // image values of interned objects
  size_t name_count, name_capacity;
};

static void *grow(void *memory, size_t bytes) {
  void *grown = realloc(memory, bytes);
  if (!grown) PANIC("no memory for an image of %zu bytes", bytes);
  return grown;
}

static size_t place_of(const struct writer *w, uint64_t address) {
  size_t at = (size_t)((address >> 3) * UINT64_C(0x9e3779b97f4a7c15) >> 20);
  while (w->from[at & (w->slots - 1)] && w->from[at & (w->slots - 1)] != address) at++;
  return at & (w->slots - 1);
}

static void table_grow(struct writer *w) {
  struct writer old = *w;
  w->slots = old.slots ? old.slots * 2 : 1 << 16;
  w->from = calloc(w->slots, sizeof *w->from);
  w->to = calloc(w->slots, sizeof *w->to);
  ASSERT(w->from && w->to);
  for (size_t i = 0; i < old.slots; i++)
    if (old.from[i]) {
      size_t at = place_of(w, old.from[i]);
      w->from[at] = old.from[i];
      w->to[at] = old.to[i];
    }
  free(old.from);
  free(old.to);
}

static bool is_interned(const struct object *object) {
  switch (object_kind(object)) {
  case KIND_KEYWORD:
  case KIND_SHAPE:
    return true;
  case KIND_SYMBOL:
    return value_object(object_slot(object, 3)) == object;
  default:
    return false;
  }
}

// The image's value for v; copies the object when it is new. Its slots are relocated later.
static value_t image_value(struct writer *w, value_t v) {
  if (!value_is_pointer(v)) return v;
  v = gc_resolve(v);
  struct object *object = value_object(v);
  uint64_t address = (uint64_t)(uintptr_t)object;
  size_t at = w->slots ? place_of(w, address) : 0;
  if (w->slots && w->from[at]) return (value_t){w->to[at]};
  switch (object_kind(object)) {
  case KIND_THREAD:
  case KIND_PROCESS:
  case KIND_STACK:
  case KIND_MESSAGE:
    PANIC("%s in an image", gc_kind_layouts[object_kind(object)].name);
  default:
    break;
  }
  size_t words = object_size(object);
  if (words >= OBJECT_SIZE_LARGE) PANIC("object of %zu words in an image", words);
  if (w->length + 8 + words * 8 > w->capacity) {
    w->capacity = w->capacity ? w->capacity * 2 : 1 << 20;
    w->bytes = grow(w->bytes, w->capacity);
  }
  struct object *copy = (struct object *)(w->bytes + w->length);
  uint64_t user = object_flags(object) & (OBJECT_USER_1 | OBJECT_USER_2);
  copy->header = OBJECT_HEADER(object_kind(object), OBJECT_OLD | user, words, object_extra(object));
  memcpy(copy->slots, object->slots, words * 8);
  value_t image = {PLATFORM_IMAGE_BASE + w->length + VALUE_TAG_POINTER};
  w->length += 8 + words * 8;
  if ((w->count + 1) * 2 > w->slots) table_grow(w);
  at = place_of(w, address);
  w->from[at] = address;
  w->to[at] = image.bits;
  w->count++;
  if (is_interned(object)) {
    if (w->name_count == w->name_capacity) {
      w->name_capacity = w->name_capacity ? w->name_capacity * 2 : 4096;
      w->names = grow(w->names, w->name_capacity * sizeof *w->names);
    }
    w->names[w->name_count++] = image.bits;
  }
  return image;
}

static void relocate(struct writer *w, size_t *offset) {
  struct object *object = (struct object *)(w->bytes + *offset);
  size_t words = (object->header >> 16) & 0xffff;
  const struct kind_layout *layout = &gc_kind_layouts[object_kind(object)];
  size_t end = layout->count == KIND_ALL ? words : (size_t)layout->first + layout->count;
  size_t start = *offset + 8;
  for (size_t i = layout->first; i < end; i++) {
    // image_value may move w->bytes.
    value_t v;
    memcpy(&v, w->bytes + start + i * 8, sizeof v);
    v = image_value(w, v);
    memcpy(w->bytes + start + i * 8, &v, sizeof v);
  }
  *offset += 8 + words * 8;
}

static value_t chunk_of(struct cpu *cpu, const value_t *values, size_t count) {
  struct object *chunk = gc_allocate_old(cpu, KIND_CHUNK, count, 0);
  for (size_t i = 0; i < count; i++) object_initialize(chunk, i, values[i]);
  return value_of_object(chunk);
}

static int64_t write_file(const char *path, const void *bytes, size_t length) {
  struct platform_file_request request = {.operation = PLATFORM_FILE_OPEN_WRITE, .path = path};
  platform_file_submit(&request);
  int64_t handle = request.result;
  if (handle < 0) return handle;
  for (size_t done = 0; done < length;) {
    request = (struct platform_file_request){.operation = PLATFORM_FILE_WRITE,
                                             .handle = handle,
                                             .buffer = (char *)bytes + done,
                                             .length = length - done};
    platform_file_submit(&request);
    if (request.result <= 0) return request.result ? request.result : -5;
    done += (size_t)request.result;
  }
  request = (struct platform_file_request){.operation = PLATFORM_FILE_CLOSE, .handle = handle};
  platform_file_submit(&request);
  return (int64_t)length;
}

int64_t image_write(struct cpu *cpu, const char *path, value_t environment) {
  struct language *language = language_of(cpu);
  struct collections_state *collections = language->collections;
  value_t roots[IMAGE_ROOTS] = {
      [IMAGE_ENVIRONMENT] = environment,
      [IMAGE_EPOCH] = language->base_epoch,
      [IMAGE_TRAMPOLINE] = language->trampoline,
      [IMAGE_CALLBACK] = language->callback,
      [IMAGE_HOOKS] = chunk_of(cpu, language->hooks, HOOK_LIMIT),
      [IMAGE_TYPES] = chunk_of(cpu, language->types, TYPE_LIMIT),
      [IMAGE_PRIMITIVES] = chunk_of(cpu, language->primitives, language->primitive_count),
      [IMAGE_VARS] = namespace_image_list(cpu),
      [IMAGE_EMPTY_LIST] = collections->empty_list,
      [IMAGE_EMPTY_VECTOR] = collections->empty_vector,
      [IMAGE_EMPTY_MAP] = collections->empty_map,
      [IMAGE_EMPTY_HASH_MAP] = collections->empty_hash_map,
      [IMAGE_EMPTY_SET] = collections->empty_set,
      [IMAGE_EMPTY_SHAPE] = collections->empty_shape,
  };
  struct writer w = {.cpu = cpu};
  w.capacity = 1 << 22;
  w.bytes = grow(NULL, w.capacity);
  w.length = align_up(sizeof(struct image_header), 64);
  memset(w.bytes, 0, w.length);
  size_t start = w.length, offset = start;
  value_t image_roots[IMAGE_ROOTS];
  for (int i = 0; i < IMAGE_ROOTS; i++) image_roots[i] = image_value(&w, roots[i]);
  while (offset < w.length) relocate(&w, &offset);
  w.length =
      image_share(w.bytes, start, w.length, (uint64_t *[]){(uint64_t *)image_roots, w.names, NULL},
                  (size_t[]){IMAGE_ROOTS, w.name_count});

  size_t names_bytes = w.name_count * sizeof *w.names;
  w.bytes = grow(w.bytes, w.length + names_bytes);
  memcpy(w.bytes + w.length, w.names, names_bytes);
  struct image_header *header = (struct image_header *)w.bytes;
  *header = (struct image_header){.magic = IMAGE_MAGIC,
                                  .stamp = primitives_stamp(),
                                  .bytes = w.length + names_bytes,
                                  .names_offset = w.length,
                                  .name_count = w.name_count,
                                  .slot_count = language->slot_count,
                                  .next_id = language->next_id,
                                  .next_serial = system_take_serials(cpu->system, 1),
                                  .code_count = language->code_count};
  memcpy(header->roots, image_roots, sizeof image_roots);
  int64_t result = write_file(path, w.bytes, header->bytes);
  free(w.bytes);
  free(w.names);
  free(w.from);
  free(w.to);
  return result;
}

// --- Taking over ----------------------------------------------------------------------------

static void copy_chunk(value_t chunk, value_t *out, size_t count) {
  for (size_t i = 0; i < count; i++) out[i] = object_slot(value_object(chunk), i);
}

bool image_attach(struct cpu *cpu, size_t bytes) {
  const struct image_header *header = (const struct image_header *)(uintptr_t)PLATFORM_IMAGE_BASE;
  if (bytes < sizeof *header || header->magic != IMAGE_MAGIC || header->bytes > bytes ||
      header->stamp != primitives_stamp())
    return false;
  struct language *language = language_of(cpu);
  const value_t *roots = header->roots;
  language->slot_count = header->slot_count;
  language->next_id = header->next_id;
  language->code_count = header->code_count;
  system_reserve_serials(cpu->system, header->next_serial);
  // Names first: everything else finds them instead of making them anew.
  const value_t *names = (const value_t *)(uintptr_t)(PLATFORM_IMAGE_BASE + header->names_offset);
  intern_table_reserve(language->symbols, header->name_count); // few are keywords
  for (uint64_t i = 0; i < header->name_count; i++) {
    switch (value_kind(names[i])) {
    case KIND_SYMBOL:
      intern_table_add(cpu, language->symbols, symbol_hash(names[i]), names[i]);
      break;
    case KIND_KEYWORD:
      intern_table_add(cpu, language->keywords, keyword_hash(names[i]), names[i]);
      break;
    default:
      break;
    }
  }
  collections_start(cpu, true);
  struct collections_state *collections = language->collections;
  collections->empty_list = roots[IMAGE_EMPTY_LIST];
  collections->empty_vector = roots[IMAGE_EMPTY_VECTOR];
  collections->empty_map = roots[IMAGE_EMPTY_MAP];
  collections->empty_hash_map = roots[IMAGE_EMPTY_HASH_MAP];
  collections->empty_set = roots[IMAGE_EMPTY_SET];
  collections->empty_shape = roots[IMAGE_EMPTY_SHAPE];
  for (uint64_t i = 0; i < header->name_count; i++)
    if (value_is_kind(names[i], KIND_SHAPE)) shape_register(cpu, names[i]);
  copy_chunk(roots[IMAGE_HOOKS], language->hooks, HOOK_LIMIT);
  copy_chunk(roots[IMAGE_TYPES], language->types, TYPE_LIMIT);
  // The image's list of primitives is the table itself.
  language->primitives = value_object(roots[IMAGE_PRIMITIVES])->slots;
  language->primitive_count = primitive_count();
  language->trampoline = roots[IMAGE_TRAMPOLINE];
  language->callback = roots[IMAGE_CALLBACK];
  language->base_environment = roots[IMAGE_ENVIRONMENT];
  language->base_epoch = roots[IMAGE_EPOCH];
  namespace_start_from_image(cpu, roots[IMAGE_VARS]);
  return true;
}
