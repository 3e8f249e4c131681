// SPDX-License-Identifier: MIT
// A tree of files in memory. Errors are negated errno values.
//
// Invariants
// - A file is either fixed (its bytes lie somewhere for ever, read-only) or made of pages of its
// own.
// - Pages of all files together stay within a limit, so that files cannot eat the machine.
// - A removed file lives on until the last handle on it is closed (ramfs_release).
#ifndef NACRE_KERNEL_X86_64_RAMFS_H
#define NACRE_KERNEL_X86_64_RAMFS_H

#include "kernel/base.h"

enum { RAMFS_NAME_BYTES = 255 };

struct ramfs_node {
  struct ramfs_node *parent, *next; // next: the sibling that follows in byte order of names
  struct ramfs_node *first_child;
  char *name;
  bool directory;
  bool read_only;    // may not be written, and nothing may be made or removed in it
  bool removed;      // no longer in the tree
  unsigned handles;  // open ones
  const char *fixed; // content of a fixed file
  char **pages;      // of another: page_count pages of 4 KiB, room for page_capacity
  size_t page_count, page_capacity;
  uint64_t size;
  uint64_t modified; // nanoseconds of platform_clock_nanoseconds
};

// Makes the root directory; files may take up to `limit` bytes of pages.
void ramfs_start(uint64_t limit);
// Seals or opens a directory: see read_only.
void ramfs_set_read_only(struct ramfs_node *node, bool read_only);

// Finds what a path names; a relative path starts at `from`. "." and ".." are understood.
int ramfs_find(const char *path, struct ramfs_node *from, struct ramfs_node **node);
// Makes an empty file or directory. -EEXIST when there is one, with *node set to it.
int ramfs_make(const char *path, struct ramfs_node *from, bool directory, struct ramfs_node **node);
// Makes a fixed file in a directory; a name that is taken gets a number.
int ramfs_add_fixed(struct ramfs_node *directory, const char *name, const char *bytes,
                    uint64_t size);
int ramfs_remove(const char *path, struct ramfs_node *from);
// Entry `index` of a directory, or NULL after the last.
struct ramfs_node *ramfs_entry(struct ramfs_node *directory, uint64_t index);

// Bytes read or written from `offset` on; a write past the end grows the file.
int64_t ramfs_read(struct ramfs_node *file, uint64_t offset, void *buffer, size_t length);
int64_t ramfs_write(struct ramfs_node *file, uint64_t offset, const void *buffer, size_t length);
void ramfs_truncate(struct ramfs_node *file);
// A handle on it has been closed.
void ramfs_release(struct ramfs_node *file);

#endif
