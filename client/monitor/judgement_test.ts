import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { LINE, OPTIONS, type Result, START_MS } from "../alerts/testing.ts";
import { SilenceWatch } from "../cli/console/watch.ts";
import type {
  Measurement,
  MonoNs,
  Series,
  StoredEvent,
  Tick,
  WallNs,
} from "../model/mod.ts";
import { Judgement } from "./judgement.ts";
import { packetTrain } from "./testing.ts";

/** A judgement, the second it lives in, and all that it says and keeps. */
function judging(kept: Map<string, string> = new Map()) {
  const said = { notes: [] as string[], rows: [] as StoredEvent[] };
  const time = { s: 0 };
  const wall = () => BigInt(START_MS + time.s * 1000) * 1_000_000n;
  const silences = new SilenceWatch();
  const judgement = new Judgement({
    clock: {
      wall: () => wall() as WallNs,
      mono: () => wall() as MonoNs,
      boot: () => wall() as MonoNs,
    },
    recorder: {
      event: (event) => void said.rows.push(event),
      keep: (key, json) => void kept.set(key, json),
      kept: (key) => Promise.resolve(kept.get(key) ?? null),
    },
    note: (text) => void said.notes.push(text),
    watch: (measurement) => silences.add(measurement),
    openTests: () => Promise.reject(new TypeError("Cannot be: no test")),
    courier: undefined,
  }, OPTIONS);
  return { judgement, said, time, kept };
}

/** Plays so many seconds; every loss is told when its time is up. */
async function play(
  { judgement, time }: ReturnType<typeof judging>,
  seconds: number,
  result: (second: number, series: Series) => Result,
): Promise<void> {
  const from = time.s;
  for (let s = from; s < from + seconds; s++) {
    time.s = s;
    judgement.tick(tickAt(s));
    for (const series of LINE) {
      const before = result(s - 1, series);
      if (s > from && typeof before !== "number") {
        judgement.sample(measurement(s - 1, series, before), null);
      }
    }
    for (const series of LINE) {
      const now = result(s, series);
      if (typeof now !== "number") continue;
      judgement.sample(measurement(s, series, now), null);
    }
    judgement.step();
    // What was kept is read meanwhile.
    await Promise.resolve();
  }
  time.s = from + seconds;
}

function at(s: number): WallNs {
  return BigInt(START_MS + s * 1000) * 1_000_000n as WallNs;
}

function tickAt(s: number): Tick {
  return { at: at(s), lateNs: 0, lagNs: 0, missed: 0, isSpoilt: false };
}

function measurement(s: number, series: Series, result: Result): Measurement {
  return {
    series,
    sentAt: at(s),
    outcome: typeof result === "number"
      ? {
        kind: "ok",
        rttNs: result * 1e6,
        localQueueNs: 0,
        stamps: "kernel",
        duplicates: 0,
        detail: "",
      }
      : { kind: result, detail: "" },
  };
}

function linkEvent(type: string, changes: Partial<StoredEvent>): StoredEvent {
  return {
    atMs: START_MS + 20_000,
    type,
    severity: "info",
    interface: "eth0",
    target: "",
    server: "",
    description: "",
    durationMs: null,
    metrics: {},
    ...changes,
  };
}

Deno.test("Judgement says that a line is down once, and stores one row when it is over", async () => {
  const own = judging();
  using _ = own.judgement;
  await play(own, 60, (s) => s >= 30 && s < 38 ? "timeout" : 12);
  deepStrictEqual(own.said.notes, [
    "Nothing on the internet answers on eth0",
    "Line down on eth0: no answer from any of 3 targets; " +
    "the router does not do better, so it is the router or the cable to it",
    "Line up again on eth0 after 8.0 s",
  ]);
  deepStrictEqual(
    own.said.rows.map(({ atMs, type, durationMs, metrics }) => [
      atMs,
      type,
      durationMs,
      metrics["cause"],
    ]),
    [[START_MS + 30_000, "micro_disconnection", 8_000, "own_router"]],
  );
});

