import { deepStrictEqual } from "node:assert/strict";
import type { StoredEvent } from "../../model/mod.ts";
import { availabilityOf } from "./availability.ts";

Deno.test("availabilityOf() counts overlapping outages of one interface once", () => {
  const outage = (atMs: number, durationMs: number) =>
    ({
      atMs,
      type: "outage",
      severity: "critical",
      interface: "a",
      target: "",
      server: "",
      description: "",
      durationMs,
      metrics: {},
    }) satisfies StoredEvent;
  const { each } = availabilityOf(["a"], {
    events: [
      outage(10_000, 30_000),
      outage(20_000, 5_000),
      outage(30_000, 20_000),
    ],
    period: { fromMs: 0, toMs: 100_000 },
    gaps: [],
  });
  deepStrictEqual(each, [{ interface: "a", availablePct: 60, downMs: 40_000 }]);
});

Deno.test("availabilityOf() counts of what came again only how long it was bad", () => {
  const again = {
    atMs: 10_000,
    type: "micro_disconnection",
    severity: "alert",
    interface: "a",
    target: "",
    server: "",
    description: "",
    durationMs: 50_000,
    metrics: { "bad_s": 5, repeats: 2 },
  } satisfies StoredEvent;
  const found = availabilityOf(["a", "b"], {
    events: [again, { ...again, interface: "b", metrics: { "bad_s": 10 } }],
    period: { fromMs: 0, toMs: 100_000 },
    gaps: [],
  });
  deepStrictEqual(found, {
    each: [
      { interface: "a", availablePct: 95, downMs: 5_000 },
      { interface: "b", availablePct: 90, downMs: 10_000 },
    ],
    anyPct: 95,
    allDownMs: 5_000,
    measuredMs: 100_000,
  });
});

Deno.test("availabilityOf() knows when neither was there", () => {
  const outage = (name: string, atMs: number, durationMs: number) =>
    ({
      atMs,
      type: "outage",
      severity: "critical",
      interface: name,
      target: "",
      server: "",
      description: "",
      durationMs,
      metrics: {},
    }) satisfies StoredEvent;
  const events = [
    outage("a", 10_000, 20_000),
    outage("b", 25_000, 10_000),
    outage("b", 95_000, 60_000),
  ];
  deepStrictEqual(
    availabilityOf(["a", "b"], {
      events,
      period: { fromMs: 0, toMs: 110_000 },
      gaps: [{ fromMs: 100_000, toMs: 110_000 }],
    }),
    {
      each: [
        { interface: "a", availablePct: 80, downMs: 20_000 },
        { interface: "b", availablePct: 85, downMs: 15_000 },
      ],
      anyPct: 95,
      allDownMs: 5_000,
      measuredMs: 100_000,
    },
  );
});

/** From when on and for how long a line was down, and of that really, s. */
type Down = readonly [atS: number, lastsS: number | null, badS?: number];

const FROM_MS = 1_000_000;

/** How long each of two lines was down in 100 s, and both at once, s. */
function downOf(a: readonly Down[], b: readonly Down[] = []): number[] {
  const eventOf =
    (name: string) => ([atS, lastsS, badS]: Down): StoredEvent => ({
      atMs: FROM_MS + 1000 * atS,
      type: "outage",
      severity: "critical",
      interface: name,
      target: "",
      server: "",
      description: "",
      durationMs: lastsS === null ? null : 1000 * lastsS,
      metrics: badS === undefined ? {} : { "bad_s": badS },
    });
  const { each, allDownMs, measuredMs } = availabilityOf(["a", "b"], {
    events: [...a.map(eventOf("a")), ...b.map(eventOf("b"))],
    period: { fromMs: FROM_MS, toMs: FROM_MS + 100_000 },
    gaps: [],
  });
  deepStrictEqual(measuredMs, 100_000);
  return [...each.map(({ downMs }) => downMs), allDownMs].map((ms) =>
    ms / 1000
  );
}

const DOWNS: readonly (readonly [
  why: string,
  a: readonly Down[],
  b: readonly Down[],
  down: readonly number[],
])[] = [
  ["never", [], [], [0, 0, 0]],
  ["it goes on", [[90, null, 0]], [], [10, 0, 0]],
  ["it began before, and ends later", [[-10, 15], [95, 20]], [], [10, 0, 0]],
  ["half of the time", [[10, 20, 10]], [], [10, 0, 0]],
  ["never longer than it lasted", [[10, 20, 30]], [], [20, 0, 0]],
  ["no time at all", [[10, 0, 0]], [], [0, 0, 0]],
  ["told in another order", [[50, 10], [10, 10]], [], [20, 0, 0]],
  ["twice, then twice at once", [[0, 10], [20, 10], [25, 10]], [], [25, 0, 0]],
  ["a part of two that overlap", [[0, 20, 5], [10, 20, 5]], [], [10, 0, 0]],
  // Seen as one time of 20 s, of which it was down for 15.
  ["one after another", [[0, 10, 5], [10, 10]], [[0, 10]], [15, 10, 7.5]],
  ["of both, the lesser share", [[0, 20, 5]], [[10, 20, 10]], [5, 10, 2.5]],
  ["one after the other line", [[0, 10]], [[10, 10]], [10, 10, 0]],
];

for (const [why, a, b, down] of DOWNS) {
  Deno.test(`availabilityOf() adds up ${down.join(", ")} s: ${why}`, () => {
    deepStrictEqual(downOf(a, b), down);
  });
}
