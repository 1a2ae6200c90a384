/**
 * Writes a row every 20 ms, and says on stderr where rows go. Ends at the
 * first line on stdin, and says how many rows it gave to the store.
 *
 * @module
 */

import { openRecorder } from "../../client/store/mod.ts";
import { answered, RUN, seriesOf, wallNs } from "../../client/store/testing.ts";

function say(line: string, to: typeof Deno.stdout | typeof Deno.stderr): void {
  to.writeSync(new TextEncoder().encode(`${line}\n`));
}

const [path = ""] = Deno.args;
const startedMs = Date.now();
const recorder = await openRecorder(path, {
  run: { ...RUN, startedMs },
  onState: ({ kind, reason }) => say(`${kind}: ${reason}`, Deno.stderr),
  commitIntervalMs: 50,
});
const series = seriesOf();
let rows = 0;
const timer = setInterval(() => {
  const sentAt = wallNs(startedMs + rows);
  recorder.sample(answered(series, sentAt, { rttUs: ++rows }), null);
}, 20);
say("begun", Deno.stderr);
await Deno.stdin.read(new Uint8Array(80));
clearInterval(timer);
const { droppedRows } = recorder.status;
try {
  await recorder[Symbol.asyncDispose]();
} catch (error) {
  say(String(error), Deno.stderr);
}
say(`${rows} rows, ${droppedRows} dropped`, Deno.stdout);
