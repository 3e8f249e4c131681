// SPDX-License-Identifier: MIT
// Properties by name: POSIX ones (ASCII only), those of java.lang.Character, general categories,
// scripts, some blocks.
#include "lang/regex_property.h"

#include <string.h>
#include <strings.h>

#include "lang/utf8.h"

// One row a property: what it is in a class, and its opposite (as ranges, since an item of a class
// cannot be negated). NULL: the opposite is the item with \P for \p.
static const struct {
  const char *name, *items, *opposite;
} properties[] = {
    {"Lower", "a-z", "\\x{0}-`{-\\x{10ffff}"},
    {"Upper", "A-Z", "\\x{0}-@\\[-\\x{10ffff}"},
    {"ASCII", "\\x{0}-\\x{7f}", "\\x{80}-\\x{10ffff}"},
    {"Alpha", "a-zA-Z", "\\x{0}-@\\[-`{-\\x{10ffff}"},
    {"Digit", "0-9", "\\x{0}-\\/:-\\x{10ffff}"},
    {"Alnum", "a-zA-Z0-9", "\\x{0}-\\/:-@\\[-`{-\\x{10ffff}"},
    {"Punct", "!-\\/:-@\\[-`{-~", "\\x{0}- 0-9A-Za-z\\x{7f}-\\x{10ffff}"},
    {"Graph", "!-~", "\\x{0}- \\x{7f}-\\x{10ffff}"},
    {"Print", " -~", "\\x{0}-\\x{1f}\\x{7f}-\\x{10ffff}"},
    {"Blank", " \\t", "\\x{0}-\\x{8}\\x{a}-\\x{1f}!-\\x{10ffff}"},
    {"Cntrl", "\\x{0}-\\x{1f}\\x{7f}", " -~\\x{80}-\\x{10ffff}"},
    {"XDigit", "0-9a-fA-F", "\\x{0}-\\/:-@G-`g-\\x{10ffff}"},
    {"Space", " \\t-\\r", "\\x{0}-\\x{8}\\x{e}-\\x{1f}!-\\x{10ffff}"},
    {"javaLowerCase", "\\p{Ll}", NULL},
    {"javaUpperCase", "\\p{Lu}", NULL},
    {"javaTitleCase", "\\p{Lt}", NULL},
    {"javaDigit", "\\p{Nd}", NULL},
    {"javaLetter", "\\p{L}", NULL},
    {"javaAlphabetic", "\\p{Alphabetic}", NULL},
    {"javaIdeographic", "\\p{Ideographic}", NULL},
    {"javaLetterOrDigit", "\\p{L}\\p{Nd}", NULL},
    {"javaISOControl", "\\p{Cc}", NULL},
    {"javaMirrored", "\\p{Bidi_Mirrored}", NULL},
    {"javaSpaceChar", "\\p{Z}", NULL},
    {"javaWhitespace",
     "\\x{9}-\\x{d}\\x{1c}-\\x{20}\\x{1680}\\x{2000}-\\x{2006}\\x{2008}-\\x{200a}\\x{2028}\\x{2029}"
     "\\x{205f}\\x{3000}",
     "\\x{0}-\\x{8}\\x{e}-\\x{1b}!-\\x{167f}\\x{1681}-\\x{1fff}\\x{2007}\\x{200b}-\\x{2027}"
     "\\x{202a}-\\x{205e}\\x{2060}-\\x{2fff}\\x{3001}-\\x{10ffff}"},
    {"IsAlphabetic", "\\p{Alphabetic}", NULL},
    {"IsIdeographic", "\\p{Ideographic}", NULL},
    {"IsLetter", "\\p{L}", NULL},
    {"IsLowercase", "\\p{Lowercase}", NULL},
    {"IsUppercase", "\\p{Uppercase}", NULL},
    {"IsTitlecase", "\\p{Lt}", NULL},
    {"IsPunctuation", "\\p{P}", NULL},
    {"IsControl", "\\p{Cc}", NULL},
    {"IsWhite_Space", "\\p{White_Space}", NULL},
    {"IsWhiteSpace", "\\p{White_Space}", NULL},
    {"IsDigit", "\\p{Nd}", NULL},
    {"IsHex_Digit", "\\p{Hex_Digit}", NULL},
    {"IsAssigned", "\\P{Cn}", "\\p{Cn}"},
    {"IsEmoji", "\\p{Emoji}", NULL},
    {"L1", "\\x{0}-\\x{ff}", "\\x{100}-\\x{10ffff}"},
    {"all", "\\x{0}-\\x{10ffff}", NULL},
    {"InBasicLatin", "\\x{0}-\\x{7f}", "\\x{80}-\\x{10ffff}"},
    {"InLatin-1Supplement", "\\x{80}-\\x{ff}", "\\x{0}-\\x{7f}\\x{100}-\\x{10ffff}"},
    {"InGreek", "\\x{370}-\\x{3ff}", "\\x{0}-\\x{36f}\\x{400}-\\x{10ffff}"},
    {"InCyrillic", "\\x{400}-\\x{4ff}", "\\x{0}-\\x{3ff}\\x{500}-\\x{10ffff}"},
    {"InHebrew", "\\x{590}-\\x{5ff}", "\\x{0}-\\x{58f}\\x{600}-\\x{10ffff}"},
    {"InArabic", "\\x{600}-\\x{6ff}", "\\x{0}-\\x{5ff}\\x{700}-\\x{10ffff}"},
    {"InHiragana", "\\x{3040}-\\x{309f}", "\\x{0}-\\x{303f}\\x{30a0}-\\x{10ffff}"},
    {"InKatakana", "\\x{30a0}-\\x{30ff}", "\\x{0}-\\x{309f}\\x{3100}-\\x{10ffff}"},
    {"InCJKUnifiedIdeographs", "\\x{4e00}-\\x{9fff}", "\\x{0}-\\x{4dff}\\x{a000}-\\x{10ffff}"},
};

