/*
 * A wall clock that is wrong, and can be set while a program runs: preloaded,
 * with WRONG_CLOCK naming a file of eight bytes, the seconds to add to the
 * right time. What Deno, V8 and SQLite read goes through here, what FFI looks
 * up by dlsym(3), and the kernel's stamps on packets; no other clock changes.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static volatile long long *wrong_by;

__attribute__((constructor)) static void map_offset(void) {
  const char *path = getenv("WRONG_CLOCK");
  int fd = path == NULL ? -1 : open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return;
  void *at = mmap(NULL, sizeof *wrong_by, PROT_READ, MAP_SHARED, fd, 0);
  if (at != MAP_FAILED) wrong_by = at;
  close(fd);
}

static long long offset(void) { return wrong_by == NULL ? 0 : *wrong_by; }

int clock_gettime(clockid_t clock, struct timespec *now) {
  int result = (int)syscall(SYS_clock_gettime, clock, now);
  if (result == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
    now->tv_sec += offset();
  return result;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
  (void)zone;
  struct timespec at;
  clock_gettime(CLOCK_REALTIME, &at);
  now->tv_sec = at.tv_sec;
  now->tv_usec = at.tv_nsec / 1000;
  return 0;
}

time_t time(time_t *now) {
  struct timespec at;
  clock_gettime(CLOCK_REALTIME, &at);
  if (now != NULL) *now = at.tv_sec;
  return at.tv_sec;
}

static void shift_stamps(struct msghdr *message) {
  struct cmsghdr *part = CMSG_FIRSTHDR(message);
  for (; part != NULL; part = CMSG_NXTHDR(message, part)) {
    if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SO_TIMESTAMPING)
      continue;
    struct timespec at;
    memcpy(&at, CMSG_DATA(part), sizeof at);
    if (at.tv_sec == 0) continue;
    at.tv_sec += offset();
    memcpy(CMSG_DATA(part), &at, sizeof at);
  }
}

ssize_t recvmsg(int fd, struct msghdr *message, int flags) {
  ssize_t length = syscall(SYS_recvmsg, fd, message, flags);
  if (length >= 0) shift_stamps(message);
  return length;
}

int recvmmsg(int fd, struct mmsghdr *messages, unsigned int count, int flags,
             struct timespec *timeout) {
  int received =
      (int)syscall(SYS_recvmmsg, fd, messages, count, flags, timeout);
  for (int i = 0; i < received; i++) shift_stamps(&messages[i].msg_hdr);
  return received;
}

void *dlsym(void *library, const char *name) {
  static void *(*real)(void *, const char *);
  if (real == NULL) real = dlvsym(RTLD_NEXT, "dlsym", "GLIBC_2.34");
  if (real == NULL) real = dlvsym(RTLD_NEXT, "dlsym", "GLIBC_2.2.5");
  if (strcmp(name, "clock_gettime") == 0) return (void *)clock_gettime;
  if (strcmp(name, "recvmsg") == 0) return (void *)recvmsg;
  if (strcmp(name, "recvmmsg") == 0) return (void *)recvmmsg;
  return real(library, name);
}
