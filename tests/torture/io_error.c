/*
 * For tests, by LD_PRELOAD: while the file named by BB_EIO exists, writing to
 * and syncing of any database fail with EIO, as on a disk that dies. There is
 * no device mapper everywhere to make such a disk with.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int fails(int fd) {
  char link[64], path[4096];
  const char *flag = getenv("BB_EIO");
  if (flag == NULL || access(flag, F_OK) != 0) return 0;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0) return 0;
  path[length] = 0;
  return strstr(path, ".db") != NULL;
}

#define FAILING(name, parameters, arguments)                          \
  int name parameters {                                               \
    if (fails(fd)) { errno = EIO; return -1; }                        \
    return ((int (*) parameters) dlsym(RTLD_NEXT, #name)) arguments;  \
  }

#define FAILING_WRITE(name, offset)                                   \
  ssize_t name(int fd, const void *bytes, size_t count, offset at) {  \
    if (fails(fd)) { errno = EIO; return -1; }                        \
    return ((ssize_t (*)(int, const void *, size_t, offset))          \
            dlsym(RTLD_NEXT, #name))(fd, bytes, count, at);           \
  }

FAILING(fsync, (int fd), (fd))
FAILING(fdatasync, (int fd), (fd))
FAILING(ftruncate, (int fd, off_t length), (fd, length))
FAILING(ftruncate64, (int fd, off64_t length), (fd, length))
FAILING_WRITE(pwrite, off_t)
FAILING_WRITE(pwrite64, off64_t)
