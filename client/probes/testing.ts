/**
 * What a probe works with, for tests: the real schedule and poller over a libc
 * that may be a fake, and what was reported.
 *
 * @module
 */

import type { Libc } from "@bufferbane/ffi";
import type { FakeDatagram, FakeLibc } from "@bufferbane/ffi/testing";
import type { Clock, Measurement, Outcome } from "../model/mod.ts";
import type { MonoNs, Series, WallNs } from "../model/mod.ts";
import type { ProbeContext } from "./probe.ts";
import { Schedule } from "./schedule.ts";

/** A series to measure, of which a test names only what matters to it. */
export function seriesOf(some: Partial<Series>): Series {
  return {
    probe: "icmp",
    interface: "eth0",
    connectionType: "wired",
    target: "192.0.2.1",
    role: "public",
    family: 4,
    variant: "",
    server: "",
    ...some,
  };
}

/**
 * Somebody sends faster than anybody reads: each reading finds another one.
 *
 * @param libc Of whose sockets.
 * @param datagram What is sent.
 * @returns Dispose of it to end the flood.
 */
export function flood(libc: FakeLibc, datagram: FakeDatagram): Disposable {
  const receive = libc.receive.bind(libc);
  libc.receive = (fd, batch, queue) => {
    const socket = libc.sockets.find((socket) => socket.fd === fd);
    if (socket) libc.deliver(socket, 0, datagram);
    return receive(fd, batch, queue);
  };
  return { [Symbol.dispose]: () => void (libc.receive = receive) };
}

/** A place to try a probe in. */
export class ProbeBench implements Disposable {
  /** What was reported, in order. */
  readonly reports: Measurement[] = [];
  /** For the probe. */
  readonly context: ProbeContext;
  #onReport = () => {};

  /** @param libc A fake, or the real one. */
  constructor(libc: Libc) {
    // Boundary: the real libc and the fake give plain bigints.
    const clock: Clock = {
      wall: () => libc.clock("realtime") as WallNs,
      mono: () => libc.clock("monotonic") as MonoNs,
      boot: () => libc.clock("boottime") as MonoNs,
    };
    const poller = libc.openPoller();
    this.context = {
      libc,
      poller,
      clock,
      schedule: new Schedule(poller, clock),
      report: (measurement) => {
        this.reports.push(measurement);
        this.#onReport();
      },
    };
  }

  /** What was reported, without the labels. */
  get outcomes(): readonly Outcome[] {
    return this.reports.map(({ outcome }) => outcome);
  }

  /** Lets time pass, milliseconds. */
  async pass(ms: number): Promise<void> {
    await this.#run(ms, () => false);
  }

  /** Lets time pass until so many were reported in all, or `limitMs` at most. */
  async reported(count: number, limitMs = 5_000): Promise<void> {
    await this.#run(limitMs, () => this.reports.length >= count);
  }

  /** Closes the poller. */
  [Symbol.dispose](): void {
    this.context.poller[Symbol.dispose]();
  }

  async #run(limitMs: number, isEnough: () => boolean): Promise<void> {
    if (isEnough()) return;
    const { clock, schedule } = this.context;
    const controller = new AbortController();
    const limit = schedule.at(
      clock.mono() + BigInt(limitMs) * 1_000_000n,
      () => controller.abort(),
    );
    this.#onReport = () => isEnough() && controller.abort();
    await schedule.run(controller.signal);
    this.#onReport = () => {};
    limit[Symbol.dispose]();
  }
}
