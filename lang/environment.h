// SPDX-License-Identifier: MIT
// Environments (DESIGN.md section 6): the named vars of a process as a two-level paged array.
//
//   KIND_ENVIRONMENT   epoch, page, page, ...      ENVIRONMENT_PAGES pages, always all of them
//   KIND_PAGE          epoch, slot, slot, ...      ENVIRONMENT_PAGE_SLOTS slots
// A slot index is dense and system-wide (var_index). Root and pages carry the epoch that may write
// them in place; any other epoch copies first. So fork is one pointer copy and two fresh epochs,
// and the first write after it copies one page and the root, both of constant size. A page that
// nobody has written is the one empty page.
#ifndef NACRE_LANG_ENVIRONMENT_H
#define NACRE_LANG_ENVIRONMENT_H

#include "gc/gc.h"

enum {
  ENVIRONMENT_PAGE_BITS = 7,
  ENVIRONMENT_PAGE_SLOTS = 1 << ENVIRONMENT_PAGE_BITS,
  ENVIRONMENT_PAGES = 960,
  ENVIRONMENT_SLOT_LIMIT = ENVIRONMENT_PAGES * ENVIRONMENT_PAGE_SLOTS
};

// An environment whose every slot is unbound, owned by `epoch`.
value_t environment_new(struct cpu *cpu, value_t epoch);

// The content of a slot of the running process: two plain loads. VALUE_UNBOUND when there is none.
static inline value_t environment_load(struct cpu *cpu, uint32_t index) {
  struct object *root = value_object(cpu->environment);
  struct object *page = value_object(object_slot(root, 1 + (index >> ENVIRONMENT_PAGE_BITS)));
  return object_slot(page, 1 + (index & (ENVIRONMENT_PAGE_SLOTS - 1)));
}
// Stores into the running process's environment; other processes never see it.
void environment_store(struct cpu *cpu, uint32_t index, value_t v);

#endif
