// SPDX-License-Identifier: MIT
// Maps and sets against a table that is changed in the same way, in all their forms; their order
// against Clojure's; keys that collide; what Lisp does when C cannot compare.
#include "collection_fixture.h"

#include <stdio.h>
#include <time.h>

#include "collection_order.h"
#include "lang/map_hash.h"

// --- A model: a plain table, linear search ----------------------------------------------------
enum { MODEL_LIMIT = 700 };
struct model {
  size_t count;
  int64_t key[MODEL_LIMIT], v[MODEL_LIMIT];
};

static int64_t model_find(const struct model *model, int64_t key) {
  for (size_t i = 0; i < model->count; i++)
    if (model->key[i] == key) return (int64_t)i;
  return -1;
}
static void model_put(struct model *model, int64_t key, int64_t v) {
  int64_t at = model_find(model, key);
  if (at < 0) {
    at = (int64_t)model->count++;
    model->key[at] = key;
  }
  model->v[at] = v;
}
static void model_remove(struct model *model, int64_t key) {
  int64_t at = model_find(model, key);
  if (at < 0) return;
  model->count--;
  // The order stays, for array maps.
  for (size_t i = (size_t)at; i < model->count; i++) {
    model->key[i] = model->key[i + 1];
    model->v[i] = model->v[i + 1];
  }
}

// --- Keys of several kinds for the numbers of the model ----------------------------------------
enum key_kind { KEY_INT, KEY_KEYWORD, KEY_STRING, KEY_VECTOR, KEY_COLLIDING, KEY_KINDS };

// Strings of the same hash: "Aa" and "BB" have one, so their sequences do.
static value_t colliding(int64_t i, int bits) {
  char text[64];
  for (int bit = 0; bit < bits; bit++) memcpy(text + 2 * bit, i >> bit & 1 ? "BB" : "Aa", 2);
  return string_new(cpu, text, 2 * (size_t)bits);
}
static value_t key_of(enum key_kind kind, int64_t i) {
  char text[32];
  snprintf(text, sizeof text, "k%lld", (long long)i);
  switch (kind) {
  case KEY_KEYWORD:
    return k(text);
  case KEY_STRING:
    return s(text);
  case KEY_VECTOR:
    return V(n(i), s(text));
  // A few hashes, many keys each.
  case KEY_COLLIDING:
    return V(n(i % 5), colliding(i / 5, 15));
  default:
    return n(i * 1000003);
  }
}

static void check_map(value_t map, const struct model *model, enum key_kind kind, bool ordered) {
  REQUIRE(map_count(map) == model->count);
  for (size_t i = 0; i < model->count; i++) {
    value_t found = map_get_try(cpu, map, key_of(kind, model->key[i]), VALUE_NIL);
    if (!value_same(found, n(model->v[i]))) ck_abort_msg("key %lld", (long long)model->key[i]);
  }
  REQUIRE(value_is_nil(map_get_try(cpu, map, key_of(kind, 99999), VALUE_NIL)));
  struct map_cursor cursor;
  value_t key, v;
  size_t count = 0;
  map_cursor_start(&cursor, map);
  while (map_cursor_next(&cursor, &key, &v)) {
    if (ordered) REQUIRE(same(key, key_of(kind, model->key[count])));
    count++;
  }
  REQUIRE(count == model->count);
  // The seq and the cursor walk alike.
  map_cursor_start(&cursor, map);
  value_t seq = map_seq(cpu, map, MAP_SEQ_ENTRIES);
  for (; map_cursor_next(&cursor, &key, &v); seq = seq_rest(cpu, seq)) {
    value_t entry = seq_first(cpu, seq);
    REQUIRE(value_same(map_entry_key(entry), key) && value_same(map_entry_value(entry), v));
  }
  REQUIRE(value_is_nil(seq));
}

