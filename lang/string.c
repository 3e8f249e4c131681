// SPDX-License-Identifier: MIT
// The string object: making, indexing, comparing, hashing. Layout: lang/string.h.
#include "lang/string.h"

#include <string.h>

#include "lang/collections.h"
#include "lang/error.h"
#include "lang/scratch.h"
#include "lang/utf8.h"

enum { STRING_HEAD_WORDS = 2 };
#define STRING_HASH_KNOWN (UINT64_C(1) << 32)

value_t string_allocate(struct cpu *cpu, size_t length, size_t count, char **bytes) {
  if (length > STRING_BYTES_LIMIT)
    error_raise(cpu, ERROR_MEMORY, "A string of %zu bytes is too long", length);
  size_t index_words = (string_index_entries(length, count) + 1) / 2;
  size_t byte_words = length / 8 + 1;
  size_t words = STRING_HEAD_WORDS + index_words + byte_words;
  struct object *object = gc_allocate(cpu, KIND_STRING, words);
  object_set_raw(object, 0, (uint64_t)count << 32 | length);
  object_set_raw(object, 1, 0);
  object_set_raw(object, words - 1, 0); // the zero terminator and the filling after it
  *bytes = (char *)&object->slots[STRING_HEAD_WORDS + index_words];
  return value_of_object(object);
}

// Enters the index entries of bytes [offset, end), before which `count` code points stand.
static void string_fill_index(value_t string, size_t offset, size_t end, size_t count) {
  size_t entries = string_index_entries(string_byte_length(string), string_count(string));
  if (entries == 0) return;
  uint32_t *index = (uint32_t *)&value_object(string)->slots[STRING_HEAD_WORDS];
  const char *bytes = string_bytes(string);
  for (size_t i = offset; i < end; i++) {
    if (utf8_is_continuation(bytes[i])) continue;
    if (count != 0 && count % STRING_INDEX_STEP == 0)
      index[count / STRING_INDEX_STEP - 1] = (uint32_t)i;
    count++;
  }
  if (entries % 2 != 0) index[entries] = 0;
}

void string_finish(value_t string) { string_fill_index(string, 0, string_byte_length(string), 0); }

void string_fill(value_t string, size_t offset, size_t count, const char *bytes, size_t length) {
  memcpy((char *)string_bytes(string) + offset, bytes, length);
  string_fill_index(string, offset, offset + length, count);
}

value_t string_new_valid(struct cpu *cpu, const char *bytes, size_t length, size_t count) {
  char *target;
  value_t string = string_allocate(cpu, length, count, &target);
  if (length != 0) memcpy(target, bytes, length);
  string_finish(string);
  return string;
}

// As utf8_decode_checked, but `inside` half of a surrogate pair is a character too.
static bool decode(const char *bytes, size_t length, bool inside, uint32_t *code_point,
                   unsigned *width) {
  if (utf8_decode_checked(bytes, length, code_point, width)) return true;
  if (!inside || length < 3 || !utf8_is_continuation(bytes[2])) return false;
  if (!utf8_is_high_surrogate(bytes) && !utf8_is_low_surrogate(bytes)) return false;
  *code_point = utf8_decode(bytes, width);
  return true;
}

// Some bytes are malformed, each run of which becomes one U+FFFD, or two halves of a pair meet.
static value_t string_new_repaired(struct cpu *cpu, const char *bytes, size_t length, bool inside) {
  struct text text;
  text_start(&text, cpu);
  text_reserve(&text, length + 8);
  size_t count = 0;
  uint32_t last = 0;
  for (size_t i = 0; i < length;) {
    uint32_t code_point;
    unsigned width;
    decode(bytes + i, length - i, inside, &code_point, &width);
    i += width;
    if (code_point_is_low_surrogate(code_point) && code_point_is_high_surrogate(last)) {
      text.length -= 3;
      code_point = code_point_of_pair(last, code_point);
    } else {
      count++;
    }
    text_add_character(&text, code_point);
    last = code_point;
  }
  return string_new_valid(cpu, text.bytes, text.length, count);
}

static value_t string_new_counted(struct cpu *cpu, const char *bytes, size_t length, bool inside) {
  size_t count = 0, i = 0;
  while (i < length) {
    size_t ascii = utf8_ascii_prefix(bytes + i, length - i);
    count += ascii;
    i += ascii;
    while (i < length && (unsigned char)bytes[i] >= 0x80) {
      uint32_t code_point;
      unsigned width;
      if (!utf8_decode_checked(bytes + i, length - i, &code_point, &width)) {
        // One half of a pair may stay, if the other does not follow.
        if (!decode(bytes + i, length - i, inside, &code_point, &width) ||
            (code_point_is_high_surrogate(code_point) &&
             utf8_starts_low(bytes + i + 3, length - i - 3)))
          return string_new_repaired(cpu, bytes, length, inside);
      }
      i += width;
      count++;
    }
  }
  return string_new_valid(cpu, bytes, length, count);
}

