import {
  type DatagramBatch,
  decodeTcpInfo,
  Origin,
  TCP_INFO_BYTES,
  type TcpInfo,
} from "@bufferbane/ffi";
import type { Outcome, Unanswered } from "../model/mod.ts";
import type { Attempt } from "./attempts.ts";
import { icmpFailure } from "./icmp_failure.ts";
import type { ProbeContext } from "./probe.ts";
import { tcpFailure } from "./tcp_failure.ts";
import { beginConnect, socketError, type TcpEndpoint } from "./tcp_socket.ts";

/** linux/tcp_states.h: TCP_SYN_SENT, TCP_CLOSE */
const STATE = { synSent: 2, closed: 7 } as const;

/**
 * The first SYN is sent again after 1 s (RFC 6298 section 2), so that an
 * answer to the first and one to the second differ by at least that.
 */
const HALF_SYN_TIMEOUT_NS = 500_000_000;

/** What the connects of a probe share. */
export interface TcpWorkplace {
  /** What to work with. */
  readonly context: ProbeContext;
  /** For what ICMP errors quote; one slot will do. */
  readonly notices: DatagramBatch;
}

/** Where to connect to, and whom to tell. */
export interface TcpConnectOptions {
  /** The far end. */
  readonly endpoint: TcpEndpoint;
  /** Called once, with what became of it. */
  readonly onEnd: (outcome: Outcome) => void;
}

/**
 * Begins to connect, to measure how long that takes and then to close.
 *
 * @param workplace What to work with.
 * @param options Where to.
 * @returns The connect under way, or why the kernel would not begin.
 * @throws {LibcError} E.g. `ENODEV`, `EMFILE`.
 */
export function openTcpConnect(
  workplace: TcpWorkplace,
  options: TcpConnectOptions,
): Attempt | Unanswered {
  const { libc, clock } = workplace.context;
  const { endpoint } = options;
  const startNs = clock.mono();
  const fd = beginConnect(libc, endpoint, (fd) => {
    const is4 = endpoint.family === 4;
    libc.setOption(fd, is4 ? "v4ReceiveErrors" : "v6ReceiveErrors", 1);
  });
  if (typeof fd !== "number") return fd;
  using stack = new DisposableStack();
  stack.defer(() => libc.close(fd));
  const attempt = new TcpConnect(workplace, options, { fd, startNs });
  stack.move();
  return attempt;
}

/** See {@linkcode openTcpConnect}. */
class TcpConnect implements Attempt {
  readonly #workplace: TcpWorkplace;
  readonly #options: TcpConnectOptions;
  readonly #fd: number;
  readonly #startNs: bigint;

  constructor(
    workplace: TcpWorkplace,
    options: TcpConnectOptions,
    connecting: { readonly fd: number; readonly startNs: bigint },
  ) {
    this.#workplace = workplace;
    this.#options = options;
    this.#fd = connecting.fd;
    this.#startNs = connecting.startNs;
    const { poller } = workplace.context;
    poller.add(this.#fd, "write", () => this.#finish());
  }

  timedOut(): Unanswered {
    return { kind: "timeout", detail: "" };
  }

  /** Closes in order, by FIN: the far end did nothing to deserve a reset. */
  [Symbol.dispose](): void {
    const { libc, poller } = this.#workplace.context;
    poller.remove(this.#fd);
    libc.close(this.#fd);
  }

  #finish(): void {
    const { libc } = this.#workplace.context;
    const { onEnd } = this.#options;
    const errno = socketError(libc, this.#fd);
    if (errno !== 0) return onEnd(this.#explain(errno));
    const bytes = new Uint8Array(TCP_INFO_BYTES);
    const length = libc.getOption(this.#fd, "tcpInfo", bytes);
    const info = decodeTcpInfo(bytes.subarray(0, length));
    // An ICMP error that the kernel does not take for the end.
    if (info.state === STATE.synSent) this.#takeNotice();
    else onEnd(this.#measure(info));
  }

  #measure(info: TcpInfo): Outcome {
    const { clock } = this.#workplace.context;
    const elapsedNs = Number(clock.mono() - this.#startNs);
    if (info.state === STATE.closed) {
      return { kind: "reset", detail: "closed as soon as it was open" };
    }
    const rttNs = info.rttUs * 1_000;
    // As loss, unless the kernel's time (which begins at the SYN that was
    // answered) shows that the first one was answered after all, only late.
    const isLost = info.totalRetransmits > 0 &&
      !(elapsedNs - rttNs < HALF_SYN_TIMEOUT_NS);
    if (isLost) {
      const times = info.totalRetransmits;
      const detail = `SYN retransmitted ${
        times === 1 ? "once" : `${times} times`
      }`;
      return { kind: "timeout", detail };
    }
    const isKernel = rttNs > 0;
    return {
      kind: "ok",
      rttNs: isKernel ? rttNs : elapsedNs,
      localQueueNs: 0,
      stamps: isKernel ? "kernel" : "user",
      duplicates: 0,
      detail: "",
    };
  }

  /** The error queue knows more than the errno, if an ICMP error was it. */
  #explain(errno: number): Outcome {
    const { context, notices } = this.#workplace;
    const { libc } = context;
    const origin = this.#takeNotice();
    return origin === Origin.icmp4 || origin === Origin.icmp6
      ? icmpFailure(libc, { batch: notices, slot: 0 })
      : tcpFailure(libc, errno);
  }

  /** Reads one entry of the error queue; its origin if there was one. */
  #takeNotice(): number | undefined {
    const { context, notices } = this.#workplace;
    const count = context.libc.receive(this.#fd, notices, "errors");
    return count > 0 ? notices.origin[0] : undefined;
  }
}
