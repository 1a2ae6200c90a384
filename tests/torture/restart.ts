/**
 * T12: the server stops and starts again, in turn in good order and by
 * kill -9: `deno run -A tests/torture/restart.ts [--quick]`. A client that
 * measures once a second must be back soon, and know that it was a restart.
 *
 * @module
 */

import { type Libc, openLibc } from "@bufferbane/ffi";
import {
  decodePacket,
  type Dialer,
  encodePacket,
  isServerRestart,
  type KnockAck,
  type Session,
} from "@bufferbane/protocol";
import { dialerFor, nowOf } from "../server/echo_client.ts";
import {
  freePort,
  newSecret,
  type RunningServer,
  startServer,
} from "../server/running_server.ts";
import { UdpClient } from "../server/udp_client.ts";
import { figure, isQuick, quantile } from "./figures.ts";

const INTERVAL_MS = 1000;
const MAX_BACK_S = 6;

/** One ECHO a second, a KNOCK whenever the dialer wants one. */
class Prober implements Disposable {
  /** When the last reply came, ms of `performance.now()`. */
  repliedAtMs = 0;
  /** What the server granted last. */
  ack: KnockAck | undefined;
  readonly #libc: Libc;
  readonly #udp: UdpClient;
  readonly #dialer: Dialer;
  #session: Session | undefined;
  #seq = 0;
  #isWaiting = false;
  #nextMs = performance.now();

  constructor(libc: Libc, secret: string, port: number) {
    this.#libc = libc;
    this.#udp = new UdpClient(libc, { server: "127.0.0.1", port });
    this.#dialer = dialerFor(secret, nowOf(libc).mono);
  }

  /** Does what is due, and waits a little. */
  step(): void {
    const now = nowOf(this.#libc);
    if (now.mono >= this.#dialer.dueAt) this.#udp.send(this.#dialer.knock(now));
    if (performance.now() >= this.#nextMs) this.#probe();
    for (const datagram of this.#udp.receive(20)) this.#take(datagram);
  }

  [Symbol.dispose](): void {
    this.#udp[Symbol.dispose]();
  }

  #probe(): void {
    const now = nowOf(this.#libc);
    this.#nextMs += INTERVAL_MS;
    if (this.#isWaiting) this.#dialer.miss(now.mono);
    if (this.#session === undefined) return;
    const request = new Uint8Array(164);
    encodePacket({
      kind: "echoRequest",
      seq: this.#seq++,
      flags: 0,
      errorEstimate: 0,
      t1: now.mono,
      pathToken: new Uint8Array(8),
    }, request);
    this.#session.seal(request, now);
    this.#udp.send(request);
    this.#isWaiting = true;
  }

  #take(datagram: Uint8Array): void {
    const now = nowOf(this.#libc);
    const session = this.#dialer.receive(datagram, now);
    if (!("kind" in session)) {
      this.#session = session;
      this.ack = session.agreement.ack;
      return;
    }
    if (this.#session?.open(datagram, now) !== undefined) return;
    if (decodePacket(datagram).kind !== "echoReply") return;
    this.#isWaiting = false;
    this.#dialer.hit();
    this.repliedAtMs = performance.now();
  }
}

const port = freePort();
const secret = newSecret();
const restarts = isQuick() ? 6 : 100;
using libc = openLibc();
using prober = new Prober(libc, secret, port);
let server: RunningServer = await startServer({ port, secret });
const backS: number[] = [];
let told = 0;
try {
  for (let i = 0; i < restarts; i++) {
    const from = performance.now();
    while (prober.repliedAtMs < from) prober.step();
    const before = prober.ack;
    const lastMs = prober.repliedAtMs;
    await server.process.stop(i % 2 === 0 ? "SIGTERM" : "SIGKILL");
    await server[Symbol.asyncDispose]();
    const stoppedMs = performance.now();
    server = await startServer({ port, secret });
    while (prober.repliedAtMs < stoppedMs) prober.step();
    backS.push((prober.repliedAtMs - stoppedMs) / 1000);
    const gapMs = prober.repliedAtMs - lastMs;
    const after = prober.ack;
    if (before && after && isServerRestart(before, after, { gapMs })) told += 1;
  }
} finally {
  await server[Symbol.asyncDispose]();
}
const p99S = quantile(backS, 0.99);
figure(
  `back after ${restarts} restarts`,
  `p50 ${quantile(backS, 0.5).toFixed(2)} s, p99 ${p99S.toFixed(2)} s`,
  p99S <= MAX_BACK_S,
);
figure("told from an outage", `${told} of ${restarts}`, told === restarts);
