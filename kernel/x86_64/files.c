// SPDX-License-Identifier: MIT
// The files of the metal machine: /boot (what the boot loader brought, read-only) and /tmp
// (in memory). Every request completes before platform_file_submit returns.
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "kernel/x86_64/cpu_instructions.h"
#include "kernel/x86_64/frames.h"
#include "kernel/x86_64/machine.h"
#include "kernel/x86_64/ramfs.h"

enum { HANDLE_LIMIT = 1024 };

struct handle {
  struct ramfs_node *file; // NULL: this handle is free
  uint64_t position;
  bool readable, append;
};

static struct handle handles[HANDLE_LIMIT];
static struct ramfs_node *boot_directory;

// --- Start ------------------------------------------------------------------------------------
static struct ramfs_node *make_directory(const char *path) {
  struct ramfs_node *node;
  int error = ramfs_make(path, NULL, true, &node);
  if (error) PANIC("making %s: error %d", path, error);
  return node;
}

// Makes the folders above the last part of a path below /boot and answers where that part begins.
static const char *enter_folders(const char *path, struct ramfs_node **folder) {
  for (const char *slash; (slash = strchr(path, '/')) != NULL; path = slash + 1) {
    char name[RAMFS_NAME_BYTES + 1];
    if (slash == path) continue;
    snprintf(name, sizeof name, "%.*s", (int)(slash - path), path);
    struct ramfs_node *below;
    int error = ramfs_make(name, *folder, true, &below);
    if ((error && error != -EEXIST) || !below->directory) break;
    *folder = below;
  }
  return path;
}

// A module's text may end in the path of its file: "dir/core.clj /boot/my/lib/core.clj". Otherwise
// the last part of its first word is the name: "dir/a.clj x y" is /boot/a.clj.
static void add_module(const struct boot_module *module, size_t index) {
  char name[RAMFS_NAME_BYTES + 1];
  struct ramfs_node *folder = boot_directory;
  const char *start = module->text + strspn(module->text, " ");
  const char *last = strrchr(start, ' ');
  size_t length = strcspn(start, " ");
  if (last && !strncmp(last + 1, "/boot/", 6)) {
    start = enter_folders(last + 7, &folder);
    length = strlen(start);
  }
  for (size_t i = length; i-- > 0;)
    if (start[i] == '/') {
      start += i + 1;
      length -= i + 1;
      break;
    }
  if (length == 0)
    snprintf(name, sizeof name, "module%zu", index);
  else
    snprintf(name, sizeof name, "%.*s", (int)length, start);
  ramfs_add_fixed(folder, name, physical_pointer(module->start), module->end - module->start);
}

// Folders of modules are as deep as BOOT_TEXT_BYTES lets a path be.
static void seal(struct ramfs_node *directory) {
  ramfs_set_read_only(directory, true);
  for (struct ramfs_node *child = directory->first_child; child; child = child->next)
    if (child->directory) seal(child);
}

void files_start(const struct boot_info *info) {
  ramfs_start(frames_total_bytes() / 4);
  boot_directory = make_directory("/boot");
  make_directory("/tmp");
  for (size_t i = 0; i < info->module_count; i++) add_module(&info->modules[i], i);
  seal(boot_directory);
  ramfs_set_read_only(boot_directory->parent, true);
}

// --- Requests ---------------------------------------------------------------------------------
static int64_t open_file(const char *path, enum platform_file_operation operation) {
  struct ramfs_node *file;
  int error = operation == PLATFORM_FILE_OPEN_READ ? ramfs_find(path, boot_directory, &file)
                                                   : ramfs_make(path, boot_directory, false, &file);
  if (error && error != -EEXIST) return error;
  if (file->directory) return -EISDIR;
  if (operation != PLATFORM_FILE_OPEN_READ && file->read_only) return -EROFS;
  int free_handle = 0;
  while (free_handle < HANDLE_LIMIT && handles[free_handle].file) free_handle++;
  if (free_handle == HANDLE_LIMIT) return -EMFILE;
  if (operation == PLATFORM_FILE_OPEN_WRITE) ramfs_truncate(file);
  file->handles++;
  handles[free_handle] = (struct handle){.file = file,
                                         .readable = operation == PLATFORM_FILE_OPEN_READ,
                                         .append = operation == PLATFORM_FILE_OPEN_APPEND};
  return free_handle;
}

static struct handle *find_handle(int64_t number) {
  if (number < 0 || number >= HANDLE_LIMIT || !handles[number].file) return NULL;
  return &handles[number];
}

static int64_t transfer(const struct platform_file_request *request) {
  struct handle *handle = find_handle(request->handle);
  bool reading = request->operation == PLATFORM_FILE_READ;
  if (!handle || handle->readable != reading) return -EBADF;
  // Another handle may have emptied the file, or added to it.
  if (handle->append || (!reading && handle->position > handle->file->size))
    handle->position = handle->file->size;
  int64_t n = reading
                  ? ramfs_read(handle->file, handle->position, request->buffer, request->length)
                  : ramfs_write(handle->file, handle->position, request->buffer, request->length);
  if (n > 0) handle->position += (uint64_t)n;
  return n;
}

static int64_t close_file(int64_t number) {
  struct handle *handle = find_handle(number);
  if (!handle) return -EBADF;
  ramfs_release(handle->file);
  handle->file = NULL;
  return 0;
}

static int64_t status_of(struct platform_file_request *request) {
  struct ramfs_node *node;
  int error = ramfs_find(request->path, boot_directory, &node);
  if (error) return error;
  request->directory = node->directory;
  // Nodes know the time since boot, so that booting need not ask the real-time clock.
  uint64_t age = platform_clock_nanoseconds() - node->modified;
  request->modified_milliseconds = platform_wall_clock_milliseconds() - (int64_t)(age / 1000000);
  return (int64_t)node->size;
}

static int64_t list_entry(struct platform_file_request *request) {
  struct ramfs_node *directory;
  int error = ramfs_find(request->path, boot_directory, &directory);
  if (error) return error;
  if (!directory->directory) return -ENOTDIR;
  struct ramfs_node *entry = ramfs_entry(directory, request->offset);
  if (!entry) return 0;
  size_t length = strlen(entry->name);
  if (length > request->length) return -ENAMETOOLONG;
  memcpy(request->buffer, entry->name, length);
  request->directory = entry->directory;
  return (int64_t)length;
}

static int64_t make_directory_for(const char *path) {
  struct ramfs_node *node;
  return ramfs_make(path, boot_directory, true, &node);
}

static int64_t perform(struct platform_file_request *request) {
  switch (request->operation) {
  case PLATFORM_FILE_OPEN_READ:
  case PLATFORM_FILE_OPEN_WRITE:
  case PLATFORM_FILE_OPEN_APPEND:
    return open_file(request->path, request->operation);
  case PLATFORM_FILE_READ:
  case PLATFORM_FILE_WRITE:
    return transfer(request);
  case PLATFORM_FILE_CLOSE:
    return close_file(request->handle);
  case PLATFORM_FILE_REMOVE:
    return ramfs_remove(request->path, boot_directory);
  case PLATFORM_FILE_MAKE_DIRECTORY:
    return make_directory_for(request->path);
  case PLATFORM_FILE_STATUS:
    return status_of(request);
  case PLATFORM_FILE_LIST:
    return list_entry(request);
  }
  return -EINVAL;
}

void platform_file_submit(struct platform_file_request *request) {
  request->result = perform(request);
  request->complete = true;
}
