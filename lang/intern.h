// SPDX-License-Identifier: MIT
// Tables of interned symbols and keywords: one entry for each pair of namespace and name.
//
// Invariants: entries are pinned old objects (or of the image) that are never removed; look-up is
// by the object's own hash, then by the bytes of both strings. The table is split into stripes with
// a spinlock each, so that growing one takes well under 100 µs and processors seldom meet.
#ifndef NACRE_LANG_INTERN_H
#define NACRE_LANG_INTERN_H

#include "gc/gc.h"

struct intern_table;

// An empty table, for ever; NULL when the machine has no memory.
struct intern_table *intern_table_new(void);
// Makes an empty table ready for that many entries, at boot. Without memory it grows as it must.
void intern_table_reserve(struct intern_table *table, size_t expected);
// The entry with that namespace (string or nil) and name, or VALUE_ABSENT.
value_t intern_table_find(struct cpu *cpu, struct intern_table *table, uint32_t hash,
                          value_t namespace, value_t name);
// Adds a pinned object whose first two slots are name and namespace, unless there is an equal one;
// returns the one that is in the table now. Boot adds the image's symbols and keywords with this.
value_t intern_table_add(struct cpu *cpu, struct intern_table *table, uint32_t hash, value_t entry);
// For the language's root provider: shows every entry.
void intern_table_visit(struct intern_table *table, struct gc_visitor *visitor);
size_t intern_table_count(struct intern_table *table);

#endif
