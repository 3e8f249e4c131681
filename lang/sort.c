// SPDX-License-Identifier: MIT
// The steps of sort and sort-by (stdlib/clojure/core/more_sequences.clj) for orders that C knows:
// runs of a few elements by insertion, what is in order already, and pieces of merging two runs.
// What only Lisp can compare, Lisp does.
#include <string.h>

#include "lang/collections.h"
#include "lang/equality.h"
#include "lang/number.h"
#include "lang/primitive.h"
#include "lang/string.h"
#include "lang/transient.h"
#include "lang/vector.h"

enum {
  SORT_RUN = 32,        // elements ordered by insertion; the stdlib begins merging there
  SORT_STEP = 256,      // elements a leaf takes
  SORT_SCAN = 4096,     // and looks at when it moves none
  SORT_STRING_STEP = 64 // bytes compared for one step of work
};

// The order and what is compared: the element, or (keyed) the key of an element that is an entry.
enum sort_order { SORT_COMPARE, SORT_LESS, SORT_GREATER };
enum { SORT_KEYED = 4 };

struct sorting {
  struct work work;
  uint8_t order; // enum sort_order
  bool keyed;
};

static struct sorting sorting_start(struct cpu *cpu, value_t order) {
  int64_t bits = value_fixnum(order);
  return (struct sorting){work_start(cpu), bits & 3, bits & SORT_KEYED};
}

// Reads a vector from an index on, looking for a node once in VECTOR_WIDTH elements.
struct reading {
  const struct object *vector, *leaf;
  size_t index, end;
};
static inline value_t reading_element(struct reading *reading) {
  if (reading->leaf == NULL) reading->leaf = vector_leaf(reading->vector, reading->index);
  return object_slot(reading->leaf, reading->index & VECTOR_MASK);
}
static inline void reading_next(struct reading *reading) {
  if ((++reading->index & VECTOR_MASK) == 0) reading->leaf = NULL;
}

static inline value_t key_of(const struct sorting *sorting, value_t element) {
  return sorting->keyed ? map_entry_key(element) : element;
}

// Must y, which stands behind x, come before it? Unknown: only Lisp can tell, or say what is wrong.
static inline enum equality comes_before(struct sorting *sorting, value_t y, value_t x) {
  if (likely(value_both_fixnum(x, y))) {
    int64_t a = (int64_t)y.bits, b = (int64_t)x.bits;
    return (sorting->order == SORT_GREATER ? a > b : a < b) ? EQUALITY_YES : EQUALITY_NO;
  }
  if (sorting->order == SORT_COMPARE) {
    int order;
    if (value_is_string(x) && value_is_string(y))
      sorting->work.steps -=
          (int32_t)(minimum(string_byte_length(x), string_byte_length(y)) / SORT_STRING_STEP);
    if (!compare_within(&sorting->work, x, y, &order)) return EQUALITY_UNKNOWN;
    return order > 0 ? EQUALITY_YES : EQUALITY_NO;
  }
  if (!number_is(x) || !number_is(y)) return EQUALITY_UNKNOWN;
  sorting->work.steps--;
  struct cpu *cpu = sorting->work.cpu;
  bool less = sorting->order == SORT_LESS ? number_less(cpu, y, x) : number_less(cpu, x, y);
  return less ? EQUALITY_YES : EQUALITY_NO;
}

static void append(struct cpu *cpu, value_t out, value_t element) {
  // A transient vector needs no Lisp.
  if (!transient_conj_try(cpu, out, element))
    error_raise(cpu, ERROR_TYPE, "A transient vector is needed, not %V", out);
}

// Is run[i + 1] to come before run[i]?
static enum equality descends(struct sorting *sorting, const value_t *run, size_t i) {
  return comes_before(sorting, key_of(sorting, run[i + 1]), key_of(sorting, run[i]));
}

// Orders a run by binary insertion behind the part that is in order already, as Java's sort does
// with few elements: so an order that contradicts itself (NaN) gives the same answer. False when
// only Lisp can compare.
static bool sort_run(struct sorting *sorting, value_t *run, size_t size) {
  if (size < 2) return true;
  enum equality falling = descends(sorting, run, 0), same = falling;
  size_t done = 2;
  for (; done < size; done++) {
    same = descends(sorting, run, done - 1);
    if (same != falling) break;
  }
  if (falling == EQUALITY_UNKNOWN || same == EQUALITY_UNKNOWN) return false;
  if (falling == EQUALITY_YES)
    for (size_t i = 0; i < done / 2; i++) {
      value_t v = run[i];
      run[i] = run[done - 1 - i];
      run[done - 1 - i] = v;
    }
  for (; done < size; done++) {
    value_t element = run[done], key = key_of(sorting, element);
    size_t low = 0, high = done;
    while (low < high) {
      size_t middle = (low + high) / 2;
      enum equality before = comes_before(sorting, key, key_of(sorting, run[middle]));
      if (before == EQUALITY_UNKNOWN) return false;
      if (before == EQUALITY_YES)
        high = middle;
      else
        low = middle + 1;
    }
    memmove(&run[low + 1], &run[low], (done - low) * sizeof *run);
    run[low] = element;
  }
  return true;
}

