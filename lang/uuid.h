// SPDX-License-Identifier: MIT
// UUIDs: 128 bits in two raw words, most significant first (KIND_UUID).
#ifndef NACRE_LANG_UUID_H
#define NACRE_LANG_UUID_H

#include "gc/gc.h"
#include "lang/scratch.h"

value_t uuid_new(struct cpu *cpu, uint64_t high, uint64_t low);
// Five groups of hexadecimal digits between dashes, as java.util.UUID/fromString takes them (short
// groups are filled with zeros, long ones cut). VALUE_ABSENT when the text is none.
value_t uuid_parse(struct cpu *cpu, const char *bytes, size_t length);
void uuid_print(struct text *text, value_t uuid); // 36 characters, no #uuid

#endif
