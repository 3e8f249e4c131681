// SPDX-License-Identifier: MIT
// The primitives that make and change lists, vectors, maps, sets and sorted collections.
#include <math.h>
#include <string.h>

#include "lang/collection.h"
#include "lang/collections_state.h"
#include "lang/list.h"
#include "lang/map.h"
#include "lang/number.h"
#include "lang/sequence.h"
#include "lang/set.h"
#include "lang/sorted.h"
#include "lang/string.h"
#include "lang/transient.h"
#include "lang/vector.h"

#define PRIMITIVE(name) static value_t name(struct cpu *cpu, const value_t *args, uint32_t count)
#define UNUSED_COUNT (void)count

// --- Lists
// ----------------------------------------------------------------------------------------
PRIMITIVE(do_list) { return list_from_array(cpu, args, count); }

const struct primitive list_primitives[] = {
    {"clojure.core/list", do_list, 0, PRIMITIVE_VARIADIC, "([& items])", "A list of the items."},
    {NULL, NULL, 0, 0, NULL, NULL},
};

// --- Vectors
// --------------------------------------------------------------------------------------
PRIMITIVE(do_vector) { return vector_from_array(cpu, args, count); }

// The bounds that the arguments of subvec ask for of that many elements.
struct bounds {
  size_t start, end;
};
static struct bounds subvec_bounds(struct cpu *cpu, const value_t *args, uint32_t count,
                                   int64_t limit) {
  int64_t bounds[2] = {0, limit};
  for (uint32_t i = 1; i < count; i++) {
    if (number_is_double(args[i])) { // any number is truncated, NaN is 0, as in Clojure
      double d = number_double(args[i]);
      if (d < -0x1p63 || d >= 0x1p63)
        error_raise(cpu, ERROR_ARGUMENT, "Value out of range for long: %V", args[i]);
      bounds[i - 1] = isnan(d) ? 0 : (int64_t)d;
    } else {
      number_check(cpu, args[i], i == 1 ? "the start" : "the end");
      bounds[i - 1] =
          number_to_index(cpu, number_to_integer(cpu, args[i]), i == 1 ? "the start" : "the end");
    }
  }
  if (bounds[0] != (int32_t)bounds[0] || (count > 2 && bounds[1] != (int32_t)bounds[1]))
    error_raise(cpu, ERROR_ARITHMETIC, "integer overflow");
  if (bounds[0] < 0 || bounds[0] > bounds[1] || bounds[1] > limit)
    error_raise(cpu, ERROR_INDEX, "subvec from %lld to %lld of a vector of %lld elements",
                (long long)bounds[0], (long long)bounds[1], (long long)limit);
  return (struct bounds){(size_t)bounds[0], (size_t)bounds[1]};
}

PRIMITIVE(do_subvec) {
  value_t vector = args[0];
  if (!value_is_vector(vector)) {
    // Without an end Clojure asks for the count first.
    bool countable = value_is_nil(vector) || value_is_string(vector) ||
                     value_is_class(vector, CLASS_COLLECTION | CLASS_USER | CLASS_TRANSIENT);
    if (value_is_nil(vector))
      subvec_bounds(cpu, args, count, count == 2 ? 0 : INT32_MAX); // told before
    if (value_is_class(vector, CLASS_USER)) return hook_call(cpu, HOOK_SUBVEC, count, args);
    error_raise(cpu, count == 2 && !countable ? ERROR_UNSUPPORTED : error_of_cast(vector),
                "%T cannot be cast to IPersistentVector: subvec of %V", vector, vector);
  }
  struct bounds bounds = subvec_bounds(cpu, args, count, (int64_t)vector_count(vector));
  return vector_slice(cpu, vector, bounds.start, bounds.end);
}

// A vector of what C can walk and what fits a leaf; nil: Lisp must do it.
PRIMITIVE(do_vector_of) {
  UNUSED_COUNT;
  enum { LIMIT = 1024 };
  value_t elements[LIMIT];
  int64_t n = sequence_elements_try(cpu, args[0], elements, LIMIT);
  return n < 0 || n > LIMIT ? VALUE_NIL : vector_from_array(cpu, elements, (size_t)n);
}

