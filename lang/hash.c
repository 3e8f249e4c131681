// SPDX-License-Identifier: MIT
// Clojure's hash (clojure.lang.Util/hasheq over Murmur3, Appleby 2011), within a leaf's bounds; and
// a second, seeded hash for keys that collide.
//
// Whatever is compared by identity hashes its serial (header extra), which it has from birth;
// functions, which are many and seldom hashed, get theirs when they are asked first.
#include "lang/equality.h"

#include "lang/language.h"
#include "lang/map.h"
#include "lang/murmur.h"
#include "lang/number.h"
#include "lang/number_integer.h"
#include "lang/sequence.h"
#include "lang/slots.h"
#include "lang/string.h"
#include "lang/symbol.h"
#include "lang/type.h"
#include "lang/vector.h"

uint32_t hash_int32(uint32_t n) {
  return n == 0 ? 0 : murmur_finish(murmur_mix(0, murmur_mix_key(n)), 4);
}

uint32_t hash_int64(uint64_t n) { return murmur_int64(n); }

uint32_t hash_mix_collection(uint32_t hash, uint32_t count) {
  return murmur_finish(murmur_mix(0, murmur_mix_key(hash)), count);
}

uint32_t hash_combine(uint32_t seed, uint32_t hash) {
  return seed ^ (hash + 0x9e3779b9u + (seed << 6) + (uint32_t)((int32_t)seed >> 2));
}

static uint32_t entry_hash(uint32_t key, uint32_t v) {
  return hash_mix_collection(31 * (31 + key) + v, 2);
}

// --- Identity
// ---------------------------------------------------------------------------------------
uint32_t hash_identity(struct cpu *cpu, value_t v) {
  if (!value_is_pointer(v)) return hash_int32((uint32_t)(v.bits ^ v.bits >> 32));
  struct object *object = value_object(v);
  if (object_kind(object) == KIND_FUNCTION) {
    // The published copy of a function has the serial for both.
    object = value_object(gc_resolve(v));
    uint32_t none = 0;
    if (object_extra(object) == 0)
      __atomic_compare_exchange_n((uint32_t *)&object->header + 1, &none,
                                  cpu_new_serial(cpu) | 1u << 31, false, __ATOMIC_RELAXED,
                                  __ATOMIC_RELAXED);
  }
  return hash_int32(object_extra(object));
}

// --- Collections --------------------------------------------------------------------------------
static bool hash_sequential(struct work *work, value_t v, uint32_t *hash) {
  struct sequence_cursor cursor;
  sequence_cursor_start(&cursor, work->cpu, v);
  uint32_t h = 1, count = 0;
  for (;;) {
    value_t element;
    uint32_t element_hash;
    switch (sequence_cursor_next(&cursor, &element)) {
    case SEQUENCE_UNKNOWN:
      return false;
    case SEQUENCE_END:
      *hash = hash_mix_collection(h, count);
      return true;
    case SEQUENCE_VALUE:
      break;
    }
    if (!hash_within(work, element, &element_hash)) return false;
    h = 31 * h + element_hash;
    count++;
  }
}

static bool hash_map_or_set(struct work *work, value_t v, bool set, uint32_t *hash) {
  struct map_cursor cursor;
  map_cursor_start(&cursor, v);
  uint32_t h = 0, count = 0, key_hash, value_hash;
  value_t key, value;
  while (map_cursor_next(&cursor, &key, &value)) {
    if (!hash_within(work, key, &key_hash)) return false;
    if (!set && !hash_within(work, value, &value_hash)) return false;
    h += set ? key_hash : entry_hash(key_hash, value_hash);
    count++;
  }
  *hash = hash_mix_collection(h, count);
  return true;
}

// As defrecord has it: the entries as a map's, and the type's name. False for a type with a method
// hasheq of its own.
static bool hash_record(struct work *work, value_t v, uint32_t *hash) {
  struct object *record = value_object(v);
  struct object *type = value_object(object_slot(record, 0));
  value_t hasheq = language_of(work->cpu)->symbol.hasheq;
  if (work->depth == 0 || !value_is_nil(type_method(work->cpu, v, hasheq))) return false;
  value_t fields = object_slot(type, TYPE_FIELDS),
          extension = object_slot(record, RECORD_EXTENSION);
  uint32_t h = 0, count = 0, key_hash, value_hash;
  bool known = true;
  work->depth--;
  for (; known && RECORD_FIELDS + count < object_size(record); count++) {
    value_t field = keyword_intern(work->cpu, VALUE_NIL, symbol_name(vector_nth(fields, count)));
    known = hash_within(work, object_slot(record, RECORD_FIELDS + count), &value_hash);
    if (known) h += entry_hash(keyword_hash(field), value_hash);
  }
  if (known && !value_is_nil(extension)) {
    known = value_is_map(extension);
    struct map_cursor cursor;
    value_t key, value;
    if (known) map_cursor_start(&cursor, extension);
    while (known && map_cursor_next(&cursor, &key, &value)) {
      known = hash_within(work, key, &key_hash) && hash_within(work, value, &value_hash);
      if (known) h += entry_hash(key_hash, value_hash);
      count++;
    }
  }
  work->depth++;
  *hash = symbol_hash(object_slot(type, TYPE_NAME)) ^ hash_mix_collection(h, count);
  return known;
}