START_TEST(random_maps) {
  enum key_kind kind = (enum key_kind)(_i % KEY_KINDS);
  uint64_t state = 5 + (uint64_t)_i;
  enum { STEPS = 6000, KEPT = 6 };
  static struct model model, kept[KEPT];
  size_t limit = _i < KEY_KINDS ? 12 : MODEL_LIMIT - 100;
  bool hashed = false; // has it been a hash map?
  roots[0] = map_empty(cpu);
  for (int i = 1; i <= KEPT; i++) roots[i] = roots[0];
  for (int step = 0; step < STEPS; step++) {
    uint32_t dice = random_next(&state) % 100;
    int64_t key = random_next(&state) % limit, v = random_next(&state) % 3;
    // Grows and shrinks by turns.
    bool growing = step / 1500 % 2 == 0;
    if (dice < (growing ? 65u : 30u)) {
      model_put(&model, key, v);
      roots[0] = map_assoc_try(cpu, roots[0], key_of(kind, key), n(v));
    } else if (dice < 97) {
      model_remove(&model, key);
      roots[0] = map_dissoc_try(cpu, roots[0], key_of(kind, key));
    } else {
      int slot = random_next(&state) % KEPT;
      check_map(roots[1 + slot], &kept[slot], kind, false);
      roots[1 + slot] = roots[0];
      kept[slot] = model;
    }
    REQUIRE(!value_same(roots[0], VALUE_ABSENT));
    hashed |= value_is_kind(roots[0], KIND_HASH_MAP);
    if (model.count > ARRAY_MAP_LIMIT) REQUIRE(hashed);
    if (model.count <= ARRAY_MAP_LIMIT && !hashed && kind == KEY_KEYWORD && model.count > 0)
      REQUIRE(value_is_kind(roots[0], KIND_SHAPE_MAP));
    if (step % 97 == 0) check_map(roots[0], &model, kind, !hashed);
    fixture_safepoint();
  }
  check_map(roots[0], &model, kind, false);
  for (int i = 0; i < KEPT; i++) check_map(roots[1 + i], &kept[i], kind, false);
  REQUIRE(hashed);
}
END_TEST

static __attribute__((noinline)) void require_spent(value_t transient) {
  REQUIRE_ERROR(TYPE_ILLEGAL_ACCESS_ERROR, transient_assoc_try(cpu, transient, n(1), n(1)));
}

START_TEST(random_transients) {
  enum key_kind kind = (enum key_kind)(_i % KEY_KINDS);
  static struct model model, kept;
  uint64_t state = 500 + (uint64_t)_i;
  roots[1] = map_empty(cpu);
  roots[0] = transient_new(cpu, roots[1]);
  for (int step = 0; step < 8000; step++) {
    uint32_t dice = random_next(&state) % 1000;
    int64_t key = random_next(&state) % (MODEL_LIMIT - 100), v = random_next(&state) % 3;
    if (dice < (step / 2000 % 2 ? 300u : 700u)) {
      model_put(&model, key, v);
      REQUIRE(transient_assoc_try(cpu, roots[0], key_of(kind, key), n(v)));
    } else if (dice < 990) {
      model_remove(&model, key);
      REQUIRE(transient_remove_try(cpu, roots[0], key_of(kind, key)));
    } else {
      check_map(roots[1], &kept, kind, false);
      roots[1] = transient_persistent(cpu, roots[0]);
      require_spent(roots[0]);
      kept = model;
      check_map(roots[1], &kept, kind, false);
      roots[0] = transient_new(cpu, roots[1]);
      if (dice > 995) gc_collect_major(cpu);
    }
    REQUIRE(transient_count(cpu, roots[0]) == model.count);
    int64_t at = model_find(&model, key);
    value_t found = transient_get_try(cpu, roots[0], key_of(kind, key), VALUE_NIL);
    REQUIRE(value_same(found, at < 0 ? VALUE_NIL : n(model.v[at])));
    fixture_safepoint();
  }
  check_map(roots[1], &kept, kind, false);
}
END_TEST

START_TEST(random_sets) {
  enum key_kind kind = (enum key_kind)(_i % KEY_KINDS);
  uint64_t state = 900 + (uint64_t)_i;
  static struct model model;
  roots[0] = set_empty(cpu);
  for (int step = 0; step < 5000; step++) {
    int64_t key = random_next(&state) % (MODEL_LIMIT - 100);
    if (random_next(&state) % 100 < (step / 1000 % 2 ? 30u : 65u)) {
      model_put(&model, key, 0);
      roots[0] = set_conj_try(cpu, roots[0], key_of(kind, key));
    } else {
      model_remove(&model, key);
      roots[0] = set_disjoin_try(cpu, roots[0], key_of(kind, key));
    }
    REQUIRE(set_count(roots[0]) == model.count);
    value_t found = set_get_try(cpu, roots[0], key_of(kind, key), VALUE_NIL);
    REQUIRE(value_is_nil(found) == (model_find(&model, key) < 0));
    fixture_safepoint();
  }
}
END_TEST

