import { deepStrictEqual, strictEqual } from "node:assert/strict";
import type { SeriesJson } from "./api.ts";
import {
  bytesText,
  countText,
  msText,
  pctText,
  rateText,
  seriesText,
  spanText,
} from "./words.ts";

Deno.test("msText() has three digits, and a dash for what is not known", () => {
  deepStrictEqual(
    [0.874, 12.34, 234.5, null, NaN].map(msText),
    ["0.87 ms", "12.3 ms", "235 ms", "–", "–"],
  );
});

Deno.test("pctText() says 0 and 100 % of exactly none and all", () => {
  deepStrictEqual(
    [0, 0.001, 0.05, 4.02, 99.96, 99.995, 100, null].map(pctText),
    [
      "0 %",
      "< 0.01 %",
      "0.05 %",
      "4.0 %",
      "99.96 %",
      "> 99.99 %",
      "100 %",
      "–",
    ],
  );
});

Deno.test("rateText() and bytesText() choose the unit", () => {
  deepStrictEqual([640, 93_400_000, 1e9].map(rateText), [
    "640 bit/s",
    "93.4 Mbit/s",
    "1.00 Gbit/s",
  ]);
  deepStrictEqual([999, 1500, 38e9].map(bytesText), [
    "999 B",
    "1.50 kB",
    "38.0 GB",
  ]);
  strictEqual(countText(600_000_000), "600\u202f000\u202f000");
});

Deno.test("spanText() says a length of time in one or two units", () => {
  deepStrictEqual([1500, 45_000, 600_000, 11_100_000, 2e8].map(spanText), [
    "1.5 s",
    "45 s",
    "10 min",
    "3 h 5 min",
    "2 d 7 h",
  ]);
});

Deno.test("seriesText() says what a target is to its user", () => {
  const series: SeriesJson = {
    probe: "icmp",
    interface: "eth0",
    connectionType: "wired",
    target: "192.0.2.1",
    role: "public",
    family: 4,
    variant: "",
    server: "",
  };
  const rows = [
    [{}, "192.0.2.1"],
    [{ role: "gateway" }, "Your router 192.0.2.1"],
    [{ role: "isp" }, "Provider's first router 192.0.2.1"],
    [{ probe: "echo", server: "vienna" }, "Your server vienna"],
    [{ probe: "dns", variant: "random" }, "Names by 192.0.2.1, uncached"],
    [{ probe: "tcp", variant: "hold" }, "Connection held to 192.0.2.1"],
  ] as const;
  for (const [changes, says] of rows) {
    strictEqual(seriesText({ ...series, ...changes }), says);
  }
});
