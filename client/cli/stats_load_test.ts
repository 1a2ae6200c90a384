import { strictEqual } from "node:assert/strict";
import type { PassiveBloatFigures } from "../analysis/passive_figures.ts";
import { type InterfaceLoad, loadText } from "./stats_load.ts";

const NOTHING: InterfaceLoad = {
  interface: "eth0",
  throughput: { up: null, down: null },
  bloat: null,
  passive: null,
  budget: null,
  ownLoadMs: 0,
};

const MEASURED: PassiveBloatFigures = {
  kind: "measured",
  highestBps: 9.6e6,
  loadedSeconds: 340,
  bloatNs: 163.8e6,
  interval: { lowNs: 150.2e6, highNs: 170.9e6 },
  curve: [],
};

const UNSEEN: PassiveBloatFigures = {
  kind: "not_enough_load",
  highestBps: 1e6,
  loadedSeconds: 2,
  reason: "not enough load seen yet: 2 s in 1 times",
};

Deno.test("loadText() says nothing of a line of which nothing is known", () => {
  strictEqual(loadText([NOTHING]), "");
});

Deno.test("loadText() says what tests, own traffic and budget tell", () => {
  const load: InterfaceLoad = {
    ...NOTHING,
    throughput: {
      up: null,
      down: {
        tests: 12,
        minBps: 31e6,
        medianBps: 48.2e6,
        maxBps: 49.9e6,
        belowContractPct: 25,
      },
    },
    bloat: { atMs: new Date(2026, 10, 20, 9, 30).getTime(), grade: null },
    passive: { up: MEASURED, down: UNSEEN },
    budget: {
      month: "2026-11",
      usedBytes: 1.234e9,
      capBytes: 20e9,
      forecastBytes: 19.96e9,
      intervalsMs: {},
    },
    ownLoadMs: 125_000,
  };
  strictEqual(
    loadText([load]),
    `
Load on eth0
  Download 48.2 Mbit/s (median of 12 tests, 31 Mbit/s to 49.9 Mbit/s; 25 % of them below the contract)
  Bufferbloat grade none, tested at 2026-11-20 09:30:00
  Own traffic, download: not enough load seen yet: 2 s in 1 times
  Own traffic, upload: adds 164 ms (95 %: 150 to 171) at up to 9.6 Mbit/s, in 5 min
  Load tests have used 1.23 GB of 20 GB in 2026-11; about 20 GB by its end
  The delays above include 2 min in which bufferbane's own tests loaded the line
`,
  );
});