const struct primitive vector_primitives[] = {
    {"clojure.core/vector", do_vector, 0, PRIMITIVE_VARIADIC,
     "([] [a] [a b] [a b c] [a b c d] [a b c d e] [a b c d e f] [a b c d e f & args])",
     "A vector of the arguments."},
    {"clojure.core/subvec", do_subvec, 2, 3, "([v start] [v start end])",
     "The elements of a vector from start up to end (all there are), which shares them."},
    {"nacre.primitive/vector-of", do_vector_of, 1, 1, "([coll])",
     "A vector of a short collection that is realised; nil: walk it."},
    {NULL, NULL, 0, 0, NULL, NULL},
};

// --- Maps
// -----------------------------------------------------------------------------------------
static void check_pairs(struct cpu *cpu, const value_t *args, uint32_t count) {
  if ((count & 1) == 0) return;
  if (value_is_nil(args[count - 1]))
    error_raise(cpu, ERROR_ARGUMENT, "No value supplied for key: null");
  error_raise(cpu, ERROR_ARGUMENT, "No value supplied for key: %S", args[count - 1]);
}
// map: what C made of the arguments; when that needs Lisp, one by one into `into`.
static value_t or_one_by_one(struct cpu *cpu, value_t map, value_t into, const value_t *args,
                             uint32_t count) {
  if (likely(!value_same(map, VALUE_ABSENT))) return map;
  return collection_assoc_all(cpu, into, args, count / 2);
}
PRIMITIVE(do_array_map) {
  check_pairs(cpu, args, count);
  return or_one_by_one(cpu, array_map_from_try(cpu, args, count / 2), map_empty(cpu), args, count);
}
PRIMITIVE(do_hash_map) {
  check_pairs(cpu, args, count);
  if (count == 0) return map_empty(cpu);
  return or_one_by_one(cpu, hash_map_from_try(cpu, args, count / 2), hash_map_empty(cpu, VALUE_NIL),
                       args, count);
}
// A literal names no key twice: raises for the first that does.
static void check_distinct(struct cpu *cpu, const value_t *args, uint32_t count, uint32_t stride) {
  for (uint32_t i = stride; i < count; i += stride)
    for (uint32_t j = 0; j < i; j += stride)
      if (equality_try(cpu, args[i], args[j]) == EQUALITY_YES)
        error_raise(cpu, ERROR_ARGUMENT, "Duplicate key: %V", args[i]);
}
// The same where Lisp must compare.
static value_t literal_slow(struct cpu *cpu, value_t empty, const value_t *args, uint32_t count) {
  value_t arguments[] = {empty, vector_from_array(cpu, args, count)};
  return hook_call(cpu, HOOK_READ_COLLECTION, 2, arguments);
}
PRIMITIVE(do_literal_more) {
  value_t collection = args[0];
  uint32_t stride = value_is_map(collection) ? 2 : 1;
  for (uint32_t i = 1; i < count; i += stride) {
    value_t more = stride == 2 ? map_assoc_try(cpu, collection, args[i], args[i + 1])
                               : set_conj_try(cpu, collection, args[i]);
    if (unlikely(value_same(more, VALUE_ABSENT)))
      return literal_slow(cpu, collection, args + i, count - i);
    if (unlikely(stride == 2 ? map_count(more) == map_count(collection)
                             : set_count(more) == set_count(collection)))
      error_raise(cpu, ERROR_ARGUMENT, "Duplicate key: %V", args[i]);
    collection = more;
  }
  return collection;
}
PRIMITIVE(do_map_literal) {
  check_pairs(cpu, args, count);
  value_t empty = count > 2 * ARRAY_MAP_LIMIT ? hash_map_empty(cpu, VALUE_NIL) : map_empty(cpu);
  value_t map = map_from_array_try(cpu, args, count / 2);
  if (unlikely(value_same(map, VALUE_ABSENT))) return literal_slow(cpu, empty, args, count);
  if (map_count(map) < count / 2) check_distinct(cpu, args, count, 2);
  return map;
}
PRIMITIVE(do_assoc) {
  if ((count & 1) == 0 && (value_is_nil(args[0]) || value_is_map(args[0]) ||
                           value_is_class(args[0], CLASS_VECTOR | CLASS_USER)))
    error_raise(cpu, ERROR_ARGUMENT,
                "assoc expects even number of arguments after map/vector, found odd number");
  if (likely(count == 3)) return collection_assoc(cpu, args[0], args[1], args[2]);
  return collection_assoc_all(cpu, args[0], args + 1, count / 2);
}
PRIMITIVE(do_dissoc_then) {
  UNUSED_COUNT;
  return collection_each_then(cpu, args, collection_dissoc, do_dissoc_then);
}
PRIMITIVE(do_dissoc) {
  return collection_each(cpu, args[0], args + 1, count - 1, collection_dissoc, do_dissoc_then);
}

