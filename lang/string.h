// SPDX-License-Identifier: MIT
// Strings: immutable UTF-8. A char is a Unicode code point; indices count code points unless they
// are called bytes or offsets.
//
//   KIND_STRING, all raw
//     word 0   [ code points: 32 | bytes: 32 ]          equal halves: all ASCII
//     word 1   [ hash known: bit 32 | hash: 32 ]        written once more when first asked for
//     index    only when not ASCII and over 64 bytes: for every 64th code point but the first its
//              32-bit byte offset, filled up to whole words
//     bytes    well-formed UTF-8 as lang/utf8.h has it, then at least one zero byte up to whole
//     words
//
// Invariant: equal strings have equal bytes; a high surrogate is never followed by a low one.
#ifndef NACRE_LANG_STRING_H
#define NACRE_LANG_STRING_H

#include "gc/gc.h"

enum {
  STRING_INDEX_STEP = 64,           // code points between two entries of the offset index
  STRING_LEAF_BYTES = 64 * 1024,    // what one leaf may scan or build; longer goes in steps
  STRING_BYTES_LIMIT = 0x7fffff00u, // longer raises ERROR_MEMORY
};

// A new string of `length` bytes of UTF-8 from outside (invalid bytes become U+FFFD).
value_t string_new(struct cpu *cpu, const char *bytes, size_t length);
// The same for a text put together here: halves of a surrogate pair are kept, or joined.
value_t string_from_text(struct cpu *cpu, const char *bytes, size_t length);
// The same for bytes known to be well formed with `count` code points.
value_t string_new_valid(struct cpu *cpu, const char *bytes, size_t length, size_t count);
value_t string_from_c(struct cpu *cpu, const char *zero_terminated);
value_t string_from_character(struct cpu *cpu, uint32_t code_point);
// A string whose bytes the caller fills in, then string_finish makes its index; or string_fill does
// both piece by piece, in any order, even over many leaves. Nobody else may see it before. No piece
// with a low surrogate in front may come behind one with a high one at its end.
value_t string_allocate(struct cpu *cpu, size_t length, size_t count, char **bytes);
void string_finish(value_t string);
// Puts well-formed bytes at a byte offset, before which `count` code points stand.
void string_fill(value_t string, size_t offset, size_t count, const char *bytes, size_t length);
static inline bool value_is_string(value_t v) { return value_is_kind(v, KIND_STRING); }

static inline size_t string_byte_length(value_t string) {
  return (uint32_t)object_raw(value_object(string), 0);
}
static inline size_t string_count(value_t string) { // code points
  return object_raw(value_object(string), 0) >> 32;
}
static inline bool string_is_ascii(value_t string) {
  return string_count(string) == string_byte_length(string);
}
// Entries of the offset index of a string of that many bytes and code points.
static inline size_t string_index_entries(size_t length, size_t count) {
  return length == count || length <= STRING_INDEX_STEP ? 0 : (count - 1) / STRING_INDEX_STEP;
}
// The bytes (zero-terminated beyond their length); valid until the next safepoint.
static inline const char *string_bytes(value_t string) {
  size_t entries = string_index_entries(string_byte_length(string), string_count(string));
  return (const char *)&value_object(string)->slots[2 + (entries + 1) / 2];
}
// The byte offset of code point `index` <= count: O(1), as the index keeps scans under 64.
size_t string_offset(value_t string, size_t index);
// The code point index of a byte offset on a character's boundary.
size_t string_index_of_offset(value_t string, size_t offset);
uint32_t string_character(value_t string, size_t index); // index < count
// Code points start <= end <= count as a string of their own.
value_t string_slice(struct cpu *cpu, value_t string, size_t start, size_t end);
bool string_equal(value_t a, value_t b);
bool string_equal_c(value_t a, const char *zero_terminated);
// By UTF-16 code units, as Clojure: the difference of the first that differ, or of the lengths.
int string_compare(value_t a, value_t b);
uint32_t string_hash(value_t string);      // Clojure's hash of a string, cached
uint32_t string_java_hash(value_t string); // String.hashCode
// Murmur3.hashUnencodedChars over the UTF-16 units: the names of symbols.
uint32_t string_murmur_hash(value_t string);
// Fills in the hash that a builder has computed on its way (law 4: hashing a huge string at once
// would take too long).
void string_set_java_hash(value_t string, uint32_t java_hash);
// Java's hash continued over further well-formed bytes, from 0.
uint32_t string_java_hash_continue(uint32_t hash, const char *bytes, size_t length);

// Raises ERROR_TYPE naming the function unless v is a string.
void string_check(struct cpu *cpu, value_t v, const char *function_name);

#endif
