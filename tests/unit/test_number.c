// SPDX-License-Identifier: MIT
// The numeric tower. Rows are texts: an operation on arguments as the reader takes them, and what
// the printer must show, or !KIND for the error that must be raised. Then laws on random numbers.
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "gc_fixture.h"

#include "kernel/process/process.h"
#include "lang/exception.h"
#include "lang/instant.h"
#include "lang/language.h"
#include "lang/number_decimal.h"
#include "lang/number_double.h"
#include "lang/number_integer.h"
#include "lang/number_primitives.h"
#include "lang/number_random.h"
#include "lang/string.h"
#include "lang/type.h"
#include "lang/uuid.h"

extern const struct primitive uuid_primitives[], instant_primitives[];
static const struct primitive *const tables[] = {number_primitives, number_cast_primitives,
                                                 math_primitives,   number_format_primitives,
                                                 uuid_primitives,   instant_primitives};

static struct language language;

static struct cpu *start(void) {
  struct cpu *cpu = fixture_start((struct gc_options){0});
  fixture_system.language = &language;
  for (int i = 0; i < HOOK_LIMIT; i++) language.hooks[i] = VALUE_NIL;
  // Types of no more than a number and one name: no other part of the language is needed to raise
  // an error.
  struct object *name = gc_allocate_old(cpu, KIND_SYMBOL, 5, 0);
  for (size_t i = 0; i < 5; i++) object_initialize(name, i, VALUE_NIL);
  object_initialize(name, 0, gc_publish(cpu, string_from_c(cpu, "a type")));
  for (int i = 0; i < LANGUAGE_TYPES; i++) {
    struct object *type = gc_allocate_old(cpu, KIND_TYPE, TYPE_SLOTS, (uint32_t)i);
    for (size_t slot = 0; slot < TYPE_SLOTS; slot++) object_initialize(type, slot, VALUE_NIL);
    object_initialize(type, TYPE_NAME, value_of_object(name));
    language.types[i] = value_of_object(type);
  }
  return cpu;
}

static const struct primitive *find(const char *name) {
  for (size_t t = 0; t < array_length(tables); t++)
    for (const struct primitive *row = tables[t]; row->name; row++)
      if (strcmp(strchr(row->name, '/') + 1, name) == 0) return row;
  ck_abort_msg("no primitive %s", name);
}

static const char *error_name(value_t type) {
  switch (object_extra(value_object(type))) {
  case TYPE_ARITHMETIC_EXCEPTION:
    return "!ARITHMETIC";
  case TYPE_CLASS_CAST_EXCEPTION:
    return "!TYPE";
  case TYPE_ILLEGAL_ARGUMENT_EXCEPTION:
    return "!ARGUMENT";
  case TYPE_NULL_POINTER_EXCEPTION:
    return "!NIL";
  case TYPE_NUMBER_FORMAT_EXCEPTION:
    return "!FORMAT";
  case TYPE_RUNTIME_EXCEPTION:
    return "!RUNTIME";
  default:
    return "!OTHER";
  }
}

// One argument: a number, a "string", \c, nil or a symbolic double.
static value_t read(struct cpu *cpu, const char *token, size_t length) {
  if (token[0] == '"') return string_new(cpu, token + 1, length - 2);
  if (token[0] == '\\') return value_of_character((uint32_t)token[1]);
  if (length == 3 && memcmp(token, "nil", 3) == 0) return VALUE_NIL;
  if (length == 5 && memcmp(token, "##Inf", 5) == 0) return number_from_double(cpu, INFINITY);
  if (length == 6 && memcmp(token, "##-Inf", 6) == 0) return number_from_double(cpu, -INFINITY);
  if (length == 5 && memcmp(token, "##NaN", 5) == 0) return number_from_double(cpu, NAN);
  value_t v = number_parse(cpu, token, length);
  if (value_same(v, VALUE_ABSENT)) ck_abort_msg("no number: %.*s", (int)length, token);
  return v;
}

static void show(struct cpu *cpu, value_t v, char *out, size_t capacity) {
  struct text text;
  text_start(&text, cpu);
  if (value_is_nil(v))
    text_add(&text, "nil", 3);
  else if (value_is_boolean(v))
    text_add(&text, value_is_falsy(v) ? "false" : "true", value_is_falsy(v) ? 5 : 4);
  else if (value_is_string(v))
    text_add(&text, string_bytes(v), string_byte_length(v));
  else if (value_is_kind(v, KIND_UUID))
    uuid_print(&text, v);
  else if (value_is_kind(v, KIND_INSTANT))
    instant_print(&text, v);
  else
    number_print(&text, v, true);
  size_t length = minimum(text.length, capacity - 1);
  memcpy(out, text.bytes, length);
  out[length] = 0;
}

