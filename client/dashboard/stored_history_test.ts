import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { join } from "node:path";
import { openReader } from "../store/mod.ts";
import {
  committing,
  seriesOf,
  START_MS,
  temporaryFolder,
  writeProbes,
} from "../store/testing.ts";
import { StoredHistory } from "./stored_history.ts";

const HOUR_S = 3_600;
/** Every tenth probe is lost; the others take 10 ms. */
const rttOf = (second: number) => second % 10 === 0 ? null : 10_000;

Deno.test("StoredHistory tells the same by minutes as by single probes", () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "history.db");
  const { writer, commit } = committing(path);
  writeProbes(commit, { fromMs: 0, toMs: HOUR_S + 300 }, rttOf);
  using reader = openReader(path);
  const history = new StoredHistory(reader, 1000);
  const period = { fromMs: START_MS, toMs: START_MS + 1000 * HOUR_S };
  const cut = (segments: number) => {
    const found = history.segments(seriesOf(), { period, segments, gaps: [] });
    return found.map(({ sent, lost, maxUs }) => ({ sent, lost, maxUs }));
  };
  ok(reader.rollups.summedUntilMs >= period.toMs, "the hour is summed up");
  deepStrictEqual(
    cut(12),
    Array.from({ length: 12 }, () => ({ sent: 300, lost: 30, maxUs: 10_000 })),
  );
  strictEqual(cut(360).length, 360);
  deepStrictEqual(cut(360)[359], { sent: 10, lost: 1, maxUs: 10_000 });
  const { sent, lossPct } = history.statistics(seriesOf(), period);
  deepStrictEqual({ sent, lossPct }, { sent: HOUR_S, lossPct: 10 });
  writer.close();
});
