import { deepStrictEqual, strictEqual } from "node:assert/strict";
import type { Severity } from "../../model/mod.ts";
import type { Incident, Notice } from "../incident.ts";
import { LINE, play, START_MS } from "../testing.ts";
import { Outbox, type OutboxOptions } from "./outbox.ts";

const TO_ALL: OutboxOptions = {
  host: "nas",
  minSeverity: "warning",
  isImmediate: false,
  perHour: 20,
  isQuiet: () => false,
};
const HOUR_MS = 3_600_000;

/** The notices of a real loss burst. */
const [OPENED, ENDED, SETTLED] = (() => {
  const told = play({
    seconds: 400,
    series: LINE,
    result: (s, { target }) =>
      s >= 30 && s < 33 && target === "8.8.8.8" ? "timeout" : 12,
  });
  return ["opened", "ended", "settled"].map((kind) =>
    told.find((notice) => notice.kind === kind)
  );
})();

function notice(
  of: Notice | undefined,
  changes: Partial<Incident> = {},
): Notice {
  if (of === undefined) throw new TypeError("Cannot be: nothing was told");
  return { kind: of.kind, incident: { ...of.incident, ...changes } };
}

/** Delivers all that is due. */
function deliver(outbox: Outbox, nowMs: number): readonly string[] {
  const ids: string[] = [];
  for (let next; (next = outbox.next(nowMs)) !== null;) {
    ids.push(next.kind);
    outbox.settle(true, nowMs);
  }
  return ids;
}

Deno.test("Outbox.take() makes one message of an incident, and one of its end for good", () => {
  const outbox = new Outbox(TO_ALL);
  deepStrictEqual(
    [OPENED, OPENED, ENDED, SETTLED, SETTLED].map((of) =>
      outbox.take(notice(of)) && deliver(outbox, START_MS)
    ),
    [["start"], false, false, ["end"], false],
  );
});

Deno.test("Outbox.take() tells of a return, too, where all is told at once", () => {
  const outbox = new Outbox({ ...TO_ALL, isImmediate: true });
  const again = {
    kind: "reopened",
    incident: notice(OPENED).incident,
  } as const;
  deepStrictEqual(
    [notice(OPENED), notice(ENDED), again, notice(ENDED), notice(SETTLED)]
      .map((of) => outbox.take(of) && deliver(outbox, START_MS)),
    [["start"], ["end"], ["start"], ["end"], false],
  );
});

Deno.test("Outbox.take() waits until it is bad enough for the receiver", () => {
  const outbox = new Outbox({ ...TO_ALL, minSeverity: "critical" });
  const grew = (severity: Severity) =>
    outbox.take({
      kind: "grew",
      incident: notice(OPENED, { severity }).incident,
    });
  deepStrictEqual(
    [outbox.take(notice(OPENED)), grew("alert"), grew("critical")],
    [false, false, true],
  );
  const mild = new Outbox({ ...TO_ALL, minSeverity: "critical" });
  mild.take(notice(OPENED));
  strictEqual(mild.take(notice(SETTLED)), false, "no end without a start");
});

Deno.test("Outbox.take() tells what waits as it is now", () => {
  const outbox = new Outbox(TO_ALL);
  outbox.take(notice(OPENED));
  outbox.take({
    kind: "grew",
    incident: notice(OPENED, { severity: "critical" }).incident,
  });
  strictEqual(outbox.length, 1);
  strictEqual(outbox.next(START_MS)?.severity, "critical");
});

Deno.test("Outbox.next() tries again ever more rarely, and in order", () => {
  const outbox = new Outbox(TO_ALL);
  outbox.take(notice(OPENED));
  outbox.take(notice(SETTLED));
  const triedS: number[] = [];
  for (let s = 0; s < 3000 && triedS.length < 10; s++) {
    const next = outbox.next(START_MS + s * 1000);
    if (next === null) continue;
    strictEqual(next.kind, "start");
    triedS.push(s);
    outbox.settle(false, START_MS + s * 1000);
  }
  deepStrictEqual(triedS, [0, 5, 15, 35, 75, 155, 315, 635, 1235, 1835]);
  strictEqual(outbox.length, 2, "nothing is given up");
});

Deno.test("Outbox.next() gives one at a time, and not before the receiver wants it", () => {
  const outbox = new Outbox(TO_ALL);
  outbox.take(notice(OPENED));
  outbox.take(notice(SETTLED));
  outbox.next(START_MS);
  strictEqual(outbox.next(START_MS), null, "one is under way");
  outbox.settle(false, START_MS, 120_000);
  strictEqual(outbox.next(START_MS + 119_999), null);
  strictEqual(outbox.next(START_MS + 120_000)?.kind, "start");
});

Deno.test("Outbox.next() lets only what is critical through the quiet hours", () => {
  let isQuiet = true;
  const outbox = new Outbox({ ...TO_ALL, isQuiet: () => isQuiet });
  outbox.take(notice(OPENED, { id: "a", severity: "warning" }));
  outbox.take(notice(OPENED, { id: "b", severity: "critical" }));
  const ids = () => {
    const next = outbox.next(START_MS);
    outbox.settle(true, START_MS);
    return next?.id;
  };
  strictEqual(ids(), "start b");
  strictEqual(outbox.next(START_MS), null);
  isQuiet = false;
  strictEqual(ids(), "start a");
});

Deno.test("Outbox.next() gives no more an hour than the receiver wants", () => {
  const outbox = new Outbox({ ...TO_ALL, perHour: 3 });
  for (let i = 0; i < 5; i++) outbox.take(notice(OPENED, { id: String(i) }));
  strictEqual(deliver(outbox, START_MS).length, 3);
  strictEqual(deliver(outbox, START_MS + HOUR_MS - 1).length, 0);
  strictEqual(deliver(outbox, START_MS + HOUR_MS).length, 2);
});

Deno.test("Outbox holds 500 messages, and then the newest", () => {
  const outbox = new Outbox(TO_ALL);
  for (let i = 0; i < 600; i++) outbox.take(notice(OPENED, { id: String(i) }));
  deepStrictEqual([outbox.length, outbox.dropped], [500, 100]);
  strictEqual(outbox.next(START_MS)?.id, "start 100");
});

Deno.test("Outbox goes on after a restart", () => {
  const before = new Outbox(TO_ALL);
  before.take(notice(OPENED));
  before.next(START_MS);
  const after = new Outbox(TO_ALL);
  after.restore(JSON.parse(JSON.stringify(before.stored())));
  deepStrictEqual(deliver(after, START_MS), ["start"], "it was under way");
  strictEqual(after.take(notice(SETTLED)), true, "the end of what it began");
});
