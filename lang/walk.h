// SPDX-License-Identifier: MIT
// Places in collections that outlive a leaf: what equality, hash and print keep of a collection
// that they have begun while they are inside one of its elements (law 4: a work list, not
// recursion).
//
//   in something sequential   rest, place   rest: what is left. A plain vector stays whole, and
//   place
//                                           is fixnum index << 31 | end; else place is nil
//   in a map or a set         coll, place   place of the entry to come: a fixnum in array maps,
//   else
//                                           a seq or nil
#ifndef NACRE_LANG_WALK_H
#define NACRE_LANG_WALK_H

#include "lang/sequence.h"

// What one leaf may put on its work list: 64 KiB of frames.
enum { WALK_PUSH_LIMIT = 1000 };

void walk_save(struct sequence_cursor *cursor, value_t *rest, value_t *place);
void walk_restore(struct sequence_cursor *cursor, struct cpu *cpu, value_t rest, value_t place);
// Is nothing left, as far as can be seen without asking Lisp?
bool walk_at_end(const struct sequence_cursor *cursor);

value_t walk_entries(struct cpu *cpu, value_t map_or_set);
// The entry at a place, false at the end. In a set the value is the key.
bool walk_entry(value_t map_or_set, value_t place, value_t *key, value_t *v);
value_t walk_entry_next(struct cpu *cpu, value_t map_or_set, value_t place);
bool walk_entries_at_end(value_t map_or_set, value_t place);

// A frame of a work list: a chunk whose first slot is the frame below.
static inline value_t walk_frame(struct cpu *cpu, const value_t *slots, size_t count) {
  return chunk_from_array(cpu, slots, count);
}

#endif
