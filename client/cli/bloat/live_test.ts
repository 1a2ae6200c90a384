import { ok, strictEqual } from "node:assert/strict";
import type { BloatProgress } from "../../monitor/test_request.ts";
import { BloatDisplay } from "./display.ts";
import { finishedLine, type LiveOptions, runningLine } from "./live.ts";

const PROGRESS: BloatProgress = {
  kind: "bloat",
  phase: "download",
  phaseIndex: 1,
  phaseCount: 7,
  phaseElapsedMs: 4_000,
  phaseMs: 8_000,
  elapsedMs: 7_000,
  totalMs: 36_000,
  upBps: null,
  downBps: 18_700_000,
  idleNs: 1_200_000,
  rttNs: 151_200_000,
};
const BOTH = {
  ...PROGRESS,
  phase: "both",
  phaseIndex: 5,
  upBps: 17_900_000,
} as const;
const PLAIN: LiveOptions = { width: 80, hasColor: false, isUnicode: false };

Deno.test("runningLine() shows phase, bar, time left, rate and latency", () => {
  strictEqual(
    runningLine(PROGRESS, PLAIN),
    "2/7 downloading   #########.........  4 s    18.7 Mbit/s down  151 ms, 150 more",
  );
});

Deno.test("runningLine() is never wider than the terminal", () => {
  for (const progress of [PROGRESS, BOTH, { ...BOTH, rttNs: null }]) {
    for (const width of [60, 80, 120]) {
      const line = runningLine(progress, { ...PLAIN, width });
      ok(line.length < width || width === 60, `${line.length} of ${width}`);
    }
  }
});

Deno.test("finishedLine() keeps what a phase came to", () => {
  strictEqual(
    finishedLine(BOTH, PLAIN),
    "6/7 both ways     18.7 Mbit/s down, 17.9 Mbit/s up  151 ms, 150 more",
  );
  const idle = { ...PROGRESS, phase: "idle", phaseIndex: 0, downBps: null };
  strictEqual(
    finishedLine({ ...idle, phase: "idle", rttNs: 1_200_000 }, PLAIN),
    "1/7 at rest                            1.20 ms",
  );
});

Deno.test("finishedLine() says so where nothing answers, and paints what hurts", () => {
  const silent = finishedLine({ ...PROGRESS, rttNs: null }, PLAIN);
  ok(silent.endsWith("no answer"));
  const painted = finishedLine(PROGRESS, { ...PLAIN, hasColor: true });
  ok(painted.includes("\x1b[31m151 ms, 150 more\x1b[0m"));
});

Deno.test("BloatDisplay draws again on a terminal, and else tells each phase once", () => {
  const shown = (isTerminal: boolean) => {
    let text = "";
    using display = new BloatDisplay({
      write: (more) => (text += more),
      isTerminal,
      screen: () => PLAIN,
    });
    display.show(PROGRESS);
    display.show(PROGRESS);
    display.show({ ...PROGRESS, phase: "recovery", phaseIndex: 2 });
    display[Symbol.dispose]();
    return text;
  };
  strictEqual(shown(false).split("\n").length, 3, "two lines");
  strictEqual(shown(true).split("\r\x1b[K").length, 6, "drawn five times");
});