static void evaluate(struct cpu *cpu, const char *expression, char *out, size_t capacity) {
  jmp_buf landing;
  cpu->error_landing = &landing;
  if (setjmp(landing)) {
    value_t type = object_slot(value_object(cpu->error), EXCEPTION_TYPE);
    snprintf(out, capacity, "%s", error_name(type));
    return;
  }
  const char *at = expression;
  char name[40];
  size_t length = strcspn(at, " ");
  snprintf(name, sizeof name, "%.*s", (int)length, at);
  at += length;
  value_t arguments[8];
  uint32_t count = 0;
  while (*at == ' ') {
    at++;
    length = *at == '"' ? strcspn(at + 1, "\"") + 2 : strcspn(at, " ");
    arguments[count++] = read(cpu, at, length);
    at += length;
  }
  if (strcmp(name, "=") == 0) {
    show(cpu, value_boolean(number_equivalent(cpu, arguments[0], arguments[1])), out, capacity);
  } else if (strcmp(name, "hash") == 0) {
    snprintf(out, capacity, "%d", (int32_t)number_hash(cpu, arguments[0]));
  } else if (strcmp(name, "compare") == 0) {
    snprintf(out, capacity, "%d", number_compare(cpu, arguments[0], arguments[1]));
  } else if (strcmp(name, "read") == 0) {
    value_t v = number_parse(cpu, string_bytes(arguments[0]), string_byte_length(arguments[0]));
    if (value_same(v, VALUE_ABSENT))
      snprintf(out, capacity, "no");
    else
      show(cpu, v, out, capacity);
  } else {
    show(cpu, find(name)->function(cpu, arguments, count), out, capacity);
  }
  scratch_reset(cpu);
}

struct row {
  const char *expression, *expected;
};

static void check_rows(const struct row *rows, size_t count) {
  struct cpu *cpu = start();
  for (size_t i = 0; i < count; i++) {
    char out[400];
    evaluate(cpu, rows[i].expression, out, sizeof out);
    if (strcmp(out, rows[i].expected) != 0)
      ck_abort_msg("(%s) is %s, not %s", rows[i].expression, out, rows[i].expected);
  }
}

START_TEST(test_longs) {
  static const struct row rows[] = {
      {"+ 1 2", "3"},
      {"+", "0"},
      {"*", "1"},
      {"+ 2305843009213693951 1", "2305843009213693952"},
      {"- -2305843009213693952 1", "-2305843009213693953"},
      {"+ 9223372036854775807 1", "!ARITHMETIC"},
      {"- -9223372036854775808", "!ARITHMETIC"},
      {"* 4611686018427387904 2", "!ARITHMETIC"},
      {"* -9223372036854775808 -1", "!ARITHMETIC"},
      {"inc 9223372036854775807", "!ARITHMETIC"},
      {"+' 9223372036854775807 1", "9223372036854775808N"},
      {"-' -9223372036854775808", "9223372036854775808N"},
      {"inc' 9223372036854775807", "9223372036854775808N"},
      {"dec' -9223372036854775808", "-9223372036854775809N"},
      {"*' 9223372036854775807 9223372036854775807", "85070591730234615847396907784232501249N"},
      {"quot 7 -2", "-3"},
      {"rem -7 2", "-1"},
      {"mod -7 2", "1"},
      {"mod 7 -2", "-1"},
      {"mod -6 3", "0"},
      {"quot -9223372036854775808 -1", "-9223372036854775808"},
      {"rem -9223372036854775808 -1", "0"},
      {"quot 1 0", "!ARITHMETIC"},
      {"rem 1 0", "!ARITHMETIC"},
      {"mod 1 0", "!ARITHMETIC"},
      {"/ 1 0", "!ARITHMETIC"},
      {"abs -9223372036854775808", "-9223372036854775808"},
      {"unchecked-add 9223372036854775807 1", "-9223372036854775808"},
      {"unchecked-multiply 9223372036854775807 2", "-2"},
      {"bit-and 12 10", "8"},
      {"bit-and-not 12 10", "4"},
      {"bit-shift-left 1 64", "1"},
      {"bit-shift-left 1 63", "-9223372036854775808"},
      {"unsigned-bit-shift-right -1 1", "9223372036854775807"},
      {"bit-shift-right -8 1", "-4"},
      {"bit-test 5 2", "true"},
      {"bit-and 1 1.0", "!ARGUMENT"},
      {"bit-and 1 1N", "!ARGUMENT"},
      {"odd? -3", "true"},
      {"even? 9223372036854775807", "false"},
      {"odd? 1.5", "!ARGUMENT"},
      {"odd? nil", "!ARGUMENT"},
      {"+ 1 nil", "!NIL"},
      {"+ 1 \"a\"", "!TYPE"},
      {"< 1 \"a\"", "!TYPE"},
      {"< 1 2 3", "true"},
      {"< 1 3 2", "false"},
      {">= 3 3 2", "true"},
      {"max 1 3.5 2", "3.5"},
      {"min 1 ##NaN 2", "##NaN"},
      {"zero? ##NaN", "false"},
  };
  check_rows(rows, array_length(rows));
}
END_TEST

