// SPDX-License-Identifier: MIT
// The reader, by rows of source text and what is read, printed; then source that is deep, wide or
// long, of which every leaf may take a bounded share only.
#include "text_fixture.h"

#include "lang/reader.h"

static const char *const no_options = "nil";

// The first form of source; options as source text, read before.
static value_t read_one(const char *source, size_t length, const char *options, int64_t line) {
  value_t arguments[5] = {string_new(cpu, options, strlen(options))};
  value_t reader = text_call("nacre.primitive/reader-new", 1, arguments);
  reader = text_call("nacre.primitive/reader-next", 1, &reader);
  arguments[1] = reader_form(reader);
  arguments[0] = string_new(cpu, source, length);
  arguments[2] = VALUE_NIL;
  arguments[3] = value_of_fixnum(line);
  arguments[4] = value_of_fixnum(1);
  reader = text_call("nacre.primitive/reader-new", 5, arguments);
  return text_call("nacre.primitive/reader-next", 1, &reader);
}

static value_t read_form(const char *source, const char *options) {
  value_t reader = read_one(source, strlen(source), options, 0);
  if (value_same(reader, VALUE_ABSENT)) return reader;
  if (reader_status(reader) == READER_END) return keyword_from_c(cpu, "end");
  if (reader_status(reader) == READER_INCOMPLETE) return keyword_from_c(cpu, "incomplete");
  return reader_form(reader);
}

struct row {
  const char *source, *expected;
};

static void check_rows(const struct row *rows, size_t count, const char *options) {
  for (size_t i = 0; i < count; i++)
    text_expect(rows[i].source, read_form(rows[i].source, options), rows[i].expected);
}

START_TEST(test_forms) {
  static const struct row rows[] = {
      {"", ":end"},
      {" , ; nothing\n#! more", ":end"},
      {"a", "a"},
      {"nil true false", "nil"},
      {"[nil true false nilx]", "[nil true false nilx]"},
      {"(a (b) [c] {:d e} #{f})", "(a (b) [c] {:d e} #{f})"},
      {"()", "()"},
      {"[1 -2 +3 0x1F 017 2r101 1.5 1e3 1N 1.5M 1/2]", "[1 -2 3 31 15 5 1.5 1000.0 1N 1.5M 1/2]"},
      {"[##Inf ##-Inf ##NaN]", "[##Inf ##-Inf ##NaN]"},
      {"[a/b a.b *x* + - ... / foo// a'b a#b a%b &]",
       "[a/b a.b *x* + - ... / foo// a'b a#b a%b &]"},
      {"[:a :a/b :1 ::k ::user/k :a:b]", "[:a :a/b :1 :user/k :user/k :a:b]"},
      {"[\\a \\newline \\space \\u0041 \\o101 \\( \\\\ \\日 \\😀]",
       "[\\a \\newline \\space \\A \\A \\( \\\\ \\日 \\😀]"},
      {"\"a\\t\\\"\\\\\\u00e9\\101\\0\"", "\"a\\t\\\"\\\\éA\0\""},
      {"\"\\ud83d\\ude00\"", "\"😀\""},
      {"\"\"", "\"\""},
      {"#\"a\\d\\\"b\"", "#\"a\\d\\\"b\""},
      {"'a", "(quote a)"},
      {"''a", "(quote (quote a))"},
      {"@a", "(clojure.core/deref a)"},
      {"#'a/b", "(var a/b)"},
      {"~a", "(clojure.core/unquote a)"},
      {"~@a", "(clojure.core/unquote-splicing a)"},
      {"[1 #_2 3 #_ #_ 4 5 6]", "[1 3 6]"},
      {"[1\xe3\x80\x80"
       "2]",
       "[1 2]"},
      {"#:a{:b 1 c 2 :_/d 3 :e/f 4 \"g\" 5}", "{:a/b 1, a/c 2, :d 3, :e/f 4, \"g\" 5}"},
      {"#::{:b 1}", "{:user/b 1}"},
      {"#(+ % 1)", "(fn* [p1__..."},
      {"String/1", "String/1"},
  };
  check_rows(rows, array_length(rows), no_options);
}
END_TEST

