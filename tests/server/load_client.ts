import { resetConnection } from "@bufferbane/ffi";
import type { Libc } from "@bufferbane/ffi";
import {
  BULK_MODE,
  encodePreface,
  FEATURE,
  FLOW,
  type Packet,
  PREFACE_BYTES,
  Sealer,
  type TcpPreface,
  type ThroughputStats,
} from "@bufferbane/protocol";
import { EchoClient, nowOf, PATIENCE_MS, TOOLS } from "./echo_client.ts";

/** What became of a connection after its preface. */
export type Reception =
  /** The server takes or sends load. */
  | "load"
  /** The server has reset it. */
  | "reset"
  /** Nothing, for so long as was waited. */
  | "nothing";

/** How a {@linkcode LoadClient} finds its server. */
export interface LoadClientOptions {
  /** Its address. */
  readonly server: string;
  /** Its port. */
  readonly port: number;
  /** The secret, 64 hex digits. */
  readonly secret: string;
}

/** A client that asks for load tests by hand, so that it can also do wrong. */
export class LoadClient implements Disposable {
  /** Its UDP side, with an open session. */
  readonly echo: EchoClient;
  readonly #libc: Libc;
  readonly #options: LoadClientOptions;
  readonly #fds: number[] = [];

  /** Opens a session for load tests. */
  constructor(libc: Libc, options: LoadClientOptions) {
    this.#libc = libc;
    this.#options = options;
    const features = FEATURE.tcpBulk;
    this.echo = new EchoClient(libc, { ...options, features });
    if (!this.echo.knock()) throw new Error("Cannot open a session");
  }

  /** Asks for a load, or how far it is; the answer. */
  request(
    kind: "throughputStart" | "downloadRequest",
    changes: Partial<ThroughputStats> & {
      readonly durationMs?: number;
      readonly mode?: number;
    } = {},
  ): Packet | undefined {
    const { testId = 7, streams = 2, durationMs = 5_000 } = changes;
    const { mode = BULK_MODE.tcp } = changes;
    return this.ask({
      kind,
      testId,
      mode,
      streams,
      datagramBytes: 1200,
      rateKbps: 0,
      durationMs,
      maxBytes: 0n,
      pathToken: this.echo.pathToken,
    });
  }

  /** Sends a packet; the next one that comes. */
  ask(packet: Packet): Packet | undefined {
    this.echo.send(this.echo.seal(packet));
    return this.echo.replies()[0];
  }

  /** A preface as this session seals it. */
  preface(
    grant: ThroughputStats,
    changes: Partial<TcpPreface> = {},
  ): Uint8Array {
    const preface: TcpPreface = {
      kind: "tcpPreface",
      testId: grant.testId,
      stream: 0,
      direction: FLOW.up,
      tcpToken: grant.tcpToken,
      durationMs: 5_000,
      maxBytes: 0n,
      ...changes,
    };
    const { clientId, keys } = this.echo.session.agreement;
    const message = new Uint8Array(PREFACE_BYTES);
    encodePreface(preface, message);
    new Sealer({
      ...TOOLS,
      clientId,
      key: keys.tcpClientToServer,
      firstPn: preface.stream,
    }).seal(message, nowOf(this.#libc).wall);
    return message;
  }

  /**
   * Connects.
   *
   * @param from Another local address to come from.
   * @returns The connection, closed with this client; `undefined` if nothing
   * has answered the SYN within 300 ms.
   */
  connect(from?: string): number | undefined {
    const libc = this.#libc;
    const { server, port } = this.#options;
    const fd = libc.socket(
      server.includes(":") ? "inet6" : "inet",
      "stream",
      0,
    );
    this.#fds.push(fd);
    if (from !== undefined) libc.bind(fd, this.#native(from, 0));
    libc.connect(fd, this.#native(server, port));
    return this.#wait(fd, "write", 300) ? fd : undefined;
  }

  /**
   * Connects and says what for.
   *
   * @param bytes What it says.
   * @param timeoutMs How long to wait for what becomes of it.
   */
  introduce(bytes: Uint8Array, timeoutMs: number = 300): Reception {
    const fd = this.connect();
    if (fd === undefined) return "nothing";
    this.#libc.write(fd, bytes);
    return this.watch(fd, timeoutMs);
  }

  /** What becomes of a connection. */
  watch(fd: number, timeoutMs: number): Reception {
    if (!this.#wait(fd, "read", timeoutMs)) return "nothing";
    const result = this.#libc.discard(fd, 1_000_000);
    if (result > 0) return "load";
    const code = result === 0 ? "0" : this.#libc.errorCode(-result);
    return ["0", "ECONNRESET"].includes(code) ? "reset" : "nothing";
  }

  /** Sends bytes. */
  send(fd: number, bytes: Uint8Array): void {
    this.#libc.write(fd, bytes);
  }

  /** Reads what has come, up to so much; `undefined`: nothing within 3 s. */
  read(fd: number, maxBytes: number): Uint8Array | undefined {
    if (!this.#wait(fd, "read")) return undefined;
    const bytes = new Uint8Array(maxBytes);
    const count = this.#libc.read(fd, bytes);
    return count < 0 ? undefined : bytes.slice(0, count);
  }

  /** Sends load. */
  write(fd: number, bytes: number): number {
    return this.#libc.write(fd, new Uint8Array(bytes));
  }

  [Symbol.dispose](): void {
    using poller = this.#libc.openPoller();
    for (const fd of this.#fds) resetConnection(this.#libc, poller, fd);
    this.echo[Symbol.dispose]();
  }

  #native(address: string, port: number): Uint8Array {
    const native = this.#libc.encodeAddress(address, port);
    if (native === undefined) throw new TypeError(`Cannot use ${address}`);
    return native;
  }

  #wait(fd: number, interest: "read" | "write", timeoutMs = PATIENCE_MS) {
    using poller = this.#libc.openPoller();
    let isReady = false;
    poller.add(fd, interest, () => (isReady = true));
    poller.block(timeoutMs);
    return isReady;
  }
}
