import type { Series } from "../model/mod.ts";
import { Batch, BATCH_SAMPLES } from "./batch.ts";
import { openReader } from "./reader.ts";
import { answered, fill, seriesOf, tickAt, wallNs } from "./testing.ts";
import { START_MS, temporaryFolder } from "./testing.ts";

const SECONDS = 86_400;
const DAY = { fromMs: START_MS, toMs: START_MS + SECONDS * 1000 };

using folder = temporaryFolder();
const path = `${folder.path}/b.db`;
await fill(path, SECONDS);
const reader = openReader(path);
const series: Series = seriesOf();
const batch = new Batch();
const measurement = answered(series, wallNs(START_MS), { rttUs: 8_000 });

Deno.bench("Recorder.sample(), 1,000 samples and their message", () => {
  batch.clear();
  for (let i = 0; i < BATCH_SAMPLES - 24; i++) batch.sample(measurement, 400);
  batch.tick(tickAt(wallNs(START_MS)));
  batch.columns();
});

Deno.bench("StoreReader.samples(), 86,400 rows", () => {
  reader.samples(series, DAY);
});

Deno.bench("StoreReader.rows(), 86,400 rows", () => {
  for (const _ of reader.rows({}, DAY));
});

Deno.bench("StoreReader.gaps(), 86,400 rounds", () => {
  reader.gaps(DAY, { intervalMs: 1000 });
});
