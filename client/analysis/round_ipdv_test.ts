import { deepStrictEqual, strictEqual } from "node:assert/strict";
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

/** Begins a round for each label. */
function begin(ipdv: RoundIpdv, labels: readonly number[], missed = 0): void {
  for (const label of labels) {
    ipdv.begin({ at: BigInt(label) as WallNs, missed });
  }
}

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
  begin(ipdv, [1, 2, 3, 4, 5, 6, 7, 8, 9]);
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

Deno.test("RoundIpdv.next() gives a duplicate's report the same as the first", () => {
  const ipdv = new RoundIpdv();
  begin(ipdv, [1, 2]);
  ipdv.next(answer(1, 20));
  deepStrictEqual([1, 2].map(() => ipdv.next(answer(2, 23))), [3, 3]);
});

Deno.test("RoundIpdv.next() goes on when the clock was set back", () => {
  const ipdv = new RoundIpdv();
  begin(ipdv, [9000, 5000, 5001]);
  ipdv.next(answer(9000, 20));
  deepStrictEqual(
    [5000, 5001].map((round) => ipdv.next(answer(round, round))),
    [4980, 1],
  );
});

Deno.test("RoundIpdv.next() pairs no answers over skipped rounds", () => {
  const ipdv = new RoundIpdv();
  begin(ipdv, [1]);
  ipdv.next(answer(1, 20));
  begin(ipdv, [2], 3);
  strictEqual(ipdv.next(answer(2, 23)), null);
});

Deno.test("RoundIpdv.next() knows nothing of a probe without an answer", () => {
  const ipdv = new RoundIpdv();
  begin(ipdv, [1]);
  const lost: Measurement = {
    series: SERIES,
    sentAt: 1n as WallNs,
    outcome: { kind: "timeout", detail: "" },
  };
  strictEqual(ipdv.next(lost), null);
});

Deno.test("RoundIpdv.next() pairs no answers over one that did not come", () => {
  const ipdv = new RoundIpdv();
  begin(ipdv, [1, 2, 3]);
  const outcome = { kind: "timeout", detail: "" } as const;
  const told = [answer(1, 20), { ...answer(2, 0), outcome }, answer(3, 23)];
  deepStrictEqual(told.map((one) => ipdv.next(one)), [null, null, null]);
});

Deno.test("RoundIpdv.begin() remembers 128 rounds", () => {
  const pairOf = (rounds: number, first: number) => {
    const ipdv = new RoundIpdv();
    for (let round = 1; round <= rounds; round++) begin(ipdv, [round]);
    ipdv.next(answer(first, 5));
    return ipdv.next(answer(first + 1, 7));
  };
  strictEqual(pairOf(128, 1), 2);
  strictEqual(pairOf(129, 1), null);
  strictEqual(pairOf(129, 2), 2);
  strictEqual(pairOf(1000, 999), 2);
});