START_TEST(test_errors) {
  static const struct row rows[] = {
      {"(a", "!RuntimeException: EOF while reading"},
      {"\"a", "!RuntimeException: EOF while reading string"},
      {"#\"a", "!RuntimeException: EOF while reading regex"},
      {"'", "!RuntimeException: EOF while reading"},
      {"#_", "!RuntimeException: EOF while reading"},
      {")", "!RuntimeException: Unmatched delimiter: )"},
      {"(a]", "!RuntimeException: Unmatched delimiter: ]"},
      {"(')", "!RuntimeException: Unmatched delimiter: )"},
      {"foo/", "!RuntimeException: Invalid token: foo/"},
      {"/foo", "!RuntimeException: Invalid token: /foo"},
      {":", "!RuntimeException: Invalid token: :"},
      {"::", "!RuntimeException: Invalid token: ::"},
      {"a::b", "!RuntimeException: Invalid token: a::b"},
      {"a:", "!RuntimeException: Invalid token: a:"},
      {":a/1", "!RuntimeException: Invalid token: :a/1"},
      {"String/0", "!RuntimeException: Invalid token: String/0"},
      {"1a", "!NumberFormatException: Invalid number: 1a"},
      {"1/0", "!ArithmeticException..."},
      {"{:a 1 :a 2}", "!IllegalArgumentException: Duplicate key: :a"},
      {"#{[1] [1]}", "!IllegalArgumentException: Duplicate key: [1]"},
      {"{:a}", "!RuntimeException: Map literal must contain an even number of forms"},
      {"\"\\q\"", "!RuntimeException: Unsupported escape character: \\q"},
      {"\"\\u12\"", "!IllegalArgumentException: Invalid unicode escape..."},
      {"\"\\400\"", "!RuntimeException: Octal escape sequence must be in range..."},
      {"\\foo", "!RuntimeException: Unsupported character: \\foo"},
      {"\\u12", "!IllegalArgumentException: Invalid unicode character: \\u12"},
      {"#(#())", "!IllegalStateException: Nested #()s are not allowed"},
      {"#(%x)", "!IllegalStateException: arg literal must be..."},
      {"#(%21)", "!IllegalStateException: An argument of #() is one of..."},
      {"##Foo", "!RuntimeException: Unknown symbolic value: ##Foo"},
      {"#<x>", "!RuntimeException: Unreadable form"},
      {"^1 a", "!IllegalArgumentException: Metadata must be..."},
      {"^:a 1", "!IllegalArgumentException: Metadata can only be applied to IMetas..."},
      {"#1 2", "!RuntimeException: Reader tag must be a symbol..."},
      {"#?(:nacre 1)", "!RuntimeException: Conditional read not allowed"},
      {"#:a[1]", "!RuntimeException: Namespaced map must specify a map"},
      {"#: {:a 1}", "!RuntimeException: Namespaced map must specify a namespace"},
      {"::nowhere/x", "!RuntimeException: Invalid token: ::nowhere/x..."},
      {"#\"(\"", "!PatternSyntaxException..."},
      {"`~@a", "!IllegalStateException: splice not in list"},
  };
  check_rows(rows, array_length(rows), no_options);
  // With positions the place and the open delimiter are named.
  static const struct row places[] = {
      {"(a\n  (b", "!RuntimeException: 2:5: EOF while reading, expected ) to close ( at 2:3"},
      {"[a\r\n é)", "!RuntimeException: 2:3: Unmatched delimiter: ), expected ] to close [ at 1:1"},
      {"'", "!RuntimeException: 1:2: EOF while reading, a form is missing after a reader macro..."},
  };
  for (size_t i = 0; i < array_length(places); i++)
    text_expect(places[i].source,
                read_one(places[i].source, strlen(places[i].source), no_options, 1),
                places[i].expected);
}
END_TEST