static bool hash_collection(struct work *work, value_t v, uint32_t *hash) {
  struct object *object = value_object(v);
  bool cached = value_is_class(v, CLASS_VECTOR | CLASS_MAP | CLASS_SET);
  if (cached && object_cached_hash(object) != 0) {
    *hash = object_cached_hash(object);
    return true;
  }
  if (work->depth == 0) return false;
  work->depth--;
  bool known = value_is_class(v, CLASS_SEQUENTIAL)
                   ? hash_sequential(work, v, hash)
                   : hash_map_or_set(work, v, value_is_class(v, CLASS_SET), hash);
  work->depth++;
  if (known && cached) object_cache_hash(object, *hash);
  return known;
}

bool hash_within(struct work *work, value_t v, uint32_t *hash) {
  if (value_is_fixnum(v)) {
    *hash = hash_int64((uint64_t)value_fixnum(v));
    return true;
  }
  if (--work->steps < 0) return false;
  if (!value_is_pointer(v)) {
    if (value_is_flonum(v))
      *hash = number_hash(work->cpu, v);
    else if (value_is_character(v))
      *hash = value_character(v);
    else
      *hash = value_is_nil(v) ? 0 : value_same(v, VALUE_TRUE) ? 1231 : 1237;
    return true;
  }
  struct object *object = value_object(v);
  switch (object_kind(object)) {
  case KIND_LONG:
  case KIND_DOUBLE:
  case KIND_BIG_INTEGER:
  case KIND_RATIO:
  case KIND_DECIMAL:
    *hash = number_hash(work->cpu, v);
    return true;
  case KIND_STRING:
    *hash = string_hash(v);
    return true;
  case KIND_SYMBOL:
    *hash = symbol_hash(v);
    return true;
  case KIND_KEYWORD:
    *hash = keyword_hash(v);
    return true;
  case KIND_UUID: {
    uint64_t halves = object_raw(object, 0) ^ object_raw(object, 1);
    *hash = (uint32_t)(halves >> 32) ^ (uint32_t)halves;
    return true;
  }
  case KIND_INSTANT: {
    uint64_t milliseconds = object_raw(object, 0);
    *hash = (uint32_t)(milliseconds >> 32) ^ (uint32_t)milliseconds;
    return true;
  }
  case KIND_TAGGED_LITERAL:
  case KIND_READER_CONDITIONAL: {
    uint32_t tag, form;
    if (!hash_within(work, object_slot(object, 0), &tag)) return false;
    if (!hash_within(work, object_slot(object, 1), &form)) return false;
    *hash = 31 * tag + form;
    return true;
  }
  default:
    break;
  }
  if (object_kind(object) == KIND_RECORD) return hash_record(work, v, hash);
  if (value_is_class(v, CLASS_USER)) return false;
  if (value_is_class(v, CLASS_COLLECTION)) return hash_collection(work, v, hash);
  *hash = hash_identity(work->cpu, v);
  return true;
}

bool hash_try(struct cpu *cpu, value_t v, uint32_t *hash) {
  struct work work = work_start(cpu);
  return hash_within(&work, v, hash);
}

bool hash_is_cheap(value_t v) {
  if (!value_is_pointer(v)) return true;
  switch (value_kind(v)) {
  case KIND_BIG_INTEGER:
  case KIND_RATIO:
  case KIND_DECIMAL:
  case KIND_TAGGED_LITERAL:
  case KIND_READER_CONDITIONAL:
    return false;
  default:
    return !value_is_class(v, CLASS_COLLECTION | CLASS_USER);
  }
}

// --- The seeded hash
// ------------------------------------------------------------------------------
enum { SEEDED_DEPTH = 4, SEEDED_ELEMENTS = 16 };

