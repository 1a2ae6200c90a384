import { strictEqual } from "node:assert/strict";
import { ASCII_GLYPHS, sparkline, UNICODE_GLYPHS } from "./sparkline.ts";

/** Values in ms; `null` is a loss. */
function valuesOf(...timesMs: (number | null)[]): Float64Array {
  return Float64Array.from(timesMs, (time) => time === null ? NaN : time * 1e6);
}

Deno.test("sparkline() shows trouble, and not the noise of a quiet line", () => {
  const rows: readonly {
    readonly values: Float64Array;
    readonly width: number;
    readonly line: string;
    readonly why: string;
  }[] = [
    {
      values: valuesOf(10, 10.3, 9.9, 10.2),
      width: 4,
      line: "▁▁▁▁",
      why: "less than a bar's share of half the minimum is flat",
    },
    {
      values: valuesOf(0.02, 0.09, 0.03),
      width: 3,
      line: "▁▁▁",
      why: "on a LAN as well: 1 ms is the least that counts",
    },
    {
      values: valuesOf(10, 20, 30, 40, 50, 60, 70, 80),
      width: 8,
      line: "▁▂▃▄▅▆▇█",
      why: "from the smallest to the largest",
    },
    {
      values: valuesOf(10, null, 90),
      width: 3,
      line: "▁×█",
      why: "a loss has its own sign",
    },
    {
      values: valuesOf(null, null),
      width: 2,
      line: "××",
      why: "nothing but losses",
    },
    {
      values: valuesOf(80, 10, 90),
      width: 2,
      line: "▁█",
      why: "the newest only",
    },
    {
      values: valuesOf(10),
      width: 4,
      line: "   ▁",
      why: "padded on the left, so that now is always at the right",
    },
    { values: valuesOf(10, 90), width: 0, line: "", why: "no room" },
  ];
  for (const { values, width, line, why } of rows) {
    strictEqual(sparkline(values, width, UNICODE_GLYPHS), line, why);
  }
});

Deno.test("sparkline() needs no more than ASCII", () => {
  const values = valuesOf(10, null, 50, 90);
  strictEqual(sparkline(values, 4, ASCII_GLYPHS), "_x=#");
});
