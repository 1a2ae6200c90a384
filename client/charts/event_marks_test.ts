import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import type { Chart } from "chart.js";
import { drawEvents, type EventMark } from "./event_marks.ts";

const STYLE = { fontPx: 10, textColor: "#000000", background: "#ffffff" };

/** A chart 1000 px wide for 1000 ms, letters of 6 px, that tells what it drew. */
function recordingChart() {
  const words: { text: string; x: number; y: number }[] = [];
  const strips: number[] = [];
  let lines = 0;
  const ctx = {
    save() {},
    restore() {},
    beginPath() {},
    moveTo() {},
    lineTo() {},
    setLineDash() {},
    stroke: () => void lines++,
    fillRect: (x: number) => void strips.push(x),
    measureText: (text: string) => ({ width: 6 * text.length }),
    fillText: (text: string, x: number, y: number) =>
      void words.push({ text, x, y }),
  };
  const chart = {
    ctx,
    options: {},
    chartArea: { top: 0, bottom: 500, left: 0, right: 1000 },
    scales: { x: { getPixelForValue: (atMs: number) => atMs } },
  };
  // As much of a chart as drawEvents() uses.
  return {
    chart: chart as unknown as Chart,
    words,
    strips,
    lines: () => lines,
  };
}

function eventAt(atMs: number, changes: Partial<EventMark> = {}): EventMark {
  return {
    atMs,
    untilMs: atMs,
    label: `at ${atMs}`,
    color: "#ff0000",
    weight: 0,
    ...changes,
  };
}

Deno.test("drawEvents() gives every event a strip, and only labelled ones a line", () => {
  const { chart, words, strips, lines } = recordingChart();
  const events = Array.from({ length: 500 }, (_, i) => eventAt(2 * i));
  drawEvents(chart, events, STYLE);
  ok(strips.length >= 500);
  strictEqual(lines(), words.length);
  ok(words.length > 10 && words.length <= 60, String(words.length));
});

Deno.test("drawEvents() writes what matters most first, whatever its place", () => {
  const { chart, words } = recordingChart();
  const crowd = Array.from({ length: 20 }, (_, i) => eventAt(100 + i));
  const outage = eventAt(110, { label: "outage", weight: 2 });
  drawEvents(chart, [...crowd, outage], STYLE);
  ok(words.some(({ text }) => text === "outage"));
});

Deno.test("drawEvents() lets no words cover others", () => {
  const { chart, words } = recordingChart();
  drawEvents(chart, [0, 5, 10, 400, 990].map((atMs) => eventAt(atMs)), STYLE);
  for (const one of words) {
    for (const other of words) {
      if (one === other || one.y !== other.y) continue;
      const [a, b] = one.x < other.x ? [one, other] : [other, one];
      ok(a.x + 6 * a.text.length <= b.x, `${a.text} covers ${b.text}`);
    }
  }
});

Deno.test("drawEvents() cuts long words off, and keeps all within the chart", () => {
  const { chart, words } = recordingChart();
  drawEvents(chart, [eventAt(980, { label: "x".repeat(300) })], STYLE);
  deepStrictEqual(words.map(({ text }) => text), [`${"x".repeat(49)}…`]);
  ok(words.every(({ x, text }) => x >= 0 && x + 6 * text.length <= 1000));
});

Deno.test("drawEvents() leaves out what is not in sight", () => {
  const { chart, strips, words } = recordingChart();
  drawEvents(chart, [eventAt(-50), eventAt(2000)], STYLE);
  deepStrictEqual([strips, words], [[], []]);
});
