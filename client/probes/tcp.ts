import type { WallNs } from "../model/mod.ts";
import { type Aim, aimAt, type PortTarget } from "./aim.ts";
import { Attempts } from "./attempts.ts";
import type { Probe, ProbeContext } from "./probe.ts";
import { openTcpConnect, type TcpWorkplace } from "./tcp_connect.ts";

/** Connects under way at most, each with an open socket. */
const LIMIT = 256;
/** Of what an ICMP error quotes of our SYN, the beginning will do. */
const NOTICE_BYTES = 64;

/** How to connect. */
export interface TcpOptions {
  /** Interface to leave by; empty for the kernel's choice. */
  readonly device: string;
  /** A SYN-ACK later than this is late, ns. */
  readonly timeoutNs: bigint;
  /** A SYN-ACK later than this is not waited for, ns. */
  readonly lateNs: bigint;
}

/**
 * TCP connects, closed as soon as they are open. The time is the kernel's own
 * from SYN to SYN-ACK (`TCP_INFO`), so that neither the program nor its
 * scheduling is in it; a SYN that had to be sent again is a loss.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc9293 | RFC 9293} section 3.5
 */
export class TcpProbe implements Probe {
  readonly #options: TcpOptions;
  readonly #attempts: Attempts;
  readonly #workplace: TcpWorkplace;
  #aims: readonly Aim[] = [];

  /**
   * Opens nothing: each connect has a socket of its own.
   *
   * @param context What to work with.
   * @param options How to connect.
   */
  constructor(context: ProbeContext, options: TcpOptions) {
    const { timeoutNs, lateNs } = options;
    this.#options = options;
    this.#attempts = new Attempts(context, { timeoutNs, lateNs, limit: LIMIT });
    const notices = context.libc.createBatch(1, NOTICE_BYTES);
    this.#workplace = { context, notices };
  }

  /**
   * Changes the targets from the next round on.
   *
   * @param targets IPv4 and IPv6 as they come.
   * @throws {TypeError} If an address is none.
   */
  setTargets(targets: readonly PortTarget[]): void {
    this.#aims = aimAt(targets, this.#workplace.context.libc, {
      device: this.#options.device,
      action: "connect to",
    });
  }

  send(at: WallNs): void {
    for (const { series, endpoint } of this.#aims) {
      this.#attempts.start(
        { series, sentAt: at },
        (onEnd) => openTcpConnect(this.#workplace, { endpoint, onEnd }),
      );
    }
  }

  abandon(): void {
    this.#attempts.abandon();
  }

  /** Closes its sockets; what is under way is not reported. */
  [Symbol.dispose](): void {
    this.abandon();
  }
}