// --- Hash collections whose keys only Lisp can compare
// --------------------------------------------
static uint32_t hash_argument(struct cpu *cpu, value_t v) {
  return (uint32_t)number_to_index(cpu, v, "a hash");
}
static bool is_transient(value_t v) {
  return value_is_kind(v, KIND_TRANSIENT_MAP) || value_is_kind(v, KIND_TRANSIENT_SET);
}
static void check_hashed(struct cpu *cpu, value_t v) {
  switch (value_kind(v)) {
  case KIND_ARRAY_MAP:
  case KIND_SHAPE_MAP:
  case KIND_HASH_MAP:
  case KIND_HASH_SET:
  case KIND_TRANSIENT_MAP:
  case KIND_TRANSIENT_SET:
    return;
  default:
    error_raise(cpu, ERROR_TYPE, "%T is no hash map or set: %V", v, v);
  }
}
static value_t assoc_in_place_all(struct cpu *cpu, value_t transient, const value_t *args,
                                  uint32_t pairs);

// The entries of a map and one more, in scratch memory; *pairs of them.
static const value_t *entries_and(struct cpu *cpu, value_t map, value_t key, value_t v,
                                  uint32_t *pairs) {
  struct map_cursor cursor;
  value_t k, x;
  size_t i = 0;
  *pairs = (uint32_t)map_count(map) + 1;
  value_t *all = scratch_allocate(cpu, 2 * *pairs * sizeof *all);
  map_cursor_start(&cursor, map);
  while (map_cursor_next(&cursor, &k, &x)) {
    all[i++] = k;
    all[i++] = x;
  }
  all[i++] = key;
  all[i++] = v;
  return all;
}

