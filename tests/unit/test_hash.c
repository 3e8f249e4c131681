// SPDX-License-Identifier: MIT
// Hashes of values of all kinds are Clojure's numbers (rows from Clojure 1.11), equal values have
// equal hashes, and the orders of `compare` are Clojure's.
#include "collection_fixture.h"

#include "lang/instant.h"
#include "lang/uuid.h"

static const struct {
  int32_t hash;
  const char *text;
} rows[] = {
    {0, "0"},
    {1392991556, "1"},
    {1651860712, "-1"},
    {-970256272, "100"},
    {1819228606, "2147483647"},
    {386683422, "2147483648"},
    {-2073034792, "-2147483648"},
    {-1044342856, "2305843009213693951"},
    {1444928977, "2305843009213693952"},
    {-2106506049, "9223372036854775807"},
    {1366273829, "-9223372036854775808"},
    {-1436577082, "12345678901234567890N"},
    {1392991556, "1N"},
    {3, "1/2"},
    {-6, "-7/3"},
    {466, "1.5M"},
    {0, "0.0"},
    {1073217536, "1.5"},
    {-1073610752, "-2.25"},
    {-164130400, "1.0E300"},
    {97, "\\a"},
    {10, "\\newline"},
    {1231, "true"},
    {1237, "false"},
    {0, "nil"},
    {0, "\"\""},
    {1455541201, "\"a\""},
    {74834163, "\"abc\""},
    {2043917065, "\"Hello, world\""},
    {-20964794, "\"äöü\""},
    {-1934073014, "\"😀\""},
    {-2123407586, ":a"},
    {1482224565, ":a/b"},
    {-482876059, "a"},
    {-1172211204, "a/b"},
    {398389698, ":long-keyword-name"},
    {-2017569654, "[]"},
    {-2017569654, "()"},
    {-15128758, "{}"},
    {-15128758, "#{}"},
    {-1381383523, "[1]"},
    {736442005, "[1 2 3]"},
    {736442005, "(1 2 3)"},
    {965192274, "[nil]"},
    {1888862738, "[[1 [2]] \"x\" :k]"},
    {1772842048, "{:a 1}"},
    {161871944, "{:a 1, :b 2}"},
    {-812819982, "{1 2, 3 4}"},
    {-744094442, "{\"a\" [1 {:b #{2}}]}"},
    {1038464948, "#{1}"},
    {439094965, "#{1 3 2}"},
    {1977388225, "#{:b \"c\" :a}"},
    {-2054411363, "[1.5 \\x]"},
};

START_TEST(hashes_of_texts) {
  for (size_t i = 0; i < array_length(rows); i++) {
    value_t v = read_text(rows[i].text);
    int32_t hash = hash_of(v);
    if (hash != rows[i].hash)
      ck_abort_msg("hash of %s: %d, not %d", rows[i].text, hash, rows[i].hash);
    REQUIRE(hash_of(v) == rows[i].hash); // out of the cache, where there is one
  }
}
END_TEST

START_TEST(hashes_of_others) {
  REQUIRE(hash_of(uuid_new(cpu, 1, 2)) == 3);
  REQUIRE(hash_of(instant_new(cpu, 1577836800000)) == 1583802735);
  REQUIRE(hash_of(instant_new(cpu, -1)) == 0);
  REQUIRE(hash_of(map_entry_new(cpu, n(1), n(2))) == 156247261);
  REQUIRE(hash_of(range_new(cpu, 0, 1, 3)) == -1475093015);
  REQUIRE(hash_of(range_new(cpu, 0, 1, 100)) == -328473137);
  REQUIRE(hash_of(string_seq(cpu, s("ab"))) == -338459411);
  REQUIRE(hash_of(repeat_new(cpu, 3, n(1))) == -1881628503);
  REQUIRE(hash_of(number_from_double(cpu, -0.0)) == 0);
  value_t sorted = sorted_new(cpu, KIND_SORTED_MAP, VALUE_NIL, VALUE_NIL, 0, VALUE_NIL);
  REQUIRE(hash_of(sorted_put_try(cpu, sorted, n(1), n(2))) == 1952097988);
  sorted = sorted_new(cpu, KIND_SORTED_SET, VALUE_NIL, VALUE_NIL, 0, VALUE_NIL);
  sorted = sorted_put_try(cpu, sorted, n(1), n(1));
  REQUIRE(hash_of(sorted_put_try(cpu, sorted, n(2), n(2))) == 460223544);
}
END_TEST

// A leaf's bounds: C gives up on what is too deep or too long, and Lisp takes over.
START_TEST(bounds) {
  value_t deep = VALUE_NIL, wide = vector_empty(cpu), other = wide;
  for (int i = 0; i < 100; i++) deep = V(deep);
  for (int i = 0; i < 20000; i++) {
    wide = vector_conj(cpu, wide, s("x"));
    other = vector_conj(cpu, other, s("x"));
  }
  uint32_t hash;
  REQUIRE(!hash_try(cpu, deep, &hash));
  REQUIRE(!hash_try(cpu, wide, &hash));
  value_t deeper = V(VALUE_NIL);
  for (int i = 0; i < 99; i++) deeper = V(deeper);
  REQUIRE(equality_try(cpu, deep, deeper) == EQUALITY_UNKNOWN);
  REQUIRE(equality_try(cpu, wide, other) == EQUALITY_UNKNOWN);
  REQUIRE(equality_try(cpu, wide, wide) == EQUALITY_YES);
}
END_TEST