START_TEST(test_tower) {
  static const struct row rows[] = {
      {"+ 1 1N", "2N"},
      {"- 3N 3", "0N"},
      {"/ 6 4", "3/2"},
      {"/ 4 2", "2"},
      {"/ 4N 2", "2N"},
      {"/ -1 2", "-1/2"},
      {"/ 1 -2", "-1/2"},
      {"+ 1/2 1/2", "1N"},
      {"* 2/3 3", "2N"},
      {"quot 7/2 1", "3N"},
      {"rem 7/2 1", "1/2"},
      {"mod -7/2 2", "1/2"},
      {"+ 1/2 1.5M", "2.0M"},
      {"+ 1/3 1M", "!ARITHMETIC"},
      {"+ 1/2 1.5", "2.0"},
      {"+ 1.5M 1.5", "3.0"},
      {"= 1 1N", "true"},
      {"= 1 1.0", "false"},
      {"== 1 1.0", "true"},
      {"== 1 1.0 1N 1.00M", "true"},
      {"= 1 1M", "false"},
      {"= 1.0M 1.00M", "true"},
      {"= 1/3 1M", "false"},
      {"= ##NaN ##NaN", "false"},
      {"= 0.0 -0.0", "true"},
      {"hash 1", "1392991556"},
      {"hash 1N", "1392991556"},
      {"hash 1.0M", "31"},
      {"hash 1.00M", "31"},
      {"hash 0.0", "0"},
      {"hash -0.0", "0"},
      {"hash 1.5", "1073217536"},
      {"hash 1/2", "3"},
      {"hash 123456789012345678901234567890N", "1915528825"},
      {"compare 1 1.5", "-1"},
      {"compare 2 2.0", "0"},
      {"compare 1/2 1/3", "1"},
      {"< 9007199254740993 9007199254740992.0", "false"},
      {"numerator 6/4", "3"},
      {"denominator 1/2", "2"},
      {"numerator 2", "!TYPE"},
      {"rationalize 1.5", "3/2"},
      {"rationalize 0.1", "1/10"},
      {"rationalize 1.0", "1N"},
      {"bigint 1.0E30", "1000000000000000000000000000000N"},
      {"bigint 3.7", "3N"},
      {"bigint \"12x\"", "!FORMAT"},
      {"bigdec 0.1", "0.1M"},
      {"bigdec 1/8", "0.125M"},
      {"bigdec 1/3", "!ARITHMETIC"},
      {"long 1.9", "1"},
      {"long 1.0E19", "!ARGUMENT"},
      {"int 2147483648", "!ARITHMETIC"},
      {"byte 128", "!ARGUMENT"},
      {"int \\a", "97"},
      {"unchecked-byte 200", "-56"},
      {"unchecked-int 1.0E20", "2147483647"},
      {"double 1/3", "0.3333333333333333"},
      {"float 0.1", "0.1"},
      {"float 1.0E39", "!ARGUMENT"},
      {"integer? 1N", "true"},
      {"int? 1N", "false"},
      {"rational? 1.5M", "true"},
      {"rational? 1.5", "false"},
  };
  check_rows(rows, array_length(rows));
}
END_TEST

START_TEST(test_decimals) {
  static const struct row rows[] = {
      {"+ 1.10M 2.2M", "3.30M"},
      {"* 1.10M 2.0M", "2.200M"},
      {"/ 1M 4M", "0.25M"},
      {"/ 1M 3M", "!ARITHMETIC"},
      {"/ 100M 4M", "25M"},
      {"/ 1.00M 0.5M", "2.0M"},
      {"/ 1M 0M", "!ARITHMETIC"},
      {"quot 7.5M 2M", "3.0M"},
      {"rem 7.5M 2M", "1.5M"},
      {"rem -7.5M 2M", "-1.5M"},
      {"quot 1E5M 3M", "33333M"},
      {"+ 1E3M 0M", "1000M"},
      {"- 1.5M", "-1.5M"},
      {"decimal-strip-zeros 100.00M", "1E+2M"},
      {"decimal-round 123456.5M 3 \"HALF_UP\"", "1.23E+5M"},
      {"decimal-round 9.99M 2 \"HALF_EVEN\"", "10M"},
      {"decimal-round 0.125M 2 \"HALF_EVEN\"", "0.12M"},
      {"decimal-round 0.125M 2 \"HALF_UP\"", "0.13M"},
      {"decimal-round 0.121M 2 \"UP\"", "0.13M"},
      {"decimal-round -0.129M 2 \"CEILING\"", "-0.12M"},
      {"decimal-round -0.121M 2 \"FLOOR\"", "-0.13M"},
      {"decimal-round 0.121M 2 \"UNNECESSARY\"", "!ARITHMETIC"},
      {"decimal-round 0.121M 2 \"SIDEWAYS\"", "!ARGUMENT"},
      {"decimal-set-scale 1.5M 3 \"UP\"", "1.500M"},
      {"decimal-set-scale 0.0001M 2 \"UP\"", "0.01M"},
      {"decimal-precision 0.00120M", "3"},
      {"compare 1E1000000000M 1M", "1"},
      {"compare 1E-1000000000M 1E1000000000M", "-1"},
      {"+ 1E1000000000M 1M", "!ARITHMETIC"},
      {"* 1E2000000000M 1E2000000000M", "!ARITHMETIC"},
  };
  check_rows(rows, array_length(rows));
}
END_TEST

