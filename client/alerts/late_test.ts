import { deepStrictEqual } from "node:assert/strict";
import { STATUSES } from "../model/mod.ts";
import { Judge } from "./judge.ts";
import { LINE, OPTIONS, START_MS } from "./testing.ts";

const [OK, LATE, TIMEOUT] = ["ok", "late", "timeout"].map((status) =>
  STATUSES.findIndex((known) => known === status)
);
const TIMEOUT_MS = 1000;

/** Plays a line whose round trips take so many ms, second by second. */
function told(
  rttMsOf: (second: number) => number,
  seconds: number,
): readonly string[] {
  const judge = new Judge(OPTIONS);
  const reports: { readonly atMs: number; readonly tell: () => void }[] = [];
  const words: string[] = [];
  for (let second = 0; second < seconds; second++) {
    const atMs = START_MS + second * 1000;
    const rttMs = rttMsOf(second);
    for (const series of LINE) {
      const tell = (code = 0, rttNs = NaN) => () =>
        judge.add(series, { atMs, code, rttNs, ipdvNs: NaN, detail: "" });
      if (rttMs > TIMEOUT_MS) {
        reports.push({ atMs: atMs + TIMEOUT_MS, tell: tell(TIMEOUT) });
      }
      reports.push({
        atMs: atMs + rttMs,
        tell: tell(rttMs > TIMEOUT_MS ? LATE : OK, rttMs * 1e6),
      });
    }
    reports.sort((a, b) => a.atMs - b.atMs);
    while ((reports[0]?.atMs ?? Infinity) <= atMs + 500) {
      reports.shift()?.tell();
    }
    for (const { kind, incident } of judge.step(atMs + 500)) {
      words.push(`${second}.5 ${kind} ${incident.type}`);
    }
  }
  return words;
}

Deno.test("Judge corrects a disconnection whose answers came late", () => {
  deepStrictEqual(
    told((second) => second >= 30 && second < 34 ? 4_200 : 12, 60),
    [
      "33.5 opened micro_disconnection",
      "34.5 ended micro_disconnection",
      "37.5 retracted micro_disconnection",
    ],
  );
});

Deno.test("Judge tells of a line that is so slow that all answers are late", () => {
  deepStrictEqual(
    told((second) => second >= 30 ? 1_500 : 12, 120),
    ["36.5 opened latency_spike"],
  );
});

Deno.test("Judge names no outage while answers come, however late", () => {
  deepStrictEqual(
    told((second) => second >= 30 ? 3_800 : 12, 200)
      .filter((words) => words.endsWith("outage")),
    [],
  );
});
