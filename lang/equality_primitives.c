// SPDX-License-Identifier: MIT
// The primitives of equality, hash, order and metadata.
#include "lang/collection.h"
#include "lang/equality.h"
#include "lang/meta.h"
#include "lang/number.h"
#include "lang/number_primitives.h"
#include "lang/sequence.h"
#include "lang/slots.h"
#include "lang/vector.h"

#define PRIMITIVE(name) static value_t name(struct cpu *cpu, const value_t *args, uint32_t count)
#define UNUSED_COUNT (void)count

// --- =
// -------------------------------------------------------------------------------------------- All
// arguments are compared in turn; where two of them take longer than a leaf, the rest waits.
PRIMITIVE(do_equal_then);
static value_t equal_all(struct cpu *cpu, const value_t *args, uint32_t count) {
  for (uint32_t i = 0; i + 1 < count; i++) {
    switch (equality_try(cpu, args[i], args[i + 1])) {
    case EQUALITY_NO:
      return VALUE_FALSE;
    case EQUALITY_YES:
      break;
    case EQUALITY_UNKNOWN:
      if (i + 2 == count) return equality_deep(cpu, args[i], args[i + 1]);
      return primitive_call_then(cpu, primitive_value(cpu, "nacre.primitive/equal-deep"), 2,
                                 args + i, do_equal_then,
                                 vector_from_array(cpu, args + i + 1, count - i - 1));
    }
  }
  return VALUE_TRUE;
}
PRIMITIVE(do_equal_then) {
  UNUSED_COUNT;
  if (value_is_falsy(args[1])) return VALUE_FALSE;
  uint32_t left = (uint32_t)vector_count(args[0]);
  value_t *all = scratch_allocate(cpu, left * sizeof *all);
  for (uint32_t i = 0; i < left; i++) all[i] = vector_nth(args[0], i);
  return equal_all(cpu, all, left);
}
PRIMITIVE(do_equal) { return equal_all(cpu, args, count); }

PRIMITIVE(do_identical) {
  UNUSED_COUNT;
  return value_boolean(gc_identical(cpu, args[0], args[1]));
}

// --- Hash
// -----------------------------------------------------------------------------------------
static value_t from_hash(uint32_t hash) { return value_of_fixnum((int32_t)hash); }

PRIMITIVE(do_hash) {
  UNUSED_COUNT;
  uint32_t hash;
  if (hash_try(cpu, args[0], &hash)) return from_hash(hash);
  if (value_is_class(args[0], CLASS_USER)) return hook_call(cpu, HOOK_HASH, 1, args);
  return hash_deep(cpu, args[0]);
}

// Any number, cut to an integer as where Java takes an int.
static int64_t int_argument(struct cpu *cpu, value_t v, const char *what) {
  if (likely(value_is_fixnum(v))) return value_fixnum(v);
  number_check(cpu, v, what);
  return number_cast_long(cpu, v, what);
}
PRIMITIVE(do_mix_collection_hash) {
  UNUSED_COUNT;
  int64_t hash = int_argument(cpu, args[0], "a hash"), n = int_argument(cpu, args[1], "a count");
  return from_hash(hash_mix_collection((uint32_t)hash, (uint32_t)n));
}
PRIMITIVE(do_hash_combine) {
  UNUSED_COUNT;
  int64_t seed = int_argument(cpu, args[0], "a hash"), hash = int_argument(cpu, args[1], "a hash");
  return from_hash(hash_combine((uint32_t)seed, (uint32_t)hash));
}
PRIMITIVE(do_identity_hash) {
  UNUSED_COUNT;
  return from_hash(hash_identity(cpu, args[0]));
}

// --- Order
// ----------------------------------------------------------------------------------------
PRIMITIVE(do_compare) {
  UNUSED_COUNT;
  int order;
  if (!compare_try(cpu, args[0], args[1], &order)) return hook_call(cpu, HOOK_COMPARE, 2, args);
  return value_of_fixnum(order);
}

const struct primitive equality_primitives[] = {
    {"clojure.core/=", do_equal, 1, PRIMITIVE_VARIADIC, "([x] [x y] [x y & more])",
     "Are all arguments equal? Collections are compared by content, numbers within their "
     "category."},
    {"nacre.primitive/equal-then", do_equal_then, 2, 2, "([left equal?])", "= of what is left."},
    {"clojure.core/identical?", do_identical, 2, 2, "([x y])", "Are the two the same object?"},
    {"clojure.core/hash", do_hash, 1, 1, "([x])",
     "The hash of x, the same for values that are equal; Clojure's number."},
    {"clojure.core/mix-collection-hash", do_mix_collection_hash, 2, 2, "([hash-basis count])",
     "The hash of a collection from the combined hashes of its elements and their number."},
    {"nacre.primitive/hash-combine", do_hash_combine, 2, 2, "([seed hash])",
     "clojure.lang.Util/hashCombine."},
    {"nacre.primitive/identity-hash", do_identity_hash, 1, 1, "([x])",
     "A hash of the object that x is."},
    {"clojure.core/compare", do_compare, 2, 2, "([x y])",
     "A negative number, zero or a positive one when x comes before, with or after y."},
    {NULL, NULL, 0, 0, NULL, NULL},
};

// --- Metadata
// -------------------------------------------------------------------------------------
PRIMITIVE(do_meta) {
  UNUSED_COUNT;
  switch (value_kind(args[0])) {
  case KIND_INSTANCE:
    return hook_call(cpu, HOOK_META, 1, args);
  case KIND_VAR:
  case KIND_NAMESPACE:
  case KIND_ATOM:
    return primitive_tail_call(cpu, primitive_value(cpu, "nacre.primitive/reference-meta"), 1,
                               args);
  default:
    return meta_of(args[0]);
  }
}
PRIMITIVE(do_lazy_with_meta) {
  UNUSED_COUNT;
  return lazy_seq_of(cpu, args[1], args[0]);
}
PRIMITIVE(do_with_meta) {
  UNUSED_COUNT;
  value_t meta = args[1];
  if (!value_is_nil(meta) && !value_is_class(meta, CLASS_MAP | CLASS_USER))
    error_raise(cpu, ERROR_TYPE, "%T cannot be cast to IPersistentMap: metadata %V", meta, meta);
  value_t v = meta_with(cpu, args[0], meta);
  if (!value_same(v, VALUE_ABSENT)) return v;
  // A leaf is wrapped in a function, which carries metadata.
  if (value_is_kind(args[0], KIND_INSTANCE) || value_is_kind(args[0], KIND_PRIMITIVE))
    return hook_call(cpu, HOOK_WITH_META, 2, args);
  if (value_is_kind(args[0], KIND_LAZY_SEQ)) // realised first, as in Clojure
    return primitive_call_then(cpu, hook_function(cpu, HOOK_SEQ), 1, args, do_lazy_with_meta, meta);
  error_raise(cpu, value_is_nil(args[0]) ? ERROR_NIL : ERROR_TYPE,
              "%T cannot be cast to IObj: with-meta of %V", args[0], args[0]);
}

const struct primitive meta_primitives[] = {
    {"clojure.core/meta", do_meta, 1, 1, "([obj])", "The metadata of obj, nil when it has none."},
    {"clojure.core/with-meta", do_with_meta, 2, 2, "([obj m])",
     "An object equal to obj with the map m as its metadata."},
    {"nacre.primitive/lazy-with-meta", do_lazy_with_meta, 2, 2, "([m seq])",
     "A realised lazy seq with metadata."},
    {NULL, NULL, 0, 0, NULL, NULL},
};