// --- Clojure's order
// ------------------------------------------------------------------------------
static value_t order_collection(enum order_kind kind, int size) {
  bool map = kind == ORDER_INT_MAP || kind == ORDER_KEYWORD_MAP || kind == ORDER_SHRUNK_MAP;
  value_t c = map ? map_empty(cpu) : set_empty(cpu);
  if (kind == ORDER_NIL_SET) {
    value_t keys[] = {n(0), VALUE_NIL, n(32), n(1), VALUE_FALSE};
    return set_from_array_try(cpu, keys, array_length(keys));
  }
  int count = kind == ORDER_COLLIDING_SET ? 1 << size : size;
  for (int i = 0; i < count; i++) {
    char text[32];
    snprintf(text, sizeof text, kind == ORDER_KEYWORD_MAP ? "k%d" : "%d", i);
    switch (kind) {
    case ORDER_INT_MAP:
    case ORDER_SHRUNK_MAP:
      c = map_assoc_try(cpu, c, n(i), n(i));
      break;
    case ORDER_KEYWORD_MAP:
      c = map_assoc_try(cpu, c, k(text), n(i));
      break;
    case ORDER_INT_SET:
      c = set_conj_try(cpu, c, n(i));
      break;
    case ORDER_STRING_SET:
      c = set_conj_try(cpu, c, s(text));
      break;
    case ORDER_VECTOR_SET:
      c = set_conj_try(cpu, c, V(n(i), s(text)));
      break;
    case ORDER_COLLIDING_SET:
      c = set_conj_try(cpu, c, colliding(i, size));
      break;
    default:
      c = set_conj_try(cpu, c, n((int64_t)i * 1000003));
      c = set_conj_try(cpu, c, number_from_double(cpu, i * 0.5));
      c = set_conj_try(cpu, c, value_of_character(32 + (uint32_t)i % 90));
      c = set_conj_try(cpu, c, n(-i));
      break;
    }
  }
  for (int i = 0; kind == ORDER_SHRUNK_MAP && i < size - 10; i++) c = map_dissoc_try(cpu, c, n(i));
  return c;
}

START_TEST(clojures_order) {
  if (MAP_BITS != 5) return; // a trie built narrower, for tests, has an order of its own
  for (size_t i = 0; i < array_length(order_rows); i++) {
    const struct order_row *row = &order_rows[i];
    value_t c = order_collection(row->kind, row->size), key, v;
    struct map_cursor cursor;
    uint32_t h = 1, count = 0;
    map_cursor_start(&cursor, c);
    for (; map_cursor_next(&cursor, &key, &v); count++) h = 31 * h + (uint32_t)hash_of(key);
    if ((int32_t)hash_mix_collection(h, count) != row->hash)
      ck_abort_msg("order of kind %d, size %d", row->kind, row->size);
    scratch_reset(cpu);
  }
}
END_TEST

START_TEST(array_maps_and_hash_maps) {
  value_t pairs[40];
  for (int i = 0; i < 40; i++) pairs[i] = n(i);
  value_t map = array_map_from_try(cpu, pairs, 20);
  REQUIRE(value_is_kind(map, KIND_ARRAY_MAP) && map_count(map) == 20);
  REQUIRE(value_is_kind(map_assoc_try(cpu, map, n(0), n(5)), KIND_ARRAY_MAP));
  REQUIRE(value_is_kind(map_dissoc_try(cpu, map, n(0)), KIND_ARRAY_MAP));
  REQUIRE(value_is_kind(map_assoc_try(cpu, map, k("x"), n(5)), KIND_HASH_MAP));
  REQUIRE(value_is_kind(hash_map_from_try(cpu, pairs, 1), KIND_HASH_MAP));
  REQUIRE(value_is_kind(map_from_array_try(cpu, pairs, 8), KIND_ARRAY_MAP));
  REQUIRE(value_is_kind(map_from_array_try(cpu, pairs, 9), KIND_HASH_MAP));
  // The first key stays, the last value wins, nothing changed is the same map.
  value_t m = M(n(1), n(2));
  value_t big = read_text("1N");
  m = map_assoc_try(cpu, m, big, n(3));
  struct map_cursor cursor;
  value_t key, v;
  map_cursor_start(&cursor, m);
  REQUIRE(map_cursor_next(&cursor, &key, &v) && value_same(key, n(1)) && value_same(v, n(3)));
  REQUIRE(value_same(map_assoc_try(cpu, m, n(1), n(3)), m));
  REQUIRE(value_same(map_dissoc_try(cpu, m, n(7)), m));
  value_t meta = M(k("a"), n(1));
  value_t h = map_with_meta(cpu, hash_map_from_try(cpu, pairs, 5), meta);
  REQUIRE(same(meta_of(map_assoc_try(cpu, h, n(77), n(1))), meta));
  REQUIRE(same(meta_of(map_dissoc_try(cpu, h, n(0))), meta));
  m = map_with_meta(cpu, M(k("a"), n(1)), meta);
  REQUIRE(same(meta_of(map_dissoc_try(cpu, m, k("a"))), meta));
  for (int i = 0; i < 10; i++) m = map_assoc_try(cpu, m, n(i), n(i));
  REQUIRE(same(meta_of(m), meta) && map_count(m) == 11);
}
END_TEST