START_TEST(test_doubles) {
  static const struct row rows[] = {
      {"+ 0.1 0.2", "0.30000000000000004"},
      {"* 1.0 100", "100.0"},
      {"/ 1.0 0", "!ARITHMETIC"},
      {"/ -1 0.0", "!ARITHMETIC"},
      {"- 0.0", "-0.0"},
      {"quot 7.5 2", "3.0"},
      {"rem -7.5 2", "-1.5"},
      {"mod -7.5 2", "0.5"},
      {"quot 1.0 0", "!ARITHMETIC"},
      {"quot ##Inf 2", "!FORMAT"},
      {"/ 1 3.0", "0.3333333333333333"},
      {"* 1.0E10 1", "1.0E10"},
      {"* 9999999.0 1", "9999999.0"},
      {"* 10000000.0 1", "1.0E7"},
      {"* 0.001 1", "0.001"},
      {"* 0.0001 1", "1.0E-4"},
      {"* 123456.789 1", "123456.789"},
      {"* 1.7976931348623157E308 1", "1.7976931348623157E308"},
      {"* 4.9E-324 1", "4.9E-324"},
      {"* 5.0E-323 1", "4.9E-323"},
      {"* 2.2250738585072014E-308 1", "2.2250738585072014E-308"},
      {"* 1.0E23 1", "1.0E23"},
      {"* 9.007199254740993E15 1", "9.007199254740992E15"},
      {"* 1.7976931348623157E308 10", "##Inf"},
      {"round 2.5", "3"},
      {"round -2.5", "-2"},
      {"round 0.49999999999999994", "0"},
      {"rint 2.5", "2.0"},
      {"round ##NaN", "0"},
      {"floor-div -7 2", "-4"},
      {"floor-mod -7 2", "1"},
      {"floor-mod 7 -2", "-1"},
      {"floor-div 7 0", "!ARITHMETIC"},
      {"add-exact 9223372036854775807 1", "!ARITHMETIC"},
      {"pow 1 ##NaN", "##NaN"},
      {"pow -1 ##Inf", "##NaN"},
      {"pow 2 10", "1024.0"},
      {"sqrt 2", "1.4142135623730951"},
      {"ulp 1.0", "2.220446049250313E-16"},
      {"next-up 0.0", "4.9E-324"},
      {"next-after 1.0 0", "0.9999999999999999"},
      {"IEEE-remainder 5 3", "-1.0"},
      {"get-exponent 0.0", "-1023"},
      {"scalb 1.0 -1074", "4.9E-324"},
      {"signum -0.0", "-0.0"},
      {"copy-sign 1 -0.0", "-1.0"},
  };
  check_rows(rows, array_length(rows));
}
END_TEST

START_TEST(test_reading) {
  static const struct row rows[] = {
      {"read \"0\"", "0"},
      {"read \"-0\"", "0"},
      {"read \"+17\"", "17"},
      {"read \"017\"", "15"},
      {"read \"08\"", "no"},
      {"read \"0xfF\"", "255"},
      {"read \"0xFFFFFFFFFFFFFFFF\"", "18446744073709551615N"},
      {"read \"36rZz\"", "1295"},
      {"read \"2r102\"", "no"},
      {"read \"37r1\"", "no"},
      {"read \"2r1N\"", "no"},
      {"read \"0x1FN\"", "31N"},
      {"read \"9223372036854775808\"", "9223372036854775808N"},
      {"read \"-9223372036854775808\"", "-9223372036854775808"},
      {"read \"1.\"", "1.0"},
      {"read \".5\"", "no"},
      {"read \"1e3\"", "1000.0"},
      {"read \"1e\"", "no"},
      {"read \"1.5M\"", "1.5M"},
      {"read \"1e3M\"", "1E+3M"},
      {"read \"1e99999999999M\"", "!FORMAT"},
      {"read \"08.5\"", "8.5"},
      {"read \"22/7\"", "22/7"},
      {"read \"4/2\"", "2"},
      {"read \"1/0\"", "!ARITHMETIC"},
      {"read \"1/-2\"", "no"},
      {"read \"1e400\"", "##Inf"},
      {"read \"\"", "no"},
      {"read \"-\"", "no"},
      {"parse-long \"+9223372036854775807\"", "9223372036854775807"},
      {"parse-long \"9223372036854775808\"", "nil"},
      {"parse-long \" 1\"", "nil"},
      {"parse-long nil", "!ARGUMENT"},
      {"parse-double \" 1e3 \"", "1000.0"},
      {"parse-double \"0x1.8p1\"", "3.0"},
      {"parse-double \"0x1\"", "nil"},
      {"parse-double \"inf\"", "nil"},
      {"parse-double \"-Infinity\"", "##-Inf"},
      {"parse-integer \"zz\" 36", "1295"},
      {"parse-integer \"\" 10", "!FORMAT"},
      {"parse-integer \"1\" 99", "!ARGUMENT"},
      {"integer-text -255 16", "-ff"},
  };
  check_rows(rows, array_length(rows));
}
END_TEST