START_TEST(test_syntax_quote) {
  static const struct row rows[] = {
      {"`a", "(quote user/a)"},
      {"`a/b", "(quote a/b)"},
      {"`.a", "(quote .a)"},
      {"`if", "(quote if)"},
      {"`str", "(quote user/str)"},
      {"`:a", ":a"},
      {"`\"s\"", "\"s\""},
      {"`1", "1"},
      {"`nil", "(quote nil)"},
      {"`()", "(clojure.core/list)"},
      {"`~a", "a"},
      {"`(a ~b ~@c)", "(clojure.core/seq (clojure.core/concat (clojure.core/list (quote user/a)) "
                      "(clojure.core/list b) c))"},
      {"`[~a]", "(clojure.core/apply clojure.core/vector (clojure.core/seq (clojure.core/concat "
                "(clojure.core/list a))))"},
      {"`{:a ~b}", "(clojure.core/apply clojure.core/hash-map (clojure.core/seq "
                   "(clojure.core/concat (clojure.core/list :a) (clojure.core/list b))))"},
      {"`#{}", "(clojure.core/apply clojure.core/hash-set (clojure.core/seq "
               "(clojure.core/concat)))"},
      {"`^{:k ~v} a", "(clojure.core/with-meta (quote user/a) (clojure.core/apply "
                      "clojure.core/hash-map (clojure.core/seq (clojure.core/concat "
                      "(clojure.core/list :k) (clojure.core/list v)))))"},
      {"``a", "(clojure.core/seq (clojure.core/concat (clojure.core/list (quote quote)) "
              "(clojure.core/list (quote user/a))))"},
  };
  check_rows(rows, array_length(rows), no_options);
  // One name for x# in one syntax-quote, another in the next.
  char first[200], second[200];
  strcpy(first, text_show(read_form("`[x# x#]", no_options)));
  strcpy(second, text_show(read_form("`[x# x#]", no_options)));
  ck_assert_str_ne(first, second);
  char *a = strstr(first, "x__"), *b = strstr(a + 1, "x__");
  ck_assert(strncmp(a, b, (size_t)(strchr(a, ')') - a)) == 0);
}
END_TEST

START_TEST(test_conditionals) {
  static const struct row rows[] = {
      {"#?(:nacre 1 :default 2)", "1"},
      {"#?(:clj 1 :default 2)", "2"},
      {"[#?(:clj 1)]", "[]"},
      {"[#?@(:nacre [1 2] :clj [3]) 4]", "[1 2 4]"},
      {"[#?@(:nacre (1 2)) #?@(:nacre [])]", "[1 2]"},
      {"{#?@(:nacre [:a 1])}", "{:a 1}"},
      {"[#?(:clj #?(:nacre 1) :nacre [#?@(:x [1])])]", "[[]]"},
      {"#?(:nacre #?@(:x [1]))", "!RuntimeException: read-cond starting on line 1 requires..."},
      {"#?(:mine 3 :nacre 1)", "3"},
      {"#?(:clj #unknown [1 #=(2)] :nacre 1)", "1"},
      {"#?(1 2)", "!RuntimeException: Feature should be a keyword, not 1"},
      {"#?(:else 2)", "!RuntimeException: Feature name :else is reserved."},
      {"#?(:nacre)", "!RuntimeException: read-cond starting on line 1 requires an even..."},
      {"#?[:nacre 1]", "!RuntimeException: read-cond body must be a list"},
      {"#?@(:nacre [1])", "!RuntimeException: Reader conditional splicing not allowed at..."},
      {"[#?@(:nacre 1)]", "!RuntimeException: Spliced form list in read-cond-splicing must..."},
  };
  check_rows(rows, array_length(rows), "{:read-cond :allow :features #{:mine}}");
  value_t kept = read_form("#?@(:clj [#x y])", "{:read-cond :preserve}");
  ck_assert(value_is_kind(kept, KIND_READER_CONDITIONAL));
  ck_assert(value_same(object_slot(value_object(kept), 1), VALUE_TRUE));
}
END_TEST

