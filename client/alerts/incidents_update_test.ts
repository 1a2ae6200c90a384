import { deepStrictEqual, strictEqual } from "node:assert/strict";
import type { Cause, Finding, Incident, Notice } from "./incident.ts";
import { Incidents } from "./incidents.ts";

const REOPEN_MS = 300_000;

const LOSS: Finding = {
  slot: "eth0 quality line",
  type: "packet_loss",
  severity: "warning",
  interface: "eth0",
  target: "",
  server: "",
  sinceMs: 1_000.7,
  untilMs: 5_000,
  cause: "isp",
  conditions: ["packet_loss"],
  targets: ["a"],
  metrics: { lost: 3 },
  adopts: [],
};

const DOWN: Finding = {
  ...LOSS,
  slot: "eth0 down line",
  type: "micro_disconnection",
  conditions: ["micro_disconnection"],
};

const { adopts: _, ...FOUND } = LOSS;

/** What {@linkcode LOSS} opens. */
const OPENED: Incident = {
  ...FOUND,
  id: "1000 eth0 quality line",
  startMs: 1_000.7,
  endedMs: 1_000.7,
  badMs: 0,
  repeats: 0,
  isOpen: true,
};

const ENDED: Incident = { ...OPENED, badMs: 3_999.3, isOpen: false };

/** With one finding, at 6 s. */
function opened(finding: Finding = LOSS): Incidents {
  const incidents = new Incidents(REOPEN_MS);
  incidents.update([finding], 6_000);
  return incidents;
}

/** One that has ended again, at 7 s. */
function ended(finding: Finding = LOSS): Incidents {
  const incidents = opened(finding);
  incidents.update([], 7_000);
  return incidents;
}

function kinds(notices: readonly Notice[]): readonly string[] {
  return notices.map(({ kind }) => kind);
}

Deno.test("Incidents.update() opens, ends and settles", () => {
  const incidents = new Incidents(REOPEN_MS);
  strictEqual(incidents.isEmpty, true);
  const told = (findings: readonly Finding[], nowMs: number) =>
    incidents.update(findings, nowMs);
  deepStrictEqual(told([LOSS], 6_000), [{ kind: "opened", incident: OPENED }]);
  deepStrictEqual(told([LOSS], 6_500), []);
  deepStrictEqual(told([], 7_000), [{ kind: "ended", incident: ENDED }]);
  deepStrictEqual(told([], 305_000), [], "it may come again until then");
  strictEqual(incidents.isEmpty, false);
  deepStrictEqual(told([], 305_001), [{ kind: "settled", incident: ENDED }]);
  strictEqual(incidents.isEmpty, true);
});

Deno.test("Incidents.update() reopens for five minutes and no longer", () => {
  const again = { ...LOSS, sinceMs: 4_000, untilMs: 306_000 };
  deepStrictEqual(ended().update([again], 305_000), [{
    kind: "reopened",
    incident: {
      ...OPENED,
      sinceMs: 5_000,
      untilMs: 306_000,
      endedMs: 5_000,
      badMs: 3_999.3,
      repeats: 1,
    },
  }]);
  deepStrictEqual(ended().update([again], 305_001), [
    { kind: "settled", incident: ENDED },
    {
      kind: "opened",
      incident: {
        ...OPENED,
        id: "4000 eth0 quality line",
        sinceMs: 4_000,
        startMs: 4_000,
        endedMs: 4_000,
        untilMs: 306_000,
      },
    },
  ]);
  deepStrictEqual(opened().update([again], 400_000), [], "what goes on does");
});

Deno.test("Incidents.open() are in the order in which they began", () => {
  const incidents = ended();
  incidents.update([DOWN], 8_000);
  incidents.update([LOSS, DOWN], 305_001);
  deepStrictEqual(incidents.open().map(({ slot }) => slot), [
    DOWN.slot,
    LOSS.slot,
  ]);
});