START_TEST(test_formats) {
  static const struct row rows[] = {
      {"format-number \"\" nil nil \\d 42", "42"},
      {"format-number \",\" nil nil \\d -1234567", "-1,234,567"},
      {"format-number \"0\" 6 nil \\d -42", "-00042"},
      {"format-number \"-\" 5 nil \\d 42", "42   "},
      {"format-number \"(\" nil nil \\d -42", "(42)"},
      {"format-number \"\" nil nil \\x -1", "ffffffffffffffff"},
      {"format-number \"#\" nil nil \\x 255N", "0xff"},
      {"format-number \"\" nil nil \\X 255", "FF"},
      {"format-number \"\" nil nil \\d 1.5", "!ARGUMENT"},
      {"format-number \"\" nil 2 \\f 0.125", "0.13"},
      {"format-number \"\" nil 1 \\f 0.15", "0.2"},
      {"format-number \"\" nil 0 \\f 0.5", "1"},
      {"format-number \"\" nil 2 \\f 1.005M", "1.01"},
      {"format-number \",\" 15 2 \\f 1234567.891", "   1,234,567.89"},
      {"format-number \"\" nil nil \\e 123.456", "1.234560e+02"},
      {"format-number \"\" nil nil \\e 0.0", "0.000000e+00"},
      {"format-number \"\" nil 3 \\E 9.9996", "1.000E+01"},
      {"format-number \"\" nil nil \\g 0.0001", "0.000100000"},
      {"format-number \"\" nil nil \\g 1234567.0", "1.23457e+06"},
      {"format-number \"\" nil nil \\a 1.5", "0x1.8p0"},
      {"format-number \"0\" 8 nil \\f ##Inf", "Infinity"},
      {"format-number \"0\" 10 nil \\f ##-Inf", " -Infinity"},
      {"format-number \"\" 6 nil \\d nil", "  null"},
      {"format-number \"-0\" 6 nil \\d 1", "!ARGUMENT"},
      {"format-number \"-\" nil nil \\d 1", "!ARGUMENT"},
      {"format-number \"#\" nil nil \\d 1", "!ARGUMENT"},
      {"format-number \"\" nil nil \\q 1", "!ARGUMENT"},
      {"format-number \"\" 100000000 nil \\d 1", "!ARGUMENT"},
  };
  check_rows(rows, array_length(rows));
}
END_TEST

START_TEST(test_uuids_and_instants) {
  static const struct row rows[] = {
      {"parse-uuid \"F81D4FAE-7dec-11d0-a765-00a0c91e6bf6\"",
       "f81d4fae-7dec-11d0-a765-00a0c91e6bf6"},
      {"parse-uuid \"1-1-1-1-1\"", "nil"},
      {"parse-uuid \"1-1-1-1\"", "nil"},
      {"parse-uuid \"\"", "nil"},
      {"parse-uuid 5", "!TYPE"},
      {"read-uuid \"zz\"", "!ARGUMENT"},
      {"read-instant \"2020\"", "2020-01-01T00:00:00.000-00:00"},
      {"read-instant \"2020-02-29T23:59:59.9999Z\"", "2020-02-29T23:59:59.999-00:00"},
      {"read-instant \"2020-03:30\"", "2020-01-01T03:30:00.000-00:00"},
      {"read-instant \"2020-01-01T00:00:00+01:00\"", "2019-12-31T23:00:00.000-00:00"},
      {"read-instant \"2016-12-31T23:59:60Z\"", "2017-01-01T00:00:00.000-00:00"},
      {"read-instant \"1582-10-04\"", "1582-10-04T00:00:00.000-00:00"},
      {"read-instant \"1500-03-01\"", "1500-03-01T00:00:00.000-00:00"},
      {"read-instant \"2019-02-29\"", "!RUNTIME"},
      {"read-instant \"2020-13\"", "!RUNTIME"},
      {"read-instant \"2020-1\"", "!RUNTIME"},
      {"read-instant \"2020-01-01T24:00\"", "!RUNTIME"},
      {"read-instant \"2020-01-01T00:00:60\"", "!RUNTIME"},
      {"read-instant \"2020x\"", "!RUNTIME"},
      {"read-instant 5", "!TYPE"},
      {"instant-new 9223372036854775807", "292278994-08-17T07:12:55.807-00:00"},
      {"instant-new -9223372036854775808", "292269055-12-02T16:47:04.192-00:00"},
  };
  check_rows(rows, array_length(rows));
  struct cpu *cpu = &fixture_cpu;
  value_t a = find("random-uuid")->function(cpu, NULL, 0);
  value_t b = find("random-uuid")->function(cpu, NULL, 0);
  ck_assert(object_raw(value_object(a), 0) != object_raw(value_object(b), 0));
  ck_assert_uint_eq(object_raw(value_object(a), 0) >> 12 & 15, 4);
  ck_assert_uint_eq(object_raw(value_object(a), 1) >> 62, 2);
}
END_TEST

