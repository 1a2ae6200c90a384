import type { Libc } from "./libc.ts";
import { decodeTcpInfo, TCP_INFO_BYTES } from "./tcp_info.ts";

/** What sockets have moved over the network. */
export interface MovedBytes {
  /** Bytes of IP packets sent, headers included. */
  readonly sentBytes: number;
  /** Bytes of IP packets received, headers included. */
  readonly receivedBytes: number;
  /** How many packets these were, both ways. */
  readonly packets: number;
}

/** A library whose sockets are metered. */
export interface MeteredLibc extends Libc {
  /** What all its UDP and TCP sockets have moved so far. */
  moved(): MovedBytes;
}

const IP_BYTES = { inet: 20, inet6: 40 } as const;
const UDP_BYTES = 8;
/** With the timestamps that every segment has (RFC 7323). */
const TCP_BYTES = 32;

interface Socket {
  readonly isTcp: boolean;
  /** Of each of its packets. */
  readonly headerBytes: number;
  /** How long a datagram is of those that leave in runs; 0: each by itself. */
  runBytes: number;
}

/**
 * Meters what a library's sockets move: datagrams as they pass, connections
 * by the kernel's own count (`TCP_INFO`), which knows of acknowledgements and
 * of what is sent again. What comes for a connection after its close is
 * missed, and payload received twice.
 *
 * @param libc The real one; disposed with this.
 */
export function meterLibc(libc: Libc): MeteredLibc {
  const sockets = new Map<number, Socket>();
  const tcpInfo = new Uint8Array(TCP_INFO_BYTES);
  let sentBytes = 0;
  let receivedBytes = 0;
  let packets = 0;

  function connectionOf(fd: number, headerBytes: number): MovedBytes {
    const length = libc.getOption(fd, "tcpInfo", tcpInfo);
    const info = decodeTcpInfo(tcpInfo.subarray(0, length));
    return {
      sentBytes: (info.sentBytes || 0) + headerBytes * info.sentSegments,
      receivedBytes: info.receivedBytes + headerBytes * info.receivedSegments,
      packets: info.sentSegments + info.receivedSegments,
    };
  }

  /** Counts a run's datagrams; its length, with the headers of all of them. */
  function runBytes(fd: number, bytes: number, datagramBytes: number): number {
    const socket = sockets.get(fd);
    if (socket === undefined || socket.isTcp) return 0;
    const count = datagramBytes > 0 ? Math.ceil(bytes / datagramBytes) : 1;
    packets += count;
    return bytes + count * socket.headerBytes;
  }

  return {
    ...libc,
    socket(domain, type, protocol) {
      const fd = libc.socket(domain, type, protocol);
      const isTcp = type === "stream";
      if ((domain === "inet" || domain === "inet6") && type !== "raw") {
        const headerBytes = IP_BYTES[domain] + (isTcp ? TCP_BYTES : UDP_BYTES);
        sockets.set(fd, { isTcp, headerBytes, runBytes: 0 });
      }
      return fd;
    },
    close(fd) {
      const socket = sockets.get(fd);
      if (socket?.isTcp) {
        const moved = connectionOf(fd, socket.headerBytes);
        sentBytes += moved.sentBytes;
        receivedBytes += moved.receivedBytes;
        packets += moved.packets;
      }
      sockets.delete(fd);
      libc.close(fd);
    },
    setOption(fd, option, value) {
      libc.setOption(fd, option, value);
      const socket = sockets.get(fd);
      if (socket !== undefined && option === "udpSegmentBytes") {
        socket.runBytes = Number(value);
      }
    },
    write(fd, bytes) {
      const taken = libc.write(fd, bytes);
      if (taken > 0) {
        sentBytes += runBytes(fd, taken, sockets.get(fd)?.runBytes ?? 0);
      }
      return taken;
    },
    read(fd, into) {
      const taken = libc.read(fd, into);
      if (taken > 0) receivedBytes += runBytes(fd, taken, 0);
      return taken;
    },
    send(fd, batch, range) {
      const count = libc.send(fd, batch, range);
      for (let slot = range.from; slot < range.from + count; slot++) {
        sentBytes += runBytes(fd, batch.length[slot] ?? 0, 0);
      }
      return count;
    },
    receive(fd, batch, queue) {
      const count = libc.receive(fd, batch, queue);
      for (let slot = 0; queue === "data" && slot < count; slot++) {
        receivedBytes += runBytes(
          fd,
          batch.length[slot] ?? 0,
          batch.segmentBytes[slot] ?? 0,
        );
      }
      return count;
    },
    moved() {
      const moved = { sentBytes, receivedBytes, packets };
      for (const [fd, { isTcp, headerBytes }] of sockets) {
        if (!isTcp) continue;
        const open = connectionOf(fd, headerBytes);
        moved.sentBytes += open.sentBytes;
        moved.receivedBytes += open.receivedBytes;
        moved.packets += open.packets;
      }
      return moved;
    },
  };
}
