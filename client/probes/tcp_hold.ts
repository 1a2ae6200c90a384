import { decodeTcpInfo } from "@bufferbane/ffi";
import type {
  Answered,
  Outcome,
  Series,
  Unanswered,
  WallNs,
} from "../model/mod.ts";
import { openFailure } from "./attempts.ts";
import type { Probe, ProbeContext } from "./probe.ts";
import { tcpFailure } from "./tcp_failure.ts";
import { beginConnect, socketError, type TcpEndpoint } from "./tcp_socket.ts";

/** A connect that takes longer has failed. */
const CONNECT_TIMEOUT_NS = 5_000_000_000n;
/** The pause before connecting again doubles from the first to the last. */
const FIRST_PAUSE_NS = 1_000_000_000n;
const LAST_PAUSE_NS = 16_000_000_000n;
/** What is said, and how often, where the far end expects it. */
const BEAT = new Uint8Array(1);
const BEAT_NS = 1_000_000_000n;
/** What the far end sends is thrown away, this much at a time. */
const READ_BYTES = 16_384;
/** A far end that sends faster than that may not keep the program busy. */
const READS_A_WAKE = 8;

/** What to hold a connection to. */
export interface TcpHoldOptions {
  /** What the measurements belong to; its variant is `"hold"`. */
  readonly series: Series;
  /** The far end's address. */
  readonly address: string;
  /** 1 to 65535. */
  readonly port: number;
  /** Interface to leave by; empty for the kernel's choice. */
  readonly device: string;
  /** Without a sign of life for so long the connection is lost; >= 2000. */
  readonly silenceMs: number;
  /**
   * Asks the far end for leave to connect, and gives what to say first; then a
   * byte a second goes each way. `null`: there is no leave now, which is no
   * fault of the line. Left out: anybody may connect, and nothing is said.
   */
  readonly introduce?: () => Promise<Uint8Array | null>;
}

interface Connection {
  readonly fd: number;
  readonly sinceNs: bigint;
  isOpen: boolean;
}

/**
 * One TCP connection that is kept open, to see whether the line lets it live.
 *
 * Each round reports what happened since the last: `reset` if the connection
 * was lost, once however often, the number being in `detail`; what a connect
 * failed by while there is none; else `ok`, with the last round-trip time that
 * the kernel took from this connection (that of its handshake, as long as
 * nothing is sent). A far end that closes it in order (FIN) has
 * done no wrong: we connect again. Until the first connect has ended there is
 * nothing to report.
 *
 * The kernel asks the far end for a sign of life (keepalive) when it is silent,
 * and notices at once when what we say is not acknowledged.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc9293 | RFC 9293} section 3.8.4
 */
export class TcpHoldProbe implements Probe {
  readonly #context: ProbeContext;
  readonly #options: TcpHoldOptions;
  readonly #endpoint: TcpEndpoint;
  readonly #bytes = new Uint8Array(READ_BYTES);
  #connection: Connection | undefined;
  /** Ends a pause, or a connect that takes too long. */
  #timer: Disposable | undefined;
  #pauseNs = FIRST_PAUSE_NS;
  /** Sends a byte a second. */
  #beat: Disposable | undefined;
  /** Connections asked for. */
  #attempts = 0;
  /** Connections lost since the last round, and how the last one was. */
  #losses = 0;
  #loss = "";
  /** Why there is no connection now; `undefined` if that is nobody's fault. */
  #failure: Unanswered | undefined;
  #rtt: Pick<Answered, "rttNs" | "stamps"> | undefined;

  /**
   * Begins to connect.
   *
   * @param context What to work with.
   * @param options What to hold a connection to.
   * @throws {TypeError} If the address is none.
   */
  constructor(context: ProbeContext, options: TcpHoldOptions) {
    const { series, address, port, device } = options;
    const native = context.libc.encodeAddress(address, port);
    if (native === undefined) {
      throw new TypeError(`Cannot connect to "${address}" as it is no address`);
    }
    this.#context = context;
    this.#options = options;
    this.#endpoint = { native, family: series.family, device };
    this.#connect();
  }

  send(at: WallNs): void {
    const outcome = this.#judge();
    this.#losses = 0;
    if (outcome === undefined) return;
    const { series } = this.#options;
    this.#context.report({ series, sentAt: at, outcome });
  }

  /** Connects anew: what happened to the connection meanwhile is unknown. */
  abandon(): void {
    this[Symbol.dispose]();
    this.#losses = 0;
    this.#failure = undefined;
    this.#rtt = undefined;
    this.#pauseNs = FIRST_PAUSE_NS;
    this.#connect();
  }

  /** Closes the connection. */
  [Symbol.dispose](): void {
    this.#attempts += 1; // what was asked for is not wanted any more
    this.#timer?.[Symbol.dispose]();
    this.#close();
  }

