/*
 * For tests, by LD_PRELOAD: every write, truncation, sync and removal of a file whose
 * path has ".db" in it is appended to the file named by BB_RECORD, in order,
 * so that a power cut can be played at any point afterwards. Syncs are only
 * recorded, not done. A record: kind, length of the name, offset, length of
 * the data (each u64, this machine's order), name, data.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

enum kind { WRITE = 1, TRUNCATE = 2, SYNC = 3, UNLINK = 4 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int out = -1;

static void put(const void *bytes, size_t count) {
  const char *at = bytes;
  while (count > 0) {
    ssize_t done = syscall(SYS_write, out, at, count);
    if (done <= 0) abort();
    at += done;
    count -= (size_t) done;
  }
}

/* The path, or "" if it is no database's. */
static const char *ours(const char *path) {
  const char *record = getenv("BB_RECORD");
  if (record == NULL) return "";
  /* The shared index is made anew after a crash. */
  if (strstr(path, ".db") == NULL || strstr(path, "-shm") != NULL) return "";
  if (out < 0) out = open(record, O_WRONLY | O_CREAT | O_APPEND, 0600);
  if (out < 0) abort();
  return path;
}

static const char *name_of(int fd, char path[4096]) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, 4095);
  if (length < 0) return "";
  path[length] = 0;
  return ours(path);
}

static void note(enum kind kind, const char *name, uint64_t offset,
                 const void *bytes, uint64_t count) {
  uint64_t head[4] = { kind, strlen(name), offset, count };
  put(head, sizeof head);
  put(name, strlen(name));
  if (kind == WRITE) put(bytes, count);
}

#define RECORDING_WRITE(symbol, parameters, position, call)           \
  ssize_t symbol parameters {                                         \
    char path[4096];                                                  \
    pthread_mutex_lock(&lock);                                        \
    const char *name = name_of(fd, path);                             \
    off64_t from = *name ? position : 0;                              \
    ssize_t done = call;                                              \
    if (*name && done > 0) note(WRITE, name, from, bytes, done);      \
    pthread_mutex_unlock(&lock);                                      \
    return done;                                                      \
  }

#define RECORDING_TRUNCATE(symbol, type)                              \
  int symbol(int fd, type length) {                                   \
    char path[4096];                                                  \
    pthread_mutex_lock(&lock);                                        \
    const char *name = name_of(fd, path);                             \
    int code = (int) syscall(SYS_ftruncate, fd, length);              \
    if (*name && code == 0) note(TRUNCATE, name, length, NULL, 0);    \
    pthread_mutex_unlock(&lock);                                      \
    return code;                                                      \
  }

#define RECORDING_SYNC(symbol, number)                                \
  int symbol(int fd) {                                                \
    char path[4096];                                                  \
    pthread_mutex_lock(&lock);                                        \
    const char *name = name_of(fd, path);                             \
    int code = *name ? 0 : (int) syscall(number, fd);                 \
    if (*name) note(SYNC, name, 0, NULL, 0);                          \
    pthread_mutex_unlock(&lock);                                      \
    return code;                                                      \
  }

RECORDING_WRITE(pwrite, (int fd, const void *bytes, size_t count, off_t at),
                at, syscall(SYS_pwrite64, fd, bytes, count, at))
RECORDING_WRITE(pwrite64, (int fd, const void *bytes, size_t count, off64_t at),
                at, syscall(SYS_pwrite64, fd, bytes, count, at))
RECORDING_TRUNCATE(ftruncate, off_t)
RECORDING_TRUNCATE(ftruncate64, off64_t)
RECORDING_SYNC(fsync, SYS_fsync)
RECORDING_SYNC(fdatasync, SYS_fdatasync)

int unlink(const char *path) {
  pthread_mutex_lock(&lock);
  const char *name = ours(path);
  int code = (int) syscall(SYS_unlinkat, AT_FDCWD, path, 0);
  if (*name && code == 0) note(UNLINK, name, 0, NULL, 0);
  pthread_mutex_unlock(&lock);
  return code;
}

/* The program's own account of what is safe is such a file. All others go
 * unlocked: a full pipe would hold up the rest. */
ssize_t write(int fd, const void *bytes, size_t count) {
  char path[4096];
  pthread_mutex_lock(&lock);
  const char *name = name_of(fd, path);
  ssize_t done = -1;
  if (*name) {
    off64_t from = lseek64(fd, 0, SEEK_CUR);
    done = syscall(SYS_write, fd, bytes, count);
    if (done > 0) note(WRITE, name, from, bytes, (uint64_t) done);
  }
  pthread_mutex_unlock(&lock);
  return *name ? done : syscall(SYS_write, fd, bytes, count);
}
