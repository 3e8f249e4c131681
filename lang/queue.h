// SPDX-License-Identifier: MIT
// clojure.lang.PersistentQueue: a seq to take from and a vector to add to.
//
//   KIND_QUEUE   meta, fixnum count, front (a seq; nil when empty), rear (a vector or nil)
//   KIND_QUEUE_SEQ   the same, never empty: what `seq` of a queue answers
#ifndef NACRE_LANG_QUEUE_H
#define NACRE_LANG_QUEUE_H

#include "lang/collections.h"

enum { QUEUE_META, QUEUE_COUNT, QUEUE_FRONT, QUEUE_REAR, QUEUE_SLOTS };

value_t queue_empty(struct cpu *cpu, value_t meta);
value_t queue_conj(struct cpu *cpu, value_t queue, value_t v);
value_t queue_peek(struct cpu *cpu, value_t queue); // nil when empty
value_t queue_pop(struct cpu *cpu, value_t queue);  // itself when empty; nil after a seq's last
value_t queue_seq(struct cpu *cpu, value_t queue);  // nil when empty
int64_t queue_count(value_t queue);

#endif
