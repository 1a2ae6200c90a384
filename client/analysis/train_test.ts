import { ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { seededRandom } from "../../tests/support/random.ts";
import {
  bottleneckRate,
  leastRate,
  type PacketTrain,
  type TrainEstimate,
} from "./train.ts";
import { type SimulatedPath, simulateTrain } from "./train_testing.ts";

/** What five trains over a path say. */
function estimate(path: SimulatedPath, seed: number): TrainEstimate | null {
  const random = seededRandom(seed);
  return bottleneckRate(
    Array.from({ length: 5 }, () => simulateTrain(path, random)),
  );
}

Deno.test("bottleneckRate() is within 15 % from 1 to 200 Mbit/s", () => {
  const paths: readonly [Partial<SimulatedPath>, why: string][] = [
    [{}, "nothing in the way"],
    [{ stampJitterNs: 5e3 }, "good stamps"],
    [{ stampJitterNs: 50e3 }, "bad stamps"],
    [{ stampJitterNs: 20e3, lossShare: 0.05 }, "5 % lost behind it"],
    [{ stampJitterNs: 20e3, reorderShare: 0.05 }, "5 % reordered"],
    [{ stampJitterNs: 20e3, crossShare: 0.1 }, "10 % of other traffic"],
    [{ stampJitterNs: 20e3, burst: 2 }, "a token bucket of two packets"],
    [{ stampJitterNs: 5e3, interruptNs: 125e3 }, "8000 interrupts a second"],
    [{ stampJitterNs: 5e3, interruptNs: 1e6 }, "1000 interrupts a second"],
  ];
  for (const [path, why] of paths) {
    for (const mbit of [1, 2, 5, 10, 20, 50, 100, 200]) {
      for (let seed = 1; seed <= 10; seed++) {
        const found = estimate({ rateBps: mbit * 1e6, ...path }, seed);
        const error = (found?.rateBps ?? NaN) / (mbit * 1e6) - 1;
        ok(Math.abs(error) <= 0.15, `${mbit} Mbit/s, ${why}: ${error}`);
        ok(found?.confidence !== "low" || path.crossShare !== undefined, why);
      }
    }
  }
});

Deno.test("bottleneckRate() bears 30 % of other traffic, with less confidence", () => {
  for (const mbit of [1, 10, 50, 100]) {
    for (let seed = 1; seed <= 10; seed++) {
      const found = estimate({ rateBps: mbit * 1e6, crossShare: 0.3 }, seed);
      const error = (found?.rateBps ?? NaN) / (mbit * 1e6) - 1;
      ok(Math.abs(error) <= 0.15, `${mbit} Mbit/s: ${error}`);
    }
  }
  const levels = Array.from(
    { length: 10 },
    (_, seed) => estimate({ rateBps: 20e6, crossShare: 0.4 }, seed)?.confidence,
  );
  ok(levels.every((level) => level !== "high"), levels.join());
});

Deno.test("bottleneckRate() says when the sender was not faster", () => {
  const random = seededRandom(1);
  const train = simulateTrain({ rateBps: 10e6 }, random);
  const withRate = (sendRateBps: number | null) =>
    bottleneckRate([{ ...train, sendRateBps }])?.isSenderLimited;
  strictEqual(withRate(1e9), false);
  strictEqual(withRate(11e6), true);
  strictEqual(withRate(null), false);
});

Deno.test("bottleneckRate() trusts a single train little", () => {
  const train = simulateTrain({ rateBps: 10e6 }, seededRandom(1));
  strictEqual(bottleneckRate([train])?.confidence, "low");
  strictEqual(bottleneckRate([train, train, train])?.confidence, "medium");
  strictEqual(bottleneckRate([train, train, train, train])?.confidence, "high");
});

Deno.test("bottleneckRate() says nothing of what it cannot use", () => {
  const train = (atNs: readonly number[]) => ({
    arrivals: atNs.map((at) => ({ atNs: at, sizeBytes: 1250 })),
    sent: atNs.length,
    sendRateBps: null,
  });
  strictEqual(bottleneckRate([]), null);
  strictEqual(bottleneckRate([train([])]), null, "all lost");
  strictEqual(bottleneckRate([train([0, 1e6, 2e6])]), null, "nearly all lost");
  strictEqual(bottleneckRate([train([5, 5, 5, 5, 5, 5])]), null, "one stamp");
});

Deno.test("bottleneckRate() is finite and positive for any stamps", () => {
  fc.assert(fc.property(
    fc.array(
      fc.record({
        atNs: fc.double({ min: 0, max: 1e9, noNaN: true }),
        sizeBytes: fc.integer({ min: 1, max: 65_535 }),
      }),
      { maxLength: 100 },
    ),
    (arrivals) => {
      const found = bottleneckRate([{ arrivals, sent: 100, sendRateBps: 1e9 }]);
      if (found === null) return;
      ok(found.rateBps > 0 && Number.isFinite(found.rateBps));
    },
  ));
});

Deno.test("leastRate() is what trains show that the line did not spread", () => {
  const arrivals = (sizes: readonly number[]) =>
    sizes.map((atNs) => ({ atNs, sizeBytes: 1250 }));
  const burst = arrivals([0, 0, 0, 10_000, 10_000]);
  const cases: readonly [
    why: string,
    train: PacketTrain,
    bps: number | null,
  ][] = [
    [
      "four datagrams in 10 us",
      { arrivals: burst, sent: 5, sendRateBps: null },
      4e9,
    ],
    [
      "no more than was sent",
      { arrivals: burst, sent: 5, sendRateBps: 1e9 },
      1e9,
    ],
    [
      "too little arrived",
      { arrivals: burst, sent: 7, sendRateBps: 1e9 },
      null,
    ],
    [
      "all at once, and nobody knows how fast",
      { arrivals: arrivals([5, 5]), sent: 2, sendRateBps: null },
      null,
    ],
  ];
  for (const [why, train, bps] of cases) {
    strictEqual(leastRate([train]), bps, why);
  }
});
