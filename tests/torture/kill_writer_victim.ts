/** Writes rows until it is killed, and says how many are on disk. @module */

import { openRecorder } from "../../client/store/mod.ts";
import {
  answered,
  seriesOf,
  tickAt,
  wallNs,
} from "../../client/store/testing.ts";

const ROWS_A_FLUSH = 20;
const [path = "", trial = ""] = Deno.args;
const startedMs = Date.now();
const recorder = await openRecorder(path, {
  run: { startedMs, pid: Deno.pid, bootId: "", host: "", version: "0" },
  onState: ({ kind }) => {
    if (kind === "memory") Deno.exit(1);
  },
});
const series = seriesOf({ target: `trial ${trial}` });
for (let rows = 0;;) {
  for (let i = 0; i < ROWS_A_FLUSH; i++, rows++) {
    // A second apart, so that minutes end and are summed up all the time; the
    // next trial's clock is behind this one's.
    const sentAt = wallNs(startedMs + 1000 * rows);
    recorder.tick(tickAt(sentAt));
    recorder.sample(answered(series, sentAt, { rttUs: 1 + rows }), null);
  }
  await recorder.flush();
  Deno.stdout.writeSync(new TextEncoder().encode(`${rows}\n`));
}