// Multiplies to 128 bits and folds.
static inline uint64_t fold(uint64_t a, uint64_t b) {
  unsigned __int128 product = (unsigned __int128)(a ^ 0x9e3779b97f4a7c15u) * (b | 1);
  return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static uint64_t seeded_string(value_t string, uint64_t seed) {
  const char *bytes = string_bytes(string);
  size_t length = string_byte_length(string);
  uint64_t h = fold(length, seed), word;
  for (; length >= 8; bytes += 8, length -= 8) {
    memcpy(&word, bytes, 8);
    h = fold(h ^ word, seed ^ 0xd6e8feb86659fd93u);
  }
  word = 0;
  memcpy(&word, bytes, length);
  return fold(h ^ word, seed ^ 0xa0761d6478bd642fu);
}

static uint64_t seeded_name(value_t name, value_t namespace, uint64_t seed) {
  uint64_t h = seeded_string(name, seed);
  return value_is_nil(namespace) ? h : fold(h, seeded_string(namespace, ~seed));
}

// False where C cannot look inside, by a rule that equal values share: the depth and the first
// elements decide, never the order in a map or the time left.
static bool seeded(struct cpu *cpu, value_t v, uint64_t seed, int depth, uint64_t *hash) {
  int64_t n;
  if (number_is(v)) {
    if (number_is_integer(v))
      *hash = integer_fits(v, &n) ? fold((uint64_t)n, seed) : fold(integer_low_bits(v), ~seed);
    else if (number_is_double(v)) {
      double d = number_double(v) + 0.0; // -0.0 equals 0.0
      memcpy(&n, &d, sizeof n);
      *hash = fold((uint64_t)n, seed ^ 1);
    } else
      *hash = fold(number_hash(cpu, v), seed ^ 2);
    return true;
  }
  if (!value_is_pointer(v)) {
    *hash = fold(v.bits, seed ^ 3);
    return true;
  }
  struct object *object = value_object(v);
  switch (object_kind(object)) {
  case KIND_STRING:
    *hash = seeded_string(v, seed);
    return true;
  case KIND_SYMBOL:
    *hash = seeded_name(symbol_name(v), symbol_namespace(v), seed ^ 4);
    return true;
  case KIND_KEYWORD:
    *hash = seeded_name(keyword_name(v), keyword_namespace(v), seed ^ 5);
    return true;
  case KIND_UUID:
    *hash = fold(fold(object_raw(object, 0), seed), object_raw(object, 1));
    return true;
  case KIND_INSTANT:
    *hash = fold(object_raw(object, 0), seed ^ 6);
    return true;
  default:
    break;
  }
  if (!value_is_class(v, CLASS_COLLECTION)) {
    if (value_is_class(v, CLASS_USER)) return false;
    *hash = fold(hash_identity(cpu, v), seed ^ 7);
    return true;
  }
  if (depth == 0) {
    *hash = seed;
    return true;
  }
  value_t element, value;
  uint64_t h, g;
  if (value_is_class(v, CLASS_SEQUENTIAL)) {
    struct sequence_cursor cursor;
    sequence_cursor_start(&cursor, cpu, v);
    *hash = seed ^ 8;
    for (size_t i = 0; i < SEEDED_ELEMENTS; i++) {
      switch (sequence_cursor_next(&cursor, &element)) {
      case SEQUENCE_END:
        return true;
      case SEQUENCE_UNKNOWN:
        return false;
      case SEQUENCE_VALUE:
        break;
      }
      if (!seeded(cpu, element, seed, depth - 1, &h)) return false;
      *hash = fold(*hash ^ h, seed);
    }
    return true;
  }
  bool set = value_is_class(v, CLASS_SET);
  int64_t count = seq_count_known(v);
  *hash = fold((uint64_t)count, seed ^ 9);
  if (count > SEEDED_ELEMENTS) return true;
  struct map_cursor cursor;
  map_cursor_start(&cursor, v);
  while (map_cursor_next(&cursor, &element, &value)) {
    if (!seeded(cpu, element, seed, depth - 1, &h)) return false;
    if (!set && !seeded(cpu, value, seed, depth - 1, &g)) return false;
    *hash += set ? h : fold(h, g);
  }
  return true;
}

uint32_t hash_seeded(struct cpu *cpu, value_t v, uint64_t seed) {
  uint64_t hash;
  if (!seeded(cpu, v, seed, SEEDED_DEPTH, &hash)) return 0;
  uint32_t h = (uint32_t)(hash ^ hash >> 32);
  return h == 0 ? 1 : h;
}
