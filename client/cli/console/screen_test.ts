import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import type { WindowSummary } from "../../analysis/mod.ts";
import { drawScreen, type Row, type Screen, stateOf } from "./screen.ts";
import { ASCII_GLYPHS } from "./sparkline.ts";

const MS = 1e6;

/** A window whose probes took so many ms; `null` is a loss. */
function windowOf(...timesMs: (number | null)[]): WindowSummary {
  const recentNs = Float64Array.from(
    timesMs,
    (time) => time === null ? NaN : time * MS,
  );
  const lost = timesMs.filter((time) => time === null).length;
  const times = timesMs.filter((time) => time !== null);
  const sum = times.reduce((a, b) => a + b, 0);
  const sent = timesMs.length;
  return {
    sent,
    lost,
    lossPct: 100 * lost / sent,
    lastNs: recentNs.at(-1) ?? NaN,
    meanNs: sum / times.length * MS,
    minNs: Math.min(...times) * MS,
    maxNs: Math.max(...times) * MS,
    p50Ns: 10 * MS,
    p95Ns: 12 * MS,
    p99Ns: 13 * MS,
    meanIpdvNs: 1 * MS,
    jitterNs: 0.5 * MS,
    longestLossRun: 0,
    recentNs,
  };
}

Deno.test("stateOf() goes by the newest values", () => {
  const rows: readonly (readonly [WindowSummary, string, string])[] = [
    [windowOf(), "waiting", "nothing yet"],
    [windowOf(10, 11), "ok", "all is well"],
    [windowOf(10, null, 11), "loss", "one was lost"],
    [windowOf(10, null, null), "loss", "two are not three"],
    [windowOf(10, null, null, null), "down", "three in a row"],
    [windowOf(null, null, null, 10), "loss", "it is up again"],
    [windowOf(null), "down", "it has never answered"],
    [windowOf(10, 1500), "late", "over a second"],
    [
      { ...windowOf(null, null), lost: 0 },
      "failed",
      "refused: the packets got there, and nobody served them",
    ],
    [{ ...windowOf(null, 10), lost: 0 }, "ok", "it serves again"],
  ];
  for (const [summary, state, why] of rows) {
    strictEqual(stateOf(summary), state, why);
  }
});

const ROWS: readonly Row[] = [
  {
    group: "ping eth0 (ms)",
    label: "gateway 192.168.0.1",
    summary: windowOf(0.4, 0.5, 0.4, 0.5),
  },
  {
    group: "ping eth0 (ms)",
    label: "8.8.8.8",
    summary: windowOf(10, null, 12, 90),
  },
  {
    group: "DNS eth0 (ms)",
    label: "a-resolver-with-a-long-name.example.com cached",
    summary: windowOf(null, null, null),
  },
];
const SCREEN: Screen = {
  title: "bufferbane 0.1.0   every second   running 4 s",
  rows: ROWS,
  notes: ["10:12:13  8.8.8.8 does not answer"],
  footer: "own lateness P99 0.120 ms, 0 rounds missed   b.db   Ctrl-C stops",
};
const PLAIN = { hasColor: false, glyphs: ASCII_GLYPHS } as const;

Deno.test("drawScreen() draws the table", () => {
  deepStrictEqual(
    drawScreen(SCREEN, { width: 100, height: 24, ...PLAIN }),
    [
      "bufferbane 0.1.0   every second   running 4 s",
      "",
      "ping eth0 (ms)                      last  mean   P50   P95   P99 jitter loss %  state",
      "  gateway 192.168.0.1              0.500 0.450  10.0  12.0  13.0  0.500      0  ok              ____",
      "  8.8.8.8                           90.0  37.3  10.0  12.0  13.0  0.500     25  loss            _x_#",
      "",
      "DNS eth0 (ms)                       last  mean   P50   P95   P99 jitter loss %  state",
      "  a-resolver-with~ample.com cached     -     -  10.0  12.0  13.0  0.500    100  down             xxx",
      "",
      "10:12:13  8.8.8.8 does not answer",
      "",
      "own lateness P99 0.120 ms, 0 rounds missed   b.db   Ctrl-C stops",
    ],
  );
});

