/** An {@linkcode EchoProbe} on a line that tests script. @module */

import type { Measurement, WallNs } from "../model/mod.ts";
import { EchoProbe } from "./echo.ts";
import type { ServerNews } from "./server_news.ts";
import {
  type FakeLine,
  FakeServer,
  testKeys,
} from "./server_session_testing.ts";
import { ProbeBench, seriesOf } from "./testing.ts";

const MS = 1_000_000;

/** An EchoProbe, a fake server, and what was reported of each round. */
export class EchoBench implements Disposable {
  readonly server: FakeServer;
  readonly bench: ProbeBench;
  readonly probe: EchoProbe;
  readonly news: ServerNews[] = [];
  #rounds = 0;

  constructor(line: FakeLine, options: { readonly secretByte?: number } = {}) {
    this.server = new FakeServer(line);
    this.bench = new ProbeBench(this.server.libc);
    this.probe = new EchoProbe(this.bench.context, {
      ...testKeys(options.secretByte),
      address: "192.0.2.9",
      port: 9876,
      device: "eth0",
      series: seriesOf({ probe: "echo", role: "server", server: "vps" }),
      timeoutNs: 1_000_000_000n,
      lateNs: 10_000_000_000n,
      onNews: (news) => this.news.push(news),
    });
  }

  /** Rounds a second apart, labelled 1, 2, 3... s. */
  async rounds(count: number): Promise<void> {
    for (let i = 0; i < count; i++) {
      this.probe.send(BigInt(++this.#rounds) * 1_000_000_000n as WallNs);
      await this.bench.pass(1000);
    }
  }

  /** Rounds 100 ms apart, and which datagrams each of them was. */
  async fastRounds(
    count: number,
  ): Promise<readonly { readonly up: number; readonly down: number }[]> {
    const datagrams = [];
    for (let i = 0; i < count; i++) {
      datagrams.push({ ...this.server.sent });
      this.probe.send(BigInt(++this.#rounds) * 1_000_000_000n as WallNs);
      await this.bench.pass(100);
    }
    return datagrams;
  }

  /** The last report of a round. */
  last(round: number): Measurement {
    const found = this.of(round).at(-1);
    if (found === undefined) throw new Error(`Cannot find round ${round}`);
    return found;
  }

  /** All reports of a round. */
  of(round: number): readonly Measurement[] {
    return this.bench.reports
      .filter(({ sentAt }) => sentAt === BigInt(round) * 1_000_000_000n);
  }

  /** Each round's last word: status, and where it was lost. */
  fates(): readonly string[] {
    return Array.from({ length: this.#rounds }, (_, i) => {
      const { outcome, echo } = this.last(i + 1);
      const where = echo?.lostOn ?? null;
      return where === null ? outcome.kind : `${outcome.kind} ${where}`;
    });
  }

  [Symbol.dispose](): void {
    this.probe[Symbol.dispose]();
    this.bench[Symbol.dispose]();
  }
}

/** Loses these datagrams; the KNOCK is 0, the confirming ECHO 1, round n n + 1. */
export function losing(
  up: readonly number[],
  down: readonly number[] = [],
): FakeLine {
  const fate = (lost: readonly number[], takesNs: number) => (n: number) => ({
    takesNs: lost.includes(n) ? null : takesNs,
  });
  return { up: fate(up, 12 * MS), down: fate(down, 4 * MS) };
}
