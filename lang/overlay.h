// SPDX-License-Identifier: MIT
// The overlay of a process (lang/cell.h): a persistent trie from the serials of local cells to this
// process's own copies of them.
//
//   KIND_OVERLAY   raw bitmap, then for each bit set, in order
//     header extra 0:     the cell, its copy
//     header extra n > 0: a node of level n - 1
// A level takes OVERLAY_BITS of the serial. The table is weak: a copy lives only as long as its
// cell is reached from elsewhere. A major collection writes nil over the pairs that nobody can ask
// for any more, and over nodes in which there is nothing else.
#ifndef NACRE_LANG_OVERLAY_H
#define NACRE_LANG_OVERLAY_H

#include "gc/gc.h"

enum { OVERLAY_BITS = 5 };

// The copy under a serial, nil when there is none. overlay: a root or nil.
value_t overlay_get(value_t overlay, uint32_t serial);
// The overlay with a copy of the cell; it may be the first one or replace another.
value_t overlay_put(struct cpu *cpu, value_t overlay, value_t cell, value_t copy);

#endif
