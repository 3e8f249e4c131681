// SPDX-License-Identifier: MIT
#include "gc/gc.h"

const struct kind_layout gc_kind_layouts[KIND_LIMIT] = {[KIND_FREE] = {"FREE", 0, 0, 0},
#define KIND(name, first, count, flags) [KIND_##name] = {#name, first, count, flags},
                                                        GC_KINDS(KIND)
#undef KIND
};

_Static_assert(KIND_LIMIT <= 125, "the header has 7 bits for the kind, poison uses 125");

void gc_object_slots(struct object *object, void (*visit)(void *context, value_t *slot),
                     void *context) {
  const struct kind_layout *layout = &gc_kind_layouts[object_kind(object)];
  size_t end =
      layout->count == KIND_ALL ? object_size(object) : (size_t)layout->first + layout->count;
  for (size_t i = layout->first; i < end; i++) visit(context, &object->slots[i]);
}