// General categories, by which \p{IsLu} and \p{gc=Lu} go too.
static bool is_category(const char *name, size_t length) {
  static const char categories[] = "C Cc Cf Cn Co Cs L Ll Lm Lo Lt Lu M Mc Me Mn N Nd Nl No P Pc "
                                   "Pd Pe Pf Pi Po Ps S Sc Sk Sm So "
                                   "Z Zl Zp Zs L& LC ";
  if (length == 0 || length > 2) return false;
  char word[4] = {0};
  memcpy(word, name, length);
  word[length] = ' ';
  const char *found = strstr(categories, word);
  return found != NULL && (found == categories || found[-1] == ' ');
}

static bool has_prefix(const char *name, size_t length, const char *prefix) {
  return length > strlen(prefix) && strncasecmp(name, prefix, strlen(prefix)) == 0;
}

static void add_named(struct text *text, const char *name, size_t length, bool negated) {
  text_add_c(text, negated ? "\\P{" : "\\p{");
  if (length == 2 && memcmp(name, "LC", 2) == 0) name = "L&";
  text_add(text, name, length);
  text_add_byte(text, '}');
}

bool regex_property(struct text *text, const char *name, size_t length, bool negated) {
  for (size_t i = 0; i < array_length(properties); i++) {
    if (strlen(properties[i].name) != length || memcmp(properties[i].name, name, length) != 0)
      continue;
    const char *items = properties[i].items, *opposite = properties[i].opposite;
    if (!negated) {
      text_add_c(text, items);
    } else if (opposite != NULL) {
      text_add_c(text, opposite);
    } else if (items[0] == '\\' && items[1] == 'p' && strchr(items + 2, '\\') == NULL) {
      text_add_c(text, "\\P");
      text_add_c(text, items + 2);
    } else {
      return false;
    }
    return true;
  }
  if (is_category(name, length)) {
    add_named(text, name, length, negated);
    return true;
  }
  static const char *const prefixes[] = {"general_category=", "gc=", "script=", "sc=", "Is"};
  for (size_t i = 0; i < array_length(prefixes); i++) {
    size_t skip = strlen(prefixes[i]);
    if (!has_prefix(name, length, prefixes[i])) continue;
    // A script's name: PCRE2 knows whether there is one; it takes letters, digits and _ only.
    for (size_t k = skip; k < length; k++) {
      char c = name[k];
      bool allowed = (c | 32) >= 'a' ? (c | 32) <= 'z' : (c >= '0' && c <= '9') || c == '_';
      if (!allowed && c != '_') return false;
    }
    add_named(text, name + skip, length - skip, negated);
    return true;
  }
  return false;
}
