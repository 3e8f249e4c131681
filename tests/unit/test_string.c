// SPDX-License-Identifier: MIT
// Strings, symbols, keywords and characters: hashes and orders against Clojure's own numbers, the
// leaves against rows, and long strings against a simple model.
#include "text_fixture.h"

#include "lang/intern.h"
#include "lang/reader.h"
#include "lang/utf8.h"

static value_t string_of(const char *text) { return string_from_c(cpu, text); }

static value_t read_value(const char *source) {
  value_t reader = string_of(source);
  reader = text_call("nacre.primitive/reader-new", 1, &reader);
  reader = text_call("nacre.primitive/reader-next", 1, &reader);
  return reader_form(reader);
}

// "name arg arg ..." as a vector of source text: ["subs" "hello" 1].
static value_t call_text(const char *call) {
  value_t vector = read_value(call);
  ck_assert(value_is_vector(vector));
  value_t arguments[16];
  size_t count = vector_count(vector) - 1;
  for (size_t i = 0; i < count; i++) arguments[i] = vector_nth(vector, i + 1);
  char name[64];
  strcpy(name, string_bytes(vector_nth(vector, 0)));
  return text_call(name, (uint32_t)count, arguments);
}

struct row {
  const char *call, *expected;
};
static void check_rows(const struct row *rows, size_t count) {
  for (size_t i = 0; i < count; i++)
    text_expect(rows[i].call, call_text(rows[i].call), rows[i].expected);
}

// Numbers seen on Clojure 1.11.1.
START_TEST(test_hashes) {
  static const struct {
    const char *source;
    int32_t hash;
  } rows[] = {
      {"\"\"", 0},
      {"\"abc\"", 74834163},
      {"\"héllo\"", 162369042},
      {"\"😀\"", -1934073014},
      {"\"日本語\"", 1333041691},
      {"\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaé\"", -1520604570},
      {"foo", -1385541733},
      {"a/b", -1172211204},
      {"é/ü", -1440086506},
      {"😀", 1666630078},
      {"foo.bar/baz", -145013548},
      {":foo", 1268894036},
      {":a/b", 1482224565},
      {":é/ü", 1214349263},
      {":😀x", 301958412},
      {"+", -740910886},
  };
  for (size_t i = 0; i < array_length(rows); i++) {
    value_t v = read_value(rows[i].source);
    uint32_t hash = value_is_string(v)   ? string_hash(v)
                    : value_is_symbol(v) ? symbol_hash(v)
                                         : keyword_hash(v);
    if ((int32_t)hash != rows[i].hash)
      ck_abort_msg("hash of %s is %d, not %d", rows[i].source, (int32_t)hash, rows[i].hash);
  }
}
END_TEST

START_TEST(test_compare) {
  // In the order of UTF-16 units, where characters beyond U+FFFF stand before U+E000.
  static const char *const ordered[] = {"",  "A", "B",  "a", "aa", "ab",
                                        "b", "é", "日", "😀", "😁",  "\uffee"};
  for (size_t i = 0; i < array_length(ordered); i++)
    for (size_t k = 0; k < array_length(ordered); k++) {
      int order = string_compare(string_of(ordered[i]), string_of(ordered[k]));
      ck_assert_int_eq((order > 0) - (order < 0), (i > k) - (i < k));
      ck_assert(string_equal(string_of(ordered[i]), string_of(ordered[k])) == (i == k));
    }
  ck_assert_int_eq(string_compare(string_of("a"), string_of("c")), -2);
  ck_assert_int_eq(string_compare(string_of("abcd"), string_of("ab")), 2);
  ck_assert_int_eq(string_compare(string_of("a"), string_of("a😀")), -2);
}
END_TEST