// An array map that must become a hash map may have keys whose hash only Lisp can tell: then each
// of its entries, and the new one, goes into a hash map one by one.
static value_t hashed_put(struct cpu *cpu, value_t collection, value_t key, uint32_t hash,
                          value_t existing, value_t v) {
  uint32_t pairs;
  check_hashed(cpu, collection);
  if (is_transient(collection)) {
    if (transient_put_hashed(cpu, collection, key, hash, existing, v)) return collection;
    value_t map = transient_empty_trie(cpu, collection);
    const value_t *all = entries_and(cpu, map, key, v, &pairs);
    return assoc_in_place_all(cpu, collection, all, pairs);
  }
  if (value_is_set(collection))
    return value_same(existing, VALUE_ABSENT) ? set_put_hashed(cpu, collection, key, hash)
                                              : collection;
  value_t map = map_put_hashed(cpu, collection, key, hash, existing, v);
  if (!value_same(map, VALUE_ABSENT)) return map;
  const value_t *all = entries_and(cpu, collection, key, v, &pairs);
  return collection_assoc_all(cpu, hash_map_empty(cpu, meta_of(collection)), all, pairs);
}
PRIMITIVE(do_hashed_candidate) {
  UNUSED_COUNT;
  check_hashed(cpu, args[0]);
  uint32_t hash = hash_argument(cpu, args[2]);
  size_t n = (size_t)number_to_index(cpu, args[3], "the number of a candidate");
  value_t pair[2];
  bool found;
  if (is_transient(args[0])) {
    found = transient_candidate(cpu, args[0], args[1], hash, n, &pair[0], &pair[1]);
  } else if (value_is_set(args[0])) {
    found = set_candidate(cpu, args[0], args[1], hash, n, &pair[0]);
    pair[1] = pair[0];
  } else {
    found = map_candidate(cpu, args[0], args[1], hash, n, &pair[0], &pair[1]);
  }
  return found ? vector_from_array(cpu, pair, 2) : VALUE_NIL;
}
PRIMITIVE(do_hashed_add) {
  UNUSED_COUNT;
  return hashed_put(cpu, args[0], args[1], hash_argument(cpu, args[2]), VALUE_ABSENT, args[3]);
}
PRIMITIVE(do_hashed_replace) {
  UNUSED_COUNT;
  return hashed_put(cpu, args[0], args[1], hash_argument(cpu, args[2]), args[1], args[3]);
}
PRIMITIVE(do_hashed_remove) {
  UNUSED_COUNT;
  check_hashed(cpu, args[0]);
  uint32_t hash = hash_argument(cpu, args[2]);
  if (is_transient(args[0])) {
    transient_remove_hashed(cpu, args[0], hash, args[1]);
    return args[0];
  }
  return value_is_set(args[0]) ? set_remove_hashed(cpu, args[0], hash, args[1])
                               : map_remove_hashed(cpu, args[0], hash, args[1]);
}

const struct primitive map_primitives[] = {
    {"clojure.core/array-map", do_array_map, 0, PRIMITIVE_VARIADIC, "([] [& keyvals])",
     "A map of the keys and values that keeps their order."},
    {"clojure.core/hash-map", do_hash_map, 0, PRIMITIVE_VARIADIC, "([] [& keyvals])",
     "A hash map of the keys and values."},
    {"nacre.primitive/map-literal", do_map_literal, 0, PRIMITIVE_VARIADIC, "([& keyvals])",
     "The map that a literal stands for."},
    {"nacre.primitive/literal-more", do_literal_more, 1, PRIMITIVE_VARIADIC, "([coll & items])",
     "The map or set that a literal stands for and more of its elements."},
    {"clojure.core/assoc", do_assoc, 3, PRIMITIVE_VARIADIC, "([map key val] [map key val & kvs])",
     "The map with values under keys; the vector with values at indices."},
    {"nacre.primitive/assoc-then", collection_assoc_then, 2, 2, "([left map])",
     "assoc of a vector's keys and values."},
    {"clojure.core/dissoc", do_dissoc, 1, PRIMITIVE_VARIADIC, "([map] [map key] [map key & ks])",
     "The map without the keys."},
    {"nacre.primitive/dissoc-then", do_dissoc_then, 2, 2, "([left map])",
     "dissoc of a vector's elements."},
    {"nacre.primitive/hashed-candidate", do_hashed_candidate, 4, 4, "([coll key hash n])",
     "The nth [key value] of a hash map or set, transient or not, whose key may equal key."},
    {"nacre.primitive/hashed-add", do_hashed_add, 4, 4, "([coll key hash value])",
     "Puts a key that is known to be new into a hash map or set."},
    {"nacre.primitive/hashed-replace", do_hashed_replace, 4, 4, "([coll key hash value])",
     "Replaces the value of a key that hashed-candidate has found."},
    {"nacre.primitive/hashed-remove", do_hashed_remove, 3, 3, "([coll key hash])",
     "Removes a key that hashed-candidate has found."},
    {NULL, NULL, 0, 0, NULL, NULL},
};

