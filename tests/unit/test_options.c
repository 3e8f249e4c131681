// SPDX-License-Identifier: MIT
// The command line of both builds.
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "repl/options.h"

static struct options options;

// Parses up to four words.
static bool parse(bool kernel_line, const char *a, const char *b, const char *c, const char *d) {
  static const char *words[4];
  size_t count = 0;
  const char *given[] = {a, b, c, d};
  for (size_t i = 0; i < array_length(given) && given[i]; i++) words[count++] = given[i];
  return options_parse(&options, words, count, kernel_line);
}

static void fails(bool kernel_line, const char *a, const char *b, const char *message) {
  ck_assert(!parse(kernel_line, a, b, NULL, NULL));
  ck_assert_str_eq(options.error, message);
}

START_TEST(test_nothing) {
  ck_assert(parse(false, NULL, NULL, NULL, NULL));
  for (int id = 0; id < OPTION_LIMIT; id++) ck_assert_ptr_null(options.text[id]);
  ck_assert_int_eq(options.argument_count, 0);
}
END_TEST

START_TEST(test_file_and_arguments) {
  ck_assert(parse(false, "x.clj", "-e", "--stress", "a b"));
  ck_assert_str_eq(options.text[OPTION_script], "x.clj");
  ck_assert_ptr_null(options.text[OPTION_expression]);
  ck_assert_int_eq(options.argument_count, 3);
  ck_assert_str_eq(options.arguments[0], "-e");
  ck_assert_str_eq(options.arguments[2], "a b");
}
END_TEST

START_TEST(test_forms_of_an_option) {
  ck_assert(parse(false, "-e", "(+ 1 2)", "-cp", "src:test"));
  ck_assert_str_eq(options.text[OPTION_expression], "(+ 1 2)");
  ck_assert_str_eq(options.text[OPTION_class_path], "src:test");
  ck_assert(parse(false, "--eval=1", "path=lib", "heap=64M", "--cpus=1"));
  ck_assert_str_eq(options.text[OPTION_expression], "1");
  ck_assert_str_eq(options.text[OPTION_class_path], "lib");
  ck_assert_uint_eq(options.heap, 64 << 20);
  ck_assert_uint_eq(options.collector.heap_limit, 64 << 20);
  ck_assert_uint_eq(options.processors, 1);
}
END_TEST

START_TEST(test_expression_with_arguments) {
  ck_assert(parse(false, "-e", "x", "a", "b"));
  ck_assert_ptr_null(options.text[OPTION_script]);
  ck_assert_int_eq(options.argument_count, 2);
  ck_assert(parse(false, "--", "-e", "x", NULL)); // a file with a bad name
  ck_assert_str_eq(options.text[OPTION_script], "-e");
}
END_TEST

START_TEST(test_file_named_like_a_flag) {
  ck_assert(parse(false, "test", NULL, NULL, NULL));
  ck_assert_ptr_null(options.text[OPTION_test]);
  ck_assert_str_eq(options.text[OPTION_script], "test");
}
END_TEST

START_TEST(test_kernel_line) {
  ck_assert(parse(true, "script=/boot/x.clj", "args=a  'b c' \"d'e\" f\\ g", "test", "stress=64"));
  ck_assert_str_eq(options.text[OPTION_script], "/boot/x.clj");
  ck_assert_ptr_nonnull(options.text[OPTION_test]);
  static const char *const arguments[] = {"a", "b c", "d'e", "f g"};
  ck_assert_int_eq(options.argument_count, array_length(arguments));
  for (size_t i = 0; i < array_length(arguments); i++)
    ck_assert_str_eq(options.arguments[i], arguments[i]);
  ck_assert(options.collector.stress_minor && options.collector.verify);
  ck_assert_uint_eq(options.collector.stress_minor_interval, 64);
  ck_assert_uint_eq(options.collector.stress_major_interval, 1000);
}
END_TEST

START_TEST(test_empty_arguments) {
  ck_assert(parse(true, "args=", NULL, NULL, NULL));
  ck_assert_int_eq(options.argument_count, 0);
  ck_assert(parse(true, "args=''", NULL, NULL, NULL));
  ck_assert_int_eq(options.argument_count, 1);
  ck_assert_str_eq(options.arguments[0], "");
}
END_TEST

