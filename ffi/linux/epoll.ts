import { LibcError } from "../errno.ts";
import type { Poller, Readiness } from "../poller.ts";
import { CLOCKS, EPOLL, NONBLOCK_CLOEXEC } from "./constants.ts";
import { epollEventLayout } from "./structs.ts";
import type { SYMBOLS } from "./symbols.ts";

/** Ready descriptors taken per wait; the rest are reported by the next. */
const MAX_EVENTS = 64;

/** timerfd.h */
const TFD_TIMER_ABSTIME = 1;

/** What the poller needs of libc. */
export interface EpollDeps {
  /** The loaded library. */
  readonly symbols: Deno.StaticForeignLibraryInterface<typeof SYMBOLS>;
  /** Passes a result through, or throws the errno of the call. */
  check(call: string, result: number): number;
}

interface Watched {
  readonly onReady: (readiness: Readiness) => void;
}

/** A {@linkcode Poller} on epoll, with a timerfd and an eventfd in the set. */
export class EpollPoller implements Poller {
  readonly #deps: EpollDeps;
  readonly #layout = epollEventLayout(Deno.build.arch);
  readonly #epoll: number;
  readonly #timer: number;
  readonly #waker: number;
  readonly #watched = new Map<number, Watched>();
  readonly #events: Uint8Array<ArrayBuffer>;
  readonly #eventsView: DataView;
  readonly #change: Uint8Array<ArrayBuffer>;
  readonly #changeView: DataView;
  readonly #timerSpec = new DataView(new ArrayBuffer(32));
  readonly #counter = new Uint8Array(8);
  #armedNs = 0n;

  /** Opens the three descriptors. @throws {LibcError} */
  constructor(deps: EpollDeps) {
    this.#deps = deps;
    const { symbols, check } = deps;
    this.#events = new Uint8Array(MAX_EVENTS * this.#layout.bytes);
    this.#eventsView = new DataView(this.#events.buffer);
    this.#change = new Uint8Array(this.#layout.bytes);
    this.#changeView = new DataView(this.#change.buffer);
    this.#epoll = check("epoll_create1", symbols.epoll_create1(0x80000));
    this.#timer = check(
      "timerfd_create",
      symbols.timerfd_create(CLOCKS.monotonic, NONBLOCK_CLOEXEC),
    );
    this.#waker = check("eventfd", symbols.eventfd(0, NONBLOCK_CLOEXEC));
    this.#control(EPOLL.add, this.#timer, EPOLL.in);
    this.#control(EPOLL.add, this.#waker, EPOLL.in);
  }

  add(
    fd: number,
    interest: "read" | "write",
    onReady: (readiness: Readiness) => void,
  ): void {
    this.#control(EPOLL.add, fd, interest === "read" ? EPOLL.in : EPOLL.out);
    this.#watched.set(fd, { onReady });
  }

  remove(fd: number): void {
    if (this.#watched.delete(fd)) this.#control(EPOLL.del, fd, 0);
  }

  async wait(untilNs: bigint): Promise<void> {
    this.#arm(untilNs);
    // -1 without a readable errno is EINTR: nothing was ready.
    const count = await this.#deps.symbols.epoll_wait_async(
      this.#epoll,
      this.#events,
      MAX_EVENTS,
      -1,
    );
    for (let index = 0; index < count; index++) this.#dispatch(index);
  }

  block(timeoutMs: number): void {
    const count = this.#deps.symbols.epoll_wait(
      this.#epoll,
      this.#events,
      MAX_EVENTS,
      timeoutMs,
    );
    for (let index = 0; index < count; index++) this.#dispatch(index);
  }

  wake(): void {
    this.#counter.fill(0);
    this.#counter[0] = 1;
    this.#deps.symbols.write(this.#waker, this.#counter, 8n);
  }

  [Symbol.dispose](): void {
    const { symbols } = this.#deps;
    for (const fd of [this.#waker, this.#timer, this.#epoll]) symbols.close(fd);
  }

  #dispatch(index: number): void {
    const at = index * this.#layout.bytes;
    const fd = this.#eventsView.getInt32(at + this.#layout.data, true);
    if (fd === this.#timer || fd === this.#waker) {
      this.#deps.symbols.read(fd, this.#counter, 8n);
      if (fd === this.#timer) this.#armedNs = 0n;
      return;
    }
    const events = this.#eventsView.getUint32(at, true);
    // A handler called before may have removed this one.
    this.#watched.get(fd)?.onReady({
      canRead: (events & (EPOLL.in | EPOLL.hup)) !== 0,
      canWrite: (events & EPOLL.out) !== 0,
      hasError: (events & (EPOLL.err | EPOLL.hup)) !== 0,
    });
  }

  #arm(untilNs: bigint): void {
    // 0 would disarm it; 1 ns after boot has always passed.
    const atNs = untilNs > 0n ? untilNs : 1n;
    if (atNs === this.#armedNs) return;
    this.#timerSpec.setBigInt64(16, atNs / 1_000_000_000n, true);
    this.#timerSpec.setBigInt64(24, atNs % 1_000_000_000n, true);
    this.#deps.check(
      "timerfd_settime",
      this.#deps.symbols.timerfd_settime(
        this.#timer,
        TFD_TIMER_ABSTIME,
        new Uint8Array(this.#timerSpec.buffer),
        null,
      ),
    );
    this.#armedNs = atNs;
  }

  #control(operation: number, fd: number, events: number): void {
    this.#changeView.setUint32(0, events, true);
    this.#changeView.setInt32(this.#layout.data, fd, true);
    const { symbols, check } = this.#deps;
    try {
      check(
        "epoll_ctl",
        symbols.epoll_ctl(this.#epoll, operation, fd, this.#change),
      );
    } catch (error) {
      // Closing a descriptor already took it out of the set.
      const wasClosed = error instanceof LibcError &&
        operation === EPOLL.del && ["EBADF", "ENOENT"].includes(error.code);
      if (!wasClosed) throw error;
    }
  }
}