// --- Sets
// -----------------------------------------------------------------------------------------
PRIMITIVE(do_hash_set_then) {
  UNUSED_COUNT;
  return collection_each_then(cpu, args, collection_conj, do_hash_set_then);
}
PRIMITIVE(do_hash_set) {
  value_t set = set_from_array_try(cpu, args, count);
  if (likely(!value_same(set, VALUE_ABSENT))) return set;
  return collection_each(cpu, set_empty(cpu), args, count, collection_conj, do_hash_set_then);
}
PRIMITIVE(do_set_literal) {
  value_t set = set_from_array_try(cpu, args, count);
  if (unlikely(value_same(set, VALUE_ABSENT)))
    return literal_slow(cpu, set_empty(cpu), args, count);
  if (set_count(set) < count) check_distinct(cpu, args, count, 1);
  return set;
}
PRIMITIVE(do_disj_then) {
  UNUSED_COUNT;
  return collection_each_then(cpu, args, collection_disjoin, do_disj_then);
}
PRIMITIVE(do_disj) {
  return collection_each(cpu, args[0], args + 1, count - 1, collection_disjoin, do_disj_then);
}

const struct primitive set_primitives[] = {
    {"clojure.core/hash-set", do_hash_set, 0, PRIMITIVE_VARIADIC, "([] [& keys])",
     "A hash set of the arguments."},
    {"nacre.primitive/set-literal", do_set_literal, 0, PRIMITIVE_VARIADIC, "([& keys])",
     "The set that a literal stands for."},
    {"nacre.primitive/hash-set-then", do_hash_set_then, 2, 2, "([left set])",
     "conj of a vector's elements."},
    {"clojure.core/disj", do_disj, 1, PRIMITIVE_VARIADIC, "([set] [set key] [set key & ks])",
     "The set without the elements."},
    {"nacre.primitive/disj-then", do_disj_then, 2, 2, "([left set])",
     "disj of a vector's elements."},
    {NULL, NULL, 0, 0, NULL, NULL},
};

// --- Sorted collections
// ---------------------------------------------------------------------------
static value_t check_sorted(struct cpu *cpu, value_t v) {
  if (!value_is_class(v, CLASS_SORTED))
    error_raise(cpu, error_of_cast(v), "%T cannot be cast to Sorted: %V", v, v);
  return v;
}
static struct object *check_node(struct cpu *cpu, value_t v) {
  if (!value_is_kind(v, KIND_TREE_NODE))
    error_raise(cpu, ERROR_TYPE, "%T is no node of a sorted collection", v);
  return value_object(v);
}
static uint64_t path_argument(struct cpu *cpu, value_t v) {
  int64_t path = number_to_index(cpu, v, "a path");
  return path < 0 ? 0 : (uint64_t)path;
}
PRIMITIVE(do_sorted_new) {
  UNUSED_COUNT;
  enum kind kind = value_is_falsy(args[0]) ? KIND_SORTED_SET : KIND_SORTED_MAP;
  return sorted_new(cpu, kind, VALUE_NIL, VALUE_NIL, 0, args[1]);
}
PRIMITIVE(do_sorted_comparator) {
  UNUSED_COUNT;
  return object_slot(value_object(check_sorted(cpu, args[0])), SORTED_COMPARATOR);
}
PRIMITIVE(do_sorted_root) {
  UNUSED_COUNT;
  return object_slot(value_object(check_sorted(cpu, args[0])), SORTED_ROOT);
}
PRIMITIVE(do_tree_key) {
  UNUSED_COUNT;
  return object_slot(check_node(cpu, args[0]), TREE_KEY);
}
PRIMITIVE(do_tree_value) {
  UNUSED_COUNT;
  return object_slot(check_node(cpu, args[0]), TREE_VALUE);
}
PRIMITIVE(do_tree_left) {
  UNUSED_COUNT;
  return object_slot(check_node(cpu, args[0]), TREE_LEFT);
}
PRIMITIVE(do_tree_right) {
  UNUSED_COUNT;
  return object_slot(check_node(cpu, args[0]), TREE_RIGHT);
}
PRIMITIVE(do_sorted_put) {
  UNUSED_COUNT;
  return sorted_put_at(cpu, check_sorted(cpu, args[0]), path_argument(cpu, args[1]), args[2],
                       args[3]);
}
PRIMITIVE(do_sorted_remove) {
  UNUSED_COUNT;
  return sorted_remove_at(cpu, check_sorted(cpu, args[0]), path_argument(cpu, args[1]));
}
PRIMITIVE(do_sorted_tail) {
  UNUSED_COUNT;
  return tree_seq_from(cpu, check_sorted(cpu, args[0]), path_argument(cpu, args[1]),
                       value_is_falsy(args[2]));
}

