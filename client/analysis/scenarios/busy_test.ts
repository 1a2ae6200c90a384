import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { busyMinutesOf, highestLoadOf } from "./busy.ts";
import { linesOf } from "./line.ts";
import { lineOf, linkOf, observedOf } from "./testing.ts";

Deno.test("highestLoadOf() takes no notice of what always goes over a line", () => {
  const steady = new Float64Array(60).fill(900e3);
  strictEqual(highestLoadOf(steady), null);
  strictEqual(highestLoadOf(new Float64Array([NaN, 10, 150e3])), null);
  strictEqual(highestLoadOf(steady.with(7, 9e6)), 9e6);
});

Deno.test("busyMinutesOf() marks minutes with load in either direction", () => {
  const [line] = linesOf(observedOf({
    minutes: 6,
    links: [linkOf(6, (minute) => ({
      up: minute === 1 ? 5e6 : 10e3,
      down: minute === 4 ? 50e6 : 300e3,
    }))],
  }));
  if (line === undefined) throw new Error("no line");
  deepStrictEqual([...busyMinutesOf(line)], [0, 1, 0, 0, 1, 0]);
});

const HIGHEST = [
  { rates: [200e3, 0, 0], is: true, why: "from 200 kbit/s on" },
  { rates: [199_999, 0, 0], is: false, why: "less is no load" },
  { rates: [500e3, 100e3, 100e3], is: true, why: "five times what is usual" },
  { rates: [499_999, 100e3, 100e3], is: false, why: "less than five times" },
];

for (const { rates, is, why } of HIGHEST) {
  Deno.test(`highestLoadOf() takes ${rates[0]} bit/s for ${is ? "" : "no "}load: ${why}`, () => {
    strictEqual(
      highestLoadOf(Float64Array.from(rates)),
      is ? rates[0] : null,
    );
  });
}

Deno.test("busyMinutesOf() marks minutes from 30 % of the highest rate on", () => {
  const rates = Float64Array.of(3e6, 3e6 - 1, 10e6, NaN, 0, 0, 0, 0, 3e6);
  const still = new Float64Array(rates.length);
  const load = {
    ...{ peakSentBps: still, peakReceivedBps: still },
    ...{ sentBps: still, receivedBps: rates },
  };
  deepStrictEqual(
    [...busyMinutesOf(lineOf(rates.length, { load }))],
    [1, 0, 1, 0, 0, 0, 0, 0, 1],
  );
  deepStrictEqual([...busyMinutesOf(lineOf(2, {}))], [0, 0]);
});
