// SPDX-License-Identifier: MIT
// The lexer of lang/token.h. re2c decides by the first characters; words, blanks and comments are
// then run over by a table, with bounds.
#include "lang/token.h"

// What a byte does to a word that it follows.
enum byte_class {
  BYTE_WORD = 0,       // goes on with any word
  BYTE_BLANK = 1,      // ends any
  BYTE_DELIMITER = 2,  // ends any
  BYTE_READER_END = 4, // ends any, in EDN a part of it
  BYTE_INNER = 8,      // # ' %: ends a number, is part of other words
  BYTE_WIDE = 16,      // may start a blank beyond ASCII
};

static const uint8_t byte_classes[256] = {
    ['\t'] = BYTE_BLANK,     ['\n'] = BYTE_BLANK,     ['\v'] = BYTE_BLANK,
    ['\f'] = BYTE_BLANK,     ['\r'] = BYTE_BLANK,     [0x1c] = BYTE_BLANK,
    [0x1d] = BYTE_BLANK,     [0x1e] = BYTE_BLANK,     [0x1f] = BYTE_BLANK,
    [' '] = BYTE_BLANK,      [','] = BYTE_BLANK,      ['"'] = BYTE_DELIMITER,
    [';'] = BYTE_DELIMITER,  ['^'] = BYTE_DELIMITER,  ['('] = BYTE_DELIMITER,
    [')'] = BYTE_DELIMITER,  ['['] = BYTE_DELIMITER,  [']'] = BYTE_DELIMITER,
    ['{'] = BYTE_DELIMITER,  ['}'] = BYTE_DELIMITER,  ['\\'] = BYTE_DELIMITER,
    ['@'] = BYTE_READER_END, ['`'] = BYTE_READER_END, ['~'] = BYTE_READER_END,
    ['#'] = BYTE_INNER,      ['\''] = BYTE_INNER,     ['%'] = BYTE_INNER,
    [0xe1] = BYTE_WIDE,      [0xe2] = BYTE_WIDE,      [0xe3] = BYTE_WIDE,
};

// White space beyond ASCII, as Java has it: U+1680, U+2000 to U+200A but U+2007, U+2028, U+2029,
// U+205F, U+3000. All take three bytes.
static bool wide_blank(const char *p) {
  unsigned char a = (unsigned char)p[0], b = (unsigned char)p[1], c = (unsigned char)p[2];
  if (a == 0xe1) return b == 0x9a && c == 0x80;
  if (a == 0xe3) return b == 0x80 && c == 0x80;
  if (a != 0xe2) return false;
  if (b == 0x81) return c == 0x9f;
  return b == 0x80 && ((c >= 0x80 && c <= 0x8a && c != 0x87) || c == 0xa8 || c == 0xa9);
}

size_t token_blank(const char *bytes, size_t length, size_t offset) {
  if (offset >= length) return 0;
  uint8_t class = byte_classes[(unsigned char)bytes[offset]];
  if (class == BYTE_BLANK) return 1;
  return class == BYTE_WIDE && wide_blank(bytes + offset) ? 3 : 0;
}

static struct token run_of_blanks(const char *bytes, size_t length, size_t start, size_t end) {
  size_t limit = minimum(length, start + TOKEN_RUN_LIMIT);
  while (end < limit) {
    size_t width = token_blank(bytes, length, end);
    if (width == 0) break;
    end += width;
  }
  return (struct token){TOKEN_BLANK, start, end};
}

// Does not take the end of the line: that is a blank.
size_t token_comment_end(const char *bytes, size_t length, size_t offset) {
  size_t limit = minimum(length, offset + TOKEN_RUN_LIMIT), end = offset;
  while (end < limit && bytes[end] != '\n' && bytes[end] != '\r') end++;
  return end;
}
static struct token run_of_comment(const char *bytes, size_t length, size_t start) {
  return (struct token){TOKEN_COMMENT, start, token_comment_end(bytes, length, start)};
}

// The word whose first character ends at `end`.
static struct token word(enum token_kind kind, const char *bytes, size_t length, size_t start,
                         size_t end, unsigned stoppers) {
  while (end < length) {
    uint8_t class = byte_classes[(unsigned char)bytes[end]];
    if (class & stoppers) break;
    if (class == BYTE_WIDE && wide_blank(bytes + end)) break;
    if (++end - start > TOKEN_WORD_LIMIT) return (struct token){TOKEN_LONG, start, end};
  }
  return (struct token){kind, start, end};
}