Deno.test("Incidents.update() copies nothing while nothing is new", () => {
  const sixteen = Array.from({ length: 16 }, (_, i) => `${i}`);
  for (const targets of [["a"], sixteen]) {
    const incidents = opened({ ...LOSS, targets });
    const before = incidents.openIn(LOSS.slot);
    incidents.update([{ ...LOSS, targets: [...targets] }], 7_000);
    strictEqual(incidents.openIn(LOSS.slot), before);
  }
});

const CHANGES: readonly [
  found: Partial<Finding>,
  expected: Partial<Incident>,
  kinds: readonly string[],
][] = [
  [{ untilMs: 9_000 }, { untilMs: 9_000 }, []],
  [{ untilMs: 4_000 }, {}, []],
  [{ severity: "alert" }, { severity: "alert" }, ["grew"]],
  [{ cause: "wifi" }, { cause: "wifi" }, []],
  [{ conditions: ["loss_burst"] }, {
    conditions: ["packet_loss", "loss_burst"],
  }, []],
  [{ targets: ["b", "a"] }, { targets: ["a", "b"] }, []],
  [{ metrics: { lost: 4 } }, { metrics: { lost: 4 } }, []],
  [{ metrics: { lost: 2 } }, {}, []],
  [{ metrics: { lost: 2, kind: "x" } }, {
    metrics: { lost: 3, kind: "x" },
  }, []],
  [{ type: "outage" }, {}, []],
  [{ sinceMs: 3_000 }, {}, []],
];

for (const [found, expected, told] of CHANGES) {
  Deno.test(`Incidents.update() takes ${JSON.stringify(found)} into what goes on`, () => {
    const incidents = opened();
    const notices = incidents.update([{ ...LOSS, ...found }], 7_000);
    deepStrictEqual(kinds(notices), told);
    deepStrictEqual(incidents.openIn(LOSS.slot), { ...OPENED, ...expected });
  });
}

Deno.test("Incidents.update() replaces words, even by others, and keeps the worst severity", () => {
  const incidents = opened({
    ...LOSS,
    severity: "critical",
    metrics: { kind: "x" },
  });
  incidents.update([{ ...LOSS, metrics: { kind: "y" } }], 7_000);
  const { severity, metrics } = incidents.openIn(LOSS.slot) ?? OPENED;
  deepStrictEqual([severity, metrics], ["critical", { kind: "y" }]);
});

Deno.test("Incidents.update() names sixteen targets at most, the first ones", () => {
  const names = Array.from({ length: 17 }, (_, i) => `${i}`);
  const many = opened({ ...LOSS, targets: names });
  deepStrictEqual(many.openIn(LOSS.slot)?.targets, names.slice(0, 16));
  many.update([{ ...LOSS, targets: ["another"] }], 7_000);
  deepStrictEqual(many.openIn(LOSS.slot)?.targets, names.slice(0, 16));
});

Deno.test("Incidents.update() replaces no exact cause by a vague one", () => {
  const cases: readonly [known: Cause, found: Cause, expected: Cause][] = [
    ["wifi", "unknown", "wifi"],
    ["wifi", "isp", "wifi"],
    ["wifi", "own_router", "own_router"],
    ["isp", "unknown", "isp"],
    ["unknown", "isp", "isp"],
    ["far_end", "isp", "isp"],
    ["far_end", "unknown", "unknown"],
    ["far_end", "wifi", "wifi"],
  ];
  for (const [known, found, expected] of cases) {
    const incidents = opened({ ...LOSS, cause: known });
    incidents.update([{ ...LOSS, cause: found }], 7_000);
    strictEqual(incidents.openIn(LOSS.slot)?.cause, expected);
  }
});