START_TEST(test_stress) {
  ck_assert(parse(false, "--stress", "x.clj", NULL, NULL));
  ck_assert_uint_eq(options.collector.stress_minor_interval, 1);
  ck_assert_str_eq(options.text[OPTION_script], "x.clj");
}
END_TEST

START_TEST(test_build_image) {
  ck_assert(parse(false, "--build-image", "out", "stdlib", NULL));
  ck_assert_str_eq(options.text[OPTION_build_image], "out");
  ck_assert_str_eq(options.arguments[0], "stdlib");
}
END_TEST

START_TEST(test_errors_name_the_word) {
  fails(false, "--wrong", NULL, "--wrong: no such option (--help lists them)");
  fails(false, "-x", NULL, "-x: no such option (--help lists them)");
  fails(true, "wrong", NULL, "wrong: no such option (--help lists them)");
  fails(true, "wrong=1", NULL, "wrong=1: no such option (--help lists them)");
  fails(false, "-e", NULL, "-e: wants a value");
  fails(false, "--version=1", NULL, "--version=1: takes no value");
  fails(false, "heap=64X", NULL, "heap=64X: not a size like 512M");
  fails(false, "heap=0", NULL, "heap=0: not a size like 512M");
  fails(false, "heap=99999999999999999999", NULL,
        "heap=99999999999999999999: not a size like 512M");
  fails(false, "--cpus", "0", "--cpus: not a number of processors from 1 to 16");
  fails(false, "--cpus", "two", "--cpus: not a number of processors from 1 to 16");
  fails(false, "--stress=0", NULL, "--stress=0: not a number from 1");
  fails(false, "--fail-allocation=x", NULL, "--fail-allocation=x: not a number from 1");
  fails(true, "args='a", NULL, "args: a quote that does not end");
  fails(true, "repl=com9", NULL, "repl=com9: the prompt is on com1");
  fails(true, "nrepl=com2", NULL, "nrepl=com2: this version has no nREPL");
  fails(false, "heap=1M", "heap=2M", "heap=2M: given twice");
}
END_TEST

START_TEST(test_arguments_twice) {
  ck_assert(!parse(false, "args=a", "x.clj", "b", NULL));
  ck_assert_str_eq(options.error, "b: arguments are given by args= already");
}
END_TEST

START_TEST(test_endless_word_is_cut) {
  char word[5000];
  memset(word, 'x', sizeof word);
  word[0] = word[1] = '-';
  word[sizeof word - 1] = 0;
  ck_assert(!parse(false, word, NULL, NULL, NULL));
  ck_assert(strstr(options.error, "no such option") != NULL);
}
END_TEST

static char help[8192];

static void collect(const char *text) { strcat(help, text); }

START_TEST(test_help_names_every_option) {
  options_help(collect);
#define OPTION(field, name, short_form, value, text)                                               \
  ck_assert_msg(strstr(help, "--" name) != NULL && strstr(help, text) != NULL, "no help "          \
                                                                               "for " name);
  OPTIONS(OPTION)
#undef OPTION
}
END_TEST

int main(void) {
  Suite *suite = suite_create("options");
  TCase *tests = tcase_create("parse");
  tcase_add_test(tests, test_nothing);
  tcase_add_test(tests, test_file_and_arguments);
  tcase_add_test(tests, test_forms_of_an_option);
  tcase_add_test(tests, test_expression_with_arguments);
  tcase_add_test(tests, test_file_named_like_a_flag);
  tcase_add_test(tests, test_kernel_line);
  tcase_add_test(tests, test_empty_arguments);
  tcase_add_test(tests, test_stress);
  tcase_add_test(tests, test_build_image);
  tcase_add_test(tests, test_errors_name_the_word);
  tcase_add_test(tests, test_arguments_twice);
  tcase_add_test(tests, test_endless_word_is_cut);
  tcase_add_test(tests, test_help_names_every_option);
  suite_add_tcase(suite, tests);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed != 0;
}
