// SPDX-License-Identifier: MIT
// Sorted maps and sets as AVL trees (Adelson-Velsky & Landis 1962), persistent: see sorted.h.
// Recursion is as deep as the tree: at most 1.44 log2(count).
#include "lang/sorted.h"

#include "lang/equality.h"
#include "lang/sequence.h"
#include "lang/slots.h"

value_t sorted_new(struct cpu *cpu, enum kind kind, value_t meta, value_t root, size_t count,
                   value_t comparator) {
  struct object *sorted = gc_allocate(cpu, kind, SORTED_SLOTS);
  object_initialize(sorted, SORTED_META, meta);
  object_initialize(sorted, SORTED_ROOT, root);
  object_initialize(sorted, SORTED_COUNT, value_of_fixnum((int64_t)count));
  object_initialize(sorted, SORTED_COMPARATOR, comparator);
  return value_of_object(sorted);
}

static value_t with_root(struct cpu *cpu, struct object *sorted, value_t root, int64_t more) {
  size_t count = sorted_count(value_of_object(sorted)) + (size_t)more;
  return sorted_new(cpu, object_kind(sorted), object_slot(sorted, SORTED_META), root, count,
                    object_slot(sorted, SORTED_COMPARATOR));
}

// --- The tree -----------------------------------------------------------------------------------
static inline int height_of(value_t node) {
  return value_is_nil(node) ? 0 : (int)object_extra(value_object(node));
}
static inline value_t tree_slot(value_t node, size_t slot) {
  return object_slot(value_object(node), slot);
}

static value_t node_new(struct cpu *cpu, value_t key, value_t v, value_t left, value_t right) {
  int left_height = height_of(left), right_height = height_of(right);
  uint32_t height = (uint32_t)(left_height > right_height ? left_height : right_height) + 1;
  struct object *node = gc_allocate_extra(cpu, KIND_TREE_NODE, TREE_SLOTS, height);
  object_initialize(node, TREE_KEY, key);
  object_initialize(node, TREE_VALUE, v);
  object_initialize(node, TREE_LEFT, left);
  object_initialize(node, TREE_RIGHT, right);
  return value_of_object(node);
}

// A node whose children's heights differ by at most two, balanced by one or two rotations.
static value_t balance(struct cpu *cpu, value_t key, value_t v, value_t left, value_t right) {
  int difference = height_of(left) - height_of(right);
  if (difference > 1) {
    value_t k = tree_slot(left, TREE_KEY), x = tree_slot(left, TREE_VALUE);
    value_t ll = tree_slot(left, TREE_LEFT), lr = tree_slot(left, TREE_RIGHT);
    if (height_of(ll) >= height_of(lr))
      return node_new(cpu, k, x, ll, node_new(cpu, key, v, lr, right));
    return node_new(cpu, tree_slot(lr, TREE_KEY), tree_slot(lr, TREE_VALUE),
                    node_new(cpu, k, x, ll, tree_slot(lr, TREE_LEFT)),
                    node_new(cpu, key, v, tree_slot(lr, TREE_RIGHT), right));
  }
  if (difference < -1) {
    value_t k = tree_slot(right, TREE_KEY), x = tree_slot(right, TREE_VALUE);
    value_t rl = tree_slot(right, TREE_LEFT), rr = tree_slot(right, TREE_RIGHT);
    if (height_of(rr) >= height_of(rl))
      return node_new(cpu, k, x, node_new(cpu, key, v, left, rl), rr);
    return node_new(cpu, tree_slot(rl, TREE_KEY), tree_slot(rl, TREE_VALUE),
                    node_new(cpu, key, v, left, tree_slot(rl, TREE_LEFT)),
                    node_new(cpu, k, x, tree_slot(rl, TREE_RIGHT), rr));
  }
  return node_new(cpu, key, v, left, right);
}

// The tree without its smallest node, which is handed out.
static value_t take_smallest(struct cpu *cpu, value_t node, value_t *smallest) {
  value_t left = tree_slot(node, TREE_LEFT);
  if (value_is_nil(left)) {
    *smallest = node;
    return tree_slot(node, TREE_RIGHT);
  }
  left = take_smallest(cpu, left, smallest);
  return balance(cpu, tree_slot(node, TREE_KEY), tree_slot(node, TREE_VALUE), left,
                 tree_slot(node, TREE_RIGHT));
}

static value_t join_children(struct cpu *cpu, value_t left, value_t right) {
  if (value_is_nil(left)) return right;
  if (value_is_nil(right)) return left;
  value_t smallest;
  right = take_smallest(cpu, right, &smallest);
  return balance(cpu, tree_slot(smallest, TREE_KEY), tree_slot(smallest, TREE_VALUE), left, right);
}

enum sorted_operation { SORTED_PUT, SORTED_REMOVE };

// Changes the node at the end of `path` (its top bit, at `bit`, is the step to take here).
static value_t change_at(struct cpu *cpu, value_t node, uint64_t path, int bit,
                         enum sorted_operation operation, value_t key, value_t v) {
  if (bit < 0) {
    if (operation == SORTED_REMOVE)
      return join_children(cpu, tree_slot(node, TREE_LEFT), tree_slot(node, TREE_RIGHT));
    if (value_is_nil(node)) return node_new(cpu, key, v, VALUE_NIL, VALUE_NIL);
    return node_new(cpu, tree_slot(node, TREE_KEY), v, tree_slot(node, TREE_LEFT),
                    tree_slot(node, TREE_RIGHT));
  }
  value_t left = tree_slot(node, TREE_LEFT), right = tree_slot(node, TREE_RIGHT);
  if (path >> bit & 1)
    right = change_at(cpu, right, path, bit - 1, operation, key, v);
  else
    left = change_at(cpu, left, path, bit - 1, operation, key, v);
  return balance(cpu, tree_slot(node, TREE_KEY), tree_slot(node, TREE_VALUE), left, right);
}

