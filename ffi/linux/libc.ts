import type { DatagramBatch } from "../datagrams.ts";
import { SOCKADDR_BYTES } from "../datagrams.ts";
import { LibcError } from "../errno.ts";
import type { Libc, Priority } from "../libc.ts";
import { decodeAddress, encodeAddress } from "./address.ts";
import { LinuxBatch } from "./batch.ts";
import {
  CLOCKS,
  DOMAINS,
  ERRNO,
  FILTER_ROLES,
  MADV_DONTNEED,
  MSG_DONTWAIT,
  MSG_ERRQUEUE,
  MSG_NOSIGNAL,
  MSG_TRUNC,
  NONBLOCK_CLOEXEC,
  OPTIONS,
  RECEIVE_TIMESTAMPING_FLAGS,
  SCHEDULING,
  SO_TIMESTAMPING,
  STA_UNSYNC,
  TIMESTAMPING_FLAGS,
  TYPES,
} from "./constants.ts";
import { EpollPoller } from "./epoll.ts";
import { encodeFilter } from "./filter.ts";
import { cleanFileMappings } from "./memory.ts";
import { TIMEX } from "./structs.ts";
import { SYMBOLS } from "./symbols.ts";

/** Opens glibc. */
export function openLinux(): Libc {
  const library = Deno.dlopen("libc.so.6", SYMBOLS);
  const { symbols } = library;
  // One per thread and for ever, as long as only this thread calls.
  const errnoAt = symbols.__errno_location();
  if (errnoAt === null) throw new TypeError("Cannot find errno");
  const errnoView = new Deno.UnsafePointerView(errnoAt);

  const timespec = new DataView(new ArrayBuffer(16));
  const timespecBytes = new Uint8Array(timespec.buffer);
  const lengthWord = new Uint32Array(1);
  const lengthBytes = new Uint8Array(lengthWord.buffer);

  /** The negated errno of the synchronous call that just returned -1. */
  const failure = () => -errnoView.getInt32();

  const errorCode = (errno: number) => ERRNO[errno] ?? `errno ${errno}`;

  const errorText = (errno: number) => {
    const text = symbols.strerror(errno);
    return text === null ? "unknown" : Deno.UnsafePointerView.getCString(text);
  };

  function check(call: string, result: number): number {
    if (result >= 0) return result;
    const errno = -failure();
    throw new LibcError(call, errorCode(errno), errorText(errno));
  }

  function setOption(
    fd: number,
    [level, name]: readonly [number, number],
    value: number | string | Uint8Array,
  ): void {
    const bytes = optionBytes(value);
    check(
      "setsockopt",
      symbols.setsockopt(fd, level, name, bytes, bytes.length),
    );
  }

  return {
    socket: (domain, type, protocol) =>
      check(
        "socket",
        symbols.socket(
          DOMAINS[domain],
          TYPES[type] | NONBLOCK_CLOEXEC,
          protocol,
        ),
      ),
    close: (fd) => void check("close", symbols.close(fd)),
    bind: (fd, address) =>
      void check("bind", symbols.bind(fd, owned(address), address.length)),
    localAddress(fd) {
      const address = new Uint8Array(SOCKADDR_BYTES);
      lengthWord[0] = SOCKADDR_BYTES;
      check("getsockname", symbols.getsockname(fd, address, lengthBytes));
      return address;
    },
    setOption: (fd, option, value) => setOption(fd, OPTIONS[option], value),
    enableTimestamps: (fd, sent = "all") =>
      setOption(
        fd,
        SO_TIMESTAMPING,
        sent === "all" ? TIMESTAMPING_FLAGS : RECEIVE_TIMESTAMPING_FLAGS,
      ),
    attachFilter(fd, program, role) {
      setOption(fd, FILTER_ROLES[role], encodeFilter(program));
    },
    getOption(fd, option, into) {
      const [level, name] = OPTIONS[option];
      lengthWord[0] = into.length;
      check(
        "getsockopt",
        symbols.getsockopt(fd, level, name, owned(into), lengthBytes),
      );
      return lengthWord[0] ?? 0;
    },
    listen: (fd, backlog) => void check("listen", symbols.listen(fd, backlog)),
    accept(fd, peer) {
      lengthWord[0] = peer.length;
      const result = symbols.accept4(
        fd,
        owned(peer),
        lengthBytes,
        NONBLOCK_CLOEXEC,
      );
      return result < 0 ? failure() : result;
    },
    connect(fd, address) {
      const result = symbols.connect(fd, owned(address), address.length);
      return result < 0 ? failure() : 0;
    },
    write(fd, bytes) {
      const flags = MSG_DONTWAIT | MSG_NOSIGNAL;
      const size = BigInt(bytes.length);
      const sent = symbols.send(fd, owned(bytes), size, flags);
      return sent < 0n ? failure() : Number(sent);
    },
    read(fd, into) {
      const size = BigInt(into.length);
      const received = symbols.recv(fd, owned(into), size, MSG_DONTWAIT);
      return received < 0n ? failure() : Number(received);
    },
    discard(fd, maxBytes) {
      const size = BigInt(maxBytes);
      const flags = MSG_DONTWAIT | MSG_TRUNC;
      const received = symbols.recv_none(fd, null, size, flags);
      return received < 0n ? failure() : Number(received);
    },
    createBatch: (capacity, slotBytes) => new LinuxBatch(capacity, slotBytes),
    send(fd, batch, { from, to }) {
      const native = nativeOf(batch);
      native.prepareSend(from, to);
      const sent = symbols.sendmmsg(
        fd,
        native.pointer(from),
        to - from,
        MSG_DONTWAIT | MSG_NOSIGNAL,
      );
      return sent < 0 ? failure() : sent;
    },
    receive(fd, batch, queue) {
      const native = nativeOf(batch);
      native.prepareReceive();
      const received = symbols.recvmmsg(
        fd,
        native.pointer(0),
        native.capacity,
        queue === "errors" ? MSG_DONTWAIT | MSG_ERRQUEUE : MSG_DONTWAIT,
        null,
      );
      if (received < 0) return failure();
      native.decode(received);
      return received;
    },
    clock(name) {
      check(
        "clock_gettime",
        symbols.clock_gettime(CLOCKS[name], timespecBytes),
      );
      return timespec.getBigInt64(0, true) * 1_000_000_000n +
        timespec.getBigInt64(8, true);
    },
    clockErrorNs() {
      const timex = new DataView(new ArrayBuffer(TIMEX.bytes));
      // Sandboxes forbid it, together with setting the clock.
      if (symbols.adjtimex(new Uint8Array(timex.buffer)) < 0) return undefined;
      const isKept = (timex.getInt32(TIMEX.status, true) & STA_UNSYNC) === 0;
      return isKept
        ? Number(timex.getBigInt64(TIMEX.maxError, true)) * 1000
        : undefined;
    },
    openPoller: () => new EpollPoller({ symbols, check }),
    errorCode,
    errorText,
    encodeAddress: (address, port) => encodeAddress(symbols, address, port),
    decodeAddress: (native) => decodeAddress(symbols, native),
    releaseMemory(smaps) {
      symbols.malloc_trim(0n);
      for (const { start, bytes } of cleanFileMappings(smaps)) {
        // A refusal costs nothing: the pages stay.
        symbols.madvise(Deno.UnsafePointer.create(start), bytes, MADV_DONTNEED);
      }
    },
    prioritise(threads) {
      let priority: Priority = "ordinary";
      for (const thread of threads) {
        const { policy, priority: level, niceness } = SCHEDULING;
        const param = optionBytes(level);
        if (symbols.sched_setscheduler(thread, policy, param) === 0) {
          priority = "real time";
        } else if (symbols.setpriority(0, thread, niceness) === 0) {
          priority = "preferred";
        }
      }
      return priority;
    },
    [Symbol.dispose]: () => library.close(),
  };
}

/** FFI takes views of plain (not shared) memory only; all of ours are. */
function owned(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return bytes as Uint8Array<ArrayBuffer>;
}

function optionBytes(
  value: number | string | Uint8Array,
): Uint8Array<ArrayBuffer> {
  if (typeof value === "number") {
    return new Uint8Array(new Int32Array([value]).buffer);
  }
  if (typeof value === "string") return new TextEncoder().encode(`${value}\0`);
  return owned(value);
}

function nativeOf(batch: DatagramBatch): LinuxBatch {
  if (batch instanceof LinuxBatch) return batch;
  throw new TypeError("Cannot use a batch that this Libc did not create");
}