START_TEST(test_malformed) {
  static const struct {
    const char *bytes, *repaired;
    size_t length;
  } rows[] = {
      {"a\xff"
       "b",
       "a\uFFFDb", 3},
      {"\xc3", "\uFFFD", 1},
      {"\xe3\x80", "\uFFFD", 2},
      {"\xe3\x80z", "\uFFFDz", 3},
      {"\xed\xa0\x80", "\uFFFD\uFFFD\uFFFD", 3},           // a surrogate
      {"\xc0\x80", "\uFFFD\uFFFD", 2},                     // overlong
      {"\xf4\x90\x80\x80", "\uFFFD\uFFFD\uFFFD\uFFFD", 4}, // beyond U+10FFFF
      {"\xf0\x9f\x98", "\uFFFD", 3},
      {"\xf0\x9f\x98\x80", "😀", 4},
  };
  for (size_t i = 0; i < array_length(rows); i++) {
    value_t v = string_new(cpu, rows[i].bytes, rows[i].length);
    ck_assert_str_eq(string_bytes(v), rows[i].repaired);
    ck_assert_uint_eq(string_count(v), utf8_count(rows[i].repaired, strlen(rows[i].repaired)));
  }
}
END_TEST

// Halves of surrogate pairs in texts put together here: kept, and joined where they meet.
START_TEST(test_halves) {
  static const struct {
    const char *bytes, *joined, *encoded;
    size_t count;
  } rows[] = {
      {"a\xed\xa0\xbd", "a\xed\xa0\xbd", "a?", 2},
      {"\xed\xb8\x80\xed\xa0\xbd", "\xed\xb8\x80\xed\xa0\xbd", "??", 2},
      {"\xed\xa0\xbd\xed\xb8\x80", "😀", "😀", 1},
      {"\xed\xa0\xbd\xed\xa0\xbd\xed\xb8\x80z", "\xed\xa0\xbd😀z", "?😀z", 3},
      {"\xed\xa0", "\uFFFD\uFFFD", "\uFFFD\uFFFD", 2}, // cut
      {"\xed\x9f\xbf\xed\xa0\xbd", "\uD7FF\xed\xa0\xbd", "\uD7FF?", 2},
  };
  for (size_t i = 0; i < array_length(rows); i++) {
    value_t v = string_from_text(cpu, rows[i].bytes, strlen(rows[i].bytes));
    ck_assert_str_eq(string_bytes(v), rows[i].joined);
    ck_assert_uint_eq(string_count(v), rows[i].count);
    struct text text;
    text_start(&text, cpu);
    text_add_encoded(&text, string_bytes(v), string_byte_length(v));
    text_add_byte(&text, 0);
    ck_assert_str_eq(text.bytes, rows[i].encoded);
  }
}
END_TEST

// Indexing strings of all lengths around the steps of the offset index, against a plain walk.
START_TEST(test_index) {
  static const char *const units[] = {"a", "é", "日", "😀"};
  uint64_t state = 1;
  for (int round = 0; round < 300; round++) {
    char bytes[4 * 300 + 1];
    size_t length = 0, count = (size_t)round;
    size_t offsets[301];
    for (size_t i = 0; i < count; i++) {
      state = state * 6364136223846793005u + 1442695040888963407u;
      const char *unit = units[(state >> 33) % (round % 4 + 1)];
      offsets[i] = length;
      memcpy(bytes + length, unit, strlen(unit));
      length += strlen(unit);
    }
    offsets[count] = length;
    value_t v = string_new(cpu, bytes, length);
    ck_assert_uint_eq(string_count(v), count);
    for (size_t i = 0; i <= count; i++) {
      ck_assert_uint_eq(string_offset(v, i), offsets[i]);
      ck_assert_uint_eq(string_index_of_offset(v, offsets[i]), i);
    }
    // A slice is what the same bytes make.
    size_t from = count / 3, to = count - count / 4;
    value_t slice = string_slice(cpu, v, from, to);
    ck_assert(
        string_equal(slice, string_new(cpu, bytes + offsets[from], offsets[to] - offsets[from])));
  }
}
END_TEST

