// SPDX-License-Identifier: MIT
// The reader's machine: loads its state, takes tokens and delivers forms until a form is whole, the
// leaf's time is up, or Lisp is needed. See lang/reader.h and lang/reader_state.h.
#include "lang/reader.h"

#include <string.h>

#include "lang/collections.h"
#include "lang/exception.h"
#include "lang/language.h"
#include "lang/namespace.h"
#include "lang/number.h"
#include "lang/reader_state.h"
#include "lang/set.h"
#include "lang/string.h"
#include "lang/symbol.h"
#include "lang/token.h"
#include "lang/utf8.h"

enum {
  READER_BUDGET = 1000,       // about 100 µs
  READER_META_LIMIT = 4096,   // entries of two metadata maps that are merged
  READER_LINE_LIMIT = 1 << 25 // lines and columns stop counting here
};

enum reader_slot {
  SLOT_SOURCE,
  SLOT_FILE,
  SLOT_OPTIONS,
  SLOT_FORM,
  SLOT_STATUS,
  SLOT_FLAGS,
  SLOT_OFFSET,
  SLOT_LINE,
  SLOT_COLUMN,
  SLOT_FORM_LINE,
  SLOT_FORM_COLUMN,
  SLOT_FRAMES,
  SLOT_ARGUMENTS,
  SLOT_GENSYMS,
  SLOT_PENDING,
  SLOT_PENDING_INDEX,
  SLOT_SUPPRESS,
  SLOTS
};

enum frame_slot {
  FRAME_PARENT,
  FRAME_HEAD,
  FRAME_COUNT,
  FRAME_ITEMS,
  FRAME_EXTRA,
  FRAME_REST,
  FRAME_SLOTS
};

static const struct {
  char closed_by;
  const char *text;
} frame_table[] = {
#define FRAME(id, closed_by, text) {closed_by, text},
    READER_FRAMES(FRAME)
#undef FRAME
};

// --- State in and out of the heap ---------------------------------------------------------------
// A frame's head: [ column: 25 | line: 25 | splicing: 1 | target: 5 | kind: 5 ] as a fixnum.
static value_t frame_save(struct reader *reader) {
  const struct reader_frame *frame = &reader->frame;
  struct object *object = gc_allocate(reader->cpu, KIND_CHUNK, FRAME_SLOTS);
  uint64_t head = (uint64_t)frame->column << 36 | (uint64_t)frame->line << 11 |
                  (uint64_t)frame->splicing << 10 | (uint64_t)frame->target << 5 | frame->kind;
  object_initialize(object, FRAME_PARENT, reader->parents);
  object_initialize(object, FRAME_HEAD, (value_t){head << 2});
  object_initialize(object, FRAME_COUNT, value_of_fixnum((int64_t)frame->count));
  object_initialize(object, FRAME_ITEMS, frame->items);
  object_initialize(object, FRAME_EXTRA, frame->extra);
  object_initialize(object, FRAME_REST, frame->rest);
  return value_of_object(object);
}

static void frame_load(struct reader *reader, value_t saved) {
  struct object *object = value_object(saved);
  uint64_t head = object_slot(object, FRAME_HEAD).bits >> 2;
  reader->frame = (struct reader_frame){
      .kind = head & 31,
      .target = head >> 5 & 31,
      .splicing = head >> 10 & 1,
      .line = head >> 11 & (READER_LINE_LIMIT - 1),
      .column = (uint32_t)(head >> 36),
      .count = (size_t)value_fixnum(object_slot(object, FRAME_COUNT)),
      .items = object_slot(object, FRAME_ITEMS),
      .extra = object_slot(object, FRAME_EXTRA),
      .rest = object_slot(object, FRAME_REST),
  };
  reader->parents = object_slot(object, FRAME_PARENT);
}

static value_t reader_slot(value_t reader, enum reader_slot slot) {
  return object_slot(value_object(reader), slot);
}

static void reader_load(struct reader *reader, struct cpu *cpu, value_t v) {
  *reader = (struct reader){
      .cpu = cpu,
      .source = reader_slot(v, SLOT_SOURCE),
      .file = reader_slot(v, SLOT_FILE),
      .options = reader_slot(v, SLOT_OPTIONS),
      .flags = (unsigned)value_fixnum(reader_slot(v, SLOT_FLAGS)),
      .offset = (size_t)value_fixnum(reader_slot(v, SLOT_OFFSET)),
      .line = value_fixnum(reader_slot(v, SLOT_LINE)),
      .column = value_fixnum(reader_slot(v, SLOT_COLUMN)),
      .form_line = value_fixnum(reader_slot(v, SLOT_FORM_LINE)),
      .form_column = value_fixnum(reader_slot(v, SLOT_FORM_COLUMN)),
      .arguments = reader_slot(v, SLOT_ARGUMENTS),
      .gensyms = reader_slot(v, SLOT_GENSYMS),
      .pending = reader_slot(v, SLOT_PENDING),
      .pending_index = (size_t)value_fixnum(reader_slot(v, SLOT_PENDING_INDEX)),
      .suppress = (size_t)value_fixnum(reader_slot(v, SLOT_SUPPRESS)),
      .budget = READER_BUDGET,
  };
  reader->counted = reader->offset;
  reader->bytes = string_bytes(reader->source);
  reader->length = string_byte_length(reader->source);
  value_t frames = reader_slot(v, SLOT_FRAMES);
  if (value_is_nil(frames)) {
    reader->frame = (struct reader_frame){
        .kind = READER_TOP_FRAME, .items = VALUE_NIL, .extra = VALUE_NIL, .rest = VALUE_NIL};
    reader->parents = VALUE_NIL;
  } else {
    frame_load(reader, frames);
  }
  value_t form = reader_slot(v, SLOT_FORM);
  if (reader_status(v) == READER_WITHIN && !value_same(form, VALUE_ABSENT))
    reader_deliver(reader, form);
}

