import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { BusyLine } from "./busy_line.ts";

const IDLE = { up: 5e3, down: 5e3 };

/** Whether the line is busy after each of these seconds. */
function after(
  line: BusyLine,
  seconds: readonly { up: number; down: number }[],
) {
  return seconds.map((rates) => {
    line.add(rates);
    return line.isBusy;
  });
}

Deno.test("BusyLine is calm at first, and while nobody uses the line", () => {
  const line = new BusyLine();
  strictEqual(line.isBusy, false);
  deepStrictEqual(after(line, [IDLE, IDLE]), [false, false]);
});

Deno.test("BusyLine is busy while either direction is used, and three seconds on", () => {
  for (const used of [{ up: 1e6, down: 0 }, { up: 0, down: 1e6 }]) {
    deepStrictEqual(
      after(new BusyLine(), [used, IDLE, IDLE, IDLE, used]),
      [true, true, true, false, true],
    );
  }
});

Deno.test("BusyLine takes 5 % of what the line carries for use", () => {
  const line = new BusyLine();
  line.learn({ up: 10e6, down: 100e6 });
  deepStrictEqual(after(line, [{ up: 0.4e6, down: 4.9e6 }]), [false]);
  deepStrictEqual(after(line, [{ up: 0.6e6, down: 0 }]), [true]);
  const slow = new BusyLine();
  slow.learn({ up: 0.4e6, down: 2e6 });
  // Probes alone must not look like use, even on the slowest of lines.
  deepStrictEqual(after(slow, [{ up: 45e3, down: 45e3 }]), [false]);
});

Deno.test("BusyLine takes a limit itself for no use yet", () => {
  const isUsed = (carriesBps: number, rateBps: number) =>
    (["up", "down"] as const).map((way) => {
      const line = new BusyLine();
      line.learn({ up: 0, down: 0, [way]: carriesBps });
      line.add({ up: 0, down: 0, [way]: rateBps });
      return line.isBusy;
    });
  const cases: readonly [carriesBps: number, limitBps: number][] = [
    [0, 500e3], // not known
    [100e6, 5e6], // 5 %
    [100e3, 50e3], // 50 kbit/s at least
    [1_000_200, 50_010],
  ];
  for (const [carriesBps, limitBps] of cases) {
    deepStrictEqual(isUsed(carriesBps, limitBps), [false, false]);
    deepStrictEqual(isUsed(carriesBps, limitBps + 1), [true, true]);
  }
  const fresh = new BusyLine();
  fresh.add({ up: 500e3, down: 500e3 });
  strictEqual(fresh.isBusy, false, "before any test");
});
