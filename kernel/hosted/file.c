// SPDX-License-Identifier: MIT
// Files of the hosted machine. Every request completes before platform_file_submit returns.
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kernel/hosted/hosted.h"

static int64_t open_file(const char *path, int flags) {
  int file = open(path, flags | O_CLOEXEC, 0666);
  if (file < 0) return -errno;
  struct stat status;
  if (fstat(file, &status) == 0 && S_ISDIR(status.st_mode)) {
    close(file); // opening one for reading would succeed and reading it fail
    return -EISDIR;
  }
  return file;
}

static int64_t transfer(struct platform_file_request *request) {
  for (;;) {
    ssize_t n = request->operation == PLATFORM_FILE_READ
                    ? read((int)request->handle, request->buffer, request->length)
                    : write((int)request->handle, request->buffer, request->length);
    if (n >= 0) return n;
    if (errno != EINTR) return -errno;
  }
}

static int64_t status_of(struct platform_file_request *request) {
  struct stat status;
  if (stat(request->path, &status) != 0) return -errno;
  request->directory = S_ISDIR(status.st_mode);
  request->modified_milliseconds =
      (int64_t)status.st_mtim.tv_sec * 1000 + status.st_mtim.tv_nsec / 1000000;
  return status.st_size;
}

// --- Listing ----------------------------------------------------------------------------------
// The last directory listed, read whole at entry 0, so that a listing is in order and of one time.
static struct {
  char *path;
  struct dirent **entries;
  int count;
} listing;

static int skip_dots(const struct dirent *entry) {
  return strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
}

static int compare_names(const struct dirent **a, const struct dirent **b) {
  return strcmp((*a)->d_name, (*b)->d_name);
}

static void forget_listing(void) {
  for (int i = 0; i < listing.count; i++) free(listing.entries[i]);
  free(listing.entries);
  free(listing.path);
  listing.path = NULL;
  listing.entries = NULL;
  listing.count = 0;
}

static bool entry_is_directory(const char *path, const struct dirent *entry) {
  if (entry->d_type != DT_UNKNOWN && entry->d_type != DT_LNK) return entry->d_type == DT_DIR;
  char full[4096];
  size_t n = strlen(path), m = strlen(entry->d_name);
  if (n + m + 2 > sizeof full) return false;
  memcpy(full, path, n);
  full[n] = '/';
  memcpy(full + n + 1, entry->d_name, m + 1);
  struct stat status;
  return stat(full, &status) == 0 && S_ISDIR(status.st_mode);
}

static int64_t list_entry(struct platform_file_request *request) {
  if (request->offset == 0 || !listing.path || strcmp(listing.path, request->path) != 0) {
    forget_listing();
    struct dirent **entries;
    int count = scandir(request->path, &entries, skip_dots, compare_names);
    if (count < 0) return -errno;
    listing.entries = entries;
    listing.count = count;
    listing.path = strdup(request->path);
    if (!listing.path) return -ENOMEM;
  }
  if (request->offset >= (uint64_t)listing.count) {
    forget_listing();
    return 0;
  }
  const struct dirent *entry = listing.entries[request->offset];
  size_t length = strlen(entry->d_name);
  if (length > request->length) return -ENAMETOOLONG;
  memcpy(request->buffer, entry->d_name, length);
  request->directory = entry_is_directory(request->path, entry);
  return (int64_t)length;
}

void platform_file_submit(struct platform_file_request *request) {
  switch (request->operation) {
  case PLATFORM_FILE_OPEN_READ:
    request->result = open_file(request->path, O_RDONLY);
    break;
  case PLATFORM_FILE_OPEN_WRITE:
    request->result = open_file(request->path, O_WRONLY | O_CREAT | O_TRUNC);
    break;
  case PLATFORM_FILE_OPEN_APPEND:
    request->result = open_file(request->path, O_WRONLY | O_CREAT | O_APPEND);
    break;
  case PLATFORM_FILE_READ:
  case PLATFORM_FILE_WRITE:
    request->result = transfer(request);
    break;
  case PLATFORM_FILE_CLOSE:
    request->result = close((int)request->handle) == 0 ? 0 : -errno;
    break;
  case PLATFORM_FILE_REMOVE:
    request->result = remove(request->path) == 0 ? 0 : -errno;
    break;
  case PLATFORM_FILE_MAKE_DIRECTORY:
    request->result = mkdir(request->path, 0777) == 0 ? 0 : -errno;
    break;
  case PLATFORM_FILE_STATUS:
    request->result = status_of(request);
    break;
  case PLATFORM_FILE_LIST:
    request->result = list_entry(request);
    break;
  default:
    request->result = -EINVAL;
    break;
  }
  request->complete = true;
}
