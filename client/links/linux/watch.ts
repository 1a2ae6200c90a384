import { bpf, type FilterInstruction, type Libc } from "@bufferbane/ffi";
import type { WatchContext } from "../links.ts";
import { AF_NETLINK, RTM, RTMSG, RTNLGRP } from "./constants.ts";
import { errorOf, NETLINK_ROUTE } from "./rtnetlink.ts";

/** linux/netlink.h: sizeof(struct sockaddr_nl) */
const SOCKADDR_NL_BYTES = 12;

/** What is said is not read, only that something was. */
const BUFFER_BYTES = 4096;

/** Messages taken per wake; the poller comes back for the rest. */
const MAX_READS = 256;

/** Bytes of struct nlmsghdr, and where its type's lower byte is. */
const NLMSGHDR = { bytes: 16, type: 4 } as const;

/** More than any message has. */
const WHOLE = 0xffff_ffff;

/**
 * Keeps routes to single networks from waking anybody: a router that speaks
 * BGP changes hundreds of them a second. What is left is interfaces,
 * addresses, rules, and default routes, also where they come in two halves.
 */
const ONLY_WHAT_MATTERS: readonly FilterInstruction[] = [
  bpf.loadByte(NLMSGHDR.type),
  bpf.ifEqual(RTM.newRoute, 1, 0),
  bpf.ifEqual(RTM.deleteRoute, 0, 2),
  bpf.loadByte(NLMSGHDR.bytes + RTMSG.targetBits),
  bpf.ifGreater(1, 1, 0),
  bpf.give(WHOLE),
  bpf.give(0),
];

/** Listens to the kernel's notifications; see {@linkcode Links.watch}. */
export function watchLinks(
  libc: Libc,
  { poller, defer }: WatchContext,
  onChange: () => void,
): Disposable {
  const fd = openNotifications(libc);
  const buffer = new Uint8Array(BUFFER_BYTES);
  let pending: Disposable | undefined;
  poller.add(fd, "read", () => {
    if (!drain(libc, fd, buffer)) return;
    pending ??= defer(() => {
      pending = undefined;
      onChange();
    });
  });
  return {
    [Symbol.dispose]() {
      pending?.[Symbol.dispose]();
      poller.remove(fd);
      libc.close(fd);
    },
  };
}

function openNotifications(libc: Libc): number {
  const fd = libc.socket("netlink", "raw", NETLINK_ROUTE);
  try {
    // Without an address of its own a socket is passed over.
    const address = new Uint8Array(SOCKADDR_NL_BYTES);
    address[0] = AF_NETLINK;
    libc.bind(fd, address);
    libc.attachFilter(fd, ONLY_WHAT_MATTERS, "accept");
    for (const group of Object.values(RTNLGRP)) {
      libc.setOption(fd, "netlinkMembership", group);
    }
    return fd;
  } catch (error) {
    libc.close(fd);
    throw error;
  }
}

/** Reads what waits; tells whether something has, or may have, changed. */
function drain(libc: Libc, fd: number, buffer: Uint8Array): boolean {
  let hasChanged = false;
  for (let reads = 0; reads < MAX_READS; reads++) {
    const length = libc.read(fd, buffer);
    if (length < 0) {
      const code = libc.errorCode(-length);
      if (code === "EAGAIN") break;
      // ENOBUFS: more happened than the socket could hold. That is a change.
      if (code !== "ENOBUFS") throw errorOf(libc, -length);
    }
    hasChanged = true;
  }
  return hasChanged;
}