// The node at the end of a path (nil when the path ends below a leaf). False: no such path.
static bool node_at(value_t root, uint64_t path, value_t *node) {
  *node = root;
  for (int bit = 62 - __builtin_clzll(path); bit >= 0; bit--) {
    if (value_is_nil(*node)) return false;
    *node = tree_slot(*node, path >> bit & 1 ? TREE_RIGHT : TREE_LEFT);
  }
  return true;
}

value_t sorted_put_at(struct cpu *cpu, value_t sorted, uint64_t path, value_t key, value_t v) {
  struct object *object = value_object(sorted);
  value_t root = object_slot(object, SORTED_ROOT), node;
  if (path == 0 || !node_at(root, path, &node))
    error_raise(cpu, ERROR_ARGUMENT, "There is no such place in a sorted collection");
  if (!value_is_nil(node) && value_same(tree_slot(node, TREE_VALUE), v)) return sorted;
  if (!value_is_nil(node) && object_kind(object) == KIND_SORTED_SET) return sorted;
  root = change_at(cpu, root, path, 62 - __builtin_clzll(path), SORTED_PUT, key, v);
  return with_root(cpu, object, root, value_is_nil(node) ? 1 : 0);
}

value_t sorted_remove_at(struct cpu *cpu, value_t sorted, uint64_t path) {
  struct object *object = value_object(sorted);
  value_t root = object_slot(object, SORTED_ROOT), node;
  if (path == 0 || !node_at(root, path, &node) || value_is_nil(node))
    error_raise(cpu, ERROR_ARGUMENT, "There is no such place in a sorted collection");
  root =
      change_at(cpu, root, path, 62 - __builtin_clzll(path), SORTED_REMOVE, VALUE_NIL, VALUE_NIL);
  return with_root(cpu, object, root, -1);
}

// --- With Clojure's own order -------------------------------------------------------------------
// The path to key's node, or to where it belongs. False: Lisp must compare.
bool sorted_locate_try(struct cpu *cpu, value_t sorted, value_t key, uint64_t *path,
                       value_t *node) {
  struct object *object = value_object(sorted);
  if (!value_is_nil(object_slot(object, SORTED_COMPARATOR))) return false;
  *path = 1;
  *node = object_slot(object, SORTED_ROOT);
  while (!value_is_nil(*node)) {
    int order;
    if (!compare_try(cpu, key, tree_slot(*node, TREE_KEY), &order)) return false;
    if (order == 0) return true;
    *path = *path << 1 | (order > 0);
    *node = tree_slot(*node, order > 0 ? TREE_RIGHT : TREE_LEFT);
  }
  return true;
}

bool sorted_find_try(struct cpu *cpu, value_t sorted, value_t key, value_t *found_key,
                     value_t *found_value, bool *unknown) {
  uint64_t path;
  value_t node;
  if (!sorted_locate_try(cpu, sorted, key, &path, &node)) {
    *unknown = true;
    return false;
  }
  if (value_is_nil(node)) return false;
  *found_key = tree_slot(node, TREE_KEY);
  *found_value = tree_slot(node, TREE_VALUE);
  return true;
}

value_t sorted_put_try(struct cpu *cpu, value_t sorted, value_t key, value_t v) {
  uint64_t path;
  value_t node;
  if (!sorted_locate_try(cpu, sorted, key, &path, &node)) return VALUE_ABSENT;
  if (value_is_nil(node)) { // it may have been compared with nothing, or with nil only
    if (value_is_class(key, CLASS_USER)) return VALUE_ABSENT;
    if (!compare_has_order(key))
      error_raise(cpu, ERROR_TYPE, "Default comparator requires nil, Number, or Comparable: %V",
                  key);
  }
  return sorted_put_at(cpu, sorted, path, key, v);
}

value_t sorted_remove_try(struct cpu *cpu, value_t sorted, value_t key) {
  uint64_t path;
  value_t node;
  if (!sorted_locate_try(cpu, sorted, key, &path, &node)) return VALUE_ABSENT;
  return value_is_nil(node) ? sorted : sorted_remove_at(cpu, sorted, path);
}

// --- Cursors: node[] is the stack of nodes still to show -----------------------------------------
static void push_left(struct map_cursor *cursor, value_t node) {
  for (; !value_is_nil(node); node = tree_slot(node, TREE_LEFT))
    cursor->node[++cursor->depth] = node;
}

void sorted_cursor_start(struct map_cursor *cursor, value_t sorted) {
  cursor->depth = -1;
  push_left(cursor, object_slot(value_object(sorted), SORTED_ROOT));
}

bool sorted_cursor_next(struct map_cursor *cursor, value_t *key, value_t *v) {
  if (cursor->depth < 0) return false;
  value_t node = cursor->node[cursor->depth--];
  *key = tree_slot(node, TREE_KEY);
  *v = tree_slot(node, TREE_VALUE);
  push_left(cursor, tree_slot(node, TREE_RIGHT));
  return true;
}
