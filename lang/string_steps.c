// SPDX-License-Identifier: MIT
// Each piece of work is a state in a KIND_CHUNK and a step on it: when the step has used up its
// share, the leaf tail-calls itself with the state of then (states are never changed).
#define _GNU_SOURCE // memmem
#include "lang/string_steps.h"

#include <string.h>

#include "lang/character.h"
#include "lang/collections.h"
#include "lang/sequence.h"
#include "lang/string.h"
#include "lang/utf8.h"

enum {
  STEP_BYTES = 16 * 1024,        // of text changed by one step
  STEP_SEARCH_BYTES = 64 * 1024, // of text searched by one step
  STEP_STRINGS = 2000,           // strings looked at by one step of a join
};

static value_t step_again(struct cpu *cpu, const char *primitive, const value_t *state,
                          size_t words) {
  value_t chunk = chunk_from_array(cpu, state, words);
  return primitive_tail_call(cpu, primitive_value(cpu, primitive), 1, &chunk);
}
static void step_load(value_t chunk, value_t *state, size_t words) {
  for (size_t i = 0; i < words; i++) state[i] = object_slot(value_object(chunk), i);
}
static size_t state_number(value_t v) { return (size_t)value_fixnum(v); }
static value_t number_state(size_t n) { return value_of_fixnum((int64_t)n); }

// --- Join ---------------------------------------------------------------------------------------
// First all are measured, then a string of that size is filled.
enum {
  JOIN_STRINGS,
  JOIN_SEPARATOR,
  JOIN_INDEX,
  JOIN_BYTES,
  JOIN_COUNT,  // so far
  JOIN_TARGET, // nil while measuring
  JOIN_WITHIN, // bytes of the string at JOIN_INDEX that are in already
  JOIN_HIGH,   // does the text so far end with a high surrogate?
  JOIN_WORDS
};

// The pieces in order: strings at even places, separators between.
static value_t join_piece(const value_t *state, size_t index) {
  if (value_is_nil(state[JOIN_SEPARATOR])) return vector_nth(state[JOIN_STRINGS], index);
  return index % 2 == 0 ? vector_nth(state[JOIN_STRINGS], index / 2) : state[JOIN_SEPARATOR];
}

// Puts one code point in the place of the high surrogate that ends the text so far.
static void join_pair(value_t target, const char *low, size_t bytes, size_t count) {
  unsigned width;
  char pair[4];
  uint32_t high = utf8_decode(string_bytes(target) + bytes - 3, &width);
  width = utf8_encode(pair, code_point_of_pair(high, utf8_decode(low, &width)));
  string_fill(target, bytes - 3, count - 1, pair, width);
}

// Does the piece end with a high surrogate? An empty one leaves the text's end as it is.
static bool join_ends_high(value_t piece, bool high) {
  size_t length = string_byte_length(piece);
  if (string_is_ascii(piece)) return high && length == 0;
  return utf8_ends_high(string_bytes(piece), length);
}

