import { hostOf, type Libc, type Poller } from "@bufferbane/ffi";
import {
  type Aead,
  BULK_MODE,
  FLOW,
  makeFiller,
  type NonceSource,
  type RandomBytes,
} from "@bufferbane/protocol";
import type { ServerClock } from "../clock.ts";
import type { BulkLoad } from "./bulk_load.ts";
import type { BulkSocket, TakeLoad } from "./bulk_socket.ts";
import { Load } from "./load.ts";
import type { LoadAsk } from "./load_ask.ts";
import { UdpDownload } from "./udp_download.ts";
import { carriedBytes, udpTermsOf } from "./udp_load.ts";
import { UdpUpload } from "./udp_upload.ts";

const TOKEN_BYTES = 16;

/**
 * Opens a socket to a client.
 *
 * @param ask Who asks for a load.
 * @param isOneByOne Whether each datagram is to have a stamp of its own.
 * @param takeLoad Is shown every datagram.
 * @throws {LibcError} E.g. `EMFILE`.
 */
export type OpenBulkSocket = (
  ask: LoadAsk,
  isOneByOne: boolean,
  takeLoad: TakeLoad,
) => BulkSocket;

/** What {@linkcode Grants} work with. */
export interface GrantsOptions {
  /** The library. */
  readonly libc: Libc;
  /** The thread's. */
  readonly poller: Poller;
  /** The thread's. */
  readonly clock: ServerClock;
  /** The cipher. */
  readonly aead: Aead;
  /** The thread's. */
  readonly nonces: NonceSource;
  /** Unpredictable bytes. */
  readonly random: RandomBytes;
  /** The port of the doors. */
  readonly tcpPort: number;
  /** The highest rate over UDP, kbit/s, IP headers included. */
  readonly maxRateKbps: number;
  /** Opens a socket of its own to whoever asks for a load over UDP. */
  readonly openSocket: OpenBulkSocket;
}

/** Makes loads of what is asked for. */
export class Grants {
  readonly #options: GrantsOptions;
  #filler: Uint8Array | undefined;
  /** Until when the last train takes at the highest rate. */
  #trainUntilMs = 0;

  /** Nothing is granted yet. */
  constructor(options: GrantsOptions) {
    this.#options = options;
  }

  /**
   * How long whoever asks has to wait, so that trains one after the other do
   * not exceed the highest rate either, ms; 0 = not at all.
   */
  waitMs({ request }: LoadAsk): number {
    if (request.mode !== BULK_MODE.burst) return 0;
    const { nowMs } = this.#options.clock;
    return Math.max(0, Math.ceil(this.#trainUntilMs - nowMs));
  }

  /**
   * Makes a load.
   *
   * @param ask Who wants it.
   * @param maxBytes What all budgets leave.
   * @throws {LibcError} When there is no socket for it.
   */
  make(ask: LoadAsk, maxBytes: number): BulkLoad {
    return ask.request.mode === BULK_MODE.tcp
      ? this.#tcp(ask, maxBytes)
      : this.#udp(ask, maxBytes);
  }

  #tcp(ask: LoadAsk, maxBytes: number): BulkLoad {
    const { request, address, family } = ask;
    const { clock, random, tcpPort } = this.#options;
    this.#filler ??= makeFiller(1 + (request.testId >>> 1));
    return new Load({
      ...ask,
      ...request,
      maxBytes,
      host: hostOf(address, family).slice(),
      token: random(TOKEN_BYTES),
      grantedAtMs: clock.nowMs,
      tcpPort,
    }, { ...this.#options, filler: this.#filler });
  }

  #udp(ask: LoadAsk, maxBytes: number): BulkLoad {
    const { clock, libc, maxRateKbps, openSocket } = this.#options;
    const { nowMs } = clock;
    const terms = udpTermsOf(ask, { maxBytes, maxRateKbps, nowMs });
    const isTrain = terms.mode === BULK_MODE.burst;
    const tools = {
      libc,
      clock,
      openSocket: (takeLoad: TakeLoad) => openSocket(ask, isTrain, takeLoad),
    };
    const load = terms.direction === FLOW.up
      ? new UdpUpload(terms, tools)
      : new UdpDownload(terms, tools);
    const trainBits = 8 * carriedBytes(terms, terms.maxPackets);
    if (isTrain) this.#trainUntilMs = nowMs + trainBits / maxRateKbps;
    return load;
  }
}