static value_t reader_save(struct reader *reader, enum reader_status status) {
  struct object *object = gc_allocate(reader->cpu, KIND_READER, SLOTS);
  value_t form = VALUE_NIL, frames = VALUE_NIL;
  if (status == READER_FORM) form = reader->form;
  if (status == READER_WITHIN) {
    // Nothing to deliver is VALUE_ABSENT, which Lisp never sees: it cannot get at this reader.
    form = reader->has_form ? reader->form : VALUE_ABSENT;
    frames = frame_save(reader);
  }
  object_initialize(object, SLOT_SOURCE, reader->source);
  object_initialize(object, SLOT_FILE, reader->file);
  object_initialize(object, SLOT_OPTIONS, reader->options);
  object_initialize(object, SLOT_FORM, form);
  object_initialize(object, SLOT_STATUS, value_of_fixnum(status));
  object_initialize(object, SLOT_FLAGS, value_of_fixnum(reader->flags));
  object_initialize(object, SLOT_OFFSET, value_of_fixnum((int64_t)reader->offset));
  object_initialize(object, SLOT_LINE, value_of_fixnum(reader->line));
  object_initialize(object, SLOT_COLUMN, value_of_fixnum(reader->column));
  object_initialize(object, SLOT_FORM_LINE, value_of_fixnum(reader->form_line));
  object_initialize(object, SLOT_FORM_COLUMN, value_of_fixnum(reader->form_column));
  object_initialize(object, SLOT_FRAMES, frames);
  object_initialize(object, SLOT_ARGUMENTS, reader->arguments);
  object_initialize(object, SLOT_GENSYMS, reader->gensyms);
  object_initialize(object, SLOT_PENDING, reader->pending);
  object_initialize(object, SLOT_PENDING_INDEX, value_of_fixnum((int64_t)reader->pending_index));
  object_initialize(object, SLOT_SUPPRESS, value_of_fixnum((int64_t)reader->suppress));
  return value_of_object(object);
}

enum reader_status reader_status(value_t reader) {
  return (enum reader_status)value_fixnum(reader_slot(reader, SLOT_STATUS));
}
value_t reader_form(value_t reader) { return reader_slot(reader, SLOT_FORM); }
size_t reader_offset(value_t reader) {
  return (size_t)value_fixnum(reader_slot(reader, SLOT_OFFSET));
}
int64_t reader_line(value_t reader) { return value_fixnum(reader_slot(reader, SLOT_LINE)); }
int64_t reader_column(value_t reader) { return value_fixnum(reader_slot(reader, SLOT_COLUMN)); }
int64_t reader_form_line(value_t reader) {
  return value_fixnum(reader_slot(reader, SLOT_FORM_LINE));
}
int64_t reader_form_column(value_t reader) {
  return value_fixnum(reader_slot(reader, SLOT_FORM_COLUMN));
}

value_t reader_new(struct cpu *cpu, value_t source, value_t options, value_t file, int64_t line,
                   int64_t column) {
  struct reader reader = {.cpu = cpu,
                          .source = source,
                          .file = file,
                          .options = options,
                          .line = maximum(line, 1),
                          .column = maximum(column, 1),
                          .form_line = maximum(line, 1),
                          .form_column = maximum(column, 1),
                          .arguments = VALUE_NIL,
                          .gensyms = VALUE_NIL,
                          .pending = VALUE_NIL};
  if (line > 0) reader.flags |= READER_POSITIONS;
  if (value_is_map(options)) {
    value_t conditionals = map_get_try(cpu, options, keyword_from_c(cpu, "read-cond"), VALUE_NIL);
    if (value_same(conditionals, keyword_from_c(cpu, "allow")))
      reader.flags |= READER_CONDITIONALS;
    else if (value_same(conditionals, keyword_from_c(cpu, "preserve")))
      reader.flags |= READER_CONDITIONALS | READER_PRESERVE;
    if (!value_is_falsy(map_get_try(cpu, options, keyword_from_c(cpu, "edn"), VALUE_NIL)))
      reader.flags |= READER_EDN;
    if (!value_is_falsy(map_get_try(cpu, options, keyword_from_c(cpu, "incomplete"), VALUE_NIL)))
      reader.flags |= READER_MAY_END;
  }
  return reader_save(&reader, READER_NEW);
}

