import { deepStrictEqual } from "node:assert/strict";
import { liveHeaps } from "./live_heap.ts";

const REST = "pooled: 21.2 MB, 2.77 / 0.00 ms (average mu = 0.985)";

Deno.test("liveHeaps() keeps what full collections left, by thread", () => {
  const lines = [
    `[1376:0x55f0]      212 ms: Scavenge 18.8 (24.1) -> 13.0 (22.8) MB, ${REST}`,
    `[1376:0x55f0]      269 ms: Incremental Mark-Compact 16.9 (30.7) -> 7.1 (21.6) MB, ${REST}`,
    `[1376:0x7fe1]      412 ms: Mark-Compact 77.6 (88.0) -> 15.5 (27.4) MB, ${REST}`,
    "ok   gateway 1.2 ms",
    `[1376:0x55f0]     1020 ms: Mark-Compact (reduce) 33.9 (47.4) -> 7.2 (23.9) MB, ${REST}`,
  ];
  deepStrictEqual(liveHeaps(lines), [
    [{ atS: 0.269, mib: 7.1 }, { atS: 1.02, mib: 7.2 }],
    [{ atS: 0.412, mib: 15.5 }],
  ]);
});

Deno.test("liveHeaps() is empty without collections", () => {
  deepStrictEqual(liveHeaps(["", "bufferbane 0.1.0"]), []);
});
