/**
 * A line in user space, for a kernel without netem: carries packets between
 * two TUN devices of the namespace it runs in, with delay, jitter, loss, rate,
 * reordering and duplication.
 *
 * ```sh
 * ip netns exec NS deno run -A tests/lab/forwarder.ts near0 far0 \
 *   '{"up":{"delayNs":10000000},"down":{"loss":0.01},"seed":1}'
 * ```
 *
 * A line of JSON on stdin, e.g. `{"up":{"delayNs":0}}`, changes it; each is
 * answered by a line with the counters of both ways. The end of stdin ends it,
 * so that it never outlives the test.
 *
 * @module
 */

import {
  DelayLine,
  type LineCounters,
  type LineOptions,
} from "./delay_line.ts";
import { SLOT_BYTES } from "./packet_ring.ts";

/** What the forwarder is told, at the start and later. */
export interface ForwarderOptions {
  /** From the near to the far device. */
  readonly up?: Partial<LineOptions>;
  /** From the far to the near device. */
  readonly down?: Partial<LineOptions>;
  /** Makes runs alike; read at the start only. */
  readonly seed?: number;
}

/** What the forwarder answers. */
export interface ForwarderCounters {
  /** From the near to the far device. */
  readonly up: LineCounters;
  /** From the far to the near device. */
  readonly down: LineCounters;
}

// linux/if_tun.h, linux/if.h, linux/prctl.h, asm-generic/fcntl.h, poll.h
const TUNSETIFF = 0x4004_54can;
const IFF_TUN_NO_PI = 0x1001;
const IFREQ_BYTES = 40;
const PR_SET_TIMERSLACK = 29;
const O_RDWR_NONBLOCK = 0x802;
const POLLIN = 1;
const STDIN = 0;
/** How many packets are read in a row before those due are sent. */
const BATCH = 64;

const SYMBOLS = {
  // int open(const char *path, int flags);
  open: { parameters: ["buffer", "i32"], result: "i32" },
  // int ioctl(int fd, unsigned long request, void *argument);
  ioctl: { parameters: ["i32", "u64", "buffer"], result: "i32" },
  // ssize_t read(int fd, void *buffer, size_t count); ours fit 32 bits
  read: { parameters: ["i32", "buffer", "usize"], result: "i32" },
  // ssize_t write(int fd, const void *buffer, size_t count);
  write: { parameters: ["i32", "buffer", "usize"], result: "i32" },
  // int ppoll(struct pollfd *fds, nfds_t n, const struct timespec *t, void *mask);
  ppoll: {
    parameters: ["buffer", "u64", "buffer", "pointer"],
    result: "i32",
  },
  // int prctl(int option, unsigned long argument);
  prctl: { parameters: ["i32", "u64"], result: "i32" },
} as const satisfies Deno.ForeignLibraryInterface;

type Libc = Deno.DynamicLibrary<typeof SYMBOLS>["symbols"];

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** One way: where packets come from, what becomes of them, where they go. */
interface Way {
  readonly fromFd: number;
  readonly toFd: number;
  readonly line: DelayLine;
}

function nowNs(): number {
  return performance.now() * 1e6;
}

function openTun(libc: Libc, name: string): number {
  const fd = libc.open(encoder.encode("/dev/net/tun\0"), O_RDWR_NONBLOCK);
  const request = new Uint8Array(IFREQ_BYTES);
  request.set(encoder.encode(name));
  new DataView(request.buffer).setInt16(16, IFF_TUN_NO_PI, true);
  if (fd < 0 || libc.ioctl(fd, TUNSETIFF, request) < 0) {
    throw new Error(`Cannot make the TUN device ${name}: needs root`);
  }
  return fd;
}

/**
 * Gives a packet back the hop that the detour takes from it, so that a
 * traceroute still counts the router once.
 */
