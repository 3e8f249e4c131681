// SPDX-License-Identifier: MIT
// Mailboxes: a linked list of published messages. Sending is O(1) once the value is published.
#include "kernel/process/process.h"

bool mailbox_send(struct cpu *cpu, value_t process, value_t v) {
  int64_t count = value_fixnum(process_get(process, PROCESS_MAIL_COUNT));
  if (count >= PROCESS_MAIL_LIMIT) return false;
  value_t content = gc_publish(cpu, v);
  struct object *message = gc_allocate_old(cpu, KIND_MESSAGE, MESSAGE_SLOTS, 0);
  object_initialize(message, MESSAGE_CONTENT, content);
  object_initialize(message, MESSAGE_NEXT, VALUE_NIL);
  value_t fresh = value_of_object(message), last = process_get(process, PROCESS_MAIL_LAST);
  if (value_is_nil(last))
    process_set(cpu, process, PROCESS_MAIL_FIRST, fresh);
  else
    cell_write(cpu, value_object(last), &value_object(last)->slots[MESSAGE_NEXT], fresh);
  process_set(cpu, process, PROCESS_MAIL_LAST, fresh);
  process_set(cpu, process, PROCESS_MAIL_COUNT, value_of_fixnum(count + 1));
  for (value_t t = process_get(process, PROCESS_THREADS); !value_is_nil(t);
       t = thread_get(t, THREAD_SIBLING))
    if (value_is_nil(thread_get(t, THREAD_WAIT))) scheduler_wake(cpu, t);
  return true;
}

value_t mailbox_peek(value_t process, value_t previous) {
  return value_is_nil(previous) ? process_get(process, PROCESS_MAIL_FIRST)
                                : object_slot(value_object(previous), MESSAGE_NEXT);
}

void mailbox_remove(struct cpu *cpu, value_t process, value_t previous) {
  value_t message = mailbox_peek(process, previous);
  value_t next = object_slot(value_object(message), MESSAGE_NEXT);
  if (value_is_nil(previous))
    process_set(cpu, process, PROCESS_MAIL_FIRST, next);
  else
    cell_write(cpu, value_object(previous), &value_object(previous)->slots[MESSAGE_NEXT], next);
  if (value_is_nil(next)) process_set(cpu, process, PROCESS_MAIL_LAST, previous);
  int64_t count = value_fixnum(process_get(process, PROCESS_MAIL_COUNT));
  process_set(cpu, process, PROCESS_MAIL_COUNT, value_of_fixnum(count - 1));
}