START_TEST(test_leaves) {
  static const struct row rows[] = {
      {"[\"clojure.core/str\"]", "\"\""},
      {"[\"clojure.core/str\" nil 1 \"a\" \\b :c d 2.5 1N 1/2 true]", "\"1ab:cd2.51"
                                                                      "1/2true\""},
      {"[\"clojure.core/subs\" \"héllo\" 1 3]", "\"él\""},
      {"[\"clojure.core/subs\" \"abc\" 3]", "\"\""},
      {"[\"clojure.core/subs\" \"abc\" 4]", "!StringIndexOutOfBoundsException..."},
      {"[\"clojure.core/subs\" \"abc\" 2 1]", "!StringIndexOutOfBoundsException..."},
      {"[\"clojure.core/subs\" nil 1]", "!NullPointerException..."},
      {"[\"clojure.core/subs\" 12 1]", "!ClassCastException: subs: a string is needed, not 12..."},
      {"[\"clojure.string/upper-case\" \"straße ŉ ᾀ ﬁ\"]", "\"STRASSE ʼN ἈΙ FI\""},
      {"[\"clojure.string/lower-case\" \"ΟΔΟΣ ΣΑ İ\"]", "\"οδος σα i̇\""},
      {"[\"clojure.string/capitalize\" \"éCOLE\"]", "\"École\""},
      {"[\"clojure.string/reverse\" \"aé日😀\"]", "\"😀日éa\""},
      {"[\"clojure.string/trim\" \" \\t a b \\n\"]", "\"a b\""},
      {"[\"clojure.string/trim\" \"   \"]", "\"\""},
      {"[\"clojure.string/triml\" \"\\u2003a \"]", "\"a \""},
      {"[\"clojure.string/trimr\" \" a\\u3000\"]", "\" a\""},
      {"[\"clojure.string/trim\" \"\\u00a0a\"]", "\"\u00a0a\""},
      {"[\"clojure.string/trim-newline\" \"a\\n\\r\\n\"]", "\"a\""},
      {"[\"clojure.string/blank?\" nil]", "true"},
      {"[\"clojure.string/blank?\" \" \\t\"]", "true"},
      {"[\"clojure.string/blank?\" \" x\"]", "false"},
      {"[\"clojure.string/index-of\" \"日本語日\" \"日\" 1]", "3"},
      {"[\"clojure.string/index-of\" \"abc\" \"\" 9]", "3"},
      {"[\"clojure.string/index-of\" \"abc\" \\d]", "nil"},
      {"[\"clojure.string/last-index-of\" \"abab\" \"ab\"]", "2"},
      {"[\"clojure.string/last-index-of\" \"abab\" \"ab\" 1]", "0"},
      {"[\"clojure.string/last-index-of\" \"é\" \"\"]", "1"},
      {"[\"clojure.string/last-index-of\" \"a\" \"ab\"]", "nil"},
      {"[\"clojure.string/starts-with?\" \"abc\" \"ab\"]", "true"},
      {"[\"clojure.string/ends-with?\" \"abc\" \"ab\"]", "false"},
      {"[\"clojure.string/includes?\" \"abc\" \"\"]", "true"},
      {"[\"nacre.primitive/string-replace\" \"aaa\" \"aa\" \"b\"]", "\"ba\""},
      {"[\"nacre.primitive/string-replace\" \"ab\" \"\" \"-\"]", "\"-a-b-\""},
      {"[\"nacre.primitive/string-replace\" \"abc\" \\b \\é]", "\"aéc\""},
      {"[\"nacre.primitive/join-strings\" [\"a\" \"\" \"b\"] \", \"]", "\"a, , b\""},
      {"[\"nacre.primitive/join-strings\" []]", "\"\""},
      {"[\"nacre.primitive/join-strings\" [1]]", "!ClassCastException..."},
      {"[\"clojure.core/symbol\" \"a/b/c\"]", "a/b/c"},
      {"[\"clojure.core/symbol\" 1]", "!IllegalArgumentException: no conversion to symbol..."},
      {"[\"clojure.core/keyword\" \"a\" \"b\"]", ":a/b"},
      {"[\"clojure.core/keyword\" 1]", "nil"},
      {"[\"clojure.core/find-keyword\" \"never-met\"]", "nil"},
      {"[\"clojure.core/namespace\" :a/b]", "\"a\""},
      {"[\"clojure.core/name\" nil]", "!NullPointerException..."},
      {"[\"clojure.core/name\" 1]", "!ClassCastException..."},
      {"[\"clojure.core/char\" 955]", "\\λ"},
      {"[\"clojure.core/char\" 65536]",
       "!IllegalArgumentException: Value out of range for char..."},
      {"[\"clojure.core/char\" -1]", "!IllegalArgumentException: Value out of range for char: -1"},
      {"[\"nacre.primitive/character-digit\" \\f 16]", "15"},
      {"[\"nacre.primitive/character-digit\" \\٣ 10]", "3"},
      {"[\"nacre.primitive/character-digit\" \\x 10]", "-1"},
      {"[\"nacre.primitive/character-category\" \\A]", "\"Lu\""},
      {"[\"nacre.primitive/print-text\" [1 \"a\\n\" \\space {:a #{b}} #\"x\"]]",
       "\"[1 \\\"a\\\\n\\\" \\\\space {:a #{b}} #\\\"x\\\"]\""},
      {"[\"nacre.primitive/print-text\" [\"a\" \\b] false]", "\"[a b]\""},
      {"[\"nacre.primitive/print-bounded\" [1 2 3 4 5] 6]", "\"[1 2 3...\""},
  };
  check_rows(rows, array_length(rows));
}
END_TEST