// --- Errors and positions -----------------------------------------------------------------------
// Counts lines and columns up to a byte offset.
static void count_to(struct reader *reader, size_t offset) {
  const char *bytes = reader->bytes;
  int64_t line = reader->line, column = reader->column;
  for (size_t i = reader->counted; i < offset; i++) {
    char c = bytes[i];
    if (c == '\n' || (c == '\r' && bytes[i + 1] != '\n')) {
      line++;
      column = 1;
    } else {
      column += !utf8_is_continuation(c);
    }
  }
  reader->line = line;
  reader->column = column;
  reader->counted = offset;
}

// The message, behind the place of the current token unless there is a file, whose name and place
// the exception has.
static struct text place_message(struct reader *reader, const char *format, va_list arguments) {
  struct token_position at = reader->token;
  struct text text;
  text_start(&text, reader->cpu);
  if (reader->flags & READER_POSITIONS && !value_is_string(reader->file))
    text_format(&text, "%u:%u: ", at.line, at.column);
  text_format_values(&text, format, arguments);
  return text;
}

// Throws with the number of characters that have been read, so that who reads on need not read them
// again.
static _Noreturn void reader_throw(struct reader *reader, enum language_error error,
                                   struct text *text) {
  size_t read = string_index_of_offset(reader->source, reader->offset);
  count_to(reader, reader->offset);
  const struct source_failure failure = {"read-source", VALUE_NIL, reader->file,
                                         value_of_fixnum(reader->line),
                                         value_of_fixnum(reader->column)};
  error_throw(reader->cpu, exception_of_reader(reader->cpu, error, text_string(text), read,
                                               value_is_string(reader->file) ? &failure : NULL));
}

_Noreturn void reader_fail(struct reader *reader, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  struct text text = place_message(reader, format, arguments);
  va_end(arguments);
  reader_throw(reader, ERROR_READER, &text);
}

_Noreturn void reader_fail_as(struct reader *reader, enum language_error error, const char *format,
                              ...) {
  va_list arguments;
  va_start(arguments, format);
  struct text text = place_message(reader, format, arguments);
  va_end(arguments);
  reader_throw(reader, error, &text);
}

static void note_token(struct reader *reader, size_t offset) {
  count_to(reader, offset);
  reader->token.line = (uint32_t)minimum((size_t)reader->line, READER_LINE_LIMIT - 1);
  reader->token.column = (uint32_t)minimum((size_t)reader->column, READER_LINE_LIMIT - 1);
}

// --- Frames -------------------------------------------------------------------------------------
void reader_push(struct reader *reader, enum reader_frame_kind kind) {
  reader->parents = frame_save(reader);
  reader->frame = (struct reader_frame){.kind = kind,
                                        .line = reader->token.line,
                                        .column = reader->token.column,
                                        .items = VALUE_NIL,
                                        .extra = VALUE_NIL,
                                        .rest = VALUE_NIL};
  reader->budget -= 2;
}

void reader_pop(struct reader *reader) { frame_load(reader, reader->parents); }

void reader_add_item(struct reader *reader, value_t form) {
  reader->frame.items = cons_new(reader->cpu, form, reader->frame.items);
  reader->frame.count++;
}

static void push_wrap(struct reader *reader, value_t symbol) {
  reader_push(reader, READER_WRAP_FRAME);
  reader->frame.extra = symbol;
}

// --- Metadata -----------------------------------------------------------------------------------
static value_t meta_map(struct reader *reader, value_t form) {
  struct language *language = language_of(reader->cpu);
  value_t pair[2];
  if (value_is_map(form)) return form;
  if (value_is_keyword(form)) {
    pair[0] = form;
    pair[1] = VALUE_TRUE;
  } else if (value_is_symbol(form) || value_is_string(form)) {
    pair[0] = language->keyword.tag;
    pair[1] = form;
  } else if (value_is_vector(form)) {
    pair[0] = keyword_from_c(reader->cpu, "param-tags");
    pair[1] = form;
  } else {
    reader_fail_as(reader, ERROR_ARGUMENT, "Metadata must be Symbol,Keyword,String,Vector or Map");
  }
  return map_from_array_try(reader->cpu, pair, 1);
}

// `over` put on top of what the form carries.
static value_t apply_meta(struct reader *reader, value_t form, value_t over) {
  struct cpu *cpu = reader->cpu;
  value_t under = meta_of(form);
  value_t merged = over;
  if (value_is_map(under) && map_count(under) != 0) {
    if (map_count(over) > READER_META_LIMIT)
      reader_fail(reader, "Metadata of %zu entries is too large to merge", map_count(over));
    merged = under;
    struct map_cursor cursor;
    value_t key, value;
    map_cursor_start(&cursor, over);
    while (map_cursor_next(&cursor, &key, &value)) {
      merged = map_assoc_try(cpu, merged, key, value);
      if (value_same(merged, VALUE_ABSENT))
        reader_fail(reader, "The metadata key %V cannot be compared here", key);
    }
    reader->budget -= (int64_t)map_count(over);
  }
  value_t result = meta_with(cpu, form, merged);
  if (value_same(result, VALUE_ABSENT))
    reader_fail_as(reader, ERROR_ARGUMENT, "Metadata can only be applied to IMetas, not %V", form);
  return result;
}