START_TEST(equality) {
  static const char *const groups[][8] = {
      {"1", "1N"},
      {"1.0"},
      {"1.0M", "1.0M"},
      {"[1 2]", "(1 2)"},
      {"{:a 1 :b 2}", "{:b 2 :a 1}"},
      {"{1 2}"},
      {"[[1 2]]", "([1 2])", "((1 2))"},
      {"#{1 2 3}", "#{3 2 1}"},
      {"[]", "()"},
      {"{}"},
      {"#{}"},
      {"nil"},
      {"\"a\"", "\"a\""},
      {"a", "a"},
      {":a", ":a"},
      {"\\a"},
      {"true"},
      {"{:a [1 {2 3}]}", "{:a (1 {2N 3})}"},
      {"#{[1] [2]}", "#{(2) (1)}"},
      {"{[1] 1}", "{(1) 1N}"},
      {"{1 1, 2 2, 3 3, 4 4, 5 5, 6 6, 7 7, 8 8, 9 9}",
       "{9 9, 8 8, 7 7, 6 6, 5 5, 4 4, 3 3, 2 2, 1 1}"},
  };
  for (size_t i = 0; i < array_length(groups); i++)
    for (size_t j = 0; j < 8 && groups[i][j]; j++)
      for (size_t l = 0; l < array_length(groups); l++)
        for (size_t m = 0; m < 8 && groups[l][m]; m++) {
          value_t a = read_text(groups[i][j]), b = read_text(groups[l][m]);
          enum equality wanted = i == l ? EQUALITY_YES : EQUALITY_NO;
          if (equality_try(cpu, a, b) != wanted)
            ck_abort_msg("(= %s %s)", groups[i][j], groups[l][m]);
          if (i == l) REQUIRE(hash_of(a) == hash_of(b));
        }
  value_t nan = number_from_double(cpu, __builtin_nan(""));
  REQUIRE(!same(nan, nan));
  REQUIRE(!same(V(nan), V(number_from_double(cpu, __builtin_nan("")))));
  value_t v = V(nan);
  REQUIRE(same(v, v));
  REQUIRE(same(number_from_double(cpu, 0.0), number_from_double(cpu, -0.0)));
}
END_TEST

START_TEST(order) {
  static const struct {
    const char *a, *b;
    int order;
  } pairs[] = {
      {"1", "2", -1},           {"2", "1", 1},
      {"1", "1.0", 0},          {"1N", "1", 0},
      {"\"a\"", "\"b\"", -1},   {"\"b\"", "\"a\"", 1},
      {"\"abc\"", "\"ab\"", 1}, {"\"a\"", "\"ccc\"", -2},
      {":a", ":b", -1},         {":a/b", ":a", 1},
      {":a", ":a/b", -1},       {":b/a", ":a/b", 1},
      {"a", "b", -1},           {"nil", "1", -1},
      {"1", "nil", 1},          {"nil", "nil", 0},
      {"true", "false", 1},     {"false", "true", -1},
      {"\\a", "\\c", -2},       {"[1 2]", "[1 3]", -1},
      {"[1]", "[1 2]", -1},     {"[2]", "[1 2]", -1},
      {"[]", "[]", 0},          {"1/2", "0.5", 0},
  };
  for (size_t i = 0; i < array_length(pairs); i++) {
    int found;
    REQUIRE(compare_try(cpu, read_text(pairs[i].a), read_text(pairs[i].b), &found));
    if (found != pairs[i].order) ck_abort_msg("(compare %s %s): %d", pairs[i].a, pairs[i].b, found);
  }
  int found;
  REQUIRE_ERROR(TYPE_CLASS_CAST_EXCEPTION, compare_try(cpu, n(1), s("a"), &found));
  REQUIRE_ERROR(TYPE_CLASS_CAST_EXCEPTION, compare_try(cpu, s("a"), n(1), &found));
  REQUIRE_ERROR(TYPE_CLASS_CAST_EXCEPTION, compare_try(cpu, k("a"), y("a"), &found));
  REQUIRE_ERROR(TYPE_CLASS_CAST_EXCEPTION, compare_try(cpu, L(n(1)), L(n(2)), &found));
  REQUIRE_ERROR(TYPE_CLASS_CAST_EXCEPTION,
                compare_try(cpu, V(n(1), n(2)), V(n(1), k("a")), &found));
}
END_TEST

// The seeded hash: equal values agree, and what collides in Clojure's hash does not here.
START_TEST(seeded) {
  static const char *const equal[][2] = {
      {"1", "1N"},
      {"[1 \"a\"]", "(1N \"a\")"},
      {"{:a 1 :b 2}", "{:b 2 :a 1}"},
      {"#{1 2}", "#{2 1}"},
      {"0.0", "-0.0"},
  };
  for (size_t i = 0; i < array_length(equal); i++)
    for (uint64_t seed = 0; seed < 100; seed++)
      REQUIRE(hash_seeded(cpu, read_text(equal[i][0]), seed) ==
              hash_seeded(cpu, read_text(equal[i][1]), seed));
  REQUIRE(hash_of(s("AaAa")) == hash_of(s("BBBB")));
  REQUIRE(hash_seeded(cpu, s("AaAa"), 1) != hash_seeded(cpu, s("BBBB"), 1));
  REQUIRE(hash_seeded(cpu, s("AaAa"), 1) != hash_seeded(cpu, s("AaAa"), 2));
}
END_TEST

FIXTURE_MAIN("hash", tcase_add_test(tc, hashes_of_texts); tcase_add_test(tc, hashes_of_others);
             tcase_add_test(tc, bounds); tcase_add_test(tc, equality); tcase_add_test(tc, order);
             tcase_add_test(tc, seeded);)