START_TEST(test_edn) {
  static const struct row rows[] = {
      {"[1 #_2 #{a} {:b \"c\"} \\d]", "[1 #{a} {:b \"c\"} \\d]"},
      {"'a", "'a"},
      {"@a", "!RuntimeException: Invalid leading character: @"},
      {"#(a)", "!RuntimeException: No dispatch macro for: ("},
      {"#\"a\"", "!RuntimeException: No dispatch macro for: \""},
      {"#=(a)", "!RuntimeException: No dispatch macro for: ="},
      {"::a", "!RuntimeException: Invalid token: ::a"},
      {"#?(:a 1)", "!RuntimeException: Conditional read not allowed"},
  };
  check_rows(rows, array_length(rows), "{:edn true}");
}
END_TEST

START_TEST(test_metadata) {
  value_t keyword_line = language_of(cpu)->keyword.line;
  value_t reader = read_one("\n (a\n  (b))", 11, no_options, 1);
  value_t form = reader_form(reader);
  text_expect("outer", meta_of(form), "{:line 2, :column 2}");
  value_t inner = list_first(list_rest(form));
  text_expect("inner", meta_of(inner), "{:line 3, :column 3}");
  text_expect("by the caret", meta_of(reader_form(read_one("\n^:k (a)", 8, no_options, 1))),
              "{:line 2, :column 1, :k true}");
  text_expect("vector", meta_of(read_form("^{:a 1} ^:b ^String ^\"t\" [x]", no_options)),
              "{:tag String, :b true, :a 1}");
  text_expect("symbol", meta_of(read_form("^[a] x", no_options)), "{:param-tags [a]}");
  ck_assert(value_is_nil(meta_of(read_form("(a)", no_options))));
  value_t line = map_get_try(cpu, meta_of(inner), keyword_line, VALUE_NIL);
  ck_assert_int_eq(value_fixnum(line), 3);
}
END_TEST

START_TEST(test_positions) {
  const char *source = "a (b\n c) é d";
  value_t arguments[5] = {string_from_c(cpu, source), VALUE_NIL, VALUE_NIL, value_of_fixnum(1),
                          value_of_fixnum(1)};
  text_stack[0] = text_call("nacre.primitive/reader-new", 5, arguments);
  static const char *const positions[] = {"[1 1 2 1 1]", "[8 2 4 1 3]", "[10 2 6 2 5]",
                                          "[12 2 8 2 7]"};
  for (size_t i = 0; i < array_length(positions); i++) {
    text_stack[0] = text_call("nacre.primitive/reader-next", 1, &text_stack[0]);
    text_expect(source, text_call("nacre.primitive/reader-position", 1, &text_stack[0]),
                positions[i]);
  }
  value_t end = text_call("nacre.primitive/reader-next", 1, &text_stack[0]);
  ck_assert_int_eq(reader_status(end), READER_END);
  // A reader is a value: asked again it answers the same.
  end = text_call("nacre.primitive/reader-next", 1, &text_stack[0]);
  ck_assert_int_eq(reader_status(end), READER_END);
}
END_TEST

START_TEST(test_incomplete) {
  static const struct row rows[] = {
      {"(a", ":incomplete"},         {"\"a", ":incomplete"}, {"'", ":incomplete"},
      {"#_", ":incomplete"},         {"", ":end"},           {"a", "a"},
      {")", "!RuntimeException..."},
  };
  check_rows(rows, array_length(rows), "{:incomplete true}");
}
END_TEST

// Tags go to Lisp: here `list` stands for the hook, so that its arguments are seen.
START_TEST(test_tags) {
  value_t hook = language_of(cpu)->hooks[HOOK_DATA_READER];
  environment_store(cpu, var_slot(hook), primitive_value(cpu, "clojure.core/list"));
  static const struct row rows[] = {
      {"#a b", "(a b nil nil)"},
      {"[1 #a #b [2] 3]", "[1 (a (b [2] nil nil) nil nil) 3]"},
      {"# a b", "(a b nil nil)"},
      {"`#a b", "(clojure.core/seq (clojure.core/concat (clojure.core/list (quote user/a)) "
                "(clojure.core/list (quote user/b)) (clojure.core/list (quote nil)) "
                "(clojure.core/list (quote nil))))"},
  };
  check_rows(rows, array_length(rows), no_options);
}
END_TEST