// --- Conditionals -------------------------------------------------------------------------------
static bool features_have(struct cpu *cpu, value_t features, value_t feature) {
  if (!value_is_set(features)) return false;
  value_t found = set_get_try(cpu, features, feature, VALUE_UNBOUND);
  return !value_same(found, VALUE_UNBOUND) && !value_same(found, VALUE_ABSENT);
}

static bool has_feature(struct reader *reader, value_t feature) {
  struct cpu *cpu = reader->cpu;
  if (!value_is_keyword(feature))
    reader_fail(reader, "Feature should be a keyword, not %V", feature);
  value_t name = keyword_name(feature);
  if (value_is_nil(keyword_namespace(feature))) {
    if (string_equal_c(name, "else") || string_equal_c(name, "none"))
      reader_fail(reader, "Feature name %V is reserved.", feature);
    if (string_equal_c(name, "default")) return true;
  }
  value_t var = language_of(cpu)->hooks[HOOK_FEATURES];
  if (!value_is_kind(var, KIND_VAR) || value_same(var_root(cpu, var), VALUE_UNBOUND)) {
    // While the system starts.
    if (string_equal_c(name, "nacre")) return true;
  } else if (features_have(cpu, var_value(cpu, var), feature)) {
    return true;
  }
  if (!value_is_map(reader->options)) return false;
  return features_have(
      cpu, map_get_try(cpu, reader->options, keyword_from_c(cpu, "features"), VALUE_NIL), feature);
}

static void conditional_deliver(struct reader *reader, value_t form) {
  struct reader_frame *frame = &reader->frame;
  switch ((enum conditional_state)frame->count) {
  case CONDITIONAL_FEATURE:
    if (has_feature(reader, form)) {
      frame->count = CONDITIONAL_FORM;
    } else {
      frame->count = CONDITIONAL_SKIP;
      reader->suppress++;
    }
    return;
  case CONDITIONAL_FORM:
    frame->extra = form;
    frame->count = CONDITIONAL_DONE;
    reader->suppress++;
    return;
  case CONDITIONAL_SKIP:
    frame->count = CONDITIONAL_FEATURE;
    reader->suppress--;
    return;
  case CONDITIONAL_DONE:
    return;
  }
}

static void conditional_close(struct reader *reader) {
  struct reader_frame frame = reader->frame;
  if (frame.count == CONDITIONAL_FORM)
    reader_fail(reader, "read-cond starting on line %u requires an even number of forms",
                frame.line);
  if (frame.count == CONDITIONAL_SKIP || frame.count == CONDITIONAL_DONE) reader->suppress--;
  reader_pop(reader);
  if (frame.count != CONDITIONAL_DONE) return;
  if (!frame.splicing) {
    reader_deliver(reader, frame.extra);
    return;
  }
  enum kind kind = value_kind(frame.extra);
  if (!value_is_vector(frame.extra) && kind != KIND_LIST && kind != KIND_CONS &&
      kind != KIND_EMPTY_LIST)
    reader_fail(reader, "Spliced form list in read-cond-splicing must be a list or vector, not %V",
                frame.extra);
  reader->pending = frame.extra;
  reader->pending_index = 0;
}

static bool pending_left(struct reader *reader) {
  if (value_is_vector(reader->pending))
    return reader->pending_index < vector_count(reader->pending);
  return value_is_kind(reader->pending, KIND_LIST) || value_is_kind(reader->pending, KIND_CONS);
}

// Delivers one more form of a spliced list.
static void pending_step(struct reader *reader) {
  value_t pending = reader->pending;
  if (!pending_left(reader)) {
    reader->pending = VALUE_NIL;
  } else if (value_is_vector(pending)) {
    reader_deliver(reader, vector_nth(pending, reader->pending_index++));
  } else {
    reader->pending = list_rest(pending);
    reader_deliver(reader, list_first(pending));
  }
}

static void open_conditional(struct reader *reader, bool splicing) {
  if (!(reader->flags & READER_CONDITIONALS) || (reader->flags & READER_EDN))
    reader_fail(reader, "Conditional read not allowed");
  if (splicing && reader->frame.kind == READER_TOP_FRAME && !(reader->flags & READER_PRESERVE))
    reader_fail(reader, "Reader conditional splicing not allowed at the top level.");
  reader_push(reader, READER_CONDITIONAL_OPEN_FRAME);
  reader->frame.splicing = splicing;
}

