// SPDX-License-Identifier: MIT
// Clojure's = within a leaf's bounds: see equality.h. Recursion is at most WORK_DEPTH deep.
#include "lang/equality.h"

#include "lang/map.h"
#include "lang/number.h"
#include "lang/sequence.h"
#include "lang/set.h"
#include "lang/slots.h"
#include "lang/string.h"
#include "lang/symbol.h"
#include "lang/type.h"

static enum equality from_bool(bool equal) { return equal ? EQUALITY_YES : EQUALITY_NO; }

static enum equality sequential_equal(struct work *work, value_t a, value_t b) {
  int64_t a_count = seq_count_known(a), b_count = seq_count_known(b);
  if (a_count >= 0 && b_count >= 0 && a_count != b_count) return EQUALITY_NO;
  struct sequence_cursor a_cursor, b_cursor;
  sequence_cursor_start(&a_cursor, work->cpu, a);
  sequence_cursor_start(&b_cursor, work->cpu, b);
  for (;;) {
    value_t x, y;
    enum sequence_step a_step = sequence_cursor_next(&a_cursor, &x);
    if (a_step == SEQUENCE_UNKNOWN) return EQUALITY_UNKNOWN;
    enum sequence_step b_step = sequence_cursor_next(&b_cursor, &y);
    if (b_step == SEQUENCE_UNKNOWN) return EQUALITY_UNKNOWN;
    if (a_step != b_step) return EQUALITY_NO;
    if (a_step == SEQUENCE_END) return EQUALITY_YES;
    enum equality equality = equality_within(work, x, y);
    if (equality != EQUALITY_YES) return equality;
  }
}

static enum equality map_equal(struct work *work, value_t a, value_t b) {
  if (map_count(a) != map_count(b)) return EQUALITY_NO;
  struct map_cursor cursor;
  value_t key, v;
  map_cursor_start(&cursor, a);
  while (map_cursor_next(&cursor, &key, &v)) {
    value_t found_key, found;
    bool unknown = false;
    if (--work->steps < 0) return EQUALITY_UNKNOWN;
    if (!map_find_within(work, b, key, &found_key, &found, &unknown))
      return unknown ? EQUALITY_UNKNOWN : EQUALITY_NO;
    enum equality equality = equality_within(work, v, found);
    if (equality != EQUALITY_YES) return equality;
  }
  return EQUALITY_YES;
}

// Is the order of the two sure to be known, and known here? Elsewhere Lisp tries: what has no order
// among the elements of a sorted set is no element of it.
static bool ordered_alike(value_t a, value_t b) {
  if (number_is(a) && number_is(b)) return true;
  return value_is_pointer(a) && value_is_pointer(b) && value_kind(a) == value_kind(b) &&
         (value_is_string(a) || value_is_keyword(a) || value_is_symbol(a));
}

static enum equality set_equal(struct work *work, value_t a, value_t b) {
  if (set_count(a) != set_count(b)) return EQUALITY_NO;
  struct map_cursor cursor;
  value_t key, v, first = VALUE_NIL;
  bool sorted = value_is_class(a, CLASS_SORTED);
  if (sorted) {
    map_cursor_start(&cursor, a);
    map_cursor_next(&cursor, &first, &v);
  }
  map_cursor_start(&cursor, b); // the first one's order decides, as in Clojure
  while (map_cursor_next(&cursor, &key, &v)) {
    if (--work->steps < 0) return EQUALITY_UNKNOWN;
    if (sorted && !ordered_alike(first, key)) return EQUALITY_UNKNOWN;
    // No element is VALUE_UNBOUND.
    value_t found = set_get_within(work, a, key, VALUE_UNBOUND);
    if (value_same(found, VALUE_ABSENT)) return EQUALITY_UNKNOWN;
    if (value_same(found, VALUE_UNBOUND)) return EQUALITY_NO;
  }
  return EQUALITY_YES;
}

value_t equality_waits_for(struct cpu *cpu, value_t a, value_t b) {
  if (value_is_kind(a, KIND_LAZY_SEQ) && !value_is_class(b, CLASS_SEQUENTIAL) &&
      value_same(lazy_seq_resolve(cpu, a), VALUE_ABSENT))
    return a;
  if (value_is_kind(b, KIND_LAZY_SEQ) && !value_is_nil(a) && !value_is_class(a, CLASS_COLLECTION) &&
      value_same(lazy_seq_resolve(cpu, b), VALUE_ABSENT))
    return b;
  return VALUE_NIL;
}
static enum equality unlike(struct work *work, value_t a, value_t b) {
  return value_is_nil(equality_waits_for(work->cpu, a, b)) ? EQUALITY_NO : EQUALITY_UNKNOWN;
}