static value_t join_step(struct cpu *cpu, value_t *state) {
  static const char name[] = "nacre.primitive/join-step";
  size_t strings = vector_count(state[JOIN_STRINGS]);
  size_t pieces = value_is_nil(state[JOIN_SEPARATOR]) || strings == 0 ? strings : 2 * strings - 1;
  size_t index = state_number(state[JOIN_INDEX]);
  size_t bytes = state_number(state[JOIN_BYTES]), count = state_number(state[JOIN_COUNT]);
  size_t looked = 0;
  bool high = !value_is_falsy(state[JOIN_HIGH]);
  if (value_is_nil(state[JOIN_TARGET])) {
    for (; index < pieces && looked < STEP_STRINGS; index++, looked++) {
      value_t piece = join_piece(state, index);
      string_check(cpu, piece, "join");
      bytes += string_byte_length(piece);
      count += string_count(piece);
      if (unlikely(high) && utf8_starts_low(string_bytes(piece), string_byte_length(piece))) {
        bytes -= 2; // six become four
        count--;
      }
      high = join_ends_high(piece, high);
    }
    if (index == pieces) {
      if (pieces == 1) return join_piece(state, 0);
      char *target;
      state[JOIN_TARGET] = string_allocate(cpu, bytes, count, &target);
      index = bytes = count = 0;
      high = false;
    }
  }
  size_t within = state_number(state[JOIN_WITHIN]), left = STRING_LEAF_BYTES;
  if (!value_is_nil(state[JOIN_TARGET])) {
    for (; index < pieces && looked < STEP_STRINGS && left > 0; looked++) {
      value_t piece = join_piece(state, index);
      if (unlikely(high) && within == 0 &&
          utf8_starts_low(string_bytes(piece), string_byte_length(piece))) {
        join_pair(state[JOIN_TARGET], string_bytes(piece), bytes, count);
        bytes++;
        within = 3;
      }
      const char *from = string_bytes(piece) + within;
      size_t rest = string_byte_length(piece) - within, length = minimum(rest, left);
      // A character is not split; the last bytes of a share may stay unused.
      while (length < rest && length > 0 && utf8_is_continuation(from[length])) length--;
      if (length == 0 && rest != 0) break;
      string_fill(state[JOIN_TARGET], bytes, count, from, length);
      bytes += length;
      count += string_is_ascii(piece) ? length : utf8_count(from, length);
      left -= length;
      within += length;
      if (length == rest) {
        index++;
        within = 0;
        high = join_ends_high(piece, high);
      }
    }
    if (index == pieces) return state[JOIN_TARGET];
  }
  state[JOIN_HIGH] = value_boolean(high);
  state[JOIN_INDEX] = number_state(index);
  state[JOIN_BYTES] = number_state(bytes);
  state[JOIN_COUNT] = number_state(count);
  state[JOIN_WITHIN] = number_state(within);
  return step_again(cpu, name, state, JOIN_WORDS);
}

value_t string_join(struct cpu *cpu, value_t strings, value_t separator) {
  value_t zero = value_of_fixnum(0);
  value_t state[JOIN_WORDS] = {strings, separator, zero, zero, zero, VALUE_NIL, zero, VALUE_FALSE};
  return join_step(cpu, state);
}

static value_t primitive_join_step(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  value_t state[JOIN_WORDS];
  step_load(arguments[0], state, JOIN_WORDS);
  return join_step(cpu, state);
}

// --- Changes ------------------------------------------------------------------------------------
enum { CHANGE_KIND, CHANGE_STRING, CHANGE_A, CHANGE_B, CHANGE_OFFSET, CHANGE_PARTS, CHANGE_WORDS };

// Is the Greek sigma at p the last letter of a word of more than one?
static bool is_final_sigma(const char *start, const char *p, const char *end) {
  unsigned width;
  const char *q = p;
  if (q == start) return false;
  q = utf8_previous(q);
  if (!character_is_cased(utf8_decode(q, &width))) return false;
  q = p + 2;
  return q >= end || !character_is_cased(utf8_decode(q, &width));
}

static void lower_into(struct text *text, const char *start, const char *p, const char *end,
                       uint32_t c) {
  if (c == 0x3a3) {
    text_add_character(text, is_final_sigma(start, p, end) ? 0x3c2 : 0x3c3);
  } else if (c == 0x130) {
    text_add_character(text, 'i');
    text_add_character(text, 0x307);
  } else {
    text_add_character(text, character_lower(c));
  }
}

static void upper_into(struct text *text, uint32_t c) {
  uint32_t upper[3];
  unsigned count = character_upper_full(c, upper);
  for (unsigned i = 0; i < count; i++) text_add_character(text, upper[i]);
}

