import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { phasesOf, type PlannedPhase, stretchedMs } from "./plan.ts";

const PLAN = { restMs: 3_000, loadMs: 8_000, flows: 4 };

Deno.test("phasesOf() rests between loads, and leaves out what cannot be loaded", () => {
  const kinds = (phases: readonly PlannedPhase[]) =>
    phases.map(({ kind }) => kind);
  deepStrictEqual(kinds(phasesOf(PLAN, ["down", "up"])), [
    "idle",
    "download",
    "recovery",
    "upload",
    "recovery",
    "both",
    "cooldown",
  ]);
  deepStrictEqual(kinds(phasesOf(PLAN, ["down"])), [
    "idle",
    "download",
    "cooldown",
  ]);
});

Deno.test("stretchedMs() gives TCP thirty round trips in front of a deep queue", () => {
  const [idle, download] = phasesOf(PLAN, ["down"]);
  if (idle === undefined || download === undefined) throw new TypeError();
  const cases: readonly [phase: PlannedPhase, rttMs: number, ms: number][] = [
    [download, 20, 8_000],
    [download, 300, 9_000],
    [download, 2_000, 30_000],
    [idle, 2_000, 3_000],
  ];
  for (const [phase, rttMs, ms] of cases) {
    strictEqual(stretchedMs(phase, rttMs * 1e6), ms);
  }
  strictEqual(stretchedMs(download, null), 8_000);
});
