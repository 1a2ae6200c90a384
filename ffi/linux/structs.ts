/**
 * The layouts that glibc and the kernel agree on, in bytes. LP64 is the same
 * on x86_64 and aarch64, `epoll_event` apart.
 *
 * @see {@link https://man7.org/linux/man-pages/man2/recvmmsg.2.html | recvmmsg(2)}
 * @module
 */

/** struct iovec { void *base; size_t len; } */
export const IOVEC = { bytes: 16, base: 0, length: 8 } as const;

/** struct mmsghdr { struct msghdr { name, namelen, iov, iovlen, control,
 * controllen, flags }; unsigned len; } */
export const MMSGHDR = {
  bytes: 64,
  name: 0,
  nameLength: 8,
  iov: 16,
  iovLength: 24,
  control: 32,
  controlLength: 40,
  flags: 48,
  length: 56,
} as const;

/** struct cmsghdr { size_t len; int level; int type; } then the data. */
export const CMSGHDR = { length: 0, level: 8, type: 12, data: 16 } as const;

/** struct sock_extended_err { u32 errno; u8 origin, type, code, pad; u32 info,
 * data; } then the offender's socket address. */
export const EXTENDED_ERROR = {
  origin: 4,
  type: 5,
  code: 6,
  info: 8,
  data: 12,
  offender: 16,
} as const;

/** struct in_pktinfo { int ifindex; in_addr spec_dst, addr; } */
export const PKTINFO4 = { bytes: 12, specDst: 4 } as const;

/** struct in6_pktinfo { in6_addr addr; unsigned ifindex; } */
export const PKTINFO6 = { bytes: 20, address: 0, ifindex: 16 } as const;

/** struct sock_fprog { unsigned short len; struct sock_filter *filter; },
 * struct sock_filter { u16 code; u8 jt, jf; u32 k; } */
export const SOCK_FPROG = {
  bytes: 16,
  length: 0,
  filter: 8,
  instructionBytes: 8,
} as const;

/** struct timex { unsigned modes; long offset, freq, maxerror, esterror;
 * int status; ... } */
export const TIMEX = { bytes: 208, maxError: 24, status: 40 } as const;

/** struct sockaddr_in and sockaddr_in6: what stands where. */
export const SOCKADDR = {
  v4Bytes: 16,
  v6Bytes: 28,
  port: 2,
  v4Address: 4,
  v6Address: 8,
  v6Scope: 24,
} as const;

/**
 * struct epoll_event { u32 events; u64 data; }: packed on x86_64 only.
 *
 * @param architecture The processor's name as `Deno.build.arch` has it.
 * @returns Its size and the offset of `data`, in bytes.
 * @see linux/eventpoll.h, EPOLL_PACKED
 */
export function epollEventLayout(
  architecture: typeof Deno.build.arch,
): { readonly bytes: number; readonly data: number } {
  return architecture === "x86_64"
    ? { bytes: 12, data: 4 }
    : { bytes: 16, data: 8 };
}
