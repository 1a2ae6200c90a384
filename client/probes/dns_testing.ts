/** A {@linkcode DnsProbe} whose resolver tests script. @module */

import { strictEqual } from "node:assert/strict";
import {
  type FakeDatagram,
  FakeLibc,
  type FakeNetwork,
  type FakeSocket,
} from "@bufferbane/ffi/testing";
import type { WallNs } from "../model/mod.ts";
import type { PortTarget } from "./aim.ts";
import { DnsProbe, type DnsSubject } from "./dns.ts";
import { ProbeBench, seriesOf } from "./testing.ts";

export const RESOLVER = { address: "192.0.2.53", port: 53 };

/** What the fake network does with a query. */
export type Answer = (wire: {
  readonly libc: FakeLibc;
  readonly socket: FakeSocket;
  readonly query: Uint8Array;
  /** Answers with header flags, after so long. */
  readonly reply: (
    flags: number,
    afterNs: number,
    more?: Partial<FakeDatagram>,
  ) => void;
}) => number | void;

/** What most tests ask for. */
export const CACHED: DnsSubject = { kind: "cached", name: "example.com" };

export function targetAt(address: string): PortTarget {
  const series = seriesOf({ probe: "dns", target: address });
  return { series, address, port: 53 };
}

/** A DnsProbe, a scripted resolver, and what was reported. */
export class Lab implements Disposable {
  readonly libc: FakeLibc;
  readonly bench: ProbeBench;
  readonly probe: DnsProbe;

  constructor(
    answer: Answer,
    subject: DnsSubject = CACHED,
    more: FakeNetwork = {},
  ) {
    this.libc = new FakeLibc({
      ...more,
      onSend: (socket, { payload, peer }) => {
        const reply = (
          flags: number,
          afterNs: number,
          more: Partial<FakeDatagram> = {},
        ) => {
          const response = payload.slice();
          new DataView(response.buffer).setUint16(2, flags);
          const datagram = { payload: response, peer, ...more };
          this.libc.deliver(socket, afterNs, datagram);
        };
        const { libc } = this;
        return answer({ libc, socket, query: payload, reply }) ?? 0;
      },
    });
    this.bench = new ProbeBench(this.libc);
    let byte = 0;
    this.probe = new DnsProbe(this.bench.context, {
      subject,
      type: "A",
      device: "eth0",
      timeoutNs: 1_000_000_000n,
      lateNs: 10_000_000_000n,
      fillRandom: (bytes) => void bytes.fill(++byte),
    });
    this.probe.setTargets([targetAt(RESOLVER.address)]);
  }

  async round(ms: number) {
    this.probe.send(7n as WallNs);
    await this.bench.pass(ms);
    return this.bench.outcomes;
  }

  [Symbol.dispose](): void {
    this.probe[Symbol.dispose]();
    this.bench[Symbol.dispose]();
    strictEqual(this.libc.sockets.length, 0, "all sockets are closed");
  }
}
