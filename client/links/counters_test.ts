import { deepStrictEqual, strictEqual } from "node:assert/strict";
import {
  type CounterSample,
  type DirectionCounters,
  growth,
  type InterfaceCounters,
  rates,
} from "./counters.ts";

function direction(bytes: number, packets: number): DirectionCounters {
  return { bytes, packets, errors: 0, dropped: 0 };
}

function sample(
  atS: number,
  received: DirectionCounters,
  changes: Partial<InterfaceCounters> = {},
): CounterSample {
  const sent = direction(0, 0);
  const rest = { name: "eth0", index: 2, collisions: 0 };
  return {
    atNs: BigInt(atS * 1e9),
    counters: { ...rest, received, sent, ...changes },
  };
}

Deno.test("rates() are per second, for each direction", () => {
  deepStrictEqual(
    rates(
      sample(1, direction(1_000, 10), { sent: direction(50, 1) }),
      sample(3, direction(5_000, 14), { sent: direction(150, 2) }),
    ),
    {
      received: { bytesPerS: 2_000, packetsPerS: 2 },
      sent: { bytesPerS: 50, packetsPerS: 0.5 },
    },
  );
});

Deno.test("rates() follows a counter over its end, and no further", () => {
  type Row = readonly [
    before: DirectionCounters,
    after: DirectionCounters,
    bytesPerS: number | undefined,
    why: string,
  ];
  const cases: readonly Row[] = [
    [direction(0, 0), direction(0, 0), 0, "silence"],
    [direction(2 ** 32 - 100, 7), direction(50, 8), 150, "wrapped at 2^32"],
    [
      direction(2 ** 64 - 2 ** 20, 7),
      direction(2 ** 20, 8),
      2 ** 21,
      "wrapped at 2^64",
    ],
    [direction(2 ** 32 + 5, 7), direction(5, 8), undefined, "no wrap at 2^32"],
    [direction(2 ** 32 - 9, 7), direction(0, 0), undefined, "began anew"],
    [direction(100, 1), direction(60, 1), undefined, "anew, then one packet"],
    [
      direction(10, 2 ** 32 - 1),
      direction(70, 0),
      60,
      "the packet counter wrapped",
    ],
  ];
  for (const [before, after, bytesPerS, why] of cases) {
    const rate = rates(sample(0, before), sample(1, after));
    strictEqual(rate?.received.bytesPerS, bytesPerS, why);
  }
});

Deno.test("rates() says nothing of another interface, or of no time", () => {
  const before = sample(5, direction(0, 0));
  const cases: readonly [after: CounterSample, why: string][] = [
    [sample(6, direction(9, 9), { index: 3 }), "made anew by that name"],
    [sample(5, direction(9, 9)), "no time between"],
    [sample(4, direction(9, 9)), "the wrong way round"],
  ];
  for (const [after, why] of cases) {
    strictEqual(rates(before, after), null, why);
  }
});

Deno.test("rates() says nothing if one direction alone began anew", () => {
  const sent = { sent: direction(2 ** 32 - 5, 99) };
  strictEqual(
    rates(sample(0, direction(0, 0), sent), sample(1, direction(9, 1))),
    null,
  );
});

Deno.test("growth() counts errors, drops and collisions, never backwards", () => {
  const trouble = (errors: number, dropped: number) => ({
    ...direction(1_000, 10),
    errors,
    dropped,
  });
  const change = growth(
    sample(0, trouble(3, 7), { collisions: 5 }),
    sample(1, trouble(4, 2), { collisions: 6 }),
  );
  deepStrictEqual(change, {
    spanS: 1,
    received: { bytes: 0, packets: 0, errors: 1, dropped: 0 },
    sent: { bytes: 0, packets: 0, errors: 0, dropped: 0 },
    collisions: 1,
  });
});