// --- Laws on random numbers -----------------------------------------------------------------
// A random integer of up to that many bits, often with long runs of equal bits.
static value_t random_integer(struct cpu *cpu, unsigned bits) {
  value_t n = value_of_fixnum(0);
  unsigned left = 1 + (unsigned)random_below(cpu, bits);
  while (left > 0) {
    unsigned run = minimum(left, 1 + (unsigned)random_below(cpu, 60));
    uint64_t word = random_below(cpu, 3) == 0   ? 0
                    : random_below(cpu, 2) == 0 ? UINT64_MAX
                                                : random_next(cpu);
    n = integer_add(cpu, integer_shift_left(cpu, n, run),
                    integer_from_uint64(cpu, word & ((UINT64_C(1) << run) - 1)));
    left -= run;
  }
  return random_below(cpu, 2) ? n : integer_negate(cpu, n);
}

static bool same(value_t a, value_t b) { return integer_compare(a, b) == 0; }

START_TEST(test_integer_laws) {
  struct cpu *cpu = start();
  memset(cpu->random_state, 0x5a, sizeof cpu->random_state);
  for (int i = 0; i < 3000; i++) {
    unsigned bits = i % 50 == 0 ? 30000 : 700;
    value_t a = random_integer(cpu, bits), b = random_integer(cpu, bits);
    value_t c = random_integer(cpu, 300);
    REQUIRE(same(integer_subtract(cpu, integer_add(cpu, a, b), b), a));
    value_t left = integer_multiply(cpu, integer_add(cpu, a, b), c);
    value_t right = integer_add(cpu, integer_multiply(cpu, a, c), integer_multiply(cpu, b, c));
    REQUIRE(same(left, right));
    if (integer_sign(b) != 0) {
      value_t quotient, rest;
      integer_divide(cpu, a, b, &quotient, &rest);
      REQUIRE(same(integer_add(cpu, integer_multiply(cpu, quotient, b), rest), a));
      REQUIRE(integer_compare(integer_absolute(cpu, rest), integer_absolute(cpu, b)) < 0);
      REQUIRE(integer_sign(rest) == 0 || integer_sign(rest) == integer_sign(a));
      value_t exact;
      integer_divide(cpu, integer_multiply(cpu, a, b), b, &exact, &rest);
      REQUIRE(same(exact, a) && integer_sign(rest) == 0);
    }
    if (integer_sign(a) != 0 && integer_sign(b) != 0) {
      value_t gcd = integer_gcd(cpu, a, b), rest;
      integer_divide(cpu, a, gcd, NULL, &rest);
      REQUIRE(integer_sign(rest) == 0);
      integer_divide(cpu, b, gcd, NULL, &rest);
      REQUIRE(integer_sign(rest) == 0);
      value_t one = integer_gcd(cpu, integer_quotient(cpu, a, gcd), integer_quotient(cpu, b, gcd));
      REQUIRE(same(one, value_of_fixnum(1)));
      value_t more = integer_gcd(cpu, integer_multiply(cpu, a, c), integer_multiply(cpu, b, c));
      REQUIRE(same(more, integer_multiply(cpu, gcd, integer_absolute(cpu, c))));
    }
    unsigned radix = 2 + (unsigned)random_below(cpu, 35);
    size_t length;
    const char *digits = integer_digits(cpu, a, radix, &length);
    REQUIRE(same(integer_parse(cpu, digits, length, radix), integer_absolute(cpu, a)));
    digits = integer_digits(cpu, a, 10, &length);
    REQUIRE(length == integer_decimal_length(cpu, a));
    unsigned shift = (unsigned)random_below(cpu, 500);
    REQUIRE(same(integer_shift_right(cpu, integer_shift_left(cpu, a, shift), shift), a));
    REQUIRE(integer_hash(a) == integer_hash(integer_to_big(cpu, a)));
    scratch_reset(cpu);
    fixture_safepoint(cpu);
  }
}
END_TEST

// Large numbers, in one go and in pieces between which the heap moves.
static struct large {
  int runs; // how often the leaf was given up
} large;

// Runs `leaf` as the VM does: again and again until it is not given up.
static void run_leaf(struct cpu *cpu, void (*leaf)(struct cpu *cpu)) {
  jmp_buf landing;
  cpu->error_landing = &landing;
  if (setjmp(landing)) {
    ck_assert(value_same(cpu->error, VALUE_AGAIN));
    cpu->error = VALUE_NIL;
    large.runs++;
    scratch_reset(cpu);
    gc_collect_minor(cpu);
  }
  leaf(cpu);
}

enum { LARGE_A, LARGE_B, LARGE_RESULT, LARGE_SECOND };

static void leaf_multiply(struct cpu *cpu) {
  fixture_roots[LARGE_RESULT] =
      integer_multiply(cpu, fixture_roots[LARGE_A], fixture_roots[LARGE_B]);
}
static void leaf_divide(struct cpu *cpu) {
  integer_divide(cpu, fixture_roots[LARGE_A], fixture_roots[LARGE_B], &fixture_roots[LARGE_RESULT],
                 &fixture_roots[LARGE_SECOND]);
}
static void leaf_gcd(struct cpu *cpu) {
  fixture_roots[LARGE_RESULT] = integer_gcd(cpu, fixture_roots[LARGE_A], fixture_roots[LARGE_B]);
}
static void leaf_there_and_back(struct cpu *cpu) {
  size_t length;
  const char *digits = integer_digits(cpu, fixture_roots[LARGE_A], 10, &length);
  fixture_roots[LARGE_RESULT] = integer_parse(cpu, digits, length, 10);
}
static void leaf_ratio(struct cpu *cpu) {
  value_t ratio = number_ratio(cpu, fixture_roots[LARGE_A], fixture_roots[LARGE_B], true);
  value_t sum = number_add(cpu, ratio, ratio);
  fixture_roots[LARGE_RESULT] = number_subtract(cpu, sum, ratio);
  fixture_roots[LARGE_SECOND] = ratio;
}