struct token token_next(const char *bytes, size_t length, size_t offset, bool edn) {
  if (offset >= length) return (struct token){TOKEN_END, length, length};
  const char *YYCURSOR = bytes + offset, *YYMARKER;
  unsigned word_end = BYTE_BLANK | BYTE_DELIMITER | (edn ? 0 : BYTE_READER_END);
#define TOKEN_HERE(kind) ((struct token){(kind), offset, (size_t)(YYCURSOR - bytes)})
#define TOKEN_RUN(kind, stoppers)                                                                  \
  word((kind), bytes, length, offset, (size_t)(YYCURSOR - bytes), (stoppers))
#define TOKEN_UNLESS_EDN(kind) (edn ? TOKEN_RUN(TOKEN_WORD, word_end) : TOKEN_HERE(kind))
  /*!re2c
    re2c:flags:utf-8 = 1;
    re2c:define:YYCTYPE = "unsigned char";
    re2c:yyfill:enable = 0;

    digit = [0-9];
    blank = [ \t\n\v\f\r,\x1c-\x1f];
    wide  = [\u1680\u2000-\u2006\u2008-\u200a\u2028\u2029\u205f\u3000];

    blank | wide   { return run_of_blanks(bytes, length, offset, (size_t)(YYCURSOR - bytes)); }
    ";" | "#!"     { return run_of_comment(bytes, length, offset); }
    "("            { return TOKEN_HERE(TOKEN_LIST_OPEN); }
    ")"            { return TOKEN_HERE(TOKEN_LIST_CLOSE); }
    "["            { return TOKEN_HERE(TOKEN_VECTOR_OPEN); }
    "]"            { return TOKEN_HERE(TOKEN_VECTOR_CLOSE); }
    "{"            { return TOKEN_HERE(TOKEN_MAP_OPEN); }
    "}"            { return TOKEN_HERE(TOKEN_MAP_CLOSE); }
    ["]            { return TOKEN_HERE(TOKEN_STRING); }
    "^" | "#^"     { return TOKEN_HERE(TOKEN_META); }
    "'"            { return TOKEN_UNLESS_EDN(TOKEN_QUOTE); }
    "`"            { return TOKEN_UNLESS_EDN(TOKEN_SYNTAX_QUOTE); }
    "~"            { return TOKEN_UNLESS_EDN(TOKEN_UNQUOTE); }
    "~@"           { return TOKEN_UNLESS_EDN(TOKEN_UNQUOTE_SPLICING); }
    "@"            { return TOKEN_UNLESS_EDN(TOKEN_DEREF); }
    "#{"           { return TOKEN_HERE(TOKEN_SET_OPEN); }
    "#("           { return TOKEN_HERE(TOKEN_FUNCTION_OPEN); }
    "#" ["]        { return TOKEN_HERE(TOKEN_REGEX); }
    "#'"           { return TOKEN_HERE(TOKEN_VAR); }
    "#_"           { return TOKEN_HERE(TOKEN_DISCARD); }
    "#="           { return TOKEN_HERE(TOKEN_EVAL); }
    "#?"           { return TOKEN_HERE(TOKEN_CONDITIONAL); }
    "#?@"          { return TOKEN_HERE(TOKEN_CONDITIONAL_SPLICING); }
    "##"           { return TOKEN_HERE(TOKEN_SYMBOLIC); }
    "#:"           { return TOKEN_HERE(TOKEN_NAMESPACED_MAP); }
    "#<"           { return TOKEN_HERE(TOKEN_UNREADABLE); }
    "#"            { return TOKEN_HERE(TOKEN_TAG); }
    [+-]? digit    { return TOKEN_RUN(TOKEN_NUMBER, word_end | BYTE_INNER); }
    "%"            { return TOKEN_RUN(edn ? TOKEN_WORD : TOKEN_ARGUMENT, word_end); }
    "\\"           {
      // The character after the backslash is part of the word, whatever it is.
      size_t first = (size_t)(YYCURSOR - bytes);
      if (first >= length) return TOKEN_HERE(TOKEN_CHARACTER);
      do first++;
      while (((unsigned char)bytes[first] & 0xc0) == 0x80);
      return word(TOKEN_CHARACTER, bytes, length, offset, first, word_end);
    }
    *              { return TOKEN_RUN(TOKEN_WORD, word_end); }
  */
#undef TOKEN_HERE
#undef TOKEN_RUN
#undef TOKEN_UNLESS_EDN
}