function restoreHop(packet: Uint8Array): void {
  if ((packet[0] ?? 0) >> 4 === 6) {
    packet[7] = (packet[7] ?? 0) + 1;
    return;
  }
  packet[8] = (packet[8] ?? 0) + 1;
  // RFC 1624: a 16-bit word grew by 0x100, so its sum's complement shrinks.
  const checksum = ((packet[10] ?? 0) << 8) | (packet[11] ?? 0);
  const updated = checksum >= 0x100 ? checksum - 0x100 : checksum + 0xfeff;
  packet[10] = updated >> 8;
  packet[11] = updated & 0xff;
}

const packet = new Uint8Array(SLOT_BYTES);

function receive(libc: Libc, { fromFd, line }: Way): void {
  for (let count = 0; count < BATCH; count += 1) {
    const size = libc.read(fromFd, packet, BigInt(SLOT_BYTES));
    if (size <= 0) return;
    const received = packet.subarray(0, size);
    restoreHop(received);
    line.offer(received, nowNs());
  }
}

function deliver(libc: Libc, { toFd, line }: Way): void {
  for (;;) {
    const due = line.take(nowNs());
    if (due === undefined) return;
    libc.write(toFd, due, BigInt(due.length));
  }
}

/** Waits for packets, for the next one due, or for a word on stdin. */
function openPoll(libc: Libc, fds: readonly number[]) {
  const table = new Int32Array(fds.length * 2);
  const timeout = new BigInt64Array(2);
  return {
    wait(untilNs: number): void {
      fds.forEach((fd, index) => table.set([fd, POLLIN], index * 2));
      const leftNs = Math.min(1e9, Math.max(0, untilNs - nowNs()));
      timeout[0] = 0n;
      timeout[1] = BigInt(Math.min(999_999_999, Math.floor(leftNs)));
      libc.ppoll(table, BigInt(fds.length), timeout, null);
    },
    // revents is the upper half of the second word of struct pollfd.
    isReady: (index: number) => (table[index * 2 + 1] ?? 0) >> 16 !== 0,
  };
}

function main([nearName = "", farName = "", json = "{}"]: string[]): void {
  const { up = {}, down = {}, seed = 1 } = parse(json);
  const libc = Deno.dlopen("libc.so.6", SYMBOLS).symbols;
  const near = openTun(libc, nearName);
  const far = openTun(libc, farName);
  const ways: readonly [Way, Way] = [
    { fromFd: near, toFd: far, line: new DelayLine(up, seed) },
    { fromFd: far, toFd: near, line: new DelayLine(down, seed + 1) },
  ];
  libc.prctl(PR_SET_TIMERSLACK, 1n);
  const poll = openPoll(libc, [near, far, STDIN]);
  const commands = new Uint8Array(65_536);
  say("ready");
  for (;;) {
    poll.wait(Math.min(ways[0].line.nextDueNs, ways[1].line.nextDueNs));
    for (const way of ways) receive(libc, way);
    for (const way of ways) deliver(libc, way);
    if (!poll.isReady(2)) continue;
    const size = libc.read(STDIN, commands, BigInt(commands.length));
    if (size <= 0) return;
    obey(decoder.decode(commands.subarray(0, size)), ways);
  }
}

function obey(lines: string, [up, down]: readonly [Way, Way]): void {
  for (const line of lines.split("\n").filter((text) => text !== "")) {
    const change = parse(line);
    up.line.change(change.up ?? {});
    down.line.change(change.down ?? {});
    const counters: ForwarderCounters = {
      up: up.line.counters,
      down: down.line.counters,
    };
    say(JSON.stringify(counters));
  }
}

function parse(json: string): ForwarderOptions {
  // Written by delay.ts; DelayLine refuses names and values it does not know.
  return JSON.parse(json) as ForwarderOptions;
}

function say(line: string): void {
  Deno.stdout.writeSync(encoder.encode(`${line}\n`));
}

if (import.meta.main) main(Deno.args);