// (sort-runs out v order from): appends the elements of v from `from` on to the transient vector
// out, each run of SORT_RUN in order, and answers where it stopped, on a run's boundary; nil when
// Lisp must compare.
static value_t primitive_sort_runs(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  value_t out = arguments[0], vector = arguments[1];
  struct sorting sorting = sorting_start(cpu, arguments[2]);
  size_t length = vector_count(vector), from = (size_t)value_fixnum(arguments[3]), first = from;
  while (from < length && from - first < SORT_STEP && (from == first || sorting.work.steps > 0)) {
    value_t run[SORT_RUN];
    size_t size = minimum(length - from, SORT_RUN);
    for (size_t i = 0; i < size; i++) run[i] = vector_nth(vector, from + i);
    if (!sort_run(&sorting, run, size)) return VALUE_NIL;
    for (size_t i = 0; i < size; i++) append(cpu, out, run[i]);
    from += size;
  }
  return value_of_fixnum((int64_t)from);
}

// (ordered-until v order from descending): from which index on, behind `from`, v is no longer in
// order: no element before its predecessor or, descending, each of them before it. Stops early when
// that was enough for a leaf; answers `from` when it is out of order there already, nil when Lisp
// must compare.
static value_t primitive_ordered_until(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  value_t vector = arguments[0];
  struct sorting sorting = sorting_start(cpu, arguments[1]);
  size_t from = (size_t)value_fixnum(arguments[2]), index = from, length = vector_count(vector);
  enum equality wanted = value_is_falsy(arguments[3]) ? EQUALITY_NO : EQUALITY_YES;
  value_t before = vector_nth(vector, from - 1);
  for (; index < length && index - from < SORT_SCAN && sorting.work.steps > 0; index++) {
    value_t next = vector_nth(vector, index);
    enum equality descends =
        comes_before(&sorting, key_of(&sorting, next), key_of(&sorting, before));
    if (descends == EQUALITY_UNKNOWN) return VALUE_NIL;
    if (descends != wanted) break;
    before = next;
  }
  return value_of_fixnum((int64_t)index);
}

// (merge-step out v order i middle j to): appends what comes next of the runs v[i, middle) and
// v[j, to) to the transient vector out, and answers the new i; nil when it could append nothing, as
// Lisp must compare.
static value_t primitive_merge_step(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  value_t out = arguments[0], vector = arguments[1];
  if (!value_is_kind(vector, KIND_VECTOR)) error_raise(cpu, ERROR_TYPE, "%V is no vector", vector);
  struct sorting sorting = sorting_start(cpu, arguments[2]);
  struct reading left = {value_object(vector), NULL, (size_t)value_fixnum(arguments[3]),
                         (size_t)value_fixnum(arguments[4])};
  struct reading right = {value_object(vector), NULL, (size_t)value_fixnum(arguments[5]),
                          (size_t)value_fixnum(arguments[6])};
  size_t appended = 0;
  for (; appended < SORT_STEP && sorting.work.steps > 0; appended++) {
    struct reading *next = &left;
    if (left.index >= left.end) {
      if (right.index >= right.end) break;
      next = &right;
    } else if (right.index < right.end) {
      enum equality before = comes_before(&sorting, key_of(&sorting, reading_element(&right)),
                                          key_of(&sorting, reading_element(&left)));
      if (before == EQUALITY_UNKNOWN) break;
      if (before == EQUALITY_YES) next = &right;
    }
    append(cpu, out, reading_element(next));
    reading_next(next);
  }
  return appended == 0 ? VALUE_NIL : value_of_fixnum((int64_t)left.index);
}

const struct primitive sort_primitives[] = {
    {"nacre.primitive/sort-runs", primitive_sort_runs, 4, 4, "([out v order from])",
     "Appends runs of elements in order to a transient vector."},
    {"nacre.primitive/ordered-until", primitive_ordered_until, 4, 4, "([v order from descending])",
     "The index from which on a vector is not in order."},
    {"nacre.primitive/merge-step", primitive_merge_step, 7, 7, "([out v order i middle j to])",
     "Appends elements of two runs in order to a transient vector."},
    {NULL, NULL, 0, 0, NULL, NULL},
};
