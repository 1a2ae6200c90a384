import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { busyMinutesOf, highestLoadOf } from "./busy.ts";
import { linesOf } from "./line.ts";
import { linkOf, observedOf } from "./testing.ts";

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
