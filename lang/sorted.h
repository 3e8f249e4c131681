// SPDX-License-Identifier: MIT
// Sorted maps and sets: persistent AVL trees.
//
//   KIND_SORTED_MAP  meta, root or nil, fixnum count, comparator or nil (Clojure's compare)
//   KIND_SORTED_SET  the same; the nodes' values are their keys
//   KIND_TREE_NODE   key, value, left or nil, right or nil; header extra: height
// Header extra of the collections: cached hash. With a comparator of the user's, Lisp walks the
// tree: its way down is a fixnum of bits under a leading 1, 0 for left and 1 for right, and the
// leaves here change the tree at that place.
#ifndef NACRE_LANG_SORTED_H
#define NACRE_LANG_SORTED_H

#include "lang/collections.h"
#include "lang/primitive.h"

enum { SORTED_META, SORTED_ROOT, SORTED_COUNT, SORTED_COMPARATOR, SORTED_SLOTS };
enum { TREE_KEY, TREE_VALUE, TREE_LEFT, TREE_RIGHT, TREE_SLOTS };

static inline size_t sorted_count(value_t sorted) {
  return (size_t)value_fixnum(object_slot(value_object(sorted), SORTED_COUNT));
}
value_t sorted_new(struct cpu *cpu, enum kind kind, value_t meta, value_t root, size_t count,
                   value_t comparator);
// As the functions of map.h; in sets the value is the key. VALUE_ABSENT, *unknown: Lisp must walk.
bool sorted_find_try(struct cpu *cpu, value_t sorted, value_t key, value_t *found_key,
                     value_t *found_value, bool *unknown);
value_t sorted_put_try(struct cpu *cpu, value_t sorted, value_t key, value_t v);
value_t sorted_remove_try(struct cpu *cpu, value_t sorted, value_t key);
// The path to key's node or to where it belongs; *node is nil then. False: Lisp must compare.
bool sorted_locate_try(struct cpu *cpu, value_t sorted, value_t key, uint64_t *path, value_t *node);
// Raise ERROR_ARGUMENT when path does not lead to a place in the tree. A key that is there stays.
value_t sorted_put_at(struct cpu *cpu, value_t sorted, uint64_t path, value_t key, value_t v);
value_t sorted_remove_at(struct cpu *cpu, value_t sorted, uint64_t path);
void sorted_cursor_start(struct map_cursor *cursor, value_t sorted);
bool sorted_cursor_next(struct map_cursor *cursor, value_t *key, value_t *v);

extern const struct primitive sorted_primitives[];

#endif
