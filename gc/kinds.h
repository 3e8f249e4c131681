// SPDX-License-Identifier: MIT
// The table of heap kinds: everything that can lie on the heap, and where its values are.
//
//   KIND(name, first, count, flags)
//     first  index of the first payload word that is a value (the words before it are raw)
//     count  number of value words from there on; ALL: to the end of the object
//   flags
//     PINNED   interned or compared by address: born in old space, never moves
//     REMEMBER may point into the nursery from old space (environments, overlays, stacks: law 6)
//     CELL     mutable: once published its nursery original forwards through payload word 0, which
//              is therefore a word that every access looks at behind a test of OBJECT_FORWARDED
//     WEAK     nodes of a weak table (gc/weak.c): with header extra 0 pairs of key and value, the
//              value kept alive by the key alone; else further nodes. Cleared slots are nil
// The collector knows this table and nothing of what the kinds mean.
#ifndef NACRE_GC_KINDS_H
#define NACRE_GC_KINDS_H

#include <stdint.h>

enum { KIND_ALL = 0xffff };
enum kind_flags { KIND_PINNED = 1, KIND_REMEMBER = 2, KIND_CELL = 4, KIND_WEAK = 8 };

// clang-format off
#define GC_KINDS(KIND) \
  /* numbers */ \
  KIND(LONG,            0, 0, 0)            /* a 64-bit integer outside the fixnum range */ \
  KIND(DOUBLE,          0, 0, 0)            /* a double that is not self-tagged */ \
  KIND(BIG_INTEGER,     0, 0, 0) \
  KIND(RATIO,           0, KIND_ALL, 0) \
  KIND(DECIMAL,         0, 1, 0)            /* unscaled value, raw scale */ \
  /* text and names */ \
  KIND(STRING,          0, 0, 0) \
  KIND(SYMBOL,          0, 4, 0)            /* name, namespace, meta, canonical; raw hash. Those without meta are allocated pinned */ \
  KIND(KEYWORD,         0, 2, KIND_PINNED)  /* name, namespace; raw hash */ \
  KIND(REGEX,           0, 1, 0) \
  KIND(UUID,            0, 0, 0) \
  KIND(INSTANT,         0, 0, 0) \
  KIND(TAGGED_LITERAL,  0, KIND_ALL, 0) \
  KIND(READER_CONDITIONAL, 0, KIND_ALL, 0) \
  /* sequences */ \
  KIND(EMPTY_LIST,      0, KIND_ALL, 0)     /* meta */ \
  KIND(LIST,            0, KIND_ALL, 0)     /* meta, first, rest, fixnum count */ \
  KIND(CONS,            0, KIND_ALL, 0)     /* meta, first, rest */ \
  KIND(LAZY_SEQ,        0, KIND_ALL, KIND_CELL) \
  KIND(VECTOR_SEQ,      0, KIND_ALL, 0) \
  KIND(ARRAY_SEQ,       0, KIND_ALL, 0) \
  KIND(STRING_SEQ,      0, KIND_ALL, 0) \
  KIND(MAP_SEQ,         0, KIND_ALL, 0) \
  KIND(TREE_SEQ,        0, KIND_ALL, 0) \
  KIND(RANGE,           0, KIND_ALL, 0) \
  KIND(CHUNK,           0, KIND_ALL, 0)     /* an array of values that never changes */ \
  KIND(CHUNKED_CONS,    0, KIND_ALL, 0) \
  KIND(CHUNK_BUFFER,    0, KIND_ALL, KIND_CELL) \
  KIND(REPEAT,          0, KIND_ALL, 0) \
  /* vectors */ \
  KIND(VECTOR,          0, KIND_ALL, 0) \
  KIND(VECTOR_NODE,     0, KIND_ALL, 0) \
  KIND(SUBVECTOR,       0, KIND_ALL, 0) \
  KIND(MAP_ENTRY,       0, KIND_ALL, 0)     /* key, value */ \
  KIND(TRANSIENT_VECTOR, 0, KIND_ALL, KIND_CELL) \
  /* maps and sets */ \
  KIND(ARRAY_MAP,       0, KIND_ALL, 0) \
  KIND(SHAPE,           0, KIND_ALL, KIND_PINNED) \
  KIND(SHAPE_MAP,       0, KIND_ALL, 0) \
  KIND(HASH_MAP,        0, KIND_ALL, 0) \
  KIND(MAP_NODE,        1, KIND_ALL, 0)     /* raw: two 32-bit bitmaps */ \
  KIND(COLLISION_NODE,  0, KIND_ALL, 0) \
  KIND(HASHED_KEY,      0, KIND_ALL, 0)     /* in a map node: a key that keeps its hash in the header */ \
  KIND(TRANSIENT_MAP,   0, KIND_ALL, KIND_CELL) \
  KIND(HASH_SET,        0, KIND_ALL, 0) \
  KIND(TRANSIENT_SET,   0, KIND_ALL, KIND_CELL) \
  KIND(SORTED_MAP,      0, KIND_ALL, 0) \
  KIND(SORTED_SET,      0, KIND_ALL, 0) \
  KIND(TREE_NODE,       0, KIND_ALL, 0) \
  KIND(QUEUE,           0, KIND_ALL, 0) \
  KIND(QUEUE_SEQ,       0, KIND_ALL, 0)     /* what seq of a queue answers */ \
  /* code */ \
  KIND(FUNCTION,        0, KIND_ALL, 0)     /* code, meta, captured values */ \
  KIND(CODE,            0, KIND_ALL, KIND_PINNED) /* lang/code.h: instructions look like fixnums */ \
  KIND(PRIMITIVE,       0, 2, KIND_PINNED)  /* name, meta; raw: table index, arity */ \
  KIND(VAR,             0, 2, KIND_PINNED)  /* namespace, name; raw: slot index */ \
  KIND(NAMESPACE,       0, 1, KIND_PINNED)  /* name; raw: slot index */ \
  KIND(TYPE,            0, 6, KIND_PINNED) \
  KIND(INSTANCE,        0, KIND_ALL, 0)     /* type, fields ...; mutable fields are boxes */ \
  KIND(RECORD,          0, KIND_ALL, 0)     /* type, meta, extension map, fields ... */ \
  KIND(REDUCED,         0, KIND_ALL, 0) \
  KIND(EXCEPTION,       0, KIND_ALL, 0) \
  KIND(EXPANSION,       0, KIND_ALL, KIND_CELL) /* the expander between two macro calls */ \
  KIND(READER,          0, KIND_ALL, 0)     /* the reader between two leaves: lang/reader.h */ \
  /* local cells */ \
  KIND(ATOM,            0, KIND_ALL, KIND_CELL) \
  KIND(VOLATILE,        0, KIND_ALL, KIND_CELL) \
  KIND(BOX,             0, KIND_ALL, KIND_CELL) /* epoch, content */ \
  KIND(ARRAY,           0, KIND_ALL, KIND_CELL) \
  KIND(TYPED_ARRAY,     0, 1, KIND_CELL) \
  KIND(BYTES,           0, 0, 0) \
  /* write-once and shared cells */ \
  KIND(DELAY,           0, KIND_ALL, KIND_CELL) \
  KIND(PROMISE,         0, KIND_ALL, KIND_CELL | KIND_PINNED) \
  KIND(SHARED_CELL,     0, KIND_ALL, KIND_CELL | KIND_PINNED) \
  /* processes */ \
  KIND(EPOCH,           0, KIND_ALL, KIND_PINNED) \
  KIND(ENVIRONMENT,     0, KIND_ALL, KIND_REMEMBER) /* epoch, pages ... */ \
  KIND(PAGE,            0, KIND_ALL, KIND_REMEMBER) /* epoch, slots ... */ \
  KIND(OVERLAY,         1, KIND_ALL, KIND_REMEMBER | KIND_WEAK) /* raw bitmap; lang/overlay.h */ \
  KIND(STACK,           1, KIND_ALL, KIND_REMEMBER) /* raw: sizes; then previous, frames */ \
  KIND(THREAD,          0, KIND_ALL, KIND_REMEMBER | KIND_PINNED) \
  KIND(PROCESS,         0, KIND_ALL, KIND_REMEMBER | KIND_PINNED) \
  KIND(MESSAGE,         0, KIND_ALL, KIND_PINNED | KIND_CELL)
// clang-format on

enum kind {
  KIND_FREE = 0,
#define KIND(name, first, count, flags) KIND_##name,
  GC_KINDS(KIND)
#undef KIND
      KIND_LIMIT
};

struct kind_layout {
  const char *name;
  uint16_t first, count, flags;
};
extern const struct kind_layout gc_kind_layouts[KIND_LIMIT];

#endif