// Changes some of the string from `offset` on, returns where it stopped.
static size_t change_characters(enum string_change change, struct text *text, value_t string,
                                value_t a, value_t b, size_t offset) {
  const char *start = string_bytes(string), *end = start + string_byte_length(string);
  const char *p = start + offset;
  const char *limit = (size_t)(end - p) > STEP_BYTES ? p + STEP_BYTES : end;
  while (p < limit) {
    unsigned width;
    uint32_t c = utf8_decode(p, &width);
    if (c < 0x80 && change != STRING_REPLACE_CHARACTER) {
      bool upper = change == STRING_UPPER || (change == STRING_CAPITALIZE && p == start);
      if (upper ? c >= 'a' && c <= 'z' : c >= 'A' && c <= 'Z') c ^= 0x20;
      text_add_byte(text, (char)c);
    } else if (change == STRING_REPLACE_CHARACTER) {
      text_add_character(text, c == value_character(a) ? value_character(b) : c);
    } else if (change == STRING_UPPER || (change == STRING_CAPITALIZE && p == start)) {
      upper_into(text, c);
    } else {
      lower_into(text, start, p, end, c);
    }
    p += width;
  }
  return (size_t)(p - start);
}

// The offset counts from the end.
static size_t change_reverse(struct text *text, value_t string, size_t offset) {
  const char *start = string_bytes(string), *end = start + string_byte_length(string);
  const char *p = end - offset;
  while (p > start && text->length < STEP_BYTES) {
    const char *previous = utf8_previous(p);
    text_add(text, previous, (size_t)(p - previous));
    p = previous;
  }
  return (size_t)(end - p);
}

static size_t change_strings(struct text *text, value_t string, value_t a, value_t b,
                             size_t offset) {
  const char *start = string_bytes(string), *end = start + string_byte_length(string);
  const char *needle = string_bytes(a), *p = start + offset;
  size_t needle_length = string_byte_length(a);
  if (needle_length == 0) {
    // Java: b stands before every character and at the end.
    while (text->length < STEP_BYTES) {
      text_add(text, string_bytes(b), string_byte_length(b));
      if (p == end) return (size_t)(p - start) + 1; // one past: done
      text_add(text, p, utf8_width(*p));
      p += utf8_width(*p);
    }
    return (size_t)(p - start);
  }
  // One share of the text; a match may reach beyond it.
  size_t rest = (size_t)(end - p);
  const char *limit = rest > STEP_BYTES ? p + STEP_BYTES : end;
  const char *search_end = (size_t)(end - limit) > needle_length ? limit + needle_length - 1 : end;
  while (p < limit && text->length < 2 * STEP_BYTES) {
    const char *found = memmem(p, (size_t)(search_end - p), needle, needle_length);
    if (found == NULL || found >= limit) {
      while (limit < end && utf8_is_continuation(*limit)) limit--;
      text_add(text, p, (size_t)(limit - p));
      return (size_t)(limit - start);
    }
    text_add(text, p, (size_t)(found - p));
    text_add(text, string_bytes(b), string_byte_length(b));
    p = found + needle_length;
  }
  return (size_t)(p - start);
}

static value_t change_step(struct cpu *cpu, value_t *state) {
  enum string_change change = (enum string_change)value_fixnum(state[CHANGE_KIND]);
  value_t string = state[CHANGE_STRING];
  size_t length = string_byte_length(string), offset = state_number(state[CHANGE_OFFSET]);
  struct text text;
  text_start(&text, cpu);
  size_t before = offset;
  bool done = false;
  switch (change) {
  case STRING_REVERSE:
    offset = change_reverse(&text, string, offset);
    break;
  case STRING_REPLACE_STRING:
    offset = change_strings(&text, string, state[CHANGE_A], state[CHANGE_B], offset);
    done = string_byte_length(state[CHANGE_A]) == 0 ? offset > length : offset >= length;
    break;
  default:
    offset = change_characters(change, &text, string, state[CHANGE_A], state[CHANGE_B], offset);
    break;
  }
  if (change != STRING_REPLACE_STRING) done = offset >= length;
  if (before == 0 && done) return text_string(&text);
  value_t parts = vector_conj(cpu, state[CHANGE_PARTS], text_string(&text));
  if (done) return string_join(cpu, parts, VALUE_NIL);
  state[CHANGE_OFFSET] = number_state(offset);
  state[CHANGE_PARTS] = parts;
  return step_again(cpu, "nacre.primitive/change-step", state, CHANGE_WORDS);
}

value_t string_transform(struct cpu *cpu, enum string_change change, value_t string, value_t a,
                         value_t b) {
  value_t state[CHANGE_WORDS] = {value_of_fixnum(change),        string, a, b, value_of_fixnum(0),
                                 vector_from_array(cpu, NULL, 0)};
  return change_step(cpu, state);
}

