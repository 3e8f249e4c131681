// SPDX-License-Identifier: MIT
// Persistent queues (Okasaki's pair of a front and a rear): see queue.h.
#include "lang/queue.h"

#include "lang/sequence.h"
#include "lang/slots.h"
#include "lang/vector.h"

static value_t queue_new(struct cpu *cpu, enum kind kind, value_t meta, int64_t count,
                         value_t front, value_t rear) {
  struct object *queue = gc_allocate(cpu, kind, QUEUE_SLOTS);
  object_initialize(queue, QUEUE_META, meta);
  object_initialize(queue, QUEUE_COUNT, value_of_fixnum(count));
  object_initialize(queue, QUEUE_FRONT, front);
  object_initialize(queue, QUEUE_REAR, rear);
  return value_of_object(queue);
}

value_t queue_empty(struct cpu *cpu, value_t meta) {
  return queue_new(cpu, KIND_QUEUE, meta, 0, VALUE_NIL, VALUE_NIL);
}

int64_t queue_count(value_t queue) {
  return value_fixnum(object_slot(value_object(queue), QUEUE_COUNT));
}

value_t queue_conj(struct cpu *cpu, value_t queue, value_t v) {
  struct object *object = value_object(queue);
  value_t meta = object_slot(object, QUEUE_META), rear = object_slot(object, QUEUE_REAR);
  int64_t count = queue_count(queue);
  if (count == 0)
    return queue_new(cpu, KIND_QUEUE, meta, 1, list_new(cpu, v, list_empty(cpu)), VALUE_NIL);
  rear = vector_conj(cpu, value_is_nil(rear) ? vector_empty(cpu) : rear, v);
  return queue_new(cpu, KIND_QUEUE, meta, count + 1, object_slot(object, QUEUE_FRONT), rear);
}

value_t queue_peek(struct cpu *cpu, value_t queue) {
  value_t front = object_slot(value_object(queue), QUEUE_FRONT);
  return value_is_nil(front) ? VALUE_NIL : seq_first(cpu, front);
}

value_t queue_pop(struct cpu *cpu, value_t queue) {
  struct object *object = value_object(queue);
  int64_t count = queue_count(queue);
  enum kind kind = object_kind(object);
  if (count == 0) return queue;
  if (count == 1 && kind == KIND_QUEUE_SEQ) return VALUE_NIL;
  // The front is a list or a vector's seq, so what follows is known to C.
  value_t front = seq_next_try(cpu, object_slot(object, QUEUE_FRONT));
  value_t rear = object_slot(object, QUEUE_REAR);
  if (value_is_nil(front) && !value_is_nil(rear)) {
    front = vector_seq(cpu, rear);
    rear = VALUE_NIL;
  }
  return queue_new(cpu, kind, object_slot(object, QUEUE_META), count - 1, front, rear);
}

value_t queue_seq(struct cpu *cpu, value_t queue) {
  struct object *object = value_object(queue);
  if (queue_count(queue) == 0) return VALUE_NIL;
  if (object_kind(object) == KIND_QUEUE_SEQ) return queue;
  return queue_new(cpu, KIND_QUEUE_SEQ, VALUE_NIL, queue_count(queue),
                   object_slot(object, QUEUE_FRONT), object_slot(object, QUEUE_REAR));
}