// --- Shapes
// ---------------------------------------------------------------------------------------
START_TEST(shapes) {
  value_t a = M(k("x"), n(1), k("y"), n(2)), b = M(k("x"), n(3), k("y"), n(4));
  value_t c = M(k("y"), n(2), k("x"), n(1));
  REQUIRE(value_same(shape_map_shape(a), shape_map_shape(b)));
  REQUIRE(!value_same(shape_map_shape(a), shape_map_shape(c)));
  REQUIRE(shape_serial(shape_map_shape(a)) != shape_serial(shape_map_shape(c)));
  REQUIRE(shape_index(shape_map_shape(a), k("y")) == 1);
  REQUIRE(shape_index(shape_map_shape(a), k("z")) == -1);
  REQUIRE(same(a, c));
  a = map_assoc_try(cpu, map_dissoc_try(cpu, a, k("x")), k("x"), n(1));
  REQUIRE(value_same(shape_map_shape(a), shape_map_shape(c)));
  REQUIRE(value_same(shape_map_get(a, k("x"), VALUE_NIL), n(1)));
  // More keywords than there is room for: still right, without shapes.
  char text[32];
  bool plain = false;
  for (int i = 0; i < SHAPE_LIMIT + 100; i++) {
    snprintf(text, sizeof text, "many-%d", i);
    value_t m = map_assoc_try(cpu, map_empty(cpu), k(text), n(i));
    REQUIRE(value_same(map_get_try(cpu, m, k(text), VALUE_NIL), n(i)));
    plain |= value_is_kind(m, KIND_ARRAY_MAP);
    m = map_assoc_try(cpu, m, k("x"), n(7));
    REQUIRE(map_count(m) == 2 && map_count(map_dissoc_try(cpu, m, k(text))) == 1);
    fixture_safepoint();
  }
  REQUIRE(plain);
  REQUIRE(same(map_dissoc_try(cpu, M(k("x"), n(1), k("q"), n(2)), k("x")), M(k("q"), n(2))));
  gc_collect_major(cpu);
}
END_TEST

// --- Collisions
// -----------------------------------------------------------------------------------
START_TEST(hostile_keys) {
  enum { BITS = 17, COUNT = 100000 };
  clock_t start = clock();
  roots[0] = map_empty(cpu);
  for (int i = 0; i < COUNT; i++) {
    roots[0] = map_assoc_try(cpu, roots[0], colliding(i, BITS), n(i));
    fixture_safepoint();
  }
  REQUIRE(map_count(roots[0]) == COUNT);
  for (int i = 0; i < COUNT; i += 7) {
    REQUIRE(value_same(map_get_try(cpu, roots[0], colliding(i, BITS), VALUE_NIL), n(i)));
    fixture_safepoint();
  }
  REQUIRE(value_is_nil(map_get_try(cpu, roots[0], colliding(COUNT, BITS), VALUE_NIL)));
  for (int i = 0; i < COUNT - 3; i++) {
    roots[0] = map_dissoc_try(cpu, roots[0], colliding(i, BITS));
    fixture_safepoint();
  }
  REQUIRE(map_count(roots[0]) == 3);
  // Quadratic work would take hours.
  REQUIRE((double)(clock() - start) / CLOCKS_PER_SEC < 60);
}
END_TEST

