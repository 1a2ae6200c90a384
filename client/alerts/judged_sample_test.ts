import { deepStrictEqual } from "node:assert/strict";
import { type Outcome, STATUSES, type WallNs } from "../model/mod.ts";
import { judgedSampleOf } from "./judged_sample.ts";
import { LINE } from "./testing.ts";

const [SERIES = never()] = LINE;

function never(): never {
  throw new Error("a line has series");
}

function sampleOf(outcome: Outcome, ipdvNs: number | null) {
  const sentAt = 1_795_168_800_250_000_000n as WallNs; // a wall clock's time
  return judgedSampleOf({ series: SERIES, sentAt, outcome }, ipdvNs);
}

Deno.test("judgedSampleOf() has an answer's time, round trip and IPDV", () => {
  const answer = {
    kind: "ok",
    rttNs: 12_345_678,
    localQueueNs: 0,
    stamps: "kernel",
    duplicates: 0,
    detail: "",
  } as const;
  deepStrictEqual(sampleOf(answer, 250_000), {
    atMs: 1_795_168_800_250,
    code: STATUSES.indexOf("ok"),
    rttNs: 12_345_678,
    ipdvNs: 250_000,
    detail: "",
  });
});

Deno.test("judgedSampleOf() has no round trip and no IPDV where nothing was answered", () => {
  deepStrictEqual(sampleOf({ kind: "timeout", detail: "after 1 s" }, null), {
    atMs: 1_795_168_800_250,
    code: STATUSES.indexOf("timeout"),
    rttNs: NaN,
    ipdvNs: NaN,
    detail: "after 1 s",
  });
});