  #judge(): Outcome | undefined {
    if (this.#losses > 0) {
      const often = this.#losses > 1
        ? `, ${this.#losses} times since the last check`
        : "";
      return { kind: "reset", detail: this.#loss + often };
    }
    if (this.#failure !== undefined) return this.#failure;
    if (this.#connection?.isOpen) this.#takeRtt(this.#connection.fd);
    if (this.#rtt === undefined) return undefined;
    return {
      kind: "ok",
      ...this.#rtt,
      localQueueNs: 0,
      duplicates: 0,
      detail: this.#connection?.isOpen ? "" : "closed in order by the far end",
    };
  }

  #connect(): void {
    const { introduce } = this.#options;
    if (introduce === undefined) return this.#begin(new Uint8Array(0));
    const attempt = ++this.#attempts;
    void introduce().then((preface) => {
      if (attempt !== this.#attempts) return;
      if (preface === null) this.#pause();
      else this.#begin(preface);
    });
  }

  #begin(preface: Uint8Array): void {
    const { libc, poller, schedule, clock } = this.#context;
    try {
      const fd = beginConnect(
        libc,
        this.#endpoint,
        (fd) => this.#keepAlive(fd),
      );
      if (typeof fd !== "number") return this.#fail(fd);
      const sinceNs = clock.mono();
      this.#connection = { fd, sinceNs, isOpen: false };
      poller.add(fd, "write", () => this.#open(fd, preface));
      this.#timer = schedule.at(sinceNs + CONNECT_TIMEOUT_NS, () => {
        this.#fail({ kind: "timeout", detail: "no answer to the connect" });
      });
    } catch (error) {
      this.#fail(openFailure(error));
    }
  }

  /** Asks for a sign of life twice before the time for one is over. */
  #keepAlive(fd: number): void {
    const { libc } = this.#context;
    const { silenceMs } = this.#options;
    libc.setOption(fd, "keepAlive", 1);
    libc.setOption(
      fd,
      "tcpKeepIdle",
      Math.max(1, Math.floor(silenceMs / 2_000)),
    );
    libc.setOption(fd, "tcpKeepInterval", 1);
    // Counts for keepalives as well, and is exact where their number is not.
    libc.setOption(fd, "tcpUserTimeout", silenceMs);
  }

  #open(fd: number, preface: Uint8Array): void {
    const { libc, poller, clock } = this.#context;
    const errno = socketError(libc, fd);
    if (errno !== 0) return this.#fail(tcpFailure(libc, errno));
    this.#timer?.[Symbol.dispose]();
    if (preface.length > 0) this.#talk(fd, preface);
    const nowNs = clock.mono();
    const elapsedNs = nowNs - (this.#connection?.sinceNs ?? nowNs);
    this.#connection = { fd, sinceNs: nowNs, isOpen: true };
    this.#failure = undefined;
    this.#rtt = { rttNs: Number(elapsedNs), stamps: "user" };
    this.#takeRtt(fd);
    poller.remove(fd);
    poller.add(fd, "read", () => this.#read(fd));
  }

  /** Says what it is for, then a byte a second. */
  #talk(fd: number, preface: Uint8Array): void {
    const { libc, schedule, clock } = this.#context;
    // A connection takes this much; what it does not take shows by itself.
    libc.write(fd, preface);
    this.#beat = schedule.every({
      periodNs: BEAT_NS,
      phaseNs: clock.mono() + BEAT_NS,
    }, () => void libc.write(fd, BEAT));
  }

  #read(fd: number): void {
    const { libc } = this.#context;
    for (let read = 0; read < READS_A_WAKE; read++) {
      const count = libc.read(fd, this.#bytes);
      if (count === 0) return this.#pause();
      if (count > 0) continue;
      const code = libc.errorCode(-count);
      if (code !== "EAGAIN") this.#lose(-count);
      return;
    }
  }

  #lose(errno: number): void {
    const { libc } = this.#context;
    const { silenceMs } = this.#options;
    this.#losses++;
    this.#loss = libc.errorCode(errno) === "ETIMEDOUT"
      ? `silent for more than ${silenceMs / 1_000} s`
      : libc.errorText(errno);
    // What to say in the next round if there is no connection by then.
    const detail = `not connected again since: ${this.#loss}`;
    this.#fail({ kind: "timeout", detail });
  }

  #fail(failure: Unanswered): void {
    this.#failure = failure;
    this.#pause();
  }

  /** Connects again after a while, longer if the last one did not last. */
  #pause(): void {
    const { schedule, clock } = this.#context;
    const nowNs = clock.mono();
    const connection = this.#connection;
    this.#close();
    const hasLasted = connection?.isOpen === true &&
      nowNs - connection.sinceNs > LAST_PAUSE_NS;
    if (hasLasted) this.#pauseNs = FIRST_PAUSE_NS;
    this.#timer?.[Symbol.dispose]();
    this.#timer = schedule.at(nowNs + this.#pauseNs, () => this.#connect());
    this.#pauseNs = this.#pauseNs * 2n < LAST_PAUSE_NS
      ? this.#pauseNs * 2n
      : LAST_PAUSE_NS;
  }

  #close(): void {
    const connection = this.#connection;
    this.#beat?.[Symbol.dispose]();
    if (connection === undefined) return;
    this.#connection = undefined;
    this.#context.poller.remove(connection.fd);
    this.#context.libc.close(connection.fd);
  }

  #takeRtt(fd: number): void {
    const length = this.#context.libc.getOption(fd, "tcpInfo", this.#bytes);
    const { rttUs } = decodeTcpInfo(this.#bytes.subarray(0, length));
    if (rttUs > 0) this.#rtt = { rttNs: rttUs * 1_000, stamps: "kernel" };
  }
}
