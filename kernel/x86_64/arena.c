// SPDX-License-Identifier: MIT
// malloc for the C libraries in the kernel: one arena of chunks with boundary tags, in a range of
// addresses of its own that grows at its end.
//
// A chunk is a header word pair followed by its payload, aligned to 16:
//
//      +0  previous_size: bytes of the chunk before, 0 for the first
//      +8  size: bytes of this chunk with header, a multiple of 16; bit 0: in use
//     +16  payload; while free: next and previous chunk of the same bin
//
// Invariants
// - Chunks tile the arena; no two free chunks are neighbours; the last chunk is a sentinel of 16
//   bytes that is always in use.
// - A free chunk is in the bin of its size; a bin's bit is set exactly when it is not empty.
// - One processor at a time, never from interrupt handlers.
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/x86_64/frames.h"
#include "kernel/x86_64/paging.h"

enum { HEADER = 16, IN_USE = 1, SMALL_BINS = 64, BINS = 64 + 128, LEAST_CHUNK = 32 };
#define GROW_BYTES (UINT64_C(256) << 10)

struct chunk {
  size_t previous_size;
  size_t size;
  struct chunk *next, *previous; // only while free
};

static struct {
  struct chunk *bins[BINS];
  uint64_t bits[BINS / 64];
  uint64_t end; // of what is committed
} arena;

static size_t chunk_size(const struct chunk *chunk) { return chunk->size & ~(size_t)IN_USE; }
static bool chunk_in_use(const struct chunk *chunk) { return chunk->size & IN_USE; }
static struct chunk *chunk_at(void *place, size_t offset) {
  return (struct chunk *)((char *)place + offset);
}
static struct chunk *chunk_after(struct chunk *chunk) { return chunk_at(chunk, chunk_size(chunk)); }

// One bin for each 16 bytes up to 1 KiB, then four for each doubling. A bin holds sizes from its
// own up to the next one's.
static unsigned bin_of(size_t size) {
  if (size < SMALL_BINS * 16) return (unsigned)(size / 16);
  unsigned power = 63 - (unsigned)__builtin_clzll(size); // >= 10
  return SMALL_BINS + (power - 10) * 4 + (unsigned)(size >> (power - 2) & 3);
}

static void bin_insert(struct chunk *chunk) {
  unsigned bin = bin_of(chunk->size);
  chunk->previous = NULL;
  chunk->next = arena.bins[bin];
  if (chunk->next) chunk->next->previous = chunk;
  arena.bins[bin] = chunk;
  arena.bits[bin / 64] |= UINT64_C(1) << bin % 64;
}

static void bin_remove(struct chunk *chunk) {
  unsigned bin = bin_of(chunk->size);
  if (chunk->next) chunk->next->previous = chunk->previous;
  if (chunk->previous)
    chunk->previous->next = chunk->next;
  else
    arena.bins[bin] = chunk->next;
  if (!arena.bins[bin]) arena.bits[bin / 64] &= ~(UINT64_C(1) << bin % 64);
}

static void set_size(struct chunk *chunk, size_t size, size_t flag) {
  chunk->size = size | flag;
  chunk_at(chunk, size)->previous_size = size;
}

// Makes [chunk, +size) free, together with free neighbours.
static void release_chunk(struct chunk *chunk, size_t size) {
  struct chunk *after = chunk_at(chunk, size);
  if (!chunk_in_use(after)) {
    bin_remove(after);
    size += after->size;
  }
  if (chunk->previous_size) {
    struct chunk *before = (struct chunk *)((char *)chunk - chunk->previous_size);
    if (!chunk_in_use(before)) {
      bin_remove(before);
      size += before->size;
      chunk = before;
    }
  }
  set_size(chunk, size, 0);
  bin_insert(chunk);
}

// Commits memory for a chunk of `size` bytes at the arena's end.
static bool grow(size_t size) {
  bool first = arena.end == 0;
  if (first) arena.end = PAGING_ARENA_BASE;
  uint64_t bytes = align_up(size + 2 * HEADER, GROW_BYTES);
  if (bytes < size || bytes > PAGING_ARENA_LIMIT - arena.end || !paging_commit(arena.end, bytes)) {
    if (first) arena.end = 0;
    return false;
  }
  // The old sentinel becomes the new chunk's header.
  struct chunk *chunk = (struct chunk *)(uintptr_t)(first ? arena.end : arena.end - HEADER);
  if (first) chunk->previous_size = 0;
  arena.end += bytes;
  struct chunk *sentinel = (struct chunk *)(uintptr_t)(arena.end - HEADER);
  sentinel->size = HEADER | IN_USE;
  release_chunk(chunk, (size_t)((char *)sentinel - (char *)chunk));
  return true;
}

static struct chunk *find_chunk(size_t size) {
  unsigned bin = bin_of(size);
  // Chunks in the bin of this size may be smaller than it; all in higher bins are large enough.
  for (struct chunk *chunk = arena.bins[bin]; chunk; chunk = chunk->next)
    if (chunk->size >= size) return chunk;
  for (unsigned word = ++bin / 64; word < BINS / 64; word++, bin = word * 64) {
    uint64_t bits = arena.bits[word] >> bin % 64;
    if (bits) return arena.bins[bin + (unsigned)__builtin_ctzll(bits)];
  }
  return NULL;
}