// --- Deliveries ---------------------------------------------------------------------------------
static value_t pair_object(struct reader *reader, enum kind kind, value_t first, value_t second) {
  struct object *object = gc_allocate(reader->cpu, kind, 2);
  object_initialize(object, 0, first);
  object_initialize(object, 1, second);
  return value_of_object(object);
}

static value_t symbolic_value(struct reader *reader, value_t form) {
  if (value_is_symbol(form) && value_is_nil(symbol_namespace(form))) {
    value_t name = symbol_name(form);
    if (string_equal_c(name, "Inf")) return number_from_double(reader->cpu, __builtin_inf());
    if (string_equal_c(name, "-Inf")) return number_from_double(reader->cpu, -__builtin_inf());
    if (string_equal_c(name, "NaN")) return number_from_double(reader->cpu, __builtin_nan(""));
  }
  reader_fail(reader, "Unknown symbolic value: ##%V", form);
}

static value_t reader_resume(struct cpu *cpu, const value_t *arguments, uint32_t count);

// [file line column] for what Lisp throws when it is called from a file; nil elsewhere.
static value_t place_of_call(struct reader *reader) {
  if (!value_is_string(reader->file)) return VALUE_NIL;
  count_to(reader, reader->offset);
  const value_t place[] = {reader->file, value_of_fixnum(reader->line),
                           value_of_fixnum(reader->column)};
  return vector_from_array(reader->cpu, place, array_length(place));
}

// Calls Lisp; what it returns is delivered to the open frame when the reader goes on.
static value_t reader_call(struct reader *reader, enum hook hook, uint32_t count,
                           const value_t *arguments) {
  struct cpu *cpu = reader->cpu;
  count_to(reader, reader->offset);
  return primitive_call_then(cpu, hook_function(cpu, hook), count, arguments, reader_resume,
                             reader_save(reader, READER_WITHIN));
}

// Gives the form to the open frame. True: the answer of the leaf is in *answer.
static bool deliver(struct reader *reader, value_t *answer) {
  struct cpu *cpu = reader->cpu;
  struct reader_frame *frame = &reader->frame;
  value_t form = reader->form;
  reader->has_form = false;
  reader->budget -= 2;
  switch (frame->kind) {
  case READER_TOP_FRAME:
    if (pending_left(reader))
      reader_fail(reader, "A spliced reader conditional gives more forms than one is read");
    reader->form = form;
    count_to(reader, reader->offset);
    *answer = reader_save(reader, READER_FORM);
    return true;
  case READER_MAP_FRAME:
    if (!value_is_nil(frame->extra) && frame->count % 2 == 0)
      form = reader_qualify_key(reader, form, frame->extra);
    reader_add_item(reader, form);
    return false;
  case READER_LIST_FRAME:
  case READER_VECTOR_FRAME:
  case READER_SET_FRAME:
  case READER_FUNCTION_FRAME:
    reader_add_item(reader, form);
    return false;
  case READER_CONDITIONAL_FRAME:
    conditional_deliver(reader, form);
    return false;
  case READER_CONDITIONAL_KEEP_FRAME:
    reader_finish(
        reader, pair_object(reader, KIND_READER_CONDITIONAL, form, value_boolean(frame->splicing)));
    return false;
  case READER_WRAP_FRAME:
    reader_finish(reader, reader_pair(reader, frame->extra, form));
    return false;
  case READER_DISCARD_FRAME:
    reader_pop(reader);
    return false;
  case READER_META_FRAME:
    if (frame->count++ == 0) {
      frame->extra = meta_map(reader, form);
      return false;
    }
    if ((reader->flags & READER_POSITIONS) &&
        (value_is_kind(form, KIND_LIST) || value_is_kind(form, KIND_CONS))) {
      // The place of the caret, not of the list.
      value_t place = reader_position_meta(reader, frame->line, frame->column);
      form = apply_meta(reader, form, place);
    }
    reader_finish(reader, apply_meta(reader, form, frame->extra));
    return false;
  case READER_TAG_FRAME: {
    if (frame->count++ == 0) {
      if (!value_is_symbol(form)) reader_fail(reader, "Reader tag must be a symbol, not %V", form);
      frame->extra = form;
      return false;
    }
    value_t tag = frame->extra;
    if (reader->suppress != 0 || (reader->flags & READER_PRESERVE)) {
      reader_finish(reader, pair_object(reader, KIND_TAGGED_LITERAL, tag, form));
      return false;
    }
    const value_t arguments[] = {tag, form, reader->options, place_of_call(reader)};
    reader_pop(reader);
    *answer = reader_call(reader, HOOK_DATA_READER, array_length(arguments), arguments);
    return true;
  }
  case READER_EVAL_FRAME: {
    reader_pop(reader);
    if (reader->suppress != 0) {
      reader_deliver(reader, VALUE_NIL);
      return false;
    }
    const value_t arguments[] = {form, reader->options, place_of_call(reader)};
    *answer = reader_call(reader, HOOK_READ_EVAL, array_length(arguments), arguments);
    return true;
  }
  case READER_SYMBOLIC_FRAME:
    reader_finish(reader, symbolic_value(reader, form));
    return false;
  case READER_SYNTAX_QUOTE_FRAME:
    reader_pop(reader);
    reader_quasi_start(reader, form);
    return false;
  case READER_QUASI_FRAME:
  case READER_QUASI_META_FRAME:
    reader_quasi_deliver(reader, form);
    return false;
  default:
    PANIC("a form for reader frame %d in %p", frame->kind, (void *)cpu);
  }
}