const struct primitive sorted_primitives[] = {
    {"nacre.primitive/sorted-new", do_sorted_new, 2, 2, "([map? comparator])",
     "An empty sorted map or set; comparator nil: Clojure's compare."},
    {"nacre.primitive/sorted-comparator", do_sorted_comparator, 1, 1, "([coll])",
     "The comparator given, or nil."},
    {"nacre.primitive/sorted-root", do_sorted_root, 1, 1, "([coll])", "The tree's root, or nil."},
    {"nacre.primitive/tree-key", do_tree_key, 1, 1, "([node])", "The key of a node."},
    {"nacre.primitive/tree-value", do_tree_value, 1, 1, "([node])", "The value of a node."},
    {"nacre.primitive/tree-left", do_tree_left, 1, 1, "([node])", "The child before, or nil."},
    {"nacre.primitive/tree-right", do_tree_right, 1, 1, "([node])", "The child behind, or nil."},
    {"nacre.primitive/sorted-put", do_sorted_put, 4, 4, "([coll path key value])",
     "The collection with a value at a place. A path is a leading 1 and a bit a step down, 1: "
     "right."},
    {"nacre.primitive/sorted-remove", do_sorted_remove, 2, 2, "([coll path])",
     "The collection without the node at a place."},
    {"nacre.primitive/sorted-tail", do_sorted_tail, 3, 3, "([coll path ascending?])",
     "A seq from the node at a place on."},
    {NULL, NULL, 0, 0, NULL, NULL},
};

