import { deepStrictEqual } from "node:assert/strict";
import type { TestResult } from "../../model/mod.ts";
import { type LineStatus, lineWords } from "./line_text.ts";

const NOW_MS = new Date(2026, 10, 20, 14, 0).getTime();

const TEST: TestResult = {
  atMs: NOW_MS - 125_000,
  durationMs: 900,
  kind: "throughput",
  method: "train",
  interface: "eth0",
  connectionType: "wired",
  server: "vps",
  isComplete: true,
  isScheduled: true,
  uploadBps: 9_612_345,
  downloadBps: 48_234_567,
  sentBytes: 110_000,
  receivedBytes: 110_000,
  grade: null,
  details: "{}",
};

const NOTHING: LineStatus = {
  interface: "eth0",
  throughput: null,
  lowPct: { up: null, down: null },
  bloat: null,
  passive: { up: null, down: null },
  budget: null,
  pausedUntilMs: null,
  isTesting: false,
};

const SEEN = { highestBps: 48e6, loadedSeconds: 40 };

Deno.test("lineWords() says nothing while nothing is known", () => {
  deepStrictEqual(lineWords(NOTHING, NOW_MS), []);
  const passive = { up: { ...SEEN, bloatNs: null }, down: null };
  deepStrictEqual(lineWords({ ...NOTHING, passive }, NOW_MS), []);
});

Deno.test("lineWords() says what tests, own traffic and budget tell", () => {
  const status: LineStatus = {
    interface: "eth0",
    throughput: TEST,
    lowPct: { up: null, down: null },
    bloat: { ...TEST, kind: "bloat", grade: "C", atMs: NOW_MS - 7_500_000 },
    passive: {
      up: { ...SEEN, bloatNs: 164e6 },
      down: { ...SEEN, bloatNs: -0.2e6 },
    },
    budget: {
      month: "2026-11",
      usedBytes: 1.234e9,
      capBytes: 20e9,
      forecastBytes: 19.9e9,
      intervalsMs: {},
    },
    pausedUntilMs: NOW_MS + 3_600_000,
    isTesting: true,
  };
  deepStrictEqual(lineWords(status, NOW_MS), [
    "testing now",
    "down 48.2 up 9.61 Mbit/s (2 min ago)",
    "bufferbloat C (2 h 5 min ago)",
    "own traffic adds down +0.000 ms up +164 ms",
    "tests used 1.23 GB of 20 GB",
    "tests paused until 15:00:00",
  ]);
});

Deno.test("lineWords() has no figure for what was not measured", () => {
  const throughput = { ...TEST, uploadBps: null };
  const bloat = { ...TEST, kind: "bloat", grade: null } as const;
  deepStrictEqual(lineWords({ ...NOTHING, throughput, bloat }, NOW_MS), [
    "down 48.2 up - Mbit/s (2 min ago)",
    "bufferbloat - (2 min ago)",
  ]);
});

Deno.test("lineWords() says how much less than usual a rate is", () => {
  const lowPct = { up: null, down: 71.6 };
  deepStrictEqual(lineWords({ ...NOTHING, throughput: TEST, lowPct }, NOW_MS), [
    "down 48.2 (72 % of usual) up 9.61 Mbit/s (2 min ago)",
  ]);
});