// --- Large inputs -------------------------------------------------------------------------------
static char *repeated(const char *open, const char *middle, const char *close, size_t count,
                      size_t *length) {
  size_t unit = strlen(open), end = strlen(close), inner = strlen(middle);
  char *source = malloc(count * (unit + end) + inner + 1), *p = source;
  ck_assert(source != NULL);
  for (size_t i = 0; i < count; i++, p += unit) memcpy(p, open, unit);
  memcpy(p, middle, inner);
  p += inner;
  for (size_t i = 0; i < count; i++, p += end) memcpy(p, close, end);
  *length = (size_t)(p - source);
  return source;
}

static value_t read_repeated(const char *open, const char *middle, const char *close,
                             size_t count) {
  size_t length;
  char *source = repeated(open, middle, close, count, &length);
  value_t reader = read_one(source, length, "{:read-cond :allow}", 0);
  free(source);
  return value_same(reader, VALUE_ABSENT) ? reader : reader_form(reader);
}

START_TEST(test_deep) {
  enum { DEPTH = 30000 };
  value_t form = read_repeated("(", "x", ")", DEPTH);
  ck_assert_uint_gt(text_leaves, DEPTH / 1000);
  size_t depth = 0;
  for (; value_is_kind(form, KIND_LIST); form = list_first(form)) depth++;
  ck_assert_uint_eq(depth, DEPTH);
  ck_assert(value_is_symbol(form));
  form = read_repeated("[", "x", "]", DEPTH);
  for (depth = 0; value_is_vector(form); form = vector_nth(form, 0)) depth++;
  ck_assert_uint_eq(depth, DEPTH);
  form = read_repeated("'", "x", "", DEPTH);
  ck_assert(value_is_kind(form, KIND_CONS));
  // One syntax-quote around it all; nested ones grow with each level, as in Clojure.
  size_t length;
  char *nest = repeated("(", "x", ")", DEPTH, &length), *source = malloc(length + 1);
  source[0] = '`';
  memcpy(source + 1, nest, length);
  ck_assert(value_is_kind(reader_form(read_one(source, length + 1, no_options, 0)), KIND_CONS));
  free(source);
  free(nest);
  text_expect("((((", read_repeated("(", "", "", DEPTH), "!RuntimeException: EOF while reading");
}
END_TEST

START_TEST(test_wide) {
  enum { COUNT = 50000 };
  value_t vector;
  char *source = malloc(COUNT * 16 + 16), *p = source;
  p += sprintf(p, "[");
  for (int i = 0; i < COUNT; i++) p += sprintf(p, "%d ", i);
  p += sprintf(p, "]");
  vector = reader_form(read_one(source, (size_t)(p - source), no_options, 0));
  ck_assert_uint_eq(vector_count(vector), COUNT);
  for (int i = 0; i < COUNT; i += 777) ck_assert_int_eq(value_fixnum(vector_nth(vector, i)), i);
  p[-1] = ')', source[0] = '(';
  value_t list = reader_form(read_one(source, (size_t)(p - source), no_options, 0));
  for (int i = 0; i < COUNT; i++, list = list_rest(list))
    ck_assert(value_is_kind(list, KIND_LIST) && value_fixnum(list_first(list)) == i);
  p[-1] = '}', source[0] = '{';
  value_t map = reader_form(read_one(source, (size_t)(p - source), no_options, 0));
  ck_assert_uint_eq(map_count(map), COUNT / 2);
  value_t found = map_get_try(cpu, map, value_of_fixnum(20000), VALUE_NIL);
  ck_assert_int_eq(value_fixnum(found), 20001);
  // A duplicate far apart is found in the stepwise way too.
  p += sprintf(p - 1, "0 1}") - 1;
  text_expect("{...}", read_one(source, (size_t)(p - source), no_options, 0),
              "!IllegalArgumentException: Duplicate key: 0");
  free(source);
  size_t length;
  source = repeated("1 ", "])]", "", COUNT, &length);
  char *whole = malloc(length + 32);
  length = (size_t)sprintf(whole, "[#?@(:nacre [%s", source);
  value_t spliced = reader_form(read_one(whole, length, "{:read-cond :allow}", 0));
  ck_assert_uint_eq(vector_count(spliced), COUNT);
  free(whole);
  free(source);
}
END_TEST

