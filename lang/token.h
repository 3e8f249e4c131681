// SPDX-License-Identifier: MIT
// The lexer: tells from the next bytes of source text what stands there. It is a pure function over
// bytes; what a token means is the reader's business.
//
// Bytes are well-formed UTF-8 with a zero byte after `length`; a zero byte before is part of a
// symbol. A run of blanks, a comment or a word longer than the lexer's bounds is cut or refused, so
// that one call stays well under 100 µs.
#ifndef NACRE_LANG_TOKEN_H
#define NACRE_LANG_TOKEN_H

#include "kernel/base.h"

enum {
  TOKEN_RUN_LIMIT = 16 * 1024,  // a run of blanks or comment is given out in pieces of this size
  TOKEN_WORD_LIMIT = 64 * 1024, // a longer symbol, keyword, number or character is TOKEN_LONG
};

// clang-format off
#define TOKEN_KINDS(TOKEN) \
  TOKEN(END)              /* no more bytes */ \
  TOKEN(BLANK)            /* white space and commas */ \
  TOKEN(COMMENT)          /* the start of one, or more of it: ends at the end of the line */ \
  TOKEN(LIST_OPEN) TOKEN(LIST_CLOSE) \
  TOKEN(VECTOR_OPEN) TOKEN(VECTOR_CLOSE) \
  TOKEN(MAP_OPEN) TOKEN(MAP_CLOSE) \
  TOKEN(SET_OPEN)         /* #{ */ \
  TOKEN(FUNCTION_OPEN)    /* #( */ \
  TOKEN(STRING)           /* its opening quote */ \
  TOKEN(REGEX)            /* #" */ \
  TOKEN(CHARACTER)        /* a backslash and its word */ \
  TOKEN(QUOTE) TOKEN(SYNTAX_QUOTE) TOKEN(UNQUOTE) TOKEN(UNQUOTE_SPLICING) TOKEN(DEREF) \
  TOKEN(META)             /* ^ or #^ */ \
  TOKEN(VAR)              /* #' */ \
  TOKEN(DISCARD)          /* #_ */ \
  TOKEN(EVAL)             /* #= */ \
  TOKEN(CONDITIONAL)      /* #? */ \
  TOKEN(CONDITIONAL_SPLICING) /* #?@ */ \
  TOKEN(SYMBOLIC)         /* ## */ \
  TOKEN(NAMESPACED_MAP)   /* #: */ \
  TOKEN(UNREADABLE)       /* #< */ \
  TOKEN(TAG)              /* # before anything else */ \
  TOKEN(NUMBER) \
  TOKEN(ARGUMENT)         /* a word that starts with % */ \
  TOKEN(WORD)             /* symbol, keyword, true, false, nil */ \
  TOKEN(LONG)             /* a word beyond TOKEN_WORD_LIMIT */
// clang-format on

enum token_kind {
#define TOKEN(id) TOKEN_##id,
  TOKEN_KINDS(TOKEN)
#undef TOKEN
};

struct token {
  enum token_kind kind;
  size_t start, end; // byte offsets
};

// The token at `offset` <= length. edn: ' ` ~ @ % and what follows # are those of EDN.
struct token token_next(const char *bytes, size_t length, size_t offset, bool edn);
// Bytes of blank at `offset`, 0 when there is none.
size_t token_blank(const char *bytes, size_t length, size_t offset);

// Where a comment that goes on at `offset` ends, at most TOKEN_RUN_LIMIT on.
size_t token_comment_end(const char *bytes, size_t length, size_t offset);

#endif
