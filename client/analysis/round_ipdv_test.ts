import { strictEqual } from "node:assert/strict";
import type { Measurement, Series, WallNs } from "../model/mod.ts";
import { RoundIpdv } from "./round_ipdv.ts";

const SERIES: Series = {
  probe: "icmp",
  interface: "eth0",
  connectionType: "wired",
  target: "192.0.2.1",
  role: "public",
  family: 4,
  variant: "",
  server: "",
};

function answer(round: number, rttNs: number): Measurement {
  return {
    series: SERIES,
    sentAt: BigInt(round) as WallNs,
    outcome: {
      kind: "ok",
      rttNs,
      localQueueNs: 0,
      stamps: "kernel",
      duplicates: 0,
      detail: "",
    },
  };
}

Deno.test("RoundIpdv.next() pairs answers of two rounds in a row only", () => {
  const ipdv = new RoundIpdv();
  for (let round = 1; round <= 9; round++) ipdv.begin(BigInt(round) as WallNs);
  const cases: readonly [
    round: number,
    rtt: number,
    expected: number | null,
    why: string,
  ][] = [
    [1, 20, null, "nothing before it"],
    [2, 23, 3, "next round"],
    [4, 21, null, "round 3 was lost"],
    [5, 20, 1, "in a row again"],
    [7, 30, null, "round 6 is still under way"],
    [6, 900, null, "late: its pair has passed"],
    [8, 29, 1, "round 7 is what came before"],
  ];
  for (const [round, rtt, expected, why] of cases) {
    strictEqual(ipdv.next(answer(round, rtt)), expected, why);
  }
});

Deno.test("RoundIpdv.next() knows nothing of a probe without an answer", () => {
  const ipdv = new RoundIpdv();
  ipdv.begin(1n as WallNs);
  const lost: Measurement = {
    series: SERIES,
    sentAt: 1n as WallNs,
    outcome: { kind: "timeout", detail: "" },
  };
  strictEqual(ipdv.next(lost), null);
});

Deno.test("RoundIpdv.begin() remembers a bounded number of rounds", () => {
  const ipdv = new RoundIpdv();
  for (let round = 1; round <= 1000; round++) {
    ipdv.begin(BigInt(round) as WallNs);
  }
  strictEqual(ipdv.next(answer(999, 5)), null);
  strictEqual(ipdv.next(answer(1000, 7)), 2);
});
