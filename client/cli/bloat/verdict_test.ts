import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { bloatReport } from "../../analysis/mod.ts";
import {
  flowOf,
  phaseOf,
  sampleAt,
  samplesOf,
  steadyRate,
} from "../../analysis/bloat_testing.ts";
import type { BloatPhase } from "../../model/mod.ts";
import { verdictOf } from "./verdict.ts";

/** What a test of these phases means. */
function verdict(phases: readonly BloatPhase[], device: string = "") {
  const report = bloatReport(phases, { foreignProbe: "echo" });
  return verdictOf(report, { interface: device });
}

const IDLE = phaseOf("idle", 0, 20);

Deno.test("verdictOf() says of a bad upload which way it is, what suffers, and what to set", () => {
  deepStrictEqual(
    verdict([
      IDLE,
      phaseOf("download", 8_000, 22),
      phaseOf("upload", 16_000, 170),
    ]),
    {
      headline:
        "Grade C (poor): while the line is busy, everything on it waits 150 ms longer.",
      meaning: [
        "At rest an answer takes 20.0 ms; 2.00 ms more while downloading, 150 ms more while uploading.",
        "While it is busy, fast online games suffer; video calls may falter; HD video and web pages go on well.",
      ],
      advice: [
        "Turn on SQM (smart queue management, best with CAKE or fq_codel) on the router, with its limits a little below what the line carries: download 38 Mbit/s, upload 9.5 Mbit/s. The queue then stays short.",
        "Routers with OpenWrt have it, and some others under names like QoS or Smart Queues; a priority list alone does not help. Then measure again.",
        "On Wi-Fi, measure once by cable first: the queue may be there.",
      ],
    },
  );
});

Deno.test("verdictOf() finds nothing to do on a good line", () => {
  const good = verdict([IDLE, phaseOf("download", 8_000, 23)]);
  strictEqual(
    good.headline,
    "Grade A+ (excellent): the line stays quick while it is busy (3.00 ms more).",
  );
  deepStrictEqual(good.advice, ["Nothing needs to be done."]);
});

Deno.test("verdictOf() says so where one direction alone could be graded", () => {
  const limited = { ...steadyRate(10), grantBps: 10e6 };
  const { headline } = verdict([
    IDLE,
    phaseOf("download", 8_000, 20),
    phaseOf("upload", 16_000, 60, { up: limited }),
  ]);
  strictEqual(
    headline,
    "Grade A+ (excellent) for downloading only: the line stays quick while it is busy (nothing more).",
  );
});

Deno.test("verdictOf() blames neither router nor provider for a queue in this machine", () => {
  const samples = samplesOf(
    8_000,
    16_000,
    (atMs) => sampleAt(atMs, 120, { localQueueNs: 95e6 }),
  );
  const { advice } = verdict(
    [IDLE, phaseOf("upload", 8_000, 0, { samples })],
    "eth0",
  );
  deepStrictEqual(advice, [
    "The queue is in this very machine, in front of eth0: neither the router nor the provider is to blame.",
    "Use a fair, short queue here: tc qdisc replace dev eth0 root fq_codel. On Wi-Fi, come closer or use a cable; a VPN or a limit set on this machine may be the reason, too.",
  ]);
});

Deno.test("verdictOf() gives no grade where the line was not the limit, and says why", () => {
  const limited = { ...steadyRate(40), grantBps: 40e6 };
  deepStrictEqual(
    verdict([IDLE, phaseOf("download", 8_000, 45, { down: limited })]),
    {
      headline:
        "No grade: the line was not what limited the test, so its queue was not full.",
      meaning: [
        "No grade for downloading, as the download reached the 40 Mbit/s that the server allows.",
        "What was seen (up to 25.0 ms more) is a lower limit: it may be worse.",
      ],
      advice: ["Raise the limit in the server's configuration."],
    },
  );
});

Deno.test("verdictOf() does not advise a longer test after one that used up its budget", () => {
  const { advice } = verdict([
    IDLE,
    phaseOf("download", 8_000, 45, {
      down: { ...steadyRate(40), budgetBytes: 1_000_000 },
    }),
    phaseOf("upload", 16_000, 20, {
      up: { ...steadyRate(40), bps: Array(5).fill(40e6) },
    }),
  ]);
  deepStrictEqual(advice, [
    "Use a shorter --duration, or raise the server's [limits] max_test_mb and max_daily_mb.",
  ]);
});

Deno.test("verdictOf() sees a fair queue that only the load itself feels", () => {
  const flows = [flowOf("down", { rttNs: Array(80).fill(150e6) })];
  const { meaning } = verdict([
    IDLE,
    phaseOf("download", 8_000, 22, { flows }),
  ]);
  match(
    meaning.join("\n"),
    /The load's own packets take 150 ms, but others pass them by: a fair queue is at work\./,
  );
});
