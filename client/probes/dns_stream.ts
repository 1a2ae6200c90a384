import type { Unanswered } from "../model/mod.ts";
import type { ProbeContext } from "./probe.ts";
import { tcpFailure } from "./tcp_failure.ts";
import { beginConnect, socketError, type TcpEndpoint } from "./tcp_socket.ts";

/** RFC 1035 section 4.2.2: before each message over TCP. */
const LENGTH_BYTES = 2;

/** What to ask, of whom, and whom to tell. */
export interface DnsStreamOptions {
  /** The resolver. */
  readonly endpoint: TcpEndpoint;
  /** The query. */
  readonly query: Uint8Array;
  /**
   * Called with the response or with what became of the connection; dispose of
   * the stream then.
   */
  readonly onEnd: (result: Uint8Array | Unanswered) => void;
}

/** One DNS query and its response over a TCP connection of its own. */
class DnsStream implements Disposable {
  readonly #context: ProbeContext;
  readonly #options: DnsStreamOptions;
  readonly #fd: number;
  #isConnected = false;
  #unsent: Uint8Array;
  #incoming = new Uint8Array(LENGTH_BYTES);
  #filledBytes = 0;
  #hasLength = false;

  /** Takes over a descriptor that is connecting; see {@linkcode openDnsStream}. */
  constructor(context: ProbeContext, options: DnsStreamOptions, fd: number) {
    this.#context = context;
    this.#options = options;
    this.#fd = fd;
    const { query } = options;
    this.#unsent = new Uint8Array(LENGTH_BYTES + query.length);
    this.#unsent[0] = query.length >> 8;
    this.#unsent[1] = query.length;
    this.#unsent.set(query, LENGTH_BYTES);
    context.poller.add(fd, "write", () => this.#send());
  }

  /** Closes the connection. */
  [Symbol.dispose](): void {
    this.#context.poller.remove(this.#fd);
    this.#context.libc.close(this.#fd);
  }

  #send(): void {
    const { libc, poller } = this.#context;
    if (!this.#isConnected) {
      const errno = socketError(libc, this.#fd);
      if (errno !== 0) return this.#fail(errno);
      this.#isConnected = true;
    }
    const sent = libc.write(this.#fd, this.#unsent);
    if (sent < 0) return this.#fail(-sent);
    this.#unsent = this.#unsent.subarray(sent);
    if (this.#unsent.length > 0) return;
    poller.remove(this.#fd);
    poller.add(this.#fd, "read", () => this.#receive());
  }

  #receive(): void {
    const { libc } = this.#context;
    const { onEnd } = this.#options;
    for (;;) {
      const free = this.#incoming.subarray(this.#filledBytes);
      const count = libc.read(this.#fd, free);
      if (count < 0) return this.#fail(-count);
      if (count === 0) {
        const detail = "the resolver closed the connection without an answer";
        return onEnd({ kind: "reset", detail });
      }
      this.#filledBytes += count;
      if (this.#filledBytes < this.#incoming.length) continue;
      if (this.#hasLength) return onEnd(this.#incoming);
      const [high = 0, low = 0] = this.#incoming;
      // At least one byte, since reading none would look like the end.
      this.#incoming = new Uint8Array(Math.max(1, (high << 8) | low));
      this.#filledBytes = 0;
      this.#hasLength = true;
    }
  }

  #fail(errno: number): void {
    const { libc } = this.#context;
    if (libc.errorCode(errno) === "EAGAIN") return;
    this.#options.onEnd(tcpFailure(libc, errno));
  }
}

/**
 * Begins to ask.
 *
 * @param context What to work with.
 * @param options What to ask.
 * @returns What to dispose of, or why the kernel would not even begin.
 * @throws {LibcError} E.g. `EMFILE`.
 */
export function openDnsStream(
  context: ProbeContext,
  options: DnsStreamOptions,
): Disposable | Unanswered {
  const { libc } = context;
  const fd = beginConnect(libc, options.endpoint);
  if (typeof fd !== "number") return fd;
  using stack = new DisposableStack();
  stack.defer(() => libc.close(fd));
  const stream = new DnsStream(context, options, fd);
  stack.move();
  return stream;
}
