/**
 * Writes rows until it has said so often that they are on disk, each time in
 * a file beside the database: `power_cut_victim.ts DATABASE FLUSHES`.
 *
 * @module
 */

import { openRecorder } from "../../client/store/mod.ts";
import { answered, RUN, seriesOf, wallNs } from "../../client/store/testing.ts";

const ROWS_A_FLUSH = 20;
const [path = "", flushes = "0"] = Deno.args;
const startedMs = Date.now();
using account = Deno.openSync(`${path}.account`, { create: true, write: true });
const recorder = await openRecorder(path, {
  run: { ...RUN, startedMs },
  onState: ({ kind }) => {
    if (kind === "memory") Deno.exit(1);
  },
});
const series = seriesOf();
let rows = 0;
for (let flush = 0; flush < Number(flushes); flush++) {
  for (let i = 0; i < ROWS_A_FLUSH; i++) {
    const rttUs = ++rows;
    const sentAt = wallNs(startedMs + rttUs);
    recorder.sample(answered(series, sentAt, { rttUs }), null);
  }
  await recorder.flush();
  account.writeSync(new Uint8Array(Uint32Array.of(rows).buffer));
}
await recorder[Symbol.asyncDispose]();