static void set_operands(struct cpu *cpu, value_t a, value_t b) {
  fixture_roots[LARGE_A] = a;
  fixture_roots[LARGE_B] = b;
  (void)cpu;
}

static void check_large(struct cpu *cpu, unsigned bits_a, unsigned bits_b) {
  value_t one = value_of_fixnum(1);
  set_operands(cpu,
               integer_add(cpu, integer_shift_left(cpu, one, bits_a), random_integer(cpu, bits_a)),
               integer_negate(cpu, integer_add(cpu, integer_shift_left(cpu, one, bits_b),
                                               random_integer(cpu, bits_b))));
  run_leaf(cpu, leaf_multiply);
  // a b + (b - 1), divided by b, is a with the rest b - 1.
  value_t a = fixture_roots[LARGE_A], b = fixture_roots[LARGE_B];
  value_t rest = integer_add(cpu, b, one); // b is negative
  fixture_roots[4] = a;
  fixture_roots[5] = rest;
  set_operands(cpu, integer_add(cpu, fixture_roots[LARGE_RESULT], rest), b);
  run_leaf(cpu, leaf_divide);
  REQUIRE(same(fixture_roots[LARGE_RESULT], fixture_roots[4]));
  REQUIRE(same(fixture_roots[LARGE_SECOND], fixture_roots[5]));
  // The product of neighbours with a common factor.
  value_t factor = fixture_roots[4];
  set_operands(cpu, integer_multiply_direct(cpu, factor, random_integer(cpu, 200)),
               integer_add(cpu, factor, factor));
  run_leaf(cpu, leaf_gcd);
  REQUIRE(integer_compare(fixture_roots[LARGE_RESULT], integer_absolute(cpu, fixture_roots[4])) >=
          0);
  value_t none;
  fixture_roots[6] = fixture_roots[LARGE_RESULT];
  fixture_roots[LARGE_B] = fixture_roots[6];
  run_leaf(cpu, leaf_divide);
  none = fixture_roots[LARGE_SECOND];
  REQUIRE(integer_sign(none) == 0);
  set_operands(cpu, integer_absolute(cpu, fixture_roots[4]), VALUE_NIL);
  run_leaf(cpu, leaf_there_and_back);
  REQUIRE(same(fixture_roots[LARGE_RESULT], fixture_roots[LARGE_A]));
}

START_TEST(test_large_integers) {
  struct cpu *cpu = start();
  memset(cpu->random_state, 0x5a, sizeof cpu->random_state);
  static const unsigned sizes[][2] = {{16000, 15000}, {40000, 1000},   {40000, 61},
                                      {31000, 30900}, {100000, 50000}, {300000, 16000}};
  for (size_t i = 0; i < array_length(sizes); i++) {
    check_large(cpu, sizes[i][0], sizes[i][1]);
    check_large(cpu, sizes[i][1], sizes[i][0]);
  }
  ck_assert_int_eq(large.runs, 0); // nobody is there to run the leaf again
}
END_TEST

START_TEST(test_large_integers_in_pieces) {
  struct cpu *cpu = start();
  memset(cpu->random_state, 0x3c, sizeof cpu->random_state);
  struct object *thread = gc_allocate_old(cpu, KIND_THREAD, THREAD_SLOTS, 0);
  for (size_t i = 0; i < THREAD_SLOTS; i++) object_initialize(thread, i, VALUE_NIL);
  cpu->thread = value_of_object(thread);
  large.runs = 0;
  static const unsigned sizes[][2] = {
      {16000, 15000}, {40000, 61}, {31000, 30900}, {100000, 50000}, {200000, 9000}};
  for (size_t i = 0; i < array_length(sizes); i++) check_large(cpu, sizes[i][0], sizes[i][1]);
  ck_assert_int_ge(large.runs, 100);
  // An operation of many large ones.
  value_t a = integer_shift_left(cpu, random_integer(cpu, 40000), 3);
  set_operands(
      cpu, integer_add(cpu, a, value_of_fixnum(5)),
      integer_add(cpu, integer_shift_left(cpu, value_of_fixnum(1), 30000), value_of_fixnum(1)));
  run_leaf(cpu, leaf_ratio);
  REQUIRE(number_equivalent(cpu, fixture_roots[LARGE_RESULT], fixture_roots[LARGE_SECOND]));
}
END_TEST