Deno.test("Incidents.update() makes an outage of a disconnection, and of nothing else", () => {
  const outage: Finding = { ...DOWN, type: "outage", severity: "critical" };
  const [grew, ...others] = opened(DOWN).update([outage], 66_000);
  deepStrictEqual([grew?.kind, grew?.incident.type, others], [
    "grew",
    "outage",
    [],
  ]);
  const down = opened(DOWN);
  deepStrictEqual(down.update([{ ...DOWN, type: "packet_loss" }], 7_000), []);
  strictEqual(down.openIn(DOWN.slot)?.type, "micro_disconnection");
});

Deno.test("Incidents.update() parts an outage from the disconnections before it", () => {
  const incidents = ended(DOWN);
  incidents.update([{ ...DOWN, sinceMs: 20_000, untilMs: 22_000 }], 23_000);
  const outage: Finding = {
    ...DOWN,
    type: "outage",
    sinceMs: 20_000,
    untilMs: 80_000,
  };
  const [settled, opens, ...others] = incidents.update([outage], 81_000);
  deepStrictEqual(
    [settled?.kind, settled?.incident],
    ["settled", {
      ...ENDED,
      id: "1000 eth0 down line",
      slot: DOWN.slot,
      type: DOWN.type,
      conditions: DOWN.conditions,
      sinceMs: 20_000,
      endedMs: 5_000,
    }],
  );
  deepStrictEqual(
    [opens?.kind, opens?.incident.id, opens?.incident.repeats, others],
    ["opened", "20000 eth0 down line", 0, []],
  );
});

Deno.test("Incidents.lasted() moves an end on, never back, and bears that there is none", () => {
  const incidents = opened();
  incidents.lasted("another", 9_000);
  const before = incidents.openIn(LOSS.slot);
  incidents.lasted(LOSS.slot, 4_000);
  incidents.lasted(LOSS.slot, 5_000);
  strictEqual(incidents.openIn(LOSS.slot), before);
  incidents.lasted(LOSS.slot, 5_001);
  strictEqual(incidents.openIn(LOSS.slot)?.untilMs, 5_001);
});

Deno.test("Incidents.update() counts no time less than none", () => {
  const [told] = opened({ ...LOSS, sinceMs: 6_000 }).update([], 7_000);
  strictEqual(told?.incident.badMs, 0);
});

Deno.test("Incidents.update() waits after a pause before it ends what it does not see", () => {
  const cases: readonly [Finding, graceMs: number][] = [
    [LOSS, 20_000],
    [DOWN, 6_000],
    [{ ...DOWN, type: "outage" }, 6_000],
  ];
  for (const [finding, graceMs] of cases) {
    const incidents = opened(finding);
    incidents.pause(50_000);
    deepStrictEqual(kinds(incidents.update([], 50_000 + graceMs - 1)), []);
    deepStrictEqual(kinds(incidents.update([], 50_000 + graceMs)), ["ended"]);
  }
});

Deno.test("Incidents.restore() ends what was not seen for more than five minutes", () => {
  const restored = (nowMs: number) =>
    new Incidents(REOPEN_MS).restore(opened().stored(), nowMs);
  deepStrictEqual(restored(305_000), []);
  deepStrictEqual(restored(305_001), [{ kind: "ended", incident: ENDED }]);
});

Deno.test("Incidents.retract() takes back what is known, and only that", () => {
  const incidents = opened();
  incidents.retract("another");
  incidents.retract(LOSS.slot);
  deepStrictEqual(incidents.update([LOSS], 6_500), [], "it goes on");
  deepStrictEqual(incidents.update([], 7_000), [
    { kind: "retracted", incident: ENDED },
  ]);
  strictEqual(incidents.isEmpty, true);
});

Deno.test("Incidents.update() takes over the first lesser incident that goes on", () => {
  const lesser = { ...LOSS, slot: "eth0 quality b" };
  const incidents = opened(lesser);
  deepStrictEqual(
    incidents.update(
      [{ ...LOSS, adopts: ["eth0 quality a", lesser.slot] }],
      7_000,
    ),
    [],
  );
  deepStrictEqual(incidents.open(), [
    { ...OPENED, id: "1000 eth0 quality b" },
  ]);
});