// --- Tokens -------------------------------------------------------------------------------------
static void close_delimiter(struct reader *reader, char closer) {
  struct reader_frame *frame = &reader->frame;
  char wanted = frame_table[frame->kind].closed_by;
  if (wanted != closer) {
    if (wanted == 0 || !(reader->flags & READER_POSITIONS))
      reader_fail(reader, "Unmatched delimiter: %c", closer);
    reader_fail(reader, "Unmatched delimiter: %c, expected %c to close %s at %u:%u", closer, wanted,
                frame_table[frame->kind].text, frame->line, frame->column);
  }
  if (frame->kind == READER_CONDITIONAL_FRAME)
    conditional_close(reader);
  else
    reader_close(reader);
}

// The source is at its end.
static value_t end_of_source(struct reader *reader) {
  const struct reader_frame *frame = &reader->frame;
  count_to(reader, reader->offset);
  if (frame->kind == READER_TOP_FRAME) return reader_save(reader, READER_END);
  if (reader->flags & READER_MAY_END) return reader_save(reader, READER_INCOMPLETE);
  char wanted = frame_table[frame->kind].closed_by;
  const char *what = frame->kind == READER_STRING_FRAME  ? " string"
                     : frame->kind == READER_REGEX_FRAME ? " regex"
                                                         : "";
  if (!(reader->flags & READER_POSITIONS)) reader_fail(reader, "EOF while reading%s", what);
  if (wanted == 0)
    reader_fail(reader, "EOF while reading, a form is missing after %s at %u:%u",
                frame_table[frame->kind].text, frame->line, frame->column);
  reader_fail(reader, "EOF while reading%s, expected %c to close %s at %u:%u", what, wanted,
              frame_table[frame->kind].text, frame->line, frame->column);
}

static void open_list(struct reader *reader) {
  if (reader->frame.kind != READER_CONDITIONAL_OPEN_FRAME) {
    reader_push(reader, READER_LIST_FRAME);
    return;
  }
  if (reader->flags & READER_PRESERVE) {
    reader->frame.kind = READER_CONDITIONAL_KEEP_FRAME;
    reader_push(reader, READER_LIST_FRAME);
  } else {
    reader->frame.kind = READER_CONDITIONAL_FRAME;
    reader->frame.count = CONDITIONAL_FEATURE;
  }
}

// Is this token none of EDN's? A tag there begins with a letter behind its #, and #! is no comment.
static bool edn_forbids(const struct reader *reader, struct token token) {
  switch (token.kind) {
  case TOKEN_COMMENT:
    return reader->bytes[token.start] == '#';
  case TOKEN_TAG: {
    unsigned char next = token.end < reader->length ? (unsigned char)reader->bytes[token.end] : 'a';
    return next < 0x80 && !((next | 32) >= 'a' && (next | 32) <= 'z');
  }
  case TOKEN_FUNCTION_OPEN:
  case TOKEN_REGEX:
  case TOKEN_VAR:
  case TOKEN_EVAL:
    return true;
  default:
    return false;
  }
}

