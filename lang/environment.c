// SPDX-License-Identifier: MIT
#include "lang/environment.h"

static value_t page_new(struct cpu *cpu, value_t epoch) {
  struct object *page = gc_allocate(cpu, KIND_PAGE, 1 + ENVIRONMENT_PAGE_SLOTS);
  object_initialize(page, 0, epoch);
  for (int i = 1; i <= ENVIRONMENT_PAGE_SLOTS; i++) object_initialize(page, i, VALUE_UNBOUND);
  return value_of_object(page);
}

value_t environment_new(struct cpu *cpu, value_t epoch) {
  // The shared empty page belongs to no epoch, so the first store always copies it.
  value_t empty = page_new(cpu, VALUE_NIL);
  struct object *root = gc_allocate(cpu, KIND_ENVIRONMENT, 1 + ENVIRONMENT_PAGES);
  object_initialize(root, 0, epoch);
  for (int i = 1; i <= ENVIRONMENT_PAGES; i++) object_initialize(root, i, empty);
  return value_of_object(root);
}

// A copy of a root or page that the running epoch may write in place.
static struct object *copy_owned(struct cpu *cpu, struct object *from) {
  size_t words = object_size(from);
  struct object *to = gc_allocate(cpu, object_kind(from), words);
  object_initialize(to, 0, cpu->epoch);
  for (size_t i = 1; i < words; i++) object_initialize(to, i, object_slot(from, i));
  return to;
}

void environment_store(struct cpu *cpu, uint32_t index, value_t v) {
  ASSERT(index < ENVIRONMENT_SLOT_LIMIT);
  struct object *root = value_object(cpu->environment);
  if (!value_same(object_slot(root, 0), cpu->epoch)) {
    root = copy_owned(cpu, root);
    cpu->environment = value_of_object(root);
  }
  size_t at = 1 + (index >> ENVIRONMENT_PAGE_BITS);
  struct object *page = value_object(object_slot(root, at));
  if (!value_same(object_slot(page, 0), cpu->epoch)) {
    page = copy_owned(cpu, page);
    remembered_write(cpu, root, &root->slots[at], value_of_object(page));
  }
  remembered_write(cpu, page, &page->slots[1 + (index & (ENVIRONMENT_PAGE_SLOTS - 1))], v);
}