START_TEST(test_size_limit) {
  static const struct row rows[] = {
      {"* 1E30000000M 1.5M", "1.5E+30000000M"},
      {"bigint 1E30000000M", "!ARITHMETIC"},
      {"+ 1E30000000M 1M", "!ARITHMETIC"},
  };
  check_rows(rows, array_length(rows));
}
END_TEST

START_TEST(test_double_laws) {
  struct cpu *cpu = start();
  memset(cpu->random_state, 0x5a, sizeof cpu->random_state);
  for (int i = 0; i < 200000; i++) {
    uint64_t bits = random_next(cpu);
    if (i % 4 == 1) bits &= ~UINT64_C(0) << random_below(cpu, 50);      // few digits of fraction
    if (i % 4 == 2) bits &= (UINT64_C(1) << random_below(cpu, 64)) - 1; // small and subnormal
    double d;
    memcpy(&d, &bits, sizeof d);
    if (i % 4 == 3) d = (double)(int64_t)(bits >> 30) / 1000;
    if (!isfinite(d)) continue;
    char buffer[DOUBLE_TEXT];
    size_t length = double_print(d, buffer);
    double back;
    REQUIRE(double_parse(cpu, buffer, length, &back));
    REQUIRE(memcmp(&back, &d, sizeof d) == 0);
    // One digit less must not read back.
    char digits[DOUBLE_DIGITS + 1], shorter[40];
    int exponent, count = d != 0 ? double_digits(fabs(d), digits, &exponent) : 0;
    if (count > 2) {
      snprintf(shorter, sizeof shorter, "%.*e", count - 2, fabs(d));
      REQUIRE(strtod(shorter, NULL) != fabs(d));
    }
    value_t v = number_from_double(cpu, d);
    double again = number_double(v);
    REQUIRE(memcmp(&again, &d, sizeof d) == 0);
    if (i % 64 == 0) {
      scratch_reset(cpu);
      fixture_safepoint(cpu);
    }
  }
}
END_TEST

START_TEST(test_decimal_laws) {
  struct cpu *cpu = start();
  memset(cpu->random_state, 0x5a, sizeof cpu->random_state);
  for (int i = 0; i < 3000; i++) {
    value_t a = decimal_new(cpu, random_integer(cpu, 300), (int64_t)random_below(cpu, 60) - 30);
    value_t b = decimal_new(cpu, random_integer(cpu, 300), (int64_t)random_below(cpu, 60) - 30);
    value_t sum = decimal_add(cpu, a, b, DECIMAL_EXACT);
    REQUIRE(decimal_compare(cpu, decimal_subtract(cpu, sum, b, DECIMAL_EXACT), a) == 0);
    struct text text;
    text_start(&text, cpu);
    decimal_print(&text, a);
    value_t back = decimal_parse(cpu, text.bytes, text.length);
    REQUIRE(decimal_scale(back) == decimal_scale(a));
    REQUIRE(same(decimal_unscaled(back), decimal_unscaled(a)));
    REQUIRE(decimal_hash(cpu, decimal_strip_zeros(cpu, a)) == decimal_hash(cpu, a));
    if (integer_sign(decimal_unscaled(b)) != 0) {
      value_t product = decimal_multiply(cpu, a, b, DECIMAL_EXACT);
      REQUIRE(decimal_compare(cpu, decimal_divide(cpu, product, b, DECIMAL_EXACT), a) == 0);
      value_t quotient = decimal_quotient(cpu, a, b, DECIMAL_EXACT);
      value_t rest = decimal_remainder(cpu, a, b, DECIMAL_EXACT);
      value_t whole =
          decimal_add(cpu, decimal_multiply(cpu, quotient, b, DECIMAL_EXACT), rest, DECIMAL_EXACT);
      REQUIRE(decimal_compare(cpu, whole, a) == 0);
    }
    scratch_reset(cpu);
    fixture_safepoint(cpu);
  }
}
END_TEST

START_TEST(test_random_is_spread) {
  struct cpu *cpu = start();
  int counts[10] = {0};
  for (int i = 0; i < 100000; i++) {
    double d = random_double(cpu);
    REQUIRE(d >= 0 && d < 1);
    counts[(int)(d * 10)]++;
    REQUIRE(random_below(cpu, 7) < 7);
  }
  for (int i = 0; i < 10; i++) ck_assert(counts[i] > 9500 && counts[i] < 10500);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("number");
  TCase *cases = tcase_create("number");
  tcase_set_timeout(cases, 60);
  tcase_add_test(cases, test_longs);
  tcase_add_test(cases, test_tower);
  tcase_add_test(cases, test_decimals);
  tcase_add_test(cases, test_doubles);
  tcase_add_test(cases, test_reading);
  tcase_add_test(cases, test_formats);
  tcase_add_test(cases, test_uuids_and_instants);
  tcase_add_test(cases, test_integer_laws);
  tcase_add_test(cases, test_large_integers);
  tcase_add_test(cases, test_large_integers_in_pieces);
  tcase_add_test(cases, test_size_limit);
  tcase_add_test(cases, test_double_laws);
  tcase_add_test(cases, test_decimal_laws);
  tcase_add_test(cases, test_random_is_spread);
  suite_add_tcase(suite, cases);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed != 0;
}
