// SPDX-License-Identifier: MIT
// The reader within one leaf: its state unpacked into C, and what its parts give each other.
//
// Invariant: between two steps everything open is in `frame` and the chain of its parents. A frame
// is given the forms that are read within it (reader_deliver); when it is whole it is popped and
// its own form is delivered to the one below.
#ifndef NACRE_LANG_READER_STATE_H
#define NACRE_LANG_READER_STATE_H

#include "lang/reader.h"
#include "lang/scratch.h"

// What is open. CLOSED_BY: the token that ends it; others end by what they are given.
// clang-format off
#define READER_FRAMES(FRAME) \
  FRAME(TOP, 0, "the top level") \
  FRAME(LIST, ')', "(") \
  FRAME(VECTOR, ']', "[") \
  FRAME(MAP, '}', "{")                  /* extra: namespace of its keys, or nil */ \
  FRAME(SET, '}', "#{") \
  FRAME(FUNCTION, ')', "#(") \
  FRAME(CONDITIONAL, ')', "#?(")        /* count: enum conditional_state; extra: the form chosen */ \
  FRAME(CONDITIONAL_OPEN, 0, "#?")      /* wants a list */ \
  FRAME(CONDITIONAL_KEEP, 0, "#?")      /* :preserve: wraps a list; count: splicing */ \
  FRAME(WRAP, 0, "a reader macro")      /* extra: the symbol to put before */ \
  FRAME(DISCARD, 0, "#_") \
  FRAME(META, 0, "^")                   /* count 1: extra is the metadata */ \
  FRAME(TAG, 0, "#")                    /* count 1: extra is the tag */ \
  FRAME(EVAL, 0, "#=") \
  FRAME(SYMBOLIC, 0, "##") \
  FRAME(STRING, '"', "\"")              /* items: pieces so far */ \
  FRAME(REGEX, '"', "#\"") \
  FRAME(SYNTAX_QUOTE, 0, "`") \
  /* work on what has been read, in steps */ \
  FRAME(BUILD_LIST, 0, "(")             /* extra: the list so far; items: what goes before it */ \
  FRAME(BUILD_VECTOR, 0, "[")           /* extra: the vector so far; rest: list of what follows */ \
  FRAME(BUILD_MAP, 0, "{") \
  FRAME(BUILD_SET, 0, "#{") \
  FRAME(BUILD_STRING, 0, "\"")          /* extra: the string; items: pieces to fill in, backwards */ \
  FRAME(BUILD_IN_LISP, 0, "{")          /* extra: the collection so far; rest: what Lisp adds */ \
  FRAME(QUASI, 0, "`")                  /* extra: a collection; rest: what is still to be quoted */ \
  FRAME(QUASI_META, 0, "`")             /* extra: a quoted form whose metadata comes */
// clang-format on

enum reader_frame_kind {
#define FRAME(id, closed_by, text) READER_##id##_FRAME,
  READER_FRAMES(FRAME)
#undef FRAME
};

enum conditional_state {
  CONDITIONAL_FEATURE, // wants a feature
  CONDITIONAL_FORM,    // the feature is ours: wants its form
  CONDITIONAL_SKIP,    // the feature is not ours: reads its form and drops it
  CONDITIONAL_DONE,    // has its form in extra: drops the rest
};

struct reader_frame {
  enum reader_frame_kind kind;
  enum reader_frame_kind target; // BUILD_LIST: what the list is for
  bool splicing;                 // of a conditional
  uint32_t line, column;         // where it opened
  size_t count;
  value_t items; // cons chain, the last first
  value_t extra, rest;
};

enum reader_flag {
  READER_EDN = 1,
  READER_POSITIONS = 2, // lists get :line and :column
  READER_CONDITIONALS = 4,
  READER_PRESERVE = 8,
  READER_MAY_END = 16,    // :incomplete
  READER_IN_COMMENT = 32, // in the midst of a very long comment
};

struct reader {
  struct cpu *cpu;
  value_t source, file, options;
  const char *bytes;
  size_t length, offset;
  unsigned flags;
  int64_t line, column; // at `counted`
  size_t counted;
  int64_t form_line, form_column;
  struct token_position {
    uint32_t line, column;
  } token; // where the running token starts
  struct reader_frame frame;
  value_t parents;   // KIND_CHUNK frames below `frame`
  value_t arguments; // of the open #(): [rest-or-nil, %1-or-nil, ...]; nil outside
  value_t gensyms;   // of the running syntax-quote: map from "x#" to its symbol
  value_t pending;   // a spliced list or vector still to be delivered from pending_index on; nil
  size_t pending_index;
  size_t suppress; // conditionals around whose forms are dropped
  bool has_form;
  value_t form;   // to be delivered next
  int64_t budget; // some units of 100 ns
};

// Raises ERROR_READER, or an error of another class, at the running token. The place is part of the
// message when the source has a file or positions were asked for.
_Noreturn void reader_fail(struct reader *reader, const char *format, ...);
_Noreturn void reader_fail_as(struct reader *reader, enum language_error error, const char *format,
                              ...);
void reader_push(struct reader *reader, enum reader_frame_kind kind);
void reader_pop(struct reader *reader);
static inline void reader_deliver(struct reader *reader, value_t form) {
  reader->form = form;
  reader->has_form = true;
}
// Pops the frame and delivers form to the one below.
static inline void reader_finish(struct reader *reader, value_t form) {
  reader_pop(reader);
  reader_deliver(reader, form);
}
// Adds to the items of the open frame.
void reader_add_item(struct reader *reader, value_t form);

// reader_text.c: words, strings
value_t reader_word(struct reader *reader, const char *bytes, size_t length);
value_t reader_character(struct reader *reader, const char *bytes, size_t length);
value_t reader_argument(struct reader *reader, const char *bytes, size_t length);
void reader_namespaced_map(struct reader *reader);
void reader_string_step(struct reader *reader); // STRING and REGEX frames
// The arguments vector for fn* of the #() that closes.
value_t reader_function_arguments(struct reader *reader);
// A symbol that no source text holds: prefix__NUMBERsuffix.
value_t reader_gensym(struct reader *reader, const char *prefix, size_t length, const char *suffix);
value_t reader_qualify_key(struct reader *reader, value_t key, value_t namespace);

// reader_build.c: closing collections
void reader_close(struct reader *reader);      // the open frame's closing delimiter was read
void reader_build_step(struct reader *reader); // BUILD_ frames
// A list (first second), with the position of the open frame when lists get them.
value_t reader_pair(struct reader *reader, value_t first, value_t second);
value_t reader_position_meta(struct reader *reader, uint32_t line, uint32_t column);

// reader_quote.c: syntax-quote
void reader_quasi_start(struct reader *reader, value_t form);
void reader_quasi_step(struct reader *reader);
void reader_quasi_complete(struct reader *reader, value_t parts);
void reader_quasi_deliver(struct reader *reader, value_t form);
value_t reader_core_symbol(struct reader *reader, const char *name); // clojure.core/name

#endif
