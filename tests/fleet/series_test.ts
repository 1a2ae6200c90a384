import { ok } from "node:assert/strict";
import { expose, type Reading } from "@bufferbane/metrics";
import { Figures } from "../../client/metrics/mod.ts";
import {
  seriesLabels,
  SeriesTally,
} from "../../client/metrics/series_tally.ts";
import { seriesOf } from "../../client/store/testing.ts";
import { readServer } from "../../server/metrics/readings.ts";
import { shareMemory } from "../../server/shared.ts";
import { testKey } from "../../server/testing.ts";

const FLEET = Deno.readTextFileSync(
  new URL("../../docs/fleet.md", import.meta.url),
).replaceAll(/\s+/g, " ");

/** How many series Prometheus makes of readings. */
async function seriesIn(readings: readonly Reading[]): Promise<number> {
  const { text } = await expose(readings, "");
  return text.split("\n").filter((line) => /^[a-z]/.test(line)).length;
}

/** A pinged target that has answered twice. */
function target(): readonly Reading[] {
  const series = seriesOf();
  const figures = new Figures();
  const tally = new SeriesTally(series, seriesLabels(series), figures);
  tally.add({
    series,
    length: 2,
    atMs: Float64Array.of(0, 1_000),
    rttUs: Int32Array.of(9_000, 9_500),
    ipdvUs: Int32Array.of(-1, 500),
    status: Uint8Array.of(0, 0),
  }, 2_000);
  tally.addDuplicates(0);
  return figures.readings();
}

/** A server of so many threads, with one client. */
function server(threads: number): readonly Reading[] {
  return readServer({
    shared: shareMemory(threads),
    build: { version: "", runtime: "", cipher: "" },
    maxSessions: 1,
    keys: () => [testKey(1)],
    uptimeS: () => 0,
    nowMs: () => 0,
    cost: () => ({ cpuS: 0, residentBytes: 0 }),
  });
}

Deno.test("docs/fleet.md says how many series a target, a server and a thread are", async () => {
  const [one, two] = await Promise.all([1, 2].map(server).map(seriesIn));
  const sentence =
    `A further pinged target is ${await seriesIn(target())}; a server tells ` +
    `${one}, and ${(two ?? 0) - (one ?? 0)} for each further thread.`;
  ok(FLEET.includes(sentence), sentence);
});
