// SPDX-License-Identifier: MIT
// Characters: see lang/character.h. The primitives take a character or an integer code point, as
// the methods of java.lang.Character do.
#include "lang/character.h"

#include <utf8proc.h>

#include "lang/number.h"
#include "lang/string.h"
#include "lang/utf8.h"

bool character_is_whitespace(uint32_t c) {
  if (c < 0x80) return c == ' ' || (c >= 9 && c <= 13) || (c >= 0x1c && c <= 0x1f);
  if (c == 0xa0 || c == 0x2007 || c == 0x202f) return false;
  utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)c);
  return category == UTF8PROC_CATEGORY_ZS || category == UTF8PROC_CATEGORY_ZL ||
         category == UTF8PROC_CATEGORY_ZP;
}

static bool category_between(uint32_t c, int low, int high) {
  int category = utf8proc_category((utf8proc_int32_t)c);
  return category >= low && category <= high;
}
bool character_is_letter(uint32_t c) {
  return category_between(c, UTF8PROC_CATEGORY_LU, UTF8PROC_CATEGORY_LO);
}
bool character_is_digit(uint32_t c) {
  return category_between(c, UTF8PROC_CATEGORY_ND, UTF8PROC_CATEGORY_ND);
}
bool character_is_upper(uint32_t c) { return utf8proc_isupper((utf8proc_int32_t)c) != 0; }
bool character_is_lower(uint32_t c) { return utf8proc_islower((utf8proc_int32_t)c) != 0; }
bool character_is_cased(uint32_t c) {
  return category_between(c, UTF8PROC_CATEGORY_LU, UTF8PROC_CATEGORY_LT) || character_is_upper(c) ||
         character_is_lower(c);
}
uint32_t character_upper(uint32_t c) {
  if (c == 0xdf) return c; // the capital sharp s is an upper case that no rule makes
  return (uint32_t)utf8proc_toupper((utf8proc_int32_t)c);
}
uint32_t character_lower(uint32_t c) { return (uint32_t)utf8proc_tolower((utf8proc_int32_t)c); }

// Characters whose upper case is longer: the unconditional rows of Unicode's SpecialCasing, but for
// Greek with a iota below, which character_upper_full takes apart.
static const struct {
  uint16_t from, to[3];
} longer_upper[] = {
    {0x00df, {'S', 'S'}},
    {0x0149, {0x02bc, 'N'}},
    {0x01f0, {'J', 0x030c}},
    {0x0390, {0x0399, 0x0308, 0x0301}},
    {0x03b0, {0x03a5, 0x0308, 0x0301}},
    {0x0587, {0x0535, 0x0552}},
    {0x1e96, {'H', 0x0331}},
    {0x1e97, {'T', 0x0308}},
    {0x1e98, {'W', 0x030a}},
    {0x1e99, {'Y', 0x030a}},
    {0x1e9a, {'A', 0x02be}},
    {0x1f50, {0x03a5, 0x0313}},
    {0x1f52, {0x03a5, 0x0313, 0x0300}},
    {0x1f54, {0x03a5, 0x0313, 0x0301}},
    {0x1f56, {0x03a5, 0x0313, 0x0342}},
    {0x1fb6, {0x0391, 0x0342}},
    {0x1fc6, {0x0397, 0x0342}},
    {0x1fd2, {0x0399, 0x0308, 0x0300}},
    {0x1fd3, {0x0399, 0x0308, 0x0301}},
    {0x1fd6, {0x0399, 0x0342}},
    {0x1fd7, {0x0399, 0x0308, 0x0342}},
    {0x1fe2, {0x03a5, 0x0308, 0x0300}},
    {0x1fe3, {0x03a5, 0x0308, 0x0301}},
    {0x1fe4, {0x03a1, 0x0313}},
    {0x1fe6, {0x03a5, 0x0342}},
    {0x1fe7, {0x03a5, 0x0308, 0x0342}},
    {0x1ff6, {0x03a9, 0x0342}},
    {0xfb00, {'F', 'F'}},
    {0xfb01, {'F', 'I'}},
    {0xfb02, {'F', 'L'}},
    {0xfb03, {'F', 'F', 'I'}},
    {0xfb04, {'F', 'F', 'L'}},
    {0xfb05, {'S', 'T'}},
    {0xfb06, {'S', 'T'}},
    {0xfb13, {0x0544, 0x0546}},
    {0xfb14, {0x0544, 0x0535}},
    {0xfb15, {0x0544, 0x053b}},
    {0xfb16, {0x054e, 0x0546}},
    {0xfb17, {0x0544, 0x053d}},
};