// Takes one token. True: the source is at its end.
static bool take_token(struct reader *reader) {
  const char *bytes = reader->bytes;
  struct token token =
      token_next(bytes, reader->length, reader->offset, reader->flags & READER_EDN);
  size_t length = token.end - token.start;
  note_token(reader, token.start);
  reader->offset = token.end;
  reader->budget -= 3 + (int64_t)length / 32;
  if (token.kind == TOKEN_BLANK) return false;
  if ((reader->flags & READER_EDN) && edn_forbids(reader, token))
    reader_fail(reader, "No dispatch macro for: %c", bytes[token.start + 1]);
  if (token.kind == TOKEN_COMMENT) {
    if (length >= TOKEN_RUN_LIMIT) reader->flags |= READER_IN_COMMENT;
    return false;
  }
  if (token.kind == TOKEN_END) return true;
  if (reader->frame.kind == READER_TOP_FRAME) {
    reader->form_line = reader->token.line;
    reader->form_column = reader->token.column;
  }
  if (reader->frame.kind == READER_CONDITIONAL_OPEN_FRAME && token.kind != TOKEN_LIST_OPEN)
    reader_fail(reader, "read-cond body must be a list");
  struct language *language = language_of(reader->cpu);
  const char *word = bytes + token.start;
  switch (token.kind) {
  case TOKEN_LIST_OPEN:
    open_list(reader);
    break;
  case TOKEN_VECTOR_OPEN:
    reader_push(reader, READER_VECTOR_FRAME);
    break;
  case TOKEN_MAP_OPEN:
    reader_push(reader, READER_MAP_FRAME);
    break;
  case TOKEN_SET_OPEN:
    reader_push(reader, READER_SET_FRAME);
    break;
  case TOKEN_LIST_CLOSE:
    close_delimiter(reader, ')');
    break;
  case TOKEN_VECTOR_CLOSE:
    close_delimiter(reader, ']');
    break;
  case TOKEN_MAP_CLOSE:
    close_delimiter(reader, '}');
    break;
  case TOKEN_FUNCTION_OPEN:
    if (!value_is_nil(reader->arguments))
      reader_fail_as(reader, ERROR_STATE, "Nested #()s are not allowed");
    reader_push(reader, READER_FUNCTION_FRAME);
    reader->arguments = vector_from_array(reader->cpu, NULL, 0);
    break;
  case TOKEN_STRING:
    reader_push(reader, READER_STRING_FRAME);
    break;
  case TOKEN_REGEX:
    reader_push(reader, READER_REGEX_FRAME);
    break;
  case TOKEN_CHARACTER:
    reader_deliver(reader, reader_character(reader, word, length));
    break;
  case TOKEN_QUOTE:
    push_wrap(reader, language->symbol.quote);
    break;
  case TOKEN_VAR:
    push_wrap(reader, language->symbol.var);
    break;
  case TOKEN_DEREF:
    push_wrap(reader, reader_core_symbol(reader, "deref"));
    break;
  case TOKEN_UNQUOTE:
    push_wrap(reader, reader_core_symbol(reader, "unquote"));
    break;
  case TOKEN_UNQUOTE_SPLICING:
    push_wrap(reader, reader_core_symbol(reader, "unquote-splicing"));
    break;
  case TOKEN_SYNTAX_QUOTE:
    reader_push(reader, READER_SYNTAX_QUOTE_FRAME);
    break;
  case TOKEN_META:
    reader_push(reader, READER_META_FRAME);
    break;
  case TOKEN_DISCARD:
    reader_push(reader, READER_DISCARD_FRAME);
    break;
  case TOKEN_EVAL:
    reader_push(reader, READER_EVAL_FRAME);
    break;
  case TOKEN_SYMBOLIC:
    reader_push(reader, READER_SYMBOLIC_FRAME);
    break;
  case TOKEN_TAG:
    reader_push(reader, READER_TAG_FRAME);
    break;
  case TOKEN_CONDITIONAL:
    open_conditional(reader, false);
    break;
  case TOKEN_CONDITIONAL_SPLICING:
    open_conditional(reader, true);
    break;
  case TOKEN_NAMESPACED_MAP:
    reader_namespaced_map(reader);
    break;
  case TOKEN_UNREADABLE:
    reader_fail(reader, "Unreadable form");
  case TOKEN_NUMBER: {
    value_t number = number_parse(reader->cpu, word, length);
    if (value_same(number, VALUE_ABSENT))
      reader_fail_as(reader, ERROR_NUMBER_FORMAT, "Invalid number: %.*s", (int)minimum(length, 100),
                     word);
    reader_deliver(reader, number);
    break;
  }
  case TOKEN_ARGUMENT:
    reader_deliver(reader, reader_argument(reader, word, length));
    break;
  case TOKEN_WORD:
    reader_deliver(reader, reader_word(reader, word, length));
    break;
  case TOKEN_LONG:
    reader_fail(reader, "A token longer than %d bytes starts here: %.20s", TOKEN_WORD_LIMIT, word);
  case TOKEN_END:
  case TOKEN_BLANK:
  case TOKEN_COMMENT:
    break;
  }
  return false;
}

// --- The machine --------------------------------------------------------------------------------
static value_t reader_run(struct reader *reader) {
  value_t answer;
  while (reader->budget > 0) {
    if (reader->has_form) {
      if (deliver(reader, &answer)) return answer;
      continue;
    }
    if (!value_is_nil(reader->pending)) {
      pending_step(reader);
      continue;
    }
    switch (reader->frame.kind) {
    case READER_STRING_FRAME:
    case READER_REGEX_FRAME:
      if (reader->offset >= reader->length) {
        note_token(reader, reader->length);
        return end_of_source(reader);
      }
      reader_string_step(reader);
      continue;
    case READER_BUILD_LIST_FRAME:
    case READER_BUILD_VECTOR_FRAME:
    case READER_BUILD_MAP_FRAME:
    case READER_BUILD_SET_FRAME:
    case READER_BUILD_STRING_FRAME:
      reader_build_step(reader);
      continue;
    case READER_QUASI_FRAME:
      reader_quasi_step(reader);
      continue;
    case READER_BUILD_IN_LISP_FRAME: {
      const value_t arguments[2] = {reader->frame.extra, reader->frame.rest};
      reader_pop(reader);
      return reader_call(reader, HOOK_READ_COLLECTION, 2, arguments);
    }
    default:
      break;
    }
    if (reader->flags & READER_IN_COMMENT) {
      size_t end = token_comment_end(reader->bytes, reader->length, reader->offset);
      if (end - reader->offset < TOKEN_RUN_LIMIT) reader->flags &= ~(unsigned)READER_IN_COMMENT;
      reader->budget -= 10 + (int64_t)(end - reader->offset) / 32;
      reader->offset = end;
    } else if (take_token(reader)) {
      return end_of_source(reader);
    }
  }
  count_to(reader, reader->offset);
  const value_t self = reader_save(reader, READER_WITHIN);
  return primitive_tail_call(reader->cpu,
                             primitive_value(reader->cpu, "nacre.primitive/reader-next"), 1, &self);
}

