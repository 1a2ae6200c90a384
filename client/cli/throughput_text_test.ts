import { strictEqual } from "node:assert/strict";
import { directionText, secondText } from "./throughput_text.ts";

Deno.test("secondText() aligns rates of any size", () => {
  const second = { direction: "down", second: 7, bps: 94_130_000 } as const;
  strictEqual(secondText(second), "  download   7 s   94.1 Mbit/s\n");
  strictEqual(
    secondText({ ...second, direction: "up", second: 12, bps: 850_400 }),
    "  upload    12 s    850 kbit/s\n",
  );
});

Deno.test("directionText() says when a limit of the server's was in the way", () => {
  const result = {
    direction: "up",
    bps: 9.5e6,
    overallBps: 9e6,
    peakBps: 9.6e6,
    durationMs: 4_012,
    bytes: 4.7e6,
    flows: 4,
    retransmittedBytes: 81_000,
    isCutShort: true,
    bpsPer100Ms: [],
  } as const;
  strictEqual(
    directionText(result),
    "upload 9.5 Mbit/s, best second 9.6 Mbit/s (5 MB in 4.0 s, 4 connections, 81 KB sent again; a limit of the server ended it early)\n",
  );
});
