// SPDX-License-Identifier: MIT
// What the collections keep per system: the empty ones, the table of shapes, transient tokens.
#ifndef NACRE_LANG_COLLECTIONS_STATE_H
#define NACRE_LANG_COLLECTIONS_STATE_H

#include "lang/language.h"

enum {
  SHAPE_TABLE_WORDS = 1 << 15, // open addressing, a power of two
  SHAPE_LIMIT = 1 << 14,       // shapes in all; later maps stay flat arrays
};

struct collections_state {
  // Old objects. Nothing may depend on these being the only empty collections.
  value_t empty_list, empty_vector, empty_map, empty_hash_map, empty_set;
  value_t empty_shape;
  value_t shape_table; // KIND_CHUNK of SHAPE_TABLE_WORDS: KIND_SHAPE or fixnum 0; grows only
  uint32_t shape_count;
  uint32_t shape_serial;                 // the last one given; 0 is no shape
  uint64_t next_token[SYSTEM_CPU_LIMIT]; // transients: lang/transient.h
};

static inline struct collections_state *collections_of(struct cpu *cpu) {
  return cpu->system->language->collections;
}

// Makes the state and its objects and hangs it on system->language. With an image, the image's
// empty collections may be put in place of these; its shapes must be given to shape_register.
// image: transient tokens start beyond those that stand in objects of an image.
void collections_start(struct cpu *cpu, bool image);
// For the language's root provider: shows the state's slots.
void collections_visit(struct cpu *cpu, struct gc_visitor *visitor);
// A token no transient has had before, never 0.
static inline uint64_t collections_new_token(struct cpu *cpu) {
  return collections_of(cpu)->next_token[cpu->index] += SYSTEM_CPU_LIMIT;
}

#endif
