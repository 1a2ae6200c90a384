import { strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { STATUSES } from "../model/mod.ts";
import { SERIES } from "./testing.ts";
import { TrailingLoss } from "./trailing_loss.ts";

const OK = STATUSES.indexOf("ok");
const TIMEOUT = STATUSES.indexOf("timeout");

Deno.test("TrailingLoss.add() looks back 60 s, each series for itself", () => {
  const trailing = new TrailingLoss();
  const other = { ...SERIES, interface: "wlan0" };
  const cases = [
    [SERIES, 0, OK, 0, "one of one answered"],
    [SERIES, 1000, TIMEOUT, 50, "one of two"],
    [other, 1000, OK, 0, "another interface"],
    [SERIES, 59_999, OK, 100 / 3, "all three within 60 s"],
    [SERIES, 60_000, OK, 100 / 3, "the first has just left"],
    [SERIES, 61_000, OK, 0, "and now the lost one has"],
    [SERIES, 200_000, STATUSES.indexOf("self_dropped"), NaN, "nothing counts"],
  ] as const;
  for (const [series, atMs, status, expected, why] of cases) {
    strictEqual(trailing.add({ series, atMs, status }), expected, why);
  }
});

Deno.test("TrailingLoss.add() holds as many probes as 60 s have", () => {
  const trailing = new TrailingLoss();
  // One a second, then ten: 60 in the window, then 600.
  const sent = [
    ...Array.from({ length: 70 }, (_, s) => 1000 * s),
    ...Array.from({ length: 1000 }, (_, i) => 70_000 + 100 * i),
  ].map((atMs, i) => ({ atMs, isLost: i % 7 === 0 || i % 11 < 3 }));
  for (const [i, { atMs, isLost }] of sent.entries()) {
    const last = sent.slice(0, i + 1).filter((one) => one.atMs > atMs - 60_000);
    const lost = last.filter((one) => one.isLost);
    const status = isLost ? TIMEOUT : OK;
    strictEqual(
      trailing.add({ series: SERIES, atMs, status }),
      100 * lost.length / last.length,
    );
  }
});

Deno.test("TrailingLoss.add() agrees with counting again each time", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 1, max: 3000 }), fc.boolean()), {
        minLength: 200,
        maxLength: 300,
      }),
      (steps) => {
        const trailing = new TrailingLoss();
        const sent: [atMs: number, isLost: boolean][] = [];
        let atMs = 0;
        for (const [step, isLost] of steps) {
          atMs += step;
          sent.push([atMs, isLost]);
          const last = sent.filter(([at]) => at > atMs - 60_000);
          const lost = last.filter(([, isLost]) => isLost);
          strictEqual(
            trailing.add({
              series: SERIES,
              atMs,
              status: isLost ? TIMEOUT : OK,
            }),
            100 * lost.length / last.length,
          );
        }
      },
    ),
    { numRuns: 20 },
  );
});
