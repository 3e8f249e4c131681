// SPDX-License-Identifier: MIT
// Interning: striped open addressing. A slot that holds fixnum 0 is free.
#include "lang/intern.h"

#include <stdlib.h>

#include "gc/spinlock.h"
#include "lang/error.h"
#include "lang/string.h"

enum { INTERN_STRIPES = 256, INTERN_STRIPE_WORDS = 16 };

struct intern_stripe {
  struct spinlock lock;
  uint32_t count, capacity; // capacity: a power of two, or 0
  value_t *slots;
  uint32_t *hashes; // beside the slots: growing and missing need not look at the objects
};

struct intern_table {
  struct intern_stripe stripes[INTERN_STRIPES];
};

struct intern_table *intern_table_new(void) {
  return calloc(1, sizeof(struct intern_table));
}

static struct intern_stripe *intern_stripe_of(struct intern_table *table, uint32_t hash) {
  return &table->stripes[hash >> 24];
}

static bool intern_matches(value_t entry, value_t namespace, value_t name) {
  struct object *object = value_object(entry);
  value_t entry_namespace = object_slot(object, 1);
  if (!string_equal(object_slot(object, 0), name)) return false;
  if (value_is_nil(namespace) || value_is_nil(entry_namespace))
    return value_same(namespace, entry_namespace);
  return string_equal(entry_namespace, namespace);
}

// The slot of the entry, or the free slot where it would be; the stripe has a free slot.
static uint32_t intern_probe(const struct intern_stripe *stripe, uint32_t hash, value_t namespace,
                             value_t name) {
  uint32_t mask = stripe->capacity - 1, at = hash & mask;
  while (stripe->slots[at].bits != 0 &&
         (stripe->hashes[at] != hash || !intern_matches(stripe->slots[at], namespace, name)))
    at = (at + 1) & mask;
  return at;
}

// Gives the stripe larger arrays; false when there is no memory. The old ones stay then.
static bool intern_resize(struct intern_stripe *stripe, uint32_t capacity) {
  value_t *slots = calloc(capacity, sizeof(value_t));
  uint32_t *hashes = malloc(capacity * sizeof(uint32_t));
  if (slots == NULL || hashes == NULL) {
    free(slots);
    free(hashes);
    return false;
  }
  for (uint32_t i = 0; i < stripe->capacity; i++) {
    if (stripe->slots[i].bits == 0) continue;
    uint32_t at = stripe->hashes[i] & (capacity - 1);
    while (slots[at].bits != 0) at = (at + 1) & (capacity - 1);
    slots[at] = stripe->slots[i];
    hashes[at] = stripe->hashes[i];
  }
  free(stripe->slots);
  free(stripe->hashes);
  stripe->slots = slots;
  stripe->hashes = hashes;
  stripe->capacity = capacity;
  return true;
}

void intern_table_reserve(struct intern_table *table, size_t expected) {
  // Half full on the average, so that few stripes grow.
  uint32_t capacity = INTERN_STRIPE_WORDS;
  while ((size_t)capacity * INTERN_STRIPES < 2 * expected) capacity *= 2;
  for (unsigned i = 0; i < INTERN_STRIPES; i++) {
    struct intern_stripe *stripe = &table->stripes[i];
    if (stripe->capacity == 0) intern_resize(stripe, capacity);
  }
}

// Makes room for one more; false when there is no memory.
static bool intern_grow(struct intern_stripe *stripe) {
  if (stripe->count * 4 < stripe->capacity * 3) return true;
  return intern_resize(stripe, stripe->capacity ? stripe->capacity * 2 : INTERN_STRIPE_WORDS);
}

value_t intern_table_find(struct cpu *cpu, struct intern_table *table, uint32_t hash,
                          value_t namespace, value_t name) {
  struct intern_stripe *stripe = intern_stripe_of(table, hash);
  value_t found = VALUE_ABSENT;
  spinlock_acquire(cpu, &stripe->lock);
  if (stripe->capacity != 0) {
    value_t v = stripe->slots[intern_probe(stripe, hash, namespace, name)];
    if (v.bits != 0) found = v;
  }
  spinlock_release(cpu, &stripe->lock);
  return found;
}

value_t intern_table_add(struct cpu *cpu, struct intern_table *table, uint32_t hash,
                         value_t entry) {
  struct intern_stripe *stripe = intern_stripe_of(table, hash);
  struct object *object = value_object(entry);
  value_t name = object_slot(object, 0), namespace = object_slot(object, 1);
  // An error must not leave the lock held, so nothing raises in between.
  spinlock_acquire(cpu, &stripe->lock);
  bool room = intern_grow(stripe);
  if (room) {
    uint32_t at = intern_probe(stripe, hash, namespace, name);
    if (stripe->slots[at].bits == 0) {
      stripe->hashes[at] = hash;
      stripe->slots[at] = entry;
      stripe->count++;
    }
    entry = stripe->slots[at];
  }
  spinlock_release(cpu, &stripe->lock);
  if (!room) error_raise(cpu, ERROR_MEMORY, "No memory to intern %V", name);
  return entry;
}

void intern_table_visit(struct intern_table *table, struct gc_visitor *visitor) {
  for (unsigned i = 0; i < INTERN_STRIPES; i++) {
    struct intern_stripe *stripe = &table->stripes[i];
    if (stripe->capacity != 0)
      gc_visit_range(visitor, stripe->slots, stripe->slots + stripe->capacity);
  }
}

size_t intern_table_count(struct intern_table *table) {
  size_t count = 0;
  for (unsigned i = 0; i < INTERN_STRIPES; i++) count += table->stripes[i].count;
  return count;
}
