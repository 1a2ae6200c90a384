import { deepStrictEqual } from "node:assert/strict";
import { compareFamilies } from "./families.ts";
import { linesOf } from "./line.ts";
import { lineOf, MINUTE_MS, observedOf, trackOf } from "./testing.ts";

/** Of each minute, how many of its 60 probes are lost. */
type Losses = readonly number[];

/** Both IP versions, minute by minute. */
function compared(four: Losses, six: Losses) {
  const isLost = (losses: Losses) => (second: number) =>
    second % 60 < (losses[Math.floor(second / 60)] ?? 0);
  const lines = linesOf(observedOf({
    minutes: four.length,
    targets: [
      { target: "a", isLost: isLost(four) },
      { target: "b", family: 6, isLost: isLost(six) },
    ],
  }));
  return compareFamilies(lines);
}

Deno.test("compareFamilies() takes 90 % lost for down, and up to 20 % for fine", () => {
  const cases: readonly [
    lost4: number,
    lost6: number,
    isDown: readonly [only4: number, only6: number],
  ][] = [
    [0, 0, [0, 0]],
    [60, 0, [1, 0]],
    [54, 12, [1, 0]],
    [53, 12, [0, 0]],
    [54, 13, [0, 0]],
    [0, 60, [0, 1]],
    [12, 54, [0, 1]],
    [12, 53, [0, 0]],
    [13, 54, [0, 0]],
    [60, 60, [0, 0]],
  ];
  for (const [lost4, lost6, [only4, only6]] of cases) {
    const minutes = 7;
    const found = compared(
      Array<number>(minutes).fill(lost4),
      Array<number>(minutes).fill(lost6),
    );
    deepStrictEqual(found, [{
      interface: "eth0",
      bothMs: minutes * MINUTE_MS,
      only4DownMs: only4 * minutes * MINUTE_MS,
      only6DownMs: only6 * minutes * MINUTE_MS,
    }], `${lost4} and ${lost6} of 60`);
  }
});

Deno.test("compareFamilies() compares the versions of one interface, minute by minute", () => {
  const lines = linesOf(observedOf({
    minutes: 6,
    targets: [
      { target: "a", isLost: (second) => second >= 240 },
      { target: "b", family: 6, isLost: (second) => second < 60 },
    ],
  }));
  const [four, six] = lines;
  if (four === undefined || six === undefined) throw new Error("two lines");
  deepStrictEqual(compareFamilies(lines), [{
    interface: "eth0",
    bothMs: 6 * MINUTE_MS,
    only4DownMs: 2 * MINUTE_MS,
    only6DownMs: MINUTE_MS,
  }]);
  deepStrictEqual(compareFamilies([four]), []);
  const elsewhere = { ...six, interface: "wlan0" };
  deepStrictEqual(compareFamilies([four, elsewhere]), []);
});

Deno.test("compareFamilies() leaves out minutes that only one version was measured in", () => {
  const of = (family: 4 | 6, sent: readonly number[]) =>
    lineOf(3, {
      family,
      far: [trackOf("a", 3, { sent: Int32Array.from(sent) })],
    });
  deepStrictEqual(compareFamilies([of(4, [0, 60, 60]), of(6, [60, 0, 60])]), [
    { interface: "eth0", bothMs: MINUTE_MS, only4DownMs: 0, only6DownMs: 0 },
  ]);
});