value_t string_new(struct cpu *cpu, const char *bytes, size_t length) {
  return string_new_counted(cpu, bytes, length, false);
}

value_t string_from_text(struct cpu *cpu, const char *bytes, size_t length) {
  return string_new_counted(cpu, bytes, length, true);
}

value_t string_from_c(struct cpu *cpu, const char *zero_terminated) {
  return string_new(cpu, zero_terminated, strlen(zero_terminated));
}

value_t string_from_character(struct cpu *cpu, uint32_t code_point) {
  char bytes[4];
  return string_new_valid(cpu, bytes, utf8_encode(bytes, code_point), 1);
}

size_t string_offset(value_t string, size_t index) {
  size_t length = string_byte_length(string), count = string_count(string);
  if (length == count) return index;
  if (index >= count) return length;
  const char *bytes = string_bytes(string);
  size_t offset = 0, rest = index;
  if (index >= STRING_INDEX_STEP && length > STRING_INDEX_STEP) {
    const uint32_t *entries = (const uint32_t *)&value_object(string)->slots[STRING_HEAD_WORDS];
    offset = entries[index / STRING_INDEX_STEP - 1];
    rest = index % STRING_INDEX_STEP;
  }
  for (; rest != 0; rest--) offset += utf8_width(bytes[offset]);
  return offset;
}

size_t string_index_of_offset(value_t string, size_t offset) {
  size_t length = string_byte_length(string), count = string_count(string);
  if (length == count) return offset;
  const uint32_t *entries = (const uint32_t *)&value_object(string)->slots[STRING_HEAD_WORDS];
  // The last index entry at or before the offset, by bisection.
  size_t low = 0, high = string_index_entries(length, count);
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (entries[middle] <= offset) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  size_t start = low == 0 ? 0 : entries[low - 1];
  return low * STRING_INDEX_STEP + utf8_count(string_bytes(string) + start, offset - start);
}

uint32_t string_character(value_t string, size_t index) {
  unsigned width;
  return utf8_decode(string_bytes(string) + string_offset(string, index), &width);
}

value_t string_slice(struct cpu *cpu, value_t string, size_t start, size_t end) {
  if (start == 0 && end == string_count(string)) return string;
  size_t from = string_offset(string, start), to = string_offset(string, end);
  return string_new_valid(cpu, string_bytes(string) + from, to - from, end - start);
}

bool string_equal(value_t a, value_t b) {
  if (value_same(a, b)) return true;
  if (object_raw(value_object(a), 0) != object_raw(value_object(b), 0)) return false;
  uint64_t hash_a = object_raw(value_object(a), 1), hash_b = object_raw(value_object(b), 1);
  if (hash_a != 0 && hash_b != 0 && hash_a != hash_b) return false;
  return memcmp(string_bytes(a), string_bytes(b), string_byte_length(a)) == 0;
}

bool string_equal_c(value_t a, const char *zero_terminated) {
  size_t length = strlen(zero_terminated);
  return length == string_byte_length(a) && memcmp(string_bytes(a), zero_terminated, length) == 0;
}

// The UTF-16 unit that a code point starts with.
static int utf16_first_unit(uint32_t c) {
  return c < 0x10000 ? (int)c : (int)(0xd800 + ((c - 0x10000) >> 10));
}

// The unit behind that: the code point's own second one, or the first of the text that follows; -1
// at its end.
static int utf16_second_unit(uint32_t c, const char *rest, size_t length) {
  unsigned width;
  if (c >= 0x10000) return (int)(0xdc00 + (c & 0x3ff));
  return length == 0 ? -1 : utf16_first_unit(utf8_decode(rest, &width));
}

// UTF-16 units in well-formed bytes: four-byte characters take two.
static size_t utf16_length(const char *bytes, size_t length) {
  size_t units = 0;
  for (size_t i = 0; i < length; i++)
    units += !utf8_is_continuation(bytes[i]) + ((unsigned char)bytes[i] >= 0xf0);
  return units;
}