START_TEST(test_interning) {
  value_t a = symbol_from_c(cpu, "some/name"), b = symbol_from_c(cpu, "some/name");
  ck_assert(value_same(a, b));
  ck_assert(!value_same(a, symbol_from_c(cpu, "name")));
  value_t meta = read_value("{:a 1}");
  value_t c = symbol_with_meta(cpu, a, meta);
  ck_assert(!value_same(a, c) && symbol_equal(a, c) && symbol_hash(a) == symbol_hash(c));
  ck_assert(value_same(symbol_with_meta(cpu, c, VALUE_NIL), a));
  ck_assert(value_same(symbol_from_c(cpu, "/"), symbol_from_c(cpu, "/")));
  ck_assert(value_is_nil(symbol_namespace(symbol_from_c(cpu, "/"))));
  // Many names: every one is found again after the tables have grown.
  enum { COUNT = 50000 };
  value_t *all = malloc(COUNT * sizeof *all);
  size_t before = intern_table_count(language_of(cpu)->keywords);
  char name[32];
  for (int i = 0; i < COUNT; i++) {
    sprintf(name, "n%d/k%d", i % 7, i);
    all[i] = keyword_from_c(cpu, name);
  }
  ck_assert_uint_eq(intern_table_count(language_of(cpu)->keywords), before + COUNT);
  text_safepoint();
  for (int i = 0; i < COUNT; i++) {
    sprintf(name, "n%d/k%d", i % 7, i);
    ck_assert(value_same(all[i], keyword_from_c(cpu, name)));
  }
  free(all);
}
END_TEST