static value_t primitive_change_step(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  value_t state[CHANGE_WORDS];
  step_load(arguments[0], state, CHANGE_WORDS);
  return change_step(cpu, state);
}

// --- Slices -------------------------------------------------------------------------------------
enum { SLICE_STRING, SLICE_OFFSET, SLICE_TARGET, SLICE_DONE, SLICE_COUNT, SLICE_WORDS };

static value_t slice_step(struct cpu *cpu, value_t *state) {
  value_t target = state[SLICE_TARGET];
  size_t done = state_number(state[SLICE_DONE]), count = state_number(state[SLICE_COUNT]);
  const char *from = string_bytes(state[SLICE_STRING]) + state_number(state[SLICE_OFFSET]) + done;
  size_t rest = string_byte_length(target) - done, length = minimum(rest, STRING_LEAF_BYTES);
  while (length < rest && utf8_is_continuation(from[length])) length--;
  string_fill(target, done, count, from, length);
  if (length == rest) return target;
  state[SLICE_DONE] = number_state(done + length);
  state[SLICE_COUNT] = number_state(count + utf8_count(from, length));
  return step_again(cpu, "nacre.primitive/slice-step", state, SLICE_WORDS);
}

value_t string_slice_steps(struct cpu *cpu, value_t string, size_t start, size_t end) {
  size_t from = string_offset(string, start), to = string_offset(string, end);
  if (to - from <= STRING_LEAF_BYTES) return string_slice(cpu, string, start, end);
  char *bytes;
  value_t target = string_allocate(cpu, to - from, end - start, &bytes);
  value_t zero = value_of_fixnum(0);
  value_t state[SLICE_WORDS] = {string, number_state(from), target, zero, zero};
  return slice_step(cpu, state);
}

static value_t primitive_slice_step(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  value_t state[SLICE_WORDS];
  step_load(arguments[0], state, SLICE_WORDS);
  return slice_step(cpu, state);
}

// --- Search -------------------------------------------------------------------------------------
// The state is a byte offset; memmem finds whole characters only, as UTF-8 synchronises itself.
enum { FIND_STRING, FIND_NEEDLE, FIND_OFFSET, FIND_WORDS };

static value_t find_step(struct cpu *cpu, value_t *state) {
  value_t string = state[FIND_STRING], needle = state[FIND_NEEDLE];
  const char *bytes = string_bytes(string);
  size_t length = string_byte_length(string), wanted = string_byte_length(needle);
  size_t offset = state_number(state[FIND_OFFSET]);
  if (wanted > length - offset) return VALUE_NIL;
  size_t share = minimum(length - offset, STEP_SEARCH_BYTES + wanted);
  const char *found = memmem(bytes + offset, share, string_bytes(needle), wanted);
  if (found != NULL) return number_state(string_index_of_offset(string, (size_t)(found - bytes)));
  if (share == length - offset) return VALUE_NIL;
  state[FIND_OFFSET] = number_state(offset + STEP_SEARCH_BYTES);
  return step_again(cpu, "nacre.primitive/find-step", state, FIND_WORDS);
}

value_t string_find(struct cpu *cpu, value_t string, value_t needle, size_t from) {
  if (from > string_count(string)) return VALUE_NIL;
  value_t state[FIND_WORDS] = {string, needle, number_state(string_offset(string, from))};
  return find_step(cpu, state);
}

static value_t primitive_find_step(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  value_t state[FIND_WORDS];
  step_load(arguments[0], state, FIND_WORDS);
  return find_step(cpu, state);
}

