import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import type {
  EchoExchange,
  Measurement,
  Series,
  StoredEvent,
  Tick,
  WallNs,
} from "./model/mod.ts";
import { monitor, type Sink, type Stage } from "./pipeline.ts";

const ECHO: Series = {
  probe: "echo",
  interface: "eth0",
  connectionType: "wired",
  target: "vps.example",
  role: "server",
  family: 4,
  variant: "",
  server: "vps",
};
const MS = 1_000_000n;

/** What reached a stage. */
class Seen implements Stage {
  readonly samples: [Measurement, number | null][] = [];
  readonly events: StoredEvent[] = [];
  tick(): void {}
  sample(measurement: Measurement, ipdvNs: number | null): void {
    this.samples.push([measurement, ipdvNs]);
  }
  event(event: StoredEvent): void {
    this.events.push(event);
  }
}

function labelOf(round: number): WallNs {
  return BigInt(round) * 1000n * MS as WallNs;
}

function tickOf(round: number): Tick {
  const at = labelOf(round);
  return { at, lateNs: 0, lagNs: 0, missed: 0, isSpoilt: false };
}

/** 12 ms up, 4 ms down and so much more. */
function exchangeOf(round: number, moreMs: number): EchoExchange {
  const sentNs = BigInt(round) * 1000n * MS;
  return {
    clocks: "a",
    sentNs,
    arrivedNs: sentNs + 12n * MS,
    repliedNs: sentNs + 12n * MS,
    returnedNs: sentNs + (16n + BigInt(moreMs)) * MS,
  };
}

function echoOf(round: number, exchange: EchoExchange | null): Measurement {
  const rttNs = exchange === null
    ? 16.1e6
    : Number(exchange.returnedNs - exchange.sentNs);
  return {
    series: ECHO,
    sentAt: labelOf(round),
    outcome: {
      kind: "ok",
      rttNs,
      localQueueNs: 0,
      stamps: "kernel",
      duplicates: 0,
      detail: "",
    },
    echo: { exchange, delay: null, lostOn: null },
    isCorrection: exchange !== null,
  };
}

Deno.test("monitor() adds one-way delay and IPDV to the final report of an ECHO", async () => {
  const seen = new Seen();
  await monitor(
    (sink: Sink) => {
      for (let round = 1; round <= 4; round++) {
        sink.tick(tickOf(round));
        sink.sample(echoOf(round, null));
        // A reply tells the times of the ECHO before it.
        if (round > 1) {
          sink.sample(echoOf(round - 1, exchangeOf(round - 1, round - 2)));
        }
      }
      return Promise.resolve();
    },
    [seen],
    { signal: new AbortController().signal },
  );
  const finals = seen.samples.filter(([{ isCorrection }]) => isCorrection);
  const firsts = seen.samples.filter(([{ isCorrection }]) => !isCorrection);
  deepStrictEqual(finals.map(([, ipdvNs]) => ipdvNs), [null, 1e6, 1e6]);
  deepStrictEqual(firsts.map(([, ipdvNs]) => ipdvNs), Array(4).fill(null));
  deepStrictEqual(
    finals.map(([{ echo }]) => echo?.delay?.errorNs ?? null),
    [null, null, 8_205_000],
    "from the third reply on",
  );
  deepStrictEqual(seen.events.map(({ type }) => type), [
    "clock_sync_established",
  ]);
  strictEqual(
    seen.events[0]?.description,
    "One-way delay to vps over eth0, IPv4: known to ±8.205 ms",
  );
  ok(firsts.every(([{ echo }]) => echo?.delay === null));
});

Deno.test("monitor() hands every event that is wanted to every stage", async () => {
  const [first, second] = [new Seen(), new Seen()];
  const event: StoredEvent = {
    atMs: 1,
    type: "server_restart",
    severity: "info",
    interface: "eth0",
    target: "vps.example",
    server: "vps",
    description: "Server restart",
    durationMs: 10,
    metrics: {},
  };
  await monitor(
    (sink: Sink) => {
      sink.event(event);
      sink.event({ ...event, type: "gateway_changed" });
      return Promise.resolve();
    },
    [first, second],
    {
      signal: new AbortController().signal,
      isWanted: ({ type }) => type !== "gateway_changed",
    },
  );
  deepStrictEqual([first.events, second.events], [[event], [event]]);
});
