import { deepStrictEqual } from "node:assert/strict";
import { openReader } from "../store/mod.ts";
import {
  answered,
  recordTo,
  seriesOf,
  START_MS,
  temporaryFolder,
  wallNs,
} from "../store/testing.ts";
import { segmentAll, segmentsOf } from "./segmenting.ts";

Deno.test("segmentAll() gives the same on several cores as on one, in order", async () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/b.db`;
  const { recorder } = await recordTo(path);
  const targets = ["192.0.2.1", "192.0.2.2", "192.0.2.3"];
  for (const [index, target] of targets.entries()) {
    for (let hour = 0; hour < 100; hour++) {
      const at = wallNs(START_MS + hour * 3_600_000);
      const rttUs = 1000 * index + hour;
      recorder.sample(answered(seriesOf({ target }), at, { rttUs }), null);
    }
  }
  await recorder[Symbol.asyncDispose]();
  using reader = openReader(path);
  const tasks = targets.map((target) => ({
    path,
    series: seriesOf({ target }),
    way: null,
    // Samples enough for threads to be worth it.
    period: { fromMs: START_MS, toMs: START_MS + 100 * 3_600_000 },
    segments: 200,
    gaps: [],
  }));
  deepStrictEqual(
    await segmentAll(reader, tasks),
    tasks.map((task) => segmentsOf(reader, task)),
  );
});
