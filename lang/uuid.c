// SPDX-License-Identifier: MIT
#include "lang/uuid.h"

#include "lang/primitive.h"
#include "lang/string.h"

#include "kernel/platform.h"

value_t uuid_new(struct cpu *cpu, uint64_t high, uint64_t low) {
  struct object *object = gc_allocate(cpu, KIND_UUID, 2);
  object_set_raw(object, 0, high);
  object_set_raw(object, 1, low);
  return value_of_object(object);
}

// One group as Long.parseLong(group, 16): an optional plus, then digits that fit 63 bits.
static bool parse_group(const char *bytes, size_t length, uint64_t *group) {
  if (length > 1 && bytes[0] == '+') bytes++, length--;
  if (length == 0) return false;
  *group = 0;
  for (size_t i = 0; i < length; i++) {
    char c = bytes[i];
    unsigned digit = c >= '0' && c <= '9'                 ? (unsigned)(c - '0')
                     : (c | 32) >= 'a' && (c | 32) <= 'f' ? (unsigned)((c | 32) - 'a' + 10)
                                                          : 16;
    if (digit == 16 || *group >> 59) return false;
    *group = *group << 4 | digit;
  }
  return true;
}

value_t uuid_parse(struct cpu *cpu, const char *bytes, size_t length) {
  uint64_t groups[5];
  size_t at = 0;
  if (length > 36) return VALUE_ABSENT;
  for (int i = 0; i < 5; i++) {
    size_t end = at;
    while (end < length && bytes[end] != '-') end++;
    if ((end < length) != (i < 4) || !parse_group(bytes + at, end - at, &groups[i]))
      return VALUE_ABSENT;
    at = end + 1;
  }
  return uuid_new(
      cpu, (groups[0] & UINT32_MAX) << 32 | (groups[1] & 0xffff) << 16 | (groups[2] & 0xffff),
      (groups[3] & 0xffff) << 48 | (groups[4] & UINT64_C(0xffffffffffff)));
}

void uuid_print(struct text *text, value_t uuid) {
  uint64_t high = object_raw(value_object(uuid), 0), low = object_raw(value_object(uuid), 1);
  text_format(text, "%08x-%04x-%04x-%04x-%012llx", (unsigned)(high >> 32),
              (unsigned)(high >> 16 & 0xffff), (unsigned)(high & 0xffff), (unsigned)(low >> 48),
              (unsigned long long)(low & UINT64_C(0xffffffffffff)));
}

// As RFC 4122 writes them: 8-4-4-4-12 hexadecimal digits. UUID/fromString and #uuid also take
// groups with fewer digits, as Java does; that parse-uuid does so is no promise of its docstring.
static bool is_canonical(const char *bytes, size_t length) {
  if (length != 36) return false;
  for (size_t i = 0; i < length; i++) {
    bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if ((bytes[i] == '-') != dash || bytes[i] == '+') return false;
  }
  return true;
}

static value_t core_parse_uuid(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  value_t v = arguments[0];
  if (value_is_nil(v)) error_raise(cpu, ERROR_NIL, "parse-uuid: nil is not a string");
  if (!value_is_string(v))
    error_raise(cpu, ERROR_TYPE, "parse-uuid: %V is not a string (%T)", v, v);
  if (!is_canonical(string_bytes(v), string_byte_length(v))) return VALUE_NIL;
  value_t uuid = uuid_parse(cpu, string_bytes(v), string_byte_length(v));
  return value_same(uuid, VALUE_ABSENT) ? VALUE_NIL : uuid;
}

// Version 4: 122 random bits from the machine's entropy.
static value_t core_random_uuid(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)arguments, (void)count;
  uint64_t bits[2];
  platform_entropy(bits, sizeof bits);
  return uuid_new(cpu, (bits[0] & ~UINT64_C(0xf000)) | 0x4000,
                  (bits[1] & ~(UINT64_C(3) << 62)) | UINT64_C(2) << 62);
}

static value_t core_is_uuid(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)cpu, (void)count;
  return value_boolean(value_is_kind(arguments[0], KIND_UUID));
}

static value_t leaf_read_uuid(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  value_t v = arguments[0];
  if (!value_is_string(v))
    error_raise(cpu, ERROR_ARGUMENT, "#uuid takes a string, not %V (%T)", v, v);
  value_t uuid = uuid_parse(cpu, string_bytes(v), string_byte_length(v));
  if (value_same(uuid, VALUE_ABSENT))
    error_raise(cpu, ERROR_ARGUMENT, "Invalid UUID string: %V", v);
  return uuid;
}

static value_t leaf_uuid_text(struct cpu *cpu, const value_t *arguments, uint32_t count) {
  (void)count;
  if (!value_is_kind(arguments[0], KIND_UUID))
    error_raise(cpu, ERROR_TYPE, "%V is not a UUID (%T)", arguments[0], arguments[0]);
  struct text text;
  text_start(&text, cpu);
  uuid_print(&text, arguments[0]);
  return text_string(&text);
}

// clang-format off
const struct primitive uuid_primitives[] = {
    {"clojure.core/parse-uuid", core_parse_uuid, 1, 1, "([s])", "Reads a string as a UUID; nil when it is none."},
    {"clojure.core/random-uuid", core_random_uuid, 0, 0, "([])", "A new random UUID (version 4)."},
    {"clojure.core/uuid?", core_is_uuid, 1, 1, "([x])", "Returns true if x is a UUID."},
    {"nacre.primitive/read-uuid", leaf_read_uuid, 1, 1, "([s])", "The UUID that #uuid s stands for; throws when it is none."},
    {"nacre.primitive/uuid-text", leaf_uuid_text, 1, 1, "([uuid])", "The 36 characters of a UUID."},
    {NULL, NULL, 0, 0, NULL, NULL},
};
// clang-format on