// Cuts an in-use chunk to `size`, if a chunk fits into what is left.
static void trim(struct chunk *chunk, size_t size) {
  size_t rest = chunk_size(chunk) - size;
  if (rest < LEAST_CHUNK) return;
  set_size(chunk, size, IN_USE);
  release_chunk(chunk_at(chunk, size), rest);
}

static struct chunk *chunk_of(void *payload) {
  struct chunk *chunk = (struct chunk *)((char *)payload - HEADER);
  if ((uintptr_t)payload % 16 || !chunk_in_use(chunk) ||
      chunk_after(chunk)->previous_size != chunk_size(chunk))
    PANIC("free or realloc of %p, which malloc did not give or which was overrun", payload);
  return chunk;
}

static void *arena_allocate(size_t bytes) {
  if (bytes > PAGING_ARENA_LIMIT - PAGING_ARENA_BASE) {
    errno = ENOMEM;
    return NULL;
  }
  size_t size = maximum(align_up(bytes + HEADER, 16), LEAST_CHUNK);
  struct chunk *chunk = find_chunk(size);
  if (!chunk && grow(size)) chunk = find_chunk(size);
  if (!chunk) {
    errno = ENOMEM;
    return NULL;
  }
  bin_remove(chunk);
  chunk->size |= IN_USE;
  trim(chunk, size);
  return (char *)chunk + HEADER;
}

// Gives the pages at the arena's end back when much is free there.
static void shrink(void) {
  struct chunk *sentinel = (struct chunk *)(uintptr_t)(arena.end - HEADER);
  if (sentinel->previous_size < 8 * FRAME_LARGE_BYTES) return;
  struct chunk *last = (struct chunk *)((char *)sentinel - sentinel->previous_size);
  if (chunk_in_use(last)) return;
  uint64_t end = align_up((uint64_t)(uintptr_t)last + LEAST_CHUNK + HEADER, FRAME_LARGE_BYTES);
  bin_remove(last);
  paging_release(end, arena.end - end);
  arena.end = end;
  sentinel = (struct chunk *)(uintptr_t)(end - HEADER);
  sentinel->size = HEADER | IN_USE;
  set_size(last, (size_t)((char *)sentinel - (char *)last), 0);
  bin_insert(last);
}

static void arena_free(void *payload) {
  if (!payload) return;
  struct chunk *chunk = chunk_of(payload);
  release_chunk(chunk, chunk_size(chunk));
  shrink();
}

static void *arena_allocate_zeroed(size_t count, size_t bytes) {
  size_t total;
  if (__builtin_mul_overflow(count, bytes, &total)) {
    errno = ENOMEM;
    return NULL;
  }
  void *payload = arena_allocate(total);
  if (payload) memset(payload, 0, total);
  return payload;
}

static void *arena_resize(void *payload, size_t bytes) {
  if (!payload) return arena_allocate(bytes);
  struct chunk *chunk = chunk_of(payload);
  size_t room = chunk_size(chunk) - HEADER;
  if (bytes <= room) {
    trim(chunk, maximum(align_up(bytes + HEADER, 16), LEAST_CHUNK));
    return payload;
  }
  void *moved = arena_allocate(bytes);
  if (!moved) return NULL;
  memcpy(moved, payload, room);
  arena_free(payload);
  return moved;
}

static void *arena_allocate_aligned(size_t alignment, size_t bytes) {
  if (alignment <= 16) return arena_allocate(bytes);
  if (bytes > SIZE_MAX - alignment - LEAST_CHUNK) {
    errno = ENOMEM;
    return NULL;
  }
  char *payload = arena_allocate(bytes + alignment + LEAST_CHUNK);
  if (!payload) return NULL;
  struct chunk *chunk = chunk_of(payload);
  if ((uintptr_t)payload % alignment) {
    // Cut off the front, so that the rest begins with a header just before an aligned address.
    char *aligned = (char *)align_up((uintptr_t)payload + LEAST_CHUNK, alignment);
    size_t front = (size_t)(aligned - payload);
    struct chunk *rest = chunk_at(chunk, front);
    size_t size = chunk_size(chunk) - front;
    set_size(rest, size, IN_USE);
    set_size(chunk, front, IN_USE);
    release_chunk(chunk, front);
    chunk = rest;
    payload = aligned;
  }
  trim(chunk, maximum(align_up(bytes + HEADER, 16), LEAST_CHUNK));
  return payload;
}

// --- Under the C library's names ---------------------------------------------------------------
// The work is done under names of our own, because the compiler believes to know what these do.
void *malloc(size_t bytes) { return arena_allocate(bytes); }
void free(void *payload) { arena_free(payload); }
void *calloc(size_t count, size_t bytes) { return arena_allocate_zeroed(count, bytes); }
void *realloc(void *payload, size_t bytes) { return arena_resize(payload, bytes); }
void *aligned_alloc(size_t alignment, size_t bytes) {
  return arena_allocate_aligned(alignment, bytes);
}

int posix_memalign(void **result, size_t alignment, size_t bytes) {
  void *payload = arena_allocate_aligned(alignment, bytes);
  if (!payload) return ENOMEM;
  *result = payload;
  return 0;
}