// --- Transients
// -----------------------------------------------------------------------------------
static value_t check_transient(struct cpu *cpu, value_t v) {
  if (!value_is_class(v, CLASS_TRANSIENT))
    error_raise(cpu, error_of_cast(v), "%T cannot be cast to ITransientCollection: %V", v, v);
  return v;
}
static value_t call_hook(struct cpu *cpu, enum hook hook, value_t a, value_t b) {
  value_t arguments[] = {a, b};
  return hook_call(cpu, hook, 2, arguments);
}
PRIMITIVE(is_editable) {
  (void)cpu;
  UNUSED_COUNT;
  return value_boolean(transient_possible(args[0]));
}
PRIMITIVE(is_transient_map) {
  (void)cpu;
  UNUSED_COUNT;
  return value_boolean(value_is_kind(args[0], KIND_TRANSIENT_MAP));
}
PRIMITIVE(do_transient) {
  UNUSED_COUNT;
  if (value_is_class(args[0], CLASS_USER)) return hook_call(cpu, HOOK_TRANSIENT, 1, args);
  return transient_new(cpu, args[0]);
}
PRIMITIVE(do_persistent) {
  UNUSED_COUNT;
  if (value_is_class(args[0], CLASS_USER)) return hook_call(cpu, HOOK_PERSISTENT, 1, args);
  return transient_persistent(cpu, check_transient(cpu, args[0]));
}
static value_t transient_assoc(struct cpu *cpu, value_t transient, value_t key, value_t v) {
  if (value_is_class(transient, CLASS_USER) || !transient_assoc_try(cpu, transient, key, v)) {
    value_t arguments[] = {transient, key, v};
    return hook_call(cpu, HOOK_TRANSIENT_ASSOC, 3, arguments);
  }
  return transient;
}
PRIMITIVE(do_conj_in_place) {
  if (count == 0) return transient_new(cpu, vector_empty(cpu));
  if (count == 1) return args[0];
  value_t transient = args[0], v = args[1];
  if (value_is_class(transient, CLASS_USER))
    return call_hook(cpu, HOOK_TRANSIENT_CONJ, transient, v);
  check_transient(cpu, transient);
  if (value_is_kind(transient, KIND_TRANSIENT_MAP)) {
    if (value_is_vector(v) && vector_count(v) == 2)
      return transient_assoc(cpu, transient, vector_nth(v, 0), vector_nth(v, 1));
    return call_hook(cpu, HOOK_TRANSIENT_CONJ, transient, v);
  }
  if (!transient_conj_try(cpu, transient, v))
    return call_hook(cpu, HOOK_TRANSIENT_CONJ, transient, v);
  return transient;
}
PRIMITIVE(do_assoc_in_place_then);
static value_t assoc_in_place_all(struct cpu *cpu, value_t transient, const value_t *args,
                                  uint32_t pairs) {
  for (uint32_t i = 0; i < pairs; i++) {
    value_t result = transient_assoc(cpu, transient, args[2 * i], args[2 * i + 1]);
    if (!value_same(result, VALUE_TAIL_CALL)) continue;
    uint32_t left = 2 * (pairs - i - 1);
    if (left == 0) return result;
    value_t asked[] = {transient, args[2 * i], args[2 * i + 1]};
    value_t state = vector_from_array(cpu, args + 2 * i + 2, left);
    return primitive_call_then(cpu, cpu->tail_function, 3, asked, do_assoc_in_place_then, state);
  }
  return transient;
}
PRIMITIVE(do_assoc_in_place_then) {
  UNUSED_COUNT;
  uint32_t left = (uint32_t)vector_count(args[0]);
  value_t *all = scratch_allocate(cpu, left * sizeof *all);
  for (uint32_t i = 0; i < left; i++) all[i] = vector_nth(args[0], i);
  return assoc_in_place_all(cpu, args[1], all, left / 2);
}
PRIMITIVE(do_assoc_in_place) {
  value_t transient = args[0];
  if (!value_is_class(transient, CLASS_USER) &&
      (!value_is_class(transient, CLASS_TRANSIENT) || value_is_kind(transient, KIND_TRANSIENT_SET)))
    error_raise(cpu, error_of_cast(transient), "%T cannot be cast to ITransientAssociative: %V",
                transient, transient);
  if (count & 1) return assoc_in_place_all(cpu, transient, args + 1, count / 2);
  // A last key without a value gets nil, unlike with assoc.
  value_t *all = scratch_allocate(cpu, count * sizeof *all);
  memcpy(all, args + 1, (count - 1) * sizeof *all);
  all[count - 1] = VALUE_NIL;
  return assoc_in_place_all(cpu, transient, all, count / 2);
}
static value_t remove_in_place(struct cpu *cpu, const value_t *args, uint32_t count, enum kind kind,
                               enum hook hook, primitive_function *then) {
  value_t transient = args[0];
  if (!value_is_class(transient, CLASS_USER) && !value_is_kind(transient, kind))
    error_raise(cpu, error_of_cast(transient), "%T cannot be cast to %s: %V", transient,
                kind == KIND_TRANSIENT_MAP ? "ITransientMap" : "ITransientSet", transient);
  for (uint32_t i = 1; i < count; i++) {
    if (!value_is_class(transient, CLASS_USER) && transient_remove_try(cpu, transient, args[i]))
      continue;
    value_t asked[] = {transient, args[i]};
    if (i + 1 == count) return hook_call(cpu, hook, 2, asked);
    value_t state = vector_from_array(cpu, args + i + 1, count - i - 1);
    return primitive_call_then(cpu, hook_function(cpu, hook), 2, asked, then, state);
  }
  return transient;
}
static value_t remove_in_place_then(struct cpu *cpu, const value_t *args, enum kind kind,
                                    enum hook hook, primitive_function *then) {
  uint32_t left = (uint32_t)vector_count(args[0]);
  value_t *all = scratch_allocate(cpu, (left + 1) * sizeof *all);
  all[0] = args[1];
  for (uint32_t i = 0; i < left; i++) all[i + 1] = vector_nth(args[0], i);
  return remove_in_place(cpu, all, left + 1, kind, hook, then);
}
PRIMITIVE(do_dissoc_in_place_then) {
  UNUSED_COUNT;
  return remove_in_place_then(cpu, args, KIND_TRANSIENT_MAP, HOOK_TRANSIENT_DISSOC,
                              do_dissoc_in_place_then);
}
PRIMITIVE(do_dissoc_in_place) {
  return remove_in_place(cpu, args, count, KIND_TRANSIENT_MAP, HOOK_TRANSIENT_DISSOC,
                         do_dissoc_in_place_then);
}
PRIMITIVE(do_disj_in_place_then) {
  UNUSED_COUNT;
  return remove_in_place_then(cpu, args, KIND_TRANSIENT_SET, HOOK_TRANSIENT_DISJOIN,
                              do_disj_in_place_then);
}
PRIMITIVE(do_disj_in_place) {
  if (count == 1) return args[0]; // whatever it is
  return remove_in_place(cpu, args, count, KIND_TRANSIENT_SET, HOOK_TRANSIENT_DISJOIN,
                         do_disj_in_place_then);
}
PRIMITIVE(do_pop_in_place) {
  UNUSED_COUNT;
  if (value_is_class(args[0], CLASS_USER)) return hook_call(cpu, HOOK_TRANSIENT_POP, 1, args);
  if (!value_is_kind(args[0], KIND_TRANSIENT_VECTOR))
    error_raise(cpu, error_of_cast(args[0]), "%T cannot be cast to ITransientVector: %V", args[0],
                args[0]);
  transient_pop(cpu, args[0]);
  return args[0];
}