Deno.test("Judgement ends what went on where the kernel measures no more", async () => {
  const own = judging();
  using _ = own.judgement;
  own.judgement.follow(["eth0"]);
  await play(own, 20, () => 12);
  own.judgement.event(linkEvent("interface_down", {
    metrics: { cause: "no_link" },
  }));
  await play(own, 10, () => "send_failed");
  // The Wi-Fi has taken over: an unplugged cable is no outage.
  own.judgement.follow(["wlan0"]);
  own.judgement.step();
  for (own.time.s = 30; own.time.s < 100; own.time.s++) own.judgement.step();
  deepStrictEqual(own.said.notes, [
    "Nothing on the internet answers on eth0",
    "Line down on eth0: no answer from any of 3 targets; " +
    "this machine's own connection is down (cable, Wi-Fi, address)",
    "eth0 is not used any more",
  ]);
  deepStrictEqual(
    own.said.rows.map(({ type, durationMs }) => [type, durationMs]),
    [["micro_disconnection", 9_000]],
  );
});

Deno.test("Judgement says of a line that was down at the start only that it is up", async () => {
  const own = judging();
  using _ = own.judgement;
  await play(own, 30, (s) => s < 20 ? "timeout" : 12);
  deepStrictEqual(own.said.notes.slice(1), [
    "Line down on eth0: no answer from any of 3 targets",
    "Line up again on eth0 after 20 s",
  ]);
});

Deno.test("Judgement stores an outage as soon as it has its name, and again at its end", async () => {
  const own = judging();
  using _ = own.judgement;
  await play(own, 150, (s) => s >= 30 && s < 130 ? "timeout" : 12);
  deepStrictEqual(
    own.said.rows.map(({ atMs, type, durationMs }) => [atMs, type, durationMs]),
    [
      [START_MS + 30_000, "outage", null],
      [START_MS + 30_000, "outage", 100_000],
    ],
  );
});

Deno.test("Judgement goes on after a restart, and says what still goes on", async () => {
  const before = judging();
  const slow = (s: number) => s >= 100 ? 90 : 12;
  await play(before, 120, slow);
  before.judgement[Symbol.dispose]();
  const after = judging(before.kept);
  using _ = after.judgement;
  after.time.s = 125;
  await play(after, 20, slow);
  deepStrictEqual(after.said.notes.map((note) => note.slice(0, 20)), [
    "Still: Slow on eth0:",
  ]);
});

Deno.test("Judgement knows from an earlier run what is usual", async () => {
  const before = judging();
  await play(before, 130, () => 12);
  before.judgement[Symbol.dispose]();
  const after = judging(before.kept);
  using _ = after.judgement;
  after.time.s = 7_200;
  await play(after, 8, () => 90);
  match(after.said.notes[0] ?? "", /^Slow on eth0: 90 ms instead of 12 ms/);
});

Deno.test("Judgement takes a lost link as a disconnection, and a switch as a wish", async () => {
  const rows = [
    ["no_link", /^Line down on eth0.*own connection is down/],
    ["switched_off", /^$/],
  ] as const;
  for (const [cause, said] of rows) {
    const own = judging();
    using _ = own.judgement;
    await play(own, 20, () => 12);
    own.judgement.event(linkEvent("interface_down", { metrics: { cause } }));
    own.time.s = 24;
    own.judgement.step();
    match(own.said.notes.join(), said);
    own.judgement.event(linkEvent("interface_up", { durationMs: 0 }));
    own.judgement.step();
    strictEqual(own.said.notes.length, cause === "no_link" ? 2 : 0);
  }
});

Deno.test("Judgement names a target that never answered once, and makes no incident of it", async () => {
  const own = judging();
  using _ = own.judgement;
  await play(
    own,
    60,
    (_s, { target }) => target === "9.9.9.9" ? "timeout" : 12,
  );
  deepStrictEqual(own.said, { notes: ["9.9.9.9 does not answer"], rows: [] });
});

Deno.test("Judgement says of each load test that it cannot judge it, and goes on", async () => {
  const own = judging();
  using _ = own.judgement;
  own.judgement.test(packetTrain());
  await play(own, 2, () => 12);
  deepStrictEqual(own.said.notes, [
    "Cannot judge load tests (restart this program): TypeError: Cannot be: no test",
  ]);
  strictEqual(own.judgement.sharesOf("eth0"), undefined);
});