unsigned character_upper_full(uint32_t c, uint32_t out[3]) {
  out[0] = character_upper(c);
  if (c < 0x80) return 1;
  for (size_t i = 0; i < array_length(longer_upper); i++) {
    if (longer_upper[i].from != c) continue;
    unsigned count = 0;
    while (count < 3 && longer_upper[i].to[count] != 0) {
      out[count] = longer_upper[i].to[count];
      count++;
    }
    return count;
  }
  if (c < 0x1f80 || c > 0x1fff) return 1;
  // Greek with a iota below: the letter without it, then a capital iota.
  utf8proc_int32_t parts[8];
  int boundary = 0;
  utf8proc_ssize_t count = utf8proc_decompose_char((utf8proc_int32_t)c, parts, array_length(parts),
                                                   UTF8PROC_DECOMPOSE | UTF8PROC_STABLE, &boundary);
  if (count < 2 || parts[count - 1] != 0x345) return 1;
  count--;
  count = utf8proc_normalize_utf32(parts, count, UTF8PROC_COMPOSE | UTF8PROC_STABLE);
  unsigned filled = 0;
  for (utf8proc_ssize_t i = 0; i < count && filled < 2; i++) {
    uint32_t inner[3];
    unsigned length =
        parts[i] == (utf8proc_int32_t)c ? 0 : character_upper_full((uint32_t)parts[i], inner);
    for (unsigned k = 0; k < length && filled < 2; k++) out[filled++] = inner[k];
  }
  out[filled++] = 0x0399;
  return filled;
}

int character_digit(uint32_t c, int radix) {
  int value = -1;
  if (c < 0x80) {
    if (c >= '0' && c <= '9') value = (int)c - '0';
    if (c >= 'a' && c <= 'z') value = (int)c - 'a' + 10;
    if (c >= 'A' && c <= 'Z') value = (int)c - 'A' + 10;
  } else if (character_is_digit(c)) {
    // Decimal digits come in runs of ten from a zero on: go back to the start of the run.
    value = 0;
    while (value < 9 && character_is_digit(c - (uint32_t)value - 1)) value++;
    // Runs may touch (the mathematical digits do); theirs start at U+1D7CE.
    if (c >= 0x1d7ce && c <= 0x1d7ff) value = (int)(c - 0x1d7ce) % 10;
  } else if ((c >= 0xff21 && c <= 0xff3a) || (c >= 0xff41 && c <= 0xff5a)) {
    value = (int)((c - 0xff21) % 32) + 10; // full-width letters
  }
  return value < radix ? value : -1;
}

// --- Primitives ---------------------------------------------------------------------------------
static uint32_t code_point_argument(struct cpu *cpu, value_t v) {
  if (value_is_character(v)) return value_character(v);
  if (!number_is_long(v)) error_raise(cpu, ERROR_TYPE, "A character is needed, not %V (%T)", v, v);
  int64_t n = number_int64(v);
  if (n < 0 || n >= UTF8_LIMIT)
    error_raise(cpu, ERROR_ARGUMENT, "Not a valid Unicode code point: 0x%X", (unsigned)n);
  return (uint32_t)n;
}

static bool is_letter_or_digit(uint32_t c) {
  return character_is_letter(c) || character_is_digit(c);
}
static bool is_title(uint32_t c) {
  return category_between(c, UTF8PROC_CATEGORY_LT, UTF8PROC_CATEGORY_LT);
}
static bool is_space(uint32_t c) {
  return category_between(c, UTF8PROC_CATEGORY_ZS, UTF8PROC_CATEGORY_ZP);
}
static bool is_control(uint32_t c) { return c < 0x20 || (c >= 0x7f && c <= 0x9f); }
static bool is_alphabetic(uint32_t c) {
  return character_is_letter(c) || category_between(c, UTF8PROC_CATEGORY_NL, UTF8PROC_CATEGORY_NL);
}
static bool is_defined(uint32_t c) {
  return utf8proc_category((utf8proc_int32_t)c) != UTF8PROC_CATEGORY_CN;
}
static bool is_wide(uint32_t c) { return c > 0xffff; }

// One row a question: the suffix of the leaf's name, the function.
// clang-format off
#define CHARACTER_TESTS(TEST) \
  TEST(letter, character_is_letter) TEST(digit, character_is_digit) \
  TEST(letter_or_digit, is_letter_or_digit) TEST(upper, character_is_upper) \
  TEST(lower, character_is_lower) TEST(title, is_title) \
  TEST(whitespace, character_is_whitespace) TEST(space, is_space) TEST(control, is_control) \
  TEST(alphabetic, is_alphabetic) TEST(defined, is_defined) TEST(supplementary, is_wide)
// clang-format on
#define TEST(name, function)                                                                       \
  static value_t primitive_is_##name(struct cpu *cpu, const value_t *arguments, uint32_t count) {  \
    (void)count;                                                                                   \
    return value_boolean(function(code_point_argument(cpu, arguments[0])));                        \
  }
CHARACTER_TESTS(TEST)
#undef TEST

// The answer has the type of the question.
static value_t like(struct cpu *cpu, value_t original, uint32_t c) {
  return value_is_character(original) ? value_of_character(c) : number_from_int64(cpu, c);
}
static value_t primitive_upper(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  return like(cpu, arguments[0], character_upper(code_point_argument(cpu, arguments[0])));
}
static value_t primitive_title(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  uint32_t c = code_point_argument(cpu, arguments[0]);
  return like(cpu, arguments[0], (uint32_t)utf8proc_totitle((utf8proc_int32_t)c));
}
static value_t primitive_lower(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  return like(cpu, arguments[0], character_lower(code_point_argument(cpu, arguments[0])));
}

