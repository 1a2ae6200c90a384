import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import type { BloatPhase, PhaseRate } from "../model/mod.ts";
import { flowOf, phaseOf, steadyRate } from "./bloat_testing.ts";
import { saturationOf, settledBps } from "./saturation.ts";

function download(more: Partial<BloatPhase>): BloatPhase {
  return phaseOf("download", 0, 20, more);
}

/** 8 s whose seconds have these rates, without limits. */
function rateOf(mbits: readonly number[], more: Partial<PhaseRate> = {}) {
  return {
    ...steadyRate(0),
    bps: mbits.flatMap((mbit) => Array.from({ length: 10 }, () => mbit * 1e6)),
    ...more,
  };
}

Deno.test("saturationOf() accepts a line that was the limit", () => {
  const cases: readonly [BloatPhase, why: string][] = [
    [download({}), "steady from the start"],
    [
      download({ down: rateOf([1, 9, 40, 40, 40, 40, 40, 40]) }),
      "slow start is left out",
    ],
    [
      download({ down: rateOf([40, 40, 36, 44, 36, 44, 36, 44]) }),
      "cubic saws",
    ],
    [
      download({ down: { ...steadyRate(40), grantBps: 42.2e6 } }),
      "just below 95 % of the grant",
    ],
    [
      download({ down: { ...steadyRate(40), budgetBytes: 40_000_000.01 } }),
      "40 MB moved, and not a bit more",
    ],
    [
      download({ flows: [flowOf("down", { rwndLimitedMs: 1600 })] }),
      "20 % of the time",
    ],
    [
      download({ flows: [flowOf("down", { sndbufLimitedMs: 1600 })] }),
      "20 % of the time as well",
    ],
    [download({ down: steadyRate(0.5e-6) }), "half a bit a second is a rate"],
    [download({ ownCpuPct: 89.9 }), "below 90 %"],
    [
      download({ flows: [flowOf("down"), flowOf("up", { busyMs: 0 })] }),
      "only the loaded direction's flows count",
    ],
    [phaseOf("both", 0, 20), "both ways steady"],
    [
      download({ down: rateOf([40, 40, 40, 40, 40, 46, 46, 46]) }),
      "15 % more in the second half",
    ],
    [
      download({ down: rateOf([40, 40, 32, 48, 48, 48, 32, 32]) }),
      "a standard deviation of 20 %",
    ],
    [
      download({ down: { ...steadyRate(40), bps: Array(27).fill(40e6) } }),
      "2 s after it had settled",
    ],
    [download({ flows: null }), "HTTP says nothing of its connections"],
  ];
  for (const [phase, why] of cases) {
    deepStrictEqual(saturationOf(phase, []), {
      kind: "saturated",
    }, why);
  }
});

Deno.test("saturationOf() says in words why a line cannot be judged", () => {
  const cases: readonly [BloatPhase, reason: RegExp][] = [
    [
      download({ down: rateOf([10, 10, 10, 20, 30, 40, 50, 60]) }),
      /^the download was not steady \(20 Mbit\/s, later 50 Mbit\/s\)$/,
    ],
    [
      download({ down: rateOf([40, 40, 40, 10, 40, 10, 40, 40]) }),
      /^the download was not steady \(30 Mbit\/s, standard deviation 14/,
    ],
    [
      download({ down: { ...steadyRate(40), grantBps: 42e6 } }),
      /^the download reached the 42 Mbit\/s that the server allows$/,
    ],
    [
      download({ down: { ...steadyRate(38), grantBps: 40e6 } }),
      /^the download reached the 40 Mbit\/s that the server allows$/,
    ],
    [
      download({ down: { ...steadyRate(40), budgetBytes: 40e6 } }),
      /^the download used up its data budget before its time$/,
    ],
    [
      download({ flows: [flowOf("down", { rwndLimitedMs: 1601 })] }),
      /^the download waited for the receiver's window 20 % of the time$/,
    ],
    [
      download({ flows: [flowOf("down", { sndbufLimitedMs: 4000 })] }),
      /^the download waited for the send buffer 50 % of the time$/,
    ],
    [
      download({ flows: [flowOf("down", { sndbufLimitedMs: 1601 })] }),
      /^the download waited for the send buffer 20 % of the time$/,
    ],
    [
      // Of 15 settled seconds, seven against seven: not the one between them.
      download({
        down: rateOf([
          ...Array<number>(12).fill(40),
          60,
          ...Array<number>(7).fill(46.05),
        ]),
      }),
      /^the download was not steady \(40 Mbit\/s, later 46 Mbit\/s\)$/,
    ],
    [
      download({ down: { ...steadyRate(9.9), grantBps: 9_995_005 } }),
      /^the download reached the 10 Mbit\/s that the server allows$/,
    ],
    [
      download({ ownCpuPct: 90 }),
      /^the program itself was at its limit \(CPU 90 %\)$/,
    ],
    [
      download({ down: rateOf([40, 40, 40, 40, 40, 46.05, 46.05, 46.05]) }),
      /^the download was not steady \(40 Mbit\/s, later 46 Mbit\/s\)$/,
    ],
    [
      download({
        down: rateOf([40, 40, 31.95, 48.05, 48.05, 48.05, 31.95, 31.95]),
      }),
      /^the download was not steady \(40 Mbit\/s, standard deviation 8.05 Mbit\/s\)$/,
    ],
    [
      download({ down: { ...steadyRate(9.9), grantBps: 9_994_995 } }),
      /^the download reached the 9.99 Mbit\/s that the server allows$/,
    ],
    [
      download({ down: { ...steadyRate(40), bps: Array(26).fill(40e6) } }),
      /^the download did not last for 2 s$/,
    ],
    [download({ flows: [] }), /^the download has no figures/],
    [download({ down: steadyRate(40, 1) }), /^the download did not last/],
    [download({ down: steadyRate(0) }), /^the download did not last/],
    [
      phaseOf("both", 0, 20, { up: rateOf([1, 1, 1, 2, 3, 4, 5, 6]) }),
      /^the upload was not steady/,
    ],
  ];
  for (const [phase, reason] of cases) {
    const found = saturationOf(phase, []);
    match(found.kind === "not_saturated" ? found.reason : "saturated", reason);
  }
});

Deno.test("saturationOf() forgives an unsteady rate while a queue stands, and nothing else", () => {
  const unsteady = download({ down: rateOf([40, 40, 10, 40, 60, 10, 60, 20]) });
  deepStrictEqual(saturationOf(unsteady, ["down"]), {
    kind: "saturated",
  });
  const other = saturationOf(unsteady, ["up"]);
  strictEqual(other.kind, "not_saturated", "the other way's says nothing");
  const limited = { ...unsteady, ownCpuPct: 95 };
  const found = saturationOf(limited, ["down"]);
  strictEqual(found.kind === "not_saturated" && found.limit, "processor");
});

Deno.test("settledBps() leaves out a quarter, and what is begun of it", () => {
  const bps = [1, 2, 3, 4, 5, 6, 7, 8, 9];
  deepStrictEqual(settledBps(rateOf([], { bps })), bps.slice(3));
  deepStrictEqual(settledBps(rateOf([], { bps: bps.slice(1) })), bps.slice(3));
});
