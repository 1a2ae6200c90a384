import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { testInNamespaces } from "../support/skip.ts";
import { lineBps, openLine } from "./line.ts";

testInNamespaces(
  "bufferbane bloat finds a queue of 150 ms on 10 Mbit/s within 10 %, and its letter",
  async () => {
    const queueMs = 150;
    const rateBps = 10e6;
    await using line = await openLine({ rateBps, queueMs });
    const { grade, phases, analysis } = await line.bloat([
      ...["--load", "6s", "--rest", "2s"],
    ]);
    deepStrictEqual([grade, phases.download, phases.upload], [
      "C",
      { kind: "graded", letter: "C" },
      { kind: "graded", letter: "C" },
    ]);
    deepStrictEqual(analysis.phases.map(({ kind }) => kind), [
      "download",
      "upload",
      "both",
    ]);
    deepStrictEqual(
      analysis.phases.map(({ queueIn }) => queueIn).slice(0, 2),
      ["down", "up"],
    );
    ok(analysis.idle.p50Ns < 5e6, `${analysis.idle.p50Ns} ns at rest`);
    for (const { kind, uplift, up, down, recoveryMs } of analysis.phases) {
      ok(uplift !== null && recoveryMs !== null, kind);
      for (const [way, bps] of [["up", up.rateBps], ["down", down.rateBps]]) {
        if (typeof bps !== "number") continue;
        const share = lineBps(bps) / rateBps;
        ok(share > 0.9 && share < 1.05, `${kind} ${way}: ${share} of the line`);
      }
      // Both ways at once, ACKs wait behind data, and the queues take turns.
      if (kind === "both") continue;
      const queued = uplift.p95Ns / 1e6 / queueMs;
      ok(queued > 0.9 && queued < 1.1, `${kind}: ${queued} of the queue`);
    }
    const again = await line.measure(["--duration", "1s"]);
    strictEqual(again.results.length, 2, "the server's place is free again");
  },
);
