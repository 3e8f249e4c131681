// SPDX-License-Identifier: MIT
// Regular expressions: rows of pattern, text and match as Clojure on the JVM answers them; patterns
// that take long, which must give control back and still answer.
#include "text_fixture.h"

#include "lang/regex.h"

static value_t match(const char *leaf, const char *pattern, const char *subject, int64_t from) {
  text_stack[0] = string_from_c(cpu, pattern);
  text_stack[0] = text_call("clojure.core/re-pattern", 1, text_stack);
  if (value_same(text_stack[0], VALUE_ABSENT)) return VALUE_ABSENT;
  text_stack[1] = string_from_c(cpu, subject);
  text_stack[2] = value_of_fixnum(from);
  return text_call(leaf, 3, text_stack);
}

START_TEST(test_search) {
  static const struct {
    const char *pattern, *subject, *expected;
  } rows[] = {
      {"(\\d+)-(\\w+)", "x 12-ab", "[2 7 \"12-ab\" \"12\" \"ab\"]"},
      {"(a)|(b)", "b", "[0 1 \"b\" nil \"b\"]"},
      {"b", "日本b", "[2 3 \"b\"]"},
      {".", "😀", "[0 1 \"😀\"]"},
      {"[a-c[x-z]]+", "qabxyq", "[1 5 \"abxy\"]"},
      {"[a-z&&[^b-y]]+", "bzab", "[1 3 \"za\"]"},
      {"[^a-c&&[b-z]]", "abcd", "[0 1 \"a\"]"},
      {"[\\w&&\\D]+", "12ab_", "[2 5 \"ab_\"]"},
      {"[[:alpha:]]+", "x:alph", "[1 6 \":alph\"]"},
      {"[]a]+", "]a", "[0 2 \"]a\"]"},
      {"\\p{Lower}\\P{Lower}", "abC", "[1 3 \"bC\"]"},
      {"\\p{javaUpperCase}", "xÉ", "[1 2 \"É\"]"},
      {"\\p{script=Greek}+", "aγδ", "[1 3 \"γδ\"]"},
      {"\\w+", "héllo", "[0 1 \"h\"]"},
      {"(?U)\\w+", "héllo", "[0 5 \"héllo\"]"},
      {"(?x) a b # c\n c", "abc", "[0 3 \"abc\"]"},
      {"(?i:a)B", "AB", "[0 2 \"AB\"]"},
      {"(?m)^b$", "a\nb\nc", "[2 3 \"b\"]"},
      {"c$", "abc\n", "[2 3 \"c\"]"},
      {"a++b", "aab", "[0 3 \"aab\"]"},
      {"(?<n>a)\\k<n>", "aa", "[0 2 \"aa\" \"a\"]"},
      {"(a)\\11", "aa1", "[0 3 \"aa1\" \"a\"]"},
      {"\\Qa.b\\E+", "a.bb", "[0 4 \"a.bb\"]"},
      {"\\x41\\u0042\\x{43}\\0104", "ABCD", "[0 4 \"ABCD\"]"},
      {"\\ud83d\\ude00", "😀", "[0 1 \"😀\"]"},
      {"((?){0,0})", "", "[0 0 \"\" \"\"]"},
      {"", "ab", "[0 0 \"\"]"},
      {"z", "ab", "nil"},
  };
  for (size_t i = 0; i < array_length(rows); i++)
    text_expect(rows[i].pattern,
                match("nacre.primitive/regex-search", rows[i].pattern, rows[i].subject, 0),
                rows[i].expected);
  text_expect("from", match("nacre.primitive/regex-search", "a", "aéa", 1), "[2 3 \"a\"]");
  text_expect("^ is the start", match("nacre.primitive/regex-search", "^a", "aa", 1), "nil");
  text_expect("look back", match("nacre.primitive/regex-search", "(?<=a)a", "aa", 1),
              "[1 2 \"a\"]");
  text_expect("whole", match("nacre.primitive/regex-matches", "a|ab", "ab", 0), "[0 2 \"ab\"]");
  text_expect("whole", match("nacre.primitive/regex-matches", "a", "ab", 0), "nil");
  text_expect("at", match("nacre.primitive/regex-looking-at", "b", "ab", 1), "[1 2 \"b\"]");
  text_expect("past", match("nacre.primitive/regex-search", "a", "a", 2),
              "!IndexOutOfBoundsException...");
}
END_TEST

START_TEST(test_malformed) {
  static const char *const patterns[] = {
      "(",       ")",
      "[a",      "*a",
      "a**",     "{a}",
      "a{",      "a{2,1}",
      "[z-a]",   "\\y",
      "\\p{X}",  "\\p{Is}",
      "(?z)",    "\\u12",
      "\\xZ",    "\\",
      "\\k<n>",  "(*UTF)",
      "(?)?",    "[\\Q\\E]",
      "(?<1>a)", "(?<n>a)(?<n>b)",
      "\\C",     "\\K",
      "\\g{1}",  "[",
      "(?<n",
  };
  for (size_t i = 0; i < array_length(patterns); i++)
    text_expect(patterns[i], match("nacre.primitive/regex-search", patterns[i], "a", 0),
                "!PatternSyntaxException...");
}
END_TEST

// Exponential in the length of the text: becomes a job that runs in many leaves.
START_TEST(test_job) {
  text_expect("(a|aa)+$",
              match("nacre.primitive/regex-search", "^(a|aa)+$", "aaaaaaaaaaaaaaaaaaaaaaaab", 0),
              "nil");
  ck_assert_uint_gt(text_leaves, 3);
  text_expect("(a|aa)+b",
              match("nacre.primitive/regex-matches", "(a|aa)+(b|c)\\2", "aaaaaaaaaaaaaaaaaacc", 0),
              "[0 20 \"aaaaaaaaaaaaaaaaaacc\" \"a\" \"c\"]");
}
END_TEST

// Long texts go in windows, and a pattern whose first byte is not there does not take n squared.
START_TEST(test_long) {
  enum { COUNT = 1000000 };
  char *bytes = malloc(COUNT + 1);
  memset(bytes, 'a', COUNT);
  bytes[COUNT] = 0;
  text_expect("z$", match("nacre.primitive/regex-search", "z$", bytes, 0), "nil");
  ck_assert_uint_lt(text_leaves, 2000);
  bytes[COUNT - 1] = '1';
  text_expect("\\d", match("nacre.primitive/regex-search", "\\d", bytes, 0),
              "[999999 1000000 \"1\"]");
  free(bytes);
}
END_TEST

// More patterns than the cache holds.
START_TEST(test_cache) {
  char pattern[32];
  for (int round = 0; round < 2; round++)
    for (int i = 0; i < 400; i++) {
      snprintf(pattern, sizeof pattern, "(x)%d", i);
      value_t found = match("nacre.primitive/regex-search", pattern, "x399", 0);
      ck_assert(value_is_nil(found) == (i != 3 && i != 39 && i != 399));
    }
}
END_TEST

int main(void) {
  Suite *suite = suite_create("regex");
  TCase *tests = tcase_create("all");
  tcase_set_timeout(tests, 60);
  tcase_add_checked_fixture(tests, text_boot, NULL);
  tcase_add_test(tests, test_search);
  tcase_add_test(tests, test_malformed);
  tcase_add_test(tests, test_job);
  tcase_add_test(tests, test_long);
  tcase_add_test(tests, test_cache);
  suite_add_tcase(suite, tests);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? 0 : 1;
}
