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