static value_t reader_argument_check(struct cpu *cpu, value_t v) {
  if (!value_is_reader(v)) error_raise(cpu, ERROR_TYPE, "A reader is needed, not %V", v);
  return v;
}

value_t reader_next(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  struct reader reader;
  reader_load(&reader, cpu, reader_argument_check(cpu, arguments[0]));
  return reader_run(&reader);
}

static value_t reader_resume(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  struct reader reader;
  reader_load(&reader, cpu, reader_argument_check(cpu, arguments[0]));
  reader_deliver(&reader, arguments[1]);
  return reader_run(&reader);
}

// --- Primitives ---------------------------------------------------------------------------------
static value_t primitive_reader_new(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  string_check(cpu, arguments[0], "reader-new");
  value_t options = count > 1 ? arguments[1] : VALUE_NIL;
  value_t file = count > 2 ? arguments[2] : VALUE_NIL;
  if (!value_is_nil(options) && !value_is_map(options))
    error_raise(cpu, ERROR_TYPE, "reader-new: options are a map, not %V", options);
  if (!value_is_nil(file)) string_check(cpu, file, "reader-new");
  int64_t line = 0, column = 1;
  if (count > 3 && !value_is_nil(arguments[3]))
    line = number_to_index(cpu, arguments[3], "reader-new: the line");
  if (count > 4 && !value_is_nil(arguments[4]))
    column = number_to_index(cpu, arguments[4], "reader-new: the column");
  return reader_new(cpu, arguments[0], options, file, line, column);
}

static value_t primitive_reader_form(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  return reader_form(reader_argument_check(cpu, arguments[0]));
}

static value_t primitive_reader_status(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  static const char *const names[] = {"new", "form", "end", "incomplete", "within"};
  return keyword_from_c(cpu, names[reader_status(reader_argument_check(cpu, arguments[0]))]);
}

static value_t primitive_reader_end(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  return value_boolean(reader_status(reader_argument_check(cpu, arguments[0])) == READER_END);
}

static value_t primitive_reader_position(struct cpu *cpu, const value_t *arguments,
                                         uint32_t count) {
  (void)count;
  value_t reader = reader_argument_check(cpu, arguments[0]);
  value_t source = reader_slot(reader, SLOT_SOURCE);
  const value_t values[5] = {
      value_of_fixnum((int64_t)string_index_of_offset(source, reader_offset(reader))),
      value_of_fixnum(reader_line(reader)), value_of_fixnum(reader_column(reader)),
      value_of_fixnum(reader_form_line(reader)), value_of_fixnum(reader_form_column(reader))};
  return vector_from_array(cpu, values, 5);
}

static value_t primitive_reader_failure(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)cpu, (void)count;
  if (!value_is_kind(arguments[0], KIND_EXCEPTION)) return VALUE_NIL;
  return object_slot(value_object(arguments[0]), EXCEPTION_READ);
}

const struct primitive reader_primitives[] = {
    {"nacre.primitive/reader-new", primitive_reader_new, 1, 5,
     "([source] [source options file line column])",
     "A reader over a string. Options: :read-cond, :features, :edn, :incomplete; the map is handed "
     "to read-tagged. With a line, lists get :line and :column."},
    {"nacre.primitive/reader-next", reader_next, 1, 1, "([reader])",
     "A reader behind the next form; ask it with reader-status and reader-form."},
    {"nacre.primitive/reader-resume", reader_resume, 2, 2, "([reader form])",
     "Goes on with a form that Lisp has made, for the reader's own use."},
    {"nacre.primitive/reader-form", primitive_reader_form, 1, 1, "([reader])",
     "The form that the reader stands behind."},
    {"nacre.primitive/reader-status", primitive_reader_status, 1, 1, "([reader])",
     "One of :new :form :end :incomplete."},
    {"nacre.primitive/reader-end?", primitive_reader_end, 1, 1, "([reader])",
     "True when there was no further form."},
    {"nacre.primitive/reader-position", primitive_reader_position, 1, 1, "([reader])",
     "[offset line column form-line form-column]: where the next form will be looked for, and "
     "where "
     "the last one started. The offset counts characters."},
    {"nacre.primitive/reader-failure", primitive_reader_failure, 1, 1, "([exception])",
     "How many characters a reader had read when it threw the exception; nil when it is "
     "another's."},
    {NULL, NULL, 0, 0, NULL, NULL},
};