START_TEST(test_long_tokens) {
  enum { COUNT = 100000 };
  // A string in pieces: escapes, two bytes a character, each byte checked.
  size_t length;
  char *inner = repeated("é\\n", "\"", "", COUNT, &length);
  char *source = malloc(length + 2);
  source[0] = '"';
  memcpy(source + 1, inner, length);
  value_t string = reader_form(read_one(source, length + 1, no_options, 0));
  ck_assert_uint_gt(text_leaves, 5);
  ck_assert_uint_eq(string_count(string), 2 * COUNT);
  ck_assert_uint_eq(string_byte_length(string), 3 * COUNT);
  for (size_t i = 0; i < 2 * COUNT; i += 997)
    ck_assert_uint_eq(string_character(string, i), i % 2 ? '\n' : 0xe9);
  free(source);
  free(inner);
  ck_assert(value_is_symbol(read_repeated(" ", "a", "", 300000)));
  ck_assert_uint_gt(text_leaves, 5);
  ck_assert(value_is_symbol(read_repeated(";", "\na", "", 300000)));
  ck_assert(value_is_symbol(read_repeated("a", "", "", 60000)));
  text_expect("aaaa", read_repeated("a", "", "", 70000),
              "!RuntimeException: A token longer than 65536 bytes...");
  ck_assert(value_is_vector(read_repeated("^:a ", "[]", "", 20000)));
  ck_assert(value_is_symbol(read_repeated("#_ ", "a", " a", 20000)));
}
END_TEST

// Bytes at random, mostly those that mean something, must give a form or an error.
START_TEST(test_garbage) {
  static const char alphabet[] = "()[]{}\"\\;'`~@^#?_:%&/ \n,abn10.+-!<=\xc3\xa9";
  uint64_t state = 88172645463325252u;
  for (int round = 0; round < 5000; round++) {
    char source[40];
    size_t length = 1 + (size_t)(round % 39);
    for (size_t i = 0; i < length; i++) {
      state ^= state << 13, state ^= state >> 7, state ^= state << 17;
      source[i] = alphabet[state % (sizeof alphabet - 1)];
    }
    value_t hook = language_of(cpu)->hooks[HOOK_DATA_READER];
    environment_store(cpu, var_slot(hook), primitive_value(cpu, "clojure.core/list"));
    environment_store(cpu, var_slot(language_of(cpu)->hooks[HOOK_READ_EVAL]),
                      primitive_value(cpu, "clojure.core/list"));
    value_t reader = read_one(source, length, "{:read-cond :allow}", round % 2);
    ck_assert(value_same(reader, VALUE_ABSENT) || value_is_reader(reader));
  }
}
END_TEST

int main(void) {
  Suite *suite = suite_create("reader");
  TCase *tests = tcase_create("all");
  tcase_set_timeout(tests, 60);
  tcase_add_checked_fixture(tests, text_boot, NULL);
  tcase_add_test(tests, test_forms);
  tcase_add_test(tests, test_errors);
  tcase_add_test(tests, test_syntax_quote);
  tcase_add_test(tests, test_conditionals);
  tcase_add_test(tests, test_edn);
  tcase_add_test(tests, test_metadata);
  tcase_add_test(tests, test_positions);
  tcase_add_test(tests, test_incomplete);
  tcase_add_test(tests, test_tags);
  tcase_add_test(tests, test_deep);
  tcase_add_test(tests, test_wide);
  tcase_add_test(tests, test_long_tokens);
  tcase_add_test(tests, test_garbage);
  suite_add_tcase(suite, tests);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? 0 : 1;
}