static int radix_argument(struct cpu *cpu, value_t v) {
  int64_t radix = number_to_index(cpu, v, "The radix");
  if (radix < 2 || radix > 36)
    error_raise(cpu, ERROR_ARGUMENT, "The radix must be from 2 to 36, not %V", v);
  return (int)radix;
}
static value_t primitive_digit_value(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  uint32_t c = code_point_argument(cpu, arguments[0]);
  return value_of_fixnum(character_digit(c, radix_argument(cpu, arguments[1])));
}
static value_t primitive_digit_for(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  int64_t n = number_to_index(cpu, arguments[0], "The digit");
  int radix = radix_argument(cpu, arguments[1]);
  if (n < 0 || n >= radix) return value_of_character(0);
  return value_of_character((uint32_t)(n < 10 ? '0' + n : 'a' + n - 10));
}
static value_t primitive_category(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  return string_from_c(
      cpu, utf8proc_category_string((utf8proc_int32_t)code_point_argument(cpu, arguments[0])));
}

// (char x): a unit of UTF-16, as on the JVM, be it half of a surrogate pair. What lies beyond is
// made by code-point->char.
static value_t core_char(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  value_t v = arguments[0];
  if (likely(value_is_fixnum(v)) && (uint64_t)value_fixnum(v) < 0x10000)
    return value_of_character((uint32_t)value_fixnum(v));
  if (value_is_character(v)) return v;
  if (value_is_nil(v)) error_raise(cpu, ERROR_NIL, "char: a number is needed, not nil");
  if (!number_is(v)) error_raise(cpu, ERROR_TYPE, "char: a number is needed, not %V (%T)", v, v);
  double d = number_to_double(cpu, v);
  if (!(d > -1 && d < 0x10000))
    error_raise(cpu, ERROR_ARGUMENT, "Value out of range for char: %S", v);
  return value_of_character((uint32_t)d);
}
static value_t core_code_point_to_char(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  return value_of_character(code_point_argument(cpu, arguments[0]));
}
static value_t core_is_char(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)cpu, (void)count;
  return value_boolean(value_is_character(arguments[0]));
}

const struct primitive character_primitives[] = {
    {"clojure.core/char", core_char, 1, 1, "([x])", "Coerces a number to a character."},
    {"nacre.core/code-point->char", core_code_point_to_char, 1, 1, "([n])",
     "The character with that code point: what char gives up to 0xFFFF, and those beyond."},
    {"clojure.core/char?", core_is_char, 1, 1, "([x])", "Returns true if x is a character."},
    {"nacre.primitive/character-letter?", primitive_is_letter, 1, 1, "([c])", "Character.isLetter"},
    {"nacre.primitive/character-digit?", primitive_is_digit, 1, 1, "([c])", "Character.isDigit"},
    {"nacre.primitive/character-letter-or-digit?", primitive_is_letter_or_digit, 1, 1, "([c])",
     "Character.isLetterOrDigit"},
    {"nacre.primitive/character-upper?", primitive_is_upper, 1, 1, "([c])",
     "Character.isUpperCase"},
    {"nacre.primitive/character-lower?", primitive_is_lower, 1, 1, "([c])",
     "Character.isLowerCase"},
    {"nacre.primitive/character-title?", primitive_is_title, 1, 1, "([c])",
     "Character.isTitleCase"},
    {"nacre.primitive/character-whitespace?", primitive_is_whitespace, 1, 1, "([c])",
     "Character.isWhitespace"},
    {"nacre.primitive/character-space?", primitive_is_space, 1, 1, "([c])",
     "Character.isSpaceChar"},
    {"nacre.primitive/character-control?", primitive_is_control, 1, 1, "([c])",
     "Character.isISOControl"},
    {"nacre.primitive/character-alphabetic?", primitive_is_alphabetic, 1, 1, "([c])",
     "Character.isAlphabetic"},
    {"nacre.primitive/character-defined?", primitive_is_defined, 1, 1, "([c])",
     "Character.isDefined"},
    {"nacre.primitive/character-supplementary?", primitive_is_supplementary, 1, 1, "([c])",
     "True when c needs two units of UTF-16."},
    {"nacre.primitive/character-upper", primitive_upper, 1, 1, "([c])", "Character.toUpperCase"},
    {"nacre.primitive/character-title", primitive_title, 1, 1, "([c])", "Character.toTitleCase"},
    {"nacre.primitive/character-lower", primitive_lower, 1, 1, "([c])", "Character.toLowerCase"},
    {"nacre.primitive/character-digit", primitive_digit_value, 2, 2, "([c radix])",
     "Character.digit: the value, or -1."},
    {"nacre.primitive/character-for-digit", primitive_digit_for, 2, 2, "([n radix])",
     "Character.forDigit"},
    {"nacre.primitive/character-category", primitive_category, 1, 1, "([c])",
     "The general category as Unicode abbreviates it: \"Lu\"."},
    {NULL, NULL, 0, 0, NULL, NULL},
};
