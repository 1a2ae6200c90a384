import { strictEqual } from "node:assert/strict";
import { analyseBloat, gradesOf } from "../analysis/mod.ts";
import { bloatText, phaseText } from "./bloat_text.ts";

Deno.test("phaseText() says what is being done", () => {
  strictEqual(phaseText("upload"), "  uploading ...\n");
});

Deno.test("bloatText() says in words why there is no letter", () => {
  const sample = (atMs: number, rttNs: number) => ({
    atMs,
    rttNs,
    queueUpNs: null,
    queueDownNs: null,
    localQueueNs: 0,
    lostOn: null,
  });
  const analysis = analyseBloat([
    {
      kind: "idle",
      fromMs: 0,
      toMs: 1_000,
      samples: [sample(100, 10e6), sample(200, 10e6)],
      up: null,
      down: null,
      flows: [],
      ownCpuPct: 1,
    },
    {
      kind: "download",
      fromMs: 1_000,
      toMs: 5_000,
      samples: [sample(3_000, 110e6), sample(4_000, 110e6)],
      up: null,
      down: {
        bps: Array(40).fill(20e6),
        grantBps: null,
        budgetBytes: null,
      },
      flows: [],
      ownCpuPct: 1,
    },
  ]);
  strictEqual(
    bloatText(analysis, gradesOf(analysis)),
    `At rest: 10.0 ms
downloading: 20 Mbit/s down; 110 ms, 95 % below 110 ms, 100 ms more: no grade, as the download has no figures of its connections
Grade: none (DSLReports bands, worst of the phases)
`,
  );
});