static enum equality collection_equal(struct work *work, value_t a, value_t b) {
  unsigned alike = collection_classes[value_kind(a)] & collection_classes[value_kind(b)] &
                   (CLASS_SEQUENTIAL | CLASS_MAP | CLASS_SET);
  if (alike == 0) return unlike(work, a, b);
  if (value_is_class(a, CLASS_VECTOR | CLASS_MAP | CLASS_SET) &&
      value_is_class(b, CLASS_VECTOR | CLASS_MAP | CLASS_SET)) {
    uint32_t a_hash = object_cached_hash(value_object(a));
    uint32_t b_hash = object_cached_hash(value_object(b));
    if (a_hash != 0 && b_hash != 0 && a_hash != b_hash) return EQUALITY_NO;
  }
  if (work->depth == 0) return EQUALITY_UNKNOWN;
  work->depth--;
  enum equality equality = alike & CLASS_SEQUENTIAL ? sequential_equal(work, a, b)
                           : alike & CLASS_MAP      ? map_equal(work, a, b)
                                                    : set_equal(work, a, b);
  work->depth++;
  return equality;
}

// Records equal what is of their type and has equal entries, and nothing else that C knows.
static enum equality record_equal(struct work *work, const struct object *a,
                                  const struct object *b) {
  if (!value_same(object_slot(a, 0), object_slot(b, 0))) return EQUALITY_NO;
  value_t a_more = object_slot(a, RECORD_EXTENSION), b_more = object_slot(b, RECORD_EXTENSION);
  if (value_is_nil(a_more) != value_is_nil(b_more)) return EQUALITY_NO;
  if (work->depth == 0) return EQUALITY_UNKNOWN;
  work->depth--;
  enum equality equality = EQUALITY_YES;
  for (size_t i = RECORD_FIELDS; equality == EQUALITY_YES && i < object_size(a); i++)
    equality = equality_within(work, object_slot(a, i), object_slot(b, i));
  if (equality == EQUALITY_YES) equality = equality_within(work, a_more, b_more);
  work->depth++;
  return equality;
}

enum equality equality_within(struct work *work, value_t a, value_t b) {
  if (value_same(a, b)) return EQUALITY_YES;
  if (value_both_fixnum(a, b)) return EQUALITY_NO;
  if (--work->steps < 0) return EQUALITY_UNKNOWN;
  if (number_is(a) && number_is(b)) return from_bool(number_equivalent(work->cpu, a, b));
  if (value_is_class(a, CLASS_USER) || value_is_class(b, CLASS_USER)) {
    // A user-defined type may be equal to whatever it says; nil asks nobody.
    if (value_is_nil(a) || (value_is_nil(b) && !value_is_kind(a, KIND_INSTANCE)))
      return EQUALITY_NO;
    if (value_is_kind(a, KIND_RECORD) && value_is_kind(b, KIND_RECORD))
      return record_equal(work, value_object(a), value_object(b));
    return gc_identical(work->cpu, a, b) ? EQUALITY_YES : EQUALITY_UNKNOWN;
  }
  if (!value_is_pointer(a) || !value_is_pointer(b)) return unlike(work, a, b);
  struct object *x = value_object(a), *y = value_object(b);
  if (value_is_class(a, CLASS_COLLECTION) && value_is_class(b, CLASS_COLLECTION))
    return collection_equal(work, a, b);
  enum kind kind = object_kind(x);
  if (kind != object_kind(y)) return unlike(work, a, b);
  switch (kind) {
  case KIND_STRING:
    return from_bool(string_equal(a, b));
  case KIND_SYMBOL:
    return from_bool(symbol_equal(a, b));
  case KIND_UUID:
    return from_bool(object_raw(x, 0) == object_raw(y, 0) && object_raw(x, 1) == object_raw(y, 1));
  case KIND_INSTANT:
    return from_bool(object_raw(x, 0) == object_raw(y, 0));
  case KIND_TAGGED_LITERAL:
  case KIND_READER_CONDITIONAL: {
    if (work->depth == 0) return EQUALITY_UNKNOWN;
    work->depth--;
    enum equality equality = equality_within(work, object_slot(x, 0), object_slot(y, 0));
    if (equality == EQUALITY_YES)
      equality = equality_within(work, object_slot(x, 1), object_slot(y, 1));
    work->depth++;
    return equality;
  }
  default:
    return from_bool(gc_identical(work->cpu, a, b));
  }
}

enum equality equality_try(struct cpu *cpu, value_t a, value_t b) {
  // NaN equals nothing, itself included; inside collections identity comes first, as in Clojure.
  if (value_is_kind(a, KIND_DOUBLE) && value_same(a, b))
    return from_bool(number_equivalent(cpu, a, b));
  struct work work = work_start(cpu);
  return equality_within(&work, a, b);
}