Deno.test("drawScreen() leaves out the figures that have no room", () => {
  const [, , heading, row] = drawScreen(SCREEN, {
    width: 60,
    height: 24,
    ...PLAIN,
  });
  deepStrictEqual([heading, row], [
    "ping eth0 (ms)        last  mean   P95 loss %  state",
    "  gateway ~2.168.0.1 0.500 0.450  12.0      0  ok       ____",
  ]);
});

Deno.test("drawScreen() fits any terminal", () => {
  const many: Screen = {
    ...SCREEN,
    rows: Array.from({ length: 12 }, () => ROWS).flat(),
    notes: Array.from(
      { length: 9 },
      (_, i) => `10:12:1${i}  ${"n".repeat(90)}`,
    ),
    footer: "f".repeat(200),
  };
  for (const hasColor of [false, true]) {
    for (let width = 40; width <= 200; width += 3) {
      for (let height = 1; height <= 60; height += 1) {
        const lines = drawScreen(many, {
          ...PLAIN,
          width,
          height,
          hasColor,
        });
        ok(lines.length <= height, `${width}x${height}: ${lines.length} lines`);
        for (const line of lines) {
          // deno-lint-ignore no-control-regex -- colours take no room
          const shown = line.replace(/\x1b\[[\d;]*m/g, "");
          ok(shown.length <= width, `${width}x${height}: ${line}`);
        }
      }
    }
  }
});

Deno.test("drawScreen() says how much it does not show", () => {
  deepStrictEqual(
    drawScreen(SCREEN, { width: 80, height: 9, ...PLAIN }).slice(4),
    [
      "  8.8.8.8             90.0  37.3  10.0  12.0  13.0  0.500     25  loss      _x_#",
      "",
      "  ... 2 more lines; a taller window shows them",
      "",
      "own lateness P99 0.120 ms, 0 rounds missed   b.db   Ctrl-C stops",
    ],
  );
});

Deno.test("drawScreen() colours the state", () => {
  const lines = drawScreen(SCREEN, {
    ...PLAIN,
    width: 80,
    height: 24,
    hasColor: true,
  });
  ok(lines[0]?.startsWith("\x1b[1mbufferbane"), "the title is bold");
  ok(lines.some((line) => line.includes("\x1b[32mok      \x1b[0m")));
  ok(lines.some((line) => line.includes("\x1b[31;1mdown    \x1b[0m")));
});

Deno.test("drawScreen() has a second line for both directions, as far as it fits", () => {
  const details = [
    "up queue 0.120 P95 34.5 lost 2",
    "down queue 0.020 P95 0.090 lost 0",
    "one-way 12.3/4.00 +-8.01",
  ];
  const [row] = ROWS;
  if (row === undefined) throw new Error("no rows");
  const one = { ...SCREEN, rows: [{ ...row, details }] };
  const lineAt = (width: number) =>
    drawScreen(one, { width, height: 24, ...PLAIN })[4];
  strictEqual(lineAt(120), `    ${details.join("   ")}`);
  strictEqual(lineAt(80), `    ${details.slice(0, 2).join("   ")}`);
  strictEqual(lineAt(60), `    ${details[0]}`);
  strictEqual(lineAt(30), "    up queue 0.120 P95 34.5...");
});

Deno.test("drawScreen() says first what differs, and wraps it", () => {
  const verdict =
    "Wi-Fi (wlan0) adds 13 ms (12 to 14); wired (eth0) is clean. It is the Wi-Fi, not the provider.";
  const screen = { ...SCREEN, verdicts: [verdict] };
  const lines = drawScreen(screen, { ...PLAIN, width: 60, height: 40 });
  strictEqual(lines[2], "compared, last 2 min");
  strictEqual(lines.slice(3, 5).join(" ").replaceAll(/\s+/g, " "), verdict);
  strictEqual(lines[5], "");
  for (const height of [10, 14, 24]) {
    ok(drawScreen(screen, { ...PLAIN, width: 80, height }).length <= height);
  }
});
