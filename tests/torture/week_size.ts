/**
 * Writes a week as it comes in, series by series within each second, and says
 * how much disk it takes.
 *
 *     deno run -A tests/torture/week_size.ts [series] [ms within the second]
 *
 * Five ICMP series with their rounds must stay within 80 MB.
 *
 * @module
 */

import { Batch } from "../../client/store/batch.ts";
import {
  answered,
  seriesOf,
  tickAt,
  unanswered,
  wallNs,
} from "../../client/store/testing.ts";
import { Writer } from "../../client/store/writer.ts";

const WEEK_S = 7 * 86_400;
const START_MS = 1_795_168_800_000;
const LOSS = 0.002;
/** Gateway, first hop, three public targets; the rest are like the last. */
const BASE_US = [300, 8_000, 12_000, 15_000, 30_000];

/** A skewed, heavy-tailed factor around 1, as queues make it. */
function noise(): number {
  const gauss = Math.sqrt(-2 * Math.log(1 - Math.random())) *
    Math.cos(2 * Math.PI * Math.random());
  return 0.9 + 0.1 * Math.exp(gauss / 2);
}

const [seriesCount = 5, ms = 60] = Deno.args.map(Number);
const folder = Deno.makeTempDirSync({ prefix: "bufferbane-week-" });
const path = `${folder}/b.db`;
const run = { startedMs: START_MS, pid: 1, bootId: "", host: "", version: "0" };
const writer = new Writer({ path, run, busyTimeoutMs: 1_000 }, {
  onCheck: () => {},
  onRepair: () => {},
});
const series = Array.from({ length: seriesCount }, (_, i) => ({
  of: seriesOf({ target: `192.0.2.${i}` }),
  baseUs: BASE_US[i] ?? 30_000,
  lastUs: 0,
}));
const batch = new Batch();
for (let second = 0; second < WEEK_S; second++) {
  const at = wallNs(START_MS + 1000 * second + ms);
  for (const one of series) {
    const rttUs = Math.round(one.baseUs * noise());
    if (Math.random() < LOSS) batch.sample(unanswered(one.of, at), null);
    else {
      const ipdvNs = Math.abs(rttUs - one.lastUs) * 1000;
      batch.sample(answered(one.of, at, { rttUs }), ipdvNs);
    }
    one.lastUs = rttUs;
  }
  batch.tick({ ...tickAt(at), lateNs: 8e4 * noise(), lagNs: 9e5 * noise() });
  if (batch.rows > 900 || second === WEEK_S - 1) {
    writer.write(batch.columns());
    batch.clear();
  }
}
const sizeBytes = ["", "-wal", "-shm"].reduce(
  (sum, suffix) => sum + Deno.statSync(path + suffix).size,
  0,
);
writer.close();
Deno.removeSync(folder, { recursive: true });
Deno.stdout.writeSync(
  new TextEncoder().encode(
    `a week of ${seriesCount} series, ${ms} ms within the second: ` +
      `${(sizeBytes / 1e6).toFixed(1)} MB with WAL\n`,
  ),
);