const struct primitive transient_primitives[] = {
    {"nacre.primitive/editable?", is_editable, 1, 1, "([coll])", "Does transient work on coll?"},
    {"nacre.primitive/transient-map?", is_transient_map, 1, 1, "([x])", "Is x a transient map?"},
    {"clojure.core/transient", do_transient, 1, 1, "([coll])",
     "A transient copy of a vector, hash map or hash set, made in constant time."},
    {"clojure.core/persistent!", do_persistent, 1, 1, "([coll])",
     "The persistent collection of a transient, which cannot be used any more; constant time."},
    {"clojure.core/conj!", do_conj_in_place, 0, 2, "([] [coll] [coll x])",
     "Adds x to the transient, which is the answer."},
    {"clojure.core/assoc!", do_assoc_in_place, 3, PRIMITIVE_VARIADIC,
     "([coll key val] [coll key val & kvs])",
     "Puts values under keys of the transient, which is the answer."},
    {"nacre.primitive/assoc!-then", do_assoc_in_place_then, 2, 2, "([left coll])",
     "assoc! of a vector's keys and values."},
    {"clojure.core/dissoc!", do_dissoc_in_place, 2, PRIMITIVE_VARIADIC,
     "([map key] [map key & ks])", "Removes the keys from the transient map, which is the answer."},
    {"nacre.primitive/dissoc!-then", do_dissoc_in_place_then, 2, 2, "([left coll])",
     "dissoc! of a vector's elements."},
    {"clojure.core/disj!", do_disj_in_place, 1, PRIMITIVE_VARIADIC,
     "([set] [set key] [set key & ks])",
     "Removes the elements from the transient set, which is the answer."},
    {"nacre.primitive/disj!-then", do_disj_in_place_then, 2, 2, "([left coll])",
     "disj! of a vector's elements."},
    {"clojure.core/pop!", do_pop_in_place, 1, 1, "([coll])",
     "Removes the last element of the transient vector, which is the answer."},
    {NULL, NULL, 0, 0, NULL, NULL},
};
