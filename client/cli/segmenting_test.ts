import { deepStrictEqual, ok } from "node:assert/strict";
import { seededRandom } from "../../tests/support/random.ts";
import { Segmenter } from "../analysis/mod.ts";
import { Batch } from "../store/batch.ts";
import { openReader } from "../store/mod.ts";
import {
  answered,
  recordTo,
  RUN,
  seriesOf,
  START_MS,
  temporaryFolder,
  tickAt,
  unanswered,
  wallNs,
} from "../store/testing.ts";
import { Writer } from "../store/writer.ts";
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

Deno.test("segmentsOf() tells the same from hours, minutes and samples, percentiles to 1 %", () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/b.db`;
  const series = seriesOf();
  const random = seededRandom(7);
  const writer = new Writer({ path, run: RUN, busyTimeoutMs: 50 }, {
    onCheck: () => {},
    onRepair: () => {},
  });
  for (let minute = 0; minute < 6 * 60; minute++) {
    const batch = new Batch();
    for (let s = 60 * minute; s < 60 * minute + 60; s++) {
      const at = wallNs(START_MS + 1000 * s + 60);
      batch.tick(tickAt(at));
      const rttUs = Math.round(9000 - 4000 * Math.log(random()));
      if (random() < 0.02) batch.sample(unanswered(series, at), null);
      else batch.sample(answered(series, at, { rttUs }), null);
    }
    writer.write(batch.columns());
    writer.tidy();
  }
  writer.close();
  using reader = openReader(path);
  const period = { fromMs: START_MS + 754_321, toMs: START_MS + 21_234_567 };
  const exact = new Segmenter(period, { segments: 3 });
  exact.add(reader.samples(series, period));
  const task = { path, series, way: null, period, segments: 3, gaps: [] };
  const found = segmentsOf(reader, task);
  for (const [i, expected] of exact.finish().entries()) {
    const segment = found[i];
    for (const name of ["p50Us", "p95Us", "p99Us"] as const) {
      const error = Math.abs((segment?.[name] ?? NaN) - expected[name]);
      ok(error > 0 && error <= 0.01 * expected[name], `${name}: ${error}`);
    }
    const { p50Us, p95Us, p99Us, meanUs } = expected;
    ok(Math.abs((segment?.meanUs ?? NaN) - meanUs) < 1e-6);
    deepStrictEqual({ ...segment, p50Us, p95Us, p99Us, meanUs }, expected);
  }
});
