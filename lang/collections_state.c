// SPDX-License-Identifier: MIT
// Boot of the collections: see collections_state.h.
#include "lang/collections_state.h"

#include <stdlib.h>

#include "lang/map.h"
#include "lang/set.h"
#include "lang/slots.h"
#include "lang/vector.h"

static value_t new_filled(struct cpu *cpu, enum kind kind, size_t words, uint32_t extra,
                          value_t v) {
  struct object *object = gc_allocate_old(cpu, kind, words, extra);
  slots_fill(object->slots, v, words);
  return value_of_object(object);
}
static value_t new_old(struct cpu *cpu, enum kind kind, size_t words, uint32_t extra) {
  return new_filled(cpu, kind, words, extra, VALUE_NIL);
}

void collections_start(struct cpu *cpu, bool image) {
  struct collections_state *state = calloc(1, sizeof *state);
  if (state == NULL) PANIC("no memory for the collections' state");
  for (unsigned i = 0; i < SYSTEM_CPU_LIMIT; i++)
    state->next_token[i] = (image ? UINT64_C(1) << 48 : 0) + i + SYSTEM_CPU_LIMIT;
  state->empty_list = new_old(cpu, KIND_EMPTY_LIST, 1, 0);
  state->empty_vector = new_old(cpu, KIND_VECTOR, VECTOR_SLOTS, 0);
  object_initialize(value_object(state->empty_vector), VECTOR_GEOMETRY,
                    vector_geometry(0, VECTOR_BITS));
  state->empty_map = new_old(cpu, KIND_ARRAY_MAP, ARRAY_MAP_FIRST, 0);
  state->empty_hash_map = new_old(cpu, KIND_HASH_MAP, HASH_MAP_SLOTS, 0);
  object_initialize(value_object(state->empty_hash_map), HASH_MAP_COUNT, value_of_fixnum(0));
  state->empty_set = new_old(cpu, KIND_HASH_SET, HASH_MAP_SLOTS, 0);
  object_initialize(value_object(state->empty_set), HASH_MAP_COUNT, value_of_fixnum(0));
  state->shape_table = new_filled(cpu, KIND_CHUNK, SHAPE_TABLE_WORDS, 0, value_of_fixnum(0));
  state->shape_serial = 1;
  state->empty_shape = new_old(cpu, KIND_SHAPE, SHAPE_FIRST, state->shape_serial);
  cpu->system->language->collections = state;
}

void collections_visit(struct cpu *cpu, struct gc_visitor *visitor) {
  struct collections_state *state = collections_of(cpu);
  if (state == NULL) return;
  gc_visit(visitor, &state->empty_list);
  gc_visit(visitor, &state->empty_vector);
  gc_visit(visitor, &state->empty_map);
  gc_visit(visitor, &state->empty_hash_map);
  gc_visit(visitor, &state->empty_set);
  gc_visit(visitor, &state->empty_shape);
  gc_visit(visitor, &state->shape_table);
}
