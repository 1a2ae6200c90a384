import { deepStrictEqual, strictEqual } from "node:assert/strict";
import type { LinkSecond } from "../model/mod.ts";
import { LoadLines } from "./load_lines.ts";
import { port, START_MS } from "./load_tests_testing.ts";
import { linkSecond } from "./testing.ts";

function linesOf(): LoadLines {
  const lines = new LoadLines();
  lines.follow([
    port("eth0"),
    port("wlan0"),
    port("wwan0", "198.51.100.1"),
  ]);
  return lines;
}

function second(name: string, atMs: number, bytes: number): LinkSecond {
  return linkSecond({ atMs, interface: name, sentBytes: bytes });
}

Deno.test("LoadLines.noteGenerated() makes what is generated own load, of all behind the router, for eight seconds", () => {
  const lines = linesOf();
  lines.noteGenerated("eth0", 0, START_MS);
  const isOwn = (name: string, afterMs: number) =>
    lines.isOwnLoad(name, START_MS + afterMs);
  deepStrictEqual(
    ["eth0", "wlan0", "wwan0"].map((name) => isOwn(name, 7_999)),
    [true, true, false],
  );
  strictEqual(isOwn("eth0", 8_000), false);
  deepStrictEqual(lines.calm(START_MS), ["wwan0"], "no test is begun there");
  deepStrictEqual(lines.calm(START_MS + 8_000), ["eth0", "wlan0", "wwan0"]);
});

Deno.test("LoadLines.add() tells what was generated once, and no more than was carried", () => {
  const lines = linesOf();
  lines.noteGenerated("eth0", 0, START_MS);
  lines.noteGenerated("eth0", 5_000, START_MS + 1_000);
  const ownBytes = [4_000, 4_000, 4_000].map((bytes, i) =>
    lines.add(second("eth0", START_MS + 1_000 * i, bytes)).ownLoadBytes
  );
  deepStrictEqual(ownBytes, [4_000, 1_000, 0]);
});

Deno.test("LoadLines.noteGenerated() begins anew with another run", () => {
  const lines = linesOf();
  lines.noteGenerated("eth0", 5_000, START_MS);
  lines.add(second("eth0", START_MS, 5_000));
  lines.noteGenerated("eth0", 2_000, START_MS + 1_000);
  strictEqual(
    lines.add(second("eth0", START_MS + 1_000, 9_000)).ownLoadBytes,
    2_000,
  );
});

Deno.test("LoadLines tells a test and what is generated beside it together", () => {
  const lines = linesOf();
  lines.begin("eth0");
  lines.noteMoved(3_000);
  lines.noteGenerated("eth0", 2_000, START_MS);
  strictEqual(lines.add(second("eth0", START_MS, 9_000)).ownLoadBytes, 5_000);
  lines.end(START_MS + 1_000);
  strictEqual(lines.isOwnLoad("eth0", START_MS + 7_000), true);
});

Deno.test("LoadLines.noteGenerated() knows nothing of an interface that is not measured", () => {
  const lines = linesOf();
  lines.noteGenerated("lo", 1_000, START_MS);
  strictEqual(lines.isOwnLoad("lo", START_MS), false);
});
