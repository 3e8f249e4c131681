// SPDX-License-Identifier: MIT
// Vectors against an array that is changed in the same way; old versions must stay as they were.
#include "collection_fixture.h"

static void check(value_t vector, const int64_t *model, size_t count) {
  REQUIRE(vector_count(vector) == count);
  for (size_t i = 0; i < count; i++)
    if (!value_same(vector_nth(vector, i), n(model[i])))
      ck_abort_msg("element %zu of %zu is wrong", i, count);
}

// Every size up to where a third level has begun, up and down again.
START_TEST(conj_then_pop) {
  enum { COUNT = 33000 };
  int64_t *model = malloc(COUNT * sizeof *model);
  roots[0] = vector_empty(cpu);
  for (int64_t i = 0; i < COUNT; i++) {
    model[i] = i * 7;
    roots[0] = vector_conj(cpu, roots[0], n(model[i]));
    if ((i & 1023) < 2 || (i & 1023) > 1021 || i < 100) check(roots[0], model, (size_t)i + 1);
    fixture_safepoint();
  }
  for (int64_t i = COUNT; i > 0; i--) {
    roots[0] = vector_pop(cpu, roots[0]);
    if (((i - 1) & 1023) < 2 || i < 100) check(roots[0], model, (size_t)i - 1);
    fixture_safepoint();
  }
  REQUIRE_ERROR(TYPE_ILLEGAL_STATE_EXCEPTION, vector_pop(cpu, roots[0]));
  free(model);
}
END_TEST

START_TEST(random_operations) {
  uint64_t state = 1 + (uint64_t)_i;
  enum { LIMIT = 4096, STEPS = 20000, KEPT = 16 };
  static int64_t model[LIMIT], kept[KEPT][LIMIT];
  size_t count = 0, kept_count[KEPT] = {0};
  roots[0] = vector_empty(cpu);
  for (int i = 1; i <= KEPT; i++) roots[i] = vector_empty(cpu);
  for (int step = 0; step < STEPS; step++) {
    uint32_t dice = random_next(&state) % 100;
    int64_t v = random_next(&state);
    if (dice < 40 && count < LIMIT - 64) {
      // Runs of conj, so that sizes go up quickly at times.
      for (int run = dice < 3 ? 64 : 1; run > 0; run--) {
        model[count++] = v;
        roots[0] = vector_conj(cpu, roots[0], n(v));
      }
    } else if (dice < 60 && count > 0) {
      count--;
      roots[0] = vector_pop(cpu, roots[0]);
    } else if (dice < 95) {
      size_t index = random_next(&state) % (count + 1);
      if (index == count && count == LIMIT) continue;
      model[index] = v;
      if (index == count) count++;
      roots[0] = vector_assoc(cpu, roots[0], index, n(v));
    } else if (dice < 97) {
      size_t start = random_next(&state) % (count + 1);
      size_t end = start + random_next(&state) % (count - start + 1);
      if (end - start < 40) continue;
      roots[0] = vector_slice(cpu, roots[0], start, end);
      count = end - start;
      memmove(model, model + start, count * sizeof *model);
    } else {
      int slot = random_next(&state) % KEPT;
      check(roots[1 + slot], kept[slot], kept_count[slot]);
      if (random_next(&state) % 2) { // go on from an old version
        roots[0] = roots[1 + slot];
        count = kept_count[slot];
        memcpy(model, kept[slot], count * sizeof *model);
        continue;
      }
      if (random_next(&state) % 4 == 0) roots[0] = gc_publish(cpu, roots[0]);
      roots[1 + slot] = roots[0];
      kept_count[slot] = count;
      memcpy(kept[slot], model, count * sizeof *model);
    }
    fixture_safepoint();
    if (step % 500 == 0) check(roots[0], model, count);
  }
  check(roots[0], model, count);
  for (int i = 0; i < KEPT; i++) check(roots[1 + i], kept[i], kept_count[i]);
  gc_collect_major(cpu);
  check(roots[0], model, count);
}
END_TEST

static __attribute__((noinline)) void require_spent(value_t transient) {
  REQUIRE_ERROR(TYPE_ILLEGAL_ACCESS_ERROR, transient_conj_try(cpu, transient, n(1)));
}

