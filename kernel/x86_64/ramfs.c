// SPDX-License-Identifier: MIT
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/platform.h"
#include "kernel/x86_64/cpu_instructions.h"
#include "kernel/x86_64/frames.h"
#include "kernel/x86_64/ramfs.h"

static struct {
  struct ramfs_node *root;
  uint64_t limit, used; // bytes of pages
} ramfs;

// --- Nodes ------------------------------------------------------------------------------------
static struct ramfs_node *node_new(const char *name, size_t length, bool directory) {
  struct ramfs_node *node = calloc(1, sizeof *node);
  char *copy = malloc(length + 1);
  if (!node || !copy) {
    free(node);
    free(copy);
    return NULL;
  }
  memcpy(copy, name, length);
  copy[length] = 0;
  node->name = copy;
  node->directory = directory;
  node->modified = platform_clock_nanoseconds();
  return node;
}

static void node_insert(struct ramfs_node *parent, struct ramfs_node *node) {
  struct ramfs_node **link = &parent->first_child;
  while (*link && strcmp((*link)->name, node->name) < 0) link = &(*link)->next;
  node->next = *link;
  *link = node;
  node->parent = parent;
  parent->modified = node->modified;
}

static struct ramfs_node *node_child(struct ramfs_node *parent, const char *name, size_t length) {
  for (struct ramfs_node *node = parent->first_child; node; node = node->next)
    if (strncmp(node->name, name, length) == 0 && node->name[length] == 0) return node;
  return NULL;
}

static void node_free(struct ramfs_node *node) {
  ramfs_truncate(node);
  free(node->name);
  free(node);
}

void ramfs_start(uint64_t limit) {
  ramfs.limit = limit;
  ramfs.root = node_new("", 0, true);
  if (!ramfs.root) PANIC("no memory for the root directory");
  ramfs.root->parent = ramfs.root;
}

void ramfs_set_read_only(struct ramfs_node *node, bool read_only) { node->read_only = read_only; }

// --- Paths ------------------------------------------------------------------------------------
// Walks to the directory that the last name of the path is in; *name is that name, of no length
// when the path names the directory itself. A path that ends in "/" must name a directory.
static int walk(const char *path, struct ramfs_node *from, struct ramfs_node **directory,
                const char **name, size_t *length, bool *wants_directory) {
  struct ramfs_node *at = *path == '/' ? ramfs.root : from;
  if (!*path) return -ENOENT;
  *wants_directory = false;
  for (;;) {
    while (*path == '/') path++;
    size_t n = strcspn(path, "/");
    if (n > RAMFS_NAME_BYTES) return -ENAMETOOLONG;
    const char *rest = path + n;
    bool slash = *rest == '/';
    while (*rest == '/') rest++;
    if (n == 0 || (n == 1 && path[0] == '.')) {
      // stays
    } else if (n == 2 && path[0] == '.' && path[1] == '.') {
      at = at->parent;
    } else if (!*rest) {
      *directory = at;
      *name = path;
      *length = n;
      *wants_directory = slash;
      return 0;
    } else {
      at = node_child(at, path, n);
      if (!at) return -ENOENT;
      if (!at->directory) return -ENOTDIR;
    }
    if (!*rest) {
      *directory = at;
      *name = rest;
      *length = 0;
      return 0;
    }
    path = rest;
  }
}

int ramfs_find(const char *path, struct ramfs_node *from, struct ramfs_node **node) {
  struct ramfs_node *directory;
  const char *name;
  size_t length;
  bool wants_directory;
  int error = walk(path, from, &directory, &name, &length, &wants_directory);
  if (error) return error;
  *node = length ? node_child(directory, name, length) : directory;
  if (!*node) return -ENOENT;
  if (wants_directory && !(*node)->directory) return -ENOTDIR;
  return 0;
}

int ramfs_make(const char *path, struct ramfs_node *from, bool is_directory,
               struct ramfs_node **node) {
  struct ramfs_node *directory;
  const char *name;
  size_t length;
  bool wants_directory;
  int error = walk(path, from, &directory, &name, &length, &wants_directory);
  if (error) return error;
  *node = length ? node_child(directory, name, length) : directory;
  if (*node) return -EEXIST;
  if (wants_directory && !is_directory) return -EISDIR;
  if (directory->read_only) return -EROFS;
  *node = node_new(name, length, is_directory);
  if (!*node) return -ENOSPC;
  node_insert(directory, *node);
  return 0;
}