int string_compare(value_t a, value_t b) {
  const char *x = string_bytes(a), *y = string_bytes(b);
  size_t x_length = string_byte_length(a), y_length = string_byte_length(b);
  size_t shorter = minimum(x_length, y_length), i = 0;
  while (i + 64 <= shorter && memcmp(x + i, y + i, 64) == 0) i += 64;
  while (i < shorter && x[i] == y[i]) i++;
  if (i == shorter) {
    if (x_length == y_length) return 0;
    return x_length > y_length ? (int)utf16_length(x + i, x_length - i)
                               : -(int)utf16_length(y + i, y_length - i);
  }
  // Back to the start of the characters that differ; both sides are the same up to here.
  while (utf8_is_continuation(x[i]) || utf8_is_continuation(y[i])) i--;
  unsigned x_width, y_width;
  uint32_t c = utf8_decode(x + i, &x_width), d = utf8_decode(y + i, &y_width);
  int difference = utf16_first_unit(c) - utf16_first_unit(d);
  if (difference != 0) return difference;
  // The same high surrogate: what follows differs, as a lone one has no low one behind it.
  int x_unit = utf16_second_unit(c, x + i + x_width, x_length - i - x_width);
  int y_unit = utf16_second_unit(d, y + i + y_width, y_length - i - y_width);
  if (x_unit >= 0 && y_unit >= 0) return x_unit - y_unit;
  return (int)utf16_length(x + i, x_length - i) - (int)utf16_length(y + i, y_length - i);
}

uint32_t string_java_hash_continue(uint32_t hash, const char *bytes, size_t length) {
  size_t i = 0;
  while (i < length) {
    while (i + 4 <= length) {
      uint32_t four;
      memcpy(&four, bytes + i, 4);
      if (four & 0x80808080u) break;
      hash = hash * (31u * 31 * 31 * 31) + (four & 0xff) * (31u * 31 * 31) +
             (four >> 8 & 0xff) * (31u * 31) + (four >> 16 & 0xff) * 31u + (four >> 24);
      i += 4;
    }
    if (i >= length) break;
    unsigned width;
    uint32_t c = utf8_decode(bytes + i, &width);
    i += width;
    hash = hash * 31 + (uint32_t)utf16_first_unit(c);
    if (c >= 0x10000) hash = hash * 31 + (0xdc00 + (c & 0x3ff));
  }
  return hash;
}

uint32_t string_java_hash(value_t string) {
  return string_java_hash_continue(0, string_bytes(string), string_byte_length(string));
}

void string_set_java_hash(value_t string, uint32_t java_hash) {
  object_set_raw(value_object(string), 1, STRING_HASH_KNOWN | hash_int32(java_hash));
}

uint32_t string_hash(value_t string) {
  uint64_t cached = object_raw(value_object(string), 1);
  if (likely(cached != 0)) return (uint32_t)cached;
  string_set_java_hash(string, string_java_hash(string));
  return (uint32_t)object_raw(value_object(string), 1);
}

// --- Murmur3 x86 32-bit over UTF-16 units, two a round (Appleby's public-domain algorithm) ------
static uint32_t rotate_left(uint32_t n, unsigned by) { return n << by | n >> (32 - by); }
static uint32_t murmur_mix_k(uint32_t k) { return rotate_left(k * 0xcc9e2d51u, 15) * 0x1b873593u; }

uint32_t string_murmur_hash(value_t string) {
  const char *bytes = string_bytes(string);
  size_t length = string_byte_length(string);
  uint32_t hash = 0, pending = 0;
  size_t units = 0;
  for (size_t i = 0; i < length;) {
    unsigned width;
    uint32_t c = utf8_decode(bytes + i, &width);
    i += width;
    uint32_t unit[2] = {(uint32_t)utf16_first_unit(c), 0xdc00 + (c & 0x3ff)};
    for (int part = 0; part < (c >= 0x10000 ? 2 : 1); part++) {
      if (units++ % 2 == 0) {
        pending = unit[part];
        continue;
      }
      hash ^= murmur_mix_k(pending | unit[part] << 16);
      hash = rotate_left(hash, 13) * 5 + 0xe6546b64u;
    }
  }
  if (units % 2 != 0) hash ^= murmur_mix_k(pending);
  hash ^= (uint32_t)(units * 2);
  hash = (hash ^ hash >> 16) * 0x85ebca6bu;
  hash = (hash ^ hash >> 13) * 0xc2b2ae35u;
  return hash ^ hash >> 16;
}

void string_check(struct cpu *cpu, value_t v, const char *function_name) {
  if (likely(value_is_string(v))) return;
  if (value_is_nil(v))
    error_raise(cpu, ERROR_NIL, "%s: a string is needed, not nil", function_name);
  error_raise(cpu, ERROR_TYPE, "%s: a string is needed, not %V (%T)", function_name, v, v);
}
