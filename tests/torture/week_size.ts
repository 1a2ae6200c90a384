/**
 * Writes a week as it comes in, series by series within each second, and says
 * how much disk it takes.
 *
 *     deno run -A tests/torture/week_size.ts [series] [ms within the second]
 *     deno run -A tests/torture/week_size.ts everything
 *
 * Five ICMP series with their rounds must stay within 80 MB; with DNS, TCP, an
 * interface's seconds, minutes and hours, as a default client has them, all
 * must stay within 120 MB.
 *
 * @module
 */

import type { Series } from "../../client/model/mod.ts";
import { Batch } from "../../client/store/batch.ts";
import { linkEntry } from "../../client/store/journal.ts";
import {
  answered,
  seriesOf,
  tickAt,
  unanswered,
  wallNs,
} from "../../client/store/testing.ts";
import { Writer } from "../../client/store/writer.ts";
import { figure } from "../peers/figure.ts";

const WEEK_S = 7 * 86_400;
const START_MS = 1_795_168_800_000;
const LOSS = 0.002;
const MOST_MB = { series: 80, everything: 120 } as const;
/** Gateway, first hop, three public targets; the rest are like the last. */
const BASE_US = [300, 8_000, 12_000, 15_000, 30_000];

/** A skewed, heavy-tailed factor around 1, as queues make it. */
function noise(): number {
  const gauss = Math.sqrt(-2 * Math.log(1 - Math.random())) *
    Math.cos(2 * Math.PI * Math.random());
  return 0.9 + 0.1 * Math.exp(gauss / 2);
}

/** An interface that idles, and now and then is busy. */
function trafficAt(atMs: number) {
  const busy = 10 ** (2 + 4 * Math.random() ** 3);
  return linkEntry({
    atMs,
    interface: "eth0",
    connectionType: "wired",
    spanMs: Math.round(1000 + Math.random()),
    receivedBytes: Math.floor(busy * 10),
    sentBytes: Math.floor(busy),
    receivedPackets: Math.ceil(busy / 100),
    sentPackets: Math.ceil(busy / 150),
    errors: 0,
    drops: 0,
    collisions: 0,
    hasCarrier: true,
    ownLoadBytes: 0,
    wifi: null,
  });
}

interface Measured {
  readonly of: Series;
  readonly baseUs: number;
  readonly everyS: number;
  lastUs: number;
}

function ping(i: number): Measured {
  const of = seriesOf({ target: `192.0.2.${i}` });
  return { of, baseUs: BASE_US[i] ?? 30_000, everyS: 1, lastUs: 0 };
}

/** Four resolvers, a cached and a random name each, and one endpoint. */
function services(): Measured[] {
  const dns = [0, 1, 2, 3].flatMap((i) =>
    [["cached", 10], ["random", 60]].map(([variant, everyS]) => ({
      of: seriesOf({
        probe: "dns",
        target: `198.51.100.${i}`,
        variant: String(variant),
      }),
      baseUs: 9_000,
      everyS: Number(everyS),
      lastUs: 0,
    }))
  );
  const tcp = seriesOf({ probe: "tcp", target: "1.1.1.1", variant: "443" });
  return [...dns, { of: tcp, baseUs: 12_000, everyS: 10, lastUs: 0 }];
}

const isEverything = Deno.args[0] === "everything";
const [seriesCount = 5, ms = 60] = isEverything ? [] : Deno.args.map(Number);
const folder = Deno.makeTempDirSync({ prefix: "bufferbane-week-" });
const path = `${folder}/b.db`;
const run = { startedMs: START_MS, pid: 1, bootId: "", host: "", version: "0" };
const writer = new Writer({ path, run, busyTimeoutMs: 1_000 }, {
  onCheck: () => {},
  onRepair: () => {},
});
const series = [
  ...Array.from({ length: seriesCount }, (_, i) => ping(i)),
  ...isEverything ? services() : [],
];
const batch = new Batch();
for (let second = 0; second < WEEK_S; second++) {
  const at = wallNs(START_MS + 1000 * second + ms);
  for (const one of series) {
    if (second % one.everyS !== 0) continue;
    const rttUs = Math.round(one.baseUs * noise());
    if (Math.random() < LOSS) batch.sample(unanswered(one.of, at), null);
    else {
      const ipdvNs = Math.abs(rttUs - one.lastUs) * 1000;
      batch.sample(answered(one.of, at, { rttUs }), ipdvNs);
    }
    one.lastUs = rttUs;
  }
  if (isEverything) batch.entry(trafficAt(START_MS + 1000 * second + ms));
  batch.tick({ ...tickAt(at), lateNs: 8e4 * noise(), lagNs: 9e5 * noise() });
  if (batch.rows > 900 || second === WEEK_S - 1) {
    writer.write(batch.columns());
    batch.clear();
    if (isEverything) writer.tidy();
  }
}
const sizeBytes = ["", "-wal", "-shm"].reduce(
  (sum, suffix) => sum + Deno.statSync(path + suffix).size,
  0,
);
writer.close();
Deno.removeSync(folder, { recursive: true });
const mostMb = isEverything ? MOST_MB.everything : MOST_MB.series;
figure({
  what: isEverything
    ? "a week of everything that is on by default"
    : `a week of ${seriesCount} ICMP series, ${ms} ms within the second`,
  asked: `${mostMb} MB`,
  reached: `${(sizeBytes / 1e6).toFixed(1)} MB with WAL`,
  isReached: sizeBytes <= mostMb * 1e6,
});