// --- Where only Lisp can tell
// --------------------------------------------------------------------- Unrealised lazy seqs stand
// for what C cannot look into; their hash is said to be 42.
START_TEST(opaque_keys) {
  enum { COUNT = 30 };
  for (int i = 0; i < COUNT; i++) roots[10 + i] = lazy_seq_new(cpu, n(i));
  roots[0] = map_empty(cpu);
  REQUIRE(value_same(
      map_get_try(cpu, hash_map_from_try(cpu, (value_t[]){n(1), n(2)}, 1), roots[10], VALUE_NIL),
      VALUE_ABSENT));
  roots[0] = hash_map_empty(cpu, VALUE_NIL);
  for (int i = 0; i < COUNT; i++) {
    REQUIRE(value_same(map_assoc_try(cpu, roots[0], roots[10 + i], n(i)), VALUE_ABSENT));
    roots[0] = map_put_hashed(cpu, roots[0], roots[10 + i], 42, VALUE_ABSENT, n(i));
    roots[0] = map_assoc_try(cpu, roots[0], n(i), n(-i));
    gc_collect_minor(cpu);
  }
  REQUIRE(map_count(roots[0]) == 2 * COUNT);
  // Every one of them is a candidate for every other.
  bool seen[COUNT] = {false};
  value_t key, v;
  for (size_t i = 0; i < COUNT; i++) {
    REQUIRE(map_candidate(cpu, roots[0], roots[10], 42, i, &key, &v));
    REQUIRE(value_is_kind(key, KIND_LAZY_SEQ));
    seen[value_fixnum(v)] = true;
  }
  for (int i = 0; i < COUNT; i++) REQUIRE(seen[i]);
  REQUIRE(!map_candidate(cpu, roots[0], roots[10], 42, COUNT, &key, &v));
  REQUIRE(!map_candidate(cpu, roots[0], roots[10], 43, 0, &key, &v));
  roots[0] = map_put_hashed(cpu, roots[0], roots[15], 42, roots[15], n(500));
  REQUIRE(map_count(roots[0]) == 2 * COUNT);
  for (int i = 0; i < COUNT; i++)
    if (i != 5) roots[0] = map_remove_hashed(cpu, roots[0], 42, roots[10 + i]);
  REQUIRE(map_count(roots[0]) == COUNT + 1);
  REQUIRE(map_candidate(cpu, roots[0], roots[12], 42, 0, &key, &v) && value_same(v, n(500)));
  REQUIRE(value_same(map_get_try(cpu, roots[0], n(3), VALUE_NIL), n(-3)));
}
END_TEST

// --- Sorted
// ---------------------------------------------------------------------------------------
static int tree_height(value_t node) {
  if (value_is_nil(node)) return 0;
  struct object *object = value_object(node);
  int left = tree_height(object_slot(object, TREE_LEFT));
  int right = tree_height(object_slot(object, TREE_RIGHT));
  REQUIRE(abs(left - right) <= 1);
  int height = 1 + (left > right ? left : right);
  REQUIRE((uint32_t)height == object_extra(object));
  return height;
}

START_TEST(random_sorted) {
  uint64_t state = 40 + (uint64_t)_i;
  static struct model model;
  roots[0] = sorted_new(cpu, KIND_SORTED_MAP, VALUE_NIL, VALUE_NIL, 0, VALUE_NIL);
  for (int step = 0; step < 5000; step++) {
    int64_t key = random_next(&state) % (MODEL_LIMIT - 100), v = random_next(&state) % 3;
    if (random_next(&state) % 100 < (step / 1000 % 2 ? 30u : 65u)) {
      model_put(&model, key, v);
      roots[0] = map_assoc_try(cpu, roots[0], n(key), n(v));
    } else {
      model_remove(&model, key);
      roots[0] = map_dissoc_try(cpu, roots[0], n(key));
    }
    if (step % 50 == 0) {
      tree_height(object_slot(value_object(roots[0]), SORTED_ROOT));
      REQUIRE(map_count(roots[0]) == model.count);
      int64_t last = -1;
      size_t count = 0;
      for (value_t q = map_seq(cpu, roots[0], MAP_SEQ_KEYS); !value_is_nil(q);
           q = seq_rest(cpu, q)) {
        int64_t at = value_fixnum(seq_first(cpu, q));
        REQUIRE(at > last && model_find(&model, at) >= 0);
        last = at;
        count++;
      }
      REQUIRE(count == model.count);
      for (value_t q = map_rseq(cpu, roots[0], MAP_SEQ_KEYS); !value_is_nil(q);
           q = seq_rest(cpu, q)) {
        REQUIRE(value_fixnum(seq_first(cpu, q)) == last || count < model.count);
        count--;
      }
      REQUIRE(count == 0);
    }
    fixture_safepoint();
  }
  REQUIRE_ERROR(TYPE_CLASS_CAST_EXCEPTION, map_assoc_try(cpu, roots[0], s("a"), n(1)));
}
END_TEST

FIXTURE_MAIN("map", tcase_add_loop_test(tc, random_maps, 0, 2 * KEY_KINDS);
             tcase_add_loop_test(tc, random_transients, 0, KEY_KINDS);
             tcase_add_loop_test(tc, random_sets, 0, KEY_KINDS); tcase_add_test(tc, clojures_order);
             tcase_add_test(tc, array_maps_and_hash_maps); tcase_add_test(tc, shapes);
             tcase_add_test(tc, hostile_keys); tcase_add_test(tc, opaque_keys);
             tcase_add_loop_test(tc, random_sorted, 0, 3);)