int ramfs_add_fixed(struct ramfs_node *directory, const char *name, const char *bytes,
                    uint64_t size) {
  char numbered[RAMFS_NAME_BYTES + 16];
  size_t length = minimum(strlen(name), RAMFS_NAME_BYTES);
  snprintf(numbered, sizeof numbered, "%.*s", (int)length, name);
  for (unsigned i = 2; node_child(directory, numbered, strlen(numbered)); i++)
    snprintf(numbered, sizeof numbered, "%.*s.%u", (int)length, name, i);
  struct ramfs_node *node = node_new(numbered, strlen(numbered), false);
  if (!node) return -ENOSPC;
  node->fixed = bytes;
  node->size = size;
  node->read_only = true;
  node_insert(directory, node);
  return 0;
}

int ramfs_remove(const char *path, struct ramfs_node *from) {
  struct ramfs_node *node;
  int error = ramfs_find(path, from, &node);
  if (error) return error;
  if (node == ramfs.root) return -EBUSY;
  if (node->read_only || node->parent->read_only) return -EROFS;
  if (node->first_child) return -ENOTEMPTY;
  struct ramfs_node **link = &node->parent->first_child;
  while (*link != node) link = &(*link)->next;
  *link = node->next;
  node->parent->modified = platform_clock_nanoseconds();
  node->removed = true;
  if (node->handles == 0) node_free(node);
  return 0;
}

struct ramfs_node *ramfs_entry(struct ramfs_node *directory, uint64_t index) {
  struct ramfs_node *node = directory->first_child;
  while (node && index-- > 0) node = node->next;
  return node;
}

// --- Content ----------------------------------------------------------------------------------
int64_t ramfs_read(struct ramfs_node *file, uint64_t offset, void *buffer, size_t length) {
  if (offset >= file->size) return 0;
  length = minimum(length, file->size - offset);
  if (file->fixed) {
    memcpy(buffer, file->fixed + offset, length);
    return (int64_t)length;
  }
  for (size_t done = 0; done < length;) {
    size_t within = (offset + done) % FRAME_BYTES;
    size_t n = minimum(length - done, FRAME_BYTES - within);
    memcpy((char *)buffer + done, file->pages[(offset + done) / FRAME_BYTES] + within, n);
    done += n;
  }
  return (int64_t)length;
}

static bool add_page(struct ramfs_node *file) {
  if (ramfs.used + FRAME_BYTES > ramfs.limit) return false;
  if (file->page_count == file->page_capacity) {
    size_t capacity = file->page_capacity ? file->page_capacity * 2 : 4;
    char **pages = realloc(file->pages, capacity * sizeof *pages);
    if (!pages) return false;
    file->pages = pages;
    file->page_capacity = capacity;
  }
  uint64_t frame = frame_allocate();
  if (frame == 0) return false;
  ramfs.used += FRAME_BYTES;
  file->pages[file->page_count++] = physical_pointer(frame);
  return true;
}

int64_t ramfs_write(struct ramfs_node *file, uint64_t offset, const void *buffer, size_t length) {
  ASSERT(offset <= file->size && !file->fixed);
  size_t done = 0;
  while (done < length) {
    size_t page = (offset + done) / FRAME_BYTES, within = (offset + done) % FRAME_BYTES;
    if (page == file->page_count && !add_page(file)) break;
    size_t n = minimum(length - done, FRAME_BYTES - within);
    memcpy(file->pages[page] + within, (const char *)buffer + done, n);
    done += n;
  }
  if (done == 0 && length > 0) return -ENOSPC;
  if (offset + done > file->size) file->size = offset + done;
  file->modified = platform_clock_nanoseconds();
  return (int64_t)done;
}

void ramfs_truncate(struct ramfs_node *file) {
  for (size_t i = 0; i < file->page_count; i++) frame_free((uint64_t)(uintptr_t)file->pages[i]);
  ramfs.used -= file->page_count * FRAME_BYTES;
  free(file->pages);
  file->pages = NULL;
  file->page_count = file->page_capacity = 0;
  file->size = 0;
}

void ramfs_release(struct ramfs_node *file) {
  if (--file->handles == 0 && file->removed) node_free(file);
}