static value_t find_last_step(struct cpu *cpu, value_t *state) {
  value_t string = state[FIND_STRING], needle = state[FIND_NEEDLE];
  const char *bytes = string_bytes(string), *sought = string_bytes(needle);
  size_t wanted = string_byte_length(needle), at = state_number(state[FIND_OFFSET]);
  // Counts compared bytes, so that a needle like the text does not take long.
  size_t budget = STEP_SEARCH_BYTES;
  for (;; at--) {
    size_t same = 0;
    while (same < wanted && bytes[at + same] == sought[same]) same++;
    if (same == wanted && !utf8_is_continuation(bytes[at]))
      return number_state(string_index_of_offset(string, at));
    if (at == 0) return VALUE_NIL;
    if (budget < same + 1) break;
    budget -= same + 1;
  }
  state[FIND_OFFSET] = number_state(at - 1);
  return step_again(cpu, "nacre.primitive/find-last-step", state, FIND_WORDS);
}

value_t string_find_last(struct cpu *cpu, value_t string, value_t needle, size_t from) {
  size_t length = string_byte_length(string), wanted = string_byte_length(needle);
  if (wanted > length) return VALUE_NIL;
  size_t at = minimum(string_offset(string, minimum(from, string_count(string))), length - wanted);
  value_t state[FIND_WORDS] = {string, needle, number_state(at)};
  return find_last_step(cpu, state);
}

static value_t primitive_find_last_step(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  value_t state[FIND_WORDS];
  step_load(arguments[0], state, FIND_WORDS);
  return find_last_step(cpu, state);
}

// --- Trim ---------------------------------------------------------------------------------------
enum { TRIM_STRING, TRIM_WHICH, TRIM_START, TRIM_END, TRIM_WORDS };

static value_t trim_step(struct cpu *cpu, value_t *state) {
  value_t string = state[TRIM_STRING];
  const char *bytes = string_bytes(string);
  unsigned which = (unsigned)value_fixnum(state[TRIM_WHICH]), width;
  size_t start = state_number(state[TRIM_START]), end = state_number(state[TRIM_END]);
  size_t left = STEP_BYTES; // characters this step may still look at
  for (; (which & STRING_TRIM_LEFT) && start < end && left > 0; left--) {
    if (character_is_whitespace(utf8_decode(bytes + start, &width)))
      start += width;
    else
      which &= ~(unsigned)STRING_TRIM_LEFT;
  }
  for (; (which & (STRING_TRIM_RIGHT | STRING_TRIM_LINE_ENDS)) && start < end && left > 0; left--) {
    uint32_t c = utf8_decode(utf8_previous(bytes + end), &width);
    if (which & STRING_TRIM_RIGHT ? character_is_whitespace(c) : c == '\n' || c == '\r')
      end -= width;
    else
      which &= ~(unsigned)(STRING_TRIM_RIGHT | STRING_TRIM_LINE_ENDS);
  }
  if (which == 0 || start == end)
    return string_slice_steps(cpu, string, string_index_of_offset(string, start),
                              string_index_of_offset(string, end));
  state[TRIM_WHICH] = value_of_fixnum(which);
  state[TRIM_START] = number_state(start);
  state[TRIM_END] = number_state(end);
  return step_again(cpu, "nacre.primitive/trim-step", state, TRIM_WORDS);
}

value_t string_trim(struct cpu *cpu, value_t string, unsigned which) {
  value_t state[TRIM_WORDS] = {string, value_of_fixnum(which), value_of_fixnum(0),
                               number_state(string_byte_length(string))};
  return trim_step(cpu, state);
}

static value_t primitive_trim_step(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  value_t state[TRIM_WORDS];
  step_load(arguments[0], state, TRIM_WORDS);
  return trim_step(cpu, state);
}

const struct primitive string_step_primitives[] = {
    {"nacre.primitive/join-step", primitive_join_step, 1, 1, "([state])", "More of string_join."},
    {"nacre.primitive/change-step", primitive_change_step, 1, 1, "([state])",
     "More of string_transform."},
    {"nacre.primitive/slice-step", primitive_slice_step, 1, 1, "([state])",
     "More of string_slice_steps."},
    {"nacre.primitive/find-step", primitive_find_step, 1, 1, "([state])", "More of string_find."},
    {"nacre.primitive/find-last-step", primitive_find_last_step, 1, 1, "([state])",
     "More of string_find_last."},
    {"nacre.primitive/trim-step", primitive_trim_step, 1, 1, "([state])", "More of string_trim."},
    {NULL, NULL, 0, 0, NULL, NULL},
};