// A transient beside the array; persistent snapshots taken on the way must not change.
START_TEST(random_transients) {
  enum { LIMIT = 3000, STEPS = 30000 };
  static int64_t model[LIMIT], kept[LIMIT];
  size_t count = 0, kept_count = 0;
  uint64_t state = 77 + (uint64_t)_i;
  roots[1] = vector_empty(cpu);
  roots[0] = transient_new(cpu, roots[1]);
  for (int step = 0; step < STEPS; step++) {
    uint32_t dice = random_next(&state) % 100;
    int64_t v = random_next(&state);
    if (dice < 50 && count < LIMIT) {
      model[count++] = v;
      REQUIRE(transient_conj_try(cpu, roots[0], n(v)));
    } else if (dice < 70 && count > 0) {
      count--;
      transient_pop(cpu, roots[0]);
    } else if (dice < 99) {
      size_t index = random_next(&state) % (count + 1);
      if (index == LIMIT) continue;
      model[index] = v;
      if (index == count) count++;
      REQUIRE(transient_assoc_try(cpu, roots[0], n((int64_t)index), n(v)));
    } else if (random_next(&state) % 8 == 0) {
      check(roots[1], kept, kept_count);
      roots[1] = transient_persistent(cpu, roots[0]);
      require_spent(roots[0]);
      kept_count = count;
      memcpy(kept, model, count * sizeof *model);
      check(roots[1], kept, kept_count);
      roots[0] = transient_new(cpu, roots[1]);
      if (random_next(&state) % 4 == 0) gc_collect_major(cpu);
    } else {
      gc_collect_minor(cpu);
    }
    REQUIRE(transient_count(cpu, roots[0]) == count);
    if (count > 0) {
      size_t index = random_next(&state) % count;
      value_t found = transient_get_try(cpu, roots[0], n((int64_t)index), VALUE_NIL);
      REQUIRE(value_same(found, n(model[index])));
    }
    fixture_safepoint();
  }
  check(roots[1], kept, kept_count);
  check(transient_persistent(cpu, roots[0]), model, count);
}
END_TEST

// Tails grow in place where no vector sees it: two that grow from one must not meet, nor may the
// copy of a published one.
START_TEST(growing_tails) {
  for (int64_t size = 0; size < 70; size++) {
    value_t base = vector_empty(cpu);
    for (int64_t i = 0; i < size; i++) base = vector_conj(cpu, base, n(i));
    value_t seq = vector_seq(cpu, base), chunk = VALUE_NIL;
    if (!value_is_nil(seq)) chunk = seq_chunk_first(cpu, seq);
    size_t chunked = value_is_nil(chunk) ? 0 : chunk_count(chunk);
    value_t a = vector_conj(cpu, base, k("a"));
    value_t published = size % 2 ? gc_publish(cpu, a) : a;
    value_t b = vector_conj(cpu, base, k("b"));
    value_t aa = vector_conj(cpu, vector_conj(cpu, a, k("c")), k("d"));
    value_t bb = vector_conj(cpu, published, k("e"));
    REQUIRE(vector_count(base) == (size_t)size);
    REQUIRE(value_same(vector_nth(a, (size_t)size), k("a")));
    REQUIRE(value_same(vector_nth(published, (size_t)size), k("a")));
    REQUIRE(value_same(vector_nth(b, (size_t)size), k("b")));
    REQUIRE(value_same(vector_nth(aa, (size_t)size), k("a")));
    REQUIRE(value_same(vector_nth(aa, (size_t)size + 1), k("c")));
    REQUIRE(value_same(vector_nth(aa, (size_t)size + 2), k("d")));
    REQUIRE(value_same(vector_nth(bb, (size_t)size + 1), k("e")));
    roots[0] = aa, roots[1] = bb, roots[2] = b;
    gc_collect_minor(cpu);
    aa = roots[0], bb = roots[1], b = roots[2];
    REQUIRE(value_same(vector_nth(aa, (size_t)size + 2), k("d")));
    REQUIRE(value_same(vector_nth(bb, (size_t)size + 1), k("e")));
    REQUIRE(vector_count(b) == (size_t)size + 1);
    if (!value_is_nil(seq)) REQUIRE(chunked == (size_t)(size < VECTOR_WIDTH ? size : VECTOR_WIDTH));
  }
}
END_TEST

START_TEST(keeps_metadata) {
  value_t meta = M(k("a"), n(1));
  value_t v = meta_with(cpu, V(n(1), n(2)), meta);
  REQUIRE(same(meta_of(vector_conj(cpu, v, n(3))), meta));
  REQUIRE(same(meta_of(vector_assoc(cpu, v, 0, n(3))), meta));
  REQUIRE(same(meta_of(vector_pop(cpu, v)), meta));
  REQUIRE(same(meta_of(vector_pop(cpu, vector_pop(cpu, v))), meta));
  REQUIRE(value_is_nil(meta_of(vector_slice(cpu, v, 0, 1))));
  REQUIRE(same(v, V(n(1), n(2))));
}
END_TEST

START_TEST(from_array_equals_conj) {
  enum { COUNT = 3000 };
  static value_t values[COUNT];
  for (int i = 0; i < COUNT; i++) values[i] = n(i);
  roots[0] = vector_empty(cpu);
  for (size_t count = 0; count < COUNT; count++) {
    if (count % 37 == 0 || (count & 31) < 2)
      REQUIRE(same(vector_from_array(cpu, values, count), roots[0]));
    roots[0] = vector_conj(cpu, roots[0], values[count]);
    fixture_safepoint();
  }
}
END_TEST

FIXTURE_MAIN("vector", tcase_add_test(tc, conj_then_pop);
             tcase_add_loop_test(tc, random_operations, 0, 4);
             tcase_add_loop_test(tc, random_transients, 0, 4); tcase_add_test(tc, keeps_metadata);
             tcase_add_test(tc, growing_tails); tcase_add_test(tc, from_array_equals_conj);)