// Long strings go in steps, and give what short ones would.
START_TEST(test_long) {
  enum { COUNT = 120000 };
  char *bytes = malloc(3 * COUNT);
  size_t length = 0;
  for (int i = 0; i < COUNT; i++) {
    const char *unit = i % 3 == 0 ? "é" : i % 3 == 1 ? "b" : "Z";
    memcpy(bytes + length, unit, strlen(unit));
    length += strlen(unit);
  }
  text_stack[0] = string_new(cpu, bytes, length);
  value_t v = text_call("clojure.string/upper-case", 1, text_stack);
  ck_assert_uint_gt(text_leaves, 5);
  ck_assert_uint_eq(string_count(v), COUNT);
  for (size_t i = 0; i < COUNT; i++)
    ck_assert_uint_eq(string_character(v, i), i % 3 == 0 ? 0xc9 : i % 3 == 1 ? 'B' : 'Z');
  v = text_call("clojure.string/reverse", 1, text_stack);
  for (size_t i = 0; i < COUNT; i++)
    ck_assert_uint_eq(string_character(v, i), string_character(text_stack[0], COUNT - 1 - i));
  text_stack[1] = string_of("bZ"), text_stack[2] = string_of("");
  v = text_call("nacre.primitive/string-replace", 3, text_stack);
  ck_assert_uint_eq(string_count(v), COUNT / 3);
  ck_assert_uint_eq(string_byte_length(v), 2 * COUNT / 3);
  text_stack[1] = value_of_fixnum(1), text_stack[2] = value_of_fixnum(COUNT - 1);
  v = text_call("clojure.core/subs", 3, text_stack);
  ck_assert_uint_gt(text_leaves, 1);
  ck_assert_uint_eq(string_count(v), COUNT - 2);
  ck_assert_uint_eq(string_character(v, 0), 'b');
  text_stack[1] = string_of("Zé日");
  text_expect("absent", text_call("clojure.string/index-of", 2, text_stack), "nil");
  ck_assert_uint_gt(text_leaves, 1);
  text_expect("absent", text_call("clojure.string/last-index-of", 2, text_stack), "nil");
  text_expect("absent", text_call("clojure.string/includes?", 2, text_stack), "false");
  text_stack[1] = string_of("éb");
  text_expect("last", text_call("clojure.string/last-index-of", 2, text_stack), "119997");
  // str and join of long ones.
  text_stack[1] = string_of("x"), text_stack[2] = text_stack[0];
  v = text_call("clojure.core/str", 3, text_stack);
  ck_assert_uint_eq(string_count(v), 2 * COUNT + 1);
  ck_assert_uint_eq(string_character(v, COUNT), 'x');
  ck_assert_uint_eq(string_character(v, COUNT + 1), 0xe9);
  ck_assert_uint_eq(string_character(v, 2 * COUNT), 'Z');
  memset(bytes, ' ', 200000);
  text_stack[0] = string_new(cpu, bytes, 200000);
  text_expect("blank?", text_call("clojure.string/blank?", 1, text_stack), "true");
  ck_assert_uint_gt(text_leaves, 2);
  text_expect("trim", text_call("clojure.string/trim", 1, text_stack), "\"\"");
  bytes[100000] = 'x';
  text_stack[0] = string_new(cpu, bytes, 200000);
  text_expect("trim", text_call("clojure.string/trim", 1, text_stack), "\"x\"");
  ck_assert_uint_gt(text_leaves, 2);
  free(bytes);
}
END_TEST

START_TEST(test_messages) {
  struct text text;
  text_start(&text, cpu);
  text_format(&text, "%s|%5d|%-4d|%05x|%ld|%zu|%c|%.2s|%.*s|%%|%.3f", "a", 42, 7, 255u, -1L,
              (size_t)9, 'z', "xyz", 1, "qrs", 1.5);
  text_add_byte(&text, 0);
  ck_assert_str_eq(text.bytes, "a|   42|7   |000ff|-1|9|z|xy|q|%|1.500");
  scratch_reset(cpu);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("strings");
  TCase *tests = tcase_create("all");
  tcase_set_timeout(tests, 60);
  tcase_add_checked_fixture(tests, text_boot, NULL);
  tcase_add_test(tests, test_hashes);
  tcase_add_test(tests, test_compare);
  tcase_add_test(tests, test_malformed);
  tcase_add_test(tests, test_halves);
  tcase_add_test(tests, test_index);
  tcase_add_test(tests, test_leaves);
  tcase_add_test(tests, test_interning);
  tcase_add_test(tests, test_long);
  tcase_add_test(tests, test_messages);
  suite_add_tcase(suite, tests);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? 0 : 1;
}
